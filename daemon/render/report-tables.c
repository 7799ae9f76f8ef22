#include "daemon/base/text.h"
#include "daemon/render/report-internal.h"

#define NAME_BYTES 80

struct report_table report_table_at(const struct report *report, guint index)
{
    const struct report_table tables[REPORT_TABLES] = {
        {"states", "Orders by state", "State", NULL, "state", NULL, report->states},
        {"products", "Items by product and state", "Product", "State", "product", "state", report->products},
        {"faults", "What the first mail lacked", "Field", "Fault", "field", "fault", report->faults},
        {"promises", "Promised against actual", "Items", NULL, "outcome", NULL, report->promises},
        {"delays", "Delays by department and reason", "Department", "Reason", "department", "reason", report->delays},
        {"marks", "Marks, 5 is best", "Mark", NULL, "mark", NULL, report->marks},
        {"comments", "What customers wrote", "Comment", "Mark", "comment", "mark", report->comments},
        {"letters", "Letters about these orders", "Outcome", NULL, "state", NULL, report->letters},
    };
    g_return_val_if_fail(index < REPORT_TABLES, tables[0]);
    return tables[index];
}

static gint64 complete_percent(const struct report *report)
{
    return report->orders ? (gint64)((report->complete * 100 + report->orders / 2) / report->orders) : 0;
}

/* "2 d 3 h", "3 h 5 min", "45 s": the two largest units are precise enough. */
static char *duration_text(const struct spread *spread, gint64 seconds)
{
    if (spread->count == 0)
        return g_strdup("-");
    gint64 minutes = seconds / 60, hours = minutes / 60, days = hours / 24;
    if (days > 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " d %" G_GINT64_FORMAT " h", days, hours % 24);
    if (hours > 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " h %" G_GINT64_FORMAT " min", hours, minutes % 60);
    if (minutes > 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " min", minutes);
    return g_strdup_printf("%" G_GINT64_FORMAT " s", seconds);
}

static char *count_text(guint64 count)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT, count);
}

/* Of what came after acceptance. */
static struct report_fact later_fact(const struct report *report, guint index)
{
    const struct spread *spread = &report->shipment;
    switch (index) {
    case 6:
        return (struct report_fact){"shipment_median_seconds", "Time to shipment, median", duration_text(spread, spread->median), spread->median};
    case 7:
        return (struct report_fact){"shipment_ninetieth_seconds", "Time to shipment, 90 % within", duration_text(spread, spread->ninetieth),
                                    spread->ninetieth};
    case 8:
        return (struct report_fact){"surveys", "Surveys sent", count_text(report->surveys), (gint64)report->surveys};
    case 9:
        return (struct report_fact){"answered", "Surveys answered", count_text(report->answered), (gint64)report->answered};
    case 10:
        return (struct report_fact){"nps", "Net promoter score",
                                    report->recommended ? g_strdup_printf("%d", report_nps(report)) : g_strdup("-"), report_nps(report)};
    default:
        return (struct report_fact){"bounced", "Addresses that failed", count_text(report->bounced), (gint64)report->bounced};
    }
}

struct report_fact report_fact_at(const struct report *report, guint index)
{
    const struct spread *spread = &report->confirmation;
    gint64 percent = complete_percent(report);
    switch (index) {
    case 0:
        return (struct report_fact){"orders", "Orders", count_text(report->orders), (gint64)report->orders};
    case 1:
        return (struct report_fact){"items", "Items", count_text(report->items), (gint64)report->items};
    case 2:
        return (struct report_fact){"complete_percent", "Complete at the first try",
                                    report->orders ? g_strdup_printf("%" G_GINT64_FORMAT " %%", percent) : g_strdup("-"), percent};
    case 3:
        return (struct report_fact){"accepted", "Accepted", count_text(spread->count), (gint64)spread->count};
    case 4:
        return (struct report_fact){"median_seconds", "Time to acceptance, median", duration_text(spread, spread->median), spread->median};
    case 5:
        return (struct report_fact){"ninetieth_seconds", "Time to acceptance, 90 % within", duration_text(spread, spread->ninetieth),
                                    spread->ninetieth};
    }
    return later_fact(report, index);
}

char *report_name(const char *key)
{
    g_autofree char *line = text_one_line(key, NAME_BYTES);
    return *line ? g_steal_pointer(&line) : g_strdup("(none)");
}

char *report_day(const GDate *day)
{
    return g_strdup_printf("%04d-%02d-%02d", (int)g_date_get_year(day), (int)g_date_get_month(day), (int)g_date_get_day(day));
}

char *report_period(const struct report *report)
{
    g_autofree char *from = report_day(&report->from), *to = report_day(&report->to);
    return g_strdup_printf("%s to %s (%s)", from, to, report->zone);
}
