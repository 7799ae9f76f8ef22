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

static void reads_as(const char *text, const char *expected)
{
    g_autoptr(document_auto) document = mail_of(text);
    document_reads_as(document, expected);
}

static gboolean has_unread(const struct draft *draft, const char *line)
{
    return g_strv_contains((const char *const *)draft->unread, line);
}

/* --- labels ----------------------------------------------------------------------------------------------------------
 */

static void a_form_in_three_languages(void **state)
{
    (void)state;
    reads_as("Product: Sofa\nQty: 2\nFabric: linen\n\nProduct: Dining table\nQty: 1\nFinish: walnut\n\nDeliver to: "
             "Lindenstr. 5\n            12345 Berlin\n",
             "[1 sofa] qty=2 fabric=linen [2 table] qty=1 finish=walnut [order] delivery=Lindenstr. 5|12345 Berlin");
    reads_as("Artikel: Sofa\nMenge: 2 Stück\nBezug: Leinen\nLiefertermin: 31.12.2026\nEinzelpreis: 1.234,50 €\n",
             "[1 sofa] qty=2 fabric=linen price=1234.50 EUR [order] needed_by=2026-12-31");
    reads_as("ÜRÜN: KANEPE\nADET: 2\nKUMAŞ TİPİ: KETEN\nTeslim tarihi: 31.12.2026\nFiyat: 1.234,50 €\n",
             "[1 sofa] qty=2 fabric=linen price=1234.50 EUR [order] needed_by=2026-12-31");
}

static void hard_01_05_07_labels_in_any_spelling(void **state)
{
    (void)state;
    reads_as("\ufeffProduct: Sofa\nkumas tıpı: linen\nGröße (cm)*: 120\nＳＫＵ: SOFA-3",
             "[1 sofa SOFA-3] fabric=linen width=120 sku=SOFA-3");
    reads_as("Product: Sofa\nWidth\u00a0(in): 47\nE-mail : a@b.example",
             "[1 sofa] width=119.38 [order] email=a@b.example");
}

static void hard_06_german_capitals(void **state)
{
    (void)state;
    reads_as("Artikel: Sofa\nSTUECK: 2\nFUESSE: Eiche\nGROESSE: 120", "[1 sofa] qty=2 legs=oak width=120");
}

static void hard_08_a_misspelt_label_is_guessed(void **state)
{
    (void)state;
    reads_as("Product: Sofa\nFabrik: linen\nQuantitty: 2", "[1 sofa] fabric~linen qty~2");
}

static void hard_09_and_10_near_labels_are_not_guessed(void **state)
{
    (void)state;
    reads_as("Product: Sofa\nLegth: oak\nCity: 2\nFabric: linen", "[1 sofa] fabric=linen");
}

static void hard_11_the_items_label_wins_inside_its_block(void **state)
{
    (void)state;
    struct field *width = field_new("common_width", FIELD_TEXT);
    phrases_add(width->labels, "en", "Width");
    g_ptr_array_add(forms->order->fields, width);
    reads_as("Width: wide\nProduct: Sofa\nWidth: 120", "[1 sofa] width=120 [order] common_width=wide");
}

static void hard_12_to_15_colons_of_all_kinds(void **state)
{
    (void)state;
    reads_as(
        "Product: Sofa\nName:: Ayla\nHow did you hear about us?: Google\nQuantity : 2\nUpload a drawing :*: none.pdf",
        "[1 sofa] drawing:conflict(Google|none.pdf) qty=2 [order] name=Ayla");
    reads_as("Product : Sofa\nQuantity\u202f: 2\nUpload a drawing :*: a.pdf", "[1 sofa] qty=2 drawing=a.pdf");
}

static void hard_16_a_label_over_its_value(void **state)
{
    (void)state;
    reads_as("product:\nSofa\n\nname:\nAyla Demir\n\nfabric:\nlinen\n\nQuantity\n2\n\n\nThis form was submitted at "
             "09:14 PM UTC - 23 November 2026.\n---\n",
             "[1 sofa] fabric=linen qty=2 [order] name=Ayla Demir");
}

