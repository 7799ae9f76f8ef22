/* Letters to people of the business that no effect of an order asks for: what a person must read, transcripts, lists, the week in figures. */
#include "daemon/flow/letters-internal.h"

#include <string.h>

#include "daemon/base/text.h"
#include "daemon/render/report-words.h"

#define OWN_WORDS_BYTES 4000 /* of a stranger's mail shown to the reviewing person */

static char *own_words(const struct understanding *u)
{
    if (!u->reading)
        return g_strdup("");
    g_autofree char *words = g_strjoinv("\n", u->reading->own_words), *aside = g_strjoinv("\n", u->reading->aside);
    g_autofree char *all = g_strconcat(words, *aside ? "\n\n" : "", aside, NULL);
    return text_lines(all, OWN_WORDS_BYTES);
}

static gboolean queue_review(struct flow *flow, const struct letter_mail *shown, const struct order *order, gint64 cause, gint64 now,
                             GError **error)
{
    struct parcel_plan plan = letter_plan_new(flow, LETTER_REVIEW, now);
    gboolean collected;
    if (!review_collect(flow, cause, order ? order->id : 0, shown->why, now, &collected, error))
        return FALSE;
    if (collected)
        return TRUE;
    plan.facts.mail = shown;
    plan.cause = cause;
    if (order) {
        plan.order = order->id;
        return letter_queue_reviewer(flow, &plan, order, error);
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

/* Who answers it begins anew, unless it is the customer of an order. */
gboolean letters_queue_encrypted(struct flow *flow, const struct understanding *u, const char *customer, GError **error)
{
    struct parcel_plan plan = letter_plan_new(flow, LETTER_ENCRYPTED, u->now);
    g_autofree char *language = g_strndup(u->document->content_language, strcspn(u->document->content_language, "-, "));
    plan.audience = "stranger";
    plan.language = letter_language(flow->setup.business, language);
    plan.to_address = customer;
    plan.to_name = u->from_name;
    plan.cause = u->mail->id;
    plan.answers = u->document;
    plan.automatic_answer = TRUE;
    if (u->answers) {
        plan.facts.order = u->answers;
        plan.order = u->answers->id;
        letter_to_customer(&plan, u->answers);
    }
    return envelope_post(flow, &plan, error);
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
    struct parcel_plan plan = letter_plan_new(flow, LETTER_UNDELIVERED, now);
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

gboolean letters_queue_capped(struct flow *flow, const GPtrArray *breakers, gint64 now, GError **error)
{
    struct parcel_plan plan = letter_plan_new(flow, LETTER_CAPPED, now);
    g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < breakers->len; i++) {
        const struct breaker *breaker = breakers->pdata[i];
        struct letter_breaker *one = g_new0(struct letter_breaker, 1);
        *one = (struct letter_breaker){breaker->scope, breaker->object, breaker->most, breaker->until};
        g_ptr_array_add(shown, one);
    }
    plan.facts.breakers = shown;
    plan.audience = "admin";
    plan.to_address = flow->setup.business->admin_address;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_transcript(struct flow *flow, const struct understanding *u, const struct order *order,
                                  const struct order *before, const struct letter_transcript *transcript, GError **error)
{
    struct parcel_plan plan = letter_plan_new(flow, LETTER_TRANSCRIPT, u->now);
    struct letter_news news = {.before = before};
    g_autoptr(order_auto) theirs = order ? letter_order_for(flow, &plan, order, u->audience, error) : NULL;
    if (order && !theirs)
        return FALSE;
    const struct department *department = business_department(flow->setup.business, u->audience);
    if (department)
        letter_to_department(&plan, department);
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
    struct parcel_plan plan = letter_plan_new(flow, LETTER_TRANSCRIPT, u->now);
    transcript.told_whom = order->customer ? order->customer : order->representative;
    if (order->phase == PHASE_INCOMPLETE)
        return TRUE; /* they get the form back, which says all of it */
    for (guint i = 0; i < outcome->effects->len; i++) {
        const char *letter = letters_told(g_array_index(outcome->effects, struct effect, i).kind);
        if (letter)
            g_ptr_array_add(told, (char *)letter);
    }
    g_autoptr(order_auto) theirs = letter_order_for(flow, &plan, order, "review", error);
    if (!theirs)
        return FALSE;
    plan.facts.transcript = &transcript;
    plan.order = order->id;
    plan.cause = u->mail->id;
    plan.to_address = order->representative;
    plan.answers = u->document;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_summary(struct flow *flow, const GPtrArray *mails, guint64 unlisted, gint64 now, GError **error)
{
    struct parcel_plan plan = letter_plan_new(flow, LETTER_REVIEW_SUMMARY, now);
    plan.facts.mails = mails;
    plan.facts.unlisted = unlisted;
    plan.audience = "review";
    plan.to_address = flow->setup.business->review_address;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_calls(struct flow *flow, const GPtrArray *calls, const char *representative, gint64 now, GError **error)
{
    struct parcel_plan plan = letter_plan_new(flow, LETTER_CALL_LIST, now);
    plan.facts.calls = calls;
    plan.audience = "review";
    plan.to_address = representative;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_digest(struct flow *flow, const struct report *report, const char *reader, gint64 now, GError **error)
{
    struct parcel_plan plan = letter_plan_new(flow, LETTER_DIGEST, now);
    const struct report_words words = {flow->setup.templates, plan.language, flow->setup.forms, flow->setup.business};
    plan.facts.report = report;
    plan.facts.report_words = &words;
    plan.audience = "admin";
    plan.to_address = reader;
    return envelope_post(flow, &plan, error);
}

gboolean letters_queue_rebuff(struct flow *flow, const struct understanding *u, enum step_refusal why, GError **error)
{
    struct parcel_plan plan = letter_plan_new(flow, LETTER_REBUFF, u->now);
    plan.facts.offender = u->from ? u->from : u->mail->from;
    plan.facts.refusal = step_refusal_name(why);
    plan.cause = u->mail->id;
    plan.audience = "review";
    plan.to_address = flow->setup.business->review_address;
    if (!u->answers)
        return envelope_post(flow, &plan, error);
    plan.order = u->answers->id;
    const struct department *department = business_department(flow->setup.business, u->audience);
    return department ? letter_queue_department(flow, &plan, u->answers, department, error)
                      : letter_queue_reviewer(flow, &plan, u->answers, error);
}
