/* Delivery reports (RFC 3464, 6522): what became of a mail of ours. Pure, as read.h. */
#ifndef MO_READ_BOUNCE_H
#define MO_READ_BOUNCE_H

#include <glib.h>

#include "parsers/decode/document.h"

enum bounce_kind {
    BOUNCE_NONE,    /* no delivery report */
    BOUNCE_FAILED,  /* for good: action failed, status 5.x.x */
    BOUNCE_DELAYED, /* the server goes on trying */
    BOUNCE_OTHER,   /* delivered, relayed, expanded, read; or failed for now only */
};

struct bounce {
    enum bounce_kind kind;
    GPtrArray *message_ids; /* char *, without <>: of the mails that it names; the caller looks which is ours */
    char *recipient;        /* "" when not told */
    char *words;            /* status and diagnostic code on one line; "" */
};

struct bounce bounce_read(const struct document *document);
void bounce_clear(struct bounce *bounce);

#endif
