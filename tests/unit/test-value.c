#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "parsers/read/read.h"
#include "parsers/read/unit.h"
#include "tests/unit/shop.h"

static struct read_context shop_context(void)
{
    return (struct read_context){.languages = shop_languages(), .today = shop_today()};
}

/* "given 2", "wrong not-a-number", "ambiguous number-ambiguous 1.234|1234": everything that reading sets. */
static char *told(const struct value *value)
{
    g_autofree char *candidates = value->candidates ? g_strjoinv("|", value->candidates) : g_strdup("");
    if (value->canonical)
        return g_strdup_printf("%s %s", value_status_name(value->status), value->canonical);
    return g_strdup_printf("%s %s%s%s", value_status_name(value->status), fault_name(value->fault),
                           *candidates ? " " : "", candidates);
}

struct value_case {
    const char *language, *text, *expected;
};

static void check(const struct field *field, const char *unit, const struct value_case *cases, guint count)
{
    g_autoptr(forms_auto) forms = shop_forms();
    struct read_context context = shop_context();
    context.forms = forms;
    for (guint i = 0; i < count; i++) {
        struct value *value = value_new(field->id, cases[i].text);
        read_value(value, field, cases[i].language, unit, &context);
        g_autofree char *found = told(value);
        if (!g_str_equal(found, cases[i].expected))
            print_error("\"%s\" (%s)\n", cases[i].text, cases[i].language ? cases[i].language : "-");
        assert_string_equal(found, cases[i].expected);
        value_free(value);
    }
}

#define CHECK(field, unit, ...)                                                                                        \
    do {                                                                                                               \
        const struct value_case cases_[] = {__VA_ARGS__};                                                              \
        check(field, unit, cases_, G_N_ELEMENTS(cases_));                                                              \
    } while (0)

/* A field of the shop: "sofa.fabric". */
static const struct field *shop_field(const struct forms *forms, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, ".", 2);
    const struct form *form = g_str_equal(parts[0], "order") ? forms->order : forms_product(forms, parts[0]);
    return form_field(form, parts[1]);
}

/* --- numbers ---------------------------------------------------------------------------------------------------------
 */

static void hard_36_separators_of_all_languages(void **state)
{
    (void)state;
    struct field *field = field_new("weight", FIELD_DECIMAL);
    CHECK(field, NULL, {NULL, "1.234,50", "given 1234.5"}, {NULL, "1,234.50", "given 1234.5"},
          {NULL, "1\u00a0234,50", "given 1234.5"}, {NULL, "1\u202f234,50", "given 1234.5"},
          {NULL, "1'234.50", "given 1234.5"}, {NULL, "1’234.50", "given 1234.5"}, {NULL, "1234.5", "given 1234.5"},
          {"fr", "1 234,5", "given 1234.5"}, {"en", "1 234,5", "wrong number-range"},
          {NULL, "12.345.678", "given 12345678"}, {NULL, "1.23.4", "wrong not-a-number"},
          {NULL, "0.125", "given 0.125"}, {NULL, ".5", "given 0.5"}, {NULL, "007", "given 7"},
          {NULL, "-2,50", "given -2.5"}, {NULL, "−3", "given -3"}, {NULL, "１２", "given 12"}, {NULL, "٣", "given 3"},
          {NULL, "2½", "given 2.5"}, {NULL, "5²", "wrong not-a-number"},
          {NULL, "1.2345678", "wrong not-a-number"});
    field_free(field);
}

static void hard_37_a_single_group_of_three_needs_a_language(void **state)
{
    (void)state;
    struct field *decimal = field_new("weight", FIELD_DECIMAL), *whole = field_new("count", FIELD_INTEGER);
    CHECK(decimal, NULL, {NULL, "1.234", "ambiguous number-ambiguous 1234|1.234"}, {"en", "1.234", "given 1.234"},
          {"de", "1.234", "given 1234"}, {"en", "1,234", "given 1234"}, {"tr", "1,234", "given 1.234"},
          {"fr", "1.234", "ambiguous number-ambiguous 1234|1.234"});
    CHECK(whole, NULL, {NULL, "1.234", "ambiguous number-ambiguous 1234|1.234"}, {"de", "1.234", "given 1234"},
          {"en", "1.234", "wrong not-whole"}, {NULL, "12.34", "wrong not-whole"});
    field_free(decimal);
    field_free(whole);
}

