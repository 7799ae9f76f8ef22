#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "daemon/process/channel.h"

/* A channel, with the test at the other end of its socket. */
struct line {
    struct channel *channel;
    int peer;
};

static int line_open(void **state)
{
    int ends[2];
    assert_true(channel_pair(ends));
    struct line *line = g_new0(struct line, 1);
    line->channel = channel_new(ends[0]);
    line->peer = ends[1];
    *state = line;
    return 0;
}

static int line_close(void **state)
{
    struct line *line = *state;
    channel_free(line->channel);
    if (line->peer >= 0)
        close(line->peer);
    g_free(line);
    return 0;
}

static GVariant *payload_of(enum message_kind kind)
{
    GVariant *document = g_variant_new_string("anything");
    switch (kind) {
    case MESSAGE_PEER:
        return g_variant_new("(uuui)", 1u, 2u, 3u, 4);
    case MESSAGE_KILL_PEER:
        return g_variant_new("(uuu)", 1u, 2u, 3u);
    case MESSAGE_ALIVE:
    case MESSAGE_LOOKED:
        return g_variant_new("(s)", "working");
    case MESSAGE_HEALTH:
        return g_variant_new_parsed("(uint32 1, uint32 2, uint32 0, uint32 0, '', [('orders', uint32 3, 'no route')])");
    case MESSAGE_ALERT:
        return g_variant_new("(uubssxx)", 1u, 6u, FALSE, "orders", "no route", G_GINT64_CONSTANT(1764000000), G_GINT64_CONSTANT(1764000900));
    case MESSAGE_ALERTED:
        return g_variant_new("(ub)", 1u, TRUE);
    case MESSAGE_POSITION:
        return g_variant_new("(xuuu)", G_GINT64_CONSTANT(1764000000), 7u, 0u, 0u);
    case MESSAGE_LEFT_ALONE:
        return g_variant_new("(uu)", 7u, 3u);
    case MESSAGE_MAIL_ARRIVED:
        return g_variant_new("(uxtb)", 8u, G_GINT64_CONSTANT(1764000000), G_GUINT64_CONSTANT(4096), TRUE);
    case MESSAGE_MAILBOX_OPENED:
    case MESSAGE_FETCHING:
    case MESSAGE_REPORTS_TAKEN:
    case MESSAGE_WANT_PEER:
        return g_variant_new("(u)", 5u);
    case MESSAGE_FILE_MAILS:
        return g_variant_new_parsed("(true, [(int64 1, uint32 8), (2, 9)])");
    case MESSAGE_MAIL_FILED:
        return g_variant_new("(xb)", G_GINT64_CONSTANT(1), TRUE);
    case MESSAGE_APPEND_COPY:
    case MESSAGE_COPY_APPENDED:
    case MESSAGE_DECODE:
    case MESSAGE_DOCUMENT_SEALED:
        return g_variant_new("(x)", G_GINT64_CONSTANT(1));
    case MESSAGE_FILING_REFUSED:
    case MESSAGE_COPY_REFUSED:
    case MESSAGE_REMOVAL_REFUSED:
    case MESSAGE_UNREADABLE:
    case MESSAGE_NOT_DECODED:
        return g_variant_new("(xs)", G_GINT64_CONSTANT(1), "over quota");
    case MESSAGE_DOCUMENT:
        return g_variant_new("(xv)", G_GINT64_CONSTANT(1), document);
    case MESSAGE_CONVERT:
        return g_variant_new("(xbusstt)", G_GINT64_CONSTANT(1), TRUE, 1u, "order.pdf", "application/pdf", G_GUINT64_CONSTANT(4096), G_GUINT64_CONSTANT(0));
    case MESSAGE_REMOVE_MAILS:
        return g_variant_new_parsed("([(int64 1, true, 'a@shop.example', int64 0, uint64 0), (2, false, '', 1764000000, 4096)],)");
    case MESSAGE_MAIL_REMOVED:
    case MESSAGE_CONVERTED:
        return g_variant_new("(xu)", G_GINT64_CONSTANT(1), 3u);
    case MESSAGE_SEND:
    case MESSAGE_SEND_FILE:
        return g_variant_new("(xss)", G_GINT64_CONSTANT(1), "orders@shop.example", "anna@customer.example");
    case MESSAGE_SENT:
        return g_variant_new("(xubs)", G_GINT64_CONSTANT(1), 0u, TRUE, "250 ok");
    case MESSAGE_STOP:
    case MESSAGE_READY:
    case MESSAGE_GIVE_BACK:
    case MESSAGE_GIVEN_BACK:
    case MESSAGE_TAKEN_BACK:
    case MESSAGE_COUNT:
        break;
    }
    return g_variant_new("()");
}

