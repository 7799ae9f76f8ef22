/* Shipments: shipped, delivered, and what was said of them corrected. */
#include "daemon/orders/step-internal.h"

/* --- shipped
 * ------------------------------------------------------------------------------------------------------------- */

/* No two shipments have one number; `but`, which may be NULL, is the one that is to have it. */
static gboolean tracking_is_free(struct step *step, const char *tracking, const struct consignment *but)
{
    for (guint i = 0; tracking && i < step->order->consignments->len; i++) {
        const struct consignment *known = step->order->consignments->pdata[i];
        if (known != but && g_strcmp0(known->tracking, tracking) == 0 && !PLANTED(NUMBER_AGAIN))
            return step_refuse(step, REFUSAL_TRACKING_KNOWN);
    }
    return TRUE;
}

static gboolean packages_are_new(struct step *step, const struct package *packages, guint count)
{
    for (guint i = 0; i < count; i++) {
        for (guint n = 0; packages[i].tracking && n < i; n++)
            if (g_strcmp0(packages[i].tracking, packages[n].tracking) == 0)
                return step_refuse(step, REFUSAL_TRACKING_KNOWN);
        if (!tracking_is_free(step, packages[i].tracking, NULL))
            return FALSE;
    }
    return TRUE;
}

static gboolean delivery_is_ahead(struct step *step)
{
    GDate day, today;
    if (!step->event->date)
        return TRUE;
    if (!iso_parse(step->event->date, &day))
        return step_refuse(step, REFUSAL_DELIVERY_NO_DATE);
    calendar_day_of(step->facts->business->calendar, step->facts->now, &today);
    if (g_date_compare(&day, &today) < 0)
        return step_refuse(step, REFUSAL_DELIVERY_PAST);
    return TRUE;
}

static guint consignment_next(const struct order *order)
{
    guint most = 0;
    for (guint i = 0; i < order->consignments->len; i++)
        most = MAX(most, ((const struct consignment *)order->consignments->pdata[i])->number);
    return most + 1;
}

static guint add_consignment(struct step *step, const struct package *package, const GArray *items)
{
    struct consignment *consignment = consignment_new(consignment_next(step->order));
    consignment->department = g_strdup(step->event->department);
    consignment->carrier = g_strdup(package->carrier);
    consignment->carrier_text = g_strdup(package->carrier_text);
    consignment->tracking = g_strdup(package->tracking);
    consignment->expected = g_strdup(step->event->date);
    consignment->shipped = step->facts->now;
    g_array_append_vals(consignment->items, items->data, items->len);
    g_ptr_array_add(step->order->consignments, consignment);
    return consignment->number;
}

/* Those who send the bill hear of a shipment, too. */
static void news_to_billing(struct step *step, const GArray *items)
{
    g_autoptr(GPtrArray) departments = order_departments(step->order, 0, step->facts);
    for (guint i = 0; i < departments->len; i++) {
        const struct department *department = business_department(step->facts->business, departments->pdata[i]);
        if (!department->sees_billing || g_strcmp0(department->id, step->event->department) == 0)
            continue;
        struct effect *effect = step_held_effect(step, EFFECT_NEWS);
        effect->department = department->id;
        effect->items = g_array_copy((GArray *)items);
    }
}

