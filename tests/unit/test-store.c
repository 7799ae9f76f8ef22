#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sqlite3.h>

#include "tests/unit/store-place.h"

/* --- round trips --------------------------------------------------------------------------------------------------------------- */

static void an_order_comes_back_as_it_was(void **state)
{
    struct place *place = *state;
    g_autoptr(order_auto) order = order_full("EH-1001");
    assert_true(store_order_save(place->store, order, "digest", NULL));
    assert_true(store_order_save(place->store, order, "digest", NULL)); /* replaces */
    g_autoptr(order_auto) back = store_order_by_number(place->store, "EH-1001", NULL);
    assert_int_equal(back->id, order->id);
    assert_int_equal(back->phase, PHASE_HELD);
    assert_string_equal(back->customer_name, NASTY);
    assert_string_equal(back->hold_reason, "why");
    assert_int_equal(back->asked, 2);
    assert_null(back->expected);
    assert_int_equal(back->values->len, 1);
    const struct value *value = back->values->pdata[0];
    assert_string_equal(value->text, NASTY);
    assert_null(value->canonical);
    assert_int_equal(value->status, VALUE_CONFLICT);
    assert_int_equal(value->fault, FAULT_CONFLICT);
    assert_string_equal(value->candidates[1], NASTY);
    assert_int_equal(back->items->len, 1);
    const struct line_item *item = order_item(back, 3);
    assert_string_equal(item->line_total, "2.00");
    assert_true(item->tax_included);
    assert_string_equal(values_find(item->values, "qty")->canonical, "2");
    const struct remark *remark = back->remarks->pdata[0];
    assert_int_equal(remark->item, 3);
    assert_string_equal(back->unread[1], "line, two");
    assert_null(store_order_by_number(place->store, "EH-9999", NULL));
}

static void assert_lived(const struct order *back)
{
    const struct line_item *item = order_item(back, 3);
    const struct consignment *consignment = order_consignment(back, 1);
    assert_int_equal(back->phase, PHASE_ACCEPTED);
    assert_string_equal(item->promised, "2026-12-01");
    assert_string_equal(item->told, "2026-12-02");
    assert_int_equal(item->state, ITEM_SHIPPED);
    assert_string_equal(consignment->carrier_text, NASTY);
    assert_null(consignment->carrier);
    assert_string_equal(consignment->tracking, "1Z999AA10123456784");
    assert_true(consignment_has(consignment, 3));
    assert_int_equal(back->request->aim, AIM_CANCEL);
    assert_string_equal(back->request->words, NASTY);
    assert_string_equal(((struct request_value *)back->request->values->pdata[0])->value->text, "velvet");
    assert_string_equal(back->request->waiting->pdata[0], "warehouse");
    assert_int_equal(back->survey->mark, 2);
    assert_int_equal(back->survey->recommend, -1);
    assert_string_equal(back->survey->comment, NASTY);
    assert_string_equal(((struct survey_reply *)back->survey->replies->pdata[0])->text, "legs");
    assert_string_equal(order_mark(back, "late:3"), "2026-12-03");
}

static void what_hangs_off_an_order_comes_back(void **state)
{
    struct place *place = *state;
    g_autoptr(order_auto) order = order_lived("EH-1001");
    assert_true(store_order_save(place->store, order, "digest", NULL));
    assert_true(store_order_save(place->store, order, "digest", NULL));
    g_autoptr(order_auto) back = store_order_load(place->store, order->id, NULL);
    assert_lived(back);
    assert_string_equal(back->representative, "sales@shop.example");
    assert_int_equal(back->revision, 4);
}

static void what_staff_said_can_be_taken_back_whole(void **state)
{
    struct place *place = *state;
    g_autoptr(order_auto) order = order_lived("EH-1001");
    guint since;
    gint64 until;
    assert_true(store_order_save(place->store, order, "digest", NULL));
    assert_true(store_undo_keep(place->store, order, "warehouse", 11, 600, NULL));
    g_autoptr(order_auto) later = order_copy(order);
    later->revision++;
    g_ptr_array_set_size(later->consignments, 0);
    g_ptr_array_set_size(later->items, 0);
    g_clear_pointer(&later->request, request_free);
    g_clear_pointer(&later->survey, survey_free);
    order_set_mark(later, "late:3", NULL);
    order_set_mark(later, "other", "x");
    assert_null(store_undo_find(place->store, later, "receivables", &since, &until, NULL));
    g_autoptr(order_auto) then = store_undo_find(place->store, later, "warehouse", &since, &until, NULL);
    assert_non_null(then);
    assert_lived(then);
    assert_int_equal(then->revision, 4);
    assert_null(order_mark(then, "other"));
    assert_int_equal(since, 11);
    assert_int_equal(until, 600);
    g_autoptr(order_auto) by_service = store_undo_find(place->store, later, "review", &since, &until, NULL);
    assert_non_null(by_service);
    assert_true(store_undo_forget(place->store, order->id, NULL));
    assert_null(store_undo_find(place->store, later, "warehouse", &since, &until, NULL));
}

