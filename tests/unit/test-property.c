/* Random lives of an order, held against a model after every step. MAILORDER_SEED repeats a run, MAILORDER_SEQUENCES
 * says how many. A life that breaks an invariant is cut down to a short one that still does, and printed.
 *
 * Built twice: over the core as it is shipped, and (MAILORDER_PLANTED_FAULT) over one into which mistakes can be put,
 * each of which must be found. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/orders/planted.h"
#include "tests/unit/property.h"

#define SEQUENCES   12000
#define MOST_EVENTS 24
#define PHASES      (PHASE_EXPIRED + 1)
#define EVENTS      (EVENT_DECLINED + 1)

static struct shop shop;
static guint reached[PHASES][EVENTS], done[PHASES][EVENTS];

static guint setting(const char *name, guint otherwise)
{
    const char *text = g_getenv(name);
    return text ? (guint)g_ascii_strtoull(text, NULL, 10) : otherwise;
}

/* --- making sequences
 * -------------------------------------------------------------------------------------------------------- */

/* Mostly minutes to days; now and then weeks, or a clock set back. */
static gint random_minutes(GRand *rand)
{
    switch (g_rand_int_range(rand, 0, 8)) {
    case 0:
        return 0;
    case 1:
        return -g_rand_int_range(rand, 1, 180);
    case 2:
        return g_rand_int_range(rand, 1, 60 * 24 * 150); /* into summer time and back */
    default:
        return g_rand_int_range(rand, 1, 60 * 24 * 3);
    }
}

static enum event_kind random_kind(GRand *rand, gboolean first)
{
    gint chance = g_rand_int_range(rand, 0, 100);
    if (first)
        return chance < 90 ? EVENT_ORDERED : (enum event_kind)(chance % EVENTS);
    if (chance < 60)
        return EVENT_ANSWERED;
    if (chance < 78)
        return EVENT_ACCEPTED;
    return chance < 88 ? EVENT_DECLINED : EVENT_ORDERED;
}

static struct sequence *sequence_random(GRand *rand)
{
    struct sequence *sequence = g_new0(struct sequence, 1);
    guint count = (guint)g_rand_int_range(rand, 1, MOST_EVENTS);
    gboolean staffed = g_rand_boolean(rand);
    sequence->expired = g_rand_int_range(rand, 0, 8) == 0;
    sequence->happenings = g_array_new(FALSE, FALSE, sizeof(struct happening));
    for (guint i = 0; i < count; i++) {
        gboolean again = i > 0 && g_rand_int_range(rand, 0, 6) == 0;
        struct happening happening = {
            .kind = random_kind(rand, i == 0 && !sequence->expired),
            .mail = (guint)g_rand_int_range(rand, 0, (gint)property_mails()),
            .minutes = random_minutes(rand),
            .alike = g_rand_int_range(rand, 0, 6) == 0,
            .staffed = g_rand_int_range(rand, 0, 10) == 0 ? (staffed = !staffed) : staffed,
        };
        if (again) /* the same once more */
            happening = g_array_index(sequence->happenings, struct happening, i - 1);
        g_array_append_val(sequence->happenings, happening);
    }
    return sequence;
}

static struct sequence *sequence_without(const struct sequence *sequence, guint from, guint count)
{
    struct sequence *rest = g_memdup2(sequence, sizeof *sequence);
    rest->happenings = g_array_copy(sequence->happenings);
    g_array_remove_range(rest->happenings, from, count);
    return rest;
}

static void sequence_free(struct sequence *sequence)
{
    g_array_unref(sequence->happenings);
    g_free(sequence);
}

/* --- playing them
 * -------------------------------------------------------------------------------------------------------------- */

static char *outcome_dump(gboolean did, const struct outcome *outcome, enum step_refusal refusal)
{
    if (!did)
        return g_strdup(step_refusal_text(refusal));
    GString *text = g_string_new(outcome->what);
    g_autofree char *order = property_dump(outcome->order);
    for (guint i = 0; i < outcome->effects->len; i++) {
        const struct effect *effect = &g_array_index(outcome->effects, struct effect, i);
        g_string_append_printf(text, " %s:%s", effect_kind_name(effect->kind),
                               effect->department ? effect->department : "-");
    }
    g_string_append_printf(text, "\n%s", order);
    return g_string_free(text, FALSE);
}

