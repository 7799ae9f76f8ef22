#include "daemon/transport/maildir-uids.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "daemon/base/clock.h"
#include "daemon/transport/transport.h"

#define UIDS_MAGIC         "mailorder-uids 1"
#define UIDS_COMPACT_LINES 1000u /* dead lines below which rewriting the file is not worth it */

struct maildir_uids {
    char *path;
    int fd; /* locked, at the end of the file */
    guint32 validity;
    guint32 next;
    guint lines;         /* in the file, without the first */
    GHashTable *by_name; /* struct maildir_uid, owned */
};

static guint uids_hash(gconstpointer mail)
{
    return g_str_hash(((const struct maildir_uid *)mail)->name);
}

static gboolean uids_equal(gconstpointer left, gconstpointer right)
{
    return strcmp(((const struct maildir_uid *)left)->name, ((const struct maildir_uid *)right)->name) == 0;
}

void maildir_uids_free(struct maildir_uids *uids)
{
    if (!uids)
        return;
    if (uids->fd >= 0)
        close(uids->fd);
    g_hash_table_unref(uids->by_name);
    g_free(uids->path);
    g_free(uids);
}

static gboolean uids_fail(const struct maildir_uids *uids, const char *what, GError **error)
{
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "%s: %s: %s", uids->path, what, g_strerror(errno));
    return FALSE;
}

static struct maildir_uid *uids_mail_new(guint32 uid, const char *name)
{
    gsize length = strlen(name);
    struct maildir_uid *mail = g_malloc(sizeof(*mail) + length + 1);
    mail->uid = uid;
    mail->scan = 0;
    memcpy(mail->name, name, length + 1);
    return mail;
}

struct maildir_uid *maildir_uids_find(struct maildir_uids *uids, const char *name)
{
    g_autofree struct maildir_uid *key = uids_mail_new(0, name);
    return g_hash_table_lookup(uids->by_name, key);
}

/* Reading: removals name the UID, so that the file stays small; this finds its mail. */
static gboolean uids_load_line(struct maildir_uids *uids, GHashTable *by_uid, const char *line, guint32 *last)
{
    char *end = NULL;
    guint64 uid = g_ascii_strtoull(line + 1, &end, 10);
    if (end == line + 1 || uid == 0 || uid >= G_MAXUINT32)
        return FALSE;
    if (*line == '-' && *end == '\0') {
        struct maildir_uid *mail = g_hash_table_lookup(by_uid, GUINT_TO_POINTER((guint)uid));
        g_hash_table_remove(by_uid, GUINT_TO_POINTER((guint)uid));
        if (mail)
            g_hash_table_remove(uids->by_name, mail);
        return TRUE;
    }
    if (*line != '+' || *end != ' ' || end[1] == '\0' || uid <= *last)
        return FALSE;
    struct maildir_uid *mail = uids_mail_new((guint32)uid, end + 1);
    if (!g_hash_table_add(uids->by_name, mail))
        return FALSE; /* one name with two UIDs */
    g_hash_table_insert(by_uid, GUINT_TO_POINTER((guint)uid), mail);
    *last = (guint32)uid;
    return TRUE;
}

static gboolean uids_load_first(struct maildir_uids *uids, const char *line)
{
    guint64 validity = 0;
    guint64 next = 0;
    g_auto(GStrv) words =
        g_str_has_prefix(line, UIDS_MAGIC " ") ? g_strsplit(line + strlen(UIDS_MAGIC " "), " ", 2) : NULL;
    if (!words || g_strv_length(words) != 2 ||
        !g_ascii_string_to_unsigned(words[0], 10, 1, G_MAXUINT32, &validity, NULL) ||
        !g_ascii_string_to_unsigned(words[1], 10, 1, G_MAXUINT32, &next, NULL))
        return FALSE;
    uids->validity = (guint32)validity;
    uids->next = (guint32)next;
    return TRUE;
}

/* FALSE when the file is not ours or is damaged before its last line. `ret_sound` is the length of the whole lines. */
static gboolean uids_load(struct maildir_uids *uids, FILE *file, off_t *ret_sound)
{
    g_autoptr(GHashTable) by_uid = g_hash_table_new(NULL, NULL);
    char *line = NULL;
    size_t size = 0;
    off_t sound = 0;
    guint32 last = 0;
    gboolean good = TRUE;
    gssize length;
    while (good && (length = getline(&line, &size, file)) > 0 && line[length - 1] == '\n') {
        line[length - 1] = '\0';
        good = sound == 0 ? uids_load_first(uids, line) : uids_load_line(uids, by_uid, line, &last);
        uids->lines += sound > 0;
        sound += length;
    }
    free(line);
    uids->next = MAX(uids->next, last + 1); /* the first line's may be higher: the newest mails have gone */
    *ret_sound = sound;
    return good && sound > 0;
}

