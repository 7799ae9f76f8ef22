#include "daemon/store/fault-vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/fault.h"

#define KEPT_KINDS (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)

/* A write, or a truncation to `offset` with bytes NULL. */
struct unsynced {
    sqlite3_int64 offset;
    GBytes *bytes;
};

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
    gboolean is_wal;
    char *log_path;
    int log;             /* FILE.unsynced */
    GPtrArray *unsynced; /* struct unsynced, oldest first */
};

static sqlite3_vfs *fault_real; /* SQLite's own */

static struct fault_file *fault_of(sqlite3_file *file)
{
    return (struct fault_file *)file;
}

static void unsynced_free(struct unsynced *entry)
{
    if (entry->bytes)
        g_bytes_unref(entry->bytes);
    g_free(entry);
}

static gsize unsynced_length(const struct unsynced *entry)
{
    return entry->bytes ? g_bytes_get_size(entry->bytes) : 0;
}

/* --- keeping -------------------------------------------------------------------------------------------------------
 */

static gboolean log_write(int fd, const void *bytes, gsize length)
{
    const char *at = bytes;
    for (gsize done = 0; done < length;) {
        ssize_t written = write(fd, at + done, length - done);
        if (written < 0 && errno != EINTR)
            return FALSE;
        done += written > 0 ? (gsize)written : 0;
    }
    return TRUE;
}

static int keep(struct fault_file *file, sqlite3_int64 offset, GBytes *bytes)
{
    struct unsynced *entry = g_new0(struct unsynced, 1);
    gsize length = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    const gint64 head[2] = {offset, bytes ? (gint64)length : -1};
    entry->offset = offset;
    entry->bytes = bytes;
    g_ptr_array_add(file->unsynced, entry);
    return log_write(file->log, head, sizeof head) && log_write(file->log, data, length) ? SQLITE_OK
                                                                                         : SQLITE_IOERR_WRITE;
}

static int apply(struct fault_file *file, const struct unsynced *entry)
{
    if (!entry->bytes)
        return file->real->pMethods->xTruncate(file->real, entry->offset);
    return file->real->pMethods->xWrite(file->real, g_bytes_get_data(entry->bytes, NULL), (int)unsynced_length(entry),
                                        entry->offset);
}

