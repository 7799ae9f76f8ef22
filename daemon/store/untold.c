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

gboolean store_untold_add(struct store *store, gint64 mail, gint64 order, const char *why, gboolean capped, gint64 due, GError **error)
{
    g_autoptr(statement) insert = statement_get(
        store, "INSERT OR REPLACE INTO untold (mail, order_id, why, due, capped) VALUES (?, nullif(?, 0), ?, ?, ?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, mail);
    statement_bind_int(insert, 2, order);
    statement_bind_text(insert, 3, why);
    statement_bind_int(insert, 4, due);
    statement_bind_int(insert, 5, capped);
    return statement_run(store, insert, error);
}

gint64 store_untold_due(struct store *store, gboolean capped, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT due FROM untold WHERE capped = ? ORDER BY due LIMIT 1", error);
    if (!query)
        return 0;
    statement_bind_int(query, 1, capped != 0);
    return statement_row(store, query, error) ? column_int(query, 0) : 0;
}

#define FROM_UNTOLD " FROM untold JOIN mail ON mail.id = untold.mail LEFT JOIN orders ON orders.id = untold.order_id"

static gpointer untold_read(statement *query)
{
    struct untold *untold = g_new0(struct untold, 1);
    untold->mail = column_int(query, 0);
    untold->arrived = column_int(query, 1);
    untold->from = column_text(query, 2);
    untold->subject = column_text(query, 3);
    untold->why = column_text(query, 4);
    untold->order = column_text(query, 5);
    untold->count = (guint64)column_int(query, 6);
    return untold;
}

static GPtrArray *untold_all(struct store *store, statement *query, guint limit, GError **error)
{
    statement_bind_int(query, 1, limit);
    return statement_list(store, query, untold_read, (GDestroyNotify)untold_free, error);
}

GPtrArray *store_untold(struct store *store, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT untold.mail, mail.arrived, mail.sender, mail.subject, untold.why, orders.number, 1" FROM_UNTOLD
        " WHERE untold.capped = 0 ORDER BY untold.mail LIMIT ?", error);
    return query ? untold_all(store, query, limit, error) : NULL;
}

GPtrArray *store_untold_capped(struct store *store, guint limit, guint64 *ret_mails, GError **error)
{
    g_autoptr(statement) count = statement_get(store, "SELECT count(*) FROM untold WHERE capped = 1", error);
    g_autoptr(statement) query = statement_get(store,
        "SELECT min(untold.mail), mail.arrived, mail.sender, mail.subject, untold.why, orders.number, count(*)" FROM_UNTOLD
        " WHERE untold.capped = 1 GROUP BY untold.why, untold.order_id,"
        " CASE untold.why WHEN 'domain-enough' THEN substr(lower(mail.sender), instr(mail.sender, '@')) ELSE lower(mail.sender) END"
        " ORDER BY count(*) DESC, min(untold.mail) LIMIT ?", error);
    if (!count || !query || !statement_row(store, count, error))
        return NULL;
    *ret_mails = (guint64)column_int(count, 0);
    return untold_all(store, query, limit, error);
}

gboolean store_untold_capped_told(struct store *store, GError **error)
{
    g_autoptr(statement) drop = statement_get(store, "DELETE FROM untold WHERE capped = 1", error);
    return drop && statement_run(store, drop, error);
}

gboolean store_untold_told(struct store *store, gint64 mail, GError **error)
{
    return statement_change(store, "DELETE FROM untold WHERE mail = ?", mail, error);
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
