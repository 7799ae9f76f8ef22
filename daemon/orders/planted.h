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
    PLANTED_COUNT
};

#ifdef MAILORDER_PLANTED_FAULT
extern enum planted planted_fault; /* the test's */
#define PLANTED(fault) (planted_fault == PLANTED_##fault)
#else
#define PLANTED(fault) 0
#endif

#endif
