/* An SMTP session as the driver's files share it (RFC 5321): one connection, and the way to say one command over it.
 *
 * Commands are written and replies read here, over libetpan's stream: libetpan's own SMTP closes the stream before one
 * can ask why, loops for ever on a tab in the server's AUTH line, cuts AUTH at 512 bytes and then waits, and needs SASL
 * plug-ins that may not be installed. Its DATA writer, with its dot-stuffing, is used. */
#ifndef MO_TRANSPORT_SMTP_SESSION_H
#define MO_TRANSPORT_SMTP_SESSION_H

#include <glib.h>

#include "daemon/transport/outgoing.h"
#include "daemon/transport/stream.h"

#define SMTP_BYTES_REPLY 65536u /* a reply has one line, EHLO's some twenty, each of 512 bytes at most */
#define SMTP_TEXT        300u   /* bytes kept of a server's words */

enum smtp_offers {
    SMTP_STARTTLS = 1 << 0,
    SMTP_SIZE = 1 << 1,
    SMTP_AUTH_PLAIN = 1 << 2,
    SMTP_AUTH_LOGIN = 1 << 3,
    SMTP_AUTH_XOAUTH2 = 1 << 4,
    SMTP_PIPELINING = 1 << 5,
};

struct smtp {
    struct sender base;
    struct server_settings server; /* our own copy */
    guint messages_most;           /* on one connection; 0: as many as there are */
    mailstream *stream;            /* NULL: not connected */
    gboolean reused;               /* the connection has carried a mail before this one */
    guint carried;                 /* so many, whatever became of them */
    gint64 used_ms;                /* when it did, monotonic */
    gboolean dislikes;             /* it offers PIPELINING, and answers it as it should not */
    struct sender_mail *announced; /* its MAIL, RCPT and DATA went out with the final dot before; NULL none */
    struct outgoing ahead;         /* of that mail, begun */
    guint offers;                  /* enum smtp_offers */
    guint64 size_most;             /* octets the server takes; 0: it does not say */
    GString *line;                 /* what is being said */
    int code;                      /* of the last reply: 200 to 599 */
    GString *reply;                /* its text, each line ended by LF, as it came */
};

/* Says one line and reads the reply into `code` and `reply`. FALSE when no reply came, or no reply of SMTP's: the
 * connection is to be dropped. The error names the first word only. */
gboolean smtp_command(struct smtp *smtp, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The same for what is in smtp->line, wiped after; `verb` is for the error text. */
gboolean smtp_say(struct smtp *smtp, const char *verb, GError **error);
gboolean smtp_read_reply(struct smtp *smtp, const char *verb, GError **error);

/* The two halves of it, for more lines than one at once: FALSE when the connection failed. The line's last end is added. */
gboolean smtp_say_line(struct smtp *smtp, const char *verb, GError **error);
gboolean smtp_hear(struct smtp *smtp, const char *verb, GError **error);

/* Puts octets on their way; they have gone after the flush. FALSE: the connection failed. */
gboolean smtp_write(struct smtp *smtp, const char *bytes, gsize size);
gboolean smtp_flush(struct smtp *smtp);

/* The last reply as an error of this code, or as a text: "host:587 said to RCPT: 550 5.1.1 no such user". */
void smtp_set_refused(struct smtp *smtp, const char *verb, enum transport_error code, GError **error);
char *smtp_reply_text(struct smtp *smtp, const char *verb);

/* Connects, greets, goes over to TLS where the settings say so, and logs in. FALSE with TRANSPORT_ERROR, not connected.
 */
gboolean smtp_connect(struct smtp *smtp, GError **error);
gboolean smtp_login(struct smtp *smtp, GError **error);

/* Closes, with a QUIT first when `politely`; nothing to do when not connected. What was announced is not any more. */
void smtp_disconnect(struct smtp *smtp, gboolean politely);

struct smtp *smtp_new(const struct sender_settings *settings);
void smtp_free(struct smtp *smtp);

#endif
