/* Third on the road: what an understood mail comes to. Whether it is answered at all is decided by orders/policy.c, what becomes
 * of an order by orders/step.c; here they are asked, and the mail's own fate (handled, or to a person) follows. */
#include "daemon/flow/internal.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/quote.h"

#define NAME_BYTES 200 /* of a customer's name, as it stands in a header */

void decide_becomes(struct mail *mail, enum mail_state state, const char *reason)
{
    mail->state = state;
    mail->filing = state == MAIL_HANDLED ? FILING_HANDLED : FILING_REVIEW;
    g_free(mail->reason);
    mail->reason = g_strdup(reason);
}

gboolean decide_aside(struct flow *flow, const struct understanding *u, const char *reason, GError **error)
{
    decide_becomes(u->mail, MAIL_REVIEW, reason);
    return apply_journal(flow, u->answers ? u->answers->id : 0, u->mail->id, u->now, "mailorder", "review", reason, error);
}

gboolean decide_review(struct flow *flow, const struct understanding *u, enum step_refusal why, GError **error)
{
    return decide_aside(flow, u, step_refusal_text(why), error) && letters_queue_review(flow, u, why, error);
}

gboolean decide_handled(struct flow *flow, const struct understanding *u, const char *reason, GError **error)
{
    decide_becomes(u->mail, MAIL_HANDLED, reason);
    return apply_journal(flow, u->answers ? u->answers->id : 0, u->mail->id, u->now, "mailorder", "noted", reason, error);
}

char *decide_customer_actor(const struct understanding *u)
{
    return g_strdup_printf("customer %s", u->from ? u->from : "?");
}

gboolean decide_encrypted(struct flow *flow, const struct understanding *u, const char *customer, GError **error)
{
    return decide_review(flow, u, REFUSAL_ENCRYPTED, error) && (!customer || letters_queue_encrypted(flow, u, customer, error));
}

/* --- a new order ------------------------------------------------------------------------------------------------------------ */

const char *decide_named(const struct draft *draft, const struct forms *forms, enum field_role role)
{
    const struct field *field = form_field_by_role(forms->order, role);
    const struct value *value = field ? values_find(draft->values, field->id) : NULL;
    return value_usable(value) ? value->canonical : NULL;
}

/* What the mail's own header says need not be asked for: the sender's address and name, where the form left them out. */
static void take_from_header(struct draft *draft, const struct forms *forms, enum field_role role, const char *text)
{
    const struct field *field = form_field_by_role(forms->order, role);
    if (!field || !text || !*text || values_find(draft->values, field->id))
        return;
    struct value *value = value_new(field->id, text);
    value_set_canonical(value, VALUE_GIVEN, text);
    g_ptr_array_add(draft->values, value);
}

static const char *language_known(const struct flow *flow, const char *language)
{
    const char *const *languages = (const char *const *)flow->setup.business->languages;
    return language && g_strv_contains(languages, language) ? language : NULL;
}

static struct order *order_begin(struct flow *flow, const struct understanding *u, const struct draft *draft,
                                 const struct orderer *orderer, GError **error)
{
    guint64 count;
    const char *language = language_known(flow, draft->language);
    if (!store_order_count(flow->store, &count, error))
        return NULL;
    struct order *order = order_new();
    if (!language)
        language = language_known(flow, u->reading->language);
    order->number = g_strdup_printf("%s%" G_GUINT64_FORMAT, flow->setup.business->order_prefix, count);
    order->phase = PHASE_INCOMPLETE;
    order->language = g_strdup(language ? language : flow->setup.business->languages[0]);
    order->customer = orderer->address ? text_address_normal(orderer->address) : NULL;
    order->representative = orderer->representative ? text_address_normal(orderer->representative) : NULL;
    order->source = g_strdup(orderer->source ? orderer->source->name : NULL);
    order->created = order->changed = u->now;
    const char *name = decide_named(draft, flow->setup.forms, ROLE_NAME);
    if (!name && !orderer->source)
        name = orderer->name;
    order->customer_name = name ? text_one_line(name, NAME_BYTES) : NULL;
    return order;
}

