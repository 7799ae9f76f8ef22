/* What is looked for again and again costs the same however many orders are done: counted in the steps that SQLite makes, by the statements
 * themselves. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/unit/store-place.h"

#define FEW   20
#define MANY  4000
#define SLACK 200 /* steps: a search in a deeper tree is the same number of them, a page of rows is not */
#define NOW   2000000000
#define DAY   86400

/* --- a store with so many orders that are delivered, their mails handled, their letters sent and without a body -------------------------- */

static const char closed[] =
    "CREATE TEMP TABLE n AS WITH n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n;"
    "INSERT INTO mail (mailbox, uidvalidity, uid, arrived, taken, size, state, filing, message_id, digest, sender)"
    " SELECT 'orders', 1, i, 1000, 1000, 5, 1, 3, i || '@x', 'd' || i, 'c' || i || '@customer.example' FROM n;"
    "INSERT INTO orders (id, number, phase, state, customer, customer_key, created, changed, accepted)"
    " SELECT i, 'EH-' || i, 'accepted', 'delivered', 'c' || i || '@customer.example', 'c' || i || '@customer.example', 2000 + i, 1000000000 + i, 1 FROM n;"
    "INSERT INTO item (order_id, number, form, state) SELECT i, 1, 'sofa', 'delivered' FROM n;"
    "INSERT INTO mark (order_id, name, value) SELECT i, 'surveyed', '2023-01-01' FROM n;"
    "INSERT INTO survey (order_id, mark, recommend, call_again, at, wordless) SELECT i, 5, 10, 0, 1000, 1 FROM n;"
    "INSERT INTO journal (at, order_id, mail, actor, what) SELECT 1000, i, i, 'mailorder', 'ordered' FROM n;"
    "INSERT INTO outbox (state, order_id, cause, mailbox, letter, audience, recipient, recipient_key, sender, message_id, answer, created, next_try,"
    " first_try, done, tries, unknown, copy_wanted, recipient_domain) SELECT 2, i, i, 'orders', 'order-confirmed', 'customer', 'c' || i || '@x',"
    " 'c' || i || '@x', '', 'out' || i || '@x', 1, 1000, 1000, 1000, 1001, 1, 0, 0, 'x' FROM n;"
    "INSERT INTO command (at, actor, verb, object, outcome) SELECT 1, 'a', 'say', 'EH-' || i, 'done' FROM n;"
    "DROP TABLE n;";

