#include "daemon/transport/connect.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "daemon/base/clock.h"
#include "daemon/transport/transport.h"

typedef struct addrinfo addrinfo_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(addrinfo_auto, freeaddrinfo)

/* 0, or the errno that stopped it. */
static int connect_wait(int fd, gint64 deadline_ms)
{
    for (;;) {
        gint64 left = deadline_ms - clock_monotonic_ms();
        if (left <= 0)
            return ETIMEDOUT;
        struct pollfd poller = {.fd = fd, .events = POLLOUT};
        int ready = poll(&poller, 1, (int)MIN(left, G_MAXINT));
        if (ready < 0 && errno != EINTR)
            return errno;
        if (ready > 0)
            break;
    }
    int failure = 0;
    socklen_t length = sizeof(failure);
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &length) < 0)
        return errno;
    return failure;
}

/* A connected socket, or -1 with `ret_failure` an errno. */
static int connect_address(const struct addrinfo *address, gint64 deadline_ms, int *ret_failure)
{
    int fd = socket(address->ai_family, address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address->ai_protocol);
    if (fd < 0) {
        *ret_failure = errno;
        return -1;
    }
    int failure = 0;
    if (connect(fd, address->ai_addr, address->ai_addrlen) < 0)
        failure = errno == EINPROGRESS || errno == EINTR ? connect_wait(fd, deadline_ms) : errno;
    if (failure != 0) {
        close(fd);
        *ret_failure = failure;
        return -1;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    return fd;
}

static guint connect_count(const struct addrinfo *addresses)
{
    guint count = 0;
    for (; addresses; addresses = addresses->ai_next)
        count++;
    return count;
}

int connect_tcp(const char *host, guint16 port, gint64 timeout_ms, GError **error)
{
    gint64 deadline_ms = clock_monotonic_ms() + timeout_ms;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    g_autoptr(addrinfo_auto) addresses = NULL;
    g_autofree char *service = g_strdup_printf("%u", port);
    int resolved = getaddrinfo(host, service, &hints, &addresses);
    if (resolved != 0) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_NETWORK, "%s:%u: cannot find the host: %s", host, port,
                    resolved == EAI_SYSTEM ? g_strerror(errno) : gai_strerror(resolved));
        return -1;
    }
    int failure = ETIMEDOUT;
    guint left = connect_count(addresses);
    for (const struct addrinfo *address = addresses; address; address = address->ai_next, left--) {
        gint64 now_ms = clock_monotonic_ms();
        int fd = connect_address(address, now_ms + MAX(0, deadline_ms - now_ms) / left, &failure);
        if (fd >= 0)
            return fd;
    }
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_NETWORK, "%s:%u: cannot connect: %s", host, port,
                g_strerror(failure));
    return -1;
}
