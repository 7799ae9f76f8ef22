#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/orders/business.h"
#include "daemon/orders/form.h"
#include "tests/unit/shop.h"

/* --- look-ups
 * ---------------------------------------------------------------------------------------------------------- */

static void products_are_found_by_id_and_by_any_writing_of_a_sku(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct form *sofa = forms_product(forms, "sofa");
    assert_non_null(sofa);
    assert_ptr_equal(forms_product_by_sku(forms, "SOFA-3"), sofa);
    assert_ptr_equal(forms_product_by_sku(forms, "sofa 3"), sofa);
    assert_ptr_equal(forms_product_by_sku(forms, " #SOFA\xc2\xad-3 "), sofa);
    assert_ptr_not_equal(forms_product_by_sku(forms, "TABLE-1"), sofa);
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct form *sofa = forms_product(forms, "sofa");
    assert_null(forms_product(forms, "Sofa"));
    assert_null(forms_product(forms, ORDER_FORM_ID));
    assert_null(forms_product(forms, NULL));
    assert_null(forms_product_by_sku(forms, "SOFA"));
    assert_null(forms_product_by_sku(forms, "--"));
    assert_null(forms_product_by_sku(forms, ""));
    assert_null(forms_product_by_sku(forms, NULL));
    assert_null(form_field(sofa, "finish"));
    assert_null(form_field(sofa, NULL));
    assert_null(form_field_by_role(sofa, ROLE_EMAIL));
    assert_null(field_choice(form_field(sofa, "fabric"), "silk"));
    assert_null(field_choice(form_field(sofa, "fabric"), NULL));
    assert_null(field_choice(form_field(sofa, "qty"), "linen"));
}

static void fields_are_found_by_id_and_by_role(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct form *sofa = forms_product(forms, "sofa");
    assert_ptr_equal(form_field_by_role(sofa, ROLE_QUANTITY), form_field(sofa, "qty"));
    assert_ptr_equal(form_field_by_role(forms->order, ROLE_EMAIL), form_field(forms->order, "email"));
    assert_string_equal(field_choice(form_field(sofa, "fabric"), "velvet")->id, "velvet");
}

static void add_price(struct form *form, const char *sku, const char *amount)
{
    struct price *price = g_new0(struct price, 1);
    price->sku = g_strdup(sku);
    price->amount = g_strdup(amount);
    price->currency = g_strdup("EUR");
    g_ptr_array_add(form->prices, price);
}

static void a_skus_own_price_beats_the_price_of_all(void **state)
{
    (void)state;
    struct form *form = form_new("sofa");
    assert_null(form_price(form, "SOFA-2"));
    add_price(form, "SOFA-3", "1600.00");
    assert_null(form_price(form, "SOFA-2"));
    assert_null(form_price(form, NULL));
    add_price(form, NULL, "1250.00");
    assert_string_equal(form_price(form, "SOFA-3")->amount, "1600.00");
    assert_string_equal(form_price(form, "SOFA-2")->amount, "1250.00");
    assert_string_equal(form_price(form, NULL)->amount, "1250.00");
    form_free(form);
}

/* --- names
 * ------------------------------------------------------------------------------------------------------------- */

static void every_type_has_a_name_that_leads_back_to_it(void **state)
{
    (void)state;
    for (guint type = FIELD_TEXT; type <= FIELD_YESNO; type++) {
        enum field_type back;
        assert_true(field_type_parse(field_type_name((enum field_type)type), &back));
        assert_int_equal(back, type);
    }
    enum field_type untouched = FIELD_MONEY;
    assert_false(field_type_parse("Text", &untouched));
    assert_false(field_type_parse("", &untouched));
    assert_int_equal(untouched, FIELD_MONEY);
}

static void every_role_has_a_name_that_leads_back_to_it(void **state)
{
    (void)state;
    for (guint role = ROLE_NONE; role <= ROLE_REFERENCE; role++) {
        enum field_role back;
        assert_true(field_role_parse(field_role_name((enum field_role)role), &back));
        assert_int_equal(back, role);
    }
    enum field_role untouched = ROLE_NOTE;
    assert_false(field_role_parse("customer", &untouched));
    assert_int_equal(untouched, ROLE_NOTE);
}

/* --- life
 * -------------------------------------------------------------------------------------------------------------- */

