/* The road that every happening takes: take in, understand, decide, apply, send, wake. Read this folder first: take-in.c,
 * understand.c, decide.c, apply.c, send.c, wake.c; what decides is daemon/orders/step.c.
 *
 * A flow belongs to one process (the desk; mailorder try; the tests). It changes the world only through its store: what is
 * to be sent or filed are rows that the desk hands to sender and mailbox and whose results come back here. Nothing blocks but
 * the store. Every call that changes the store does so inside the flow's open transaction, which flow_commit ends: nothing may
 * be acknowledged to another process before flow_commit has returned TRUE.
 *
 * When the store fails (disk full, busy, damage), a call returns FALSE with `error`, the transaction is rolled back, and all
 * that was not committed has not happened: the desk asks the mailbox again. */
#ifndef MO_FLOW_FLOW_H
#define MO_FLOW_FLOW_H

#include <glib.h>

#include "daemon/base/settings.h"
#include "daemon/orders/business.h"
#include "daemon/orders/form.h"
#include "daemon/render/letter.h"
#include "daemon/store/store.h"
#include "parsers/decode/document.h"

struct flow;

/* All borrowed, and must live as long as the flow. */
struct flow_setup {
    const struct settings *settings;
    const struct business *business;
    const struct forms *forms;
    const struct templates *templates;
};

struct flow *flow_new(struct store *store, const struct flow_setup *setup);
/* What `from` has looked up in configuration and templates is `flow`'s now; both have the same. */
void flow_take_lookups(struct flow *flow, struct flow *from);

void flow_free(struct flow *flow);

/* Ends the open transaction, if there is one. FALSE: rolled back, with `error`. */
gboolean flow_commit(struct flow *flow, GError **error);
void flow_rollback(struct flow *flow);
/* Events since the last commit: 0 means that flow_commit would do nothing. */
guint flow_pending(const struct flow *flow);

/* --- take in --------------------------------------------------------------------------------------------------------- */

/* What is known beside the store of the process before this one. */
struct flow_forerunner {
    gboolean crashed;     /* it ended by itself */
    guint64 life;         /* the number that flow_recover was given then; 0: nothing is known */
    const GArray *outs;   /* gint64: mails that were accepted in that life, and not stored as sent, maybe; borrowed, may be NULL */
};

/* At start, once: mailboxes that are new in the configuration are adopted, mails that were being decoded are decoded again, and what was being
 * sent when the last process died is sent, if it is known to have been accepted, or queued again as "outcome unknown". The mail in decoding when
 * it crashed may be why: the attempt counts against it. Otherwise (somebody killed all of it, the power failed) it does not, up to a bound. `life`
 * is a number of this process, that no other has had: what is known of a store that was since replaced by a backup is not of this one. */
gboolean flow_recover(struct flow *flow, const struct flow_forerunner *before, guint64 life, gint64 now, GError **error);

struct flow_position {
    gint64 adopted;        /* leave alone what arrived before */
    guint32 position;      /* ask for uids above it */
};

/* A mailbox was opened with this uidvalidity. A changed one begins again at 0 (nothing is answered twice: take-in recognises by
 * content). */
gboolean flow_mailbox_opened(struct flow *flow, const char *mailbox, guint32 uidvalidity, gint64 now,
                             struct flow_position *ret_position, GError **error);

/* `count` mails up to uid `position` arrived before the adoption date and are left where they are. */
gboolean flow_left_alone(struct flow *flow, const char *mailbox, guint32 position, guint count, GError **error);

struct flow_arrival {
    const char *mailbox;
    guint32 uidvalidity, uid;
    gint64 arrived;        /* INTERNALDATE, seconds UTC */
    guint64 size;
    const char *spool;     /* file name under <spool>/in/, written and synced; NULL: larger than max_mail, or never fetched whole */
};

/* A mail lies in the spool. It is in the ledger once this is committed: then the mailbox may forget it. */
gboolean flow_arrived(struct flow *flow, const struct flow_arrival *arrival, gint64 now, GError **error);

/* At most `most` mails (struct mail, to be freed with the array) to decode after `after` (0 first), oldest first; empty when there are none, NULL with
 * `error`. Their attempts are counted in the open transaction: once that is committed, and no sooner, they may be decoded, so that a decoder that
 * one of them kills is remembered. A mail that was attempted before comes only with `alone` TRUE (nothing else is being decoded then), and by itself.
 * One whose attempts are used up is quarantined here. */
GPtrArray *flow_decode_claim(struct flow *flow, gint64 after, gboolean alone, guint most, gint64 now, GError **error);

/* A claimed mail was not begun, and will not be: its attempt did not happen. */
gboolean flow_decode_unclaim(struct flow *flow, gint64 mail, GError **error);

/* The next of them by itself, its claim committed; NULL without error when there is none. */
struct mail *flow_decode_next(struct flow *flow, gint64 after, gboolean alone, gint64 now, GError **error);

/* --- understand, decide, apply ------------------------------------------------------------------------------------------- */

