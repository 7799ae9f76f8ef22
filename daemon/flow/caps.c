/* Bounds on automatic mail: for one reader in a day, for the strangers of one domain in an hour, for everybody in an hour. The last is a
 * circuit breaker: once reached, no automatic answer goes out for `breaker_time`, and then again by itself. What reaches a bound is kept in
 * the store, so that it holds over a restart; the admin is told of it once. Mails that a bound keeps from being answered lie in the review
 * folder, and one letter an hour tells the reviewing person of all of them. No other letter asks these bounds. */
#include "daemon/flow/internal.h"

#include "daemon/base/text.h"

#define HOUR          3600
#define DAY           86400
#define LETTER_EVERY  HOUR /* to the admin, about senders and domains: who forges many of them must not flood the admin instead */
#define BREAKERS_TOLD 50   /* in one letter */

static const struct limit_settings *limits_of(const struct flow *flow)
{
    return &flow->setup.settings->limits;
}

/* --- looking ------------------------------------------------------------------------------------------------------------------- */

static guint bound_of(const struct flow *flow, enum policy_cap scope)
{
    switch (scope) {
    case CAP_NONE:
        break;
    case CAP_SENDER:
        return limits_of(flow)->answers_per_sender_day;
    case CAP_DOMAIN:
        return limits_of(flow)->answers_per_domain_hour;
    case CAP_ALL:
        return limits_of(flow)->answers_per_hour;
    }
    return 0;
}

static gint64 length_of(const struct flow *flow, enum policy_cap scope)
{
    return scope == CAP_ALL ? (gint64)limits_of(flow)->breaker_seconds : scope == CAP_DOMAIN ? HOUR : DAY;
}

/* It holds until its time is over, the admin raises the bound, or the clock is put back to before it. */
static gboolean holds(const struct flow *flow, const struct breaker *breaker, gint64 now)
{
    return !breaker->done && now >= breaker->since && now < breaker->until && bound_of(flow, breaker->scope) <= breaker->most;
}

