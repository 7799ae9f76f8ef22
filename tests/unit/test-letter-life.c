/* The letters of an order's life: each in each language, with everything there is to tell and with nothing but an order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/orders/refusal.h"
#include "daemon/render/letter.h"
#include "tests/unit/render-shop.h"

static const char *const both[] = {"en", "tr", NULL};

struct shop {
    struct business *business;
    struct forms *forms;
    struct templates *templates;
};

static void add_carrier(struct business *business)
{
    struct carrier *carrier = carrier_new("ups");
    phrases_add(carrier->names, "en", "UPS");
    carrier->link = g_strdup("https://track.example/?n={tracking}");
    g_ptr_array_add(business->carriers, carrier);
    struct question *question = g_new0(struct question, 1);
    question->id = g_strdup("better");
    question->labels = phrases_new();
    phrases_add(question->labels, "en", "What could be better?");
    phrases_add(question->labels, "tr", "Neyi daha iyi yapabiliriz?");
    g_ptr_array_add(business->rules->questions, question);
    business->rules->survey_url = g_strdup("https://survey.example/?order={token}");
}

static int open_shop(void **state)
{
    struct shop *shop = g_new0(struct shop, 1);
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    shop->business = render_shop_business();
    shop->forms = render_shop_forms();
    shop->templates = templates_load(NULL, TEST_TEMPLATES, both, diagnostics);
    add_carrier(shop->business);
    *state = shop;
    return shop->templates ? 0 : 1;
}

static int close_shop(void **state)
{
    struct shop *shop = *state;
    templates_free(shop->templates);
    forms_free(shop->forms);
    business_free(shop->business);
    g_free(shop);
    return 0;
}

/* --- an order with a life ----------------------------------------------------------------------------------------------------- */

static struct order *order_with_life(const char *word)
{
    struct order *order = render_shop_order();
    struct consignment *one = consignment_new(1);
    guint first = 1;
    order->phase = PHASE_ACCEPTED;
    for (guint i = 0; i < order->items->len; i++) {
        struct line_item *item = order->items->pdata[i];
        item->state = i == 0 ? ITEM_SHIPPED : ITEM_DELAYED;
        g_free(item->expected);
        item->expected = g_strdup("2026-12-10");
    }
    one->carrier = g_strdup("ups");
    one->carrier_text = g_strdup("UPS");
    one->tracking = g_strdup("1Z999AA10123456784");
    one->expected = g_strdup("2026-12-03");
    g_array_append_val(one->items, first);
    g_ptr_array_add(order->consignments, one);
    order->request = request_new(AIM_CHANGE, word);
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
    struct value *fabric = value_new("fabric", word);
    g_ptr_array_add(values, fabric);
    request_add_value(order->request, 1, fabric);
    order->survey = survey_new();
    order->survey->mark = 2;
    order->survey->recommend = 3;
    order->survey->comment = g_strdup(word);
    survey_add_reply(order->survey, "better", word);
    return order;
}

struct case_facts {
    struct letter_news news;
    struct letter_transcript transcript;
    struct letter_call call;
    struct rendered enclosed;
    GPtrArray *lines, *told, *calls;
    GArray *items;
    struct letter_event event;
    GPtrArray *history;
};

static void facts_fill(struct case_facts *c, const struct order *order, const struct order *before, const char *word)
{
    static struct letter_transcript_line line;
    guint first = 1;
    line = (struct letter_transcript_line){word, TRUE};
    c->items = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(c->items, first);
    c->lines = g_ptr_array_new();
    g_ptr_array_add(c->lines, &line);
    c->told = g_ptr_array_new();
    g_ptr_array_add(c->told, (char *)"order-shipped");
    c->calls = g_ptr_array_new();
    c->call = (struct letter_call){order, "bad-mark"};
    g_ptr_array_add(c->calls, &c->call);
    c->news = (struct letter_news){.before = before,
                                   .items = c->items,
                                   .consignments = c->items,
                                   .old_date = "2026-12-03",
                                   .date = "2026-12-10",
                                   .words = word,
                                   .refusal = "under-way",
                                   .asks_arrival = TRUE,
                                   .due_today = TRUE};
    c->transcript = (struct letter_transcript){VERDICT_DONE, c->lines, "no-date", word, "item-shipped", c->told, "a@b.example", RENDER_SHOP_NOW};
    c->enclosed = (struct rendered){(char *)word, (char *)"Hello\nit is late\n\n[ref: abc]\n", NULL};
    c->event = (struct letter_event){RENDER_SHOP_NOW, "warehouse ali@hill.example", "delayed", word};
    c->history = g_ptr_array_new();
    g_ptr_array_add(c->history, &c->event);
}

