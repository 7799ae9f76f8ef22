#include "parsers/read/quote.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/words.h"

#define KEY_BYTES         400 /* of a line looked at for marks; attributions and header lines are shorter */
#define ATTRIBUTION_LINES 3   /* "On …", an address, "wrote:" */
#define HEADER_LINES      8   /* From, Sent, To, Cc, Subject, some of them on two lines */
#define MOBILE_BYTES      80 /* "sent from my phone", at its longest */
#define RULE_LEAST        5  /* strokes of a line drawn above what is quoted */
#define SIGNATURE_LINES   12  /* behind "Best regards" */

/* --- words of ten languages, as match keys ----------------------------------------------------------------------- */

static const char *const original_marks[] = {"original message",
                                             "original appointment",
                                             "ursprungliche nachricht",
                                             "originalnachricht",
                                             "ozgun ileti",
                                             "orijinal mesaj",
                                             "orijinal ileti",
                                             "message d origine",
                                             "message original",
                                             "mensaje original",
                                             "messaggio originale",
                                             "oorspronkelijk bericht",
                                             "wiadomosc oryginalna",
                                             "oryginalna wiadomosc",
                                             "mensagem original",
                                             "исходное сообщение",
                                             NULL};

static const char *const forward_marks[] = {"forwarded message",
                                            "begin forwarded message",
                                            "weitergeleitete nachricht",
                                            "anfang der weitergeleiteten nachricht",
                                            "yonlendirilmis ileti",
                                            "iletilen ileti",
                                            "iletilmis ileti",
                                            "yonlendirilen mesaj",
                                            "ileti baslangici",
                                            "message transfere",
                                            "debut du message reexpedie",
                                            "debut du message transfere",
                                            "mensaje reenviado",
                                            "inicio del mensaje reenviado",
                                            "messaggio inoltrato",
                                            "inizio messaggio inoltrato",
                                            "doorgestuurd bericht",
                                            "begin doorgestuurd bericht",
                                            "przekazana wiadomosc",
                                            "wiadomosc przekazana dalej",
                                            "mensagem encaminhada",
                                            "mensagem reencaminhada",
                                            "inicio da mensagem encaminhada",
                                            "пересылаемое сообщение",
                                            "пересланное сообщение",
                                            "начало переадресованного сообщения",
                                            NULL};

static const char *const wrote_words[] = {
    "wrote",    "writes",    "schrieb", "schreibt", "a ecrit",    "ecrit",         "escribio", "ha scritto",
    "scrive",   "schreef",   "napisal", "napisala", "napisal a",  "pisze",         "escreveu", "написал",
    "написала", "написал а", "пишет",   "yazdi",    "sunu yazdi", "sunlari yazdi", "geschrieben", NULL};

static const char *const from_labels[] = {"from", "von", "kimden", "gonderen", "de",        "expediteur", "da",
                                          "van",  "od",  "от",     "от кого",  "remitente", NULL};
static const char *const date_labels[] = {
    "sent",      "date",          "gesendet",   "datum",      "gonderildi", "gonderme tarihi", "tarih", "envoye",
    "envoye le", "enviado",       "enviado el", "enviada em", "fecha",      "inviato",         "data",  "verzonden",
    "wyslano",   "data wyslania", "отправлено", "дата",       NULL};
static const char *const to_labels[] = {"to", "an",   "kime", "alici", "a",     "para",         "aan",
                                        "do", "кому", "cc",   "kopie", "bilgi", "destinataire", NULL};
static const char *const subject_labels[] = {"subject",   "betreff", "konu",    "objet", "asunto", "oggetto",
                                             "onderwerp", "temat",   "assunto", "тема",  NULL};

