/* The desk's loop: hear the others, apply what they report, commit, acknowledge, hand out, and wake what is due. */
#include <poll.h>
#include <sys/random.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/process/desk.h"
#include "daemon/process/spool.h"
#include "daemon/process/wake.h"
#include "daemon/process/walls.h"
#include "daemon/render/compose.h"

#define TICK_MS          1000 /* commands come unannounced when the socket could not be made */
#define READ_BURST       16u  /* messages of one peer before the others have their turn */
#define STOP_DECODERS_MS 3000 /* a mail in a decoder is waited for, so that its attempt does not count against it */
#define STOP_SENDERS_MS  8000 /* a DATA in flight; then the sender is cut, */
#define STOP_CUT_MS      500  /* and has ended within this: ten seconds are promised for all */

/* --- supervisor --------------------------------------------------------------------------------------------------- */

/* Each finishes the mail it is sending; those behind it would take longer than a stop may. */
static void ask_senders(struct desk *desk)
{
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->channel && peer->parcels.length > 0)
            channel_send(peer->channel, MESSAGE_GIVE_BACK, g_variant_new("()"));
    }
}

static void begin_stop(struct desk *desk)
{
    desk->stop_ms = clock_monotonic_ms();
    ask_senders(desk);
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->role == ROLE_MAILBOX && peer->channel)
            desk_peer_lost(desk, peer); /* all it reports from now on, it will report again */
    }
}

/* FALSE: the supervisor is gone, or talks nonsense. */
static gboolean hear_supervisor(struct desk *desk, struct message *message)
{
    guint32 role, index, life;
    gint32 pid;
    if (message->kind == MESSAGE_STOP) {
        begin_stop(desk);
        return TRUE;
    }
    if (message->kind != MESSAGE_PEER)
        return FALSE;
    g_variant_get(message->payload, "(uuui)", &role, &index, &life, &pid);
    return desk_peer_started(desk, role, index, life, pid, message_take_fd(message, 0));
}

static void read_supervisor(struct desk *desk)
{
    for (;;) {
        g_auto(message_auto) message = {0};
        enum channel_input input = channel_receive(desk->supervisor, &message);
        if (input == CHANNEL_NOTHING)
            return;
        if (input == CHANNEL_MESSAGE && hear_supervisor(desk, &message))
            continue;
        desk->ended = TRUE;
        return;
    }
}

static void tell_alive(struct desk *desk)
{
    g_autofree char *text =
        g_strdup_printf("%s; since the start %" G_GUINT64_FORMAT " mails handled, %" G_GUINT64_FORMAT " sent",
                        desk_in_trouble(desk) ? "the store fails" : "working", desk->handled, desk->sent);
    channel_send(desk->supervisor, MESSAGE_ALIVE, g_variant_new("(s)", text));
    desk_tell_health(desk);
}

/* --- work --------------------------------------------------------------------------------------------------------- */

/* A mailbox process asks for its position once, when it has opened its server: so it begins a new life. */
static void reopen_mailboxes(struct desk *desk)
{
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->role == ROLE_MAILBOX && peer->channel)
            desk_peer_kill(desk, peer, "is to ask its server for older mail");
    }
}

static void wake(struct desk *desk)
{
    g_autoptr(GError) error = NULL;
    if (!desk->wake_due || desk_in_trouble(desk) || desk->stop_ms)
        return;
    desk->wake_due = FALSE;
    desk->send_due = TRUE;
    if (!flow_wake(desk->flow, clock_now(), &error))
        desk_store_failed(desk, error);
    else if (flow_adopted(desk->flow))
        reopen_mailboxes(desk);
    if (flow_cancelled(desk->flow) && desk_commit(desk))
        desk_cancel_parcels(desk);
}

/* What is erased in the store leaves the disk, too. */
static void tidy(struct desk *desk)
{
    g_autoptr(GError) error = NULL;
    if (!desk_in_trouble(desk) && flow_pending(desk->flow) == 0 && desk->applied.length == 0 && !flow_tidy(desk->flow, &error))
        desk_store_failed(desk, error);
}

static void tick(struct desk *desk, gint64 now_ms)
{
    if (now_ms < desk->tick_ms)
        return;
    desk->tick_ms = now_ms + TICK_MS;
    desk->wake_due = desk->decode_due = desk->send_due = TRUE;
    for (guint i = 0; i < desk->peers->len; i++)
        ((struct peer *)desk->peers->pdata[i])->work_due = TRUE;
    tell_alive(desk);
}

