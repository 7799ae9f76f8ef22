/* What compose_message writes, octet for octet what GMime writes of the same message as objects; only the boundaries are chosen at
 * random, encoded words are ours, List-Unsubscribe has none, and no line of the body is longer than 76. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <gmime/gmime.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/compose.h"

#define NAME_BYTES 200

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMultipart, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimePart, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFormatOptions, g_mime_format_options_free)

/* --- the same message as GMime's objects ------------------------------------------------------------------------- */

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
    set_header(message, "X-Auto-Response-Suppress", outgoing->auto_submitted ? "All" : NULL);
    set_header(message, "X-Mailorder-Version", PACKAGE_VERSION);
    set_header(message, "Content-Language", outgoing->language);
}

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

static GMimeObject *attachment_part(const struct compose_attachment *attachment)
{
    GMimePart *part = g_mime_part_new();
    GMimeContentType *type = attachment_type(attachment->media_type);
    g_mime_object_set_content_type(GMIME_OBJECT(part), type);
    g_object_unref(type);
    g_autofree char *name = attachment_name(attachment);
    set_file_name(part, name);
    gsize size = 0;
    const char *data = g_bytes_get_data(attachment->bytes, &size);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(data ? data : "", size);
    g_autoptr(GMimeDataWrapper) content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    return GMIME_OBJECT(part);
}

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

static char *by_gmime(const struct outgoing *outgoing)
{
    g_autoptr(GMimeMessage) message = g_mime_message_new(FALSE);
    set_headers(message, outgoing);
    g_autoptr(GMimeObject) body = whole_body(outgoing);
    g_mime_message_set_mime_part(message, body);
    g_autoptr(GMimeFormatOptions) options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    assert_true(g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream) >= 0);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return g_strndup((const char *)bytes->data, bytes->len);
}

/* --- comparing ----------------------------------------------------------------------------------------------------- */

/* Each boundary, which is as long in both, becomes "=-0", "=-1" in the order in which they are declared. */
static char *with_known_boundaries(const char *message)
{
    GString *known = g_string_new(message);
    const char *declared = known->str;
    for (char number = '0'; (declared = strstr(declared, "boundary=\"")); number++) {
        declared += strlen("boundary=\"");
        g_autofree char *boundary = g_strndup(declared, strcspn(declared, "\""));
        const char name[] = {'=', '-', number, '\0'};
        assert_int_equal(strlen(boundary), 22);
        gsize offset = (gsize)(declared - known->str);
        g_string_replace(known, boundary, name, 0);
        declared = known->str + offset;
    }
    return g_string_free(known, FALSE);
}

static void same(const struct outgoing *outgoing)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = compose_message(outgoing, &error);
    if (!bytes)
        fail_msg("%s", error->message);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *raw = g_strndup(data, size);
    g_autofree char *theirs_raw = by_gmime(outgoing);
    g_autofree char *ours = with_known_boundaries(raw);
    g_autofree char *theirs = with_known_boundaries(theirs_raw);
    assert_string_equal(ours, theirs);
}

static struct outgoing letter(const struct rendered *rendered)
{
    return (struct outgoing){
        .from_name = "Shop",
        .from_address = "orders@shop.example",
        .to_address = "ayla@mail.example",
        .message_id = "abc.1@shop.example",
        .auto_submitted = "auto-replied",
        .date = 1764064800,
        .zone = "Europe/Istanbul",
        .rendered = rendered,
        .language = "en",
    };
}

/* --- what could differ --------------------------------------------------------------------------------------------- */

static const char *const phrases[] = {
    "Order EH-1001 is confirmed", "", "x", "a  b", "a = ? b", "Elm & Hill", "\"quoted\"", "a, b", "Dr. No", "o'Neill",
    "back\\slash", "(comment)", "a-b_c", "a@b.example", "100% linen: <now>; [here]", "-", "=", "?",
};

static void any_words_in_a_header(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(phrases); i++) {
        g_autofree char *subject = g_strdup(phrases[i]);
        const struct rendered rendered = {subject, (char *)"Hello\n", NULL};
        struct outgoing outgoing = letter(&rendered);
        outgoing.from_name = outgoing.to_name = phrases[i];
        same(&outgoing);
    }
}

