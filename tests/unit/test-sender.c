#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "daemon/transport/outgoing.h"

#define GOOD "Subject: x\r\n\r\nbody\r\n"

/* A mail begun, with as many results as recipients. */
struct begun {
    struct outgoing outgoing;
    struct delivery_result results[4];
    struct sender_mail mail;
    gboolean sendable;
};

static void end(struct begun *begun)
{
    for (guint i = 0; i < begun->outgoing.count; i++)
        delivery_result_clear(&begun->results[i]);
    outgoing_end(&begun->outgoing);
}

static void same_from_memory(const struct begun *filed, const char *bytes, gsize size)
{
    struct begun begun = {.mail = filed->mail};
    begun.mail.results = begun.results;
    begun.mail.message = bytes;
    begun.mail.size = size;
    begun.mail.fd = -1;
    begun.sendable = outgoing_begin(&begun.outgoing, &begun.mail);
    assert_int_equal(begun.sendable, filed->sendable);
    assert_int_equal(begun.outgoing.size, filed->outgoing.size);
    for (guint i = 0; i < begun.outgoing.count; i++) {
        assert_int_equal(begun.results[i].delivery, filed->results[i].delivery);
        assert_int_equal(g_strcmp0(begun.results[i].text, filed->results[i].text), 0);
    }
    for (gsize at = 0, length; at < size; at += length) {
        const char *piece = outgoing_piece(&begun.outgoing, at, &length, NULL);
        assert_int_equal(length, MIN(size - at, OUTGOING_PIECE));
        assert_memory_equal(piece, bytes + at, length);
    }
    end(&begun);
}

/* From a file; and from memory it is the same. */
static void begin(struct begun *begun, const char *from, const char *const *recipients, const char *bytes, gsize size)
{
    int fd = memfd_create("message", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), size);
    begun->mail = (struct sender_mail){.envelope = {.from = from, .recipients = recipients}, .fd = fd, .results = begun->results};
    begun->sendable = outgoing_begin(&begun->outgoing, &begun->mail);
    close(fd);
    same_from_memory(begun, bytes, size);
}

static void assert_message(struct outgoing *outgoing, const char *bytes)
{
    gsize length = 0;
    const char *piece = outgoing_piece(outgoing, 0, &length, NULL);
    assert_int_equal(length, strlen(bytes));
    assert_memory_equal(piece, bytes, length);
}

static const char *const two[] = {"a@b.example", "c@d.example", NULL};

static void a_good_mail_is_open_for_all(void **state)
{
    (void)state;
    struct begun begun;
    begin(&begun, "orders@shop.example", two, GOOD, strlen(GOOD));
    assert_true(begun.sendable);
    assert_int_equal(outgoing_open_count(&begun.outgoing), 2);
    assert_int_equal(begun.outgoing.size, strlen(GOOD));
    assert_message(&begun.outgoing, GOOD);
    end(&begun);
}

static void a_settled_result_is_not_settled_again(void **state)
{
    (void)state;
    struct begun begun;
    begin(&begun, "", two, GOOD, strlen(GOOD));
    outgoing_settle_one(&begun.outgoing, 1, DELIVERY_PERMANENT, 550, "no\r\nsuch user");
    outgoing_settle(&begun.outgoing, DELIVERY_ACCEPTED, 250, "ok");
    assert_int_equal(begun.results[0].delivery, DELIVERY_ACCEPTED);
    assert_int_equal(begun.results[1].delivery, DELIVERY_PERMANENT);
    assert_int_equal(begun.results[1].code, 550);
    assert_string_equal(begun.results[1].text, "no such user");
    end(&begun);
}

static void a_bad_address_is_refused_alone(void **state)
{
    (void)state;
    const char *const recipients[] = {"a@b.example", "a@b.example\r\nDATA", "\xc3\xbc@b.example", NULL};
    struct begun begun;
    begin(&begun, "orders@shop.example", recipients, GOOD, strlen(GOOD));
    assert_true(begun.sendable);
    assert_int_equal(outgoing_open_count(&begun.outgoing), 1);
    assert_null(begun.results[0].text);
    assert_int_equal(begun.results[1].delivery, DELIVERY_PERMANENT);
    assert_null(strpbrk(begun.results[1].text, "\r\n"));
    assert_non_null(strstr(begun.results[2].text, "SMTPUTF8"));
    end(&begun);
}

