/* A backup takes the place of the database. Between the backup and now the business went on: customers were written to, orders were given
 * numbers, mails were handled, of which the backup knows nothing. So nothing that waited in it is done by itself.
 *
 *   lock ─▶ verify the backup ─▶ copy it beside the database ─▶ make it safe ─▶ the spool's files ─▶ the old one aside ─▶ rename
 *
 * At each moment the database's name stands for a whole database, or for what was there. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/store/copy.h"
#include "daemon/store/internal.h"

#define DAY          86400
#define RATE_DAYS    90   /* the time before the backup by which is estimated how many orders came after it */
#define NUMBERS_LEFT 1000 /* order numbers that are left out at least, when nobody knows the last one */
#define HELD_WORDS   "it waited when the backup was made, and may have been sent since: queue retry sends it, queue drop gives it up"

void store_restore_clear(struct store_restore *report)
{
    g_clear_pointer(&report->aside, g_free);
}

gboolean store_restored(struct store *store, gint64 *ret_when, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = statement_get(store, "SELECT value FROM counter WHERE account = 1 AND name = 'restored'", error);
    if (!query)
        return FALSE;
    *ret_when = statement_row(store, query, &problem) ? column_int(query, 0) : 0;
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

static gboolean fail(const char *path, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_OTHER, "%s: %s", path, g_strerror(errno));
    return FALSE;
}

/* --- what the backup cannot know ---------------------------------------------------------------------------------------------------------- */

/* The last number that the old database gave; 0 when it cannot be read any more. */
static gint64 last_number_of(const char *path)
{
    gint64 last = 0;
    g_autoptr(sqlite3) db = g_file_test(path, G_FILE_TEST_EXISTS) ? copy_open(path, SQLITE_OPEN_READONLY, NULL) : NULL;
    if (!db || !copy_number(db, path, "SELECT value FROM counter WHERE name = 'order'", &last, NULL))
        return 0;
    return last;
}

/* How many orders may have come since: by the days before the backup, twice. */
static gboolean estimate(struct store *store, const char *path, gint64 made, gint64 now, gint64 *ret_count, GError **error)
{
    gint64 count, days = MAX(now - made, 0) / DAY + 1;
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM orders WHERE created > %" G_GINT64_FORMAT, made - (gint64)RATE_DAYS * DAY);
    if (!copy_number(store->db, path, sql, &count, error))
        return FALSE;
    *ret_count = NUMBERS_LEFT + 2 * count * days / RATE_DAYS;
    return TRUE;
}

/* No order's number, and none of our own numbers of mails in logs and letters, is given twice. */
static gboolean leave_numbers(struct store *store, const char *path, gint64 old_last, gint64 gap, struct store_restore *report, GError **error)
{
    gint64 last;
    if (!copy_number(store->db, path, "SELECT value FROM counter WHERE name = 'order'", &last, error))
        return FALSE;
    last = old_last >= last ? old_last : last + gap;
    report->last_number = (guint64)last;
    g_autofree char *sql = g_strdup_printf("UPDATE counter SET value = %" G_GINT64_FORMAT " WHERE name = 'order';"
                                           "UPDATE sqlite_sequence SET seq = seq + %" G_GINT64_FORMAT, last, gap);
    return store_exec(store, sql, error);
}

/* A mail that was taken in and not decoded: if the daemon did not come to it, its mailbox still has it, and is asked again; if it did, the mail
 * lies in the handled folder. The row, and the mail in the spool, stay for a person. */
static const char mails_back[] =
    "UPDATE mailbox SET position = min(position, ifnull((SELECT min(uid) - 1 FROM mail WHERE mail.mailbox = mailbox.name AND"
    " mail.uidvalidity = mailbox.uidvalidity AND state = 0), position));"
    "INSERT INTO journal (at, mail, actor, what, detail) SELECT (SELECT value FROM counter WHERE name = 'restored'), id, 'mailorder', 'restored',"
    " 'its mailbox is asked for it again' FROM mail WHERE state = 0;"
    "UPDATE mail SET state = 2, uidvalidity = 0, uid = id, reason = 'taken in just before the backup that was restored; taken again if its"
    " mailbox still has it' WHERE state = 0;";

