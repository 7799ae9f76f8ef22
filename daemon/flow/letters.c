/* Effects and failures as letters: which letter, to whom, in which language, from which facts. */
#include "daemon/flow/letters-internal.h"

#include <string.h>

#include "daemon/base/text.h"

static const char *default_language(const struct flow *flow)
{
    return flow->setup.business->languages[0];
}

/* The mailbox whose Sent folder gets the copy: where the mail came from, else the first. */
static const char *copy_mailbox(const struct flow *flow, const struct mail *mail)
{
    const GPtrArray *mailboxes = flow->setup.settings->mailboxes;
    for (guint i = 0; i < mailboxes->len; i++) {
        const struct mailbox_settings *settings = mailboxes->pdata[i];
        if (!mail || g_str_equal(settings->name, mail->mailbox))
            return settings->sent_folder ? settings->name : NULL;
    }
    return NULL;
}

struct parcel_plan letter_plan_new(struct flow *flow, enum letter letter, gint64 now)
{
    return (struct parcel_plan){
        .letter = letter,
        .facts = {.business = flow->setup.business, .forms = flow->setup.forms, .now = now},
        .language = default_language(flow),
        .now = now,
    };
}

/* --- effects ---------------------------------------------------------------------------------------------------------------- */

enum reader { TO_NOBODY, TO_CUSTOMER, TO_DEPARTMENT, TO_SERVICE };

struct route {
    enum letter letter;
    enum reader reader;
};

static const struct route routes[EFFECT_COUNT] = {
    [EFFECT_ASK] = {LETTER_COMPLETE, TO_CUSTOMER},
    [EFFECT_CONFIRM] = {LETTER_CONFIRMED, TO_CUSTOMER},
    [EFFECT_RECEIVE] = {LETTER_RECEIVED, TO_CUSTOMER},
    [EFFECT_DECLINE] = {LETTER_DECLINED, TO_CUSTOMER},
    [EFFECT_FORWARD] = {LETTER_WORK, TO_DEPARTMENT},
    [EFFECT_TELL_HELD] = {LETTER_HELD, TO_SERVICE},
    [EFFECT_TELL_ACCEPT] = {LETTER_HELD, TO_SERVICE},
    [EFFECT_ASK_DECISION] = {LETTER_HELD, TO_SERVICE},
    [EFFECT_TELL_DELAY] = {LETTER_DELAYED, TO_CUSTOMER},
    [EFFECT_TELL_SHIPPED] = {LETTER_SHIPPED, TO_CUSTOMER},
    [EFFECT_TELL_DELIVERED] = {LETTER_DELIVERED, TO_CUSTOMER},
    [EFFECT_TELL_CORRECTED] = {LETTER_CORRECTED, TO_CUSTOMER},
    [EFFECT_TELL_CANCELLED] = {LETTER_CANCELLED, TO_CUSTOMER},
    [EFFECT_TELL_NOTE] = {LETTER_NOTE, TO_CUSTOMER},
    [EFFECT_TELL_LATE] = {LETTER_LATE, TO_CUSTOMER},
    [EFFECT_RECALL] = {LETTER_COUNT, TO_NOBODY},
    [EFFECT_REMIND] = {LETTER_REMINDER, TO_CUSTOMER},
    [EFFECT_TELL_EXPIRED] = {LETTER_EXPIRED, TO_CUSTOMER},
    [EFFECT_FOLLOW_UP] = {LETTER_FOLLOW_UP, TO_CUSTOMER},
    [EFFECT_SURVEY] = {LETTER_SURVEY, TO_CUSTOMER},
    [EFFECT_SURVEY_REMINDER] = {LETTER_SURVEY_REMINDER, TO_CUSTOMER},
    [EFFECT_SURVEY_UNCLEAR] = {LETTER_SURVEY_UNCLEAR, TO_CUSTOMER},
    [EFFECT_THANK] = {LETTER_THANKS, TO_CUSTOMER},
    [EFFECT_TELL_STATUS] = {LETTER_STATUS, TO_CUSTOMER},
    [EFFECT_TELL_REQUESTED] = {LETTER_REQUESTED, TO_CUSTOMER},
    [EFFECT_TELL_REFUSED] = {LETTER_REFUSED, TO_CUSTOMER},
    [EFFECT_TELL_PASSED_ON] = {LETTER_PASSED_ON, TO_CUSTOMER},
    [EFFECT_ASK_SIGN] = {LETTER_ASK_SIGN, TO_DEPARTMENT},
    [EFFECT_NUDGE] = {LETTER_NUDGE, TO_DEPARTMENT},
    [EFFECT_ASK_AGREEMENT] = {LETTER_QUESTION, TO_DEPARTMENT},
    [EFFECT_NEWS] = {LETTER_NEWS, TO_DEPARTMENT},
    [EFFECT_ALERT_LATE] = {LETTER_ALERT, TO_SERVICE},
    [EFFECT_ALERT_MARK] = {LETTER_ALERT, TO_SERVICE},
    [EFFECT_ALERT_NOT_ARRIVED] = {LETTER_ALERT, TO_SERVICE},
    [EFFECT_ALERT_BOUNCED] = {LETTER_ALERT, TO_SERVICE},
    [EFFECT_ALERT_REQUEST] = {LETTER_ALERT, TO_SERVICE},
    [EFFECT_ALERT_ASKED] = {LETTER_ALERT, TO_SERVICE},
    [EFFECT_ALERT_UNATTENDED] = {LETTER_ALERT, TO_SERVICE},
};

