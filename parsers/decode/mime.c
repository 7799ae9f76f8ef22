#include "parsers/decode/mime.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/mime-part.h"

#define GUESS_BYTES 4096u /* how far into a multipart without a boundary one is looked for */

/* The scan's state. `open` holds the containers that the present line is in, outermost first; `leaf` the part whose
 * body is being passed, NULL in a preamble or epilogue. */
struct scan {
    struct mime *mime;
    const struct mapping *source;
    const char *start, *position, *end;
    const char *released; /* up to here the pages were let go */
    struct mime_part *open[BOUND_MIME_DEPTH];
    guint depth;
    struct mime_part *leaf;
    gboolean full; /* no more parts are taken */
};

static const char *line_end(const char *line, const char *end)
{
    const char *newline = memchr(line, '\n', (gsize)(end - line));
    return newline ? newline + 1 : end;
}

/* Whether the line is this multipart's delimiter: exactly, but for blanks at its end, so that a boundary that begins
 * like another is not taken for it. */
static gboolean line_delimits(const char *line, gsize length, const char *boundary, gboolean *ret_closing)
{
    gsize bytes = strlen(boundary);
    if (bytes == 0 || length < 2 + bytes || memcmp(line + 2, boundary, bytes) != 0)
        return FALSE;
    const char *p = line + 2 + bytes, *end = line + length;
    gboolean closing = end - p >= 2 && p[0] == '-' && p[1] == '-';
    if (closing)
        p += 2;
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
        p++;
    if (p < end)
        return FALSE;
    *ret_closing = closing;
    return TRUE;
}

/* The innermost open multipart that the line delimits; its index plus one, 0 for none. */
static guint scan_match(const struct scan *scan, const char *line, const char *next, gboolean *ret_closing)
{
    if (next - line < 3 || line[0] != '-' || line[1] != '-')
        return 0;
    for (guint i = scan->depth; i > 0; i--) {
        if (line_delimits(line, (gsize)(next - line), scan->open[i - 1]->boundary, ret_closing))
            return i;
    }
    return 0;
}

/* Ends the leaf and all containers from index `depth` on before `line`; the line end before a delimiter belongs to it.
 */
static void scan_close(struct scan *scan, guint depth, const char *line)
{
    const char *body_end = line;
    if (body_end > scan->start && body_end[-1] == '\n')
        body_end--;
    if (body_end < line && body_end > scan->start && body_end[-1] == '\r')
        body_end--;
    if (scan->leaf)
        scan->leaf->length = body_end > scan->leaf->body ? (gsize)(body_end - scan->leaf->body) : 0;
    for (guint i = depth; i < scan->depth; i++) {
        struct mime_part *part = scan->open[i];
        part->length = body_end > part->body ? (gsize)(body_end - part->body) : 0;
    }
    scan->leaf = NULL;
    scan->depth = depth;
}

/* A multipart that names no boundary: its first line that could be a delimiter is taken for one. */
static void part_guess_boundary(struct mime_part *part, const char *end)
{
    const char *limit = MIN(end, part->body + GUESS_BYTES);
    for (const char *line = part->body; line < limit; line = line_end(line, limit)) {
        const char *next = line_end(line, limit);
        g_autofree char *text = g_strndup(line, (gsize)(next - line));
        g_strchomp(text);
        if (g_str_has_prefix(text, "--") && text[2] && strcmp(text, "-- ") != 0) {
            g_free(part->boundary);
            part->boundary = g_strdup(text + 2);
            return;
        }
    }
}

static gboolean part_is_encoded(const struct mime_part *part)
{
    return g_str_has_prefix(part->encoding, "base64") || g_str_has_prefix(part->encoding, "quoted-printable");
}

/* Whether there is something to look for in the part; what is nested too deep is kept whole, as an attachment. */
static gboolean scan_opens(struct scan *scan, struct mime_part *part)
{
    gboolean multipart = mime_part_is_multipart(part);
    if (!multipart && !(mime_part_is_message(part) && !part_is_encoded(part)))
        return FALSE;
    if (scan->depth < BOUND_MIME_DEPTH)
        return TRUE;
    scan->mime->cut = TRUE;
    return FALSE;
}

