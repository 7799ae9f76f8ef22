/* The decoder: header, parts, charsets, bodies and bounds. HTML is in test-decode-html.c, the corpus in
 * test-decode-files.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/decode.h"
#include "tests/unit/decode-helper.h"

static struct document *decode_repeated(const char *head, const char *piece, guint times)
{
    GString *mail = g_string_new(head);
    for (guint i = 0; i < times; i++)
        g_string_append(mail, piece);
    struct document *document = decode_bytes(mail->str, mail->len, NULL);
    g_string_free(mail, TRUE);
    return document;
}

static const struct document_address *address(const GPtrArray *addresses, guint index)
{
    assert_true(index < addresses->len);
    return addresses->pdata[index];
}

/* --- header */

static void nothing_is_no_mail(void **state)
{
    (void)state;
    static const char *const none[] = {"", "\r\n", "just words\r\nand more\r\n", ":\r\n:\r\n\r\n"};
    for (guint i = 0; i < G_N_ELEMENTS(none); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(decode_bytes(none[i], strlen(none[i]), &error));
        assert_true(g_error_matches(error, DECODE_ERROR, DECODE_ERROR_NOT_A_MAIL));
    }
}

static void header_fields_are_understood(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_text(
        "Return-Path: <bounce@example.com>\nDelivered-To: orders+tok@shop.example\nX-Original-To: "
        "<orders@shop.example>\n"
        "Received: one\nReceived: two\nFrom: \"Demir, Ayla\" <ayla@example.com>\nSender: x@example.com\n"
        "Reply-To: Office <office@example.com>\nTo: a@shop.example, B <b@shop.example>\nCc: c@shop.example\n"
        "Subject: two\n sofas\nDate: Tue, 24 Nov 2026 10:00:00 +0300\nMessage-ID: <1@example.com>\n"
        "In-Reply-To: <2@shop.example>\nReferences: <3@x> junk <4@x>\n\t<2@shop.example>\nContent-Language: tr\n"
        "Precedence: Bulk\nX-Mailorder-Kind: Confirmation\n\nbody\n");
    assert_string_equal(document->return_path, "bounce@example.com");
    assert_string_equal(document->delivered_to->pdata[0], "orders+tok@shop.example");
    assert_string_equal(document->delivered_to->pdata[1], "orders@shop.example");
    assert_int_equal(document->hops, 2);
    assert_string_equal(address(document->from, 0)->name, "Demir, Ayla");
    assert_string_equal(address(document->from, 0)->address, "ayla@example.com");
    assert_string_equal(address(document->reply_to, 0)->name, "Office");
    assert_string_equal(address(document->to, 1)->address, "b@shop.example");
    assert_string_equal(address(document->cc, 0)->address, "c@shop.example");
    assert_string_equal(document->subject, "two sofas");
    assert_true(document->date == 1795503600);
    assert_string_equal(document->message_id, "1@example.com");
    assert_string_equal(document->in_reply_to->pdata[0], "2@shop.example");
    assert_int_equal(document->references->len, 3);
    assert_string_equal(document->references->pdata[2], "2@shop.example");
    assert_string_equal(document->content_language, "tr");
    assert_string_equal(document->precedence, "bulk");
    assert_string_equal(document->own_marks->pdata[0], "x-mailorder-kind: Confirmation");
    assert_int_equal(document->flags, 0);
}

static void auto_submitted_is_its_first_token(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"No (comment)", "no"},
        {"auto-notified; x=y", "auto-notified"},
        {"(a (b) \\) c) Auto-Replied (vacation)", "auto-replied"},
        {"no\nAuto-Submitted: auto-generated", "auto-generated"},
        {"", ""},
        {"(never closed", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strdup_printf("From: a@b.example\nAuto-Submitted: %s\n\n", cases[i][0]);
        g_autoptr(document_auto) document = decode_text(mail);
        assert_string_equal(document->auto_submitted, cases[i][1]);
    }
}

