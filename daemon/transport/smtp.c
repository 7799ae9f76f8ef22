/* Sending by SMTP: the driver. What one mail says is in smtp-mail.c; in smtp-group.c where the server offers PIPELINING, and there the final
 * dot of one mail goes out together with MAIL, RCPT and DATA of the next. */
#include "daemon/transport/smtp-mail.h"

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"

#define SMTP_UNUSED_MS 30000 /* sender.h promises 30 seconds */

static gboolean smtp_groups(const struct smtp *smtp, const struct outgoing *outgoing, gboolean singly)
{
    return !singly && smtp_group_fits(smtp, outgoing);
}

/* Connected already, or anew. */
static gboolean smtp_ready(struct smtp *smtp, const struct outgoing *outgoing, gboolean singly, GError **error)
{
    /* Anything said unasked is a 421 or a reply too many; after either no reply can be trusted to be its command's. */
    if (smtp->stream && (stream_wait(smtp->stream, -1, 0) & STREAM_WAIT_INPUT))
        smtp_disconnect(smtp, FALSE);
    if (smtp->stream && smtp->messages_most > 0 && smtp->carried >= smtp->messages_most)
        smtp_disconnect(smtp, TRUE);
    FAULT_POINT("smtp:ready-");
    gboolean alone = smtp->stream && !smtp_groups(smtp, outgoing, singly); /* else RSET is the group's first */
    if (alone && (!smtp_command(smtp, NULL, "RSET") || smtp->code != 250))
        smtp_disconnect(smtp, FALSE);
    return smtp->stream || smtp_connect(smtp, error);
}

static void smtp_settle_too_large(struct smtp *smtp, struct outgoing *outgoing)
{
    g_autofree char *text =
        g_strdup_printf("the message has %" G_GSIZE_FORMAT " bytes, and %s:%u takes %" G_GUINT64_FORMAT, outgoing->size,
                        smtp->server.host, smtp->server.port, smtp->size_most);
    outgoing_settle(outgoing, DELIVERY_PERMANENT, 0, text);
}

/* Up to DATA's 354 (SMTP_GO_ON). */
static enum smtp_next smtp_begin_mail(struct smtp *smtp, struct outgoing *outgoing, gboolean singly)
{
    g_autoptr(GError) error = NULL;
    if (!smtp_ready(smtp, outgoing, singly, &error)) {
        outgoing_settle(outgoing, DELIVERY_TEMPORARY, 0, error->message);
        return SMTP_OVER;
    }
    if (!smtp_fits(smtp, outgoing)) {
        smtp_settle_too_large(smtp, outgoing);
        return SMTP_OVER;
    }
    if (!smtp_groups(smtp, outgoing, singly))
        return smtp_transact(smtp, outgoing);
    enum smtp_next next = smtp_group_say(smtp, outgoing);
    return next == SMTP_GO_ON ? smtp_group_hear(smtp, outgoing) : next;
}

/* --- the driver ----------------------------------------------------------------------------------------------------
 */

static struct sender *smtp_open(const struct sender_settings *settings, GError **error)
{
    (void)error;
    return &smtp_new(settings)->base;
}

/* Thrice at most: a new connection is not "reused", and one by one is the last way. */
static void smtp_send_begun(struct smtp *smtp, struct outgoing *outgoing, gboolean announced, struct sender_mail *next)
{
    gboolean singly = FALSE;
    enum smtp_next step = announced ? smtp_group_hear(smtp, outgoing) : smtp_begin_mail(smtp, outgoing, singly);
    while (step != SMTP_OVER) {
        if (step == SMTP_GO_ON) {
            smtp->dislikes = smtp->dislikes || singly; /* what it refused in a group, it took */
            step = smtp_message(smtp, outgoing, singly ? NULL : next);
        } else {
            singly = singly || step == SMTP_SINGLY;
            step = smtp_begin_mail(smtp, outgoing, singly);
        }
    }
}

static void smtp_send(struct sender *sender, struct sender_mail *mail, struct sender_mail *next)
{
    struct smtp *smtp = (struct smtp *)sender;
    struct outgoing outgoing;
    gboolean announced = smtp_take_announced(smtp, mail, &outgoing);
    if (announced || outgoing_begin(&outgoing, mail))
        smtp_send_begun(smtp, &outgoing, announced, next);
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
    if (smtp->announced || (stream_wait(smtp->stream, -1, 0) & STREAM_WAIT_INPUT))
        smtp_disconnect(smtp, FALSE); /* gone, or it waits for a mail that does not come */
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
