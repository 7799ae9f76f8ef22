/* Phrases by their first word, so that a text is looked through once for all of them, and not once for each. Phrases and texts are match keys:
 * words with single spaces between them. */
#ifndef MO_READ_WORD_INDEX_H
#define MO_READ_WORD_INDEX_H

#include <glib.h>

#define WORD_GROUPS 32 /* bits of what word_index_groups returns */

struct word_index;

struct word_index *word_index_new(void);

/* Adds the first `length` octets of `phrase`, which is borrowed, as one of these kinds (bits) in a group (less than WORD_GROUPS), which may be
 * a language. */
void word_index_add(struct word_index *index, const char *phrase, gsize length, guint32 kinds, guint group);

/* Adds phrases parted by '|'; none where `list` is NULL. */
void word_index_add_list(struct word_index *index, const char *list, guint32 kinds, guint group);

/* How many octets the longest phrase of one of these kinds has that `key` begins with, at the border of words; 0 none. */
gsize word_index_begins(const struct word_index *index, guint32 kinds, const char *key);

/* The groups (bits) of which a phrase of one of these kinds is `key`; of which one stands in it, at borders of words. */
guint32 word_index_is(const struct word_index *index, guint32 kinds, const char *key);
guint32 word_index_groups(const struct word_index *index, guint32 kinds, const char *key);

/* The phrases of these kinds whose first word stands in `key`, in the order in which they were added, each once: no other can be found in it,
 * whatever words are taken out. Array of const char *, each up to its NUL. */
GPtrArray *word_index_candidates(const struct word_index *index, guint32 kinds, const char *key);

#endif
