/* Landlock, spoken to without its header: what older headers lack is defined here as linux/landlock.h of 6.12 has it. */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/base/wall.h"

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule       445
#define SYS_landlock_restrict_self  446
#endif

enum {
    ASK_VERSION = 1, /* LANDLOCK_CREATE_RULESET_VERSION */
    RULE_PATH = 1,
    RULE_PORT = 2,
};

/* LANDLOCK_ACCESS_FS_*, by bit. */
enum {
    MAY_EXECUTE = 1 << 0,
    MAY_WRITE = 1 << 1,
    MAY_READ = 1 << 2,
    MAY_LIST = 1 << 3,
    MAY_CHANGE_FOLDER = 0x1ff0, /* remove, and make files of every kind */
    MAY_REFER = 1 << 13,        /* rename from folder to folder; version 2 */
    MAY_TRUNCATE = 1 << 14,     /* version 3 */
    MAY_CONTROL = 1 << 15,      /* ioctl on devices; version 5 */
    OF_FILES = MAY_EXECUTE | MAY_WRITE | MAY_READ | MAY_TRUNCATE,
    TO_READ = MAY_READ | MAY_LIST,
    TO_RUN = TO_READ | MAY_EXECUTE,
    TO_WRITE = TO_READ | MAY_WRITE | MAY_CHANGE_FOLDER | MAY_REFER | MAY_TRUNCATE,
};

enum { TCP_BIND = 1 << 0, TCP_CONNECT = 1 << 1 };         /* version 4 */
enum { SCOPE_ABSTRACT_SOCKETS = 1 << 0, SCOPE_SIGNALS = 1 << 1 }; /* version 6 */

struct ruleset {
    guint64 files, network, scoped;
};

struct path_rule {
    guint64 may;
    gint32 folder;
} __attribute__((packed));

struct port_rule {
    guint64 may, port;
};

guint wall_landlock(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    return version > 0 ? (guint)version : 0;
}

static guint64 known_to(guint version)
{
    guint64 all = TO_RUN | TO_WRITE | MAY_CONTROL;
    if (version < 2)
        all &= ~(guint64)MAY_REFER;
    if (version < 3)
        all &= ~(guint64)MAY_TRUNCATE;
    if (version < 5)
        all &= ~(guint64)MAY_CONTROL;
    return all;
}

static guint64 rights_of(enum wall_use use)
{
    switch (use) {
    case WALL_READ:
        return TO_READ;
    case WALL_RUN:
        return TO_RUN;
    case WALL_WRITE:
        return TO_WRITE;
    }
    return 0;
}

static void allow_path(int rules, guint64 handled, const struct wall_path *path)
{
    struct path_rule rule = {handled & rights_of(path->use), path->path ? open(path->path, O_PATH | O_CLOEXEC) : -1};
    if (rule.folder < 0)
        return;
    /* A rule for a file may not speak of what only folders have. */
    if (syscall(SYS_landlock_add_rule, rules, RULE_PATH, &rule, 0) != 0) {
        rule.may &= OF_FILES;
        (void)syscall(SYS_landlock_add_rule, rules, RULE_PATH, &rule, 0);
    }
    close(rule.folder);
}

static gboolean writes(const struct wall_path *paths, guint count)
{
    gboolean any = FALSE;
    for (guint i = 0; i < count; i++)
        any = any || paths[i].use == WALL_WRITE;
    return any;
}

gboolean wall_files(const struct wall_path *paths, guint path_count, const guint16 *ports, guint port_count)
{
    guint version = wall_landlock();
    struct ruleset ruleset = {.files = known_to(version),
                              .network = version >= 4 && ports ? TCP_BIND | TCP_CONNECT : 0,
                              .scoped = version >= 6 ? SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS : 0};
    gsize size = version >= 6 ? sizeof ruleset : version >= 4 ? 2 * sizeof(guint64) : sizeof(guint64);
    if (version == 0 || (version == 1 && writes(paths, path_count)))
        return FALSE;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
    if (rules < 0)
        return FALSE;
    for (guint i = 0; i < path_count; i++)
        allow_path(rules, ruleset.files, &paths[i]);
    for (guint i = 0; ports && ruleset.network && i < port_count; i++) {
        const struct port_rule rule = {TCP_CONNECT, ports[i]};
        (void)syscall(SYS_landlock_add_rule, rules, RULE_PORT, &rule, 0);
    }
    gboolean done = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return done;
}

/* The program that loads this one's libraries, and those of the programs that came with it (PT_INTERP of the System V ABI, chapter 5). */
static int find_loader(struct dl_phdr_info *program, size_t size, void *ret_path)
{
    (void)size;
    for (guint i = 0; i < program->dlpi_phnum; i++) {
        if (program->dlpi_phdr[i].p_type == PT_INTERP)
            *(const char **)ret_path = (const char *)program->dlpi_addr + program->dlpi_phdr[i].p_vaddr; /* NOLINT(performance-no-int-to-ptr) */
    }
    return 1; /* the first one is the program itself */
}

guint wall_paths_to_run(const char *const *programs, struct wall_path *ret_paths)
{
    static const struct wall_path libraries[] = {
        {"/lib", WALL_READ},         {"/lib64", WALL_READ},     {"/usr/lib", WALL_READ},         {"/usr/lib64", WALL_READ},
        {"/usr/local/lib", WALL_READ}, {"/usr/share", WALL_READ}, {"/usr/local/share", WALL_READ}, {"/etc/ld.so.cache", WALL_READ},
        {"/etc/fonts", WALL_READ},   {"/etc/localtime", WALL_READ}, {"/dev/null", WALL_WRITE},
    };
    guint count = 0;
    const char *loader = NULL;
    dl_iterate_phdr(find_loader, &loader);
    for (; count < G_N_ELEMENTS(libraries); count++)
        ret_paths[count] = libraries[count];
    ret_paths[count++] = (struct wall_path){loader, WALL_RUN};
    for (guint i = 0; programs[i]; i++)
        ret_paths[count++] = (struct wall_path){programs[i], WALL_RUN};
    return count;
}
