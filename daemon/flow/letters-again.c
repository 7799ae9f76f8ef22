/* Letters that could not be rendered, made again from what is known now. */
#include "daemon/flow/letters-internal.h"

/* As much of the causing mail as threading needs. */
static struct document *threading_document(const struct mail *mail)
{
    struct document *document = document_new();
    g_free(document->message_id);
    document->message_id = g_strdup(mail->message_id ? mail->message_id : "");
    g_free(document->subject);
    document->subject = g_strdup(mail->subject ? mail->subject : "");
    return document;
}

/* Addresses the plan as the held mail was; FALSE when what it was about is gone. */
static gboolean readdress(struct flow *flow, struct parcel_plan *plan, const struct out *out, const struct order *order,
                          struct order **ret_theirs, GError **error)
{
    const struct department *department = business_department(flow->setup.business, out->audience);
    plan->to_address = out->recipient;
    plan->audience = out->audience;
    plan->language = letter_language(plan->facts.business, out->language);
    if (!order)
        return TRUE;
    if (g_str_equal(out->audience, "customer"))
        letter_to_customer(plan, order);
    else
        *ret_theirs = letter_order_for(flow, plan, order, out->audience, error);
    if (department)
        letter_to_department(plan, department);
    return g_str_equal(out->audience, "customer") || *ret_theirs;
}

/* Whether all that the letter says stands in the order or the mail; what happened just then is not kept. */
static gboolean says_only_what_is_kept(enum letter letter)
{
    switch ((int)letter) {
    case LETTER_COMPLETE:
    case LETTER_CONFIRMED:
    case LETTER_RECEIVED:
    case LETTER_DECLINED:
    case LETTER_WORK:
    case LETTER_REVIEW:
    case LETTER_HELD:
    case LETTER_REMINDER:
    case LETTER_EXPIRED:
    case LETTER_THANKS:
    case LETTER_STATUS:
    case LETTER_PASSED_ON:
        return TRUE;
    }
    return FALSE;
}

gboolean letters_render_again(struct flow *flow, struct out *out, gint64 now, char **ret_why, GError **error)
{
    enum letter letter;
    if (!letter_parse(out->letter, &letter) || !says_only_what_is_kept(letter)) {
        *ret_why = g_strdup("such a letter is not made again; tell it anew, for example with mailorder note");
        return TRUE;
    }
    struct parcel_plan plan = letter_plan_new(flow, letter, now);
    g_autoptr(order_auto) order = out->order ? store_order_load(flow->store, out->order, error) : NULL;
    g_autoptr(mail_auto) mail = out->cause ? store_mail_load(flow->store, out->cause, error) : NULL;
    g_autoptr(order_auto) theirs = NULL;
    if ((out->order && !order) || (out->cause && !mail))
        return FALSE;
    g_autoptr(document_auto) answers = mail && out->answer ? threading_document(mail) : NULL;
    struct letter_mail shown = {.from = "", .subject = "", .text = ""};
    if (mail)
        shown = (struct letter_mail){mail->from ? mail->from : "", mail->subject ? mail->subject : "", mail->arrived,
                                     step_refusal_name(step_refusal_find(mail->reason)), ""};
    plan.facts.order = order;
    plan.facts.mail = letter == LETTER_REVIEW ? &shown : NULL;
    plan.order = out->order;
    plan.cause = out->cause;
    plan.answers = answers;
    plan.automatic_answer = out->answer;
    return readdress(flow, &plan, out, order, (struct order **)&theirs, error) &&
           envelope_post_again(flow, &plan, out, ret_why, error);
}
