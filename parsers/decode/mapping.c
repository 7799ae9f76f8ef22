#include "parsers/decode/mapping.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parsers/decode/decode.h"

gboolean mapping_open(struct mapping *mapping, int fd, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
        g_set_error_literal(error, DECODE_ERROR, DECODE_ERROR_IO, "the spooled mail is not a file that can be read");
        return FALSE;
    }
    if (status.st_size == 0) {
        *mapping = (struct mapping){"", 0, FALSE};
        return TRUE;
    }
    void *bytes = mmap(NULL, (gsize)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED) {
        g_set_error(error, DECODE_ERROR, DECODE_ERROR_IO, "the spooled mail cannot be mapped: %s", g_strerror(errno));
        return FALSE;
    }
    (void)madvise(bytes, (gsize)status.st_size, MADV_SEQUENTIAL);
    *mapping = (struct mapping){bytes, (gsize)status.st_size, TRUE};
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
}
