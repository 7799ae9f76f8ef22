/* Everything that must survive: mails in, orders, journal, mails out, timers, commands. SQLite behind it; the only SQL.
 *
 * One writer: the process that opened the store. Every change happens inside store_begin … store_commit; the flow groups
 * changes of many events into one commit. Functions return FALSE or NULL with `error` (STORE_ERROR) when the database
 * failed; then store_rollback, and nothing of the transaction has happened. A look-up that finds nothing is no error:
 * it returns NULL/FALSE without `error` set. Addresses are looked up by text_address_key. Times are seconds UTC. */
#ifndef MO_STORE_STORE_H
#define MO_STORE_STORE_H

#include <glib.h>

#include "daemon/orders/order.h"
#include "daemon/orders/policy.h"

#define STORE_ERROR (store_error_quark())
GQuark store_error_quark(void);
enum store_error {
    STORE_ERROR_LOCKED,  /* another daemon has it; the text names its pid */
    STORE_ERROR_FULL,    /* no room: try later */
    STORE_ERROR_BUSY,    /* another has it locked, or there is no memory: try again */
    STORE_ERROR_DISK,    /* it cannot be read or written: try later; a person should look */
    STORE_ERROR_CORRUPT, /* the file is damaged or not ours; a person must act */
    STORE_ERROR_NEWER,   /* written by a newer version of this program */
    STORE_ERROR_OTHER,
};

struct store;

enum store_access {
    STORE_DAEMON, /* read and write, with the daemon's lock; creates and migrates */
    STORE_READ,   /* read only, beside a running daemon */
    STORE_INBOX,  /* as READ, but store_command_add works; wakes no one by itself */
};

/* Opens the database file; ":memory:" is a store of its own (tests, try). The lock is a file `<path>.lock` holding the pid,
 * held by flock for the store's life. */
struct store *store_open(const char *path, enum store_access access, GError **error);
void store_close(struct store *store);

gboolean store_begin(struct store *store, GError **error); /* BEGIN IMMEDIATE */
gboolean store_commit(struct store *store, GError **error);
void store_rollback(struct store *store);
/* A savepoint inside the transaction: one event of a group may fail alone. Outside of one: all that is read until its end is of one state. */
gboolean store_mark(struct store *store, GError **error);
gboolean store_unmark(struct store *store, GError **error);   /* keep what came since */
void store_return_to_mark(struct store *store);                /* drop what came since, and the mark */

/* --- mailboxes ----------------------------------------------------------------------------------------------------- */

struct store_mailbox {
    gint64 adopted;         /* mail that arrived before is left alone */
    guint32 uidvalidity;    /* last seen; 0 never */
    guint32 position;       /* every uid up to it is in the ledger or was left alone, for that uidvalidity */
    guint64 left_alone;     /* how many were */
};

/* The mailbox's row; made with `now` as adoption date when it is new (then *ret_new). */
gboolean store_mailbox_open(struct store *store, const char *mailbox, gint64 now, struct store_mailbox *ret_mailbox,
                            gboolean *ret_new, GError **error);
/* Notes the server's uidvalidity; a changed one resets the position to 0. */
gboolean store_mailbox_validity(struct store *store, const char *mailbox, guint32 uidvalidity, GError **error);
gboolean store_mailbox_advance(struct store *store, const char *mailbox, guint32 position, guint64 left_alone, GError **error);
/* mailorder adopt --since: sets the adoption date and the position to 0, so that older mail is looked at again. */
gboolean store_mailbox_adopt(struct store *store, const char *mailbox, gint64 since, GError **error);

/* --- mails in: the ledger ------------------------------------------------------------------------------------------- */

enum mail_state {
    MAIL_ARRIVED,     /* spooled, to be decoded */
    MAIL_HANDLED,     /* what had to be done is done */
    MAIL_REVIEW,      /* left to a person */
    MAIL_QUARANTINED, /* it killed or hung the decoder twice */
};
const char *mail_state_name(enum mail_state state);