static void a_heading_may_stand_apart_from_its_value(void **state)
{
    (void)state;
    reads_as("Product: Sofa\n\nDELIVERY ADDRESS\n\nAyla Demir\nLindenstr. 5\n12345 Berlin\n\nbye",
             "[1 sofa] [order] delivery=Ayla Demir|Lindenstr. 5|12345 Berlin");
    reads_as("Product: Sofa\nLegs:\n\nsomething else", "[1 sofa]");
}

static void hard_17_to_19_banners(void **state)
{
    (void)state;
    reads_as("--- Name ---\n\nAyla Demir\n\n--- Email ---\n\nayla@example.com\n\n--- Product ---\n\nSofa\n\n--- Fabric "
             "---\n\nLinen\n\n"
             "--- Note ---\n\n---\n\n--- Message ---\n\n(empty)\n\n--- Field ID #7 ---\n\n2\n",
             "[1 sofa] fabric=linen [order] name=Ayla Demir email=ayla@example.com note=---");
}

static void hard_20_values_without_labels_are_kept_for_people(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_of("Product: Sofa\nFabric: linen\n\n");
    document_add_pair(document, "Product", "Sofa");
    document_add_pair(document, "", "a value alone");
    document_add_pair(document, "Colour of the sky", "blue");
    g_autoptr(reading_auto) reading = read_mail(document);
    assert_int_equal(reading->drafts->len, 1);
    assert_true(has_unread(reading->drafts->pdata[0], "a value alone"));
    assert_true(has_unread(reading->drafts->pdata[0], "Colour of the sky: blue"));
}

static void hard_21_right_to_left(void **state)
{
    (void)state;
    phrases_add(((struct field *)form_field(forms->order, "name"))->labels, "ar", "الاسم");
    reads_as("Product: Sofa\nQty: 1\nليلى :الاسم", "[1 sofa] qty=1 [order] name=ليلى");
}

static void hard_23_titles_between_rules_are_no_fields(void **state)
{
    (void)state;
    reads_as("Name: Ayla Demir\n\n--------------------------------\nDelivery\n\nShip to: Lindenstr. 5\n12345 "
             "Berlin\nGermany\n\n"
             "--------------------------------\nOrder\n\n2 Sofa (Linen, Oak): $2,500.00\n\n1 Dining Table (Walnut): "
             "$900.00\n\nShipping: $40.00\n\nTotal: $3,440.00\n",
             "[1 sofa] qty=2 fabric=linen legs=oak price:wrong-currency [2 table] qty=1 finish=walnut [order] name=Ayla Demir "
             "delivery=Lindenstr. 5|12345 Berlin|Germany");
}

/* --- items -----------------------------------------------------------------------------------------------------------
 */

static void hard_24_options_without_labels_must_be_one_fields(void **state)
{
    (void)state;
    reads_as("2 Sofa (Linen, Oak): $2,500.00", "[1 sofa] qty=2 fabric=linen legs=oak price:wrong-currency");
    reads_as("please deliver\n- 2 sofas, linen, 180 cm\n- 1 dining table, oak\nthanks",
             "[1 sofa] qty=2 fabric=linen width=180 [2 table] qty=1 finish=oak");
    struct field *arms = field_new("arms", FIELD_CHOICE);
    struct choice *oak = choice_new("oak");
    phrases_add(oak->names, "en", "Oak");
    g_ptr_array_add(arms->choices, oak);
    g_ptr_array_add(((struct form *)forms->products->pdata[0])->fields, arms);
    reads_as("2 Sofa (Linen, Oak): €2,500.00", "[1 sofa] qty=2 fabric=linen legs:choice-ambiguous(oak) arms:choice-ambiguous(oak) price=1250.00 EUR");
}

