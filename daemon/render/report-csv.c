#include "daemon/render/csv.h"
#include "daemon/render/report-internal.h"

static void add_row(GString *csv, const char *section, const char *name, const char *detail, const char *value)
{
    GString *row = g_string_new(NULL);
    csv_cell(row, section);
    csv_cell(row, name);
    csv_cell(row, detail);
    csv_cell(row, value);
    csv_end_row(csv, row);
    g_string_free(row, TRUE);
}

GBytes *report_csv(const struct report *report)
{
    GString *csv = g_string_new("\xEF\xBB\xBF");
    g_autofree char *from = report_day(&report->from), *to = report_day(&report->to);
    add_row(csv, "section", "name", "detail", "value");
    add_row(csv, "period", "from", report->zone, from);
    add_row(csv, "period", "to", report->zone, to);
    for (guint i = 0; i < REPORT_FACTS; i++) {
        struct report_fact fact = report_fact_at(report, NULL, i);
        gboolean unknown = g_str_equal(fact.text, "-");
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, fact.number);
        add_row(csv, "summary", fact.id, NULL, unknown ? NULL : number);
        g_free(fact.text);
    }
    for (guint t = 0; t < REPORT_TABLES; t++) {
        const struct report_table table = report_table_at(report, t);
        for (guint i = 0; i < table.tallies->len; i++) {
            const struct tally *tally = table.tallies->pdata[i];
            g_autofree char *count = g_strdup_printf("%" G_GUINT64_FORMAT, tally->count);
            add_row(csv, table.id, tally->key, tally->other, count);
        }
    }
    return g_string_free_to_bytes(csv);
}
