#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "daemon/base/language.h"
#include "daemon/base/text.h"

static void key_is(const char *text, const char *key)
{
    g_autofree char *made = text_match_key(text);
    assert_string_equal(made, key);
}

static void hard_01_to_07_keys_fold_case_marks_and_spaces(void **state)
{
    (void)state;
    key_is("KUMAŞ TİPİ:", "kumas tipi");
    key_is("kumaş tipi", "kumas tipi");
    key_is("Kumas  tipi", "kumas tipi");
    key_is("İ", "i");
    key_is("IŞIK", "isik");
    key_is("ışık", "isik");
    key_is("STRASSE", "strasse");
    key_is("Straße", "strasse");
    key_is("Stra\xc2\xad" "ße", "strasse");
    key_is("Größe (cm)*", "grosse cm");
    key_is("\xef\xbb\xbf" "ＳＫＵ\xc2\xa0:", "sku");
    key_is("***", "");
    key_is("\xff\xfe" "a", "a");
    g_autofree char *german = text_match_key_german("Stück Größe");
    assert_string_equal(german, "stueck groesse");
}

/* What text.h says a key is, with GLib's functions for all of it: the whole text's, never a character's. */
static char *key_as_defined(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1), *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
    g_autofree char *folded = g_utf8_casefold(composed, -1), *decomposed = g_utf8_normalize(folded, -1, G_NORMALIZE_NFKD);
    GString *key = g_string_new(NULL);
    for (const char *p = decomposed; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_ismark(c) || g_unichar_type(c) == G_UNICODE_FORMAT)
            continue;
        c = c == 0x131 ? 'i' : c == 0x142 ? 'l' : c == 0xf8 ? 'o' : c == 0x111 ? 'd' : c;
        if (g_unichar_isalnum(c))
            g_string_append_unichar(key, c);
        else if (key->len && key->str[key->len - 1] != ' ')
            g_string_append_c(key, ' ');
    }
    return g_strchomp(g_string_free(key, FALSE));
}

static void key_is_as_defined(const char *text)
{
    g_autofree char *key = key_as_defined(text);
    key_is(text, key);
}

/* Each character by itself, between letters, and at both ends of signs; then any of them beside each other, and octets that are none. */
static void keys_are_as_defined_for_every_character(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(7);
    for (gunichar c = 1; c < 0x3100; c++) {
        char utf8[7] = "";
        g_unichar_to_utf8(c, utf8);
        g_autofree char *text = g_strdup_printf("%s|a%sB %s- %s", utf8, utf8, utf8, utf8);
        key_is_as_defined(utf8);
        key_is_as_defined(text);
    }
    for (guint round = 0; round < 5000; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        const gint32 ends[] = {0x80, 0x180, 0x530, 0x20d0, 0x2100, 0x3100};
        for (guint i = 0; i < 12; i++)
            g_string_append_unichar(text, (gunichar)g_rand_int_range(chance, 1, ends[g_rand_int_range(chance, 0, G_N_ELEMENTS(ends))]));
        if (round % 4 == 0)
            g_string_truncate(text, text->len - 1); /* a character that is not whole */
        if (round % 8 == 0)
            text->str[round / 8 % text->len] = (char)g_rand_int_range(chance, 128, 256);
        key_is_as_defined(text->str);
    }
}

static void distances_count_swaps_once_and_stop_at_the_limit(void **state)
{
    (void)state;
    assert_int_equal(text_distance("fabric", "fabric", 2), 0);
    assert_int_equal(text_distance("fabrik", "fabric", 2), 1);
    assert_int_equal(text_distance("fabirc", "fabric", 2), 1);
    assert_int_equal(text_distance("kumaş", "kumas", 2), 1);
    assert_int_equal(text_distance("legs", "length", 2), 3);
    assert_int_equal(text_distance("", "abc", 5), 3);
    assert_int_equal(text_typo_allowance("qty"), 0);
    assert_int_equal(text_typo_allowance("color"), 1);
    assert_int_equal(text_typo_allowance("quantity!"), 2);
}

