#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/process/desk.h"

#define GROUP_EVENTS 100u               /* changes a commit: 100 rows cost little more than one, and lose little */
#define GROUP_WEIGHT (8u * 1024 * 1024) /* bytes of events kept until they are committed */
#define GROUP_MS     30                 /* nobody waits longer for an acknowledgement because others are busy; each commit waits for the disk */
#define BACKLOG_LONG 64u                /* mails that wait to be read: more than decoders and desk have in hand, so that each waits for many others, */
#define GROUP_LONG   2                  /* and commits are this much larger: each writes the pages anew that every order changes */
#define WELL_MS      10000              /* a store that worked for so long is called well */

gboolean desk_in_trouble(const struct desk *desk)
{
    return desk->retry_ms != 0 || desk->replay.length > 0;
}

/* --- settle: what may be said now that it is in the store --------------------------------------------------------- */

static void settle_opening(const struct event *event)
{
    struct peer *peer = event->peer;
    peer->opened = TRUE;
    peer->opening = FALSE;
    peer->filings = peer->copies = peer->removals = peer->reports = peer->unacknowledged = 0;
    peer->work_due = TRUE;
    channel_send(
        peer->channel, MESSAGE_POSITION,
        g_variant_new("(xuuu)", event->answer.adopted, event->answer.position, peer->stumble_uid, peer->stumbles));
}

/* The peer may be another life by now: then it knows nothing of this, and needs no word. */
static void settle_report(struct desk *desk, const struct event *event)
{
    if (event->peer->life == event->life && event->peer->channel)
        event->peer->reports++;
    if (event->kind == EVENT_ARRIVED)
        desk->arrived_ms = clock_monotonic_ms();
    if (event->kind == EVENT_ARRIVED && event->spooled) {
        desk->backlog++;
        desk->decode_due = TRUE;
    }
}

static void mailboxes_have_work(struct desk *desk)
{
    for (guint i = 0; i < desk->peers->len; i++)
        ((struct peer *)desk->peers->pdata[i])->work_due = TRUE;
}

static void settle_decoding(struct desk *desk, const struct event *event)
{
    desk->decode_due = desk->send_due = TRUE;
    desk->backlog -= desk->backlog > 0 ? 1 : 0;
    desk->unfiled++;
    desk->handled += event->kind == EVENT_DOCUMENT ? 1 : 0;
    mailboxes_have_work(desk);
}

static void settle_sending(struct desk *desk, const struct event *event)
{
    desk->send_due = TRUE;
    desk->sent += event->delivery == FLOW_DELIVERED ? 1 : 0;
    if (event->delivery == FLOW_DELIVERED)
        desk->sent_ms = clock_monotonic_ms();
    mailboxes_have_work(desk); /* a copy for a Sent folder, maybe */
}

static void settle(struct desk *desk, const struct event *event)
{
    switch (event->kind) {
    case EVENT_MAILBOX_OPENED:
        if (event->peer->life == event->life && event->peer->channel)
            settle_opening(event);
        break;
    case EVENT_LEFT_ALONE:
    case EVENT_ARRIVED:
        settle_report(desk, event);
        break;
    case EVENT_DOCUMENT:
    case EVENT_DECODE_FAILED:
        settle_decoding(desk, event);
        break;
    case EVENT_SENT:
        settle_sending(desk, event);
        break;
    case EVENT_FILED:
    case EVENT_COPIED:
    case EVENT_REMOVED:
        event->peer->work_due = TRUE;
        break;
    }
}

void desk_settle(struct desk *desk)
{
    for (struct event *event = g_queue_pop_head(&desk->applied); event; event = g_queue_pop_head(&desk->applied)) {
        settle(desk, event);
        event_free(event);
    }
    desk->applied_weight = 0;
    for (struct flow_parcel *parcel = g_queue_pop_head(&desk->taken); parcel; parcel = g_queue_pop_head(&desk->taken))
        g_queue_push_tail(&desk->ready, parcel);
    for (struct mail *mail = g_queue_pop_head(&desk->claiming); mail; mail = g_queue_pop_head(&desk->claiming))
        g_queue_push_tail(&desk->claimed, mail);
}

