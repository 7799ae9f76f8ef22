/* Words beside an order that name what it does not hold: "the second one in velvet", "oh, and a table". Pure. */
#ifndef MO_READ_BESIDE_H
#define MO_READ_BESIDE_H

#include "parsers/read/label.h"
#include "parsers/read/read.h"

/* Whether the line names a product of ours that is not ordered, or a choice that no item of its product has. What is ordered is what the mail's drafts
 * hold, and in an answer the order that it is about. */
gboolean beside_names_other(const struct label_index *index, const struct read_context *context, const GPtrArray *drafts, const char *line);

#endif
