#include "daemon/orders/report.h"

#include <stdio.h>

#include "daemon/orders/calendar.h"
#include "daemon/store/internal.h"

struct period {
    struct store *store;
    struct report *report;
    const struct calendar *calendar;
    gint64 begin, end; /* seconds UTC; the end is not in it */
};

/* A query whose two parameters are the period. */
static statement *period_query(const struct period *period, const char *sql, GError **error)
{
    statement *query = statement_get(period->store, sql, error);
    if (query) {
        statement_bind_int(query, 1, period->begin);
        statement_bind_int(query, 2, period->end);
    }
    return query;
}

static gboolean finish(GError *problem, GError **error)
{
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

static gboolean sum_orders(const struct period *period, GError **error)
{
    struct report *report = period->report;
    GError *problem = NULL;
    g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(statement) query = period_query(
        period, "SELECT state, asked, created, accepted FROM orders WHERE created >= ? AND created < ?", error);
    if (!query)
        return FALSE;
    while (statement_row(period->store, query, &problem)) {
        g_autofree char *state = column_text(query, 0);
        gint64 created = column_int(query, 2), accepted = column_int(query, 3);
        gint64 wait = MAX(accepted - created, 0);
        report->orders++;
        report->complete += column_int(query, 1) == 0;
        tallies_add(report->states, state, NULL, 1);
        if (accepted)
            g_array_append_val(waits, wait);
    }
    report->confirmation = spread_of(waits);
    return finish(problem, error);
}

/* CROSS JOIN keeps SQLite from going through the items, or letters, of all times: the orders of the period come first. */
static gboolean sum_items(const struct period *period, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = period_query(period,
                                              "SELECT item.form, item.state, count(*) FROM orders CROSS JOIN item ON item.order_id = orders.id"
                                              " WHERE orders.created >= ? AND orders.created < ? GROUP BY item.form, item.state",
                                              error);
    if (!query)
        return FALSE;
    while (statement_row(period->store, query, &problem)) {
        g_autofree char *form = column_text(query, 0), *state = column_text(query, 1);
        guint64 count = (guint64)column_int(query, 2);
        period->report->items += count;
        tallies_add(period->report->products, form, state, count);
    }
    return finish(problem, error);
}

/* Only the first asking back tells what the customer left out unasked. */
static gboolean sum_asked(const struct period *period, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = period_query(period,
                                              "SELECT (SELECT detail FROM journal WHERE journal.order_id = orders.id AND"
                                              " what = 'asked' ORDER BY journal.id LIMIT 1) FROM orders"
                                              " WHERE created >= ? AND created < ? AND asked > 0",
                                              error);
    if (!query)
        return FALSE;
    while (statement_row(period->store, query, &problem)) {
        g_autofree char *detail = column_text(query, 0);
        report_add_asked(period->report, detail);
    }
    return finish(problem, error);
}

static gboolean sum_letters(const struct period *period, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = period_query(period,
                                              "SELECT outbox.state, count(*) FROM orders CROSS JOIN outbox ON outbox.order_id = orders.id"
                                              " WHERE orders.created >= ? AND orders.created < ? GROUP BY outbox.state",
                                              error);
    if (!query)
        return FALSE;
    while (statement_row(period->store, query, &problem))
        tallies_add(period->report->letters, out_state_name((enum out_state)column_int(query, 0)), NULL, (guint64)column_int(query, 1));
    return finish(problem, error);
}

/* --- after acceptance ------------------------------------------------------------------------------------------------------- */

static gint days_between(const char *from, const GDate *to)
{
    GDate day;
    int y, m, d;
    if (!from || sscanf(from, "%d-%d-%d", &y, &m, &d) != 3 || !g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y))
        return 0;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
    return g_date_days_between(&day, to);
}