/* Whether the mail that caused this came from the one who is answered: then the letter joins its thread. */
static gboolean same_correspondent(const struct cause *cause, const struct order *order)
{
    if (!cause->document || cause->document->from->len != 1 || !order->customer)
        return FALSE;
    const struct document_address *from = cause->document->from->pdata[0];
    g_autofree char *left = text_address_key(from->address);
    g_autofree char *right = text_address_key(order->customer);
    return left && right && g_str_equal(left, right);
}

/* A language may be taken out of the configuration while its orders live. */
const char *letter_language(const struct business *business, const char *wanted)
{
    return wanted && g_strv_contains((const char *const *)business->languages, wanted) ? wanted : business->languages[0];
}

void letter_to_customer(struct parcel_plan *plan, const struct order *order)
{
    plan->audience = "customer";
    plan->language = letter_language(plan->facts.business, order->language);
    plan->to_address = order->customer;
    plan->to_name = order->customer_name;
    plan->token = order->token;
}

struct order *letter_order_for(struct flow *flow, struct parcel_plan *plan, const struct order *order, const char *audience, GError **error)
{
    char *token = store_token(flow->store, order->id, audience, error);
    if (!token)
        return NULL;
    struct order *theirs = order_copy(order);
    g_free(theirs->token);
    theirs->token = token;
    plan->audience = audience;
    plan->token = token;
    plan->facts.order = theirs;
    return theirs;
}

void letter_to_department(struct parcel_plan *plan, const struct department *department)
{
    plan->facts.department = department;
    if (department->language)
        plan->language = letter_language(plan->facts.business, department->language);
    plan->to_address = department->address;
    plan->to_name = phrases_text(department->names, plan->language, NULL);
}

/* What an order's form is about goes to whoever filled it in. */
static gboolean is_about_the_form(enum letter letter)
{
    return letter == LETTER_COMPLETE || letter == LETTER_REMINDER || letter == LETTER_EXPIRED;
}

/* Nobody is telephoned for these; the call list does that. */
static gboolean asks_opinion(enum letter letter)
{
    return letter == LETTER_FOLLOW_UP || letter == LETTER_SURVEY || letter == LETTER_SURVEY_REMINDER || letter == LETTER_SURVEY_UNCLEAR ||
           letter == LETTER_THANKS;
}

static const char *const *representatives(const struct flow *flow)
{
    return (const char *const *)flow->setup.business->representatives;
}

static gboolean queue_to_representative(struct flow *flow, struct parcel_plan *plan, const struct order *order, GError **error)
{
    letter_to_customer(plan, order);
    plan->to_address = order->representative ? order->representative : representatives(flow)[0];
    plan->to_name = NULL;
    return envelope_post(flow, plan, error);
}

