/* A table as rows and columns of cells, and what its rows are: a header, a label with its value, a sum. The labels are those of the forms,
 * whatever the table came from: a mail's HTML, tabs in its text, CSV, XLSX. */
#ifndef MO_READ_GRID_H
#define MO_READ_GRID_H

#include "parsers/decode/document.h"
#include "parsers/read/label.h"

struct grid_cell {
    const char *text;    /* borrowed; "" where there is nothing */
    const char *problem; /* borrowed; NULL */
    guint span;          /* columns it reaches over; 0 where another cell reaches over it, or the row is short */
};

struct grid {
    guint rows, columns;
    struct grid_cell *cells; /* rows × columns */
};

void grid_init_table(struct grid *grid, const struct document_table *table);
void grid_init_rows(struct grid *grid, const GPtrArray *rows); /* GPtrArray of GStrv */
void grid_clear(struct grid *grid);

struct grid_cell *grid_cell(const struct grid *grid, guint row, guint column);
const char *grid_text(const struct grid *grid, guint row, guint column);

/* Rows become columns. */
void grid_turn(struct grid *grid);

/* How many cells of the row hold something; *ret_first (grid->columns when there is none) is the first of them. */
guint grid_filled(const struct grid *grid, guint row, guint *ret_first);

/* The row's cells, for a person: "Sofa | 2"; to be freed. */
char *grid_row_text(const struct grid *grid, guint row);

/* Whether labels stand here above values. `matches` (one a column) then holds them. */
gboolean grid_row_is_header(const struct grid *grid, struct label_index *index, guint row, struct label_match *matches);

/* Whether the row reads label, value, or label, value, label, value. */
gboolean grid_row_is_pairs(const struct grid *grid, struct label_index *index, guint row);

/* Whether the row only adds up what stands above it, or names its tax or postage: by its words, or because its first cell reaches over
 * more than the one of `header` does. */
gboolean grid_row_is_sum(const struct grid *grid, guint header, guint row);

/* A row of a form, or what stands above or below the items, as entries (table.c). */
void grid_add_pairs(GPtrArray *entries, struct label_index *index, const struct grid *grid, guint row);

#endif
