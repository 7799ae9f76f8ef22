/* What a file of the mail held, as part of the mail's document; and which files have to be converted to be read. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/document-members.h"
#include "parsers/decode/lines.h"

static const char *const reading_names[READING_COUNT] = {
    [READING_OTHER] = "other",       [READING_PDF] = "PDF",           [READING_TNEF] = "TNEF",
    [READING_DONE] = "read",         [READING_ENCRYPTED] = "encrypted", [READING_PICTURES] = "pictures",
    [READING_DAMAGED] = "damaged",   [READING_TOO_MUCH] = "too much", [READING_TOO_LONG] = "too long",
    [READING_STOPPED] = "stopped its reader", [READING_NO_PROGRAM] = "no program",
};

const char *attachment_reading_name(enum attachment_reading reading)
{
    return reading_names[reading];
}

gboolean attachment_waits(enum attachment_reading reading)
{
    return reading == READING_PDF || reading == READING_TNEF;
}

gboolean attachment_failed(enum attachment_reading reading)
{
    return reading > READING_DONE;
}

/* Programs write bytes before a PDF's mark, and readers forgive it (ISO 32000-1, annex H, note 13). */
enum attachment_reading attachment_reading_of(const char *bytes, gsize length)
{
    static const char tnef[] = {0x78, (char)0x9f, 0x3e, 0x22}; /* MS-OXTNEF section 2.1.3.1 */
    if (length >= sizeof tnef && memcmp(bytes, tnef, sizeof tnef) == 0)
        return READING_TNEF;
    return memmem(bytes, MIN(length, ATTACHMENT_HEAD), "%PDF-", 5) ? READING_PDF : READING_OTHER;
}

gboolean document_has_words(const struct document *document)
{
    for (guint i = 0; i < document->blocks->len; i++) {
        const struct document_block *block = document->blocks->pdata[i];
        if (!block->attached && lines_substance(block) > 0)
            return TRUE;
    }
    return FALSE;
}

static guint lines_of(const struct document *document)
{
    guint lines = 0;
    for (guint i = 0; i < document->blocks->len; i++)
        lines += ((const struct document_block *)document->blocks->pdata[i])->lines->len;
    return lines;
}

/* A body that came out of a file is the mail's own when it has none. */
static void absorb_blocks(struct document *document, struct document *more)
{
    guint lines = lines_of(document), front = 0;
    gboolean has_words = document_has_words(document);
    while (more->blocks->len > 0) {
        struct document_block *block = g_ptr_array_steal_index(more->blocks, 0);
        if (document->blocks->len >= BOUND_MIME_PARTS || lines + block->lines->len > BOUND_LINES) {
            document->flags |= DOCUMENT_CUT;
            document_block_free(block);
            continue;
        }
        lines += block->lines->len;
        if (block->attached && document->blocks->len == 0)
            document_add_block(document, BLOCK_PLAIN); /* the first is what its sender typed: nothing */
        if (!block->attached && !has_words)
            g_ptr_array_insert(document->blocks, (gint)front++, block);
        else
            g_ptr_array_add(document->blocks, block);
    }
}

static void absorb_array(struct document *document, GPtrArray *to, GPtrArray *from, guint most)
{
    while (from->len > 0 && to->len < most)
        g_ptr_array_add(to, g_ptr_array_steal_index(from, 0));
    if (from->len > 0)
        document->flags |= DOCUMENT_CUT;
    g_ptr_array_set_size(from, 0);
}

void document_absorb(struct document *document, struct document *more)
{
    document->flags |= more->flags & (DOCUMENT_CUT | DOCUMENT_BAD_CHARSET);
    absorb_blocks(document, more);
    absorb_array(document, document->pairs, more->pairs, BOUND_PAIRS);
    absorb_array(document, document->tables, more->tables, BOUND_TABLES);
    absorb_array(document, document->orders, more->orders, BOUND_ORDERS_PER_MAIL);
    for (guint i = 0; i < more->attachments->len; i++)
        ((struct document_attachment *)more->attachments->pdata[i])->part = ATTACHMENT_INNER + document->attachments->len + i;
    absorb_array(document, document->attachments, more->attachments, BOUND_ATTACHMENTS);
}
