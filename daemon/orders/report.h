/* The sums of a period, as plain data: the store fills them, the renderers show them. An order belongs to the day on which
 * it came in. */
#ifndef MO_ORDERS_REPORT_H
#define MO_ORDERS_REPORT_H

#include <glib.h>

struct tally {
    char *key;
    char *other;             /* NULL where the table counts by one thing alone */
    guint64 count;
};

/* How long something took, in seconds, by nearest rank: the smallest value that so many percent do not exceed. */
struct spread {
    guint64 count;           /* 0: the others say nothing */
    gint64 median, ninetieth;
};

struct report {
    GDate from, to;          /* the business's days, both included */
    char *zone;
    guint64 orders, items;
    guint64 complete;        /* orders that never had to be asked back */
    GPtrArray *states;       /* struct tally: orders by state */
    GPtrArray *products;     /* items by product form ("" unknown) and state */
    GPtrArray *faults;       /* orders by field ("" the form) and fault of the first asking back */
    GPtrArray *letters;      /* letters about these orders by what became of them */
    struct spread confirmation; /* from the order's coming in to its acceptance */
    struct spread shipment;  /* of each item: from the order's acceptance to its being shipped */
    GPtrArray *promises;     /* items by how what was promised first was kept: report_promise_name */
    GPtrArray *delays;       /* announced delays by department and reason */
    GPtrArray *marks;        /* surveys by mark, "5" to "1" */
    GPtrArray *comments;     /* what customers wrote, with their mark; at most REPORT_COMMENTS */
    guint64 surveys, answered; /* surveys sent; answered, by mail or on the telephone */
    guint64 recommended, promoters, detractors; /* answers from 0 to 10; of 9 and 10; of 0 to 6 */
    guint64 bounced;         /* orders whose customer's address failed */
};

#define REPORT_COMMENTS 200

/* The net promoter score, -100 to 100; 0 without answers. */
gint report_nps(const struct report *report);

/* How a promise was kept: shipped so many days after the promised one (negative: before), or not yet (`shipped` FALSE). A static
 * English text. */
const char *report_promise_name(gboolean shipped, gint days_late);

/* Adds one journal line of a delay: "to 2027-01-23: fabric late", said by `actor` ("warehouse ali@shop.example"). */
void report_add_delay(struct report *report, const char *actor, const char *detail);
/* Adds one survey: mark 0 and recommend -1 mean none. */
void report_add_survey(struct report *report, guint mark, gint recommend, const char *comment);

struct report *report_new(const GDate *from, const GDate *to, const char *zone);
void report_free(struct report *report);
typedef struct report report_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(report_auto, report_free)

/* Adds to the tally of these keys, which is made when missing. NULL `key` counts as "". */
void tallies_add(GPtrArray *tallies, const char *key, const char *other, guint64 count);
/* The largest first; equal ones by key. */
void tallies_sort(GPtrArray *tallies);

/* Adds what one order was asked for: the journal's line of an "asked", "missing fabric (item 1), too-small width". Of several
 * items with the same fault each field counts once. What is no such line is left out. */
void report_add_asked(struct report *report, const char *detail);

/* Sorts `seconds` (gint64). */
struct spread spread_of(GArray *seconds);

#endif
