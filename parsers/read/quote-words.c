#include "parsers/read/quote-words.h"

#include <string.h>

#include "parsers/read/word-index.h"

/* Match keys, parted by '|'. */
struct quote_language {
    const char *code;
    const char *words[QUOTE_WORDS];
};

static const struct quote_language languages[] = {
    {"en",
     {
         [QUOTE_ORIGINAL] = "original message|original appointment|original e mail|original email|reply message|original mail",
         [QUOTE_FORWARD] = "forwarded message|begin forwarded message",
         [QUOTE_WROTE] = "wrote|writes|said|quoting",
         [QUOTE_FROM] = "from|sender",
         [QUOTE_DATE] = "sent|date|sent at|sent on",
         [QUOTE_TO] = "to|cc|bcc|recipient|recipients",
         [QUOTE_SUBJECT] = "subject|re",
         [QUOTE_MORE] = "importance|priority|reply to|attachments|attachment|organization|sensitivity|sent by|message id|categories|in reply to",
         [QUOTE_GREETING] = "hello|hi|hey|dear|good morning|good afternoon|good evening|greetings|cheers|best|thanks|thank you|thx|many thanks",
         [QUOTE_CLOSING] = "best regards|kind regards|regards|best|best wishes|warm regards|warmest regards|kindest regards|sincerely|yours sincerely|yours faithfully|yours truly|"
                           "yours|cheers|many thanks|thanks and regards|thanks and best regards|thanks best regards|thanks kind regards|with kind regards|with best regards|with best wishes|"
                           "all the best|rgds|br|brgds|respectfully|cordially|thanks|thank you|thx",
         [QUOTE_AFTERWORD] = "ps|p s|pps|nb|n b",
         [QUOTE_SENT] = "sent from|sent via|sent with|sent using|get outlook|get bluemail|get the outlook|composed with|typed on my|written on my",
         [QUOTE_DISCLAIMER] = "please consider the environment|think before you print|consider the environment|confidentiality notice|disclaimer|legal notice|"
                              "if you are not the intended recipient|if you are not the addressee|if you have received this|registered office|company registration|virus free|"
                              "this e mail has been checked for viruses|this email has been checked for viruses|this email has been scanned|this e mail has been scanned",
         [QUOTE_MESSAGE] = "this e mail|this email|this message|this mail|this communication|this transmission",
         [QUOTE_SECRET] = "confidential|privileged|intended solely|intended only|intended recipient|intended for|any attachments|legally",
     }},
    {"tr",
     {
         [QUOTE_ORIGINAL] = "ozgun ileti|orijinal mesaj|orijinal ileti|ozgun mesaj|orijinal e posta|ozgun e posta",
         [QUOTE_FORWARD] = "yonlendirilmis ileti|iletilen ileti|iletilmis ileti|yonlendirilen mesaj|ileti baslangici|iletilen mesaj|yonlendirilen ileti|iletilmis mesaj",
         [QUOTE_WROTE] = "yazdi|yazmis|sunu yazdi|sunlari yazdi|yaziyor|demis ki|dedi ki",
         [QUOTE_FROM] = "kimden|gonderen",
         [QUOTE_DATE] = "gonderildi|gonderme tarihi|tarih|gonderim tarihi|gonderilme tarihi|gonderilen",
         [QUOTE_TO] = "kime|alici|bilgi|kopya|gizli|alicilar",
         [QUOTE_SUBJECT] = "konu",
         [QUOTE_MORE] = "onem|oncelik|ekler|yanit adresi|duyarlilik|yanitla",
         [QUOTE_GREETING] = "tesekkurler|tesekkur ederim|merhaba|merhabalar|sayin|selam|selamlar|iyi gunler|iyi aksamlar|iyi calismalar|gunaydin|kolay gelsin|iyi gunler dilerim|iyi calismalar dilerim|selamun aleykum",
         [QUOTE_CLOSING] = "saygilar|saygilarimla|saygilarimizla|en iyi dileklerimle|iyi gunler|iyi calismalar|iyi gunler dilerim|iyi calismalar dilerim|selamlar|sevgiler|sevgilerimle|"
                           "kolay gelsin|selam ve saygilar|selam ve saygilarimla|selamlar saygilar|hurmetler|tesekkurler|tesekkur ederim",
         [QUOTE_AFTERWORD] = "not|dipnot",
         [QUOTE_SENT_LAST] = "gonderildi|gonderilmistir|edinin|yazildi|indirin",
         [QUOTE_DISCLAIMER] = "yasal uyari|gizlilik bildirimi|lutfen gerekmedikce bu|bu e postayi yazdirmadan|cevreyi dusun|cevre icin",
         [QUOTE_MESSAGE] = "bu e posta|bu eposta|bu mesaj|bu ileti|bu elektronik posta|bu e postanin|bu mesajin|bu e postayi",
         [QUOTE_SECRET] = "gizli|gizlidir|gizlilik|kisiye ozel|kisiye ozeldir|ekleri|ekindeki|yalnizca|sadece|yazdirmayiniz|mesaji",
     }},
    {"de",
     {
         [QUOTE_ORIGINAL] = "ursprungliche nachricht|originalnachricht|original nachricht|ursprungliche mail|original mail|urspruengliche nachricht|originalmail|ursprunglicher termin",
         [QUOTE_FORWARD] = "weitergeleitete nachricht|anfang der weitergeleiteten nachricht",
         [QUOTE_WROTE] = "schrieb|schreibt|geschrieben|zitat von|hat geschrieben",
         [QUOTE_FROM] = "von|absender",
         [QUOTE_DATE] = "gesendet|datum|gesendet am|verschickt",
         [QUOTE_TO] = "an|kopie|kopie an|empfanger|blindkopie",
         [QUOTE_SUBJECT] = "betreff|betr|thema",
         [QUOTE_MORE] = "wichtigkeit|prioritat|antwort an|anlagen|anlage|anhang|antworten an|vertraulichkeit|gesendet von",
         [QUOTE_GREETING] = "danke|vielen dank|hallo|guten|sehr geehrte|sehr geehrter|liebe|lieber|moin|servus|gruss gott",
         [QUOTE_CLOSING] = "mit freundlichen grussen|mit freundlichem gruss|mit besten grussen|mit herzlichen grussen|freundliche grusse|freundlicher gruss|viele grusse|liebe grusse|beste grusse|"
                           "herzliche grusse|schone grusse|mit freundlichen gruessen|viele gruesse|beste gruesse|freundliche gruesse|mfg|vg|lg|grusse|gruss|gruesse|hochachtungsvoll|danke|vielen dank",
         [QUOTE_AFTERWORD] = "nachtrag|anmerkung",
         [QUOTE_SENT] = "gesendet von|gesendet mit|gesendet aus|gesendet uber|von meinem|von meiner|diese nachricht wurde|diese e mail wurde|holen sie sich outlook|outlook fur",
         [QUOTE_SENT_LAST] = "gesendet|verschickt",
         [QUOTE_DISCLAIMER] = "der inhalt dieser|bitte prufen sie der umwelt|bitte denken sie an die umwelt|bevor sie diese e mail ausdrucken|haftungsausschluss|vertraulichkeitshinweis|"
                              "sitz der gesellschaft|geschaftsfuhrer|handelsregister|amtsgericht",
         [QUOTE_MESSAGE] = "diese e mail|diese email|diese nachricht|diese mail|dieser e mail|dieser nachricht|dieses e mail|diese mitteilung",
         [QUOTE_SECRET] = "vertraulich|vertrauliche|rechtlich geschutzte|ausschliesslich|nur fur|anhange|umwelt|vertraulichen",
     }},
    {"fr",
     {
         [QUOTE_ORIGINAL] = "message d origine|message original|mail original|message initial|message du|courriel original|e mail d origine",
         [QUOTE_FORWARD] = "message transfere|debut du message reexpedie|debut du message transfere|message reexpedie",
         [QUOTE_WROTE] = "a ecrit|ecrit|ecrivait|en citant",
         [QUOTE_FROM] = "de|expediteur",
         [QUOTE_DATE] = "envoye|envoye le|date|date d envoi|envoye a",
         [QUOTE_TO] = "a|destinataire|copie a|destinataires|pour|copie",
         [QUOTE_SUBJECT] = "objet|sujet",
         [QUOTE_MORE] = "repondre a|pieces jointes|piece jointe|priorite",
         [QUOTE_GREETING] = "merci|bonjour|bonsoir|cher|chere|madame|monsieur|salut|coucou|salutations",
         [QUOTE_CLOSING] = "cordialement|bien cordialement|tres cordialement|cdlt|cdt|bien a vous|salutations|meilleures salutations|salutations distinguees|sinceres salutations|amicalement|"
                           "respectueusement|bonne journee|bonne reception|sincerement|amities|bien a toi|merci",
         [QUOTE_SENT] = "envoye de|envoye d|envoye depuis|envoye a partir|envoye avec|envoye via|obtenir outlook|obtenez outlook|telecharger outlook|telechargez outlook|provenance",
         [QUOTE_DISCLAIMER] = "pensez a l environnement|avant d imprimer|avis de confidentialite|afin de preserver l environnement|les informations contenues|garanti sans virus",
         [QUOTE_MESSAGE] = "ce message|ce courriel|cet e mail|ce mail|cette communication|cet email",
         [QUOTE_SECRET] = "confidentiel|confidentiels|confidentielle|confidentielles|confidentialite|pieces jointes|intention exclusive|destinataire",
     }},
    {"es",
     {
         [QUOTE_ORIGINAL] = "mensaje original|correo original",
         [QUOTE_FORWARD] = "mensaje reenviado|inicio del mensaje reenviado",
         [QUOTE_WROTE] = "escribio|escribe|ha escrito|escribia|citando a",
         [QUOTE_FROM] = "de|remitente",
         [QUOTE_DATE] = "enviado|enviado el|fecha|enviada el|fecha de envio",
         [QUOTE_TO] = "para|a|con copia|destinatario|copia",
         [QUOTE_SUBJECT] = "asunto",
         [QUOTE_MORE] = "importancia|prioridad|responder a|adjuntos|datos adjuntos",
         [QUOTE_GREETING] = "gracias|muchas gracias|hola|buenos|buenas|estimado|estimada|estimados|saludos",
         [QUOTE_CLOSING] = "saludos|un saludo|un cordial saludo|saludos cordiales|cordiales saludos|cordialmente|atentamente|atte|un abrazo|le saluda atentamente|gracias y saludos|muchas gracias y saludos|gracias|muchas gracias",
         [QUOTE_AFTERWORD] = "pd|p d|posdata",
         [QUOTE_SENT] = "enviado desde|enviado con|enviado a traves|enviado de|obtener outlook|obten outlook|descargar outlook|enviada desde",
         [QUOTE_DISCLAIMER] = "aviso legal|antes de imprimir|por favor antes de imprimir|piense en el medio ambiente|la informacion contenida|libre de virus",
         [QUOTE_MESSAGE] = "este mensaje|este correo|este e mail|este email|esta comunicacion",
         [QUOTE_SECRET] = "confidencial|confidenciales|archivos adjuntos|archivos anexos|privilegiada|confidencialidad|exclusivamente|medio ambiente|destinatario",
     }},
    {"it",
     {
         [QUOTE_ORIGINAL] = "messaggio originale|messaggio originario|mail originale",
         [QUOTE_FORWARD] = "messaggio inoltrato|inizio messaggio inoltrato|inizio del messaggio inoltrato",
         [QUOTE_WROTE] = "ha scritto|scrive|scriveva|scrisse|citando",
         [QUOTE_FROM] = "da|mittente",
         [QUOTE_DATE] = "inviato|data|inviato il|inviata",
         [QUOTE_TO] = "a|per|destinatario|per conoscenza|destinatari",
         [QUOTE_SUBJECT] = "oggetto|ogg",
         [QUOTE_MORE] = "priorita|importanza|rispondi a|allegati|allegato",
         [QUOTE_GREETING] = "grazie|buongiorno|buonasera|gentile|gentili|ciao|salve|saluti|egregio|spettabile|spett",
         [QUOTE_CLOSING] = "cordiali saluti|distinti saluti|saluti|cordialmente|un saluto|un cordiale saluto|i migliori saluti|grazie e saluti|grazie e cordiali saluti|tanti saluti|grazie",
         [QUOTE_SENT] = "inviato da|inviato dal|inviato dalla|inviato con|inviato tramite|scarica outlook|ottieni outlook|inviata da",
         [QUOTE_DISCLAIMER] = "le informazioni contenute|prima di stampare|rispetta l ambiente|avviso di riservatezza|pensa all ambiente|ai sensi del|privo di virus",
         [QUOTE_MESSAGE] = "questo messaggio|questa e mail|questa email|questa mail|il presente messaggio|la presente comunicazione|questa comunicazione",
         [QUOTE_SECRET] = "riservato|riservata|riservati|riservate|confidenziale|confidenziali|allegati|esclusivamente|destinatario",
     }},
    {"nl",
     {
         [QUOTE_ORIGINAL] = "oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|originele bericht|oorspronkelijke mail",
         [QUOTE_FORWARD] = "doorgestuurd bericht|begin doorgestuurd bericht",
         [QUOTE_WROTE] = "schreef|schrijft|geschreven|citeren",
         [QUOTE_FROM] = "van|afzender",
         [QUOTE_DATE] = "verzonden|datum|verzonden op|verstuurd",
         [QUOTE_TO] = "aan|kopie|geadresseerde|ontvanger",
         [QUOTE_SUBJECT] = "onderwerp|betreft",
         [QUOTE_MORE] = "urgentie|prioriteit|bijlagen|antwoord aan|bijlage|beantwoorden",
         [QUOTE_GREETING] = "bedankt|hallo|goedendag|goedemorgen|goedemiddag|beste|geachte|dag|hoi|groeten|groetjes",
         [QUOTE_CLOSING] = "met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|groeten|groetjes|mvg|hoogachtend|hartelijke groet|hartelijke groeten|groet|gr|"
                           "met hartelijke groet|alvast bedankt en groet|bedankt|alvast bedankt",
         [QUOTE_SENT] = "verzonden vanaf|verzonden vanuit|verzonden met|verzonden via|verstuurd vanaf|verstuurd vanuit|verstuurd met|outlook voor|download outlook",
         [QUOTE_SENT_LAST] = "downloaden|verzonden|verstuurd",
         [QUOTE_DISCLAIMER] = "denk aan het milieu|de informatie in dit|de informatie verzonden|voordat u deze|virusvrij",
         [QUOTE_MESSAGE] = "dit e mailbericht|dit bericht|deze e mail|deze email|deze mail|dit e mail bericht",
         [QUOTE_SECRET] = "vertrouwelijk|vertrouwelijke|uitsluitend|bijlagen|geadresseerde|milieu",
     }},
    {"pl",
     {
         [QUOTE_ORIGINAL] = "wiadomosc oryginalna|oryginalna wiadomosc|pierwotna wiadomosc|wiadomosc pierwotna|original message",
         [QUOTE_FORWARD] = "przekazana wiadomosc|wiadomosc przekazana dalej|poczatek przekazanej wiadomosci|tresc przekazanej wiadomosci|wiadomosc przekazana",
         [QUOTE_WROTE] = "napisal|napisala|napisal a|pisze|napisana przez|pisal|pisala|napisali|cytowanie",
         [QUOTE_FROM] = "od|nadawca",
         [QUOTE_DATE] = "wyslano|wyslane|data|data wyslania|wyslana|dnia",
         [QUOTE_TO] = "do|dw|udw|odbiorca|kopia",
         [QUOTE_SUBJECT] = "temat|dotyczy",
         [QUOTE_MORE] = "waznosc|priorytet|odpowiedz do|zalaczniki|zal",
         [QUOTE_GREETING] = "dziekuje|dzien dobry|witam|szanowni|szanowna|szanowny|czesc|hej",
         [QUOTE_CLOSING] = "pozdrawiam|pozdrawiam serdecznie|serdecznie pozdrawiam|z powazaniem|pozdrowienia|z wyrazami szacunku|z pozdrowieniami|lacze pozdrowienia|pozdr|lacze wyrazy szacunku|"
                           "dziekuje i pozdrawiam|dziekuje",
         [QUOTE_SENT] = "wyslane z|wyslano z|pobierz aplikacje outlook|pobierz outlook|wiadomosc wyslana z|uzyskaj outlook|wyslana z",
         [QUOTE_DISCLAIMER] = "pomysl o srodowisku|zanim wydrukujesz|tresc tej wiadomosci|zastrzezenie|klauzula poufnosci|informacja zawarta w|wolny od wirusow",
         [QUOTE_MESSAGE] = "ta wiadomosc|niniejsza wiadomosc|ten e mail|niniejszy e mail|tej wiadomosci|niniejszej wiadomosci",
         [QUOTE_SECRET] = "poufne|poufna|poufny|poufnych|zalaczniki|wylacznie|srodowisku|poufnosci",
     }},
    {"pt",
     {
         [QUOTE_ORIGINAL] = "mensagem original|mensagem de origem|email original",
         [QUOTE_FORWARD] = "mensagem encaminhada|mensagem reencaminhada|inicio da mensagem encaminhada|inicio da mensagem reencaminhada",
         [QUOTE_WROTE] = "escreveu|escreve|escrevia|citando",
         [QUOTE_FROM] = "de|remetente",
         [QUOTE_DATE] = "enviado|enviada|enviado em|enviada em|data|enviado a|enviada a|data de envio",
         [QUOTE_TO] = "para|com copia|destinatario|copia",
         [QUOTE_SUBJECT] = "assunto",
         [QUOTE_MORE] = "prioridade|importancia|responder a|anexos|responder para|anexo",
         [QUOTE_GREETING] = "ola|oi|bom dia|boa tarde|boa noite|prezado|prezada|prezados|caro|cara|exmo|abraco|abracos|abs|obrigado|obrigada",
         [QUOTE_CLOSING] = "cumprimentos|com os melhores cumprimentos|melhores cumprimentos|atenciosamente|att|abracos|abraco|cordialmente|atentamente|obrigado e cumprimentos|os meus cumprimentos|"
                           "com os meus cumprimentos|atte|grato|grata|abs|obrigado|obrigada",
         [QUOTE_SENT] = "enviado do|enviado de|enviado a partir|enviado via|enviado pelo|enviado com|enviada do|enviada de|obter o outlook|obtenha o outlook|obter outlook|baixe o outlook|mensagem enviada",
         [QUOTE_DISCLAIMER] = "antes de imprimir|as informacoes contidas|aviso legal|pense no ambiente|aviso de confidencialidade|livre de virus",
         [QUOTE_MESSAGE] = "esta mensagem|este e mail|este email|esta comunicacao|nesta mensagem|este correio",
         [QUOTE_SECRET] = "confidencial|confidenciais|seus anexos|privilegiada|confidencialidade|exclusivamente|destinatario",
     }},
    {"ru",
     {
         [QUOTE_ORIGINAL] = "исходное сообщение|оригинальное сообщение|исходное письмо|оригинал сообщения",
         [QUOTE_FORWARD] = "пересылаемое сообщение|пересланное сообщение|начало переадресованного сообщения|начало пересылаемого сообщения|переадресованное сообщение",
         [QUOTE_WROTE] = "написал|написала|написал а|пишет|писал|писала|писал а|вы писали|цитирование",
         [QUOTE_FROM] = "от|от кого|отправитель",
         [QUOTE_DATE] = "отправлено|дата|дата отправки|послано",
         [QUOTE_TO] = "кому|копия|получатель",
         [QUOTE_SUBJECT] = "тема",
         [QUOTE_MORE] = "важность|приоритет|вложения|ответить|кому ответить",
         [QUOTE_GREETING] = "спасибо|здравствуите|добрыи день|добрыи вечер|доброе утро|уважаемые|уважаемая|уважаемыи|привет|приветствую",
         [QUOTE_CLOSING] = "с уважением|с наилучшими пожеланиями|всего доброго|всего хорошего|искренне ваш|искренне ваша|с приветом|спасибо и всего доброго|спасибо",
         [QUOTE_AFTERWORD] = "зы|п с|р s",
         [QUOTE_SENT] = "отправлено с|отправлено из|отправлено от|отправлено через|скачаите outlook|получите outlook|простите за краткость|извините за краткость",
         [QUOTE_DISCLAIMER] = "информация содержащаяся в|пожалуиста подумаите об окружающеи среде|уведомление о конфиденциальности|прежде чем распечатать|без вирусов",
         [QUOTE_MESSAGE] = "это сообщение|данное сообщение|настоящее сообщение|это письмо|данное письмо|настоящее письмо",
         [QUOTE_SECRET] = "конфиденциальным|конфиденциальными|конфиденциально|конфиденциальную|конфиденциальна|вложения|исключительно|предназначено|конфиденциальнои",
     }},
};

