/* Headers. Most are a short line of ASCII, which is written as it is; encoded words are ours (RFC 2047), and whatever else has to be quoted,
 * encoded or folded (RFC 5322 sections 2.2.3 and 3.2, RFC 2231) is GMime's work. */
#include "config.h"

#include <gmime/gmime.h>
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/compose-internal.h"

#define NAME_BYTES                                                                                                     \
    200 /* of a display name or file name that is written; encoded, it takes up to three lines per 78                  \
         */
#define WORD_MOST     60 /* octets of a word that a line is folded before */
#define ENCODED_LINE  76 /* octets of a line with an encoded word, which has 75 at most */
#define ENCODED_START "=?UTF-8?Q?"
#define ENCODED_END   "?="
#define PLAIN_COLUMNS 72 /* of a header that GMime would not fold either */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimePart, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeHeaderList, g_object_unref)

gboolean compose_id_is_writable(const char *id)
{
    gsize length = strlen(id);
    if (length == 0 || length > BOUND_MESSAGE_ID)
        return FALSE;
    for (const char *c = id; *c; c++)
        if (!g_ascii_isgraph(*c) || strchr("<>()\"\\,;", *c))
            return FALSE;
    return TRUE;
}

/* --- one header ----------------------------------------------------------------------------------------------- */

static void append_crlf(GString *out, const char *text)
{
    for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
        g_string_append_len(out, text, end - text);
        g_string_append_len(out, "\r\n", 2);
    }
    g_string_append(out, text);
}

static void append_line(GString *out, const char *name, const char *value)
{
    g_string_append(out, name);
    g_string_append_len(out, ": ", 2);
    g_string_append(out, value);
    g_string_append_len(out, "\r\n", 2);
}

/* Whether the value is ASCII that fits into a line and doesn't look encoded. */
static gboolean is_plain(const char *name, const char *value)
{
    const char *c = value;
    while (*c >= ' ' && *c <= '~')
        c++;
    return *c == '\0' && strlen(name) + 2 + (gsize)(c - value) <= PLAIN_COLUMNS && !strstr(value, "=?");
}

static void append_folded(GString *out, const GMimeHeader *header)
{
    g_string_append_printf(out, "%s:", g_mime_header_get_name((GMimeHeader *)header));
    append_crlf(out, g_mime_header_get_raw_value((GMimeHeader *)header));
}

static void append_words(GString *out, const char *name, const char *value)
{
    if (!*value || is_plain(name, value)) {
        append_line(out, name, value);
        return;
    }
    g_autoptr(GMimeHeaderList) headers = g_mime_header_list_new(NULL);
    g_mime_header_list_append(headers, name, value, "UTF-8");
    append_folded(out, g_mime_header_list_get_header_at(headers, 0));
}

static void append_header(GString *out, const char *name, const char *value)
{
    if (value && *value)
        append_words(out, name, value);
}

/* --- encoded words ------------------------------------------------------------------------------------------------ */

/* Whether the text cannot be written as it is, or not be folded: then all of it is encoded. GMime, which looks at each word, makes encoded ones
 * of up to 170 octets of it where 75 are allowed, folds in the midst of them, and adds blanks. */
static gboolean needs_encoding(const char *text)
{
    gsize word = 0;
    for (const char *c = text; *c; c++) {
        word = *c == ' ' ? 0 : word + 1;
        if (word > WORD_MOST || *c < ' ' || *c > '~')
            return TRUE;
    }
    return strstr(text, "=?") != NULL;
}

/* The octets of one character. */
static void append_escaped(GString *out, const char *character, gsize size)
{
    static const char hex[] = "0123456789ABCDEF";
    for (gsize i = 0; i < size; i++) {
        g_string_append_c(out, '=');
        g_string_append_c(out, hex[(guchar)character[i] >> 4]);
        g_string_append_c(out, hex[(guchar)character[i] & 15]);
    }
}

/* In UTF-8 and "Q", each word with whole characters: RFC 2047 sections 2 and 5. In base64, programs that join words, as GMime, would read nothing
 * behind one that ends in "=". `column`: how much of the line is taken. */
