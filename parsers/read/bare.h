/* Answers without a label: "linen", "fabric linen, 2 pieces", an address alone. Taken only where one field asked for
 * fits. */
#ifndef MO_READ_BARE_H
#define MO_READ_BARE_H

#include "parsers/read/items.h"

/* A value inside the quote that is not the one we sent. Borrowed. */
struct change {
    guint item;
    const struct field *field;
    const struct entry *entry;
};

/* An answer being read. */
struct answer {
    struct reader reader;
    const GPtrArray *problems; /* struct problem: what the order lacks, which is what was asked */
    GHashTable *sent;          /* "item field" -> the text that we sent for it */
    GHashTable *untouched;     /* "item field" of values that stand in the quote as we sent them */
    GArray *changes;           /* struct change */
    struct draft *draft;
    guint item; /* the order's item under whose heading we are; 0 none */
    guint fields;
    guint bare;     /* lines without a label so far */
    GString *loose; /* lines that fit nothing, for an address alone; NULL none */
};

/* TRUE when the text was taken for one field or more. */
gboolean bare_take(struct answer *answer, const char *text);

/* "Sofa", where the product itself was asked for; TRUE when it was taken. */
gboolean bare_take_product(struct answer *answer, const char *text);

/* At the end: an address alone, when that is all that was asked. */
void bare_finish(struct answer *answer);

/* What answer.c does for it. */
const struct form *answer_form_of(const struct answer *answer,
                                  guint item); /* the order's form for item 0; NULL unknown */
gboolean answer_put(struct answer *answer, guint item, const struct field *field, const char *text, const char *unit,
                    gboolean guessed);
void answer_name_product(struct answer *answer, guint number, const struct product_match *match, const char *text);
gboolean answer_resolve(const struct answer *answer, const struct label *label, guint context, guint *ret_item,
                        const struct label_target **ret_target);
gboolean draft_is_full(const struct answer *answer);
struct line_item *answer_item(struct answer *answer, guint number); /* of the draft, made when it is not there */
guint answer_next_number(const struct answer *answer);              /* for an item that the order does not have */

#endif