static void a_bad_sender_refuses_the_mail(void **state)
{
    (void)state;
    struct begun begun;
    begin(&begun, "<>", two, GOOD, strlen(GOOD));
    assert_false(begun.sendable);
    assert_int_equal(begun.results[0].delivery, DELIVERY_PERMANENT);
    assert_int_equal(begun.results[1].delivery, DELIVERY_PERMANENT);
    end(&begun);
}

static void assert_refused(const char *bytes, gsize size, const char *word)
{
    struct begun begun;
    begin(&begun, "orders@shop.example", two, bytes, size);
    assert_false(begun.sendable);
    assert_int_equal(begun.results[0].delivery, DELIVERY_PERMANENT);
    assert_non_null(strstr(begun.results[0].text, word));
    end(&begun);
}

static void only_seven_bit_crlf_lines_are_sent(void **state)
{
    (void)state;
    assert_refused("", 0, "empty");
    assert_refused("a\n", 2, "a LF without its CR at byte 1");
    assert_refused("a\r\n\n", 4, "a LF without its CR at byte 3");
    assert_refused("a\rb\r\n", 5, "a CR without its LF at byte 1");
    assert_refused("a\r", 2, "a CR without its LF at byte 1");
    assert_refused("\r\r\n", 3, "a CR without its LF at byte 0");
    assert_refused("a\0b\r\n", 5, "a NUL at byte 1");
    assert_refused("\xc3\xa9\r\n", 4, "an 8-bit byte at byte 0");
}

static void what_is_wrong_is_found_wherever_it_stands(void **state)
{
    (void)state;
    for (gsize before = 0; before < 20; before++) {
        for (gsize behind = 0; behind < 12; behind++) {
            g_autofree char *bytes = g_strdup_printf("%.*s@%.*s\r\n", (int)before, "\tabcdefghijklmnopqrs", (int)behind, "\x01\x1f~tuvwxyz{|}");
            gsize size = strlen(bytes);
            g_autofree char *word = g_strdup_printf("a NUL at byte %zu;", before);
            struct begun begun;
            begin(&begun, "orders@shop.example", two, bytes, size);
            assert_true(begun.sendable);
            end(&begun);
            bytes[before] = '\0';
            assert_refused(bytes, size, word);
            bytes[before] = (char)0x80;
            assert_refused(bytes, size, "an 8-bit byte at");
            bytes[before] = '\n';
            assert_refused(bytes, size, "a LF without");
        }
    }
}

static void a_message_that_cannot_be_read_is_tried_again(void **state)
{
    (void)state;
    struct begun begun = {.mail = {.envelope = {.from = "", .recipients = two}, .fd = -1, .results = begun.results}};
    assert_false(outgoing_begin(&begun.outgoing, &begun.mail));
    assert_int_equal(begun.results[0].delivery, DELIVERY_TEMPORARY);
    assert_non_null(begun.results[1].text);
    end(&begun);
}

static void a_command_line_with_an_open_quote_is_refused(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    struct sender_settings settings = {.kind = SENDER_COMMAND, .command = (char *)"/usr/sbin/sendmail 'x"};
    assert_null(sender_driver_for(&settings)->open(&settings, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL));
    g_clear_error(&error);
    settings.command = NULL;
    assert_null(sender_driver_for(&settings)->open(&settings, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_mail_is_open_for_all),
        cmocka_unit_test(a_settled_result_is_not_settled_again),
        cmocka_unit_test(a_bad_address_is_refused_alone),
        cmocka_unit_test(a_bad_sender_refuses_the_mail),
        cmocka_unit_test(only_seven_bit_crlf_lines_are_sent),
        cmocka_unit_test(what_is_wrong_is_found_wherever_it_stands),
        cmocka_unit_test(a_message_that_cannot_be_read_is_tried_again),
        cmocka_unit_test(a_command_line_with_an_open_quote_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
