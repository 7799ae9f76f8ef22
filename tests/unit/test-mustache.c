/* The renderer against the cases of the Mustache specification's six mandatory modules, in our own words (mustache/
 * *.json), and against what a mail must never be able to do to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <jansson.h>

#include "daemon/base/bounds.h"
#include "daemon/render/letter.h"
#include "daemon/render/mustache.h"

static void grow(struct tree *parent, const char *key, const json_t *json);

static void fill(struct tree *parent, const json_t *json)
{
    const char *key;
    json_t *child;
    json_object_foreach((json_t *)json, key, child) grow(parent, key, child);
    for (size_t i = 0; i < json_array_size(json); i++)
        grow(parent, NULL, json_array_get(json, i));
}

static void put_text(struct tree *parent, const char *key, const char *text)
{
    if (key)
        tree_put_text(parent, key, tree_hash(key), text);
    else
        tree_add_text(parent, text);
}

static void put_flag(struct tree *parent, const char *key, gboolean flag)
{
    if (key)
        tree_put_flag(parent, key, tree_hash(key), flag);
    else
        tree_add_flag(parent, flag);
}

/* Puts the value into a map, or without a key at the end of a list. */
static void grow(struct tree *parent, const char *key, const json_t *json)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        fill(key ? tree_put_map(parent, key, tree_hash(key)) : tree_add_map(parent), json);
        return;
    case JSON_ARRAY:
        fill(key ? tree_put_list(parent, key, tree_hash(key)) : tree_add_list(parent), json);
        return;
    case JSON_STRING:
        put_text(parent, key, json_string_value(json));
        return;
    case JSON_TRUE:
        put_flag(parent, key, TRUE);
        return;
    case JSON_FALSE:
        put_flag(parent, key, FALSE);
        return;
    case JSON_NULL:
        put_text(parent, key, NULL);
        return;
    case JSON_INTEGER:
    case JSON_REAL:
        break;
    }
    g_ascii_formatd(number, sizeof number, "%.15g", json_number_value(json));
    put_text(parent, key, number);
}

static void mustache_free_data(void *data)
{
    mustache_free(data);
}

static GHashTable *partials_of(const json_t *json, struct diagnostics *diagnostics)
{
    GHashTable *partials = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, mustache_free_data);
    const char *key;
    json_t *child;
    json_object_foreach((json_t *)json, key, child)
        g_hash_table_insert(partials, g_strdup(key), mustache_compile(key, json_string_value(child), diagnostics));
    return partials;
}

static void run_case(const char *module, const json_t *row)
{
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    const char *name = json_string_value(json_object_get(row, "case"));
    g_autoptr(mustache_auto) mustache =
        mustache_compile(name, json_string_value(json_object_get(row, "template")), diagnostics);
    if (!mustache)
        fail_msg("%s: %s: %s", module, name, diagnostics_line(diagnostics, 0));
    g_autoptr(GHashTable) partials = partials_of(json_object_get(row, "partials"), diagnostics);
    g_autoptr(tree_auto) tree = tree_new_list();
    grow(tree, NULL, json_object_get(row, "data"));
    g_autofree char *found = mustache_render(mustache, tree_first(tree), partials, mustache_escape_html, &error);
    const char *wanted = json_string_value(json_object_get(row, "expected"));
    if (g_strcmp0(found, wanted) != 0)
        fail_msg("%s: %s: found «%s», wanted «%s»", module, name, found ? found : error->message, wanted);
}

static void run_module(const char *module, size_t count)
{
    g_autofree char *path = g_strdup_printf(TEST_DATA "/%s.json", module);
    json_error_t error;
    json_t *rows = json_load_file(path, 0, &error);
    if (!rows)
        fail_msg("%s:%d: %s", path, error.line, error.text);
    assert_int_equal(json_array_size(rows), count);
    for (size_t i = 0; i < count; i++)
        run_case(module, json_array_get(rows, i));
    json_decref(rows);
}

static void the_specification_is_met(void **state)
{
    (void)state;
    run_module("comments", 12);
    run_module("delimiters", 14);
    run_module("interpolation", 42);
    run_module("inverted", 22);
    run_module("partials", 12);
    run_module("sections", 34);
}

/* --- rendering ------------------------------------------------------------------------------------------------ */

static char *render(const char *source, const struct tree *tree, mustache_escape escape, GError **error)
{
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autoptr(mustache_auto) mustache = mustache_compile("t", source, diagnostics);
    assert_non_null(mustache);
    return mustache_render(mustache, tree, NULL, escape, error);
}

static void a_value_is_never_a_tag_nor_a_format(void **state)
{
    (void)state;
    g_autoptr(tree_auto) tree = tree_new_map();
    tree_set_text(tree, "value", "{{secret}} {{{secret}}} {{#x}} %s %n $(id) `id`");
    tree_set_text(tree, "secret", "hunter2");
    g_autofree char *text = render("{{value}}", tree, mustache_escape_none, NULL);
    assert_string_equal(text, "{{secret}} {{{secret}}} {{#x}} %s %n $(id) `id`");
}

