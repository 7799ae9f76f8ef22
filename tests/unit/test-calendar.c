#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/orders/calendar.h"

/* --- writing days and instants as text
 * --------------------------------------------------------------------------------- */

static GDate day_of_text(const char *text)
{
    GDate day;
    g_date_clear(&day, 1);
    unsigned year = (unsigned)g_ascii_strtoull(text, NULL, 10), month = (unsigned)g_ascii_strtoull(text + 5, NULL, 10);
    g_date_set_dmy(&day, (GDateDay)g_ascii_strtoull(text + 8, NULL, 10), (GDateMonth)month, (GDateYear)year);
    return day;
}

/* "2026-11-24T09:30:00Z", or with an offset. */
static gint64 instant(const char *text)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, NULL);
    if (!time)
        fail_msg("%s is no time", text);
    return g_date_time_to_unix(time);
}

static void assert_day(const GDate *day, const char *wanted)
{
    char text[32];
    g_date_strftime(text, sizeof text, "%Y-%m-%d", day);
    assert_string_equal(text, wanted);
}

static void assert_instant(gint64 seconds, const char *wanted)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    g_autofree char *text = g_date_time_format_iso8601(time);
    assert_string_equal(text, wanted);
}

static void assert_completion(const struct calendar *calendar, const char *from, guint lead_days, const char *wanted)
{
    GDate day;
    assert_true(calendar_completion(calendar, instant(from), lead_days, &day));
    assert_day(&day, wanted);
}

static void assert_begins(const struct calendar *calendar, const char *day, guint minute, const char *wanted)
{
    GDate date = day_of_text(day);
    assert_instant(calendar_instant(calendar, &date, minute), wanted);
}

static struct calendar *in_zone(const char *zone)
{
    struct calendar *calendar = calendar_new(zone);
    if (!calendar)
        fail_msg("this system knows no zone %s", zone);
    return calendar;
}

static void every_day_from_nine_to_five(struct calendar *calendar, gboolean weekends)
{
    for (guint weekday = G_DATE_MONDAY; weekday <= G_DATE_SUNDAY; weekday++)
        calendar_set_weekday(calendar, (GDateWeekday)weekday, weekends || weekday <= G_DATE_FRIDAY, 9 * 60, 17 * 60);
}

static void add_holiday(struct calendar *calendar, const char *day, gboolean yearly)
{
    GDate date = day_of_text(day);
    calendar_add_holiday(calendar, &date, yearly);
}

/* --- zones
 * ------------------------------------------------------------------------------------------------------------- */

static void a_zone_that_nobody_knows_gives_no_calendar(void **state)
{
    (void)state;
    assert_null(calendar_new("Europe/Instanbul"));
    assert_null(calendar_new(""));
    assert_null(calendar_new(NULL));
    assert_null(calendar_new("../../etc/passwd"));
    calendar_free(NULL);
}

static void the_local_day_is_the_zones_and_not_utc(void **state)
{
    (void)state;
    struct calendar *istanbul = in_zone("Europe/Istanbul"), *sao_paulo = in_zone("America/Sao_Paulo");
    GDate day;
    calendar_day_of(istanbul, instant("2026-11-24T21:30:00Z"), &day);
    assert_day(&day, "2026-11-25");
    assert_int_equal(calendar_minute_of(istanbul, instant("2026-11-24T21:30:59Z")), 30);
    calendar_day_of(sao_paulo, instant("2026-11-24T02:59:59Z"), &day);
    assert_day(&day, "2026-11-23");
    assert_int_equal(calendar_minute_of(sao_paulo, instant("2026-11-24T02:59:59Z")), 1439);
    assert_string_equal(calendar_zone(istanbul), "Europe/Istanbul");
    calendar_free(istanbul);
    calendar_free(sao_paulo);
}

static void instants_before_1970_have_a_day_too(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("UTC");
    GDate day;
    calendar_day_of(calendar, -1, &day);
    assert_day(&day, "1969-12-31");
    assert_int_equal(calendar_minute_of(calendar, -1), 1439);
    calendar_day_of(calendar, 0, &day);
    assert_day(&day, "1970-01-01");
    calendar_day_of(calendar, -86400, &day);
    assert_day(&day, "1969-12-31");
    assert_int_equal(calendar_minute_of(calendar, -86400), 0);
    calendar_free(calendar);
}

