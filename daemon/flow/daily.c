/* What is done at a time of the day: the call list each working morning, the digest each Monday. Once each, through restarts; what a
 * stopped daemon has missed is not made up for on a later day, but the digest on a later day of the same week. */
#include "daemon/flow/internal.h"

#include "daemon/base/text.h"
#include "daemon/orders/money.h"
#include "daemon/orders/report.h"

#define CHECK_SECONDS 60
#define DAY           86400
#define CALL_DAYS     60  /* orders that nobody touched for longer are left alone */
#define CALLS_LOOKED  2000
#define CALLS_MOST    50  /* on one list; the others come the next morning */

static char *iso_of(const GDate *day)
{
    return g_strdup_printf("%04u-%02u-%02u", g_date_get_year(day), g_date_get_month(day), g_date_get_day(day));
}

/* --- whom to call ------------------------------------------------------------------------------------------------------------------ */

static gboolean is_big(const struct order *order, const char *least)
{
    g_autoptr(GPtrArray) totals = order_totals(order);
    for (guint i = 0; least && i < totals->len; i++)
        if (decimal_compare(((const struct totals *)totals->pdata[i])->gross, least) >= 0)
            return TRUE;
    return FALSE;
}

/* Why this customer is to be called; *ret_why NULL: need not be. */
static gboolean why_call(struct flow *flow, const struct order *order, const char **ret_why, GError **error)
{
    const struct rules *rules = flow->setup.business->rules;
    const struct survey *survey = order->survey;
    gboolean arrived = order_mark(order, "delivered") != NULL;
    *ret_why = NULL;
    if (order_mark(order, "call-listed") && !(survey && survey->call_again))
        return TRUE;
    if (survey && survey->by && g_strcmp0(survey->by, "customer") != 0 && !survey->call_again)
        return TRUE; /* heard on the telephone already */
    if (rules->call_bad_mark && survey && survey->mark && survey->mark <= rules->bad_mark)
        *ret_why = "bad-mark";
    else if (rules->call_no_answer && !survey && order_mark(order, timer_kind_name(TIMER_SURVEY_REMINDER)))
        *ret_why = "no-answer";
    else if (arrived && is_big(order, rules->call_big_order))
        *ret_why = "big-order";
    else if (arrived && rules->call_first_order && order->customer) {
        GError *problem = NULL;
        if (!store_customer_is_known(flow->store, order->customer, order->accepted, &problem) && !problem)
            *ret_why = "first-order";
        if (problem) {
            g_propagate_error(error, problem);
            return FALSE;
        }
    }
    return TRUE;
}

static void call_free(gpointer data)
{
    struct letter_call *call = data;
    order_free((struct order *)call->order);
    g_free(call);
}

static gboolean look_at(struct flow *flow, gint64 id, GPtrArray *calls, GError **error)
{
    const char *why = NULL;
    for (guint i = 0; i < calls->len; i++)
        if (((const struct letter_call *)calls->pdata[i])->order->id == id)
            return TRUE;
    g_autoptr(order_auto) order = store_order_load(flow->store, id, error);
    if (!order || !why_call(flow, order, &why, error))
        return FALSE;
    if (!why)
        return TRUE;
    struct letter_call *call = g_new0(struct letter_call, 1);
    call->order = g_steal_pointer(&order);
    call->why = why;
    g_ptr_array_add(calls, call);
    return TRUE;
}

static gboolean find_calls(struct flow *flow, gint64 now, GPtrArray *calls, GError **error)
{
    static const char *const marks[] = {"surveyed", "delivered"};
    for (guint m = 0; m < G_N_ELEMENTS(marks); m++) {
        g_autoptr(GArray) ids = store_orders_marked(flow->store, marks[m], NULL, now - CALL_DAYS * DAY, CALLS_LOOKED, error);
        if (!ids)
            return FALSE;
        for (guint i = 0; i < ids->len && calls->len < CALLS_MOST; i++)
            if (!look_at(flow, g_array_index(ids, gint64, i), calls, error))
                return FALSE;
    }
    return TRUE;
}

