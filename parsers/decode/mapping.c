#include "parsers/decode/mapping.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parsers/decode/decode.h"

#define READ_MOST (64u * 1024) /* to map and unmap costs more than to copy so much */

static gboolean fail(GError **error, const char *what)
{
    g_set_error(error, DECODE_ERROR, DECODE_ERROR_IO, "the spooled mail cannot be %s: %s", what, g_strerror(errno));
    return FALSE;
}

/* A file that has become shorter is what is left of it, as a mapped one would be. */
static gboolean read_small(struct mapping *mapping, int fd, gsize size, GError **error)
{
    g_autofree char *bytes = g_malloc(size);
    gsize have = 0;
    for (gssize got = 1; have < size && got != 0; have += got > 0 ? (gsize)got : 0) {
        got = pread(fd, bytes + have, size - have, (off_t)have);
        if (got < 0 && errno != EINTR)
            return fail(error, "read");
    }
    *mapping = (struct mapping){bytes, have, FALSE, bytes};
    bytes = NULL; /* the mapping's now */
    return TRUE;
}

gboolean mapping_open(struct mapping *mapping, int fd, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
        g_set_error_literal(error, DECODE_ERROR, DECODE_ERROR_IO, "the spooled mail is not a file that can be read");
        return FALSE;
    }
    if (status.st_size == 0) {
        *mapping = (struct mapping){"", 0, FALSE, NULL};
        return TRUE;
    }
    if (status.st_size <= READ_MOST)
        return read_small(mapping, fd, (gsize)status.st_size, error);
    void *bytes = mmap(NULL, (gsize)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return fail(error, "mapped");
    (void)madvise(bytes, (gsize)status.st_size, MADV_SEQUENTIAL);
    *mapping = (struct mapping){bytes, (gsize)status.st_size, TRUE, NULL};
    return TRUE;
}

void mapping_release(const struct mapping *mapping, const char *from, const char *to)
{
    gsize page = (gsize)sysconf(_SC_PAGESIZE);
    gsize first = (gsize)(from - mapping->bytes) / page * page;
    gsize end = (gsize)(to - mapping->bytes) / page * page;
    if (mapping->mapped && end > first)
        (void)madvise((void *)(mapping->bytes + first), end - first, MADV_DONTNEED);
}

void mapping_close(struct mapping *mapping)
{
    if (mapping->mapped)
        munmap((void *)mapping->bytes, mapping->length);
    g_clear_pointer(&mapping->read, g_free);
}
