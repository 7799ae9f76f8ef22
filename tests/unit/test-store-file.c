#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/store/internal.h"
#include "tests/unit/store-place.h"

static void a_writer_killed_between_commits_loses_nothing_committed(void **state)
{
    struct place *place = *state;
    int pipe_ends[2];
    store_close(g_steal_pointer(&place->store));
    assert_int_equal(pipe(pipe_ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct store *store = store_open(place->path, STORE_DAEMON, NULL);
        for (guint32 uid = 1;; uid++) {
            if (!store || !store_begin(store, NULL))
                _exit(1);
            add_mail(store, uid);
            if (!store_commit(store, NULL) || write(pipe_ends[1], &uid, sizeof uid) < 0)
                _exit(1);
        }
    }
    guint32 said = 0;
    while (said < 50)
        assert_int_equal(read(pipe_ends[0], &said, sizeof said), sizeof said);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(pipe_ends[1]);
    for (guint32 more; read(pipe_ends[0], &more, sizeof more) == sizeof more;)
        said = more;
    close(pipe_ends[0]);
    place->store = store_open(place->path, STORE_DAEMON, NULL);
    assert_non_null(place->store);
    struct store_counts counts;
    assert_true(store_counts(place->store, &counts, NULL));
    assert_true(counts.mails_arrived == said || counts.mails_arrived == said + 1);
}

/* --- opening ----------------------------------------------------------------------------------------------------------------------- */

static void adv_19_a_second_daemon_is_refused_by_pid_and_a_reader_is_not(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *pid = g_strdup_printf("pid %d", (int)getpid());
    assert_null(store_open(place->path, STORE_DAEMON, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_LOCKED));
    assert_non_null(strstr(error->message, pid));
    add_mail(place->store, 1);
    struct store *reader = store_open(place->path, STORE_READ, NULL);
    struct store_counts counts;
    assert_true(store_counts(reader, &counts, NULL));
    assert_int_equal(counts.mails_arrived, 1);
    struct command command = {.when = 1, .actor = (char *)"a", .verb = (char *)"v", .object = (char *)"o"};
    assert_false(store_command_add(reader, &command, NULL));
    store_close(reader);
    struct store *inbox = store_open(place->path, STORE_INBOX, NULL);
    assert_true(store_command_add(inbox, &command, NULL));
    store_close(inbox);
}

static gint64 size_of(const struct place *place, const char *ending)
{
    g_autofree char *path = g_strconcat(place->path, ending, NULL);
    struct stat status;
    return stat(path, &status) == 0 ? status.st_size : 0;
}

/* Two processes that copy may lose what is committed meanwhile, before SQLite 3.51.3. */
static void a_command_leaves_a_long_log_to_the_daemon(void **state)
{
    struct place *place = *state;
    assert_true(store_exec(place->store, "CREATE TABLE filler (bytes BLOB)", NULL));
    while (size_of(place, "-wal") < 1001 * (16384 + 24)) /* more than the 1000 pages at which SQLite copies by itself, less than the daemon's 16 MB */
        assert_true(store_exec(place->store, "INSERT INTO filler VALUES (zeroblob(100000))", NULL));
    const gint64 size = size_of(place, "");
    assert_true(size < 1000000);
    struct store *inbox = store_open(place->path, STORE_INBOX, NULL);
    struct command command = {.when = 1, .actor = (char *)"a", .verb = (char *)"v", .object = (char *)"o"};
    assert_true(store_command_add(inbox, &command, NULL));
    assert_int_equal(size_of(place, ""), size);
    store_close(inbox);
    assert_int_equal(size_of(place, ""), size);
}

static void the_file_is_the_owners_alone(void **state)
{
    struct place *place = *state;
    struct stat status;
    assert_int_equal(stat(place->path, &status), 0);
    assert_int_equal(status.st_mode & 077, 0);
}

static void expect_refusal(struct place *place, const char *sql, gint code)
{
    g_autoptr(GError) error = NULL;
    sqlite3 *raw = NULL;
    store_close(g_steal_pointer(&place->store));
    assert_int_equal(sqlite3_open(place->path, &raw), SQLITE_OK);
    assert_int_equal(sqlite3_exec(raw, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(raw);
    assert_null(store_open(place->path, STORE_DAEMON, &error));
    assert_true(g_error_matches(error, STORE_ERROR, code));
    assert_non_null(strstr(error->message, place->path));
}

static void a_newer_database_is_refused(void **state)
{
    expect_refusal(*state, "PRAGMA user_version = 999", STORE_ERROR_NEWER);
}

static void anothers_database_is_refused(void **state)
{
    expect_refusal(*state, "PRAGMA application_id = 1", STORE_ERROR_CORRUPT);
}

static void garbage_is_refused(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(place->folder, "garbage.db", NULL);
    g_autofree char *garbage = g_strnfill(8192, 'x');
    assert_true(g_file_set_contents(path, garbage, 8192, NULL));
    assert_null(store_open(path, STORE_DAEMON, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT));
    g_clear_error(&error);
    assert_null(store_open("/nonexistent/folder/m.db", STORE_READ, &error));
    assert_non_null(error);
}

static void expect_no_opening(const char *path, gint code, const char *words)
{
    g_autoptr(GError) error = NULL;
    assert_null(store_open(path, STORE_DAEMON, &error));
    assert_true(g_error_matches(error, STORE_ERROR, code));
    assert_non_null(strstr(error->message, words));
    assert_null(store_open(path, STORE_DAEMON, NULL));
}

static void a_lock_that_cannot_be_had_is_told(void **state)
{
    struct place *place = *state;
    struct rlimit before, little;
    g_autofree char *lock = g_strconcat(place->path, ".lock", NULL);
    expect_no_opening("/nonexistent/folder/m.db", STORE_ERROR_DISK, "/nonexistent/folder/m.db.lock");
    store_close(g_steal_pointer(&place->store));
    int held = open(lock, O_RDWR | O_TRUNC | O_CLOEXEC); /* by one who did not come to write its number */
    assert_int_equal(flock(held, LOCK_EX | LOCK_NB), 0);
    expect_no_opening(place->path, STORE_ERROR_LOCKED, "pid unknown");
    assert_int_equal(write(held, "\n", 1), 1);
    expect_no_opening(place->path, STORE_ERROR_LOCKED, "pid unknown");
    close(held);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    little = (struct rlimit){0, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    expect_no_opening(place->path, STORE_ERROR_FULL, lock);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
}

static void a_failure_of_the_database_is_called_what_it_is(void **state)
{
    static const struct {
        int result, problem;
        enum store_error code;
    } cases[] = {
        {SQLITE_FULL, 0, STORE_ERROR_FULL},          {SQLITE_IOERR_WRITE, ENOSPC, STORE_ERROR_FULL}, {SQLITE_CANTOPEN, EDQUOT, STORE_ERROR_FULL},
        {SQLITE_IOERR_WRITE, EIO, STORE_ERROR_DISK}, {SQLITE_CANTOPEN, EACCES, STORE_ERROR_DISK},    {SQLITE_READONLY, 0, STORE_ERROR_DISK},
        {SQLITE_IOERR_NOMEM, 0, STORE_ERROR_BUSY},   {SQLITE_NOMEM, ENOSPC, STORE_ERROR_BUSY},       {SQLITE_BUSY_SNAPSHOT, 0, STORE_ERROR_BUSY},
        {SQLITE_NOTADB, 0, STORE_ERROR_CORRUPT},     {SQLITE_CORRUPT_INDEX, 0, STORE_ERROR_CORRUPT}, {SQLITE_CONSTRAINT, 0, STORE_ERROR_OTHER},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(store_error_code(cases[i].result, cases[i].problem), cases[i].code);
}

/* --- hot queries never walk what is done ------------------------------------------------------------------------------------------------ */

static void hot_queries_use_an_index(void **state)
{
    static const char *const queries[] = {
        "SELECT * FROM mail WHERE state = 0 AND id > 5 ORDER BY id LIMIT 1",
        "SELECT * FROM mail WHERE mailbox = 'a' AND uidvalidity = 1 AND filing IN (1, 2) AND id > 5 ORDER BY id LIMIT 1",
        "SELECT * FROM mail WHERE digest = 'a' AND id <> 5 ORDER BY id DESC LIMIT 1",
        "SELECT * FROM outbox WHERE state = 0 AND next_try <= 5 ORDER BY next_try, audience <> 'customer', id LIMIT 1",
        "SELECT * FROM outbox WHERE message_id = 'a'",
        "SELECT * FROM outbox WHERE order_id = 1 AND audience = 'a' AND state NOT IN (4, 5) ORDER BY id DESC LIMIT 1",
        "SELECT * FROM outbox WHERE copy_wanted = 1 AND state = 2 AND mailbox = 'a' ORDER BY id LIMIT 1",
        "SELECT count(*) FROM outbox WHERE answer = 1 AND created >= 1 AND recipient_key = 'a'",
        "SELECT count(*) FROM outbox WHERE answer = 1 AND created >= 1",
        "SELECT id FROM orders WHERE customer_key = 'a' AND created >= 1 AND digest = 'b' ORDER BY created DESC LIMIT 1",
        "SELECT * FROM token WHERE token = 'a'",
        "SELECT * FROM timer WHERE due <= 5 ORDER BY due, id LIMIT 1",
        "SELECT * FROM command WHERE outcome IS NULL ORDER BY id LIMIT 1",
        "SELECT * FROM journal WHERE order_id = 5 ORDER BY id",
        "SELECT * FROM orders WHERE id < 5 AND state = 'a' ORDER BY id DESC LIMIT 5",
    };
    struct place *place = *state;
    sqlite3 *raw = NULL;
    assert_int_equal(sqlite3_open(place->path, &raw), SQLITE_OK);
    for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", queries[i], NULL);
        sqlite3_stmt *plan = NULL;
        assert_int_equal(sqlite3_prepare_v2(raw, sql, -1, &plan, NULL), SQLITE_OK);
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const char *line = (const char *)sqlite3_column_text(plan, 3);
            if (g_str_has_prefix(line, "SCAN") && !strstr(line, "USING"))
                fail_msg("%s: %s", queries[i], line);
            if (strstr(line, "TEMP B-TREE"))
                fail_msg("%s: %s", queries[i], line);
        }
        sqlite3_finalize(plan);
    }
    sqlite3_close(raw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(a_writer_killed_between_commits_loses_nothing_committed),
        PLACE_TEST(adv_19_a_second_daemon_is_refused_by_pid_and_a_reader_is_not),
        PLACE_TEST(a_command_leaves_a_long_log_to_the_daemon),
        PLACE_TEST(the_file_is_the_owners_alone),
        PLACE_TEST(a_newer_database_is_refused),
        PLACE_TEST(anothers_database_is_refused),
        PLACE_TEST(garbage_is_refused),
        PLACE_TEST(a_lock_that_cannot_be_had_is_told),
        cmocka_unit_test(a_failure_of_the_database_is_called_what_it_is),
        PLACE_TEST(hot_queries_use_an_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
