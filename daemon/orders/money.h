/* An order's prices. Pure; no floating point. */
#ifndef MO_ORDERS_MONEY_H
#define MO_ORDERS_MONEY_H

#include <glib.h>

#include "daemon/base/decimal.h"
#include "daemon/orders/form.h"
#include "daemon/orders/order.h"

/* Sums of one currency over an order's items. All canonical decimals with two places. */
struct totals {
    char *currency;
    char *net, *tax, *gross;
};
void totals_free(struct totals *totals);

/* Fills unit_price, currency, tax_percent, tax_included and line_total of the items whose form has a price and whose
 * quantity is known (no quantity field: 1). Half a cent rounds away from zero. */
void order_price(struct order *order, const struct forms *forms);

/* Array of struct totals, one a currency, in the order of first use; only items that have prices. Tax is summed by rate,
 * then rounded once a rate. */
GPtrArray *order_totals(const struct order *order);

/* TRUE when the customer wrote a unit price (ROLE_UNIT_PRICE) that is not the list price; `ret_item` the item's number. */
gboolean order_price_differs(const struct order *order, const struct forms *forms, guint *ret_item);

#endif
