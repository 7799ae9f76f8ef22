/* What customers want otherwise in an accepted order, in sentences of their own; and which lines of a reply they typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/read/typed.h"
#include "parsers/read/wish.h"
#include "tests/unit/answer-desk.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

/* Two sofas in linen; with `products` two, a table in oak as well, and with three something that is no product of ours. */
static struct order *order_of(guint products)
{
    struct order *order = order_new();
    order->language = g_strdup("en");
    order->phase = PHASE_ACCEPTED;
    struct line_item *sofa = order_add(order, 1, "sofa");
    give(sofa->values, "qty", "2", "2");
    give(sofa->values, "fabric", "Linen", "linen");
    if (products > 1) {
        struct line_item *table = order_add(order, 2, "table");
        give(table->values, "qty", "1", "1");
        give(table->values, "finish", "Oak", "oak");
    }
    if (products > 2)
        order_add(order, 3, NULL);
    return order;
}

static char *wished(const char *text, guint products)
{
    struct forms *forms = shop_forms();
    g_autoptr(order_auto) order = order_of(products);
    g_autoptr(document_auto) document = mail_of(text);
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today(), .answers = order};
    struct draft *draft = wish_read(document, &context);
    GString *told = g_string_new(NULL);
    for (guint i = 0; draft && i < draft->items->len; i++) {
        const struct line_item *item = draft->items->pdata[i];
        for (guint v = 0; v < item->values->len; v++) {
            const struct value *value = item->values->pdata[v];
            g_string_append_printf(told, "%s%u.%s=%s", told->len ? " " : "", item->number, value->field, value->canonical);
        }
    }
    for (guint v = 0; draft && v < draft->values->len; v++) {
        const struct value *value = draft->values->pdata[v];
        g_string_append_printf(told, "%s%s=%s", told->len ? " " : "", value->field, value->canonical);
    }
    draft_free(draft);
    forms_free(forms);
    return g_string_free(told, FALSE);
}

