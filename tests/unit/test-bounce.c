/* Each bounce of tests/corpus/bounces is read as the file beside it says: what it means for the address that we wrote to, which mail
 * it names, and in which words. To write the expectations anew: UPDATE_EXPECTED=1, then read the difference. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "parsers/decode/decode.h"
#include "parsers/read/bounce-words.h"
#include "parsers/read/bounce.h"
#include "parsers/read/read.h"

#define ANNA "anna@customer.example"

static const char *kind_name(enum bounce_kind kind)
{
    switch (kind) {
    case BOUNCE_NONE:
        return "no report";
    case BOUNCE_FAILED:
        return "failed";
    case BOUNCE_DELAYED:
        return "delayed";
    case BOUNCE_OTHER:
        return "nothing to do";
    case BOUNCE_ELSEWHERE:
        return "failed elsewhere";
    case BOUNCE_UNCLEAR:
        return "unclear";
    }
    return "?";
}

static char *told(const struct document *document)
{
    struct bounce bounce = bounce_read(document);
    g_auto(GStrv) tokens = read_tokens(document);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, ANNA ": %s\n", kind_name(bounce_for(&bounce, ANNA)));
    g_string_append_printf(text, "someone@else.example: %s\n", kind_name(bounce_for(&bounce, "someone@else.example")));
    if (bounce.message_ids->len)
        g_string_append_printf(text, "mail: %s\n", (const char *)bounce.message_ids->pdata[bounce.message_ids->len - 1]);
    for (guint i = 0; tokens[i]; i++)
        g_string_append_printf(text, "token: %s\n", tokens[i]);
    if (*bounce.words)
        g_string_append_printf(text, "words: %s\n", bounce.words);
    bounce_clear(&bounce);
    return g_string_free(text, FALSE);
}

static void compare_expected(const char *mail, const char *text)
{
    g_autofree char *path = g_strdup_printf("%.*s.expect", (int)(strlen(mail) - strlen(".eml")), mail);
    g_autofree char *expected = NULL;
    if (g_getenv("UPDATE_EXPECTED"))
        g_file_set_contents(path, text, -1, NULL);
    if (!g_file_get_contents(path, &expected, NULL, NULL) || strcmp(expected, text) != 0)
        fail_msg("%s is not read as %s says, but as:\n%s", mail, path, text);
}

static void each_bounce_of_the_corpus_is_read_as_expected(void **state)
{
    (void)state;
    const char *source = g_getenv("srcdir");
    g_autofree char *folder = g_build_filename(source ? source : ".", "tests/corpus/bounces", NULL);
    GDir *mails = g_dir_open(folder, 0, NULL);
    assert_non_null(mails);
    guint count = 0;
    for (const char *name; (name = g_dir_read_name(mails));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_str_has_suffix(name, ".eml"))
            continue;
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        g_autoptr(document_auto) document = decode_mail(fd, NULL);
        close(fd);
        assert_non_null(document);
        g_autofree char *text = told(document);
        compare_expected(path, text);
        count++;
    }
    g_dir_close(mails);
    assert_true(count >= 40);
}

static void codes_are_no_part_of_addresses_and_amounts(void **state)
{
    (void)state;
    assert_int_equal(bounce_text_says("said: 550 go away"), SAYS_CODE_5);
    assert_int_equal(bounce_text_says("(#5.1.1)"), SAYS_CODE_5);
    assert_int_equal(bounce_text_says("status 4.4.7 at last"), SAYS_CODE_4);
    assert_int_equal(bounce_text_says("host 5.1.1.17 and 192.5.1.1 spoke"), 0);
    assert_int_equal(bounce_text_says("1.550,00 EUR, or EUR 1550 for it"), 0);
}

static void two_verdicts_are_none(void **state)
{
    (void)state;
    assert_int_equal(bounce_judge(SAYS_FINAL), BOUNCE_FAILED);
    assert_int_equal(bounce_judge(SAYS_CODE_5 | SAYS_FAILED), BOUNCE_FAILED);
    assert_int_equal(bounce_judge(SAYS_RETURNED | SAYS_FAILED), BOUNCE_FAILED);
    assert_int_equal(bounce_judge(SAYS_RETURNED), BOUNCE_UNCLEAR);
    assert_int_equal(bounce_judge(SAYS_FAILED), BOUNCE_UNCLEAR);
    assert_int_equal(bounce_judge(SAYS_DELAYED | SAYS_FAILED), BOUNCE_DELAYED);
    assert_int_equal(bounce_judge(SAYS_DELAYED | SAYS_CODE_4), BOUNCE_DELAYED);
    assert_int_equal(bounce_judge(SAYS_DELAYED | SAYS_CODE_5), BOUNCE_UNCLEAR);
    assert_int_equal(bounce_judge(SAYS_CODE_4), BOUNCE_DELAYED);
    assert_int_equal(bounce_judge(SAYS_CODE_4 | SAYS_FINAL), BOUNCE_UNCLEAR);
    assert_int_equal(bounce_judge(0), BOUNCE_UNCLEAR);
}

/* --- reports made line by line ---------------------------------------------------------------------------------------------------------------- */

