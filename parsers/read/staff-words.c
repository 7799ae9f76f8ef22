#include "parsers/read/staff-words.h"

#include <string.h>

#include "daemon/base/text.h"

#define PHRASE_TOKENS 6  /* the longest phrase */
#define FUZZY_BYTES   7  /* shorter words are not guessed at: "sent" is one letter from "rent" */
#define TOKENS_MOST   400

/* Match keys, separated by '|'. A longer phrase beats a shorter one at the same place. */
static const struct {
    enum staff_sign sign;
    const char *phrases;
} vocabulary[] = {
    {SIGN_SHIPPED,
     "shipped|has shipped|was shipped|has been shipped|have been shipped|is shipped|sent|sent out|was sent|has been sent|"
     "sent off|dispatched|despatched|posted|mailed out|on its way|on their way|on the way|under way to the customer|"
     "handed over to the carrier|handed to the carrier|handed to carrier|handed over to carrier|picked up by|collected by|"
     "left the warehouse|left our warehouse|left today|left yesterday|left this morning|gone out|went out|is out with|out for delivery|"
     "gonderildi|gonderdik|gonderdim|gonderilmistir|gonderilmis|gonderilmis bulunmaktadir|kargolandi|kargoladik|kargoladim|kargolanmistir|"
     "kargoya verildi|kargoya verdik|kargoya verdim|kargoya verilmistir|kargoya teslim edildi|kargoya teslim ettik|kargoda|"
     "kargoya cikti|kargosu cikti|yola cikti|yola cikmistir|yola cikardik|yola cikarildi|sevk edildi|sevk ettik|sevk edilmistir|sevkedildi|sevk oldu|"
     "sevkiyat yapildi|sevkiyati yapildi|cikisi yapildi|cikis yapildi|cikti|yollandi|yolladik|yolladim|postalandi|postaladik|postaya verildi|"
     "ambara verildi|nakliyeye verildi|ambardan cikti|depodan cikti|dagitimda|dagitima cikti|"
     "versendet|verschickt|abgeschickt|versandt|ist unterwegs|ging raus|ging heute raus"},
    {SIGN_DELIVERED,
     "delivered|was delivered|has been delivered|have been delivered|is delivered|has arrived|have arrived|was handed over to the customer|"
     "handed over to the customer|handed to the customer|the customer has it|the customer received it|customer received it|"
     "teslim edildi|teslim ettik|teslim ettim|teslim edilmistir|teslim olundu|teslim oldu|teslim edilmis|musteriye ulasti|ulasti|ulasmistir|ulastirildi|"
     "teslimati yapildi|teslimat yapildi|teslimat tamamlandi|musteri teslim aldi|musteri urunu teslim aldi|musteri urunleri teslim aldi|musteri aldi|musteriye teslim edildi|"
     "zugestellt|geliefert|ausgeliefert|ist angekommen"},
    {SIGN_DELAYED,
     "delayed|is delayed|has been delayed|was delayed|are delayed|will be delayed|delay|delaying|there is a delay|postponed|is postponed|"
     "has been postponed|pushed back|push this back|push it back|pushed this back|pushed it back|pushed|will be late|is late|running late|rescheduled|moved to|moved back|needs longer|need longer|"
     "need more time|takes longer|will take longer|not ready before|not ready until|wo not be ready before|"
     "wo not be ready until|wo not be ready|will not be ready before|will not be ready until|will not be ready|not before|ca not make it before|"
     "ca not make it until|ca not be finished before|can not make|cannot make it|cannot make it before|ready only on|only ready on|will be ready on|will be ready by|"
     "ready on|ready by|will be ready|will be finished on|will be done on|"
     "gecikti|gecikecek|gecikiyor|gecikecektir|gecikmistir|gecikme|gecikme var|gecikmeli|ertelendi|erteledik|erteleniyor|ertelenmistir|sarkti|sarkacak|uzadi|uzayacak|"
     "yetismeyecek|yetismez|yetismiyor|yetistiremiyoruz|yetistiremeyecegiz|hazir olmayacak|hazir olacak|rotar|rotarli|otelendi|oteledik|"
     "verspatet|verzogert|verspatung|verzogerung|verschoben|verspaetet|verzoegert|verspaetung|verzoegerung"},
    {SIGN_IN_HAND,
     "acknowledged|acknowledge|ack|received|we received|got it|we got it|got this|noted|on it|we are on it|in work|working on it|working on this|"
     "in progress|in production|in process|started|has started|we have started|work has begun|production started|understood|roger|we have it|"
     "will do|taken over|"
     "alindi|elimize ulasti|bize ulasti|tarafimiza ulasti|elimize gecti|aldik|aldim|alinmistir|teslim aldik|gorduk|gordum|goruldu|yapiliyor|yapiyoruz|basladik|basladim|baslandi|baslanmistir|basladi|uretimde|uretime alindi|"
     "uretime basladik|uretime baslandi|uretime girdi|hazirlaniyor|hazirliyoruz|not aldik|not alindi|anlasildi|isleme alindi|isleme aldik|calisiyoruz|calisiliyor|imalatta|"
     "imalata alindi|siraya alindi|siraya aldik|bilgimiz var|ilgileniyoruz|erhalten|bestatigt|bestaetigt|in arbeit|in bearbeitung|verstanden"},
    {SIGN_OK, "ok|okay|okey|tamam|tamamdir|alright|all right|sure|fine|peki|oldu|okeydir|geht klar|in ordnung|all good|sounds good"},
    {SIGN_CANCELLED,
     "cancelled|canceled|cancel|is cancelled|was cancelled|has been cancelled|please cancel|cannot be made|ca not be made|can not be made|cannot be produced|"
     "iptal|iptal edildi|iptal ettik|iptal edin|iptal edilsin|iptal edelim|iptal edilmistir|iptal oldu|uretilemez|yapilamaz|storniert|stornieren|storno"},
    {SIGN_STATUS,
     "status|what is the status|what s the status|state|how far is it|what is open|durum|durum nedir|durumu nedir|ne durumda|son durum|stand|wie ist der stand"},
    {SIGN_UNDO, "undo|undo that|undo this|undo it|undo please|please undo|take it back|take that back|geri al|geri alin|geri aliniz|geri alalim|"
                "lutfen geri al|lutfen geri alin|geri alir misiniz|ruckgangig|rueckgaengig"},
    {SIGN_WRONG,
     "correction|corrected|correct|correct tracking|correct number|correct date|right number|right tracking|wrong|was wrong|is wrong|typo|mistyped|instead|instead of|"
     "should be|should read|should have been|actually|it is actually|mistake|by mistake|"
     "duzeltme|duzeltiyorum|duzeltelim|duzeltildi|dogrusu|dogru numara|dogru takip|dogru tarih|yanlis|yanlis yazdim|yanlis yazmisim|hatali|olacak|olmaliydi|olmali|yerine|"
     "korrektur|richtig ist|falsch"},
    {SIGN_YES, "agreed|agree|we agree|i agree|yes|yes fine|no problem|possible|it is possible|accepted|accept|approved|approve|go ahead|confirmed|confirm|can be done|"
               "kabul|kabul edildi|kabul ediyoruz|kabul ettik|olur|uygun|uygundur|evet|onay|onaylandi|onayliyorum|onayliyoruz|mumkun|mumkundur|sorun degil|sorun yok|problem yok|"
               "yapariz|yapilabilir|hallederiz|einverstanden|ja|moglich"},
    {SIGN_NO, "refused|refuse|no|not possible|impossible|too late|rejected|reject|declined|decline|ca not do|cannot do|can not do|not any more|disagree|not agreed|no longer possible|"
              "do not agree|not accepted|red|reddedildi|reddediyoruz|ret|hayir|mumkun degil|mumkun degildir|olmaz|cok gec|gec kaldiniz|kabul degil|kabul edilmedi|kabul etmiyoruz|"
              "imkansiz|uygun degil|yapilamiyor|yapamayiz|olamaz|onaylanmadi|onaylamiyorum|artik olmaz|nein|abgelehnt|nicht moglich|zu spat"},
    {SIGN_WRITE_AGAIN, "address works again|address works|mail works again|address is fine again|the address works again|mailbox works again|"
                       "adres calisiyor|adres yine calisiyor|adres tekrar calisiyor|adres duzeldi"},
    {SIGN_NOT, "not|no longer|never|nothing|none|cannot|nobody|without|has yet to|have yet to|yet to be|still waiting|still here|"
               "degil|degildir|henuz|hic|hicbiri|daha degil|olmadan|yok|nicht|noch nicht|kein|keine"},
    {SIGN_FUTURE,
     "will|ll|going to|gonna|shall|plan|plans|planned|planning|plan to|ready to|about to|to be|intend|scheduled|due to be|tomorrow we|"
     "planlaniyor|planliyoruz|planlandi|uzere|niyetindeyiz|wird|werden"},
    {SIGN_MAYBE,
     "may|might|maybe|perhaps|probably|could|would|can|hopefully|hope|hoping|think|believe|possibly|likely|seems|seem|apparently|allegedly|"
     "wants|want|wanted|asks|asked|asking|wishes|try|trying|supposed|guess|looks like|not sure|wonder|told|says|said|say|reports|reported|claims|claim|heard|shipped back|sent back|automatic reply|auto reply|"
     "out of office|out of the office|on leave|on vacation|on holiday|"
     "belki|sanirim|saniyorum|galiba|herhalde|muhtemelen|olabilir|umarim|insallah|bence|zannedersem|istiyor|istedi|sordu|soruyor|diyor|dedi|gorunuyor|emin degilim|soyledi|soyluyor|demis|saniyordum|saniyorduk|sanmistim|meger|megerse|geri gonderildi|geri geldi|iade|otomatik yanit|ofis disinda|ofis disindayim|"
     "izindeyim|izinliyim|yillik izin|vielleicht|wahrscheinlich"},
    {SIGN_IF, "if|unless|once|as soon as|when|provided|in case|eger|olursa|gelirse|gelince|olunca|sayet|takdirde|falls|sobald|wenn"},
    {SIGN_ASKS, "mi|mu|midir|mudur|misiniz|musunuz|miyiz|muyuz|has it|have you|did you|did it|is it|are they|do you|does it|can you|could you|should we|shall we|"
                "should i|niye|ne zaman|when will|when is|where is|nerede"},
    {SIGN_FOLLOWS, "follows|follow|to follow|later|the rest|rest|remaining|still to come|separately|next shipment|"
                   "sonra|arkadan|geri kalan|kalan|kalani|kalanlar|ayri|ayrica gonderilecek|diger|folgt|spater"},
    {SIGN_TOPIC, ""}, /* by stems, below */
    {SIGN_PART, "partially|partly|part|some|half|some of|part of|a part|kismen|bir kismi|kismi|yarisi|bazilari|teilweise"},
    {SIGN_EXCEPT, "except|except for|all but|everything but|apart from|haric|disinda|haricinde|ausser"},
    {SIGN_ARRIVES,
     "arrives|arrive|arriving|arrival|will arrive|should arrive|arrives on|will arrive on|eta|expected|expected on|is expected|expected delivery|estimated delivery|estimated|"
     "estimated arrival|delivery|delivery date|delivery on|delivery by|will be delivered|will be delivered on|to be delivered on|should be delivered|should be there|will be there|be there|due|"
     "gets there|reaches|customer gets it|delivers on|expected delivery date|arrival date|"
     "teslim|teslimat|tahmini|tahmini teslim|tahmini teslimat|tahmini varis|teslim tarihi|teslimat tarihi|tahmini teslim tarihi|tahmini teslimat tarihi|beklenen teslim|beklenen teslimat|"
     "beklenen|varis|varis tarihi|ulasacak|ulasir|teslim edilecek|teslim olacak|teslim edilir|elinde olur|elinde olacak|elinizde olur|eline gecer|eline gecer|bekleniyor|"
     "voraussichtlich|voraussichtliche lieferung|zustellung|lieferung|ankunft|kommt an|kommt"},
    {SIGN_UNTIL, "until|till|to|by|kadar|tarihine|tarihine kadar|bis"},
    {SIGN_NEW_DATE, "new date|new completion|new completion date|completion|completion date|new date is|finish|finish on|to finish|to finish on|finished by|yeni tarih|yeni termin|"
                    "termin|tamamlanma|tamamlanma tarihi|bitis|neues datum"},
    {SIGN_MATERIAL, "fabric|fabrics|leather|wood|material|materials|supplier|suppliers|spare parts|foam|glass|kumas|kumasi|kumaslar|deri|malzeme|malzemeler|tedarikci|tedarikciden|ahsap|"
                    "sunger|hammadde|stoff|leder|lieferant"},
    {SIGN_TRACKING,
     "tracking|tracking number|tracking no|tracking nr|tracking code|tracking id|track no|tracking numbers|awb|waybill|consignment|consignment number|parcel number|"
     "takip|takip no|takip numarasi|takip kodu|kargo takip|kargo takip no|kargo takip numarasi|kargo no|gonderi no|gonderi numarasi|gonderi kodu|barkod|barkod no|irsaliye|"
     "sendungsnummer|sendungsverfolgung|paketnummer"},
    {SIGN_CARRIER, "with|via|by courier|carrier|courier|shipper|using|through|kargo firmasi|kargo sirketi|firma|nakliye|mit|per|ile|araciligiyla"},
    {SIGN_BECAUSE,
     "because|because of|reason|due to|since|as the|owing to|cause|caused by|neden|nedeni|sebep|sebebi|nedeniyle|sebebiyle|cunku|dolayisiyla|dolayi|yuzunden|zira|weil|wegen|grund"},
    {SIGN_ITEM, "item|items|line|lines|position|positions|pos|kalem|kalemler|kalemi|urun|sira|satir|artikel"},
    {SIGN_ALL, "all|all items|everything|both|complete|completely|whole order|the whole order|complete order|hepsi|hepsini|tumu|tamami|butun|ikisi|ikisi de|tum siparis|alles"},
    {SIGN_VAGUE_DATE,
     "next week|this week|next month|end of the month|end of month|end of next week|end of the week|a few days|a few weeks|some days|soon|asap|a week|a while|"
     "haftaya|gelecek hafta|onumuzdeki hafta|ay sonu|ay sonuna|hafta sonu|hafta sonuna|birkac gun|bir kac gun|birkac hafta|yakinda|gelecek ay|nachste woche"},
    {SIGN_POLITE,
     "sorry|so sorry|we are sorry|apologies|our apologies|uzgunuz|ozur dileriz|kusura bakmayin|hi|hello|dear|hi all|hello all|good morning|good afternoon|thanks|thank you|many thanks|thx|please|dear all|team|merhaba|merhabalar|selam|selamlar|gunaydin|iyi gunler|tesekkurler|"
     "tesekkur ederim|tesekkur ederiz|sagolun|sag olun|lutfen|sayin|hallo|guten tag|danke|bitte"},
};