enum mail_filing {
    FILING_NONE,      /* not decided yet */
    FILING_HANDLED,   /* to be moved to the handled folder */
    FILING_REVIEW,    /* to be moved to the review folder */
    FILING_DONE,      /* moved */
    FILING_FLAGGED,   /* the server could only flag it: it stays in the inbox */
};

struct mail {
    gint64 id;             /* ours: what logs and people call it */
    char *mailbox;
    guint32 uidvalidity, uid;
    gint64 arrived;        /* INTERNALDATE */
    gint64 taken;          /* when we took it */
    guint64 size;
    char *spool;           /* file name under the spool's in/; NULL when too large to fetch or removed */
    enum mail_state state;
    enum mail_filing filing;
    guint attempts;        /* decodings begun */
    char *message_id, *digest;   /* NULL until decoded */
    char *from, *subject;        /* for lists and people; NULL until decoded */
    char *reason;          /* why it was handled so: one English line, for mailorder show; NULL until decided */
    gint64 again;          /* id of the mail this one is a copy or a return of; 0 none */
};
void mail_free(struct mail *mail);
typedef struct mail mail_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mail_auto, mail_free)

/* Adds (sets mail->id) and advances the mailbox's position. An existing (mailbox, uidvalidity, uid) is left as it is: *ret_added
 * FALSE, mail->id the old one's. */
gboolean store_mail_add(struct store *store, struct mail *mail, gboolean *ret_added, GError **error);
gboolean store_mail_save(struct store *store, const struct mail *mail, GError **error); /* by id, all but the key */
/* What became of it alone: state, filing, attempts, reason, again. What it is found by stays as it is, and need not be written anew. */
gboolean store_mail_save_state(struct store *store, const struct mail *mail, GError **error);
struct mail *store_mail_load(struct store *store, gint64 id, GError **error);
/* The newest decoded mail with this digest and this Message-ID, or with the Message-ID, other than `except`; NULL when there is
 * none. */
struct mail *store_mail_met(struct store *store, const char *digest, const char *message_id, gint64 except, GError **error);
struct mail *store_mail_by_message_id(struct store *store, const char *message_id, gint64 except, GError **error);
/* Array of struct mail, oldest first: what is MAIL_ARRIVED with id > after; what is to be filed in `mailbox` and has this
 * uidvalidity. */
GPtrArray *store_mails_arrived(struct store *store, gint64 after, guint limit, GError **error);
GPtrArray *store_mails_to_file(struct store *store, const char *mailbox, guint32 uidvalidity, gint64 after, guint limit,
                               GError **error);
/* Newest first, id < before (0: all). */
GPtrArray *store_mails_list(struct store *store, gint64 before, guint limit, GError **error);

struct mail_part {          /* an attachment of a mail in, kept for departments */
    guint part;
    char *name, *media_type;
    guint64 offset, size;   /* where its decoded content stands in the file `<spool>.parts` */
};
void mail_part_free(struct mail_part *part);
gboolean store_mail_parts_set(struct store *store, gint64 mail, const GPtrArray *parts, GError **error);
GPtrArray *store_mail_parts(struct store *store, gint64 mail, GError **error);

/* --- orders --------------------------------------------------------------------------------------------------------- */

/* The next order number's count: 1001, 1002, … Never given twice, gaps allowed. */
gboolean store_order_count(struct store *store, guint64 *ret_count, GError **error);
/* Inserts (order->id 0; sets it) or replaces, with items and values. `digest` is what makes two orders alike (order_digest). */
gboolean store_order_save(struct store *store, struct order *order, const char *digest, GError **error);
/* Of an order that is there, its token alone. */
gboolean store_order_save_token(struct store *store, const struct order *order, GError **error);
struct order *store_order_load(struct store *store, gint64 id, GError **error);
char *store_order_number(struct store *store, gint64 id, GError **error); /* NULL without error: there is no such order */
struct order *store_order_by_number(struct store *store, const char *number, GError **error);
/* Whether this customer has another order created at or after `since`; FALSE with `error` when it cannot be told. */
gboolean store_order_recent(struct store *store, const char *customer, gint64 since, gint64 except, GError **error);
/* The newest other order of this customer with this digest created at or after `since`; 0 when there is none. */
gint64 store_order_alike(struct store *store, const char *customer, const char *digest, gint64 since, gint64 except,
                         GError **error);

