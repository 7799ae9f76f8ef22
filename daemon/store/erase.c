/* Erasure of one thing at a time: a mail in, a mail out, an order, what is known of an address. With secure_delete, which this connection
 * has on, SQLite overwrites what is deleted; store_scrub empties the log after it. */
#include "daemon/store/internal.h"

#include <string.h>

#include "daemon/base/text.h"

/* --- known again without being kept --------------------------------------------------------------------------------------------- */

char *erase_hash(struct store *store, const char *one, const char *other, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT value FROM secret WHERE account = 1 AND name = 'erased'", error);
    if (!query || !statement_row(store, query, error)) {
        if (error && !*error)
            g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CORRUPT, "the database has lost its key for what is erased");
        return NULL;
    }
    g_autofree char *key = column_text(query, 0);
    g_autofree char *words = g_strconcat(one, "\n", other ? other : "", NULL);
    return g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)key, strlen(key), words, -1);
}

/* --- mails out ------------------------------------------------------------------------------------------------------------------- */

gboolean store_out_erase(struct store *store, gint64 id, GError **error)
{
    GError *problem = NULL;
    g_autoptr(out_auto) out = store_out_load(store, id, &problem);
    if (!out) {
        if (problem)
            g_propagate_error(error, problem);
        return !problem;
    }
    /* copy_wanted is TRUE until the copy is known to be there: it may be on its way just now */
    if (out->state == OUT_SENT && out->mailbox && !removal_add(store, out->mailbox, TRUE, out->message_id, 0, 0, error))
        return FALSE;
    return statement_change(store, "DELETE FROM outbox_body WHERE id = ?", id, error) &&
           statement_change(store, "DELETE FROM outbox WHERE id = ?", id, error);
}

/* --- mails in -------------------------------------------------------------------------------------------------------------------- */

static gboolean mail_blank(struct store *store, const struct mail *mail, const char *hash, GError **error)
{
    g_autoptr(statement) update = statement_get(store,
        "UPDATE mail SET state = 1, filing = ?2, spool = NULL, message_id = NULL, digest = ?3,"
        " sender = NULL, subject = NULL, reason = 'erased' WHERE id = ?1", error);
    if (!update)
        return FALSE;
    statement_bind_int(update, 1, mail->id);
    statement_bind_int(update, 2, FILING_DONE);
    statement_bind_text(update, 3, hash);
    return statement_run(store, update, error);
}

gboolean store_mail_erase(struct store *store, gint64 id, GError **error)
{
    GError *problem = NULL;
    g_autoptr(mail_auto) mail = store_mail_load(store, id, &problem);
    if (problem)
        g_propagate_error(error, problem);
    if (!mail || g_strcmp0(mail->reason, "erased") == 0)
        return !problem;
    g_autofree char *hash = mail->digest ? erase_hash(store, mail->digest, mail->message_id, error) : NULL;
    if ((mail->digest && !hash) || (mail->spool && !shred_add(store, mail->spool, error)) ||
        !removal_add(store, mail->mailbox, FALSE, mail->message_id, mail->arrived, mail->size, error))
        return FALSE;
    return mail_blank(store, mail, hash, error) && statement_change(store, "DELETE FROM mail_part WHERE mail = ?", id, error) &&
           statement_change(store, "DELETE FROM untold WHERE mail = ?", id, error) && store_journal_erase(store, 0, id, error);
}

/* --- orders ---------------------------------------------------------------------------------------------------------------------- */

static gboolean change_all(struct store *store, const char *const *changes, gint64 key, GError **error)
{
    for (guint i = 0; changes[i]; i++)
        if (!statement_change(store, changes[i], key, error))
            return FALSE;
    return TRUE;
}

static GPtrArray *tokens_of(struct store *store, gint64 order, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT token FROM token WHERE order_id = ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, order);
    return statement_list(store, query, column_first_text, g_free, error);
}

static gboolean token_gone(struct store *store, const char *token, GError **error)
{
    g_autofree char *hash = erase_hash(store, token, NULL, error);
    g_autoptr(statement) insert =
        hash ? statement_get(store, "INSERT INTO gone (hash) VALUES (?) ON CONFLICT DO NOTHING", error) : NULL;
    if (!insert)
        return FALSE;
    statement_bind_text(insert, 1, hash);
    return statement_run(store, insert, error);
}

