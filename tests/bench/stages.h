/* What stages.c shares with what sends: how a stage's time is taken. */
#ifndef MO_BENCH_STAGES_H
#define MO_BENCH_STAGES_H

#include "daemon/flow/flow.h"

enum stage {
    STAGE_FETCH,      /* list and UID FETCH into the spool, synced */
    STAGE_TAKE_IN,    /* its row in the ledger, and the claim to decode it */
    STAGE_DECODE,     /* bytes to document */
    STAGE_CARRY,      /* the document from the decoder to the desk, as the message between them */
    STAGE_UNDERSTAND, /* whose is it, what does it say */
    STAGE_STEP,       /* the core */
    STAGE_RENDER,     /* the words of four letters, text and HTML */
    STAGE_COMPOSE,    /* envelopes, CSV, MIME, and their rows in the outbox */
    STAGE_ROWS,       /* what else of a decision goes into the store */
    STAGE_COMMIT,     /* what came, what was decided and is handed out, what was sent, what was filed: one a batch each */
    STAGE_HAND_OUT,   /* four mails out of the outbox, and what came of them */
    STAGE_SEND,       /* over the wire, until the server has accepted them */
    STAGE_FILE,       /* the mail moved into its folder, and its row */
    STAGE_COUNT
};

/* Stages may lie in one another: time counts for the innermost. */
void stage_enter(enum stage stage);
void stage_leave(void);

/* Ends the program with the error's words unless `done`. */
void must(gboolean done, const GError *error);

/* Sends all that is due, a group at a time. How many mails that were. */
guint send_all(struct flow *flow, const struct sender_settings *settings);

#endif
