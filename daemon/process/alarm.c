#include "daemon/process/alarm.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/process/backoff.h"

#define LINE_BYTES     64    /* "fetching orders        1795676400\n": each alarm has its place */
#define AGAIN_FIRST_MS 5000
#define AGAIN_MOST_MS  900000

struct alarm {
    enum matter matter;
    char *mailbox; /* of MATTER_FETCHING; "" else */
    char *words;
    gboolean judged; /* it has been looked at since the start: before, what was told stands */
    gboolean on;
    gint64 since; /* seconds UTC; 0 never */
    gint64 told;  /* since when it was not well, as was told; 0 nobody was told */
    gint64 again_ms;
    struct backoff again;
};

struct alarms {
    const struct settings *settings;
    GPtrArray *all; /* struct alarm */
    int fd;         /* -1: nothing is kept */
    int telling;    /* index of the one that is being told; -1 none */
};

static const char *const names[MATTER_COUNT] = {
    [MATTER_DESK] = "desk",         [MATTER_STORE] = "store",     [MATTER_DISK] = "disk",         [MATTER_HANDLING] = "handling",
    [MATTER_SENDING] = "sending",   [MATTER_BREAKER] = "breaker", [MATTER_FETCHING] = "fetching",
};

const char *matter_name(enum matter matter)
{
    return names[matter];
}

static void alarm_free(struct alarm *alarm)
{
    g_free(alarm->mailbox);
    g_free(alarm->words);
    g_free(alarm);
}

static void add(struct alarms *alarms, enum matter matter, const char *mailbox)
{
    struct alarm *alarm = g_new0(struct alarm, 1);
    alarm->matter = matter;
    alarm->mailbox = g_strdup(mailbox);
    alarm->words = g_strdup("");
    alarm->again = (struct backoff){AGAIN_FIRST_MS, AGAIN_MOST_MS, 0};
    g_ptr_array_add(alarms->all, alarm);
}

/* --- what is kept ---------------------------------------------------------------------------------------------------- */

static char *kept_name(const struct alarm *alarm)
{
    return g_strdup_printf("%s%s%.32s", names[alarm->matter], *alarm->mailbox ? " " : "", alarm->mailbox);
}

static void keep(const struct alarms *alarms, guint index)
{
    const struct alarm *alarm = alarms->all->pdata[index];
    g_autofree char *name = kept_name(alarm);
    g_autofree char *line = g_strdup_printf("%-42s %20" G_GINT64_FORMAT "\n", name, alarm->told);
    if (alarms->fd < 0 || pwrite(alarms->fd, line, LINE_BYTES, (off_t)index * LINE_BYTES) != LINE_BYTES)
        return; /* in memory alone, then: at worst it is told once more after a start */
    fdatasync(alarms->fd);
}

static void recall(struct alarm *alarm, char *const *lines)
{
    g_autofree char *name = kept_name(alarm);
    for (guint i = 0; lines && lines[i]; i++) {
        g_autofree char *kept = g_strndup(lines[i], 42);
        if (strlen(lines[i]) == LINE_BYTES - 1 && g_str_equal(g_strchomp(kept), name))
            alarm->told = g_ascii_strtoll(lines[i] + 42, NULL, 10);
    }
    alarm->since = alarm->told;
}

static void open_kept(struct alarms *alarms, const char *path)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = g_file_get_contents(path, &text, NULL, NULL) ? g_strsplit(text, "\n", -1) : NULL;
    alarms->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    for (guint i = 0; i < alarms->all->len; i++)
        recall(alarms->all->pdata[i], lines);
    for (guint i = 0; i < alarms->all->len; i++)
        keep(alarms, i);
    if (alarms->fd >= 0 && ftruncate(alarms->fd, (off_t)alarms->all->len * LINE_BYTES) < 0)
        return; /* lines of mailboxes that are gone stay, and mean nothing */
}

struct alarms *alarms_new(const struct settings *settings, const char *path)
{
    struct alarms *alarms = g_new0(struct alarms, 1);
    alarms->settings = settings;
    alarms->telling = -1;
    alarms->all = g_ptr_array_new_with_free_func((GDestroyNotify)alarm_free);
    for (guint matter = 0; matter < MATTER_FETCHING; matter++)
        add(alarms, (enum matter)matter, "");
    for (guint i = 0; i < settings->mailboxes->len; i++)
        add(alarms, MATTER_FETCHING, ((const struct mailbox_settings *)settings->mailboxes->pdata[i])->name);
    open_kept(alarms, path);
    return alarms;
}

void alarms_free(struct alarms *alarms)
{
    if (!alarms)
        return;
    if (alarms->fd >= 0)
        close(alarms->fd);
    g_ptr_array_unref(alarms->all);
    g_free(alarms);
}

/* --- how it is --------------------------------------------------------------------------------------------------------- */

