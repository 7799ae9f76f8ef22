/* Looks for a test mail of our own in a mailbox, also beside a running daemon, which may have filed it meanwhile: in the inbox and in the
 * folders for handled mail and for review. What it finds it takes out. Only `mailorder check` uses it. */
#ifndef MO_TRANSPORT_PROBE_H
#define MO_TRANSPORT_PROBE_H

#include <glib.h>

#include "daemon/base/settings.h"
#include "daemon/transport/transport.h"

#define PROBE_MAIL_BYTES (256u * 1024) /* of a mail that is found; ours is small, and servers add a few fields */

struct probe;

/* Connects and logs in; a Maildir must be there. NULL with `error` (TRANSPORT_ERROR). `settings` must outlive the probe. */
struct probe *probe_open(const struct mailbox_settings *settings, GError **error);
/* Looks once for mails whose Subject holds `mark` (letters and digits alone) and that came at or after `since`, seconds UTC. Takes them
 * out and appends their octets to `ret_mails` (GBytes). *ret_left: one could only be marked as deleted, or not be removed at all. */
gboolean probe_take(struct probe *probe, const char *mark, gint64 since, GPtrArray *ret_mails, gboolean *ret_left, GError **error);
void probe_close(struct probe *probe);

/* What is behind probe_take: one file a kind of mailbox. */
struct mailbox;
gboolean imap_probe(struct mailbox *mailbox, const char *mark, GPtrArray *ret_mails, gboolean *ret_left, GError **error);
void maildir_probe(const struct mailbox_settings *settings, const char *mark, gint64 since, GPtrArray *ret_mails, gboolean *ret_left);

#endif
