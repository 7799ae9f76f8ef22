/* Words that say why something is late or cancelled, and words that only stand beside it. */
#include <string.h>

#include "parsers/read/staff-internal.h"

static gboolean has_words(const struct staff_clause *clause)
{
    for (guint at = clause->first; at < clause->end; at++)
        if (staff_token_at(clause, at)->sign != SIGN_BUT && staff_token_at(clause, at)->sign != clause->verb && *staff_token_at(clause, at)->key)
            return TRUE;
        else if (clause->verb == SIGN_NONE && !staff_token_at(clause, at)->sign && *staff_token_at(clause, at)->key)
            return TRUE;
    return FALSE;
}

gboolean staff_tells_something(const struct staff_clause *clause)
{
    static const char *const verbs[] = {"is", "are", "was", "were", "has", "have", "had", "broke", "ist", "sind", "hat", "haben", NULL};
    static const char *const endings[] = {"di", "du", "ti", "tu", "mis", "mus", "yor", "yok", "ozuk"};
    guint words = 0;
    gboolean verb = FALSE;
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        if (one->sign || one->used || one->item)
            return FALSE;
        words += *one->key != 0;
        verb = verb || g_strv_contains(verbs, one->key);
        for (guint i = 0; at + 1 == clause->end && i < G_N_ELEMENTS(endings); i++)
            verb = verb || g_str_has_suffix(one->key, endings[i]);
    }
    return verb && words >= 2;
}

/* "customer has been told", "müşteriye haber verin": of who knows, and not why. */
static gboolean informs_customer(const struct staff_clause *clause)
{
    static const char *const persons[] = {"customer", "client", "buyer", "her", "him", "them", "kunde", "kunden", "kundin", NULL};
    static const char *const words[] = {"inform", "informed", "ok", "okay", "fine", "happy", "agrees", "agreed", "accepts", "accepted", "approved", "kabul", "onay", "onayladi", "onayli", "uygun", "tamam", "razi", "told", "tell", "know", "knows", "aware", "notify", "notified", "advise", "advised", "haber", "haberi", "bilgi", "bilgisi", "iletin", "iletiniz",
                                        "soyleyin", "soyledik", "bilgilendirin", "bilgilendirildi", "bilgilendirdik", "bilgilendirilsin", "bildirin", "bildirildi", "bildirdik", "informiert", "informieren", "bescheid", NULL};
    gboolean person = FALSE, word = FALSE;
    for (guint at = clause->first; at < clause->end; at++) {
        const char *key = staff_token_at(clause, at)->key;
        person = person || g_strv_contains(persons, key) || g_str_has_prefix(key, "musteri");
        word = word || g_strv_contains(words, key);
    }
    return person && word;
}

/* "call me", "if you have questions": said to the reader, and no reason. */
static gboolean is_addressed(const struct staff_clause *clause)
{
    static const char *const begins[] = {"hope", "umarim", "umariz", "call", "ring", "phone", "let", "tell", "see", "ask", "contact", "write", "inform", "keep", "talk", "arayin", "arayiniz", "ara", "yazin", "sorun", "bakin", NULL};
    static const char *const ends[] = {"arayin", "arayiniz", "yazin", "sorun", "haberlesiriz", "konusalim", NULL};
    static const char *const yous[] = {"you", "sizi", "size", "sana", "seni", "ihnen", "dir", NULL};
    if (clause->first >= clause->end)
        return FALSE;
    for (guint at = clause->first; at < clause->end; at++)
        if (g_strv_contains(yous, staff_token_at(clause, at)->key))
            return TRUE;
    if (SAYS(clause, SIGN_ASKS) || SAYS(clause, SIGN_TELL) || informs_customer(clause))
        return TRUE;
    return SAYS(clause, SIGN_IF) || g_strv_contains(begins, staff_token_at(clause, clause->first)->key) || g_strv_contains(ends, staff_token_at(clause, clause->end - 1)->key);
}

/* ", not the 3rd": says which day it is not, and nothing of why. */
static gboolean only_denies_day(const struct staff_clause *clause)
{
    static const char *const fillers[] = {"the", "on", "as", "it", "was", "is", "of", "for", "planned", "promised", "agreed", "before", "originally", "first", "said", NULL};
    for (guint at = clause->first; clause->denies_day && at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        gboolean says = *one->key && !one->used && !one->inside && one->sign != SIGN_NOT && one->sign != SIGN_WRONG && one->sign != SIGN_BUT && !g_strv_contains(fillers, one->key);
        if (says)
            return FALSE;
    }
    return clause->denies_day;
}

gboolean staff_may_be_reason(const struct staff_clause *clause)
{
    return !SAYS(clause, SIGN_POLITE) && has_words(clause) && !is_addressed(clause) && !only_denies_day(clause);
}
