/* The store on a failing machine. A story over all of store.h is told once for each call that SQLite makes to the system, and for each
 * allocation, with that one failing, or that and all after it. Each time: the failure is told, with the right code; after the roll-back
 * nothing of the chapter has happened; and when the fault has gone, the story ends as if nothing had been.
 *
 * With MAILORDER_EVERY_FAULT set, every single one is tried; else, of what would take minutes, every so many-th. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "daemon/store/internal.h"
#include "tests/unit/failing-machine.h"
#include "tests/unit/store-story.h"

#define RUNS_MOST 20 /* of one fault, unless all are wanted */

static struct {
    char *folder, *path;
    char *told[STORY_CHAPTERS + 1]; /* after so many chapters */
} book;

static const char *const left_out[] = {"token", "hash", NULL};

static struct run {
    enum machine_fault fault;
    guint at;
    gboolean lasting;
    gboolean warm; /* the statements are prepared before: what fails is the work itself */
} run;

static void wrong(const char *what, guint chapter, const GError *error)
{
    fail_msg("fault %d at call %u%s, chapter %u: %s%s%s", (int)run.fault, run.at, run.lasting ? " and after" : "", chapter, what,
             error ? ": " : "", error ? error->message : "");
}

/* --- the story, told whole ------------------------------------------------------------------------------------------------------- */

static gboolean chapter_done(struct store *store, guint chapter, GError **error)
{
    return store_begin(store, error) && story_chapter(store, chapter, error) && store_commit(store, error);
}

static void must_be_told(struct store *store, guint chapters, const char *what)
{
    g_autofree char *told = story_told(store, left_out);
    if (g_strcmp0(told, book.told[chapters]) != 0)
        wrong(what, chapters, NULL);
}

/* What the fault may be called. SQLite calls a disk that fails while it reads a schema, or a log, a damaged one. */
static void check_code(const GError *error, guint chapter)
{
    static const gint codes[] = {[MACHINE_FULL] = STORE_ERROR_FULL,
                                 [MACHINE_BROKEN] = STORE_ERROR_DISK,
                                 [MACHINE_BUSY] = STORE_ERROR_BUSY,
                                 [MACHINE_MEMORY] = STORE_ERROR_BUSY};
    if (!error)
        wrong("it failed, and nobody said so", chapter, NULL);
    if (!g_error_matches(error, STORE_ERROR, codes[run.fault]))
        wrong("this is not what it is", chapter, error);
}

/* Tells the story from `chapter` on. Returns the chapter that failed, STORY_CHAPTERS when none did. */
static guint tell_on(struct store *store, guint chapter, GError **error)
{
    while (chapter < STORY_CHAPTERS && chapter_done(store, chapter, error))
        chapter++;
    return chapter;
}

/* Each database has a secret of its own; in the book, all have the same. */
static struct store *open_named(GError **error)
{
    struct store *store = store_open(book.path, STORE_DAEMON, error);
    machine_pause();
    if (store)
        assert_int_equal(sqlite3_exec(store->db, "UPDATE secret SET value = 'x'", NULL, NULL, NULL), SQLITE_OK);
    machine_resume();
    return store;
}

static struct store *open_well(guint chapter)
{
    g_autoptr(GError) error = NULL;
    struct store *store = open_named(&error);
    if (!store)
        wrong("it cannot be opened any more", chapter, error);
    return store;
}

/* What is on the disk is the end of the story. */
static void check_end(struct store *store)
{
    must_be_told(store, STORY_CHAPTERS, "the end is another");
    store_close(store);
    store = open_well(STORY_CHAPTERS);
    must_be_told(store, STORY_CHAPTERS, "the end on the disk is another");
    store_close(store);
}

/* Tells it all, and takes it back. */
static void warm_up(struct store *store)
{
    assert_true(store_begin(store, NULL));
    for (guint chapter = 0; chapter < STORY_CHAPTERS; chapter++)
        assert_true(story_chapter(store, chapter, NULL));
    store_rollback(store);
}

