/* What an order waits for by the business's rules, what the clock brings when it is due, and what must always be so. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/property.h"

#define MAIL_SOFA    0
#define MAIL_UNREADY 1
#define MAIL_BOTH    2
#define DAY          ((gint64)24 * 3600)

struct world {
    struct shop shop;
    struct facts facts;
    struct order *order;
    struct outcome outcome; /* of the last step */
    enum step_refusal refusal;
};

static int world_open(void **state)
{
    struct world *world = g_new0(struct world, 1);
    const struct sequence sequence = {0};
    property_shop_open(&world->shop);
    property_shop_grant(&world->shop, 1); /* everybody may do everything */
    world->order = property_order(&sequence);
    world->facts = (struct facts){.now = PROPERTY_START, .business = world->shop.business, .forms = world->shop.forms};
    *state = world;
    return 0;
}

static int world_close(void **state)
{
    struct world *world = *state;
    outcome_clear(&world->outcome);
    order_free(world->order);
    property_shop_close(&world->shop);
    g_free(world);
    return 0;
}

static gboolean step(struct world *world, struct event event)
{
    outcome_clear(&world->outcome);
    world->outcome = (struct outcome){0};
    if (!order_step(world->order, &event, &world->facts, &world->outcome, &world->refusal))
        return FALSE;
    order_free(world->order);
    world->order = order_copy(world->outcome.order);
    return TRUE;
}

static gboolean timed(struct world *world, enum timer_kind timer)
{
    return step(world, (struct event){.kind = EVENT_TIMED, .timer = timer});
}

static void order_by(struct world *world, guint mail)
{
    g_autoptr(draft_auto) draft = property_draft(mail);
    assert_true(step(world, (struct event){.kind = EVENT_ORDERED, .draft = draft}));
}

/* "acknowledge late": what the order waits for. */
static char *waits_for(const struct world *world)
{
    g_autoptr(GArray) timers = order_timers(world->order, &world->facts);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < timers->len; i++)
        g_ptr_array_add(names, (char *)timer_kind_name(g_array_index(timers, struct order_timer, i).kind));
    g_ptr_array_add(names, NULL);
    return g_strjoinv(" ", (char **)names->pdata);
}

#define assert_waits(world, expected)                                                                                  \
    do {                                                                                                               \
        g_autofree char *waits_ = waits_for(world);                                                                    \
        assert_string_equal(waits_, expected);                                                                         \
    } while (0)

static gint64 due(const struct world *world, enum timer_kind kind)
{
    g_autoptr(GArray) timers = order_timers(world->order, &world->facts);
    for (guint i = 0; i < timers->len; i++)
        if (g_array_index(timers, struct order_timer, i).kind == kind)
            return g_array_index(timers, struct order_timer, i).due;
    return 0;
}

/* The clock moves to when this is due, and it happens. */
static void come_due(struct world *world, enum timer_kind kind)
{
    world->facts.now = due(world, kind);
    assert_true(world->facts.now > 0);
    assert_true(timed(world, kind));
}

/* --- rules ---------------------------------------------------------------------------------------------------------------------------- */

static void what_the_rules_turn_off_is_not_waited_for(void **state)
{
    struct world *world = *state;
    struct rules *rules = world->shop.business->rules;
    order_by(world, MAIL_SOFA);
    assert_waits(world, "acknowledge nudge-before nudge-due late");
    rules->acknowledge_minutes = 0;
    rules->nudge = FALSE;
    assert_waits(world, "late");
    assert_true(step(world, (struct event){.kind = EVENT_DELIVERED}));
    assert_waits(world, "follow-up survey");
    rules->follow_up_days = 0;
    assert_waits(world, "survey");
    rules->survey_days = 0;
    assert_waits(world, "");
    order_set_mark(world->order, "survey", "sent");
    order_set_mark(world->order, "surveyed", "1795507200");
    assert_waits(world, "survey-reminder");
    rules->survey_reminder_days = 0;
    assert_waits(world, "");
}

static void an_incomplete_order_is_reminded_and_expires_as_the_rules_say(void **state)
{
    struct world *world = *state;
    static const struct {
        guint remind, expire;
        const char *first, *after; /* waited for before and after a reminder */
    } cases[] = {
        {3, 14, "remind", "expire"}, {0, 14, "expire", "expire"}, {3, 0, "remind", ""},
        {0, 0, "", ""},              {14, 14, "expire", "expire"}, {20, 14, "expire", "expire"},
    };
    order_by(world, MAIL_UNREADY);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        world->shop.business->rules->remind_days = cases[i].remind;
        world->shop.business->rules->expire_days = cases[i].expire;
        order_set_mark(world->order, "reminded", NULL);
        assert_waits(world, cases[i].first);
        order_set_mark(world->order, "reminded", "1795507200");
        assert_waits(world, cases[i].after);
    }
    order_set_mark(world->order, "asked", NULL); /* nobody was asked: nobody is reminded */
    assert_waits(world, "");
}

