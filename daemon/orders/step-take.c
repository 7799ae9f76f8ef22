/* The life of an order before it is accepted: taken, asked back, held, received, accepted, declined. */
#include "daemon/orders/step-internal.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/orders/hold.h"
#include "daemon/orders/merge.h"
#include "daemon/orders/money.h"
#include "daemon/orders/validate.h"

/* --- accepted
 * ---------------------------------------------------------------------------------------------------------- */

gboolean step_set_dates(struct step *step, const GArray *items)
{
    struct order *order = step->order;
    for (guint i = 0; i < order->items->len; i++) {
        struct line_item *item = order->items->pdata[i];
        const struct line_item *counted = PLANTED(DATE_OF_FIRST) ? order->items->pdata[0] : item;
        const struct form *form = forms_product(step->facts->forms, counted->form);
        gint64 from = PLANTED(DATE_OF_CREATION) ? order->created : step->facts->now;
        GDate day;
        if (items && !items_have(items, item->number))
            continue;
        if (!form || !calendar_completion(step->facts->business->calendar, from, form->lead_days, &day))
            return step_refuse(
                step, REFUSAL_NO_COMPLETION_DATE);
        g_free(item->expected);
        g_free(item->told);
        item->expected = iso_date(&day);
        item->told = g_strdup(item->expected);
        if (!item->promised)
            item->promised = g_strdup(item->expected);
    }
    order_settle_expected(order);
    order_set_mark_instant(order, "dated", step->facts->now);
    return TRUE;
}

static gboolean effects_have(const GArray *effects, enum effect_kind kind, const char *department)
{
    for (guint i = 0; i < effects->len; i++) {
        const struct effect *effect = &g_array_index(effects, struct effect, i);
        if (effect->kind == kind && g_strcmp0(effect->department, department) == 0)
            return TRUE;
    }
    return FALSE;
}

static void forward_to(struct step *step, const char *department, gboolean changed)
{
    if (effects_have(step->outcome->effects, EFFECT_FORWARD, department) && !PLANTED(ONE_MAIL_AN_ITEM))
        return;
    struct effect *effect = step_effect(step, EFFECT_FORWARD);
    effect->department = department;
    effect->changed = changed;
}

void step_forward(struct step *step, gboolean changed)
{
    for (guint i = 0; i < step->order->items->len; i++) {
        const struct line_item *item = step->order->items->pdata[i];
        g_autoptr(GPtrArray) departments = order_departments(step->order, item->number, step->facts);
        for (guint d = 0; item->state != ITEM_CANCELLED && d < departments->len; d++)
            forward_to(step, departments->pdata[d], changed);
    }
    for (guint i = 0; PLANTED(ALL_DEPARTMENTS) && i < step->facts->business->departments->len; i++)
        forward_to(step, ((const struct department *)step->facts->business->departments->pdata[i])->id, changed);
}

/* A form may have changed since the order was complete; its dates are judged as of the day on which they were. */
static gboolean is_still_complete(struct step *step)
{
    g_autoptr(order_auto) trial = order_copy(step->order);
    gint64 judged = order_mark_instant(step->before, "judged");
    GDate day;
    calendar_day_of(step->facts->business->calendar, judged ? judged : step->before->changed, &day);
    order_settle(trial, step->facts->forms);
    g_autoptr(GPtrArray) problems = order_validate(trial, step->facts->forms, &day);
    return problems->len == 0 || step_refuse(step, REFUSAL_FORM_CHANGED);
}

/* An order that waits for a decision has been handed to no department yet. */
static gboolean is_for_service(struct step *step)
{
    return !step->event->department || step_refuse(step, REFUSAL_MAY_NOT);
}

gboolean step_accept(struct step *step)
{
    struct order *order = step->order;
    gboolean waited = step->before->phase == PHASE_HELD || step->before->phase == PHASE_RECEIVED;
    if (waited && (!is_for_service(step) || !is_still_complete(step)))
        return FALSE;
    if (!step_set_dates(step, NULL))
        return FALSE;
    step_enter(step, PHASE_ACCEPTED, "confirmed");
    order->accepted = step->facts->now;
    for (guint i = 0; i < order->items->len; i++)
        ((struct line_item *)order->items->pdata[i])->state = ITEM_WAITING;
    step_effect(step, EFFECT_CONFIRM);
    if (PLANTED(CONFIRMED_TWICE))
        step_effect(step, EFFECT_CONFIRM);
    step_forward(step, FALSE);
    step->outcome->detail = g_strdup_printf("expected completion %s", order->expected);
    if (step->event->kind == EVENT_ACCEPTED)
        step_hold_effects(step);
    return TRUE;
}

/* --- held, received
 * ------------------------------------------------------------------------------------------------------- */

/* From now on the person who decides is waited for; what else happens meanwhile does not make its dates too early. */
static void wait_for_decision(struct step *step)
{
    order_set_mark_instant(step->order, "judged", step->facts->now);
    order_set_mark_instant(step->order, "waits-since", step->facts->now);
    order_set_mark(step->order, "decision-asked", NULL);
}

static void step_hold(struct step *step, enum hold hold, const char *of)
{
    char *reason = hold_text(hold, of);
    step_enter(step, PHASE_HELD, "held");
    g_free(step->order->hold_reason);
    step->order->hold_reason = reason;
    step->outcome->detail = g_strdup(reason);
    wait_for_decision(step);
    step_effect(step, EFFECT_RECEIVE);
    step_effect(step, EFFECT_TELL_HELD);
}

