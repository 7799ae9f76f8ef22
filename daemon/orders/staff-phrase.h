/* Words of the business's own that its staff use: "raus damit" for "shipped". */
#ifndef MO_ORDERS_STAFF_PHRASE_H
#define MO_ORDERS_STAFF_PHRASE_H

#include <glib.h>

enum staff_meaning {
    /* what happened: */
    MEANS_SHIPPED,
    MEANS_DELIVERED,
    MEANS_DELAYED,
    MEANS_ACKNOWLEDGED,
    MEANS_CANCELLED,
    MEANS_CORRECTED,
    /* what is asked or answered: */
    MEANS_STATUS,
    MEANS_UNDO,
    MEANS_YES,
    MEANS_NO,
    MEANS_NOTE,     /* "tell the customer": the rest of the line is for them */
    /* how it is meant; a command beside one of these is asked about: */
    MEANS_NOT,
    MEANS_WILL,
    MEANS_MAYBE,
    MEANS_IF,
    MEANS_QUESTION,
    MEANS_LATER,    /* the rest follows */
    MEANS_MATERIAL, /* what is sent to the business, not to the customer */
    /* what comes next: */
    MEANS_CARRIER,
    MEANS_TRACKING,
    MEANS_ARRIVES,
    MEANS_NEW_DATE,
    MEANS_REASON,
    MEANS_POLITE,   /* says nothing */
    STAFF_MEANING_COUNT /* how many there are; never a value */
};

/* "shipped", …, "new-date": as the configuration has it. */
const char *staff_meaning_name(enum staff_meaning meaning);
/* STAFF_MEANING_COUNT when it is none. */
enum staff_meaning staff_meaning_find(const char *name);

struct staff_phrase {
    enum staff_meaning meaning;
    char *text;
};
struct staff_phrase *staff_phrase_new(enum staff_meaning meaning, const char *text);
void staff_phrase_free(struct staff_phrase *phrase);

#endif
