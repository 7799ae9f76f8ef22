#include "parsers/convert/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "daemon/base/wall.h"
#include "parsers/convert/apart.h"
#include "parsers/convert/tnef.h"
#include "parsers/decode/decode.h"
#include "parsers/decode/page.h"

#if defined(__SANITIZE_ADDRESS__)
#define CONVERT_SANITIZED 1 /* ASan reserves terabytes of addresses */
#else
#define CONVERT_SANITIZED 0
#endif

#define TNEF_OUT   3 /* descriptors of the child that reads TNEF: libytnef may print, and to nobody */
#define TNEF_PARTS 4

#define STATUS_UNREADABLE 1
#define STATUS_WALLS      3
#define STATUS_NO_PROGRAM 127

/* What a child needs to know. */
struct conversion {
    const struct document_attachment *file;
    const struct convert_limits *limits;
    struct apart_limits apart;
    const char *bytes;
    gboolean wants_body;
    int parts;
};

const char *const convert_programs[CONVERT_PROGRAMS] = {"/usr/local/bin/pdftotext", "/usr/bin/pdftotext", "/bin/pdftotext", NULL};

/* Both are done as far as the machine can: where it cannot, the limits and the process apart remain. What a child counts for --enable-coverage
 * goes into files, which the first would forbid. */
static void walls(void)
{
    struct wall_path paths[WALL_PATHS_TO_RUN + CONVERT_PROGRAMS];
    guint count = wall_paths_to_run(convert_programs, paths);
    if (!APART_COUNTED)
        wall_files(paths, count, NULL, 0);
    wall_calls(WALL_FILES | WALL_CHILDREN | WALL_LOAD);
}

static gboolean write_all(int fd, const char *bytes, gsize length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written <= 0 && !(written < 0 && errno == EINTR))
            return FALSE;
        bytes += MAX(written, 0);
        length -= (gsize)MAX(written, 0);
    }
    return TRUE;
}

/* --- PDF ------------------------------------------------------------------------------------------------------------------------ */

/* In the child: the program reads the file from descriptor 0, and has nothing but 0 to 2 (which are nothing, where these are not put there). */
static int run_program(void *data, int out)
{
    const struct conversion *conversion = data;
    const char *program = conversion->limits->program ? conversion->limits->program : "pdftotext";
    char *argv[] = {(char *)program, (char *)"-layout", (char *)"-enc", (char *)"UTF-8", (char *)"-eol", (char *)"unix", (char *)"-q", (char *)"-", (char *)"-", NULL};
    char *environment[] = {(char *)"PATH=/usr/local/bin:/usr/bin:/bin", (char *)"LC_ALL=C.UTF-8", NULL};
    int in = memfd_create("pdf", MFD_CLOEXEC);
    if (in < 0 || !write_all(in, conversion->bytes, conversion->file->size))
        return STATUS_WALLS;
    lseek(in, 0, SEEK_SET);
    dup2(in, 0);
    dup2(out, 1);
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    walls();
    apart_limit_memory(&conversion->apart);
    apart_count();
    execvpe(program, argv, environment);
    return errno == ENOENT || errno == EACCES ? STATUS_NO_PROGRAM : STATUS_WALLS;
}

/* The trailer of an encrypted file names its lock, and is itself not encrypted (ISO 32000-1 section 7.6.1). */
static gboolean is_encrypted(const struct conversion *conversion)
{
    return memmem(conversion->bytes, conversion->file->size, "/Encrypt", 8) != NULL;
}

static enum attachment_reading read_pdf(struct conversion *conversion, const GByteArray *output, int status, struct document *document)
{
    if (status == STATUS_NO_PROGRAM)
        return READING_NO_PROGRAM;
    if (status != 0)
        return is_encrypted(conversion) ? READING_ENCRYPTED : READING_DAMAGED;
    return page_read(document, (const char *)output->data, output->len) ? READING_DONE : READING_PICTURES;
}

/* --- TNEF ----------------------------------------------------------------------------------------------------------------------- */

/* Keeps the file of attachments and what it answers by, and no way to the desk. */
static gboolean keep_two(int parts, int out)
{
    int kept = fcntl(parts, F_DUPFD_CLOEXEC, 10);
    int answer = fcntl(out, F_DUPFD_CLOEXEC, 10);
    return kept >= 0 && answer >= 0 && dup2(answer, TNEF_OUT) >= 0 && dup2(kept, TNEF_PARTS) >= 0 && close_range(TNEF_PARTS + 1, ~0u, 0) == 0;
}

