/* What keeps an order from being complete, what it costs, and what changed in it: by small forms of every kind of field. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/orders/hold.h"
#include "daemon/orders/money.h"
#include "daemon/orders/order.h"
#include "daemon/orders/validate.h"

static GDate today(void)
{
    GDate day;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, 24, G_DATE_NOVEMBER, 2026);
    return day;
}

static void give(GPtrArray *values, const char *field, const char *canonical)
{
    struct value *value = value_new(field, canonical);
    value_set_canonical(value, VALUE_GIVEN, canonical);
    g_ptr_array_add(values, value);
}

/* --- bounds ------------------------------------------------------------------------------------------------------------------------- */

static enum fault fault_of(enum field_type type, const char *min, const char *max, const char *canonical)
{
    g_autoptr(forms_auto) forms = forms_new();
    g_autoptr(order_auto) order = order_new();
    GDate day = today();
    struct field *field = field_new("it", type);
    field->min = g_strdup(min);
    field->max = g_strdup(max);
    g_ptr_array_add(field->choices, choice_new("oak"));
    g_ptr_array_add(forms->order->fields, field);
    give(order->values, "it", canonical);
    g_autoptr(GPtrArray) problems = order_validate(order, forms, &day);
    const struct problem *problem = problems_find(problems, 0, "it");
    return problem ? problem->fault : FAULT_NONE;
}

