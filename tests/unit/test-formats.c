/* Business documents as files, each beside what it should become (FILE.txt): written by hand from the document. The names that begin with
 * hard_ carry the number of the hard case that they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "parsers/decode/decode.h"
#include "parsers/decode/formats.h"
#include "parsers/decode/schema.h"

static char *folder(void)
{
    const char *source = g_getenv("srcdir");
    return g_build_filename(source ? source : ".", "tests", "corpus", "documents", NULL);
}

/* The document that the file alone makes; *ret_known: some format took it. */
static struct document *document_of(const char *path, gboolean *ret_known)
{
    g_autofree char *name = g_path_get_basename(path);
    char *bytes = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &bytes, &length, NULL))
        fail_msg("%s cannot be read", path);
    struct document *document = document_new();
    struct file file = {name, "application/octet-stream", "", bytes, length};
    *ret_known = g_str_has_suffix(name, ".html") || formats_read_file(document, &file);
    if (g_str_has_suffix(name, ".html"))
        schema_read_html(document, bytes);
    g_free(bytes);
    return document;
}

/* What the decoder takes from strangers is what the desk takes from the decoder. */
static void goes_between_processes(const struct document *document, const char *wanted)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    g_autoptr(document_auto) arrived = document_from_variant(variant, &error);
    g_autofree char *told = arrived ? document_describe(arrived) : NULL;
    assert_non_null(arrived);
    assert_string_equal(told, wanted);
}

static guint try_file(const char *path)
{
    gboolean known;
    g_autofree char *beside = g_strdup_printf("%s.txt", path);
    g_autofree char *wanted = NULL;
    if (!g_file_get_contents(beside, &wanted, NULL, NULL))
        return 0;
    g_autoptr(document_auto) document = document_of(path, &known);
    g_autofree char *told = document_describe(document);
    if (!known || !g_str_equal(told, wanted))
        print_message("%s reads\n%s\nand not\n%s\n", path, told, wanted);
    assert_true(known);
    assert_string_equal(told, wanted);
    goes_between_processes(document, wanted);
    return 1;
}

static void every_document_becomes_what_it_says(void **state)
{
    g_autofree char *place = folder();
    g_autoptr(GDir) directory = g_dir_open(place, 0, NULL);
    guint tried = 0;
    (void)state;
    assert_non_null(directory);
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *path = g_build_filename(place, name, NULL);
        tried += try_file(path);
    }
    assert_true(tried >= 15);
}

/* A file that breaks off anywhere is read as far as it goes, and never taken for whole. */
static void every_beginning_is_read_without_harm(void **state)
{
    static const char *const names[] = {"hard_59.edi", "hard_60.edi", "hard_62.txt", "peppol.xml", "hard_65.xml", "hard_57.csv",
                                        "edifact-controls.edi", "x12-next-line.txt", "ubl-prefixed-utf16.xml", "cxml-procurement.xml",
                                        "hard_58.xlsx", "merged.xlsx"};
    g_autofree char *place = folder();
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(place, names[i], NULL), *bytes = NULL;
        gsize length = 0;
        assert_true(g_file_get_contents(path, &bytes, &length, NULL));
        for (gsize cut = 0; cut + 1 < length; cut += g_str_has_suffix(names[i], ".xlsx") ? 1 : 1 + cut / 64) {
            g_autofree char *part = g_memdup2(bytes, cut + 1);
            struct file file = {names[i], "text/plain", "", part, cut};
            g_autoptr(document_auto) document = document_new();
            formats_read_file(document, &file);
            if (g_str_has_suffix(names[i], ".xlsx"))
                assert_true(cut < 4 || (document->orders->len == 1 && document->tables->len == 0));
            for (guint o = 0; o < document->orders->len && !g_str_has_suffix(names[i], ".csv"); o++) {
                const struct business_order *order = document->orders->pdata[o];
                gboolean fatal = FALSE;
                for (guint p = 0; p < order->problems->len; p++)
                    fatal = fatal || ((const struct business_problem *)order->problems->pdata[p])->fatal;
                assert_true(fatal || cut + 3 >= length);
            }
        }
    }
}

