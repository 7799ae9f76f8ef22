/* The store when one of its statements after the other fails by itself, and not for the machine's sake (that is test-store-faults). Each scene is
 * played until nothing is left in it that has not failed once. Each time the failure is said, and what was begun can be taken back and begun
 * again; in the end all is as if nothing had failed. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "daemon/orders/calendar.h"
#include "daemon/orders/report.h"
#include "daemon/store/internal.h"
#include "tests/unit/failing-statements.h"
#include "tests/unit/store-place.h"
#include "tests/unit/store-story.h"

#define ANNA "ayla@customer.example"
#define BEN  "ben@customer.example"
#define NOW  1000000

static const char *const left_out[] = {"token", "hash", "digest", "value", NULL}; /* random, or made of what is */

struct scene {
    const char *name;
    gboolean (*play)(struct scene *scene, GError **error);
    void (*after)(struct scene *scene, gboolean well, gboolean last); /* takes back what was begun; `last`: nothing failed, and it is to stay */
    struct store *store;
    guint chapter;
    const struct place *place;
    char *spool, *backup, *told;
};

/* --- each statement ----------------------------------------------------------------------------------------------------------------- */

static void wrong(const struct scene *scene, const char *what, enum statement_fault kind, guint at, const GError *error)
{
    fail_msg("%s, %s at call %u: %s%s%s", scene->name, kind == STATEMENTS_REFUSED ? "refused" : "stopped", at, what, error ? ": " : "",
             error ? error->message : "");
}

/* FALSE: there is no such call any more. */
static gboolean play_with(struct scene *scene, enum statement_fault kind, guint at)
{
    g_autoptr(GError) error = NULL;
    statements_begin(kind, at);
    gboolean well = scene->play(scene, &error), struck = statements_end();
    if (!well && !error)
        wrong(scene, "it failed, and nobody said so", kind, at, NULL);
    if (error && error->domain != STORE_ERROR)
        wrong(scene, "this is no error of the store's", kind, at, error);
    if (!struck && !well)
        wrong(scene, "it fails without a failure", kind, at, error);
    scene->after(scene, well, !struck && kind == STATEMENTS_STOPPED);
    return struck;
}

/* Every so many-th of those that are prepared. */
static void each_statement_fails(struct scene *scene, guint step)
{
    guint plays = 0;
    for (enum statement_fault kind = STATEMENTS_REFUSED; kind <= STATEMENTS_STOPPED; kind++)
        for (guint at = 0; play_with(scene, kind, at); at += step)
            plays++;
    assert_true(plays > 0);
    print_message("%s: failed %u times\n", scene->name, plays);
}

/* --- the story, and what it leaves out ----------------------------------------------------------------------------------------------- */

static gboolean has(GPtrArray *found, guint count)
{
    gboolean right = found && found->len == count;
    g_clear_pointer(&found, g_ptr_array_unref);
    return right;
}

static gboolean is_number(char *number)
{
    gboolean right = g_strcmp0(number, "EH-1002") == 0;
    g_free(number);
    return right;
}

static gboolean lists(struct store *store, GError **error)
{
    g_autoptr(mail_auto) none = store_mail_met(store, NULL, NULL, 0, error);
    return !none && is_number(store_order_number(store, 2, error)) && has(store_orders_list(store, NULL, NULL, 0, 10, error), 1) &&
           has(store_orders_list(store, "shipped", NULL, 100, 10, error), 1) && has(store_orders_list(store, "shipped", ANNA, 0, 10, error), 1) &&
           has(store_outs_list(store, TRUE, 10, error), 1) && has(store_mails_list(store, 100, 10, error), 3);
}

static gboolean one_out(struct store *store, const char *recipient, const char *message_id, gint64 order, gint64 *ret_id, GError **error)
{
    g_autoptr(out_auto) out = out_to(recipient, message_id);
    g_autoptr(GBytes) message = g_bytes_new_static("Dear " BEN, 5 + sizeof BEN - 1);
    out->state = OUT_SENT;
    out->order = order;
    out->mailbox = g_strdup("orders");
    if (!store_out_add(store, out, message, "Dear " BEN, error))
        return FALSE;
    *ret_id = out->id;
    return TRUE;
}

static gboolean one_mail(struct store *store, guint32 uid, enum mail_state state, gint64 *ret_id, GError **error)
{
    g_autoptr(mail_auto) mail = mail_arriving(uid);
    gboolean added;
    if (!store_mail_add(store, mail, &added, error))
        return FALSE;
    *ret_id = mail->id;
    mail->state = state;
    mail->digest = g_strdup("digest");
    mail->message_id = g_strdup("m@customer.example");
    return store_mail_save(store, mail, error);
}

