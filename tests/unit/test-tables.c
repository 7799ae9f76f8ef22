/* Tables from their bytes to what is ordered: CSV, XLSX, and tables pasted into a mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "parsers/decode/decode.h"
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

static char *told(const struct document *document)
{
    struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    g_autoptr(reading_auto) reading = read_document(document, &context);
    return reading_told(reading);
}

/* A mail with nothing but the text and the file, of no type that says what it is. */
static struct document *mail_with(const char *text, const char *name, const char *bytes, gsize length)
{
    g_autofree char *base64 = g_base64_encode((const guchar *)bytes, length);
    g_autofree char *mail = g_strdup_printf(
        "From: a@buyer.example\r\nSubject: list\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n--b\r\nContent-Type: application/octet-stream\r\n"
        "Content-Disposition: attachment; filename=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n",
        text, name, base64);
    return decode_bytes(mail, strlen(mail), NULL);
}

/* After its way between the processes. */
static char *file_told(const char *name, const char *bytes, gsize length)
{
    g_autoptr(document_auto) document = mail_with("", name, bytes, length);
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    g_autoptr(document_auto) arrived = document_from_variant(variant, NULL);
    assert_non_null(arrived);
    return told(arrived);
}

static void csv_reads_as(const char *text, const char *expected)
{
    g_autofree char *found = file_told("lines.csv", text, strlen(text));
    assert_string_equal(found, expected);
}

/* --- CSV ----------------------------------------------------------------------------------------------------------------------------- */

static void hard_57_a_title_above_and_sums_below(void **state)
{
    (void)state;
    csv_reads_as("Purchase order 7788;;;\r\n;;;\r\nName;Ayla Demir;;\r\nQuantity;Fabric;SKU;Price\r\n2;Linen;SOFA-3;1600,00\r\n"
                 "1;Leather;SOFA-2;1.250,00\r\n;;Ara toplam;4.450,00\r\nKDV %20;;;890,00\r\nGenel Toplam;;;5.340,00\r\n",
                 "[1 sofa SOFA-3] qty=2 fabric=linen sku=SOFA-3 price=1600.00 EUR [2 sofa SOFA-2] qty=1 fabric=leather sku=SOFA-2 "
                 "price=1250.00 EUR [order] name=Ayla Demir reference=7788");
    csv_reads_as("SKU,Qty,Price\nSOFA-3,2,1600\nTotal,2,3200\nShipping,,40\nNote,ring twice,\n", "[1 sofa SOFA-3] sku=SOFA-3 qty=2 price=1600.00 EUR [order] note=ring twice");
}

static void hard_57_the_decimal_mark_is_told_by_its_column(void **state)
{
    (void)state;
    csv_reads_as("SKU;Menge;Preis;Breite\nSOFA-3;1;1.250;180,125\nSOFA-2;1;99,5;200\n",
                 "[1 sofa SOFA-3] sku=SOFA-3 qty=1 width=180.125 price=1250.00 EUR [2 sofa SOFA-2] sku=SOFA-2 qty=1 width=200 price=99.50 EUR");
    csv_reads_as("SKU,Qty,Price\nSOFA-3,1,\"1,250\"\nSOFA-2,1,\"1,250.75\"\n", "[1 sofa SOFA-3] sku=SOFA-3 qty=1 price=1250.00 EUR [2 sofa SOFA-2] sku=SOFA-2 qty=1 price=1250.75 EUR");
    csv_reads_as("SKU\tAdet\tFiyat\nSOFA-3\t1\t1.250,50\n", "[1 sofa SOFA-3] sku=SOFA-3 qty=1 price=1250.50 EUR");
    csv_reads_as("SKU|Qty|Price\nSOFA-3|2|10.5\n", "[1 sofa SOFA-3] sku=SOFA-3 qty=2 price=10.50 EUR");
}

