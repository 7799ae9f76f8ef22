#include "parsers/read/label-strip.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/words.h"

#define STEM_LEAST 2

static guint number_of_word(const char *word)
{
    gsize digits = strspn(word, "0123456789");
    return digits > 0 && digits <= 3 && !word[digits] ? (guint)g_ascii_strtoull(word, NULL, 10) : 0;
}

static gboolean is_item_word(const char *word)
{
    return words_is(WORDS_ITEM, word) || words_is(WORDS_PRODUCT, word);
}

/* "second product", "ikinci urun", "product 2": the number of an item; `ret_word` the word that says what it is. */
static guint number_of_item(const char *first, const char *second, const char **ret_word)
{
    static const char *const ordinals[] = {"first|1st|birinci|erster|erstes|erste", "second|2nd|ikinci|zweiter|zweites|zweite", "third|3rd|ucuncu|dritter|drittes|dritte",
                                           "fourth|4th|dorduncu|vierter|viertes|vierte", "fifth|5th|besinci|funfter|funftes|funfte"};
    *ret_word = is_item_word(second) ? second : first;
    if (is_item_word(first))
        return number_of_word(second);
    for (guint i = 0; is_item_word(second) && i < G_N_ELEMENTS(ordinals); i++) {
        g_auto(GStrv) words = g_strsplit(ordinals[i], "|", -1);
        if (g_strv_contains((const char *const *)words, first))
            return i + 1;
    }
    return 0;
}

/* Takes the last word off `key`, which stays "" when it was the only one. */
static char *key_pop(char *key)
{
    char *space = strrchr(key, ' ');
    char *word = g_strdup(space ? space + 1 : key);
    *(space ? space : key) = '\0';
    return word;
}

static gboolean is_number_mark(const char *word)
{
    static const char *const marks[] = {"no", "nr", "n",      "num",    "number", "nummer", "in",
                                        "en", "w",  "numara", "numero", "nº",     NULL};
    return g_strv_contains(marks, word);
}

gboolean label_strip_tail(char *key, struct label_match *match)
{
    if (!strchr(key, ' '))
        return FALSE;
    g_autofree char *word = key_pop(key);
    guint number = number_of_word(word);
    const char *unit = length_unit(word);
    if (number && !match->index)
        match->index = number;
    else if (unit && !match->unit)
        match->unit = unit;
    else {
        key[strlen(key)] = ' '; /* the word is there still */
        return FALSE;
    }
    char *space = strrchr(key, ' ');
    if (space && is_number_mark(space + 1))
        *space = '\0';
    return TRUE;
}

/* `rest` is a part of it, or a copy of one. */
static void key_keep(char *key, const char *rest)
{
    memmove(key, rest, strlen(rest) + 1);
}

/* "choose a model", "preferred fabric", "my phone": how a form asks for it, or whose it is. */
static gboolean strip_asking(char *key)
{
    static const char *const asking[] = {"preferred", "desired", "requested", "please choose", "please select", "please enter", "choose a", "choose an", "choose your", "choose the",
                                         "choose", "select a", "select an", "select your", "select the", "select", "enter your", "enter a", "enter", "your", "my",
                                         "tercih edilen", "tercih ettiginiz", "istediginiz", "istenen", "secilen", "sectiginiz", "lutfen", "bitte",
                                         "gewunschter", "gewunschte", "gewunschtes", "ihre", "ihr", "meine", "mein", "votre", "mon", "ma", "su", "mi"};
    for (guint i = 0; i < G_N_ELEMENTS(asking); i++) {
        gsize length = strlen(asking[i]);
        if (strncmp(key, asking[i], length) != 0 || key[length] != ' ' || words_is(WORDS_PRODUCT, key + length + 1)) /* "my products": a heading */
            continue;
        key_keep(key, key + length + 1);
        return TRUE;
    }
    return FALSE;
}

