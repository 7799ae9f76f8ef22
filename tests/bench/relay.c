/* Stands between IMAP clients and a server on loopback, passes everything on, and writes down on standard output what was said: one process,
 * so that measuring takes little of the machine that is measured. The n-th PORT is the way to box n; a line each:
 *
 *     told BOX NANOSECONDS      the server told of a mail in INBOX that it had not told of in any session of this box (CLOCK_MONOTONIC, when read)
 *     asked BOX COMMAND         a command of the client, in capitals ("UID FETCH", "DONE")
 *     octets BOX COUNT          came from the server
 *
 *     relay SERVER-PORT PORT... */
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

#define BUFFER    262144
#define LINE_MOST 512 /* octets of a line that are looked at: no command, and no news, is longer */

struct box {
    int listener;
    guint number;
    guint64 told, moved; /* mails that ever came into INBOX; mails that left it */
};

/* One client's connection: [0] is the client, [1] the server. */
struct session {
    struct box *box;
    int fd[2];
    gboolean inbox;          /* INBOX is selected */
    GByteArray *pending[2];  /* read from fd[i], not yet written to the other */
    GString *line[2];        /* the beginning of the line that fd[i] is in */
};

static void give_up(const char *what)
{
    fprintf(stderr, "relay: %s: %s\n", what, strerror(errno));
    exit(1);
}

static struct sockaddr_in place_of(const char *port)
{
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int listen_on(const char *port)
{
    struct sockaddr_in place = place_of(port);
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, (struct sockaddr *)&place, sizeof place) != 0 || listen(fd, 8) != 0)
        give_up("listen");
    return fd;
}

static struct session *session_open(struct box *box, const char *server_port)
{
    struct sockaddr_in place = place_of(server_port);
    struct session *session = g_new0(struct session, 1);
    int on = 1;
    session->box = box;
    session->fd[0] = accept(box->listener, NULL, NULL);
    session->fd[1] = socket(AF_INET, SOCK_STREAM, 0);
    if (session->fd[0] < 0 || session->fd[1] < 0 || connect(session->fd[1], (struct sockaddr *)&place, sizeof place) != 0)
        give_up("connect");
    for (int end = 0; end < 2; end++) {
        setsockopt(session->fd[end], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        session->pending[end] = g_byte_array_new();
        session->line[end] = g_string_new(NULL);
    }
    return session;
}

static void session_free(gpointer data)
{
    struct session *session = data;
    for (int end = 0; end < 2; end++) {
        close(session->fd[end]);
        g_byte_array_unref(session->pending[end]);
        g_string_free(session->line[end], TRUE);
    }
    g_free(session);
}

/* "a7 UID FETCH 1:* (FLAGS)" is the command "UID FETCH"; what has no tag is a word of its own. */
static void asked(struct session *session, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 4);
    guint count = g_strv_length(words);
    g_autofree char *first = g_ascii_strup(count > 1 ? words[1] : line, -1);
    g_autofree char *second = count > 2 && strcmp(first, "UID") == 0 ? g_ascii_strup(words[2], -1) : NULL;
    printf("asked %u %s%s%s\n", session->box->number, first, second ? " " : "", second ? second : "");
    if (count > 2 && (strcmp(first, "SELECT") == 0 || strcmp(first, "EXAMINE") == 0))
        session->inbox = g_ascii_strcasecmp(words[2], "INBOX") == 0 || g_ascii_strcasecmp(words[2], "\"INBOX\"") == 0;
}

static void answered(struct session *session, const char *line)
{
    struct box *box = session->box;
    struct timespec now;
    char *rest = NULL;
    if (!session->inbox || !g_str_has_prefix(line, "* "))
        return;
    guint64 number = g_ascii_strtoull(line + 2, &rest, 10);
    if (strcmp(rest, " EXPUNGE") == 0)
        box->moved++;
    if (strcmp(rest, " EXISTS") != 0)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    for (; box->told < number + box->moved; box->told++)
        printf("told %u %lld%09ld\n", box->number, (long long)now.tv_sec, now.tv_nsec);
}

