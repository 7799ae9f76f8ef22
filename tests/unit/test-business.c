/* Orders of other programs: carried between the processes, and read into our forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/read/business.h"
#include "tests/unit/shop.h"

static struct business_order *sample(struct document *document, enum order_source source)
{
    struct business_order *order = business_order_new(source, "order.xml");
    struct business_item *item = business_order_add_item(order);
    g_ptr_array_add(document->orders, order);
    business_order_set(order, ORDER_NUMBER, "PO-7788");
    business_order_set(order, ORDER_CURRENCY, "EUR");
    business_order_set(order, ORDER_BUYER_NAME, "Loom & Oak GmbH");
    business_order_set(order, ORDER_BUYER_EMAIL, "einkauf@loom-oak.example");
    business_order_set(order, ORDER_SHIP_TO_NAME, "Lager Nord");
    business_order_set(order, ORDER_SHIP_TO_ADDRESS, "Hafenstr. 1\n20095 Hamburg\nDE");
    business_item_set(item, ITEM_PART_SKU, "SOFA-3");
    business_item_set(item, ITEM_PART_NAME, "Sofa, three seats");
    business_item_set(item, ITEM_PART_QUANTITY, "2.000");
    business_item_set(item, ITEM_PART_UNIT_PRICE, "1250.00");
    business_property_add(item->properties, "Fabric", "Linen");
    business_property_add(item->properties, "Batch", "A7");
    return order;
}

static struct reading *reading_of(const struct document *document, const struct forms *forms)
{
    struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    return read_document(document, &context);
}

static const char *canonical(const GPtrArray *values, const char *field)
{
    const struct value *value = values_find(values, field);
    return value && value->canonical ? value->canonical : "(none)";
}

static void an_order_keeps_all_of_it_on_its_way(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = document_new();
    struct business_order *order = sample(document, SOURCE_UBL);
    business_problem_add(order, TRUE, "UNT/0074", "38", "72", "order.edi, segment %u (UNT)", 40u);
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    g_autoptr(document_auto) copy = document_from_variant(variant, NULL);
    assert_non_null(copy);
    g_autofree char *before = document_describe(document), *after = document_describe(copy);
    assert_string_equal(before, after);
    assert_non_null(strstr(after, "problem (fatal): order.edi, segment 40 (UNT): UNT/0074: found \"38\", wanted 72"));
}

static void too_many_or_unclean_parts_are_no_order(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = document_new();
    struct business_order *order = sample(document, SOURCE_UBL);
    g_free(order->parts[ORDER_NUMBER]);
    order->parts[ORDER_NUMBER] = g_strdup("a\rb");
    g_autoptr(GVariant) unclean = g_variant_ref_sink(document_to_variant(document));
    assert_null(document_from_variant(unclean, NULL));
    for (guint i = 0; i < BOUND_ITEMS + 5; i++)
        business_order_add_item(order);
    assert_int_equal(order->items->len, BOUND_ITEMS);
}

/* What the envelope says goes back to the sender's machine: only as clean as it was written. */
static void an_envelope_is_as_clean_as_the_rest(void **state)
{
    (void)state;
    static const char *const unclean[] = {"a\rb", " a", "\x01"};
    for (guint i = 0; i <= G_N_ELEMENTS(unclean); i++) {
        g_autoptr(document_auto) document = document_new();
        struct business_order *order = sample(document, SOURCE_X12);
        GPtrArray *rows = business_rows_new();
        business_row_add(rows, "GS", "PO", " BUYER\n", "", NULL);
        business_order_take_envelope(order, rows);
        assert_string_equal(((GStrv)rows->pdata[0])[2], "BUYER");
        if (i > 0) {
            g_free(((GStrv)rows->pdata[0])[2]);
            ((GStrv)rows->pdata[0])[2] = g_strdup(unclean[i - 1]);
        }
        g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
        g_autoptr(document_auto) copy = document_from_variant(variant, NULL);
        assert_true((copy != NULL) == (i == 0));
    }
}

static void too_big_an_envelope_is_not_kept(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = document_new();
    struct business_order *order = sample(document, SOURCE_X12);
    GPtrArray *rows = business_rows_new();
    for (guint i = 0; i <= BOUND_ENVELOPE; i++)
        business_row_add(rows, "GS", NULL);
    business_order_take_envelope(order, g_ptr_array_ref(rows));
    assert_int_equal(order->envelope->len, 0);
    g_ptr_array_unref(order->envelope);
    order->envelope = rows;
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    assert_null(document_from_variant(variant, NULL));
}

