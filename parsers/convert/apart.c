#include "parsers/convert/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/clock.h"

static void limit(__rlimit_resource_t resource, rlim_t value)
{
    struct rlimit both = {value, value};
    setrlimit(resource, &both);
}

void apart_limit_memory(const struct apart_limits *limits)
{
    if (limits->memory)
        limit(RLIMIT_AS, (rlim_t)limits->memory);
}

#ifdef MO_COVERAGE
#include <gcov.h>

void apart_count(void)
{
    __gcov_dump();
    __gcov_reset();
}
#endif

/* --- the child ---------------------------------------------------------------------------------------------------------------- */

static G_NORETURN void live(const struct apart_limits *limits, apart_work work, void *data, int out, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd <= 2; fd++)
        dup2(nothing, fd);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, limits->seconds);
    limit(RLIMIT_NPROC, 0);
    int status = work(data, out);
    apart_count();
    _exit(status);
}

/* --- the parent --------------------------------------------------------------------------------------------------------------- */

/* FALSE: nothing more comes. */
static gboolean take(int in, GByteArray *output)
{
    guint8 piece[65536];
    ssize_t got = read(in, piece, sizeof piece);
    if (got > 0)
        g_byte_array_append(output, piece, (guint)got);
    return got > 0;
}

/* Reads until the other end closes, or a limit is passed. */
static enum apart_end gather(const struct apart_limits *limits, int in, GByteArray *output)
{
    gint64 until = clock_monotonic_ms() + (gint64)limits->seconds * 1000;
    for (;;) {
        struct pollfd poller = {.fd = in, .events = POLLIN};
        gint64 left = until - clock_monotonic_ms();
        if (left <= 0)
            return APART_TOO_LONG;
        if (poll(&poller, 1, (int)MIN(left, G_MAXINT)) <= 0)
            continue;
        if (!take(in, output))
            return APART_ENDED;
        if (output->len > limits->output)
            return APART_TOO_MUCH;
    }
}

static enum apart_end bury(pid_t pid, enum apart_end end, int *ret_status)
{
    int status = 0;
    if (end != APART_ENDED)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    *ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    if (end == APART_ENDED && WIFSIGNALED(status))
        return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? APART_TOO_LONG : APART_CRASHED;
    return end;
}

enum apart_end apart_run(const struct apart_limits *limits, apart_work work, void *data, GByteArray **ret_output, int *ret_status)
{
    int ends[2];
    pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC) < 0)
        return APART_NO_START;
    pid_t pid = fork();
    if (pid == 0)
        live(limits, work, data, ends[1], parent);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return APART_NO_START;
    }
    *ret_output = g_byte_array_new();
    enum apart_end end = gather(limits, ends[0], *ret_output);
    close(ends[0]);
    return bury(pid, end, ret_status);
}
