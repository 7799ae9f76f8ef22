/* winmail.dat, made here attribute by attribute (MS-OXTNEF), as programs other than Outlook, and strangers, may write it; read in this process,
 * beside the files of tests/corpus/converted, which test-convert reads in a child. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "parsers/convert/apart.h"
#include "parsers/convert/tnef.h"
#include "parsers/decode/decode.h"

#define MESSAGE    1
#define ATTACHMENT 2

#define ATT_BODY       0x0002800cu
#define ATT_PROPERTIES 0x00069003u
#define ATT_CODEPAGE   0x00069007u
#define ATT_RENDERING  0x00069002u
#define ATT_TITLE      0x00018010u
#define ATT_DATA       0x0006800fu
#define ATT_FILE       0x00069005u

#define BODY      0x1000001fu /* PR_BODY, Unicode; the next in 8 bits */
#define BODY_8    0x1000001eu
#define HTML      0x10130102u
#define RTF       0x10090102u
#define LONG_NAME 0x3707001fu
#define SHOWN     0x3001001fu
#define OBJECT    0x3701000du

#define MOST (64u * 1024 * 1024)

/* --- writing ---------------------------------------------------------------------------------------------------------------------- */

static void put(GByteArray *file, guint64 number, guint octets)
{
    guint64 little = GUINT64_TO_LE(number);
    g_byte_array_append(file, (const guint8 *)&little, octets);
}

static void attribute(GByteArray *file, guint level, guint32 name, const void *data, gsize length)
{
    guint16 sum = 0;
    for (gsize i = 0; i < length; i++)
        sum = (guint16)(sum + ((const guint8 *)data)[i]);
    put(file, level, 1);
    put(file, name, 4);
    put(file, length, 4);
    g_byte_array_append(file, data, (guint)length);
    put(file, sum, 2);
}

static GByteArray *tnef_new(guint code_page)
{
    GByteArray *file = g_byte_array_new();
    guint8 page[8] = {(guint8)code_page, (guint8)(code_page >> 8)};
    put(file, 0x223e9f78, 4);
    put(file, 1, 2);
    if (code_page)
        attribute(file, MESSAGE, ATT_CODEPAGE, page, sizeof page);
    return file;
}

/* One property under this tag; texts in ASCII, written as UTF-16 where the tag says so. */
static void property(GByteArray *file, guint level, guint32 name, guint32 tag, const char *text, gsize length)
{
    g_autoptr(GByteArray) list = g_byte_array_new();
    gboolean wide = (tag & 0xffff) == 0x1f;
    gsize size = wide ? 2 * (length + 1) : length;
    put(list, 1, 4);
    put(list, tag, 4);
    put(list, 1, 4);
    put(list, size, 4);
    for (gsize i = 0; i < length; i++)
        put(list, (guint8)text[i], wide ? 2 : 1);
    put(list, 0, wide ? 2 : 0);
    put(list, 0, (guint)(-size % 4));
    attribute(file, level, name, list->data, list->len);
}

static void body(GByteArray *file, guint32 tag, const char *text)
{
    property(file, MESSAGE, ATT_PROPERTIES, tag, text, strlen(text));
}

/* Begins an attachment. */
static void attach(GByteArray *file)
{
    static const guint8 rendering[14] = {1};
    attribute(file, ATTACHMENT, ATT_RENDERING, rendering, sizeof rendering);
}

static void content(GByteArray *file, const char *text)
{
    attribute(file, ATTACHMENT, ATT_DATA, text, strlen(text));
}

static void named(GByteArray *file, guint32 tag, const char *name)
{
    property(file, ATTACHMENT, ATT_FILE, tag, name, strlen(name));
}

/* --- reading ---------------------------------------------------------------------------------------------------------------------- */

static struct document *read_within(const GByteArray *file, int parts, guint64 most)
{
    struct document *document = document_new();
    assert_true(tnef_read(document, (const char *)file->data, file->len, TRUE, parts, most));
    return document;
}

static struct document *read_it(const GByteArray *file)
{
    int parts = memfd_create("parts", MFD_CLOEXEC);
    struct document *document = read_within(file, parts, MOST);
    close(parts);
    return document;
}

static char *told(const GByteArray *file)
{
    g_autoptr(document_auto) document = read_it(file);
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < document->blocks->len; i++) {
        const struct document_block *block = document->blocks->pdata[i];
        for (guint j = 0; j < block->lines->len; j++)
            g_string_append_printf(lines, "%s|", ((const struct document_line *)block->lines->pdata[j])->text);
    }
    return g_string_free(lines, FALSE);
}

