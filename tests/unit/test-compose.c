/* Composed mail as octets, and what no caller may slip into it. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "daemon/render/compose.h"

static char some_subject[] = "Your order", some_text[] = "Hello\n\nStatus: \n", some_html[] = "<p>Hello</p>\n";
static const struct rendered plain = {some_subject, some_text, NULL};
static const struct rendered both = {some_subject, some_text, some_html};

static struct outgoing letter(void)
{
    return (struct outgoing){
        .from_name = "Shop",
        .from_address = "orders@shop.example",
        .to_name = "Ayla",
        .to_address = "ayla@mail.example",
        .message_id = "abc.1@shop.example",
        .auto_submitted = "auto-replied",
        .date = 1764064800,
        .zone = "Europe/Istanbul",
        .rendered = &plain,
        .language = "en",
    };
}

static char *read_all(int fd, gsize *ret_length)
{
    gsize length = (gsize)lseek(fd, 0, SEEK_END);
    char *all = g_malloc(length + 1);
    assert_int_equal(pread(fd, all, length, 0), length);
    all[length] = '\0';
    *ret_length = length;
    return all;
}

/* What RFC 5321 section 2.3.8 and RFC 5322 section 2.1.1 ask of every mail; lines of 78 unless a token is longer. */
static void check_octets(const char *all, gsize length, gsize longest)
{
    gsize column = 0;
    for (gsize i = 0; i < length; i++) {
        assert_in_range((unsigned char)all[i], 1, 127);
        if (all[i] == '\n')
            assert_true(i > 0 && all[i - 1] == '\r');
        if (all[i] == '\r')
            assert_int_equal(all[i + 1], '\n');
        column = all[i] == '\n' ? 0 : column + 1;
        assert_true(column <= longest + 1);
    }
    assert_true(length > 2 && all[length - 1] == '\n');
}

static char *compose(const struct outgoing *outgoing)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    int fd = memfd_create("test", MFD_CLOEXEC);
    if (!compose_write(outgoing, fd, &error))
        fail_msg("%s", error->message);
    char *all = read_all(fd, &length);
    close(fd);
    check_octets(all, length, 78);
    return all;
}

static void refused(const struct outgoing *outgoing, const char *field)
{
    g_autoptr(GError) error = NULL;
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_false(compose_write(outgoing, fd, &error));
    assert_true(g_error_matches(error, RENDER_ERROR, RENDER_ERROR_COMPOSE));
    assert_true(g_str_has_prefix(error->message, field));
    assert_int_equal(lseek(fd, 0, SEEK_END), 0);
    close(fd);
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("«%s» is not in:\n%s", part, text);
}

/* --- what is there -------------------------------------------------------------------------------------------- */

static void a_text_alone_is_one_part(void **state)
{
    (void)state;
    const struct outgoing outgoing = letter();
    g_autofree char *all = compose(&outgoing);
    has(all, "Content-Type: text/plain; charset=utf-8\r\n");
    has(all, "MIME-Version: 1.0\r\n");
    has(all, "\r\n\r\nHello\r\n\r\nStatus:=20\r\n");
    assert_null(strstr(all, "multipart"));
}

static void text_and_html_are_alternatives_inside_mixed_when_there_are_files(void **state)
{
    (void)state;
    g_autoptr(GBytes) bytes = g_bytes_new_static("a,b\r\n", 5);
    const struct compose_attachment attachment = {"order.csv", "text/csv; charset=utf-8", bytes, -1, 0, 0};
    struct outgoing outgoing = letter();
    outgoing.rendered = &both;
    g_autofree char *without = compose(&outgoing);
    has(without, "Content-Type: multipart/alternative;");
    assert_null(strstr(without, "multipart/mixed"));
    outgoing.attachments = &attachment;
    outgoing.attachment_count = 1;
    g_autofree char *with = compose(&outgoing);
    assert_true(strstr(with, "multipart/mixed") < strstr(with, "multipart/alternative"));
    assert_true(strstr(with, "text/plain") < strstr(with, "text/html"));
    has(with, "Content-Disposition: attachment; filename=order.csv\r\n");
    has(with, "YSxiDQo=");
}

static void headers_say_what_we_are(void **state)
{
    (void)state;
    struct outgoing outgoing = letter();
    const char *const references[] = {"one@mail.example", "two@mail.example", NULL};
    outgoing.references = references;
    outgoing.in_reply_to = references[1];
    outgoing.reply_to = "orders+token@shop.example";
    g_autofree char *all = compose(&outgoing);
    has(all, "Date: Tue, 25 Nov 2025 13:00:00 +0300\r\n");
    has(all, "Auto-Submitted: auto-replied\r\n");
    has(all, "X-Auto-Response-Suppress: All\r\n");
    has(all, "X-Mailorder-Version: ");
    has(all, "Content-Language: en\r\n");
    has(all, "In-Reply-To: <two@mail.example>\r\n");
    has(all, "References: <one@mail.example> <two@mail.example>\r\n");
    has(all, "Reply-To: orders+token@shop.example\r\n");
    has(all, "<abc.1@shop.example>\r\n");
}

