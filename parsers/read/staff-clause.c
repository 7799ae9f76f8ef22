/* A line of a reply to its clauses, and what each says: its verb and how that is meant, days, items, parcels. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/staff-internal.h"

#define STRANGE_DIGITS 4 /* of a number that is no count and no day */

struct staff_token *staff_token_at(const struct staff_clause *clause, guint at)
{
    return at < clause->end ? &g_array_index(clause->tokens, struct staff_token, at) : NULL;
}

/* "kanepelerden" */
static gboolean is_plural_ending(const char *ending)
{
    return g_str_has_prefix(ending, "lar") || g_str_has_prefix(ending, "ler");
}

/* What may hang at a name: letters, and of a single one those that end words ("table" is not in "tablet"). */
static gboolean is_ending(const char *ending)
{
    return !strpbrk(ending, "0123456789 ") && (strlen(ending) != 1 || strchr("sneaiuym", *ending));
}

/* The tokens from `at` on that spell `name`; 0 when they don't. `loose`: the last may carry an ending. */
guint staff_spelled(const struct staff_clause *clause, guint at, const char *name, gboolean loose, const char **ret_ending)
{
    *ret_ending = "";
    if (!staff_token_at(clause, at) || *staff_token_at(clause, at)->key != *name) /* nearly all */
        return 0;
    g_auto(GStrv) words = g_strsplit(name, " ", -1);
    guint n = 0;
    for (; words[n]; n++) {
        const struct staff_token *one = staff_token_at(clause, at + n);
        if (!one)
            return 0;
        if (g_str_equal(one->key, words[n]))
            continue;
        gboolean last = !words[n + 1];
        if (!last || !loose || strlen(words[n]) < 3 || !g_str_has_prefix(one->key, words[n]) || strlen(one->key) > strlen(words[n]) + (is_plural_ending(one->key + strlen(words[n])) ? 8 : 4) || !is_ending(one->key + strlen(words[n])))
            return 0;
        *ret_ending = one->key + strlen(words[n]);
    }
    return *name ? n : 0;
}

char *staff_words_between(const struct staff_clause *clause, guint first, guint end, const char *line)
{
    if (first >= end)
        return NULL;
    gsize start = staff_token_at(clause, first)->start, stop = staff_token_at(clause, end - 1)->end;
    g_autofree char *text = g_strndup(line + start, stop - start);
    char *one = text_one_line(text, 80);
    if (!*one)
        g_clear_pointer(&one, g_free);
    return one;
}

/* --- verbs ------------------------------------------------------------------------------------------------------------------------ */

/* "10 Aralık'a aldık": to another day, and not into their hands. */
static gboolean is_taken_to_day(const struct staff_clause *clause)
{
    static const char *const takings[] = {"aldik", "aldim", "alindi", "alinmistir", "aliyoruz", NULL};
    static const char *const datives[] = {"a", "e", "ya", "ye", "una", "ine", "sine", NULL};
    for (guint at = clause->first + 1; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at), *day = staff_token_at(clause, at - 1);
        gboolean dative = (day->hung && g_strv_contains(datives, day->hung)) || g_str_has_suffix(day->key, "a") || g_str_has_suffix(day->key, "e");
        if (g_strv_contains(takings, one->key) && day->used && dative)
            return TRUE;
    }
    return FALSE;
}

/* Which verb counts where a clause has several. */
static void find_verb(struct staff_clause *clause)
{
    static const enum staff_sign strong[] = {SIGN_SHIPPED, SIGN_DELIVERED, SIGN_DELAYED, SIGN_CANCELLED};
    guint count = 0;
    for (guint i = 0; i < G_N_ELEMENTS(strong); i++)
        if (SAYS(clause, strong[i])) {
            clause->verb = strong[i];
            count++;
        }
    clause->two_verbs = count > 1;
    gboolean about_data = SAYS(clause, SIGN_TRACKING) || SAYS(clause, SIGN_ARRIVES);
    if (about_data && SAYS(clause, SIGN_WRONG) && clause->verb == SIGN_SHIPPED && count == 1)
        clause->verb = SIGN_NONE; /* "the tracking I sent is wrong" */
    if (count == 0 && SAYS(clause, SIGN_IN_HAND)) /* "Termin 11 Aralık'a alındı" */
        clause->verb = (SAYS(clause, SIGN_NEW_DATE) && clause->until) || is_taken_to_day(clause) ? SIGN_DELAYED : SIGN_IN_HAND;
}

