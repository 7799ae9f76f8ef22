/* Where a statement is not to be acted on, though its verb says that it was done: it tells of another's order, of a plan, of what somebody
 * else said; or it holds too many words that nobody here knows. */
#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/staff-internal.h"

#define NOUN_WITHIN 3 /* words from "other" or "Ali's" to what it is said of */

static gboolean is_done(enum staff_sign verb)
{
    return verb == SIGN_SHIPPED || verb == SIGN_DELIVERED || verb == SIGN_CANCELLED;
}

/* --- another's order ------------------------------------------------------------------------------------------------------------- */

static gboolean names_order(const struct staff_token *one)
{
    static const char *const nouns[] = {"order", "orders", "shipment", "delivery", "parcel", "package", "one", "ones", "bestellung", "auftrag", "lieferung", "sendung", "load", "batch", NULL};
    return g_strv_contains(nouns, one->key) || g_str_has_prefix(one->key, "siparis") || g_str_has_prefix(one->key, "sevkiyat") || one->item;
}

/* "haftaki", "dünkü", but not "iki". */
static gboolean is_turkish_attribute(const char *key)
{
    static const char *const ours[] = {"belki", "sanki", "yukaridaki", "asagidaki", "ekteki", "konudaki", "elimizdeki", "mailinizdeki", "mesajinizdaki", "halbuki", "icindeki", NULL};
    static const char *const days[] = {"gunku", "dunku", "bugunku", NULL};
    return g_strv_contains(days, key) || (strlen(key) >= 5 && g_str_has_suffix(key, "ki") && !g_strv_contains(ours, key));
}

/* "Ali's", "Ali'nin": somebody's, who is no carrier. */
static gboolean is_owner(const struct staff_clause *clause, guint at)
{
    static const char *const genitives[] = {"s", "in", "un", "nin", "nun", NULL};
    static const char *const nobody[] = {"it", "that", "there", "here", "what", "who", "he", "she", "let", "everything", "customer", "customers", "client", "buyer", "musteri", "this", "order", NULL};
    const struct staff_token *one = staff_token_at(clause, at);
    return one->hung && g_strv_contains(genitives, one->hung) && !g_strv_contains(nobody, one->key) && !one->item && one->sign != SIGN_BRAND && !one->inside &&
           (!one->used || g_str_equal(one->hung, "s"));
}

static gboolean is_other(const struct staff_clause *clause, guint at)
{
    static const char *const others[] = {"other", "another", "previous", "earlier", "prior", "different", "old", "older", "next", "former", "similar", "identical", "benzer", "benzeri", "ahnliche", "ahnlichen", "obur", "oteki", "diger", "baska", "onceki",
                                         "eski", "andere", "anderen", "anderer", "vorige", "vorigen", "letzte", "letzten", NULL};
    const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
    gboolean last = g_str_equal(one->key, "last") && next && g_str_has_prefix(next->key, "order");
    return last || g_strv_contains(others, one->key) || is_turkish_attribute(one->key) || is_owner(clause, at);
}

static gboolean is_strange(const struct staff_token *one);

/* "the order from last week" */
static gboolean is_from_before(const struct staff_clause *clause, guint at)
{
    static const char *const froms[] = {"from", "of", "von", "vom", NULL};
    static const char *const befores[] = {"last", "letzter", "letzten", "previous", "yesterday", "gestern", NULL};
    const struct staff_token *next = staff_token_at(clause, at + 1), *then = staff_token_at(clause, at + 2);
    return names_order(staff_token_at(clause, at)) && next && then && g_strv_contains(froms, next->key) && g_strv_contains(befores, then->key);
}

/* The order holds this word: its customer's name, for one. */
static gboolean is_of_order(const struct order *order, const char *key)
{
    for (guint i = 0; order && i < order->values->len; i++) {
        const struct value *value = order->values->pdata[i];
        g_autofree char *text = text_match_key(value->text ? value->text : "");
        g_auto(GStrv) words = g_strsplit(text, " ", -1);
        if (g_strv_contains((const char *const *)words, key))
            return TRUE;
    }
    return FALSE;
}

