#include "daemon/process/channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct letter_box {
    GBytes *packet;
    int fds[MESSAGE_FDS_MOST];
    guint fd_count;
};

struct channel {
    int fd;
    gboolean broken; /* sending failed: the next receive says so, once all that came before was read */
    GQueue queue;    /* struct letter_box */
    guint8 *buffer;  /* MESSAGE_PACKET bytes, made when first needed */
};

gboolean channel_pair(int ret_ends[2])
{
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ret_ends) == 0;
}

struct channel *channel_new(int fd)
{
    struct channel *channel = g_new0(struct channel, 1);
    channel->fd = fd;
    g_queue_init(&channel->queue);
    return channel;
}

static void letter_box_free(struct letter_box *box)
{
    g_bytes_unref(box->packet);
    for (guint i = 0; i < box->fd_count; i++)
        close(box->fds[i]);
    g_free(box);
}

void channel_free(struct channel *channel)
{
    if (!channel)
        return;
    g_queue_clear_full(&channel->queue, (GDestroyNotify)letter_box_free);
    close(channel->fd);
    g_free(channel->buffer);
    g_free(channel);
}

int channel_fd(const struct channel *channel)
{
    return channel->fd;
}

gboolean channel_waiting(const struct channel *channel)
{
    return !channel->broken && channel->queue.length > 0;
}

/* Room for the descriptors of one message, aligned as the kernel wants it. */
union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int) * MESSAGE_FDS_MOST)];
};

static ssize_t send_box(int fd, const struct letter_box *box)
{
    gsize length;
    union control control = {0};
    struct iovec part = {(void *)g_bytes_get_data(box->packet, &length), 0};
    part.iov_len = length;
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
    if (box->fd_count) {
        header.msg_control = control.bytes;
        header.msg_controllen = CMSG_SPACE(sizeof(int) * box->fd_count);
        struct cmsghdr *rights = &control.align; /* the first, which CMSG_FIRSTHDR gives */
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int) * box->fd_count);
        memcpy(CMSG_DATA(rights), box->fds, sizeof(int) * box->fd_count);
    }
    return sendmsg(fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void channel_flush(struct channel *channel)
{
    while (channel_waiting(channel)) {
        ssize_t sent = send_box(channel->fd, g_queue_peek_head(&channel->queue));
        if (sent >= 0)
            letter_box_free(g_queue_pop_head(&channel->queue));
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return;
        else if (errno != EINTR)
            channel->broken = TRUE;
    }
}

static void channel_post(struct channel *channel, struct letter_box *box)
{
    g_queue_push_tail(&channel->queue, box);
    channel_flush(channel);
    if (channel->queue.length > CHANNEL_QUEUE)
        channel->broken = TRUE;
}

void channel_send_fds(struct channel *channel, enum message_kind kind, GVariant *payload, const int *fds, guint fd_count)
{
    g_assert(fd_count == message_fds(kind));
    struct letter_box *box = g_new0(struct letter_box, 1);
    box->packet = message_pack(kind, payload, NULL);
    for (guint i = 0; i < fd_count; i++)
        box->fds[i] = fds[i];
    box->fd_count = fd_count;
    channel_post(channel, box);
}

void channel_send(struct channel *channel, enum message_kind kind, GVariant *payload)
{
    channel_send_fds(channel, kind, payload, NULL, 0);
}

void channel_send_octets(struct channel *channel, enum message_kind kind, GVariant *payload, GBytes *octets)
{
    g_assert(message_fds(kind) == 0);
    struct letter_box *box = g_new0(struct letter_box, 1);
    box->packet = message_pack(kind, payload, octets);
    channel_post(channel, box);
}

/* The descriptors that came with a packet, into `fds`; those that do not fit are closed. Returns how many came. */
static guint collect_fds(struct msghdr *header, int fds[MESSAGE_FDS_MOST])
{
    guint count = 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part; part = CMSG_NXTHDR(header, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        gsize many = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (gsize i = 0; i < many; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(part) + i * sizeof(int), sizeof(fd));
            if (count < MESSAGE_FDS_MOST)
                fds[count] = fd;
            else
                close(fd);
            count++;
        }
    }
    return count;
}

static gboolean accept_packet(struct channel *channel, gsize length, struct msghdr *header, struct message *ret_message)
{
    int fds[MESSAGE_FDS_MOST];
    guint count = collect_fds(header, fds);
    if (!(header->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) &&
        message_unpack(channel->buffer, length, fds, count, ret_message))
        return TRUE;
    for (guint i = 0; i < MIN(count, MESSAGE_FDS_MOST); i++)
        close(fds[i]);
    return FALSE;
}

/* A peer that ended with something unread makes the first call fail with ECONNRESET; what it said before its end comes after that. */
static ssize_t receive_packet(int fd, struct msghdr *header)
{
    gboolean reset = FALSE;
    for (;;) {
        ssize_t length = recvmsg(fd, header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (length >= 0 || (errno != EINTR && (errno != ECONNRESET || reset)))
            return length;
        reset = reset || errno == ECONNRESET;
    }
}

enum channel_input channel_receive(struct channel *channel, struct message *ret_message)
{
    if (!channel->buffer)
        channel->buffer = g_malloc(MESSAGE_PACKET);
    union control control;
    struct iovec part = {channel->buffer, MESSAGE_PACKET};
    struct msghdr header = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
    ssize_t length = receive_packet(channel->fd, &header);
    if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return channel->broken ? CHANNEL_CLOSED : CHANNEL_NOTHING;
    if (length <= 0)
        return CHANNEL_CLOSED;
    return accept_packet(channel, (gsize)length, &header, ret_message) ? CHANNEL_MESSAGE : CHANNEL_GARBAGE;
}

gboolean channel_drain(struct channel *channel)
{
    channel_flush(channel);
    while (channel_waiting(channel)) {
        struct pollfd poller = {.fd = channel->fd, .events = POLLOUT};
        if (poll(&poller, 1, -1) > 0 && (poller.revents & (POLLERR | POLLHUP)))
            return FALSE;
        channel_flush(channel);
    }
    return !channel->broken;
}

void channel_wait(struct channel *channel, int timeout_ms)
{
    struct pollfd poller = {.fd = channel->fd, .events = POLLIN};
    if (!channel->broken)
        poll(&poller, 1, timeout_ms);
}
