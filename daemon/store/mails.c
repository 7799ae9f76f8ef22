/* Mailboxes and the ledger of mails in. */
#include "daemon/store/internal.h"

static const char *const state_names[] = {
    [MAIL_ARRIVED] = "arrived", [MAIL_HANDLED] = "handled", [MAIL_REVIEW] = "review", [MAIL_QUARANTINED] = "quarantined"};

const char *mail_state_name(enum mail_state state)
{
    return state_names[state];
}

void mail_free(struct mail *mail)
{
    if (!mail)
        return;
    g_free(mail->mailbox);
    g_free(mail->spool);
    g_free(mail->message_id);
    g_free(mail->digest);
    g_free(mail->from);
    g_free(mail->subject);
    g_free(mail->reason);
    g_free(mail);
}

void mail_part_free(struct mail_part *part)
{
    if (!part)
        return;
    g_free(part->name);
    g_free(part->media_type);
    g_free(part);
}

/* --- mailboxes ----------------------------------------------------------------------------------------------------------------- */

gboolean store_mailbox_open(struct store *store, const char *mailbox, gint64 now, struct store_mailbox *ret_mailbox,
                            gboolean *ret_new, GError **error)
{
    g_autoptr(statement) insert =
        statement_get(store, "INSERT INTO mailbox (name, adopted) VALUES (?, ?) ON CONFLICT DO NOTHING", error);
    if (!insert)
        return FALSE;
    statement_bind_text(insert, 1, mailbox);
    statement_bind_int(insert, 2, now);
    if (!statement_run(store, insert, error))
        return FALSE;
    gboolean fresh = sqlite3_changes(store->db) > 0;
    g_autoptr(statement) query = statement_get(
        store, "SELECT adopted, uidvalidity, position, left_alone FROM mailbox WHERE account = 1 AND name = ?", error);
    if (!query)
        return FALSE;
    statement_bind_text(query, 1, mailbox);
    if (!statement_row(store, query, error))
        return FALSE;
    ret_mailbox->adopted = column_int(query, 0);
    ret_mailbox->uidvalidity = (guint32)column_int(query, 1);
    ret_mailbox->position = (guint32)column_int(query, 2);
    ret_mailbox->left_alone = (guint64)column_int(query, 3);
    *ret_new = fresh;
    return TRUE;
}

gboolean store_mailbox_validity(struct store *store, const char *mailbox, guint32 uidvalidity, GError **error)
{
    g_autoptr(statement) update = statement_get(
        store, "UPDATE mailbox SET position = 0, uidvalidity = ?1 WHERE account = 1 AND name = ?2 AND uidvalidity <> ?1", error);
    if (!update)
        return FALSE;
    statement_bind_int(update, 1, uidvalidity);
    statement_bind_text(update, 2, mailbox);
    return statement_run(store, update, error);
}

gboolean store_mailbox_advance(struct store *store, const char *mailbox, guint32 position, guint64 left_alone, GError **error)
{
    g_autoptr(statement) update = statement_get(
        store, "UPDATE mailbox SET position = max(position, ?), left_alone = left_alone + ? WHERE account = 1 AND name = ?", error);
    if (!update)
        return FALSE;
    statement_bind_int(update, 1, position);
    statement_bind_int(update, 2, (gint64)left_alone);
    statement_bind_text(update, 3, mailbox);
    return statement_run(store, update, error);
}

gboolean store_mailbox_adopt(struct store *store, const char *mailbox, gint64 since, GError **error)
{
    g_autoptr(statement) update = statement_get(store,
        "INSERT INTO mailbox (name, adopted) VALUES (?1, ?2)"
        " ON CONFLICT (account, name) DO UPDATE SET adopted = ?2, position = 0, left_alone = 0", error);
    if (!update)
        return FALSE;
    statement_bind_text(update, 1, mailbox);
    statement_bind_int(update, 2, since);
    return statement_run(store, update, error);
}

/* --- mails ----------------------------------------------------------------------------------------------------------------------- */

#define MAIL_COLUMNS                                                                                                              \
    "id, mailbox, uidvalidity, uid, arrived, taken, size, spool, state, filing, attempts, message_id, digest, sender, subject,"    \
    " reason, again"