gboolean label_strip_kind(char *key)
{
    static const char *const before[] = {"type of", "kind of", "choice of", "choix de la", "choix de", "choix du", "type de", "tipo de", "tipo di", "soort", "rodzaj", "тип"};
    static const char *const behind[] = {"type",   "kind",    "choice",    "option",  "selection", "preference", "turu",      "tipi",
                                         "cinsi",  "secimi",  "tercihi",   "secenegi", "auswahl",  "wahl",       "wunsch", "choisi",   "choisie",   "souhaite", "souhaitee",
                                         "keuze",  "elegido", "elegida",   "scelto",  "scelta"};
    const gsize length = strlen(key);
    for (guint i = 0; i < G_N_ELEMENTS(before); i++)
        if (g_str_has_prefix(key, before[i]) && key[strlen(before[i])] == ' ') {
            key_keep(key, key + strlen(before[i]) + 1);
            return TRUE;
        }
    for (guint i = 0; i < G_N_ELEMENTS(behind); i++) {
        const gsize tail = strlen(behind[i]);
        if (length > tail + 1 && g_str_has_suffix(key, behind[i]) && key[length - tail - 1] == ' ') {
            key[length - tail - 1] = '\0';
            return TRUE;
        }
    }
    return FALSE;
}

gboolean label_strip_head(char *key, struct label_match *match)
{
    g_auto(GStrv) words = g_strsplit(key, " ", 3);
    guint first = words[0] ? number_of_word(words[0]) : 0, second = words[0] && words[1] ? number_of_word(words[1]) : 0;
    const char *item = NULL;
    guint ordinal = words[0] && words[1] && !match->index && !is_item_word(words[0]) ? number_of_item(words[0], words[1], &item) : 0;
    if (ordinal) { /* "second product", "second product quantity" */
        match->index = ordinal;
        key_keep(key, words[2] ? words[2] : item);
        return TRUE;
    }
    if (first && words[1] && !words_is(WORDS_PIECES, key + strlen(words[0]) + 1)) {
        key_keep(key, key + strlen(words[0]) + 1);
        return TRUE;
    }
    if (second && words[2] && !match->index && (words_is(WORDS_ITEM, words[0]) || words_is(WORDS_PRODUCT, words[0]))) {
        match->index = second;
        key_keep(key, words[2]);
        return TRUE;
    }
    return strip_asking(key);
}

gboolean label_strip_brackets(char *text, struct label_match *match)
{
    gsize length = strlen(text);
    while (length > 0 && strchr(" *:?!.", text[length - 1]))
        text[--length] = '\0';
    char open = length && text[length - 1] == ')' ? '(' : length && text[length - 1] == ']' ? '[' : '\0';
    char *start = open ? strrchr(text, open) : NULL;
    if (!start || start == text)
        return FALSE;
    text[length - 1] = '\0';
    g_autofree char *inside = text_match_key(start + 1);
    g_auto(GStrv) words = g_strsplit(inside, " ", -1);
    const char *item = NULL;
    guint number = g_strv_length(words) == 2 ? number_of_item(words[0], words[1], &item) : number_of_word(inside);
    if (number && !match->index)
        match->index = number;
    if (!match->unit)
        match->unit = length_unit(inside);
    *start = '\0';
    return TRUE;
}

/* --- numbers that are part of a choice ---------------------------------------------------------------------------------------------------------- */

gboolean label_has_choice(const struct label *label, const char *key)
{
    for (guint i = 0; i < label->targets->len; i++) {
        const struct field *field = g_array_index(label->targets, struct label_target, i).field;
        if (field->type == FIELD_CHOICE && choice_exact(field, key, NULL))
            return TRUE;
    }
    return FALSE;
}

gboolean label_match_is_choice(const struct label_match *match, const char *text)
{
    g_autofree char *key = text_match_key(text);
    return !g_str_equal(key, match->label->key) && label_has_choice(match->label, key);
}

/* --- Turkish endings -------------------------------------------------------------------------------------------------------------------- */

gboolean label_is_turkish(const struct label *label)
{
    gboolean turkish = FALSE;
    for (guint i = 0; i < label->targets->len && !turkish; i++)
        turkish = g_str_equal(g_array_index(label->targets, struct label_target, i).language, "tr");
    return turkish;
}

char *label_stem(const char *key, guint nth)
{
    /* the ending, and how the word ends without it: "genisligi", "genislik" */
    static const char *const endings[][2] = {{"imiz", ""}, {"umuz", ""}, {"miz", ""}, {"muz", ""}, {"im", ""}, {"um", ""},  {"m", ""},
                                             {"si", ""},   {"su", ""},   {"gi", "k"}, {"gu", "k"}, {"di", "t"}, {"i", ""}, {"u", ""}};
    gsize length = strlen(key);
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        gsize ending = strlen(endings[i][0]);
        if (length >= ending + STEM_LEAST && g_str_equal(key + length - ending, endings[i][0]) && nth-- == 0)
            return g_strdup_printf("%.*s%s", (int)(length - ending), key, endings[i][1]);
    }
    return NULL;
}
