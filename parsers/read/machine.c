/* Is a machine speaking? RFC 3834 sections 2 and 5, and what machines do that never heard of it. */
#include "parsers/read/read.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/words.h"

#define RECEIPT_BYTES 2000 /* of a receipt's text that are looked at; most have less */

/* How subjects of out-of-office answers begin, as match keys. */
static const char *const absent_subjects[] = {
    "out of office",
    "out of the office",
    "i am out of office",
    "i am out of the office",
    "i m out of office",
    "i m out of the office",
    "i am currently out of",
    "automatic out of office",
    "automatic reply",
    "automated reply",
    "auto reply",
    "autoreply",
    "auto response",
    "autoresponse",
    "autoresponder",
    "automatic response",
    "vacation reply",
    "away from my mail",
    "on vacation",
    "on holiday",
    "on leave",
    "otomatik yanit",
    "otomatik cevap",
    "ofis disinda",
    "ofis disindayim",
    "ofis disi",
    "izindeyim",
    "yillik izin",
    "yillik izindeyim",
    "automatische antwort",
    "autom antwort",
    "abwesenheitsnotiz",
    "abwesenheit",
    "abwesenheitsassistent",
    "automatische abwesenheitsnotiz",
    "abwesend",
    "nicht im buro",
    "nicht im buero",
    "reponse automatique",
    "absence du bureau",
    "absent du bureau",
    "absent e du bureau",
    "message d absence",
    "respuesta automatica",
    "fuera de la oficina",
    "ausente de la oficina",
    "risposta automatica",
    "fuori sede",
    "fuori ufficio",
    "assenza",
    "automatisch antwoord",
    "automatische beantwoording",
    "afwezig",
    "niet op kantoor",
    "automatyczna odpowiedz",
    "odpowiedz automatyczna",
    "autoodpowiedz",
    "poza biurem",
    "nieobecnosc",
    "resposta automatica",
    "ausencia temporaria",
    "fora do escritorio",
    "ausente do escritorio",
    "автоматическии ответ",
    "автоответ",
    "вне офиса",
    "отсутствую",
    "автоматична відповідь",
    "автоматичен отговор",
    "αυτοματη απαντηση",
    "εκτοσ γραφειου",
    "autosvar",
    "automatiskt svar",
    "automatisk svar",
    "franvaro",
    "franvarande",
    "ikke pa kontoret",
    "automaattinen vastaus",
    "poissa",
    "automaticka odpoved",
    "mimo kancelar",
    "automatikus valasz",
    "hazon kivul",
    "raspuns automat",
    "automatski odgovor",
    "自動応答",
    "自動返信",
    "不在",
    "自动答复",
    "自动回复",
    "自動回覆",
    "תשובה אוטומטית",
    "מענה אוטומטי",
    "رد تلقايي",
};

/* How subjects of bounces begin. */
static const char *const bounce_subjects[] = {
    "undelivered mail returned to sender",
    "undeliverable",
    "undelivered",
    "delivery status notification",
    "mail delivery failed",
    "mail delivery failure",
    "delivery failure",
    "failure notice",
    "returned mail",
    "message undeliverable",
    "mail system error",
    "unzustellbar",
    "nicht zustellbar",
    "teslim edilemedi",
    "iletilemedi",
    "non remis",
    "no se puede entregar",
    "mancato recapito",
    "onbestelbaar",
    "niedostarczone",
    "nao entregue",
    "недоставленное сообщение",
};

static gboolean begins_with_phrase(const char *key, const char *const *phrases, guint count)
{
    for (guint i = 0; i < count; i++) {
        gsize length = strlen(phrases[i]);
        if (strncmp(key, phrases[i], length) == 0 && (key[length] == '\0' || key[length] == ' '))
            return TRUE;
    }
    return FALSE;
}

/* What mail programs put before the subject of an answer, as match keys: some of them answer the answer of a responder. */
static const char *const answer_prefixes[] = {"re", "aw", "antw", "sv", "vs", "odp", "ynt", "yn", "cvp", "ref", "rif", "res", "tr", "απ", "отв", "回复", "答复", "回覆"};

static const char *without_answer_prefixes(const char *subject)
{
    for (const char *colon; (colon = strchr(subject, ':')) && colon - subject < 12;) {
        g_autofree char *prefix = g_strndup(subject, (gsize)(colon - subject));
        g_autofree char *key = text_match_key(prefix);
        gboolean known = FALSE;
        for (guint i = 0; i < G_N_ELEMENTS(answer_prefixes) && !known; i++)
            known = g_str_equal(key, answer_prefixes[i]);
        if (!known)
            break;
        subject = colon + 1;
    }
    return subject;
}

/* Words that are a responder's only with a colon behind them, and before the subject of a mail that it answers: RFC 5230 section 4.6
 * has "Auto: ". */
