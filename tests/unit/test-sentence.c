/* What people write without our form: sentences that say what is ordered, taken where every word is known, and left to the form where one is not;
 * and labels that everybody uses. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

struct sentence {
    const char *text, *told;
};

static char *read_of(const char *text)
{
    struct forms *forms = shop_forms();
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    g_autoptr(document_auto) document = mail_of(text);
    g_autoptr(reading_auto) reading = read_document(document, &context);
    char *told = reading_told(reading);
    forms_free(forms);
    return told;
}

static void each_reads_as(const struct sentence *sentences, guint count)
{
    guint wrong = 0;
    for (guint i = 0; i < count; i++) {
        g_autofree char *told = read_of(sentences[i].text);
        if (strcmp(told, sentences[i].told) == 0)
            continue;
        print_message("%s\n  should be %s\n  but is    %s\n", sentences[i].text, sentences[i].told, told);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void what_a_sentence_orders_is_taken(void **state)
{
    (void)state;
    static const struct sentence sentences[] = {
        {"I would like to order 2 x SOFA-3 in velvet please.", "[1 sofa SOFA-3] qty=2 fabric=velvet"},
        {"Hello,\n\n1 x SOFA-3 in velvet\n", "[1 sofa SOFA-3] qty=1 fabric=velvet"},
        {"We'd like two sofas (velvet, walnut legs).", "[1 sofa] qty=2 fabric=velvet legs=walnut"},
        {"Please send me one velvet sofa with oak legs!", "[1 sofa] qty=1 fabric=velvet legs=oak"},
        {"I'd like a sofa in linen", "[1 sofa] qty=1 fabric=linen"},
        {"3 pieces of TABLE-1 in walnut, thanks", "[1 table TABLE-1] qty=3 finish=walnut"},
        {"- one sofa, linen, 180 cm", "[1 sofa] qty=1 fabric=linen width=180"},
        {"We need one sofa in linen, 1,80 m, please", "[1 sofa] qty=1 fabric=linen width=180"},
        {"I would like a sofa in linen (180cm) and 1 table in oak", "[1 sofa] qty=1 fabric=linen width=180 [2 table] qty=1 finish=oak"},
        {"- 2 sofas in linen", "[1 sofa] qty=2 fabric=linen"},
        {"2 adet SOFA-3 keten sipariş etmek istiyorum", "[1 sofa SOFA-3] qty=2 fabric=linen"},
        {"Lütfen iki adet kadife kanepe gönderin.", "[1 sofa] qty=2 fabric=velvet"},
        {"1 masa, ceviz, lütfen", "[1 table] qty=1 finish=walnut"},
        {"Ich möchte 2 Sofas in Leinen bestellen.", "[1 sofa] qty=2 fabric=linen"},
        {"Hiermit bestelle ich ein Sofa aus Leder", "[1 sofa] qty=1 fabric=leather"},
        {"Bitte liefern Sie 1 Tisch in Eiche", "[1 table] qty=1 finish=oak"},
        {"I would like to order 2 sofas", "[1 sofa] qty=2"},
        {"Dear team, please send us 2 x SOFA-3, fabric linen, and 1 x SOFA-2 in leather to the address below.",
         "[1 sofa SOFA-3] qty=2 fabric=linen [2 sofa SOFA-2] qty=1 fabric=leather"},
        {"Hi, I would like to order two sofas in velvet with oak legs.", "[1 sofa] qty=2 fabric=velvet legs=oak"},
        {"Dear Mr Weaver, I would like 2 sofas in linen", "[1 sofa] qty=2 fabric=linen"},
        {"Merhaba, 2 adet deri kanepe almak istiyorum.", "[1 sofa] qty=2 fabric=leather"},
        {"I would like to order: 2 sofas in linen. Thank you!", "[1 sofa] qty=2 fabric=linen"},
        {"1. 2 sofas in linen\n2. 1 sofa in velvet, walnut legs", "[1 sofa] qty=2 fabric=linen [2 sofa] qty=1 fabric=velvet legs=walnut"},
        {"I would like 2 sofas in velvet and 1 table in oak", "[1 sofa] qty=2 fabric=velvet [2 table] qty=1 finish=oak"},
        {"We need two oak tables, one linen sofa and 1 x SOFA-3 (leather)", "[1 table] qty=2 finish=oak [2 sofa] qty=1 fabric=linen [3 sofa SOFA-3] qty=1 fabric=leather"},
        {"2 adet kadife kanepe ve 1 adet meşe masa istiyoruz.", "[1 sofa] qty=2 fabric=velvet [2 table] qty=1 finish=oak"},
        {"I would like 2 sofas in velvet.\nLegs: walnut\nName: Ayla", "[1 sofa] qty=2 fabric=velvet legs=walnut [order] name=Ayla"},
        {"Sofa in velvet, 2 pieces", "[1 sofa] qty=2 fabric=velvet"},
        {"Velvet sofa x 2", "[1 sofa] qty=2 fabric=velvet"},
        {"Velvet sofa with oak legs ×2\nOak table x1", "[1 sofa] qty=2 fabric=velvet legs=oak [2 table] qty=1 finish=oak"},
        {"Please send me the SOFA-3 in linen, 2 pcs, with walnut legs", "[1 sofa SOFA-3] qty=2 fabric=linen legs=walnut"},
        {"Kadife kanepe, 3 adet", "[1 sofa] qty=3 fabric=velvet"},
        {"I would like 2 sofas in linen and velvet", "[1 sofa] qty=2 fabric:conflict(linen|velvet)"},
    };
    each_reads_as(sentences, G_N_ELEMENTS(sentences));
}

static void sentences_of_a_paragraph_are_read_apart(void **state)
{
    (void)state;
    static const struct sentence paragraphs[] = {
        {"Hello, I'd like one sofa in linen with oak legs. Please send it to Anna Weber, Hauptstr. 1, 10115 Berlin.", "[1 sofa] qty=1 fabric=linen legs=oak"},
        {"We are furnishing a new office. We would like 2 sofas in velvet. They are for the lobby.", "[1 sofa] qty=2 fabric=velvet"},
        {"I would like 2 sofas in linen. I also need 1 table in oak. Thank you!", "[1 sofa] qty=2 fabric=linen"},
        {"I would like 2 sofas in linen. I need 1 table in oak.", "[1 sofa] qty=2 fabric=linen [2 table] qty=1 finish=oak"},
        {"Hello, as discussed with you on the telephone I would like to order for our\nnew office. Please send us 2 sofas in velvet with walnut legs and 1 table\nin oak. The freight elevator is 2 m wide.\n\nName: Ayla",
         "[1 sofa] qty=2 fabric=velvet legs=walnut [2 table] qty=1 finish=oak [order] name=Ayla"},
        {"Merhaba, yeni ofisimiz için yazıyorum. 2 adet kadife kanepe istiyoruz. Kargo görevlisi bizi arasın.", "[1 sofa] qty=2 fabric=velvet"},
        {"Guten Tag, ich schreibe aus Bremen. Ich möchte 2 Sofas in Leinen bestellen. Der Aufzug ist im 2. Stock.", "[1 sofa] qty=2 fabric=linen"},
        {"I write for Dr. Kaya. I would like 2 sofas in linen.\nLegs: walnut", "[1 sofa] qty=2 fabric=linen legs=walnut"},
    };
    each_reads_as(paragraphs, G_N_ELEMENTS(paragraphs));
}

/* What the other sentences say is for a person, and is held against the order. */
static void no_sentence_of_a_paragraph_is_lost(void **state)
{
    (void)state;
    static const struct {
        const char *text, *unread;
        gboolean doubted;
    } paragraphs[] = {
        {"I would like 2 sofas in linen. The second one in velvet please.", "The second one in velvet please.", TRUE},
        {"I would like 2 sofas in linen. Please ring twice.", "Please ring twice.", FALSE},
        {"For the new office that we shall open in the spring of the year we\nwould like nothing old. Please send us 2 sofas in linen.",
         "For the new office that we shall open in the spring of the year we would like nothing old.", FALSE},
    };
    struct forms *forms = shop_forms();
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    for (guint i = 0; i < G_N_ELEMENTS(paragraphs); i++) {
        g_autoptr(document_auto) document = mail_of(paragraphs[i].text);
        g_autoptr(reading_auto) reading = read_document(document, &context);
        const struct draft *draft = reading->drafts->pdata[0];
        if (!g_strv_contains((const char *const *)draft->unread, paragraphs[i].unread))
            fail_msg("«%s» is lost", paragraphs[i].unread);
        assert_int_equal(draft->doubted, paragraphs[i].doubted);
    }
    forms_free(forms);
}

