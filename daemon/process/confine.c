#include "daemon/process/confine.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#define CONFINE_STACK       (8u * 1024 * 1024) /* GMime and libetpan recurse: LIBRARIES' measure */
#define CONFINE_DECODER_FDS 32 /* three standard, channel, two a mail, and the charset modules that iconv loads */

static void set_limit(__rlimit_resource_t resource, rlim_t value)
{
    struct rlimit limit = {value, value};
    setrlimit(resource, &limit);
}

static void ensure_stack(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) < 0 || limit.rlim_cur >= CONFINE_STACK)
        return;
    limit.rlim_cur = MIN(limit.rlim_max, CONFINE_STACK);
    setrlimit(RLIMIT_STACK, &limit);
}

static void set_signals(void)
{
    static const int ignored[] = {SIGTERM, SIGINT, SIGHUP, SIGPIPE};
    for (guint i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* syslog's descriptor is among those closed: it has to be told, or it would write into whatever takes the number. */
static void keep_only(int channel, int slips)
{
    closelog();
    int apart = slips < 0 ? -1 : fcntl(slips, F_DUPFD_CLOEXEC, CONFINE_SLIPS + 1); /* the channel's place may be its own */
    if (channel != CONFINE_CHANNEL)
        dup3(channel, CONFINE_CHANNEL, O_CLOEXEC);
    if (apart >= 0)
        dup3(apart, CONFINE_SLIPS, O_CLOEXEC);
    close_range(apart < 0 ? CONFINE_CHANNEL + 1 : CONFINE_SLIPS + 1, ~0u, 0);
}

gboolean confine_begin(enum role role, int channel, int slips, pid_t parent, gboolean may_gain)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        return FALSE;
    set_signals();
    keep_only(channel, slips);
    g_autofree char *name = g_strdup_printf("mo-%s", role_name(role));
    prctl(PR_SET_NAME, name);
    umask(077);
    ensure_stack();
    set_limit(RLIMIT_CORE, 0);
    if (!may_gain)
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    /* RLIMIT_CORE does not bind a core_pattern that is a pipe. */
    if (!CONFINE_SANITIZED)
        prctl(PR_SET_DUMPABLE, 0);
    return TRUE;
}

static void forget(struct secret_source *source)
{
    if (source->plain)
        explicit_bzero(source->plain, strlen(source->plain));
}

void confine_forget_secrets(struct settings *settings, enum role role, guint index)
{
    for (guint i = 0; i < settings->mailboxes->len; i++) {
        struct mailbox_settings *mailbox = settings->mailboxes->pdata[i];
        if (role != ROLE_MAILBOX || i != index)
            forget(&mailbox->server.secret);
    }
    if (role != ROLE_SENDER)
        forget(&settings->sender.server.secret);
    if (role != ROLE_ALERTER)
        forget(&settings->alerts.way.server.secret);
}

void confine_files(guint64 file_bytes)
{
    set_limit(RLIMIT_FSIZE, (rlim_t)file_bytes);
    set_limit(RLIMIT_NOFILE, CONFINE_DECODER_FDS);
    signal(SIGXFSZ, SIG_IGN);
}

void confine_decoder(guint64 memory, guint64 file_bytes)
{
    if (memory && !CONFINE_SANITIZED)
        set_limit(RLIMIT_AS, (rlim_t)memory);
    set_limit(RLIMIT_NPROC, 0);
    confine_files(file_bytes);
}
