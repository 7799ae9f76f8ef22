/* Fifth on the road: what the outbox hands to the senders, and what their results come to. */
#include "daemon/flow/flow.h"

#include "daemon/base/text.h"
#include "daemon/flow/internal.h"

void flow_parcel_free(struct flow_parcel *parcel)
{
    if (!parcel)
        return;
    out_free(parcel->out);
    g_clear_pointer(&parcel->message, g_bytes_unref);
    g_free(parcel);
}

gboolean flow_parcel_give(struct flow *flow, const struct flow_parcel *parcel, store_sink *sink, gpointer context, GError **error)
{
    return store_out_give(flow->store, parcel->out->id, sink, context, error);
}

/* NULL with `error`; the mail is taken. */
static struct flow_parcel *parcel_new(struct flow *flow, struct out **out, GError **error)
{
    GBytes *message = NULL;
    gsize size = 0;
    if (!store_out_body(flow->store, (*out)->id, &message, &size, error))
        return NULL;
    struct flow_parcel *parcel = g_new0(struct flow_parcel, 1);
    *parcel = (struct flow_parcel){g_steal_pointer(out), message, size};
    return parcel;
}

static gboolean take_parcel(struct flow *flow, struct out **out, gint64 now, GPtrArray *parcels, GError **error)
{
    struct flow_parcel *parcel = parcel_new(flow, out, error);
    if (!parcel)
        return FALSE;
    g_ptr_array_add(parcels, parcel);
    struct out *taken = parcel->out;
    taken->state = OUT_SENDING;
    taken->tries++;
    if (!taken->first_try)
        taken->first_try = now;
    return store_out_save(flow->store, taken, error);
}

static gsize last_size(const GPtrArray *parcels)
{
    return ((const struct flow_parcel *)parcels->pdata[parcels->len - 1])->size;
}

GPtrArray *flow_send_next(struct flow *flow, gint64 now, guint limit, gsize bytes, GError **error)
{
    g_autoptr(GPtrArray) outs = store_outs_due(flow->store, now, limit, error);
    if (!outs)
        return NULL;
    g_autoptr(GPtrArray) parcels = g_ptr_array_new_with_free_func((GDestroyNotify)flow_parcel_free);
    if (outs->len > 0 && !flow_change(flow, error))
        return NULL;
    gsize taken = 0;
    for (guint i = 0; i < outs->len && taken < bytes; i++) {
        if (!flow_end(flow, take_parcel(flow, (struct out **)&outs->pdata[i], now, parcels, error)))
            return NULL;
        taken += last_size(parcels);
    }
    return g_steal_pointer(&parcels);
}

/* --- results ------------------------------------------------------------------------------------------------------------------- */

/* Seconds until try number `tries` + 1: doubles from retry_first to retry_most. */
static gint64 retry_after(const struct sender_settings *settings, guint tries)
{
    gint64 wait = settings->retry_first;
    for (guint i = 1; i < tries && wait < settings->retry_most; i++)
        wait *= 2;
    return MIN(wait, (gint64)settings->retry_most);
}

/* A server's words may name the recipient: all of them stand in the outbox, and in a log for debugging. */
static void say_sent(struct flow *flow, enum log_level level, const struct out *out, const char *what, const char *text)
{
    g_autofree char *code = log_reply_code(text), *queue_id = log_queue_id(text);
    const struct log_about about = {.order = flow_order_number(flow, out->order), .out = out->id, .queue_id = queue_id};
    flow_say(flow, level, &about, "'%s' to %s %s (%s)", out->letter, out->audience, what, code);
    flow_say(flow, LOG_LEVEL_DEBUG, &about, "to %s: %s", out->recipient, text);
}

static gboolean sent_failed(struct flow *flow, struct out *out, const char *text, gint64 now, GError **error)
{
    out->state = OUT_FAILED;
    out->done = now;
    say_sent(flow, LOG_LEVEL_WARNING, out, "failed for good", text);
    if (!store_out_save(flow->store, out, error) ||
        !apply_journal(flow, out->order, out->cause, now, "mailorder", "mail-failed", text, error))
        return FALSE;
    return g_str_equal(out->audience, "admin") || letters_queue_failure(flow, out, text, now, error);
}