static void machines_lists_and_spam_are_marked(void **state)
{
    (void)state;
    g_autoptr(document_auto) plain =
        decode_text("From: a@b.example\nX-Spam-Status: No, score=0.1\nX-Spam-Flag: NO\n\n");
    g_autoptr(document_auto) list = decode_text("From: a@b.example\nList-Id: <x>\n\n");
    g_autoptr(document_auto) away = decode_text("From: a@b.example\nX-Auto-Response-Suppress: All\n\n");
    g_autoptr(document_auto) spam = decode_text("From: a@b.example\nX-Spam-Status: Yes, score=9\n\n");
    g_autoptr(document_auto) exchange = decode_text("From: a@b.example\nX-MS-Exchange-Organization-SCL: 6\n\n");
    assert_false(plain->is_list || plain->is_auto_marked || plain->is_spam_marked);
    assert_true(list->is_list);
    assert_true(away->is_auto_marked);
    assert_true(spam->is_spam_marked);
    assert_true(exchange->is_spam_marked);
}

static void only_the_topmost_run_of_authentication_counts(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_text("Received: x\nAuthentication-Results: mx; dkim=pass\nAuthentication-Results: mx;\n spf=pass\n"
                    "Received: y\nAuthentication-Results: mx; dmarc=pass\nFrom: a@b.example\n"
                    "Content-Type: message/rfc822\n\nAuthentication-Results: mx; arc=pass\n\nx\n");
    assert_int_equal(document->authentication->len, 2);
    assert_string_equal(document->authentication->pdata[0], "mx; dkim=pass");
    assert_string_equal(document->authentication->pdata[1], "mx; spf=pass");
}

static void an_odd_from_is_flagged(void **state)
{
    (void)state;
    static const char *const odd[] = {
        "From: a@b.example\nFrom: c@d.example",
        "From: a@b.example, c@d.example",
        "From: friends: a@b.example;",
        "From: nobody",
        "From:",
        "Subject: x",
        "From: =?utf-8?Q?a=40b.example?=",
        "From: <a b@c.example>",
        "From: a@b.example; c@d.example",
        "From: a@b.example, <>",
        "From: a@b.example;",
        "From: a@b.example c@d.example",
        "From: a@b.example@c.example",
        "From: a@b.example(x)@c.example",
        "From: a@b.example\n @c.example",
        "From: a@b.example.",
        "From: <@evil.example:a@b.example>",
        "From: <a@b.example> <c@d.example>",
        "From: <a@b.example> x",
        "From: \"Anna <a@b.example>",
        "From: (Anna a@b.example",
    };
    for (guint i = 0; i < G_N_ELEMENTS(odd); i++) {
        g_autofree char *mail = g_strconcat(odd[i], "\n\n", NULL);
        g_autoptr(document_auto) document = decode_text(mail);
        assert_true(document->flags & DOCUMENT_ODD_FROM);
    }
}

/* As people's programs write it. */
static void one_mailbox_is_taken_in_all_its_spellings(void **state)
{
    (void)state;
    static const char *const plain[] = {
        "From: a@b.example",
        "From: <a@b.example>",
        "From: < a@b.example >",
        "From: Anna Weaver <a@b.example>",
        "From: Anna<a@b.example>",
        "From: Anna Weaver\n <a@b.example>",
        "From: \"Weaver, Anna\" <a@b.example>",
        "From: \"Anna \\\"the\\\" Weaver; <x@y>\" <a@b.example>",
        "From: a@b.example (Weaver, Anna (home))",
        "From: (Anna) <a@b.example> (home; sweet)",
        "From: a@b.example <a@b.example>",
        "From: 'a@b.example' <a@b.example>",
        "From: Anna W. <a@b.example>",
        "From: Ay\xc5\x9f" "e <a@b.example>",
        "From: =?utf-8?q?Ay=C5=9Fe=2C_x=3B?= <a@b.example>",
        "From: =?iso-8859-9?q?=DDpek?= =?iso-8859-9?q?_K?= <a@b.example>",
        "From: a@xn--mbel-5qa.example",
        "From: Anna <a@XN--Mbel-5qa.example>",
        "From: Anna <a@m\xc3\xb6" "bel.example>",
        "From: \"a.b\"@b.example",
    };
    for (guint i = 0; i < G_N_ELEMENTS(plain); i++) {
        g_autofree char *mail = g_strconcat(plain[i], "\n\n", NULL);
        g_autoptr(document_auto) document = decode_text(mail);
        if (document->flags & DOCUMENT_ODD_FROM)
            fail_msg("odd: %s", plain[i]);
    }
}

