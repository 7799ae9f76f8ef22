#include "daemon/transport/stream.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/transport/connect.h"
#include "daemon/transport/stream-tls.h"

#define STREAM_BUFFER 32768u /* each way: a letter of ours, its final dot and what announces the next go out in one write */

struct stream {
    char *peer;
    char *host;
    char *ca_file;
    int fd;
    struct stream_tls *tls; /* NULL: plain text so far */
    gint64 timeout_ms;      /* without a byte moving */
    gint64 deadline_ms;     /* monotonic */
    gint64 allowed_ms;      /* what the deadline was made from, for the text */
    guint64 budget;         /* bytes the peer may still send */
    guint64 written;        /* bytes the system took */
    stream_inspect *inspect;
    void *inspect_context;
    GError *failure; /* the first one; sticky */
};

static void stream_free(struct stream *stream)
{
    if (!stream)
        return;
    stream_tls_free(stream->tls);
    if (stream->fd >= 0)
        close(stream->fd);
    g_free(stream->peer);
    g_free(stream->host);
    g_free(stream->ca_file);
    g_clear_error(&stream->failure);
    g_free(stream);
}

typedef struct stream stream_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(stream_auto, stream_free)

static struct stream *stream_of(mailstream *stream)
{
    return mailstream_get_low(stream)->data;
}

static void stream_set_failure(struct stream *stream, GError *failure)
{
    if (stream->failure)
        g_error_free(failure);
    else
        stream->failure = failure;
}

static G_GNUC_PRINTF(3, 4) void stream_say(struct stream *stream, enum transport_error code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    stream_set_failure(stream, g_error_new(TRANSPORT_ERROR, code, "%s: %s", stream->peer, text));
}

/* Blocks until the socket is ready for `events`: FALSE, the stream failed, when time is out. `stalled_ms` is when the
 * wait for this byte ends. */
static gboolean stream_poll(struct stream *stream, short events, gint64 stalled_ms)
{
    gint64 now_ms = clock_monotonic_ms();
    if (now_ms >= stream->deadline_ms) {
        stream_say(stream, TRANSPORT_ERROR_NETWORK, "the server took longer than %.0f seconds over one command",
                   (double)stream->allowed_ms / 1000);
        return FALSE;
    }
    if (now_ms >= stalled_ms) {
        stream_say(stream, TRANSPORT_ERROR_NETWORK, "the server was silent for %.0f seconds",
                   (double)stream->timeout_ms / 1000);
        return FALSE;
    }
    struct pollfd poller = {.fd = stream->fd, .events = events};
    gint64 left_ms = MIN(stalled_ms, stream->deadline_ms) - now_ms;
    if (poll(&poller, 1, (int)MIN(left_ms, G_MAXINT)) < 0 && errno != EINTR) {
        stream_say(stream, TRANSPORT_ERROR_NETWORK, "waiting failed: %s", g_strerror(errno));
        return FALSE;
    }
    return TRUE;
}

static enum stream_tls_step stream_plain_step(struct stream *stream, ssize_t result, gsize *ret_count)
{
    if (result > 0) {
        *ret_count = (gsize)result;
        return STREAM_TLS_DONE;
    }
    if (result == 0 || errno == ECONNRESET || errno == EPIPE)
        return STREAM_TLS_CLOSED;
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
        return STREAM_TLS_WANTS_READ;
    stream_say(stream, TRANSPORT_ERROR_NETWORK, "connection lost: %s", g_strerror(errno));
    return STREAM_TLS_FAILED;
}

/* One try to read, without blocking. */
static enum stream_tls_step stream_read_step(struct stream *stream, void *bytes, gsize count, gsize *ret_count)
{
    if (!stream->tls)
        return stream_plain_step(stream, recv(stream->fd, bytes, count, 0), ret_count);
    GError *error = NULL;
    enum stream_tls_step step = stream_tls_read(stream->tls, bytes, count, ret_count, &error);
    if (error)
        stream_set_failure(stream, error);
    return step;
}

static enum stream_tls_step stream_write_step(struct stream *stream, const void *bytes, gsize count, gsize *ret_count)
{
    if (!stream->tls) {
        enum stream_tls_step plain = stream_plain_step(stream, send(stream->fd, bytes, count, MSG_NOSIGNAL), ret_count);
        return plain == STREAM_TLS_WANTS_READ ? STREAM_TLS_WANTS_WRITE : plain;
    }
    GError *error = NULL;
    enum stream_tls_step step = stream_tls_write(stream->tls, bytes, count, ret_count, &error);
    if (error)
        stream_set_failure(stream, error);
    return step;
}