static struct store *open_for(const struct run *wanted, GError **error)
{
    if (!wanted->warm)
        machine_begin(wanted->fault, wanted->at, wanted->lasting);
    struct store *store = open_named(error);
    if (wanted->warm) {
        warm_up(store);
        machine_begin(wanted->fault, wanted->at, wanted->lasting);
    }
    return store;
}

/* TRUE: the fault struck. */
static gboolean tell_with_fault(void)
{
    g_autoptr(GError) error = NULL;
    gboolean struck;
    guint chapter = 0;
    struct store *store = open_for(&run, &error);
    if (store)
        chapter = tell_on(store, 0, &error);
    if (store && chapter < STORY_CHAPTERS)
        store_rollback(store);
    machine_end(&struck);
    if (!store || chapter < STORY_CHAPTERS)
        check_code(error, chapter);
    g_clear_error(&error);
    store = store ? store : open_well(0);
    if (chapter < STORY_CHAPTERS) {
        store_rollback(store); /* the one above may have failed, too */
        must_be_told(store, chapter, "something half done is left");
        chapter = tell_on(store, chapter, &error);
    }
    if (chapter < STORY_CHAPTERS)
        wrong("it does not go on", chapter, error);
    check_end(store);
    return struck;
}

/* --- each call -------------------------------------------------------------------------------------------------------------------- */

static guint count_calls(enum machine_fault fault, gboolean warm)
{
    const struct run none = {fault, G_MAXUINT, FALSE, warm};
    machine_files_clear();
    struct store *store = open_for(&none, NULL);
    assert_int_equal(tell_on(store, 0, NULL), STORY_CHAPTERS);
    guint calls = machine_end(NULL);
    store_close(store);
    return calls;
}

static guint step_for(guint calls, guint most)
{
    return g_getenv("MAILORDER_EVERY_FAULT") ? 1 : MAX(1, (calls + most - 1) / most);
}

static void each_call(enum machine_fault fault, gboolean lasting, gboolean warm)
{
    guint calls = count_calls(fault, warm), step = step_for(calls, warm ? 3 * RUNS_MOST : RUNS_MOST), runs = 0;
    assert_true(calls > 10);
    for (guint at = lasting ? step / 2 : 0; at < calls; at += step, runs++) {
        run = (struct run){fault, at, lasting, warm};
        machine_files_clear();
        if (!tell_with_fault() && at < calls / 2)
            wrong("the fault never struck", 0, NULL);
    }
    print_message("%u of %u calls failed in turn\n", runs, calls);
}

static void adv_66_each_write_finds_the_disk_full(void **state)
{
    (void)state;
    each_call(MACHINE_FULL, FALSE, FALSE);
    each_call(MACHINE_FULL, TRUE, FALSE);
}

static void adv_66_each_call_fails_with_eio(void **state)
{
    (void)state;
    each_call(MACHINE_BROKEN, FALSE, FALSE);
    each_call(MACHINE_BROKEN, TRUE, FALSE);
}

static void adv_66_each_lock_is_held_by_another(void **state)
{
    (void)state;
    each_call(MACHINE_BUSY, FALSE, FALSE);
    each_call(MACHINE_BUSY, TRUE, FALSE);
}

static void adv_66_each_allocation_of_sqlite_fails(void **state)
{
    (void)state;
    each_call(MACHINE_MEMORY, FALSE, FALSE);
    each_call(MACHINE_MEMORY, TRUE, FALSE);
    each_call(MACHINE_MEMORY, FALSE, TRUE);
}

/* --- damage ----------------------------------------------------------------------------------------------------------------------- */

