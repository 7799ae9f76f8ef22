/* Two guards stand before the headers: nothing with a control character passes, and addresses pass only as
 * text_address_valid knows them. Bodies are always quoted-printable, so that long lines, trailing spaces of the form's
 * empty lines and any charset survive every relay; attachments are always base64.
 *
 * The message is written straight into memory: as GMime objects, streams and filters it takes eight times the instructions. GMime is still
 * asked for most headers that are more than a short line of ASCII (compose-headers.c). Files that are attached are read when the message is
 * given away, and encoded piece by piece: a mail of 25 MB for three departments is never in memory. */
#include "daemon/render/compose.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/compose-internal.h"

#define UNSUBSCRIBE_MOST 900 /* octets; a line takes 998 */

void compose_init(void)
{
    g_mime_init();
}

char *compose_message_id(const char *domain, gint64 now)
{
    g_autofree char *token = text_random_token();
    return g_strdup_printf("%08" G_GINT64_MODIFIER "x.%s@%s", now, token, domain);
}

/* --- what may stand in a header ------------------------------------------------------------------------------- */

static gboolean refuse(GError **error, const char *field, const char *why)
{
    g_set_error(error, RENDER_ERROR, RENDER_ERROR_COMPOSE, "%s: %s", field, why);
    return FALSE;
}

static gboolean check_text(const char *field, const char *text, GError **error)
{
    if (text && !g_utf8_validate(text, -1, NULL))
        return refuse(error, field, "not UTF-8");
    for (const char *c = text; c && *c; c = g_utf8_next_char(c)) {
        GUnicodeType type = g_unichar_type(g_utf8_get_char(c));
        if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR)
            return refuse(error, field, "a control character stands in it");
    }
    return TRUE;
}

static gboolean check_address(const char *field, const char *address, GError **error)
{
    if (!check_text(field, address, error))
        return FALSE;
    return (address && text_address_valid(address)) || refuse(error, field, "not an address that can be written to");
}

static gboolean check_ids(const struct outgoing *outgoing, GError **error)
{
    if (!check_text("Message-ID", outgoing->message_id, error) ||
        !check_text("In-Reply-To", outgoing->in_reply_to, error))
        return FALSE;
    if (!outgoing->message_id || !compose_id_is_writable(outgoing->message_id) || !strchr(outgoing->message_id, '@'))
        return refuse(error, "Message-ID", "not one that can be written");
    for (guint i = 0; outgoing->references && outgoing->references[i]; i++)
        if (!check_text("References", outgoing->references[i], error))
            return FALSE;
    return TRUE;
}

static gboolean check_token(const char *field, const char *token, GError **error)
{
    for (const char *c = token; c && *c; c++)
        if (!g_ascii_isalnum(*c) && *c != '-')
            return refuse(error, field, "only letters, digits and - may stand in it");
    return TRUE;
}

/* It stands between <> on one line (RFC 5322 section 2.1.1). */
static gboolean check_unsubscribe(const char *address, GError **error)
{
    for (const char *c = address; c && *c; c++)
        if (!g_ascii_isgraph(*c) || strchr("<>", *c) || c - address > UNSUBSCRIBE_MOST)
            return refuse(error, "List-Unsubscribe", "not an address that can be written");
    return TRUE;
}

static gboolean check_file(const struct compose_attachment *attachment, GError **error)
{
    struct stat status;
    if (attachment->fd < 0)
        return refuse(error, "attachment", "it has no content");
    if (fstat(attachment->fd, &status) < 0)
        return refuse(error, "attachment", g_strerror(errno));
    gsize length = (gsize)status.st_size;
    return (attachment->at <= length && attachment->size <= length - attachment->at) || refuse(error, "attachment", "its file is too short");
}

