#include "daemon/render/report-internal.h"

#define COUNT_COLUMN 44

static void add_line(GString *out, const char *label, const char *value)
{
    glong width = g_utf8_strlen(label, -1);
    g_string_append_printf(out, "  %s%*s  %8s\n", label, width < COUNT_COLUMN ? (int)(COUNT_COLUMN - width) : 0, "", value);
}

static void add_table(GString *out, const struct report_table *table, const struct report_words *words)
{
    g_autofree char *title = report_word(words, "title", table->id);
    g_autofree char *none = report_word(words, "say", "none");
    g_string_append_printf(out, "\n%s\n", title);
    if (table->tallies->len == 0)
        g_string_append_printf(out, "  %s\n", none);
    for (guint i = 0; i < table->tallies->len; i++) {
        const struct tally *tally = table->tallies->pdata[i];
        g_autofree char *label = report_label(table, tally, words);
        g_autofree char *count = g_strdup_printf("%" G_GUINT64_FORMAT, tally->count);
        add_line(out, label, count);
    }
}

static void add_facts(GString *out, const struct report *report, const struct report_words *words)
{
    for (guint i = 0; i < REPORT_FACTS; i++) {
        struct report_fact fact = report_fact_at(report, words, i);
        g_autofree char *title = report_word(words, "fact", fact.id);
        add_line(out, title, fact.text);
        g_free(fact.text);
    }
}

char *report_text(const struct report *report, const struct report_words *words)
{
    g_autofree char *period = report_period(report, words);
    g_autofree char *orders = report_word(words, "say", "orders-from");
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s %s\n\n", orders, period);
    add_facts(out, report, words);
    for (guint i = 0; i < REPORT_TABLES; i++) {
        const struct report_table table = report_table_at(report, i);
        add_table(out, &table, words);
    }
    return g_string_free(out, FALSE);
}

char *report_sums(const struct report *report, const struct report_words *words)
{
    GString *out = g_string_new(NULL);
    add_facts(out, report, words);
    for (guint i = 0; i < REPORT_TABLES; i++) {
        const struct report_table table = report_table_at(report, i);
        if (table.tallies->len > 0)
            add_table(out, &table, words);
    }
    return g_string_free(out, FALSE);
}
