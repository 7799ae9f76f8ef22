/* What both senders check before a mail leaves, and how they fill in its results.
 *
 * A result is open while its text is NULL: outgoing_begin opens all, outgoing_settle settles what is open. */
#ifndef MO_TRANSPORT_OUTGOING_H
#define MO_TRANSPORT_OUTGOING_H

#include <glib.h>

#include "daemon/transport/sender.h"

struct outgoing {
    const struct envelope *envelope;
    struct delivery_result *results;
    guint count;       /* of recipients */
    const char *bytes; /* the message */
    gsize size;
    GBytes *message;   /* owns them: a copy of a small one, a large one mapped */
};

/* Takes the mail's message, opens the results, and settles those of addresses that cannot be sent; the whole mail when
 * the sender's cannot, the message is empty, or it is not 7-bit text in CRLF lines: a lone CR or LF is read as a line's
 * end by some servers, and what follows it as a header field or a command. TRUE when something is left to send. */
gboolean outgoing_begin(struct outgoing *outgoing, const struct sender_mail *mail);
void outgoing_end(struct outgoing *outgoing);

/* As if it had not been begun: its results are nothing. */
void outgoing_abandon(struct outgoing *outgoing);

guint outgoing_open_count(const struct outgoing *outgoing);

/* Settles one result, or all that are open. `text` is cleaned to one line. */
void outgoing_settle_one(struct outgoing *outgoing, guint index, enum delivery delivery, int code, const char *text);
void outgoing_settle(struct outgoing *outgoing, enum delivery delivery, int code, const char *text);

#endif