static void hard_41_counts_as_people_write_them(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *qty = shop_field(forms, "sofa.qty");
    CHECK(qty, NULL, {"de", "2 Stück", "given 2"}, {"de", "2 Stueck", "given 2"}, {"tr", "2 adet", "given 2"},
          {"en", "2 pcs", "given 2"}, {"en", "two", "given 2"}, {"de", "zwei Stück", "given 2"},
          {"tr", "iki", "given 2"}, {NULL, "two", "given 2"}, {NULL, "2x", "given 2"}, {NULL, "x2", "given 2"},
          {NULL, "2,0", "given 2"}, {"en", "2.", "given 2"}, {"en", "2 please", "given 2"},
          {"en", "2 (two)", "given 2"}, {"en", "2 sofas", "given 2"}, {"tr", "on iki", "given 12"},
          {"en", "a", "given 1"}, {"en", "2-3", "wrong number-range"}, {"en", "2 - 3", "wrong number-range"},
          {"en", "2 or 3", "wrong number-range"}, {"en", "a few", "wrong number-range"},
          {"de", "ein paar", "wrong number-range"}, {"en", "about 2", "wrong number-range"},
          {"en", "2+", "wrong number-range"}, {"en", "0", "wrong too-small"}, {"en", "-1", "wrong too-small"},
          {"en", "1.5", "wrong not-whole"}, {"en", "many", "wrong number-range"}, {"en", "sofa", "wrong not-a-number"},
          {"en", "2 if blue", "wrong not-a-number"}, {"en", "2 (three)", "wrong number-range"},
          {"en", "99999999999999", "wrong too-large"}, {"en", "1e3", "wrong number-range"},
          {"en", "0x10", "wrong number-range"}, {"en", "(empty)", "wrong missing"}, {"en", "", "wrong missing"},
          {"en", "-", "wrong missing"}, {"en", "____", "wrong missing"}, {"en", "__2__", "given 2"});
}

/* --- dates ------------------------------------------------------------------------------------------------------- */

static void hard_38_adv_62_the_order_of_day_and_month_is_not_guessed(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *date = shop_field(forms, "order.needed_by");
    CHECK(date, NULL, {NULL, "03/04/2027", "ambiguous date-ambiguous 2027-04-03|2027-03-04"},
          {"en", "03/04/2027", "ambiguous date-ambiguous 2027-04-03|2027-03-04"}, {"tr", "03/04/2027", "given 2027-04-03"},
          {"de", "03/04/2027", "given 2027-04-03"}, {NULL, "03/04/2026", "wrong date-past"}, {"tr", "03/04/2026", "wrong date-past"},
          {NULL, "12/11/2027", "ambiguous date-ambiguous 2027-11-12|2027-12-11"},
          {"en", "12/11/2027", "ambiguous date-ambiguous 2027-11-12|2027-12-11"},
          {"tr", "12/11/2027", "given 2027-11-12"}, {NULL, "31/12/2026", "given 2026-12-31"},
          {NULL, "12/31/2026", "given 2026-12-31"}, {"de", "12/31/2026", "given 2026-12-31"},
          {"en", "12/12/2026", "given 2026-12-12"}, {"en", "5/6", "ambiguous date-ambiguous 2027-06-05|2027-05-06"},
          {"en", "01/02/2020", "wrong date-past"});
}

