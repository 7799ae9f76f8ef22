/* The words of each language, one file a language. Internal to parsers/read/staff-words*.c. */
#ifndef MO_READ_STAFF_VOCABULARY_H
#define MO_READ_STAFF_VOCABULARY_H

#include "parsers/read/staff-words.h"

/* Match keys, separated by '|'; "(a/b/) c" stands for "a c", "b c" and "c". A longer phrase beats a shorter one at the same place. */
struct staff_phrases {
    enum staff_sign sign; /* SIGN_NONE ends the table */
    const char *phrases;
};

extern const struct staff_phrases staff_words_en[], staff_words_tr[], staff_words_de[], staff_words_fr[], staff_words_es[], staff_words_it[],
    staff_words_nl[], staff_words_pl[], staff_words_pt[], staff_words_ru[];

/* Calls `take` with each phrase that `phrases` stands for. */
typedef void staff_phrase_taker(const char *phrase, gpointer data);
void staff_phrases_each(const char *phrases, staff_phrase_taker *take, gpointer data);

/* staff-token.c: a line's tokens, without their signs. */
GArray *staff_cut(const char *line);

/* staff-verb.c: what a Turkish verb says by its stem and endings, where the vocabulary does not know it. *ret_topic: it speaks of the
 * order's course, whatever the mood. A word before it that belongs to it ("kargoya bugün verdik") loses its own sign. */
struct staff_verbs;
const struct staff_verbs *staff_verbs_get(void);
enum staff_sign staff_verb_sign(const struct staff_verbs *all, GArray *tokens, guint at, gboolean *ret_topic);

#endif