gboolean decide_order(struct flow *flow, const struct understanding *u, struct draft *draft, const struct orderer *orderer,
                      struct outcome *ret_outcome, enum step_refusal *ret_refusal, GError **error)
{
    if (!orderer->source && orderer->address) {
        g_autofree char *address = text_address_normal(orderer->address);
        take_from_header(draft, flow->setup.forms, ROLE_EMAIL, address);
        take_from_header(draft, flow->setup.forms, ROLE_NAME, orderer->name);
    }
    g_autoptr(order_auto) order = order_begin(flow, u, draft, orderer, error);
    if (!order)
        return FALSE;
    g_autofree char *actor = orderer->representative ? g_strdup_printf("representative %s", orderer->representative)
                                                     : decide_customer_actor(u);
    struct event event = {.kind = EVENT_ORDERED, .draft = draft};
    struct cause cause = {.mail = u->mail, .document = u->document, .actor = actor, .now = u->now};
    return apply_event(flow, order, &event, &cause, ret_outcome, ret_refusal, error);
}

static const char *reply_to_address(const struct document *document)
{
    if (document->reply_to->len != 1)
        return NULL;
    const struct document_address *address = document->reply_to->pdata[0];
    return *address->address ? address->address : NULL;
}

/* Who would be answered for this draft (NULL: for the mail as such). */
static gboolean decide_policy(struct flow *flow, const struct understanding *u, const struct draft *draft,
                              struct policy_decision *ret_decision, GError **error)
{
    const struct business *business = flow->setup.business;
    const struct source *source = u->from ? business_source(business, u->from) : NULL;
    const struct value *named = source && source->field && draft ? values_find(draft->values, source->field) : NULL;
    struct policy_facts facts = {
        .from = u->from,
        .reply_to = reply_to_address(u->document),
        .named_customer = value_usable(named) ? named->canonical : NULL,
        .machine = u->machine,
        .spam = u->document->is_spam_marked,
        .has_form = u->reading && u->reading->fields > 0,
        .names_product = u->reading && u->reading->names_product,
        .encrypted = (u->document->flags & DOCUMENT_ENCRYPTED) != 0,
        .vouched = u->vouched,
    };
    switch (read_authentication(u->document, (const char *const *)business->trusted_authserv)) {
    case READ_AUTH_NONE:
        facts.auth = POLICY_AUTH_NONE;
        break;
    case READ_AUTH_PASS:
        facts.auth = POLICY_AUTH_PASS;
        break;
    case READ_AUTH_FAIL:
        facts.auth = POLICY_AUTH_FAIL;
        break;
    }
    const char *correspondent = facts.from;
    if (source)
        correspondent = source->customer == SOURCE_CUSTOMER_REPLY_TO ? facts.reply_to : facts.named_customer;
    if (!caps_look(flow, correspondent, u->now, &facts, error))
        return FALSE;
    *ret_decision = policy_decide(&facts, business);
    ret_decision->customer = ret_decision->cap ? correspondent : ret_decision->customer;
    return TRUE;
}

static gboolean take_draft(struct flow *flow, const struct understanding *u, struct draft *draft,
                           const struct policy_decision *decision, enum step_refusal *ret_refusal, GError **error)
{
    struct orderer orderer = {
        .address = decision->customer,
        .name = decision->source ? NULL : u->from_name,
        .source = decision->source,
    };
    struct outcome outcome = {0};
    if (!decide_order(flow, u, draft, &orderer, &outcome, ret_refusal, error))
        return FALSE;
    if (!*ret_refusal)
        outcome_clear(&outcome);
    return TRUE;
}

/* --- what could not be read --------------------------------------------------------------------------------------------- */

