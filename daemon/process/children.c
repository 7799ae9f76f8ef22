#include "daemon/process/children.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/fault.h"
#include "daemon/process/backoff.h"
#include "daemon/process/confine.h"

#define CHILD_WELL_MS  10000 /* one who lives that long is well */
#define CHILD_FIRST_MS 200   /* the first wait before a restart */
#define CHILD_MOST_MS  60000
/* Each mail that crashes a decoder is quarantined, each file that crashes a converter left unread, so the queue must not wait for long */
#define DECODER_MOST_MS 1000
/* The whole store is read when the start is over, and once a day; what kept it from being read may pass within the hour */
#define CHECK_FIRST_MS 1000
#define CHECK_EVERY_MS (24 * 3600 * 1000ll)
#define CHECK_AGAIN_MS (3600 * 1000)
#define NEVER_MS       G_MAXINT64

struct child {
    enum role role;
    guint index;
    char *name; /* for the log: "mailbox orders", "sender 2" */
    pid_t pid;  /* 0: does not run */
    guint life; /* how often it was started */
    gint64 started_ms, restart_ms;
    struct backoff backoff;
    gboolean condemned; /* it was killed by us */
    gboolean crashed;   /* its last life ended by itself, or we had to kill it: nobody from outside did */
    gboolean troubled; /* its death was told, and not yet that it is well again */
};

struct children {
    const struct children_plan *plan;
    GPtrArray *all; /* struct child; the desk is the first */
    struct channel *desk, *alerter;
};

static void child_free(struct child *child)
{
    g_free(child->name);
    g_free(child);
}

static char *child_name(enum role role, guint index, const struct settings *settings)
{
    switch (role) {
    case ROLE_MAILBOX:
        return g_strdup_printf("mailbox %s",
                               ((const struct mailbox_settings *)settings->mailboxes->pdata[index])->name);
    case ROLE_DECODER:
    case ROLE_SENDER:
        return g_strdup_printf("%s %u", role_name(role), index + 1);
    case ROLE_DESK:
    case ROLE_CONVERTER:
    case ROLE_ALERTER:
    case ROLE_CHECKER:
    case ROLE_COUNT:
        break;
    }
    return g_strdup(role_name(role));
}

struct children *children_new(const struct children_plan *plan)
{
    struct children *children = g_new0(struct children, 1);
    children->plan = plan;
    children->all = g_ptr_array_new_with_free_func((GDestroyNotify)child_free);
    for (guint role = 0; role < ROLE_COUNT; role++)
        for (guint i = 0; i < role_wanted((enum role)role, plan->setup->settings); i++) {
            struct child *child = g_new0(struct child, 1);
            child->role = (enum role)role;
            child->index = i;
            child->name = child_name(child->role, i, plan->setup->settings);
            child->backoff.first_ms = CHILD_FIRST_MS;
            child->backoff.most_ms = role == ROLE_DECODER || role == ROLE_CONVERTER ? DECODER_MOST_MS : CHILD_MOST_MS;
            child->restart_ms = child->role == ROLE_CHECKER || role_on_demand(child->role) ? NEVER_MS : 0;
            g_ptr_array_add(children->all, child);
        }
    return children;
}

