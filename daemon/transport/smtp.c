/* Sending by SMTP: one mail is RSET (on a connection used before), MAIL, RCPT…, DATA, the message, and its reply.
 *
 *   before the message's first byte   nothing is sent: on a used connection that is lost, or that the server is tired
 * of (421, or 4xx to MAIL), all is said once more on a new one within the message                the server has no
 * final dot, so it has no mail (RFC 5321 section 4.1.1.4): temporary after the final dot               without a reply
 * nobody knows: unknown */
#include "daemon/transport/smtp-session.h"

#include <libetpan/mailstream_helper.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/transport/outgoing.h"

#define SMTP_FINAL_SECONDS 600u  /* for the reply to the final dot, RFC 5321 section 4.5.3.2.6 */
#define SMTP_BODY_SECONDS  180u  /* RFC 5321 section 4.5.3.2.5 for a block, */
#define SMTP_BODY_RATE     1024u /* and bytes a second: slower than a modem is not an honest server */
#define SMTP_UNUSED_MS     30000 /* sender.h promises 30 seconds */

/* Connected already, or anew. */
static gboolean smtp_ready(struct smtp *smtp, GError **error)
{
    /* Anything said unasked is a 421 or a reply too many; after either no reply can be trusted to be its command's. */
    if (smtp->stream && (stream_wait(smtp->stream, -1, 0) & STREAM_WAIT_INPUT))
        smtp_disconnect(smtp, FALSE);
    FAULT_POINT("smtp:ready-");
    if (smtp->stream && (!smtp_command(smtp, NULL, "RSET") || smtp->code != 250))
        smtp_disconnect(smtp, FALSE);
    return smtp->stream || smtp_connect(smtp, error);
}

/* 530 and its kind are about our login, not about this mail: the admin mends them, and the mail is sent then. */
static enum delivery smtp_delivery(int code)
{
    gboolean ours = code == 530 || code == 534 || code == 535 || code == 538;
    return code / 100 == 2 ? DELIVERY_ACCEPTED : code / 100 == 5 && !ours ? DELIVERY_PERMANENT : DELIVERY_TEMPORARY;
}

/* What comes of a step that must end here. */
enum smtp_next { SMTP_GO_ON, SMTP_OVER, SMTP_ONCE_MORE };

static enum smtp_next smtp_lost_before_data(struct smtp *smtp, struct outgoing *outgoing, const GError *error)
{
    gboolean reused = smtp->reused;
    smtp_disconnect(smtp, FALSE);
    if (reused)
        return SMTP_ONCE_MORE;
    outgoing_settle(outgoing, DELIVERY_TEMPORARY, 0, error->message);
    return SMTP_OVER;
}

/* MAIL or DATA was refused, or anything with 421, after which the server hangs up. */
static enum smtp_next smtp_refused(struct smtp *smtp, struct outgoing *outgoing, const char *verb, gboolean tired)
{
    g_autofree char *text = smtp_reply_text(smtp, verb);
    enum delivery delivery = smtp_delivery(smtp->code);
    gboolean once_more = smtp->reused && (smtp->code == 421 || (tired && smtp->code / 100 == 4));
    /* A 2xx or 3xx that is not the one expected: we no longer know what it answers. */
    if (once_more || smtp->code == 421 || smtp->code / 100 < 4)
        smtp_disconnect(smtp, TRUE);
    if (once_more)
        return SMTP_ONCE_MORE;
    outgoing_settle(outgoing, delivery == DELIVERY_ACCEPTED ? DELIVERY_TEMPORARY : delivery, smtp->code, text);
    return SMTP_OVER;
}

