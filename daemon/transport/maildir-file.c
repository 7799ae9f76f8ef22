/* Putting mails into Maildir++ folders: filing by rename, and copies of sent mail by way of tmp/. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* renameat2 */
#endif
#include "daemon/transport/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "daemon/base/clock.h"

#define MAILDIR_BLOCK ((gsize)32768)

static gboolean maildir_fail(const char *path, const char *what, GError **error)
{
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "%s: %s: %s", path, what, g_strerror(errno));
    return FALSE;
}

gboolean maildir_folder_make(const char *path, gboolean subfolder, GError **error)
{
    static const char *const parts[] = {"cur", "new", "tmp"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = g_build_filename(path, parts[i], NULL);
        if (g_mkdir_with_parents(part, 0700) < 0)
            return maildir_fail(part, "cannot be made", error);
    }
    if (!subfolder)
        return TRUE;
    /* Maildir++: tells deliverers that this is not a Maildir of its own, for quotas. */
    g_autofree char *mark = g_build_filename(path, "maildirfolder", NULL);
    int fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return maildir_fail(mark, "cannot be made", error);
    close(fd);
    return TRUE;
}

/* A name no other deliverer on this or another machine makes: time, random bits, process, host. */
static char *maildir_unique(void)
{
    g_autofree char *host = g_strdup(g_get_host_name());
    g_strdelimit(host, "/:\n", '_');
    return g_strdup_printf("%" G_GINT64_FORMAT ".R%08x%08xP%d.%s", clock_now(), g_random_int(), g_random_int(),
                           (int)getpid(), host);
}

/* Renames without ever replacing a file: a mail of that name there already gets company under another name. */
static int maildir_rename(const char *from, const char *folder, const char *name)
{
    g_autofree char *to = g_build_filename(folder, "cur", name, NULL);
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno == EINVAL || errno == ENOSYS) { /* a file system that cannot promise it */
        struct stat status;
        if (lstat(to, &status) < 0)
            return rename(from, to) == 0 ? 0 : errno;
        errno = EEXIST;
    }
    if (errno != EEXIST)
        return errno;
    g_autofree char *unique = maildir_unique();
    const char *flags = strchr(name, ':');
    g_autofree char *other = g_strconcat(folder, "/cur/", unique, flags ? flags : ":2,", NULL);
    return rename(from, other) == 0 ? 0 : errno;
}

/* 0, ENOENT when the mail is not at `path` (any more), or another errno. */
static int maildir_move(const struct maildir *maildir, const char *path, const char *folder)
{
    const char *name = strchr(path, '/') + 1;
    g_autofree char *from = g_build_filename(maildir->inbox, path, NULL);
    g_autofree char *flagged = strchr(name, ':') ? g_strdup(name) : g_strconcat(name, ":2,", NULL);
    struct stat status;
    if (lstat(from, &status) < 0)
        return errno;
    int failure = maildir_rename(from, folder, flagged);
    if (failure != ENOENT)
        return failure;
    /* Either the mail went this moment, or the folder is gone: made again, the next try tells. */
    return maildir_folder_make(folder, TRUE, NULL) ? maildir_rename(from, folder, flagged) : failure;
}

static char *maildir_base(const char *path)
{
    const char *name = strchr(path, '/') + 1;
    return g_strndup(name, strcspn(name, ":"));
}

/* Files one mail wherever it is now. `gone` collects the names that left the inbox. */
static gboolean maildir_file_one(struct maildir *maildir, guint32 uid, const char *folder, GPtrArray *gone,
                                 enum mailbox_filed *ret_filed, GError **error)
{
    *ret_filed = MAILBOX_FILED_GONE;
    for (guint try = 0; try < 2; try++) {
        g_autoptr(GError) failure = NULL;
        g_autofree char *path = maildir_path(maildir, uid, try > 0, &failure);
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
        if (!path)
            return TRUE;
        errno = maildir_move(maildir, path, folder);
        if (errno == 0) {
            *ret_filed = MAILBOX_FILED_MOVED;
            g_ptr_array_add(gone, maildir_base(path));
            g_hash_table_remove(maildir->paths, GUINT_TO_POINTER(uid));
            return TRUE;
        }
        if (errno != ENOENT)
            return maildir_fail(folder, "a mail cannot be filed there", error);
    }
    return TRUE;
}

gboolean maildir_file(struct mailbox *mailbox, const guint32 *uids, guint count, enum mailbox_place place,
                      enum mailbox_filed *ret_filed, GError **error)
{
    struct maildir *maildir = (struct maildir *)mailbox;
    g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) all = g_array_sized_new(FALSE, TRUE, sizeof(enum mailbox_filed), count);
    g_array_set_size(all, count);
    enum mailbox_filed *filed = (enum mailbox_filed *)all->data;
    gboolean done = TRUE;
    for (guint i = 0; done && i < count; i++)
        done = maildir_file_one(maildir, uids[i], maildir->folders[place], gone, &filed[i], error);
    /* Also after a failure: those that left must not keep their UIDs. */
    if (!maildir_uids_forget(maildir->uids, gone, done ? error : NULL) || !done)
        return FALSE;
    for (guint i = 0; i < count; i++)
        ret_filed[i] = filed[i];
    return TRUE;
}

/* Copies from offset 0 with CRLF made LF, as mails lie in a Maildir. FALSE with errno. */
static gboolean maildir_copy_lf(int from, FILE *to)
{
    g_autofree char *block = g_malloc(MAILDIR_BLOCK);
    gboolean held = FALSE; /* a CR, whose next octet is in the next block */
    off_t at = 0;
    gssize got;
    while ((got = pread(from, block, MAILDIR_BLOCK, at)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FALSE;
        at += got;
        for (gssize i = 0; i < got; i++) {
            if (held && block[i] != '\n')
                putc('\r', to);
            held = block[i] == '\r';
            if (!held)
                putc(block[i], to);
        }
    }
    if (held)
        putc('\r', to);
    return fflush(to) == 0 && !ferror(to) && fsync(fileno(to)) == 0;
}

static gboolean maildir_append_one(const struct maildir *maildir, int fd, GError **error)
{
    g_autofree char *unique = maildir_unique();
    g_autofree char *seen = g_strconcat(unique, ":2,S", NULL);
    g_autofree char *draft = g_build_filename(maildir->sent, "tmp", unique, NULL);
    g_autofree char *final = g_build_filename(maildir->sent, "cur", seen, NULL);
    int made = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = made < 0 ? NULL : fdopen(made, "w");
    if (!file)
        return maildir_fail(draft, "cannot be made", error);
    gboolean copied = maildir_copy_lf(fd, file);
    int reason = errno;
    if (fclose(file) != 0 && copied) {
        copied = FALSE;
        reason = errno;
    }
    if (copied && rename(draft, final) == 0)
        return TRUE;
    errno = copied ? errno : reason;
    maildir_fail(final, "a sent mail cannot be kept there", error);
    g_unlink(draft);
    return FALSE;
}

gboolean maildir_append_sent(struct mailbox *mailbox, const int *fds, guint count, guint *ret_appended, GError **error)
{
    const struct maildir *maildir = (const struct maildir *)mailbox;
    *ret_appended = maildir->sent ? 0 : count;
    if (*ret_appended < count && !maildir_folder_make(maildir->sent, TRUE, error))
        return FALSE;
    for (; *ret_appended < count; (*ret_appended)++)
        if (!maildir_append_one(maildir, fds[*ret_appended], error))
            return FALSE;
    return TRUE;
}
