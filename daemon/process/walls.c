#include "daemon/process/walls.h"

#include <string.h>
#include <sys/stat.h>

#include "daemon/base/wall.h"
#include "daemon/process/confine.h"
#include "parsers/convert/convert.h"

#define DNS_PORT   53
#define PATHS_MOST 48u
#define PORTS_MOST 4u

/* --- what was there when the walls were set --------------------------------------------------------------------------------------------- */

struct seen {
    char *path;
    dev_t device;
    ino_t inode;
};

static struct seen seen[PATHS_MOST];
static guint seen_count;

static void look(const char *path, struct seen *ret_seen)
{
    struct stat status;
    gboolean there = stat(path, &status) == 0;
    ret_seen->device = there ? status.st_dev : 0;
    ret_seen->inode = there ? status.st_ino : 0;
}

gboolean walls_outdated(void)
{
    for (guint i = 0; i < seen_count; i++) {
        struct seen now;
        look(seen[i].path, &now);
        if (now.device != seen[i].device || now.inode != seen[i].inode)
            return TRUE;
    }
    return FALSE;
}

/* --- files and ports ------------------------------------------------------------------------------------------------------------------ */

struct reach {
    struct wall_path paths[PATHS_MOST];
    guint path_count;
    guint16 ports[PORTS_MOST];
    guint port_count;
};

static void reach_path(struct reach *reach, const char *path, enum wall_use use)
{
    if (path && reach->path_count < PATHS_MOST)
        reach->paths[reach->path_count++] = (struct wall_path){path, use};
}

/* A file that others replace: its name stays, what it names does not. */
static void reach_file(struct reach *reach, const char *path)
{
    reach_path(reach, path, WALL_READ);
    if (!path || seen_count >= PATHS_MOST)
        return;
    seen[seen_count].path = g_strdup(path);
    look(path, &seen[seen_count++]);
}

/* The time zones' data and the C library's. */
static void reach_library(struct reach *reach)
{
    static const char *const folders[] = {"/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/usr/share/locale", "/usr/lib/locale"};
    static const char *const files[] = {"/etc/localtime", "/etc/ld.so.cache", "/dev/urandom", "/dev/null"};
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++)
        reach_path(reach, folders[i], WALL_READ);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        reach_path(reach, files[i], WALL_READ);
}

/* How a name becomes an address, and whose certificates are trusted. */
static void reach_network(struct reach *reach, const struct server_settings *server)
{
    static const char *const files[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services"};
    static const char *const folders[] = {"/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/gnutls", "/etc/crypto-policies", "/etc/pkcs11",
                                          "/usr/share/ca-certificates", "/usr/share/p11-kit", "/usr/share/pki", "/usr/local/share/ca-certificates",
                                          "/run/systemd/resolve", "/run/NetworkManager", "/run/resolvconf", "/run/nscd", "/var/lib/sss/mc"};
    reach_library(reach);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        reach_file(reach, files[i]);
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++)
        reach_path(reach, folders[i], WALL_READ);
    if (server->ca_file)
        reach_file(reach, server->ca_file);
    if (server->secret.file)
        reach_file(reach, server->secret.file);
    reach->ports[reach->port_count++] = server->port;
    reach->ports[reach->port_count++] = DNS_PORT;
}

/* Its server, or its folders; and the spool. */
static guint reach_mailbox(struct reach *reach, const struct settings *settings, const struct mailbox_settings *mailbox)
{
    reach_path(reach, mailbox->path, WALL_WRITE);
    reach_path(reach, settings->paths.spool, WALL_WRITE);
    switch (mailbox->kind) {
    case MAILBOX_MAILDIR:
        reach_library(reach);
        return 0;
    case MAILBOX_IMAP:
        break;
    }
    reach_network(reach, &mailbox->server);
    return WALL_CONNECT;
}

/* What the role may reach; FALSE: it is not to be walled in, for it starts programs of the admin's. */
static gboolean reach_of(enum role role, const struct settings *settings, guint index, struct reach *reach, guint *ret_may)
{
    switch (role) {
    case ROLE_DECODER:
        *ret_may = 0;
        return TRUE;
    case ROLE_CONVERTER:
        *ret_may = WALL_FILES | WALL_CHILDREN | WALL_LOAD;
        reach->path_count = wall_paths_to_run(convert_programs, reach->paths);
        return TRUE;
    case ROLE_DESK:
        *ret_may = WALL_FILES | WALL_LOAD | WALL_LOCAL;
        reach_library(reach);
        reach_path(reach, settings->paths.state_dir, WALL_WRITE);
        reach_path(reach, settings->paths.spool, WALL_WRITE);
        return TRUE;
    case ROLE_MAILBOX: {
        const struct mailbox_settings *mailbox = settings->mailboxes->pdata[index];
        *ret_may = WALL_FILES | WALL_LOAD | WALL_LOCAL | reach_mailbox(reach, settings, mailbox);
        return !mailbox->server.secret.command;
    }
    case ROLE_SENDER:
        *ret_may = WALL_FILES | WALL_LOAD | WALL_LOCAL | WALL_CONNECT;
        reach_network(reach, &settings->sender.server);
        return settings->sender.kind != SENDER_COMMAND && !settings->sender.server.secret.command;
    case ROLE_ALERTER:
        *ret_may = WALL_FILES | WALL_LOAD | WALL_LOCAL | WALL_CONNECT;
        reach_network(reach, &settings->alerts.way.server);
        return settings->alerts.way.kind != SENDER_COMMAND && !settings->alerts.way.server.secret.command;
    case ROLE_CHECKER: /* SQLite's readers write into the file that they share with the writer */
        *ret_may = WALL_FILES | WALL_LOAD | WALL_LOCAL;
        reach_library(reach);
        reach_path(reach, settings->paths.state_dir, WALL_WRITE);
        return TRUE;
    case ROLE_COUNT:
        break;
    }
    return FALSE;
}

gboolean walls_set(enum role role, const struct settings *settings, guint index)
{
    struct reach reach = {0};
    guint may = 0;
    if (CONFINE_SANITIZED)
        return TRUE;
    if (!reach_of(role, settings, index, &reach, &may)) {
        log_debug("it starts a program of yours, and so is not kept from files and system calls");
        return TRUE;
    }
    if (!wall_files(reach.paths, reach.path_count, reach.ports, reach.port_count))
        log_debug("this kernel's Landlock cannot keep it from files");
    return wall_calls(may) || !wall_can_filter();
}

gboolean walls_possible(const struct settings *settings)
{
    if (CONFINE_SANITIZED)
        return TRUE;
    if (wall_landlock() == 0)
        log_info("this kernel has no Landlock: the processes are kept from files by system-call filters and permissions alone");
    if (wall_can_filter())
        return TRUE;
    if (settings->limits.allow_unconfined)
        log_warning("this kernel cannot filter system calls: what reads strangers' mail is less confined");
    else
        log_error("this kernel cannot filter system calls (seccomp), so that what reads strangers' mail would not be confined; "
                  "to go on all the same: limits.allow_unconfined = true");
    return settings->limits.allow_unconfined;
}