static void a_decision_before_acceptance_can_be_taken_back_whole(void **state)
{
    struct place *place = *state;
    g_autoptr(order_auto) order = order_full("EH-1001");
    guint since;
    gint64 until;
    order->accepted = 0;
    assert_true(store_order_save(place->store, order, "digest", NULL));
    assert_true(store_undo_keep(place->store, order, "review", 11, 600, NULL));
    g_autoptr(order_auto) later = order_copy(order);
    later->phase = PHASE_ACCEPTED;
    later->accepted = 7;
    g_clear_pointer(&later->hold_reason, g_free);
    g_autoptr(order_auto) then = store_undo_find(place->store, later, "review", &since, &until, NULL);
    assert_non_null(then);
    assert_int_equal(then->phase, PHASE_HELD);
    assert_string_equal(then->hold_reason, "why");
    assert_int_equal(then->accepted, 0);
    assert_string_equal(((struct value *)then->values->pdata[0])->candidates[1], NASTY);
}

static void addresses_and_days_are_remembered(void **state)
{
    struct place *place = *state;
    struct address_state known = {0};
    assert_true(store_address(place->store, "Ayla@Customer.example", &known, NULL));
    assert_int_equal(known.bounced, 0);
    known.opted_out = 5;
    assert_true(store_address_save(place->store, "Ayla@Customer.example", &known, NULL));
    known = (struct address_state){0};
    assert_true(store_address(place->store, "ayla@customer.example", &known, NULL));
    assert_int_equal(known.opted_out, 5);
    assert_null(store_schedule(place->store, "calls", NULL));
    assert_true(store_schedule_done(place->store, "calls", "2026-12-03", NULL));
    g_autofree char *day = store_schedule(place->store, "calls", NULL);
    assert_string_equal(day, "2026-12-03");
    g_autoptr(order_auto) order = order_lived("EH-1001");
    assert_true(store_order_save(place->store, order, "digest", NULL));
    g_autoptr(GArray) marked = store_orders_marked(place->store, "late:3", NULL, 0, 10, NULL);
    assert_int_equal(marked->len, 1);
    g_autoptr(GArray) none = store_orders_marked(place->store, "late:3", "2026-12-04", 0, 10, NULL);
    assert_int_equal(none->len, 0);
}

static void of_one_second_what_customers_are_told_is_due_first(void **state)
{
    static const struct {
        const char *audience, *recipient;
        gint64 due;
    } outs[] = {{"warehouse", "1@x.example", 100}, {"customer", "2@x.example", 101}, {"accounts", "3@x.example", 101}, {"customer", "4@x.example", 101}};
    struct place *place = *state;
    for (guint i = 0; i < G_N_ELEMENTS(outs); i++) {
        g_autofree char *id = g_strdup_printf("%u@shop.example", i);
        g_autoptr(out_auto) out = out_to(outs[i].recipient, id);
        g_free(out->audience);
        out->audience = g_strdup(outs[i].audience);
        out->next_try = outs[i].due;
        assert_true(store_out_add(place->store, out, NULL, NULL, NULL));
    }
    g_autoptr(GPtrArray) due = store_outs_due(place->store, 101, 10, NULL);
    g_autoptr(GString) order = g_string_new(NULL);
    for (guint i = 0; i < due->len; i++)
        g_string_append_c(order, *((const struct out *)due->pdata[i])->recipient);
    assert_string_equal(order->str, "1243");
}

