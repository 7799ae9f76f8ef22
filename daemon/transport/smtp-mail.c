/* What one mail says on a connection that is ready:
 *
 *   before the message's first byte   nothing is sent: on a used connection that is lost, or that the server is tired of (421, or 4xx to
 *                                     MAIL, or 452 later), all is said once more on a new one
 *   within the message                the server has no final dot, so it has no mail (RFC 5321 section 4.1.1.4): temporary
 *   after the final dot               without a reply nobody knows: unknown. A reply of 421 or 452 is a no, and on a used connection one
 *                                     to it: once more on a new one */
#include "daemon/transport/smtp-mail.h"

#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"

#define SMTP_FINAL_SECONDS 600u  /* for the reply to the final dot, RFC 5321 section 4.5.3.2.6 */
#define SMTP_BODY_SECONDS  180u  /* RFC 5321 section 4.5.3.2.5 for a block, */
#define SMTP_BODY_RATE     1024u /* and bytes a second: slower than a modem is not an honest server */

/* 530 and its kind are about our login, not about this mail: the admin mends them, and the mail is sent then. */
enum delivery smtp_delivery(int code)
{
    gboolean ours = code == 530 || code == 534 || code == 535 || code == 538;
    return code / 100 == 2 ? DELIVERY_ACCEPTED : code / 100 == 5 && !ours ? DELIVERY_PERMANENT : DELIVERY_TEMPORARY;
}

enum smtp_next smtp_lost_before_data(struct smtp *smtp, struct outgoing *outgoing, const GError *error)
{
    gboolean reused = smtp->reused;
    smtp_disconnect(smtp, FALSE);
    if (reused)
        return SMTP_ONCE_MORE;
    outgoing_settle(outgoing, DELIVERY_TEMPORARY, 0, error->message);
    return SMTP_OVER;
}

enum smtp_next smtp_refused(struct smtp *smtp, struct outgoing *outgoing, int code, const char *text, gboolean tired)
{
    enum delivery delivery = smtp_delivery(code);
    gboolean once_more = smtp->reused && (code == 421 || (tired && code / 100 == 4));
    /* A 2xx or 3xx that is not the one expected: we no longer know what it answers. */
    if (once_more || code == 421 || code / 100 < 4)
        smtp_disconnect(smtp, TRUE);
    if (once_more)
        return SMTP_ONCE_MORE;
    outgoing_settle(outgoing, delivery == DELIVERY_ACCEPTED ? DELIVERY_TEMPORARY : delivery, code, text);
    return SMTP_OVER;
}

/* Of the reply that was read last. */
static enum smtp_next smtp_refused_now(struct smtp *smtp, struct outgoing *outgoing, const char *verb, gboolean tired)
{
    g_autofree char *text = smtp_reply_text(smtp, verb);
    return smtp_refused(smtp, outgoing, smtp->code, text, tired);
}

gboolean smtp_fits(const struct smtp *smtp, const struct outgoing *outgoing)
{
    return smtp->size_most == 0 || outgoing->size <= smtp->size_most;
}

void smtp_add_mail(struct smtp *smtp, const struct outgoing *outgoing)
{
    g_string_append_printf(smtp->line, "MAIL FROM:<%s>", outgoing->envelope->from);
    if (smtp->offers & SMTP_SIZE)
        g_string_append_printf(smtp->line, " SIZE=%" G_GSIZE_FORMAT, outgoing->size);
}

/* --- one by one ----------------------------------------------------------------------------------------------------- */

static enum smtp_next smtp_mail(struct smtp *smtp, struct outgoing *outgoing)
{
    g_autoptr(GError) error = NULL;
    smtp_add_mail(smtp, outgoing);
    FAULT_POINT("smtp:mail-");
    if (!smtp_say(smtp, "MAIL", &error))
        return smtp_lost_before_data(smtp, outgoing, error);
    FAULT_POINT("smtp:mail-answered");
    return smtp->code == 250 ? SMTP_GO_ON : smtp_refused_now(smtp, outgoing, "MAIL", TRUE);
}

static enum smtp_next smtp_recipient(struct smtp *smtp, struct outgoing *outgoing, guint index)
{
    g_autoptr(GError) error = NULL;
    if (!smtp_command(smtp, &error, "RCPT TO:<%s>", outgoing->envelope->recipients[index]))
        return smtp_lost_before_data(smtp, outgoing, error);
    FAULT_POINT("smtp:rcpt-answered");
    if (smtp->code / 100 == 2)
        return SMTP_GO_ON;
    if (smtp->code == 421 || smtp->code / 100 == 3 || (smtp->code == 452 && smtp->reused))
        return smtp_refused_now(smtp, outgoing, "RCPT", smtp->code == 452);
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
    if (smtp->code == 354 && stream_has_unread(smtp->stream)) { /* it would be taken for the reply to the final dot, and the mail for accepted */
        g_set_error(&error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, "%s has said more than it was asked; the message was not sent",
                    stream_peer(smtp->stream));
        return smtp_lost_before_data(smtp, outgoing, error);
    }
    return smtp->code == 354 ? SMTP_GO_ON : smtp_refused_now(smtp, outgoing, "DATA", smtp->code == 452);
}

