/* Choices as a list to tick: "[x] Oak [ ] Walnut", "Oak ☐ / Walnut ☑", and what is written beside it. */
#include "parsers/read/choice.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/words.h"

/* The text without its boxes and the choices behind them: what somebody wrote beside a list left untouched. */
static char *beside_options(const struct field *field, const char *text, const struct options *options)
{
    GString *beside = g_string_new_len(text, (gssize)options->first);
    for (guint i = 0; i < options->count; i++) {
        g_autofree char *key = option_key(&options->all[i]);
        g_autoptr(GArray) mentions = choice_mentions(field, key);
        gsize used = 0;
        for (guint m = 0; m < mentions->len; m++)
            if (g_array_index(mentions, struct mention, m).start == 0)
                used = g_array_index(mentions, struct mention, m).length;
        g_string_append_printf(beside, " %s", key + used);
    }
    g_string_append_printf(beside, " %s", options->tail);
    g_autofree char *raw = g_string_free(beside, FALSE);
    return text_match_key(raw);
}

gboolean choice_names_part(const char *part, gboolean at_end, const void *data)
{
    g_autofree char *key = text_match_key(part);
    g_autoptr(GArray) mentions = choice_mentions(data, key);
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = &g_array_index(mentions, struct mention, i);
        if (at_end ? mention->start + mention->length == strlen(key) : mention->start == 0)
            return TRUE;
    }
    return FALSE;
}

/* Takes the box out of a part of a list; *ret_boxes its boxes, *ret_ticked whether one is ticked. */
static void part_take_boxes(char *part, guint *ret_boxes, gboolean *ret_ticked)
{
    *ret_boxes = 0;
    *ret_ticked = FALSE;
    for (char *p = part; *p;) {
        gboolean ticked;
        gsize box = tick_box(p, &ticked);
        if (!box) {
            p = g_utf8_next_char(p);
            continue;
        }
        memset(p, ' ', box);
        p += box;
        (*ret_boxes)++;
        *ret_ticked |= ticked;
    }
}

/* "Oak (x), Walnut, Steel", "Oak ☐ / Walnut ☑ / Steel ☐": all choices as a list, one of its parts ticked; NULL where it is another text. */
static const struct choice *choice_of_marked_list(const struct field *field, const char *text)
{
    const struct choice *found = NULL;
    guint ticks = 0;
    g_autoptr(GPtrArray) named = g_ptr_array_new();
    for (const char *p = text, *end; *p; p = end + option_separator(end)) {
        for (end = p; *end && !option_separator(end);)
            end++;
        g_autofree char *part = g_strndup(p, (gsize)(end - p));
        gboolean ticked;
        guint boxes;
        part_take_boxes(part, &boxes, &ticked);
        g_autofree char *key = text_match_key(part), *plain = words_without(WORDS_POLITE, key);
        const struct choice *choice = choice_exact(field, *plain ? plain : key, NULL);
        if (!*plain && boxes == 0)
            continue;
        if (!choice || boxes > 1 || g_ptr_array_find(named, choice, NULL))
            return NULL;
        g_ptr_array_add(named, (void *)choice);
        found = ticked ? choice : found;
        ticks += ticked;
    }
    return ticks == 1 && named->len == field->choices->len ? found : NULL;
}

/* Which one, nobody can tell: all that are named could be. */
static void choice_set_open(struct value *value, const struct value_request *request)
{
    g_autoptr(GArray) mentions = choice_mentions(request->field, request->key);
    value_set_fault(value, VALUE_AMBIGUOUS, FAULT_CHOICE_AMBIGUOUS);
    choice_add_candidates(value, mentions);
}

/* What stands behind the last box of labels that stand before theirs: "Oak [x] Walnut [ ] (the darker one)". */
static void choice_weigh_tail(struct value *value, const struct value_request *request, const char *tail)
{
    g_autofree char *key = text_match_key(tail), *plain = choice_plain(request, key);
    g_autoptr(GArray) mentions = choice_mentions(request->field, key);
    if (!value->canonical || !*plain)
        return;
    if (mentions->len > 0)
        choice_set_open(value, request);
    else if (choice_is_negated(request, key))
        value_set_fault(value, VALUE_WRONG, FAULT_NEGATED);
    else
        value->status = VALUE_GUESSED;
}

static gboolean any_is_ticked(const struct options *options)
{
    for (guint i = 0; i < options->count; i++)
        if (options->all[i].ticked)
            return TRUE;
    return FALSE;
}

