/* Each sentence is polite, a question how it stands, a wish to cancel, or something else. A wish is taken only where every word around
 * it belongs to one ("please cancel my order"): with a condition, a denial, another object or time it is for a person. */
#include "parsers/read/request.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/said.h"
#include "parsers/read/typed.h"

#define WORDS_SIZE   4000
#define STATUS_BYTES 300 /* whoever writes more than this has more to say than "where is it?" */
#define BESIDE       4   /* words beside a question that change nothing of it */
#define DENIAL_NEAR  4   /* words between a denial and the wish that it denies */

enum saying {
    SAYS_NICETIES,
    SAYS_STATUS,
    SAYS_CANCEL,
    SAYS_GIVES_UP, /* "I changed my mind": the order, when nothing else is named */
    SAYS_KEEP,     /* speaks of cancelling, and does not ask for it */
    SAYS_OTHER,
};

/* --- niceties ------------------------------------------------------------------------------------------------------------------------ */

static const char *const polite_words[] = {
    "thanks", "thank", "you", "very", "much", "many", "a", "lot", "great", "perfect", "ok", "okay", "good", "super", "wonderful", "received", "noted", "got", "it", "for", "the", "your", "mail", "email", "e", "confirmation", "info", "information", "update", "message",
    "quick", "reply", "service", "hi", "hello", "hey", "dear", "sir", "madam", "all", "team", "best", "regards", "kind", "cheers", "and", "so", "nice", "day", "have", "fine", "to", "we", "i", "am", "are", "m", "s", "is", "that", "looking", "forward", "letting", "me", "us", "know", "news",
    "can", "wait", "will", "asking", "help", "helping", "support", "writing", "time", "effort", "love", "loved", "everything", "well", "yes", "right", "alright", "understood", "understand", "awesome", "excellent", "brilliant", "lovely", "happy", "pleased", "with", "at", "in", "order", "really", "just", "of", "course", "works", "worry", "both", "now", "then", "be",
    "tesekkurler", "tesekkur", "ederim", "ederiz", "cok", "sagolun", "sagol", "sag", "ol", "olun", "tamam", "tamamdir", "peki", "harika", "guzel", "bilgi", "icin", "bilgilendirme", "bilgilendirmeniz", "aldim", "aldik", "merhaba", "merhabalar", "selam", "iyi", "gunler",
    "aksamlar", "calismalar", "kolay", "gelsin", "saygilar", "saygilarimla", "elinize", "emeginize", "saglik", "mukemmel", "hizli", "donus", "donusunuz", "evet", "her", "sey", "yolunda", "olmus", "begendik", "begendim", "bayildik", "bayildim", "memnunuz", "memnunum", "kaldik", "bekliyoruz",
    "bekliyorum", "super", "anladim", "anlasildi", "olur", "ellerinize", "danke", "vielen", "dank", "alles", "gut", "bestens", "prima", "schon", "ja", NULL};
static const char *const polite_phrases[] = {"no problem*", "no worries", "no hurry", "no rush", "no complaints", "can t wait", "cannot wait", "don t worry", "sorun yok", "sorun degil", "problem yok", "problem degil", "kein problem", NULL};
/* Pictures that say thanks. */
static const char pleased[] = "👍👌🙏😀😃😄😁😊🙂😍🥰❤♥🎉👏💯✅🤗😎🙌💪✔";

static guint phrase_at(const struct sentence *sentence, guint index, const char *const *phrases)
{
    for (guint i = 0; phrases[i]; i++) {
        guint length = said_at(sentence, index, phrases[i]);
        if (length)
            return length;
    }
    return 0;
}

static gboolean has(const struct sentence *sentence, const char *const *phrases)
{
    return said_has(sentence, phrases);
}

