#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "daemon/render/report.h"

#define NASTY "<script>alert(1)</script>\"&'\xe2\x80\xae"

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
    g_autofree char *text = report_text(report);
    assert_has(text, "Orders from 2026-11-01 to 2026-11-30 (Europe/Istanbul)");
    assert_has(text, "67 %");
    assert_has(text, "1 h 1 min");
    assert_has(text, "2 d 2 h");
    assert_has(text, "(none), open");
    assert_has(text, "fabric, missing");
    assert_has_no(text, "\xe2\x80\xae");
}

static void an_empty_period_claims_nothing(void **state)
{
    (void)state;
    g_autoptr(report_auto) report = november();
    g_autofree char *text = report_text(report), *html = text_of(report_html(report)), *csv = text_of(report_csv(report));
    assert_has(text, "none");
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
    g_autofree char *html = text_of(report_html(report));
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
    g_autofree char *html = text_of(report_html(report));
    assert_has(html, "width=\"320\" height=\"10\"");
    assert_has(html, "width=\"2\" height=\"10\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_says_every_number),
        cmocka_unit_test(an_empty_period_claims_nothing),
        cmocka_unit_test(no_cell_of_the_csv_is_a_formula),
        cmocka_unit_test(the_json_is_json),
        cmocka_unit_test(the_page_holds_no_markup_but_its_own_and_nothing_from_outside),
        cmocka_unit_test(a_bar_is_as_long_as_its_number_and_never_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