/* Mail programs look for <mailto:…> there, and do not decode it. */
static void where_to_unsubscribe_is_written_as_it_is(void **state)
{
    (void)state;
    static const char mailto[] = "mailto:orders@shop.example?subject=unsubscribe%20%5Bref%3A%20abcdefghijklmnopqrstuvwxyz%5D";
    g_autofree char *header = g_strdup_printf("\r\nList-Unsubscribe: <%s>\r\n", mailto), *long_one = g_strnfill(1000, 'x');
    struct outgoing outgoing = letter();
    outgoing.unsubscribe = mailto;
    g_autoptr(GBytes) bytes = compose_message(&outgoing, NULL);
    g_autofree char *all = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    has(all, header);
    const char *const bad[] = {"mailto:a@b.example\r\nBcc: c@d.example", "mailto:a@b.example> <mailto:c@d.example", "mailto:ä@b.example", "mailto: a", long_one};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        outgoing.unsubscribe = bad[i];
        refused(&outgoing, "List-Unsubscribe");
    }
}

static void an_unknown_zone_is_utc(void **state)
{
    (void)state;
    struct outgoing outgoing = letter();
    outgoing.zone = "Nowhere/Atall";
    g_autofree char *all = compose(&outgoing);
    has(all, "Date: Tue, 25 Nov 2025 10:00:00 +0000\r\n");
}

static void long_and_foreign_headers_are_folded_and_encoded(void **state)
{
    (void)state;
    struct outgoing outgoing = letter();
    GString *subject = g_string_new(NULL);
    for (guint i = 0; i < 20; i++)
        g_string_append(subject, "Siparişiniz çok güzel 🛋 ");
    const struct rendered rendered = {subject->str, some_text, some_html};
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < 200; i++)
        g_ptr_array_add(ids, g_strdup_printf("%u.some-rather-long-identifier@mail.example", i));
    g_ptr_array_add(ids, NULL);
    outgoing.rendered = &rendered;
    outgoing.references = (const char *const *)ids->pdata;
    outgoing.to_name = "Çağrı Öztürk-Şahin und eine sehr lange Firma GmbH & Co. KG, Abteilung für Möbel und Küchen";
    g_autofree char *all = compose(&outgoing);
    has(all, "<199.some-rather-long-identifier@mail.example>");
    assert_null(strstr(all, "<1.some-rather"));
    g_ptr_array_unref(ids);
    g_string_free(subject, TRUE);
}

static void any_text_becomes_seven_bit_lines_that_fit(void **state)
{
    (void)state;
    GString *text = g_string_new("a\rb\r\n.\n..\nFrom me\n");
    for (guint i = 0; i < 5000; i++)
        g_string_append(text, "ğ=x ");
    const struct rendered rendered = {some_subject, text->str, text->str};
    struct outgoing outgoing = letter();
    outgoing.rendered = &rendered;
    g_autofree char *all = compose(&outgoing);
    has(all, "\r\n.\r\n..\r\n");
    g_string_free(text, TRUE);
}

static void a_part_of_a_file_is_streamed(void **state)
{
    (void)state;
    int fd = memfd_create("file", MFD_CLOEXEC);
    assert_int_equal(write(fd, "oh hello", 8), 8);
    struct compose_attachment attachment = {"a.bin", "application/x-any", NULL, fd, 3, 5};
    struct outgoing outgoing = letter();
    outgoing.attachments = &attachment;
    outgoing.attachment_count = 1;
    g_autofree char *all = compose(&outgoing);
    has(all, "Content-Type: application/x-any");
    has(all, "\r\n\r\naGVsbG8=\r\n\r\n--");
    attachment.size = 6;
    refused(&outgoing, "attachment: its file is too short");
    assert_int_equal(write(fd, "!", 1), 1); /* ours still: not closed */
    close(fd);
}

