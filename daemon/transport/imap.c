/* The IMAP mailbox: the driver's table, opening and closing. The rest is one file a call: imap-list.c, imap-fetch.c, imap-file.c,
 * imap-append.c, imap-remove.c, imap-wait.c, over imap-session.c; imap-login.c and imap-folder.c open. */
#include "daemon/base/fault.h"
#include "daemon/transport/imap-session.h"

static struct mailbox *imap_open(const struct mailbox_settings *settings, GError **error)
{
    g_autoptr(imap_auto) imap = imap_new(settings);
    FAULT_POINT("imap:connect-");
    if (!imap_connect(imap, &settings->server, error) || !imap_login(imap, &settings->server, error) ||
        !imap_open_folders(imap, settings, error))
        return NULL;
    return &g_steal_pointer(&imap)->base;
}

static void imap_close(struct mailbox *mailbox)
{
    imap_free((struct imap *)mailbox);
}

const struct mailbox_driver mailbox_imap_driver = {
    .name = "imap",
    .open = imap_open,
    .list = imap_list,
    .fetch = imap_fetch,
    .file = imap_file,
    .append_sent = imap_append_sent,
    .remove = imap_remove,
    .wait = imap_wait,
    .close = imap_close,
};
