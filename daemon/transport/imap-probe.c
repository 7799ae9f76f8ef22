/* The test mail of `mailorder check`, looked for by the server (SEARCH) and taken out. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/transport/imap-session.h"
#include "daemon/transport/probe.h"

/* The UIDs that the server finds in the selected folder. */
static gboolean imap_search(struct imap *imap, const char *mark, GArray *uids, GError **error)
{
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_send(imap, error, "UID SEARCH HEADER Subject %s", mark) || !imap_finish(imap, "looking for the test mail", error))
        return FALSE;
    clist *found = imap->session->imap_response_info->rsp_search_result;
    for (clistiter *at = found ? clist_begin(found) : NULL; at; at = clist_next(at)) {
        guint32 uid = *(const uint32_t *)at->data;
        g_array_append_val(uids, uid);
    }
    return TRUE;
}

static int begin_mail(void *context, guint32 uid)
{
    (void)context;
    (void)uid;
    return memfd_create("probe", MFD_CLOEXEC);
}

static void end_mail(void *context, guint32 uid, int fd, gboolean complete)
{
    (void)uid;
    if (fd < 0)
        return;
    char *bytes = g_malloc(PROBE_MAIL_BYTES);
    ssize_t got = complete ? pread(fd, bytes, PROBE_MAIL_BYTES, 0) : -1;
    if (got >= 0)
        g_ptr_array_add(context, g_bytes_new_take(bytes, (gsize)got));
    else
        g_free(bytes);
    close(fd);
}

static gboolean probe_folder(struct imap *imap, const char *wire, const char *mark, GPtrArray *ret_mails, gboolean *ret_left, GError **error)
{
    const struct mailbox_sink sink = {.context = ret_mails, .begin = begin_mail, .end = end_mail};
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_result(imap, mailimap_select(imap->session, wire), "opening a folder", error) || !imap_search(imap, mark, uids, error))
        return FALSE;
    if (uids->len == 0)
        return TRUE;
    for (guint i = 0; i < uids->len; i++) {
        const struct mailbox_mail mail = {.uid = g_array_index(uids, guint32, i), .size = G_MAXUINT64};
        if (!imap_fetch(&imap->base, &mail, 1, &sink, error))
            return FALSE;
    }
    g_autofree char *set = imap_set_text((const guint32 *)(void *)uids->data, uids->len);
    *ret_left = *ret_left || !imap->can_uidplus;
    return imap_take_out(imap, set, error);
}

gboolean imap_probe(struct mailbox *mailbox, const char *mark, GPtrArray *ret_mails, gboolean *ret_left, GError **error)
{
    struct imap *imap = (struct imap *)mailbox;
    const char *const folders[] = {imap->inbox, imap->folders[MAILBOX_HANDLED], imap->folders[MAILBOX_REVIEW]};
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++)
        if (!probe_folder(imap, folders[i], mark, ret_mails, ret_left, error))
            return FALSE;
    return TRUE;
}
