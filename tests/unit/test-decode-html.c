/* HTML as a reader sees it: lines, quotes, hidden text, pairs and tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/decode.h"
#include "tests/unit/decode-helper.h"

static struct document *decode_html(const char *html)
{
    return decode_body("text/html; charset=utf-8", html);
}

static void assert_lines(const char *html, const char *expected)
{
    g_autoptr(document_auto) document = decode_html(html);
    assert_block(document, 0, expected);
}

static const char *cell(const struct document *document, guint table, guint row, guint column)
{
    const struct document_table *found = document->tables->pdata[table];
    const GPtrArray *cells = found->rows->pdata[row];
    return ((const struct document_cell *)cells->pdata[column])->text;
}

static void text_flows_as_in_a_browser(void **state)
{
    (void)state;
    assert_lines("<p>one\n  two</p>\n<p>three<br>four</p>", "one two\n\nthree\nfour\n");
    assert_lines("<div>a</div><div>b</div>c<hr>d", "a\nb\nc\nd\n");
    assert_lines("a<b>b</b> <i>c</i>d", "ab cd\n");
    assert_lines("<pre>  x\n\ty\n</pre>", "  x\n\ty\n");
    assert_lines("<ul><li>a<li>b</ul><ol><li>c<li><p>d</p></ol>", "- a\n- b\n1. c\n2. d\n");
    assert_lines("5 &lt; 6 &amp; &ccedil; &#351; &euro;", "5 < 6 & ç ş €\n");
    assert_lines("a < b <3 & c", "a < b <3 & c\n");
    assert_lines("<div>1&nbsp;234 a&nbsp;b</div>", "1\xc2\xa0"
                                                   "234 a b\n");
    assert_lines("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", "a\n\nb\n");
    assert_lines("-- <br>Ayla", "-- \nAyla\n");
    assert_lines("<input type=checkbox checked>oak <input type=checkbox>walnut", "[x] oak [ ] walnut\n");
    assert_lines("well <img alt=\"\xf0\x9f\x91\x8d\" src=x><img alt=\"Our logo\">", "well \xf0\x9f\x91\x8d\n");
    assert_lines("<ul class=wc-item-meta><li><strong>Fabric:</strong> <p>Linen</p></li></ul>", "- Fabric: Linen\n");
}

static void what_is_not_seen_is_not_read(void **state)
{
    (void)state;
    static const char *const hidden[] = {
        "<div style=\"display:none\">x</div>",
        "<div style='DISPLAY : none !important'>x</div>",
        "<span style=\"visibility:hidden\">x</span>",
        "<span style=\"font-size:0\">x</span>",
        "<span style=\"font-size:1px;color:#fff\">x</span>",
        "<span style=\"font:0/0 a\">x</span>",
        "<div style=\"max-height:0;overflow:hidden\">x</div>",
        "<div style=\"opacity:0\">x</div>",
        "<div style=\"position:absolute;left:-9999px\">x</div>",
        "<p hidden>x</p>",
        "<style>.pre, p.other { color: red; display: none }</style><p class=\"big pre\">x</p>",
        "<style>#gone{display:none}</style><p id=gone>x</p>",
        "<script>x</script>",
        "<!-- x -->",
        "<!--[if mso]>x<![endif]-->",
        "<title>x</title>",
        "<template>x</template>",
        "<table style=\"display:none\"><tr><td>x<td>y</table>",
        "<table><tr style=\"display:none\"><td>x<td>y</tr></table>",
        "<del>x</del><s>x</s><strike>x</strike><span style=\"text-decoration:underline line-through\">x</span>",
        "<dl style=\"display:none\"><dt>x<dd>y</dl>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(hidden); i++) {
        g_autofree char *html = g_strdup_printf("%s<div>seen</div>", hidden[i]);
        g_autoptr(document_auto) document = decode_html(html);
        assert_block(document, 0, "seen\n");
        assert_int_equal(document->pairs->len, 0);
    }
}

static void what_is_seen_is_read(void **state)
{
    (void)state;
    static const char *const seen[] = {
        "<td style=\"font-size:0px\"><div style=\"font-size:14px\">x</div></td>",
        "<style>@media (max-width:600px){.a{display:none}}</style><p class=a>x</p>",
        "<style>.a{display:none}</style><p class=a style=\"display:block\">x</p>",
        "<style>.a .b{display:none}</style><p class=b>x</p>",
        "<div style=\"height:0\">x</div>",
        "<ins>x</ins>",
        "<![if !mso]>x<![endif]>",
        "<!--[if !mso]><!-->x<!--<![endif]-->",
        "<o:p>x</o:p>",
        "<textarea>x</textarea>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(seen); i++)
        assert_lines(seen[i], "x\n");
    assert_lines("<del>3</del> <ins>2</ins>", "2\n");
}

static void quotes_of_all_programs_have_their_depth(void **state)
{
    (void)state;
    assert_lines("a<blockquote type=cite>b<blockquote>c</blockquote></blockquote>d", "a\n>b\n>>c\nd\n");
    assert_lines(
        "a<div class=gmail_quote><div class=gmail_attr>On x:</div><blockquote class=gmail_quote>b</blockquote></div>",
        "a\nOn x:\n>b\n");
    assert_lines("a<div class=gmail_quote>On x:<br>b</div>", "a\n>On x:\n>b\n");
    assert_lines("<div class=gmail_quote>---------- Forwarded message ----------<br>b</div>",
                 "---------- Forwarded message ----------\nb\n");
    assert_lines("a<div class=\"yahoo_quoted\" id=q><div>On x:</div>b</div>c", "a\n>On x:\n>b\nc\n");
    assert_lines("a<hr><div id=x_divRplyFwdMsg><b>From:</b> b</div><div>c</div>d", "a\n>From: b\n>c\n>d\n");
    assert_lines(
        "<div>a<div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p class=MsoNormal><b>Von:</b> x<br>"
        "<b>Gesendet:</b> y<br><b>An:</b> z</p></div></div><p class=MsoNormal>b</p></div>",
        "a\n>Von: x\n>Gesendet: y\n>An: z\n>b\n");
    assert_lines("<div style=\"border:none;border-top:solid\">just a rule</div>a", "just a rule\na\n");
    assert_lines("<div name=quote style=\"border-left:2px solid #c3d9e5\">b</div>a", ">b\na\n");
    assert_lines("<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">a</blockquote>", "a\n");
    assert_lines("<blockquote type=cite>Fabric:</blockquote>Linen<blockquote type=cite>Quantity:</blockquote>2",
                 ">Fabric:\nLinen\n>Quantity:\n2\n");
}

static void two_columns_are_pairs(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_html(
        "<table><tr><td><b>Fabric</b></td><td>Linen<br>natural</td></tr><tr><th>Quantity</th><td>2</td></tr>"
        "<tr><td>Finish</td><td>:</td><td>Oak</td></tr><tr><td>Note</td><td>&nbsp;</td></tr></table>");
    assert_string_equal(pair_value(document, "Fabric"), "Linen\nnatural");
    assert_string_equal(pair_value(document, "Quantity"), "2");
    assert_string_equal(pair_value(document, "Finish"), "Oak");
    assert_string_equal(pair_value(document, "Note"), "");
    assert_int_equal(document->tables->len, 0);
    assert_block(document, 0, "Fabric\tLinen\nnatural\nQuantity\t2\nFinish\tOak\nNote:\n");
}

static void an_answer_left_empty_stays_empty(void **state)
{
    (void)state;
    assert_lines("<table><tr><td>Drawing</td><td></td></tr><tr><td>Terms:</td><td></td></tr><tr><td>Qty</td><td>2</td></tr></table>",
                 "Drawing:\n\nTerms:\n\nQty\t2\n");
    assert_lines("<table><tr><th>Name</th><th>Value</th></tr><tr><td>note</td><td></td></tr><tr><td>qty</td><td>2</td></tr></table>",
                 "Name\tValue\nnote:\n\nqty\t2\n");
}

static void labels_and_values_alternate_in_a_row(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_html("<table><tr><td><b>No</b></td><td>1042</td><td><b>Date</b></td><td>1 May</td></tr>"
                                                    "<tr><td>Name:</td><td>Ayla</td></tr></table>");
    assert_string_equal(pair_value(document, "No"), "1042");
    assert_string_equal(pair_value(document, "Date"), "1 May");
    assert_string_equal(pair_value(document, "Name:"), "Ayla");
    assert_block(document, 0, "No\t1042\nDate\t1 May\nName:\tAyla\n");
}

static void a_label_row_over_a_value_row_is_a_pair(void **state)
{
    (void)state;
    g_autoptr(document_auto) indented = decode_html(
        "<table><tr><td><table><tr><td colspan=2>Fabric</td></tr><tr><td>&nbsp;</td><td>Linen</td></tr>"
        "<tr><td colspan=2><b>Delivery</b></td></tr><tr><td colspan=2><b>Finish</b></td></tr><tr><td>&nbsp;</td>"
        "<td>Oak</td></tr></table></table>");
    assert_string_equal(pair_value(indented, "Fabric"), "Linen");
    assert_string_equal(pair_value(indented, "Finish"), "Oak");
    assert_null(pair_value(indented, "Delivery"));
    g_autoptr(document_auto) bold = decode_html("<table><tr><td><strong>Fabric</strong><tr><td>Linen</table>");
    assert_string_equal(pair_value(bold, "Fabric"), "Linen");
    g_autoptr(document_auto) prose = decode_html("<table><tr><td>Hello<tr><td>World<blockquote>q</blockquote></table>");
    assert_int_equal(prose->pairs->len, 0);
    assert_block(prose, 0, "Hello\nWorld\n>q\n");
}

static void a_table_among_pairs_leaves_them_pairs(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_html(
        "<table><tr><td colspan=2><b>Name</b></td></tr><tr><td>&nbsp;</td><td>Ayla</td></tr>"
        "<tr><td colspan=2><b>Order</b></td></tr><tr><td>&nbsp;</td><td><table><tr><th>Product<th>Qty<th>Price"
        "<tr><td>Sofa<td>2<td>5</table></td></tr><tr><td>Phone</td><td>123</td></tr></table>");
    assert_string_equal(pair_value(document, "Name"), "Ayla");
    assert_string_equal(pair_value(document, "Phone"), "123");
    assert_null(pair_value(document, "Order"));
    assert_int_equal(document->tables->len, 1);
    assert_block(document, 0, "Name\nAyla\nOrder\n\nProduct\tQty\tPrice\nSofa\t2\t5\nPhone\t123\n");
}

static void misplaced_text_in_a_table_is_kept(void **state)
{
    (void)state;
    assert_lines("<table><caption>Yours</caption><tr><td>a<td>b</tr></table>", "Yours\na\tb\n");
    assert_lines("<table><form><p>stray</p><tr><td style=\"font-size:0\">x<td>b</tr></form></table>", "stray\n\nb\n");
}

static void definitions_are_pairs(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_html(
        "<dl><dt>Fabric</dt><dd>Linen<br>natural</dd><div><dt>Finish:</dt><dd>Oak</dd><dd>oiled</dd></div></dl>");
    assert_string_equal(pair_value(document, "Fabric"), "Linen\nnatural");
    assert_string_equal(pair_value(document, "Finish:"), "Oak\noiled");
    assert_block(document, 0, "Fabric: Linen\nnatural\nFinish: Oak\noiled\n");
}

static void more_columns_are_a_table(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_html(
        "<table><tr><th>Product<th>Quantity<th>Price</tr><tr><td>Sofa<ul><li><b>Fabric:</b> <p>Linen</ul><td>"
        "<del>3</del> <ins>2</ins><td>5</tr><tr><td colspan=2>Total<td>5</tr></table>");
    const struct document_table *table = document->tables->pdata[0];
    assert_true(table->has_header);
    assert_string_equal(cell(document, 0, 0, 1), "Quantity");
    assert_string_equal(cell(document, 0, 1, 0), "Sofa\n- Fabric: Linen");
    assert_string_equal(cell(document, 0, 1, 1), "2");
    const GPtrArray *total = table->rows->pdata[2];
    assert_int_equal(((const struct document_cell *)total->pdata[0])->column_span, 2);
    assert_int_equal(document->pairs->len, 0);
}

static void two_columns_under_a_header_are_a_table(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_html("<table><tr><th>Product<th>Quantity<tr><td>Sofa<dl><dt>Fabric<dd>Linen</dl><td>2</table>");
    assert_int_equal(document->tables->len, 1);
    assert_int_equal(document->pairs->len, 0);
    assert_string_equal(cell(document, 0, 1, 0), "Sofa\nFabric: Linen");
}

static void pairs_in_quotes_know_their_depth(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_html("<blockquote type=cite><table><tr><td>Fabric<td></tr></table></blockquote>"
                    "<table><tr><td>Fabric<td>Linen</table>");
    assert_int_equal(document->pairs->len, 2);
    assert_int_equal(((const struct document_pair *)document->pairs->pdata[0])->quote, 1);
    assert_int_equal(((const struct document_pair *)document->pairs->pdata[1])->quote, 0);
}

static void layout_tables_are_passed_through(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_html("<table><tr><td><table><tr><td><p>Hello</p></td></tr></table></"
                                                    "td><td><table><tr><td>Fabric<td>Linen</table></table>");
    assert_string_equal(pair_value(document, "Fabric"), "Linen");
    assert_int_equal(document->tables->len, 0);
}

static void a_charset_in_the_markup_counts(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_body("text/html", "<meta charset=\"iso-8859-9\"><p>kuma\xfe");
    assert_block(document, 0, "kumaş\n");
    assert_false(document->flags & DOCUMENT_BAD_CHARSET);
}

static void hostile_markup_is_bounded(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<div>",
                                         "<table><tr><td>",
                                         "a=b ",
                                         "<blockquote>",
                                         "<!--",
                                         "<style>",
                                         "&",
                                         "<td>x</td>",
                                         "<tr><td>a<td>b",
                                         "<dl><dt>x",
                                         "<li>",
                                         "<p hidden>",
                                         "<div class=gmail_quote>"};
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        GString *html = g_string_new("<table><tr><td>a</td><td><a ");
        for (guint j = 0; j < 20000; j++)
            g_string_append(html, pieces[i]);
        g_autoptr(document_auto) document = decode_html(html->str);
        assert_true(document->pairs->len <= BOUND_PAIRS);
        g_string_free(html, TRUE);
    }
    GString *deep = g_string_new(NULL);
    for (guint i = 0; i < 5000; i++)
        g_string_append(deep, "<div>");
    g_string_append(deep, "x");
    g_autoptr(document_auto) document = decode_html(deep->str);
    assert_true(document->flags & DOCUMENT_CUT);
    g_string_free(deep, TRUE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_flows_as_in_a_browser),
        cmocka_unit_test(what_is_not_seen_is_not_read),
        cmocka_unit_test(what_is_seen_is_read),
        cmocka_unit_test(quotes_of_all_programs_have_their_depth),
        cmocka_unit_test(two_columns_are_pairs),
        cmocka_unit_test(an_answer_left_empty_stays_empty),
        cmocka_unit_test(labels_and_values_alternate_in_a_row),
        cmocka_unit_test(a_label_row_over_a_value_row_is_a_pair),
        cmocka_unit_test(a_table_among_pairs_leaves_them_pairs),
        cmocka_unit_test(misplaced_text_in_a_table_is_kept),
        cmocka_unit_test(definitions_are_pairs),
        cmocka_unit_test(more_columns_are_a_table),
        cmocka_unit_test(two_columns_under_a_header_are_a_table),
        cmocka_unit_test(pairs_in_quotes_know_their_depth),
        cmocka_unit_test(layout_tables_are_passed_through),
        cmocka_unit_test(a_charset_in_the_markup_counts),
        cmocka_unit_test(hostile_markup_is_bounded),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