static void hard_39_dates_of_all_shapes(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *date = shop_field(forms, "order.needed_by");
    CHECK(date, NULL, {"de", "31.12.26", "given 2026-12-31"}, {"de", "31. Dezember 2026", "given 2026-12-31"},
          {"de", "31. 12. 2026", "given 2026-12-31"}, {"tr", "31 Aralık 2026", "given 2026-12-31"},
          {"tr", "31 ARALIK 2026 Perşembe", "given 2026-12-31"}, {NULL, "2026-12-31", "given 2026-12-31"},
          {NULL, "2026/12/31", "given 2026-12-31"}, {NULL, "20261231", "given 2026-12-31"},
          {NULL, "2026-12-31T10:00:00Z", "given 2026-12-31"}, {"en", "December 31st, 2026", "given 2026-12-31"},
          {"en", "the 31st of December 2026", "given 2026-12-31"}, {"en", "Dec 31 2026", "given 2026-12-31"},
          {"en", "31 Dec 26", "given 2026-12-31"}, {"en", "Thu, 31 Dec 2026 14:30", "given 2026-12-31"},
          {"de", "bis 31.12.2026", "given 2026-12-31"}, {"es", "31 de diciembre de 2026", "given 2026-12-31"},
          {"fr", "1er mars 2027", "given 2027-03-01"}, {"ru", "31 декабря 2026 г.", "given 2026-12-31"},
          {"pl", "31 grudnia 2026 r.", "given 2026-12-31"}, {"pl", "grudzień 31, 2026", "given 2026-12-31"},
          {"de", "31.12.", "guessed 2026-12-31"}, {"de", "3.2.", "guessed 2027-02-03"},
          {"en", "31 December", "guessed 2026-12-31"}, {"en", "29 February", "guessed 2028-02-29"},
          {"en", "31 Decembre 2026", "given 2026-12-31"}, {"en", "31 Decemberr 2026", "guessed 2026-12-31"},
          {"de", "24.11.2026", "given 2026-11-24"});
}

static void hard_40_adv_62_dates_that_cannot_be(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *date = shop_field(forms, "order.needed_by");
    CHECK(date, NULL, {"en", "next Friday", "wrong date-relative"},
          {"tr", "haftaya cuma", "wrong date-relative"}, {"de", "nächsten Freitag", "wrong date-relative"},
          {"fr", "vendredi prochain", "wrong date-relative"}, {"es", "el próximo viernes", "wrong date-relative"},
          {"en", "31 February 2027", "wrong no-such-day"}, {"en", "February 31", "wrong no-such-day"}, {"tr", "31 Şubat 2027", "wrong no-such-day"},
          {"de", "31. Februar", "wrong no-such-day"}, {"fr", "31 février 2027", "wrong no-such-day"}, {"es", "31 de febrero", "wrong no-such-day"},
          {NULL, "2027-02-31", "wrong no-such-day"}, {NULL, "2026-02-31", "wrong no-such-day"}, {NULL, "31/02/2027", "wrong no-such-day"},
          {NULL, "02/31/2027", "wrong no-such-day"}, {NULL, "29.02.2027", "wrong no-such-day"}, {NULL, "20270231", "wrong no-such-day"}, {"en", "Friday", "wrong date-relative"},
          {"en", "tomorrow", "wrong date-relative"}, {"tr", "yarın", "wrong date-relative"},
          {"de", "in 3 Wochen", "wrong date-relative"}, {"en", "asap", "wrong date-relative"},
          {"de", "KW 50", "wrong date-relative"}, {"tr", "en kısa sürede", "wrong date-relative"},
          {"en", "December 2026", "wrong date-relative"}, {"de", "31.02.2026", "wrong no-such-day"},
          {"de", "31.02.2027", "wrong no-such-day"}, {"de", "31.02.", "wrong no-such-day"},
          {"de", "13.13.2026", "wrong no-such-day"}, {"de", "23.11.2026", "wrong date-past"},
          {"en", "1 January 2020", "wrong date-past"}, {"en", "Friday, 31 December 2026", "wrong no-such-day"},
          {"en", "31 December or 2 January", "wrong not-a-date"}, {"en", "whenever", "wrong not-a-date"},
          {"en", "before 31.12.2026", "wrong date-relative"}, {"en", "12:30", "wrong not-a-date"},
          {"en", "3", "wrong not-a-date"}, {"en", "99999999999", "wrong not-a-date"},
          {"en", "1.2.3.4.5.6.7.8.9", "wrong not-a-date"}, {"en", "00.00.0000", "wrong no-such-day"},
          {"en", "31.12.2026 - 5.1.2027", "wrong not-a-date"});
}