/* As if both were in memory, but for the boundaries, which are chosen anew. */
static void same_as_in_memory(int fd, GBytes *all, gsize at, gsize size)
{
    g_autoptr(GBytes) part = g_bytes_new_from_bytes(all, at, size);
    struct compose_attachment attachments[] = {{"a", "image/png", NULL, fd, at, size}, {"b", "image/png", NULL, fd, at, size}};
    const struct compose_attachment in_memory[] = {{"a", "image/png", part, -1, 0, 0}, {"b", "image/png", part, -1, 0, 0}};
    struct outgoing outgoing = letter();
    outgoing.attachments = attachments;
    outgoing.attachment_count = G_N_ELEMENTS(attachments);
    g_autoptr(composed_auto) message = compose_begin(&outgoing, NULL);
    gsize foretold = composed_size(message), length = 0;
    g_autoptr(GBytes) streamed = composed_bytes(message, NULL);
    outgoing.attachments = in_memory;
    g_autoptr(GBytes) other = compose_message(&outgoing, NULL);
    const char *data = g_bytes_get_data(streamed, &length);
    assert_int_equal(length, foretold);
    assert_int_equal(length, g_bytes_get_size(other));
    g_auto(GStrv) lines = g_strsplit(data, "\r\n", -1);
    g_auto(GStrv) expected = g_strsplit(g_bytes_get_data(other, NULL), "\r\n", -1);
    for (guint i = 0; expected[i]; i++)
        if (!strstr(expected[i], "=-"))
            assert_string_equal(lines[i], expected[i]);
}

static void a_file_is_encoded_as_one_in_memory_is(void **state)
{
    (void)state;
    static const gsize sizes[] = {0, 1, 2, 3, 56, 57, 58, 57 * 1024 - 1, 57 * 1024, 57 * 1024 + 1, 57 * 2048 + 2};
    g_autofree guint8 *random = g_malloc(200000);
    for (guint i = 0; i < 200000; i++)
        random[i] = (guint8)(i * 2654435761u >> 13);
    g_autoptr(GBytes) all = g_bytes_new(random, 200000);
    int fd = memfd_create("file", MFD_CLOEXEC);
    assert_int_equal(write(fd, random, 200000), 200000);
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
        same_as_in_memory(fd, all, i * 7, sizes[i]);
    close(fd);
}

static void a_file_that_becomes_shorter_is_said(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    int fd = memfd_create("file", MFD_CLOEXEC);
    assert_int_equal(write(fd, "hello", 5), 5);
    const struct compose_attachment attachment = {"a", "image/png", NULL, fd, 0, 5};
    struct outgoing outgoing = letter();
    outgoing.attachments = &attachment;
    outgoing.attachment_count = 1;
    g_autoptr(composed_auto) message = compose_begin(&outgoing, NULL);
    assert_int_equal(ftruncate(fd, 4), 0);
    assert_null(composed_bytes(message, &error));
    assert_true(g_error_matches(error, RENDER_ERROR, RENDER_ERROR_COMPOSE));
    close(fd);
}

static void a_composite_or_strange_type_is_sent_as_any_bytes(void **state)
{
    (void)state;
    static const char *const types[] = {
        "message/rfc822", "Multipart/mixed", "text", "a/b/c", "text/html; x=y; z=\"q", "", NULL};
    g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        const struct compose_attachment attachment = {"a", types[i], bytes, -1, 0, 0};
        struct outgoing outgoing = letter();
        outgoing.attachments = &attachment;
        outgoing.attachment_count = 1;
        g_autofree char *all = compose(&outgoing);
        has(all, "Content-Type: application/octet-stream; name=a\r\n");
    }
}

static void adv_41_a_file_name_has_no_path(void **state)
{
    (void)state;
    g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
    const struct compose_attachment attachment = {"../../etc/pass\\wd\xE2\x80\xAE"
                                                  "fdp.exe",
                                                  "text/plain", bytes, -1, 0, 0};
    struct outgoing outgoing = letter();
    outgoing.attachments = &attachment;
    outgoing.attachment_count = 1;
    g_autofree char *all = compose(&outgoing);
    has(all, "filename=___.._etc_pass_wdfdp.exe\r\n");
}

static void message_ids_are_ours_and_never_the_same(void **state)
{
    (void)state;
    g_autofree char *one = compose_message_id("shop.example", 1767225600);
    g_autofree char *two = compose_message_id("shop.example", 1767225600);
    assert_string_not_equal(one, two);
    assert_true(g_str_has_suffix(one, "@shop.example"));
    assert_true(g_regex_match_simple("^6955b900\\.[a-z2-7]{26}@shop\\.example$", one, 0, 0));
}

/* --- what is refused ------------------------------------------------------------------------------------------ */

