/* Answers that bring the order itself in a file, corrected or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "parsers/decode/business.h"
#include "tests/unit/answer-desk.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

static struct business_item *line_of(struct business_order *order, const char *sku, const char *quantity, const char *feature, const char *value)
{
    struct business_item *item = business_order_add_item(order);
    business_item_set(item, ITEM_PART_SKU, sku);
    business_item_set(item, ITEM_PART_QUANTITY, quantity);
    if (feature)
        business_property_add(item->properties, feature, value);
    return item;
}

/* The order of the desk as a document, its second line with that finish. */
static struct business_order *attach(struct document *document, const char *finish)
{
    struct business_order *order = business_order_new(SOURCE_UBL, "order.xml");
    g_ptr_array_add(document->orders, order);
    line_of(order, "SOFA-3", "2", "Fabric", "Linen");
    line_of(order, "TABLE-1", "1", "Finish", finish);
    business_order_set(order, ORDER_BUYER_NAME, "Ayla Demir");
    business_order_set(order, ORDER_SHIP_TO_ADDRESS, "Ring 5\nBerlin");
    return order;
}

static void attach_rows(struct document *document, const char *const *rows)
{
    struct document_table *table = document_add_table(document);
    table->attached = TRUE;
    for (guint i = 0; rows[i]; i++) {
        g_auto(GStrv) cells = g_strsplit(rows[i], ";", -1);
        GPtrArray *row = document_table_add_row(table);
        for (guint c = 0; cells[c]; c++)
            document_row_add_cell(row, cells[c], 1);
    }
}

static char *told_of(const struct desk *desk, const struct document *document, GStrv *ret_unread)
{
    struct read_context context = {.forms = desk->forms,
                                   .languages = shop_languages(),
                                   .today = shop_today(),
                                   .sent_text = "1) Sofa\nQuantity: 2\n\n2) Dining table\nQuantity: 1\n* Finish: \n",
                                   .answers = desk->order};
    g_autoptr(reading_auto) reading = read_document(document, &context);
    if (ret_unread)
        *ret_unread = g_strdupv(((const struct draft *)reading->drafts->pdata[0])->unread);
    return reading_told(reading);
}

static void answers_with(const struct desk *desk, const struct document *document, const char *expected)
{
    g_autofree char *told = told_of(desk, document, NULL);
    assert_string_equal(told, expected);
}

/* What the desk knows of the order is what its document said. */
static void knows_all(struct desk *desk)
{
    struct line_item *sofa = desk->order->items->pdata[0], *table = desk->order->items->pdata[1];
    sofa->sku = g_strdup("SOFA-3");
    table->sku = g_strdup("TABLE-1");
    give(sofa->values, "sku", "SOFA-3", "SOFA-3");
    give(sofa->values, "fabric", "Linen", "linen");
    give(table->values, "finish", "Walnut", "walnut");
    give(desk->order->values, "delivery", "Ring 5\nBerlin", "Ring 5\nBerlin");
}

static void fault(GPtrArray *values, const char *field, const char *text, enum fault why)
{
    struct value *value = values_find(values, field);
    if (value)
        g_ptr_array_remove(values, value);
    value = value_new(field, text);
    value_set_fault(value, VALUE_WRONG, why);
    g_ptr_array_add(values, value);
}

static void a_document_fills_the_gaps(void **state)
{
    g_autoptr(document_auto) document = mail_of("See the file.\n");
    attach(document, "Walnut");
    answers_with(*state, document,
                 "[1 sofa SOFA-3] sku=SOFA-3 fabric=linen [2 table TABLE-1] finish=walnut [order] delivery=Ring 5|Berlin");
}

static void a_table_fills_the_gaps_whatever_its_order(void **state)
{
    struct desk *desk = *state;
    static const char *const rows[] = {"SKU;Product;Qty;Finish;Fabric", "TABLE-1;Dining table;1;Walnut;", "SOFA-3;Sofa;3;;Linen", NULL};
    g_autoptr(document_auto) document = mail_of("corrected list attached\n");
    knows_all(desk);
    fault(((struct line_item *)desk->order->items->pdata[1])->values, "finish", "wood", FAULT_NOT_A_CHOICE);
    attach_rows(document, rows);
    answers_with(desk, document, "[2 -] finish=walnut [1 -] qty=3");
}

