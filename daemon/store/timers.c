#include "daemon/store/internal.h"

void timer_free(struct timer *timer)
{
    if (!timer)
        return;
    g_free(timer->kind);
    g_free(timer);
}

gboolean store_timer_set(struct store *store, gint64 order, const char *kind, gint64 due, GError **error)
{
    g_autoptr(statement) insert = statement_get(store,
        "INSERT INTO timer (order_id, kind, due) VALUES (?1, ?2, ?3) ON CONFLICT (order_id, kind) DO UPDATE SET due = ?3", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_text(insert, 2, kind);
    statement_bind_int(insert, 3, due);
    return statement_run(store, insert, error);
}

gboolean store_timer_cancel(struct store *store, gint64 order, const char *kind, GError **error)
{
    g_autoptr(statement) cancel =
        statement_get(store, "DELETE FROM timer WHERE order_id = ?1 AND (?2 IS NULL OR kind = ?2)", error);
    if (!cancel)
        return FALSE;
    statement_bind_int(cancel, 1, order);
    statement_bind_text(cancel, 2, kind);
    return statement_run(store, cancel, error);
}

static gpointer timer_read(statement *query)
{
    struct timer *timer = g_new0(struct timer, 1);
    timer->id = column_int(query, 0);
    timer->order = column_int(query, 1);
    timer->kind = column_text(query, 2);
    timer->due = column_int(query, 3);
    return timer;
}

GPtrArray *store_timers_due(struct store *store, gint64 now, guint limit, GError **error)
{
    g_autoptr(statement) query =
        statement_get(store, "SELECT id, order_id, kind, due FROM timer WHERE due <= ? ORDER BY due, id LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, now);
    statement_bind_int(query, 2, limit);
    return statement_list(store, query, timer_read, (GDestroyNotify)timer_free, error);
}

gint64 store_timers_next(struct store *store, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT due FROM timer ORDER BY due, id LIMIT 1", error);
    return query && statement_row(store, query, error) ? column_int(query, 0) : 0;
}