/* How many words of these neither list knows. */
static guint unknown_words(const struct sentence *sentence, guint from, guint to, const char *const *more)
{
    guint unknown = 0;
    for (guint i = from; i < to;) {
        guint known = phrase_at(sentence, i, polite_phrases);
        if (!known)
            known = phrase_at(sentence, i, polite_words);
        if (!known && more)
            known = phrase_at(sentence, i, more);
        gboolean mute = !*said_word(sentence, i)->key;
        unknown += !known && !mute;
        i += known ? known : 1;
    }
    return unknown;
}

gboolean request_is_polite(const struct sentence *sentence, const char *const *more)
{
    return unknown_words(sentence, 0, sentence->words->len, more) == 0;
}

static gboolean is_pleased(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c >= 0x1f300 && c <= 0x1faff && !(c >= 0x1f3fb && c <= 0x1f3ff) && !g_utf8_strchr(pleased, -1, c))
            return FALSE;
        if (c >= 0x2600 && c <= 0x27bf && !g_utf8_strchr(pleased, -1, c) && c != 0x2605)
            return FALSE;
    }
    return TRUE;
}

/* Thanks and the like, also with the name that signs it: "Thanks, Anna". */
static gboolean is_niceties(const struct sentence *sentence)
{
    static const char *const signs[] = {"thanks", "thank you", "thank", "regards", "cheers", "best", "tesekkur*", "saygilar*", "sevgiler", "hi", "hello", "dear", "merhaba", "sayin", "danke", "gruss*", NULL};
    guint count = sentence->words->len, unknown = unknown_words(sentence, 0, count, NULL), opening = phrase_at(sentence, 0, signs);
    gboolean sign = opening && unknown <= 3 && unknown_words(sentence, opening, count, NULL) == count - opening;
    gboolean filler = count == 1 && g_utf8_strlen(said_word(sentence, 0)->key, -1) == 1; /* "A+" */
    return !sentence->asks && !filler && (unknown == 0 || sign);
}

/* --- how it stands -------------------------------------------------------------------------------------------------------------------- */

static const char *const state_phrases[] = {
    "status", "state of my order", "any news", "any update*", "update on", "what s happening", "what is happening", "what s going on", "what happened to my", "how is my order", "how s my order", "what about my order", "how far", "coming along", "getting on", "how it is going", "how is it going", "how it s going", "how are things", "how things", "on schedule", "on track", "on time",
    "new date", "any idea when", "how long", "how much longer", "how soon", "tracking number", "tracking code", "tracking link", "tracking", "track my", "track it", "track the", "durum", "durumu", "durumda", "hangi asama*", "ne oldu", "ne alemde", "ne durumda", "haber var mi",
    "gelisme var mi", "takip no*", "takip numara*", "takip kod*", "takip link*", "kargo takip", "ne kadar sur*", "daha ne kadar", "kac gun", "wie lange", "stand meiner", "wie steht", "sendungsnummer", "sendungsverfolgung", "kargoya verildi mi", "gonderildi mi",
    "yola cikti mi", "hazir mi", "verildi mi", "kargolandi mi", NULL};
static const char *const where_phrases[] = {"where is", "where s", "where are", "where can i see", "where my", "wo ist", "wo bleibt", "wo sind", "nerede*", "nerde*", NULL};
static const char *const when_phrases[] = {"when", "by when", "what day", "which day", "what date", "ne zaman", "wann", "ne vakit", "hangi gun", NULL};
static const char *const coming[] = {"ready", "arriv*", "come", "comes", "coming", "ship*", "deliver*", "get", "expect*", "receive", "here", "done", "finish*", "complete*", "sent", "send", "dispatch*", "due", "gel*", "ulas*", "teslim*", "kargo*", "hazir*", "gonder*", "yola", "cikar", "biter",
                                    "elim*", "alir*", "kommt", "bekomm*", "geliefert", "liefer*", "fertig", "verschickt", "versendet", "da", NULL};
