#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "daemon/render/report.h"
#include "tests/unit/render-shop.h"

#define NASTY "<script>alert(1)</script>\"&'\xe2\x80\xae"

static const char *const both[] = {"en", "tr", NULL};
static struct report_words english, turkish;

static int open_words(void **state)
{
    (void)state;
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    struct templates *templates = templates_load(NULL, TEST_TEMPLATES, both, diagnostics);
    english = (struct report_words){templates, "en", render_shop_forms(), render_shop_business()};
    turkish = english;
    turkish.language = "tr";
    return templates ? 0 : 1;
}

static int close_words(void **state)
{
    (void)state;
    templates_free((struct templates *)english.templates);
    forms_free((struct forms *)english.forms);
    business_free((struct business *)english.business);
    return 0;
}

static struct report *november(void)
{
    GDate from, to;
    g_date_clear(&from, 1);
    g_date_clear(&to, 1);
    g_date_set_dmy(&from, 1, G_DATE_NOVEMBER, 2026);
    g_date_set_dmy(&to, 30, G_DATE_NOVEMBER, 2026);
    return report_new(&from, &to, "Europe/Istanbul");
}

static struct report *busy(void)
{
    struct report *report = november();
    report->orders = 3;
    report->items = 4;
    report->complete = 2;
    report->confirmation = (struct spread){3, 3700, 180000};
    tallies_add(report->states, "waiting", NULL, 3);
    tallies_add(report->products, "=HYPERLINK(\"http://x\")", "waiting", 2);
    tallies_add(report->products, NASTY, "@SUM(A1)", 1);
    tallies_add(report->products, NULL, "open", 1);
    tallies_add(report->faults, "fabric", "missing", 1);
    tallies_add(report->letters, "sent", NULL, 6);
    report_add_delay(report, "warehouse ali@shop.example", "to 2026-12-10: fabric late");
    report_add_delay(report, "warehouse_2 can@shop.example", "to 2026-12-10: fabric late");
    return report;
}

static char *text_of(GBytes *bytes)
{
    char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_bytes_unref(bytes);
    return text;
}

static void assert_has(const char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        fail_msg("no '%s' in\n%s", wanted, text);
}

static void assert_has_no(const char *text, const char *unwanted)
{
    if (strstr(text, unwanted))
        fail_msg("'%s' in\n%s", unwanted, text);
}

static void the_text_says_every_number(void **state)
{
    (void)state;
    g_autoptr(report_auto) report = busy();
    g_autofree char *text = report_text(report, &english);
    assert_has(text, "Orders from 2026-11-01 to 2026-11-30 (Europe/Istanbul)");
    assert_has(text, " 67%\n");
    assert_has(text, "1 h 1 min");
    assert_has(text, "2 d 2 h");
    assert_has(text, "(none), not confirmed yet");
    assert_has(text, "Fabric, missing");
    assert_has(text, "warehouse_2, fabric late");
    assert_has(text, "Warehouse, fabric late");
    assert_has_no(text, "\xe2\x80\xae");
}

/* "the legs are scratched, 2   1" would be two numbers without a name. */
static void a_comment_says_that_its_number_is_a_mark(void **state)
{
    (void)state;
    g_autoptr(report_auto) report = november();
    g_autofree char *words = g_strnfill(200, 'x');
    tallies_add(report->comments, "the legs are scratched", "2", 1);
    tallies_add(report->comments, words, "1", 1);
    g_autofree char *text = report_text(report, &english), *html = text_of(report_html(report, &english));
    assert_has(text, "  “the legs are scratched”, Mark: 2 ");
    assert_has(text, words);
    assert_has(html, "<td>the legs are scratched</td><td>2</td>");
    assert_has(html, words);
    assert_has_no(html, "comments-desc"); /* no chart of sentences */
}

static void an_empty_period_claims_nothing(void **state)
{
    (void)state;
    g_autoptr(report_auto) report = november();
    g_autofree char *text = report_text(report, &english), *html = text_of(report_html(report, &english)), *csv = text_of(report_csv(report));
    assert_has(text, "  None.\n");
    assert_has_no(text, "%\n");
    assert_has_no(html, "<svg");
    assert_has(html, "<p>None.</p>");
    assert_has(csv, "\"summary\",\"median_seconds\",\"\",\"\"\r\n");
    assert_has(csv, "\"summary\",\"orders\",\"\",\"0\"\r\n");
}

static void no_cell_of_the_csv_is_a_formula(void **state)
{
    (void)state;
    g_autoptr(report_auto) report = busy();
    g_autofree char *csv = text_of(report_csv(report));
    assert_true(g_str_has_prefix(csv, "\xEF\xBB\xBF\"section\",\"name\",\"detail\",\"value\"\r\n"));
    assert_has(csv, "\"products\",\"'=HYPERLINK(\"\"http://x\"\")\",\"waiting\",\"2\"\r\n");
    assert_has(csv, "\"'@SUM(A1)\"");
    assert_has(csv, "\"summary\",\"complete_percent\",\"\",\"67\"\r\n");
    assert_has_no(csv, "\"=");
    assert_has_no(csv, "\"@");
}

