#include "daemon/base/clock.h"

#include <time.h>

/* Process-wide on purpose: there is one time, and only tests and rehearsals shift it. */
static gint64 clock_shift;
static gint64 clock_frozen_at;

static gint64 clock_real(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

gint64 clock_now(void)
{
    return clock_frozen_at ? clock_frozen_at : clock_real() + clock_shift;
}

gint64 clock_monotonic_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

gint64 clock_process_ms(pid_t pid)
{
    clockid_t clock;
    struct timespec taken;
    if (pid <= 0 || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &taken) != 0)
        return 0;
    return (gint64)taken.tv_sec * 1000 + taken.tv_nsec / 1000000;
}

void clock_set(gint64 now, gboolean frozen)
{
    clock_frozen_at = frozen ? now : 0;
    clock_shift = now - clock_real();
}
