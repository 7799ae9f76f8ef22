/* Copies into the Sent folder: several in one APPEND where the server takes them (RFC 3502), since one may look through the whole folder for each
 * command; else one after the other. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/fault.h"
#include "daemon/transport/folder.h"
#include "daemon/transport/imap-session.h"

#define APPEND_BLOCK 65536

static const char append_doing[] = "copying into the Sent folder";

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
            return imap_result(imap, MAILIMAP_ERROR_STREAM, append_doing, error);
        at += got;
    }
    return TRUE;
}

/* Announces the mail in the command that is being sent, and waits for the server's word. */
static gboolean append_announce(struct imap *imap, gint64 size, gboolean *ret_go, GError **error)
{
    g_autofree char *text = g_strdup_printf(" (\\Seen) {%" G_GINT64_FORMAT "}\r\n", size);
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (mailstream_write(imap->stream, text, strlen(text)) < 0 || mailstream_flush(imap->stream) < 0)
        return imap_result(imap, MAILIMAP_ERROR_STREAM, append_doing, error);
    return imap_await(imap, append_doing, ret_go, error);
}

static gboolean append_end(struct imap *imap, GError **error)
{
    if (mailstream_write(imap->stream, "\r\n", 2) < 0 || mailstream_flush(imap->stream) < 0)
        return imap_result(imap, MAILIMAP_ERROR_STREAM, append_doing, error);
    FAULT_POINT("imap:append-whole");
    gboolean done = imap_finish(imap, append_doing, error);
    FAULT_POINT("imap:appended");
    return done;
}

/* All of them in one command, or none. */
static gboolean append_command(struct imap *imap, const int *fds, const gint64 *sizes, guint count, GError **error)
{
    g_autofree char *folder = folder_quoted(imap->sent);
    gboolean go = FALSE;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_send(imap, error, "APPEND %s (\\Seen) {%" G_GINT64_FORMAT "}", folder, sizes[0]) || !imap_await(imap, append_doing, &go, error))
        return FALSE;
    FAULT_POINT("imap:append-begun");
    for (guint i = 0; i < count && go; i++) {
        if (i > 0 && !append_announce(imap, sizes[i], &go, error))
            return FALSE;
        if (go && !append_octets(imap, fds[i], sizes[i], error))
            return FALSE;
        FAULT_POINT("imap:append-octets-written");
    }
    return !go || append_end(imap, error);
}

/* As append_command, with the folder made where the server says that it is missing. */
static gboolean append_some(struct imap *imap, const int *fds, const gint64 *sizes, guint count, GError **error)
{
    g_autoptr(GError) refused = NULL;
    if (append_command(imap, fds, sizes, count, &refused))
        return TRUE;
    const struct mailimap_response_info *info = imap->session->imap_response_info;
    if (!imap_is_broken(imap) && info && info->rsp_trycreate)
        return imap_create_folder(imap, imap->sent, error) && append_command(imap, fds, sizes, count, error);
    g_propagate_error(error, g_steal_pointer(&refused));
    return FALSE;
}

static gboolean append_size(int fd, gint64 *ret_size, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) == 0) {
        *ret_size = status.st_size;
        return TRUE;
    }
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "a sent mail's file cannot be read: %s", g_strerror(errno));
    return FALSE;
}

gboolean imap_append_sent(struct mailbox *mailbox, const int *fds, guint count, guint *ret_appended, GError **error)
{
    struct imap *imap = (struct imap *)mailbox;
    const guint most = imap->can_multiappend ? count : 1;
    g_autofree gint64 *sizes = g_new0(gint64, count);
    *ret_appended = imap->sent ? 0 : count;
    if (*ret_appended < count && !imap_rise(imap, error))
        return FALSE;
    for (guint at = *ret_appended; at < count; at += most) {
        for (guint i = 0; i < most; i++)
            if (!append_size(fds[at + i], &sizes[i], error))
                return FALSE;
        if (!append_some(imap, fds + at, sizes, most, error))
            return FALSE;
        *ret_appended += most;
    }
    return TRUE;
}
