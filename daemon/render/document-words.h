/* What is wrong with a document that a customer sent, in the customer's language. The parsers say it as one English line
 * (parsers/decode/business.h: business_problem_line); the file document-words.txt of each language says its parts in that language. */
#ifndef MO_RENDER_DOCUMENT_WORDS_H
#define MO_RENDER_DOCUMENT_WORDS_H

#include <glib.h>

#include "daemon/base/diagnostics.h"

/* "order.xml, line 9 (Quantity): PEPPOL-T01-R004: “-2”, → a quantity that is not negative" has these parts. */
enum document_part {
    DOCUMENT_PLACE,  /* [place]: each piece behind a comma: "line {1} ({2})" */
    DOCUMENT_RULE,   /* [rule]: "locked with a password"; the numbers of a standard's rules stay as they are */
    DOCUMENT_FOUND,  /* [found]: what we say of a file instead of quoting it */
    DOCUMENT_WANTED, /* [wanted]: "a number"; a value stays as it is */
    DOCUMENT_PART_COUNT
};

struct document_words;

struct document_words *document_words_new(void);
void document_words_free(struct document_words *words); /* NULL is fine */

/* Adds what stands in the text of a file: groups named as above, in each "English words = words". {1} and {2} stand for what differs and
 * must stand on both sides. What was there for the same English words is replaced; when something was there already, English words that are
 * new are a mistake. Mistakes go to `diagnostics` under `path`. */
void document_words_read(struct document_words *words, const char *path, const char *text, struct diagnostics *diagnostics);

/* The part in these words; NULL when they have none for it. To be freed. */
char *document_words_part(const struct document_words *words, enum document_part part, const char *text);
/* The line in these words: of it, what they have no words for stays English, and what is no such line stays as it is. `words` NULL: the
 * line itself. To be freed. */
char *document_words_line(const struct document_words *words, const char *line);

#endif
