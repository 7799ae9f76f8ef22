/* Removing mails for good from a Maildir's folders, wherever they are now: known by size and Message-ID, or by size and the file's time. */
#include "daemon/transport/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_BYTES 65536 /* a Message-ID stands near the top; one farther down is not found, and date and size must do */

/* Whether a field "Message-ID" in this mail's header holds "<id>". */
static gboolean has_id(const char *path, const char *id)
{
    g_autofree char *head = g_malloc(HEAD_BYTES + 1), *wanted = g_strdup_printf("<%s>", id);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    gssize got = fd >= 0 ? pread(fd, head, HEAD_BYTES, 0) : -1;
    gboolean field = FALSE;
    if (fd >= 0)
        close(fd);
    if (got <= 0)
        return FALSE;
    head[got] = '\0';
    g_auto(GStrv) lines = g_strsplit(head, "\n", -1);
    for (guint i = 0; lines[i] && *lines[i] && *lines[i] != '\r'; i++) {
        if (!g_ascii_isspace(*lines[i]))
            field = g_ascii_strncasecmp(lines[i], "Message-ID:", strlen("Message-ID:")) == 0;
        if (field && strstr(lines[i], wanted))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_it(const char *path, const struct stat *status, const struct mailbox_removal *removal)
{
    gboolean same_size = removal->size == (guint64)status->st_size;
    if (removal->sent)
        return has_id(path, removal->message_id);
    return same_size && (*removal->message_id ? has_id(path, removal->message_id) : removal->arrived == status->st_mtime);
}

/* FALSE with `error`: it cannot be removed. */
static gboolean look_at(const char *path, gboolean sent, const struct mailbox_removal *removals, guint count,
                        enum mailbox_removed *ret_removed, GError **error)
{
    struct stat status;
    if (lstat(path, &status) < 0 || !S_ISREG(status.st_mode))
        return TRUE;
    for (guint i = 0; i < count; i++) {
        if (removals[i].sent != sent || !is_it(path, &status, &removals[i]))
            continue;
        if (unlink(path) < 0 && errno != ENOENT) {
            g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "%s: cannot be removed: %s", path, g_strerror(errno));
            return FALSE;
        }
        ret_removed[i] = MAILBOX_REMOVED;
        return TRUE;
    }
    return TRUE;
}

static gboolean look_through(const char *folder, gboolean sent, const struct mailbox_removal *removals, guint count,
                             enum mailbox_removed *ret_removed, GError **error)
{
    static const char *const parts[] = {"new", "cur"};
    for (guint i = 0; folder && i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *path = g_build_filename(folder, parts[i], NULL);
        g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
        const char *name;
        while (directory && (name = g_dir_read_name(directory)) != NULL) {
            g_autofree char *file = g_build_filename(path, name, NULL);
            if (*name != '.' && !look_at(file, sent, removals, count, ret_removed, error))
                return FALSE;
        }
    }
    return TRUE;
}

gboolean maildir_remove(struct mailbox *mailbox, const struct mailbox_removal *removals, guint count, enum mailbox_removed *ret_removed,
                        GError **error)
{
    const struct maildir *maildir = (const struct maildir *)mailbox;
    g_autofree enum mailbox_removed *removed = g_new0(enum mailbox_removed, count);
    if (!look_through(maildir->inbox, FALSE, removals, count, removed, error) ||
        !look_through(maildir->folders[MAILBOX_HANDLED], FALSE, removals, count, removed, error) ||
        !look_through(maildir->folders[MAILBOX_REVIEW], FALSE, removals, count, removed, error) ||
        !look_through(maildir->sent, TRUE, removals, count, removed, error))
        return FALSE;
    memcpy(ret_removed, removed, count * sizeof *removed);
    return TRUE;
}
