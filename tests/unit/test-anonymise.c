/* What stays of an order without its person, and what of somebody else's order that names them. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/base/text.h"
#include "daemon/orders/anonymise.h"
#include "daemon/orders/step.h"

static void add_value(GPtrArray *values, const char *field, const char *text, const char *canonical)
{
    struct value *value = value_new(field, text);
    if (canonical)
        value_set_canonical(value, VALUE_GIVEN, canonical);
    g_ptr_array_add(values, value);
}

/* A sofa with a quantity, a fabric and words to be embroidered. */
static struct forms *forms_of_a_sofa(void)
{
    struct forms *forms = forms_new();
    struct form *sofa = form_new("sofa");
    g_ptr_array_add(sofa->fields, field_new("qty", FIELD_INTEGER));
    g_ptr_array_add(sofa->fields, field_new("fabric", FIELD_CHOICE));
    g_ptr_array_add(sofa->fields, field_new("words", FIELD_TEXT));
    g_ptr_array_add(forms->products, sofa);
    return forms;
}

static struct order *order_of_anna(void)
{
    struct order *order = order_new();
    struct line_item *item = line_item_new(1);
    struct consignment *consignment = consignment_new(1);
    guint first = 1;
    order->number = g_strdup("EH-1001");
    order->token = g_strdup("secrettoken");
    order->phase = PHASE_ACCEPTED;
    order->accepted = 7;
    order->expected = g_strdup("2026-12-03");
    order->customer = g_strdup("anna@customer.example");
    order->customer_name = g_strdup("Anna Weaver");
    order->representative = g_strdup("rep@shop.example");
    add_value(order->values, "delivery", "12 Mill Lane", "12 Mill Lane");
    add_value(item->values, "qty", "two for anna", "2");
    add_value(item->values, "fabric", "Linen", "linen");
    add_value(item->values, "words", "For Anna", "For Anna");
    add_value(item->values, "gone", "Anna", "anna"); /* of a field that the form has no more */
    item->form = g_strdup("sofa");
    item->sku = g_strdup("SOFA-3");
    item->product_text = g_strdup("the sofa that Anna saw");
    item->line_total = g_strdup("980.00");
    item->state = ITEM_SHIPPED;
    item->expected = g_strdup("2026-12-03");
    item->promised = g_strdup("2026-12-03");
    item->told = g_strdup("2026-12-03");
    g_ptr_array_add(order->items, item);
    g_ptr_array_add(order->remarks, remark_new(FAULT_CONFLICT, 1, "Anna or Hanna"));
    g_strfreev(order->unread);
    order->unread = g_strsplit("greetings from Anna", "\n", -1);
    consignment->tracking = g_strdup("1Z999AA10123456784");
    consignment->carrier = g_strdup("ups");
    consignment->carrier_text = g_strdup("UPS, to Anna");
    g_array_append_val(consignment->items, first);
    g_ptr_array_add(order->consignments, consignment);
    order->request = request_new(AIM_CHANGE, "Anna wants it in blue");
    order->survey = survey_new();
    order->survey->mark = 2;
    order->survey->comment = g_strdup("Anna is sad");
    order->survey->by = g_strdup("rep@shop.example");
    survey_add_reply(order->survey, "packing", "Anna says badly");
    order_set_mark(order, "held:reason", "Anna");
    order_set_mark(order, "surveyed", "12345");
    return order;
}

static void what_tells_whose_it_was_goes_and_the_figures_stay(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = forms_of_a_sofa();
    g_autoptr(order_auto) order = order_of_anna();
    g_autoptr(order_auto) bare = order_anonymised(order, forms, "2026-11-26");
    const struct line_item *item = bare->items->pdata[0];
    assert_string_equal(bare->number, "EH-1001");
    assert_int_equal(bare->accepted, 7);
    assert_null(bare->token);
    assert_null(bare->customer);
    assert_null(bare->customer_name);
    assert_null(bare->representative);
    assert_int_equal(bare->values->len + bare->remarks->len, 0);
    assert_null(bare->unread[0]);
    assert_null(bare->request);
    assert_int_equal(item->values->len, 2);
    assert_string_equal(values_find(item->values, "qty")->text, "2");
    assert_string_equal(values_find(item->values, "fabric")->canonical, "linen");
    assert_null(item->product_text);
    assert_string_equal(item->line_total, "980.00");
    const struct consignment *consignment = bare->consignments->pdata[0];
    assert_string_equal(consignment->carrier, "ups");
    assert_null(consignment->tracking);
    assert_null(consignment->carrier_text);
    assert_int_equal(bare->survey->mark, 2);
    assert_null(bare->survey->comment);
    assert_int_equal(bare->survey->replies->len, 0);
    assert_string_equal(bare->survey->by, "customer");
    assert_null(order_mark(bare, "held:reason"));
    assert_string_equal(order_mark(bare, "surveyed"), "12345");
    assert_null(order_invalid(bare));
    assert_string_equal(order->customer_name, "Anna Weaver"); /* the order itself is left alone */
}

static void an_order_without_its_person_waits_for_nothing(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = forms_of_a_sofa();
    g_autoptr(order_auto) order = order_new();
    struct business *business = business_new();
    business->calendar = calendar_new("UTC");
    struct facts facts = {.now = 100, .business = business, .forms = forms};
    order_set_mark(order, "asked", "50");
    order->phase = PHASE_INCOMPLETE;
    g_autoptr(GArray) before = order_timers(order, &facts);
    g_autoptr(order_auto) bare = order_anonymised(order, forms, "2026-11-26");
    g_autoptr(GArray) after = order_timers(bare, &facts);
    assert_true(before->len > 0);
    assert_int_equal(after->len, 0);
    business_free(business);
}

