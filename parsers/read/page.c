/* A row of known labels begins a table, and each cell below belongs to the label that it stands under. Elsewhere a label may stand left of its
 * value, and two columns of text are read one after the other. */
#include "parsers/read/page.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"

#define GAP         2u  /* spaces between two cells */
#define CELLS_MOST  40u /* in one line */
#define BLANKS_MOST 2u  /* empty lines between two rows of a table */
#define STRAY       1u  /* characters by which a column may waver */

struct cell {
    guint start, end; /* characters from the left */
    char *text;
};

static void cell_clear(void *data)
{
    g_free(((struct cell *)data)->text);
}

/* The cells of a line; empty for an empty line. */
static GArray *cells_of(const char *line)
{
    GArray *cells = g_array_new(FALSE, TRUE, sizeof(struct cell));
    guint column = 0, spaces = GAP;
    const char *from = NULL;
    struct cell cell = {0};
    g_array_set_clear_func(cells, cell_clear);
    for (const char *p = line; *p && cells->len < CELLS_MOST; p = g_utf8_next_char(p), column++) {
        gboolean blank = g_unichar_isspace(g_utf8_get_char(p));
        if (!blank && !from) {
            from = p;
            cell.start = column;
        }
        spaces = blank ? spaces + (*p == '\t' ? GAP : 1) : 0;
        if (!blank)
            cell.end = column + 1;
        const char *next = g_utf8_next_char(p);
        if (!from || (spaces < GAP && *next))
            continue;
        cell.text = g_strstrip(g_strndup(from, (gsize)(next - from)));
        g_array_append_val(cells, cell);
        from = NULL;
    }
    return cells;
}

static const struct cell *cell_at(const GArray *cells, guint index)
{
    return &g_array_index(cells, struct cell, index);
}

struct pages {
    struct label_index *index;
    GPtrArray *entries;
    const GPtrArray *lines; /* struct document_line */
    guint at;
    GArray *plain;    /* struct text_line: what is no table, until one begins */
    GPtrArray *owned; /* the texts of these lines */
};

static const char *line_at(const struct pages *pages, guint at)
{
    return ((const struct document_line *)pages->lines->pdata[at])->text;
}

/* --- tables ----------------------------------------------------------------------------------------------------------------------- */

struct columns {
    GArray *header;  /* struct cell */
    guint quantity;  /* which of them counts; header->len none */
};

static gboolean counts(const struct label_match *match)
{
    for (guint i = 0; i < match->label->targets->len; i++)
        if (g_array_index(match->label->targets, struct label_target, i).field->role == ROLE_QUANTITY)
            return TRUE;
    return FALSE;
}

/* Whether the cells are labels, most of them; and which of them is the quantity's. */
static gboolean is_header(struct label_index *index, const GArray *cells, guint *ret_quantity)
{
    guint labels = 0;
    struct label_match match;
    *ret_quantity = cells->len;
    for (guint i = 0; i < cells->len; i++) {
        if (!label_find(index, cell_at(cells, i)->text, FALSE, &match))
            continue;
        labels++;
        if (counts(&match))
            *ret_quantity = i;
    }
    return labels >= 2 && labels * 2 > cells->len;
}

/* The label under which a cell stands: the one it overlaps most, else the nearest. Numbers are set to the right, texts to the left. */
static guint column_of(const GArray *header, const struct cell *cell)
{
    guint best = 0;
    int most = G_MININT;
    for (guint i = 0; i < header->len; i++) {
        const struct cell *label = cell_at(header, i);
        int overlap = (int)MIN(label->end, cell->end) - (int)MAX(label->start, cell->start); /* negative: how far they are apart */
        if (overlap > most) {
            most = overlap;
            best = i;
        }
    }
    return best;
}

