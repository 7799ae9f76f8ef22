/* Yes or no, in words, in boxes, and by naming what is asked for: "without armrests". */
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/tick.h"
#include "parsers/read/value-words.h"
#include "parsers/read/words.h"

enum yesno { YESNO_UNKNOWN, YESNO_YES, YESNO_NO, YESNO_BOTH };

static enum yesno yesno_in(const char *code, const char *key)
{
    const struct language *language = language_find(code);
    const struct read_context none = {0};
    const struct value_language *row = value_language(0, code, &none);
    if (!language || !row)
        return YESNO_UNKNOWN;
    if (g_strv_contains(language->yes, key) || value_word_is(row, VALUE_YES, key) ||
        (g_utf8_strlen(key, -1) > 1 && value_word_is(row, VALUE_WITH, key))) /* a letter alone is no answer */
        return YESNO_YES;
    return g_strv_contains(language->no, key) || value_word_is(row, VALUE_NO, key) || value_word_is(row, VALUE_WITHOUT, key) ? YESNO_NO
                                                                                                                     : YESNO_UNKNOWN;
}

/* A word in the mail's language, else in any of those in use that agree about it. */
static enum yesno yesno_word(const char *key, const struct value_request *request)
{
    const char *const *languages = request->context->languages;
    enum yesno found = yesno_in(request->language, key);
    if (found != YESNO_UNKNOWN)
        return found;
    for (guint i = 0; languages && languages[i]; i++) {
        enum yesno here = yesno_in(languages[i], key);
        if (here != YESNO_UNKNOWN && found != YESNO_UNKNOWN && here != found)
            return YESNO_BOTH;
        found = here != YESNO_UNKNOWN ? here : found;
    }
    return found;
}

/* Whether the key is a form of one of the field's labels: "podłokietników" of "Podłokietniki". */
static gboolean is_label(const char *key, const struct value_request *request)
{
    for (guint i = 0; i < phrases_count(request->field->labels); i++) {
        g_autofree char *label = text_match_key(phrases_get(request->field->labels, i)->text);
        if (g_str_equal(label, key) || value_same_word(label, key, request->language, request->context))
            return TRUE;
    }
    return FALSE;
}

/* Whether the key is a label with one of the endings "a|b" behind it: "kolçaklı". */
static gboolean is_label_with(const char *key, const char *endings, const struct value_request *request)
{
    g_auto(GStrv) all = g_strsplit(endings ? endings : "", "|", -1);
    for (guint i = 0; all[i]; i++) {
        if (!g_str_has_suffix(key, all[i]))
            continue;
        g_autofree char *front = g_strndup(key, strlen(key) - strlen(all[i]));
        for (guint l = 0; l < phrases_count(request->field->labels); l++) {
            g_autofree char *label = text_match_key(phrases_get(request->field->labels, l)->text);
            if (g_str_equal(label, front))
                return TRUE;
        }
    }
    return FALSE;
}

/* What is asked for by its name: "without armrests", "bez podłokietników", "kolçak olsun". */
static enum yesno yesno_of_label(const char *key, const struct value_request *request)
{
    static const struct {
        enum value_kind kind;
        enum yesno means;
    } sides[] = {{VALUE_WITHOUT, YESNO_NO}, {VALUE_NOT, YESNO_NO}, {VALUE_WITH, YESNO_YES}};
    const struct value_language *row;
    for (guint i = 0; (row = value_language(i, request->language, request->context)); i++) {
        if (is_label_with(key, row->lacking, request))
            return YESNO_NO;
        if (is_label_with(key, row->having, request))
            return YESNO_YES;
        for (guint s = 0; s < G_N_ELEMENTS(sides); s++) {
            g_autofree char *rest = value_word_without(row, sides[s].kind, key);
            if (!g_str_equal(rest, key) && is_label(rest, request))
                return sides[s].means;
        }
    }
    return YESNO_UNKNOWN;
}

static enum yesno yesno_of(const char *key, const struct value_request *request)
{
    enum yesno found = yesno_word(key, request);
    if (found == YESNO_UNKNOWN) {
        g_autofree char *plain = words_without(WORDS_POLITE, key);
        found = *plain ? yesno_word(plain, request) : YESNO_UNKNOWN;
    }
    if (found == YESNO_UNKNOWN)
        found = yesno_of_label(key, request);
    if (found == YESNO_UNKNOWN && (g_str_equal(key, "x") || g_str_equal(key, "1")))
        found = YESNO_YES;
    return found == YESNO_UNKNOWN && g_str_equal(key, "0") ? YESNO_NO : found;
}

#define ANSWER_LONGEST 200 /* bytes; a longer text is a story */

