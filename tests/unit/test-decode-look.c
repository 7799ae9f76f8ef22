/* HTML by its style sheets, its broken markup and its odd tables: what a reader sees, and what a label is of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/decode.h"
#include "tests/unit/decode-helper.h"

/* Lines, then pairs as "label=value", then tables as "a|b / c|d": each group behind a "#" only when there is one. */
static char *told(const char *html)
{
    g_autoptr(document_auto) document = decode_body("text/html; charset=utf-8", html);
    GString *all = g_string_new(NULL);
    g_autofree char *lines = block_text(document, 0);
    g_string_append(all, lines);
    for (guint i = 0; i < document->pairs->len; i++) {
        const struct document_pair *pair = document->pairs->pdata[i];
        g_string_append_printf(all, "#%s=%s", pair->label, pair->value);
    }
    for (guint t = 0; t < document->tables->len; t++) {
        const struct document_table *table = document->tables->pdata[t];
        for (guint r = 0; r < table->rows->len; r++) {
            const GPtrArray *row = table->rows->pdata[r];
            g_string_append(all, r ? " / " : table->has_header ? "#:" : "#");
            for (guint c = 0; c < row->len; c++)
                g_string_append_printf(all, "%s%s", c ? "|" : "", ((const struct document_cell *)row->pdata[c])->text);
        }
    }
    return g_string_free(all, FALSE);
}

struct look {
    const char *html, *told;
};

static void assert_looks(const struct look *looks, guint count)
{
    for (guint i = 0; i < count; i++) {
        g_autofree char *found = told(looks[i].html);
        if (strcmp(found, looks[i].told) != 0)
            fail_msg("%s\nreads\n%s", looks[i].html, found);
    }
}

/* --- style --------------------------------------------------------------------------------------------------------------------------------- */

