#include "parsers/read/arrival.h"

#include <string.h>

#include "parsers/read/request.h"

#define NEAR 4 /* words between a denial and what it denies */

/* --- has it arrived? ---------------------------------------------------------------------------------------------------------------- */

static const char *const arrived_words[] = {"arrived", "came", "come", "received", "got", "delivered", "reached", "geldi*", "ulasti*", "aldim", "aldik", "teslim ald*", "teslim edildi*", "elime gecti", "elimize gecti",
                                            "elimizde", "elimde", "angekommen", "erhalten", "bekommen", "geliefert", "gekommen", NULL};
static const char *const not_arrived_words[] = {"gelmedi*", "gelmemis*", "gelen yok", "ulasmadi*", "ulasmamis", "almadim", "almadik", "alamadim", "alamadik", "edilmedi*", "edilmemis", "not yet", "nothing yet", "noch nicht",
                                                "still waiting", "waiting for it", "have been waiting", "am waiting", "are waiting", "bekliyor*", "not here", "t here", "nothing here", "not seen", "t seen", "still missing", "still outstanding", "fehlt noch", "never arrived", "where is it", "where is my", "where is the", "wo ist",
                                                "wo bleibt", "nerede", "nerde", "no sign of", "yet to arrive", NULL};
static const char *const denials[] = {"not", "t", "never", "nothing", "none", "nobody", "neither", "nicht", "nichts", "nie", "keine", "hicbir", NULL};
static const char *const not_happened[] = {"will", "ll", "should", "would", "could", "hope", "when", "wann", "ne zaman", "expect*", "going to", "might", "if", "supposed", "wird", "umarim", "insallah", NULL};
static const char *const partial[] = {"only one", "just one", "only part", "only half", "one of two", "one of 2", "one of the two", "one of the 2", "1 of 2", "1 out of 2", "one of three", "one of 3", "one of the three", "one out of", "one of them",
                                      "partly", "partially", "in part", "not all", "not everything", "not both", "only some", "only the", "kismen", "sadece bir*", "yalniz* bir*", "biri geldi", "bir kismi", "bir tanesi", "yarisi", "tamami degil", "hepsi degil",
                                      "teilweise", "nur ein*", "nur teil*", "but not the", "but not my", "but not all", NULL};
/* "I have not received the invoice": it is not about the goods. */
static const char *const papers[] = {"invoice*", "bill", "receipt*", "refund*", "money", "answer*", "reply", "replies", "call", "calls", "mail*", "email*", "message*", "fatura*", "cevap*", "yanit*", "rechnung*", "survey*", "complaint*", "news", NULL};
static const char *const first_yes[] = {"yes", "yep", "yeah", "yup", "evet", "ja", "jawohl", "tabii", "tabi", NULL};
static const char *const first_no[] = {"no", "nope", "nein", "hayir", "yok", "henuz", "daha degil", "maalesef hayir", "noch nicht", "sorry no", "unfortunately not", "unfortunately no", "sadly not", "leider nein", "leider nicht", NULL};
/* What "no" is a word of its own before; before others it says how many: "no complaints". */
static const char *const after_no[] = {"it", "i", "we", "nothing", "not", "still", "never", "they", "the", "my", "sorry", "unfortunately", "thanks", "gelmedi*", "ulasmadi*", "daha", "henuz", "hala", NULL};

static gboolean begins(const struct sentence *sentence, guint index, const char *const *patterns)
{
    for (guint i = 0; patterns[i]; i++)
        if (said_at(sentence, index, patterns[i]))
            return TRUE;
    return FALSE;
}

/* "No." before a number is "number". */
static gboolean is_abbreviation(const struct sentence *sentence, const struct sentence *next)
{
    return sentence->words->len == 1 && said_at(sentence, 0, "no") && said_word(sentence, 0)->stop == '.' && next && said_word(next, 0)->number >= 0;
}

