/* The core: what an event makes of an order, and what has to be done about it. Pure: no store, clock, file or mail.
 * The state machine is drawn in step.c. */
#ifndef MO_ORDERS_STEP_H
#define MO_ORDERS_STEP_H

#include <glib.h>

#include "daemon/orders/business.h"
#include "daemon/orders/form.h"
#include "daemon/orders/order.h"
#include "daemon/orders/refusal.h"

/* What the clock can bring to an order. Which of them an order waits for, and until when, follows from the order alone
 * (order_timers): nothing has to be set or cancelled by hand. */
enum timer_kind {
    TIMER_ACKNOWLEDGE,  /* departments that have given no sign of life are asked for one */
    TIMER_NUDGE_BEFORE, /* the last working day before the expected completion date */
    TIMER_NUDGE_DUE,    /* that date */
    TIMER_LATE,         /* the grace is over, and nobody said a word */
    TIMER_DECIDE,       /* an order has waited for a person's decision */
    TIMER_REMIND,       /* the customer has not completed the form */
    TIMER_EXPIRE,
    TIMER_FOLLOW_UP,
    TIMER_SURVEY,
    TIMER_SURVEY_REMINDER,
    TIMER_COUNT /* how many there are; never a value */
};
const char *timer_kind_name(enum timer_kind kind);
gboolean timer_kind_parse(const char *name, enum timer_kind *ret_kind);

enum event_kind {
    EVENT_ORDERED,  /* a mail holds an order that is new to us */
    EVENT_ANSWERED, /* the customer answered a mail about this order with values for it */
    EVENT_ACCEPTED, /* a person says yes */
    EVENT_DECLINED, /* a person says no; `note` may say why */
    /* staff, or the admin's command: */
    EVENT_ACKNOWLEDGED, /* a department has seen it, or works on it */
    EVENT_DELAYED,      /* new completion `date`, `note` the reason */
    EVENT_SHIPPED,      /* `packages`, `date` of expected delivery */
    EVENT_DELIVERED,
    EVENT_CORRECTED, /* `packages` and `date` replace what was said of a shipment; `new_date` a completion date */
    EVENT_CANCELLED, /* `note` the reason */
    EVENT_NOTED,     /* `note` goes to the customer */
    EVENT_UNDONE,    /* back to `before`, the state one revision ago */
    EVENT_AGREED,    /* to the customer's request */
    EVENT_REFUSED,   /* the same; `note` the reason */
    /* the customer: */
    EVENT_REQUESTED, /* `request`: change or cancellation */
    EVENT_ASKED_STATUS,
    EVENT_WROTE,     /* anything else, passed on to customer service */
    EVENT_ARRIVED,   /* answer to "has it arrived?": `yes` */
    EVENT_RATED,     /* `survey` */
    EVENT_OPTED_OUT, /* no more surveys */
    /* the world: */
    EVENT_BOUNCED, /* a mail to the customer came back for good; `note` the server's words */
    EVENT_TIMED,   /* `timer` is due */
    EVENT_COUNT    /* how many there are; never a value */
};
const char *event_kind_name(enum event_kind kind);

/* One parcel as staff name it. */
struct package {
    const char *carrier;      /* id, or NULL */
    const char *carrier_text; /* or NULL */
    const char *tracking;     /* or NULL */
};

/* Borrowed. What a kind does not need is NULL. */
struct event {
    enum event_kind kind;
    const struct draft *draft; /* ORDERED, ANSWERED */
    const char *note;
    const char *department; /* staff's: who says so; NULL: customer service, who may do everything */
    const guint *items;     /* staff's: numbers of the items meant */
    guint item_count;       /* 0: all that are open to it */
    const struct package *packages;
    guint package_count;
    const char *date, *new_date;   /* ISO */
    const struct order *before;    /* UNDONE */
    const struct request *request; /* REQUESTED: aim, words, values */
    const struct survey *survey;   /* RATED */
    enum timer_kind timer;         /* TIMED */
    gboolean yes;                  /* ARRIVED */
};

/* All that the core may know besides the order and the event. Borrowed. */
struct facts {
    gint64 now; /* seconds UTC */
    const struct business *business;
    const struct forms *forms;
    const char *alike;    /* number of a recent order of the same customer with the same content; NULL none */
    gboolean unreachable; /* mail to the customer came back for good */
    gboolean opted_out;   /* the customer wants no surveys */
    gboolean surveyed;    /* the customer got a survey for another order within the rules' period */
    gint64 restored;      /* when the store was restored from a backup; 0 never: what came due up to then was, or was not, told by a life
                           * of which we know nothing */
};

