#include "daemon/process/backoff.h"

guint backoff_next(struct backoff *backoff, double random)
{
    guint due = backoff->next_ms ? backoff->next_ms : MIN(backoff->first_ms, backoff->most_ms);
    backoff->next_ms = due > backoff->most_ms / 2 ? backoff->most_ms : due * 2;
    guint half = due / 2;
    return half + (guint)((double)(due - half) * CLAMP(random, 0.0, 1.0));
}

void backoff_reset(struct backoff *backoff)
{
    backoff->next_ms = 0;
}
