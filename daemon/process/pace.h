/* How many mails may be handed out now, where the way out takes only so many a minute. A mail counts from when it is handed to a sender until
 * a minute after its result: whenever in between the server got it, no minute has more than allowed. Kept in memory: a new start knows of none. */
#ifndef MO_PROCESS_PACE_H
#define MO_PROCESS_PACE_H

#include <glib.h>

struct pace {
    guint per_minute; /* 0: no limit */
    GArray *times;    /* gint64: when results came, the last minute's, oldest first */
};

void pace_init(struct pace *pace, guint per_minute);
void pace_clear(struct pace *pace);

/* A result came. */
void pace_note(struct pace *pace, gint64 now_ms);

/* So many may be handed out beside `in_hand`, whose results are to come; G_MAXUINT: no limit. */
guint pace_room(struct pace *pace, guint in_hand, gint64 now_ms);

#endif
