/* What the business decides about time: when staff are asked, customers are told, and what is asked after delivery. Filled by
 * daemon/config, part of struct business. */
#ifndef MO_ORDERS_RULES_H
#define MO_ORDERS_RULES_H

#include <glib.h>

#include "daemon/base/phrases.h"

/* A free question of the survey. */
struct question {
    char *id;
    struct phrases *labels;
};
void question_free(struct question *question);

/* How many days what is kept; 0: for ever. */
struct retention {
    guint raw_mail_days;          /* fetched mails in the spool, with what is attached */
    guint quarantine_days;        /* the same of mails that no decoder could read */
    guint sent_body_days;         /* the text of mails out, in the store */
    guint comment_days;           /* what customers wrote in surveys */
    guint order_days;             /* orders that are over: then anonymised */
    guint accounts_days;          /* what is left of anonymised orders, since their last change */
    char *reason;                 /* why that is kept, for the journal */
};

struct rules {
    guint hold_minutes;           /* how long a mail that staff caused waits for `undo` */
    guint acknowledge_minutes;    /* working time until a department is asked for a sign of life; 0 never */
    guint decide_minutes;         /* working time until the reviewing person is reminded of an order that waits for them; 0 never */
    gboolean nudge;               /* remind the departments the day before the expected completion date, and on it */
    guint grace_days;             /* working days of silence after that date until the customer is told */
    guint told_days;              /* a further change by fewer days is not told again */
    GPtrArray *phrases;           /* struct staff_phrase: the business's own words for what staff report */
    guint remind_days;            /* days until a customer is reminded of an incomplete order; 0 never */
    guint expire_days;            /* days until an incomplete order expires; 0 never */
    guint follow_up_days;         /* after delivery; 0 never */
    guint survey_days;            /* after delivery; 0 never */
    guint survey_reminder_days;   /* after the survey; 0 never */
    guint survey_period_days;     /* at most one survey to a customer in so many days */
    guint assumed_delivery_days;  /* after shipment, where nobody said when it would arrive */
    guint stale_days;             /* follow-up and survey that come later than this are left out */
    guint bad_mark;               /* marks up to this one go to customer service; 0 none */
    GPtrArray *questions;         /* struct question */
    char *survey_url;             /* "https://…{token}"; NULL none */

    guint call_minute;            /* of the day at which the call list goes out */
    gboolean calls;               /* whether there is a call list at all */
    gboolean call_bad_mark, call_no_answer, call_first_order;
    char *call_big_order;         /* canonical decimal: total from which a customer is called; NULL never */

    GStrv digest;                 /* addresses of the weekly digest; never NULL */
    guint digest_minute;          /* of Monday */

    struct retention retention;
};

struct rules *rules_new(void);    /* with the defaults */
void rules_free(struct rules *rules);

#endif
