#include "parsers/read/wish.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/request.h"
#include "parsers/read/said.h"
#include "parsers/read/typed.h"

#define INFLECTED 4 /* letters from which a name may have an ending: "kadifeye", "sofas" */

/* Without one of these it is no wish: "linen is great". */
static const char *const wishes[] = {"change", "changed", "make", "switch", "swap", "replace", "instead", "rather", "prefer", "want", "would like", "d like", "like to have", "can i have", "could i have", "can we have", "could we have", "can i get", "could i get", "take",
                                     "degistir*", "yap*", "cevir*", "olsun", "istiyor*", "tercih*", "lutfen", "bitte", "mochte*", "nehme*", "andern", NULL};
static const char *const around[] = {"change", "changed", "make", "switch", "swap", "replace", "instead", "of", "rather", "prefer", "want", "would", "d", "like", "have", "can", "could", "get", "take", "please", "into", "from", "as", "it", "if", "possible", "may", "ll", "but",
                                     "sorry", "pls", "fabric", "pieces", "pcs", "piece", "degistir*", "yap*", "cevir*", "olsun", "istiyor*", "tercih*", "lutfen", "bitte", "mochte*", "nehme*", "andern", "ich", "wir", "den", "die", "das", "in", "zu", "statt", "yerine", "olarak", "miyiz",
                                     "miyim", "misiniz", "mi", "mumkunse", "adet", "tane", "kumasi", "ama", "ederim", "rica", "wenn", "moglich", NULL};

/* What is asked for so far. */
struct wish {
    const struct read_context *context;
    struct draft *draft;
    gboolean unclear;
};

/* --- names ------------------------------------------------------------------------------------------------------------------------------ */

/* The name as a pattern, to be freed. */
static char *pattern_of(const char *name)
{
    g_autofree char *key = text_match_key(name);
    return strlen(key) >= INFLECTED ? g_strconcat(key, "*", NULL) : g_steal_pointer(&key);
}

static void add_patterns(GPtrArray *patterns, const struct phrases *phrases)
{
    for (guint i = 0; i < phrases_count(phrases); i++)
        g_ptr_array_add(patterns, pattern_of(phrases_get(phrases, i)->text));
}

/* Where one of the names stands as what is wanted, not as what it takes the place of; -1 nowhere. *ret_old: it stands as that. */
static gint wanted_at(const struct sentence *sentence, const struct phrases *names, gboolean *ret_old)
{
    static const char *const before[] = {"of", "from", "statt", NULL}, *const behind[] = {"yerine", "degil", NULL};
    g_autoptr(GPtrArray) patterns = g_ptr_array_new_with_free_func(g_free);
    add_patterns(patterns, names);
    for (guint i = 0; i < sentence->words->len; i++) {
        for (guint n = 0; n < patterns->len; n++) {
            guint length = said_at(sentence, i, patterns->pdata[n]);
            if (!length)
                continue;
            if ((i > 0 && said_find(sentence, i - 1, i, before) >= 0) || said_find(sentence, i + length, i + length + 1, behind) >= 0)
                *ret_old = TRUE;
            else
                return (gint)i;
        }
    }
    return -1;
}

static gboolean names_product(const struct sentence *sentence, const struct form *form)
{
    gboolean old;
    return wanted_at(sentence, form->names, &old) >= 0;
}

/* --- one wish ------------------------------------------------------------------------------------------------------------------------------ */

static void put(struct wish *wish, guint number, const char *form, const char *field, const char *canonical)
{
    struct line_item *item = NULL;
    for (guint i = 0; i < wish->draft->items->len; i++)
        if (((struct line_item *)wish->draft->items->pdata[i])->number == number)
            item = wish->draft->items->pdata[i];
    if (!item) {
        item = line_item_new(number);
        item->form = g_strdup(form);
        g_ptr_array_add(wish->draft->items, item);
    }
    wish->unclear = wish->unclear || values_find(item->values, field);
    struct value *value = value_new(field, canonical);
    value_set_canonical(value, VALUE_GIVEN, canonical);
    g_ptr_array_add(item->values, value);
}

static const char *current_of(const struct line_item *item, const struct field *field)
{
    const struct value *value = values_find(item->values, field->id);
    return value_usable(value) ? value->canonical : "";
}

/* The one choice of the field that is wanted; NULL none. */
static const struct choice *choice_wanted(struct wish *wish, const struct sentence *sentence, const struct field *field)
{
    const struct choice *found = NULL;
    for (guint i = 0; i < field->choices->len; i++) {
        const struct choice *choice = field->choices->pdata[i];
        gboolean old = FALSE;
        if (wanted_at(sentence, choice->names, &old) < 0)
            continue;
        wish->unclear = wish->unclear || found;
        found = choice;
    }
    return found;
}

/* "3" of "make it 3 sofas", "3 instead of 2"; 0 none. */
static guint count_wanted(struct wish *wish, const struct sentence *sentence)
{
    guint found = 0;
    for (guint i = 0; i < sentence->words->len; i++) {
        const struct said_word *word = said_word(sentence, i);
        gboolean old = i > 0 && said_find(sentence, i - 1, i, (const char *const[]){"of", "from", "statt", NULL}) >= 0;
        if (word->number < 0 || old)
            continue;
        wish->unclear = wish->unclear || found || word->odd || word->of || word->number == 0;
        found = (guint)word->number;
    }
    return found;
}