static void must_say(const GByteArray *file, const char *wanted)
{
    g_autofree char *said = told(file);
    assert_string_equal(said, wanted);
}

static int tell(void *data, int out)
{
    g_autofree char *said = told(data);
    return write(out, said, strlen(said)) < 0;
}

/* In a child, as always in the daemon: libytnef forgets memory at compressed text that is none. */
static void must_say_apart(GByteArray *file, const char *wanted)
{
    const struct apart_limits limits = {0, 60, 1000};
    g_autoptr(GByteArray) output = NULL;
    int status;
    assert_int_equal(apart_run(&limits, tell, file, &output, &status), APART_ENDED);
    assert_int_equal(status, 0);
    g_byte_array_append(output, (const guint8 *)"", 1);
    assert_string_equal((const char *)output->data, wanted);
}

static void must_be_named(const GByteArray *file, const char *wanted)
{
    g_autoptr(document_auto) document = read_it(file);
    assert_int_equal(document->attachments->len, 1);
    const struct document_attachment *only = document->attachments->pdata[0];
    assert_string_equal(only->name, wanted);
    assert_int_equal(only->size, 5);
}

/* --- the body --------------------------------------------------------------------------------------------------------------------- */

static void the_body_stands_in_one_of_many_places(void **state)
{
    (void)state;
    g_autoptr(GByteArray) own = tnef_new(0), wide = tnef_new(0), narrow = tnef_new(1254), html = tnef_new(0), none = tnef_new(0);
    attribute(own, MESSAGE, ATT_BODY, "Product: Sofa", 14);
    must_say(own, "Product: Sofa|");
    body(wide, BODY, "Quantity: 2");
    must_say(wide, "Quantity: 2|");
    body(narrow, BODY_8, "Kuma\xfe: keten");
    must_say(narrow, "Kumaş: keten|");
    body(html, HTML, "<p>Model: 3 seats</p>");
    must_say(html, "Model: 3 seats|");
    must_say(none, "");
}

/* RTF in its envelope: the two lengths, how it is packed, a checksum. */
static void rtf(GByteArray *file, const char *packing, const char *text)
{
    g_autoptr(GByteArray) envelope = g_byte_array_new();
    put(envelope, strlen(text) + 12, 4);
    put(envelope, strlen(text), 4);
    g_byte_array_append(envelope, (const guint8 *)packing, 4);
    put(envelope, 0, 4);
    g_byte_array_append(envelope, (const guint8 *)text, (guint)strlen(text));
    property(file, MESSAGE, ATT_PROPERTIES, RTF, (const char *)envelope->data, envelope->len);
}

static void what_says_nothing_is_no_body(void **state)
{
    (void)state;
    g_autoptr(GByteArray) blank = tnef_new(0), empty = tnef_new(0), page = tnef_new(0), stored = tnef_new(0), cut = tnef_new(0), broken = tnef_new(0);
    body(blank, BODY, " -- \r\n");
    must_say(blank, "");
    body(empty, BODY_8, "");
    must_say(empty, "");
    attribute(page, MESSAGE, ATT_CODEPAGE, "", 1);
    attribute(page, MESSAGE, ATT_BODY, "So\xdf", 4);
    must_say(page, "Soß|");
    rtf(stored, "MELA", "{\\rtf1 Sofa}");
    must_say(stored, "Sofa|");
    property(cut, MESSAGE, ATT_PROPERTIES, RTF, "MELAMELAMELA", 12);
    must_say_apart(cut, "");
    rtf(broken, "what", "{\\rtf1 Sofa}");
    must_say_apart(broken, "");
}

static void a_body_beyond_its_bounds_is_cut(void **state)
{
    (void)state;
    g_autoptr(GByteArray) lines = tnef_new(0);
    g_autoptr(GString) many = g_string_new(NULL);
    for (guint i = 0; i < BOUND_LINES + 10; i++)
        g_string_append(many, "a\n");
    attribute(lines, MESSAGE, ATT_BODY, many->str, many->len + 1);
    g_autoptr(document_auto) document = read_it(lines);
    assert_true(document->flags & DOCUMENT_CUT);
}

/* --- files ------------------------------------------------------------------------------------------------------------------------ */

