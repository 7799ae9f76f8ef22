/* Removing mails for good, wherever filing or the desk's copies left them: by Message-ID (RFC 9051 section 6.4.4, SEARCH HEADER), else by
 * INTERNALDATE and size, in the inbox, the two folders for filed mail, or the Sent folder. UID EXPUNGE (RFC 4315) takes them away, and them
 * alone; where the server has none they are marked as deleted, which is said. */
#include "daemon/transport/folder.h"
#include "daemon/transport/imap-session.h"

#include <string.h>

struct removing {
    const struct mailbox_removal *removal;
    gboolean by_id; /* the candidates were found by Message-ID */
    GArray *uids;   /* guint32: what is to go */
};

/* What may stand in a quoted string as it is; anything else is looked for by date and size. */
static gboolean is_plain(const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p < 0x21 || *p > 0x7e || *p == '"' || *p == '\\')
            return FALSE;
    return *text != '\0' && strlen(text) < 900;
}

/* The server's answer to a SEARCH was parsed last. */
static void take_found(struct imap *imap, GArray *ret_uids)
{
    struct mailimap_response_info *info = imap->session->imap_response_info;
    clist *found = info ? info->rsp_search_result : NULL;
    for (clistiter *at = found ? clist_begin(found) : NULL; at && ret_uids->len < IMAP_CHUNK; at = clist_next(at)) {
        guint32 uid = *(const uint32_t *)at->data;
        g_array_append_val(ret_uids, uid);
    }
}

static gboolean search(struct imap *imap, const struct removing *removing, GArray *ret_uids, GError **error)
{
    const struct mailbox_removal *removal = removing->removal;
    g_autofree char *terms = removing->by_id
        ? g_strdup_printf("HEADER Message-ID \"%s\"", removal->message_id)
        : g_strdup_printf("LARGER %" G_GUINT64_FORMAT " SMALLER %" G_GUINT64_FORMAT, removal->size ? removal->size - 1 : 0, removal->size + 1);
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_send(imap, error, "UID SEARCH %s", terms) || !imap_finish(imap, "looking for mails to be removed", error))
        return FALSE;
    take_found(imap, ret_uids);
    return TRUE;
}

/* SEARCH HEADER finds parts of words, and anybody may write another's Message-ID: a mail in must have the size as well. */
static void take_candidate(const struct imap_attributes *attributes, void *context)
{
    struct removing *removing = context;
    const struct mailbox_removal *removal = removing->removal;
    gboolean same = removal->sent || (attributes->size == (gint64)removal->size &&
                                      (removing->by_id || attributes->arrived == removal->arrived));
    if (attributes->uid != 0 && same)
        g_array_append_val(removing->uids, attributes->uid);
}

static gboolean confirm(struct imap *imap, GArray *candidates, struct removing *removing, GError **error)
{
    if (candidates->len == 0)
        return TRUE;
    g_autofree char *set = imap_set_text((const guint32 *)(void *)candidates->data, candidates->len);
    imap_allow(imap, STREAM_BYTES_COMMAND);
    return imap_fetch_each(imap, take_candidate, removing, error, "UID FETCH %s (UID INTERNALDATE RFC822.SIZE)", set);
}

static gboolean command(struct imap *imap, const char *text, GError **error)
{
    imap_allow(imap, STREAM_BYTES_COMMAND);
    return imap_send(imap, error, "%s", text) && imap_finish(imap, "removing mails", error);
}

static gboolean expunge(struct imap *imap, const GArray *uids, enum mailbox_removed *ret_removed, GError **error)
{
    g_autofree char *set = imap_set_text((const guint32 *)(void *)uids->data, uids->len);
    g_autofree char *mark = g_strdup_printf("UID STORE %s +FLAGS.SILENT (\\Deleted)", set);
    g_autofree char *remove = g_strdup_printf("UID EXPUNGE %s", set);
    if (!command(imap, mark, error) || (imap->can_uidplus && !command(imap, remove, error)))
        return FALSE;
    if (*ret_removed != MAILBOX_REMOVED_MARKED)
        *ret_removed = imap->can_uidplus ? MAILBOX_REMOVED : MAILBOX_REMOVED_MARKED;
    return TRUE;
}

/* What is to go, into removing->uids, which is empty. */
static gboolean find(struct imap *imap, struct removing *removing, GError **error)
{
    g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(guint32));
    return search(imap, removing, candidates, error) && confirm(imap, candidates, removing, error);
}

/* Not every server finds every Message-ID: date and size tell a mail in as well. */
static gboolean remove_one(struct imap *imap, const struct mailbox_removal *removal, enum mailbox_removed *ret_removed, GError **error)
{
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    struct removing removing = {removal, is_plain(removal->message_id), uids};
    if (removing.by_id && !find(imap, &removing, error))
        return FALSE;
    removing.by_id = FALSE;
    if (uids->len == 0 && !removal->sent && !find(imap, &removing, error))
        return FALSE;
    return uids->len == 0 || expunge(imap, uids, ret_removed, error);
}

/* In the folder selected now. */
static gboolean remove_here(struct imap *imap, gboolean sent, const struct mailbox_removal *removals, guint count,
                            enum mailbox_removed *ret_removed, GError **error)
{
    for (guint i = 0; i < count; i++)
        if (removals[i].sent == sent && !remove_one(imap, &removals[i], &ret_removed[i], error))
            return FALSE;
    return TRUE;
}

static gboolean any_of(gboolean sent, const struct mailbox_removal *removals, guint count)
{
    for (guint i = 0; i < count; i++)
        if (removals[i].sent == sent)
            return TRUE;
    return FALSE;
}

/* In another folder; one that is not there holds nothing. */
static gboolean remove_in(struct imap *imap, const char *wire, gboolean sent, const struct mailbox_removal *removals, guint count,
                          enum mailbox_removed *ret_removed, GError **error)
{
    if (!wire || !any_of(sent, removals, count))
        return TRUE;
    g_autofree char *doing = g_strdup_printf("opening the folder \"%s\"", wire);
    g_autoptr(GError) refused = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (imap_result(imap, mailimap_select(imap->session, wire), doing, &refused))
        return remove_here(imap, sent, removals, count, ret_removed, error);
    if (!imap_is_broken(imap))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&refused));
    return FALSE;
}

gboolean imap_remove(struct mailbox *mailbox, const struct mailbox_removal *removals, guint count, enum mailbox_removed *ret_removed,
                     GError **error)
{
    struct imap *imap = (struct imap *)mailbox;
    g_autoptr(GError) failure = NULL;
    g_autofree enum mailbox_removed *removed = g_new0(enum mailbox_removed, count);
    gboolean done = imap_rise(imap, &failure) && remove_here(imap, FALSE, removals, count, removed, &failure) &&
                    remove_in(imap, imap->folders[MAILBOX_HANDLED], FALSE, removals, count, removed, &failure) &&
                    remove_in(imap, imap->folders[MAILBOX_REVIEW], FALSE, removals, count, removed, &failure) &&
                    remove_in(imap, imap->sent, TRUE, removals, count, removed, &failure);
    if (!imap_is_broken(imap) && !imap_select_inbox(imap, done ? &failure : NULL)) {
        if (!failure)
            g_set_error(&failure, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, "%s: the inbox could not be opened again", imap->peer);
        failure->code = TRANSPORT_ERROR_PROTOCOL; /* the session is in another folder: of no more use */
        done = FALSE;
    }
    if (!done) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    memcpy(ret_removed, removed, count * sizeof *removed);
    return TRUE;
}