static void alike_orders_are_found_by_customer_digest_and_time(void **state)
{
    struct place *place = *state;
    g_autoptr(order_auto) order = order_full("EH-1001");
    assert_true(store_order_save(place->store, order, "digest", NULL));
    assert_int_equal(store_order_alike(place->store, "ayla@CUSTOMER.example", "digest", 5, 0, NULL), order->id);
    assert_int_equal(store_order_alike(place->store, "ayla@customer.example", "digest", 6, 0, NULL), 0);
    assert_int_equal(store_order_alike(place->store, "ayla@customer.example", "other", 0, 0, NULL), 0);
    assert_int_equal(store_order_alike(place->store, "ayla@customer.example", "digest", 0, order->id, NULL), 0);
    assert_true(store_order_recent(place->store, "ayla@CUSTOMER.example", 5, 0, NULL));
    assert_false(store_order_recent(place->store, "ayla@customer.example", 6, 0, NULL));
    assert_false(store_order_recent(place->store, "ayla@customer.example", 5, order->id, NULL));
    assert_false(store_order_recent(place->store, "somebody@customer.example", 0, 0, NULL));
}

static void numbers_are_never_given_twice(void **state)
{
    struct place *place = *state;
    guint64 first, second;
    assert_true(store_order_count(place->store, &first, NULL));
    assert_true(store_order_count(place->store, &second, NULL));
    assert_int_equal(first, 1001);
    assert_int_equal(second, 1002);
}

static void a_mails_key_is_unique_and_moves_the_position(void **state)
{
    struct place *place = *state;
    struct store_mailbox mailbox;
    gboolean fresh, added;
    assert_true(store_mailbox_open(place->store, "orders", 77, &mailbox, &fresh, NULL));
    assert_true(fresh);
    assert_int_equal(mailbox.adopted, 77);
    assert_true(store_mailbox_validity(place->store, "orders", 7, NULL));
    gint64 id = add_mail(place->store, 12);
    g_autoptr(mail_auto) again = mail_arriving(12);
    assert_true(store_mail_add(place->store, again, &added, NULL));
    assert_false(added);
    assert_int_equal(again->id, id);
    assert_true(store_mailbox_open(place->store, "orders", 99, &mailbox, &fresh, NULL));
    assert_false(fresh);
    assert_int_equal(mailbox.adopted, 77);
    assert_int_equal(mailbox.position, 12);
    assert_true(store_mailbox_validity(place->store, "orders", 8, NULL));
    assert_true(store_mailbox_open(place->store, "orders", 99, &mailbox, &fresh, NULL));
    assert_int_equal(mailbox.position, 0);
    assert_true(store_mailbox_adopt(place->store, "orders", 5, NULL));
    assert_true(store_mailbox_open(place->store, "orders", 99, &mailbox, &fresh, NULL));
    assert_int_equal(mailbox.adopted, 5);
}

static void a_mail_travels_from_arrived_to_filed(void **state)
{
    struct place *place = *state;
    gint64 id = add_mail(place->store, 1);
    add_mail(place->store, 2);
    g_autoptr(mail_auto) mail = store_mail_load(place->store, id, NULL);
    assert_string_equal(mail->spool, "orders-7-1.eml");
    assert_null(mail->digest);
    mail->state = MAIL_HANDLED;
    mail->filing = FILING_HANDLED;
    mail->attempts = 1;
    mail->digest = g_strdup("abc");
    mail->message_id = g_strdup(NASTY);
    mail->subject = g_strdup(NASTY);
    mail->reason = g_strdup("why");
    assert_true(store_mail_save(place->store, mail, NULL));
    g_autoptr(GPtrArray) arrived = store_mails_arrived(place->store, 0, 10, NULL);
    assert_int_equal(arrived->len, 1);
    g_autoptr(GPtrArray) to_file = store_mails_to_file(place->store, "orders", 7, 0, 10, NULL);
    assert_int_equal(to_file->len, 1);
    g_autoptr(GPtrArray) other = store_mails_to_file(place->store, "orders", 8, 0, 10, NULL);
    assert_int_equal(other->len, 0);
    g_autoptr(mail_auto) by_digest = store_mail_met(place->store, "abc", NASTY, 0, NULL);
    assert_int_equal(by_digest->id, id);
    assert_null(store_mail_met(place->store, "abc", NASTY, id, NULL));
    assert_null(store_mail_met(place->store, "abc", "another@x.example", 0, NULL));
    g_autoptr(mail_auto) by_id = store_mail_by_message_id(place->store, NASTY, 0, NULL);
    assert_string_equal(by_id->subject, NASTY);
}

