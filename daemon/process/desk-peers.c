#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/process/desk.h"
#include "daemon/process/sealed.h"
#include "daemon/process/spool.h"

#define DOCUMENT_BOX     64u /* bytes that a variant around the document adds at most */
#define DECODE_AGAIN_MS  5000
#define DECODE_TRIES     20u /* of one mail, for troubles of our own but a full disk; then a person looks at it */
#define REFUSED_AGAIN_MS 600000
#define PARCEL_IN_DOUBT  "the sending process ended before it had the server's answer"

/* --- mailbox ------------------------------------------------------------------------------------------------------ */

static void hear_opened(struct desk *desk, struct peer *peer, GVariant *payload)
{
    struct event *event = event_new(EVENT_MAILBOX_OPENED, peer, 0);
    peer->opened = FALSE;
    peer->opening = TRUE;
    peer->fetching = 0;
    g_variant_get(payload, "(u)", &peer->uidvalidity);
    event->uidvalidity = peer->uidvalidity;
    event->arrived = desk->started; /* what comes while a mailbox is being opened is not old */
    desk_take(desk, event);
}

static void hear_left_alone(struct desk *desk, struct peer *peer, GVariant *payload)
{
    struct event *event = event_new(EVENT_LEFT_ALONE, peer, 0);
    peer->unacknowledged++;
    g_variant_get(payload, "(uu)", &event->uid, &event->count);
    desk_take(desk, event);
}

static void hear_arrived(struct desk *desk, struct peer *peer, GVariant *payload)
{
    struct event *event = event_new(EVENT_ARRIVED, peer, 0);
    peer->unacknowledged++;
    g_variant_get(payload, "(uxtb)", &event->uid, &event->arrived, &event->size, &event->spooled);
    event->uidvalidity = peer->uidvalidity;
    if (event->uid == peer->stumble_uid)
        peer->stumbles = peer->stumble_uid = 0;
    desk_take(desk, event);
}

static void hear_filed(struct desk *desk, struct peer *peer, GVariant *payload)
{
    struct event *event = event_new(EVENT_FILED, peer, 0);
    g_variant_get(payload, "(xb)", &event->id, &event->moved);
    desk_take(desk, event);
}

static void hear_copied(struct desk *desk, struct peer *peer, GVariant *payload)
{
    struct event *event = event_new(EVENT_COPIED, peer, 0);
    g_variant_get(payload, "(x)", &event->id);
    desk_take(desk, event);
}

/* What the server refuses is left for a while; one line a while says so. */
static void hear_refused(struct peer *peer, gboolean filing, GVariant *payload)
{
    gint64 id;
    const char *text;
    g_variant_get(payload, "(x&s)", &id, &text);
    if (g_hash_table_size(peer->refused) == 0) {
        const struct log_about about = {.mail = filing ? id : 0, .mailbox = peer->mailbox->name, .out = filing ? 0 : id};
        log_line(LOG_LEVEL_WARNING, &about, "%s: %s; tried again later", filing ? "could not be filed" : "its copy could not be appended", text);
        peer->refused_until_ms = clock_monotonic_ms() + REFUSED_AGAIN_MS;
    }
    gint64 key = filing ? -id : id;
    g_hash_table_add(peer->refused, g_memdup2(&key, sizeof(key)));
    peer->work_due = TRUE;
}

static void hear_removed(struct desk *desk, struct peer *peer, GVariant *payload)
{
    struct event *event = event_new(EVENT_REMOVED, peer, 0);
    guint32 removed;
    g_variant_get(payload, "(xu)", &event->id, &removed);
    const struct log_about about = {.mailbox = peer->mailbox->name};
    if (removed == MAILBOX_REMOVED_GONE)
        log_line(LOG_LEVEL_INFO, &about, "an erased mail is in none of the folders: where somebody moved it, it stays");
    if (removed == MAILBOX_REMOVED_MARKED)
        log_line(LOG_LEVEL_WARNING, &about, "the server cannot remove single mails (no UIDPLUS): an erased mail is marked as deleted only, until"
                                            " somebody expunges its folder");
    desk_take(desk, event);
}