/* Where the server does not answer: so the mail it has is in doubt, and the others in the sender's hand are not. */
static void cut_senders(struct desk *desk, gint64 now_ms)
{
    if (desk->stop_ms == 0 || now_ms - desk->stop_ms < STOP_SENDERS_MS)
        return;
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->channel && peer->parcels.length > 0)
            desk_sender_cut(desk, peer, "has no answer of its server, and the daemon is to stop");
    }
}

static void work(struct desk *desk, gboolean quiet)
{
    gint64 now_ms = desk->worked_ms = clock_monotonic_ms();
    tick(desk, now_ms);
    desk_check_deadlines(desk, now_ms);
    cut_senders(desk, now_ms);
    desk_retry(desk, now_ms);
    desk_take_in_turn(desk, now_ms, FALSE);
    desk_hand_out_conversions(desk, now_ms);
    wake(desk);
    desk_claim_decodings(desk);
    desk_take_parcels(desk, now_ms);
    if (!desk_in_trouble(desk) && (quiet || desk_commit_due(desk)))
        desk_commit(desk);
    tidy(desk);
    desk_hand_out_decodings(desk, now_ms);
    desk_hand_out_parcels(desk, now_ms);
    desk_hand_out_mailbox_work(desk, now_ms);
    desk_acknowledge(desk);
}

/* --- waiting ------------------------------------------------------------------------------------------------------ */

static gint64 sooner(gint64 next, gint64 due)
{
    return due != 0 && due < next ? due : next;
}

static int timeout(const struct desk *desk)
{
    if (!desk_in_trouble(desk) && (flow_pending(desk->flow) > 0 || desk->applied.length > 0))
        return 0;
    const gint64 now = clock_monotonic_ms();
    gint64 next = sooner(desk->tick_ms, desk->retry_ms), cut_ms = desk->stop_ms + STOP_SENDERS_MS;
    if (desk->stop_ms && now < cut_ms)
        next = sooner(next, cut_ms);
    for (guint i = 0; i < desk->peers->len; i++) {
        const struct peer *peer = desk->peers->pdata[i];
        next = sooner(next, peer->deadline_ms);
        next = sooner(next, desk->decoded.length > 0 ? desk_patience_ends(peer, now) : 0);
        const gint64 filing_ms = peer->work_due ? desk_filing_due(desk, peer) : 0;
        next = sooner(next, filing_ms > desk->worked_ms ? filing_ms : 0); /* also what fell due during the commit */
    }
    return (int)CLAMP(next - now, 0, TICK_MS);
}

static short wanted(const struct channel *channel)
{
    return (short)(POLLIN | (channel_waiting(channel) ? POLLOUT : 0));
}

/* Polls once; reads and writes what can be. Returns how many messages came from peers. */
static guint attend(struct desk *desk)
{
    guint count = desk->peers->len, heard = 0;
    g_autofree struct pollfd *pollers = g_new0(struct pollfd, count + 2);
    for (guint i = 0; i < count; i++) {
        const struct peer *peer = desk->peers->pdata[i];
        pollers[i].fd = peer->channel ? channel_fd(peer->channel) : -1;
        pollers[i].events = peer->channel ? wanted(peer->channel) : 0;
    }
    pollers[count] = (struct pollfd){.fd = channel_fd(desk->supervisor), .events = wanted(desk->supervisor)};
    pollers[count + 1] = (struct pollfd){.fd = desk->wake, .events = POLLIN};
    FAULT_POINT("desk:waiting");
    if (poll(pollers, count + 2, timeout(desk)) <= 0)
        return 0;
    FAULT_POINT("desk:woken");
    for (guint i = 0; i < count; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (!pollers[i].revents)
            continue;
        channel_flush(peer->channel);
        heard += desk_peer_read(desk, peer, READ_BURST);
    }
    if (pollers[count + 1].revents && wake_taken(desk->wake))
        desk->wake_due = TRUE;
    channel_flush(desk->supervisor);
    if (pollers[count].revents & (POLLIN | POLLHUP | POLLERR))
        read_supervisor(desk);
    return heard;
}

/* --- stop --------------------------------------------------------------------------------------------------------- */