/* To be freed; NULL: the kind has none. */
static GBytes *octets_of(enum message_kind kind)
{
    static const char mail[] = "Subject: \xff\0\r\n\r\nno form at all";
    return message_has_octets(kind) ? g_bytes_new_static(mail, sizeof(mail)) : NULL;
}

/* A descriptor of its own that can be told from others. */
static int some_file(void)
{
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static guint open_files(void)
{
    guint count = 0;
    for (int fd = 0; fd < 1000; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

/* --- packing ------------------------------------------------------------------------------------------------------ */

static void every_kind_comes_out_as_it_went_in(void **state)
{
    (void)state;
    for (guint kind = 0; kind < MESSAGE_COUNT; kind++) {
        g_autoptr(GVariant) payload = g_variant_ref_sink(payload_of((enum message_kind)kind));
        g_autoptr(GBytes) octets = octets_of((enum message_kind)kind), packet = message_pack((enum message_kind)kind, payload, octets);
        int fds[MESSAGE_FDS_MOST] = {-1, -1};
        g_auto(message_auto) message = {0};
        gsize length;
        const void *data = g_bytes_get_data(packet, &length);
        assert_true(message_unpack(data, length, fds, message_fds((enum message_kind)kind), &message));
        assert_int_equal(message.kind, kind);
        assert_true(g_variant_equal(message.payload, payload));
        assert_true(octets ? message.octets && g_bytes_equal(message.octets, octets) : !message.octets);
        assert_non_null(message_name((enum message_kind)kind));
    }
}

static void every_cut_of_a_packet_is_garbage(void **state)
{
    (void)state;
    g_autoptr(GBytes) packet = message_pack(MESSAGE_SENT, payload_of(MESSAGE_SENT), NULL);
    gsize length;
    const void *data = g_bytes_get_data(packet, &length);
    struct message message;
    for (gsize cut = 0; cut < length; cut++)
        assert_false(message_unpack(data, cut, NULL, 0, &message));
}

static void a_packet_with_more_than_it_says_is_garbage(void **state)
{
    (void)state;
    g_autoptr(GBytes) packet = message_pack(MESSAGE_REPORTS_TAKEN, payload_of(MESSAGE_REPORTS_TAKEN), NULL);
    gsize length;
    const guint8 *data = g_bytes_get_data(packet, &length);
    g_autofree guint8 *longer = g_malloc0(length + 4);
    memcpy(longer, data, length);
    struct message message;
    assert_false(message_unpack(longer, length + 4, NULL, 0, &message));
}

/* The head: kind, length of the payload, octets behind it, and nothing. */
static void octets_are_as_many_as_the_head_says_and_of_a_kind_that_has_some(void **state)
{
    (void)state;
    static const struct {
        guint at;
        guint32 value;
    } lies[] = {{0, MESSAGE_MAIL_FILED}, {1, 0xffffffffu}, {1, 0}, {2, 0}, {2, 1}, {2, 0xffffffffu}, {3, 1}};
    g_autoptr(GBytes) octets = octets_of(MESSAGE_SEND), packet = message_pack(MESSAGE_SEND, payload_of(MESSAGE_SEND), octets);
    gsize length;
    const void *data = g_bytes_get_data(packet, &length);
    struct message message;
    for (guint i = 0; i < G_N_ELEMENTS(lies); i++) {
        g_autofree guint32 *bent = g_memdup2(data, length);
        bent[lies[i].at] = lies[i].value;
        assert_false(message_unpack(bent, length, NULL, 0, &message));
    }
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0), empty = message_pack(MESSAGE_SEND, payload_of(MESSAGE_SEND), nothing);
    data = g_bytes_get_data(empty, &length);
    assert_true(message_unpack(data, length, NULL, 0, &message));
    assert_int_equal(g_bytes_get_size(message.octets), 0);
    message_clear(&message);
}

static void an_unknown_kind_is_garbage(void **state)
{
    (void)state;
    guint32 heads[][4] = {{MESSAGE_COUNT}, {0xffffffffu}, {0x80000000u}};
    struct message message;
    for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
        assert_false(message_unpack(heads[i], sizeof(heads[i]), NULL, 0, &message));
}

static void a_wrong_number_of_descriptors_is_garbage(void **state)
{
    (void)state;
    g_autoptr(GBytes) packet = message_pack(MESSAGE_DECODE, payload_of(MESSAGE_DECODE), NULL);
    gsize length;
    const void *data = g_bytes_get_data(packet, &length);
    int fds[3] = {-1, -1, -1};
    struct message message;
    assert_false(message_unpack(data, length, fds, 0, &message));
    assert_false(message_unpack(data, length, fds, 1, &message));
    assert_false(message_unpack(data, length, fds, 3, &message));
    assert_true(message_unpack(data, length, fds, 2, &message));
    message_clear(&message);
}

/* Each byte of a payload set to each of some values: taken only when the result is a proper value of the type. */
static void a_flipped_byte_is_garbage_or_another_proper_value(void **state)
{
    (void)state;
    static const guint8 values[] = {0x00, 0x01, 0x7f, 0x80, 0xc3, 0xff};
    static const enum message_kind kinds[] = {MESSAGE_SEND, MESSAGE_FILE_MAILS, MESSAGE_DOCUMENT, MESSAGE_SENT};
    guint refused = 0;
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(GBytes) octets = octets_of(kinds[k]), packet = message_pack(kinds[k], payload_of(kinds[k]), octets);
        gsize length;
        const guint8 *data = g_bytes_get_data(packet, &length);
        int fds[MESSAGE_FDS_MOST] = {-1, -1};
        for (gsize at = 4; at < length; at++) {
            for (guint v = 0; v < G_N_ELEMENTS(values); v++) {
                g_autofree guint8 *bent = g_memdup2(data, length);
                bent[at] = values[v];
                g_auto(message_auto) message = {0};
                if (!message_unpack(bent, length, fds, message_fds(kinds[k]), &message))
                    refused++;
                else
                    assert_true(g_variant_is_normal_form(message.payload));
            }
        }
    }
    assert_true(refused > 100);
}

/* --- channels ----------------------------------------------------------------------------------------------------- */

static void messages_come_in_order_with_their_descriptors(void **state)
{
    struct line *line = *state;
    struct channel *peer = channel_new(line->peer);
    line->peer = -1;
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_int_equal(write(fd, "octets", 6), 6);
    channel_send(line->channel, MESSAGE_REPORTS_TAKEN, g_variant_new("(u)", 4u));
    channel_send_fds(line->channel, MESSAGE_APPEND_COPY, g_variant_new("(x)", G_GINT64_CONSTANT(9)), &fd, 1);
    g_auto(message_auto) first = {0};
    g_auto(message_auto) second = {0};
    g_auto(message_auto) none = {0};
    assert_int_equal(channel_receive(peer, &first), CHANNEL_MESSAGE);
    assert_int_equal(channel_receive(peer, &second), CHANNEL_MESSAGE);
    assert_int_equal(channel_receive(peer, &none), CHANNEL_NOTHING);
    assert_int_equal(first.kind, MESSAGE_REPORTS_TAKEN);
    assert_int_equal(second.kind, MESSAGE_APPEND_COPY);
    char bytes[8] = "";
    assert_int_equal(pread(second.fds[0], bytes, sizeof(bytes), 0), 6);
    assert_string_equal(bytes, "octets");
    channel_free(peer);
}

static void what_was_said_before_the_end_is_read_before_the_end(void **state)
{
    struct line *line = *state;
    struct channel *peer = channel_new(line->peer);
    line->peer = -1;
    channel_send(peer, MESSAGE_READY, g_variant_new("()"));
    channel_free(peer);
    g_auto(message_auto) message = {0};
    g_auto(message_auto) end = {0};
    assert_int_equal(channel_receive(line->channel, &message), CHANNEL_MESSAGE);
    assert_int_equal(channel_receive(line->channel, &end), CHANNEL_CLOSED);
}

/* Such an end is a reset, and the kernel tells of that first. */
static void so_it_is_when_the_peer_left_something_unread(void **state)
{
    struct line *line = *state;
    struct channel *peer = channel_new(line->peer);
    line->peer = -1;
    channel_send(line->channel, MESSAGE_STOP, g_variant_new("()"));
    channel_send(peer, MESSAGE_READY, g_variant_new("()"));
    channel_free(peer);
    g_auto(message_auto) message = {0};
    g_auto(message_auto) end = {0};
    assert_int_equal(channel_receive(line->channel, &message), CHANNEL_MESSAGE);
    assert_int_equal(message.kind, MESSAGE_READY);
    assert_int_equal(channel_receive(line->channel, &end), CHANNEL_CLOSED);
}

static void sending_to_a_dead_peer_is_told_by_the_next_receive(void **state)
{
    struct line *line = *state;
    close(line->peer);
    line->peer = -1;
    channel_send(line->channel, MESSAGE_READY, g_variant_new("()"));
    assert_false(channel_waiting(line->channel));
    assert_false(channel_drain(line->channel));
    g_auto(message_auto) end = {0};
    assert_int_equal(channel_receive(line->channel, &end), CHANNEL_CLOSED);
}

static void noise_is_garbage(void **state)
{
    struct line *line = *state;
    static const char *const noises[] = {"x", "GET / HTTP/1.0\r\n\r\n", "\1\0\0\0\0\0\0\0"};
    for (guint i = 0; i < G_N_ELEMENTS(noises); i++) {
        g_auto(message_auto) message = {0};
        assert_true(send(line->peer, noises[i], strlen(noises[i]), 0) > 0);
        assert_int_equal(channel_receive(line->channel, &message), CHANNEL_GARBAGE);
    }
}

static void a_packet_larger_than_the_bound_is_garbage(void **state)
{
    struct line *line = *state;
    gsize length = MESSAGE_PACKET + 1;
    g_autofree char *packet = g_malloc0(length);
    int room = 1024 * 1024;
    setsockopt(line->peer, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
    assert_int_equal(send(line->peer, packet, length, 0), length);
    g_auto(message_auto) message = {0};
    assert_int_equal(channel_receive(line->channel, &message), CHANNEL_GARBAGE);
}

static void send_with_files(int peer, enum message_kind kind, guint count)
{
    int fds[8];
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(fds))];
    } control = {0};
    g_autoptr(GBytes) packet = message_pack(kind, payload_of(kind), NULL);
    struct iovec part = {(void *)g_bytes_get_data(packet, NULL), g_bytes_get_size(packet)};
    struct msghdr header = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = CMSG_SPACE(sizeof(int) * count)};
    for (guint i = 0; i < count; i++)
        fds[i] = some_file();
    struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(rights), fds, sizeof(int) * count);
    assert_true(sendmsg(peer, &header, 0) > 0);
    for (guint i = 0; i < count; i++)
        close(fds[i]);
}

