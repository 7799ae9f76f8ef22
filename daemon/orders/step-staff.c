/* What departments say of their work, and customer service in their place: acknowledged, delayed, cancelled, a note,
 * undone. Shipments are in step-ship.c. */
#include "daemon/orders/step-internal.h"

#include <string.h>

/* --- who may, and what is meant
 * ---------------------------------------------------------------------------------------- */

gboolean step_may(struct step *step, const char *what)
{
    const char *id = step->event->department;
    const struct department *department = business_department(step->facts->business, id);
    if (!id || PLANTED(ANYBODY_MAY))
        return TRUE;
    if (!department)
        return step_refuse(step, REFUSAL_NO_DEPARTMENT);
    if (!g_strv_contains((const char *const *)department->may, what))
        return step_refuse(step, REFUSAL_MAY_NOT);
    return TRUE;
}

static gboolean takes_part(const struct step *step, guint item)
{
    if (!step->event->department || PLANTED(OTHERS_ITEMS))
        return TRUE;
    g_autoptr(GPtrArray) departments = order_departments(step->order, item, step->facts);
    for (guint i = 0; i < departments->len; i++)
        if (g_str_equal(departments->pdata[i], step->event->department))
            return TRUE;
    return FALSE;
}

static enum step_refusal why_not_open(const struct line_item *item)
{
    switch (item->state) {
    case ITEM_OPEN:
        return REFUSAL_NOT_ACCEPTED;
    case ITEM_WAITING:
    case ITEM_IN_WORK:
    case ITEM_DELAYED:
        return REFUSAL_ITEM_NOT_SHIPPED;
    case ITEM_SHIPPED:
        return REFUSAL_ITEM_SHIPPED;
    case ITEM_DELIVERED:
        return REFUSAL_ITEM_DELIVERED;
    case ITEM_CANCELLED:
        return REFUSAL_ITEM_CANCELLED;
    }
    return REFUSAL_ITEM_CANCELLED;
}

static gboolean add_named(struct step *step, guint number, gboolean (*open)(const struct line_item *item),
                          GArray *items)
{
    const struct line_item *item = order_item(step->order, number);
    if (!item)
        return step_refuse(step, REFUSAL_NO_SUCH_ITEM);
    if (!takes_part(step, number))
        return step_refuse(step, REFUSAL_OTHERS_ITEM);
    if (!open(item))
        return step_refuse(step, why_not_open(item));
    if (!items_have(items, number))
        g_array_append_val(items, number);
    return TRUE;
}

static void add_all(struct step *step, gboolean (*open)(const struct line_item *item), GArray *items)
{
    enum step_refusal why = REFUSAL_TAKES_NO_PART;
    for (guint i = 0; i < step->order->items->len; i++) {
        const struct line_item *item = step->order->items->pdata[i];
        if (!takes_part(step, item->number))
            continue;
        if (open(item))
            g_array_append_val(items, item->number);
        else
            why = why_not_open(item);
    }
    if (items->len == 0)
        step_refuse(step, why);
}

GArray *step_items(struct step *step, gboolean (*open)(const struct line_item *item))
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < step->event->item_count; i++)
        if (!add_named(step, step->event->items[i], open, items))
            return NULL;
    if (step->event->item_count == 0)
        add_all(step, open, items);
    return items->len > 0 ? g_steal_pointer(&items) : NULL;
}

/* --- acknowledged
 * --------------------------------------------------------------------------------------------------------- */

/* Only those who make or send a thing have it in work; accounts receivable merely knows of it. */
static gboolean does_the_work(const struct step *step)
{
    const struct department *department = business_department(step->facts->business, step->event->department);
    return !department || g_strv_contains((const char *const *)department->may, "ship");
}

gboolean step_acknowledge(struct step *step)
{
    if (!step_may(step, "acknowledge"))
        return FALSE;
    g_autoptr(GArray) items = step_items(step, item_is_open);
    if (!items)
        return FALSE;
    for (guint i = 0; does_the_work(step) && i < items->len; i++) {
        struct line_item *item = order_item(step->order, g_array_index(items, guint, i));
        if (item->state == ITEM_WAITING)
            item->state = ITEM_IN_WORK;
        else if (PLANTED(BACK_TO_WAITING))
            item->state = ITEM_WAITING;
    }
    step->outcome->what = "acknowledged";
    return TRUE;
}

