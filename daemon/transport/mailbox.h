/* The edge towards where mail comes from: one vtable, an IMAP driver and a Maildir driver behind it.
 *
 * A mailbox is used by one thread of one process. Every call may block, but never longer than the server's configured
 * timeout without progress, and never longer than an absolute deadline a command. After a call fails with NETWORK, TLS
 * or PROTOCOL the mailbox is broken: mailbox_close it and open it anew. Nothing here knows orders, the store, or what
 * has been handled: the ledger belongs to the desk.
 *
 * A mail's key is (uidvalidity, uid), RFC 9051 section 2.3.1.1. The Maildir driver keeps a uid list file of its own in
 * the Maildir, so that the same rules hold there. */
#ifndef MO_TRANSPORT_MAILBOX_H
#define MO_TRANSPORT_MAILBOX_H

#include <glib.h>

#include "daemon/base/settings.h"
#include "daemon/transport/transport.h"

struct mailbox;

struct mailbox_mail {
    guint32 uid;
    gint64 arrived; /* INTERNALDATE (Maildir: the file's mtime), seconds UTC */
    guint64 size;   /* RFC822.SIZE, octets */
};

enum mailbox_place { MAILBOX_HANDLED, MAILBOX_REVIEW };

enum mailbox_filed {
    MAILBOX_FILED_MOVED,   /* it is in the folder and no longer in the inbox */
    MAILBOX_FILED_FLAGGED, /* the server can neither MOVE nor COPY and UID EXPUNGE: keyword or \Seen set, it stays */
    MAILBOX_FILED_GONE,    /* it was not there any more */
};

/* A mail that is to be removed for good. */
struct mailbox_removal {
    gboolean sent;          /* a copy in the Sent folder; else a mail in, in the inbox or where it was filed */
    const char *message_id; /* without < >; "" none: then the next two tell */
    gint64 arrived;         /* as mailbox_mail has them */
    guint64 size;
};

enum mailbox_removed {
    MAILBOX_REMOVED_GONE, /* it is in none of the folders */
    MAILBOX_REMOVED,
    MAILBOX_REMOVED_MARKED, /* the server has no UID EXPUNGE: it is marked as deleted, and goes when somebody expunges the folder */
};

/* Where fetched mails go. Both are called in the order of the mails asked for. */
struct mailbox_sink {
    void *context;
    /* The mail `uid` begins: returns an open descriptor to write it to (the driver does not close it), or -1 to skip it. */
    int (*begin)(void *context, guint32 uid);
    /* All of it (`complete`) or a part only was written. */
    void (*end)(void *context, guint32 uid, int fd, gboolean complete);
};

#define MAILBOX_WOKEN_MAIL    1u /* there may be new mail (or the server wants to be asked) */
#define MAILBOX_WOKEN_OTHER   2u /* the other descriptor is readable */
#define MAILBOX_WOKEN_TIMEOUT 4u

struct mailbox_driver {
    const char *name;
    /* Connects, logs in, selects the inbox, makes missing folders. NULL with `error` (TRANSPORT_ERROR). */
    struct mailbox *(*open)(const struct mailbox_settings *settings, GError **error);
    /* Lists at most `limit` mails with uid > `after`, ascending, into `ret_mails` (struct mailbox_mail, appended to). Fewer
     * than `limit` means that there are no more now. */
    gboolean (*list)(struct mailbox *mailbox, guint32 after, guint limit, GArray *ret_mails, GError **error);
    /* Streams the mails (ascending, as listed; a size that is not known is G_MAXUINT64) into the sink, with BODY.PEEK, CRLF line ends kept as on
     * the wire. A mail that is gone gets no begin; one that is there and does not come is an error. Memory does not grow with the mails' size. */
    gboolean (*fetch)(struct mailbox *mailbox, const struct mailbox_mail *mails, guint count, const struct mailbox_sink *sink, GError **error);
    /* Files `uids` in one batch; ret_filed has one enum mailbox_filed a uid. */
    gboolean (*file)(struct mailbox *mailbox, const guint32 *uids, guint count, enum mailbox_place place,
                     enum mailbox_filed *ret_filed, GError **error);
    /* Appends the mails in `fds` (from offset 0, CRLF) to the Sent folder, seen; in one command where the server can (RFC 3502). `ret_appended`, set
     * also with an error: so many of the first are there. A group that was refused is so as a whole. */
    gboolean (*append_sent)(struct mailbox *mailbox, const int *fds, guint count, guint *ret_appended, GError **error);
    /* Removes them for good from wherever they are; the inbox stays the folder that is open. ret_removed has one a removal. */
    gboolean (*remove)(struct mailbox *mailbox, const struct mailbox_removal *removals, guint count, enum mailbox_removed *ret_removed,
                       GError **error);
    /* Waits by IDLE (RFC 2177, renewed within 29 minutes) where offered, else just sleeps: until there may be new mail,
     * `other_fd` is readable, or `timeout_ms` passed. Returns MAILBOX_WOKEN_ bits, 0 with `error`. */
    guint (*wait)(struct mailbox *mailbox, int other_fd, int timeout_ms, GError **error);
    void (*close)(struct mailbox *mailbox); /* polite LOGOUT where that costs no time; frees; NULL is fine */
};

/* First member of each driver's own struct. */
struct mailbox {
    const struct mailbox_driver *driver;
    guint32 uidvalidity;
    gboolean idles; /* whether wait can notice new mail by itself */
};

extern const struct mailbox_driver mailbox_imap_driver;
extern const struct mailbox_driver mailbox_maildir_driver;

/* The driver for these settings. */
const struct mailbox_driver *mailbox_driver_for(const struct mailbox_settings *settings);

#endif
