/* What customers write beside an order that is complete without it: held for a person where it names what is not ordered, and not for the rest. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

static gboolean is_beside(const char *line, gboolean from_source)
{
    static const char order[] = "Product: Sofa\nQty: 2\nFabric: linen\nLegs: oak\n\n";
    struct forms *forms = shop_forms();
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today(), .from_source = from_source};
    g_autofree char *text = g_strconcat(order, line, "\n", NULL);
    g_autoptr(document_auto) document = mail_of(text);
    g_autoptr(reading_auto) reading = read_document(document, &context);
    assert_int_equal(reading->drafts->len, 1);
    const struct draft *draft = reading->drafts->pdata[0];
    const gboolean beside = draft->doubted;
    forms_free(forms);
    return beside;
}

static void each_is(const char *const *lines, guint count, gboolean beside)
{
    guint wrong = 0;
    for (guint i = 0; i < count; i++) {
        if (is_beside(lines[i], FALSE) == beside)
            continue;
        print_message("«%s» should %sbe held\n", lines[i], beside ? "" : "not ");
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void what_is_not_ordered_is_held(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "The second one in velvet please.", "We saw it in velvet at your shop.", "Could the legs of one be walnut?", "Oh, and a table.", "And the tables too, as we said on the phone.",
        "Please deliver together with the oak table and TABLE-1.", "But with 3 sofas.", "3 tane olsun.", "Make that four.", "Actually 3.", "Masa da istiyoruz.", "We need the table, too.", "Is it possible to get velvet at the same price?", "The quantity of sofas is 3.", "I also need one dining table in walnut.",
        "And one more for my neighbour.", "Another one for the office, same fabric.", "One of them should be higher.", "But only if you can deliver by Friday.",
        "Bir tane daha lütfen.", "İki tanesi kadife olsun.", "Ayrıca masa da alalım.", "Yalnız ayakları ceviz olsun.", "Und noch eins für die Nachbarin.", "Eines davon höher.", "Dazu auch den Tisch bitte.",
        "Encore un pour le voisin.", "Y una mas para mi madre.", "Nog een voor de buren.", "И ещё один для соседа.",
    };
    each_is(lines, G_N_ELEMENTS(lines), TRUE);
}

static void the_rest_is_not(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Please ring the bell twice.", "The sofas are for my mother.", "Call before you bring the sofa.", "We love linen.", "The oak legs look lovely.", "Second floor, no lift.",
        "We have two cats and one dog.", "Lütfen gelmeden arayın.", "Kanepeler annem için.", "Bitte vorher anrufen.", "Zweiter Stock, kein Aufzug.", "2 of us will be at home.", "One more thing: the bell is broken.", "Noch eine Frage zur Lieferung", "Encore une question", "Bir şey daha: zil bozuk.", "They stand beside a table, and we have 3 children.", "2 pieces, as said.", "Please put them beside the table.", "What does the delivery cost?", "We look forward to our 2 sofas.", "1 sofa goes upstairs, 1 sofa below.",
        "Velvet | 2 | 300.00",
    };
    each_is(lines, G_N_ELEMENTS(lines), FALSE);
}

static void what_a_shop_prints_below_each_order_is_not(void **state)
{
    (void)state;
    assert_false(is_beside("New: our tables, now in velvet and walnut!", TRUE));
    assert_true(is_beside("New: our tables, now in velvet and walnut!", FALSE));
}

/* Another item of the mail is ordered, too. */
static void what_is_ordered_in_the_same_mail_is_not(void **state)
{
    (void)state;
    struct forms *forms = shop_forms();
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    g_autoptr(document_auto) document = mail_of("Product: Sofa\nQty: 2\nFabric: linen\nLegs: oak\n\nProduct: Table\nQty: 1\nFinish: walnut\n\nThe walnut table goes upstairs.\n");
    g_autoptr(reading_auto) reading = read_document(document, &context);
    assert_int_equal(reading->drafts->len, 1);
    const struct draft *draft = reading->drafts->pdata[0];
    assert_int_equal(draft->items->len, 2);
    assert_false(draft->doubted);
    forms_free(forms);
}

/* Nobody can tell whether it is the same once more. */
static void the_same_item_twice_is_held(void **state)
{
    (void)state;
    assert_true(is_beside("(2 sofas, linen, oak legs)", FALSE));
    assert_false(is_beside("(2 sofas, linen, oak legs)", TRUE));
    assert_false(is_beside("2 sofas, velvet, oak legs", FALSE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_ordered_is_held),
        cmocka_unit_test(the_rest_is_not),
        cmocka_unit_test(the_same_item_twice_is_held),
        cmocka_unit_test(what_a_shop_prints_below_each_order_is_not),
        cmocka_unit_test(what_is_ordered_in_the_same_mail_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
