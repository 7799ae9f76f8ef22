#include <dirent.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "daemon/process/backoff.h"
#include "daemon/process/pace.h"
#include "daemon/process/confine.h"
#include "daemon/process/sealed.h"
#include "daemon/process/spool.h"

/* --- backoff ------------------------------------------------------------------------------------------------------ */

static void waits_double_up_to_the_bound(void **state)
{
    (void)state;
    struct backoff backoff = {200, 3000, 0};
    static const guint expected[] = {200, 400, 800, 1600, 3000, 3000, 3000};
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_int_equal(backoff_next(&backoff, 1.0), expected[i]);
}

static void jitter_takes_at_most_a_half_away(void **state)
{
    (void)state;
    struct backoff least = {200, 3000, 0}, middle = {200, 3000, 0};
    assert_int_equal(backoff_next(&least, 0.0), 100);
    assert_int_equal(backoff_next(&middle, 0.5), 150);
    assert_int_equal(backoff_next(&middle, 7.0), 400);
    assert_int_equal(backoff_next(&middle, -7.0), 400);
}

static void after_a_reset_the_first_wait_comes_again(void **state)
{
    (void)state;
    struct backoff backoff = {200, 3000, 0};
    backoff_next(&backoff, 1.0);
    backoff_next(&backoff, 1.0);
    backoff_reset(&backoff);
    assert_int_equal(backoff_next(&backoff, 1.0), 200);
}

static void the_largest_bound_does_not_overflow(void **state)
{
    (void)state;
    struct backoff backoff = {G_MAXUINT / 2 + 1, G_MAXUINT, 0};
    assert_int_equal(backoff_next(&backoff, 1.0), G_MAXUINT / 2 + 1);
    assert_true(backoff_next(&backoff, 1.0) >= G_MAXUINT - 1);
    assert_true(backoff_next(&backoff, 1.0) >= G_MAXUINT - 1);
}

static void a_first_wait_over_the_bound_is_the_bound(void **state)
{
    (void)state;
    struct backoff backoff = {5000, 1000, 0};
    assert_int_equal(backoff_next(&backoff, 1.0), 1000);
}

/* --- sealed ------------------------------------------------------------------------------------------------------- */

static void a_sealed_file_holds_its_bytes_and_takes_no_others(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    int fd = sealed_new("test", "octets", 6, &error);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "x", 1, 0), -1);
    assert_int_equal(ftruncate(fd, 1), -1);
    g_autoptr(GBytes) bytes = sealed_bytes(fd, 6, &error);
    assert_non_null(bytes);
    close(fd);
    assert_memory_equal(g_bytes_get_data(bytes, NULL), "octets", 6);
}

static void an_empty_one_is_fine(void **state)
{
    (void)state;
    int fd = sealed_new("test", "", 0, NULL);
    g_autoptr(GBytes) bytes = sealed_bytes(fd, 6, NULL);
    assert_non_null(bytes);
    assert_int_equal(g_bytes_get_size(bytes), 0);
    close(fd);
}

static void what_could_still_change_is_refused(void **state)
{
    (void)state;
    int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_int_equal(write(fd, "octets", 6), 6);
    assert_null(sealed_bytes(fd, 100, NULL));
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK), 0);
    g_autoptr(GError) error = NULL;
    assert_null(sealed_bytes(fd, 100, &error));
    assert_non_null(error);
    close(fd);
}

static void what_is_no_memory_file_is_refused(void **state)
{
    (void)state;
    int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    assert_null(sealed_bytes(fd, 100, NULL));
    close(fd);
}

static void what_is_larger_than_allowed_is_refused(void **state)
{
    (void)state;
    int fd = sealed_new("test", "octets", 6, NULL);
    assert_null(sealed_bytes(fd, 5, NULL));
    close(fd);
}

/* --- spool -------------------------------------------------------------------------------------------------------- */

struct place {
    char *path;
    int folder;
};

static int place_open(void **state)
{
    struct place *place = g_new0(struct place, 1);
    place->path = g_dir_make_tmp("mailorder-spool-XXXXXX", NULL);
    place->folder = spool_open(place->path, NULL);
    *state = place;
    return place->folder >= 0 ? 0 : -1;
}

static int place_close(void **state)
{
    struct place *place = *state;
    g_autofree char *in = g_build_filename(place->path, "in", NULL);
    GDir *entries = g_dir_open(in, 0, NULL);
    for (const char *name = g_dir_read_name(entries); name; name = g_dir_read_name(entries))
        unlinkat(place->folder, name, 0);
    g_dir_close(entries);
    g_rmdir(in);
    g_rmdir(place->path);
    close(place->folder);
    g_free(place->path);
    g_free(place);
    return 0;
}