static int run_tnef(void *data, int out)
{
    const struct conversion *conversion = data;
    struct rlimit files = {conversion->limits->parts_size, conversion->limits->parts_size};
    if (!keep_two(conversion->parts, out) || setrlimit(RLIMIT_FSIZE, &files) < 0)
        return STATUS_WALLS;
    g_autoptr(document_auto) document = document_new();
    walls();
    if (!CONVERT_SANITIZED)
        apart_limit_memory(&conversion->apart);
    decode_init();
    if (!tnef_read(document, conversion->bytes, conversion->file->size, conversion->wants_body, TNEF_PARTS, conversion->limits->parts_size))
        return STATUS_UNREADABLE;
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    return write_all(TNEF_OUT, g_variant_get_data(variant), g_variant_get_size(variant)) ? 0 : STATUS_WALLS;
}

static enum attachment_reading read_tnef(const GByteArray *output, int status, struct document *document)
{
    if (status != 0)
        return READING_DAMAGED;
    g_autoptr(GBytes) bytes = g_bytes_new(output->data, output->len);
    g_autoptr(GVariant) variant = g_variant_ref_sink(g_variant_new_from_bytes(document_type(), bytes, FALSE));
    g_autoptr(document_auto) read = document_from_variant(variant, NULL);
    if (!read)
        return READING_STOPPED;
    document_absorb(document, read);
    return READING_DONE;
}

/* --- one file --------------------------------------------------------------------------------------------------------------------- */

static enum attachment_reading convert_mapped(struct conversion *conversion, struct document *document)
{
    gboolean pdf = conversion->file->reading == READING_PDF;
    g_autoptr(GByteArray) output = NULL;
    int status = 0;
    switch (apart_run(&conversion->apart, pdf ? run_program : run_tnef, conversion, &output, &status)) {
    case APART_ENDED:
        return pdf ? read_pdf(conversion, output, status, document) : read_tnef(output, status, document);
    case APART_CRASHED:
    case APART_NO_START:
        return READING_STOPPED;
    case APART_TOO_LONG:
        return READING_TOO_LONG;
    case APART_TOO_MUCH:
        return READING_TOO_MUCH;
    }
    return READING_STOPPED;
}

/* Who says where it lies may lie, too: what is mapped beyond a file's end must not be touched. */
static gboolean lies_within(const struct document_attachment *file, int parts)
{
    struct stat status;
    if (fstat(parts, &status) < 0)
        return FALSE;
    guint64 all = (guint64)status.st_size;
    return file->size > 0 && file->size <= all && file->offset <= all - file->size;
}

enum attachment_reading convert_file(const struct document_attachment *file, int parts, gboolean wants_body,
                                     const struct convert_limits *limits, struct document *ret_document)
{
    gsize page = (gsize)sysconf(_SC_PAGESIZE), before = file->offset % page;
    if (!attachment_waits(file->reading) || !lies_within(file, parts))
        return READING_DAMAGED;
    char *mapped = mmap(NULL, before + file->size, PROT_READ, MAP_PRIVATE, parts, (off_t)(file->offset - before));
    if (mapped == MAP_FAILED)
        return READING_TOO_MUCH;
    gsize most = file->reading == READING_PDF ? BOUND_TEXT_SIZE : BOUND_MESSAGE_SIZE;
    struct conversion conversion = {file, limits, {limits->memory, limits->seconds, most}, mapped + before, wants_body, parts};
    enum attachment_reading reading = convert_mapped(&conversion, ret_document);
    munmap(mapped, before + file->size);
    return reading;
}

/* --- all of a document's -------------------------------------------------------------------------------------------------------- */

struct document_attachment *convert_next(const struct document *document, guint *converted)
{
    for (guint i = 0; i < document->attachments->len; i++) {
        struct document_attachment *file = document->attachments->pdata[i];
        if (!attachment_waits(file->reading))
            continue;
        if (*converted >= CONVERT_FILES) {
            file->reading = READING_TOO_MUCH;
            continue;
        }
        (*converted)++;
        return file;
    }
    return NULL;
}

void convert_document(struct document *document, int parts, const struct convert_limits *limits)
{
    guint converted = 0;
    for (struct document_attachment *file; (file = convert_next(document, &converted));) {
        g_autoptr(document_auto) more = document_new();
        enum attachment_reading reading = convert_file(file, parts, !document_has_words(document), limits, more);
        file->reading = reading;
        document_absorb(document, more);
    }
}