/* --- measures ---------------------------------------------------------------------------------------------------- */

static void hard_42_lengths_come_to_centimetres(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *width = shop_field(forms, "sofa.width"), *length = shop_field(forms, "table.length");
    CHECK(width, NULL, {"tr", "1,2 m", "given 120"}, {"en", "120 cm", "given 120"}, {"en", "47 in", "given 119.38"},
          {"en", "3'11\"", "given 119.38"}, {"en", "3’11”", "given 119.38"}, {"en", "3 ft 11 in", "given 119.38"},
          {"en", "47\"", "given 119.38"}, {"en", "1200mm", "given 120"}, {"fr", "1 m 20", "given 120"},
          {"fr", "1m20", "given 120"}, {"en", "120", "given 120"}, {"tr", "120 santim", "given 120"},
          {"en", "1.20 metres", "given 120"}, {"en", "120 cm please", "given 120"},
          {"en", "about 120 cm", "wrong number-range"}, {"en", "120-130 cm", "wrong number-range"},
          {"en", "120 x 80 cm", "wrong number-range"}, {"en", "wide", "wrong not-a-length"},
          {"en", "120 apples", "wrong not-a-length"}, {"en", "-5 cm", "wrong too-small"},
          {NULL, "1.234 m", "ambiguous number-ambiguous 123400|123.4"},
          {"en", "99999999999999999 m", "wrong too-large"});
    CHECK(length, NULL, {"en", "120", "wrong no-unit"});
    CHECK(length, "cm", {"en", "120", "given 120"}, {"en", "1.5 m", "given 150"});
    CHECK(width, "in", {"en", "47", "given 119.38"});
}

static void money_names_its_currency(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *price = shop_field(forms, "sofa.price");
    struct field *open = field_new("price", FIELD_MONEY);
    CHECK(price, NULL, {"de", "1.234,50 €", "given 1234.50 EUR"}, {"en", "€1,234.50", "given 1234.50 EUR"},
          {"en", "EUR 900", "given 900.00 EUR"}, {"de", "900,- €", "given 900.00 EUR"},
          {"en", "900", "given 900.00 EUR"}, {"en", "900 euros each", "given 900.00 EUR"},
          {"en", "$900", "wrong wrong-currency"}, {"tr", "900 TL", "wrong wrong-currency"},
          {"en", "cheap", "wrong not-money"}, {"en", "800-900 €", "wrong number-range"},
          {"en", "max 900 €", "wrong number-range"},
          {NULL, "1.234 €", "ambiguous number-ambiguous 1234.00 EUR|1.234 EUR"}, {"de", "1.234 €", "given 1234.00 EUR"},
          {"en", "1.234 €", "ambiguous number-ambiguous 1.234 EUR|1234.00 EUR"}, {"en", "€5 $6", "wrong number-range"});
    CHECK(open, NULL, {"en", "900", "wrong not-money"}, {"en", "900 CHF", "given 900.00 CHF"},
          {"en", "$900", "wrong not-money"});
    field_free(open);
}

/* --- choices ----------------------------------------------------------------------------------------------------- */

