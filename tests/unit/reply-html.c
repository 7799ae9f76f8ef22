/* The HTML around a reply, as mail programs write it. */
#include "tests/unit/reply-clients.h"

const char *const reply_html[HTML_COUNT] = {
    [HTML_GMAIL] = "<div dir=\"ltr\">{typed}</div>{sign}<br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">{head}<br></div>"
                   "<blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\">{quote}</blockquote></div>",
    [HTML_OUTLOOK] = "<body lang=EN-GB link=blue><div class=WordSection1><p class=MsoNormal>{typed}<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>{sign}</p>"
                     "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{head}<o:p></o:p></p></div></div>"
                     "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>{quote}</p></div></body>",
    [HTML_OUTLOOK_WEB] = "<body dir=\"ltr\"><div class=\"elementToProof\">{typed}</div>{sign}<div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\" tabindex=\"-1\">"
                         "<div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\" style=\"font-size:11pt\">{head}</font><div>&nbsp;</div></div><div>{quote}</div></body>",
    [HTML_OUTLOOK_MOBILE] =
        "<body><div dir=\"ltr\">{typed}</div><div id=\"ms-outlook-mobile-signature\"><div><br></div>{sign}</div><div id=\"mail-editor-reference-message-container\">"
        "<div class=\"ms-outlook-mobile-reference-message skipProofing\" style=\"padding: 3pt 0in 0in; border-width: 1pt medium medium; border-style: solid none none;\">{head}</div>"
        "<div>{quote}</div></div></body>",
    [HTML_APPLE] = "<body style=\"overflow-wrap: break-word;\">{typed}<br><div>{sign}</div><div><br><blockquote type=\"cite\"><div>{head}</div><br class=\"Apple-interchange-newline\">"
                   "<div>{quote}</div></blockquote></div><br></body>",
    [HTML_IOS] = "<body dir=\"auto\">{typed}<br><div dir=\"ltr\">{sign}</div><div dir=\"ltr\"><br><blockquote type=\"cite\">{head}<br><br></blockquote></div>"
                 "<blockquote type=\"cite\"><div dir=\"ltr\">{quote}</div></blockquote></body>",
    [HTML_THUNDERBIRD] = "<body><p>{typed}</p>{sign}<div class=\"moz-cite-prefix\">{head}<br></div><blockquote type=\"cite\" cite=\"mid:1@shop.example\">{quote}</blockquote></body>",
    [HTML_YAHOO] = "<body><div class=\"ydp8a1cyahoo-style-wrap\" style=\"font-size:13px;\"><div dir=\"ltr\">{typed}</div>{sign}</div>"
                   "<div id=\"yahoo_quoted_4711\" class=\"yahoo_quoted\"><div style=\"font-size:13px;color:#26282a;\"><div>{head}</div><div><br></div><div>{quote}</div></div></div></body>",
    [HTML_K9] = "<body><div dir=\"auto\">{typed}<br>{sign}</div><br><br><div class=\"gmail_quote\"><div dir=\"auto\">{head}</div>"
                "<blockquote class=\"gmail_quote\" style=\"margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;\">{quote}</blockquote></div></body>",
    [HTML_SAMSUNG] = "<body><div dir=\"auto\">{typed}</div><div id=\"composer_signature\" dir=\"auto\">{sign}</div><div dir=\"auto\"><br></div>"
                     "<div align=\"left\" dir=\"auto\" style=\"font-size:100%;color:#000000\"><div>{head}</div></div><div dir=\"auto\"><br></div>{quote}</body>",
    [HTML_PROTON] = "<div style=\"font-family: Arial;\">{typed}</div><div class=\"protonmail_signature_block\">{sign}</div><div class=\"protonmail_quote\">{head}<br>"
                    "<blockquote class=\"protonmail_quote\" type=\"cite\">{quote}</blockquote><br></div>",
    [HTML_GMX] = "<html><head></head><body><div style=\"font-family: Verdana;font-size: 12.0px;\"><div>{typed}</div><div>{sign}</div>"
                 "<div name=\"quote\" style=\"margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5; word-wrap: break-word;\">"
                 "<div style=\"margin:0 0 10px 0;\">{head}</div><div name=\"quoted-content\">{quote}</div></div></div></body></html>",
    [HTML_YANDEX] = "<div>{typed}</div><div>{sign}</div><div>{head}</div><blockquote><div>{quote}</div></blockquote>",
    [HTML_MAIL_RU] = "<HTML><BODY><div>{typed}</div><div>{sign}</div><blockquote style=\"border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;\">{head}<br><div id=\"\">{quote}</div></blockquote></BODY></HTML>",
    [HTML_ZIMBRA] = "<html><body><div style=\"font-family: arial\"><div>{typed}</div><div>{sign}</div><hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div data-marker=\"__HEADERS__\">{head}</div><div><br></div>"
                    "<div data-marker=\"__QUOTED_TEXT__\">{quote}</div></div></body></html>",
};