static void each_kind_of_field_has_its_bounds_and_both_ends_are_within(void **state)
{
    (void)state;
    static const struct {
        enum field_type type;
        const char *min, *max, *canonical;
        enum fault fault;
    } cases[] = {
        {FIELD_TEXT, "3", "5", "ab", FAULT_TOO_SHORT},
        {FIELD_TEXT, "3", "5", "çöş", FAULT_NONE}, /* characters, not bytes */
        {FIELD_TEXT, "3", "5", "çöşüğ", FAULT_NONE},
        {FIELD_TEXT, "3", "5", "abcdef", FAULT_TOO_LONG},
        {FIELD_TEXT, NULL, NULL, "", FAULT_NONE},
        {FIELD_ADDRESS, "10", NULL, "Main St 1", FAULT_TOO_SHORT},
        {FIELD_ADDRESS, NULL, "8", "Main St 1", FAULT_TOO_LONG},
        {FIELD_INTEGER, "1", "50", "0", FAULT_TOO_SMALL},
        {FIELD_INTEGER, "1", "50", "50", FAULT_NONE},
        {FIELD_INTEGER, "1", "50", "51", FAULT_TOO_LARGE},
        {FIELD_DECIMAL, "0.5", NULL, "0.49", FAULT_TOO_SMALL},
        {FIELD_LENGTH, NULL, "300", "300.01", FAULT_TOO_LARGE},
        {FIELD_MONEY, "10", "20", "9.99 EUR", FAULT_TOO_SMALL},
        {FIELD_MONEY, "10", "20", "20.00 EUR", FAULT_NONE},
        {FIELD_MONEY, "10", "20", "20.01 EUR", FAULT_TOO_LARGE},
        {FIELD_DATE, "3", "30", "2026-11-26", FAULT_DATE_TOO_EARLY},
        {FIELD_DATE, "3", "30", "2026-11-27", FAULT_NONE},
        {FIELD_DATE, "3", "30", "2026-12-24", FAULT_NONE},
        {FIELD_DATE, "3", "30", "2026-12-25", FAULT_DATE_TOO_LATE},
        {FIELD_DATE, NULL, NULL, "1999-01-01", FAULT_NONE},
        {FIELD_DATE, NULL, NULL, "2026-02-29", FAULT_NOT_A_DATE},
        {FIELD_DATE, NULL, NULL, "2026-12-1x", FAULT_NOT_A_DATE},
        {FIELD_DATE, NULL, NULL, "2026-12-011", FAULT_NOT_A_DATE},
        {FIELD_DATE, NULL, NULL, "soon", FAULT_NOT_A_DATE},
        {FIELD_CHOICE, NULL, NULL, "oak", FAULT_NONE},
        {FIELD_CHOICE, NULL, NULL, "ash", FAULT_NOT_A_CHOICE}, /* the form changed since */
        {FIELD_EMAIL, NULL, NULL, "a@b.example", FAULT_NONE},
        {FIELD_PHONE, NULL, NULL, "+905321234567", FAULT_NONE},
        {FIELD_YESNO, NULL, NULL, "yes", FAULT_NONE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        enum fault fault = fault_of(cases[i].type, cases[i].min, cases[i].max, cases[i].canonical);
        if (fault != cases[i].fault)
            fail_msg("%s '%s': %s", field_type_name(cases[i].type), cases[i].canonical, fault_name(fault));
    }
}

/* --- what is required ----------------------------------------------------------------------------------------------------------------- */

static void what_another_field_says_can_make_a_field_required(void **state)
{
    (void)state;
    static const struct {
        enum condition_test test;
        const char *fabric; /* NULL: not given */
        gboolean required;
    } cases[] = {
        {CONDITION_IS, "velvet", TRUE},      {CONDITION_IS, "linen", FALSE},      {CONDITION_IS, NULL, FALSE},
        {CONDITION_IS_NOT, "velvet", FALSE}, {CONDITION_IS_NOT, "linen", TRUE},   {CONDITION_IS_NOT, NULL, FALSE},
        {CONDITION_HAS, "velvet", TRUE},     {CONDITION_HAS, "linen", TRUE},      {CONDITION_HAS, NULL, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
        struct field *legs = field_new("legs", FIELD_TEXT);
        legs->required_if = condition_new("fabric", cases[i].test);
        g_strfreev(legs->required_if->values);
        legs->required_if->values = g_strsplit("velvet", " ", -1);
        if (cases[i].fabric)
            give(values, "fabric", cases[i].fabric);
        assert_int_equal(field_is_required(legs, values), cases[i].required);
        legs->required = TRUE;
        assert_true(field_is_required(legs, values));
        field_free(legs);
    }
}

static struct forms *email_and_sofa(void)
{
    struct forms *forms = forms_new();
    struct field *email = field_new("email", FIELD_EMAIL);
    email->role = ROLE_EMAIL;
    email->required = TRUE;
    g_ptr_array_add(forms->order->fields, email);
    g_ptr_array_add(forms->order->fields, field_new("phone", FIELD_PHONE));
    struct form *sofa = form_new("sofa");
    g_strfreev(sofa->skus);
    sofa->skus = g_strsplit("SOFA-2 SOFA-3", " ", -1);
    struct field *model = field_new("model", FIELD_CHOICE);
    model->role = ROLE_SKU;
    g_ptr_array_add(model->choices, choice_new("SOFA-2"));
    g_ptr_array_add(model->choices, choice_new("SOFA-3"));
    g_ptr_array_add(sofa->fields, model);
    g_ptr_array_add(forms->products, sofa);
    return forms;
}

static struct line_item *add_item(struct order *order, const char *form)
{
    struct line_item *item = line_item_new(order->items->len + 1);
    item->form = g_strdup(form);
    g_ptr_array_add(order->items, item);
    return item;
}

static guint problems_of(const struct order *order, const struct forms *forms, const char *field, enum fault *ret_fault)
{
    GDate day = today();
    g_autoptr(GPtrArray) problems = order_validate(order, forms, &day);
    const struct problem *problem = problems_find(problems, 0, field);
    *ret_fault = problem ? problem->fault : FAULT_NONE;
    return problems->len;
}

/* Who orders by telephone has a representative who hears of it; a wrong address is a fault all the same. */
static void only_a_missing_address_is_forgiven_and_only_to_a_representative(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = email_and_sofa();
    g_autoptr(order_auto) order = order_new();
    enum fault fault;
    add_item(order, "sofa");
    assert_int_equal(problems_of(order, forms, "email", &fault), 1);
    assert_int_equal(fault, FAULT_MISSING);
    order->representative = g_strdup("jo@shop.example");
    assert_int_equal(problems_of(order, forms, "email", &fault), 0);
    struct value *wrong = value_new("email", "anna at home");
    value_set_fault(wrong, VALUE_WRONG, FAULT_NOT_AN_EMAIL);
    g_ptr_array_add(order->values, wrong);
    assert_int_equal(problems_of(order, forms, "email", &fault), 1);
    assert_int_equal(fault, FAULT_NOT_AN_EMAIL);
    value_set_fault(wrong, VALUE_WRONG, FAULT_MISSING); /* written, and nothing in it */
    assert_int_equal(problems_of(order, forms, "email", &fault), 0);
    g_ptr_array_set_size(forms->order->fields, 0); /* a form that asks for none */
    assert_int_equal(problems_of(order, forms, "email", &fault), 0);
}

static void a_product_that_is_none_and_remarks_are_problems_of_the_order(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = email_and_sofa();
    g_autoptr(order_auto) order = order_new();
    GDate day = today();
    g_ptr_array_set_size(forms->order->fields, 0);
    add_item(order, NULL)->product_text = g_strdup("a boat");
    g_ptr_array_add(order->remarks, remark_new(FAULT_UNKNOWN_PRODUCT, 1, "a boat")); /* said by the item itself */
    g_ptr_array_add(order->remarks, remark_new(FAULT_NO_PRODUCT, 0, NULL));
    g_ptr_array_add(order->remarks, remark_new(FAULT_GAP_IN_NUMBERS, 0, "Fabric 2"));
    g_autoptr(GPtrArray) problems = order_validate(order, forms, &day);
    assert_int_equal(problems->len, 2);
    const struct problem *unknown = problems->pdata[0], *gap = problems->pdata[1];
    assert_int_equal(unknown->fault, FAULT_UNKNOWN_PRODUCT);
    assert_string_equal(unknown->text, "a boat");
    assert_int_equal(gap->fault, FAULT_GAP_IN_NUMBERS);
    assert_null(problems_find(problems, 1, "colour"));
    assert_null(problems_find(problems, 2, NULL));
    problem_free(NULL);
}

/* The SKU and the field that asks for it: whichever is known fills the other, and one that the form has not is forgotten. */
static void the_sku_and_its_field_say_the_same(void **state)
{
    (void)state;
    static const struct {
        const char *skus, *sku, *model; /* as given; NULL not */
        const char *sku_then, *model_then;
    } cases[] = {
        {"SOFA-2 SOFA-3", NULL, NULL, NULL, NULL},
        {"SOFA-2 SOFA-3", "SOFA-3", NULL, "SOFA-3", "SOFA-3"},
        {"SOFA-2 SOFA-3", NULL, "SOFA-2", "SOFA-2", "SOFA-2"},
        {"SOFA-2 SOFA-3", "SOFA-3", "SOFA-2", "SOFA-2", "SOFA-2"},
        {"SOFA-2 SOFA-3", "SOFA-9", NULL, NULL, NULL},
        {"SOFA-2", NULL, NULL, "SOFA-2", "SOFA-2"},
        {"SOFA-2", "SOFA-9", NULL, "SOFA-2", "SOFA-2"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(forms_auto) forms = email_and_sofa();
        g_autoptr(order_auto) order = order_new();
        struct form *sofa = forms->products->pdata[0];
        struct line_item *item = add_item(order, "sofa");
        add_item(order, "no form of ours");
        g_strfreev(sofa->skus);
        sofa->skus = g_strsplit(cases[i].skus, " ", -1);
        item->sku = g_strdup(cases[i].sku);
        if (cases[i].model)
            give(item->values, "model", cases[i].model);
        order_settle(order, forms);
        const struct value *model = values_find(item->values, "model");
        assert_int_equal(g_strcmp0(item->sku, cases[i].sku_then), 0);
        assert_int_equal(g_strcmp0(model ? model->canonical : NULL, cases[i].model_then), 0);
    }
}

static void a_model_that_could_not_be_read_is_not_overwritten(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = email_and_sofa();
    g_autoptr(order_auto) order = order_new();
    struct line_item *item = add_item(order, "sofa");
    struct value *wrong = value_new("model", "the big one");
    value_set_fault(wrong, VALUE_WRONG, FAULT_NOT_A_CHOICE);
    g_ptr_array_add(item->values, wrong);
    item->sku = g_strdup("SOFA-2");
    order_settle(order, forms);
    assert_int_equal(item->values->len, 1);
    assert_int_equal(wrong->fault, FAULT_NOT_A_CHOICE);
}

/* --- money ------------------------------------------------------------------------------------------------------------------------------ */

static void add_price(struct form *form, const char *sku, const char *amount, const char *currency, const char *tax, gboolean included)
{
    struct price *price = g_new0(struct price, 1);
    *price = (struct price){.sku = g_strdup(sku), .amount = g_strdup(amount), .currency = g_strdup(currency),
                            .tax_percent = g_strdup(tax), .tax_included = included};
    g_ptr_array_add(form->prices, price);
}

/* Sofas are counted and priced by model; the delivery is one price, without a quantity; the sample has none. */
static struct forms *priced_forms(void)
{
    struct forms *forms = email_and_sofa();
    struct form *sofa = forms->products->pdata[0], *delivery = form_new("delivery");
    struct field *qty = field_new("qty", FIELD_DECIMAL), *price = field_new("price", FIELD_MONEY);
    qty->role = ROLE_QUANTITY;
    price->role = ROLE_UNIT_PRICE;
    g_ptr_array_add(sofa->fields, qty);
    g_ptr_array_add(sofa->fields, price);
    add_price(sofa, "SOFA-2", "0.335", "EUR", "20", FALSE);
    add_price(sofa, "SOFA-3", "100", "TRY", NULL, FALSE);
    add_price(delivery, NULL, "49.90", "EUR", "20", TRUE);
    g_ptr_array_add(forms->products, delivery);
    g_ptr_array_add(forms->products, form_new("sample"));
    return forms;
}

static struct line_item *priced_item(struct order *order, const struct forms *forms, const char *sku, const char *qty)
{
    struct line_item *item = add_item(order, "sofa");
    item->sku = g_strdup(sku);
    if (qty)
        give(item->values, "qty", qty);
    order_price(order, forms);
    return item;
}

static void a_line_costs_what_its_quantity_and_price_say_to_the_cent(void **state)
{
    (void)state;
    static const struct {
        const char *sku, *qty, *total; /* NULL: it has no price */
    } cases[] = {
        {"SOFA-2", "1", "0.34"},   {"SOFA-2", "3", "1.01"}, {"SOFA-2", "2.5", "0.84"}, {"SOFA-3", "2", "200.00"}, {NULL, "2", NULL},
        {"SOFA-2", "0", NULL},     {"SOFA-2", "-1", NULL},  {"SOFA-2", NULL, NULL},    {"SOFA-9", "1", NULL},
    };
    g_autoptr(forms_auto) forms = priced_forms();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(order_auto) order = order_new();
        const struct line_item *item = priced_item(order, forms, cases[i].sku, cases[i].qty);
        if (g_strcmp0(item->line_total, cases[i].total) != 0)
            fail_msg("%s of %s: %s", cases[i].qty, cases[i].sku, item->line_total);
    }
    g_autoptr(order_auto) order = order_new();
    struct line_item *delivery = add_item(order, "delivery"), *sample = add_item(order, "sample"), *unknown = add_item(order, NULL);
    sample->line_total = g_strdup("1.00"); /* of before: its price is gone */
    struct line_item *wrong = priced_item(order, forms, "SOFA-2", NULL);
    g_ptr_array_add(wrong->values, value_new("qty", "many"));
    order_price(order, forms);
    assert_string_equal(delivery->line_total, "49.90");
    assert_null(sample->line_total);
    assert_null(unknown->line_total);
    assert_null(wrong->line_total);
    ((struct price *)((struct form *)forms->products->pdata[1])->prices->pdata[0])->amount[0] = 'x';
    order_price(order, forms);
    assert_null(delivery->line_total);
}

static void currencies_are_summed_apart_and_what_is_cancelled_costs_nothing(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = priced_forms();
    g_autoptr(order_auto) order = order_new();
    priced_item(order, forms, "SOFA-2", "100");
    priced_item(order, forms, "SOFA-3", "2");
    priced_item(order, forms, "SOFA-3", "1");
    priced_item(order, forms, "SOFA-2", "1000")->state = ITEM_CANCELLED;
    priced_item(order, forms, "SOFA-2", NULL);
    add_item(order, "delivery");
    order_price(order, forms);
    g_autoptr(GPtrArray) all = order_totals(order);
    assert_int_equal(all->len, 2);
    const struct totals *euro = all->pdata[0], *lira = all->pdata[1];
    assert_string_equal(euro->currency, "EUR"); /* 33.50 and 20 %, 49.90 that holds 20 %: 41.58 + 8.32 */
    assert_string_equal(euro->net, "75.08");
    assert_string_equal(euro->tax, "15.02");
    assert_string_equal(euro->gross, "90.10");
    assert_string_equal(lira->currency, "TRY");
    assert_string_equal(lira->gross, "300.00");
    assert_string_equal(lira->tax, "0.00");
    totals_free(NULL);
}

static void a_price_that_is_not_the_lists_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *sku, *written;
        gboolean differs;
    } cases[] = {
        {"SOFA-3", "100 TRY", FALSE}, {"SOFA-3", "100.00 TRY", FALSE}, {"SOFA-3", "100", FALSE},    {"SOFA-3", "100 EUR", TRUE},
        {"SOFA-3", "99.99 TRY", TRUE}, {"SOFA-3", "", TRUE},           {"SOFA-9", "1 EUR", FALSE},  {NULL, "1 EUR", FALSE},
    };
    g_autoptr(forms_auto) forms = priced_forms();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(order_auto) order = order_new();
        guint item = 0;
        add_item(order, NULL);
        add_item(order, "delivery");
        give(priced_item(order, forms, cases[i].sku, "1")->values, "price", cases[i].written);
        assert_int_equal(order_price_differs(order, forms, &item), cases[i].differs);
        assert_int_equal(item, cases[i].differs ? 3 : 0);
    }
}