/* Of a person who is not Anna: an order with all that there can be, letters, mails and words about them. */
static gboolean other_person(struct store *store, GError **error)
{
    struct address_state known = {.opted_out = 5};
    struct journal_row row = {.when = 1, .actor = (char *)"customer " BEN, .what = (char *)"delayed", .detail = (char *)"about " BEN};
    g_autoptr(order_auto) order = order_lived("EH-2001");
    gint64 mail, out;
    g_free(order->customer);
    order->customer = g_strdup(BEN);
    order_set_mark(order, "surveyed", "1");
    order_set_mark(order, "bounced", "1");
    if (!store_order_save(store, order, "two", error))
        return FALSE;
    row.order = order->id;
    g_autofree char *token = store_token(store, order->id, "customer", error);
    return token && store_journal_add(store, &row, error) && one_mail(store, 31, MAIL_HANDLED, &mail, error) &&
           store_order_add_mail(store, order->id, mail, error) && one_out(store, BEN, "ben@shop.example", order->id, &out, error) &&
           one_mail(store, 32, MAIL_QUARANTINED, &mail, error) && one_out(store, BEN, "list@shop.example", 0, &out, error) &&
           store_address_save(store, BEN, &known, error);
}

static gboolean sums(struct store *store, GError **error)
{
    g_autoptr(GDate) from = g_date_new_dmy(1, G_DATE_JANUARY, 1970), to = g_date_new_dmy(2, G_DATE_JANUARY, 1970);
    struct calendar *calendar = calendar_new("Europe/Istanbul");
    g_autoptr(report_auto) report = store_report(store, calendar, from, to, error);
    calendar_free(calendar);
    return report && report->surveys == 1 && report->bounced == 1;
}

static gboolean old(struct store *store, GError **error)
{
    gint64 last;
    g_autoptr(GArray) over = store_orders_over(store, TRUE, 5000, 10, error);
    return over && store_expire_mails(store, TRUE, 5000, 0, 10, &last, error) && store_expire_mails(store, FALSE, 5000, 0, 1, &last, error) &&
           store_expire_bodies(store, 5000, 0, 1, &last, error) && store_expire_comments(store, 5000, 10, &last, error) && last > 0;
}

/* Each step by itself: what is erased is not there for the next. */
static gboolean forgotten(struct store *store, GError **error)
{
    gboolean more;
    struct address_state known;
    g_autoptr(order_auto) order = store_order_by_number(store, "EH-2001", error);
    g_autoptr(out_auto) out = store_out_by_message_id(store, "ben@shop.example", error);
    g_autoptr(GArray) mails = order ? store_order_mails(store, order->id, error) : NULL;
    if (!order || !out || !mails || mails->len != 1)
        return FALSE;
    gint64 mail = g_array_index(mails, gint64, 0);
    return store_bodies_strike(store, order->id, BEN, error) && store_mail_erase(store, mail, error) && store_mail_erase(store, mail, error) &&
           store_out_erase(store, out->id, error) && store_out_erase(store, out->id, error) && store_journal_erase(store, order->id, 0, error) &&
           store_journal_strike(store, BEN, 0, 100, &more, error) && store_order_remove(store, order->id, error) &&
           store_address_forget(store, BEN, error) && store_address(store, BEN, &known, error) && known.opted_out == 5;
}

static gboolean struck(struct store *store, GError **error)
{
    struct journal_row row = {.when = 1, .actor = (char *)"customer " BEN, .what = (char *)"noted", .detail = (char *)"about " BEN};
    gboolean more;
    g_autoptr(GPtrArray) rows = NULL;
    row.order = 2;
    if (!store_journal_add(store, &row, error) || !store_journal_strike(store, BEN, 0, 100, &more, error))
        return FALSE;
    rows = store_journal(store, 2, 0, error);
    return rows && g_strcmp0(((const struct journal_row *)rows->pdata[rows->len - 1])->detail, "about ***") == 0;
}

static gboolean (*const more[])(struct store *, GError **) = {lists, other_person, sums, old, forgotten, struck};

static gboolean chapter_play(struct store *store, guint chapter, GError **error)
{
    return chapter < STORY_CHAPTERS ? story_chapter(store, chapter, error) : more[chapter - STORY_CHAPTERS](store, error);
}