/* The core is asked twice, and must say the same twice and leave what it was given alone. */
static char *purity_objection(const struct order *order, const struct event *event, const struct facts *facts,
                              gboolean did, const struct outcome *outcome, enum step_refusal refusal, const char *dump)
{
    struct outcome again = {0};
    enum step_refusal why = STEP_REFUSAL_NONE;
    g_autofree char *now = property_dump(order);
    if (!g_str_equal(dump, now))
        return g_strdup("the order it was given is left alone");
    gboolean repeated = order_step(order, event, facts, &again, &why);
    g_autofree char *first = outcome_dump(did, outcome, refusal);
    g_autofree char *second = outcome_dump(repeated, &again, why);
    outcome_clear(&again);
    return repeated == did && g_strcmp0(first, second) == 0 ? NULL : g_strdup("the same question has the same answer");
}

/* One step of order and model. Returns the invariant that it broke, or NULL. */
static char *play_one(struct order **order, struct model *model, const struct happening *happening, gint64 now)
{
    shop.business->accept = happening->staffed ? ACCEPT_STAFF : ACCEPT_AUTO;
    struct draft *draft = property_draft(happening->mail);
    struct event event = {.kind = happening->kind, .draft = draft, .note = "we are closed"};
    struct facts facts = {.now = now, .business = shop.business, .forms = shop.forms};
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    facts.alike = happening->alike ? "EH-0999" : NULL;
    struct model *was = model_copy(model);
    g_autofree char *dump = property_dump(*order);
    gboolean did = order_step(*order, &event, &facts, &outcome, &refusal);
    reached[(*order)->phase][event.kind]++;
    done[(*order)->phase][event.kind] += did;
    char *objection = purity_objection(*order, &event, &facts, did, &outcome, refusal, dump);
    model_move(model, happening, now);
    struct step_seen seen = {
        was, model, happening, now, did, *order, did ? outcome.order : *order, did ? outcome.effects : NULL, refusal};
    if (!objection)
        objection = model_objection(&seen);
    if (did) {
        order_free(*order);
        *order = g_steal_pointer(&outcome.order);
        outcome_clear(&outcome);
    }
    model_free(was);
    draft_free(draft);
    return objection;
}

static char *play(const struct sequence *sequence)
{
    struct order *order = property_order(sequence->expired);
    struct model *model = model_new(sequence->expired);
    char *objection = NULL;
    gint64 now = PROPERTY_START;
    if (sequence->expired)
        for (const struct saying *saying = property_mail(1)->sayings; saying->field; saying++) {
            g_hash_table_insert(model->said, g_strdup_printf("%u/%s", saying->item, saying->field),
                                g_strdup(saying->value));
            if (saying->item)
                g_hash_table_insert(model->said, g_strdup_printf("%u/there", saying->item), g_strdup("yes"));
        }
    for (guint i = 0; i < sequence->happenings->len && !objection; i++) {
        const struct happening *happening = &g_array_index(sequence->happenings, struct happening, i);
        now += (gint64)happening->minutes * 60;
        objection = play_one(&order, model, happening, now);
    }
    model_free(model);
    order_free(order);
    return objection;
}

/* --- shrinking and telling
 * ------------------------------------------------------------------------------------------------------- */

static gboolean still_fails(const struct sequence *sequence)
{
    g_autofree char *objection = play(sequence);
    return objection != NULL;
}

/* Takes the shorter one when it fails, too. */
static gboolean take_if_fails(struct sequence **sequence, struct sequence *other)
{
    struct sequence *loser = still_fails(other) ? *sequence : other;
    if (loser == *sequence)
        *sequence = other;
    sequence_free(loser);
    return loser != other;
}

static gboolean shrink_lengths(struct sequence **sequence)
{
    gboolean shrunk = FALSE;
    for (guint size = MAX(1, (*sequence)->happenings->len / 2); size > 0; size /= 2)
        for (guint from = 0; from + size <= (*sequence)->happenings->len;)
            if (take_if_fails(sequence, sequence_without(*sequence, from, size)))
                shrunk = TRUE;
            else
                from++;
    return shrunk;
}

/* A happening without clock step, likeness or staff says more about the one that matters. */
static gboolean shrink_happening(struct sequence **sequence, guint index)
{
    gboolean shrunk = FALSE;
    for (guint part = 0; part < 3; part++) {
        struct sequence *plain = sequence_without(*sequence, 0, 0);
        struct happening *happening = &g_array_index(plain->happenings, struct happening, index);
        struct happening before = *happening;
        if (part == 0)
            happening->minutes = 0;
        else if (part == 1)
            happening->alike = FALSE;
        else
            happening->staffed = FALSE;
        gboolean same = before.minutes == happening->minutes && before.alike == happening->alike &&
                        before.staffed == happening->staffed;
        if (same)
            sequence_free(plain);
        else
            shrunk |= take_if_fails(sequence, plain);
    }
    return shrunk;
}

