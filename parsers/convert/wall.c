#include "parsers/convert/wall.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* --- network -------------------------------------------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define WALL_MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define WALL_MACHINE AUDIT_ARCH_AARCH64
#endif

#ifdef WALL_MACHINE
#define X32_CALLS 0x40000000u /* a second set of numbers for the same calls on x86-64 */

static const unsigned forbidden[] = {
    SYS_socket, SYS_connect, SYS_bind,     SYS_listen,  SYS_accept,           SYS_accept4,           SYS_ptrace,         SYS_process_vm_readv,
    SYS_process_vm_writev,   SYS_mount,    SYS_umount2, SYS_unshare,          SYS_setns,             SYS_bpf,            SYS_userfaultfd,
    SYS_keyctl, SYS_add_key, SYS_request_key, SYS_perf_event_open, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
};

gboolean wall_off_network(void)
{
    enum { COUNT = G_N_ELEMENTS(forbidden), FIRST = 5 };
    struct sock_filter filter[COUNT + FIRST + 2] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, WALL_MACHINE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_CALLS, COUNT + 1, 0),
    };
    for (guint i = 0; i < COUNT; i++)
        filter[FIRST + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, forbidden[i], (unsigned char)(COUNT - i), 0);
    filter[FIRST + COUNT] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[FIRST + COUNT + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    struct sock_fprog program = {G_N_ELEMENTS(filter), filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
#else
gboolean wall_off_network(void)
{
    return FALSE;
}
#endif

/* --- files ---------------------------------------------------------------------------------------------------------------------- */

#define WALL_READ  (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE)
#define WALL_WRITE                                                                                                                         \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |        \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |              \
     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static void allow(int rules, const char *path, guint64 access, guint64 of_files)
{
    struct landlock_path_beneath_attr rule = {access, open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0)
        return;
    /* A rule for a file may not speak of what only folders have. */
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
        rule.allowed_access = of_files;
        (void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    }
    close(rule.parent_fd);
}

gboolean wall_off_files(void)
{
    static const char *const readable[] = {"/usr", "/lib", "/lib64", "/bin", "/opt", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime"};
    const struct landlock_ruleset_attr handled = {.handled_access_fs = WALL_READ | WALL_WRITE};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (rules < 0)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(readable); i++)
        allow(rules, readable[i], WALL_READ, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE);
    allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
    gboolean done = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return done;
}
