/* Letters: what they show, to whom, and what a customer's words can't do to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "daemon/render/letter.h"
#include "daemon/render/view.h"
#include "tests/unit/render-shop.h"

static const char *const both[] = {"en", "tr", NULL};

struct shop {
    struct business *business;
    struct forms *forms;
    struct templates *templates;
};

static int open_shop(void **state)
{
    struct shop *shop = g_new0(struct shop, 1);
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    shop->business = render_shop_business();
    shop->forms = render_shop_forms();
    shop->templates = templates_load(NULL, TEST_TEMPLATES, both, diagnostics);
    for (guint i = 0; i < diagnostics_count(diagnostics); i++)
        print_error("%s\n", diagnostics_line(diagnostics, i));
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

static struct rendered render_for(const struct shop *shop, enum letter letter, const char *language,
                                  const struct order *order, const char *department)
{
    static const struct letter_mail mail = {"a@b.example", "Hello", RENDER_SHOP_NOW, "only-a-product",
                                            "line one\nline two"};
    static const struct letter_failure failure = {"a@b.example", "Your order", "550 no such user"};
    struct rendered rendered = {0};
    g_autoptr(GError) error = NULL;
    const struct letter_facts facts = {
        .business = shop->business,
        .forms = shop->forms,
        .order = order,
        .department = business_department(shop->business, department),
        .mail = &mail,
        .failure = &failure,
        .note = "sold out",
        .now = RENDER_SHOP_NOW,
    };
    if (!letter_render(shop->templates, letter, language, &facts, &rendered, &error))
        fail_msg("%s: %s", letter_name(letter), error->message);
    return rendered;
}

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

/* --- every letter --------------------------------------------------------------------------------------------- */

static void each_letter_has_a_name_that_is_found_again(void **state)
{
    (void)state;
    for (guint i = 0; i < LETTER_COUNT; i++) {
        enum letter letter;
        assert_true(letter_parse(letter_name((enum letter)i), &letter));
        assert_int_equal(letter, i);
    }
    enum letter letter;
    assert_false(letter_parse("order", &letter));
    assert_false(letter_parse(NULL, &letter));
}

/* No tag left over, one subject line, a language mark, nothing fetched from elsewhere. */
static void check_whole(const struct rendered *rendered, const char *language)
{
    g_autofree char *mark = g_strdup_printf("<html lang=\"%s\">", language);
    assert_non_null(rendered->html);
    has(rendered->html, mark);
    has_not(rendered->html, "{{");
    has_not(rendered->text, "{{");
    has_not(rendered->subject, "\n");
    has_not(rendered->html, "src=");
    has_not(rendered->html, "@import");
    has_not(rendered->html, "url(");
    assert_true(*rendered->subject);
    assert_true(g_utf8_validate(rendered->text, -1, NULL));
}

static void all_letters_render_in_all_languages(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_order();
    for (guint i = 0; i < LETTER_COUNT; i++) {
        for (guint j = 0; both[j]; j++) {
            struct rendered rendered = render_for(shop, (enum letter)i, both[j], order, "warehouse");
            check_whole(&rendered, both[j]);
            rendered_clear(&rendered);
        }
    }
    assert_null((struct rendered){0}.html);
}

static struct rendered render_facts(const struct shop *shop, enum letter letter, const char *language, struct letter_facts facts)
{
    struct rendered rendered = {0};
    g_autoptr(GError) error = NULL;
    facts.business = shop->business;
    facts.forms = shop->forms;
    facts.now = RENDER_SHOP_NOW;
    if (!letter_render(shop->templates, letter, language, &facts, &rendered, &error))
        fail_msg("%s: %s", letter_name(letter), error->message);
    return rendered;
}

