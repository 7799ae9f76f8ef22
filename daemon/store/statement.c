#include "daemon/store/internal.h"

#include <errno.h>
#include <string.h>

/* A disk without room is not always called SQLITE_FULL: a file that cannot be made or grown for want of room is an I/O error, too. */
static gboolean is_full(int result, int problem)
{
    int primary = result & 0xff;
    return primary == SQLITE_FULL ||
           ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && (problem == ENOSPC || problem == EDQUOT));
}

enum store_error store_error_code(int result, int problem)
{
    if (is_full(result, problem))
        return STORE_ERROR_FULL;
    if (result == SQLITE_IOERR_NOMEM)
        return STORE_ERROR_BUSY;
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
        return STORE_ERROR_BUSY;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return STORE_ERROR_DISK;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return STORE_ERROR_CORRUPT;
    default:
        return STORE_ERROR_OTHER;
    }
}

gboolean store_fail(struct store *store, GError **error)
{
    int problem = errno; /* what SQLite's system layer goes by itself; sqlite3_system_errno forgets that of a COMMIT */
    if (error && *error)
        return FALSE; /* of two statements that are asked for together, the first to fail is told */
    int result = sqlite3_extended_errcode(store->db);
    enum store_error code = store_error_code(result, problem);
    gboolean of_the_system = problem != 0 && (code == STORE_ERROR_FULL || code == STORE_ERROR_DISK);
    const char *what = sqlite3_errmsg(store->db), *kind = sqlite3_errstr(result);
    gboolean same = g_str_equal(what, kind); /* "file is not a database" need not be said twice */
    g_set_error(error, STORE_ERROR, (gint)code, "database: %s (%s%s%d)%s%s", what, same ? "" : kind, same ? "" : ", ", result,
                of_the_system ? ": " : "", of_the_system ? g_strerror(problem) : "");
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

guint64 store_work(const struct store *store)
{
    GHashTableIter iterator;
    gpointer query;
    guint64 steps = 0;
    g_hash_table_iter_init(&iterator, store->statements);
    while (g_hash_table_iter_next(&iterator, NULL, &query))
        steps += (guint64)sqlite3_stmt_status(query, SQLITE_STMTSTATUS_VM_STEP, 0);
    return steps;
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
        sqlite3_bind_text(query, index, g_strdup(text), -1, g_free); /* SQLite's own copy would be NULL without memory */
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
    if (!store_is_whole(store, error))
        return FALSE;
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
    if (!store_is_whole(store, error))
        return FALSE;
    return sqlite3_step(query) == SQLITE_DONE || store_fail(store, error);
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

GPtrArray *statement_list(struct store *store, statement *query, statement_reader *read, GDestroyNotify free_row, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
    while (statement_row(store, query, &problem))
        g_ptr_array_add(rows, read(query));
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_steal_pointer(&rows);
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

/* As a blob: sqlite3_column_text would copy a text to end it with a NUL, and without memory a text would read as NULL. */
gpointer column_first_text(statement *query)
{
    return column_text(query, 0);
}

char *column_text(statement *query, int index)
{
    if (sqlite3_column_type(query, index) == SQLITE_NULL)
        return NULL;
    const char *text = sqlite3_column_blob(query, index);
    return text ? g_strndup(text, (gsize)sqlite3_column_bytes(query, index)) : g_strdup(""); /* an empty blob has no address */
}
