/* One of a field's choices, as people write, abbreviate, decline or misspell it. */
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "parsers/read/choice.h"
#include "parsers/read/entry.h"
#include "parsers/read/value-words.h"
#include "parsers/read/words.h"

/* --- names of choices -------------------------------------------------------------------------------------------- */

static gboolean name_is(const char *name, const char *language, const char *key)
{
    g_autofree char *plain = text_match_key(name);
    if (g_str_equal(plain, key))
        return TRUE;
    if (g_strcmp0(language, "de") != 0 || g_str_is_ascii(name))
        return FALSE;
    g_autofree char *german = text_match_key_german(name);
    return g_str_equal(german, key);
}

static gboolean choice_is(const struct choice *choice, const char *key, const char *language)
{
    for (guint i = 0; i < phrases_count(choice->names); i++) {
        const struct phrase *name = phrases_get(choice->names, i);
        if ((!language || g_str_equal(name->language, language)) && name_is(name->text, name->language, key))
            return TRUE;
    }
    return !language && name_is(choice->id, NULL, key);
}

static const struct choice *choice_exact_in(const struct field *field, const char *key, const char *language,
                                            gboolean *ret_several)
{
    const struct choice *found = NULL;
    for (guint i = 0; i < field->choices->len; i++) {
        const struct choice *choice = field->choices->pdata[i];
        if (!choice_is(choice, key, language))
            continue;
        *ret_several = found != NULL;
        if (found)
            return NULL;
        found = choice;
    }
    return found;
}

const struct choice *choice_exact(const struct field *field, const char *key, const char *language)
{
    gboolean several = FALSE;
    const struct choice *choice = language && *key ? choice_exact_in(field, key, language, &several) : NULL;
    if (choice || several || !*key)
        return choice;
    return choice_exact_in(field, key, NULL, &several);
}

/* --- choices somewhere in a text --------------------------------------------------------------------------------- */

const char *choice_mention(const struct choice *choice, const char *key, gsize *ret_length)
{
    const char *found = NULL;
    *ret_length = 0;
    for (guint i = 0; i <= phrases_count(choice->names); i++) {
        const char *name = i < phrases_count(choice->names) ? phrases_get(choice->names, i)->text : choice->id;
        g_autofree char *plain = text_match_key(name), *german = text_match_key_german(name);
        const char *place = words_find(key, plain);
        gsize length = strlen(plain);
        if (!place) {
            place = words_find(key, german);
            length = strlen(german);
        }
        if (place && length > *ret_length) {
            found = place;
            *ret_length = length;
        }
    }
    return found;
}

static gboolean mention_inside(const struct mention *inner, const struct mention *outer)
{
    return inner->start >= outer->start && inner->start + inner->length <= outer->start + outer->length &&
           inner->length < outer->length;
}

GArray *choice_mentions(const struct field *field, const char *key)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct mention));
    for (guint i = 0; i < field->choices->len; i++) {
        struct mention mention = {.choice = field->choices->pdata[i]};
        const char *place = choice_mention(mention.choice, key, &mention.length);
        mention.start = place ? (gsize)(place - key) : 0;
        if (place)
            g_array_append_val(all, mention);
    }
    for (guint i = 0; i < all->len;) {
        gboolean inside = FALSE;
        for (guint j = 0; j < all->len && !inside; j++)
            inside = mention_inside(&g_array_index(all, struct mention, i), &g_array_index(all, struct mention, j));
        if (inside)
            g_array_remove_index(all, i);
        else
            i++;
    }
    return all;
}

void choice_add_candidates(struct value *value, const GArray *mentions)
{
    for (guint i = 0; i < mentions->len; i++)
        value_add_candidate(value, g_array_index(mentions, struct mention, i).choice->id);
}

/* Whether one of the choice's names, more than a bare number, stands in `key`. */
static gboolean is_named_in(const struct choice *choice, const char *key)
{
    for (guint i = 0; i < phrases_count(choice->names); i++) {
        g_autofree char *name = text_match_key(phrases_get(choice->names, i)->text);
        if (name[strspn(name, "0123456789")] && words_find(key, name))
            return TRUE;
    }
    return FALSE;
}

