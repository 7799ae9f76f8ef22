/* What staff said is taken back, as long as nobody has been told of it. */
#include "daemon/flow/internal.h"

#define MINUTE 60

gboolean undo_keep(struct flow *flow, const struct order *before, const struct order *after, const char *audience, gint64 now,
                   GError **error)
{
    gint64 until = now + (gint64)flow->setup.business->rules->hold_minutes * MINUTE;
    g_autoptr(order_auto) kept = order_copy(before);
    kept->revision = after->revision - 1; /* several commands of one mail are taken back as one */
    return store_undo_keep(flow->store, kept, audience, before->revision, until, error);
}

/* Why it may not be taken back any more. */
static enum step_refusal too_late(const struct order *then, gint64 until, gint64 now)
{
    if (!then)
        return REFUSAL_NOTHING_TO_UNDO;
    if (until <= now)
        return REFUSAL_UNDO_TOO_LATE;
    return STEP_REFUSAL_NONE;
}

gboolean undo_apply(struct flow *flow, const struct order *order, const char *audience, const struct cause *cause,
                    struct order **ret_after, enum step_refusal *ret_refusal, GError **error)
{
    GError *problem = NULL;
    guint since = 0;
    gint64 until = 0;
    g_autoptr(order_auto) then = store_undo_find(flow->store, order, audience, &since, &until, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    enum step_refusal refusal = too_late(then, until, cause->now);
    struct event event = {.kind = EVENT_UNDONE, .before = then};
    struct outcome outcome = {0};
    if (!refusal && !apply_event(flow, order, &event, cause, &outcome, &refusal, error))
        return FALSE;
    if (refusal) {
        *ret_refusal = refusal;
        return TRUE;
    }
    *ret_after = order_copy(outcome.order);
    outcome_clear(&outcome);
    return store_outs_undo(flow->store, order->id, since, cause->now, error) && store_undo_forget(flow->store, order->id, error);
}