/* "the Müller order", "Kaya siparişi" */
static gboolean is_named_for(const struct staff_clause *clause, guint at, const struct staff_context *context)
{
    const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
    gboolean order = next && !one->stop && (g_str_equal(next->key, "order") || g_str_has_prefix(next->key, "siparis") || g_str_equal(next->key, "bestellung") || g_str_equal(next->key, "auftrag"));
    return order && is_strange(one) && !is_of_order(context->order, one->key);
}

/* "the order for Hotel Astoria" */
static gboolean is_for_another(const struct staff_clause *clause, guint at, const struct staff_context *context)
{
    static const char *const orders[] = {"order", "orders", "bestellung", "auftrag", "shipment", "delivery", "lieferung", NULL};
    static const char *const fors[] = {"for", "of", "from", "fur", "von", NULL};
    guint name = at + 2 + (staff_token_at(clause, at + 2) && g_str_equal(staff_token_at(clause, at + 2)->key, "the"));
    const struct staff_token *one = staff_token_at(clause, name);
    if (!one || !g_strv_contains(orders, staff_token_at(clause, at)->key) || !g_strv_contains(fors, staff_token_at(clause, at + 1)->key))
        return FALSE;
    return is_strange(one) && g_unichar_isupper(g_utf8_get_char(one->text)) && !is_of_order(context->order, one->key);
}

/* "shipped something" */
static gboolean is_anything(const struct staff_token *one)
{
    static const char *const words[] = {"something", "anything", "somebody", "stuff", "irgendwas", "etwas", "sey", "seyler", "birsey", "birseyler", NULL};
    return g_strv_contains(words, one->key);
}

/* "last month": too long ago for this one. */
static gboolean is_long_past(const struct staff_clause *clause, guint at)
{
    static const char *const lasts[] = {"last", "gecen", "letzten", "letztes", "vorigen", NULL};
    static const char *const units[] = {"month", "months", "year", "time", "summer", "ay", "yil", "sene", "sefer", "monat", "jahr", "mal", NULL};
    const struct staff_token *next = staff_token_at(clause, at + 1);
    return next && g_strv_contains(lasts, staff_token_at(clause, at)->key) && g_strv_contains(units, next->key);
}

static gboolean is_anothers(const struct staff_clause *clause, const struct staff_context *context)
{
    for (guint at = clause->first; at < clause->end; at++) {
        if (is_from_before(clause, at) || is_named_for(clause, at, context) || is_for_another(clause, at, context) || is_long_past(clause, at) ||
            is_anything(staff_token_at(clause, at)))
            return TRUE;
        for (guint n = at + 1; is_other(clause, at) && n < clause->end && n <= at + NOUN_WITHIN; n++) {
            const struct staff_token *noun = staff_token_at(clause, n);
            if (names_order(noun))
                return TRUE;
            if (noun->sign >= SIGN_SHIPPED && noun->sign <= SIGN_CANCELLED)
                break;
        }
    }
    return FALSE;
}

gboolean staff_is_of_another(const struct staff_clause *clause, const struct staff_context *context)
{
    static const char *const subjects[] = {"this", "that", "it", "bu", "o", "das", "es", NULL};
    const struct staff_token *first = staff_token_at(clause, clause->first);
    gboolean named = FALSE;
    for (guint at = clause->first; at < clause->end; at++)
        named = named || is_named_for(clause, at, context) || is_for_another(clause, at, context);
    return named && clause->verb == SIGN_NONE && clause->slot == SLOT_NONE && g_strv_contains(subjects, first->key);
}

/* "cushions of the sofa" */
static gboolean is_part_of_item(const struct staff_clause *clause, guint at)
{
    static const char *const links[] = {"of", "for", "the", "von", "vom", "der", "des", NULL};
    guint behind = at + 1;
    while (staff_token_at(clause, behind) && g_strv_contains(links, staff_token_at(clause, behind)->key))
        behind++;
    return staff_token_at(clause, at)->sign == SIGN_MATERIAL && behind > at + 1 && staff_token_at(clause, behind) && staff_token_at(clause, behind)->item;
}

