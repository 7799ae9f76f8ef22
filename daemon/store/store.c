#include "daemon/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/fault.h"
#include "daemon/store/fault-vfs.h"
#include "daemon/store/internal.h"

G_DEFINE_QUARK(mailorder-store-error, store_error)

#define BUSY_MS 5000

/* Small allocations that SQLite has at hand: an order's statements take more at a time than the forty of its own. */
#define LOOKASIDE_BYTES  1200
#define LOOKASIDE_PIECES 250

/* --- the lock: one daemon a file --------------------------------------------------------------------------------------------- */

static gboolean lock_refused(struct store *store, GError **error)
{
    char holder[32] = "";
    ssize_t got = pread(store->lock, holder, sizeof holder - 1, 0);
    g_strchomp(holder);
    g_set_error(error, STORE_ERROR, STORE_ERROR_LOCKED, "another mailorderd (pid %s) has this database open: %s",
                got > 0 && *holder ? holder : "unknown", store->lock_path);
    return FALSE;
}

gboolean store_lock(struct store *store, const char *path, GError **error)
{
    store->lock_path = g_strconcat(path, ".lock", NULL);
    store->lock = open(store->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (store->lock < 0) {
        g_set_error(error, STORE_ERROR, (gint)store_error_code(SQLITE_CANTOPEN, errno), "%s: %s", store->lock_path, g_strerror(errno));
        return FALSE;
    }
    if (flock(store->lock, LOCK_EX | LOCK_NB) < 0)
        return lock_refused(store, error);
    FAULT_POINT("store:locked");
    g_autofree char *pid = g_strdup_printf("%d\n", (int)getpid());
    if (ftruncate(store->lock, 0) < 0 || pwrite(store->lock, pid, strlen(pid), 0) < 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FULL, "%s: %s", store->lock_path, g_strerror(errno));
        return FALSE;
    }
    FAULT_POINT("store:lock-written");
    return TRUE;
}

/* --- opening ------------------------------------------------------------------------------------------------------------------- */

void store_patience(struct store *store)
{
    sqlite3_busy_timeout(store->db, BUSY_MS);
}

/* Every process has one thread, and nobody asks how much memory SQLite has: so none of its allocations takes a lock, or is counted. Where it runs
 * already, it stays as it is. */
static void settle_library(void)
{
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, LOOKASIDE_BYTES, LOOKASIDE_PIECES);
}

gboolean store_connect(struct store *store, const char *path, GError **error)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= store->access == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (store->access == STORE_DAEMON)
        flags |= SQLITE_OPEN_CREATE;
    settle_library();
    fault_vfs_begin();
    mode_t before = umask(077);
    errno = 0;
    int result = sqlite3_open_v2(path, &store->db, flags, NULL), problem = errno;
    umask(before);
    if (result != SQLITE_OK) {
        gboolean missing = !(flags & SQLITE_OPEN_CREATE) && access(path, F_OK) != 0;
        enum store_error code = store_error_code(result, problem);
        g_set_error(error, STORE_ERROR, missing ? STORE_ERROR_OTHER : (gint)code, "%s: %s", path,
                    missing ? "there is no database yet; start the daemon once" : sqlite3_errstr(result));
        return FALSE;
    }
    store_patience(store);
    FAULT_POINT("store:connected");
    return TRUE;
}

/* Bytes of pages kept in memory, and in the log before they are copied into the database: what hundreds of orders change of the same index is read
 * and copied once. */
#define CACHE_KIB 16384
#define WAL_BYTES (16 * 1024 * 1024)

/* Of a new database; one that is there keeps its own. Each page goes into the log by two calls of the system, and a letter with its text is 16 KB:
 * in pages of 4 KB, an order takes sixty calls, in these twenty-one. */
#define PAGE_BYTES 16384

static gboolean bound_log(struct store *store, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "PRAGMA page_size", error);
    if (!query || !statement_row(store, query, error))
        return FALSE;
    return sqlite3_wal_autocheckpoint(store->db, WAL_BYTES / (int)column_int(query, 0)) == SQLITE_OK || store_fail(store, error);
}

/* What SQLite would put into a temporary file stays in memory: the desk's walls let it write nowhere but into its own folders, and a statement
 * that is large enough to need such a file would fail as if the database could not be opened. */
