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

static int opened(const char *folder)
{
    g_autoptr(GError) error = NULL;
    int fd = slips_open(folder, &error);
    assert_null(error);
    assert_true(fd >= 0);
    return fd;
}

static gboolean has(const GArray *outs, gint64 out)
{
    for (guint i = 0; i < outs->len; i++)
        if (g_array_index(outs, gint64, i) == out)
            return TRUE;
    return FALSE;
}

static void note(struct slip_writer *writer, gint64 first, gint64 last)
{
    for (gint64 out = first; out <= last; out++)
        slips_note(writer, out);
}

/* A process that notes these for `sender`, and is killed. */
static void note_and_die(int fd, guint sender, gint64 first, gint64 last)
{
    pid_t pid = fork();
    if (pid == 0) {
        note(&(struct slip_writer){.fd = fd, .sender = sender}, first, last);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

static void what_killed_senders_noted_is_read_by_the_next(void **state)
{
    guint64 life = 1;
    int fd = opened(*state);
    g_autoptr(GArray) none = slips_read(fd, &life);
    assert_int_equal(none->len, 0);
    assert_int_equal(life, 0);
    assert_true(slips_begin(fd, 77));
    note_and_die(fd, 0, 1, 3);
    note_and_die(fd, 3, 10, 10);
    note_and_die(fd, 0, 4, 4); /* the next life of the first goes on behind */
    close(fd);

    fd = opened(*state);
    g_autoptr(GArray) outs = slips_read(fd, &life);
    assert_true(life == 77);
    assert_int_equal(outs->len, 5);
    for (gint64 out = 1; out <= 4; out++)
        assert_true(has(outs, out) && slips_have(fd, 77, out));
    assert_true(has(outs, 10));
    assert_false(slips_have(fd, 77, 11) || slips_have(fd, 78, 10) || slips_have(fd, 0, 0));
    close(fd);
}

/* A sender of the old life that is still there says nothing about the new one's. */
static void a_new_life_begins_with_none(void **state)
{
    guint64 life = 0;
    int fd = opened(*state);
    slips_begin(fd, G_MAXUINT64);
    struct slip_writer old = {.fd = fd, .sender = 1}, fresh = {.fd = fd, .sender = 2};
    note(&old, 5, 5);
    slips_begin(fd, 2);
    note(&old, 7, 7);
    note(&fresh, 6, 6);
    g_autoptr(GArray) outs = slips_read(fd, &life);
    assert_true(life == 2);
    assert_int_equal(outs->len, 1);
    assert_true(has(outs, 6));
    close(fd);
}

/* More than can be in doubt at once. */
static void the_last_of_many_are_kept(void **state)
{
    guint64 life = 0;
    int fd = opened(*state);
    slips_begin(fd, 3);
    note(&(struct slip_writer){.fd = fd, .sender = 2}, 1, MANY - 1);
    note(&(struct slip_writer){.fd = fd, .sender = 2}, MANY, MANY);
    g_autoptr(GArray) outs = slips_read(fd, &life);
    assert_true(outs->len >= 32 && outs->len < MANY);
    for (guint i = 0; i < outs->len; i++)
        assert_true(has(outs, MANY - (gint64)i));
    close(fd);
}

/* A file of another layout, or one that was cut, has no slips; and of those the next desk begins anew. */
static void nonsense_in_the_file_harms_nobody(void **state)
{
    g_autofree char *path = g_build_filename(*state, "accepted", NULL);
    char bytes[9000];
    memset(bytes, 0xFF, sizeof bytes);
    assert_true(g_file_set_contents(path, bytes, sizeof bytes, NULL));
    guint64 life = 1;
    int fd = opened(*state);
    g_autoptr(GArray) before = slips_read(fd, &life);
    assert_int_equal(before->len + life, 0);
    for (guint sender = 0; sender < 6; sender++) /* there are four; no desk has begun */
        note(&(struct slip_writer){.fd = fd, .sender = sender}, 8, 8);
    slips_begin(fd, 4);
    struct slip_writer writer = {.fd = fd};
    note(&writer, 9, 9);
    g_autoptr(GArray) outs = slips_read(fd, &life);
    assert_int_equal(outs->len, 1);
    assert_true(has(outs, 9));
    assert_int_equal(truncate(path, 0), 0);
    note(&writer, 10, 10);
    g_autoptr(GArray) cut = slips_read(fd, &life);
    assert_int_equal(cut->len + life, 0);
    close(fd);
}

static void without_a_file_it_goes_as_before(void **state)
{
    g_autofree char *path = g_build_filename(*state, "accepted", NULL), *nowhere = g_build_filename(*state, "none", NULL);
    g_autoptr(GError) error = NULL, linked = NULL;
    assert_int_equal(slips_open(nowhere, &error), -1);
    assert_non_null(strstr(error->message, "none/accepted: "));
    assert_int_equal(symlink("elsewhere", path), 0);
    assert_int_equal(slips_open(*state, &linked), -1);
    assert_non_null(linked);
    guint64 life = 1;
    assert_true(slips_begin(-1, 1));
    int read_only = open("/dev/null", O_RDONLY);
    assert_false(slips_begin(read_only, 1));
    close(read_only);
    note(&(struct slip_writer){.fd = -1}, 1, 1);
    g_autoptr(GArray) none = slips_read(-1, &life);
    assert_int_equal(none->len + life, 0);
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