static const char outbox_held[] =
    "INSERT INTO journal (at, order_id, mail, actor, what, detail) SELECT (SELECT value FROM counter WHERE name = 'restored'), order_id, cause,"
    " 'mailorder', 'mail-held', '" HELD_WORDS "' FROM outbox WHERE state IN (0, 1);"
    "UPDATE outbox SET state = 4, reply = '" HELD_WORDS "' WHERE state IN (0, 1);"
    "UPDATE outbox SET copy_wanted = 0 WHERE state = 2;"
    "UPDATE command SET outcome = 'not done: the store was restored from a backup' WHERE outcome IS NULL;";

static gboolean make_safe(struct store *store, const char *path, gint64 old_last, gint64 now, struct store_restore *report, GError **error)
{
    gint64 held, back, gap;
    g_autofree char *stamp = g_strdup_printf("INSERT OR REPLACE INTO counter (name, value) VALUES ('restored', %" G_GINT64_FORMAT ")", now);
    if (!estimate(store, path, report->made, now, &gap, error) ||
        !copy_number(store->db, path, "SELECT count(*) FROM outbox WHERE state IN (0, 1)", &held, error) ||
        !copy_number(store->db, path, "SELECT count(*) FROM mail WHERE state = 0", &back, error))
        return FALSE;
    report->held = (guint64)held;
    report->taken_back = (guint64)back;
    if (!store_begin(store, error))
        return FALSE;
    if (store_exec(store, stamp, error) && store_exec(store, outbox_held, error) && store_exec(store, mails_back, error) &&
        leave_numbers(store, path, old_last, gap, report, error) &&
        store_exec(store, "DROP TABLE IF EXISTS backup; DROP TABLE IF EXISTS backup_file", error) && store_commit(store, error))
        return TRUE;
    store_rollback(store);
    return FALSE;
}

/* --- the spool's files --------------------------------------------------------------------------------------------------------------------- */

static gboolean is_spool_name(const char *name)
{
    return name && *name && *name != '.' && !strchr(name, '/');
}

/* What is there already is the same mail, and stays: the name says which it is. */
static gboolean put_file(const char *folder, const char *name, const void *content, gsize length, struct store_restore *report, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (!is_spool_name(name)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "'%s' is no name of a mail in the spool", name ? name : "");
        return FALSE;
    }
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    report->files++;
    return g_file_set_contents_full(path, content, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static gboolean put_files(sqlite3 *db, const char *file, const char *spool, struct store_restore *report, GError **error)
{
    g_autofree char *folder = g_build_filename(spool, "in", NULL);
    sqlite3_stmt *query = NULL;
    gboolean good = TRUE;
    if (g_mkdir_with_parents(folder, 0700) < 0)
        return fail(folder, error);
    if (!copy_is_backup(db))
        return TRUE;
    if (sqlite3_prepare_v2(db, "SELECT name, content FROM backup_file", -1, &query, NULL) != SQLITE_OK)
        return copy_fail(db, file, error);
    int result = sqlite3_step(query);
    for (; good && result == SQLITE_ROW; result = sqlite3_step(query)) {
        const void *content = sqlite3_column_blob(query, 1);
        good = put_file(folder, (const char *)sqlite3_column_text(query, 0), content ? content : "", (gsize)sqlite3_column_bytes(query, 1),
                        report, error);
    }
    good = good && (result == SQLITE_DONE || copy_fail(db, file, error));
    sqlite3_finalize(query);
    return good;
}

/* --- into the database's place ---------------------------------------------------------------------------------------------------------------- */

/* A second name where the file system has those, else the only one. */
static gboolean keep_aside(const char *path, const char *aside, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS) || link(path, aside) == 0)
        return TRUE;
    return (errno != EEXIST && g_rename(path, aside) == 0) || fail(aside, error);
}

