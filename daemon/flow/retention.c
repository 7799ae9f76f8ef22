/* What is past its time goes, once a day, in batches. A clock that leaps ahead must not erase what is young: when the last run is not of
 * these days, today is only noted, and the run begins tomorrow. */
#include "daemon/flow/internal.h"

#include <stdio.h>

#define CHECK_SECONDS 60
#define DAY           86400
#define BATCH         50u
#define ORDERS        10u
#define GAP_DAYS      7

enum retention_step { KEEP_MAILS, KEEP_CAUGHT, KEEP_BODIES, KEEP_COMMENTS, KEEP_ORDERS, KEEP_ACCOUNTS, KEEP_END };

/* Anonymises the orders, as if their people had asked for it; *ret_more: there may be others. */
static gboolean expire_orders(struct flow *flow, gint64 before, gint64 now, gboolean *ret_more, GError **error)
{
    struct erased erased = {0};
    g_autoptr(GArray) ids = store_orders_over(flow->store, FALSE, before, ORDERS, error);
    for (guint i = 0; ids && i < ids->len; i++)
        if (!forget_order(flow, g_array_index(ids, gint64, i), "mailorder", "its retention period is over", now, &erased, error))
            return FALSE;
    *ret_more = ids && ids->len == ORDERS;
    return ids != NULL;
}

static gboolean expire_accounts(struct flow *flow, gint64 before, gboolean *ret_more, GError **error)
{
    g_autoptr(GArray) ids = store_orders_over(flow->store, TRUE, before, ORDERS, error);
    for (guint i = 0; ids && i < ids->len; i++)
        if (!store_order_remove(flow->store, g_array_index(ids, gint64, i), error))
            return FALSE;
    *ret_more = ids && ids->len == ORDERS;
    return ids != NULL;
}

static guint days_of(const struct retention *retention, enum retention_step step)
{
    const guint days[KEEP_END] = {
        [KEEP_MAILS] = retention->raw_mail_days,   [KEEP_CAUGHT] = retention->quarantine_days, [KEEP_BODIES] = retention->sent_body_days,
        [KEEP_COMMENTS] = retention->comment_days, [KEEP_ORDERS] = retention->order_days,      [KEEP_ACCOUNTS] = retention->accounts_days,
    };
    return days[step];
}

/* One batch of this kind; *ret_more: it is not over. */
static gboolean expire(struct flow *flow, enum retention_step step, gint64 before, gint64 now, gboolean *ret_more, GError **error)
{
    gint64 last = 0, after = flow->retention_after;
    gboolean done = TRUE;
    *ret_more = FALSE;
    switch (step) {
    case KEEP_MAILS:
    case KEEP_CAUGHT:
        done = store_expire_mails(flow->store, step == KEEP_CAUGHT, before, after, BATCH, &last, error);
        break;
    case KEEP_BODIES:
        done = store_expire_bodies(flow->store, before, after, BATCH, &last, error);
        break;
    case KEEP_COMMENTS:
        done = store_expire_comments(flow->store, before, BATCH, &last, error);
        break;
    case KEEP_ORDERS:
        return expire_orders(flow, before, now, ret_more, error);
    case KEEP_ACCOUNTS:
        return expire_accounts(flow, before, ret_more, error);
    case KEEP_END:
        break;
    }
    flow->retention_after = last;
    *ret_more = last != 0;
    return done;
}

static gboolean run_batch(struct flow *flow, const char *day, gint64 now, GError **error)
{
    enum retention_step step = (enum retention_step)flow->retention_step;
    guint days = step == KEEP_END ? 0 : days_of(&flow->setup.business->rules->retention, step);
    gboolean more = FALSE;
    if (step == KEEP_END) {
        flow->retention_step = 0;
        flow->untidy = TRUE;
        return store_schedule_done(flow->store, "retention", day, error);
    }
    if (days && !expire(flow, step, now - (gint64)days * DAY, now, &more, error))
        return FALSE;
    if (!more) {
        flow->retention_step++;
        flow->retention_after = 0;
    }
    return TRUE;
}

/* Whether a run of that day (ISO; NULL never) is so near that the clock can be trusted. */
static gboolean is_near(const char *last, const GDate *today)
{
    unsigned year, month, day;
    GDate then;
    if (!last || sscanf(last, "%4u-%2u-%2u", &year, &month, &day) != 3 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    g_date_clear(&then, 1);
    g_date_set_dmy(&then, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return g_date_days_between(&then, today) <= GAP_DAYS;
}

gboolean retention_run(struct flow *flow, gint64 now, GError **error)
{
    GError *problem = NULL;
    GDate today;
    if (flow->retention_step == 0 && flow->retention_after == 0 && now < flow->retention_next && now + CHECK_SECONDS >= flow->retention_next)
        return TRUE;
    flow->retention_next = now + CHECK_SECONDS;
    calendar_day_of(flow->setup.business->calendar, now, &today);
    g_autofree char *day = g_strdup_printf("%04u-%02u-%02u", g_date_get_year(&today), g_date_get_month(&today), g_date_get_day(&today));
    g_autofree char *last = store_schedule(flow->store, "retention", &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (g_strcmp0(last, day) >= 0)
        return TRUE;
    if (!is_near(last, &today))
        return flow_change(flow, error) && flow_end(flow, store_schedule_done(flow->store, "retention", day, error));
    return flow_change(flow, error) && flow_end(flow, run_batch(flow, day, now, error));
}
