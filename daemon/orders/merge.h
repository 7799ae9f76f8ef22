/* What a mail says, put into an order: a first mail into an empty order, an answer into what is known. Pure. */
#ifndef MO_ORDERS_MERGE_H
#define MO_ORDERS_MERGE_H

#include <glib.h>

#include "daemon/orders/order.h"

/* Merges `draft` into `order`: a value of the draft replaces the order's of the same field; an item of the draft with a number
 * that the order has is that item (another product replaces its form and drops its values), any other is added under the next
 * free number. The draft's remarks replace the order's, whose texts join `unread`. */
void order_merge(struct order *order, const struct draft *draft);

/* What makes two orders alike: SHA-256, hex, over the canonical values and products, independent of their order in the mail. */
char *order_digest(const struct order *order);

#endif