/* Stems that speak of shipping, delivering or cancelling in a form that the vocabulary does not know. */
static const char *const topic_stems[] = {"ship", "dispatch", "despatch", "deliver", "cancel", "delay", "gonder", "kargola", "sevk", "yolla", "iptal",
                                          "gecik", "ertele", "ulas", "versend", "verschick", "liefer"};
/* Turkish words whose verb is carried by a helper: "teslim ed-", "kargoya ver-", "yola cik-". */
static const char *const topic_helpers[] = {"edil", "edec", "edem", "edeb", "etme", "ediy", "veril", "verec", "verem", "verme", "veriy", "cikac", "cikma", "cikar", "cikiy",
                                            "olma", "olac", "hazir", "basla", "yap"};
/* Endings of Turkish verbs: not, and not yet. */
static const char *const not_endings[] = {"medi", "madi", "medik", "madik", "medim", "madim", "mediler", "madilar", "miyor", "muyor", "miyoruz", "muyoruz", "mez", "maz", "meyiz",
                                          "mayiz", "mayacak", "meyecek", "meyecegiz", "mayacagiz", "memis", "mamis", "memistir", "mamistir", "meden", "madan"};
static const char *const future_endings[] = {"ecek", "acak", "ecegiz", "acagiz", "ecegim", "acagim", "ecektir", "acaktir", "ecekler", "acaklar", "iyoruz", "uyoruz", "iyor", "uyor",
                                             "iyorum", "uyorum", "elim", "alim"};
