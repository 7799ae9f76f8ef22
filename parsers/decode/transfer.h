/* Content-Transfer-Encoding undone, piece by piece, so that no part is ever held whole. */
#ifndef MO_DECODE_TRANSFER_H
#define MO_DECODE_TRANSFER_H

#include <glib.h>

#include "parsers/decode/mime.h"

struct transfer;

/* Reads the body of `part`, which must outlive it. An encoding that is not known means none. */
struct transfer *transfer_new(const struct mime_part *part);
void transfer_free(struct transfer *transfer);
typedef struct transfer transfer_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(transfer_auto, transfer_free)

/* The next piece of decoded content, owned by `transfer` and valid until the next call; NULL at the end. */
const char *transfer_next(struct transfer *transfer, gsize *ret_length);

#endif
