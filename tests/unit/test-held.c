/* What staff say again while the customer has not heard of it yet: one letter, as it is in the end; and the person who decides is
 * reminded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/property.h"

#define MINUTE 60
#define HOUR   3600

struct world {
    struct shop shop;
    struct facts facts;
    struct order *order;
};

/* An accepted order of a sofa (item 1, due 2026-12-15) and a table (item 2, due 2026-12-01). */
static int world_open(void **state)
{
    struct world *world = g_new0(struct world, 1);
    const struct sequence sequence = {0};
    property_shop_open(&world->shop);
    world->facts = (struct facts){.now = PROPERTY_START, .business = world->shop.business, .forms = world->shop.forms};
    world->order = property_order(&sequence);
    *state = world;
    return 0;
}

static int world_close(void **state)
{
    struct world *world = *state;
    order_free(world->order);
    property_shop_close(&world->shop);
    g_free(world);
    return 0;
}

static void write_numbers(GString *text, const GArray *numbers)
{
    for (guint i = 0; numbers && i < numbers->len; i++)
        g_string_append_printf(text, "%s%u", i ? "," : "#", g_array_index(numbers, guint, i));
}

/* "recall:dates delayed #1 2026-12-15>2026-12-20 (why)": what the customer's side of the outcome is. */
static char *told_by(const struct outcome *outcome)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < outcome->effects->len; i++) {
        const struct effect *effect = &g_array_index(outcome->effects, struct effect, i);
        if (effect->department)
            continue;
        g_string_append_printf(text, "%s%s", text->len ? " " : "", effect_kind_name(effect->kind));
        if (effect->kind == EFFECT_RECALL) {
            g_string_append_printf(text, ":%s", effect_topic_name(effect->topic));
            continue;
        }
        write_numbers(text, effect->items);
        if (effect->consignments)
            write_numbers(g_string_append(text, "/"), effect->consignments);
        if (effect->date)
            g_string_append_printf(text, " %s>%s", effect->old_date, effect->date);
        if (effect->words)
            g_string_append_printf(text, " (%s)", effect->words);
    }
    return g_string_free(text, FALSE);
}

static char *happen(struct world *world, const struct event *event)
{
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (!order_step(world->order, event, &world->facts, &outcome, &refusal))
        return g_strdup_printf("refused: %s", step_refusal_name(refusal));
    char *told = told_by(&outcome);
    order_free(world->order);
    world->order = g_steal_pointer(&outcome.order);
    outcome_clear(&outcome);
    return told;
}

#define expect(world, told, ...)                                                                                       \
    do {                                                                                                               \
        struct event event_ = {__VA_ARGS__};                                                                           \
        g_autofree char *is_ = happen(world, &event_);                                                                 \
        assert_string_equal(is_, told);                                                                                \
    } while (0)

static void accept_two(struct world *world)
{
    struct draft *draft = property_draft(2);
    expect(world, "confirm", .kind = EVENT_ORDERED, .draft = draft);
    draft_free(draft);
    assert_string_equal(order_item(world->order, 1)->told, "2026-12-15");
    assert_string_equal(order_item(world->order, 2)->told, "2026-12-01");
}

static const guint sofa[] = {1}, table[] = {2};

static void a_second_date_takes_the_place_of_the_first(void **state)
{
    struct world *world = *state;
    accept_two(world);
    expect(world, "tell-delay#1 2026-12-15>2027-01-10 (no fabric)", .kind = EVENT_DELAYED, .items = sofa, .item_count = 1,
           .date = "2027-01-10", .note = "no fabric");
    world->facts.now += 3 * MINUTE;
    expect(world, "recall:dates tell-delay#1 2026-12-15>2026-12-20 (no fabric)", .kind = EVENT_DELAYED, .items = sofa,
           .item_count = 1, .date = "2026-12-20");
    world->facts.now += 3 * MINUTE;
    expect(world, "recall:dates", .kind = EVENT_DELAYED, .items = sofa, .item_count = 1, .date = "2026-12-15");
    assert_string_equal(order_item(world->order, 1)->told, "2026-12-15");
}

static void what_went_out_is_not_recalled(void **state)
{
    struct world *world = *state;
    accept_two(world);
    expect(world, "tell-delay#1 2026-12-15>2026-12-18", .kind = EVENT_DELAYED, .items = sofa, .item_count = 1,
           .date = "2026-12-18");
    world->facts.now += 10 * MINUTE;
    expect(world, "tell-delay#1 2026-12-18>2026-12-23", .kind = EVENT_DELAYED, .items = sofa, .item_count = 1,
           .date = "2026-12-23");
}

static void without_a_hold_nothing_waits(void **state)
{
    struct world *world = *state;
    accept_two(world);
    world->shop.business->rules->hold_minutes = 0;
    expect(world, "tell-delay#1 2026-12-15>2026-12-18", .kind = EVENT_DELAYED, .items = sofa, .item_count = 1,
           .date = "2026-12-18");
    expect(world, "tell-delay#1 2026-12-18>2026-12-23", .kind = EVENT_DELAYED, .items = sofa, .item_count = 1,
           .date = "2026-12-23");
}