/* "yes", "no" at the beginning, or at the end of a part: "the sofa yes, the table no". */
static enum arrival bare_answer(const struct sentence *sentence, const struct sentence *next)
{
    enum arrival answer = ARRIVAL_NOT_TOLD;
    guint last = sentence->words->len - 1;
    if (is_abbreviation(sentence, next) || begins(sentence, 1, (const char *const[]){"or", "ya", "oder", NULL}))
        return ARRIVAL_NOT_TOLD;
    if (begins(sentence, 0, first_yes))
        answer = ARRIVAL_YES;
    if (begins(sentence, 0, first_no) && (!said_at(sentence, 0, "no") || said_word(sentence, 0)->stop || last == 0 || begins(sentence, 1, after_no)))
        return ARRIVAL_NO;
    for (guint i = 1; i <= last; i++)
        if ((said_word(sentence, i)->stop || i == last) && begins(sentence, i, (const char *const[]){"no", "nein", "yok", NULL}))
            return ARRIVAL_NO;
    if (begins(sentence, last, first_yes))
        return ARRIVAL_YES;
    return answer;
}

/* What a verb of arriving comes to in its part of the sentence. */
static enum arrival told_by_verb(const struct sentence *sentence, guint verb)
{
    guint from, to;
    said_clause(sentence, verb, &from, &to);
    gint next = said_find(sentence, verb, to, (const char *const[]){"and", "but", "ama", "ve", "und", "aber", NULL});
    if (said_find(sentence, from, MIN(next >= 0 ? (guint)next : to, verb + 1 + NEAR), papers) >= 0)
        return ARRIVAL_NOT_TOLD;
    if (said_find(sentence, from, verb, denials) >= 0 || said_find(sentence, from, to, partial) >= 0)
        return ARRIVAL_NO;
    if (sentence->asks || said_find(sentence, from, verb, not_happened) >= 0)
        return ARRIVAL_NOT_TOLD;
    return said_at(sentence, verb, "come") || said_at(sentence, verb, "got") ? ARRIVAL_NOT_TOLD : ARRIVAL_YES;
}

/* "it has", "it has not", "hasn't" with nothing behind. */
static enum arrival told_by_has(const struct sentence *sentence)
{
    static const char *const has_not[] = {"has not", "hasn t", "hasnt", "have not", "haven t", "did not", "didn t", NULL}, *const has[] = {"it has", "they have", "it is here", "they are here", "it is there", "got it", "have it", "got them", "all here", NULL};
    for (guint i = 0; i < sentence->words->len; i++) {
        for (guint n = 0; has_not[n]; n++) {
            guint length = said_at(sentence, i, has_not[n]);
            if (length && (i + length == sentence->words->len || said_word(sentence, i + length - 1)->stop || said_at(sentence, i + length, "yet")))
                return ARRIVAL_NO;
        }
        for (guint n = 0; has[n] && !sentence->asks; n++) {
            guint length = said_at(sentence, i, has[n]);
            if (length && (i + length == sentence->words->len || said_word(sentence, i + length - 1)->stop || said_at(sentence, i + length, "now")))
                return ARRIVAL_YES;
        }
    }
    return ARRIVAL_NOT_TOLD;
}

/* "I hope it will arrive soon", "when will it come?": where we asked whether it has, this says no. */
static gboolean is_expected(const struct sentence *sentence)
{
    static const char *const coming[] = {"arrive*", "come", "coming", "deliver*", "ship*", "be here", "get it", "gelir", "gelecek", "gelsin", "gelmesi*", "ulasir", "ulasacak", "ulasmasi*", "teslim", "kommt", "ankommt", NULL};
    gint hope = said_find(sentence, 0, sentence->words->len, not_happened);
    return hope >= 0 && said_find(sentence, (guint)hope, sentence->words->len, coming) >= 0;
}

static void hear(enum arrival told, gboolean *yes, gboolean *no)
{
    *yes = *yes || told == ARRIVAL_YES;
    *no = *no || told == ARRIVAL_NO;
}

enum arrival arrival_read(const GPtrArray *sentences, gboolean asked)
{
    gboolean yes = FALSE, no = FALSE, expected = FALSE;
    for (guint s = 0; s < sentences->len; s++) {
        const struct sentence *sentence = sentences->pdata[s], *next = s + 1 < sentences->len ? sentences->pdata[s + 1] : NULL;
        for (guint i = 0; i < sentence->words->len; i++)
            if (begins(sentence, i, arrived_words))
                hear(told_by_verb(sentence, i), &yes, &no);
        no = no || (said_has(sentence, not_arrived_words) && !said_has(sentence, papers));
        if (!asked)
            continue;
        hear(bare_answer(sentence, next), &yes, &no);
        hear(told_by_has(sentence), &yes, &no);
        no = no || (said_has(sentence, partial) && sentence->words->len <= 6);
        expected = expected || is_expected(sentence);
    }
    if (no)
        return ARRIVAL_NO;
    if (yes)
        return ARRIVAL_YES;
    return expected ? ARRIVAL_NO : ARRIVAL_NOT_TOLD;
}