static void hear_removal_refused(struct peer *peer, GVariant *payload)
{
    gint64 id, now_ms = clock_monotonic_ms();
    const char *text;
    g_variant_get(payload, "(x&s)", &id, &text);
    if (now_ms >= peer->removals_refused_ms) {
        const struct log_about about = {.mailbox = peer->mailbox->name};
        log_line(LOG_LEVEL_WARNING, &about, "an erased mail could not be removed: %s; tried again later", text);
    }
    peer->removals_refused_ms = now_ms + REFUSED_AGAIN_MS;
}

/* The same of removals. FALSE: it did not ask. */
static gboolean hear_removal(struct desk *desk, struct peer *peer, const struct message *message)
{
    if (peer->removals == 0)
        return FALSE;
    peer->removals--;
    if (message->kind == MESSAGE_MAIL_REMOVED)
        hear_removed(desk, peer, message->payload);
    else
        hear_removal_refused(peer, message->payload);
    return TRUE;
}

/* What the desk asked for is answered. FALSE: it did not ask. */
static gboolean hear_answer(struct desk *desk, struct peer *peer, const struct message *message)
{
    if (message->kind == MESSAGE_MAIL_REMOVED || message->kind == MESSAGE_REMOVAL_REFUSED)
        return hear_removal(desk, peer, message);
    gboolean filing = message->kind == MESSAGE_MAIL_FILED || message->kind == MESSAGE_FILING_REFUSED;
    guint *asked = filing ? &peer->filings : &peer->copies;
    if (*asked == 0)
        return FALSE;
    (*asked)--;
    if (filing)
        desk_note_filed(peer, clock_monotonic_ms());
    if (message->kind == MESSAGE_MAIL_FILED)
        hear_filed(desk, peer, message->payload);
    else if (message->kind == MESSAGE_COPY_APPENDED)
        hear_copied(desk, peer, message->payload);
    else if (message->kind == MESSAGE_FILING_REFUSED || message->kind == MESSAGE_COPY_REFUSED)
        hear_refused(peer, filing, message->payload);
    else
        return FALSE;
    return TRUE;
}

static void hear_looked(struct peer *peer, GVariant *payload)
{
    const char *trouble;
    g_variant_get(payload, "(&s)", &trouble);
    if (!*trouble)
        peer->looked_ms = clock_monotonic_ms();
    g_free(peer->trouble);
    peer->trouble = g_strdup(trouble);
}

/* FALSE: nonsense. */
static gboolean hear_mailbox(struct desk *desk, struct peer *peer, const struct message *message)
{
    if (message->kind == MESSAGE_LOOKED) { /* that it cannot be opened, too */
        hear_looked(peer, message->payload);
        return TRUE;
    }
    if (peer->opening || peer->unacknowledged > PEER_REPORTS)
        return FALSE;
    if (message->kind == MESSAGE_MAILBOX_OPENED) {
        hear_opened(desk, peer, message->payload);
        return TRUE;
    }
    if (!peer->opened)
        return FALSE;
    if (message->kind == MESSAGE_LEFT_ALONE)
        hear_left_alone(desk, peer, message->payload);
    else if (message->kind == MESSAGE_MAIL_ARRIVED)
        hear_arrived(desk, peer, message->payload);
    else if (message->kind == MESSAGE_FETCHING)
        g_variant_get(message->payload, "(u)", &peer->fetching);
    else
        return hear_answer(desk, peer, message);
    return TRUE;
}

/* --- decoder ------------------------------------------------------------------------------------------------------ */

static void decode_failed(struct desk *desk, struct peer *peer, enum flow_trouble trouble, const char *text)
{
    struct event *event = event_new(EVENT_DECODE_FAILED, peer, peer->job->id);
    event->trouble = trouble;
    event->text = g_strdup(text);
    peer_end_job(peer);
    desk_take(desk, event);
}