static void hard_25_both_shapes_of_a_shop(void **state)
{
    (void)state;
    reads_as("Sofa (#SOFA-3) X 2 = €2.500,00\n- Fabric: Linen\n- Legs: Oak\n\n\nDining table (#TABLE-1) X 1 = "
             "€900,00\n- Finish: Walnut\n",
             "[1 sofa SOFA-3] qty=2 fabric=linen legs=oak price=1250.00 EUR [2 table TABLE-1] qty=1 finish=walnut");
    reads_as(
        "Sofa × 2                                            €2.500,00\n(#SOFA-3)\n\n- Fabric: Linen\n- Legs: Oak\n",
        "[1 sofa SOFA-3] qty=2 fabric=linen legs=oak price=1250.00 EUR");
}

static void hard_27_the_longest_label_wins_without_a_colon(void **state)
{
    (void)state;
    reads_as("2x Sofa (SOFA-3) €2,500.00\n\t- Fabric Linen\n\t- Fabric type linen",
             "[1 sofa SOFA-3] qty=2 fabric=linen price=1250.00 EUR");
}

static void hard_30_what_is_said_twice_is_one_order(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_of("Product: Sofa\nQty: 2\nFabric: linen\nName: Ayla");
    document_add_pair(document, "Product", "Sofa");
    document_add_pair(document, "Qty", "2");
    document_add_pair(document, "Fabric", "Linen");
    document_reads_as(document, "[1 sofa] qty=2 fabric=linen [order] name=Ayla");
}

static void markup_and_text_that_differ_are_asked_about(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_of("Product: Sofa\nQty: 3\nDelivery address: Lindenstr. 5");
    document_add_pair(document, "Product", "Sofa");
    document_add_pair(document, "Qty", "2");
    document_add_pair(document, "Delivery address", "Lindenstr. 5\n12345 Berlin");
    document_reads_as(document, "[1 sofa] qty:conflict(2|3) [order] delivery=Lindenstr. 5|12345 Berlin");
}

static void hard_53_items_by_label_number_and_heading(void **state)
{
    (void)state;
    reads_as("Product: Sofa\nFabric: linen\nProduct: Table\nFinish: oak", "[1 sofa] fabric=linen [2 table] finish=oak");
    reads_as("Product 1: Sofa\nProduct 2: Sofa\nFabric 1: linen\nFabric 2: velvet",
             "[1 sofa] fabric=linen [2 sofa] fabric=velvet");
    reads_as("Item 1 - Product: Sofa\nItem 1 - Fabric: linen\nItem 2 - Product: Table\nItem 2 - Finish: oak",
             "[1 sofa] fabric=linen [2 table] finish=oak");
    reads_as("1) Sofa\nFabric: linen\nQty: 1\n\n2) Dining table\nFinish: oak\n",
             "[1 sofa] fabric=linen qty=1 [2 table] finish=oak");
    reads_as("Item 1\nProduct: Sofa\nFabric: linen\nItem 2\nProduct: Table", "[1 sofa] fabric=linen [2 table]");
    reads_as("Sofa\nFabric: linen\n\nTable\nFinish: oak", "[1 sofa] fabric=linen [2 table] finish=oak");
    reads_as("Sofa: 2\nTable: 1", "[1 sofa] qty=2 [2 table] qty=1");
}

static void hard_54_a_gap_in_numbers_is_named(void **state)
{
    (void)state;
    reads_as("Product 1: Sofa\nFabric 1: linen\nProduct 3: Table",
             "[1 sofa] fabric=linen [2 table] !gap-in-numbers(Product 3: Table)");
    reads_as("Product 1: Sofa\nFabric 1: linen\nFabric 2: velvet", "[1 sofa] fabric=linen !gap-in-numbers(Fabric 2)");
    reads_as("Product: Sofa\nFabric: linen\nProduct 2: Table\nQty 2: 3", "[1 sofa] fabric=linen [2 table] qty=3");
}