static gboolean may_end(const struct desk *desk)
{
    if (desk->stop_ms == 0)
        return FALSE;
    gint64 passed = clock_monotonic_ms() - desk->stop_ms;
    return (!desk_decoding(desk) || passed >= STOP_DECODERS_MS) && (!desk_sending(desk) || passed >= STOP_SENDERS_MS + STOP_CUT_MS);
}

/* What no sender got waits as before. */
static void return_parcels(struct desk *desk)
{
    for (struct flow_parcel *parcel = g_queue_pop_head(&desk->ready); parcel; parcel = g_queue_pop_head(&desk->ready)) {
        struct event *event = event_new(EVENT_SENT, desk->peers->pdata[0], parcel->out->id);
        event->delivery = FLOW_TAKEN_BACK;
        flow_parcel_free(parcel);
        desk_take(desk, event);
    }
}

/* No decoder has begun with these. */
static void return_claims(struct desk *desk)
{
    g_autoptr(GError) error = NULL;
    for (const GList *at = desk->claimed.head; at && !desk_in_trouble(desk); at = at->next)
        if (!flow_decode_unclaim(desk->flow, ((const struct mail *)at->data)->id, &error))
            desk_store_failed(desk, error);
}

static void finish(struct desk *desk)
{
    if (desk->retry_ms)
        desk_retry(desk, G_MAXINT64 / 2); /* once more, now */
    desk_take_in_turn(desk, clock_monotonic_ms(), TRUE);
    if (!desk_in_trouble(desk) && desk_commit(desk)) {
        return_parcels(desk); /* also what this commit took out of the outbox */
        return_claims(desk);
        desk_commit(desk);
    }
    if (desk_in_trouble(desk))
        log_warning("%u reports could not be stored: their mails are taken again at the next start",
                    desk->replay.length);
}

/* --- start -------------------------------------------------------------------------------------------------------- */

static void make_peers(struct desk *desk)
{
    desk->peers = g_ptr_array_new_with_free_func((GDestroyNotify)peer_free);
    for (guint role = ROLE_MAILBOX; role < ROLE_ALERTER; role++)
        for (guint i = 0; i < role_wanted((enum role)role, desk->setup->settings); i++)
            g_ptr_array_add(desk->peers, peer_new((enum role)role, i, desk->setup->settings));
}

static void desk_init(struct desk *desk, const struct role_start *start)
{
    *desk = (struct desk){.setup = start->setup,
                          .supervisor = channel_new(start->channel),
                          .spool = -1,
                          .wake = -1,
                          .started = clock_now(),
                          .slips = start->slips,
                          .after_crash = start->after_crash,
                          .sent_ms = clock_monotonic_ms(),
                          .retry = {1000, 30000, 0},
                          .careful = TRUE,
                          .stopped = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL)};
    g_queue_init(&desk->applied);
    g_queue_init(&desk->replay);
    g_queue_init(&desk->decoded);
    g_queue_init(&desk->claiming);
    g_queue_init(&desk->claimed);
    g_queue_init(&desk->taken);
    g_queue_init(&desk->ready);
    g_queue_init(&desk->conversions);
    pace_init(&desk->pace, start->setup->settings->sender.messages_per_minute);
    make_peers(desk);
}

static void desk_clear(struct desk *desk)
{
    g_queue_clear_full(&desk->applied, (GDestroyNotify)event_free);
    g_queue_clear_full(&desk->replay, (GDestroyNotify)event_free);
    g_queue_clear_full(&desk->decoded, (GDestroyNotify)event_free);
    g_queue_clear_full(&desk->claiming, (GDestroyNotify)mail_free);
    g_queue_clear_full(&desk->claimed, (GDestroyNotify)mail_free);
    g_queue_clear_full(&desk->taken, (GDestroyNotify)flow_parcel_free);
    g_queue_clear_full(&desk->ready, (GDestroyNotify)flow_parcel_free);
    g_queue_clear_full(&desk->conversions, (GDestroyNotify)conversion_free);
    g_ptr_array_unref(desk->peers);
    g_hash_table_unref(desk->stopped);
    pace_clear(&desk->pace);
    g_free(desk->store_words);
    flow_free(desk->flow);
    store_close(desk->store);
    if (desk->spool >= 0)
        close(desk->spool);
    if (desk->wake >= 0)
        close(desk->wake);
    channel_free(desk->supervisor);
}

static int open_status(const GError *error)
{
    if (g_error_matches(error, STORE_ERROR, STORE_ERROR_LOCKED))
        return ROLE_EXIT_TAKEN;
    if (g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT) ||
        g_error_matches(error, STORE_ERROR, STORE_ERROR_NEWER))
        return ROLE_EXIT_DAMAGED;
    return EX_TEMPFAIL;
}