static void the_json_is_json(void **state)
{
    (void)state;
    g_autoptr(report_auto) report = busy();
    tallies_add(report->states, "\xff\xfe", NULL, 1);
    g_autofree char *text = text_of(report_json(report));
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    assert_int_equal(json_integer_value(json_object_get(json, "complete_at_first")), 2);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(json, "acceptance_seconds"), "median")), 3700);
    assert_int_equal(json_array_size(json_object_get(json, "products")), 3);
    json_decref(json);
}

static void the_page_holds_no_markup_but_its_own_and_nothing_from_outside(void **state)
{
    (void)state;
    g_autoptr(report_auto) report = busy();
    tallies_add(report->states, "\xff\xfe", NULL, 1);
    g_autofree char *html = text_of(report_html(report, &english));
    assert_has(html, "&lt;script&gt;");
    assert_has_no(html, "<script");
    assert_has_no(html, "src=");
    assert_has_no(html, "url(");
    assert_has_no(html, "\xe2\x80\xae");
    assert_has(html, "role=\"img\" aria-labelledby=\"products-title products-desc\"");
    assert_has(html, "<title id=\"products-title\">");
    assert_true(g_utf8_validate(html, -1, NULL));
}

static void a_bar_is_as_long_as_its_number_and_never_hidden(void **state)
{
    (void)state;
    g_autoptr(report_auto) report = november();
    tallies_add(report->states, "waiting", NULL, G_MAXUINT64);
    tallies_add(report->states, "held", NULL, 1);
    g_autofree char *html = text_of(report_html(report, &english));
    assert_has(html, "width=\"320\" height=\"10\"");
    assert_has(html, "width=\"2\" height=\"10\"");
}

static void it_speaks_the_readers_language(void **state)
{
    (void)state;
    g_autoptr(report_auto) report = busy();
    tallies_add(report->promises, report_promise_name(TRUE, 0), NULL, 1);
    tallies_add(report->promises, report_promise_name(TRUE, 3), NULL, 1);
    tallies_add(report->promises, report_promise_name(TRUE, 30), NULL, 1);
    tallies_add(report->promises, report_promise_name(FALSE, 0), NULL, 1);
    tallies_add(report->promises, report_promise_name(FALSE, 1), NULL, 1);
    g_autofree char *text = report_text(report, &turkish), *html = text_of(report_html(report, &turkish));
    static const char *const turkish_words[] = {"Siparişler, 2026-11-01", "onaylandı", "Kumaş, eksik", "1 sa 1 dk", " %67\n", "Depo, fabric late",
                                                "söz verildiği gibi gönderildi", "en çok bir hafta geç", "bir haftadan geç",
                                                "henüz gönderilmedi ve gecikti", "Yok."};
    static const char *const english_words[] = {"Orders", "Items", "Mark", "None", "shipped", "waiting", "missing", "Warehouse", "sent"};
    for (guint i = 0; i < G_N_ELEMENTS(turkish_words); i++)
        assert_has(text, turkish_words[i]);
    for (guint i = 0; i < G_N_ELEMENTS(english_words); i++)
        assert_has_no(text, english_words[i]);
    assert_has(html, "<html lang=\"tr\">");
    assert_has(html, "<h1>Siparişler</h1>");
    assert_has(html, "<th scope=\"col\">Durum</th>");
    assert_has_no(html, ">Orders");
    assert_has_no(html, ">Number");
}

/* Whatever a report may count has a word of its own in each language: what has none would be shown by our name for it. */
static void every_state_and_fault_has_a_word(void **state)
{
    (void)state;
    for (guint i = FAULT_NONE + 1; i < FAULT_COUNT; i++) {
        g_autofree char *word = report_name(&turkish, REPORT_FAULT, fault_name((enum fault)i));
        assert_string_not_equal(word, fault_name((enum fault)i));
    }
    for (guint i = ITEM_OPEN; i <= ITEM_CANCELLED; i++) {
        g_autofree char *word = report_name(&turkish, REPORT_STATE, item_state_name((enum item_state)i));
        assert_string_not_equal(word, item_state_name((enum item_state)i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_says_every_number),
        cmocka_unit_test(a_comment_says_that_its_number_is_a_mark),
        cmocka_unit_test(an_empty_period_claims_nothing),
        cmocka_unit_test(no_cell_of_the_csv_is_a_formula),
        cmocka_unit_test(the_json_is_json),
        cmocka_unit_test(the_page_holds_no_markup_but_its_own_and_nothing_from_outside),
        cmocka_unit_test(a_bar_is_as_long_as_its_number_and_never_hidden),
        cmocka_unit_test(it_speaks_the_readers_language),
        cmocka_unit_test(every_state_and_fault_has_a_word),
    };
    return cmocka_run_group_tests(tests, open_words, close_words);
}