static const char devices[] = "iphone|ipad|iphone umdan|ipad imden|galaxy|samsung|android|androidzie|blackberry|huawei|xiaomi|redmi|honor|oneplus|pixel|nokia|sony|xperia|htc|lg|motorola|smartphone|"
                              "mobile|phone|tablet|handy|mobiltelefon|outlook|yahoo|gmail|aol|icloud|hotmail|windows|ios|mac|mail|mobil|app|k 9|k9|bluemail|proton|protonmail|spark|mailbird|"
                              "yandex|mail ru|gmx|web de|hey|fairemail|tutanota|tuta|thunderbird|zoho|airmail|newton|edison|superhuman|aqua mail|my mail|mymail|telefon|posta|почты|почта|yandex mail|"
                              "device|cihazimdan|orange|libero|seznam|onet|wp|interia|telekom|laposte|free|sfr|uol|bol|яндекс";

/* The next word of a list, copied into `word`; where to go on, or NULL behind the last. */
static const char *next_word(const char *list, char *word, gsize size)
{
    if (!list || !*list)
        return NULL;
    gsize length = strcspn(list, "|"), kept = MIN(length, size - 1);
    memcpy(word, list, kept);
    word[kept] = '\0';
    return list + length + (list[length] == '|');
}

#define WORD_BYTES 120

