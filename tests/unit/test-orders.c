#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/orders/merge.h"
#include "daemon/orders/money.h"
#include "daemon/orders/step.h"
#include "daemon/orders/validate.h"

/* --- a shop: a sofa (fabric; legs when velvet) and a table; warehouse, receivables, a loom for the sofa ----------------- */

static struct field *add_field(struct form *form, const char *id, enum field_type type, enum field_role role, gboolean required)
{
    struct field *field = field_new(id, type);
    field->role = role;
    field->required = required;
    g_ptr_array_add(form->fields, field);
    return field;
}

static void add_choices(struct field *field, const char *first, const char *second)
{
    g_ptr_array_add(field->choices, choice_new(first));
    g_ptr_array_add(field->choices, choice_new(second));
}

static void add_price(struct form *form, const char *sku, const char *amount, const char *tax, gboolean included)
{
    struct price *price = g_new0(struct price, 1);
    price->sku = g_strdup(sku);
    price->amount = g_strdup(amount);
    price->currency = g_strdup("EUR");
    price->tax_percent = g_strdup(tax);
    price->tax_included = included;
    g_ptr_array_add(form->prices, price);
}

static struct form *add_product(struct forms *forms, const char *id, const char *skus, const char *departments, guint lead_days)
{
    struct form *form = form_new(id);
    g_strfreev(form->skus);
    g_strfreev(form->departments);
    form->skus = g_strsplit(skus, " ", -1);
    form->departments = g_strsplit(departments, " ", -1);
    form->lead_days = lead_days;
    struct field *quantity = add_field(form, "qty", FIELD_INTEGER, ROLE_QUANTITY, TRUE);
    quantity->min = g_strdup("1");
    quantity->max = g_strdup("50");
    add_field(form, "unit_price", FIELD_MONEY, ROLE_UNIT_PRICE, FALSE);
    g_ptr_array_add(forms->products, form);
    return form;
}

static struct forms *shop_forms(void)
{
    struct forms *forms = forms_new();
    add_field(forms->order, "email", FIELD_EMAIL, ROLE_EMAIL, TRUE);
    struct field *needed = add_field(forms->order, "needed_by", FIELD_DATE, ROLE_NEEDED_BY, FALSE);
    needed->min = g_strdup("3");
    struct form *sofa = add_product(forms, "sofa", "SOFA-2 SOFA-3", "warehouse receivables loom", 15);
    add_choices(add_field(sofa, "fabric", FIELD_CHOICE, ROLE_NONE, TRUE), "linen", "velvet");
    struct field *legs = add_field(sofa, "legs", FIELD_CHOICE, ROLE_NONE, FALSE);
    add_choices(legs, "oak", "walnut");
    legs->required_if = condition_new("fabric", CONDITION_IS);
    legs->required_if->values = g_strsplit("velvet", " ", -1);
    add_price(sofa, NULL, "1250", "20", FALSE);
    struct form *table = add_product(forms, "table", "TBL-1", "warehouse receivables", 5);
    struct field *finish = add_field(table, "finish", FIELD_CHOICE, ROLE_NONE, TRUE);
    add_choices(finish, "oak", "walnut");
    finish->standard = g_strdup("oak");
    add_price(table, "TBL-1", "119.90", "19", TRUE);
    return forms;
}

static struct business *shop_business(void)
{
    struct business *business = business_new();
    const char *const ids[] = {"warehouse", "receivables", "loom"};
    business->calendar = calendar_new("Europe/Berlin");
    business->accept = ACCEPT_AUTO;
    business->from_address = g_strdup("orders@shop.example");
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        struct department *department = department_new(ids[i]);
        g_free(department->address);
        department->address = g_strdup_printf("%s@shop.example", ids[i]);
        g_strfreev(department->staff);
        department->staff = g_strsplit(department->address, " ", -1);
        g_ptr_array_add(business->departments, department);
    }
    return business;
}

