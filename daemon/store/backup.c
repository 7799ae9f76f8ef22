/* A backup is one file: the database as it was at one moment, and in the table backup_file those files of the spool without which something
 * would be lost. It gets its name when it is whole, synced and verified. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/store/copy.h"
#include "daemon/store/internal.h"

/* In work: what is not decoded yet; what a person still decides about, who may say `order`; what belongs to an order that may still make a
 * department's letter with the customer's files. The others lie in the mailbox's handled folder and were given to their departments. */
static const char in_work[] =
    "SELECT DISTINCT spool FROM mail WHERE spool IS NOT NULL AND (state <> 1 OR ?1 OR id IN (SELECT mail FROM order_mail JOIN orders ON"
    " orders.id = order_id WHERE orders.state NOT IN ('delivered', 'cancelled', 'declined')))";

static const char tables[] =
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; BEGIN;"
    "CREATE TABLE backup (made INTEGER NOT NULL, program TEXT NOT NULL) STRICT;"
    "CREATE TABLE backup_file (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, content BLOB NOT NULL) STRICT;";

/* --- the file -------------------------------------------------------------------------------------------------------------------------- */

/* What is there is replaced only when it is a backup itself: never the database, nor anybody's other file. */
static gboolean may_replace(const char *file, GError **error)
{
    struct stat status;
    if (lstat(file, &status) < 0)
        return TRUE;
    g_autoptr(sqlite3) db = S_ISREG(status.st_mode) ? copy_open(file, SQLITE_OPEN_READONLY, NULL) : NULL;
    if (db && copy_is_backup(db))
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_OTHER, "%s is there already, and no backup of mailorder's; choose another name", file);
    return FALSE;
}

/* A new file beside the one to be, which only its owner can read. */
static char *partial_new(const char *file, GError **error)
{
    g_autofree char *name = g_strdup_printf("%s.XXXXXX", file);
    int fd = g_mkstemp_full(name, O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OTHER, "%s: the backup cannot be written there: %s", file, g_strerror(errno));
        return NULL;
    }
    close(fd);
    return g_steal_pointer(&name);
}

/* --- the spool ------------------------------------------------------------------------------------------------------------------------- */

static gboolean keep_file(sqlite3 *db, const char *path, const char *name, GMappedFile *file, GError **error)
{
    sqlite3_stmt *insert = NULL;
    const char *content = g_mapped_file_get_contents(file);
    gsize length = g_mapped_file_get_length(file);
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)content, length);
    if (sqlite3_prepare_v2(db, "INSERT INTO backup_file (name, sha256, content) VALUES (?, ?, ?)", -1, &insert, NULL) != SQLITE_OK)
        return copy_fail(db, path, error);
    sqlite3_bind_text(insert, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 2, digest, -1, SQLITE_STATIC);
    sqlite3_bind_blob64(insert, 3, content ? content : "", length, SQLITE_STATIC);
    gboolean kept = sqlite3_step(insert) == SQLITE_DONE || copy_fail(db, path, error);
    sqlite3_finalize(insert);
    return kept;
}

/* *ret_there: whether the spool has it. */
static gboolean keep(sqlite3 *db, const char *path, const char *spool, const char *name, gboolean *ret_there, struct store_backup *report,
                     GError **error)
{
    g_autofree char *from = g_build_filename(spool, "in", name, NULL);
    g_autoptr(GMappedFile) file = g_mapped_file_new(from, FALSE, NULL);
    *ret_there = file != NULL;
    if (!file)
        return TRUE;
    report->files++;
    return keep_file(db, path, name, file, error);
}

static gboolean keep_spool(sqlite3 *db, const char *path, const char *spool, gboolean all_mail, struct store_backup *report, GError **error)
{
    sqlite3_stmt *query = NULL;
    gboolean good = TRUE;
    if (sqlite3_prepare_v2(db, in_work, -1, &query, NULL) != SQLITE_OK)
        return copy_fail(db, path, error);
    sqlite3_bind_int(query, 1, all_mail);
    int result = sqlite3_step(query);
    for (; good && result == SQLITE_ROW; result = sqlite3_step(query)) {
        const char *name = (const char *)sqlite3_column_text(query, 0);
        g_autofree char *parts = g_strconcat(name, ".parts", NULL);
        gboolean mail_there, parts_there;
        good = keep(db, path, spool, name, &mail_there, report, error) && keep(db, path, spool, parts, &parts_there, report, error);
        report->missing += !mail_there;
    }
    good = good && (result == SQLITE_DONE || copy_fail(db, path, error));
    sqlite3_finalize(query);
    return good;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------------- */

static gboolean count(sqlite3 *db, const char *path, struct store_backup *report, GError **error)
{
    gint64 orders, mails, waiting;
    if (!copy_number(db, path, "SELECT count(*) FROM orders", &orders, error) ||
        !copy_number(db, path, "SELECT count(*) FROM mail", &mails, error) ||
        !copy_number(db, path, "SELECT count(*) FROM outbox WHERE state IN (0, 1)", &waiting, error))
        return FALSE;
    report->orders = (guint64)orders;
    report->mails = (guint64)mails;
    report->waiting = (guint64)waiting;
    return TRUE;
}

static gboolean fill(struct store *store, const char *path, const char *spool, gboolean all_mail, gint64 now, struct store_backup *report,
                     GError **error)
{
    g_autofree char *stamp = g_strdup_printf("INSERT INTO backup VALUES (%" G_GINT64_FORMAT ", 'mailorder " MO_VERSION "')", now);
    g_autoptr(sqlite3) db = copy_open(path, SQLITE_OPEN_READWRITE, error);
    if (!db || !copy_database(store->db, db, path, error))
        return FALSE;
    if (sqlite3_exec(db, tables, NULL, NULL, NULL) != SQLITE_OK || sqlite3_exec(db, stamp, NULL, NULL, NULL) != SQLITE_OK)
        return copy_fail(db, path, error);
    return keep_spool(db, path, spool, all_mail, report, error) &&
           (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK || copy_fail(db, path, error)) && count(db, path, report, error);
}

/* With a connection of its own: what another sees of the file. */
static gboolean verify(const char *path, GError **error)
{
    g_autoptr(sqlite3) db = copy_open(path, SQLITE_OPEN_READONLY, error);
    return db && copy_verify(db, path, error);
}

gboolean store_backup(struct store *store, const char *spool, const char *file, gboolean all_mail, gint64 now, struct store_backup *ret_report,
                      GError **error)
{
    struct store_backup report = {0};
    if (!may_replace(file, error))
        return FALSE;
    g_autofree char *partial = partial_new(file, error);
    if (!partial)
        return FALSE;
    gboolean made = fill(store, partial, spool, all_mail, now, &report, error) && verify(partial, error) && copy_sync(partial, error);
    if (made && g_rename(partial, file) < 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OTHER, "%s: %s", file, g_strerror(errno));
        made = FALSE;
    }
    if (!made) {
        g_autofree char *journal = g_strconcat(partial, "-journal", NULL);
        g_unlink(partial);
        g_unlink(journal);
        return FALSE;
    }
    *ret_report = report;
    return copy_sync(file, error);
}
