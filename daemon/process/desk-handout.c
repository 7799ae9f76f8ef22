#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/process/desk.h"
#include "daemon/process/sealed.h"
#include "daemon/process/spool.h"

#define BACKLOG_MOST  1000u /* mails spooled and not decoded, beyond which mailboxes wait */
#define CLAIMS_MOST   32u   /* mails whose attempt is counted in one commit: so many are read alone after a crash */
#define CLAIMS_LOW    16u   /* fewer than these, and more are claimed, so that decoders need not wait for the commit */
#define DECODED_MOST  64u   /* documents that wait for an earlier mail */
#define PATIENCE_MS   500   /* for that mail: most take a few milliseconds */
#define PARCELS_MOST  16u   /* in a sender's hand: it tells the server of the next while it sends one */
#define PARCELS_FEW   8u    /* with so many it may have more: a batch costs the store little more than one mail */
#define PARCELS_BYTES (8u * 1024 * 1024) /* and with so many bytes it has none: of large mails only one is in memory */
#define FILE_BATCH    100u  /* mails a filing */
#define FILE_PAUSE_MS 250   /* between two filings of fewer: a server may write the list of a large folder anew for each */
#define COPY_BATCH    4u    /* copies on their way to a mailbox: each may be large */
#define REMOVE_BATCH  20u   /* removals on their way to a mailbox: each is a search in each folder */
#define REFUSED_KEPT  500u  /* ids; beyond, refused ones are simply asked again */

gboolean desk_decoding(const struct desk *desk)
{
    for (guint i = 0; i < desk->peers->len; i++)
        if (((const struct peer *)desk->peers->pdata[i])->job)
            return TRUE;
    return desk_converting(desk).newest != 0;
}

gboolean desk_sending(const struct desk *desk)
{
    for (guint i = 0; i < desk->peers->len; i++)
        if (((const struct peer *)desk->peers->pdata[i])->parcels.length > 0)
            return TRUE;
    return FALSE;
}

/* --- decodings ---------------------------------------------------------------------------------------------------- */

/* A mail that is read a second time is read alone; but where it has stopped nothing but its decoder, it is alone in that, and no other mail waits
 * for its time to be over. */
void desk_look_in_hand(const struct desk *desk, const struct mail *mail, struct in_hand *in_hand)
{
    gboolean again = mail->attempts > 1, beside = again && g_hash_table_contains(desk->stopped, &mail->id);
    in_hand->newest = MAX(in_hand->newest, mail->id);
    in_hand->alone = in_hand->alone || (again && !beside);
    in_hand->beside = in_hand->beside || beside;
}

static void look_in_queue(const struct desk *desk, const GQueue *mails, struct in_hand *in_hand)
{
    for (const GList *at = mails->head; at; at = at->next)
        desk_look_in_hand(desk, at->data, in_hand);
}

/* What is in a decoder or the converter, or claimed for one. */
static struct in_hand in_hand(const struct desk *desk)
{
    struct in_hand in_hand = desk_converting(desk);
    look_in_queue(desk, &desk->claiming, &in_hand);
    look_in_queue(desk, &desk->claimed, &in_hand);
    for (const GList *at = desk->decoded.head; at; at = at->next)
        in_hand.newest = MAX(in_hand.newest, ((const struct event *)at->data)->id);
    for (guint i = 0; i < desk->peers->len; i++) {
        const struct mail *job = ((const struct peer *)desk->peers->pdata[i])->job;
        if (job)
            desk_look_in_hand(desk, job, &in_hand);
    }
    return in_hand;
}

void desk_note_stopped(struct desk *desk, gint64 mail)
{
    desk->careful = TRUE;
    if (!g_hash_table_remove(desk->stopped, &mail)) /* the second time it is set aside */
        g_hash_table_add(desk->stopped, g_memdup2(&mail, sizeof mail));
}

static void decode_unreadable(struct desk *desk, struct peer *peer, gint64 mail, const char *text)
{
    struct event *event = event_new(EVENT_DECODE_FAILED, peer, mail);
    event->trouble = FLOW_TROUBLE_UNREADABLE;
    event->text = g_strdup(text);
    desk_take(desk, event);
}

