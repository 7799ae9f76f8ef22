#include "daemon/store/internal.h"

#include <string.h>

enum store_error store_error_code(int result, int problem)
{
    (void)problem;
    switch (result & 0xff) {
    case SQLITE_FULL:
        return STORE_ERROR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return STORE_ERROR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return STORE_ERROR_CORRUPT;
    default:
        return STORE_ERROR_OTHER;
    }
}

gboolean store_fail(struct store *store, GError **error)
{
    int result = sqlite3_extended_errcode(store->db);
    g_set_error(error, STORE_ERROR, (gint)store_error_code(result, 0), "database: %s (%s, %d)", sqlite3_errmsg(store->db),
                sqlite3_errstr(result), result);
    return FALSE;
}

gboolean store_exec(struct store *store, const char *sql, GError **error)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || store_fail(store, error);
}

statement *statement_get(struct store *store, const char *sql, GError **error)
{
    statement *found = g_hash_table_lookup(store->statements, sql);
    if (found)
        return found;
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &found, NULL) != SQLITE_OK) {
        store_fail(store, error);
        return NULL;
    }
    g_hash_table_insert(store->statements, (gpointer)sql, found);
    return found;
}

void statement_done(statement *query)
{
    sqlite3_reset(query);
    sqlite3_clear_bindings(query);
}

void statement_bind_int(statement *query, int index, gint64 value)
{
    sqlite3_bind_int64(query, index, value);
}

void statement_bind_text(statement *query, int index, const char *text)
{
    if (text)
        sqlite3_bind_text(query, index, text, -1, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(query, index);
}

void statement_bind_bytes(statement *query, int index, GBytes *bytes)
{
    gsize length = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    if (bytes)
        sqlite3_bind_blob64(query, index, data ? data : "", length, SQLITE_STATIC);
    else
        sqlite3_bind_null(query, index);
}

gboolean statement_row(struct store *store, statement *query, GError **error)
{
    switch (sqlite3_step(query)) {
    case SQLITE_ROW:
        return TRUE;
    case SQLITE_DONE:
        return FALSE;
    default:
        return store_fail(store, error);
    }
}

gboolean statement_run(struct store *store, statement *query, GError **error)
{
    int result = sqlite3_step(query);
    return result == SQLITE_DONE || result == SQLITE_ROW || store_fail(store, error);
}

GArray *statement_ids(struct store *store, statement *query, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (statement_row(store, query, &problem)) {
        gint64 id = column_int(query, 0);
        g_array_append_val(ids, id);
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_steal_pointer(&ids);
}

gboolean statement_change(struct store *store, const char *sql, gint64 key, GError **error)
{
    g_autoptr(statement) change = statement_get(store, sql, error);
    if (!change)
        return FALSE;
    statement_bind_int(change, 1, key);
    return statement_run(store, change, error);
}

gint64 column_int(statement *query, int index)
{
    return sqlite3_column_int64(query, index);
}

char *column_text(statement *query, int index)
{
    return g_strdup((const char *)sqlite3_column_text(query, index));
}