gboolean step_ship(struct step *step)
{
    const struct package nothing = {0};
    guint count = step->event->package_count;
    const struct package *packages = count ? step->event->packages : &nothing;
    if (!step_may(step, "ship") || !delivery_is_ahead(step) || !packages_are_new(step, packages, MAX(count, 1)))
        return FALSE;
    g_autoptr(GArray) items = step_items(step, item_is_open);
    if (!items)
        return FALSE;
    g_autoptr(GArray) consignments = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < MAX(count, 1); i++) {
        guint number = add_consignment(step, &packages[i], items);
        g_array_append_val(consignments, number);
    }
    for (guint i = 0; i < items->len; i++)
        order_item(step->order, g_array_index(items, guint, i))->state = ITEM_SHIPPED;
    g_autofree char *reason = NULL;
    held_recall_dates(step, items, &reason);
    step->outcome->what = "shipped";
    step->outcome->detail = g_strdup_printf("%u item%s, %u package%s", items->len, items->len == 1 ? "" : "s",
                                            MAX(count, 1), count > 1 ? "s" : "");
    struct effect *effect = step_held_effect(step, EFFECT_TELL_SHIPPED);
    effect->items = g_array_ref(items);
    effect->consignments = g_array_ref(consignments);
    for (guint i = 1; PLANTED(ALL_SHIPMENTS) && i < g_array_index(consignments, guint, 0); i++)
        g_array_append_val(effect->consignments, i);
    effect->topic = TOPIC_SHIPMENTS;
    held_note_shipments(step, consignments, EFFECT_TELL_SHIPPED);
    news_to_billing(step, items);
    step_end_request(step);
    return TRUE;
}

/* --- delivered
 * -------------------------------------------------------------------------------------------------------------- */

static gboolean item_is_under_way(const struct line_item *item)
{
    return item->state == ITEM_SHIPPED;
}

static gboolean item_can_arrive(const struct line_item *item)
{
    return item->state == ITEM_SHIPPED || item_is_open(item);
}

void step_arrive(struct step *step, const GArray *items)
{
    struct order *order = step->order;
    for (guint i = 0; i < items->len; i++)
        order_item(order, g_array_index(items, guint, i))->state = ITEM_DELIVERED;
    for (guint i = 0; i < order->consignments->len; i++) {
        struct consignment *consignment = order->consignments->pdata[i];
        gboolean all = TRUE;
        for (guint n = 0; n < consignment->items->len; n++)
            all = all && order_item(order, g_array_index(consignment->items, guint, n))->state == ITEM_DELIVERED;
        if ((all || PLANTED(HALF_THERE)) && !consignment->delivered)
            consignment->delivered = step->facts->now;
    }
    order_set_mark_instant(order, "delivered", step->facts->now);
    order_set_mark(order, "not-arrived", NULL);
}

static gboolean any_under_way(const struct order *order)
{
    for (guint i = 0; i < order->items->len; i++)
        if (item_is_under_way(order->items->pdata[i]))
            return TRUE;
    return FALSE;
}

/* Whether any of these was not known to have been sent. */
static gboolean any_open(const struct order *order, const GArray *items)
{
    for (guint i = 0; i < items->len; i++)
        if (item_is_open(order_item(order, g_array_index(items, guint, i))))
            return TRUE;
    return FALSE;
}

/* Without a word of which items: those under way; where none is, the business brought them itself. */
gboolean step_deliver(struct step *step)
{
    gboolean named = step->event->item_count > 0;
    if (!step_may(step, "deliver"))
        return FALSE;
    g_autoptr(GArray) items =
        step_items(step, !named && any_under_way(step->order) ? item_is_under_way : item_can_arrive);
    if (!items)
        return FALSE;
    g_autofree char *reason = NULL;
    gboolean unsent = any_open(step->order, items);
    step_arrive(step, items);
    if (unsent) /* when it would be complete needs no telling any more */
        held_recall_dates(step, items, &reason);
    step->outcome->what = "delivered";
    struct effect *effect = step_held_effect(step, EFFECT_TELL_DELIVERED);
    effect->items = g_array_ref(items);
    for (guint i = 1; PLANTED(ALL_DELIVERED) && i <= step->order->items->len; i++)
        if (!items_have(items, i))
            g_array_append_val(effect->items, i);
    step_end_request(step);
    return TRUE;
}

/* --- corrected
 * --------------------------------------------------------------------------------------------------------------- */