static void hard_55_the_same_twice_is_fine_and_different_a_conflict(void **state)
{
    (void)state;
    reads_as("Product: Sofa\nFabric: linen\nFabric: LINEN", "[1 sofa] fabric=linen");
    reads_as("Product: Sofa\nFabric: linen\nFabric: velvet", "[1 sofa] fabric:conflict(linen|velvet)");
}

static void an_unknown_product_is_an_item_that_is_asked_about(void **state)
{
    (void)state;
    reads_as("Product: Wardrobe\nQty: 1\nName: Ayla", "[1 -] [order] name=Ayla !unknown-product(Wardrobe)");
    reads_as("1) Sofa\nQty: 2\n2) Wardrobe\nQty: 1", "[1 sofa] qty=2 [2 -] !unknown-product(Wardrobe)");
    reads_as("Product: Sofa or table\nQty: 1", "[1 -] !unknown-product(Sofa or table)");
}

static void a_product_is_known_by_name_synonym_sku_and_typo(void **state)
{
    (void)state;
    reads_as("Product: Couch\nQty: 1", "[1 sofa] qty=1");
    reads_as("Product: SOFA-3\nQty: 1", "[1 sofa SOFA-3] qty=1");
    reads_as("Product: Sofa (SOFA-2)\nQty: 1", "[1 sofa SOFA-2] qty=1");
    reads_as("Product: dinning table\nQty: 1", "[1 table] qty=1");
    reads_as("Model: SOFA-3\nQty: 1\nModel: SOFA-2\nQty: 2",
             "[1 sofa SOFA-3] sku=SOFA-3 qty=1 [2 sofa SOFA-2] sku=SOFA-2 qty=2");
    reads_as("2 sofas please", "[1 sofa] qty=2");
    reads_as("Product: Sofa 2", "[1 sofa]"); /* two of them, or SOFA-2? */
    reads_as("Item: Couch\nQty: 1", "[1 sofa] qty=1");
    reads_as("Product: Sofa SOFA-2\nModel: SOFA-3", "[1 sofa SOFA-2] sku:conflict(SOFA-3|SOFA-2)");
}

static void fields_before_the_product_are_the_only_products(void **state)
{
    (void)state;
    reads_as("Fabric: linen\nQty: 2\nProduct: Sofa", "[1 sofa] fabric=linen qty=2");
    reads_as("Hello, I would like to order a sofa.\nFabric: linen\nQty: 2", "[1 sofa] fabric=linen qty=2");
    reads_as("Fabric: linen\nQty: 2\nProduct: Sofa\nProduct: Table", "[1 sofa] fabric=linen [2 table]");
}

/* --- one line, several labels ------------------------------------------------------------------------------------ */

static void labels_split_a_line_where_they_are_known(void **state)
{
    (void)state;
    reads_as("Product: Sofa, fabric: linen, qty: 2; legs: oak", "[1 sofa] fabric=linen qty=2 legs=oak");
    reads_as("Product: Sofa Fabric: linen Quantity: 2", "[1 sofa] fabric=linen qty=2");
    reads_as("Sofa, fabric: linen, qty: 2", "[1 sofa] fabric=linen qty=2");
    reads_as("**Product:** Sofa\n*Fabric:* linen\n- Qty = 2\nLegs - oak", "[1 sofa] fabric=linen qty=2 legs=oak");
    reads_as("| Product | Sofa |\n| Fabric | linen |", "[1 sofa] fabric=linen");
    reads_as("Product\tSofa\nFabric\tlinen\nQty\t2", "[1 sofa] fabric=linen qty=2");
}

static void hard_49_only_long_fields_go_on(void **state)
{
    (void)state;
    reads_as("Product: Sofa\nFabric: linen\nand something else\nDelivery address: Lindenstr. 5\n  12345 "
             "Berlin\nGermany\n\nnot the address",
             "[1 sofa] fabric=linen [order] delivery=Lindenstr. 5|12345 Berlin|Germany");
}