/* From now on senders' slips are of this life. */
static gboolean recover(struct desk *desk, GError **error)
{
    struct flow_forerunner before = {.crashed = desk->after_crash};
    g_autoptr(GArray) outs = slips_read(desk->slips, &before.life);
    if (getrandom(&desk->life, sizeof desk->life, 0) != sizeof desk->life)
        desk->life = 0; /* nothing will be known of it */
    before.outs = outs;
    if (!flow_recover(desk->flow, &before, desk->life, clock_now(), error) || !flow_commit(desk->flow, error))
        return FALSE;
    FAULT_POINT("desk:recovered");
    if (!slips_begin(desk->slips, desk->life))
        log_warning("what servers accept cannot be noted; after a crash more mails will be in doubt");
    return TRUE;
}

static gboolean open_store(struct desk *desk, GError **error)
{
    const struct path_settings *paths = &desk->setup->settings->paths;
    if (desk->spool < 0)
        desk->spool = spool_open(paths->spool, error);
    desk->store = desk->spool >= 0 ? store_open(paths->database, STORE_DAEMON, error) : NULL;
    if (desk->store && store_check(desk->store, FALSE, error)) {
        desk->flow = flow_new(desk->store, desk->setup);
        FAULT_POINT("desk:recover-");
        if (recover(desk, error))
            return TRUE;
    }
    g_clear_pointer(&desk->flow, flow_free);
    g_clear_pointer(&desk->store, store_close);
    return FALSE;
}

/* A disk that is full or away will be well again; anything else needs a person, or a new start. */
static gboolean passes(const GError *error)
{
    return g_error_matches(error, STORE_ERROR, STORE_ERROR_FULL) || g_error_matches(error, STORE_ERROR, STORE_ERROR_BUSY) ||
           g_error_matches(error, STORE_ERROR, STORE_ERROR_DISK) || g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
}

static const char *what_now(const GError *error)
{
    if (passes(error))
        return "; no mail is taken until it works";
    return open_status(error) == ROLE_EXIT_DAMAGED ? ROLE_DAMAGED_WAY_OUT : "";
}

/* Meanwhile others are started, and what they report is put by. FALSE: the supervisor has had enough. */
static gboolean wait_for_store(struct desk *desk)
{
    guint wait_ms = backoff_next(&desk->retry, g_random_double());
    desk->retry_ms = clock_monotonic_ms() + wait_ms;
    tell_alive(desk);
    channel_drain(desk->supervisor);
    channel_wait(desk->supervisor, (int)wait_ms);
    read_supervisor(desk);
    return !desk->ended && desk->stop_ms == 0;
}

/* The exit status; EX_OK: it is open. Trouble that passes is said once, and waited for. */
static int open_patiently(struct desk *desk)
{
    for (gboolean told = FALSE;; told = TRUE) {
        g_autoptr(GError) error = NULL;
        gboolean open = open_store(desk, &error);
        desk_note_store(desk, error);
        if (open)
            return EX_OK;
        if (!told || !passes(error))
            log_error("%s%s", error->message, what_now(error));
        if (!passes(error) || !wait_for_store(desk))
            return open_status(error);
    }
}

/* The exit status; EX_OK: all is open. */
static int open_all(struct desk *desk)
{
    g_autoptr(GError) no_wake = NULL;
    int status = open_patiently(desk);
    if (status != EX_OK)
        return status;
    desk->wake = wake_open(desk->setup->settings->paths.state_dir, &no_wake);
    if (no_wake)
        log_warning("%s; commands are seen within a second all the same", no_wake->message);
    return walls_set(ROLE_DESK, desk->setup->settings, 0) ? EX_OK : EX_OSERR;
}

static void serve(struct desk *desk)
{
    channel_send(desk->supervisor, MESSAGE_READY, g_variant_new("()"));
    log_info("ready");
    FAULT_POINT("desk:ready");
    while (!desk->ended && !may_end(desk))
        work(desk, attend(desk) == 0);
    finish(desk);
}

int desk_main(const struct role_start *start)
{
    struct desk desk;
    compose_init();
    desk_init(&desk, start);
    int status = open_all(&desk);
    if (status == EX_OK)
        serve(&desk);
    desk_clear(&desk);
    return status;
}
