/* The UIDs of a Maildir: which number each mail has been given, kept in a file of ours in the Maildir, since nothing in
 * the Maildir format numbers mails.
 *
 * The file is a log: a first line "mailorder-uids 1 UIDVALIDITY NEXT", then "+UID NAME" for a mail met and "-UID" for
 * one that went. It is synced before a UID is told to anyone, so a UID never means two mails; a mail that goes and
 * comes back (moved out of review by a person) gets a new one. A torn last line was told to nobody and is cut off. When
 * the file is unreadable a new one is begun with a new UIDVALIDITY. One process uses it at a time: it is locked.
 *
 * NAME is the file's name up to its ":2,FLAGS", which stays the same for life. In memory a mail costs some 100 bytes.
 */
#ifndef MO_TRANSPORT_MAILDIR_UIDS_H
#define MO_TRANSPORT_MAILDIR_UIDS_H

#include <glib.h>

struct maildir_uids;

struct maildir_uid {
    guint32 uid;
    guint32 scan; /* for maildir_uids_forget_unseen: the scan that saw it last */
    char name[];
};

/* Opens `path` or makes it, 0600. NULL with TRANSPORT_ERROR_LOCAL. */
struct maildir_uids *maildir_uids_open(const char *path, GError **error);
void maildir_uids_free(struct maildir_uids *uids);
typedef struct maildir_uids maildir_uids_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(maildir_uids_auto, maildir_uids_free)

guint32 maildir_uids_validity(const struct maildir_uids *uids);
guint maildir_uids_count(const struct maildir_uids *uids);

/* The mail of this name; NULL if it has no UID. The table's; valid until it is forgotten. */
struct maildir_uid *maildir_uids_find(struct maildir_uids *uids, const char *name);

/* Gives each of `names` (char *, none has a UID yet, no line ends) the next UID, in this order; synced on return. */
gboolean maildir_uids_assign(struct maildir_uids *uids, GPtrArray *names, GError **error);

/* Forgets `names` (char *; unknown ones are passed over). Not synced: what is forgotten twice is forgotten. */
gboolean maildir_uids_forget(struct maildir_uids *uids, GPtrArray *names, GError **error);

/* The names whose `scan` is not `scan`; to be freed with g_ptr_array_unref. */
GPtrArray *maildir_uids_unseen(struct maildir_uids *uids, guint32 scan);

#endif