static void adv_36_37_a_control_character_in_any_header_is_refused(void **state)
{
    (void)state;
    static const char *const controls[] = {"a\r\nBcc: x@y.example",
                                           "a\nb",
                                           "a\rb",
                                           "a\tb",
                                           "a\x01",
                                           "a\x7F",
                                           "a\xC2\x85",
                                           "a\xE2\x80\xA8"
                                           "b",
                                           "a\xE2\x80\xA9",
                                           "a\xFF"};
    for (guint i = 0; i < G_N_ELEMENTS(controls); i++) {
        g_autofree char *bad = g_strdup(controls[i]);
        g_autofree char *address = g_strconcat(bad, "@shop.example", NULL);
        const char *const references[] = {bad, NULL};
        const struct rendered rendered = {bad, some_text, NULL};
        struct outgoing outgoing = letter();
        outgoing.from_name = bad;
        refused(&outgoing, "From");
        outgoing = letter();
        outgoing.from_address = address;
        refused(&outgoing, "From");
        outgoing = letter();
        outgoing.to_name = bad;
        refused(&outgoing, "To");
        outgoing = letter();
        outgoing.to_address = address;
        refused(&outgoing, "To");
        outgoing = letter();
        outgoing.reply_to = address;
        refused(&outgoing, "Reply-To");
        outgoing = letter();
        outgoing.message_id = address;
        refused(&outgoing, "Message-ID");
        outgoing = letter();
        outgoing.in_reply_to = bad;
        refused(&outgoing, "In-Reply-To");
        outgoing = letter();
        outgoing.references = references;
        refused(&outgoing, "References");
        outgoing = letter();
        outgoing.rendered = &rendered;
        refused(&outgoing, "Subject");
        outgoing = letter();
        outgoing.language = bad;
        refused(&outgoing, "Content-Language");
        outgoing = letter();
        outgoing.auto_submitted = bad;
        refused(&outgoing, "Auto-Submitted");
    }
}

static void adv_43_an_address_that_would_be_two_is_refused(void **state)
{
    (void)state;
    static const char *const addresses[] = {"a@b.example, c@d.example",
                                            "a@b.example;c@d.example",
                                            "<a@b.example>",
                                            "a b@c.example",
                                            "\"a\"@b.example",
                                            "a@b@c.example",
                                            "a",
                                            "",
                                            "a@(x)b.example",
                                            "ü@b.example"};
    for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
        struct outgoing outgoing = letter();
        outgoing.to_address = addresses[i];
        refused(&outgoing, "To");
    }
}

static void adv_36_41_an_attachment_cannot_carry_a_header(void **state)
{
    (void)state;
    g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
    struct compose_attachment attachment = {"a\r\nX: y", "text/plain", bytes, -1, 0, 0};
    struct outgoing outgoing = letter();
    outgoing.attachments = &attachment;
    outgoing.attachment_count = 1;
    refused(&outgoing, "attachment's name");
    attachment = (struct compose_attachment){"a", "text/plain\r\nX: y", bytes, -1, 0, 0};
    refused(&outgoing, "attachment's media type");
    attachment = (struct compose_attachment){"a", "text/plain", NULL, -1, 0, 0};
    refused(&outgoing, "attachment: it has no content");
}

static void a_reference_that_cannot_be_written_is_left_out(void **state)
{
    (void)state;
    const char *const references[] = {"a b", "<x>", "good@mail.example", "ü@mail.example", NULL};
    struct outgoing outgoing = letter();
    outgoing.references = references;
    outgoing.in_reply_to = "a> <b";
    g_autofree char *all = compose(&outgoing);
    has(all, "References: <good@mail.example>\r\n");
    assert_null(strstr(all, "In-Reply-To"));
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    const struct outgoing outgoing = letter();
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        skip();
    assert_false(compose_write(&outgoing, fd, &error));
    assert_true(g_error_matches(error, RENDER_ERROR, RENDER_ERROR_COMPOSE));
    close(fd);
}

int main(void)
{
    compose_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_alone_is_one_part),
        cmocka_unit_test(text_and_html_are_alternatives_inside_mixed_when_there_are_files),
        cmocka_unit_test(headers_say_what_we_are),
        cmocka_unit_test(where_to_unsubscribe_is_written_as_it_is),
        cmocka_unit_test(an_unknown_zone_is_utc),
        cmocka_unit_test(long_and_foreign_headers_are_folded_and_encoded),
        cmocka_unit_test(any_text_becomes_seven_bit_lines_that_fit),
        cmocka_unit_test(a_part_of_a_file_is_streamed),
        cmocka_unit_test(a_file_is_encoded_as_one_in_memory_is),
        cmocka_unit_test(a_file_that_becomes_shorter_is_said),
        cmocka_unit_test(a_composite_or_strange_type_is_sent_as_any_bytes),
        cmocka_unit_test(adv_41_a_file_name_has_no_path),
        cmocka_unit_test(message_ids_are_ours_and_never_the_same),
        cmocka_unit_test(adv_36_37_a_control_character_in_any_header_is_refused),
        cmocka_unit_test(adv_43_an_address_that_would_be_two_is_refused),
        cmocka_unit_test(adv_36_41_an_attachment_cannot_carry_a_header),
        cmocka_unit_test(a_reference_that_cannot_be_written_is_left_out),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
