/* The supervisor's children: forked, wired to the desk, reaped, started again with backoff. */
#ifndef MO_PROCESS_CHILDREN_H
#define MO_PROCESS_CHILDREN_H

#include <sys/types.h>

#include "daemon/process/channel.h"
#include "daemon/process/role.h"

struct children;

/* What each child is given. Borrowed; role_start's role, index and channel are filled in for each. */
struct children_plan {
    const struct flow_setup *setup;
    int slips; /* slips_open's; -1 none */
    role_main mains[ROLE_COUNT];
    enum log_target log_target;
    enum log_level log_level;
};

struct children *children_new(const struct children_plan *plan);
void children_free(struct children *children); /* those that run are killed and waited for */

/* Starts what is due: the desk when none of the others is left of an earlier desk, the others when there is a desk.
 * Says once in the log that one who was in trouble is well again. */
void children_start_due(struct children *children, gint64 now_ms);

/* The store is there to be read: the checker is started when the start is over, and then once a day. */
void children_check(struct children *children, gint64 now_ms);

/* The desk needs a role that is started on demand. FALSE: it is none of these. */
gboolean children_want(struct children *children, guint32 role, gint64 now_ms);

/* Milliseconds until children_start_due has something to do; -1 never. */
gint64 children_next_ms(const struct children *children, gint64 now_ms);

/* Collects the dead. `stopping`: they were asked to. Returns the exit status of desk or checker when it ended with one
 * that no restart mends, else 0. When the desk is among the dead, all others are killed: they cannot go on without what it
 * knew. */
int children_reap(struct children *children, gboolean stopping, gint64 now_ms);

/* The channel to the desk; NULL while there is none. The children's. */
struct channel *children_desk(struct children *children);

/* The same of the alerter. */
struct channel *children_alerter(struct children *children);
guint children_running(const struct children *children); /* but for the alerter, which goes on to the end, and the checker */
gboolean children_desk_runs(const struct children *children);

/* Kills the one with this role, index and life, if it is still that life; and all of a role. */
void children_kill(struct children *children, enum role role, guint index, guint life);
void children_kill_role(struct children *children, enum role role);
void children_kill_all(struct children *children); /* but the alerter and the checker */

#endif
