#include "daemon/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/clock.h"

#define SECRET_BYTES      65536 /* an OAuth2 token of Microsoft's can be some 2 KB; files hold one line */
#define SECRET_COMMAND_MS 30000

G_DEFINE_QUARK(mailorder-secret-error, secret_error)

void secret_free(char *secret)
{
    if (!secret)
        return;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

/* The first line of `buffer`, or NULL with `error`. Clears the buffer. */
static char *secret_first_line(char *buffer, gsize length, const char *origin, GError **error)
{
    gsize end = 0;
    while (end < length && buffer[end] != '\n' && buffer[end] != '\r' && buffer[end] != '\0')
        end++;
    gsize mark = length >= 3 && memcmp(buffer, "\xef\xbb\xbf", 3) == 0 ? 3 : 0; /* an editor's, and no part of the password */
    char *secret = end > mark && !(end < length && buffer[end] == '\0') ? g_strndup(buffer + mark, end - mark) : NULL;
    explicit_bzero(buffer, length);
    if (!secret)
        g_set_error(error, SECRET_ERROR, SECRET_ERROR_EMPTY, "%s: the first line should hold the password, and is empty or binary",
                    origin);
    return secret;
}

/* Reads until EOF, the buffer is full, or the deadline (monotonic ms, 0 none) passes. Returns bytes or -1. */
static gssize secret_read_all(int fd, char *buffer, gsize size, gint64 deadline)
{
    gsize length = 0;
    while (length < size) {
        if (deadline) {
            struct pollfd poller = {.fd = fd, .events = POLLIN};
            gint64 left = deadline - clock_monotonic_ms();
            if (left <= 0 || poll(&poller, 1, (int)left) == 0) {
                errno = ETIMEDOUT;
                return -1;
            }
        }
        ssize_t got = read(fd, buffer + length, size - length);
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR)
            return -1;
        if (got > 0)
            length += (gsize)got;
    }
    return (gssize)length;
}

static char *secret_from_file(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0) {
        g_set_error(error, SECRET_ERROR, SECRET_ERROR_READ, "%s: %s", path, g_strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    if (S_ISREG(status.st_mode) && (status.st_mode & 077)) {
        g_set_error(error, SECRET_ERROR, SECRET_ERROR_PERMISSIONS,
                    "%s: others can read this password file (mode %04o); make it chmod 600", path, (unsigned)status.st_mode & 07777u);
        close(fd);
        return NULL;
    }
    g_autofree char *buffer = g_malloc0(SECRET_BYTES);
    gssize length = secret_read_all(fd, buffer, SECRET_BYTES, 0);
    int problem = errno;
    close(fd);
    if (length < 0) {
        g_set_error(error, SECRET_ERROR, SECRET_ERROR_READ, "%s: %s", path, g_strerror(problem));
        return NULL;
    }
    return secret_first_line(buffer, (gsize)length, path, error);
}

static char *secret_from_command(const char *command, GError **error)
{
    g_auto(GStrv) argv = NULL;
    if (!g_shell_parse_argv(command, NULL, &argv, error))
        return NULL;
    g_auto(GStrv) environment = NULL;
    environment = g_environ_setenv(environment, "PATH", "/usr/local/bin:/usr/bin:/bin", TRUE);
    environment = g_environ_setenv(environment, "LANG", "C.UTF-8", TRUE);
    if (g_getenv("HOME"))
        environment = g_environ_setenv(environment, "HOME", g_getenv("HOME"), TRUE);
    GPid pid;
    int out;
    if (!g_spawn_async_with_pipes(NULL, argv, environment, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL,
                                  &out, NULL, error))
        return NULL;
    g_autofree char *buffer = g_malloc0(SECRET_BYTES);
    gssize length = secret_read_all(out, buffer, SECRET_BYTES, clock_monotonic_ms() + SECRET_COMMAND_MS);
    int problem = errno;
    close(out);
    if (length < 0)
        kill(pid, SIGKILL);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    g_autofree char *origin = g_strdup_printf("the output of '%s'", argv[0]);
    if (length < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        explicit_bzero(buffer, SECRET_BYTES);
        if (length < 0)
            g_set_error(error, SECRET_ERROR, SECRET_ERROR_READ, "%s: %s", origin, g_strerror(problem));
        else
            g_set_error(error, SECRET_ERROR, SECRET_ERROR_READ, "the password command '%s' failed with status %d", argv[0],
                        WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
        return NULL;
    }
    return secret_first_line(buffer, (gsize)length, origin, error);
}

char *secret_load(const struct secret_source *source, GError **error)
{
    if (source->file)
        return secret_from_file(source->file, error);
    if (source->command)
        return secret_from_command(source->command, error);
    if (source->plain)
        return g_strdup(source->plain);
    g_set_error(error, SECRET_ERROR, SECRET_ERROR_EMPTY, "no password is configured");
    return NULL;
}