static void descriptors_nobody_asked_for_are_closed(void **state)
{
    struct line *line = *state;
    for (guint count = 1; count <= 8; count++) {
        guint before = open_files();
        g_auto(message_auto) message = {0};
        send_with_files(line->peer, MESSAGE_REPORTS_TAKEN, count);
        assert_int_equal(channel_receive(line->channel, &message), CHANNEL_GARBAGE);
        assert_int_equal(open_files(), before);
    }
}

static void descriptors_that_are_not_taken_are_closed_with_their_message(void **state)
{
    struct line *line = *state;
    guint before = open_files();
    struct message message;
    send_with_files(line->peer, MESSAGE_DECODE, 2);
    assert_int_equal(channel_receive(line->channel, &message), CHANNEL_MESSAGE);
    assert_int_equal(open_files(), before + 2);
    int taken = message_take_fd(&message, 0);
    message_clear(&message);
    assert_int_equal(open_files(), before + 1);
    close(taken);
}

static void a_full_socket_queues_and_goes_on_later(void **state)
{
    struct line *line = *state;
    struct channel *peer = channel_new(line->peer);
    line->peer = -1;
    guint sent = 0, got = 0;
    while (!channel_waiting(line->channel) || sent % 7) {
        channel_send(line->channel, MESSAGE_REPORTS_TAKEN, g_variant_new("(u)", sent));
        sent++;
    }
    for (;;) {
        g_auto(message_auto) message = {0};
        channel_flush(line->channel);
        if (channel_receive(peer, &message) != CHANNEL_MESSAGE)
            break;
        guint32 number;
        g_variant_get(message.payload, "(u)", &number);
        assert_int_equal(number, got);
        got++;
    }
    assert_int_equal(got, sent);
    channel_free(peer);
}

