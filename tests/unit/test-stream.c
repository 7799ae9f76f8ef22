#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "daemon/transport/stream.h"

/* A plain stream over one end of a socket pair, the test at the other. */
struct pair {
    mailstream *stream;
    int server;
};

static int pair_open(void **state)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    struct server_settings settings = {.host = (char *)"mail.test", .port = 143, .tls = TLS_NONE, .timeout = 30};
    struct pair *pair = g_new0(struct pair, 1);
    pair->stream = stream_adopt(ends[0], &settings, NULL);
    pair->server = ends[1];
    *state = pair;
    return pair->stream ? 0 : -1;
}

static int pair_close(void **state)
{
    struct pair *pair = *state;
    mailstream_close(pair->stream);
    if (pair->server >= 0)
        close(pair->server);
    g_free(pair);
    return 0;
}

static void say(struct pair *pair, const char *text)
{
    assert_int_equal(write(pair->server, text, strlen(text)), strlen(text));
}

static void hang_up(struct pair *pair)
{
    close(pair->server);
    pair->server = -1;
}

static void what_the_server_says_is_read(void **state)
{
    struct pair *pair = *state;
    char buffer[16] = "";
    say(pair, "hello");
    assert_int_equal(mailstream_read(pair->stream, buffer, sizeof(buffer)), 5);
    assert_string_equal(buffer, "hello");
    assert_string_equal(stream_peer(pair->stream), "mail.test:143");
    assert_false(stream_is_tls(pair->stream));
    assert_true(stream_check(pair->stream, NULL));
}

static void the_end_of_the_connection_is_an_error_for_good(void **state)
{
    struct pair *pair = *state;
    g_autoptr(GError) error = NULL;
    char buffer[16];
    hang_up(pair);
    assert_int_equal(mailstream_read(pair->stream, buffer, sizeof(buffer)), -1);
    assert_int_equal(mailstream_read(pair->stream, buffer, sizeof(buffer)), -1);
    assert_int_equal(mailstream_write(pair->stream, "x", 1), 1); /* only buffered */
    assert_int_equal(mailstream_flush(pair->stream), -1);
    assert_false(stream_check(pair->stream, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_NETWORK));
    assert_string_equal(error->message, "mail.test:143: the server closed the connection");
}

static void writing_to_a_closed_connection_fails_without_a_signal(void **state)
{
    struct pair *pair = *state;
    hang_up(pair);
    mailstream_write(pair->stream, "x", 1);
    assert_int_equal(mailstream_flush(pair->stream), -1);
    assert_false(stream_check(pair->stream, NULL));
}

static void more_bytes_than_allowed_are_refused(void **state)
{
    struct pair *pair = *state;
    g_autoptr(GError) error = NULL;
    char buffer[16];
    stream_allow(pair->stream, 30, 4);
    say(pair, "1234");
    assert_int_equal(mailstream_read(pair->stream, buffer, sizeof(buffer)), 4);
    say(pair, "5");
    assert_int_equal(mailstream_read(pair->stream, buffer, sizeof(buffer)), -1);
    assert_false(stream_check(pair->stream, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL));
}

static void a_passed_deadline_stops_even_a_server_that_has_spoken(void **state)
{
    struct pair *pair = *state;
    g_autoptr(GError) error = NULL;
    char buffer[16];
    say(pair, "drip");
    stream_allow(pair->stream, 0, 100);
    assert_int_equal(mailstream_read(pair->stream, buffer, sizeof(buffer)), -1);
    assert_false(stream_check(pair->stream, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_NETWORK));
}

static void text_before_the_handshake_refuses_starttls(void **state)
{
    struct pair *pair = *state;
    g_autoptr(GError) error = NULL;
    say(pair, "a OK begin\r\n* injected\r\n");
    MMAPString *line = mmap_string_new("");
    assert_non_null(mailstream_read_line(pair->stream, line));
    mmap_string_free(line);
    assert_false(stream_starttls(pair->stream, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS));
    assert_false(stream_check(pair->stream, NULL));
}

static void a_server_that_speaks_no_tls_is_refused(void **state)
{
    struct pair *pair = *state;
    g_autoptr(GError) error = NULL;
    say(pair, "* OK this is not TLS at all\r\n");
    assert_false(stream_starttls(pair->stream, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS));
    assert_non_null(strstr(error->message, "no TLS"));
}

