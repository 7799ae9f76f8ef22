/* Mails of web forms and shops, one test each: every file of tests/corpus/mails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/corpus.h"

#define FILES_LEAST 20 /* fewer, and the folder was not found */

static struct corpus *corpus;

static void reads_as_expected(void **state)
{
    assert_true(corpus_check(corpus, *state));
}

int main(void)
{
    corpus = corpus_open();
    g_autoptr(GPtrArray) inputs = corpus_inputs("mails");
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autofree struct CMUnitTest *tests = g_new0(struct CMUnitTest, inputs->len);
    g_assert_cmpuint(inputs->len, >=, FILES_LEAST);
    for (guint i = 0; i < inputs->len; i++) {
        g_ptr_array_add(names, g_path_get_basename(inputs->pdata[i]));
        tests[i] = (struct CMUnitTest){.name = names->pdata[i], .test_func = reads_as_expected, .initial_state = inputs->pdata[i]};
    }
    int failed = _cmocka_run_group_tests("mails", tests, inputs->len, NULL, NULL);
    corpus_close(corpus);
    return failed;
}
