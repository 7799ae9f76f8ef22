/* The write-ahead log, and how what is committed comes from it into the database. Only a log of which all was copied, before the writer begins
 * its next transaction, is begun anew; so another process copies most of it, and the writer the little that came since. */
#include "daemon/base/fault.h"
#include "daemon/store/internal.h"

/* What hundreds of orders change of the same index is read and copied once. */
#define WAL_LONG_BYTES (16 * 1024 * 1024)
#define WAL_LATE_BYTES (32 * 1024 * 1024) /* by now another would have copied all of it, if the writer ever rested: */
#define WAL_LEFT_BYTES (8 * 1024 * 1024)  /* the writer copies so much itself, one large commit, or two; */
#define WAL_MOST_BYTES (64 * 1024 * 1024) /* and of a log of this length whatever is left */

static guint wal_left(const struct store *store)
{
    return store->wal.pages - MIN(store->wal.copied, store->wal.pages);
}

static void copy_rest(struct store *store, const char *database)
{
    int pages = 0, copied = 0;
    FAULT_POINT("store:checkpoint-");
    if (sqlite3_wal_checkpoint_v2(store->db, database, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied) == SQLITE_OK)
        store->wal.copied = (guint)MAX(copied, 0);
    FAULT_POINT("store:checkpointed");
}

/* SQLite calls it after each commit. What cannot be copied now stays in the log, and is copied later. */
static int note_commit(void *context, sqlite3 *db, const char *database, int pages)
{
    struct store *store = context;
    struct store_wal *wal = &store->wal;
    (void)db;
    if ((guint)pages <= wal->pages)
        wal->copied = 0; /* it was begun anew: a commit that adds nothing is not told */
    wal->pages = (guint)pages;
    const guint left = wal_left(store);
    if (left > 0 && ((wal->pages >= wal->late && left <= wal->little) || wal->pages >= wal->most))
        copy_rest(store, database);
    return SQLITE_OK;
}

gboolean store_wal_begin(struct store *store, GError **error)
{
    g_autoptr(statement) query = statement_get(store, "PRAGMA page_size", error);
    if (!query || !statement_row(store, query, error))
        return FALSE;
    const guint page = (guint)MAX(column_int(query, 0), 1);
    store->wal = (struct store_wal){.enough = FAULT_SOONER(WAL_LONG_BYTES) / page,
                                    .late = FAULT_SOONER(WAL_LATE_BYTES) / page,
                                    .little = FAULT_SOONER(WAL_LEFT_BYTES) / page,
                                    .most = FAULT_SOONER(WAL_MOST_BYTES) / page};
    sqlite3_wal_hook(store->db, note_commit, store);
    return TRUE;
}

gboolean store_wal_is_long(const struct store *store)
{
    return store->wal.pages >= store->wal.enough && wal_left(store) > 0;
}

void store_wal_copied(struct store *store, guint32 pages)
{
    store->wal.copied = MAX(store->wal.copied, pages);
}

gboolean store_checkpoint(struct store *store, guint32 *ret_pages, GError **error)
{
    int pages = 0, copied = 0;
    FAULT_POINT("checkpointer:checkpoint-");
    int result = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
    FAULT_POINT("checkpointer:checkpointed");
    *ret_pages = result == SQLITE_OK ? (guint32)MAX(copied, 0) : 0;
    const gboolean busy = (result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED; /* the writer is at it */
    return result == SQLITE_OK || busy || store_fail(store, error);
}
