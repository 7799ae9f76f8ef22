/* SQLite on a machine that fails on demand: its files lie in memory, and any call of it to the system, or any allocation, can fail.
 *
 * machine_install is called once, before anything of SQLite. Then, again and again: machine_files_clear or machine_files_restore,
 * machine_begin, the scenario, machine_end. One connection at a time. */
#ifndef MO_TESTS_FAILING_MACHINE_H
#define MO_TESTS_FAILING_MACHINE_H

#include <glib.h>

enum machine_fault {
    MACHINE_WELL,
    MACHINE_FULL,    /* no room: a file cannot be made, written, grown or synced */
    MACHINE_BROKEN,  /* every call to the disk may fail: EIO */
    MACHINE_BUSY,    /* a lock is held by another */
    MACHINE_FLIPPED, /* what is read has a byte changed, near its beginning */
    MACHINE_MEMORY,  /* no memory for SQLite */
};

void machine_install(void);

/* The calls that this kind can strike are counted from now on; the one with number `at` (0 the first) fails, or, when `lasting`, it and all
 * after it. */
void machine_begin(enum machine_fault kind, guint at, gboolean lasting);
/* All is well again. Returns how many of those calls there were; *ret_struck (may be NULL): whether one failed. */
guint machine_end(gboolean *ret_struck);

/* Between these, calls neither fail nor count. */
void machine_pause(void);
void machine_resume(void);

/* Forgets all files; keeps a copy of all; puts that copy back. No connection is open meanwhile. */
void machine_files_clear(void);
void machine_files_keep(void);
void machine_files_restore(void);

#endif
