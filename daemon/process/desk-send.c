/* What senders are given to do. */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/process/desk.h"
#include "daemon/process/sealed.h"
#include "daemon/process/spool.h"

#define PARCELS_MOST  16u   /* in a sender's hand: it tells the server of the next while it sends one */
#define PARCELS_FEW   8u    /* with so many it may have more: a batch costs the store little more than one mail */
#define PARCELS_BYTES (8u * 1024 * 1024) /* and with so many bytes it has none: of large mails only one is in memory */

gboolean desk_sending(const struct desk *desk)
{
    for (guint i = 0; i < desk->peers->len; i++)
        if (((const struct peer *)desk->peers->pdata[i])->parcels.length > 0)
            return TRUE;
    return FALSE;
}

static gboolean may_have_parcel(const struct peer *peer, gint64 now_ms)
{
    return peer->role == ROLE_SENDER && peer->channel && !peer->cut && now_ms >= peer->pause_until_ms &&
           peer->parcels.length < PARCELS_MOST && peer->parcel_bytes < PARCELS_BYTES;
}

static gsize parcels_size(const GQueue *parcels)
{
    gsize size = 0;
    for (const GList *link = parcels->head; link; link = link->next)
        size += ((const struct flow_parcel *)link->data)->size;
    return size;
}

struct room {
    guint mails;
    gsize bytes;
};

/* What may be taken out of the outbox, beside what was. */
static struct room parcel_room(struct desk *desk, gint64 now_ms)
{
    struct room room = {0};
    guint waiting = desk->ready.length + desk->taken.length, in_hand = 0;
    for (guint i = 0; i < desk->peers->len; i++) {
        const struct peer *peer = desk->peers->pdata[i];
        in_hand += peer->parcels.length;
        if (!may_have_parcel(peer, now_ms) || peer->parcels.length > PARCELS_FEW)
            continue;
        room.mails += PARCELS_MOST - peer->parcels.length;
        room.bytes += PARCELS_BYTES - peer->parcel_bytes;
    }
    gsize size = parcels_size(&desk->ready) + parcels_size(&desk->taken);
    room.mails -= MIN(room.mails, waiting);
    room.mails = MIN(room.mails, pace_room(&desk->pace, waiting + in_hand, now_ms));
    room.bytes -= MIN(room.bytes, size);
    return room;
}

void desk_take_parcels(struct desk *desk, gint64 now_ms)
{
    struct room room = parcel_room(desk, now_ms);
    if (!desk->send_due || room.mails == 0 || room.bytes == 0 || desk->stop_ms || desk_in_trouble(desk))
        return;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) parcels = flow_send_next(desk->flow, clock_now(), room.mails, room.bytes, &error);
    if (!parcels) {
        desk_store_failed(desk, error);
        return;
    }
    gsize before = parcels_size(&desk->taken);
    gboolean all = parcels->len >= room.mails;
    while (parcels->len > 0)
        g_queue_push_tail(&desk->taken, g_ptr_array_steal_index(parcels, 0));
    desk->send_due = all || parcels_size(&desk->taken) - before >= room.bytes;
}

static gboolean to_file(gpointer fd, const char *bytes, gsize size, GError **error)
{
    for (gsize done = 0; done < size;) {
        ssize_t written = write(*(const int *)fd, bytes + done, size - done);
        if (written < 0 && errno != EINTR) {
            g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), "a large mail cannot be handed over: %s", g_strerror(errno));
            return FALSE;
        }
        done += written > 0 ? (gsize)written : 0;
    }
    return TRUE;
}

/* -1 with `error`. `fd` is closed then, or was never open. */
static int filled(struct desk *desk, const struct flow_parcel *parcel, int fd, GError **error)
{
    if (fd < 0 || flow_parcel_give(desk->flow, parcel, to_file, &fd, error))
        return fd;
    close(fd);
    return -1;
}

/* A large one never lies in memory: in a nameless file of the spool, its pages can go when others need the room. Where the disk is full, it is
 * memory after all. */
static int large_file(struct desk *desk, const struct flow_parcel *parcel, GError **error)
{
    g_autoptr(GError) problem = NULL;
    int fd = filled(desk, parcel, spool_scratch(desk->spool, &problem), &problem);
    if (fd >= 0)
        return fd;
    if (problem->domain == G_FILE_ERROR)
        return filled(desk, parcel, memfd_create("mail", MFD_CLOEXEC), error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return -1;
}

gboolean desk_send_parcel(struct desk *desk, struct peer *peer, enum message_kind kind, GVariant *payload, const struct flow_parcel *parcel)
{
    g_autoptr(GVariant) owned = g_variant_ref_sink(payload);
    g_autoptr(GError) error = NULL;
    if (!parcel->message && desk_in_trouble(desk))
        return FALSE; /* it is to be read from the store */
    int fd = parcel->message ? sealed_new("mail", g_bytes_get_data(parcel->message, NULL), parcel->size, &error)
                             : large_file(desk, parcel, &error);
    if (fd < 0) {
        if (error && error->domain == STORE_ERROR)
            desk_store_failed(desk, error);
        else
            log_debug("%s", error ? error->message : "no memory file can be made");
        return FALSE;
    }
    channel_send_fds(peer->channel, kind, owned, &fd, 1);
    return TRUE;
}

/* The one with the fewest in hand: a mail does not stand behind others while somebody is idle. NULL: none has room. */
static struct peer *next_sender(const struct desk *desk, gint64 now_ms)
{
    struct peer *next = NULL;
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (may_have_parcel(peer, now_ms) && (!next || peer->parcels.length < next->parcels.length))
            next = peer;
    }
    return next;
}

/* FALSE: it could not be read, or no file could be made. */
static gboolean give_parcel(struct desk *desk, struct peer *peer, const struct flow_parcel *parcel)
{
    const struct out *out = parcel->out;
    if (!parcel->message || parcel->size > MESSAGE_INLINE)
        return desk_send_parcel(desk, peer, MESSAGE_SEND_FILE, g_variant_new("(xss)", out->id, out->sender, out->recipient), parcel);
    channel_send_octets(peer->channel, MESSAGE_SEND, g_variant_new("(xss)", out->id, out->sender, out->recipient), parcel->message);
    return TRUE;
}

void desk_hand_out_parcels(struct desk *desk, gint64 now_ms)
{
    while (desk->ready.length > 0 && !desk->stop_ms) {
        struct peer *peer = next_sender(desk, now_ms);
        if (!peer || !give_parcel(desk, peer, g_queue_peek_head(&desk->ready)))
            return;
        peer_push_parcel(peer, g_queue_pop_head(&desk->ready));
        FAULT_POINT("desk:parcel-handed");
    }
}

static gboolean has_unwanted(const struct desk *desk, const struct peer *peer)
{
    for (const GList *link = peer->parcels.head; link; link = link->next)
        if (!flow_is_wanted(desk->flow, ((const struct flow_parcel *)link->data)->out->id))
            return TRUE;
    return FALSE;
}

/* What is no more to be sent is taken back, from a sender by cutting its connection: a message without its final dot is nobody's (RFC 5321
 * section 4.1.1.4). */
void desk_cancel_parcels(struct desk *desk)
{
    for (guint i = desk->ready.length; i-- > 0;) {
        struct flow_parcel *parcel = g_queue_pop_head(&desk->ready);
        if (flow_is_wanted(desk->flow, parcel->out->id))
            g_queue_push_tail(&desk->ready, parcel);
        else
            flow_parcel_free(parcel);
    }
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->channel && has_unwanted(desk, peer))
            desk_sender_cut(desk, peer, "has a mail in hand that was cancelled");
    }
}