static void set(struct alarms *alarms, guint index, gboolean on, guint32 seconds, const char *words, gint64 now)
{
    struct alarm *alarm = alarms->all->pdata[index];
    alarm->judged = TRUE;
    if (on && !alarm->on) {
        alarm->since = alarm->told ? alarm->told : now - seconds;
        alarm->again_ms = 0;
        backoff_reset(&alarm->again);
    }
    if (on && *words) {
        g_free(alarm->words);
        alarm->words = g_strdup(words);
    }
    alarm->on = on;
}

/* Near the bound it does not flutter: well is a quarter more than the bound. */
static gboolean disk_is_low(const struct alarms *alarms, gboolean full, guint64 disk_free)
{
    const struct alarm *alarm = alarms->all->pdata[MATTER_DISK];
    guint64 bound = alarms->settings->watch.disk_free;
    return full || (disk_free != G_MAXUINT64 && disk_free < (alarm->on ? bound + bound / 4 : bound));
}

/* A mailbox that is looked into more seldom than that is not stalled between two looks. */
static guint fetch_bound(const struct alarms *alarms, const char *name)
{
    for (guint i = 0; i < alarms->settings->mailboxes->len; i++) {
        const struct mailbox_settings *mailbox = alarms->settings->mailboxes->pdata[i];
        if (g_str_equal(mailbox->name, name))
            return MAX(alarms->settings->watch.fetch_stalled, 2 * mailbox->poll_seconds);
    }
    return alarms->settings->watch.fetch_stalled;
}

static void look_at_mailboxes(struct alarms *alarms, const struct health *health, gint64 now)
{
    for (guint i = MATTER_FETCHING; i < alarms->all->len; i++)
        for (guint k = 0; k < health->mailboxes->len; k++) {
            const struct mailbox_health *mailbox = health->mailboxes->pdata[k];
            if (g_str_equal(mailbox->name, ((const struct alarm *)alarms->all->pdata[i])->mailbox))
                set(alarms, i, mailbox->looked >= fetch_bound(alarms, mailbox->name), mailbox->looked, mailbox->trouble, now);
        }
}

void alarms_look(struct alarms *alarms, const struct health *health, gboolean known, guint64 disk_free, gint64 now)
{
    const struct watch_settings *watch = &alarms->settings->watch;
    gboolean full = known ? health->store == STORE_FULL : FALSE;
    set(alarms, MATTER_DESK, health->desk >= watch->mail_stalled, health->desk, "", now);
    if (known || disk_free != G_MAXUINT64)
        set(alarms, MATTER_DISK, disk_is_low(alarms, full, disk_free), 0, full ? health->store_words : "", now);
    if (!known)
        return;
    set(alarms, MATTER_STORE, health->store == STORE_DAMAGED, 0, health->store_words, now);
    set(alarms, MATTER_HANDLING, health->mail_waits >= watch->mail_stalled, health->mail_waits, "", now);
    set(alarms, MATTER_SENDING, health->send_waits >= watch->send_stalled, health->send_waits, "", now);
    set(alarms, MATTER_BREAKER, health->breaker > 0, health->breaker, "", now);
    look_at_mailboxes(alarms, health, now);
}

/* --- telling ------------------------------------------------------------------------------------------------------------- */

static gboolean is_due(const struct alarm *alarm)
{
    return alarm->on ? !alarm->told : alarm->judged && alarm->told != 0;
}

gboolean alarms_next(struct alarms *alarms, gint64 now_ms, struct alarm_news *ret_news)
{
    for (guint i = 0; i < alarms->all->len && alarms->telling < 0; i++) {
        struct alarm *alarm = alarms->all->pdata[i];
        if (!is_due(alarm) || now_ms < alarm->again_ms)
            continue;
        *ret_news = (struct alarm_news){i, alarm->matter, !alarm->on, alarm->mailbox, alarm->words, alarm->since};
        alarms->telling = (int)i;
        return TRUE;
    }
    return FALSE;
}

static void try_later(struct alarm *alarm, gint64 now_ms)
{
    alarm->again_ms = now_ms + backoff_next(&alarm->again, 0.5);
}

void alarms_told(struct alarms *alarms, guint number, gboolean reached, gint64 now_ms)
{
    if (alarms->telling < 0 || number != (guint)alarms->telling)
        return;
    struct alarm *alarm = alarms->all->pdata[number];
    alarms->telling = -1;
    if (!reached) {
        try_later(alarm, now_ms);
        return;
    }
    /* What was on its way is told, whatever it is by now: if it has changed, that is told next. */
    alarm->told = alarm->told ? 0 : MAX(alarm->since, 1);
    backoff_reset(&alarm->again);
    alarm->again_ms = 0;
    keep(alarms, number);
}

void alarms_lost(struct alarms *alarms, gint64 now_ms)
{
    if (alarms->telling >= 0)
        try_later(alarms->all->pdata[alarms->telling], now_ms);
    alarms->telling = -1;
}

gboolean alarms_busy(const struct alarms *alarms)
{
    gboolean busy = alarms->telling >= 0;
    for (guint i = 0; i < alarms->all->len; i++) {
        const struct alarm *alarm = alarms->all->pdata[i];
        busy = busy || (is_due(alarm) && alarm->again_ms == 0);
    }
    return busy;
}
