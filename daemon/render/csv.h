/* Cells and rows of CSV (RFC 4180), safe to open in a spreadsheet. */
#ifndef MO_RENDER_CSV_H
#define MO_RENDER_CSV_H

#include <glib.h>

/* Appends a quoted cell to the row; NULL is an empty one. What a spreadsheet would take for a formula gets an
 * apostrophe before it, at the cell's start and behind what other spreadsheets part cells by. */
void csv_cell(GString *row, const char *text);
/* Appends the row and CRLF to `csv` and empties the row. */
void csv_end_row(GString *csv, GString *row);

#endif