static void the_admin_is_told_which_bounds_were_reached(void **state)
{
    struct letter_breaker all = {CAP_ALL, "", 500, RENDER_SHOP_NOW}, domain = {CAP_DOMAIN, "evil.example", 20, RENDER_SHOP_NOW},
                          sender = {CAP_SENDER, "a<b>@evil.example", 7, RENDER_SHOP_NOW};
    g_autoptr(GPtrArray) breakers = g_ptr_array_new();
    g_ptr_array_add(breakers, &all);
    g_ptr_array_add(breakers, &domain);
    g_ptr_array_add(breakers, &sender);
    struct rendered rendered = render_facts(*state, LETTER_CAPPED, "en", (struct letter_facts){.breakers = breakers});
    check_whole(&rendered, "en");
    has(rendered.text, "- 500 automatic mails went out within an hour (limits.answers_per_hour).\n  None goes out until ");
    has(rendered.text, "- strangers of evil.example got 20 automatic mails within an hour\n");
    has(rendered.text, "- a<b>@evil.example got 7 automatic mails within a day\n");
    has(rendered.html, "a&lt;b&gt;@evil.example");
    rendered_clear(&rendered);
    g_ptr_array_set_size(breakers, 1);
    rendered = render_facts(*state, LETTER_CAPPED, "tr", (struct letter_facts){.breakers = breakers});
    check_whole(&rendered, "tr");
    has(rendered.text, "- Bir saat içinde 500 otomatik e-posta gitti (limits.answers_per_hour).\n");
    has_not(rendered.text, "answers_per_domain_hour");
    rendered_clear(&rendered);
}

static void a_summary_counts_what_it_does_not_list(void **state)
{
    struct letter_mail flood = {.from = "a@evil.example", .subject = "x", .arrived = RENDER_SHOP_NOW, .why = "answered-enough", .number = 12, .alike = 498};
    struct letter_mail single = {.from = "b@c.example", .subject = "y", .arrived = RENDER_SHOP_NOW, .why = "all-enough", .number = 13};
    g_autoptr(GPtrArray) mails = g_ptr_array_new();
    g_ptr_array_add(mails, &flood);
    g_ptr_array_add(mails, &single);
    struct rendered rendered = render_facts(*state, LETTER_REVIEW_SUMMARY, "en", (struct letter_facts){.mails = mails, .unlisted = 1000});
    check_whole(&rendered, "en");
    has(rendered.subject, "1500 more mails need your eyes");
    has(rendered.text, "  And 498 more from there.\n");
    has(rendered.text, "And 1000 more mails, of others, that are not listed here.\n");
    rendered_clear(&rendered);
    rendered = render_facts(*state, LETTER_REVIEW_SUMMARY, "tr", (struct letter_facts){.mails = mails});
    has(rendered.subject, "500 e-posta");
    has(rendered.text, "Oradan 498 e-posta daha geldi.\n");
    has_not(rendered.text, "Başkalarından");
    rendered_clear(&rendered);
}

static void a_review_letter_needs_no_order(void **state)
{
    const struct shop *shop = *state;
    struct rendered rendered = render_for(shop, LETTER_REVIEW, "en", NULL, NULL);
    has(rendered.text, "\n> line one\n> line two\n");
    has(rendered.text, "It names a product, and nothing more could be read.\n");
    has_not(rendered.text, "[ref:");
    rendered_clear(&rendered);
}

static void a_language_that_is_not_loaded_is_an_error(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(GError) error = NULL;
    struct rendered rendered = {0};
    const struct letter_facts facts = {.business = shop->business, .forms = shop->forms, .now = RENDER_SHOP_NOW};
    assert_false(letter_render(shop->templates, LETTER_REVIEW, "xx", &facts, &rendered, &error));
    assert_true(g_error_matches(error, RENDER_ERROR, RENDER_ERROR_TEMPLATE));
    assert_null(rendered.text);
}

/* --- complete-order ------------------------------------------------------------------------------------------- */

