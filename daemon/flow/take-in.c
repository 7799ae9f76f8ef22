/* First on the road: a mail gets its row in the ledger, is decoded at most twice, and is never lost on the way. */
#include "daemon/flow/flow.h"

#include "daemon/flow/internal.h"

#define CLAIM_LOOK 8u /* mails looked at for one: it may not be the first that may be decoded */

/* A mailbox is adopted when the daemon first runs with it, not when its server first lets us in: what arrives while the certificate or
 * the password is wrong is an order, too. */
static gboolean adopt_mailboxes(struct flow *flow, gint64 now, GError **error)
{
    const GPtrArray *mailboxes = flow->setup.settings->mailboxes;
    for (guint i = 0; i < mailboxes->len; i++) {
        const struct mailbox_settings *settings = mailboxes->pdata[i];
        struct store_mailbox row;
        gboolean fresh;
        if (!store_mailbox_open(flow->store, settings->name, now, &row, &fresh, error))
            return FALSE;
    }
    return TRUE;
}

gboolean flow_recover(struct flow *flow, const struct flow_forerunner *before, guint64 life, gint64 now, GError **error)
{
    return flow_change(flow, error) && flow_end(flow, adopt_mailboxes(flow, now, error) && attempts_recover(flow, before->crashed, now, error) &&
                                                          sends_recover(flow, before, now, error) &&
                                                          store_sending_life_begin(flow->store, life, error) &&
                                                          store_outs_hasten(flow->store, now, error));
}

static gboolean mailbox_opened(struct flow *flow, const char *mailbox, guint32 uidvalidity, gint64 now,
                               struct flow_position *ret_position, GError **error)
{
    struct store_mailbox row;
    gboolean fresh;
    if (!store_mailbox_open(flow->store, mailbox, now, &row, &fresh, error))
        return FALSE;
    if (row.uidvalidity != uidvalidity) {
        if (!store_mailbox_validity(flow->store, mailbox, uidvalidity, error))
            return FALSE;
        row.position = 0;
    }
    ret_position->adopted = row.adopted;
    ret_position->position = row.position;
    return TRUE;
}

gboolean flow_mailbox_opened(struct flow *flow, const char *mailbox, guint32 uidvalidity, gint64 now,
                             struct flow_position *ret_position, GError **error)
{
    return flow_change(flow, error) &&
           flow_end(flow, mailbox_opened(flow, mailbox, uidvalidity, now, ret_position, error));
}

gboolean flow_left_alone(struct flow *flow, const char *mailbox, guint32 position, guint count, GError **error)
{
    return flow_change(flow, error) && flow_end(flow, store_mailbox_advance(flow->store, mailbox, position, count, error));
}

/* Why there is no file of this mail. */
static enum step_refusal unfetched_reason(const struct flow *flow, const struct flow_arrival *arrival)
{
    const GPtrArray *mailboxes = flow->setup.settings->mailboxes;
    for (guint i = 0; i < mailboxes->len; i++) {
        const struct mailbox_settings *settings = mailboxes->pdata[i];
        if (g_str_equal(settings->name, arrival->mailbox) && arrival->size > settings->max_mail)
            return REFUSAL_TOO_LARGE;
    }
    return REFUSAL_NOT_FETCHED;
}

static gboolean arrived(struct flow *flow, const struct flow_arrival *arrival, gint64 now, GError **error)
{
    g_autoptr(mail_auto) mail = g_new0(struct mail, 1);
    gboolean added;
    mail->mailbox = g_strdup(arrival->mailbox);
    mail->uidvalidity = arrival->uidvalidity;
    mail->uid = arrival->uid;
    mail->arrived = arrival->arrived;
    mail->taken = now;
    mail->size = arrival->size;
    mail->spool = g_strdup(arrival->spool);
    mail->state = MAIL_ARRIVED;
    const enum step_refusal why = arrival->spool ? STEP_REFUSAL_NONE : unfetched_reason(flow, arrival);
    if (why) {
        mail->state = MAIL_REVIEW;
        mail->filing = FILING_REVIEW;
        mail->reason = g_strdup(step_refusal_text(why));
    }
    if (!store_mail_add(flow->store, mail, &added, error))
        return FALSE;
    const struct log_about about = {.mail = mail->id, .mailbox = mail->mailbox};
    if (added)
        flow_say(flow, LOG_LEVEL_INFO, &about, "taken in, %" G_GUINT64_FORMAT " bytes", mail->size);
    if (!added || !why)
        return TRUE;
    return apply_journal(flow, 0, mail->id, now, "mailorder", "review", mail->reason, error) &&
           letters_queue_unread(flow, mail, why, now, error);
}

gboolean flow_arrived(struct flow *flow, const struct flow_arrival *arrival, gint64 now, GError **error)
{
    return flow_change(flow, error) && flow_end(flow, arrived(flow, arrival, now, error));
}

/* --- decoding, counted before it begins --------------------------------------------------------------------------------- */

static gboolean set_aside(struct flow *flow, struct mail *mail, enum mail_state state, enum step_refusal why, const char *detail, gint64 now,
                          GError **error)
{
    g_autofree char *reason = g_strconcat(step_refusal_text(why), detail ? ": " : NULL, detail, NULL);
    mail->state = state;
    mail->filing = FILING_REVIEW;
    g_free(mail->reason);
    mail->reason = g_strdup(reason);
    return store_mail_save_state(flow->store, mail, error) &&
           apply_journal(flow, 0, mail->id, now, "mailorder", mail_state_name(state), reason, error) &&
           letters_queue_unread(flow, mail, why, now, error);
}