/* Words behind which, or (Turkish) before which, a reason stands. */
static gboolean is_postposed(const char *key)
{
    static const char *const words[] = {"nedeniyle", "sebebiyle", "dolayi", "dolayisiyla", "yuzunden", NULL};
    return g_strv_contains(words, key);
}

/* "Due to a broken machine the table …": the statement begins with its subject, before the verb. 0: it does not follow. */
static guint statement_behind(const struct staff_clause *clause, guint reason)
{
    static const char *const subjects[] = {"the", "this", "it", "we", "they", "our", NULL};
    guint found = 0, last = 0;
    for (guint at = reason + 1; at < clause->end; at++) {
        enum staff_sign sign = staff_token_at(clause, at)->sign;
        if (g_strv_contains(subjects, staff_token_at(clause, at)->key))
            last = at;
        if (sign >= SIGN_SHIPPED && sign <= SIGN_DELAYED)
            found = last;
    }
    return found;
}

/* "kumaş gelmediği için": the whole says why. */
static gboolean is_for_that(const struct staff_clause *clause, guint at)
{
    const char *before = at > clause->first && g_str_equal(staff_token_at(clause, at)->key, "icin") ? staff_token_at(clause, at - 1)->key : "";
    return strstr(before, "dig") || strstr(before, "dug") || strstr(before, "tig") || strstr(before, "tug");
}

/* "cancelled: the table": behind the colon stands what, and not why. */
static gboolean names_only_items(const struct staff_clause *clause, guint from, const struct staff_context *context)
{
    static const char *const joins[] = {"the", "and", "ve", "und", "die", "der", "das", "item", "items", "kalem", NULL};
    struct staff_clause rest = {.tokens = clause->tokens, .first = from, .end = clause->end, .items = g_array_new(FALSE, FALSE, sizeof(guint))};
    staff_find_items(&rest, context);
    gboolean items = rest.items->len > 0 || rest.items_unclear;
    g_array_unref(rest.items);
    for (guint at = from; items && at < clause->end; at++)
        items = staff_token_at(clause, at)->item || staff_token_at(clause, at)->used || g_strv_contains(joins, staff_token_at(clause, at)->key);
    return items;
}

/* Where the clause's own words end: a reason behind "because" is no statement about the order. */
static void cut_reason(struct staff_clause *clause, const char *line, const struct staff_context *context)
{
    for (guint at = clause->first; at < clause->end; at++) {
        struct staff_token *one = staff_token_at(clause, at);
        if (is_for_that(clause, at)) {
            clause->reason = staff_words_between(clause, clause->first, at + 1, line);
            clause->first = at + 1;
            return;
        }
        if (one->sign == SIGN_CANCELLED && one->stop == ':' && at + 1 < clause->end && !names_only_items(clause, at + 1, context)) { /* "cancelled: no more oak" */
            clause->reason = staff_words_between(clause, at + 1, clause->end, line);
            clause->end = at + 1;
            return;
        }
        if (one->sign != SIGN_BECAUSE)
            continue;
        guint next = at + one->length;
        guint statement = at == clause->first ? statement_behind(clause, next) : 0;
        if (statement) {
            clause->reason = staff_words_between(clause, next, statement, line);
            clause->first = statement;
            return;
        }
        if (is_postposed(one->key)) {
            clause->reason = staff_words_between(clause, clause->first, at, line);
            clause->first = next;
            return;
        }
        clause->reason = staff_words_between(clause, next, clause->end, line);
        clause->end = at;
        return;
    }
}

