/* What the files of this folder share. */
#ifndef MO_FLOW_INTERNAL_H
#define MO_FLOW_INTERNAL_H

#include "daemon/base/log.h"
#include "daemon/flow/flow.h"
#include "daemon/orders/policy.h"
#include "daemon/orders/step.h"
#include "parsers/read/bounce.h"
#include "parsers/read/read.h"

struct counted;

struct flow {
    struct store *store;
    struct flow_setup setup;
    gboolean open;   /* a transaction is open */
    guint pending;   /* changes in it */
    GHashTable *printed; /* understand.c: the lines of our blank form; NULL until it is needed */
    struct read_labels *labels; /* understand.c: of the forms; NULL until they are needed */
    guint64 answered;  /* envelopes.c: octets that have gone to a stranger because of the mail in hand */
    GHashTable *sentences; /* desks.c: what our letters say; NULL until it is needed */
    gint64 woken;      /* wake.c: by the clock, the last time */
    gint64 daily_next; /* when daily.c looks next */
    gboolean looked_after; /* unattended.c has looked since the start */
    gboolean adopted; /* flow_adopted has not been asked since an adoption */
    struct counted *counted; /* counted.c; NULL until it is needed */
    gint64 answers_stopped; /* since when a bound keeps back all automatic answers; 0 none does (caps.c) */
    GPtrArray *lines; /* say.c: for the log, when the transaction is committed; NULL none */
    gint64 said_order; /* say.c: the order whose number was asked for last in this transaction; 0 none */
    char *said_number;
    struct forgetting *forgetting; /* forget.c: the erasure in work; NULL none */
    gboolean cancelled; /* flow_cancelled has not been asked since mails were cancelled */
    gboolean untidy; /* erased things may still stand in the database's log, or lie in the spool */
    gint64 retention_next; /* retention.c: when it looks next */
    guint retention_step;
    gint64 retention_after;
};

/* Opens the transaction when none is, and counts one change. */
gboolean flow_change(struct flow *flow, GError **error);

/* Ends a public call: passes `done` on, after rolling everything back when it is FALSE. */
gboolean flow_end(struct flow *flow, gboolean done);

/* --- say.c: what the log tells, when it is committed ------------------------------------------------------------------------- */

void flow_say(struct flow *flow, enum log_level level, const struct log_about *about, const char *format, ...) G_GNUC_PRINTF(4, 5);
void flow_say_all(struct flow *flow);     /* it is committed */
void flow_say_nothing(struct flow *flow); /* it was rolled back */
/* The number by which people know the order; NULL when there is none. Until the next call, or the transaction ends. */
const char *flow_order_number(struct flow *flow, gint64 order);

/* --- understand.c: a document, with all that we know around it ------------------------------------------------------------- */

struct understanding {
    const struct document *document;
    struct mail *mail;            /* its ledger row, digest and the like filled in; borrowed */
    gint64 now;
    const char *from;             /* the one From mailbox's address, or NULL; points into the document */
    const char *from_name;        /* its display name, or NULL */
    const char *machine;          /* why it is a machine's, or NULL */
    gboolean own;                 /* our own mail came back */
    gboolean other_desk;          /* it is another order desk's letter, by its reference line or its sentences */
    gboolean repeated;            /* met before: the same mail again */
    gboolean waits;               /* repeated, and a person has not decided about it yet */
    gboolean vouched;             /* a person moved it back from review */
    gboolean forgotten;           /* it quotes a reference of an order that was erased */
    struct order *answers;        /* the order it is about, by token or Message-ID; NULL none */
    char *audience;               /* whom the mail it answers was for: "customer", a department, "review" */
    gint64 letter;                /* the very mail of ours it answers, by Message-ID; 0 when only the order is known */
    struct bounce bounce;         /* what a mail server reports; kind BOUNCE_NONE: it is no such report */
    struct reading *reading;      /* NULL when it need not be read */
};

gboolean understand(struct flow *flow, struct mail *mail, const struct document *document, gint64 now,
                    struct understanding *ret_understanding, GError **error);