/* The letter that waits speaks of both; what it said of the other is said again. */
static void the_other_item_of_a_recalled_letter_is_told_anew(void **state)
{
    struct world *world = *state;
    accept_two(world);
    expect(world, "tell-delay#1,2 2026-12-15>2026-12-18 (strike)", .kind = EVENT_DELAYED, .date = "2026-12-18",
           .note = "strike");
    expect(world, "recall:dates tell-delay#2 2026-12-01>2026-12-18 (strike) tell-shipped#1/#1", .kind = EVENT_SHIPPED,
           .items = sofa, .item_count = 1);
    expect(world, "recall:dates tell-cancelled#2 (no wood)", .kind = EVENT_CANCELLED, .items = table, .item_count = 1,
           .note = "no wood");
}

static void a_shipment_that_nobody_heard_of_is_told_right_at_once(void **state)
{
    struct world *world = *state;
    const struct package wrong = {.carrier_text = "UPS", .tracking = "1Z1"}, right = {.tracking = "1Z2"};
    accept_two(world);
    expect(world, "tell-shipped#1/#1", .kind = EVENT_SHIPPED, .items = sofa, .item_count = 1, .packages = &wrong,
           .package_count = 1);
    expect(world, "tell-shipped#2/#2", .kind = EVENT_SHIPPED, .items = table, .item_count = 1);
    expect(world, "recall:shipments tell-shipped#1,2/#1,2", .kind = EVENT_CORRECTED, .items = sofa, .item_count = 1,
           .packages = &right, .package_count = 1);
    world->facts.now += HOUR;
    expect(world, "tell-corrected#1/#1", .kind = EVENT_CORRECTED, .items = sofa, .item_count = 1, .packages = &wrong,
           .package_count = 1);
    expect(world, "recall:shipments tell-corrected#1/#1", .kind = EVENT_CORRECTED, .items = sofa, .item_count = 1,
           .date = "2026-12-24");
}

static gint64 due(const struct world *world, enum timer_kind kind)
{
    g_autoptr(GArray) timers = order_timers(world->order, &world->facts);
    for (guint i = 0; i < timers->len; i++)
        if (g_array_index(timers, struct order_timer, i).kind == kind)
            return g_array_index(timers, struct order_timer, i).due;
    return 0;
}

static void who_must_decide_is_reminded_three_times(void **state)
{
    struct world *world = *state;
    struct draft *draft = property_draft(0);
    world->shop.business->accept = ACCEPT_STAFF;
    world->shop.business->rules->decide_minutes = 60;
    calendar_set_weekday(world->shop.business->calendar, G_DATE_TUESDAY, TRUE, 9 * 60, 10 * 60 + 30);
    expect(world, "receive tell-accept", .kind = EVENT_ORDERED, .draft = draft);
    draft_free(draft);
    for (guint i = 0; i < 3; i++) {
        gint64 when = due(world, TIMER_DECIDE);
        assert_true(when > world->facts.now);
        world->facts.now = when - 1;
        expect(world, "refused: not-due", .kind = EVENT_TIMED, .timer = TIMER_DECIDE);
        world->facts.now = when;
        expect(world, "ask-decision", .kind = EVENT_TIMED, .timer = TIMER_DECIDE);
    }
    assert_int_equal(due(world, TIMER_DECIDE), 0);
    expect(world, "confirm", .kind = EVENT_ACCEPTED);
    assert_int_equal(due(world, TIMER_DECIDE), 0);
}

/* A reload can ask for more than the form did when the order came. */
static void what_is_not_complete_any_more_is_not_accepted(void **state)
{
    struct world *world = *state;
    struct draft *draft = property_draft(0);
    world->shop.business->accept = ACCEPT_STAFF;
    expect(world, "receive tell-accept", .kind = EVENT_ORDERED, .draft = draft);
    draft_free(draft);
    struct form *form = (struct form *)forms_product(world->shop.forms, order_item(world->order, 1)->form);
    struct field *field = g_ptr_array_index(form->fields, form->fields->len - 1);
    gboolean required = field->required;
    field->required = TRUE;
    expect(world, "refused: form-changed", .kind = EVENT_ACCEPTED);
    field->required = required;
    expect(world, "confirm", .kind = EVENT_ACCEPTED);
}

static void what_is_asked_beside_an_order_goes_to_a_person(void **state)
{
    struct world *world = *state;
    struct draft *draft = property_draft(0);
    draft->asked = g_strdup("Is the oak oiled?");
    expect(world, "confirm alert-asked (Is the oak oiled?)", .kind = EVENT_ORDERED, .draft = draft);
    draft_free(draft);
}

/* Who decides reads all of it. */
static void what_is_asked_beside_an_order_that_waits_is_told_with_it(void **state)
{
    struct world *world = *state;
    struct draft *draft = property_draft(0);
    draft->asked = g_strdup("Is the oak oiled?");
    world->shop.business->accept = ACCEPT_STAFF;
    expect(world, "receive tell-accept", .kind = EVENT_ORDERED, .draft = draft);
    draft_free(draft);
}

#define LIVED(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIVED(a_second_date_takes_the_place_of_the_first),
        LIVED(what_went_out_is_not_recalled),
        LIVED(without_a_hold_nothing_waits),
        LIVED(the_other_item_of_a_recalled_letter_is_told_anew),
        LIVED(a_shipment_that_nobody_heard_of_is_told_right_at_once),
        LIVED(who_must_decide_is_reminded_three_times),
        LIVED(what_is_not_complete_any_more_is_not_accepted),
        LIVED(what_is_asked_beside_an_order_goes_to_a_person),
        LIVED(what_is_asked_beside_an_order_that_waits_is_told_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
