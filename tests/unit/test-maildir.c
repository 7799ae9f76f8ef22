#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "daemon/transport/mailbox.h"
#include "daemon/transport/maildir-uids.h"

struct fixture {
    char *root;
    struct mailbox_settings *settings;
    struct mailbox *mailbox;
    GString *fetched; /* "UID:text;" of what the sink got */
    int sink_fd;
};

static char *inside(const struct fixture *fixture, const char *path)
{
    return g_build_filename(fixture->root, path, NULL);
}

static void put(const struct fixture *fixture, const char *path, const char *text)
{
    g_autofree char *full = inside(fixture, path);
    assert_true(g_file_set_contents(full, text, -1, NULL));
}

static gboolean exists(const struct fixture *fixture, const char *path)
{
    g_autofree char *full = inside(fixture, path);
    return g_file_test(full, G_FILE_TEST_EXISTS);
}

static char *text_of(const struct fixture *fixture, const char *path)
{
    g_autofree char *full = inside(fixture, path);
    char *text = NULL;
    assert_true(g_file_get_contents(full, &text, NULL, NULL));
    return text;
}

static void open_mailbox(struct fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    fixture->mailbox = mailbox_maildir_driver.open(fixture->settings, &error);
    if (!fixture->mailbox)
        fail_msg("%s", error->message);
}

static void reopen(struct fixture *fixture)
{
    mailbox_maildir_driver.close(fixture->mailbox);
    open_mailbox(fixture);
}

static int set_up(void **state)
{
    struct fixture *fixture = g_new0(struct fixture, 1);
    fixture->root = g_dir_make_tmp("maildirXXXXXX", NULL);
    static const char *const parts[] = {"cur", "new", "tmp"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = inside(fixture, parts[i]);
        g_mkdir(part, 0700);
    }
    fixture->settings = mailbox_settings_new();
    fixture->settings->kind = MAILBOX_MAILDIR;
    fixture->settings->path = g_strdup(fixture->root);
    fixture->settings->folder = g_strdup("INBOX");
    fixture->settings->handled_folder = g_strdup("mailorder/handled");
    fixture->settings->review_folder = g_strdup("mailorder/review");
    fixture->settings->sent_folder = g_strdup("Sent");
    fixture->fetched = g_string_new(NULL);
    open_mailbox(fixture);
    *state = fixture;
    return 0;
}

static void remove_tree(const char *path)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    const char *name;
    while (directory && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
            remove_tree(child);
        else
            g_unlink(child);
    }
    g_rmdir(path);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    mailbox_maildir_driver.close(fixture->mailbox);
    remove_tree(fixture->root);
    mailbox_settings_free(fixture->settings);
    g_string_free(fixture->fetched, TRUE);
    g_free(fixture->root);
    g_free(fixture);
    return 0;
}

/* "1 2 3": the uids listed. */
static char *list(struct fixture *fixture, guint32 after, guint limit)
{
    g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(struct mailbox_mail));
    g_autoptr(GError) error = NULL;
    if (!mailbox_maildir_driver.list(fixture->mailbox, after, limit, mails, &error))
        fail_msg("%s", error->message);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < mails->len; i++)
        g_string_append_printf(text, "%s%u", i ? " " : "", g_array_index(mails, struct mailbox_mail, i).uid);
    return g_string_free(text, FALSE);
}

static void assert_list(struct fixture *fixture, guint32 after, guint limit, const char *expected)
{
    g_autofree char *listed = list(fixture, after, limit);
    assert_string_equal(listed, expected);
}

static int sink_begin(void *context, guint32 uid)
{
    struct fixture *fixture = context;
    g_autofree char *path = g_strdup_printf("%s/fetched", fixture->root);
    if (uid == 99)
        return -1;
    fixture->sink_fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return fixture->sink_fd;
}

static void sink_end(void *context, guint32 uid, int fd, gboolean complete)
{
    struct fixture *fixture = context;
    char text[200000];
    gssize length = pread(fd, text, sizeof(text) - 1, 0);
    text[MAX(length, 0)] = '\0';
    close(fd);
    g_string_append_printf(fixture->fetched, "%u%s:%s;", uid, complete ? "" : " partial", text);
}

