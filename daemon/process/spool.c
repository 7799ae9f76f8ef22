#include "daemon/process/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "daemon/base/fault.h"

#define SPOOL_COPY_BYTES 65536
#define SPOOL_ROOM_BYTES (64ull * 1024 * 1024)

static gboolean fail(GError **error, const char *what)
{
    int problem = errno;
    g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(problem), "%s: %s", what, g_strerror(problem));
    return FALSE;
}

int spool_open(const char *spool, GError **error)
{
    g_autofree char *path = g_build_filename(spool, "in", NULL);
    int folder = g_mkdir_with_parents(path, 0700) == 0 ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (folder < 0)
        fail(error, path);
    return folder;
}

char *spool_name(const char *mailbox, guint32 uidvalidity, guint32 uid)
{
    return g_strdup_printf("%s-%u-%u.eml", mailbox, uidvalidity, uid);
}

static char *partial_name(const char *mailbox, guint32 uid)
{
    return g_strdup_printf(".%s-%u.partial", mailbox, uid);
}

/* --- a batch ------------------------------------------------------------------------------------------------------ */

void spool_batch_init(struct spool_batch *batch, int folder, const char *mailbox, guint32 uidvalidity)
{
    *batch = (struct spool_batch){.folder = folder,
                                  .mailbox = mailbox,
                                  .uidvalidity = uidvalidity,
                                  .whole = g_array_new(FALSE, FALSE, sizeof(guint32)),
                                  .broken = g_array_new(FALSE, FALSE, sizeof(guint32)),
                                  .unsynced = g_array_new(FALSE, FALSE, sizeof(struct spool_file))};
}

/* Of what is not kept, nobody will be told: it must not lie there for ever. */
static void batch_close(struct spool_batch *batch, gboolean kept)
{
    for (guint i = 0; i < batch->unsynced->len; i++) {
        const struct spool_file *file = &g_array_index(batch->unsynced, struct spool_file, i);
        g_autofree char *name = spool_name(batch->mailbox, batch->uidvalidity, file->uid);
        close(file->fd);
        if (!kept && file->fresh)
            unlinkat(batch->folder, name, 0);
    }
    g_array_set_size(batch->unsynced, 0);
}

void spool_batch_clear(struct spool_batch *batch)
{
    batch_close(batch, TRUE);
    g_clear_pointer(&batch->unsynced, g_array_unref);
    g_clear_pointer(&batch->whole, g_array_unref);
    g_clear_pointer(&batch->broken, g_array_unref);
    g_clear_pointer(&batch->trouble, g_free);
}

static void batch_trouble(struct spool_batch *batch, const char *what)
{
    if (!batch->trouble)
        batch->trouble = g_strdup_printf("the spool: %s: %s", what, g_strerror(errno));
}