static void nothing_can_be_freed(void **state)
{
    (void)state;
    choice_free(NULL);
    condition_free(NULL);
    field_free(NULL);
    price_free(NULL);
    form_free(NULL);
    forms_free(NULL);
    department_free(NULL);
    source_free(NULL);
    business_free(NULL);
    struct forms *empty = forms_new();
    assert_string_equal(empty->order->id, ORDER_FORM_ID);
    assert_int_equal(empty->products->len, 0);
    assert_non_null(empty->order->skus);
    assert_non_null(empty->order->departments);
    forms_free(empty);
}

static void an_address_runs_over_several_lines_by_itself(void **state)
{
    (void)state;
    struct field *address = field_new("delivery", FIELD_ADDRESS), *text = field_new("name", FIELD_TEXT);
    assert_true(address->multiline);
    assert_false(text->multiline);
    field_free(address);
    field_free(text);
}

/* --- the business
 * ------------------------------------------------------------------------------------------------------ */

static struct business *business_with_sources(void)
{
    static const char *const froms[] = {"@shop.example", "form@shop.example", "cart@other.example"};
    struct business *business = business_new();
    for (guint i = 0; i < G_N_ELEMENTS(froms); i++) {
        struct source *source = g_new0(struct source, 1);
        source->from = g_strdup(froms[i]);
        g_ptr_array_add(business->sources, source);
    }
    return business;
}

static void an_exact_source_beats_its_domain(void **state)
{
    (void)state;
    g_autoptr(business_auto) business = business_with_sources();
    assert_string_equal(business_source(business, "Form@SHOP.example")->from, "form@shop.example");
    assert_string_equal(business_source(business, "web@shop.example")->from, "@shop.example");
    assert_string_equal(business_source(business, "cart@other.example")->from, "cart@other.example");
    assert_null(business_source(business, "web@sub.shop.example"));
    assert_null(business_source(business, "web@notshop.example"));
    assert_null(business_source(business, "web@shop.example.evil.example"));
    assert_null(business_source(business, "not an address"));
    assert_null(business_source(business, NULL));
}

static void our_own_addresses_are_known_with_a_plus_part_too(void **state)
{
    (void)state;
    g_autoptr(business_auto) business = business_new();
    business->from_address = g_strdup("orders@shop.example");
    business->review_address = g_strdup("desk+new@shop.example");
    assert_true(business_is_own_address(business, "Orders@Shop.Example"));
    assert_true(business_is_own_address(business, "orders+token@shop.example"));
    assert_true(business_is_own_address(business, "desk@shop.example"));
    assert_false(business_is_own_address(business, "orders@shop.example.evil.example"));
    assert_false(business_is_own_address(business, "border@shop.example"));
    assert_false(business_is_own_address(business, NULL));
    assert_false(business_is_own_address(business, "\"orders\"@shop.example"));
}

static void staff_are_known_by_all_their_addresses(void **state)
{
    (void)state;
    g_autoptr(business_auto) business = business_new();
    struct department *warehouse = department_new("warehouse");
    warehouse->address = g_strdup("warehouse@shop.example");
    g_strfreev(warehouse->staff);
    warehouse->staff = g_strsplit("ayse@shop.example mehmet@home.example", " ", -1);
    g_ptr_array_add(business->departments, warehouse);
    assert_true(business_is_staff_address(business, "warehouse@shop.example"));
    assert_true(business_is_staff_address(business, "MEHMET@home.example"));
    assert_false(business_is_staff_address(business, "mehmet@shop.example"));
    assert_false(business_is_staff_address(business, NULL));
    assert_ptr_equal(business_department(business, "warehouse"), warehouse);
    assert_null(business_department(business, "Warehouse"));
    assert_null(business_department(business, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_found_by_id_and_by_any_writing_of_a_sku),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(fields_are_found_by_id_and_by_role),
        cmocka_unit_test(a_skus_own_price_beats_the_price_of_all),
        cmocka_unit_test(every_type_has_a_name_that_leads_back_to_it),
        cmocka_unit_test(every_role_has_a_name_that_leads_back_to_it),
        cmocka_unit_test(nothing_can_be_freed),
        cmocka_unit_test(an_address_runs_over_several_lines_by_itself),
        cmocka_unit_test(an_exact_source_beats_its_domain),
        cmocka_unit_test(our_own_addresses_are_known_with_a_plus_part_too),
        cmocka_unit_test(staff_are_known_by_all_their_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
