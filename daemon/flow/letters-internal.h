/* What the files that make letters share: how a letter is planned, and to whom it is addressed. */
#ifndef MO_FLOW_LETTERS_INTERNAL_H
#define MO_FLOW_LETTERS_INTERNAL_H

#include "daemon/flow/internal.h"

/* A letter with nothing but the business's facts, in its first language. */
struct parcel_plan letter_plan_new(struct flow *flow, enum letter letter, gint64 now);

/* Who gets it, in which language. */
void letter_to_customer(struct parcel_plan *plan, const struct order *order);
void letter_to_department(struct parcel_plan *plan, const struct department *department);

/* The audience's own token goes into its letter: a forwarded one has no more rights than its role. Returns the copy of the order that the
 * plan's facts then point to; NULL with `error`. */
struct order *letter_order_for(struct flow *flow, struct parcel_plan *plan, const struct order *order, const char *audience, GError **error);

/* Address and queue it. */
gboolean letter_queue_department(struct flow *flow, struct parcel_plan *plan, const struct order *order, const struct department *department,
                                 GError **error);
gboolean letter_queue_reviewer(struct flow *flow, struct parcel_plan *plan, const struct order *order, GError **error);

/* The reader's language where the business has it, else its first. */
const char *letter_language(const struct business *business, const char *wanted);

#endif