/* "before it is shipped", "the sofa that was shipped": a verb behind such a word tells nothing new. */
static gboolean is_subordinate(const struct staff_clause *clause, guint at)
{
    static const char *const persons[] = {"it", "this", "they", "we", "you", "the", "i", "he", "she", "everything", "all", NULL};
    static const char *const times[] = {"before", "until", "after", "till", "since", NULL};
    static const char *const relatives[] = {"that", "which", "whom", NULL};
    const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
    gboolean opens = (g_strv_contains(times, one->key) && next && g_strv_contains(persons, next->key)) || (at > clause->first && !one->inside && g_strv_contains(relatives, one->key));
    for (guint i = at + 1; opens && i < clause->end; i++)
        if (staff_token_at(clause, i)->sign == SIGN_SHIPPED || staff_token_at(clause, i)->sign == SIGN_DELIVERED)
            return TRUE;
    return FALSE;
}

/* "ist der": asks where it begins, and tells behind its subject: "neuer Termin ist der 8.12.". */
static gboolean is_statement_inside(const struct staff_clause *clause, guint at)
{
    static const char *const verbs[] = {"ist", "sind", "wurde", NULL};
    const struct staff_token *one = staff_token_at(clause, at);
    return one->sign == SIGN_ASKS && g_strv_contains(verbs, one->key) && at > clause->first && staff_token_at(clause, at - 1)->sign != SIGN_POLITE;
}

/* The first word that is no greeting, no "but" and no "no". */
static guint first_word(const struct staff_clause *clause)
{
    guint at = clause->first;
    while (at < clause->end && (staff_token_at(clause, at)->inside || staff_token_at(clause, at)->sign == SIGN_POLITE || staff_token_at(clause, at)->sign == SIGN_BUT ||
                                staff_token_at(clause, at)->sign == SIGN_NO))
        at++;
    return at;
}

/* "Should they not pay, …", "Had the fabric come, …", "Sollte er …": a condition without "if". */
static gboolean is_inverted_condition(const struct staff_clause *clause)
{
    static const char *const subjects[] = {"the", "a", "an", "this", "that", "they", "he", "she", "it", "we", "you", "i", "there", "any", "anyone", "anybody", "anything", "our", "their", "his", "her",
                                           "customer", "client", NULL};
    static const char *const verbs[] = {"be", "have", "get", "reach", "land", "go", "come", "take", "turn", "also", "now", "not", "already", "still", "then", "read", "say", "arrive", NULL};
    guint at = first_word(clause);
    const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
    if (!one || !next || one->length > 1 || one->stop)
        return FALSE;
    if (g_str_equal(one->key, "should"))
        return next->sign != SIGN_ARRIVES && !g_strv_contains(verbs, next->key);
    if (g_str_equal(one->key, "sollte") || g_str_equal(one->key, "sollten"))
        return !next->used && next->sign != SIGN_ARRIVES;
    return (g_str_equal(one->key, "had") || g_str_equal(one->key, "were")) && g_strv_contains(subjects, next->key);
}

/* "no wait", "scratch that"; "wait" and "dur" where nothing else is said. */
static gboolean is_taken_back(const struct staff_clause *clause, guint at)
{
    const struct staff_token *one = staff_token_at(clause, at);
    return one->sign == SIGN_TAKEN_BACK && (one->length > 1 || one->stop || (at == first_word(clause) && at + 1 == clause->end));
}

/* "shipped: no", "teslim edildi = hayır" */
static gboolean is_answered_no(const struct staff_clause *clause)
{
    guint last = clause->end;
    while (last > clause->first && staff_token_at(clause, last - 1)->inside)
        last--;
    if (last < clause->first + 2 || staff_token_at(clause, last - 1)->sign != SIGN_NO)
        return FALSE;
    for (guint at = clause->first; at + 1 < last; at++)
        if (staff_token_at(clause, at)->sign == SIGN_SHIPPED || staff_token_at(clause, at)->sign == SIGN_DELIVERED)
            return TRUE;
    return FALSE;
}

