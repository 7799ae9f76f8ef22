/* Lines of text as rows of cells: between tabs or bars, or set apart by runs of blanks for the eye. All cells to be freed with g_strfreev. */
#ifndef MO_READ_CELLS_H
#define MO_READ_CELLS_H

#include "parsers/read/entry.h"

/* Between tabs, else bars; NULL when the line has neither. */
GStrv cells_of_line(const char *line);

/* Set apart by runs of tabs or blanks; NULL when there is only one. */
GStrv cells_aligned(const char *line);

/* A row of labels alone. */
gboolean cells_are_header(struct label_index *index, GStrv cells);

/* Whether a cell between others is empty. */
gboolean cells_have_gaps(GStrv cells);

/* The row that begins in line `i` (GArray of struct text_line) with the lines that its quotes reach over, to be freed; NULL when they are
 * closed, or never are. */
char *cells_joined_row(const GArray *lines, guint i, guint *ret_last);

#endif