static void a_name_that_looks_like_an_address_is_no_address(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_text("From: \"boss@shop.example\" <x@evil.example>\n\n");
    assert_int_equal(document->from->len, 1);
    assert_string_equal(address(document->from, 0)->name, "boss@shop.example");
    assert_string_equal(address(document->from, 0)->address, "x@evil.example");
    assert_false(document->flags & DOCUMENT_ODD_FROM);
}

static void encoded_words_may_be_split_inside_a_character(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_text("From: =?utf-8?B?xJ4=?= =?utf-8?B?w5zF?= =?utf-8?B?ng==?= <a@b.example>\n"
                    "Subject: =?utf-8?Q?Sipari=C5?=\n =?utf-8?Q?=9F?= ve =?iso-8859-9?Q?=FEe?=\n\n");
    assert_string_equal(address(document->from, 0)->name, "ĞÜŞ");
    assert_string_equal(document->subject, "Sipariş ve şe");
}

static void adv_36_37_values_never_hold_line_ends_or_controls(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_text("From: =?utf-8?Q?a=0D=0ABcc:x?= <a@b.example>\nSubject: =?utf-8?Q?a=0D=0ABcc:x=00=1B=E2=80=A8y?=\n"
                    "Message-ID: <a\x01@b>\n\nx\n");
    assert_string_equal(address(document->from, 0)->name, "a Bcc:x");
    assert_string_equal(document->subject, "a Bcc:x y");
    assert_string_equal(document->message_id, "");
    assert_int_equal(document->from->len, 1);
}

static void broken_ids_are_left_out(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_text("From: a@b.example\nMessage-ID: no-brackets@x\nIn-Reply-To: <a b@c> <@x> <x@> <ok@x> <open@x\n\n");
    assert_string_equal(document->message_id, "");
    assert_int_equal(document->in_reply_to->len, 1);
    assert_string_equal(document->in_reply_to->pdata[0], "ok@x");
}

static void the_last_references_are_kept(void **state)
{
    (void)state;
    GString *mail = g_string_new("From: a@b.example\nReferences:");
    for (guint i = 0; i < 80; i++)
        g_string_append_printf(mail, " <%u@x>", i);
    g_string_append(mail, "\n\n");
    g_autoptr(document_auto) document = decode_text(mail->str);
    g_string_free(mail, TRUE);
    assert_int_equal(document->references->len, BOUND_REFERENCES);
    assert_string_equal(document->references->pdata[BOUND_REFERENCES - 1], "79@x");
}

static void the_null_return_path_is_known(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_text("Return-Path: <>\nFrom: a@b.example\n\n");
    assert_true(document->flags & DOCUMENT_NULL_PATH);
    assert_string_equal(document->return_path, "");
}

/* --- charsets */

