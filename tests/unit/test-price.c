/* Amounts beside an item: the price of one, that of the line, or neither for sure; and what an on-line survey posts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/read/items.h"
#include "parsers/read/posted.h"
#include "parsers/read/price.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

struct amount {
    const char *text;
    enum price_meaning meaning;
};

/* The price that the amounts come to, with a list price of the sofa's or without; NULL none that is sure. */
static char *settled(const struct amount *amounts, const char *quantity, const char *list, enum price_told told)
{
    struct forms *forms = shop_forms();
    struct form *sofa = forms->products->pdata[0];
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    const struct reader reader = {NULL, &context, "en", ""};
    g_autoptr(GArray) notes = price_notes_new();
    for (; amounts->text; amounts++)
        price_notes_add(notes, amounts->text, amounts->meaning);
    if (list) {
        struct price *price = g_new0(struct price, 1);
        price->amount = g_strdup(list);
        price->currency = g_strdup("EUR");
        g_ptr_array_add(sofa->prices, price);
    }
    const struct price_question question = {&reader, sofa, form_field_by_role(sofa, ROLE_UNIT_PRICE), quantity, "SOFA-3", notes, told};
    struct value *value = price_settle(&question);
    char *found = !value ? NULL : value->canonical ? g_strdup(value->canonical) : g_strdup_printf("? %s", fault_name(value->fault));
    value_free(value);
    forms_free(forms);
    return found;
}

static void an_amount_is_of_one_or_of_the_line_where_something_says_so(void **state)
{
    (void)state;
    static const struct {
        struct amount amounts[6];
        const char *quantity, *list;
        enum price_told told;
        const char *price; /* NULL: none that is sure */
    } cases[] = {
        {{{"1250", PRICE_OPEN}}, "1", NULL, TOLD_NOTHING, "1250.00 EUR"},
        {{{"1250", PRICE_OPEN}}, "2", NULL, TOLD_NOTHING, "1250.00 EUR"},
        {{{"1250 €", PRICE_OPEN}}, "2", NULL, TOLD_NOTHING, NULL}, /* a shop writes either beside its currency */
        {{{"1250 €", PRICE_OPEN}}, "2", NULL, TOLD_ONES, "1250.00 EUR"},
        {{{"1250 €", PRICE_OPEN}}, "2", NULL, TOLD_LINES, "625.00 EUR"},
        {{{"1250 €", PRICE_EACH}}, "2", NULL, TOLD_NOTHING, "1250.00 EUR"},
        {{{"1250 €", PRICE_LINE}}, "2", NULL, TOLD_NOTHING, "625.00 EUR"},
        {{{"1250 €", PRICE_OPEN}}, "2", "1250", TOLD_NOTHING, "1250.00 EUR"},
        {{{"1250 €", PRICE_OPEN}}, "2", "625", TOLD_NOTHING, "625.00 EUR"},
        {{{"1250 €", PRICE_OPEN}}, "2", "1000", TOLD_NOTHING, "1250.00 EUR"},
        {{{"100 €", PRICE_LINE}}, "3", NULL, TOLD_NOTHING, NULL}, /* not to be divided without a rest */
        {{{"10 €", PRICE_LINE}}, "0.3", NULL, TOLD_NOTHING, NULL},
        {{{"2500", PRICE_OPEN}, {"1250", PRICE_OPEN}}, "2", NULL, TOLD_NOTHING, "1250.00 EUR"},
        {{{"1250", PRICE_OPEN}, {"2500", PRICE_OPEN}}, "2", NULL, TOLD_NOTHING, "1250.00 EUR"},
        {{{"1250", PRICE_OPEN}, {"900", PRICE_EACH}}, "2", NULL, TOLD_NOTHING, "900.00 EUR"},
        {{{"1250", PRICE_OPEN}, {"900", PRICE_LINE}}, "2", NULL, TOLD_NOTHING, "450.00 EUR"},
        {{{"1250", PRICE_OPEN}, {"900", PRICE_OPEN}}, "2", NULL, TOLD_NOTHING, NULL},
        {{{"1250", PRICE_OPEN}, {"cheap", PRICE_OPEN}}, "2", NULL, TOLD_NOTHING, "? not-money"},
        {{{"1", PRICE_OPEN}, {"2", PRICE_OPEN}, {"3", PRICE_OPEN}, {"5", PRICE_OPEN}, {"cheap", PRICE_OPEN}}, "1", NULL, TOLD_NOTHING, NULL}, /* four are looked at */
        {{{NULL}}, "2", NULL, TOLD_NOTHING, NULL},
        {{{"1250", PRICE_OPEN}}, NULL, NULL, TOLD_NOTHING, NULL}, /* how many of them? */
        {{{"1250", PRICE_OPEN}}, "many", NULL, TOLD_NOTHING, NULL},
        {{{"1250", PRICE_OPEN}}, "0", NULL, TOLD_NOTHING, NULL},
    };
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = settled(cases[i].amounts, cases[i].quantity, cases[i].list, cases[i].told);
        if (g_strcmp0(found, cases[i].price) == 0)
            continue;
        print_error("case %u: %s\n", i, found);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void a_total_tells_what_the_amounts_above_it_are(void **state)
{
    (void)state;
    static const struct {
        const char *total;
        enum price_told told;
    } cases[] = {
        {"Total: 3490.00", TOLD_ONES}, {"Total | 2240.00 EUR", TOLD_LINES}, {"Total\t3490", TOLD_ONES}, {"Total: 2240,00", TOLD_LINES},
        {"Total: 99", TOLD_NOTHING},   {"Thank you", TOLD_NOTHING},         {"", TOLD_NOTHING},
    };
    struct forms *forms = shop_forms();
    const struct field *field = form_field_by_role(forms->products->pdata[0], ROLE_UNIT_PRICE);
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    const struct reader reader = {NULL, &context, NULL, ""};
    g_autoptr(GArray) first = price_notes_new(), second = price_notes_new(), none = price_notes_new();
    price_notes_add(first, "1250.00", PRICE_OPEN);
    price_notes_add(second, "990.00", PRICE_OPEN);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct price_sums sums = {0};
        assert_true(price_sums_add(&sums, &reader, field, first, "2"));
        assert_true(price_sums_add(&sums, &reader, field, second, "1"));
        assert_false(price_sums_add(&sums, &reader, field, none, "1"));
        assert_false(price_sums_add(&sums, &reader, field, first, NULL));
        assert_false(price_sums_add(&sums, &reader, field, first, "some"));
        price_sums_look(&sums, &reader, field, cases[i].total);
        if (price_sums_tell(&sums) != cases[i].told)
            fail_msg("%s: %d", cases[i].total, (int)price_sums_tell(&sums));
    }
    forms_free(forms);
}

