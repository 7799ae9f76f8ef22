/* What is past its time. Each call looks at a batch, by an index that holds only what is still to be taken away, so that a day's run costs
 * what is due that day. */
#include "daemon/store/internal.h"

struct due {
    gint64 id;
    gboolean old, free; /* past its time; and nothing needs it any more */
    char *file;
};

static void due_clear(gpointer data)
{
    g_free(((struct due *)data)->file);
}

/* Rows of: id, whether it is old, whether it is free, a file's name or NULL. */
static GArray *due_all(struct store *store, statement *query, gint64 before, gint64 after, guint limit, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct due));
    g_array_set_clear_func(all, due_clear);
    statement_bind_int(query, 1, after);
    statement_bind_int(query, 2, before);
    statement_bind_int(query, 3, limit);
    while (statement_row(store, query, &problem)) {
        struct due due = {column_int(query, 0), column_int(query, 1) != 0, column_int(query, 2) != 0, column_text(query, 3)};
        g_array_append_val(all, due);
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_steal_pointer(&all);
}

static gboolean mail_expire(struct store *store, const struct due *due, GError **error)
{
    return shred_add(store, due->file, error) && statement_change(store, "UPDATE mail SET spool = NULL WHERE id = ?", due->id, error) &&
           statement_change(store, "DELETE FROM mail_part WHERE mail = ?", due->id, error);
}

static gboolean body_expire(struct store *store, const struct due *due, GError **error)
{
    return statement_change(store, "DELETE FROM outbox_body WHERE id = ?", due->id, error);
}

/* Ids grow with time: at the first that is not old yet, the rest is not, either. */
static gboolean expire(struct store *store, const GArray *due, gboolean (*one)(struct store *, const struct due *, GError **),
                       gint64 *ret_last, GError **error)
{
    *ret_last = 0;
    for (guint i = 0; due && i < due->len; i++) {
        const struct due *next = &g_array_index(due, struct due, i);
        if (!next->old) {
            *ret_last = 0;
            return TRUE;
        }
        if (next->free && !one(store, next, error))
            return FALSE;
        *ret_last = next->id;
    }
    return due != NULL;
}

gboolean store_expire_mails(struct store *store, gboolean quarantined, gint64 before, gint64 after, guint limit, gint64 *ret_last,
                            GError **error)
{
#define SPOOLED(state)                                                                                                             \
    "SELECT id, taken < ?2, NOT EXISTS (SELECT 1 FROM order_mail JOIN orders ON orders.id = order_mail.order_id"                   \
    " WHERE order_mail.mail = mail.id AND orders.phase IN ('incomplete', 'held', 'received')), spool FROM mail"                    \
    " WHERE spool IS NOT NULL AND " state " AND id > ?1 ORDER BY id LIMIT ?3"
    g_autoptr(statement) query = statement_get(store, quarantined ? SPOOLED("state = 3") : SPOOLED("state IN (1, 2)"), error);
#undef SPOOLED
    g_autoptr(GArray) due = query ? due_all(store, query, before, after, limit, error) : NULL;
    return expire(store, due, mail_expire, ret_last, error);
}

gboolean store_expire_bodies(struct store *store, gint64 before, gint64 after, guint limit, gint64 *ret_last, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT id, created < ?2, state IN (3, 5) OR (state = 2 AND copy_wanted = 0), NULL FROM outbox_body JOIN outbox USING (id)"
        " WHERE id > ?1 ORDER BY id LIMIT ?3", error);
    g_autoptr(GArray) due = query ? due_all(store, query, before, after, limit, error) : NULL;
    return expire(store, due, body_expire, ret_last, error);
}

gboolean store_expire_comments(struct store *store, gint64 before, guint limit, gint64 *ret_last, GError **error)
{
    g_autoptr(statement) query =
        statement_get(store, "SELECT order_id FROM survey WHERE wordless = 0 AND at < ? ORDER BY at LIMIT ?", error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, before);
    statement_bind_int(query, 2, limit);
    g_autoptr(GArray) due = statement_ids(store, query, error);
    *ret_last = 0;
    for (guint i = 0; due && i < due->len; i++) {
        gint64 id = g_array_index(due, gint64, i);
        if (!statement_change(store, "UPDATE survey SET comment = NULL, wordless = 1 WHERE order_id = ?", id, error) ||
            !statement_change(store, "DELETE FROM survey_reply WHERE order_id = ?", id, error))
            return FALSE;
        *ret_last = id;
    }
    return due != NULL;
}

GArray *store_orders_over(struct store *store, gboolean bare, gint64 before, guint limit, GError **error)
{
/* The plus keeps SQLite from going through all that were ever delivered, by their state. */
#define OVER(erased)                                                                                                               \
    "SELECT id FROM orders WHERE erased = " erased " AND changed < ?"                                                              \
    " AND +state IN ('delivered', 'shipped', 'cancelled', 'declined', 'expired') ORDER BY changed LIMIT ?"
    g_autoptr(statement) query = statement_get(store, bare ? OVER("1") : OVER("0"), error);
#undef OVER
    if (!query)
        return NULL;
    statement_bind_int(query, 1, before);
    statement_bind_int(query, 2, limit);
    return statement_ids(store, query, error);
}
