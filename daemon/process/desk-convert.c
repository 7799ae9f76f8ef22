/* Decoded mails with files that have to be converted: one file at a time goes to the converter, what it holds comes into the mail's document,
 * and a file that cannot be read keeps the mail from nothing. */
#include <fcntl.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/process/desk.h"
#include "daemon/process/spool.h"
#include "parsers/convert/convert.h"

#define CONVERSIONS_MOST 8u    /* mails waiting, each with a document of at most BOUND_MESSAGE_SIZE */
#define GRACE_MS         5000  /* the converter ends its children itself; this is for one that hangs */
#define KEEP_AGAIN_MS    5000
#define KEEP_TRIES       20u   /* as DECODE_TRIES */

void desk_convert(struct desk *desk, struct peer *decoder, struct document *document, gsize weight)
{
    struct conversion *conversion = g_new0(struct conversion, 1);
    conversion->mail = g_steal_pointer(&decoder->job);
    conversion->parts = decoder->scratch;
    conversion->document = document;
    conversion->weight = weight;
    decoder->scratch = -1;
    peer_end_job(decoder);
    g_queue_push_tail(&desk->conversions, conversion);
}

gboolean desk_converts_enough(const struct desk *desk)
{
    return desk->conversions.length >= CONVERSIONS_MOST;
}

struct in_hand desk_converting(const struct desk *desk)
{
    struct in_hand in_hand = {0};
    for (const GList *at = desk->conversions.head; at; at = at->next)
        desk_look_in_hand(desk, ((const struct conversion *)at->data)->mail, &in_hand);
    for (guint i = 0; i < desk->peers->len; i++) {
        const struct peer *peer = desk->peers->pdata[i];
        if (peer->conversion)
            desk_look_in_hand(desk, peer->conversion->mail, &in_hand);
    }
    return in_hand;
}

/* --- what came of a file ---------------------------------------------------------------------------------------------------------- */

static void tell_unread(struct desk *desk, const struct conversion *conversion, enum attachment_reading reading)
{
    if (reading != READING_NO_PROGRAM) {
        log_line(LOG_LEVEL_INFO, &(const struct log_about){.mail = conversion->mail->id}, "a file of it was not read: %s",
                 attachment_reading_name(reading));
        return;
    }
    if (!desk->no_program_told)
        log_warning("pdftotext is not installed (Debian: poppler-utils): PDF files are left to a person");
    desk->no_program_told = TRUE;
}

static void end_file(struct desk *desk, struct peer *peer, enum attachment_reading reading)
{
    struct conversion *conversion = g_steal_pointer(&peer->conversion);
    conversion->file->reading = reading;
    conversion->file = NULL;
    peer->deadline_ms = 0;
    if (attachment_failed(reading))
        tell_unread(desk, conversion, reading);
    g_queue_push_head(&desk->conversions, conversion);
}

void desk_conversion_failed(struct desk *desk, struct peer *peer, enum attachment_reading reading)
{
    end_file(desk, peer, reading);
}

gboolean desk_hear_converter(struct desk *desk, struct peer *peer, const struct message *message)
{
    gint64 mail;
    guint32 reading;
    gsize weight;
    if (message->kind != MESSAGE_CONVERTED || !peer->conversion)
        return FALSE;
    g_variant_get(message->payload, "(xu)", &mail, &reading);
    if (mail != peer->conversion->mail->id || reading < READING_DONE || reading >= READING_COUNT)
        return FALSE;
    g_autoptr(document_auto) more = desk_sealed_document(message->fds[0], &weight);
    if (!more)
        return FALSE;
    peer->conversion->weight += weight;
    struct document *document = peer->conversion->document;
    end_file(desk, peer, (enum attachment_reading)reading);
    document_absorb(document, more);
    return TRUE;
}

/* --- handed out ------------------------------------------------------------------------------------------------------------------- */

static void hand_over(struct desk *desk, struct peer *peer, struct conversion *conversion, gint64 now_ms)
{
    const struct document_attachment *file = conversion->file;
    int parts = fcntl(conversion->parts, F_DUPFD_CLOEXEC, 0);
    peer->conversion = conversion;
    if (parts < 0) {
        end_file(desk, peer, READING_STOPPED);
        return;
    }
    peer->deadline_ms = now_ms + (gint64)desk->setup->settings->limits.decode_seconds * 1000 + GRACE_MS;
    channel_send_fds(peer->channel, MESSAGE_CONVERT,
                     g_variant_new("(xbusstt)", conversion->mail->id, !document_has_words(conversion->document), (guint32)file->reading,
                                   file->name, file->media_type, file->size, file->offset),
                     &parts, 1);
}

static void give_up(struct desk *desk, struct peer *peer, struct conversion *conversion, const char *why)
{
    struct event *event = event_new(EVENT_DECODE_FAILED, peer, conversion->mail->id);
    event->trouble = FLOW_TROUBLE_UNREADABLE;
    event->text = g_strdup(why);
    conversion_free(conversion);
    desk_take(desk, event);
}

/* All of its files were tried: the mail goes on its way. What the converter left must fit, as what a decoder did. */
static void finish(struct desk *desk, struct peer *peer, struct conversion *conversion, gint64 now_ms)
{
    g_autoptr(GError) error = NULL;
    guint64 size;
    if (!spool_keep_parts(desk->spool, conversion->mail->spool, conversion->parts, &size, &error)) {
        conversion->again_ms = now_ms + KEEP_AGAIN_MS;
        if (++conversion->tries == 1)
            log_line(LOG_LEVEL_WARNING, &(const struct log_about){.mail = conversion->mail->id}, "could not be decoded now: %s; tried again",
                     error->message);
        if (conversion->tries < KEEP_TRIES)
            g_queue_push_tail(&desk->conversions, conversion);
        else
            give_up(desk, peer, conversion, error->message);
        return;
    }
    if (!desk_attachments_fit(conversion->document, size)) {
        give_up(desk, peer, conversion, "the converter answered nonsense");
        return;
    }
    struct event *event = event_new(EVENT_DOCUMENT, peer, conversion->mail->id);
    event->weight += conversion->weight;
    event->document = g_steal_pointer(&conversion->document);
    conversion_free(conversion);
    desk->decode_due = TRUE;
    desk_take(desk, event);
}

/* The first that may go on now, taken out of the queue; NULL. */
static struct conversion *next_conversion(struct desk *desk, gint64 now_ms)
{
    for (GList *at = desk->conversions.head; at; at = at->next) {
        struct conversion *conversion = at->data;
        if (now_ms < conversion->again_ms)
            continue;
        g_queue_delete_link(&desk->conversions, at);
        return conversion;
    }
    return NULL;
}

static void ask_for_start(struct desk *desk, struct peer *peer)
{
    if (desk->conversions.length == 0 || peer->start_asked)
        return;
    channel_send(desk->supervisor, MESSAGE_WANT_PEER, g_variant_new("(u)", (guint32)peer->role));
    peer->start_asked = TRUE;
}

void desk_hand_out_conversions(struct desk *desk, gint64 now_ms)
{
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        struct conversion *conversion;
        if (peer->role != ROLE_CONVERTER)
            continue;
        ask_for_start(desk, peer);
        while (!peer->conversion && peer->channel && !desk->stop_ms && !desk_in_trouble(desk) && (conversion = next_conversion(desk, now_ms))) {
            FAULT_POINT("desk:convert-");
            conversion->file = convert_next(conversion->document, &conversion->converted);
            if (conversion->file)
                hand_over(desk, peer, conversion, now_ms);
            else
                finish(desk, peer, conversion, now_ms);
        }
    }
}