/* Whatever the MIME type says, by the bytes alone. */
static void a_document_in_a_mail_is_found_by_its_content(void **state)
{
    static const char mail[] = "From: a@buyer.example\r\nTo: orders@shop.example\r\nSubject: order\r\nMIME-Version: 1.0\r\n"
                               "Content-Type: application/octet-stream; name=\"order.dat\"\r\n\r\n"
                               "UNB+UNOC:3+B+S+261120:0930+7'UNH+1+ORDERS:D:01B:UN'BGM+220+E-1+9'LIN+1++SOFA-3:SA'QTY+21:1'UNS+S'UNT+6+1'UNZ+1+7'\r\n";
    (void)state;
    g_autoptr(document_auto) document = decode_bytes(mail, sizeof mail - 1, NULL);
    assert_int_equal(document->orders->len, 1);
    const struct business_order *order = document->orders->pdata[0];
    assert_string_equal(order->parts[ORDER_NUMBER], "E-1");
    assert_int_equal(order->problems->len, 0);
}

/* A document typed into the mail, or sent as its text, is not shown as words. */
static void a_document_as_the_mails_text_is_no_text(void **state)
{
    static const char mail[] = "From: a@buyer.example\r\nSubject: order\r\nContent-Type: text/plain\r\n\r\n"
                               "UNB+UNOC:3+B+S+261120:0930+7'\r\nUNH+1+ORDERS:D:01B:UN'\r\nBGM+220+E-1+9'\r\nLIN+1++SOFA-3:SA'\r\nQTY+21:1'\r\n"
                               "UNS+S'\r\nUNT+6+1'\r\nUNZ+1+7'\r\n";
    (void)state;
    g_autoptr(document_auto) document = decode_bytes(mail, sizeof mail - 1, NULL);
    assert_int_equal(document->orders->len, 1);
    assert_int_equal(document->blocks->len, 0);
}

/* libxml2 compares each attribute with all before it: an element with half a million of them would take it hours. */
static void an_element_of_too_many_attributes_is_refused_unread(void **state)
{
    (void)state;
    for (guint count = 200; count <= 400000; count += 399800) {
        g_autoptr(GString) text = g_string_new("<Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\"><ID>1</ID><Note");
        for (guint i = 0; i < count; i++)
            g_string_append_printf(text, " a%u = '1'", i);
        g_string_append(text, "/></Order>");
        struct file file = {"order.xml", "application/xml", "", text->str, text->len};
        g_autoptr(document_auto) document = document_new();
        assert_true(formats_read_file(document, &file));
        const struct business_order *order = document->orders->pdata[0];
        assert_string_equal(order->parts[ORDER_NUMBER], count == 200 ? "1" : "");
        if (count > 200)
            assert_string_equal(((const struct business_problem *)order->problems->pdata[0])->found, "an element with more than 200 attributes");
    }
}

/* An encoding in which a tag's characters are other bytes would hide them from that count. */
static void an_encoding_that_hides_tags_is_refused(void **state)
{
    (void)state;
    static const char text[] = "<?xml version='1.0' encoding='UTF-7'?><Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\"/>";
    struct file file = {"order.xml", "application/xml", "", text, sizeof text - 1};
    g_autoptr(document_auto) document = document_new();
    assert_true(formats_read_file(document, &file));
    const struct business_order *order = document->orders->pdata[0];
    assert_string_equal(((const struct business_problem *)order->problems->pdata[0])->found, "a character encoding that is not read here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_document_becomes_what_it_says),
        cmocka_unit_test(every_beginning_is_read_without_harm),
        cmocka_unit_test(a_document_in_a_mail_is_found_by_its_content),
        cmocka_unit_test(a_document_as_the_mails_text_is_no_text),
        cmocka_unit_test(an_element_of_too_many_attributes_is_refused_unread),
        cmocka_unit_test(an_encoding_that_hides_tags_is_refused),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