static void what_is_missing_or_wrong_is_marked_with_why(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_incomplete();
    struct rendered rendered = render_for(shop, LETTER_COMPLETE, "en", order, NULL);
    has(rendered.text, "6 things are still missing");
    has(rendered.text, "\n1) Sofa\n* Quantity: 1.5\n  (“1.5” is not a whole number.");
    has(rendered.text, "\n* Fabric: [ ] Linen  [ ] Velvet  [ ] Wool\n  (");
    has(rendered.text, "\nLegs: Steel\n  (read from “stel”)\n");
    has(rendered.text, "\n2) Table\nQuantity: 1\n* Length: 4 m\n  (“4 m” is too large: 260 cm is the most.)\n");
    has(rendered.text,
        "\n3) Chaise longue\n* Product: Chaise longue\n  (We do not offer this by that name. We offer: Sofa, Table)");
    has(rendered.text, "\n* Delivery address: \n  (We need this");
    has(rendered.text, "can mean 3 April 2026 or 4 March 2026.");
    has(rendered.text, "\n[ref: abcdefghijklmnopqrstuvwxyz]\n");
    has_not(rendered.text, "Colour");
    has_not(rendered.text, "Billing");
    has(rendered.html, "[ ] Linen</span>");
    rendered_clear(&rendered);
}

static void one_problem_is_told_in_the_singular(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_order();
    struct line_item *sofa = order_item(order, 1);
    value_set_fault(values_find(sofa->values, "fabric"), VALUE_WRONG, FAULT_NOT_A_CHOICE);
    struct rendered rendered = render_for(shop, LETTER_COMPLETE, "tr", order, NULL);
    has(rendered.text, "Bir bilgi eksik ya da belirsiz.");
    has(rendered.text, "* Kumaş: [ ] Keten  [ ] Kadife  [ ] Yün\n  (“Linnen” seçeneklerimiz arasında yok.");
    rendered_clear(&rendered);
}

static void a_blank_form_offers_optional_fields_too(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_blank();
    struct rendered rendered = render_for(shop, LETTER_COMPLETE, "en", order, NULL);
    has(rendered.text, "\n* Quantity: \n  (needed)\n");
    has(rendered.text, "\nColour: \n  (optional: Sand, Graphite, ");
    has(rendered.text, "\nWashable covers: [ ] Yes  [ ] No\n  (optional)\n");
    has(rendered.text, "\nLegs: Oak\n  (our standard; change it as you like)\n");
    rendered_clear(&rendered);
}

static void an_order_without_products_asks_for_one(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_order();
    g_ptr_array_set_size(order->items, 0);
    struct rendered rendered = render_for(shop, LETTER_COMPLETE, "en", order, NULL);
    has(rendered.text, "\n* Product: \n  (Please name what you would like to order. We offer: Sofa, Table)\n");
    rendered_clear(&rendered);
}

/* Each fault of a field must have its sentence: a star alone would leave the customer guessing. */
static void every_fault_has_its_sentence_in_every_language(void **state)
{
    const struct shop *shop = *state;
    for (guint fault = FAULT_NONE + 1; fault < FAULT_COUNT; fault++) {
        gboolean remark = fault == FAULT_NO_PRODUCT || fault == FAULT_UNKNOWN_PRODUCT ||
                          fault == FAULT_GAP_IN_NUMBERS || fault == FAULT_DOCUMENT || fault == FAULT_PRICE_DIFFERS;
        for (guint j = 0; both[j]; j++) {
            g_autoptr(order_auto) order = render_shop_order();
            GPtrArray *values = order_item(order, 1)->values;
            if (remark)
                g_ptr_array_add(order->remarks, remark_new((enum fault)fault, 1, "Fabric 2"));
            else
                value_set_fault(values_find(values, "qty"), VALUE_WRONG, (enum fault)fault);
            if (fault == FAULT_NO_PRODUCT)
                g_ptr_array_set_size(order->items, 0);
            if (fault == FAULT_UNKNOWN_PRODUCT)
                g_clear_pointer(&order_item(order, 1)->form, g_free);
            if (fault == FAULT_NOT_A_CHOICE) {
                value_set_canonical(values_find(values, "qty"), VALUE_GIVEN, "2");
                value_set_fault(values_find(values, "fabric"), VALUE_WRONG, FAULT_NOT_A_CHOICE);
            }
            struct rendered rendered = render_for(shop, LETTER_COMPLETE, both[j], order, NULL);
            const char *star = strstr(rendered.text, "\n* ");
            if (!star || (!strstr(star, "\n  (") && fault != FAULT_PRICE_DIFFERS))
                fail_msg("%s has no sentence in %s", fault_name((enum fault)fault), both[j]);
            const char *next = strchr(star + 1, '\n');
            if (fault != FAULT_PRICE_DIFFERS && !g_str_has_prefix(next, "\n  ("))
                fail_msg("%s has no sentence in %s:\n%s", fault_name((enum fault)fault), both[j], star);
            rendered_clear(&rendered);
        }
    }
}

