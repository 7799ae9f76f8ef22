/* What the desk looks for after a change of the configuration. */
#include "daemon/store/internal.h"

/* The items come first, by the index that has the open ones alone. */
#define OPEN_ITEMS                                                                                                                 \
    " FROM item INDEXED BY item_open CROSS JOIN orders ON orders.id = item.order_id WHERE orders.phase = 'accepted'"               \
    " AND (item.state = 'waiting' OR item.state = 'in-work' OR item.state = 'delayed')"

GPtrArray *store_forms_open(struct store *store, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT DISTINCT item.form" OPEN_ITEMS " AND item.form IS NOT NULL", error);
    if (!query)
        return NULL;
    return statement_list(store, query, column_first_text, g_free, error);
}

GArray *store_orders_unattended(struct store *store, const char *form, const char *departments, const char *mark, guint limit,
                                GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT DISTINCT orders.id" OPEN_ITEMS " AND item.form = ?1"
        " AND NOT EXISTS (SELECT 1 FROM mark WHERE mark.order_id = orders.id AND mark.name = ?3)"
        " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.order_id = orders.id AND instr(?2, ',' || outbox.audience || ',') > 0)"
        " ORDER BY orders.id LIMIT ?4", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, form);
    statement_bind_text(query, 2, departments);
    statement_bind_text(query, 3, mark);
    statement_bind_int(query, 4, limit);
    return statement_ids(store, query, error);
}
