#include <errno.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/base/wall.h"

/* --- which calls ------------------------------------------------------------------------------------------------------------------- */

/* Computing, and talking through descriptors that are there. Names that a machine does not have are passed over. */
static const char *const always[] = {
    "read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64", "pwritev", "pwritev2", "lseek", "_llseek", "close",
    "close_range", "dup", "dup2", "dup3", "fstat", "fstat64", "newfstatat", "fstatat64", "fcntl", "fcntl64", "ftruncate", "ftruncate64",
    "memfd_create", "pipe", "pipe2", "poll", "ppoll", "ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64", "epoll_create1",
    "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2", "recv", "recvfrom", "recvmsg", "send", "sendto", "sendmsg", "getsockopt",
    "setsockopt", "shutdown", "getsockname", "getpeername", "munmap", "mremap", "madvise", "brk", "membarrier", "futex", "futex_time64",
    "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "arch_prctl", "sched_yield", "sched_getaffinity", "getcpu",
    "rt_sigaction", "rt_sigprocmask", "rt_sigpending", "rt_sigreturn", "sigreturn", "sigaltstack", "rt_sigtimedwait",
    "rt_sigtimedwait_time64", "pause", "restart_syscall", "tgkill", "gettid", "getpid", "getppid", "getuid", "geteuid", "getgid", "getegid",
    "getuid32", "geteuid32", "getgid32", "getegid32", "exit", "exit_group", "clock_gettime", "clock_gettime64", "clock_getres",
    "clock_getres_time64", "clock_nanosleep", "clock_nanosleep_time64", "nanosleep", "gettimeofday", "time", "times", "getrusage",
    "getrandom", "sysinfo", "uname", "getrlimit", "ugetrlimit", "umask", "fsync", "fdatasync",
    /* to set another wall within this one */
    "seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self",
};

static const char *const files[] = {
    "open", "openat", "openat2", "stat", "lstat", "stat64", "lstat64", "statx", "access", "faccessat", "faccessat2", "readlink", "readlinkat",
    "getdents", "getdents64", "getcwd", "rename", "renameat", "renameat2", "unlink", "unlinkat", "link", "linkat", "mkdir", "mkdirat", "rmdir",
    "chmod", "fchmod", "fchmodat", "fchown", "fchown32", "utimensat", "utimensat_time64", "flock", "sync_file_range", "fallocate", "fadvise64",
    "fadvise64_64", "statfs", "fstatfs", "statfs64", "fstatfs64", "truncate", "truncate64", "sendfile", "sendfile64", "copy_file_range",
    "inotify_init1", "inotify_add_watch", "inotify_rm_watch",
};

static const char *const connecting[] = {"connect", "bind", "sendmmsg", "recvmmsg", "recvmmsg_time64"};
static const char *const local[] = {"connect", "bind"};

static const char *const children[] = {
    "execve", "execveat", "fork", "vfork", "wait4", "waitid", "waitpid", "kill", "setpgid", "getpgrp", "getpgid", "setsid", "prlimit64",
    "setrlimit", "prctl", "chdir", "fchdir", "alarm", "setitimer", "sched_setaffinity", "sched_getparam", "sched_getscheduler", "getgroups",
    "getgroups32", "getresuid", "getresgid", "capget", "timer_create", "timer_settime", "timer_delete", "readahead", "mlock", "munlock",
};

/* No library of ours makes these: a process that does is not ours any more. */
static const char *const hostile[] = {
    "ptrace", "process_vm_readv", "process_vm_writev", "mount", "umount", "umount2", "pivot_root", "chroot", "unshare", "setns", "bpf",
    "userfaultfd", "keyctl", "add_key", "request_key", "perf_event_open", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "acct", "settimeofday",
    "clock_settime", "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "mknod", "mknodat",
};

/* --- rules ------------------------------------------------------------------------------------------------------------------------- */

struct filter {
    scmp_filter_ctx rules;
    gboolean good;
};

