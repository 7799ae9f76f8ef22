#include "daemon/process/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/process/children.h"
#include "daemon/process/notify.h"
#include "daemon/process/watch.h"

/* Ten seconds are promised for a stop. The desk waits for decoders and senders itself, and is faster when nothing is in
 * flight. */
#define STOP_READERS_MS 3500   /* mailboxes and decoders still there are killed */
#define STOP_ALL_MS     9000   /* a sender inside DATA and a desk that hangs are killed */
#define STOP_AFTER_MS   500    /* after the desk has ended, the others have nobody to talk to */
#define DESK_EXIT_MS    5000   /* from the desk's last word to its end */
#define DESK_WORKS_MS   5000   /* a desk that spoke within this time works, however short systemd's patience is */
#define ALERT_LAST_MS   9000   /* to say that the store is damaged, after the desk has ended of it */
#define DESK_SILENCE_MS 300000 /* a desk that says nothing for so long hangs: it is killed and started again */

enum phase {
    PHASE_RUNNING,
    PHASE_RELOADING, /* all end, then all are started with the new setup */
    PHASE_ENDING,
};

struct supervisor {
    const struct supervisor_options *options;
    struct children_plan plan;
    struct children *children;
    struct watch *watch;
    const struct flow_setup *next; /* while reloading */
    enum phase phase;
    gint64 readers_end_ms, all_end_ms; /* in RELOADING and ENDING */
    gint64 heard_ms;                   /* when the desk last said something */
    gint64 desk_end_ms;                /* not 0: the desk has hung up, and is killed when it has not ended by then */
    gint64 watchdog_ms;                /* when systemd is told next; 0 never */
    gint64 last_words_ms;              /* not 0: the daemon ends of a damaged store, and waits so long until that is told */
    gboolean told_ready;
    int signals;
    int exit_status;
};

/* --- reload and stop -------------------------------------------------------------------------------------------------
 */

static void begin_stop(struct supervisor *supervisor, enum phase phase)
{
    gint64 now = clock_monotonic_ms();
    supervisor->phase = phase;
    supervisor->readers_end_ms = now + STOP_READERS_MS;
    supervisor->all_end_ms = now + STOP_ALL_MS;
    children_kill_role(supervisor->children, ROLE_CHECKER);
    struct channel *desk = children_desk(supervisor->children);
    if (desk)
        channel_send(desk, MESSAGE_STOP, g_variant_new("()"));
}

static void stop(struct supervisor *supervisor, int exit_status)
{
    supervisor->exit_status = exit_status;
    if (supervisor->phase == PHASE_ENDING)
        return;
    notify_stopping();
    if (supervisor->phase == PHASE_RELOADING) {
        supervisor->phase = PHASE_ENDING; /* they are ending already */
        return;
    }
    log_info("stopping");
    begin_stop(supervisor, PHASE_ENDING);
}

static void log_diagnostics(struct diagnostics *diagnostics)
{
    for (guint i = 0; i < diagnostics_count(diagnostics); i++)
        log_error("%s", diagnostics_line(diagnostics, i));
}

static void reload(struct supervisor *supervisor)
{
    if (supervisor->phase == PHASE_ENDING)
        return;
    notify_reloading(clock_monotonic_ms());
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    const struct flow_setup *setup = supervisor->options->load(supervisor->options->context, diagnostics);
    log_diagnostics(diagnostics);
    if (!setup) {
        log_error("the configuration was not reloaded: the old configuration stays");
        if (supervisor->phase == PHASE_RUNNING)
            notify_ready();
        return;
    }
    if (supervisor->next)
        supervisor->options->release(supervisor->options->context, supervisor->next);
    supervisor->next = setup;
    log_info("the new configuration is loaded");
    if (supervisor->phase == PHASE_RUNNING)
        begin_stop(supervisor, PHASE_RELOADING);
}

static void open_slips(struct children_plan *plan)
{
    g_autoptr(GError) error = NULL;
    plan->slips = slips_open(plan->setup->settings->paths.state_dir, &error);
    if (error)
        log_warning("%s; after a crash more mails will be in doubt", error->message);
}

static void close_slips(const struct children_plan *plan)
{
    if (plan->slips >= 0)
        close(plan->slips);
}

/* All have ended, and the new setup waits. */
static void begin_anew(struct supervisor *supervisor)
{
    children_free(supervisor->children);
    watch_free(supervisor->watch);
    supervisor->options->release(supervisor->options->context, supervisor->plan.setup);
    supervisor->plan.setup = supervisor->next;
    supervisor->next = NULL;
    close_slips(&supervisor->plan);
    open_slips(&supervisor->plan); /* its state directory may be another */
    supervisor->watch = watch_new(supervisor->plan.setup->settings);
    supervisor->children = children_new(&supervisor->plan);
    supervisor->phase = PHASE_RUNNING;
}

