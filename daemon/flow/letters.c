/* Effects and failures as letters: which letter, to whom, in which language, from which facts. */
#include "daemon/flow/internal.h"

#include <string.h>

#include "daemon/base/text.h"
#include "daemon/render/report-words.h"

#define OWN_WORDS_BYTES 4000 /* of a stranger's mail shown to the reviewing person */

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

static struct parcel_plan plan_new(struct flow *flow, enum letter letter, gint64 now)
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
static const char *language_of(const struct business *business, const char *wanted)
{
    return wanted && g_strv_contains((const char *const *)business->languages, wanted) ? wanted : business->languages[0];
}

static void address_to_customer(struct parcel_plan *plan, const struct order *order)
{
    plan->audience = "customer";
    plan->language = language_of(plan->facts.business, order->language);
    plan->to_address = order->customer;
    plan->to_name = order->customer_name;
    plan->token = order->token;
}

/* The audience's own token goes into its letter: a forwarded one has no more rights than its role. Returns the copy of the order
 * that the plan's facts then point to. */
static struct order *order_for_audience(struct flow *flow, struct parcel_plan *plan, const struct order *order,
                                        const char *audience, GError **error)
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

static void address_to_department(struct parcel_plan *plan, const struct department *department)
{
    plan->facts.department = department;
    if (department->language)
        plan->language = language_of(plan->facts.business, department->language);
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
    address_to_customer(plan, order);
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
    g_autoptr(order_auto) theirs = order_for_audience(flow, plan, order, "review", error);
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
    if (!letter_render(flow->setup.templates, plan->letter, language_of(plan->facts.business, order->language), &plan->facts,
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
    struct parcel_plan plan = plan_new(flow, LETTER_PLEASE_CALL, now);
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
    address_to_customer(plan, order);
    plan->automatic_answer = cause->document != NULL;
    if (same_correspondent(cause, order))
        plan->answers = cause->document;
    return envelope_post(flow, plan, error);
}

static gboolean queue_to_department(struct flow *flow, struct parcel_plan *plan, const struct order *order,
                                    const struct department *department, GError **error)
{
    g_autoptr(order_auto) theirs = order_for_audience(flow, plan, order, department->id, error);
    if (!theirs)
        return FALSE;
    address_to_department(plan, department);
    return envelope_post(flow, plan, error);
}

static gboolean queue_to_reviewer(struct flow *flow, struct parcel_plan *plan, const struct order *order, GError **error)
{
    g_autoptr(order_auto) theirs = order_for_audience(flow, plan, order, "review", error);
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
    return queue_to_reviewer(flow, plan, order, error);
}

gboolean letters_queue_effect(struct flow *flow, const struct order *order, const struct effect *effect, const struct cause *cause,
                              GError **error)
{
    const struct route *route = &routes[effect->kind];
    if (effect->kind == EFFECT_RECALL)
        return store_outs_recall(flow->store, order->id, effect_topic_name(effect->topic), order->revision, cause->now, error);
    struct parcel_plan plan = plan_new(flow, route->letter, cause->now);
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
        return queue_to_department(flow, &plan, order, business_department(flow->setup.business, effect->department), error);
    case TO_SERVICE:
        return queue_with_history(flow, &plan, order, error);
    }
    return TRUE;
}

const char *letters_told(enum effect_kind kind)
{
    return routes[kind].reader == TO_CUSTOMER ? letter_name(routes[kind].letter) : NULL;
}

/* --- to people of the business ------------------------------------------------------------------------------------------------- */

static char *own_words(const struct understanding *u)
{
    if (!u->reading)
        return g_strdup("");
    g_autofree char *words = g_strjoinv("\n", u->reading->own_words);
    return text_lines(words, OWN_WORDS_BYTES);
}

static gboolean queue_review(struct flow *flow, const struct letter_mail *shown, const struct order *order, gint64 cause, gint64 now,
                             GError **error)
{
    struct parcel_plan plan = plan_new(flow, LETTER_REVIEW, now);
    gboolean collected;
    if (!review_collect(flow, cause, order ? order->id : 0, shown->why, now, &collected, error))
        return FALSE;
    if (collected)
        return TRUE;
    plan.facts.mail = shown;
    plan.cause = cause;
    if (order) {
        plan.order = order->id;
        return queue_to_reviewer(flow, &plan, order, error);
    }
    plan.audience = "review";
    plan.to_address = flow->setup.business->review_address;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_review(struct flow *flow, const struct understanding *u, enum step_refusal why, GError **error)
{
    g_autofree char *words = own_words(u);
    struct letter_mail shown = {
        .from = u->mail->from,
        .subject = u->mail->subject,
        .arrived = u->mail->arrived,
        .why = step_refusal_name(why),
        .text = words,
    };
    return queue_review(flow, &shown, u->answers, u->mail->id, u->now, error);
}

gboolean letters_queue_unread(struct flow *flow, const struct mail *mail, enum step_refusal why, gint64 now, GError **error)
{
    struct letter_mail shown = {
        .from = mail->from ? mail->from : "",
        .subject = mail->subject ? mail->subject : "",
        .arrived = mail->arrived,
        .why = step_refusal_name(why),
        .text = "",
    };
    return queue_review(flow, &shown, NULL, mail->id, now, error);
}

gboolean letters_queue_failure(struct flow *flow, const struct out *out, const char *words, gint64 now, GError **error)
{
    struct parcel_plan plan = plan_new(flow, LETTER_UNDELIVERED, now);
    struct letter_failure failure = {.recipient = out->recipient, .subject = out->subject, .reply = words};
    g_autoptr(order_auto) order = out->order ? store_order_load(flow->store, out->order, error) : NULL;
    if (out->order && !order)
        return FALSE;
    plan.facts.failure = &failure;
    plan.facts.order = order;
    plan.order = out->order;
    plan.audience = "admin";
    plan.to_address = flow->setup.business->admin_address;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_transcript(struct flow *flow, const struct understanding *u, const struct order *order,
                                  const struct order *before, const struct letter_transcript *transcript, GError **error)
{
    struct parcel_plan plan = plan_new(flow, LETTER_TRANSCRIPT, u->now);
    struct letter_news news = {.before = before};
    g_autoptr(order_auto) theirs = order ? order_for_audience(flow, &plan, order, u->audience, error) : NULL;
    if (order && !theirs)
        return FALSE;
    const struct department *department = business_department(flow->setup.business, u->audience);
    if (department)
        address_to_department(&plan, department);
    plan.facts.news = &news;
    plan.facts.transcript = transcript;
    plan.audience = u->audience;
    plan.order = order ? order->id : 0;
    plan.cause = u->mail->id;
    plan.to_address = u->from;
    plan.to_name = u->from_name;
    plan.answers = u->document;
    plan.automatic_answer = TRUE;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_receipt(struct flow *flow, const struct understanding *u, const struct outcome *outcome, GError **error)
{
    const struct order *order = outcome->order;
    g_autoptr(GPtrArray) told = g_ptr_array_new();
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    struct letter_transcript transcript = {.verdict = VERDICT_DONE, .lines = lines, .told = told};
    struct parcel_plan plan = plan_new(flow, LETTER_TRANSCRIPT, u->now);
    transcript.told_whom = order->customer ? order->customer : order->representative;
    if (order->phase == PHASE_INCOMPLETE)
        return TRUE; /* they get the form back, which says all of it */
    for (guint i = 0; i < outcome->effects->len; i++) {
        const char *letter = letters_told(g_array_index(outcome->effects, struct effect, i).kind);
        if (letter)
            g_ptr_array_add(told, (char *)letter);
    }
    g_autoptr(order_auto) theirs = order_for_audience(flow, &plan, order, "review", error);
    if (!theirs)
        return FALSE;
    plan.facts.transcript = &transcript;
    plan.order = order->id;
    plan.cause = u->mail->id;
    plan.to_address = order->representative;
    plan.answers = u->document;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_summary(struct flow *flow, const GPtrArray *mails, gint64 now, GError **error)
{
    struct parcel_plan plan = plan_new(flow, LETTER_REVIEW_SUMMARY, now);
    plan.facts.mails = mails;
    plan.audience = "review";
    plan.to_address = flow->setup.business->review_address;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_calls(struct flow *flow, const GPtrArray *calls, const char *representative, gint64 now, GError **error)
{
    struct parcel_plan plan = plan_new(flow, LETTER_CALL_LIST, now);
    plan.facts.calls = calls;
    plan.audience = "review";
    plan.to_address = representative;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_digest(struct flow *flow, const struct report *report, const char *reader, gint64 now, GError **error)
{
    struct parcel_plan plan = plan_new(flow, LETTER_DIGEST, now);
    const struct report_words words = {flow->setup.templates, plan.language, flow->setup.forms, flow->setup.business};
    plan.facts.report = report;
    plan.facts.report_words = &words;
    plan.audience = "admin";
    plan.to_address = reader;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_rebuff(struct flow *flow, const struct understanding *u, enum step_refusal why, GError **error)
{
    struct parcel_plan plan = plan_new(flow, LETTER_REBUFF, u->now);
    plan.facts.offender = u->from ? u->from : u->mail->from;
    plan.facts.refusal = step_refusal_name(why);
    plan.cause = u->mail->id;
    plan.audience = "review";
    plan.to_address = flow->setup.business->review_address;
    if (!u->answers)
        return envelope_post(flow, &plan, error);
    plan.order = u->answers->id;
    const struct department *department = business_department(flow->setup.business, u->audience);
    return department ? queue_to_department(flow, &plan, u->answers, department, error)
                      : queue_to_reviewer(flow, &plan, u->answers, error);
}

/* --- held letters, again ----------------------------------------------------------------------------------------------------------- */

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
    plan->language = language_of(plan->facts.business, out->language);
    if (!order)
        return TRUE;
    if (g_str_equal(out->audience, "customer"))
        address_to_customer(plan, order);
    else
        *ret_theirs = order_for_audience(flow, plan, order, out->audience, error);
    if (department)
        address_to_department(plan, department);
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
    struct parcel_plan plan = plan_new(flow, letter, now);
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
