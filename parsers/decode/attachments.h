/* The parts that are files, and the digest of all the mail holds. */
#ifndef MO_DECODE_ATTACHMENTS_H
#define MO_DECODE_ATTACHMENTS_H

#include "parsers/decode/body.h"
#include "parsers/decode/document.h"
#include "parsers/decode/mime.h"

/* Fills `document->attachments` with what `body` has not shown, and `document->digest`. One pass over the decoded
 * content of each part, no part held whole. */
void attachments_read(struct document *document, const struct mime *mime, const struct body *body);

/* The leaf of this number, or NULL. */
const struct mime_part *attachments_find(const struct mime *mime, guint leaf);

#endif
