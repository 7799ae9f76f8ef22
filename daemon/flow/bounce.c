/* What a server says of a mail of ours. Acted on only when it names one of them (STANDARDS: RFC 3464, 6522). */
#include "daemon/flow/internal.h"

#include "daemon/base/text.h"

/* What waits to be sent to that address is stopped; whoever calls the customer gets its words instead. */
static gboolean stop_waiting(struct flow *flow, const char *address, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) waiting = store_outs_waiting_to(flow->store, address, error);
    for (guint i = 0; waiting && i < waiting->len; i++) {
        struct out *out = waiting->pdata[i];
        g_autoptr(order_auto) order = store_order_load(flow->store, out->order, error);
        out->state = OUT_DROPPED;
        out->done = now;
        if (!order || !store_out_save(flow->store, out, error) ||
            !apply_journal(flow, out->order, 0, now, "mailorder", "mail-stopped", out->subject, error) ||
            !letters_queue_call_instead(flow, order, out, now, error))
            return FALSE;
    }
    return waiting != NULL;
}

/* Which mail of ours, and the server's words on it. */
static char *what_came_back(const struct out *out, const struct bounce *bounce)
{
    return g_strdup_printf("\"%s\": %s", out->subject ? out->subject : out->letter, *bounce->words ? bounce->words : "-");
}

/* The customer's address does not work: the order shows it, customer service is told, and nothing more is written to it. */
static gboolean customer_bounced(struct flow *flow, const struct understanding *u, const struct out *out, GError **error)
{
    g_autofree char *words = what_came_back(out, &u->bounce);
    struct event event = {.kind = EVENT_BOUNCED, .note = words};
    struct cause cause = {.mail = u->mail, .actor = "mail server", .before = u->answers, .now = u->now};
    struct address_state known = {0};
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    g_autoptr(order_auto) order = order_copy(u->answers);
    if (!store_address(flow->store, out->recipient, &known, error))
        return FALSE;
    if (!known.bounced)
        order_set_mark(order, "bounced", NULL); /* if it ever was so, somebody has said since that the address works: it is news */
    if (!apply_event(flow, order, &event, &cause, &outcome, &refusal, error))
        return FALSE;
    if (refusal)
        return decide_review(flow, u, refusal, error);
    outcome_clear(&outcome);
    known.bounced = u->now;
    decide_becomes(u->mail, MAIL_HANDLED, "mail to the customer came back for good");
    return store_address_save(flow->store, out->recipient, &known, error) && stop_waiting(flow, out->recipient, u->now, error);
}

/* A mail to somebody of the business: the admin is told, but not about a letter that tells just that. */
static gboolean other_bounced(struct flow *flow, const struct understanding *u, const struct out *out, const char *why, GError **error)
{
    gboolean told = g_str_equal(out->letter, letter_name(LETTER_UNDELIVERED));
    return (told || letters_queue_failure(flow, out, *u->bounce.words ? u->bounce.words : why, u->now, error)) &&
           decide_handled(flow, u, why, error);
}

/* Whether the mail was written to the customer of the order, and not to somebody in their stead: forms that a representative fills in go
 * in the customer's name. */
static gboolean was_to_customer(const struct understanding *u, const struct out *out)
{
    if (!u->answers || !u->answers->customer || !g_str_equal(out->audience, "customer"))
        return FALSE;
    g_autofree char *written = text_address_key(out->recipient);
    g_autofree char *customer = text_address_key(u->answers->customer);
    return written && g_strcmp0(written, customer) == 0;
}

static gboolean failed(struct flow *flow, const struct understanding *u, const struct out *out, GError **error)
{
    if (was_to_customer(u, out))
        return customer_bounced(flow, u, out, error);
    return other_bounced(flow, u, out, "a mail of ours came back for good", error);
}

/* Nothing is done on it but that a person reads it. A letter to the reviewing person goes to the admin: it could come back, too. */
static gboolean unclear(struct flow *flow, const struct understanding *u, const struct out *out, enum step_refusal why, GError **error)
{
    if (was_to_customer(u, out))
        return decide_review(flow, u, why, error);
    return other_bounced(flow, u, out, step_refusal_text(why), error);
}

/* Where only the order is known, the mail is the newest to one of the addresses that the report names; else the newest to those whose
 * token stands in it. */
static gboolean newest_mail(struct flow *flow, const struct understanding *u, struct out **ret_out, GError **error)
{
    GError *problem = NULL;
    const GPtrArray *recipients = u->bounce.recipients, *named = u->bounce.named;
    for (guint i = 0; !*ret_out && !problem && i < recipients->len; i++) {
        const struct bounce_recipient *one = recipients->pdata[i];
        *ret_out = store_out_last_to(flow->store, u->answers->id, u->audience, *one->original ? one->original : one->final, &problem);
    }
    for (guint i = 0; !*ret_out && !problem && i < named->len; i++)
        *ret_out = store_out_last_to(flow->store, u->answers->id, u->audience, named->pdata[i], &problem);
    if (!*ret_out && !problem)
        *ret_out = store_out_last(flow->store, u->answers->id, u->audience, NULL, &problem);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

/* The mail of ours that the report is about, by its Message-ID or its token; *ret_out NULL: none. */
static gboolean returned_mail(struct flow *flow, const struct understanding *u, struct out **ret_out, GError **error)
{
    GError *problem = NULL;
    if (!u->letter)
        return !u->answers || newest_mail(flow, u, ret_out, error);
    *ret_out = store_out_load(flow->store, u->letter, &problem);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

gboolean decide_bounce(struct flow *flow, const struct understanding *u, GError **error)
{
    g_autoptr(out_auto) out = NULL;
    if (!returned_mail(flow, u, (struct out **)&out, error))
        return FALSE;
    if (!out)
        return decide_aside(flow, u, "a delivery report about a mail of ours", error);
    switch (bounce_for(&u->bounce, out->recipient)) {
    case BOUNCE_FAILED:
        return failed(flow, u, out, error);
    case BOUNCE_DELAYED:
        return decide_handled(flow, u, "a server says that it goes on trying to deliver a mail of ours", error);
    case BOUNCE_ELSEWHERE:
        return unclear(flow, u, out, REFUSAL_BOUNCED_ELSEWHERE, error);
    case BOUNCE_UNCLEAR:
        return unclear(flow, u, out, REFUSAL_BOUNCE_UNCLEAR, error);
    case BOUNCE_OTHER:
    case BOUNCE_NONE:
        break;
    }
    return decide_handled(flow, u, "a server's report that asks for nothing", error);
}
