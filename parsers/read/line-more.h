/* Internal to line.c. */
#ifndef MO_READ_LINE_MORE_H
#define MO_READ_LINE_MORE_H

#include "parsers/read/entry.h"

/* The labels without a colon in the value of `piece`, whose end is cut to its own: "Colour: like the window, quantity 1". At most `room` of them
 * in `ret_more`. 0 where behind the first of them stands anything but labels with a value of theirs: then all of it stays one value. */
guint line_more(struct label_index *index, const char *line, struct line_piece *piece, struct line_piece *ret_more, guint room);

#endif
