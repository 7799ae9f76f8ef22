/* Random lives of an order, held against models after every step. MAILORDER_SEED repeats a run, MAILORDER_SEQUENCES
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

#include "tests/unit/property.h"

#define EARLY_SEQUENCES 12000
#define LIFE_SEQUENCES  10000

static struct shop shop;

static guint setting(const char *name, guint otherwise)
{
    const char *text = g_getenv(name);
    return text ? (guint)g_ascii_strtoull(text, NULL, 10) : otherwise;
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

static void play_all(gboolean whole, guint otherwise, struct tally *tally)
{
    guint32 seed = setting("MAILORDER_SEED", 4);
    guint count = setting("MAILORDER_SEQUENCES", otherwise), played = count;
    print_message("MAILORDER_SEED=%u MAILORDER_SEQUENCES=%u\n", seed, count);
    struct sequence *failing = property_find(&shop, whole, seed, count, tally, &played);
    if (!failing)
        return;
    print_message("sequence %u of seed %u, cut down:\n", played, seed);
    property_tell(&shop, failing);
    sequence_free(failing);
    fail();
}

/* Each pair must have been met; what the diagram allows must have been done, and nothing else. */
static guint count_wrong(const struct tally *tally, guint states, guint kinds)
{
    guint unreached = 0, never = 0, against = 0;
    print_message("%-16s", "reached/done");
    for (guint state = 0; state < states; state++)
        print_message(" %13s", property_state_name(state));
    print_message("\n");
    for (guint kind = 0; kind < kinds; kind++) {
        print_message("%-16s", property_kind_name(kind));
        for (guint state = 0; state < states; state++) {
            guint reached = tally->reached[state][kind], done = tally->done[state][kind];
            gboolean allowed = property_allowed(state, kind);
            print_message(" %6u/%-6u", reached, done);
            unreached += reached == 0;
            never += allowed && done == 0;
            against += !allowed && done > 0;
        }
        print_message("\n");
    }
    guint pairs = states * kinds;
    print_message("pairs of state and event: %u of %u reached; allowed, but never done: %u; done, but not allowed: %u\n",
                  pairs - unreached, pairs, never, against);
    return unreached + never + against;
}

static void every_order_keeps_the_invariants_until_it_is_accepted(void **state)
{
    (void)state;
    static struct tally tally;
    play_all(FALSE, EARLY_SEQUENCES, &tally);
    assert_int_equal(count_wrong(&tally, property_item_state(ITEM_WAITING) + 1, EVENT_DECLINED + 1), 0);
}

static void every_life_keeps_the_invariants_and_every_pair_is_reached(void **state)
{
    (void)state;
    static struct tally tally;
    play_all(TRUE, LIFE_SEQUENCES, &tally);
    assert_int_equal(count_wrong(&tally, PROPERTY_STATES, PROPERTY_KINDS), 0);
}

#else

enum planted planted_fault;

/* Prints what was found, and whether it was found at all. */
static gboolean find(gboolean whole, guint32 seed, guint count, struct tally *tally)
{
    guint played = 0;
    struct sequence *failing = property_find(&shop, whole, seed, count, tally, &played);
    if (!failing)
        return FALSE;
    print_message("fault %d, found by sequence %u%s, in %u steps: ", (int)planted_fault, played,
                  whole ? " of whole lives" : "", failing->happenings->len);
    property_tell(&shop, failing);
    sequence_free(failing);
    return TRUE;
}

/* Each fault is found, in what comes before acceptance or in the whole life; and each invariant of the whole life finds
 * one, else it would be none. */
static void every_planted_fault_is_found(void **state)
{
    (void)state;
    guint32 seed = setting("MAILORDER_SEED", 4);
    guint count = setting("MAILORDER_SEQUENCES", LIFE_SEQUENCES), missed = 0;
    g_autoptr(GHashTable) broken = g_hash_table_new(g_str_hash, g_str_equal);
    static struct tally tally;
    tally.broken = broken;
    print_message("MAILORDER_SEED=%u MAILORDER_SEQUENCES=%u\n", seed, count);
    for (planted_fault = PLANTED_NONE; planted_fault < PLANTED_COUNT; planted_fault++) {
        gboolean early = planted_fault < PLANTED_ANYBODY_MAY && find(FALSE, seed, 600, NULL);
        gboolean life = !early && find(TRUE, seed, planted_fault == PLANTED_NONE ? 1000 : count, &tally);
        if (planted_fault != PLANTED_NONE && !early && !life)
            print_message("fault %d is not found\n", (int)planted_fault);
        /* Without a fault nothing may be found: else the finding above would prove nothing. */
        missed += (planted_fault == PLANTED_NONE) == (early || life);
    }
    g_autoptr(GPtrArray) unbroken = property_unbroken(broken);
    for (guint i = 0; i < unbroken->len; i++)
        print_message("no fault breaks: %s\n", (const char *)unbroken->pdata[i]);
    assert_int_equal(unbroken->len, 0);
    assert_int_equal(missed, 0);
}

#endif

int main(void)
{
    if (g_getenv("MAILORDER_TEST"))
        cmocka_set_test_filter(g_getenv("MAILORDER_TEST"));
    const struct CMUnitTest tests[] = {
#ifndef MAILORDER_PLANTED_FAULT
        cmocka_unit_test_setup_teardown(every_order_keeps_the_invariants_until_it_is_accepted, open_shop, close_shop),
        cmocka_unit_test_setup_teardown(every_life_keeps_the_invariants_and_every_pair_is_reached, open_shop,
                                        close_shop),
#else
        cmocka_unit_test_setup_teardown(every_planted_fault_is_found, open_shop, close_shop),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
