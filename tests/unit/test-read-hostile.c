/* Reading what nobody would write: empty, endless and random mails. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

static struct forms *forms;

static int open_shop(void **state)
{
    (void)state;
    forms = shop_forms();
    return 0;
}

static int close_shop(void **state)
{
    (void)state;
    g_clear_pointer(&forms, forms_free);
    return 0;
}

static struct reading *read_mail(struct document *document)
{
    struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    return read_document(document, &context);
}

static void document_reads_as(struct document *document, const char *expected)
{
    g_autoptr(reading_auto) reading = read_mail(document);
    g_autofree char *told = reading_told(reading);
    assert_string_equal(told, expected);
}

static char *repeat(const char *text, gsize bytes)
{
    GString *all = g_string_new(NULL);
    while (all->len < bytes)
        g_string_append(all, text);
    return g_string_free(all, FALSE);
}

static void empty_documents_are_read(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = document_new();
    document_reads_as(document, "");
    document_add_block(document, BLOCK_HTML);
    document_add_table(document);
    document_table_add_row(document_add_table(document));
    document_add_pair(document, "", "");
    document_reads_as(document, "");
}

static void endless_mails_are_read_in_time(void **state)
{
    (void)state;
    static const char *const seeds[] = {
        "Product: Sofa\nQty: 2\n",
        "Fabric:",
        "Fabric: linen, ",
        "a: b\n",
        "2) Sofa\n",
        "Fabric 2: linen\n",
        "Product 7: x\n",
        "- - - ",
        "[x] Linen\n",
        "====\n",
        "Delivery address: A 1\nProduct: Sofa\n",
        "Fabrix: y\n",
        "a\tb\tc\n",
        "Product\tQty\n",
        "On 1 wrote:\n",
        "From: a\nTo: b\n",
        "From: a ",
        "Sofa ",
        "I want a sofa and a table.\n",
        ">",
        "(((((",
        "\u00a0",
        "ı İ ß \u0301",
        "--- a ---\n",
        "Sofa, ",
        "|",
        "Fabric\n",
        "\xf0\x9f\x98\x80: ",
        "Note: x\ny\n",
        "Order 2\n",
        "SOFA-2 SOFA-3 ",
        "Model: SOFA-3\n",
        "Best regards\n",
        "1 ",
    };
    for (guint i = 0; i < G_N_ELEMENTS(seeds); i++) {
        g_autofree char *text = repeat(seeds[i], 120000);
        g_autoptr(document_auto) document = mail_of(text);
        g_autoptr(reading_auto) reading = read_mail(document);
        assert_true(reading->drafts->len <= 20);
        for (guint d = 0; d < reading->drafts->len; d++)
            assert_true(((const struct draft *)reading->drafts->pdata[d])->items->len <= 200);
    }
}

static void thousands_of_labels_are_searched_in_time(void **state)
{
    (void)state;
    for (guint i = 0; i < 3000; i++) {
        g_autofree char *id = g_strdup_printf("f%u", i), *label = g_strdup_printf("Label number %u of the shop", i);
        struct field *field = field_new(id, FIELD_TEXT);
        phrases_add(field->labels, "en", label);
        g_ptr_array_add(forms->order->fields, field);
    }
    GString *text = g_string_new("Product: Sofa\n");
    for (guint i = 0; i < 20000; i++)
        g_string_append_printf(text, "Lebel nomber %u of the shop: x\n", i);
    g_autofree char *mail = g_string_free(text, FALSE);
    g_autoptr(document_auto) document = mail_of(mail);
    g_autoptr(reading_auto) reading = read_mail(document);
    assert_int_equal(reading->drafts->len, 1);
}

static void random_pieces_never_break_the_reader(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "Product",
        "Sofa",
        "Fabric",
        ":",
        "linen",
        "\n",
        "\n\n",
        " ",
        "2",
        "2)",
        "[x]",
        "[ ]",
        "> ",
        "--",
        "-- \n",
        "(",
        ")",
        "\t",
        "|",
        "----\n",
        "Order 2\n",
        "Table",
        "€5",
        "Delivery address: ",
        "12345 Berlin",
        "On 1 Jan 2026 x wrote:\n",
        "SOFA-3",
        "Item 3",
        "x",
        "?",
        "=",
        "* ",
        "Qty",
        "ß",
        "\u0301",
        "Note:",
        "=-=-",
        "--- Fabric ---\n",
        ", ",
        "From: a\nSent: b\nTo: c\n",
    };
    g_autoptr(GRand) random = g_rand_new_with_seed(20261124);
    for (guint round = 0; round < 3000; round++) {
        GString *text = g_string_new(NULL);
        for (guint n = (guint)g_rand_int_range(random, 1, 60); n > 0; n--)
            g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        g_autofree char *mail = g_string_free(text, FALSE);
        g_autoptr(document_auto) document = mail_of(mail);
        g_autoptr(reading_auto) reading = read_mail(document);
        assert_non_null(reading);
    }
}

#define SHOP_TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(empty_documents_are_read),
        SHOP_TEST(endless_mails_are_read_in_time),
        SHOP_TEST(thousands_of_labels_are_searched_in_time),
        SHOP_TEST(random_pieces_never_break_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
