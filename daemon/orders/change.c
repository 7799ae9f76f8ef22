/* What differs between two states of an order. */
#include "daemon/orders/order.h"

static const char *const change_names[] = {
    [CHANGE_STATE] = "state",       [CHANGE_EXPECTED] = "expected",
    [CHANGE_VALUE] = "value",       [CHANGE_CONSIGNMENT] = "consignment",
    [CHANGE_CARRIER] = "carrier",   [CHANGE_TRACKING] = "tracking",
    [CHANGE_DELIVERY] = "delivery",
};

const char *change_kind_name(enum change_kind kind)
{
    return change_names[kind];
}

void order_change_free(struct order_change *change)
{
    if (!change)
        return;
    g_free(change->field);
    g_free(change->before);
    g_free(change->after);
    g_free(change);
}

/* Adds one when the texts differ. */
static struct order_change *compare(GPtrArray *changes, enum change_kind kind, const char *before, const char *after)
{
    if (g_strcmp0(before, after) == 0)
        return NULL;
    struct order_change *change = g_new0(struct order_change, 1);
    change->kind = kind;
    change->before = g_strdup(before);
    change->after = g_strdup(after);
    g_ptr_array_add(changes, change);
    return change;
}

static void compare_in_item(GPtrArray *changes, enum change_kind kind, guint item, const char *before,
                            const char *after)
{
    struct order_change *change = compare(changes, kind, before, after);
    if (change)
        change->item = item;
}

static void compare_in_consignment(GPtrArray *changes, enum change_kind kind, guint number, const char *before,
                                   const char *after)
{
    struct order_change *change = compare(changes, kind, before, after);
    if (change)
        change->consignment = number;
}

static const char *value_says(const struct value *value)
{
    return value ? value->canonical ? value->canonical : value->text : NULL;
}

static void compare_one_value(GPtrArray *changes, guint item, const char *field, const struct value *before,
                              const struct value *after)
{
    struct order_change *change = compare(changes, CHANGE_VALUE, value_says(before), value_says(after));
    if (!change)
        return;
    change->item = item;
    change->field = g_strdup(field);
}

static void compare_values(GPtrArray *changes, guint item, const GPtrArray *before, const GPtrArray *after)
{
    for (guint i = 0; i < after->len; i++) {
        const struct value *value = after->pdata[i];
        compare_one_value(changes, item, value->field, values_find(before, value->field), value);
    }
    for (guint i = 0; i < before->len; i++) {
        const struct value *value = before->pdata[i];
        if (!values_find(after, value->field))
            compare_one_value(changes, item, value->field, value, NULL);
    }
}

static void compare_items(GPtrArray *changes, const struct order *before, const struct order *after)
{
    for (guint i = 0; i < after->items->len; i++) {
        const struct line_item *now = after->items->pdata[i];
        const struct line_item *then = order_item(before, now->number);
        if (!then)
            continue;
        compare_in_item(changes, CHANGE_STATE, now->number, item_state_name(then->state), item_state_name(now->state));
        compare_in_item(changes, CHANGE_EXPECTED, now->number, then->expected, now->expected);
        compare_values(changes, now->number, then->values, now->values);
    }
}

static const char *carrier_says(const struct consignment *consignment)
{
    return consignment->carrier_text ? consignment->carrier_text : consignment->carrier;
}

static void compare_consignments(GPtrArray *changes, const struct order *before, const struct order *after)
{
    for (guint i = 0; i < after->consignments->len; i++) {
        const struct consignment *now = after->consignments->pdata[i];
        const struct consignment *then = order_consignment(before, now->number);
        if (!then) {
            struct order_change *change = g_new0(struct order_change, 1);
            change->kind = CHANGE_CONSIGNMENT;
            change->consignment = now->number;
            change->after = g_strdup(now->tracking);
            g_ptr_array_add(changes, change);
            continue;
        }
        compare_in_consignment(changes, CHANGE_CARRIER, now->number, carrier_says(then), carrier_says(now));
        compare_in_consignment(changes, CHANGE_TRACKING, now->number, then->tracking, now->tracking);
        compare_in_consignment(changes, CHANGE_DELIVERY, now->number, then->expected, now->expected);
    }
}

GPtrArray *order_changes(const struct order *before, const struct order *after)
{
    GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)order_change_free);
    compare_values(changes, 0, before->values, after->values);
    compare_items(changes, before, after);
    compare_consignments(changes, before, after);
    return changes;
}
