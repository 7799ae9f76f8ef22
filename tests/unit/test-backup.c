/* Backup, restore, and whether a database is whole. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/store/copy.h"
#include "tests/unit/store-place.h"

#define NOW   1000000
#define LATER (NOW + 100 * 86400)

struct paths {
    char *spool, *mail, *parts, *backup;
};

static struct paths paths_of(const struct place *place)
{
    struct paths paths = {
        .spool = g_build_filename(place->folder, "spool", NULL),
        .backup = g_build_filename(place->folder, "kept.backup", NULL),
    };
    g_autofree char *in = g_build_filename(paths.spool, "in", NULL);
    g_mkdir_with_parents(in, 0700);
    paths.mail = g_build_filename(in, "orders-1-7.eml", NULL);
    paths.parts = g_build_filename(in, "orders-1-7.eml.parts", NULL);
    return paths;
}

static void paths_clear(struct paths *paths)
{
    g_autofree char *in = g_build_filename(paths->spool, "in", NULL);
    g_unlink(paths->mail);
    g_unlink(paths->parts);
    g_rmdir(in);
    g_rmdir(paths->spool);
    g_free(paths->spool);
    g_free(paths->mail);
    g_free(paths->parts);
    g_free(paths->backup);
}
typedef struct paths paths_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(paths_auto, paths_clear)

static void execute(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *problem = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s: %s", sql, problem);
    sqlite3_close(db);
}

static gint64 number(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *query = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &query, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    gint64 value = sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    sqlite3_close(db);
    return value;
}

/* A business in the middle of its work: a mail that is not decoded, with its file and parts; a mail out that waits, one that was sent and is to
 * be copied; a command; ten orders' numbers. */
static void fill(struct place *place, const struct paths *paths)
{
    gboolean fresh;
    struct store_mailbox row;
    struct command command = {.when = 1, .actor = (char *)"a", .verb = (char *)"v", .object = (char *)"o"};
    g_autoptr(mail_auto) mail = mail_arriving(7);
    g_free(mail->spool);
    mail->spool = g_strdup("orders-1-7.eml");
    g_free(mail->mailbox);
    mail->mailbox = g_strdup("orders");
    mail->uidvalidity = 1;
    assert_true(store_begin(place->store, NULL));
    assert_true(store_mailbox_open(place->store, "orders", 1, &row, &fresh, NULL));
    assert_true(store_mailbox_validity(place->store, "orders", 1, NULL));
    assert_true(store_mail_add(place->store, mail, &fresh, NULL));
    for (enum out_state state = OUT_QUEUED; state <= OUT_SENT; state++) {
        g_autofree char *id = g_strdup_printf("<%d@shop.example>", (int)state);
        struct out out = {.state = state, .letter = (char *)"order-confirmed", .audience = (char *)"customer", .copy_wanted = TRUE,
                          .recipient = (char *)"anna@customer.example", .sender = (char *)"orders@shop.example", .message_id = id};
        g_autoptr(GBytes) message = g_bytes_new_static("Subject: x\r\n\r\n", 14);
        assert_true(store_out_add(place->store, &out, message, "x", NULL));
    }
    for (guint64 i = 0, count; i < 10; i++)
        assert_true(store_order_count(place->store, &count, NULL));
    assert_true(store_commit(place->store, NULL));
    assert_true(store_command_add(place->store, &command, NULL));
    assert_true(g_file_set_contents(paths->mail, "From: a\r\n\r\nthe mail", -1, NULL));
    assert_true(g_file_set_contents(paths->parts, "the parts", -1, NULL));
}

static struct store_backup back_up(struct place *place, const struct paths *paths)
{
    g_autoptr(GError) error = NULL;
    struct store_backup report = {0};
    if (!store_backup(place->store, paths->spool, paths->backup, FALSE, NOW, &report, &error))
        fail_msg("%s", error->message);
    return report;
}

static void refuses_to_restore(const struct place *place, const struct paths *paths, gint code, const char *words)
{
    g_autoptr(GError) error = NULL;
    struct store_restore report = {0};
    assert_false(store_restore(place->path, paths->spool, paths->backup, LATER, &report, &error));
    assert_true(g_error_matches(error, STORE_ERROR, code));
    assert_non_null(strstr(error->message, words));
    assert_null(strchr(error->message, '\n'));
}

