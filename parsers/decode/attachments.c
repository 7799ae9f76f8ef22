#include "parsers/decode/attachments.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/decode/transfer.h"

#define EXTENSION_BYTES 12u

/* Parts that are there for programs: signatures, PGP's version note, other looks of the same text. */
static gboolean part_is_machinery(const struct mime_part *part)
{
    static const char *const types[] = {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-encrypted",
        "text/x-amp-html",
        "text/watch-html",
    };
    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        if (mime_part_is(part, types[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean part_is_attachment(const struct mime_part *part, const struct body *body)
{
    if (part->leaf == MIME_NOT_A_LEAF || part_is_machinery(part) || mime_part_is_of_report(part))
        return FALSE;
    return !g_hash_table_contains(body->shown, part) || part->disposition == MIME_ATTACHMENT ||
           (*part->name && part->parent);
}

static const char *after_last(const char *text, char separator)
{
    const char *found = strrchr(text, separator);
    return found ? found + 1 : text;
}

/* Cut at its bound, but with its extension, which tells programs what it is. */
static char *name_within_bound(const char *name)
{
    const char *dot = strrchr(name, '.');
    gsize extension = dot ? strlen(dot) : 0;
    if (strlen(name) <= BOUND_FILE_NAME || extension == 0 || extension > EXTENSION_BYTES)
        return text_one_line(name, BOUND_FILE_NAME);
    g_autofree char *stem = text_one_line(name, BOUND_FILE_NAME - extension);
    return g_strconcat(stem, dot, NULL);
}

/* Without a path, controls, or the dot that hides a file. */
static char *attachment_name(const struct mime_part *part, guint number)
{
    g_autofree char *line = text_one_line(part->name, BOUND_HEADER_SIZE);
    const char *name = after_last(after_last(line, '/'), '\\');
    name += strspn(name, ". ");
    if (!*name)
        return g_strdup_printf("attachment-%u", number);
    return name_within_bound(name);
}

static void add_attachment(struct document *document, const struct mime_part *part, const struct body *body,
                           guint64 size, enum attachment_reading reading)
{
    if (document->attachments->len >= BOUND_ATTACHMENTS) {
        document->flags |= DOCUMENT_CUT;
        return;
    }
    struct document_attachment *attachment = g_new0(struct document_attachment, 1);
    attachment->name = attachment_name(part, document->attachments->len + 1);
    attachment->media_type = g_strdup(part->media_type);
    attachment->size = size;
    attachment->part = part->leaf;
    attachment->reading = reading;
    attachment->inlined = part->disposition == MIME_INLINE ||
                          (*part->content_id && g_hash_table_contains(body->content_ids, part->content_id));
    g_ptr_array_add(document->attachments, attachment);
}

/* Servers change the line ends of text on its way, and add or drop the last one. */
static void digest_text(GChecksum *checksum, const char *bytes, gsize length, gsize *pending)
{
    for (const char *p = bytes, *end = bytes + length; p < end;) {
        const char *stop = p;
        while (stop < end && *stop != '\r' && *stop != '\n')
            stop++;
        if (stop > p) {
            for (; *pending > 0; --*pending)
                g_checksum_update(checksum, (const guchar *)"\n", 1);
            g_checksum_update(checksum, (const guchar *)p, stop - p);
        }
        for (; stop < end && (*stop == '\r' || *stop == '\n'); stop++)
            *pending += *stop == '\n';
        p = stop;
    }
}

/* The decoded size of a part, and its own digest into that of the mail; its first piece tells what it is. */
static guint64 digest_part(GChecksum *checksum, const struct mime_part *part, enum attachment_reading *ret_reading)
{
    g_autoptr(transfer_auto) transfer = transfer_new(part);
    g_autoptr(GChecksum) own = g_checksum_new(G_CHECKSUM_SHA256);
    gboolean text = g_str_has_prefix(part->media_type, "text/");
    gsize length = 0, pending = 0;
    guint64 size = 0;
    *ret_reading = READING_OTHER;
    for (const char *piece; (piece = transfer_next(transfer, &length)); size += length) {
        if (size == 0)
            *ret_reading = attachment_reading_of(piece, length);
        if (text)
            digest_text(own, piece, length, &pending);
        else
            g_checksum_update(own, (const guchar *)piece, (gssize)length);
    }
    g_checksum_update(checksum, (const guchar *)part->media_type, -1);
    g_checksum_update(checksum, (const guchar *)g_checksum_get_string(own), -1);
    return size;
}

static void digest_string(GChecksum *checksum, const char *text)
{
    g_autofree char *framed = g_strdup_printf("%zu:%s", strlen(text), text);
    g_checksum_update(checksum, (const guchar *)framed, -1);
}

static void digest_header(GChecksum *checksum, const struct document *document)
{
    g_autofree char *date = g_strdup_printf("%" G_GINT64_FORMAT, document->date);
    for (guint i = 0; i < document->from->len; i++) {
        const struct document_address *from = document->from->pdata[i];
        digest_string(checksum, from->name);
        digest_string(checksum, from->address);
    }
    digest_string(checksum, document->subject);
    digest_string(checksum, date);
}

/* What lies behind the last part that was taken counts as the bytes that it is. */
static void digest_rest(GChecksum *checksum, const struct mime *mime)
{
    const struct mapping *source = ((const struct mime_part *)mime->parts->pdata[0])->source;
    const char *end = mime->rest + mime->rest_length;
    for (const char *p = mime->rest, *next; p < end; p = next) {
        next = p + MIN((gsize)(end - p), MAPPING_STEP);
        g_checksum_update(checksum, (const guchar *)p, next - p);
        mapping_release(source, p, next);
    }
}

void attachments_read(struct document *document, const struct mime *mime, const struct body *body)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    digest_header(checksum, document);
    for (guint i = 0; i < mime->parts->len; i++) {
        const struct mime_part *part = mime->parts->pdata[i];
        if (part->leaf == MIME_NOT_A_LEAF)
            continue;
        enum attachment_reading reading;
        guint64 size = digest_part(checksum, part, &reading);
        if (part_is_attachment(part, body))
            add_attachment(document, part, body, size, reading);
    }
    digest_rest(checksum, mime);
    g_free(document->digest);
    document->digest = g_strdup(g_checksum_get_string(checksum));
}

const struct mime_part *attachments_find(const struct mime *mime, guint leaf)
{
    for (guint i = 0; i < mime->parts->len; i++) {
        const struct mime_part *part = mime->parts->pdata[i];
        if (part->leaf == leaf && leaf != MIME_NOT_A_LEAF)
            return part;
    }
    return NULL;
}