static void facts_clear(struct case_facts *c)
{
    g_array_unref(c->items);
    g_ptr_array_unref(c->lines);
    g_ptr_array_unref(c->told);
    g_ptr_array_unref(c->calls);
    g_ptr_array_unref(c->history);
}

static struct rendered render(const struct shop *shop, enum letter letter, const char *language, const struct letter_facts *facts)
{
    struct rendered rendered = {0};
    g_autoptr(GError) error = NULL;
    if (!letter_render(shop->templates, letter, language, facts, &rendered, &error))
        fail_msg("%s: %s", letter_name(letter), error->message);
    return rendered;
}

static struct rendered render_full(const struct shop *shop, enum letter letter, const char *language, const char *department, const char *word)
{
    g_autoptr(order_auto) order = order_with_life(word);
    g_autoptr(order_auto) before = render_shop_order();
    struct case_facts c = {0};
    before->phase = PHASE_ACCEPTED;
    facts_fill(&c, order, before, word);
    struct letter_facts facts = {
        .business = shop->business,
        .forms = shop->forms,
        .order = order,
        .department = business_department(shop->business, department),
        .note = word,
        .news = &c.news,
        .transcript = &c.transcript,
        .alert = ALERT_MARK,
        .history = c.history,
        .calls = c.calls,
        .enclosed = &c.enclosed,
        .offender = word,
        .refusal = "not-staff",
        .now = RENDER_SHOP_NOW,
    };
    struct rendered rendered = render(shop, letter, language, &facts);
    facts_clear(&c);
    return rendered;
}

/* --- tests ---------------------------------------------------------------------------------------------------------------------- */

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("«%s» is not in:\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("«%s» is in:\n%s", part, text);
}

static void check(const struct rendered *rendered)
{
    assert_true(*rendered->subject);
    has_not(rendered->text, "{{");
    has_not(rendered->html, "{{");
    has_not(rendered->text, "\n\n\n");
    has_not(rendered->text, " \n\n ");
    has_not(rendered->html, "src=");
    assert_true(g_utf8_validate(rendered->text, -1, NULL));
}

static void all_read_well_with_everything(void **state)
{
    for (guint i = LETTER_DELAYED; i < LETTER_COUNT; i++) {
        for (guint l = 0; both[l]; l++) {
            struct rendered rendered = render_full(*state, (enum letter)i, both[l], "warehouse", "the legs are scratched");
            check(&rendered);
            rendered_clear(&rendered);
        }
    }
}

static void all_read_well_with_nothing_but_an_order(void **state)
{
    const struct shop *shop = *state;
    for (guint i = LETTER_DELAYED; i < LETTER_COUNT; i++) {
        for (guint l = 0; both[l]; l++) {
            g_autoptr(order_auto) order = render_shop_order();
            g_clear_pointer(&order->customer_name, g_free);
            const struct letter_facts facts = {.business = shop->business, .forms = shop->forms, .order = order, .now = RENDER_SHOP_NOW};
            struct rendered rendered = render(shop, (enum letter)i, both[l], &facts);
            check(&rendered);
            has_not(rendered.text, "()");
            rendered_clear(&rendered);
        }
    }
}

static void words_of_strangers_do_nothing(void **state)
{
    static const char *const words[] = {"{{order.token}}", "<script>alert(1)</script>", "a\r\nBcc: x@y.example", "\u202egnp", "[ref: zzz]"};
    for (guint i = LETTER_DELAYED; i < LETTER_COUNT; i++) {
        for (guint w = 0; w < G_N_ELEMENTS(words); w++) {
            struct rendered rendered = render_full(*state, (enum letter)i, "en", NULL, words[w]);
            has_not(rendered.html, "<script");
            has_not(rendered.subject, "\n");
            has_not(rendered.subject, "\r");
            has_not(rendered.text, "\r");
            rendered_clear(&rendered);
        }
    }
}

static void a_shipment_is_told_with_its_link_and_what_is_still_to_come(void **state)
{
    struct rendered rendered = render_full(*state, LETTER_SHIPPED, "en", NULL, "x");
    has(rendered.text, "Carrier: UPS\nTracking number: 1Z999AA10123456784\nFollow it here: https://track.example/?n=1Z999AA10123456784\n");
    has(rendered.text, "Expected delivery: Thursday, 3 December 2026\n");
    has(rendered.text, "\nStill to come:\n\n- Table, expected to be complete by Thursday, 10 December 2026\n");
    has(rendered.html, "href=\"https://track.example/?n=1Z999AA10123456784\"");
    rendered_clear(&rendered);
}