/* Hands the peer's job over. A file that is not there will not come back; other troubles may pass. */
static void hand_over_job(struct desk *desk, struct peer *peer, gint64 now_ms)
{
    struct mail *job = peer->job;
    g_autoptr(GError) error = NULL;
    peer->again_ms = now_ms + 5000;
    int fd = job->spool ? openat(desk->spool, job->spool, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (fd < 0 && (!job->spool || errno == ENOENT || errno == ELOOP)) {
        decode_unreadable(desk, peer, job->id, "its file is missing from the spool");
        peer_end_job(peer);
        return;
    }
    if (peer->scratch >= 0)
        close(peer->scratch);
    peer->scratch = fd < 0 ? -1 : peer_take_spare(peer);
    if (fd >= 0 && peer->scratch < 0)
        peer->scratch = spool_scratch(desk->spool, &error);
    int parts = peer->scratch < 0 ? -1 : fcntl(peer->scratch, F_DUPFD_CLOEXEC, 0);
    if (parts < 0) {
        log_line(LOG_LEVEL_DEBUG, &(const struct log_about){.mail = job->id}, "waits: %s", error ? error->message : g_strerror(errno));
        if (fd >= 0)
            close(fd);
        return;
    }
    int fds[] = {fd, parts};
    peer->deadline_ms = now_ms + (gint64)desk->setup->settings->limits.decode_seconds * 1000;
    peer->patience_ms = now_ms + PATIENCE_MS;
    peer->again_ms = 0;
    FAULT_POINT("desk:decode-");
    channel_send_fds(peer->channel, MESSAGE_DECODE, g_variant_new("(x)", job->id), fds, 2);
    FAULT_POINT("desk:decoding");
}

/* How many mails may be claimed now. */
static guint claim_room(const struct desk *desk, const struct in_hand *now)
{
    guint claims = desk->claiming.length + desk->claimed.length;
    if (now->alone || claims >= CLAIMS_LOW)
        return 0;
    if (desk->careful)
        return now->newest == 0 || (now->beside && claims == 0) ? 1 : 0;
    return CLAIMS_MOST - claims;
}

/* Nothing more waits than what is in hand, or what waits is to be read alone. */
static void none_to_claim(struct desk *desk, const struct in_hand *now)
{
    desk->decode_due = FALSE;
    desk->backlog = now->newest ? desk->backlog : 0;
    desk->careful = desk->careful && now->newest;
}

void desk_claim_decodings(struct desk *desk)
{
    if (!desk->decode_due || desk->stop_ms || desk_in_trouble(desk) || desk_converts_enough(desk))
        return;
    g_autoptr(GError) error = NULL;
    const struct in_hand now = in_hand(desk);
    const guint room = claim_room(desk, &now);
    g_autoptr(GPtrArray) mails = room ? flow_decode_claim(desk->flow, now.newest, now.newest == 0, room, clock_now(), &error) : NULL;
    if (error)
        desk_store_failed(desk, error);
    if (!mails)
        return;
    if (mails->len == 0)
        none_to_claim(desk, &now);
    else if (now.newest == 0 && ((const struct mail *)mails->pdata[0])->attempts <= 1)
        desk->careful = FALSE;
    for (guint i = 0; i < mails->len; i++)
        g_queue_push_tail(&desk->claiming, g_steal_pointer((struct mail **)&mails->pdata[i]));
}

void desk_hand_out_decodings(struct desk *desk, gint64 now_ms)
{
    for (guint i = 0; i < desk->peers->len && !desk_in_trouble(desk); i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->role != ROLE_DECODER || !peer->channel)
            continue;
        if (peer->job && peer->deadline_ms == 0 && now_ms >= peer->again_ms)
            hand_over_job(desk, peer, now_ms);
        while (!peer->job && !desk->stop_ms && desk->claimed.length > 0 && !desk_in_trouble(desk) && !desk_converts_enough(desk)) {
            peer->job = g_queue_pop_head(&desk->claimed);
            hand_over_job(desk, peer, now_ms);
        }
    }
}

/* --- in the order of arrival: a correction must not overtake the order, "delivered" not "shipped" ----------------------------------- */

/* Whether a mail that came before this one may be read within a moment. */
static gboolean is_awaited(const struct desk *desk, gint64 mail, gint64 now_ms)
{
    for (guint i = 0; i < desk->peers->len; i++) {
        const struct peer *peer = desk->peers->pdata[i];
        if (peer->job && peer->job->id < mail && peer->deadline_ms != 0 && now_ms < peer->patience_ms)
            return TRUE;
    }
    return FALSE;
}