/* Something of ours failed (a full disk, most likely): the same mail is handed over again. */
static void decode_again(struct desk *desk, struct peer *peer, const char *text)
{
    if (++peer->tries >= DECODE_TRIES && spool_has_room(desk->spool)) {
        decode_failed(desk, peer, FLOW_TROUBLE_UNREADABLE, text);
        return;
    }
    if (peer->tries == 1)
        log_line(LOG_LEVEL_WARNING, &(const struct log_about){.mail = peer->job->id}, "could not be decoded now: %s; tried again", text);
    peer->deadline_ms = 0;
    peer->again_ms = clock_monotonic_ms() + DECODE_AGAIN_MS;
}

gboolean desk_attachments_fit(const struct document *document, guint64 size)
{
    for (guint i = 0; i < document->attachments->len; i++) {
        const struct document_attachment *attachment = document->attachments->pdata[i];
        if (attachment->offset > size || attachment->size > size - attachment->offset)
            return FALSE;
    }
    return TRUE;
}

static gboolean waits_for_converter(const struct document *document)
{
    for (guint i = 0; i < document->attachments->len; i++)
        if (attachment_waits(((const struct document_attachment *)document->attachments->pdata[i])->reading))
            return TRUE;
    return FALSE;
}

static gboolean take_document(struct desk *desk, struct peer *peer, GVariant *variant)
{
    g_autoptr(GError) error = NULL;
    guint64 size;
    g_autoptr(document_auto) document = document_from_variant(variant, NULL);
    if (!document)
        return FALSE;
    FAULT_POINT("desk:document-came");
    if (waits_for_converter(document)) {
        struct stat status;
        if (fstat(peer->scratch, &status) < 0 || !desk_attachments_fit(document, (guint64)status.st_size))
            return FALSE;
        desk_convert(desk, peer, g_steal_pointer(&document), g_variant_get_size(variant));
        return TRUE;
    }
    if (!spool_keep_parts(desk->spool, peer->job->spool, peer->scratch, &size, &error)) {
        decode_again(desk, peer, error->message);
        return TRUE;
    }
    if (!desk_attachments_fit(document, size))
        return FALSE;
    struct event *event = event_new(EVENT_DOCUMENT, peer, peer->job->id);
    event->weight += g_variant_get_size(variant);
    event->document = g_steal_pointer(&document);
    if (size == 0)
        peer_spare_scratch(peer);
    peer_end_job(peer);
    desk_hand_out_decodings(desk, clock_monotonic_ms()); /* the decoder reads the next while this one is thought about */
    desk_take_decoded(desk, event);
    return TRUE;
}

static GVariant *sealed_variant(int fd)
{
    g_autoptr(GBytes) bytes = sealed_bytes(fd, BOUND_MESSAGE_SIZE + DOCUMENT_BOX, NULL);
    if (!bytes)
        return NULL;
    g_autoptr(GVariant) boxed = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE_VARIANT, bytes, FALSE));
    return g_variant_is_normal_form(boxed) ? g_variant_get_variant(boxed) : NULL;
}

struct document *desk_sealed_document(int fd, gsize *ret_weight)
{
    g_autoptr(GVariant) variant = sealed_variant(fd);
    *ret_weight = variant ? g_variant_get_size(variant) : 0;
    return variant ? document_from_variant(variant, NULL) : NULL;
}

static gboolean take_sealed(struct desk *desk, struct peer *peer, const struct message *message)
{
    g_autoptr(GVariant) variant = sealed_variant(message->fds[0]);
    return variant && take_document(desk, peer, variant);
}

