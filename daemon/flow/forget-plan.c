/* What forgetting a person would come to, told beforehand. */
#include "daemon/flow/internal.h"

#include "daemon/base/text.h"
#include "daemon/orders/anonymise.h"

#define SPAN 5000u

static void say(GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(GPtrArray *lines, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(lines, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static gboolean plan_order(struct flow *flow, gint64 id, GPtrArray *lines, guint *ret_in_work, GError **error)
{
    g_autoptr(order_auto) order = store_order_load(flow->store, id, error);
    if (!order)
        return FALSE;
    if (!order_was_accepted(order))
        say(lines, "order %s [%s]: goes, all of it; it was never accepted", order->number, order_state_name(order));
    else
        say(lines, "order %s [%s]: who, where, free words, letters and attachments go; number, dates, items and amounts stay: %s", order->number,
            order_state_name(order), flow->setup.business->rules->retention.reason);
    if (order_in_work(order)) {
        ++*ret_in_work;
        say(lines, "order %s is in work and cannot be fulfilled without this: refused, unless --even-open, which cancels it", order->number);
    }
    return TRUE;
}

static gboolean plan_orders(struct flow *flow, const char *address, gint64 now, GPtrArray *lines, guint *ret_in_work, GError **error)
{
    g_autoptr(GArray) ids = store_person_orders(flow->store, address, 0, now, G_MAXINT, error);
    for (guint i = 0; ids && i < ids->len; i++)
        if (!plan_order(flow, g_array_index(ids, gint64, i), lines, ret_in_work, error))
            return FALSE;
    return ids != NULL;
}

/* How many of these mails out have not gone out yet. */
static gboolean count_waiting(struct flow *flow, const GArray *ids, guint *ret_waiting, GError **error)
{
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(out_auto) out = store_out_load(flow->store, g_array_index(ids, gint64, i), error);
        if (!out)
            return FALSE;
        *ret_waiting += out->state == OUT_QUEUED || out->state == OUT_SENDING || out->state == OUT_HELD;
    }
    return TRUE;
}

static gboolean plan_mails(struct flow *flow, const char *address, gint64 now, GPtrArray *lines, GError **error)
{
    guint waiting = 0;
    g_autoptr(GArray) in = store_person_mails(flow->store, address, now, G_MAXINT, error);
    g_autoptr(GArray) out = in ? store_person_outs(flow->store, address, now, G_MAXINT, error) : NULL;
    if (!out || !count_waiting(flow, out, &waiting, error))
        return FALSE;
    say(lines, "mails from this address: %u go, with their copies in the spool and in the mailbox's folders", in->len);
    say(lines, "mails to this address: %u go, with their copies in the Sent folder; %u of them wait and are cancelled", out->len, waiting);
    return TRUE;
}

static gboolean plan_named(struct flow *flow, const char *address, GPtrArray *lines, GError **error)
{
    g_autofree char *key = text_address_key(address);
    gboolean more = TRUE;
    for (gint64 after = 0; more; after += SPAN) {
        g_autoptr(GArray) ids = store_orders_naming(flow->store, address, after, SPAN, &more, error);
        for (guint i = 0; ids && i < ids->len; i++) {
            g_autoptr(order_auto) order = store_order_load(flow->store, g_array_index(ids, gint64, i), error);
            if (!order)
                return FALSE;
            g_autofree char *theirs = order->customer ? text_address_key(order->customer) : NULL;
            if (g_strcmp0(theirs, key) != 0 && order_strike_address(order, key))
                say(lines, "order %s is another person's and names the address: the address is taken out, all else stays; look whether a name or"
                           " street in it is this person's", order->number);
        }
        if (!ids)
            return FALSE;
    }
    return TRUE;
}

static gboolean plan_address(struct flow *flow, const char *address, GPtrArray *lines, GError **error)
{
    struct address_state known;
    if (!store_address(flow->store, address, &known, error))
        return FALSE;
    if (known.opted_out)
        say(lines, "that this address wants no surveys stays known, by a hash that does not tell the address");
    return TRUE;
}

GPtrArray *flow_forget_plan(struct flow *flow, const char *address, gint64 now, guint *ret_in_work, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    *ret_in_work = 0;
    if (!plan_orders(flow, address, now, lines, ret_in_work, error) || !plan_mails(flow, address, now, lines, error) ||
        !plan_named(flow, address, lines, error) || !plan_address(flow, address, lines, error))
        return NULL;
    return g_steal_pointer(&lines);
}