static void what_became_of_a_mail_is_saved_by_itself(void **state)
{
    struct place *place = *state;
    g_autoptr(mail_auto) mail = store_mail_load(place->store, add_mail(place->store, 1), NULL);
    mail->subject = g_strdup("as it was read");
    assert_true(store_mail_save(place->store, mail, NULL));
    mail->state = MAIL_REVIEW;
    mail->filing = FILING_REVIEW;
    mail->attempts = 2;
    mail->again = mail->id;
    g_free(mail->reason);
    mail->reason = g_strdup(NASTY);
    g_free(mail->subject);
    mail->subject = g_strdup("another");
    assert_true(store_mail_save_state(place->store, mail, NULL));
    g_autoptr(mail_auto) back = store_mail_load(place->store, mail->id, NULL);
    assert_int_equal(back->state, MAIL_REVIEW);
    assert_int_equal(back->filing, FILING_REVIEW);
    assert_int_equal(back->attempts, 2);
    assert_int_equal(back->again, mail->id);
    assert_string_equal(back->reason, NASTY);
    assert_string_equal(back->subject, "as it was read");
}

static void a_large_outgoing_mail_keeps_its_bytes(void **state)
{
    static const gsize sizes[] = {0, 262143, 262144, 262145, 1000003};
    struct place *place = *state;
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        guint8 *octets = g_malloc(sizes[i] + 1);
        for (gsize k = 0; k < sizes[i]; k++)
            octets[k] = (guint8)(k * 31 + k / 4096 + i);
        g_autoptr(GBytes) message = g_bytes_new_take(octets, sizes[i]);
        g_autofree char *id = g_strdup_printf("large-%u@shop.example", i);
        g_autoptr(out_auto) out = out_to("a@b.example", id);
        assert_true(store_out_add(place->store, out, message, "text", NULL));
        g_autoptr(GBytes) back = store_out_message(place->store, out->id, NULL);
        assert_true(g_bytes_equal(message, back));
    }
}

static gboolean append(gpointer string, const char *bytes, gsize size, GError **error)
{
    (void)error;
    g_string_append_len(string, bytes, (gssize)size);
    return TRUE;
}

static gboolean refuse_more(gpointer unused, const char *bytes, gsize size, GError **error)
{
    (void)unused, (void)bytes, (void)size;
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_OTHER, "enough");
    return FALSE;
}

static void a_body_is_written_and_given_in_pieces(void **state)
{
    struct place *place = *state;
    g_autoptr(GString) whole = g_string_new(NULL), given = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) small = NULL;
    gsize size = 0;
    for (guint i = 0; i < 60000; i++)
        g_string_append_printf(whole, "line %u\r\n", i);
    g_autoptr(out_auto) out = out_to("a@b.example", "pieces@shop.example");
    assert_true(store_out_add(place->store, out, NULL, NULL, NULL));
    struct store_body *body = store_body_begin(place->store, out->id, "its text", whole->len, NULL);
    for (gsize at = 0; at < whole->len; at += 70001)
        assert_true(store_body_write(body, whole->str + at, MIN(whole->len - at, 70001), NULL));
    assert_true(store_body_end(body, NULL));
    assert_true(store_out_body(place->store, out->id, &small, &size, NULL));
    assert_null(small);
    assert_int_equal(size, whole->len);
    assert_true(store_out_give(place->store, out->id, append, given, NULL));
    assert_string_equal(given->str, whole->str);
    g_autofree char *text = store_out_text(place->store, out->id, NULL);
    assert_string_equal(text, "its text");
    assert_false(store_out_give(place->store, out->id, refuse_more, NULL, &error));
    assert_string_equal(error->message, "enough");
}

static void a_body_is_as_long_as_it_was_to_be(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL, again = NULL;
    g_autoptr(out_auto) out = out_to("a@b.example", "short@shop.example");
    assert_true(store_out_add(place->store, out, NULL, NULL, NULL));
    struct store_body *body = store_body_begin(place->store, out->id, NULL, 300000, NULL);
    assert_true(store_body_write(body, "abc", 3, NULL));
    assert_false(store_body_end(body, &error));
    assert_non_null(error);
    body = store_body_begin(place->store, out->id, NULL, 3, NULL);
    assert_false(store_body_write(body, "abcd", 4, &again));
    assert_non_null(again);
    assert_false(store_body_end(body, NULL));
}