/* A sample of it, or a part: "the sofa fabric was sent". */
static gboolean is_sample(const struct staff_clause *clause)
{
    static const char *const samples[] = {"sample", "samples", "swatch", "swatches", "numune", "numunesi", "numuneyi", "numunesini", "numuneler", "kartela", "kartelasi", "muster",
                                          "musterstuck", "prototype", "ornek", "ornegi", NULL};
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
        if (g_strv_contains(samples, one->key) || (one->item && !one->stop && next && next->sign == SIGN_MATERIAL) || is_part_of_item(clause, at))
            return TRUE;
    }
    return FALSE;
}

/* --- somebody has it --------------------------------------------------------------------------------------------------------------- */

/* "handed over to Mrs Demir": shipped, or delivered? */
static gboolean is_given_to_person(const struct staff_clause *clause)
{
    static const char *const titles[] = {"mr", "mrs", "ms", "miss", "dr", "herr", "herrn", "frau", "neighbour", "neighbor", "wife", "husband", "son", "daughter", "mother", "him", "her",
                                         "nachbarn", "nachbarin", NULL};
    static const char *const datives[] = {"hanima", "beye", "komsuya", "komsusuna", "esine", "ogluna", "kizina", "annesine", "babasina", "kapiciya", "guvenlige", NULL};
    static const char *const tos[] = {"to", "an", "dem", "der", "with", "bei", "beim", NULL};
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        gboolean dative = (g_str_equal(one->key, "hanim") || g_str_equal(one->key, "bey")) && one->hung && (g_str_has_suffix(one->hung, "a") || g_str_has_suffix(one->hung, "e"));
        if (dative || g_strv_contains(datives, one->key))
            return TRUE;
        for (guint back = 1; g_strv_contains(titles, one->key) && back <= 2 && at >= clause->first + back; back++)
            if (g_strv_contains(tos, staff_token_at(clause, at - back)->key))
                return TRUE;
    }
    return FALSE;
}

/* --- plans -------------------------------------------------------------------------------------------------------------------------- */

static gboolean is_ahead(const char *iso, const GDate *today)
{
    g_autofree char *now = g_strdup_printf("%04u-%02u-%02u", g_date_get_year(today), g_date_get_month(today), g_date_get_day(today));
    return iso && strcmp(iso, now) > 0;
}

static gboolean holds(const struct staff_clause *clause, const char *const *words)
{
    for (guint at = clause->first; at < clause->end; at++)
        if (g_strv_contains(words, staff_token_at(clause, at)->key))
            return TRUE;
    return FALSE;
}

/* "shipped on 30 November", "30 Kasım'da gönderildi" */
static gboolean is_day_of_deed(const struct staff_clause *clause)
{
    static const char *const ons[] = {"on", "am", NULL};
    static const char *const locatives[] = {"da", "de", "ta", "te", NULL};
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
        if ((g_strv_contains(ons, one->key) && next && next->used) || (one->used && one->hung && g_strv_contains(locatives, one->hung)))
            return TRUE;
    }
    return FALSE;
}

/* "is shipped on Thursday", "shipped tomorrow": a day to come, and no word that it is the day of arrival. */
static gboolean is_planned(const struct staff_clause *clause, const struct staff_context *context)
{
    static const char *const present[] = {"is", "are", "gets", "goes", "go", "it's", "wird", "werden", "geht", "gehen", "kargoda", "yolda", "am", NULL};
    static const char *const coming[] = {"tomorrow", "yarin", "yarina", "morgen", "ubermorgen", "sonra", "haftaya", NULL};
    static const char *const limits[] = {"earliest", "latest", "fruhestens", "spatestens", NULL};
    static const char *const thens[] = {"then", "afterwards", "dann", "danach", NULL};
    const struct staff_token *first = staff_token_at(clause, clause->first);
    if (clause->verb == SIGN_SHIPPED && (holds(clause, limits) || (first && g_strv_contains(thens, first->key))))
        return TRUE;
    if (!is_ahead(clause->day, &context->today))
        return FALSE;
    if (clause->verb == SIGN_SHIPPED && !clause->day_spoken && is_day_of_deed(clause))
        return TRUE;
    if (holds(clause, coming))
        return TRUE;
    return clause->verb == SIGN_SHIPPED ? holds(clause, present) : clause->verb == SIGN_DELIVERED && !clause->day_spoken;
}