static const char *const shipped[] = {"shipped", "sent", "dispatched", "on its way", "on the way", "left", "ready", "posted", NULL};
/* What else can be asked for: it is not where the goods are. */
static const char *const not_goods[] = {
    "invoice*", "receipt*", "refund*", "money", "shop", "store", "showroom", "office", "open", "close", "manual*", "instructions", "warranty", "answer*", "reply", "contract*", "call", "catalog*", "payment", "fatura*", "magaza*", "dukkan*", "iade*", "para*", "yeriniz*", "garanti*", "cevap*", "rechnung*",
    "laden", "replacement*", "missing", "technician", "fitter*", "you located", "made", "from", NULL};
static const char *const trouble[] = {
    "broken", "scratched", "damaged", "wrong", "complain*", "refund", "return", "bad", "disappoint*", "invoice", "kirik", "cizik", "cizilmis", "hasarli", "yanlis", "eksik", "sikayet*", "iade*", "bozuk", "fatura*", "kotu", "degil", "but", "ama", "change", "instead", "degistir*", "yerine", "call me", "ring me", "arayin",
    "not work*", "t work*", "calismiyor", "acilmiyor", "hatali", "invalid", "cost*", "price", "fiyat*", "ucret*", NULL};

static gboolean asks_when(const struct sentence *sentence)
{
    static const char *const asking[] = {"tell me", "tell us", "know", "let me know", "wonder*", "wondering", "idea", "soyle*", "ogren*", "sagen", NULL}, *const aux[] = {"will", "is", "are", "does", "do", "can", "should", "may", "would", "s", "exactly", NULL};
    gint when = said_find(sentence, 0, sentence->words->len, when_phrases);
    if (when < 0)
        return FALSE;
    guint length = phrase_at(sentence, (guint)when, when_phrases), from, to;
    said_clause(sentence, (guint)when, &from, &to);
    if (said_find(sentence, (guint)when + length, to, coming) < 0 && said_find(sentence, from, (guint)when, (const char *const[]){"siparis*", "kargo*", "urun*", "mobilya*", NULL}) < 0)
        return FALSE;
    gboolean english = said_at(sentence, (guint)when, "when") > 0;
    return sentence->asks || has(sentence, asking) || !english || ((guint)when + 1 < sentence->words->len && phrase_at(sentence, (guint)when + 1, aux));
}

static gboolean asks_where(const struct sentence *sentence)
{
    static const char *const goods[] = {"my", "it", "the", "our", "order", "parcel*", "package*", "delivery", "shipment", "things", "they", "mein*", "unser*", "bestellung", "paket", "sie", "siparis*", "kargo*", "urun*", "kanepe*", NULL};
    gint where = said_find(sentence, 0, sentence->words->len, where_phrases);
    if (where < 0)
        return FALSE;
    return sentence->words->len <= 2 || said_has(sentence, goods);
}

static gboolean asks_shipped(const struct sentence *sentence)
{
    static const char *const first[] = {"has", "have", "is", "was", "did", "are", "were", "ist", "wurde", NULL};
    return sentence->asks && said_find(sentence, 0, MIN(3, sentence->words->len), first) >= 0 && has(sentence, shipped);
}

/* A question whose other parts add nothing that had to be read. */
static gboolean is_status(const struct sentence *sentence)
{
    gint state = said_find(sentence, 0, sentence->words->len, state_phrases);
    guint from, to;
    if (has(sentence, not_goods) || has(sentence, trouble))
        return FALSE;
    if (state < 0 && !asks_when(sentence) && !asks_where(sentence) && !asks_shipped(sentence))
        return FALSE;
    gint at = state >= 0 ? state : said_find(sentence, 0, sentence->words->len, when_phrases);
    at = at >= 0 ? at : said_find(sentence, 0, sentence->words->len, where_phrases);
    said_clause(sentence, at >= 0 ? (guint)at : 0, &from, &to);
    return unknown_words(sentence, 0, from, NULL) + unknown_words(sentence, to, sentence->words->len, NULL) <= BESIDE;
}

/* --- not any more -------------------------------------------------------------------------------------------------------------------------- */