static void add_closed(const char *path, int first, int last)
{
    sqlite3 *raw = NULL;
    char *problem = NULL;
    g_autofree char *sql = g_strdup_printf(closed, first, last);
    assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
    if (sqlite3_exec(raw, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s", problem);
    sqlite3_close(raw);
}

/* --- what is looked for ------------------------------------------------------------------------------------------------------------------- */

static void drop(gpointer list)
{
    assert_non_null(list);
    g_ptr_array_unref(list);
}

static void drop_ids(GArray *ids, guint count)
{
    assert_non_null(ids);
    assert_int_equal(ids->len, count);
    g_array_unref(ids);
}

static void count_for_status(struct store *store)
{
    struct store_counts counts;
    struct store_waiting waiting;
    struct store_troubles troubles;
    assert_true(store_counts(store, &counts, NULL) && store_waiting(store, NOW, &waiting, NULL) && store_troubles(store, NOW - DAY, &troubles, NULL));
}

static void wake_for_what_is_due(struct store *store)
{
    drop(store_timers_due(store, NOW, 200, NULL));
    drop(store_commands_pending(store, 50, NULL));
    drop(store_outs_due(store, NOW, 16, NULL));
    drop(store_breakers(store, 50, NULL));
    assert_true(store_timers_next(store, NULL) == 0 && store_outs_next(store, NULL) == 0 && store_breakers_next(store, NULL) == 0);
    assert_true(store_untold_due(store, FALSE, NULL) == 0 && store_untold_due(store, TRUE, NULL) == 0);
}

static void look_for_mail(struct store *store)
{
    drop(store_mails_arrived(store, 0, 32, NULL));
    drop(store_mails_to_file(store, "orders", 1, 0, 32, NULL));
    drop(store_outs_to_copy(store, "orders", 16, NULL));
    drop(store_removals(store, "orders", 16, NULL));
    assert_null(store_mail_met(store, "none", "none@x", 0, NULL));
    assert_null(store_mail_by_message_id(store, "none@x", 0, NULL));
}

static void know_a_customer(struct store *store)
{
    struct address_state state;
    assert_true(store_order_alike(store, "new@customer.example", "d", 0, 0, NULL) == 0);
    assert_false(store_customer_is_known(store, "new@customer.example", NOW, NULL));
    assert_true(store_address(store, "new@customer.example", &state, NULL));
    assert_int_equal(store_answers_since(store, "new@customer.example", NOW - DAY, NULL), 0);
    drop(store_answers(store, NOW - 3600, NULL));
    drop(store_outs_waiting_to(store, "new@customer.example", NULL));
}

static void begin_anew(struct store *store)
{
    assert_true(store_begin(store, NULL));
    assert_int_equal(store_outs_recover(store, NOW, NULL), 0);
    assert_true(store_outs_hasten(store, NOW, NULL) && store_commit(store, NULL));
    drop(store_forms_open(store, NULL));
    drop_ids(store_orders_unattended(store, "sofa", ",warehouse,", "unattended", 500, NULL), 0);
}

static void make_the_days_lists(struct store *store)
{
    guint64 count;
    gint64 first;
    drop_ids(store_orders_marked(store, "surveyed", NULL, NOW - 30 * DAY, 200, NULL), 0);
    assert_true(store_reviews_since(store, NOW - 3600, &count, &first, NULL));
}

static void take_away_what_is_old(struct store *store)
{
    gint64 last;
    assert_true(store_begin(store, NULL));
    assert_true(store_expire_mails(store, FALSE, 500, 0, 50, &last, NULL) && store_expire_mails(store, TRUE, 500, 0, 50, &last, NULL));
    assert_true(store_expire_bodies(store, 500, 0, 50, &last, NULL) && store_expire_comments(store, 500, 50, &last, NULL));
    drop_ids(store_orders_over(store, FALSE, 500, 10, NULL), 0);
    drop_ids(store_orders_over(store, TRUE, 500, 10, NULL), 0);
    assert_true(store_commit(store, NULL));
}

static void list_the_newest(struct store *store)
{
    drop(store_orders_list(store, NULL, NULL, 0, 10, NULL));
    drop(store_orders_list(store, "delivered", NULL, 0, 10, NULL));
    drop(store_orders_list(store, NULL, "c7@customer.example", 0, 10, NULL));
    drop(store_mails_list(store, 0, 10, NULL));
    drop(store_outs_list(store, FALSE, 10, NULL));
    drop(store_outs_list(store, TRUE, 10, NULL));
}

static const struct {
    const char *name;
    void (*look)(struct store *store);
} looks[] = {
    {"status", count_for_status},     {"wake", wake_for_what_is_due},     {"mail", look_for_mail},           {"customer", know_a_customer},
    {"start", begin_anew},            {"daily", make_the_days_lists},     {"retention", take_away_what_is_old}, {"lists", list_the_newest},
};

static guint64 steps_of(struct store *store, guint look)
{
    const guint64 before = store_work(store);
    looks[look].look(store);
    return store_work(store) - before;
}

static void what_is_done_is_not_in_the_way(void **state)
{
    struct place *place = *state;
    guint64 few[G_N_ELEMENTS(looks)];
    add_closed(place->path, 1, FEW);
    for (guint i = 0; i < G_N_ELEMENTS(looks); i++)
        few[i] = steps_of(place->store, i);
    add_closed(place->path, FEW + 1, MANY);
    for (guint i = 0; i < G_N_ELEMENTS(looks); i++) {
        const guint64 many = steps_of(place->store, i);
        if (many > few[i] + SLACK)
            fail_msg("%s: %" G_GUINT64_FORMAT " steps with %d orders, %" G_GUINT64_FORMAT " with %d", looks[i].name, few[i], FEW, many, MANY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {PLACE_TEST(what_is_done_is_not_in_the_way)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
