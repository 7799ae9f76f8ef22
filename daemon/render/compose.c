/* Two guards stand before GMime, which writes a Message-ID or header name as it gets it: nothing with a control
 * character passes, and addresses pass only as text_address_valid knows them. Bodies are always quoted-printable, so
 * that long lines, trailing spaces of the form's empty lines and any charset survive every relay; attachments are
 * always base64. */
#include "config.h"

#include "daemon/render/compose.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"

#define NAME_BYTES                                                                                                     \
    200 /* of a display name or file name that is written; encoded, it takes up to three lines per 78                  \
         */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMultipart, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimePart, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFormatOptions, g_mime_format_options_free)

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

/* Whether an id can be written between <>: RFC 5322 section 3.6.4, a little wider, since strangers' ids are repeated.
 */
static gboolean id_is_writable(const char *id)
{
    gsize length = strlen(id);
    if (length == 0 || length > BOUND_MESSAGE_ID)
        return FALSE;
    for (const char *c = id; *c; c++)
        if (!g_ascii_isgraph(*c) || strchr("<>()\"\\,;", *c))
            return FALSE;
    return TRUE;
}

static gboolean check_ids(const struct outgoing *outgoing, GError **error)
{
    if (!check_text("Message-ID", outgoing->message_id, error) ||
        !check_text("In-Reply-To", outgoing->in_reply_to, error))
        return FALSE;
    if (!outgoing->message_id || !id_is_writable(outgoing->message_id) || !strchr(outgoing->message_id, '@'))
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
           check_ids(outgoing, error) && check_token("Auto-Submitted", outgoing->auto_submitted, error) &&
           check_token("Content-Language", outgoing->language, error) &&
           check_text("Subject", outgoing->rendered->subject, error) && check_attachments(outgoing, error);
}

/* --- headers -------------------------------------------------------------------------------------------------- */

static void set_mailbox(GMimeMessage *message, GMimeAddressType type, const char *name, const char *address)
{
    /* invisible and bidirectional characters, with which a name could look like another, go; the address stays ASCII */
    g_autofree char *clean = name ? text_one_line(name, NAME_BYTES) : NULL;
    InternetAddress *mailbox = internet_address_mailbox_new(clean && *clean ? clean : NULL, address);
    internet_address_set_charset(mailbox, "UTF-8");
    internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox);
    g_object_unref(mailbox);
}

static void set_header(GMimeMessage *message, const char *name, const char *value)
{
    if (value && *value)
        g_mime_object_set_header(GMIME_OBJECT(message), name, value, "UTF-8");
}

static void set_date(GMimeMessage *message, const struct outgoing *outgoing)
{
    g_autoptr(GTimeZone) zone = outgoing->zone ? g_time_zone_new_identifier(outgoing->zone) : NULL;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(outgoing->date);
    g_autoptr(GDateTime) local = zone && utc ? g_date_time_to_timezone(utc, zone) : NULL;
    if (utc)
        g_mime_message_set_date(message, local ? local : utc);
}

/* The last BOUND_REFERENCES that can be written; those of strangers that can't are left out, threading survives that.
 */
static void set_references(GMimeMessage *message, const char *const *ids)
{
    GString *value = g_string_new(NULL);
    guint count = ids ? g_strv_length((GStrv)ids) : 0;
    for (guint i = count > BOUND_REFERENCES ? count - BOUND_REFERENCES : 0; i < count; i++)
        if (id_is_writable(ids[i]))
            g_string_append_printf(value, "%s<%s>", value->len ? " " : "", ids[i]);
    set_header(message, "References", value->str);
    g_string_free(value, TRUE);
}

static void set_headers(GMimeMessage *message, const struct outgoing *outgoing)
{
    set_mailbox(message, GMIME_ADDRESS_TYPE_FROM, outgoing->from_name, outgoing->from_address);
    set_mailbox(message, GMIME_ADDRESS_TYPE_TO, outgoing->to_name, outgoing->to_address);
    if (outgoing->reply_to)
        set_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, outgoing->reply_to);
    set_date(message, outgoing);
    g_autofree char *subject = text_one_line(outgoing->rendered->subject, BOUND_SUBJECT);
    g_mime_message_set_subject(message, subject, "UTF-8");
    g_mime_message_set_message_id(message, outgoing->message_id);
    if (outgoing->in_reply_to && id_is_writable(outgoing->in_reply_to)) {
        g_autofree char *answered = g_strdup_printf("<%s>", outgoing->in_reply_to);
        set_header(message, "In-Reply-To", answered);
    }
    set_references(message, outgoing->references);
    set_header(message, "Auto-Submitted", outgoing->auto_submitted);
    g_autofree char *unsubscribe = outgoing->unsubscribe ? g_strdup_printf("<%s>", outgoing->unsubscribe) : NULL;
    set_header(message, "List-Unsubscribe", unsubscribe);
    set_header(message, "X-Auto-Response-Suppress", outgoing->auto_submitted ? "All" : NULL);
    set_header(message, "X-Mailorder-Version", PACKAGE_VERSION);
    set_header(message, "Content-Language", outgoing->language);
}

/* --- bodies --------------------------------------------------------------------------------------------------- */

static GMimeObject *text_part(const char *subtype, const char *text)
{
    g_auto(GStrv) pieces = g_strsplit(text, "\r", -1); /* lone CRs would be written bare */
    g_autofree char *clean = g_strjoinv(NULL, pieces);
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(clean, strlen(clean));
    g_autoptr(GMimeDataWrapper) content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(part);
}

