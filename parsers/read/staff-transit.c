/* What is late on its way: a delay told of items that have left is a new day of their arrival. */
#include "parsers/read/staff-internal.h"

static guint count_items(const struct order *order, enum item_state from, enum item_state to)
{
    guint count = 0;
    for (guint i = 0; order && i < order->items->len; i++) {
        enum item_state state = ((const struct line_item *)order->items->pdata[i])->state;
        count += state >= from && state <= to;
    }
    return count;
}

/* Of the items with these numbers. */
static guint count_sent(const GArray *items, const struct order *order)
{
    guint count = 0;
    for (guint i = 0; order && i < items->len; i++)
        count += order_item(order, g_array_index(items, guint, i))->state == ITEM_SHIPPED;
    return count;
}

/* The day that was told of the order, whichever it was taken for, is that of arrival. */
static void move_day(char **until, char **day, char **arrival)
{
    char **told = *until ? until : *day ? day : arrival, *iso = g_steal_pointer(told);
    g_free(*arrival);
    *arrival = iso;
    g_clear_pointer(day, g_free);
}

gboolean staff_carries(const struct consignment *consignment, const struct carrier *carrier, const char *text, const GPtrArray *carriers)
{
    const struct carrier *proven = consignment->carrier || !consignment->tracking ? NULL : carriers_by_tracking(carriers, consignment->tracking);
    const char *id = proven ? proven->id : consignment->carrier;
    if (carrier)
        return g_strcmp0(id, carrier->id) == 0;
    return text && consignment->carrier_text && g_ascii_strcasecmp(text, consignment->carrier_text) == 0;
}

/* "UPS says …": one that has a parcel of this order. */
static gboolean names_its_carrier(const struct staff_clause *clause, const struct staff_context *context)
{
    for (guint i = 0; i < context->order->consignments->len; i++) {
        const struct consignment *one = context->order->consignments->pdata[i];
        if (!one->delivered && staff_carries(one, clause->carrier, clause->carrier_text, context->carriers))
            return TRUE;
    }
    return FALSE;
}

/* "the parcel", "DHL": something of which it is told that has left, or a carrier. */
static gboolean names_transport(const struct staff_clause *clause)
{
    static const char *const words[] = {"customs", "transit", "courier", "driver", "carrier", "gumruk", "gumrukte", "kargo", "kurye", "kargoda", "zoll", NULL};
    for (guint at = clause->first; at < clause->end; at++)
        if (staff_is_parcel(staff_token_at(clause, at)) || g_strv_contains(words, staff_token_at(clause, at)->key))
            return TRUE;
    return clause->carrier || clause->carrier_text;
}

/* "new delivery date 30 November" */
static gboolean is_new_delivery(const struct staff_clause *clause)
{
    gboolean delivery = FALSE;
    for (guint at = clause->first; at < clause->end; at++)
        delivery = delivery || g_str_equal(staff_token_at(clause, at)->key, "delivery");
    return clause->verb == SIGN_NONE && SAYS(clause, SIGN_NEW_DATE) && clause->until && delivery;
}

static void become_arrival(struct staff_clause *clause)
{
    move_day(&clause->until, &clause->day, &clause->arrival);
    clause->verb = SIGN_NONE;
    clause->signs &= ~(SIGN_BIT(SIGN_DELAYED) | SIGN_BIT(SIGN_NEW_DATE));
    clause->signs |= SIGN_BIT(SIGN_ARRIVES);
}

void staff_judge_transit(struct staff_clause *clause, const struct staff_context *context)
{
    const struct order *order = context->order;
    const gboolean dated = clause->until || clause->day || clause->arrival;
    const guint under_way = count_items(order, ITEM_SHIPPED, ITEM_SHIPPED), open = count_items(order, ITEM_OPEN, ITEM_DELAYED), sent = count_sent(clause->items, order);
    if (clause->slot != SLOT_NONE || clause->two_verbs || under_way == 0 || !dated || (clause->verb != SIGN_DELAYED && !is_new_delivery(clause)))
        return;
    const gboolean of_parcel = names_transport(clause) || is_new_delivery(clause) || SAYS(clause, SIGN_ARRIVES);
    if (clause->items->len > 0 ? sent == clause->items->len : of_parcel && (open == 0 || names_its_carrier(clause, context)))
        become_arrival(clause);
    else if (sent > 0 || names_transport(clause)) /* "the sofa is stuck at customs": its like is on its way */
        clause->items_unclear = TRUE; /* of what is on its way, or of what is still here? */
}

void staff_judge_group_transit(struct reply *reply, struct group *group)
{
    const struct order *order = reply->context->order;
    const guint sent = count_sent(group->items, order);
    const gboolean all_left = count_items(order, ITEM_SHIPPED, ITEM_SHIPPED) > 0 && count_items(order, ITEM_OPEN, ITEM_DELAYED) == 0;
    const gboolean arrives = group->arrival && !group->until && group->items->len == 0 && all_left; /* "kargo gecikti, 30 kasımda teslim" */
    if (group->verb != SIGN_DELAYED || (sent == 0 && !arrives) || (!group->until && !group->day && !group->arrival))
        return;
    if (sent < group->items->len)
        staff_doubt_add(reply, DOUBT_ITEM_UNKNOWN, group->text);
    move_day(&group->until, &group->day, &group->arrival);
    group->verb = SIGN_NONE;
}