/* Which mails belong to an order; a mail may carry several. */
gboolean store_order_add_mail(struct store *store, gint64 order, gint64 mail, GError **error);
GArray *store_order_mails(struct store *store, gint64 order, GError **error);   /* gint64, oldest first */
GArray *store_mail_orders(struct store *store, gint64 mail, GError **error);    /* gint64 */

/* The state before what somebody said last, until `until`: one an order. `since` is the order's revision before all of it. */
gboolean store_undo_keep(struct store *store, const struct order *before, const char *audience, guint since, gint64 until,
                         GError **error);
/* What this audience said last ("review" may take back anybody's); NULL without error when there is nothing. */
struct order *store_undo_find(struct store *store, const struct order *now, const char *audience, guint *ret_since, gint64 *ret_until,
                              GError **error);
gboolean store_undo_forget(struct store *store, gint64 order, GError **error);

struct order_row {          /* a line of mailorder list */
    gint64 id;
    char *number, *state, *customer, *customer_name, *expected;
    guint items;
    gint64 created, changed;
};
void order_row_free(struct order_row *row);
/* Newest first, id < before (0: all); `state` (order_state_name) and `customer` narrow it, NULL: any. */
GPtrArray *store_orders_list(struct store *store, const char *state, const char *customer, gint64 before, guint limit,
                             GError **error);

/* Tokens: one an order and audience. audience is "customer" or a department's id. */
char *store_token(struct store *store, gint64 order, const char *audience, GError **error); /* made when missing */
gboolean store_token_find(struct store *store, const char *token, gint64 *ret_order, char **ret_audience, GError **error);

/* --- addresses ------------------------------------------------------------------------------------------------------ */

struct address_state {      /* instants, 0 never */
    gint64 bounced;         /* mail to it came back for good; not written to until it is 0 again */
    gint64 opted_out;       /* of surveys */
    gint64 surveyed;        /* the last survey sent */
};
gboolean store_address(struct store *store, const char *address, struct address_state *ret_state, GError **error);
gboolean store_address_save(struct store *store, const char *address, const struct address_state *state, GError **error);

/* Whether an order of this customer was accepted before `before`. */
gboolean store_customer_is_known(struct store *store, const char *customer, gint64 before, GError **error);

/* What is done once a day: the ISO day for which it was done last; NULL never. */
char *store_schedule(struct store *store, const char *name, GError **error);
gboolean store_schedule_done(struct store *store, const char *name, const char *day, GError **error);

/* Orders (not such as are anonymous) whose mark `name` is `value` (NULL: any) and that changed at or after `since`: gint64 ids, oldest first. */
GArray *store_orders_marked(struct store *store, const char *name, const char *value, gint64 since, guint limit, GError **error);

/* Products of which accepted orders are open: char *. */
GPtrArray *store_forms_open(struct store *store, GError **error);
/* Accepted orders with an open item of this product of which nothing was written to any of these departments (",a,b,"), and that do not
 * carry this mark: gint64 ids, oldest first. */
GArray *store_orders_unattended(struct store *store, const char *form, const char *departments, const char *mark, guint limit,
                                GError **error);

/* --- journal: append only ------------------------------------------------------------------------------------------- */

struct journal_row {
    gint64 id, when;
    gint64 order, mail;     /* 0: none */
    char *actor;            /* "customer a@b", "staff warehouse", "mailorder", "admin root" */
    char *what;             /* machine word: "ordered", "asked", "confirmed", "answered", "held", "mail-failed", … */
    char *detail;           /* one English line; may be NULL */
};
void journal_row_free(struct journal_row *row);
gboolean store_journal_add(struct store *store, const struct journal_row *row, GError **error);
GPtrArray *store_journal(struct store *store, gint64 order, gint64 mail, GError **error); /* by whichever is not 0 */

