/* The page is whole in itself: style inside, charts as SVG drawn from the numbers of the table beside them. */
#include "daemon/render/report-internal.h"

#define ROW_HEIGHT  34
#define CHART_WIDTH 320
#define LABEL_CHARS 40

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6675;--paper:#fff;--line:#d8dee6;--bar:#2f6fb5}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#a3b0bf;--paper:#14181e;--line:#37414d;--bar:#6aa7e8}}"
    "body{margin:0 auto;padding:1rem;max-width:60rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}"
    "h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}p{color:var(--soft);margin:.25rem 0 1rem}"
    "dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;margin:0}"
    "dl div{border:1px solid var(--line);border-radius:.5rem;padding:.6rem .75rem}"
    "dt{color:var(--soft);font-size:.85rem}dd{margin:0;font-size:1.3rem}"
    ".pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:1.5rem;align-items:start}"
    "svg{width:100%;height:auto;max-width:30rem}svg text{fill:var(--ink);font:12px system-ui,sans-serif}svg rect{fill:var(--bar)}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .4rem;border-bottom:1px solid var(--line);"
    "vertical-align:top}td:first-child{overflow-wrap:anywhere}th:last-child,td:last-child{text-align:right}"
    "@media print{:root{--ink:#000;--soft:#333;--paper:#fff;--line:#999;--bar:#555}section{break-inside:avoid}"
    "svg rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

static void add_escaped(GString *page, const char *text)
{
    g_autofree char *safe = g_markup_escape_text(text, -1);
    g_string_append(page, safe);
}

static void add_word(GString *page, const struct report_words *words, const char *group, const char *id)
{
    g_autofree char *word = report_word(words, group, id);
    add_escaped(page, word);
}

static void add_cell(GString *page, const struct report_words *words, enum report_kind kind, const char *text)
{
    g_autofree char *name = report_name(words, kind, text);
    g_string_append(page, "<td>");
    add_escaped(page, name);
    g_string_append(page, "</td>");
}

static void add_heading(GString *page, const struct report_words *words, const char *id)
{
    g_string_append(page, "<th scope=\"col\">");
    add_word(page, words, "heading", id);
    g_string_append(page, "</th>");
}

static void add_table(GString *page, const struct report_table *table, const struct report_words *words)
{
    g_string_append(page, "<table><thead><tr>");
    add_heading(page, words, table->key_name);
    if (table->other_name)
        add_heading(page, words, table->other_name);
    add_heading(page, words, "count");
    g_string_append(page, "</tr></thead><tbody>\n");
    for (guint i = 0; i < table->tallies->len; i++) {
        const struct tally *tally = table->tallies->pdata[i];
        g_string_append(page, "<tr>");
        add_cell(page, words, table->key, tally->key);
        if (table->other_name)
            add_cell(page, words, table->other, tally->other);
        g_string_append_printf(page, "<td>%" G_GUINT64_FORMAT "</td></tr>\n", tally->count);
    }
    g_string_append(page, "</tbody></table>\n");
}

static char *bar_label(const struct report_table *table, const struct tally *tally, const struct report_words *words)
{
    g_autofree char *whole = report_label(table, tally, words);
    if (g_utf8_strlen(whole, -1) <= LABEL_CHARS)
        return g_steal_pointer(&whole);
    g_autofree char *cut = g_utf8_substring(whole, 0, LABEL_CHARS - 1);
    return g_strconcat(cut, "…", NULL);
}

/* Whole units of the drawing, so that no locale's decimal comma can get into it; what is not nothing is seen. */
static guint bar_width(guint64 count, guint64 largest)
{
    guint width = largest ? (guint)((gdouble)count / (gdouble)largest * CHART_WIDTH) : 0;
    return count && width < 2 ? 2 : width;
}

static void add_chart(GString *page, const struct report_table *table, const struct report_words *words)
{
    guint64 largest = 0;
    for (guint i = 0; i < table->tallies->len; i++)
        largest = MAX(largest, ((const struct tally *)table->tallies->pdata[i])->count);
    g_string_append_printf(page, "<svg viewBox=\"0 0 %d %u\" role=\"img\" aria-labelledby=\"%s-title %s-desc\">", CHART_WIDTH,
                           table->tallies->len * ROW_HEIGHT, table->id, table->id);
    g_string_append_printf(page, "<title id=\"%s-title\">", table->id);
    add_word(page, words, "title", table->id);
    g_string_append_printf(page, "</title><desc id=\"%s-desc\">", table->id);
    add_word(page, words, "say", "chart");
    g_string_append(page, "</desc>\n");
    for (guint i = 0; i < table->tallies->len; i++) {
        const struct tally *tally = table->tallies->pdata[i];
        g_autofree char *label = bar_label(table, tally, words);
        g_string_append_printf(page, "<text x=\"0\" y=\"%u\">", i * ROW_HEIGHT + 13);
        add_escaped(page, label);
        g_string_append_printf(page, ": %" G_GUINT64_FORMAT "</text><rect x=\"0\" y=\"%u\" width=\"%u\" height=\"10\" rx=\"2\"/>\n",
                               tally->count, i * ROW_HEIGHT + 18, bar_width(tally->count, largest));
    }
    g_string_append(page, "</svg>\n");
}

static void add_section(GString *page, const struct report_table *table, const struct report_words *words)
{
    g_string_append(page, "<section><h2>");
    add_word(page, words, "title", table->id);
    g_string_append(page, "</h2>\n");
    if (table->tallies->len == 0) {
        g_string_append(page, "<p>");
        add_word(page, words, "say", "none");
        g_string_append(page, "</p></section>\n");
        return;
    }
    /* each comment stands once: there is nothing to compare */
    gboolean compared = !g_str_equal(table->key_name, "comment");
    g_string_append(page, compared ? "<div class=\"pair\">" : "<div>");
    if (compared)
        add_chart(page, table, words);
    add_table(page, table, words);
    g_string_append(page, "</div></section>\n");
}

static void add_facts(GString *page, const struct report *report, const struct report_words *words)
{
    g_string_append(page, "<dl>\n");
    for (guint i = 0; i < REPORT_FACTS; i++) {
        struct report_fact fact = report_fact_at(report, words, i);
        g_string_append(page, "<div><dt>");
        add_word(page, words, "fact", fact.id);
        g_string_append(page, "</dt><dd>");
        add_escaped(page, fact.text);
        g_string_append(page, "</dd></div>\n");
        g_free(fact.text);
    }
    g_string_append(page, "</dl>\n");
}

GBytes *report_html(const struct report *report, const struct report_words *words)
{
    g_autofree char *period = report_period(report, words);
    GString *page = g_string_new("<!DOCTYPE html>\n<html lang=\"");
    add_escaped(page, words->language);
    g_string_append(page, "\"><head><meta charset=\"utf-8\">"
                                 "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                                 "<title>");
    add_word(page, words, "say", "report");
    g_string_append(page, ", ");
    add_escaped(page, period);
    g_string_append_printf(page, "</title><style>%s</style></head><body><main>\n<h1>", style);
    add_word(page, words, "say", "report");
    g_string_append(page, "</h1><p>");
    add_escaped(page, period);
    g_string_append(page, "</p>\n");
    add_facts(page, report, words);
    for (guint i = 0; i < REPORT_TABLES; i++) {
        const struct report_table table = report_table_at(report, i);
        add_section(page, &table, words);
    }
    g_string_append(page, "</main></body></html>\n");
    return g_string_free_to_bytes(page);
}
