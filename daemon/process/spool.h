/* Where fetched mails lie between mailbox, decoder and desk: files in <spool>/in/. */
#ifndef MO_PROCESS_SPOOL_H
#define MO_PROCESS_SPOOL_H

#include <glib.h>

#include "daemon/transport/mailbox.h"

/* Opens <spool>/in, making it (0700) when it is missing. -1 with `error` (G_FILE_ERROR). */
int spool_open(const char *spool, GError **error);

/* The one name a mail can have there: "<mailbox>-<uidvalidity>-<uid>.eml". */
char *spool_name(const char *mailbox, guint32 uidvalidity, guint32 uid);

/* Writes a batch of mails as a mailbox driver streams them. Each file appears under its name only when it is whole, and stays there through a power
 * cut only when the batch is finished: before that, nobody is told of it. */
struct spool_file {
    guint32 uid;
    int fd;
    gboolean fresh; /* there was none of its name before */
};
struct spool_batch {
    int folder;          /* spool_open's; borrowed */
    const char *mailbox; /* borrowed */
    guint32 uidvalidity;
    GArray *whole;  /* guint32: uids that lie in the spool, in the order of their coming */
    GArray *broken; /* guint32: uids of which only a part came */
    GArray *unsynced; /* struct spool_file: those of them that are not synced yet */
    char *trouble;  /* what of our own failed first; NULL nothing did */
};
void spool_batch_init(struct spool_batch *batch, int folder, const char *mailbox, guint32 uidvalidity);
void spool_batch_clear(struct spool_batch *batch);
struct mailbox_sink spool_batch_sink(struct spool_batch *batch);

/* Makes the whole mails of the batch last, files and names, whatever trouble the others had. FALSE: batch->trouble is set, and none of them is kept. */
gboolean spool_batch_finish(struct spool_batch *batch);

/* Removes what an interrupted batch of this mailbox left. */
void spool_clean(int folder, const char *mailbox);

/* A nameless file in the folder, for a decoder to write attachments to. -1 with `error`. */
int spool_scratch(int folder, GError **error);

/* Keeps what a decoder wrote to `scratch`, in a new synced file `<mail>.parts` that the decoder has no hold of; nothing
 * written, no file. *ret_size is its size. FALSE with `error`. */
gboolean spool_keep_parts(int folder, const char *mail, int scratch, guint64 *ret_size, GError **error);

/* Whether the disk has room for what one mail's attachments may need. */
gboolean spool_has_room(int folder);

#endif
