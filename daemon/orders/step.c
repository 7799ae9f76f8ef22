/* The life of an order before its items live on their own.
 *
 *                        ORDERED
 *                           │ step_take
 *             incomplete    ▼    complete
 *        ┌──────────────── (?) ───────────────┐
 *        ▼                                    ▼ step_complete
 *   ┌────────────┐  ANSWERED, complete  ┌─ alike, or price differs? ──▶ HELD ─────┐
 *   │ INCOMPLETE │ ───────────────────▶ ├─ accept = "staff"? ─────────▶ RECEIVED ─┤ ACCEPTED
 *   └────────────┘                      └─ else ──────────────▶ ACCEPTED ◀────────┘ step_accept
 *     │  ▲  │ ANSWERED, still incomplete                           items WAITING, dates and prices set
 *     │  └──┘ step_take (asks again; ORDERED, once asked, is refused)
 *     │
 *     └─ DECLINED, also from HELD and RECEIVED ──▶ DECLINED       step_decline
 *
 * An answer in HELD or RECEIVED is taken like one in INCOMPLETE, and not told again when it changes nothing; one in ACCEPTED or
 * DECLINED is a person's business (refused here). EXPIRED revives by an answer. An incomplete order is never accepted, by
 * nobody.
 *
 * Invariants (order_invalid): ACCEPTED orders have an acceptance time, an expected date, at least one item, no item OPEN, and a
 * product form for every item; no other phase has any of that, and its items are all OPEN; HELD has a reason, no other phase
 * has one. */
#include "daemon/orders/step.h"

#include "daemon/orders/merge.h"
#include "daemon/orders/money.h"
#include "daemon/orders/planted.h"
#include "daemon/orders/validate.h"

const char *event_kind_name(enum event_kind kind)
{
    switch (kind) {
    case EVENT_ORDERED:
        return "ordered";
    case EVENT_ANSWERED:
        return "answered";
    case EVENT_ACCEPTED:
        return "accepted";
    case EVENT_DECLINED:
        return "declined";
    }
    return "unknown";
}

const char *effect_kind_name(enum effect_kind kind)
{
    switch (kind) {
    case EFFECT_ASK:
        return "ask";
    case EFFECT_CONFIRM:
        return "confirm";
    case EFFECT_RECEIVE:
        return "receive";
    case EFFECT_DECLINE:
        return "decline";
    case EFFECT_FORWARD:
        return "forward";
    case EFFECT_TELL_HELD:
        return "tell-held";
    case EFFECT_TELL_ACCEPT:
        return "tell-accept";
    }
    return "unknown";
}

void outcome_clear(struct outcome *outcome)
{
    g_clear_pointer(&outcome->order, order_free);
    g_clear_pointer(&outcome->effects, g_array_unref);
    g_clear_pointer(&outcome->detail, g_free);
}

static void outcome_add(struct outcome *outcome, enum effect_kind kind, const char *department)
{
    struct effect effect = {kind, department};
    g_array_append_val(outcome->effects, effect);
}

/* The one door through which an order changes its phase. */
static void step_enter(struct outcome *outcome, enum order_phase phase, const char *what)
{
    outcome->order->phase = phase;
    if (phase != PHASE_HELD)
        g_clear_pointer(&outcome->order->hold_reason, g_free);
    outcome->what = what;
}

/* --- accepted ---------------------------------------------------------------------------------------------------------- */

static char *iso_date(const GDate *day)
{
    char text[16];
    g_date_strftime(text, sizeof text, "%Y-%m-%d", day);
    return g_strdup(text);
}

/* Sets each item's expected completion date and the order's, the latest of them: the longest lead time among the items. */
static gboolean step_set_dates(struct order *order, const struct facts *facts)
{
    g_autofree char *latest = NULL;
    for (guint i = 0; i < order->items->len; i++) {
        struct line_item *item = order->items->pdata[i];
        const struct line_item *counted = PLANTED(DATE_OF_FIRST) ? order->items->pdata[0] : item;
        const struct form *form = forms_product(facts->forms, counted->form);
        gint64 from = PLANTED(DATE_OF_CREATION) ? order->created : facts->now;
        GDate day;
        if (!form || !calendar_completion(facts->business->calendar, from, form->lead_days, &day))
            return FALSE;
        g_free(item->expected);
        item->expected = iso_date(&day);
        if (g_strcmp0(item->expected, latest) > 0) {
            g_free(latest);
            latest = g_strdup(item->expected);
        }
    }
    g_free(order->expected);
    order->expected = g_steal_pointer(&latest);
    return TRUE;
}

static gboolean effects_have(const GArray *effects, const char *department)
{
    for (guint i = 0; i < effects->len; i++)
        if (g_strcmp0(g_array_index(effects, struct effect, i).department, department) == 0)
            return TRUE;
    return FALSE;
}