gboolean store_token_gone(struct store *store, const char *token, gboolean *ret_gone, GError **error)
{
    GError *problem = NULL;
    g_autofree char *hash = erase_hash(store, token, NULL, error);
    g_autoptr(statement) query = hash ? statement_get(store, "SELECT 1 FROM gone WHERE account = 1 AND hash = ?", error) : NULL;
    if (!query)
        return FALSE;
    statement_bind_text(query, 1, hash);
    *ret_gone = statement_row(store, query, &problem);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

gboolean store_order_unlink(struct store *store, gint64 order, GError **error)
{
    g_autoptr(GPtrArray) tokens = tokens_of(store, order, error);
    for (guint i = 0; tokens && i < tokens->len; i++)
        if (!token_gone(store, tokens->pdata[i], error))
            return FALSE;
    if (!tokens)
        return FALSE;
    static const char *const changes[] = {"DELETE FROM token WHERE order_id = ?",      "DELETE FROM timer WHERE order_id = ?",
                                          "DELETE FROM undo WHERE order_id = ?",       "DELETE FROM untold WHERE order_id = ?",
                                          "DELETE FROM order_mail WHERE order_id = ?", NULL};
    return change_all(store, changes, order, error);
}

gboolean store_order_remove(struct store *store, gint64 order, GError **error)
{
    static const char *const changes[] = {"DELETE FROM value WHERE order_id = ?", "DELETE FROM item WHERE order_id = ?",
                                          "DELETE FROM remark WHERE order_id = ?", NULL};
    return store_order_unlink(store, order, error) && life_clear(store, order, error) && change_all(store, changes, order, error) &&
           statement_change(store, "DELETE FROM orders WHERE id = ?", order, error);
}

/* --- the journal ------------------------------------------------------------------------------------------------------------------- */

/* Opens and closes the one door in the journal's trigger. */
static gboolean door(struct store *store, gboolean open, GError **error)
{
    return store_exec(store, open ? "INSERT INTO erasing (account) VALUES (1) ON CONFLICT DO NOTHING" : "DELETE FROM erasing", error);
}

gboolean store_journal_erase(struct store *store, gint64 order, gint64 mail, GError **error)
{
#define BLANK                                                                                                                      \
    "UPDATE journal SET detail = NULL, actor = CASE WHEN instr(actor, '@') > 0"                                                    \
    " THEN substr(actor, 1, max(instr(actor, ' ') - 1, 0)) ELSE actor END"
    return door(store, TRUE, error) &&
           (order ? statement_change(store, BLANK " WHERE order_id = ?", order, error)
                  : statement_change(store, BLANK " WHERE mail = ?", mail, error)) &&
           door(store, FALSE, error);
#undef BLANK
}

static gboolean strike_row(struct store *store, gint64 id, const char *actor, const char *detail, const char *key, GError **error)
{
    g_autoptr(statement) update = statement_get(store, "UPDATE journal SET actor = ?2, detail = ?3 WHERE id = ?1", error);
    g_autofree char *by = text_strike_address(actor, key), *words = text_strike_address(detail, key);
    if (!update)
        return FALSE;
    statement_bind_int(update, 1, id);
    statement_bind_text(update, 2, by);
    statement_bind_text(update, 3, words);
    return statement_run(store, update, error);
}

static gpointer named_row_read(statement *query)
{
    struct journal_row *row = g_new0(struct journal_row, 1);
    row->id = column_int(query, 0);
    row->actor = column_text(query, 1);
    row->detail = column_text(query, 2);
    return row;
}

/* Rows that name the address (NULL: none do), as journal rows of which only id, actor and detail are filled. */
static GPtrArray *rows_naming(struct store *store, const char *key, gint64 after, guint span, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT id, actor, detail FROM journal WHERE id > ?1 AND id <= ?1 + ?2"
        " AND (instr(lower(actor), ?3) > 0 OR instr(lower(detail), ?3) > 0)", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, after);
    statement_bind_int(query, 2, span);
    statement_bind_text(query, 3, key);
    return statement_list(store, query, named_row_read, (GDestroyNotify)journal_row_free, error);
}

gboolean store_journal_strike(struct store *store, const char *address, gint64 after, guint span, gboolean *ret_more, GError **error)
{
    g_autofree char *key = text_address_key(address);
    g_autoptr(GPtrArray) rows = rows_naming(store, key, after, span, error);
    g_autoptr(statement) last = statement_get(store, "SELECT max(id) FROM journal", error);
    if (!rows || !last || !statement_row(store, last, error) || !door(store, TRUE, error))
        return FALSE;
    *ret_more = column_int(last, 0) > after + (gint64)span;
    for (guint i = 0; i < rows->len; i++) {
        const struct journal_row *row = rows->pdata[i];
        if (!strike_row(store, row->id, row->actor, row->detail, key, error))
            return FALSE;
    }
    return door(store, FALSE, error);
}

/* --- addresses ---------------------------------------------------------------------------------------------------------------------- */

static gboolean by_key(struct store *store, const char *sql, const char *key, GError **error)
{
    g_autoptr(statement) change = statement_get(store, sql, error);
    if (!change)
        return FALSE;
    statement_bind_text(change, 1, key);
    return statement_run(store, change, error);
}

static gboolean suppress(struct store *store, const char *key, gint64 opted_out, GError **error)
{
    g_autofree char *hash = erase_hash(store, key, NULL, error);
    g_autoptr(statement) keep =
        hash ? statement_get(store, "INSERT OR REPLACE INTO suppressed (hash, opted_out) VALUES (?,?)", error) : NULL;
    if (!keep)
        return FALSE;
    statement_bind_text(keep, 1, hash);
    statement_bind_int(keep, 2, opted_out);
    return statement_run(store, keep, error);
}

/* A bound on automatic mail that the address reached goes as well: the mails that were counted for it are gone. */
gboolean store_address_forget(struct store *store, const char *address, GError **error)
{
    g_autofree char *key = text_address_key(address);
    struct address_state known;
    if (!key || !store_address(store, address, &known, error))
        return !key;
    return (!known.opted_out || suppress(store, key, known.opted_out, error)) &&
           by_key(store, "DELETE FROM address WHERE account = 1 AND address_key = ?", key, error) &&
           by_key(store, "DELETE FROM breaker WHERE object = ?", key, error);
}

/* --- the log ------------------------------------------------------------------------------------------------------------------------ */

gboolean store_scrub(struct store *store, gboolean *ret_done, GError **error)
{
    sqlite3_busy_timeout(store->db, 0); /* never waits: the desk has other work */
    int result = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    *ret_done = result == SQLITE_OK;
    gboolean busy = (result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED;
    gboolean well = result == SQLITE_OK || busy || store_fail(store, error);
    store_patience(store);
    return well;
}