static void a_paragraph_that_asks_or_makes_conditions_is_asked_about(void **state)
{
    (void)state;
    static const struct sentence paragraphs[] = {
        {"I would like 2 sofas in linen. What would that cost?", "[1 sofa] asks"},
        {"I would like 2 sofas in linen. Please tell me first if you have them.", "[1 sofa] asks"},
        {"If the price is right I will order. 2 sofas in linen.", "[1 sofa] asks"},
        {"Our offer of last year was good. 2 sofas in linen.", ""},
        {"Ich möchte 2 Sofas in Leinen bestellen. Aber nur, wenn es bis Freitag geht.", "[1 sofa] asks"},
        {"2 adet kadife kanepe istiyoruz. Cuma gününe yetişirse.", "[1 sofa] asks"},
        {"> I would like 2 sofas in linen. They are for our office.", ""},
    };
    each_reads_as(paragraphs, G_N_ELEMENTS(paragraphs));
}

static void what_says_more_is_asked_about(void **state)
{
    (void)state;
    static const struct sentence sentences[] = {
        {"I would like a sofa", "[1 sofa] asks"},
        {"Velvet sofa", ""},
        {"Velvet sofa, 2 weeks", ""},
        {"Velvet sofa x 2 if you have it", ""},
        {"Velvet sofa xx2", ""},
        {"Velvet sofa x", ""},
        {"Velvet sofa 2", ""},
        {"Velvet sofa x 2000", ""},
        {"Stock: 2 sofas in linen", ""},
        {"On 3 May I would like 2 sofas in linen", "[1 sofa] asks"},
        {"I want a leather sofa, and my wife wants a velvet one", "[1 sofa] asks"},
        {"Dear Anna, 2 sofas in velvet were sold yesterday", ""},
        {"I would like 2 sofas in velvet by Friday", "[1 sofa] asks"},
        {"I do not want 2 sofas in velvet", "[1 sofa] asks"},
        {"I would like 2 sofas, but not in velvet", "[1 sofa] asks"},
        {"I would like 2 sofas in linen or velvet", "[1 sofa] asks"},
        {"Can I have 2 sofas in velvet?", ""},
        {"I ordered 2 sofas in velvet", ""},
        {"I would like to return 2 sofas in velvet", "[1 sofa] asks"},
        {"I would like about 2 sofas in velvet", "[1 sofa] asks"},
        {"If I order 2 sofas in velvet", "[1 sofa] asks"},
        {"My 2 sofas in velvet have not arrived", ""},
        {"I would like 2 sofas without velvet", "[1 sofa] asks"},
        {"2 adet kadife kanepe istemiyorum", ""},
        {"> I would like to order 2 sofas in velvet", ""},
        {"I would like 2 sofas and a table", "[1 sofa] [2 table] asks"},
        {"I would like 2 sofas in velvet and 1 table in oak and a lamp", "[1 sofa] [2 table] asks"},
        {"I would like 2 sofas in velvet and 1 table in oak, if you can", "[1 sofa] [2 table] asks"},
    };
    each_reads_as(sentences, G_N_ELEMENTS(sentences));
}