/* --- strange words ------------------------------------------------------------------------------------------------------------------- */

/* Words that join others: nothing hangs on them. */
static const char *const joints[] = {
    "the", "a", "an", "of", "to", "in", "on", "at", "by", "from", "with", "and", "for", "it", "they", "we", "i", "he", "she", "you", "this", "that", "these", "those", "our", "your", "their", "his",
    "her", "my", "its", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "just", "already", "now", "here", "there", "also", "too", "as", "them", "us", "me", "him", "out",
    "off", "over", "up", "under", "into", "about", "after", "before", "early", "today", "yesterday", "finally", "together", "number", "no", "nr", "which", "then", "safely", "fully", "am", "pm",
    "week", "all", "each", "only", "got", "did", "ist", "sind", "wurde", "wurden", "hat", "haben", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "es", "sie", "wir", "ich", "er",
    "und", "um", "uhr", "im", "am", "in", "vom", "von", "zum", "zur", "unser", "unsere", "unserem", "ihre", "ihr", "heute", "gestern", "schon", "bereits", "soeben", "gerade", "worden", "auch",
    "ve", "ile", "bu", "su", "o", "biz", "ben", "siz", "da", "de", "ki", "icin", "olarak", "tarafindan", "tarafimizdan", "tarafimizca", "gun", "gunu", "hafta", "yeni", "simdi", "artik", "dahi",
    "hem", "her", "bir", "zaten", "bile", "olup", "ise", "adet", "tane", "halinde", "hanim", "bey", "mr", "mrs", "ms", "herr", "frau", "kundin", "kunde", "kunden", "full", "entire", "mentioned", "said",
    "subject", "respective", "pending", "sadece", "yalniz", "yalnizca", "end", "eod", "cob", "close", "business", "p m", "a m", "belirtilen", "ilgili", "gecen", "konu", "konusu", "tum", "butun", "gesamte", "ganze", "komplette", "obige", "genannte", "werte", "ware",
    "safely", "successfully", "quickly", "directly", "straight", "right", "separately", "well", "properly", "smoothly", "personally", "promised", "planned", "agreed", "requested", "usual", "soon",
    "early", "late", "around", "noon", "midnight", "o'clock", "oclock", "time", "done", "happy", "glad", "and", "tday", "get", "gets", "hand", "person", "name", "one", "go", "below", "above",
    "following", "freshly", "again", "still", "even", "yes", "firm", "company", "service", "own", "kendi", "aracimizla", "araciyla", "aracimiz", "firmamiz", "firmamizdan", "tarafindan", "urunleriniz",
    "urununuz", "siparisin", "siparislerin", "adrese", "adresine", "yukarida", "asagida", "tkp", "tk", "tkno", "numara", "numarasi", "kargoyla", "kargosuyla", "sorunsuz", "eksiksiz", "tam", "birlikte",
    "beraber", "hemen", "direkt", "dogrudan", "suan", "su", "anda", "saatlerinde", "civari", "gibi", "sularinda", "haberiniz", "olsun", "sonunda", "bizzat", "elden", "lager", "haus", "sendung",
    "bestellung", "paket", "pakete", "sofort", "puenktlich", "punktlich", "endlich", "erfolgreich", "personlich", "problemlos", "sicher", "vollstandig", "zusammen", "nun", "jetzt", "noch", "eben",
    "kollege", "kollegen", "unterwegs", "adresse", "lkw", "yola", "yoluna", "kargoya", "sevk", "sevke", "kiste", "kisten", "karton", "kartons",
    "pod", "proof", "attached", "enclosed", "ekte", "ekli", "ektedir", "imzali", "kuruldu", "assembled", "installed", "unpacked", NULL,
};

static gboolean is_strange(const struct staff_token *one)
{
    return strlen(one->key) > 1 && !staff_is_known(one) && !g_strv_contains(joints, one->key);
}

/* "Ayla Hanım", "Mrs Demir", "signed by A. Demir": to whom it was delivered. */
static gboolean is_recipient(const struct staff_clause *clause, guint at)
{
    static const char *const titles[] = {"hanim", "bey", "mr", "mrs", "ms", "dr", "herr", "herrn", "frau", NULL};
    const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
    gboolean titled = (next && g_strv_contains(titles, next->key)) || (at > clause->first && g_strv_contains(titles, staff_token_at(clause, at - 1)->key));
    return clause->verb == SIGN_DELIVERED && g_unichar_isupper(g_utf8_get_char(one->text)) && (titled || at > clause->first);
}

