#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "parsers/read/read.h"

static struct document *mail_from(const char *address)
{
    struct document *document = document_new();
    document_add_address(document->from, "", address);
    return document;
}

static void set(char **member, const char *text)
{
    g_free(*member);
    *member = g_strdup(text);
}

/* --- machines ---------------------------------------------------------------------------------------------------------------------- */

static void a_person_is_no_machine(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_from("anna@customer.example");
    set(&document->subject, "Sofa order");
    set(&document->auto_submitted, "no");
    set(&document->precedence, "first-class");
    set(&document->return_path, "anna@customer.example");
    assert_null(read_machine(document));
}

static void adv_01_02_03_06_machines_are_known_by_their_marks(void **state)
{
    (void)state;
    const struct {
        guint32 flags;
        const char *from, *auto_submitted, *precedence, *subject;
        gboolean list, marked;
    } cases[] = {
        {DOCUMENT_REPORT, "a@b.example", "", "", "", FALSE, FALSE},
        {DOCUMENT_NULL_PATH, "a@b.example", "", "", "", FALSE, FALSE},
        {DOCUMENT_CALENDAR, "a@b.example", "", "", "", FALSE, FALSE},
        {0, "MAILER-DAEMON@b.example", "", "", "", FALSE, FALSE},
        {0, "owner-talk@b.example", "", "", "", FALSE, FALSE},
        {0, "talk-request@b.example", "", "", "", FALSE, FALSE},
        {0, "a@b.example", "auto-replied", "", "", FALSE, FALSE},
        {0, "a@b.example", "auto-notified", "", "", FALSE, FALSE},
        {0, "a@b.example", "", "bulk", "", FALSE, FALSE},
        {0, "a@b.example", "", "", "", TRUE, FALSE},
        {0, "a@b.example", "", "", "", FALSE, TRUE},
        {0, "a@b.example", "", "", "Automatic reply: Your order", FALSE, FALSE},
        {0, "a@b.example", "", "", "Otomatik yanıt: Siparişiniz", FALSE, FALSE},
        {0, "a@b.example", "", "", "Abwesenheitsnotiz: Re: Sofa", FALSE, FALSE},
        {0, "a@b.example", "", "", "Réponse automatique : canapé", FALSE, FALSE},
        {0, "a@b.example", "", "", "Автоматический ответ: заказ", FALSE, FALSE},
        {0, "a@b.example", "", "", "Undelivered Mail Returned to Sender", FALSE, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = mail_from(cases[i].from);
        document->flags = cases[i].flags;
        set(&document->auto_submitted, cases[i].auto_submitted);
        set(&document->precedence, cases[i].precedence);
        set(&document->subject, cases[i].subject);
        document->is_list = cases[i].list;
        document->is_auto_marked = cases[i].marked;
        assert_non_null(read_machine(document));
    }
}

/* A responder that marks nothing is told by its subject alone. */
static void adv_09_out_of_office_by_its_subject_in_many_languages(void **state)
{
    (void)state;
    static const char *const subjects[] = {
        "Out of office: Your order", "OUT OF OFFICE", "Out of Office Re: Your order", "I am out of the office Re: Your order",
        "I'm out of office", "Automatic reply: Your order", "Auto-Reply: Your order", "[Auto-Reply] Your order", "AutoReply: Your order",
        "Autoresponder: Your order", "Away from my mail", "On leave: Your order", "Re: Out of office: Your order",
        "Otomatik yanıt: Siparişiniz", "OTOMATİK YANIT: Siparişiniz", "Ofis dışında: Siparişiniz", "Ofis dışındayım", "Yıllık izindeyim",
        "Ynt: Otomatik yanıt: Siparişiniz", "Automatische Antwort: Ihre Bestellung", "AW: Automatische Antwort: Ihre Bestellung",
        "Abwesenheitsnotiz: Re: Sofa", "Abwesend: Re: Sofa", "Abwesenheitsassistent: Re: Sofa", "Nicht im Büro: Re: Sofa",
        "Réponse automatique : canapé", "Absence du bureau : canapé", "Absent(e) du bureau", "Respuesta automática: sofá",
        "Fuera de la oficina: sofá", "Risposta automatica: divano", "Fuori ufficio: divano", "Automatisch antwoord: bank",
        "Afwezig: bank", "Odpowiedź automatyczna: sofa", "Autoodpowiedź: sofa", "Resposta automática: sofá", "Fora do escritório: sofá",
        "Автоматический ответ: заказ", "Автоответ: заказ", "Вне офиса: заказ", "Автоматична відповідь: диван", "Автоматичен отговор: диван",
        "Αυτόματη απάντηση: καναπές", "Εκτός γραφείου", "Autosvar: soffa", "Automatiskt svar: soffa", "Automatisk svar: sofa",
        "Frånvaro: soffa", "Automaattinen vastaus: sohva", "Poissa: sohva", "Automatická odpověď: pohovka", "Mimo kancelář: pohovka",
        "Automatikus válasz: kanapé", "Házon kívül: kanapé", "Răspuns automat: canapea", "Automatski odgovor: kauč", "自動応答: ソファ",
        "自動返信：ソファ", "自动答复: 沙发", "自動回覆: 沙發", "תשובה אוטומטית: ספה", "رد تلقائي: أريكة",
    };
    static const char *const persons[] = {
        "I am on holiday next week, please deliver later", "Sofa for our holiday home", "Order: sofa, out of the office chair business",
        "Sofa order, automatic recliner", "Auto: Sitzbezug", "Re: Sofa order", "Poissaolo ei haittaa", "Abwesender Gast: Sofa",
    };
    for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_autoptr(document_auto) document = mail_from("anna@customer.example");
        set(&document->subject, subjects[i]);
        if (!read_machine(document))
            fail_msg("a person's: %s", subjects[i]);
    }
    for (guint i = 0; i < G_N_ELEMENTS(persons); i++) {
        g_autoptr(document_auto) document = mail_from("anna@customer.example");
        set(&document->subject, persons[i]);
        if (read_machine(document))
            fail_msg("a machine's: %s", persons[i]);
    }
}