gboolean arrival_is_all(const GPtrArray *sentences)
{
    static const char *const around[] = {"has", "yep", "yeah", "yup", "arrived", "came", "delivered", "here", "reached", "they", "he", "safely", "finally", "on", "time", "yesterday", "today", "last", "week", "this", "morning", "afternoon", "evening", "monday", "tuesday", "wednesday", "thursday",
                                         "friday", "saturday", "sunday", "already", "complete", "completely", "sofa", "parcel", "package", "furniture", "condition", "without", "any", "problem*", "complaint*", "no complaints", "geldi*", "ulasti*", "teslim", "aldik", "edildi*", "dun", "bugun", "gecen",
                                         "hafta", "sorunsuz", "siparis*", "urun*", "elime", "elimize", "gecti", "zamaninda", "eksiksiz", "angekommen", "erhalten", "gestern", "heute", "letzte", "woche", "ist", "wir", "haben", "tabii", "tabi", "jawohl", NULL};
    for (guint s = 0; s < sentences->len; s++) {
        const struct sentence *sentence = sentences->pdata[s];
        if (sentence->asks || !request_is_polite(sentence, around))
            return FALSE;
    }
    return TRUE;
}

/* --- no more of it ----------------------------------------------------------------------------------------------------------------------- */

static const char *const leave[] = {"unsubscribe", "unsubscribing", "abmelden", "abbestellen", "austragen", "opt out", "opt me out", "abonelikten cik*", "uyelikten cik*", "aboneligi* iptal", "aboneligi* sonlandir*", "uyeligi* iptal", NULL};
static const char *const mails[] = {"surveys", "survey", "mails", "emails", "e mails", "messages", "questionnaires", "newsletters", "newsletter", "reminders", "such mail", "such e mail", "such email", "this mail", "this email", "more mail", "more email",
                                    "any mail", "any email", "umfragen", "nachrichten", "anket*", "mail*", "eposta*", "e posta*", "mesaj*", "ileti*", NULL};
static const char *const sending[] = {"send", "sending", "receive", "receiving", "get", "getting", "want", "wish", "need", "like", NULL};
static const char *const refusing[] = {"istemiyor*", "istemem", "gondermeyin*", "gonderme", "gondermeyiniz", "atmayin*", "atma", "yollamayin*", "yollama", "gonderilmesin", "gelmesin", NULL};
static const char *const other_way[] = {"call", "phone", "ring", "whatsapp", "arayin*", "arar*", "telefon*", "anruf*", "rufen", "but", "ama", NULL};
static const char *const of_past[] = {"got", "received", "did", "why", "had", "were", "was", "order", "tracking", NULL};

static gboolean is_denied(const struct sentence *sentence, guint index)
{
    static const char *const no[] = {"not", "t", "dont", "never", "nicht", NULL};
    return said_find(sentence, index > NEAR ? index - NEAR : 0, index, no) >= 0;
}

/* "STOP", "stop it please": nothing else is said. */
static gboolean is_alone(const struct sentence *sentence)
{
    static const char *const alone[] = {"stop", "dur", "durun", "remove", "istemiyorum", "istemiyoruz", "yeter", NULL}, *const polite[] = {"please", "it", "this", "that", "now", "lutfen", "me", "artik", "bitte", NULL};
    gboolean found = FALSE;
    for (guint i = 0; i < sentence->words->len; i++) {
        gboolean is = begins(sentence, i, alone);
        if (!is && !begins(sentence, i, polite) && *said_word(sentence, i)->key)
            return FALSE;
        found = found || is;
    }
    return found && !sentence->asks;
}