static gboolean hear_decoder(struct desk *desk, struct peer *peer, const struct message *message)
{
    gint64 mail;
    const char *text;
    if (!peer->job || peer->deadline_ms == 0 || g_variant_n_children(message->payload) == 0)
        return FALSE;
    if (message->kind != MESSAGE_DOCUMENT && message->kind != MESSAGE_DOCUMENT_SEALED &&
        message->kind != MESSAGE_UNREADABLE && message->kind != MESSAGE_NOT_DECODED)
        return FALSE;
    g_variant_get_child(message->payload, 0, "x", &mail);
    if (mail != peer->job->id)
        return FALSE;
    if (message->kind == MESSAGE_DOCUMENT) {
        g_autoptr(GVariant) variant = NULL;
        g_variant_get_child(message->payload, 1, "v", &variant);
        return take_document(desk, peer, variant);
    }
    if (message->kind == MESSAGE_DOCUMENT_SEALED)
        return take_sealed(desk, peer, message);
    g_variant_get_child(message->payload, 1, "&s", &text);
    if (message->kind == MESSAGE_UNREADABLE)
        decode_failed(desk, peer, FLOW_TROUBLE_UNREADABLE, text);
    else
        decode_again(desk, peer, text);
    return TRUE;
}

/* --- sender ------------------------------------------------------------------------------------------------------- */

/* What came of the first in its hand. */
static void parcel_sent(struct desk *desk, struct peer *peer, enum flow_delivery delivery, const char *text)
{
    FAULT_POINT("desk:result-came");
    struct flow_parcel *parcel = peer_pop_parcel(peer);
    struct event *event = event_new(EVENT_SENT, peer, parcel->out->id);
    event->delivery = delivery;
    event->text = g_strdup(text);
    flow_parcel_free(parcel);
    if (delivery != FLOW_TAKEN_BACK)
        pace_note(&desk->pace, clock_monotonic_ms());
    desk_take(desk, event);
}

/* Nothing of these was sent: they wait as before, for whoever sends them. */
static void take_parcels_back(struct desk *desk, struct peer *peer)
{
    while (peer->parcels.length > 0)
        parcel_sent(desk, peer, FLOW_TAKEN_BACK, NULL);
}

static void lost_sender(struct desk *desk, struct peer *peer)
{
    peer->cut = FALSE;
    const struct flow_parcel *first = g_queue_peek_head(&peer->parcels);
    if (first && slips_have(desk->slips, desk->life, first->out->id))
        parcel_sent(desk, peer, FLOW_DELIVERED, "accepted");
    else if (first)
        parcel_sent(desk, peer, FLOW_UNKNOWN, PARCEL_IN_DOUBT);
    take_parcels_back(desk, peer);
}

