/* Tries one thing behind the walls of one role, exactly as the daemon sets them: walls-probe ROLE FOLDER PORT THING. FOLDER holds state/,
 * spool/, Maildir/ and secret; PORT is the server's. Prints "done", or the error's name; a call that ends the process prints nothing. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/process/confine.h"
#include "daemon/process/walls.h"

static char *folder;
static guint16 port;

/* --- things: 0 when done, else errno ------------------------------------------------------------------------------------------------- */

static int told(long result)
{
    return result < 0 ? errno : 0;
}

static int open_in(const char *name, int flags)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return told(open(path, flags, 0600));
}

static int read_passwd(void) { return told(open("/etc/passwd", O_RDONLY)); }
static int read_secret(void) { return open_in("secret", O_RDONLY); }
static int read_other_secret(void) { return open_in("other-secret", O_RDONLY); }
static int read_database(void) { return open_in("state/mailorder.db", O_RDWR); }
static int write_state(void) { return open_in("state/new", O_WRONLY | O_CREAT); }
static int write_spool(void) { return open_in("spool/new", O_WRONLY | O_CREAT); }
static int write_maildir(void) { return open_in("Maildir/new", O_WRONLY | O_CREAT); }
static int write_elsewhere(void) { return open_in("new", O_WRONLY | O_CREAT); }
static int list_root(void) { return told(open("/", O_RDONLY | O_DIRECTORY)); }
static int read_names(void) { return told(open("/etc/hosts", O_RDONLY)); }
static int read_program(void) { return told(open("/usr/bin/env", O_RDONLY)); }

static int rename_out(void)
{
    g_autofree char *from = g_build_filename(folder, "spool", "mail", NULL), *to = g_build_filename(folder, "mail", NULL);
    return told(rename(from, to));
}

static int unix_socket(void) { return told(socket(AF_UNIX, SOCK_DGRAM, 0)); }
static int internet_socket(void) { return told(socket(AF_INET, SOCK_STREAM, 0)); }
static int datagram_socket(void) { return told(socket(AF_INET6, SOCK_DGRAM, 0)); }
static int raw_socket(void) { return told(socket(AF_PACKET, SOCK_RAW, 0)); }

static int connect_to(guint16 number)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(number), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return fd < 0 ? errno : told(connect(fd, (const struct sockaddr *)&address, sizeof address));
}

static int connect_server(void) { return connect_to(port); }
static int connect_other(void) { return connect_to((guint16)(port + 1)); }

static int listen_there(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return fd < 0 ? errno : told(listen(fd, 1));
}

static int look_up(void)
{
    struct addrinfo *found = NULL, hints = {.ai_socktype = SOCK_STREAM};
    int problem = getaddrinfo("localhost", "25", &hints, &found);
    freeaddrinfo(found);
    return problem ? EHOSTUNREACH : 0;
}

static int run_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

static int fork_child(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid < 0 ? errno : told(waitpid(pid, NULL, 0));
}

static int trace_parent(void) { return told(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL)); }
static int signal_parent(void) { return told(kill(getppid(), 0)); }
static int mount_something(void) { return told(mount("none", folder, "tmpfs", 0, NULL)); }
static int become_another(void) { return told(setuid(1)); }
static int make_device(void) { return told(mknod("/dev/null-too", S_IFCHR | 0600, 0x103)); }

static int run_memory(void)
{
    void *there = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return there == MAP_FAILED ? errno : told(mprotect(there, 4096, PROT_READ | PROT_EXEC));
}

static int more_files(void)
{
    struct rlimit limit = {4096, 4096};
    return told(setrlimit(RLIMIT_NOFILE, &limit));
}

static int memory_file(void)
{
    int fd = memfd_create("x", MFD_CLOEXEC);
    return fd < 0 ? errno : told(ftruncate(fd, 4096));
}

static int own_descriptor(void)
{
    char byte;
    return told(read(STDIN_FILENO, &byte, 1));
}

#define THING(name)                                                                                                                          \
    {                                                                                                                                        \
        #name, name                                                                                                                          \
    }
static const struct {
    const char *name;
    int (*try)(void);
} things[] = {
    THING(read_passwd),   THING(read_secret),    THING(read_other_secret), THING(read_database),  THING(write_state),   THING(write_spool),
    THING(write_maildir), THING(write_elsewhere), THING(rename_out),       THING(list_root),      THING(read_names),    THING(read_program),
    THING(unix_socket),   THING(internet_socket), THING(datagram_socket),  THING(raw_socket),     THING(connect_server), THING(connect_other),
    THING(listen_there),  THING(look_up),        THING(run_program),       THING(fork_child),     THING(trace_parent),  THING(signal_parent),
    THING(mount_something), THING(become_another), THING(make_device),     THING(run_memory),     THING(more_files),    THING(memory_file),
    THING(own_descriptor),
};

/* --- the role ---------------------------------------------------------------------------------------------------------------------------- */

static struct settings *settings_here(gboolean maildir)
{
    struct settings *settings = settings_new();
    struct mailbox_settings *mailbox = mailbox_settings_new();
    mailbox->kind = maildir ? MAILBOX_MAILDIR : MAILBOX_IMAP;
    mailbox->path = maildir ? g_build_filename(folder, "Maildir", NULL) : NULL;
    mailbox->server.port = settings->sender.server.port = port;
    mailbox->server.secret.file = g_build_filename(folder, "secret", NULL);
    /* Each way out has its server: the alerter's is not where mail comes from. */
    settings->alerts.way.kind = SENDER_SMTP;
    settings->alerts.way.server.port = port;
    settings->alerts.way.server.secret.file = g_build_filename(folder, "secret", NULL);
    settings->sender.kind = SENDER_SMTP;
    settings->sender.server.secret.file = g_strdup(mailbox->server.secret.file);
    settings->paths.state_dir = g_build_filename(folder, "state", NULL);
    settings->paths.spool = g_build_filename(folder, "spool", NULL);
    g_ptr_array_add(settings->mailboxes, mailbox);
    return settings;
}

static gboolean set_walls(const char *name)
{
    gboolean maildir = strcmp(name, "maildir") == 0;
    struct settings *settings = settings_here(maildir);
    for (guint role = 0; role < ROLE_COUNT; role++)
        if (strcmp(name, role_name((enum role)role)) == 0 || (maildir && role == ROLE_MAILBOX))
            return walls_set((enum role)role, settings, 0);
    return FALSE;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        for (guint i = 0; i < G_N_ELEMENTS(things); i++)
            puts(things[i].name);
        return 64;
    }
    folder = argv[2];
    port = (guint16)atoi(argv[3]);
    if (!set_walls(argv[1]))
        return 71;
    for (guint i = 0; i < G_N_ELEMENTS(things); i++)
        if (strcmp(argv[4], things[i].name) == 0) {
            int problem = things[i].try();
            puts(problem ? strerrorname_np(problem) : "done");
            return 0;
        }
    return 64;
}