static void minutes_and_instants_go_back_and_forth(void **state)
{
    (void)state;
    static const char *const zones[] = {"Europe/Istanbul", "Europe/Berlin", "America/Sao_Paulo",
                                        "Asia/Kathmandu",  "Pacific/Apia",  "Australia/Lord_Howe"};
    for (guint i = 0; i < G_N_ELEMENTS(zones); i++) {
        struct calendar *calendar = in_zone(zones[i]);
        for (gint64 at = instant("2026-01-15T00:00:00Z"); at < instant("2027-01-15T00:00:00Z");
             at += 7 * 86400 + 3660) {
            GDate day;
            calendar_day_of(calendar, at, &day);
            assert_int_equal(calendar_instant(calendar, &day, calendar_minute_of(calendar, at)), at);
        }
        calendar_free(calendar);
    }
}

/* --- the clock goes forward and back
 * ----------------------------------------------------------------------------------- */

static void a_minute_in_the_gap_is_the_first_instant_after_it(void **state)
{
    (void)state;
    struct calendar *berlin = in_zone("Europe/Berlin");
    assert_begins(berlin, "2026-03-29", 119, "2026-03-29T00:59:00Z");
    assert_begins(berlin, "2026-03-29", 120, "2026-03-29T01:00:00Z");
    assert_begins(berlin, "2026-03-29", 150, "2026-03-29T01:00:00Z");
    assert_begins(berlin, "2026-03-29", 180, "2026-03-29T01:00:00Z");
    assert_begins(berlin, "2026-03-29", 181, "2026-03-29T01:01:00Z");
    calendar_free(berlin);
}

static void a_minute_that_comes_twice_is_the_earlier_one(void **state)
{
    (void)state;
    struct calendar *berlin = in_zone("Europe/Berlin");
    assert_begins(berlin, "2026-10-25", 119, "2026-10-24T23:59:00Z");
    assert_begins(berlin, "2026-10-25", 150, "2026-10-25T00:30:00Z");
    assert_begins(berlin, "2026-10-25", 180, "2026-10-25T02:00:00Z");
    assert_int_equal(calendar_minute_of(berlin, instant("2026-10-25T00:30:00Z")), 150);
    assert_int_equal(calendar_minute_of(berlin, instant("2026-10-25T01:30:00Z")), 150);
    calendar_free(berlin);
}

/* São Paulo's clock went forward at midnight: 4 November 2018 had no 00:30. */
static void a_day_that_begins_with_a_gap_begins_after_it(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("America/Sao_Paulo");
    assert_begins(calendar, "2018-11-04", 0, "2018-11-04T03:00:00Z");
    assert_begins(calendar, "2018-11-04", 30, "2018-11-04T03:00:00Z");
    assert_begins(calendar, "2018-11-04", 60, "2018-11-04T03:00:00Z");
    GDate day;
    calendar_day_of(calendar, instant("2018-11-04T02:59:59Z"), &day);
    assert_day(&day, "2018-11-03");
    calendar_day_of(calendar, instant("2018-11-04T03:00:00Z"), &day);
    assert_day(&day, "2018-11-04");
    calendar_free(calendar);
}

/* Samoa went over the date line: after Thursday, 29 December 2011 came Saturday the 31st. */
static void a_day_that_was_skipped_begins_where_the_next_one_does(void **state)
{
    (void)state;
    struct calendar *apia = in_zone("Pacific/Apia");
    GDate day;
    calendar_day_of(apia, instant("2011-12-30T09:59:59Z"), &day);
    assert_day(&day, "2011-12-29");
    calendar_day_of(apia, instant("2011-12-30T10:00:00Z"), &day);
    assert_day(&day, "2011-12-31");
    assert_begins(apia, "2011-12-30", 12 * 60, "2011-12-30T10:00:00Z");
    assert_begins(apia, "2011-12-31", 0, "2011-12-30T10:00:00Z");
    assert_begins(apia, "2011-12-29", 12 * 60, "2011-12-29T22:00:00Z");
    calendar_free(apia);
}

static void half_an_hours_change_is_one_too(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Australia/Lord_Howe");
    assert_begins(calendar, "2026-10-04", 135, "2026-10-03T15:30:00Z");
    assert_begins(calendar, "2026-10-04", 150, "2026-10-03T15:30:00Z");
    assert_begins(calendar, "2026-04-05", 105, "2026-04-04T14:45:00Z");
    calendar_free(calendar);
}

static void lead_days_run_over_a_change_of_the_clock(void **state)
{
    (void)state;
    struct calendar *berlin = in_zone("Europe/Berlin");
    assert_completion(berlin, "2026-03-27T22:30:00Z", 1, "2026-03-30");
    assert_completion(berlin, "2026-03-27T23:30:00Z", 1, "2026-03-31");
    assert_completion(berlin, "2026-10-23T21:59:59Z", 1, "2026-10-26");
    assert_completion(berlin, "2026-10-23T22:00:00Z", 1, "2026-10-27");
    calendar_free(berlin);
}