static gboolean is_meant(const struct step *step, const struct consignment *consignment)
{
    const struct event *event = step->event;
    if (consignment->delivered)
        return FALSE;
    if (event->department && g_strcmp0(consignment->department, event->department) != 0)
        return FALSE;
    for (guint i = 0; i < event->item_count; i++)
        if (consignment_has(consignment, event->items[i]))
            return TRUE;
    return event->item_count == 0;
}

/* The one consignment that the correction is about: by its tracking number, else the only one it can be. */
static struct consignment *find_meant(struct step *step)
{
    const char *tracking = step->event->package_count ? step->event->packages[0].tracking : NULL;
    struct consignment *found = NULL;
    guint fitting = 0;
    for (guint i = 0; i < step->order->consignments->len; i++) {
        struct consignment *consignment = step->order->consignments->pdata[i];
        if (!is_meant(step, consignment))
            continue;
        if (tracking && g_strcmp0(consignment->tracking, tracking) == 0)
            return consignment;
        found = consignment;
        fitting++;
    }
    if (fitting > 1)
        step_refuse(step, REFUSAL_WHICH_SHIPMENT);
    else if (fitting == 0)
        step_refuse(step, REFUSAL_NO_SHIPMENT);
    return fitting == 1 ? found : NULL;
}

static gboolean replace(char **place, const char *text)
{
    if (!text || g_strcmp0(*place, text) == 0)
        return FALSE;
    g_free(*place);
    *place = g_strdup(text);
    return TRUE;
}

static gboolean correct_consignment(struct step *step, struct consignment *consignment)
{
    gboolean changed = replace(&consignment->expected, step->event->date);
    if (step->event->package_count == 0)
        return changed;
    const struct package *package = &step->event->packages[0];
    if (package->carrier_text && g_strcmp0(package->carrier, consignment->carrier) != 0) {
        g_free(consignment->carrier);
        consignment->carrier = g_strdup(package->carrier);
        changed = TRUE;
    }
    changed |= replace(&consignment->carrier_text, package->carrier_text);
    changed |= replace(&consignment->tracking, package->tracking);
    return changed;
}

static gboolean correct_shipment(struct step *step)
{
    if (step->event->package_count > 1)
        return step_refuse(step, REFUSAL_ONE_AT_A_TIME);
    if (!delivery_is_ahead(step))
        return FALSE;
    struct consignment *consignment = find_meant(step);
    if (!consignment)
        return FALSE;
    if (step->event->package_count && !tracking_is_free(step, step->event->packages[0].tracking, consignment))
        return FALSE;
    if (correct_consignment(step, consignment))
        held_tell_corrected(step, consignment);
    return TRUE;
}

static gboolean correct_completion(struct step *step)
{
    GDate day, today;
    struct move move = {0};
    calendar_day_of(step->facts->business->calendar, step->facts->now, &today);
    if (!iso_parse(step->event->new_date, &day) || g_date_compare(&day, &today) < 0)
        return step_refuse(step, REFUSAL_NEW_DATE_WRONG);
    g_autoptr(GArray) items = step_items(step, item_is_open);
    if (!items)
        return FALSE;
    if (step_move_dates(step, items, step->event->new_date, &move)) {
        step_tell_move(step, move.recalled ? EFFECT_TELL_DELAY : EFFECT_TELL_CORRECTED, step->event->new_date, &move);
        step_news(step, items);
    }
    move_clear(&move);
    return TRUE;
}

gboolean step_correct(struct step *step)
{
    const struct event *event = step->event;
    if (!step_may(step, "correct"))
        return FALSE;
    if (!event->new_date && !event->date && event->package_count == 0)
        return step_refuse(step, REFUSAL_NOTHING_TO_CORRECT);
    if (event->new_date && !correct_completion(step))
        return FALSE;
    if ((event->date || event->package_count) && !correct_shipment(step))
        return FALSE;
    step->outcome->what = step->outcome->effects->len > 0 ? "corrected" : "unchanged";
    return TRUE;
}
