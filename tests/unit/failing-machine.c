#include "tests/unit/failing-machine.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#define HEAD_BYTES 64 /* of a page: how it is built, which SQLite can judge; what a text says it cannot */

struct file {
    GByteArray *bytes;
    GPtrArray *regions; /* of the shared index of a write-ahead log */
};

struct handle {
    sqlite3_file base;
    struct file *file;
    char *name;
    gboolean passing; /* a temporary file: gone when it is closed */
};

static struct {
    enum machine_fault kind, paused;
    guint at, calls, runs;
    gboolean lasting, struck;
    GHashTable *files, *kept;
    sqlite3_mem_methods memory;
} world;

/* --- the fault ------------------------------------------------------------------------------------------------------------------ */

static gboolean strikes(enum machine_fault kind)
{
    if (world.kind != kind)
        return FALSE;
    guint number = world.calls++;
    gboolean now = world.lasting ? number >= world.at : number == world.at;
    world.struck = world.struck || now;
    return now;
}

/* A call that needs room, and the disk. */
static int room(int broken)
{
    if (strikes(MACHINE_FULL)) {
        errno = ENOSPC;
        return broken == SQLITE_IOERR_WRITE ? SQLITE_FULL : broken;
    }
    if (strikes(MACHINE_BROKEN)) {
        errno = EIO;
        return broken;
    }
    return SQLITE_OK;
}

/* A call that needs the disk alone. */
static int disk(int broken)
{
    if (!strikes(MACHINE_BROKEN))
        return SQLITE_OK;
    errno = EIO;
    return broken;
}

void machine_begin(enum machine_fault kind, guint at, gboolean lasting)
{
    world.kind = kind;
    world.at = at;
    world.lasting = lasting;
    world.calls = 0;
    world.runs++;
    world.struck = FALSE;
}

guint machine_end(gboolean *ret_struck)
{
    world.kind = MACHINE_WELL;
    if (ret_struck)
        *ret_struck = world.struck;
    return world.calls;
}

void machine_pause(void)
{
    world.paused = world.kind;
    world.kind = MACHINE_WELL;
}

void machine_resume(void)
{
    world.kind = world.paused;
}

/* --- files ------------------------------------------------------------------------------------------------------------------------ */

static struct file *file_new(const GByteArray *bytes)
{
    struct file *file = g_new0(struct file, 1);
    file->bytes = g_byte_array_new();
    file->regions = g_ptr_array_new_with_free_func(g_free);
    if (bytes)
        g_byte_array_append(file->bytes, bytes->data, bytes->len);
    return file;
}

static void file_free(struct file *file)
{
    g_byte_array_unref(file->bytes);
    g_ptr_array_unref(file->regions);
    g_free(file);
}

static GHashTable *files_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)file_free);
}

static void files_copy(GHashTable *from, GHashTable *to)
{
    GHashTableIter iterator;
    void *name, *file;
    g_hash_table_remove_all(to);
    g_hash_table_iter_init(&iterator, from);
    while (g_hash_table_iter_next(&iterator, &name, &file))
        g_hash_table_insert(to, g_strdup(name), file_new(((struct file *)file)->bytes));
}

void machine_files_clear(void)
{
    g_hash_table_remove_all(world.files);
}

void machine_files_keep(void)
{
    files_copy(world.files, world.kept);
}

void machine_files_restore(void)
{
    files_copy(world.kept, world.files);
}

/* --- an open file ----------------------------------------------------------------------------------------------------------------- */

static int handle_close(sqlite3_file *base)
{
    struct handle *handle = (struct handle *)base;
    if (handle->passing)
        g_hash_table_remove(world.files, handle->name);
    g_free(handle->name);
    return disk(SQLITE_IOERR_CLOSE);
}

