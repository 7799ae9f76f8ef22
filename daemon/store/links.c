/* What ties orders to mails: which mails belong to which order, and the tokens by which an answer is known. */
#include "daemon/store/internal.h"

#include "daemon/base/text.h"

gboolean store_order_add_mail(struct store *store, gint64 order, gint64 mail, GError **error)
{
    g_autoptr(statement) insert =
        statement_get(store, "INSERT INTO order_mail (order_id, mail) VALUES (?, ?) ON CONFLICT DO NOTHING", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_int(insert, 2, mail);
    return statement_run(store, insert, error);
}

static GArray *ids_of(struct store *store, const char *sql, gint64 key, GError **error)
{
    g_autoptr(statement) query = statement_get(store, sql, error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, key);
    return statement_ids(store, query, error);
}

GArray *store_order_mails(struct store *store, gint64 order, GError **error)
{
    return ids_of(store, "SELECT mail FROM order_mail WHERE order_id = ? ORDER BY mail", order, error);
}

GArray *store_mail_orders(struct store *store, gint64 mail, GError **error)
{
    return ids_of(store, "SELECT order_id FROM order_mail WHERE mail = ? ORDER BY order_id", mail, error);
}

/* To be freed; NULL with `error`. An order's tokens begin alike: among those of a million orders they stand on one page of the index, where each would be
 * on one of its own, to be read, logged and copied back. */
static char *token_for(struct store *store, gint64 order, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(statement) query = statement_get(store, "SELECT token FROM token WHERE order_id = ? LIMIT 1", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, order);
    gboolean found = statement_row(store, query, &problem);
    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    g_autofree char *other = found ? column_text(query, 0) : NULL;
    return other ? text_random_token_beside(other) : text_random_token();
}

/* *ret_token: the new one, to be freed; NULL where the audience has one. */
static gboolean token_add(struct store *store, gint64 order, const char *audience, char **ret_token, GError **error)
{
    *ret_token = NULL;
    g_autofree char *token = token_for(store, order, error);
    if (!token)
        return FALSE;
    g_autoptr(statement) insert = statement_get(
        store, "INSERT INTO token (token, order_id, audience) VALUES (?, ?, ?) ON CONFLICT (order_id, audience) DO NOTHING", error);
    if (!insert)
        return FALSE;
    statement_bind_text(insert, 1, token);
    statement_bind_int(insert, 2, order);
    statement_bind_text(insert, 3, audience);
    if (!statement_run(store, insert, error))
        return FALSE;
    if (sqlite3_changes(store->db) > 0)
        *ret_token = g_steal_pointer(&token);
    return TRUE;
}

char *store_token(struct store *store, gint64 order, const char *audience, GError **error)
{
    char *added;
    if (!token_add(store, order, audience, &added, error) || added)
        return added;
    g_autoptr(statement) query =
        statement_get(store, "SELECT token FROM token WHERE order_id = ? AND audience = ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, order);
    statement_bind_text(query, 2, audience);
    return statement_row(store, query, error) ? column_text(query, 0) : NULL;
}

gboolean store_token_find(struct store *store, const char *token, gint64 *ret_order, char **ret_audience, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT order_id, audience FROM token WHERE token = ?", error);
    if (!query)
        return FALSE;
    statement_bind_text(query, 1, token);
    if (!statement_row(store, query, error))
        return FALSE;
    *ret_order = column_int(query, 0);
    *ret_audience = column_text(query, 1);
    return TRUE;
}