/* --- who sees what -------------------------------------------------------------------------------------------- */

static void a_confirmation_shows_everything(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_order();
    struct rendered rendered = render_for(shop, LETTER_CONFIRMED, "en", order, NULL);
    assert_string_equal(rendered.subject, "Your order EH-1001 is confirmed");
    has(rendered.text, "Tuesday, 16 December 2025");
    has(rendered.text, "No answer is needed");
    has(rendered.text, "+90 212 555 01 02 (Monday to Friday, 9 to 18)");
    has(rendered.text, "help@hill.example");
    has(rendered.text, "Fabric: Linen\n  (read from “Linnen”)");
    has(rendered.text, "Washable covers: Yes\n");
    has(rendered.text, "Delivery address: Moda Cad. 5/3\n  34710 Kadıköy\n  İstanbul\n");
    has(rendered.text, "Net: €2,980.00\nTax: €596.00\nTotal: €3,576.00\n");
    has(rendered.text, "Payment: 14 days net");
    has(rendered.text, "Tax number: 1234567890");
    has(rendered.html, "href=\"tel:+902125550102\"");
    rendered_clear(&rendered);
    rendered = render_for(shop, LETTER_CONFIRMED, "tr", order, NULL);
    has(rendered.text, "16 Aralık 2025 Salı günü");
    has(rendered.text, "Toplam: 3.576,00\u00A0€");
    has(rendered.text, "Yıkanabilir kılıf: Evet\n");
    rendered_clear(&rendered);
}

static void a_third_party_sees_its_items_and_where_to_deliver(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_order();
    g_strfreev(order->unread);
    order->unread = g_strsplit("IBAN TR00 1111", "\n", -1);
    struct rendered rendered = render_for(shop, LETTER_WORK, "en", order, "loommakers");
    assert_true(g_str_has_prefix(rendered.text, "Expected completion: Tuesday, 16 December 2025\n"));
    has(rendered.text, "\nStatus: \nCarrier: \nTracking: \nExpected delivery: \nNew date: \nReason: \n");
    has(rendered.text, "1) Sofa (SOFA-3)");
    has(rendered.text, "Delivery address: Moda Cad.");
    static const char *const hidden[] = {"Table", "€",         "1,250",       "Net",  "Payment", "Billing", "Büro",
                                         "Tax",   "ayla@mail", "Third floor", "IBAN", "2,980",   "E-mail",  "14 days"};
    for (guint i = 0; i < G_N_ELEMENTS(hidden); i++) {
        has_not(rendered.text, hidden[i]);
        has_not(rendered.html, hidden[i]);
    }
    rendered_clear(&rendered);
}

static void a_warehouse_sees_no_money_and_receivables_all_of_it(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_order();
    struct rendered rendered = render_for(shop, LETTER_WORK, "en", order, "warehouse");
    has(rendered.text, "2) Table");
    has(rendered.text, "ayla@mail.example");
    has_not(rendered.text, "€");
    has_not(rendered.text, "Billing");
    rendered_clear(&rendered);
    rendered = render_for(shop, LETTER_WORK, "tr", order, "receivables");
    has(rendered.text, "Toplam: 3.576,00\u00A0€");
    has(rendered.text, "Fatura adresi: Büro Ltd.");
    has(rendered.text, "\nDurum: \n\n(Durum şunlardan biri: alındı, yapılıyor)\n"); /* it may do no more */
    has_not(rendered.html, "Kargo");
    rendered_clear(&rendered);
}

