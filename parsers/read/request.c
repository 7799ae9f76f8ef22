#include "parsers/read/request.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/typed.h"
#include "parsers/read/words.h"

#define WORDS_SIZE   4000
#define STATUS_BYTES 300 /* whoever writes more than this has more to say than "where is it?" */

static const char *const status_phrases[] = {
    "status", "where is my order", "where is my", "where is it", "where are my", "how is my order", "what about my order", "when will it", "when will my", "when is it", "when is my",
    "when does it", "when can i expect", "any news", "any update", "tracking number", "track my order", "tracking", "how far", "has it been shipped", "has it shipped",
    "has my order been shipped", "was it shipped", "is it shipped", "has my order shipped",
    "durum", "durumu", "nerede", "siparisim nerede", "ne zaman gelir", "ne zaman gelecek", "ne zaman kargo", "ne zaman teslim", "ne zaman ulas", "ne zaman hazir", "ne durumda", "son durum", "takip no", "takip numarasi",
    "kargoya verildi mi", "gonderildi mi", "kargo takip", "haber var mi", "hazir mi", "yola cikti mi", "stand meiner bestellung", "wo ist meine bestellung", "wo bleibt", "wann kommt", NULL};
static const char *const cancel_phrases[] = {
    "cancel", "cancel it", "cancelled", "cancellation", "cancel my order", "call it off", "call off", "withdraw my order", "withdraw from", "do not want it any more", "don t want it any more",
    "no longer want", "no longer need", "changed my mind", "iptal", "iptali", "iptalini", "vazgectim", "vazgectik", "siparisimi iptal", "artik istemiyorum", "artik istemiyoruz", "cayma hakki",
    "stornieren", "storno", "storniere", "widerrufe", "widerruf", NULL};
/* "don't cancel", "iptal etmeyin". */
static const char *const keep_phrases[] = {
    "not cancel", "don t cancel", "do not cancel", "never cancel", "without cancelling", "instead of cancelling", "cancellation policy", "cancellation terms", "cancellation fee", "iptal etmeyin", "iptal etmek istemiyorum", "iptal etmeden", "iptal olmasin", "iptal edilmesin",
    "iptal degil", "iptal kosullari", "iptal sartlari", "nicht stornieren", NULL};
static const char *const trouble_phrases[] = {
    "broken", "scratched", "damaged", "wrong", "missing", "complain", "complaint", "refund", "return", "bad", "disappointed", "invoice", "kirik", "cizik", "cizilmis", "hasarli", "yanlis",
    "eksik", "sikayet", "iade", "bozuk", "fatura", "kotu", "memnun degil", "but", "ama", "change", "instead", "degistir", "yerine", "call me", "arayin", NULL};
static const char *const polite_words[] = {
    "thanks", "thank", "you", "very", "much", "many", "a", "lot", "great", "perfect", "ok", "okay", "good", "super", "wonderful", "received", "noted", "got", "it", "for", "the", "your", "mail", "email", "e",
    "confirmation", "info", "information", "update", "message", "quick", "reply", "service", "hi", "hello", "dear", "sir", "madam", "all", "team", "best", "regards", "kind", "cheers", "and", "so", "nice", "day", "have", "fine", "to", "we", "i", "am", "are", "looking", "forward",
    "tesekkurler", "tesekkur", "ederim", "ederiz", "cok", "sagolun", "sag", "olun", "tamam", "tamamdir", "peki", "harika", "super", "guzel", "bilgi", "icin", "bilgilendirme", "bilgilendirmeniz", "aldim", "aldik", "merhaba", "selam", "iyi", "gunler", "calismalar", "kolay", "gelsin", "saygilar",
    "saygilarimla", "elinize", "saglik", "mukemmel", "hizli", "donus", "donusunuz", "danke", "vielen", "dank", NULL};

static gboolean no_label(const char *key, gconstpointer data)
{
    (void)key;
    (void)data;
    return FALSE;
}

static gboolean says(const char *key, const char *const *phrases)
{
    for (guint i = 0; phrases[i]; i++)
        if (words_find(key, phrases[i]))
            return TRUE;
    return FALSE;
}

static gboolean is_only_polite(const char *key)
{
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    for (guint i = 0; words[i]; i++)
        if (*words[i] && !g_strv_contains(polite_words, words[i]))
            return FALSE;
    return TRUE;
}

static enum request_kind kind_of(const char *words)
{
    g_autofree char *key = text_match_key(words);
    if (is_only_polite(key))
        return REQUEST_NONE;
    if (says(key, keep_phrases))
        return REQUEST_OTHER;
    if (says(key, cancel_phrases))
        return REQUEST_CANCEL;
    if (strlen(key) <= STATUS_BYTES && says(key, status_phrases) && !says(key, trouble_phrases))
        return REQUEST_STATUS;
    return REQUEST_OTHER;
}

struct request_reading request_read(const struct document *document, const char *sent_text)
{
    struct request_reading reading = {0};
    struct typed typed;
    typed_init(&typed, document, sent_text, no_label, NULL);
    reading.words = typed_words(&typed, WORDS_SIZE);
    typed_clear(&typed);
    reading.kind = kind_of(reading.words);
    if (!*reading.words) { /* all of it in the subject: "cancel", "status" */
        g_autofree char *key = text_match_key(document->subject);
        enum request_kind kind = kind_of(document->subject);
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
