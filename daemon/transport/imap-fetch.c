/* Fetching. A large mail is streamed into the sink as it comes in, one UID a command, so that the octets of a literal have
 * a known owner before the server names it; libetpan hands on 64 KB at most at a time. Small ones come several a command,
 * each kept in memory until the server has named it and ended the command: on a busy machine every command waits for the
 * processor twice. (Many commands at once would not be the same: Dovecot answers the first when it has sent the mails of
 * the next.)
 *
 * A descriptor that cannot be written does not stop the reading: the rest of the literal is passed over, so that the
 * connection stays in step, and the failure is told when the command is over. */
#include "daemon/base/fault.h"
#include "daemon/transport/imap-session.h"

#include <errno.h>
#include <unistd.h>

#define FETCH_SMALL    65536u  /* octets, as listed */
#define FETCH_TOGETHER 16u     /* small mails a command, */
#define FETCH_OCTETS   262144u /* and not more than this: the deadline is that of one command */

/* RFC822.SIZE is an estimate with some servers; what is larger than this is not the mail that was listed. */
#define FETCH_SLACK(size) ((guint64)(size) + (guint64)(size) / 4 + G_GUINT64_CONSTANT(65536))

struct fetch {
    const struct mailbox_sink *sink;
    guint32 uid;
    gboolean begun;
    gboolean told;    /* the FETCH response that holds the body is complete */
    gboolean extra;   /* octets of a second body came */
    gboolean foreign; /* the body was another mail's */
    gboolean there;   /* the server tells of the mail */
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
    (void)section;
    struct fetch *fetch = context;
    if (fetch->told || type != MAILIMAP_MSG_ATT_BODY_SECTION) {
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
    if (attributes->bodies == 0)
        return;
    if (fetch->told || attributes->bodies > 1)
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

static void fetch_see(const struct imap_attributes *attributes, void *context)
{
    struct fetch *fetch = context;
    fetch->there = fetch->there || attributes->uid == fetch->uid;
}

/* The server did what was asked and sent no mail: it has gone, or, where the server still tells of it, is one that it cannot read. Such a mail has
 * not come, and must not be passed over. */
static gboolean fetch_is_gone(struct imap *imap, struct fetch *fetch, GError **error)
{
    imap_allow(imap, STREAM_BYTES_COMMAND);
    FAULT_POINT("imap:fetch-nothing");
    if (!imap_fetch_each(imap, fetch_see, fetch, error, "UID FETCH %u (UID)", fetch->uid))
        return FALSE;
    if (fetch->there)
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER, "%s: the server has a mail with UID %u and does not send it", imap->peer, fetch->uid);
    return !fetch->there;
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
    if (done && !fetch.told)
        return fetch_is_gone(imap, &fetch, error);
    /* NO to one mail that has gone meanwhile is not the others' fault (RFC 5530, EXPUNGEISSUED). */
    if (!done && !imap_is_broken(imap) && !fetch.begun &&
        g_error_matches(failure, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER) &&
        g_strcmp0(imap_last_code(imap), "EXPUNGEISSUED") == 0)
        return TRUE;
    if (!done)
        g_propagate_error(error, g_steal_pointer(&failure));
    return done;
}

/* --- small mails, several a command -------------------------------------------------------------------------------- */

struct fetch_group {
    const struct mailbox_mail *mails;
    guint count;
    GByteArray *bodies[FETCH_TOGETHER]; /* NULL: it has not come */
    GByteArray *octets;                 /* of the FETCH response that comes in */
    gboolean foreign;                   /* a body came that was not asked for, or for the second time */
};

static bool group_take_bytes(int type, struct mailimap_msg_att_body_section *section, const char *bytes, size_t count, void *context)
{
    (void)section;
    struct fetch_group *group = context;
    group->foreign = group->foreign || type != MAILIMAP_MSG_ATT_BODY_SECTION;
    g_byte_array_append(group->octets, (const guint8 *)bytes, (guint)count);
    FAULT_POINT("imap:fetch-gathered");
    return true;
}

static void group_take(const struct imap_attributes *attributes, void *context)
{
    struct fetch_group *group = context;
    guint i = 0;
    while (i < group->count && group->mails[i].uid != attributes->uid)
        i++;
    if (attributes->bodies > 1 || (attributes->bodies == 1 && (i == group->count || group->bodies[i]))) {
        group->foreign = TRUE;
    } else if (attributes->bodies == 1) {
        group->bodies[i] = g_steal_pointer(&group->octets);
        group->octets = g_byte_array_new();
    }
    g_byte_array_set_size(group->octets, 0);
}

static void group_clear(struct fetch_group *group)
{
    for (guint i = 0; i < group->count; i++)
        g_clear_pointer(&group->bodies[i], g_byte_array_unref);
}

/* FALSE: the connection is broken. Where the server refuses a part of it, nothing counts as come. */
static gboolean group_fetch(struct imap *imap, struct fetch_group *group, GError **error)
{
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GError) refused = NULL;
    for (guint i = 0; i < group->count; i++)
        g_array_append_val(uids, group->mails[i].uid);
    g_autofree char *set = imap_set_text((const guint32 *)(const void *)uids->data, uids->len);
    imap_allow(imap, STREAM_BYTES_COMMAND + group->count * FETCH_SLACK(FETCH_SMALL));
    imap->guard.literal_most = FETCH_SLACK(FETCH_SMALL);
    mailimap_set_msg_body_handler(imap->session, group_take_bytes, group);
    FAULT_POINT("imap:fetch-together");
    gboolean done = imap_fetch_each(imap, group_take, group, &refused, "UID FETCH %s (UID BODY.PEEK[])", set);
    mailimap_set_msg_body_handler(imap->session, NULL, NULL);
    imap->guard.literal_most = IMAP_GUARD_LITERAL;
    FAULT_POINT("imap:fetched-together");
    if (group->foreign)
        stream_fail(imap->stream, g_error_new(TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, "%s: the server sent a mail that was not asked for, or twice, for UID %s",
                                              imap->peer, set));
    if (!done)
        group_clear(group);
    return stream_check(imap->stream, error);
}

