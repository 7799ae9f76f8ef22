/* Lines that order something that is none of our products: "1 x Lamp". */
#ifndef MO_READ_UNKNOWN_ITEM_H
#define MO_READ_UNKNOWN_ITEM_H

#include <glib.h>

/* The name of what the line counts as an item is counted ("2x Lamp", "2 adet Lamba", "Lamp × 2", with a price or without), to be freed; NULL
 * when it counts nothing, or what a shop charges beside its goods: shipping, a voucher, wrapping. To be asked of lines in which no product
 * of ours was found, in a mail that orders some: what is counted beside them is ordered, too, and not to be lost. */
char *unknown_item_name(const char *line);

/* Whether a product of ours is among these entries (struct entry). */
gboolean entries_name_ours(const GPtrArray *entries, guint from, guint to);

#endif
