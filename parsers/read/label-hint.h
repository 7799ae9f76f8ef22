/* Internal to label.c. */
#ifndef MO_READ_LABEL_HINT_H
#define MO_READ_LABEL_HINT_H

#include "parsers/read/label.h"

/* The label that `text` is without the hint behind its dash or comma: "Delivery address - street and town". A unit of length in it is the
 * value's. FALSE where what stands there is not known for a hint, or before it no label. */
gboolean label_match_hint(struct label_index *index, const char *text, struct label_match *ret_match);

#endif