/* What we wrote in the mail that this one answers; where only the order is known, in the newest to that audience. NULL without
 * error: it is not known. */
char *understand_sent(struct flow *flow, const struct understanding *understanding, GError **error);
void understanding_clear(struct understanding *understanding);

/* --- desks.c: letters of other order desks ------------------------------------------------------------------------------------ */

/* Sets other_desk; what the mail answers is known already. */
gboolean desks_recognise(struct flow *flow, struct understanding *understanding, GError **error);

/* --- decide.c: what an understood mail comes to ------------------------------------------------------------------------------- */

/* Decides and applies. Sets mail->state, filing and reason; the caller saves the mail. */
gboolean decide(struct flow *flow, const struct understanding *understanding, GError **error);

/* The mail's own fate: handled, or left to a person: filed for review, where the reviewing person finds it
 * (decide_aside), or gets a letter about it as well (decide_review). */
void decide_becomes(struct mail *mail, enum mail_state state, const char *reason);
gboolean decide_handled(struct flow *flow, const struct understanding *understanding, const char *reason, GError **error);
gboolean decide_aside(struct flow *flow, const struct understanding *understanding, const char *reason, GError **error);
gboolean decide_review(struct flow *flow, const struct understanding *understanding, enum step_refusal why, GError **error);
/* A person reads it, and `customer` (NULL: nobody) is asked to send it once more without encryption. */
gboolean decide_encrypted(struct flow *flow, const struct understanding *understanding, const char *customer, GError **error);

/* Whose order it is. */
struct orderer {
    const char *address;           /* of the customer; NULL: none is known */
    const char *name;              /* as a header has it; NULL */
    const struct source *source;   /* NULL: no web form or shop */
    const char *representative;    /* who ordered for them; NULL: nobody */
};
/* A new order from this draft, which is completed from what is known of the orderer. *ret_refusal as in apply_event. */
gboolean decide_order(struct flow *flow, const struct understanding *understanding, struct draft *draft,
                      const struct orderer *orderer, struct outcome *ret_outcome, enum step_refusal *ret_refusal, GError **error);
/* What the draft says for this role, in canonical form; NULL. */
const char *decide_named(const struct draft *draft, const struct forms *forms, enum field_role role);

/* "customer a@b.example", for the journal. To be freed. */
char *decide_customer_actor(const struct understanding *understanding);

/* --- counted.c: how many automatic mails went out lately ---------------------------------------------------------------------------- */

/* Those to customers and strangers created since (an hour ago at the earliest is what costs little); `domain` (text_address_domain): those to
 * customers there. -1 with `error`. What was erased meanwhile may still be counted. */
gint64 counted_since(struct flow *flow, const char *domain, gint64 since, GError **error);
void counted_add(struct flow *flow, const struct out *out); /* it was just stored */
void counted_free(struct counted *counted);

/* --- caps.c: bounds on automatic mail --------------------------------------------------------------------------------------------- */

/* Which bounds are reached for an answer to this address (NULL: nobody's own): sets the three of `facts`. */
gboolean caps_look(struct flow *flow, const char *address, gint64 now, struct policy_facts *facts, GError **error);
/* The same for somebody who holds a token of ours or is one of us: made-up local parts are not their kind. */
gboolean caps_of_known(struct flow *flow, const struct understanding *understanding, const char *address, enum policy_cap *ret_cap,
                       GError **error);
/* The mail is not answered because of this bound: it goes to review, is counted, and told with others later; of somebody `known` the first
 * is told at once. `address`: who would be answered. */
gboolean caps_hold(struct flow *flow, const struct understanding *understanding, enum policy_cap cap, const char *address, gboolean known,
                   GError **error);
/* Tells the admin what was reached, and ends what is over. */
gboolean caps_wake(struct flow *flow, gint64 now, GError **error);

/* --- customer.c: what customers answered -------------------------------------------------------------------------------------- */

gboolean decide_customer(struct flow *flow, const struct understanding *understanding, GError **error);

