/* The readers of single values, one a kind of field. read_value (value.c) cleans the text and calls one of them. */
#ifndef MO_READ_KINDS_H
#define MO_READ_KINDS_H

#include "parsers/read/read.h"

/* What a reader may know. Borrowed. */
struct value_request {
    const struct field *field;
    const char *text;       /* cleaned, one line unless the field is multi-line; never "" */
    const char *key;        /* its match key */
    const char *language;   /* NULL: not known */
    const char *label_unit; /* NULL: none */
    const struct read_context *context;
};

/* Each sets canonical, status, fault and candidates of `value`. */
void number_read(struct value *value, const struct value_request *request); /* INTEGER, DECIMAL */
void date_read(struct value *value, const struct value_request *request);
void choice_read(struct value *value, const struct value_request *request);
void yesno_read(struct value *value, const struct value_request *request);
void email_read(struct value *value, const struct value_request *request);
void phone_read(struct value *value, const struct value_request *request);
void length_read(struct value *value, const struct value_request *request);
void money_read(struct value *value, const struct value_request *request);

/* --- numbers, as number.c, measure.c and items.c share them ------------------------------------------------------ */

/* One numeral as it stands in a text. */
struct numeral {
    gsize start, length; /* bytes in the text searched */
    gboolean negative;
    gboolean odd;        /* a fraction by its language, three digits of it, that elsewhere were a thousand: "1.600" */
    char canonical[48]; /* as a canonical decimal, without sign; "" when its separators make no number */
    char other[48];     /* its other reading, where the separators can be read in two ways; else "" */
};

/* A decimal point in a prepared text that can't part thousands: of a fraction, or of Arabic numbers. */
#define NUMERAL_POINT      '\x1e'
#define NUMERAL_POINT_TEXT "\x1e"

/* Digits of all scripts as ASCII, minus signs and apostrophes as ASCII, spaces that group digits as U+001F. */
char *numeral_prepare(const char *text);

/* The next numeral at or after `from` in a prepared text; FALSE when there is none. */
gboolean numeral_next(const char *prepared, gsize from, const char *language, struct numeral *ret_numeral);

/* A number from 0 to 100 in words ("two", "vingt et un") in the language, or in any of the context's; -1 when it is none or unclear. */
int number_word(const char *key, const char *language, const struct read_context *context);

/* A prepared text with its numbers in words ("two metres", "bir buçuk", "a dozen") as digits, and its other words as match keys; NULL
 * when it has none. */
char *number_spelled(const char *prepared, const char *language, const struct read_context *context);

/* A prepared text with its fractions ("47 1/2", "½") as decimals. */
char *fractions_written(const char *prepared);

/* "cm" for "cm", "centimetres", "santim"; NULL when the text is no unit of length. */
const char *length_unit(const char *text);

/* Whether the key says yes or no in a language that counts. */
gboolean yesno_says(const char *key, const struct value_request *request);

/* --- choices, as choice.c, items.c and answer.c share them ------------------------------------------------------- */

/* Whether the text is a list of boxes, or of all choices, that nobody has touched. */
gboolean choice_untouched(const struct field *field, const char *text);

/* The choice that a match key names exactly, in the language first, else in any; NULL when none or more than one. */
const struct choice *choice_exact(const struct field *field, const char *key, const char *language);

/* The only choice one of whose names stands anywhere in a text; NULL when none or several do. Ids and bare numbers
 * don't count. */
const struct choice *choice_mentioned(const struct field *field, const char *text);

/* Whether the text is nothing but boxes with the field's choices, one or more of them ticked. */
gboolean choice_of_boxes(const struct field *field, const char *text);

/* Where the text begins with a tick box: its length in bytes, and whether it is ticked; else 0. */
gsize tick_box(const char *text, gboolean *ret_ticked);

#endif