static void its_parts_become_fields_of_the_form(void **state)
{
    (void)state;
    struct forms *forms = shop_forms();
    g_autoptr(document_auto) document = document_new();
    sample(document, SOURCE_UBL);
    g_autoptr(reading_auto) reading = reading_of(document, forms);
    assert_int_equal(reading->drafts->len, 1);
    const struct draft *draft = reading->drafts->pdata[0];
    const struct line_item *item = draft->items->pdata[0];
    assert_string_equal(canonical(draft->values, "reference"), "PO-7788");
    assert_string_equal(canonical(draft->values, "name"), "Loom & Oak GmbH");
    assert_string_equal(canonical(draft->values, "delivery"), "Lager Nord\nHafenstr. 1\n20095 Hamburg\nDE");
    assert_string_equal(item->form, "sofa");
    assert_string_equal(item->sku, "SOFA-3");
    assert_string_equal(canonical(item->values, "qty"), "2");
    assert_string_equal(canonical(item->values, "fabric"), "linen");
    assert_string_equal(canonical(item->values, "price"), "1250.00 EUR");
    assert_true(g_strv_contains((const char *const *)draft->unread, "Batch: A7"));
    forms_free(forms);
}

static void a_fatal_problem_is_a_remark(void **state)
{
    (void)state;
    struct forms *forms = shop_forms();
    g_autoptr(document_auto) document = document_new();
    business_problem_add(sample(document, SOURCE_EDIFACT), TRUE, "UNT/0074", "38", "72", "segment 40 (UNT)");
    g_autoptr(reading_auto) reading = reading_of(document, forms);
    const struct draft *draft = reading->drafts->pdata[0];
    assert_int_equal(draft->remarks->len, 1);
    assert_int_equal(((const struct remark *)draft->remarks->pdata[0])->fault, FAULT_DOCUMENT);
    forms_free(forms);
}

/* The body fills what the document leaves open; where they differ, it is asked. */
static void text_fills_gaps_and_differences_are_asked(void **state)
{
    (void)state;
    struct forms *forms = shop_forms();
    g_autoptr(document_auto) document = document_new();
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    sample(document, SOURCE_CXML);
    document_add_line(block, 0, "Product: Sofa");
    document_add_line(block, 0, "Quantity: 3");
    document_add_line(block, 0, "Fabric: Linen");
    document_add_line(block, 0, "Phone: +90 532 123 45 67");
    g_autoptr(reading_auto) reading = reading_of(document, forms);
    assert_int_equal(reading->drafts->len, 1);
    const struct draft *draft = reading->drafts->pdata[0];
    const struct line_item *item = draft->items->pdata[0];
    assert_int_equal(draft->items->len, 1);
    assert_string_equal(canonical(draft->values, "phone"), "+905321234567");
    const struct value *quantity = values_find(item->values, "qty");
    assert_int_equal(quantity->status, VALUE_CONFLICT);
    assert_true(g_strv_contains((const char *const *)quantity->candidates, "2"));
    assert_true(g_strv_contains((const char *const *)quantity->candidates, "3"));
    forms_free(forms);
}

static void two_documents_are_two_orders_and_the_same_twice_is_one(void **state)
{
    (void)state;
    struct forms *forms = shop_forms();
    g_autoptr(document_auto) document = document_new();
    sample(document, SOURCE_X12);
    business_order_set(sample(document, SOURCE_X12), ORDER_NUMBER, "PO-7789");
    sample(document, SOURCE_UBL);
    g_autoptr(reading_auto) reading = reading_of(document, forms);
    assert_int_equal(reading->drafts->len, 2);
    forms_free(forms);
}

static gboolean told(const struct draft *draft, const char *line)
{
    return g_strv_contains((const char *const *)draft->unread, line);
}

