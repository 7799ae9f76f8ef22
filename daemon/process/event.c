#include "daemon/process/event.h"

#include "daemon/process/spool.h"

#define EVENT_FAILURES 5 /* a store that refuses the same document so often, and takes another event, will not take it */

struct event *event_new(enum event_kind kind, struct peer *peer, gint64 id)
{
    struct event *event = g_new0(struct event, 1);
    event->kind = kind;
    event->peer = peer;
    event->life = peer->life;
    event->id = id;
    event->weight = sizeof(*event);
    return event;
}

void event_free(struct event *event)
{
    if (!event)
        return;
    document_free(event->document);
    g_free(event->text);
    g_free(event);
}

static gboolean apply_arrival(const struct event *event, struct flow *flow, gint64 now, GError **error)
{
    const char *mailbox = event->peer->mailbox->name;
    g_autofree char *spool = event->spooled ? spool_name(mailbox, event->uidvalidity, event->uid) : NULL;
    struct flow_arrival arrival = {.mailbox = mailbox,
                                   .uidvalidity = event->uidvalidity,
                                   .uid = event->uid,
                                   .arrived = event->arrived,
                                   .size = event->size,
                                   .spool = spool};
    return flow_arrived(flow, &arrival, now, error);
}

static gboolean apply(struct event *event, struct flow *flow, gint64 now, GError **error)
{
    const struct mailbox_settings *mailbox = event->peer->mailbox;
    switch (event->kind) {
    case EVENT_MAILBOX_OPENED:
        return flow_mailbox_opened(flow, mailbox->name, event->uidvalidity, event->arrived, &event->answer, error);
    case EVENT_LEFT_ALONE:
        return flow_left_alone(flow, mailbox->name, event->uid, event->count, error);
    case EVENT_ARRIVED:
        return apply_arrival(event, flow, now, error);
    case EVENT_DOCUMENT:
        return flow_document(flow, event->id, event->document, now, error);
    case EVENT_DECODE_FAILED:
        return flow_decode_failed(flow, event->id, event->trouble, event->text, now, error);
    case EVENT_FILED:
        return flow_filed(flow, event->id, event->moved, error);
    case EVENT_SENT:
        return flow_sent(flow, event->id, event->delivery, event->text, now, error);
    case EVENT_COPIED:
        return flow_copied(flow, event->id, error);
    case EVENT_REMOVED:
        return flow_removed(flow, event->id, error);
    }
    return TRUE;
}

/* It has nothing to do with what is to be stored, and passes. */
static gboolean passes(const GError *problem)
{
    return g_error_matches(problem, STORE_ERROR, STORE_ERROR_FULL) || g_error_matches(problem, STORE_ERROR, STORE_ERROR_BUSY);
}

gboolean event_apply(struct event *event, struct flow *flow, gint64 now, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (apply(event, flow, now, &problem))
        return TRUE;
    event->failures += passes(problem) ? 0 : 1;
    /* Only after the document itself was tried once more: when it was the disk, and that is well again, it is an order. */
    if (event->kind == EVENT_DOCUMENT && event->failures >= EVENT_FAILURES &&
        flow_decode_failed(flow, event->id, FLOW_TROUBLE_UNREADABLE, "what it says could not be stored", now, NULL))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}