static void markup_in_a_value_is_text(void **state)
{
    (void)state;
    g_autoptr(tree_auto) tree = tree_new_map();
    tree_set_text(tree, "value", "\"'><script>&");
    g_autofree char *html = render("<a href=\"{{value}}\">", tree, mustache_escape_html, NULL);
    assert_string_equal(html, "<a href=\"&quot;&#39;&gt;&lt;script&gt;&amp;\">");
}

static void an_empty_text_is_false_and_hides_what_is_further_out(void **state)
{
    (void)state;
    g_autoptr(tree_auto) tree = tree_new_map();
    tree_set_text(tree, "note", "outer");
    struct tree *inner = tree_set_map(tree, "item");
    tree_set_text(inner, "note", NULL);
    g_autofree char *text =
        render("{{#item}}{{#note}}wrong{{/note}}{{^note}}none{{/note}}{{/item}}", tree, mustache_escape_none, NULL);
    assert_string_equal(text, "none");
}

static void what_is_set_again_takes_the_place_of_the_older(void **state)
{
    (void)state;
    g_autoptr(tree_auto) tree = tree_new_map();
    g_autofree char *name = g_strdup("note");
    tree_set_text(tree, "note", "old");
    tree_set_text(tree, "note", "new");
    tree_set_flag_named(tree, name, TRUE);
    memset(name, 'x', strlen(name)); /* copied */
    g_autofree char *text = render("{{note}}", tree, mustache_escape_none, NULL);
    assert_string_equal(text, "true");
}

static void an_empty_list_renders_nothing_of_a_list_in_it(void **state)
{
    (void)state;
    g_autoptr(tree_auto) tree = tree_new_list();
    g_autofree char *text = render("[{{.}}{{#.}}x{{/.}}]", tree, mustache_escape_none, NULL);
    assert_string_equal(text, "[]");
}

static void a_partial_that_includes_itself_is_stopped(void **state)
{
    (void)state;
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(tree_auto) tree = tree_new_map();
    g_autoptr(GHashTable) partials = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, mustache_free_data);
    g_hash_table_insert(partials, g_strdup("me"), mustache_compile("me.txt", "a\n {{> me}}\n", diagnostics));
    const struct mustache *me = g_hash_table_lookup(partials, "me");
    assert_null(mustache_render(me, tree, partials, mustache_escape_none, &error));
    assert_true(g_error_matches(error, RENDER_ERROR, RENDER_ERROR_SIZE));
    assert_true(g_str_has_prefix(error->message, "me.txt:1: "));
}

static void lists_in_lists_in_lists_are_stopped(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tree_auto) tree = tree_new_map();
    struct tree *list = tree_set_list(tree, "l");
    for (guint i = 0; i < 200; i++)
        tree_add_flag(list, TRUE);
    g_autofree char *text =
        render("{{#l}}{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}{{/l}}", tree, mustache_escape_none, &error);
    assert_null(text);
    assert_true(g_error_matches(error, RENDER_ERROR, RENDER_ERROR_SIZE));
}

static void a_result_beyond_its_bound_is_refused(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tree_auto) tree = tree_new_map();
    g_autofree char *large = g_strnfill(BOUND_RENDERED / 2, 'x');
    tree_set_text(tree, "v", large);
    g_autofree char *text = render("{{v}}{{v}}", tree, mustache_escape_none, NULL);
    assert_int_equal(strlen(text), BOUND_RENDERED);
    assert_null(render("{{v}}{{v}}.", tree, mustache_escape_none, &error));
    assert_true(g_error_matches(error, RENDER_ERROR, RENDER_ERROR_SIZE));
}

/* --- mistakes in templates ------------------------------------------------------------------------------------ */

static void compile_fails(const char *source, const char *first)
{
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autoptr(mustache_auto) mustache = mustache_compile("t.txt", source, diagnostics);
    assert_null(mustache);
    assert_true(diagnostics_count(diagnostics) > 0);
    assert_string_equal(diagnostics_line(diagnostics, 0), first);
}

static void mistakes_are_told_by_file_and_line(void **state)
{
    (void)state;
    compile_fails("a\n{{name", "t.txt:2: a tag begins here and is never closed with \"}}\"");
    compile_fails("a\n{{{name}}", "t.txt:2: a tag begins here and is never closed with \"}}}\"");
    compile_fails("{{#a}}\n{{#b}}\n{{/b}}\n", "t.txt:1: section \"a\" is never closed with {{/a}}");
    compile_fails("\n{{#a}}\n{{/b}}\n", "t.txt:3: section \"b\" ends here, but the one open is \"a\", begun in line 2");
    compile_fails("x\n\n{{/a}}", "t.txt:3: section \"a\" ends here but was never begun");
    compile_fails("{{a b}}", "t.txt:1: \"a b\" is not a name: no spaces, parts joined by single dots");
    compile_fails("{{}}", "t.txt:1: \"\" is not a name: no spaces, parts joined by single dots");
    compile_fails("{{a..b}}", "t.txt:1: \"a..b\" is not a name: no spaces, parts joined by single dots");
    compile_fails("\n{{=a=}}",
                  "t.txt:2: delimiters are changed by two words without \"=\", as in {{=<% %>=}}; found \"a\"");
    compile_fails("{{> }}", "t.txt:1: \"\" is not the name of a partial");
}