/* Reads the header at the position into a new part, whose body is open-ended; NULL when there are too many. */
static struct mime_part *scan_part(struct scan *scan, struct mime_part *parent, struct fields *fields)
{
    struct mime *mime = scan->mime;
    if (mime->parts->len >= BOUND_MIME_PARTS) {
        mime->cut = scan->full = TRUE;
        return NULL;
    }
    scan->position += fields_read(fields, scan->position, (gsize)(scan->end - scan->position));
    struct mime_part *part = mime_part_new(parent, fields, &mime->against);
    mime->cut |= parent && fields->cut;
    mime->against |= fields->against;
    part->source = scan->source;
    part->body = scan->position;
    part->length = (gsize)(scan->end - scan->position);
    g_ptr_array_add(mime->parts, part);
    if (parent)
        g_ptr_array_add(parent->children, part);
    return part;
}

/* Makes the part the one whose body is passed, or a container that is open. */
static void scan_enter(struct scan *scan, struct mime_part *part)
{
    gboolean multipart = mime_part_is_multipart(part);
    if (scan_opens(scan, part)) {
        if (multipart && !*part->boundary)
            part_guess_boundary(part, scan->end);
        scan->open[scan->depth++] = part;
        return;
    }
    if (multipart) {
        g_free(part->media_type);
        part->media_type = g_strdup("application/octet-stream");
    }
    scan->leaf = part;
}

/* Takes the part at the position, and the mail in it, and so on. `header`, of the mail itself, is kept; NULL for
 * others. */
static void scan_entity(struct scan *scan, struct mime_part *parent, struct fields *header)
{
    gboolean inside = FALSE;
    do {
        g_autoptr(fields_auto) own = header ? NULL : fields_new();
        struct mime_part *part = scan_part(scan, parent, header ? header : own);
        if (!part)
            return;
        scan_enter(scan, part);
        inside = scan->leaf != part && mime_part_is_message(part);
        parent = part;
        header = NULL;
    } while (inside);
}

/* A multipart in which no part was found is shown as the text that it is. */
static void part_mend_empty(struct mime_part *part)
{
    if (!mime_part_is_multipart(part) || part->children->len > 0)
        return;
    g_free(part->media_type);
    part->media_type = g_strdup("text/plain");
}

static void scan_release(struct scan *scan)
{
    if (scan->position - scan->released < (gssize)MAPPING_STEP)
        return;
    mapping_release(scan->source, scan->released, scan->position);
    scan->released = scan->position;
}

static void mime_number_leaves(struct mime *mime)
{
    guint leaves = 0;
    for (guint i = 0; i < mime->parts->len; i++) {
        struct mime_part *part = mime->parts->pdata[i];
        part_mend_empty(part);
        if (!part->in_message && !mime_part_is_multipart(part))
            part->leaf = leaves++;
    }
}

struct mime *mime_scan(const struct mapping *source)
{
    const char *bytes = source->bytes;
    struct mime *mime = g_new0(struct mime, 1);
    struct scan scan = {.mime = mime,
                        .source = source,
                        .start = bytes,
                        .position = bytes,
                        .end = bytes + source->length,
                        .released = bytes};
    mime->header = fields_new();
    mime->parts = g_ptr_array_new_with_free_func((GDestroyNotify)mime_part_free);
    scan_entity(&scan, NULL, mime->header);
    while (scan.position < scan.end && !scan.full) {
        const char *line = scan.position, *next = line_end(line, scan.end);
        gboolean closing = FALSE;
        guint match = scan_match(&scan, line, next, &closing);
        scan.position = next;
        scan_release(&scan);
        if (!match)
            continue;
        struct mime_part *multipart = scan.open[match - 1];
        if (closing && multipart->children->len == 0)
            continue; /* nothing has begun yet that it could end */
        scan_close(&scan, closing ? match - 1 : match, line);
        if (!closing)
            scan_entity(&scan, multipart, NULL);
    }
    if (scan.full)
        scan_close(&scan, 0, scan.position);
    mime->rest = scan.position;
    mime->rest_length = (gsize)(scan.end - scan.position);
    mime_number_leaves(mime);
    return mime;
}

void mime_free(struct mime *mime)
{
    if (!mime)
        return;
    fields_free(mime->header);
    g_ptr_array_unref(mime->parts);
    g_free(mime);
}
