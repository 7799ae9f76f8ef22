#include "parsers/read/grid.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"

#define SPAN_OF_SUMS 3 /* a cell this wide, wider than its header, begins a row of sums, shipping or vouchers, not of an item */
#define PAIR_LABEL 200 /* bytes */

/* --- the grid itself ----------------------------------------------------------------------------------------------------------------- */

static void grid_init(struct grid *grid, guint rows, guint columns)
{
    grid->rows = rows;
    grid->columns = columns;
    grid->cells = g_new(struct grid_cell, (gsize)rows *columns + 1);
    for (gsize i = 0; i < (gsize)rows * columns; i++)
        grid->cells[i] = (struct grid_cell){"", NULL, 0};
}

void grid_clear(struct grid *grid)
{
    g_free(grid->cells);
}

struct grid_cell *grid_cell(const struct grid *grid, guint row, guint column)
{
    return &grid->cells[(gsize)row * grid->columns + column];
}

const char *grid_text(const struct grid *grid, guint row, guint column)
{
    return grid_cell(grid, row, column)->text;
}

static guint span_of(const struct document_cell *cell)
{
    return MAX(1, MIN(cell->column_span, BOUND_TABLE_COLUMNS));
}

static guint row_columns(const GPtrArray *row)
{
    guint columns = 0;
    for (guint c = 0; c < row->len; c++)
        columns += span_of(row->pdata[c]);
    return MIN(columns, BOUND_TABLE_COLUMNS);
}

static void fill_row(struct grid *grid, guint r, const GPtrArray *row)
{
    for (guint c = 0, column = 0; c < row->len && column < grid->columns; c++) {
        const struct document_cell *cell = row->pdata[c];
        *grid_cell(grid, r, column) = (struct grid_cell){cell->text, cell->problem, span_of(cell)};
        column += span_of(cell);
    }
}

void grid_init_table(struct grid *grid, const struct document_table *table)
{
    guint columns = 0;
    for (guint r = 0; r < table->rows->len; r++)
        columns = MAX(columns, row_columns(table->rows->pdata[r]));
    grid_init(grid, MIN(table->rows->len, BOUND_TABLE_ROWS), columns);
    for (guint r = 0; r < grid->rows; r++)
        fill_row(grid, r, table->rows->pdata[r]);
}

void grid_init_rows(struct grid *grid, const GPtrArray *rows)
{
    guint columns = 0;
    for (guint r = 0; r < rows->len; r++)
        columns = MAX(columns, MIN(g_strv_length(rows->pdata[r]), BOUND_TABLE_COLUMNS));
    grid_init(grid, MIN(rows->len, BOUND_TABLE_ROWS), columns);
    for (guint r = 0; r < grid->rows; r++) {
        GStrv row = rows->pdata[r];
        for (guint c = 0; c < columns && row[c]; c++)
            *grid_cell(grid, r, c) = (struct grid_cell){row[c], NULL, 1};
    }
}

void grid_turn(struct grid *grid)
{
    struct grid turned;
    grid_init(&turned, grid->columns, grid->rows);
    for (guint r = 0; r < grid->rows; r++)
        for (guint c = 0; c < grid->columns; c++) {
            const struct grid_cell *cell = grid_cell(grid, r, c);
            *grid_cell(&turned, c, r) = (struct grid_cell){cell->text, cell->problem, MIN(cell->span, 1)};
        }
    grid_clear(grid);
    *grid = turned;
}

static gboolean is_filled(const struct grid_cell *cell)
{
    return *cell->text || cell->problem;
}

guint grid_filled(const struct grid *grid, guint row, guint *ret_first)
{
    guint filled = 0;
    *ret_first = grid->columns;
    for (guint c = 0; c < grid->columns; c++) {
        if (!is_filled(grid_cell(grid, row, c)))
            continue;
        if (filled++ == 0)
            *ret_first = c;
    }
    return filled;
}

char *grid_row_text(const struct grid *grid, guint row)
{
    GString *text = g_string_new(NULL);
    for (guint c = 0; c < grid->columns; c++)
        if (*grid_text(grid, row, c))
            g_string_append_printf(text, "%s%s", text->len ? " | " : "", grid_text(grid, row, c));
    return g_string_free(text, FALSE);
}

/* --- labels ------------------------------------------------------------------------------------------------------------------------------ */

static gboolean is_label(struct label_index *index, const char *text, gboolean typos)
{
    struct label_match match;
    return *text && strlen(text) <= PAIR_LABEL && label_find(index, text, typos, &match);
}

static guint find_labels(const struct grid *grid, struct label_index *index, guint row, gboolean typos, struct label_match *matches)
{
    guint labels = 0;
    for (guint c = 0; c < grid->columns; c++) {
        const char *text = grid_text(grid, row, c);
        matches[c] = (struct label_match){0};
        if (*text && label_find(index, text, typos, &matches[c]))
            labels++;
        else
            matches[c] = (struct label_match){0};
    }
    return labels;
}

/* A form's rows begin with labels one below the other; below a header stand values. */
static gboolean labels_stand_below(const struct grid *grid, struct label_index *index, guint row)
{
    for (guint c = 0; c < grid->columns; c++)
        if (is_label(index, grid_text(grid, row, c), FALSE) && is_label(index, grid_text(grid, row + 1, c), FALSE))
            return TRUE;
    return FALSE;
}

