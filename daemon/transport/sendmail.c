/* Sending through a sendmail-compatible command: the message on its standard input with the host's line ends (LF), what
 * became of it in its exit code (sysexits.h). The command knows all recipients or none, so all have the same result.
 *
 * No shell sees anything; what came from a mail can only be an address after "--" or "-f". */
#include "daemon/transport/sender.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <glib-unix.h>

#include "daemon/base/clock.h"
#include "daemon/base/text.h"
#include "daemon/transport/outgoing.h"

#define COMMAND_TIMEOUTS 5      /* so many times the settings' timeout in all: it may be talking SMTP for us */
#define COMMAND_WORDS    1024u  /* bytes kept of what it says on standard error */
#define COMMAND_SHOWN    300u   /* and of those, shown */

struct command_sender {
    struct sender base;
    char **words; /* of the command line */
    guint timeout;
};

/* One run of the command. */
struct command_run {
    GPid pid;
    int pidfd, in, err; /* -1: closed */
    struct outgoing *outgoing;
    gsize at;    /* in the message: what is not yet in `chunk` */
    char *chunk; /* with LF, and how much of it is there and written */
    gsize filled, written;
    GString *words;
    gboolean late;
    GError *unreadable; /* the message, to its end */
};

static struct sender *command_open(const struct sender_settings *settings, GError **error)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) wrong = NULL;
    if (!g_shell_parse_argv(settings->command ? settings->command : "", NULL, &words, &wrong)) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "the sendmail command cannot be read: %s",
                    wrong->message);
        return NULL;
    }
    struct command_sender *command = g_new0(struct command_sender, 1);
    command->base.driver = &sender_command_driver;
    command->words = g_steal_pointer(&words);
    command->timeout = settings->server.timeout;
    return &command->base;
}

static void command_close(struct sender *sender)
{
    if (!sender)
        return;
    struct command_sender *command = (struct command_sender *)sender;
    g_strfreev(command->words);
    g_free(command);
}

/* --- starting it ---------------------------------------------------------------------------------------------------
 */

static char **command_arguments(const struct command_sender *command, const struct outgoing *outgoing)
{
    GPtrArray *arguments = g_ptr_array_new();
    for (guint i = 0; command->words[i]; i++)
        g_ptr_array_add(arguments, g_strdup(command->words[i]));
    g_ptr_array_add(arguments, g_strdup("-f"));
    g_ptr_array_add(arguments, g_strdup(*outgoing->envelope->from ? outgoing->envelope->from : "<>"));
    g_ptr_array_add(arguments, g_strdup("--"));
    for (guint i = 0; i < outgoing->count; i++)
        if (!outgoing->results[i].text)
            g_ptr_array_add(arguments, g_strdup(outgoing->envelope->recipients[i]));
    g_ptr_array_add(arguments, NULL);
    return (char **)g_ptr_array_free(arguments, FALSE);
}