/* The decoder's answer: understands it, decides, and applies event, new state, journal, outgoing mails and filing. Attachments'
 * contents lie in <spool>/in/<mail's spool>.parts at their offsets. An order that cannot be decided (a fault of ours) sends the
 * mail to review; only a failing store returns FALSE. */
gboolean flow_document(struct flow *flow, gint64 mail, const struct document *document, gint64 now, GError **error);

enum flow_trouble { FLOW_TROUBLE_CRASHED, FLOW_TROUBLE_HUNG, FLOW_TROUBLE_UNREADABLE };

/* The decoder died of it, hung, or said that there is nothing to read (`text`: its words). Retried once alone, then quarantined;
 * unreadable goes to review at once. */
gboolean flow_decode_failed(struct flow *flow, gint64 mail, enum flow_trouble trouble, const char *text, gint64 now,
                            GError **error);

/* --- filing ---------------------------------------------------------------------------------------------------------------- */

/* Mails of this mailbox to be filed (mail->filing says where), at most `limit`, id > after. Array of struct mail. */
GPtrArray *flow_to_file(struct flow *flow, const char *mailbox, guint32 uidvalidity, gint64 after, guint limit, GError **error);

/* It was moved (or is gone), or the server could only flag it. */
gboolean flow_filed(struct flow *flow, gint64 mail, gboolean moved, GError **error);

/* --- send ------------------------------------------------------------------------------------------------------------------ */

struct flow_parcel {
    struct out *out;       /* state OUT_SENDING */
    GBytes *message;       /* may be let go of, once it is in a sender's hand; NULL: a large one, that flow_parcel_give gives */
    gsize size;            /* of the message */
};
void flow_parcel_free(struct flow_parcel *parcel);

/* A large parcel's message, as it stands in the store, to `sink` in pieces. FALSE with `error`: the store's (STORE_ERROR), or the sink's. */
gboolean flow_parcel_give(struct flow *flow, const struct flow_parcel *parcel, store_sink *sink, gpointer context, GError **error);

/* Takes up to `limit` due mails, and no more once they have `bytes` together, and marks them OUT_SENDING. They may be handed on only after
 * flow_commit. */
GPtrArray *flow_send_next(struct flow *flow, gint64 now, guint limit, gsize bytes, GError **error);

enum flow_delivery { FLOW_DELIVERED, FLOW_TEMPORARY, FLOW_PERMANENT, FLOW_UNKNOWN, FLOW_TAKEN_BACK };

/* What came of one. Temporary and unknown are tried again with backoff and the same bytes until give_up; a permanent failure is
 * told to the business (once, never in a circle). What was taken back was not tried: it is due as it was. */
gboolean flow_sent(struct flow *flow, gint64 out, enum flow_delivery delivery, const char *text, gint64 now, GError **error);

/* Sent mails whose copy belongs into this mailbox's Sent folder, without those of the ids `but` (gint64 *): at most `limit` of them, and with the
 * second at most so many octets. And that it is there. */
GPtrArray *flow_copies_next(struct flow *flow, const char *mailbox, GHashTable *but, guint limit, gsize bytes, GError **error);
gboolean flow_copied(struct flow *flow, gint64 out, GError **error);

/* --- wake -------------------------------------------------------------------------------------------------------------------- */

/* Applies due timers and the commands that `mailorder` left in the store. */
gboolean flow_wake(struct flow *flow, gint64 now, GError **error);

/* TRUE once after a command moved a mailbox's adoption date back: the mailboxes must ask their servers from the beginning. */
gboolean flow_adopted(struct flow *flow);

/* Since when a bound on automatic answers keeps all of them back: seconds UTC; 0 they go out. */
gint64 flow_answers_stopped(const struct flow *flow);
/* --- personal data ----------------------------------------------------------------------------------------------------------- */

/* TRUE once after mails were cancelled that may be in hand already: after the commit, look at each with flow_is_wanted. */
gboolean flow_cancelled(struct flow *flow);
/* Whether a mail that was taken by flow_send_next is still to be sent. */
gboolean flow_is_wanted(struct flow *flow, gint64 out);

/* Removes what is erased from the spool and from the database's log. After a commit, with no transaction open; what cannot be done now is
 * done by a later call. Nothing to do: costs nothing. FALSE with `error`: the store failed. */
gboolean flow_tidy(struct flow *flow, GError **error);

/* Erased mails that are to be removed from this mailbox (struct removal); and that one is. */
GPtrArray *flow_removals_next(struct flow *flow, const char *mailbox, guint limit, GError **error);
gboolean flow_removed(struct flow *flow, gint64 removal, GError **error);

/* Why nobody can be forgotten by this address, one English line; NULL: they can. */
const char *flow_forget_refusal(const struct flow *flow, const char *address);

/* What `mailorder forget ADDRESS` would do, as lines for people; changes nothing. *ret_in_work: orders that speak against it. */
GPtrArray *flow_forget_plan(struct flow *flow, const char *address, gint64 now, guint *ret_in_work, GError **error);

/* When flow_wake or flow_send_next has work next: seconds UTC, 0 never. Commands come unannounced: look at least once a
 * second, or when woken. */
gint64 flow_next_wake(struct flow *flow, GError **error);

#endif