static const char *const if_endings[] = {"irse", "ursa", "inca", "ince", "unca", "diginde", "diginda", "dugunda", "dugunde", "ilirse"};

struct staff_words {
    GHashTable *phrases; /* key -> sign */
    GPtrArray *guessable; /* const char *: single words long enough to be guessed at; owned by `phrases` */
};

struct staff_words *staff_words_new(void)
{
    struct staff_words *words = g_new0(struct staff_words, 1);
    words->phrases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    words->guessable = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(vocabulary); i++) {
        g_auto(GStrv) all = g_strsplit(vocabulary[i].phrases, "|", -1);
        for (guint n = 0; all[n]; n++) {
            if (!*all[n] || g_hash_table_contains(words->phrases, all[n]))
                continue;
            char *key = g_strdup(all[n]);
            g_hash_table_insert(words->phrases, key, GINT_TO_POINTER(vocabulary[i].sign));
            if (strlen(key) >= FUZZY_BYTES && !strchr(key, ' ') && vocabulary[i].sign <= SIGN_CANCELLED)
                g_ptr_array_add(words->guessable, key);
        }
    }
    return words;
}

void staff_words_free(struct staff_words *words)
{
    if (!words)
        return;
    g_ptr_array_unref(words->guessable);
    g_hash_table_unref(words->phrases);
    g_free(words);
}