/* --- mails out: the outbox ------------------------------------------------------------------------------------------ */

enum out_state {
    OUT_QUEUED,    /* to be sent at next_try */
    OUT_SENDING,   /* handed to a sender */
    OUT_SENT,
    OUT_FAILED,    /* given up, or refused for good */
    OUT_HELD,      /* could not be rendered: the admin was told; `mailorder queue retry` renders it again */
    OUT_DROPPED,   /* by the admin, or taken back by `undo` */
};
const char *out_state_name(enum out_state state);

struct out {
    gint64 id;
    enum out_state state;
    gint64 order;            /* 0 none */
    gint64 cause;            /* mail in that caused it; 0 none */
    char *mailbox;           /* whose Sent folder gets the copy */
    char *letter;            /* letter_name */
    char *audience;          /* "customer", department id, "review", "admin"; "stranger": one who has no order */
    char *language;
    char *recipient;         /* one address: an outgoing mail has one recipient (RFC 3834 section 3.1.3) */
    char *sender;            /* envelope from; "" null return path */
    char *message_id, *subject;
    gboolean answer;         /* an automatic answer to a stranger's mail: counts for the caps */
    gint64 created, next_try, first_try, done; /* 0 not yet */
    guint tries;
    char *reply;             /* the server's last words */
    gboolean unknown;        /* the final dot's reply was lost at least once */
    gboolean copy_wanted;    /* to be appended to the Sent folder once sent */
    char *topic;             /* of a letter that waits for `undo`: effect_topic_name; NULL none */
    guint revision;          /* of the order, by the step that caused it; 0 none */
};
void out_free(struct out *out);
typedef struct out out_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(out_auto, out_free)

/* Adds; sets out->id. `message` is the whole mail (NULL: held unrendered), `text` its text/plain body as sent (NULL). */
gboolean store_out_add(struct store *store, struct out *out, GBytes *message, const char *text, GError **error);
gboolean store_out_save(struct store *store, const struct out *out, GError **error);      /* by id */
gboolean store_out_set_message(struct store *store, gint64 id, GBytes *message, const char *text, GError **error);
struct out *store_out_load(struct store *store, gint64 id, GError **error);
GBytes *store_out_message(struct store *store, gint64 id, GError **error);

/* Messages of more bytes are better written and read in pieces than held in memory. */
#define STORE_LARGE 262144

/* Gives the mail a body in pieces: `size` bytes in all, from the first on, each piece by store_body_write. NULL with `error`. store_body_end frees it,
 * and is FALSE with `error` when bytes are missing: the body is not to be kept then. No other call for this mail in between. */
struct store_body;
struct store_body *store_body_begin(struct store *store, gint64 id, const char *text, gsize size, GError **error);
gboolean store_body_write(gpointer body, const char *bytes, gsize size, GError **error);
gboolean store_body_end(struct store_body *body, GError **error);

/* Takes the next bytes of a message. FALSE with `error`: no more of them. */
typedef gboolean store_sink(gpointer context, const char *bytes, gsize size, GError **error);

/* The message and its size; a large one is NULL: its bytes are given in order to `sink` by store_out_give. */
gboolean store_out_body(struct store *store, gint64 id, GBytes **ret_message, gsize *ret_size, GError **error);
gboolean store_out_give(struct store *store, gint64 id, store_sink *sink, gpointer context, GError **error);

char *store_out_text(struct store *store, gint64 id, GError **error);
struct out *store_out_by_message_id(struct store *store, const char *message_id, GError **error);
/* Drops what the order's steps after revision `since` queued to be sent later and that has not been tried yet, and queues again what
 * those steps recalled. */
