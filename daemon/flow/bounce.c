/* What a server says of a mail of ours. Acted on only when it names one of them (STANDARDS: RFC 3464, 6522). */
#include "daemon/flow/internal.h"

#include "daemon/base/text.h"
#include "parsers/read/bounce.h"

/* The customer's address does not work: the order shows it, customer service is told, and nothing more is written to it. */
static gboolean customer_bounced(struct flow *flow, const struct understanding *u, const struct bounce *bounce, GError **error)
{
    struct event event = {.kind = EVENT_BOUNCED, .note = bounce->words};
    struct cause cause = {.mail = u->mail, .actor = "mail server", .before = u->answers, .now = u->now};
    struct address_state known = {0};
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (u->answers->customer) {
        if (!store_address(flow->store, u->answers->customer, &known, error))
            return FALSE;
        known.bounced = u->now;
        if (!store_address_save(flow->store, u->answers->customer, &known, error))
            return FALSE;
    }
    if (!apply_event(flow, u->answers, &event, &cause, &outcome, &refusal, error))
        return FALSE;
    if (refusal)
        return decide_review(flow, u, refusal, error);
    outcome_clear(&outcome);
    decide_becomes(u->mail, MAIL_HANDLED, "mail to the customer came back for good");
    return TRUE;
}

static gboolean other_bounced(struct flow *flow, const struct understanding *u, const struct out *out, const struct bounce *bounce,
                              GError **error)
{
    gboolean told = g_str_equal(out->letter, letter_name(LETTER_UNDELIVERED)); /* not about that letter itself */
    return (told || letters_queue_failure(flow, out, bounce->words, u->now, error)) &&
           decide_handled(flow, u, "a mail of ours came back for good", error);
}

/* The mail of ours that came back: by its Message-ID, or, where it came back whole, the newest to those whose token stands in it. */
static gboolean returned_mail(struct flow *flow, const struct understanding *u, struct out **ret_out, GError **error)
{
    GError *problem = NULL;
    if (u->letter)
        *ret_out = store_out_load(flow->store, u->letter, &problem);
    else if (u->answers)
        *ret_out = store_out_last(flow->store, u->answers->id, u->audience, NULL, &problem);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

/* Forms that a representative fills in go in the customer's name, but not to the customer. */
static gboolean went_to_customer(const struct out *out, const struct order *order)
{
    g_autofree char *recipient = text_address_key(out->recipient);
    g_autofree char *customer = order && order->customer ? text_address_key(order->customer) : NULL;
    return g_str_equal(out->audience, "customer") && recipient && customer && g_str_equal(recipient, customer);
}

gboolean decide_bounce(struct flow *flow, const struct understanding *u, GError **error)
{
    g_autoptr(out_auto) out = NULL;
    gboolean done;
    if (!returned_mail(flow, u, &out, error))
        return FALSE;
    struct bounce bounce = bounce_read(u->document);
    if (!out)
        done = decide_aside(flow, u, "a delivery report about a mail of ours", error);
    else if (bounce.kind == BOUNCE_FAILED && went_to_customer(out, u->answers))
        done = customer_bounced(flow, u, &bounce, error);
    else if (bounce.kind == BOUNCE_FAILED)
        done = other_bounced(flow, u, out, &bounce, error);
    else if (bounce.kind == BOUNCE_DELAYED)
        done = decide_handled(flow, u, "a server says that it goes on trying to deliver a mail of ours", error);
    else
        done = decide_handled(flow, u, "a server's report that asks for nothing", error);
    bounce_clear(&bounce);
    return done;
}
