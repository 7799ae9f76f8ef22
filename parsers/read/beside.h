/* Words beside an order that seem to order something else than its items do: an order with them is not confirmed before a person has read them. */
#ifndef MO_READ_BESIDE_H
#define MO_READ_BESIDE_H

#include "parsers/read/label.h"
#include "parsers/read/read.h"

/* Whether the words (lines) beside `draft` add a product that the mail does not order, name a choice that no item has where one has another, or count a
 * product otherwise than its items do: "also one table in walnut", "the second one in velvet", "but with 3 sofas". The items are the draft's, and in an
 * answer those of the order that it is about; the mail orders these, and what its other `drafts` hold. A line with a label of ours says nothing of the kind. */
gboolean beside_orders(struct label_index *index, const struct read_context *context, const GPtrArray *drafts, const struct draft *draft, const char *words);

#endif