static void adv_51_text_is_decoded_as_declared_or_as_what_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *charset, *bytes, *text;
        gboolean against;
    } cases[] = {
        {"utf-8", "kuma\xc5\x9f", "kumaş\n", FALSE},
        {"iso-8859-9", "kuma\xfe", "kumaş\n", FALSE},
        {"windows-1254", "\x93kuma\xfe\x94", "“kumaş”\n", FALSE},
        {"us-ascii", "kuma\xc5\x9f", "kumaş\n", TRUE},
        {"us-ascii", "kuma\xfe", "kumaş\n", TRUE},
        {"utf-8", "kuma\xfe", "kumaş\n", TRUE},
        {"iso-8859-1", "kuma\xc5\x9f", "kumaş\n", TRUE},
        {"iso-8859-1", "\xdcr\xfcn: kuma\xfe", "Ürün: kumaş\n", TRUE},
        {"iso-8859-1", "\xfe\xfa \xe6tlar", "þú ætlar\n", FALSE},
        {"windows-1252", "caf\xe9 \x80 5", "café € 5\n", FALSE},
        {"iso-8859-1", "caf\xe9", "café\n", FALSE},                           /* its last byte might begin a character of UTF-8 */
        {"us-ascii", "caf\xe9", "café\n", TRUE},
        {"", "gro\xdf", "groß\n", TRUE},
        {"iso-8859-1", "kuma\xc5\x9f\xc5", "kumaş\n", TRUE},                 /* that it is; cut off */
        {"utf-8", "keten\xc5", "keten\n", FALSE},
        {"x-nobody-knows", "kuma\xc5\x9f", "kumaş\n", TRUE},
        {"utf-8//IGNORE", "kuma\xfe", "kumaş\n", TRUE},
        {"utf-8", "\xc3\xbc\xc5\x9f\xc4\xb1\xff", "üşı\xef\xbf\xbd\n", TRUE},
        {"koi8-r", "\xe4\xc9\xd7\xc1\xce", "Диван\n", FALSE},
        {"iso-2022-jp", "\x1b$B%=%U%!\x1b(B", "ソファ\n", FALSE},
        {"utf-7", "1 +AUk-", "1 ŉ\n", FALSE},
        {"", "kuma\xc5\x9f", "kumaş\n", FALSE},
        {"", "kuma\xfe", "kumaş\n", TRUE},
        {"x-nobody-knows", "plain", "plain\n", FALSE},
        {"iso-2022-jp", "\x1b$B%=%U%!", "ソファ\n", FALSE},                    /* the shift is never taken back */
        {"iso-2022-jp", "a\x1b(Bb\x1b(Jc", "abc\n", FALSE},
        {"us-ascii", "\x1b$B%=%U%!\x1b(B", "$B%=%U%!(B\n", TRUE},             /* no escape reaches a terminal */
        {"utf-8", "\xed\xa0\x80\xc0\xafkuma\xc5\x9f \xc5\x9f\xc5\x9f\xc5\x9f\xc5\x9f\xc5\x9f\xc5\x9f\xc5\x9f\xc5\x9f\xc5\x9f\xc5\x9f", NULL, TRUE}, /* a surrogate, and "/" too long */
        {"../../etc/passwd", "kuma\xc5\x9f", "kumaş\n", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *type = g_strdup_printf("text/plain; charset=\"%s\"", cases[i].charset);
        g_autoptr(document_auto) document = decode_body(type, cases[i].bytes);
        if (cases[i].text)
            assert_block(document, 0, cases[i].text);
        g_autofree char *whole = block_text(document, 0);
        assert_true(g_utf8_validate(whole, -1, NULL) && !strchr(whole, '\x1b') && !strchr(whole, '/'));
        if (((document->flags & DOCUMENT_BAD_CHARSET) != 0) != cases[i].against)
            fail_msg("%s: %s", cases[i].charset, cases[i].text);
    }
}

static void utf16_is_read_with_and_without_its_mark(void **state)
{
    (void)state;
    static const struct {
        const char bytes[9];
        gsize length;
    } cases[] = {{"\xff\xfe"
                  "a\0b\0",
                  6},
                 {"\xfe\xff\0a\0b", 6},
                 {"a\0b\0", 4},
                 {"\0a\0b", 4}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *mail = g_string_new("From: a@b.example\r\nContent-Type: text/plain; charset=utf-16\r\n\r\n");
        g_string_append_len(mail, cases[i].bytes, (gssize)cases[i].length);
        g_autoptr(document_auto) document = decode_bytes(mail->str, mail->len, NULL);
        assert_block(document, 0, "ab\n");
        g_string_free(mail, TRUE);
    }
}

/* --- bodies */

static void quote_marks_give_the_depth(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_body("text/plain", "a\n> b\n>> c\n> > d\n>e\n  indented > f\n\ttab\n");
    assert_block(document, 0, "a\n>b\n>>c\n>>d\n>e\n  indented > f\n\ttab\n");
}

