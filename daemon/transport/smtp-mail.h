/* One mail over an SMTP session, as the driver's files share it: MAIL, RCPT and DATA said one by one (smtp-mail.c) or in one group
 * (smtp-group.c), then the message. */
#ifndef MO_TRANSPORT_SMTP_MAIL_H
#define MO_TRANSPORT_SMTP_MAIL_H

#include "daemon/transport/outgoing.h"
#include "daemon/transport/smtp-session.h"

/* What comes of a step. */
enum smtp_next {
    SMTP_GO_ON,
    SMTP_OVER,      /* all results are settled */
    SMTP_ONCE_MORE, /* this connection is not the right one any more, and is closed: from the beginning on a new one */
    SMTP_SINGLY,    /* the same, and there one by one: the server does not answer a group as it should */
};

enum delivery smtp_delivery(int code);

/* The connection failed before the message's first byte. */
enum smtp_next smtp_lost_before_data(struct smtp *smtp, struct outgoing *outgoing, const GError *error);

/* MAIL or DATA was refused with this code, or anything with 421, after which the server hangs up. `text` is smtp_reply_text's. `tired`: a
 * temporary refusal may be one of the connection, and not of this mail. */
enum smtp_next smtp_refused(struct smtp *smtp, struct outgoing *outgoing, int code, const char *text, gboolean tired);

/* The command's line, added to smtp->line without its end. */
void smtp_add_mail(struct smtp *smtp, const struct outgoing *outgoing);

/* Whether the server takes so large a message, as it said itself. */
gboolean smtp_fits(const struct smtp *smtp, const struct outgoing *outgoing);

/* One by one, up to DATA's 354 (SMTP_GO_ON). */
enum smtp_next smtp_transact(struct smtp *smtp, struct outgoing *outgoing);

/* After DATA's 354: the message, its final dot, in the same write what announces `next` (NULL: nothing), and the reply to the dot. */
enum smtp_next smtp_message(struct smtp *smtp, struct outgoing *outgoing, struct sender_mail *next);

/* The reply to a final dot, for which the server has its ten minutes. */
gboolean smtp_read_final(struct smtp *smtp, GError **error);

/* --- smtp-group.c: RFC 2920 ----------------------------------------------------------------------------------------- */

/* Whether `outgoing` may be said in one write. */
gboolean smtp_group_fits(const struct smtp *smtp, const struct outgoing *outgoing);

/* Adds the group of `next` to smtp->line and remembers that, when it may be announced; the caller writes it after a final dot. */
gboolean smtp_announce(struct smtp *smtp, struct sender_mail *next);

/* Whether `mail` was announced on this connection: then *ret_outgoing is begun, and its replies are to be heard. What was announced
 * instead of it costs the connection. */
gboolean smtp_take_announced(struct smtp *smtp, const struct sender_mail *mail, struct outgoing *ret_outgoing);

/* Says them, on a used connection with RSET before; then smtp_group_hear. */
enum smtp_next smtp_group_say(struct smtp *smtp, struct outgoing *outgoing);

/* Reads the replies to what was said, up to DATA's 354 (SMTP_GO_ON). */
enum smtp_next smtp_group_hear(struct smtp *smtp, struct outgoing *outgoing);

#endif
