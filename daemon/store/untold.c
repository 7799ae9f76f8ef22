/* Mails left to a person of which no letter has told yet, because so many came in one hour. */
#include "daemon/store/internal.h"

void untold_free(struct untold *untold)
{
    if (!untold)
        return;
    g_free(untold->from);
    g_free(untold->subject);
    g_free(untold->why);
    g_free(untold->order);
    g_free(untold);
}

gboolean store_untold_add(struct store *store, gint64 mail, gint64 order, const char *why, gint64 due, GError **error)
{
    g_autoptr(statement) insert =
        statement_get(store, "INSERT OR REPLACE INTO untold (mail, order_id, why, due) VALUES (?, nullif(?, 0), ?, ?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, mail);
    statement_bind_int(insert, 2, order);
    statement_bind_text(insert, 3, why);
    statement_bind_int(insert, 4, due);
    return statement_run(store, insert, error);
}

gint64 store_untold_due(struct store *store, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT due FROM untold ORDER BY due LIMIT 1", error);
    return query && statement_row(store, query, error) ? column_int(query, 0) : 0;
}

GPtrArray *store_untold(struct store *store, guint limit, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)untold_free);
    g_autoptr(statement) query = statement_get(store,
        "SELECT untold.mail, mail.arrived, mail.sender, mail.subject, untold.why, orders.number FROM untold"
        " JOIN mail ON mail.id = untold.mail LEFT JOIN orders ON orders.id = untold.order_id ORDER BY untold.mail LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, limit);
    while (statement_row(store, query, &problem)) {
        struct untold *untold = g_new0(struct untold, 1);
        untold->mail = column_int(query, 0);
        untold->arrived = column_int(query, 1);
        untold->from = column_text(query, 2);
        untold->subject = column_text(query, 3);
        untold->why = column_text(query, 4);
        untold->order = column_text(query, 5);
        g_ptr_array_add(list, untold);
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_steal_pointer(&list);
}

gboolean store_untold_told(struct store *store, gint64 mail, GError **error)
{
    g_autoptr(statement) drop = statement_get(store, "DELETE FROM untold WHERE mail = ?", error);
    if (!drop)
        return FALSE;
    statement_bind_int(drop, 1, mail);
    return statement_run(store, drop, error);
}

gboolean store_reviews_since(struct store *store, gint64 since, guint64 *ret_count, gint64 *ret_first, GError **error)
{
    g_autoptr(statement) query =
        statement_get(store, "SELECT count(*), min(created) FROM outbox WHERE letter = 'review' AND created > ?", error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, since);
    if (!statement_row(store, query, error))
        return FALSE;
    *ret_count = (guint64)column_int(query, 0);
    *ret_first = column_int(query, 1);
    return TRUE;
}
