/* The supervisor's eye: keeps what the desk says of its health, writes it where `mailorder status` finds it, and has the alerter tell what is
 * not well. */
#ifndef MO_PROCESS_WATCH_H
#define MO_PROCESS_WATCH_H

#include "daemon/process/children.h"

struct watch;

/* `settings` are borrowed. */
struct watch *watch_new(const struct settings *settings);
void watch_free(struct watch *watch); /* NULL is fine */

/* The desk spoke; the desk said how it is (FALSE: nonsense). */
void watch_alive(struct watch *watch, gint64 now_ms);
gboolean watch_health(struct watch *watch, GVariant *payload, gint64 now_ms);
/* The desk ended because the store is damaged: nobody else can say it any more. */
void watch_store_damaged(struct watch *watch);
/* Whether the desk has spoken within so many milliseconds. */
gboolean watch_desk_works(const struct watch *watch, gint64 now_ms, gint64 within_ms);

/* Looks, when it is time. `alerter` may be NULL: it does not run. */
void watch_look(struct watch *watch, struct channel *alerter, gint64 now_ms);
/* Milliseconds until watch_look has something to do. */
gint64 watch_next_ms(const struct watch *watch, gint64 now_ms);
/* Reads what the alerter says; FALSE: nonsense. */
gboolean watch_hear(struct watch *watch, struct channel *alerter, gint64 now_ms);
/* Whether something is being told right now, or could be. */
gboolean watch_busy(const struct watch *watch);

#endif
