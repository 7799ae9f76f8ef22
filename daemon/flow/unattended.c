/* Accepted orders that a change of the configuration took from everybody: their product is gone, or other departments make it now, which
 * never got them. Looked for once after each start and reload; the reviewing person is told, once for an order. */
#include "daemon/flow/internal.h"

#define ORDERS_LOOKED 500 /* at one start; the others are found at the next */
#define MARK          "unattended"

/* ",warehouse,receivables,": what departments make this product now. */
static char *departments_of(const struct flow *flow, const char *form_id)
{
    const struct form *form = forms_product(flow->setup.forms, form_id);
    g_autofree char *joined = form ? g_strjoinv(",", form->departments) : g_strdup("");
    return g_strdup_printf(",%s,", joined);
}

static gboolean tell(struct flow *flow, gint64 id, gint64 now, GError **error)
{
    g_autoptr(order_auto) before = store_order_load(flow->store, id, error);
    if (!before)
        return FALSE;
    if (order_mark(before, MARK))
        return TRUE;
    struct effect effect = {.kind = EFFECT_ALERT_UNATTENDED};
    struct cause cause = {.actor = "mailorder", .before = before, .now = now};
    struct outcome outcome = {
        .order = order_copy(before),
        .effects = g_array_new(FALSE, FALSE, sizeof(struct effect)),
        .what = MARK,
    };
    g_array_append_val(outcome.effects, effect);
    order_set_mark(outcome.order, MARK, "told");
    outcome.order->revision++;
    gboolean done = apply_outcome(flow, &outcome, &cause, error);
    outcome_clear(&outcome);
    return done;
}

static gboolean look(struct flow *flow, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) forms = store_forms_open(flow->store, error);
    for (guint f = 0; forms && f < forms->len; f++) {
        g_autofree char *departments = departments_of(flow, forms->pdata[f]);
        g_autoptr(GArray) orders = store_orders_unattended(flow->store, forms->pdata[f], departments, MARK, ORDERS_LOOKED, error);
        if (!orders)
            return FALSE;
        for (guint i = 0; i < orders->len; i++)
            if (!tell(flow, g_array_index(orders, gint64, i), now, error))
                return FALSE;
    }
    return forms != NULL;
}

gboolean unattended_tell(struct flow *flow, gint64 now, GError **error)
{
    if (flow->looked_after)
        return TRUE;
    flow->looked_after = flow_change(flow, error) && flow_end(flow, look(flow, now, error));
    return flow->looked_after;
}
