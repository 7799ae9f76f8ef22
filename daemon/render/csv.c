#include "daemon/render/csv.h"

#include <string.h>

/* What spreadsheets take for the beginning of a formula. */
static gboolean is_formula_mark(const char *text)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    if (g_ascii_isprint(*text))
        return strchr("=+-@", *text) != NULL;
    for (guint i = 0; i < G_N_ELEMENTS(wide); i++)
        if (g_str_has_prefix(text, wide[i]))
            return TRUE;
    return FALSE;
}

/* Every cell is quoted (RFC 4180 section 2.5). A spreadsheet whose separator is another one than the comma does not see our quotes as such: there
 * a cell may begin inside of one of ours, behind a semicolon or on a new line, and is kept from being a formula as well. */
void csv_cell(GString *row, const char *text)
{
    const char *start = text ? text : "";
    gboolean begins = FALSE;
    g_string_append(row, row->len > 0 && row->str[row->len - 1] == '"' ? ",\"" : "\"");
    if (*start == '\t' || *start == '\r' || is_formula_mark(start + strspn(start, " \n")))
        g_string_append_c(row, '\'');
    for (const char *c = start; *c;) {
        gsize plain = begins ? 0 : strcspn(c, "\";\t\r\n"); /* in most cells all of it */
        g_string_append_len(row, c, (gssize)plain);
        c += plain;
        if (!*c)
            break;
        if (begins && is_formula_mark(c))
            g_string_append_c(row, '\'');
        if (*c == '"')
            g_string_append_c(row, '"');
        g_string_append_c(row, *c);
        begins = strchr(";\t\r\n", *c) || (begins && strchr(" \"", *c));
        c++;
    }
    g_string_append_c(row, '"');
}

void csv_end_row(GString *csv, GString *row)
{
    g_string_append(csv, row->str);
    g_string_append(csv, "\r\n");
    g_string_truncate(row, 0);
}