static void pages_fill_the_gaps(void **state)
{
    struct desk *desk = *state;
    g_autoptr(document_auto) document = mail_of("PDF attached\n");
    struct document_block *page = document_add_block(document, BLOCK_PAGE);
    static const char *const lines[] = {"PURCHASE ORDER", "", "SKU         Product         Qty    Finish", "SOFA-3      Sofa            2",
                                        "TABLE-1     Dining table    1      Oak"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        document_add_line(page, 0, lines[i]);
    page->attached = TRUE;
    knows_all(desk);
    fault(((struct line_item *)desk->order->items->pdata[1])->values, "finish", "wood", FAULT_NOT_A_CHOICE);
    answers_with(desk, document, "[2 -] finish=oak");
}

/* The same file once more, with the fault still in it, mends nothing; what is typed beside it counts. */
static void an_unchanged_document_is_no_answer(void **state)
{
    struct desk *desk = *state;
    GPtrArray *values = ((struct line_item *)desk->order->items->pdata[1])->values;
    knows_all(desk);
    fault(values, "finish", "Tweed", FAULT_NOT_A_CHOICE);
    g_autoptr(document_auto) silent = mail_of("Please confirm, see the file.\n");
    g_autoptr(document_auto) spoken = mail_of("Finish: oak\n");
    attach(silent, "Tweed");
    attach(spoken, "Tweed");
    answers_with(desk, silent, "");
    answers_with(desk, spoken, "[2 -] finish=oak");
    struct value *value = values_find(values, "finish");
    value_set_fault(value, VALUE_CONFLICT, FAULT_CONFLICT);
    value_add_candidate(value, "Tweed");
    value_add_candidate(value, "oak");
    answers_with(desk, silent, "");
}

/* As when it is typed: see a_changed_value_is_an_answer_too. */
static void a_change_in_the_document_is_a_change(void **state)
{
    struct desk *desk = *state;
    g_autoptr(document_auto) document = mail_of("See the file.\n");
    struct business_order *order = attach(document, "Oak");
    knows_all(desk);
    business_item_set(order->items->pdata[0], ITEM_PART_QUANTITY, "5");
    line_of(order, "TABLE-1", "4", NULL, NULL);
    answers_with(desk, document, "[1 -] qty=5 [2 -] finish=oak [3 table TABLE-1] qty=4");
}

/* The line at the place of one whose product nobody knew. */
static void a_product_that_was_unknown_is_named(void **state)
{
    struct desk *desk = *state;
    struct line_item *line = desk->order->items->pdata[1];
    g_autoptr(document_auto) document = mail_of("See the file.\n"), again = mail_of("See the file.\n"), other = mail_of("See the file.\n");
    attach(document, "Oak");
    knows_all(desk);
    g_clear_pointer(&line->form, g_free);
    g_clear_pointer(&line->sku, g_free);
    line->product_text = g_strdup("LAMP-9");
    g_ptr_array_set_size(line->values, 0);
    answers_with(desk, document, "[2 table TABLE-1] qty=1 finish=oak");
    business_item_set(attach(again, "Oak")->items->pdata[1], ITEM_PART_SKU, "LAMP-9");
    answers_with(desk, again, "");
    business_item_set(attach(other, "Oak")->items->pdata[1], ITEM_PART_SKU, "LAMP-10");
    answers_with(desk, other, "[2 -]");
}

static void words_and_document_that_differ_are_asked_about(void **state)
{
    struct desk *desk = *state;
    g_autoptr(document_auto) document = mail_of("Finish: walnut\nNote: ring twice\n");
    knows_all(desk);
    fault(((struct line_item *)desk->order->items->pdata[1])->values, "finish", "wood", FAULT_NOT_A_CHOICE);
    attach(document, "Oak");
    answers_with(desk, document, "[2 -] finish:conflict(walnut|Oak) [order] note=ring twice");
}

/* Whether it is still wanted is asked where the document is the whole order; a table may be of one line alone. */
static void a_line_that_is_gone_is_not_forgotten(void **state)
{
    struct desk *desk = *state;
    static const char *const rows[] = {"SKU;Product;Qty", "SOFA-3;Sofa;4", NULL};
    g_autoptr(document_auto) document = mail_of("See the file.\n"), table = mail_of("See the file.\n");
    knows_all(desk);
    g_ptr_array_remove_index(attach(document, "Walnut")->items, 1);
    attach_rows(table, rows);
    answers_with(desk, document, " !document(2) table (TABLE-1): not in the file of the answer: → the line, or your word that it is not wanted)");
    g_auto(GStrv) unread = NULL;
    g_autofree char *told = told_of(desk, table, &unread);
    assert_string_equal(told, "[1 -] qty=4");
    assert_true(g_strv_contains((const char *const *)unread, "2) table (TABLE-1): not in the file of the answer: → the line, or your word that it is not wanted"));
}

static void a_document_about_another_order_is_left_to_people(void **state)
{
    struct desk *desk = *state;
    g_autoptr(document_auto) document = mail_of("See the file.\n");
    business_order_set(attach(document, "Walnut"), ORDER_NUMBER, "PO-9");
    give(desk->order->values, "reference", "PO-7", "PO-7");
    g_auto(GStrv) unread = NULL;
    g_autofree char *told = told_of(desk, document, &unread);
    assert_string_equal(told, "");
    assert_true(g_strv_contains((const char *const *)unread, "Another order in a file: PO-9"));
    business_order_set(attach(document, "Walnut"), ORDER_NUMBER, "PO-7");
    g_free(told);
    told = told_of(desk, document, NULL);
    assert_non_null(strstr(told, "[2 table TABLE-1] finish=walnut"));
}

/* Where the document itself was wrong, the same with that mended says so; with a fault it is asked about again. */
static void a_document_that_was_broken_is_mended_by_a_sound_one(void **state)
{
    struct desk *desk = *state;
    g_autoptr(document_auto) document = mail_of("See the file.\n");
    struct business_order *order = attach(document, "Walnut");
    knows_all(desk);
    answers_with(desk, document, "");
    g_ptr_array_add(desk->order->remarks, remark_new(FAULT_DOCUMENT, 0, "SE01"));
    answers_with(desk, document, "[1 -] qty=2 sku=SOFA-3 fabric=linen [2 -] qty=1 finish=walnut [order] name=Ayla Demir delivery=Ring 5|Berlin");
    business_problem_add(order, TRUE, "SE01", "9", "8", "segment 9");
    answers_with(desk, document, " !document(segment 9: SE01: “9”, → 8)");
}

/* What was typed and cannot be read gives way to a file that can; what both say is said once; what only the mail says stays. */
static void words_that_cannot_be_read_give_way_to_the_file(void **state)
{
    struct desk *desk = *state;
    GPtrArray *values = ((struct line_item *)desk->order->items->pdata[1])->values;
    g_autoptr(document_auto) wrong = mail_of("Finish: marble\n"), same = mail_of("Finish: oak\n"), worse = mail_of("Finish: walnut\n");
    knows_all(desk);
    fault(values, "finish", "wood", FAULT_NOT_A_CHOICE);
    attach(wrong, "Oak");
    attach(same, "Oak");
    attach(worse, "marble");
    answers_with(desk, wrong, "[2 -] finish=oak");
    answers_with(desk, same, "[2 -] finish=oak");
    answers_with(desk, worse, "[2 -] finish=walnut");
}

/* A line without a number of its article is that of its place; with none left there, and two that it could be, it is a new one. */
static void a_line_that_could_be_one_of_two_is_a_new_one(void **state)
{
    struct desk *desk = *state;
    static const char *const rows[] = {"Product;Qty;Width", "Sofa;2;120 cm", "Dining table;1;", "Sofa;7;90 cm", NULL};
    static const char *const two[] = {"Product;Qty", "Sofa;2", NULL};
    g_autoptr(document_auto) document = mail_of("See the list.\n"), twice = mail_of("See the lists.\n");
    knows_all(desk);
    for (guint i = 0; i < 2; i++)
        ((struct line_item *)desk->order->items->pdata[i])->sku[0] = 'X'; /* by its number none is found */
    attach_rows(document, rows);
    answers_with(desk, document, "[3 sofa] qty=7 width=90");
    struct document_table *pasted = document_add_table(twice); /* not of a file */
    document_row_add_cell(document_table_add_row(pasted), "Sofa", 1);
    attach_rows(twice, two);
    attach_rows(twice, two);
    g_auto(GStrv) unread = NULL;
    g_autofree char *told = told_of(desk, twice, &unread);
    assert_non_null(strstr(told, "sofa"));
}

#define DESK_TEST(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(a_document_fills_the_gaps),
        DESK_TEST(a_table_fills_the_gaps_whatever_its_order),
        DESK_TEST(pages_fill_the_gaps),
        DESK_TEST(an_unchanged_document_is_no_answer),
        DESK_TEST(a_change_in_the_document_is_a_change),
        DESK_TEST(a_product_that_was_unknown_is_named),
        DESK_TEST(words_and_document_that_differ_are_asked_about),
        DESK_TEST(a_line_that_is_gone_is_not_forgotten),
        DESK_TEST(a_document_about_another_order_is_left_to_people),
        DESK_TEST(a_document_that_was_broken_is_mended_by_a_sound_one),
        DESK_TEST(words_that_cannot_be_read_give_way_to_the_file),
        DESK_TEST(a_line_that_could_be_one_of_two_is_a_new_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