/* --- posted.c: what the on-line survey mails to us ------------------------------------------------------------------------------ */

gboolean decide_posted(struct flow *flow, const struct understanding *understanding, const struct source *source, GError **error);

/* --- bounce.c: what servers say of our mails --------------------------------------------------------------------------------------- */

gboolean decide_bounce(struct flow *flow, const struct understanding *understanding, GError **error);

/* --- staff.c: what staff answered ---------------------------------------------------------------------------------------------- */

gboolean decide_staff(struct flow *flow, const struct understanding *understanding, GError **error);
/* The same words, typed as a command by an admin, who may do what customer service may. *ret_outcome: one English line, "refused: …"
 * when nothing was done. */
gboolean staff_obey(struct flow *flow, const struct order *order, const char *words, const char *actor, gint64 now, char **ret_outcome,
                    GError **error);

/* --- undo.c: what staff said is taken back ---------------------------------------------------------------------------------------- */

struct cause;
/* Keeps the order as it was before staff's words made it `after`, as long as the mails they caused are held. */
gboolean undo_keep(struct flow *flow, const struct order *before, const struct order *after, const char *audience, gint64 now,
                   GError **error);
/* Takes back what this audience said last ("review" may take back anybody's). *ret_refusal: nothing was done, and why;
 * else *ret_after is the order now. */
gboolean undo_apply(struct flow *flow, const struct order *order, const char *audience, const struct cause *cause,
                    struct order **ret_after, enum step_refusal *ret_refusal, GError **error);

/* --- apply.c: an outcome into the store ------------------------------------------------------------------------------------------- */

/* What caused an outcome: a mail, or a person's command. */
struct cause {
    const struct mail *mail;          /* NULL: none */
    const struct document *document;  /* of that mail, NULL: none */
    const char *actor;                /* for the journal */
    const char *note;                 /* a person's words to be passed on; NULL */
    const struct order *before;       /* the order before it; NULL: a new one */
    gint64 now;
};

/* Saves the order and its journal row, and queues a mail for each effect. Sets the order's id and token when it is new. */
gboolean apply_outcome(struct flow *flow, struct outcome *outcome, const struct cause *cause, GError **error);

/* Asks the core what this event makes of the order, and applies it. *ret_refusal is set, and nothing done, when the core refuses;
 * else the caller clears the outcome. */
gboolean apply_event(struct flow *flow, const struct order *order, const struct event *event, const struct cause *cause,
                     struct outcome *ret_outcome, enum step_refusal *ret_refusal, GError **error);

/* One journal row; order or mail may be 0. */
gboolean apply_journal(struct flow *flow, gint64 order, gint64 mail, gint64 now, const char *actor, const char *what,
                       const char *detail, GError **error);

/* --- acknowledge.c: what the senders' machines are told of their documents ----------------------------------------------------------- */

/* Adds to `attachments` (struct compose_attachment, owned) what answers the mail's business documents in their own formats; nothing when that
 * is not wanted, or was done with an earlier letter. */
gboolean acknowledge_pack(struct flow *flow, const struct mail *mail, const struct document *document, gint64 now, GArray *attachments,
                          GError **error);
/* The letter that carries them is in the outbox: they are not sent again. */
gboolean acknowledge_note(struct flow *flow, gint64 mail, const GArray *attachments, gint64 now, GError **error);

/* --- clock.c: timers ---------------------------------------------------------------------------------------------------------- */

/* What the core may know of an order's world. */
gboolean flow_facts(struct flow *flow, const struct order *order, gint64 now, struct facts *ret_facts, GError **error);
/* Brings the store's timers of this order to what the order waits for. */
gboolean timers_sync(struct flow *flow, const struct order *order, gint64 now, GError **error);
/* Applies those that are due. */
gboolean timers_fire(struct flow *flow, gint64 now, GError **error);

/* --- daily.c: what is done at a time of the day ---------------------------------------------------------------------------------- */

gboolean daily_run(struct flow *flow, gint64 now, GError **error);