static void a_delay_tells_both_dates_and_why(void **state)
{
    struct rendered en = render_full(*state, LETTER_DELAYED, "en", NULL, "the fabric is late");
    struct rendered tr = render_full(*state, LETTER_DELAYED, "tr", NULL, "kumaş gecikti");
    has(en.text, "New expected completion: Thursday, 10 December 2026\n");
    has(en.text, "Until now we had told you Thursday, 3 December 2026.\n");
    has(en.text, "The reason: the fabric is late\n");
    has(tr.text, "Yeni beklenen tamamlanma: 10 Aralık 2026 Perşembe\n");
    has(tr.text, "Nedeni: kumaş gecikti\n");
    rendered_clear(&en);
    rendered_clear(&tr);
}

static void a_mark_is_a_mail_that_the_reader_sends(void **state)
{
    struct rendered rendered = render_full(*state, LETTER_SURVEY, "en", NULL, "x");
    has(rendered.html, "mailto:");
    has(rendered.html, "body=Mark%20%281%20to%205%29%3A%205%0D%0A%0D%0A%5Bref%3A%20abcdefghijklmnopqrstuvwxyz%5D");
    has(rendered.text, "\nMark (1 to 5): \nWould you recommend us (0 to 10): \nWhat could be better?: \n");
    has(rendered.text, "Has it arrived (yes or no): \n");
    has(rendered.text, "https://survey.example/?order=abcdefghijklmnopqrstuvwxyz");
    rendered_clear(&rendered);
}

static void a_third_party_sees_neither_the_customers_words_nor_other_items(void **state)
{
    struct rendered rendered = render_full(*state, LETTER_QUESTION, "en", "loommakers", "call me at 555 secret");
    has_not(rendered.text, "> call me");
    rendered_clear(&rendered);
}

static void a_transcript_says_how_to_take_it_back(void **state)
{
    struct rendered rendered = render_full(*state, LETTER_TRANSCRIPT, "en", "warehouse", "shipped");
    has(rendered.text, "✓ shipped\n");
    has(rendered.text, "a@b.example gets at ");
    has(rendered.text, "- the news that it is on its way\n");
    has(rendered.text, "the one word undo takes it back.");
    has(rendered.text, "[ref: ");
    rendered_clear(&rendered);
}

static void a_third_party_is_not_told_the_customers_address(void **state)
{
    struct rendered rendered = render_full(*state, LETTER_TRANSCRIPT, "en", "loommakers", "shipped");
    has_not(rendered.text, "a@b.example");
    has_not(rendered.html, "a@b.example");
    has(rendered.text, "Ayla Kaya gets");
    rendered_clear(&rendered);
}

/* Who has not answered has given no mark, not the mark 0. */
static void no_mark_is_not_told_as_one(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_order();
    g_autoptr(GPtrArray) calls = g_ptr_array_new();
    struct letter_call call = {order, "no-answer"};
    g_ptr_array_add(calls, &call);
    const struct letter_facts facts = {.business = shop->business, .forms = shop->forms, .order = order, .calls = calls, .now = RENDER_SHOP_NOW};
    static const enum letter letters[] = {LETTER_CALL_LIST, LETTER_THANKS};
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        struct rendered rendered = render(shop, letters[i], "en", &facts);
        has_not(rendered.text, "0 of 5");
        has_not(rendered.html, "0 of 5");
        rendered_clear(&rendered);
    }
    struct rendered rendered = render(shop, LETTER_CALL_LIST, "en", &facts);
    has(rendered.text, "(no answer to the survey; ");
    has(rendered.html, "href=\"tel:05321234567\"");
    rendered_clear(&rendered);
}

static void what_was_shipped_is_not_due_any_more(void **state)
{
    const struct shop *shop = *state;
    for (guint shipped = 0; shipped < 2; shipped++) {
        g_autoptr(order_auto) order = render_shop_order();
        for (guint i = 0; i < order->items->len; i++)
            ((struct line_item *)order->items->pdata[i])->state = shipped ? ITEM_SHIPPED : ITEM_WAITING;
        const struct letter_facts facts = {.business = shop->business, .forms = shop->forms, .order = order, .department = business_department(shop->business, "warehouse"), .now = RENDER_SHOP_NOW};
        struct rendered rendered = render(shop, LETTER_NEWS, "en", &facts);
        (shipped ? has_not : has)(rendered.subject, "now due");
        (shipped ? has_not : has)(rendered.text, "Expected completion");
        (shipped ? has_not : has)(rendered.html, "Expected completion");
        rendered_clear(&rendered);
    }
}

static void what_is_to_be_called_out_has_no_token_of_the_customer(void **state)
{
    struct rendered rendered = render_full(*state, LETTER_PLEASE_CALL, "en", NULL, "late");
    has(rendered.text, "| it is late\n");
    has_not(rendered.text, "[ref: abc]");
    rendered_clear(&rendered);
}

