/* A small furniture shop, and orders in each shape that letters and exports have to show. */
#ifndef MO_TESTS_RENDER_SHOP_H
#define MO_TESTS_RENDER_SHOP_H

#include "daemon/orders/business.h"
#include "daemon/orders/form.h"
#include "daemon/orders/order.h"

#define RENDER_SHOP_NOW 1764064800 /* 2025-11-25 10:00 UTC, a Tuesday */

struct business *render_shop_business(void);
struct forms *render_shop_forms(void);

/* Complete and accepted, with prices, a guessed and a standard value, billing, a note and two products. */
struct order *render_shop_order(void);

/* The same with a fabric missing, a count that can't be, a date that can be read twice, an address missing, an unknown
 * product. */
struct order *render_shop_incomplete(void);

/* Names a sofa and asks. */
struct order *render_shop_blank(void);

struct value *render_shop_value(GPtrArray *values, const char *field, const char *text, const char *canonical);
struct value *render_shop_fault(GPtrArray *values, const char *field, const char *text, enum fault fault);

#endif
