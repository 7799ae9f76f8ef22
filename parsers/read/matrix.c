#include "parsers/read/matrix.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/items.h"
#include "parsers/read/words.h"

#define CHOICES_LEAST 2  /* columns named like choices of one field that make such a table */
#define HEADER_MOST   30 /* rows above it */

struct matrix {
    struct label_index *index;
    const struct grid *grid;
    guint header, product; /* row and column */
    gboolean *choice;      /* of each column: it is one */
};

/* --- found ------------------------------------------------------------------------------------------------------------------ */

static gboolean is_sku(const struct label_match *match)
{
    for (guint t = 0; t < match->label->targets->len; t++)
        if (g_array_index(match->label->targets, struct label_target, t).field->role == ROLE_SKU)
            return TRUE;
    return FALSE;
}

/* By the article's number, else by its name; grid->columns when none of them heads a column. */
static guint product_column(const struct grid *grid, struct label_index *index, guint row)
{
    guint named = grid->columns;
    for (guint c = 0; c < grid->columns; c++) {
        struct label_match match;
        if (!*grid_text(grid, row, c) || !label_find(index, grid_text(grid, row, c), FALSE, &match))
            continue;
        if (is_sku(&match))
            return c;
        if (match.label->names_product && named == grid->columns)
            named = c;
    }
    return named;
}

/* Whether the row's cells name choices of one field of the form. */
static gboolean find_choices(struct matrix *matrix, const struct form *form)
{
    const struct field *field = NULL;
    guint count = 0;
    for (guint c = 0; c < matrix->grid->columns; c++) {
        struct label_match match;
        const char *text = grid_text(matrix->grid, matrix->header, c);
        const struct field *of = *text && !label_find(matrix->index, text, FALSE, &match) ? field_of_choice(form, text, NULL) : NULL;
        matrix->choice[c] = c != matrix->product && of && (!field || field == of);
        field = matrix->choice[c] ? of : field;
        count += matrix->choice[c];
    }
    return count >= CHOICES_LEAST;
}

static gboolean find_matrix(struct matrix *matrix)
{
    const struct grid *grid = matrix->grid;
    for (matrix->header = 0; matrix->header + 1 < grid->rows && matrix->header < HEADER_MOST; matrix->header++) {
        matrix->product = product_column(grid, matrix->index, matrix->header);
        if (matrix->product >= grid->columns)
            continue;
        const char *first = grid_text(grid, matrix->header + 1, matrix->product);
        struct product_match match = *first ? product_find(matrix->index, first, FALSE) : (struct product_match){0};
        if (match.form && find_choices(matrix, match.form))
            return TRUE;
    }
    return FALSE;
}

/* --- read -------------------------------------------------------------------------------------------------------------------- */

static void add_text(GPtrArray *entries, const char *text)
{
    struct entry *entry = entry_new(ENTRY_TEXT, text);
    g_free(entry->text);
    entry->text = g_strdup(text);
    g_ptr_array_add(entries, entry);
}

/* The row's other columns, of each item in it. */
static void add_fields(GPtrArray *entries, const struct matrix *matrix, guint row)
{
    const struct grid *grid = matrix->grid;
    for (guint c = 0; c < grid->columns; c++) {
        const char *label = grid_text(grid, matrix->header, c), *cell = grid_text(grid, row, c);
        struct label_match match;
        g_autofree char *key = text_match_key(label);
        gboolean known = *label && label_find(matrix->index, label, FALSE, &match);
        if (c == matrix->product || matrix->choice[c] || !*cell || words_in(WORDS_SUM, key) || (known && match.label->names_product))
            continue;
        entries_add_pair(entries, matrix->index, label, cell);
        ((struct entry *)entries->pdata[entries->len - 1])->bound = TRUE;
    }
}

/* TRUE: the cell orders some. */
static gboolean add_item(GPtrArray *entries, const struct matrix *matrix, guint row, guint column)
{
    const char *cell = grid_text(matrix->grid, row, column), *label = grid_text(matrix->grid, matrix->header, column);
    g_autofree char *count = heading_count(cell), *raw = g_strdup_printf("%s: %s", label, cell);
    struct entry *entry = count ? heading_read(matrix->index, grid_text(matrix->grid, row, matrix->product), FALSE) : NULL;
    if (!entry) {
        if (*cell && strspn(cell, "0 -") != strlen(cell))
            add_text(entries, raw);
        return FALSE;
    }
    g_free(entry->quantity);
    g_free(entry->options);
    entry->quantity = g_steal_pointer(&count);
    entry->options = g_strdup(label);
    g_ptr_array_add(entries, entry);
    return TRUE;
}

static void add_row(GPtrArray *entries, const struct matrix *matrix, guint row)
{
    const struct grid *grid = matrix->grid;
    const char *product = grid_text(grid, row, matrix->product);
    struct product_match match = *product ? product_find(matrix->index, product, FALSE) : (struct product_match){0};
    if (!match.form || grid_row_is_sum(grid, matrix->header, row)) {
        g_autofree char *text = grid_row_text(grid, row);
        if (*text)
            add_text(entries, text);
        return;
    }
    for (guint c = 0; c < grid->columns; c++)
        if (matrix->choice[c] && add_item(entries, matrix, row, c))
            add_fields(entries, matrix, row);
}

gboolean entries_add_matrix(GPtrArray *entries, struct label_index *index, const struct grid *grid)
{
    g_autofree gboolean *choice = g_new0(gboolean, grid->columns + 1);
    struct matrix matrix = {.index = index, .grid = grid, .choice = choice};
    if (!find_matrix(&matrix))
        return FALSE;
    for (guint r = 0; r < matrix.header; r++)
        grid_add_pairs(entries, index, grid, r);
    for (guint r = matrix.header + 1; r < grid->rows; r++)
        add_row(entries, &matrix, r);
    return TRUE;
}
