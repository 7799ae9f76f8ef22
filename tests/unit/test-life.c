/* What the core makes of an accepted order, case by case: each of these was found by the property test. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/property.h"

#define MAIL_SOFA  0
#define MAIL_BOTH  2
#define MAIL_TABLE 3
#define HOUR       ((gint64)3600)
#define DAY        (24 * HOUR)

struct world {
    struct shop shop;
    struct order *order;
    struct outcome outcome; /* of the last step */
    enum step_refusal refusal;
    gint64 now;
    gboolean alike;
};

static int world_open(void **state)
{
    static struct world world;
    const struct sequence sequence = {0};
    world = (struct world){.order = property_order(&sequence), .now = PROPERTY_START};
    property_shop_open(&world.shop);
    property_shop_grant(&world.shop, 1); /* everybody may do everything */
    *state = &world;
    return 0;
}

static int world_close(void **state)
{
    struct world *world = *state;
    order_free(world->order);
    outcome_clear(&world->outcome);
    property_shop_close(&world->shop);
    return 0;
}

static gboolean step(struct world *world, struct event event)
{
    const struct facts facts = {.now = world->now,
                                .business = world->shop.business,
                                .forms = world->shop.forms,
                                .alike = world->alike ? "EH-0999" : NULL};
    outcome_clear(&world->outcome);
    if (!order_step(world->order, &event, &facts, &world->outcome, &world->refusal))
        return FALSE;
    order_free(world->order);
    world->order = order_copy(world->outcome.order);
    return TRUE;
}

static void order_by(struct world *world, guint mail)
{
    g_autoptr(draft_auto) draft = property_draft(mail);
    assert_true(step(world, (struct event){.kind = EVENT_ORDERED, .draft = draft}));
}

/* How many of a kind; the last of them goes to `ret_effect` unless that is NULL. */
static guint count(const struct world *world, enum effect_kind kind, const struct effect **ret_effect)
{
    guint found = 0;
    for (guint i = 0; i < world->outcome.effects->len; i++) {
        const struct effect *effect = &g_array_index(world->outcome.effects, struct effect, i);
        if (effect->kind != kind)
            continue;
        found++;
        if (ret_effect)
            *ret_effect = effect;
    }
    return found;
}

/* --- a person's decision
 * -------------------------------------------------------------------------------------------------------------- */

static void what_a_person_decides_waits_for_their_undo(void **state)
{
    struct world *world = *state;
    const struct effect *effect = NULL;
    world->alike = TRUE;
    order_by(world, MAIL_SOFA);
    assert_int_equal(count(world, EFFECT_RECEIVE, &effect), 1);
    assert_false(effect->held);
    assert_true(step(world, (struct event){.kind = EVENT_ACCEPTED}));
    for (guint i = 0; i < world->outcome.effects->len; i++)
        assert_true(g_array_index(world->outcome.effects, struct effect, i).held);
    assert_int_equal(count(world, EFFECT_CONFIRM, NULL), 1);
}

static void a_department_decides_on_no_order(void **state)
{
    struct world *world = *state;
    world->alike = TRUE;
    order_by(world, MAIL_SOFA);
    assert_false(step(world, (struct event){.kind = EVENT_ACCEPTED, .department = "warehouse"}));
    assert_false(step(world, (struct event){.kind = EVENT_DECLINED, .department = "warehouse"}));
    assert_true(step(world, (struct event){.kind = EVENT_DECLINED, .note = "closed"}));
    const struct effect *effect = NULL;
    assert_int_equal(count(world, EFFECT_DECLINE, &effect), 1);
    assert_true(effect->held);
}

/* Wanted by 18 December, three days ahead at least: that was so when it came, and a question since then changes
 * nothing of it. */
