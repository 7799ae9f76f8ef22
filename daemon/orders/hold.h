/* Why an order waits for a person. The order keeps it as an English sentence; letters say it in their reader's language. */
#ifndef MO_ORDERS_HOLD_H
#define MO_ORDERS_HOLD_H

enum hold {
    HOLD_OTHER, /* none of these: said as it is written */
    HOLD_PRICE, /* the price written for the item of that number is not the list's */
    HOLD_ALIKE, /* the same customer sent the same order, under that number */
    HOLD_CUT,   /* more was in its mail than is read of one: something may be missing */
    HOLD_WORDS, /* the customer's own words may change or stop it: "make it 3 instead", "please do not process it yet" */
};

/* The sentence; `of`: the item's or the order's number, NULL for CUT and WORDS. To be freed. */
char *hold_text(enum hold hold, const char *of);
/* Which it is; *ret_of (to be freed) is the number, NULL for OTHER, CUT and WORDS. */
enum hold hold_find(const char *text, char **ret_of);

#endif
