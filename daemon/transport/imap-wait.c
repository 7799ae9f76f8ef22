/* Waiting for mail: IDLE (RFC 2177) written out, because libetpan's waits for ever when anything comes before the "+".
 *
 * EXISTS may come at any time: in the answer to an earlier command (libetpan notes it), together with the "+", or
 * later. Each is seen here, so that no mail waits for the next poll. */
#include "daemon/transport/imap-session.h"

#include <poll.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"

#define IDLE_MOST_SECONDS (28u * 60) /* RFC 2177: renewed within 29 minutes, or the server may log us out */

/* Without IDLE: the server is asked again after the poll interval. What it says unasked is read with the next answer.
 */
static guint wait_sleep(struct imap *imap, int other_fd, int timeout_ms)
{
    gint64 poll_ms = (gint64)imap->poll_seconds * 1000;
    struct pollfd pollers[] = {{.fd = stream_fd(imap->stream), .events = POLLIN}, {.fd = other_fd, .events = POLLIN}};
    int ready = poll(pollers, G_N_ELEMENTS(pollers), (int)MIN(poll_ms, timeout_ms));
    if (ready <= 0)
        return poll_ms <= timeout_ms ? MAILBOX_WOKEN_MAIL : MAILBOX_WOKEN_TIMEOUT;
    return (pollers[0].revents ? MAILBOX_WOKEN_MAIL : 0) | (pollers[1].revents ? MAILBOX_WOKEN_OTHER : 0);
}

static gboolean wait_news(struct imap *imap)
{
    const gboolean news = imap_take_news(imap);
    imap->told = imap->told || news;
    return news;
}

/* Reads what came while idling. `ret_mail` is set when it tells of new mail, and when the server has ended IDLE by itself: then it is asked. */
static gboolean wait_read(struct imap *imap, gboolean *ret_mail, GError **error)
{
    const char *line = mailimap_read_line(imap->session);
    if (!line)
        return imap_result(imap, MAILIMAP_ERROR_STREAM, "waiting for mail", error);
    if (imap_note(imap, line))
        *ret_mail = imap->told = TRUE;
    if (*line != '*' && *line != '+') {
        imap->idling = FALSE;
        *ret_mail = TRUE;
    }
    return TRUE;
}

static gboolean wait_idling(struct imap *imap, int other_fd, gint64 until_ms, guint *ret_woken, GError **error)
{
    guint woken = 0;
    gboolean mail = FALSE;
    while (woken == 0) {
        gint64 left_ms = MAX(0, until_ms - clock_monotonic_ms());
        guint came = stream_wait(imap->stream, other_fd, (int)MIN(left_ms, G_MAXINT));
        if ((came & STREAM_WAIT_INPUT) && !wait_read(imap, &mail, error))
            return FALSE;
        woken = (mail ? MAILBOX_WOKEN_MAIL : 0) | (came & STREAM_WAIT_OTHER ? MAILBOX_WOKEN_OTHER : 0) |
                (came & STREAM_WAIT_TIMEOUT ? MAILBOX_WOKEN_TIMEOUT : 0);
    }
    *ret_woken = woken;
    return TRUE;
}

gboolean imap_rise_at_once(struct imap *imap, GError **error)
{
    if (!imap->idling)
        return TRUE;
    imap->idling = FALSE;
    if (mailstream_write(imap->stream, "DONE\r\n", strlen("DONE\r\n")) < 0 || mailstream_flush(imap->stream) < 0)
        return imap_result(imap, MAILIMAP_ERROR_STREAM, "ending IDLE", error);
    return imap_finish(imap, "ending IDLE", error);
}

gboolean imap_rise(struct imap *imap, GError **error)
{
    if (imap->idling)
        imap_allow(imap, STREAM_BYTES_COMMAND);
    return imap_rise_at_once(imap, error);
}

/* FALSE with `error`; else imap->idling, or *ret_woken says that there is no need to. */
static gboolean wait_lie_down(struct imap *imap, gint64 silence_ms, guint *ret_woken, GError **error)
{
    gboolean go = FALSE;
    g_autoptr(GError) problem = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    FAULT_POINT("imap:idle-");
    if (!imap_send(imap, &problem, "IDLE") || !imap_await(imap, "IDLE", &go, &problem)) {
        if (!g_error_matches(problem, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        imap->base.idles = FALSE; /* offered and refused: this connection looks by itself, as where there is no IDLE */
    }
    imap->idling = go;
    imap->idle_until_ms = clock_monotonic_ms() + silence_ms;
    if (!go || wait_news(imap)) /* the EXISTS came with the "+" */
        *ret_woken = MAILBOX_WOKEN_MAIL;
    return TRUE;
}

/* What the desk says mostly needs no command: the server is left in IDLE until one does. */
static guint wait_idle(struct imap *imap, int other_fd, int timeout_ms, GError **error)
{
    const gint64 silence_ms = (gint64)MIN(imap->poll_seconds, IDLE_MOST_SECONDS) * 1000;
    guint woken = 0;
    if (!imap->idling && !wait_lie_down(imap, silence_ms, &woken, error))
        return 0;
    if (woken == 0) {
        const gint64 now_ms = clock_monotonic_ms(), until_ms = MIN(imap->idle_until_ms, now_ms + timeout_ms);
        stream_allow(imap->stream, (guint)(MAX(until_ms - now_ms, 0) / 1000) + imap->timeout, STREAM_BYTES_COMMAND);
        if (!wait_idling(imap, other_fd, until_ms, &woken, error))
            return 0;
    }
    FAULT_POINT("imap:idle-woken");
    if (woken != MAILBOX_WOKEN_OTHER && !imap_rise(imap, error))
        return 0;
    /* A server that has said nothing for so long is asked whether it is still there. */
    if (woken == MAILBOX_WOKEN_TIMEOUT && clock_monotonic_ms() >= imap->idle_until_ms)
        return MAILBOX_WOKEN_MAIL;
    return woken;
}

guint imap_wait(struct mailbox *mailbox, int other_fd, int timeout_ms, GError **error)
{
    struct imap *imap = (struct imap *)mailbox;
    if (!stream_check(imap->stream, error))
        return 0;
    if (wait_news(imap))
        return imap_rise(imap, error) ? MAILBOX_WOKEN_MAIL : 0;
    return mailbox->idles ? wait_idle(imap, other_fd, timeout_ms, error) : wait_sleep(imap, other_fd, timeout_ms);
}
