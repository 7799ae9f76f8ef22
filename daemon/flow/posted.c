/* What the business's on-line survey mails to us: customers' answers, by their orders' tokens. Each is stored as if the customer had
 * answered our mail; what names no order of ours, or can't be read, is for a person. */
#include "daemon/flow/internal.h"

#include "parsers/read/posted.h"

/* The order whose customer was given this token; *ret_order NULL: there is none. */
static gboolean find_order(struct flow *flow, const char *token, struct order **ret_order, GError **error)
{
    GError *problem = NULL;
    g_autofree char *audience = NULL;
    gint64 id = 0;
    gboolean known = token && store_token_find(flow->store, token, &id, &audience, &problem);
    *ret_order = known && g_str_equal(audience, "customer") ? store_order_load(flow->store, id, &problem) : NULL;
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

static struct survey *survey_of(const struct survey_reading *reading)
{
    struct survey *survey = survey_new();
    survey->mark = reading->mark;
    survey->recommend = reading->recommend;
    survey->comment = g_strdup(reading->comment);
    survey->by = g_strdup("customer");
    for (guint i = 0; i < reading->answers->len; i++) {
        const struct survey_answer *one = reading->answers->pdata[i];
        survey_add_reply(survey, one->question, one->text);
    }
    return survey;
}

/* *ret_why: what a person must be told; untouched when all is well. */
static gboolean store_answer(struct flow *flow, const struct understanding *u, const char *actor, const struct posted *posted,
                             enum step_refusal *ret_why, GError **error)
{
    g_autoptr(order_auto) order = NULL;
    if (!find_order(flow, posted->token, &order, error))
        return FALSE;
    if (!order) {
        *ret_why = REFUSAL_POLL_NO_ORDER;
        return TRUE;
    }
    struct survey *survey = survey_of(posted->reading);
    struct event event = {.kind = EVENT_RATED, .survey = survey};
    struct cause cause = {.mail = u->mail, .document = u->document, .actor = actor, .before = order, .now = u->now};
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    gboolean done = apply_event(flow, order, &event, &cause, &outcome, &refusal, error);
    survey_free(survey);
    if (done && refusal)
        *ret_why = refusal;
    else if (done)
        outcome_clear(&outcome);
    if (posted->reading->mark_unclear)
        *ret_why = REFUSAL_POLL_MARK_UNREAD;
    return done;
}

gboolean decide_posted(struct flow *flow, const struct understanding *u, const struct source *source, GError **error)
{
    const char *const *trusted = (const char *const *)flow->setup.business->trusted_authserv;
    enum step_refusal why = STEP_REFUSAL_NONE;
    if (source->require_auth && read_authentication(u->document, trusted) != READ_AUTH_PASS)
        return decide_review(flow, u, REFUSAL_SOURCE_UNPROVEN, error);
    g_autofree char *actor = g_strdup_printf("on-line survey %s", source->name);
    g_autoptr(GPtrArray) answers = posted_read(u->document, flow->setup.business->rules->questions);
    if (answers->len == 0)
        why = REFUSAL_POLL_UNREAD;
    for (guint i = 0; i < answers->len; i++)
        if (!store_answer(flow, u, actor, answers->pdata[i], &why, error))
            return FALSE;
    if (why)
        return decide_review(flow, u, why, error);
    decide_becomes(u->mail, MAIL_HANDLED, "answers from the on-line survey");
    return TRUE;
}