static void flowed_text_is_joined(void **state)
{
    (void)state;
    g_autoptr(document_auto) spaces =
        decode_body("text/plain; format=flowed", "one \ntwo\n stuffed\n> q \n> r\n>> s \n-- \nme\n");
    assert_block(spaces, 0, "one two\nstuffed\n>q r\n>>s \n-- \nme\n");
    g_autoptr(document_auto) deleted = decode_body("text/plain; format=Flowed; DelSp=Yes", "ware \nhouse  \nx\n");
    assert_block(deleted, 0, "warehouse x\n");
}

static void adv_52_line_ends_of_all_kinds_end_lines(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_body("text/plain; charset=utf-8", "a\rb\xc2\x85"
                                                                                 "c\xe2\x80\xa8"
                                                                                 "d\n\n.\n");
    assert_block(document, 0, "a\nb\nc\nd\n\n.\n");
}

static void a_no_break_space_stays_between_digits_only(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_body("text/plain; charset=utf-8", "Fabric:\xc2\xa0linen 1\xe2\x80\xaf"
                                                                                 "234\n");
    assert_block(document, 0,
                 "Fabric: linen 1\xe2\x80\xaf"
                 "234\n");
}

static void soft_line_breaks_join_words(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_body("text/plain\nContent-Transfer-Encoding: quoted-printable", "Fab=\nric: li=6Eens=\n");
    assert_block(document, 0, "Fabric: linens\n");
}

#define ALTERNATIVE(plain, html)                                                                                       \
    "--b\nContent-Type: text/plain\n\n" plain "\n--b\nContent-Type: text/html\n\n" html "\n--b--\n"

static void text_is_the_best_alternative(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_body("multipart/alternative; boundary=b", ALTERNATIVE("Product: Sofa", "<p>Product: Sofa"));
    assert_int_equal(document->blocks->len, 2);
    assert_block(document, 0, "Product: Sofa\n");
    assert_false(((struct document_block *)document->blocks->pdata[0])->attached);
    assert_false(((struct document_block *)document->blocks->pdata[1])->attached);
    assert_int_equal(document->flags, 0);
}

static void html_is_best_where_the_text_says_nothing(void **state)
{
    (void)state;
    g_autoptr(document_auto) empty =
        decode_body("multipart/alternative; boundary=b", ALTERNATIVE(" ", "<p>Product: Sofa"));
    assert_block(empty, 0, "Product: Sofa\n");
    assert_true(empty->flags & DOCUMENT_HTML_ONLY);
    g_autoptr(document_auto) excuse = decode_body(
        "multipart/alternative; boundary=b",
        ALTERNATIVE("View in HTML: https://shop.example/a-very-long-address-that-says-nothing-at-all-to-anybody",
                    "<p>Product: Sofa, three seats, in linen, natural; to the back door, please, before noon"));
    assert_int_equal(((struct document_block *)excuse->blocks->pdata[0])->origin, BLOCK_HTML);
    assert_false(excuse->flags & DOCUMENT_HTML_ONLY);
}

static void later_texts_are_attached(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_body(
        "multipart/mixed; boundary=b",
        "--b\n\nfirst\n--b\n\nsecond\n--b\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\n"
        "third\n--b\nContent-Type: text/html\nContent-Disposition: attachment\n\n<p>file\n--b--\n");
    assert_int_equal(document->blocks->len, 3);
    assert_false(((struct document_block *)document->blocks->pdata[0])->attached);
    assert_true(((struct document_block *)document->blocks->pdata[1])->attached);
    assert_true(((struct document_block *)document->blocks->pdata[2])->attached);
    assert_int_equal(document->attachments->len, 2);
}

static void adv_58_an_attached_mail_is_not_the_senders_own(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_body("multipart/mixed; boundary=b",
                    "--b\n\nsee below\n--b\nContent-Type: message/rfc822\n\nFrom: other@example.com\nSubject: other\n"
                    "List-Id: x\nContent-Type: text/html\n\n<table><tr><td>Fabric<td>Linen</table>\n--b--\n");
    assert_true(document->flags & DOCUMENT_FORWARDED);
    assert_int_equal(document->from->len, 1);
    assert_string_equal(document->subject, "");
    assert_false(document->is_list);
    assert_block(document, 0, "see below\n");
    assert_true(((struct document_block *)document->blocks->pdata[1])->attached);
    assert_int_equal(document->pairs->len, 0);
    assert_int_equal(document->attachments->len, 1);
}

