/* The decoder's attachments, digest and variant, and what it makes of each mail of the corpus. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/decode/decode.h"
#include "tests/unit/decode-helper.h"

#define WITH_FILES                                                                                                     \
    "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n"                              \
    "Content-Type: application/PDF; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\naGVsbG8g\nd29y bGQ=\n--b\n"   \
    "Content-Type: text/csv\nContent-Disposition: attachment; filename=b.csv\n\nx;y\n--b--\n"

static const struct document_attachment *attachment(const struct document *document, guint index)
{
    assert_true(index < document->attachments->len);
    return document->attachments->pdata[index];
}

static int file_with(const char *text)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    int fd = dup(fileno(file));
    assert_int_equal(write(fd, text, strlen(text)), (gssize)strlen(text));
    fclose(file);
    return fd;
}

static char *file_text(int fd)
{
    struct stat status;
    assert_int_equal(fstat(fd, &status), 0);
    char *text = g_malloc0((gsize)status.st_size + 1);
    assert_int_equal(pread(fd, text, (gsize)status.st_size, 0), status.st_size);
    return text;
}

static void attachments_are_extracted_in_one_file(void **state)
{
    (void)state;
    int mail = file_with(WITH_FILES), out = file_with("before");
    g_autoptr(document_auto) document = decode_mail(mail, NULL);
    assert_non_null(document);
    assert_string_equal(attachment(document, 0)->media_type, "application/pdf");
    assert_true(attachment(document, 0)->size == 11);
    assert_true(decode_attachments(mail, document, out, 1000, NULL));
    g_autofree char *text = file_text(out);
    assert_string_equal(text, "beforehello worldx;y");
    assert_true(attachment(document, 0)->offset == 6);
    assert_true(attachment(document, 1)->offset == 17);
    assert_false(document->flags & DOCUMENT_CUT);
    close(mail);
    close(out);
}

static void what_exceeds_the_budget_is_left_out(void **state)
{
    (void)state;
    int mail = file_with(WITH_FILES), out = file_with("");
    g_autoptr(document_auto) document = decode_mail(mail, NULL);
    ((struct document_attachment *)document->attachments->pdata[0])->size = 1; /* a decoder that lies */
    assert_true(decode_attachments(mail, document, out, 10, NULL));
    g_autofree char *text = file_text(out);
    assert_string_equal(text, "x;y");
    assert_int_equal(document->attachments->len, 1);
    assert_string_equal(attachment(document, 0)->name, "b.csv");
    assert_true(document->flags & DOCUMENT_CUT);
    close(mail);
    close(out);
}

static void an_unknown_part_is_left_out(void **state)
{
    (void)state;
    int mail = file_with(WITH_FILES), out = file_with("");
    g_autoptr(document_auto) document = decode_mail(mail, NULL);
    ((struct document_attachment *)document->attachments->pdata[0])->part = 77;
    assert_true(decode_attachments(mail, document, out, 1000, NULL));
    assert_int_equal(document->attachments->len, 1);
    assert_true(document->flags & DOCUMENT_CUT);
    close(mail);
    close(out);
}

static void descriptors_that_fail_are_errors(void **state)
{
    (void)state;
    g_autoptr(GError) closed = NULL, pipe_error = NULL, written = NULL;
    int ends[2], mail = file_with(WITH_FILES);
    assert_null(decode_mail(-1, &closed));
    assert_true(g_error_matches(closed, DECODE_ERROR, DECODE_ERROR_IO));
    assert_int_equal(pipe(ends), 0);
    assert_null(decode_mail(ends[0], &pipe_error));
    assert_true(g_error_matches(pipe_error, DECODE_ERROR, DECODE_ERROR_IO));
    g_autoptr(document_auto) document = decode_mail(mail, NULL);
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_false(decode_attachments(mail, document, full, 1000, &written));
    assert_true(g_error_matches(written, DECODE_ERROR, DECODE_ERROR_IO));
    close(full);
    close(ends[0]);
    close(ends[1]);
    close(mail);
}

