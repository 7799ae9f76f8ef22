/* What is erased in the database and still has to be removed from mailboxes and from the spool, as rows: whoever does it can do it again
 * after a crash. */
#include "daemon/store/internal.h"

void removal_free(struct removal *removal)
{
    if (!removal)
        return;
    g_free(removal->message_id);
    g_free(removal);
}

gboolean removal_add(struct store *store, const char *mailbox, gboolean sent, const char *message_id, gint64 arrived, guint64 size,
                     GError **error)
{
    g_autoptr(statement) insert = statement_get(
        store, "INSERT INTO removal (mailbox, sent, message_id, arrived, size) VALUES (?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_text(insert, 1, mailbox);
    statement_bind_int(insert, 2, sent != 0);
    statement_bind_text(insert, 3, message_id ? message_id : "");
    statement_bind_int(insert, 4, arrived);
    statement_bind_int(insert, 5, (gint64)size);
    return statement_run(store, insert, error);
}

gboolean shred_add(struct store *store, const char *file, GError **error)
{
    g_autoptr(statement) insert = statement_get(store, "INSERT INTO shred (file) VALUES (?) ON CONFLICT DO NOTHING", error);
    if (!insert)
        return FALSE;
    statement_bind_text(insert, 1, file);
    return statement_run(store, insert, error);
}

static gpointer removal_read(statement *query)
{
    struct removal *removal = g_new0(struct removal, 1);
    removal->id = column_int(query, 0);
    removal->sent = column_int(query, 1) != 0;
    removal->message_id = column_text(query, 2);
    removal->arrived = column_int(query, 3);
    removal->size = (guint64)column_int(query, 4);
    return removal;
}

GPtrArray *store_removals(struct store *store, const char *mailbox, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(
        store, "SELECT id, sent, message_id, arrived, size FROM removal WHERE mailbox = ? ORDER BY id LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, mailbox);
    statement_bind_int(query, 2, limit);
    return statement_list(store, query, removal_read, (GDestroyNotify)removal_free, error);
}

gboolean store_removal_done(struct store *store, gint64 id, GError **error)
{
    return statement_change(store, "DELETE FROM removal WHERE id = ?", id, error);
}

gboolean store_removals_count(struct store *store, guint64 *ret_count, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT count(*) FROM removal", error);
    if (!query || !statement_row(store, query, error))
        return FALSE;
    *ret_count = (guint64)column_int(query, 0);
    return TRUE;
}

GPtrArray *store_shreds(struct store *store, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT file FROM shred WHERE account = 1 LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, limit);
    return statement_list(store, query, column_first_text, g_free, error);
}

gboolean store_shred_done(struct store *store, const char *file, GError **error)
{
    g_autoptr(statement) drop = statement_get(store, "DELETE FROM shred WHERE account = 1 AND file = ?", error);
    if (!drop)
        return FALSE;
    statement_bind_text(drop, 1, file);
    return statement_run(store, drop, error);
}
