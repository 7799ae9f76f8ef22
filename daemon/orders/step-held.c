/* News to the customer that staff caused wait for their undo. What is said meanwhile about the same thing takes the place of
 * what waits: the customer hears of it once, and as it is in the end. Marks remember what waits, and until when. */
#include "daemon/orders/step-internal.h"

#include <string.h>

static const char *const topic_names[] = {
    [TOPIC_NONE] = "",
    [TOPIC_DATES] = "dates",
    [TOPIC_SHIPMENTS] = "shipments",
};

const char *effect_topic_name(enum effect_topic topic)
{
    return topic_names[topic];
}

/* --- marks: "<until> <word>" while a letter waits
 * -------------------------------------------------------------------------------------- */

static char *date_mark(guint item)
{
    return g_strdup_printf("held:date:%u", item);
}

static char *shipment_mark(guint consignment)
{
    return g_strdup_printf("held:shipment:%u", consignment);
}

static void hold(struct step *step, const char *mark, const char *word)
{
    gint64 minutes = step->facts->business->rules->hold_minutes;
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT " %s", step->facts->now + minutes * 60, word);
    order_set_mark(step->order, mark, minutes > 0 ? value : NULL);
}

/* The word of what still waits; NULL when nothing does. */
static const char *held(const struct step *step, const char *mark)
{
    const char *value = order_mark(step->order, mark);
    const char *word = value ? strchr(value, ' ') : NULL;
    return word && order_mark_instant(step->order, mark) > step->facts->now ? word + 1 : NULL;
}

static void recall(struct step *step, enum effect_topic topic)
{
    if (!PLANTED(RECALL_FORGOTTEN))
        step_effect(step, EFFECT_RECALL)->topic = topic;
}

/* --- dates of completion
 * ------------------------------------------------------------------------------------------------------------ */

void held_note_date(struct step *step, const struct line_item *item, const char *told_before)
{
    g_autofree char *mark = date_mark(item->number);
    hold(step, mark, told_before);
}

void held_note_reason(struct step *step, const char *reason)
{
    order_set_mark(step->order, "held:reason", reason);
}

/* What the customer was last told of this item is what went out. */
static gboolean take_back_date(struct step *step, struct line_item *item)
{
    g_autofree char *mark = date_mark(item->number);
    g_autofree char *before = g_strdup(held(step, mark));
    order_set_mark(step->order, mark, NULL);
    if (!before)
        return FALSE;
    g_free(item->told);
    item->told = g_steal_pointer(&before);
    return TRUE;
}

/* The items of `left` that are expected on the same day as its first, out of it; to be unreffed. */
static GArray *take_same_date(struct step *step, GArray *left)
{
    GArray *same = g_array_new(FALSE, FALSE, sizeof(guint));
    const struct line_item *first = order_item(step->order, g_array_index(left, guint, 0));
    for (guint i = 0; i < left->len;) {
        guint number = g_array_index(left, guint, i);
        if (g_strcmp0(order_item(step->order, number)->expected, first->expected) == 0) {
            g_array_append_val(same, number);
            g_array_remove_index(left, i);
        } else {
            i++;
        }
    }
    return same;
}

/* Tells these items' date again, for the letter that told it was recalled for the sake of others. */
static void tell_anew(struct step *step, const GArray *items, const char *reason)
{
    struct effect *effect = step_held_effect(step, EFFECT_TELL_DELAY);
    effect->topic = TOPIC_DATES;
    effect->items = g_array_copy((GArray *)items);
    effect->words = g_strdup(reason);
    for (guint i = 0; i < items->len; i++) {
        struct line_item *item = order_item(step->order, g_array_index(items, guint, i));
        held_note_date(step, item, item->told);
        if (g_strcmp0(item->told, effect->old_date) > 0) {
            g_free(effect->old_date);
            effect->old_date = g_strdup(item->told);
        }
        g_free(item->told);
        item->told = g_strdup(item->expected);
    }
    effect->date = g_strdup(order_item(step->order, g_array_index(items, guint, 0))->expected);
}

gboolean held_recall_dates(struct step *step, const GArray *items, char **ret_reason)
{
    g_autofree char *reason = g_strdup(order_mark(step->order, "held:reason"));
    g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(guint));
    gboolean any = FALSE;
    for (guint i = 0; i < step->order->items->len; i++) {
        struct line_item *item = step->order->items->pdata[i];
        if (!take_back_date(step, item))
            continue;
        any = TRUE;
        if (!items_have(items, item->number) && item_is_open(item))
            g_array_append_val(left, item->number);
    }
    if (!any)
        return FALSE;
    recall(step, TOPIC_DATES);
    while (left->len > 0) {
        g_autoptr(GArray) same = take_same_date(step, left);
        tell_anew(step, same, reason);
    }
    *ret_reason = g_steal_pointer(&reason);
    return TRUE;
}

/* --- shipments
 * ------------------------------------------------------------------------------------------------------------ */

void held_note_shipments(struct step *step, const GArray *consignments, enum effect_kind kind)
{
    for (guint i = 0; i < consignments->len; i++) {
        g_autofree char *mark = shipment_mark(g_array_index(consignments, guint, i));
        hold(step, mark, effect_kind_name(kind));
    }
}

static void add_consignment_to(struct effect *effect, const struct consignment *consignment)
{
    g_array_append_val(effect->consignments, consignment->number);
    for (guint i = 0; i < consignment->items->len; i++)
        if (!items_have(effect->items, g_array_index(consignment->items, guint, i)))
            g_array_append_val(effect->items, g_array_index(consignment->items, guint, i));
}

/* What the customer is to be told of this shipment; EFFECT_COUNT: nothing. One that they have not heard of is not corrected to
 * them: it was shipped so from the beginning. */
static enum effect_kind told_as(struct step *step, const struct consignment *one, const struct consignment *corrected)
{
    g_autofree char *mark = shipment_mark(one->number);
    const char *word = held(step, mark);
    if (one->delivered) /* that it was sent has lost its sense */
        return EFFECT_COUNT;
    if (word && g_str_equal(word, effect_kind_name(EFFECT_TELL_SHIPPED)))
        return EFFECT_TELL_SHIPPED;
    return word || one == corrected ? EFFECT_TELL_CORRECTED : EFFECT_COUNT;
}

/* One letter about all shipments that are to be told so. */
static void tell_shipments(struct step *step, enum effect_kind kind, const struct consignment *corrected)
{
    struct effect effect = {.kind = kind, .held = TRUE, .topic = TOPIC_SHIPMENTS};
    effect.items = g_array_new(FALSE, FALSE, sizeof(guint));
    effect.consignments = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < step->order->consignments->len; i++) {
        const struct consignment *one = step->order->consignments->pdata[i];
        if (told_as(step, one, corrected) == kind)
            add_consignment_to(&effect, one);
    }
    if (effect.consignments->len > 0) {
        *step_effect(step, kind) = effect;
        held_note_shipments(step, effect.consignments, kind);
    } else {
        g_array_unref(effect.items);
        g_array_unref(effect.consignments);
    }
}

void held_tell_corrected(struct step *step, const struct consignment *corrected)
{
    gboolean any = FALSE;
    for (guint i = 0; i < step->order->consignments->len; i++) {
        g_autofree char *mark = shipment_mark(((const struct consignment *)step->order->consignments->pdata[i])->number);
        any = any || held(step, mark);
    }
    if (any)
        recall(step, TOPIC_SHIPMENTS);
    tell_shipments(step, EFFECT_TELL_SHIPPED, corrected);
    tell_shipments(step, EFFECT_TELL_CORRECTED, corrected);
}