/* "Yes, with armrests", "bez podłokietników, dziękuję": what all its parts say, but for the polite ones. */
static enum yesno yesno_of_parts(const struct value_request *request)
{
    if (strlen(request->text) > ANSWER_LONGEST)
        return YESNO_UNKNOWN;
    g_auto(GStrv) parts = g_strsplit_set(request->text, ",;.!", -1);
    enum yesno found = YESNO_UNKNOWN;
    for (guint i = 0; parts[i]; i++) {
        g_autofree char *key = text_match_key(parts[i]), *rest = words_without(WORDS_POLITE, key);
        enum yesno here = *rest ? yesno_of(key, request) : found;
        if (*rest && (here == YESNO_UNKNOWN || here == YESNO_BOTH || (found != YESNO_UNKNOWN && here != found)))
            return YESNO_UNKNOWN;
        found = here;
    }
    return found;
}

static void yesno_set(struct value *value, enum yesno answer)
{
    if (answer == YESNO_YES || answer == YESNO_NO)
        value_set_canonical(value, VALUE_GIVEN, answer == YESNO_YES ? "yes" : "no");
    else
        value_set_fault(value, answer == YESNO_BOTH ? VALUE_AMBIGUOUS : VALUE_WRONG, FAULT_NOT_YES_NO);
}

static void yesno_read_options(struct value *value, const struct value_request *request, const struct options *options)
{
    enum yesno answer = YESNO_UNKNOWN;
    guint ticks = 0;
    for (guint i = 0; i < options->count; i++) {
        if (!options->all[i].ticked)
            continue;
        g_autofree char *key = option_key(&options->all[i]);
        answer = *key || options->count > 1 ? yesno_of(key, request) : YESNO_YES;
        ticks++;
    }
    g_autofree char *tail = ticks == 1 && options->before ? text_match_key(options->tail) : NULL;
    enum yesno behind = tail && *tail ? yesno_of(tail, request) : YESNO_UNKNOWN;
    gboolean unsettled = tail && (words_in(WORDS_IF, tail) || (behind != YESNO_UNKNOWN && behind != answer)); /* "Yes [x] No [ ] only if it is free" */
    if (ticks == 1 && (options->unsure || unsettled))
        value_set_fault(value, VALUE_AMBIGUOUS, FAULT_NOT_YES_NO);
    else if (ticks == 1)
        yesno_set(value, answer);
    else
        value_set_fault(value, VALUE_WRONG, ticks ? FAULT_TWO_TICKS : FAULT_MISSING);
}

/* "[ ] Yes [ ] No yes": nothing ticked, the word written behind. */
static gboolean yesno_behind_options(struct value *value, const struct value_request *request,
                                     const struct options *options)
{
    const struct option *last = &options->all[options->count - 1];
    g_autofree char *key = options->before ? text_match_key(options->tail) : option_key(last);
    const char *space = strrchr(key, ' '), *word = options->before ? key : space ? space + 1 : "";
    for (guint i = 0; i < options->count; i++)
        if (options->all[i].ticked)
            return FALSE;
    enum yesno answer = *word ? yesno_of(word, request) : YESNO_UNKNOWN;
    if (answer == YESNO_YES || answer == YESNO_NO)
        yesno_set(value, answer);
    return answer == YESNO_YES || answer == YESNO_NO;
}

static void yesno_read_words(struct value *value, const struct value_request *request)
{
    enum yesno answer = yesno_of(request->key, request);
    yesno_set(value, answer == YESNO_UNKNOWN ? yesno_of_parts(request) : answer);
}

/* "Yes / No" as it was printed: neither is struck out or marked. */
static gboolean yesno_untouched(const struct value_request *request)
{
    g_auto(GStrv) parts = g_strsplit_set(request->text, "/|,", -1);
    guint said[4] = {0}, count = 0;
    for (guint i = 0; parts[i]; i++) {
        g_autofree char *key = text_match_key(parts[i]);
        if (!*key)
            continue;
        said[yesno_word(key, request)]++;
        count++;
    }
    return count == 2 && said[YESNO_YES] == 1 && said[YESNO_NO] == 1;
}

gboolean yesno_says(const char *key, const struct value_request *request)
{
    enum yesno word = yesno_word(key, request);
    return word == YESNO_YES || word == YESNO_NO;
}

/* Whether a part of the text begins, or ends, with a yes or a no. */
static gboolean part_says(const char *part, gboolean at_end, const void *data)
{
    g_autofree char *key = text_match_key(part);
    const char *space = at_end ? strrchr(key, ' ') : NULL;
    if (!at_end)
        key[strcspn(key, " ")] = '\0';
    return yesno_says(space ? space + 1 : key, data);
}

void yesno_read(struct value *value, const struct value_request *request)
{
    struct options options;
    options_scan(&options, request->text, part_says, request);
    if (options.count == 0 && yesno_untouched(request))
        value_set_fault(value, VALUE_WRONG, FAULT_MISSING);
    else if (options.count == 0 || (options.count == 1 && yesno_says(request->key, request))) /* "no", "[no]" */
        yesno_read_words(value, request);
    else if (!yesno_behind_options(value, request, &options))
        yesno_read_options(value, request, &options);
}
