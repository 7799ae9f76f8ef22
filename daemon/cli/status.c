/* `mailorder status`: how the daemon is, for a person and for a monitor; works without one, and says so. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/health.h"
#include "daemon/base/user.h"
#include "daemon/cli/cli.h"

#define DAY          86400
#define STATUS_STALE 60 /* seconds; the daemon writes its status file six times as often */

/* The exit codes of a monitor's plugins. */
enum verdict { VERDICT_WELL, VERDICT_WARNING, VERDICT_CRITICAL, VERDICT_UNKNOWN };
static const char *const verdicts[] = {"well", "warning", "critical", "unknown"};

struct report {
    struct cli *cli;
    enum verdict worst;
    json_t *json;     /* NULL: text is printed */
    GString *reasons; /* what is not well, for the first line */
    GString *lines;
};

static void judge(struct report *report, enum verdict verdict, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void judge(struct report *report, enum verdict verdict, const char *format, ...)
{
    va_list arguments;
    if (verdict == VERDICT_WELL)
        return;
    report->worst = MAX(report->worst, verdict);
    va_start(arguments, format);
    g_string_append(report->reasons, report->reasons->len ? "; " : "");
    g_string_append_vprintf(report->reasons, format, arguments);
    va_end(arguments);
}

static char *duration(guint64 seconds)
{
    if (seconds < 120)
        return g_strdup_printf("%" G_GUINT64_FORMAT " s", seconds);
    if (seconds < 7200)
        return g_strdup_printf("%" G_GUINT64_FORMAT " min", seconds / 60);
    return seconds < 2 * DAY ? g_strdup_printf("%" G_GUINT64_FORMAT " h", seconds / 3600) : g_strdup_printf("%" G_GUINT64_FORMAT " days", seconds / DAY);
}

static void note_number(struct report *report, const char *key, const char *words, guint64 number)
{
    json_object_set_new(report->json, key, json_integer((json_int_t)number));
    g_string_append_printf(report->lines, "  %-28s %" G_GUINT64_FORMAT "\n", words, number);
}

static void note_age(struct report *report, const char *key, const char *words, guint64 seconds)
{
    g_autofree char *text = duration(seconds);
    json_object_set_new(report->json, key, json_integer((json_int_t)seconds));
    g_string_append_printf(report->lines, "  %-28s %s\n", words, seconds ? text : "-");
}

/* --- the daemon -------------------------------------------------------------------------------------------------------- */

/* The process id of the daemon that has the store; 0 none has. */
static gint64 daemon_pid(const char *database)
{
    g_autofree char *path = g_strconcat(database, ".lock", NULL);
    char text[32] = "";
    int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
    gboolean held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
    ssize_t got = held ? pread(fd, text, sizeof text - 1, 0) : 0;
    if (fd >= 0)
        close(fd);
    return held ? MAX(g_ascii_strtoll(got > 0 ? text : "", NULL, 10), 1) : 0;
}

static void report_mailboxes(struct report *report, const struct health *health, gboolean fresh)
{
    const struct settings *settings = report->cli->config->settings;
    json_t *list = json_array();
    for (guint i = 0; i < health->mailboxes->len; i++) {
        const struct mailbox_health *mailbox = health->mailboxes->pdata[i];
        guint bound = settings->watch.fetch_stalled;
        for (guint k = 0; k < settings->mailboxes->len; k++) {
            const struct mailbox_settings *configured = settings->mailboxes->pdata[k];
            if (g_str_equal(configured->name, mailbox->name))
                bound = MAX(bound, 2 * configured->poll_seconds);
        }
        g_autofree char *age = duration(mailbox->looked);
        gboolean stalled = mailbox->looked >= bound;
        json_array_append_new(list, json_pack("{s:s, s:I, s:s}", "name", mailbox->name, "looked_seconds_ago", (json_int_t)mailbox->looked, "trouble",
                                              mailbox->trouble));
        g_string_append_printf(report->lines, "  mailbox %-20s looked into %s ago%s%s\n", mailbox->name, age, *mailbox->trouble ? ": " : "",
                               mailbox->trouble);
        if (fresh)
            judge(report, stalled ? VERDICT_CRITICAL : *mailbox->trouble ? VERDICT_WARNING : VERDICT_WELL, "mailbox %s was looked into %s ago",
                  mailbox->name, age);
    }
    json_object_set_new(report->json, "mailboxes", list);
}

/* What the daemon said of itself last. */
static void report_daemon(struct report *report, const char *path, gint64 now, gint64 pid)
{
    const struct watch_settings *watch = &report->cli->config->settings->watch;
    gint64 written = 0;
    g_autoptr(health_auto) health = health_read(path, &written);
    gboolean fresh = health && pid && now - written < STATUS_STALE;
    json_object_set_new(report->json, "daemon", json_integer((json_int_t)pid));
    if (!pid)
        judge(report, VERDICT_CRITICAL, "no daemon is running");
    else if (!fresh)
        judge(report, VERDICT_CRITICAL, "the daemon (pid %" G_GINT64_FORMAT ") has not said how it is", pid);
    if (!health)
        return;
    note_age(report, "desk_silent_seconds", "the desk spoke before", health->desk);
    report_mailboxes(report, health, fresh);
    json_object_set_new(report->json, "store", json_string(store_state_name(health->store)));
    if (!fresh)
        return;
    judge(report, health->mailboxes->len == 0 ? VERDICT_WARNING : VERDICT_WELL, "the daemon has just begun");
    judge(report, health->desk >= watch->mail_stalled ? VERDICT_CRITICAL : VERDICT_WELL, "the desk has been silent for %u s", health->desk);
    judge(report, health->store != STORE_WELL ? VERDICT_CRITICAL : VERDICT_WELL, "the store is %s: %s", store_state_name(health->store),
          health->store_words);
    judge(report, health->breaker ? VERDICT_WARNING : VERDICT_WELL, "automatic answers are stopped by a bound");
    note_age(report, "send_stalled_seconds", "nothing could be sent for", health->send_waits);
    judge(report, health->send_waits >= watch->send_stalled ? VERDICT_CRITICAL : VERDICT_WELL, "no mail could be sent for %u s", health->send_waits);
}

/* --- the store --------------------------------------------------------------------------------------------------------- */

static enum verdict too_many(guint64 count, guint bound)
{
    return bound && count >= bound ? VERDICT_WARNING : VERDICT_WELL;
}

static gboolean report_store(struct report *report, struct store *store, gint64 now, GError **error)
{
    const struct watch_settings *watch = &report->cli->config->settings->watch;
    struct store_waiting waiting = {0};
    struct store_troubles troubles = {0};
    struct store_counts counts = {0};
    if (!store_waiting(store, now, &waiting, error) || !store_troubles(store, now - DAY, &troubles, error) ||
        !store_counts(store, &counts, error))
        return FALSE;
    guint64 mail = waiting.mail_since ? (guint64)MAX(now - waiting.mail_since, 0) : 0;
    guint64 out = waiting.out_since ? (guint64)MAX(now - waiting.out_since, 0) : 0;
    note_number(report, "unhandled", "mails to be handled", counts.mails_arrived);
    note_age(report, "oldest_unhandled_seconds", "the oldest came before", mail);
    note_number(report, "queued", "mails to be sent", counts.out_queued);
    note_age(report, "oldest_queued_seconds", "the oldest waits for", out);
    note_number(report, "failed", "failed (mailorder queue)", troubles.failed);
    note_number(report, "held", "held (mailorder queue)", troubles.held);
    note_number(report, "quarantined_in_a_day", "quarantined in a day", troubles.quarantined);
    judge(report, mail >= watch->mail_stalled ? VERDICT_CRITICAL : VERDICT_WELL, "a mail waits to be handled for %" G_GUINT64_FORMAT " s", mail);
    judge(report, out >= watch->send_stalled ? VERDICT_WARNING : VERDICT_WELL, "a mail waits to be sent for %" G_GUINT64_FORMAT " s", out);
    judge(report, too_many(troubles.failed, watch->failed), "%" G_GUINT64_FORMAT " failed", troubles.failed);
    judge(report, too_many(troubles.held, watch->held), "%" G_GUINT64_FORMAT " held", troubles.held);
    judge(report, too_many(troubles.quarantined, watch->quarantined), "%" G_GUINT64_FORMAT " quarantined", troubles.quarantined);
    return TRUE;
}

static void look_into_store(struct report *report, gint64 now)
{
    g_autoptr(GError) error = NULL;
    struct store *store = store_open(report->cli->config->settings->paths.database, STORE_READ, &error);
    if (!store || !report_store(report, store, now, &error))
        judge(report, VERDICT_CRITICAL, "%s", error->message);
    store_close(store);
}

static void look_at_disk(struct report *report, const char *folder)
{
    struct statvfs disk;
    if (statvfs(folder, &disk) < 0)
        return;
    guint64 left = (guint64)disk.f_bavail * disk.f_frsize;
    note_number(report, "disk_free_mb", "MB free on the store's disk", left / (1024 * 1024));
    judge(report, left < report->cli->config->settings->watch.disk_free ? VERDICT_CRITICAL : VERDICT_WELL,
          "only %" G_GUINT64_FORMAT " MB are free on the store's disk", left / (1024 * 1024));
}

/* --- the whole ----------------------------------------------------------------------------------------------------------- */

/* The daemon's time: another than the machine's when it was started with --clock. */
static gint64 daemon_now(const char *status)
{
    struct stat file;
    gint64 written = 0, now = clock_now();
    g_autoptr(health_auto) health = health_read(status, &written);
    gboolean there = health && stat(status, &file) == 0;
    return there && ABS(written - (gint64)file.st_mtime) > STATUS_STALE ? now + written - (gint64)file.st_mtime : now;
}

static int print(struct report *report, gboolean json)
{
    if (json) {
        json_object_set_new(report->json, "verdict", json_string(verdicts[report->worst]));
        json_object_set_new(report->json, "why", json_string(report->reasons->str));
        cli_print_json(json_incref(report->json));
    } else {
        cli_print("%s%s%s\n%s", verdicts[report->worst], report->reasons->len ? ": " : "", report->reasons->str, report->lines->str);
    }
    return (int)report->worst;
}

int cli_status(struct cli *cli, int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "", "How the daemon is. Exits 0 when all is well, 1 with a warning, 2 when it is critical, 3 when it cannot be known."))
        return VERDICT_UNKNOWN;
    if (argc != 1) {
        cli_fail(EX_USAGE, "usage: mailorder status [--json]");
        return VERDICT_UNKNOWN;
    }
    if (!cli_load_config(cli))
        return VERDICT_UNKNOWN;
    g_autoptr(GError) error = NULL;
    const struct path_settings *paths = &cli->config->settings->paths;
    if (!user_become(paths->run_as, paths->state_dir, &error)) {
        cli_fail(EX_NOUSER, "%s", error->message);
        return VERDICT_UNKNOWN;
    }
    g_autofree char *path = g_build_filename(paths->state_dir, "status", NULL);
    gint64 now = daemon_now(path);
    struct report report = {.cli = cli, .json = json_object(), .reasons = g_string_new(NULL), .lines = g_string_new(NULL)};
    report_daemon(&report, path, now, daemon_pid(paths->database));
    look_into_store(&report, now);
    look_at_disk(&report, paths->state_dir);
    int code = print(&report, json);
    json_decref(report.json);
    g_string_free(report.reasons, TRUE);
    g_string_free(report.lines, TRUE);
    return code;
}