static gboolean play_chapter(struct scene *scene, GError **error)
{
    return chapter_play(scene->store, scene->chapter, error);
}

static void after_chapter(struct scene *scene, gboolean well, gboolean last)
{
    (void)well;
    if (last)
        assert_true(store_commit(scene->store, NULL));
    else
        store_rollback(scene->store);
    g_hash_table_remove_all(scene->store->statements); /* to be prepared anew */
    assert_true(store_begin(scene->store, NULL));
}

static char *told_without_failure(void)
{
    struct store *store = store_open(":memory:", STORE_DAEMON, NULL);
    for (guint chapter = 0; chapter < STORY_CHAPTERS + G_N_ELEMENTS(more); chapter++) {
        g_autoptr(GError) error = NULL;
        assert_true(store_begin(store, NULL));
        if (!chapter_play(store, chapter, &error))
            fail_msg("chapter %u: %s", chapter, error ? error->message : "not as it should be");
        assert_true(store_commit(store, NULL));
    }
    char *told = story_told(store, left_out);
    store_close(store);
    return told;
}

static void adv_66_each_statement_of_the_story_fails(void **state)
{
    struct scene scene = {.play = play_chapter, .after = after_chapter, .store = store_open(":memory:", STORE_DAEMON, NULL)};
    (void)state;
    g_autofree char *wanted = told_without_failure();
    assert_true(store_begin(scene.store, NULL));
    for (; scene.chapter < STORY_CHAPTERS + G_N_ELEMENTS(more); scene.chapter++) {
        g_autofree char *name = g_strdup_printf("chapter %u", scene.chapter);
        scene.name = name;
        each_statement_fails(&scene, 1);
    }
    store_rollback(scene.store);
    g_autofree char *told = story_told(scene.store, left_out);
    assert_string_equal(told, wanted);
    store_close(scene.store);
}

/* --- opening and looking -------------------------------------------------------------------------------------------------------------- */

static gboolean play_opening(struct scene *scene, GError **error)
{
    scene->store = store_open(":memory:", STORE_DAEMON, error);
    return scene->store != NULL;
}

static void after_opening(struct scene *scene, gboolean well, gboolean last)
{
    (void)well;
    (void)last;
    store_close(g_steal_pointer(&scene->store));
}

static void adv_66_each_statement_of_an_opening_fails(void **state)
{
    struct scene scene = {.name = "opening", .play = play_opening, .after = after_opening};
    (void)state;
    each_statement_fails(&scene, 29);
}

static gboolean play_looking(struct scene *scene, GError **error)
{
    gint64 when;
    return check_pages(scene->store->db, "it", CHECK_BEGIN, error) && store_check_beside(scene->store, error) &&
           store_check(scene->store, FALSE, error) &&
           store_check(scene->store, TRUE, error) && has(store_missing_files(scene->store, "/nowhere", error), 1) &&
           store_restored(scene->store, &when, error);
}

static void after_looking(struct scene *scene, gboolean well, gboolean last)
{
    (void)well;
    (void)last;
    g_hash_table_remove_all(scene->store->statements);
}

static void adv_66_each_statement_of_a_check_fails(void **state)
{
    struct scene scene = {.name = "check", .play = play_looking, .after = after_looking, .store = store_open(":memory:", STORE_DAEMON, NULL)};
    (void)state;
    add_mail(scene.store, 3);
    each_statement_fails(&scene, 1);
    store_close(scene.store);
}

/* --- backup and restore ---------------------------------------------------------------------------------------------------------------- */

static void scene_at(struct scene *scene, const struct place *place)
{
    scene->place = place;
    scene->spool = g_build_filename(place->folder, "spool", NULL);
    scene->backup = g_build_filename(place->folder, "kept.backup", NULL);
    g_autofree char *in = g_build_filename(scene->spool, "in", NULL), *file = g_build_filename(in, "orders-7-3.eml", NULL);
    g_mkdir_with_parents(in, 0700);
    assert_true(g_file_set_contents(file, "the mail", -1, NULL));
    add_mail(place->store, 3);
}

static void scene_end(struct scene *scene)
{
    g_autofree char *in = g_build_filename(scene->spool, "in", NULL), *file = g_build_filename(in, "orders-7-3.eml", NULL);
    g_unlink(file);
    g_rmdir(in);
    g_rmdir(scene->spool);
    g_free(scene->spool);
    g_free(scene->backup);
}

