/* Faults that a test plants into the step function, to see that the property test finds them: each as a real mistake would be.
 * Outside that test PLANTED is the constant 0, and nothing of it remains in the program. */
#ifndef MO_ORDERS_PLANTED_H
#define MO_ORDERS_PLANTED_H

enum planted {
    PLANTED_NONE,
    PLANTED_CONFIRMED_TWICE,   /* the customer gets the confirmation twice */
    PLANTED_DATE_OF_FIRST,     /* every item gets the lead time of the first */
    PLANTED_DATE_OF_CREATION,  /* counted from when the order came, not from its acceptance */
    PLANTED_ALL_DEPARTMENTS,   /* work for departments that have no part in it */
    PLANTED_ONE_MAIL_AN_ITEM,  /* a department gets its mail once an item */
    PLANTED_HALF_ACCEPTED,     /* a person can accept an incomplete order */
    PLANTED_PRICE_OVERLOOKED,  /* a price that differs is confirmed */
    PLANTED_ALIKE_ONCE,        /* a likely duplicate is held only until it is answered */
    PLANTED_STAFF_OVERRULED,   /* an answer accepts what a person should */
    PLANTED_RISEN,             /* an answer brings a declined order back */
    PLANTED_RECEIVED_AGAIN,    /* an answer that says nothing new is met with the same letter again */
    PLANTED_ORDERED_AGAIN,     /* the same order again is asked back again */
    PLANTED_ANYBODY_MAY,       /* a department does what its configuration does not allow */
    PLANTED_OTHERS_ITEMS,      /* a department acts on items it takes no part in */
    PLANTED_TOLD_AGAIN,        /* a change too small to be told is told */
    PLANTED_OLD_DATE_TOLD,     /* the delay's letter names the old date as the new one */
    PLANTED_SENT_AFTER_END,    /* what is cancelled can be shipped */
    PLANTED_ONE_AGREES,        /* one department's yes is taken for everybody's */
    PLANTED_PASSED_ON_TWICE,   /* the customer hears again that a person reads it */
    PLANTED_FIRES_AGAIN,       /* a timer fires again for the same date */
    PLANTED_TOO_EARLY,         /* a timer fires before it is due */
    PLANTED_LATE_TWICE,        /* two letters about one delay */
    PLANTED_OPT_OUT_IGNORED,   /* a survey to one who wants none */
    PLANTED_BEFORE_TOUCHED,    /* the order that the step is given is changed */
    PLANTED_BACK_TO_WAITING,   /* whoever acknowledges a delayed item sets it back to the beginning */
    PLANTED_CANCELLED_COUNTS,  /* the order is expected when a cancelled item would have been */
    PLANTED_HALF_THERE,        /* a shipment has arrived as soon as one of its items has */
    PLANTED_NUMBER_AGAIN,      /* two shipments with one tracking number */
    PLANTED_MARK_LOST,         /* words without a mark take the mark away */
    PLANTED_CHANGE_FORGOTTEN,  /* an agreed change is confirmed, and not carried out */
    PLANTED_CHANGED_UNSAID,    /* a changed order goes to the departments as if it were a new one */
    PLANTED_NEWS_TO_SENDER,    /* a department gets news of what it said itself */
    PLANTED_ASKED_IN_VAIN,     /* a department is asked to agree that cannot answer */
    PLANTED_SIGN_OF_IDLE,      /* a sign of life from those whose items are cancelled or sent */
    PLANTED_NUDGED_IN_VAIN,    /* those who send nothing are reminded to send it */
    PLANTED_BAD_MARK_AGAIN,    /* one bad mark after another alerts customer service each time */
    PLANTED_NOT_HELD,          /* the note goes out at once */
    PLANTED_UNDONE_TOLD,       /* who has heard of nothing hears that it is undone */
    PLANTED_UNDONE_IN_PART,    /* undo leaves the shipment behind */
    PLANTED_OVERTAKEN_UNSAID,  /* a request that was overtaken ends without a word */
    PLANTED_OLD_DATE_PROMISED, /* the date first promised for the one last told */
    PLANTED_TOLD_ONCE,         /* after a first delay no other is told */
    PLANTED_RECALL_FORGOTTEN,  /* what was overtaken within the hold is told, too */
    PLANTED_ALL_SHIPMENTS,     /* each shipment's letter tells all shipments */
    PLANTED_ALL_DELIVERED,     /* the letter tells all items to be delivered */
    PLANTED_UNTOLD_DATE,       /* "we had told you" of a date that nobody told */
    PLANTED_STALE_TOLD,        /* what has lost its sense is told after a long silence */
    PLANTED_ARRIVAL_UNASKED,   /* what nobody said has arrived is taken to be there */
    PLANTED_TOPIC_FORGOTTEN,   /* a delay that nothing can recall */
    PLANTED_CONFIRMED_AT_END,  /* who writes about a declined order gets it confirmed */
    PLANTED_CANCELLED_TOO,     /* a delay is told of cancelled items, too */
    PLANTED_COUNT
};

#ifdef MAILORDER_PLANTED_FAULT
extern enum planted planted_fault; /* the test's */
#define PLANTED(fault) (planted_fault == PLANTED_##fault)
#else
#define PLANTED(fault) 0
#endif

#endif
