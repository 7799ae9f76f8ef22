/* MAIL, RCPT and DATA of one mail in one write, where the server offers PIPELINING (RFC 2920), and their replies in order. The group may
 * follow the final dot of the mail before in the same write: that mail is over with the dot's reply, whatever it says.
 *
 * Each reply is read before any is judged. A 354 comes to DATA alone: a reply too many or too few shows there, and then nothing that was
 * read counts. A server that offers PIPELINING and does not like it says so by 503 or its kind; which of these are about the mail is found
 * out by saying it once more, one by one. */
#include "daemon/transport/smtp-mail.h"

#include "daemon/base/fault.h"

#define GROUP_RECIPIENTS 50u /* so many lines lie in any server's buffer while it answers: nobody waits for the other (RFC 2920 section 3.1) */

/* The replies to a group: MAIL's, those to the open recipients in order, DATA's. */
struct group {
    guint count;
    int codes[GROUP_RECIPIENTS + 2];
    char *texts[GROUP_RECIPIENTS + 2];
};

static void group_clear(struct group *group)
{
    for (guint i = 0; i < group->count; i++)
        g_free(group->texts[i]);
}
typedef struct group group_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(group_auto, group_clear)

gboolean smtp_group_fits(const struct smtp *smtp, const struct outgoing *outgoing)
{
    return (smtp->offers & SMTP_PIPELINING) && !smtp->dislikes && outgoing->count <= GROUP_RECIPIENTS;
}

static void group_add(struct smtp *smtp, const struct outgoing *outgoing)
{
    smtp_add_mail(smtp, outgoing);
    g_string_append(smtp->line, "\r\n");
    for (guint i = 0; i < outgoing->count; i++)
        if (!outgoing->results[i].text)
            g_string_append_printf(smtp->line, "RCPT TO:<%s>\r\n", outgoing->envelope->recipients[i]);
    g_string_append(smtp->line, "DATA\r\n");
}

/* --- said after a final dot ------------------------------------------------------------------------------------------ */

gboolean smtp_announce(struct smtp *smtp, struct sender_mail *next)
{
    struct outgoing *ahead = &smtp->ahead;
    gboolean room = smtp->messages_most == 0 || smtp->carried < smtp->messages_most;
    gboolean sendable = room && outgoing_begin(ahead, next);
    if (sendable && smtp_fits(smtp, ahead) && smtp_group_fits(smtp, ahead)) {
        smtp->announced = next;
        group_add(smtp, ahead);
        return TRUE;
    }
    if (room)
        outgoing_abandon(ahead); /* what is wrong with it is said when it is its turn */
    return FALSE;
}

gboolean smtp_take_announced(struct smtp *smtp, const struct sender_mail *mail, struct outgoing *ret_outgoing)
{
    if (!smtp->announced)
        return FALSE;
    if (smtp->announced != mail) {
        smtp_disconnect(smtp, FALSE); /* it waits for the other one's message */
        return FALSE;
    }
    *ret_outgoing = smtp->ahead;
    smtp->announced = NULL;
    return TRUE;
}

/* --- the replies ----------------------------------------------------------------------------------------------------- */

enum smtp_next smtp_group_say(struct smtp *smtp, struct outgoing *outgoing)
{
    g_autoptr(GError) error = NULL;
    if (smtp->reused)
        g_string_append(smtp->line, "RSET\r\n");
    group_add(smtp, outgoing);
    FAULT_POINT("smtp:group-");
    if (!smtp_say_line(smtp, "MAIL", &error))
        return smtp_lost_before_data(smtp, outgoing, error);
    if (!smtp->reused)
        return SMTP_GO_ON;
    if (!smtp_hear(smtp, "RSET", &error))
        return smtp_lost_before_data(smtp, outgoing, error);
    if (smtp->code == 250)
        return SMTP_GO_ON;
    smtp_disconnect(smtp, FALSE);
    return SMTP_ONCE_MORE;
}

/* SMTP_GO_ON: the next one may be read. */
static enum smtp_next group_read_one(struct smtp *smtp, struct outgoing *outgoing, struct group *group, const char *verb)
{
    g_autoptr(GError) error = NULL;
    if (!smtp_hear(smtp, verb, &error))
        return smtp_lost_before_data(smtp, outgoing, error);
    group->codes[group->count] = smtp->code;
    group->texts[group->count++] = smtp_reply_text(smtp, verb);
    if (smtp->code == 421)
        return smtp_refused(smtp, outgoing, smtp->code, group->texts[group->count - 1], FALSE);
    return SMTP_GO_ON;
}