/* Looks at each whole line of what came from `end`. */
static void look(struct session *session, int end, const char *octets, gsize size)
{
    GString *line = session->line[end];
    if (end == 1)
        printf("octets %u %zu\n", session->box->number, size);
    for (const char *at = octets, *stop = octets + size, *newline; at < stop; at = newline + 1) {
        newline = memchr(at, '\n', (gsize)(stop - at));
        g_string_append_len(line, at, MIN((newline ? newline : stop) - at, (gssize)(LINE_MOST - MIN(line->len, LINE_MOST))));
        if (!newline)
            return;
        g_string_truncate(line, line->len - (line->len > 0 && line->str[line->len - 1] == '\r'));
        (end == 0 ? asked : answered)(session, line->str);
        g_string_truncate(line, 0);
    }
}

/* Writes what the other end takes; FALSE: it has gone. */
static gboolean push(struct session *session, int from)
{
    GByteArray *pending = session->pending[from];
    ssize_t gone = send(session->fd[!from], pending->data, pending->len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (gone < 0)
        return errno == EAGAIN || errno == EINTR;
    g_byte_array_remove_range(pending, 0, (guint)gone);
    return TRUE;
}

static gboolean pull(struct session *session, int from)
{
    static char buffer[BUFFER];
    ssize_t got = recv(session->fd[from], buffer, sizeof buffer, MSG_DONTWAIT);
    if (got <= 0)
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    look(session, from, buffer, (gsize)got);
    g_byte_array_append(session->pending[from], (guint8 *)buffer, (guint)got);
    return push(session, from);
}

/* FALSE: one of the ends has gone. */
static gboolean serve(struct session *session, const struct pollfd *pollers)
{
    for (int end = 0; end < 2; end++) {
        if ((pollers[end].revents & POLLOUT) && !push(session, !end))
            return FALSE;
        if ((pollers[end].revents & (POLLIN | POLLHUP | POLLERR)) && session->pending[end]->len == 0 && !pull(session, end))
            return FALSE;
    }
    return TRUE;
}

static void await(GArray *pollers, struct box *boxes, guint count, GPtrArray *sessions)
{
    g_array_set_size(pollers, 0);
    for (guint i = 0; i < count; i++)
        g_array_append_vals(pollers, &(struct pollfd){.fd = boxes[i].listener, .events = POLLIN}, 1);
    for (guint i = 0; i < sessions->len; i++) {
        struct session *session = sessions->pdata[i];
        for (int end = 0; end < 2; end++) {
            short events = (session->pending[end]->len == 0 ? POLLIN : 0) | (session->pending[!end]->len > 0 ? POLLOUT : 0);
            g_array_append_vals(pollers, &(struct pollfd){.fd = session->fd[end], .events = events}, 1);
        }
    }
    if (poll((struct pollfd *)pollers->data, pollers->len, -1) < 0)
        give_up("poll");
}

int main(int count, char **words)
{
    guint boxes_count = (guint)MAX(0, count - 2);
    struct box *boxes = g_new0(struct box, boxes_count);
    GPtrArray *sessions = g_ptr_array_new_with_free_func(session_free);
    GArray *pollers = g_array_new(FALSE, FALSE, sizeof(struct pollfd));
    for (guint i = 0; i < boxes_count; i++)
        boxes[i] = (struct box){.listener = listen_on(words[i + 2]), .number = i};
    for (;;) {
        await(pollers, boxes, boxes_count, sessions);
        const struct pollfd *ready = (const struct pollfd *)pollers->data;
        for (guint i = sessions->len; i-- > 0;)
            if (!serve(sessions->pdata[i], ready + boxes_count + 2 * (gsize)i))
                g_ptr_array_remove_index(sessions, i);
        for (guint i = 0; i < boxes_count; i++)
            if (ready[i].revents)
                g_ptr_array_add(sessions, session_open(&boxes[i], words[1]));
        fflush(stdout);
    }
}
