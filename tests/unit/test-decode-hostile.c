/* Mails that are too much: nested, in pieces, long, without their boundaries, and files that unpack to more than they are. What is in front
 * is still read as the order that it is, what was not read is known to be missing, and nothing grows beyond bounds.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <glib/gstdio.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/decode.h"
#include "tests/unit/decode-helper.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

#define FROM  "From: Ayla <ayla@example.com>\r\n"
#define ORDER "Product: Sofa\r\nModel: SOFA-3\r\nQuantity: 2\r\nFabric: linen\r\n"
#define TOLD  "[1 sofa SOFA-3] sku=SOFA-3 qty=2 fabric=linen"

static struct forms *forms;

static int open_shop(void **state)
{
    (void)state;
    forms = shop_forms();
    return 0;
}

static int close_shop(void **state)
{
    (void)state;
    g_clear_pointer(&forms, forms_free);
    return 0;
}

static struct reading *read_whole(const struct document *document)
{
    struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    return read_document(document, &context);
}

static gsize text_bytes(const struct document *document)
{
    gsize bytes = 0;
    for (guint b = 0; b < document->blocks->len; b++) {
        const struct document_block *block = document->blocks->pdata[b];
        for (guint i = 0; i < block->lines->len; i++)
            bytes += strlen(((const struct document_line *)block->lines->pdata[i])->text);
    }
    return bytes;
}

/* What the desk takes from the decoder, within one message between processes. */
static struct document *arrived(const struct document *document)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    struct document *copy = document_from_variant(variant, &error);
    if (!copy)
        fail_msg("%s", error->message);
    assert_true(g_variant_get_size(variant) <= BOUND_MESSAGE_SIZE);
    return copy;
}

/* What is read of the mail; `flag` must be told of it (0: neither of the two that something is missing). */
static void mail_reads_as(const char *name, const GString *mail, guint32 flag, const char *expected)
{
    const guint32 missing = DOCUMENT_CUT | DOCUMENT_CUT_HEADER;
    g_autoptr(document_auto) decoded = decode_bytes(mail->str, mail->len, NULL);
    assert_non_null(decoded);
    g_autoptr(document_auto) document = arrived(decoded);
    assert_true(text_bytes(document) <= BOUND_TEXT_SIZE);
    assert_true(document->attachments->len <= BOUND_ATTACHMENTS);
    g_autoptr(reading_auto) reading = read_whole(document);
    g_autofree char *told = reading_told(reading);
    if (!g_str_equal(told, expected) || (document->flags & missing) != flag)
        fail_msg("%s: read as «%.2000s», flags %x", name, told, document->flags);
    for (guint d = 0; d < reading->drafts->len; d++)
        assert_int_equal(((const struct draft *)reading->drafts->pdata[d])->cut, (flag & DOCUMENT_CUT) != 0);
}

static void append_times(GString *text, const char *piece, guint times)
{
    for (guint i = 0; i < times; i++)
        g_string_append(text, piece);
}

/* `before`, `piece` many times, `after`. */
static void repeated_reads_as(const char *name, const char *before, const char *piece, guint times, const char *after, guint32 flag,
                              const char *expected)
{
    g_autoptr(GString) mail = g_string_new(before);
    append_times(mail, piece, times);
    g_string_append(mail, after);
    mail_reads_as(name, mail, flag, expected);
}

/* --- what a decoder may send -------------------------------------------------------------------------------------------------------- */

static void lines_arrive_as_they_are(void **state)
{
    (void)state;
    static const char *const texts[][4] = {{NULL}, {"", NULL}, {"", "", NULL}, {"a", "", "b", NULL}, {"", "ç\tç", "", NULL}};
    g_autoptr(document_auto) document = document_new();
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct document_block *block = document_add_block(document, BLOCK_PLAIN);
        for (guint n = 0; texts[i][n]; n++)
            document_add_line(block, n + i, texts[i][n]);
    }
    g_autoptr(document_auto) copy = arrived(document);
    g_autofree char *sent = document_describe(document), *got = document_describe(copy);
    assert_string_equal(got, sent);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_int_equal(((const struct document_block *)copy->blocks->pdata[i])->lines->len, ((const struct document_block *)document->blocks->pdata[i])->lines->len);
}