enum effect_kind {
    EFFECT_ASK,         /* customer: please complete */
    EFFECT_CONFIRM,     /* customer: confirmed */
    EFFECT_RECEIVE,     /* customer: received, a person looks at it */
    EFFECT_DECLINE,     /* customer: declined */
    EFFECT_FORWARD,     /* department: work */
    EFFECT_TELL_HELD,   /* the reviewing person: decide on this order */
    EFFECT_TELL_ACCEPT, /* the reviewing person: complete, accept or decline it (accept = "staff") */
    EFFECT_ASK_DECISION, /* the reviewing person: it still waits */
    /* customer: */
    EFFECT_TELL_DELAY,     /* items, old_date, date, words */
    EFFECT_TELL_SHIPPED,   /* items, consignments */
    EFFECT_TELL_DELIVERED, /* items */
    EFFECT_TELL_CORRECTED, /* items, consignments; old_date and date for a completion date */
    EFFECT_TELL_CANCELLED, /* items, words */
    EFFECT_TELL_NOTE,      /* words */
    EFFECT_TELL_LATE,      /* items, date: the promised one */
    EFFECT_RECALL,         /* no letter: those about `topic` that have not gone out are not sent */
    EFFECT_REMIND,         /* of the incomplete form */
    EFFECT_TELL_EXPIRED,
    EFFECT_FOLLOW_UP, /* asks_arrival */
    EFFECT_SURVEY,    /* asks_arrival */
    EFFECT_SURVEY_REMINDER,
    EFFECT_SURVEY_UNCLEAR, /* the mark could not be read: words */
    EFFECT_THANK,
    EFFECT_TELL_STATUS,
    EFFECT_TELL_REQUESTED, /* the request was passed on */
    EFFECT_TELL_REFUSED,   /* the request was refused: words, or refusal */
    EFFECT_TELL_PASSED_ON, /* what you wrote is read by a person */
    /* department: */
    EFFECT_ASK_SIGN,      /* please acknowledge */
    EFFECT_NUDGE,         /* items, date */
    EFFECT_ASK_AGREEMENT, /* to the customer's request */
    EFFECT_NEWS,          /* what changed: the order before is in the outcome */
    /* customer service: */
    EFFECT_ALERT_LATE,
    EFFECT_ALERT_MARK,
    EFFECT_ALERT_NOT_ARRIVED,
    EFFECT_ALERT_BOUNCED,
    EFFECT_ALERT_REQUEST, /* a request that only customer service can decide */
    EFFECT_ALERT_ASKED,   /* the customer asked something beside the order, which goes on meanwhile */
    EFFECT_ALERT_UNATTENDED, /* no department of the present configuration has the order; never of a step, only of a reload */
    EFFECT_COUNT          /* how many there are; never a value */
};
const char *effect_kind_name(enum effect_kind kind);

/* What a letter to the customer that waits for `undo` is about, so that a later one can take its place. */
enum effect_topic { TOPIC_NONE, TOPIC_DATES, TOPIC_SHIPMENTS };
const char *effect_topic_name(enum effect_topic topic); /* "dates", "shipments"; "" for none */

struct effect {
    enum effect_kind kind;
    enum effect_topic topic;
    const char *department; /* for one: its id, owned by the business's configuration */
    GArray *items;          /* guint; NULL: all. Owned by the outcome */
    GArray *consignments;   /* guint; NULL: none */
    char *old_date, *date;  /* ISO; NULL none */
    char *words;            /* a person's; NULL none */
    enum step_refusal refusal; /* the core's own reason; STEP_REFUSAL_NONE none */
    gboolean asks_arrival;  /* nobody said that it arrived: ask that first */
    gboolean asked;         /* ASK, CONFIRM: what the customer asked beside the order went to a person */
    gboolean due_today;     /* NUDGE: on the very day */
    gboolean untold;        /* ALERT_LATE: the customer was not told: it is too long ago, or no mail reaches them */
    gboolean changed;       /* CONFIRM, FORWARD: takes the place of an earlier one */
    gboolean held;          /* caused by staff: waits for their `undo` */
};

/* The journal's line of a cancellation that the customer asked for. */
#define STEP_AS_ASKED "as the customer asked"

/* What a step comes to. */
struct outcome {
    struct order *order; /* the order as it is from now on; owned */
    GArray *effects;     /* struct effect, in the order in which they are to be sent */
    const char *what;    /* the journal's word: "asked", "confirmed", "delayed", "survey-skipped", "unchanged", … */
    char *detail;        /* the journal's line, English; may be NULL */
};
void outcome_clear(struct outcome *outcome);

/* Applies `event` to `before` (which is left alone). FALSE when the event is not allowed in the order's phase: then
 * *ret_refusal says why (orders/refusal.h), and nothing is to be done but tell a person. For ORDERED, `before` holds
 * number, token, customer, language and no values yet. */
gboolean order_step(const struct order *before, const struct event *event, const struct facts *facts,
                    struct outcome *ret_outcome, enum step_refusal *ret_refusal);

/* What the order waits for: array of struct order_timer, at most one a kind. A timer that has fired is not among them,
 * since the order remembers what was done for which date. */
struct order_timer {
    enum timer_kind kind;
    gint64 due; /* seconds UTC */
};
GArray *order_timers(const struct order *order, const struct facts *facts);

/* The departments that take part in an order or (item not 0) in one of its items: ids owned by the configuration, each
 * once. */
GPtrArray *order_departments(const struct order *order, guint item, const struct facts *facts);

/* What must always be so. NULL, or a static English text that says which invariant is broken. */
const char *order_invalid(const struct order *order);

#endif
