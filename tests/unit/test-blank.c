/* The blank form as text, link and page; and that what is written into it is read back: by hand behind the colons, or by the
 * page, which marks the lines of a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/base/text.h"
#include "daemon/render/blank.h"
#include "parsers/decode/decode.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/render-shop.h"

static const char *const both[] = {"en", "tr", NULL};

struct shop {
    struct business *business;
    struct forms *forms;
    struct templates *templates;
    GHashTable *printed;
    GDate today;
};

static struct blank_facts facts_of(const struct shop *shop, const char *product)
{
    return (struct blank_facts){shop->business, shop->forms, forms_product(shop->forms, product), RENDER_SHOP_NOW};
}

static int open_shop(void **state)
{
    struct shop *shop = g_new0(struct shop, 1);
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    decode_init();
    shop->business = render_shop_business();
    shop->forms = render_shop_forms();
    shop->templates = templates_load(NULL, TEST_TEMPLATES, both, diagnostics);
    calendar_day_of(shop->business->calendar, RENDER_SHOP_NOW, &shop->today);
    *state = shop;
    if (!shop->templates)
        return 1;
    const struct blank_facts facts = facts_of(shop, NULL);
    shop->printed = blank_lines(shop->templates, both, &facts);
    return 0;
}

static int close_shop(void **state)
{
    struct shop *shop = *state;
    g_hash_table_unref(shop->printed);
    templates_free(shop->templates);
    forms_free(shop->forms);
    business_free(shop->business);
    g_free(shop);
    return 0;
}

static struct rendered render(const struct shop *shop, const char *language, const char *product)
{
    struct rendered rendered = {0};
    g_autoptr(GError) error = NULL;
    const struct blank_facts facts = facts_of(shop, product);
    if (!blank_render(shop->templates, language, &facts, &rendered, &error))
        fail_msg("%s", error->message);
    return rendered;
}

static struct reading *read_mail(const struct shop *shop, const char *text)
{
    g_autoptr(document_auto) document = mail_of(text);
    const struct read_context context = {.forms = shop->forms, .languages = both, .today = shop->today, .printed = shop->printed};
    return read_document(document, &context);
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("«%s» is not in:\n%s", part, text);
}

/* --- what is printed -------------------------------------------------------------------------------------------- */

static void no_line_ends_in_a_space(void **state)
{
    for (guint i = 0; both[i]; i++) {
        struct rendered blank = render(*state, both[i], NULL);
        assert_null(strstr(blank.text, " \n"));
        assert_null(strstr(blank.text, "{{"));
        assert_null(strstr(blank.html, "{{"));
        assert_null(strstr(blank.text, "\n\n\n"));
        rendered_clear(&blank);
    }
}

static void the_page_is_whole_in_itself(void **state)
{
    struct rendered blank = render(*state, "tr", "sofa");
    has(blank.html, "<html lang=\"tr\">");
    has(blank.html, "content=\"default-src 'none'; style-src 'sha256-");
    has(blank.html, "script-src 'sha256-");
    static const char *const outside[] = {" src=", "url(", "@import", "<link", "<img", "http:", "unsafe"};
    for (guint i = 0; i < G_N_ELEMENTS(outside); i++)
        assert_null(strstr(blank.html, outside[i]));
    rendered_clear(&blank);
}

static void a_link_is_encoded_after_its_rfc(void **state)
{
    (void)state;
    g_autofree char *link = blank_mailto("o'r+d@shop.example", "Ö & b?", "a: 1\n> %\n");
    assert_string_equal(link, "mailto:o%27r%2Bd@shop.example?subject=%C3%96%20%26%20b%3F&body=a%3A%201%0D%0A%3E%20%25%0D%0A");
}

/* --- what is read ------------------------------------------------------------------------------------------------ */

static void the_blank_form_itself_leaves_nothing_unread(void **state)
{
    for (guint i = 0; both[i]; i++) {
        struct rendered blank = render(*state, both[i], NULL);
        g_autoptr(reading_auto) reading = read_mail(*state, blank.text);
        for (guint d = 0; d < reading->drafts->len; d++)
            assert_null(((const struct draft *)reading->drafts->pdata[d])->unread[0]);
        rendered_clear(&blank);
    }
}

