/* Fault points: the steps at which a crash test stops the daemon. They are compiled into builds with --enable-fault-points alone; in any other
 * build FAULT_POINT is nothing and the rest of this file is not there.
 *
 * A test makes a file with the names of all points (tests/e2e/faults.py has its layout) and names it in MAILORDER_FAULTS. Every process maps it,
 * counts in it how often it came to each point, and notes there at which it is. The test arms one point: who comes to it for the n-th time goes
 * no further, and the whole daemon is killed, as when the power fails.
 *
 * FAULT_POINT("spool:renamed") stands after the step that it names; one that ends in "-" stands before it. */
#ifndef MO_BASE_FAULT_H
#define MO_BASE_FAULT_H

#ifdef MO_FAULT_POINTS

#include <glib.h>

/* Maps the file that MAILORDER_FAULTS names; without it no point does anything. Once a program, before its walls. */
void fault_open(void);

/* Starts the process that kills all others of our process group when an armed point is reached. By the daemon's first process, once. */
void fault_guard(void);

/* *slot is 0 at first, then where this name's counter is. */
void fault_hit(int *slot, const char *name);

/* Whether the test wants writes that are not synced to be kept apart from the files (daemon/store/fault-vfs.h). */
gboolean fault_keeps_unsynced(void);

#define FAULT_POINT(name)                                                                                              \
    do {                                                                                                               \
        static int fault_slot;                                                                                         \
        fault_hit(&fault_slot, name);                                                                                  \
    } while (0)

#else

#define FAULT_POINT(name) ((void)0)
#define fault_open()      ((void)0)
#define fault_guard()     ((void)0)

#endif
#endif