static void what_needs_an_address_is_in_work_and_can_be_abandoned(void **state)
{
    (void)state;
    static const struct {
        enum item_state item;
        gboolean in_work;
    } cases[] = {{ITEM_WAITING, TRUE},  {ITEM_IN_WORK, TRUE},    {ITEM_DELAYED, TRUE},
                 {ITEM_SHIPPED, FALSE}, {ITEM_DELIVERED, FALSE}, {ITEM_CANCELLED, FALSE}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(order_auto) order = order_of_anna();
        struct line_item *item = order->items->pdata[0];
        item->state = cases[i].item;
        assert_int_equal(order_in_work(order), cases[i].in_work);
        assert_int_equal(order_abandon(order), cases[i].in_work);
        assert_int_equal(item->state, cases[i].in_work ? ITEM_CANCELLED : cases[i].item);
    }
    g_autoptr(order_auto) order = order_new();
    order->phase = PHASE_RECEIVED;
    assert_true(order_in_work(order));
    order->phase = PHASE_INCOMPLETE;
    assert_false(order_in_work(order));
    assert_false(order_was_accepted(order));
}

static void an_address_is_taken_out_of_somebody_elses_order(void **state)
{
    (void)state;
    g_autoptr(order_auto) order = order_new();
    struct line_item *item = line_item_new(1);
    add_value(order->values, "email", "Grace@friend.example", "Grace@friend.example");
    add_value(order->values, "note", "for GRACE@friend.example, not joan.grace@friend.example", NULL);
    add_value(item->values, "words", "grace@friend.example.org", "grace@friend.example.org");
    g_ptr_array_add(order->items, item);
    order->customer_name = g_strdup("Mehmet");
    order->request = request_new(AIM_CHANGE, "ask grace@friend.example.");
    assert_true(order_strike_address(order, "grace@friend.example"));
    assert_null(values_find(order->values, "email"));
    assert_string_equal(values_find(order->values, "note")->text, "for " TEXT_STRUCK ", not joan.grace@friend.example");
    assert_string_equal(values_find(item->values, "words")->text, "grace@friend.example.org");
    assert_string_equal(order->request->words, "ask " TEXT_STRUCK ".");
    assert_string_equal(order->customer_name, "Mehmet");
    assert_false(order_strike_address(order, "grace@friend.example"));
}

static void an_address_is_taken_out_wherever_somebody_may_have_written_it(void **state)
{
    (void)state;
    g_autoptr(order_auto) order = order_new();
    struct value *either = value_new("email", "grace@friend.example or joan@friend.example");
    value_add_candidate(either, "grace@friend.example");
    value_add_candidate(either, "joan@friend.example");
    g_ptr_array_add(order->values, either);
    g_ptr_array_add(order->remarks, remark_new(FAULT_CONFLICT, 0, "grace@friend.example"));
    g_strfreev(order->unread);
    order->unread = g_strsplit("regards,|grace@friend.example", "|", -1);
    order->hold_reason = g_strdup("grace@friend.example asked");
    order->request = request_new(AIM_CHANGE, "no address");
    struct value *changed = value_new("note", "tell grace@friend.example");
    request_add_value(order->request, 0, changed);
    value_free(changed);
    order->survey = survey_new();
    survey_add_reply(order->survey, "who", "grace@friend.example");
    assert_true(order_strike_address(order, "grace@friend.example"));
    const struct survey_reply *reply = order->survey->replies->pdata[0];
    const struct request_value *wish = order->request->values->pdata[0];
    assert_string_equal(either->text, TEXT_STRUCK " or joan@friend.example");
    assert_string_equal(either->candidates[0], TEXT_STRUCK);
    assert_string_equal(either->candidates[1], "joan@friend.example");
    assert_string_equal(((const struct remark *)order->remarks->pdata[0])->text, TEXT_STRUCK);
    assert_string_equal(order->unread[1], TEXT_STRUCK);
    assert_string_equal(order->hold_reason, TEXT_STRUCK " asked");
    assert_string_equal(wish->value->text, "tell " TEXT_STRUCK);
    assert_string_equal(reply->text, TEXT_STRUCK);
    assert_false(order_strike_address(order, "grace@friend.example"));
}

static void a_hold_keeps_that_it_is_one_without_its_words(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = forms_of_a_sofa();
    g_autoptr(order_auto) order = order_new();
    order->phase = PHASE_HELD;
    order->hold_reason = g_strdup("Anna sent it twice");
    assert_true(order_in_work(order));
    g_autoptr(order_auto) bare = order_anonymised(order, forms, "2026-11-26");
    assert_string_equal(bare->hold_reason, "-");
    assert_null(order_invalid(bare));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_tells_whose_it_was_goes_and_the_figures_stay),
        cmocka_unit_test(an_order_without_its_person_waits_for_nothing),
        cmocka_unit_test(what_needs_an_address_is_in_work_and_can_be_abandoned),
        cmocka_unit_test(an_address_is_taken_out_of_somebody_elses_order),
        cmocka_unit_test(an_address_is_taken_out_wherever_somebody_may_have_written_it),
        cmocka_unit_test(a_hold_keeps_that_it_is_one_without_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