/* --- labels with values ---------------------------------------------------------------------------------------------------------------- */

/* A label that is none of ours: it says so by its colon, or, in a row whose first pair is known, by the gap before it. */
static gboolean stands_as_label(const struct grid *grid, guint row, guint column, gboolean gap)
{
    return g_str_has_suffix(grid_text(grid, row, column), ":") || gap;
}

gboolean grid_row_is_pairs(const struct grid *grid, struct label_index *index, guint row)
{
    guint place = 0, labels = 0, last = 0;
    for (guint c = 0; c < grid->columns; c++) {
        const char *text = grid_text(grid, row, c);
        if (!is_filled(grid_cell(grid, row, c)))
            continue;
        gboolean label = is_label(index, text, place % 2 == 0), gap = labels > 0 && c > last + 1;
        if (place % 2 == 0 ? !label && !stands_as_label(grid, row, c, gap) : label)
            return FALSE;
        labels += label;
        last = c + MAX(1, grid_cell(grid, row, c)->span) - 1;
        place++;
    }
    return labels > 0 && (place == 1 || place % 2 == 0);
}

/* --- labels above values --------------------------------------------------------------------------------------------------------------- */

/* Labels with their values, and no values below that are as many: "Name, Ayla, Phone, 555" heads no table. */
static gboolean is_row_of_form(const struct grid *grid, struct label_index *index, guint row)
{
    guint first, filled = grid_filled(grid, row, &first), labels = 0;
    for (guint c = 0; c < grid->columns; c++)
        labels += is_label(index, grid_text(grid, row + 1, c), FALSE);
    return grid_row_is_pairs(grid, index, row) && (labels >= 2 || grid_filled(grid, row + 1, &first) * 4 < filled * 3);
}

/* "Item 1 | Item 2" numbers columns, and says nothing of what stands in them. */
static gboolean only_numbers(const struct grid *grid, const struct label_match *matches)
{
    for (guint c = 0; c < grid->columns; c++)
        if (matches[c].label && !(matches[c].index && matches[c].label->names_product))
            return FALSE;
    return TRUE;
}

/* The first row may be misspelt; further down, where it could as well be an item, two labels must be exact. */
gboolean grid_row_is_header(const struct grid *grid, struct label_index *index, guint row, struct label_match *matches)
{
    guint first, filled = grid_filled(grid, row, &first);
    if (row + 1 >= grid->rows || filled < 2 || (row > 0 && find_labels(grid, index, row, FALSE, matches) < 2))
        return FALSE;
    guint labels = find_labels(grid, index, row, TRUE, matches);
    return labels >= 2 && labels * 2 >= filled && !only_numbers(grid, matches) && !labels_stand_below(grid, index, row) && !is_row_of_form(grid, index, row);
}

/* --- sums -------------------------------------------------------------------------------------------------------------------------------- */

/* Match keys of words that such rows consist of, and those of them that make one. */
static gboolean is_among(const char *const *words, const char *word)
{
    for (guint i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return TRUE;
    return FALSE;
}

static gboolean key_is_sum(const char *key)
{
    static const char *const making[] = {
        "total", "totals", "subtotal", "sum", "vat", "tax", "shipping", "freight", "postage", "discount", "voucher", "toplam", "toplami", "aratoplam", "kdv",
        "kargo", "nakliye", "indirim", "iskonto", "summe", "gesamt", "gesamtsumme", "gesamtbetrag", "zwischensumme", "mwst", "ust", "versand",
        "versandkosten", "rabatt", "tva", "remise", "totale", "iva", "subtotale", "totaal", "subtotaal", "btw", "razem", "suma", "итого", "ндс", NULL};
    static const char *const beside[] = {
        "sub", "grand", "net", "gross", "amount", "due", "price", "value", "cost", "costs", "order", "excluding", "including", "excl", "incl", "ex", "inc",
        "of", "ara", "genel", "tutar", "tutari", "dahil", "haric", "ucreti", "bedeli", "siparis", "netto", "brutto", "inkl", "zzgl", "ht", "ttc", "general",
        "generale", "eur", "usd", "gbp", "try", "tl", "pln", "chf", "in", NULL};
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    gboolean makes = FALSE;
    for (guint i = 0; words[i]; i++) {
        gboolean number = *words[i] && strspn(words[i], "0123456789") == strlen(words[i]);
        gboolean this = is_among(making, words[i]);
        if (!this && !number && !is_among(beside, words[i]))
            return FALSE;
        makes = makes || this;
    }
    return makes;
}

static guint widest(const struct grid *grid, guint row)
{
    guint span = 0;
    for (guint c = 0; c < grid->columns; c++)
        span = MAX(span, grid_cell(grid, row, c)->span);
    return span;
}

gboolean grid_row_is_sum(const struct grid *grid, guint header, guint row)
{
    guint first;
    if (grid_filled(grid, row, &first) == 0)
        return FALSE;
    guint span = grid_cell(grid, row, first)->span, usual = grid_cell(grid, header, first)->span;
    g_autofree char *key = text_match_key(grid_text(grid, row, first));
    return (first == 0 && span > 1 && span > usual) || (widest(grid, row) >= SPAN_OF_SUMS && widest(grid, row) > widest(grid, header)) || key_is_sum(key);
}