static const char *const cancel_words[] = {"cancel", "cancels", "cancelling", "canceling", "cancelled", "canceled", "cancellation*", "call it off", "call off", "withdraw from", "withdraw my", "withdraw the", "iptal*", "stornier*", "storno*", "widerruf*", "annullier*", NULL};
static const char *const soft_words[] = {"no longer want", "no longer need", "not want", "t want", "dont want", "not need", "t need", "changed my mind", "changed our mind*", "vazgectim", "vazgectik", "vazgeciyor*", "artik istemiyor*", "cayma hakki*", "cayiyor*", "nicht mehr", NULL};
static const char *const denials[] = {"not", "t", "dont", "never", "no need", "without", "rather than", "instead of", "nicht", "kein*", "no reason", NULL};
static const char *const denied_after[] = {"etmeyin*", "etmeyiniz", "etme", "etmeden", "etmek istemiyor*", "ettirmek istemiyor*", "etmiyor*", "olmasin", "edilmesin", "degil", "etmem", "etmeyecek*", NULL};
/* A condition, a question about it, or another time: it is not asked for. */
static const char *const unsettled[] = {"if", "unless", "or", "otherwise", "will", "ll", "might", "may", "think*", "consider*", "about", "be", "should", "what", "why", "how", "whether", "when", "before", "until", "wonder*", "did", "was", "were", "been", "has", "had", "wenn", "eger", "yoksa", "aksi",
                                        "takdirde", "falls", "would have", "oldu", "edildi", "edilmis", "edilir*", "edersem", "edersek", "ederseniz", "neden", "nasil", "policy", "fee", "fees", "terms", "conditions", "kosul*", "sart*", "cost*", "ucret*", "dusunuyor*", "edebilirim", "gebuhr*", NULL};
/* Conditions that are only manners. */
static const char *const manners[] = {"if possible", "if it is possible", "if it s possible", "if you can", "if i can", "if i may", "if it is not too late", "if it s not too late", "if not too late", "if still possible", "if that s ok", "if that is ok", "may i", "may we", "mumkunse", "wenn moglich", NULL};
static const char *const wish_words[] = {
    "please", "pls", "plz", "cancel", "cancelling", "canceling", "cancelled", "canceled", "cancellation", "call", "off", "withdraw", "from", "would", "d", "like", "want", "wish", "need", "must", "could", "still", "this", "my", "our", "orders", "purchase", "whole", "entire", "immediately", "away", "asap", "today", "possible",
    "decided", "let", "go", "ahead", "kindly", "simply", "too", "late", "sorry", "longer", "any", "more", "anymore", "them", "don", "t", "do", "not", "dont", "no", "want", "changed", "mind", "eh", "number", "no", "ve", "afraid", "unfortunately", "get", "instant", "therefore", "hereby", "my", "as", "soon",
    "siparis*", "iptal*", "edin*", "ediniz", "edebilir*", "edelim", "et", "eder", "misin*", "istiyor*", "ediyor*", "lutfen", "bunu", "onu", "hepsini", "tamamini", "komple", "o", "zaman", "mi", "miyim", "miyiz", "olsun", "edilsin", "ettirmek", "etmek", "rica", "mumkunse", "artik", "istemiyor*", "vazgec*", "maalesef", "hemen", "ben", "biz",
    "ich", "wir", "mochte*", "mein*", "die", "den", "bestellung", "auftrag", "bitte", "hiermit", "gerne", "komplett", "stornier*", "storno*", "widerruf*", "will", "sie", "mehr", "nicht", "das", "es", "leider", "cayma*", "hakkimi", "kullan*", "cayiyor*", "almaktan", "fikr*", "degis*", NULL};
/* "keep the table": not all of it. */
static const char *const not_all[] = {"keep", "only", "except", "but", "rest", "other", "others", "one of", "kalsin", "sadece", "yalniz*", "haric", "nur", "ausser", NULL};

static gboolean is_order_number(const struct said_word *word)
{
    const char *p = word->key;
    return *p && p[strspn(p, "0123456789")] == 0;
}