/* One mail to each department that has at least one item to act on. */
static void step_forward(struct outcome *outcome, const struct facts *facts)
{
    for (guint i = 0; i < outcome->order->items->len; i++) {
        const struct line_item *item = outcome->order->items->pdata[i];
        const struct form *form = forms_product(facts->forms, item->form);
        for (guint d = 0; form->departments[d]; d++) {
            const struct department *department = business_department(facts->business, form->departments[d]);
            if (department && (PLANTED(ONE_MAIL_AN_ITEM) || !effects_have(outcome->effects, department->id)))
                outcome_add(outcome, EFFECT_FORWARD, department->id);
        }
    }
    for (guint i = 0; PLANTED(ALL_DEPARTMENTS) && i < facts->business->departments->len; i++) {
        const struct department *department = facts->business->departments->pdata[i];
        if (!effects_have(outcome->effects, department->id))
            outcome_add(outcome, EFFECT_FORWARD, department->id);
    }
}

static gboolean step_accept(struct outcome *outcome, const struct facts *facts, const char **ret_refusal)
{
    struct order *order = outcome->order;
    if (!step_set_dates(order, facts)) {
        *ret_refusal = "no completion date: the calendar has no working days, or a product is no longer configured";
        return FALSE;
    }
    step_enter(outcome, PHASE_ACCEPTED, "confirmed");
    order->accepted = facts->now;
    for (guint i = 0; i < order->items->len; i++)
        ((struct line_item *)order->items->pdata[i])->state = ITEM_WAITING;
    outcome_add(outcome, EFFECT_CONFIRM, NULL);
    if (PLANTED(CONFIRMED_TWICE))
        outcome_add(outcome, EFFECT_CONFIRM, NULL);
    step_forward(outcome, facts);
    outcome->detail = g_strdup_printf("expected completion %s", order->expected);
    return TRUE;
}

/* --- held, received ------------------------------------------------------------------------------------------------------- */

static void step_hold(struct outcome *outcome, char *reason)
{
    step_enter(outcome, PHASE_HELD, "held");
    g_free(outcome->order->hold_reason);
    outcome->order->hold_reason = reason;
    outcome->detail = g_strdup(reason);
    outcome_add(outcome, EFFECT_RECEIVE, NULL);
    outcome_add(outcome, EFFECT_TELL_HELD, NULL);
}

static void step_receive(struct outcome *outcome)
{
    step_enter(outcome, PHASE_RECEIVED, "received");
    outcome_add(outcome, EFFECT_RECEIVE, NULL);
    outcome_add(outcome, EFFECT_TELL_ACCEPT, NULL);
}

static gboolean step_complete(struct outcome *outcome, const struct facts *facts, const char **ret_refusal)
{
    guint item;
    order_price(outcome->order, facts->forms);
    if (!PLANTED(PRICE_OVERLOOKED) && order_price_differs(outcome->order, facts->forms, &item)) {
        step_hold(outcome, g_strdup_printf("the price the customer wrote for item %u is not the list price", item));
        return TRUE;
    }
    if (facts->alike && !(PLANTED(ALIKE_ONCE) && outcome->order->hold_reason)) {
        step_hold(outcome, g_strdup_printf("the same customer sent the same order as %s", facts->alike));
        return TRUE;
    }
    if (PLANTED(STAFF_OVERRULED) && outcome->order->asked > 0)
        return step_accept(outcome, facts, ret_refusal);
    switch (facts->business->accept) {
    case ACCEPT_AUTO:
        return step_accept(outcome, facts, ret_refusal);
    case ACCEPT_STAFF:
        step_receive(outcome);
        return TRUE;
    }
    return TRUE;
}

/* --- taken: complete or asked back ------------------------------------------------------------------------------------------ */

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

static gboolean step_take(struct outcome *outcome, const struct event *event, const struct facts *facts, const char **ret_refusal)
{
    GDate today;
    calendar_day_of(facts->business->calendar, facts->now, &today);
    order_merge(outcome->order, event->draft);
    order_settle(outcome->order, facts->forms);
    g_autoptr(GPtrArray) problems = order_validate(outcome->order, facts->forms, &today);
    if (problems->len == 0)
        return step_complete(outcome, facts, ret_refusal);
    step_enter(outcome, PHASE_INCOMPLETE, "asked");
    outcome->order->asked++;
    outcome->detail = problems_summary(problems);
    outcome_add(outcome, EFFECT_ASK, NULL);
    return TRUE;
}

static gboolean step_decline(struct outcome *outcome, const struct event *event)
{
    step_enter(outcome, PHASE_DECLINED, "declined");
    outcome->detail = g_strdup(event->note);
    outcome_add(outcome, EFFECT_DECLINE, NULL);
    return TRUE;
}

/* An answer in HELD or RECEIVED that changes nothing: the customer was told already that a person looks at it, and that person,
 * too, unless there are words that no one has seen. */
static void step_say_no_more(struct outcome *outcome, const struct order *before)
{
    g_autofree char *was = order_digest(before);
    g_autofree char *is = order_digest(outcome->order);
    if (PLANTED(RECEIVED_AGAIN) || outcome->order->phase != before->phase || !g_str_equal(was, is) ||
        g_strcmp0(outcome->order->hold_reason, before->hold_reason) != 0)
        return;
    gboolean nothing_new = g_strv_equal((const char *const *)outcome->order->unread, (const char *const *)before->unread);
    g_array_remove_index(outcome->effects, 0); /* RECEIVE */
    if (nothing_new)
        g_array_set_size(outcome->effects, 0);
    outcome->what = "unchanged";
}