static void adv_41_names_are_clean(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"filename=\"../../etc/passwd\"", "passwd"},
        {"filename=\"C:\\\\temp\\\\plan.dwg\"", "plan.dwg"},
        {"filename=\"..\"", "attachment-1"},
        {"filename=\"\"", "attachment-1"},
        {"filename*=utf-8''%0D%0Aa%2Fb%C5%9F.pdf", "bş.pdf"},
        {"filename*0*=utf-8''%C5; filename*1*=%9F.pdf", "ş.pdf"},
        {"filename=\"=?utf-8?B?xZ8=?=.pdf\"", "ş.pdf"},
        {"filename=\".htaccess\"", "htaccess"},
        {"filename=\"../../x\"", "x"},
        {"filename=\"..\\\\..\\\\x\"", "x"},
        {"filename=\"/etc/passwd\"", "passwd"},
        {"filename=\"a/b/\"", "attachment-1"},
        {"filename=\"\\\\\\\\server\\\\share\\\\x.doc\"", "x.doc"},
        {"filename=\"...\"", "attachment-1"},
        {"filename=\" . .x\"", "x"},
        {"filename=\"=?utf-8?Q?..=2F..=2Fx?=\"", "x"},
        {"filename=\"=?utf-8?Q?a=00b=0D=0AX-Evil:_1.pdf?=\"", NULL},
        {"filename*=utf-8''..%2F..%2Fx", "x"},
        {"filename*=utf-8''a%00b%1B%5B31m.pdf", NULL},
        {"filename*=utf-8''invoice%E2%80%AEfdp.exe", "invoicefdp.exe"},
        {"filename*=utf-8''%E2%81%A6x%E2%81%A9.pdf", "x.pdf"},
        {"filename*=nobody'knows'%2E%2E%2Fx.pdf", NULL},
        {"filename*=utf-8", NULL},
        {"filename*=utf-8''%", NULL},
        {"filename*0=../; filename*1=../; filename*2=x", "x"},
        {"filename*0*=utf-8''..%2F; filename*1=\"../x\"", "x"},
        {"filename*1=b; filename*0=a; filename*3=d", NULL},
        {"filename*99999999999=x", NULL},
        {"filename=CON", "CON"},
        {"filename=\"nul.txt\"", "nul.txt"},
        {"filename=\"x:stream\"", "x:stream"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strdup_printf(
            "From: a@b.example\nContent-Type: application/pdf\nContent-Disposition: attachment; %s\n\nx\n",
            cases[i][0]);
        g_autoptr(document_auto) document = decode_text(mail);
        const char *name = attachment(document, 0)->name;
        if (cases[i][1])
            assert_string_equal(name, cases[i][1]);
        g_autofree char *clean = text_one_line(name, BOUND_FILE_NAME);
        assert_string_equal(name, clean);
        assert_true(*name && *name != '.' && !strpbrk(name, "/\\"));
    }
}

static void adv_41_a_long_name_keeps_its_extension(void **state)
{
    (void)state;
    g_autofree char *stem = g_strnfill(400, 'a');
    g_autofree char *mail = g_strdup_printf("From: a@b.example\nContent-Type: image/png; name=\"%s.png\"\n\nx\n", stem);
    g_autoptr(document_auto) document = decode_text(mail);
    assert_int_equal(strlen(attachment(document, 0)->name), BOUND_FILE_NAME);
    assert_true(g_str_has_suffix(attachment(document, 0)->name, "a.png"));
    g_autofree char *endless = g_strnfill(10240, 'a');
    g_autofree char *other = g_strdup_printf("From: a@b.example\nContent-Type: image/png; name=\"%s/../%s.%s\"\n\nx\n", stem, endless, endless);
    g_autoptr(document_auto) cut = decode_text(other);
    assert_true(strlen(attachment(cut, 0)->name) <= BOUND_FILE_NAME && *attachment(cut, 0)->name == 'a');
}

static void images_the_html_shows_are_inlined(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_body("multipart/related; boundary=b",
                    "--b\nContent-Type: text/html\n\n<img src=\"cid:one@x\">\n--b\nContent-Type: image/png\n"
                    "Content-ID: <one@x>\n\nx\n--b\nContent-Type: image/png\nContent-ID: <two@x>\n\nx\n--b--\n");
    assert_true(attachment(document, 0)->inlined);
    assert_false(attachment(document, 1)->inlined);
}

