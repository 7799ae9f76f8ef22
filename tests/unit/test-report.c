#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/orders/calendar.h"
#include "daemon/orders/report.h"
#include "daemon/store/store.h"

/* --- a store with known orders ------------------------------------------------------------------------------------ */

static gint64 instant(const char *text)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, NULL);
    assert_non_null(time);
    return g_date_time_to_unix(time);
}

static GDate day_of(guint year, guint month, guint day)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return date;
}

static struct order *order_of(const char *number, const char *created, const char *form)
{
    struct order *order = order_new();
    struct line_item *item = line_item_new(1);
    order->number = g_strdup(number);
    order->created = order->changed = instant(created);
    order->phase = PHASE_INCOMPLETE;
    item->form = g_strdup(form);
    g_ptr_array_add(order->items, item);
    return order;
}

static void accept_after(struct order *order, gint64 seconds)
{
    order->phase = PHASE_ACCEPTED;
    order->accepted = order->created + seconds;
    for (guint i = 0; i < order->items->len; i++)
        ((struct line_item *)order->items->pdata[i])->state = ITEM_WAITING;
}

static void save(struct store *store, struct order *order)
{
    assert_true(store_begin(store, NULL));
    assert_true(store_order_save(store, order, NULL, NULL));
    assert_true(store_commit(store, NULL));
    order_free(order);
}

static void save_asked(struct store *store, struct order *order, const char *first, const char *second)
{
    const char *const details[] = {first, second};
    order->asked = 2;
    assert_true(store_begin(store, NULL));
    assert_true(store_order_save(store, order, NULL, NULL));
    for (guint i = 0; i < 2; i++) {
        struct journal_row row = {.when = 1, .order = order->id, .actor = (char *)"customer", .what = (char *)"asked",
                                  .detail = (char *)details[i]};
        assert_true(store_journal_add(store, &row, NULL));
    }
    assert_true(store_commit(store, NULL));
    order_free(order);
}

static guint64 count_of(const GPtrArray *tallies, const char *key, const char *other)
{
    for (guint i = 0; i < tallies->len; i++) {
        const struct tally *tally = tallies->pdata[i];
        if (g_str_equal(tally->key, key) && g_strcmp0(tally->other, other) == 0)
            return tally->count;
    }
    return 0;
}

static struct report *report_on(struct store *store, const char *zone, GDate from, GDate to)
{
    struct calendar *calendar = calendar_new(zone);
    assert_non_null(calendar);
    struct report *report = store_report(store, calendar, &from, &to, NULL);
    calendar_free(calendar);
    assert_non_null(report);
    return report;
}

/* --- sums --------------------------------------------------------------------------------------------------------- */

static void a_period_without_orders_is_all_zeros(void **state)
{
    (void)state;
    struct store *store = store_open(":memory:", STORE_DAEMON, NULL);
    g_autoptr(report_auto) report = report_on(store, "Europe/Istanbul", day_of(2026, 11, 1), day_of(2026, 11, 30));
    assert_int_equal(report->orders, 0);
    assert_int_equal(report->items, 0);
    assert_int_equal(report->confirmation.count, 0);
    assert_int_equal(report->states->len + report->products->len + report->faults->len + report->letters->len, 0);
    store_close(store);
}