/* --- tokens ------------------------------------------------------------------------------------------------------------------- */

static void token_clear(gpointer data)
{
    struct staff_token *token = data;
    g_free(token->text);
    g_free(token->key);
}

static gboolean is_apostrophe(gunichar c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == '`' || c == 0xb4;
}

/* "10 Aralık'ta" is "Aralık"; "hasn't" is "has" and "not". */
static void token_add(GArray *tokens, const char *line, gsize start, gsize end, char stop)
{
    const char *apostrophe = NULL;
    gboolean negated = FALSE;
    for (const char *p = line + start; p < line + end && !apostrophe; p = g_utf8_next_char(p))
        if (p > line + start && is_apostrophe(g_utf8_get_char(p)))
            apostrophe = p;
    gsize bare = apostrophe ? (gsize)(apostrophe - line) : end;
    if (apostrophe) {
        const char *rest = g_utf8_next_char(apostrophe);
        negated = rest + 1 == line + end && (*rest == 't' || *rest == 'T') && (line[bare - 1] == 'n' || line[bare - 1] == 'N');
        bare -= negated;
    }
    struct staff_token token = {.text = g_strndup(line + start, bare - start), .start = start, .end = end, .stop = negated ? 0 : stop};
    token.key = text_match_key(token.text);
    g_array_append_val(tokens, token);
    if (negated) {
        struct staff_token not = {.text = g_strdup("not"), .key = g_strdup("not"), .start = end, .end = end, .stop = stop};
        g_array_append_val(tokens, not);
    }
}

