/* What customers of a furniture shop write back to its mails, and what they mean. */
#ifndef MO_TESTS_CUSTOMER_REPLIES_H
#define MO_TESTS_CUSTOMER_REPLIES_H

#include <glib.h>

/* The mail that is answered. */
enum answered {
    ANSWERED_SURVEY,
    ANSWERED_SURVEY_ARRIVAL,    /* the survey that first asks whether it has arrived */
    ANSWERED_FOLLOW_UP,
    ANSWERED_FOLLOW_UP_ARRIVAL,
    ANSWERED_CONFIRMATION,
    ANSWERED_SHIPPED,
    ANSWERED_DELAYED,
    ANSWERED_LATE,
    ANSWERED_COUNT
};

/* What is meant, in words parted by blanks:
 *   5 …          the mark            r9    the recommendation        ?       a mark was meant, and must be asked about
 *   yes, no      it has arrived, or not (all of it)                  stop    no more such mails
 *   status, cancel, change(sofa.fabric=velvet)                       other   a person must read it
 *   words        an opinion without a mark                           none    nothing to do */
struct customer_reply {
    enum answered to;
    const char *text;
    const char *meant;
};

extern const struct customer_reply customer_replies[];
extern const guint customer_reply_count;
extern const struct customer_reply more_customer_replies[];
extern const guint more_customer_reply_count;

/* What a representative writes back to the call list of EH-1001 Ayla Demir, EH-1002 John Smith, EH-1003 Mehmet Kaya; meant as
 * "EH-1001 4; EH-1002 again", with "away" for not reached and "words" for words alone. */
struct call_reply {
    const char *text;
    const char *meant;
};

extern const struct call_reply call_replies[];
extern const guint call_reply_count;
extern const struct call_reply more_call_replies[];
extern const guint more_call_reply_count;

#endif