/* The newest of this kind; *ret_breaker NULL: there is none. */
static gboolean find_last(struct flow *flow, enum policy_cap scope, const char *object, struct breaker **ret_breaker, GError **error)
{
    GError *problem = NULL;
    *ret_breaker = store_breaker_last(flow->store, scope, object, &problem);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

/* After the breaker, mails are counted anew: else it would stay as it is until the hour is over. */
static gboolean look_at_all(struct flow *flow, gint64 now, gboolean *ret_capped, GError **error)
{
    g_autoptr(breaker_auto) last = NULL;
    if (!find_last(flow, CAP_ALL, "", &last, error))
        return FALSE;
    *ret_capped = last && holds(flow, last, now);
    if (*ret_capped)
        return TRUE;
    gint64 counted_from = MAX(now - HOUR, last && last->until <= now ? last->until : 0);
    gint64 count = counted_since(flow, NULL, counted_from, error);
    *ret_capped = count >= (gint64)limits_of(flow)->answers_per_hour;
    return count >= 0;
}

/* The domain whose strangers are counted together with this one; NULL: none, since it is a mail provider's. To be freed. */
static char *domain_counted(const struct flow *flow, const char *address)
{
    g_autofree char *domain = text_address_domain(address);
    const char *const *shared = (const char *const *)limits_of(flow)->shared_domains;
    for (guint i = 0; domain && shared && shared[i]; i++)
        if (g_ascii_strcasecmp(shared[i], domain) == 0)
            return NULL;
    return g_steal_pointer(&domain);
}

/* Whoever we have accepted an order of is no made-up local part. */
static gboolean look_at_domain(struct flow *flow, const char *address, gint64 now, gboolean *ret_capped, GError **error)
{
    g_autofree char *domain = domain_counted(flow, address);
    GError *problem = NULL;
    *ret_capped = FALSE;
    if (!domain)
        return TRUE;
    gint64 count = counted_since(flow, domain, now - HOUR, error);
    if (count < (gint64)limits_of(flow)->answers_per_domain_hour)
        return count >= 0;
    *ret_capped = !store_customer_is_known(flow->store, address, G_MAXINT64, &problem);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

gboolean caps_look(struct flow *flow, const char *address, gint64 now, struct policy_facts *facts, GError **error)
{
    gboolean all = FALSE, domain = FALSE;
    if (!look_at_all(flow, now, &all, error) || (address && !look_at_domain(flow, address, now, &domain, error)))
        return FALSE;
    gint64 mine = address ? store_answers_since(flow->store, address, now - DAY, error) : 0;
    facts->all_capped = all;
    facts->domain_capped = domain;
    facts->sender_capped = mine >= (gint64)limits_of(flow)->answers_per_sender_day;
    return mine >= 0;
}

gboolean caps_of_known(struct flow *flow, const struct understanding *u, const char *address, enum policy_cap *ret_cap, GError **error)
{
    struct policy_facts facts = {.vouched = u->vouched};
    if (!caps_look(flow, address, u->now, &facts, error))
        return FALSE;
    facts.domain_capped = FALSE;
    *ret_cap = policy_cap(&facts);
    return TRUE;
}

/* --- a mail is held back ---------------------------------------------------------------------------------------------------------- */

/* For the log, which names no people. */
static void say_reached(struct flow *flow, const struct breaker *breaker, gint64 mail)
{
    const struct log_about about = {.mail = mail}, nothing = {0};
    if (breaker->scope == CAP_ALL)
        flow_say(flow, LOG_LEVEL_WARNING, &nothing,
                 "automatic answers are stopped for %" G_GINT64_FORMAT " s: %u went out within an hour (limits.answers_per_hour)",
                 breaker->until - breaker->since, breaker->most);
    else
        flow_say(flow, LOG_LEVEL_WARNING, &about, "it is not answered: its %s got %u automatic mails (limits.answers_per_%s)",
                 policy_cap_name(breaker->scope), breaker->most, breaker->scope == CAP_DOMAIN ? "domain_hour" : "sender_day");
}

static gboolean reach(struct flow *flow, struct breaker *breaker, gint64 mail, GError **error)
{
    say_reached(flow, breaker, mail);
    return apply_journal(flow, 0, mail, breaker->since, "mailorder", "breaker-reached", policy_cap_name(breaker->scope), error);
}

/* Counts the mail for the bound, which it reaches when it is the first. */
static gboolean count_held(struct flow *flow, enum policy_cap scope, const char *object, const struct understanding *u, gboolean *ret_first,
                           GError **error)
{
    g_autoptr(breaker_auto) breaker = NULL;
    if (!find_last(flow, scope, object, &breaker, error))
        return FALSE;
    if (!breaker || !holds(flow, breaker, u->now)) {
        breaker_free(breaker);
        breaker = g_new0(struct breaker, 1);
        breaker->scope = scope;
        breaker->object = g_strdup(object);
        breaker->most = bound_of(flow, scope);
        breaker->since = u->now;
        breaker->until = u->now + length_of(flow, scope);
        if (!reach(flow, breaker, u->mail->id, error))
            return FALSE;
    }
    *ret_first = breaker->held++ == 0;
    return store_breaker_save(flow->store, breaker, error);
}

gboolean caps_hold(struct flow *flow, const struct understanding *u, enum policy_cap cap, const char *address, gboolean known, GError **error)
{
    GError *problem = NULL;
    gboolean first;
    const enum step_refusal why = policy_cap_refusal(cap);
    g_autofree char *key = cap == CAP_SENDER ? text_address_key(address) : cap == CAP_DOMAIN ? text_address_domain(address) : NULL;
    gint64 due = store_untold_due(flow->store, TRUE, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (!count_held(flow, cap, key ? key : "", u, &first, error))
        return FALSE;
    if (known && first)
        return decide_review(flow, u, why, error);
    return decide_aside(flow, u, step_refusal_text(why), error) &&
           store_untold_add(flow->store, u->mail->id, u->answers ? u->answers->id : 0, step_refusal_name(why), TRUE,
                            due ? due : u->now + HOUR, error);
}

/* --- what follows by itself ------------------------------------------------------------------------------------------------------ */

static gboolean tell(struct flow *flow, const GPtrArray *breakers, gint64 now, GError **error)
{
    if (!letters_queue_capped(flow, breakers, now, error))
        return FALSE;
    for (guint i = 0; i < breakers->len; i++) {
        struct breaker *breaker = breakers->pdata[i];
        breaker->told = now;
        if (!store_breaker_save(flow->store, breaker, error))
            return FALSE;
    }
    return TRUE;
}

/* When the admin may be told of these; at once where nobody is answered any more. */
static gint64 tell_when(const GPtrArray *breakers, gint64 told, gint64 now)
{
    for (guint i = 0; i < breakers->len; i++)
        if (((const struct breaker *)breakers->pdata[i])->scope == CAP_ALL)
            return 0;
    return told > 0 && told <= now ? told + LETTER_EVERY : 0;
}

static gboolean tell_admin(struct flow *flow, gint64 now, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GPtrArray) breakers = store_breakers_untold(flow->store, BREAKERS_TOLD, error);
    if (!breakers || breakers->len == 0)
        return breakers != NULL;
    gint64 told = store_breakers_told(flow->store, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    return tell_when(breakers, told, now) > now || (flow_change(flow, error) && flow_end(flow, tell(flow, breakers, now, error)));
}

static gboolean end(struct flow *flow, struct breaker *breaker, gint64 now, GError **error)
{
    const struct log_about nothing = {0};
    g_autofree char *detail = g_strdup_printf("%s; %" G_GUINT64_FORMAT " mails lie in review", policy_cap_name(breaker->scope), breaker->held);
    if (breaker->scope == CAP_ALL)
        flow_say(flow, LOG_LEVEL_INFO, &nothing, "automatic answers go out again; %" G_GUINT64_FORMAT " mails lie in review meanwhile", breaker->held);
    breaker->done = TRUE;
    return store_breaker_save(flow->store, breaker, error) && apply_journal(flow, 0, 0, now, "mailorder", "breaker-over", detail, error) &&
           store_breakers_tidy(flow->store, error);
}

static gboolean end_all(struct flow *flow, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) breakers = store_breakers(flow->store, BREAKERS_TOLD, error);
    for (guint i = 0; breakers && i < breakers->len; i++)
        if (!holds(flow, breakers->pdata[i], now) &&
            (!flow_change(flow, error) || !flow_end(flow, end(flow, breakers->pdata[i], now, error))))
            return FALSE;
    return breakers != NULL;
}

/* For who watches: since when nobody at all is answered. */
static gboolean note_stopped(struct flow *flow, gint64 now, GError **error)
{
    g_autoptr(breaker_auto) last = NULL;
    if (!find_last(flow, CAP_ALL, "", &last, error))
        return FALSE;
    flow->answers_stopped = last && holds(flow, last, now) ? MAX(last->since, 1) : 0;
    return TRUE;
}

gboolean caps_wake(struct flow *flow, gint64 now, GError **error)
{
    return tell_admin(flow, now, error) && end_all(flow, now, error) && note_stopped(flow, now, error);
}