static gboolean sent_again(struct flow *flow, struct out *out, const char *text, gint64 now, GError **error)
{
    const struct sender_settings *settings = &flow->setup.settings->sender;
    if (now - out->first_try >= (gint64)settings->give_up)
        return sent_failed(flow, out, text, now, error);
    out->state = OUT_QUEUED;
    out->next_try = now + retry_after(settings, out->tries);
    say_sent(flow, LOG_LEVEL_INFO, out, out->unknown ? "has an unknown outcome, to be tried again" : "is tried again later", text);
    return store_out_save(flow->store, out, error);
}

static gboolean taken_back(struct flow *flow, struct out *out, GError **error)
{
    out->state = OUT_QUEUED;
    out->tries--;
    if (out->tries == 0)
        out->first_try = 0;
    return store_out_save(flow->store, out, error);
}

static gboolean sent(struct flow *flow, gint64 id, enum flow_delivery delivery, const char *text, gint64 now, GError **error)
{
    GError *problem = NULL;
    g_autoptr(out_auto) out = store_out_load(flow->store, id, &problem);
    if (!out || out->state != OUT_SENDING) {
        if (problem)
            g_propagate_error(error, problem);
        return !problem;
    }
    if (delivery == FLOW_TAKEN_BACK)
        return taken_back(flow, out, error);
    g_free(out->reply);
    out->reply = g_strdup(text);
    switch (delivery) {
    case FLOW_DELIVERED:
        out->state = OUT_SENT;
        out->done = now;
        say_sent(flow, LOG_LEVEL_INFO, out, "sent", text);
        return store_out_save(flow->store, out, error);
    case FLOW_TEMPORARY:
        return sent_again(flow, out, text, now, error);
    case FLOW_UNKNOWN:
        out->unknown = TRUE;
        return sent_again(flow, out, text, now, error);
    case FLOW_PERMANENT:
        return sent_failed(flow, out, text, now, error);
    case FLOW_TAKEN_BACK:
        break;
    }
    return TRUE;
}

gboolean sends_recover(struct flow *flow, const struct flow_forerunner *before, gint64 now, GError **error)
{
    guint64 life = 0;
    if (!store_sending_life(flow->store, &life, error))
        return FALSE;
    for (guint i = 0; before->outs && before->life == life && life != 0 && i < before->outs->len; i++)
        if (!sent(flow, g_array_index(before->outs, gint64, i), FLOW_DELIVERED, "accepted before the restart", now, error))
            return FALSE;
    return store_outs_recover(flow->store, now, error) >= 0;
}

gboolean flow_sent(struct flow *flow, gint64 out, enum flow_delivery delivery, const char *text, gint64 now, GError **error)
{
    g_autofree char *safe = text ? text_hide_tokens(text) : NULL; /* servers repeat a Message-ID or an address; journal and letters keep these words */
    return flow_change(flow, error) && flow_end(flow, sent(flow, out, delivery, safe, now, error));
}

/* --- copies for the Sent folder ---------------------------------------------------------------------------------------------- */

GPtrArray *flow_copies_next(struct flow *flow, const char *mailbox, GHashTable *but, guint limit, gsize bytes, GError **error)
{
    gsize taken = 0;
    g_autoptr(GPtrArray) outs = store_outs_to_copy(flow->store, mailbox, limit + g_hash_table_size(but), error);
    if (!outs)
        return NULL;
    g_autoptr(GPtrArray) parcels = g_ptr_array_new_with_free_func((GDestroyNotify)flow_parcel_free);
    for (guint i = 0; i < outs->len && parcels->len < limit && taken < bytes; i++) {
        if (g_hash_table_contains(but, &((const struct out *)outs->pdata[i])->id))
            continue;
        struct flow_parcel *parcel = parcel_new(flow, (struct out **)&outs->pdata[i], error);
        if (!parcel)
            return NULL;
        taken += parcel->size;
        if (parcels->len == 0 || taken <= bytes)
            g_ptr_array_add(parcels, parcel);
        else
            flow_parcel_free(parcel);
    }
    return g_steal_pointer(&parcels);
}

static gboolean copied(struct flow *flow, gint64 id, GError **error)
{
    GError *problem = NULL;
    g_autoptr(out_auto) out = store_out_load(flow->store, id, &problem);
    if (problem)
        g_propagate_error(error, problem);
    if (!out)
        return !problem;
    out->copy_wanted = FALSE;
    return store_out_save(flow->store, out, error);
}

gboolean flow_copied(struct flow *flow, gint64 out, GError **error)
{
    return flow_change(flow, error) && flow_end(flow, copied(flow, out, error));
}