static void headers_of_any_length(void **state)
{
    (void)state;
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < 120; i++) {
        g_string_append_c(words, i % 7 == 5 && i % 3 ? ' ' : (char)('a' + i % 26));
        g_autofree char *id = g_strdup_printf("%.*s@mail.example", (int)i / 2 + 1, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
        const char *const references[] = {id, "second@mail.example", NULL};
        const struct rendered rendered = {words->str, (char *)"Hello\n", NULL};
        struct outgoing outgoing = letter(&rendered);
        outgoing.to_name = words->str;
        outgoing.message_id = outgoing.in_reply_to = outgoing.reply_to = id;
        outgoing.references = references;
        same(&outgoing);
    }
}

/* RFC 2047 section 2: a line with an encoded word has 76 octets at most, and the word 75; section 5: it holds whole characters. */
static void check_encoded_words(const char *header)
{
    g_auto(GStrv) lines = g_strsplit(header, "\r\n", -1);
    for (guint i = 0; lines[i]; i++) {
        const char *word = strstr(lines[i], "=?UTF-8?Q?");
        if (!word)
            continue;
        assert_true(strlen(lines[i]) <= 76 && strlen(word) <= 75 && g_str_has_suffix(word, "?="));
        assert_false(word[10] == '=' && strchr("89AB", word[11])); /* what goes on with a character */
    }
}

static void encoded_words_are_short_and_whole(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "=?UTF-8?q?x?=", "a =? b", "Siparişiniz onaylandı", "çok güzel 🛋", "ä", "ваш  заказ, \"подтверждён\" <a@b.example>",
        "Константин Константинопольский-Рождественский, Общество с ограниченной ответственностью",
        "株式会社日本電気硝子製造販売東京営業所長山田太郎様ご担当者各位関係者一同", "🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋🛋",
        "one verylongwordverylongwordverylongwordverylongwordverylongwordverylongwordverylongword, and  one",
    };
    for (guint shift = 0; shift < 4; shift++)
        for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
            g_autofree char *text = g_strconcat(&"xxx"[3 - shift], texts[i], NULL), *name = text_one_line(text, NAME_BYTES);
            const struct rendered rendered = {text, (char *)"Hello\n", NULL};
            struct outgoing outgoing = letter(&rendered);
            outgoing.to_name = text;
            g_autoptr(GBytes) bytes = compose_message(&outgoing, NULL);
            g_autofree char *all = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
            check_encoded_words(all);
            g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(all, strlen(all));
            g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
            g_autoptr(GMimeMessage) read = g_mime_parser_construct_message(parser, NULL);
            assert_string_equal(g_mime_message_get_subject(read), text);
            InternetAddress *to = internet_address_list_get_address(g_mime_message_get_to(read), 0);
            assert_string_equal(internet_address_get_name(to), name);
            assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(to)), "ayla@mail.example");
        }
}

static gsize longest_line(const char *message)
{
    gsize longest = 0;
    for (const char *line = strstr(message, "\r\n\r\n"); *line; line += strspn(line, "\r\n")) {
        gsize length = strcspn(line, "\r\n");
        longest = MAX(longest, length);
        line += length;
    }
    return longest;
}

/* The text of a message, as it is read. */
static char *body_read(const char *message)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(message, strlen(message));
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    g_autoptr(GMimeMessage) read = g_mime_parser_construct_message(parser, NULL);
    GMimeObject *part = g_mime_message_get_mime_part(read);
    while (GMIME_IS_MULTIPART(part))
        part = g_mime_multipart_get_part(GMIME_MULTIPART(part), 0);
    return g_mime_text_part_get_text(GMIME_TEXT_PART(part));
}

/* GMime encodes a blank at a line's end though the line becomes longer than the 76 that RFC 2045 allows; we do not. */
static void same_or_shorter(const struct outgoing *outgoing)
{
    g_autofree char *theirs = by_gmime(outgoing);
    if (longest_line(theirs) <= 76) {
        same(outgoing);
        return;
    }
    g_autoptr(GBytes) bytes = compose_message(outgoing, NULL);
    g_autofree char *ours = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_autofree char *ours_read = body_read(ours), *theirs_read = body_read(theirs);
    assert_true(longest_line(ours) <= 76);
    assert_string_equal(ours_read, theirs_read);
}