static void lines_that_are_none_are_refused(void **state)
{
    (void)state;
    g_autofree char *endless = g_strnfill(BOUND_LINE_SIZE + 1, 'x'), *longest = g_strnfill(BOUND_LINE_SIZE, 'x');
    const char *const lines[] = {"a\nb", "\n", "a\x01", "\xc2\x85", endless, longest};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(document_auto) document = document_new();
        struct document_block *block = document_add_block(document, BLOCK_PLAIN);
        document_add_line(block, 0, "before");
        document_add_line(block, 0, lines[i]);
        g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
        g_autoptr(document_auto) copy = document_from_variant(variant, NULL);
        assert_true((copy != NULL) == (lines[i] == longest));
    }
}

/* --- deep, and in pieces --------------------------------------------------------------------------------------------------------- */

#define MIXED "Content-Type: multipart/mixed; boundary=top\r\n\r\n--top\r\n\r\n" ORDER "\r\n--top\r\n"
#define PLAIN "\r\n\r\n" ORDER

static void adv_45_ten_thousand_levels(void **state)
{
    (void)state;
    static const char *const levels[][2] = {
        {"multiparts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"},
        {"alternatives", "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n"},
        {"mails", "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n"},
        {"multiparts and mails", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"},
        {"digests", "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(levels); i++)
        repeated_reads_as(levels[i][0], FROM MIXED, levels[i][1], 10000, PLAIN, DOCUMENT_CUT, TOLD);
    repeated_reads_as("nothing in front", FROM, levels[0][1], 10000, PLAIN, DOCUMENT_CUT, "");
}

#define HTML  FROM "Content-Type: text/html\r\n\r\n"
#define LINES "<p>Product: Sofa<br>Model: SOFA-3<br>Quantity: 2<br>Fabric: linen</p>"

static void adv_45_ten_thousand_levels_in_other_things(void **state)
{
    (void)state;
    static const char *const marks[] = {"<div>", "<table><tr><td>", "<blockquote>", "<b>", "<ul><li>", "<!--", "<select>", "<svg>", "<!DOCTYPE ["};
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autoptr(GString) mail = g_string_new(HTML LINES);
        append_times(mail, marks[i], 10000);
        g_string_append(mail, LINES);
        g_autoptr(document_auto) decoded = decode_bytes(mail->str, mail->len, NULL);
        g_autoptr(document_auto) document = arrived(decoded);
        g_autoptr(reading_auto) reading = read_whole(document);
        assert_true(reading->drafts->len >= 1);
    }
    static const char *const texts[] = {">", "(", "[", "{\"a\":", "<a>", "-- \r\n", "> > > >\r\n"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        repeated_reads_as(texts[i], FROM "\r\n" ORDER "\r\n", texts[i], 1000, "\r\n", 0, TOLD);
    static const char *const fields[] = {"(", "a:", "\"", "<", "@a,", "=?utf-8?q?a?= ", "\\", ";"};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        repeated_reads_as(fields[i], FROM "To: ", fields[i], 10000, "\r\n\r\n" ORDER,
                          strlen(fields[i]) * 10000 > BOUND_HEADER_SIZE ? DOCUMENT_CUT_HEADER : 0, TOLD);
}

static void adv_46_a_hundred_thousand_parts(void **state)
{
    (void)state;
    static const char *const parts[][2] = {
        {"texts", "--top\r\n\r\nx\r\n"},
        {"nothing", "--top\r\n"},
        {"files", "--top\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n"},
        {"HTML", "--top\r\nContent-Type: text/html\r\n\r\n<p>x\r\n"},
        {"mails", "--top\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\n\r\nx\r\n"},
        {"multiparts", "--top\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        repeated_reads_as(parts[i][0], FROM MIXED "\r\n", parts[i][1], 100000, "--top--\r\n", DOCUMENT_CUT, TOLD);
    repeated_reads_as("the order last", FROM "Content-Type: multipart/mixed; boundary=top\r\n\r\n", parts[0][1], 100000,
                      "--top\r\n\r\n" ORDER "--top--\r\n", DOCUMENT_CUT, "");
}

/* As many as are read, and one more. */
static void adv_46_the_last_part_that_is_read_and_the_first_that_is_not(void **state)
{
    (void)state;
    const char *head = FROM "Content-Type: multipart/mixed; boundary=top\r\n\r\n", *part = "--top\r\nContent-Type: image/png\r\n\r\nx\r\n";
    repeated_reads_as("all", head, "--top\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n", BOUND_MIME_PARTS - 2,
                      "--top\r\n\r\n" ORDER "--top--\r\n", 0, TOLD);
    repeated_reads_as("one more", head, "--top\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n", BOUND_MIME_PARTS - 1,
                      "--top\r\n\r\n" ORDER "--top--\r\n", DOCUMENT_CUT, "");
    repeated_reads_as("files", head, part, BOUND_ATTACHMENTS, "--top\r\n\r\n" ORDER "--top--\r\n", 0, TOLD);
    repeated_reads_as("one file more", head, part, BOUND_ATTACHMENTS + 1, "--top\r\n\r\n" ORDER "--top--\r\n", DOCUMENT_CUT, TOLD);
}

/* --- long ---------------------------------------------------------------------------------------------------------------------------- */

#define MB (1024u * 1024)

static void adv_47_a_header_of_fifty_megabytes(void **state)
{
    (void)state;
    static const char *const heads[][2] = {
        {"a field that is read", FROM "Subject: "},
        {"a field that nobody reads", FROM "X-Anything: "},
        {"no name", FROM "\r\n\r\n" ORDER "\r\n"},
    };
    static const char line[] = "sofa sofa sofa sofa sofa sofa sofa sofa sofa sofa sofa sofa sof ";
    repeated_reads_as(heads[0][0], heads[0][1], line, 50 * MB / (sizeof line - 1), "\r\n\r\n" ORDER, DOCUMENT_CUT_HEADER, TOLD);
    repeated_reads_as(heads[1][0], heads[1][1], line, 50 * MB / (sizeof line - 1), "\r\n\r\n" ORDER, 0, TOLD);
}

static void adv_47_a_million_lines_of_header(void **state)
{
    (void)state;
    static const char *const lines[][2] = {
        {"folds", " sofa\r\n"},
        {"fields", "X-A: b\r\n"},
        {"fields that are read", "To: a@b.example\r\n"},
        {"received", "Received: x\r\n"},
    };
    repeated_reads_as(lines[0][0], FROM "Subject: x\r\n", lines[0][1], 1000000, "\r\n" ORDER, DOCUMENT_CUT_HEADER, TOLD);
    for (guint i = 1; i < G_N_ELEMENTS(lines); i++)
        repeated_reads_as(lines[i][0], FROM, lines[i][1], 1000000, "\r\n" ORDER, DOCUMENT_CUT_HEADER, TOLD);
    g_autoptr(GString) marked = g_string_new(FROM); /* what says that no person wrote it counts, however far down it stands */
    append_times(marked, lines[1][1], 1000000);
    g_string_append(marked, "Auto-Submitted: auto-replied\r\nList-Id: <x>\r\n\r\n" ORDER);
    g_autoptr(document_auto) document = decode_bytes(marked->str, marked->len, NULL);
    assert_string_equal(document->auto_submitted, "auto-replied");
    assert_true(document->is_list);
}

/* Marks that say that a machine wrote it must not be pushed out by fields that are read as well. */
static void adv_47_marks_are_not_crowded_out(void **state)
{
    (void)state;
    g_autoptr(GString) mail = g_string_new(FROM);
    append_times(mail, "To: a@b.example\r\n", 2 * BOUND_HEADER_COUNT);
    g_string_append(mail, "Auto-Submitted: auto-replied\r\nX-Spam-Flag: YES\r\n\r\n" ORDER);
    g_autoptr(document_auto) document = decode_bytes(mail->str, mail->len, NULL);
    assert_string_equal(document->auto_submitted, "auto-replied");
    assert_true(document->is_spam_marked);
}

static void adv_48_a_line_of_twenty_megabytes(void **state)
{
    (void)state;
    static const char *const kinds[][2] = {
        {"text", FROM "\r\n" ORDER "\r\n"},
        {"quoted-printable", FROM "Content-Transfer-Encoding: quoted-printable\r\n\r\n" ORDER "\r\n"},
        {"flowed", FROM "Content-Type: text/plain; format=flowed\r\n\r\n" ORDER "\r\n"},
        {"HTML", HTML LINES "<p>"},
    };
    static const char *const pieces[] = {"sofa sofa sofa x ", "x", ">", "=\r\n", "<", "&", "\t", "\xc5\x9f", ","};
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
        for (guint p = 0; p < G_N_ELEMENTS(pieces); p++) {
            g_autoptr(GString) mail = g_string_new(kinds[k][1]);
            append_times(mail, pieces[p], (p || k ? 2 : 20) * MB / (guint)strlen(pieces[p]));
            g_autoptr(document_auto) decoded = decode_bytes(mail->str, mail->len, NULL);
            g_autoptr(document_auto) document = arrived(decoded);
            g_autoptr(reading_auto) reading = read_whole(document);
            g_autofree char *told = reading_told(reading);
            if (!g_str_has_prefix(told, TOLD) || strlen(told) > 5 * BOUND_LINE_SIZE)
                fail_msg("%s of %s: «%.500s»", kinds[k][0], pieces[p], told);
            const gboolean vanishes = strchr("\t=", *pieces[p]) || (k == 3 && strchr("<&x>,s", *pieces[p]) == NULL);
            if (!vanishes && !(document->flags & DOCUMENT_CUT))
                fail_msg("%s of %s: nothing is missing?", kinds[k][0], pieces[p]);
        }
}

/* --- boundaries ------------------------------------------------------------------------------------------------------------------- */

static void adv_49_boundaries(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"multipart/mixed", "--x\n\nORDER\n--x--\n"},                                /* missing */
        {"multipart/mixed; boundary=", "--x\n\nORDER\n--x--\n"},                     /* empty */
        {"multipart/mixed; boundary=\"\"", "--x\n\nORDER\n--x--\n"},
        {"multipart/mixed; boundary=\" \"", "--x\n\nORDER\n--x--\n"},
        {"multipart/mixed; boundary=y", "--x\n\nORDER\n--x--\n"},                    /* another one */
        {"multipart/mixed; boundary=x", "--x\n\nORDER\n"},                           /* never closed */
        {"multipart/mixed; boundary=x", "--x--\n\nORDER\n"},                         /* closed before it begins */
        {"multipart/mixed; boundary=x", "ORDER\n"},                                  /* none in it */
        {"multipart/mixed; boundary=x", "--x \t\n\nORDER\n--x-- \n"},                /* blanks behind it */
        {"multipart/mixed; boundary=\"x y\"", "--x y\n\nORDER\n--x y--\n"},
        {"multipart/mixed; boundary=\"x\"; boundary=\"y\"", "--x\n\nORDER\n--x--\n"},
        {"multipart/mixed; boundary=\"a.*+?[](){}|^$\\\\\"", "--a.*+?[](){}|^$\\\n\nORDER\n--a.*+?[](){}|^$\\--\n"},
        {"multipart/mixed; boundary=\"--\"", "----\n\nORDER\n------\n"},
        {"multipart/mixed; boundary=\"x--\"", "--x--\n\nORDER\n--x----\n"},
        {"multipart/mixed; boundary=b", "--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\nORDER\n--bb--\n--b--\n"}, /* a prefix */
        {"multipart/mixed; boundary=bb", "--bb\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nORDER\n--b--\n--bb--\n"},
        {"multipart/mixed; boundary=b", "--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nORDER\n--b--\n--b--\n"},  /* the same */
        {"multipart/mixed; boundary*=utf-8''x", "--x\n\nORDER\n--x--\n"},
        {"multipart/mixed; boundary*0=x; boundary*1=y", "--xy\n\nORDER\n--xy--\n"},
        {"multipart/mixed; boundary=x", "--x\n\nORDER\n--xx\n--x-\n--x--y\n --x\n--X\n--x--\n"}, /* lines that only look like it */
        {"multipart/alternative; boundary=x", "--x\nContent-Type: text/html\n\n<p>x\n--x\n\nORDER\n--x--\n"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(GStrv) halves = g_strsplit(cases[i][1], "ORDER\n", 2);
        g_autofree char *body = g_strconcat(halves[0], "Product: Sofa\nModel: SOFA-3\nQuantity: 2\nFabric: linen\n", halves[1], NULL);
        g_autoptr(document_auto) document = decode_body(cases[i][0], body);
        g_autoptr(reading_auto) reading = read_whole(document);
        g_autofree char *told = reading_told(reading);
        if (!g_str_has_prefix(told, TOLD))
            fail_msg("%s with\n%s\nis read as «%s»", cases[i][0], body, told);
    }
    g_autofree char *length = g_strnfill(10000, 'x');
    g_autofree char *type = g_strconcat("multipart/mixed; boundary=", length, NULL);
    g_autofree char *body = g_strconcat("--", length, "\n\nProduct: Sofa\nQuantity: 2\n--", length, "--\n", NULL);
    g_autoptr(document_auto) document = decode_body(type, body);
    g_autoptr(reading_auto) reading = read_whole(document);
    assert_int_equal(reading->drafts->len, 1);
}

/* --- XML that would become more than it is, or reach for a file ------------------------------------------------------------------- */

#define UBL(doctype, note)                                                                                                            \
    "<?xml version=\"1.0\"?>\n" doctype                                                                                               \
    "<Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\" xmlns:cbc=\"urn:c\" xmlns:cac=\"urn:a\"><cbc:ID>7</cbc:ID>"     \
    "<cbc:Note>" note "</cbc:Note></Order>"

/* `told_of`: it is said that something is wrong with it. */
static void xml_stays_small(const char *name, const char *xml, const char *secret, gboolean told_of)
{
    g_autofree char *base64 = g_base64_encode((const guchar *)xml, strlen(xml));
    g_autofree char *body = g_strdup_printf("--b\n\nProduct: Sofa\n--b\nContent-Type: application/xml; name=po.xml\n"
                                            "Content-Transfer-Encoding: base64\n\n%s\n--b--\n", base64);
    g_autoptr(document_auto) document = decode_body("multipart/mixed; boundary=b", body);
    g_autofree char *told = document_describe(document);
    if (strstr(told, secret) || strlen(told) > 4000)
        fail_msg("%s: «%.3000s»", name, told);
    if (told_of && (document->orders->len != 1 || ((const struct business_order *)document->orders->pdata[0])->problems->len == 0))
        fail_msg("%s is not told: «%.3000s»", name, told);
}

static void xml_is_refused(const char *name, const char *xml, const char *secret)
{
    xml_stays_small(name, xml, secret, TRUE);
}

static void adv_50_entities_are_neither_expanded_nor_fetched(void **state)
{
    (void)state;
    static const char secret[] = "what nobody may read here";
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("adversarial-XXXXXX", &path, NULL);
    assert_true(fd >= 0);
    assert_true(g_file_set_contents(path, secret, -1, NULL));
    g_close(fd, NULL);
    g_autofree char *file = g_strdup_printf(UBL("<!DOCTYPE Order [<!ENTITY x SYSTEM \"file://%s\">]>\n", "&x;"), path);
    xml_is_refused("a file", file, secret);
    g_autofree char *parameter = g_strdup_printf(
        UBL("<!DOCTYPE Order [<!ENTITY %% f SYSTEM \"file://%s\"><!ENTITY %% g \"<!ENTITY x '%%f;'>\">%%g;]>\n", "&x;"), path);
    xml_is_refused("a file through a parameter", parameter, secret);
    g_autofree char *subset = g_strdup_printf(UBL("<!DOCTYPE Order SYSTEM \"file://%s\">\n", "&x;"), path);
    xml_stays_small("a file as DTD", subset, secret, FALSE); /* never looked for: what it would say is just not there */
    xml_is_refused("billion laughs",
                   UBL("<!DOCTYPE Order [<!ENTITY a \"ha ha ha ha ha ha ha ha ha ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
                       "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
                       "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
                       "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;\">]>\n", "&h;"),
                   "ha ha");
    xml_is_refused("laughs in an attribute",
                   UBL("<!DOCTYPE Order [<!ENTITY a \"ha ha ha ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n", "x</cbc:Note><cbc:Note a=\"&b;\">"),
                   "ha ha");
    xml_is_refused("a loop", UBL("<!DOCTYPE Order [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]>\n", "&a;"), "never");
    GString *wide = g_string_new("<?xml version=\"1.0\"?><!DOCTYPE Order [<!ENTITY a \"");
    append_times(wide, "ha ha ", 10000);
    g_string_append(wide, "\">]><Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\">");
    append_times(wide, "&a;", 10000);
    g_string_append(wide, "</Order>");
    xml_stays_small("one entity, ten thousand times", wide->str, "ha ha", FALSE);
    g_string_free(wide, TRUE);
    GString *deep = g_string_new("<Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\">");
    append_times(deep, "<a>", 10000);
    xml_is_refused("ten thousand levels", deep->str, "never");
    g_string_free(deep, TRUE);
    g_unlink(path);
}

#define SHOP_TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_arrive_as_they_are),
        cmocka_unit_test(lines_that_are_none_are_refused),
        SHOP_TEST(adv_45_ten_thousand_levels),
        SHOP_TEST(adv_45_ten_thousand_levels_in_other_things),
        SHOP_TEST(adv_46_a_hundred_thousand_parts),
        SHOP_TEST(adv_46_the_last_part_that_is_read_and_the_first_that_is_not),
        SHOP_TEST(adv_47_a_header_of_fifty_megabytes),
        SHOP_TEST(adv_47_a_million_lines_of_header),
        SHOP_TEST(adv_47_marks_are_not_crowded_out),
        SHOP_TEST(adv_48_a_line_of_twenty_megabytes),
        SHOP_TEST(adv_49_boundaries),
        SHOP_TEST(adv_50_entities_are_neither_expanded_nor_fetched),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
