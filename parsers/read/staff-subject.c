/* Who shipped what: a clause may tell of something that is not this order. */
#include <string.h>

#include "parsers/read/staff-internal.h"

/* Things that a shop sends to its customers, and words beside them. */
static const char *const ours[] = {
    "order", "orders", "goods", "item", "items", "product", "products", "article", "piece", "pieces", "parcel", "parcels", "package", "packages", "box", "boxes", "carton", "cartons",
    "pallet", "pallets", "crate", "crates", "shipment", "consignment", "delivery", "set", "lot", "rest", "thing", "things", "stuff", "furniture", "job", "customer", "client", "buyer",
    "recipient", "carrier", "courier", "driver", "haulier", "forwarder", "truck", "lorry", "van", "warehouse", "depot", "post", "door", "way", "morning", "afternoon", "evening",
    "day", "first", "second", "last", "above", "remaining", "whole", "complete", "same", "two", "three", "both", "one", "ones", "load", "cargo", "freight", "house", "home", "address",
    "city", "office", "receipt", "signature", "merchandise", "purchase", "siparis", "siparisi", "siparisiniz", "siparisimiz", "siparisler", "urun", "urunu", "urunler", "urunleri", "mal", "mali", "mallar", "mallari",
    "koli", "koliler", "kolileri", "paket", "paketi", "paketler", "kargo", "kargosu", "yuk", "yuku", "esya", "esyalar", "mobilya", "mobilyalar", "hepsi", "ikisi", "tumu", "tamami", "sevkiyat", "araba", "arac", "kamyon", "tir",
    "parti", "takim", "set", "bu", "o", "bunlar", "musteri", "musteriye", "numarali", "nolu", "no", "bugun", "dun", "sabah", "aksam", "ogle", "ogleden", "az", "once", "simdi", "bu", "sabahtan", "demin", "de", "da", "ve", "saat", "itibariyle", "itibari",
    "iki", "uc", "birlikte", "beraber", "nihayet", "evet", "tamam", "bizim", "az", "yeni", "erkenden", "oglen", NULL,
};

static const char *const determiners[] = {"the", "our", "your", "their", "his", "her", "my", "these", "those", "a", "an", "another", "some", "new", NULL};

gboolean staff_is_known(const struct staff_token *token)
{
    return token->used || token->item || token->sign || token->inside || g_strv_contains(ours, token->key) || strpbrk(token->key, "0123456789") != NULL;
}

/* "the screws": behind the word that begins it, within three words, nothing that this order could be. */
static gboolean begins_other_thing(const struct staff_clause *clause, guint at, guint end)
{
    if (!g_strv_contains(determiners, staff_token_at(clause, at)->key))
        return FALSE;
    for (guint i = at + 1; i < end && i <= at + 3; i++)
        if (staff_is_known(staff_token_at(clause, i)) && staff_token_at(clause, i)->sign != SIGN_MATERIAL)
            return FALSE;
    return at + 1 < end;
}

static guint verb_at(const struct staff_clause *clause)
{
    guint at = clause->first;
    while (at < clause->end && (staff_token_at(clause, at)->sign != clause->verb || staff_token_at(clause, at)->inside))
        at++;
    return at;
}

/* "Screws were delivered." */
static gboolean is_bare_subject(const struct staff_clause *clause, guint at, guint verb)
{
    static const char *const auxiliaries[] = {"was", "were", "has", "have", "had", "got", NULL};
    static const char *const persons[] = {"it", "they", "this", "that", "these", "we", "i", "he", "she", "all", "which", "there", "just", "already", "finally", "today", "yesterday", "now",
                                          "you", NULL};
    const struct staff_token *one = staff_token_at(clause, at);
    return at + 1 < verb && !staff_is_known(one) && *one->key && !g_strv_contains(persons, one->key) && g_strv_contains(auxiliaries, staff_token_at(clause, at + 1)->key);
}

/* A verb of many meanings counts beside what can be shipped, or with nothing strange before it. */
static gboolean is_strange_before(const struct staff_clause *clause, guint verb)
{
    for (guint at = clause->first; at < verb; at++)
        if (!staff_is_known(staff_token_at(clause, at)) && *staff_token_at(clause, at)->key)
            return TRUE;
    return FALSE;
}

gboolean staff_is_about_else(const struct staff_clause *clause)
{
    gboolean done = clause->verb == SIGN_SHIPPED || clause->verb == SIGN_DELIVERED || clause->verb == SIGN_CANCELLED;
    gboolean named = clause->items->len > 0;
    if (clause->verb == SIGN_NONE || clause->slot != SLOT_NONE)
        return FALSE;
    if (SAYS(clause, SIGN_ELSEWHERE) && !named)
        return TRUE;
    if (done && SAYS(clause, SIGN_MATERIAL) && !named)
        return TRUE;
    if (done && SAYS(clause, SIGN_TROUBLE)) /* "sent to the wrong address, 1Z…" */
        return TRUE;
    if (done && SAYS(clause, SIGN_TO_US) && clause->verb != SIGN_CANCELLED)
        return TRUE;
    if (!done || clause->numbers->len > 0)
        return FALSE;
    guint verb = verb_at(clause), first = clause->first;
    if (verb >= clause->end)
        return FALSE;
    if ((SAYS(clause, SIGN_MATERIAL) && !named) || SAYS(clause, SIGN_WRONG))
        return TRUE;
    while (first < verb && (staff_token_at(clause, first)->sign == SIGN_POLITE || staff_token_at(clause, first)->sign == SIGN_OK || staff_token_at(clause, first)->sign == SIGN_BUT ||
                            staff_token_at(clause, first)->inside))
        first++;
    guint behind = verb + staff_token_at(clause, verb)->length;
    if (begins_other_thing(clause, first, verb) || is_bare_subject(clause, first, verb))
        return TRUE;
    if (behind < clause->end && begins_other_thing(clause, behind, clause->end))
        return TRUE;
    return staff_token_at(clause, verb)->weak && !named && is_strange_before(clause, verb);
}
