#include "daemon/render/csv.h"

/* Every cell is quoted (RFC 4180 section 2.5), so that no separator a locale's spreadsheet guesses can split it. */
void csv_cell(GString *row, const char *text)
{
    static const char *const formula[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", NULL};
    const char *first = text ? text : "";
    while (*first == ' ' || *first == '\n')
        first++;
    gboolean danger = FALSE;
    for (guint i = 0; formula[i] && !danger; i++)
        danger = g_str_has_prefix(first, formula[i]);

    g_string_append(row, row->len > 0 && row->str[row->len - 1] == '"' ? ",\"" : "\"");
    if (danger)
        g_string_append_c(row, '\'');
    for (const char *c = text ? text : ""; *c; c++) {
        if (*c == '"')
            g_string_append_c(row, '"');
        g_string_append_c(row, *c);
    }
    g_string_append_c(row, '"');
}

void csv_end_row(GString *csv, GString *row)
{
    g_string_append(csv, row->str);
    g_string_append(csv, "\r\n");
    g_string_truncate(row, 0);
}