static void a_peer_that_never_reads_is_given_up(void **state)
{
    struct line *line = *state;
    for (guint i = 0; i < 2 * CHANNEL_QUEUE; i++)
        channel_send(line->channel, MESSAGE_REPORTS_TAKEN, g_variant_new("(u)", i));
    g_auto(message_auto) end = {0};
    assert_int_equal(channel_receive(line->channel, &end), CHANNEL_CLOSED);
}

#define ON_A_LINE(test) cmocka_unit_test_setup_teardown(test, line_open, line_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_comes_out_as_it_went_in),
        cmocka_unit_test(every_cut_of_a_packet_is_garbage),
        cmocka_unit_test(a_packet_with_more_than_it_says_is_garbage),
        cmocka_unit_test(octets_are_as_many_as_the_head_says_and_of_a_kind_that_has_some),
        cmocka_unit_test(an_unknown_kind_is_garbage),
        cmocka_unit_test(a_wrong_number_of_descriptors_is_garbage),
        cmocka_unit_test(a_flipped_byte_is_garbage_or_another_proper_value),
        ON_A_LINE(messages_come_in_order_with_their_descriptors),
        ON_A_LINE(what_was_said_before_the_end_is_read_before_the_end),
        ON_A_LINE(so_it_is_when_the_peer_left_something_unread),
        ON_A_LINE(sending_to_a_dead_peer_is_told_by_the_next_receive),
        ON_A_LINE(noise_is_garbage),
        ON_A_LINE(a_packet_larger_than_the_bound_is_garbage),
        ON_A_LINE(descriptors_nobody_asked_for_are_closed),
        ON_A_LINE(descriptors_that_are_not_taken_are_closed_with_their_message),
        ON_A_LINE(a_full_socket_queues_and_goes_on_later),
        ON_A_LINE(a_peer_that_never_reads_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
