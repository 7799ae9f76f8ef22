/* Orders with their items and values. Saving writes the order's row and replaces what hangs off it. Lists of lines (unread,
 * candidates) are kept joined by U+001E, which text_lines never lets through. */
#include "daemon/store/internal.h"

#include "daemon/base/text.h"
#include "daemon/orders/anonymise.h"

#define SEPARATOR "\x1e"

static char *join(const GStrv lines)
{
    return lines && lines[0] ? g_strjoinv(SEPARATOR, lines) : NULL;
}

static GStrv split(statement *query, int column)
{
    g_autofree char *joined = column_text(query, column);
    return joined ? g_strsplit(joined, SEPARATOR, -1) : NULL;
}

gboolean store_order_count(struct store *store, guint64 *ret_count, GError **error)
{
    g_autoptr(statement) query = statement_get(
        store, "UPDATE counter SET value = value + 1 WHERE account = 1 AND name = 'order' RETURNING value", error);
    if (!query || !statement_row(store, query, error))
        return FALSE;
    *ret_count = (guint64)column_int(query, 0);
    return TRUE;
}

/* --- writing ------------------------------------------------------------------------------------------------------------------- */

static gboolean value_save(struct store *store, gint64 order, guint item, guint seq, const struct value *value, GError **error)
{
    g_autoptr(statement) insert = statement_get(store,
        "INSERT INTO value (order_id, item, seq, field, text, canonical, status, fault, candidates) VALUES (?,?,?,?,?,?,?,?,?)", error);
    g_autofree char *candidates = join(value->candidates);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_int(insert, 2, item);
    statement_bind_int(insert, 3, seq);
    statement_bind_text(insert, 4, value->field);
    statement_bind_text(insert, 5, value->text);
    statement_bind_text(insert, 6, value->canonical);
    statement_bind_text(insert, 7, value_status_name(value->status));
    statement_bind_text(insert, 8, fault_name(value->fault));
    statement_bind_text(insert, 9, candidates);
    return statement_run(store, insert, error);
}

static gboolean values_save(struct store *store, gint64 order, guint item, const GPtrArray *values, GError **error)
{
    for (guint i = 0; i < values->len; i++)
        if (!value_save(store, order, item, i, values->pdata[i], error))
            return FALSE;
    return TRUE;
}