static void an_order_that_waited_is_judged_as_of_the_day_it_came(void **state)
{
    struct world *world = *state;
    world->alike = TRUE;
    order_by(world, MAIL_SOFA);
    g_autoptr(draft_auto) wanted = draft_new();
    struct value *value = value_new("needed_by", "2026-12-18");
    value_set_canonical(value, VALUE_GIVEN, "2026-12-18");
    g_ptr_array_add(wanted->values, value);
    assert_true(step(world, (struct event){.kind = EVENT_ANSWERED, .draft = wanted}));
    world->now += 23 * DAY;
    assert_true(step(world, (struct event){.kind = EVENT_ASKED_STATUS}));
    assert_true(step(world, (struct event){.kind = EVENT_ACCEPTED}));
}

/* --- the clock
 * -------------------------------------------------------------------------------------------------------------- */

static void who_has_nothing_left_to_do_is_asked_for_no_sign_of_life(void **state)
{
    struct world *world = *state;
    const guint sofa[] = {1};
    order_by(world, MAIL_BOTH);
    assert_true(step(world, (struct event){.kind = EVENT_CANCELLED, .items = sofa, .item_count = 1}));
    world->now += 3 * DAY;
    assert_true(step(world, (struct event){.kind = EVENT_TIMED, .timer = TIMER_ACKNOWLEDGE}));
    assert_int_equal(count(world, EFFECT_ASK_SIGN, NULL), 2);
    for (guint i = 0; i < world->outcome.effects->len; i++)
        assert_string_not_equal(g_array_index(world->outcome.effects, struct effect, i).department, "loom");
}

/* The sofa was promised for 15 December, the table for 1 December: no letter can name one date for both. */
static void who_is_late_with_two_dates_is_told_of_each(void **state)
{
    struct world *world = *state;
    const struct effect *effect = NULL;
    order_by(world, MAIL_BOTH);
    world->now += 28 * DAY;
    assert_true(step(world, (struct event){.kind = EVENT_TIMED, .timer = TIMER_LATE}));
    assert_int_equal(count(world, EFFECT_TELL_LATE, &effect), 2);
    assert_string_equal(effect->date, "2026-12-01");
    assert_int_equal(effect->items->len, 1);
    assert_int_equal(g_array_index(effect->items, guint, 0), 2);
    assert_int_equal(count(world, EFFECT_ALERT_LATE, NULL), 2);
}

/* The table has been late for so long that it has lost its sense, the sofa has not. */
static void only_what_is_stale_is_left_unsaid(void **state)
{
    struct world *world = *state;
    const struct effect *effect = NULL;
    order_by(world, MAIL_BOTH);
    world->now += 40 * DAY;
    assert_true(step(world, (struct event){.kind = EVENT_TIMED, .timer = TIMER_LATE}));
    assert_int_equal(count(world, EFFECT_TELL_LATE, &effect), 1);
    assert_string_equal(effect->date, "2026-12-15");
    assert_int_equal(count(world, EFFECT_ALERT_LATE, NULL), 2);
}

/* "We had told you …": a day that was too small a change to be told was not told. */
static void the_clock_names_the_date_that_was_told(void **state)
{
    struct world *world = *state;
    const struct effect *effect = NULL;
    order_by(world, MAIL_TABLE);
    assert_true(step(world, (struct event){.kind = EVENT_DELAYED, .date = "2026-12-10"}));
    world->now += HOUR;
    assert_true(step(world, (struct event){.kind = EVENT_DELAYED, .date = "2026-12-11"}));
    assert_int_equal(count(world, EFFECT_TELL_DELAY, NULL), 0);
    world->now += 16 * DAY + HOUR;
    assert_true(step(world, (struct event){.kind = EVENT_TIMED, .timer = TIMER_NUDGE_BEFORE}));
    assert_int_equal(count(world, EFFECT_NUDGE, &effect), 2);
    assert_string_equal(effect->date, "2026-12-10");
    world->now += 6 * DAY;
    assert_true(step(world, (struct event){.kind = EVENT_TIMED, .timer = TIMER_LATE}));
    assert_int_equal(count(world, EFFECT_TELL_LATE, &effect), 1);
    assert_string_equal(effect->date, "2026-12-10");
}

/* --- what staff say
 * -------------------------------------------------------------------------------------------------------------- */