/* --- forget.c: a person is forgotten ----------------------------------------------------------------------------------------------- */

/* What an erasure has come to. */
struct erased {
    guint orders, kept, abandoned; /* all; those of which something is kept; those that were in work */
    guint in, out, cancelled;      /* mails in; mails out; those of them that had not gone out */
    guint sending;                 /* of these, what was just being handed to the mail server */
    guint named;                   /* other people's orders that named the address */
};

/* One batch of the command "forget ADDRESS": *ret_outcome stays NULL until nothing is left to do. */
gboolean forget_obey(struct flow *flow, const struct command *command, gint64 now, char **ret_outcome, GError **error);
void forgetting_free(struct forgetting *forgetting);

/* forget-order.c: one order with all that hangs off it; `why` for the journal. One mail in, with the letters that it caused. One mail out. */
gboolean forget_order(struct flow *flow, gint64 order, const char *actor, const char *why, gint64 now, struct erased *erased, GError **error);
gboolean forget_mail(struct flow *flow, gint64 mail, gint64 order, struct erased *erased, GError **error);
gboolean forget_out(struct flow *flow, gint64 out, struct erased *erased, GError **error);
/* The address is taken out of somebody else's order. */
gboolean forget_naming(struct flow *flow, gint64 order, const char *address, gint64 now, struct erased *erased, GError **error);
/* Numbers of orders, thousands of them, to be looked for in a text: it takes as long as with few. */
struct known_numbers {
    GHashTable *set;         /* char * */
    gsize shortest, longest; /* octets */
};
void known_numbers_init(struct known_numbers *numbers);
void known_numbers_clear(struct known_numbers *numbers);
void known_numbers_add(struct known_numbers *numbers, const char *number);

/* Whether a spooled mail names the address; whether a list sent to staff does, or names one of these orders. */
gboolean forget_file_names(struct flow *flow, const struct mail *mail, const char *key);
gboolean forget_list_names(struct flow *flow, gint64 out, const char *key, const struct known_numbers *numbers, gboolean *ret_names, GError **error);

/* --- retention.c: what is past its time ----------------------------------------------------------------------------------------------- */

/* One batch of what is due today, unless today's run is over. */
gboolean retention_run(struct flow *flow, gint64 now, GError **error);

/* --- review.c: not too many letters to the reviewing person -------------------------------------------------------------------- */

/* Before a letter about this mail: *ret_collected, no letter now, it is told with others later. */
gboolean review_collect(struct flow *flow, gint64 mail, gint64 order, const char *why, gint64 now, gboolean *ret_collected, GError **error);
/* Tells what was collected, when it is time. */
gboolean review_sum_up(struct flow *flow, gint64 now, GError **error);

/* --- unattended.c: orders that the configuration has lost ------------------------------------------------------------------------ */

gboolean unattended_tell(struct flow *flow, gint64 now, GError **error);

/* --- letters.c: an effect to an outgoing mail ---------------------------------------------------------------------------------------- */

/* Renders and queues the mail for one effect. A letter that cannot be rendered is kept unrendered and held, the admin told. */
gboolean letters_queue_effect(struct flow *flow, const struct order *order, const struct effect *effect, const struct cause *cause,
                              GError **error);
/* "Could not read this", to the reviewing person. */
gboolean letters_queue_review(struct flow *flow, const struct understanding *understanding, enum step_refusal why, GError **error);
/* "Please send it in the clear", to whoever sent an encrypted mail. */
gboolean letters_queue_encrypted(struct flow *flow, const struct understanding *understanding, const char *customer, GError **error);
/* The same for a mail of which there is no document (quarantined, too large). */
gboolean letters_queue_unread(struct flow *flow, const struct mail *mail, enum step_refusal why, gint64 now, GError **error);
/* The transcript, to whoever of the staff wrote. `order`: as it is now, `before` as it was; NULL none. `department` NULL: customer
 * service. */
gboolean letters_queue_transcript(struct flow *flow, const struct understanding *understanding, const struct order *order,
                                  const struct order *before, const struct letter_transcript *transcript, GError **error);