static const struct value *note_of(const struct reading *reading, const struct shop *shop)
{
    assert_int_equal(reading->drafts->len, 1);
    const struct draft *draft = reading->drafts->pdata[0];
    const struct field *note = form_field_by_role(shop->forms->order, ROLE_NOTE);
    assert_null(draft->unread[0]);
    assert_int_equal(draft->items->len, 1);
    return values_find(draft->values, note->id);
}

static void marked_lines_are_a_value_word_for_word(void **state)
{
    static const char *const notes[] = {"Fabric: x\n2) Sofa", "> y\n\nOn 1 May 2026 at 10:00, B <b@x.example> wrote:", "--\nBest regards\nB",
                                        "\"quoted\"", "a\n  b\n: c", "---\n[x] Linen\n(needed)", "N/A"};
    const struct shop *shop = *state;
    const char *label = phrases_text(form_field_by_role(shop->forms->order, ROLE_NOTE)->labels, "en", "en");
    for (guint i = 0; i < G_N_ELEMENTS(notes); i++) {
        g_auto(GStrv) lines = g_strsplit(notes[i], "\n", -1);
        g_autofree char *marked = g_strjoinv("\n: ", lines);
        g_autofree char *text = g_strdup_printf("1) Sofa\nFabric: Linen\n\nABOUT YOU\n\n%s:\n: %s\nE-mail: a@b.example\n", label, marked);
        g_autoptr(reading_auto) reading = read_mail(shop, text);
        const struct value *value = note_of(reading, shop);
        assert_non_null(value);
        assert_string_equal(value->canonical, notes[i]);
    }
}

static void a_colon_without_a_label_above_is_no_value(void **state)
{
    g_autoptr(reading_auto) reading = read_mail(*state, ": nothing\n1) Sofa\nFabric: Linen\n");
    assert_int_equal(reading->drafts->len, 1);
    assert_string_equal(((const struct draft *)reading->drafts->pdata[0])->unread[0], ": nothing");
}

static void what_is_left_empty_is_not_ordered(void **state)
{
    g_autoptr(reading_auto) some = read_mail(*state, "1) Sofa\nQuantity:\nFabric:\n\n2) Sofa\nQuantity: 2\nFabric: Linen\n");
    assert_int_equal(((const struct draft *)some->drafts->pdata[0])->items->len, 1);
    assert_int_equal(((const struct line_item *)((const struct draft *)some->drafts->pdata[0])->items->pdata[0])->number, 1);
    g_autoptr(reading_auto) none = read_mail(*state, "1) Sofa\nQuantity:\nFabric:\n");
    assert_int_equal(((const struct draft *)none->drafts->pdata[0])->items->len, 1);
    g_autoptr(reading_auto) named = read_mail(*state, "1) Sofa\n\n2) Sofa\nQuantity: 2\nFabric: Linen\n");
    assert_int_equal(((const struct draft *)named->drafts->pdata[0])->items->len, 2);
}

/* --- addresses ---------------------------------------------------------------------------------------------------- */

static void an_address_is_what_the_pattern_says(void **state)
{
    static const char *const good[] = {"a@b", "a.b+c@x-y.example", "o'r@shop.example", "a@1.2"};
    static const char *const bad[] = {"", "a", "@b", "a@", ".a@b", "a.@b", "a..b@c", "a@b..c", "a@-b", "a@b-", "a b@c", "a@b@c", "a@b\n", "é@b", "a@é"};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        assert_true(text_address_valid(good[i]));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_false(text_address_valid(bad[i]));
    g_autofree char *local = g_strnfill(64, 'a'), *fits = g_strconcat(local, "@b", NULL), *long_local = g_strconcat("a", fits, NULL);
    assert_true(text_address_valid(fits));
    assert_false(text_address_valid(long_local));
    assert_false(text_address_valid(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_ends_in_a_space),
        cmocka_unit_test(the_page_is_whole_in_itself),
        cmocka_unit_test(a_link_is_encoded_after_its_rfc),
        cmocka_unit_test(the_blank_form_itself_leaves_nothing_unread),
        cmocka_unit_test(marked_lines_are_a_value_word_for_word),
        cmocka_unit_test(a_colon_without_a_label_above_is_no_value),
        cmocka_unit_test(what_is_left_empty_is_not_ordered),
        cmocka_unit_test(an_address_is_what_the_pattern_says),
    };
    return cmocka_run_group_tests(tests, open_shop, close_shop);
}
