/* Mails out: small rows that are looked at often, and their bodies apart from them. */
#include "daemon/store/internal.h"

#include "daemon/base/text.h"

static const char *const state_names[] = {
    [OUT_QUEUED] = "queued", [OUT_SENDING] = "sending", [OUT_SENT] = "sent",
    [OUT_FAILED] = "failed", [OUT_HELD] = "held",       [OUT_DROPPED] = "dropped",
};

const char *out_state_name(enum out_state state)
{
    return state_names[state];
}

void out_free(struct out *out)
{
    if (!out)
        return;
    g_free(out->mailbox);
    g_free(out->letter);
    g_free(out->audience);
    g_free(out->language);
    g_free(out->recipient);
    g_free(out->sender);
    g_free(out->message_id);
    g_free(out->subject);
    g_free(out->reply);
    g_free(out->topic);
    g_free(out);
}

/* --- writing ------------------------------------------------------------------------------------------------------------------- */

gboolean store_out_add(struct store *store, struct out *out, GBytes *message, const char *text, GError **error)
{
    g_autofree char *key = text_address_key(out->recipient);
    g_autofree char *domain = text_address_domain(out->recipient);
    g_autoptr(statement) insert = statement_get(store,
        "INSERT INTO outbox (state, order_id, cause, mailbox, letter, audience, language, recipient, recipient_key, sender, message_id,"
        " subject, answer, created, next_try, first_try, done, tries, reply, unknown, copy_wanted, topic, revision, recipient_domain)"
        " VALUES (?1, nullif(?2, 0), nullif(?3, 0), ?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, out->state);
    statement_bind_int(insert, 2, out->order);
    statement_bind_int(insert, 3, out->cause);
    statement_bind_text(insert, 4, out->mailbox);
    statement_bind_text(insert, 5, out->letter);
    statement_bind_text(insert, 6, out->audience);
    statement_bind_text(insert, 7, out->language);
    statement_bind_text(insert, 8, out->recipient);
    statement_bind_text(insert, 9, key);
    statement_bind_text(insert, 10, out->sender);
    statement_bind_text(insert, 11, out->message_id);
    statement_bind_text(insert, 12, out->subject);
    statement_bind_int(insert, 13, out->answer != 0);
    statement_bind_int(insert, 14, out->created);
    statement_bind_int(insert, 15, out->next_try);
    statement_bind_int(insert, 16, out->first_try);
    statement_bind_int(insert, 17, out->done);
    statement_bind_int(insert, 18, out->tries);
    statement_bind_text(insert, 19, out->reply);
    statement_bind_int(insert, 20, out->unknown != 0);
    statement_bind_int(insert, 21, out->copy_wanted != 0);
    statement_bind_text(insert, 22, out->topic);
    statement_bind_int(insert, 23, out->revision);
    statement_bind_text(insert, 24, domain);
    if (!statement_run(store, insert, error))
        return FALSE;
    out->id = sqlite3_last_insert_rowid(store->db);
    return store_out_set_message(store, out->id, message, text, error);
}

gboolean store_out_save(struct store *store, const struct out *out, GError **error)
{
    g_autoptr(statement) update = statement_get(store,
        "UPDATE outbox SET state = ?, subject = ?, next_try = ?, first_try = ?, done = ?, tries = ?, reply = ?, unknown = ?, copy_wanted = ?"
        " WHERE id = ?", error);
    if (!update)
        return FALSE;
    statement_bind_int(update, 1, out->state);
    statement_bind_text(update, 2, out->subject);
    statement_bind_int(update, 3, out->next_try);
    statement_bind_int(update, 4, out->first_try);
    statement_bind_int(update, 5, out->done);
    statement_bind_int(update, 6, out->tries);
    statement_bind_text(update, 7, out->reply);
    statement_bind_int(update, 8, out->unknown != 0);
    statement_bind_int(update, 9, out->copy_wanted != 0);
    statement_bind_int(update, 10, out->id);
    return statement_run(store, update, error);
}

gboolean store_sending_life(struct store *store, guint64 *ret_life, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = statement_get(store, "SELECT value FROM secret WHERE account = 1 AND name = 'sending life'", &problem);
    gboolean found = query && statement_row(store, query, &problem);
    g_autofree char *life = found ? column_text(query, 0) : NULL;
    *ret_life = life ? g_ascii_strtoull(life, NULL, 16) : 0;
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

gboolean store_sending_life_begin(struct store *store, guint64 life, GError **error)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_MODIFIER "x", life);
    g_autoptr(statement) update = statement_get(store, "INSERT OR REPLACE INTO secret (name, value) VALUES ('sending life', ?)", error);
    if (!update)
        return FALSE;
    statement_bind_text(update, 1, text);
    return statement_run(store, update, error);
}