static void hard_57_quotes_line_breaks_and_ragged_rows(void **state)
{
    (void)state;
    csv_reads_as("sep=;\r\n\"SKU\";\"Quantity\";\"Note\"\r\n\"SOFA-3\";\"2\"\r\n\"SOFA-2\";\"1\";\"say \"\"hi\"\";\r\nthen; ring\";;;\r\n;;\r\nSOFA-2;3",
                 "[1 sofa SOFA-3] sku=SOFA-3 qty=2 [2 sofa SOFA-2] sku=SOFA-2 qty=1 [3 sofa SOFA-2] sku=SOFA-2 qty=3 [order] note=say \"hi\";|then; ring");
}

static void csv_of_other_charsets(void **state)
{
    static const char turkish[] = "\xdcr\xfcn;Adet;Kuma\xfe\nKanepe;2;Keten\n";
    static const char wide[] = "\xff\xfeS\0K\0U\0\t\0Q\0t\0y\0\r\0\n\0S\0O\0F\0A\0-\0003\0\t\0002\0\r\0\n";
    (void)state;
    csv_reads_as(turkish, "[1 sofa] qty=2 fabric=linen");
    g_autofree char *found = file_told("lines.csv", wide, sizeof wide);
    assert_string_equal(found, "[1 sofa SOFA-3] sku=SOFA-3 qty=2");
}

static void controls_in_a_file_do_not_lose_the_mail(void **state)
{
    (void)state;
    csv_reads_as("SKU,Qty,Note\r\nSOFA-3,2,\"a\x01 b\x1b[0m\rc\"\r\n", "[1 sofa SOFA-3] sku=SOFA-3 qty=2 [order] note=a b[0m|c");
}

static void a_form_is_read_row_by_row(void **state)
{
    (void)state;
    csv_reads_as("Order form;\nName;Ayla Demir\nPhone;+90 212 555 01 02\nProduct;Sofa\nQuantity;2\nFabric;Linen\n",
                 "[1 sofa] qty=2 fabric=linen [order] name=Ayla Demir phone=+902125550102");
    csv_reads_as("Name;Ayla Demir;Phone;+90 212 555 01 02\nProduct;Sofa;Quantity;2\nFabric;Linen;;\n",
                 "[1 sofa] qty=2 fabric=linen [order] name=Ayla Demir phone=+902125550102");
}

static void two_tables_under_each_other(void **state)
{
    (void)state;
    csv_reads_as("SKU;Qty\nSOFA-3;2\n;\nProduct;Qty\nDining table;1\n", "[1 sofa SOFA-3] sku=SOFA-3 qty=2 [2 table] qty=1");
}

/* --- XLSX ---------------------------------------------------------------------------------------------------------------------------- */

static void xlsx_reads_as(const char *name, const char *expected)
{
    const char *source = g_getenv("srcdir");
    g_autofree char *path = g_build_filename(source ? source : ".", "tests", "corpus", "documents", name, NULL), *bytes = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    g_autofree char *found = file_told(name, bytes, length);
    assert_string_equal(found, expected);
}

static void hard_58_a_workbook_of_excel(void **state)
{
    (void)state;
    xlsx_reads_as("hard_58.xlsx", "[1 sofa SOFA-3] fabric=linen sku=SOFA-3 qty=2 price=1250.50 EUR [2 sofa SOFA-2] fabric=leather sku=SOFA-2 qty=1 "
                                  "price=1000.00 EUR [order] needed_by=2026-12-03");
}

static void hard_58_a_form_and_a_table_of_libreoffice(void **state)
{
    (void)state;
    xlsx_reads_as("hard_58-1904.xlsx",
                  "[1 sofa] qty=2 legs=oak [2 table] qty=1 [order] name=Ayla Demir phone=902125550102 needed_by=2026-12-03");
}

static void hard_58_a_formula_without_its_value(void **state)
{
    (void)state;
    xlsx_reads_as("hard_58-formula.xlsx",
                  "[1 sofa SOFA-3] sku=SOFA-3 fabric=linen [2 sofa SOFA-2] sku=SOFA-2 qty=1 !document(hard_58-formula.xlsx, sheet Orders, cell B2: formula "
                  "without a stored value: “=1+1”, → the value itself, or the file saved once more by a spreadsheet) "
                  "!document(hard_58-formula.xlsx, sheet Orders, cell C3: error in the cell: “#N/A”, → a value)");
}