static int handle_read(sqlite3_file *base, void *buffer, int length, sqlite3_int64 offset)
{
    const GByteArray *bytes = ((struct handle *)base)->file->bytes;
    int result = disk(SQLITE_IOERR_READ);
    if (result)
        return result;
    guint64 there = (guint64)offset < bytes->len ? bytes->len - (guint64)offset : 0;
    gsize got = MIN((gsize)there, (gsize)length);
    memset(buffer, 0, (gsize)length);
    if (got > 0)
        memcpy(buffer, bytes->data + offset, got);
    if (got > 0 && strikes(MACHINE_FLIPPED))
        ((guint8 *)buffer)[world.runs * 7u % MIN(got, (gsize)HEAD_BYTES)] ^= 0x90;
    return got < (gsize)length ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

static int handle_write(sqlite3_file *base, const void *buffer, int length, sqlite3_int64 offset)
{
    GByteArray *bytes = ((struct handle *)base)->file->bytes;
    int result = room(SQLITE_IOERR_WRITE);
    gsize end = (gsize)offset + (gsize)(result ? length / 2 : length); /* what fails has written a part */
    if (end > bytes->len) {
        gsize before = bytes->len;
        g_byte_array_set_size(bytes, (guint)end);
        memset(bytes->data + before, 0, end - before);
    }
    memcpy(bytes->data + offset, buffer, end - (gsize)offset);
    return result;
}

static int handle_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    GByteArray *bytes = ((struct handle *)base)->file->bytes;
    int result = disk(SQLITE_IOERR_TRUNCATE);
    if (!result && (guint64)size < bytes->len)
        g_byte_array_set_size(bytes, (guint)size);
    return result;
}

static int handle_sync(sqlite3_file *base, int flags)
{
    (void)base;
    (void)flags;
    return room(SQLITE_IOERR_FSYNC);
}

static int handle_size(sqlite3_file *base, sqlite3_int64 *ret_size)
{
    *ret_size = ((struct handle *)base)->file->bytes->len;
    return disk(SQLITE_IOERR_FSTAT);
}

static int held(int broken)
{
    return strikes(MACHINE_BUSY) ? SQLITE_BUSY : disk(broken);
}

static int handle_lock(sqlite3_file *base, int level)
{
    (void)base;
    (void)level;
    return held(SQLITE_IOERR_LOCK);
}

static int handle_unlock(sqlite3_file *base, int level)
{
    (void)base;
    (void)level;
    return disk(SQLITE_IOERR_UNLOCK);
}

static int handle_reserved(sqlite3_file *base, int *ret_held)
{
    (void)base;
    *ret_held = 0;
    return disk(SQLITE_IOERR_CHECKRESERVEDLOCK);
}

static int handle_control(sqlite3_file *base, int operation, void *argument)
{
    (void)base;
    (void)operation;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int handle_sector(sqlite3_file *base)
{
    (void)base;
    return 4096;
}

static int handle_device(sqlite3_file *base)
{
    (void)base;
    return 0;
}

static int handle_map(sqlite3_file *base, int page, int size, int extend, void volatile **ret_region)
{
    GPtrArray *regions = ((struct handle *)base)->file->regions;
    int result = room(SQLITE_IOERR_SHMSIZE);
    *ret_region = NULL;
    if (result)
        return result;
    while (extend && regions->len <= (guint)page)
        g_ptr_array_add(regions, g_malloc0((gsize)size));
    if ((guint)page < regions->len)
        *ret_region = regions->pdata[page];
    return SQLITE_OK;
}

static int handle_map_lock(sqlite3_file *base, int offset, int count, int flags)
{
    (void)base;
    (void)offset;
    (void)count;
    return flags & SQLITE_SHM_LOCK ? held(SQLITE_IOERR_SHMLOCK) : SQLITE_OK;
}

static void handle_map_barrier(sqlite3_file *base)
{
    (void)base;
}

static int handle_unmap(sqlite3_file *base, int forget)
{
    (void)forget;
    g_ptr_array_set_size(((struct handle *)base)->file->regions, 0);
    return SQLITE_OK;
}

static const sqlite3_io_methods handle_methods = {
    .iVersion = 2,
    .xClose = handle_close,
    .xRead = handle_read,
    .xWrite = handle_write,
    .xTruncate = handle_truncate,
    .xSync = handle_sync,
    .xFileSize = handle_size,
    .xLock = handle_lock,
    .xUnlock = handle_unlock,
    .xCheckReservedLock = handle_reserved,
    .xFileControl = handle_control,
    .xSectorSize = handle_sector,
    .xDeviceCharacteristics = handle_device,
    .xShmMap = handle_map,
    .xShmLock = handle_map_lock,
    .xShmBarrier = handle_map_barrier,
    .xShmUnmap = handle_unmap,
};

/* --- the machine ------------------------------------------------------------------------------------------------------------------ */

static int machine_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *ret_flags)
{
    (void)vfs;
    struct handle *handle = (struct handle *)base;
    g_autofree char *own = name ? g_strdup(name) : g_strdup_printf("passing-%p", (void *)base);
    struct file *file = g_hash_table_lookup(world.files, own);
    *handle = (struct handle){0};
    int result = file ? disk(SQLITE_CANTOPEN) : room(SQLITE_CANTOPEN);
    if (result || (!file && !(flags & SQLITE_OPEN_CREATE)))
        return SQLITE_CANTOPEN;
    if (!file) {
        file = file_new(NULL);
        g_hash_table_insert(world.files, g_strdup(own), file);
    }
    *handle = (struct handle){{&handle_methods}, file, g_steal_pointer(&own), !name || (flags & SQLITE_OPEN_DELETEONCLOSE)};
    if (ret_flags)
        *ret_flags = flags;
    return SQLITE_OK;
}