static struct document_block *add_block(struct document *document, const char *text)
{
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        document_add_line(block, 0, lines[i]);
    return block;
}

#define MTA "Reporting-MTA: dns; mx.example\n\n"

/* What a report's part for machines says of Anna. */
static void action_status_and_diagnostic_are_weighed_together(void **state)
{
    (void)state;
    static const struct {
        const char *status;
        enum bounce_kind kind;
        const char *words;
    } cases[] = {
        {MTA "Final-Recipient: rfc822; " ANNA "\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such\n user", BOUNCE_FAILED, "5.1.1 550 no such user"},
        {MTA "Final-Recipient: rfc822; <" ANNA ">\nAction: failed (really)\nStatus: 4.4.7", BOUNCE_UNCLEAR, "4.4.7"}, /* it gave up on a passing fault */
        {MTA "Original-Recipient: rfc822; " ANNA "\nAction: delayed\nStatus: 4.4.7", BOUNCE_DELAYED, "4.4.7"},
        {MTA "Final-Recipient: rfc822; " ANNA "\nAction: delivered\nStatus: 2.0.0", BOUNCE_OTHER, "2.0.0"},
        {MTA "Final-Recipient: rfc822; " ANNA "\nStatus: 2.1.5", BOUNCE_OTHER, "2.1.5"},
        {MTA "Final-Recipient: rfc822; " ANNA "\nStatus: 5.2.2", BOUNCE_FAILED, "5.2.2"},
        {MTA "Final-Recipient: rfc822; " ANNA "\nDiagnostic-Code: smtp; 451 later", BOUNCE_DELAYED, "451 later"},
        {MTA "Final-Recipient: rfc822; " ANNA "\nDiagnostic-Code: smtp; 550 here, 450 there", BOUNCE_UNCLEAR, "550 here, 450 there"},
        {MTA "Final-Recipient: rfc822; " ANNA "\nAction: failed", BOUNCE_FAILED, ""},
        {MTA "  Final-Recipient: " ANNA "\nAction: failed", BOUNCE_FAILED, ""},
        {MTA "Final-Recipient: rfc822; other@customer.example\nAction: failed\nStatus: 5.1.1", BOUNCE_ELSEWHERE, "5.1.1"},
        {MTA "Final-Recipient: rfc822; " ANNA "\nAction: failed\n\nFinal-Recipient: rfc822; " ANNA "\nAction: delivered", BOUNCE_UNCLEAR, ""},
        {MTA "Final-Recipient: rfc822; " ANNA "\nAction: delayed\n\nFinal-Recipient: rfc822; " ANNA "\nAction: relayed", BOUNCE_DELAYED, ""},
        {MTA "Final-Recipient: rfc822; " ANNA "\nX-Other: y\n\nFinal-Recipient: rfc822; " ANNA "\nAction: delivered", BOUNCE_OTHER, ""},
        {"Reporting-UA: x\nFinal-Recipient: rfc822; " ANNA "\nDisposition: manual-action; displayed", BOUNCE_OTHER, ""},
        {MTA "Original-Envelope-Id: x", BOUNCE_UNCLEAR, ""}, /* of nobody */
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = document_new();
        document->flags |= DOCUMENT_REPORT;
        add_block(document, cases[i].status);
        struct bounce bounce = bounce_read(document);
        if (bounce_for(&bounce, ANNA) != cases[i].kind || strcmp(bounce.words, cases[i].words) != 0)
            fail_msg("%s\nis %s: %s", cases[i].status, kind_name(bounce_for(&bounce, ANNA)), bounce.words);
        bounce_clear(&bounce);
    }
}

