/* The desk: owner of the store and the flow, and the only process to which all others talk. What its files share.
 *
 *   desk.c          the loop
 *   desk-ledger.c   events into the store: apply, commit, settle; and what to do when the store fails
 *   desk-peers.c    what mailboxes, decoders and senders say
 *   desk-convert.c  decoded mails with files that have to be converted
 *   desk-decode.c   what decoders are given to do, and the order in which it is taken
 *   desk-send.c     what senders are given to do
 *   desk-mailbox.c  what mailboxes are given to do
 *   desk-health.c   how all of it is */
#ifndef MO_PROCESS_DESK_H
#define MO_PROCESS_DESK_H

#include "daemon/base/health.h"
#include "daemon/process/event.h"
#include "daemon/process/pace.h"

struct desk {
    const struct flow_setup *setup;
    struct store *store;
    struct flow *flow;
    struct channel *supervisor;
    GPtrArray *peers; /* struct peer */
    int spool;        /* spool_open's */
    int slips;        /* slips_open's: what its senders note; -1 none */
    guint64 life;     /* the number under which they do; 0 none */
    int wake;         /* the socket at state_dir/wake; -1 none */

    /* desk-ledger.c */
    GQueue applied; /* struct event: in the open transaction, not committed */
    gsize applied_weight;
    gint64 applied_ms;   /* when the first of them was */
    GQueue replay;       /* struct event: rolled back or come in since, to be applied when the store works again */
    gint64 retry_ms;     /* not 0: the store fails, and is tried again then */
    gint64 well_ms;      /* not 0: it worked again, and is called well then */
    struct backoff retry;

    gboolean decode_due, send_due, wake_due;

    /* desk-decode.c */
    GQueue claiming, claimed; /* struct mail: their attempt to decode is counted, not committed; committed, and no decoder has them yet */
    GQueue decoded;           /* struct event: documents of mails that came after one that is still in a decoder, by arrival */
    gboolean careful;    /* a mail that was decoded before may be waiting: one at a time, until none is */
    GHashTable *stopped; /* gint64: mails of which a decoder died, or in which it hung, once since this desk began */

    /* desk-send.c */
    GQueue taken, ready; /* struct flow_parcel: marked as being sent, not committed; committed */
    struct pace pace;

    /* desk-mailbox.c */
    guint backlog; /* mails taken and not decoded, as far as known */
    guint unfiled; /* mails handled since mailboxes were last given some to file */
    gint64 arrived_ms; /* when a mail that came was last committed; 0: none */

    /* desk-convert.c */
    GQueue conversions;      /* struct conversion: waiting for the converter, or for their parts to be kept */
    gboolean no_program_told;

    gint64 started; /* seconds UTC */
    gboolean after_crash; /* the desk before us ended by itself */
    gint64 tick_ms; /* what is looked at once a second, next */
    gint64 worked_ms; /* when it last looked at what is due */
    gint64 stop_ms; /* not 0: told to stop then */
    gboolean ended;
    guint64 handled, sent; /* since the start, for the status line */
    gint64 sent_ms;        /* when a mail was sent last; at first, when the desk began */

    /* desk-health.c */
    enum store_state store_state;
    char *store_words; /* why it is not well; NULL it is */
};

/* Mails that are being read, or are about to be. */
struct in_hand {
    gint64 newest;   /* the next is asked for after it; 0 there is none */
    gboolean alone;  /* one is read a second time, and no other beside it */
    gboolean beside; /* one is read a second time, and others beside it */
};

/* --- desk-health.c ------------------------------------------------------------------------------------------------ */

/* Tells the supervisor how it is. */
void desk_tell_health(struct desk *desk);
/* The store failed with this, or (NULL) works. */
void desk_note_store(struct desk *desk, const GError *error);

/* --- desk-ledger.c ------------------------------------------------------------------------------------------------ */

/* Applies an event, or puts it by while the store fails. Takes it. */
void desk_take(struct desk *desk, struct event *event);

/* Commits and settles what is applied. FALSE: the store failed, and the desk waits. */
gboolean desk_commit(struct desk *desk);

/* Whether the transaction has been open for long enough, or holds enough. */
gboolean desk_commit_due(const struct desk *desk);

/* Acknowledges what is in the store, after a commit. */
void desk_settle(struct desk *desk);

/* A call of the flow failed: nothing uncommitted has happened, and nothing more is begun until a retry goes well. */
void desk_store_failed(struct desk *desk, const GError *error);

/* Tries again when it is time; says when the store has been well for a while. */
void desk_retry(struct desk *desk, gint64 now_ms);

/* The store fails, or events wait that it did not take. */
gboolean desk_in_trouble(const struct desk *desk);

/* --- desk-peers.c ------------------------------------------------------------------------------------------------- */