static void wish_for_item(struct wish *wish, const struct sentence *sentence, const struct line_item *item, const struct form *form)
{
    guint count = count_wanted(wish, sentence);
    for (guint f = 0; f < form->fields->len; f++) {
        const struct field *field = form->fields->pdata[f];
        g_autofree char *number = g_strdup_printf("%u", count);
        const struct choice *choice = field->type == FIELD_CHOICE && field->role != ROLE_SKU ? choice_wanted(wish, sentence, field) : NULL;
        if (choice && !g_str_equal(current_of(item, field), choice->id))
            put(wish, item->number, item->form, field->id, choice->id);
        if (count && field->role == ROLE_QUANTITY && !g_str_equal(current_of(item, field), number))
            put(wish, item->number, item->form, field->id, number);
    }
}

/* Every word belongs to the wish, to this product, or to manners. */
static gboolean is_all_wish(const struct sentence *sentence, const struct form *form)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);
    add_patterns(known, form->names);
    for (guint f = 0; f < form->fields->len; f++) {
        const struct field *field = form->fields->pdata[f];
        add_patterns(known, field->labels);
        for (guint c = 0; c < field->choices->len; c++)
            add_patterns(known, ((const struct choice *)field->choices->pdata[c])->names);
    }
    for (guint i = 0; i < sentence->words->len; i++)
        if (said_word(sentence, i)->number >= 0)
            g_ptr_array_add(known, g_strdup(said_word(sentence, i)->key));
    for (guint i = 0; around[i]; i++)
        g_ptr_array_add(known, g_strdup(around[i]));
    g_ptr_array_add(known, NULL);
    return request_is_polite(sentence, (const char *const *)known->pdata);
}

/* The wish must be about one item alone: the one product named, or the only item. */
static void read_sentence(struct wish *wish, const struct sentence *sentence)
{
    const struct order *order = wish->context->answers;
    const struct line_item *item = NULL;
    guint named = 0;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *one = order->items->pdata[i];
        const struct form *form = one->form ? forms_product(wish->context->forms, one->form) : NULL;
        gboolean is_named = form && names_product(sentence, form);
        if (is_named || order->items->len == 1)
            item = one;
        named += is_named;
    }
    const struct form *form = item && item->form ? forms_product(wish->context->forms, item->form) : NULL;
    if (!form || named > 1 || !said_has(sentence, wishes) || !is_all_wish(sentence, form)) {
        wish->unclear = TRUE;
        return;
    }
    guint before = wish->draft->items->len;
    wish_for_item(wish, sentence, item, form);
    wish->unclear = wish->unclear || (before == 0 && wish->draft->items->len == 0);
}

/* --- "New address: …" -------------------------------------------------------------------------------------------------------------------------- */

/* The order's own field that this label names with "new" before it; NULL none. */
static const struct field *renewed_field(const struct read_context *context, const char *label)
{
    static const char *const news[] = {"new ", "yeni ", "neue ", "my new ", "our new ", "changed "};
    g_autofree char *key = text_match_key(label);
    const char *rest = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(news) && !rest; i++)
        rest = g_str_has_prefix(key, news[i]) ? key + strlen(news[i]) : NULL;
    for (guint f = 0; rest && f < context->forms->order->fields->len; f++) {
        const struct field *field = context->forms->order->fields->pdata[f];
        for (guint n = 0; n < phrases_count(field->labels); n++) {
            g_autofree char *known = text_match_key(phrases_get(field->labels, n)->text);
            if (g_str_equal(known, rest) && field->role != ROLE_EMAIL)
                return field;
        }
    }
    return NULL;
}

static gboolean take_renewed(struct wish *wish, const char *line)
{
    const char *colon = strchr(line, ':');
    g_autofree char *label = colon ? g_strndup(line, (gsize)(colon - line)) : NULL;
    const struct field *field = label ? renewed_field(wish->context, label) : NULL;
    g_autofree char *text = field ? g_strstrip(g_strdup(colon + 1)) : NULL;
    if (!text || !*text)
        return FALSE;
    struct value *value = value_new(field->id, text);
    read_value(value, field, wish->context->answers->language, NULL, wish->context);
    wish->unclear = wish->unclear || !value_usable(value) || values_find(wish->draft->values, field->id);
    g_ptr_array_add(wish->draft->values, value);
    return TRUE;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------------------------ */

static gboolean no_label(const char *key, gconstpointer data)
{
    (void)key;
    (void)data;
    return FALSE;
}

struct draft *wish_read(const struct document *document, const struct read_context *context)
{
    struct wish wish = {.context = context, .draft = draft_new()};
    g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
    struct typed typed;
    typed_init(&typed, document, context->sent_text, no_label, NULL);
    for (guint i = 0; i < typed.lines->len; i++)
        if (!take_renewed(&wish, typed.lines->pdata[i]))
            g_ptr_array_add(own, g_strdup(typed.lines->pdata[i]));
    typed_clear(&typed);
    g_autoptr(GPtrArray) sentences = said_sentences(own);
    for (guint i = 0; i < sentences->len && !wish.unclear; i++)
        if (!request_is_polite(sentences->pdata[i], NULL))
            read_sentence(&wish, sentences->pdata[i]);
    if (!wish.unclear && (wish.draft->items->len > 0 || wish.draft->values->len > 0))
        return wish.draft;
    draft_free(wish.draft);
    return NULL;
}
