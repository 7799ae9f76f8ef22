/* What people type, as sentences of words with the numbers and stars among them: what marks, wishes and questions are read from. */
#ifndef MO_READ_SAID_H
#define MO_READ_SAID_H

#include <glib.h>

struct said_word {
    char *key;        /* match key; "" a picture or punctuation */
    gint number;      /* written with one or two digits, or spelled; -1 none */
    guint of;         /* "4/5": 5; 0 none */
    gboolean spelled; /* "four" */
    gboolean odd;     /* "3.5", "3-4": not one whole number */
    guint stars;      /* full ones */
    gboolean picture; /* an emoji, stars left out */
    char stop;        /* the punctuation behind it: 0 or one of . , ; : ! ? - ( ) */
};

struct sentence {
    GArray *words; /* struct said_word, at least one */
    gboolean asks; /* ends with a question mark */
};

/* Array of struct sentence, to be unreffed. A line ends a sentence, unless a mail program has only wrapped it there. */
GPtrArray *said_sentences(const GPtrArray *lines);

const struct said_word *said_word(const struct sentence *sentence, guint index);

/* A pattern is words with single spaces; "cancel*" stands for all that begin so. Its words must not be parted by punctuation.
 * How many words of the sentence match at `index`; 0 none. */
guint said_at(const struct sentence *sentence, guint index, const char *pattern);

/* The index of the first of the patterns (NULL-terminated) between `from` and `to` (not included); -1 none. */
gint said_find(const struct sentence *sentence, guint from, guint to, const char *const *patterns);
gboolean said_has(const struct sentence *sentence, const char *const *patterns);

/* The part of the sentence between punctuation that the word at `index` stands in. */
void said_clause(const struct sentence *sentence, guint index, guint *ret_from, guint *ret_to);

#endif