static const char *const closings[] = {"best regards",
                                       "kind regards",
                                       "regards",
                                       "best",
                                       "best wishes",
                                       "warm regards",
                                       "sincerely",
                                       "yours sincerely",
                                       "yours faithfully",
                                       "yours truly",
                                       "cheers",
                                       "many thanks",
                                       "thanks and regards",
                                       "with kind regards",
                                       "mit freundlichen grussen",
                                       "mit freundlichem gruss",
                                       "freundliche grusse",
                                       "viele grusse",
                                       "liebe grusse",
                                       "beste grusse",
                                       "herzliche grusse",
                                       "mfg",
                                       "vg",
                                       "lg",
                                       "saygilarimla",
                                       "saygilarimizla",
                                       "iyi gunler",
                                       "iyi calismalar",
                                       "iyi gunler dilerim",
                                       "iyi calismalar dilerim",
                                       "selamlar",
                                       "sevgiler",
                                       "cordialement",
                                       "bien cordialement",
                                       "bien a vous",
                                       "salutations",
                                       "meilleures salutations",
                                       "saludos",
                                       "un saludo",
                                       "saludos cordiales",
                                       "atentamente",
                                       "cordiali saluti",
                                       "distinti saluti",
                                       "saluti",
                                       "met vriendelijke groet",
                                       "met vriendelijke groeten",
                                       "vriendelijke groet",
                                       "groeten",
                                       "groetjes",
                                       "pozdrawiam",
                                       "z powazaniem",
                                       "serdecznie pozdrawiam",
                                       "cumprimentos",
                                       "com os melhores cumprimentos",
                                       "atenciosamente",
                                       "abracos",
                                       "с уважением",
                                       "всего доброго",
                                       "с наилучшими пожеланиями",
                                       NULL};

static const char *const mobile_marks[] = {"sent from my",
                                           "sent from mail for",
                                           "sent from outlook",
                                           "sent from yahoo",
                                           "sent from aol",
                                           "sent from gmail",
                                           "sent from samsung",
                                           "sent from galaxy",
                                           "sent from proton",
                                           "sent from huawei",
                                           "sent from bluemail",
                                           "sent via",
                                           "get outlook for",
                                           "von meinem",
                                           "gesendet von",
                                           "gesendet mit",
                                           "iphone umdan gonderildi",
                                           "ipad imden gonderildi",
                                           "android icin outlook",
                                           "outlook fur",
                                           "holen sie sich outlook",
                                           "obtenir outlook pour",
                                           "telecharger outlook pour",
                                           "obtener outlook para",
                                           "galaxy cihazimdan gonderildi",
                                           "android cihazimdan",
                                           "k 9 mail ile",
                                           "diese nachricht wurde von meinem",
                                           "android deki yahoo",
                                           "android de yahoo",
                                           "iphone icin yahoo",
                                           "yahoo mail",
                                           "envoye a partir",
                                           "enviado desde",
                                           "ios icin outlook",
                                           "samsung cihazimdan gonderildi",
                                           "envoye de mon",
                                           "envoye depuis",
                                           "enviado desde mi",
                                           "enviado do meu",
                                           "inviato da",
                                           "inviato dal mio",
                                           "verzonden vanaf mijn",
                                           "verzonden vanuit",
                                           "wyslane z",
                                           "wyslano z",
                                           "отправлено с",
                                           "отправлено из",
                                           NULL};

/* Within such a line, in languages that put the verb last. */
static const char *const mobile_ends[] = {"cihazimdan gonderildi", "iphone umdan gonderildi", "ipad imden gonderildi", "iphone gesendet", "ipad gesendet", "gerat gesendet", NULL};

static const char *const disclaimers[] = {"this e mail and any attachments",
                                          "this email and any attachments",
                                          "this message and any attachments",
                                          "this e mail is confidential",
                                          "this email is confidential",
                                          "this message is confidential",
                                          "the information in this e mail",
                                          "the information contained in this",
                                          "if you are not the intended recipient",
                                          "please consider the environment before printing",
                                          "confidentiality notice",
                                          "diese e mail enthalt vertrauliche",
                                          "diese e mail ist vertraulich",
                                          "der inhalt dieser e mail",
                                          "bu e posta ve ekleri",
                                          "bu e posta mesaji",
                                          "bu mesaj ve ekleri",
                                          "bu elektronik posta",
                                          "bu e posta gizli",
                                          "ce message et toutes les pieces jointes",
                                          "ce courriel et ses pieces jointes",
                                          "ce message est confidentiel",
                                          "este mensaje y sus archivos",
                                          "este correo electronico",
                                          "este mensaje es confidencial",
                                          "questo messaggio e i suoi allegati",
                                          "le informazioni contenute",
                                          "dit e mailbericht",
                                          "deze e mail en eventuele bijlagen",
                                          "ta wiadomosc oraz",
                                          "niniejsza wiadomosc",
                                          "esta mensagem e seus anexos",
                                          "esta mensagem e confidencial",
                                          "это сообщение и",
                                          NULL};

