/* The test mail of `mailorder check`, looked for in the files themselves: the daemon holds the list of UIDs. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/transport/maildir.h"
#include "daemon/transport/probe.h"

static gboolean holds(const char *bytes, gsize size, const char *mark)
{
    g_autofree char *subject = g_strdup_printf("\nSubject: mailorder check %s", mark);
    return memmem(bytes, size, subject, strlen(subject)) != NULL;
}

/* The file's beginning when it came since then and holds the mark; NULL. */
static GBytes *read_mail(const char *path, const char *mark, gint64 since)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    char *bytes = NULL;
    ssize_t got = -1;
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_mtime >= since) {
        bytes = g_malloc(PROBE_MAIL_BYTES);
        got = read(fd, bytes, PROBE_MAIL_BYTES);
    }
    if (fd >= 0)
        close(fd);
    if (got > 0 && holds(bytes, (gsize)got, mark))
        return g_bytes_new_take(bytes, (gsize)got);
    g_free(bytes);
    return NULL;
}

static void probe_folder(const char *folder, const char *mark, gint64 since, GPtrArray *ret_mails, gboolean *ret_left)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    const char *name;
    while (directory && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        GBytes *mail = *name == '.' ? NULL : read_mail(path, mark, since);
        if (!mail)
            continue;
        g_ptr_array_add(ret_mails, mail);
        *ret_left = *ret_left || unlink(path) < 0;
    }
}

void maildir_probe(const struct mailbox_settings *settings, const char *mark, gint64 since, GPtrArray *ret_mails, gboolean *ret_left)
{
    static const char *const places[] = {"new", "cur"};
    const char *const names[] = {settings->folder, settings->handled_folder, settings->review_folder};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = maildir_folder_path(settings->path, names[i]);
        for (guint p = 0; path && p < G_N_ELEMENTS(places); p++) {
            g_autofree char *folder = g_build_filename(path, places[p], NULL);
            probe_folder(folder, mark, since, ret_mails, ret_left);
        }
    }
}