static void rule(struct filter *filter, guint32 action, const char *name, guint count, const struct scmp_arg_cmp *when)
{
    int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR)
        return;
    int problem = seccomp_rule_add_array(filter->rules, action, number, count, when);
    /* -EEXIST and -EACCES: it is so already; -EDOM: not a call of this machine. */
    filter->good = filter->good && (problem == 0 || problem == -EEXIST || problem == -EACCES || problem == -EDOM);
}

static void rules(struct filter *filter, guint32 action, const char *const *names, guint count)
{
    for (guint i = 0; i < count; i++)
        rule(filter, action, names[i], 0, NULL);
}
#define ALLOW(filter, names) rules(filter, SCMP_ACT_ALLOW, names, G_N_ELEMENTS(names))

static void allow_when(struct filter *filter, const char *name, struct scmp_arg_cmp when)
{
    rule(filter, SCMP_ACT_ALLOW, name, 1, &when);
}

static void allow_sockets(struct filter *filter, guint may)
{
    if (may & (WALL_LOCAL | WALL_CONNECT))
        allow_when(filter, "socket", SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
    if (!(may & WALL_CONNECT))
        return;
    allow_when(filter, "socket", SCMP_A0(SCMP_CMP_EQ, AF_INET));
    allow_when(filter, "socket", SCMP_A0(SCMP_CMP_EQ, AF_INET6));
    /* getaddrinfo asks the kernel which addresses this machine has. */
    const struct scmp_arg_cmp routes[] = {SCMP_A0(SCMP_CMP_EQ, AF_NETLINK), SCMP_A2(SCMP_CMP_EQ, NETLINK_ROUTE)};
    rule(filter, SCMP_ACT_ALLOW, "socket", G_N_ELEMENTS(routes), routes);
}

static void allow_memory(struct filter *filter, guint may)
{
    static const char *const mapping[] = {"mmap", "mmap2", "mprotect"};
    for (guint i = 0; i < G_N_ELEMENTS(mapping); i++)
        if (may & WALL_LOAD)
            rule(filter, SCMP_ACT_ALLOW, mapping[i], 0, NULL);
        else
            allow_when(filter, mapping[i], SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

#define NEW_NAMESPACES                                                                                                                        \
    (CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP | 0x80u /* CLONE_NEWTIME */)

static void allow_children(struct filter *filter)
{
    ALLOW(filter, children);
    allow_when(filter, "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, NEW_NAMESPACES, 0));
    /* Its flags lie in memory that a filter does not see; the C library then takes clone. */
    rule(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3", 0, NULL);
}

static void allow_some(struct filter *filter, guint may)
{
    ALLOW(filter, always);
    allow_when(filter, "ioctl", SCMP_A1(SCMP_CMP_EQ, FIONREAD));
    allow_when(filter, "ioctl", SCMP_A1(SCMP_CMP_EQ, TCGETS)); /* isatty */
    allow_memory(filter, may);
    allow_sockets(filter, may);
    if (may & WALL_FILES)
        ALLOW(filter, files);
    if (may & WALL_CONNECT)
        ALLOW(filter, connecting);
    if (may & WALL_LOCAL)
        ALLOW(filter, local);
    if (may & WALL_CHILDREN)
        allow_children(filter);
    else {
        allow_when(filter, "prlimit64", SCMP_A2(SCMP_CMP_EQ, 0)); /* to ask, not to set */
        rule(filter, SCMP_ACT_KILL_PROCESS, "execve", 0, NULL);
        rule(filter, SCMP_ACT_KILL_PROCESS, "execveat", 0, NULL);
    }
    rules(filter, SCMP_ACT_KILL_PROCESS, hostile, G_N_ELEMENTS(hostile));
}

gboolean wall_calls(guint may)
{
    struct filter filter = {seccomp_init(SCMP_ACT_ERRNO(EPERM)), TRUE};
    if (!filter.rules)
        return FALSE;
    allow_some(&filter, may);
    gboolean done = filter.good && seccomp_load(filter.rules) == 0;
    seccomp_release(filter.rules);
    return done;
}

gboolean wall_can_filter(void)
{
    guint32 action = SECCOMP_RET_KILL_PROCESS;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}
