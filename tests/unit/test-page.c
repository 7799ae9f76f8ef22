/* The pages of a PDF as pdftotext lays them out: tables by their columns, labels left of values, two columns of text; and what they say beside
 * the mail, its files and other pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/bounds.h"
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

static void add_page(struct document *document, const char *text)
{
    struct document_block *block = document_add_block(document, BLOCK_PAGE);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    block->attached = TRUE;
    for (guint i = 0; lines[i]; i++)
        document_add_line(block, 0, lines[i]);
}

static char *told(const struct document *document)
{
    struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    g_autoptr(reading_auto) reading = read_document(document, &context);
    return reading_told(reading);
}

struct page {
    const char *mail, *page, *other_page, *told;
};

static void assert_pages(const struct page *pages, guint count)
{
    guint wrong = 0;
    for (guint i = 0; i < count; i++) {
        g_autoptr(document_auto) document = mail_of(pages[i].mail);
        add_page(document, pages[i].page);
        if (pages[i].other_page)
            add_page(document, pages[i].other_page);
        g_autofree char *found = told(document);
        if (strcmp(found, pages[i].told) == 0)
            continue;
        print_error("%s\nreads\n%s\n", pages[i].page, found);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

#define HEADER "Model        Fabric        Quantity        Price\n"

static void a_table_is_read_by_where_its_cells_stand(void **state)
{
    (void)state;
    static const struct page pages[] = {
        {"", HEADER "SOFA-3       Linen                2     1250.00\n\nSOFA-2       Velvet               1       990.00\n\nTotal                                  3490.00\n", NULL,
         "[1 sofa SOFA-3] sku=SOFA-3 fabric=linen qty=2 price=1250.00 EUR [2 sofa SOFA-2] sku=SOFA-2 fabric=velvet qty=1 price=990.00 EUR"},
        {"", HEADER "SOFA-3       Linen                2     1250.00\nSOFA-2       Velvet               1       990.00\nTotal                                  2240.00\n", NULL,
         "[1 sofa SOFA-3] sku=SOFA-3 fabric=linen qty=2 price=625.00 EUR [2 sofa SOFA-2] sku=SOFA-2 fabric=velvet qty=1 price=990.00 EUR"}, /* sums of lines */
        {"", HEADER "SOFA-3       Linen                2     1250.00 €\n", NULL, "[1 sofa SOFA-3] sku=SOFA-3 fabric=linen qty=2"}, /* of one, or of both? */
        {"", "Model        Upload a drawing     Quantity\nSOFA-3       by the               2\n             door\nSOFA-2       none                 1\n", NULL,
         "[1 sofa SOFA-3] sku=SOFA-3 drawing=by the door qty=2 [2 sofa SOFA-2] sku=SOFA-2 drawing=none qty=1"}, /* more of the cell above */
        {"", "Model        Upload a drawing     Quantity\nSOFA-3                            2\n             door\n", NULL, "[1 sofa SOFA-3] sku=SOFA-3 qty=2"},
        {"", "Model        Upload a drawing     Quantity\nSOFA-3       by the               2\n\n             door\n", NULL, "[1 sofa SOFA-3] sku=SOFA-3 drawing=by the qty=2"},
        {"", HEADER "\n\n\nSOFA-3       Linen                2\n", NULL, ""}, /* too far below to be a row */
        {"", HEADER "             Linen\nSOFA-3       Linen                2\n", NULL, ""},
        {"", "Model\t\tFabric\t\tQuantity\nSOFA-3\t\tLinen\t\t2\n", NULL, "[1 sofa SOFA-3] sku=SOFA-3 fabric=linen qty=2"},
        {"", "Fabric        Legs\nVelvet        Oak\n\nModel         Width\nSOFA-3        200 cm\n", NULL, "[1 sofa SOFA-3] sku=SOFA-3 width=200 fabric=velvet legs=oak"},
        {"", "Product       Fabric        Width\nSofa          Linen         200 cm\n              Velvet\n", NULL, "[1 sofa] fabric:choice-ambiguous(linen|velvet) width=200"},
    };
    assert_pages(pages, G_N_ELEMENTS(pages));
}

static void labels_stand_left_of_their_values_alone_or_side_by_side(void **state)
{
    (void)state;
    static const struct page pages[] = {
        {"", "Sofa\n\nQuantity      2\nFabric        Linen\n", NULL, "[1 sofa] qty=2 fabric=linen"},
        {"", "Sofa\n\nQuantity:     2      Fabric:     Linen\n", NULL, "[1 sofa] qty=2 fabric=linen"},
        {"", "Sofa\n\nQuantity: 2            Fabric: Linen\nLegs: Oak              Name: Ayla\n", NULL, "[1 sofa] qty=2 legs=oak fabric=linen [order] name=Ayla"},
        {"", "Sofa\n\nQuantity: 2            Fabric: Linen\n                       Legs: Oak\n", NULL, "[1 sofa] qty=2 fabric=linen legs=oak"},
        {"", "Sofa\n\nQuantity: 2            Fabric: Linen\nLegs: Oak      Name: Ayla\n", NULL, "[1 sofa] qty=2 fabric=linen legs=oak [order] name=Ayla"},
        {"", "Sofa\nQuantity: 2    Fabric: Linen    Legs: Oak\n", NULL, "[1 sofa] qty=2 fabric=linen legs=oak"},
        {"", "Sofa\nQuantity  Fabric\n", NULL, ""},
    };
    assert_pages(pages, G_N_ELEMENTS(pages));
}

static void pages_join_what_the_mail_and_other_pages_say(void **state)
{
    (void)state;
    static const struct page pages[] = {
        {"Name: Ayla\nPhone: 0532 123 45 67", "Sofa\n\nQuantity: 2\nFabric: Linen", NULL, "[1 sofa] qty=2 fabric=linen [order] name=Ayla phone=05321234567"},
        {"Sofa\nQuantity: 3\nFabric: Velvet", "Sofa\n\nQuantity: 2\nFabric: Linen", NULL, "[1 sofa] qty:conflict(2|3) fabric:conflict(Linen|Velvet)"},
        {"Sofa\nQuantity: 3\nFabric: Velvet", "Our terms of trade.\nAll prices are net.", NULL, "[1 sofa] qty=3 fabric=velvet"},
        {"Please see the order.", "Sofa\n\nQuantity: 2", "Dining table\n\nQuantity: 1", "[1 sofa] qty=2 [2 table] qty=1"},
        {"Sofa\nQuantity: 3", "Sofa\n\nQuantity: 2", "Dining table\n\nQuantity: 1", "[1 sofa] qty:conflict(2|3) [2 table] qty=1"},
        {"Sofa\nQuantity: 3", "Name: Ayla", NULL, "[1 sofa] qty=3 [order] name=Ayla"},
        {"Name: Ayla\n\nSofa\nQuantity: 3\n\nName: Cem\n\nSofa\nQuantity: 1", "Dining table\n\nQuantity: 1", NULL,
         "[1 sofa] qty=3 [order] name=Ayla // [1 sofa] qty=1 [order] name=Cem // [1 table] qty=1"},
    };
    assert_pages(pages, G_N_ELEMENTS(pages));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_read_by_where_its_cells_stand),
        cmocka_unit_test(labels_stand_left_of_their_values_alone_or_side_by_side),
        cmocka_unit_test(pages_join_what_the_mail_and_other_pages_say),
    };
    return cmocka_run_group_tests(tests, open_shop, close_shop);
}
