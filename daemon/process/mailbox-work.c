#include "daemon/process/mailbox-work.h"

#include <unistd.h>

#include "daemon/base/fault.h"

#define COPY_GROUP 32u /* copies in one command */

struct filing {
    enum mailbox_place place;
    GArray *mails; /* gint64, as the desk calls them */
    GArray *uids;  /* guint32, ascending, one a mail */
};

struct copy {
    gint64 out;
    int fd;
};

struct removal_batch {
    GVariant *payload; /* the messages' own: its texts are what `removals` points at */
    GArray *ids;       /* gint64 */
    GArray *removals;  /* struct mailbox_removal */
};

static void removal_batch_free(struct removal_batch *batch)
{
    g_array_unref(batch->ids);
    g_array_unref(batch->removals);
    g_variant_unref(batch->payload);
    g_free(batch);
}

static void filing_free(struct filing *filing)
{
    g_array_unref(filing->mails);
    g_array_unref(filing->uids);
    g_free(filing);
}

static void copy_free(struct copy *copy)
{
    close(copy->fd);
    g_free(copy);
}

void mailbox_work_init(struct mailbox_role *role)
{
    g_queue_init(&role->filings);
    g_queue_init(&role->copies);
    g_queue_init(&role->removals);
    role->copies_most = COPY_GROUP;
}

void mailbox_work_forget(struct mailbox_role *role)
{
    g_queue_clear_full(&role->filings, (GDestroyNotify)filing_free);
    g_queue_clear_full(&role->copies, (GDestroyNotify)copy_free);
    role->copies_singly = 0;
    g_queue_clear_full(&role->removals, (GDestroyNotify)removal_batch_free);
}

void mailbox_work_clear(struct mailbox_role *role)
{
    mailbox_work_forget(role);
}

void mailbox_work_file(struct mailbox_role *role, GVariant *payload)
{
    struct filing *filing = g_new0(struct filing, 1);
    filing->mails = g_array_new(FALSE, FALSE, sizeof(gint64));
    filing->uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    gboolean review;
    g_autoptr(GVariantIter) iterator = NULL;
    g_variant_get(payload, "(ba(xu))", &review, &iterator);
    filing->place = review ? MAILBOX_REVIEW : MAILBOX_HANDLED;
    gint64 mail;
    guint32 uid;
    while (g_variant_iter_next(iterator, "(xu)", &mail, &uid)) {
        g_array_append_val(filing->mails, mail);
        g_array_append_val(filing->uids, uid);
    }
    g_queue_push_tail(&role->filings, filing);
}

void mailbox_work_remove(struct mailbox_role *role, GVariant *payload)
{
    struct removal_batch *batch = g_new0(struct removal_batch, 1);
    batch->payload = g_variant_ref(payload);
    batch->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    batch->removals = g_array_new(FALSE, FALSE, sizeof(struct mailbox_removal));
    g_autoptr(GVariantIter) iterator = NULL;
    struct mailbox_removal removal;
    gint64 id;
    g_variant_get(payload, "(a(xbsxt))", &iterator);
    while (g_variant_iter_next(iterator, "(xb&sxt)", &id, &removal.sent, &removal.message_id, &removal.arrived, &removal.size)) {
        g_array_append_val(batch->ids, id);
        g_array_append_val(batch->removals, removal);
    }
    g_queue_push_tail(&role->removals, batch);
}

void mailbox_work_append(struct mailbox_role *role, struct message *message)
{
    struct copy *copy = g_new0(struct copy, 1);
    g_variant_get(message->payload, "(x)", &copy->out);
    copy->fd = message_take_fd(message, 0);
    g_queue_push_tail(&role->copies, copy);
}

gboolean mailbox_work_waits(const struct mailbox_role *role)
{
    return role->filings.length > 0 || role->copies.length > 0 || role->removals.length > 0;
}

/* The server said no to this mail or to this batch, and the connection goes on. */
static gboolean is_refusal(const GError *error)
{
    return g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER) ||
           g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL);
}

static void report_refusal(struct mailbox_role *role, enum message_kind kind, gint64 id, const GError *error)
{
    g_autofree char *cut = g_strndup(error->message, MESSAGE_TEXT_BYTES);
    g_autofree char *valid = g_utf8_make_valid(cut, -1);
    channel_send(role->desk, kind, g_variant_new("(xs)", id, valid));
}

/* A server that cannot move but only flag leaves the mail in the inbox: it is not asked again. */
static void report_filed(struct mailbox_role *role, gint64 mail, enum mailbox_filed filed)
{
    channel_send(role->desk, MESSAGE_MAIL_FILED, g_variant_new("(xb)", mail, filed != MAILBOX_FILED_FLAGGED));
}