static void give(GPtrArray *values, const char *field, const char *canonical)
{
    struct value *value = value_new(field, canonical);
    value_set_canonical(value, VALUE_GIVEN, canonical);
    g_ptr_array_add(values, value);
}

static struct line_item *draft_item(struct draft *draft, const char *form, guint number)
{
    struct line_item *item = line_item_new(number);
    item->form = g_strdup(form);
    g_ptr_array_add(draft->items, item);
    return item;
}

/* A draft of a complete sofa order: 2 in linen. */
static struct draft *sofa_draft(void)
{
    struct draft *draft = draft_new();
    struct line_item *item = draft_item(draft, "sofa", 1);
    give(draft->values, "email", "ayla@customer.example");
    give(item->values, "qty", "2");
    give(item->values, "fabric", "linen");
    return draft;
}

/* Tuesday 24 November 2026, 09:00 in Berlin. */
#define NOW ((gint64)1795507200)

struct world {
    struct forms *forms;
    struct business *business;
    struct facts facts;
    struct order *order;
};

static int world_open(void **state)
{
    struct world *world = g_new0(struct world, 1);
    world->forms = shop_forms();
    world->business = shop_business();
    world->facts = (struct facts){.now = NOW, .business = world->business, .forms = world->forms};
    world->order = order_new();
    world->order->number = g_strdup("EH-1001");
    world->order->customer = g_strdup("ayla@customer.example");
    *state = world;
    return 0;
}

static int world_close(void **state)
{
    struct world *world = *state;
    order_free(world->order);
    business_free(world->business);
    forms_free(world->forms);
    g_free(world);
    return 0;
}

/* Applies the event; the world's order is the new one. Returns the effects as one line: "confirm forward:warehouse …". */
static char *happen(struct world *world, enum event_kind kind, const struct draft *draft)
{
    struct event event = {.kind = kind, .draft = draft, .note = "we are closed"};
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (!order_step(world->order, &event, &world->facts, &outcome, &refusal))
        return g_strdup_printf("refused: %s", step_refusal_text(refusal));
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < outcome.effects->len; i++) {
        const struct effect *effect = &g_array_index(outcome.effects, struct effect, i);
        g_string_append_printf(line, "%s%s%s%s", i ? " " : "", effect_kind_name(effect->kind), effect->department ? ":" : "",
                               effect->department ? effect->department : "");
    }
    order_free(world->order);
    world->order = g_steal_pointer(&outcome.order);
    assert_null(order_invalid(world->order));
    outcome_clear(&outcome);
    return g_string_free(line, FALSE);
}

static void expect(struct world *world, enum event_kind kind, struct draft *draft, const char *effects, enum order_phase phase)
{
    g_autofree char *line = happen(world, kind, draft);
    assert_string_equal(line, effects);
    assert_int_equal(world->order->phase, phase);
    draft_free(draft);
}

#define EVERYONE "confirm forward:warehouse forward:receivables forward:loom"

/* --- step ------------------------------------------------------------------------------------------------------------------ */

static void a_complete_order_is_confirmed_and_forwarded(void **state)
{
    struct world *world = *state;
    expect(world, EVENT_ORDERED, sofa_draft(), EVERYONE, PHASE_ACCEPTED);
    struct line_item *item = order_item(world->order, 1);
    assert_string_equal(world->order->expected, "2026-12-15"); /* 15 working days on */
    assert_string_equal(item->line_total, "2500.00");
    assert_int_equal(item->state, ITEM_WAITING);
    assert_string_equal(order_state_name(world->order), "waiting");
}

static void the_longest_lead_time_sets_the_date(void **state)
{
    struct world *world = *state;
    struct draft *draft = sofa_draft();
    struct line_item *table = draft_item(draft, "table", 2);
    give(table->values, "qty", "1");
    expect(world, EVENT_ORDERED, draft, EVERYONE, PHASE_ACCEPTED);
    assert_string_equal(order_item(world->order, 2)->expected, "2026-12-01");
    assert_string_equal(world->order->expected, "2026-12-15");
    assert_string_equal(order_item(world->order, 2)->sku, "TBL-1");
    assert_int_equal(values_find(order_item(world->order, 2)->values, "finish")->status, VALUE_STANDARD);
}