static void hard_43_boxes_of_all_shapes(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *legs = shop_field(forms, "sofa.legs");
    CHECK(legs, NULL, {"en", "[x] oak [ ] walnut", "given oak"}, {"en", "(•) oak ( ) walnut", "given oak"},
          {"en", "☑ oak ☐ walnut", "given oak"}, {"en", "☐ oak ☒ walnut", "given walnut"}, {"en", "✓ oak", "given oak"},
          {"en", "[X ] oak [ ] walnut", "given oak"}, {"en", "[] oak [x] walnut", "given walnut"},
          {"en", "oak [x] walnut [ ]", "given oak"}, {"en", "[x] Oak\n[ ] Walnut", "given oak"},
          {"en", "[x] oak [x] walnut", "wrong two-ticks"}, {"en", "[ ] oak [ ] walnut", "wrong missing"},
          {"en", "[ ] oak [ ] walnut oak please", "given oak"}, {"en", "walnut [ ] Oak  [ ] Walnut", "given walnut"},
          {"en", "[yes] oak [no] walnut", "given oak"}, {"tr", "[hayır] Meşe  [evet] Ceviz", "given walnut"},
          {"en", "[x] oak [-] walnut", "given oak"}, {"en", "[no] oak [no] walnut", "wrong missing"},
          {"en", "[yes] oak [yes] walnut", "wrong two-ticks"},
          {"en", "[x] pine [ ] oak", "wrong not-a-choice"}, {"tr", "[x] Meşe [ ] Ceviz", "given oak"},
          {"en", "[x]", "wrong not-a-choice"}, {"en", "[", "wrong not-a-choice"});
}

static void boxes_behind_what_they_stand_for(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *fabric = shop_field(forms, "sofa.fabric"), *arms = shop_field(forms, "sofa.armrests");
    CHECK(fabric, NULL, {"en", "Linen [ ]  Velvet [x]  Leather [ ]", "given velvet"}, {"en", "Velvet ☑ Linen ☐", "given velvet"},
          {"en", "Linen ( ) Velvet (x)", "given velvet"}, {"en", "Linen [ ]\nVelvet [x]\nLeather [ ]", "given velvet"},
          {"en", "Linen [x] Velvet [ ] (the darker one)", "guessed linen"}, {"en", "Linen [x] Velvet [ ], please", "given linen"},
          {"en", "Which one? Linen [x] Velvet [ ]", "given linen"}, {"en", "(choose one) Linen [x] Velvet [ ]", "given linen"},
          {"tr", "Keten [ ] Kadife [x] Deri [ ]", "given velvet"}, {"tr", "Keten ☐ / Kadife ☑ / Deri ☐ lütfen", "given velvet"});
    CHECK(fabric, NULL, {"en", "Linen ☐ / Velvet ☐ / Leather ☑ please", "given leather"}, {"en", "Linen (x), Velvet, Leather", "given linen"},
          {"en", "Linen   Velvet (x)   Leather", "given velvet"}, {"en", "Linen\nVelvet [x]\nLeather", "given velvet"},
          {"en", "Linen[ ] Velvet[x] Leather[ ]", "given velvet"}, {"en", "Linen [x], Velvet [x], Leather [ ]", "wrong two-ticks"},
          {"en", "Linen [ ] Velvet [ ] Leather [ ]", "wrong missing"});
    CHECK(fabric, NULL, {"en", "Linen [x] Velvet [ ] Leather", "ambiguous choice-ambiguous linen|velvet|leather"},
          {"en", "Linen Velvet✔ Leather", "ambiguous choice-ambiguous linen|velvet"},
          {"en", "Linen [ ] Velvet [ ] velvet", "given velvet"},
          {"en", "Linen (x), Velvet", "ambiguous choice-ambiguous linen|velvet"}, {"en", "Linen [x] Velvet [ ] no, not that", "wrong negated"},
          {"en", "Linen [x] Velvet [ ] sorry, velvet", "ambiguous choice-ambiguous linen|velvet"});
    CHECK(arms, NULL, {"en", "Yes [x] No [ ] please", "given yes"}, {"en", "Yes [ ] No [x]", "given no"}, {"en", "Yes [x] No", "ambiguous not-yes-no"},
          {"tr", "Evet ☐ Hayır ☑ teşekkürler", "given no"});
}