/* Lets the caller try again (TRUE), or says that it is over: done, or the stream failed. */
static gboolean stream_again(struct stream *stream, enum stream_tls_step step, gint64 stalled_ms)
{
    switch (step) {
    case STREAM_TLS_DONE:
    case STREAM_TLS_FAILED:
        return FALSE;
    case STREAM_TLS_WANTS_READ:
        return stream_poll(stream, POLLIN, stalled_ms);
    case STREAM_TLS_WANTS_WRITE:
        return stream_poll(stream, POLLOUT, stalled_ms);
    case STREAM_TLS_CLOSED:
        stream_say(stream, TRANSPORT_ERROR_NETWORK, "the server closed the connection");
        return FALSE;
    }
    return FALSE;
}

/* A long body gets more time, but only as long as it moves: a drip earns itself nothing. */
static void stream_earn(struct stream *stream, gsize moved)
{
    gint64 earned_ms = (gint64)(moved * 1000 / STREAM_RATE_LEAST);
    stream->deadline_ms += earned_ms;
    stream->allowed_ms += earned_ms;
}

/* What was received passes the bounds, or the stream fails. */
static gboolean stream_accept(struct stream *stream, const char *bytes, gsize count)
{
    if (count > stream->budget) {
        stream_say(stream, TRANSPORT_ERROR_PROTOCOL, "the server sent more than this command allows");
        return FALSE;
    }
    stream->budget -= count;
    stream_earn(stream, count);
    GError *error = NULL;
    if (stream->inspect && !stream->inspect(stream->inspect_context, bytes, count, &error)) {
        stream_set_failure(stream, error);
        return FALSE;
    }
    return TRUE;
}

/* A drip is stopped here too: a byte always ready would never reach stream_poll. */
static gboolean stream_in_time(struct stream *stream)
{
    return clock_monotonic_ms() < stream->deadline_ms || stream_poll(stream, 0, stream->deadline_ms);
}

static ssize_t stream_low_read(mailstream_low *low, void *bytes, size_t count)
{
    struct stream *stream = low->data;
    if (stream->failure || !stream_in_time(stream))
        return -1;
    gint64 stalled_ms = clock_monotonic_ms() + stream->timeout_ms;
    gsize received = 0;
    enum stream_tls_step step;
    do
        step = stream_read_step(stream, bytes, count, &received);
    while (stream_again(stream, step, stalled_ms));
    if (step != STREAM_TLS_DONE || !stream_accept(stream, bytes, received))
        return -1;
    return (ssize_t)received;
}

static ssize_t stream_low_write(mailstream_low *low, const void *bytes, size_t count)
{
    struct stream *stream = low->data;
    if (stream->failure || !stream_in_time(stream))
        return -1;
    if (count == 0)
        return 0;
    gint64 stalled_ms = clock_monotonic_ms() + stream->timeout_ms;
    gsize sent = 0;
    enum stream_tls_step step;
    do
        step = stream_write_step(stream, bytes, count, &sent);
    while (stream_again(stream, step, stalled_ms));
    if (step != STREAM_TLS_DONE)
        return -1;
    stream->written += sent;
    stream_earn(stream, sent);
    FAULT_POINT("net:written");
    return (ssize_t)sent;
}

static int stream_low_close(mailstream_low *low)
{
    struct stream *stream = low->data;
    if (stream->tls && !stream->failure)
        stream_tls_bye(stream->tls);
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
    return 0;
}

static int stream_low_fd(mailstream_low *low)
{
    return ((struct stream *)low->data)->fd;
}

static void stream_low_free(mailstream_low *low)
{
    stream_free(low->data);
    free(low);
}

/* Not const only because libetpan's type is not. */
static mailstream_low_driver stream_driver = {
    .mailstream_read = stream_low_read,
    .mailstream_write = stream_low_write,
    .mailstream_close = stream_low_close,
    .mailstream_get_fd = stream_low_fd,
    .mailstream_free = stream_low_free,
};

static gboolean stream_handshake(struct stream *stream, GError **error)
{
    stream->tls = stream_tls_new(stream->fd, stream->host, stream->ca_file, stream->peer, error);
    if (!stream->tls)
        return FALSE;
    GError *failure = NULL;
    enum stream_tls_step step;
    do
        step = stream_tls_handshake(stream->tls, &failure);
    while (stream_again(stream, step, stream->deadline_ms));
    if (step == STREAM_TLS_DONE)
        return TRUE;
    if (failure)
        stream_set_failure(stream, failure);
    g_propagate_error(error, g_error_copy(stream->failure));
    return FALSE;
}

static void stream_allow_low(struct stream *stream, guint seconds, guint64 bytes)
{
    stream->allowed_ms = (gint64)seconds * 1000;
    stream->deadline_ms = clock_monotonic_ms() + stream->allowed_ms;
    stream->budget = bytes;
}

