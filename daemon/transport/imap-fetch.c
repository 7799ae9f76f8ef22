/* Fetching: each mail streamed into the sink as it comes in, one UID a command, so that the octets of a literal have a
 * known owner before the server names it. libetpan hands on 64 KB at most at a time.
 *
 * A descriptor that cannot be written does not stop the reading: the rest of the literal is passed over, so that the
 * connection stays in step, and the failure is told when the command is over. */
#include "daemon/base/fault.h"
#include "daemon/transport/imap-session.h"

#include <errno.h>
#include <unistd.h>

/* RFC822.SIZE is an estimate with some servers; what is larger than this is not the mail that was listed. */
#define FETCH_SLACK(size) ((guint64)(size) + (guint64)(size) / 4 + G_GUINT64_CONSTANT(65536))

struct fetch {
    const struct mailbox_sink *sink;
    guint32 uid;
    gboolean begun;
    gboolean told;    /* the FETCH response that holds the body is complete */
    gboolean extra;   /* octets of a second body came */
    gboolean foreign; /* the body was another mail's */
    int fd;           /* -1: skipped, or not begun */
    int failure;      /* errno of a write */
};

static void fetch_begin(struct fetch *fetch)
{
    if (fetch->begun)
        return;
    fetch->begun = TRUE;
    FAULT_POINT("imap:fetch-begun");
    fetch->fd = fetch->sink->begin(fetch->sink->context, fetch->uid);
}

static int fetch_write(int fd, const char *bytes, gsize count)
{
    while (count > 0) {
        gssize written = write(fd, bytes, count);
        if (written < 0 && errno != EINTR)
            return errno;
        if (written > 0) {
            bytes += written;
            count -= (gsize)written;
        }
    }
    return 0;
}

static bool fetch_take_bytes(int type, struct mailimap_msg_att_body_section *section, const char *bytes, size_t count,
                             void *context)
{
    (void)type;
    (void)section;
    struct fetch *fetch = context;
    if (fetch->told) {
        fetch->extra = TRUE;
        return true;
    }
    fetch_begin(fetch);
    if (fetch->fd >= 0 && fetch->failure == 0)
        fetch->failure = fetch_write(fetch->fd, bytes, count);
    FAULT_POINT("imap:fetch-octets-written");
    return true;
}

static void fetch_take(const struct imap_attributes *attributes, void *context)
{
    struct fetch *fetch = context;
    if (!attributes->body)
        return;
    if (fetch->told)
        fetch->extra = TRUE;
    else if (attributes->uid != fetch->uid)
        fetch->foreign = TRUE;
    else
        fetch_begin(fetch); /* an empty mail brings no octets */
    fetch->told = TRUE;
    FAULT_POINT("imap:fetch-whole");
}

/* The answer to the whole command, once it is in. */
static gboolean fetch_judge(struct imap *imap, const struct fetch *fetch, GError **error)
{
    if (fetch->foreign || fetch->extra) {
        stream_fail(imap->stream, g_error_new(TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL,
                                              "%s: the server sent %s where UID %u was asked for", imap->peer,
                                              fetch->foreign ? "another mail" : "two mails", fetch->uid));
        return stream_check(imap->stream, error);
    }
    if (fetch->failure == 0)
        return TRUE;
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_DISK, "the mail with UID %u cannot be stored: %s", fetch->uid,
                g_strerror(fetch->failure));
    return FALSE;
}

static gboolean fetch_one(struct imap *imap, guint32 uid, const struct mailbox_sink *sink, GError **error)
{
    struct fetch fetch = {.sink = sink, .uid = uid, .fd = -1};
    g_autoptr(GError) failure = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND + FETCH_SLACK(imap->max_mail));
    imap->guard.literal_most = FETCH_SLACK(imap->max_mail);
    mailimap_set_msg_body_handler(imap->session, fetch_take_bytes, &fetch);
    FAULT_POINT("imap:fetch-");
    gboolean done = imap_fetch_each(imap, fetch_take, &fetch, &failure, "UID FETCH %u (UID BODY.PEEK[])", uid) &&
                    fetch_judge(imap, &fetch, &failure);
    mailimap_set_msg_body_handler(imap->session, NULL, NULL);
    imap->guard.literal_most = IMAP_GUARD_LITERAL;
    FAULT_POINT("imap:fetched");

    if (fetch.fd >= 0)
        sink->end(sink->context, uid, fetch.fd, done && fetch.told);
    /* NO to one mail that has gone meanwhile is not the others' fault (RFC 5530, EXPUNGEISSUED). */
    if (!done && !imap_is_broken(imap) && !fetch.begun &&
        g_error_matches(failure, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER) &&
        g_strcmp0(imap_last_code(imap), "EXPUNGEISSUED") == 0)
        return TRUE;
    if (!done)
        g_propagate_error(error, g_steal_pointer(&failure));
    return done;
}

gboolean imap_fetch(struct mailbox *mailbox, const guint32 *uids, guint count, const struct mailbox_sink *sink,
                    GError **error)
{
    struct imap *imap = (struct imap *)mailbox;
    if (!imap_rise(imap, error))
        return FALSE;
    for (guint i = 0; i < count; i++)
        if (!fetch_one(imap, uids[i], sink, error))
            return FALSE;
    return TRUE;
}