/* What was turned over in a text cannot be known; but nothing ends the process, no failure is silent, and damage is called damage. */
static gboolean read_damaged(void)
{
    g_autoptr(GError) error = NULL;
    gboolean struck;
    guint done = 0;
    machine_begin(run.fault, run.at, run.lasting);
    struct store *store = store_open(book.path, STORE_DAEMON, &error);
    for (guint i = 0; store && i < 20; i++) {
        struct store_counts counts;
        GPtrArray *mails = store_mails_list(store, 0, 10, &error);
        GPtrArray *rows = mails ? store_orders_list(store, NULL, NULL, 0, 10, &error) : NULL;
        gboolean well = rows && store_counts(store, &counts, &error);
        g_clear_pointer(&mails, g_ptr_array_unref);
        g_clear_pointer(&rows, g_ptr_array_unref);
        if (!well)
            break;
        done++;
    }
    store_close(store);
    machine_end(&struck);
    if (done < 20 && (!error || error->domain != STORE_ERROR))
        wrong("it is damaged, and nobody said so", 0, error);
    return error && g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT);
}

static void adv_66_damage_is_called_damage(void **state)
{
    (void)state;
    guint damaged = 0;
    machine_files_clear();
    struct store *store = store_open(book.path, STORE_DAEMON, NULL);
    assert_int_equal(tell_on(store, 0, NULL), STORY_CHAPTERS);
    store_close(store);
    machine_files_keep();
    for (guint at = 0; at < 100; at++) {
        run = (struct run){MACHINE_FLIPPED, at % 16, at % 2 == 1, FALSE};
        machine_files_restore();
        damaged += read_damaged() ? 1 : 0;
    }
    print_message("%u of 100 readings were called damaged\n", damaged);
    assert_true(damaged > 5);
}

/* --- a transaction that SQLite gave up ------------------------------------------------------------------------------------------- */

/* When SQLite has ended a transaction by itself, what follows would be committed statement by statement. */
static void adv_66_after_a_failure_nothing_is_written_before_the_roll_back(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    machine_files_clear();
    struct store *store = store_open(book.path, STORE_DAEMON, NULL);
    assert_true(store_begin(store, NULL));
    assert_true(store_schedule_done(store, "one", "2026-12-03", NULL));
    assert_int_equal(sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_false(store_schedule_done(store, "two", "2026-12-03", &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_BUSY));
    assert_false(store_mark(store, NULL));
    assert_false(store_commit(store, NULL));
    store_rollback(store);
    assert_true(store_schedule_done(store, "three", "2026-12-03", NULL));
    g_autofree char *none = store_schedule(store, "two", NULL);
    assert_null(none);
    store_close(store);
}

/* --- the group -------------------------------------------------------------------------------------------------------------------- */

static int write_book(void **state)
{
    (void)state;
    machine_install();
    g_log_set_always_fatal(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    book.folder = g_dir_make_tmp("faultsXXXXXX", NULL);
    book.path = g_build_filename(book.folder, "m.db", NULL);
    struct store *store = open_well(0);
    for (guint chapter = 0; chapter <= STORY_CHAPTERS; chapter++) {
        g_autoptr(GError) error = NULL;
        book.told[chapter] = story_told(store, left_out);
        if (chapter < STORY_CHAPTERS && !chapter_done(store, chapter, &error))
            wrong("it fails without any fault", chapter, error);
    }
    store_close(store);
    return 0;
}

static int burn_book(void **state)
{
    (void)state;
    g_autofree char *lock = g_strconcat(book.path, ".lock", NULL);
    g_unlink(lock);
    g_rmdir(book.folder);
    for (guint i = 0; i <= STORY_CHAPTERS; i++)
        g_free(book.told[i]);
    g_free(book.path);
    g_free(book.folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adv_66_each_write_finds_the_disk_full),
        cmocka_unit_test(adv_66_each_call_fails_with_eio),
        cmocka_unit_test(adv_66_each_lock_is_held_by_another),
        cmocka_unit_test(adv_66_each_allocation_of_sqlite_fails),
        cmocka_unit_test(adv_66_damage_is_called_damage),
        cmocka_unit_test(adv_66_after_a_failure_nothing_is_written_before_the_roll_back),
    };
    return cmocka_run_group_tests(tests, write_book, burn_book);
}