static gboolean begins_with_any(const char *const *list, const char *key)
{
    for (; *list; list++) {
        gsize length = strlen(*list);
        if (g_str_has_prefix(key, *list) && (key[length] == '\0' || key[length] == ' '))
            return TRUE;
    }
    return FALSE;
}

static gboolean holds_any(const char *const *list, const char *key)
{
    for (; *list; list++)
        if (words_find(key, *list))
            return TRUE;
    return FALSE;
}

static gboolean has_time(const char *text)
{
    for (const char *colon = text; (colon = strchr(colon, ':')); colon++)
        if (colon > text && g_ascii_isdigit(colon[-1]) && g_ascii_isdigit(colon[1]))
            return TRUE;
    return FALSE;
}

/* What a mail program writes of the mail it quotes: when, to the minute, or by whom. A person who writes "wrote:" does
 * not. */
static gboolean has_time_or_address(const char *text)
{
    return has_time(text) || strchr(text, '@');
}

static char *line_key(const char *text)
{
    if (strlen(text) > KEY_BYTES)
        return g_strdup("");
    return text_match_key(text);
}

/* --- where another mail begins ----------------------------------------------------------------------------------- */

static struct body_line *body_line(const struct written *body, guint index)
{
    return &g_array_index(body->lines, struct body_line, index);
}

static gboolean is_blank(const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        if (!g_unichar_isspace(g_utf8_get_char(text)))
            return FALSE;
    return TRUE;
}

static gboolean ends_in_colon(const char *text)
{
    gsize length = strlen(text);
    while (length > 0 && strchr(" \t*_", text[length - 1]))
        length--;
    return length > 0 && text[length - 1] == ':';
}

/* Whether the line is a value's, or the label of one that follows: it begins no other mail. */
static gboolean is_of_value(const struct written *body, guint at)
{
    return line_verbatim(body_line(body, at)->text) ||
           (at + 1 < body->lines->len && line_verbatim(body_line(body, at + 1)->text));
}

/* "On Mon, 23 Nov 2026 at 09:14, Shop <orders@shop.example> wrote:", on up to three lines; how many, 0 for none. */
static guint attribution_at(const struct written *body, guint at)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint count = 1; count <= ATTRIBUTION_LINES && at + count <= body->lines->len; count++) {
        const struct body_line *line = body_line(body, at + count - 1);
        if (is_blank(line->text) || is_of_value(body, at + count - 1) || joined->len + strlen(line->text) > KEY_BYTES)
            return 0;
        g_string_append_printf(joined, " %s", line->text);
        if (!ends_in_colon(line->text))
            continue;
        if (count > 1 && has_time(line->text))
            return 0; /* the last line says all of it: what stands above was typed */
        g_autofree char *key = text_match_key(joined->str);
        const char *first = body_line(body, at)->text, *rest = joined->str + 1 + strlen(first);
        gboolean typed_above = count > 1 && !has_time_or_address(first) && has_time(rest) && strchr(rest, '@'); /* what follows says all of it */
        return !typed_above && has_time_or_address(joined->str) && holds_any(wrote_words, key) ? count : 0;
    }
    return 0;
}

/* Bits of the header labels that a line begins with: from, date, to, subject. */
static guint header_bit(const char *text)
{
    static const char *const *const lists[] = {from_labels, date_labels, to_labels, subject_labels};
    const char *colon = strchr(text, ':');
    if (!colon || colon - text > 40)
        return 0;
    g_autofree char *label = g_strndup(text, (gsize)(colon - text));
    g_autofree char *key = text_match_key(label);
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        if (g_strv_contains(lists[i], key))
            return 1u << i;
    return 0;
}

