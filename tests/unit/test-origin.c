#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "parsers/read/auth-results.h"
#include "parsers/read/quote.h"
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

static gboolean is_machines(const char *subject, const char *text)
{
    g_autoptr(document_auto) document = mail_from("anna@customer.example");
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    set(&document->subject, subject);
    for (guint i = 0; lines[i]; i++)
        document_add_line(block, 0, lines[i]);
    return read_machine(document) != NULL;
}

static void a_receipt_that_is_an_ordinary_mail_is_a_machines(void **state)
{
    (void)state;
    assert_true(is_machines("Read: Your order EH-1001", "Your message\n\n   To: Anna\n   Sent: Friday\n\n was read on Friday, November 27, 2026 9:20:11 AM (UTC)."));
    assert_true(is_machines("Not read: Your order EH-1001", "Your message was deleted without being read on Friday."));
    assert_true(is_machines("Okundu: Siparişiniz", "İletiniz 27 Kasım 2026 tarihinde okundu."));
    assert_true(is_machines("Gelesen: Ihre Bestellung", "Ihre Nachricht wurde gelesen am Freitag."));
    assert_false(is_machines("Read: your catalogue", "I have read your catalogue, and would like a sofa in linen."));
    assert_false(is_machines("Your order EH-1001", "Your mail was read on Friday only, sorry. Please send two."));
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
    assert_int_equal(JUDGE(from, "mx.shop.example; none", "mx.shop.example; dkim=pass header.d=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example", "mx.shop.example; dmarc=pass header.from=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=none", "MX.shop.example; dkim=pass header.d=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=none", "mx.shop.example; dmarc=pass header.from=corp.example"), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=none header.d=x.example; dkim=pass header.d=corp.example"), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=pass header.d=evil.example header.d=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=pass header.d=evil.example header.i=@corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc=pass"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc=fail"), READ_AUTH_FAIL);
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc=fail header.from=evil.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; spf=pass smtp.helo=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; spf=pass policy.mailfrom=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; arc=pass header.d=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=pass header.d=corp.example corp"), READ_AUTH_NONE);
    /* the server's own field is broken by what the sender wrote into it, or is of a later kind: the one below is not asked */
    assert_int_equal(JUDGE(from, "mx.shop.example; spf=fail (x smtp.mailfrom=a", "mx.shop.example; dmarc=pass header.from=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example 2; spf=fail", "mx.shop.example; dmarc=pass header.from=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc/2=fail", "mx.shop.example; dmarc=pass header.from=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "mx.shop.example 2; dmarc=pass header.from=corp.example"), READ_AUTH_NONE);
    assert_int_equal(JUDGE(from, "spf=pass smtp.mailfrom=corp.example; dmarc=pass header.from=corp.example"), READ_AUTH_NONE);
}

static void domains_are_compared_as_the_dns_has_them(void **state)
{
    (void)state;
    const char *from = "boss@xn--brse-5qa.example"; /* börse */
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc=pass header.from=b\303\266rse.example"), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc=pass header.from=\"B\303\226RSE.example.\""), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "mx.shop.example; dkim=pass header.d=XN--BRSE-5QA.EXAMPLE"), READ_AUTH_PASS);
    assert_int_equal(JUDGE(from, "mx.shop.example; dmarc=pass header.from=b\320\276rse.example"), READ_AUTH_NONE); /* a Cyrillic o */
    assert_int_equal(JUDGE("boss@corp.example", "mx.shop.example; dmarc=pass header.from=c\320\276rp.example"), READ_AUTH_NONE);
}

/* --- the field itself ---------------------------------------------------------------------------------------------------------------- */

/* "server/1 dkim/1=pass reason <why> smtp.mailfrom=<x>": the field as it was read, in one line. */
static char *told(const char *text)
{
    static const char *const types[] = {"smtp", "header", "body", "policy", "other"};
    g_autoptr(auth_results_auto) results = auth_results_read(text);
    if (!results)
        return g_strdup("no field");
    GString *line = g_string_new(NULL);
    g_string_append_printf(line, "%s/%u", results->server, results->version);
    for (guint i = 0; i < results->results->len; i++) {
        const struct auth_result *result = results->results->pdata[i];
        g_string_append_printf(line, " | %s/%u=%s", result->method, result->version, result->verdict);
        if (result->reason)
            g_string_append_printf(line, " reason <%s>", result->reason);
        for (guint p = 0; p < result->properties->len; p++) {
            const struct auth_property *property = result->properties->pdata[p];
            g_string_append_printf(line, " %s.%s=<%s>", types[property->type], property->name, property->value);
        }
        g_string_append(line, result->sound ? "" : " unsound");
    }
    return g_string_free(line, FALSE);
}

