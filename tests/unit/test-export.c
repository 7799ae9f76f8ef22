/* Orders as files, read back by those who would read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <jansson.h>

#include "daemon/render/export.h"
#include "tests/unit/render-shop.h"

struct shop {
    struct business *business;
    struct forms *forms;
    struct order *order;
};

static int open_shop(void **state)
{
    struct shop *shop = g_new0(struct shop, 1);
    shop->business = render_shop_business();
    shop->forms = render_shop_forms();
    shop->order = render_shop_order();
    *state = shop;
    return 0;
}

static int close_shop(void **state)
{
    struct shop *shop = *state;
    order_free(shop->order);
    forms_free(shop->forms);
    business_free(shop->business);
    g_free(shop);
    return 0;
}

static char *text_of(GBytes *bytes)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    char *text = g_strndup(data, size);
    assert_int_equal(strlen(text), size);
    g_bytes_unref(bytes);
    return text;
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("«%s» is not in:\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("«%s» is in:\n%s", part, text);
}

static const struct department *department(const struct shop *shop, const char *id)
{
    return business_department(shop->business, id);
}

/* --- CSV ------------------------------------------------------------------------------------------------------ */

static void csv_is_one_row_an_item(void **state)
{
    const struct shop *shop = *state;
    g_autofree char *csv = text_of(export_csv(shop->order, shop->forms, NULL));
    assert_true(g_str_has_prefix(csv,
                                 "\xEF\xBB\xBF\"order\",\"item\",\"product\",\"sku\",\"state\",\"expected\",\"qty\","
                                 "\"fabric\",\"legs\",\"colour\",\"covers\",\"length\",\"unit_price\","));
    has(csv,
        "\r\n\"EH-1001\",\"1\",\"sofa\",\"SOFA-3\",\"open\",\"2025-12-16\",\"2\",\"linen\",\"oak\",\"\",\"yes\",\"\","
        "\"1250.00\",\"EUR\",\"20\",\"2500.00\",");
    has(csv, "\r\n\"EH-1001\",\"2\",\"table\",\"\",");
    has(csv, "\"Moda Cad. 5/3\n34710 Kadıköy\nİstanbul\"");
    assert_true(g_str_has_suffix(csv, "\"\r\n"));
}

/* The sample shop's sofas have a field "sku", and custom ones a "unit_price". */
static void no_two_columns_have_one_name(void **state)
{
    const struct shop *shop = *state;
    struct form *sofa = (struct form *)forms_product(shop->forms, "sofa");
    struct field *field = (struct field *)form_field(sofa, "fabric");
    g_autofree char *id = field->id;
    field->id = g_strdup("sku");
    g_autofree char *csv = text_of(export_csv(shop->order, shop->forms, NULL));
    g_free(field->id);
    field->id = g_steal_pointer(&id);
    has(csv, ",\"sku\",\"state\",\"expected\",\"qty\",\"item.sku\",\"legs\",");
}

static void adv_40_a_formula_is_neutralised(void **state)
{
    const struct shop *shop = *state;
    static const char *const formulas[][2] = {
        {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"}, {"+1+1", "'+1+1"}, {"-2", "'-2"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\tx", "'\tx"}, {"\r=1", "'\r'=1"},
        {" =1", "' =1"}, {"＝1", "'＝1"}, {"\n=1", "'\n'=1"}, {"a-b =c", "a-b =c"}, {"a\n=1", "a\n'=1"}, {"a;=1", "a;'=1"}, {"a; =1", "a; '=1"},
        {"a;\"=1\"", "a;\"\"'=1\"\""}, {"a;b=1", "a;b=1"}, {"a;;＋1", "a;;'＋1"}, {"a\r\n-1", "a\r\n'-1"}};
    for (guint i = 0; i < G_N_ELEMENTS(formulas); i++) {
        g_autoptr(order_auto) order = order_copy(shop->order);
        value_set_canonical(values_find(order->values, "note"), VALUE_GIVEN, formulas[i][0]);
        g_autofree char *csv = text_of(export_csv(order, shop->forms, NULL));
        g_autofree char *wanted = g_strdup_printf(",\"%s\"\r\n", formulas[i][1]);
        has(csv, wanted);
    }
}

static void quotes_and_separators_stay_in_their_cell(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = order_copy(shop->order);
    value_set_canonical(values_find(order->values, "note"), VALUE_GIVEN, "a\",\"=1;\r\nb");
    g_autofree char *csv = text_of(export_csv(order, shop->forms, NULL));
    has(csv, "\"a\"\",\"\"=1;\r\nb\"\r\n");
}

static void csv_for_a_third_party_lacks_what_it_may_not_see(void **state)
{
    const struct shop *shop = *state;
    g_autofree char *csv = text_of(export_csv(shop->order, shop->forms, department(shop, "loommakers")));
    static const char *const hidden[] = {"table", "price", "EUR", "billing", "Büro", "tax", "ayla@", "note", "1250"};
    for (guint i = 0; i < G_N_ELEMENTS(hidden); i++)
        has_not(csv, hidden[i]);
    has(csv, "sofa");
    has(csv, "Moda Cad.");
}

/* --- JSON ----------------------------------------------------------------------------------------------------- */

static json_t *json_of(GBytes *bytes)
{
    json_error_t error;
    g_autofree char *text = text_of(bytes);
    json_t *json = json_loads(text, 0, &error);
    if (!json)
        fail_msg("%s", error.text);
    return json;
}