static GMimeObject *body_part(const struct rendered *rendered)
{
    GMimeObject *text = text_part("plain", rendered->text);
    if (!rendered->html)
        return text;
    GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
    GMimeObject *html = text_part("html", rendered->html);
    g_mime_multipart_add(both, text);
    g_mime_multipart_add(both, html);
    g_object_unref(text);
    g_object_unref(html);
    return GMIME_OBJECT(both);
}

/* --- attachments ---------------------------------------------------------------------------------------------- */

/* The declared media type, where it is one and may be base64 (RFC 2046 sections 5.1 and 5.2 forbid that for composite
 * types); else the type of any bytes. */
static GMimeContentType *attachment_type(const char *declared)
{
    gboolean usable = declared && g_regex_match_simple("^[a-z0-9.+_-]+/[a-z0-9.+_-]+( *; *charset=[a-z0-9-]+)?$",
                                                       declared, G_REGEX_CASELESS | G_REGEX_DOLLAR_ENDONLY, 0);
    if (!usable || g_ascii_strncasecmp(declared, "multipart/", 10) == 0 ||
        g_ascii_strncasecmp(declared, "message/", 8) == 0)
        declared = "application/octet-stream";
    return g_mime_content_type_parse(NULL, declared);
}

static char *attachment_name(const struct compose_attachment *attachment)
{
    char *name = text_one_line(attachment->name ? attachment->name : "", NAME_BYTES);
    g_strdelimit(name, "/\\:", '_');
    for (char *c = name; *c == '.'; c++)
        *c = '_';
    return name;
}

static void set_file_name(GMimePart *part, const char *name)
{
    GMimeContentDisposition *disposition = g_mime_content_disposition_new();
    g_mime_content_disposition_set_disposition(disposition, "attachment");
    g_mime_object_set_content_disposition(GMIME_OBJECT(part), disposition);
    g_object_unref(disposition);
    if (!*name)
        return;
    g_mime_part_set_filename(part, name);
    GMimeParamList *lists[] = {
        g_mime_content_type_get_parameters(g_mime_object_get_content_type(GMIME_OBJECT(part))),
        g_mime_content_disposition_get_parameters(g_mime_object_get_content_disposition(GMIME_OBJECT(part))),
    };
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (int j = 0; j < g_mime_param_list_length(lists[i]); j++)
            g_mime_param_set_charset(g_mime_param_list_get_parameter_at(lists[i], j), "UTF-8");
}

static GMimeStream *attachment_stream(const struct compose_attachment *attachment)
{
    if (!attachment->bytes) {
        GMimeStream *stream = g_mime_stream_fs_new_with_bounds(attachment->fd, 0, -1);
        g_mime_stream_fs_set_owner(GMIME_STREAM_FS(stream), FALSE);
        return stream;
    }
    gsize size = 0;
    const char *data = g_bytes_get_data(attachment->bytes, &size);
    return g_mime_stream_mem_new_with_buffer(data ? data : "", size);
}

static GMimeObject *attachment_part(const struct compose_attachment *attachment)
{
    GMimePart *part = g_mime_part_new();
    GMimeContentType *type = attachment_type(attachment->media_type);
    g_mime_object_set_content_type(GMIME_OBJECT(part), type);
    g_object_unref(type);
    g_autofree char *name = attachment_name(attachment);
    set_file_name(part, name);
    g_autoptr(GMimeStream) stream = attachment_stream(attachment);
    g_autoptr(GMimeDataWrapper) content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    return GMIME_OBJECT(part);
}

/* --- the whole ------------------------------------------------------------------------------------------------ */

static GMimeObject *whole_body(const struct outgoing *outgoing)
{
    GMimeObject *body = body_part(outgoing->rendered);
    if (outgoing->attachment_count == 0)
        return body;
    GMimeMultipart *mixed = g_mime_multipart_new_with_subtype("mixed");
    g_mime_multipart_add(mixed, body);
    g_object_unref(body);
    for (guint i = 0; i < outgoing->attachment_count; i++) {
        GMimeObject *part = attachment_part(&outgoing->attachments[i]);
        g_mime_multipart_add(mixed, part);
        g_object_unref(part);
    }
    return GMIME_OBJECT(mixed);
}

static gboolean write_message(GMimeMessage *message, int fd, GError **error)
{
    g_autoptr(GMimeFormatOptions) options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    g_autoptr(GMimeStream) file = g_mime_stream_fs_new(fd);
    g_mime_stream_fs_set_owner(GMIME_STREAM_FS(file), FALSE);
    g_autoptr(GMimeStream) buffer = g_mime_stream_buffer_new(file, GMIME_STREAM_BUFFER_BLOCK_WRITE);
    errno = 0;
    if (g_mime_object_write_to_stream(GMIME_OBJECT(message), options, buffer) < 0 || g_mime_stream_flush(buffer) < 0)
        return refuse(error, "message", errno ? g_strerror(errno) : "it could not be written");
    return TRUE;
}

gboolean compose_write(const struct outgoing *outgoing, int fd, GError **error)
{
    if (!check_all(outgoing, error))
        return FALSE;
    g_autoptr(GMimeMessage) message = g_mime_message_new(FALSE);
    set_headers(message, outgoing);
    g_autoptr(GMimeObject) body = whole_body(outgoing);
    g_mime_message_set_mime_part(message, body);
    return write_message(message, fd, error);
}
