/* Values gathered in a draft: the same twice is one, a different one a conflict. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/items.h"
#include "parsers/read/kinds.h"
#include "parsers/read/quote.h"

#define UNREAD_LINES    200  /* kept for a person's eyes, an order */
#define UNREAD_BYTES    1000 /* of one such line */
#define CANDIDATES_MOST 5    /* wordings of one conflict */

void unread_add(struct draft *draft, const char *line)
{
    guint length = g_strv_length(draft->unread);
    g_autofree char *clean = text_one_line(line, UNREAD_BYTES);
    if (!*clean || length >= UNREAD_LINES || line_is_salutation(clean) || g_strv_contains((const char *const *)draft->unread, clean))
        return;
    draft->unread = g_renew(char *, draft->unread, length + 2);
    draft->unread[length] = g_steal_pointer(&clean);
    draft->unread[length + 1] = NULL;
}

static void add_candidate_once(struct value *value, const char *text)
{
    guint length = value->candidates ? g_strv_length(value->candidates) : 0;
    if (length < CANDIDATES_MOST && !(length && g_strv_contains((const char *const *)value->candidates, text)))
        value_add_candidate(value, text);
}

void value_conflict(struct value *value, const char *other_text)
{
    if (value->status != VALUE_CONFLICT) {
        g_clear_pointer(&value->candidates, g_strfreev);
        value_set_fault(value, VALUE_CONFLICT, FAULT_CONFLICT);
        add_candidate_once(value, value->text);
    }
    add_candidate_once(value, other_text);
}

static gboolean same_text(const struct value *left, const struct value *right)
{
    g_autofree char *one = text_match_key(left->text), *two = text_match_key(right->text);
    return g_str_equal(one, two) && (*one || g_str_equal(left->text, right->text));
}

static gboolean same_value(const struct value *left, const struct value *right)
{
    if (left->canonical && right->canonical && g_str_equal(left->canonical, right->canonical))
        return TRUE;
    return same_text(left, right);
}

/* Owns `value`. */
static gboolean values_take(GPtrArray *values, struct value *value, gboolean guessed)
{
    struct value *before = values_find(values, value->field);
    if (value->fault == FAULT_MISSING) {
        value_free(value);
        return FALSE;
    }
    if (guessed && value->status == VALUE_GIVEN)
        value->status = VALUE_GUESSED;
    if (!before) {
        g_ptr_array_add(values, value);
        return TRUE;
    }
    if (!same_value(before, value))
        value_conflict(before, value->text);
    else if (before->status == VALUE_GUESSED && value->status == VALUE_GIVEN)
        before->status = VALUE_GIVEN; /* said again, and plainly */
    value_free(value);
    return TRUE;
}

static struct value *value_written(const struct field *field, const char *text)
{
    struct value *value = value_new(field->id, NULL);
    g_free(value->text);
    value->text = text_lines(text, BOUND_VALUE_SIZE);
    return value;
}

gboolean values_put(GPtrArray *values, const struct reader *reader, const struct field *field, const char *text,
                    const char *unit, gboolean guessed)
{
    struct value *value = value_written(field, text);
    read_value(value, field, reader->language, unit, reader->context);
    return values_take(values, value, guessed);
}

gboolean values_put_entry(GPtrArray *values, const struct reader *reader, const struct field *field, const struct entry *entry)
{
    gboolean words = field->type == FIELD_TEXT || field->type == FIELD_ADDRESS;
    if (!entry->verbatim || !words || line_is_blank(entry->text))
        return values_put(values, reader, field, entry->text, entry->match.unit, entry->match.guessed);
    struct value *value = value_written(field, entry->text);
    g_autofree char *line = text_one_line(value->text, BOUND_VALUE_SIZE);
    value_set_canonical(value, VALUE_GIVEN, field->multiline || field->type == FIELD_ADDRESS ? value->text : line);
    return values_take(values, value, entry->match.guessed);
}

static gboolean field_has_choice(const struct field *field, const char *key, const char *language)
{
    return *key && field->type == FIELD_CHOICE && choice_exact(field, key, language);
}

gboolean choice_of_several(const struct form *form, const char *text, const char *language)
{
    g_autofree char *key = text_match_key(text);
    guint fields = 0;
    for (guint i = 0; i < form->fields->len; i++)
        fields += field_has_choice(form->fields->pdata[i], key, language);
    return fields > 1;
}

void values_put_choice(GPtrArray *values, const struct reader *reader, const struct form *form, const char *text)
{
    g_autofree char *key = text_match_key(text);
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (field_has_choice(field, key, reader->language) && !values_find(values, field->id))
            g_ptr_array_add(open, (void *)field);
    }
    for (guint i = 0; i < open->len; i++) {
        const struct field *field = open->pdata[i];
        values_put(values, reader, field, text, NULL, FALSE);
        if (open->len == 1)
            continue;
        struct value *value = values_find(values, field->id);
        g_autofree char *choice = g_strdup(value->canonical);
        value_set_fault(value, VALUE_AMBIGUOUS, FAULT_CHOICE_AMBIGUOUS);
        if (choice)
            value_add_candidate(value, choice);
    }
}

const struct field *field_of_choice(const struct form *form, const char *text, const char *language)
{
    const struct field *found = NULL;
    g_autofree char *key = text_match_key(text);
    for (guint i = 0; *key && i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (field->type != FIELD_CHOICE || !choice_exact(field, key, language))
            continue;
        if (found)
            return NULL;
        found = field;
    }
    return found;
}

const struct field *field_of_labelled_choice(const struct label_index *index, const struct form *form, const char *label, const char *choice,
                                             const char *language)
{
    g_autofree char *label_key = text_match_key(label), *choice_key = text_match_key(choice);
    const struct label *known = label_of_key(index, label_key);
    const struct label_target *target = known ? label_target_in(known, form, language) : NULL;
    return target && target->field->type == FIELD_CHOICE && choice_exact(target->field, choice_key, NULL) ? target->field : NULL;
}