/* Whether "x" is seen when this is its style. */
static void each_property_hides_when_it_does_and_no_more(void **state)
{
    (void)state;
    static const struct {
        const char *style;
        gboolean seen;
    } cases[] = {
        {"display:none", FALSE},          {"display:inline", TRUE},           {"visibility:hidden", FALSE},    {"visibility: collapse", FALSE},
        {"visibility:visible", TRUE},     {"opacity:0", FALSE},               {"opacity:0.0", FALSE},          {"opacity:.5", TRUE},
        {"opacity:none", TRUE},           {"color:transparent", FALSE},       {"color:red", TRUE},             {"font-size:0", FALSE},
        {"font-size:1px", FALSE},         {"font-size:1", FALSE},             {"font-size:0.5pt", FALSE},      {"font-size:1em", TRUE},
        {"font-size:12px", TRUE},         {"font-size:small", TRUE},          {"font:0/0 a", FALSE},           {"font:12px a", TRUE},
        {"font:bold 12px a", TRUE},       {"text-indent:-9999px", FALSE},     {"text-indent:-20px", TRUE},     {"left:-10000px", FALSE},
        {"height:0;overflow:hidden", FALSE}, {"width:0;overflow:hidden", FALSE}, {"max-width:0;overflow:hidden", FALSE}, {"height:0", TRUE},
        {"overflow:hidden", TRUE},        {"height:0;overflow:auto", TRUE},   {"text-decoration:line-through", FALSE}, {"text-decoration:underline", TRUE},
        {"text-decoration-line:line-through", FALSE}, {"display", TRUE},      {";;", TRUE},                    {"display:none;display:block", FALSE},
        {"DISPLAY:NONE", FALSE},          {"x-display:none", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *html = g_strdup_printf("<p>a</p><div style=\"%s\">x</div>", cases[i].style);
        g_autofree char *found = told(html);
        if (strcmp(found, cases[i].seen ? "a\n\nx\n" : "a\n") != 0)
            fail_msg("%s: %s", cases[i].style, found);
    }
}

/* What the sheet leaves of <p class=a id=i>x, and of <b class=b>y. */
static void a_style_sheet_hides_what_its_simple_selectors_name(void **state)
{
    (void)state;
    static const struct {
        const char *sheet, *seen;
    } cases[] = {
        {".a{display:none}", "y\n"},
        {"p.a{display:none}", "y\n"},
        {"#i{display:none}", "y\n"},
        {".a,.b{display:none}", ""},
        {".a , .b {display:none}", ""},
        {".a{display:none}.a,.b{font-weight:bold}", "y\n"}, /* what hides the one does not hide the other beside it */
        {".a .b{display:none}", "x\n\ny\n"},
        {".a.b{display:none}", "x\n\ny\n"},
        {".a:hover{display:none}", "x\n\ny\n"},
        {".a>b{display:none}", "x\n\ny\n"},
        {".{display:none}#{display:none}", "x\n\ny\n"},
        {"p{display:none}", "x\n\ny\n"},
        {"@import url(x.css);.a{display:none}", "y\n"},
        {"@import url(x.css)", "x\n\ny\n"},
        {"@media print{.a{display:none}.b{display:none}}.b{display:none}", "x\n"},
        {"@media print{.a{display:none}", "x\n\ny\n"},
        {"/* .a{display:none} */.b{display:none}", "x\n"},
        {".b{display:none}/* .a{display:none}", "x\n"},
        {"<!-- .b{display:none} -->", "x\n"},
        {".b{display:none", "x\n"},
        {".b", "x\n\ny\n"},
        {"}.b{display:none}", "x\n"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *html = g_strdup_printf("<style>%s</style><p class=\"z a\" id=i>x</p><div class=b>y</div>", cases[i].sheet);
        g_autofree char *found = told(html);
        if (strcmp(found, cases[i].seen) != 0)
            fail_msg("%s: %s", cases[i].sheet, found);
    }
}

static void what_an_element_says_of_itself_counts_for_more_than_the_sheet(void **state)
{
    (void)state;
    static const struct look looks[] = {
        {"<style>.a{display:none}</style><p class=a style=\"display:block\">x</p>", "x\n"},
        {"<style>.a{display:none}</style><p class=a style=\"display:block;visibility:hidden\">x</p>y", "y\n"},
        {"<style>.a{font-size:0}</style><p class=a style=\"font-size:12px\">x</p>", "x\n"},
        {"<style>.a{white-space:pre}</style><p class=a>a  b\nc</p>", "a  b\nc\n"},
        {"<p style=\"white-space:break-spaces\">a  b</p>", "a  b\n"},
        {"<p style=\"white-space:normal\">a  b</p>", "a b\n"},
        {"<p style=\"margin:0\">a</p><p style=\"margin:0\">b</p><p style=\"margin:1em\">c</p>", "a\nb\n\nc\n"},
        {"<style>.a{color:red}</style><span style=\"font-size:0\">a<span style=\"font-size:12px\">b</span><img alt=\"\xf0\x9f\x91\x8d\"></span>", "b\n"},
    };
    assert_looks(looks, G_N_ELEMENTS(looks));
}

/* --- markup ---------------------------------------------------------------------------------------------------------------------------------- */

static void broken_markup_is_read_as_far_as_a_browser_would(void **state)
{
    (void)state;
    static const struct look looks[] = {
        {"a<!-->b", "ab\n"},
        {"a<!--->b", "ab\n"},
        {"a<!-- b", "a\n"},
        {"a<!doctype html>b<?php c ?>d", "abd\n"},
        {"a<!doctype html", "a\n"},
        {"a</b", "a\n"},
        {"a</ b>c", "a</ b>c\n"},
        {"a<b", "a\n"},
        {"a<b c=\"d", "a\n"},
        {"a<b c='d'e=f g>h</b>", "ah\n"},
        {"a<b / c = d>e", "ae\n"},
        {"a<p\nclass = x\tid\f=\ry>e", "a\n\ne\n"},
        {"<p style=\"display:block\" style=\"display:none\">x</p>", "x\n"}, /* the first one counts */
        {"<textarea>a <b>\"c\"</b></textarea>", "a <b>\"c\"</b>\n"},
        {"<textarea>a", "a\n"},
        {"<xmp>a<b>c</xmp>d", "a<b>c\nd\n"},
        {"<script>a</style>b</script>c", "c\n"},
        {"<title>a</title>b<noembed>c</noembed>", "b\n"},
        {"<p class=\"\">a</p>", "a\n"},
        {"<img><img alt><img alt=\"\xc3\xa7\xc3\xa7\xc3\xa7\xc3\xa7\xc3\xa7\xc3\xa7\xc3\xa7\xc3\xa7\xc3\xa7\"><img src=x>a", "a\n"}, /* too long for a sign */
        {"<svg:path d=x>a</svg:path>", "a\n"},
        {"<averylongnameofanelementthatisnone>a</averylongnameofanelementthatisnone>", "a\n"},
    };
    assert_looks(looks, G_N_ELEMENTS(looks));
}

static void what_can_be_ticked_or_typed_is_shown_as_it_is(void **state)
{
    (void)state;
    static const struct look looks[] = {
        {"<input type=checkbox checked>a<input type=CHECKBOX>b", "[x] a[ ] b\n"},
        {"<input type=radio checked>a<input type=radio>b", "(x) a( ) b\n"},
        {"<input value=\"2\"> pieces", "2 pieces\n"},
        {"<input type=text value=\"linen\">", "linen\n"},
        {"<input type=hidden value=secret><input type=submit value=Send><input type=text>a", "a\n"},
    };
    assert_looks(looks, G_N_ELEMENTS(looks));
}

static void lists_count_and_labels_keep_their_values(void **state)
{
    (void)state;
    static const struct look looks[] = {
        {"<ol><li>a</li><li>b<ol><li>c</ol></ol>", "1. a\n2. b\n1. c\n"},
        {"<li>a", "- a\n"},
        {"<ul><li>Fabric:<p>Linen</p><li>Legs:<p>Oak</p></ul>", "- Fabric: Linen\n- Legs: Oak\n"},
        {"<ul><li><p>a</p><p>b</p></ul><p>c</p>", "- a\nb\n\nc\n"},
        {"<dl><dd>a<dt>Fabric<dd>Linen<dd>or velvet<dt>Legs:<dd>Oak<dt><dd>b<dt>Note</dl>",
         "a\nFabric: Linen\nor velvet\nLegs: Oak\nb\nNote:\n#Fabric=Linen\nor velvet#Legs:=Oak#Note="},
        {"<dl><div><dt>Fabric<dd>Linen</div></dl>", "Fabric: Linen\n#Fabric=Linen"},
        {"<dl></dl>a", "a\n"},
    };
    assert_looks(looks, G_N_ELEMENTS(looks));
}

/* --- tables ------------------------------------------------------------------------------------------------------------------------------------ */

static void tables_of_labels_and_values_become_pairs(void **state)
{
    (void)state;
    static const struct look looks[] = {
        {"<table><tr><td>Fabric<td>Linen<tr><td>Qty<td></table>", "Fabric\tLinen\nQty:\n#Fabric=Linen#Qty="},
        {"<table><tr><td>Fabric<td>:<td>Linen</table>", "Fabric\tLinen\n#Fabric=Linen"},
        {"<table><tr><td>Sure?<td></table>b", "Sure?\n\nb\n#Sure?="},
        {"<table><tr><td><td>Linen</table>", "Linen\n"},
        {"<table><tr><td class=label>Fabric<tr><td>Linen</table>", "Fabric\nLinen\n#Fabric=Linen"},
        {"<table><tr><td class=\"x field-name\">Fabric<tr><td>Linen<tr><td class=field_name>Qty<tr><td>2</table>", "Fabric\nLinen\nQty\n2\n#Fabric=Linen#Qty=2"},
        {"<table><tr><td><b>Fabric</b><tr><td><b>Qty</b></table>", "Fabric\nQty\n"},
        {"<table><tr><td>Fabric<tr><td>&nbsp;<td>Linen</table>", "Fabric\nLinen\n#Fabric=Linen"},
        {"<table><tr><td>Fabric<tr><td>Linen</table>", "Fabric\nLinen\n"}, /* nothing stands out */
        {"<table><tr><td><span><i><b>Fabric</b></i></span><tr><td>Linen</table>", "Fabric\nLinen\n#Fabric=Linen"},
        {"<table><tr><td><label>Fabric</label><td>Linen<td><strong>Qty</strong><td>2</table>", "Fabric\tLinen\nQty\t2\n#Fabric=Linen#Qty=2"},
        {"<table><tr><td>Fabric:<td>Linen<td>Qty:<td>2<tr><td>Legs:<td>Oak<td>Note:<td></table>",
         "Fabric:\tLinen\nQty:\t2\nLegs:\tOak\nNote:\n#Fabric:=Linen#Qty:=2#Legs:=Oak#Note:="},
        {"<table><tr style=\"text-decoration:line-through\"><td>Fabric<td>Linen<tr><td>Qty<td style=\"display:none\">1<td>2</table>", "Qty\t2\n#Qty=2"},
        {"<table><thead><tr><td>Fabric<td>Linen</thead><tfoot><tr><td>Qty<td>2</tfoot></table>", "Fabric\tLinen\nQty\t2\n#Fabric=Linen#Qty=2"},
    };
    assert_looks(looks, G_N_ELEMENTS(looks));
}

static void tables_of_more_become_tables(void **state)
{
    (void)state;
    static const struct look looks[] = {
        {"<table><tr><th>Item<th>Qty<tr><td>Sofa<td>2</table>", "Item\tQty\nSofa\t2\n#:Item|Qty / Sofa|2"},
        {"<table><tr><td><b>Item</b><td><b>Qty</b><tr><td>Sofa<td>2</table>", "Item\tQty\nSofa\t2\n#Item|Qty / Sofa|2"},
        {"<table><tr><td><b>Item</b><td><b></b><tr><td>Sofa<td>2</table>", "Item:\n\nSofa\t2\n#Item=#Sofa=2"},
        {"<table><tr><td>Item<td>Qty<td>Fabric<tr><td>Sofa<td>2<td>Linen</table>", "Item\tQty\tFabric\nSofa\t2\tLinen\n#Item|Qty|Fabric / Sofa|2|Linen"},
        {"<table><tr><th>Item<th>Qty<th>Fabric<tr><td rowspan=2>Sofa<td>1<td>Linen<tr><td>2<td>Velvet</table>",
         "Item\tQty\tFabric\nSofa\t1\tLinen\nSofa\t2\tVelvet\n#:Item|Qty|Fabric / Sofa|1|Linen / Sofa|2|Velvet"},
        {"<table><tr><th>Item<th>Qty<th>Fabric<tr><td>Sofa<td rowspan=2>4<td>Linen<tr><td>Table<td>Oak</table>",
         "Item\tQty\tFabric\nSofa\t4\tLinen\nTable\t\tOak\n#:Item|Qty|Fabric / Sofa|4|Linen / Table||Oak"}, /* a count is said once */
        {"<table><tr><th colspan=2>Item<th>Qty<tr><td>Sofa<td>red<td>2</table>", "Item\t\tQty\nSofa\tred\t2\n#:Item||Qty / Sofa|red|2"},
        {"<table><tr><th colspan=9>Item<th>Qty</tr></table>", "Item\tQty\n#Item=Qty"},
        {"<table><tr><th colspan=-1>Item<th rowspan=0>Qty<tr><td>Sofa<td>2</table>", "Item\tQty\nSofa\t2\n#:Item|Qty / Sofa|2"},
        {"<table><tr><th>Item<th>Qty<tr><td>Sofa<br>red<td>2</table>", "Item\tQty\nSofa\nred\n2\n#:Item|Qty / Sofa\nred|2"},
        {"<table><tr><th>Item<th>Qty<tr><td>Sofa<td>2<br>pieces</table>", "Item\tQty\nSofa\n2\npieces\n#:Item|Qty / Sofa|2\npieces"},
        {"<table><tr><th>Item<th>Qty<tr><td><table><tr><td>Sofa<td>red</table><td>2</table>", "Item\tQty\nSofa\tred\t2\n#:Item|Qty / Sofa\tred|2"},
        {"<table></table>a", "a\n"},
    };
    assert_looks(looks, G_N_ELEMENTS(looks));
}

static void more_tables_or_rows_than_are_read_are_marked_as_cut(void **state)
{
    (void)state;
    g_autoptr(GString) html = g_string_new(NULL);
    for (guint i = 0; i <= BOUND_TABLES; i++)
        g_string_append(html, "<table><tr><th>a<th>b<tr><td>1<td>2</table>");
    g_autoptr(document_auto) tables = decode_body("text/html", html->str);
    assert_int_equal(tables->tables->len, BOUND_TABLES);
    assert_true(tables->flags & DOCUMENT_CUT);
    g_string_assign(html, "<table><tr><th>a<th>b");
    for (guint i = 0; i <= BOUND_TABLE_ROWS; i++)
        g_string_append(html, "<tr><td>1<td>2");
    g_autoptr(document_auto) rows = decode_body("text/html", html->str);
    assert_int_equal(((const struct document_table *)rows->tables->pdata[0])->rows->len, BOUND_TABLE_ROWS);
    assert_true(rows->flags & DOCUMENT_CUT);
    g_string_assign(html, "<table>");
    for (guint i = 0; i <= BOUND_PAIRS; i++)
        g_string_append(html, "<tr><td>a<td>b");
    g_autoptr(document_auto) pairs = decode_body("text/html", html->str);
    assert_int_equal(pairs->pairs->len, BOUND_PAIRS);
    assert_true(pairs->flags & DOCUMENT_CUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_property_hides_when_it_does_and_no_more),
        cmocka_unit_test(a_style_sheet_hides_what_its_simple_selectors_name),
        cmocka_unit_test(what_an_element_says_of_itself_counts_for_more_than_the_sheet),
        cmocka_unit_test(broken_markup_is_read_as_far_as_a_browser_would),
        cmocka_unit_test(what_can_be_ticked_or_typed_is_shown_as_it_is),
        cmocka_unit_test(lists_count_and_labels_keep_their_values),
        cmocka_unit_test(tables_of_labels_and_values_become_pairs),
        cmocka_unit_test(tables_of_more_become_tables),
        cmocka_unit_test(more_tables_or_rows_than_are_read_are_marked_as_cut),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
