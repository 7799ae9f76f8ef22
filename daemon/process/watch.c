#include "daemon/process/watch.h"

#include <sys/statvfs.h>

#include "daemon/base/clock.h"
#include "daemon/process/alarm.h"

#define LOOK_MS   1000
#define KNOWN_MS  5000  /* the desk says how it is once a second: what is older is not known any more */
#define STATUS_MS 10000 /* the file is written so often when nothing has changed */

struct watch {
    const struct settings *settings;
    struct alarms *alarms; /* NULL: nobody wants to be told */
    struct health *health; /* as the desk said last */
    char *path;            /* of the file for `mailorder status` */
    char *written;         /* what would be worth a new file at once, as it stands there */
    gint64 begun_ms, alive_ms, health_ms, look_ms, status_ms; /* 0 never */
    gboolean has_alerter, damaged; /* `damaged`: the store, whatever the desk says */
};

struct watch *watch_new(const struct settings *settings)
{
    struct watch *watch = g_new0(struct watch, 1);
    g_autofree char *told = g_build_filename(settings->paths.state_dir, "alerts", NULL);
    watch->settings = settings;
    watch->alarms = settings->alerts.wanted ? alarms_new(settings, told) : NULL;
    watch->health = health_new();
    watch->path = g_build_filename(settings->paths.state_dir, "status", NULL);
    watch->begun_ms = clock_monotonic_ms();
    return watch;
}

void watch_free(struct watch *watch)
{
    if (!watch)
        return;
    alarms_free(watch->alarms);
    health_free(watch->health);
    g_free(watch->path);
    g_free(watch->written);
    g_free(watch);
}

/* --- the desk's words ------------------------------------------------------------------------------------------------ */

void watch_alive(struct watch *watch, gint64 now_ms)
{
    watch->alive_ms = now_ms;
}

gboolean watch_health(struct watch *watch, GVariant *payload, gint64 now_ms)
{
    struct health *health = health_unpack(payload);
    if (!health)
        return FALSE;
    health_free(watch->health);
    watch->health = health;
    watch->health_ms = now_ms;
    if (watch->damaged)
        health->store = STORE_DAMAGED;
    return TRUE;
}

void watch_store_damaged(struct watch *watch)
{
    watch->damaged = TRUE;
    watch->health->store = STORE_DAMAGED;
    watch->health_ms = clock_monotonic_ms();
    watch->look_ms = 0;
}

gboolean watch_desk_works(const struct watch *watch, gint64 now_ms, gint64 within_ms)
{
    return watch->alive_ms && now_ms - watch->alive_ms < within_ms;
}

/* --- looking ----------------------------------------------------------------------------------------------------------- */

static guint64 disk_free(const struct watch *watch)
{
    struct statvfs disk;
    if (statvfs(watch->settings->paths.state_dir, &disk) < 0)
        return G_MAXUINT64;
    return (guint64)disk.f_bavail * disk.f_frsize;
}

/* The words of the file that change seldom. */
static char *signature(const struct health *health)
{
    GString *text = g_string_new(store_state_name(health->store));
    g_string_append_printf(text, " %d", health->breaker > 0);
    for (guint i = 0; i < health->mailboxes->len; i++)
        g_string_append_printf(text, " %d", *((const struct mailbox_health *)health->mailboxes->pdata[i])->trouble != '\0');
    return g_string_free(text, FALSE);
}

static void write_status(struct watch *watch, gint64 now_ms)
{
    g_autofree char *now = signature(watch->health);
    if (watch->status_ms && now_ms < watch->status_ms && g_strcmp0(now, watch->written) == 0)
        return;
    health_write(watch->health, watch->path, clock_now());
    g_free(watch->written);
    watch->written = g_steal_pointer(&now);
    watch->status_ms = now_ms + STATUS_MS;
}

static void tell(struct watch *watch, struct channel *alerter, gint64 now_ms)
{
    struct alarm_news news;
    if (!alerter && watch->has_alerter)
        alarms_lost(watch->alarms, now_ms);
    watch->has_alerter = alerter != NULL;
    if (!alerter || !alarms_next(watch->alarms, now_ms, &news))
        return;
    channel_send(alerter, MESSAGE_ALERT,
                 g_variant_new("(uubssxx)", news.number, (guint32)news.matter, news.well, news.mailbox, news.words, news.since, clock_now()));
}

void watch_look(struct watch *watch, struct channel *alerter, gint64 now_ms)
{
    if (now_ms < watch->look_ms)
        return;
    watch->look_ms = now_ms + LOOK_MS;
    gboolean known = watch->health_ms && now_ms - watch->health_ms < KNOWN_MS;
    watch->health->desk = (guint32)((now_ms - MAX(watch->alive_ms, watch->begun_ms)) / 1000);
    write_status(watch, now_ms);
    if (!watch->alarms)
        return;
    alarms_look(watch->alarms, watch->health, known, disk_free(watch), clock_now());
    tell(watch, alerter, now_ms);
}

gint64 watch_next_ms(const struct watch *watch, gint64 now_ms)
{
    return MAX(watch->look_ms - now_ms, 0);
}

gboolean watch_hear(struct watch *watch, struct channel *alerter, gint64 now_ms)
{
    for (;;) {
        g_auto(message_auto) message = {0};
        guint32 number;
        gboolean reached;
        enum channel_input input = channel_receive(alerter, &message);
        if (input == CHANNEL_NOTHING)
            return TRUE;
        if (input != CHANNEL_MESSAGE || message.kind != MESSAGE_ALERTED || !watch->alarms)
            return FALSE;
        g_variant_get(message.payload, "(ub)", &number, &reached);
        alarms_told(watch->alarms, number, reached, now_ms);
        watch->look_ms = 0;
    }
}

gboolean watch_busy(const struct watch *watch)
{
    return watch->alarms && alarms_busy(watch->alarms);
}