static gboolean file_range(struct mailbox_role *role, const struct filing *filing, guint first, guint count,
                           GError **error)
{
    g_autofree enum mailbox_filed *filed = g_new0(enum mailbox_filed, count);
    if (!role->driver->file(role->mailbox, &g_array_index(filing->uids, guint32, first), count, filing->place, filed,
                            error))
        return FALSE;
    for (guint i = 0; i < count; i++)
        report_filed(role, g_array_index(filing->mails, gint64, first + i), filed[i]);
    FAULT_POINT("mailbox:filed-told");
    return TRUE;
}

/* The batch was refused: one by one, so that one bad mail does not keep the others. */
static gboolean file_singly(struct mailbox_role *role, const struct filing *filing, GError **error)
{
    for (guint i = 0; i < filing->mails->len; i++) {
        g_autoptr(GError) problem = NULL;
        if (file_range(role, filing, i, 1, &problem))
            continue;
        if (!is_refusal(problem)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        report_refusal(role, MESSAGE_FILING_REFUSED, g_array_index(filing->mails, gint64, i), problem);
    }
    return TRUE;
}

static gboolean file_batch(struct mailbox_role *role, const struct filing *filing, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (filing->mails->len == 0 || file_range(role, filing, 0, filing->mails->len, &problem))
        return TRUE;
    if (is_refusal(problem))
        return file_singly(role, filing, error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static void end_copy(struct mailbox_role *role, const GError *refusal)
{
    struct copy *copy = g_queue_pop_head(&role->copies);
    if (refusal)
        report_refusal(role, MESSAGE_COPY_REFUSED, copy->out, refusal);
    else
        channel_send(role->desk, MESSAGE_COPY_APPENDED, g_variant_new("(x)", copy->out));
    FAULT_POINT("mailbox:copy-told");
    copy_free(copy);
}

/* The first `count` copies. A group that is refused is asked for one by one, so that one bad mail does not keep the others. */
static gboolean append_copies(struct mailbox_role *role, guint count, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree int *fds = g_new0(int, count);
    guint appended = 0, at = 0;
    for (const GList *link = role->copies.head; link && at < count; link = link->next)
        fds[at++] = ((const struct copy *)link->data)->fd;
    gboolean done = role->driver->append_sent(role->mailbox, fds, count, &appended, &problem);
    for (guint i = 0; i < appended; i++)
        end_copy(role, NULL);
    if (done)
        return TRUE;
    if (!is_refusal(problem)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    if (count == 1)
        end_copy(role, problem);
    role->copies_singly = role->copies.length;
    return TRUE;
}

/* A server that cannot bear a group gets ever smaller ones. */
static gboolean append_group(struct mailbox_role *role, GError **error)
{
    guint count = role->copies_singly ? 1 : MIN(role->copies.length, role->copies_most);
    role->copies_singly -= MIN(role->copies_singly, count);
    gboolean done = append_copies(role, count, error);
    role->copies_most = done ? MIN(role->copies_most * 2, COPY_GROUP) : MAX(count / 2, 1);
    return done;
}

/* What is to be removed may have been filed or copied a moment ago: it comes after both. */
static gboolean remove_batch(struct mailbox_role *role, const struct removal_batch *batch, GError **error)
{
    g_autoptr(GError) problem = NULL;
    guint count = batch->removals->len;
    g_autofree enum mailbox_removed *removed = g_new0(enum mailbox_removed, count);
    const struct mailbox_removal *removals = (const struct mailbox_removal *)(void *)batch->removals->data;
    role->more = TRUE; /* what came into the inbox meanwhile was not told */
    gboolean done = count == 0 || role->driver->remove(role->mailbox, removals, count, removed, &problem);
    if (!done && !is_refusal(problem)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    for (guint i = 0; i < count; i++) {
        gint64 id = g_array_index(batch->ids, gint64, i);
        if (done)
            channel_send(role->desk, MESSAGE_MAIL_REMOVED, g_variant_new("(xu)", id, (guint32)removed[i]));
        else
            report_refusal(role, MESSAGE_REMOVAL_REFUSED, id, problem);
    }
    return TRUE;
}

gboolean mailbox_work_do(struct mailbox_role *role, GError **error)
{
    struct filing *filing = g_queue_pop_head(&role->filings);
    if (filing) {
        gboolean done = file_batch(role, filing, error);
        filing_free(filing);
        return done;
    }
    if (role->copies.length > 0)
        return append_group(role, error);
    struct removal_batch *batch = g_queue_pop_head(&role->removals);
    gboolean done = remove_batch(role, batch, error);
    removal_batch_free(batch);
    return done;
}
