/* A database of the first release (tests/unit/store/version-1.sql) is brought to the present version with all that is in it; one of a
 * later version is left alone. */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "daemon/store/store.h"

struct place {
    char *folder, *path;
};

static sqlite3 *open_raw(const char *path)
{
    sqlite3 *raw = NULL;
    assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
    return raw;
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *raw = open_raw(path);
    char *problem = NULL;
    if (sqlite3_exec(raw, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s", problem);
    sqlite3_close(raw);
}

static int place_open(void **state)
{
    struct place *place = g_new0(struct place, 1);
    g_autofree char *sql = NULL;
    place->folder = g_dir_make_tmp("schemaXXXXXX", NULL);
    place->path = g_build_filename(place->folder, "m.db", NULL);
    assert_true(g_file_get_contents(TEST_DATA "/version-1.sql", &sql, NULL, NULL));
    run_sql(place->path, sql);
    *state = place;
    return 0;
}

static int place_close(void **state)
{
    struct place *place = *state;
    const char *name;
    GDir *folder = g_dir_open(place->folder, 0, NULL);
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *file = g_build_filename(place->folder, name, NULL);
        g_unlink(file);
    }
    g_dir_close(folder);
    g_rmdir(place->folder);
    g_free(place->folder);
    g_free(place->path);
    g_free(place);
    return 0;
}

static void append_row(GString *text, sqlite3_stmt *query)
{
    for (int i = 0; i < sqlite3_column_count(query); i++)
        g_string_append_printf(text, "%s=%s|", sqlite3_column_name(query, i),
                               sqlite3_column_type(query, i) == SQLITE_NULL ? "NULL" : (const char *)sqlite3_column_text(query, i));
    g_string_append_c(text, '\n');
}

static char *rows_of(sqlite3 *raw, const char *sql)
{
    sqlite3_stmt *query = NULL;
    GString *text = g_string_new(NULL);
    if (sqlite3_prepare_v2(raw, sql, -1, &query, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(raw));
    while (sqlite3_step(query) == SQLITE_ROW)
        append_row(text, query);
    sqlite3_finalize(query);
    return g_string_free(text, FALSE);
}

/* The queries that show all of each table of this database: its columns by name, so that later columns do not show. */
static GStrv table_queries(const char *path)
{
    sqlite3 *raw = open_raw(path);
    sqlite3_stmt *query = NULL;
    GStrvBuilder *builder = g_strv_builder_new();
    static const char sql[] = "SELECT 'SELECT ' || group_concat(c.name, ', ') || ' FROM ' || t.name || ' ORDER BY 1, 2, 3' FROM sqlite_schema t,"
                              " pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' GROUP BY t.name";
    assert_int_equal(sqlite3_prepare_v2(raw, sql, -1, &query, NULL), SQLITE_OK);
    while (sqlite3_step(query) == SQLITE_ROW)
        g_strv_builder_add(builder, (const char *)sqlite3_column_text(query, 0));
    sqlite3_finalize(query);
    sqlite3_close(raw);
    GStrv queries = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return queries;
}

static char *all_rows(const char *path, const GStrv queries)
{
    sqlite3 *raw = open_raw(path);
    GString *text = g_string_new(NULL);
    for (guint i = 0; queries[i]; i++) {
        g_autofree char *rows = rows_of(raw, queries[i]);
        assert_string_not_equal(rows, ""); /* no table of the old database is empty: else nothing would be tested */
        g_string_append_printf(text, "%s\n%s", queries[i], rows);
    }
    sqlite3_close(raw);
    return g_string_free(text, FALSE);
}

static char *query_one(const char *path, const char *sql)
{
    sqlite3 *raw = open_raw(path);
    char *rows = rows_of(raw, sql);
    sqlite3_close(raw);
    return rows;
}

/* Opens it as the daemon does, which brings it up to date. */
static void upgrade(const struct place *place)
{
    g_autoptr(GError) error = NULL;
    struct store *store = store_open(place->path, STORE_DAEMON, &error);
    if (!store)
        fail_msg("%s", error->message);
    store_close(store);
}

#define SCHEMA "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"

static void nothing_of_the_old_database_is_lost(void **state)
{
    const struct place *place = *state;
    g_auto(GStrv) queries = table_queries(place->path);
    assert_int_equal(g_strv_length(queries), 15);
    g_autofree char *before = all_rows(place->path, queries);
    upgrade(place);
    g_autofree char *after = all_rows(place->path, queries);
    assert_string_equal(before, after);
    upgrade(place);
    g_autofree char *again = all_rows(place->path, queries);
    assert_string_equal(before, again);
}

static void the_upgraded_schema_is_that_of_a_new_database(void **state)
{
    const struct place *place = *state;
    g_autofree char *fresh = g_build_filename(place->folder, "new.db", NULL);
    struct store *store = store_open(fresh, STORE_DAEMON, NULL);
    assert_non_null(store);
    store_close(store);
    upgrade(place);
    g_autofree char *wanted = query_one(fresh, SCHEMA), *got = query_one(place->path, SCHEMA);
    g_autofree char *version = query_one(fresh, "PRAGMA user_version"), *upgraded = query_one(place->path, "PRAGMA user_version");
    g_autofree char *check = query_one(place->path, "PRAGMA integrity_check"), *keys = query_one(place->path, "PRAGMA foreign_key_check");
    assert_string_equal(got, wanted);
    assert_string_equal(upgraded, version);
    assert_string_not_equal(upgraded, "user_version=1|\n");
    assert_string_equal(check, "integrity_check=ok|\n");
    assert_string_equal(keys, "");
}

static void an_old_order_goes_on(void **state)
{
    const struct place *place = *state;
    struct store *store = store_open(place->path, STORE_DAEMON, NULL);
    g_autoptr(order_auto) order = store_order_by_number(store, "EH-1001", NULL);
    g_autoptr(order_auto) held = store_order_by_number(store, "EH-1002", NULL);
    assert_non_null(order);
    assert_non_null(held);
    const struct line_item *item = order->items->pdata[0];
    assert_int_equal(order->phase, PHASE_ACCEPTED);
    assert_string_equal(order->unread[1], "another");
    assert_string_equal(item->promised, "2023-12-05"); /* what was expected then is what the customer was promised and told */
    assert_string_equal(item->told, "2023-12-05");
    assert_int_equal(order->revision, 0);
    assert_null(order->representative);
    assert_null(((const struct line_item *)held->items->pdata[0])->promised);
    assert_int_equal(held->remarks->len, 1);
    guint64 count = 0;
    gint64 found = 0;
    g_autofree char *audience = NULL;
    assert_true(store_begin(store, NULL));
    assert_true(store_order_count(store, &count, NULL));
    assert_int_equal(count, 1003);
    assert_true(store_token_find(store, "cdefghijklmnopqrstuvwxyz23", &found, &audience, NULL));
    assert_int_equal(found, order->id);
    order->revision = 1;
    assert_true(store_order_save(store, order, "x1", NULL));
    assert_true(store_commit(store, NULL));
    g_autoptr(out_auto) waiting = store_out_by_message_id(store, "o2@shop.example", NULL);
    assert_int_equal(waiting->state, OUT_QUEUED);
    assert_true(waiting->unknown);
    store_close(store);
}

static void only_the_daemon_upgrades(void **state)
{
    const struct place *place = *state;
    g_autoptr(GError) error = NULL;
    assert_null(store_open(place->path, STORE_READ, &error));
    assert_non_null(strstr(error->message, "start the daemon once"));
    g_autofree char *version = query_one(place->path, "PRAGMA user_version");
    assert_string_equal(version, "user_version=1|\n");
}

static void a_later_version_is_refused_in_one_clear_line(void **state)
{
    const struct place *place = *state;
    g_auto(GStrv) queries = table_queries(place->path);
    upgrade(place);
    g_autofree char *now = query_one(place->path, "PRAGMA user_version");
    gint64 known = g_ascii_strtoll(strchr(now, '=') + 1, NULL, 10);
    g_autofree char *later = g_strdup_printf("PRAGMA user_version = %" G_GINT64_FORMAT, known + 1);
    run_sql(place->path, later);
    g_autofree char *before = all_rows(place->path, queries);
    static const enum store_access ways[] = {STORE_DAEMON, STORE_READ, STORE_INBOX};
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(store_open(place->path, ways[i], &error));
        assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_NEWER));
        assert_non_null(strstr(error->message, "newer mailorder"));
        assert_non_null(strstr(error->message, place->path));
        assert_null(strchr(error->message, '\n'));
    }
    g_autofree char *after = all_rows(place->path, queries);
    assert_string_equal(before, after);
}

