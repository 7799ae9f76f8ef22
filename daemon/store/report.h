/* The sums of a period out of the database. */
#ifndef MO_STORE_REPORT_H
#define MO_STORE_REPORT_H

#include "daemon/orders/calendar.h"
#include "daemon/orders/report.h"
#include "daemon/store/store.h"

/* Of the orders that came in from the first instant of `from` to the last of `to`, in the calendar's time zone; all read at
 * one state of the database, inside a transaction or not. A period without orders is a report of zeros. */
struct report *store_report(struct store *store, const struct calendar *calendar, const GDate *from, const GDate *to, GError **error);

#endif
