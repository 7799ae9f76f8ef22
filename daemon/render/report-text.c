#include "daemon/render/report-internal.h"

#define COUNT_COLUMN 44

static void add_line(GString *out, const char *label, const char *value)
{
    glong width = g_utf8_strlen(label, -1);
    g_string_append_printf(out, "  %s%*s  %8s\n", label, width < COUNT_COLUMN ? (int)(COUNT_COLUMN - width) : 0, "", value);
}

static void add_table(GString *out, const struct report_table *table)
{
    g_string_append_printf(out, "\n%s\n", table->title);
    if (table->tallies->len == 0)
        g_string_append(out, "  none\n");
    for (guint i = 0; i < table->tallies->len; i++) {
        const struct tally *tally = table->tallies->pdata[i];
        g_autofree char *name = report_name(tally->key), *other = tally->other ? report_name(tally->other) : NULL;
        g_autofree char *label = other ? g_strconcat(name, ", ", other, NULL) : g_strdup(name);
        g_autofree char *count = g_strdup_printf("%" G_GUINT64_FORMAT, tally->count);
        add_line(out, label, count);
    }
}

char *report_text(const struct report *report)
{
    g_autofree char *period = report_period(report);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "Orders from %s\n\n", period);
    for (guint i = 0; i < REPORT_FACTS; i++) {
        struct report_fact fact = report_fact_at(report, i);
        add_line(out, fact.title, fact.text);
        g_free(fact.text);
    }
    for (guint i = 0; i < REPORT_TABLES; i++) {
        const struct report_table table = report_table_at(report, i);
        add_table(out, &table);
    }
    return g_string_free(out, FALSE);
}