static void choice_read_ticked(struct value *value, const struct value_request *request, const struct options *options)
{
    const struct option *chosen = NULL;
    for (guint i = 0; i < options->count; i++) {
        const struct option *option = &options->all[i];
        if (!option->ticked)
            continue;
        g_autofree char *key = option_key(option), *before = chosen ? option_key(chosen) : NULL;
        if (before && !g_str_equal(before, key)) {
            value_set_fault(value, VALUE_WRONG, FAULT_TWO_TICKS);
            return;
        }
        chosen = option;
    }
    g_autofree char *key = chosen ? option_key(chosen) : NULL;
    if (key && *key)
        choice_read_key(value, request, key);
    else
        value_set_fault(value, VALUE_WRONG, FAULT_NOT_A_CHOICE);
    choice_weigh_tail(value, request, options->tail);
}

/* The name at `place` is a part of a longer one: "oak" in "dark oak". */
static gboolean is_within_longer(const struct field *field, const char *key, const char *place, gsize length)
{
    for (guint i = 0; i < field->choices->len; i++) {
        gsize longer;
        for (const char *at = key; (at = choice_mention(field->choices->pdata[i], at, &longer)) != NULL && longer > 0; at += longer)
            if (longer > length && at <= place && place + length <= at + longer)
                return TRUE;
    }
    return FALSE;
}

static gboolean stands_twice(const struct field *field, const struct choice *choice, const char *key)
{
    guint times = 0;
    gsize length;
    for (const char *at = key; (at = choice_mention(choice, at, &length)) != NULL && length > 0; at += length)
        times += !is_within_longer(field, key, at, length);
    return times >= 2;
}

/* The only choice that stands twice in a list that nobody ticked: "walnut [ ] Oak [ ] Walnut". */
static const struct choice *choice_named_twice(const struct field *field, const char *key)
{
    const struct choice *found = NULL;
    for (guint i = 0; i < field->choices->len; i++) {
        if (!stands_twice(field, field->choices->pdata[i], key))
            continue;
        if (found)
            return NULL;
        found = field->choices->pdata[i];
    }
    return found;
}

static void choice_read_unticked(struct value *value, const struct value_request *request, const struct options *options)
{
    const struct choice *twice = options->unsure ? choice_named_twice(request->field, request->key) : NULL;
    g_autofree char *key = beside_options(request->field, request->text, options);
    if (twice && !choice_is_negated(request, request->key))
        value_set_canonical(value, VALUE_GIVEN, twice->id);
    else if (options->unsure)
        choice_set_open(value, request);
    else if (*key)
        choice_read_key(value, request, key);
    else
        value_set_fault(value, VALUE_WRONG, FAULT_MISSING);
}

void choice_read_options(struct value *value, const struct value_request *request, const struct options *options)
{
    const struct choice *marked = choice_of_marked_list(request->field, request->text);
    if (marked)
        value_set_canonical(value, VALUE_GIVEN, marked->id);
    else if (!any_is_ticked(options))
        choice_read_unticked(value, request, options);
    else if (options->unsure)
        choice_set_open(value, request);
    else
        choice_read_ticked(value, request, options);
}

gboolean choice_is_whole_list(const struct field *field, const char *text)
{
    g_auto(GStrv) parts = g_strsplit_set(text, "/,|()\n", -1);
    guint named = 0;
    for (guint i = 0; parts[i]; i++) {
        g_autofree char *key = text_match_key(parts[i]);
        if (*key && !choice_exact(field, key, NULL))
            return FALSE;
        named += *key != '\0';
    }
    return named >= 2 && named == field->choices->len;
}

gboolean choice_untouched(const struct field *field, const char *text)
{
    struct options options;
    options_scan(&options, text, choice_names_part, field);
    if (options.count == 0)
        return choice_is_whole_list(field, text);
    if (any_is_ticked(&options) || options.unsure)
        return FALSE;
    g_autofree char *beside = beside_options(field, text, &options);
    return !*beside;
}

gboolean choice_of_boxes(const struct field *field, const char *text)
{
    struct options options;
    options_scan(&options, text, choice_names_part, field);
    g_autofree char *tail = options.count ? text_match_key(options.tail) : NULL;
    if (options.count == 0 || options.unsure || *tail || !any_is_ticked(&options))
        return FALSE;
    for (guint i = 0; i < options.count; i++) {
        g_autofree char *key = option_key(&options.all[i]);
        if (!choice_exact(field, key, NULL))
            return FALSE;
    }
    return TRUE;
}
