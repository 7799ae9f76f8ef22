/* The edge towards where mail goes: SMTP or a sendmail-compatible command behind one vtable.
 *
 * A sender is used by one thread of one process, keeps its connection open between mails, and connects when first needed.
 * Calls block within the settings' timeout; the reply to the final dot gets 10 minutes (RFC 5321 section 4.5.3.2.6). */
#ifndef MO_TRANSPORT_SENDER_H
#define MO_TRANSPORT_SENDER_H

#include <glib.h>

#include "daemon/base/settings.h"
#include "daemon/transport/transport.h"

struct sender;

enum delivery {
    DELIVERY_ACCEPTED,  /* 2xx for this recipient and for the whole message */
    DELIVERY_TEMPORARY, /* 4xx, no connection, TLS or login refused: try again */
    DELIVERY_PERMANENT, /* 5xx for this recipient or message, or an address that cannot be sent */
    DELIVERY_UNKNOWN,   /* the final dot was sent and no reply came: may have been accepted */
};

/* What became of one recipient. */
struct delivery_result {
    enum delivery delivery;
    int code;     /* SMTP reply code; 0 where none came */
    char *text;   /* one line a person can act on: the server's words, or ours; owned; never NULL after a send */
};

struct envelope {
    const char *from;              /* addr-spec, or "" for the null return path */
    const char *const *recipients; /* NULL-terminated addr-specs, at least one */
};

/* One mail to send; whoever has it sent keeps it where it is until it was. */
struct sender_mail {
    struct envelope envelope;
    const char *message;             /* CRLF line ends, 7-bit; the caller's; NULL: it is in `fd` */
    gsize size;                      /* of `message`, bytes */
    int fd;                          /* the same in a file, from offset 0; the caller's */
    struct delivery_result *results; /* one for each recipient, in order */
};

struct sender_driver {
    const char *name;
    struct sender *(*open)(const struct sender_settings *settings, GError **error);
    /* Sends `mail` and fills its results. Never fails as a call: what went wrong is in the results. Addresses with controls, spaces or
     * over 254 bytes are refused here once more (CR LF would go onto the wire).
     *
     * `next` (NULL: not known, or none) is the mail of the following call. A driver may tell the server of its envelope together with the
     * end of `mail`, but nothing of its message goes out before that call: so what was not the `mail` of a call is never in doubt. A driver
     * that has no use for it leaves it alone. Another mail may follow after all; `next` stays where it is until that call, or `idle` or
     * `close`, after which nothing is kept of it. */
    void (*send)(struct sender *sender, struct sender_mail *mail, struct sender_mail *next);
    /* The descriptor to poll while idle, -1 if none: readable means the server closed or spoke (421); call `idle` then. */
    int (*idle_fd)(struct sender *sender);
    /* Closes a connection that is broken or has been unused for 30 seconds. */
    void (*idle)(struct sender *sender);
    void (*close)(struct sender *sender);
};

struct sender {
    const struct sender_driver *driver;
};

extern const struct sender_driver sender_smtp_driver;
extern const struct sender_driver sender_command_driver;

const struct sender_driver *sender_driver_for(const struct sender_settings *settings);

/* One mail to one recipient over a connection of its own, which is closed again: for mails that come now and then. Fills `result`, always. */
void sender_send_once(const struct sender_settings *settings, const char *from, const char *recipient, int fd, struct delivery_result *result);

void delivery_result_clear(struct delivery_result *result);

#endif
