/* Entries put together to drafts: which item, and which order, each of them is about. */
#ifndef MO_READ_ITEMS_H
#define MO_READ_ITEMS_H

#include "parsers/read/entry.h"
#include "parsers/read/read.h"

/* What the readers of one mail share. Borrowed. */
struct reader {
    struct label_index *index;
    const struct read_context *context;
    const char *language; /* of the mail; NULL not known */
    const char *subject;
};

/* Puts a written value to the others: read by its field; left out when nothing is there; the same twice is one, a
 * different one a conflict. `guessed`: its label was misspelt. TRUE when there was something. */
gboolean values_put(GPtrArray *values, const struct reader *reader, const struct field *field, const char *text,
                    const char *unit, gboolean guessed);

/* The same of an entry; text that was marked line by line is taken word for word. */
gboolean values_put_entry(GPtrArray *values, const struct reader *reader, const struct field *field, const struct entry *entry);

/* Notes two differing values of one field; `value` keeps both texts as candidates. */
void value_conflict(struct value *value, const char *other_text);

/* The one field of `form` of whose choices `text` names one exactly; NULL when none or several have it. */
const struct field *field_of_choice(const struct form *form, const char *text, const char *language);

/* The field of `form` that `label` names, when it has a choice that `choice` names exactly: "legs" and "walnut"; else NULL. */
const struct field *field_of_labelled_choice(const struct label_index *index, const struct form *form, const char *label, const char *choice,
                                             const char *language);

/* Whether several fields of `form` have a choice that `text` names exactly. */
gboolean choice_of_several(const struct form *form, const char *text, const char *language);

/* Puts such a choice to the field without a value: the only one there is, else each is ambiguous. */
void values_put_choice(GPtrArray *values, const struct reader *reader, const struct form *form, const char *text);

/* What a run of entries comes to. */
struct assembled {
    struct draft *draft; /* never NULL */
    guint fields;        /* labels recognised, filled or not, and products ordered with a count */
    gboolean is_order;   /* it holds more than contact data: a product, or a field that only an order has */
    gboolean asks;       /* names a product and asks for it, nothing more */
};

/* Entries [from, to), with those before `shared` in front of them. */
struct assembled items_assemble(const struct reader *reader, const GPtrArray *entries, guint shared, guint from,
                                guint to);

/* The orders in the entries: one, or several where complete forms follow one another. Array of struct assembled. */
GArray *orders_assemble(const struct reader *reader, const GPtrArray *entries);

/* Takes what `text` says into `structured`, which counts for more: gaps are filled, differing values are conflicts. */
void draft_merge_text(struct draft *structured, const struct draft *text, const struct forms *forms);

/* Adds a line for a person's eyes, once; at most UNREAD_LINES. */
void unread_add(struct draft *draft, const char *line);

#endif