static gboolean hear_sender(struct desk *desk, struct peer *peer, const struct message *message)
{
    gint64 out;
    guint32 delivery;
    gboolean reached;
    const char *text;
    const struct flow_parcel *first = g_queue_peek_head(&peer->parcels);
    if (message->kind == MESSAGE_GIVEN_BACK && desk->stop_ms) {
        take_parcels_back(desk, peer);
        return TRUE;
    }
    if (message->kind != MESSAGE_SENT || !first)
        return FALSE;
    g_variant_get(message->payload, "(xub&s)", &out, &delivery, &reached, &text);
    if (out != first->out->id || delivery > FLOW_UNKNOWN)
        return FALSE;
    parcel_sent(desk, peer, (enum flow_delivery)delivery, text);
    if (reached) {
        backoff_reset(&peer->pause);
        return TRUE;
    }
    peer->pause_until_ms = clock_monotonic_ms() + backoff_next(&peer->pause, g_random_double());
    take_parcels_back(desk, peer);
    channel_send(peer->channel, MESSAGE_TAKEN_BACK, g_variant_new("()"));
    return TRUE;
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static void lost_mailbox(struct peer *peer)
{
    peer->opened = peer->opening = FALSE;
    peer->uidvalidity = 0;
    peer->filings = peer->copies = peer->removals = peer->reports = peer->unacknowledged = 0;
    if (peer->fetching == 0)
        return;
    peer->stumbles = peer->fetching == peer->stumble_uid ? peer->stumbles + 1 : 1;
    peer->stumble_uid = peer->fetching;
    peer->fetching = 0;
}

void desk_peer_lost(struct desk *desk, struct peer *peer)
{
    int spare = peer_take_spare(peer); /* which it may still have open, until it is dead */
    g_clear_pointer(&peer->channel, channel_free);
    if (spare >= 0)
        close(spare);
    if (peer->role == ROLE_MAILBOX)
        lost_mailbox(peer);
    if (peer->job && peer->deadline_ms != 0) {
        log_line(LOG_LEVEL_WARNING, &(const struct log_about){.mail = peer->job->id}, "the decoder ended while it decoded it (attempt %u)",
                 peer->job->attempts);
        desk_note_stopped(desk, peer->job->id);
        decode_failed(desk, peer, FLOW_TROUBLE_CRASHED, NULL);
    }
    if (peer->conversion)
        desk_conversion_failed(desk, peer, READING_STOPPED);
    if (peer->role == ROLE_SENDER)
        lost_sender(desk, peer);
}

static void have_killed(struct desk *desk, const struct peer *peer, const char *why)
{
    g_autofree char *name = peer_name(peer);
    log_warning("%s %s: it is killed", name, why);
    channel_send(desk->supervisor, MESSAGE_KILL_PEER,
                 g_variant_new("(uuu)", (guint32)peer->role, peer->index, peer->life));
}

void desk_peer_kill(struct desk *desk, struct peer *peer, const char *why)
{
    have_killed(desk, peer, why);
    while (peer->parcels.length > 0) /* of a sender that we do not understand: it may have sent any of them */
        parcel_sent(desk, peer, FLOW_UNKNOWN, PARCEL_IN_DOUBT);
    desk_peer_lost(desk, peer);
}

void desk_sender_cut(struct desk *desk, struct peer *peer, const char *why)
{
    if (!peer->cut)
        have_killed(desk, peer, why);
    peer->cut = TRUE;
}

static gboolean hear(struct desk *desk, struct peer *peer, const struct message *message)
{
    switch (peer->role) {
    case ROLE_MAILBOX:
        return hear_mailbox(desk, peer, message);
    case ROLE_DECODER:
        return hear_decoder(desk, peer, message);
    case ROLE_CONVERTER:
        return desk_hear_converter(desk, peer, message);
    case ROLE_SENDER:
        return hear_sender(desk, peer, message);
    case ROLE_DESK:
    case ROLE_ALERTER:
    case ROLE_CHECKER:
    case ROLE_COUNT:
        break;
    }
    return FALSE;
}

guint desk_peer_read(struct desk *desk, struct peer *peer, guint limit)
{
    guint count = 0;
    while (peer->channel && count < limit) {
        g_auto(message_auto) message = {0};
        enum channel_input input = channel_receive(peer->channel, &message);
        if (input == CHANNEL_NOTHING)
            break;
        count++;
        if (input == CHANNEL_CLOSED)
            desk_peer_lost(desk, peer);
        else if (input == CHANNEL_GARBAGE || !hear(desk, peer, &message))
            desk_peer_kill(desk, peer, "talks nonsense");
    }
    return count;
}

gboolean desk_peer_started(struct desk *desk, guint32 role, guint32 index, guint32 life, gint32 pid, int fd)
{
    struct channel *channel = channel_new(fd);
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->role != role || peer->index != index)
            continue;
        /* The earlier life is dead by now: all it said is in its socket, before the end. */
        if (desk->store) /* else we read nothing of it, have no walls, and it reports again what it had */
            desk_peer_read(desk, peer, G_MAXUINT);
        if (peer->channel)
            desk_peer_lost(desk, peer);
        peer->channel = channel;
        peer->life = life;
        peer->pid = pid;
        return TRUE;
    }
    channel_free(channel);
    return FALSE;
}