static gpointer mail_read(statement *query)
{
    struct mail *mail = g_new0(struct mail, 1);
    mail->id = column_int(query, 0);
    mail->mailbox = column_text(query, 1);
    mail->uidvalidity = (guint32)column_int(query, 2);
    mail->uid = (guint32)column_int(query, 3);
    mail->arrived = column_int(query, 4);
    mail->taken = column_int(query, 5);
    mail->size = (guint64)column_int(query, 6);
    mail->spool = column_text(query, 7);
    mail->state = (enum mail_state)column_int(query, 8);
    mail->filing = (enum mail_filing)column_int(query, 9);
    mail->attempts = (guint)column_int(query, 10);
    mail->message_id = column_text(query, 11);
    mail->digest = column_text(query, 12);
    mail->from = column_text(query, 13);
    mail->subject = column_text(query, 14);
    mail->reason = column_text(query, 15);
    mail->again = column_int(query, 16);
    return mail;
}

static gboolean mail_find_key(struct store *store, struct mail *mail, GError **error)
{
    g_autoptr(statement) query = statement_get(
        store, "SELECT id FROM mail WHERE account = 1 AND mailbox = ? AND uidvalidity = ? AND uid = ?", error);
    if (!query)
        return FALSE;
    statement_bind_text(query, 1, mail->mailbox);
    statement_bind_int(query, 2, mail->uidvalidity);
    statement_bind_int(query, 3, mail->uid);
    if (!statement_row(store, query, error))
        return FALSE;
    mail->id = column_int(query, 0);
    return TRUE;
}

gboolean store_mail_add(struct store *store, struct mail *mail, gboolean *ret_added, GError **error)
{
    g_autoptr(statement) insert = statement_get(store,
        "INSERT INTO mail (mailbox, uidvalidity, uid, arrived, taken, size, spool, state, filing, reason) VALUES (?,?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT DO NOTHING", error);
    if (!insert)
        return FALSE;
    statement_bind_text(insert, 1, mail->mailbox);
    statement_bind_int(insert, 2, mail->uidvalidity);
    statement_bind_int(insert, 3, mail->uid);
    statement_bind_int(insert, 4, mail->arrived);
    statement_bind_int(insert, 5, mail->taken);
    statement_bind_int(insert, 6, (gint64)mail->size);
    statement_bind_text(insert, 7, mail->spool);
    statement_bind_int(insert, 8, mail->state);
    statement_bind_int(insert, 9, mail->filing);
    statement_bind_text(insert, 10, mail->reason);
    if (!statement_run(store, insert, error))
        return FALSE;
    *ret_added = sqlite3_changes(store->db) > 0;
    if (*ret_added)
        mail->id = sqlite3_last_insert_rowid(store->db);
    else if (!mail_find_key(store, mail, error))
        return FALSE;
    return store_mailbox_advance(store, mail->mailbox, mail->uid, 0, error);
}

gboolean store_mail_save(struct store *store, const struct mail *mail, GError **error)
{
    g_autoptr(statement) update = statement_get(store,
        "UPDATE mail SET spool = ?, state = ?, filing = ?, attempts = ?, message_id = ?, digest = ?, sender = ?, subject = ?, reason = ?,"
        " again = ? WHERE id = ?", error);
    if (!update)
        return FALSE;
    statement_bind_text(update, 1, mail->spool);
    statement_bind_int(update, 2, mail->state);
    statement_bind_int(update, 3, mail->filing);
    statement_bind_int(update, 4, mail->attempts);
    statement_bind_text(update, 5, mail->message_id);
    statement_bind_text(update, 6, mail->digest);
    statement_bind_text(update, 7, mail->from);
    statement_bind_text(update, 8, mail->subject);
    statement_bind_text(update, 9, mail->reason);
    statement_bind_int(update, 10, mail->again);
    statement_bind_int(update, 11, mail->id);
    return statement_run(store, update, error);
}

gboolean store_mail_save_state(struct store *store, const struct mail *mail, GError **error)
{
    g_autoptr(statement) update = statement_get(
        store, "UPDATE mail SET state = ?, filing = ?, attempts = ?, reason = ?, again = ? WHERE id = ?", error);
    if (!update)
        return FALSE;
    statement_bind_int(update, 1, mail->state);
    statement_bind_int(update, 2, mail->filing);
    statement_bind_int(update, 3, mail->attempts);
    statement_bind_text(update, 4, mail->reason);
    statement_bind_int(update, 5, mail->again);
    statement_bind_int(update, 6, mail->id);
    return statement_run(store, update, error);
}

/* The first row as a mail, or NULL. */
static struct mail *mail_first(struct store *store, statement *query, GError **error)
{
    return statement_row(store, query, error) ? mail_read(query) : NULL;
}

/* All rows as mails, or NULL with `error`. */
static GPtrArray *mail_all(struct store *store, statement *query, GError **error)
{
    return statement_list(store, query, mail_read, (GDestroyNotify)mail_free, error);
}

