/* What is not well, whether somebody was told, and whether that is to be said now: one mail a matter, and one when it is well again. What was
 * told is kept in a file of fixed size, made when there is room and written in place, so that a full disk, a damaged store and a daemon that is
 * started again and again make one mail, not many.
 *
 *   well ──stalled──▶ to be told ──accepted by the alerter──▶ told ──well──▶ to be told that ──accepted──▶ well
 *                          └──well again before anybody was told──▶ well */
#ifndef MO_PROCESS_ALARM_H
#define MO_PROCESS_ALARM_H

#include "daemon/base/health.h"
#include "daemon/base/settings.h"

enum matter {
    MATTER_DESK,     /* the desk does not speak, or dies again and again */
    MATTER_STORE,    /* it is damaged */
    MATTER_DISK,     /* it is full, or nearly */
    MATTER_HANDLING, /* mails that came in are not handled */
    MATTER_SENDING,  /* mails are not sent */
    MATTER_BREAKER,  /* automatic answers are stopped */
    MATTER_FETCHING, /* a mailbox cannot be looked into; one a mailbox */
    MATTER_COUNT
};
const char *matter_name(enum matter matter);

struct alarms;

/* `settings` are borrowed. What was told before is read from `path`; where that cannot be kept, it is kept in memory alone. */
struct alarms *alarms_new(const struct settings *settings, const char *path);
void alarms_free(struct alarms *alarms); /* NULL is fine */

/* How it is now. `known`: the desk said so lately; else only its silence and the disk count, and the rest stays as it was. `disk_free` are
 * bytes; G_MAXUINT64 not known. */
void alarms_look(struct alarms *alarms, const struct health *health, gboolean known, guint64 disk_free, gint64 now);

/* What is to be told now, one at a time, marked as being told. FALSE: nothing. */
struct alarm_news {
    guint number;
    enum matter matter;
    gboolean well;
    const char *mailbox, *words; /* "" none */
    gint64 since;
};
gboolean alarms_next(struct alarms *alarms, gint64 now_ms, struct alarm_news *ret_news);
/* What came of it; `reached` FALSE: it is tried again later. */
void alarms_told(struct alarms *alarms, guint number, gboolean reached, gint64 now_ms);
/* Nobody will answer for what is being told: its process is gone. */
void alarms_lost(struct alarms *alarms, gint64 now_ms);
/* Whether something is being told, or is to be told as soon as it can be. */
gboolean alarms_busy(const struct alarms *alarms);

#endif