static int machine_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    (void)sync;
    int result = disk(SQLITE_IOERR_DELETE);
    if (result)
        return result;
    return g_hash_table_remove(world.files, name) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int machine_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_there)
{
    (void)vfs;
    const struct file *file = g_hash_table_lookup(world.files, name);
    *ret_there = file && (flags != SQLITE_ACCESS_EXISTS || file->bytes->len > 0);
    return disk(SQLITE_IOERR_ACCESS);
}

static int machine_path(sqlite3_vfs *vfs, const char *name, int room_for, char *ret_path)
{
    (void)vfs;
    sqlite3_snprintf(room_for, ret_path, "%s", name);
    return disk(SQLITE_CANTOPEN);
}

static int machine_random(sqlite3_vfs *vfs, int length, char *bytes)
{
    (void)vfs;
    memset(bytes, 7, (gsize)length); /* each run is the same */
    return length;
}

static int machine_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds; /* it counts as time, and takes none */
}

static int machine_time(sqlite3_vfs *vfs, sqlite3_int64 *ret_now)
{
    (void)vfs;
    *ret_now = 212674000000000; /* 2027, milliseconds of the Julian day */
    return SQLITE_OK;
}

static int machine_problem(sqlite3_vfs *vfs, int length, char *text)
{
    (void)vfs;
    (void)length;
    (void)text;
    return errno;
}

static sqlite3_vfs machine_vfs = {
    .iVersion = 2,
    .szOsFile = sizeof(struct handle),
    .mxPathname = 512,
    .zName = "faults",
    .xOpen = machine_open,
    .xDelete = machine_delete,
    .xAccess = machine_access,
    .xFullPathname = machine_path,
    .xRandomness = machine_random,
    .xSleep = machine_sleep,
    .xGetLastError = machine_problem,
    .xCurrentTimeInt64 = machine_time,
};

/* --- memory ----------------------------------------------------------------------------------------------------------------------- */

static void *memory_get(int size)
{
    return strikes(MACHINE_MEMORY) ? NULL : world.memory.xMalloc(size);
}

static void *memory_change(void *old, int size)
{
    return strikes(MACHINE_MEMORY) ? NULL : world.memory.xRealloc(old, size);
}

void machine_install(void)
{
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &world.memory);
    sqlite3_mem_methods failing = world.memory;
    failing.xMalloc = memory_get;
    failing.xRealloc = memory_change;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0); /* memory that is kept ready would hide failures */
    world.files = files_new();
    world.kept = files_new();
    sqlite3_vfs_register(&machine_vfs, 1);
}
