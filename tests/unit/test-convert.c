/* Files that other people's programs read, each beside what a mail with it should become (FILE.txt), written by hand from what
 * tests/e2e/papers.py draws; and what is left where a reader crashes, hangs, is missing or says too much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parsers/convert/apart.h"
#include "parsers/convert/convert.h"
#include "daemon/base/wall.h"
#include "parsers/decode/decode.h"
#include "parsers/decode/rtf.h"

#define MOST (64u * 1024 * 1024)

static const struct convert_limits usual = {0, 60, MOST, NULL};

static char *folder(void)
{
    const char *source = g_getenv("srcdir");
    return g_build_filename(source ? source : ".", "tests", "corpus", "converted", NULL);
}

/* The document of a mail that says nothing and carries this file, and *ret_parts, in which the file lies. */
static struct document *document_with(const char *name, int *ret_parts)
{
    g_autofree char *place = folder(), *path = g_build_filename(place, name, NULL), *bytes = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    *ret_parts = memfd_create("parts", MFD_CLOEXEC);
    assert_int_equal(write(*ret_parts, bytes, length), length);
    struct document *document = document_new();
    struct document_attachment *file = g_new0(struct document_attachment, 1);
    file->name = g_strdup(name);
    file->media_type = g_strdup("application/octet-stream");
    file->size = length;
    file->reading = attachment_reading_of(bytes, length);
    g_ptr_array_add(document->attachments, file);
    return document;
}

static enum attachment_reading reading_of(const char *name, const struct convert_limits *limits)
{
    int parts;
    g_autoptr(document_auto) document = document_with(name, &parts);
    convert_document(document, parts, limits);
    close(parts);
    assert_true(document->blocks->len == 0 || ((struct document_attachment *)document->attachments->pdata[0])->reading == READING_DONE);
    return ((struct document_attachment *)document->attachments->pdata[0])->reading;
}

static void every_file_becomes_what_it_says(void **state)
{
    g_autofree char *place = folder();
    g_autoptr(GDir) directory = g_dir_open(place, 0, NULL);
    guint tried = 0;
    (void)state;
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *beside = g_strdup_printf("%s/%s.txt", place, name), *wanted = NULL;
        int parts;
        if (!g_file_get_contents(beside, &wanted, NULL, NULL))
            continue;
        g_autoptr(document_auto) document = document_with(name, &parts);
        convert_document(document, parts, &usual);
        close(parts);
        g_autofree char *told = document_describe(document);
        if (!g_str_equal(told, wanted))
            print_message("%s reads\n%s\nand not\n%s\n", name, told, wanted);
        assert_string_equal(told, wanted);
        tried++;
    }
    assert_true(tried >= 5);
}

/* What came out of winmail.dat lies behind it, byte by byte. */
static void contents_of_a_tnef_file_are_appended(void **state)
{
    int parts;
    (void)state;
    g_autoptr(document_auto) document = document_with("hard_67.dat", &parts);
    convert_document(document, parts, &usual);
    const struct document_attachment *csv = document->attachments->pdata[1];
    char bytes[64] = "";
    assert_int_equal(pread(parts, bytes, csv->size, (off_t)csv->offset), csv->size);
    assert_string_equal(bytes, "SKU;Quantity;Fabric\r\nSOFA-3;2;Linen\r\n");
    close(parts);
}

/* Outlook's packet says the body once more. */
static void a_body_in_tnef_counts_only_where_the_mail_has_none(void **state)
{
    int parts;
    (void)state;
    g_autoptr(document_auto) document = document_with("body.dat", &parts);
    document_add_line(document_add_block(document, BLOCK_PLAIN), 0, "Product: Table");
    convert_document(document, parts, &usual);
    close(parts);
    assert_int_equal(document->blocks->len, 1);
    assert_int_equal(document->tables->len, 1);
}

static void what_cannot_be_read_is_told(void **state)
{
    struct convert_limits short_time = usual, no_program = usual;
    (void)state;
    short_time.seconds = 1;
    no_program.program = "no-such-program";
    assert_int_equal(reading_of("scan.pdf", &usual), READING_PICTURES);
    assert_int_equal(reading_of("locked.pdf", &usual), READING_ENCRYPTED);
    assert_int_equal(reading_of("cut.pdf", &usual), READING_DAMAGED);
    assert_int_equal(reading_of("endless.pdf", &short_time), READING_TOO_LONG);
    assert_int_equal(reading_of("order.pdf", &no_program), READING_NO_PROGRAM);
}

