#include "daemon/store/fault-vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/fault.h"

#define KEPT_KINDS (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)
#define RECORD_ENDING ".unsynced"

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
    gboolean is_wal;
    char *record_path;
    int record; /* < 0: this process wrote nothing to the file yet */
};

static sqlite3_vfs *fault_real; /* SQLite's own */

static struct fault_file *fault_of(sqlite3_file *file)
{
    return (struct fault_file *)file;
}

/* --- the record ----------------------------------------------------------------------------------------------------
 */

static gboolean record_write(int fd, const GByteArray *bytes)
{
    for (gsize done = 0; done < bytes->len;) {
        ssize_t written = write(fd, bytes->data + done, bytes->len - done);
        if (written < 0 && errno != EINTR)
            return FALSE;
        done += written > 0 ? (gsize)written : 0;
    }
    return TRUE;
}

/* Says, before it happens, that `data` is written at the offset (NULL: that the file ends there from now on), and what is lost by it. */
static int record_change(struct fault_file *file, sqlite3_int64 offset, const void *data, guint length)
{
    const sqlite3_io_methods *real = file->real->pMethods;
    sqlite3_int64 size = 0;
    if (file->record < 0) /* a reader has none: it must not touch the writer's */
        file->record = open(file->record_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file->record < 0 || real->xFileSize(file->real, &size) != SQLITE_OK)
        return SQLITE_IOERR_WRITE;
    const sqlite3_int64 old_end = data ? MIN(size, offset + (sqlite3_int64)length) : size;
    const gint64 head[] = {offset, data ? (gint64)length : -1, size, MAX(old_end - offset, 0)};
    g_autoptr(GByteArray) entry = g_byte_array_append(g_byte_array_new(), (const guint8 *)head, sizeof head);
    guint old_length = (guint)head[3], begin = entry->len;
    g_byte_array_set_size(entry, begin + old_length);
    if (old_length > 0 && real->xRead(file->real, entry->data + begin, (int)old_length, offset) != SQLITE_OK)
        return SQLITE_IOERR_READ;
    g_byte_array_append(entry, data, length);
    return record_write(file->record, entry) ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

/* --- a file's methods ----------------------------------------------------------------------------------------------
 */

static int fault_read(sqlite3_file *base, void *buffer, int amount, sqlite3_int64 offset)
{
    return fault_of(base)->real->pMethods->xRead(fault_of(base)->real, buffer, amount, offset);
}

static int fault_write(sqlite3_file *base, const void *buffer, int amount, sqlite3_int64 offset)
{
    struct fault_file *file = fault_of(base);
    int result = record_change(file, offset, buffer, (guint)amount);
    if (result == SQLITE_OK)
        result = file->real->pMethods->xWrite(file->real, buffer, amount, offset);
    if (file->is_wal)
        FAULT_POINT("vfs:wal-written");
    else
        FAULT_POINT("vfs:database-written");
    return result;
}

static int fault_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct fault_file *file = fault_of(base);
    int result = record_change(file, size, NULL, 0);
    return result == SQLITE_OK ? file->real->pMethods->xTruncate(file->real, size) : result;
}

static int fault_sync(sqlite3_file *base, int flags)
{
    struct fault_file *file = fault_of(base);
    if (file->is_wal)
        FAULT_POINT("vfs:wal-sync-");
    else
        FAULT_POINT("vfs:database-sync-");
    int result = file->real->pMethods->xSync(file->real, flags);
    if (result == SQLITE_OK && file->record >= 0 && ftruncate(file->record, 0) != 0)
        result = SQLITE_IOERR_FSYNC;
    if (file->is_wal)
        FAULT_POINT("vfs:wal-synced");
    else
        FAULT_POINT("vfs:database-synced");
    return result;
}

static int fault_size(sqlite3_file *base, sqlite3_int64 *ret_size)
{
    return fault_of(base)->real->pMethods->xFileSize(fault_of(base)->real, ret_size);
}

/* What is not synced now stays so: to close a file is no promise. */
static int fault_close(sqlite3_file *base)
{
    struct fault_file *file = fault_of(base);
    if (file->record >= 0)
        close(file->record);
    g_free(file->record_path);
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
    file->record_path = g_strconcat(name, RECORD_ENDING, NULL);
    file->record = -1;
    file->is_wal = (flags & SQLITE_OPEN_WAL) != 0;
    base->pMethods = &fault_methods;
    return SQLITE_OK;
}

/* What was written to a file that is gone is gone with it. */
static int fault_remove(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    (void)vfs;
    g_autofree char *record = g_strconcat(name, RECORD_ENDING, NULL);
    int result = fault_real->xDelete(fault_real, name, sync_folder);
    if (result == SQLITE_OK)
        unlink(record);
    return result;
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
    vfs.xDelete = fault_remove;
    sqlite3_vfs_register(&vfs, TRUE);
}
