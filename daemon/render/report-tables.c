#include "daemon/render/report-internal.h"

struct report_table report_table_at(const struct report *report, guint index)
{
    const struct report_table tables[REPORT_TABLES] = {
        {"states", "state", NULL, REPORT_STATE, REPORT_RAW, report->states},
        {"products", "product", "state", REPORT_PRODUCT, REPORT_STATE, report->products},
        {"faults", "field", "fault", REPORT_FIELD, REPORT_FAULT, report->faults},
        {"promises", "outcome", NULL, REPORT_PROMISE, REPORT_RAW, report->promises},
        {"delays", "department", "reason", REPORT_DEPARTMENT, REPORT_RAW, report->delays},
        {"marks", "mark", NULL, REPORT_RAW, REPORT_RAW, report->marks},
        {"comments", "comment", "mark", REPORT_RAW, REPORT_RAW, report->comments},
        {"letters", "state", NULL, REPORT_LETTER, REPORT_RAW, report->letters},
    };
    g_return_val_if_fail(index < REPORT_TABLES, tables[0]);
    return tables[index];
}

/* A mark needs its name, since it would pass for one more number. */
char *report_label(const struct report_table *table, const struct tally *tally, const struct report_words *words)
{
    g_autofree char *name = report_name(words, table->key, tally->key);
    g_autofree char *other = tally->other ? report_name(words, table->other, tally->other) : NULL;
    if (!other)
        return g_steal_pointer(&name);
    if (g_strcmp0(table->other_name, "mark") != 0)
        return g_strconcat(name, ", ", other, NULL);
    g_autofree char *mark = report_word(words, "heading", "mark");
    return g_strdup_printf("“%s”, %s: %s", name, mark, other);
}

static gint64 complete_percent(const struct report *report)
{
    return report->orders ? (gint64)((report->complete * 100 + report->orders / 2) / report->orders) : 0;
}

static char *in_units(const struct report_words *words, gint64 count, const char *unit)
{
    g_autofree char *name = words ? report_word(words, "unit", unit) : g_strdup(unit);
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", count, name);
}

static char *two_units(const struct report_words *words, gint64 count, const char *unit, gint64 rest, const char *smaller)
{
    g_autofree char *first = in_units(words, count, unit), *second = in_units(words, rest, smaller);
    return g_strconcat(first, " ", second, NULL);
}

/* "2 d 3 h", "3 h 5 min", "45 s": the two largest units are precise enough. */
static char *duration_text(const struct report_words *words, const struct spread *spread, gint64 seconds)
{
    if (spread->count == 0)
        return g_strdup("-");
    gint64 minutes = seconds / 60, hours = minutes / 60, days = hours / 24;
    if (days > 0)
        return two_units(words, days, "days", hours % 24, "hours");
    if (hours > 0)
        return two_units(words, hours, "hours", minutes % 60, "minutes");
    return minutes > 0 ? in_units(words, minutes, "minutes") : in_units(words, seconds, "seconds");
}

/* "75%" or "%75": the word says where the number stands. */
static char *percent_text(const struct report_words *words, gint64 percent)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, percent);
    GString *text = g_string_new(NULL);
    g_autofree char *pattern = words ? report_word(words, "unit", "percent") : g_strdup("#");
    g_string_append(text, pattern);
    g_string_replace(text, "#", number, 1);
    return g_string_free(text, FALSE);
}

static char *count_text(guint64 count)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT, count);
}

/* Of what came after acceptance. */
static struct report_fact later_fact(const struct report *report, const struct report_words *words, guint index)
{
    const struct spread *spread = &report->shipment;
    switch (index) {
    case 6:
        return (struct report_fact){"shipment_median_seconds", duration_text(words, spread, spread->median), spread->median};
    case 7:
        return (struct report_fact){"shipment_ninetieth_seconds", duration_text(words, spread, spread->ninetieth),
                                    spread->ninetieth};
    case 8:
        return (struct report_fact){"surveys", count_text(report->surveys), (gint64)report->surveys};
    case 9:
        return (struct report_fact){"answered", count_text(report->answered), (gint64)report->answered};
    case 10:
        return (struct report_fact){"nps",
                                    report->recommended ? g_strdup_printf("%d", report_nps(report)) : g_strdup("-"), report_nps(report)};
    default:
        return (struct report_fact){"bounced", count_text(report->bounced), (gint64)report->bounced};
    }
}

struct report_fact report_fact_at(const struct report *report, const struct report_words *words, guint index)
{
    const struct spread *spread = &report->confirmation;
    gint64 percent = complete_percent(report);
    switch (index) {
    case 0:
        return (struct report_fact){"orders", count_text(report->orders), (gint64)report->orders};
    case 1:
        return (struct report_fact){"items", count_text(report->items), (gint64)report->items};
    case 2:
        return (struct report_fact){"complete_percent",
                                    report->orders ? percent_text(words, percent) : g_strdup("-"), percent};
    case 3:
        return (struct report_fact){"accepted", count_text(spread->count), (gint64)spread->count};
    case 4:
        return (struct report_fact){"median_seconds", duration_text(words, spread, spread->median), spread->median};
    case 5:
        return (struct report_fact){"ninetieth_seconds", duration_text(words, spread, spread->ninetieth),
                                    spread->ninetieth};
    }
    return later_fact(report, words, index);
}

char *report_day(const GDate *day)
{
    return g_strdup_printf("%04d-%02d-%02d", (int)g_date_get_year(day), (int)g_date_get_month(day), (int)g_date_get_day(day));
}

char *report_period(const struct report *report, const struct report_words *words)
{
    g_autofree char *from = report_day(&report->from), *to = report_day(&report->to);
    g_autofree char *word = report_word(words, "say", "to");
    return g_strdup_printf("%s %s %s (%s)", from, word, to, report->zone);
}
