/* The only place that asks the machine what time it is. Everything else gets `now` as a parameter, so that a month can
 * be rehearsed in a second. */
#ifndef MO_BASE_CLOCK_H
#define MO_BASE_CLOCK_H

#include <glib.h>
#include <sys/types.h>

/* Seconds since 1970-01-01 UTC, of the real clock or of the one set by clock_set. */
gint64 clock_now(void);

/* Milliseconds of a clock that never goes back; for deadlines only. Not touched by clock_set. */
gint64 clock_monotonic_ms(void);

/* The processor time that the process has taken since it began, of all its threads; 0 when there is none of that number.
 * Anyone may ask it of any process: clock_getcpuclockid(3). */
gint64 clock_process_ms(pid_t pid);

/* From now on clock_now() starts at `now` and runs on at the real pace (frozen false) or stands still (frozen true). */
void clock_set(gint64 now, gboolean frozen);

#endif
