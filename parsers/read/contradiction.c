#include "parsers/read/contradiction.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/said.h"

#define LETTERS_LEAST 3   /* of a name that is looked for: "2" and "XL" stand in sentences for much */
#define INFLECTED     4   /* letters from which a name may have an ending: "kadifeye", "sofas" */

/* The name as a pattern, to be freed; NULL where it is too short to mean only that. */
static char *pattern_of(const char *name)
{
    g_autofree char *key = text_match_key(name);
    glong letters = 0;
    for (const char *p = key; *p; p = g_utf8_next_char(p))
        letters += g_unichar_isalpha(g_utf8_get_char(p)) ? 1 : 0;
    if (letters < LETTERS_LEAST)
        return NULL;
    return letters >= INFLECTED ? g_strconcat(key, "*", NULL) : g_steal_pointer(&key);
}

/* Where one of the names stands at word `at`. */
static gboolean named_at(const struct sentence *sentence, guint at, const struct phrases *names)
{
    for (guint n = 0; n < phrases_count(names); n++) {
        g_autofree char *pattern = pattern_of(phrases_get(names, n)->text);
        if (pattern && said_at(sentence, at, pattern))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_named(const struct sentence *sentence, const struct phrases *names)
{
    for (guint i = 0; i < sentence->words->len; i++)
        if (named_at(sentence, i, names))
            return TRUE;
    return FALSE;
}

/* --- choices -------------------------------------------------------------------------------------------------------------------- */

static const struct choice *chosen(const struct line_item *item, const struct field *field)
{
    const struct value *value = values_find(item->values, field->id);
    for (guint i = 0; value_usable(value) && i < field->choices->len; i++)
        if (g_str_equal(((const struct choice *)field->choices->pdata[i])->id, value->canonical))
            return field->choices->pdata[i];
    return NULL;
}

/* The words may be about another part, or another item, that is so: "oak" of the table, and of the legs. */
static gboolean is_chosen_somewhere(const struct draft *draft, const struct forms *forms, const struct phrases *names)
{
    for (guint i = 0; i < draft->items->len; i++) {
        const struct line_item *item = draft->items->pdata[i];
        const struct form *form = item->form ? forms_product(forms, item->form) : NULL;
        for (guint f = 0; form && f < form->fields->len; f++) {
            const struct choice *choice = chosen(item, form->fields->pdata[f]);
            for (guint n = 0; choice && n < phrases_count(names); n++) {
                g_autofree char *key = text_match_key(phrases_get(names, n)->text);
                for (guint k = 0; k < phrases_count(choice->names); k++) {
                    g_autofree char *other = text_match_key(phrases_get(choice->names, k)->text);
                    if (g_str_equal(key, other))
                        return TRUE;
                }
            }
        }
    }
    return FALSE;
}

static gboolean names_other_choice(const struct draft *draft, const struct forms *forms, const struct line_item *item, const struct field *field,
                                   const struct sentence *sentence)
{
    const struct choice *is = chosen(item, field);
    for (guint c = 0; is && c < field->choices->len; c++) {
        const struct choice *choice = field->choices->pdata[c];
        if (choice != is && is_named(sentence, choice->names) && !is_chosen_somewhere(draft, forms, choice->names))
            return TRUE;
    }
    return FALSE;
}

/* --- counts ----------------------------------------------------------------------------------------------------------------------- */

static guint64 ordered(const struct draft *draft, const struct form *form)
{
    const struct field *quantity = form_field_by_role(form, ROLE_QUANTITY);
    guint64 sum = 0;
    for (guint i = 0; quantity && i < draft->items->len; i++) {
        const struct line_item *item = draft->items->pdata[i];
        const struct value *value = g_strcmp0(item->form, form->id) == 0 ? values_find(item->values, quantity->id) : NULL;
        sum += value_usable(value) ? g_ascii_strtoull(value->canonical, NULL, 10) : 0;
    }
    return sum;
}

/* "Ein Sofa", "bir kanepe": an article as often as a count. */
static gboolean is_count(const struct said_word *word)
{
    return word->number > 0 && !word->stop && !(word->spelled && word->number == 1 && !g_str_equal(word->key, "one"));
}

/* "Only 1 sofa", where two are ordered; not "1 sofa upstairs, 1 sofa below". */
static gboolean counts_otherwise(const struct draft *draft, const struct form *form, const GPtrArray *sentences)
{
    guint64 all = ordered(draft, form), told = 0;
    for (guint s = 0; s < sentences->len; s++) {
        const struct sentence *sentence = sentences->pdata[s];
        for (guint i = 0; i + 1 < sentence->words->len; i++) {
            const struct said_word *word = said_word(sentence, i);
            if (!is_count(word) || !named_at(sentence, i + 1, form->names))
                continue;
            if ((guint64)word->number == all)
                return FALSE;
            told += (guint64)word->number;
        }
    }
    return all > 0 && told > 0 && told != all;
}

/* --- the whole -------------------------------------------------------------------------------------------------------------------- */

static gboolean chooses_otherwise(const struct draft *draft, const struct forms *forms, const struct line_item *item, const struct form *form,
                                  const GPtrArray *sentences)
{
    for (guint s = 0; s < sentences->len; s++)
        for (guint f = 0; f < form->fields->len; f++)
            if (names_other_choice(draft, forms, item, form->fields->pdata[f], sentences->pdata[s]))
                return TRUE;
    return FALSE;
}

gboolean contradicts(const struct draft *draft, const struct forms *forms, const char *words)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    g_auto(GStrv) each = g_strsplit(words, "\n", -1);
    for (guint i = 0; each[i]; i++)
        g_ptr_array_add(lines, each[i]);
    g_autoptr(GPtrArray) sentences = said_sentences(lines);
    for (guint i = 0; i < draft->items->len; i++) {
        const struct line_item *item = draft->items->pdata[i];
        const struct form *form = item->form ? forms_product(forms, item->form) : NULL;
        if (form && (chooses_otherwise(draft, forms, item, form, sentences) || counts_otherwise(draft, form, sentences)))
            return TRUE;
    }
    return FALSE;
}