/* --- delayed
 * --------------------------------------------------------------------------------------------------------------- */

static gint days_between(const char *from, const char *to)
{
    GDate first, last;
    return iso_parse(from, &first) && iso_parse(to, &last) ? g_date_days_between(&first, &last) : 0;
}

/* A first change is always told; after that, one that differs from what was told by at least so many days. */
static gboolean worth_telling(const struct step *step, const struct line_item *item)
{
    gint days = ABS(days_between(item->told, item->expected));
    if (PLANTED(TOLD_AGAIN))
        return TRUE;
    if (g_strcmp0(item->told, item->promised) == 0)
        return days > 0;
    if (PLANTED(TOLD_ONCE))
        return FALSE;
    return days > 0 && (guint)days >= step->facts->business->rules->told_days;
}

static void note_told(struct step *step, struct line_item *item, struct move *move)
{
    g_array_append_val(move->told, item->number);
    if (g_strcmp0(item->told, move->old) > 0) {
        g_free(move->old);
        move->old = g_strdup(item->told);
    }
    held_note_date(step, item, item->told);
    g_free(item->told);
    item->told = g_strdup(item->expected);
}

void move_clear(struct move *move)
{
    g_clear_pointer(&move->told, g_array_unref);
    g_clear_pointer(&move->old, g_free);
    g_clear_pointer(&move->reason, g_free);
}

static gboolean move_one(struct line_item *item, const char *date)
{
    if (g_str_equal(item->expected, date))
        return FALSE;
    g_free(item->expected);
    item->expected = g_strdup(date);
    item->state = g_strcmp0(date, item->promised) > 0 ? ITEM_DELAYED : ITEM_IN_WORK;
    return TRUE;
}

gboolean step_move_dates(struct step *step, const GArray *items, const char *date, struct move *ret_move)
{
    gboolean moved = FALSE, tell = FALSE;
    ret_move->told = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < items->len; i++)
        moved |= move_one(order_item(step->order, g_array_index(items, guint, i)), date);
    if (!moved)
        return FALSE;
    ret_move->recalled = held_recall_dates(step, items, &ret_move->reason);
    for (guint i = 0; i < items->len; i++)
        tell = tell || worth_telling(step, order_item(step->order, g_array_index(items, guint, i)));
    for (guint i = 0; tell && i < items->len; i++) {
        struct line_item *item = order_item(step->order, g_array_index(items, guint, i));
        if (g_strcmp0(item->told, item->expected) != 0)
            note_told(step, item, ret_move);
    }
    order_settle_expected(step->order);
    order_set_mark_instant(step->order, "dated", step->facts->now);
    return TRUE;
}

static gboolean date_is_ahead(struct step *step, const char *date)
{
    GDate day, today;
    if (!iso_parse(date, &day))
        return step_refuse(step, REFUSAL_NO_NEW_DATE);
    calendar_day_of(step->facts->business->calendar, step->facts->now, &today);
    if (g_date_compare(&day, &today) < 0)
        return step_refuse(step, REFUSAL_NEW_DATE_PAST);
    return TRUE;
}

void step_tell_move(struct step *step, enum effect_kind kind, const char *date, const struct move *move)
{
    const char *reason = step->event->note ? step->event->note : move->reason;
    if (move->told->len == 0)
        return;
    struct effect *effect = step_held_effect(step, kind);
    effect->topic = PLANTED(TOPIC_FORGOTTEN) ? TOPIC_NONE : TOPIC_DATES;
    effect->items = g_array_ref(move->told);
    for (guint i = 0; PLANTED(CANCELLED_TOO) && i < step->order->items->len; i++)
        if (((const struct line_item *)step->order->items->pdata[i])->state == ITEM_CANCELLED)
            g_array_append_val(effect->items, ((const struct line_item *)step->order->items->pdata[i])->number);
    effect->old_date = g_strdup(
        PLANTED(OLD_DATE_PROMISED) ? order_item(step->order, g_array_index(move->told, guint, 0))->promised : move->old);
    effect->date = g_strdup(PLANTED(OLD_DATE_TOLD) ? move->old : date);
    effect->words = g_strdup(reason);
    held_note_reason(step, reason);
}

