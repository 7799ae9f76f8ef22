/* An SMTP server on loopback that accepts everything, keeps nothing, and writes down when: a line "NANOSECONDS OCTETS RECIPIENT" (CLOCK_MONOTONIC)
 * for each mail, taken just before its acceptance is written. One process, PIPELINING offered, no TLS.
 *
 *     sink PORT */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 64
#define BUFFER  65536

struct client {
    int fd; /* -1: free */
    gboolean in_mail;
    gsize start, end;
    gsize octets; /* of the mail that comes in */
    char buffer[BUFFER];
    char recipient[256];
    GString *out;
};

static void give_up(const char *what)
{
    fprintf(stderr, "sink: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void note(const struct client *client)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    printf("%lld%09ld %zu %s\n", (long long)now.tv_sec, now.tv_nsec, client->octets, client->recipient);
}

static void client_open(struct client *client, int fd)
{
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    client->fd = fd;
    client->in_mail = FALSE;
    client->start = client->end = 0;
    g_string_assign(client->out, "220 bench ESMTP\r\n");
}

/* What stands between < and >, else nothing. */
static void take_recipient(struct client *client, const char *line)
{
    const char *from = strchr(line, '<'), *to = from ? strchr(from, '>') : NULL;
    gsize size = to ? MIN((gsize)(to - from - 1), sizeof client->recipient - 1) : 0;
    memcpy(client->recipient, from ? from + 1 : "", size);
    client->recipient[size] = '\0';
}

static void obey(struct client *client, const char *line)
{
    if (g_ascii_strncasecmp(line, "EHLO", 4) == 0)
        g_string_append(client->out, "250-bench\r\n250-PIPELINING\r\n250-SIZE 60000000\r\n250 8BITMIME\r\n");
    else if (g_ascii_strncasecmp(line, "DATA", 4) == 0)
        g_string_append(client->out, "354 go ahead\r\n");
    else if (g_ascii_strncasecmp(line, "QUIT", 4) == 0)
        g_string_append(client->out, "221 bye\r\n");
    else
        g_string_append(client->out, "250 ok\r\n");
    if (g_ascii_strncasecmp(line, "RCPT", 4) == 0)
        take_recipient(client, line);
    client->in_mail = g_ascii_strncasecmp(line, "DATA", 4) == 0;
    client->octets = 0;
}

static void take_line(struct client *client, char *line)
{
    if (!client->in_mail) {
        obey(client, line);
    } else if (strcmp(line, ".") == 0) {
        client->in_mail = FALSE;
        note(client);
        g_string_append(client->out, "250 ok\r\n");
    }
}

/* FALSE: the client has gone. A line longer than the buffer is passed over, which no command is. */
static gboolean client_read(struct client *client)
{
    ssize_t got = read(client->fd, client->buffer + client->end, BUFFER - client->end);
    if (got <= 0)
        return FALSE;
    client->end += (gsize)got;
    char *stop;
    while ((stop = memchr(client->buffer + client->start, '\n', client->end - client->start))) {
        *stop = '\0';
        if (stop > client->buffer + client->start && stop[-1] == '\r')
            stop[-1] = '\0';
        client->octets += (gsize)(stop - client->buffer) + 1 - client->start;
        take_line(client, client->buffer + client->start);
        client->start = (gsize)(stop - client->buffer) + 1;
    }
    memmove(client->buffer, client->buffer + client->start, client->end - client->start);
    client->end = client->end - client->start < BUFFER ? client->end - client->start : 0;
    client->start = 0;
    return TRUE;
}

static void client_serve(struct client *client)
{
    gboolean there = client_read(client);
    if (there && client->out->len > 0)
        there = write(client->fd, client->out->str, client->out->len) == (ssize_t)client->out->len;
    g_string_truncate(client->out, 0);
    if (!there) {
        close(client->fd);
        client->fd = -1;
    }
}

static int listen_on(int port)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, (struct sockaddr *)&place, sizeof place) != 0 || listen(fd, CLIENTS) != 0)
        give_up("listen");
    return fd;
}

static void greet(struct client *clients, int fd)
{
    for (int i = 0; fd >= 0 && i < CLIENTS; i++) {
        if (clients[i].fd >= 0)
            continue;
        client_open(&clients[i], fd);
        if (write(fd, clients[i].out->str, clients[i].out->len) < 0)
            give_up("greet");
        g_string_truncate(clients[i].out, 0);
        return;
    }
    close(fd);
}

int main(int count, char **words)
{
    struct client *clients = g_new0(struct client, CLIENTS);
    struct pollfd pollers[CLIENTS + 1];
    int listener = listen_on(count > 1 ? atoi(words[1]) : 0);
    for (int i = 0; i < CLIENTS; i++) {
        clients[i].fd = -1;
        clients[i].out = g_string_new(NULL);
    }
    for (;;) {
        for (int i = 0; i < CLIENTS; i++)
            pollers[i] = (struct pollfd){.fd = clients[i].fd, .events = POLLIN};
        pollers[CLIENTS] = (struct pollfd){.fd = listener, .events = POLLIN};
        if (poll(pollers, CLIENTS + 1, -1) < 0)
            give_up("poll");
        for (int i = 0; i < CLIENTS; i++)
            if (pollers[i].revents)
                client_serve(&clients[i]);
        if (pollers[CLIENTS].revents)
            greet(clients, accept(listener, NULL, NULL));
        fflush(stdout);
    }
}
