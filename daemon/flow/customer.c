/* What a customer answers to a mail of ours: the form completed, a mark, a question, a wish to change or cancel. What becomes of the
 * order is decided by orders/step.c; what no rule can read goes to customer service, and the customer is told so once. */
#include "daemon/flow/internal.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/request.h"
#include "parsers/read/survey.h"

/* An answer on its way. */
struct answer {
    const struct understanding *u;
    char *actor;
    enum letter letter;  /* what they answer; LETTER_COUNT: not known */
    char *sent_text;     /* NULL: not known */
};

static struct cause cause_of(const struct answer *answer)
{
    const struct understanding *u = answer->u;
    return (struct cause){.mail = u->mail, .document = u->document, .actor = answer->actor, .before = u->answers, .now = u->now};
}

/* Applies one event. *ret_refusal as in apply_event. */
static gboolean happen(struct flow *flow, const struct answer *answer, const struct event *event, enum step_refusal *ret_refusal, GError **error)
{
    const struct understanding *u = answer->u;
    struct cause cause = cause_of(answer);
    struct outcome outcome = {0};
    g_autoptr(order_auto) now = store_order_load(flow->store, u->answers->id, error); /* as earlier events of this mail left it */
    if (!now || !apply_event(flow, now, event, &cause, &outcome, ret_refusal, error))
        return FALSE;
    if (!*ret_refusal)
        outcome_clear(&outcome);
    return TRUE;
}

static gboolean handled(const struct answer *answer, const char *reason)
{
    decide_becomes(answer->u->mail, MAIL_HANDLED, reason);
    return TRUE;
}

/* To customer service, with the order; the customer is told so once. */
static gboolean pass_on(struct flow *flow, const struct answer *answer, enum step_refusal why, GError **error)
{
    struct event event = {.kind = EVENT_WROTE};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    return happen(flow, answer, &event, &refusal, error) && decide_review(flow, answer->u, why, error);
}

/* --- the form completed ---------------------------------------------------------------------------------------------------------- */

/* Values of several drafts belong to the one order that was asked about. */
static struct draft *answer_draft(const struct reading *reading)
{
    return reading && reading->drafts->len > 0 ? reading->drafts->pdata[0] : NULL;
}

static gboolean draft_says_something(const struct draft *draft)
{
    return draft && (draft->values->len > 0 || draft->items->len > 0 || draft->remarks->len > 0);
}

static gboolean complete_order(struct flow *flow, const struct answer *answer, const struct draft *draft, GError **error)
{
    struct event event = {.kind = EVENT_ANSWERED, .draft = draft};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (!happen(flow, answer, &event, &refusal, error))
        return FALSE;
    return refusal ? pass_on(flow, answer, refusal, error) : handled(answer, "the customer's answer");
}

/* --- a change or a cancellation ---------------------------------------------------------------------------------------------------- */

/* The draft as a request; NULL when it wants more than other values: an item we don't have, another product. */
static struct request *request_from(const struct order *order, const struct draft *draft, const char *words)
{
    struct request *request = request_new(AIM_CHANGE, words);
    gboolean plain = draft->remarks->len == 0;
    for (guint i = 0; i < draft->values->len; i++)
        request_add_value(request, 0, draft->values->pdata[i]);
    for (guint i = 0; i < draft->items->len; i++) {
        const struct line_item *item = draft->items->pdata[i];
        const struct line_item *known = order_item(order, item->number);
        plain = plain && known && (!item->form || g_strcmp0(item->form, known->form) == 0);
        for (guint n = 0; n < item->values->len; n++)
            request_add_value(request, item->number, item->values->pdata[n]);
    }
    for (guint i = 0; i < request->values->len; i++)
        plain = plain && value_usable(((const struct request_value *)request->values->pdata[i])->value);
    if (!plain || request->values->len == 0)
        g_clear_pointer(&request, request_free);
    return request;
}

static gboolean ask_for(struct flow *flow, const struct answer *answer, const struct request *request, GError **error)
{
    struct event event = {.kind = EVENT_REQUESTED, .request = request};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (!happen(flow, answer, &event, &refusal, error))
        return FALSE;
    return refusal ? pass_on(flow, answer, refusal, error) : handled(answer, "the customer's request, asked of the departments");
}