/* Whether the '.' at `p` ends a sentence: not within "10.12.2026", nor behind the one or two digits of "2. kalem". */
static gboolean ends_sentence(const char *line, const char *p)
{
    if (p[1] && !g_ascii_isspace(p[1]))
        return FALSE;
    gsize digits = 0;
    while (p - digits > line && g_ascii_isdigit(p[-1 - (gssize)digits]))
        digits++;
    gboolean within = p - digits > line && !g_ascii_isspace(p[-1 - (gssize)digits]) && p[-1 - (gssize)digits] != '.';
    gboolean after_digit = digits > 0 && digits <= 2 && !within;
    const char *next = p + 1;
    while (g_ascii_isspace(*next))
        next++;
    return !*next || !after_digit;
}

static char stop_of(const char *line, const char *p)
{
    gunichar c = g_utf8_get_char(p);
    if (c == '.' || c == 0x2026)
        return c != '.' || ends_sentence(line, p) ? '.' : 0;
    if (c == ':')
        return g_ascii_isdigit(p[1]) && p > line && g_ascii_isdigit(p[-1]) ? 0 : ':';
    if (c == ',')
        return g_ascii_isdigit(p[1]) && p > line && g_ascii_isdigit(p[-1]) ? 0 : ',';
    if (c < 128 && strchr("!?;()", (char)c))
        return (char)c;
    if (c == 0x2013 || c == 0x2014)
        return ',';
    return 0;
}