static enum smtp_next smtp_mail(struct smtp *smtp, struct outgoing *outgoing)
{
    g_autoptr(GError) error = NULL;
    if (smtp->size_most > 0 && outgoing->size > smtp->size_most) {
        g_autofree char *text =
            g_strdup_printf("the message has %" G_GSIZE_FORMAT " bytes, and %s:%u takes %" G_GUINT64_FORMAT,
                            outgoing->size, smtp->server.host, smtp->server.port, smtp->size_most);
        outgoing_settle(outgoing, DELIVERY_PERMANENT, 0, text);
        return SMTP_OVER;
    }
    g_autofree char *size =
        smtp->offers & SMTP_SIZE ? g_strdup_printf(" SIZE=%" G_GSIZE_FORMAT, outgoing->size) : g_strdup("");
    FAULT_POINT("smtp:mail-");
    if (!smtp_command(smtp, &error, "MAIL FROM:<%s>%s", outgoing->envelope->from, size))
        return smtp_lost_before_data(smtp, outgoing, error);
    FAULT_POINT("smtp:mail-answered");
    return smtp->code == 250 ? SMTP_GO_ON : smtp_refused(smtp, outgoing, "MAIL", TRUE);
}

static enum smtp_next smtp_recipient(struct smtp *smtp, struct outgoing *outgoing, guint index)
{
    g_autoptr(GError) error = NULL;
    if (!smtp_command(smtp, &error, "RCPT TO:<%s>", outgoing->envelope->recipients[index]))
        return smtp_lost_before_data(smtp, outgoing, error);
    FAULT_POINT("smtp:rcpt-answered");
    if (smtp->code / 100 == 2)
        return SMTP_GO_ON;
    if (smtp->code == 421 || smtp->code / 100 == 3)
        return smtp_refused(smtp, outgoing, "RCPT", FALSE);
    g_autofree char *text = smtp_reply_text(smtp, "RCPT");
    outgoing_settle_one(outgoing, index, smtp_delivery(smtp->code), smtp->code, text);
    return SMTP_GO_ON;
}

static enum smtp_next smtp_recipients(struct smtp *smtp, struct outgoing *outgoing)
{
    for (guint i = 0; i < outgoing->count; i++) {
        enum smtp_next next = outgoing->results[i].text ? SMTP_GO_ON : smtp_recipient(smtp, outgoing, i);
        if (next != SMTP_GO_ON)
            return next;
    }
    return outgoing_open_count(outgoing) > 0 ? SMTP_GO_ON : SMTP_OVER;
}

static enum smtp_next smtp_data(struct smtp *smtp, struct outgoing *outgoing)
{
    g_autoptr(GError) error = NULL;
    if (!smtp_command(smtp, &error, "DATA"))
        return smtp_lost_before_data(smtp, outgoing, error);
    FAULT_POINT("smtp:data-answered");
    return smtp->code == 354 ? SMTP_GO_ON : smtp_refused(smtp, outgoing, "DATA", FALSE);
}

/* Up to and with the final dot. libetpan ends the last line itself, so its own end is left out. */
static gboolean smtp_write_message(struct smtp *smtp, struct outgoing *outgoing)
{
    gsize size = outgoing->size;
    if (size >= 2 && memcmp(outgoing->bytes + size - 2, "\r\n", 2) == 0)
        size -= 2;
    stream_allow(smtp->stream, SMTP_BODY_SECONDS + (guint)(size / SMTP_BODY_RATE), SMTP_BYTES_REPLY);
    g_autoptr(GError) error = NULL;
    if (mailstream_send_data(smtp->stream, outgoing->bytes, size, 0, NULL) == 0 && stream_check(smtp->stream, &error)) {
        FAULT_POINT("smtp:dot-sent");
        return TRUE;
    }
    g_autofree char *text =
        g_strdup_printf("DATA: %s; the message was not sent whole",
                        error || !stream_check(smtp->stream, &error) ? error->message : "cannot write");
    outgoing_settle(outgoing, DELIVERY_TEMPORARY, 0, text);
    smtp_disconnect(smtp, FALSE);
    return FALSE;
}