const struct choice *choice_mentioned(const struct field *field, const char *text)
{
    const struct choice *found = NULL;
    g_autofree char *key = text_match_key(text);
    for (guint i = 0; i < field->choices->len; i++) {
        if (!is_named_in(field->choices->pdata[i], key))
            continue;
        if (found)
            return NULL;
        found = field->choices->pdata[i];
    }
    return found;
}

/* --- a name with typing errors ----------------------------------------------------------------------------------- */

static guint name_distance(const char *name, const char *key)
{
    g_autofree char *plain = text_match_key(name);
    guint allowance = MIN(text_typo_allowance(key), text_typo_allowance(plain));
    guint distance = allowance ? text_distance(plain, key, allowance) : 1;
    return distance <= allowance ? distance : G_MAXUINT;
}

static guint choice_distance(const struct choice *choice, const char *key)
{
    guint least = phrases_count(choice->names) ? G_MAXUINT : name_distance(choice->id, key);
    for (guint i = 0; i < phrases_count(choice->names); i++)
        least = MIN(least, name_distance(phrases_get(choice->names, i)->text, key));
    return least;
}

/* Whether one of the choice's names is another form of the word: "blanca" for "Blanco". */
static gboolean is_form_of(const struct choice *choice, const struct value_request *request, const char *key)
{
    for (guint i = 0; i < phrases_count(choice->names); i++) {
        g_autofree char *name = text_match_key(phrases_get(choice->names, i)->text);
        if (value_same_word(name, key, request->language, request->context))
            return TRUE;
    }
    return FALSE;
}

static void nearest_take(struct value *value, const GArray *nearest)
{
    if (nearest->len == 1) {
        value_set_canonical(value, VALUE_GUESSED, g_array_index(nearest, struct mention, 0).choice->id);
        return;
    }
    value_set_fault(value, VALUE_AMBIGUOUS, FAULT_CHOICE_AMBIGUOUS);
    choice_add_candidates(value, nearest);
}

/* FALSE when the word is a form of no choice's name, or has lost its end. */
static gboolean choice_read_form(struct value *value, const struct value_request *request, const char *key)
{
    g_autoptr(GArray) forms = g_array_new(FALSE, FALSE, sizeof(struct mention));
    gboolean cut = g_str_has_suffix(request->text, "..") || g_str_has_suffix(request->text, "…");
    for (guint i = 0; !cut && request->field->role != ROLE_SKU && i < request->field->choices->len; i++) {
        struct mention mention = {.choice = request->field->choices->pdata[i]};
        if (is_form_of(mention.choice, request, key))
            g_array_append_val(forms, mention);
    }
    if (forms->len > 0)
        nearest_take(value, forms);
    return forms->len > 0;
}

