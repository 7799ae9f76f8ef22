#include "daemon/orders/policy.h"

#include <string.h>

#include "daemon/base/text.h"

/* Local parts that are machines', compared without dots, dashes and underscores. */
static const char *const machine_names[] = {
    "noreply",  "donotreply", "dontreply",  "noresponse", "mailerdaemon", "postmaster", "daemon",      "root",     "bounce",
    "bounces",  "bounced",    "nobody",     "autoreply",  "autoresponse", "automailer", "notification", "notifications",
    "unsubscribe", "listserv", "majordomo", "yanitlamayin", "yanitlama", "noresponder", "nepasrepondre",
};

static const char *const cap_names[] = {[CAP_NONE] = "none", [CAP_SENDER] = "sender", [CAP_DOMAIN] = "domain", [CAP_ALL] = "all"};

const char *policy_cap_name(enum policy_cap cap)
{
    return cap_names[cap];
}

enum policy_cap policy_cap_parse(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(cap_names); i++)
        if (g_strcmp0(name, cap_names[i]) == 0)
            return (enum policy_cap)i;
    return CAP_NONE;
}

enum step_refusal policy_cap_refusal(enum policy_cap cap)
{
    switch (cap) {
    case CAP_NONE:
        return STEP_REFUSAL_NONE;
    case CAP_SENDER:
        return REFUSAL_ANSWERED_ENOUGH;
    case CAP_DOMAIN:
        return REFUSAL_DOMAIN_ENOUGH;
    case CAP_ALL:
        return REFUSAL_ALL_ENOUGH;
    }
    return STEP_REFUSAL_NONE;
}

enum policy_cap policy_cap(const struct policy_facts *facts)
{
    if (facts->vouched)
        return CAP_NONE;
    return facts->all_capped ? CAP_ALL : facts->domain_capped ? CAP_DOMAIN : facts->sender_capped ? CAP_SENDER : CAP_NONE;
}

static char *machine_form(const char *address)
{
    const char *at = strrchr(address, '@');
    const char *end = strchr(address, '+');
    GString *form = g_string_new(NULL);
    if (!end || (at && end > at))
        end = at ? at : address + strlen(address);
    for (const char *p = address; p < end; p++)
        if (!strchr("-_.", *p))
            g_string_append_c(form, g_ascii_tolower(*p));
    return g_string_free(form, FALSE);
}

/* The return paths that senders make for each receiver stand in From now and then: bounce-4711@, bounces_ab.12@, sofas-bounces@. */
static gboolean is_bounce_path(const char *address)
{
    static GRegex *pattern;
    if (g_once_init_enter(&pattern))
        g_once_init_leave(&pattern, g_regex_new("^(bounces?([0-9]|[-_.=][^@]*[0-9])|[^@]*[-_.]bounces?(\\+[^@]*)?@|srs[01][=+-])",
                                                G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));
    return g_regex_match(pattern, address, 0, NULL);
}

gboolean policy_is_machine_address(const char *address)
{
    if (is_bounce_path(address))
        return TRUE;
    g_autofree char *form = machine_form(address);
    for (guint i = 0; i < G_N_ELEMENTS(machine_names); i++)
        if (g_str_equal(form, machine_names[i]))
            return TRUE;
    return g_str_has_prefix(form, "noreply") || g_str_has_suffix(form, "noreply") || g_str_has_prefix(form, "donotreply");
}

static struct policy_decision review(enum step_refusal why, gboolean tell)
{
    return (struct policy_decision){.verdict = POLICY_REVIEW, .reason = step_refusal_text(why), .why = why, .tell = tell};
}

/* To the review folder, and nobody is told. */
static struct policy_decision aside(const char *reason)
{
    return (struct policy_decision){.verdict = POLICY_REVIEW, .reason = reason, .why = REFUSAL_ANSWERED_ENOUGH};
}