static void a_missing_ca_file_is_named(void **state)
{
    (void)state;
    int ends[2];
    g_autoptr(GError) error = NULL;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    struct server_settings settings = {.host = (char *)"mail.test",
                                       .port = 993,
                                       .tls = TLS_IMPLICIT,
                                       .timeout = 30,
                                       .ca_file = (char *)"/no/such.pem"};
    assert_null(stream_adopt(ends[0], &settings, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS));
    assert_non_null(strstr(error->message, "/no/such.pem"));
    close(ends[1]);
}

static void waiting_tells_who_woke_it(void **state)
{
    struct pair *pair = *state;
    int other[2];
    char buffer[16];
    assert_int_equal(pipe(other), 0);
    assert_int_equal(stream_wait(pair->stream, other[0], 0), STREAM_WAIT_TIMEOUT);
    assert_int_equal(stream_wait(pair->stream, -1, 0), STREAM_WAIT_TIMEOUT);
    assert_int_equal(write(other[1], "x", 1), 1);
    assert_int_equal(stream_wait(pair->stream, other[0], 1000), STREAM_WAIT_OTHER);
    say(pair, "* 1 EXISTS\r\n");
    assert_int_equal(stream_wait(pair->stream, other[0], 1000), STREAM_WAIT_INPUT);
    assert_int_equal(stream_wait(pair->stream, -1, 1000), STREAM_WAIT_INPUT);
    assert_int_equal(mailstream_read(pair->stream, buffer, 12), 12);
    hang_up(pair);
    assert_int_equal(stream_wait(pair->stream, -1, 1000), STREAM_WAIT_INPUT);
    assert_false(stream_check(pair->stream, NULL));
    close(other[0]);
    close(other[1]);
}

static gboolean refuse_shouting(void *context, const char *bytes, gsize count, GError **error)
{
    *(gsize *)context += count;
    if (!memchr(bytes, '!', count))
        return TRUE;
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, "the server shouts");
    return FALSE;
}

static void an_inspector_sees_all_and_may_refuse(void **state)
{
    struct pair *pair = *state;
    g_autoptr(GError) error = NULL;
    gsize seen = 0;
    char buffer[16];
    stream_set_inspect(pair->stream, refuse_shouting, &seen);
    say(pair, "calm");
    assert_int_equal(mailstream_read(pair->stream, buffer, sizeof(buffer)), 4);
    assert_int_equal(seen, 4);
    say(pair, "loud!");
    assert_int_equal(mailstream_read(pair->stream, buffer, sizeof(buffer)), -1);
    assert_false(stream_check(pair->stream, &error));
    assert_string_equal(error->message, "the server shouts");
}

static void the_first_failure_is_the_one_told(void **state)
{
    struct pair *pair = *state;
    g_autoptr(GError) error = NULL;
    stream_fail(pair->stream, g_error_new_literal(TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, "first"));
    stream_fail(pair->stream, g_error_new_literal(TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, "second"));
    assert_false(stream_check(pair->stream, &error));
    assert_string_equal(error->message, "first");
}

static void quoted_text_is_one_printable_line(void **state)
{
    (void)state;
    g_autofree char *quoted = transport_quote(" Login\tfailed\r\n\x1b[31m \xff ");
    assert_null(strpbrk(quoted, "\r\n\t\x1b"));
    assert_true(g_utf8_validate(quoted, -1, NULL));
    assert_true(g_str_has_prefix(quoted, "Login failed"));
    g_autofree char *none = transport_quote(NULL);
    assert_string_equal(none, "");
    g_autofree char *long_text = g_strnfill(5000, 'x');
    g_autofree char *cut = transport_quote(long_text);
    assert_int_equal(strlen(cut), 200);
}

#define WITH_PAIR(test) cmocka_unit_test_setup_teardown(test, pair_open, pair_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PAIR(what_the_server_says_is_read),
        WITH_PAIR(the_end_of_the_connection_is_an_error_for_good),
        WITH_PAIR(writing_to_a_closed_connection_fails_without_a_signal),
        WITH_PAIR(more_bytes_than_allowed_are_refused),
        WITH_PAIR(a_passed_deadline_stops_even_a_server_that_has_spoken),
        WITH_PAIR(text_before_the_handshake_refuses_starttls),
        WITH_PAIR(a_server_that_speaks_no_tls_is_refused),
        cmocka_unit_test(a_missing_ca_file_is_named),
        WITH_PAIR(waiting_tells_who_woke_it),
        WITH_PAIR(an_inspector_sees_all_and_may_refuse),
        WITH_PAIR(the_first_failure_is_the_one_told),
        cmocka_unit_test(quoted_text_is_one_printable_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