static void only_departments_with_work_are_told(void **state)
{
    struct world *world = *state;
    struct draft *draft = draft_new();
    give(draft->values, "email", "a@b.example");
    give(draft_item(draft, "table", 1)->values, "qty", "1");
    expect(world, EVENT_ORDERED, draft, "confirm forward:warehouse forward:receivables", PHASE_ACCEPTED);
}

static void an_incomplete_order_is_asked_back_and_completed_by_the_answer(void **state)
{
    struct world *world = *state;
    struct draft *draft = sofa_draft();
    struct draft *answer = draft_new();
    struct line_item *item = draft->items->pdata[0];
    g_ptr_array_remove_index(item->values, 1); /* the fabric */
    expect(world, EVENT_ORDERED, draft, "ask", PHASE_INCOMPLETE);
    assert_int_equal(world->order->asked, 1);
    item = draft_item(answer, NULL, 1);
    give(item->values, "fabric", "velvet");
    expect(world, EVENT_ANSWERED, answer, "ask", PHASE_INCOMPLETE); /* velvet needs legs */
    answer = draft_new();
    give(draft_item(answer, NULL, 1)->values, "legs", "oak");
    expect(world, EVENT_ANSWERED, answer, EVERYONE, PHASE_ACCEPTED);
}

static void nobody_accepts_an_incomplete_order(void **state)
{
    struct world *world = *state;
    struct draft *draft = draft_new();
    draft_item(draft, "sofa", 1);
    expect(world, EVENT_ORDERED, draft, "ask", PHASE_INCOMPLETE);
    expect(world, EVENT_ACCEPTED, NULL, "refused: the order is not complete, and an incomplete order is never accepted",
           PHASE_INCOMPLETE);
}

static void a_differing_price_goes_to_a_person_before_anything_is_confirmed(void **state)
{
    struct world *world = *state;
    struct draft *draft = sofa_draft();
    give(((struct line_item *)draft->items->pdata[0])->values, "unit_price", "990.00 EUR");
    expect(world, EVENT_ORDERED, draft, "receive tell-held", PHASE_HELD);
    assert_non_null(strstr(world->order->hold_reason, "list price"));
    expect(world, EVENT_ACCEPTED, NULL, EVERYONE, PHASE_ACCEPTED);
    assert_null(world->order->hold_reason);
}

static void the_list_price_in_another_spelling_is_the_same(void **state)
{
    struct world *world = *state;
    struct draft *draft = sofa_draft();
    give(((struct line_item *)draft->items->pdata[0])->values, "unit_price", "1250.00 EUR");
    expect(world, EVENT_ORDERED, draft, EVERYONE, PHASE_ACCEPTED);
}

static void a_likely_duplicate_is_held(void **state)
{
    struct world *world = *state;
    world->facts.alike = "EH-1000";
    expect(world, EVENT_ORDERED, sofa_draft(), "receive tell-held", PHASE_HELD);
    expect(world, EVENT_DECLINED, NULL, "decline", PHASE_DECLINED);
    expect(world, EVENT_ACCEPTED, NULL, "refused: the order is decided already", PHASE_DECLINED);
}

static void staff_accept_where_the_business_says_so(void **state)
{
    struct world *world = *state;
    world->business->accept = ACCEPT_STAFF;
    expect(world, EVENT_ORDERED, sofa_draft(), "receive tell-accept", PHASE_RECEIVED);
    assert_null(world->order->expected);
    expect(world, EVENT_ACCEPTED, NULL, EVERYONE, PHASE_ACCEPTED);
}

