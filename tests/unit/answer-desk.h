/* What tests of answers answer to: the furniture shop, and an order of two sofas (of 120 cm) and a table that Ayla Demir began. */
#ifndef MO_TESTS_ANSWER_DESK_H
#define MO_TESTS_ANSWER_DESK_H

#include "daemon/orders/form.h"
#include "daemon/orders/order.h"

struct desk {
    struct forms *forms;
    struct order *order;
};

/* cmocka's setup and teardown: the state is a struct desk. */
int open_desk(void **state);
int close_desk(void **state);

/* Puts a value, given in these words. */
void give(GPtrArray *values, const char *field, const char *text, const char *canonical);
/* Adds an item; `form` NULL: of no product. Borrowed. */
struct line_item *order_add(struct order *order, guint number, const char *form);

#endif