/* --- apply and commit --------------------------------------------------------------------------------------------- */

void desk_store_failed(struct desk *desk, const GError *error)
{
    flow_rollback(desk->flow);
    desk_note_store(desk, error);
    for (struct event *event = g_queue_pop_tail(&desk->applied); event; event = g_queue_pop_tail(&desk->applied))
        g_queue_push_head(&desk->replay, event);
    desk->applied_weight = 0;
    g_queue_clear_full(&desk->taken, (GDestroyNotify)flow_parcel_free);
    g_queue_clear_full(&desk->claiming, (GDestroyNotify)mail_free);
    desk->decode_due = TRUE;
    if (desk->retry_ms == 0 && desk->well_ms == 0)
        log_error("the store fails: %s; no more mail is taken until it works", error->message);
    else
        log_debug("the store fails: %s", error->message);
    desk->well_ms = 0;
    desk->retry_ms = clock_monotonic_ms() + backoff_next(&desk->retry, g_random_double());
}

/* What it leads to may be begun in the same transaction: one commit for a mail that came and the attempt to read it, one for an order and the
 * handing out of its letters. */
static void note_due(struct desk *desk, const struct event *event)
{
    desk->decode_due = desk->decode_due || event->kind == EVENT_ARRIVED;
    desk->send_due = desk->send_due || event->kind == EVENT_DOCUMENT || event->kind == EVENT_DECODE_FAILED;
}

/* FALSE: the store failed; the event is the first of those to be replayed. */
static gboolean apply(struct desk *desk, struct event *event)
{
    g_autoptr(GError) error = NULL;
    gboolean applied = event_apply(event, desk->flow, clock_now(), &error);
    FAULT_POINT("desk:applied");
    if (desk->applied.length == 0)
        desk->applied_ms = clock_monotonic_ms();
    g_queue_push_tail(&desk->applied, event);
    desk->applied_weight += event->weight;
    if (applied)
        note_due(desk, event);
    else
        desk_store_failed(desk, error);
    return applied;
}

void desk_take(struct desk *desk, struct event *event)
{
    if (desk_in_trouble(desk))
        g_queue_push_tail(&desk->replay, event);
    else
        apply(desk, event);
}

gboolean desk_commit(struct desk *desk)
{
    g_autoptr(GError) error = NULL;
    if (!flow_commit(desk->flow, &error)) {
        desk_store_failed(desk, error);
        return FALSE;
    }
    desk_settle(desk);
    FAULT_POINT("desk:settled");
    return TRUE;
}

gboolean desk_commit_due(const struct desk *desk)
{
    const guint times = desk->backlog > BACKLOG_LONG ? GROUP_LONG : 1;
    return flow_pending(desk->flow) >= GROUP_EVENTS * times || desk->applied_weight >= GROUP_WEIGHT ||
           (desk->applied.length > 0 && clock_monotonic_ms() - desk->applied_ms >= (gint64)GROUP_MS * times);
}

/* --- when the store fails ----------------------------------------------------------------------------------------- */

/* One by one, each with its own commit: so it shows which of them the store refuses. */
static gboolean replay_all(struct desk *desk)
{
    while (desk->replay.length > 0)
        if (!apply(desk, g_queue_pop_head(&desk->replay)) || !desk_commit(desk))
            return FALSE;
    return TRUE;
}

void desk_retry(struct desk *desk, gint64 now_ms)
{
    if (desk->retry_ms != 0 && now_ms >= desk->retry_ms && replay_all(desk)) {
        desk->retry_ms = 0;
        desk->well_ms = now_ms + WELL_MS;
        desk->wake_due = desk->decode_due = desk->send_due = TRUE;
    }
    if (desk->retry_ms == 0 && desk->well_ms != 0 && now_ms >= desk->well_ms) {
        desk->well_ms = 0;
        desk_note_store(desk, NULL);
        backoff_reset(&desk->retry);
        log_info("the store is well again");
    }
}
