/* Bytes to document: the dangerous half of reading a mail. Runs in the confined decoder process. */
#ifndef MO_DECODE_DECODE_H
#define MO_DECODE_DECODE_H

#include <glib.h>

#include "parsers/decode/document.h"

#define DECODE_ERROR (decode_error_quark())
GQuark decode_error_quark(void);
enum decode_error {
    DECODE_ERROR_NOT_A_MAIL,     /* no header at all, or a bound that leaves nothing to read */
    DECODE_ERROR_IO,             /* the descriptor could not be read or written */
    DECODE_ERROR_NOT_A_DOCUMENT, /* document_from_variant: of another type, or out of its bounds */
};

/* Once in each process before the others: GMime's and libxml2's own start. */
void decode_init(void);

/* Decodes the mail in `fd`, from its start; the descriptor stays the caller's. NULL with `error` only when there is
 * nothing that a person could be shown; everything odd else is a flag. Memory is bounded by bounds.h. */
struct document *decode_mail(int fd, GError **error);

/* The same over bytes, for tests and fuzzers. */
struct document *decode_bytes(const void *bytes, gsize length, GError **error);

/* Writes the decoded contents of all of the document's attachments, one after the other, to `out` from its present
 * offset on, in one pass over the mail in `fd` that the document was made of, and fills their `offset` (and `size`,
 * which is then exact). At most `budget` bytes: attachments that do not fit are left out of the document, which gets
 * DOCUMENT_CUT. */
gboolean decode_attachments(int fd, struct document *document, int out, guint64 budget, GError **error);

#endif