static char **command_environment(void)
{
    char **environment =
        g_environ_setenv(NULL, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", TRUE);
    environment = g_environ_setenv(environment, "LANG", "C.UTF-8", TRUE);
    return g_getenv("HOME") ? g_environ_setenv(environment, "HOME", g_getenv("HOME"), TRUE) : environment;
}

/* In the child: a process group of its own, so that all it started can be ended with it. */
static void command_alone(void *unused)
{
    (void)unused;
    setpgid(0, 0);
}

static gboolean command_start(struct command_run *run, char **arguments, GError **error)
{
    g_auto(GStrv) environment = command_environment();
    GSpawnFlags flags = G_SPAWN_SEARCH_PATH_FROM_ENVP | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL;
    if (!g_spawn_async_with_pipes("/", arguments, environment, flags, command_alone, NULL, &run->pid, &run->in, NULL,
                                  &run->err, error))
        return FALSE;
    run->pidfd = pidfd_open(run->pid, 0);
    return g_unix_set_fd_nonblocking(run->in, TRUE, error) && g_unix_set_fd_nonblocking(run->err, TRUE, error);
}

/* --- talking to it -------------------------------------------------------------------------------------------------
 */

static void command_close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* The next piece of the message, CRs left out: there is none without its LF. One that cannot be read is never missed: the command has not
 * seen the message's end, and is stopped. */
static void command_fill(struct command_run *run)
{
    gsize length = 0;
    const char *piece = outgoing_piece(run->outgoing, run->at, &length, &run->unreadable);
    run->filled = run->written = 0;
    for (gsize plain, at = 0; piece && at < length; at += plain + 1) {
        const char *cr = memchr(piece + at, '\r', length - at);
        plain = cr ? (gsize)(cr - piece) - at : length - at;
        memcpy(run->chunk + run->filled, piece + at, plain);
        run->filled += plain;
    }
    run->at += length;
}

/* Writes what the pipe takes. A command that reads no further is no failure by itself: its exit code tells. */
static void command_feed(struct command_run *run)
{
    if (run->written == run->filled)
        command_fill(run);
    if (run->unreadable)
        return;
    ssize_t count = write(run->in, run->chunk + run->written, run->filled - run->written);
    if (count > 0)
        run->written += (gsize)count;
    gboolean refused = count < 0 && errno != EAGAIN && errno != EINTR;
    if (refused || (run->written == run->filled && run->at == run->outgoing->size))
        command_close_fd(&run->in);
}

static void command_listen(struct command_run *run)
{
    char bytes[1024];
    ssize_t count = read(run->err, bytes, sizeof(bytes));
    if (count > 0)
        g_string_append_len(run->words, bytes,
                            MIN(count, (ssize_t)(COMMAND_WORDS - MIN(run->words->len, COMMAND_WORDS))));
    else if (count == 0 || (errno != EAGAIN && errno != EINTR))
        command_close_fd(&run->err);
}

/* Until it has ended, or its time is over. */
static void command_attend(struct command_run *run, gint64 deadline_ms)
{
    for (;;) {
        gint64 left_ms = deadline_ms - clock_monotonic_ms();
        struct pollfd pollers[] = {{.fd = run->pidfd, .events = POLLIN},
                                   {.fd = run->in, .events = POLLOUT},
                                   {.fd = run->err, .events = POLLIN}};
        int ready = left_ms > 0 ? poll(pollers, G_N_ELEMENTS(pollers), (int)MIN(left_ms, G_MAXINT)) : 0;
        if (ready == 0) {
            run->late = TRUE;
            return;
        }
        if (ready < 0)
            continue;
        if (pollers[1].revents)
            command_feed(run);
        if (pollers[2].revents)
            command_listen(run);
        if (pollers[0].revents || run->unreadable)
            return;
    }
}

/* While this thread writes to a pipe, a reader that has gone is an error of write's, not a signal. */
static void command_attend_quietly(struct command_run *run, gint64 deadline_ms)
{
    sigset_t pipe_only, before, pending;
    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
    command_attend(run, deadline_ms);
    if (!sigismember(&pending, SIGPIPE))
        while (sigtimedwait(&pipe_only, NULL, &(struct timespec){0}) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Its status as of waitpid; ended by us when its time is over, or it cannot have all of the message. */
static int command_finish(struct command_run *run)
{
    int status = 0;
    if (run->late || run->unreadable)
        kill(-run->pid, SIGKILL);
    while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (run->err >= 0)
        command_listen(run);
    command_close_fd(&run->in);
    command_close_fd(&run->err);
    command_close_fd(&run->pidfd);
    return status;
}

/* --- what became of it ---------------------------------------------------------------------------------------------
 */

/* What is wrong with this mail or its addresses is final; what is wrong with this machine, the command or the network
 * is mended by somebody, and the mail is sent then. EX_NOHOST is among these: relays' clients mean the relay. */
static enum delivery command_delivery(int code)
{
    switch (code) {
    case EX_OK:
        return DELIVERY_ACCEPTED;
    case EX_USAGE:
    case EX_DATAERR:
    case EX_NOUSER:
    case EX_UNAVAILABLE:
        return DELIVERY_PERMANENT;
    default:
        return DELIVERY_TEMPORARY;
    }
}

static void command_judge(const struct command_sender *command, const struct command_run *run, int status,
                          struct outgoing *outgoing)
{
    g_autofree char *said = text_one_line(run->words->str, COMMAND_SHOWN);
    const char *name = command->words[0], *colon = *said ? ": " : "";
    g_autofree char *text = NULL;
    enum delivery delivery = DELIVERY_TEMPORARY;
    if (run->unreadable) {
        text = g_strdup(run->unreadable->message);
    } else if (run->late) {
        text = g_strdup_printf("%s did not end within %u seconds and was stopped%s%s", name,
                               command->timeout * COMMAND_TIMEOUTS, colon, said);
    } else if (WIFSIGNALED(status)) {
        text = g_strdup_printf("%s was killed by signal %d%s%s", name, WTERMSIG(status), colon, said);
    } else {
        delivery = command_delivery(WEXITSTATUS(status));
        text = delivery == DELIVERY_ACCEPTED
                   ? g_strdup_printf("%s took it%s%s", name, colon, said)
                   : g_strdup_printf("%s ended with exit code %d%s%s", name, WEXITSTATUS(status), colon, said);
    }
    outgoing_settle(outgoing, delivery, 0, text);
}

static void command_run(struct command_sender *command, struct outgoing *outgoing)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) arguments = command_arguments(command, outgoing);
    g_autofree char *chunk = g_malloc(OUTGOING_PIECE);
    g_autoptr(GString) words = g_string_new(NULL);
    struct command_run run = {.pidfd = -1,
                              .in = -1,
                              .err = -1,
                              .outgoing = outgoing,
                              .chunk = chunk,
                              .words = words};
    if (!command_start(&run, arguments, &error)) {
        g_autofree char *text = g_strdup_printf("%s cannot be started: %s", command->words[0], error->message);
        outgoing_settle(outgoing, DELIVERY_TEMPORARY, 0, text);
        return;
    }
    command_attend_quietly(&run, clock_monotonic_ms() + (gint64)command->timeout * COMMAND_TIMEOUTS * 1000);
    command_judge(command, &run, command_finish(&run), outgoing);
    g_clear_error(&run.unreadable);
}

static void command_send(struct sender *sender, struct sender_mail *mail, struct sender_mail *next)
{
    struct outgoing outgoing;
    (void)next; /* each mail is a run of its own */
    if (outgoing_begin(&outgoing, mail))
        command_run((struct command_sender *)sender, &outgoing);
    outgoing_end(&outgoing);
}

static int command_idle_fd(struct sender *sender)
{
    (void)sender;
    return -1;
}

static void command_idle(struct sender *sender)
{
    (void)sender;
}

const struct sender_driver sender_command_driver = {
    .name = "sendmail",
    .open = command_open,
    .send = command_send,
    .idle_fd = command_idle_fd,
    .idle = command_idle,
    .close = command_close,
};
