/* The shapes of input that tests/bench/linear.c measures. */
#ifndef MO_TESTS_BENCH_LINEAR_H
#define MO_TESTS_BENCH_LINEAR_H

#include <glib.h>

enum measured { MEASURE_ORDER, MEASURE_REPLY, MEASURE_STAFF, MEASURE_BOUNCE };

/* head, then `unit` as often as the size takes ('#' becomes its number), then `closing` as often (NULL: nothing), then tail. */
struct shape {
    const char *parser, *name;
    enum measured measured;
    gsize most;            /* bytes: the bound of this input, or as near as makes sense */
    const char *head, *unit, *closing, *tail;
};

/* Ends with parser NULL. */
extern const struct shape shapes[];

/* What was sent, where the shape answers a mail. */
extern const char sent_letter[];

#endif