static void hard_50_unknown_labels_do_not_split(void **state)
{
    (void)state;
    reads_as("Product: Sofa\nMessage: Hi,\nI need: 2 sofas\nThank you: all\nQty: 2",
             "[1 sofa] qty=2 [order] note=Hi,|I need: 2 sofas|Thank you: all");
    reads_as("Product: Sofa\nNote: please mind the width: it is narrow",
             "[1 sofa] [order] note=please mind the width: it is narrow");
}

static void hard_51_links_and_times_are_no_labels(void **state)
{
    (void)state;
    reads_as("Product: Sofa\nhttps://shop.example/x\n12:30\nQty: 2", "[1 sofa] qty=2");
}

static void hard_43_boxes_below_a_label(void **state)
{
    (void)state;
    reads_as("Product: Sofa\nFabric:\n[ ] Linen\n[x] Velvet\n[ ] Leather\nLegs: [ ] Oak\n      [x] Walnut\n",
             "[1 sofa] fabric=velvet legs=walnut");
    reads_as("Product: Sofa\n\n[x] Linen\n[ ] Velvet\n", "[1 sofa] fabric=linen");
}

static void hints_are_no_values(void **state)
{
    (void)state;
    reads_as("1) Sofa\n* Quantity: 2\n  (Please give a number.)\n* Fabric: [ ] Linen  [x] Velvet  [ ] Leather\n  "
             "(Please mark one with an x, like this: [x])\n"
             "Legs: \n  (optional: Oak, Walnut)\n\nABOUT YOU\n\n* Delivery address: Lindenstr. 5\n  (needed)\n",
             "[1 sofa] qty=2 fabric=velvet [order] delivery=Lindenstr. 5");
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

static void hard_56_a_pasted_table_is_items(void **state)
{
    (void)state;
    reads_as(
        "Please deliver:\nSKU\tProduct\tQty\tFabric\tFinish\tUnit "
        "price\nSOFA-3\tSofa\t2\tLinen\t\t1.250,00\nTABLE-1\tDining table\t1\t\tWalnut\t\nName: Ayla",
        "[1 sofa SOFA-3] sku=SOFA-3 qty=2 fabric=linen price=1250.00 EUR [2 table TABLE-1] qty=1 finish=walnut [order] "
        "name=Ayla");
    reads_as("| Product | Qty |\n|---|---|\n| Sofa | 2 |\n| Table | 1 |\n", "[1 sofa] qty=2 [2 table] qty=1");
}

static struct document_table *add_table(struct document *document, const char *cells)
{
    struct document_table *table = document_add_table(document);
    g_auto(GStrv) rows = g_strsplit(cells, "\n", -1);
    for (guint r = 0; rows[r]; r++) {
        GPtrArray *row = document_table_add_row(table);
        g_auto(GStrv) texts = g_strsplit(rows[r], "|", -1);
        for (guint c = 0; texts[c]; c++)
            document_row_add_cell(row, texts[c], g_str_has_prefix(texts[c], "Total") ? 4 : 1);
    }
    return table;
}

static void hard_32_sums_are_no_items(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_of("Name: Ayla");
    add_table(document, "Product|Qty|Fabric|Price\nSofa|2|Linen|1250.00\nTable|1||900.00\nTotal shipping|40.00");
    document_reads_as(document, "[1 sofa] qty=2 fabric=linen price=1250.00 EUR [2 table] qty=1 [order] name=Ayla");
}

static void a_products_cell_may_hold_its_options(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_of("");
    struct document_table *table = add_table(document, "Item|Qty");
    GPtrArray *row = document_table_add_row(table);
    document_row_add_cell(row, "Sofa (#SOFA-3)\n- Fabric: Linen\nsoft", 1);
    document_row_add_cell(row, "2", 1);
    document_reads_as(document, "[1 sofa SOFA-3] fabric=linen qty=2");
}

static void a_table_may_lie_on_its_side(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_of("");
    add_table(document, "Product|Sofa|Table\nQty|2|1\nFabric|Linen|");
    document_reads_as(document, "[1 sofa] qty=2 fabric=linen [2 table] qty=1");
}

/* --- what is no order, or only asks ------------------------------------------------------------------------------ */

static void a_wish_is_a_draft_without_values(void **state)
{
    (void)state;
    reads_as("Hello,\nI want to order a sofa.\n\nAyla", "[1 sofa] asks");
    reads_as("Merhaba, iki kanepe almak istiyorum.", "[1 sofa] asks");
    reads_as("Ich möchte ein Sofa und einen Tisch bestellen.", "[1 sofa] [2 table] asks");
    g_autoptr(document_auto) document = mail_of("Please see subject.");
    g_free(document->subject);
    document->subject = g_strdup("I need a sofa");
    document_reads_as(document, "[1 sofa] asks");
}

static void a_complaint_or_a_contact_form_is_no_order(void **state)
{
    (void)state;
    g_autoptr(document_auto) broken = mail_of("My sofa arrived broken.");
    g_autoptr(reading_auto) reading = read_mail(broken);
    assert_int_equal(reading->drafts->len, 0);
    assert_int_equal(reading->fields, 0);
    assert_true(reading->names_product);
    reads_as("Name: Ayla\nEmail: a@b.example\nMessage: When do you open?", "");
    reads_as("I want my money back for the sofa, it is broken.", "");
    reads_as("Price: 20\nThe rest is small talk.", "");
    reads_as("Name: Ayla\nEmail: a@b.example\nMessage: I want to order a sofa.",
             "[1 sofa] [order] name=Ayla email=a@b.example note=I want to order a sofa.");
    g_autoptr(document_auto) nothing = mail_of("Hello");
    g_autoptr(reading_auto) empty = read_mail(nothing);
    assert_false(empty->names_product);
}

static void one_field_of_an_order_is_a_form(void **state)
{
    (void)state;
    reads_as("Delivery address: Lindenstr. 5, Berlin", "[order] delivery=Lindenstr. 5, Berlin");
    reads_as("Name: Ayla Demir\n\nFabric: Linen", "[order] name=Ayla Demir");
}

/* --- several orders ---------------------------------------------------------------------------------------------- */

static void several_orders_are_several_drafts(void **state)
{
    (void)state;
    reads_as("Name: Ayla\n\n====\nProduct: Sofa\nQty: 1\nDelivery address: A 1\n====\nProduct: Table\nQty: 2\nDelivery "
             "address: B 2\n",
             "[1 sofa] qty=1 [order] name=Ayla delivery=A 1 // [1 table] qty=2 [order] name=Ayla delivery=B 2");
    reads_as("Delivery address: A 1\nProduct: Sofa\nQty: 1\n\nDelivery address: B 2\nProduct: Table\nQty: 2",
             "[1 sofa] qty=1 [order] delivery=A 1 // [1 table] qty=2 [order] delivery=B 2");
    reads_as("Product: Sofa\nQty: 1\nDelivery address: A 1\nProduct: Table\nQty: 2\nDelivery address: B 2",
             "[1 sofa] qty=1 [order] delivery=A 1 // [1 table] qty=2 [order] delivery=B 2");
    reads_as("Order 1\nProduct: Sofa\nDelivery address: A 1\nOrder 2\nProduct: Table\nDelivery address: B 2",
             "[1 sofa] [order] delivery=A 1 // [1 table] [order] delivery=B 2");
}

static void repeated_products_are_items_of_one_order(void **state)
{
    (void)state;
    reads_as("Name: Ayla\nProduct: Sofa\nQty: 1\n-----\nProduct: Sofa\nQty: 2\nName: Ayla",
             "[1 sofa] qty=1 [2 sofa] qty=2 [order] name=Ayla");
    reads_as("Delivery address: A 1\nProduct: Sofa\nDelivery address: B 2",
             "[1 sofa] [order] delivery:conflict(A 1|B 2)");
}

/* --- quotes ------------------------------------------------------------------------------------------------------ */

static void hard_47_quoted_mail_is_not_an_order(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "-----Original Message-----\nFrom: Shop\nSent: Monday\nTo: me\nSubject: x\n\n",
        "Von: Shop\nGesendet: Montag, 23. November 2026 09:14\nAn: me\nBetreff: x\n\n",
        "Kimden: Shop <a@b.example>\nGönderildi: 23 Kasım 2026 Pazartesi 09:14\nKime: me\nKonu: x\n\n",
        "On Mon, 23 Nov 2026 at 09:14, Shop <orders@shop.example> wrote:\n\n",
        "On Mon, 23 Nov 2026 at 09:14, Shop\n<orders@shop.example> wrote:\n\n> ",
        "23 Kas 2026 Pzt, 09:14 tarihinde Shop <orders@shop.example> şunu yazdı:\n\n> ",
        "Am Mo., 23. Nov. 2026 um 09:14 Uhr schrieb Shop <orders@shop.example>:\n\n",
        "Le lun. 23 nov. 2026 à 09:14, Shop <orders@shop.example> a écrit :\n\n",
        "El lun, 23 nov 2026 a las 9:14, Shop (<orders@shop.example>) escribió:\n\n",
        "23.11.2026 09:14, Shop пишет:\n\n",
    };
    for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
        g_autofree char *text = g_strconcat("Thank you very much!\n\n", heads[i], "Product: Sofa\n", NULL);
        g_autoptr(document_auto) document = mail_of(text);
        g_autoptr(reading_auto) reading = read_mail(document);
        if (reading->drafts->len > 0 || reading->fields > 0)
            print_error("%s", heads[i]);
        assert_int_equal(reading->drafts->len, 0);
        assert_int_equal(g_strv_length(reading->own_words), 1);
    }
}