/* "arrives at the hub tomorrow": not yet with the customer. */
static gboolean is_on_the_way_station(const struct staff_clause *clause)
{
    static const char *const stations[] = {"hub", "branch", "terminal", "sorting", "transfer", "subeye", "subede", "subesinde", "subesine", "aktarma", "aktarmaya", "filiale", "verteilzentrum", NULL};
    for (guint at = clause->first; at < clause->end; at++)
        if (g_strv_contains(stations, staff_token_at(clause, at)->key))
            return TRUE;
    return FALSE;
}

static void collect_signs(struct staff_clause *clause)
{
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        if (one->sign && !one->inside && !is_statement_inside(clause, at) && (one->sign != SIGN_TAKEN_BACK || is_taken_back(clause, at)))
            clause->signs |= SIGN_BIT(one->sign);
        if (one->topic)
            clause->signs |= SIGN_BIT(SIGN_TOPIC);
        if (one->quoted && one->sign >= SIGN_SHIPPED && one->sign <= SIGN_CANCELLED)
            clause->signs |= SIGN_BIT(SIGN_MAYBE);
        if (is_subordinate(clause, at))
            clause->signs |= SIGN_BIT(SIGN_IF);
    }
    if (clause->denies_day)
        clause->signs |= SIGN_BIT(SIGN_WRONG);
    if (SAYS(clause, SIGN_HERE))
        clause->signs |= SIGN_BIT(SIGN_NOT);
    if (is_inverted_condition(clause))
        clause->signs |= SIGN_BIT(SIGN_IF);
    if (is_answered_no(clause))
        clause->signs |= SIGN_BIT(SIGN_NOT);
    if (SAYS(clause, SIGN_ARRIVES) && is_on_the_way_station(clause))
        clause->signs |= SIGN_BIT(SIGN_MAYBE);
}

/* "Yurtiçi Kargo'ya teslim edilmiştir", "delivered to DHL": a carrier has it, the customer not yet. */
static gboolean is_with_carrier(const struct staff_clause *clause)
{
    static const char *const datives[] = {"a", "e", "ya", "ye", NULL};
    static const char *const tos[] = {"to", "an", NULL};
    static const char *const articles[] = {"the", "our", "den", "die", "unseren", "unsere", NULL};
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        guint before = at, head = at;
        while (head > clause->first && staff_token_at(clause, head)->inside)
            head--;
        if (staff_token_at(clause, head)->sign != SIGN_BRAND && !staff_is_trade(one))
            continue;
        while (before > clause->first && (g_strv_contains(articles, staff_token_at(clause, before - 1)->key) || staff_token_at(clause, before - 1)->used))
            before--;
        if ((one->hung && g_strv_contains(datives, one->hung)) || (before > clause->first && g_strv_contains(tos, staff_token_at(clause, before - 1)->key)))
            return TRUE;
    }
    return FALSE;
}

/* A word that can begin why it is late: what things are made of, or one that nobody here knows. */
static gboolean may_say_why(const struct staff_token *one)
{
    return one->sign == SIGN_MATERIAL || one->sign == SIGN_TROUBLE || (!one->sign && !one->used && !one->item && !one->inside);
}

/* Turkish ends its clauses with the verb: what follows "iptal edin" without a comma says why. Left out of the clause: "ertelendi, cila
 * kurumadı" denies nothing of the order. */
