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
    PLANTED_COUNT
};

#ifdef MAILORDER_PLANTED_FAULT
extern enum planted planted_fault; /* the test's */
#define PLANTED(fault) (planted_fault == PLANTED_##fault)
#else
#define PLANTED(fault) 0
#endif

#endif
