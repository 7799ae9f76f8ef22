/* How long to wait before trying again: doubling, bounded, with jitter, so that many do not knock at once. */
#ifndef MO_PROCESS_BACKOFF_H
#define MO_PROCESS_BACKOFF_H

#include <glib.h>

struct backoff {
    guint first_ms, most_ms; /* the first wait, and the longest */
    guint next_ms;           /* the next wait without its jitter; 0: the first */
};

/* The next wait in milliseconds: between a half and the whole of what is due, by `random` (0 to 1), never under a half
 * of first_ms and never over most_ms. */
guint backoff_next(struct backoff *backoff, double random);

/* It went well: the next wait is the first again. */
void backoff_reset(struct backoff *backoff);

#endif