/* --- what changed ---------------------------------------------------------------------------------------------------------------------------- */

static void tell(GString *text, const struct order_change *change)
{
    g_string_append_printf(text, "%s %u/%u %s %s>%s\n", change_kind_name(change->kind), change->item, change->consignment,
                           change->field ? change->field : "-", change->before ? change->before : "-", change->after ? change->after : "-");
}

static struct consignment *add_parcel(struct order *order, const char *carrier, const char *text, const char *tracking)
{
    struct consignment *parcel = consignment_new(order->consignments->len + 1);
    parcel->carrier = g_strdup(carrier);
    parcel->carrier_text = g_strdup(text);
    parcel->tracking = g_strdup(tracking);
    g_ptr_array_add(order->consignments, parcel);
    return parcel;
}

static void every_difference_between_two_states_is_told_once(void **state)
{
    (void)state;
    g_autoptr(order_auto) before = order_new();
    struct line_item *sofa = add_item(before, "sofa");
    give(sofa->values, "fabric", "linen");
    give(sofa->values, "legs", "oak");
    g_ptr_array_add(before->values, value_new("note", "by the door")); /* never understood */
    add_parcel(before, "ups", NULL, "1Z1");
    g_autoptr(order_auto) after = order_copy(before);
    g_autoptr(GPtrArray) none = order_changes(before, after);
    assert_int_equal(none->len, 0);
    sofa = order_item(after, 1);
    sofa->state = ITEM_DELAYED;
    sofa->expected = g_strdup("2026-12-15");
    value_set_canonical(values_find(sofa->values, "fabric"), VALUE_GIVEN, "velvet");
    g_ptr_array_remove_index(sofa->values, 1);
    give(after->values, "phone", "112");
    g_ptr_array_remove_index(after->values, 0);
    add_item(after, "table"); /* new: there is nothing to compare it with */
    struct consignment *parcel = order_consignment(after, 1);
    parcel->carrier_text = g_strdup("our own lorry");
    g_free(parcel->tracking);
    parcel->tracking = NULL;
    parcel->expected = g_strdup("2026-12-16");
    add_parcel(after, NULL, NULL, "1Z2");
    g_autoptr(GPtrArray) changes = order_changes(before, after);
    g_autoptr(GString) told = g_string_new(NULL);
    for (guint i = 0; i < changes->len; i++)
        tell(told, changes->pdata[i]);
    assert_string_equal(told->str, "value 0/0 phone ->112\n"
                                   "value 0/0 note by the door>-\n"
                                   "state 1/0 - open>delayed\n"
                                   "expected 1/0 - ->2026-12-15\n"
                                   "value 1/0 fabric linen>velvet\n"
                                   "value 1/0 legs oak>-\n"
                                   "carrier 0/1 - ups>our own lorry\n"
                                   "tracking 0/1 - 1Z1>-\n"
                                   "delivery 0/1 - ->2026-12-16\n"
                                   "consignment 0/2 - ->1Z2\n");
    order_change_free(NULL);
}