/* Numbers, names and words of people come from the facts; all else is the template's. */
static void a_turkish_letter_holds_no_english(void **state)
{
    g_autoptr(GRegex) english = g_regex_new("\\b(the|is|are|was|were|has|have|your|our|order|this|that|with|and|or|by|shipped|delayed|"
                                            "delivered|confirmed|cancelled|waiting|expected|item|parcel|customer|service|yes)\\b",
                                            G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GRegex) link = g_regex_new("https?://\\S+", 0, 0, NULL);
    for (guint i = LETTER_DELAYED; i < LETTER_COUNT; i++) {
        g_autoptr(GMatchInfo) match = NULL;
        if (i == LETTER_PLEASE_CALL)
            continue; /* what is to be read out is in the customer's language */
        struct rendered rendered = render_full(*state, (enum letter)i, "tr", "warehouse", "söz");
        g_autofree char *whole = g_strconcat(rendered.subject, "\n", rendered.text, NULL);
        g_autofree char *text = g_regex_replace_literal(link, whole, -1, 0, "", 0, NULL);
        if (g_regex_match(english, text, 0, &match)) {
            g_autofree char *word = g_match_info_fetch(match, 0);
            fail_msg("'%s' in %s:\n%s", word, letter_name((enum letter)i), text);
        }
        rendered_clear(&rendered);
    }
}

/* --- why not ------------------------------------------------------------------------------------------------------------------- */

/* A letter in which nothing but the reason differs. */
static struct rendered render_reason(const struct shop *shop, enum letter letter, const char *language, const char *why)
{
    g_autoptr(order_auto) order = render_shop_order();
    const struct letter_news news = {.refusal = why};
    const struct letter_mail mail = {"a@b.example", "Hello", RENDER_SHOP_NOW, why, ""};
    const struct letter_transcript transcript = {.verdict = VERDICT_REFUSED, .refusal = why};
    const struct letter_facts facts = {
        .business = shop->business,
        .forms = shop->forms,
        .order = order,
        .mail = &mail,
        .news = &news,
        .transcript = &transcript,
        .offender = "c@d.example",
        .refusal = why,
        .now = RENDER_SHOP_NOW,
    };
    return render(shop, letter, language, &facts);
}

static void check_reason(const struct shop *shop, enum letter letter, const char *language, enum step_refusal refusal)
{
    struct rendered without = render_reason(shop, letter, language, NULL);
    struct rendered with = render_reason(shop, letter, language, step_refusal_name(refusal));
    if (strlen(with.text) < strlen(without.text) + 10 || strlen(with.html) < strlen(without.html) + 10)
        fail_msg("%s in %s does not say '%s'", letter_name(letter), language, step_refusal_name(refusal));
    if (!g_str_equal(language, "en")) {
        g_autofree char *text = g_utf8_casefold(with.text, -1), *html = g_utf8_casefold(with.html, -1);
        g_autofree char *english = g_utf8_casefold(step_refusal_text(refusal), -1);
        g_strdelimit(text, "\n", ' ');
        has_not(text, english);
        has_not(html, english);
        has_not(with.text, "İngilizce");
    }
    rendered_clear(&without);
    rendered_clear(&with);
}

static void every_reason_is_told_in_the_readers_language(void **state)
{
    static const enum letter letters[] = {LETTER_TRANSCRIPT, LETTER_REBUFF, LETTER_REVIEW, LETTER_REFUSED};
    for (guint refusal = STEP_REFUSAL_NONE + 1; refusal < STEP_REFUSAL_COUNT; refusal++)
        for (guint l = 0; both[l]; l++)
            for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
                check_reason(*state, letters[i], both[l], (enum step_refusal)refusal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_read_well_with_everything),
        cmocka_unit_test(all_read_well_with_nothing_but_an_order),
        cmocka_unit_test(words_of_strangers_do_nothing),
        cmocka_unit_test(a_shipment_is_told_with_its_link_and_what_is_still_to_come),
        cmocka_unit_test(a_delay_tells_both_dates_and_why),
        cmocka_unit_test(a_mark_is_a_mail_that_the_reader_sends),
        cmocka_unit_test(a_third_party_sees_neither_the_customers_words_nor_other_items),
        cmocka_unit_test(a_transcript_says_how_to_take_it_back),
        cmocka_unit_test(a_third_party_is_not_told_the_customers_address),
        cmocka_unit_test(no_mark_is_not_told_as_one),
        cmocka_unit_test(what_was_shipped_is_not_due_any_more),
        cmocka_unit_test(what_is_to_be_called_out_has_no_token_of_the_customer),
        cmocka_unit_test(a_turkish_letter_holds_no_english),
        cmocka_unit_test(every_reason_is_told_in_the_readers_language),
    };
    return cmocka_run_group_tests(tests, open_shop, close_shop);
}
