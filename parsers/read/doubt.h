/* What stands beside the orders of a mail: which of them are not confirmed before a person has read it, and what it asks. */
#ifndef MO_READ_DOUBT_H
#define MO_READ_DOUBT_H

#include "parsers/read/label.h"
#include "parsers/read/read.h"

/* Marks the drafts of the reading (`doubted`) that the subject, the note or words that nothing understood may change or stop, or that say an item
 * twice. What is in doubt already stays so. `asked` becomes the note and the unread words, where they ask something. */
void doubt_drafts(struct reading *reading, const struct document *document, struct label_index *index, const struct read_context *context);

#endif
