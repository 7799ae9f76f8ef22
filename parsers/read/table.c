/* Pairs and tables to entries: one item a row, when the first row holds known labels; one a column, when the first
 * column does. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/entry.h"

#define SPAN_OF_SUMS 3 /* a cell this wide begins a row of sums, shipping or vouchers, not of an item */

/* --- pairs ------------------------------------------------------------------------------------------------------- */

static struct entry *add_labelled(GPtrArray *entries, const struct label_match *match, const char *label,
                                  const char *value)
{
    g_autofree char *raw = g_strdup_printf("%s: %s", label, value);
    struct entry *entry = entry_new(match->label->names_product ? ENTRY_PRODUCT : ENTRY_FIELD, raw);
    entry->match = *match;
    entry->index = match->index;
    g_free(entry->text);
    entry->text = g_strstrip(g_strndup(value, BOUND_VALUE_SIZE));
    g_ptr_array_add(entries, entry);
    return entry;
}

void entries_add_pair(GPtrArray *entries, struct label_index *index, const char *label, const char *value)
{
    struct label_match match;
    if (label_find(index, label, TRUE, &match)) {
        add_labelled(entries, &match, label, value);
        return;
    }
    g_autofree char *raw = *label ? g_strdup_printf("%s: %s", label, value) : g_strdup(value);
    struct entry *entry = heading_read(index, raw, FALSE);
    if (!entry) {
        entry = entry_new(ENTRY_TEXT, raw);
        g_free(entry->text);
        entry->text = g_strdup(raw);
    }
    g_ptr_array_add(entries, entry);
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

struct grid {
    guint rows, columns;
    const char **cells; /* rows × columns, "" where a row is short */
    gboolean *sums;     /* rows that begin with a wide cell */
};

static void grid_init(struct grid *grid, guint rows, guint columns)
{
    grid->rows = rows;
    grid->columns = columns;
    grid->cells = g_new(const char *, (gsize)rows *columns + 1);
    grid->sums = g_new0(gboolean, rows + 1);
    for (gsize i = 0; i < (gsize)rows * columns; i++)
        grid->cells[i] = "";
}

static void grid_clear(struct grid *grid)
{
    g_free(grid->cells);
    g_free(grid->sums);
}

static const char **grid_cell(const struct grid *grid, guint row, guint column)
{
    return &grid->cells[(gsize)row * grid->columns + column];
}

/* Rows become columns. */
static void grid_turn(struct grid *grid)
{
    struct grid turned;
    grid_init(&turned, grid->columns, grid->rows);
    for (guint r = 0; r < grid->rows; r++)
        for (guint c = 0; c < grid->columns; c++)
            *grid_cell(&turned, c, r) = *grid_cell(grid, r, c);
    grid_clear(grid);
    *grid = turned;
}

/* How many cells of the first row are known labels; `ret_filled` how many hold anything. */
static guint grid_labels(const struct grid *grid, struct label_index *index, struct label_match *matches,
                         guint *ret_filled)
{
    guint labels = 0;
    *ret_filled = 0;
    for (guint c = 0; c < grid->columns; c++) {
        const char *text = *grid_cell(grid, 0, c);
        matches[c] = (struct label_match){0};
        *ret_filled += *text != '\0';
        if (*text && label_find(index, text, TRUE, &matches[c]))
            labels++;
        else
            matches[c] = (struct label_match){0};
    }
    return labels;
}

static gboolean grid_has_header(const struct grid *grid, struct label_index *index, struct label_match *matches)
{
    guint filled, labels = grid->rows > 1 ? grid_labels(grid, index, matches, &filled) : 0;
    return labels >= 2 && labels * 2 >= filled;
}

/* The column that names the product: by a product's label, else the SKU's. */
static guint grid_product_column(const struct grid *grid, const struct label_match *matches)
{
    guint sku = grid->columns;
    for (guint c = 0; c < grid->columns; c++) {
        if (!matches[c].label)
            continue;
        if (matches[c].label->names_product)
            return c;
        for (guint t = 0; t < matches[c].label->targets->len; t++)
            if (g_array_index(matches[c].label->targets, struct label_target, t).field->role == ROLE_SKU)
                sku = c;
    }
    return sku;
}

static char *row_text(const struct grid *grid, guint row)
{
    GString *text = g_string_new(NULL);
    for (guint c = 0; c < grid->columns; c++)
        if (**grid_cell(grid, row, c))
            g_string_append_printf(text, "%s%s", text->len ? " | " : "", *grid_cell(grid, row, c));
    return g_string_free(text, FALSE);
}

static void grid_add_text(GPtrArray *entries, const struct grid *grid, guint row)
{
    g_autofree char *raw = row_text(grid, row);
    if (!*raw)
        return;
    struct entry *entry = entry_new(ENTRY_TEXT, raw);
    g_free(entry->text);
    entry->text = g_strdup(raw);
    g_ptr_array_add(entries, entry);
}

/* Whether the row orders something: not a sum, and its product is ours or it has values besides. */
static gboolean row_is_item(const struct grid *grid, const struct label_index *index, guint row, guint product)
{
    guint filled = 0;
    if (grid->sums[row] || product >= grid->columns || !**grid_cell(grid, row, product))
        return FALSE;
    g_autofree char *key = text_match_key(*grid_cell(grid, row, product));
    struct product_match match = product_find(index, *grid_cell(grid, row, product), TRUE);
    if (!*key)
        return FALSE;
    for (guint c = 0; c < grid->columns; c++)
        filled += **grid_cell(grid, row, c) != '\0';
    return match.form || match.several || filled >= 2;
}

/* What stands below the product's name in its cell: "- Fabric: Linen". */
static void grid_add_details(GPtrArray *entries, struct label_index *index, const char *details)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(struct text_line));
    g_auto(GStrv) texts = g_strsplit(details, "\n", -1);
    for (guint i = 0; texts[i]; i++) {
        struct text_line line = {texts[i], FALSE, FALSE};
        g_array_append_val(lines, line);
    }
    g_autoptr(GPtrArray) below = entries_of_lines(index, lines);
    for (guint i = 0; i < below->len; i++) {
        struct entry *entry = below->pdata[i];
        entry->bound = entry->kind == ENTRY_FIELD;
        if (entry->kind == ENTRY_PRODUCT || entry->kind == ENTRY_BREAK)
            continue;
        g_ptr_array_add(entries, entry);
        below->pdata[i] = NULL;
    }
}

