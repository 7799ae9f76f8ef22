#include "parsers/read/columns.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/words.h"

#define CELL_BYTES   80 /* of a name above a column */
#define FIELDS_LEAST 2  /* rows that begin with a field's name */
#define NAMES_MOST   10 /* rows in which they may stand, from the top */

enum naming {
    NAMING_NONE,
    NAMING_PRODUCT, /* "Sofa", "Sofa 2", "SOFA-3" */
    NAMING_NUMBER,  /* "Item 2" */
};

static enum naming naming_of(const struct label_index *index, const char *text)
{
    const char *rest = text;
    if (strlen(text) > CELL_BYTES)
        return NAMING_NONE;
    if (!g_ascii_isdigit(*text) && *text != '#' && *text != '(' && heading_number(text, &rest) && !*rest)
        return NAMING_NUMBER;
    g_autofree char *key = text_match_key(text);
    if (product_exact(index, key, text).form)
        return NAMING_PRODUCT;
    char *number = strrchr(key, ' ');
    if (!number || number[1 + strspn(number + 1, "0123456789")])
        return NAMING_NONE;
    *number = '\0';
    return product_exact(index, key, key).form ? NAMING_PRODUCT : NAMING_NONE;
}

/* "Product", "Details": a title of the column, which says nothing; "Please deliver before 5 December" does. */
static gboolean is_title(const char *text)
{
    g_autofree char *key = text_match_key(text);
    const char *space = strchr(key, ' ');
    return !strpbrk(key, "0123456789") && !(space && strchr(space + 1, ' '));
}

/* What all filled cells from the second on are; fewer than two name nothing. */
static enum naming naming_of_row(const struct label_index *index, const char *const *cells, guint count)
{
    enum naming naming = NAMING_NONE;
    guint filled = 0;
    if (count == 0 || !is_title(cells[0]))
        return NAMING_NONE;
    for (guint c = 1; c < count; c++) {
        enum naming here = *cells[c] ? naming_of(index, cells[c]) : naming;
        if (*cells[c] && (here == NAMING_NONE || (filled && here != naming)))
            return NAMING_NONE;
        naming = here;
        filled += *cells[c] != '\0';
    }
    return filled >= 2 ? naming : NAMING_NONE;
}

/* The label in the first cell; NULL when there is none, or another one behind it. */
static const struct label *row_label(struct label_index *index, const char *const *cells, guint count)
{
    struct label_match match, other;
    if (count == 0 || !*cells[0] || !label_find(index, cells[0], FALSE, &match))
        return NULL;
    for (guint c = 1; c < count; c++)
        if (*cells[c] && strlen(cells[c]) <= CELL_BYTES && label_find(index, cells[c], FALSE, &other) && !other.label->names_product)
            return NULL;
    return match.label;
}

gboolean columns_are_named(struct label_index *index, GStrv cells)
{
    return naming_of_row(index, (const char *const *)cells, g_strv_length(cells)) != NAMING_NONE;
}

gboolean columns_have_field(struct label_index *index, GStrv cells)
{
    return row_label(index, (const char *const *)cells, g_strv_length(cells)) != NULL;
}

/* The row's texts; free the array alone. */
static const char **row_texts(const struct grid *grid, guint row)
{
    const char **texts = g_new(const char *, grid->columns + 1);
    for (guint c = 0; c < grid->columns; c++)
        texts[c] = grid_text(grid, row, c);
    return texts;
}

/* Of the rows, how many begin with a field's name; *ret_asked whether one with a product's. */
static guint count_fields(struct label_index *index, const struct grid *grid, gboolean *ret_asked)
{
    guint fields = 0;
    for (guint r = 0; r < grid->rows; r++) {
        g_autofree const char **texts = row_texts(grid, r);
        const struct label *label = row_label(index, texts, grid->columns);
        *ret_asked |= label && label->names_product;
        fields += label && !label->names_product;
    }
    return fields;
}

gboolean columns_prepare(struct label_index *index, struct grid *grid)
{
    gboolean named = FALSE, asked = FALSE;
    if (grid->columns < 3 || grid->rows <= FIELDS_LEAST)
        return FALSE;
    for (guint r = 0; r < MIN(grid->rows, NAMES_MOST) && !named; r++) {
        g_autofree const char **texts = row_texts(grid, r);
        enum naming naming = naming_of_row(index, texts, grid->columns);
        if (naming == NAMING_NONE)
            continue;
        if (count_fields(index, grid, &asked) < FIELDS_LEAST || (naming == NAMING_NUMBER && !asked))
            return FALSE;
        named = naming == NAMING_PRODUCT || asked;
        for (guint c = 0; naming == NAMING_NUMBER && c < grid->columns; c++)
            grid_cell(grid, r, c)->text = ""; /* the product stands below */
        if (naming == NAMING_PRODUCT)
            grid_cell(grid, r, 0)->text = words_get(WORDS_PRODUCT, 0);
    }
    return named;
}