/* It lies in the review folder; what was capped is told together (flow/caps.c). */
static struct policy_decision hold_back(enum policy_cap cap)
{
    const enum step_refusal why = policy_cap_refusal(cap);
    return (struct policy_decision){.verdict = POLICY_REVIEW, .reason = step_refusal_text(why), .why = why, .cap = cap};
}

static struct policy_decision file(const char *reason)
{
    return (struct policy_decision){.verdict = POLICY_FILE, .reason = reason};
}

static struct policy_decision answer(const char *reason, const char *customer, const struct source *source)
{
    return (struct policy_decision){.verdict = POLICY_ANSWER, .reason = reason, .customer = customer, .source = source};
}

/* Whether we may write to this address at all; NONE, or why not. */
static enum step_refusal unwritable(const char *address, const struct business *business)
{
    if (!address || !text_address_valid(address))
        return REFUSAL_NOBODY_TO_ANSWER;
    if (business_is_own_address(business, address) || business_is_staff_address(business, address))
        return REFUSAL_OURS_TO_ANSWER;
    if (policy_is_machine_address(address))
        return REFUSAL_MACHINE_TO_ANSWER;
    return STEP_REFUSAL_NONE;
}

/* Mail that a configured web form or shop sent for a customer. */
static struct policy_decision decide_source(const struct policy_facts *facts, const struct business *business,
                                            const struct source *source)
{
    if (source->require_auth && facts->auth != POLICY_AUTH_PASS)
        return review(REFUSAL_SOURCE_UNPROVEN, TRUE);
    if (facts->auth == POLICY_AUTH_FAIL && !facts->vouched)
        return review(REFUSAL_SOURCE_FAILS, TRUE);
    if (!facts->has_form)
        return review(REFUSAL_SOURCE_EMPTY, TRUE);
    const char *customer = source->customer == SOURCE_CUSTOMER_REPLY_TO ? facts->reply_to : facts->named_customer;
    if (unwritable(customer, business))
        return review(REFUSAL_SOURCE_NO_CUSTOMER, TRUE);
    if (policy_cap(facts))
        return hold_back(policy_cap(facts));
    return answer("an order through a configured source", customer, source);
}

/* What keeps a person's own mail from being answered; verdict ANSWER means nothing does. */
static struct policy_decision decide_person(const struct policy_facts *facts, const struct business *business)
{
    enum step_refusal unwritable_because = unwritable(facts->from, business);
    if (business_is_staff_address(business, facts->from) || business_is_own_address(business, facts->from))
        return aside("it comes from one of our own addresses and answers no mail of ours"); /* told, it could come back */
    if (unwritable_because)
        return review(unwritable_because, facts->has_form);
    if (facts->spam && !facts->vouched)
        return aside("it is marked as spam");
    if (facts->auth == POLICY_AUTH_FAIL && !facts->vouched)
        return review(REFUSAL_FAILS_AUTHENTICATION, FALSE);
    if (!facts->encrypted && !facts->has_form && !facts->names_product && !facts->vouched)
        return aside("it holds no order form and names no product");
    if (policy_cap(facts))
        return hold_back(policy_cap(facts));
    if (facts->encrypted)
        return answer("it is encrypted; its sender is asked to send it in the clear", facts->from, NULL);
    if (facts->has_form)
        return answer("an order from its sender", facts->from, NULL);
    return answer(facts->names_product ? "it names a product and asks" : "an order, says the reviewing person", facts->from, NULL);
}

struct policy_decision policy_decide(const struct policy_facts *facts, const struct business *business)
{
    if (facts->own_mail)
        return file("our own mail came back");
    if (!facts->from)
        return review(REFUSAL_SENDER_UNCLEAR, facts->has_form && !facts->machine && !facts->spam); /* an order all the same */
    const struct source *source = business_source(business, facts->from);
    if (facts->machine && !source)
        return aside(facts->machine);
    return source ? decide_source(facts, business, source) : decide_person(facts, business);
}