static struct stream *stream_new(int fd, const struct server_settings *server)
{
    struct stream *stream = g_new0(struct stream, 1);
    stream->fd = fd;
    stream->host = g_strdup(server->host);
    stream->peer = g_strdup_printf("%s:%u", server->host, server->port);
    stream->ca_file = g_strdup(server->ca_file);
    stream->timeout_ms = (gint64)server->timeout * 1000;
    stream_allow_low(stream, server->timeout, STREAM_BYTES_COMMAND);
    return stream;
}

mailstream *stream_adopt(int fd, const struct server_settings *server, GError **error)
{
    g_autoptr(stream_auto) stream = stream_new(fd, server);
    if (server->tls == TLS_IMPLICIT && !stream_handshake(stream, error))
        return NULL;
    mailstream_low *low = mailstream_low_new(stream, &stream_driver);
    mailstream *over = low ? mailstream_new(low, STREAM_BUFFER) : NULL;
    if (!over)
        g_error("out of memory");
    g_steal_pointer(&stream);
    return over;
}

mailstream *stream_open(const struct server_settings *server, GError **error)
{
    int fd = connect_tcp(server->host, server->port, (gint64)server->timeout * 1000, error);
    return fd < 0 ? NULL : stream_adopt(fd, server, error);
}

void stream_allow(mailstream *stream, guint seconds, guint64 bytes)
{
    stream_allow_low(stream_of(stream), seconds, bytes);
}

gboolean stream_starttls(mailstream *over, GError **error)
{
    struct stream *stream = stream_of(over);
    if (over->read_buffer_len > 0) {
        stream_say(stream, TRANSPORT_ERROR_TLS,
                   "%zu bytes came between STARTTLS and the handshake: somebody may sit between us and the server",
                   over->read_buffer_len);
        return stream_check(over, error);
    }
    return stream_handshake(stream, error);
}

gboolean stream_check(mailstream *over, GError **error)
{
    struct stream *stream = stream_of(over);
    if (!stream->failure)
        return TRUE;
    g_propagate_error(error, g_error_copy(stream->failure));
    return FALSE;
}

void stream_fail(mailstream *stream, GError *failure)
{
    stream_set_failure(stream_of(stream), failure);
}

void stream_set_inspect(mailstream *over, stream_inspect *inspect, void *context)
{
    struct stream *stream = stream_of(over);
    stream->inspect = inspect;
    stream->inspect_context = context;
}

/* Whether there is plain text now, or the stream's end; moves what came into libetpan's buffer. Does not block. */
static gboolean stream_has_input(mailstream *over)
{
    struct stream *stream = stream_of(over);
    if (stream->failure || over->read_buffer_len > 0)
        return TRUE;
    gsize received = 0;
    enum stream_tls_step step = stream_read_step(stream, over->read_buffer, over->buffer_max_size, &received);
    if (step == STREAM_TLS_WANTS_READ || step == STREAM_TLS_WANTS_WRITE)
        return FALSE;
    if (step == STREAM_TLS_CLOSED)
        stream_again(stream, step, 0);
    else if (step == STREAM_TLS_DONE && stream_accept(stream, over->read_buffer, received))
        over->read_buffer_len = received;
    return TRUE;
}

guint stream_wait(mailstream *over, int other_fd, int timeout_ms)
{
    gint64 until_ms = clock_monotonic_ms() + timeout_ms;
    while (!stream_has_input(over)) {
        gint64 left_ms = until_ms - clock_monotonic_ms();
        struct pollfd pollers[] = {{.fd = stream_fd(over), .events = POLLIN}, {.fd = other_fd, .events = POLLIN}};
        int ready = poll(pollers, G_N_ELEMENTS(pollers), (int)CLAMP(left_ms, 0, G_MAXINT));
        if (ready < 0)
            return STREAM_WAIT_TIMEOUT;
        if (ready > 0 && pollers[1].revents)
            return STREAM_WAIT_OTHER | (pollers[0].revents && stream_has_input(over) ? STREAM_WAIT_INPUT : 0);
        if (ready == 0 && left_ms <= 0)
            return STREAM_WAIT_TIMEOUT;
    }
    return STREAM_WAIT_INPUT;
}

gboolean stream_has_unread(mailstream *over)
{
    return over->read_buffer_len > 0;
}

guint64 stream_written(mailstream *stream)
{
    return stream_of(stream)->written;
}

guint64 stream_position(mailstream *over)
{
    return stream_of(over)->written + over->write_buffer_len;
}

int stream_fd(mailstream *stream)
{
    return stream_of(stream)->fd;
}

const char *stream_peer(mailstream *stream)
{
    return stream_of(stream)->peer;
}

gboolean stream_is_tls(mailstream *stream)
{
    return stream_of(stream)->tls != NULL;
}
