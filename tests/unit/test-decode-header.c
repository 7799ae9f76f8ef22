/* Single header fields in all the shapes in which programs, and people who mean no good, write them; and RTF. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/decode.h"
#include "parsers/decode/rtf.h"
#include "tests/unit/decode-helper.h"

static struct document *with(const char *fields)
{
    g_autofree char *mail = g_strdup_printf("From: a@b.example\n%s\n\nhello\n", fields);
    return decode_text(mail);
}

/* --- addresses --------------------------------------------------------------------------------------------------------------------------- */

/* "name <address>" one after the other; "<>" where the address cannot be read. */
static char *list_told(const GPtrArray *addresses)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < addresses->len; i++) {
        const struct document_address *one = addresses->pdata[i];
        g_string_append_printf(all, "%s%s%s<%s>", i ? ", " : "", one->name, *one->name ? " " : "", one->address);
    }
    return g_string_free(all, FALSE);
}

static void lists_of_addresses_are_read_as_far_as_they_are_sound(void **state)
{
    (void)state;
    static const struct {
        const char *written, *read;
    } cases[] = {
        {"a@b.example", "<a@b.example>"},
        {"Ayla <a@b.example>, c@d.example", "Ayla <a@b.example>, <c@d.example>"},
        {"friends: a@b.example, Cem <c@d.example>;", "<a@b.example>, Cem <c@d.example>"},
        {"undisclosed-recipients:;", ""},
        {"=?utf-8?q?Ayla_=C3=96z?= <a@b.example>", "Ayla Öz <a@b.example>"},
        {"=?utf-8?b?QSwgQg==?= <a@b.example>", "A, B <a@b.example>"}, /* the comma is the name's */
        {"=?utf-8?q?" "?= <a@b.example>", "<a@b.example>"},
        {"nobody", "<>"},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *field = g_strdup_printf("To: %s", cases[i].written);
        g_autoptr(document_auto) document = with(field);
        g_autofree char *told = list_told(document->to);
        if (strcmp(told, cases[i].read) != 0)
            fail_msg("%s: %s", cases[i].written, told);
    }
    g_autofree char *local = g_strnfill(BOUND_ADDRESS, 'x'), *field = g_strdup_printf("Cc: %s@b.example", local);
    g_autoptr(document_auto) document = with(field);
    g_autofree char *told = list_told(document->cc);
    assert_string_equal(told, "<>"); /* longer than any address */
}

static void more_addresses_than_are_read_are_left_out(void **state)
{
    (void)state;
    g_autoptr(GString) field = g_string_new("Delivered-To: x@b.example, nobody");
    for (guint i = 0; i < 2 * BOUND_MARKS; i++)
        g_string_append_printf(field, ", a%u@b.example", i);
    g_string_append(field, "\nTo: a@b.example");
    for (guint i = 0; i < BOUND_ADDRESSES; i++)
        g_string_append_printf(field, ", a%u@b.example", i);
    g_autoptr(document_auto) document = with(field->str);
    assert_int_equal(document->delivered_to->len, BOUND_MARKS);
    assert_string_equal(document->delivered_to->pdata[1], "a0@b.example"); /* who cannot be reached got nothing */
    assert_int_equal(document->to->len, BOUND_ADDRESSES);
}

/* The mailbox must be the one that any other reader finds, the server that vouches for it among them. */
static void a_from_that_can_be_read_in_two_ways_is_odd(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        gboolean odd;
    } cases[] = {
        {"a@b.example", FALSE},
        {"\"A (B)\" <a@b.example>", FALSE},
        {"(a comment \\) with (another)) a@b.example", FALSE},
        {"\"Ayla \\\"the boss\\\" Demir\" <a@b.example>", FALSE},
        {"\"a b\"@b.example", TRUE}, /* no address that we write to */
        {"A <a@b.example> B", TRUE},
        {"a@b.example, c@d.example", TRUE},
        {"friends: a@b.example;", TRUE},
        {"\"never closed <a@b.example>", TRUE},
        {"(never closed a@b.example", TRUE},
        {"(never closed \\", TRUE},
        {"<c@d.example> a@b.example", TRUE},
        {"A <a@b.example", TRUE},
        {"a@c.example <a@b.example>", FALSE}, /* the name looks like an address; it is none */
        {"nobody", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strdup_printf("From: %s\nSubject: x\n\nhello\n", cases[i].from);
        g_autoptr(document_auto) document = decode_text(mail);
        if (((document->flags & DOCUMENT_ODD_FROM) != 0) != cases[i].odd)
            fail_msg("%s", cases[i].from);
    }
}

