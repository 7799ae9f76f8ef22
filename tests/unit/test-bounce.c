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

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bounce_of_the_corpus_is_read_as_expected),
        cmocka_unit_test(codes_are_no_part_of_addresses_and_amounts),
        cmocka_unit_test(two_verdicts_are_none),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