static void labels_that_everybody_uses_are_known(void **state)
{
    (void)state;
    static const struct sentence mails[] = {
        {"Product: Sofa\nOrder quantity: 2\nFabric choice: linen\nType of legs: oak",
         "[1 sofa] qty=2 fabric=linen legs=oak"},
        {"Product: Table\nNo. of pieces: 3\nFinish selection: walnut",
         "[1 table] qty=3 finish=walnut"},
        {"Ürün: Kanepe\nSipariş adedi: 2\nKumaş türü: Kadife\nAyak seçimi: Meşe",
         "[1 sofa] qty=2 fabric=velvet legs=oak"},
        {"Produkt: Sofa\nBestellmenge: 2\nStoff Auswahl: Leinen",
         "[1 sofa] qty=2 fabric=linen"},
        {"Product: Sofa\nQuantité souhaitée: 2\nChoix de la Fabric: linen", "[1 sofa] qty=2 fabric=linen"},
        {"Product: Sofa\nCantidad: 2\nDirección de entrega: Calle Mayor 1, Madrid",
         "[1 sofa] qty=2 [order] delivery=Calle Mayor 1, Madrid"},
        {"Product: Sofa\nAantal: 2\nTelefoonnummer: +31 20 794 01 23",
         "[1 sofa] qty=2 [order] phone=+31207940123"},
        {"Product: Sofa\nIlość: 2\nImię i nazwisko: Anna Nowak",
         "[1 sofa] qty=2 [order] name=Anna Nowak"},
        {"Product: Sofa\nКоличество: 2\nАдрес доставки: Тверская 1, Москва",
         "[1 sofa] qty=2 [order] delivery=Тверская 1, Москва"},
        {"Product: Sofa\nQty: 2\nCustomer type: Retail\nDelivery type: Express\nOrder type: Web",
         "[1 sofa] qty=2"},
        {"Product: Sofa\nQty: 2\nAddress type: home\nType of phone: mobile",
         "[1 sofa] qty=2"},
    };
    each_reads_as(mails, G_N_ELEMENTS(mails));
}

