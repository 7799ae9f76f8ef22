/* The answer to a mail of ours: only what differs from what we sent counts, wherever it stands. */
#ifndef MO_READ_ANSWER_H
#define MO_READ_ANSWER_H

#include "parsers/read/label.h"
#include "parsers/read/read.h"

/* Fills `reading` with at most one draft, whose item numbers are those of context->answers. */
void read_answer(struct reading *reading, const struct document *document, struct label_index *index,
                 const struct read_context *context);

#endif