static void shrink(struct sequence **sequence)
{
    gboolean shrunk = TRUE;
    while (shrunk) {
        shrunk = shrink_lengths(sequence);
        for (guint i = 0; i < (*sequence)->happenings->len; i++)
            shrunk |= shrink_happening(sequence, i);
    }
}

static void tell(const struct sequence *sequence)
{
    g_autofree char *objection = play(sequence);
    print_message("broken: %s\n", objection);
    if (sequence->expired)
        print_message("  (begins as an expired order)\n");
    for (guint i = 0; i < sequence->happenings->len; i++) {
        const struct happening *happening = &g_array_index(sequence->happenings, struct happening, i);
        gboolean mail = happening->kind == EVENT_ORDERED || happening->kind == EVENT_ANSWERED;
        print_message("  %+d min: %s%s%s%s%s\n", happening->minutes, event_kind_name(happening->kind), mail ? ": " : "",
                      mail ? property_mail(happening->mail)->name : "", happening->alike ? ", a like order exists" : "",
                      happening->staffed ? ", accept = staff" : "");
    }
}

/* --- the tests
 * ----------------------------------------------------------------------------------------------------------------- */

/* The first sequence that fails, shrunk; NULL when none of `count` does. */
static struct sequence *first_failing(guint32 seed, guint count, guint *ret_played)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    for (guint i = 0; i < count; i++) {
        struct sequence *sequence = sequence_random(rand);
        if (still_fails(sequence)) {
            *ret_played = i + 1;
            shrink(&sequence);
            return sequence;
        }
        sequence_free(sequence);
    }
    return NULL;
}

static int open_shop(void **state)
{
    (void)state;
    property_shop_open(&shop);
    return 0;
}

static int close_shop(void **state)
{
    (void)state;
    property_shop_close(&shop);
    return 0;
}

#ifndef MAILORDER_PLANTED_FAULT

/* Both what must be done and what must be refused have to have been met. */
static guint count_unreached(void)
{
    guint unreached = 0, pairs = 0;
    for (guint phase = 0; phase < PHASES; phase++)
        for (guint kind = 0; kind < EVENTS; kind++) {
            const char *state = order_phase_name((enum order_phase)phase),
                       *event = event_kind_name((enum event_kind)kind);
            print_message("  %-10s %-9s %7u, done %7u\n", state, event, reached[phase][kind], done[phase][kind]);
            unreached += reached[phase][kind] == 0;
            pairs++;
        }
    print_message("pairs of state and event: %u of %u reached\n", pairs - unreached, pairs);
    return unreached;
}

static void every_life_keeps_the_invariants_and_every_pair_is_reached(void **state)
{
    (void)state;
    guint32 seed = setting("MAILORDER_SEED", 4);
    guint count = setting("MAILORDER_SEQUENCES", SEQUENCES), played = count;
    print_message("MAILORDER_SEED=%u MAILORDER_SEQUENCES=%u\n", seed, count);
    struct sequence *failing = first_failing(seed, count, &played);
    if (failing) {
        print_message("sequence %u of seed %u, cut down:\n", played, seed);
        tell(failing);
        sequence_free(failing);
        fail();
    }
    assert_int_equal(count_unreached(), 0);
}

#else

enum planted planted_fault;

static void every_planted_fault_is_found(void **state)
{
    (void)state;
    guint32 seed = setting("MAILORDER_SEED", 4);
    guint count = setting("MAILORDER_SEQUENCES", SEQUENCES), played = 0, missed = 0;
    print_message("MAILORDER_SEED=%u MAILORDER_SEQUENCES=%u\n", seed, count);
    for (planted_fault = PLANTED_NONE; planted_fault < PLANTED_ANYBODY_MAY; planted_fault++) {
        struct sequence *failing = first_failing(seed, planted_fault == PLANTED_NONE ? 1000 : count, &played);
        if (failing) {
            print_message("fault %d, found by sequence %u, in %u steps: ", (int)planted_fault, played,
                          failing->happenings->len);
            tell(failing);
            sequence_free(failing);
        }
        /* Without a fault nothing may be found: else the finding above would prove nothing. */
        missed += (planted_fault == PLANTED_NONE) == (failing != NULL);
    }
    assert_int_equal(missed, 0);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifndef MAILORDER_PLANTED_FAULT
        cmocka_unit_test_setup_teardown(every_life_keeps_the_invariants_and_every_pair_is_reached, open_shop,
                                        close_shop),
#else
        cmocka_unit_test_setup_teardown(every_planted_fault_is_found, open_shop, close_shop),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
