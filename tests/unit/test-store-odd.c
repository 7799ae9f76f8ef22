/* What a store seldom holds: rows without those that they belong to, in a database that was damaged or written by another's hand; texts that are
 * empty; things that are not there. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/store/internal.h"
#include "tests/unit/store-place.h"

static struct order *saved_order(struct store *store)
{
    g_autoptr(order_auto) order = order_lived("EH-1001");
    g_ptr_array_add(order->request->waiting, g_strdup("paint"));
    assert_true(store_order_save(store, order, NULL, NULL));
    return store_order_load(store, order->id, NULL);
}

static void rows_without_what_they_belong_to_are_passed_over(void **state)
{
    struct place *place = *state;
    g_autoptr(order_auto) order = saved_order(place->store);
    assert_int_equal(order->request->waiting->len, 2);
    assert_int_equal(order->request->values->len, 1);
    assert_true(store_exec(place->store, "DELETE FROM consignment; DELETE FROM request; DELETE FROM survey; DELETE FROM item", NULL));
    g_autoptr(order_auto) rest = store_order_load(place->store, order->id, NULL);
    assert_true(rest && !rest->request && !rest->survey);
    assert_int_equal(rest->consignments->len + rest->items->len, 0);
    assert_int_equal(rest->values->len, order->values->len); /* those of the order itself, not of its item */
}

static void what_was_before_is_not_made_up_of_garbage(void **state)
{
    struct place *place = *state;
    guint since;
    gint64 until;
    g_autoptr(order_auto) order = saved_order(place->store);
    assert_true(store_undo_keep(place->store, order, "warehouse", 3, 600, NULL));
    assert_true(store_exec(place->store, "UPDATE undo SET state = x'0102'", NULL));
    assert_null(store_undo_find(place->store, order, "warehouse", &since, &until, NULL));
}

static void what_is_empty_is_kept_empty(void **state)
{
    struct place *place = *state;
    g_autoptr(mail_auto) mail = mail_arriving(5);
    g_autoptr(out_auto) out = out_to("anna@customer.example", "one@shop.example");
    g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
    gboolean added;
    assert_true(store_mail_add(place->store, mail, &added, NULL));
    mail->subject = g_strdup("");
    assert_true(store_mail_save(place->store, mail, NULL));
    g_autoptr(mail_auto) back = store_mail_load(place->store, mail->id, NULL);
    assert_string_equal(back->subject, "");
    assert_true(store_out_add(place->store, out, nothing, "", NULL));
    g_autoptr(GBytes) message = store_out_message(place->store, out->id, NULL);
    g_autofree char *text = store_out_text(place->store, out->id, NULL);
    assert_true(message && g_bytes_get_size(message) == 0);
    assert_string_equal(text, "");
}

static void after_a_transaction_was_given_up_nothing_is_read(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    assert_true(store_begin(place->store, NULL) && store_mark(place->store, NULL));
    assert_true(store_exec(place->store, "ROLLBACK", NULL)); /* as SQLite does by itself */
    assert_null(store_mails_list(place->store, 0, 10, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_BUSY));
    assert_false(store_unmark(place->store, NULL));
    store_return_to_mark(place->store);
    assert_false(store_commit(place->store, NULL));
    store_rollback(place->store);
    g_autoptr(GPtrArray) none = store_mails_list(place->store, 0, 10, NULL);
    assert_int_equal(none->len, 0);
}

static void nothing_can_be_freed(void **state)
{
    (void)state;
    mail_free(NULL);
    mail_part_free(NULL);
    order_row_free(NULL);
    journal_row_free(NULL);
    out_free(NULL);
    breaker_free(NULL);
    untold_free(NULL);
    timer_free(NULL);
    command_free(NULL);
    removal_free(NULL);
    store_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(rows_without_what_they_belong_to_are_passed_over),
        PLACE_TEST(what_was_before_is_not_made_up_of_garbage),
        PLACE_TEST(what_is_empty_is_kept_empty),
        PLACE_TEST(after_a_transaction_was_given_up_nothing_is_read),
        cmocka_unit_test(nothing_can_be_freed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
