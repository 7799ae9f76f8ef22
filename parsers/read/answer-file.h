/* Orders in files that are attached to an answer. */
#ifndef MO_READ_ANSWER_FILE_H
#define MO_READ_ANSWER_FILE_H

#include "parsers/read/bare.h"

/* Takes what a business document, a spreadsheet or the pages of a PDF say of the order that was asked about, and what is wrong with them. FALSE:
 * none of the files is an order. */
gboolean answer_take_files(struct answer *answer, const struct document *document);

/* What the tables of attached files say, as entries; to be unreffed. */
GPtrArray *entries_of_attached(struct label_index *index, const struct document *document);

#endif
