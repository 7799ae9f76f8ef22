#include "daemon/flow/flow.h"

#include "daemon/flow/internal.h"

struct flow *flow_new(struct store *store, const struct flow_setup *setup)
{
    struct flow *flow = g_new0(struct flow, 1);
    flow->store = store;
    flow->setup = *setup;
    flow->untidy = TRUE; /* the last process may have died before it was done */
    return flow;
}

void flow_take_lookups(struct flow *flow, struct flow *from)
{
    flow->printed = g_steal_pointer(&from->printed);
    flow->sentences = g_steal_pointer(&from->sentences);
    flow->labels = g_steal_pointer(&from->labels);
}

void flow_free(struct flow *flow)
{
    if (!flow)
        return;
    flow_rollback(flow);
    g_clear_pointer(&flow->printed, g_hash_table_unref);
    g_clear_pointer(&flow->labels, read_labels_free);
    g_clear_pointer(&flow->sentences, g_hash_table_unref);
    g_free(flow->said_number);
    forgetting_free(flow->forgetting);
    counted_free(flow->counted);
    g_free(flow);
}

gboolean flow_commit(struct flow *flow, GError **error)
{
    if (!flow->open)
        return TRUE;
    if (!store_commit(flow->store, error)) {
        flow_rollback(flow);
        return FALSE;
    }
    flow->open = FALSE;
    flow->pending = 0;
    flow_say_all(flow);
    return TRUE;
}

void flow_rollback(struct flow *flow)
{
    if (flow->open) {
        store_rollback(flow->store);
        flow_say_nothing(flow);
        g_clear_pointer(&flow->counted, counted_free);
        g_clear_pointer(&flow->forgetting, forgetting_free); /* what they have done has not happened */
        flow->retention_step = 0;
        flow->retention_after = 0;
    }
    flow->daily_next = flow->retention_next = 0; /* looked at again at once: it may be what has not happened */
    flow->open = FALSE;
    flow->pending = 0;
}

guint flow_pending(const struct flow *flow)
{
    return flow->pending;
}

gboolean flow_change(struct flow *flow, GError **error)
{
    if (!flow->open && !store_begin(flow->store, error))
        return FALSE;
    flow->open = TRUE;
    flow->pending++;
    return TRUE;
}

gboolean flow_end(struct flow *flow, gboolean done)
{
    if (!done)
        flow_rollback(flow);
    return done;
}

/* --- the road: understand, decide, apply ------------------------------------------------------------------------------------ */

static GPtrArray *parts_of(const struct document *document)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)mail_part_free);
    for (guint i = 0; i < document->attachments->len; i++) {
        const struct document_attachment *attachment = document->attachments->pdata[i];
        struct mail_part *part = g_new0(struct mail_part, 1);
        part->part = attachment->part;
        part->name = g_strdup(attachment->name);
        part->media_type = g_strdup(attachment->media_type);
        part->offset = attachment->offset;
        part->size = attachment->size;
        g_ptr_array_add(parts, part);
    }
    return parts;
}

/* What the ledger keeps of a decoded mail. */
static gboolean note_document(struct flow *flow, struct mail *mail, const struct document *document, GError **error)
{
    const struct document_address *from = document->from->len ? document->from->pdata[0] : NULL;
    g_free(mail->message_id);
    g_free(mail->digest);
    g_free(mail->from);
    g_free(mail->subject);
    mail->message_id = g_strdup(document->message_id);
    mail->digest = g_strdup(document->digest);
    mail->from = g_strdup(from ? from->address : "");
    mail->subject = g_strdup(document->subject);
    if (document->attachments->len == 0)
        return TRUE;
    g_autoptr(GPtrArray) parts = parts_of(document);
    return store_mail_parts_set(flow->store, mail->id, parts, error);
}

static gboolean handle_document(struct flow *flow, gint64 id, const struct document *document, gint64 now, GError **error)
{
    GError *problem = NULL;
    g_autoptr(mail_auto) mail = store_mail_load(flow->store, id, &problem);
    if (!mail || mail->state != MAIL_ARRIVED) {
        if (problem)
            g_propagate_error(error, problem);
        return !problem;
    }
    struct understanding understanding = {0};
    flow->answered = 0;
    if (!note_document(flow, mail, document, error) || !understand(flow, mail, document, now, &understanding, error))
        return FALSE;
    gboolean done = decide(flow, &understanding, error) && store_mail_save(flow->store, mail, error);
    understanding_clear(&understanding);
    const struct log_about about = {.mail = mail->id, .mailbox = mail->mailbox};
    flow_say(flow, LOG_LEVEL_INFO, &about, "%s", mail_state_name(mail->state));
    return done;
}

gboolean flow_document(struct flow *flow, gint64 mail, const struct document *document, gint64 now, GError **error)
{
    return flow_change(flow, error) && flow_end(flow, handle_document(flow, mail, document, now, error));
}