static void restore(const struct place *place, const struct paths *paths, struct store_restore *report)
{
    g_autoptr(GError) error = NULL;
    if (!store_restore(place->path, paths->spool, paths->backup, LATER, report, &error))
        fail_msg("%s", error->message);
}

/* --- backup ------------------------------------------------------------------------------------------------------------------------- */

static void a_backup_is_one_private_file_with_what_is_in_work(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    struct stat status;
    fill(place, &paths);
    struct store_backup report = back_up(place, &paths);
    assert_int_equal(report.files, 2);
    assert_int_equal(report.missing, 0);
    assert_int_equal(report.waiting, 2);
    assert_int_equal(stat(paths.backup, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(number(paths.backup, "SELECT count(*) FROM mail"), 1);
    assert_int_equal(number(paths.backup, "SELECT made FROM backup"), NOW);
    g_autoptr(GDir) folder = g_dir_open(place->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(folder));)
        assert_false(g_str_has_prefix(name, "kept.backup.") || g_str_has_suffix(name, "-journal"));
}

static void a_backup_is_replaced_and_nothing_else_is(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    g_autoptr(GError) error = NULL;
    struct store_backup report;
    g_autofree char *letter = g_build_filename(place->folder, "letter.txt", NULL);
    fill(place, &paths);
    back_up(place, &paths);
    add_mail(place->store, 900);
    assert_int_equal(back_up(place, &paths).mails, 2);
    assert_true(g_file_set_contents(letter, "dear", -1, NULL));
    const char *const others[] = {letter, place->path, place->folder};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        assert_false(store_backup(place->store, paths.spool, others[i], FALSE, NOW, &report, &error));
        assert_non_null(strstr(error->message, "choose another name"));
        g_clear_error(&error);
    }
    g_autofree char *nowhere = g_build_filename(place->folder, "no", "where", NULL);
    assert_false(store_backup(place->store, paths.spool, nowhere, FALSE, NOW, &report, &error));
    assert_non_null(strstr(error->message, nowhere));
}

static void a_mail_whose_file_is_gone_is_counted(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    fill(place, &paths);
    g_unlink(paths.mail);
    assert_int_equal(back_up(place, &paths).missing, 1);
}

/* --- restore ------------------------------------------------------------------------------------------------------------------------ */

