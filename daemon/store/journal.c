#include "daemon/store/internal.h"

void journal_row_free(struct journal_row *row)
{
    if (!row)
        return;
    g_free(row->actor);
    g_free(row->what);
    g_free(row->detail);
    g_free(row);
}

/* 0 is "none", and NULL in the table keeps such rows out of the index. */
static void bind_reference(statement *query, int index, gint64 id)
{
    if (id)
        statement_bind_int(query, index, id);
}

gboolean store_journal_add(struct store *store, const struct journal_row *row, GError **error)
{
    g_autoptr(statement) insert = statement_get(
        store, "INSERT INTO journal (at, order_id, mail, actor, what, detail) VALUES (?,?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, row->when);
    bind_reference(insert, 2, row->order);
    bind_reference(insert, 3, row->mail);
    statement_bind_text(insert, 4, row->actor);
    statement_bind_text(insert, 5, row->what);
    statement_bind_text(insert, 6, row->detail);
    return statement_run(store, insert, error);
}

static gpointer journal_row_read(statement *query)
{
    struct journal_row *row = g_new0(struct journal_row, 1);
    row->id = column_int(query, 0);
    row->when = column_int(query, 1);
    row->order = column_int(query, 2);
    row->mail = column_int(query, 3);
    row->actor = column_text(query, 4);
    row->what = column_text(query, 5);
    row->detail = column_text(query, 6);
    return row;
}

GPtrArray *store_journal(struct store *store, gint64 order, gint64 mail, GError **error)
{
    g_autoptr(statement) query = order
        ? statement_get(store, "SELECT id, at, order_id, mail, actor, what, detail FROM journal WHERE order_id = ? ORDER BY id", error)
        : statement_get(store, "SELECT id, at, order_id, mail, actor, what, detail FROM journal WHERE mail = ? ORDER BY id", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, order ? order : mail);
    return statement_list(store, query, journal_row_read, (GDestroyNotify)journal_row_free, error);
}
