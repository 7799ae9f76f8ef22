/* What somebody typed in answer to a mail of ours: their own lines, and the lines of our form that they filled in within the quote. */
#ifndef MO_READ_TYPED_H
#define MO_READ_TYPED_H

#include "parsers/decode/document.h"

struct typed {
    GPtrArray *lines;  /* char *: their own, blank ones too, in order */
    GPtrArray *quoted; /* char *: of other mails, and not what we sent */
};

/* Whether a line's label, as match key, is one of our form's. */
typedef gboolean typed_label(const char *key, gconstpointer data);

/* `sent_text`: what we sent, as it is quoted; NULL not known: then nothing in a quote counts. Signatures, disclaimers and what
 * stands below "Best regards" are left out. Of a quote only the form of the very mail that is answered counts, not one further
 * down that somebody else filled in. */
void typed_init(struct typed *typed, const struct document *document, const char *sent_text, typed_label *is_label, gconstpointer data);
void typed_clear(struct typed *typed);

/* How many lines of the mail are of that text of ours: which of several it quotes. */
guint typed_of_ours(const struct document *document, const char *sent_text);

/* "Label: value" with a label of the form and something behind it. */
gboolean typed_is_filled(const char *text, typed_label *is_label, gconstpointer data);

/* Their own words as one text, blank lines joined; "" when there are none. To be freed. */
char *typed_words(const struct typed *typed, gsize bytes);

#endif