/* The mails with the uids 1 to `count`. */
static gboolean fetch_first(struct fixture *fixture, guint count, GError **error)
{
    struct mailbox_sink sink = {fixture, sink_begin, sink_end};
    struct mailbox_mail mails[3] = {{.uid = 1}, {.uid = 2}, {.uid = 3}};
    g_string_truncate(fixture->fetched, 0);
    return mailbox_maildir_driver.fetch(fixture->mailbox, mails, count, &sink, error);
}

static enum mailbox_filed file_one(struct fixture *fixture, guint32 uid, enum mailbox_place place)
{
    enum mailbox_filed filed = MAILBOX_FILED_FLAGGED;
    g_autoptr(GError) error = NULL;
    if (!mailbox_maildir_driver.file(fixture->mailbox, &uid, 1, place, &filed, &error))
        fail_msg("%s", error->message);
    return filed;
}

static void mails_in_new_and_cur_are_numbered_by_delivery(void **state)
{
    struct fixture *fixture = *state;
    assert_list(fixture, 0, 10, "");
    put(fixture, "cur/1700000002.b.host:2,S", "b\n");
    put(fixture, "new/1700000001.a.host", "a\n");
    put(fixture, "new/.hidden", "no mail\n");
    assert_list(fixture, 0, 10, "1 2");
    put(fixture, "new/1600000000.late.host", "delivered late\n");
    assert_list(fixture, 0, 10, "1 2 3");
    assert_list(fixture, 2, 10, "3");
    assert_list(fixture, 0, 2, "1 2");
    assert_list(fixture, 3, 10, "");
}

static void a_listing_is_the_lowest_of_many(void **state)
{
    struct fixture *fixture = *state;
    for (guint i = 0; i < 300; i++) {
        g_autofree char *name =
            g_strdup_printf("%s/%u.m.host%s", i % 2 ? "cur" : "new", 1700000000 + i, i % 2 ? ":2,S" : "");
        put(fixture, name, "x\n");
    }
    assert_list(fixture, 0, 3, "1 2 3");
    assert_list(fixture, 200, 4, "201 202 203 204");
    assert_list(fixture, 298, 10, "299 300");
}

static void arrival_and_size_are_the_files(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "new/1700000001.a.host", "12345\n");
    g_autofree char *path = inside(fixture, "new/1700000001.a.host");
    struct utimbuf times = {1690000000, 1690000000};
    assert_int_equal(utime(path, &times), 0);
    g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(struct mailbox_mail));
    assert_true(mailbox_maildir_driver.list(fixture->mailbox, 0, 10, mails, NULL));
    const struct mailbox_mail *mail = &g_array_index(mails, struct mailbox_mail, 0);
    assert_int_equal(mail->arrived, 1690000000);
    assert_int_equal(mail->size, 6);
}

static void numbers_stay_when_flags_change_and_after_a_restart(void **state)
{
    struct fixture *fixture = *state;
    guint32 validity = fixture->mailbox->uidvalidity;
    put(fixture, "new/1.a", "a\n");
    put(fixture, "new/2.b", "b\n");
    assert_list(fixture, 0, 10, "1 2");
    g_autofree char *from = inside(fixture, "new/1.a");
    g_autofree char *to = inside(fixture, "cur/1.a:2,FS");
    assert_int_equal(g_rename(from, to), 0);
    assert_list(fixture, 0, 10, "1 2");
    reopen(fixture);
    assert_int_equal(fixture->mailbox->uidvalidity, validity);
    put(fixture, "new/0.c", "c\n");
    assert_list(fixture, 0, 10, "1 2 3");
}

static void a_mail_moved_out_and_back_is_a_new_mail(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "cur/1.a:2,S", "a\n");
    put(fixture, "cur/2.b:2,S", "b\n");
    assert_list(fixture, 0, 10, "1 2");
    assert_int_equal(file_one(fixture, 1, MAILBOX_REVIEW), MAILBOX_FILED_MOVED);
    assert_true(exists(fixture, ".mailorder.review/cur/1.a:2,S"));
    g_autofree char *there = inside(fixture, ".mailorder.review/cur/1.a:2,S");
    g_autofree char *back = inside(fixture, "cur/1.a:2,S");
    assert_int_equal(g_rename(there, back), 0);
    assert_list(fixture, 2, 10, "3");
    reopen(fixture);
    assert_list(fixture, 0, 10, "2 3");
}