enum smtp_next smtp_transact(struct smtp *smtp, struct outgoing *outgoing)
{
    enum smtp_next next = smtp_mail(smtp, outgoing);
    if (next == SMTP_GO_ON)
        next = smtp_recipients(smtp, outgoing);
    return next == SMTP_GO_ON ? smtp_data(smtp, outgoing) : next;
}

/* --- the message ---------------------------------------------------------------------------------------------------- */

/* The next line that begins with a dot, behind a line end; NULL there is none. */
static const char *next_dot(const char *bytes, const char *end)
{
    while ((bytes = memchr(bytes, '\n', (gsize)(end - bytes))) && ++bytes < end)
        if (*bytes == '.')
            return bytes;
    return NULL;
}

/* A line that begins with a dot gets another (RFC 5321 section 4.5.2). The lines end in CRLF already: outgoing_begin looked. `ended`: a line did,
 * before these bytes. */
static gboolean smtp_write_lines(struct smtp *smtp, const char *bytes, gsize size, gboolean ended)
{
    const char *end = bytes + size;
    if (ended && *bytes == '.' && !smtp_write(smtp, ".", 1))
        return FALSE;
    for (const char *dot; (dot = next_dot(bytes, end)); bytes = dot)
        if (!smtp_write(smtp, bytes, (gsize)(dot - bytes)) || !smtp_write(smtp, ".", 1))
            return FALSE;
    return smtp_write(smtp, bytes, (gsize)(end - bytes));
}

/* A message that cannot be read to its end has no final dot, and the connection no use. */
static gboolean smtp_write_message(struct smtp *smtp, struct outgoing *outgoing)
{
    gboolean ended = TRUE;
    stream_allow(smtp->stream, SMTP_BODY_SECONDS + (guint)(outgoing->size / SMTP_BODY_RATE), SMTP_BYTES_REPLY);
    for (gsize at = 0, length; at < outgoing->size; at += length) {
        GError *error = NULL;
        const char *piece = outgoing_piece(outgoing, at, &length, &error);
        if (!piece) {
            stream_fail(smtp->stream, error);
            return FALSE;
        }
        if (!smtp_write_lines(smtp, piece, length, ended))
            return FALSE;
        ended = piece[length - 1] == '\n';
    }
    const char *end = ended ? ".\r\n" : "\r\n.\r\n";
    return smtp_write(smtp, end, strlen(end));
}

/* What was written of a message that was not written whole, or whose announcement of the next was not. */
static void smtp_settle_unwritten(struct smtp *smtp, struct outgoing *outgoing, gboolean dot_gone)
{
    g_autoptr(GError) error = NULL;
    stream_check(smtp->stream, &error);
    const char *why = error ? error->message : "cannot write";
    g_autofree char *text = dot_gone ? g_strdup_printf("%s; the message was sent whole and may have been accepted", why)
                                     : g_strdup_printf("DATA: %s; the message was not sent whole", why);
    outgoing_settle(outgoing, dot_gone ? DELIVERY_UNKNOWN : DELIVERY_TEMPORARY, 0, text);
    smtp_disconnect(smtp, FALSE);
}

/* Up to and with the final dot, and what announces `next`. */
static gboolean smtp_write_all(struct smtp *smtp, struct outgoing *outgoing, struct sender_mail *next)
{
    guint64 dot = G_MAXUINT64; /* where it ends */
    gboolean written = smtp_write_message(smtp, outgoing);
    if (written)
        dot = stream_position(smtp->stream);
    smtp->carried += written ? 1 : 0;
    if (written && next && smtp_announce(smtp, next)) {
        FAULT_POINT("smtp:announce-");
        written = smtp_write(smtp, smtp->line->str, smtp->line->len);
        g_string_truncate(smtp->line, 0);
    }
    if (written && smtp_flush(smtp)) {
        FAULT_POINT("smtp:dot-sent");
        return TRUE;
    }
    smtp_settle_unwritten(smtp, outgoing, stream_written(smtp->stream) >= dot);
    return FALSE;
}

gboolean smtp_read_final(struct smtp *smtp, GError **error)
{
    /* The stream would give up after the settings' silence. */
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

enum smtp_next smtp_message(struct smtp *smtp, struct outgoing *outgoing, struct sender_mail *next)
{
    if (!smtp_write_all(smtp, outgoing, next))
        return SMTP_OVER;
    g_autoptr(GError) error = NULL;
    if (!smtp_read_final(smtp, &error)) {
        g_autofree char *text =
            g_strdup_printf("%s; the message was sent whole and may have been accepted", error->message);
        outgoing_settle(outgoing, DELIVERY_UNKNOWN, 0, text);
        smtp_disconnect(smtp, FALSE);
        return SMTP_OVER;
    }
    FAULT_POINT("smtp:dot-answered");
    if (smtp->reused && (smtp->code == 421 || smtp->code == 452)) {
        smtp_disconnect(smtp, TRUE);
        return SMTP_ONCE_MORE;
    }
    g_autofree char *text = smtp_reply_text(smtp, "the message");
    outgoing_settle(outgoing, smtp->code / 100 == 3 ? DELIVERY_UNKNOWN : smtp_delivery(smtp->code), smtp->code, text);
    if (smtp->code == 421 || smtp->code / 100 == 3)
        smtp_disconnect(smtp, TRUE);
    return SMTP_OVER;
}