/* --- authentication ------------------------------------------------------------------------------------------------------------------ */

static enum read_auth judge(const char *from, const char *const *fields)
{
    static const char *const trusted[] = {"mx.shop.example", NULL};
    g_autoptr(document_auto) document = mail_from(from);
    for (guint i = 0; fields[i]; i++)
        g_ptr_array_add(document->authentication, g_strdup(fields[i]));
    return read_authentication(document, trusted);
}

#define JUDGE(from, ...) judge(from, (const char *const[]){__VA_ARGS__, NULL})

static void authentication_counts_only_for_the_from_domain_and_from_trusted_servers(void **state)
{
    (void)state;
    const char *from = "boss@corp.example";
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc=pass header.from=corp.example"), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "MX.Shop.Example 1; DKIM = pass (good (really)) header.d = corp.example"), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim/1=pass reason=\"a; b=c\" header.i=@corp.example"), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "\"mx.shop.example\"; spf=pass smtp.mailfrom=boss@corp.example"), READ_AUTH_PASS);
    assert_int_equal(JUDGE("x@mail.corp.example", "mx.shop.example; dkim=pass header.d=corp.example"), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc=fail header.from=corp.example; spf=pass smtp.mailfrom=corp.example"), READ_AUTH_FAIL);
    assert_int_equal(JUDGE(from, "mx.shop.example; none"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=fail header.d=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, ""), READ_AUTH_NONE);
}