/* --- the process apart -------------------------------------------------------------------------------------------------------------- */

static int crash(void *data, int out)
{
    (void)data;
    (void)out;
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
    return 0;
}

static int talk(void *data, int out)
{
    (void)data;
    while (write(out, "and so on ", 10) > 0)
        ;
    return 0;
}

static void a_child_that_does_not_stop_talking_is_ended(void **state)
{
    const struct apart_limits limits = {0, 60, 1000000};
    g_autoptr(GByteArray) output = NULL;
    int status;
    (void)state;
    assert_int_equal(apart_run(&limits, talk, NULL, &output, &status), APART_TOO_MUCH);
}

static void a_crash_costs_the_child_alone(void **state)
{
    const struct apart_limits limits = {0, 60, 100};
    g_autoptr(GByteArray) output = NULL;
    int status;
    (void)state;
    assert_int_equal(apart_run(&limits, crash, NULL, &output, &status), APART_CRASHED);
}

/* Its findings as letters, for the parent. */
static int try_walls(void *data, int out)
{
    const char *path = data;
    char found[5] = "nnnn";
    if (wall_calls(WALL_FILES | WALL_CHILDREN | WALL_LOAD) && socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM)
        found[0] = 'y';
    struct wall_path paths[WALL_PATHS_TO_RUN + CONVERT_PROGRAMS];
    if (wall_files(paths, wall_paths_to_run(convert_programs, paths), NULL, 0)) {
        found[1] = open(path, O_WRONLY) < 0 && errno == EACCES ? 'y' : 'n';
        found[2] = open(path, O_RDONLY) < 0 && errno == EACCES && open("/usr/bin/env", O_RDONLY) < 0 && errno == EACCES ? 'y' : 'n';
        found[3] = execl("/bin/true", "true", (char *)NULL) < 0 && errno == EACCES ? 'y' : 'n';
    } else {
        found[1] = found[2] = found[3] = '-'; /* a kernel without Landlock */
    }
    return write(out, found, 4) == 4 ? 0 : 1;
}

static void no_network_no_file_and_no_other_program_is_open_to_the_child(void **state)
{
    const struct apart_limits limits = {0, 60, 100};
    g_autoptr(GByteArray) output = NULL;
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "mailorder-wall-XXXXXX", NULL);
    int status, fd = g_mkstemp(path);
    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(apart_run(&limits, try_walls, path, &output, &status), APART_ENDED);
    close(fd);
    unlink(path);
    assert_int_equal(output->len, 4);
    assert_int_equal(output->data[0], 'y');
    assert_int_not_equal(output->data[1], 'n');
    assert_int_not_equal(output->data[2], 'n');
    assert_int_not_equal(output->data[3], 'n');
}

/* --- RTF ---------------------------------------------------------------------------------------------------------------------------- */

static void rtf_reads_as_it_looks(void **state)
{
    static const char *const cases[][2] = {
        {"{\\rtf1\\ansi a\\par b}", "a\nb"},
        {"{\\rtf1\\ansi\\ansicpg1254 \\'fe\\'f0\\'fd}", "şğı"},
        {"{\\rtf1 \\u351?\\uc2\\u287??x}", "şğx"},
        {"{\\rtf1 \\u-10179?\\u-8704?}", "😀"},
        {"{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}Sofa\\cell 2\\cell\\row}", "Sofa\t2\t\n"},
        {"{\\rtf1 a{\\v b\\v0 c}d}", "acd"},
        {"{\\rtf1{\\pict\\bin5 }}}{}x}y", "y"},
        {"\\{\\}\\\\", "{}\\"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *told = rtf_text(cases[i][0], strlen(cases[i][0]), 1000);
        assert_string_equal(told, cases[i][1]);
    }
    g_autofree char *deep = g_strnfill(100000, '{');
    g_autofree char *told = rtf_text(deep, 100000, 1000);
    assert_string_equal(told, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_becomes_what_it_says),
        cmocka_unit_test(contents_of_a_tnef_file_are_appended),
        cmocka_unit_test(a_body_in_tnef_counts_only_where_the_mail_has_none),
        cmocka_unit_test(what_cannot_be_read_is_told),
        cmocka_unit_test(a_child_that_does_not_stop_talking_is_ended),
        cmocka_unit_test(a_crash_costs_the_child_alone),
        cmocka_unit_test(no_network_no_file_and_no_other_program_is_open_to_the_child),
        cmocka_unit_test(rtf_reads_as_it_looks),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
