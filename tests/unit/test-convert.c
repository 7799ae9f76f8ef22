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
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parsers/convert/apart.h"
#include "parsers/convert/convert.h"
#include "daemon/base/bounds.h"
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

static struct document_attachment *attach(struct document *document, const char *name, const char *bytes, gsize length)
{
    struct document_attachment *file = g_new0(struct document_attachment, 1);
    file->name = g_strdup(name);
    file->media_type = g_strdup("application/octet-stream");
    file->size = length;
    file->reading = attachment_reading_of(bytes, length);
    g_ptr_array_add(document->attachments, file);
    return file;
}

static struct document *document_with_bytes(const char *name, const char *bytes, gsize length, int *ret_parts)
{
    struct document *document = document_new();
    *ret_parts = memfd_create("parts", MFD_CLOEXEC);
    assert_int_equal(write(*ret_parts, bytes, length), length);
    attach(document, name, bytes, length);
    return document;
}

/* The document of a mail that says nothing and carries this file, and *ret_parts, in which the file lies. */
static struct document *document_with(const char *name, int *ret_parts)
{
    g_autofree char *place = folder(), *path = g_build_filename(place, name, NULL), *bytes = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    return document_with_bytes(name, bytes, length, ret_parts);
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

static void a_program_that_cannot_be_started_is_told_from_a_file_that_cannot_be_read(void **state)
{
    struct convert_limits closed = usual, none = usual;
    (void)state;
    closed.program = "/etc/passwd";
    none.program = "/dev/null/pdftotext"; /* the machine's fault, and not that there is no such program */
    assert_int_equal(reading_of("order.pdf", &closed), READING_NO_PROGRAM);
    assert_int_equal(reading_of("order.pdf", &none), READING_DAMAGED);
}

static void adv_54_a_broken_packet_of_outlook_is_said_to_be_damaged(void **state)
{
    static const char broken[] = "\x78\x9f\x3e\x22\x01\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff";
    int parts;
    (void)state;
    g_autoptr(document_auto) document = document_with_bytes("winmail.dat", broken, sizeof broken, &parts);
    convert_document(document, parts, &usual);
    close(parts);
    assert_int_equal(((struct document_attachment *)document->attachments->pdata[0])->reading, READING_DAMAGED);
}

/* A PDF of so many pages, all of which show one text of `size` octets: small itself, and long when it is read. */
static char *long_pdf(guint pages, guint size)
{
    g_autoptr(GString) kids = g_string_new(NULL);
    g_autofree char *words = g_strnfill(size, 'x');
    GString *pdf = g_string_new("%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n");
    for (guint i = 0; i < pages; i++) {
        g_string_append_printf(pdf, "%u 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 60000 800] /Contents 3 0 R", i + 5);
        g_string_append(pdf, " /Resources <</Font <</F 4 0 R>>>>>> endobj\n");
        g_string_append_printf(kids, "%u 0 R ", i + 5);
    }
    g_string_append_printf(pdf, "2 0 obj <</Type /Pages /Count %u /Kids [%s]>> endobj\n", pages, kids->str);
    g_string_append_printf(pdf, "3 0 obj <</Length %u>> stream\nBT /F 9 Tf 10 700 Td (%s) Tj ET\nendstream endobj\n", size + 33, words);
    g_string_append(pdf, "4 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Courier>> endobj\ntrailer <</Root 1 0 R>>\n");
    return g_string_free(pdf, FALSE);
}

static void a_file_that_says_too_much_is_not_read(void **state)
{
    int parts;
    (void)state;
    g_autofree char *pdf = long_pdf(300, BOUND_TEXT_SIZE / 200);
    g_autoptr(document_auto) document = document_with_bytes("long.pdf", pdf, strlen(pdf), &parts);
    convert_document(document, parts, &usual);
    close(parts);
    assert_int_equal(((struct document_attachment *)document->attachments->pdata[0])->reading, READING_TOO_MUCH);
    assert_int_equal(document->blocks->len, 0);
}

static void more_files_than_are_looked_at_are_said_to_be_too_many(void **state)
{
    g_autoptr(document_auto) document = document_new();
    guint converted = 0;
    (void)state;
    for (guint i = 0; i < CONVERT_FILES + 2; i++)
        attach(document, "order.pdf", "%PDF-1.4", 8);
    for (struct document_attachment *file; (file = convert_next(document, &converted));)
        file->reading = READING_DONE;
    for (guint i = 0; i < document->attachments->len; i++)
        assert_int_equal(((struct document_attachment *)document->attachments->pdata[i])->reading,
                         i < CONVERT_FILES ? READING_DONE : READING_TOO_MUCH);
}

/* What the decoder says of a file is not believed: a mail may have taken it over. */
static void what_is_said_of_a_file_may_be_a_lie(void **state)
{
    static const struct {
        guint64 offset, size;
        enum attachment_reading said, reading;
    } cases[] = {
        {0, 10, READING_OTHER, READING_DAMAGED}, {0, 0, READING_PDF, READING_DAMAGED},           {0, 100001, READING_PDF, READING_DAMAGED},
        {1, 100000, READING_TNEF, READING_DAMAGED}, {G_MAXUINT64, 2, READING_TNEF, READING_DAMAGED}, {99990, 10, READING_PDF, READING_TOO_MUCH},
    };
    g_autoptr(document_auto) document = document_new();
    int parts = memfd_create("parts", MFD_CLOEXEC);
    g_autofree char *name = g_strdup_printf("/proc/self/fd/%d", parts);
    int blind = open(name, O_WRONLY | O_CLOEXEC); /* it cannot be mapped, as where there is no memory for that */
    (void)state;
    assert_int_equal(ftruncate(parts, 100000), 0);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct document_attachment file = {.offset = cases[i].offset, .size = cases[i].size, .reading = cases[i].said};
        assert_int_equal(convert_file(&file, blind, TRUE, &usual, document), cases[i].reading);
        assert_int_equal(convert_file(&file, -1, TRUE, &usual, document), READING_DAMAGED);
    }
    close(blind);
    close(parts);
}

