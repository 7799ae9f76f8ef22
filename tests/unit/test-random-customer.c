/* Replies of customers and representatives mixed from known ones: no mark, wish or cancellation is made of words that hold none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/text.h"
#include "parsers/read/calls.h"
#include "parsers/read/read.h"
#include "parsers/read/request.h"
#include "parsers/read/survey.h"
#include "tests/unit/customer-replies.h"
#include "tests/unit/mixed-texts.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

#define ROUNDS 300

static struct order *order_make(guint items)
{
    static const char *const forms[] = {"sofa", "table"}, *const quantities[] = {"2", "1"};
    struct order *order = order_new();
    order->number = g_strdup("EH-1001");
    order->language = g_strdup("en");
    order->phase = PHASE_ACCEPTED;
    for (guint i = 0; i < items; i++) {
        struct line_item *item = line_item_new(i + 1);
        struct value *quantity = value_new("qty", quantities[i]);
        item->form = g_strdup(forms[i]);
        value_set_canonical(quantity, VALUE_GIVEN, quantities[i]);
        g_ptr_array_add(item->values, quantity);
        g_ptr_array_add(order->items, item);
    }
    return order;
}

/* --- what must be so ------------------------------------------------------------------------------------------------------------------------ */

/* Every word for a number from 1 to 5, and whatever else can stand for one. */
static gboolean holds_a_number(const char *text)
{
    static const char *const words[] = {"one", "two", "three", "four", "five", "bir", "iki", "uc", "dort", "bes", "eins", "zwei", "drei", "vier", "funf", "fuenf",
                                        "un", "deux", "trois", "quatre", "cinq", "full marks", "top marks", "full points", "tam puan", "tam not", "volle punktzahl",
                                        "very bad", "very good", "bad", "kotu", "cok iyi", "sehr gut"};
    g_autofree char *key = text_match_key(text);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(key, words[i]))
            return TRUE;
    return strpbrk(text, "12345") != NULL || strstr(text, "★") || strstr(text, "⭐") || strstr(text, "🌟") || strstr(text, "*");
}

static gboolean speaks_of_an_end(const char *text)
{
    static const char *const words[] = {"cancel", "call", "withdraw", "iptal", "storn", "widerruf", "annul", "want", "need", "mind", "vazgec", "istemiyor", "cay", "nicht mehr"};
    g_autofree char *key = text_match_key(text);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(key, words[i]))
            return TRUE;
    return FALSE;
}

static const char *survey_fault(const struct survey_reading *reading, const char *text, gboolean asks_arrival)
{
    if (reading->mark > 5 || reading->recommend < -1 || reading->recommend > 10)
        return "a mark that is none";
    if (reading->mark && (reading->mark_unclear || !holds_a_number(text)))
        return "a mark out of nothing";
    if (reading->arrived && reading->not_arrived)
        return "there, and not there";
    if (reading->arrived && !asks_arrival && !*text)
        return "an answer to what nobody asked";
    return reading->comment && !*reading->comment ? "an empty comment" : NULL;
}

static const char *draft_fault(const struct draft *draft, const struct order *order, const struct forms *forms)
{
    for (guint i = 0; i < draft->items->len; i++) {
        const struct line_item *item = draft->items->pdata[i], *known = order_item(order, item->number);
        const struct form *form = forms_product(forms, item->form ? item->form : known ? known->form : NULL);
        if (!known && !item->form && !item->product_text)
            return "an item that nobody named";
        for (guint v = 0; v < item->values->len; v++) {
            const struct value *value = item->values->pdata[v];
            const struct field *field = form ? form_field(form, value->field) : NULL;
            if (!field)
                return "a field that the product has not";
            if (value->canonical && field->type == FIELD_CHOICE && !field_choice(field, value->canonical))
                return "a choice that is none";
        }
    }
    return NULL;
}

/* --- one text ------------------------------------------------------------------------------------------------------------------------------- */

static char *survey_told(const struct document *document, const char *text, gboolean asks_arrival, const char **ret_fault)
{
    const struct survey_context context = {.asks_arrival = asks_arrival};
    g_autoptr(survey_reading_auto) reading = survey_read(document, &context);
    *ret_fault = survey_fault(reading, text, asks_arrival);
    return g_strdup_printf("mark %u%s r%d %d%d %s", reading->mark, reading->mark_unclear ? "?" : "", reading->recommend, reading->arrived, reading->not_arrived,
                           reading->opts_out ? "stop" : "");
}

static char *request_told(const struct document *document, const char *text, const char **ret_fault)
{
    struct request_reading request = request_read(document, NULL);
    char *found = g_strdup_printf("request %d", (int)request.kind);
    if (request.kind == REQUEST_CANCEL && !speaks_of_an_end(text))
        *ret_fault = "a cancellation out of nothing";
    request_reading_clear(&request);
    return found;
}