static void a_forwarded_order_counts(void **state)
{
    (void)state;
    reads_as("Please take this one.\n\n---------- Forwarded message ---------\nFrom: Ayla <ayla@example.com>\nDate: "
             "Mon, 23 Nov 2026\nSubject: order\nTo: me\n\nProduct: Sofa\nQty: 2\n",
             "[1 sofa] qty=2");
    g_autoptr(document_auto) document =
        mail_of("fyi\n\nVon: Ayla\nGesendet: Montag\nAn: me\nBetreff: x\n\nArtikel: Sofa\nMenge: 2\n");
    g_free(document->subject);
    document->subject = g_strdup("WG: Bestellung");
    document_reads_as(document, "[1 sofa] qty=2");
}

static void hard_48_signatures_are_cut_and_nothing_else(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        mail_of("Product: Sofa\nQty: 2\n\nBest regards\nAyla\nPhone: 030 123456\n\nSent from my iPhone");
    g_autoptr(reading_auto) reading = read_mail(document);
    g_autofree char *told = reading_told(reading);
    assert_string_equal(told, "[1 sofa] qty=2");
    assert_int_equal(g_strv_length(reading->own_words), 2);
    reads_as("From: Ayla Demir ayla@example.com\nSubject: Order sofa\n\nMessage Body:\nProduct: Sofa\nQty: 2\nFabric: "
             "linen\n\n-- \nThis is a notification. Qty: 7",
             "[1 sofa] qty=2 fabric=linen [order] email=ayla@example.com name=Ayla Demir");
    reads_as("Thanks,\nProduct: Sofa\nQty: 2", "[1 sofa] qty=2");
}

