/* What is kept in memory of the answers of the last hour says the same as the store, whatever came, however the clock went, and after a rollback. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/flow/internal.h"
#include "tests/unit/store-place.h"

#define HOUR   3600
#define ROUNDS 3000

static const char *const people[] = {"anna@customer.example", "ben@customer.example", "cem@elsewhere.example", "nobody"};
static const char *const audiences[] = {"customer", "customer", "stranger", "warehouse"};
static const char *const domains[] = {NULL, "customer.example", "elsewhere.example", "nowhere.example"};

static struct flow *open_flow(struct place *place)
{
    const struct flow_setup setup = {0};
    return flow_new(place->store, &setup);
}

/* Sent at `now`, most of them as an answer. */
static void post(struct flow *flow, GRand *rand, gint64 now, guint number)
{
    g_autofree char *id = g_strdup_printf("%u@shop.example", number);
    g_autoptr(out_auto) out = out_to(people[g_rand_int_range(rand, 0, G_N_ELEMENTS(people))], id);
    g_free(out->audience);
    out->audience = g_strdup(audiences[g_rand_int_range(rand, 0, G_N_ELEMENTS(audiences))]);
    out->answer = g_rand_int_range(rand, 0, 5) > 0;
    out->created = now;
    assert_true(store_out_add(flow->store, out, NULL, NULL, NULL));
    counted_add(flow, out);
}

static gint64 in_store(struct store *store, const char *domain, gint64 since)
{
    g_autoptr(GPtrArray) answers = store_answers(store, since, NULL);
    gint64 count = 0;
    for (guint i = 0; i < answers->len; i++)
        count += !domain || g_strcmp0(((const struct answer_row *)answers->pdata[i])->domain, domain) == 0;
    return count;
}

static void agree(struct flow *flow, gint64 now)
{
    for (guint i = 0; i < G_N_ELEMENTS(domains); i++) {
        assert_int_equal(counted_since(flow, domains[i], now - HOUR, NULL), in_store(flow->store, domains[i], now - HOUR));
        assert_int_equal(counted_since(flow, domains[i], now - 60, NULL), in_store(flow->store, domains[i], now - 60));
    }
}

static gint64 later(GRand *rand, gint64 now)
{
    switch (g_rand_int_range(rand, 0, 60)) {
    case 0:
        return now + 3 * HOUR; /* nothing came for a while, or the clock was set */
    case 1:
        return now - 2 * HOUR; /* it was set back */
    default:
        return now + g_rand_int_range(rand, 0, 40);
    }
}

static void what_is_kept_says_the_same_as_the_store(void **state)
{
    struct place *place = *state;
    struct flow *flow = open_flow(place);
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    gint64 now = 1000000;
    assert_true(flow_change(flow, NULL));
    for (guint i = 0; i < ROUNDS; i++) {
        post(flow, rand, now, i);
        if (i % 5 == 0)
            agree(flow, now);
        if (i % 500 == 499)
            assert_true(flow_commit(flow, NULL) && flow_change(flow, NULL));
        now = later(rand, now);
    }
    agree(flow, now);
    flow_free(flow);
}

static void what_was_rolled_back_does_not_count(void **state)
{
    struct place *place = *state;
    struct flow *flow = open_flow(place);
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    assert_true(flow_change(flow, NULL));
    for (guint i = 0; i < 20; i++)
        post(flow, rand, 1000000, i);
    gint64 committed = counted_since(flow, NULL, 0, NULL);
    assert_true(committed > 0 && flow_commit(flow, NULL) && flow_change(flow, NULL));
    for (guint i = 20; i < 40; i++)
        post(flow, rand, 1000000, i);
    assert_true(counted_since(flow, NULL, 0, NULL) > committed);
    flow_rollback(flow);
    assert_int_equal(counted_since(flow, NULL, 0, NULL), committed);
    flow_free(flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(what_is_kept_says_the_same_as_the_store),
        PLACE_TEST(what_was_rolled_back_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
