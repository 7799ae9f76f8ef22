/* Filing: MOVE where the server has it (RFC 6851), else COPY and UID EXPUNGE (RFC 4315), else a flag and nothing more.
 * Never a plain EXPUNGE, which would take along what others have marked as deleted.
 *
 * What is asked for again after a crash comes out as GONE, or, where the crash fell between COPY and EXPUNGE, leaves a
 * second copy in the folder; no order of commands without MOVE can do better. */
#include "daemon/base/fault.h"
#include "daemon/transport/folder.h"
#include "daemon/transport/imap-session.h"

static const char *const file_keywords[] = {
    [MAILBOX_HANDLED] = "$MailorderHandled",
    [MAILBOX_REVIEW] = "$MailorderReview",
};

/* One chunk of the uids asked for. */
struct file_chunk {
    const guint32 *uids;
    guint count;
    enum mailbox_filed *filed;
};

static gint file_find(const struct file_chunk *chunk, guint32 uid)
{
    for (guint i = 0; i < chunk->count; i++)
        if (chunk->uids[i] == uid)
            return (gint)i;
    return -1;
}

static void file_see(const struct imap_attributes *attributes, void *context)
{
    struct file_chunk *chunk = context;
    gint index = file_find(chunk, attributes->uid);
    if (index >= 0)
        chunk->filed[index] = MAILBOX_FILED_MOVED;
}

/* Marks those that are there as MOVED, to be; the others stay GONE. */
static gboolean file_look(struct imap *imap, struct file_chunk *chunk, const char *set, GError **error)
{
    imap_allow(imap, STREAM_BYTES_COMMAND);
    FAULT_POINT("imap:look-");
    return imap_fetch_each(imap, file_see, chunk, error, "UID FETCH %s (UID)", set);
}

/* Runs `command`, with the folder made and the command repeated once if the server says that it is missing. */
static gboolean file_into(struct imap *imap, const char *command, const char *wire, GError **error)
{
    g_autoptr(GError) refused = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    FAULT_POINT("imap:move-");
    if (!imap_send(imap, error, "%s", command))
        return FALSE;
    FAULT_POINT("imap:move-sent");
    if (imap_finish(imap, "filing", &refused)) {
        FAULT_POINT("imap:moved");
        return TRUE;
    }
    const struct mailimap_response_info *info = imap->session->imap_response_info;
    if (imap_is_broken(imap) || !info || !info->rsp_trycreate) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return FALSE;
    }
    if (!imap_create_folder(imap, wire, error))
        return FALSE;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    return imap_send(imap, error, "%s", command) && imap_finish(imap, "filing", error);
}

static gboolean file_run(struct imap *imap, const char *doing, const char *command, GError **error)
{
    imap_allow(imap, STREAM_BYTES_COMMAND);
    return imap_send(imap, error, "%s", command) && imap_finish(imap, doing, error);
}

static void file_set_all(struct file_chunk *chunk, enum mailbox_filed from, enum mailbox_filed to)
{
    for (guint i = 0; i < chunk->count; i++)
        if (chunk->filed[i] == from)
            chunk->filed[i] = to;
}

static gboolean file_flag(struct imap *imap, struct file_chunk *chunk, enum mailbox_place place, const char *set,
                          GError **error)
{
    const char *flag = imap->can_keyword[place] ? file_keywords[place] : "\\Seen";
    g_autofree char *command = g_strdup_printf("UID STORE %s +FLAGS.SILENT (%s)", set, flag);
    if (!file_run(imap, "marking handled mails", command, error))
        return FALSE;
    file_set_all(chunk, MAILBOX_FILED_MOVED, MAILBOX_FILED_FLAGGED);
    return TRUE;
}

gboolean imap_take_out(struct imap *imap, const char *set, GError **error)
{
    g_autofree char *store = g_strdup_printf("UID STORE %s +FLAGS.SILENT (\\Deleted)", set);
    g_autofree char *expunge = g_strdup_printf("UID EXPUNGE %s", set);
    FAULT_POINT("imap:store-");
    if (!file_run(imap, "marking filed mails as deleted", store, error))
        return FALSE;
    FAULT_POINT("imap:stored");
    gboolean gone = !imap->can_uidplus || file_run(imap, "removing filed mails from the inbox", expunge, error);
    FAULT_POINT("imap:expunged");
    return gone;
}

static gboolean file_move(struct imap *imap, struct file_chunk *chunk, enum mailbox_place place, const char *set,
                          GError **error)
{
    const char *wire = imap->folders[place];
    if (!imap->can_move && !imap->can_uidplus)
        return file_flag(imap, chunk, place, set, error);
    g_autofree char *folder = folder_quoted(wire);
    g_autofree char *command = g_strdup_printf("UID %s %s %s", imap->can_move ? "MOVE" : "COPY", set, folder);
    return file_into(imap, command, wire, error) && (imap->can_move || imap_take_out(imap, set, error));
}

/* Only those still there, so that what a server says of missing UIDs (OK, NO or BAD) does not matter. */
static char *file_present(const struct file_chunk *chunk)
{
    g_autoptr(GArray) present = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < chunk->count; i++)
        if (chunk->filed[i] == MAILBOX_FILED_MOVED)
            g_array_append_val(present, chunk->uids[i]);
    return imap_set_text((const guint32 *)present->data, present->len);
}

static gboolean file_chunk(struct imap *imap, struct file_chunk *chunk, enum mailbox_place place, GError **error)
{
    g_autofree char *asked = imap_set_text(chunk->uids, chunk->count);
    for (guint i = 0; i < chunk->count; i++)
        chunk->filed[i] = MAILBOX_FILED_GONE;
    if (!file_look(imap, chunk, asked, error))
        return FALSE;
    g_autofree char *present = file_present(chunk);
    if (!*present)
        return TRUE;
    if (!file_move(imap, chunk, place, present, error))
        return FALSE;
    for (guint i = 0; i < chunk->count; i++)
        if (chunk->filed[i] == MAILBOX_FILED_MOVED && imap->hint > 0)
            imap->hint--;
    return TRUE;
}

gboolean imap_file(struct mailbox *mailbox, const guint32 *uids, guint count, enum mailbox_place place,
                   enum mailbox_filed *ret_filed, GError **error)
{
    struct imap *imap = (struct imap *)mailbox;
    g_autoptr(GArray) all = g_array_sized_new(FALSE, TRUE, sizeof(enum mailbox_filed), count);
    g_array_set_size(all, count);
    enum mailbox_filed *filed = (enum mailbox_filed *)all->data;
    if (!imap_rise(imap, error))
        return FALSE;
    for (guint at = 0; at < count; at += IMAP_CHUNK) {
        struct file_chunk chunk = {.uids = uids + at, .count = MIN(IMAP_CHUNK, count - at), .filed = filed + at};
        if (!file_chunk(imap, &chunk, place, error))
            return FALSE;
    }
    for (guint i = 0; i < count; i++)
        ret_filed[i] = filed[i];
    return TRUE;
}
