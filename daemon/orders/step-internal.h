/* What the files of the step function share. */
#ifndef MO_ORDERS_STEP_INTERNAL_H
#define MO_ORDERS_STEP_INTERNAL_H

#include "daemon/orders/planted.h"
#include "daemon/orders/step.h"

/* One step under way. The functions below return FALSE with `refusal` set, and then nothing of the outcome counts. */
struct step {
    struct outcome *outcome;
    struct order *order; /* the outcome's: it becomes what it is to be */
    const struct order *before;
    const struct event *event;
    const struct facts *facts;
    enum step_refusal refusal;
};

gboolean step_refuse(struct step *step, enum step_refusal refusal);

/* Adds an effect, to be filled in; valid until the next one is added. */
struct effect *step_effect(struct step *step, enum effect_kind kind);
/* The same, caused by staff: it waits for their undo. */
struct effect *step_held_effect(struct step *step, enum effect_kind kind);
/* Staff caused all of this step's effects. */
void step_hold_effects(struct step *step);
/* One to each of these departments but the event's own. */
void step_news(struct step *step, const GArray *items);
/* One to each department that takes part in the order, as the whole order is now. */
void step_forward(struct step *step, gboolean changed);

/* The one door through which an order changes its phase. */
void step_enter(struct step *step, enum order_phase phase, const char *what);

/* The order's expected date from those of its items; cancelled ones count only when all are. */
void order_settle_expected(struct order *order);

/* Waiting to be done: accepted, not shipped, not cancelled. */
gboolean item_is_open(const struct line_item *item);
/* Numbers of the items that are open; to be unreffed. */
GArray *order_open_items(const struct order *order);
/* Whether the department takes part in any of these items. */
gboolean department_shares(const struct order *order, const struct facts *facts, const char *department, const GArray *items);
gboolean items_have(const GArray *items, guint number);

/* Instants in marks. 0 when the mark is not there. */
void order_set_mark_instant(struct order *order, const char *name, gint64 instant);
gint64 order_mark_instant(const struct order *order, const char *name);

/* ISO dates. */
char *iso_date(const GDate *day);
gboolean iso_parse(const char *iso, GDate *ret_day);

/* --- step-take.c: before acceptance */
gboolean step_take(struct step *step);
gboolean step_answer_waiting(struct step *step);
gboolean step_accept(struct step *step);
gboolean step_decline(struct step *step);
/* Completion dates of these items (NULL: all) counted from now. */
gboolean step_set_dates(struct step *step, const GArray *items);

/* --- step-staff.c: what departments say */
gboolean step_acknowledge(struct step *step);
gboolean step_delay(struct step *step);
gboolean step_cancel(struct step *step);
gboolean step_note(struct step *step);
gboolean step_undo(struct step *step);
/* Whether the event's department may do this; customer service may do everything. */
gboolean step_may(struct step *step, const char *what);
/* The items that the event means, among those for which `open` is TRUE; NULL with the refusal set. */
GArray *step_items(struct step *step, gboolean (*open)(const struct line_item *item));
/* What became of moved dates. */
struct move {
    GArray *told;      /* guint: the items that the customer is to be told of */
    char *old;         /* the date last told of them; NULL when there are none */
    char *reason;      /* of an earlier move that the customer has not heard of; NULL none */
    gboolean recalled; /* there was such a move */
};
void move_clear(struct move *move);
/* Moves the completion dates of `items` to `date`. FALSE when nothing changes. */
gboolean step_move_dates(struct step *step, const GArray *items, const char *date, struct move *ret_move);
/* Tells the customer of it, where there is something to be told. */
void step_tell_move(struct step *step, enum effect_kind kind, const char *date, const struct move *move);
void step_cancel_items(struct step *step, const GArray *items, const char *why);

/* --- step-ship.c: shipments */
gboolean step_ship(struct step *step);
gboolean step_deliver(struct step *step);
gboolean step_correct(struct step *step);
void step_arrive(struct step *step, const GArray *items);

/* --- step-held.c: what the customer has not been told yet, since staff may take it back */
/* The date of this item is told by a letter that waits; `told_before`: what the customer knows until then. */
void held_note_date(struct step *step, const struct line_item *item, const char *told_before);
void held_note_reason(struct step *step, const char *reason);
/* These shipments are told by a letter of this kind that waits. */
void held_note_shipments(struct step *step, const GArray *consignments, enum effect_kind kind);
/* Recalls the letters about dates that wait: `told` of every item is what the customer knows, and what they said of items other than
 * `items` is told anew. FALSE: none waits. *ret_reason (to be freed) is the one they gave. */
gboolean held_recall_dates(struct step *step, const GArray *items, char **ret_reason);
/* Tells that this shipment was corrected, in the place of the letters about shipments that wait. */
void held_tell_corrected(struct step *step, const struct consignment *corrected);

/* --- step-customer.c: what customers say */
gboolean step_request(struct step *step);
gboolean step_agree(struct step *step);
gboolean step_refuse_request(struct step *step);
/* Takes a request away that has lost its sense since nothing is open any more, and tells the customer. */
void step_end_request(struct step *step);
gboolean step_status(struct step *step);
gboolean step_wrote(struct step *step);
gboolean step_arrived(struct step *step);
gboolean step_rate(struct step *step);
gboolean step_opt_out(struct step *step);
gboolean step_bounce(struct step *step);

/* --- step-clock.c: what the clock brings */
gboolean step_timed(struct step *step);

#endif