static gboolean uids_write(const struct maildir_uids *uids, int fd, const char *text, gsize length, GError **error)
{
    while (length > 0) {
        gssize written = write(fd, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return uids_fail(uids, "cannot be written", error);
        text += written;
        length -= (gsize)written;
    }
    return TRUE;
}

static gint uids_compare(gconstpointer left, gconstpointer right)
{
    const struct maildir_uid *one = left;
    const struct maildir_uid *other = right;
    return one->uid < other->uid ? -1 : one->uid > other->uid;
}

static GString *uids_text(const struct maildir_uids *uids)
{
    GString *text = g_string_new(NULL);
    g_string_printf(text, UIDS_MAGIC " %u %u\n", uids->validity, uids->next);
    g_autoptr(GList) mails = g_list_sort(g_hash_table_get_keys(uids->by_name), uids_compare);
    for (const GList *at = mails; at; at = at->next) {
        const struct maildir_uid *mail = at->data;
        g_string_append_printf(text, "+%u %s\n", mail->uid, mail->name);
    }
    return text;
}

/* Puts a new file in the old one's place, whole or not at all, and goes on with it. */
static gboolean uids_rewrite(struct maildir_uids *uids, GError **error)
{
    g_autofree char *fresh = g_strconcat(uids->path, ".new", NULL);
    g_autoptr(GString) text = uids_text(uids);
    int fd = open(fresh, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return uids_fail(uids, "cannot be made", error);
    if (!uids_write(uids, fd, text->str, text->len, error) || fdatasync(fd) < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0 ||
        rename(fresh, uids->path) < 0) {
        if (error && !*error)
            uids_fail(uids, "cannot be made", error);
        close(fd);
        return FALSE;
    }
    close(uids->fd);
    uids->fd = fd;
    uids->lines = g_hash_table_size(uids->by_name);
    return TRUE;
}

static gboolean uids_begin(struct maildir_uids *uids, GError **error)
{
    g_hash_table_remove_all(uids->by_name);
    uids->validity = (guint32)MAX(clock_now(), (gint64)uids->validity + 1);
    uids->next = 1;
    return uids_rewrite(uids, error);
}

static gboolean uids_read(struct maildir_uids *uids, GError **error)
{
    int copy = dup(uids->fd);
    FILE *file = copy < 0 ? NULL : fdopen(copy, "r");
    if (!file)
        return uids_fail(uids, "cannot be read", error);
    off_t sound = 0;
    gboolean good = uids_load(uids, file, &sound);
    fclose(file);
    if (!good)
        return uids_begin(uids, error);
    if (ftruncate(uids->fd, sound) < 0 || lseek(uids->fd, 0, SEEK_END) < 0)
        return uids_fail(uids, "cannot be cut to its last whole line", error);
    guint dead = uids->lines - MIN(uids->lines, g_hash_table_size(uids->by_name));
    if (dead > UIDS_COMPACT_LINES && dead > g_hash_table_size(uids->by_name))
        return uids_rewrite(uids, error);
    return TRUE;
}

struct maildir_uids *maildir_uids_open(const char *path, GError **error)
{
    g_autoptr(maildir_uids_auto) uids = g_new0(struct maildir_uids, 1);
    uids->path = g_strdup(path);
    uids->by_name = g_hash_table_new_full(uids_hash, uids_equal, g_free, NULL);
    uids->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (uids->fd < 0) {
        uids_fail(uids, "cannot be opened", error);
        return NULL;
    }
    if (flock(uids->fd, LOCK_EX | LOCK_NB) < 0) {
        uids_fail(uids, "another process uses this Maildir's list of UIDs", error);
        return NULL;
    }
    if (!uids_read(uids, error))
        return NULL;
    return g_steal_pointer(&uids);
}

guint32 maildir_uids_validity(const struct maildir_uids *uids)
{
    return uids->validity;
}

guint maildir_uids_count(const struct maildir_uids *uids)
{
    return g_hash_table_size(uids->by_name);
}

gboolean maildir_uids_assign(struct maildir_uids *uids, GPtrArray *names, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (names->len == 0)
        return TRUE;
    if (names->len >= G_MAXUINT32 - uids->next) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "%s: out of UIDs", uids->path);
        return FALSE;
    }
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(text, "+%u %s\n", uids->next + i, (const char *)names->pdata[i]);
    off_t before = lseek(uids->fd, 0, SEEK_END);
    if (!uids_write(uids, uids->fd, text->str, text->len, error) || fdatasync(uids->fd) < 0) {
        if (error && !*error)
            uids_fail(uids, "cannot be synced", error);
        /* Nobody was told of these UIDs; a half line must not meet the next one. */
        if (before < 0 || ftruncate(uids->fd, before) < 0)
            g_prefix_error(error, "(and it cannot be cut) ");
        return FALSE;
    }
    for (guint i = 0; i < names->len; i++)
        g_hash_table_add(uids->by_name, uids_mail_new(uids->next + i, names->pdata[i]));
    uids->next += names->len;
    uids->lines += names->len;
    return TRUE;
}

gboolean maildir_uids_forget(struct maildir_uids *uids, GPtrArray *names, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < names->len; i++) {
        struct maildir_uid *mail = maildir_uids_find(uids, names->pdata[i]);
        if (!mail)
            continue;
        g_string_append_printf(text, "-%u\n", mail->uid);
        g_hash_table_remove(uids->by_name, mail);
        uids->lines++;
    }
    return uids_write(uids, uids->fd, text->str, text->len, error);
}

GPtrArray *maildir_uids_unseen(struct maildir_uids *uids, guint32 scan)
{
    GPtrArray *unseen = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iterator;
    gpointer key;
    g_hash_table_iter_init(&iterator, uids->by_name);
    while (g_hash_table_iter_next(&iterator, &key, NULL)) {
        const struct maildir_uid *mail = key;
        if (mail->scan != scan)
            g_ptr_array_add(unseen, g_strdup(mail->name));
    }
    return unseen;
}
