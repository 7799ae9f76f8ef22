/* What is known of addresses and days beyond a single order. */
#include "daemon/store/internal.h"

#include "daemon/base/text.h"

/* What stayed known of an address that was forgotten: since when it wants no surveys. */
static gboolean opted_out_before(struct store *store, const char *key, gint64 *ret_opted_out, GError **error)
{
    GError *problem = NULL;
    g_autofree char *hash = erase_hash(store, key, NULL, error);
    g_autoptr(statement) query =
        hash ? statement_get(store, "SELECT opted_out FROM suppressed WHERE account = 1 AND hash = ?", error) : NULL;
    if (!query)
        return FALSE;
    statement_bind_text(query, 1, hash);
    if (statement_row(store, query, &problem))
        *ret_opted_out = column_int(query, 0);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

gboolean store_address(struct store *store, const char *address, struct address_state *ret_state, GError **error)
{
    GError *problem = NULL;
    g_autofree char *key = text_address_key(address);
    g_autoptr(statement) query = statement_get(
        store, "SELECT bounced, opted_out, surveyed FROM address WHERE account = 1 AND address_key = ?", error);
    struct address_state state = {0};
    if (!query)
        return FALSE;
    statement_bind_text(query, 1, key);
    gboolean known = statement_row(store, query, &problem);
    if (known)
        state = (struct address_state){column_int(query, 0), column_int(query, 1), column_int(query, 2)};
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (key && !known && !opted_out_before(store, key, &state.opted_out, error))
        return FALSE;
    *ret_state = state;
    return TRUE;
}

gboolean store_address_save(struct store *store, const char *address, const struct address_state *state, GError **error)
{
    g_autofree char *key = text_address_key(address);
    g_autoptr(statement) insert = statement_get(
        store, "INSERT OR REPLACE INTO address (address_key, bounced, opted_out, surveyed) VALUES (?,?,?,?)", error);
    if (!insert)
        return FALSE;
    if (!key)
        return TRUE; /* nobody can be written to there */
    statement_bind_text(insert, 1, key);
    statement_bind_int(insert, 2, state->bounced);
    statement_bind_int(insert, 3, state->opted_out);
    statement_bind_int(insert, 4, state->surveyed);
    return statement_run(store, insert, error);
}

gboolean store_customer_is_known(struct store *store, const char *customer, gint64 before, GError **error)
{
    g_autofree char *key = text_address_key(customer);
    g_autoptr(statement) query = statement_get(
        store, "SELECT 1 FROM orders WHERE customer_key = ? AND accepted > 0 AND accepted < ? LIMIT 1", error);
    if (!query)
        return FALSE;
    statement_bind_text(query, 1, key);
    statement_bind_int(query, 2, before);
    return statement_row(store, query, error);
}

char *store_schedule(struct store *store, const char *name, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT day FROM schedule WHERE account = 1 AND name = ?", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, name);
    return statement_row(store, query, error) ? column_text(query, 0) : NULL;
}

gboolean store_schedule_done(struct store *store, const char *name, const char *day, GError **error)
{
    g_autoptr(statement) insert = statement_get(store, "INSERT OR REPLACE INTO schedule (name, day) VALUES (?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_text(insert, 1, name);
    statement_bind_text(insert, 2, day);
    return statement_run(store, insert, error);
}

GArray *store_orders_marked(struct store *store, const char *name, const char *value, gint64 since, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT order_id FROM orders INDEXED BY orders_whole CROSS JOIN mark ON mark.order_id = orders.id AND mark.name = ?1"
        " WHERE orders.erased = 0 AND orders.changed >= ?3 AND (?2 IS NULL OR mark.value = ?2) ORDER BY order_id LIMIT ?4", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, name);
    statement_bind_text(query, 2, value);
    statement_bind_int(query, 3, since);
    statement_bind_int(query, 4, limit);
    return statement_ids(store, query, error);
}