/* Each accepted item that is not cancelled: when it was shipped first, against what was promised first. */
static gboolean sum_shipments(const struct period *period, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(statement) query = period_query(
        period,
        "SELECT item.promised, orders.accepted, (SELECT min(consignment.shipped) FROM consignment_item JOIN consignment ON"
        " consignment.order_id = consignment_item.order_id AND consignment.number = consignment_item.consignment"
        " WHERE consignment_item.order_id = orders.id AND consignment_item.item = item.number) FROM orders CROSS JOIN item ON"
        " item.order_id = orders.id WHERE orders.created >= ? AND orders.created < ? AND orders.accepted > 0 AND item.state <> 'cancelled'",
        error);
    if (!query)
        return FALSE;
    while (statement_row(period->store, query, &problem)) {
        g_autofree char *promised = column_text(query, 0);
        gint64 accepted = column_int(query, 1), shipped = column_int(query, 2), wait = MAX(shipped - accepted, 0);
        GDate day = period->report->to;
        if (shipped)
            calendar_day_of(period->calendar, shipped, &day);
        tallies_add(period->report->promises, report_promise_name(shipped != 0, days_between(promised, &day)), NULL, 1);
        if (shipped)
            g_array_append_val(waits, wait);
    }
    period->report->shipment = spread_of(waits);
    return finish(problem, error);
}

static gboolean sum_delays(const struct period *period, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = period_query(period,
                                              "SELECT journal.actor, journal.detail FROM orders CROSS JOIN journal ON journal.order_id = orders.id"
                                              " WHERE orders.created >= ? AND orders.created < ? AND journal.what = 'delayed'",
                                              error);
    if (!query)
        return FALSE;
    while (statement_row(period->store, query, &problem)) {
        g_autofree char *actor = column_text(query, 0), *detail = column_text(query, 1);
        report_add_delay(period->report, actor, detail);
    }
    return finish(problem, error);
}

static gboolean sum_surveys(const struct period *period, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = period_query(period,
                                              "SELECT survey.mark, survey.recommend, survey.comment FROM orders CROSS JOIN survey ON"
                                              " survey.order_id = orders.id WHERE orders.created >= ? AND orders.created < ? ORDER BY survey.at",
                                              error);
    if (!query)
        return FALSE;
    while (statement_row(period->store, query, &problem)) {
        g_autofree char *comment = column_text(query, 2);
        report_add_survey(period->report, (guint)column_int(query, 0), (gint)column_int(query, 1), comment);
    }
    return finish(problem, error);
}

static gboolean sum_marks(const struct period *period, GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = period_query(period,
                                              "SELECT mark.name, count(*) FROM orders CROSS JOIN mark ON mark.order_id = orders.id"
                                              " WHERE orders.created >= ? AND orders.created < ? AND mark.name IN ('surveyed', 'bounced')"
                                              " GROUP BY mark.name",
                                              error);
    if (!query)
        return FALSE;
    while (statement_row(period->store, query, &problem)) {
        g_autofree char *name = column_text(query, 0);
        if (g_str_equal(name, "surveyed"))
            period->report->surveys = (guint64)column_int(query, 1);
        else
            period->report->bounced = (guint64)column_int(query, 1);
    }
    return finish(problem, error);
}

struct report *store_report(struct store *store, const struct calendar *calendar, const GDate *from, const GDate *to, GError **error)
{
    g_autoptr(report_auto) report = report_new(from, to, calendar_zone(calendar));
    GDate after = *to;
    g_date_add_days(&after, 1);
    const struct period period = {store, report, calendar, calendar_instant(calendar, from, 0), calendar_instant(calendar, &after, 0)};
    /* A savepoint, because a caller's transaction may be open; outside of one it begins a reading one. */
    if (!store_exec(store, "SAVEPOINT report", error))
        return NULL;
    gboolean good = sum_orders(&period, error) && sum_items(&period, error) && sum_asked(&period, error) && sum_letters(&period, error) &&
                    sum_shipments(&period, error) && sum_delays(&period, error) && sum_surveys(&period, error) && sum_marks(&period, error);
    if (!store_exec(store, "RELEASE report", good ? error : NULL) || !good)
        return NULL;
    tallies_sort(report->states);
    tallies_sort(report->products);
    tallies_sort(report->faults);
    tallies_sort(report->letters);
    tallies_sort(report->promises);
    tallies_sort(report->delays);
    tallies_sort(report->marks);
    return g_steal_pointer(&report);
}