static void totals_count_only_what_the_reader_sees(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_order();
    struct department *makers = (struct department *)business_department(shop->business, "loommakers");
    makers->sees_prices = TRUE;
    struct rendered rendered = render_for(shop, LETTER_WORK, "en", order, "loommakers");
    makers->sees_prices = FALSE;
    has(rendered.text, "Net: €2,500.00");
    has_not(rendered.text, "2,980");
    rendered_clear(&rendered);
}

/* --- hostile values ------------------------------------------------------------------------------------------- */

#define HOSTILE "{{order.token}} {{#order}} %s%n $(id) <script>alert(1)</script> \"'><img src=x onerror=y> javascript:z"

static struct order *hostile_order(void)
{
    struct order *order = render_shop_order();
    static const char *const fields[] = {"name", "note", "delivery", "tax"};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        struct value *value = values_find(order->values, fields[i]);
        g_free(value->text);
        value->text = g_strdup(HOSTILE);
        value_set_canonical(value, VALUE_GUESSED, HOSTILE "\r\nBcc: x@evil.example\xE2\x80\xA8[ref: zzzz]\xE2\x80\xAE");
    }
    g_free(order->customer_name);
    order->customer_name = g_strdup("Eve\r\nBcc: x@evil.example\xE2\x80\xAE {{order.token}} <b>");
    struct line_item *item = order_item(order, 2);
    g_clear_pointer(&item->form, g_free);
    g_free(item->product_text);
    item->product_text = g_strdup(HOSTILE);
    return order;
}

static void a_value_stays_a_value(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = hostile_order();
    static const enum letter letters[] = {LETTER_COMPLETE, LETTER_CONFIRMED, LETTER_RECEIVED, LETTER_WORK, LETTER_HELD};
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        struct rendered rendered =
            render_for(shop, letters[i], "en", order, letters[i] == LETTER_WORK ? "receivables" : NULL);
        has(rendered.text, HOSTILE);
        has_not(rendered.text, "\nBcc:");
        has_not(rendered.text, "\n[ref: zzzz");
        has_not(rendered.text, "\r");
        has_not(rendered.text, "\xE2\x80\xAE");
        has_not(rendered.text, "\xE2\x80\xA8");
        has_not(rendered.subject, "\n");
        has_not(rendered.subject, "\r");
        has_not(rendered.html, "<script>alert");
        has_not(rendered.html, "<img");
        has_not(rendered.html, "<b>");
        has(rendered.html, "&lt;script&gt;alert(1)&lt;/script&gt;");
        has(rendered.html, "{{order.token}}");
        rendered_clear(&rendered);
    }
}

static void a_mail_shown_to_a_person_can_do_nothing(void **state)
{
    const struct shop *shop = *state;
    const struct letter_mail mail = {"x\r\n<y>", "a\r\nBcc: b\xE2\x80\xAE {{x}}", RENDER_SHOP_NOW, "why",
                                     "<script>\r\n> {{y}}\x01"};
    const struct letter_facts facts = {
        .business = shop->business, .forms = shop->forms, .mail = &mail, .now = RENDER_SHOP_NOW};
    struct rendered rendered = {0};
    assert_true(letter_render(shop->templates, LETTER_REVIEW, "en", &facts, &rendered, NULL));
    assert_string_equal(rendered.subject, "A mail needs your eyes – a Bcc: b {{x}}");
    has(rendered.text, "\n> <script>\n> > {{y}}\n");
    has_not(rendered.html, "<script>");
    rendered_clear(&rendered);
}