static gboolean tell_status(struct flow *flow, const struct answer *answer, GError **error)
{
    struct event event = {.kind = EVENT_ASKED_STATUS};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (!happen(flow, answer, &event, &refusal, error))
        return FALSE;
    return refusal ? decide_review(flow, answer->u, refusal, error) : handled(answer, "the customer asked how the order stands");
}

/* In their own words, about an accepted order. */
static gboolean act_on_words(struct flow *flow, const struct answer *answer, const struct draft *draft, GError **error)
{
    struct request_reading reading = request_read(answer->u->document, answer->sent_text);
    g_autofree char *words = g_steal_pointer(&reading.words);
    const struct order *order = answer->u->answers;
    struct request *request = NULL;
    gboolean done;
    if (reading.kind == REQUEST_CANCEL)
        request = request_new(AIM_CANCEL, words);
    else if (draft_says_something(draft))
        request = request_from(order, draft, words);
    if (request)
        done = ask_for(flow, answer, request, error);
    else if (reading.kind == REQUEST_STATUS)
        done = tell_status(flow, answer, error);
    else if (reading.kind == REQUEST_NONE && !draft_says_something(draft))
        done = decide_handled(flow, answer->u, "the customer says thank you, or nothing", error);
    else
        done = pass_on(flow, answer, REFUSAL_MUST_BE_READ, error);
    request_free(request);
    return done;
}

/* --- the survey ----------------------------------------------------------------------------------------------------------------------- */

static gboolean is_survey(enum letter letter)
{
    return letter == LETTER_FOLLOW_UP || letter == LETTER_SURVEY || letter == LETTER_SURVEY_REMINDER || letter == LETTER_SURVEY_UNCLEAR ||
           letter == LETTER_THANKS;
}

/* Whether that letter asked for an opinion. */
static gboolean asks_mark(enum letter letter)
{
    return letter == LETTER_SURVEY || letter == LETTER_SURVEY_REMINDER || letter == LETTER_SURVEY_UNCLEAR;
}

/* Whether it asked "has it arrived?": nobody had said so then, nor has since. */
static gboolean asks_arrival(const struct answer *answer)
{
    const GPtrArray *items = answer->u->answers->items;
    gboolean under_way = FALSE;
    for (guint i = 0; i < items->len; i++)
        under_way = under_way || ((const struct line_item *)items->pdata[i])->state == ITEM_SHIPPED;
    return under_way && (answer->letter == LETTER_FOLLOW_UP || answer->letter == LETTER_SURVEY || answer->letter == LETTER_SURVEY_REMINDER);
}

/* Whoever only wants no more surveys writes no more than this. */
#define OPT_OUT_BYTES 48

static gboolean note_opt_out(struct flow *flow, const struct answer *answer, GError **error)
{
    struct event event = {.kind = EVENT_OPTED_OUT};
    struct address_state known;
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    const char *address = answer->u->answers->customer;
    if (!happen(flow, answer, &event, &refusal, error))
        return FALSE;
    if (!address)
        return TRUE;
    if (!store_address(flow->store, address, &known, error))
        return FALSE;
    known.opted_out = answer->u->now;
    return store_address_save(flow->store, address, &known, error);
}

static gboolean note_arrival(struct flow *flow, const struct answer *answer, const struct survey_reading *reading, GError **error)
{
    struct event event = {.kind = EVENT_ARRIVED, .yes = reading->arrived, .note = reading->words};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (!reading->arrived && !reading->not_arrived)
        return TRUE;
    return happen(flow, answer, &event, &refusal, error);
}

static gboolean rate(struct flow *flow, const struct answer *answer, const struct survey_reading *reading, GError **error)
{
    struct survey *survey = survey_new();
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    survey->mark = reading->mark;
    survey->recommend = reading->recommend;
    survey->comment = g_strdup(reading->comment);
    survey->by = g_strdup("customer");
    for (guint i = 0; i < reading->answers->len; i++) {
        const struct survey_answer *one = reading->answers->pdata[i];
        survey_add_reply(survey, one->question, one->text);
    }
    struct event event = {.kind = EVENT_RATED, .survey = survey};
    gboolean done = happen(flow, answer, &event, &refusal, error);
    survey_free(survey);
    if (!done)
        return FALSE;
    if (refusal)
        return pass_on(flow, answer, refusal, error);
    gboolean alone = !reading->mark && reading->comment; /* nobody would be told of it by its mark */
    if (reading->wants_person || reading->unread || alone)
        return decide_review(flow, answer->u, REFUSAL_SURVEY_TO_READ, error);
    return handled(answer, "the customer's answer to the survey");
}

