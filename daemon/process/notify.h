/* What systemd is told of the daemon (sd_notify); nothing where it is not there. */
#ifndef MO_PROCESS_NOTIFY_H
#define MO_PROCESS_NOTIFY_H

#include <glib.h>

void notify_ready(void);
void notify_reloading(gint64 monotonic_ms);
void notify_stopping(void);
void notify_status(const char *text);
void notify_watchdog(void);

/* How often notify_watchdog must be called, in milliseconds; 0: never. */
gint64 notify_watchdog_ms(void);

#endif