static void orders_are_summed_by_state_product_and_fault(void **state)
{
    (void)state;
    struct store *store = store_open(":memory:", STORE_DAEMON, NULL);
    for (guint i = 1; i <= 10; i++) {
        g_autofree char *number = g_strdup_printf("A-%u", i);
        struct order *order = order_of(number, "2026-11-05T10:00:00Z", i <= 7 ? "sofa" : "table");
        accept_after(order, i * 60);
        save(store, order);
    }
    save_asked(store, order_of("B-1", "2026-11-06T10:00:00Z", "sofa"), "missing fabric (item 1), missing fabric (item 2), no-product",
               "missing width (item 1)");
    save_asked(store, order_of("B-2", "2026-11-07T10:00:00Z", NULL), "missing fabric (item 1), nonsense, ", NULL);

    g_autoptr(report_auto) report = report_on(store, "Europe/Istanbul", day_of(2026, 11, 1), day_of(2026, 11, 30));
    assert_int_equal(report->orders, 12);
    assert_int_equal(report->items, 12);
    assert_int_equal(report->complete, 10);
    assert_int_equal(count_of(report->states, "waiting", NULL), 10);
    assert_int_equal(count_of(report->states, "incomplete", NULL), 2);
    assert_int_equal(count_of(report->products, "sofa", "waiting"), 7);
    assert_int_equal(count_of(report->products, "table", "waiting"), 3);
    assert_int_equal(count_of(report->products, "sofa", "open"), 1);
    assert_int_equal(count_of(report->products, "", "open"), 1);
    assert_int_equal(report->faults->len, 2);
    assert_int_equal(count_of(report->faults, "fabric", "missing"), 2);
    assert_int_equal(count_of(report->faults, "", "no-product"), 1);
    assert_int_equal(report->confirmation.count, 10);
    assert_int_equal(report->confirmation.median, 300);
    assert_int_equal(report->confirmation.ninetieth, 540);
    store_close(store);
}

/* Berlin's 29 March 2026 has 23 hours, and its 25 October 25. */
static void a_period_begins_and_ends_with_the_business_day(void **state)
{
    (void)state;
    struct store *store = store_open(":memory:", STORE_DAEMON, NULL);
    static const char *const times[] = {"2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z",
                                        "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"};
    for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
        g_autofree char *number = g_strdup_printf("C-%u", i);
        save(store, order_of(number, times[i], "sofa"));
    }
    g_autoptr(report_auto) spring = report_on(store, "Europe/Berlin", day_of(2026, 3, 29), day_of(2026, 3, 29));
    g_autoptr(report_auto) autumn = report_on(store, "Europe/Berlin", day_of(2026, 10, 25), day_of(2026, 10, 25));
    g_autoptr(report_auto) both = report_on(store, "Europe/Berlin", day_of(2026, 3, 29), day_of(2026, 10, 25));
    assert_int_equal(spring->orders, 2);
    assert_int_equal(autumn->orders, 2);
    assert_int_equal(both->orders, 6);
    store_close(store);
}

static void a_report_inside_a_transaction_leaves_it_open(void **state)
{
    (void)state;
    struct store *store = store_open(":memory:", STORE_DAEMON, NULL);
    struct order *order = order_of("D-1", "2026-11-05T10:00:00Z", "sofa");
    assert_true(store_begin(store, NULL));
    assert_true(store_order_save(store, order, NULL, NULL));
    g_autoptr(report_auto) within = report_on(store, "UTC", day_of(2026, 11, 5), day_of(2026, 11, 5));
    assert_int_equal(within->orders, 1);
    store_rollback(store);
    g_autoptr(report_auto) after = report_on(store, "UTC", day_of(2026, 11, 5), day_of(2026, 11, 5));
    assert_int_equal(after->orders, 0);
    order_free(order);
    store_close(store);
}

static void add_letter(struct store *store, gint64 order, enum out_state state)
{
    g_autofree char *message_id = g_strdup_printf("%d.%d@shop.example", (int)order, (int)state);
    struct out out = {.state = state, .order = order, .mailbox = (char *)"orders", .letter = (char *)"order-confirmed",
                      .audience = (char *)"customer", .recipient = (char *)"a@b.example", .sender = (char *)"",
                      .message_id = message_id};
    assert_true(store_out_add(store, &out, NULL, NULL, NULL));
}