/* "From: … Sent: … To: … Subject: …": three kinds of them, one of them the sender's, on neighbouring lines. */
static guint header_block_at(const struct written *body, guint at)
{
    guint bits = 0, last = 0;
    if (header_bit(body_line(body, at)->text) != 1)
        return 0;
    for (guint i = 0; i < HEADER_LINES && at + i < body->lines->len; i++) {
        const char *text = body_line(body, at + i)->text;
        guint bit = header_bit(text);
        if (is_blank(text))
            break;
        bits |= bit;
        last = bit ? i + 1 : last;
    }
    guint kinds = (guint)__builtin_popcount(bits);
    return kinds >= 3 ? last : 0;
}

/* "-----Original Message-----" and the like: words between rules. */
static gboolean is_mark(const char *text, const char *const *marks)
{
    g_autofree char *key = line_key(text);
    return *key && g_strv_contains(marks, key) && (strpbrk(text, "-_=*:") != NULL);
}

/* How many lines at `at` say that another mail follows; 0 for none. */
static guint foreign_mail_at(struct written *body, guint at)
{
    const char *text = body_line(body, at)->text;
    if (is_blank(text) || line_verbatim(text))
        return 0;
    if (is_mark(text, forward_marks)) {
        body->forwarded = TRUE;
        return 1;
    }
    if (is_mark(text, original_marks))
        return 1;
    guint attribution = attribution_at(body, at);
    return attribution ? attribution : header_block_at(body, at);
}

/* --- signatures and disclaimers ---------------------------------------------------------------------------------- */

static gboolean is_signature_mark(const char *text)
{
    return g_str_equal(text, "--") || g_str_equal(text, "-- ") || g_str_equal(text, "--\u00a0") ||
           g_str_equal(text, "—");
}

static void body_mark(struct written *body, guint from, guint to, enum line_part part)
{
    for (guint i = from; i < to; i++)
        body_line(body, i)->part = part;
}

/* Behind "Best regards" stand a name and how to reach it. Only the end of a text is one: nothing that was typed gets
 * lost. */
static gboolean closes_text(const struct written *body, guint at, guint end)
{
    guint lines = 0;
    g_autofree char *key = line_key(body_line(body, at)->text);
    if (!*key || (!g_strv_contains(closings, key) && !g_str_has_prefix(key, "mit freundlichen grussen ")))
        return FALSE;
    for (guint i = at + 1; i < end && lines <= SIGNATURE_LINES; i++)
        lines += !is_blank(body_line(body, i)->text);
    return lines <= SIGNATURE_LINES;
}

