/* Decoded text to a block's lines, within the bounds of one document. */
#ifndef MO_DECODE_LINES_H
#define MO_DECODE_LINES_H

#include "parsers/decode/document.h"

/* What the document may still hold; one for the whole mail, so that many parts are bounded as one is. */
struct lines_budget {
    gsize text; /* bytes, an entry's overhead included */
    guint lines;
    gboolean cut; /* something did not fit */
};

void lines_budget_init(struct lines_budget *budget);

/* Takes `bytes` and an entry's overhead; FALSE, and `cut`, when they are not there. */
gboolean lines_budget_take(struct lines_budget *budget, gsize bytes);

/* Without controls (TAB stays), byte order marks and directional overrides; a no-break space stays between digits,
 * where it groups, and is a space elsewhere. */
char *lines_clean(const char *text);

/* Adds a line, cleaned and cut at its bound. */
void lines_add(struct document_block *block, guint quote, const char *text, struct lines_budget *budget);

/* Reads plain text: line ends of all kinds, quote marks, and format=flowed (RFC 3676) when `flowed`. */
void lines_read_plain(struct document_block *block, const char *text, gboolean flowed, gboolean delete_space,
                      struct lines_budget *budget);

/* How many letters and digits the block holds, addresses of web pages left out: how much it says. */
guint lines_substance(const struct document_block *block);

#endif
