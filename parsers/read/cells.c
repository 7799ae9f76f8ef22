/* Lines of text as rows of cells. */
#include "parsers/read/cells.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/words.h"

/* Spreadsheets put a cell that holds line breaks or quotes into quotes, and double those within. */
static void unquote(char *cell)
{
    gsize length = strlen(cell);
    char *to = cell;
    if (length < 2 || *cell != '"' || cell[length - 1] != '"')
        return;
    cell[length - 1] = '\0';
    for (const char *from = cell + 1; *from; from++) {
        from += from[0] == '"' && from[1] == '"';
        *to++ = *from;
    }
    *to = '\0';
}

/* Whether a cell begins with a quote that is not closed in this line. */
static gboolean quote_is_open(const char *text)
{
    gboolean open = FALSE, start = TRUE;
    for (const char *p = text; *p; p++) {
        if (open && p[0] == '"' && p[1] == '"')
            p++;
        else if (open && *p == '"')
            open = FALSE;
        else if (start && *p == '"')
            open = TRUE;
        start = !open && *p == '\t';
    }
    return open;
}

#define CELL_LINES 20 /* that a cell's quotes may reach over: a quote that nobody closes shall not take the rest of the mail */

/* The row that begins in line `i` with the lines that its quotes reach over; NULL when they are closed, or never are. */
char *cells_joined_row(const GArray *lines, guint i, guint *ret_last)
{
    g_autoptr(GString) row = g_string_new(g_array_index(lines, struct text_line, i).text);
    if (!strchr(row->str, '\t') || !quote_is_open(row->str))
        return NULL;
    for (guint next = i + 1; next < lines->len && next - i < CELL_LINES; next++) {
        const struct text_line *line = &g_array_index(lines, struct text_line, next);
        if (line->ours || line->quoted)
            return NULL;
        g_string_append_printf(row, "\n%s", line->text);
        if (quote_is_open(row->str))
            continue;
        *ret_last = next;
        return g_strdup(row->str);
    }
    return NULL;
}

/* Cells that are set apart by runs of tabs or blanks, for the eye: none of them is empty. */
GStrv cells_aligned(const char *line)
{
    g_autoptr(GStrvBuilder) cells = g_strv_builder_new();
    guint count = 0;
    for (const char *p = line; *p && count < BOUND_TABLE_COLUMNS;) {
        p += strspn(p, " \t");
        gsize length = 0;
        while (p[length] && p[length] != '\t' && strncmp(p + length, "  ", 2) != 0)
            length++;
        g_autofree char *cell = g_strndup(p, length);
        if (length)
            g_strv_builder_add(cells, g_strstrip(cell));
        count += length > 0;
        p += length;
    }
    return count > 1 ? g_strv_builder_end(cells) : NULL;
}

GStrv cells_of_line(const char *line)
{
    const char *mark = strchr(line, '\t') ? "\t" : strchr(line, '|') ? "|" : NULL;
    if (!mark)
        return NULL;
    g_autofree char *text = g_strdup(line);
    if (*mark == '|') {
        g_strstrip(text);
        gsize length = strlen(text);
        if (length > 1 && text[length - 1] == '|')
            text[length - 1] = '\0';
    }
    GStrv cells = g_strsplit(*mark == '|' && *text == '|' ? text + 1 : text, mark, BOUND_TABLE_COLUMNS);
    for (guint i = 0; cells[i]; i++)
        unquote(g_strstrip(cells[i]));
    return cells;
}

/* A row of labels alone begins a table; two labels in neighbouring cells cannot be a label and its value. */
gboolean cells_are_header(struct label_index *index, GStrv cells)
{
    guint labels = 0, others = 0, filled = 0;
    struct label_match match;
    for (guint i = 0; cells[i]; i++) {
        g_autofree char *key = text_match_key(cells[i]);
        gboolean label = *cells[i] && label_find(index, cells[i], FALSE, &match) && !(match.index && match.label->names_product); /* "Item 2" */
        filled += *cells[i] != '\0';
        labels += label;
        others += !label && (words_is(WORDS_SUM, key) || words_is(WORDS_EACH, key) || words_is(WORDS_ITEM, key)); /* "Pos.", "Unit", "Summe" */
    }
    return labels >= 2 && (labels + others) * 2 > filled;
}

/* Whether a cell between others is empty, as no label of a table is. */
gboolean cells_have_gaps(GStrv cells)
{
    for (guint i = 1; cells[0] && cells[i] && cells[i + 1]; i++)
        if (!*cells[i] && *cells[i + 1])
            return TRUE;
    return FALSE;
}