static void what_waited_then_is_not_done_by_itself(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    g_autoptr(GError) error = NULL;
    struct store_restore report = {0};
    fill(place, &paths);
    back_up(place, &paths);
    store_close(g_steal_pointer(&place->store));
    g_unlink(place->path);
    g_unlink(paths.mail);
    restore(place, &paths, &report);
    assert_int_equal(report.made, NOW);
    assert_int_equal(report.held, 2);
    assert_int_equal(report.taken_back, 1);
    assert_int_equal(report.files, 1);
    assert_null(report.aside);
    assert_true(report.last_number >= 2010);
    place->store = store_open(place->path, STORE_DAEMON, &error);
    assert_non_null(place->store);
    g_autoptr(GPtrArray) due = store_outs_due(place->store, LATER, 10, NULL);
    assert_int_equal(due->len, 0);
    g_autoptr(GPtrArray) held = store_outs_list(place->store, FALSE, 10, NULL);
    assert_int_equal(held->len, 2);
    const struct out *out = held->pdata[0];
    assert_int_equal(out->state, OUT_HELD);
    assert_non_null(strstr(out->reply, "queue retry"));
    g_autoptr(GPtrArray) copies = store_outs_to_copy(place->store, "orders", 10, NULL), commands = store_commands_pending(place->store, 10, NULL);
    assert_int_equal(copies->len, 0);
    assert_int_equal(commands->len, 0);
    g_autoptr(GPtrArray) arrived = store_mails_arrived(place->store, 0, 10, NULL);
    assert_int_equal(arrived->len, 0);
    struct store_mailbox row;
    gboolean fresh;
    assert_true(store_mailbox_open(place->store, "orders", 1, &row, &fresh, NULL));
    assert_int_equal(row.position, 6); /* the mail that was not decoded is asked for again */
    g_autoptr(mail_auto) again = mail_arriving(7);
    g_free(again->mailbox);
    again->mailbox = g_strdup("orders");
    again->uidvalidity = 1;
    assert_true(store_mail_add(place->store, again, &fresh, NULL) && fresh);
    gint64 restored = 0;
    assert_true(store_restored(place->store, &restored, NULL));
    assert_int_equal(restored, LATER);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(paths.mail, &text, NULL, NULL));
    assert_string_equal(text, "From: a\r\n\r\nthe mail");
    assert_int_equal(number(place->path, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'backup%'"), 0);
    guint64 count;
    assert_true(store_order_count(place->store, &count, NULL));
    assert_int_equal(count, report.last_number + 1);
    store_restore_clear(&report);
}

static void the_database_that_was_there_is_kept_with_its_log(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    struct store_restore report = {0};
    fill(place, &paths);
    back_up(place, &paths);
    for (guint64 i = 0, count; i < 5; i++)
        assert_true(store_order_count(place->store, &count, NULL)); /* to 1015 */
    /* A daemon that was killed leaves its log beside the database: copies of both, taken while they are open, are just that. */
    g_autofree char *log = g_strconcat(place->path, "-wal", NULL), *db = NULL, *wal = NULL;
    gsize db_size, wal_size;
    assert_true(g_file_get_contents(place->path, &db, &db_size, NULL) && g_file_get_contents(log, &wal, &wal_size, NULL));
    store_close(g_steal_pointer(&place->store));
    assert_true(g_file_set_contents(place->path, db, (gssize)db_size, NULL) && g_file_set_contents(log, wal, (gssize)wal_size, NULL));
    restore(place, &paths, &report);
    assert_non_null(report.aside);
    assert_int_equal(report.last_number, 1015); /* the old one knows it */
    assert_int_equal(number(report.aside, "SELECT value FROM counter WHERE name = 'order'"), 1015);
    assert_int_equal(number(place->path, "SELECT count(*) FROM outbox WHERE state = 4"), 2);
    g_autofree char *first = g_strdup(report.aside);
    store_restore_clear(&report);
    restore(place, &paths, &report); /* in the same second: nothing is overwritten */
    assert_string_not_equal(report.aside, first);
    assert_true(g_file_test(first, G_FILE_TEST_EXISTS));
    store_restore_clear(&report);
}

static void a_running_daemon_and_bad_backups_are_refused_and_nothing_changes(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    fill(place, &paths);
    back_up(place, &paths);
    refuses_to_restore(place, &paths, STORE_ERROR_LOCKED, "another mailorderd");
    store_close(g_steal_pointer(&place->store));
    execute(paths.backup, "UPDATE backup_file SET content = x'00'");
    refuses_to_restore(place, &paths, STORE_ERROR_CORRUPT, "a mail of the spool");
    execute(paths.backup, "DELETE FROM backup_file; PRAGMA user_version = 999");
    refuses_to_restore(place, &paths, STORE_ERROR_NEWER, "newer mailorder");
    execute(paths.backup, "PRAGMA user_version = 1; PRAGMA application_id = 5");
    refuses_to_restore(place, &paths, STORE_ERROR_CORRUPT, "no database of mailorder's");
    assert_true(g_file_set_contents(paths.backup, "not a database at all, whatever its name", -1, NULL));
    refuses_to_restore(place, &paths, STORE_ERROR_CORRUPT, paths.backup);
    assert_int_equal(number(place->path, "SELECT count(*) FROM outbox WHERE state = 4"), 0);
    g_free(paths.backup);
    paths.backup = g_strdup(place->path);
    refuses_to_restore(place, &paths, STORE_ERROR_OTHER, "the database itself");
}

static void a_mail_in_a_backup_cannot_leave_the_spool(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    fill(place, &paths);
    back_up(place, &paths);
    store_close(g_steal_pointer(&place->store));
    static const char *const names[] = {"'../../x'", "''", "'.hidden'"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *sql = g_strdup_printf("UPDATE backup_file SET name = %s WHERE rowid = (SELECT min(rowid) FROM backup_file)", names[i]);
        execute(paths.backup, sql);
        refuses_to_restore(place, &paths, STORE_ERROR_CORRUPT, "no name of a mail");
    }
}

/* Where its folders and files are to be, others stand. */
static void what_stands_in_the_way_of_a_restore_is_named(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    fill(place, &paths);
    back_up(place, &paths);
    store_close(g_steal_pointer(&place->store));
    g_autofree char *spool = g_steal_pointer(&paths.spool), *backup = g_steal_pointer(&paths.backup);
    paths.backup = g_build_filename(place->folder, "no.backup", NULL);
    paths.spool = g_strdup(spool);
    refuses_to_restore(place, &paths, STORE_ERROR_OTHER, paths.backup);
    g_free(paths.backup);
    g_free(paths.spool);
    paths.backup = g_strdup(backup);
    paths.spool = g_strdup(backup);
    refuses_to_restore(place, &paths, STORE_ERROR_OTHER, paths.spool);
    g_free(paths.spool);
    paths.spool = g_strdup(spool);
    assert_int_equal(number(place->path, "SELECT count(*) FROM mail WHERE state = 0"), 1);
}

/* A bare database, and a backup that forgot when it was made: as good as can be. */
static void a_database_that_is_no_backup_can_be_restored_without_its_spool(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    struct store_restore report = {0};
    fill(place, &paths);
    back_up(place, &paths);
    store_close(g_steal_pointer(&place->store));
    g_unlink(paths.mail);
    execute(paths.backup, "DELETE FROM backup");
    restore(place, &paths, &report);
    assert_int_equal(report.made, 0);
    store_restore_clear(&report);
    g_unlink(paths.mail);
    execute(paths.backup, "DROP TABLE backup; DROP TABLE backup_file");
    restore(place, &paths, &report);
    assert_int_equal(report.files, 0);
    assert_int_equal(report.held, 2);
    store_restore_clear(&report);
}

static void what_cannot_be_brought_to_the_disk_is_told(void **state)
{
    g_autoptr(GError) error = NULL;
    (void)state;
    assert_false(copy_sync("/nonexistent/file", &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_OTHER));
    assert_false(copy_sync("/dev/null", NULL)); /* it has no disk */
}

static void an_empty_file_of_the_spool_is_kept_too(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    struct store_restore report = {0};
    struct stat status;
    fill(place, &paths);
    assert_true(g_file_set_contents(paths.parts, "", 0, NULL));
    assert_int_equal(back_up(place, &paths).files, 2);
    store_close(g_steal_pointer(&place->store));
    g_unlink(paths.parts);
    restore(place, &paths, &report);
    assert_int_equal(report.files, 1);
    assert_int_equal(stat(paths.parts, &status), 0);
    assert_int_equal(status.st_size, 0);
    store_restore_clear(&report);
}

/* --- whole, or not -------------------------------------------------------------------------------------------------------------------- */

static void overwrite(const char *path, off_t offset, gsize length)
{
    g_autofree char *bytes = g_strnfill(length, '\x5a');
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0 && pwrite(fd, bytes, length, offset) == (ssize_t)length);
    close(fd);
}