/* The copy of the transcript for a representative who ordered for somebody: what became of it, and what the customer is told. */
gboolean letters_queue_receipt(struct flow *flow, const struct understanding *understanding, const struct outcome *outcome,
                               GError **error);
/* Several such mails in one letter (struct letter_mail). `unlisted`: how many more there are. */
gboolean letters_queue_summary(struct flow *flow, const GPtrArray *mails, guint64 unlisted, gint64 now, GError **error);
/* To one representative: whom to call (struct letter_call). To one reader: the week in figures. */
gboolean letters_queue_calls(struct flow *flow, const GPtrArray *calls, const char *representative, gint64 now, GError **error);
gboolean letters_queue_digest(struct flow *flow, const struct report *report, const char *reader, gint64 now, GError **error);
/* Somebody tried what they may not: to the mailbox of the department they spoke for, never to them. */
gboolean letters_queue_rebuff(struct flow *flow, const struct understanding *understanding, enum step_refusal why, GError **error);
/* The letter to the customer that an effect becomes; NULL: it goes to somebody else. */
const char *letters_told(enum effect_kind kind);

/* Bounds on automatic mail were reached (struct breaker): to the admin. No bound keeps this letter back. */
gboolean letters_queue_capped(struct flow *flow, const GPtrArray *breakers, gint64 now, GError **error);

/* A mail of ours was refused, or could not be rendered (`words`): to the admin. */
gboolean letters_queue_failure(struct flow *flow, const struct out *out, const char *words, gint64 now, GError **error);

/* A mail that waits for a customer whose address turned out not to work: whoever calls them gets its words. */
gboolean letters_queue_call_instead(struct flow *flow, const struct order *order, const struct out *out, gint64 now, GError **error);

/* Renders a held mail again, from what is known now. TRUE with *ret_why set: it still cannot be made, and stays held. */
gboolean letters_render_again(struct flow *flow, struct out *out, gint64 now, char **ret_why, GError **error);

/* --- envelopes.c: rendered words to the outbox's octets ------------------------------------------------------------------------------- */

/* Everything an outgoing mail is made of besides its words. */
struct parcel_plan {
    enum letter letter;
    struct letter_facts facts;
    const char *audience, *language;
    const char *to_address, *to_name;
    const struct document *answers;    /* the mail it answers, for threading; NULL */
    const struct mail *acknowledges;   /* that mail, when its business documents are to be acknowledged; NULL */
    const char *token;                 /* for Reply-To with plus-addresses; NULL */
    gint64 order, cause;
    const char *mailbox;               /* whose Sent folder gets a copy; NULL */
    gboolean automatic_answer;         /* to a stranger's mail: counts for the caps */
    gint64 hold_until;                 /* not sent before that; 0 at once */
    enum effect_topic topic;           /* of a letter that a later one can take the place of */
    guint revision;                    /* of the order, by the step that causes it; 0 none */
    gint64 now;
};

/* Renders, composes and puts into the outbox. */
gboolean envelope_post(struct flow *flow, const struct parcel_plan *plan, GError **error);

/* Makes the message of a held mail and queues it. TRUE with *ret_why set: it still cannot be made. */
gboolean envelope_post_again(struct flow *flow, const struct parcel_plan *plan, struct out *out, char **ret_why, GError **error);

/* --- attempts.c ---------------------------------------------------------------------------------------------------- */

/* Whether no further attempt to decode it is due: it is to be set aside. FALSE: the store failed. */
gboolean attempts_spent(struct flow *flow, const struct mail *mail, gboolean *ret_spent, GError **error);

/* At start: what was being sent when the daemon ended. */
gboolean sends_recover(struct flow *flow, const struct flow_forerunner *before, gint64 now, GError **error);

/* At start: mails whose decoding the daemon's end has cut. `crashed` as in flow_recover. */
gboolean attempts_recover(struct flow *flow, gboolean crashed, gint64 now, GError **error);

#endif
