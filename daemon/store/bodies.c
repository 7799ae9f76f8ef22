/* The bodies of mails out: what was sent, whole, and its text. A large one is written and read in pieces: as a column's value, SQLite would put it
 * together in memory, and then copy it. */
#include "daemon/store/internal.h"

gboolean store_out_set_message(struct store *store, gint64 id, GBytes *message, const char *text, GError **error)
{
    g_autoptr(statement) insert =
        statement_get(store, "INSERT OR REPLACE INTO outbox_body (id, text, message) VALUES (?, ?, ?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, id);
    statement_bind_text(insert, 2, text);
    statement_bind_bytes(insert, 3, message);
    return statement_run(store, insert, error);
}

char *store_out_text(struct store *store, gint64 id, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT text FROM outbox_body WHERE id = ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, id);
    return statement_row(store, query, error) ? column_text(query, 0) : NULL;
}

static gboolean no_message(gint64 id, GError **error)
{
    if (error && !*error)
        g_set_error(error, STORE_ERROR, STORE_ERROR_OTHER, "outgoing mail %" G_GINT64_FORMAT " has no message", id);
    return FALSE;
}

/* --- in pieces ------------------------------------------------------------------------------------------------------------------ */

struct store_body {
    struct store *store;
    sqlite3_blob *blob;
    gint64 id;
    gsize size, done;
};

static sqlite3_blob *blob_open(struct store *store, gint64 id, gboolean write, GError **error)
{
    sqlite3_blob *blob = NULL;
    if (store_is_whole(store, error) && sqlite3_blob_open(store->db, "main", "outbox_body", "message", id, write, &blob) == SQLITE_OK)
        return blob;
    store_fail(store, error);
    sqlite3_blob_close(blob);
    return NULL;
}

struct store_body *store_body_begin(struct store *store, gint64 id, const char *text, gsize size, GError **error)
{
    g_autoptr(statement) insert =
        statement_get(store, "INSERT OR REPLACE INTO outbox_body (id, text, message) VALUES (?, ?, zeroblob(?))", error);
    if (!insert)
        return NULL;
    statement_bind_int(insert, 1, id);
    statement_bind_text(insert, 2, text);
    statement_bind_int(insert, 3, (gint64)size);
    sqlite3_blob *blob = statement_run(store, insert, error) ? blob_open(store, id, TRUE, error) : NULL;
    if (!blob)
        return NULL;
    struct store_body *body = g_new0(struct store_body, 1);
    *body = (struct store_body){store, blob, id, size, 0};
    return body;
}

gboolean store_body_write(gpointer context, const char *bytes, gsize size, GError **error)
{
    struct store_body *body = context;
    if (sqlite3_blob_write(body->blob, bytes, (int)size, (int)body->done) != SQLITE_OK)
        return store_fail(body->store, error);
    body->done += size;
    return TRUE;
}

gboolean store_body_end(struct store_body *body, GError **error)
{
    gboolean whole = body->done == body->size;
    gboolean closed = sqlite3_blob_close(body->blob) == SQLITE_OK || store_fail(body->store, error);
    if (closed && !whole)
        no_message(body->id, error);
    g_free(body);
    return closed && whole;
}

gboolean store_out_give(struct store *store, gint64 id, store_sink *sink, gpointer context, GError **error)
{
    sqlite3_blob *blob = blob_open(store, id, FALSE, error);
    if (!blob)
        return FALSE;
    g_autofree char *piece = g_malloc(STORE_LARGE);
    const int size = sqlite3_blob_bytes(blob);
    gboolean given = TRUE;
    for (int at = 0, length; at < size && given; at += length) {
        length = MIN(size - at, STORE_LARGE);
        given = sqlite3_blob_read(blob, piece, length, at) == SQLITE_OK || store_fail(store, error);
        given = given && sink(context, piece, (gsize)length, error);
    }
    sqlite3_blob_close(blob);
    return given;
}

/* --- in one ---------------------------------------------------------------------------------------------------------------------- */

static gboolean to_bytes(gpointer bytes, const char *piece, gsize size, GError **error)
{
    (void)error;
    g_byte_array_append(bytes, (const guint8 *)piece, (guint)size);
    return TRUE;
}

static GBytes *read_large(struct store *store, gint64 id, gsize size, GError **error)
{
    GByteArray *bytes = g_byte_array_sized_new((guint)size);
    if (store_out_give(store, id, to_bytes, bytes, error))
        return g_byte_array_free_to_bytes(bytes);
    g_byte_array_unref(bytes);
    return NULL;
}

gboolean store_out_body(struct store *store, gint64 id, GBytes **ret_message, gsize *ret_size, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT length(message), iif(length(message) <= " G_STRINGIFY(STORE_LARGE) ", message, NULL) FROM outbox_body WHERE id = ?", error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, id);
    if (!statement_row(store, query, error) || sqlite3_column_type(query, 0) == SQLITE_NULL)
        return no_message(id, error);
    *ret_size = (gsize)column_int(query, 0);
    *ret_message = *ret_size > STORE_LARGE ? NULL : g_bytes_new(sqlite3_column_blob(query, 1), *ret_size);
    return TRUE;
}

GBytes *store_out_message(struct store *store, gint64 id, GError **error)
{
    GBytes *message = NULL;
    gsize size = 0;
    if (!store_out_body(store, id, &message, &size, error))
        return NULL;
    return message ? message : read_large(store, id, size, error);
}
