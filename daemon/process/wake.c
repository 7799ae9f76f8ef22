#include "daemon/process/wake.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static gboolean bind_to(int fd, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (g_strlcpy(address.sun_path, path, sizeof(address.sun_path)) >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        return FALSE;
    }
    unlink(path); /* an earlier desk's; the store's lock says that it is gone */
    return bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 && chmod(path, 0600) == 0;
}

int wake_open(const char *state_dir, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, "wake", NULL);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && bind_to(fd, path))
        return fd;
    int problem = errno;
    g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(problem), "%s: %s", path, g_strerror(problem));
    if (fd >= 0)
        close(fd);
    return -1;
}

gboolean wake_taken(int fd)
{
    char byte;
    gboolean any = FALSE;
    while (recv(fd, &byte, 1, MSG_DONTWAIT | MSG_TRUNC) >= 0)
        any = TRUE;
    return any;
}