static void enforce_stop(struct supervisor *supervisor, gint64 now)
{
    if (!children_desk_runs(supervisor->children))
        supervisor->all_end_ms = MIN(supervisor->all_end_ms, now + STOP_AFTER_MS);
    if (now >= supervisor->readers_end_ms) {
        children_kill_role(supervisor->children, ROLE_MAILBOX);
        children_kill_role(supervisor->children, ROLE_DECODER);
        children_kill_role(supervisor->children, ROLE_CONVERTER);
    }
    if (now >= supervisor->all_end_ms)
        children_kill_all(supervisor->children);
}

/* --- the desk's words --------------------------------------------------------------------------------------------- */

static void told_ready(struct supervisor *supervisor)
{
    notify_ready();
    children_check(supervisor->children, supervisor->heard_ms);
    if (supervisor->told_ready)
        return;
    supervisor->told_ready = TRUE;
    if (supervisor->options->ready)
        supervisor->options->ready(supervisor->options->context);
}

/* FALSE: the desk said what it must not. */
static gboolean obey(struct supervisor *supervisor, const struct message *message)
{
    guint32 role, index, life;
    const char *text;
    supervisor->heard_ms = clock_monotonic_ms();
    if (message->kind == MESSAGE_HEALTH)
        return watch_health(supervisor->watch, message->payload, supervisor->heard_ms);
    watch_alive(supervisor->watch, supervisor->heard_ms);
    if (message->kind == MESSAGE_READY) {
        told_ready(supervisor);
    } else if (message->kind == MESSAGE_ALIVE) {
        g_variant_get(message->payload, "(&s)", &text);
        notify_status(text);
    } else if (message->kind == MESSAGE_KILL_PEER) {
        g_variant_get(message->payload, "(uuu)", &role, &index, &life);
        if (role == ROLE_DESK || role >= ROLE_ALERTER)
            return FALSE;
        children_kill(supervisor->children, (enum role)role, index, life);
    } else if (message->kind == MESSAGE_WANT_PEER) {
        g_variant_get(message->payload, "(u)", &role);
        return children_want(supervisor->children, role, supervisor->heard_ms);
    } else {
        return FALSE;
    }
    return TRUE;
}

static void listen_to_desk(struct supervisor *supervisor)
{
    struct channel *desk = children_desk(supervisor->children);
    for (;;) {
        g_auto(message_auto) message = {0};
        enum channel_input input = channel_receive(desk, &message);
        if (input == CHANNEL_MESSAGE && obey(supervisor, &message))
            continue;
        /* It is ending, and its exit status is worth waiting for. */
        if (input == CHANNEL_CLOSED)
            supervisor->desk_end_ms = clock_monotonic_ms() + DESK_EXIT_MS;
        else if (input != CHANNEL_NOTHING)
            children_kill_role(supervisor->children, ROLE_DESK);
        return;
    }
}

/* --- the loop ----------------------------------------------------------------------------------------------------- */

static void take_signals(struct supervisor *supervisor)
{
    struct signalfd_siginfo info;
    while (read(supervisor->signals, &info, sizeof(info)) == sizeof(info)) {
        if (info.ssi_signo == SIGHUP)
            reload(supervisor);
        else if (info.ssi_signo != SIGCHLD)
            stop(supervisor, EX_OK);
    }
    FAULT_POINT("supervisor:signalled");
    int final = children_reap(supervisor->children, supervisor->phase != PHASE_RUNNING, clock_monotonic_ms());
    if (!children_desk_runs(supervisor->children))
        supervisor->desk_end_ms = 0;
    if (final == ROLE_EXIT_DAMAGED) {
        watch_store_damaged(supervisor->watch);
        supervisor->last_words_ms = clock_monotonic_ms() + ALERT_LAST_MS;
    }
    if (final)
        stop(supervisor, final);
}