/* One text a column. */
static GStrv row_of(const struct columns *columns, const GArray *cells)
{
    GStrv row = g_new0(char *, columns->header->len + 1);
    for (guint i = 0; i < cells->len; i++) {
        guint column = column_of(columns->header, cell_at(cells, i));
        char *before = row[column];
        row[column] = before ? g_strdup_printf("%s %s", before, cell_at(cells, i)->text) : g_strdup(cell_at(cells, i)->text);
        g_free(before);
    }
    for (guint i = 0; i < columns->header->len; i++)
        if (!row[i])
            row[i] = g_strdup("");
    return row;
}

/* Sums stand below a table and are no rows of it. */
static gboolean is_row(const struct columns *columns, GStrv row)
{
    guint filled = 0;
    for (guint i = 0; row[i]; i++)
        filled += *row[i] != '\0';
    if (columns->quantity < columns->header->len)
        return g_ascii_isdigit(*row[columns->quantity]) && filled >= 2;
    return filled >= 2 && filled * 2 >= columns->header->len;
}

/* More of the row above: one cell, in a column where something stands. */
static gboolean continue_row(const struct columns *columns, GPtrArray *rows, const GArray *cells)
{
    if (cells->len != 1 || rows->len < 2)
        return FALSE;
    GStrv last = rows->pdata[rows->len - 1];
    guint column = column_of(columns->header, cell_at(cells, 0));
    if (!*last[column] || strlen(last[column]) >= BOUND_VALUE_SIZE || cell_at(cells, 0)->start + STRAY < cell_at(columns->header, column)->start)
        return FALSE;
    char *more = g_strdup_printf("%s\n%s", last[column], cell_at(cells, 0)->text);
    g_free(last[column]);
    last[column] = more;
    return TRUE;
}

static void free_row(void *row)
{
    g_strfreev(row);
}

static GStrv header_row(const struct columns *columns)
{
    GStrv row = g_new0(char *, columns->header->len + 1);
    for (guint i = 0; i < columns->header->len; i++)
        row[i] = g_strdup(cell_at(columns->header, i)->text);
    return row;
}

/* Takes the lines that belong to the table; the position stays at the first that does not. */
static void take_rows(struct pages *pages, const struct columns *columns, GPtrArray *rows)
{
    guint blanks = 0;
    for (guint at = pages->at; at < pages->lines->len && rows->len < BOUND_TABLE_ROWS; at++) {
        g_autoptr(GArray) cells = cells_of(line_at(pages, at));
        if (cells->len == 0) {
            if (++blanks > BLANKS_MOST)
                return;
            continue;
        }
        g_auto(GStrv) row = row_of(columns, cells);
        if (is_row(columns, row))
            g_ptr_array_add(rows, g_steal_pointer(&row));
        else if (blanks > 0 || !continue_row(columns, rows, cells))
            return;
        blanks = 0;
        pages->at = at + 1;
    }
}

static void add_plain(struct pages *pages, char *text)
{
    struct text_line line = {text, FALSE, FALSE};
    g_ptr_array_add(pages->owned, text);
    g_array_append_val(pages->plain, line);
}

static void flush_plain(struct pages *pages)
{
    g_autoptr(GPtrArray) entries = entries_of_lines(pages->index, pages->plain);
    for (guint i = 0; i < entries->len; i++)
        g_ptr_array_add(pages->entries, g_steal_pointer(&entries->pdata[i]));
    g_array_set_size(pages->plain, 0);
    g_ptr_array_set_size(pages->owned, 0);
}

static gboolean take_table(struct pages *pages)
{
    g_autoptr(GArray) header = cells_of(line_at(pages, pages->at));
    struct columns columns = {.header = header};
    if (!is_header(pages->index, header, &columns.quantity))
        return FALSE;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
    g_ptr_array_add(rows, header_row(&columns));
    flush_plain(pages);
    pages->at++;
    take_rows(pages, &columns, rows);
    entries_add_rows(pages->entries, pages->index, rows);
    return TRUE;
}

/* --- labels and columns of text --------------------------------------------------------------------------------------------------- */

static gboolean is_label(struct label_index *index, const char *text)
{
    struct label_match match;
    return label_find(index, text, FALSE, &match);
}

