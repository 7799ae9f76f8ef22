#include "daemon/orders/calendar.h"

#include <string.h>

#define MINUTES_A_DAY   1440
#define SEARCH_DAYS     3660 /* ten years: no working day within them means that there is none */

struct hours {
    gboolean works;
    guint from, to; /* minutes of the day */
};

/* What the zone's offset is at an instant. GLib looks for it among all changes of two centuries, and an order asks two hundred times about the
 * beginnings of the same few days. */
struct offset {
    gint64 instant;
    gint32 offset;
    gboolean known;
};
#define OFFSETS 256u

struct calendar {
    GTimeZone *zone;
    char *zone_name;
    struct offset *offsets; /* OFFSETS of them, by instant: the last that was asked for at its place */
    struct hours week[8];     /* by GDateWeekday, 1 Monday … 7 Sunday */
    GHashTable *holidays;     /* julian days, as pointers */
    GHashTable *yearly;       /* month * 32 + day, as pointers */
    guint cutoff;
};

struct calendar *calendar_new(const char *zone)
{
    GTimeZone *found = zone ? g_time_zone_new_identifier(zone) : NULL;
    if (!found)
        return NULL;
    struct calendar *calendar = g_new0(struct calendar, 1);
    calendar->zone = found;
    calendar->zone_name = g_strdup(zone);
    calendar->offsets = g_new0(struct offset, OFFSETS);
    calendar->holidays = g_hash_table_new(NULL, NULL);
    calendar->yearly = g_hash_table_new(NULL, NULL);
    calendar->cutoff = MINUTES_A_DAY;
    for (guint weekday = G_DATE_MONDAY; weekday <= G_DATE_SUNDAY; weekday++)
        calendar->week[weekday] = (struct hours){weekday <= G_DATE_FRIDAY, 0, MINUTES_A_DAY};
    return calendar;
}

void calendar_free(struct calendar *calendar)
{
    if (!calendar)
        return;
    g_time_zone_unref(calendar->zone);
    g_free(calendar->zone_name);
    g_free(calendar->offsets);
    g_hash_table_unref(calendar->holidays);
    g_hash_table_unref(calendar->yearly);
    g_free(calendar);
}

guint calendar_cutoff(const struct calendar *calendar)
{
    return calendar->cutoff;
}

const char *calendar_zone(const struct calendar *calendar)
{
    return calendar->zone_name;
}

void calendar_set_weekday(struct calendar *calendar, GDateWeekday weekday, gboolean works, guint from, guint to)
{
    g_return_if_fail(weekday >= G_DATE_MONDAY && weekday <= G_DATE_SUNDAY && from < to && to <= MINUTES_A_DAY);
    calendar->week[weekday] = (struct hours){works, from, to};
}

static gpointer yearly_key(const GDate *day)
{
    return GUINT_TO_POINTER((guint)g_date_get_month(day) * 32 + g_date_get_day(day));
}

void calendar_add_holiday(struct calendar *calendar, const GDate *day, gboolean yearly)
{
    if (yearly)
        g_hash_table_add(calendar->yearly, yearly_key(day));
    else
        g_hash_table_add(calendar->holidays, GUINT_TO_POINTER(g_date_get_julian(day)));
}

void calendar_set_cutoff(struct calendar *calendar, guint minute)
{
    calendar->cutoff = MIN(minute, MINUTES_A_DAY);
}

/* --- instants and days -------------------------------------------------------------------------------------------------------- */

/* The zone's offset in seconds. */
static gint64 offset_at(const struct calendar *calendar, gint64 instant)
{
    struct offset *offset = &calendar->offsets[((guint64)instant / 60 + (guint64)instant / 86400) % OFFSETS];
    if (!offset->known || offset->instant != instant) {
        const gint interval = g_time_zone_find_interval(calendar->zone, G_TIME_TYPE_UNIVERSAL, instant);
        *offset = (struct offset){instant, g_time_zone_get_offset(calendar->zone, interval), TRUE};
    }
    return offset->offset;
}

/* Local wall-clock seconds since the epoch, as if the local time were UTC. */
static gint64 local_seconds(const struct calendar *calendar, gint64 instant)
{
    return instant + offset_at(calendar, instant);
}

#define EPOCH_JULIAN 719163 /* g_date_get_julian of 1970-01-01 */
#define DAY_SECONDS  86400

static gint64 floor_day(gint64 seconds)
{
    return seconds >= 0 ? seconds / DAY_SECONDS : -((-seconds + DAY_SECONDS - 1) / DAY_SECONDS);
}

void calendar_day_of(const struct calendar *calendar, gint64 instant, GDate *ret_day)
{
    gint64 day = floor_day(local_seconds(calendar, instant)) + EPOCH_JULIAN;
    g_date_clear(ret_day, 1);
    g_date_set_julian(ret_day, (guint32)CLAMP(day, 1, 3000000));
}

guint calendar_minute_of(const struct calendar *calendar, gint64 instant)
{
    gint64 local = local_seconds(calendar, instant);
    return (guint)((local - floor_day(local) * DAY_SECONDS) / 60);
}

