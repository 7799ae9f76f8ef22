/* What customers write beside an order that is complete without it: held for a person where it names what is not ordered, and not for the rest. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

/* A complete order with a line beside it. */
static struct reading *read_beside(const char *line, gboolean from_source)
{
    static const char order[] = "Product: Sofa\nQty: 2\nFabric: linen\nLegs: oak\n\n";
    struct forms *forms = shop_forms();
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today(), .from_source = from_source};
    g_autofree char *text = g_strconcat(order, line, "\n", NULL);
    g_autoptr(document_auto) document = mail_of(text);
    struct reading *reading = read_document(document, &context);
    assert_int_equal(reading->drafts->len, 1);
    forms_free(forms);
    return reading;
}

static gboolean is_beside(const char *line, gboolean from_source)
{
    g_autoptr(reading_auto) reading = read_beside(line, from_source);
    return ((const struct draft *)reading->drafts->pdata[0])->doubted;
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

static void what_is_asked_is_for_a_person(void **state)
{
    (void)state;
    static const struct {
        const char *line, *asked;
        gboolean from_source;
    } lines[] = {
        {"Do you also assemble it?", "Do you also assemble it?", FALSE},
        {"Is the oak oiled? Thanks!", "Is the oak oiled? Thanks!", FALSE},
        {"Monte ediyor musunuz?", "Monte ediyor musunuz?", FALSE},
        {"Vous livrez le samedi ?", "Vous livrez le samedi ?", FALSE},
        {"配達は土曜日ですか？", "配達は土曜日ですか？", FALSE},
        {"Do you deliver on Saturdays?\n\nAnd is there a lift?", "Do you deliver on Saturdays?\nAnd is there a lift?", FALSE},
        {"Please ring the bell twice.", NULL, FALSE},
        {"Seen at https://shop.example/sofas?id=7 and liked.", NULL, FALSE},
        {"?", NULL, FALSE},
        {"Hello, how are you?", NULL, FALSE},
        {"Seen at https://shop.example/sofas?", NULL, FALSE},
        {"Do you deliver on\nSaturdays, or only on\nweekdays?", "Do you deliver on\nSaturdays, or only on\nweekdays?", FALSE},
        {"How did you hear about us?\nFriends", NULL, TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(reading_auto) reading = read_beside(lines[i].line, lines[i].from_source);
        const struct draft *draft = reading->drafts->pdata[0];
        if (g_strcmp0(draft->asked, lines[i].asked) != 0)
            fail_msg("«%s» asks «%s»", lines[i].line, draft->asked ? draft->asked : "nothing");
    }
}

/* Behind "Best regards" and the name, somebody went on writing; what only stands there is left out. */
static void what_is_said_below_the_name_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        gboolean doubted;
        const char *asked;
        guint unread;
    } lines[] = {
        {"Best regards\nAnna\n\noh and one table in walnut please", TRUE, NULL, 1},
        {"Kind regards,\nAnna Berg\n\nThe second one in velvet please.", TRUE, NULL, 1},
        {"Saygılarımla\nAyşe\n\nAyrıca masa da alalım.", TRUE, NULL, 1},
        {"Best regards\nAnna\n\nDo you also assemble it?\n\nAcme Ltd.\nPhone: +44 20 7946 9999", FALSE, "Do you also assemble it?", 1},
        {"Mit freundlichen Grüßen\nJens\n\nLiefern Sie auch am Samstag?", FALSE, "Liefern Sie auch am Samstag?", 1},
        {"Best regards\nAnna Berg\n\nHead of Sales for the North\nAcme Furniture Ltd.\n12 Mill Lane, York\nTel: +44 20 7946 9999\nwww.acme.example\n\nRegistered in England and Wales No. 12345678.", FALSE, NULL, 0},
        {"Best regards\nAnna\n\nThis e-mail is confidential and may be privileged.\n\nIf you have received it in error, please delete it. Did you?", FALSE, NULL, 0},
        {"Best regards\nAnna\n\nSent from my iPhone", FALSE, NULL, 0},
        {"Best regards,\n\nOh and one table in walnut please.", TRUE, NULL, 1},
        {"Best regards\nAnna\nSorry, please cancel this order", TRUE, NULL, 1},
        {"Best regards\nAnna\n\nOne more thing: please add two tables as well.", TRUE, NULL, 1},
        {"Best regards\nAnna\n\nI mean 3 sofas, sorry. Our ref 123456.", TRUE, NULL, 1},
        {"Best regards\nAnna\n\nCould you call me on 020 7946 0999?", FALSE, "Could you call me on 020 7946 0999?", 1},
        {"Best regards\nAnna\n\nIs this one (https://shop.example/sofas?id=7) solid oak?", FALSE, "Is this one (https://shop.example/sofas?id=7) solid oak?", 1},
        {"Atentamente\nAna\n\n¿Entregan los sábados?", FALSE, "¿Entregan los sábados?", 1},
        /* a sentence above the lines to reach somebody by */
        {"Best regards\nAnna Berg\n\nWe make your house a home.\nPhone: +44 20 7946 9999\nDelivery address: 99 Other Street, Leeds", FALSE, NULL, 1},
        {"Best regards\nAnna\n\nPS: do you assemble it?\n\nAcme Ltd\nPhone: +44 20 7946 9999", FALSE, "PS: do you assemble it?", 1},
        {"Best regards\nAnna\n\nDo you really need to print this e-mail?", FALSE, NULL, 0},
        {"-- \nAnna\n\nDid you know that sofas are made of trees?", FALSE, NULL, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(reading_auto) reading = read_beside(lines[i].line, FALSE);
        const struct draft *draft = reading->drafts->pdata[0];
        if (draft->doubted != lines[i].doubted || g_strcmp0(draft->asked, lines[i].asked) != 0 || g_strv_length(draft->unread) != lines[i].unread)
            fail_msg("«%s»: doubted %d, asks «%s», unread %u", lines[i].line, draft->doubted, draft->asked, g_strv_length(draft->unread));
        assert_null(values_find(draft->values, "phone"));
    }
}

static void a_form_filled_in_below_the_name_is_read(void **state)
{
    (void)state;
    g_autoptr(reading_auto) reading = read_beside("Best regards\nAnna\n\nProduct: Table\nQty: 1\nFinish: walnut\n\nAcme Ltd\nPhone: +44 20 7946 9999", FALSE);
    const struct draft *draft = reading->drafts->pdata[0];
    assert_int_equal(draft->items->len, 2);
    assert_string_equal(((const struct line_item *)draft->items->pdata[1])->form, "table");
    assert_false(draft->doubted);
    assert_null(values_find(draft->values, "phone"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_ordered_is_held),
        cmocka_unit_test(the_rest_is_not),
        cmocka_unit_test(what_is_asked_is_for_a_person),
        cmocka_unit_test(what_is_said_below_the_name_is_read),
        cmocka_unit_test(a_form_filled_in_below_the_name_is_read),
        cmocka_unit_test(the_same_item_twice_is_held),
        cmocka_unit_test(what_a_shop_prints_below_each_order_is_not),
        cmocka_unit_test(what_is_ordered_in_the_same_mail_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