static void who_decides_is_reminded_three_times_and_never_where_the_rules_say_so(void **state)
{
    struct world *world = *state;
    world->facts.alike = "EH-0999";
    order_by(world, MAIL_SOFA);
    assert_int_equal(world->order->phase, PHASE_HELD);
    for (guint i = 0; i < 3; i++) {
        assert_waits(world, "decide");
        come_due(world, TIMER_DECIDE);
        assert_string_equal(world->outcome.what, "decision-asked");
    }
    assert_waits(world, "");
    order_set_mark(world->order, "decision-asked", NULL);
    assert_waits(world, "decide");
    world->shop.business->rules->decide_minutes = 0;
    assert_waits(world, "");
}

static void what_is_not_due_or_not_waited_for_is_refused(void **state)
{
    struct world *world = *state;
    order_by(world, MAIL_SOFA);
    for (guint kind = 0; kind <= TIMER_COUNT; kind++) {
        assert_false(timed(world, (enum timer_kind)kind));
        assert_int_equal(world->refusal, REFUSAL_NOT_DUE);
    }
    world->facts.now = due(world, TIMER_ACKNOWLEDGE) - 1;
    assert_false(timed(world, TIMER_ACKNOWLEDGE));
    world->facts.now++;
    assert_true(timed(world, TIMER_ACKNOWLEDGE));
    assert_false(timed(world, TIMER_ACKNOWLEDGE));
}

/* A warehouse that works on no day at all, for more than two months before the date: nobody can be reminded before it. */
static void a_reminder_on_the_working_day_before_needs_one(void **state)
{
    struct world *world = *state;
    const char *const far = "2027-06-30";
    order_by(world, MAIL_SOFA);
    assert_true(step(world, (struct event){.kind = EVENT_DELAYED, .date = far}));
    assert_true(due(world, TIMER_NUDGE_BEFORE) > 0);
    GDate day;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, 29, G_DATE_JUNE, 2027);
    for (guint i = 0; i < 61; i++, g_date_subtract_days(&day, 1))
        calendar_add_holiday(world->shop.business->calendar, &day, FALSE);
    assert_int_equal(due(world, TIMER_NUDGE_BEFORE), 0);
    assert_true(due(world, TIMER_NUDGE_DUE) > 0);
}

static void a_calendar_without_a_working_day_ends_nothing_and_hangs_nowhere(void **state)
{
    struct world *world = *state;
    order_by(world, MAIL_SOFA);
    for (guint day = G_DATE_MONDAY; day <= G_DATE_SUNDAY; day++)
        calendar_set_weekday(world->shop.business->calendar, (GDateWeekday)day, FALSE, 9 * 60, 17 * 60);
    assert_waits(world, "acknowledge nudge-due late");
    assert_true(due(world, TIMER_LATE) > PROPERTY_START + 3000 * DAY);
    const struct sequence sequence = {0};
    order_free(world->order);
    world->order = property_order(&sequence);
    g_autoptr(draft_auto) draft = property_draft(MAIL_SOFA);
    assert_false(step(world, (struct event){.kind = EVENT_ORDERED, .draft = draft}));
    assert_int_equal(world->refusal, REFUSAL_NO_COMPLETION_DATE);
}

/* --- after a restore --------------------------------------------------------------------------------------------------------------------- */