static void letters_are_counted_by_what_became_of_them(void **state)
{
    (void)state;
    struct store *store = store_open(":memory:", STORE_DAEMON, NULL);
    struct order *inside = order_of("F-1", "2026-11-05T10:00:00Z", "sofa"), *outside = order_of("F-2", "2026-10-05T10:00:00Z", "sofa");
    assert_true(store_begin(store, NULL));
    assert_true(store_order_save(store, inside, NULL, NULL) && store_order_save(store, outside, NULL, NULL));
    add_letter(store, inside->id, OUT_SENT);
    add_letter(store, inside->id, OUT_FAILED);
    add_letter(store, outside->id, OUT_FAILED);
    assert_true(store_commit(store, NULL));
    g_autoptr(report_auto) report = report_on(store, "UTC", day_of(2026, 11, 1), day_of(2026, 11, 30));
    assert_int_equal(report->letters->len, 2);
    assert_int_equal(count_of(report->letters, "sent", NULL), 1);
    assert_int_equal(count_of(report->letters, "failed", NULL), 1);
    order_free(inside);
    order_free(outside);
    store_close(store);
}

static void an_order_accepted_before_it_came_took_no_time(void **state)
{
    (void)state;
    struct store *store = store_open(":memory:", STORE_DAEMON, NULL);
    struct order *order = order_of("E-1", "2026-11-05T10:00:00Z", "sofa");
    accept_after(order, -3600);
    save(store, order);
    g_autoptr(report_auto) report = report_on(store, "UTC", day_of(2026, 11, 5), day_of(2026, 11, 5));
    assert_int_equal(report->confirmation.count, 1);
    assert_int_equal(report->confirmation.median, 0);
    store_close(store);
}

static void what_came_after_acceptance_is_counted(void **state)
{
    GDate day;
    (void)state;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, 1, G_DATE_NOVEMBER, 2026);
    g_autoptr(report_auto) report = report_new(&day, &day, "UTC");
    report_add_delay(report, "warehouse ali@shop.example", "to 2027-01-23: fabric late");
    report_add_delay(report, "warehouse ayse@shop.example", "to 2027-01-25: fabric late (too little to tell the customer again)");
    report_add_delay(report, "service", "to 2027-01-25");
    report_add_survey(report, 5, 10, "great");
    report_add_survey(report, 2, 6, NULL);
    report_add_survey(report, 0, 8, "");
    report_add_survey(report, 5, -1, NULL);
    assert_int_equal(report->delays->len, 2);
    assert_string_equal(((struct tally *)report->delays->pdata[0])->key, "warehouse");
    assert_string_equal(((struct tally *)report->delays->pdata[0])->other, "fabric late");
    assert_int_equal(((struct tally *)report->delays->pdata[0])->count, 2);
    assert_int_equal(report->answered, 4);
    assert_int_equal(report->recommended, 3);
    assert_int_equal(report_nps(report), 0);
    assert_int_equal(report->marks->len, 2);
    assert_int_equal(report->comments->len, 1);
    report_add_survey(report, 1, 0, NULL);
    assert_int_equal(report_nps(report), -25);
    assert_string_equal(report_promise_name(TRUE, 0), "shipped as promised");
    assert_string_equal(report_promise_name(TRUE, 7), "shipped up to a week late");
    assert_string_equal(report_promise_name(TRUE, 8), "shipped more than a week late");
    assert_string_equal(report_promise_name(FALSE, 1), "not shipped yet, and late");
    assert_string_equal(report_promise_name(FALSE, 0), "not shipped yet");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_came_after_acceptance_is_counted),
        cmocka_unit_test(a_period_without_orders_is_all_zeros),
        cmocka_unit_test(orders_are_summed_by_state_product_and_fault),
        cmocka_unit_test(a_period_begins_and_ends_with_the_business_day),
        cmocka_unit_test(a_report_inside_a_transaction_leaves_it_open),
        cmocka_unit_test(letters_are_counted_by_what_became_of_them),
        cmocka_unit_test(an_order_accepted_before_it_came_took_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
