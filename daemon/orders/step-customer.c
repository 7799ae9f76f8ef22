/* What customers say after acceptance: a request to change or cancel, how things are, whether it arrived, their mark.
 */
#include "daemon/orders/step-internal.h"

#include "daemon/orders/merge.h"
#include "daemon/orders/money.h"
#include "daemon/orders/validate.h"

/* --- requests
 * ---------------------------------------------------------------------------------------------------------- */

/* The draft that a request for change would be, had it come as an answer. */
static struct draft *request_draft(const struct order *order, const struct request *request)
{
    struct draft *draft = draft_new();
    for (guint i = 0; i < request->values->len; i++) {
        const struct request_value *one = request->values->pdata[i];
        struct line_item *item = NULL;
        if (one->item == 0) {
            g_ptr_array_add(draft->values, value_copy(one->value));
            continue;
        }
        for (guint n = 0; n < draft->items->len && !item; n++)
            if (((struct line_item *)draft->items->pdata[n])->number == one->item)
                item = draft->items->pdata[n];
        if (!item) {
            item = line_item_new(one->item);
            item->form = g_strdup(order_item(order, one->item)->form);
            g_ptr_array_add(draft->items, item);
        }
        g_ptr_array_add(item->values, value_copy(one->value));
    }
    return draft;
}

/* Changes the order as the request says; FALSE when it can't be: an item is under way, or the order would not be
 * complete. */
static gboolean change_order(struct step *step, struct order *order, const struct request *request,
                             enum step_refusal *ret_why)
{
    GDate today;
    for (guint i = 0; i < request->values->len; i++) {
        const struct request_value *one = request->values->pdata[i];
        const struct line_item *item = one->item ? order_item(order, one->item) : NULL;
        if (one->item && (!item || !item_is_open(item))) {
            *ret_why = REFUSAL_UNDER_WAY;
            return FALSE;
        }
    }
    g_autoptr(draft_auto) draft = request_draft(order, request);
    calendar_day_of(step->facts->business->calendar, step->facts->now, &today);
    g_auto(GStrv) unread = g_strdupv(order->unread);
    order_merge(order, draft);
    g_strfreev(order->unread);
    order->unread = g_steal_pointer(&unread);
    order_settle(order, step->facts->forms);
    g_autoptr(GPtrArray) problems = order_validate(order, step->facts->forms, &today);
    if (problems->len > 0) {
        *ret_why = REFUSAL_CHANGE_INCOMPLETE;
        return FALSE;
    }
    order_price(order, step->facts->forms);
    return TRUE;
}

/* Who can answer it: those who take part, and may do anything at all by mail. */
static void ask_departments(struct step *step, struct request *request)
{
    g_autoptr(GPtrArray) departments = order_departments(step->order, 0, step->facts);
    for (guint i = 0; i < departments->len; i++) {
        const struct department *department = business_department(step->facts->business, departments->pdata[i]);
        if (!department->may[0] && !PLANTED(ASKED_IN_VAIN))
            continue;
        g_ptr_array_add(request->waiting, g_strdup(department->id));
        struct effect *effect = step_effect(step, EFFECT_ASK_AGREEMENT);
        effect->department = department->id;
        effect->words = g_strdup(request->words);
    }
    if (request->waiting->len == 0)
        step_effect(step, EFFECT_ALERT_REQUEST)->words = g_strdup(request->words);
}

gboolean step_request(struct step *step)
{
    const struct request *asked = step->event->request;
    g_autoptr(GArray) open = order_open_items(step->order);
    enum step_refusal why = STEP_REFUSAL_NONE;
    if (!asked || (asked->aim == AIM_CHANGE && asked->values->len == 0))
        return step_refuse(step, REFUSAL_CHANGE_UNREAD);
    if (open->len == 0)
        return step_refuse(step, REFUSAL_NOTHING_OPEN);
    if (step->order->request)
        return step_refuse(step, REFUSAL_ASKED_AGAIN);
    if (asked->aim == AIM_CHANGE) {
        g_autoptr(order_auto) trial = order_copy(step->order);
        if (!change_order(step, trial, asked, &why))
            return step_refuse(step, why);
        g_autofree char *was = order_digest(step->order);
        g_autofree char *would_be = order_digest(trial);
        if (g_str_equal(was, would_be))
            return step_refuse(step, REFUSAL_ORDERED_SO);
    }
    struct request *request = request_copy(asked);
    g_ptr_array_set_size(request->waiting, 0);
    request->asked = step->facts->now;
    step->order->request = request;
    step->outcome->what = asked->aim == AIM_CANCEL ? "cancellation-requested" : "change-requested";
    step_effect(step, EFFECT_TELL_REQUESTED)->words = g_strdup(asked->words);
    ask_departments(step, request);
    return TRUE;
}

