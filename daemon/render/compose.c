/* Two guards stand before the headers: nothing with a control character passes, and addresses pass only as
 * text_address_valid knows them. Bodies are always quoted-printable, so that long lines, trailing spaces of the form's
 * empty lines and any charset survive every relay; attachments are always base64.
 *
 * The message is written straight into memory: as GMime objects, streams and filters it takes eight times the
 * instructions. GMime is still asked for most headers that are more than a short line of ASCII (compose-headers.c). */
#include "daemon/render/compose.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/compose-internal.h"

#define UNSUBSCRIBE_MOST 900 /* octets; a line takes 998 */

void compose_init(void)
{
    g_mime_init();
}

char *compose_message_id(const char *domain)
{
    g_autofree char *token = text_random_token();
    return g_strdup_printf("%s.%u@%s", token, g_random_int(), domain);
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

static gboolean check_attachments(const struct outgoing *outgoing, GError **error)
{
    for (guint i = 0; i < outgoing->attachment_count; i++) {
        const struct compose_attachment *attachment = &outgoing->attachments[i];
        if (!check_text("attachment's name", attachment->name, error) ||
            !check_text("attachment's media type", attachment->media_type, error))
            return FALSE;
        if (!attachment->bytes && attachment->fd < 0)
            return refuse(error, "attachment", "it has no content");
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

/* Neither quoted-printable nor base64 ever has "=-" in it. */
static char *new_boundary(void)
{
    g_autofree char *token = text_random_token();
    return g_strdup_printf("=-%.20s", token);
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

static void append_body(GString *out, const struct rendered *rendered)
{
    if (!rendered->html) {
        append_text_part(out, "text/plain", rendered->text);
        if (out->str[out->len - 1] != '\n')
            g_string_append(out, "\r\n");
        return;
    }
    g_autofree char *boundary = new_boundary();
    append_multipart_type(out, "alternative", boundary);
    append_delimiter(out, "", boundary, "");
    append_text_part(out, "text/plain", rendered->text);
    append_delimiter(out, "\r\n", boundary, "");
    append_text_part(out, "text/html", rendered->html);
    append_delimiter(out, "\r\n", boundary, "--");
}

/* --- attachments ---------------------------------------------------------------------------------------------- */

/* The content; NULL with `error` when the file cannot be read. */
static GBytes *attachment_content(const struct compose_attachment *attachment, GError **error)
{
    if (attachment->bytes)
        return g_bytes_ref(attachment->bytes);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GMappedFile) mapped = g_mapped_file_new_from_fd(attachment->fd, FALSE, &problem);
    if (!mapped)
        refuse(error, "attachment", problem->message);
    return mapped ? g_mapped_file_get_bytes(mapped) : NULL;
}

static gboolean append_attachment(GString *out, const struct compose_attachment *attachment, GError **error)
{
    gsize size = 0;
    g_autoptr(GBytes) content = attachment_content(attachment, error);
    if (!content)
        return FALSE;
    const guchar *data = g_bytes_get_data(content, &size);
    compose_append_file_headers(out, attachment);
    g_string_append(out, "\r\n");
    compose_append_base64(out, data, size);
    return TRUE;
}

/* --- the whole ------------------------------------------------------------------------------------------------ */

static gboolean append_whole_body(GString *out, const struct outgoing *outgoing, GError **error)
{
    if (outgoing->attachment_count == 0) {
        append_body(out, outgoing->rendered);
        return TRUE;
    }
    g_autofree char *boundary = new_boundary();
    append_multipart_type(out, "mixed", boundary);
    append_delimiter(out, "", boundary, "");
    append_body(out, outgoing->rendered);
    for (guint i = 0; i < outgoing->attachment_count; i++) {
        append_delimiter(out, "\r\n", boundary, "");
        if (!append_attachment(out, &outgoing->attachments[i], error))
            return FALSE;
    }
    append_delimiter(out, "\r\n", boundary, "--");
    return TRUE;
}

/* As many octets as the message takes at most, but for its headers: it is not moved while it grows. */
static gsize likely_size(const struct outgoing *outgoing)
{
    gsize size = 4096 + strlen(outgoing->rendered->text) * 4;
    size += outgoing->rendered->html ? strlen(outgoing->rendered->html) * 4 : 0;
    for (guint i = 0; i < outgoing->attachment_count; i++)
        size += 1024 + (outgoing->attachments[i].bytes ? g_bytes_get_size(outgoing->attachments[i].bytes) * 7 / 5 : 0);
    return size;
}

GBytes *compose_message(const struct outgoing *outgoing, GError **error)
{
    if (!check_all(outgoing, error))
        return NULL;
    GString *out = g_string_sized_new(likely_size(outgoing));
    compose_append_headers(out, outgoing);
    if (append_whole_body(out, outgoing, error))
        return g_string_free_to_bytes(out);
    g_string_free(out, TRUE);
    return NULL;
}

gboolean compose_write(const struct outgoing *outgoing, int fd, GError **error)
{
    gsize size = 0;
    g_autoptr(GBytes) message = compose_message(outgoing, error);
    const char *data = message ? g_bytes_get_data(message, &size) : NULL;
    for (gsize done = 0; done < size;) {
        gssize written = write(fd, data + done, size - done);
        if (written < 0 && errno != EINTR)
            return refuse(error, "message", g_strerror(errno));
        done += written > 0 ? (gsize)written : 0;
    }
    return message != NULL;
}
