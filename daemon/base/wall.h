/* Walls that a process sets around itself, for good, and for all that it starts: which system calls it may make (seccomp), which files and
 * ports it may reach (Landlock). What is open already goes on. Linux only. */
#ifndef MO_BASE_WALL_H
#define MO_BASE_WALL_H

#include <glib.h>

/* What a process may do beside computing and talking through the descriptors that it has. */
enum wall_calls {
    WALL_FILES = 1 << 0,    /* open, list, make, rename and remove files */
    WALL_CONNECT = 1 << 1,  /* sockets to other machines; never to listen */
    WALL_LOCAL = 1 << 2,    /* sockets on this machine: syslog once more, the desk's bell */
    WALL_CHILDREN = 1 << 3, /* start programs, and wait for them or end them */
    WALL_LOAD = 1 << 4,     /* map memory that can be run: libraries loaded later */
};

/* Whether this machine can filter system calls, and how far its Landlock reaches (0: it has none). */
gboolean wall_can_filter(void);
guint wall_landlock(void);

/* No other calls from now on. Most others fail with EPERM; those that only an intruder makes (ptrace, mount, and, without WALL_CHILDREN, to
 * start a program) end the process with SIGSYS. FALSE: this machine cannot. */
gboolean wall_calls(guint may);

enum wall_use {
    WALL_READ,  /* the file, or all below the folder: read, list */
    WALL_RUN,   /* and run */
    WALL_WRITE, /* read, list, write, make, rename, remove */
};

struct wall_path {
    const char *path; /* NULL and what is not there are left out */
    enum wall_use use;
};

/* By name, no other files from now on; with `ports` no TCP connection but to these of the `port_count`, and none accepted (from Landlock 4
 * on). FALSE: this kernel cannot; one that would not let files be renamed from folder to folder counts as such where any may be written. */
gboolean wall_files(const struct wall_path *paths, guint path_count, const guint16 *ports, guint port_count);

/* What a process needs that may start `programs` (paths, NULL at the end) and no others: these, the loader, and the libraries of the system with
 * their data, to read. Fills at most WALL_PATHS_TO_RUN plus one for each program; returns how many. */
#define WALL_PATHS_TO_RUN 16u
guint wall_paths_to_run(const char *const *programs, struct wall_path *ret_paths);

#endif
