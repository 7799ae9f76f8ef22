/* The VFS that records what is not synced: other processes must read the store as if it were not there, and the record must be the writer's. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "daemon/base/fault.h"
#include "daemon/store/fault-vfs.h"

/* As in tests/e2e/faults.py. */
#define PROCESSES 64
#define NAME 56
#define SQLITES_OWN "unix"
#define OURS "unsynced"

static const char points[][NAME + 2 * sizeof(guint32)] = {"vfs:wal-written",      "vfs:wal-sync-",      "vfs:wal-synced",
                                                          "vfs:database-written", "vfs:database-sync-", "vfs:database-synced"};

static struct {
    char *folder, *path, *record;
} place;

/* The file that a test shares with the daemon: no point is armed in it, and it asks for our VFS. */
static int begin(void **state)
{
    (void)state;
    const guint32 words[7 + 2 * PROCESSES] = {[0] = G_N_ELEMENTS(points), [4] = 1};
    g_autoptr(GString) faults = g_string_new("MOFAULT1");
    g_string_append_len(faults, (const char *)words, sizeof words);
    g_string_append_len(faults, points[0], sizeof points);
    place.folder = g_dir_make_tmp("mailorder-XXXXXX", NULL);
    place.path = g_build_filename(place.folder, "mailorder.db", NULL);
    place.record = g_strconcat(place.path, ".unsynced", NULL);
    g_autofree char *file = g_build_filename(place.folder, "faults", NULL);
    g_setenv("MAILORDER_FAULTS", file, TRUE);
    if (!g_file_set_contents(file, faults->str, (gssize)faults->len, NULL))
        return -1;
    fault_open();
    fault_vfs_begin();
    return sqlite3_vfs_find(OURS) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    static const char *const left[] = {"faults", "mailorder.db", "mailorder.db.unsynced"};
    for (guint i = 0; i < G_N_ELEMENTS(left); i++) {
        g_autofree char *path = g_build_filename(place.folder, left[i], NULL);
        g_unlink(path);
    }
    int result = g_rmdir(place.folder);
    g_free(place.folder);
    g_free(place.path);
    g_free(place.record);
    return result;
}

static sqlite3 *opened(const char *vfs, int flags)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open_v2(place.path, &db, flags, vfs), SQLITE_OK);
    return db;
}

static void run(sqlite3 *db, const char *sql)
{
    char *problem = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s: %s", sql, problem);
}

static void must_say(sqlite3 *db, const char *sql, const char *expected)
{
    sqlite3_stmt *query = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &query, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(query, 0), expected);
    sqlite3_finalize(query);
}

static goffset size_of(const char *path)
{
    GStatBuf status;
    return g_stat(path, &status) == 0 ? status.st_size : -1;
}

#define ROWS(from, to)                                                                                                                             \
    "WITH RECURSIVE n(i) AS (SELECT " #from " UNION ALL SELECT i + 1 FROM n WHERE i < " #to ") INSERT INTO t SELECT i, hex(randomblob(500)) FROM n"

static void test_a_reader_beside_an_unsynced_checkpoint_sees_a_whole_database(void **state)
{
    (void)state;
    sqlite3 *writer = opened(OURS, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    run(writer, "PRAGMA journal_mode = WAL");
    run(writer, "PRAGMA synchronous = FULL");
    run(writer, "PRAGMA wal_autocheckpoint = 0");
    run(writer, "CREATE TABLE t(id INTEGER PRIMARY KEY, text); CREATE INDEX t_text ON t(text)");
    run(writer, ROWS(1, 200));

    /* Somebody reads: the log is copied back up to there only, and what is copied is not synced. */
    sqlite3 *old = opened(SQLITES_OWN, SQLITE_OPEN_READONLY);
    run(old, "BEGIN");
    must_say(old, "SELECT count(*) FROM t", "200");
    run(writer, ROWS(201, 300));
    run(writer, "PRAGMA wal_checkpoint(PASSIVE)");
    goffset recorded = size_of(place.record);
    assert_true(recorded > 200 * 1000);

    static const char *const readers[] = {SQLITES_OWN, OURS};
    for (guint i = 0; i < G_N_ELEMENTS(readers); i++) {
        sqlite3 *reader = opened(readers[i], SQLITE_OPEN_READONLY);
        must_say(reader, "PRAGMA integrity_check", "ok");
        must_say(reader, "SELECT count(*) FROM t", "300");
        sqlite3_close(reader);
        assert_int_equal(size_of(place.record), recorded);
    }

    run(old, "COMMIT");
    sqlite3_close(old);
    run(writer, "PRAGMA wal_checkpoint(PASSIVE)");
    assert_int_equal(size_of(place.record), 0);
    sqlite3_close(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_reader_beside_an_unsynced_checkpoint_sees_a_whole_database),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