static gboolean group_store(const GByteArray *body, guint32 uid, const struct mailbox_sink *sink, GError **error)
{
    int fd = sink->begin(sink->context, uid);
    int failure = fd >= 0 ? fetch_write(fd, (const char *)body->data, body->len) : 0;
    if (fd >= 0)
        sink->end(sink->context, uid, fd, failure == 0);
    FAULT_POINT("imap:fetch-stored");
    if (failure != 0)
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_DISK, "the mail with UID %u cannot be stored: %s", uid, g_strerror(failure));
    return failure == 0;
}

/* They go into the sink in their order, up to the first that does not come: what does not come with the others is asked for by itself. */
static gboolean fetch_together(struct imap *imap, const struct mailbox_mail *mails, guint count, const struct mailbox_sink *sink, GError **error)
{
    struct fetch_group group = {.mails = mails, .count = count, .octets = g_byte_array_new()};
    gboolean fetched = group_fetch(imap, &group, error);
    for (guint i = 0; i < count && fetched; i++)
        fetched = group.bodies[i] ? group_store(group.bodies[i], mails[i].uid, sink, error) : fetch_one(imap, mails[i].uid, sink, error);
    group_clear(&group);
    g_byte_array_unref(group.octets);
    return fetched;
}

/* How many of the mails from here on can be asked for with one command. */
static guint count_together(const struct mailbox_mail *mails, guint count)
{
    guint together = 0;
    for (guint64 octets = 0; together < MIN(count, FETCH_TOGETHER) && mails[together].size <= FETCH_SMALL; together++) {
        octets += mails[together].size;
        if (octets > FETCH_OCTETS)
            break;
    }
    return MAX(together, 1);
}

gboolean imap_fetch(struct mailbox *mailbox, const struct mailbox_mail *mails, guint count, const struct mailbox_sink *sink, GError **error)
{
    struct imap *imap = (struct imap *)mailbox;
    if (!imap_rise(imap, error))
        return FALSE;
    for (guint at = 0, together; at < count; at += together) {
        together = count_together(mails + at, count - at);
        gboolean fetched = together > 1 ? fetch_together(imap, mails + at, together, sink, error) : fetch_one(imap, mails[at].uid, sink, error);
        if (!fetched)
            return FALSE;
    }
    return TRUE;
}
