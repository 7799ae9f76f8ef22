/* What an item's amounts of money say of the price of one: shops write the price of one, that of the line, or both. */
#ifndef MO_READ_PRICE_H
#define MO_READ_PRICE_H

#include "parsers/read/items.h"

/* An amount that stands with an item. */
struct price_note {
    char *text;
    enum price_meaning meaning;
};

GArray *price_notes_new(void); /* struct price_note */
void price_notes_add(GArray *notes, const char *text, enum price_meaning meaning);

/* What the mail's totals say of amounts that may be the price of one, or the line's. */
enum price_told { TOLD_NOTHING, TOLD_ONES, TOLD_LINES };

/* What is known of an item when its price is looked for. Borrowed. */
struct price_question {
    const struct reader *reader;
    const struct form *form;
    const struct field *field; /* of the form: ROLE_UNIT_PRICE */
    const char *quantity;      /* canonical */
    const char *sku;           /* NULL: not known */
    const GArray *notes;
    enum price_told told;
};

/* The value that the notes come to; NULL when they come to none that is sure, and the notes are a person's to read. */
struct value *price_settle(const struct price_question *question);

/* The sums that amounts could have, taken as prices of one and as those of lines, and whether the mail tells either. */
struct price_sums {
    gint64 ones, lines; /* millionths */
    gboolean ones_told, lines_told;
};

/* Adds the one amount of an item; FALSE when it has none, or several, or no count. */
gboolean price_sums_add(struct price_sums *sums, const struct reader *reader, const struct field *field, const GArray *notes, const char *quantity);
enum price_told price_sums_tell(const struct price_sums *sums);
/* Compares with the last amount of the text. */
void price_sums_look(struct price_sums *sums, const struct reader *reader, const struct field *field, const char *text);

/* The amount in millionths, when the text is one in the field's currency. */
gboolean price_amount(const struct reader *reader, const struct field *field, const char *text, gint64 *ret_micro);

#endif