/* Whether the words around the wish, up to punctuation, belong to it or to nothing. */
static gboolean is_whole_wish(const struct sentence *sentence, guint at)
{
    static const char *const because[] = {"because", "as", "since", "due to", "cunku", "weil", "and i", "and we", NULL};
    guint from, to;
    said_clause(sentence, at, &from, &to);
    gint reason = said_find(sentence, at + 1, to, because);
    to = reason > 0 ? (guint)reason : to;
    for (guint i = from; i < to; i++)
        if (unknown_words(sentence, i, i + 1, wish_words) > 0 && !is_order_number(said_word(sentence, i)))
            return FALSE;
    return TRUE;
}

static gboolean is_unsettled(const struct sentence *sentence, guint at)
{
    guint from, to;
    said_clause(sentence, at, &from, &to);
    for (guint i = 0; i < sentence->words->len; i++) {
        guint polite = phrase_at(sentence, i, manners);
        gboolean german_will = said_at(sentence, i, "will") && i > 0 && said_at(sentence, i - 1, "ich");
        if (polite)
            i += polite - 1;
        else if (!german_will && phrase_at(sentence, i, unsettled) && (i < to || phrase_at(sentence, i, (const char *const[]){"if", "unless", "otherwise", "wenn", "eger", "yoksa", "falls", NULL})))
            return TRUE;
    }
    return FALSE;
}

/* "I changed my mind": with nothing behind that says about what. "I don't want it any more". */
static gboolean gives_up(const struct sentence *sentence)
{
    static const char *const about[] = {"about", "on", "regarding", "for", NULL};
    gint at = said_find(sentence, 0, sentence->words->len, soft_words);
    guint from, to;
    if (at < 0 || sentence->asks || has(sentence, not_all))
        return FALSE;
    said_clause(sentence, (guint)at, &from, &to);
    if (said_find(sentence, (guint)at, to, about) >= 0 || !is_whole_wish(sentence, (guint)at))
        return FALSE;
    gboolean refuses = phrase_at(sentence, (guint)at, (const char *const[]){"not want", "t want", "dont want", "not need", "t need", "nicht mehr", NULL}) > 0;
    gboolean more = said_find(sentence, (guint)at, to, (const char *const[]){"any more", "anymore", "any longer", "it", "mehr", "them", NULL}) >= 0;
    return (!refuses || more) && (to == sentence->words->len || unknown_words(sentence, to, sentence->words->len, wish_words) <= 2 * BESIDE);
}

static enum saying cancel_saying(const struct sentence *sentence)
{
    gint at = said_find(sentence, 0, sentence->words->len, cancel_words);
    if (at < 0)
        return gives_up(sentence) ? SAYS_GIVES_UP : SAYS_OTHER;
    guint from, to, near = (guint)at > DENIAL_NEAR ? (guint)at - DENIAL_NEAR : 0;
    said_clause(sentence, (guint)at, &from, &to);
    gboolean denied = said_find(sentence, MAX(from, near), (guint)at, denials) >= 0 || said_find(sentence, (guint)at + 1, to, denied_after) >= 0;
    if (denied || is_unsettled(sentence, (guint)at) || has(sentence, not_all) || !is_whole_wish(sentence, (guint)at))
        return SAYS_KEEP;
    return SAYS_CANCEL;
}

/* --- the whole -------------------------------------------------------------------------------------------------------------------------------- */

static enum saying saying_of(const struct sentence *sentence)
{
    enum saying cancel = cancel_saying(sentence);
    if (cancel != SAYS_OTHER)
        return cancel;
    if (is_status(sentence))
        return SAYS_STATUS;
    return is_niceties(sentence) ? SAYS_NICETIES : SAYS_OTHER;
}