static gboolean check_attachments(const struct outgoing *outgoing, GError **error)
{
    for (guint i = 0; i < outgoing->attachment_count; i++) {
        const struct compose_attachment *attachment = &outgoing->attachments[i];
        if (!check_text("attachment's name", attachment->name, error) ||
            !check_text("attachment's media type", attachment->media_type, error))
            return FALSE;
        if (!attachment->bytes && !check_file(attachment, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_all(const struct outgoing *outgoing, GError **error)
{
    return check_text("From", outgoing->from_name, error) && check_address("From", outgoing->from_address, error) &&
           check_text("To", outgoing->to_name, error) && check_address("To", outgoing->to_address, error) &&
           (!outgoing->reply_to || check_address("Reply-To", outgoing->reply_to, error)) &&
           check_ids(outgoing, error) && check_unsubscribe(outgoing->unsubscribe, error) && check_token("Auto-Submitted", outgoing->auto_submitted, error) &&
           check_token("Content-Language", outgoing->language, error) &&
           check_text("Subject", outgoing->rendered->subject, error) && check_attachments(outgoing, error);
}

/* --- bodies --------------------------------------------------------------------------------------------------- */

static void append_text_part(GString *out, const char *type, const char *text)
{
    g_string_append_printf(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
    compose_append_quoted(out, text);
}

#define BOUNDARY_CHARS 22

/* Neither quoted-printable nor base64 ever has "=-" in it. What tells the message's boundaries from one another is their level, and from those of other
 * messages, which it may be quoted in, its Message-ID's letters and digits. */
static char *new_boundary(const struct outgoing *outgoing, guint level)
{
    GString *boundary = g_string_sized_new(BOUNDARY_CHARS + 1);
    g_string_append_printf(boundary, "=-%u", level);
    for (const char *c = outgoing->message_id; *c && boundary->len < BOUNDARY_CHARS; c++)
        if (g_ascii_isalnum(*c))
            g_string_append_c(boundary, *c);
    while (boundary->len < BOUNDARY_CHARS)
        g_string_append_c(boundary, '0');
    return g_string_free(boundary, FALSE);
}

static void append_multipart_type(GString *out, const char *subtype, const char *boundary)
{
    g_string_append_printf(out, "Content-Type: multipart/%s; boundary=\"%s\"\r\n\r\n", subtype, boundary);
}

/* RFC 2046 section 5.1.1: the line end before a delimiter is the delimiter's. The first stands behind the empty line. */
static void append_delimiter(GString *out, const char *before, const char *boundary, const char *after)
{
    const char *const pieces[] = {before, "--", boundary, after, "\r\n"};
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++)
        g_string_append(out, pieces[i]);
}

static void append_body(GString *out, const struct outgoing *outgoing)
{
    const struct rendered *rendered = outgoing->rendered;
    if (!rendered->html) {
        append_text_part(out, "text/plain", rendered->text);
        if (out->str[out->len - 1] != '\n')
            g_string_append(out, "\r\n");
        return;
    }
    g_autofree char *boundary = new_boundary(outgoing, 2);
    append_multipart_type(out, "alternative", boundary);
    append_delimiter(out, "", boundary, "");
    append_text_part(out, "text/plain", rendered->text);
    append_delimiter(out, "\r\n", boundary, "");
    append_text_part(out, "text/html", rendered->html);
    append_delimiter(out, "\r\n", boundary, "--");
}

/* --- attachments ---------------------------------------------------------------------------------------------- */

#define LINE_OCTETS  57 /* that make a line of base64, 76 columns and CRLF */
#define LINE_COLUMNS 78
#define PIECE_OCTETS (LINE_OCTETS * 1024) /* of a file, in memory at once */

/* A file's content is to stand, in base64, where `text` has `before` octets. */
struct gap {
    gsize before;
    int fd;
    gsize at, size;
};

struct composed {
    GString *text; /* all but those contents */
    GArray *gaps;  /* struct gap, in order; NULL: none */
    gsize size;    /* of the whole */
};

static gsize base64_size(gsize size)
{
    gsize lines = size / LINE_OCTETS, rest = size % LINE_OCTETS;
    return lines * LINE_COLUMNS + (rest ? (rest + 2) / 3 * 4 + 2 : 0);
}

static void append_attachment(struct composed *composed, const struct compose_attachment *attachment)
{
    compose_append_file_headers(composed->text, attachment);
    g_string_append(composed->text, "\r\n");
    if (attachment->bytes) {
        gsize size = 0;
        const guchar *data = g_bytes_get_data(attachment->bytes, &size);
        compose_append_base64(composed->text, data, size);
        return;
    }
    const struct gap gap = {composed->text->len, attachment->fd, attachment->at, attachment->size};
    if (!composed->gaps)
        composed->gaps = g_array_new(FALSE, FALSE, sizeof(struct gap));
    g_array_append_val(composed->gaps, gap);
    composed->size += base64_size(gap.size);
}

static gboolean read_piece(const struct gap *gap, gsize done, guchar *piece, gsize length, GError **error)
{
    for (gsize got = 0; got < length;) {
        gssize count = pread(gap->fd, piece + got, length - got, (off_t)(gap->at + done + got));
        if (count < 0 && errno != EINTR)
            return refuse(error, "attachment", g_strerror(errno));
        if (count == 0)
            return refuse(error, "attachment", "its file has become shorter");
        got += count > 0 ? (gsize)count : 0;
    }
    return TRUE;
}

static gboolean give_file(const struct gap *gap, compose_sink *sink, gpointer context, GError **error)
{
    g_autofree guchar *piece = g_malloc(MIN(gap->size, PIECE_OCTETS) + 1);
    g_autoptr(GString) encoded = g_string_sized_new(base64_size(MIN(gap->size, PIECE_OCTETS)));
    for (gsize done = 0, length; done < gap->size; done += length) {
        length = MIN(gap->size - done, PIECE_OCTETS);
        if (!read_piece(gap, done, piece, length, error))
            return FALSE;
        g_string_truncate(encoded, 0);
        compose_append_base64(encoded, piece, length);
        if (!sink(context, encoded->str, encoded->len, error))
            return FALSE;
    }
    return TRUE;
}

/* --- the whole ------------------------------------------------------------------------------------------------ */

static void append_whole_body(struct composed *composed, const struct outgoing *outgoing)
{
    GString *out = composed->text;
    if (outgoing->attachment_count == 0) {
        append_body(out, outgoing);
        return;
    }
    g_autofree char *boundary = new_boundary(outgoing, 1);
    append_multipart_type(out, "mixed", boundary);
    append_delimiter(out, "", boundary, "");
    append_body(out, outgoing);
    for (guint i = 0; i < outgoing->attachment_count; i++) {
        append_delimiter(out, "\r\n", boundary, "");
        append_attachment(composed, &outgoing->attachments[i]);
    }
    append_delimiter(out, "\r\n", boundary, "--");
}

/* As many octets as the text takes at most, but for its headers: it is not moved while it grows. */
static gsize likely_size(const struct outgoing *outgoing)
{
    gsize size = 4096 + strlen(outgoing->rendered->text) * 4;
    size += outgoing->rendered->html ? strlen(outgoing->rendered->html) * 4 : 0;
    for (guint i = 0; i < outgoing->attachment_count; i++)
        size += 1024 + (outgoing->attachments[i].bytes ? g_bytes_get_size(outgoing->attachments[i].bytes) * 7 / 5 : 0);
    return size;
}

struct composed *compose_begin(const struct outgoing *outgoing, GError **error)
{
    if (!check_all(outgoing, error))
        return NULL;
    struct composed *composed = g_new0(struct composed, 1);
    composed->text = g_string_sized_new(likely_size(outgoing));
    compose_append_headers(composed->text, outgoing);
    append_whole_body(composed, outgoing);
    composed->size += composed->text->len;
    return composed;
}

void composed_free(struct composed *composed)
{
    if (!composed)
        return;
    if (composed->text)
        g_string_free(composed->text, TRUE);
    g_clear_pointer(&composed->gaps, g_array_unref);
    g_free(composed);
}

gsize composed_size(const struct composed *composed)
{
    return composed->size;
}

gboolean composed_give(const struct composed *composed, compose_sink *sink, gpointer context, GError **error)
{
    const GString *text = composed->text;
    gsize done = 0;
    for (guint i = 0; composed->gaps && i < composed->gaps->len; i++) {
        const struct gap *gap = &g_array_index(composed->gaps, struct gap, i);
        if (!sink(context, text->str + done, gap->before - done, error) || !give_file(gap, sink, context, error))
            return FALSE;
        done = gap->before;
    }
    return sink(context, text->str + done, text->len - done, error);
}

static gboolean to_string(gpointer string, const char *bytes, gsize size, GError **error)
{
    (void)error;
    g_string_append_len(string, bytes, (gssize)size);
    return TRUE;
}

GBytes *composed_bytes(struct composed *composed, GError **error)
{
    if (!composed->gaps)
        return g_string_free_to_bytes(g_steal_pointer(&composed->text));
    GString *whole = g_string_sized_new(composed->size);
    if (composed_give(composed, to_string, whole, error))
        return g_string_free_to_bytes(whole);
    g_string_free(whole, TRUE);
    return NULL;
}

GBytes *compose_message(const struct outgoing *outgoing, GError **error)
{
    g_autoptr(composed_auto) composed = compose_begin(outgoing, error);
    return composed ? composed_bytes(composed, error) : NULL;
}

static gboolean to_file(gpointer fd, const char *bytes, gsize size, GError **error)
{
    for (gsize done = 0; done < size;) {
        gssize written = write(*(const int *)fd, bytes + done, size - done);
        if (written < 0 && errno != EINTR)
            return refuse(error, "message", g_strerror(errno));
        done += written > 0 ? (gsize)written : 0;
    }
    return TRUE;
}

gboolean compose_write(const struct outgoing *outgoing, int fd, GError **error)
{
    g_autoptr(composed_auto) composed = compose_begin(outgoing, error);
    return composed && composed_give(composed, to_file, &fd, error);
}