static enum smtp_next group_read(struct smtp *smtp, struct outgoing *outgoing, struct group *group)
{
    guint recipients = outgoing_open_count(outgoing);
    enum smtp_next next = group_read_one(smtp, outgoing, group, "MAIL");
    FAULT_POINT("smtp:mail-answered");
    for (guint i = 0; i < recipients && next == SMTP_GO_ON; i++)
        next = group_read_one(smtp, outgoing, group, "RCPT");
    FAULT_POINT("smtp:rcpt-answered");
    if (next == SMTP_GO_ON)
        next = group_read_one(smtp, outgoing, group, "DATA");
    FAULT_POINT("smtp:data-answered");
    return next;
}

static guint group_accepted(const struct group *group)
{
    guint accepted = 0;
    for (guint i = 1; i + 1 < group->count; i++)
        accepted += group->codes[i] / 100 == 2;
    return accepted;
}

static gboolean group_is_no(int code)
{
    return code / 100 >= 4;
}

/* Whether each reply can be the one to its command. */
static gboolean group_in_step(const struct smtp *smtp, const struct group *group)
{
    int mail = group->codes[0], data = group->codes[group->count - 1];
    for (guint i = 1; i + 1 < group->count; i++)
        if (group->codes[i] / 100 == 3 || (group_is_no(mail) && group->codes[i] / 100 == 2))
            return FALSE;
    return (mail == 250 || group_is_no(mail)) && (data == 354 || group_is_no(data)) && !stream_has_unread(smtp->stream);
}

/* "503 bad sequence", "502 not implemented", "554 synchronization error": it may be how we said it, and not what. */
static gboolean group_disliked(const struct group *group)
{
    int mail = group->codes[0], data = group->codes[group->count - 1];
    gboolean disliked = (mail >= 500 && mail <= 504) || mail == 554;
    for (guint i = 1; i + 1 < group->count && mail == 250; i++)
        disliked = disliked || (group->codes[i] >= 500 && group->codes[i] <= 504);
    return disliked || (group_accepted(group) > 0 && ((data >= 500 && data <= 504) || data == 554));
}

/* The server waits for a message that nobody is to get: it has an empty one (RFC 2920 section 3.1), whatever it says to that. */
static void group_send_nothing(struct smtp *smtp)
{
    stream_allow(smtp->stream, smtp->server.timeout, SMTP_BYTES_REPLY);
    if (!smtp_write(smtp, ".\r\n", 3) || !smtp_flush(smtp) || !smtp_read_final(smtp, NULL) || smtp->code == 421)
        smtp_disconnect(smtp, FALSE);
}

static enum smtp_next group_settle_recipients(struct smtp *smtp, struct outgoing *outgoing, const struct group *group)
{
    for (guint i = 0, at = 1; i < outgoing->count; i++) {
        if (outgoing->results[i].text)
            continue;
        int code = group->codes[at];
        const char *text = group->texts[at++];
        if (code == 452 && smtp->reused)
            return smtp_refused(smtp, outgoing, code, text, TRUE);
        if (code / 100 != 2)
            outgoing_settle_one(outgoing, i, smtp_delivery(code), code, text);
    }
    return outgoing_open_count(outgoing) > 0 ? SMTP_GO_ON : SMTP_OVER;
}

static enum smtp_next group_judge(struct smtp *smtp, struct outgoing *outgoing, const struct group *group)
{
    int mail = group->codes[0], data = group->codes[group->count - 1];
    if (!group_in_step(smtp, group) || group_disliked(group)) {
        smtp_disconnect(smtp, FALSE);
        return SMTP_SINGLY;
    }
    if (data == 354 && group_accepted(group) == 0)
        group_send_nothing(smtp);
    if (mail != 250)
        return smtp_refused(smtp, outgoing, mail, group->texts[0], TRUE);
    enum smtp_next next = group_settle_recipients(smtp, outgoing, group);
    if (next != SMTP_GO_ON || data == 354)
        return next;
    return smtp_refused(smtp, outgoing, data, group->texts[group->count - 1], data == 452);
}

enum smtp_next smtp_group_hear(struct smtp *smtp, struct outgoing *outgoing)
{
    g_auto(group_auto) group = {0};
    enum smtp_next next = group_read(smtp, outgoing, &group);
    return next == SMTP_GO_ON ? group_judge(smtp, outgoing, &group) : next;
}