/* What came due between a backup and its restore is taken for done, and tells nobody; the order goes on waiting for the rest. */
static void what_came_due_before_a_restore_is_passed_over_in_silence(void **state)
{
    static const struct {
        guint mail;
        enum timer_kind timer;
        gboolean held, delivered;
        const char *what;
        gint64 later; /* days between what came due and now */
    } cases[] = {
        {MAIL_SOFA, TIMER_ACKNOWLEDGE, FALSE, FALSE, "sign-skipped", 0},
        {MAIL_SOFA, TIMER_NUDGE_BEFORE, FALSE, FALSE, "nudge-skipped", 0},
        {MAIL_BOTH, TIMER_NUDGE_DUE, FALSE, FALSE, "nudge-skipped", 0},
        {MAIL_BOTH, TIMER_LATE, FALSE, FALSE, "late-skipped", 0},
        {MAIL_SOFA, TIMER_DECIDE, TRUE, FALSE, "decision-skipped", 0},
        {MAIL_UNREADY, TIMER_REMIND, FALSE, FALSE, "reminder-skipped", 0},
        {MAIL_UNREADY, TIMER_REMIND, FALSE, FALSE, "expired", 31}, /* nobody waits so long for an answer */
        {MAIL_SOFA, TIMER_FOLLOW_UP, FALSE, TRUE, "follow-up-skipped", 0},
        {MAIL_SOFA, TIMER_SURVEY, FALSE, TRUE, "survey-skipped", 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        void *fresh = NULL;
        world_open(&fresh);
        struct world *world = fresh;
        world->facts.alike = cases[i].held ? "EH-0999" : NULL;
        order_by(world, cases[i].mail);
        if (cases[i].delivered)
            assert_true(step(world, (struct event){.kind = EVENT_DELIVERED}));
        world->facts.restored = due(world, cases[i].timer) + cases[i].later * DAY;
        world->facts.now = world->facts.restored;
        assert_true(timed(world, cases[i].timer));
        assert_string_equal(world->outcome.what, cases[i].what);
        assert_int_equal(world->outcome.effects->len, 0);
        assert_non_null(strstr(world->outcome.detail, "restored"));
        assert_null(order_invalid(world->order));
        assert_true(due(world, cases[i].timer) == 0 || due(world, cases[i].timer) > world->facts.now);
        world_close(&fresh);
    }
    (void)state;
}

static void an_order_that_expired_before_a_restore_is_expired_without_a_word(void **state)
{
    struct world *world = *state;
    order_by(world, MAIL_UNREADY);
    come_due(world, TIMER_REMIND);
    world->facts.now = world->facts.restored = due(world, TIMER_EXPIRE);
    assert_true(timed(world, TIMER_EXPIRE));
    assert_int_equal(world->order->phase, PHASE_EXPIRED);
    assert_int_equal(world->outcome.effects->len, 0);
    order_set_mark(world->order, "survey", "sent");
    assert_waits(world, "");
}

static void a_reminder_of_a_survey_is_skipped_with_its_reason(void **state)
{
    struct world *world = *state;
    order_by(world, MAIL_SOFA);
    assert_true(step(world, (struct event){.kind = EVENT_DELIVERED}));
    come_due(world, TIMER_SURVEY);
    assert_string_equal(world->outcome.what, "survey-sent");
    world->facts.restored = due(world, TIMER_SURVEY_REMINDER);
    come_due(world, TIMER_SURVEY_REMINDER);
    assert_string_equal(world->outcome.what, "survey-reminder-skipped");
    assert_int_equal(world->outcome.effects->len, 0);
}

/* --- invariants ----------------------------------------------------------------------------------------------------------------------------- */

static struct order *accepted_order(void)
{
    struct order *order = order_new();
    struct line_item *item = line_item_new(1);
    item->form = g_strdup("sofa");
    item->state = ITEM_SHIPPED;
    item->expected = g_strdup("2026-12-15");
    item->promised = g_strdup("2026-12-15");
    item->told = g_strdup("2026-12-15");
    g_ptr_array_add(order->items, item);
    struct consignment *parcel = consignment_new(1);
    g_array_append_val(parcel->items, item->number);
    g_ptr_array_add(order->consignments, parcel);
    order->phase = PHASE_ACCEPTED;
    order->accepted = PROPERTY_START;
    order->expected = g_strdup("2026-12-15");
    return order;
}

static void lose(char **text)
{
    g_clear_pointer(text, g_free);
}

/* Takes one thing away from a sound order; FALSE when there is no such case. */
static gboolean break_order(struct order *order, guint how)
{
    struct line_item *item = order->items->pdata[0];
    struct consignment *parcel = order->consignments->pdata[0];
    switch (how) {
    case 0: order->accepted = 0; return TRUE;
    case 1: lose(&order->expected); return TRUE;
    case 2: g_ptr_array_set_size(order->items, 0); return TRUE;
    case 3: order->phase = PHASE_RECEIVED; return TRUE;
    case 4: order->phase = PHASE_RECEIVED; order->accepted = 0; return TRUE;
    case 5: order->phase = PHASE_HELD; order->accepted = 0; lose(&order->expected); return TRUE;
    case 6: order->hold_reason = g_strdup("why"); return TRUE;
    case 7: item->state = ITEM_OPEN; return TRUE;
    case 8: lose(&item->form); return TRUE;
    case 9: lose(&item->expected); return TRUE;
    case 10: lose(&item->promised); return TRUE;
    case 11: lose(&item->told); return TRUE;
    case 12: g_array_set_size(parcel->items, 0); return TRUE;
    case 13: g_array_index(parcel->items, guint, 0) = 7; return TRUE;
    case 14: item->state = ITEM_IN_WORK; return TRUE;
    case 15: order->phase = PHASE_EXPIRED; order->accepted = 0; lose(&order->expected); item->state = ITEM_OPEN; return TRUE;
    case 16:
        order->phase = PHASE_EXPIRED; order->accepted = 0; lose(&order->expected); item->state = ITEM_OPEN;
        g_ptr_array_set_size(order->consignments, 0);
        order->request = request_new(AIM_CANCEL, "");
        return TRUE;
    default: return FALSE;
    }
}

static void whatever_breaks_an_order_is_named(void **state)
{
    (void)state;
    gboolean more = TRUE;
    for (guint how = 0; more; how++) {
        g_autoptr(order_auto) order = accepted_order();
        assert_null(order_invalid(order));
        more = break_order(order, how);
        if (more && !order_invalid(order))
            fail_msg("case %u is taken for sound", how);
    }
}

/* Whatever happens to it: a step that would leave a broken order is none. */
static void a_broken_order_is_not_carried_on(void **state)
{
    struct world *world = *state;
    order_by(world, MAIL_SOFA);
    g_clear_pointer(&order_item(world->order, 1)->told, g_free);
    assert_false(step(world, (struct event){.kind = EVENT_ASKED_STATUS}));
    assert_int_equal(world->refusal, REFUSAL_CONTRADICTION);
}

/* --- undone -------------------------------------------------------------------------------------------------------------------------------- */

static void only_the_very_last_step_of_this_order_is_undone(void **state)
{
    struct world *world = *state;
    order_by(world, MAIL_SOFA);
    world->order->id = 1;
    g_autoptr(order_auto) before = order_copy(world->order);
    assert_true(step(world, (struct event){.kind = EVENT_CANCELLED}));
    g_autoptr(order_auto) other = order_copy(before);
    other->id = 2;
    assert_false(step(world, (struct event){.kind = EVENT_UNDONE, .before = other}));
    assert_int_equal(world->refusal, REFUSAL_OVERTAKEN);
    assert_false(step(world, (struct event){.kind = EVENT_UNDONE, .before = world->order}));
    assert_false(step(world, (struct event){.kind = EVENT_UNDONE}));
    assert_true(step(world, (struct event){.kind = EVENT_UNDONE, .before = before}));
    assert_int_equal(order_item(world->order, 1)->state, ITEM_WAITING);
    assert_int_equal(world->order->revision, before->revision + 2); /* what was stored since is not stored over */
}

/* --- names ---------------------------------------------------------------------------------------------------------------------------------- */

static void every_event_effect_and_timer_has_a_name_of_its_own(void **state)
{
    (void)state;
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < EVENT_COUNT; i++)
        assert_true(g_hash_table_add(names, (char *)event_kind_name((enum event_kind)i)));
    for (guint i = 0; i < EFFECT_COUNT; i++)
        assert_true(g_hash_table_add(names, (char *)effect_kind_name((enum effect_kind)i)));
    for (guint i = 0; i < TIMER_COUNT; i++) {
        enum timer_kind kind = TIMER_COUNT;
        assert_true(timer_kind_parse(timer_kind_name((enum timer_kind)i), &kind));
        assert_int_equal(kind, i);
    }
    enum timer_kind kind = TIMER_COUNT;
    assert_false(timer_kind_parse("teatime", &kind));
    assert_string_equal(timer_kind_name(TIMER_COUNT), "unknown");
    assert_string_equal(event_kind_name(EVENT_COUNT), "unknown");
    assert_string_equal(effect_kind_name(EFFECT_COUNT), "unknown");
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(what_the_rules_turn_off_is_not_waited_for),
        WORLD_TEST(an_incomplete_order_is_reminded_and_expires_as_the_rules_say),
        WORLD_TEST(who_decides_is_reminded_three_times_and_never_where_the_rules_say_so),
        WORLD_TEST(what_is_not_due_or_not_waited_for_is_refused),
        WORLD_TEST(a_reminder_on_the_working_day_before_needs_one),
        WORLD_TEST(a_calendar_without_a_working_day_ends_nothing_and_hangs_nowhere),
        cmocka_unit_test(what_came_due_before_a_restore_is_passed_over_in_silence),
        WORLD_TEST(an_order_that_expired_before_a_restore_is_expired_without_a_word),
        WORLD_TEST(a_reminder_of_a_survey_is_skipped_with_its_reason),
        cmocka_unit_test(whatever_breaks_an_order_is_named),
        WORLD_TEST(a_broken_order_is_not_carried_on),
        WORLD_TEST(only_the_very_last_step_of_this_order_is_undone),
        cmocka_unit_test(every_event_effect_and_timer_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