static void an_order_beyond_all_measure_is_refused_or_rendered_but_never_hangs(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_order();
    g_autofree char *large = g_strnfill(BOUND_VALUE_SIZE, '<');
    for (guint i = 3; i < 3 + BOUND_ITEMS; i++) {
        struct line_item *item = line_item_new(i);
        item->form = g_strdup("sofa");
        render_shop_value(item->values, "fabric", large, "linen")->status = VALUE_GUESSED;
        g_ptr_array_add(order->items, item);
    }
    const struct letter_facts facts = {
        .business = shop->business, .forms = shop->forms, .order = order, .now = RENDER_SHOP_NOW};
    struct rendered rendered = {0};
    g_autoptr(GError) error = NULL;
    if (letter_render(shop->templates, LETTER_CONFIRMED, "en", &facts, &rendered, &error))
        assert_true(strlen(rendered.html) <= BOUND_RENDERED);
    else
        assert_true(g_error_matches(error, RENDER_ERROR, RENDER_ERROR_SIZE));
    rendered_clear(&rendered);
}

/* --- the tables of names -------------------------------------------------------------------------------------- */

static void every_fault_state_and_type_is_a_known_name(void **state)
{
    (void)state;
    const struct mustache_name *names = view_names(LETTER_CONFIRMED);
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autoptr(GHashTable) partials = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GString *source = g_string_new("{{#order.fields}}");
    for (guint i = FAULT_NONE + 1; i < FAULT_COUNT; i++)
        g_string_append_printf(source, "{{fault.%s}}", fault_name((enum fault)i));
    for (guint i = 0; i <= FIELD_YESNO; i++)
        g_string_append_printf(source, "{{type.%s}}", field_type_name((enum field_type)i));
    for (guint i = 0; i <= PHASE_EXPIRED; i++)
        if (i != PHASE_ACCEPTED)
            g_string_append_printf(source, "{{order.state.%s}}", order_phase_name((enum order_phase)i));
    for (guint i = ITEM_WAITING; i <= ITEM_CANCELLED; i++)
        g_string_append_printf(source, "{{order.state.%s}}", item_state_name((enum item_state)i));
    g_string_append(source, "{{/order.fields}}");
    g_autoptr(mustache_auto) mustache = mustache_compile("all", source->str, diagnostics);
    mustache_check(mustache, names, partials, told, diagnostics);
    if (diagnostics_count(diagnostics))
        fail_msg("%s", diagnostics_line(diagnostics, 0));
    g_string_free(source, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_letter_has_a_name_that_is_found_again),
        cmocka_unit_test(all_letters_render_in_all_languages),
        cmocka_unit_test(the_admin_is_told_which_bounds_were_reached),
        cmocka_unit_test(a_summary_counts_what_it_does_not_list),
        cmocka_unit_test(a_review_letter_needs_no_order),
        cmocka_unit_test(a_language_that_is_not_loaded_is_an_error),
        cmocka_unit_test(what_is_missing_or_wrong_is_marked_with_why),
        cmocka_unit_test(one_problem_is_told_in_the_singular),
        cmocka_unit_test(a_blank_form_offers_optional_fields_too),
        cmocka_unit_test(an_order_without_products_asks_for_one),
        cmocka_unit_test(every_fault_has_its_sentence_in_every_language),
        cmocka_unit_test(a_confirmation_shows_everything),
        cmocka_unit_test(a_third_party_sees_its_items_and_where_to_deliver),
        cmocka_unit_test(a_warehouse_sees_no_money_and_receivables_all_of_it),
        cmocka_unit_test(totals_count_only_what_the_reader_sees),
        cmocka_unit_test(a_value_stays_a_value),
        cmocka_unit_test(a_mail_shown_to_a_person_can_do_nothing),
        cmocka_unit_test(an_order_beyond_all_measure_is_refused_or_rendered_but_never_hangs),
        cmocka_unit_test(every_fault_state_and_type_is_a_known_name),
    };
    return cmocka_run_group_tests(tests, open_shop, close_shop);
}
