/* Lines that a mail client broke, as the sentences that somebody wrote. */
#ifndef MO_READ_PARAGRAPH_H
#define MO_READ_PARAGRAPH_H

#include "parsers/read/entry.h"

/* The sentences of the paragraph that begins with line `at` of `lines` (struct text_line), and how many lines it has; NULL where it is one sentence of
 * one line, or where one of its sentences asks or makes a condition: such a paragraph says more than its parts. To be freed with g_strfreev. */
char **paragraph_sentences(struct label_index *index, const GArray *lines, guint at, guint *ret_lines);

#endif