/* --- completion
 * -------------------------------------------------------------------------------------------------------- */

static void lead_days_are_working_days(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Europe/Istanbul");
    assert_completion(calendar, "2026-11-24T10:00:00+03:00", 0, "2026-11-24");
    assert_completion(calendar, "2026-11-24T10:00:00+03:00", 3, "2026-11-27");
    assert_completion(calendar, "2026-11-24T10:00:00+03:00", 4, "2026-11-30");
    assert_completion(calendar, "2026-11-24T10:00:00+03:00", 15, "2026-12-15");
    calendar_free(calendar);
}

static void an_order_on_a_free_day_counts_from_the_next_working_day(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Europe/Istanbul");
    assert_completion(calendar, "2026-11-28T10:00:00+03:00", 0, "2026-11-30");
    assert_completion(calendar, "2026-11-29T23:59:59+03:00", 1, "2026-12-01");
    assert_completion(calendar, "2026-11-27T23:59:59+03:00", 1, "2026-11-30");
    calendar_free(calendar);
}

static void orders_from_the_cutoff_on_count_from_the_next_working_day(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Europe/Istanbul");
    calendar_set_cutoff(calendar, 15 * 60);
    assert_completion(calendar, "2026-11-24T14:59:59+03:00", 1, "2026-11-25");
    assert_completion(calendar, "2026-11-24T15:00:00+03:00", 1, "2026-11-26");
    assert_completion(calendar, "2026-11-27T15:00:00+03:00", 0, "2026-11-30");
    assert_completion(calendar, "2026-11-28T16:00:00+03:00", 0, "2026-11-30");
    calendar_set_cutoff(calendar, 1440);
    assert_completion(calendar, "2026-11-24T23:59:59+03:00", 0, "2026-11-24");
    calendar_free(calendar);
}

static void holidays_are_not_counted(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Europe/Istanbul");
    add_holiday(calendar, "2026-10-29", TRUE);
    add_holiday(calendar, "2026-10-30", FALSE);
    assert_completion(calendar, "2026-10-28T10:00:00+03:00", 1, "2026-11-02");
    assert_completion(calendar, "2027-10-28T10:00:00+03:00", 1, "2027-11-01");
    GDate single = day_of_text("2025-10-30"), yearly = day_of_text("2031-10-29");
    assert_true(calendar_is_working_day(calendar, &single));
    assert_false(calendar_is_working_day(calendar, &yearly));
    calendar_free(calendar);
}

static void a_holiday_on_a_weekend_changes_nothing(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Europe/Istanbul");
    add_holiday(calendar, "2026-11-28", FALSE);
    assert_completion(calendar, "2026-11-27T10:00:00+03:00", 1, "2026-11-30");
    calendar_free(calendar);
}

static void leap_days_are_days(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("UTC");
    assert_completion(calendar, "2028-02-28T10:00:00Z", 1, "2028-02-29");
    assert_completion(calendar, "2027-02-26T10:00:00Z", 1, "2027-03-01");
    add_holiday(calendar, "2028-02-29", TRUE);
    assert_completion(calendar, "2028-02-28T10:00:00Z", 1, "2028-03-01");
    GDate first = day_of_text("2027-03-01");
    assert_true(calendar_is_working_day(calendar, &first));
    calendar_free(calendar);
}

static void a_calendar_of_holidays_only_never_completes(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("UTC");
    GDate day;
    for (guint weekday = G_DATE_MONDAY; weekday <= G_DATE_SUNDAY; weekday++)
        calendar_set_weekday(calendar, (GDateWeekday)weekday, FALSE, 0, 1440);
    assert_false(calendar_completion(calendar, instant("2026-11-24T10:00:00Z"), 0, &day));
    assert_int_equal(calendar_working_instant(calendar, instant("2026-11-24T10:00:00Z")),
                     instant("2026-11-24T10:00:00Z"));
    calendar_free(calendar);
}

static void one_working_day_in_a_far_year_is_found(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("UTC");
    for (guint weekday = G_DATE_TUESDAY; weekday <= G_DATE_SUNDAY; weekday++)
        calendar_set_weekday(calendar, (GDateWeekday)weekday, FALSE, 0, 1440);
    for (GDate day = day_of_text("2026-01-05"); g_date_get_year(&day) < 2035; g_date_add_days(&day, 7))
        calendar_add_holiday(calendar, &day, FALSE);
    assert_completion(calendar, "2026-11-24T10:00:00Z", 0, "2035-01-01");
    calendar_free(calendar);
}

