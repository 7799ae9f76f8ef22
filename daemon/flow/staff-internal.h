/* What staff.c and service.c share: one answer of staff, on its way to its transcript. */
#ifndef MO_FLOW_STAFF_INTERNAL_H
#define MO_FLOW_STAFF_INTERNAL_H

#include "daemon/flow/internal.h"
#include "parsers/read/staff.h"

/* One answer of staff, on its way to its transcript; or the same words typed as a command. */
struct reply {
    const struct understanding *u;       /* NULL: a command */
    const struct order *order;           /* NULL: it is about none */
    const struct mail *mail;             /* NULL: a command; so the next */
    const struct document *document;
    const char *audience;
    gint64 now;
    const struct department *department; /* NULL: customer service, which may do everything */
    char *actor;
    gboolean asked;                      /* the mail that is answered asks for agreement to the customer's request */
    struct staff_reading *reading;
    struct letter_transcript transcript; /* its arrays are owned */
    enum step_refusal refusal;
    struct order *after;                 /* NULL: nothing changed */
};

/* Nothing is done, and why. */
void staff_reply_refuse(struct reply *reply, enum step_refusal why);
/* What the customer, or who calls the customer, gets to hear of this outcome, for the transcript. */
gboolean staff_note_told(struct flow *flow, struct reply *reply, const struct outcome *outcome, GError **error);

/* --- service.c ------------------------------------------------------------------------------------------------------------------ */

/* The customer's address was mended: it may be written to again. */
gboolean service_write_again(struct flow *flow, struct reply *reply, GError **error);
/* "order", "ignore" or "spam", of the mail under review that is answered. */
gboolean service_judge_mail(struct flow *flow, struct reply *reply, enum staff_verb verb, GError **error);
/* The order's form, typed into the answer to a mail under review. *ret_taken: it was so. */
gboolean service_take_form(struct flow *flow, struct reply *reply, gboolean *ret_taken, GError **error);
/* What was heard on the telephone, in answer to a call list. *ret_taken: it was so. */
gboolean service_take_calls(struct flow *flow, struct reply *reply, gboolean *ret_taken, GError **error);

#endif
