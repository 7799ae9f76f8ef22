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

/* What may not be taken back any more; NULL: it may. */
static const char *too_late(const struct order *then, gint64 until, gint64 now)
{
    if (!then)
        return "there is nothing that could be taken back";
    if (until <= now)
        return "the time in which it could be taken back is over: the customer has been told; write what is right instead";
    return NULL;
}

gboolean undo_apply(struct flow *flow, const struct order *order, const char *audience, const struct cause *cause,
                    struct order **ret_after, char **ret_refusal, GError **error)
{
    GError *problem = NULL;
    guint since = 0;
    gint64 until = 0;
    g_autoptr(order_auto) then = store_undo_find(flow->store, order, audience, &since, &until, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    const char *refusal = too_late(then, until, cause->now);
    struct event event = {.kind = EVENT_UNDONE, .before = then};
    struct outcome outcome = {0};
    if (!refusal && !apply_event(flow, order, &event, cause, &outcome, &refusal, error))
        return FALSE;
    if (refusal) {
        *ret_refusal = g_strdup(refusal);
        return TRUE;
    }
    *ret_after = order_copy(outcome.order);
    outcome_clear(&outcome);
    return store_outs_undo(flow->store, order->id, since, cause->now, error) && store_undo_forget(flow->store, order->id, error);
}