gint64 store_outs_recover(struct store *store, gint64 now, GError **error)
{
    g_autoptr(statement) update =
        statement_get(store, "UPDATE outbox SET state = 0, unknown = 1, next_try = ? WHERE state = 1", error);
    if (!update)
        return -1;
    statement_bind_int(update, 1, now);
    return statement_run(store, update, error) ? sqlite3_changes(store->db) : -1;
}

gboolean store_outs_hasten(struct store *store, gint64 now, GError **error)
{
    g_autoptr(statement) update = statement_get(store,
        "UPDATE outbox SET next_try = CASE first_try WHEN 0 THEN ?1 + max(next_try - created, 0) ELSE ?1 END, first_try = 0,"
        " created = min(created, ?1) WHERE state = 0 AND (created > ?1 + 60 OR first_try > ?1 + 60)", error);
    if (!update)
        return FALSE;
    statement_bind_int(update, 1, now);
    return statement_run(store, update, error);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------- */

#define OUT_COLUMNS                                                                                                               \
    "id, state, order_id, cause, mailbox, letter, audience, language, recipient, sender, message_id, subject, answer, created,"     \
    " next_try, first_try, done, tries, reply, unknown, copy_wanted, topic, revision"

static gpointer out_read(statement *query)
{
    struct out *out = g_new0(struct out, 1);
    out->id = column_int(query, 0);
    out->state = (enum out_state)column_int(query, 1);
    out->order = column_int(query, 2);
    out->cause = column_int(query, 3);
    out->mailbox = column_text(query, 4);
    out->letter = column_text(query, 5);
    out->audience = column_text(query, 6);
    out->language = column_text(query, 7);
    out->recipient = column_text(query, 8);
    out->sender = column_text(query, 9);
    out->message_id = column_text(query, 10);
    out->subject = column_text(query, 11);
    out->answer = column_int(query, 12) != 0;
    out->created = column_int(query, 13);
    out->next_try = column_int(query, 14);
    out->first_try = column_int(query, 15);
    out->done = column_int(query, 16);
    out->tries = (guint)column_int(query, 17);
    out->reply = column_text(query, 18);
    out->unknown = column_int(query, 19) != 0;
    out->copy_wanted = column_int(query, 20) != 0;
    out->topic = column_text(query, 21);
    out->revision = (guint)column_int(query, 22);
    return out;
}

static struct out *out_first(struct store *store, statement *query, GError **error)
{
    return statement_row(store, query, error) ? out_read(query) : NULL;
}

static GPtrArray *out_all(struct store *store, statement *query, GError **error)
{
    return statement_list(store, query, out_read, (GDestroyNotify)out_free, error);
}

struct out *store_out_load(struct store *store, gint64 id, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT " OUT_COLUMNS " FROM outbox WHERE id = ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, id);
    return out_first(store, query, error);
}

struct out *store_out_by_message_id(struct store *store, const char *message_id, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT " OUT_COLUMNS " FROM outbox WHERE message_id = ?", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, message_id);
    return out_first(store, query, error);
}

struct out *store_out_last(struct store *store, gint64 order, const char *audience, const char *letter, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT " OUT_COLUMNS " FROM outbox WHERE order_id = ?1 AND audience = ?2 AND (?3 IS NULL OR letter = ?3)"
        " AND state NOT IN (4, 5) ORDER BY id DESC LIMIT 1", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, order);
    statement_bind_text(query, 2, audience);
    statement_bind_text(query, 3, letter);
    return out_first(store, query, error);
}

gint64 store_outs_since(struct store *store, gint64 order, const char *audience, const char *letter, gint64 since, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT count(*) FROM outbox WHERE order_id = ? AND audience = ? AND letter = ? AND created >= ?", error);
    if (!query)
        return -1;
    statement_bind_int(query, 1, order);
    statement_bind_text(query, 2, audience);
    statement_bind_text(query, 3, letter);
    statement_bind_int(query, 4, since);
    return statement_row(store, query, error) ? column_int(query, 0) : -1;
}

struct out *store_out_last_to(struct store *store, gint64 order, const char *audience, const char *recipient, GError **error)
{
    g_autofree char *key = text_address_key(recipient);
    g_autoptr(statement) query = statement_get(store,
        "SELECT " OUT_COLUMNS " FROM outbox WHERE order_id = ? AND audience = ? AND recipient_key = ? AND state NOT IN (4, 5)"
        " ORDER BY id DESC LIMIT 1", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, order);
    statement_bind_text(query, 2, audience);
    statement_bind_text(query, 3, key);
    return out_first(store, query, error);
}