static void cut_trailing_reason(struct staff_clause *clause, const char *line)
{
    guint at = clause->first;
    while (at < clause->end && !(staff_token_at(clause, at)->final && (staff_token_at(clause, at)->sign == SIGN_CANCELLED || staff_token_at(clause, at)->sign == SIGN_DELAYED)))
        at++;
    for (at++; at < clause->end && (staff_token_at(clause, at)->used || staff_token_at(clause, at)->sign == SIGN_POLITE);)
        at++;
    if (clause->reason || at + 2 > clause->end || !may_say_why(staff_token_at(clause, at)))
        return;
    gboolean material = staff_token_at(clause, at)->sign == SIGN_MATERIAL;
    for (guint i = at; i < clause->end; i++) {
        const struct staff_token *one = staff_token_at(clause, i);
        gboolean of_it = material && (one->sign == SIGN_NOT || one->sign == SIGN_DELIVERED || one->sign == SIGN_DELAYED || one->sign == SIGN_IN_HAND);
        if (!may_say_why(one) && !of_it)
            return;
    }
    clause->reason = staff_words_between(clause, at, clause->end, line);
    clause->end = at;
}

/* "88213 went out", "#88213 was delivered": whose number that is nobody knows, but ours it is not. */
static gboolean is_strange_number(const struct staff_token *one, const char *ours)
{
    const char *digits = one->text + (one->text[0] == '#');
    return !one->used && !one->item && strlen(digits) >= STRANGE_DIGITS && strspn(digits, "0123456789") == strlen(digits) && !strstr(ours, digits);
}

static gboolean begins_with_strange_number(const struct staff_clause *clause, const struct staff_context *context)
{
    g_autofree char *ours = text_match_key(context->order && context->order->number ? context->order->number : "");
    for (guint at = clause->first; at < clause->end && staff_token_at(clause, at)->sign != clause->verb; at++)
        if (is_strange_number(staff_token_at(clause, at), ours))
            return TRUE;
    for (guint at = clause->first; clause->verb == SIGN_CANCELLED && at < clause->tokens->len; at++) { /* "cancel 88213", "cancel: 88213" */
        const struct staff_token *one = &g_array_index(clause->tokens, struct staff_token, at);
        if (is_strange_number(one, ours))
            return TRUE;
        if (one->stop && one->stop != ':')
            break;
    }
    return FALSE;
}