static void step_receive(struct step *step)
{
    step_enter(step, PHASE_RECEIVED, "received");
    wait_for_decision(step);
    step_effect(step, EFFECT_RECEIVE);
    step_effect(step, EFFECT_TELL_ACCEPT);
}

static gboolean step_complete(struct step *step)
{
    const struct facts *facts = step->facts;
    struct order *order = step->order;
    guint item;
    order_price(order, facts->forms);
    if (order_mark(order, "cut")) {
        step_hold(step, HOLD_CUT, NULL);
        return TRUE;
    }
    if (order_mark(order, "doubted")) {
        step_hold(step, HOLD_WORDS, NULL);
        return TRUE;
    }
    if (!PLANTED(PRICE_OVERLOOKED) && order_price_differs(order, facts->forms, &item)) {
        g_autofree char *number = g_strdup_printf("%u", item);
        step_hold(step, HOLD_PRICE, number);
        return TRUE;
    }
    if (facts->alike && !(PLANTED(ALIKE_ONCE) && order->hold_reason)) {
        step_hold(step, HOLD_ALIKE, facts->alike);
        return TRUE;
    }
    if (PLANTED(STAFF_OVERRULED) && order->asked > 0)
        return step_accept(step);
    switch (facts->business->accept) {
    case ACCEPT_AUTO:
        return step_accept(step);
    case ACCEPT_STAFF:
        step_receive(step);
        return TRUE;
    }
    return TRUE;
}

/* --- taken: complete or asked back
 * ------------------------------------------------------------------------------------------ */

static char *problems_summary(const GPtrArray *problems)
{
    GString *summary = g_string_new(NULL);
    for (guint i = 0; i < problems->len; i++) {
        const struct problem *problem = problems->pdata[i];
        g_string_append_printf(summary, "%s%s", i ? ", " : "", fault_name(problem->fault));
        if (problem->field)
            g_string_append_printf(summary, " %s", problem->field);
        if (problem->item)
            g_string_append_printf(summary, " (item %u)", problem->item);
    }
    return g_string_free(summary, FALSE);
}

/* What the customer asked beside the order goes to customer service; who decides about an order that waits reads it there. */
static void pass_questions_on(struct step *step)
{
    const char *asked = step->event->draft->asked;
    GArray *effects = step->outcome->effects;
    if (!asked || step->order->phase == PHASE_HELD || step->order->phase == PHASE_RECEIVED)
        return;
    for (guint i = 0; i < effects->len; i++) {
        struct effect *effect = &g_array_index(effects, struct effect, i);
        effect->asked = effect->kind == EFFECT_ASK || effect->kind == EFFECT_CONFIRM;
    }
    step_effect(step, EFFECT_ALERT_ASKED)->words = g_strdup(asked);
}

static gboolean take(struct step *step)
{
    struct order *order = step->order;
    GDate today;
    calendar_day_of(step->facts->business->calendar, step->facts->now, &today);
    order_merge(order, step->event->draft);
    if (step->event->draft->cut || order->items->len >= BOUND_ITEMS)
        order_set_mark(order, "cut", "yes"); /* until a person has seen to it; no later mail brings back what was lost */
    if (step->event->draft->doubted)
        order_set_mark(order, "doubted", "yes");
    order_settle(order, step->facts->forms);
    g_autoptr(GPtrArray) problems = order_validate(order, step->facts->forms, &today);
    if (problems->len == 0)
        return step_complete(step);
    step_enter(step, PHASE_INCOMPLETE, "asked");
    order->asked++;
    order_set_mark_instant(order, "asked", step->facts->now);
    order_set_mark(order, "reminded", NULL);
    step->outcome->detail = problems_summary(problems);
    step_effect(step, EFFECT_ASK);
    return TRUE;
}

gboolean step_take(struct step *step)
{
    if (!take(step))
        return FALSE;
    pass_questions_on(step);
    return TRUE;
}

gboolean step_decline(struct step *step)
{
    if (!is_for_service(step))
        return FALSE;
    step_enter(step, PHASE_DECLINED, "declined");
    step->outcome->detail = g_strdup(step->event->note);
    step_held_effect(step, EFFECT_DECLINE)->words = g_strdup(step->event->note);
    return TRUE;
}

/* An answer in HELD or RECEIVED that changes nothing: the customer was told already that a person looks at it, and that
 * person, too, unless there are words that no one has seen. */
static void step_say_no_more(struct step *step)
{
    const struct order *before = step->before, *order = step->order;
    g_autofree char *was = order_digest(before);
    g_autofree char *is = order_digest(order);
    if (PLANTED(RECEIVED_AGAIN) || order->phase != before->phase || !g_str_equal(was, is) ||
        g_strcmp0(order->hold_reason, before->hold_reason) != 0)
        return;
    gboolean nothing_new = g_strv_equal((const char *const *)order->unread, (const char *const *)before->unread);
    g_array_remove_index(step->outcome->effects, 0); /* RECEIVE */
    if (nothing_new)
        g_array_set_size(step->outcome->effects, 0);
    step->outcome->what = "unchanged";
}

gboolean step_answer_waiting(struct step *step)
{
    if (!step_take(step))
        return FALSE;
    step_say_no_more(step);
    return TRUE;
}
