#include "daemon/base/fault.h"

#ifdef MO_FAULT_POINTS

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The file, as tests/e2e/faults.py writes and reads it: little-endian, the points after the head. */
#define FAULT_MAGIC     "MOFAULT1"
#define FAULT_PROCESSES 64u
#define FAULT_NAME      56u

struct fault_process {
    _Atomic guint32 pid;  /* 0: free */
    _Atomic guint32 slot; /* the point it came to last; 0 none */
};

struct fault_point {
    char name[FAULT_NAME];
    _Atomic guint32 hits;
    _Atomic guint32 rank; /* 1: it was the first point that anybody came to */
};

struct fault_map {
    char magic[8];
    guint32 points;
    _Atomic guint32 armed;    /* the point to stop at; 0 none */
    _Atomic guint32 armed_at; /* so many hits from now; the last one stops */
    _Atomic guint32 fell;     /* the point at which it stopped; 0 it has not */
    guint32 keeps_unsynced;
    _Atomic guint32 alone; /* who comes to the armed point is killed, and nobody else */
    _Atomic guint32 ranks; /* given out */
    struct fault_process processes[FAULT_PROCESSES];
    struct fault_point point[]; /* slot 1 is point[0] */
};

static struct fault_map *fault_map;
static struct fault_process *fault_me;
static guint32 fault_me_pid;

void fault_open(void)
{
    const char *path = g_getenv("MAILORDER_FAULTS");
    struct stat status;
    int fd = path && !fault_map ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    if (fstat(fd, &status) == 0 && (gsize)status.st_size >= sizeof(struct fault_map)) {
        struct fault_map *map = mmap(NULL, (gsize)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (map != MAP_FAILED && memcmp(map->magic, FAULT_MAGIC, sizeof map->magic) == 0)
            fault_map = map;
    }
    close(fd);
}

gboolean fault_keeps_unsynced(void)
{
    return fault_map && fault_map->keeps_unsynced;
}

/* --- the guard -----------------------------------------------------------------------------------------------------
 */

/* Walled processes may not kill others, but all may wake who waits for a word in shared memory. */
static void fault_wait(_Atomic guint32 *word)
{
    while (atomic_load(word) == 0)
        syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

void fault_guard(void)
{
    pid_t parent = getpid();
    if (!fault_map || fork() != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "mo-guard");
    if (getppid() == parent) {
        fault_wait(&fault_map->fell);
        kill(0, SIGKILL);
    }
    _exit(0);
}

static G_NORETURN void fault_fall(guint32 slot)
{
    guint32 none = 0;
    if (atomic_load(&fault_map->alone))
        raise(SIGKILL);
    atomic_compare_exchange_strong(&fault_map->fell, &none, slot);
    syscall(SYS_futex, &fault_map->fell, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    for (;;)
        pause();
}

/* --- points --------------------------------------------------------------------------------------------------------
 */

static int fault_find(const char *name)
{
    for (guint32 i = 0; i < fault_map->points; i++)
        if (strncmp(fault_map->point[i].name, name, FAULT_NAME) == 0)
            return (int)i + 1;
    fprintf(stderr, "fault point %s is not among those of MAILORDER_FAULTS\n", name);
    abort();
}

/* A forked process is another one, whatever its memory says. */
static void fault_note(guint32 slot)
{
    guint32 pid = (guint32)getpid();
    for (guint i = 0; pid != fault_me_pid && i < FAULT_PROCESSES; i++) {
        guint32 free_pid = 0;
        if (!atomic_compare_exchange_strong(&fault_map->processes[i].pid, &free_pid, pid))
            continue;
        fault_me = &fault_map->processes[i];
        fault_me_pid = pid;
    }
    if (pid == fault_me_pid)
        atomic_store(&fault_me->slot, slot);
}

void fault_hit(int *slot, const char *name)
{
    if (!fault_map)
        return;
    if (*slot == 0)
        *slot = fault_find(name);
    guint32 mine = (guint32)*slot;
    if (atomic_fetch_add(&fault_map->point[mine - 1].hits, 1) == 0)
        atomic_store(&fault_map->point[mine - 1].rank, atomic_fetch_add(&fault_map->ranks, 1) + 1);
    fault_note(mine);
    if (atomic_load(&fault_map->fell) != 0 ||
        (atomic_load(&fault_map->armed) == mine && atomic_fetch_sub(&fault_map->armed_at, 1) == 1))
        fault_fall(mine);
}

#endif