/* Plain addresses are told by hand, all others by the pattern: what is said of any must be what the pattern says. */
static void addresses_are_valid_as_the_pattern_says(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",  "Z", "9", "anna", "a", "Z", "9", "mail", "@", "@", "@", "shop.example",
                                         ".", ".", "_", "-",    "-", "+", "%", "!",    "|", "\n", "~", "\xc3\xa4"};
    g_autoptr(GRegex) pattern = g_regex_new(TEXT_ADDRESS_PATTERN, G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY, 0, NULL);
    g_autoptr(GRand) random = g_rand_new_with_seed(43);
    guint valid = 0;
    for (guint i = 0; i < 100000; i++) {
        g_autoptr(GString) address = g_string_new(NULL);
        for (gint32 more = g_rand_int_range(random, 1, 9); more > 0; more--) {
            const char *piece = pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))];
            for (gint32 times = g_rand_int_range(random, 0, 60) == 0 ? 61 + g_rand_int_range(random, 0, 5) : 1; times > 0; times--)
                g_string_append(address, piece);
        }
        gboolean expected = address->len <= BOUND_ADDRESS && g_regex_match(pattern, address->str, 0, NULL);
        if (text_address_valid(address->str) != expected)
            fail_msg("%s: %d expected", address->str, expected);
        valid += expected;
    }
    assert_true(valid > 1000);
}

static void adv_43_addresses_that_could_do_harm_are_refused(void **state)
{
    (void)state;
    const char *const good[] = {"a@b", "a.b+c@d-e.example", "o'neil@x.example", "A_b=c@x.example", "a-@x.example"};
    const char *const bad[] = {"", "a", "@b", "a@", "a b@c", "a@b c", "a@b\nBcc: x@y", "a\r\n@b", "\"a\"@b", "a,b@c", "<a@b>", "a@b,c@d",
                               "a..b@c", ".a@b", "a.@b", "a@-b", "a@b..c", "a@[1.2.3.4]", "a@b\xc3\xbc", "a(c)@b", "a;b@c", "a@@b",
                               /* what servers have taken for a way to somebody else, a program or an option */
                               "victim%there.example@b", "there.example!victim@b", "@relay.example:a@b", "|/bin/sh@b", "-oQ/tmp@b", "-a@b",
                               "a@b%c", "a@b!c", "a: b@c;", "a@b;", "a@b\r", "a@b\n", "a@b\t"};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        assert_true(text_address_valid(good[i]));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_false(text_address_valid(bad[i]));
    assert_false(text_address_valid(NULL));
    g_autofree char *local = g_strnfill(65, 'a');
    g_autofree char *long_local = g_strconcat(local, "@b.example", NULL);
    assert_false(text_address_valid(long_local));
    g_autofree char *normal = text_address_normal("Ayla@SHOP.Example");
    assert_string_equal(normal, "Ayla@shop.example");
    g_autofree char *key = text_address_key("Ayla@SHOP.Example");
    assert_string_equal(key, "ayla@shop.example");
}

static void adv_36_no_control_survives_in_a_line(void **state)
{
    (void)state;
    g_autofree char *line = text_one_line(" a\r\nBcc: x\xe2\x80\xa8y\xe2\x80\xae z\x01\t.\xc2\x85 ", 100);
    assert_string_equal(line, "a Bcc: x y z .");
    g_autofree char *lines = text_lines("one  \r\ntwo\rthree\x00", 100);
    assert_string_equal(lines, "one\ntwo\nthree");
    g_autofree char *cut = text_one_line("ağ", 2);
    assert_string_equal(cut, "a");
}

static void tokens_are_long_and_never_the_same(void **state)
{
    (void)state;
    g_autofree char *one = text_random_token();
    g_autofree char *two = text_random_token();
    assert_int_equal(strlen(one), 26);
    assert_int_equal(strspn(one, "abcdefghijklmnopqrstuvwxyz234567"), 26);
    assert_string_not_equal(one, two);
}