/* `words`: a person's; else the core's own reason, which may be none. */
static void tell_refused(struct step *step, const char *words, enum step_refusal why)
{
    struct effect *effect = step_held_effect(step, EFFECT_TELL_REFUSED);
    effect->words = g_strdup(words);
    effect->refusal = why;
    g_clear_pointer(&step->order->request, request_free);
}

void step_end_request(struct step *step)
{
    g_autoptr(GArray) open = order_open_items(step->order);
    if (!step->order->request || open->len > 0)
        return;
    if (PLANTED(OVERTAKEN_UNSAID) || (step->outcome->what && g_str_equal(step->outcome->what, "cancelled")))
        g_clear_pointer(&step->order->request, request_free);
    else
        tell_refused(step, NULL, STEP_REFUSAL_NONE);
}

/* Dates of the items that the change touches are counted anew: they begin anew. What has become impossible meanwhile is refused. */
static void carry_out_change(struct step *step)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(guint));
    struct request *request = step->order->request;
    enum step_refusal why = STEP_REFUSAL_NONE;
    g_autoptr(order_auto) trial = order_copy(step->order);
    if (!change_order(step, trial, request, &why)) {
        tell_refused(step, NULL, why);
        step->outcome->what = "request-refused";
        step->outcome->detail = g_strdup(step_refusal_text(why));
        return;
    }
    step->outcome->what = "changed";
    if (!PLANTED(CHANGE_FORGOTTEN))
        change_order(step, step->order, request, &why);
    for (guint i = 0; i < request->values->len; i++) {
        guint number = ((const struct request_value *)request->values->pdata[i])->item;
        if (number && !items_have(items, number))
            g_array_append_val(items, number);
    }
    g_clear_pointer(&step->order->request, request_free);
    if (items->len > 0) {
        g_autofree char *reason = NULL;
        held_recall_dates(step, items, &reason);
        step_set_dates(step, items);
    }
    struct effect *effect = step_held_effect(step, EFFECT_CONFIRM);
    effect->changed = TRUE;
    step_forward(step, !PLANTED(CHANGED_UNSAID));
    step_hold_effects(step);
}

/* Who has answered; departments that are no more are not waited for. */
static gboolean take_from_waiting(struct step *step)
{
    GPtrArray *waiting = step->order->request->waiting;
    const char *department = step->event->department;
    for (guint i = waiting->len; i-- > 0;)
        if (!business_department(step->facts->business, waiting->pdata[i]))
            g_ptr_array_remove_index(waiting, i);
    if (!department) {
        g_ptr_array_set_size(waiting, 0);
        return TRUE;
    }
    for (guint i = 0; i < waiting->len; i++) {
        if (g_str_equal(waiting->pdata[i], department)) {
            g_ptr_array_remove_index(waiting, i);
            return TRUE;
        }
    }
    return step_refuse(step, REFUSAL_NOT_ASKED);
}

gboolean step_agree(struct step *step)
{
    struct request *request = step->order->request;
    if (!request)
        return step_refuse(step, REFUSAL_NO_REQUEST);
    if (!take_from_waiting(step))
        return FALSE;
    step->outcome->what = "agreed";
    if (request->waiting->len > 0 && !PLANTED(ONE_AGREES))
        return TRUE;
    if (request->aim == AIM_CHANGE) {
        carry_out_change(step);
        return TRUE;
    }
    g_autoptr(GArray) open = order_open_items(step->order);
    g_clear_pointer(&step->order->request, request_free);
    step->outcome->what = "cancelled";
    step->outcome->detail = g_strdup(STEP_AS_ASKED);
    step_cancel_items(step, open, NULL);
    return TRUE;
}

gboolean step_refuse_request(struct step *step)
{
    if (!step->order->request)
        return step_refuse(step, REFUSAL_NO_REQUEST);
    if (!take_from_waiting(step))
        return FALSE;
    step->outcome->what = "request-refused";
    step->outcome->detail = g_strdup(step->event->note);
    tell_refused(step, step->event->note, STEP_REFUSAL_NONE);
    return TRUE;
}

/* --- words
 * ---------------------------------------------------------------------------------------------------------------- */

gboolean step_status(struct step *step)
{
    step->outcome->what = "status-asked";
    step_effect(step, EFFECT_TELL_STATUS);
    return TRUE;
}