static void expect_damage(struct place *place, gboolean whole, const char *words)
{
    g_autoptr(GError) error = NULL;
    place->store = store_open(place->path, STORE_DAEMON, &error);
    if (place->store)
        assert_false(store_check(place->store, whole, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT));
    assert_non_null(strstr(error->message, words));
    assert_null(strchr(error->message, '\n'));
}

static void a_whole_database_is_whole(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    fill(place, &paths);
    assert_true(store_check(place->store, FALSE, NULL) && store_check(place->store, TRUE, NULL));
    g_autoptr(GPtrArray) missing = store_missing_files(place->store, paths.spool, NULL);
    assert_int_equal(missing->len, 0);
    g_unlink(paths.mail);
    g_autoptr(GPtrArray) one = store_missing_files(place->store, paths.spool, NULL);
    assert_int_equal(one->len, 1);
    assert_non_null(strstr(one->pdata[0], paths.mail));
}

static void a_page_overwritten_is_found(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    fill(place, &paths);
    store_close(g_steal_pointer(&place->store));
    gint64 page = number(place->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_body'");
    gint64 size = number(place->path, "PRAGMA page_size");
    overwrite(place->path, (page - 1) * size, 200);
    expect_damage(place, FALSE, place->path);
}

static void a_reference_into_nothing_is_found(void **state)
{
    struct place *place = *state;
    g_auto(paths_auto) paths = paths_of(place);
    fill(place, &paths);
    store_close(g_steal_pointer(&place->store));
    execute(place->path, "PRAGMA foreign_keys = OFF; DELETE FROM outbox WHERE state = 0");
    expect_damage(place, FALSE, "table outbox_body refers to one of outbox");
}

/* The page that the file ends with: far from each table's beginning. */
static void overwrite_last_page(const char *path)
{
    const gint64 pages = number(path, "PRAGMA page_count"), size = number(path, "PRAGMA page_size");
    overwrite(path, (pages - 1) * size, 200);
}

/* Damage that hides deep in a large database does not keep a start; who reads beside the daemon finds it. */
static void of_a_large_database_the_start_reads_each_tables_beginning(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    g_auto(paths_auto) paths = paths_of(place);
    fill(place, &paths);
    assert_true(store_check_beside(place->store, NULL));
    store_close(g_steal_pointer(&place->store));
    execute(place->path, "INSERT INTO journal (at, actor, what, detail) WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                         " SELECT i, 'mailorder', 'noted', hex(randomblob(50)) FROM n");
    overwrite_last_page(place->path);
    const gint64 mails = number(place->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'mail'");
    const gint64 size = number(place->path, "PRAGMA page_size");
    assert_int_equal(truncate(place->path, 17ll * 1024 * 1024), 0); /* no disk is taken for it */
    place->store = store_open(place->path, STORE_DAEMON, NULL);
    assert_true(store_check(place->store, FALSE, NULL));
    assert_false(store_check_beside(place->store, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT));
    assert_non_null(strstr(error->message, place->path));
    store_close(g_steal_pointer(&place->store));
    overwrite(place->path, (mails - 1) * size, 200);
    expect_damage(place, FALSE, "table mail");
}

static void who_reads_beside_the_daemon_finds_a_reference_into_nothing(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    g_auto(paths_auto) paths = paths_of(place);
    fill(place, &paths);
    execute(place->path, "PRAGMA foreign_keys = OFF; DELETE FROM outbox WHERE state = 0");
    assert_false(store_check_beside(place->store, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT));
    assert_non_null(strstr(error->message, "table outbox_body refers to one of outbox"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(a_backup_is_one_private_file_with_what_is_in_work),
        PLACE_TEST(a_backup_is_replaced_and_nothing_else_is),
        PLACE_TEST(a_mail_whose_file_is_gone_is_counted),
        PLACE_TEST(what_waited_then_is_not_done_by_itself),
        PLACE_TEST(the_database_that_was_there_is_kept_with_its_log),
        PLACE_TEST(a_running_daemon_and_bad_backups_are_refused_and_nothing_changes),
        PLACE_TEST(a_mail_in_a_backup_cannot_leave_the_spool),
        PLACE_TEST(what_stands_in_the_way_of_a_restore_is_named),
        PLACE_TEST(a_database_that_is_no_backup_can_be_restored_without_its_spool),
        PLACE_TEST(what_cannot_be_brought_to_the_disk_is_told),
        PLACE_TEST(an_empty_file_of_the_spool_is_kept_too),
        PLACE_TEST(of_a_large_database_the_start_reads_each_tables_beginning),
        PLACE_TEST(who_reads_beside_the_daemon_finds_a_reference_into_nothing),
        PLACE_TEST(a_whole_database_is_whole),
        PLACE_TEST(a_page_overwritten_is_found),
        PLACE_TEST(a_reference_into_nothing_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