/* Each column at which a line may end, with what is counted differently there. */
static void quoted_printable_at_each_column(void **state)
{
    (void)state;
    static const char *const ends[] = {"", " ", "  ", "\t", " \t", "=", "ğ", " ğ", "ğ ", "= x", "\r", " \r", "\r \r", "x y", "  z", "ğğ", "\x7f", "~"};
    for (guint column = 0; column < 156; column += column == 4 || column == 80 ? 62 : 1)
        for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
            g_autoptr(GString) text = g_string_new("\n");
            for (guint j = 0; j < column; j++)
                g_string_append_c(text, j % 11 == 9 ? ' ' : 'x');
            g_string_append_printf(text, "%s\nx", ends[i]);
            const struct rendered rendered = {(char *)"Order", text->str, text->str};
            const struct outgoing outgoing = letter(&rendered);
            same_or_shorter(&outgoing);
            g_string_truncate(text, text->len - 2); /* the text ends without a line end */
            const struct rendered unended = {(char *)"Order", text->str, text->str};
            const struct outgoing another = letter(&unended);
            same_or_shorter(&another);
        }
}

/* Eight octets are looked at together: each octet at each of their places, beside those that a sum of all eight could carry it into. */
static void each_octet_at_each_place_among_eight(void **state)
{
    (void)state;
    static const char others[] = " <=>~x";
    for (guint octet = 1; octet < 0x80; octet++)
        for (guint place = 0; place < 8; place++) {
            char text[18] = "xxxxxxxxxxxxxxxx\n";
            memset(text + 4, others[(octet + place) % strlen(others)], 8);
            text[4 + place] = (char)octet;
            const struct rendered rendered = {(char *)"Order", text, NULL};
            const struct outgoing outgoing = letter(&rendered);
            same_or_shorter(&outgoing);
        }
}

static void random_texts_and_files(void **state)
{
    (void)state;
    static const char *const pieces[] = {" ", "  ", "\t", "\n", "\r\n", "=", "ğ", "🛋", "word", "<td style=\"color:#fff\">", "a longer piece of text", "."};
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (guint round = 0; round < 120; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (gint i = g_rand_int_range(random, 0, 120); i > 0; i--)
            g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        const struct rendered rendered = {(char *)"Order", text->str, round % 3 ? text->str : NULL};
        g_autoptr(GBytes) bytes = g_bytes_new(text->str, MIN(round, text->len));
        const struct compose_attachment attachments[] = {{"order.csv", "text/csv; charset=utf-8", bytes, -1, 0, 0},
                                                         {"b.bin", "application/x-any", bytes, -1, 0, 0}};
        struct outgoing outgoing = letter(&rendered);
        outgoing.attachments = attachments;
        outgoing.attachment_count = round % 3;
        same_or_shorter(&outgoing);
    }
}

static void files_of_any_name_and_type(void **state)
{
    (void)state;
    static const char *const types[] = {"text/csv; charset=utf-8", "application/json", "text/calendar; charset=utf-8", "Text/CSV;charset=UTF-8", "image/png",
                                        "message/rfc822", "nonsense", NULL};
    static const char *const names[] = {"EH-1001.csv", "order 1.json", "Sipariş.ics", "a\"b.csv", ".hidden", "a'b", "a;b", "", "../x", NULL,
                                        "a-name-that-is-so-long-that-it-does-not-fit-into-one-line-of-seventy-eight-columns.csv"};
    const struct rendered rendered = {(char *)"Order", (char *)"Hello\n", (char *)"<p>Hello\n"};
    g_autoptr(GBytes) bytes = g_bytes_new_static("a,b\r\n", 5);
    for (guint i = 0; i < G_N_ELEMENTS(types); i++)
        for (guint j = 0; j < G_N_ELEMENTS(names); j++) {
            const struct compose_attachment attachment = {names[j], types[i], bytes, -1, 0, 0};
            struct outgoing outgoing = letter(&rendered);
            outgoing.attachments = &attachment;
            outgoing.attachment_count = 1;
            same(&outgoing);
        }
    for (gsize length = 0; length < 80; length++) {
        g_autofree char *name = g_strnfill(length, 'n');
        const struct compose_attachment attachment = {name, types[0], bytes, -1, 0, 0};
        struct outgoing outgoing = letter(&rendered);
        outgoing.attachments = &attachment;
        outgoing.attachment_count = 1;
        same(&outgoing);
    }
}

int main(void)
{
    compose_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_words_in_a_header),
        cmocka_unit_test(headers_of_any_length),
        cmocka_unit_test(encoded_words_are_short_and_whole),
        cmocka_unit_test(quoted_printable_at_each_column),
        cmocka_unit_test(each_octet_at_each_place_among_eight),
        cmocka_unit_test(random_texts_and_files),
        cmocka_unit_test(files_of_any_name_and_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