struct mail *store_mail_load(struct store *store, gint64 id, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "SELECT " MAIL_COLUMNS " FROM mail WHERE id = ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, id);
    return mail_first(store, query, error);
}

struct mail *store_mail_met(struct store *store, const char *digest, const char *message_id, gint64 except, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT " MAIL_COLUMNS " FROM mail WHERE ((digest = ?1 AND message_id IS ?2) OR (digest = ?4 AND message_id IS NULL)) AND id <> ?3"
        " ORDER BY id DESC LIMIT 1", error);
    g_autofree char *erased = digest ? erase_hash(store, digest, message_id, error) : NULL;
    if (!query || (digest && !erased))
        return NULL;
    statement_bind_text(query, 1, digest);
    statement_bind_text(query, 2, message_id);
    statement_bind_int(query, 3, except);
    statement_bind_text(query, 4, erased);
    return mail_first(store, query, error);
}

struct mail *store_mail_by_message_id(struct store *store, const char *message_id, gint64 except, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT " MAIL_COLUMNS " FROM mail WHERE message_id = ? AND message_id <> '' AND id <> ? ORDER BY id DESC LIMIT 1", error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, message_id);
    statement_bind_int(query, 2, except);
    return mail_first(store, query, error);
}

GPtrArray *store_mails_arrived(struct store *store, gint64 after, guint limit, GError **error)
{
    g_autoptr(statement) query =
        statement_get(store, "SELECT " MAIL_COLUMNS " FROM mail WHERE state = 0 AND id > ? ORDER BY id LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, after);
    statement_bind_int(query, 2, limit);
    return mail_all(store, query, error);
}

GPtrArray *store_mails_to_file(struct store *store, const char *mailbox, guint32 uidvalidity, gint64 after, guint limit,
                               GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT " MAIL_COLUMNS " FROM mail WHERE mailbox = ? AND uidvalidity = ? AND filing IN (1, 2) AND id > ? ORDER BY id LIMIT ?",
        error);
    if (!query)
        return NULL;
    statement_bind_text(query, 1, mailbox);
    statement_bind_int(query, 2, uidvalidity);
    statement_bind_int(query, 3, after);
    statement_bind_int(query, 4, limit);
    return mail_all(store, query, error);
}

GPtrArray *store_mails_list(struct store *store, gint64 before, guint limit, GError **error)
{
    g_autoptr(statement) query =
        statement_get(store, "SELECT " MAIL_COLUMNS " FROM mail WHERE id < ? ORDER BY id DESC LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, before ? before : G_MAXINT64);
    statement_bind_int(query, 2, limit);
    return mail_all(store, query, error);
}

/* --- attachments ------------------------------------------------------------------------------------------------------------------- */

static gboolean part_add(struct store *store, gint64 mail, const struct mail_part *part, GError **error)
{
    g_autoptr(statement) insert = statement_get(
        store, "INSERT OR REPLACE INTO mail_part (mail, part, name, media_type, start, size) VALUES (?,?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, mail);
    statement_bind_int(insert, 2, part->part);
    statement_bind_text(insert, 3, part->name);
    statement_bind_text(insert, 4, part->media_type);
    statement_bind_int(insert, 5, (gint64)part->offset);
    statement_bind_int(insert, 6, (gint64)part->size);
    return statement_run(store, insert, error);
}

gboolean store_mail_parts_set(struct store *store, gint64 mail, const GPtrArray *parts, GError **error)
{
    if (!statement_change(store, "DELETE FROM mail_part WHERE mail = ?", mail, error))
        return FALSE;
    for (guint i = 0; i < parts->len; i++)
        if (!part_add(store, mail, parts->pdata[i], error))
            return FALSE;
    return TRUE;
}

static gpointer mail_part_read(statement *query)
{
    struct mail_part *part = g_new0(struct mail_part, 1);
    part->part = (guint)column_int(query, 0);
    part->name = column_text(query, 1);
    part->media_type = column_text(query, 2);
    part->offset = (guint64)column_int(query, 3);
    part->size = (guint64)column_int(query, 4);
    return part;
}

GPtrArray *store_mail_parts(struct store *store, gint64 mail, GError **error)
{
    g_autoptr(statement) query =
        statement_get(store, "SELECT part, name, media_type, start, size FROM mail_part WHERE mail = ? ORDER BY part", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, mail);
    return statement_list(store, query, mail_part_read, (GDestroyNotify)mail_part_free, error);
}