static void a_token_is_hidden_wherever_it_stands(void **state)
{
    (void)state;
    const struct {
        const char *text, *hidden;
    } cases[] = {
        {"", ""},
        {"550 no: <orders+abcdefghijklmnopqrstuvwx27@shop.example>", "550 no: <orders+\342\200\246@shop.example>"},
        {"abcdefghijklmnopqrstuvwx27.123@shop.example", "\342\200\246.123@shop.example"},
        {"[ref: ABCDEFGHIJKLMNOPQRSTUVWX27]", "[ref: \342\200\246]"},
        {"abcdefghijklmnopqrstuvwx271", "abcdefghijklmnopqrstuvwx271"},   /* 27 */
        {"abcdefghijklmnopqrstuvwx2", "abcdefghijklmnopqrstuvwx2"},       /* 25 */
        {"abcdefghijklmnopqrstuvwx18", "abcdefghijklmnopqrstuvwx18"},     /* not of its alphabet */
        {"sipari\305\237 no", "sipari\305\237 no"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *hidden = text_hide_tokens(cases[i].text);
        assert_string_equal(hidden, cases[i].hidden);
    }
    g_autofree char *token = text_random_token();
    g_autofree char *hidden = text_hide_tokens(token);
    assert_string_equal(hidden, "\342\200\246");
}

static void dates_and_numbers_are_written_as_the_language_does(void **state)
{
    (void)state;
    GDate day;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, 3, G_DATE_DECEMBER, 2026);
    const struct {
        const char *language, *date, *money;
    } cases[] = {
        {"en", "Thursday, 3 December 2026", "€1,234,567.50"},
        {"tr", "3 Aralık 2026 Perşembe", "1.234.567,50\xc2\xa0€"},
        {"de", "Donnerstag, 3. Dezember 2026", "1.234.567,50\xc2\xa0€"},
        {"es", "jueves, 3 de diciembre de 2026", "1.234.567,50\xc2\xa0€"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct language *language = language_find(cases[i].language);
        g_autofree char *date = language_format_date(language, &day, TRUE);
        g_autofree char *money = language_format_money(language, "1234567.5", "EUR");
        assert_string_equal(date, cases[i].date);
        assert_string_equal(money, cases[i].money);
    }
    assert_null(language_find("xx"));
    assert_null(language_find(NULL));
    g_autofree char *iso = language_format_date(NULL, &day, FALSE);
    assert_string_equal(iso, "2026-12-03");
    g_autofree char *small = language_format_decimal(language_find("en"), "-119.38", 0);
    assert_string_equal(small, "-119.38");
}

static void every_language_is_complete(void **state)
{
    (void)state;
    for (guint i = 0; i < language_count(); i++) {
        const struct language *language = language_get(i);
        for (guint m = 0; m < 12; m++)
            assert_true(language->months[m] && language->month_short[m]);
        for (guint d = 0; d < 7; d++)
            assert_non_null(language->weekdays[d]);
        for (guint n = 0; n <= 20; n++) {
            g_autofree char *key = text_match_key(language->numbers[n]);
            assert_string_equal(key, language->numbers[n]);
        }
        for (guint n = 0; language->yes[n]; n++) {
            g_autofree char *key = text_match_key(language->yes[n]);
            assert_string_equal(key, language->yes[n]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_hidden_wherever_it_stands),
        cmocka_unit_test(hard_01_to_07_keys_fold_case_marks_and_spaces),
        cmocka_unit_test(keys_are_as_defined_for_every_character),
        cmocka_unit_test(distances_count_swaps_once_and_stop_at_the_limit),
        cmocka_unit_test(adv_43_addresses_that_could_do_harm_are_refused),
        cmocka_unit_test(addresses_are_valid_as_the_pattern_says),
        cmocka_unit_test(adv_36_no_control_survives_in_a_line),
        cmocka_unit_test(tokens_are_long_and_never_the_same),
        cmocka_unit_test(dates_and_numbers_are_written_as_the_language_does),
        cmocka_unit_test(every_language_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