static void the_return_path_is_one_address_or_none(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *path;
        gboolean null;
    } cases[] = {
        {"Return-Path: <a@b.example>", "a@b.example", FALSE},   {"Return-Path: a@b.example", "a@b.example", FALSE},
        {"Return-Path: <a@b.example> (x)", "a@b.example", FALSE}, {"Return-Path: <>", "", TRUE},
        {"Return-Path: <>\nReturn-Path: <a@b.example>", "", TRUE}, {"Return-Path: <a@b.example>\nReturn-Path: <>", "a@b.example", FALSE},
        {"Return-Path: <a b@c.example>", "", FALSE},            {"Return-Path: <@b.example>", "", FALSE},
        {"Return-Path: <a@>", "", FALSE},                       {"Return-Path: <postmaster>", "", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = with(cases[i].fields);
        assert_string_equal(document->return_path, cases[i].path);
        assert_int_equal((document->flags & DOCUMENT_NULL_PATH) != 0, cases[i].null);
    }
}

/* --- ids, dates, tokens -------------------------------------------------------------------------------------------------------------------- */

static void the_first_of_a_field_that_may_stand_once_counts(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = with("Subject: one\nSubject: two\nMessage-ID: <1@x.example>\nMessage-ID: <2@x.example>\n"
                                             "Date: Tue, 24 Nov 2026 10:00:00 +0300\nDate: Wed, 25 Nov 2026 10:00:00 +0300\n"
                                             "Precedence: bulk\nPrecedence: list\nContent-Language: tr\nContent-Language: en");
    assert_string_equal(document->subject, "one");
    assert_string_equal(document->message_id, "1@x.example");
    assert_true(document->date == 1795503600);
    assert_string_equal(document->precedence, "bulk");
    assert_string_equal(document->content_language, "tr");
    g_autoptr(document_auto) bad = with("Date: yesterday\nMessage-ID: <@x.example>\nMessage-ID: <no at>\nMessage-ID: x@y.example\nMessage-ID: <1@>");
    assert_true(bad->date == 0);
    assert_string_equal(bad->message_id, "");
}

static void what_a_machine_says_of_itself_is_heard(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *submitted;
    } cases[] = {
        {"Auto-Submitted: no", "no"},
        {"Auto-Submitted: no\nAuto-Submitted: auto-replied", "auto-replied"},
        {"Auto-Submitted: auto-replied\nAuto-Submitted: no", "auto-replied"},
        {"Auto-Submitted: (a \\) comment (in it)) Auto-Generated; owner=x", "auto-generated"},
        {"Auto-Submitted: (never closed \\", ""},
        {"Auto-Submitted: auto-notified(why)", "auto-notified"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = with(cases[i].fields);
        assert_string_equal(document->auto_submitted, cases[i].submitted);
    }
}

static void marks_count_by_what_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        gboolean automatic, spam;
    } cases[] = {
        {"X-Auto-Response-Suppress: All", TRUE, FALSE},
        {"X-Auto-Response-Suppress: None", FALSE, FALSE},
        {"X-Autoreply: no", FALSE, FALSE},
        {"X-Autoreply:", FALSE, FALSE},
        {"X-Autoreply: yes", TRUE, FALSE},
        {"X-Post-MessageClass: 9; Autoresponder", TRUE, FALSE},
        {"X-Post-MessageClass: 1; Letter", FALSE, FALSE},
        {"X-Spam-Flag: YES", FALSE, TRUE},
        {"X-Spam-Flag: NO", FALSE, FALSE},
        {"X-Spam-Flag: yesterday", FALSE, FALSE},
        {"X-Spam: true", FALSE, TRUE},
        {"X-Bogosity: Spam, tests=bogofilter", FALSE, TRUE},
        {"X-Bogosity: Spamicity unknown", FALSE, FALSE},
        {"X-Rspamd-Action: reject", FALSE, TRUE},
        {"X-Spamd-Result: default: True [19 / 15]", FALSE, TRUE},
        {"X-Spamd-Result: default: False [1 / 15]", FALSE, FALSE},
        {"X-Forefront-Antispam-Report: CIP:1.2.3.4;SFV:SPM;", FALSE, TRUE},
        {"X-Forefront-Antispam-Report: SFV:SKB;", FALSE, TRUE},
        {"X-Forefront-Antispam-Report: SFV:NSPM;", FALSE, FALSE},
        {"X-MS-Exchange-Organization-SCL: 5", FALSE, TRUE},
        {"X-MS-Exchange-Organization-SCL: -1", FALSE, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = with(cases[i].field);
        if (document->is_auto_marked != cases[i].automatic || document->is_spam_marked != cases[i].spam)
            fail_msg("%s", cases[i].field);
        assert_false(document->is_list);
    }
}