/* FALSE when no choice is near. SKUs differ in one character: they are never guessed. */
static gboolean choice_read_near(struct value *value, const struct value_request *request, const char *key)
{
    const struct field *field = request->field;
    g_autoptr(GArray) nearest = g_array_new(FALSE, FALSE, sizeof(struct mention));
    guint least = G_MAXUINT - 1;
    for (guint i = 0; field->role != ROLE_SKU && i < field->choices->len; i++) {
        struct mention mention = {.choice = field->choices->pdata[i]};
        guint distance = choice_distance(mention.choice, key);
        if (distance < least)
            g_array_set_size(nearest, 0);
        if (distance <= least)
            g_array_append_val(nearest, mention);
        least = MIN(least, distance);
    }
    if (nearest->len > 0)
        nearest_take(value, nearest);
    return nearest->len > 0;
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

char *choice_plain(const struct value_request *request, const char *key)
{
    g_autofree char *clean = text_match_key(key), *joined = value_without(VALUE_OF, clean, request->language, request->context);
    char *rest = words_without(WORDS_POLITE, joined);
    for (guint i = 0; *rest && i < phrases_count(request->field->labels); i++) {
        g_autofree char *label = text_match_key(phrases_get(request->field->labels, i)->text), *more = rest;
        rest = words_drop(more, label);
    }
    return rest;
}

/* What is left of a key when the choice, too, is taken away. */
static char *choice_remainder(const struct value_request *request, const char *key, const struct mention *mention)
{
    g_autofree char *rest = g_strdup_printf("%.*s%s", (int)mention->start, key, key + mention->start + mention->length);
    return choice_plain(request, rest);
}

/* "Linen, natural colour": a choice, and behind a mark something that unsettles nothing. It is shown as guessed. */
static const struct choice *choice_before_remark(const struct value_request *request, const char *key)
{
    gsize end = strcspn(request->text, ",;(\"\n");
    if (!request->text[end] || words_in(WORDS_IF, key))
        return NULL;
    g_autofree char *front = g_strndup(request->text, end), *front_key = text_match_key(front);
    return choice_exact(request->field, front_key, request->language);
}

gboolean choice_is_negated(const struct value_request *request, const char *key)
{
    const struct value_language *row;
    if (words_in(WORDS_NEGATED, key) || value_in(VALUE_NOT, key, request->language, request->context))
        return TRUE;
    for (guint i = 0; (row = value_language(i, request->language, request->context)); i++) {
        gsize length = strlen(key);
        for (const char *ending = row->lacking; ending; ending = strchr(ending, '|') ? strchr(ending, '|') + 1 : NULL) {
            gsize size = strcspn(ending, "|");
            if (length > size && strncmp(key + length - size, ending, size) == 0)
                return TRUE;
        }
    }
    return FALSE;
}

static void choice_read_mentions(struct value *value, const struct value_request *request, const char *key)
{
    g_autoptr(GArray) mentions = choice_mentions(request->field, key);
    if (mentions->len > 0 && choice_is_negated(request, key)) {
        value_set_fault(value, VALUE_WRONG, FAULT_NEGATED);
        return;
    }
    if (mentions->len == 1) {
        const struct mention *mention = &g_array_index(mentions, struct mention, 0);
        g_autofree char *rest = choice_remainder(request, key, mention);
        const struct choice *remarked = *rest ? choice_before_remark(request, key) : NULL;
        if (!*rest || (remarked && remarked == mention->choice)) {
            value_set_canonical(value, *rest ? VALUE_GUESSED : VALUE_GIVEN, mention->choice->id);
            return;
        }
    }
    if (mentions->len > 0) {
        value_set_fault(value, VALUE_AMBIGUOUS, FAULT_CHOICE_AMBIGUOUS);
        choice_add_candidates(value, mentions);
        return;
    }
    g_autofree char *plain = choice_plain(request, key);
    if (*plain && (choice_read_form(value, request, plain) || choice_read_near(value, request, plain)))
        return;
    value_set_fault(value, VALUE_WRONG, choice_is_negated(request, key) ? FAULT_NEGATED : FAULT_NOT_A_CHOICE);
}

void choice_read_key(struct value *value, const struct value_request *request, const char *key)
{
    const struct choice *choice = choice_exact(request->field, key, request->language);
    if (choice)
        value_set_canonical(value, VALUE_GIVEN, choice->id);
    else
        choice_read_mentions(value, request, key);
}

/* "Walnut [+€50.00]": shops print behind a choice what it costs more. */
static void choice_read_plain(struct value *value, const struct value_request *request)
{
    gsize length = strlen(request->text);
    char open = length && request->text[length - 1] == ']' ? '[' : length && request->text[length - 1] == ')' ? '(' : '\0';
    const char *start = open ? strrchr(request->text, open) : NULL;
    g_autofree char *inside = start ? g_strndup(start + 1, strlen(start) - 2) : NULL;
    g_autofree char *before = start ? g_strndup(request->text, (gsize)(start - request->text)) : NULL, *key = before ? text_match_key(before) : NULL;
    choice_read_key(value, request, key && *key && heading_is_amount(inside) ? key : request->key);
}

void choice_read(struct value *value, const struct value_request *request)
{
    struct options options;
    options_scan(&options, request->text, choice_names_part, request->field);
    if (options.count > 0)
        choice_read_options(value, request, &options);
    else if (choice_is_whole_list(request->field, request->text))
        value_set_fault(value, VALUE_WRONG, FAULT_MISSING);
    else
        choice_read_plain(value, request);
}
