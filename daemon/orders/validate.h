/* Is an order complete? What is missing or wrong in it, by its forms. Pure. */
#ifndef MO_ORDERS_VALIDATE_H
#define MO_ORDERS_VALIDATE_H

#include <glib.h>

#include "daemon/orders/form.h"
#include "daemon/orders/order.h"

/* One thing that keeps an order from being complete. */
struct problem {
    enum fault fault;
    guint item;           /* line item number; 0 for the order level */
    char *field;          /* field id; NULL when the item or the order itself is meant */
    char *text;           /* what was written, or NULL */
};
void problem_free(struct problem *problem);

/* Whether the field must have a value, given the other values of its form: required, or its required_if holds. */
gboolean field_is_required(const struct field *field, const GPtrArray *values);

/* All problems, the order level first, then items by number, fields in their form's order, then remarks. Empty: complete.
 * Checks presence, each value's own fault, and the form's bounds (min, max, choices). `today` is for DATE bounds. Array of
 * struct problem, to be unreffed. */
GPtrArray *order_validate(const struct order *order, const struct forms *forms, const GDate *today);

/* The problem of this field, or NULL. */
const struct problem *problems_find(const GPtrArray *problems, guint item, const char *field);

/* Takes the form's standard for fields without a value, and fills line_item.sku (and the field that asks for it) where the
 * form leaves no question. Changes `order`. */
void order_settle(struct order *order, const struct forms *forms);

#endif