static void hard_58_a_bomb_is_told_and_not_unpacked(void **state)
{
    (void)state;
    xlsx_reads_as("hard_58-bomb.xlsx", " !document(hard_58-bomb.xlsx: too large when unpacked: “far more than its size”, → an .xlsx file without a "
                                       "password, or CSV)");
}

static void a_cell_over_two_rows_counts_for_both(void **state)
{
    (void)state;
    xlsx_reads_as("merged.xlsx", "[1 sofa SOFA-3] sku=SOFA-3 qty=2 fabric=linen [2 sofa SOFA-3] sku=SOFA-3 qty=1 fabric=velvet [3 table TABLE-1] qty=1");
    xlsx_reads_as("prefixed.xlsx", "[1 sofa SOFA-3] sku=SOFA-3 qty=2 [order] needed_by=2026-12-03");
}

/* By name and first bytes, for there is no more that could be read. */
static void what_cannot_be_read_is_asked_for_in_another_format(void **state)
{
    static const char old[64] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", locked[128] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    static const char broken[] = "PK\x03\x04xl/workbook.xml and nothing behind it";
    (void)state;
    g_autofree char *one = file_told("order.xls", old, sizeof old), *two = file_told("order.xlsx", locked, sizeof locked);
    g_autofree char *three = file_told("order.dat", broken, sizeof broken);
    assert_string_equal(one, " !document(order.xls: an old Excel file: → an .xlsx file without a password, or CSV)");
    assert_string_equal(two, " !document(order.xlsx: locked with a password: → an .xlsx file without a password, or CSV)");
    assert_string_equal(three, " !document(order.dat: damaged or incomplete: → an .xlsx file without a password, or CSV)");
}

/* A broken file beside a good order does not take the order's place. */
static void a_broken_file_loses_nothing_of_the_mail(void **state)
{
    static const char old[64] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    (void)state;
    g_autoptr(document_auto) document =
        mail_with("Name: Ayla\nProduct: Sofa\nQuantity: 2\n\nName: Bora\nProduct: Dining table\nQuantity: 1\n", "prices.xls", old, sizeof old);
    g_autofree char *found = told(document);
    assert_string_equal(found, "[1 sofa] qty=2 [order] name=Ayla !document(prices.xls: an old Excel file: → an .xlsx file without a password, or CSV) // [1 table] qty=1 "
                               "[order] name=Bora");
}

/* --- pasted -------------------------------------------------------------------------------------------------------------------------- */

static void html_reads_as(const char *html, const char *expected)
{
    g_autofree char *mail = g_strdup_printf("From: a@buyer.example\r\nSubject: list\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s", html);
    g_autoptr(document_auto) document = decode_bytes(mail, strlen(mail), NULL);
    g_autofree char *found = told(document);
    assert_string_equal(found, expected);
}

static void hard_56_a_table_out_of_excel(void **state)
{
    (void)state;
    html_reads_as("<table border=0 cellpadding=0 style='border-collapse:collapse'><col width=64 span=4><tr height=20><td colspan=4 height=20 class=xl65>Our "
                  "order</td></tr><tr><td class=xl66>Qty</td><td class=xl66>SKU</td><td>Unit price</td><td>Fabric</td></tr>"
                  "<tr><td align=right>2</td><td>SOFA-3</td><td align=right>1.600,00 &euro;</td><td>Linen</td></tr>"
                  "<tr style='display:none'><td>9</td><td>SOFA-3</td><td>1</td><td>Velvet</td></tr>"
                  "<tr><td align=right>1</td><td>SOFA-2</td><td align=right>1.250,50 &euro;</td><td></td></tr></table>",
                  "[1 sofa SOFA-3] qty=2 sku=SOFA-3 fabric=linen price=1600.00 EUR [2 sofa SOFA-2] qty=1 sku=SOFA-2 price=1250.50 EUR");
}