/* Why something of the mail was not read: the first such file, or what was over a bound; NONE. */
static enum step_refusal unread_part(const struct document *document)
{
    for (guint i = 0; i < document->attachments->len; i++) {
        switch (((const struct document_attachment *)document->attachments->pdata[i])->reading) {
        case READING_OTHER:
        case READING_PDF:
        case READING_TNEF:
        case READING_DONE:
        case READING_COUNT:
            break;
        case READING_ENCRYPTED:
            return REFUSAL_FILE_ENCRYPTED;
        case READING_PICTURES:
            return REFUSAL_FILE_PICTURES;
        case READING_NO_PROGRAM:
            return REFUSAL_FILE_NO_PROGRAM;
        case READING_DAMAGED:
        case READING_TOO_MUCH:
        case READING_TOO_LONG:
        case READING_STOPPED:
            return REFUSAL_FILE_UNREAD;
        }
    }
    return document->flags & DOCUMENT_CUT ? REFUSAL_CUT : STEP_REFUSAL_NONE;
}

/* Nothing that was read of the mail makes an order: a person is told when it may be in what was not. */
static gboolean leave_aside(struct flow *flow, const struct understanding *u, const struct policy_decision *decision, GError **error)
{
    enum step_refusal file = u->machine || u->document->is_spam_marked ? STEP_REFUSAL_NONE : unread_part(u->document);
    if (decision->tell)
        return decide_review(flow, u, decision->why, error);
    return file ? decide_review(flow, u, file, error) : decide_aside(flow, u, decision->reason, error);
}

/* --- a representative's order ------------------------------------------------------------------------------------------------ */

/* The customer whom the form names, or who wrote the mail that was sent on, when that is nobody of ours and a person; NULL: without e-mail,
 * served by the representative. */
static const char *usable_customer(const struct flow *flow, const char *named)
{
    const struct business *business = flow->setup.business;
    gboolean usable = named && text_address_valid(named) && !business_is_own_address(business, named) &&
                      !business_is_staff_address(business, named) && !business_is_representative(business, named) &&
                      !policy_is_machine_address(named);
    return usable ? named : NULL;
}

/* Somebody listed as a representative typed a form, or sent a customer's mail on. Where servers vouch for senders, they must for
 * this one: their word reaches people who never wrote to us. */
static gboolean decide_representative(struct flow *flow, const struct understanding *u, GError **error)
{
    const GPtrArray *drafts = u->reading ? u->reading->drafts : NULL;
    const char *const *trusted = (const char *const *)flow->setup.business->trusted_authserv;
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    enum policy_cap cap = CAP_NONE;
    g_autofree char *writer_name = NULL;
    g_autofree char *writer = forwarded_sender(u->document, &writer_name);
    if (u->machine)
        return decide_aside(flow, u, u->machine, error);
    if (trusted && trusted[0] && read_authentication(u->document, trusted) != READ_AUTH_PASS)
        return decide_review(flow, u, REFUSAL_REPRESENTATIVE_UNPROVEN, error);
    if (!drafts || drafts->len == 0 || u->reading->fields == 0 || drafts->len >= BOUND_ORDERS_PER_MAIL)
        return decide_review(flow, u, unread_part(u->document) ? unread_part(u->document) : REFUSAL_REPRESENTATIVE_UNREAD, error);
    for (guint i = 0; i < drafts->len && !refusal; i++) {
        const char *named = usable_customer(flow, decide_named(drafts->pdata[i], flow->setup.forms, ROLE_EMAIL));
        struct orderer orderer = {.address = named ? named : usable_customer(flow, writer), .name = writer_name, .representative = u->from};
        struct outcome outcome = {0};
        const char *answered = orderer.address ? orderer.address : u->from;
        if (!caps_of_known(flow, u, answered, &cap, error))
            return FALSE;
        if (cap)
            return caps_hold(flow, u, cap, answered, TRUE, error);
        if (!decide_order(flow, u, drafts->pdata[i], &orderer, &outcome, &refusal, error))
            return FALSE;
        gboolean told = refusal || letters_queue_receipt(flow, u, &outcome, error);
        if (!refusal)
            outcome_clear(&outcome);
        if (!told)
            return FALSE;
    }
    if (refusal)
        return decide_review(flow, u, refusal, error);
    decide_becomes(u->mail, MAIL_HANDLED, "an order through a representative");
    return TRUE;
}

