/* What mail servers report of a mail of ours: delivery status notifications (RFC 3464, 6522), and the plain texts of those that
 * never heard of them. Pure, as read.h. */
#ifndef MO_READ_BOUNCE_H
#define MO_READ_BOUNCE_H

#include <glib.h>

#include "parsers/decode/document.h"

enum bounce_kind {
    BOUNCE_NONE,      /* no report of a mail server */
    BOUNCE_FAILED,    /* for good: action failed, 5.x.x, "user unknown" */
    BOUNCE_DELAYED,   /* the server goes on trying */
    BOUNCE_OTHER,     /* delivered, relayed, expanded, read */
    BOUNCE_ELSEWHERE, /* it failed, but for another address than the one asked about, and nothing says that it was forwarded there */
    BOUNCE_UNCLEAR,   /* it says both or neither: a person must read it */
};

/* One recipient of the part that machines read. */
struct bounce_recipient {
    char *final, *original;  /* addresses; "" when not told */
    enum bounce_kind kind;   /* BOUNCE_NONE: it does not say */
};

struct bounce {
    enum bounce_kind kind;      /* of the whole; bounce_for is the answer for one address */
    GPtrArray *message_ids;     /* char *, without <>: of the mails that it names, the likeliest last; the caller looks which is ours */
    GPtrArray *recipients;      /* struct bounce_recipient */
    GPtrArray *named;           /* char *: every address that the report itself names, outside of the returned mail */
    GPtrArray *subjects;        /* char *: those of them that a line begins with, as plain texts name whom they are about */
    GPtrArray *forwarders;      /* char *: addresses from which the mail was sent on, it says */
    char *words;                /* the server's: status and diagnostic, or the line that says most; "" */
};

struct bounce bounce_read(const struct document *document);
void bounce_clear(struct bounce *bounce);

/* What it says of a mail that we sent to this address. */
enum bounce_kind bounce_for(const struct bounce *bounce, const char *address);

#endif
