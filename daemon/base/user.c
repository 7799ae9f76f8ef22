#include "daemon/base/user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean user_is_root(void)
{
    return geteuid() == 0;
}

static gboolean fail(GError **error, int problem, const char *format, ...) G_GNUC_PRINTF(3, 4);
static gboolean fail(GError **error, int problem, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, G_FILE_ERROR, g_file_error_from_errno(problem), text);
    return FALSE;
}

static gboolean prepare(const char *folder, const struct passwd *user, GError **error)
{
    struct stat status;
    if (stat(folder, &status) < 0 && errno == ENOENT) {
        if (g_mkdir_with_parents(folder, 0700) < 0 || chown(folder, user->pw_uid, user->pw_gid) < 0)
            return fail(error, errno, "%s: %s", folder, g_strerror(errno));
        return TRUE;
    }
    if (stat(folder, &status) == 0 && status.st_uid != user->pw_uid)
        return fail(error, EPERM, "%s belongs to another user than paths.run_as; once, as root: chown -R %s: %s", folder, user->pw_name, folder);
    return TRUE;
}

gboolean user_become(const char *name, const char *folder, GError **error)
{
    if (!name || !user_is_root())
        return TRUE;
    const struct passwd *user = getpwnam(name);
    if (!user)
        return fail(error, ENOENT, "paths.run_as: there is no user \"%s\"; make one: adduser --system --group --no-create-home %s", name, name);
    if (user->pw_uid == 0)
        return fail(error, EINVAL, "paths.run_as: \"%s\" is root again", name);
    if (folder && !prepare(folder, user, error))
        return FALSE;
    if (initgroups(user->pw_name, user->pw_gid) < 0 || setgid(user->pw_gid) < 0 || setuid(user->pw_uid) < 0)
        return fail(error, errno, "paths.run_as: this process cannot become \"%s\": %s", name, g_strerror(errno));
    if (setuid(0) == 0)
        return fail(error, EPERM, "paths.run_as: root's rights could not be given up");
    return TRUE;
}