static void a_reader_that_finds_no_memory_costs_its_file_alone(void **state)
{
    struct convert_limits little = usual;
    int parts;
    (void)state;
    g_autofree char *bytes = g_malloc0(1024 * 1024);
    memcpy(bytes, "\x78\x9f\x3e\x22", 4);
    g_autoptr(document_auto) document = document_with_bytes("winmail.dat", bytes, 1024 * 1024, &parts);
    little.memory = 1;
    signal(SIGTRAP, SIG_DFL);
    signal(SIGABRT, SIG_DFL);
    enum attachment_reading reading = convert_file(document->attachments->pdata[0], parts, TRUE, &little, document);
#ifdef __SANITIZE_ADDRESS__
    assert_int_equal(reading, READING_DAMAGED); /* there, memory has no limit */
#else
    assert_int_equal(reading, READING_STOPPED);
#endif
    close(parts);
}

static void a_file_for_which_there_is_no_room_is_not_read(void **state)
{
    const struct document_attachment file = {.size = 6 * 1024 * 1024, .reading = READING_PDF};
    g_autoptr(document_auto) document = document_new();
    struct rlimit before, little;
    int parts = memfd_create("parts", MFD_CLOEXEC);
    (void)state;
    assert_int_equal(ftruncate(parts, 6 * 1024 * 1024), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    little = (struct rlimit){4 * 1024 * 1024, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    assert_int_equal(convert_file(&file, parts, TRUE, &usual, document), READING_DAMAGED);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    close(parts);
}

/* So few descriptors that the child cannot begin; so few that there is no child. */
static void without_descriptors_nothing_is_read(void **state)
{
    struct rlimit before, few;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    int parts, highest = memfd_create("parts", MFD_CLOEXEC);
    close(highest);
    g_autoptr(document_auto) document = document_with("body.dat", &parts);
    for (rlim_t most = 10; most <= 11; most++) {
        few = (struct rlimit){most, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
        assert_int_equal(convert_file(document->attachments->pdata[0], parts, TRUE, &usual, document), READING_DAMAGED);
    }
    few.rlim_cur = (rlim_t)highest + 2;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    assert_int_equal(convert_file(document->attachments->pdata[0], parts, TRUE, &usual, document), READING_STOPPED);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    close(parts);
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

/* As the kernel ends what takes too much of the processor. */
static int end_by(void *data, int out)
{
    (void)out;
    signal(*(const int *)data, SIG_DFL);
    raise(*(const int *)data);
    return 0;
}

static void a_child_that_the_kernel_ends_took_too_long(void **state)
{
    static const int signals[] = {SIGXCPU, SIGKILL};
    const struct apart_limits limits = {0, 60, 100};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(signals); i++) {
        g_autoptr(GByteArray) output = NULL;
        int status, number = signals[i];
        assert_int_equal(apart_run(&limits, end_by, &number, &output, &status), APART_TOO_LONG);
    }
}

/* Takes more memory than it may have, if that was limited. */
static int take_memory(void *data, int out)
{
    (void)out;
    apart_limit_memory(data);
    return mmap(NULL, 1024 * 1024 * 1024, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? 7 : 0;
}

static void a_child_has_no_more_memory_than_it_may_have(void **state)
{
    struct apart_limits limits = {512 * 1024 * 1024, G_MAXUINT, 100};
    (void)state;
    for (int wanted = 7; wanted >= 0; wanted -= 7) {
        g_autoptr(GByteArray) output = NULL;
        int status = 1;
        assert_int_equal(apart_run(&limits, take_memory, &limits, &output, &status), APART_ENDED);
        assert_int_equal(status, wanted);
        limits.memory = 0;
    }
}

static void hear(int number)
{
    (void)number;
}

/* Signals to the parent, before and after it has heard all. */
static int ring(void *data, int out)
{
    for (int i = 0; i < 40; i++) {
        if (i == 20)
            close(out);
        kill(*(const pid_t *)data, SIGUSR1);
        g_usleep(500);
    }
    return 5;
}

static void a_signal_does_not_end_the_waiting_for_a_child(void **state)
{
    const struct apart_limits limits = {0, 60, 100};
    const struct sigaction heard = {.sa_handler = hear};
    struct sigaction before;
    g_autoptr(GByteArray) output = NULL;
    pid_t parent = getpid();
    int status;
    (void)state;
    sigaction(SIGUSR1, &heard, &before);
    assert_int_equal(apart_run(&limits, ring, &parent, &output, &status), APART_ENDED);
    sigaction(SIGUSR1, &before, NULL);
    assert_int_equal(status, 5);
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
        cmocka_unit_test(a_program_that_cannot_be_started_is_told_from_a_file_that_cannot_be_read),
        cmocka_unit_test(adv_54_a_broken_packet_of_outlook_is_said_to_be_damaged),
        cmocka_unit_test(a_file_that_says_too_much_is_not_read),
        cmocka_unit_test(more_files_than_are_looked_at_are_said_to_be_too_many),
        cmocka_unit_test(what_is_said_of_a_file_may_be_a_lie),
        cmocka_unit_test(a_reader_that_finds_no_memory_costs_its_file_alone),
        cmocka_unit_test(a_file_for_which_there_is_no_room_is_not_read),
        cmocka_unit_test(without_descriptors_nothing_is_read),
        cmocka_unit_test(a_child_that_the_kernel_ends_took_too_long),
        cmocka_unit_test(a_child_has_no_more_memory_than_it_may_have),
        cmocka_unit_test(a_signal_does_not_end_the_waiting_for_a_child),
        cmocka_unit_test(a_child_that_does_not_stop_talking_is_ended),
        cmocka_unit_test(a_crash_costs_the_child_alone),
        cmocka_unit_test(no_network_no_file_and_no_other_program_is_open_to_the_child),
        cmocka_unit_test(rtf_reads_as_it_looks),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