static guint held_effects(struct world *world, enum event_kind kind, guint *ret_all)
{
    struct event event = {.kind = kind};
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    guint held = 0;
    assert_true(order_step(world->order, &event, &world->facts, &outcome, &refusal));
    for (guint i = 0; i < outcome.effects->len; i++)
        held += g_array_index(outcome.effects, struct effect, i).held;
    *ret_all = outcome.effects->len;
    outcome_clear(&outcome);
    return held;
}

static void what_a_person_decides_waits_for_their_undo(void **state)
{
    struct world *world = *state;
    guint all;
    world->business->accept = ACCEPT_STAFF;
    expect(world, EVENT_ORDERED, sofa_draft(), "receive tell-accept", PHASE_RECEIVED);
    assert_int_equal(held_effects(world, EVENT_ACCEPTED, &all), 4);
    assert_int_equal(all, 4);
    assert_int_equal(held_effects(world, EVENT_DECLINED, &all), 1);
    assert_int_equal(all, 1);
}

static void what_is_long_late_is_told_to_customer_service_alone(void **state)
{
    struct world *world = *state;
    const struct event event = {.kind = EVENT_TIMED, .timer = TIMER_LATE};
    expect(world, EVENT_ORDERED, sofa_draft(), EVERYONE, PHASE_ACCEPTED);
    for (guint stale = 0; stale < 2; stale++) {
        struct outcome outcome = {0};
        enum step_refusal refusal = STEP_REFUSAL_NONE;
        world->facts.now = NOW + (stale ? 120 : 40) * (gint64)86400;
        assert_true(order_step(world->order, &event, &world->facts, &outcome, &refusal));
        assert_int_equal(outcome.effects->len, stale ? 1 : 2);
        const struct effect *alert = &g_array_index(outcome.effects, struct effect, outcome.effects->len - 1);
        assert_int_equal(alert->kind, EFFECT_ALERT_LATE);
        assert_int_equal(alert->untold, stale);
        outcome_clear(&outcome);
    }
}

static void an_accepted_order_takes_no_more_values(void **state)
{
    struct world *world = *state;
    expect(world, EVENT_ORDERED, sofa_draft(), EVERYONE, PHASE_ACCEPTED);
    expect(world, EVENT_ANSWERED, sofa_draft(), "refused: the customer wrote about an order that is decided already", PHASE_ACCEPTED);
    expect(world, EVENT_ORDERED, sofa_draft(), "refused: the order exists already", PHASE_ACCEPTED);
}

static void every_phase_answers_every_event_and_stays_valid(void **state)
{
    struct world *world = *state;
    for (int phase = PHASE_INCOMPLETE; phase <= PHASE_EXPIRED; phase++) {
        for (int kind = EVENT_ORDERED; kind <= EVENT_DECLINED; kind++) {
            g_autoptr(draft_auto) draft = sofa_draft();
            order_free(world->order);
            world->order = order_new();
            world->order->phase = (enum order_phase)phase;
            if (phase == PHASE_HELD)
                world->order->hold_reason = g_strdup("because");
            g_autofree char *line = happen(world, (enum event_kind)kind, draft);
            assert_true(*line != '\0');
        }
    }
}

/* --- validation ------------------------------------------------------------------------------------------------------------ */

static const struct problem *problem_with(struct world *world, const char *field, const char *canonical)
{
    static GPtrArray *problems;
    g_autoptr(draft_auto) draft = sofa_draft();
    g_autoptr(order_auto) order = order_new();
    GDate today;
    g_clear_pointer(&problems, g_ptr_array_unref);
    if (!canonical)
        return NULL;
    calendar_day_of(world->business->calendar, NOW, &today);
    order_merge(order, draft);
    g_autoptr(draft_auto) change = draft_new();
    gboolean order_level = form_field(world->forms->order, field) != NULL;
    give(order_level ? change->values : draft_item(change, NULL, 1)->values, field, canonical);
    order_merge(order, change);
    problems = order_validate(order, world->forms, &today);
    return problems_find(problems, order_level ? 0 : 1, field);
}

