/* Words that people of ten languages use around a value, as match keys. The languages stand together: a word that means
 * one of these things in one of them is never a value in another. */
#ifndef MO_READ_WORDS_H
#define MO_READ_WORDS_H

#include <glib.h>

enum words {
    WORDS_POLITE,    /* "please", "the", "one": say nothing about the value beside them */
    WORDS_PIECES,    /* "pcs", "adet", "Stück": what a count counts */
    WORDS_VAGUE,     /* "a few", "about", "at least": no exact number */
    WORDS_ONE,       /* "a", "eine": articles that count one */
    WORDS_NEGATED,   /* "no", "without", "değil" */
    WORDS_ELSEWHERE, /* "same as above", "siehe oben" */
    WORDS_RELATIVE,  /* "tomorrow", "next", "as soon as possible" */
    WORDS_DATE,      /* "the", "of", "by": may stand around a date */
    WORDS_NOTHING,   /* "n/a", "(empty)" */
    WORDS_ORDER,     /* "order", "I need", "almak istiyorum": asks for something to be delivered */
    WORDS_TROUBLE,   /* "broken", "refund", "where is": about a product that was ordered before */
    WORDS_IF,        /* "if", "or", "but": what stands beside them is not settled */
    WORDS_PRODUCT,   /* labels of a product's name: "Product", "Article", "Ürün" */
    WORDS_EACH,      /* "each", "unit", "tanesi": an amount is the price of one */
    WORDS_SUM,       /* "total", "amount", "tutar": it is that of the line */
    WORDS_ITEM,      /* headings that only number an item: "Item", "Position", "Kalem" */
};

/* Whether `key` is one of the words; whether one of them stands in it, at word borders. */
gboolean words_is(enum words words, const char *key);
gboolean words_in(enum words words, const char *key);

/* The word at `index`; NULL behind the last. */
const char *words_get(enum words words, guint index);

/* `key` without the words, single spaces between what remains. */
char *words_without(enum words words, const char *key);

/* The same without one word or phrase. */
char *words_drop(const char *key, const char *word);

/* Whether `phrase` stands in `key` at word borders; the place in `key`, or NULL. */
const char *words_find(const char *key, const char *phrase);

/* Which of `languages` (NULL-terminated) the text is written in, by its most common small words; NULL when unclear. */
const char *words_language(const char *key, const char *const *languages);

#endif