/* "stop sending me these mails", "stop the surveys", "stop emailing me". */
static gboolean stops_mails(const struct sentence *sentence)
{
    static const char *const what[] = {"stop sending", "stop emailing", "stop e mailing", "stop mailing", "stop writing", "stop spamming", "stop these", "stop this", "stop the", "stop with", "stop such", "stop all", "stop asking", "stop contacting", "hort auf", NULL};
    static const char *const filler[] = {"me", "us", "to", "it", "them", "this", "these", "the", "such", "any", "more", "all", "please", "again", "now", "and", "with", "that", "sending", "emailing", "mailing", "writing", "spamming", "asking", "contacting", "stop",
                                         "i", "would", "like", "you", "can", "could", "hi", "hello", "kindly", "e", "out", "of", "spam", NULL};
    gint at = said_find(sentence, 0, sentence->words->len, what);
    if (at < 0 || is_denied(sentence, (guint)at))
        return FALSE;
    guint from, to;
    gboolean writes = FALSE;
    said_clause(sentence, (guint)at, &from, &to);
    for (guint i = (guint)at; i < to; i++) {
        writes = writes || begins(sentence, i, mails) || begins(sentence, i, (const char *const[]){"sending", "emailing", "mailing", "writing", "spamming", "contacting", NULL});
        if (!begins(sentence, i, filler) && !begins(sentence, i, mails))
            return FALSE;
    }
    return writes;
}

/* "take me off your list", "beni listeden çıkarın". */
static gboolean leaves_list(const struct sentence *sentence)
{
    static const char *const take[] = {"remove me", "take me off", "take me out", "delete me", "remove us", "take us off", "remove my", "delete my", "remove this address", NULL};
    static const char *const list[] = {"list", "lists", "mailing", "mailings", "database", "mails", "emails", "address", "email", NULL};
    static const char *const listed[] = {"liste*", "listesinden", "veritaban*", NULL}, *const out[] = {"cik", "cikar*", "cikmak", "sil", "silin*", "siler*", NULL}, *const stay[] = {"cikarmay*", "cikarma", "silmey*", NULL};
    static const char *const strike[] = {"remove", "take", "delete", "strike", NULL}, *const off[] = {"off", "from", "out of", NULL};
    gint at = said_find(sentence, 0, sentence->words->len, strike), from = at >= 0 ? said_find(sentence, (guint)at, sentence->words->len, off) : -1;
    if (from >= 0 && !is_denied(sentence, (guint)at) && said_find(sentence, (guint)from, sentence->words->len, (const char *const[]){"list", "lists", "mailing*", "database", NULL}) >= 0)
        return TRUE;
    at = said_find(sentence, 0, sentence->words->len, take);
    if (at >= 0 && !is_denied(sentence, (guint)at) && (said_find(sentence, (guint)at, sentence->words->len, list) >= 0 || sentence->words->len <= (guint)at + 3))
        return TRUE;
    return said_has(sentence, listed) && said_has(sentence, out) && !said_has(sentence, stay);
}

/* "no more surveys", "I don't want these mails", "bana anket göndermeyin", "keine weiteren Umfragen". */
static gboolean refuses_mails(const struct sentence *sentence)
{
    static const char *const no_more[] = {"no more", "no further", "no other", "no", "keine", "keine weiteren", NULL}, *const verb[] = {"don t email me", "not email me", "don t mail me", "not mail me", "don t write to me", "not write to me",
                                          "don t write me", "not contact me", "don t contact me", NULL};
    gint noun = said_find(sentence, 0, sentence->words->len, mails), at;
    if (said_has(sentence, other_way))
        return FALSE;
    if (said_has(sentence, verb) && !said_has(sentence, of_past))
        return TRUE;
    if (noun < 0 || said_has(sentence, of_past))
        return FALSE;
    if (said_has(sentence, refusing))
        return TRUE;
    at = said_find(sentence, 0, (guint)noun, no_more);
    if (at >= 0 && noun - at <= 3)
        return TRUE;
    at = said_find(sentence, 0, (guint)noun, sending);
    return at >= 0 && is_denied(sentence, (guint)at);
}

gboolean opt_out_read(const GPtrArray *sentences)
{
    for (guint s = 0; s < sentences->len; s++) {
        const struct sentence *sentence = sentences->pdata[s];
        gint at = said_find(sentence, 0, sentence->words->len, leave);
        gboolean leaves = at >= 0 && !is_denied(sentence, (guint)at);
        if (leaves || is_alone(sentence) || stops_mails(sentence) || leaves_list(sentence) || refuses_mails(sentence))
            return TRUE;
    }
    return FALSE;
}