/* --- which event is allowed when ------------------------------------------------------------------------------------------- */

static gboolean step_in_incomplete(struct outcome *outcome, const struct event *event, const struct facts *facts,
                                   const char **ret_refusal)
{
    switch (event->kind) {
    case EVENT_ORDERED:
        if (outcome->order->asked > 0 && !PLANTED(ORDERED_AGAIN)) {
            *ret_refusal = "the order exists already";
            return FALSE;
        }
        return step_take(outcome, event, facts, ret_refusal);
    case EVENT_ANSWERED:
        return step_take(outcome, event, facts, ret_refusal);
    case EVENT_ACCEPTED:
        if (PLANTED(HALF_ACCEPTED) && outcome->order->items->len > 0)
            return step_accept(outcome, facts, ret_refusal);
        *ret_refusal = "the order is not complete, and an incomplete order is never accepted";
        return FALSE;
    case EVENT_DECLINED:
        return step_decline(outcome, event);
    }
    return FALSE;
}

static gboolean step_in_waiting(struct outcome *outcome, const struct order *before, const struct event *event,
                                const struct facts *facts, const char **ret_refusal)
{
    switch (event->kind) {
    case EVENT_ORDERED:
        *ret_refusal = "the order exists already";
        return FALSE;
    case EVENT_ANSWERED:
        if (!step_take(outcome, event, facts, ret_refusal))
            return FALSE;
        step_say_no_more(outcome, before);
        return TRUE;
    case EVENT_ACCEPTED:
        return step_accept(outcome, facts, ret_refusal);
    case EVENT_DECLINED:
        return step_decline(outcome, event);
    }
    return FALSE;
}

static gboolean step_in_ended(const struct event *event, const char **ret_refusal)
{
    switch (event->kind) {
    case EVENT_ORDERED:
        *ret_refusal = "the order exists already";
        return FALSE;
    case EVENT_ANSWERED:
        *ret_refusal = "the customer wrote about an order that is decided already";
        return FALSE;
    case EVENT_ACCEPTED:
    case EVENT_DECLINED:
        *ret_refusal = "the order is decided already";
        return FALSE;
    }
    return FALSE;
}

static gboolean step_in_expired(struct outcome *outcome, const struct event *event, const struct facts *facts,
                                const char **ret_refusal)
{
    if (event->kind == EVENT_ANSWERED)
        return step_take(outcome, event, facts, ret_refusal);
    return step_in_ended(event, ret_refusal);
}

static gboolean step_dispatch(struct outcome *outcome, const struct order *before, const struct event *event,
                              const struct facts *facts, const char **ret_refusal)
{
    if (PLANTED(RISEN) && outcome->order->phase == PHASE_DECLINED && event->kind == EVENT_ANSWERED)
        return step_take(outcome, event, facts, ret_refusal);
    switch (outcome->order->phase) {
    case PHASE_INCOMPLETE:
        return step_in_incomplete(outcome, event, facts, ret_refusal);
    case PHASE_HELD:
    case PHASE_RECEIVED:
        return step_in_waiting(outcome, before, event, facts, ret_refusal);
    case PHASE_ACCEPTED:
    case PHASE_DECLINED:
        return step_in_ended(event, ret_refusal);
    case PHASE_EXPIRED:
        return step_in_expired(outcome, event, facts, ret_refusal);
    }
    return FALSE;
}

const char *order_invalid(const struct order *order)
{
    gboolean accepted = order->phase == PHASE_ACCEPTED;
    if (accepted && (!order->accepted || !order->expected || order->items->len == 0))
        return "an accepted order has no acceptance time, no expected date or no items";
    if (!accepted && (order->accepted || order->expected))
        return "an order that is not accepted has an acceptance time or an expected date";
    if ((order->phase == PHASE_HELD) != (order->hold_reason != NULL))
        return "a held order has no reason, or another order has one";
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (accepted != (item->state != ITEM_OPEN))
            return "an item is open in an accepted order, or the other way round";
        if (accepted && (!item->form || !item->expected))
            return "an accepted item has no product or no expected date";
    }
    return NULL;
}

gboolean order_step(const struct order *before, const struct event *event, const struct facts *facts,
                    struct outcome *ret_outcome, const char **ret_refusal)
{
    struct outcome outcome = {
        .order = order_copy(before),
        .effects = g_array_new(FALSE, FALSE, sizeof(struct effect)),
    };
    const char *refusal = "the event is not known";
    outcome.order->changed = facts->now;
    gboolean done = step_dispatch(&outcome, before, event, facts, &refusal);
    const char *broken = done ? order_invalid(outcome.order) : NULL;
    if (!done || broken) {
        *ret_refusal = broken ? broken : refusal;
        outcome_clear(&outcome);
        return FALSE;
    }
    *ret_outcome = outcome;
    return TRUE;
}
