#include "daemon/base/phrases.h"

static void phrase_clear(void *data)
{
    struct phrase *phrase = data;
    g_free(phrase->language);
    g_free(phrase->text);
}

struct phrases *phrases_new(void)
{
    struct phrases *phrases = g_new0(struct phrases, 1);
    phrases->all = g_array_new(FALSE, FALSE, sizeof(struct phrase));
    g_array_set_clear_func(phrases->all, phrase_clear);
    return phrases;
}

void phrases_free(struct phrases *phrases)
{
    if (!phrases)
        return;
    g_array_unref(phrases->all);
    g_free(phrases);
}

struct phrases *phrases_copy(const struct phrases *phrases)
{
    struct phrases *copy = phrases_new();
    for (guint i = 0; i < phrases_count(phrases); i++)
        phrases_add(copy, phrases_get(phrases, i)->language, phrases_get(phrases, i)->text);
    return copy;
}

void phrases_add(struct phrases *phrases, const char *language, const char *text)
{
    struct phrase phrase = {g_strdup(language), g_strdup(text)};
    g_array_append_val(phrases->all, phrase);
}

static const char *phrases_first_of(const struct phrases *phrases, const char *language)
{
    for (guint i = 0; language && i < phrases_count(phrases); i++)
        if (g_str_equal(phrases_get(phrases, i)->language, language))
            return phrases_get(phrases, i)->text;
    return NULL;
}

const char *phrases_text(const struct phrases *phrases, const char *language, const char *fallback)
{
    const char *text = phrases_first_of(phrases, language);
    if (!text)
        text = phrases_first_of(phrases, fallback);
    if (!text && phrases_count(phrases) > 0)
        text = phrases_get(phrases, 0)->text;
    return text;
}

guint phrases_count(const struct phrases *phrases)
{
    return phrases ? phrases->all->len : 0;
}

const struct phrase *phrases_get(const struct phrases *phrases, guint index)
{
    return &g_array_index(phrases->all, struct phrase, index);
}