/* A peer was started as process `pid`, and `fd` (taken) leads to it. FALSE: there is no such peer. */
gboolean desk_peer_started(struct desk *desk, guint32 role, guint32 index, guint32 life, gint32 pid, int fd);

/* Reads at most `limit` messages. Returns how many there were. */
guint desk_peer_read(struct desk *desk, struct peer *peer, guint limit);

/* It is dead, hangs or talks nonsense: what it had in hand is dealt with. */
void desk_peer_lost(struct desk *desk, struct peer *peer);

/* Drops it as desk_peer_lost, and has the supervisor kill it. */
void desk_peer_kill(struct desk *desk, struct peer *peer, const char *why);

/* Has a sender killed, and hears it to its end: until then it may have gone on to the next mail in its hand, and says so. */
void desk_sender_cut(struct desk *desk, struct peer *peer, const char *why);

/* --- desk-convert.c ----------------------------------------------------------------------------------------------- */

/* Takes mail, document and parts of what the decoder has done; `document` has files that wait. */
void desk_convert(struct desk *desk, struct peer *decoder, struct document *document, gsize weight);

/* Whether so many wait that no more mails should be decoded. */
gboolean desk_converts_enough(const struct desk *desk);

/* The mails on this way. */
struct in_hand desk_converting(const struct desk *desk);

/* FALSE: nonsense. */
gboolean desk_hear_converter(struct desk *desk, struct peer *peer, const struct message *message);

/* The converter is gone, or its time over: the file it had stays unread, and the mail goes on. */
void desk_conversion_failed(struct desk *desk, struct peer *peer, enum attachment_reading reading);

/* A decoder or converter that was taken over could point anywhere: attachments must lie inside of what it wrote. */
gboolean desk_attachments_fit(const struct document *document, guint64 size);

/* A document in a memory file; NULL when it is none within its bounds. *ret_weight are its bytes. */
struct document *desk_sealed_document(int fd, gsize *ret_weight);

/* Gives the converter its next file, and the flow what is done. */
void desk_hand_out_conversions(struct desk *desk, gint64 now_ms);

/* --- desk-decode.c ------------------------------------------------------------------------------------------------ */

/* Counts the attempts of the mails that are decoded next. */
void desk_claim_decodings(struct desk *desk);

/* Gives decoders what is claimed. */
void desk_hand_out_decodings(struct desk *desk, gint64 now_ms);

/* A decoder has read a mail: what it says is taken (takes the event) when what came before it was, or will be long in coming. */
void desk_take_decoded(struct desk *desk, struct event *event);
/* Until when the mail that a decoder reads is waited for: it may take half a second of the processor's time. 0: no longer, or it reads none. */
gint64 desk_patience_ends(const struct peer *peer, gint64 now_ms);

/* Takes those whose turn it is; `all` of them at the end. */
void desk_take_in_turn(struct desk *desk, gint64 now_ms, gboolean all);

/* Decoders that passed their time are killed, and the mail with them counted as hung. */
void desk_check_deadlines(struct desk *desk, gint64 now_ms);

/* Counts this mail in. */
void desk_look_in_hand(const struct desk *desk, const struct mail *mail, struct in_hand *in_hand);
/* A decoder died of this mail, or hung in it. */
void desk_note_stopped(struct desk *desk, gint64 mail);

/* Whether a decoder or the converter has something in hand. */
gboolean desk_decoding(const struct desk *desk);

/* --- desk-send.c -------------------------------------------------------------------------------------------------- */

/* Takes out of the outbox what senders have room for, and gives it to them once that is committed. */
void desk_take_parcels(struct desk *desk, gint64 now_ms);
void desk_hand_out_parcels(struct desk *desk, gint64 now_ms);

/* What was cancelled is taken back. */
void desk_cancel_parcels(struct desk *desk);

/* Whether a sender has something in hand. */
gboolean desk_sending(const struct desk *desk);

/* Sends the peer a message in a file without a name, which costs little and is whole for one that is behind: of memory, or a large one of the spool.
 * Takes a floating payload. FALSE: no such file could be made. */
gboolean desk_send_parcel(struct desk *desk, struct peer *peer, enum message_kind kind, GVariant *payload, const struct flow_parcel *parcel);

/* --- desk-mailbox.c ----------------------------------------------------------------------------------------------- */

/* Gives mailboxes what there is to file, to append and to remove. */
void desk_hand_out_mailbox_work(struct desk *desk, gint64 now_ms);

/* From when on (monotonic milliseconds) a few mails of this mailbox may be filed. */
gint64 desk_filing_due(const struct desk *desk, const struct peer *peer);

/* One of the mails was filed, or refused: after the last of them it rests, the longer the longer they took. */
void desk_note_filed(struct peer *peer, gint64 now_ms);

/* Tells mailboxes which of their reports are in the store. */
void desk_acknowledge(struct desk *desk);

#endif