static void the_digest_is_of_the_mail_not_of_its_way(void **state)
{
    (void)state;
    static const char mail[] = "From: a@b.example\nSubject: s\nDate: Tue, 24 Nov 2026 10:00:00 +0000\n%s"
                               "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: %s\n\n%s";
    static const struct {
        const char *trace, *encoding, *body;
        gboolean same;
    } cases[] = {
        {"Received: x\nX-Spam-Status: No\nMessage-ID: <2@x>\n", "8bit", "kuma\xc5\x9f", TRUE},
        {"", "quoted-printable", "kuma=C5=9F\n\n", TRUE},
        {"", "8bit", "kuma\xc5\x9f!", FALSE},
        {"", "8bit", "kuma \xc5\x9f", FALSE},
        {"Subject: \nCc: x\n", "8bit", "kuma\xc5\x9f\n.", FALSE},
    };
    g_autofree char *first = g_strdup_printf(mail, "", "8bit", "kuma\xc5\x9f\n");
    g_autoptr(document_auto) original = decode_text(first);
    assert_int_equal(strlen(original->digest), 64);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(mail, cases[i].trace, cases[i].encoding, cases[i].body);
        g_autoptr(document_auto) other = decode_text(text);
        assert_int_equal(strcmp(original->digest, other->digest) == 0, cases[i].same);
    }
}

static void the_digest_sees_attachments_and_what_is_cut(void **state)
{
    (void)state;
    g_autofree char *changed = g_strdup(WITH_FILES);
    *strstr(changed, "x;y") = 'z';
    g_autoptr(document_auto) one = decode_text(WITH_FILES);
    g_autoptr(document_auto) other = decode_text(changed);
    assert_string_not_equal(one->digest, other->digest);
    GString *many = g_string_new("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n");
    for (guint i = 0; i < 2 * BOUND_MIME_PARTS; i++)
        g_string_append(many, "--b\n\nx\n");
    g_autoptr(document_auto) cut = decode_text(many->str);
    g_string_append(many, "y\n");
    g_autoptr(document_auto) other_cut = decode_text(many->str);
    assert_string_not_equal(cut->digest, other_cut->digest);
    g_string_free(many, TRUE);
}

/* --- variant */

static struct document *full_document(void)
{
    struct document *document =
        decode_text("From: A <a@b.example>\nSubject: s\nReferences: <a@x> <b@x>\nDate: Tue, 24 Nov 2026 "
                    "10:00:00 +0000\nReceived: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                    "Content-Type: text/html\n\n<p>x<table><tr><td>Fabric<td>Linen</table><table><tr><th>a"
                    "<th>b<tr><td>1<td>2</table>\n--b\nContent-Type: image/png\n\nx\n--b--\n");
    assert_int_equal(document->pairs->len, 1);
    assert_int_equal(document->tables->len, 1);
    assert_int_equal(document->attachments->len, 1);
    return document;
}

static void a_variant_carries_all_of_a_document(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = full_document();
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    g_autoptr(document_auto) copy = document_from_variant(variant, NULL);
    assert_non_null(copy);
    g_autoptr(GVariant) again = g_variant_ref_sink(document_to_variant(copy));
    assert_true(g_variant_equal(variant, again));
}

static void assert_refused(struct document *document)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    assert_null(document_from_variant(variant, &error));
    assert_true(g_error_matches(error, DECODE_ERROR, DECODE_ERROR_NOT_A_DOCUMENT));
}

static void replace(char **place, const char *text)
{
    g_free(*place);
    *place = g_strdup(text);
}

