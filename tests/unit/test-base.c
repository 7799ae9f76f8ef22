#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/diagnostics.h"
#include "daemon/base/log.h"
#include "daemon/base/secret.h"

static void diagnostics_come_sorted_by_file_and_line(void **state)
{
    (void)state;
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    diagnostics_add(diagnostics, "b.conf", 2, "second");
    diagnostics_add(diagnostics, "b.conf", 1, "first %d", 1);
    diagnostics_add(diagnostics, "a.conf", 0, "whole file");
    assert_int_equal(diagnostics_count(diagnostics), 3);
    assert_string_equal(diagnostics_line(diagnostics, 0), "a.conf: whole file");
    assert_string_equal(diagnostics_line(diagnostics, 1), "b.conf:1: first 1");
    assert_string_equal(diagnostics_line(diagnostics, 2), "b.conf:2: second");
}

static void a_world_readable_secret_is_refused(void **state)
{
    (void)state;
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    int fd = g_file_open_tmp("secretXXXXXX", &path, NULL);
    assert_true(fd >= 0);
    g_close(fd, NULL);
    assert_true(g_file_set_contents(path, "hunter2\nrest\n", -1, NULL));
    struct secret_source source = {.file = path};

    g_chmod(path, 0644);
    assert_null(secret_load(&source, &error));
    assert_true(g_error_matches(error, SECRET_ERROR, SECRET_ERROR_PERMISSIONS));
    assert_null(strstr(error->message, "hunter2"));

    g_chmod(path, 0600);
    char *secret = secret_load(&source, NULL);
    assert_string_equal(secret, "hunter2");
    secret_free(secret);
    g_unlink(path);
}