static gboolean splits(const char *line, const char *p)
{
    gunichar c = g_utf8_get_char(p);
    return g_unichar_isspace(c) || stop_of(line, p) || (c < 128 && strchr("\"=<>[]*_|", (char)c)) || c == 0xab || c == 0xbb || c == 0x201c ||
           c == 0x201d || c == 0x2022;
}

static gboolean lone_dash(const char *line, const char *p)
{
    return *p == '-' && (p == line || g_ascii_isspace(p[-1])) && (!p[1] || g_ascii_isspace(p[1]));
}

static GArray *cut(const char *line)
{
    GArray *tokens = g_array_new(FALSE, TRUE, sizeof(struct staff_token));
    g_array_set_clear_func(tokens, token_clear);
    const char *begin = NULL;
    for (const char *p = line; tokens->len < TOKENS_MOST; p = g_utf8_next_char(p)) {
        gboolean dash = *p && lone_dash(line, p);
        gboolean border = !*p || dash || splits(line, p);
        char stop = *p ? dash ? ',' : stop_of(line, p) : 0;
        if (!border && !begin)
            begin = p;
        if (border && begin) {
            token_add(tokens, line, (gsize)(begin - line), (gsize)(p - line), stop);
            begin = NULL;
        } else if (stop && tokens->len > 0 && !g_array_index(tokens, struct staff_token, tokens->len - 1).stop) {
            g_array_index(tokens, struct staff_token, tokens->len - 1).stop = stop;
        }
        if (!*p)
            break;
    }
    return tokens;
}

/* --- signs -------------------------------------------------------------------------------------------------------------------- */

static gboolean has_ending(const char *key, const char *const *endings, guint count)
{
    for (guint i = 0; i < count; i++)
        if (strlen(key) > strlen(endings[i]) + 1 && g_str_has_suffix(key, endings[i]))
            return TRUE;
    return FALSE;
}

static gboolean has_stem(const char *key, const char *const *stems, guint count)
{
    for (guint i = 0; i < count; i++)
        if (g_str_has_prefix(key, stems[i]))
            return TRUE;
    return FALSE;
}

/* What a word that the vocabulary does not know says by its form. */
static enum staff_sign sign_by_form(const char *key)
{
    if (!has_stem(key, topic_stems, G_N_ELEMENTS(topic_stems)) && !has_stem(key, topic_helpers, G_N_ELEMENTS(topic_helpers)))
        return SIGN_NONE;
    if (has_ending(key, not_endings, G_N_ELEMENTS(not_endings)))
        return SIGN_NOT;
    if (has_ending(key, if_endings, G_N_ELEMENTS(if_endings)))
        return SIGN_IF;
    if (has_ending(key, future_endings, G_N_ELEMENTS(future_endings)))
        return SIGN_FUTURE;
    return has_stem(key, topic_stems, G_N_ELEMENTS(topic_stems)) ? SIGN_TOPIC : SIGN_NONE;
}

/* A known word with a typing error; words that are others' are left alone. */
static enum staff_sign sign_by_guess(const struct staff_words *words, const char *key)
{
    static const char *const others[] = {"skipped", "relayed", "replayed", "relieved", "deliver", "delivers", "reliever", "stopped", "slipped", "cancels"};
    enum staff_sign found = SIGN_NONE;
    if (strlen(key) < FUZZY_BYTES - 1 || g_strv_contains((const char *const[]){"skipped", "relayed", "slipped", "stopped", "chipped", NULL}, key))
        return SIGN_NONE;
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (g_str_equal(others[i], key))
            return SIGN_NONE;
    if (has_ending(key, not_endings, G_N_ELEMENTS(not_endings)) || has_ending(key, future_endings, G_N_ELEMENTS(future_endings)))
        return SIGN_NONE;
    for (guint i = 0; i < words->guessable->len; i++) {
        const char *known = words->guessable->pdata[i];
        guint allowed = strlen(known) >= 9 ? 2 : 1;
        if (known[0] != key[0] || text_distance(key, known, allowed) > allowed)
            continue;
        enum staff_sign sign = (enum staff_sign)GPOINTER_TO_INT(g_hash_table_lookup(words->phrases, known));
        if (found && found != sign)
            return SIGN_NONE;
        found = sign;
    }
    return found;
}