static void json_holds_canonical_values(void **state)
{
    const struct shop *shop = *state;
    json_t *json = json_of(export_json(shop->order, shop->forms, NULL));
    const char *number, *created, *fabric, *written, *status, *total;
    json_t *items;
    assert_int_equal(0, json_unpack(json, "{s:s, s:s, s:o, s:[{s:s}]}", "order", &number, "created", &created, "items",
                                    &items, "totals", "gross", &total));
    assert_int_equal(0, json_unpack(json_array_get(items, 0), "{s:{s:{s:s, s:s, s:s}}}", "fields", "fabric", "value",
                                    &fabric, "text", &written, "status", &status));
    assert_string_equal(number, "EH-1001");
    assert_string_equal(created, "2025-11-25T10:00:00Z");
    assert_string_equal(fabric, "linen");
    assert_string_equal(written, "Linnen");
    assert_string_equal(status, "guessed");
    assert_string_equal(total, "3576.00");
    assert_int_equal(json_array_size(items), 2);
    json_decref(json);
}

static void no_export_holds_the_token(void **state)
{
    const struct shop *shop = *state;
    g_autofree char *json = text_of(export_json(shop->order, shop->forms, NULL));
    g_autofree char *csv = text_of(export_csv(shop->order, shop->forms, NULL));
    g_autofree char *ics = text_of(export_ics(shop->order, shop->business, shop->forms, NULL, RENDER_SHOP_NOW));
    has_not(json, shop->order->token);
    has_not(csv, shop->order->token);
    has_not(ics, shop->order->token);
}

static void json_survives_any_bytes(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = order_copy(shop->order);
    value_set_canonical(values_find(order->values, "note"), VALUE_GIVEN, "\x01\xFF\"\\</script>\xE2\x80\xA8");
    g_free(order->customer_name);
    order->customer_name = g_strdup("\xC3");
    json_decref(json_of(export_json(order, shop->forms, NULL)));
}

static void json_for_a_third_party_lacks_what_it_may_not_see(void **state)
{
    const struct shop *shop = *state;
    g_autofree char *json = text_of(export_json(shop->order, shop->forms, department(shop, "loommakers")));
    static const char *const hidden[] = {"\"table\"", "price", "EUR",    "billing", "Büro",       "ayla@",
                                         "note",      "1250",  "totals", "unread",  "hold_reason"};
    for (guint i = 0; i < G_N_ELEMENTS(hidden); i++)
        has_not(json, hidden[i]);
    has(json, "\"sofa\"");
}

/* --- ICS ------------------------------------------------------------------------------------------------------ */

static void the_calendar_holds_one_whole_day(void **state)
{
    const struct shop *shop = *state;
    g_autofree char *ics =
        text_of(export_ics(shop->order, shop->business, shop->forms, department(shop, "warehouse"), RENDER_SHOP_NOW));
    has(ics, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:");
    has(ics, "\r\nUID:EH-1001-warehouse@hill.example\r\n");
    has(ics, "\r\nDTSTAMP:20251125T100000Z\r\n");
    has(ics, "\r\nDTSTART;VALUE=DATE:20251216\r\nDTEND;VALUE=DATE:20251217\r\n");
    has(ics, "\r\nSUMMARY:EH-1001: 2 × Sofa\\, 1 × Table\r\n");
    has(ics, "\r\nDESCRIPTION:2 × Sofa\\n1 × Table\r\n");
    assert_true(g_str_has_suffix(ics, "END:VEVENT\r\nEND:VCALENDAR\r\n"));
}

static void a_department_gets_the_date_of_its_own_items(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = order_copy(shop->order);
    g_free(order_item(order, 1)->expected);
    order_item(order, 1)->expected = g_strdup("2025-12-05");
    g_autofree char *ics =
        text_of(export_ics(order, shop->business, shop->forms, department(shop, "loommakers"), RENDER_SHOP_NOW));
    has(ics, "DTSTART;VALUE=DATE:20251205\r\n");
    has_not(ics, "Table");
}

static void without_a_date_there_is_no_event(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_incomplete();
    assert_null(export_ics(order, shop->business, shop->forms, NULL, RENDER_SHOP_NOW));
}

static void long_lines_are_folded_between_characters(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = order_copy(shop->order);
    for (guint i = 3; i < 40; i++) {
        struct line_item *item = line_item_copy(order_item(order, 1));
        item->number = i;
        g_ptr_array_add(order->items, item);
    }
    g_free(order->number);
    order->number = g_strdup("EH\r\nATTENDEE:x;,\\\xF0\x9F\x9B\x8B");
    g_autofree char *ics = text_of(export_ics(order, shop->business, shop->forms, NULL, RENDER_SHOP_NOW));
    g_auto(GStrv) lines = g_strsplit(ics, "\r\n", -1);
    for (guint i = 0; lines[i]; i++) {
        assert_true(strlen(lines[i]) <= 75);
        assert_true(g_utf8_validate(lines[i], -1, NULL));
        assert_false(g_str_has_prefix(lines[i], "ATTENDEE"));
        assert_null(strchr(lines[i], '\n'));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_one_row_an_item), cmocka_unit_test(no_two_columns_have_one_name),
        cmocka_unit_test(adv_40_a_formula_is_neutralised),
        cmocka_unit_test(quotes_and_separators_stay_in_their_cell),
        cmocka_unit_test(csv_for_a_third_party_lacks_what_it_may_not_see),
        cmocka_unit_test(json_holds_canonical_values),
        cmocka_unit_test(no_export_holds_the_token),
        cmocka_unit_test(json_survives_any_bytes),
        cmocka_unit_test(json_for_a_third_party_lacks_what_it_may_not_see),
        cmocka_unit_test(the_calendar_holds_one_whole_day),
        cmocka_unit_test(a_department_gets_the_date_of_its_own_items),
        cmocka_unit_test(without_a_date_there_is_no_event),
        cmocka_unit_test(long_lines_are_folded_between_characters),
    };
    return cmocka_run_group_tests(tests, open_shop, close_shop);
}
