/* Values as people write them in each language: the tables of tests/corpus/values, written by hand, row by row against what is read. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/base/language.h"
#include "parsers/read/read.h"
#include "tests/unit/shop.h"

/* The fields that the tables name. Choices have the names of one language only, as most businesses configure them. */
static const struct {
    const char *id;
    enum field_type type;
    const char *unit, *currency, *label, *choices;
} kinds[] = {
    {"qty", FIELD_INTEGER, NULL, NULL, NULL, NULL}, /* the quantity of an item */
    {"weight", FIELD_DECIMAL, NULL, NULL, NULL, NULL},
    {"kg", FIELD_DECIMAL, NULL, NULL, "Weight (kg)", NULL},
    {"area", FIELD_DECIMAL, NULL, NULL, "Area (m²)", NULL},
    {"volume", FIELD_DECIMAL, NULL, NULL, "Volume (l)", NULL},
    {"date", FIELD_DATE, NULL, NULL, NULL, NULL},
    {"width", FIELD_LENGTH, "cm", NULL, NULL, NULL},
    {"size", FIELD_LENGTH, NULL, NULL, NULL, NULL},
    {"price", FIELD_MONEY, NULL, "EUR", NULL, NULL},
    {"arms", FIELD_YESNO, NULL, NULL, NULL, NULL},
    {"address", FIELD_ADDRESS, NULL, NULL, NULL, NULL},
    {"fabric", FIELD_CHOICE, NULL, NULL, NULL, "linen velvet leather"},
    {"legs", FIELD_CHOICE, NULL, NULL, NULL, "oak walnut steel"},
    {"colour", FIELD_CHOICE, NULL, NULL, NULL, "white black red blue green grey"},
};

struct table {
    const char *language;
    struct field *fields[G_N_ELEMENTS(kinds)];
    struct read_context context;
    const char *languages[3];
    guint rows, right;
};

static void table_init(struct table *table, const char *language)
{
    *table = (struct table){.language = language, .languages = {language, g_str_equal(language, "en") ? "tr" : "en", NULL}};
    table->context = (struct read_context){.languages = table->languages, .today = shop_today()};
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        struct field *field = table->fields[i] = field_new(kinds[i].id, kinds[i].type);
        g_auto(GStrv) choices = g_strsplit(kinds[i].choices ? kinds[i].choices : "", " ", -1);
        field->role = kinds[i].type == FIELD_INTEGER ? ROLE_QUANTITY : ROLE_NONE;
        if (kinds[i].label)
            phrases_add(field->labels, language, kinds[i].label);
        field->unit = g_strdup(kinds[i].unit);
        field->currency = g_strdup(kinds[i].currency);
        for (guint c = 0; choices[c]; c++)
            g_ptr_array_add(field->choices, choice_new(choices[c]));
    }
}

static void table_clear(struct table *table)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        field_free(table->fields[i]);
}

static void add_names(struct phrases *phrases, const char *language, const char *names)
{
    g_auto(GStrv) parts = g_strsplit(names, "; ", -1);
    for (guint i = 0; parts[i]; i++)
        phrases_add(phrases, language, parts[i]);
}

static void table_name(struct table *table, const char *id, const char *names)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        struct choice *choice = (struct choice *)field_choice(table->fields[i], id);
        if (choice || g_str_equal(kinds[i].id, id)) {
            add_names(choice ? choice->names : table->fields[i]->labels, table->language, names);
            return;
        }
    }
    fail_msg("%s: no \"%s\" to name", table->language, id);
}

static char *told(const struct value *value)
{
    g_autofree char *candidates = value->candidates ? g_strjoinv("|", value->candidates) : g_strdup("");
    if (value->canonical)
        return g_strdup_printf("%s %s", value->status == VALUE_GUESSED ? "~" : "=", value->canonical);
    return g_strdup_printf("? %s%s%s", fault_name(value->fault), *candidates ? " " : "", candidates);
}

/* The characters that nobody sees in a table. */
static char *written(const char *cell)
{
    GString *text = g_string_new(cell);
    g_string_replace(text, "<nbsp>", "\u00a0", 0);
    g_string_replace(text, "<thin>", "\u202f", 0);
    g_string_replace(text, "<nl>", "\n", 0);
    return g_string_free(text, FALSE);
}

static void table_row(struct table *table, char **cells)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (!g_str_equal(kinds[i].id, cells[0]))
            continue;
        g_autofree char *text = written(cells[1]);
        struct value *value = value_new(kinds[i].id, text);
        read_value(value, table->fields[i], table->language, NULL, &table->context);
        g_autofree char *found = told(value);
        value_free(value);
        table->rows++;
        if (g_str_equal(found, cells[2]))
            table->right++;
        else
            print_message("%s: %s \"%s\" is read \"%s\", meant is \"%s\"\n", table->language, cells[0], cells[1], found, cells[2]);
        return;
    }
    fail_msg("%s: no field \"%s\"", table->language, cells[0]);
}

static void table_check(struct table *table)
{
    const char *source = g_getenv("srcdir");
    g_autofree char *path = g_strdup_printf("%s/tests/corpus/values/%s.txt", source ? source : ".", table->language);
    g_autofree char *bytes = NULL;
    assert_true(g_file_get_contents(path, &bytes, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(g_strchomp(bytes), "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], " | ", 3);
        if (g_strv_length(cells) != 3)
            fail_msg("%s:%u: not a row", path, i + 1);
        if (g_str_equal(cells[0], "name"))
            table_name(table, cells[1], cells[2]);
        else
            table_row(table, cells);
    }
}

static void values_are_read_as_each_language_writes_them(void **state)
{
    (void)state;
    gboolean all = TRUE;
    for (guint i = 0; i < language_count(); i++) {
        struct table table;
        table_init(&table, language_get(i)->code);
        table_check(&table);
        table_clear(&table);
        print_message("%s: %u of %u values\n", table.language, table.right, table.rows);
        assert_true(table.rows >= 40);
        all &= table.right == table.rows;
    }
    assert_true(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(values_are_read_as_each_language_writes_them)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