/* A word that nobody here knows may be what was shipped: chairs, a catalogue. Behind a cancellation it says why. */
static gboolean has_strange(const struct staff_clause *clause)
{
    for (guint at = clause->first; at < clause->end; at++) {
        if (clause->verb == SIGN_CANCELLED && staff_token_at(clause, at)->sign == SIGN_CANCELLED)
            return FALSE;
        if (is_strange(staff_token_at(clause, at)) && !is_recipient(clause, at))
            return TRUE;
    }
    return FALSE;
}

gboolean staff_is_of_strangers(const struct staff_clause *clause)
{
    static const char *const visits[] = {"assembly", "installation", "install", "installed", "montaj", "montaji", "kurulum", "kurulumu", "servis", "montage", "aufbau", NULL};
    guint strange = 0;
    for (guint at = clause->first; at < clause->end; at++)
        strange += is_strange(staff_token_at(clause, at));
    return strange >= 2 || holds(clause, visits);
}

gboolean staff_is_day_alone(const struct staff_clause *clause)
{
    static const char *const leads[] = {"on", "by", "the", "it", "is", "be", "at", "latest", "about", "around", "approx", "ca", "circa", "for", "date", "day", "this", "that", "then", "and", "am", "pm", "if", "all", "goes", "well", "ready", "done", "finished", "hazir", "biter", "bitiyor", "fertig",
                                        "gunu", "gun", "tarih", "tarihi", "tarihinde", "icin", "olacak", "olur", "bu", "o", "da", "de", "civari", "gibi", "sularinda", "ayin", "ayinin",
                                        "der", "den", "dem", "bis", "zum", "wird", "es", "etwa", "gegen", "uhr", "saat", "saatlerinde", NULL};
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        if (*one->key && !one->used && !one->inside && !one->sign && !g_ascii_isdigit(*one->key) && !g_strv_contains(leads, one->key))
            return FALSE;
    }
    return TRUE;
}

gboolean staff_only_names(const struct staff_clause *clause)
{
    static const char *const fillers[] = {"the", "a", "an", "and", "for", "of", "only", "just", "both", "all", "with", "it", "is", "are", "was", "were", "in", "by", "to", "on", "this", "ve", "ile", "icin", "sadece", "yalniz", "yalnizca", "olan",
                                          "der", "die", "das", "den", "dem", "und", "nur", "mit", "x", "pcs", "pc", "adet", "tane", "stuck", "i", "yi", "u", "nin", NULL};
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        gboolean plain = one->item || one->used || one->inside || !*one->key || g_ascii_isdigit(*one->key) || *one->text == '#' || staff_is_parcel(one) || staff_spelled_number(one) || g_strv_contains(fillers, one->key);
        if (!plain && (!one->sign || one->sign == SIGN_TROUBLE || one->sign == SIGN_HERE || one->sign == SIGN_FOLLOWS || one->sign == SIGN_MATERIAL))
            return FALSE;
    }
    return TRUE;
}

/* "DHL cancelled the pickup": a carrier's or a driver's coming, and not the order. */
static gboolean cancels_transport(const struct staff_clause *clause)
{
    static const char *const transports[] = {"pickup", "pick", "collection", "booking", "truck", "lorry", "transport", "slot", "driver", "courier", "carrier", "haulier", "kurye", "kuryeyi", "kurier", "kamyon", "nakliye", "nakliyeyi", "arac", "araci", "abholung", NULL};
    return clause->verb == SIGN_CANCELLED && (clause->carrier || clause->carrier_text || holds(clause, transports));
}

/* "cancel the sofa and ship the table": what is to be done with which of them? */
static gboolean cancels_and_asks(const struct staff_clause *clause)
{
    static const char *const others[] = {"ship", "send", "deliver", "keep", "make", "build", "dispatch", "gonder", "gonderin", "yolla", "yollayin", "kalsin", "yapin", "uretin", "liefern", "schicken", NULL};
    return clause->verb == SIGN_CANCELLED && clause->items->len > 1 && holds(clause, others);
}

