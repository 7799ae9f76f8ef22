#include "daemon/transport/probe.h"

#include <errno.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "daemon/transport/mailbox.h"

struct probe {
    const struct mailbox_settings *settings;
    struct mailbox *imap; /* NULL: a Maildir */
};

static gboolean maildir_is_there(const char *path, GError **error)
{
    g_autofree char *cur = g_build_filename(path, "cur", NULL);
    if (g_access(cur, R_OK | W_OK | X_OK) == 0)
        return TRUE;
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "%s: %s", cur, g_strerror(errno));
    return FALSE;
}

struct probe *probe_open(const struct mailbox_settings *settings, GError **error)
{
    struct probe *probe = g_new0(struct probe, 1);
    gboolean opened = FALSE;
    probe->settings = settings;
    switch (settings->kind) {
    case MAILBOX_IMAP:
        probe->imap = mailbox_imap_driver.open(settings, error);
        opened = probe->imap != NULL;
        break;
    case MAILBOX_MAILDIR:
        opened = maildir_is_there(settings->path, error);
        break;
    }
    if (!opened)
        g_clear_pointer(&probe, g_free);
    return probe;
}

gboolean probe_take(struct probe *probe, const char *mark, gint64 since, GPtrArray *ret_mails, gboolean *ret_left, GError **error)
{
    if (probe->imap)
        return imap_probe(probe->imap, mark, ret_mails, ret_left, error);
    maildir_probe(probe->settings, mark, since, ret_mails, ret_left);
    return TRUE;
}

void probe_close(struct probe *probe)
{
    if (!probe)
        return;
    if (probe->imap)
        probe->imap->driver->close(probe->imap);
    g_free(probe);
}