#define DEVICES QUOTE_WORDS /* a kind more; in the first group, whatever the language */

static const struct word_index *all_words(void)
{
    static struct word_index *made;
    if (g_once_init_enter(&made)) {
        struct word_index *index = word_index_new();
        for (guint i = 0; i < G_N_ELEMENTS(languages) * QUOTE_WORDS; i++)
            word_index_add_list(index, languages[i / QUOTE_WORDS].words[i % QUOTE_WORDS], 1u << i % QUOTE_WORDS, i / QUOTE_WORDS);
        word_index_add_list(index, devices, 1u << DEVICES, 0);
        g_once_init_leave(&made, index);
    }
    return made;
}

/* The languages (bits) of which the key holds a word of this kind. */
static guint32 held(enum quote_word word, const char *key)
{
    return word_index_groups(all_words(), 1u << word, key);
}

const char *quote_words_begin(enum quote_word word, const char *key)
{
    gsize length = word_index_begins(all_words(), 1u << word, key);
    return length ? key + length : NULL;
}

gboolean quote_words_is(enum quote_word word, const char *key)
{
    const char *behind = quote_words_begin(word, key);
    return behind && !*behind;
}

gboolean quote_words_in(enum quote_word word, const char *key)
{
    return held(word, key) != 0;
}

gboolean quote_words_both(enum quote_word one, enum quote_word other, const char *key)
{
    guint32 in_one = held(one, key);
    return in_one && in_one & held(other, key);
}

gboolean quote_words_device(const char *key)
{
    return held(DEVICES, key) != 0;
}

char *quote_words_nth(guint index)
{
    char word[WORD_BYTES];
    for (guint i = 0; i < G_N_ELEMENTS(languages) * QUOTE_WORDS; i++)
        for (const char *p = next_word(languages[i / QUOTE_WORDS].words[i % QUOTE_WORDS], word, sizeof word); p; p = next_word(p, word, sizeof word))
            if (index-- == 0)
                return g_strdup(word);
    return NULL;
}