static void a_file_has_a_name_whatever_it_is_called(void **state)
{
    static const char *const names[][2] = {
        {"a/b\\c.csv", "c.csv"}, {"c:\\d\\e.csv", "e.csv"}, {"\\d/e.csv", "e.csv"}, {"..hidden", "hidden"}, {"/", "attachment-1"}, {"plain.csv", "plain.csv"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GByteArray) file = tnef_new(0);
        attach(file);
        content(file, "bytes");
        named(file, i % 2 ? SHOWN : LONG_NAME, names[i][0]);
        must_be_named(file, names[i][1]);
    }
    g_autoptr(GByteArray) title = tnef_new(0), nameless = tnef_new(0);
    attach(title);
    attribute(title, ATTACHMENT, ATT_TITLE, "OLD~1.CSV", 10);
    content(title, "bytes");
    must_be_named(title, "OLD~1.CSV");
    attach(nameless);
    content(nameless, "bytes");
    must_be_named(nameless, "attachment-1");
}

/* The name of its interface, 16 octets, comes first. */
static void an_object_is_a_file_too(void **state)
{
    static const char object[] = "0123456789abcdefinner";
    (void)state;
    g_autoptr(GByteArray) file = tnef_new(0), bare = tnef_new(0);
    attach(file);
    property(file, ATTACHMENT, ATT_FILE, OBJECT, object, 21);
    must_be_named(file, "attachment-1");
    attach(bare);
    property(bare, ATTACHMENT, ATT_FILE, OBJECT, object, 16);
    attach(bare);
    g_autoptr(document_auto) document = read_it(bare);
    assert_int_equal(document->attachments->len, 0);
}

static void must_be_cut(const GByteArray *file, int parts, guint64 most, guint files)
{
    g_autoptr(document_auto) document = read_within(file, parts, most);
    assert_true(document->flags & DOCUMENT_CUT);
    assert_int_equal(document->attachments->len, files);
}

static void what_has_no_room_is_left_out_and_said(void **state)
{
    (void)state;
    int parts = memfd_create("parts", MFD_CLOEXEC), full = open("/dev/null", O_RDONLY | O_CLOEXEC);
    g_autoptr(GByteArray) file = tnef_new(0);
    attach(file);
    content(file, "0123456789");
    attach(file);
    content(file, "01");
    must_be_cut(file, parts, 11, 1);
    must_be_cut(file, full, MOST, 0);
    g_autoptr(document_auto) later = read_within(file, parts, 5); /* there is more already */
    assert_int_equal(later->attachments->len, 0);
    close(parts);
    close(full);
}

static void more_files_than_a_mail_may_have_are_not_read(void **state)
{
    (void)state;
    int parts = memfd_create("parts", MFD_CLOEXEC);
    g_autoptr(GByteArray) file = tnef_new(0);
    for (guint i = 0; i < BOUND_ATTACHMENTS + 5; i++) {
        attach(file);
        content(file, "bytes");
    }
    g_autoptr(document_auto) document = read_within(file, parts, MOST);
    assert_int_equal(document->attachments->len, BOUND_ATTACHMENTS);
    assert_true(tnef_read(document, (const char *)file->data, file->len, FALSE, parts, MOST));
    assert_int_equal(document->attachments->len, BOUND_ATTACHMENTS);
    assert_true(document->flags & DOCUMENT_CUT);
    close(parts);
}

static void what_is_no_tnef_is_said_to_be_none(void **state)
{
    (void)state;
    int parts = memfd_create("parts", MFD_CLOEXEC);
    g_autoptr(document_auto) document = document_new();
    g_autoptr(GByteArray) file = tnef_new(0);
    body(file, BODY, "Sofa");
    const char *bytes = (const char *)file->data;
    assert_true(tnef_read(document, bytes, file->len, TRUE, parts, MOST));
    assert_false(tnef_read(document, bytes, (gsize)G_MAXINT + 1, TRUE, parts, MOST)); /* of these, none is looked at */
    assert_false(tnef_read(document, bytes, file->len, TRUE, -1, MOST));
    file->data[file->len - 1] ^= 1; /* the last checksum */
    assert_false(tnef_read(document, bytes, file->len, TRUE, parts, MOST));
    assert_int_equal(document->blocks->len, 1);
    close(parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_body_stands_in_one_of_many_places),
        cmocka_unit_test(what_says_nothing_is_no_body),
        cmocka_unit_test(a_body_beyond_its_bounds_is_cut),
        cmocka_unit_test(a_file_has_a_name_whatever_it_is_called),
        cmocka_unit_test(an_object_is_a_file_too),
        cmocka_unit_test(what_has_no_room_is_left_out_and_said),
        cmocka_unit_test(more_files_than_a_mail_may_have_are_not_read),
        cmocka_unit_test(what_is_no_tnef_is_said_to_be_none),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
