/* Timers: what an order waits for follows from the order (orders/step.h); here the store is kept in step with that, and what is due
 * becomes an event like any other. */
#include "daemon/flow/internal.h"

#define TIMERS_AT_ONCE 200
#define DAY            86400

gboolean flow_facts(struct flow *flow, const struct order *order, gint64 now, struct facts *ret_facts, GError **error)
{
    struct address_state known = {0};
    if (order->customer && !store_address(flow->store, order->customer, &known, error))
        return FALSE;
    gint64 restored = 0;
    if (!store_restored(flow->store, &restored, error))
        return FALSE;
    gint64 period = (gint64)flow->setup.business->rules->survey_period_days * DAY;
    *ret_facts = (struct facts){
        .now = now,
        .business = flow->setup.business,
        .forms = flow->setup.forms,
        .unreachable = known.bounced != 0,
        .opted_out = known.opted_out != 0,
        .surveyed = known.surveyed != 0 && known.surveyed + period > now,
        .restored = restored,
    };
    return TRUE;
}

gboolean timers_sync(struct flow *flow, const struct order *order, gint64 now, GError **error)
{
    struct facts facts = {.now = now, .business = flow->setup.business, .forms = flow->setup.forms};
    g_autoptr(GArray) timers = order_timers(order, &facts);
    if (!store_timer_cancel(flow->store, order->id, NULL, error))
        return FALSE;
    for (guint i = 0; i < timers->len; i++) {
        const struct order_timer *timer = &g_array_index(timers, struct order_timer, i);
        if (!store_timer_set(flow->store, order->id, timer_kind_name(timer->kind), timer->due, error))
            return FALSE;
    }
    return TRUE;
}

/* What the world must remember of an outcome beyond the order itself. */
static gboolean remember(struct flow *flow, const struct order *order, const char *what, gint64 now, GError **error)
{
    struct address_state known;
    if (!order->customer || !g_str_equal(what, "survey-sent"))
        return TRUE;
    if (!store_address(flow->store, order->customer, &known, error))
        return FALSE;
    known.surveyed = now;
    return store_address_save(flow->store, order->customer, &known, error);
}

static gboolean fire(struct flow *flow, const struct timer *timer, gint64 now, GError **error)
{
    enum timer_kind kind;
    struct facts facts;
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    g_autoptr(order_auto) order = store_order_load(flow->store, timer->order, error);
    if (!order || !flow_facts(flow, order, now, &facts, error))
        return FALSE;
    struct event event = {.kind = EVENT_TIMED};
    struct cause cause = {.actor = "mailorder", .before = order, .now = now};
    gboolean known = timer_kind_parse(timer->kind, &kind);
    event.timer = kind;
    if (!known || !order_step(order, &event, &facts, &outcome, &refusal)) {
        flow_say(flow, LOG_LEVEL_DEBUG, &(const struct log_about){.order = order->number}, "does not wait for '%s' any more", timer->kind);
        return timers_sync(flow, order, now, error);
    }
    gboolean applied = apply_outcome(flow, &outcome, &cause, error) && remember(flow, order, outcome.what, now, error);
    outcome_clear(&outcome);
    return applied;
}

gboolean timers_fire(struct flow *flow, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) due = store_timers_due(flow->store, now, TIMERS_AT_ONCE, error);
    if (!due)
        return FALSE;
    for (guint i = 0; i < due->len; i++)
        if (!flow_change(flow, error) || !flow_end(flow, fire(flow, due->pdata[i], now, error)))
            return FALSE;
    return TRUE;
}
