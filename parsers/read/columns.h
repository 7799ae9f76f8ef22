/* Tables with an item a column: field names in the first one, and above the others products, or "Item 1", "Item 2". */
#ifndef MO_READ_COLUMNS_H
#define MO_READ_COLUMNS_H

#include "parsers/read/grid.h"

/* Whether the row's cells name the items of columns: two or more behind its first cell, and nothing else. */
gboolean columns_are_named(struct label_index *index, GStrv cells);

/* Whether a field's name stands in the row's first cell, and in no other. */
gboolean columns_have_field(struct label_index *index, GStrv cells);

/* Whether the grid is such a table; what names its items then stands under a product's label, once it is turned. */
gboolean columns_prepare(struct label_index *index, struct grid *grid);

#endif
