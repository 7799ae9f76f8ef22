/* What one language says around and instead of a value: its numbers in words, halves and dozens, what leaves a number or a day open,
 * what belongs to a date, the endings of its adjectives. One table a language, in value-words-XX.c; words.h has what means the same
 * wherever it is read, here a word counts in its own language only: "na" is "for" in Polish and "after" in Dutch. */
#ifndef MO_READ_VALUE_WORDS_H
#define MO_READ_VALUE_WORDS_H

#include <glib.h>

#include "parsers/read/read.h"

/* Kinds of words. Match keys, separated by '|', longer ones first where one stands in another. */
enum value_kind {
    VALUE_PIECES,       /* what a count counts: "exemplaires" */
    VALUE_VAGUE,        /* no exact number: "une dizaine", "co najmniej", "civarı" */
    VALUE_VAGUE_BEFORE, /* what is counted, where it leaves the number open before it: "штук пять" is about five */
    VALUE_DOZEN,        /* twelve, where it never means "about twelve" */
    VALUE_HALF,         /* before what is halved: "half a", "mezzo" */
    VALUE_AND_HALF,     /* behind a number or its unit: "and a half", "buçuk", "y medio" */
    VALUE_ONE_AND_HALF, /* "anderthalb", "półtora" */
    VALUE_AND,          /* between metres and centimetres: "1 metro e 20" */
    VALUE_WIDE,         /* what a length is the length of: "wide", "de large" */
    VALUE_LONG,
    VALUE_HIGH,
    VALUE_DEEP,
    VALUE_BY,           /* belongs to a date, and leaves it that day: "by", "no later than", "au plus tard le" */
    VALUE_FIRST,        /* the first of a month in words */
    VALUE_RELATIVE,     /* no day by itself, or another than the one named: "before", "fin", "w przyszłym tygodniu" */
    VALUE_OF,           /* between nothing and a choice: "aus Leinen", "em linho" */
    VALUE_NOT,          /* what follows, or went before, is not wanted */
    VALUE_WITHOUT,      /* the same, and by itself an answer to yes or no */
    VALUE_WITH,
    VALUE_ELSEWHERE,    /* the value stands somewhere else */
    VALUE_YES,          /* beside those of daemon/base/language.c */
    VALUE_NO,
    VALUE_KINDS         /* how many there are */
};

struct value_language {
    const char *code;
    const char *words[VALUE_KINDS];
    const char *numbers;     /* other forms of 0 to 20, and 100: "dwie=2|sto=100" */
    const char *tens;        /* "thirty=30"; twenty, too, in each form that units are joined to */
    const char *joiner;      /* between tens and units: "and", "y"; "" */
    gboolean units_first;    /* einundzwanzig */
    const char *months;      /* forms beside those of daemon/base/language.c: "xii=12" */
    const char *weekdays;    /* the same; Monday is 1 */
    const char *endings;     /* what one word ends in or another: "o|a|os|as"; an empty one for none */
    gboolean single_letters; /* doubled letters are written singly in some forms: wit, witte; rood, rode */
    gboolean whole_stems;    /* endings only follow a word, and replace nothing of it */
    const char *lacking, *having; /* endings that say that something is not, or is, there: "siz", "li"; NULL: none */
};

extern const struct value_language value_words_en, value_words_tr, value_words_de, value_words_fr, value_words_es, value_words_it,
    value_words_nl, value_words_pl, value_words_pt, value_words_ru;

/* The languages that count, best first: the mail's, then the others in use; NULL behind the last. */
const struct value_language *value_language(guint nth, const char *language, const struct read_context *context);

/* The same, but where the mail's language is known only that. */
const struct value_language *value_language_own(guint nth, const char *language, const struct read_context *context);

/* In one language: whether the key is such a word; whether one stands in it, at word borders; the key without them, or without those of
 * several words. */
gboolean value_word_is(const struct value_language *row, enum value_kind kind, const char *key);
gboolean value_word_in(const struct value_language *row, enum value_kind kind, const char *key);
char *value_word_without(const struct value_language *row, enum value_kind kind, const char *key);
char *value_phrase_without(const struct value_language *row, enum value_kind kind, const char *key);

/* The same in any of the languages that count; `own`: in the mail's alone, where it is known. */
gboolean value_is(enum value_kind kind, const char *key, const char *language, const struct read_context *context);
gboolean value_in(enum value_kind kind, const char *key, const char *language, const struct read_context *context);
gboolean value_in_own(enum value_kind kind, const char *key, const char *language, const struct read_context *context);
char *value_without(enum value_kind kind, const char *key, const char *language, const struct read_context *context);

/* How many bytes at the start of `key` are such a word, the longest, at a word's border; 0: none. */
gsize value_word_prefix(const struct value_language *row, enum value_kind kind, const char *key);

/* The number of a word in "dwie=2|sto=100"; -1 when it is not in it. With `ret_length`, of the longest word that `key` begins with,
 * wherever it ends. */
int value_pair(const char *pairs, const char *key);
int value_pair_prefix(const char *pairs, const char *key, gsize *ret_length);

/* Whether two single words are forms of one by the endings of a language that counts: "blanca" and "blanco". */
gboolean value_same_word(const char *left, const char *right, const char *language, const struct read_context *context);

#endif