static void an_outgoing_mail_keeps_its_bytes_and_its_state(void **state)
{
    struct place *place = *state;
    g_autoptr(GBytes) message = g_bytes_new("a\0b\r\n", 5);
    g_autoptr(out_auto) out = out_to("a@b.example", "one@shop.example");
    assert_true(store_out_add(place->store, out, message, "text", NULL));
    g_autoptr(GBytes) back = store_out_message(place->store, out->id, NULL);
    assert_true(g_bytes_equal(message, back));
    g_autofree char *text = store_out_text(place->store, out->id, NULL);
    assert_string_equal(text, "text");
    assert_int_equal(store_outs_next(place->store, NULL), 100);
    g_autoptr(GPtrArray) none = store_outs_due(place->store, 99, 10, NULL);
    assert_int_equal(none->len, 0);
    g_autoptr(GPtrArray) due = store_outs_due(place->store, 100, 10, NULL);
    assert_int_equal(due->len, 1);
    out->state = OUT_SENDING;
    assert_true(store_out_save(place->store, out, NULL));
    assert_int_equal(store_outs_recover(place->store, 500, NULL), 1);
    g_autoptr(out_auto) recovered = store_out_by_message_id(place->store, "one@shop.example", NULL);
    assert_int_equal(recovered->state, OUT_QUEUED);
    assert_true(recovered->unknown);
    assert_int_equal(recovered->next_try, 500);
    assert_int_equal(store_answers_since(place->store, "A@B.example", 100, NULL), 1);
    g_autoptr(GPtrArray) no_answer = store_answers(place->store, 101, NULL), answers = store_answers(place->store, 100, NULL);
    assert_int_equal(no_answer->len, 0);
    assert_int_equal(answers->len, 1);
    assert_string_equal(((const struct answer_row *)answers->pdata[0])->domain, "b.example");
    assert_int_equal(store_answers_since(place->store, "x@b.example", 0, NULL), 0);
}

static gint64 waits_since(struct store *store, gint64 now)
{
    struct store_waiting waiting;
    assert_true(store_waiting(store, now, &waiting, NULL));
    return waiting.out_since;
}

static void what_waits_longest_was_tried_first_or_became_due_first(void **state)
{
    struct place *place = *state;
    g_autoptr(out_auto) later = out_to("a@b.example", "1@shop.example"), sooner = out_to("a@b.example", "2@shop.example");
    later->next_try = 900;
    sooner->next_try = 500;
    assert_true(store_out_add(place->store, later, NULL, NULL, NULL) && store_out_add(place->store, sooner, NULL, NULL, NULL));
    assert_int_equal(waits_since(place->store, 499), 0);
    assert_int_equal(waits_since(place->store, 1000), 500);
    sooner->state = OUT_SENDING;
    assert_true(store_out_save(place->store, sooner, NULL));
    assert_int_equal(waits_since(place->store, 1000), 500);
    later->first_try = 300; /* tried in vain, and due again much later */
    later->next_try = 5000;
    assert_true(store_out_save(place->store, later, NULL));
    assert_int_equal(waits_since(place->store, 1000), 300);
    sooner->state = later->state = OUT_SENT;
    assert_true(store_out_save(place->store, sooner, NULL) && store_out_save(place->store, later, NULL));
    assert_int_equal(waits_since(place->store, 9000), 0);
}

static void a_message_id_is_used_once(void **state)
{
    struct place *place = *state;
    g_autoptr(out_auto) one = out_to("a@b.example", "same@shop.example");
    g_autoptr(out_auto) two = out_to("a@b.example", "same@shop.example");
    assert_true(store_out_add(place->store, one, NULL, NULL, NULL));
    assert_false(store_out_add(place->store, two, NULL, NULL, NULL));
    g_autoptr(GError) error = NULL;
    assert_null(store_out_message(place->store, one->id, &error));
    assert_non_null(error);
}

static void tokens_belong_to_one_order_and_audience(void **state)
{
    struct place *place = *state;
    g_autoptr(order_auto) order = order_full("EH-1001");
    assert_true(store_order_save(place->store, order, "d", NULL));
    g_autofree char *customer = store_token(place->store, order->id, "customer", NULL);
    g_autofree char *same = store_token(place->store, order->id, "customer", NULL);
    g_autofree char *warehouse = store_token(place->store, order->id, "warehouse", NULL);
    g_autofree char *audience = NULL;
    gint64 found;
    assert_string_equal(customer, same);
    assert_string_not_equal(customer + 6, warehouse + 6);
    assert_memory_equal(customer, warehouse, 6); /* so that they stand beside each other */
    assert_true(store_token_find(place->store, warehouse, &found, &audience, NULL));
    assert_int_equal(found, order->id);
    assert_string_equal(audience, "warehouse");
    assert_false(store_token_find(place->store, "nothing", &found, &audience, NULL));
}

