/* The seventy hard cases, one test each: every file of tests/corpus/hard whose name begins with the case's number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "tests/unit/corpus.h"

#define CASES 70

static struct corpus *corpus;
static GPtrArray *inputs;

static guint number_of(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    return (guint)strtoul(name, NULL, 10);
}

static void every_file_of_the_case(void **state)
{
    guint number = GPOINTER_TO_UINT(*state), tried = 0, wrong = 0;
    for (guint i = 0; i < inputs->len; i++) {
        if (number_of(inputs->pdata[i]) != number)
            continue;
        tried++;
        wrong += !corpus_check(corpus, inputs->pdata[i]);
    }
    if (tried == 0)
        fail_msg("hard case %u has no file in tests/corpus/hard", number);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    static struct CMUnitTest tests[CASES];
    static char names[CASES][16];
    corpus = corpus_open();
    inputs = corpus_inputs("hard");
    for (guint i = 0; i < CASES; i++) {
        g_snprintf(names[i], sizeof names[i], "hard_%02u", i + 1);
        tests[i] = (struct CMUnitTest){.name = names[i], .test_func = every_file_of_the_case, .initial_state = GUINT_TO_POINTER(i + 1)};
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    g_ptr_array_unref(inputs);
    corpus_close(corpus);
    return failed;
}
