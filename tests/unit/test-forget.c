/* Forgetting people, batch after batch, as the desk does it between its other work. What goes and what stays of one person, with mailboxes and
 * files, is in tests/e2e/test_personal.py. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/config/config.h"
#include "daemon/flow/flow.h"
#include "daemon/render/compose.h"
#include "tests/unit/store-place.h"

#define NOW   1795600800 /* Wednesday, 25 November 2026 */
#define WAKES 100u

#define ANNA "anna@customer.example"
#define BEN  "ben@customer.example"

static struct {
    struct config *config;
    struct templates *templates;
    struct store *store;
    struct flow *flow;
} desk;

/* --- what there is -------------------------------------------------------------------------------------------------------------------- */

/* An order that was delivered, or one that is made just now. */
static gint64 order_of(const char *customer, guint number, gboolean in_work)
{
    g_autofree char *name = g_strdup_printf("EH-%u", number);
    g_autoptr(order_auto) order = order_lived(name);
    struct line_item *item = order->items->pdata[0];
    g_free(order->customer);
    order->customer = g_strdup(customer);
    g_clear_pointer(&order->request, request_free);
    item->state = in_work ? ITEM_IN_WORK : ITEM_DELIVERED;
    assert_true(store_order_save(desk.store, order, NULL, NULL));
    return order->id;
}

static void words_about(const char *customer)
{
    g_autofree char *actor = g_strdup_printf("customer %s", customer);
    struct journal_row row = {.when = 1, .actor = actor, .what = (char *)"noted"};
    assert_true(store_journal_add(desk.store, &row, NULL));
}

/* A list that went to staff; its id. */
static gint64 list_saying(const char *text)
{
    static guint count;
    g_autofree char *id = g_strdup_printf("list-%u@shop.example", count++);
    g_autoptr(out_auto) out = out_to("sales@shop.example", id);
    out->state = OUT_SENT;
    assert_true(store_out_add(desk.store, out, NULL, text, NULL));
    return out->id;
}

static gboolean is_there(gint64 list)
{
    g_autoptr(out_auto) out = store_out_load(desk.store, list, NULL);
    return out != NULL;
}

static gint64 command_to_forget(const char *address)
{
    struct command command = {.when = NOW, .actor = (char *)"admin root", .verb = (char *)"forget", .object = (char *)address};
    assert_true(store_command_add(desk.store, &command, NULL));
    return command.id;
}

/* What came of it; NULL: not yet. */
static char *outcome_of(gint64 id)
{
    struct command *command = store_command_load(desk.store, id, NULL);
    char *outcome = g_strdup(command->outcome);
    command_free(command);
    return outcome;
}

/* As often as is needed, and the desk's other work in between. Returns how often. */
static guint wake_until_done(gint64 command, char **ret_outcome)
{
    g_autoptr(GError) error = NULL;
    for (guint wakes = 1; wakes <= WAKES; wakes++) {
        if (!flow_wake(desk.flow, NOW, &error) || !flow_commit(desk.flow, &error))
            fail_msg("%s", error->message);
        *ret_outcome = outcome_of(command);
        if (*ret_outcome)
            return wakes;
    }
    fail_msg("it does not come to an end");
    return 0;
}

/* --- one after the other ---------------------------------------------------------------------------------------------------------------- */

static void two_people_at_once_are_both_forgotten(void **state)
{
    (void)state;
    order_of(ANNA, 1001, FALSE);
    order_of(BEN, 1002, FALSE);
    for (guint i = 0; i < 5000; i++) /* more than a batch looks through */
        words_about(i % 2 ? ANNA : BEN);
    gint64 one = command_to_forget(ANNA), other = command_to_forget(BEN);
    g_autofree char *of_one = NULL, *of_other = NULL;
    wake_until_done(one, &of_one);
    wake_until_done(other, &of_other);
    assert_true(g_str_has_prefix(of_one, "forgotten: 1 orders"));
    assert_true(g_str_has_prefix(of_other, "forgotten: 1 orders"));
    g_autoptr(GArray) annas = store_person_orders(desk.store, ANNA, 0, NOW, 10, NULL), bens = store_person_orders(desk.store, BEN, 0, NOW, 10, NULL);
    assert_int_equal(annas->len + bens->len, 0);
}

