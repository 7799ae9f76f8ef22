#include "parsers/read/beside.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/said.h"
#include "parsers/read/words.h"

#define LETTERS_LEAST 3  /* of a name that is looked for: "2" and "XL" stand in sentences for much */
#define INFLECTED     4  /* letters from which a name may have an ending: "kadifeye", "sofas" */
#define COUNT_BEFORE  3u /* words between a count and what it counts: "2 of the oak tables" */
#define JOIN_BEFORE   2u /* and between "and" and what it adds: "and a table" */

/* What is ordered. */
struct ordered {
    const struct forms *forms;
    const struct order *answers; /* NULL none */
    GPtrArray *items;            /* struct line_item: of the draft, and of the order that it answers */
    GPtrArray *all;              /* and of the mail's other drafts */
};

/* --- names in sentences ----------------------------------------------------------------------------------------------------------- */

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

static gboolean holds_name(const char *key, const struct phrases *names)
{
    for (guint n = 0; n < phrases_count(names); n++) {
        g_autofree char *name = text_match_key(phrases_get(names, n)->text);
        if (strstr(key, name))
            return TRUE;
    }
    return FALSE;
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

/* A word at which one of the names begins; -1 none. */
static gint find_name(const struct sentence *sentence, const struct phrases *names)
{
    for (guint n = 0; n < phrases_count(names); n++) {
        g_autofree char *pattern = pattern_of(phrases_get(names, n)->text);
        for (guint i = 0; pattern && i < sentence->words->len; i++)
            if (said_at(sentence, i, pattern))
                return (gint)i;
    }
    return -1;
}

/* --- what is ordered -------------------------------------------------------------------------------------------------------------- */

static void add_items(GPtrArray *found, const GPtrArray *items)
{
    for (guint i = 0; i < items->len; i++)
        g_ptr_array_add(found, items->pdata[i]);
}

/* Whether it is an item of the product. In an answer an item without a form is as it was. */
static gboolean is_of(const struct ordered *ordered, const struct line_item *item, const struct form *form)
{
    const struct line_item *before = item->form || !ordered->answers ? NULL : order_item(ordered->answers, item->number);
    return g_strcmp0(before ? before->form : item->form, form->id) == 0;
}

static gboolean is_among(const struct ordered *ordered, const GPtrArray *items, const struct form *form)
{
    for (guint i = 0; i < items->len; i++)
        if (is_of(ordered, items->pdata[i], form))
            return TRUE;
    return FALSE;
}

/* The choice that the item has; NULL none. One among SKUs may be told by the product's own. */
static const struct choice *choice_of_item(const struct line_item *item, const struct field *field)
{
    const struct value *value = values_find(item->values, field->id);
    const struct choice *choice = field->type == FIELD_CHOICE && value_usable(value) ? field_choice(field, value->canonical) : NULL;
    return choice || field->type != FIELD_CHOICE ? choice : field_choice(field, item->sku);
}

static gboolean share_a_name(const struct phrases *left, const struct phrases *right)
{
    for (guint l = 0; l < phrases_count(left); l++) {
        g_autofree char *key = text_match_key(phrases_get(left, l)->text);
        for (guint r = 0; r < phrases_count(right); r++) {
            g_autofree char *other = text_match_key(phrases_get(right, r)->text);
            if (g_str_equal(key, other))
                return TRUE;
        }
    }
    return FALSE;
}

/* The words may be about another part, or another item, that is so: "oak" of the table, and of the legs. */
static gboolean is_chosen_somewhere(const struct ordered *ordered, const struct phrases *names)
{
    for (guint i = 0; i < ordered->items->len; i++)
        for (guint p = 0; p < ordered->forms->products->len; p++) {
            const struct form *form = ordered->forms->products->pdata[p];
            for (guint f = 0; is_of(ordered, ordered->items->pdata[i], form) && f < form->fields->len; f++) {
                const struct choice *choice = choice_of_item(ordered->items->pdata[i], form->fields->pdata[f]);
                if (choice && share_a_name(choice->names, names))
                    return TRUE;
            }
        }
    return FALSE;
}

static gboolean has_choice(const struct ordered *ordered, const struct form *form, const struct field *field)
{
    for (guint i = 0; i < ordered->items->len; i++)
        if (is_of(ordered, ordered->items->pdata[i], form) && choice_of_item(ordered->items->pdata[i], field))
            return TRUE;
    return FALSE;
}

static const struct value *quantity_of(const struct line_item *item, const struct form *form)
{
    const struct field *quantity = form_field_by_role(form, ROLE_QUANTITY);
    const struct value *value = quantity ? values_find(item->values, quantity->id) : NULL;
    return value_usable(value) ? value : NULL;
}

/* An item of the order's whose count the draft says anew, before it in the list. */
static gboolean is_counted_before(const struct ordered *ordered, guint at, const struct form *form)
{
    const struct line_item *item = ordered->items->pdata[at];
    for (guint i = 0; i < at; i++) {
        const struct line_item *before = ordered->items->pdata[i];
        if (before->number == item->number && quantity_of(before, form))
            return TRUE;
    }
    return FALSE;
}

/* How many of the product. */
static guint64 count_ordered(const struct ordered *ordered, const struct form *form)
{
    guint64 sum = 0;
    for (guint i = 0; i < ordered->items->len; i++) {
        const struct line_item *item = ordered->items->pdata[i];
        const struct value *value = is_of(ordered, item, form) ? quantity_of(item, form) : NULL;
        sum += value && !is_counted_before(ordered, i, form) ? g_ascii_strtoull(value->canonical, NULL, 10) : 0;
    }
    return sum;
}

/* --- choices ---------------------------------------------------------------------------------------------------------------------- */

/* A choice of the product's that nothing ordered has. Where nothing is said of the field, it is asked for, or may be left out. */
static gboolean names_other_choice(const struct ordered *ordered, const struct form *form, const struct sentence *sentence)
{
    for (guint f = 0; f < form->fields->len; f++) {
        const struct field *field = form->fields->pdata[f];
        for (guint c = 0; field->type == FIELD_CHOICE && has_choice(ordered, form, field) && c < field->choices->len; c++) {
            const struct choice *choice = field->choices->pdata[c];
            if (find_name(sentence, choice->names) >= 0 && !is_chosen_somewhere(ordered, choice->names))
                return TRUE;
        }
    }
    return FALSE;
}

static gboolean names_a_choice(const struct form *form, const struct sentence *sentence)
{
    for (guint f = 0; f < form->fields->len; f++) {
        const struct field *field = form->fields->pdata[f];
        for (guint c = 0; field->type == FIELD_CHOICE && c < field->choices->len; c++)
            if (find_name(sentence, ((const struct choice *)field->choices->pdata[c])->names) >= 0)
                return TRUE;
    }
    return FALSE;
}

/* --- counts ----------------------------------------------------------------------------------------------------------------------- */

/* "Ein Sofa", "bir kanepe": an article as often as a count. */
static gboolean is_count(const struct said_word *word)
{
    return word->number > 0 && !word->stop && !(word->spelled && word->number == 1 && !g_str_equal(word->key, "one"));
}

/* "3 sofas"; "3 pieces", where one product alone is ordered. */
static gboolean counts_at(const struct ordered *ordered, const struct form *form, const struct sentence *sentence, guint at)
{
    return named_at(sentence, at, form->names) || (ordered->all->len == ordered->items->len && ordered->items->len == 1 && words_is(WORDS_PIECES, said_word(sentence, at)->key));
}

/* "Only 1 sofa", where two are ordered; not "1 sofa upstairs, 1 sofa below". */
static gboolean counts_otherwise(const struct ordered *ordered, const struct form *form, const GPtrArray *sentences)
{
    guint64 all = count_ordered(ordered, form), told = 0;
    for (guint s = 0; s < sentences->len; s++) {
        const struct sentence *sentence = sentences->pdata[s];
        for (guint i = 0; i + 1 < sentence->words->len; i++) {
            const struct said_word *word = said_word(sentence, i);
            if (!is_count(word) || !counts_at(ordered, form, sentence, i + 1))
                continue;
            if ((guint64)word->number == all)
                return FALSE;
            told += (guint64)word->number;
        }
    }
    return all > 0 && told > 0 && told != all;
}

/* "The quantity of sofas is 3." */
static gboolean says_other_quantity(const struct ordered *ordered, const struct form *form, const struct sentence *sentence)
{
    const struct field *quantity = form_field_by_role(form, ROLE_QUANTITY);
    if (!quantity || find_name(sentence, form->names) < 0 || find_name(sentence, quantity->labels) < 0)
        return FALSE;
    for (guint i = 0; i < sentence->words->len; i++) {
        const struct said_word *word = said_word(sentence, i);
        if (word->number > 0 && (guint64)word->number != count_ordered(ordered, form))
            return TRUE;
    }
    return FALSE;
}

/* --- other products --------------------------------------------------------------------------------------------------------------- */

static const char *const added[] = {
    "i want", "we want", "i need", "we need", "i would like", "we would like", "i d like", "we d like", "istiyorum", "istiyoruz", "isterim", "isteriz", "alalim", "lazim", "brauche", "brauchen", "mochte",
    "mochten", "voudrais", "voudrions", "quiero", "queremos", "vorrei", "vorremmo", "wil graag", "willen graag", "poprosze", "quero", "хочу", "хотим",
    "also", "too", "plus", "additionally", "in addition", "as well", "ayrica", "ilaveten", "ek olarak", "bir de", "auch", "dazu", "ausserdem", "zusatzlich", "aussi", "egalement", "en plus",
    "tambien", "ademas", "anche", "inoltre", "ook", "daarnaast", "rowniez", "takze", "tambem", "alem disso", "тоже", "также", NULL,
};
static const char *const joins[] = {"and", "ve", "und", "et", "y", "e", "en", "i", "и", NULL};

/* "Also a table", "and a table", "2 oak tables": it is counted, chosen or added, and not only spoken of. Its name stands at word `at`. */
static gboolean adds(const struct form *form, const struct sentence *sentence, guint at)
{
    for (guint i = at - MIN(at, COUNT_BEFORE + 1); i < at; i++)
        if (is_count(said_word(sentence, i)))
            return TRUE;
    return said_has(sentence, added) || said_find(sentence, at - MIN(at, JOIN_BEFORE), at, joins) >= 0 || names_a_choice(form, sentence);
}

/* --- the whole -------------------------------------------------------------------------------------------------------------------- */

/* Nobody speaks of a product by its SKU but to have it. */
static gboolean sentences_add(const struct form *form, const GPtrArray *sentences)
{
    gboolean by_sku = TRUE;
    for (guint s = 0; s < sentences->len; s++) {
        const gint name = find_name(sentences->pdata[s], form->names);
        if (name >= 0 && adds(form, sentences->pdata[s], (guint)name))
            return TRUE;
        by_sku = by_sku && name < 0;
    }
    return by_sku;
}

/* A product that nothing in the mail orders. */
static gboolean adds_other(const struct ordered *ordered, const struct label_index *index, const char *words, const GPtrArray *sentences)
{
    g_autoptr(GPtrArray) named = products_mentioned(index, words);
    for (guint i = 0; i < named->len; i++)
        if (!is_among(ordered, ordered->all, named->pdata[i]) && sentences_add(named->pdata[i], sentences))
            return TRUE;
    return FALSE;
}

static gboolean says_otherwise(const struct ordered *ordered, const struct form *form, const GPtrArray *sentences)
{
    for (guint s = 0; s < sentences->len; s++)
        if (names_other_choice(ordered, form, sentences->pdata[s]) || says_other_quantity(ordered, form, sentences->pdata[s]))
            return TRUE;
    return counts_otherwise(ordered, form, sentences);
}

/* Rows of tables, and lines with labels or links, are written by machines, or are read as what they are. */
static gboolean is_prose(struct label_index *index, const char *line)
{
    struct line_piece pieces[LINE_PIECES];
    return !strchr(line, '|') && !strchr(line, '\t') && !strstr(line, "://") && line_pieces(index, line, pieces) == 0;
}

/* "3 tane". */
static gboolean counts_pieces(const char *key)
{
    if (!strpbrk(key, "0123456789"))
        return FALSE;
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    for (guint i = 0; words[i]; i++)
        if (i > 0 && g_ascii_isdigit(*words[i - 1]) && words_is(WORDS_PIECES, words[i]))
            return TRUE;
    return FALSE;
}

/* Nearly all lines name neither a product nor a choice of what is ordered, nor count pieces. */
static gboolean may_order(const struct ordered *ordered, const struct label_index *index, const char *line)
{
    g_autofree char *key = text_match_key(line);
    if (product_may_be_in(index, key) || counts_pieces(key))
        return TRUE;
    for (guint i = 0; i < ordered->forms->products->len; i++) {
        const struct form *form = ordered->forms->products->pdata[i];
        for (guint f = 0; is_among(ordered, ordered->items, form) && f < form->fields->len; f++) {
            const struct field *field = form->fields->pdata[f];
            for (guint c = 0; field->type == FIELD_CHOICE && has_choice(ordered, form, field) && c < field->choices->len; c++)
                if (holds_name(key, ((const struct choice *)field->choices->pdata[c])->names))
                    return TRUE;
        }
    }
    return FALSE;
}

gboolean beside_orders(struct label_index *index, const struct read_context *context, const GPtrArray *drafts, const struct draft *draft, const char *words)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new(), all = g_ptr_array_new(), lines = g_ptr_array_new();
    g_auto(GStrv) each = g_strsplit(words, "\n", -1);
    const struct ordered ordered = {context->forms, context->answers, items, all};
    add_items(items, draft->items);
    if (context->answers)
        add_items(items, context->answers->items);
    for (guint i = 0; i < drafts->len; i++)
        add_items(all, ((const struct draft *)drafts->pdata[i])->items);
    if (context->answers)
        add_items(all, context->answers->items);
    for (guint i = 0; each[i]; i++)
        if (may_order(&ordered, index, each[i]) && is_prose(index, each[i]))
            g_ptr_array_add(lines, each[i]);
    if (lines->len == 0)
        return FALSE;
    g_autoptr(GPtrArray) sentences = said_sentences(lines);
    for (guint i = 0; i < context->forms->products->len; i++) {
        const struct form *form = context->forms->products->pdata[i];
        if (is_among(&ordered, items, form) && says_otherwise(&ordered, form, sentences))
            return TRUE;
    }
    return adds_other(&ordered, index, words, sentences);
}
