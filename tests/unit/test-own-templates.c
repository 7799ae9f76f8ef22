/* Templates of the admin's own beside the stock ones: which counts, and what is said of mistakes in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "daemon/render/letter.h"
#include "tests/unit/render-shop.h"

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("«%s» is not in:\n%s", part, text);
}

static char *own_folder(const char *file, const char *content)
{
    g_autofree char *root = g_dir_make_tmp("letterXXXXXX", NULL);
    g_autofree char *path = g_build_filename(root, file, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_mkdir_with_parents(folder, 0700);
    assert_true(g_file_set_contents(path, content, -1, NULL));
    return g_steal_pointer(&root);
}

static void remove_own(const char *root, const char *file)
{
    g_autofree char *path = g_build_filename(root, file, NULL);
    g_remove(path);
    g_autofree char *folder = g_path_get_dirname(path);
    while (strlen(folder) >= strlen(root)) {
        g_rmdir(folder);
        char *up = g_path_get_dirname(folder);
        g_free(folder);
        folder = up;
    }
}

/* Loads with one file of the admin's own; returns the mistakes, one a line. */
static char *load_with(const char *file, const char *content, struct templates **ret_templates)
{
    static const char *const english[] = {"en", NULL};
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autofree char *root = own_folder(file, content);
    struct templates *templates = templates_load(root, TEST_TEMPLATES, english, diagnostics);
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < diagnostics_count(diagnostics); i++)
        g_string_append_printf(lines, "%s\n", diagnostics_line(diagnostics, i) + strlen(root) + 1);
    remove_own(root, file);
    assert_int_equal(templates == NULL, lines->len > 0);
    if (ret_templates)
        *ret_templates = templates;
    else
        templates_free(templates);
    return g_string_free(lines, FALSE);
}

static void an_own_template_takes_the_stock_ones_place(void **state)
{
    (void)state;
    struct templates *templates = NULL;
    g_autofree char *mistakes = load_with("en/order-declined.txt", "No, {{order.number}}.\n", &templates);
    assert_string_equal(mistakes, "");
    g_autoptr(order_auto) order = render_shop_order();
    struct business *business = render_shop_business();
    struct forms *forms = render_shop_forms();
    const struct letter_facts facts = {.business = business, .forms = forms, .order = order, .note = "sold out", .now = RENDER_SHOP_NOW};
    struct rendered rendered = {0};
    assert_true(letter_render(templates, LETTER_DECLINED, "en", &facts, &rendered, NULL));
    assert_string_equal(rendered.text, "No, EH-1001.\n");
    assert_string_equal(rendered.subject, "About your order EH-1001");
    rendered_clear(&rendered);
    templates_free(templates);
    forms_free(forms);
    business_free(business);
}

static void mistakes_in_own_templates_have_file_line_and_a_way_out(void **state)
{
    (void)state;
    g_autofree char *name = load_with("en/order-confirmed.txt", "a\n{{order.nmber}}\n", NULL);
    assert_string_equal(name,
                        "en/order-confirmed.txt:2: nothing here is called \"order.nmber\"; did you mean \"order.number\"?\n");
    g_autofree char *other = load_with("en/order-confirmed.html", "{{department.name}}", NULL);
    has(other, "en/order-confirmed.html:1: nothing here is called \"department.name\"");
    g_autofree char *open = load_with("en/review.txt", "{{#mail}}\n", NULL);
    assert_string_equal(open, "en/review.txt:1: section \"mail\" is never closed with {{/mail}}\n");
    g_autofree char *partial = load_with("en/review.txt", "{{> contatc}}\n", NULL);
    assert_string_equal(partial, "en/review.txt:1: there is no partial \"contatc\"; did you mean \"contact\"?\n");
    g_autofree char *stray = load_with("en/order-confirmd.txt", "x", NULL);
    assert_string_equal(
        stray, "en/order-confirmd.txt: no letter is called \"order-confirmd\"; did you mean \"order-confirmed\"?\n");
    g_autofree char *latin = load_with("en/review.txt", "a\nb\xFC\n", NULL);
    assert_string_equal(latin, "en/review.txt:2: this is not UTF-8; save the file as UTF-8\n");
    g_autofree char *mark = load_with("en/review.txt",
                                      "\xEF\xBB\xBF"
                                      "a",
                                      NULL);
    assert_string_equal(mark,
                        "en/review.txt:1: the file begins with a byte order mark; save it as UTF-8 without one\n");
    g_autofree char *broken = load_with("en/partials/footer.txt", "{{#a}}", NULL);
    assert_string_equal(broken, "en/partials/footer.txt:1: section \"a\" is never closed with {{/a}}\n");
}