static void marks_of_our_own_and_of_servers_are_kept_up_to_a_bound(void **state)
{
    (void)state;
    g_autoptr(GString) fields = g_string_new(NULL);
    for (guint i = 0; i < BOUND_MARKS + 5; i++)
        g_string_append_printf(fields, "X-Mailorder-Mark: %u\nAuthentication-Results: s%u.example; none\n", i, i);
    g_string_append(fields, "Subject: x");
    g_autoptr(document_auto) many = with(fields->str);
    assert_true(many->own_marks->len <= BOUND_MARKS);
    assert_string_equal(many->own_marks->pdata[0], "x-mailorder-mark: 0");
    assert_int_equal(many->authentication->len, 1); /* another field stands between the first and the second */
}

/* --- encoded words and folds ------------------------------------------------------------------------------------------------------------------- */

static void encoded_words_are_decoded_where_they_are_whole(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *read;
    } cases[] = {
        {"=?utf-8?q?a=20b?=", "a b"},
        {"=?UTF-8?Q?a_b?=", "a b"},
        {"=?utf-8*tr?q?=C3=A7?=", "ç"},
        {"=?utf-8*tr q?x?=", "=?utf-8*tr q?x?="},
        {"=?utf-8?b?w6c=?=", "ç"},
        {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
        {"=?utf-8?q?a?= =?iso-8859-9?q?=FE?=", "aş"},
        {"=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"},
        {"=?utf-8?q?=C3?= =?UTF-8?q?=A7?=", "ç"}, /* split inside of a character */
        {"=?utf-8?q?=C?=", "=C"},
        {"=?utf-8?q?=GG?=", "=GG"},
        {"=?utf-8?q?=4G?=", "=4G"},
        {"=?utf-8?x?a?=", "=?utf-8?x?a?="},
        {"=?utf-8?q?a", "=?utf-8?q?a"},
        {"=?utf-8?q?a?b?=", "=?utf-8?q?a?b?="},
        {"=??q?a?=", "=??q?a?="},
        {"=?utf-8", "=?utf-8"},
        {"=?utf-8?", "=?utf-8?"},
        {"=?utf-8?q", "=?utf-8?q"},
        {"=?utf-8 q?a?=", "=?utf-8 q?a?="},
        {"=?utf-8?q?a=0D=0AX-Spam: yes?=", "a X-Spam: yes"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *field = g_strdup_printf("Subject: %s", cases[i].subject);
        g_autoptr(document_auto) document = with(field);
        if (strcmp(document->subject, cases[i].read) != 0)
            fail_msg("%s: %s", cases[i].subject, document->subject);
    }
}

/* The header as it is on the wire: what ends it, what is passed over, what belongs to the body. */
static void a_header_ends_where_its_fields_do(void **state)
{
    (void)state;
    static const struct {
        const char *mail, *subject, *body;
    } cases[] = {
        {"From: a@b.example\r\nSubject: x\r\n\r\nbody", "x", "body\n"},
        {"From: a@b.example\nSubject: x\n\nbody", "x", "body\n"},
        {"From: a@b.example\r\nSubject: x\r\n y\r\n\tz\r\n\r\nbody", "x y z", "body\n"},
        {"From: a@b.example\r\nSubject : x\r\n\r\nbody", "x", "body\n"},
        {"From: a@b.example\r\nSubject\t: x\r\n\r\nbody", "x", "body\n"},
        {"From a@b.example Tue Nov 24\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nbody", "x", "body\n"},
        {"From: a@b.example\r\nno field at all\r\nSubject: x\r\n\r\nbody", "x", "body\n"},
        {"From: a@b.example\r\nSubject: x\r\nno field at all\r\nnor this\r\n", "x", "no field at all\nnor this\n"},
        {"From: a@b.example\r\nSubject: x\r\n--boundary: y\r\nMore: z\r\n", "x", "--boundary: y\nMore: z\n"},
        {"From: a@b.example\r\nSubject: x", "x", ""},
        {"From: a@b.example\r\nSubject: x\r\n \r\nbody", "x", "body\n"},
        {"From: a@b.example\r\nSubject: x\x01y\x7fz\xc2\x85w\r\n\r\nbody", "x y z w", "body\n"},
        {"From: a@b.example\r\nSubject: x\xe2\x80\xa8y\xe2\x80\xa9z\r\n\r\nbody", "x y z", "body\n"},
        {"From: a@b.example\r\nSubject: x\r\n: no name\r\nTo: c@d.example\r\n\r\nbody", "x", "body\n"},
        {"From: a@b.example\r\nSubj\x80" "ect: y\r\nSubject: x\r\n\r\nbody", "x", "body\n"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = decode_bytes(cases[i].mail, strlen(cases[i].mail), NULL);
        g_autofree char *body = block_text(document, 0);
        if (strcmp(document->subject, cases[i].subject) != 0 || strcmp(body, cases[i].body) != 0)
            fail_msg("case %u: '%s', '%s'", i, document->subject, body);
    }
}

/* --- RTF --------------------------------------------------------------------------------------------------------------------------------------- */

static void rtf_is_read_whatever_is_wrong_with_it(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"\\", ""},
        {"{\\rtf1 a\\", "a"},
        {"{\\rtf1 a\\'", "a"},
        {"{\\rtf1 a\\'4", "a4"},
        {"{\\rtf1 a\\'zz\\'4zb}", "ab"},
        {"{\\rtf1 a}}}}b", "ab"},
        {"{\\rtf1 a\\~b\\_c\\\nd\\\re}", "a b-c\nd\ne"},
        {"{\\rtf1 a\\|b\\:c}", "abc"},
        {"{\\rtf1 a\r\nb}", "ab"},
        {"{\\rtf1\\lquote a\\rquote\\ldblquote b\\rdblquote\\bullet\\endash\\emdash\\tab c\\line d\\page e\\sect f\\nestcell g\\nestrow}",
         "‘a’“b”•–—\tc\nd\ne\nf\tg\n"},
        {"{\\rtf1{\\*\\unknown x}{\\info x}{\\header x}{\\stylesheet{\\s1 x;}}a}", "a"},
        {"{\\rtf1 {\\v a}{\\v1 b}{\\v0 c}}", "c"},
        {"{\\rtf1\\uc0\\u351 x\\uc1\\u351 ?x}", "şxşx"},
        {"{\\rtf1\\uc99\\u351?x}", "şx"}, /* nobody writes so many: as it was */
        {"{\\rtf1\\uc-1\\u351?x}", "şx"},
        {"{\\rtf1\\uc x\\u y}", "xy"},
        {"{\\rtf1\\u-8704?x}", "�x"}, /* the second half alone */
        {"{\\rtf1\\u-10179?x}", "x"}, /* and the first */
        {"{\\rtf1\\u0?x}", "x"},
        {"{\\rtf1\\bin99999999999 x}", ""},
        {"{\\rtf1\\bin-5 x}", "x"},
        {"{\\rtf1\\averylongcontrolwordthatnobodyknowsandthatgoeson5 x}", "x"},
        {"{\\rtf1\\par-x\\par-5x\\par-", "\n-x\nx\n-"}, /* a dash that begins no number */
        {"{\\rtf1\\ansicpg a}", "a"},
        {"{\\rtf1\\ansicpg0 \\'80}", "€"},
        {"{\\rtf1\\ansicpg-1 \\'80}", "€"},
        {"{\\rtf1\\ansicpg65001 \\'c3\\'a7}", "ç"},
        {"{\\rtf1\\ansicpg10000 \\'8d}", "ç"},
        {"{\\rtf1\\ansicpg20127 a}", "a"},
        {"{\\rtf1\\ansicpg28599 \\'fe}", "ş"},
        {"{\\rtf1\\ansicpg857 \\'9f}", "ş"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *told = rtf_text(cases[i][0], strlen(cases[i][0]), 1000);
        if (strcmp(told, cases[i][1]) != 0)
            fail_msg("%s: '%s'", cases[i][0], told);
    }
}

static void rtf_that_is_deeper_or_longer_than_is_read_ends(void **state)
{
    (void)state;
    g_autoptr(GString) deep = g_string_new("a");
    for (guint i = 0; i < 300; i++)
        g_string_append(deep, "{\\b\\*");
    g_string_append(deep, "deep\\par\\u351?\\~");
    for (guint i = 0; i < 300; i++)
        g_string_append_c(deep, '}');
    g_string_append_c(deep, 'b');
    g_autofree char *told = rtf_text(deep->str, deep->len, 1000);
    assert_string_equal(told, "ab");
    g_autofree char *most = rtf_text("abcdefgh", 8, 3);
    assert_string_equal(most, "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_of_addresses_are_read_as_far_as_they_are_sound),
        cmocka_unit_test(more_addresses_than_are_read_are_left_out),
        cmocka_unit_test(a_from_that_can_be_read_in_two_ways_is_odd),
        cmocka_unit_test(the_return_path_is_one_address_or_none),
        cmocka_unit_test(the_first_of_a_field_that_may_stand_once_counts),
        cmocka_unit_test(what_a_machine_says_of_itself_is_heard),
        cmocka_unit_test(marks_count_by_what_they_say),
        cmocka_unit_test(marks_of_our_own_and_of_servers_are_kept_up_to_a_bound),
        cmocka_unit_test(encoded_words_are_decoded_where_they_are_whole),
        cmocka_unit_test(a_header_ends_where_its_fields_do),
        cmocka_unit_test(rtf_is_read_whatever_is_wrong_with_it),
        cmocka_unit_test(rtf_that_is_deeper_or_longer_than_is_read_ends),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
