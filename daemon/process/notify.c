#include "config.h"

#include "daemon/process/notify.h"

#ifdef HAVE_SYSTEMD

#include <systemd/sd-daemon.h>

void notify_ready(void)
{
    sd_notify(0, "READY=1");
}

void notify_reloading(gint64 monotonic_ms)
{
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, monotonic_ms * 1000);
}

void notify_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void notify_status(const char *text)
{
    sd_notifyf(0, "STATUS=%s", text);
}

void notify_watchdog(void)
{
    sd_notify(0, "WATCHDOG=1");
}

gint64 notify_watchdog_ms(void)
{
    uint64_t microseconds = 0;
    return sd_watchdog_enabled(0, &microseconds) > 0 ? MAX((gint64)(microseconds / 2000), 1) : 0;
}

#else

void notify_ready(void)
{
}

void notify_reloading(gint64 monotonic_ms)
{
    (void)monotonic_ms;
}

void notify_stopping(void)
{
}

void notify_status(const char *text)
{
    (void)text;
}

void notify_watchdog(void)
{
}

gint64 notify_watchdog_ms(void)
{
    return 0;
}

#endif