/* Where neither a database nor a log is yet. */
static char *free_name(const char *path, const char *stamp)
{
    g_autofree char *name = g_strdup_printf("%s.before-%s", path, stamp), *log = g_strconcat(name, "-wal", NULL);
    for (guint i = 2; g_file_test(name, G_FILE_TEST_EXISTS) || g_file_test(log, G_FILE_TEST_EXISTS); i++) {
        g_free(name);
        g_free(log);
        name = g_strdup_printf("%s.before-%s-%u", path, stamp, i);
        log = g_strconcat(name, "-wal", NULL);
    }
    return g_steal_pointer(&name);
}

/* The write-ahead log goes with the old database: it must never meet the new one. */
static gboolean put_aside(const char *path, gint64 now, struct store_restore *report, GError **error)
{
    g_autofree char *log = g_strconcat(path, "-wal", NULL), *index = g_strconcat(path, "-shm", NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(now);
    g_autofree char *stamp = g_date_time_format(time, "%Y%m%dT%H%M%SZ");
    report->aside = free_name(path, stamp);
    g_autofree char *aside_log = g_strconcat(report->aside, "-wal", NULL);
    if (!keep_aside(path, report->aside, error) || !keep_aside(log, aside_log, error) || !copy_sync(report->aside, error))
        return FALSE;
    g_unlink(log);
    g_unlink(index);
    return TRUE;
}

/* The copy, brought to the present version and made safe. */
static gboolean build(sqlite3 *backup, const char *fresh, const char *path, gint64 now, struct store_restore *report, GError **error)
{
    struct store *store = store_new(STORE_DAEMON);
    gint64 orders = 0, open = 0;
    gboolean built = store_connect(store, fresh, error) && copy_database(backup, store->db, fresh, error) && store_prepare(store, error) &&
                     make_safe(store, fresh, last_number_of(path), now, report, error) &&
                     copy_number(store->db, fresh, "SELECT count(*) FROM orders", &orders, error) &&
                     copy_number(store->db, fresh,
                                 "SELECT count(*) FROM orders WHERE state NOT IN ('delivered', 'cancelled', 'declined', 'expired')", &open, error) &&
                     store_exec(store, "PRAGMA wal_checkpoint(TRUNCATE)", error);
    store_close(store);
    report->orders = (guint64)orders;
    report->open = (guint64)open;
    return built && copy_sync(fresh, error);
}

/* When it was made; of a bare database, when something happened in it last. */
static gboolean read_made(sqlite3 *db, const char *file, gint64 *ret_made, GError **error)
{
    return copy_number(db, file, copy_is_backup(db) ? "SELECT made FROM backup" : "SELECT max(at) FROM journal", ret_made, error);
}

static gboolean is_same_file(const char *one, const char *other)
{
    struct stat first, second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static gboolean replace(sqlite3 *backup, const char *path, const char *spool, const char *file, gint64 now, struct store_restore *report,
                        GError **error)
{
    g_autofree char *fresh = g_strconcat(path, ".restored", NULL), *fresh_log = g_strconcat(fresh, "-wal", NULL);
    g_unlink(fresh); /* of a restore that did not come to its end */
    g_unlink(fresh_log);
    if (read_made(backup, file, &report->made, error) && build(backup, fresh, path, now, report, error) &&
        put_files(backup, file, spool, report, error) && put_aside(path, now, report, error) &&
        (g_rename(fresh, path) == 0 || fail(path, error)))
        return copy_sync(path, error);
    g_unlink(fresh);
    return FALSE;
}

gboolean store_restore(const char *path, const char *spool, const char *file, gint64 now, struct store_restore *ret_report, GError **error)
{
    struct store_restore report = {0};
    struct store *lock = store_new(STORE_DAEMON);
    gboolean done = FALSE;
    if (is_same_file(path, file)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OTHER, "%s is the database itself, and no backup of it", file);
    } else if (store_lock(lock, path, error)) {
        g_autoptr(sqlite3) backup = copy_open(file, SQLITE_OPEN_READONLY, error);
        done = backup && copy_verify(backup, file, error) && replace(backup, path, spool, file, now, &report, error);
    }
    store_close(lock);
    if (done)
        *ret_report = report;
    else
        store_restore_clear(&report);
    return done;
}
