/* Items that stand in a list: the commas between them part no statements. */
#include "parsers/read/staff-internal.h"

static gboolean is_article(const struct staff_token *one)
{
    static const char *const words[] = {"the", "and", "ve", "und", "die", "der", "das", "our", "also", NULL};
    return g_strv_contains(words, one->key);
}

/* Nothing but items. */
static gboolean is_list(const struct staff_clause *clause)
{
    gboolean items = clause->slot == SLOT_NONE && clause->verb == SIGN_NONE && !clause->question && (clause->items->len > 0 || clause->items_unclear);
    for (guint at = clause->first; items && at < clause->end; at++)
        items = staff_token_at(clause, at)->item || is_article(staff_token_at(clause, at));
    return items && clause->first < clause->end;
}

static gboolean begins_with_item(const struct staff_clause *clause)
{
    guint at = clause->first;
    while (at < clause->end && is_article(staff_token_at(clause, at)))
        at++;
    return at < clause->end && staff_token_at(clause, at)->item;
}

/* "shipped: the sofa", but "sofa shipped". */
static gboolean ends_with_item(const struct staff_clause *clause)
{
    return clause->first < clause->end && staff_token_at(clause, clause->end - 1)->item;
}

static gboolean is_comma_between(const struct staff_clause *left, const struct staff_clause *right)
{
    return left->line == right->line && left->sentence == right->sentence && right->slot == SLOT_NONE && g_array_index(left->tokens, struct staff_token, left->end - 1).stop == ',';
}

/* The clause tells of items, to which those of the list could be added. */
static gboolean may_go_before(const struct staff_clause *before, const struct staff_clause *list)
{
    return before->verb != SIGN_NONE && before->items->len > 0 && ends_with_item(before) && before->sentence == list->sentence;
}

static void give(struct staff_clause *from, struct staff_clause *to, gboolean first)
{
    if (first)
        g_array_prepend_vals(to->items, from->items->data, from->items->len);
    else
        g_array_append_vals(to->items, from->items->data, from->items->len);
    to->items_unclear = to->items_unclear || from->items_unclear;
    g_array_set_size(from->items, 0);
    from->items_unclear = FALSE;
    from->listed = TRUE;
}

void staff_join_lists(GArray *clauses)
{
    for (guint i = clauses->len; i-- > 1;) { /* "sofa, lamp, table shipped": the last of them has the verb */
        struct staff_clause *one = &g_array_index(clauses, struct staff_clause, i - 1), *next = one + 1;
        while (next->listed)
            next++;
        if (is_list(one) && next->verb != SIGN_NONE && begins_with_item(next) && is_comma_between(one, one + 1) && next->sentence == one->sentence) {
            give(one, next, TRUE);
            next->items_unclear = next->items_unclear || (i > 1 && may_go_before(one - 1, one)); /* "shipped: sofa, lamp, table delayed": the lamp? */
        }
    }
    for (guint i = 1; i < clauses->len; i++) { /* "shipped: sofa, lamp, table" */
        struct staff_clause *one = &g_array_index(clauses, struct staff_clause, i), *before = one - 1;
        while (before->listed && before > &g_array_index(clauses, struct staff_clause, 0))
            before--;
        if (is_list(one) && !one->listed && may_go_before(before, one) && is_comma_between(one - 1, one))
            give(one, before, FALSE);
    }
}