static void the_language_is_that_of_the_labels_then_of_the_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *language;
    } cases[] = {
        {"Ürün: Kanepe\nAdet: 2\nKumaş: keten", "tr"},
        {"Product: Sofa\nQuantity: 2", "en"},
        {"Artikel: Sofa\nMenge: 2\nBezug: Leinen", "de"},
        {"Merhaba, bir kanepe almak istiyorum. Teşekkürler", "tr"},
        {"Hallo, ich möchte bitte ein Sofa bestellen", "de"},
        {"Hello, I would like to order a sofa please", "en"},
        {"Model: SOFA-3", NULL},
        {"", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = mail_of(cases[i].text);
        g_autoptr(reading_auto) reading = read_mail(document);
        if (g_strcmp0(reading->language, cases[i].language))
            print_error("%s\n", cases[i].text);
        assert_int_equal(g_strcmp0(reading->language, cases[i].language), 0);
    }
}

static void what_nothing_understood_is_kept(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_of("Product: Sofa\nQty: 2\n\nPlease ring twice.\nColour: blue");
    g_autoptr(reading_auto) reading = read_mail(document);
    assert_true(has_unread(reading->drafts->pdata[0], "Please ring twice."));
    assert_true(has_unread(reading->drafts->pdata[0], "Colour: blue"));
}

