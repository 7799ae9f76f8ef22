#include "daemon/store/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/store/internal.h"

#define COPY_BUSY_MS 30000 /* a backup waits for a writer rather than fail */

void copy_close(sqlite3 *db)
{
    sqlite3_close(db);
}

sqlite3 *copy_open(const char *path, int flags, GError **error)
{
    sqlite3 *db = NULL;
    int result = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (result == SQLITE_OK) {
        sqlite3_busy_timeout(db, COPY_BUSY_MS);
        return db;
    }
    g_set_error(error, STORE_ERROR, STORE_ERROR_OTHER, "%s: %s", path, sqlite3_errstr(result));
    sqlite3_close(db);
    return NULL;
}

gboolean copy_fail(sqlite3 *db, const char *path, GError **error)
{
    int result = sqlite3_extended_errcode(db);
    g_set_error(error, STORE_ERROR, store_error_code(result, sqlite3_system_errno(db)), "%s: %s (%d)", path, sqlite3_errmsg(db), result);
    return FALSE;
}

gboolean copy_number(sqlite3 *db, const char *path, const char *sql, gint64 *ret_number, GError **error)
{
    sqlite3_stmt *query = NULL;
    int result = sqlite3_prepare_v2(db, sql, -1, &query, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(query);
    if (result == SQLITE_ROW || result == SQLITE_DONE)
        *ret_number = result == SQLITE_ROW ? sqlite3_column_int64(query, 0) : 0;
    gboolean good = result == SQLITE_ROW || result == SQLITE_DONE || copy_fail(db, path, error);
    sqlite3_finalize(query);
    return good;
}

gboolean copy_is_backup(sqlite3 *db)
{
    gint64 tables = 0;
    return copy_number(db, "", "SELECT count(*) FROM sqlite_schema WHERE name IN ('backup', 'backup_file')", &tables, NULL) && tables == 2;
}

/* --- is it whole ------------------------------------------------------------------------------------------------------------------------ */

static gboolean damaged(const char *path, const char *what, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "%s: the database is damaged: %s", path, what);
    return FALSE;
}

/* The spool's files in a backup are what they were when they were read. */
static gboolean verify_files(sqlite3 *db, const char *path, GError **error)
{
    sqlite3_stmt *query = NULL;
    if (!copy_is_backup(db))
        return TRUE;
    if (sqlite3_prepare_v2(db, "SELECT name, sha256, content FROM backup_file ORDER BY name", -1, &query, NULL) != SQLITE_OK)
        return copy_fail(db, path, error);
    gboolean good = TRUE;
    int result = sqlite3_step(query);
    for (; good && result == SQLITE_ROW; result = sqlite3_step(query)) {
        const void *content = sqlite3_column_blob(query, 2);
        g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, content, (gsize)sqlite3_column_bytes(query, 2));
        good = g_strcmp0(digest, (const char *)sqlite3_column_text(query, 1)) == 0;
        if (!good)
            damaged(path, "a mail of the spool in it is not what it was", error);
    }
    good = good && (result == SQLITE_DONE || copy_fail(db, path, error));
    sqlite3_finalize(query);
    return good;
}

gboolean copy_verify(sqlite3 *db, const char *path, GError **error)
{
    return schema_known(db, path, error) && check_pages(db, path, CHECK_WHOLE, error) && verify_files(db, path, error);
}

/* --- copying ---------------------------------------------------------------------------------------------------------------------------- */

gboolean copy_database(sqlite3 *from, sqlite3 *to, const char *to_path, GError **error)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup)
        return copy_fail(to, to_path, error);
    /* All in one step: a copy in several begins anew with each commit of the daemon, which does not wait for a reader anyway. */
    int result = sqlite3_backup_step(backup, -1);
    for (guint waited = 0; (result == SQLITE_BUSY || result == SQLITE_LOCKED) && waited < COPY_BUSY_MS; waited += 100) {
        sqlite3_sleep(100);
        result = sqlite3_backup_step(backup, -1);
    }
    sqlite3_backup_finish(backup);
    if (result == SQLITE_DONE)
        return TRUE;
    g_set_error(error, STORE_ERROR, store_error_code(result, sqlite3_system_errno(to)), "%s: %s (%d)", to_path, sqlite3_errstr(result), result);
    return FALSE;
}

gboolean copy_sync(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    const char *const names[] = {path, folder};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        int fd = g_open(names[i], O_RDONLY | O_CLOEXEC, 0);
        gboolean synced = fd >= 0 && fsync(fd) == 0;
        int problem = errno;
        if (fd >= 0)
            close(fd);
        if (!synced) {
            g_set_error(error, STORE_ERROR, STORE_ERROR_OTHER, "%s: %s", names[i], g_strerror(problem));
            return FALSE;
        }
    }
    return TRUE;
}