const struct reply_disclaimer reply_disclaimers[] = {
    {"en", "This e-mail is confidential and intended solely for the addressee.\nIf you have received it in error, please delete it."},
    {"en", "The information contained in this message may be privileged.\n\nIf you are not the intended recipient, tell us."},
    {"en", "CONFIDENTIALITY NOTICE: This communication is for the named person only."},
    {"en", "This communication and any files transmitted with it are confidential."},
    {"en", "Please consider the environment before printing this email."},
    {"en", "DISCLAIMER: the views expressed are those of the sender."},
    {"tr", "Bu e-posta ve ekleri gizlidir, yalnızca alıcısı içindir.\nYanlışlıkla aldıysanız lütfen siliniz."},
    {"tr", "Bu mesaj gizli bilgiler içerebilir.\nLütfen gerekmedikçe bu e-postayı yazdırmayınız."},
    {"tr", "YASAL UYARI: Bu e-posta mesajı kişiye özeldir."},
    {"de", "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.\nWenn Sie nicht der richtige Adressat sind, vernichten Sie sie."},
    {"de", "Diese Nachricht ist vertraulich.\nDer Inhalt dieser E-Mail ist nur für den Empfänger bestimmt."},
    {"de", "Bitte prüfen Sie der Umwelt zuliebe, ob der Ausdruck dieser Mail erforderlich ist."},
    {"fr", "Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires."},
    {"fr", "Ce courriel est confidentiel.\nPensez à l'environnement avant d'imprimer ce message."},
    {"fr", "Les informations contenues dans ce message sont confidentielles."},
    {"es", "Este mensaje y sus archivos adjuntos son confidenciales."},
    {"es", "Este correo electrónico es confidencial y va dirigido a su destinatario.\nAntes de imprimir este correo piense en el medio ambiente."},
    {"es", "AVISO LEGAL: la información contenida en este mensaje es privada."},
    {"it", "Questo messaggio e i suoi allegati sono riservati.\nSe lo avete ricevuto per errore, cancellatelo."},
    {"it", "Le informazioni contenute in questa comunicazione sono riservate."},
    {"it", "Questa e-mail è riservata."},
    {"nl", "Dit e-mailbericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde."},
    {"nl", "De informatie in dit bericht is vertrouwelijk.\nDenk aan het milieu voordat u deze e-mail afdrukt."},
    {"nl", "Dit bericht kan vertrouwelijke informatie bevatten."},
    {"pl", "Ta wiadomość oraz załączniki są poufne i przeznaczone wyłącznie dla adresata."},
    {"pl", "Niniejsza wiadomość zawiera informacje poufne.\nPomyśl o środowisku, zanim wydrukujesz tę wiadomość."},
    {"pl", "Treść tej wiadomości jest poufna."},
    {"pt", "Esta mensagem e seus anexos são confidenciais."},
    {"pt", "Esta mensagem pode conter informação confidencial.\nAntes de imprimir pense no ambiente."},
    {"pt", "As informações contidas nesta mensagem são confidenciais."},
    {"ru", "Это сообщение и вложения к нему являются конфиденциальными."},
    {"ru", "Данное сообщение содержит конфиденциальную информацию.\nЕсли вы получили его по ошибке, удалите его."},
    {"ru", "Информация, содержащаяся в этом письме, конфиденциальна."},
};
const guint reply_disclaimer_count = G_N_ELEMENTS(reply_disclaimers);

const char *const reply_own_words[] = {
    "From: Berlin, To: Hamburg - please deliver there",
    "From: Berlin\nTo: Hamburg\nDate: 3 December",
    "Sent: yesterday",
    "Von: Lager 2\nAn: Baustelle\nDatum: nächste Woche",
    "-- we need two",
    "--\nwe need two of them, in red",
    "see my drawing\n--\nand please two of them",
    "On Monday Anna wrote: I want red",
    "Anna wrote that she wants red:\nplease do so",
    "As I wrote:\nred it is",
    "On 20 November I wrote to you:\nred it is",
    "At 10:30 my husband wrote:\nred it is",
    "Hello,\nBest regards to your team, and red it is",
    "Cheers,\nred it is",
    "Best\nred it is",
    "İyi günler,\nkırmızı olsun lütfen",
    "Merhaba,\nİyi günler,\nkırmızı olsun lütfen",
    "Selamlar\nkırmızı olsun",
    "İyi çalışmalar,\nayaklar kırmızı olsun",
    "Saludos,\nque sea rojo",
    "Salve\nSaluti,\nla vorrei rossa",
    "red it is\n\nKind regards\nAyla\n\nPS: please ring twice",
    "red it is\nRegards, Ayla\nP.S. and paint it twice",
    "rot bitte\nMit freundlichen Grüßen\nAyla\nNachtrag: bitte zweimal klingeln",
    "Sent from my sister, who wants red: paint it so",
    "Sent via my secretary, because I was away: red it is",
    "Gesendet von Berlin nach Hamburg, bitte rot",
    "Von meinem Mann soll ich sagen: rot bitte",
    "This message is confidential.\n\nRed it is, and do not tell my wife",
    "To: the workshop\nSubject: the red one",
    "A: red\nDe: Paris\nData: domani",
    "> 100 cm would be fine for the red one",
    "Original message: red it is",
    "Original message\nred it is",
    "________________________________\nred it is",
    "****\nred it is\n****",
    "red it is\n\n---\n\nbut only if it can come by Friday",
    "Get Outlook for my wife and paint it red",
    "Yahoo Mail lost my last letter: red it is",
    "If you are not the intended recipient of my first mail: red it is",
    "23.11.2026 10:12:\nI rang you and said red",
    "Date: 3 December\nFrom: 9 o'clock\nTo: 12 o'clock",
    "Da: Milano\nA: Roma\nOggetto: divano rosso",
    "От: Москва\nКому: Анна\nкрасный, пожалуйста",
    "Subject: red\nFrom: me\nTo: you",
};
const guint reply_own_words_count = G_N_ELEMENTS(reply_own_words);