static void a_wish_is_read_where_every_word_belongs_to_it(void **state)
{
    (void)state;
    static const struct {
        guint products;
        const char *text, *wish; /* "": a person must read it, or there is none */
    } cases[] = {
        {1, "Can you make the fabric velvet, please?", "1.fabric=velvet"},
        {1, "velvet instead of linen please", "1.fabric=velvet"},
        {1, "Please change it from linen to velvet", "1.fabric=velvet"},
        {1, "Keten yerine kadife lütfen", "1.fabric=velvet"},
        {1, "Kadife olsun lütfen", "1.fabric=velvet"},
        {1, "Samt statt Leinen bitte", "1.fabric=velvet"},
        {1, "please make it 3", "1.qty=3"},
        {1, "3 instead of 2 please", "1.qty=3"},
        {1, "please change it from 2 to 3", "1.qty=3"},
        {1, "Please make it 3. I would like velvet.", "1.qty=3 1.fabric=velvet"},
        {1, "please make it 2", ""},                /* it is so already */
        {1, "linen please", ""},                    /* and this */
        {1, "please take velvet or leather", ""},   /* which? */
        {1, "please make it 3 or 4", ""},
        {1, "please make it 3.5", ""},
        {1, "please make it 3/4", ""},
        {1, "please make it 0", ""},
        {1, "I want velvet. I want leather.", ""},
        {1, "linen is great", ""},
        {1, "I want velvet for my mother", ""},     /* words that nobody here knows */
        {1, "Thanks a lot!", ""},
        {1, "", ""},
        {2, "please make it 3 sofas", "1.qty=3"},
        {2, "please change the table to walnut", "2.finish=walnut"},
        {2, "please make it 3", ""},                /* of which? */
        {2, "please make the sofa and the table 3", ""},
        {3, "please make it 3 sofas", "1.qty=3"},
        {1, "New address: 1 Main St, 10115 Berlin", "delivery=1 Main St, 10115 Berlin"},
        {1, "my new phone: +49 30 1234567", "phone=+49301234567"},
        {1, "Yeni telefon: 0532 123 45 67", "phone=05321234567"},
        {1, "Neue Telefon: 030 1234567", "phone=0301234567"},
        {1, "New address: 1 Main St, 10115 Berlin\nPlease make it 3.", "1.qty=3 delivery=1 Main St, 10115 Berlin"},
        {1, "New phone:", ""},
        {1, "New phone: none", ""},
        {1, "New phone: 030 1234567\nNew phone: 030 7654321", ""},
        {1, "New e-mail: other@example.com", ""},   /* a person makes sure who asks */
        {1, "New colour: red", ""},
        {1, "Phone: 030 1234567", ""},              /* a line of the form, not a wish */
    };
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = wished(cases[i].text, cases[i].products);
        if (strcmp(found, cases[i].wish) == 0)
            continue;
        print_error("\"%s\" (%u): %s\n", cases[i].text, cases[i].products, found);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* --- typed ------------------------------------------------------------------------------------------------------------------------------------- */

static gboolean is_mark_or_words(const char *key, gconstpointer data)
{
    (void)data;
    return g_str_equal(key, "mark") || g_str_equal(key, "words");
}

static const char sent[] = "How was your order?\n\nPlease answer with a mark from one to five.\n\nMark: \nWords: \n\nExample Home\n[ref: abcdefghijklmnopqrstuvwxyz]\n";

static char *typed_told(const char *text, const char *sent_text)
{
    g_autoptr(document_auto) document = mail_of(text);
    struct typed typed;
    typed_init(&typed, document, sent_text, is_mark_or_words, NULL);
    g_autofree char *words = typed_words(&typed, 1000);
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    typed_clear(&typed);
    return g_strjoinv(" / ", lines);
}

static void what_was_typed_into_our_form_counts_and_what_we_wrote_does_not(void **state)
{
    (void)state;
    static const struct {
        const char *text, *typed;
    } cases[] = {
        {"4, thanks\n\n> How was your order?\n> Please answer with a mark from one to five.\n> Mark:\n> Words:", "4, thanks"},
        {"> How was your order?\n> Please answer with a mark from one to five.\n> Mark: 4\n> Words: fine", "Mark: 4 / Words: fine"},
        {"> How was your order?\n> Please answer with a mark from one to five.\n> Mark:\n4\n> Words:\nfine", "Mark: 4 / Words: fine"},
        {"> How was your order?\n> Please answer with a mark from one to five.\n> Mark:\n> 4\n> Words:", "Mark: 4"},
        {"> How was your order?\n> Please answer with a mark from one to five.\n> Mark:\n>> 4\n> Words:", ""}, /* somebody else's */
        {"> How was your order?\n> Colour: red\n> Mark:", ""}, /* no label of ours */
        {"", ""},
        {"fine\n\nBest regards\nAyla", "fine"},
    };
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = typed_told(cases[i].text, sent);
        if (strcmp(found, cases[i].typed) == 0)
            continue;
        print_error("\"%s\": %s\n", cases[i].text, found);
        wrong++;
    }
    assert_int_equal(wrong, 0);
    g_autofree char *unknown = typed_told("Mark: 4\n> Mark: 5", NULL);
    assert_string_equal(unknown, "Mark: 4");
}

static void how_much_of_a_mail_is_ours_is_counted_in_lines(void **state)
{
    (void)state;
    g_autoptr(document_auto) none = document_new(), other = mail_of("Hello there.\nNothing of it is yours."), ours = mail_of("4\n> How was your order?\n>\n> Please answer with a mark from one to five.");
    assert_int_equal(typed_of_ours(none, sent), 0);
    assert_int_equal(typed_of_ours(other, sent), 0);
    assert_int_equal(typed_of_ours(ours, sent), 2);
    struct typed typed;
    typed_init(&typed, none, sent, is_mark_or_words, NULL);
    assert_int_equal(typed.lines->len + typed.quoted->len, 0);
    typed_clear(&typed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wish_is_read_where_every_word_belongs_to_it),
        cmocka_unit_test(what_was_typed_into_our_form_counts_and_what_we_wrote_does_not),
        cmocka_unit_test(how_much_of_a_mail_is_ours_is_counted_in_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