/* Ours by its mark, and of no version that there was: damaged, and not taken for one that needs no step. */
static void a_version_below_all_is_refused(void **state)
{
    const struct place *place = *state;
    g_autoptr(GError) error = NULL;
    run_sql(place->path, "PRAGMA user_version = -1");
    assert_null(store_open(place->path, STORE_DAEMON, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT));
    assert_non_null(strstr(error->message, "not one of mailorder's"));
}

/* A step that fails leaves the database as it was, version and all. */
static void a_step_that_fails_changes_nothing(void **state)
{
    const struct place *place = *state;
    g_autoptr(GError) error = NULL;
    run_sql(place->path, "CREATE TABLE survey (x)"); /* in the way of the second version's */
    g_autofree char *before = query_one(place->path, SCHEMA);
    assert_null(store_open(place->path, STORE_DAEMON, &error));
    g_autofree char *after = query_one(place->path, SCHEMA), *version = query_one(place->path, "PRAGMA user_version");
    assert_string_equal(before, after);
    assert_string_equal(version, "user_version=1|\n");
    run_sql(place->path, "DROP TABLE survey");
    upgrade(place);
}

#define PLACE_TEST(name) cmocka_unit_test_setup_teardown(name, place_open, place_close)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLACE_TEST(nothing_of_the_old_database_is_lost),
        PLACE_TEST(the_upgraded_schema_is_that_of_a_new_database),
        PLACE_TEST(an_old_order_goes_on),
        PLACE_TEST(only_the_daemon_upgrades),
        PLACE_TEST(a_later_version_is_refused_in_one_clear_line),
        PLACE_TEST(a_version_below_all_is_refused),
        PLACE_TEST(a_step_that_fails_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
