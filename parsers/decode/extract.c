/* The contents of attachments, out of the mail and into one file. */
#include <errno.h>
#include <unistd.h>

#include "parsers/decode/attachments.h"
#include "parsers/decode/decode.h"
#include "parsers/decode/mapping.h"
#include "parsers/decode/transfer.h"

struct extraction {
    int out;
    guint64 offset; /* where the next attachment goes */
    guint64 left;   /* of the budget */
};

static gboolean write_all(int fd, const char *bytes, gsize length, GError **error)
{
    while (length > 0) {
        gssize written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            g_set_error(error, DECODE_ERROR, DECODE_ERROR_IO, "an attachment cannot be written: %s", g_strerror(errno));
            return FALSE;
        }
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

/* Takes back what was written of an attachment that turned out not to fit. */
static gboolean extraction_rewind(const struct extraction *extraction, GError **error)
{
    if (ftruncate(extraction->out, (off_t)extraction->offset) == 0 &&
        lseek(extraction->out, (off_t)extraction->offset, SEEK_SET) >= 0)
        return TRUE;
    g_set_error(error, DECODE_ERROR, DECODE_ERROR_IO, "an attachment cannot be taken back: %s", g_strerror(errno));
    return FALSE;
}

/* Writes one part; `ret_fits` tells whether the budget sufficed. */
static gboolean extract_part(struct extraction *extraction, const struct mime_part *part,
                             struct document_attachment *attachment, gboolean *ret_fits, GError **error)
{
    g_autoptr(transfer_auto) transfer = transfer_new(part);
    guint64 size = 0;
    gsize length = 0;
    for (const char *piece; (piece = transfer_next(transfer, &length)); size += length) {
        if (length > extraction->left - size) {
            *ret_fits = FALSE;
            return extraction_rewind(extraction, error);
        }
        if (!write_all(extraction->out, piece, length, error))
            return FALSE;
    }
    *ret_fits = TRUE;
    attachment->offset = extraction->offset;
    attachment->size = size;
    extraction->offset += size;
    extraction->left -= size;
    return TRUE;
}

static gboolean extract_all(struct extraction *extraction, const struct mime *mime, struct document *document,
                            GError **error)
{
    for (guint i = 0; i < document->attachments->len;) {
        struct document_attachment *attachment = document->attachments->pdata[i];
        const struct mime_part *part = attachments_find(mime, attachment->part);
        gboolean fits = FALSE;
        if (part && attachment->size <= extraction->left && !extract_part(extraction, part, attachment, &fits, error))
            return FALSE;
        if (fits) {
            i++;
            continue;
        }
        document->flags |= DOCUMENT_CUT;
        g_ptr_array_remove_index(document->attachments, i);
    }
    return TRUE;
}

gboolean decode_attachments(int fd, struct document *document, int out, guint64 budget, GError **error)
{
    off_t offset = lseek(out, 0, SEEK_CUR);
    g_auto(mapping_auto) mapping = {NULL, 0, FALSE};
    if (offset < 0) {
        g_set_error(error, DECODE_ERROR, DECODE_ERROR_IO, "the file for attachments cannot be used: %s",
                    g_strerror(errno));
        return FALSE;
    }
    if (!mapping_open(&mapping, fd, error))
        return FALSE;
    g_autoptr(mime_auto) mime = mime_scan(&mapping);
    struct extraction extraction = {.out = out, .offset = (guint64)offset, .left = budget};
    return extract_all(&extraction, mime, document, error);
}