static void a_name_within_a_longer_one_is_not_named_again(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *legs = shop_field(forms, "sofa.legs");
    for (guint i = 0; i < legs->choices->len; i++) {
        struct choice *choice = legs->choices->pdata[i];
        if (g_str_equal(choice->id, "walnut"))
            phrases_add(choice->names, "en", "Dark Oak");
    }
    CHECK(legs, NULL, {"en", "Oak [ ] Dark Oak", "ambiguous choice-ambiguous oak|walnut"},
          {"en", "Oak [ ] Dark Oak [x]", "given walnut"}, {"en", "Oak [ ] Dark Oak [ ] dark oak", "given walnut"});
}

static void hard_44_an_untouched_list_is_no_answer(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    CHECK(shop_field(forms, "sofa.legs"), NULL, {"en", "oak / walnut", "wrong missing"},
          {"en", "(Oak / Walnut)", "wrong missing"}, {"tr", "Meşe, Ceviz", "wrong missing"},
          {"en", "oak or walnut", "ambiguous choice-ambiguous oak|walnut"});
}

static void hard_45_choices_in_words(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    const struct field *fabric = shop_field(forms, "sofa.fabric"), *sku = shop_field(forms, "sofa.sku");
    CHECK(fabric, NULL, {"en", "Leinen", "given linen"}, {"tr", "KETEN", "given linen"}, {"en", "LİNEN", "given linen"},
          {"en", "linnen", "guessed linen"}, {"en", "velvte", "guessed velvet"}, {"en", "linen, please", "given linen"},
          {"en", "the velvet one", "given velvet"}, {"en", "\"linen\"", "given linen"},
          {"en", "*linen*", "given linen"}, {"en", "linen or velvet", "ambiguous choice-ambiguous linen|velvet"},
          {"en", "linen/velvet", "ambiguous choice-ambiguous linen|velvet"}, {"en", "no velvet", "wrong negated"},
          {"de", "kein Samt", "wrong negated"}, {"tr", "kadife olmasın", "wrong negated"},
          {"en", "same as above", "wrong refers-elsewhere"}, {"de", "siehe oben", "wrong refers-elsewhere"},
          {"tr", "yukarıdaki gibi", "wrong refers-elsewhere"}, {"en", "cotton", "wrong not-a-choice"},
          {"en", "Linen, natural colour, as on your page", "guessed linen"}, {"en", "Linen (natural)", "guessed linen"},
          {"en", "Linen, or else velvet", "ambiguous choice-ambiguous linen|velvet"},
          {"en", "Linen, but only if soft", "ambiguous choice-ambiguous linen"},
          {"en", "linen if it is soft", "ambiguous choice-ambiguous linen"}, {"en", "n/a", "wrong missing"},
          {"en", "Dark bro..", "wrong truncated"});
    CHECK(sku, NULL, {"en", "SOFA-3", "given SOFA-3"}, {"en", "sofa 3", "given SOFA-3"},
          {"en", "SOFA-4", "wrong not-a-choice"});
}

static void yes_and_no_in_the_languages_in_use(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    CHECK(shop_field(forms, "sofa.armrests"), NULL, {"en", "yes", "given yes"}, {"en", "Yes please", "given yes"},
          {"tr", "hayır", "given no"}, {NULL, "EVET", "given yes"}, {"en", "ja", "given yes"},
          {"en", "[x] Yes [ ] No", "given yes"}, {"en", "[ ] Yes [x] No", "given no"},
          {"en", "[yes]", "given yes"}, {"en", "[no]", "given no"}, {"en", "[no] Yes [yes] No", "given no"},
          {"en", "[ ] Yes  [ ] No", "wrong missing"}, {"en", "[ ] Yes  [ ] No  yes", "given yes"},
          {"en", "[x]", "given yes"}, {"en", "[x] Yes [x] No", "wrong two-ticks"}, {"en", "maybe", "wrong not-yes-no"});
}

/* --- contacts ---------------------------------------------------------------------------------------------------- */