static guint files_in(const char *folder)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    guint count = 0;
    while (g_dir_read_name(directory))
        count++;
    return count;
}

static gboolean play_backup(struct scene *scene, GError **error)
{
    struct store_backup report;
    return store_backup(scene->place->store, scene->spool, scene->backup, FALSE, NOW, &report, error) && report.files == 1 && report.mails == 1;
}

/* A backup that failed leaves nothing; of one that did not there is one file. */
static void after_backup(struct scene *scene, gboolean well, gboolean last)
{
    (void)last;
    assert_int_equal(g_file_test(scene->backup, G_FILE_TEST_EXISTS), well);
    g_unlink(scene->backup);
    assert_int_equal(files_in(scene->place->folder), 5); /* the database, its log, the log's index, the lock, the spool */
}

static void adv_66_each_statement_of_a_backup_fails(void **state)
{
    struct scene scene = {.name = "backup", .play = play_backup, .after = after_backup};
    scene_at(&scene, *state);
    each_statement_fails(&scene, 1);
    scene_end(&scene);
}

static gboolean play_restore(struct scene *scene, GError **error)
{
    struct store_restore report = {0};
    gboolean done = store_restore(scene->place->path, scene->spool, scene->backup, NOW, &report, error) && report.taken_back == 1;
    g_autofree char *log = g_strconcat(report.aside, "-wal", NULL);
    if (report.aside) {
        g_unlink(report.aside);
        g_unlink(log);
    }
    store_restore_clear(&report);
    return done;
}

/* A database of the same content is there, restored or not. */
static void after_restore(struct scene *scene, gboolean well, gboolean last)
{
    gint64 when = 0;
    (void)last;
    struct store *store = store_open(scene->place->path, STORE_READ, NULL);
    assert_true(store && has(store_mails_list(store, 0, 10, NULL), 1) && store_restored(store, &when, NULL));
    if (well)
        assert_int_equal(when, NOW);
    store_close(store);
}

static void prepare_restore(struct scene *scene, struct place *place)
{
    scene_at(scene, place);
    assert_true(play_backup(scene, NULL));
    store_close(g_steal_pointer(&place->store));
}

static void adv_66_each_statement_of_a_restore_fails(void **state)
{
    struct scene scene = {.name = "restore", .play = play_restore, .after = after_restore};
    prepare_restore(&scene, *state);
    each_statement_fails(&scene, 1);
    scene_end(&scene);
}

/* --- no room ----------------------------------------------------------------------------------------------------------------------------- */

/* Plays with files of at most so many octets, until that is enough. */
static void play_in_little_room(struct scene *scene)
{
    struct rlimit before, little;
    gboolean well = FALSE;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    for (rlim_t most = 0; !well; most = MAX(4096, 2 * most)) {
        g_autoptr(GError) error = NULL;
        little = (struct rlimit){most, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
        well = scene->play(scene, &error);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_true(well || (error && error->domain == STORE_ERROR));
        assert_true(!well || most > 4096);
        scene->after(scene, well, well);
    }
    signal(SIGXFSZ, SIG_DFL);
}

static void adv_66_a_backup_without_room_fails_and_leaves_nothing(void **state)
{
    struct scene scene = {.play = play_backup, .after = after_backup};
    scene_at(&scene, *state);
    play_in_little_room(&scene);
    scene_end(&scene);
}

static void adv_66_a_restore_without_room_changes_nothing(void **state)
{
    struct scene scene = {.play = play_restore, .after = after_restore};
    prepare_restore(&scene, *state);
    play_in_little_room(&scene);
    scene_end(&scene);
}

/* Nothing here is about the disk: its files lie in memory, where the machine has such a folder. */
static int install(void **state)
{
    static const char memory[] = "/dev/shm";
    (void)state;
    if (g_access(memory, W_OK | X_OK) == 0)
        g_setenv("TMPDIR", memory, TRUE);
    statements_install();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adv_66_each_statement_of_the_story_fails),
        cmocka_unit_test(adv_66_each_statement_of_an_opening_fails),
        cmocka_unit_test(adv_66_each_statement_of_a_check_fails),
        PLACE_TEST(adv_66_each_statement_of_a_backup_fails),
        PLACE_TEST(adv_66_each_statement_of_a_restore_fails),
        PLACE_TEST(adv_66_a_backup_without_room_fails_and_leaves_nothing),
        PLACE_TEST(adv_66_a_restore_without_room_changes_nothing),
    };
    return cmocka_run_group_tests(tests, install, NULL);
}