gint64 calendar_instant(const struct calendar *calendar, const GDate *day, guint minute)
{
    gint64 local = ((gint64)g_date_get_julian(day) - EPOCH_JULIAN) * DAY_SECONDS + (gint64)minute * 60;
    /* Two days on either side lie outside any one change of the clock, a skipped day among them. */
    gint64 before = offset_at(calendar, local - 2 * DAY_SECONDS), after = offset_at(calendar, local + 2 * DAY_SECONDS);
    gint64 early = local - MAX(before, after), late = local - MIN(before, after);
    if (local_seconds(calendar, early) == local)
        return early;
    if (local_seconds(calendar, late) == local)
        return late;
    /* A gap: the first instant after it is where the offset changes between the two candidates. */
    gint64 low = early, high = late;
    while (high - low > 1) {
        gint64 middle = low + (high - low) / 2;
        if (local_seconds(calendar, middle) < local)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* --- working time ----------------------------------------------------------------------------------------------------------------- */

const char *day_verdict_name(enum day_verdict verdict)
{
    switch (verdict) {
    case DAY_FIRST:
        return "first";
    case DAY_COUNTED:
        return "counted";
    case DAY_CUTOFF:
        return "cutoff";
    case DAY_WEEKLY:
        return "weekly";
    case DAY_HOLIDAY:
        return "holiday";
    case DAY_LEFT_OUT:
        return "left-out";
    }
    return NULL;
}

/* A day that the zone left out begins when the next one does. */
static gboolean day_exists(const struct calendar *calendar, const GDate *day)
{
    GDate local;
    calendar_day_of(calendar, calendar_instant(calendar, day, 0), &local);
    return g_date_compare(&local, day) == 0;
}

/* DAY_COUNTED: a working day. */
static enum day_verdict verdict_of(const struct calendar *calendar, const GDate *day)
{
    if (!calendar->week[g_date_get_weekday(day)].works)
        return DAY_WEEKLY;
    if (g_hash_table_contains(calendar->holidays, GUINT_TO_POINTER(g_date_get_julian(day))) ||
        g_hash_table_contains(calendar->yearly, yearly_key(day)))
        return DAY_HOLIDAY;
    return day_exists(calendar, day) ? DAY_COUNTED : DAY_LEFT_OUT;
}

gboolean calendar_is_working_day(const struct calendar *calendar, const GDate *day)
{
    return verdict_of(calendar, day) == DAY_COUNTED;
}

static void note_day(GArray *steps, const GDate *day, enum day_verdict verdict, guint counted)
{
    const struct day_step step = {*day, verdict, counted};
    if (steps)
        g_array_append_val(steps, step);
}

/* Moves `day` on to the next working day, itself included, and notes those it passes over. */
static gboolean next_working_day(const struct calendar *calendar, GDate *day, GArray *steps, guint counted)
{
    for (guint i = 0; i < SEARCH_DAYS; i++) {
        enum day_verdict verdict = verdict_of(calendar, day);
        if (verdict == DAY_COUNTED)
            return TRUE;
        note_day(steps, day, verdict, counted);
        g_date_add_days(day, 1);
    }
    return FALSE;
}

gboolean calendar_explain(const struct calendar *calendar, gint64 instant, guint lead_days, GArray *steps, GDate *ret_day)
{
    GDate day;
    calendar_day_of(calendar, instant, &day);
    if (calendar_is_working_day(calendar, &day) && calendar_minute_of(calendar, instant) >= calendar->cutoff) {
        note_day(steps, &day, DAY_CUTOFF, 0);
        g_date_add_days(&day, 1);
    }
    if (!next_working_day(calendar, &day, steps, 0))
        return FALSE;
    note_day(steps, &day, DAY_FIRST, 0);
    for (guint counted = 0; counted < lead_days; counted++) {
        g_date_add_days(&day, 1);
        if (!next_working_day(calendar, &day, steps, counted))
            return FALSE;
        note_day(steps, &day, DAY_COUNTED, counted + 1);
    }
    *ret_day = day;
    return TRUE;
}

gboolean calendar_completion(const struct calendar *calendar, gint64 instant, guint lead_days, GDate *ret_day)
{
    return calendar_explain(calendar, instant, lead_days, NULL, ret_day);
}

gint64 calendar_working_instant(const struct calendar *calendar, gint64 instant)
{
    GDate day;
    calendar_day_of(calendar, instant, &day);
    for (guint i = 0; i < SEARCH_DAYS; i++, g_date_add_days(&day, 1)) {
        const struct hours *hours = &calendar->week[g_date_get_weekday(&day)];
        if (!calendar_is_working_day(calendar, &day))
            continue;
        /* Hours that lie in a gap of the clock are none. */
        gint64 begin = MAX(instant, calendar_instant(calendar, &day, hours->from));
        if (begin < calendar_instant(calendar, &day, hours->to))
            return begin;
    }
    return instant;
}

gint64 calendar_add_working_minutes(const struct calendar *calendar, gint64 instant, guint minutes)
{
    gint64 left = (gint64)minutes * 60;
    gint64 at = calendar_working_instant(calendar, instant);
    for (guint i = 0; i < SEARCH_DAYS; i++) {
        GDate day;
        calendar_day_of(calendar, at, &day);
        if (!calendar_is_working_day(calendar, &day))
            return at + left;
        gint64 end = calendar_instant(calendar, &day, calendar->week[g_date_get_weekday(&day)].to);
        if (at + left <= end)
            return at + left;
        left -= end - at;
        at = calendar_working_instant(calendar, end);
    }
    return at;
}