static char *wish_told(const struct document *document, const struct order *order, const struct forms *forms, const char **ret_fault)
{
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today(), .answers = order, .sent_text = "Order EH-1001 confirmed"};
    g_autoptr(reading_auto) reading = read_document(document, &context);
    for (guint i = 0; i < reading->drafts->len && !*ret_fault; i++)
        *ret_fault = draft_fault(reading->drafts->pdata[i], order, forms);
    return reading_told(reading);
}

static char *all_told(const char *text, guint round, const struct forms *forms, const char **ret_fault)
{
    g_autoptr(document_auto) document = mail_of(text);
    g_autoptr(order_auto) order = order_make(1 + round % 2);
    g_autofree char *survey = survey_told(document, text, round % 3 == 0, ret_fault);
    g_autofree char *request = request_told(document, text, ret_fault), *wish = wish_told(document, order, forms, ret_fault);
    return g_strdup_printf("%s, %s, %s", survey, request, wish);
}

static void whatever_customers_mix_is_not_more_than_they_said(void **state)
{
    struct forms *forms = shop_forms();
    struct mixer mixer;
    guint wrong = 0, marks = 0;
    (void)state;
    mixer_init(&mixer, 20261124);
    for (guint i = 0; i < customer_reply_count; i++)
        mixer_add(&mixer, customer_replies[i].text);
    for (guint i = 0; i < more_customer_reply_count; i++)
        mixer_add(&mixer, more_customer_replies[i].text);
    const guint rounds = mixer_rounds(ROUNDS);
    for (guint round = 0; round < rounds; round++) {
        const char *fault = NULL, *other_fault = NULL;
        g_autofree char *text = mixer_next(&mixer), *same = mixer_same(text);
        g_autofree char *once = all_told(text, round, forms, &fault), *again = all_told(same, round, forms, &other_fault);
        if (!fault && strcmp(once, again) != 0)
            fault = again;
        marks += !g_str_has_prefix(once, "mark 0");
        if (fault)
            print_error("\"%s\"\n    read %s\n    with %s\n", text, once, fault);
        wrong += fault != NULL;
    }
    mixer_clear(&mixer);
    forms_free(forms);
    print_message("mixed replies: %u, marks in %u\n", rounds, marks);
    assert_int_equal(wrong, 0);
    assert_true(marks > rounds / 20);
}

/* --- the call list ------------------------------------------------------------------------------------------------------------------------------- */

static const char list_text[] = "Whom to call today\n\nEH-1001  Ayla Demir  +44 20 7946 0123\nMark: \nWords: \nCall again: \n\nEH-1002  John Smith  +44 20 7946 0124\nMark: \n"
                                "Words: \nCall again: \n\nEH-1003  Ayla Kaya  +90 532 123 45 67\nMark: \nWords: \nCall again: \n";

static const char *calls_fault(const GPtrArray *results, const char *text, gboolean listed)
{
    for (guint i = 0; i < results->len; i++) {
        const struct call_result *result = results->pdata[i];
        if (result->mark > 5 || (result->mark && !holds_a_number(text)))
            return "a mark out of nothing";
        if (!result->mark && !result->words && !result->call_again && !result->not_reached)
            return "a call of which nothing is told";
        if (listed && !strstr(list_text, result->order))
            return "an order that was not on the list";
        for (guint other = 0; other < i; other++)
            if (g_str_equal(((const struct call_result *)results->pdata[other])->order, result->order))
                return "an order told twice";
    }
    return NULL;
}

static void whatever_is_mixed_into_a_call_list_is_of_its_orders(void **state)
{
    struct mixer mixer;
    guint wrong = 0, told = 0;
    (void)state;
    mixer_init(&mixer, 20261125);
    for (guint i = 0; i < call_reply_count; i++)
        mixer_add(&mixer, call_replies[i].text);
    for (guint i = 0; i < more_call_reply_count; i++)
        mixer_add(&mixer, more_call_replies[i].text);
    mixer_add(&mixer, "EH-1001  Ayla Demir  +44 20 7946 0123\nMark: 4\nWords: happy\nCall again: yes");
    mixer_add(&mixer, "1002: 3\nSmith: no answer\nEH-1009 5\nEH-1001 and EH-1002: call back");
    const guint rounds = mixer_rounds(ROUNDS);
    for (guint round = 0; round < rounds; round++) {
        g_autofree char *text = mixer_next(&mixer);
        g_autoptr(document_auto) document = mail_of(text);
        gboolean listed = round % 2;
        g_autoptr(GPtrArray) results = calls_read(document, "EH-", listed ? list_text : NULL);
        const char *fault = calls_fault(results, text, listed);
        told += results->len > 0;
        if (fault)
            print_error("\"%s\"\n    with %s\n", text, fault);
        wrong += fault != NULL;
    }
    mixer_clear(&mixer);
    assert_int_equal(wrong, 0);
    assert_true(told > rounds / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_customers_mix_is_not_more_than_they_said),
        cmocka_unit_test(whatever_is_mixed_into_a_call_list_is_of_its_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
