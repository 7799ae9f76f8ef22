/* Fourth on the road: an outcome becomes rows: the order, its journal, and a mail in the outbox for each effect. */
#include "daemon/flow/internal.h"

#include "daemon/orders/merge.h"
#include "daemon/orders/validate.h"

#define ALIKE_SECONDS (14 * 86400) /* the same order again within this time is likely a duplicate */

gboolean apply_journal(struct flow *flow, gint64 order, gint64 mail, gint64 now, const char *actor, const char *what,
                       const char *detail, GError **error)
{
    struct journal_row row = {
        .when = now,
        .order = order,
        .mail = mail,
        .actor = (char *)actor,
        .what = (char *)what,
        .detail = (char *)detail,
    };
    const struct log_about about = {.mail = mail, .order = flow_order_number(flow, order)};
    flow_say(flow, LOG_LEVEL_INFO, &about, "%s", what);
    if (detail)
        flow_say(flow, LOG_LEVEL_DEBUG, &about, "%s: %s (%s)", what, detail, actor);
    return store_journal_add(flow->store, &row, error);
}

/* A new order gets its row first, then the token that needs the row's id. */
static gboolean apply_order(struct flow *flow, struct order *order, GError **error)
{
    g_autofree char *digest = order_digest(order);
    if (!store_order_save(flow->store, order, digest, error))
        return FALSE;
    if (order->token)
        return TRUE;
    order->token = store_token(flow->store, order->id, "customer", error);
    return order->token && store_order_save_token(flow->store, order, error);
}

gboolean apply_outcome(struct flow *flow, struct outcome *outcome, const struct cause *cause, GError **error)
{
    struct order *order = outcome->order;
    gint64 mail = cause->mail ? cause->mail->id : 0;
    if (!apply_order(flow, order, error))
        return FALSE;
    if (mail && !store_order_add_mail(flow->store, order->id, mail, error))
        return FALSE;
    if (!apply_journal(flow, order->id, mail, cause->now, cause->actor, outcome->what, outcome->detail, error))
        return FALSE;
    for (guint i = 0; i < outcome->effects->len; i++)
        if (!letters_queue_effect(flow, order, &g_array_index(outcome->effects, struct effect, i), cause, error))
            return FALSE;
    return timers_sync(flow, order, cause->now, error);
}

/* --- asking the core ------------------------------------------------------------------------------------------------------- */

/* Which recent order of the same customer has the content that this one would have; 0 none. */
static gint64 alike_id(struct flow *flow, const struct order *order, const struct draft *draft, gint64 since, GError **error)
{
    GError *problem = NULL;
    if (!order->customer || !store_order_recent(flow->store, order->customer, since, order->id, &problem)) {
        if (problem)
            g_propagate_error(error, problem);
        return 0; /* most customers have no other */
    }
    g_autoptr(order_auto) trial = order_copy(order);
    order_merge(trial, draft);
    order_settle(trial, flow->setup.forms);
    g_autofree char *digest = order_digest(trial);
    return store_order_alike(flow->store, order->customer, digest, since, order->id, error);
}

/* Its number; *ret_alike NULL when there is none. */
static gboolean find_alike(struct flow *flow, const struct order *order, const struct draft *draft, gint64 now, char **ret_alike,
                           GError **error)
{
    GError *problem = NULL;
    gint64 alike = alike_id(flow, order, draft, now - ALIKE_SECONDS, &problem);
    *ret_alike = alike > 0 && !problem ? store_order_number(flow->store, alike, &problem) : NULL;
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

gboolean apply_event(struct flow *flow, const struct order *order, const struct event *event, const struct cause *cause,
                     struct outcome *ret_outcome, enum step_refusal *ret_refusal, GError **error)
{
    g_autofree char *alike = NULL;
    if (event->draft && !find_alike(flow, order, event->draft, cause->now, &alike, error))
        return FALSE;
    struct facts facts;
    if (!flow_facts(flow, order, cause->now, &facts, error))
        return FALSE;
    facts.alike = alike;
    *ret_refusal = STEP_REFUSAL_NONE;
    if (!order_step(order, event, &facts, ret_outcome, ret_refusal))
        return TRUE;
    if (apply_outcome(flow, ret_outcome, cause, error))
        return TRUE;
    outcome_clear(ret_outcome);
    return FALSE;
}
