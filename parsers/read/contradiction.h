/* Words beside an order that name something else than it orders: "velvet, please" below a form with linen on it. */
#ifndef MO_READ_CONTRADICTION_H
#define MO_READ_CONTRADICTION_H

#include "daemon/orders/form.h"
#include "daemon/orders/order.h"

/* Whether the words name a choice that no item has where an item has another one, or count a product of the order otherwise than it does. */
gboolean contradicts(const struct draft *draft, const struct forms *forms, const char *words);

#endif
