/* Orders mixed from lines of known ones, as text, as tables, and as answers to a mail of ours: what is read fits the forms, whatever it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "parsers/read/read.h"
#include "tests/unit/mixed-texts.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

#define ROUNDS 250

/* Ways of naming a product with its count and price that no mail of the corpus holds together. */
static const char *const seeds[] = {
    "2 x Sofa @ 1250 €", "3× SOFA-3 in linen", "Sofa à 1.250,00 €", "Sofa (2), Linen", "1) Sofa SOFA-2, Velvet, Oak", "2 pcs SOFA-3 at 1250.00 EUR each", "Sofa: 2", "#1 Sofa",
    "- 2 Sofas linen 200 cm", "Sofa 3 x 1250 = 3750", "2 Stück Sofa je 1.250 €", "Dining table, oak, 2 pieces, €119.90", "TABLE-1 x 4", "Qty 2 Sofa SOFA-3 1,250.00", "1. Masa", "2 adet kanepe, kadife",
    "Sofa SOFA-9 2", "first sofa: velvet", "Total: 2500 EUR", "Shipping 40", "Subtotal 2 500,00", "Sofa | Linen | 2 | 1250", "Model | Fabric | Qty | Price", "SOFA-3\tLinen\t2\t1250,00", "Item\tQty\tUnit price\tTotal",
    "Product: Sofa", "Quantity: 2", "Fabric: Linen", "Fabric 2: Velvet", "Legs: Oak", "Width: 200 cm", "Price: 1250 EUR", "Name: Ayla Demir", "E-mail: ayla@customer.example", "Delivery address: 12 Mill Lane, London",
    "Needed by: 3 December 2026", "Note: ring twice", "Product 2: Table", "Finish: oak", "Fabric: no velvet", "Fabric: [x] Linen [ ] Velvet", "(x) Linen ( ) Velvet", "Armrests: yes", "Fabric:", "Linen", "same as above",
    "Order 2", "----------", "> Fabric: Linen", "On Mon, 23 Nov 2026 at 10:12, Shop <shop@shop.example> wrote:", "-- ", "Best regards", "Ayla", "I would like two sofas in linen, please.", "Do you have the table in oak?",
};

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void add_corpus(struct mixer *mixer, GPtrArray *owned)
{
    const char *source = g_getenv("srcdir");
    g_autofree char *folder = g_build_filename(source ? source : ".", "tests/corpus/mails", NULL);
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    assert_non_null(directory);
    for (const char *name; (name = g_dir_read_name(directory));)
        if (g_str_has_suffix(name, ".txt"))
            g_ptr_array_add(names, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *text = NULL;
        assert_true(g_file_get_contents(names->pdata[i], &text, NULL, NULL));
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (guint l = 0; lines[l]; l++) {
            g_ptr_array_add(owned, g_strdup(g_strchomp(lines[l])));
            mixer_add(mixer, owned->pdata[owned->len - 1]);
        }
    }
}

/* --- what must be so ------------------------------------------------------------------------------------------------------------------------ */

static const char *values_fault(const GPtrArray *values, const struct form *form)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i];
        const struct field *field = form ? form_field(form, value->field) : NULL;
        if (!field)
            return "a field that its form has not";
        if (values_find(values, value->field) != value)
            return "a field told twice";
        if (value->canonical && field->type == FIELD_CHOICE && !field_choice(field, value->canonical))
            return "a choice that is none";
        if (value->canonical ? value->fault != FAULT_NONE : value->fault == FAULT_NONE)
            return "a value with a fault, or none without";
    }
    return NULL;
}

static const char *draft_fault(const struct draft *draft, const struct forms *forms, const struct order *order)
{
    const char *fault = values_fault(draft->values, forms->order);
    guint last = 0;
    if (draft->items->len > BOUND_ITEMS)
        return "more items than are read";
    for (guint i = 0; i < draft->items->len && !fault; i++) {
        const struct line_item *item = draft->items->pdata[i], *known = order ? order_item(order, item->number) : NULL;
        const struct form *form = forms_product(forms, item->form ? item->form : known ? known->form : NULL);
        if (item->number == 0 || (!order && item->number <= last))
            return "items that are not counted";
        last = item->number;
        if (item->sku && form && !g_strv_contains((const char *const *)form->skus, item->sku))
            return "an SKU of another form";
        fault = form || item->values->len > 0 ? values_fault(item->values, form) : NULL;
    }
    if (!fault && draft->asks_only && draft->values->len > 0)
        fault = "a question with values";
    return fault;
}