static gboolean try_phrase(const struct staff_words *words, GArray *tokens, guint at, guint length)
{
    g_autoptr(GString) key = g_string_new(NULL);
    for (guint i = at; i < at + length; i++) {
        const struct staff_token *token = &g_array_index(tokens, struct staff_token, i);
        if (i > at && g_array_index(tokens, struct staff_token, i - 1).stop)
            return FALSE;
        if (key->len)
            g_string_append_c(key, ' ');
        g_string_append(key, token->key);
    }
    gpointer sign = g_hash_table_lookup(words->phrases, key->str);
    if (!sign)
        return FALSE;
    struct staff_token *first = &g_array_index(tokens, struct staff_token, at);
    first->sign = (enum staff_sign)GPOINTER_TO_INT(sign);
    first->length = length;
    for (guint i = at + 1; i < at + length; i++)
        g_array_index(tokens, struct staff_token, i).inside = TRUE;
    return TRUE;
}

static void sign_all(const struct staff_words *words, GArray *tokens)
{
    for (guint at = 0; at < tokens->len;) {
        guint length = MIN(PHRASE_TOKENS, tokens->len - at);
        while (length > 0 && !try_phrase(words, tokens, at, length))
            length--;
        struct staff_token *token = &g_array_index(tokens, struct staff_token, at);
        if (length == 0 && *token->key) {
            token->sign = sign_by_form(token->key);
            token->topic = token->sign != SIGN_NONE;
            if (token->sign == SIGN_NONE || token->sign == SIGN_TOPIC) {
                enum staff_sign guess = sign_by_guess(words, token->key);
                token->sign = guess ? guess : token->sign;
            }
            token->length = 1;
        }
        at += MAX(length, 1);
    }
}

GArray *staff_tokens(const struct staff_words *words, const char *line)
{
    GArray *tokens = cut(line);
    sign_all(words, tokens);
    return tokens;
}

/* --- the form ----------------------------------------------------------------------------------------------------------------- */

static const struct {
    enum staff_slot slot;
    const char *labels;
} labels[] = {
    {SLOT_STATUS, "status|state|durum|durumu|siparis durumu|stand"},
    {SLOT_CARRIER, "carrier|courier|shipper|shipping company|shipped with|sent with|kargo|kargo firmasi|kargo sirketi|nakliye|nakliyeci|tasiyici|firma|versand|spedition|paketdienst"},
    {SLOT_TRACKING, "tracking|tracking number|tracking no|tracking nr|tracking code|tracking id|awb|waybill|takip|takip no|takip numarasi|takip kodu|kargo takip no|"
                    "kargo takip numarasi|kargo no|gonderi no|gonderi numarasi|barkod|sendungsnummer"},
    {SLOT_ARRIVAL, "expected delivery|expected delivery date|estimated delivery|estimated delivery date|delivery|delivery date|arrival|arrives|eta|tahmini teslimat|tahmini teslim|"
                   "tahmini teslim tarihi|tahmini teslimat tarihi|teslimat|teslim tarihi|teslimat tarihi|varis|lieferung|liefertermin|voraussichtliche lieferung"},
    {SLOT_NEW_DATE, "new date|new completion|new completion date|completion|completion date|expected completion|yeni tarih|yeni termin|termin|tamamlanma|tamamlanma tarihi|"
                    "beklenen tamamlanma|neues datum|neuer termin"},
    {SLOT_REASON, "reason|reasons|why|cause|neden|nedeni|sebep|sebebi|gerekce|grund"},
    {SLOT_ITEMS, "item|items|line|lines|position|positions|kalem|kalemler|urun|urunler|artikel"},
    {SLOT_NOTE, "note to customer|note to the customer|note for customer|note for the customer|message to customer|message to the customer|tell the customer|"
                "musteriye not|musteriye mesaj|musteriye iletilecek not|musteri icin not|musteriye|nachricht an den kunden|notiz an den kunden"},
};

enum staff_slot staff_slot_of(const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(labels); i++) {
        g_auto(GStrv) all = g_strsplit(labels[i].labels, "|", -1);
        if (g_strv_contains((const char *const *)all, key))
            return labels[i].slot;
    }
    return SLOT_NONE;
}