gboolean store_outs_undo(struct store *store, gint64 order, guint since, gint64 now, GError **error);
/* Drops what waits of this topic and has not been tried yet: the step that leads to `revision` says it anew. */
gboolean store_outs_recall(struct store *store, gint64 order, const char *topic, guint revision, gint64 now, GError **error);
/* The newest sent or queued mail of this order to this audience; with `letter` not NULL, of that letter. */
struct out *store_out_last(struct store *store, gint64 order, const char *audience, const char *letter, GError **error);
/* How many of that letter this audience of the order got since then; -1 with `error`. */
gint64 store_outs_since(struct store *store, gint64 order, const char *audience, const char *letter, gint64 since, GError **error);
/* The newest such mail to this address. */
struct out *store_out_last_to(struct store *store, gint64 order, const char *audience, const char *recipient, GError **error);
/* OUT_QUEUED mails to customers, of whatever order, to this address; oldest first. */
GPtrArray *store_outs_waiting_to(struct store *store, const char *recipient, GError **error);
/* OUT_QUEUED with next_try <= now, oldest first, and of one second those to customers first. */
GPtrArray *store_outs_due(struct store *store, gint64 now, guint limit, GError **error);
/* When the next OUT_QUEUED is due; 0 when none. */
gint64 store_outs_next(struct store *store, GError **error);
/* The life of the desk that sent last, a number of its own; 0: none. And that another begins. */
gboolean store_sending_life(struct store *store, guint64 *ret_life, GError **error);
gboolean store_sending_life_begin(struct store *store, guint64 life, GError **error);
/* At start: what was OUT_SENDING goes back to OUT_QUEUED with `unknown`. Returns how many, -1 with `error`. */
gint64 store_outs_recover(struct store *store, gint64 now, GError **error);
/* The clock was set back: what was queued, or tried first, later than a minute after `now` would wait for that time. It is as if queued now, and what
 * was tried is due. */
gboolean store_outs_hasten(struct store *store, gint64 now, GError **error);
GPtrArray *store_outs_list(struct store *store, gboolean all, guint limit, GError **error); /* not yet done; or all, newest first */
GPtrArray *store_outs_to_copy(struct store *store, const char *mailbox, guint limit, GError **error);
/* Answers (out->answer) to this recipient created since. -1 with `error`. */
gint64 store_answers_since(struct store *store, const char *recipient, gint64 since, GError **error);

/* Those to customers and strangers created since, in that order, as struct answer_row. */
struct answer_row {
    gint64 created;
    char *domain; /* text_address_domain of a customer's address; NULL for a stranger's */
};
void answer_row_free(struct answer_row *row);
GPtrArray *store_answers(struct store *store, gint64 since, GError **error);

/* --- bounds on automatic mail that were reached --------------------------------------------------------------------------- */

struct breaker {
    gint64 id;
    enum policy_cap scope;
    char *object;            /* the address (text_address_key) or domain; "" CAP_ALL */
    guint most;              /* the bound as it was configured then */
    gint64 since, until;     /* it was reached; it holds no longer */
    guint64 held;            /* mails that were not answered because of it */
    gint64 told;             /* when the admin was; 0 not yet */
    gboolean done;           /* it is over, and this is noted */
};
void breaker_free(struct breaker *breaker);
typedef struct breaker breaker_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(breaker_auto, breaker_free)

/* The newest of this scope and object; NULL without error: there is none. */
struct breaker *store_breaker_last(struct store *store, enum policy_cap scope, const char *object, GError **error);
gboolean store_breaker_save(struct store *store, struct breaker *breaker, GError **error); /* adds when id is 0, and sets it */
GPtrArray *store_breakers(struct store *store, guint limit, GError **error);        /* struct breaker: not done, oldest first */
GPtrArray *store_breakers_untold(struct store *store, guint limit, GError **error); /* of which the admin is not told, oldest first */
gint64 store_breakers_told(struct store *store, GError **error);  /* when the admin was told last; 0 never, or long ago */
gint64 store_breakers_next(struct store *store, GError **error);  /* when the first that is not done ends; 0 none */
gboolean store_breakers_tidy(struct store *store, GError **error); /* forgets those done and told, but the last for everybody */