static void reads(const char *text, const char *expected)
{
    g_autofree char *line = told(text);
    assert_string_equal(line, expected);
}

static void each_rule_of_the_grammar_is_read(void **state)
{
    (void)state;
    /* RFC 8601, appendix B */
    reads("example.org 1; none", "example.org/1");
    reads("example.com; spf=pass smtp.mailfrom=example.net", "example.com/1 | spf/1=pass smtp.mailfrom=<example.net>");
    reads("example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net",
          "example.com/1 | auth/1=pass smtp.auth=<sender@example.net> | spf/1=pass smtp.mailfrom=<example.net>");
    reads("example.com; iprev=pass policy.iprev=192.0.2.200", "example.com/1 | iprev/1=pass policy.iprev=<192.0.2.200>");
    reads("example.com; dkim=pass reason=\"good signature\" header.i=@mail-router.example.net; dkim=fail reason=\"bad signature\" header.i=@newyork.example.com",
          "example.com/1 | dkim/1=pass reason <good signature> header.i=<@mail-router.example.net> | dkim/1=fail reason <bad signature> header.i=<@newyork.example.com>");
    reads("foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) "
          "expired (this surprised me) = (as I wasn't expecting it) 1362471462",
          "foo.example.net/1 | dkim/1=fail policy.expired=<1362471462>");
    /* folds, quoting, cases, every property type */
    reads("mx.example;\r\n\tdkim=pass\r\n header.d=a.example\r\n\theader.b=\"x;y\"", "mx.example/1 | dkim/1=pass header.d=<a.example> header.b=<x;y>");
    reads("\"MX.Example\"; SPF = Pass SMTP . MailFrom = \"a \\\"b\\\" ; c\"@d.example", "mx.example/1 | spf/1=pass smtp.mailfrom=<a \"b\" ; c@d.example>");
    reads("mx.example 1 ; x-own/12=neutral body.length=7 made-up.name=v", "mx.example/1 | x-own/12=neutral body.length=<7> other.name=<v>");
    reads("mx.example 7;none", "mx.example/7");
    reads("mx.example; dkim=pass (a (nested; \\) spf=pass) one) header.d=a.example", "mx.example/1 | dkim/1=pass header.d=<a.example>");
    reads("mx.example; spf=pass smtp.mailfrom=\"\"", "mx.example/1 | spf/1=pass smtp.mailfrom=<>");
}

static void what_is_against_the_grammar_is_none(void **state)
{
    (void)state;
    const char *const none[] = {"", " ", "(only a comment)", ";", "; none", "mx.example none", "mx.example 1 2; none", "mx.example 12345; none",
                                "mx.example; dkim=pass (no end", "mx.example; dkim=pass reason=\"no end", "spf=pass smtp.mailfrom=a.example",
                                "mx.example (x", "\"mx.example; none", "mx.example; dkim=pass ((((((((((((((((((((((a))))))))))))))))))))))"};
    for (guint i = 0; i < G_N_ELEMENTS(none); i++)
        reads(none[i], "no field");
    reads("mx.example; none; dkim=pass header.d=a.example", "mx.example/1 | dkim/1=pass header.d=<a.example>");
    reads("mx.example; dkim pass; spf=pass smtp.mailfrom=a.example", "mx.example/1 | spf/1=pass smtp.mailfrom=<a.example>");
    reads("mx.example; dkim/x=pass; =pass; spf=; auth=pass", "mx.example/1 | auth/1=pass");
    reads("mx.example; dkim=pass header.d=a.example stray; spf=pass", "mx.example/1 | dkim/1=pass header.d=<a.example> unsound | spf/1=pass");
    reads("mx.example; dkim=pass header. =x; spf=pass", "mx.example/1 | dkim/1=pass unsound | spf/1=pass");
    reads("mx.example; dkim=pass header.d=; spf=pass", "mx.example/1 | dkim/1=pass unsound | spf/1=pass");
    reads("mx.example; dkim=pass ) \"; spf=pass\" (; auth=pass); spf=none", "mx.example/1 | dkim/1=pass unsound | spf/1=none");
    reads("mx.example; =?utf-8?q?dkim=3Dpass?= header.d=a.example", "mx.example/1");
    g_autoptr(GString) many = g_string_new("mx.example");
    for (guint i = 0; i < 60; i++)
        g_string_append(many, "; dkim=pass");
    reads(many->str, "no field");
}