static void append_encoded(GString *out, gsize column, const char *text)
{
    g_string_append(out, ENCODED_START);
    column += strlen(ENCODED_START);
    for (const char *c = text; *c; c = g_utf8_next_char(c)) {
        const gboolean plain = g_ascii_isalnum(*c) || strchr(" !*+-/", *c); /* RFC 2047 section 5 (3): as in a display name */
        const gsize size = (gsize)(g_utf8_next_char(c) - c), columns = plain ? 1 : 3 * size;
        if (column + columns > ENCODED_LINE - strlen(ENCODED_END)) {
            g_string_append(out, ENCODED_END "\r\n " ENCODED_START);
            column = strlen(" " ENCODED_START);
        }
        column += columns;
        if (plain)
            g_string_append_c(out, *c == ' ' ? '_' : *c);
        else
            append_escaped(out, c, size);
    }
    g_string_append(out, ENCODED_END);
}

static void append_subject(GString *out, const char *subject)
{
    if (!needs_encoding(subject)) {
        append_words(out, "Subject", subject);
        return;
    }
    g_string_append(out, "Subject: ");
    append_encoded(out, strlen("Subject: "), subject);
    g_string_append(out, "\r\n");
}

/* --- mailboxes ------------------------------------------------------------------------------------------------ */

/* Whether a display name is words that need no quotes. */
static gboolean is_words(const char *name)
{
    for (const char *c = name; *c; c++)
        if (!g_ascii_isalnum(*c) && *c != ' ' && *c != '&' && *c != '-')
            return FALSE;
    return TRUE;
}

static void append_quoted_mailbox(GString *out, GMimeAddressType type, const char *header, const char *name, const char *address)
{
    g_autoptr(GMimeMessage) message = g_mime_message_new(FALSE);
    InternetAddress *mailbox = internet_address_mailbox_new(name, address);
    internet_address_set_charset(mailbox, "UTF-8");
    internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox);
    g_object_unref(mailbox);
    append_folded(out, g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(message)), header));
}

static void append_encoded_mailbox(GString *out, const char *header, const char *name, const char *address)
{
    g_string_append_printf(out, "%s: ", header);
    append_encoded(out, strlen(header) + 2, name);
    g_string_append_printf(out, "\r\n <%s>\r\n", address);
}

static void append_mailbox(GString *out, GMimeAddressType type, const char *header, const char *name, const char *address)
{
    /* invisible and bidirectional characters, with which a name could look like another, go; the address stays ASCII */
    g_autofree char *clean = text_one_line(name ? name : "", NAME_BYTES);
    g_autofree char *plain = *clean ? g_strconcat(clean, " <", address, ">", NULL) : g_strdup(address);
    if (is_words(clean) && is_plain(header, plain))
        append_line(out, header, plain);
    else if (needs_encoding(clean))
        append_encoded_mailbox(out, header, clean, address);
    else
        append_quoted_mailbox(out, type, header, *clean ? clean : NULL, address);
}

/* --- the message's headers ------------------------------------------------------------------------------------ */

static void append_date(GString *out, const struct outgoing *outgoing)
{
    g_autoptr(GTimeZone) zone = outgoing->zone ? g_time_zone_new_identifier(outgoing->zone) : NULL;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(outgoing->date);
    g_autoptr(GDateTime) local = zone && utc ? g_date_time_to_timezone(utc, zone) : NULL;
    g_autofree char *date = utc ? g_mime_utils_header_format_date(local ? local : utc) : NULL;
    append_header(out, "Date", date);
}

static void append_id(GString *out, const char *name, const char *id)
{
    if (!id || !compose_id_is_writable(id))
        return;
    g_autofree char *value = g_strconcat("<", id, ">", NULL);
    append_header(out, name, value);
}

/* The last BOUND_REFERENCES that can be written; those of strangers that can't are left out, threading survives that.
 */
static void append_references(GString *out, const char *const *ids)
{
    g_autoptr(GString) value = g_string_new(NULL);
    guint count = ids ? g_strv_length((GStrv)ids) : 0;
    for (guint i = count > BOUND_REFERENCES ? count - BOUND_REFERENCES : 0; i < count; i++)
        if (compose_id_is_writable(ids[i]))
            g_string_append_printf(value, "%s<%s>", value->len ? " " : "", ids[i]);
    append_header(out, "References", value->str);
}

