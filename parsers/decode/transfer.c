#include "parsers/decode/transfer.h"

#include <gmime/gmime.h>

#define TRANSFER_PIECE (64u * 1024)

struct transfer {
    const struct mapping *source;
    const char *next, *end;
    const char *released; /* up to here the pages were let go */
    GMimeContentEncoding encoding;
    GMimeEncoding state;
    char *piece;
};

struct transfer *transfer_new(const struct mime_part *part)
{
    struct transfer *transfer = g_new0(struct transfer, 1);
    g_autofree char *name = g_strndup(part->encoding, strcspn(part->encoding, " \t;("));
    transfer->source = part->source;
    transfer->next = transfer->released = part->body;
    transfer->end = part->body + part->length;
    transfer->encoding = g_mime_content_encoding_from_string(name);
    g_mime_encoding_init_decode(&transfer->state, transfer->encoding);
    transfer->piece = g_malloc(g_mime_encoding_outlen(&transfer->state, TRANSFER_PIECE) + 16);
    return transfer;
}

void transfer_free(struct transfer *transfer)
{
    if (!transfer)
        return;
    g_free(transfer->piece);
    g_free(transfer);
}

static gboolean transfer_is_identity(const struct transfer *transfer)
{
    return transfer->encoding != GMIME_CONTENT_ENCODING_BASE64 &&
           transfer->encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
           transfer->encoding != GMIME_CONTENT_ENCODING_UUENCODE;
}

const char *transfer_next(struct transfer *transfer, gsize *ret_length)
{
    while (transfer->next < transfer->end) {
        const char *from = transfer->next;
        if (from - transfer->released >= (gssize)MAPPING_STEP) {
            mapping_release(transfer->source, transfer->released, from);
            transfer->released = from;
        }
        gsize length = MIN((gsize)(transfer->end - from), TRANSFER_PIECE);
        transfer->next += length;
        if (transfer_is_identity(transfer)) {
            *ret_length = length;
            return from;
        }
        gboolean last = transfer->next == transfer->end;
        gsize decoded = last ? g_mime_encoding_flush(&transfer->state, from, length, transfer->piece)
                             : g_mime_encoding_step(&transfer->state, from, length, transfer->piece);
        if (decoded > 0) {
            *ret_length = decoded;
            return transfer->piece;
        }
    }
    return NULL;
}