/* --- why an order is held ---------------------------------------------------------------------------------------------------------------------- */

static void the_reason_of_a_hold_is_found_again_in_its_sentence(void **state)
{
    (void)state;
    static const struct {
        enum hold hold;
        const char *of;
    } cases[] = {{HOLD_PRICE, "2"}, {HOLD_ALIKE, "EH-1000"}, {HOLD_CUT, NULL}, {HOLD_WORDS, NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = hold_text(cases[i].hold, cases[i].of), *of = NULL, *longer_of = NULL;
        g_autofree char *longer = g_strconcat("x", text, "x", NULL);
        assert_int_equal(hold_find(text, &of), cases[i].hold);
        assert_int_equal(g_strcmp0(of, cases[i].of), 0);
        assert_int_equal(hold_find(longer, &longer_of), HOLD_OTHER);
        assert_null(longer_of);
    }
    static const char *const others[] = {NULL, "", "-", "the price the customer wrote for item 2", "the same customer sent the same order as ",
                                         "the price the customer wrote for item  is not the list price"};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        char *of = NULL;
        assert_int_equal(hold_find(others[i], &of), HOLD_OTHER);
        assert_null(of);
    }
    g_autofree char *said = hold_text(HOLD_OTHER, "he asked us to wait");
    assert_string_equal(said, "he asked us to wait");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_field_has_its_bounds_and_both_ends_are_within),
        cmocka_unit_test(what_another_field_says_can_make_a_field_required),
        cmocka_unit_test(only_a_missing_address_is_forgiven_and_only_to_a_representative),
        cmocka_unit_test(a_product_that_is_none_and_remarks_are_problems_of_the_order),
        cmocka_unit_test(the_sku_and_its_field_say_the_same),
        cmocka_unit_test(a_model_that_could_not_be_read_is_not_overwritten),
        cmocka_unit_test(a_line_costs_what_its_quantity_and_price_say_to_the_cent),
        cmocka_unit_test(currencies_are_summed_apart_and_what_is_cancelled_costs_nothing),
        cmocka_unit_test(a_price_that_is_not_the_lists_is_found),
        cmocka_unit_test(every_difference_between_two_states_is_told_once),
        cmocka_unit_test(the_reason_of_a_hold_is_found_again_in_its_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