/* What has no field is told to people, and of which item it is. */
static void what_no_field_takes_is_told(void **state)
{
    (void)state;
    struct forms *forms = shop_forms();
    g_autoptr(document_auto) document = document_new();
    struct business_order *order = sample(document, SOURCE_UBL);
    struct business_item *second = business_order_add_item(order);
    business_order_set(order, ORDER_REFERENCE, "CC-7");
    business_order_set(order, ORDER_BUYER_CONTACT, "Ina Falk");
    business_order_set(order, ORDER_SHIP_TO_EMAIL, "dock@loom-oak.example");
    business_property_add(order->properties, "Contract", "FA-1");
    business_item_set(second, ITEM_PART_SKU, "LAMP-9");
    business_item_set(second, ITEM_PART_QUANTITY, "4");
    business_item_set(second, ITEM_PART_UNIT, "LTR");
    business_item_set(second, ITEM_PART_UNIT_PRICE, "5");
    business_property_add(second->properties, "Batch", "A7");
    g_autoptr(reading_auto) reading = reading_of(document, forms);
    const struct draft *draft = reading->drafts->pdata[0];
    static const char *const lines[] = {"Reference: CC-7", "Contact: Ina Falk", "Ship-to e-mail: dock@loom-oak.example", "Contract: FA-1",
                                        "Sofa, three seats (SOFA-3): Batch: A7", "4 × LAMP-9", "LAMP-9: Unit price: 5 EUR", "LAMP-9: Batch: A7",
                                        "LAMP-9: Unit: LTR"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        if (!told(draft, lines[i]))
            fail_msg("not told: %s", lines[i]);
    forms_free(forms);
}

/* A day that all lines share is the order's; else each line's is told. */
static void the_day_of_all_lines_is_the_orders(void **state)
{
    (void)state;
    struct forms *forms = shop_forms();
    for (gboolean differ = FALSE; differ <= TRUE; differ++) {
        g_autoptr(document_auto) document = document_new();
        struct business_order *order = sample(document, SOURCE_CXML);
        struct business_item *second = business_order_add_item(order);
        business_item_set(order->items->pdata[0], ITEM_PART_NEEDED_BY, "2027-01-15");
        business_item_set(second, ITEM_PART_SKU, "SOFA-3");
        business_item_set(second, ITEM_PART_NEEDED_BY, differ ? "2027-01-20" : "2027-01-15");
        g_autoptr(reading_auto) reading = reading_of(document, forms);
        const struct draft *draft = reading->drafts->pdata[0];
        assert_string_equal(canonical(draft->values, "needed_by"), differ ? "(none)" : "2027-01-15");
        assert_true(told(draft, "SOFA-3: Needed by: 2027-01-20") == differ);
    }
    forms_free(forms);
}

/* Dozens are not pieces; lines that go to places of their own do not go to who pays. */
static void bundles_and_places_are_not_guessed(void **state)
{
    (void)state;
    struct forms *forms = shop_forms();
    g_autoptr(document_auto) document = document_new();
    struct business_order *order = sample(document, SOURCE_CXML);
    struct business_item *item = order->items->pdata[0];
    g_free(order->parts[ORDER_SHIP_TO_ADDRESS]);
    order->parts[ORDER_SHIP_TO_ADDRESS] = g_strdup("");
    business_order_set(order, ORDER_BUYER_ADDRESS, "Ring 1\nBerlin");
    business_property_add(item->properties, BUSINESS_SHIP_TO, "Library, Ring 9, Berlin");
    business_item_set(item, ITEM_PART_QUANTITY, "3");
    business_item_set(item, ITEM_PART_UNIT, "DZN");
    g_autoptr(reading_auto) reading = reading_of(document, forms);
    const struct draft *draft = reading->drafts->pdata[0];
    assert_null(values_find(draft->values, "delivery"));
    assert_true(told(draft, "Ship to: Library, Ring 9, Berlin"));
    assert_false(value_usable(values_find(((const struct line_item *)draft->items->pdata[0])->values, "qty")));
    forms_free(forms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_keeps_all_of_it_on_its_way),
        cmocka_unit_test(too_many_or_unclean_parts_are_no_order),
        cmocka_unit_test(an_envelope_is_as_clean_as_the_rest),
        cmocka_unit_test(too_big_an_envelope_is_not_kept),
        cmocka_unit_test(its_parts_become_fields_of_the_form),
        cmocka_unit_test(what_no_field_takes_is_told),
        cmocka_unit_test(the_day_of_all_lines_is_the_orders),
        cmocka_unit_test(bundles_and_places_are_not_guessed),
        cmocka_unit_test(a_fatal_problem_is_a_remark),
        cmocka_unit_test(text_fills_gaps_and_differences_are_asked),
        cmocka_unit_test(two_documents_are_two_orders_and_the_same_twice_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