/* Whoever calls this order's customer gets these words, to be read out: who ordered for them, else each representative. */
static gboolean post_please_call(struct flow *flow, struct parcel_plan *plan, const struct order *order, const struct rendered *words,
                                 GError **error)
{
    const char *const sole[] = {order->representative, NULL};
    const char *const *callers = order->representative ? sole : representatives(flow);
    g_autoptr(order_auto) theirs = letter_order_for(flow, plan, order, "review", error);
    gboolean posted = theirs != NULL;
    plan->letter = LETTER_PLEASE_CALL;
    plan->facts.enclosed = words;
    for (guint i = 0; posted && callers[i]; i++) {
        plan->to_address = callers[i];
        posted = envelope_post(flow, plan, error);
    }
    return posted;
}

/* A customer without e-mail is called: the representative gets what the customer would have got. */
static gboolean queue_please_call(struct flow *flow, struct parcel_plan *plan, const struct order *order, GError **error)
{
    struct rendered enclosed = {0};
    g_autoptr(GError) problem = NULL;
    if (!order->representative && !representatives(flow)[0])
        return TRUE;
    if (!letter_render(flow->setup.templates, plan->letter, letter_language(plan->facts.business, order->language), &plan->facts,
                       &enclosed, &problem))
        return queue_to_representative(flow, plan, order, error); /* fails there too, is held, and the admin is told */
    gboolean posted = post_please_call(flow, plan, order, &enclosed, error);
    rendered_clear(&enclosed);
    return posted;
}

gboolean letters_queue_call_instead(struct flow *flow, const struct order *order, const struct out *out, gint64 now, GError **error)
{
    enum letter letter;
    g_autofree char *text = store_out_text(flow->store, out->id, error);
    struct rendered words = {.subject = out->subject, .text = text};
    struct parcel_plan plan = letter_plan_new(flow, LETTER_PLEASE_CALL, now);
    if (!text)
        return FALSE;
    if (letter_parse(out->letter, &letter) && asks_opinion(letter))
        return TRUE;
    plan.facts.order = order;
    plan.facts.unreachable = TRUE;
    plan.order = order->id;
    plan.cause = out->cause;
    plan.mailbox = copy_mailbox(flow, NULL);
    plan.hold_until = out->next_try;
    return post_please_call(flow, &plan, order, &words, error);
}

/* Mail to the customer comes back: they are called, but not to be asked for a mark. */
static gboolean queue_to_unreachable(struct flow *flow, struct parcel_plan *plan, const struct order *order, GError **error)
{
    return apply_journal(flow, order->id, plan->cause, plan->now, "mailorder", "not-written",
                         "mail to the customer comes back; somebody must say that the address works again", error) &&
           (asks_opinion(plan->letter) || queue_please_call(flow, plan, order, error));
}

static gboolean queue_to_customer(struct flow *flow, struct parcel_plan *plan, const struct order *order, const struct cause *cause,
                                  GError **error)
{
    struct address_state known = {0};
    if (order->representative && is_about_the_form(plan->letter))
        return queue_to_representative(flow, plan, order, error);
    if (!order->customer)
        return !order->representative || queue_please_call(flow, plan, order, error);
    if (!store_address(flow->store, order->customer, &known, error))
        return FALSE;
    plan->facts.unreachable = known.bounced != 0;
    if (known.bounced)
        return queue_to_unreachable(flow, plan, order, error);
    letter_to_customer(plan, order);
    plan->automatic_answer = cause->document != NULL;
    if (same_correspondent(cause, order)) {
        plan->answers = cause->document;
        plan->acknowledges = cause->mail;
    }
    return envelope_post(flow, plan, error);
}

gboolean letter_queue_department(struct flow *flow, struct parcel_plan *plan, const struct order *order,
                                    const struct department *department, GError **error)
{
    g_autoptr(order_auto) theirs = letter_order_for(flow, plan, order, department->id, error);
    if (!theirs)
        return FALSE;
    letter_to_department(plan, department);
    return envelope_post(flow, plan, error);
}