/* "Fabric      Linen": a label, and what is none. */
static gboolean is_pair(struct label_index *index, const GArray *cells, guint at)
{
    return at + 1 < cells->len && is_label(index, cell_at(cells, at)->text) && !is_label(index, cell_at(cells, at + 1)->text) &&
           !strchr(cell_at(cells, at + 1)->text, ':');
}

static void add_cells(struct pages *pages, const GArray *cells)
{
    for (guint i = 0; i < cells->len; i++) {
        const char *text = cell_at(cells, i)->text;
        if (is_pair(pages->index, cells, i))
            add_plain(pages, g_strdup_printf("%s%s %s", text, g_str_has_suffix(text, ":") ? "" : ":", cell_at(cells, ++i)->text));
        else
            add_plain(pages, g_strdup(text));
    }
}

/* Where a second column of text begins in the lines from..to, two of which hold it at least; 0 where there is none. */
static guint second_column(struct pages *pages, guint from, guint to)
{
    guint start = 0, lines = 0;
    for (guint at = from; at < to; at++) {
        g_autoptr(GArray) cells = cells_of(line_at(pages, at));
        if (cells->len > 2 || is_pair(pages->index, cells, 0))
            return 0;
        if (cells->len < 2)
            continue;
        guint here = cell_at(cells, 1)->start;
        if (start && (here > start + STRAY || here + STRAY < start))
            return 0;
        start = here;
        lines++;
    }
    return lines >= 2 ? start : 0;
}

/* The lines' left or right half. */
static void add_half(struct pages *pages, guint from, guint to, guint column, gboolean right)
{
    for (guint at = from; at < to; at++) {
        g_autoptr(GArray) cells = cells_of(line_at(pages, at));
        for (guint i = 0; i < cells->len; i++)
            if ((cell_at(cells, i)->start + STRAY >= column) == right)
                add_plain(pages, g_strdup(cell_at(cells, i)->text));
    }
    add_plain(pages, g_strdup(""));
}

/* Lines without an empty one between them, up to where a table begins. */
static void take_paragraph(struct pages *pages)
{
    guint from = pages->at, to = from, quantity;
    for (; to < pages->lines->len && !line_is_blank(line_at(pages, to)); to++) {
        g_autoptr(GArray) cells = cells_of(line_at(pages, to));
        if (to > from && is_header(pages->index, cells, &quantity))
            break;
    }
    guint column = second_column(pages, from, to);
    if (column) {
        add_half(pages, from, to, column, FALSE);
        add_half(pages, from, to, column, TRUE);
    }
    for (guint at = from; at < to && !column; at++) {
        g_autoptr(GArray) cells = cells_of(line_at(pages, at));
        add_cells(pages, cells);
    }
    pages->at = to;
}

/* --- the whole -------------------------------------------------------------------------------------------------------------------- */

static void read_block(struct pages *pages)
{
    while (pages->at < pages->lines->len) {
        if (line_is_blank(line_at(pages, pages->at))) {
            add_plain(pages, g_strdup(""));
            pages->at++;
        } else if (!take_table(pages)) {
            take_paragraph(pages);
        }
    }
    flush_plain(pages);
}

GPtrArray *entries_of_pages(struct label_index *index, const struct document *document)
{
    GPtrArray *entries = entries_new();
    for (guint i = 0; i < document->blocks->len; i++) {
        const struct document_block *block = document->blocks->pdata[i];
        if (block->origin != BLOCK_PAGE)
            continue;
        if (entries->len > 0)
            g_ptr_array_add(entries, entry_new(ENTRY_BREAK, "")); /* another file may be another order */
        struct pages pages = {.index = index,
                              .entries = entries,
                              .lines = block->lines,
                              .plain = g_array_new(FALSE, FALSE, sizeof(struct text_line)),
                              .owned = g_ptr_array_new_with_free_func(g_free)};
        read_block(&pages);
        g_array_unref(pages.plain);
        g_ptr_array_unref(pages.owned);
    }
    return entries;
}