/* "threatens to cancel" */
static gboolean is_only_wanted(const struct staff_clause *clause)
{
    static const char *const musts[] = {"have", "has", "had", "need", "needs", "got", "forced", "obliged", NULL};
    for (guint at = clause->first + 2; at < clause->end; at++)
        if (staff_token_at(clause, at)->sign == SIGN_CANCELLED && g_str_equal(staff_token_at(clause, at)->key, "cancel") && g_str_equal(staff_token_at(clause, at - 1)->key, "to") &&
            !g_strv_contains(musts, staff_token_at(clause, at - 2)->key))
            return TRUE;
    return FALSE;
}

static gboolean is_still_to_come(const struct staff_clause *clause, guint from)
{
    static const char *const laters[] = {"haftaya", "yarin", "sonra", "tomorrow", "next", "later", "soon", "morgen", "spater", "pending", NULL};
    for (guint i = from; staff_token_at(clause, i); i++)
        if (staff_token_at(clause, i)->sign == SIGN_VAGUE_DATE || g_strv_contains(laters, staff_token_at(clause, i)->key))
            return TRUE;
    return FALSE;
}

/* "kanepe kargoda 1Z… masa haftaya": a second item behind the verb, joined by nothing, of which something else may be said. */
static gboolean has_item_apart(const struct staff_clause *clause)
{
    static const char *const joins[] = {"and", "ve", "und", "plus", "ile", "with", "mit", "also", "then", NULL};
    gboolean item = FALSE, verb = FALSE;
    for (guint i = 0; staff_token_at(clause, i); i++) {
        const struct staff_token *one = staff_token_at(clause, i), *before = i ? staff_token_at(clause, i - 1) : NULL;
        if (one->item && item && verb && !before->item && !g_strv_contains(joins, before->key) && before->sign != SIGN_ITEM)
            return is_still_to_come(clause, i);
        item = item || one->item;
        verb = verb || (item && one->sign == clause->verb);
    }
    return FALSE;
}

gboolean staff_is_cautioned(const struct staff_clause *clause, const struct staff_context *context)
{
    if (clause->slot != SLOT_NONE)
        return FALSE;
    if (clause->verb == SIGN_DELAYED)
        return is_anothers(clause, context) && clause->items->len == 0;
    if (!is_done(clause->verb))
        return FALSE;
    if (cancels_transport(clause) || cancels_and_asks(clause))
        return TRUE;
    if (is_anothers(clause, context) || is_sample(clause) || is_planned(clause, context) || has_item_apart(clause))
        return TRUE;
    return (clause->verb == SIGN_SHIPPED && is_given_to_person(clause)) || (clause->verb == SIGN_CANCELLED && is_only_wanted(clause)) || has_strange(clause);
}

/* --- sentences ----------------------------------------------------------------------------------------------------------------------- */

/* "if you have questions", "call me if you need anything": a courtesy; "if she calls" is none. */
static gboolean is_courtesy(const struct staff_clause *clause)
{
    static const char *const words[] = {"question", "questions", "soru", "sorunuz", "gerekirse", "isterseniz", "fragen", "ruckfragen", "please", "wonder", NULL};
    static const char *const needs[] = {"need", "needs", "call", "anything", "help", "problem", "problems", "sorun", NULL};
    static const char *const persons[] = {"you", "me", "us", "bana", "bize", "siz", "size", NULL};
    return holds(clause, words) || (holds(clause, needs) && holds(clause, persons));
}

/* "but the customer has not got it" */
static gboolean takes_back(const struct staff_clause *clause)
{
    gboolean against = staff_token_at(clause, clause->first) && staff_token_at(clause, clause->first)->sign == SIGN_BUT;
    gboolean denies = SAYS(clause, SIGN_NOT) || SAYS(clause, SIGN_TROUBLE);
    gboolean wrong = SAYS(clause, SIGN_WRONG) && clause->verb == SIGN_NONE && clause->numbers->len == 0 && !clause->day && !clause->until; /* "that was wrong" */
    return ((against && denies) || wrong || SAYS(clause, SIGN_TROUBLE)) && clause->items->len == 0 && !SAYS(clause, SIGN_TRACKING) && !SAYS(clause, SIGN_FOLLOWS) && !SAYS(clause, SIGN_ARRIVES) && !SAYS(clause, SIGN_CARRIER);
}

