/* What the mailbox role holds, and the work that the desk asks of it: filing mails and appending copies. */
#ifndef MO_PROCESS_MAILBOX_WORK_H
#define MO_PROCESS_MAILBOX_WORK_H

#include "daemon/process/backoff.h"
#include "daemon/process/channel.h"
#include "daemon/process/role.h"
#include "daemon/process/spool.h"
#include "daemon/transport/mailbox.h"

struct mailbox_role {
    const struct mailbox_settings *settings;
    const struct mailbox_driver *driver;
    struct mailbox *mailbox; /* NULL: not open */
    struct channel *desk;
    int folder; /* spool_open's */

    gboolean positioned; /* the desk has answered this opening */
    gint64 adopted;      /* mail that arrived before is left alone */
    guint32 after;       /* listed up to here */
    gboolean more;       /* there may be more to list */
    guint barren;        /* listings shortly after one another that found nothing */
    gint64 listed_ms;    /* when the last one was */
    GArray *listed;      /* struct mailbox_mail, of which the first `next` are done */
    guint next;
    guint32 reported;              /* the last uid reported since the opening */
    guint unacknowledged;          /* reports that the desk has not committed */
    guint left_run, left_position; /* left alone, and not yet reported */
    guint64 left_total;            /* left alone since the log last said so */
    guint32 stumble_uid;           /* fetching from this uid on failed, so often in a row */
    guint stumbles;
    guint careful;   /* so many mails are fetched one by one */
    gboolean proved; /* since the last opening, something was fetched or waited for */

    gint64 work_ms; /* when the work that waits was asked for, or a part of it done */
    GQueue filings; /* struct filing: one message of the desk's each */
    GQueue copies;  /* struct copy */
    guint copies_singly; /* so many of them are appended one by one: a group of them was refused */
    guint copies_most;   /* in a group: fewer after each that ended the connection, more after each that went well */
    GQueue removals; /* struct removal_batch: one message of the desk's each */

    struct backoff fast, slow, room; /* network; certificate and login; our own disk */
    guint failures;            /* in a row */
    gboolean told;             /* the log says that it is in trouble */
    gboolean told_person;      /* and that a person must act */
};

void mailbox_work_init(struct mailbox_role *role);
void mailbox_work_clear(struct mailbox_role *role);
/* All that was asked and is not done. */
void mailbox_work_forget(struct mailbox_role *role);

/* Notes MESSAGE_FILE_MAILS; MESSAGE_REMOVE_MAILS; MESSAGE_APPEND_COPY, whose descriptor it takes. */
void mailbox_work_file(struct mailbox_role *role, GVariant *payload);
void mailbox_work_remove(struct mailbox_role *role, GVariant *payload);
void mailbox_work_append(struct mailbox_role *role, struct message *message);

/* Whether something is to be done; and does one batch of filing, or one group of copies. What the server refuses is reported to
 * the desk; FALSE with `error`: the connection is of no more use. */
gboolean mailbox_work_waits(const struct mailbox_role *role);
gboolean mailbox_work_do(struct mailbox_role *role, GError **error);

#endif