gboolean letter_queue_reviewer(struct flow *flow, struct parcel_plan *plan, const struct order *order, GError **error)
{
    g_autoptr(order_auto) theirs = letter_order_for(flow, plan, order, "review", error);
    if (!theirs)
        return FALSE;
    plan->to_address = flow->setup.business->review_address;
    return envelope_post(flow, plan, error);
}

/* What the letter is about, as the effect says it. */
static struct letter_news news_of(const struct effect *effect, const struct cause *cause)
{
    return (struct letter_news){
        .before = cause->before,
        .items = effect->items,
        .consignments = effect->consignments,
        .old_date = effect->old_date,
        .date = effect->date,
        .words = effect->words,
        .refusal = step_refusal_name(effect->refusal),
        .asks_arrival = effect->asks_arrival,
        .asked = effect->asked,
        .due_today = effect->due_today,
        .untold = effect->untold,
    };
}

static enum letter_alert alert_of(enum effect_kind kind)
{
    switch ((int)kind) {
    case EFFECT_ALERT_MARK:
        return ALERT_MARK;
    case EFFECT_ALERT_NOT_ARRIVED:
        return ALERT_NOT_ARRIVED;
    case EFFECT_ALERT_BOUNCED:
        return ALERT_BOUNCED;
    case EFFECT_ALERT_REQUEST:
        return ALERT_REQUEST;
    case EFFECT_ALERT_ASKED:
        return ALERT_ASKED;
    case EFFECT_ALERT_UNATTENDED:
        return ALERT_UNATTENDED;
    }
    return ALERT_LATE;
}

/* What the letter tells of these journal rows, which must outlive it. */
static GPtrArray *history_of(const GPtrArray *rows)
{
    GPtrArray *history = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < rows->len; i++) {
        const struct journal_row *row = rows->pdata[i];
        struct letter_event *event = g_new0(struct letter_event, 1);
        *event = (struct letter_event){row->when, row->actor, row->what, row->detail};
        g_ptr_array_add(history, event);
    }
    return history;
}

static gboolean queue_with_history(struct flow *flow, struct parcel_plan *plan, const struct order *order, GError **error)
{
    g_autoptr(GPtrArray) rows = store_journal(flow->store, order->id, 0, error);
    if (!rows)
        return FALSE;
    g_autoptr(GPtrArray) history = history_of(rows);
    plan->facts.history = history;
    return letter_queue_reviewer(flow, plan, order, error);
}

gboolean letters_queue_effect(struct flow *flow, const struct order *order, const struct effect *effect, const struct cause *cause,
                              GError **error)
{
    const struct route *route = &routes[effect->kind];
    if (effect->kind == EFFECT_RECALL)
        return store_outs_recall(flow->store, order->id, effect_topic_name(effect->topic), order->revision, cause->now, error);
    struct parcel_plan plan = letter_plan_new(flow, route->letter, cause->now);
    struct letter_news news = news_of(effect, cause);
    plan.facts.order = order;
    plan.facts.note = effect->words ? effect->words : cause->note;
    plan.facts.news = &news;
    plan.facts.changed = effect->changed;
    plan.facts.alert = alert_of(effect->kind);
    plan.order = order->id;
    plan.cause = cause->mail ? cause->mail->id : 0;
    plan.mailbox = copy_mailbox(flow, cause->mail);
    plan.topic = effect->topic;
    plan.revision = order->revision;
    if (effect->held)
        plan.hold_until = cause->now + (gint64)flow->setup.business->rules->hold_minutes * 60;
    switch (route->reader) {
    case TO_NOBODY:
        break;
    case TO_CUSTOMER:
        return queue_to_customer(flow, &plan, order, cause, error);
    case TO_DEPARTMENT:
        return letter_queue_department(flow, &plan, order, business_department(flow->setup.business, effect->department), error);
    case TO_SERVICE:
        return queue_with_history(flow, &plan, order, error);
    }
    return TRUE;
}

const char *letters_told(enum effect_kind kind)
{
    return routes[kind].reader == TO_CUSTOMER ? letter_name(routes[kind].letter) : NULL;
}
