/* What decoders are given to do, and in which order what they have read is taken. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/process/desk.h"
#include "daemon/process/spool.h"

#define CLAIMS_MOST   32u   /* mails whose attempt is counted in one commit: so many are read alone after a crash */
#define CLAIMS_LOW    16u   /* fewer than these, and more are claimed, so that decoders need not wait for the commit */
#define DECODED_MOST  64u   /* documents that wait for an earlier mail */
#define PATIENCE_MS   500   /* of the decoder's processor time, for that mail: most take a few milliseconds */
#define PATIENCE_MOST 5000  /* by the clock, whatever else the machine does meanwhile */

gboolean desk_decoding(const struct desk *desk)
{
    for (guint i = 0; i < desk->peers->len; i++)
        if (((const struct peer *)desk->peers->pdata[i])->job)
            return TRUE;
    return desk_converting(desk).newest != 0;
}

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
    peer->begun_ms = now_ms;
    peer->begun_cpu_ms = clock_process_ms(peer->pid);
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

gint64 desk_patience_ends(const struct peer *peer, gint64 now_ms)
{
    if (!peer->job || peer->deadline_ms == 0)
        return 0;
    if (now_ms - peer->begun_ms < PATIENCE_MS) /* it cannot have taken more of the processor than there was */
        return peer->begun_ms + PATIENCE_MS;
    const gint64 left_ms = MIN(PATIENCE_MS - (clock_process_ms(peer->pid) - peer->begun_cpu_ms), peer->begun_ms + PATIENCE_MOST - now_ms);
    return left_ms > 0 ? now_ms + left_ms : 0;
}

/* Whether a mail that came before this one may be read within a moment. */
static gboolean is_awaited(const struct desk *desk, gint64 mail, gint64 now_ms)
{
    for (guint i = 0; i < desk->peers->len; i++) {
        const struct peer *peer = desk->peers->pdata[i];
        if (peer->job && peer->job->id < mail && desk_patience_ends(peer, now_ms) != 0)
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
