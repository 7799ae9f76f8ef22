/* A mailbox, decoder or sender as the desk sees it. */
#ifndef MO_PROCESS_PEER_H
#define MO_PROCESS_PEER_H

#include "daemon/process/backoff.h"
#include "daemon/process/channel.h"
#include "daemon/process/role.h"

/* A decoded mail of which files are still to be converted. */
struct conversion {
    struct mail *mail;
    struct document *document;
    struct document_attachment *file; /* being read; of the document */
    int parts;                        /* the contents of its attachments */
    gsize weight;
    guint converted; /* files begun */
    guint tries;     /* to keep its parts, when all are read */
    gint64 again_ms;
};
void conversion_free(struct conversion *conversion); /* NULL is fine */

struct peer {
    enum role role;
    guint index;
    guint life;              /* which start of it the channel leads to */
    gint32 pid;              /* its process; 0 none yet */
    struct channel *channel; /* NULL: it does not run, as far as we know */

    /* a mailbox */
    const struct mailbox_settings *mailbox;
    guint32 uidvalidity;   /* as it said when it opened */
    gboolean opening;      /* the desk owes it a position */
    gboolean opened;       /* and the position it got was committed */
    guint reports;         /* committed, and not yet acknowledged */
    guint unacknowledged;  /* all it reported and was not told of: more than PEER_REPORTS is nonsense */
    guint filings, copies, removals; /* asked for, and not yet answered */
    gint64 removals_refused_ms;      /* the server would not remove something: not asked again before */
    gboolean work_due;     /* there may be mails to file or copies to append */
    gint64 filing_ms;      /* when mails were handed over for filing last */
    gint64 file_ms;        /* a few mails are not filed before, */
    gint64 gather_ms;      /* and while others come, not before this */
    GHashTable *refused;   /* gint64 *: ids the server refused lately, mails negative, copies positive */
    gint64 refused_until_ms;
    gint64 looked_ms;    /* when it had told all that was new; at first, when the desk began */
    char *trouble;       /* why it could not; "" it could */
    guint32 fetching;    /* the first uid of the batch it fetches; 0 none */
    guint32 stumble_uid; /* it ended while fetching from this uid on, so often in a row */
    guint stumbles;

    /* a decoder */
    struct mail *job;   /* what it decodes; NULL idle */
    int scratch;        /* where it writes attachments; -1 none */
    int spare;          /* one into which it had nothing to write, for its next mail; -1 none */
    gint64 begun_ms;    /* when the job was handed over */
    gint64 begun_cpu_ms; /* the processor time that it had taken by then */
    gint64 deadline_ms; /* 0: the job waits to be handed over again, at again_ms */
    gint64 again_ms;
    guint tries; /* of this job, for troubles of our own */

    /* a converter; its deadline_ms counts for one file */
    gboolean start_asked; /* the supervisor was told to start it, and does so from now on whenever it ends */
    struct conversion *conversion; /* the mail whose file it reads; NULL idle */

    /* a sender */
    GQueue parcels;        /* struct flow_parcel: in its hand, in order; it sends the first, and only that one can be in doubt */
    gsize parcel_bytes;    /* of all these */
    gboolean cut;          /* it is being killed: what it has said until then counts */
    gint64 pause_until_ms; /* the server was not reached */
    struct backoff pause;
};

/* A mailbox keeps to a window of 64 reports; a batch may pass it a little. */
#define PEER_REPORTS 256u

struct peer *peer_new(enum role role, guint index, const struct settings *settings);
void peer_free(struct peer *peer);

/* "mailbox orders", "decoder 1"; to be freed. */
char *peer_name(const struct peer *peer);

/* Puts a parcel into its hand (taken; its message is let go of), and takes the first out of it: the caller's, NULL none. */
void peer_push_parcel(struct peer *peer, struct flow_parcel *parcel);
struct flow_parcel *peer_pop_parcel(struct peer *peer);

/* The decoder's job is done, one way or another. */
void peer_end_job(struct peer *peer);

/* It wrote no attachments: the empty file serves its next mail. */
void peer_spare_scratch(struct peer *peer);
/* That file, or -1; the caller's. */
int peer_take_spare(struct peer *peer);

#endif