static void own_templates_that_would_not_be_used_or_say_nothing_are_told(void **state)
{
    static const char *const tries[][3] = {
        {"en/order-confirmed.txt", "\n", "en/order-confirmed.txt: this template is empty; write what the mail should say, or take the file away, and the stock one is used\n"},
        {"en/order-confirmed.subject.txt", "Subject: Order {{order.number}}\n", "en/order-confirmed.subject.txt:1: a header's name stands here; the file should hold the words of the subject alone\n"},
        {"en/order-confirmed.subject.txt", "{{order.number}}\nBCC: x@other.example\n", "en/order-confirmed.subject.txt:2: a header's name stands here; the file should hold the words of the subject alone\n"},
        {"en/order-confirmed.subject.txt", "To you: {{order.number}}\n", ""},
        {"en/order-confirmed.subj.txt", "x", "en/order-confirmed.subj.txt: a file that ends in \".subj.txt\" is not read; the name should be order-confirmed.subject.txt, .txt or .html\n"},
        {"en/order-confirmed.docx", "x", "en/order-confirmed.docx: a file that ends in \".docx\" is not read; the name should be order-confirmed.subject.txt, .txt or .html\n"},
        {"en/order-confirmed.txt.bak", "x", ""},
        {"eng/order-confirmed.txt", "x", "eng: this folder is not read; it should have the code of a language, like en\n"},
        {"order-confirmed.txt", "x", "order-confirmed.txt: templates lie in a folder of their language, like en/order-confirmed.txt\n"},
        {"partials/greeting.txt", "x", "partials: this folder is not read; it should lie in the folder of a language, like en/partials\n"},
        {"tr/order-confirmed.txt", "x", ""},
        {"README", "how we write", ""},
        {"en/document-words.txt", "# ours\na formula = eine Formel\n", "en/document-words.txt:2: a line with [place], [rule], [found] or [wanted] should stand above this\n"},
        {"en/document-words.txt", "[found]\na formula\n", "en/document-words.txt:2: this should be the program's English words, a sign =, and yours\n"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(tries); i++) {
        g_autofree char *said = load_with(tries[i][0], tries[i][1], NULL);
        assert_string_equal(said, tries[i][2]);
    }
}

static void an_own_template_that_cannot_be_read_is_not_passed_over(void **state)
{
    static const char *const english[] = {"en", NULL};
    (void)state;
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autofree char *root = own_folder("en/order-declined.txt", "x"), *path = g_build_filename(root, "en/order-declined.txt", NULL);
    assert_int_equal(g_remove(path), 0);
    assert_int_equal(symlink("/no/such/file", path), 0);
    assert_null(templates_load(root, TEST_TEMPLATES, english, diagnostics));
    assert_int_equal(diagnostics_count(diagnostics), 1);
    has(diagnostics_line(diagnostics, 0), "en/order-declined.txt: the file cannot be read: No such file or directory");
    remove_own(root, "en/order-declined.txt");
}

/* Nobody may ever write into the pipe: a reload must not wait for it. */
static void an_own_template_that_is_no_ordinary_file_is_told_and_not_waited_for(void **state)
{
    static const char *const english[] = {"en", NULL};
    (void)state;
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autofree char *root = own_folder("en/partials/greeting.txt", "x"), *partial = g_build_filename(root, "en/partials/greeting.txt", NULL);
    g_autofree char *device = g_build_filename(root, "en/order-declined.txt", NULL);
    assert_int_equal(g_remove(partial), 0);
    assert_int_equal(mkfifo(partial, 0600), 0);
    assert_int_equal(symlink("/dev/zero", device), 0);
    assert_null(templates_load(root, TEST_TEMPLATES, english, diagnostics));
    assert_int_equal(diagnostics_count(diagnostics), 2);
    has(diagnostics_line(diagnostics, 0), "en/order-declined.txt: this is not an ordinary file");
    has(diagnostics_line(diagnostics, 1), "en/partials/greeting.txt: this is not an ordinary file");
    assert_int_equal(g_remove(device), 0);
    remove_own(root, "en/partials/greeting.txt");
}

static void a_partial_that_includes_itself_without_an_end_is_told(void **state)
{
    (void)state;
    g_autofree char *self = load_with("en/partials/greeting.txt", "Hello\n{{> greeting}}\n", NULL);
    assert_string_equal(self, "en/partials/greeting.txt:2: the partial \"greeting\" includes itself, without an end\n");
    g_autofree char *flagged = load_with("en/partials/greeting.txt", "{{#order.number}}{{> greeting}}{{/order.number}}\n", NULL);
    has(flagged, "en/partials/greeting.txt:1: the partial \"greeting\" includes itself, without an end\n");
    g_autofree char *other = load_with("en/partials/contact.txt", "{{> reach}}\n", NULL);
    assert_string_equal(other, "");
}

static void a_language_without_templates_is_told(void **state)
{
    (void)state;
    static const char *const languages[] = {"xx", NULL};
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    assert_null(templates_load(NULL, TEST_TEMPLATES, languages, diagnostics));
    assert_int_equal(diagnostics_count(diagnostics), 2 * LETTER_COUNT + 4); /* the words of reports, and the blank form with its page */
    has(diagnostics_line(diagnostics, 0), "/xx/answers-capped.subject.txt: this template is missing");
    has(diagnostics_line(diagnostics, 2), "/xx/blank-form.html: this template is missing");
    has(diagnostics_line(diagnostics, 5), "/xx/call-list.subject.txt: this template is missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_own_template_takes_the_stock_ones_place),
        cmocka_unit_test(mistakes_in_own_templates_have_file_line_and_a_way_out),
        cmocka_unit_test(own_templates_that_would_not_be_used_or_say_nothing_are_told),
        cmocka_unit_test(an_own_template_that_cannot_be_read_is_not_passed_over),
        cmocka_unit_test(an_own_template_that_is_no_ordinary_file_is_told_and_not_waited_for),
        cmocka_unit_test(a_partial_that_includes_itself_without_an_end_is_told),
        cmocka_unit_test(a_language_without_templates_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