#define SHOP_TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(a_form_in_three_languages),
        SHOP_TEST(hard_01_05_07_labels_in_any_spelling),
        SHOP_TEST(hard_06_german_capitals),
        SHOP_TEST(hard_08_a_misspelt_label_is_guessed),
        SHOP_TEST(hard_09_and_10_near_labels_are_not_guessed),
        SHOP_TEST(hard_11_the_items_label_wins_inside_its_block),
        SHOP_TEST(hard_12_to_15_colons_of_all_kinds),
        SHOP_TEST(hard_16_a_label_over_its_value),
        SHOP_TEST(a_heading_may_stand_apart_from_its_value),
        SHOP_TEST(hard_17_to_19_banners),
        SHOP_TEST(hard_20_values_without_labels_are_kept_for_people),
        SHOP_TEST(hard_21_right_to_left),
        SHOP_TEST(hard_23_titles_between_rules_are_no_fields),
        SHOP_TEST(hard_24_options_without_labels_must_be_one_fields),
        SHOP_TEST(hard_25_both_shapes_of_a_shop),
        SHOP_TEST(hard_27_the_longest_label_wins_without_a_colon),
        SHOP_TEST(hard_30_what_is_said_twice_is_one_order),
        SHOP_TEST(markup_and_text_that_differ_are_asked_about),
        SHOP_TEST(hard_53_items_by_label_number_and_heading),
        SHOP_TEST(hard_54_a_gap_in_numbers_is_named),
        SHOP_TEST(hard_55_the_same_twice_is_fine_and_different_a_conflict),
        SHOP_TEST(an_unknown_product_is_an_item_that_is_asked_about),
        SHOP_TEST(a_product_is_known_by_name_synonym_sku_and_typo),
        SHOP_TEST(fields_before_the_product_are_the_only_products),
        SHOP_TEST(labels_split_a_line_where_they_are_known),
        SHOP_TEST(hard_49_only_long_fields_go_on),
        SHOP_TEST(hard_50_unknown_labels_do_not_split),
        SHOP_TEST(hard_51_links_and_times_are_no_labels),
        SHOP_TEST(hard_43_boxes_below_a_label),
        SHOP_TEST(hints_are_no_values),
        SHOP_TEST(hard_56_a_pasted_table_is_items),
        SHOP_TEST(hard_32_sums_are_no_items),
        SHOP_TEST(a_products_cell_may_hold_its_options),
        SHOP_TEST(a_table_may_lie_on_its_side),
        SHOP_TEST(a_wish_is_a_draft_without_values),
        SHOP_TEST(a_complaint_or_a_contact_form_is_no_order),
        SHOP_TEST(one_field_of_an_order_is_a_form),
        SHOP_TEST(several_orders_are_several_drafts),
        SHOP_TEST(repeated_products_are_items_of_one_order),
        SHOP_TEST(hard_47_quoted_mail_is_not_an_order),
        SHOP_TEST(a_forwarded_order_counts),
        SHOP_TEST(hard_48_signatures_are_cut_and_nothing_else),
        SHOP_TEST(the_language_is_that_of_the_labels_then_of_the_words),
        SHOP_TEST(what_nothing_understood_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