/* --- three ways to write it ------------------------------------------------------------------------------------------------------------------ */

/* Each line a row: its cells are what colons, bars and tabs part. */
static struct document *as_table(const char *text)
{
    struct document *document = document_new();
    struct document_table *table = document_add_table(document);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    document_add_line(document_add_block(document, BLOCK_HTML), 0, "");
    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) cells = g_strsplit_set(lines[i], ":|\t", -1);
        GPtrArray *row = document_table_add_row(table);
        for (guint c = 0; cells[c]; c++)
            document_row_add_cell(row, g_strstrip(cells[c]), 1);
        if (cells[0] && cells[1] && !cells[2])
            document_add_pair(document, cells[0], cells[1]);
    }
    table->has_header = table->rows->len > 1;
    return document;
}

static struct document *as_pages(const char *text)
{
    struct document *document = mail_of("Please see the file.");
    struct document_block *block = document_add_block(document, BLOCK_PAGE);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) cells = g_strsplit_set(lines[i], "|\t", -1);
        g_autofree char *line = g_strjoinv("      ", cells);
        document_add_line(block, 0, line);
    }
    return document;
}

static struct order *asked_order(void)
{
    struct order *order = order_new();
    static const char *const products[] = {"sofa", "table", NULL};
    order->language = g_strdup("en");
    for (guint i = 0; i < G_N_ELEMENTS(products); i++) {
        struct line_item *item = line_item_new(i + 1);
        item->form = g_strdup(products[i]);
        item->product_text = g_strdup(products[i] ? products[i] : "a boat");
        struct value *quantity = value_new("qty", "2");
        value_set_canonical(quantity, VALUE_GIVEN, "2");
        if (products[i])
            g_ptr_array_add(item->values, quantity);
        else
            value_free(quantity);
        g_ptr_array_add(order->items, item);
    }
    return order;
}

static const char sent_text[] = "Please complete your order EH-1001\n\nYOUR ORDER\n\n1) Sofa\nQuantity: 2\nFabric:\n\n2) Dining table\nQuantity: 2\nFinish:\n\n3) a boat\n\nABOUT YOU\n\n"
                                "Name:\nE-mail:\nDelivery address:\n\n[ref: abcdefghijklmnopqrstuvwxyz]\n";

static char *read_as(guint way, const char *text, const struct forms *forms, const char **ret_fault)
{
    g_autoptr(order_auto) order = way == 3 ? asked_order() : NULL;
    g_autoptr(document_auto) document = way == 1 ? as_table(text) : way == 2 ? as_pages(text) : mail_of(text);
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today(), .answers = order, .sent_text = order ? sent_text : NULL};
    g_autoptr(reading_auto) reading = read_document(document, &context);
    *ret_fault = reading->drafts->len > BOUND_ORDERS_PER_MAIL ? "more orders than are read" : NULL;
    for (guint i = 0; i < reading->drafts->len && !*ret_fault; i++)
        *ret_fault = draft_fault(reading->drafts->pdata[i], forms, order);
    return reading_told(reading);
}

static void whatever_is_ordered_fits_the_forms(void **state)
{
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
    struct forms *forms = shop_forms();
    struct mixer mixer, other;
    guint wrong = 0, orders = 0;
    const guint rounds = mixer_rounds(ROUNDS);
    (void)state;
    mixer_init(&mixer, 20261124);
    mixer_init(&other, 20261125);
    for (guint i = 0; i < G_N_ELEMENTS(seeds); i++)
        mixer_add(&mixer, seeds[i]);
    add_corpus(&other, owned);
    for (guint round = 0; round < rounds; round++) {
        const char *fault = NULL;
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint part = 0; part < 2 + round % 4; part++) {
            g_autofree char *more = mixer_next(part % 3 == 2 ? &other : &mixer);
            g_string_append_printf(text, "%s%s", text->len ? "\n" : "", more);
        }
        g_autofree char *told = read_as(round % 4, text->str, forms, &fault);
        orders += *told != '\0';
        if (fault)
            print_error("%s\n    read (%u) %s\n    with %s\n\n", text->str, round % 4, told, fault);
        wrong += fault != NULL;
    }
    mixer_clear(&mixer);
    mixer_clear(&other);
    forms_free(forms);
    print_message("mixed orders: %u of %u\n", orders, rounds);
    assert_int_equal(wrong, 0);
    assert_true(orders > rounds / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_ordered_fits_the_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
