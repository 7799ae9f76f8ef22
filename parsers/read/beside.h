/* Words beside an order that seem to order something else than its items: an order with them is not confirmed before a person has read them. */
#ifndef MO_READ_BESIDE_H
#define MO_READ_BESIDE_H

#include "parsers/read/label.h"
#include "parsers/read/read.h"

/* Whether the line counts or chooses a product that is none of the items (struct line_item), or says another count or choice of one than they do: "also
 * one dining table in walnut", "but with 3 sofas", "the sofa in leather". `more` are further items of the same order; NULL none. */
gboolean beside_orders(const struct label_index *index, const GPtrArray *items, const GPtrArray *more, const char *line);

#endif
