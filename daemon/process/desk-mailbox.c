/* What mailboxes are given to do: mails to file, copies to append, erased mails to remove; and which of their reports are acknowledged. */
#include "daemon/base/fault.h"
#include "daemon/process/desk.h"

#define BACKLOG_MOST  1000u /* mails spooled and not decoded, beyond which mailboxes wait */
#define FILE_BATCH    100u  /* mails a filing */
#define FILE_PAUSE_MS 250   /* between two filings of fewer: a server may write the list of a large folder anew for each */
#define FILE_REST     8     /* times as long as the last one took, which may be a third of a second on a busy server, if that is more; */
#define FILE_REST_MOST_MS 5000 /* but no longer than this */
#define FILE_GATHER_MOST_MS 2000 /* while mails come, a pause for each mail of the last filing, up to this: one command costs a server as much as many mails */
#define FILE_QUIET_MS 500   /* no more come: a server that tells of several at once does so every half second */
#define COPY_BATCH    32u   /* copies on their way to a mailbox */
#define COPY_BYTES    (1u << 20) /* and their octets: each may be large, but one may go in any case */
#define REMOVE_BATCH  20u   /* removals on their way to a mailbox: each is a search in each folder */
#define REFUSED_KEPT  500u  /* ids; beyond, refused ones are simply asked again */

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

gint64 desk_filing_due(const struct desk *desk, const struct peer *peer)
{
    return MAX(peer->file_ms, MIN(peer->gather_ms, desk->arrived_ms + FILE_QUIET_MS));
}

/* One after a while without any at once; while mails come in steadily, many together. */
static gboolean may_file(const struct desk *desk, const struct peer *peer, gint64 now_ms)
{
    return peer->filings == 0 && (now_ms >= desk_filing_due(desk, peer) || desk->unfiled >= FILE_BATCH * desk->setup->settings->mailboxes->len);
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
    if (peer->filings > 0 && mails->len < limit) {
        peer->file_ms = now_ms + FILE_PAUSE_MS;
        peer->gather_ms = now_ms + MIN(FILE_PAUSE_MS * (gint64)peer->filings, FILE_GATHER_MOST_MS);
    }
    peer->filing_ms = now_ms;
    desk->unfiled = 0;
    return TRUE;
}

void desk_note_filed(struct peer *peer, gint64 now_ms)
{
    if (peer->filings == 0 && peer->file_ms > peer->filing_ms)
        peer->file_ms = MAX(peer->file_ms, now_ms + MIN(FILE_REST * (now_ms - peer->filing_ms), FILE_REST_MOST_MS));
}

static gboolean hand_out_copies(struct desk *desk, struct peer *peer)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) parcels = flow_copies_next(desk->flow, peer->mailbox->name, peer->refused, COPY_BATCH, COPY_BYTES, &error);
    if (!parcels) {
        desk_store_failed(desk, error);
        return FALSE;
    }
    for (guint i = 0; i < parcels->len && !desk_in_trouble(desk); i++) {
        const struct flow_parcel *parcel = parcels->pdata[i];
        if (desk_send_parcel(desk, peer, MESSAGE_APPEND_COPY, g_variant_new("(x)", parcel->out->id), parcel))
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
        peer->work_due = peer->filings == 0 && now_ms < desk_filing_due(desk, peer); /* it was too soon to look */
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