/* --- mails in of which the reviewing person is not told yet -------------------------------------------------------------- */

struct untold {
    gint64 mail, arrived;
    char *from, *subject;    /* NULL when not known */
    char *why;               /* step_refusal_name */
    char *order;             /* the number of the order that it is about; NULL none */
    guint64 count;           /* store_untold_capped: how many it stands for, itself one of them */
};
void untold_free(struct untold *untold);
/* `capped`: held back by a bound on automatic mail; such are told by sender or domain, not one by one. */
gboolean store_untold_add(struct store *store, gint64 mail, gint64 order, const char *why, gboolean capped, gint64 due, GError **error);
/* When those that are capped, or those that are not, are to be told; 0 without error: there are none. */
gint64 store_untold_due(struct store *store, gboolean capped, GError **error);
GPtrArray *store_untold(struct store *store, guint limit, GError **error); /* struct untold, not capped, oldest first */
/* The first mail of each sender (of each domain, where that is capped) with how many came from there, most first; *ret_mails: of all. */
GPtrArray *store_untold_capped(struct store *store, guint limit, guint64 *ret_mails, GError **error);
gboolean store_untold_capped_told(struct store *store, GError **error); /* all of them */
gboolean store_untold_told(struct store *store, gint64 mail, GError **error);
/* How many letters about single mails the reviewing person got after `since`, and when the first of them. */
gboolean store_reviews_since(struct store *store, gint64 since, guint64 *ret_count, gint64 *ret_first, GError **error);

/* --- timers --------------------------------------------------------------------------------------------------------- */

struct timer {
    gint64 id, order;
    char *kind;              /* machine word */
    gint64 due;
};
void timer_free(struct timer *timer);
gboolean store_timer_set(struct store *store, gint64 order, const char *kind, gint64 due, GError **error); /* one a kind and order */
gboolean store_timer_cancel(struct store *store, gint64 order, const char *kind, GError **error);          /* NULL: all of the order */
GPtrArray *store_timers_due(struct store *store, gint64 now, guint limit, GError **error);
gint64 store_timers_next(struct store *store, GError **error);

/* --- the command's inbox of events ------------------------------------------------------------------------------------ */

struct command {
    gint64 id, when;
    char *actor;             /* "admin root" */
    char *verb;              /* "accept", "decline", "say", "queue-retry", "queue-drop", "adopt", "forget" */
    char *object;            /* order number, outbox id, mailbox, address */
    char *argument;          /* words; may be NULL */
    char *outcome;           /* NULL until done: one English line */
};
void command_free(struct command *command);
gboolean store_command_add(struct store *store, struct command *command, GError **error); /* its own transaction when none is open */
GPtrArray *store_commands_pending(struct store *store, guint limit, GError **error);
gboolean store_command_done(struct store *store, gint64 id, const char *outcome, GError **error);
struct command *store_command_load(struct store *store, gint64 id, GError **error);

/* What was said by commands about this object, and answered, once they are done. */
gboolean store_commands_about_erase(struct store *store, const char *object, GError **error);
gboolean store_command_erase(struct store *store, gint64 id, GError **error); /* object and argument, which may name a person */

/* --- erasure: erase.c, erase-scan.c --------------------------------------------------------------------------------------- */

/* What belongs to the person of this address and was there at `until`, at most `limit` ids (gint64), oldest first: orders of theirs, with
 * id > after; mails they wrote; mails to them. What is erased is not found again. */
