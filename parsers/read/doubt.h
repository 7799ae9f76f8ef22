/* Which orders of a mail are not confirmed before a person has read what stands beside them. */
#ifndef MO_READ_DOUBT_H
#define MO_READ_DOUBT_H

#include "parsers/read/label.h"
#include "parsers/read/read.h"

/* Marks the drafts of the reading (`doubted`) that the subject, the note or words that nothing understood may change or stop, or that say an item
 * twice. What is in doubt already stays so. */
void doubt_drafts(struct reading *reading, const struct document *document, struct label_index *index, const struct read_context *context);

#endif