void children_free(struct children *children)
{
    if (!children)
        return;
    children_kill_all(children);
    children_kill_role(children, ROLE_ALERTER);
    children_kill_role(children, ROLE_CHECKER);
    for (guint i = 0; i < children->all->len; i++) {
        struct child *child = children->all->pdata[i];
        while (child->pid && waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    channel_free(children->desk);
    channel_free(children->alerter);
    g_ptr_array_unref(children->all);
    g_free(children);
}

struct channel *children_alerter(struct children *children)
{
    return children->alerter;
}

struct channel *children_desk(struct children *children)
{
    return children->desk;
}

guint children_running(const struct children *children)
{
    guint running = 0;
    for (guint i = 0; i < children->all->len; i++) {
        const struct child *child = children->all->pdata[i];
        running += child->pid && child->role < ROLE_ALERTER ? 1 : 0;
    }
    return running;
}

gboolean children_desk_runs(const struct children *children)
{
    return ((const struct child *)children->all->pdata[0])->pid != 0;
}

/* --- starting ------------------------------------------------------------------------------------------------------
 */

static G_NORETURN void live(const struct children *children, const struct child *child, int channel, pid_t parent)
{
    const struct children_plan *plan = children->plan;
    /* Each process has its own copy of the settings: the cast forgets passwords in this one's. */
    struct settings *settings = (struct settings *)plan->setup->settings;
    gboolean may_gain = (child->role == ROLE_SENDER && settings->sender.kind == SENDER_COMMAND) ||
                        (child->role == ROLE_ALERTER && settings->alerts.way.kind == SENDER_COMMAND);
    int slips = child->role == ROLE_DESK || child->role == ROLE_SENDER ? plan->slips : -1;
    if (!confine_begin(child->role, channel, slips, parent, may_gain))
        _exit(1);
    log_open(child->name, plan->log_target, plan->log_level);
    confine_forget_secrets(settings, child->role, child->index);
    struct role_start start = {.role = child->role,
                               .index = child->index,
                               .after_crash = child->crashed,
                               .setup = plan->setup,
                               .slips = slips < 0 ? -1 : CONFINE_SLIPS,
                               .channel = CONFINE_CHANNEL,
                               .log_target = plan->log_target,
                               .log_level = plan->log_level};
    exit(plan->mains[child->role](&start));
}

static void postpone(struct child *child, gint64 now_ms)
{
    child->restart_ms = now_ms + backoff_next(&child->backoff, g_random_double());
}

/* The supervisor's end: kept for the desk and the alerter, passed to the desk for those that work with it. */
static void wire(struct children *children, const struct child *child, int end)
{
    if (child->role == ROLE_DESK)
        children->desk = channel_new(end);
    else if (child->role == ROLE_ALERTER)
        children->alerter = channel_new(end);
    else if (child->role == ROLE_CHECKER)
        close(end); /* its exit status is all that it says */
    else
        channel_send_fds(children->desk, MESSAGE_PEER, g_variant_new("(uuui)", child->role, child->index, child->life, (int)child->pid),
                         &end, 1);
}

/* A desk asks itself for what it needs: what an earlier one asked for is none of its business. */
static void forget_wants(const struct children *children)
{
    for (guint i = 0; i < children->all->len; i++) {
        struct child *child = children->all->pdata[i];
        if (role_on_demand(child->role))
            child->restart_ms = NEVER_MS;
    }
}

static void start(struct children *children, struct child *child, gint64 now_ms)
{
    int ends[2];
    if (!channel_pair(ends)) {
        log_error("no socket for %s: %s", child->name, g_strerror(errno));
        postpone(child, now_ms);
        return;
    }
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        live(children, child, ends[1], parent);
    close(ends[1]);
    if (pid < 0) {
        log_error("no process for %s: %s", child->name, g_strerror(errno));
        close(ends[0]);
        postpone(child, now_ms);
        return;
    }
    child->pid = pid;
    if (child->role == ROLE_DESK)
        forget_wants(children);
    child->life++;
    child->started_ms = now_ms;
    log_debug("%s is process %d", child->name, (int)pid);
    wire(children, child, ends[0]);
    FAULT_POINT("supervisor:started");
}

static gboolean may_start(const struct children *children, const struct child *child)
{
    if (child->pid)
        return FALSE;
    if (child->role == ROLE_ALERTER)
        return TRUE; /* of what the desk cannot, it must tell */
    return child->role == ROLE_DESK ? children_running(children) == 0 : children->desk != NULL;
}

void children_start_due(struct children *children, gint64 now_ms)
{
    for (guint i = 0; i < children->all->len; i++) {
        struct child *child = children->all->pdata[i];
        if (may_start(children, child) && now_ms >= child->restart_ms)
            start(children, child, now_ms);
        if (child->pid && child->backoff.next_ms && now_ms - child->started_ms >= CHILD_WELL_MS) {
            backoff_reset(&child->backoff);
            if (child->troubled)
                log_info("%s is well again", child->name);
            child->troubled = FALSE;
        }
    }
}

void children_check(struct children *children, gint64 now_ms)
{
    for (guint i = 0; i < children->all->len; i++) {
        struct child *child = children->all->pdata[i];
        if (child->role == ROLE_CHECKER && !child->pid && child->restart_ms == NEVER_MS)
            child->restart_ms = now_ms + CHECK_FIRST_MS;
    }
}

gboolean children_want(struct children *children, guint32 role, gint64 now_ms)
{
    if (role >= ROLE_COUNT || !role_on_demand((enum role)role))
        return FALSE;
    for (guint i = 0; i < children->all->len; i++) {
        struct child *child = children->all->pdata[i];
        if (child->role == role && child->restart_ms == NEVER_MS)
            child->restart_ms = now_ms;
    }
    return TRUE;
}

gint64 children_next_ms(const struct children *children, gint64 now_ms)
{
    gint64 next = -1;
    for (guint i = 0; i < children->all->len; i++) {
        const struct child *child = children->all->pdata[i];
        gint64 due = -1;
        if (may_start(children, child))
            due = child->restart_ms;
        else if (child->pid && child->backoff.next_ms)
            due = child->started_ms + CHILD_WELL_MS;
        if (due >= 0 && (next < 0 || due < next))
            next = due;
    }
    return next < 0 ? -1 : MAX(next - now_ms, 0);
}

/* --- ending --------------------------------------------------------------------------------------------------------
 */

static char *describe(int status)
{
    if (WIFSIGNALED(status))
        return g_strdup_printf("was ended by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return g_strdup_printf("ended with status %d", WEXITSTATUS(status));
}

/* The checker has ended, as it should. */
static gboolean has_checked(const struct child *child, int status)
{
    return child->role == ROLE_CHECKER && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void postpone_check(struct child *child, gboolean checked, gint64 now_ms)
{
    child->troubled = child->troubled && !checked;
    child->restart_ms = now_ms + (checked ? CHECK_EVERY_MS : CHECK_AGAIN_MS);
}

static void died(struct children *children, struct child *child, int status, gboolean quiet, gint64 now_ms)
{
    child->pid = 0;
    child->crashed = !quiet && (child->condemned || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL);
    child->condemned = FALSE;
    postpone(child, now_ms);
    if (child->role == ROLE_CHECKER)
        postpone_check(child, has_checked(child, status), now_ms);
    if (has_checked(child, status))
        return;
    if (child->role == ROLE_ALERTER)
        g_clear_pointer(&children->alerter, channel_free);
    if (WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_ANEW) {
        log_info("%s is started anew: a file that it reads was replaced", child->name);
        return;
    }
    if (!quiet && !child->troubled) {
        g_autofree char *how = describe(status);
        log_warning("%s %s; it is started again", child->name, how);
        child->troubled = TRUE;
    }
    if (child->role == ROLE_DESK) {
        g_clear_pointer(&children->desk, channel_free);
        if (!quiet)
            children_kill_all(children);
    }
}

static gboolean is_final(int status)
{
    return WIFEXITED(status) && (WEXITSTATUS(status) == ROLE_EXIT_DAMAGED || WEXITSTATUS(status) == ROLE_EXIT_TAKEN);
}

int children_reap(struct children *children, gboolean stopping, gint64 now_ms)
{
    int final = 0;
    for (guint i = 0; i < children->all->len; i++) {
        struct child *child = children->all->pdata[i];
        int status;
        if (!child->pid || waitpid(child->pid, &status, WNOHANG) != child->pid)
            continue;
        if ((child->role == ROLE_DESK || child->role == ROLE_CHECKER) && is_final(status))
            final = WEXITSTATUS(status);
        /* Those that were killed with their desk tell nothing new. */
        died(children, child, status, stopping || final || (child->role != ROLE_DESK && child->role < ROLE_ALERTER && !children->desk), now_ms);
    }
    return final;
}

static void kill_child(struct child *child)
{
    child->condemned = TRUE;
    kill(child->pid, SIGKILL);
}

void children_kill(struct children *children, enum role role, guint index, guint life)
{
    for (guint i = 0; i < children->all->len; i++) {
        struct child *child = children->all->pdata[i];
        if (child->pid && child->role == role && child->index == index && child->life == life)
            kill_child(child);
    }
}

void children_kill_role(struct children *children, enum role role)
{
    for (guint i = 0; i < children->all->len; i++) {
        struct child *child = children->all->pdata[i];
        if (child->pid && child->role == role)
            kill_child(child);
    }
}

void children_kill_all(struct children *children)
{
    for (guint role = 0; role < ROLE_ALERTER; role++)
        children_kill_role(children, (enum role)role);
}