static gboolean item_save(struct store *store, gint64 order, const struct line_item *item, GError **error)
{
    g_autoptr(statement) insert = statement_get(store,
        "INSERT INTO item (order_id, number, form, product_text, sku, state, expected, unit_price, currency, tax_percent, line_total,"
        " tax_included, promised, told) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_int(insert, 2, item->number);
    statement_bind_text(insert, 3, item->form);
    statement_bind_text(insert, 4, item->product_text);
    statement_bind_text(insert, 5, item->sku);
    statement_bind_text(insert, 6, item_state_name(item->state));
    statement_bind_text(insert, 7, item->expected);
    statement_bind_text(insert, 8, item->unit_price);
    statement_bind_text(insert, 9, item->currency);
    statement_bind_text(insert, 10, item->tax_percent);
    statement_bind_text(insert, 11, item->line_total);
    statement_bind_int(insert, 12, item->tax_included);
    statement_bind_text(insert, 13, item->promised);
    statement_bind_text(insert, 14, item->told);
    return statement_run(store, insert, error) && values_save(store, order, item->number, item->values, error);
}

static gboolean remark_save(struct store *store, gint64 order, guint seq, const struct remark *remark, GError **error)
{
    g_autoptr(statement) insert =
        statement_get(store, "INSERT INTO remark (order_id, seq, fault, item, text) VALUES (?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_int(insert, 2, seq);
    statement_bind_text(insert, 3, fault_name(remark->fault));
    statement_bind_int(insert, 4, remark->item);
    statement_bind_text(insert, 5, remark->text);
    return statement_run(store, insert, error);
}

static gboolean parts_clear(struct store *store, gint64 order, GError **error)
{
    static const char *const clears[] = {"DELETE FROM value WHERE order_id = ?", "DELETE FROM item WHERE order_id = ?",
                                         "DELETE FROM remark WHERE order_id = ?"};
    for (guint i = 0; i < G_N_ELEMENTS(clears); i++)
        if (!statement_change(store, clears[i], order, error))
            return FALSE;
    return TRUE;
}

static gboolean parts_save(struct store *store, const struct order *order, GError **error)
{
    if (!values_save(store, order->id, 0, order->values, error))
        return FALSE;
    for (guint i = 0; i < order->items->len; i++)
        if (!item_save(store, order->id, order->items->pdata[i], error))
            return FALSE;
    for (guint i = 0; i < order->remarks->len; i++)
        if (!remark_save(store, order->id, i, order->remarks->pdata[i], error))
            return FALSE;
    return life_save(store, order, error);
}

#define ORDER_FIELDS                                                                                                              \
    "number, token, phase, state, language, customer, customer_key, customer_name, source, unread, hold_reason, created, changed," \
    " accepted, asked, expected, digest, representative, revision, erased"

static void order_bind(statement *query, const struct order *order, const char *digest)
{
    g_autofree char *key = order->customer ? text_address_key(order->customer) : NULL;
    g_autofree char *unread = join(order->unread);
    statement_bind_text(query, 1, order->number);
    statement_bind_text(query, 2, order->token);
    statement_bind_text(query, 3, order_phase_name(order->phase));
    statement_bind_text(query, 4, order_state_name(order));
    statement_bind_text(query, 5, order->language);
    statement_bind_text(query, 6, order->customer);
    statement_bind_text(query, 7, key);
    statement_bind_text(query, 8, order->customer_name);
    statement_bind_text(query, 9, order->source);
    statement_bind_text(query, 10, unread);
    statement_bind_text(query, 11, order->hold_reason);
    statement_bind_int(query, 12, order->created);
    statement_bind_int(query, 13, order->changed);
    statement_bind_int(query, 14, order->accepted);
    statement_bind_int(query, 15, order->asked);
    statement_bind_text(query, 16, order->expected);
    statement_bind_text(query, 17, digest);
    statement_bind_text(query, 18, order->representative);
    statement_bind_int(query, 19, order->revision);
    statement_bind_int(query, 20, order_mark(order, ORDER_ERASED) != NULL);
    statement_bind_int(query, 21, order->id);
}

static gboolean order_insert(struct store *store, struct order *order, const char *digest, GError **error)
{
    g_autoptr(statement) insert = statement_get(
        store, "INSERT INTO orders (" ORDER_FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    order_bind(insert, order, digest);
    if (!statement_run(store, insert, error))
        return FALSE;
    order->id = sqlite3_last_insert_rowid(store->db);
    return TRUE;
}

static gboolean order_update(struct store *store, const struct order *order, const char *digest, GError **error)
{
    g_autoptr(statement) update = statement_get(
        store, "UPDATE orders SET (" ORDER_FIELDS ") = (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) WHERE id = ?", error);
    if (!update)
        return FALSE;
    order_bind(update, order, digest);
    return statement_run(store, update, error) && parts_clear(store, order->id, error) &&
           life_clear(store, order->id, error);
}

gboolean store_order_save(struct store *store, struct order *order, const char *digest, GError **error)
{
    gboolean kept = order->id ? order_update(store, order, digest, error) : order_insert(store, order, digest, error);
    return kept && parts_save(store, order, error);
}

gboolean store_order_save_token(struct store *store, const struct order *order, GError **error)
{
    g_autoptr(statement) update = statement_get(store, "UPDATE orders SET token = ? WHERE id = ?", error);
    if (!update)
        return FALSE;
    statement_bind_text(update, 1, order->token);
    statement_bind_int(update, 2, order->id);
    return statement_run(store, update, error);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------- */

static gboolean values_load(struct store *store, struct order *order, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = statement_get(
        store, "SELECT item, field, text, canonical, status, fault, candidates FROM value WHERE order_id = ? ORDER BY item, seq", error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, order->id);
    while (statement_row(store, query, &problem)) {
        guint number = (guint)column_int(query, 0);
        struct line_item *item = number ? order_item(order, number) : NULL;
        if (number && !item)
            continue;
        struct value *value = g_new0(struct value, 1);
        g_autofree char *status = column_text(query, 4), *fault = column_text(query, 5);
        value->field = column_text(query, 1);
        value->text = column_text(query, 2);
        value->canonical = column_text(query, 3);
        value_status_parse(status, &value->status);
        fault_parse(fault, &value->fault);
        value->candidates = split(query, 6);
        g_ptr_array_add(item ? item->values : order->values, value);
    }
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

static gboolean items_load(struct store *store, struct order *order, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = statement_get(store,
        "SELECT number, form, product_text, sku, state, expected, unit_price, currency, tax_percent, line_total, tax_included,"
        " promised, told FROM item WHERE order_id = ? ORDER BY number", error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, order->id);
    while (statement_row(store, query, &problem)) {
        struct line_item *item = line_item_new((guint)column_int(query, 0));
        g_autofree char *state = column_text(query, 4);
        item->form = column_text(query, 1);
        item->product_text = column_text(query, 2);
        item->sku = column_text(query, 3);
        item_state_parse(state, &item->state);
        item->expected = column_text(query, 5);
        item->unit_price = column_text(query, 6);
        item->currency = column_text(query, 7);
        item->tax_percent = column_text(query, 8);
        item->line_total = column_text(query, 9);
        item->tax_included = column_int(query, 10) != 0;
        item->promised = column_text(query, 11);
        item->told = column_text(query, 12);
        g_ptr_array_add(order->items, item);
    }
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

static gboolean remarks_load(struct store *store, struct order *order, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query =
        statement_get(store, "SELECT fault, item, text FROM remark WHERE order_id = ? ORDER BY seq", error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, order->id);
    while (statement_row(store, query, &problem)) {
        g_autofree char *fault_text = column_text(query, 0), *text = column_text(query, 2);
        enum fault fault = FAULT_NONE;
        fault_parse(fault_text, &fault);
        g_ptr_array_add(order->remarks, remark_new(fault, (guint)column_int(query, 1), text));
    }
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

static struct order *order_read(statement *query)
{
    struct order *order = order_new();
    g_autofree char *phase = column_text(query, 2);
    GStrv unread = split(query, 9);
    order->number = column_text(query, 0);
    order->token = column_text(query, 1);
    order_phase_parse(phase, &order->phase);
    order->language = column_text(query, 4);
    order->customer = column_text(query, 5);
    order->customer_name = column_text(query, 7);
    order->source = column_text(query, 8);
    if (unread) {
        g_strfreev(order->unread);
        order->unread = unread;
    }
    order->hold_reason = column_text(query, 10);
    order->created = column_int(query, 11);
    order->changed = column_int(query, 12);
    order->accepted = column_int(query, 13);
    order->asked = (guint)column_int(query, 14);
    order->expected = column_text(query, 15);
    order->representative = column_text(query, 17);
    order->revision = (guint)column_int(query, 18);
    order->id = column_int(query, 20);
    return order;
}

/* The order of the query's first row, whole; NULL when there is none or something failed. */
static struct order *order_first(struct store *store, statement *query, GError **error)
{
    if (!statement_row(store, query, error))
        return NULL;
    g_autoptr(order_auto) order = order_read(query);
    if (!items_load(store, order, error) || !values_load(store, order, error) || !remarks_load(store, order, error) ||
        !life_load(store, order, error))
        return NULL;
    return g_steal_pointer(&order);
}

struct order *store_order_load(struct store *store, gint64 id, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT " ORDER_FIELDS ", id FROM orders WHERE id = ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, id);
    return order_first(store, query, error);
}

char *store_order_number(struct store *store, gint64 id, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT number FROM orders WHERE id = ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, id);
    return statement_row(store, query, error) ? column_text(query, 0) : NULL;
}

struct order *store_order_by_number(struct store *store, const char *number, GError **error)
{
    g_autoptr(statement) query =
        statement_get(store, "SELECT " ORDER_FIELDS ", id FROM orders WHERE account = 1 AND number = ?", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, number);
    return order_first(store, query, error);
}

gboolean store_order_recent(struct store *store, const char *customer, gint64 since, gint64 except, GError **error)
{
    g_autofree char *key = text_address_key(customer);
    g_autoptr(statement) query =
        statement_get(store, "SELECT 1 FROM orders WHERE customer_key = ? AND created >= ? AND id <> ? LIMIT 1", error);
    if (!query)
        return FALSE;
    statement_bind_text(query, 1, key);
    statement_bind_int(query, 2, since);
    statement_bind_int(query, 3, except);
    return statement_row(store, query, error);
}

gint64 store_order_alike(struct store *store, const char *customer, const char *digest, gint64 since, gint64 except, GError **error)
{
    g_autofree char *key = text_address_key(customer);
    g_autoptr(statement) query = statement_get(store,
        "SELECT id FROM orders WHERE customer_key = ? AND created >= ? AND digest = ? AND id <> ?"
        " AND phase NOT IN ('declined', 'expired') ORDER BY created DESC LIMIT 1", error);
    if (!query)
        return 0;
    statement_bind_text(query, 1, key);
    statement_bind_int(query, 2, since);
    statement_bind_text(query, 3, digest);
    statement_bind_int(query, 4, except);
    return statement_row(store, query, error) ? column_int(query, 0) : 0;
}

/* --- lists ----------------------------------------------------------------------------------------------------------------------- */

void order_row_free(struct order_row *row)
{
    if (!row)
        return;
    g_free(row->number);
    g_free(row->state);
    g_free(row->customer);
    g_free(row->customer_name);
    g_free(row->expected);
    g_free(row);
}

static gpointer order_row_read(statement *query)
{
    struct order_row *row = g_new0(struct order_row, 1);
    row->id = column_int(query, 0);
    row->number = column_text(query, 1);
    row->state = column_text(query, 2);
    row->customer = column_text(query, 3);
    row->customer_name = column_text(query, 4);
    row->expected = column_text(query, 5);
    row->items = (guint)column_int(query, 6);
    row->created = column_int(query, 7);
    row->changed = column_int(query, 8);
    return row;
}

/* One literal a combination, so that each walks its own index. */
static const char *list_sql(gboolean by_state, gboolean by_customer)
{
#define LIST(where)                                                                                                               \
    "SELECT id, number, state, customer, customer_name, expected, (SELECT count(*) FROM item WHERE order_id = orders.id), created," \
    " changed FROM orders WHERE id < ?1" where " ORDER BY id DESC LIMIT ?2"
    if (by_state && by_customer)
        return LIST(" AND state = ?3 AND customer_key = ?4");
    if (by_state)
        return LIST(" AND state = ?3");
    if (by_customer)
        return LIST(" AND customer_key = ?4");
    return LIST("");
#undef LIST
}

GPtrArray *store_orders_list(struct store *store, const char *state, const char *customer, gint64 before, guint limit,
                             GError **error)
{
    g_autofree char *key = customer ? text_address_key(customer) : NULL;
    g_autoptr(statement) query = statement_get(store, list_sql(state != NULL, customer != NULL), error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, before ? before : G_MAXINT64);
    statement_bind_int(query, 2, limit);
    if (state)
        statement_bind_text(query, 3, state);
    if (customer)
        statement_bind_text(query, 4, key);
    return statement_list(store, query, order_row_read, (GDestroyNotify)order_row_free, error);
}