static void more_recipients_than_are_kept_are_passed_over(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = document_new();
    g_autoptr(GString) status = g_string_new(MTA);
    for (guint i = 0; i < 1000; i++)
        g_string_append_printf(status, "Final-Recipient: rfc822; a%u@customer.example\nAction: failed\n\n", i);
    document->flags |= DOCUMENT_REPORT;
    add_block(document, status->str);
    struct bounce bounce = bounce_read(document);
    assert_in_range(bounce.recipients->len, 1, 500);
    assert_int_equal(bounce_for(&bounce, "a0@customer.example"), BOUNCE_FAILED);
    bounce_clear(&bounce);
}

/* The same words, from whoever may have written them: only a server's are a report. */
static void who_wrote_it_decides_whether_it_is_a_report(void **state)
{
    (void)state;
    static const struct {
        const char *from, *subject, *submitted;
        gboolean null_path;
        enum bounce_kind kind;
    } cases[] = {
        {"MAILER-DAEMON@mx.example", "x", "", FALSE, BOUNCE_FAILED},
        {"mdaemon@mx.example", "x", "", FALSE, BOUNCE_FAILED},
        {"postmaster@mx.example", "Undelivered Mail Returned to Sender", "", FALSE, BOUNCE_FAILED},
        {"postmaster@mx.example", "x", "auto-replied", FALSE, BOUNCE_FAILED},
        {"postmaster@mx.example", "x", "no", FALSE, BOUNCE_UNCLEAR},
        {"ayla@example.com", "Undelivered Mail Returned to Sender", "no", FALSE, BOUNCE_NONE},
        {"ayla@example.com", "Undelivered Mail Returned to Sender", "", TRUE, BOUNCE_FAILED},
        {"ayla@example.com", "x", "", TRUE, BOUNCE_NONE},
        {"", "x", "", FALSE, BOUNCE_UNCLEAR},
        {NULL, "Undelivered Mail Returned to Sender", "", FALSE, BOUNCE_FAILED},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = document_new();
        if (cases[i].from)
            document_add_address(document->from, "", cases[i].from);
        g_free(document->subject);
        document->subject = g_strdup(cases[i].subject);
        g_free(document->auto_submitted);
        document->auto_submitted = g_strdup(cases[i].submitted);
        document->flags |= cases[i].null_path ? DOCUMENT_NULL_PATH : 0;
        add_block(document, ANNA "\n550 5.1.1 user unknown");
        struct bounce bounce = bounce_read(document);
        if (bounce_for(&bounce, ANNA) != cases[i].kind)
            fail_msg("%s, %s: %s", cases[i].from, cases[i].subject, kind_name(bounce_for(&bounce, ANNA)));
        bounce_clear(&bounce);
    }
}

