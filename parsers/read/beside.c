#include "parsers/read/beside.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/words.h"

#define COUNT_DIGITS 3
#define BETWEEN_MOST 3u /* words between a count and what it counts: "3 of the" */
#define NAME_WORDS   4u

/* One sentence, and the items of one product. */
struct beside {
    const struct label_index *index;
    const struct form *form;
    GPtrArray *items; /* const struct line_item */
    char **words;     /* match keys */
};

static void add_items(GPtrArray *found, const GPtrArray *items, const struct form *form)
{
    for (guint i = 0; items && i < items->len; i++) {
        struct line_item *item = items->pdata[i];
        if (g_strcmp0(item->form, form->id) == 0)
            g_ptr_array_add(found, item);
    }
}

/* "3", "3x", "three" in any of our languages; 0: no count. */
static guint count_of(const char *word)
{
    static const char *const languages[] = {"en", "tr", "de", "fr", "es", "it", "nl", "pl", "pt", "ru", NULL};
    const struct read_context context = {.languages = languages};
    const gsize digits = strspn(word, "0123456789");
    if (digits)
        return digits <= COUNT_DIGITS && (!word[digits] || g_str_equal(word + digits, "x")) ? (guint)g_ascii_strtoull(word, NULL, 10) : 0;
    const int number = number_word(word, NULL, &context);
    return number > 0 ? (guint)number : 0;
}

/* Whether the product's name begins at the word. */
static gboolean name_at(const struct beside *beside, guint at)
{
    const guint left = g_strv_length(beside->words + at);
    g_autoptr(GString) name = g_string_new(NULL);
    for (guint i = 0; i < MIN(NAME_WORDS, left); i++) {
        g_string_append_printf(name, "%s%s", i ? " " : "", beside->words[at + i]);
        if (product_exact(beside->index, name->str, name->str).form == beside->form)
            return TRUE;
    }
    return FALSE;
}

/* The count that stands before the product's name; 0: none. An article counts none: "the sofa", "a sofa". */
static guint count_before_name(const struct beside *beside)
{
    for (guint i = 0; beside->words[i]; i++) {
        const guint count = words_is(WORDS_ONE, beside->words[i]) ? 0 : count_of(beside->words[i]);
        for (guint n = 1; count && n <= BETWEEN_MOST + 1 && beside->words[i + n]; n++)
            if (name_at(beside, i + n))
                return count;
    }
    return 0;
}

static const struct field *quantity_of(const struct form *form)
{
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (field->role == ROLE_QUANTITY)
            return field;
    }
    return NULL;
}

/* Whether an item has that value of the field. */
static gboolean an_item_has(const struct beside *beside, const char *field, const char *canonical)
{
    for (guint i = 0; i < beside->items->len; i++) {
        const struct value *value = values_find(((const struct line_item *)beside->items->pdata[i])->values, field);
        if (value_usable(value) && g_str_equal(value->canonical, canonical))
            return TRUE;
    }
    return FALSE;
}

static gboolean names_label(const char *key, const struct field *field)
{
    for (guint i = 0; i < phrases_count(field->labels); i++) {
        g_autofree char *label = text_match_key(phrases_get(field->labels, i)->text);
        if (words_find(key, label))
            return TRUE;
    }
    return FALSE;
}

/* Whether the sentence has a count that no item has, wherever it stands: "the quantity of sofas is 3". */
static gboolean counts_otherwise(const struct beside *beside, const struct field *quantity)
{
    for (guint i = 0; beside->words[i]; i++) {
        const guint count = words_is(WORDS_ONE, beside->words[i]) ? 0 : count_of(beside->words[i]);
        g_autofree char *text = g_strdup_printf("%u", count);
        if (count && !an_item_has(beside, quantity->id, text))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_other_count(const struct beside *beside, const char *key)
{
    const struct field *quantity = quantity_of(beside->form);
    const guint count = count_before_name(beside);
    g_autofree char *text = g_strdup_printf("%u", count);
    if (!quantity)
        return FALSE;
    return (count && !an_item_has(beside, quantity->id, text)) || (names_label(key, quantity) && counts_otherwise(beside, quantity));
}

static gboolean an_item_says(const struct beside *beside, const char *field)
{
    for (guint i = 0; i < beside->items->len; i++)
        if (value_usable(values_find(((const struct line_item *)beside->items->pdata[i])->values, field)))
            return TRUE;
    return FALSE;
}

/* A choice of the product's that none of its items has. Where none says any, it is asked for. */
static gboolean is_other_choice(const struct beside *beside, const char *sentence)
{
    for (guint i = 0; i < beside->form->fields->len; i++) {
        const struct field *field = beside->form->fields->pdata[i];
        const struct choice *choice = field->type == FIELD_CHOICE ? choice_mentioned(field, sentence) : NULL;
        if (choice && !an_item_has(beside, field->id, choice->id) && (beside->items->len == 0 || an_item_says(beside, field->id)))
            return TRUE;
    }
    return FALSE;
}

static gboolean sentence_orders(const struct label_index *index, const GPtrArray *items, const GPtrArray *more, const char *sentence)
{
    g_autofree char *key = text_match_key(sentence);
    if (!*key || !product_may_be_in(index, key))
        return FALSE;
    g_autoptr(GPtrArray) forms = products_mentioned(index, sentence);
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    gboolean orders = FALSE;
    for (guint i = 0; i < forms->len && !orders; i++) {
        struct beside beside = {index, forms->pdata[i], g_ptr_array_new(), words};
        add_items(beside.items, items, beside.form);
        add_items(beside.items, more, beside.form);
        orders = is_other_count(&beside, key) || is_other_choice(&beside, sentence);
        g_ptr_array_unref(beside.items);
    }
    return orders;
}

/* Where the sentence ends: a stop with a blank, or nothing, behind it. */
static gsize sentence_length(const char *text)
{
    gsize length = 0;
    while (text[length] && !(strchr(".!?;", text[length]) && (!text[length + 1] || g_ascii_isspace(text[length + 1]))))
        length++;
    return length;
}

/* "My products: Sofa (Quantity: 2)", "https://…/sofa?qty=2": what a machine wrote. */
static gboolean is_prose(const char *line)
{
    const char *colon = strstr(line, ": ");
    return !(colon && strstr(colon + 1, ": ")) && !strstr(line, "://");
}

gboolean beside_orders(const struct label_index *index, const GPtrArray *items, const GPtrArray *more, const char *line)
{
    if (!is_prose(line))
        return FALSE;
    for (const char *p = line; *p;) {
        const gsize length = sentence_length(p);
        g_autofree char *sentence = g_strndup(p, length);
        if (sentence_orders(index, items, more, sentence))
            return TRUE;
        p += length + (p[length] != '\0');
    }
    return FALSE;
}
