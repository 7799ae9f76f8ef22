/* Fourth on the road: an outcome becomes rows: the order, its journal, and a mail in the outbox for each effect. */
#include "daemon/flow/internal.h"

#include "daemon/orders/merge.h"

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
    return store_journal_add(flow->store, &row, error);
}

/* A new order gets its row first, then the token that needs the row's id, then its row again with the token in it. */
static gboolean apply_order(struct flow *flow, struct order *order, GError **error)
{
    g_autofree char *digest = order_digest(order);
    if (order->token)
        return store_order_save(flow->store, order, digest, error);
    if (!store_order_save(flow->store, order, digest, error))
        return FALSE;
    order->token = store_token(flow->store, order->id, "customer", error);
    return order->token && store_order_save(flow->store, order, digest, error);
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