void desk_take_in_turn(struct desk *desk, gint64 now_ms, gboolean all)
{
    for (struct event *event = g_queue_peek_head(&desk->decoded); event; event = g_queue_peek_head(&desk->decoded)) {
        if (!all && desk->decoded.length < DECODED_MOST && is_awaited(desk, event->id, now_ms))
            return;
        g_queue_pop_head(&desk->decoded);
        desk_take(desk, event);
    }
}

static gint compare_mails(gconstpointer left, gconstpointer right, gpointer unused)
{
    const gint64 a = ((const struct event *)left)->id, b = ((const struct event *)right)->id;
    (void)unused;
    return a < b ? -1 : a > b;
}

void desk_take_decoded(struct desk *desk, struct event *event)
{
    g_queue_insert_sorted(&desk->decoded, event, compare_mails, NULL);
    desk_take_in_turn(desk, clock_monotonic_ms(), FALSE);
}

void desk_check_deadlines(struct desk *desk, gint64 now_ms)
{
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->deadline_ms == 0 || now_ms < peer->deadline_ms)
            continue;
        if (peer->conversion) {
            desk_conversion_failed(desk, peer, READING_TOO_LONG);
            desk_peer_kill(desk, peer, "hangs");
        }
        if (!peer->job)
            continue;
        struct event *event = event_new(EVENT_DECODE_FAILED, peer, peer->job->id);
        event->trouble = FLOW_TROUBLE_HUNG;
        g_autofree char *why = g_strdup_printf("hangs in mail %" G_GINT64_FORMAT, peer->job->id);
        log_line(LOG_LEVEL_WARNING, &(const struct log_about){.mail = peer->job->id}, "its time in the decoder is over (attempt %u)",
                 peer->job->attempts);
        peer_end_job(peer);
        desk_note_stopped(desk, event->id);
        desk_take(desk, event);
        desk_peer_kill(desk, peer, why);
    }
}

/* --- parcels ------------------------------------------------------------------------------------------------------ */

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