static void all_mistakes_are_told_at_once(void **state)
{
    (void)state;
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autoptr(mustache_auto) mustache = mustache_compile("t", "{{a b}}\n{{/x}}\n{{#y}}\n", diagnostics);
    assert_null(mustache);
    assert_int_equal(diagnostics_count(diagnostics), 3);
}

static void sections_too_deep_are_told_when_loaded(void **state)
{
    (void)state;
    GString *source = g_string_new(NULL);
    for (guint i = 0; i < 10000; i++)
        g_string_append(source, "{{#a}}");
    for (guint i = 0; i < 10000; i++)
        g_string_append(source, "{{/a}}");
    g_autofree char *text = g_string_free(source, FALSE);
    compile_fails(text, "t.txt:1: more than 32 sections inside one another");
}

static const struct mustache_name inner_names[] = {{"label", NULL}, {"value", NULL}, {NULL, NULL}};
static const struct mustache_name outer_names[] = {
    {"order", (const struct mustache_name[]){{"fields", inner_names}, {"number", NULL}, {NULL, NULL}}},
    {"business", NULL},
    {NULL, NULL},
};

static void check_tells(const char *source, const char *partial, guint count, const char *first)
{
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) partials = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, mustache_free_data);
    g_autoptr(mustache_auto) mustache = mustache_compile("t", source, diagnostics);
    g_hash_table_insert(partials, g_strdup("footer"), mustache_compile("footer", partial, diagnostics));
    mustache_check(mustache, outer_names, partials, told, diagnostics);
    assert_int_equal(diagnostics_count(diagnostics), count);
    if (first)
        assert_string_equal(diagnostics_line(diagnostics, 0), first);
}

static void names_are_checked_where_they_stand(void **state)
{
    (void)state;
    check_tells("{{order.number}}{{#order}}{{#fields}}{{label}}{{number}}{{business}}{{/fields}}{{/order}}", "", 0,
                NULL);
    check_tells("{{#order.fields}}{{.}}{{/order.fields}}{{^order.fields}}{{business}}{{/order.fields}}", "", 0, NULL);
    check_tells("\n{{label}}", "", 1, "t:2: nothing here is called \"label\"");
    check_tells("{{#order.fields}}{{lable}}{{/order.fields}}", "", 1,
                "t:1: nothing here is called \"lable\"; did you mean \"label\"?");
    check_tells("{{order.nubmer}}", "", 1, "t:1: nothing here is called \"order.nubmer\"; did you mean \"order.number\"?");
    check_tells("{{ordr.number}}", "", 1, "t:1: nothing here is called \"ordr.number\"; did you mean \"order\"?");
    check_tells("{{business.name}}", "", 1, "t:1: nothing here is called \"business.name\"");
    check_tells("{{#order.field}}{{nonsense}}{{/order.field}}", "", 1,
                "t:1: nothing here is called \"order.field\"; did you mean \"order.fields\"?");
}

static void partials_are_checked_where_they_stand(void **state)
{
    (void)state;
    check_tells("{{#order.fields}}{{> footer}}{{/order.fields}}", "{{label}}", 0, NULL);
    check_tells("{{> footer}}\n{{> footer}}", "\n{{label}}", 1, "footer:2: nothing here is called \"label\"");
    check_tells("{{> footer}}", "{{> footer}}", 1, "footer:1: the partial \"footer\" includes itself, without an end");
    check_tells("{{> footer}}", "{{#order.fields}}{{> footer}}{{/order.fields}}", 0, NULL); /* as deep as there are fields */
    check_tells("{{> fotter}}", "", 1, "t:1: there is no partial \"fotter\"; did you mean \"footer\"?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_specification_is_met),
        cmocka_unit_test(a_value_is_never_a_tag_nor_a_format),
        cmocka_unit_test(markup_in_a_value_is_text),
        cmocka_unit_test(an_empty_text_is_false_and_hides_what_is_further_out),
        cmocka_unit_test(what_is_set_again_takes_the_place_of_the_older),
        cmocka_unit_test(an_empty_list_renders_nothing_of_a_list_in_it),
        cmocka_unit_test(a_partial_that_includes_itself_is_stopped),
        cmocka_unit_test(lists_in_lists_in_lists_are_stopped),
        cmocka_unit_test(a_result_beyond_its_bound_is_refused),
        cmocka_unit_test(mistakes_are_told_by_file_and_line),
        cmocka_unit_test(all_mistakes_are_told_at_once),
        cmocka_unit_test(sections_too_deep_are_told_when_loaded),
        cmocka_unit_test(names_are_checked_where_they_stand),
        cmocka_unit_test(partials_are_checked_where_they_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