static gboolean claim(struct flow *flow, struct mail **mail, GPtrArray *claimed, GError **error)
{
    (*mail)->attempts++;
    if (!store_mail_save_state(flow->store, *mail, error))
        return FALSE;
    g_ptr_array_add(claimed, g_steal_pointer(mail));
    return TRUE;
}

/* Those of `mails` that may be decoded now, up to the first that has to wait. */
static gboolean claim_all(struct flow *flow, GPtrArray *mails, gboolean alone, guint most, gint64 now, GPtrArray *claimed, GError **error)
{
    for (guint i = 0; i < mails->len && claimed->len < most; i++) {
        struct mail *mail = mails->pdata[i];
        const gboolean again = mail->attempts > 0;
        gboolean spent;
        if (!attempts_spent(flow, mail, &spent, error))
            return FALSE;
        if (spent) {
            if (!set_aside(flow, mail, MAIL_QUARANTINED, REFUSAL_STOPPED_DECODER, NULL, now, error))
                return FALSE;
            continue;
        }
        if (again && (!alone || claimed->len > 0))
            return TRUE; /* its turn comes when the decoders are idle; the order of arrival is kept until then */
        if (!claim(flow, (struct mail **)&mails->pdata[i], claimed, error))
            return FALSE;
        if (again)
            return TRUE;
    }
    return TRUE;
}

static gboolean all_set_aside(const GPtrArray *mails)
{
    for (guint i = 0; i < mails->len; i++)
        if (!mails->pdata[i] || ((const struct mail *)mails->pdata[i])->state == MAIL_ARRIVED)
            return FALSE;
    return mails->len > 0;
}

GPtrArray *flow_decode_claim(struct flow *flow, gint64 after, gboolean alone, guint most, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) claimed = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);
    for (gboolean more = TRUE; more;) {
        g_autoptr(GPtrArray) mails = store_mails_arrived(flow->store, after, MAX(most, CLAIM_LOOK), error);
        if (!mails)
            return NULL;
        if (mails->len > 0 && (!flow_change(flow, error) || !flow_end(flow, claim_all(flow, mails, alone, most, now, claimed, error))))
            return NULL;
        more = all_set_aside(mails);
    }
    return g_steal_pointer(&claimed);
}

struct mail *flow_decode_next(struct flow *flow, gint64 after, gboolean alone, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) claimed = flow_decode_claim(flow, after, alone, 1, now, error);
    if (!claimed || !flow_commit(flow, error))
        return NULL;
    return claimed->len > 0 ? g_steal_pointer((struct mail **)&claimed->pdata[0]) : NULL;
}

static gboolean unclaim(struct flow *flow, gint64 id, GError **error)
{
    GError *problem = NULL;
    g_autoptr(mail_auto) mail = store_mail_load(flow->store, id, &problem);
    if (problem)
        g_propagate_error(error, problem);
    if (!mail || mail->state != MAIL_ARRIVED || mail->attempts == 0)
        return !problem;
    mail->attempts--;
    return store_mail_save_state(flow->store, mail, error);
}

gboolean flow_decode_unclaim(struct flow *flow, gint64 mail, GError **error)
{
    return flow_change(flow, error) && flow_end(flow, unclaim(flow, mail, error));
}

static gboolean decode_failed(struct flow *flow, gint64 id, enum flow_trouble trouble, const char *text, gint64 now, GError **error)
{
    GError *problem = NULL;
    g_autoptr(mail_auto) mail = store_mail_load(flow->store, id, &problem);
    if (problem)
        g_propagate_error(error, problem);
    if (!mail || mail->state != MAIL_ARRIVED)
        return !problem;
    enum step_refusal why = REFUSAL_NO_MAIL;
    switch (trouble) {
    case FLOW_TROUBLE_CRASHED:
        why = REFUSAL_CRASHED_DECODER;
        break;
    case FLOW_TROUBLE_HUNG:
        why = REFUSAL_HUNG_DECODER;
        break;
    case FLOW_TROUBLE_UNREADABLE:
        return set_aside(flow, mail, MAIL_REVIEW, why, text ? text : "no reason told", now, error);
    }
    gboolean spent;
    if (!attempts_spent(flow, mail, &spent, error))
        return FALSE;
    if (!spent)
        return apply_journal(flow, 0, id, now, "mailorder", "decoder-stopped", "once; it is tried again alone", error);
    return set_aside(flow, mail, MAIL_QUARANTINED, why, NULL, now, error);
}

gboolean flow_decode_failed(struct flow *flow, gint64 mail, enum flow_trouble trouble, const char *text, gint64 now, GError **error)
{
    return flow_change(flow, error) && flow_end(flow, decode_failed(flow, mail, trouble, text, now, error));
}

/* --- filing ------------------------------------------------------------------------------------------------------------------ */

GPtrArray *flow_to_file(struct flow *flow, const char *mailbox, guint32 uidvalidity, gint64 after, guint limit, GError **error)
{
    return store_mails_to_file(flow->store, mailbox, uidvalidity, after, limit, error);
}

static gboolean filed(struct flow *flow, gint64 id, gboolean moved, GError **error)
{
    GError *problem = NULL;
    g_autoptr(mail_auto) mail = store_mail_load(flow->store, id, &problem);
    if (problem)
        g_propagate_error(error, problem);
    if (!mail)
        return !problem;
    mail->filing = moved ? FILING_DONE : FILING_FLAGGED;
    return store_mail_save_state(flow->store, mail, error);
}

gboolean flow_filed(struct flow *flow, gint64 mail, gboolean moved, GError **error)
{
    return flow_change(flow, error) && flow_end(flow, filed(flow, mail, moved, error));
}