GPtrArray *store_outs_waiting_to(struct store *store, const char *recipient, GError **error)
{
    g_autofree char *key = text_address_key(recipient);
    g_autoptr(statement) query = statement_get(store,
        "SELECT " OUT_COLUMNS " FROM outbox WHERE state = 0 AND audience = 'customer' AND recipient_key = ? ORDER BY id", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, key);
    return out_all(store, query, error);
}

GPtrArray *store_outs_due(struct store *store, gint64 now, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(
        store, "SELECT " OUT_COLUMNS " FROM outbox WHERE state = 0 AND next_try <= ? ORDER BY next_try, audience <> 'customer', id LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, now);
    statement_bind_int(query, 2, limit);
    return out_all(store, query, error);
}

gint64 store_outs_next(struct store *store, GError **error)
{
    g_autoptr(statement) query =
        statement_get(store, "SELECT next_try FROM outbox WHERE state = 0 ORDER BY next_try LIMIT 1", error);
    return query && statement_row(store, query, error) ? column_int(query, 0) : 0;
}

GPtrArray *store_outs_list(struct store *store, gboolean all, guint limit, GError **error)
{
    g_autoptr(statement) query = all
        ? statement_get(store, "SELECT " OUT_COLUMNS " FROM outbox ORDER BY id DESC LIMIT ?", error)
        : statement_get(store, "SELECT " OUT_COLUMNS " FROM outbox WHERE state NOT IN (2, 5) ORDER BY id LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, limit);
    return out_all(store, query, error);
}

GPtrArray *store_outs_to_copy(struct store *store, const char *mailbox, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT " OUT_COLUMNS " FROM outbox WHERE copy_wanted = 1 AND state = 2 AND mailbox = ? ORDER BY id LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, mailbox);
    statement_bind_int(query, 2, limit);
    return out_all(store, query, error);
}

gint64 store_answers_since(struct store *store, const char *recipient, gint64 since, GError **error)
{
    g_autofree char *key = text_address_key(recipient);
    g_autoptr(statement) query =
        statement_get(store, "SELECT count(*) FROM outbox WHERE answer = 1 AND recipient_key = ? AND created >= ?", error);
    if (!query)
        return -1;
    statement_bind_text(query, 1, key);
    statement_bind_int(query, 2, since);
    return statement_row(store, query, error) ? column_int(query, 0) : -1;
}

void answer_row_free(struct answer_row *row)
{
    g_free(row->domain);
    g_free(row);
}

static gpointer answer_row_read(statement *query)
{
    struct answer_row *row = g_new0(struct answer_row, 1);
    row->created = column_int(query, 0);
    row->domain = column_text(query, 1);
    return row;
}

GPtrArray *store_answers(struct store *store, gint64 since, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT created, CASE audience WHEN 'customer' THEN recipient_domain END FROM outbox"
        " WHERE answer = 1 AND audience IN ('customer', 'stranger') AND created >= ? ORDER BY created", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, since);
    return statement_list(store, query, answer_row_read, (GDestroyNotify)answer_row_free, error);
}

gboolean store_outs_undo(struct store *store, gint64 order, guint since, gint64 now, GError **error)
{
    g_autoptr(statement) drop = statement_get(store,
        "UPDATE outbox SET state = 5, done = ?1 WHERE order_id = ?2 AND revision > ?3 AND next_try > created AND first_try = 0"
        " AND state = 0", error);
    g_autoptr(statement) revive = statement_get(store,
        "UPDATE outbox SET state = 0, done = 0, recalled = 0 WHERE order_id = ?1 AND revision <= ?2 AND recalled > ?2 AND state = 5", error);
    if (!drop || !revive)
        return FALSE;
    statement_bind_int(drop, 1, now);
    statement_bind_int(drop, 2, order);
    statement_bind_int(drop, 3, since);
    statement_bind_int(revive, 1, order);
    statement_bind_int(revive, 2, since);
    return statement_run(store, drop, error) && statement_run(store, revive, error);
}

gboolean store_outs_recall(struct store *store, gint64 order, const char *topic, guint revision, gint64 now, GError **error)
{
    g_autoptr(statement) drop = statement_get(store,
        "UPDATE outbox SET state = 5, done = ?1, recalled = ?2 WHERE order_id = ?3 AND topic = ?4 AND next_try > created"
        " AND first_try = 0 AND state = 0", error);
    if (!drop)
        return FALSE;
    statement_bind_int(drop, 1, now);
    statement_bind_int(drop, 2, revision);
    statement_bind_int(drop, 3, order);
    statement_bind_text(drop, 4, topic);
    return statement_run(store, drop, error);
}