/* "I have been waiting for weeks" beside "where is it?" asks for nothing more; a longer sentence may. */
static gboolean is_beside(const struct sentence *sentence)
{
    static const char *const waiting[] = {"waiting", "wait", "weeks", "days", "bekliyor*", "hafta*", "gundur", "warte*", "eh", NULL};
    return !sentence->asks && !has(sentence, trouble) && !has(sentence, not_goods) && (sentence->words->len <= BESIDE || (has(sentence, waiting) && sentence->words->len <= 2 * BESIDE));
}

static enum request_kind kind_of_sentences(const GPtrArray *sentences, gsize length)
{
    guint counts[SAYS_OTHER + 1] = {0}, beside = 0;
    for (guint i = 0; i < sentences->len; i++) {
        enum saying saying = saying_of(sentences->pdata[i]);
        counts[saying]++;
        beside += saying == SAYS_OTHER && is_beside(sentences->pdata[i]);
        if (saying == SAYS_OTHER && has(sentences->pdata[i], not_all))
            counts[SAYS_KEEP] += counts[SAYS_CANCEL] > 0 || counts[SAYS_GIVES_UP] > 0;
    }
    if (counts[SAYS_KEEP] > 0)
        return REQUEST_OTHER;
    if (counts[SAYS_CANCEL] > 0)
        return REQUEST_CANCEL;
    if (counts[SAYS_GIVES_UP] > 0)
        return counts[SAYS_OTHER] == 0 && counts[SAYS_STATUS] == 0 ? REQUEST_CANCEL : REQUEST_OTHER;
    if (counts[SAYS_STATUS] > 0)
        return counts[SAYS_OTHER] == beside && length <= STATUS_BYTES ? REQUEST_STATUS : REQUEST_OTHER;
    return counts[SAYS_OTHER] == 0 ? REQUEST_NONE : REQUEST_OTHER;
}

static enum request_kind kind_of_text(const char *text)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) all = g_strsplit(text, "\n", -1);
    for (guint i = 0; all[i]; i++)
        g_ptr_array_add(lines, g_strdup(all[i]));
    g_autoptr(GPtrArray) sentences = said_sentences(lines);
    enum request_kind kind = kind_of_sentences(sentences, strlen(text));
    return kind == REQUEST_NONE && !is_pleased(text) ? REQUEST_OTHER : kind;
}

/* Whether they say how it is, be it with a picture. */
static gboolean is_praise(const char *text)
{
    static const char *const words[] = {"great", "perfect", "super", "wonderful", "excellent", "brilliant", "love", "loved", "lovely", "awesome", "happy", "pleased", "good", "nice", "fine", "harika", "guzel", "mukemmel", "begen*", "bayil*", "memnun*", "iyi", "yolunda", "gut", "prima",
                                        "bestens", "everything", "all good", NULL};
    g_autofree char *key = text_match_key(text);
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    g_ptr_array_add(lines, key);
    g_autoptr(GPtrArray) sentences = said_sentences(lines);
    return sentences->len == 0 ? *text != 0 : has(sentences->pdata[0], words);
}

static gboolean no_label(const char *key, gconstpointer data)
{
    (void)key;
    (void)data;
    return FALSE;
}

struct request_reading request_read(const struct document *document, const char *sent_text)
{
    struct request_reading reading = {0};
    struct typed typed;
    typed_init(&typed, document, sent_text, no_label, NULL);
    reading.words = typed_words(&typed, WORDS_SIZE);
    typed_clear(&typed);
    reading.kind = kind_of_text(reading.words);
    reading.praises = is_praise(reading.words);
    if (!*reading.words) { /* all of it in the subject: "cancel", "status" */
        g_autofree char *key = text_match_key(document->subject);
        enum request_kind kind = kind_of_text(document->subject);
        gboolean bare = strlen(key) < 40 && !g_str_has_prefix(key, "re ") && !g_str_has_prefix(key, "ynt ");
        if (bare && (kind == REQUEST_STATUS || kind == REQUEST_CANCEL))
            reading.kind = kind;
    }
    return reading;
}

void request_reading_clear(struct request_reading *reading)
{
    g_clear_pointer(&reading->words, g_free);
}
