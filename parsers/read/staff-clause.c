/* A line of a reply to its clauses, and what each says: its verb and how that is meant, days, items, parcels. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/staff-internal.h"

struct staff_token *staff_token_at(const struct staff_clause *clause, guint at)
{
    return at < clause->end ? &g_array_index(clause->tokens, struct staff_token, at) : NULL;
}

/* "kanepelerden" */
static gboolean is_plural_ending(const char *ending)
{
    return g_str_has_prefix(ending, "lar") || g_str_has_prefix(ending, "ler");
}

/* The tokens from `at` on that spell `name`; 0 when they don't. `loose`: the last may carry an ending. */
guint staff_spelled(const struct staff_clause *clause, guint at, const char *name, gboolean loose, const char **ret_ending)
{
    g_auto(GStrv) words = g_strsplit(name, " ", -1);
    guint n = 0;
    *ret_ending = "";
    for (; words[n]; n++) {
        const struct staff_token *one = staff_token_at(clause, at + n);
        if (!one)
            return 0;
        if (g_str_equal(one->key, words[n]))
            continue;
        gboolean last = !words[n + 1];
        if (!last || !loose || strlen(words[n]) < 3 || !g_str_has_prefix(one->key, words[n]) || strlen(one->key) > strlen(words[n]) + (is_plural_ending(one->key + strlen(words[n])) ? 8 : 4))
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

/* --- days ------------------------------------------------------------------------------------------------------------------------ */

static void keep(char **slot, char *text)
{
    if (*slot)
        g_free(text);
    else
        *slot = text;
}

/* What the words before a day make of it. */
static enum staff_sign role_before(const struct staff_clause *clause, guint at)
{
    enum staff_sign role = SIGN_NONE;
    for (guint i = clause->first; i < at; i++) {
        const struct staff_token *before = staff_token_at(clause, i);
        gboolean until = before->sign == SIGN_UNTIL || before->sign == SIGN_NEW_DATE;
        if (before->sign == SIGN_ARRIVES || (until && role != SIGN_ARRIVES))
            role = until ? SIGN_UNTIL : SIGN_ARRIVES;
        if (before->sign > SIGN_NONE && before->sign <= SIGN_CANCELLED)
            role = before->sign == SIGN_DELAYED ? SIGN_UNTIL : SIGN_NONE;
    }
    return role;
}

static gboolean done_behind(const struct staff_clause *clause, guint at)
{
    for (guint i = at; i < clause->end; i++)
        if (staff_token_at(clause, i)->sign == SIGN_SHIPPED || staff_token_at(clause, i)->sign == SIGN_DELIVERED)
            return TRUE;
    return FALSE;
}

/* Behind a day: "10 Aralık'ta ulaşacak", "10 Aralık tarihine ertelendi". */
static enum staff_sign role_behind(const struct staff_clause *clause, guint at, const struct staff_context *context)
{
    for (guint i = at; i < clause->end; i++) {
        const struct staff_token *behind = staff_token_at(clause, i);
        struct staff_day next;
        if (staff_day_at(clause->tokens, i, context, &next)) { /* what follows is that day's */
            g_free(next.iso);
            return SIGN_NONE;
        }
        if (behind->sign == SIGN_ARRIVES)
            return SIGN_ARRIVES;
        gboolean until = g_str_equal(behind->key, "tarihine") || g_str_equal(behind->key, "kadar") || g_str_equal(behind->key, "once");
        gboolean became = behind->sign == SIGN_UNTIL && (g_str_equal(behind->key, "olarak") || g_str_equal(behind->key, "oldu") || g_str_equal(behind->key, "tarihinde"));
        if (became && g_str_equal(behind->key, "tarihinde") && done_behind(clause, i))
            return SIGN_NONE; /* "24.11.2026 tarihinde gönderilmiştir" */
        if (behind->sign == SIGN_DELAYED || until || became)
            return SIGN_UNTIL;
    }
    return SIGN_NONE;
}

static void take_day(struct staff_clause *clause, guint at, struct staff_day *day, const struct staff_context *context)
{
    enum staff_sign role = clause->slot == SLOT_ARRIVAL ? SIGN_ARRIVES : clause->slot == SLOT_NEW_DATE ? SIGN_UNTIL : role_before(clause, at);
    if (role == SIGN_NONE)
        role = role_behind(clause, at + day->length, context);
    if (!day->iso) {
        clause->doubt = MAX(clause->doubt, day->doubt);
        return;
    }
    if (role == SIGN_ARRIVES)
        keep(&clause->arrival, day->iso);
    else if (role == SIGN_UNTIL)
        keep(&clause->until, day->iso);
    else {
        clause->day_spoken = !clause->day && day->spoken;
        keep(&clause->day, day->iso);
    }
}

/* --- days that are denied -------------------------------------------------------------------------------------------------------- */

static void hush(struct staff_clause *clause, guint at)
{
    staff_token_at(clause, at)->used = TRUE;
    staff_token_at(clause, at)->sign = SIGN_NONE;
    staff_token_at(clause, at)->topic = FALSE;
}

/* Behind the day: "3 değil", "3 Aralık yerine", "3 Aralık olmaz", "3 Aralık'a yetişmez". */
static gboolean denied_behind(struct staff_clause *clause, guint at)
{
    static const char *const words[] = {"degil", "yerine", "olmaz", "olmuyor", "nicht", NULL};
    const struct staff_token *behind = staff_token_at(clause, at);
    guint verb = behind && g_str_equal(behind->key, "kadar") ? at + 1 : at;
    if (behind && g_strv_contains(words, behind->key)) {
        hush(clause, at);
        return TRUE;
    }
    const struct staff_token *late = staff_token_at(clause, verb);
    return late && late->sign == SIGN_DELAYED && (g_str_has_prefix(late->key, "yetis") || g_str_has_prefix(late->key, "tamamlanam"));
}

static gboolean denies_within(const struct staff_clause *clause, guint at)
{
    for (guint back = 1; back <= 4 && at >= clause->first + back; back++)
        if (g_str_equal(staff_token_at(clause, at - back)->key, "not") || g_str_equal(staff_token_at(clause, at - back)->key, "cannot"))
            return TRUE;
    return FALSE;
}

/* Before it: "not the 3rd", "instead of 3 December", "can't make the 3rd". */
static gboolean denied_before(struct staff_clause *clause, guint at)
{
    static const char *const skipped[] = {"the", "on", "for", "of", "than", "am", "den", NULL};
    static const char *const keeps[] = {"make", "meet", "keep", "manage", "hold", NULL};
    guint before = at;
    while (before > clause->first && g_strv_contains(skipped, staff_token_at(clause, before - 1)->key))
        before--;
    if (before > clause->first && g_str_equal(staff_token_at(clause, before - 1)->key, "by") && denies_within(clause, before - 1))
        return TRUE; /* "won't be ready by 3 December" */
    if (before == clause->first)
        return FALSE;
    const char *key = staff_token_at(clause, before - 1)->key;
    if (g_str_equal(key, "not") || g_str_equal(key, "instead") || g_str_equal(key, "statt") || g_str_equal(key, "rather") || g_str_equal(key, "nicht")) {
        gboolean inside = staff_token_at(clause, before - 1)->inside;
        for (guint i = before - 1; i < at && !inside; i++)
            hush(clause, i);
        return !inside;
    }
    for (guint back = 2; g_strv_contains(keeps, key) && back <= 3 && before >= clause->first + back; back++)
        if (g_str_equal(staff_token_at(clause, before - back)->key, "not") || g_str_equal(staff_token_at(clause, before - back)->key, "cannot"))
            return TRUE;
    return FALSE;
}

/* A day that it shall not be; what it says instead is a correction. */
static gboolean is_denied(struct staff_clause *clause, guint at, guint length)
{
    if (!denied_before(clause, at) && !denied_behind(clause, at + length))
        return FALSE;
    clause->denies_day = TRUE;
    return TRUE;
}

/* "3 değil 6 aralıkta": a bare number that another day replaces. */
static gboolean is_denied_number(struct staff_clause *clause, guint at)
{
    const struct staff_token *one = staff_token_at(clause, at), *behind = staff_token_at(clause, at + 1);
    gsize digits = strspn(one->text, "0123456789");
    if (digits == 0 || digits > 2 || one->text[digits] || !behind || !g_str_equal(behind->key, "degil"))
        return FALSE;
    hush(clause, at + 1);
    clause->denies_day = TRUE;
    return TRUE;
}

static void find_days(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint at = clause->first; at < clause->end; at++) {
        struct staff_day day;
        if (is_denied_number(clause, at) || !staff_day_at(clause->tokens, at, context, &day))
            continue;
        if (at + day.length > clause->end) {
            g_free(day.iso);
            continue;
        }
        if (is_denied(clause, at, day.length))
            g_free(day.iso);
        else
            take_day(clause, at, &day, context);
        for (guint i = at; i < at + day.length; i++) {
            staff_token_at(clause, i)->used = TRUE;
            staff_token_at(clause, i)->sign = staff_token_at(clause, i)->sign == SIGN_VAGUE_DATE || staff_token_at(clause, i)->sign == SIGN_MAYBE ||
                                             staff_token_at(clause, i)->sign == SIGN_FOLLOWS
                                         ? SIGN_NONE
                                         : staff_token_at(clause, i)->sign;
        }
        at += day.length - 1;
    }
}

/* --- verbs ------------------------------------------------------------------------------------------------------------------------ */

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
        clause->verb = SAYS(clause, SIGN_NEW_DATE) && clause->until ? SIGN_DELAYED : SIGN_IN_HAND;
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

/* Where the clause's own words end: a reason behind "because" is no statement about the order. */
static void cut_reason(struct staff_clause *clause, const char *line)
{
    for (guint at = clause->first; at < clause->end; at++) {
        struct staff_token *one = staff_token_at(clause, at);
        if (is_for_that(clause, at)) {
            clause->reason = staff_words_between(clause, clause->first, at + 1, line);
            clause->first = at + 1;
            return;
        }
        if (one->sign == SIGN_CANCELLED && one->stop == ':' && at + 1 < clause->end) { /* "cancelled: no more oak" */
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

static void collect_signs(struct staff_clause *clause)
{
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        if (one->sign && !one->inside && !is_statement_inside(clause, at))
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
}

/* Turkish ends its clauses with the verb: what follows "iptal edin" without a comma says why. */
static void find_trailing_reason(struct staff_clause *clause, const char *line)
{
    guint at = clause->first;
    if (clause->reason || (clause->verb != SIGN_CANCELLED && clause->verb != SIGN_DELAYED))
        return;
    while (at < clause->end && !(staff_token_at(clause, at)->sign == clause->verb && staff_token_at(clause, at)->final))
        at++;
    for (at++; at < clause->end && (staff_token_at(clause, at)->used || staff_token_at(clause, at)->sign == SIGN_POLITE);)
        at++;
    for (guint i = at; i < clause->end; i++)
        if (staff_token_at(clause, i)->used || staff_token_at(clause, i)->item || staff_token_at(clause, i)->sign)
            return;
    if (at + 2 <= clause->end)
        clause->reason = staff_words_between(clause, at, clause->end, line);
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

/* "Yurtiçi değil Aras ile": a carrier that it was not. */
static void hush_denied_carriers(struct staff_clause *clause)
{
    for (guint at = clause->first; at + 1 < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        guint behind = at + MAX(one->length, 1);
        if (one->sign != SIGN_BRAND || behind >= clause->end || !g_str_equal(staff_token_at(clause, behind)->key, "degil"))
            continue;
        for (guint i = at; i <= behind; i++)
            hush(clause, i);
    }
}

static void analyse(struct staff_clause *clause, const char *line, const struct staff_context *context)
{
    if (clause->slot != SLOT_REASON && clause->slot != SLOT_NOTE)
        cut_reason(clause, line);
    hush_denied_carriers(clause);
    find_days(clause, context);
    collect_signs(clause);
    find_verb(clause);
    if (clause->slot == SLOT_REASON || clause->slot == SLOT_NOTE)
        return;
    staff_find_items(clause, context);
    staff_find_parcels(clause, line, context);
    if (clause->verb == SIGN_DELIVERED && is_with_carrier(clause))
        clause->verb = SIGN_SHIPPED;
    find_trailing_reason(clause, line);
}

/* --- cutting ------------------------------------------------------------------------------------------------------------------------ */

static gboolean ends_clause(char stop)
{
    return stop && stop != ':';
}

/* "but" begins another statement. */
static gboolean parts(const GArray *tokens, guint at)
{
    const struct staff_token *token = &g_array_index(tokens, struct staff_token, at);
    if (token->sign == SIGN_BUT && !token->inside)
        return TRUE;
    const struct staff_token *before = at > 0 ? token - 1 : token;
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

/* "Thursday, 10 December": the comma before this token parts nothing. */
static gboolean within_day(const GArray *tokens, guint at, const struct staff_context *context)
{
    struct staff_day day;
    if (!staff_day_at(tokens, at - 1, context, &day))
        return FALSE;
    g_free(day.iso);
    return day.length > 1;
}

static struct staff_clause clause_begin(GArray *tokens, guint first, guint end, guint line, guint sentence)
{
    struct staff_clause clause = {.tokens = tokens, .first = first, .end = end, .line = line, .sentence = sentence};
    clause.items = g_array_new(FALSE, FALSE, sizeof(guint));
    clause.numbers = g_ptr_array_new_with_free_func(g_free);
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
                                     within_day(tokens, end, context)))
            end++;
        if (value >= tokens->len)
            return; /* a label without a value */
        if (label == SLOT_NONE && slot == SLOT_TRACKING && speaks_of_arrival(tokens, value, end))
            slot = SLOT_NONE; /* "Tracking: 1Z…, delivery on Friday" */
        struct staff_clause clause = clause_begin(tokens, value, end, number, *sentence);
        clause.slot = slot;
        analyse(&clause, line, context);
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