/* "sofa minus cushions": what is left out is a part of the item before it, and not the item. Turkish says "masa hariç". */
static gboolean excepts_from_item(const struct staff_clause *clause)
{
    gboolean item = FALSE;
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        item = item || one->item;
        if (one->sign == SIGN_EXCEPT && item && !g_str_has_prefix(one->key, "haric") && !g_str_equal(one->key, "disinda"))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_number_to(const struct staff_token *one, const char *tail)
{
    gsize digits = one ? strspn(one->text, "0123456789") : 0;
    return digits > 0 && digits <= 2 && !one->used && !one->stop && g_str_equal(one->text + digits, tail);
}

/* "1 shipped, 2 to follow": how many, or which? "1. çıktı 2. haftaya" */
static gboolean begins_with_count(const struct staff_clause *clause)
{
    const struct staff_token *one = staff_token_at(clause, clause->first), *next = staff_token_at(clause, clause->first + 1);
    gboolean moved = clause->verb == SIGN_SHIPPED || clause->verb == SIGN_DELIVERED, listed = FALSE;
    for (guint at = clause->first + 2; at < clause->end; at++)
        listed = listed || is_number_to(staff_token_at(clause, at), ".");
    return moved && next && next->sign == clause->verb && (is_number_to(one, "") || (listed && is_number_to(one, ".")));
}

static void analyse(struct staff_clause *clause, const char *line, const struct staff_context *context)
{
    if (clause->slot != SLOT_REASON && clause->slot != SLOT_NOTE)
        cut_reason(clause, line, context);
    staff_hush_denied_carriers(clause);
    staff_find_days(clause, context);
    staff_find_items(clause, context);
    clause->items_unclear = clause->items_unclear || excepts_from_item(clause);
    if (clause->slot == SLOT_NONE)
        cut_trailing_reason(clause, line);
    collect_signs(clause);
    find_verb(clause);
    if (clause->slot == SLOT_REASON || clause->slot == SLOT_NOTE)
        return;
    staff_find_parcels(clause, line, context);
    staff_judge_transit(clause, context);
    if (clause->verb != SIGN_NONE && SAYS(clause, SIGN_NOT_THIS))
        clause->about_another = TRUE;
    if (clause->verb != SIGN_NONE && begins_with_strange_number(clause, context))
        clause->about_another = TRUE;
    clause->items_unclear = clause->items_unclear || begins_with_count(clause);
    if (clause->verb == SIGN_DELIVERED && is_with_carrier(clause))
        clause->verb = SIGN_SHIPPED;
}

/* --- cutting ------------------------------------------------------------------------------------------------------------------------ */

static gboolean ends_clause(char stop)
{
    return stop && stop != ':';
}

#define PARCEL_TOKENS 4 /* "dhl kargo takip no 1Z…" */

/* "dhl 1Z…": a carrier or a number's label that leads to a number, or the number. */
static gboolean tells_parcel(const GArray *tokens, guint at)
{
    for (guint i = at; i < tokens->len && i < at + PARCEL_TOKENS; i++) {
        const struct staff_token *one = &g_array_index(tokens, struct staff_token, i);
        if (staff_is_long_number(one))
            return TRUE;
        if ((one->sign != SIGN_BRAND && one->sign != SIGN_TRACKING && !one->inside && !staff_is_trade(one)) || one->stop)
            return FALSE;
    }
    return FALSE;
}

/* "but" begins another statement. */
static gboolean parts(const GArray *tokens, guint at)
{
    const struct staff_token *token = &g_array_index(tokens, struct staff_token, at);
    if (token->anew || (token->sign == SIGN_BUT && !token->inside))
        return TRUE;
    if (tells_parcel(tokens, at))
        return FALSE; /* it is of the statement before it: "masa gitti dhl 1Z… kanepe 8 aralığa kaldı" */
    guint verb = at;
    while (verb > 0 && tells_parcel(tokens, verb - 1))
        verb--;
    const struct staff_token *before = verb > 0 ? &g_array_index(tokens, struct staff_token, verb - 1) : token;
    gboolean ended = before->final && before->sign >= SIGN_SHIPPED && before->sign <= SIGN_CANCELLED && token->sign != SIGN_ASKS && token->sign != SIGN_MAYBE;
    for (guint i = at; ended && i < tokens->len; i++) { /* "kanepe çıktı masa yarın çıkar" */
        const struct staff_token *next = &g_array_index(tokens, struct staff_token, i);
        if (next->final)
            return TRUE;
        if (next->stop)
            break;
    }
    return FALSE;
}

/* The label of the form that the clause begins with, and where its value begins. */
static enum staff_slot label_at(const GArray *tokens, guint first, guint *ret_value)
{
    g_autoptr(GString) key = g_string_new(NULL);
    for (guint at = first; at < tokens->len && at < first + 5; at++) {
        const struct staff_token *one = &g_array_index(tokens, struct staff_token, at);
        if (key->len)
            g_string_append_c(key, ' ');
        g_string_append(key, one->key);
        if (one->stop != ':')
            continue;
        enum staff_slot slot = staff_slot_of(key->str);
        if (slot != SLOT_NONE)
            *ret_value = at + 1;
        return slot;
    }
    return SLOT_NONE;
}

#define DAY_TOKENS 4 /* "Thursday, December 10, 2026" */

/* "Thursday, 10 December", "December 10, 2026": what stops before this token parts nothing. */
static gboolean within_day(const GArray *tokens, guint first, guint at, const struct staff_context *context)
{
    for (guint back = MIN(at - first, DAY_TOKENS); back > 0; back--) {
        struct staff_day day;
        if (!staff_day_at(tokens, at - back, context, &day))
            continue;
        g_free(day.iso);
        if (day.length > back)
            return TRUE;
        back = back > day.length ? back - day.length + 1 : 1; /* a day that ends before it */
    }
    return FALSE;
}

static void sender_clear(gpointer data)
{
    g_free(((struct staff_sender *)data)->text);
}

static struct staff_clause clause_begin(GArray *tokens, guint first, guint end, guint line, guint sentence)
{
    struct staff_clause clause = {.tokens = tokens, .first = first, .end = end, .line = line, .sentence = sentence};
    clause.items = g_array_new(FALSE, FALSE, sizeof(guint));
    clause.numbers = g_ptr_array_new_with_free_func(g_free);
    clause.senders = g_array_new(FALSE, FALSE, sizeof(struct staff_sender));
    g_array_set_clear_func(clause.senders, sender_clear);
    if (first < end) {
        clause.start = g_array_index(tokens, struct staff_token, first).start;
        clause.stop = g_array_index(tokens, struct staff_token, end - 1).end;
    }
    return clause;
}

void staff_clause_clear(gpointer data)
{
    struct staff_clause *clause = data;
    g_array_unref(clause->items);
    g_ptr_array_unref(clause->numbers);
    g_array_unref(clause->senders);
    g_free(clause->carrier_text);
    g_free(clause->arrival);
    g_free(clause->until);
    g_free(clause->day);
    g_free(clause->reason);
}

/* A question mark at its end asks all of a sentence. */
static void mark_question(GArray *clauses, guint sentence)
{
    for (guint i = clauses->len; i-- > 0;) {
        struct staff_clause *clause = &g_array_index(clauses, struct staff_clause, i);
        if (clause->sentence != sentence)
            return;
        clause->question = TRUE;
    }
}

static gboolean speaks_of_arrival(const GArray *tokens, guint first, guint end)
{
    for (guint i = first; i < end; i++)
        if (g_array_index(tokens, struct staff_token, i).sign == SIGN_ARRIVES)
            return TRUE;
    return FALSE;
}

void staff_clauses_add(GArray *clauses, const char *line, GArray *tokens, guint number, guint *sentence, const struct staff_context *context)
{
    enum staff_slot slot = SLOT_NONE;
    for (guint first = 0; first < tokens->len;) {
        guint value = first, end;
        enum staff_slot label = label_at(tokens, first, &value);
        gboolean listed = first > 0 && g_array_index(tokens, struct staff_token, first - 1).stop == ',';
        if (label != SLOT_NONE || !listed || (slot != SLOT_TRACKING && slot != SLOT_ITEMS)) /* those may be lists */
            slot = label;
        end = value;
        gboolean whole = slot == SLOT_REASON || slot == SLOT_NOTE;
        while (end < tokens->len && (whole || end == value || !parts(tokens, end)) && (whole || end == value || !ends_clause(g_array_index(tokens, struct staff_token, end - 1).stop) ||
                                     within_day(tokens, value, end, context)))
            end++;
        if (value >= tokens->len)
            return; /* a label without a value */
        if (label == SLOT_NONE && slot == SLOT_TRACKING && speaks_of_arrival(tokens, value, end))
            slot = SLOT_NONE; /* "Tracking: 1Z…, delivery on Friday" */
        struct staff_clause clause = clause_begin(tokens, value, end, number, *sentence);
        clause.slot = slot;
        analyse(&clause, line, context);
        if (staff_ends_in_range(&clause, line, context))
            clause.doubt = MAX(clause.doubt, DOUBT_DATE_AMBIGUOUS);
        g_array_append_val(clauses, clause);
        char stop = g_array_index(tokens, struct staff_token, end - 1).stop;
        if (stop == '?')
            mark_question(clauses, *sentence);
        if (stop == '.' || stop == '!' || stop == '?' || stop == ';')
            (*sentence)++;
        first = end;
    }
    (*sentence)++;
}
