/* Work in a process of its own that may fail in any way: killed when it takes too long or says too much. */
#ifndef MO_CONVERT_APART_H
#define MO_CONVERT_APART_H

#include <glib.h>

struct apart_limits {
    guint64 memory; /* bytes of address space; 0 no limit */
    guint seconds;  /* of the clock, and of the processor */
    gsize output;   /* bytes */
};

enum apart_end {
    APART_ENDED,    /* by itself: see the status */
    APART_CRASHED,  /* by a signal */
    APART_TOO_LONG, /* killed */
    APART_TOO_MUCH, /* killed */
    APART_NO_START, /* this machine has no process to give */
};

/* Runs in the child, which has descriptors 0 to 2 on /dev/null and `out`; returns the exit status. */
typedef int (*apart_work)(void *data, int out);

/* Runs `work` and gathers what it writes to `out`. *ret_output (never NULL but for NO_START; to be unreffed) and *ret_status are filled. */
enum apart_end apart_run(const struct apart_limits *limits, apart_work work, void *data, GByteArray **ret_output, int *ret_status);

/* In the child, before it starts a program or reads anything: the limit of its memory. Builds with sanitizers cannot keep to one, programs
 * that they start can. */
void apart_limit_memory(const struct apart_limits *limits);

/* In the child, before it starts a program: a build with --enable-coverage writes what was counted in it, which a process that ends without
 * its exit handlers would lose. Nothing in other builds. */
#ifdef MO_COVERAGE
#define APART_COUNTED 1
void apart_count(void);
#else
#define APART_COUNTED 0
#define apart_count() ((void)0)
#endif

#endif