static void a_thousand_lead_days_are_four_years(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Europe/Istanbul");
    assert_completion(calendar, "2026-11-24T10:00:00+03:00", 1000, "2030-09-24");
    calendar_free(calendar);
}

/* --- working time
 * ------------------------------------------------------------------------------------------------------ */

static void working_time_begins_with_the_next_working_hour(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Europe/Istanbul");
    every_day_from_nine_to_five(calendar, FALSE);
    assert_instant(calendar_working_instant(calendar, instant("2026-11-24T07:00:00+03:00")), "2026-11-24T06:00:00Z");
    assert_instant(calendar_working_instant(calendar, instant("2026-11-24T12:00:01+03:00")), "2026-11-24T09:00:01Z");
    assert_instant(calendar_working_instant(calendar, instant("2026-11-24T17:00:00+03:00")), "2026-11-25T06:00:00Z");
    assert_instant(calendar_working_instant(calendar, instant("2026-11-27T18:00:00+03:00")), "2026-11-30T06:00:00Z");
    calendar_free(calendar);
}

static void working_minutes_leave_nights_and_weekends_out(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Europe/Istanbul");
    every_day_from_nine_to_five(calendar, FALSE);
    gint64 friday = instant("2026-11-27T16:00:00+03:00");
    assert_instant(calendar_add_working_minutes(calendar, friday, 60), "2026-11-27T14:00:00Z");
    assert_instant(calendar_add_working_minutes(calendar, friday, 61), "2026-11-30T06:01:00Z");
    assert_instant(calendar_add_working_minutes(calendar, friday, 60 + 8 * 60 + 30), "2026-12-01T06:30:00Z");
    assert_instant(calendar_add_working_minutes(calendar, friday, 0), "2026-11-27T13:00:00Z");
    calendar_free(calendar);
}

static void working_hours_keep_their_wall_clock_when_it_changes(void **state)
{
    (void)state;
    struct calendar *berlin = in_zone("Europe/Berlin");
    every_day_from_nine_to_five(berlin, TRUE);
    assert_instant(calendar_working_instant(berlin, instant("2026-03-28T20:00:00Z")), "2026-03-29T07:00:00Z");
    assert_instant(calendar_working_instant(berlin, instant("2026-10-24T20:00:00Z")), "2026-10-25T08:00:00Z");
    assert_instant(calendar_add_working_minutes(berlin, instant("2026-10-24T14:00:00Z"), 2 * 60),
                   "2026-10-25T09:00:00Z");
    calendar_free(berlin);
}

/* All day, every day: then working time is time, the hour that comes twice and the one that does not come included. */
static void working_all_day_is_no_different_from_time(void **state)
{
    (void)state;
    struct calendar *berlin = in_zone("Europe/Berlin");
    for (guint weekday = G_DATE_MONDAY; weekday <= G_DATE_SUNDAY; weekday++)
        calendar_set_weekday(berlin, (GDateWeekday)weekday, TRUE, 0, 1440);
    for (guint month = 1; month <= 12; month++) {
        g_autofree char *text = g_strdup_printf("2026-%02u-24T13:37:00Z", month);
        gint64 begin = instant(text);
        assert_int_equal(calendar_add_working_minutes(berlin, begin, 7 * 1440), begin + 7 * 86400);
    }
    calendar_free(berlin);
}

static void a_skipped_day_has_no_working_time(void **state)
{
    (void)state;
    struct calendar *apia = in_zone("Pacific/Apia");
    every_day_from_nine_to_five(apia, TRUE);
    assert_instant(calendar_working_instant(apia, instant("2011-12-30T03:00:00Z")), "2011-12-30T19:00:00Z");
    calendar_free(apia);
}

static void hours_that_lie_in_the_gap_are_none(void **state)
{
    (void)state;
    struct calendar *berlin = in_zone("Europe/Berlin");
    for (guint weekday = G_DATE_MONDAY; weekday <= G_DATE_SUNDAY; weekday++)
        calendar_set_weekday(berlin, (GDateWeekday)weekday, TRUE, 120, 180);
    assert_instant(calendar_working_instant(berlin, instant("2026-03-28T12:00:00Z")), "2026-03-30T00:00:00Z");
    assert_instant(calendar_add_working_minutes(berlin, instant("2026-03-28T01:30:00Z"), 45), "2026-03-30T00:15:00Z");
    calendar_free(berlin);
}

/* --- how a date came about */

