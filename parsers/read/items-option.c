/* Options behind a product's name that are more than a choice: "180 cm", "walnut legs", "legs walnut", "qty 2". */
#include "parsers/read/items-internal.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/kinds.h"

#define LABEL_WORDS 4

/* The form's only field for a length, when the text is one with its unit: "180 cm". */
static const struct field *field_of_length(const struct form *form, const char *text)
{
    const struct field *found = NULL;
    const char *unit = text + strspn(text, "0123456789., ");
    if (unit == text || !length_unit(unit))
        return NULL;
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (field->type != FIELD_LENGTH)
            continue;
        if (found)
            return NULL;
        found = field;
    }
    return found;
}

/* "walnut legs": a choice, and its field's label behind it; `option` is cut to the choice. */
static const struct field *field_behind_choice(const struct assembly *a, const struct form *form, char *option)
{
    char *space = strrchr(option, ' ');
    g_autofree char *choice = space ? g_strndup(option, (gsize)(space - option)) : NULL;
    const struct field *field = space ? field_of_labelled_choice(a->reader->index, form, space + 1, choice, a->reader->language) : NULL;
    if (field)
        *space = '\0';
    return field;
}

/* "legs walnut", "qty 2": the label in front, and behind it nothing but a value. */
static const struct field *field_before_value(const struct assembly *a, const struct form *form, const char *option, const char **ret_value)
{
    guint words = 0;
    for (const char *space = option; (space = strchr(space, ' ')) && words < LABEL_WORDS; space++, words++) {
        g_autofree char *front = g_strndup(option, (gsize)(space - option)), *key = text_match_key(front), *rest = text_match_key(space + 1);
        const struct label *label = label_of_key(a->reader->index, key);
        const struct label_target *target = label ? label_target_in(label, form, a->reader->language) : NULL;
        if (!target)
            continue;
        enum field_type type = target->field->type;
        gboolean number = (type == FIELD_INTEGER || type == FIELD_LENGTH || type == FIELD_DECIMAL) && g_ascii_isdigit(space[1]);
        if (!number && !(type == FIELD_CHOICE && choice_exact(target->field, rest, NULL)))
            continue;
        *ret_value = space + 1;
        return target->field;
    }
    return NULL;
}

const struct field *option_field(const struct assembly *a, const struct form *form, char *option, const char **ret_value)
{
    const struct field *field = field_of_length(form, option);
    if (!field)
        field = field_behind_choice(a, form, option);
    return field ? field : field_before_value(a, form, option, ret_value);
}

gboolean options_alone(const struct assembly *a, const struct form *form, const char *text)
{
    guint choices = 0;
    if (!text[strspn(text, "0123456789 ")])
        return FALSE;
    g_auto(GStrv) parts = g_strsplit_set(text, ",;/+|", -1);
    for (guint i = 0; parts[i]; i++) {
        gboolean choice = field_of_choice(form, parts[i], a->reader->language) || choice_of_several(form, parts[i], a->reader->language);
        if (!choice && !field_of_length(form, g_strstrip(parts[i])))
            return FALSE;
        choices += choice;
    }
    return choices > 0;
}