/* They want no more surveys; what else they say is heard all the same. */
static gboolean opt_out(struct flow *flow, const struct answer *answer, const struct survey_reading *reading, gboolean rated, GError **error)
{
    if (!note_opt_out(flow, answer, error))
        return FALSE;
    if (rated)
        return rate(flow, answer, reading, error);
    if (strlen(reading->words) > OPT_OUT_BYTES)
        return pass_on(flow, answer, REFUSAL_MUST_BE_READ, error);
    return handled(answer, "the customer wants no surveys");
}

/* "Which mark did you mean?", once for an order. */
static gboolean ask_mark_again(struct flow *flow, const struct answer *answer, const struct survey_reading *reading, GError **error)
{
    GError *problem = NULL;
    g_autoptr(out_auto) asked = store_out_last(flow->store, answer->u->answers->id, "customer", letter_name(LETTER_SURVEY_UNCLEAR), &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (asked)
        return pass_on(flow, answer, REFUSAL_MARK_UNREAD, error);
    struct effect effect = {.kind = EFFECT_SURVEY_UNCLEAR, .words = reading->words};
    struct cause cause = cause_of(answer);
    if (!letters_queue_effect(flow, answer->u->answers, &effect, &cause, error))
        return FALSE;
    if (reading->wants_person)
        return decide_review(flow, answer->u, REFUSAL_SURVEY_TO_READ, error);
    return decide_handled(flow, answer->u, "the customer's mark could not be read; they are asked", error);
}

/* What they say besides whether it has arrived. */
static gboolean act_on_arrival(struct flow *flow, const struct answer *answer, const struct survey_reading *reading, GError **error)
{
    if (reading->arrived && reading->says_more)
        return pass_on(flow, answer, REFUSAL_ARRIVED_AND_MORE, error);
    return decide_handled(flow, answer->u, reading->arrived ? "it has arrived, says the customer" : "it has not arrived, says the customer", error);
}

/* An opinion in words: *ret_taken when it is one. A question, or what follows an earlier answer, is for a person as it stands. */
static gboolean take_opinion(struct flow *flow, const struct answer *answer, const struct survey_reading *reading, gboolean *ret_taken, GError **error)
{
    struct request_reading rest = request_read(answer->u->document, answer->sent_text);
    gboolean opinion = rest.kind == REQUEST_NONE ? rest.praises : rest.kind == REQUEST_OTHER;
    request_reading_clear(&rest);
    *ret_taken = opinion && reading->comment && !reading->wants_person && !answer->u->answers->survey;
    return !*ret_taken || rate(flow, answer, reading, error);
}

/* *ret_taken: it was an answer to the survey. */
static gboolean answer_survey(struct flow *flow, const struct answer *answer, gboolean *ret_taken, GError **error)
{
    struct survey_context context = {
        .questions = flow->setup.business->rules->questions,
        .sent_text = answer->sent_text,
        .asks_arrival = asks_arrival(answer),
    };
    g_autoptr(survey_reading_auto) reading = survey_read(answer->u->document, &context);
    *ret_taken = reading->opts_out;
    if (!is_survey(answer->letter) && !reading->opts_out)
        return TRUE;
    gboolean rated = reading->mark || reading->recommend >= 0 || reading->answers->len > 0;
    gboolean arrival = reading->arrived || reading->not_arrived;
    *ret_taken = TRUE;
    if (arrival && is_survey(answer->letter) && !note_arrival(flow, answer, reading, error))
        return FALSE;
    if (reading->opts_out)
        return opt_out(flow, answer, reading, rated && is_survey(answer->letter), error);
    if (rated)
        return rate(flow, answer, reading, error);
    if (reading->mark_unclear && answer->letter != LETTER_FOLLOW_UP)
        return ask_mark_again(flow, answer, reading, error);
    if (arrival)
        return act_on_arrival(flow, answer, reading, error);
    if (reading->unread)
        return pass_on(flow, answer, REFUSAL_SURVEY_TO_READ, error);
    *ret_taken = FALSE;
    return !asks_mark(answer->letter) || take_opinion(flow, answer, reading, ret_taken, error);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------------ */

/* Whether a survey has been written about, so that a mail which answers no letter of ours may be about it. */
static gboolean has_surveys(const struct order *order)
{
    return order_mark(order, "follow-up") || order_mark(order, "surveyed");
}

/* Which letter of ours they answer, and what it said. */
static gboolean know_letter(struct flow *flow, struct answer *answer, GError **error)
{
    const struct understanding *u = answer->u;
    GError *problem = NULL;
    g_autoptr(out_auto) out = u->letter ? store_out_load(flow->store, u->letter, &problem)
                                        : store_out_last(flow->store, u->answers->id, "customer", NULL, &problem);
    if (!problem)
        answer->sent_text = out ? store_out_text(flow->store, out->id, &problem) : NULL;
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    answer->letter = LETTER_COUNT;
    if (out)
        letter_parse(out->letter, &answer->letter);
    return TRUE;
}

static gboolean act(struct flow *flow, const struct answer *answer, GError **error)
{
    const struct understanding *u = answer->u;
    struct draft *draft = answer_draft(u->reading);
    gboolean taken = FALSE;
    if (u->answers->phase == PHASE_ACCEPTED) {
        if ((is_survey(answer->letter) || has_surveys(u->answers)) && !answer_survey(flow, answer, &taken, error))
            return FALSE;
        return taken || act_on_words(flow, answer, draft, error);
    }
    struct request_reading reading = request_read(u->document, answer->sent_text);
    g_autofree char *words = g_steal_pointer(&reading.words);
    if (draft_says_something(draft) && reading.kind != REQUEST_CANCEL) /* "cancel it; it was linen" completes nothing */
        return complete_order(flow, answer, draft, error);
    if (reading.kind == REQUEST_STATUS)
        return tell_status(flow, answer, error);
    if (reading.kind == REQUEST_NONE && *words)
        return decide_handled(flow, u, "the customer says thank you", error);
    return pass_on(flow, answer, REFUSAL_ANSWER_UNREAD, error);
}

/* Representatives fill in forms for customers; others of the business do not speak for them. */
static gboolean is_ours(const struct business *business, const char *from)
{
    return from && !business_is_representative(business, from) &&
           (business_is_staff_address(business, from) || business_is_own_address(business, from));
}

/* Not somebody to whom the customer has sent our letter on. */
static gboolean is_the_customer(const struct understanding *u)
{
    g_autofree char *from = text_address_key(u->from), *customer = text_address_key(u->answers->customer);
    return from && g_strcmp0(from, customer) == 0;
}

gboolean decide_customer(struct flow *flow, const struct understanding *u, GError **error)
{
    struct answer answer = {.u = u};
    enum policy_cap cap;
    if (u->machine)
        return decide_handled(flow, u, u->machine, error);
    if (is_ours(flow->setup.business, u->from)) /* the reviewing person's own address is not told: it could come back */
        return business_is_own_address(flow->setup.business, u->from)
                   ? decide_aside(flow, u, step_refusal_text(REFUSAL_NOT_CUSTOMER), error)
                   : decide_review(flow, u, REFUSAL_NOT_CUSTOMER, error);
    if (!caps_of_known(flow, u, u->answers->customer, &cap, error))
        return FALSE;
    if (u->document->flags & DOCUMENT_ENCRYPTED)
        return decide_encrypted(flow, u, !cap && is_the_customer(u) ? u->answers->customer : NULL, error);
    if (cap)
        return caps_hold(flow, u, cap, u->answers->customer, TRUE, error);
    answer.actor = decide_customer_actor(u);
    gboolean done = know_letter(flow, &answer, error) && act(flow, &answer, error);
    g_free(answer.actor);
    g_free(answer.sent_text);
    return done;
}