static void hard_31_an_address_is_taken_without_what_follows(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    CHECK(shop_field(forms, "order.email"), NULL,
          {"en", "ayla@example.com, accepts marketing: true", "given ayla@example.com"},
          {"en", "Ayla Demir <Ayla@Example.COM>", "given Ayla@example.com"},
          {"en", "ayla@example.com <mailto:ayla@example.com>", "given ayla@example.com"},
          {"en", "ayla@example.com.", "given ayla@example.com"},
          {"en", "a@example.com or b@example.com", "ambiguous conflict a@example.com|b@example.com"},
          {"en", "ayla at example.com", "wrong not-an-email"}, {"en", "ayla@", "wrong not-an-email"},
          {"en", "a@b@c", "wrong not-an-email"}, {"en", "same as above", "wrong refers-elsewhere"});
}

static void phones_keep_their_digits(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    CHECK(shop_field(forms, "order.phone"), NULL, {"tr", "+90 532 123 45 67", "given +905321234567"},
          {"de", "(030) 123-456", "given 030123456"}, {"de", "+49 (0)30 12345", "given +493012345"},
          {"de", "Tel.: 030/12.34.56", "given 030123456"}, {"en", "030 12345 ext. 12", "given 03012345"},
          {"en", "1234", "wrong not-a-phone"}, {"en", "ask my wife", "wrong not-a-phone"},
          {"en", "020 7946 0123<tel:02079460123>", "given 02079460123"}, {"en", "020 7946 0123 <tel:02079460123>", "given 02079460123"},
          {"en", "＋４４ ２０ ７９４６ ０１２３", "given +442079460123"},
          {"en", "1234567890123456", "wrong not-a-phone"}, {"en", "12345+6", "wrong not-a-phone"});
}

/* --- texts ------------------------------------------------------------------------------------------------------- */

static void texts_are_kept_as_written(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    CHECK(shop_field(forms, "order.delivery"), NULL,
          {"de", "Lindenstr. 5\n12345 Berlin", "given Lindenstr. 5\n12345 Berlin"},
          {"en", "12 Mill Lane<https://maps.example/?q=12>\nOxford <x-apple-data-detectors://0>", "given 12 Mill Lane\nOxford"},
          {"en", "12 Mill Lane <https://maps.example", "given 12 Mill Lane <https://maps.example"},
          {"en", "same as billing address", "wrong refers-elsewhere"});
    CHECK(shop_field(forms, "order.note"), NULL, {"en", "same as above, but blue", "given same as above, but blue"},
          {"en", "---", "given ---"}, {"en", "Call me...", "given Call me..."},
          {"en", "As here <https://pictures.example/1>", "given As here <https://pictures.example/1>"});
    CHECK(shop_field(forms, "order.name"), NULL, {"en", "Ayla\r\nBcc: x@y\u202e", "given Ayla Bcc: x@y"});
}

static void hard_18_empty_is_missing(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    CHECK(shop_field(forms, "order.note"), NULL, {"en", "(empty)", "wrong missing"}, {"en", "   ", "wrong missing"},
          {"en", ".....", "wrong missing"});
}

static void hard_28_what_the_shop_cut_is_asked_for(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    CHECK(shop_field(forms, "order.note"), NULL, {"en", "For my dear friend A..", "wrong truncated"},
          {"en", "For my dear friends..", "given For my dear friends.."});
}

static void endless_values_are_read_in_time(void **state)
{
    (void)state;
    g_autoptr(forms_auto) forms = shop_forms();
    static const char *const names[] = {"sofa.qty",       "sofa.fabric", "sofa.width",  "sofa.armrests",
                                        "sofa.price",     "order.email", "order.phone", "order.needed_by",
                                        "order.delivery", "sofa.drawing"};
    static const char *const seeds[] = {
        "1.",     "1,",   "[x]", "[ ] oak", "linen ",          "a@b ", "31.", "+", "_", "* ", "ı", "İ",
        "\u00a0", "2 m ", "((",  "''",      "\xf0\x9f\x98\x80"};
    struct read_context context = shop_context();
    for (guint s = 0; s < G_N_ELEMENTS(seeds); s++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 20000)
            g_string_append(text, seeds[s]);
        for (guint n = 0; n < G_N_ELEMENTS(names); n++) {
            struct value *value = value_new("x", text->str);
            read_value(value, shop_field(forms, names[n]), NULL, NULL, &context);
            assert_true(value->canonical || value->fault != FAULT_NONE);
            value_free(value);
        }
    }
}

