/* A Maildir as a mailbox, for hosts that deliver locally: deliverers write into new/, mail clients rename within cur/,
 * and both may do so at any moment. Nothing here locks the mails, so nothing relies on a name staying as it is: a file
 * that is not where it was is looked for once more by its base name, which never changes.
 *
 * The size told is the file's, with its line ends of one octet; what is fetched has CRLF. */
#include "daemon/transport/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "daemon/transport/folder.h"

#define MAILDIR_BLOCK ((gsize)32768)

static const char *const maildir_places[] = {"new", "cur"}; /* in this order: a mail moves from new to cur */

static void maildir_close(struct mailbox *mailbox)
{
    struct maildir *maildir = (struct maildir *)mailbox;
    if (!maildir)
        return;
    if (maildir->watch >= 0)
        close(maildir->watch);
    maildir_uids_free(maildir->uids);
    g_clear_pointer(&maildir->paths, g_hash_table_unref);
    g_free(maildir->inbox);
    g_free(maildir->folders[MAILBOX_HANDLED]);
    g_free(maildir->folders[MAILBOX_REVIEW]);
    g_free(maildir->sent);
    g_free(maildir);
}

static gboolean maildir_fail(const char *path, const char *what, GError **error)
{
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "%s: %s: %s", path, what, g_strerror(errno));
    return FALSE;
}

gboolean maildir_each(struct maildir *maildir, maildir_visit *visit, void *context, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(maildir_places); i++) {
        g_autofree char *folder = g_build_filename(maildir->inbox, maildir_places[i], NULL);
        g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
        if (!directory)
            return maildir_fail(folder, "cannot be listed", error);
        const char *name;
        while ((name = g_dir_read_name(directory)) != NULL) {
            if (*name == '.' || strchr(name, '\n'))
                continue;
            g_autofree char *path = g_strconcat(maildir_places[i], "/", name, NULL);
            g_autofree char *base = g_strndup(name, strcspn(name, ":"));
            if (*base)
                visit(maildir, path, base, context);
        }
    }
    return TRUE;
}

static void maildir_mark(struct maildir *maildir, const char *path, const char *base, void *context)
{
    (void)path;
    GHashTable *unknown = context;
    struct maildir_uid *mail = maildir_uids_find(maildir->uids, base);
    if (mail)
        mail->scan = maildir->scan;
    else
        g_hash_table_add(unknown, g_strdup(base));
}

