/* The business's working days and hours in its own time zone. A lead time of n working days that begins on day d ends on
 * the n-th working day after d. */
#ifndef MO_ORDERS_CALENDAR_H
#define MO_ORDERS_CALENDAR_H

#include <glib.h>

struct calendar;

/* `zone` is an IANA name; NULL when the system does not know it. Monday to Friday, all day, no holidays. */
struct calendar *calendar_new(const char *zone);
void calendar_free(struct calendar *calendar);

/* Sets whether `weekday` is worked, and its hours in minutes of the day (0..1440, from < to). */
void calendar_set_weekday(struct calendar *calendar, GDateWeekday weekday, gboolean works, guint from, guint to);
/* A single day off, or every year on that day when `yearly`. */
void calendar_add_holiday(struct calendar *calendar, const GDate *day, gboolean yearly);
/* Orders that come at or after this minute of the day count from the next working day; 1440: never. */
void calendar_set_cutoff(struct calendar *calendar, guint minute);

/* FALSE, too, for a day that the zone left out. */
gboolean calendar_is_working_day(const struct calendar *calendar, const GDate *day);

/* The local day of an instant (seconds UTC), and the minute of that day. */
void calendar_day_of(const struct calendar *calendar, gint64 instant, GDate *ret_day);
guint calendar_minute_of(const struct calendar *calendar, gint64 instant);

/* The instant (seconds UTC) at which `minute` of `day` begins locally; in a DST gap the first instant after it, in an
 * overlap the earlier one. */
gint64 calendar_instant(const struct calendar *calendar, const GDate *day, guint minute);

/* The day on which work of `lead_days` working days is complete that is accepted at `instant`. Day 0 is the local day of
 * `instant`, or the next working day when that is none or the cutoff is past; then `lead_days` working days are counted
 * on. FALSE when no working day is found within 10 years (a calendar of holidays only). */
gboolean calendar_completion(const struct calendar *calendar, gint64 instant, guint lead_days, GDate *ret_day);

/* What became of one day while a completion date was counted. */
enum day_verdict {
    DAY_FIRST,     /* day 0: work begins */
    DAY_COUNTED,   /* one of the lead time's working days */
    DAY_CUTOFF,    /* a working day, but the order came after its cutoff */
    DAY_WEEKLY,    /* not worked on this weekday */
    DAY_HOLIDAY,
    DAY_LEFT_OUT,  /* the time zone has no such day (Apia, 30 December 2011) */
};
const char *day_verdict_name(enum day_verdict verdict);

struct day_step {
    GDate day;
    enum day_verdict verdict;
    guint counted;   /* lead days counted so far, this one included */
};

/* calendar_completion, with every day it looked at appended to `steps` (GArray of struct day_step; NULL: not wanted), also
 * when it fails. */
gboolean calendar_explain(const struct calendar *calendar, gint64 instant, guint lead_days, GArray *steps, GDate *ret_day);

/* The first working instant at or after `instant`; and `minutes` of working time later. */
gint64 calendar_working_instant(const struct calendar *calendar, gint64 instant);
gint64 calendar_add_working_minutes(const struct calendar *calendar, gint64 instant, guint minutes);

guint calendar_cutoff(const struct calendar *calendar); /* minute of the day; 1440: none */
const char *calendar_zone(const struct calendar *calendar);

#endif
