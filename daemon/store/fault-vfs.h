/* Power loss, for crash tests: a VFS over SQLite's own that keeps what was written to the database, its WAL and its journal apart until it is
 * synced. In builds with --enable-fault-points alone, and there only where the test asks for it (fault_keeps_unsynced).
 *
 * What is not synced lies beside each file, in FILE.unsynced: records of an offset and a length, both 64 bits in the machine's order, and the
 * bytes; a length of -1 is a truncation to the offset. Who stops the daemon does with them what a failing disk may: forgets them, or keeps
 * some, or parts of them (tests/e2e/faults.py). Files are made and removed at once, and the shared memory beside the WAL is not looked at, as
 * SQLite builds it anew. Only one process may write. */
#ifndef MO_STORE_FAULT_VFS_H
#define MO_STORE_FAULT_VFS_H

#ifdef MO_FAULT_POINTS
/* Makes it the VFS of each database opened from now on. */
void fault_vfs_begin(void);
#else
#define fault_vfs_begin() ((void)0)
#endif

#endif