static int apply_all(struct fault_file *file)
{
    for (guint i = 0; i < file->unsynced->len; i++) {
        int result = apply(file, file->unsynced->pdata[i]);
        if (result != SQLITE_OK)
            return result;
        if (file->is_wal)
            FAULT_POINT("vfs:wal-sync-part");
        else
            FAULT_POINT("vfs:database-sync-part");
    }
    g_ptr_array_set_size(file->unsynced, 0);
    return ftruncate(file->log, 0) == 0 && lseek(file->log, 0, SEEK_SET) == 0 ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

/* --- a file's methods ----------------------------------------------------------------------------------------------
 */

static int fault_size(sqlite3_file *base, sqlite3_int64 *ret_size)
{
    struct fault_file *file = fault_of(base);
    int result = file->real->pMethods->xFileSize(file->real, ret_size);
    for (guint i = 0; i < file->unsynced->len && result == SQLITE_OK; i++) {
        const struct unsynced *entry = file->unsynced->pdata[i];
        sqlite3_int64 end = entry->offset + (sqlite3_int64)unsynced_length(entry);
        *ret_size = entry->bytes ? MAX(*ret_size, end) : MIN(*ret_size, end);
    }
    return result;
}

/* What of the entry falls into the `amount` octets from `offset` on; a truncation leaves zeros. */
static void overlay(const struct unsynced *entry, char *buffer, sqlite3_int64 offset, sqlite3_int64 amount)
{
    sqlite3_int64 end = entry->bytes ? entry->offset + (sqlite3_int64)unsynced_length(entry) : G_MAXINT64;
    sqlite3_int64 from = MAX(offset, entry->offset), to = MIN(offset + amount, end);
    if (from >= to)
        return;
    if (entry->bytes)
        memcpy(buffer + (from - offset), (const char *)g_bytes_get_data(entry->bytes, NULL) + (from - entry->offset),
               (gsize)(to - from));
    else
        memset(buffer + (from - offset), 0, (gsize)(to - from));
}

static int fault_read(sqlite3_file *base, void *buffer, int amount, sqlite3_int64 offset)
{
    struct fault_file *file = fault_of(base);
    sqlite3_int64 size;
    int result = file->real->pMethods->xRead(file->real, buffer, amount, offset);
    if (file->unsynced->len == 0 || (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ))
        return result;
    for (guint i = 0; i < file->unsynced->len; i++)
        overlay(file->unsynced->pdata[i], buffer, offset, amount);
    result = fault_size(base, &size);
    return result != SQLITE_OK ? result : offset + amount <= size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int fault_write(sqlite3_file *base, const void *buffer, int amount, sqlite3_int64 offset)
{
    struct fault_file *file = fault_of(base);
    int result = keep(file, offset, g_bytes_new(buffer, (gsize)amount));
    if (file->is_wal)
        FAULT_POINT("vfs:wal-written");
    else
        FAULT_POINT("vfs:database-written");
    return result;
}

static int fault_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    return keep(fault_of(base), size, NULL);
}

static int fault_sync(sqlite3_file *base, int flags)
{
    struct fault_file *file = fault_of(base);
    int result = apply_all(file);
    if (result == SQLITE_OK)
        result = file->real->pMethods->xSync(file->real, flags);
    if (file->is_wal)
        FAULT_POINT("vfs:wal-synced");
    else
        FAULT_POINT("vfs:database-synced");
    return result;
}

static int fault_close(sqlite3_file *base)
{
    struct fault_file *file = fault_of(base);
    apply_all(file);
    unlink(file->log_path);
    close(file->log);
    g_free(file->log_path);
    g_ptr_array_unref(file->unsynced);
    return file->real->pMethods->xClose(file->real);
}

/* --- and those that are SQLite's own -------------------------------------------------------------------------------
 */

#define REAL(base) (fault_of(base)->real)

static int fault_lock(sqlite3_file *base, int level)
{
    return REAL(base)->pMethods->xLock(REAL(base), level);
}

static int fault_unlock(sqlite3_file *base, int level)
{
    return REAL(base)->pMethods->xUnlock(REAL(base), level);
}

static int fault_reserved(sqlite3_file *base, int *ret_reserved)
{
    return REAL(base)->pMethods->xCheckReservedLock(REAL(base), ret_reserved);
}

static int fault_control(sqlite3_file *base, int verb, void *argument)
{
    return REAL(base)->pMethods->xFileControl(REAL(base), verb, argument);
}

static int fault_sector(sqlite3_file *base)
{
    return REAL(base)->pMethods->xSectorSize(REAL(base));
}

static int fault_device(sqlite3_file *base)
{
    return REAL(base)->pMethods->xDeviceCharacteristics(REAL(base));
}

static int fault_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret_map)
{
    return REAL(base)->pMethods->xShmMap(REAL(base), region, size, extend, ret_map);
}

static int fault_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    return REAL(base)->pMethods->xShmLock(REAL(base), offset, count, flags);
}

static void fault_shm_barrier(sqlite3_file *base)
{
    REAL(base)->pMethods->xShmBarrier(REAL(base));
}

static int fault_shm_unmap(sqlite3_file *base, int removed)
{
    return REAL(base)->pMethods->xShmUnmap(REAL(base), removed);
}

/* Version 2: no memory-mapped reading, which would pass us by. */
static const sqlite3_io_methods fault_methods = {
    .iVersion = 2,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_reserved,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_device,
    .xShmMap = fault_shm_map,
    .xShmLock = fault_shm_lock,
    .xShmBarrier = fault_shm_barrier,
    .xShmUnmap = fault_shm_unmap,
};

/* --- opening -------------------------------------------------------------------------------------------------------
 */

static int fault_open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *ret_flags)
{
    (void)vfs;
    if (!name || !(flags & KEPT_KINDS))
        return fault_real->xOpen(fault_real, name, base, flags, ret_flags);
    struct fault_file *file = fault_of(base);
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    int result = fault_real->xOpen(fault_real, name, file->real, flags, ret_flags);
    if (result != SQLITE_OK)
        return result;
    file->log_path = g_strconcat(name, ".unsynced", NULL);
    file->log = open(file->log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    file->is_wal = (flags & SQLITE_OPEN_WAL) != 0;
    file->unsynced = g_ptr_array_new_with_free_func((GDestroyNotify)unsynced_free);
    base->pMethods = &fault_methods;
    return file->log >= 0 ? SQLITE_OK : SQLITE_CANTOPEN;
}

void fault_vfs_begin(void)
{
    static sqlite3_vfs vfs;
    if (fault_real || !fault_keeps_unsynced())
        return;
    fault_real = sqlite3_vfs_find(NULL);
    vfs = *fault_real;
    vfs.pNext = NULL;
    vfs.zName = "unsynced";
    vfs.szOsFile = (int)sizeof(struct fault_file) + fault_real->szOsFile;
    vfs.xOpen = fault_open_file;
    sqlite3_vfs_register(&vfs, TRUE);
}
