/* Bounds on automatic mail that were reached: what holds now, of what the admin is not told yet. What is over and told leaves the table,
 * but the last that held for everybody: from its end on, mails are counted anew. */
#include "daemon/store/internal.h"

#include "daemon/base/text.h"

#define COLUMNS "id, scope, object, most, since, until, held, told, done"

void breaker_free(struct breaker *breaker)
{
    if (!breaker)
        return;
    g_free(breaker->object);
    g_free(breaker);
}

static gpointer breaker_read(statement *query)
{
    struct breaker *breaker = g_new0(struct breaker, 1);
    g_autofree char *scope = column_text(query, 1);
    breaker->id = column_int(query, 0);
    breaker->scope = policy_cap_parse(scope);
    breaker->object = column_text(query, 2);
    breaker->most = (guint)column_int(query, 3);
    breaker->since = column_int(query, 4);
    breaker->until = column_int(query, 5);
    breaker->held = (guint64)column_int(query, 6);
    breaker->told = column_int(query, 7);
    breaker->done = column_int(query, 8) != 0;
    return breaker;
}

struct breaker *store_breaker_last(struct store *store, enum policy_cap scope, const char *object, GError **error)
{
    g_autoptr(statement) query = statement_get(
        store, "SELECT " COLUMNS " FROM breaker WHERE scope = ? AND object = ? ORDER BY id DESC LIMIT 1", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, policy_cap_name(scope));
    statement_bind_text(query, 2, object);
    return statement_row(store, query, error) ? breaker_read(query) : NULL;
}

static gboolean breaker_add(struct store *store, struct breaker *breaker, GError **error)
{
    g_autoptr(statement) insert =
        statement_get(store, "INSERT INTO breaker (scope, object, most, since, until, held, told, done) VALUES (?,?,?,?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_text(insert, 1, policy_cap_name(breaker->scope));
    statement_bind_text(insert, 2, breaker->object);
    statement_bind_int(insert, 3, breaker->most);
    statement_bind_int(insert, 4, breaker->since);
    statement_bind_int(insert, 5, breaker->until);
    statement_bind_int(insert, 6, (gint64)breaker->held);
    statement_bind_int(insert, 7, breaker->told);
    statement_bind_int(insert, 8, breaker->done);
    if (!statement_run(store, insert, error))
        return FALSE;
    breaker->id = sqlite3_last_insert_rowid(store->db);
    return TRUE;
}

gboolean store_breaker_save(struct store *store, struct breaker *breaker, GError **error)
{
    if (!breaker->id)
        return breaker_add(store, breaker, error);
    g_autoptr(statement) update = statement_get(store, "UPDATE breaker SET held = ?, told = ?, done = ? WHERE id = ?", error);
    if (!update)
        return FALSE;
    statement_bind_int(update, 1, (gint64)breaker->held);
    statement_bind_int(update, 2, breaker->told);
    statement_bind_int(update, 3, breaker->done);
    statement_bind_int(update, 4, breaker->id);
    return statement_run(store, update, error);
}

static GPtrArray *breakers_all(struct store *store, statement *query, guint limit, GError **error)
{
    statement_bind_int(query, 1, limit);
    return statement_list(store, query, breaker_read, (GDestroyNotify)breaker_free, error);
}

GPtrArray *store_breakers(struct store *store, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT " COLUMNS " FROM breaker WHERE done = 0 ORDER BY id LIMIT ?", error);
    return query ? breakers_all(store, query, limit, error) : NULL;
}

GPtrArray *store_breakers_untold(struct store *store, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT " COLUMNS " FROM breaker WHERE told = 0 ORDER BY id LIMIT ?", error);
    return query ? breakers_all(store, query, limit, error) : NULL;
}

gint64 store_breakers_told(struct store *store, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT max(told) FROM breaker", error);
    return query && statement_row(store, query, error) ? column_int(query, 0) : 0;
}

gint64 store_breakers_next(struct store *store, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT min(until) FROM breaker WHERE done = 0", error);
    return query && statement_row(store, query, error) ? column_int(query, 0) : 0;
}

gboolean store_breakers_tidy(struct store *store, GError **error)
{
    g_autoptr(statement) drop = statement_get(store,
        "DELETE FROM breaker WHERE done = 1 AND told > 0"
        " AND (scope <> 'all' OR id < (SELECT max(id) FROM breaker WHERE scope = 'all'))", error);
    return drop && statement_run(store, drop, error);
}
