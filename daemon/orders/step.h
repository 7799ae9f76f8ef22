/* The core: what an event makes of an order, and what has to be done about it. Pure: no store, clock, file or mail.
 * The state machine is drawn in step.c. */
#ifndef MO_ORDERS_STEP_H
#define MO_ORDERS_STEP_H

#include <glib.h>

#include "daemon/orders/business.h"
#include "daemon/orders/form.h"
#include "daemon/orders/order.h"

enum event_kind {
    EVENT_ORDERED,  /* a mail holds an order that is new to us */
    EVENT_ANSWERED, /* the customer answered a mail about this order with values for it */
    EVENT_ACCEPTED, /* a person says yes */
    EVENT_DECLINED, /* a person says no; `note` may say why */
};
const char *event_kind_name(enum event_kind kind);

struct event {
    enum event_kind kind;
    const struct draft *draft;  /* ORDERED, ANSWERED */
    const char *note;           /* DECLINED; may be NULL */
};

/* All that the core may know besides the order and the event. Borrowed. */
struct facts {
    gint64 now;                 /* seconds UTC */
    const struct business *business;
    const struct forms *forms;
    const char *alike;          /* number of a recent order of the same customer with the same content; NULL none */
};

enum effect_kind {
    EFFECT_ASK,         /* customer: please complete */
    EFFECT_CONFIRM,     /* customer: confirmed */
    EFFECT_RECEIVE,     /* customer: received, a person looks at it */
    EFFECT_DECLINE,     /* customer: declined */
    EFFECT_FORWARD,     /* department: work */
    EFFECT_TELL_HELD,   /* the reviewing person: decide on this order */
    EFFECT_TELL_ACCEPT, /* the reviewing person: complete, accept or decline it (accept = "staff") */
};
const char *effect_kind_name(enum effect_kind kind);

struct effect {
    enum effect_kind kind;
    const char *department;     /* FORWARD: id, owned by the business's configuration */
};

/* What a step comes to. */
struct outcome {
    struct order *order;        /* the order as it is from now on; owned */
    GArray *effects;            /* struct effect, in the order in which they are to be sent */
    const char *what;           /* the journal's word: "asked", "confirmed", "held", "received", "declined", "unchanged" */
    char *detail;               /* the journal's line, English; may be NULL */
};
void outcome_clear(struct outcome *outcome);

/* Applies `event` to `before` (which is left alone). FALSE when the event is not allowed in the order's phase: then *ret_refusal
 * is a static English reason, and nothing is to be done but tell a person. For ORDERED, `before` holds number, token, customer,
 * language and no values yet. */
gboolean order_step(const struct order *before, const struct event *event, const struct facts *facts,
                    struct outcome *ret_outcome, const char **ret_refusal);

/* What must always be so. NULL, or a static English text that says which invariant is broken. */
const char *order_invalid(const struct order *order);

#endif
