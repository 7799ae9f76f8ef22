#include "parsers/read/value-words.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/read/word-index.h"
#include "parsers/read/words.h"

static const struct value_language *const rows[] = {&value_words_en, &value_words_tr, &value_words_de, &value_words_fr, &value_words_es,
                                                    &value_words_it, &value_words_nl, &value_words_pl, &value_words_pt, &value_words_ru};

static const struct value_language *row_of(const char *code)
{
    for (guint i = 0; code && i < G_N_ELEMENTS(rows); i++)
        if (g_str_equal(rows[i]->code, code))
            return rows[i];
    return NULL;
}

const struct value_language *value_language(guint nth, const char *language, const struct read_context *context)
{
    const struct value_language *first = row_of(language);
    if (first && nth-- == 0)
        return first;
    for (guint i = 0; context->languages && context->languages[i]; i++) {
        const struct value_language *row = row_of(context->languages[i]);
        if (row && row != first && nth-- == 0)
            return row;
    }
    return NULL;
}

const struct value_language *value_language_own(guint nth, const char *language, const struct read_context *context)
{
    const struct value_language *own = row_of(language);
    if (own)
        return nth == 0 ? own : NULL;
    return value_language(nth, language, context);
}

/* --- words ------------------------------------------------------------------------------------------------------------------- */

/* The next of "a|b|c" as a copy to work with; FALSE behind the last. */
static gboolean word_next(const char **list, char *ret_word, gsize size)
{
    if (!*list || !**list)
        return FALSE;
    gsize length = strcspn(*list, "|");
    g_strlcpy(ret_word, *list, MIN(length + 1, size));
    *list += length + ((*list)[length] == '|');
    return TRUE;
}

#define WORD_SIZE 64 /* no word of a table is longer */

/* The words of all languages, each of which is a group. */
static const struct word_index *all_words(void)
{
    static struct word_index *made;
    if (g_once_init_enter(&made)) {
        struct word_index *index = word_index_new();
        for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
            for (guint kind = 0; kind < VALUE_KINDS; kind++)
                word_index_add_list(index, rows[i]->words[kind], 1u << kind, i);
        g_once_init_leave(&made, index);
    }
    return made;
}

/* Whether the language is among these groups. */
static gboolean is_among(const struct value_language *row, guint32 groups)
{
    guint i = 0;
    while (groups && i < G_N_ELEMENTS(rows) && rows[i] != row)
        i++;
    return groups >> i & 1;
}

static guint32 groups_of(enum value_kind kind, const char *key)
{
    return word_index_is(all_words(), 1u << kind, key);
}

static guint32 groups_in(enum value_kind kind, const char *key)
{
    return word_index_groups(all_words(), 1u << kind, key);
}

gboolean value_word_is(const struct value_language *row, enum value_kind kind, const char *key)
{
    return is_among(row, groups_of(kind, key));
}

gboolean value_word_in(const struct value_language *row, enum value_kind kind, const char *key)
{
    return is_among(row, groups_in(kind, key));
}

static char *without(const char *list, const char *key, gboolean phrases_only)
{
    char word[WORD_SIZE];
    char *rest = g_strdup(key);
    while (word_next(&list, word, sizeof word)) {
        if (phrases_only && !strchr(word, ' '))
            continue;
        char *fewer = words_drop(rest, word);
        g_free(rest);
        rest = fewer;
    }
    return rest;
}

char *value_word_without(const struct value_language *row, enum value_kind kind, const char *key)
{
    return !value_word_in(row, kind, key) ? g_strdup(key) : without(row->words[kind], key, FALSE);
}

char *value_phrase_without(const struct value_language *row, enum value_kind kind, const char *key)
{
    return !value_word_in(row, kind, key) ? g_strdup(key) : without(row->words[kind], key, TRUE);
}

gsize value_word_prefix(const struct value_language *row, enum value_kind kind, const char *key)
{
    char word[WORD_SIZE];
    gsize longest = 0;
    for (const char *list = row->words[kind]; word_next(&list, word, sizeof word);) {
        gsize length = strlen(word);
        if (length > longest && g_str_has_prefix(key, word) && (key[length] == ' ' || key[length] == '\0'))
            longest = length;
    }
    return longest;
}