/* The stream would give up after the settings' silence; here the server has its ten minutes. */
static gboolean smtp_read_final(struct smtp *smtp, GError **error)
{
    gint64 deadline_ms = clock_monotonic_ms() + (gint64)SMTP_FINAL_SECONDS * 1000;
    for (;;) {
        gint64 left_ms = deadline_ms - clock_monotonic_ms();
        if (left_ms <= 0)
            break;
        if (stream_wait(smtp->stream, -1, (int)left_ms) & STREAM_WAIT_INPUT)
            break;
    }
    stream_allow(smtp->stream, smtp->server.timeout, SMTP_BYTES_REPLY);
    return smtp_read_reply(smtp, "the end of the message", error);
}

static void smtp_message(struct smtp *smtp, struct outgoing *outgoing)
{
    if (!smtp_write_message(smtp, outgoing))
        return;
    g_autoptr(GError) error = NULL;
    if (!smtp_read_final(smtp, &error)) {
        g_autofree char *text =
            g_strdup_printf("%s; the message was sent whole and may have been accepted", error->message);
        outgoing_settle(outgoing, DELIVERY_UNKNOWN, 0, text);
        smtp_disconnect(smtp, FALSE);
        return;
    }
    FAULT_POINT("smtp:dot-answered");
    g_autofree char *text = smtp_reply_text(smtp, "the message");
    outgoing_settle(outgoing, smtp->code / 100 == 3 ? DELIVERY_UNKNOWN : smtp_delivery(smtp->code), smtp->code, text);
    if (smtp->code == 421 || smtp->code / 100 == 3)
        smtp_disconnect(smtp, TRUE);
}

static enum smtp_next smtp_transaction(struct smtp *smtp, struct outgoing *outgoing)
{
    enum smtp_next next = smtp_mail(smtp, outgoing);
    if (next == SMTP_GO_ON)
        next = smtp_recipients(smtp, outgoing);
    if (next == SMTP_GO_ON)
        next = smtp_data(smtp, outgoing);
    if (next == SMTP_GO_ON) {
        smtp_message(smtp, outgoing);
        next = SMTP_OVER;
    }
    return next;
}

/* --- the driver ----------------------------------------------------------------------------------------------------
 */

static struct sender *smtp_open(const struct sender_settings *settings, GError **error)
{
    (void)error;
    return &smtp_new(&settings->server)->base;
}

static void smtp_send(struct sender *sender, const struct envelope *envelope, int fd, struct delivery_result *results)
{
    struct smtp *smtp = (struct smtp *)sender;
    struct outgoing outgoing;
    enum smtp_next next = outgoing_begin(&outgoing, envelope, fd, results) ? SMTP_ONCE_MORE : SMTP_OVER;
    /* Twice at most: a new connection is not "reused". */
    while (next == SMTP_ONCE_MORE) {
        g_autoptr(GError) error = NULL;
        if (smtp_ready(smtp, &error)) {
            next = smtp_transaction(smtp, &outgoing);
        } else {
            outgoing_settle(&outgoing, DELIVERY_TEMPORARY, 0, error->message);
            next = SMTP_OVER;
        }
    }
    outgoing_end(&outgoing);
    smtp->reused = smtp->stream != NULL;
    smtp->used_ms = clock_monotonic_ms();
}

static int smtp_idle_fd(struct sender *sender)
{
    struct smtp *smtp = (struct smtp *)sender;
    return smtp->stream ? stream_fd(smtp->stream) : -1;
}

static void smtp_idle(struct sender *sender)
{
    struct smtp *smtp = (struct smtp *)sender;
    if (!smtp->stream)
        return;
    if (stream_wait(smtp->stream, -1, 0) & STREAM_WAIT_INPUT)
        smtp_disconnect(smtp, FALSE);
    else if (clock_monotonic_ms() - smtp->used_ms >= SMTP_UNUSED_MS)
        smtp_disconnect(smtp, TRUE);
}

static void smtp_close(struct sender *sender)
{
    smtp_free((struct smtp *)sender);
}

const struct sender_driver sender_smtp_driver = {
    .name = "smtp",
    .open = smtp_open,
    .send = smtp_send,
    .idle_fd = smtp_idle_fd,
    .idle = smtp_idle,
    .close = smtp_close,
};