static void a_deleted_mail_never_lends_its_number(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "new/1.a", "a\n");
    assert_list(fixture, 0, 10, "1");
    g_autofree char *path = inside(fixture, "new/1.a");
    g_unlink(path);
    assert_list(fixture, 0, 10, "");
    reopen(fixture);
    put(fixture, "new/2.b", "b\n");
    assert_list(fixture, 0, 10, "2");
}

static void fetched_mails_have_crlf_everywhere_once(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "new/1.a", "Subject: a\n\nline\r\nbare\rcr\n\n");
    put(fixture, "new/2.b", "");
    assert_list(fixture, 0, 10, "1 2");
    assert_true(fetch_first(fixture, 3, NULL));
    assert_string_equal(fixture->fetched->str, "1:Subject: a\r\n\r\nline\r\nbare\rcr\r\n\r\n;2:;");
}

static void crlf_split_between_blocks_is_kept(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *filling = g_strnfill(32767, 'x');
    g_autofree char *text = g_strconcat(filling, "\r\nend\n", NULL);
    g_autofree char *expected = g_strconcat("1:", filling, "\r\nend\r\n;", NULL);
    put(fixture, "new/1.a", text);
    assert_list(fixture, 0, 10, "1");
    assert_true(fetch_first(fixture, 1, NULL));
    assert_string_equal(fixture->fetched->str, expected);
}

static void a_mail_renamed_since_the_listing_is_found(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "new/1.a", "a\n");
    put(fixture, "new/2.b", "b\n");
    assert_list(fixture, 0, 10, "1 2");
    g_autofree char *from = inside(fixture, "new/1.a");
    g_autofree char *to = inside(fixture, "cur/1.a:2,S");
    assert_int_equal(g_rename(from, to), 0);
    assert_true(fetch_first(fixture, 1, NULL));
    assert_string_equal(fixture->fetched->str, "1:a\r\n;");
    g_autofree char *again = inside(fixture, "cur/1.a:2,RS");
    assert_int_equal(g_rename(to, again), 0);
    assert_int_equal(file_one(fixture, 1, MAILBOX_HANDLED), MAILBOX_FILED_MOVED);
    assert_true(exists(fixture, ".mailorder.handled/cur/1.a:2,RS"));
}

static void filing_knows_without_a_listing_before(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "new/1.a", "a\n");
    assert_list(fixture, 0, 10, "1");
    reopen(fixture);
    assert_int_equal(file_one(fixture, 1, MAILBOX_HANDLED), MAILBOX_FILED_MOVED);
    assert_true(exists(fixture, ".mailorder.handled/cur/1.a:2,"));
    assert_int_equal(file_one(fixture, 1, MAILBOX_HANDLED), MAILBOX_FILED_GONE);
    assert_int_equal(file_one(fixture, 77, MAILBOX_HANDLED), MAILBOX_FILED_GONE);
}

static void filing_never_replaces_a_mail(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, ".mailorder.handled/cur/1.a:2,S", "first\n");
    put(fixture, "cur/1.a:2,S", "second\n");
    assert_list(fixture, 0, 10, "1");
    assert_int_equal(file_one(fixture, 1, MAILBOX_HANDLED), MAILBOX_FILED_MOVED);
    g_autofree char *kept = text_of(fixture, ".mailorder.handled/cur/1.a:2,S");
    assert_string_equal(kept, "first\n");
    g_autofree char *folder = inside(fixture, ".mailorder.handled/cur");
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    guint count = 0;
    while (g_dir_read_name(directory))
        count++;
    assert_int_equal(count, 2);
}

static void a_folder_removed_meanwhile_is_made_again(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "new/1.a", "a\n");
    assert_list(fixture, 0, 10, "1");
    g_autofree char *folder = inside(fixture, ".mailorder.handled");
    remove_tree(folder);
    assert_int_equal(file_one(fixture, 1, MAILBOX_HANDLED), MAILBOX_FILED_MOVED);
    assert_true(exists(fixture, ".mailorder.handled/cur/1.a:2,"));
}