static char *content(const struct place *place, const char *name)
{
    g_autofree char *path = g_build_filename(place->path, "in", name, NULL);
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static guint files(const struct place *place)
{
    g_autofree char *in = g_build_filename(place->path, "in", NULL);
    GDir *entries = g_dir_open(in, 0, NULL);
    guint count = 0;
    while (g_dir_read_name(entries))
        count++;
    g_dir_close(entries);
    return count;
}

static void deliver(const struct mailbox_sink *sink, guint32 uid, const char *text, gboolean complete)
{
    int fd = sink->begin(sink->context, uid);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    sink->end(sink->context, uid, fd, complete);
}

static void a_whole_mail_appears_under_its_name(void **state)
{
    struct place *place = *state;
    struct spool_batch batch;
    spool_batch_init(&batch, place->folder, "orders", 77);
    struct mailbox_sink sink = spool_batch_sink(&batch);
    deliver(&sink, 5, "From: a\r\n\r\n", TRUE);
    assert_true(spool_batch_finish(&batch));
    assert_int_equal(batch.whole->len, 1);
    g_autofree char *name = spool_name("orders", 77, 5);
    assert_string_equal(name, "orders-77-5.eml");
    g_autofree char *text = content(place, name);
    assert_string_equal(text, "From: a\r\n\r\n");
    spool_batch_clear(&batch);
}

static void a_part_of_a_mail_leaves_nothing(void **state)
{
    struct place *place = *state;
    struct spool_batch batch;
    spool_batch_init(&batch, place->folder, "orders", 77);
    struct mailbox_sink sink = spool_batch_sink(&batch);
    deliver(&sink, 5, "From: a", FALSE);
    assert_int_equal(batch.whole->len, 0);
    assert_int_equal(batch.broken->len, 1);
    assert_int_equal(files(place), 0);
    spool_batch_clear(&batch);
}

static void the_same_mail_again_replaces_itself(void **state)
{
    struct place *place = *state;
    struct spool_batch batch;
    spool_batch_init(&batch, place->folder, "orders", 77);
    struct mailbox_sink sink = spool_batch_sink(&batch);
    deliver(&sink, 5, "From: a\r\n", TRUE);
    deliver(&sink, 5, "From: a\r\n", TRUE);
    assert_int_equal(files(place), 1);
    spool_batch_clear(&batch);
}

/* A folder that cannot be synced: O_PATH allows all else. */
static void what_cannot_be_synced_is_not_kept_but_for_what_was_there(void **state)
{
    struct place *place = *state;
    struct spool_batch batch;
    spool_batch_init(&batch, place->folder, "orders", 77);
    struct mailbox_sink sink = spool_batch_sink(&batch);
    deliver(&sink, 5, "From: a\r\n", TRUE);
    assert_true(spool_batch_finish(&batch));
    spool_batch_clear(&batch);
    int unsyncable = openat(place->folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    assert_true(unsyncable >= 0);
    spool_batch_init(&batch, unsyncable, "orders", 77);
    sink = spool_batch_sink(&batch);
    deliver(&sink, 5, "From: a\r\n", TRUE);
    deliver(&sink, 6, "From: b\r\n", TRUE);
    assert_false(spool_batch_finish(&batch));
    assert_non_null(batch.trouble);
    spool_batch_clear(&batch);
    close(unsyncable);
    assert_int_equal(files(place), 1);
    g_autofree char *text = content(place, "orders-77-5.eml");
    assert_string_equal(text, "From: a\r\n");
}

static void what_came_before_the_disk_was_full_is_kept(void **state)
{
    struct place *place = *state;
    struct spool_batch batch;
    spool_batch_init(&batch, place->folder, "orders", 77);
    struct mailbox_sink sink = spool_batch_sink(&batch);
    deliver(&sink, 5, "From: a\r\n", TRUE);
    batch.trouble = g_strdup("the spool: no room");
    assert_int_equal(sink.begin(sink.context, 6), -1);
    assert_true(spool_batch_finish(&batch));
    assert_int_equal(batch.whole->len, 1);
    assert_int_equal(files(place), 1);
    spool_batch_clear(&batch);
}

static void trouble_stops_the_batch_and_is_told(void **state)
{
    struct place *place = *state;
    struct spool_batch batch;
    int nowhere = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    (void)place;
    spool_batch_init(&batch, nowhere, "orders", 77);
    struct mailbox_sink sink = spool_batch_sink(&batch);
    assert_int_equal(sink.begin(sink.context, 5), -1);
    assert_non_null(batch.trouble);
    assert_int_equal(sink.begin(sink.context, 6), -1);
    assert_false(spool_batch_finish(&batch) && !batch.trouble);
    spool_batch_clear(&batch);
    close(nowhere);
}

static void touch(const struct place *place, const char *name)
{
    int fd = openat(place->folder, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static void leftovers_of_this_mailbox_alone_are_removed(void **state)
{
    struct place *place = *state;
    static const char *const kept[] = {".orders-old-5.partial", "orders-77-5.eml", ".other-5.partial",
                                       ".orders-5.partial.x"};
    touch(place, ".orders-5.partial");
    for (guint i = 0; i < G_N_ELEMENTS(kept); i++)
        touch(place, kept[i]);
    spool_clean(place->folder, "orders");
    assert_int_equal(files(place), G_N_ELEMENTS(kept));
    assert_int_equal(faccessat(place->folder, ".orders-5.partial", F_OK, 0), -1);
}

static void attachments_are_kept_apart_from_the_decoder(void **state)
{
    struct place *place = *state;
    guint64 size;
    g_autoptr(GError) error = NULL;
    int scratch = spool_scratch(place->folder, &error);
    assert_true(scratch >= 0);
    assert_int_equal(write(scratch, "octets", 6), 6);
    assert_true(spool_keep_parts(place->folder, "orders-77-5.eml", scratch, &size, &error));
    assert_int_equal(size, 6);
    assert_int_equal(pwrite(scratch, "forged", 6, 0), 6);
    close(scratch);
    g_autofree char *text = content(place, "orders-77-5.eml.parts");
    assert_string_equal(text, "octets");
}

static void no_attachments_make_no_file(void **state)
{
    struct place *place = *state;
    guint64 size = 1;
    int scratch = spool_scratch(place->folder, NULL);
    assert_true(spool_keep_parts(place->folder, "orders-77-5.eml", scratch, &size, NULL));
    assert_int_equal(size, 0);
    assert_int_equal(files(place), 0);
    close(scratch);
}

static void a_link_in_the_spool_is_not_followed(void **state)
{
    struct place *place = *state;
    guint64 size;
    assert_int_equal(symlinkat("/dev/null", place->folder, "orders-77-5.eml.parts"), 0);
    int scratch = spool_scratch(place->folder, NULL);
    assert_int_equal(write(scratch, "x", 1), 1);
    g_autoptr(GError) error = NULL;
    assert_false(spool_keep_parts(place->folder, "orders-77-5.eml", scratch, &size, &error));
    assert_non_null(error);
    close(scratch);
}

/* --- pace --------------------------------------------------------------------------------------------------------- */

typedef struct pace pace_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pace_auto, pace_clear)

static void no_limit_is_never_reached(void **state)
{
    (void)state;
    g_auto(pace_auto) pace;
    pace_init(&pace, 0);
    for (guint i = 0; i < 1000; i++)
        pace_note(&pace, 5);
    assert_int_equal(pace_room(&pace, 1000, 5), G_MAXUINT);
    assert_int_equal(pace.times->len, 0);
}

static void what_is_in_hand_counts_as_sent(void **state)
{
    (void)state;
    g_auto(pace_auto) pace;
    pace_init(&pace, 3);
    assert_int_equal(pace_room(&pace, 0, 0), 3);
    assert_int_equal(pace_room(&pace, 2, 0), 1);
    assert_int_equal(pace_room(&pace, 3, 1000000), 0);
    assert_int_equal(pace_room(&pace, 4, 1000000), 0);
}

static void a_result_counts_for_a_minute(void **state)
{
    (void)state;
    g_auto(pace_auto) pace;
    pace_init(&pace, 2);
    pace_note(&pace, 1000);
    pace_note(&pace, 2000);
    assert_int_equal(pace_room(&pace, 0, 60999), 0);
    assert_int_equal(pace_room(&pace, 0, 61000), 1);
    assert_int_equal(pace_room(&pace, 1, 61999), 0);
    assert_int_equal(pace_room(&pace, 1, 62000), 1);
    assert_int_equal(pace.times->len, 0);
}

/* Mails are handed out whenever they may be, each stays in hand for a time of its own, and reaches the server at its very end or right away. */
static void no_minute_has_more_than_allowed(void **state)
{
    (void)state;
    enum { MOST = 5, SECONDS = 900 };
    static const gint64 takes[] = {0, 1000, 30000, 59000, 61000, 0, 7000};
    g_auto(pace_auto) pace;
    pace_init(&pace, MOST);
    g_autoptr(GArray) results = g_array_new(FALSE, FALSE, sizeof(gint64)), reached = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (gint64 now = 0, count = 0; now < SECONDS * 1000; now += 1000) {
        for (guint i = results->len; i-- > 0;)
            if (g_array_index(results, gint64, i) <= now) {
                pace_note(&pace, now);
                g_array_remove_index(results, i);
            }
        while (pace_room(&pace, results->len, now) > 0) {
            gint64 result = now + takes[count++ % G_N_ELEMENTS(takes)], at = count % 2 ? now : result;
            g_array_append_val(results, result);
            g_array_append_val(reached, at);
        }
    }
    assert_true(reached->len > MOST * 10);
    for (guint i = 0; i < reached->len; i++) {
        guint within = 0;
        gint64 end = g_array_index(reached, gint64, i);
        for (guint j = 0; j < reached->len; j++) {
            gint64 at = g_array_index(reached, gint64, j);
            within += at > end - 60000 && at <= end;
        }
        assert_in_range(within, 1, MOST);
    }
}

/* --- secrets ------------------------------------------------------------------------------------------------------ */

static struct settings *two_mailboxes(void)
{
    struct settings *settings = settings_new();
    for (guint i = 0; i < 2; i++) {
        struct mailbox_settings *mailbox = mailbox_settings_new();
        mailbox->server.secret.plain = g_strdup("hunter2");
        g_ptr_array_add(settings->mailboxes, mailbox);
    }
    settings->sender.server.secret.plain = g_strdup("hunter3");
    return settings;
}

static const char *secret_of(const struct settings *settings, guint index)
{
    return ((const struct mailbox_settings *)settings->mailboxes->pdata[index])->server.secret.plain;
}

static void each_role_keeps_the_password_it_needs(void **state)
{
    (void)state;
    g_autoptr(settings_auto) mailbox = two_mailboxes();
    g_autoptr(settings_auto) sender = two_mailboxes();
    g_autoptr(settings_auto) desk = two_mailboxes();
    confine_forget_secrets(mailbox, ROLE_MAILBOX, 1);
    assert_string_equal(secret_of(mailbox, 0), "");
    assert_string_equal(secret_of(mailbox, 1), "hunter2");
    assert_string_equal(mailbox->sender.server.secret.plain, "");
    confine_forget_secrets(sender, ROLE_SENDER, 0);
    assert_string_equal(secret_of(sender, 0), "");
    assert_string_equal(sender->sender.server.secret.plain, "hunter3");
    confine_forget_secrets(desk, ROLE_DESK, 0);
    assert_string_equal(secret_of(desk, 1), "");
    assert_string_equal(desk->sender.server.secret.plain, "");
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, place_open, place_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_double_up_to_the_bound),
        cmocka_unit_test(jitter_takes_at_most_a_half_away),
        cmocka_unit_test(after_a_reset_the_first_wait_comes_again),
        cmocka_unit_test(the_largest_bound_does_not_overflow),
        cmocka_unit_test(a_first_wait_over_the_bound_is_the_bound),
        cmocka_unit_test(no_limit_is_never_reached),
        cmocka_unit_test(what_is_in_hand_counts_as_sent),
        cmocka_unit_test(a_result_counts_for_a_minute),
        cmocka_unit_test(no_minute_has_more_than_allowed),
        cmocka_unit_test(a_sealed_file_holds_its_bytes_and_takes_no_others),
        cmocka_unit_test(an_empty_one_is_fine),
        cmocka_unit_test(what_could_still_change_is_refused),
        cmocka_unit_test(what_is_no_memory_file_is_refused),
        cmocka_unit_test(what_is_larger_than_allowed_is_refused),
        IN_A_PLACE(a_whole_mail_appears_under_its_name),
        IN_A_PLACE(a_part_of_a_mail_leaves_nothing),
        IN_A_PLACE(the_same_mail_again_replaces_itself),
        IN_A_PLACE(what_cannot_be_synced_is_not_kept_but_for_what_was_there),
        IN_A_PLACE(what_came_before_the_disk_was_full_is_kept),
        IN_A_PLACE(trouble_stops_the_batch_and_is_told),
        IN_A_PLACE(leftovers_of_this_mailbox_alone_are_removed),
        IN_A_PLACE(attachments_are_kept_apart_from_the_decoder),
        IN_A_PLACE(no_attachments_make_no_file),
        IN_A_PLACE(a_link_in_the_spool_is_not_followed),
        cmocka_unit_test(each_role_keeps_the_password_it_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