static void a_salutation_is_not_told_as_unread(void **state)
{
    (void)state;
    static const char *const nothing[] = {"Hello,", "Hi there!", "Dear Sir or Madam,", "Good morning", "Dear Example Home Team,", "Merhaba,", "Merhaba Ayşe Hanım,", "Sayın Yetkili,",
                                          "Guten Tag,", "Sehr geehrte Damen und Herren,", "Bonjour,", "Здравствуйте!"};
    static const char *const something[] = {"Hello, the blue door", "Hi, it is for my mother's birthday", "Dear neighbours have a key", "Thanks to the porter", "Hello 2",
                                            "Merhaba kapıcıda anahtar var", "THANK YOU CALL BEFORE DELIVERY", "MERHABA ACELE LÜTFEN,", "Hi Gloss White"};
    struct forms *forms = shop_forms();
    const struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today()};
    for (guint i = 0; i < G_N_ELEMENTS(nothing) + G_N_ELEMENTS(something); i++) {
        gboolean says = i >= G_N_ELEMENTS(nothing);
        const char *line = says ? something[i - G_N_ELEMENTS(nothing)] : nothing[i];
        g_autofree char *text = g_strconcat(line, "\n\nProduct: Sofa\nQty: 2\nFabric: linen\n", NULL);
        g_autoptr(document_auto) document = mail_of(text);
        g_autoptr(reading_auto) reading = read_document(document, &context);
        const struct draft *draft = reading->drafts->pdata[0];
        if (g_strv_contains((const char *const *)draft->unread, line) != says)
            fail_msg("«%s» is %s", line, says ? "lost" : "told");
    }
    forms_free(forms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_sentence_orders_is_taken),
        cmocka_unit_test(sentences_of_a_paragraph_are_read_apart),
        cmocka_unit_test(no_sentence_of_a_paragraph_is_lost),
        cmocka_unit_test(a_paragraph_that_asks_or_makes_conditions_is_asked_about),
        cmocka_unit_test(what_says_more_is_asked_about),
        cmocka_unit_test(labels_that_everybody_uses_are_known),
        cmocka_unit_test(a_salutation_is_not_told_as_unread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
