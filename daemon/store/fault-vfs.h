/* Power loss, for crash tests: a VFS over SQLite's own that records what was written to the database, its WAL and its journal and is not synced
 * yet. In builds with --enable-fault-points alone, and there only where the test asks for it (fault_keeps_unsynced).
 *
 * Each change goes to the file at once, so that other processes read what they would without us; beforehand, FILE.unsynced is told of it. A
 * record there is four numbers of 64 bits in the machine's order (the offset; how much is written, or -1 where the file is cut off at the
 * offset; the file's size before; how many octets of it the change removes), those removed octets, and what is written. A sync empties it.
 * Who stops the daemon undoes all that is in it, and then does with it what a failing disk may: forgets it, or keeps some, or parts of it
 * (tests/e2e/faults.py). Files are made and removed at once, and the shared memory beside the WAL is not looked at, as SQLite builds it anew.
 * SQLite's own locks see to it that one process writes at a time; one that only reads has no record. */
#ifndef MO_STORE_FAULT_VFS_H
#define MO_STORE_FAULT_VFS_H

#ifdef MO_FAULT_POINTS
/* Makes it the VFS of each database opened from now on. */
void fault_vfs_begin(void);
#else
#define fault_vfs_begin() ((void)0)
#endif

#endif
