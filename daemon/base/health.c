#include "daemon/base/health.h"

#include <glib/gstdio.h>

#define MAILBOX_GROUP "mailbox "

static const char *const store_names[STORE_STATE_COUNT] = {
    [STORE_WELL] = "well", [STORE_FULL] = "full", [STORE_FAILING] = "failing", [STORE_DAMAGED] = "damaged"};

const char *store_state_name(enum store_state state)
{
    return store_names[state];
}

static void mailbox_health_free(struct mailbox_health *mailbox)
{
    g_free(mailbox->name);
    g_free(mailbox->trouble);
    g_free(mailbox);
}

struct health *health_new(void)
{
    struct health *health = g_new0(struct health, 1);
    health->store_words = g_strdup("");
    health->mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_health_free);
    return health;
}

void health_free(struct health *health)
{
    if (!health)
        return;
    g_free(health->store_words);
    g_ptr_array_unref(health->mailboxes);
    g_free(health);
}

void health_add_mailbox(struct health *health, const char *name, guint32 looked, const char *trouble)
{
    struct mailbox_health *mailbox = g_new0(struct mailbox_health, 1);
    mailbox->name = g_strdup(name);
    mailbox->looked = looked;
    mailbox->trouble = g_strdup(trouble ? trouble : "");
    g_ptr_array_add(health->mailboxes, mailbox);
}

/* --- between processes --------------------------------------------------------------------------------------------------- */

GVariant *health_pack(const struct health *health)
{
    GVariantBuilder mailboxes;
    g_variant_builder_init(&mailboxes, G_VARIANT_TYPE("a(sus)"));
    for (guint i = 0; i < health->mailboxes->len; i++) {
        const struct mailbox_health *mailbox = health->mailboxes->pdata[i];
        g_variant_builder_add(&mailboxes, "(sus)", mailbox->name, mailbox->looked, mailbox->trouble);
    }
    return g_variant_new("(uuuusa(sus))", health->send_waits, health->mail_waits, health->breaker, (guint32)health->store, health->store_words,
                         &mailboxes);
}

struct health *health_unpack(GVariant *payload)
{
    g_autoptr(health_auto) health = health_new();
    g_autoptr(GVariantIter) mailboxes = NULL;
    const char *words, *name, *trouble;
    guint32 store, looked;
    g_variant_get(payload, "(uuuu&sa(sus))", &health->send_waits, &health->mail_waits, &health->breaker, &store, &words, &mailboxes);
    if (store >= STORE_STATE_COUNT)
        return NULL;
    health->store = (enum store_state)store;
    g_free(health->store_words);
    health->store_words = g_strdup(words);
    while (g_variant_iter_next(mailboxes, "(&su&s)", &name, &looked, &trouble))
        health_add_mailbox(health, name, looked, trouble);
    return g_steal_pointer(&health);
}

/* --- the file -------------------------------------------------------------------------------------------------------------- */

static void set_since(GKeyFile *file, const char *group, const char *key, gint64 now, guint32 seconds)
{
    if (seconds)
        g_key_file_set_int64(file, group, key, now - seconds);
}

static guint32 get_since(GKeyFile *file, const char *group, const char *key, gint64 now)
{
    gint64 since = g_key_file_get_int64(file, group, key, NULL);
    return since > 0 && since < now ? (guint32)MIN(now - since, G_MAXUINT32) : 0;
}

gboolean health_write(const struct health *health, const char *path, gint64 now)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_key_file_set_int64(file, "daemon", "written", now);
    set_since(file, "daemon", "desk-silent-since", now, health->desk);
    set_since(file, "daemon", "send-waits-since", now, health->send_waits);
    set_since(file, "daemon", "mail-waits-since", now, health->mail_waits);
    set_since(file, "daemon", "answers-stopped-since", now, health->breaker);
    g_key_file_set_string(file, "daemon", "store", store_names[health->store]);
    g_key_file_set_string(file, "daemon", "store-says", health->store_words);
    for (guint i = 0; i < health->mailboxes->len; i++) {
        const struct mailbox_health *mailbox = health->mailboxes->pdata[i];
        g_autofree char *group = g_strconcat(MAILBOX_GROUP, mailbox->name, NULL);
        g_key_file_set_int64(file, group, "looked", now - mailbox->looked);
        g_key_file_set_string(file, group, "trouble", mailbox->trouble);
    }
    /* Renamed into place, so that nobody reads a half of it, and not synced: GLib has either both or, in place, does not shorten the file. */
    g_autofree char *text = g_key_file_to_data(file, NULL, NULL), *fresh = g_strconcat(path, ".new", NULL);
    g_unlink(fresh);
    return g_file_set_contents_full(fresh, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL) && g_rename(fresh, path) == 0;
}

static void read_mailboxes(struct health *health, GKeyFile *file, gint64 now)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint i = 0; groups[i]; i++) {
        g_autofree char *trouble = g_key_file_get_string(file, groups[i], "trouble", NULL);
        if (g_str_has_prefix(groups[i], MAILBOX_GROUP))
            health_add_mailbox(health, groups[i] + sizeof MAILBOX_GROUP - 1, get_since(file, groups[i], "looked", now), trouble);
    }
}

struct health *health_read(const char *path, gint64 *ret_now)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
        return NULL;
    struct health *health = health_new();
    gint64 now = g_key_file_get_int64(file, "daemon", "written", NULL);
    g_autofree char *store = g_key_file_get_string(file, "daemon", "store", NULL);
    char *words = g_key_file_get_string(file, "daemon", "store-says", NULL);
    health->desk = get_since(file, "daemon", "desk-silent-since", now);
    health->send_waits = get_since(file, "daemon", "send-waits-since", now);
    health->mail_waits = get_since(file, "daemon", "mail-waits-since", now);
    health->breaker = get_since(file, "daemon", "answers-stopped-since", now);
    for (guint i = 0; i < STORE_STATE_COUNT; i++)
        if (g_strcmp0(store, store_names[i]) == 0)
            health->store = (enum store_state)i;
    if (words) {
        g_free(health->store_words);
        health->store_words = words;
    }
    read_mailboxes(health, file, now);
    *ret_now = now;
    return health;
}