/* The own lines from..end, up to where another mail begins. */
static void body_sign(struct written *body, guint from, guint end)
{
    for (guint i = from; i < end; i++) {
        const char *text = body_line(body, i)->text;
        if (line_verbatim(text))
            continue;
        g_autofree char *key = line_key(text);
        if (is_signature_mark(text) || begins_with_any(disclaimers, key) || closes_text(body, i, end)) {
            body_mark(body, i, end, LINE_SIGNATURE);
            return;
        }
        if (strlen(key) <= MOBILE_BYTES && (begins_with_any(mobile_marks, key) || holds_any(mobile_ends, key)))
            body_line(body, i)->part = LINE_SIGNATURE;
    }
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

/* Behind a header block without quote marks the rest is quoted; where marks follow, they say what is. */
static gboolean marks_follow(const struct written *body, guint at)
{
    for (guint i = at; i < body->lines->len && i < at + 5; i++) {
        const struct body_line *line = body_line(body, i);
        if (line->quote > 0)
            return TRUE;
        if (!is_blank(line->text))
            return FALSE;
    }
    return FALSE;
}

/* A line of nothing but "____", which some programs draw above the mail they quote. */
static gboolean is_rule(const char *text)
{
    gsize drawn = strspn(text, "_-=");
    return drawn >= RULE_LEAST && is_blank(text + drawn);
}

static void body_mark_quotes(struct written *body)
{
    gboolean quoted = FALSE;
    for (guint i = 0; i < body->lines->len;) {
        struct body_line *line = body_line(body, i);
        guint header = line->quote == 0 || quoted ? foreign_mail_at(body, i) : 0;
        if (header) {
            gboolean ruled = i > 0 && line->quote == 0 && line[-1].part == LINE_OWN && is_rule(line[-1].text);
            body_mark(body, i - ruled, i + header, LINE_HEADER);
            i += header;
            quoted |= !marks_follow(body, i);
            continue;
        }
        if (line->quote > 0 || quoted)
            line->part = LINE_QUOTED;
        i++;
    }
}

void written_init(struct written *body, const struct document_block *block)
{
    body->lines = g_array_sized_new(FALSE, FALSE, sizeof(struct body_line), block->lines->len);
    body->forwarded = FALSE;
    for (guint i = 0; i < block->lines->len; i++) {
        const struct document_line *line = block->lines->pdata[i];
        struct body_line added = {line->text, LINE_OWN, line->quote};
        g_array_append_val(body->lines, added);
    }
    body_mark_quotes(body);
    for (guint i = 0; i < body->lines->len;) {
        guint end = i;
        while (end < body->lines->len && body_line(body, end)->part == LINE_OWN)
            end++;
        if (end > i)
            body_sign(body, i, end);
        i = MAX(end, i + 1);
    }
}

void written_clear(struct written *body)
{
    g_clear_pointer(&body->lines, g_array_unref);
}

gboolean subject_is_forward(const char *subject)
{
    static const char *const prefixes[] = {"fwd",     "fw",  "wg",     "tr", "rv", "i",     "ilt",
                                           "ynt ilt", "enc", "doorst", "pd", "fs", "пересл"};
    const char *colon = strchr(subject, ':');
    if (!colon || colon - subject > 20)
        return FALSE;
    g_autofree char *prefix = g_strndup(subject, (gsize)(colon - subject));
    g_autofree char *key = text_match_key(prefix);
    for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_equal(prefixes[i], key))
            return TRUE;
    return FALSE;
}

/* --- who wrote what was sent on -------------------------------------------------------------------------------------- */

static char *address_in(const char *text, char **ret_name)
{
    const char *open = strrchr(text, '<'), *close = open ? strchr(open, '>') : NULL;
    if (!close) { /* Outlook: "Ayla Demir [mailto:ayla@example.com]" */
        open = strrchr(text, '[');
        close = open ? strchr(open, ']') : NULL;
    }
    g_autofree char *name = close ? g_strndup(text, (gsize)(open - text)) : NULL;
    char *address = close ? g_strndup(open + 1, (gsize)(close - open - 1)) : text_one_line(text, KEY_BYTES);
    const char *mailto = g_str_has_prefix(address, "mailto:") ? address + 7 : address;
    if (!text_address_valid(mailto)) {
        g_free(address);
        return NULL;
    }
    char *found = g_strdup(mailto);
    g_free(address);
    g_autofree char *plain = name ? text_one_line(name, KEY_BYTES) : NULL;
    if (plain)
        g_strstrip(g_strdelimit(plain, "\"", ' '));
    *ret_name = plain && *plain ? g_strdup(plain) : NULL;
    return found;
}

/* Of the one mail that was attached whole. */
static char *attached_sender(const struct document *document, char **ret_name)
{
    const struct document_address *from = document->attached_from->len == 1 ? document->attached_from->pdata[0] : NULL;
    if (!from || !text_address_valid(from->address))
        return NULL;
    *ret_name = *from->name ? g_strdup(from->name) : NULL;
    return g_strdup(from->address);
}

char *forwarded_sender(const struct document *document, char **ret_name)
{
    struct written body;
    char *found = NULL;
    *ret_name = NULL;
    if (document->blocks->len == 0)
        return NULL;
    written_init(&body, document->blocks->pdata[0]);
    for (guint i = 0; i < body.lines->len && !found; i++) {
        const struct body_line *line = body_line(&body, i);
        if (line->part == LINE_HEADER && header_bit(line->text) & 1)
            found = address_in(strchr(line->text, ':') + 1, ret_name);
    }
    written_clear(&body);
    return found ? found : attached_sender(document, ret_name);
}
