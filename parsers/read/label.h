/* The index of all labels and product names of all forms in all languages, by match key. */
#ifndef MO_READ_LABEL_H
#define MO_READ_LABEL_H

#include "daemon/orders/form.h"

/* One field that a label may mean. Borrowed from the forms. */
struct label_target {
    const struct form *form;
    const struct field *field;
    const char *language; /* of the wording */
};

/* One wording and all that it may mean. */
struct label {
    char *key;
    GArray *targets;        /* struct label_target; empty for the words that ask for a product's name */
    gboolean names_product; /* "Product", "Article", "Ürün" */
    guint characters;
    guint64 letters; /* which characters occur, folded into 64 bits */
};

struct label_match {
    const struct label *label;
    guint index;      /* item number found in it: 2 for "Fabric 2" or "Item 2 - Fabric"; 0 none */
    const char *unit; /* of length, found in it: "cm" for "Width (cm)"; NULL none; static */
    gboolean guessed; /* through a typing error */
};

/* What a product's name in a text comes to. */
struct product_match {
    const struct form *form; /* NULL: none, or several */
    const char *sku;         /* borrowed from the form; NULL none, or several */
    gboolean several;        /* products of more than one form are named */
    gboolean guessed;
};

struct label_index;

/* The index for a mail that is read now, made when it is first needed: for an answer, the forms' own labels; for another, synonyms as well. What
 * it remembers of the mail before is forgotten. */
struct read_labels;
struct label_index *label_index_of(struct read_labels *labels, gboolean answer);

/* The label that `text` is, after stripping "*", "(cm)" and item numbers; with `typos` also through a typing error that
 * only one field is near to. FALSE when it is none. */
gboolean label_find(struct label_index *index, const char *text, gboolean typos, struct label_match *ret_match);

/* A question for the product, "Which product would you like?", when its answer names one of ours. */
gboolean label_asks_product(const struct label_index *index, const char *text, const char *value, struct label_match *ret_match);

/* The label whose key is exactly `key`, or NULL. */
const struct label *label_of_key(const struct label_index *index, const char *key);

/* The target in `form`, in `language` before any other; NULL when the label means nothing there. */
const struct label_target *label_target_in(const struct label *label, const struct form *form, const char *language);

/* Whether a value of this label may be free text, so that nothing inside it splits it. */
gboolean label_is_free_text(const struct label *label);
gboolean label_runs_over_lines(const struct label *label);
gboolean label_has_role(const struct label *label, enum field_role role); /* one of its targets has */
gboolean label_has_boxes(const struct label *label); /* one of its fields is a choice, or a yes or no */
gboolean label_asks_number(const struct label *label); /* one of its fields is a number, a length or an amount */
gboolean label_is_yesno(const struct label *label);
gboolean label_is_address(const struct label *label);
gboolean label_has_choice(const struct label *label, const char *key); /* of one of its fields, by its match key */

/* Products named anywhere in a text; with `typos` also when the whole text is near to one name. */
struct product_match product_find(const struct label_index *index, const char *text, gboolean typos);

/* The product that `key` as a whole names, a plural or case ending allowed; `text` is what the key was made of, where a
 * SKU must stand as it is: "Sofa 2" may mean two sofas. */
struct product_match product_exact(const struct label_index *index, const char *key, const char *text);

/* Whether a word of the key begins as one of the names does: FALSE where none can be found in it, nor in a part of it. */
gboolean product_may_be_in(const struct label_index *index, const char *key);

/* All forms named in a text, in order, without duplicates. Array of const struct form *, to be unreffed. */
GPtrArray *products_mentioned(const struct label_index *index, const char *text);

#endif
