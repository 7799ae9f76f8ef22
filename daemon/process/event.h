/* What a peer reported, as one call of the flow. An event is applied, waits for the commit, and is settled: only then
 * is anything acknowledged. When the store fails in between, the same event is applied again. */
#ifndef MO_PROCESS_EVENT_H
#define MO_PROCESS_EVENT_H

#include "daemon/process/peer.h"

enum event_kind {
    EVENT_MAILBOX_OPENED,
    EVENT_LEFT_ALONE,
    EVENT_ARRIVED,
    EVENT_DOCUMENT,
    EVENT_DECODE_FAILED,
    EVENT_FILED,
    EVENT_SENT,
    EVENT_COPIED,
    EVENT_REMOVED,
};

struct event {
    enum event_kind kind;
    struct peer *peer;   /* borrowed; it lives as long as the desk */
    guint life;          /* of the peer, when it said so */
    gint64 id;           /* DOCUMENT, DECODE_FAILED, FILED: mail; SENT, COPIED: out; REMOVED: removal */
    guint32 uidvalidity; /* MAILBOX_OPENED, ARRIVED */
    guint32 uid;         /* ARRIVED; LEFT_ALONE: position */
    guint32 count;       /* LEFT_ALONE */
    gint64 arrived;      /* ARRIVED: INTERNALDATE; MAILBOX_OPENED: from when on a mailbox new to us is looked after */
    guint64 size;        /* ARRIVED; and the next */
    gboolean spooled;
    struct document *document;   /* DOCUMENT */
    enum flow_trouble trouble;   /* DECODE_FAILED */
    gboolean moved;              /* FILED */
    enum flow_delivery delivery; /* SENT */
    char *text;                  /* DECODE_FAILED, SENT: words; may be NULL */
    struct flow_position answer; /* MAILBOX_OPENED, once applied */
    gsize weight;                /* bytes it keeps in memory, roughly */
    guint failures;              /* how often it could not be applied, though the store had room */
};

struct event *event_new(enum event_kind kind, struct peer *peer, gint64 id);
void event_free(struct event *event);

/* Makes the flow's call. FALSE with `error`: the transaction is rolled back. A document that fails again and again is
 * given up as unreadable, so that it does not stop the queue. */
gboolean event_apply(struct event *event, struct flow *flow, gint64 now, GError **error);

#endif
