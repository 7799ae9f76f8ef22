/* What only customer service answers: verdicts on mails under review, forms filled in for customers, calls made, addresses mended. */
#include "daemon/flow/staff-internal.h"

#include "parsers/read/calls.h"

/* The customer's address was mended: it may be written to again. */
gboolean service_write_again(struct flow *flow, struct reply *reply, GError **error)
{
    struct address_state known;
    if (!reply->order->customer) {
        staff_reply_refuse(reply, REFUSAL_NO_ADDRESS);
        return TRUE;
    }
    if (!store_address(flow->store, reply->order->customer, &known, error))
        return FALSE;
    known.bounced = 0;
    reply->transcript.verdict = VERDICT_DONE;
    return store_address_save(flow->store, reply->order->customer, &known, error) &&
           apply_journal(flow, reply->order->id, reply->mail ? reply->mail->id : 0, reply->now, reply->actor, "address-works", reply->order->customer, error);
}

/* The mail that the answered letter asked about; *ret_mail NULL when it is none, or is dealt with. */
static gboolean find_reviewed(struct flow *flow, const struct understanding *u, struct mail **ret_mail, GError **error)
{
    GError *problem = NULL;
    g_autoptr(out_auto) out = u->letter ? store_out_load(flow->store, u->letter, &problem) : NULL;
    gboolean about_mail = out && out->cause && g_strcmp0(out->letter, letter_name(LETTER_REVIEW)) == 0;
    g_autoptr(mail_auto) mail = about_mail ? store_mail_load(flow->store, out->cause, &problem) : NULL;
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    *ret_mail = mail && mail->state == MAIL_REVIEW ? g_steal_pointer(&mail) : NULL;
    return TRUE;
}

/* `order`: the mail is read again, as one that a person vouches for. `ignore`, `spam`: it is done with. */
gboolean service_judge_mail(struct flow *flow, struct reply *reply, enum staff_verb verb, GError **error)
{
    const struct understanding *u = reply->u;
    g_autoptr(mail_auto) mail = NULL;
    if (!find_reviewed(flow, u, &mail, error))
        return FALSE;
    if (!mail) {
        staff_reply_refuse(reply, REFUSAL_NO_MAIL_WAITS);
        return TRUE;
    }
    if (verb == STAFF_ORDER && !mail->spool) {
        staff_reply_refuse(reply, REFUSAL_MAIL_GONE);
        return TRUE;
    }
    g_autofree char *reason = g_strdup_printf("%s, says %s", staff_verb_name(verb), reply->actor);
    g_free(mail->reason);
    mail->reason = g_strdup(reason);
    mail->state = MAIL_HANDLED;
    if (verb == STAFF_ORDER) {
        mail->state = MAIL_ARRIVED;
        mail->attempts = 0;
        mail->again = mail->id;
    }
    reply->transcript.verdict = VERDICT_DONE;
    return store_mail_save_state(flow->store, mail, error) &&
           apply_journal(flow, 0, mail->id, u->now, reply->actor, staff_verb_name(verb), mail->subject, error);
}

/* The reviewing person typed the order's form into the answer: it is the order of whoever wrote the mail under review, or of the
 * customer whom the form names. *ret_taken: it was so. */
gboolean service_take_form(struct flow *flow, struct reply *reply, gboolean *ret_taken, GError **error)
{
    const struct understanding *u = reply->u;
    g_autoptr(mail_auto) mail = NULL;
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    *ret_taken = FALSE;
    if (u->answers || reply->department || !u->reading || u->reading->fields == 0 || u->reading->drafts->len != 1)
        return TRUE;
    if (!find_reviewed(flow, u, &mail, error))
        return FALSE;
    if (!mail)
        return TRUE;
    struct draft *draft = u->reading->drafts->pdata[0];
    const char *named = decide_named(draft, flow->setup.forms, ROLE_EMAIL);
    gboolean ours = !mail->from || !*mail->from || business_is_staff_address(flow->setup.business, mail->from) ||
                    business_is_own_address(flow->setup.business, mail->from) || policy_is_machine_address(mail->from);
    struct orderer orderer = {.address = named ? named : ours ? NULL : mail->from, .representative = u->from};
    if (!decide_order(flow, u, draft, &orderer, &outcome, &refusal, error))
        return FALSE;
    *ret_taken = TRUE;
    if (refusal) {
        staff_reply_refuse(reply, refusal);
        return TRUE;
    }
    g_autofree char *reason = g_strdup_printf("its form was completed by %s", reply->actor);
    reply->after = order_copy(outcome.order);
    reply->transcript.verdict = VERDICT_DONE;
    gboolean done = staff_note_told(flow, reply, &outcome, error);
    reply->transcript.told_whom = reply->after->customer ? reply->after->customer : reply->after->representative;
    outcome_clear(&outcome);
    decide_becomes(mail, MAIL_HANDLED, reason);
    return done && store_order_add_mail(flow->store, reply->after->id, mail->id, error) && store_mail_save_state(flow->store, mail, error);
}

/* --- what was heard on the telephone -------------------------------------------------------------------------------------------------- */

static gboolean note_call(struct flow *flow, struct reply *reply, const struct call_result *result, guint *count, GError **error)
{
    GError *problem = NULL;
    g_autoptr(order_auto) order = store_order_by_number(flow->store, result->order, &problem);
    if (!order) {
        if (problem)
            g_propagate_error(error, problem);
        return !problem;
    }
    struct survey *survey = survey_new();
    survey->mark = result->mark;
    survey->recommend = -1;
    survey->comment = g_strdup(result->words);
    survey->by = g_strdup(reply->u->from);
    survey->call_again = result->call_again || result->not_reached;
    struct event event = {.kind = EVENT_RATED, .survey = survey};
    struct cause cause = {.mail = reply->mail, .document = reply->document, .actor = reply->actor, .before = order, .now = reply->now};
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    gboolean done = apply_event(flow, order, &event, &cause, &outcome, &refusal, error);
    survey_free(survey);
    if (done && refusal)
        staff_reply_refuse(reply, refusal);
    else if (done)
        outcome_clear(&outcome);
    *count += done && !refusal;
    return done;
}

/* *ret_taken: it answers a call list. */
gboolean service_take_calls(struct flow *flow, struct reply *reply, gboolean *ret_taken, GError **error)
{
    const struct understanding *u = reply->u;
    GError *problem = NULL;
    guint count = 0;
    g_autoptr(out_auto) out = u->letter ? store_out_load(flow->store, u->letter, &problem) : NULL;
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    *ret_taken = out && g_strcmp0(out->letter, letter_name(LETTER_CALL_LIST)) == 0;
    if (!*ret_taken)
        return TRUE;
    g_autofree char *sent_text = store_out_text(flow->store, out->id, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    g_autoptr(GPtrArray) results = calls_read(u->document, flow->setup.business->order_prefix, sent_text);
    for (guint i = 0; i < results->len; i++)
        if (!note_call(flow, reply, results->pdata[i], &count, error))
            return FALSE;
    if (count > 0)
        reply->transcript.verdict = VERDICT_DONE;
    return TRUE;
}
