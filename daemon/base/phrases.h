/* One thing said in several languages, each with one or more wordings: { en = ["Quantity", "Qty"]; tr = ["Adet"]; }. */
#ifndef MO_BASE_PHRASES_H
#define MO_BASE_PHRASES_H

#include <glib.h>

struct phrase {
    char *language; /* "en": ISO 639-1, lower case */
    char *text;     /* UTF-8, never empty */
};

struct phrases {
    GArray *all; /* struct phrase, in the order of the file: the first of a language is the one that is printed */
};

struct phrases *phrases_new(void);
void phrases_free(struct phrases *phrases); /* NULL is fine */
struct phrases *phrases_copy(const struct phrases *phrases);
void phrases_add(struct phrases *phrases, const char *language, const char *text);

/* The printed wording in `language`, else in `fallback` (may be NULL), else the first of all; NULL only when empty or NULL. */
const char *phrases_text(const struct phrases *phrases, const char *language, const char *fallback);

/* Iteration: 0 for NULL. */
guint phrases_count(const struct phrases *phrases);
const struct phrase *phrases_get(const struct phrases *phrases, guint index);

#endif