/* An editor's byte order mark is no part of the password, which would be refused by the server without anybody seeing why. */
static void a_byte_order_mark_before_a_secret_is_left_out(void **state)
{
    (void)state;
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("secretXXXXXX", &path, NULL);
    assert_true(fd >= 0);
    close(fd);
    struct secret_source source = {.file = path};
    assert_true(g_file_set_contents_full(path, "\xef\xbb\xbfhunter2\r\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    char *secret = secret_load(&source, NULL);
    assert_string_equal(secret, "hunter2");
    secret_free(secret);
    assert_true(g_file_set_contents_full(path, "\xef\xbb\xbf\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    assert_null(secret_load(&source, NULL));
    g_remove(path);
}

static void a_secret_command_speaks_or_fails(void **state)
{
    (void)state;
    char speak[] = "printf 'to ken\\n'", fail[] = "false", silent[] = "true";
    struct secret_source source = {.command = speak};
    char *secret = secret_load(&source, NULL);
    assert_string_equal(secret, "to ken");
    secret_free(secret);
    g_autoptr(GError) error = NULL;
    source.command = fail;
    assert_null(secret_load(&source, &error));
    assert_true(g_error_matches(error, SECRET_ERROR, SECRET_ERROR_READ));
    g_clear_error(&error);
    source.command = silent;
    assert_null(secret_load(&source, &error));
    assert_true(g_error_matches(error, SECRET_ERROR, SECRET_ERROR_EMPTY));
}

static void a_frozen_clock_stands(void **state)
{
    (void)state;
    clock_set(1000000, TRUE);
    assert_int_equal(clock_now(), 1000000);
    clock_set(g_get_real_time() / G_USEC_PER_SEC, FALSE);
    assert_true(clock_now() > 1700000000);
}

/* --- the log ------------------------------------------------------------------------------------------------------------ */

/* A journal in a folder of its own. */
struct journal {
    char *folder, *path;
    int socket;
};

static int journal_open(void **state)
{
    struct journal *journal = g_new0(struct journal, 1);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    journal->folder = g_dir_make_tmp("journalXXXXXX", NULL);
    journal->path = g_build_filename(journal->folder, "socket", NULL);
    g_strlcpy(address.sun_path, journal->path, sizeof address.sun_path);
    journal->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(journal->socket, (struct sockaddr *)&address, sizeof address), 0);
    log_set_journal(journal->path);
    log_open("desk", LOG_TARGET_JOURNAL, LOG_LEVEL_DEBUG);
    *state = journal;
    return 0;
}

static int journal_close(void **state)
{
    struct journal *journal = *state;
    log_open("test", LOG_TARGET_STDERR, LOG_LEVEL_WARNING);
    close(journal->socket);
    g_unlink(journal->path);
    g_rmdir(journal->folder);
    g_free(journal->path);
    g_free(journal->folder);
    g_free(journal);
    return 0;
}

/* What the journal got last, all of it. */
static char *journal_got(const struct journal *journal)
{
    char *packet = g_malloc0(8192);
    assert_true(recv(journal->socket, packet, 8191, MSG_DONTWAIT) > 0);
    return packet;
}

/* The line that it got last. */
static char *journal_line(const struct journal *journal)
{
    g_autofree char *packet = journal_got(journal);
    assert_true(g_str_has_prefix(packet, "MESSAGE=desk: "));
    return g_strndup(packet + strlen("MESSAGE=desk: "), strcspn(packet, "\n") - strlen("MESSAGE=desk: "));
}

static void a_line_says_in_fixed_words_what_it_is_about(void **state)
{
    const struct log_about about = {.mail = 12, .order = "EH-1004", .mailbox = "orders", .out = 3, .queue_id = "4XyZ"};
    log_line(LOG_LEVEL_INFO, &about, "order-%s", "confirmed");
    g_autofree char *packet = journal_got(*state);
    assert_string_equal(packet, "MESSAGE=desk: mail=12 order=EH-1004 mailbox=orders out=3 queue-id=4XyZ order-confirmed\nPRIORITY=6\n"
                                "SYSLOG_IDENTIFIER=mailorderd\nSYSLOG_FACILITY=2\nMAILORDER_ROLE=desk\nMAILORDER_MAIL=12\n"
                                "MAILORDER_ORDER=EH-1004\nMAILORDER_MAILBOX=orders\nMAILORDER_OUT=3\nMAILORDER_QUEUE_ID=4XyZ\n");
    log_warning("plain");
    g_autofree char *plain = journal_got(*state);
    assert_null(strstr(plain, "MAILORDER_MAIL"));
    assert_non_null(strstr(plain, "PRIORITY=4"));
}

/* ADVERSARIAL 44: each character that could end a line, forge another, hide text or turn its direction; in the words and in the fields. */
static void adv_44_strangers_cannot_forge_or_hide_a_line(void **state)
{
    static const char *const hostile[] = {"\n", "\r", "\t", "\x1b[2J", "\x07", "\x7f", "\xc2\x85", "\xc2\x9b", "\xe2\x80\xa8", "\xe2\x80\xa9",
                                          "\xe2\x80\xae", "\xe2\x80\xaa", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xe2\x80\x8e", "\xe2\x80\x8f",
                                          "\xd8\x9c", "\xe2\x80\x8b", "\xef\xbb\xbf", "\xe2\x81\xa0", "\xe2\x81\xaa", "\xef\xbf\xb9", "\xf3\xa0\x81\x81",
                                          "\xee\x80\x80", "\xff", "\xc0\x8a", "\xed\xa0\x80"};
    for (guint i = 0; i < G_N_ELEMENTS(hostile); i++) {
        const struct log_about about = {.mailbox = hostile[i], .order = hostile[i], .queue_id = hostile[i]};
        log_line(LOG_LEVEL_DEBUG, &about, "a%sb", hostile[i]);
        g_autofree char *packet = journal_got(*state);
        assert_true(g_utf8_validate(packet, -1, NULL));
        const char *body = strstr(packet, " a");
        assert_true(body && !strstr(packet, hostile[i][0] == '\n' ? "a\nb" : hostile[i]));
        guint lines = 0;
        for (const char *p = packet; *p; p++)
            lines += *p == '\n';
        assert_int_equal(lines, 8);
    }
    log_debug("%s", "Ayşe ağaç 你好 שלום");
    g_autofree char *kept = journal_line(*state);
    assert_string_equal(kept, "Ayşe ağaç 你好 שלום");
}

static void tokens_are_masked_and_addresses_but_for_debugging(void **state)
{
    static const char words[] = "550 <anna.weaver@customer.example>: no \"a@b\", <q7u4.1@shop.example>, ref ab2cd3ef4gh5ij6kl7mn2op3qr of 1Z999AA10123456784";
    log_info("%s", words);
    g_autofree char *masked = journal_line(*state);
    assert_string_equal(masked, "550 <…@…>: no \"…@…\", <…@…>, ref … of 1Z999AA10123456784");
    log_debug("%s", words);
    g_autofree char *whole = journal_line(*state);
    assert_string_equal(whole, "550 <anna.weaver@customer.example>: no \"a@b\", <q7u4.1@shop.example>, ref … of 1Z999AA10123456784");
}

static void a_reply_gives_its_code_and_its_queue_id(void **state)
{
    (void)state;
    static const struct {
        const char *reply, *code, *id;
    } replies[] = {
        {"250 2.0.0 Ok: queued as 4XyZ12AbCd", "250 2.0.0", "4XyZ12AbCd"},
        {"250 OK id=1rVabc-000Xyz-2b", "250", "1rVabc-000Xyz-2b"},
        {"250 2.0.0 41Q7abcd012345 Message accepted for delivery", "250 2.0.0", "41Q7abcd012345"},
        {"550-5.1.1 <a@b>: Anna is unknown", "550 5.1.1", NULL},
        {"421 later", "421", NULL},
        {"2.0.0 Ok: queued as 4XyZ12AbCd", "2.0.0", "4XyZ12AbCd"},
        {"5.1.1 <a@b>: Anna is unknown", "5.1.1", NULL},
        {"5000 mails", "no code", NULL},
        {"the connection broke", "no code", NULL},
        {"", "no code", NULL},
        {NULL, "no code", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
        g_autofree char *code = log_reply_code(replies[i].reply), *id = log_queue_id(replies[i].reply);
        assert_string_equal(code, replies[i].code);
        assert_true(g_strcmp0(id, replies[i].id) == 0);
    }
}

/* Standard error is a socket here of which each write is a packet: how many came, and their octets. */
static guint packets_of(int socket, GString *all, gsize *ret_longest)
{
    char packet[8192];
    guint count = 0;
    *ret_longest = 0;
    for (gssize got; (got = recv(socket, packet, sizeof packet, MSG_DONTWAIT)) > 0; count++) {
        g_string_append_len(all, packet, got);
        *ret_longest = MAX(*ret_longest, (gsize)got);
    }
    return count;
}

static void held_lines_go_out_together_and_all_of_them(void **state)
{
    (void)state;
    int ends[2], before = dup(STDERR_FILENO);
    gsize longest = 0;
    g_autoptr(GString) lines = g_string_new(NULL), none = g_string_new(NULL), after = g_string_new(NULL);
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends), 0);
    dup2(ends[1], STDERR_FILENO);
    log_open("desk", LOG_TARGET_STDERR, LOG_LEVEL_INFO);
    log_hold();
    for (guint i = 0; i < 10; i++)
        log_info("line %u", i);
    const guint early = packets_of(ends[0], none, &longest);
    for (guint i = 10; i < 200; i++)
        log_info("line %u", i);
    log_release();
    const guint together = packets_of(ends[0], lines, &longest);
    log_info("alone");
    gsize length = 0;
    const guint alone = packets_of(ends[0], after, &length);
    dup2(before, STDERR_FILENO);
    log_open("test", LOG_TARGET_STDERR, LOG_LEVEL_WARNING);
    assert_int_equal(early, 0);
    assert_true(together > 1 && together < 10 && longest <= 4096);
    for (guint i = 0; i < 200; i++) {
        g_autofree char *line = g_strdup_printf(" desk: line %u\n", i);
        assert_non_null(strstr(lines->str, line));
    }
    assert_int_equal(alone, 1);
    assert_non_null(strstr(after->str, " desk: alone\n"));
    close(before);
    close(ends[0]);
    close(ends[1]);
}

#define JOURNAL_TEST(name) cmocka_unit_test_setup_teardown(name, journal_open, journal_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diagnostics_come_sorted_by_file_and_line),
        cmocka_unit_test(a_world_readable_secret_is_refused),
        cmocka_unit_test(a_byte_order_mark_before_a_secret_is_left_out),
        cmocka_unit_test(a_secret_command_speaks_or_fails),
        cmocka_unit_test(a_frozen_clock_stands),
        JOURNAL_TEST(a_line_says_in_fixed_words_what_it_is_about),
        JOURNAL_TEST(adv_44_strangers_cannot_forge_or_hide_a_line),
        JOURNAL_TEST(tokens_are_masked_and_addresses_but_for_debugging),
        cmocka_unit_test(a_reply_gives_its_code_and_its_queue_id),
        cmocka_unit_test(held_lines_go_out_together_and_all_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