static void adv_55_encryption_is_flagged(void **state)
{
    (void)state;
    g_autoptr(document_auto) mime = decode_body("multipart/encrypted; boundary=b", "--b\n\nx\n--b--\n");
    g_autoptr(document_auto) smime = decode_body("application/pkcs7-mime; smime-type=enveloped-data", "x");
    g_autoptr(document_auto) inlined = decode_body("text/plain", "-----BEGIN PGP MESSAGE-----\nx\n");
    g_autoptr(document_auto) quoted = decode_body("text/plain", "> -----BEGIN PGP MESSAGE-----\n> x\n");
    assert_true(mime->flags & DOCUMENT_ENCRYPTED);
    assert_true(smime->flags & DOCUMENT_ENCRYPTED);
    assert_true(inlined->flags & DOCUMENT_ENCRYPTED);
    assert_false(quoted->flags & DOCUMENT_ENCRYPTED);
}

static void adv_55_what_is_signed_is_read(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_body(
        "multipart/signed; protocol=\"application/pgp-signature\"; boundary=b",
        "--b\n\nProduct: Sofa\n--b\nContent-Type: application/pgp-signature; name=signature.asc\n\nx\n--b--\n");
    assert_int_equal(document->flags, DOCUMENT_SIGNED);
    assert_block(document, 0, "Product: Sofa\n");
    assert_int_equal(document->attachments->len, 0);
}

/* --- broken and hostile */

static void adv_49_boundaries_that_begin_alike_are_told_apart(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_body(
        "multipart/mixed; boundary=b", "--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--bbb\n"
                                       "--bb--\n--b\n\ntwo\n--b--\nepilogue\n");
    assert_block(document, 0, "one\n--bbb\n");
    assert_block(document, 1, "two\n");
    assert_int_equal(document->blocks->len, 2);
}

static void adv_49_a_missing_or_empty_boundary_is_guessed(void **state)
{
    (void)state;
    g_autoptr(document_auto) missing = decode_body("multipart/mixed", "--x\n\none\n--x--\n");
    g_autoptr(document_auto) empty = decode_body("multipart/mixed; boundary=\"\"", "--x\n\none\n--x--\n");
    assert_block(missing, 0, "one\n");
    assert_block(empty, 0, "one\n");
}