GArray *store_person_orders(struct store *store, const char *address, gint64 after, gint64 until, guint limit, GError **error);
GArray *store_person_mails(struct store *store, const char *address, gint64 until, guint limit, GError **error);
GArray *store_person_outs(struct store *store, const char *address, gint64 until, guint limit, GError **error);
/* All mails in that an order's history knows, also those that were left to a person; all mails out about it; those that a mail caused. */
GArray *store_order_all_mails(struct store *store, gint64 order, GError **error);
GArray *store_order_outs(struct store *store, gint64 order, GError **error);
GArray *store_mail_outs(struct store *store, gint64 mail, GError **error);
/* Spooled mails of which nobody knows the sender, since they could not be read; letters about no order and no mail (lists). id > after. */
GArray *store_nameless_mails(struct store *store, gint64 after, guint limit, GError **error);
GArray *store_list_outs(struct store *store, gint64 after, guint limit, GError **error);
/* Other orders that name this address somewhere, with after < id <= after + span; *ret_more FALSE: there are no orders beyond. */
GArray *store_orders_naming(struct store *store, const char *address, gint64 after, guint span, gboolean *ret_more, GError **error);

/* Each erases one thing; what must be removed from mailboxes and the spool becomes rows below. Of a mail in, the ledger keeps what is
 * needed to know it again. Of an order, `unlink` takes tokens, timers, what could be undone and what is not told yet; `remove` the rest. */
gboolean store_out_erase(struct store *store, gint64 id, GError **error);
gboolean store_mail_erase(struct store *store, gint64 id, GError **error);
gboolean store_order_unlink(struct store *store, gint64 order, GError **error);
gboolean store_order_remove(struct store *store, gint64 order, GError **error);
/* Whether this was a token of an order that is erased. */
gboolean store_token_gone(struct store *store, const char *token, gboolean *ret_gone, GError **error);
/* The journal keeps when and what; who and which words go. By order or mail, whichever is not 0. */
gboolean store_journal_erase(struct store *store, gint64 order, gint64 mail, GError **error);
/* The same for what names the address in after < id <= after + span. *ret_more as above. */
gboolean store_journal_strike(struct store *store, const char *address, gint64 after, guint span, gboolean *ret_more, GError **error);
/* Bodies of sent mails about this order that name the address. */
gboolean store_bodies_strike(struct store *store, gint64 order, const char *address, GError **error);
/* What is known of the address, but that it wants no surveys: that stays, as a hash. */
gboolean store_address_forget(struct store *store, const char *address, GError **error);

/* Empties the database's log, in which older pages stand. *ret_done FALSE: somebody reads, try later. Not in a transaction. */
gboolean store_scrub(struct store *store, gboolean *ret_done, GError **error);

/* --- what is to be removed outside of the database: removals.c ------------------------------------------------------------- */

struct removal {
    gint64 id;
    gboolean sent;           /* a copy in the Sent folder, known by Message-ID; else a mail in */
    char *message_id;        /* "" none: then by the other two */
    gint64 arrived;
    guint64 size;
};
void removal_free(struct removal *removal);
GPtrArray *store_removals(struct store *store, const char *mailbox, guint limit, GError **error); /* struct removal, oldest first */
gboolean store_removal_done(struct store *store, gint64 id, GError **error);
gboolean store_removals_count(struct store *store, guint64 *ret_count, GError **error);
GPtrArray *store_shreds(struct store *store, guint limit, GError **error); /* char *: files of the spool */
gboolean store_shred_done(struct store *store, const char *file, GError **error);

/* --- retention.c: what is past its time, at most `limit`, id > after --------------------------------------------------------- */

/* Takes a batch away; *ret_last is the last id looked at, 0 when there is nothing more. Spooled mails taken before `before` (`quarantined`: of
 * that state, else of the others; what an order that is not accepted yet needs stays); bodies of mails out made before; words of surveys. */
gboolean store_expire_mails(struct store *store, gboolean quarantined, gint64 before, gint64 after, guint limit, gint64 *ret_last,
                            GError **error);
gboolean store_expire_bodies(struct store *store, gint64 before, gint64 after, guint limit, gint64 *ret_last, GError **error);
gboolean store_expire_comments(struct store *store, gint64 before, guint limit, gint64 *ret_last, GError **error);
/* Orders that are over and did not change since `before`, oldest first: whole ones, or (`bare`) such as are anonymous already. */
GArray *store_orders_over(struct store *store, gboolean bare, gint64 before, guint limit, GError **error);