/* The order remembers that it was on a list. */
static gboolean note_listed(struct flow *flow, const struct order *before, const char *day, gint64 now, GError **error)
{
    struct outcome outcome = {
        .order = order_copy(before),
        .effects = g_array_new(FALSE, FALSE, sizeof(struct effect)),
        .what = "call-listed",
    };
    struct cause cause = {.actor = "mailorder", .before = before, .now = now};
    order_set_mark(outcome.order, "call-listed", day);
    outcome.order->revision++;
    gboolean done = apply_outcome(flow, &outcome, &cause, error);
    outcome_clear(&outcome);
    return done;
}

static gboolean send_calls(struct flow *flow, const char *day, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func(call_free);
    const struct business *business = flow->setup.business;
    if (!find_calls(flow, now, calls, error))
        return FALSE;
    for (guint i = 0; calls->len > 0 && business->representatives[i]; i++)
        if (!letters_queue_calls(flow, calls, business->representatives[i], now, error))
            return FALSE;
    for (guint i = 0; i < calls->len; i++)
        if (!note_listed(flow, ((const struct letter_call *)calls->pdata[i])->order, day, now, error))
            return FALSE;
    return store_schedule_done(flow->store, "calls", day, error);
}

/* --- the week in figures -------------------------------------------------------------------------------------------------------------- */

static gboolean send_digest(struct flow *flow, const GDate *monday, gint64 now, GError **error)
{
    const struct business *business = flow->setup.business;
    g_autofree char *day = iso_of(monday);
    GDate from = *monday, to = *monday;
    g_date_subtract_days(&from, 7);
    g_date_subtract_days(&to, 1);
    struct report *report = store_report(flow->store, business->calendar, &from, &to, error);
    gboolean done = report != NULL;
    for (guint i = 0; done && business->rules->digest[i]; i++)
        done = letters_queue_digest(flow, report, business->rules->digest[i], now, error);
    report_free(report);
    return done && store_schedule_done(flow->store, "digest", day, error);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------------- */

static gboolean is_done(struct flow *flow, const char *name, const char *day, gboolean *ret_done, gboolean *ret_never, GError **error)
{
    GError *problem = NULL;
    g_autofree char *last = store_schedule(flow->store, name, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    *ret_done = g_strcmp0(last, day) >= 0;
    *ret_never = last == NULL;
    return TRUE;
}

static gboolean run_calls(struct flow *flow, const GDate *today, guint minute, gint64 now, GError **error)
{
    const struct business *business = flow->setup.business;
    g_autofree char *day = iso_of(today);
    gboolean done, never;
    if (!business->rules->calls || !business->representatives[0] || minute < business->rules->call_minute ||
        !calendar_is_working_day(business->calendar, today))
        return TRUE;
    if (!is_done(flow, "calls", day, &done, &never, error))
        return FALSE;
    return done || (flow_change(flow, error) && flow_end(flow, send_calls(flow, day, now, error)));
}

static gboolean run_digest(struct flow *flow, const GDate *today, guint minute, gint64 now, GError **error)
{
    const struct rules *rules = flow->setup.business->rules;
    GDate monday = *today;
    gboolean done, never;
    g_date_subtract_days(&monday, (guint)g_date_get_weekday(today) - 1);
    gboolean is_monday = g_date_compare(&monday, today) == 0;
    g_autofree char *day = iso_of(&monday);
    if (!rules->digest[0] || (is_monday && minute < rules->digest_minute))
        return TRUE;
    if (!is_done(flow, "digest", day, &done, &never, error))
        return FALSE;
    if (done)
        return TRUE;
    if (never) /* the first digest comes when there has been a whole week */
        return flow_change(flow, error) && flow_end(flow, store_schedule_done(flow->store, "digest", day, error));
    return flow_change(flow, error) && flow_end(flow, send_digest(flow, &monday, now, error));
}

gboolean daily_run(struct flow *flow, gint64 now, GError **error)
{
    GDate today;
    if (now < flow->daily_next && now + CHECK_SECONDS >= flow->daily_next)
        return TRUE;
    flow->daily_next = now + CHECK_SECONDS;
    calendar_day_of(flow->setup.business->calendar, now, &today);
    guint minute = calendar_minute_of(flow->setup.business->calendar, now);
    return run_calls(flow, &today, minute, now, error) && run_digest(flow, &today, minute, now, error);
}