static void adv_25_27_28_forged_and_foreign_results_do_not_count(void **state)
{
    (void)state;
    const char *from = "boss@corp.example";
    assert_int_equal(JUDGE(from, "mx.evil.example; dmarc=pass header.from=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example.evil.example; dmarc=pass"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.evil.example (mx.shop.example; dmarc=pass)"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=pass header.d=evil.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=pass header.d=evilcorp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE("x@evilcorp.example", "mx.shop.example; dkim=pass header.d=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=pass header.d=example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=none reason=\"dkim=pass header.d=corp.example\""), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc=pass header.from=evil.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; spf=pass smtp.mailfrom=\"x@corp.example\"@evil.example"), READ_AUTH_NONE);
    /* right below the server's own, in its name */
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=none; dmarc=none", "mx.shop.example; dmarc=pass header.from=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=none", "MX.shop.example; dkim=pass header.d=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=none", "mx.shop.example; dmarc=pass header.from=corp.example"), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=none header.d=x.example; dkim=pass header.d=corp.example"), READ_AUTH_PASS);
}

static void two_from_addresses_prove_nothing(void **state)
{
    (void)state;
    static const char *const trusted[] = {"mx.shop.example", NULL};
    g_autoptr(document_auto) document = mail_from("boss@corp.example");
    document_add_address(document->from, "", "x@evil.example");
    g_ptr_array_add(document->authentication, g_strdup("mx.shop.example; dmarc=pass header.from=corp.example"));
    assert_int_equal(read_authentication(document, trusted), READ_AUTH_NONE);
}

static void broken_fields_are_survived(void **state)
{
    (void)state;
    const char *const broken[] = {"((((", "\"", "mx.shop.example; ; ;=;=pass; dkim; dkim=; header.d=x", "mx.shop.example;dkim=pass(", "\\", "mx.shop.example; \"\\"};
    for (guint i = 0; i < G_N_ELEMENTS(broken); i++)
        assert_int_equal(JUDGE("a@b.example", broken[i]), READ_AUTH_NONE);
}

/* --- tokens ------------------------------------------------------------------------------------------------------------------------------ */

#define TOKEN "abcdefghijklmnopqrstuvwx27"
#define OTHER "zzzzzzzzzzzzzzzzzzzzzzzzzz"

static void tokens_are_found_in_subject_body_and_addresses(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_from("a@b.example");
    document_add_address(document->to, "", "orders+" TOKEN "@shop.example");
    g_ptr_array_add(document->delivered_to, g_strdup("orders+" OTHER "@shop.example"));
    set(&document->subject, "Re: [ref: " TOKEN "] your order");
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    document_add_line(block, 1, "[ref:");
    document_add_line(block, 1, "AAAAAAAAAAAAAAAAAAAAAAAAAA]");
    g_auto(GStrv) tokens = read_tokens(document);
    assert_int_equal(g_strv_length(tokens), 3);
    assert_string_equal(tokens[0], TOKEN);
    assert_string_equal(tokens[1], OTHER);
    assert_string_equal(tokens[2], "aaaaaaaaaaaaaaaaaaaaaaaaaa");
}

static void what_only_looks_like_a_token_is_none(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_from("a@b.example");
    set(&document->subject, "[ref: short] [ref: abcdefghijklmnopqrstuvwx19] [ref " TOKEN "] [ref: " TOKEN "x]");
    document_add_address(document->to, "", "orders+" TOKEN "x@shop.example");
    g_auto(GStrv) tokens = read_tokens(document);
    assert_int_equal(g_strv_length(tokens), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_is_no_machine),
        cmocka_unit_test(adv_01_02_03_06_machines_are_known_by_their_marks),
        cmocka_unit_test(adv_09_out_of_office_by_its_subject_in_many_languages),
        cmocka_unit_test(authentication_counts_only_for_the_from_domain_and_from_trusted_servers),
        cmocka_unit_test(adv_25_27_28_forged_and_foreign_results_do_not_count),
        cmocka_unit_test(two_from_addresses_prove_nothing),
        cmocka_unit_test(broken_fields_are_survived),
        cmocka_unit_test(tokens_are_found_in_subject_body_and_addresses),
        cmocka_unit_test(what_only_looks_like_a_token_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