static void bounds_are_checked_inclusively(void **state)
{
    struct world *world = *state;
    assert_null(problem_with(world, "qty", "1"));
    assert_null(problem_with(world, "qty", "50"));
    assert_int_equal(problem_with(world, "qty", "0")->fault, FAULT_TOO_SMALL);
    assert_int_equal(problem_with(world, "qty", "51")->fault, FAULT_TOO_LARGE);
    assert_int_equal(problem_with(world, "fabric", "denim")->fault, FAULT_NOT_A_CHOICE);
    assert_int_equal(problem_with(world, "needed_by", "2026-11-26")->fault, FAULT_DATE_TOO_EARLY);
    assert_null(problem_with(world, "needed_by", "2026-11-27"));
    assert_int_equal(problem_with(world, "needed_by", "2026-02-31")->fault, FAULT_NOT_A_DATE);
    problem_with(world, NULL, NULL);
}

static void an_order_without_products_says_so(void **state)
{
    struct world *world = *state;
    g_autoptr(order_auto) order = order_new();
    GDate today;
    g_date_clear(&today, 1);
    g_date_set_dmy(&today, 24, G_DATE_NOVEMBER, 2026);
    g_autoptr(GPtrArray) problems = order_validate(order, world->forms, &today);
    assert_int_equal(problems_find(problems, 0, "email")->fault, FAULT_MISSING);
    assert_int_equal(problems_find(problems, 0, NULL)->fault, FAULT_NO_PRODUCT);
}

/* --- merging --------------------------------------------------------------------------------------------------------------- */

static void an_answer_replaces_and_adds_and_changes_products(void **state)
{
    (void)state;
    g_autoptr(order_auto) order = order_new();
    g_autoptr(draft_auto) first = sofa_draft();
    g_autoptr(draft_auto) answer = draft_new();
    g_ptr_array_add(first->remarks, remark_new(FAULT_GAP_IN_NUMBERS, 0, "Fabric 3: linen"));
    order_merge(order, first);
    struct line_item *changed = draft_item(answer, "table", 1);
    give(changed->values, "qty", "4");
    draft_item(answer, "sofa", 0);
    give(answer->values, "email", "new@customer.example");
    order_merge(order, answer);
    assert_int_equal(order->items->len, 2);
    assert_string_equal(order_item(order, 1)->form, "table");
    assert_null(values_find(order_item(order, 1)->values, "fabric"));
    assert_string_equal(values_find(order_item(order, 1)->values, "qty")->canonical, "4");
    assert_string_equal(order_item(order, 2)->form, "sofa");
    assert_string_equal(values_find(order->values, "email")->canonical, "new@customer.example");
    assert_int_equal(order->remarks->len, 0);
    assert_string_equal(order->unread[0], "Fabric 3: linen");
}

static void alike_orders_have_one_digest_whatever_their_order(void **state)
{
    (void)state;
    g_autoptr(order_auto) left = order_new();
    g_autoptr(order_auto) right = order_new();
    struct draft *draft = sofa_draft();
    draft_item(draft, "table", 2);
    order_merge(left, draft);
    draft_free(draft);
    draft = draft_new();
    draft_item(draft, "table", 1);
    struct line_item *sofa = draft_item(draft, "sofa", 2);
    give(sofa->values, "fabric", "linen");
    give(sofa->values, "qty", "2");
    give(draft->values, "email", "ayla@customer.example");
    order_merge(right, draft);
    draft_free(draft);
    g_autofree char *one = order_digest(left);
    g_autofree char *two = order_digest(right);
    assert_string_equal(one, two);
    value_set_canonical(values_find(order_item(right, 2)->values, "qty"), VALUE_GIVEN, "3");
    g_autofree char *three = order_digest(right);
    assert_string_not_equal(one, three);
}

/* --- money ----------------------------------------------------------------------------------------------------------------- */