/* RFC 2369 section 2: an address in <>, which has nowhere to be folded, and is none any more as encoded words. */
static void append_unsubscribe(GString *out, const char *address)
{
    if (address)
        g_string_append_printf(out, "List-Unsubscribe: <%s>\r\n", address);
}

void compose_append_headers(GString *out, const struct outgoing *outgoing)
{
    g_autofree char *subject = text_one_line(outgoing->rendered->subject, BOUND_SUBJECT);
    append_mailbox(out, GMIME_ADDRESS_TYPE_FROM, "From", outgoing->from_name, outgoing->from_address);
    append_mailbox(out, GMIME_ADDRESS_TYPE_TO, "To", outgoing->to_name, outgoing->to_address);
    if (outgoing->reply_to)
        append_mailbox(out, GMIME_ADDRESS_TYPE_REPLY_TO, "Reply-To", NULL, outgoing->reply_to);
    append_date(out, outgoing);
    append_subject(out, subject);
    append_id(out, "Message-Id", outgoing->message_id);
    append_id(out, "In-Reply-To", outgoing->in_reply_to);
    append_references(out, outgoing->references);
    append_header(out, "Auto-Submitted", outgoing->auto_submitted);
    append_unsubscribe(out, outgoing->unsubscribe);
    append_header(out, "X-Auto-Response-Suppress", outgoing->auto_submitted ? "All" : NULL);
    append_header(out, "X-Mailorder-Version", PACKAGE_VERSION);
    append_header(out, "Content-Language", outgoing->language);
    append_line(out, "MIME-Version", "1.0");
}

/* --- a file's headers ----------------------------------------------------------------------------------------- */

/* The declared media type, where it is one and may be base64 (RFC 2046 sections 5.1 and 5.2 forbid that for composite
 * types); else the type of any bytes. */
static const char *usable_type(const char *declared)
{
    static GRegex *pattern;
    if (g_once_init_enter(&pattern))
        g_once_init_leave(&pattern, g_regex_new("^[a-z0-9.+_-]+/[a-z0-9.+_-]+( *; *charset=[a-z0-9-]+)?$",
                                                G_REGEX_CASELESS | G_REGEX_DOLLAR_ENDONLY | G_REGEX_OPTIMIZE, 0, NULL));
    gboolean usable = declared && g_regex_match(pattern, declared, 0, NULL) &&
                      g_ascii_strncasecmp(declared, "multipart/", 10) != 0 && g_ascii_strncasecmp(declared, "message/", 8) != 0;
    return usable ? declared : "application/octet-stream";
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

/* With GMime's parameters: quoted, or in the way of RFC 2231. */
static void append_long_file_headers(GString *out, const char *media_type, const char *name)
{
    g_autoptr(GMimePart) part = g_mime_part_new();
    GMimeContentType *type = g_mime_content_type_parse(NULL, media_type);
    g_mime_object_set_content_type(GMIME_OBJECT(part), type);
    g_object_unref(type);
    set_file_name(part, name);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_autofree char *headers = g_mime_object_get_headers(GMIME_OBJECT(part), NULL);
    append_crlf(out, headers);
}

/* Whether the name is a token: RFC 2045 section 5.1. */
static gboolean is_token(const char *name)
{
    for (const char *c = name; *c; c++)
        if (!g_ascii_isalnum(*c) && *c != '.' && *c != '-' && *c != '_')
            return FALSE;
    return *name != '\0';
}

void compose_append_file_headers(GString *out, const struct compose_attachment *attachment)
{
    static const char *const ours[] = {"text/csv; charset=utf-8", "application/json", "text/calendar; charset=utf-8", NULL};
    const char *type = usable_type(attachment->media_type);
    g_autofree char *name = attachment_name(attachment);
    g_autofree char *named = g_strconcat(type, "; name=", name, NULL);
    g_autofree char *disposition = g_strconcat("attachment; filename=", name, NULL);
    if (g_strv_contains(ours, type) && is_token(name) && is_plain("Content-Type", named)) {
        append_line(out, "Content-Type", named);
        append_line(out, "Content-Disposition", disposition);
        append_line(out, "Content-Transfer-Encoding", "base64");
    } else {
        append_long_file_headers(out, type, name);
    }
}
