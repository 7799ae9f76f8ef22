/* Tables that ask how many of each choice: "SKU, Linen, Velvet". */
#ifndef MO_READ_MATRIX_H
#define MO_READ_MATRIX_H

#include "parsers/read/entry.h"
#include "parsers/read/grid.h"

/* An item for each count under a choice of the product's. FALSE: the grid is no such table. */
gboolean entries_add_matrix(GPtrArray *entries, struct label_index *index, const struct grid *grid);

#endif