static void no_two_parcels_have_one_number(void **state)
{
    struct world *world = *state;
    const guint sofa[] = {1}, table[] = {2};
    const struct package first = {"ups", "UPS", "1Z1"}, second = {"ups", "UPS", "1Z2"}, twice[] = {first, first};
    order_by(world, MAIL_BOTH);
    assert_false(step(world, (struct event){.kind = EVENT_SHIPPED, .packages = twice, .package_count = 2}));
    assert_true(step(world, (struct event){
                                .kind = EVENT_SHIPPED, .items = sofa, .item_count = 1, .packages = &first, .package_count = 1}));
    assert_true(step(world, (struct event){
                                .kind = EVENT_SHIPPED, .items = table, .item_count = 1, .packages = &second, .package_count = 1}));
    assert_true(step(world, (struct event){.kind = EVENT_DELIVERED, .items = sofa, .item_count = 1}));
    assert_false(step(world, (struct event){.kind = EVENT_CORRECTED, .packages = &first, .package_count = 1}));
}

static void a_delay_that_waits_is_not_told_of_what_is_there(void **state)
{
    struct world *world = *state;
    const struct effect *effect = NULL;
    order_by(world, MAIL_SOFA);
    assert_true(step(world, (struct event){.kind = EVENT_DELAYED, .date = "2027-01-15"}));
    assert_true(step(world, (struct event){.kind = EVENT_DELIVERED}));
    assert_int_equal(count(world, EFFECT_RECALL, &effect), 1);
    assert_int_equal(effect->topic, TOPIC_DATES);
    assert_int_equal(count(world, EFFECT_TELL_DELIVERED, NULL), 1);
}

/* The sofa's letter waits when it is delivered; the table's parcel is corrected: the sofa is not told to be sent again. */
static void what_is_there_is_not_told_to_be_on_its_way(void **state)
{
    struct world *world = *state;
    const struct effect *effect = NULL;
    const guint sofa[] = {1}, table[] = {2};
    const struct package lorry = {NULL, "our own lorry", NULL};
    order_by(world, MAIL_BOTH);
    assert_true(step(world, (struct event){.kind = EVENT_SHIPPED, .items = sofa, .item_count = 1}));
    assert_true(step(world, (struct event){.kind = EVENT_DELIVERED}));
    assert_true(step(world, (struct event){.kind = EVENT_SHIPPED, .items = table, .item_count = 1}));
    assert_true(step(world, (struct event){.kind = EVENT_CORRECTED, .packages = &lorry, .package_count = 1}));
    assert_int_equal(count(world, EFFECT_TELL_SHIPPED, &effect), 1);
    assert_int_equal(effect->items->len, 1);
    assert_int_equal(g_array_index(effect->items, guint, 0), 2);
}

static void a_note_comes_from_those_who_take_part(void **state)
{
    struct world *world = *state;
    order_by(world, MAIL_TABLE);
    assert_false(step(world, (struct event){.kind = EVENT_NOTED, .department = "loom", .note = "hello"}));
    assert_true(step(world, (struct event){.kind = EVENT_NOTED, .department = "warehouse", .note = "hello"}));
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(what_a_person_decides_waits_for_their_undo),
        WORLD_TEST(a_department_decides_on_no_order),
        WORLD_TEST(an_order_that_waited_is_judged_as_of_the_day_it_came),
        WORLD_TEST(who_has_nothing_left_to_do_is_asked_for_no_sign_of_life),
        WORLD_TEST(who_is_late_with_two_dates_is_told_of_each),
        WORLD_TEST(only_what_is_stale_is_left_unsaid),
        WORLD_TEST(the_clock_names_the_date_that_was_told),
        WORLD_TEST(no_two_parcels_have_one_number),
        WORLD_TEST(a_delay_that_waits_is_not_told_of_what_is_there),
        WORLD_TEST(what_is_there_is_not_told_to_be_on_its_way),
        WORLD_TEST(a_note_comes_from_those_who_take_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