static gboolean is_absent_label(const struct document *document, const char *subject)
{
    static const char *const labels[] = {"auto:", "vacation:", "urlaub:", "conge:", "congé:", "izin:", "izinli:"};
    if (document->in_reply_to->len == 0)
        return FALSE;
    subject += strspn(subject, " \t");
    for (guint i = 0; i < G_N_ELEMENTS(labels); i++)
        if (g_ascii_strncasecmp(subject, labels[i], strlen(labels[i])) == 0)
            return TRUE;
    return FALSE;
}

/* "Read: Your order": what some servers send, as an ordinary mail, when a letter was opened, or thrown away unopened. Its text says so, too: a person
 * may begin a subject with such a word. */
static gboolean is_receipt(const struct document *document, const char *subject)
{
    static const char *const labels[] = {"read:", "not read:", "okundu:", "okunmadı:", "gelesen:", "ungelesen:", "lu:", "lu :", "non lu :", "leído:", "letto:", "gelezen:", "odczytano:",
                                         "przeczytano:", "lida:", "lido:", "прочтено:", "прочитано:"};
    static const char *const says[] = {"was read on", "was displayed on", "was deleted without being read", "tarihinde okundu", "okunmadan silindi", "wurde gelesen", "gelesen am",
                                       "ungelesen geloscht", "a ete lu", "se leyo", "e stato letto", "is gelezen", "odczytano", "zostala przeczytana", "foi lida", "прочитано", "прочтено"};
    const struct document_block *block = document->blocks->len ? document->blocks->pdata[0] : NULL;
    g_autofree char *lower = g_utf8_strdown(subject + strspn(subject, " \t"), -1);
    gboolean labelled = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(labels) && !labelled; i++)
        labelled = g_str_has_prefix(lower, labels[i]);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; labelled && block && i < block->lines->len && text->len < RECEIPT_BYTES; i++)
        g_string_append_printf(text, " %s", ((const struct document_line *)block->lines->pdata[i])->text);
    g_autofree char *key = text_match_key(text->str);
    for (guint i = 0; labelled && i < G_N_ELEMENTS(says); i++)
        if (words_find(key, says[i]))
            return TRUE;
    return FALSE;
}

/* RFC 3834 section 2: owner-*, *-request, MAILER-DAEMON; and the -bounces of today's list programs, which carry the receiver behind a plus. */
static gboolean is_machine_mailbox(const char *address)
{
    const char *at = strrchr(address, '@');
    g_autofree char *local = at ? g_ascii_strdown(address, at - address) : g_ascii_strdown(address, -1);
    local[strcspn(local, "+")] = '\0';
    return g_str_has_prefix(local, "owner-") || g_str_has_suffix(local, "-request") || g_str_has_suffix(local, "-bounces") ||
           g_str_has_prefix(local, "mailer-daemon") || g_str_equal(local, "mailerdaemon") ||
           g_str_equal(local, "postmaster");
}

static gboolean has_machine_mailbox(const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++)
        if (is_machine_mailbox(((const struct document_address *)addresses->pdata[i])->address))
            return TRUE;
    return FALSE;
}

static gboolean is_bulk_precedence(const char *precedence)
{
    return g_str_equal(precedence, "bulk") || g_str_equal(precedence, "junk") || g_str_equal(precedence, "list") ||
           g_str_equal(precedence, "auto_reply");
}

/* What its header fields say. */
static const char *machine_by_header(const struct document *document)
{
    if (document->flags & DOCUMENT_REPORT)
        return "a report of a mail server or client";
    if (document->flags & DOCUMENT_NULL_PATH)
        return "its return path is null, as a bounce's";
    if (*document->auto_submitted && !g_str_equal(document->auto_submitted, "no"))
        return "it says that it was sent automatically";
    if (document->failed_recipients->len > 0)
        return "it names recipients that a mail server could not reach";
    if (document->is_list)
        return "it comes from a mailing list";
    if (is_bulk_precedence(document->precedence))
        return "its precedence is bulk";
    if (document->is_auto_marked)
        return "it is marked as an automatic answer";
    if (document->hops > BOUND_HOPS)
        return "it has passed too many servers: a loop";
    return NULL;
}

const char *read_machine(const struct document *document)
{
    const char *by_header = machine_by_header(document);
    if (by_header)
        return by_header;
    if (has_machine_mailbox(document->from) || has_machine_mailbox(document->sender) ||
        is_machine_mailbox(document->return_path))
        return "its sender is a mail system";
    if (document->flags & DOCUMENT_CALENDAR)
        return "a meeting invitation";
    const char *subject = without_answer_prefixes(document->subject);
    g_autofree char *key = text_match_key(subject);
    if (is_absent_label(document, subject) || begins_with_phrase(key, absent_subjects, G_N_ELEMENTS(absent_subjects)))
        return "its subject is an out-of-office answer's";
    if (begins_with_phrase(key, bounce_subjects, G_N_ELEMENTS(bounce_subjects)))
        return "its subject is a bounce's";
    if (is_receipt(document, subject))
        return "it says that a mail was read";
    return NULL;
}