static void adv_45_deep_nesting_is_cut(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_repeated("From: a@b.example\r\n", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", 10000);
    assert_true(document->flags & DOCUMENT_CUT);
    g_autoptr(document_auto) mails =
        decode_repeated("From: a@b.example\r\n", "Content-Type: message/rfc822\r\n\r\n", 10000);
    assert_true(mails->flags & DOCUMENT_CUT);
}

static void adv_46_many_parts_are_cut(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_repeated(
        "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n", 100000);
    assert_true(document->flags & DOCUMENT_CUT);
    assert_true(document->blocks->len <= BOUND_MIME_PARTS);
}

static void adv_47_a_long_header_is_cut(void **state)
{
    (void)state;
    g_autoptr(document_auto) field = decode_repeated("From: a@b.example\r\nSubject: ", "sofa ", 200000);
    assert_true(field->flags & DOCUMENT_CUT_HEADER);
    assert_true(strlen(field->subject) <= BOUND_SUBJECT);
    g_autoptr(document_auto) groups = decode_repeated("From: ", "a:", 100000);
    assert_true(groups->flags & DOCUMENT_CUT_HEADER);
    assert_true(groups->flags & DOCUMENT_ODD_FROM);
    g_autoptr(document_auto) fields = decode_repeated("From: a@b.example\r\n", "X-A: b\r\n", 200000);
    assert_true(fields->flags & DOCUMENT_CUT_HEADER);
    assert_string_equal(address(fields->from, 0)->address, "a@b.example");
}

static void a_mark_behind_many_fields_still_counts(void **state)
{
    (void)state;
    GString *mail = g_string_new("From: a@b.example\r\n");
    for (guint i = 0; i < 5000; i++)
        g_string_append(mail, "X-A: b\r\n");
    g_string_append(mail, "Auto-Submitted: auto-replied\r\n\r\n");
    g_autoptr(document_auto) document = decode_bytes(mail->str, mail->len, NULL);
    g_string_free(mail, TRUE);
    assert_string_equal(document->auto_submitted, "auto-replied");
}

static void adv_48_a_long_line_is_cut_at_a_character(void **state)
{
    (void)state;
    g_autoptr(document_auto) document =
        decode_repeated("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n.", "ş", 400000);
    const struct document_block *block = document->blocks->pdata[0];
    const struct document_line *line = block->lines->pdata[0];
    assert_true(document->flags & DOCUMENT_CUT);
    assert_int_equal(strlen(line->text), BOUND_LINE_SIZE - 1);
    assert_true(g_utf8_validate(line->text, -1, NULL));
}

static void many_lines_are_cut(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = decode_repeated("From: a@b.example\r\n\r\n", "a\r\n", 300000);
    const struct document_block *block = document->blocks->pdata[0];
    assert_true(document->flags & DOCUMENT_CUT);
    assert_int_equal(block->lines->len, BOUND_LINES);
}

static void adv_52_a_nul_cuts_nothing_off(void **state)
{
    (void)state;
    static const char mail[] = "From: a@b.example\r\n\r\nProduct: So\0fa\r\nQuantity: 2\r\n";
    g_autoptr(document_auto) document = decode_bytes(mail, sizeof mail - 1, NULL);
    assert_block(document, 0, "Product: Sofa\nQuantity: 2\n");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_no_mail),
        cmocka_unit_test(header_fields_are_understood),
        cmocka_unit_test(auto_submitted_is_its_first_token),
        cmocka_unit_test(machines_lists_and_spam_are_marked),
        cmocka_unit_test(only_the_topmost_run_of_authentication_counts),
        cmocka_unit_test(an_odd_from_is_flagged),
        cmocka_unit_test(one_mailbox_is_taken_in_all_its_spellings),
        cmocka_unit_test(a_name_that_looks_like_an_address_is_no_address),
        cmocka_unit_test(encoded_words_may_be_split_inside_a_character),
        cmocka_unit_test(adv_36_37_values_never_hold_line_ends_or_controls),
        cmocka_unit_test(broken_ids_are_left_out),
        cmocka_unit_test(the_last_references_are_kept),
        cmocka_unit_test(the_null_return_path_is_known),
        cmocka_unit_test(adv_51_text_is_decoded_as_declared_or_as_what_it_is),
        cmocka_unit_test(utf16_is_read_with_and_without_its_mark),
        cmocka_unit_test(quote_marks_give_the_depth),
        cmocka_unit_test(flowed_text_is_joined),
        cmocka_unit_test(adv_52_line_ends_of_all_kinds_end_lines),
        cmocka_unit_test(a_no_break_space_stays_between_digits_only),
        cmocka_unit_test(soft_line_breaks_join_words),
        cmocka_unit_test(text_is_the_best_alternative),
        cmocka_unit_test(html_is_best_where_the_text_says_nothing),
        cmocka_unit_test(later_texts_are_attached),
        cmocka_unit_test(adv_58_an_attached_mail_is_not_the_senders_own),
        cmocka_unit_test(adv_55_encryption_is_flagged),
        cmocka_unit_test(adv_55_what_is_signed_is_read),
        cmocka_unit_test(adv_49_boundaries_that_begin_alike_are_told_apart),
        cmocka_unit_test(adv_49_a_missing_or_empty_boundary_is_guessed),
        cmocka_unit_test(adv_45_deep_nesting_is_cut),
        cmocka_unit_test(adv_46_many_parts_are_cut),
        cmocka_unit_test(adv_47_a_long_header_is_cut),
        cmocka_unit_test(a_mark_behind_many_fields_still_counts),
        cmocka_unit_test(adv_48_a_long_line_is_cut_at_a_character),
        cmocka_unit_test(many_lines_are_cut),
        cmocka_unit_test(adv_52_a_nul_cuts_nothing_off),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