static void mark(struct staff_clause *clause, enum staff_sign sign)
{
    if (clause->slot == SLOT_NONE && clause->verb != SIGN_NONE)
        clause->signs |= SIGN_BIT(sign);
}

static gboolean share_items(const struct staff_clause *one, const struct staff_clause *other)
{
    for (guint i = 0; i < one->items->len; i++)
        for (guint n = 0; n < other->items->len; n++)
            if (g_array_index(one->items, guint, i) == g_array_index(other->items, guint, n))
                return TRUE;
    return one->items->len == 0;
}

/* What is said to be still here has not left; what was taken back was not said. */
static gboolean is_undone(const struct staff_clause *other, const struct staff_clause *by, gboolean before)
{
    gboolean moved = other->verb == SIGN_SHIPPED || other->verb == SIGN_DELIVERED;
    gboolean here = SAYS(by, SIGN_HERE) && !SAYS(by, SIGN_FOLLOWS) && !SAYS(by, SIGN_ELSEWHERE) && !SAYS(by, SIGN_MATERIAL);
    gboolean anothers = SAYS(by, SIGN_NOT_THIS) && !by->question && (before || other->sentence == by->sentence);
    return anothers || (before && SAYS(by, SIGN_TAKEN_BACK)) || (here && moved && share_items(by, other));
}

/* "fatura kesildi", "the quotation is ready": of papers and samples, which are sent, too. */
static gboolean is_of_papers(const struct staff_clause *clause)
{
    static const char *const papers[] = {"irsaliye", "irsaliyesi", "proforma", "dekont", "makbuz", "evrak", "evraklar", "receipt", "contract", "papers", "documents", "rechnung", "lieferschein", NULL};
    return clause->verb == SIGN_NONE && clause->items->len == 0 && (SAYS(clause, SIGN_ELSEWHERE) || holds(clause, papers) || is_sample(clause));
}

/* "…, sent to the customer": it names nothing that was sent, and no parcel. */
static gboolean leaves_out_what(const struct staff_clause *clause)
{
    static const char *const sents[] = {"sent", "mailed", "posted", "delivered", "gonderildi", "gonderdik", "gonderdim", "gonderilmistir", "yolladik", "yollandi", "ulastirildi", "verschickt", "gesendet", NULL};
    if (clause->items->len > 0 || clause->numbers->len > 0 || clause->carrier || clause->carrier_text || !holds(clause, sents))
        return FALSE;
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        if (one->sign == SIGN_ITEM || one->sign == SIGN_ALL || staff_is_parcel(one) || g_str_has_prefix(one->key, "siparis") || g_str_equal(one->key, "order") || g_str_equal(one->key, "goods"))
            return FALSE;
    }
    return TRUE;
}

/* "UPS lost it", "it came back": in a sentence of its own, of what was just said to be on its way. */
static gboolean is_lost(const struct staff_clause *clause)
{
    static const char *const leads[] = {"it", "they", "ups", "dhl", "the", "driver", "courier", "carrier", "kargo", "kurye", "sofor", "paket", "koli", "urun", NULL};
    const struct staff_token *first = staff_token_at(clause, clause->first);
    gboolean subject = first && (first->sign == SIGN_BRAND || first->item || staff_is_parcel(first) || g_strv_contains(leads, first->key));
    return subject && SAYS(clause, SIGN_TROUBLE) && !SAYS(clause, SIGN_MATERIAL) && !SAYS(clause, SIGN_IF) && clause->numbers->len == 0 && clause->items->len == 0 && clause->slot == SLOT_NONE;
}

/* "delivered. The customer refused the table": of what is said to have arrived, or of some of it. */
static gboolean hurts_item(const struct staff_clause *one, const struct staff_clause *other)
{
    gboolean ours = SAYS(one, SIGN_TROUBLE) && one->items->len > 0 && !SAYS(one, SIGN_MATERIAL) && one->slot == SLOT_NONE;
    return ours && other->verb == SIGN_DELIVERED && (other->items->len == 0 || share_items(one, other));
}

