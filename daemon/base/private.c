#include "daemon/base/private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS 077

static char *folder_line(const char *path, mode_t mode, const char *what)
{
    return g_strdup_printf("%s: this folder is open to others (mode %04o)%s", path, mode & 07777, what);
}

/* Whether it is a folder of ours: a wrong line in the configuration must not close /var to everybody. */
static gboolean is_ours(const char *path, const char *mark)
{
    g_autofree char *made = g_build_filename(path, mark, NULL);
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    return directory && (!g_dir_read_name(directory) || g_access(made, F_OK) == 0);
}

/* How many files right in it were open to others; each is closed. */
static guint close_files(int folder, const char *path)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    const char *name;
    guint count = 0;
    while (directory && (name = g_dir_read_name(directory)) != NULL) {
        struct stat status;
        if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) && status.st_mode & OTHERS)
            count += fchmodat(folder, name, status.st_mode & 07700, 0) == 0;
    }
    return count;
}

static enum private_found look(int folder, const char *path, const char *mark, char **ret_line)
{
    struct stat status;
    if (fstat(folder, &status) < 0 || !(status.st_mode & OTHERS)) {
        guint count = close_files(folder, path);
        if (count > 0)
            *ret_line = g_strdup_printf("%s: %u files in it were open to others; they are closed now", path, count);
        return count > 0 ? PRIVATE_MENDED : PRIVATE_WELL;
    }
    g_autofree char *how = g_strdup_printf(" and not ours alone; give mailorder a folder of its own, or close it: chmod 700 %s", path);
    if (!is_ours(path, mark) || fchmod(folder, status.st_mode & 0700) < 0) {
        *ret_line = folder_line(path, status.st_mode, how);
        return PRIVATE_REFUSED;
    }
    close_files(folder, path);
    *ret_line = folder_line(path, status.st_mode, "; it is closed now");
    return PRIVATE_MENDED;
}

enum private_found private_folder(const char *path, const char *mark, char **ret_line)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        *ret_line = g_strdup_printf("%s: %s", path, g_strerror(errno));
        return PRIVATE_REFUSED;
    }
    enum private_found found = look(folder, path, mark, ret_line);
    close(folder);
    return found;
}
