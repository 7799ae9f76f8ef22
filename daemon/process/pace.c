#include "daemon/process/pace.h"

#define MINUTE_MS 60000

void pace_init(struct pace *pace, guint per_minute)
{
    *pace = (struct pace){.per_minute = per_minute, .times = g_array_new(FALSE, FALSE, sizeof(gint64))};
}

void pace_clear(struct pace *pace)
{
    g_array_unref(pace->times);
}

static void forget_old(struct pace *pace, gint64 now_ms)
{
    guint old = 0;
    while (old < pace->times->len && g_array_index(pace->times, gint64, old) <= now_ms - MINUTE_MS)
        old++;
    g_array_remove_range(pace->times, 0, old);
}

void pace_note(struct pace *pace, gint64 now_ms)
{
    if (pace->per_minute > 0)
        g_array_append_val(pace->times, now_ms);
}

guint pace_room(struct pace *pace, guint in_hand, gint64 now_ms)
{
    if (pace->per_minute == 0)
        return G_MAXUINT;
    forget_old(pace, now_ms);
    guint used = pace->times->len + in_hand;
    return pace->per_minute > used ? pace->per_minute - used : 0;
}