static void decimals_are_exact(void **state)
{
    (void)state;
    gint64 micro;
    assert_true(decimal_parse("1234.5", &micro));
    assert_int_equal(micro, 1234500000);
    assert_true(decimal_parse("-0.000001", &micro));
    assert_int_equal(micro, -1);
    const char *const wrong[] = {"", ".", "1.", ".5", "1e3", "1,5", " 1", "0.0000001", "99999999999999", "--1"};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
        assert_false(decimal_parse(wrong[i], &micro));
    g_autofree char *text = decimal_format(1234500000, 2);
    assert_string_equal(text, "1234.50");
    g_autofree char *fine = decimal_format(-1, 2);
    assert_string_equal(fine, "-0.000001");
    g_autofree char *whole = decimal_format(7000000, 0);
    assert_string_equal(whole, "7");
}

static void totals_add_tax_by_rate(void **state)
{
    struct world *world = *state;
    struct draft *draft = sofa_draft();
    give(draft_item(draft, "table", 2)->values, "qty", "3");
    expect(world, EVENT_ORDERED, draft, EVERYONE, PHASE_ACCEPTED);
    g_autoptr(GPtrArray) totals = order_totals(world->order);
    assert_int_equal(totals->len, 1);
    const struct totals *euro = totals->pdata[0];
    /* 2500.00 + 20 % = 500.00; 359.70 holds 19 %: 57.43 */
    assert_string_equal(euro->net, "2802.27");
    assert_string_equal(euro->tax, "557.43");
    assert_string_equal(euro->gross, "3359.70");
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)

static void every_refusal_is_found_by_what_the_journal_says(void **state)
{
    (void)state;
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    assert_null(step_refusal_name(STEP_REFUSAL_NONE));
    assert_null(step_refusal_text(STEP_REFUSAL_NONE));
    for (guint i = STEP_REFUSAL_NONE + 1; i < STEP_REFUSAL_COUNT; i++) {
        const char *text = step_refusal_text((enum step_refusal)i);
        g_autofree char *detailed = g_strconcat(text, ": no end of the header", NULL);
        g_autofree char *longer = g_strconcat(text, "s", NULL);
        assert_true(g_hash_table_add(names, (char *)step_refusal_name((enum step_refusal)i)));
        assert_int_equal(step_refusal_find(text), i);
        assert_int_equal(step_refusal_find(detailed), i);
        assert_int_equal(step_refusal_find(longer), STEP_REFUSAL_NONE);
    }
    assert_int_equal(step_refusal_find(NULL), STEP_REFUSAL_NONE);
    assert_int_equal(step_refusal_find("moved by hand"), STEP_REFUSAL_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_complete_order_is_confirmed_and_forwarded),
        WORLD_TEST(the_longest_lead_time_sets_the_date),
        WORLD_TEST(only_departments_with_work_are_told),
        WORLD_TEST(an_incomplete_order_is_asked_back_and_completed_by_the_answer),
        WORLD_TEST(nobody_accepts_an_incomplete_order),
        WORLD_TEST(a_differing_price_goes_to_a_person_before_anything_is_confirmed),
        WORLD_TEST(the_list_price_in_another_spelling_is_the_same),
        WORLD_TEST(a_likely_duplicate_is_held),
        WORLD_TEST(staff_accept_where_the_business_says_so),
        WORLD_TEST(what_a_person_decides_waits_for_their_undo),
        WORLD_TEST(what_is_long_late_is_told_to_customer_service_alone),
        WORLD_TEST(an_accepted_order_takes_no_more_values),
        WORLD_TEST(every_phase_answers_every_event_and_stays_valid),
        WORLD_TEST(bounds_are_checked_inclusively),
        WORLD_TEST(an_order_without_products_says_so),
        cmocka_unit_test(an_answer_replaces_and_adds_and_changes_products),
        cmocka_unit_test(alike_orders_have_one_digest_whatever_their_order),
        cmocka_unit_test(decimals_are_exact),
        WORLD_TEST(totals_add_tax_by_rate),
        cmocka_unit_test(every_refusal_is_found_by_what_the_journal_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