static int batch_begin(void *context, guint32 uid)
{
    struct spool_batch *batch = context;
    if (batch->trouble)
        return -1; /* the disk is full, most likely: what follows is fetched later */
    g_autofree char *name = partial_name(batch->mailbox, uid);
    int fd = openat(batch->folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        batch_trouble(batch, name);
    FAULT_POINT("spool:created");
    return fd;
}

static gboolean sync_file(struct spool_batch *batch, int fd)
{
    FAULT_POINT("spool:sync-");
    if (fsync(fd) < 0) {
        batch_trouble(batch, "a mail cannot be synced");
        return FALSE;
    }
    FAULT_POINT("spool:synced");
    return TRUE;
}

/* What has the name already may be in the ledger, and is replaced by nothing that a power cut could take. */
static gboolean publish_again(struct spool_batch *batch, int fd, const char *partial, const char *name)
{
    return sync_file(batch, fd) && renameat(batch->folder, partial, batch->folder, name) == 0;
}

/* The disk begins to write it; it is synced with the others of the batch, which costs the disk little more than one. */
static gboolean publish(struct spool_batch *batch, struct spool_file *file, const char *partial)
{
    g_autofree char *name = spool_name(batch->mailbox, batch->uidvalidity, file->uid);
    sync_file_range(file->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    file->fresh = renameat2(batch->folder, partial, batch->folder, name, RENAME_NOREPLACE) == 0;
    if (!file->fresh && !publish_again(batch, file->fd, partial, name)) {
        batch_trouble(batch, name);
        return FALSE;
    }
    FAULT_POINT("spool:renamed");
    return TRUE;
}

static void batch_end(void *context, guint32 uid, int fd, gboolean complete)
{
    struct spool_batch *batch = context;
    g_autofree char *partial = partial_name(batch->mailbox, uid);
    struct spool_file file = {uid, fd, FALSE};
    gboolean kept = complete && publish(batch, &file, partial);
    if (kept) {
        g_array_append_val(batch->unsynced, file);
    } else {
        close(fd);
        unlinkat(batch->folder, partial, 0);
    }
    g_array_append_val(kept ? batch->whole : batch->broken, uid);
}

struct mailbox_sink spool_batch_sink(struct spool_batch *batch)
{
    return (struct mailbox_sink){.context = batch, .begin = batch_begin, .end = batch_end};
}

gboolean spool_batch_finish(struct spool_batch *batch)
{
    gboolean synced = TRUE;
    for (guint i = 0; i < batch->unsynced->len && synced; i++)
        synced = sync_file(batch, g_array_index(batch->unsynced, struct spool_file, i).fd);
    if (synced && fsync(batch->folder) < 0) {
        batch_trouble(batch, "its folder cannot be synced");
        synced = FALSE;
    }
    batch_close(batch, synced);
    FAULT_POINT("spool:folder-synced");
    return synced;
}

void spool_clean(int folder, const char *mailbox)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (!entries)
        return;
    g_autofree char *prefix = g_strdup_printf(".%s-", mailbox);
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        const char *digits = entry->d_name + strlen(prefix);
        /* "orders" must not take the files of "orders-old" away. */
        if (g_str_has_prefix(entry->d_name, prefix) && strcmp(digits + strspn(digits, "0123456789"), ".partial") == 0)
            unlinkat(folder, entry->d_name, 0);
    }
    FAULT_POINT("spool:cleaned");
    closedir(entries);
}

/* --- attachments -------------------------------------------------------------------------------------------------- */

int spool_scratch(int folder, GError **error)
{
    int fd = openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    /* Not every file system knows O_TMPFILE. */
    static const char name[] = ".scratch.partial";
    unlinkat(folder, name, 0);
    fd = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        fail(error, "the spool");
    else
        unlinkat(folder, name, 0);
    return fd;
}

static gboolean copy(int from, int to, guint64 *ret_size)
{
    g_autofree char *buffer = g_malloc(SPOOL_COPY_BYTES);
    guint64 size = 0;
    for (;;) {
        ssize_t length = pread(from, buffer, SPOOL_COPY_BYTES, (off_t)size);
        if (length < 0)
            return FALSE;
        if (length == 0)
            break;
        for (ssize_t done = 0, written; done < length; done += written) {
            written = write(to, buffer + done, (gsize)(length - done));
            if (written < 0)
                return FALSE;
        }
        size += (guint64)length;
        FAULT_POINT("parts:written");
    }
    *ret_size = size;
    return fsync(to) == 0;
}

gboolean spool_keep_parts(int folder, const char *mail, int scratch, guint64 *ret_size, GError **error)
{
    struct stat status;
    g_autofree char *name = g_strdup_printf("%s.parts", mail);
    if (fstat(scratch, &status) < 0)
        return fail(error, name);
    if (status.st_size == 0) {
        *ret_size = 0;
        return TRUE;
    }
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(error, name);
    FAULT_POINT("parts:created");
    gboolean kept = copy(scratch, fd, ret_size);
    int problem = errno;
    close(fd);
    FAULT_POINT("parts:synced");
    if (kept && fsync(folder) == 0) {
        FAULT_POINT("parts:folder-synced");
        return TRUE;
    }
    if (!kept)
        errno = problem;
    return fail(error, name);
}

gboolean spool_has_room(int folder)
{
    struct statvfs status;
    return fstatvfs(folder, &status) == 0 && (guint64)status.f_bavail * status.f_frsize >= SPOOL_ROOM_BYTES;
}