static void tend(struct supervisor *supervisor, gint64 now)
{
    if (supervisor->phase == PHASE_RUNNING) {
        if (!children_desk_runs(supervisor->children))
            supervisor->heard_ms = now;
        children_start_due(supervisor->children, now);
        if (now - supervisor->heard_ms > DESK_SILENCE_MS) {
            log_error("the desk has said nothing for %d seconds: it is killed", DESK_SILENCE_MS / 1000);
            children_kill_role(supervisor->children, ROLE_DESK);
            supervisor->heard_ms = now;
        }
    } else {
        enforce_stop(supervisor, now);
    }
    if (supervisor->desk_end_ms && now >= supervisor->desk_end_ms)
        children_kill_role(supervisor->children, ROLE_DESK);
    watch_look(supervisor->watch, children_alerter(supervisor->children), now);
    gint64 every = notify_watchdog_ms();
    if (every && now >= supervisor->watchdog_ms) {
        /* Only while the work is done: else systemd starts all of it anew. */
        if (watch_desk_works(supervisor->watch, now, MAX(2 * every, DESK_WORKS_MS)))
            notify_watchdog();
        supervisor->watchdog_ms = now + every;
    }
}

static int next_timeout(const struct supervisor *supervisor, gint64 now)
{
    if (supervisor->phase != PHASE_RUNNING)
        return 100;
    gint64 next = children_next_ms(supervisor->children, now);
    gint64 every = notify_watchdog_ms();
    gint64 silence = supervisor->heard_ms + DESK_SILENCE_MS - now + 1;
    next = next < 0 ? silence : MIN(next, silence);
    next = MIN(next, watch_next_ms(supervisor->watch, now));
    if (every)
        next = MIN(next, supervisor->watchdog_ms - now);
    if (supervisor->desk_end_ms)
        next = MIN(next, supervisor->desk_end_ms - now);
    return (int)CLAMP(next, 0, DESK_SILENCE_MS);
}

static void attend(struct supervisor *supervisor)
{
    struct channel *desk = children_desk(supervisor->children), *alerter = children_alerter(supervisor->children);
    struct pollfd pollers[3] = {{.fd = supervisor->signals, .events = POLLIN}, {.fd = -1}, {.fd = -1}};
    if (alerter) {
        pollers[2].fd = channel_fd(alerter);
        pollers[2].events = (short)(POLLIN | (channel_waiting(alerter) ? POLLOUT : 0));
    }
    if (desk && !supervisor->desk_end_ms) {
        pollers[1].fd = channel_fd(desk);
        pollers[1].events = (short)(POLLIN | (channel_waiting(desk) ? POLLOUT : 0));
    }
    FAULT_POINT("supervisor:waiting");
    if (poll(pollers, 3, next_timeout(supervisor, clock_monotonic_ms())) < 0)
        return;
    if (desk)
        channel_flush(desk);
    if (pollers[1].revents & (POLLIN | POLLHUP | POLLERR))
        listen_to_desk(supervisor);
    if (alerter)
        channel_flush(alerter);
    if (pollers[2].revents && !watch_hear(supervisor->watch, alerter, clock_monotonic_ms()))
        children_kill_role(supervisor->children, ROLE_ALERTER);
    if (pollers[0].revents)
        take_signals(supervisor);
}

static gboolean block_signals(struct supervisor *supervisor)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    supervisor->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    return supervisor->signals >= 0;
}

static gboolean goes_on(struct supervisor *supervisor)
{
    if (supervisor->phase == PHASE_RUNNING || children_running(supervisor->children) > 0)
        return TRUE;
    if (supervisor->phase == PHASE_ENDING)
        return supervisor->last_words_ms && clock_monotonic_ms() < supervisor->last_words_ms && watch_busy(supervisor->watch);
    begin_anew(supervisor);
    return TRUE;
}

int supervisor_run(const struct supervisor_options *options, const struct flow_setup *setup)
{
    struct supervisor supervisor = {
        .options = options,
        .plan = {.setup = setup, .log_target = options->log_target, .log_level = options->log_level},
        .heard_ms = clock_monotonic_ms()};
    for (guint role = 0; role < ROLE_COUNT; role++)
        supervisor.plan.mains[role] = options->mains[role];
    if (!block_signals(&supervisor)) {
        log_error("no signals can be received: %s", g_strerror(errno));
        return EX_OSERR;
    }
    open_slips(&supervisor.plan);
    supervisor.watch = watch_new(setup->settings);
    supervisor.children = children_new(&supervisor.plan);
    FAULT_POINT("supervisor:start-");
    while (goes_on(&supervisor)) {
        tend(&supervisor, clock_monotonic_ms());
        attend(&supervisor);
    }
    children_free(supervisor.children);
    watch_free(supervisor.watch);
    if (supervisor.next)
        options->release(options->context, supervisor.next);
    options->release(options->context, supervisor.plan.setup);
    close_slips(&supervisor.plan);
    close(supervisor.signals);
    log_info("stopped");
    return supervisor.exit_status;
}
