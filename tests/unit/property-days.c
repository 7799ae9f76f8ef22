/* The shop's days and hours, counted by hand: Monday to Friday, 9:00 to 17:00 in Berlin, but for the feasts. */
#include "tests/unit/property.h"

#include <stdio.h>

#define MORNING (9 * 60)
#define EVENING (17 * 60)
#define CUTOFF  (15 * 60)

static GTimeZone *zone(void)
{
    static GTimeZone *berlin;
    if (!berlin)
        berlin = g_time_zone_new_identifier("Europe/Berlin");
    return berlin;
}

static GDateTime *local_time(gint64 instant)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    return g_date_time_to_timezone(utc, zone());
}

guint32 day_of(gint64 instant)
{
    g_autoptr(GDateTime) local = local_time(instant);
    GDate day;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, (GDateDay)g_date_time_get_day_of_month(local), (GDateMonth)g_date_time_get_month(local),
                   (GDateYear)g_date_time_get_year(local));
    return g_date_get_julian(&day);
}

guint32 day_parse(const char *iso)
{
    int year = 0, month = 0, number = 0;
    GDate day;
    if (!iso || sscanf(iso, "%d-%d-%d", &year, &month, &number) != 3 ||
        !g_date_valid_dmy((GDateDay)number, (GDateMonth)month, (GDateYear)year))
        return 0;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, (GDateDay)number, (GDateMonth)month, (GDateYear)year);
    return g_date_get_julian(&day);
}

char *day_iso(guint32 day)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, day);
    return g_strdup_printf("%04d-%02d-%02d", (int)g_date_get_year(&date), (int)g_date_get_month(&date),
                           (int)g_date_get_day(&date));
}

gboolean day_is_worked(guint32 day)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, day);
    GDateMonth month = g_date_get_month(&date);
    GDateDay number = g_date_get_day(&date);
    gboolean feast =
        (month == G_DATE_DECEMBER && (number == 25 || number == 26)) || (month == G_DATE_JANUARY && number == 1);
    return !feast && g_date_get_weekday(&date) <= G_DATE_FRIDAY;
}

guint32 day_next_worked(guint32 day)
{
    do
        day++;
    while (!day_is_worked(day));
    return day;
}

guint32 day_previous_worked(guint32 day)
{
    do
        day--;
    while (!day_is_worked(day));
    return day;
}

static gint64 instant_at(guint32 day, gint minute)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, day);
    g_autoptr(GDateTime) local = g_date_time_new(zone(), g_date_get_year(&date), (gint)g_date_get_month(&date),
                                                 g_date_get_day(&date), minute / 60, minute % 60, 0);
    return g_date_time_to_unix(local);
}

gint64 day_midnight(guint32 day)
{
    return instant_at(day, 0);
}

gint64 day_morning(guint32 day)
{
    return instant_at(day_is_worked(day) ? day : day_next_worked(day), MORNING);
}

static gint minute_of(gint64 instant)
{
    g_autoptr(GDateTime) local = local_time(instant);
    return g_date_time_get_hour(local) * 60 + g_date_time_get_minute(local);
}

guint32 day_completion(gint64 now, guint lead_days)
{
    guint32 day = day_of(now);
    if (!day_is_worked(day) || minute_of(now) >= CUTOFF)
        day = day_next_worked(day);
    for (guint i = 0; i < lead_days; i++)
        day = day_next_worked(day);
    return day;
}

gint64 day_working_minutes_after(gint64 instant, guint minutes)
{
    guint32 day = day_of(instant);
    gint minute = minute_of(instant), left = (gint)minutes;
    if (!day_is_worked(day) || minute >= EVENING) {
        day = day_next_worked(day);
        minute = MORNING;
    }
    minute = MAX(minute, MORNING);
    while (minute + left > EVENING) {
        left -= EVENING - minute;
        day = day_next_worked(day);
        minute = MORNING;
    }
    return instant_at(day, minute + left);
}
