/* What stays behind when a part of an order leaves, and later days that are told of it. */
#include <string.h>

#include "parsers/read/staff-internal.h"

gboolean staff_is_later_than_told(const struct staff_clause *clause, const char *iso, const struct staff_context *context)
{
    for (guint i = 0; iso && context->order && i < clause->items->len; i++) {
        const struct line_item *item = order_item(context->order, g_array_index(clause->items, guint, i));
        if (item && g_strcmp0(iso, item->expected) > 0)
            return staff_is_to_come(iso, context);
    }
    return FALSE;
}

gboolean staff_is_of_rest(const struct staff_clause *clause)
{
    static const char *const rests[] = {"rest", "remaining", "remainder", "balance", "others", "other", "leftover", "leftovers", "last", "second", "2nd", "kalan", "kalani", "kalanlar", "kalanlari", "gerisi", "oburu", "oteki",
                                        "eksikler", "bakiye", "diger", "digeri", "digerleri", "ubrige", "restliche", "andere", "restlieferung", "restmenge", "nachlieferung", "resto", "reste", "reszta", "остальное", NULL};
    for (guint at = clause->first; SAYS(clause, SIGN_FOLLOWS) && clause->items->len == 0 && at < clause->end; at++)
        if (g_strv_contains(rests, staff_token_at(clause, at)->key))
            return TRUE;
    return FALSE;
}

gboolean staff_has_rest(const struct reply *reply, const struct staff_clause *of)
{
    const struct order *order = reply->context->order;
    gboolean sent = FALSE, open = FALSE;
    for (guint i = 0; i < reply->clauses->len; i++) {
        const struct staff_clause *clause = &g_array_index(reply->clauses, struct staff_clause, i);
        if (clause != of && clause->items->len > 0 && clause->verb != SIGN_NONE)
            return TRUE;
        if (clause != of && (clause->verb == SIGN_SHIPPED || clause->verb == SIGN_DELIVERED))
            return FALSE; /* "shipped, the rest …": what was shipped? */
    }
    for (guint i = 0; order && i < order->items->len; i++) {
        enum item_state state = ((const struct line_item *)order->items->pdata[i])->state;
        sent = sent || state == ITEM_SHIPPED || state == ITEM_DELIVERED;
        open = open || state < ITEM_SHIPPED;
    }
    return sent && open;
}

gboolean staff_is_news(const char *day, const struct reply *reply)
{
    return day && staff_is_to_come(day, reply->context) && !staff_is_expected(reply->context->order, day);
}