/* How many steps the database has made for our statements: for tests that nothing can be told from the work that a mail is. */
guint64 store_work(const struct store *store);

/* --- numbers for status ----------------------------------------------------------------------------------------------- */

/* Mails in that are not handled yet, mails out that are not sent yet: what has an end, and not all that ever was. */
struct store_counts {
    guint64 mails_arrived, out_queued;
};
gboolean store_counts(struct store *store, struct store_counts *ret_counts, GError **error);

/* What waits longest: seconds UTC, 0 nothing does. */
struct store_waiting {
    gint64 mail_since; /* a mail in to be handled, since it was taken */
    gint64 out_since;  /* a mail out that is due, since it was tried first or became due */
};
gboolean store_waiting(struct store *store, gint64 now, struct store_waiting *ret_waiting, GError **error);

/* How many need a person: mails out that failed or are held, until they are retried or dropped; mails in that were quarantined since then. */
struct store_troubles {
    guint64 failed, held, quarantined;
};
gboolean store_troubles(struct store *store, gint64 since, struct store_troubles *ret_troubles, GError **error);

/* --- whole, kept, restored --------------------------------------------------------------------------------------------- */

/* Whether the database is whole: each page, and that each reference leads somewhere (at a start; of one above 16 MB, that each table can be
 * read at all); `whole`: and each index. FALSE with `error`, STORE_ERROR_CORRUPT when it is damaged. */
gboolean store_check(struct store *store, gboolean whole, GError **error);
/* The same beside a daemon that works, however large: each page of the tables and indexes, each reference. It takes a second for 100 MB and more. */
gboolean store_check_beside(struct store *store, GError **error);
/* A line (char *) about each mail that is still to be decoded and whose file is not in the spool. */
GPtrArray *store_missing_files(struct store *store, const char *spool, GError **error);

struct store_backup {
    guint64 orders, mails, waiting; /* `waiting`: mails out */
    guint64 files, missing;         /* of the spool: in the backup; not there any more */
};
/* Writes all of the store, and the files of `spool` (its folder) that are still needed, or all of them, to one new file, 0600, that gets
 * its name when it is whole, synced and verified. Beside a running daemon, which goes on. An earlier backup of that name is replaced,
 * anything else is not. */
gboolean store_backup(struct store *store, const char *spool, const char *file, gboolean all_mail, gint64 now, struct store_backup *ret_report,
                      GError **error);

struct store_restore {
    gint64 made;              /* when the backup was made */
    guint64 orders, open;     /* `open`: neither finished nor given up */
    guint64 held, taken_back; /* mails out that are held now; mails in that the mailbox is asked for again */
    guint64 files;            /* of the spool */
    guint64 last_number;      /* after which order numbers go on */
    char *aside;              /* where the database is now that was there before; NULL there was none */
};
void store_restore_clear(struct store_restore *report);
/* Puts a backup (or another database of ours, with an empty spool) into the place of the database `path`. No daemon may have it open. What
 * was there is kept beside it. What the backup knew as waiting may have been done since: mails out are held for a person, mails in that were
 * not decoded are taken again when the mailbox still has them, order numbers leave a gap, and what comes due up to now is not told
 * (store_restored). */
gboolean store_restore(const char *path, const char *spool, const char *file, gint64 now, struct store_restore *ret_report, GError **error);
/* When it was restored last; 0 never. FALSE with `error`. */
gboolean store_restored(struct store *store, gint64 *ret_when, GError **error);

/* --- the sums of a period ------------------------------------------------------------------------------------------- */

struct calendar;
struct report;

/* Of the orders that came in from the first instant of `from` to the last of `to`, in the calendar's time zone; all read at
 * one state of the database, inside a transaction or not. A period without orders is a report of zeros. */
struct report *store_report(struct store *store, const struct calendar *calendar, const GDate *from, const GDate *to, GError **error);

#endif