/* Text alone: whom it is about, what is the server's and what is ours that came back with it. */
static void a_report_in_words_names_whom_it_is_about(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum bounce_kind anna, other; /* of ANNA, and of other@customer.example */
    } cases[] = {
        {"<" ANNA ">: 550 5.1.1 user unknown", BOUNCE_FAILED, BOUNCE_ELSEWHERE},
        {"To: " ANNA "\n550 5.1.1 user unknown", BOUNCE_FAILED, BOUNCE_ELSEWHERE},
        {"Alıcı: " ANNA "\n550 5.1.1 user unknown", BOUNCE_FAILED, BOUNCE_ELSEWHERE},
        {"550 5.1.1 user unknown", BOUNCE_FAILED, BOUNCE_FAILED}, /* it says of nobody */
        {"We could not reach " ANNA ": 550 5.1.1 user unknown", BOUNCE_FAILED, BOUNCE_FAILED},
        {"<" ANNA "> (expanded from <other@customer.example>): 550 5.1.1 user unknown", BOUNCE_FAILED, BOUNCE_FAILED},
        {"<" ANNA ">: 550 5.1.1 user unknown\n\nReceived: from x\n by y\nDelivered-To: other@customer.example\nSubject: 450 4.4.7\n\nhello", BOUNCE_FAILED, BOUNCE_FAILED},
        {"<" ANNA ">: 550 5.1.1 user unknown\nSubject: 450 4.4.7 pieces", BOUNCE_FAILED, BOUNCE_ELSEWHERE},
        {"<" ANNA ">: 550 5.1.1 user unknown\n\nHello, your order of 450 4.4.7\n[ref: abcdefghijklmnopqrstuvwxyz]", BOUNCE_FAILED, BOUNCE_ELSEWHERE},
        {"Date: today\nnothing more", BOUNCE_UNCLEAR, BOUNCE_UNCLEAR},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(document_auto) document = document_new();
        document_add_address(document->from, "", "mailer-daemon@mx.example");
        add_block(document, cases[i].text);
        struct bounce bounce = bounce_read(document);
        if (bounce_for(&bounce, ANNA) != cases[i].anna || bounce_for(&bounce, "other@customer.example") != cases[i].other)
            fail_msg("%s\nis %s, %s", cases[i].text, kind_name(bounce_for(&bounce, ANNA)), kind_name(bounce_for(&bounce, "other@customer.example")));
        bounce_clear(&bounce);
    }
}

static void the_mails_that_a_report_names_are_kept_in_their_order(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = document_new();
    document->flags |= DOCUMENT_REPORT;
    g_ptr_array_add(document->attached_ids, g_strdup("3@shop.example"));
    g_ptr_array_add(document->failed_recipients, g_strdup(ANNA));
    add_block(document, "Message-ID: <2@shop.example>\nMessage-ID: nothing\nMessage-ID: <>\nMessage-ID: <never closed");
    struct document_block *returned = add_block(document, "Message-ID:\n <1@shop.example>\nX-Original-To: other@customer.example\n\nhello");
    returned->returned = TRUE;
    add_block(document, "attached words with 450 4.4.7")->attached = TRUE;
    struct bounce bounce = bounce_read(document);
    assert_int_equal(bounce.message_ids->len, 3);
    assert_string_equal(bounce.message_ids->pdata[2], "3@shop.example");
    assert_string_equal(bounce.message_ids->pdata[1], "2@shop.example");
    assert_int_equal(bounce_for(&bounce, ANNA), BOUNCE_FAILED);
    assert_int_equal(bounce_for(&bounce, "other@customer.example"), BOUNCE_FAILED); /* sent on from there */
    bounce_clear(&bounce);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bounce_of_the_corpus_is_read_as_expected),
        cmocka_unit_test(codes_are_no_part_of_addresses_and_amounts),
        cmocka_unit_test(two_verdicts_are_none),
        cmocka_unit_test(action_status_and_diagnostic_are_weighed_together),
        cmocka_unit_test(more_recipients_than_are_kept_are_passed_over),
        cmocka_unit_test(who_wrote_it_decides_whether_it_is_a_report),
        cmocka_unit_test(a_report_in_words_names_whom_it_is_about),
        cmocka_unit_test(the_mails_that_a_report_names_are_kept_in_their_order),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