gboolean step_wrote(struct step *step)
{
    step->outcome->what = "passed-on";
    if (PLANTED(CONFIRMED_AT_END) && step->order->phase == PHASE_DECLINED)
        step_effect(step, EFFECT_CONFIRM);
    if (order_mark(step->order, "passed-on") && !PLANTED(PASSED_ON_TWICE))
        return TRUE;
    order_set_mark_instant(step->order, "passed-on", step->facts->now);
    step_effect(step, EFFECT_TELL_PASSED_ON);
    return TRUE;
}

/* --- arrived
 * ---------------------------------------------------------------------------------------------------------------- */

static gboolean item_was_sent(const struct line_item *item)
{
    return item->state == ITEM_SHIPPED || item->state == ITEM_DELIVERED;
}

gboolean step_arrived(struct step *step)
{
    g_autoptr(GArray) under_way = g_array_new(FALSE, FALSE, sizeof(guint));
    gboolean sent = FALSE;
    for (guint i = 0; i < step->order->items->len; i++) {
        const struct line_item *item = step->order->items->pdata[i];
        sent = sent || item_was_sent(item);
        if (item->state == ITEM_SHIPPED)
            g_array_append_val(under_way, item->number);
    }
    if (!sent)
        return step_refuse(step, REFUSAL_NOTHING_SHIPPED);
    if (step->event->yes) {
        step->outcome->what = "arrived";
        order_set_mark(step->order, "not-arrived", NULL);
        if (under_way->len > 0)
            step_arrive(step, under_way);
        return TRUE;
    }
    step->outcome->what = "not-arrived";
    if (order_mark(step->order, "not-arrived"))
        return TRUE;
    order_set_mark_instant(step->order, "not-arrived", step->facts->now);
    step_effect(step, EFFECT_ALERT_NOT_ARRIVED)->words = g_strdup(step->event->note);
    return TRUE;
}

/* --- rated
 * ------------------------------------------------------------------------------------------------------------------ */

static void merge_survey(struct survey *into, const struct survey *from)
{
    if (from->mark || PLANTED(MARK_LOST))
        into->mark = from->mark;
    if (from->recommend >= 0)
        into->recommend = from->recommend;
    if (from->comment) {
        g_free(into->comment);
        into->comment = g_strdup(from->comment);
    }
    for (guint i = 0; i < from->replies->len; i++) {
        const struct survey_reply *reply = from->replies->pdata[i];
        survey_add_reply(into, reply->question, reply->text);
    }
    g_free(into->by);
    into->by = g_strdup(from->by);
    into->call_again = from->call_again;
}

gboolean step_rate(struct step *step)
{
    const struct survey *given = step->event->survey;
    struct order *order = step->order;
    guint bad = step->facts->business->rules->bad_mark;
    guint earlier = order->survey ? order->survey->mark : 0;
    if (!given || given->mark > 5 || given->recommend > 10)
        return step_refuse(step, REFUSAL_NO_MARK);
    if (!order->survey)
        order->survey = survey_new();
    merge_survey(order->survey, given);
    order->survey->when = step->facts->now;
    step->outcome->what = "rated";
    step->outcome->detail = given->mark ? g_strdup_printf("%u of 5", given->mark) : NULL;
    if (g_strcmp0(given->by, "customer") == 0 && !order_mark(order, "thanked")) {
        order_set_mark_instant(order, "thanked", step->facts->now);
        step_effect(step, EFFECT_THANK);
    }
    if (given->mark && given->mark <= bad && (earlier == 0 || earlier > bad || PLANTED(BAD_MARK_AGAIN)))
        step_effect(step, EFFECT_ALERT_MARK)->words = g_strdup(given->comment);
    return TRUE;
}

gboolean step_opt_out(struct step *step)
{
    order_set_mark_instant(step->order, "opted-out", step->facts->now);
    step->outcome->what = "opted-out";
    return TRUE;
}

gboolean step_bounce(struct step *step)
{
    step->outcome->what = "bounced";
    step->outcome->detail = g_strdup(step->event->note);
    if (order_mark(step->order, "bounced"))
        return TRUE;
    order_set_mark_instant(step->order, "bounced", step->facts->now);
    if (PLANTED(BEFORE_TOUCHED))
        g_hash_table_replace(step->before->marks, g_strdup("bounced"), g_strdup("1"));
    step_effect(step, EFFECT_ALERT_BOUNCED)->words = g_strdup(step->event->note);
    return TRUE;
}