static void commands_wait_until_they_are_done(void **state)
{
    struct place *place = *state;
    struct command command = {.when = 1, .actor = (char *)"admin root", .verb = (char *)"accept", .object = (char *)NASTY};
    assert_true(store_command_add(place->store, &command, NULL));
    g_autoptr(GPtrArray) pending = store_commands_pending(place->store, 10, NULL);
    assert_int_equal(pending->len, 1);
    assert_string_equal(((struct command *)pending->pdata[0])->object, NASTY);
    assert_true(store_command_done(place->store, command.id, "done", NULL));
    g_autoptr(GPtrArray) none = store_commands_pending(place->store, 10, NULL);
    assert_int_equal(none->len, 0);
}

static void timers_are_one_a_kind_and_order(void **state)
{
    struct place *place = *state;
    g_autoptr(order_auto) order = order_full("EH-1001");
    assert_true(store_order_save(place->store, order, "d", NULL));
    assert_true(store_timer_set(place->store, order->id, "remind", 50, NULL));
    assert_true(store_timer_set(place->store, order->id, "remind", 60, NULL));
    assert_int_equal(store_timers_next(place->store, NULL), 60);
    g_autoptr(GPtrArray) due = store_timers_due(place->store, 60, 10, NULL);
    assert_int_equal(due->len, 1);
    assert_true(store_timer_cancel(place->store, order->id, NULL, NULL));
    assert_int_equal(store_timers_next(place->store, NULL), 0);
}

/* --- the journal ------------------------------------------------------------------------------------------------------------------ */

static void the_journal_is_append_only(void **state)
{
    struct place *place = *state;
    sqlite3 *raw = NULL;
    struct journal_row row = {.when = 1, .order = 0, .mail = 4, .actor = (char *)"mailorder", .what = (char *)"noted"};
    assert_true(store_journal_add(place->store, &row, NULL));
    g_autoptr(GPtrArray) rows = store_journal(place->store, 0, 4, NULL);
    assert_int_equal(rows->len, 1);
    assert_int_equal(sqlite3_open(place->path, &raw), SQLITE_OK);
    assert_int_equal(sqlite3_exec(raw, "DELETE FROM journal", NULL, NULL, NULL), SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_exec(raw, "UPDATE journal SET what = 'x'", NULL, NULL, NULL), SQLITE_CONSTRAINT);
    sqlite3_close(raw);
}

/* --- transactions ------------------------------------------------------------------------------------------------------------------ */

static void a_rolled_back_change_has_not_happened(void **state)
{
    struct place *place = *state;
    struct store_counts counts;
    assert_true(store_begin(place->store, NULL));
    add_mail(place->store, 1);
    store_rollback(place->store);
    assert_true(store_begin(place->store, NULL));
    add_mail(place->store, 2);
    assert_true(store_mark(place->store, NULL));
    add_mail(place->store, 3);
    store_return_to_mark(place->store);
    assert_true(store_commit(place->store, NULL));
    assert_true(store_counts(place->store, &counts, NULL));
    assert_int_equal(counts.mails_arrived, 1);
    store_rollback(place->store); /* with no transaction open: nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(an_order_comes_back_as_it_was),
        PLACE_TEST(what_hangs_off_an_order_comes_back),
        PLACE_TEST(what_staff_said_can_be_taken_back_whole),
        PLACE_TEST(a_decision_before_acceptance_can_be_taken_back_whole),
        PLACE_TEST(addresses_and_days_are_remembered),
        PLACE_TEST(alike_orders_are_found_by_customer_digest_and_time),
        PLACE_TEST(of_one_second_what_customers_are_told_is_due_first),
        PLACE_TEST(numbers_are_never_given_twice),
        PLACE_TEST(a_mails_key_is_unique_and_moves_the_position),
        PLACE_TEST(a_mail_travels_from_arrived_to_filed),
        PLACE_TEST(what_became_of_a_mail_is_saved_by_itself),
        PLACE_TEST(a_large_outgoing_mail_keeps_its_bytes),
        PLACE_TEST(a_body_is_written_and_given_in_pieces),
        PLACE_TEST(a_body_is_as_long_as_it_was_to_be),
        PLACE_TEST(an_outgoing_mail_keeps_its_bytes_and_its_state),
        PLACE_TEST(what_waits_longest_was_tried_first_or_became_due_first),
        PLACE_TEST(a_message_id_is_used_once),
        PLACE_TEST(tokens_belong_to_one_order_and_audience),
        PLACE_TEST(commands_wait_until_they_are_done),
        PLACE_TEST(timers_are_one_a_kind_and_order),
        PLACE_TEST(the_journal_is_append_only),
        PLACE_TEST(a_rolled_back_change_has_not_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
