/* What mail programs and people write around what they say: the words of ten languages, each language in one place. */
#ifndef MO_READ_QUOTE_WORDS_H
#define MO_READ_QUOTE_WORDS_H

#include <glib.h>

enum quote_word {
    QUOTE_ORIGINAL,   /* "-----Original Message-----" */
    QUOTE_FORWARD,    /* "Begin forwarded message" */
    QUOTE_WROTE,      /* "On Monday Anna wrote:" */
    QUOTE_FROM,       /* labels of a header block: whose */
    QUOTE_DATE,       /* when */
    QUOTE_TO,         /* to whom */
    QUOTE_SUBJECT,    /* about what */
    QUOTE_MORE,       /* labels that may stand among these */
    QUOTE_GREETING,   /* may open a text; a closing among them closes only what has something above it */
    QUOTE_CLOSING,    /* above a name at the end */
    QUOTE_AFTERWORD,  /* "PS": the sender goes on below the name */
    QUOTE_SENT,       /* "sent from", "get": begins a line about the mail program, if such a program or a device is named */
    QUOTE_SENT_LAST,  /* the same, for languages that put the verb last */
    QUOTE_DISCLAIMER, /* begins a disclaimer */
    QUOTE_MESSAGE,    /* what a disclaimer speaks of, */
    QUOTE_SECRET,     /* and what it says of it */
    QUOTE_WORDS
};

/* Whether the match key is one of the words, begins with one, or holds one; always at the borders of words. */
gboolean quote_words_is(enum quote_word word, const char *key);
gboolean quote_words_in(enum quote_word word, const char *key);

/* Behind the word that `key` begins with; NULL when it begins with none. */
const char *quote_words_begin(enum quote_word word, const char *key);

/* Whether it holds words of both kinds of one language. */
gboolean quote_words_both(enum quote_word one, enum quote_word other, const char *key);

/* A mail program, or something to carry with one: the same in all languages. */
gboolean quote_words_device(const char *key);

/* Each word, for tests; NULL behind the last. To be freed. */
char *quote_words_nth(guint index);

#endif
