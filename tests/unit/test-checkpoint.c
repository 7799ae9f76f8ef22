/* The write-ahead log: who copies it into the database, and that it is begun anew. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/stat.h>

#include "daemon/store/internal.h"
#include "tests/unit/store-place.h"

#define MB (1024 * 1024)

/* One commit that adds so many megabytes. */
static void commit_megabytes(struct store *store, guint megabytes)
{
    g_autofree char *sql = g_strdup_printf("INSERT INTO filler VALUES (zeroblob(%u))", megabytes * MB);
    assert_true(store_begin(store, NULL));
    assert_true(store_exec(store, "CREATE TABLE IF NOT EXISTS filler (bytes BLOB)", NULL));
    assert_true(store_exec(store, sql, NULL));
    assert_true(store_commit(store, NULL));
}

static gint64 megabytes_of(const struct place *place, const char *ending)
{
    g_autofree char *path = g_strconcat(place->path, ending, NULL);
    struct stat status;
    return stat(path, &status) == 0 ? status.st_size / MB : -1;
}

static struct store *checkpointer_of(const struct place *place)
{
    struct store *store = store_open(place->path, STORE_CHECKPOINT, NULL);
    assert_non_null(store);
    return store;
}

static void a_short_log_is_left_alone(void **state)
{
    struct place *place = *state;
    commit_megabytes(place->store, 12);
    assert_false(store_wal_is_long(place->store));
    assert_true(megabytes_of(place, "") < 2);
}

static void a_long_log_that_another_has_copied_is_begun_anew(void **state)
{
    struct place *place = *state;
    struct store *other = checkpointer_of(place);
    guint32 copied = 0;
    for (guint round = 0; round < 4; round++) {
        commit_megabytes(place->store, 20);
        assert_true(store_wal_is_long(place->store));
        assert_true(store_checkpoint(other, &copied, NULL));
        assert_true(copied > 20 * MB / 16384);
        assert_in_range(megabytes_of(place, ""), 20 * (round + 1), 20 * (round + 1) + 2);
        store_wal_copied(place->store, copied);
        assert_false(store_wal_is_long(place->store));
    }
    assert_in_range(megabytes_of(place, "-wal"), 20, 22); /* the same pages of it, four times */
    store_close(other);
}

/* As when it never rests: each time the other has copied all there was, more has come. */
static void of_a_log_that_comes_to_no_end_the_writer_copies_the_little_that_is_left(void **state)
{
    struct place *place = *state;
    struct store *other = checkpointer_of(place);
    guint32 copied = 0;
    for (guint round = 0; round < 30; round++) {
        commit_megabytes(place->store, 4);
        assert_true(store_begin(place->store, NULL)); /* it is in its next transaction before the other has begun */
        assert_true(store_checkpoint(other, &copied, NULL));
        store_rollback(place->store);
        commit_megabytes(place->store, 1);
        store_wal_copied(place->store, copied);
        assert_in_range(megabytes_of(place, "-wal"), 1, 48);
    }
    store_close(other);
}

static void a_log_that_nobody_copies_is_copied_by_the_writer_in_the_end(void **state)
{
    struct place *place = *state;
    for (guint round = 0; round < 10; round++) {
        commit_megabytes(place->store, 15);
        assert_in_range(megabytes_of(place, "-wal"), 15, 80);
    }
    assert_in_range(megabytes_of(place, ""), 75, 151);
}

/* Of a log begun anew, nothing is copied; what was said of the one before does not count. */
static void what_was_copied_is_forgotten_with_the_log(void **state)
{
    struct place *place = *state;
    struct store *other = checkpointer_of(place);
    guint32 copied = 0;
    commit_megabytes(place->store, 40);
    assert_true(store_checkpoint(other, &copied, NULL));
    store_wal_copied(place->store, copied);
    commit_megabytes(place->store, 17); /* a new log */
    assert_true(store_wal_is_long(place->store));
    store_close(other);
}

static void one_that_closes_the_store_last_leaves_the_log(void **state)
{
    struct place *place = *state;
    struct store *other = checkpointer_of(place);
    commit_megabytes(place->store, 3);
    store_close(g_steal_pointer(&place->store));
    store_close(other);
    assert_int_not_equal(megabytes_of(place, "-wal"), -1);
    place->store = store_open(place->path, STORE_DAEMON, NULL);
    assert_non_null(place->store);
    g_autoptr(GError) error = NULL;
    g_autoptr(statement) query = statement_get(place->store, "SELECT sum(length(bytes)) FROM filler", &error);
    assert_true(query && statement_row(place->store, query, &error));
    assert_int_equal(column_int(query, 0), 3 * MB);
}

static void one_that_copies_writes_nothing_else(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    assert_null(store_open("/nowhere/mailorder.db", STORE_CHECKPOINT, &error));
    assert_non_null(error);
    struct store *other = checkpointer_of(place);
    guint32 copied = 1;
    assert_true(store_checkpoint(other, &copied, NULL)); /* an empty log, or nearly */
    store_close(other);
    assert_true(store_begin(place->store, NULL));
    assert_true(store_commit(place->store, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(a_short_log_is_left_alone),
        PLACE_TEST(a_long_log_that_another_has_copied_is_begun_anew),
        PLACE_TEST(of_a_log_that_comes_to_no_end_the_writer_copies_the_little_that_is_left),
        PLACE_TEST(a_log_that_nobody_copies_is_copied_by_the_writer_in_the_end),
        PLACE_TEST(what_was_copied_is_forgotten_with_the_log),
        PLACE_TEST(one_that_closes_the_store_last_leaves_the_log),
        PLACE_TEST(one_that_copies_writes_nothing_else),
    };
    return cmocka_run_group_tests_name("checkpoint", tests, NULL, NULL);
}
