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
    guint count; /* of recipients */
    gsize size;  /* of the message, bytes */
    const char *whole; /* it is here, or in the file; the mail's */
    int fd;
    char *piece; /* what of the file was read last, where that stands, and how many bytes that are; 0: nothing */
    gsize piece_at, piece_length;
};

/* Bytes of a message that are in memory at once: most messages are one piece, and read once. */
#define OUTGOING_PIECE ((gsize)65536)

/* Takes the mail's message, opens the results, and settles those of addresses that cannot be sent; the whole mail when
 * the sender's cannot, the message is empty, or it is not 7-bit text in CRLF lines: a lone CR or LF is read as a line's
 * end by some servers, and what follows it as a header field or a command. TRUE when something is left to send. */
gboolean outgoing_begin(struct outgoing *outgoing, const struct sender_mail *mail);
void outgoing_end(struct outgoing *outgoing);

/* The message's bytes from `at`, which is less than its size: OUTGOING_PIECE of them, or what is left. They stay until the next call. NULL with
 * `error` (TRANSPORT_ERROR_LOCAL) when the file cannot be read, or is not whole any more. */
const char *outgoing_piece(struct outgoing *outgoing, gsize at, gsize *ret_length, GError **error);

/* As if it had not been begun: its results are nothing. */
void outgoing_abandon(struct outgoing *outgoing);

guint outgoing_open_count(const struct outgoing *outgoing);

/* Settles one result, or all that are open. `text` is cleaned to one line. */
void outgoing_settle_one(struct outgoing *outgoing, guint index, enum delivery delivery, int code, const char *text);
void outgoing_settle(struct outgoing *outgoing, enum delivery delivery, int code, const char *text);

#endif
