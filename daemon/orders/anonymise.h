/* What stays of an order when the person behind it is forgotten, or when its time is over: what accounting needs, and nothing that tells
 * whose it was. Pure. */
#ifndef MO_ORDERS_ANONYMISE_H
#define MO_ORDERS_ANONYMISE_H

#include "daemon/orders/form.h"
#include "daemon/orders/order.h"

/* The mark of such an order; its value is the day. */
#define ORDER_ERASED "erased"

/* Whether somebody still has to do something for which the customer's data are needed: it waits for a person's decision, or an item of it
 * is made or waits to be shipped. An incomplete order, one on its way or one that is over is not. */
gboolean order_in_work(const struct order *order);

/* Whether it became business: only such an order has anything to be kept for the accounts. */
gboolean order_was_accepted(const struct order *order);

/* A copy with number, dates, state, products, quantities, choices and amounts; without address, name, representative, any free text, what
 * was not understood, tracking numbers, a pending request and the words of a survey (its marks stay). Of an item's values only those stay
 * whose kind admits no free words; a field that the forms do not know any more goes. It waits for nothing (order_timers). */
struct order *order_anonymised(const struct order *order, const struct forms *forms, const char *day);

/* Cancels what is in work: nobody can be sent it any more. TRUE: something was. */
gboolean order_abandon(struct order *order);

/* Another's order that names a forgotten person's address (key: text_address_key): a value that is the address goes, in texts TEXT_STRUCK
 * takes its place; all else is the orderer's and stays. TRUE: it was named. */
gboolean order_strike_address(struct order *order, const char *key);

#endif