gboolean store_prepare(struct store *store, GError **error)
{
    if (store->access == STORE_DAEMON &&
        (!store_exec(store, "PRAGMA page_size = " G_STRINGIFY(PAGE_BYTES) "; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                            " PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -" G_STRINGIFY(CACHE_KIB) ";", error) ||
         !bound_log(store, error)))
        return FALSE;
    /* Where two processes copy the log, SQLite before 3.51.3 may lose commits of a log that is begun anew meanwhile (sqlite.org/wal.html): one does. */
    if (store->access == STORE_INBOX && !store_exec(store, "PRAGMA wal_autocheckpoint = 0", error))
        return FALSE;
    if (!store_exec(store, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;", error))
        return FALSE;
    return schema_migrate(store, error);
}

static void statement_finalize(void *prepared)
{
    sqlite3_finalize(prepared);
}

struct store *store_new(enum store_access access)
{
    struct store *store = g_new0(struct store, 1);
    store->access = access;
    store->lock = -1;
    store->statements = g_hash_table_new_full(NULL, NULL, NULL, statement_finalize);
    return store;
}

struct store *store_open(const char *path, enum store_access access, GError **error)
{
    gboolean in_memory = g_str_equal(path, ":memory:");
    struct store *store = store_new(access);
    if ((access != STORE_DAEMON || in_memory || store_lock(store, path, error)) && store_connect(store, path, error) &&
        store_prepare(store, error))
        return store;
    if (error && *error && !in_memory && !strstr((*error)->message, path))
        g_prefix_error(error, "%s: ", path);
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    g_hash_table_unref(store->statements);
    sqlite3_close(store->db);
    if (store->lock >= 0)
        close(store->lock);
    g_free(store->lock_path);
    g_free(store);
}

/* --- transactions ---------------------------------------------------------------------------------------------------------------- */

gboolean store_is_whole(struct store *store, GError **error)
{
    if (!store->begun && store->spoilt)
        store_rollback(store); /* an earlier one had no memory */
    gboolean given_up = store->begun && sqlite3_get_autocommit(store->db);
    if (!given_up && !store->spoilt)
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_BUSY, "database: the transaction failed before, and is to be rolled back");
    return FALSE;
}

gboolean store_begin(struct store *store, GError **error)
{
    FAULT_POINT("store:begin-");
    store_rollback(store); /* what an earlier one, without memory, left behind */
    store->begun = store_exec(store, "BEGIN IMMEDIATE", error);
    return store->begun;
}

gboolean store_commit(struct store *store, GError **error)
{
    if (!store_is_whole(store, error))
        return FALSE;
    FAULT_POINT("store:commit-");
    if (!store_exec(store, "COMMIT", error))
        return FALSE;
    store->begun = FALSE;
    FAULT_POINT("store:committed");
    return TRUE;
}

void store_rollback(struct store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    store->spoilt = !sqlite3_get_autocommit(store->db);
    store->begun = FALSE;
}

gboolean store_mark(struct store *store, GError **error)
{
    return store_is_whole(store, error) && store_exec(store, "SAVEPOINT mark", error);
}

gboolean store_unmark(struct store *store, GError **error)
{
    return store_is_whole(store, error) && store_exec(store, "RELEASE mark", error);
}

void store_return_to_mark(struct store *store)
{
    if (sqlite3_get_autocommit(store->db) ||
        sqlite3_exec(store->db, "ROLLBACK TO mark; RELEASE mark", NULL, NULL, NULL) != SQLITE_OK)
        store->spoilt = TRUE;
}

/* --- numbers for status ------------------------------------------------------------------------------------------------------------ */

/* What is not done is few, and has an index of its own; the rest of the outbox grows for ever. */
#define UNDONE "FROM outbox WHERE state NOT IN (2, 5) AND state"

gboolean store_counts(struct store *store, struct store_counts *ret_counts, GError **error)
{
    g_autoptr(statement) query = statement_get(
        store, "SELECT (SELECT count(*) FROM mail WHERE state = 0), (SELECT count(*) " UNDONE " IN (0, 1))", error);
    if (!query || !statement_row(store, query, error))
        return FALSE;
    ret_counts->mails_arrived = (guint64)column_int(query, 0);
    ret_counts->out_queued = (guint64)column_int(query, 1);
    return TRUE;
}

gboolean store_waiting(struct store *store, gint64 now, struct store_waiting *ret_waiting, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT ifnull((SELECT taken FROM mail WHERE state = 0 ORDER BY id LIMIT 1), 0),"
        " min(ifnull((SELECT first_try FROM outbox WHERE state IN (0, 1) AND first_try > 0 ORDER BY first_try LIMIT 1), ?2),"
        " ifnull((SELECT next_try FROM outbox WHERE state = 0 AND first_try = 0 AND next_try <= ?1 ORDER BY next_try LIMIT 1), ?2),"
        " ifnull((SELECT min(next_try) FROM outbox WHERE state = 1 AND first_try = 0 AND next_try <= ?1), ?2))", error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, now);
    statement_bind_int(query, 2, G_MAXINT64); /* none */
    if (!statement_row(store, query, error))
        return FALSE;
    ret_waiting->mail_since = column_int(query, 0);
    gint64 out = column_int(query, 1);
    ret_waiting->out_since = out == G_MAXINT64 ? 0 : out;
    return TRUE;
}

gboolean store_troubles(struct store *store, gint64 since, struct store_troubles *ret_troubles, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT (SELECT count(*) " UNDONE " = 3), (SELECT count(*) " UNDONE " = 4),"
        " (SELECT count(*) FROM mail WHERE state = 3 AND taken >= ?)", error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, since);
    if (!statement_row(store, query, error))
        return FALSE;
    ret_troubles->failed = (guint64)column_int(query, 0);
    ret_troubles->held = (guint64)column_int(query, 1);
    ret_troubles->quarantined = (guint64)column_int(query, 2);
    return TRUE;
}