static void a_variant_out_of_bounds_is_refused(void **state)
{
    (void)state;
    g_autofree char *long_text = g_strnfill(BOUND_LINE_SIZE + 1, 'x');
    g_autoptr(document_auto) subject = full_document();
    replace(&subject->subject, "a\nBcc: x");
    assert_refused(subject);
    g_autoptr(document_auto) name = full_document();
    replace(&((struct document_attachment *)name->attachments->pdata[0])->name, "../x");
    assert_refused(name);
    g_autoptr(document_auto) line = full_document();
    document_add_line(line->blocks->pdata[0], 0, long_text);
    assert_refused(line);
    g_autoptr(document_auto) lines = full_document();
    for (guint i = 0; i <= BOUND_LINES; i++)
        document_add_line(lines->blocks->pdata[0], 0, "");
    assert_refused(lines);
    g_autoptr(document_auto) pairs = full_document();
    for (guint i = 0; i <= BOUND_PAIRS; i++)
        document_add_pair(pairs, "a", "b");
    assert_refused(pairs);
    g_autoptr(document_auto) addresses = full_document();
    for (guint i = 0; i <= BOUND_ADDRESSES; i++)
        document_add_address(addresses->to, "", "a@b.example");
    assert_refused(addresses);
    g_autoptr(document_auto) span = full_document();
    document_row_add_cell(document_table_add_row(document_add_table(span)), "x", 0);
    assert_refused(span);
    g_autoptr(document_auto) origin = full_document();
    document_add_block(origin, (enum block_origin)9);
    assert_refused(origin);
}

static void a_variant_of_another_type_or_damaged_is_refused(void **state)
{
    (void)state;
    g_autoptr(GVariant) other = g_variant_ref_sink(g_variant_new_string("x"));
    assert_null(document_from_variant(other, NULL));
    g_autoptr(document_auto) document = full_document();
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    gsize size = g_variant_get_size(variant);
    for (gsize i = 0; i < size; i++) {
        guint8 *bytes = g_memdup2(g_variant_get_data(variant), size);
        bytes[i] ^= 0xff;
        g_autoptr(GVariant) damaged =
            g_variant_ref_sink(g_variant_new_from_data(g_variant_get_type(variant), bytes, size, FALSE, g_free, bytes));
        g_autoptr(document_auto) copy = document_from_variant(damaged, NULL);
        if (copy) { /* a changed letter or number is a document all the same */
            g_autofree char *text = document_describe(copy);
            assert_true(g_utf8_validate(text, -1, NULL));
        }
    }
}

/* --- corpus */

static const char *source_folder(void)
{
    const char *folder = g_getenv("srcdir");
    return folder ? folder : ".";
}

/* To write the expectations anew: UPDATE_EXPECTED=1, then read the difference. */
static void compare_expected(const char *name, const char *text)
{
    g_autofree char *file = g_strdup_printf("%s.txt", name);
    g_autofree char *path = g_build_filename(source_folder(), "tests/corpus/expected", file, NULL);
    g_autofree char *expected = NULL;
    if (g_getenv("UPDATE_EXPECTED"))
        g_file_set_contents(path, text, -1, NULL);
    if (!g_file_get_contents(path, &expected, NULL, NULL) || strcmp(expected, text) != 0)
        fail_msg("%s is not decoded as %s says, but as:\n%s", name, path, text);
}

static void each_mail_of_the_corpus_is_decoded_as_expected(void **state)
{
    (void)state;
    g_autofree char *folder = g_build_filename(source_folder(), "tests/corpus", NULL);
    GDir *mails = g_dir_open(folder, 0, NULL);
    assert_non_null(mails);
    guint count = 0;
    for (const char *name; (name = g_dir_read_name(mails));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_str_has_suffix(name, ".eml"))
            continue;
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        g_autoptr(document_auto) document = decode_mail(fd, NULL);
        close(fd);
        assert_non_null(document);
        g_autofree char *text = document_describe(document);
        compare_expected(name, text);
        count++;
    }
    g_dir_close(mails);
    assert_true(count >= 60);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(attachments_are_extracted_in_one_file),
        cmocka_unit_test(what_exceeds_the_budget_is_left_out),
        cmocka_unit_test(an_unknown_part_is_left_out),
        cmocka_unit_test(descriptors_that_fail_are_errors),
        cmocka_unit_test(adv_41_names_are_clean),
        cmocka_unit_test(adv_41_a_long_name_keeps_its_extension),
        cmocka_unit_test(images_the_html_shows_are_inlined),
        cmocka_unit_test(the_digest_is_of_the_mail_not_of_its_way),
        cmocka_unit_test(the_digest_sees_attachments_and_what_is_cut),
        cmocka_unit_test(a_variant_carries_all_of_a_document),
        cmocka_unit_test(a_variant_out_of_bounds_is_refused),
        cmocka_unit_test(a_variant_of_another_type_or_damaged_is_refused),
        cmocka_unit_test(each_mail_of_the_corpus_is_decoded_as_expected),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
