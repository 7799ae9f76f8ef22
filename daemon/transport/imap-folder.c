/* The folders of an IMAP mailbox: how the server names them, that they exist, and the inbox selected. */
#include "daemon/base/fault.h"
#include "daemon/transport/folder.h"
#include "daemon/transport/imap-session.h"

/* The personal namespace (RFC 2342), where the server has one; else the delimiter of the root. */
static gboolean folder_namespace(struct imap *imap, char **ret_prefix, char *ret_delimiter, GError **error)
{
    struct mailimap_namespace_data *namespaces = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_result(imap, mailimap_namespace(imap->session, &namespaces), "asking for the namespace", error))
        return FALSE;
    clist *personal = namespaces->ns_personal ? namespaces->ns_personal->ns_data_list : NULL;
    if (personal && clist_begin(personal)) {
        const struct mailimap_namespace_info *first = clist_content(clist_begin(personal));
        *ret_prefix = g_strdup(first->ns_prefix);
        *ret_delimiter = first->ns_delimiter;
    }
    mailimap_namespace_data_free(namespaces);
    return TRUE;
}

static gboolean folder_root(struct imap *imap, char *ret_delimiter, GError **error)
{
    clist *roots = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_result(imap, mailimap_list(imap->session, "", "", &roots), "asking for the delimiter", error))
        return FALSE;
    if (clist_begin(roots))
        *ret_delimiter = ((const struct mailimap_mailbox_list *)clist_content(clist_begin(roots)))->mb_delimiter;
    mailimap_list_result_free(roots);
    return TRUE;
}

static gboolean folder_exists(struct imap *imap, const char *wire, gboolean *ret_exists, GError **error)
{
    clist *found = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_result(imap, mailimap_list(imap->session, "", wire, &found), "looking for a folder", error))
        return FALSE;
    *ret_exists = clist_begin(found) != NULL;
    mailimap_list_result_free(found);
    return TRUE;
}

gboolean imap_create_folder(struct imap *imap, const char *wire, GError **error)
{
    g_autofree char *quoted = folder_quoted(wire);
    g_autofree char *doing = g_strdup_printf("creating the folder %s", quoted);
    g_autoptr(GError) refused = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    FAULT_POINT("imap:create-");
    if (!imap_send(imap, error, "CREATE %s", quoted))
        return FALSE;
    if (!imap_finish(imap, doing, &refused) && !(g_error_matches(refused, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER) &&
                                                 g_strcmp0(imap_last_code(imap), "ALREADYEXISTS") == 0)) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return FALSE;
    }
    /* So that people's mail clients show it; a server without subscriptions is none the worse. */
    imap_allow(imap, STREAM_BYTES_COMMAND);
    return (imap_send(imap, error, "SUBSCRIBE %s", quoted) && imap_finish(imap, "subscribing to a folder", NULL)) ||
           stream_check(imap->stream, error);
}

static gboolean folder_prepare(struct imap *imap, const char *name, const char *prefix, char delimiter, char **ret_wire,
                               GError **error)
{
    g_autofree char *wire = folder_wire(name, prefix, delimiter);
    gboolean exists = FALSE;
    if (!wire) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "%s: a folder's name is not UTF-8 text", imap->peer);
        return FALSE;
    }
    if (!folder_exists(imap, wire, &exists, error) || (!exists && !imap_create_folder(imap, wire, error)))
        return FALSE;
    *ret_wire = g_steal_pointer(&wire);
    return TRUE;
}

/* Whether the server lets us keep this keyword on mails of the selected folder. */
static gboolean folder_keeps_keyword(struct imap *imap, const char *keyword)
{
    clist *permanent = imap->session->imap_selection_info->sel_perm_flags;
    for (clistiter *at = permanent ? clist_begin(permanent) : NULL; at; at = clist_next(at)) {
        const struct mailimap_flag_perm *flag = at->data;
        if (flag->fl_type == MAILIMAP_FLAG_PERM_ALL)
            return TRUE;
        if (flag->fl_flag->fl_type == MAILIMAP_FLAG_KEYWORD &&
            g_ascii_strcasecmp(flag->fl_flag->fl_data.fl_keyword, keyword) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean folder_select(struct imap *imap, const char *wire, GError **error)
{
    g_autofree char *doing = g_strdup_printf("opening the folder \"%s\"", wire);
    imap_allow(imap, STREAM_BYTES_COMMAND);
    FAULT_POINT("imap:select-");
    if (!imap_result(imap, mailimap_select(imap->session, wire), doing, error))
        return FALSE;
    FAULT_POINT("imap:selected");
    const struct mailimap_selection_info *selected = imap->session->imap_selection_info;
    if (selected->sel_uidvalidity == 0 || selected->sel_perm == MAILIMAP_MAILBOX_READONLY) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER, "%s: %s: %s", imap->peer, doing,
                    selected->sel_uidvalidity == 0 ? "the server keeps no UIDs there, mails could not be told apart"
                                                   : "it is read-only for this user, mails could not be filed");
        return FALSE;
    }
    imap->base.uidvalidity = selected->sel_uidvalidity;
    imap->can_keyword[MAILBOX_HANDLED] = folder_keeps_keyword(imap, "$MailorderHandled");
    imap->can_keyword[MAILBOX_REVIEW] = folder_keeps_keyword(imap, "$MailorderReview");
    return TRUE;
}

gboolean imap_open_folders(struct imap *imap, const struct mailbox_settings *settings, GError **error)
{
    g_autofree char *prefix = NULL;
    char delimiter = '\0';
    if (mailimap_has_namespace(imap->session) && !folder_namespace(imap, &prefix, &delimiter, NULL) &&
        imap_is_broken(imap))
        return stream_check(imap->stream, error);
    if (!delimiter && !folder_root(imap, &delimiter, error))
        return FALSE;
    char *inbox = folder_wire(settings->folder, prefix, delimiter);
    imap->inbox = inbox ? inbox : g_strdup(settings->folder);
    return folder_prepare(imap, settings->handled_folder, prefix, delimiter, &imap->folders[MAILBOX_HANDLED], error) &&
           folder_prepare(imap, settings->review_folder, prefix, delimiter, &imap->folders[MAILBOX_REVIEW], error) &&
           (!settings->sent_folder ||
            folder_prepare(imap, settings->sent_folder, prefix, delimiter, &imap->sent, error)) &&
           folder_select(imap, imap->inbox, error);
}

gboolean imap_select_inbox(struct imap *imap, GError **error)
{
    guint32 before = imap->base.uidvalidity;
    if (!folder_select(imap, imap->inbox, error))
        return FALSE;
    if (imap->base.uidvalidity == before)
        return TRUE;
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, "%s: the inbox was renumbered meanwhile", imap->peer);
    return FALSE;
}