gboolean step_delay(struct step *step)
{
    const char *date = step->event->date;
    if (!step_may(step, "delay") || !date_is_ahead(step, date))
        return FALSE;
    g_autoptr(GArray) items = step_items(step, item_is_open);
    if (!items)
        return FALSE;
    struct move move = {0};
    if (step_move_dates(step, items, date, &move)) {
        step->outcome->what = "delayed";
        step->outcome->detail = g_strdup_printf("to %s%s%s%s", date, step->event->note ? ": " : "",
                                                step->event->note ? step->event->note : "",
                                                move.told->len ? "" : " (too little to tell the customer again)");
        step_tell_move(step, EFFECT_TELL_DELAY, date, &move);
        step_news(step, items);
    } else {
        step->outcome->what = "unchanged";
        step->outcome->detail = g_strdup_printf("the date stands already: %s", date);
    }
    move_clear(&move);
    return TRUE;
}

/* --- cancelled
 * ---------------------------------------------------------------------------------------------------------------- */

void step_cancel_items(struct step *step, const GArray *items, const char *why)
{
    g_autofree char *reason = NULL;
    for (guint i = 0; i < items->len; i++)
        order_item(step->order, g_array_index(items, guint, i))->state = ITEM_CANCELLED;
    order_settle_expected(step->order);
    held_recall_dates(step, items, &reason);
    struct effect *effect = step_held_effect(step, EFFECT_TELL_CANCELLED);
    effect->items = g_array_copy((GArray *)items);
    effect->words = g_strdup(why);
    step_news(step, items);
}

gboolean step_cancel(struct step *step)
{
    if (!step_may(step, "cancel"))
        return FALSE;
    g_autoptr(GArray) items = step_items(step, item_is_open);
    if (!items)
        return FALSE;
    step->outcome->what = "cancelled";
    step->outcome->detail = g_strdup(step->event->note);
    step_cancel_items(step, items, step->event->note);
    step_end_request(step);
    return TRUE;
}

/* --- notes, undone
 * ------------------------------------------------------------------------------------------------------------- */

gboolean step_note(struct step *step)
{
    const char *note = step->event->note;
    if (!step_may(step, "note"))
        return FALSE;
    if (!takes_part(step, 0))
        return step_refuse(step, REFUSAL_TAKES_NO_PART);
    if (!note || !*note)
        return step_refuse(step, REFUSAL_NOTE_EMPTY);
    step->outcome->what = "noted-to-customer";
    step->outcome->detail = g_strdup(note);
    step_held_effect(step, EFFECT_TELL_NOTE)->words = g_strdup(note);
    if (PLANTED(NOT_HELD))
        g_array_index(step->outcome->effects, struct effect, 0).held = FALSE;
    return TRUE;
}

gboolean step_undo(struct step *step)
{
    const struct order *then = step->event->before;
    guint revision = step->order->revision;
    if (!then || then->id != step->order->id || then->revision + 1 != step->before->revision)
        return step_refuse(step, REFUSAL_OVERTAKEN);
    order_free(step->order);
    step->order = step->outcome->order = order_copy(then);
    step->order->revision = revision;
    step->order->changed = step->facts->now;
    step->outcome->what = "undone";
    if (PLANTED(UNDONE_TOLD))
        step_effect(step, EFFECT_TELL_NOTE)->words = g_strdup("undone");
    for (guint i = 0; PLANTED(UNDONE_IN_PART) && i < step->before->items->len && then->phase == PHASE_ACCEPTED; i++)
        ((struct line_item *)step->order->items->pdata[i])->state =
            ((const struct line_item *)step->before->items->pdata[i])->state;
    return TRUE;
}