static gint maildir_compare_names(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Gives UIDs to new mails, in the order of their names, which begin with the time of delivery; and forgets those that
 * have gone, so that one that comes back counts as new. A mail that one scan missed, because it was being renamed, is
 * looked for in a second: forgotten wrongly it would be taken twice, which is known by its content. */
static gboolean maildir_sync(struct maildir *maildir, GError **error)
{
    g_autoptr(GHashTable) unknown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    maildir->scan++;
    if (!maildir_each(maildir, maildir_mark, unknown, error))
        return FALSE;
    g_autoptr(GPtrArray) unseen = maildir_uids_unseen(maildir->uids, maildir->scan);
    if (unseen->len > 0) {
        if (!maildir_each(maildir, maildir_mark, unknown, error))
            return FALSE;
        g_clear_pointer(&unseen, g_ptr_array_unref);
        unseen = maildir_uids_unseen(maildir->uids, maildir->scan);
        if (!maildir_uids_forget(maildir->uids, unseen, error))
            return FALSE;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    GHashTableIter iterator;
    gpointer name;
    g_hash_table_iter_init(&iterator, unknown);
    while (g_hash_table_iter_next(&iterator, &name, NULL))
        g_ptr_array_add(names, name);
    g_ptr_array_sort(names, maildir_compare_names);
    return maildir_uids_assign(maildir->uids, names, error);
}

/* The mails of one listing, kept to the `limit` with the lowest UIDs. */
struct maildir_found {
    guint32 uid;
    char *path;
};

struct maildir_window {
    guint32 after;
    guint limit;
    GArray *found; /* struct maildir_found */
};

static void maildir_found_clear(gpointer found)
{
    g_free(((struct maildir_found *)found)->path);
}

static gint maildir_compare_found(gconstpointer left, gconstpointer right)
{
    const struct maildir_found *one = left;
    const struct maildir_found *other = right;
    return one->uid < other->uid ? -1 : one->uid > other->uid;
}

static void maildir_window_trim(struct maildir_window *window)
{
    g_array_sort(window->found, maildir_compare_found);
    if (window->found->len > window->limit)
        g_array_set_size(window->found, window->limit);
}

static void maildir_collect(struct maildir *maildir, const char *path, const char *base, void *context)
{
    struct maildir_window *window = context;
    const struct maildir_uid *mail = maildir_uids_find(maildir->uids, base);
    if (!mail || mail->uid <= window->after)
        return;
    struct maildir_found found = {mail->uid, g_strdup(path)};
    g_array_append_val(window->found, found);
    if (window->found->len >= 2 * (guint64)window->limit + 64)
        maildir_window_trim(window);
}

/* What is told of a mail; FALSE when it has gone, or is no file. */
static gboolean maildir_stat(const struct maildir *maildir, const struct maildir_found *found,
                             struct mailbox_mail *ret_mail)
{
    g_autofree char *path = g_build_filename(maildir->inbox, found->path, NULL);
    struct stat status;
    if (lstat(path, &status) < 0 || !S_ISREG(status.st_mode))
        return FALSE;
    *ret_mail = (struct mailbox_mail){.uid = found->uid, .arrived = status.st_mtime, .size = (guint64)status.st_size};
    return TRUE;
}

static void maildir_tell(struct maildir *maildir, const struct maildir_window *window, GArray *ret_mails)
{
    guint32 last = window->after;
    g_hash_table_remove_all(maildir->paths);
    for (guint i = 0; i < window->found->len; i++) {
        struct maildir_found *found = &g_array_index(window->found, struct maildir_found, i);
        struct mailbox_mail mail;
        if (found->uid == last) /* seen in new and in cur: the later path is the right one */
            g_array_remove_index(ret_mails, ret_mails->len - 1);
        g_hash_table_replace(maildir->paths, GUINT_TO_POINTER(found->uid), g_strdup(found->path));
        if (!maildir_stat(maildir, found, &mail))
            continue;
        last = found->uid;
        g_array_append_val(ret_mails, mail);
    }
}

static gboolean maildir_list(struct mailbox *mailbox, guint32 after, guint limit, GArray *ret_mails, GError **error)
{
    struct maildir *maildir = (struct maildir *)mailbox;
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct maildir_found));
    g_array_set_clear_func(found, maildir_found_clear);
    struct maildir_window window = {.after = after, .limit = limit, .found = found};
    if (!maildir_sync(maildir, error) || !maildir_each(maildir, maildir_collect, &window, error))
        return FALSE;
    maildir_window_trim(&window);
    maildir_tell(maildir, &window, ret_mails);
    return TRUE;
}

struct maildir_search {
    guint32 uid;
    char *path;
};

static void maildir_search(struct maildir *maildir, const char *path, const char *base, void *context)
{
    struct maildir_search *search = context;
    const struct maildir_uid *mail = maildir_uids_find(maildir->uids, base);
    if (!mail || mail->uid != search->uid)
        return;
    g_free(search->path);
    search->path = g_strdup(path);
}

char *maildir_path(struct maildir *maildir, guint32 uid, gboolean afresh, GError **error)
{
    const char *known = g_hash_table_lookup(maildir->paths, GUINT_TO_POINTER(uid));
    if (known && !afresh)
        return g_strdup(known);
    struct maildir_search search = {.uid = uid};
    if (!maildir_each(maildir, maildir_search, &search, error)) {
        g_free(search.path);
        return NULL;
    }
    if (search.path)
        g_hash_table_replace(maildir->paths, GUINT_TO_POINTER(uid), g_strdup(search.path));
    return search.path;
}