/* --- an on-line survey -------------------------------------------------------------------------------------------------------------------------- */

#define TOKEN "abcdefghijklmnopqrstuvwx27"
#define OTHER "zzzzzzzzzzzzzzzzzzzzzzzzzz"

static char *posted_told(const struct document *document)
{
    g_autoptr(GPtrArray) all = posted_read(document, NULL);
    GString *told = g_string_new(NULL);
    for (guint i = 0; i < all->len; i++) {
        const struct posted *one = all->pdata[i];
        g_string_append_printf(told, "%s%s %u%s r%d %s", i ? "; " : "", one->token ? one->token : "-", one->reading->mark, one->reading->mark_unclear ? "?" : "",
                               one->reading->recommend, one->reading->comment ? one->reading->comment : "-");
    }
    return g_string_free(told, FALSE);
}

static void a_posted_survey_is_read_line_by_line(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Order: " TOKEN "\nMark: 4\nComment: fine\nand quick", TOKEN " 4 r-1 fine\nand quick"},
        {"Ref = https://survey.example/?o=" TOKEN "&x=1\nMark\t5", TOKEN " 5 r-1 -"},
        {"Token: " TOKEN "\nToken: " OTHER "\nMark: 3", TOKEN " 3 r-1 -"}, /* the first one counts */
        {"Token: too short\nMark: 3", "- 3 r-1 -"},
        {"Comment: fine\n\nSent from my phone", "- 0 r-1 fine"}, /* what follows a blank line is none of it */
        {"Comment: fine\nComments: very\nMark: seven", "- 0? r-1 fine\nvery"},
        {"Comment:\nMark: 2", "- 2 r-1 -"},
        {"Hello: there\nno label at all", ""},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = mail_of(cases[i][0]);
        g_autofree char *found = posted_told(document);
        assert_string_equal(found, cases[i][1]);
    }
}

static void add_row(struct document_table *table, const char *cells)
{
    g_auto(GStrv) texts = g_strsplit(cells, "|", -1);
    GPtrArray *row = document_table_add_row(table);
    for (guint i = 0; texts[i]; i++)
        document_row_add_cell(row, texts[i], 1);
}

static void a_posted_table_holds_an_answer_a_row_or_a_label_a_row(void **state)
{
    (void)state;
    g_autoptr(document_auto) rows = mail_of("see the table");
    struct document_table *table = document_add_table(rows);
    add_row(table, "Order|Mark|Comment");
    add_row(table, TOKEN "|4|fine");
    add_row(table, OTHER "|2");
    add_row(table, "||");
    g_autofree char *by_row = posted_told(rows);
    assert_string_equal(by_row, TOKEN " 4 r-1 fine; " OTHER " 2 r-1 -");
    g_autoptr(document_auto) labels = document_new();
    table = document_add_table(labels);
    document_add_table(labels); /* one without a row */
    add_row(table, "Order|" TOKEN);
    add_row(table, "Mark|5");
    add_row(table, "Weather");
    g_autofree char *by_label = posted_told(labels);
    assert_string_equal(by_label, TOKEN " 5 r-1 -");
    g_autoptr(document_auto) pairs = document_new();
    document_add_pair(pairs, "Order", TOKEN);
    document_add_pair(pairs, "Mark", "3");
    g_autofree char *by_pair = posted_told(pairs);
    assert_string_equal(by_pair, TOKEN " 3 r-1 -");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_amount_is_of_one_or_of_the_line_where_something_says_so),
        cmocka_unit_test(a_total_tells_what_the_amounts_above_it_are),
        cmocka_unit_test(a_posted_survey_is_read_line_by_line),
        cmocka_unit_test(a_posted_table_holds_an_answer_a_row_or_a_label_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