gboolean value_is(enum value_kind kind, const char *key, const char *language, const struct read_context *context)
{
    const struct value_language *row;
    guint32 groups = groups_of(kind, key);
    for (guint i = 0; groups && (row = value_language(i, language, context)); i++)
        if (is_among(row, groups))
            return TRUE;
    return FALSE;
}

gboolean value_in(enum value_kind kind, const char *key, const char *language, const struct read_context *context)
{
    const struct value_language *row;
    guint32 groups = groups_in(kind, key);
    for (guint i = 0; groups && (row = value_language(i, language, context)); i++)
        if (is_among(row, groups))
            return TRUE;
    return FALSE;
}

gboolean value_in_own(enum value_kind kind, const char *key, const char *language, const struct read_context *context)
{
    const struct value_language *row;
    guint32 groups = groups_in(kind, key);
    for (guint i = 0; groups && (row = value_language_own(i, language, context)); i++)
        if (is_among(row, groups))
            return TRUE;
    return FALSE;
}

char *value_without(enum value_kind kind, const char *key, const char *language, const struct read_context *context)
{
    char *rest = g_strdup(key);
    const struct value_language *row;
    for (guint i = 0; (row = value_language(i, language, context)); i++) {
        char *fewer = value_word_without(row, kind, rest);
        g_free(rest);
        rest = fewer;
    }
    return rest;
}

/* --- numbers beside words ---------------------------------------------------------------------------------------------------- */

int value_pair_prefix(const char *pairs, const char *key, gsize *ret_length)
{
    char pair[WORD_SIZE];
    int found = -1;
    *ret_length = 0;
    while (word_next(&pairs, pair, sizeof pair)) {
        char *number = strchr(pair, '=');
        gsize length = (gsize)(number - pair);
        *number = '\0';
        if (length > *ret_length && g_str_has_prefix(key, pair)) {
            *ret_length = length;
            found = atoi(number + 1);
        }
    }
    return found;
}

int value_pair(const char *pairs, const char *key)
{
    char pair[WORD_SIZE];
    while (word_next(&pairs, pair, sizeof pair)) {
        char *number = strchr(pair, '=');
        *number = '\0';
        if (g_str_equal(pair, key))
            return atoi(number + 1);
    }
    return -1;
}

/* --- forms of a word --------------------------------------------------------------------------------------------------------- */

#define STEM_LEAST 3 /* characters that both forms share; fewer are no likeness */

static char *singled(const char *key)
{
    GString *single = g_string_new(NULL);
    for (const char *p = key; *p; p++)
        if (single->len == 0 || single->str[single->len - 1] != *p)
            g_string_append_c(single, *p);
    return g_string_free(single, FALSE);
}

static gboolean is_ending(const struct value_language *row, const char *ending)
{
    char word[WORD_SIZE];
    if (!*ending)
        return *row->endings == '|';
    for (const char *list = row->endings + (*row->endings == '|'); word_next(&list, word, sizeof word);)
        if (g_str_equal(word, ending))
            return TRUE;
    return FALSE;
}

static gboolean same_in(const struct value_language *row, const char *left, const char *right)
{
    gsize common = 0;
    while (left[common] && left[common] == right[common])
        common++;
    while (common > 0 && ((guchar)left[common] & 0xc0) == 0x80)
        common--; /* back to a character's start */
    for (; common > 0 && g_utf8_strlen(left, (gssize)common) >= STEM_LEAST; common = (gsize)(g_utf8_prev_char(left + common) - left))
        if ((!row->whole_stems || !left[common] || !right[common]) && is_ending(row, left + common) && is_ending(row, right + common))
            return TRUE;
    return FALSE;
}

gboolean value_same_word(const char *left, const char *right, const char *language, const struct read_context *context)
{
    const struct value_language *row;
    if (strchr(left, ' ') || strchr(right, ' ') || strlen(left) > WORD_SIZE || strlen(right) > WORD_SIZE)
        return FALSE;
    for (guint i = 0; (row = value_language(i, language, context)); i++) {
        if (!row->single_letters && same_in(row, left, right))
            return TRUE;
        g_autofree char *one = row->single_letters ? singled(left) : NULL;
        g_autofree char *other = row->single_letters ? singled(right) : NULL;
        if (one && same_in(row, one, other))
            return TRUE;
    }
    return FALSE;
}