static void links_and_folders_are_no_mails(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *link = inside(fixture, "new/1.link");
    g_autofree char *directory = inside(fixture, "new/2.directory");
    assert_int_equal(symlink("/etc/passwd", link), 0);
    assert_int_equal(g_mkdir(directory, 0700), 0);
    assert_list(fixture, 0, 10, "");
    assert_false(fetch_first(fixture, 1, NULL));
    assert_string_equal(fixture->fetched->str, "");
}

static void a_full_disk_is_told_and_ends_the_mail_as_partial(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "new/1.a", "a\n");
    assert_list(fixture, 0, 10, "1");
    g_autofree char *fetched = inside(fixture, "fetched");
    assert_int_equal(symlink("/dev/full", fetched), 0);
    g_autoptr(GError) error = NULL;
    assert_false(fetch_first(fixture, 1, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_DISK));
    assert_true(g_str_has_prefix(fixture->fetched->str, "1 partial:"));
}

static void sent_mails_lie_seen_in_the_sent_folder_with_lf(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *path = inside(fixture, "outgoing");
    put(fixture, "outgoing", "Subject: x\r\n\r\nbody\r\nlone\r cr\r\n\r");
    int fd = open(path, O_RDONLY);
    guint appended = 0;
    assert_int_equal(lseek(fd, 5, SEEK_SET), 5);
    assert_true(mailbox_maildir_driver.append_sent(fixture->mailbox, &fd, 1, &appended, NULL));
    assert_int_equal(appended, 1);
    close(fd);
    g_autofree char *folder = inside(fixture, ".Sent/cur");
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    const char *name = g_dir_read_name(directory);
    assert_true(g_str_has_suffix(name, ":2,S"));
    g_autofree char *sent = g_build_filename(".Sent/cur", name, NULL);
    g_autofree char *text = text_of(fixture, sent);
    assert_string_equal(text, "Subject: x\n\nbody\nlone\r cr\n\r");
    assert_null(g_dir_read_name(directory));
    assert_true(exists(fixture, ".Sent/maildirfolder"));
}

static void waiting_wakes_for_mail_and_for_others(void **state)
{
    struct fixture *fixture = *state;
    const struct mailbox_driver *driver = &mailbox_maildir_driver;
    int other[2];
    assert_int_equal(pipe(other), 0);
    assert_true(fixture->mailbox->idles);
    assert_int_equal(driver->wait(fixture->mailbox, other[0], 0, NULL), MAILBOX_WOKEN_TIMEOUT);
    put(fixture, "new/1.a", "a\n"); /* before the wait: must not be lost */
    assert_int_equal(driver->wait(fixture->mailbox, other[0], 10000, NULL), MAILBOX_WOKEN_MAIL);
    assert_int_equal(driver->wait(fixture->mailbox, other[0], 0, NULL), MAILBOX_WOKEN_TIMEOUT);
    assert_int_equal(write(other[1], "x", 1), 1);
    assert_int_equal(driver->wait(fixture->mailbox, other[0], 10000, NULL), MAILBOX_WOKEN_OTHER);
    close(other[0]);
    close(other[1]);
}

static void what_is_no_maildir_is_refused(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = inside(fixture, "cur");
    struct mailbox_settings settings = *fixture->settings;
    settings.path = path;
    assert_null(mailbox_maildir_driver.open(&settings, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL));
    assert_non_null(strstr(error->message, "not a Maildir"));
}

static void a_second_reader_is_refused(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_null(mailbox_maildir_driver.open(fixture->settings, &error));
    assert_non_null(strstr(error->message, "another process"));
}

static void a_torn_last_line_of_the_uids_is_cut_off(void **state)
{
    struct fixture *fixture = *state;
    guint32 validity = fixture->mailbox->uidvalidity;
    put(fixture, "new/1.a", "a\n");
    assert_list(fixture, 0, 10, "1");
    mailbox_maildir_driver.close(fixture->mailbox);
    g_autofree char *before = text_of(fixture, "mailorder-uids");
    g_autofree char *torn = g_strconcat(before, "+2 2.b", NULL);
    put(fixture, "mailorder-uids", torn);
    put(fixture, "new/2.b", "b\n");
    put(fixture, "new/3.c", "c\n");
    open_mailbox(fixture);
    assert_int_equal(fixture->mailbox->uidvalidity, validity);
    assert_list(fixture, 0, 10, "1 2 3");
    reopen(fixture);
    assert_list(fixture, 0, 10, "1 2 3");
}