static void who_may_not_be_forgotten_keeps_nobody_waiting(void **state)
{
    (void)state;
    g_autofree char *outcome = NULL, *next = NULL;
    gint64 own = command_to_forget("orders@shop.example"), anna = command_to_forget(ANNA);
    wake_until_done(own, &outcome);
    assert_true(g_str_has_prefix(outcome, "refused: "));
    wake_until_done(anna, &next);
    assert_true(g_str_has_prefix(next, "forgotten: 0 orders"));
}

/* --- many orders ------------------------------------------------------------------------------------------------------------------------ */

static void the_last_of_many_orders_is_in_work_and_nothing_is_done(void **state)
{
    (void)state;
    for (guint i = 0; i < 230; i++)
        order_of(ANNA, 1001 + i, i >= 222);
    gint64 list = list_saying("To be called: EH-1003");
    g_autofree char *outcome = NULL;
    assert_int_equal(wake_until_done(command_to_forget(ANNA), &outcome), 3); /* a hundred in one transaction */
    assert_true(g_str_has_prefix(outcome, "refused: EH-1223, EH-1224, EH-1225, EH-1226, EH-1227 and others are in work"));
    g_autoptr(GArray) orders = store_person_orders(desk.store, ANNA, 0, NOW, 1000, NULL);
    assert_int_equal(orders->len, 230);
    assert_true(is_there(list));
}

static void lists_with_one_of_many_numbers_go(void **state)
{
    static const struct {
        const char *text;
        gboolean stays;
    } lists[] = {
        {"To be called:\n- EH-1002, a sofa\n", FALSE}, {"EH-10500", FALSE}, {"about Anna@Customer.example", FALSE},
        {"EH-999, EH-2000 and EH-20", TRUE},           {"", TRUE},          {"EH-", TRUE},
    };
    gint64 ids[G_N_ELEMENTS(lists)];
    (void)state;
    for (guint i = 0; i < 120; i++)
        order_of(ANNA, 1001 + i, FALSE);
    order_of(ANNA, 10500, FALSE);
    order_of(BEN, 2000, FALSE);
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        ids[i] = list_saying(lists[i].text);
    g_autofree char *outcome = NULL;
    wake_until_done(command_to_forget(ANNA), &outcome);
    assert_true(g_str_has_prefix(outcome, "forgotten: 121 orders, 0 mails in, 3 mails out"));
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        assert_int_equal(is_there(ids[i]), lists[i].stays);
}

/* --- the group --------------------------------------------------------------------------------------------------------------------------- */

static int open_desk(void **state)
{
    (void)state;
    const struct flow_setup setup = {desk.config->settings, desk.config->business, desk.config->forms, desk.templates};
    desk.store = store_open(":memory:", STORE_DAEMON, NULL);
    desk.flow = flow_new(desk.store, &setup);
    return desk.store ? 0 : -1;
}

static int close_desk(void **state)
{
    (void)state;
    flow_free(desk.flow);
    store_close(desk.store);
    return 0;
}

static char *source_path(const char *name)
{
    const char *source = g_getenv("srcdir");
    return g_build_filename(source ? source : ".", name, NULL);
}

static int begin(void **state)
{
    static const char *const languages[] = {"en", "tr", NULL};
    g_autoptr(diagnostics_auto) errors = diagnostics_new(), warnings = diagnostics_new();
    g_autofree char *conf = source_path("tests/corpus/shop/mailorder.conf"), *templates = source_path("templates");
    (void)state;
    compose_init();
    desk.config = config_load(conf, errors, warnings);
    desk.templates = templates_load(NULL, templates, languages, errors);
    return desk.config && desk.templates ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    templates_free(desk.templates);
    config_free(desk.config);
    return 0;
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(two_people_at_once_are_both_forgotten),
        DESK_TEST(who_may_not_be_forgotten_keeps_nobody_waiting),
        DESK_TEST(the_last_of_many_orders_is_in_work_and_nothing_is_done),
        DESK_TEST(lists_with_one_of_many_numbers_go),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
