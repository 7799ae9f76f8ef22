/* Entries being put together to items, shared by items.c, items-option.c and items-end.c alone. */
#ifndef MO_READ_ITEMS_INTERNAL_H
#define MO_READ_ITEMS_INTERNAL_H

#include "parsers/read/items.h"
#include "parsers/read/price.h"

/* One item on its way. */
struct slot {
    struct line_item *item;
    const struct form *form;
    guint written;     /* the number the sender gave it; 0 none */
    gboolean labelled; /* a product label named it */
    gboolean used;     /* it has got a field */
    const struct label *sku_label; /* of the line that told its SKU; NULL: none did */
    gboolean empty;    /* fields of its form stand below it, and nothing behind their labels */
    char *raw;
    GArray *prices;     /* struct price_note: amounts that stand with it */
    GPtrArray *options; /* char *: choices of several of its fields */
};

struct assembly {
    const struct reader *reader;
    struct draft *draft;
    GPtrArray *slots;     /* struct slot */
    struct slot *current; /* NULL before the first product */
    GPtrArray *pending;   /* struct entry, borrowed: fields whose item is not known yet */
    guint fields;
    gboolean is_order;
    gboolean names_ours; /* a product of ours is among the entries */
    gboolean apart; /* behind the products: a label that both know is the order's */
    gboolean below; /* the last entry was an item's heading, or stood right below one */
};

/* items.c */
struct slot *slot_written(const struct assembly *a, guint written);
void put_in_slot(struct assembly *a, struct slot *slot, const struct label_target *target, const struct entry *entry);

/* items-end.c: fields whose item was not known, then choices of several fields, prices, and what is wrong with the form as such. `from`, `to`:
 * the entries among which sums may stand. */
void items_settle_pending(struct assembly *a);
void items_settle(struct assembly *a, const GPtrArray *entries, guint from, guint to);

/* items-option.c: the field that an option is a value of, NULL none; `option` may be cut to the value, or *ret_value point to it within. */
const struct field *option_field(const struct assembly *a, const struct form *form, char *option, const char **ret_value);
/* "Linen / Oak", "Oak / 180 cm": nothing but choices of the product, and lengths with their unit among them. A number alone may be how many are
 * ordered. */
gboolean options_alone(const struct assembly *a, const struct form *form, const char *text);

#endif