static void damaged_uids_are_begun_anew_with_another_validity(void **state)
{
    struct fixture *fixture = *state;
    static const char *const damages[] = {"garbage\n",
                                          "mailorder-uids 1 7 1\n+5 a\n+5 b\n",
                                          "mailorder-uids 1 7 1\n+x a\n",
                                          "mailorder-uids 1 0 1\n",
                                          "",
                                          "mailorder-uids 1 7 1\n+1 a\n+2 a\n",
                                          "mailorder-uids 1 7 1\n+4294967295 a\n",
                                          "mailorder-uids 1 7 1\n*\n"};
    put(fixture, "new/1.a", "a\n");
    for (guint i = 0; i < G_N_ELEMENTS(damages); i++) {
        mailbox_maildir_driver.close(fixture->mailbox);
        put(fixture, "mailorder-uids", damages[i]);
        open_mailbox(fixture);
        assert_true(fixture->mailbox->uidvalidity > 7);
        assert_list(fixture, 0, 10, "1");
    }
}

static void the_uids_file_stays_small(void **state)
{
    struct fixture *fixture = *state;
    (void)fixture;
    g_autofree char *path = inside(fixture, "uids");
    struct maildir_uids *uids = maildir_uids_open(path, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < 2000; i++)
        g_ptr_array_add(names, g_strdup_printf("%u.name", i));
    assert_true(maildir_uids_assign(uids, names, NULL));
    g_ptr_array_remove_range(names, 1000, 1);
    assert_true(maildir_uids_forget(uids, names, NULL));
    guint32 validity = maildir_uids_validity(uids);
    maildir_uids_free(uids);
    uids = maildir_uids_open(path, NULL);
    assert_int_equal(maildir_uids_validity(uids), validity);
    assert_int_equal(maildir_uids_count(uids), 1);
    assert_int_equal(maildir_uids_find(uids, "1000.name")->uid, 1001);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_true(status.st_size < 100);
    g_autoptr(GPtrArray) more = g_ptr_array_new();
    g_ptr_array_add(more, (char *)"next");
    assert_true(maildir_uids_assign(uids, more, NULL));
    assert_int_equal(maildir_uids_find(uids, "next")->uid, 2001);
    maildir_uids_free(uids);
}

#define WITH_MAILDIR(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_MAILDIR(mails_in_new_and_cur_are_numbered_by_delivery),
        WITH_MAILDIR(a_listing_is_the_lowest_of_many),
        WITH_MAILDIR(arrival_and_size_are_the_files),
        WITH_MAILDIR(numbers_stay_when_flags_change_and_after_a_restart),
        WITH_MAILDIR(a_mail_moved_out_and_back_is_a_new_mail),
        WITH_MAILDIR(a_deleted_mail_never_lends_its_number),
        WITH_MAILDIR(fetched_mails_have_crlf_everywhere_once),
        WITH_MAILDIR(crlf_split_between_blocks_is_kept),
        WITH_MAILDIR(a_mail_renamed_since_the_listing_is_found),
        WITH_MAILDIR(filing_knows_without_a_listing_before),
        WITH_MAILDIR(filing_never_replaces_a_mail),
        WITH_MAILDIR(a_folder_removed_meanwhile_is_made_again),
        WITH_MAILDIR(links_and_folders_are_no_mails),
        WITH_MAILDIR(a_full_disk_is_told_and_ends_the_mail_as_partial),
        WITH_MAILDIR(sent_mails_lie_seen_in_the_sent_folder_with_lf),
        WITH_MAILDIR(waiting_wakes_for_mail_and_for_others),
        WITH_MAILDIR(what_is_no_maildir_is_refused),
        WITH_MAILDIR(a_second_reader_is_refused),
        WITH_MAILDIR(a_torn_last_line_of_the_uids_is_cut_off),
        WITH_MAILDIR(damaged_uids_are_begun_anew_with_another_validity),
        WITH_MAILDIR(the_uids_file_stays_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