/* A memory file costs little and keeps the message whole for a sender that may be behind. */
static gboolean send_parcel(struct peer *peer, enum message_kind kind, GVariant *payload, GBytes *message)
{
    g_autoptr(GVariant) owned = g_variant_ref_sink(payload);
    g_autoptr(GError) error = NULL;
    int fd = sealed_new("mail", g_bytes_get_data(message, NULL), g_bytes_get_size(message), &error);
    if (fd < 0) {
        log_debug("%s", error->message);
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

void desk_hand_out_parcels(struct desk *desk, gint64 now_ms)
{
    while (desk->ready.length > 0 && !desk->stop_ms) {
        struct peer *peer = next_sender(desk, now_ms);
        struct flow_parcel *parcel = g_queue_peek_head(&desk->ready);
        const struct out *out = parcel->out;
        if (!peer || !send_parcel(peer, MESSAGE_SEND, g_variant_new("(xss)", out->id, out->sender, out->recipient), parcel->message))
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

/* --- mailboxes ---------------------------------------------------------------------------------------------------- */

static gboolean was_refused(const struct peer *peer, gint64 key)
{
    return g_hash_table_contains(peer->refused, &key);
}

static gint compare_uids(gconstpointer left, gconstpointer right)
{
    const struct mail *a = *(struct mail *const *)left, *b = *(struct mail *const *)right;
    return a->uid < b->uid ? -1 : a->uid > b->uid;
}

static void file_mails(struct peer *peer, const GPtrArray *mails, enum mail_filing filing)
{
    GVariantBuilder builder;
    guint count = 0;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(xu)"));
    for (guint i = 0; i < mails->len && count < FILE_BATCH; i++) {
        const struct mail *mail = mails->pdata[i];
        if (mail->filing != filing || was_refused(peer, -mail->id))
            continue;
        g_variant_builder_add(&builder, "(xu)", mail->id, mail->uid);
        count++;
    }
    g_autoptr(GVariant) list = g_variant_ref_sink(g_variant_builder_end(&builder));
    if (count == 0)
        return;
    peer->filings += count;
    FAULT_POINT("desk:filing-");
    channel_send(peer->channel, MESSAGE_FILE_MAILS, g_variant_new("(b@a(xu))", filing == FILING_REVIEW, list));
}

/* One after a while without any at once; while mails come in steadily, many together. */
static gboolean may_file(const struct desk *desk, const struct peer *peer, gint64 now_ms)
{
    return peer->filings == 0 && (now_ms >= peer->file_ms || desk->unfiled >= FILE_BATCH);
}

/* FALSE: the store failed. */
static gboolean hand_out_filings(struct desk *desk, struct peer *peer, gint64 now_ms)
{
    g_autoptr(GError) error = NULL;
    guint limit = FILE_BATCH + g_hash_table_size(peer->refused);
    g_autoptr(GPtrArray) mails = flow_to_file(desk->flow, peer->mailbox->name, peer->uidvalidity, 0, limit, &error);
    if (!mails) {
        desk_store_failed(desk, error);
        return FALSE;
    }
    g_ptr_array_sort(mails, compare_uids);
    file_mails(peer, mails, FILING_HANDLED);
    file_mails(peer, mails, FILING_REVIEW);
    if (peer->filings > 0 && mails->len < limit)
        peer->file_ms = now_ms + FILE_PAUSE_MS;
    desk->unfiled = 0;
    return TRUE;
}

static gboolean hand_out_copies(struct desk *desk, struct peer *peer)
{
    g_autoptr(GError) error = NULL;
    guint limit = COPY_BATCH + MIN(g_hash_table_size(peer->refused), COPY_BATCH);
    g_autoptr(GPtrArray) parcels = flow_copies_next(desk->flow, peer->mailbox->name, limit, &error);
    if (!parcels) {
        desk_store_failed(desk, error);
        return FALSE;
    }
    for (guint i = 0; i < parcels->len; i++) {
        const struct flow_parcel *parcel = parcels->pdata[i];
        if (!was_refused(peer, parcel->out->id) &&
            send_parcel(peer, MESSAGE_APPEND_COPY, g_variant_new("(x)", parcel->out->id), parcel->message))
            peer->copies++;
        FAULT_POINT("desk:copy-handed");
    }
    return TRUE;
}

/* FALSE: the store failed. */
static gboolean hand_out_removals(struct desk *desk, struct peer *peer)
{
    g_autoptr(GError) error = NULL;
    GVariantBuilder builder;
    g_autoptr(GPtrArray) removals = flow_removals_next(desk->flow, peer->mailbox->name, REMOVE_BATCH, &error);
    if (!removals) {
        desk_store_failed(desk, error);
        return FALSE;
    }
    if (removals->len == 0)
        return TRUE;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(xbsxt)"));
    for (guint i = 0; i < removals->len; i++) {
        const struct removal *removal = removals->pdata[i];
        g_variant_builder_add(&builder, "(xbsxt)", removal->id, removal->sent, removal->message_id, removal->arrived, removal->size);
    }
    peer->removals = removals->len;
    channel_send(peer->channel, MESSAGE_REMOVE_MAILS, g_variant_new("(a(xbsxt))", &builder));
    return TRUE;
}

static void forget_refusals(struct peer *peer, gint64 now_ms)
{
    if (now_ms >= peer->refused_until_ms || g_hash_table_size(peer->refused) > REFUSED_KEPT)
        g_hash_table_remove_all(peer->refused);
}

/* Only of what is committed: a mail that is moved, or a copy that is appended, stays so when a transaction is rolled back. */
void desk_hand_out_mailbox_work(struct desk *desk, gint64 now_ms)
{
    if (flow_pending(desk->flow) > 0)
        return;
    for (guint i = 0; i < desk->peers->len && !desk_in_trouble(desk) && !desk->stop_ms; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->role != ROLE_MAILBOX || !peer->channel || !peer->opened || !peer->work_due)
            continue;
        forget_refusals(peer, now_ms);
        if (may_file(desk, peer, now_ms) && !hand_out_filings(desk, peer, now_ms))
            return;
        if (peer->copies == 0 && peer->mailbox->sent_folder && !hand_out_copies(desk, peer))
            return;
        if (peer->removals == 0 && now_ms >= peer->removals_refused_ms && !hand_out_removals(desk, peer))
            return;
        peer->work_due = peer->filings == 0 && now_ms < peer->file_ms; /* it was too soon to look */
    }
}

void desk_acknowledge(struct desk *desk)
{
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->role != ROLE_MAILBOX || !peer->opened || !peer->channel || peer->reports == 0)
            continue;
        if (desk->backlog >= BACKLOG_MOST)
            continue; /* the mailbox waits: its window is full */
        FAULT_POINT("desk:acknowledge-");
        channel_send(peer->channel, MESSAGE_REPORTS_TAKEN, g_variant_new("(u)", peer->reports));
        FAULT_POINT("desk:acknowledged");
        peer->unacknowledged -= MIN(peer->reports, peer->unacknowledged);
        peer->reports = 0;
    }
}