/* --- a customer's own order -------------------------------------------------------------------------------------------------- */

static gboolean decide_stranger(struct flow *flow, const struct understanding *u, GError **error)
{
    struct policy_decision decision;
    GPtrArray *drafts = u->reading ? u->reading->drafts : NULL;
    if (drafts && drafts->len == 0 && u->vouched && !u->machine)
        g_ptr_array_add(drafts, draft_new()); /* a person said that it is an order: its sender is asked for all of it */
    guint count = drafts ? drafts->len : 0, made = 0;
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (!decide_policy(flow, u, count ? drafts->pdata[0] : NULL, &decision, error))
        return FALSE;
    if (decision.cap)
        return caps_hold(flow, u, decision.cap, decision.customer, FALSE, error);
    if (u->document->flags & DOCUMENT_ENCRYPTED && decision.verdict != POLICY_FILE && !u->machine)
        return decide_encrypted(flow, u, decision.verdict == POLICY_ANSWER ? decision.customer : NULL, error);
    if (decision.verdict == POLICY_FILE)
        return decide_handled(flow, u, decision.reason, error);
    if (decision.verdict == POLICY_REVIEW)
        return leave_aside(flow, u, &decision, error);
    if (count == 0)
        return decide_review(flow, u, unread_part(u->document) ? unread_part(u->document) : REFUSAL_ONLY_A_PRODUCT, error);
    if (count >= BOUND_ORDERS_PER_MAIL)
        return decide_review(flow, u, REFUSAL_TOO_MANY_ORDERS, error);
    for (guint i = 0; i < count; i++) {
        enum step_refusal refused = STEP_REFUSAL_NONE;
        if (i > 0 && !decide_policy(flow, u, drafts->pdata[i], &decision, error))
            return FALSE;
        if (decision.cap)
            return caps_hold(flow, u, decision.cap, decision.customer, FALSE, error);
        if (decision.verdict != POLICY_ANSWER)
            refused = decision.why;
        else if (!take_draft(flow, u, drafts->pdata[i], &decision, &refused, error))
            return FALSE;
        refusal = refused ? refused : refusal;
        made += !refused;
    }
    if (refusal)
        return decide_review(flow, u, refusal, error);
    decide_becomes(u->mail, MAIL_HANDLED, made == 1 ? decision.reason : "several orders from its sender");
    return TRUE;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------- */

static gboolean decide_reply(struct flow *flow, const struct understanding *u, GError **error)
{
    if (u->bounce.kind != BOUNCE_NONE || u->document->flags & DOCUMENT_REPORT)
        return decide_bounce(flow, u, error);
    if (u->answers && g_str_equal(u->audience, "customer"))
        return decide_customer(flow, u, error);
    return decide_staff(flow, u, error);
}

gboolean decide(struct flow *flow, const struct understanding *u, GError **error)
{
    if (u->repeated && u->waits)
        return decide_aside(flow, u, "the same mail waits in review already", error);
    if (u->repeated)
        return decide_handled(flow, u, "the same mail was met before", error);
    if (u->own)
        return decide_handled(flow, u, "our own mail came back", error);
    if (u->other_desk && !u->machine && !u->vouched && u->bounce.kind == BOUNCE_NONE)
        return decide_review(flow, u, REFUSAL_OTHER_DESK, error);
    const struct source *source = u->from ? business_source(flow->setup.business, u->from) : NULL;
    if (source && source->customer == SOURCE_CUSTOMER_TOKEN)
        return decide_posted(flow, u, source, error);
    if (u->audience)
        return decide_reply(flow, u, error);
    if (u->forgotten && !u->vouched) /* what it quotes of our letter must not become an order again */
        return decide_aside(flow, u, "it answers a letter about an order that is erased", error);
    if (u->from && business_is_representative(flow->setup.business, u->from))
        return decide_representative(flow, u, error);
    return decide_stranger(flow, u, error);
}
