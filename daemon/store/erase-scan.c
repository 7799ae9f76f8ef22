/* What belongs to a person, found: by the indexes of their address, and, of what is not theirs, by looking through a span of rows at a time. */
#include "daemon/store/internal.h"

#include "daemon/base/text.h"

/* --- theirs ------------------------------------------------------------------------------------------------------------------------ */

static GArray *ids_of_person(struct store *store, const char *sql, const char *address, gint64 until, guint limit, GError **error)
{
    g_autofree char *key = text_address_key(address);
    g_autoptr(statement) query = statement_get(store, sql, error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, key);
    statement_bind_int(query, 2, until);
    statement_bind_int(query, 3, limit);
    return statement_ids(store, query, error);
}

GArray *store_person_orders(struct store *store, const char *address, gint64 after, gint64 until, guint limit, GError **error)
{
    g_autofree char *key = text_address_key(address);
    g_autoptr(statement) query =
        statement_get(store, "SELECT id FROM orders WHERE customer_key = ?1 AND id > ?4 AND created <= ?2 ORDER BY id LIMIT ?3", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, key);
    statement_bind_int(query, 2, until);
    statement_bind_int(query, 3, limit);
    statement_bind_int(query, 4, after);
    return statement_ids(store, query, error);
}

GArray *store_person_mails(struct store *store, const char *address, gint64 until, guint limit, GError **error)
{
    return ids_of_person(store, "SELECT id FROM mail WHERE lower(sender) = ? AND sender IS NOT NULL AND taken <= ? ORDER BY id LIMIT ?", address,
                         until, limit, error);
}

GArray *store_person_outs(struct store *store, const char *address, gint64 until, guint limit, GError **error)
{
    return ids_of_person(store, "SELECT id FROM outbox WHERE recipient_key = ? AND created <= ? ORDER BY id LIMIT ?", address, until, limit,
                         error);
}

/* --- what hangs together ------------------------------------------------------------------------------------------------------------ */

static GArray *ids_by(struct store *store, const char *sql, gint64 key, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(store, sql, error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, key);
    if (limit)
        statement_bind_int(query, 2, limit);
    return statement_ids(store, query, error);
}

GArray *store_order_all_mails(struct store *store, gint64 order, GError **error)
{
    return ids_by(store,
                  "SELECT mail FROM order_mail WHERE order_id = ?1 UNION"
                  " SELECT mail FROM journal WHERE order_id = ?1 AND mail IS NOT NULL ORDER BY 1",
                  order, 0, error);
}

GArray *store_order_outs(struct store *store, gint64 order, GError **error)
{
    return ids_by(store, "SELECT id FROM outbox WHERE order_id = ? ORDER BY id", order, 0, error);
}

GArray *store_mail_outs(struct store *store, gint64 mail, GError **error)
{
    return ids_by(store, "SELECT id FROM outbox WHERE cause = ? ORDER BY id", mail, 0, error);
}

GArray *store_nameless_mails(struct store *store, gint64 after, guint limit, GError **error)
{
    return ids_by(store, "SELECT id FROM mail WHERE sender IS NULL AND spool IS NOT NULL AND state > 0 AND id > ? ORDER BY id LIMIT ?", after,
                  limit, error);
}

GArray *store_list_outs(struct store *store, gint64 after, guint limit, GError **error)
{
    return ids_by(store, "SELECT id FROM outbox WHERE order_id IS NULL AND cause IS NULL AND id > ? ORDER BY id LIMIT ?", after, limit, error);
}

/* --- others' ------------------------------------------------------------------------------------------------------------------------ */

#define NAMES(column) " instr(lower(" column "), ?3) > 0"
#define SPAN(table)   " " table ".order_id > ?1 AND " table ".order_id <= ?1 + ?2 AND"

GArray *store_orders_naming(struct store *store, const char *address, gint64 after, guint span, gboolean *ret_more, GError **error)
{
    g_autofree char *key = text_address_key(address);
    g_autoptr(statement) last = statement_get(store, "SELECT max(id) FROM orders", error);
    g_autoptr(statement) query = statement_get(store,
        "SELECT id FROM orders WHERE id > ?1 AND id <= ?1 + ?2 AND (" NAMES("unread") " OR" NAMES("hold_reason") " OR" NAMES("customer_name") ")"
        " UNION SELECT order_id FROM value WHERE" SPAN("value") " (" NAMES("text") " OR" NAMES("canonical") " OR" NAMES("candidates") ")"
        " UNION SELECT order_id FROM remark WHERE" SPAN("remark") NAMES("text")
        " UNION SELECT order_id FROM request WHERE" SPAN("request") NAMES("words")
        " UNION SELECT order_id FROM request_value WHERE" SPAN("request_value") " (" NAMES("text") " OR" NAMES("canonical") ")"
        " UNION SELECT order_id FROM survey WHERE" SPAN("survey") NAMES("comment")
        " UNION SELECT order_id FROM survey_reply WHERE" SPAN("survey_reply") NAMES("text") " ORDER BY 1", error);
    if (!last || !query || !statement_row(store, last, error))
        return NULL;
    *ret_more = column_int(last, 0) > after + (gint64)span;
    statement_bind_int(query, 1, after);
    statement_bind_int(query, 2, span);
    statement_bind_text(query, 3, key);
    return statement_ids(store, query, error);
}

/* Whether the text of this mail out, or what it is attached to, names the address. */
static gboolean body_names(struct store *store, gint64 out, const char *key, gboolean *ret_names, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = statement_get(store, "SELECT text, message FROM outbox_body WHERE id = ?", error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, out);
    *ret_names = FALSE;
    if (statement_row(store, query, &problem))
        for (int i = 0; i < 2; i++) {
            const char *bytes = (const char *)sqlite3_column_blob(query, i);
            *ret_names = *ret_names || text_names_address(bytes, (gsize)sqlite3_column_bytes(query, i), key);
        }
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

gboolean store_bodies_strike(struct store *store, gint64 order, const char *address, GError **error)
{
    g_autofree char *key = text_address_key(address);
    g_autoptr(GArray) outs = store_order_outs(store, order, error);
    for (guint i = 0; outs && key && i < outs->len; i++) {
        gint64 id = g_array_index(outs, gint64, i);
        gboolean names;
        if (!body_names(store, id, key, &names, error))
            return FALSE;
        if (names && !statement_change(store,
                                       "DELETE FROM outbox_body WHERE id = ?1 AND id IN"
                                       " (SELECT id FROM outbox WHERE id = ?1 AND state IN (2, 3, 5) AND copy_wanted = 0)",
                                       id, error))
            return FALSE;
    }
    return outs != NULL;
}
