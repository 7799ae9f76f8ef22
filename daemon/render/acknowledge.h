/* What another company's program is told of its document: accepted, accepted with mistakes, or rejected, and each mistake by the code of
 * the format's standard. Whatever of it the sender wrote is quoted within the format's own limits, and can make no segment or element. */
#ifndef MO_RENDER_ACKNOWLEDGE_H
#define MO_RENDER_ACKNOWLEDGE_H

#include <glib.h>

struct acknowledge_problem {
    const char *place, *rule, *found, *wanted;
    guint segment;  /* its number in the file; 0 none */
    gboolean fatal; /* the order cannot be taken as it stands */
};

/* One order of the file. Borrowed. */
struct acknowledge_order {
    const char *number;          /* the buyer's; "" when it has none */
    const struct acknowledge_problem *problems;
    guint problem_count;
};

/* A whole file: the rows of its envelope (GStrv, as parsers/decode/business.h lists them), and its orders in their order. Borrowed. */
struct acknowledge_file {
    const GPtrArray *envelope;
    const struct acknowledge_order *orders;
    guint order_count;
    const char *seller;          /* our name, where the file has none for us */
};

/* X12 997, version 004010: an interchange back, with a functional group for each one that came, and a TA1 where the interchange itself is
 * at fault. Control numbers count up from `control`, nine digits at most; *ret_used says how many. NULL: the envelope is no interchange. */
GBytes *acknowledge_x12(const struct acknowledge_file *file, guint32 control, gint64 now, guint *ret_used);

/* UBL 2.1 ApplicationResponse for the file's one order; `id` is its number. NULL: the envelope is no UBL's. */
GBytes *acknowledge_ubl(const struct acknowledge_file *file, const char *id, gint64 now);

#endif