static void assert_steps(const struct calendar *calendar, const char *from, guint lead_days, const char *wanted)
{
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(struct day_step));
    GDate day;
    assert_true(calendar_explain(calendar, instant(from), lead_days, steps, &day));
    GString *said = g_string_new(NULL);
    for (guint i = 0; i < steps->len; i++) {
        const struct day_step *step = &g_array_index(steps, struct day_step, i);
        g_string_append_printf(said, "%s%u %s %u", i ? ", " : "", g_date_get_day(&step->day), day_verdict_name(step->verdict),
                               step->counted);
    }
    assert_string_equal(said->str, wanted);
    assert_int_equal(g_date_compare(&day, &g_array_index(steps, struct day_step, steps->len - 1).day), 0);
    g_string_free(said, TRUE);
}

static void a_date_tells_how_it_was_counted(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("Europe/Istanbul");
    calendar_set_cutoff(calendar, 15 * 60);
    add_holiday(calendar, "2026-11-30", FALSE);
    assert_steps(calendar, "2026-11-26T11:59:00Z", 1, "26 first 0, 27 counted 1");
    assert_steps(calendar, "2026-11-26T12:00:00Z", 2,
                 "26 cutoff 0, 27 first 0, 28 weekly 0, 29 weekly 0, 30 holiday 0, 1 counted 1, 2 counted 2");
    assert_int_equal(calendar_cutoff(calendar), 900);
    calendar_free(calendar);
}

static void a_day_that_the_zone_left_out_is_not_counted(void **state)
{
    (void)state;
    struct calendar *apia = in_zone("Pacific/Apia");
    GDate day = day_of_text("2011-12-30");
    assert_false(calendar_is_working_day(apia, &day));
    assert_completion(apia, "2011-12-29T20:00:00Z", 1, "2012-01-02");
    assert_steps(apia, "2011-12-29T20:00:00Z", 1, "29 first 0, 30 left-out 0, 31 weekly 0, 1 weekly 0, 2 counted 1");
    calendar_free(apia);
}

static void a_calendar_without_working_days_explains_nothing_for_ever(void **state)
{
    (void)state;
    struct calendar *calendar = in_zone("UTC");
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(struct day_step));
    GDate day = day_of_text("1999-01-01");
    for (guint weekday = G_DATE_MONDAY; weekday <= G_DATE_SUNDAY; weekday++)
        calendar_set_weekday(calendar, (GDateWeekday)weekday, FALSE, 0, 1440);
    assert_false(calendar_explain(calendar, instant("2026-11-26T11:59:00Z"), 1, steps, &day));
    assert_day(&day, "1999-01-01");
    assert_true(steps->len > 0 && steps->len < 4000);
    calendar_free(calendar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zone_that_nobody_knows_gives_no_calendar),
        cmocka_unit_test(the_local_day_is_the_zones_and_not_utc),
        cmocka_unit_test(instants_before_1970_have_a_day_too),
        cmocka_unit_test(minutes_and_instants_go_back_and_forth),
        cmocka_unit_test(a_minute_in_the_gap_is_the_first_instant_after_it),
        cmocka_unit_test(a_minute_that_comes_twice_is_the_earlier_one),
        cmocka_unit_test(a_day_that_begins_with_a_gap_begins_after_it),
        cmocka_unit_test(a_day_that_was_skipped_begins_where_the_next_one_does),
        cmocka_unit_test(half_an_hours_change_is_one_too),
        cmocka_unit_test(lead_days_run_over_a_change_of_the_clock),
        cmocka_unit_test(lead_days_are_working_days),
        cmocka_unit_test(an_order_on_a_free_day_counts_from_the_next_working_day),
        cmocka_unit_test(orders_from_the_cutoff_on_count_from_the_next_working_day),
        cmocka_unit_test(holidays_are_not_counted),
        cmocka_unit_test(a_holiday_on_a_weekend_changes_nothing),
        cmocka_unit_test(leap_days_are_days),
        cmocka_unit_test(a_calendar_of_holidays_only_never_completes),
        cmocka_unit_test(one_working_day_in_a_far_year_is_found),
        cmocka_unit_test(a_thousand_lead_days_are_four_years),
        cmocka_unit_test(working_time_begins_with_the_next_working_hour),
        cmocka_unit_test(working_minutes_leave_nights_and_weekends_out),
        cmocka_unit_test(working_hours_keep_their_wall_clock_when_it_changes),
        cmocka_unit_test(working_all_day_is_no_different_from_time),
        cmocka_unit_test(a_skipped_day_has_no_working_time),
        cmocka_unit_test(hours_that_lie_in_the_gap_are_none),
        cmocka_unit_test(a_date_tells_how_it_was_counted),
        cmocka_unit_test(a_day_that_the_zone_left_out_is_not_counted),
        cmocka_unit_test(a_calendar_without_working_days_explains_nothing_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
