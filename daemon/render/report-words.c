#include "daemon/render/report-words.h"

#include "daemon/base/text.h"

#define NAME_BYTES 80
#define RAW_BYTES 400 /* what people wrote is worth more of the line */

char *report_word(const struct report_words *words, const char *group, const char *id)
{
    char *word = templates_word(words->templates, words->language, group, id);
    return word && *word ? word : (g_free(word), g_strdup(id));
}

static const char *in_language(const struct report_words *words, const struct phrases *names)
{
    return names ? phrases_text(names, words->language, words->business->languages[0]) : NULL;
}

/* A field of any form: the counts do not say of which. */
static const char *field_label(const struct report_words *words, const char *id)
{
    const struct field *field = words->forms->order ? form_field(words->forms->order, id) : NULL;
    for (guint i = 0; !field && i < words->forms->products->len; i++)
        field = form_field(words->forms->products->pdata[i], id);
    return field ? in_language(words, field->labels) : NULL;
}

/* "not shipped yet, and late" is the word not-shipped-yet-and-late. */
static char *promise_word(const struct report_words *words, const char *key)
{
    GString *id = g_string_new(key);
    g_string_replace(id, ",", "", 0);
    g_string_replace(id, " ", "-", 0);
    char *word = report_word(words, "promise", id->str);
    g_string_free(id, TRUE);
    return word;
}

static char *word_of(const struct report_words *words, enum report_kind kind, const char *key)
{
    const struct form *form = NULL;
    const struct department *department = NULL;
    const char *name = NULL;
    switch (kind) {
    case REPORT_STATE:
        return report_word(words, "state", key);
    case REPORT_FAULT:
        return report_word(words, "fault", key);
    case REPORT_PROMISE:
        return promise_word(words, key);
    case REPORT_LETTER:
        return report_word(words, "letter", key);
    case REPORT_PRODUCT:
        form = forms_product(words->forms, key);
        name = form ? in_language(words, form->names) : NULL;
        break;
    case REPORT_FIELD:
        name = field_label(words, key);
        break;
    case REPORT_DEPARTMENT:
        department = business_department(words->business, key);
        name = department ? in_language(words, department->names) : NULL;
        return name ? g_strdup(name) : report_word(words, "role", key);
    case REPORT_RAW:
        break;
    }
    return g_strdup(name ? name : key);
}

char *report_name(const struct report_words *words, enum report_kind kind, const char *key)
{
    if (!*key)
        return report_word(words, "say", "unnamed");
    g_autofree char *word = word_of(words, kind, key);
    g_autofree char *line = text_one_line(word, kind == REPORT_RAW ? RAW_BYTES : NAME_BYTES);
    return *line ? g_steal_pointer(&line) : report_word(words, "say", "unnamed");
}
