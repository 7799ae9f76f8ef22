#include "daemon/process/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static gboolean fail(GError **error, const char *what)
{
    int problem = errno;
    g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(problem), "%s: %s", what, g_strerror(problem));
    return FALSE;
}

static gboolean write_and_seal(int fd, const char *data, gsize length, GError **error)
{
    gsize done = 0;
    while (done < length) {
        ssize_t written = pwrite(fd, data + done, length - done, (off_t)done);
        if (written < 0 && errno != EINTR)
            return fail(error, "a memory file cannot be written");
        if (written > 0)
            done += (gsize)written;
    }
    return fcntl(fd, F_ADD_SEALS, SEALS | F_SEAL_SEAL) == 0 || fail(error, "a memory file cannot be sealed");
}

int sealed_new(const char *name, const void *data, gsize length, GError **error)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        fail(error, "no memory file can be made");
        return -1;
    }
    if (!write_and_seal(fd, data, length, error)) {
        close(fd);
        return -1;
    }
    return fd;
}

GBytes *sealed_bytes(int fd, gsize most, GError **error)
{
    struct stat status;
    int seals = fcntl(fd, F_GET_SEALS);
    if (seals < 0 || (seals & SEALS) != SEALS || fstat(fd, &status) < 0 || status.st_size < 0 ||
        (guint64)status.st_size > most) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "a memory file is not sealed, or larger than it may be");
        return NULL;
    }
    g_autoptr(GMappedFile) mapped = g_mapped_file_new_from_fd(fd, FALSE, error);
    return mapped ? g_mapped_file_get_bytes(mapped) : NULL;
}