static void what_servers_really_write_is_read(void **state)
{
    (void)state;
    reads("mx.google.com; dkim=pass header.i=@corp.example header.s=sel header.b=\"aB/c+d=\"; spf=pass (google.com: domain of a@corp.example designates 192.0.2.1 "
          "as permitted sender) smtp.mailfrom=a@corp.example; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=corp.example",
          "mx.google.com/1 | dkim/1=pass header.i=<@corp.example> header.s=<sel> header.b=<aB/c+d=> | spf/1=pass smtp.mailfrom=<a@corp.example> "
          "| dmarc/1=pass header.from=<corp.example>");
    reads("mx.example; dkim=pass header.d=a.example header.b=aB/c+d=;\r\n dkim-atps=neutral", "mx.example/1 | dkim/1=pass header.d=<a.example> header.b=<aB/c+d=> | dkim-atps/1=neutral");
    reads("mx.example; dmarc=pass action=none header.from=a.example;compauth=pass reason=100", "mx.example/1 | dmarc/1=pass header.from=<a.example> | compauth/1=pass reason <100>");
    reads("OpenDMARC; dmarc=fail (p=none dis=none) header.from=a.example;", "opendmarc/1 | dmarc/1=fail header.from=<a.example>");
    reads("mx.example; dkim=none (message not signed)\r\n\theader.d=none;dmarc=none action=none\r\n\theader.from=a.example;",
          "mx.example/1 | dkim/1=none header.d=<none> | dmarc/1=none header.from=<a.example>");
    reads("mail.example; dkim=temperror reason=\"key (DNS; timeout)\" header.d=a.example", "mail.example/1 | dkim/1=temperror reason <key (DNS; timeout)> header.d=<a.example>");
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

/* Another desk's letter ends with its reference line; who answers one quotes it. */
static void adv_04_own_tokens_are_those_that_are_not_quoted(void **state)
{
    (void)state;
    static const char *const lines[] = {"Your order is confirmed.", "[ref: aaaaaaaaaaaaaaaaaaaaaaaaaa]", "On Mon, 23 Nov 2026 at 10:12, Shop <a@b.example> wrote:",
                                        "> [ref: bbbbbbbbbbbbbbbbbbbbbbbbbb]", "[ref: short]"};
    g_autoptr(document_auto) document = mail_from("anna@customer.example");
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        document_add_line(block, lines[i][0] == '>', lines[i][0] == '>' ? lines[i] + 2 : lines[i]);
    struct document_block *returned = document_add_block(document, BLOCK_PLAIN);
    returned->returned = TRUE;
    document_add_line(returned, 0, "[ref: cccccccccccccccccccccccccc]");
    set(&document->subject, "Re: x [ref: dddddddddddddddddddddddddd]");
    g_auto(GStrv) tokens = read_own_tokens(document);
    assert_int_equal(g_strv_length(tokens), 1);
    assert_string_equal(tokens[0], "aaaaaaaaaaaaaaaaaaaaaaaaaa");
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

/* --- who wrote what was sent on ------------------------------------------------------------------------------------------------------------- */

static void assert_sender(const struct document *document, const char *address, const char *name)
{
    char *found_name = NULL, *found = forwarded_sender(document, &found_name);
    if (g_strcmp0(found, address) != 0 || g_strcmp0(found_name, name) != 0)
        fail_msg("%s, %s instead of %s, %s", found, found_name, address, name);
    g_free(found);
    g_free(found_name);
}

/* Each From line as the header of a mail that was sent on, by the programs that write it. */
static void the_writer_of_a_forwarded_mail_is_found_in_its_header(void **state)
{
    (void)state;
    static const struct {
        const char *from, *address, *name;
    } cases[] = {
        {"From: Ayla Demir <ayla@example.com>", "ayla@example.com", "Ayla Demir"},
        {"From: \"Demir, Ayla\" <ayla@example.com>", "ayla@example.com", "Demir, Ayla"},
        {"From: <ayla@example.com>", "ayla@example.com", NULL},
        {"From: ayla@example.com", "ayla@example.com", NULL},
        {"From: Ayla Demir [mailto:ayla@example.com]", "ayla@example.com", "Ayla Demir"},
        {"From: Ayla Demir <mailto:ayla@example.com>", "ayla@example.com", "Ayla Demir"},
        {"Von: Ayla Demir <ayla@example.com>", "ayla@example.com", "Ayla Demir"},
        {"From: Ayla Demir", NULL, NULL}, /* a name alone is nobody to answer */
        {"From: Ayla Demir <ayla at example.com>", NULL, NULL},
        {"From: Ayla Demir <ayla@example.com", NULL, NULL},
        {"From: Ayla Demir [ayla@example.com", NULL, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = mail_from("a@b.example");
        struct document_block *block = document_add_block(document, BLOCK_PLAIN);
        const char *const lines[] = {"See below.", "", "---------- Forwarded message ---------", cases[i].from, "Date: Mon, 23 Nov 2026 at 10:12",
                                     "Subject: an order", "To: <shop@shop.example>", "", "a sofa, please"};
        for (guint l = 0; l < G_N_ELEMENTS(lines); l++)
            document_add_line(block, 0, lines[l]);
        assert_sender(document, cases[i].address, cases[i].name);
    }
}

static void the_writer_of_an_attached_mail_is_its_from_when_there_is_but_one(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_from("a@b.example");
    assert_sender(document, NULL, NULL);
    document_add_address(document->attached_from, "Ayla Demir", "ayla@example.com");
    assert_sender(document, NULL, NULL); /* a mail without a body of its own says nothing of it */
    document_add_line(document_add_block(document, BLOCK_PLAIN), 0, "See attached.");
    assert_sender(document, "ayla@example.com", "Ayla Demir");
    document_add_address(document->attached_from, "", "cem@example.com");
    assert_sender(document, NULL, NULL);
    g_ptr_array_remove_index(document->attached_from, 0);
    assert_sender(document, "cem@example.com", NULL);
    g_ptr_array_set_size(document->attached_from, 0);
    document_add_address(document->attached_from, "Ayla", "not an address");
    assert_sender(document, NULL, NULL);
}

static void a_subject_says_that_a_mail_was_sent_on(void **state)
{
    (void)state;
    static const char *const forwards[] = {"Fwd: order", "FW: order", "WG: Bestellung", "İlt: sipariş", "YNT: İLT: sipariş", "TR: commande", "Пересл: заказ"};
    static const char *const others[] = {"Re: order", "order", "forward: order", "a very long subject of an order: fwd", ": order", ""};
    for (guint i = 0; i < G_N_ELEMENTS(forwards); i++)
        assert_int_equal(subject_is_forward(forwards[i]), i != 4);
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        assert_false(subject_is_forward(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_is_no_machine),
        cmocka_unit_test(adv_01_02_03_06_machines_are_known_by_their_marks),
        cmocka_unit_test(adv_09_out_of_office_by_its_subject_in_many_languages),
        cmocka_unit_test(a_receipt_that_is_an_ordinary_mail_is_a_machines),
        cmocka_unit_test(authentication_counts_only_for_the_from_domain_and_from_trusted_servers),
        cmocka_unit_test(adv_25_27_28_forged_and_foreign_results_do_not_count),
        cmocka_unit_test(domains_are_compared_as_the_dns_has_them),
        cmocka_unit_test(each_rule_of_the_grammar_is_read),
        cmocka_unit_test(what_is_against_the_grammar_is_none),
        cmocka_unit_test(what_servers_really_write_is_read),
        cmocka_unit_test(two_from_addresses_prove_nothing),
        cmocka_unit_test(broken_fields_are_survived),
        cmocka_unit_test(tokens_are_found_in_subject_body_and_addresses),
        cmocka_unit_test(adv_04_own_tokens_are_those_that_are_not_quoted),
        cmocka_unit_test(what_only_looks_like_a_token_is_none),
        cmocka_unit_test(the_writer_of_a_forwarded_mail_is_found_in_its_header),
        cmocka_unit_test(the_writer_of_an_attached_mail_is_its_from_when_there_is_but_one),
        cmocka_unit_test(a_subject_says_that_a_mail_was_sent_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