/* --- units ----------------------------------------------------------------------------------------------------------------------------------- */

static void a_label_may_end_in_its_unit(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Weight (kg)", "kg"}, {"Width [cm]", "cm"}, {"Width (cm) *: ", "cm"}, {"Width (of the seat) (cm)", "cm"}, {"Area (m²)", "m2"}, {"Width (big)", NULL},
        {"Width ()", NULL},    {"Width cm)", NULL},  {"(", NULL},              {")", NULL},                       {"", NULL},         {"cm", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct unit *unit = unit_of_label(cases[i][0]), *wanted = cases[i][1] ? unit_find(cases[i][1]) : NULL;
        assert_true(wanted || !cases[i][1]);
        if (unit != wanted)
            fail_msg("%s: %s", cases[i][0], unit ? unit->id : "none");
    }
}

static void a_unit_is_one_word_or_two_and_ends_where_they_do(void **state)
{
    (void)state;
    static const struct {
        const char *text, *id;
        gsize length;
    } cases[] = {{"cm wide", "cm", 2}, {"cmx", NULL, 0}, {"kg.", "kg", 3}, {" cm", "cm", 3}, {"", NULL, 0}, {"of it", NULL, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize length = 0;
        const struct unit *unit = unit_at(cases[i].text, &length);
        assert_string_equal(unit ? unit->id : "none", cases[i].id ? cases[i].id : "none");
        assert_int_equal(length, cases[i].length);
    }
}

static void an_amount_beyond_all_measure_is_not_converted(void **state)
{
    (void)state;
    gint64 micro = 7;
    assert_true(unit_convert(2540000, unit_find("cm"), unit_find("in"), &micro));
    assert_int_equal(micro, 1000000);
    assert_false(unit_convert(-1, unit_find("cm"), unit_find("in"), &micro));
    assert_false(unit_convert(G_MAXINT64 / 2, unit_find("m"), unit_find("mm"), &micro));
    assert_int_equal(micro, 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_36_separators_of_all_languages),
        cmocka_unit_test(hard_37_a_single_group_of_three_needs_a_language),
        cmocka_unit_test(hard_41_counts_as_people_write_them),
        cmocka_unit_test(hard_38_adv_62_the_order_of_day_and_month_is_not_guessed),
        cmocka_unit_test(hard_39_dates_of_all_shapes),
        cmocka_unit_test(hard_40_adv_62_dates_that_cannot_be),
        cmocka_unit_test(hard_42_lengths_come_to_centimetres),
        cmocka_unit_test(money_names_its_currency),
        cmocka_unit_test(hard_43_boxes_of_all_shapes),
        cmocka_unit_test(boxes_behind_what_they_stand_for),
        cmocka_unit_test(a_name_within_a_longer_one_is_not_named_again), cmocka_unit_test(hard_44_an_untouched_list_is_no_answer),
        cmocka_unit_test(hard_45_choices_in_words),
        cmocka_unit_test(yes_and_no_in_the_languages_in_use),
        cmocka_unit_test(hard_31_an_address_is_taken_without_what_follows),
        cmocka_unit_test(phones_keep_their_digits),
        cmocka_unit_test(texts_are_kept_as_written),
        cmocka_unit_test(hard_18_empty_is_missing),
        cmocka_unit_test(hard_28_what_the_shop_cut_is_asked_for),
        cmocka_unit_test(endless_values_are_read_in_time),
        cmocka_unit_test(a_label_may_end_in_its_unit),
        cmocka_unit_test(a_unit_is_one_word_or_two_and_ends_where_they_do),
        cmocka_unit_test(an_amount_beyond_all_measure_is_not_converted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
