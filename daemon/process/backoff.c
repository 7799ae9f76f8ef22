#include "config.h"

#include "daemon/process/backoff.h"

#include <stdlib.h>

#ifdef MO_TEST_HOOKS
/* Only in builds for tests: how many times shorter the waits are, so that a hundred faults in a row take no hour. */
static guint haste(void)
{
    const char *text = g_getenv("MAILORDER_TEST_HASTE");
    return text ? (guint)MAX(atoi(text), 1) : 1;
}
#else
static guint haste(void)
{
    return 1;
}
#endif

guint backoff_next(struct backoff *backoff, double random)
{
    guint due = backoff->next_ms ? backoff->next_ms : MIN(backoff->first_ms, backoff->most_ms);
    backoff->next_ms = due > backoff->most_ms / 2 ? backoff->most_ms : due * 2;
    guint half = due / 2;
    return (half + (guint)((double)(due - half) * CLAMP(random, 0.0, 1.0))) / haste();
}

void backoff_reset(struct backoff *backoff)
{
    backoff->next_ms = 0;
}