static void hard_56_merged_cells_out_of_google_sheets(void **state)
{
    (void)state;
    html_reads_as("<google-sheets-html-origin><table data-sheets-root=\"1\"><tbody><tr><td>SKU</td><td colspan=\"2\">Product</td><td>Qty</td><td>Fabric</td></tr>"
                  "<tr><td rowspan=\"2\">SOFA-3</td><td rowspan=\"2\">Sofa</td><td>3 seats</td><td data-sheets-value='{\"1\":3,\"3\":2}'>2</td><td>Linen</td></tr>"
                  "<tr><td>wide</td><td>1</td><td>Velvet</td></tr>"
                  "<tr><td>TABLE-1</td><td>Dining table</td><td></td><td>1</td><td></td></tr></tbody></table>",
                  "[1 sofa SOFA-3] sku=SOFA-3 qty=2 fabric=linen [2 sofa SOFA-3] sku=SOFA-3 qty=1 fabric=velvet [3 table TABLE-1] qty=1");
}

static void hard_56_paragraphs_in_cells_out_of_numbers(void **state)
{
    (void)state;
    html_reads_as("<table class=\"t1\"><tbody><tr><td class=\"td1\"><p class=\"p1\"><b>Product</b></p></td><td><p class=\"p1\"><b>Qty</b></p></td><td><p><b>Fabric</b></p></td></tr>"
                  "<tr><td><p class=\"p2\">Sofa</p><p class=\"p2\">Legs: Oak</p></td><td><p>2</p></td><td><p>Linen</p></td></tr></tbody></table>",
                  "[1 sofa] legs=oak qty=2 fabric=linen");
}

static void text_reads_as(const char *text, const char *expected)
{
    g_autoptr(document_auto) document = mail_of(text);
    g_autofree char *found = told(document);
    assert_string_equal(found, expected);
}

static void hard_56_a_line_break_in_quotes(void **state)
{
    (void)state;
    text_reads_as("Please send:\n\nQty\tProduct\tNote\tFabric\t\t\n2\tSofa\t\"ring twice,\n\nthen \"\"knock\"\"\"\tLinen\t\t\n1\tDining table\t\t\t\t\n\nThanks\n",
                  "[1 sofa] qty=2 fabric=linen [2 table] qty=1 [order] note=ring twice,||then \"knock\"");
    text_reads_as("Qty\tProduct\tFabric\n2\t\"Sofa\tLinen\nkind regards\n", "[1 sofa] qty=2 fabric=linen");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_57_a_title_above_and_sums_below),
        cmocka_unit_test(hard_57_the_decimal_mark_is_told_by_its_column),
        cmocka_unit_test(hard_57_quotes_line_breaks_and_ragged_rows),
        cmocka_unit_test(csv_of_other_charsets),
        cmocka_unit_test(controls_in_a_file_do_not_lose_the_mail),
        cmocka_unit_test(a_form_is_read_row_by_row),
        cmocka_unit_test(two_tables_under_each_other),
        cmocka_unit_test(hard_58_a_workbook_of_excel),
        cmocka_unit_test(hard_58_a_form_and_a_table_of_libreoffice),
        cmocka_unit_test(hard_58_a_formula_without_its_value),
        cmocka_unit_test(hard_58_a_bomb_is_told_and_not_unpacked),
        cmocka_unit_test(a_cell_over_two_rows_counts_for_both),
        cmocka_unit_test(what_cannot_be_read_is_asked_for_in_another_format),
        cmocka_unit_test(a_broken_file_loses_nothing_of_the_mail),
        cmocka_unit_test(hard_56_a_table_out_of_excel),
        cmocka_unit_test(hard_56_merged_cells_out_of_google_sheets),
        cmocka_unit_test(hard_56_paragraphs_in_cells_out_of_numbers),
        cmocka_unit_test(hard_56_a_line_break_in_quotes),
    };
    decode_init();
    return cmocka_run_group_tests(tests, open_shop, close_shop);
}