/* "first box": one of several. */
static gboolean counts_parcel(const struct staff_clause *clause)
{
    static const char *const ordinals[] = {"first", "second", "third", "last", "1st", "2nd", "3rd", "other", "birinci", "ikinci", "ucuncu", "ilk", "diger", "erste", "zweite", "erstes", "zweites", NULL};
    for (guint at = clause->first; at + 1 < clause->end; at++)
        if (g_strv_contains(ordinals, staff_token_at(clause, at)->key) && staff_is_parcel(staff_token_at(clause, at + 1)))
            return TRUE;
    return FALSE;
}

/* The first of several parcels is on its way, and nothing tells of the others': how much of the order is it? */
static void doubt_single_parcels(GArray *clauses)
{
    guint counted = 0, numbered = 0, shipped = 0;
    for (guint i = 0; i < clauses->len; i++) {
        const struct staff_clause *one = &g_array_index(clauses, struct staff_clause, i);
        gboolean counts = counts_parcel(one);
        counted += counts;
        numbered += counts && one->numbers->len > 0;
        shipped += counts && one->verb == SIGN_SHIPPED;
    }
    for (guint i = 0; shipped > 0 && numbered < 2 && shipped < MAX(counted, 2) && i < clauses->len; i++) {
        struct staff_clause *one = &g_array_index(clauses, struct staff_clause, i);
        one->items_unclear = one->items_unclear || (one->verb == SIGN_SHIPPED && counts_parcel(one) && one->items->len == 0);
    }
}

static void govern(GArray *clauses, guint by)
{
    const struct staff_clause *one = &g_array_index(clauses, struct staff_clause, by);
    gboolean hearsay = SAYS(one, SIGN_HEARSAY) && (one->verb != SIGN_NONE || !SAYS(one, SIGN_ARRIVES));
    gboolean condition = SAYS(one, SIGN_IF) && !is_courtesy(one);
    hearsay = hearsay || staff_stands_alone(one, SIGN_MAYBE); /* ", hopefully" */
    gboolean back = takes_back(one), spoils = SAYS(one, SIGN_NOT) || SAYS(one, SIGN_TROUBLE) || SAYS(one, SIGN_HEARSAY);
    for (guint i = 0; i < clauses->len; i++) {
        struct staff_clause *other = &g_array_index(clauses, struct staff_clause, i);
        gboolean same = other->sentence == one->sentence && i != by;
        if ((same && (hearsay || condition)) || (same && back && i < by && (other->verb == SIGN_SHIPPED || other->verb == SIGN_DELIVERED)))
            mark(other, condition ? SIGN_IF : SIGN_MAYBE);
        if (same && i > by && is_of_papers(one) && (other->verb == SIGN_SHIPPED || other->verb == SIGN_DELIVERED) && leaves_out_what(other))
            mark(other, SIGN_MAYBE);
        if (i < by && is_lost(one) && other->verb == SIGN_SHIPPED)
            mark(other, SIGN_MAYBE);
        if (i != by && other->verb != SIGN_NONE && other->slot == SLOT_NONE && is_undone(other, one, i < by))
            other->undone = TRUE;
        if (i != by && hurts_item(one, other))
            mark(other, SIGN_MAYBE);
        if (i != by && spoils && one->items->len == 0 && one->slot == SLOT_NONE && other->verb == SIGN_DELIVERED)
            mark(other, SIGN_MAYBE);
    }
}

void staff_govern(GArray *clauses)
{
    doubt_single_parcels(clauses);
    g_autofree guint64 *before = g_new0(guint64, clauses->len + 1);
    for (guint i = 0; i < clauses->len; i++)
        before[i] = g_array_index(clauses, struct staff_clause, i).signs;
    for (guint i = 0; i < clauses->len; i++) {
        guint64 kept = g_array_index(clauses, struct staff_clause, i).signs;
        g_array_index(clauses, struct staff_clause, i).signs = before[i]; /* what it says itself, not what was put on it */
        govern(clauses, i);
        g_array_index(clauses, struct staff_clause, i).signs |= kept;
    }
}
