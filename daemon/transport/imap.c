/* The IMAP mailbox: the driver's table, opening, closing, and copies into the Sent folder. The rest is one file a call:
 * imap-list.c, imap-fetch.c, imap-file.c, imap-remove.c, imap-wait.c, over imap-session.c; imap-login.c and imap-folder.c open. */
#include "daemon/base/fault.h"
#include "daemon/transport/folder.h"
#include "daemon/transport/imap-session.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPEND_BLOCK 65536

static struct mailbox *imap_open(const struct mailbox_settings *settings, GError **error)
{
    g_autoptr(imap_auto) imap = imap_new(settings);
    FAULT_POINT("imap:connect-");
    if (!imap_connect(imap, &settings->server, error) || !imap_login(imap, &settings->server, error) ||
        !imap_open_folders(imap, settings, error))
        return NULL;
    return &g_steal_pointer(&imap)->base;
}

static void imap_close(struct mailbox *mailbox)
{
    imap_free((struct imap *)mailbox);
}

/* The literal announced cannot be finished: LOCAL for this call, and the connection, out of step, is over. */
static gboolean append_give_up(struct imap *imap, const char *why, GError **error)
{
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "a sent mail's file cannot be read: %s", why);
    stream_fail(imap->stream, g_error_new(TRANSPORT_ERROR, TRANSPORT_ERROR_NETWORK,
                                          "%s: given up in the middle of a copy into the Sent folder", imap->peer));
    return FALSE;
}

/* Exactly `size` octets, as announced. */
static gboolean append_octets(struct imap *imap, int fd, gint64 size, GError **error)
{
    g_autofree char *block = g_malloc(APPEND_BLOCK);
    for (gint64 at = 0; at < size;) {
        gssize got = pread(fd, block, (gsize)MIN(size - at, APPEND_BLOCK), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return append_give_up(imap, got < 0 ? g_strerror(errno) : "it became shorter", error);
        if (mailstream_write(imap->stream, block, (gsize)got) < 0)
            return imap_result(imap, MAILIMAP_ERROR_STREAM, "copying into the Sent folder", error);
        at += got;
    }
    return TRUE;
}

static gboolean append_once(struct imap *imap, int fd, gint64 size, GError **error)
{
    g_autofree char *folder = folder_quoted(imap->sent);
    const char *doing = "copying into the Sent folder";
    gboolean go = FALSE;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_send(imap, error, "APPEND %s (\\Seen) {%" G_GINT64_FORMAT "}", folder, size) ||
        !imap_await(imap, doing, &go, error))
        return FALSE;
    FAULT_POINT("imap:append-begun");
    if (!go)
        return TRUE;
    if (!append_octets(imap, fd, size, error))
        return FALSE;
    FAULT_POINT("imap:append-octets-written");
    if (mailstream_write(imap->stream, "\r\n", 2) < 0 || mailstream_flush(imap->stream) < 0)
        return imap_result(imap, MAILIMAP_ERROR_STREAM, doing, error);
    FAULT_POINT("imap:append-whole");
    gboolean done = imap_finish(imap, doing, error);
    FAULT_POINT("imap:appended");
    return done;
}

gboolean imap_append_sent(struct mailbox *mailbox, int fd, GError **error)
{
    struct imap *imap = (struct imap *)mailbox;
    struct stat status;
    if (!imap->sent)
        return TRUE;
    if (fstat(fd, &status) < 0) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "a sent mail's file cannot be read: %s",
                    g_strerror(errno));
        return FALSE;
    }
    g_autoptr(GError) refused = NULL;
    if (append_once(imap, fd, status.st_size, &refused))
        return TRUE;
    const struct mailimap_response_info *info = imap->session->imap_response_info;
    if (!imap_is_broken(imap) && info && info->rsp_trycreate)
        return imap_create_folder(imap, imap->sent, error) && append_once(imap, fd, status.st_size, error);
    g_propagate_error(error, g_steal_pointer(&refused));
    return FALSE;
}

const struct mailbox_driver mailbox_imap_driver = {
    .name = "imap",
    .open = imap_open,
    .list = imap_list,
    .fetch = imap_fetch,
    .file = imap_file,
    .append_sent = imap_append_sent,
    .remove = imap_remove,
    .wait = imap_wait,
    .close = imap_close,
};
