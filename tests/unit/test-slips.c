/* Slips: what a sender noted is there after it was killed, and after all were; nothing else is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/process/slips.h"

#define MANY 200

static int folder_open(void **state)
{
    *state = g_dir_make_tmp("mailorder-slips-XXXXXX", NULL);
    return *state ? 0 : -1;
}

static int folder_close(void **state)
{
    g_autofree char *path = g_build_filename(*state, "accepted", NULL);
    g_unlink(path);
    g_rmdir(*state);
    g_free(*state);
    return 0;
}

static struct slips *opened(const char *folder)
{
    g_autoptr(GError) error = NULL;
    struct slips *slips = slips_open(folder, &error);
    assert_null(error);
    assert_non_null(slips);
    return slips;
}

static gboolean has(const GArray *outs, gint64 out)
{
    for (guint i = 0; i < outs->len; i++)
        if (g_array_index(outs, gint64, i) == out)
            return TRUE;
    return FALSE;
}

/* A process that notes these for `sender`, and is killed. */
static void note_and_die(struct slips *slips, guint sender, gint64 first, gint64 last)
{
    pid_t pid = fork();
    if (pid == 0) {
        for (gint64 out = first; out <= last; out++)
            slips_note(slips, sender, out);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

static void what_killed_senders_noted_is_read_by_the_next(void **state)
{
    guint64 life = 1;
    struct slips *slips = opened(*state);
    g_autoptr(GArray) none = slips_read(slips, &life);
    assert_int_equal(none->len, 0);
    assert_int_equal(life, 0);
    slips_begin(slips, 77);
    note_and_die(slips, 0, 1, 3);
    note_and_die(slips, 3, 10, 10);
    note_and_die(slips, 0, 4, 4); /* the next life of the first goes on behind */
    slips_free(slips);

    slips = opened(*state);
    g_autoptr(GArray) outs = slips_read(slips, &life);
    assert_true(life == 77);
    assert_int_equal(outs->len, 5);
    for (gint64 out = 1; out <= 4; out++)
        assert_true(has(outs, out));
    assert_true(has(outs, 10));
    slips_free(slips);
}

static void a_new_life_begins_with_none(void **state)
{
    guint64 life = 0;
    struct slips *slips = opened(*state);
    slips_begin(slips, G_MAXUINT64);
    slips_note(slips, 1, 5);
    slips_begin(slips, 2);
    slips_note(slips, 1, 6);
    g_autoptr(GArray) outs = slips_read(slips, &life);
    assert_true(life == 2);
    assert_int_equal(outs->len, 1);
    assert_true(has(outs, 6));
    slips_free(slips);
}

/* More than can be in doubt at once. */
static void the_last_of_many_are_kept(void **state)
{
    guint64 life = 0;
    struct slips *slips = opened(*state);
    slips_begin(slips, 3);
    for (gint64 out = 1; out <= MANY; out++)
        slips_note(slips, 2, out);
    g_autoptr(GArray) outs = slips_read(slips, &life);
    assert_true(outs->len >= 32 && outs->len < MANY);
    for (guint i = 0; i < outs->len; i++)
        assert_true(has(outs, MANY - (gint64)i));
    slips_free(slips);
}

/* A file of another size, or one that was written by whoever, is a page all the same. */
static void nonsense_in_the_file_harms_nobody(void **state)
{
    g_autofree char *path = g_build_filename(*state, "accepted", NULL);
    char bytes[9000];
    memset(bytes, 0xFF, sizeof bytes);
    assert_true(g_file_set_contents(path, bytes, sizeof bytes, NULL));
    guint64 life = 0;
    struct slips *slips = opened(*state);
    for (guint sender = 0; sender < 6; sender++) /* there are four */
        slips_note(slips, sender, 8);
    g_autoptr(GArray) before = slips_read(slips, &life);
    assert_true(has(before, 8) && has(before, -1));
    slips_begin(slips, 4);
    slips_note(slips, 0, 9);
    g_autoptr(GArray) outs = slips_read(slips, &life);
    assert_int_equal(outs->len, 1);
    assert_true(has(outs, 9));
    slips_free(slips);
}

static void without_a_file_it_goes_as_before(void **state)
{
    g_autofree char *path = g_build_filename(*state, "accepted", NULL), *nowhere = g_build_filename(*state, "none", NULL);
    g_autoptr(GError) error = NULL, linked = NULL;
    assert_null(slips_open(nowhere, &error));
    assert_non_null(strstr(error->message, "none/accepted: "));
    assert_int_equal(symlink("elsewhere", path), 0);
    assert_null(slips_open(*state, &linked));
    assert_non_null(linked);
    guint64 life = 1;
    slips_begin(NULL, 1);
    slips_note(NULL, 0, 1);
    g_autoptr(GArray) none = slips_read(NULL, &life);
    assert_int_equal(none->len + life, 0);
    slips_free(NULL);
}

#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(name, folder_open, folder_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(what_killed_senders_noted_is_read_by_the_next),
        FOLDER_TEST(a_new_life_begins_with_none),
        FOLDER_TEST(the_last_of_many_are_kept),
        FOLDER_TEST(nonsense_in_the_file_harms_nobody),
        FOLDER_TEST(without_a_file_it_goes_as_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
