#include <stdio.h>
#include <sysexits.h>

#include "daemon/base/clock.h"
#include "daemon/base/text.h"
#include "daemon/cli/cli.h"
#include "daemon/orders/step.h"

static const char *verdict_words(enum day_verdict verdict)
{
    switch (verdict) {
    case DAY_FIRST:
        return "work begins (day 0)";
    case DAY_COUNTED:
        return "working day";
    case DAY_CUTOFF:
        return "passed over: accepted at or after the cutoff";
    case DAY_WEEKLY:
        return "passed over: not worked on this weekday";
    case DAY_HOLIDAY:
        return "passed over: holiday";
    case DAY_LEFT_OUT:
        return "passed over: the time zone has no such day";
    }
    return "?";
}

static char *day_text(const GDate *day)
{
    static const char *const weekdays[] = {"?", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return g_strdup_printf("%s %04d-%02d-%02d", weekdays[g_date_get_weekday(day)], (int)g_date_get_year(day),
                           (int)g_date_get_month(day), (int)g_date_get_day(day));
}

static void print_step(const struct day_step *step)
{
    g_autofree char *day = day_text(&step->day);
    cli_print("   %s  %s", day, verdict_words(step->verdict));
    if (step->verdict == DAY_COUNTED)
        cli_print(" %u", step->counted);
    putchar('\n');
}

static void print_counting(const struct calendar *calendar, const struct line_item *item, gint64 accepted, guint lead_days)
{
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(struct day_step));
    GDate day;
    if (!calendar_explain(calendar, accepted, lead_days, steps, &day)) {
        puts("   The calendar has no working day within ten years.");
        return;
    }
    for (guint i = 0; i < steps->len; i++)
        print_step(&g_array_index(steps, struct day_step, i));
    g_autofree char *counted = day_text(&day);
    const char *iso = counted + 4;
    if (g_strcmp0(item->promised, iso) == 0)
        cli_print("   = %s\n", iso);
    else
        cli_print("   = %s by today's calendar and form, but %s was promised: they were changed since\n", iso,
               item->promised ? item->promised : "nothing");
    if (g_strcmp0(item->expected, item->promised) != 0)
        cli_print("   Moved since to %s; the customer was told %s (see the journal below)\n", item->expected ? item->expected : "no date",
               item->told ? item->told : "nothing");
}

static void explain_item(struct cli *cli, const struct order *order, const struct line_item *item)
{
    const struct form *form = forms_product(cli->config->forms, item->form);
    const char *name = form ? phrases_text(form->names, "en", NULL) : item->product_text;
    g_autofree char *shown = text_one_line(name ? name : "?", 300);
    cli_print("\n%u) %s: %s\n", item->number, shown, item->expected ? item->expected : "no date");
    if (!form) {
        puts("   Its product is no longer configured, so its lead time is not known.");
        return;
    }
    cli_print("   Lead time: %u working day%s\n", form->lead_days, form->lead_days == 1 ? "" : "s");
    print_counting(cli->config->business->calendar, item, order->accepted, form->lead_days);
}

static void explain(struct cli *cli, const struct order *order)
{
    const struct calendar *calendar = cli->config->business->calendar;
    g_autofree char *created = cli_time(cli, order->created), *accepted = cli_time(cli, order->accepted);
    guint cutoff = calendar_cutoff(calendar);
    cli_print("Order %s  [%s]\nReceived: %s   Accepted: %s   Time zone: %s\n", order->number, order_state_name(order), created, accepted,
           calendar_zone(calendar));
    if (!order->accepted) {
        puts("It has no date yet: counting begins when it is accepted.");
        return;
    }
    if (cutoff < 1440)
        cli_print("Cutoff: %02u:%02u\n", cutoff / 60, cutoff % 60);
    for (guint i = 0; i < order->items->len; i++)
        explain_item(cli, order, order->items->pdata[i]);
}

static void explain_consignment(struct cli *cli, const struct consignment *one)
{
    g_autofree char *when = cli_time(cli, one->shipped);
    g_autofree char *tracking = one->tracking ? text_one_line(one->tracking, 60) : g_strdup("without a tracking number");
    cli_print("\nShipment %u (%s), told %s by %s\n", one->number, tracking, when, one->department ? one->department : "customer service");
    if (one->expected)
        cli_print("   Expected delivery: %s, as they said\n", one->expected);
    else
        puts("   Nobody said when it arrives: survey.assumed_delivery_days of the configuration count");
}

/* What the clock will bring next. */
static void explain_timers(struct cli *cli, const struct order *order)
{
    struct facts facts = {.now = clock_now(), .business = cli->config->business, .forms = cli->config->forms};
    g_autoptr(GArray) timers = order_timers(order, &facts);
    puts(timers->len ? "\nWhat it waits for" : "\nIt waits for nothing.");
    for (guint i = 0; i < timers->len; i++) {
        const struct order_timer *timer = &g_array_index(timers, struct order_timer, i);
        g_autofree char *when = cli_time(cli, timer->due);
        cli_print("   %s  %s\n", when, timer_kind_name(timer->kind));
    }
}

/* Everybody's word on the order since it came: what a date was changed by stands there. */
static void print_history(struct cli *cli, const GPtrArray *rows)
{
    puts("\nJournal");
    for (guint i = 0; i < rows->len; i++) {
        const struct journal_row *row = rows->pdata[i];
        g_autofree char *when = cli_time(cli, row->when);
        g_autofree char *detail = row->detail ? text_one_line(row->detail, 300) : NULL;
        cli_print("   %s  %s, %s%s%s\n", when, row->what, row->actor, detail ? ": " : "", detail ? detail : "");
    }
}

int cli_explain_date(struct cli *cli, int argc, char **argv)
{
    if (!cli_options(&argc, &argv, NULL, "ORDER", "Shows how each expected completion date came about."))
        return EX_USAGE;
    if (argc != 2)
        return cli_fail(EX_USAGE, "explain-date needs an order's number");
    if (!cli_load_config(cli))
        return EX_CONFIG;
    struct store *store = cli_store(cli, STORE_READ);
    if (!store)
        return EX_UNAVAILABLE;
    g_autoptr(GError) error = NULL;
    g_autoptr(order_auto) order = store_order_by_number(store, argv[1], &error);
    g_autoptr(GPtrArray) journal = order ? store_journal(store, order->id, 0, &error) : NULL;
    store_close(store);
    if (error)
        return cli_fail(EX_IOERR, "%s", error->message);
    if (!order)
        return cli_fail(EX_DATAERR, "there is no order %s", argv[1]);
    explain(cli, order);
    for (guint i = 0; i < order->consignments->len; i++)
        explain_consignment(cli, order->consignments->pdata[i]);
    explain_timers(cli, order);
    print_history(cli, journal);
    return EX_OK;
}