static void grid_add_row(GPtrArray *entries, struct label_index *index, const struct grid *grid,
                         const struct label_match *matches, guint row, guint product)
{
    g_autofree char *raw = row_text(grid, row);
    struct entry *entry = entry_new(ENTRY_PRODUCT, raw);
    if (matches[product].label->names_product)
        entry->match = matches[product];
    const char *cell = *grid_cell(grid, row, product), *below = strchr(cell, '\n');
    g_free(entry->text);
    entry->text = below ? g_strndup(cell, (gsize)(below - cell)) : g_strdup(cell);
    g_ptr_array_add(entries, entry);
    if (below)
        grid_add_details(entries, index, below + 1);
    for (guint c = 0; c < grid->columns; c++) {
        if (!matches[c].label || **grid_cell(grid, row, c) == '\0' || (c == product && matches[c].label->names_product))
            continue;
        if (!matches[c].label->names_product)
            add_labelled(entries, &matches[c], *grid_cell(grid, 0, c), *grid_cell(grid, row, c))->bound = TRUE;
    }
}

/* A table without a product column: its rows are values of one item each, in the product the mail names. */
static void grid_add_fields(GPtrArray *entries, const struct grid *grid, const struct label_match *matches, guint row)
{
    for (guint c = 0; c < grid->columns; c++)
        if (matches[c].label && **grid_cell(grid, row, c))
            add_labelled(entries, &matches[c], *grid_cell(grid, 0, c), *grid_cell(grid, row, c));
}

static gboolean grid_add(GPtrArray *entries, struct label_index *index, struct grid *grid)
{
    g_autofree struct label_match *matches = g_new0(struct label_match, MAX(grid->rows, grid->columns) + 1);
    if (!grid_has_header(grid, index, matches)) {
        grid_turn(grid);
        if (!grid_has_header(grid, index, matches)) {
            grid_turn(grid);
            return FALSE;
        }
    }
    guint product = grid_product_column(grid, matches);
    for (guint r = 1; r < grid->rows; r++) {
        if (row_is_item(grid, index, r, product))
            grid_add_row(entries, index, grid, matches, r, product);
        else if (product >= grid->columns && !grid->sums[r] && grid->rows == 2)
            grid_add_fields(entries, grid, matches, r);
        else
            grid_add_text(entries, grid, r);
    }
    return TRUE;
}

gboolean entries_add_rows(GPtrArray *entries, struct label_index *index, const GPtrArray *rows)
{
    struct grid grid;
    guint columns = 0;
    for (guint r = 0; r < rows->len; r++)
        columns = MAX(columns, MIN(g_strv_length(rows->pdata[r]), BOUND_TABLE_COLUMNS));
    grid_init(&grid, MIN(rows->len, BOUND_TABLE_ROWS), columns);
    for (guint r = 0; r < grid.rows; r++) {
        GStrv row = rows->pdata[r];
        for (guint c = 0; c < columns && row[c]; c++)
            *grid_cell(&grid, r, c) = row[c];
    }
    gboolean known = grid_add(entries, index, &grid);
    for (guint r = 0; !known && r < grid.rows; r++)
        grid_add_text(entries, &grid, r);
    grid_clear(&grid);
    return known;
}

static guint row_columns(const GPtrArray *row)
{
    guint columns = 0;
    for (guint c = 0; c < row->len; c++)
        columns += MAX(1, MIN(((const struct document_cell *)row->pdata[c])->column_span, BOUND_TABLE_COLUMNS));
    return MIN(columns, BOUND_TABLE_COLUMNS);
}

static void grid_fill_row(struct grid *grid, guint r, const GPtrArray *row)
{
    guint column = 0;
    for (guint c = 0; c < row->len && column < grid->columns; c++) {
        const struct document_cell *cell = row->pdata[c];
        *grid_cell(grid, r, column) = cell->text;
        if (cell->column_span >= SPAN_OF_SUMS || (c == 0 && cell->column_span > 1))
            grid->sums[r] = TRUE;
        column += MAX(1, MIN(cell->column_span, BOUND_TABLE_COLUMNS));
    }
}

gboolean entries_add_table(GPtrArray *entries, struct label_index *index, const struct document_table *table)
{
    struct grid grid;
    guint columns = 0;
    for (guint r = 0; r < table->rows->len; r++)
        columns = MAX(columns, row_columns(table->rows->pdata[r]));
    grid_init(&grid, MIN(table->rows->len, BOUND_TABLE_ROWS), columns);
    for (guint r = 0; r < grid.rows; r++)
        grid_fill_row(&grid, r, table->rows->pdata[r]);
    gboolean known = grid_add(entries, index, &grid);
    grid_clear(&grid);
    return known;
}