/* Opens the mail wherever it is now: -1 without `error` when it is gone. */
static int maildir_open_mail(struct maildir *maildir, guint32 uid, GError **error)
{
    for (guint try = 0; try < 2; try++) {
        g_autoptr(GError) failure = NULL;
        g_autofree char *path = maildir_path(maildir, uid, try > 0, &failure);
        if (failure)
            g_propagate_error(error, g_steal_pointer(&failure));
        if (!path)
            return -1;
        g_autofree char *full = g_build_filename(maildir->inbox, path, NULL);
        int fd = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (fd >= 0)
            return fd;
        if (errno != ENOENT) {
            maildir_fail(full, "cannot be read", error);
            return -1;
        }
    }
    return -1;
}

static gboolean maildir_write(int fd, const char *bytes, gsize count)
{
    while (count > 0) {
        gssize written = write(fd, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return FALSE;
        bytes += written;
        count -= (gsize)written;
    }
    return TRUE;
}

/* Copies, with each bare LF made CRLF. FALSE with errno. */
static gboolean maildir_copy_crlf(int from, int to)
{
    g_autofree char *in = g_malloc(MAILDIR_BLOCK);
    g_autofree char *out = g_malloc(2 * MAILDIR_BLOCK);
    char before = '\0';
    gssize got;
    while ((got = read(from, in, MAILDIR_BLOCK)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FALSE;
        gsize count = 0;
        for (gssize i = 0; i < got; i++) {
            if (in[i] == '\n' && before != '\r')
                out[count++] = '\r';
            before = out[count++] = in[i];
        }
        if (!maildir_write(to, out, count))
            return FALSE;
    }
    return TRUE;
}

static gboolean maildir_fetch_one(struct maildir *maildir, guint32 uid, const struct mailbox_sink *sink, GError **error)
{
    g_autoptr(GError) failure = NULL;
    int from = maildir_open_mail(maildir, uid, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (from < 0)
        return TRUE;
    int to = sink->begin(sink->context, uid);
    gboolean copied = to < 0 || maildir_copy_crlf(from, to);
    int reason = errno;
    close(from);
    if (to >= 0)
        sink->end(sink->context, uid, to, copied);
    const gboolean full = reason == ENOSPC || reason == EDQUOT; /* else, it may be the mail's own file */
    if (!copied)
        g_set_error(error, TRANSPORT_ERROR, full ? TRANSPORT_ERROR_DISK : TRANSPORT_ERROR_LOCAL,
                    "the mail with UID %u cannot be stored: %s", uid, g_strerror(reason));
    return copied;
}

static gboolean maildir_fetch(struct mailbox *mailbox, const struct mailbox_mail *mails, guint count, const struct mailbox_sink *sink, GError **error)
{
    for (guint i = 0; i < count; i++)
        if (!maildir_fetch_one((struct maildir *)mailbox, mails[i].uid, sink, error))
            return FALSE;
    return TRUE;
}

static void maildir_drain(int watch)
{
    char events[4096];
    while (read(watch, events, sizeof(events)) > 0)
        continue;
}

static guint maildir_wait(struct mailbox *mailbox, int other_fd, int timeout_ms, GError **error)
{
    (void)error;
    struct maildir *maildir = (struct maildir *)mailbox;
    gint64 poll_ms = (gint64)maildir->poll_seconds * 1000;
    struct pollfd pollers[] = {{.fd = maildir->watch, .events = POLLIN}, {.fd = other_fd, .events = POLLIN}};
    int ready = poll(pollers, G_N_ELEMENTS(pollers), (int)MIN(poll_ms, timeout_ms));
    if (ready <= 0)
        return poll_ms <= timeout_ms ? MAILBOX_WOKEN_MAIL : MAILBOX_WOKEN_TIMEOUT;
    if (pollers[0].revents)
        maildir_drain(maildir->watch);
    return (pollers[0].revents ? MAILBOX_WOKEN_MAIL : 0) | (pollers[1].revents ? MAILBOX_WOKEN_OTHER : 0);
}

/* Without inotify (its instances are used up) the folder is looked through after each poll interval. */
static void maildir_watch(struct maildir *maildir)
{
    maildir->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    for (guint i = 0; maildir->watch >= 0 && i < G_N_ELEMENTS(maildir_places); i++) {
        g_autofree char *folder = g_build_filename(maildir->inbox, maildir_places[i], NULL);
        if (inotify_add_watch(maildir->watch, folder, IN_MOVED_TO | IN_CREATE) >= 0)
            continue;
        close(maildir->watch);
        maildir->watch = -1;
    }
    maildir->base.idles = maildir->watch >= 0;
}

char *maildir_folder_path(const char *root, const char *name)
{
    if (g_ascii_strcasecmp(name, "INBOX") == 0)
        return g_strdup(root);
    g_autofree char *wire = folder_wire(name, NULL, '.');
    g_autofree char *directory = wire && !strchr(wire, '/') ? g_strconcat(".", wire, NULL) : NULL;
    return directory ? g_build_filename(root, directory, NULL) : NULL;
}

static gboolean maildir_open_folder(const char *root, const char *name, char **ret_path, GError **error)
{
    g_autofree char *path = maildir_folder_path(root, name);
    if (!path) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "%s: \"%s\" cannot be a folder's name", root, name);
        return FALSE;
    }
    if (!maildir_folder_make(path, strcmp(path, root) != 0, error))
        return FALSE;
    *ret_path = g_steal_pointer(&path);
    return TRUE;
}

static gboolean maildir_open_folders(struct maildir *maildir, const struct mailbox_settings *settings, GError **error)
{
    g_autofree char *cur = g_build_filename(settings->path, "cur", NULL);
    if (!g_file_test(cur, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL,
                    "%s: is not a Maildir (there is no folder \"cur\" in it)", settings->path);
        return FALSE;
    }
    return maildir_open_folder(settings->path, settings->folder, &maildir->inbox, error) &&
           maildir_open_folder(settings->path, settings->handled_folder, &maildir->folders[MAILBOX_HANDLED], error) &&
           maildir_open_folder(settings->path, settings->review_folder, &maildir->folders[MAILBOX_REVIEW], error) &&
           (!settings->sent_folder ||
            maildir_open_folder(settings->path, settings->sent_folder, &maildir->sent, error));
}

static struct mailbox *maildir_open(const struct mailbox_settings *settings, GError **error)
{
    struct maildir *maildir = g_new0(struct maildir, 1);
    maildir->base.driver = &mailbox_maildir_driver;
    maildir->watch = -1;
    maildir->poll_seconds = settings->poll_seconds;
    maildir->paths = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    gboolean opened = maildir_open_folders(maildir, settings, error);
    if (opened) {
        g_autofree char *list = g_build_filename(maildir->inbox, "mailorder-uids", NULL);
        maildir->uids = maildir_uids_open(list, error);
    }
    if (!maildir->uids) {
        maildir_close(&maildir->base);
        return NULL;
    }
    maildir->base.uidvalidity = maildir_uids_validity(maildir->uids);
    maildir_watch(maildir);
    return &maildir->base;
}

const struct mailbox_driver mailbox_maildir_driver = {
    .name = "maildir",
    .open = maildir_open,
    .list = maildir_list,
    .fetch = maildir_fetch,
    .file = maildir_file,
    .append_sent = maildir_append_sent,
    .remove = maildir_remove,
    .wait = maildir_wait,
    .close = maildir_close,
};
