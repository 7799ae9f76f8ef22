/* What the files of the Maildir driver share. Their calls are those of mailbox.h. */
#ifndef MO_TRANSPORT_MAILDIR_H
#define MO_TRANSPORT_MAILDIR_H

#include <glib.h>

#include "daemon/transport/mailbox.h"
#include "daemon/transport/maildir-uids.h"

struct maildir {
    struct mailbox base;
    char *inbox;      /* the folder read: the Maildir itself, or a Maildir++ folder in it */
    char *folders[2]; /* by enum mailbox_place */
    char *sent;       /* NULL: no copies */
    guint poll_seconds;
    int watch;    /* inotify; -1: none, wait sleeps */
    guint32 scan; /* counts scans of the folder */
    struct maildir_uids *uids;
    GHashTable *paths; /* uid -> "cur/NAME:2,S", of the last listing only; a file may have been renamed since */
};

/* Sees each mail of the inbox: `path` is "new/NAME" or "cur/NAME:2,FLAGS", `base` its name without flags. A mail that
 * is being moved from new to cur may be seen twice, one that is being renamed in cur not at all. */
typedef void maildir_visit(struct maildir *maildir, const char *path, const char *base, void *context);
gboolean maildir_each(struct maildir *maildir, maildir_visit *visit, void *context, GError **error);

/* The path of `uid` as of now, looked for in the folder if it is not where it was listed; NULL without `error` when it
 * is gone. To be freed with g_free. */
char *maildir_path(struct maildir *maildir, guint32 uid, gboolean afresh, GError **error);

/* Where the Maildir `root` keeps this folder: "mailorder/handled" is ".mailorder.handled", INBOX the Maildir itself. NULL: it is no folder's
 * name. To be freed with g_free. */
char *maildir_folder_path(const char *root, const char *name);

/* maildir-file.c */
gboolean maildir_file(struct mailbox *mailbox, const guint32 *uids, guint count, enum mailbox_place place,
                      enum mailbox_filed *ret_filed, GError **error);
gboolean maildir_append_sent(struct mailbox *mailbox, const int *fds, guint count, guint *ret_appended, GError **error);
/* maildir-remove.c */
gboolean maildir_remove(struct mailbox *mailbox, const struct mailbox_removal *removals, guint count, enum mailbox_removed *ret_removed,
                        GError **error);
/* Makes the folder `path` with cur, new and tmp where they are missing. */
gboolean maildir_folder_make(const char *path, gboolean subfolder, GError **error);

#endif
