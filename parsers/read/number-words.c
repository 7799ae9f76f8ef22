/* Numbers in words: "twenty-one", "einundzwanzig", "a dozen", "bir buçuk metre", "metro y medio", "полметра"; and fractions. They are
 * written as digits, so that one reader knows what may stand around them. */
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/unit.h"
#include "parsers/read/value-words.h"
#include "parsers/read/words.h"

#define WORDS_MOST 4  /* of one number: "quatre vingt dix neuf" */
#define KEY_LONGEST 60 /* no number of that many words is longer */

/* --- from 0 to 100 ----------------------------------------------------------------------------------------------------------- */

static char *closed_up(const char *key)
{
    GString *closed = g_string_new(NULL);
    for (; *key; key++)
        if (*key != ' ')
            g_string_append_c(closed, *key);
    return g_string_free(closed, FALSE);
}

static gboolean equal_closed_up(const char *name, const char *closed)
{
    for (; *name; name++)
        if (*name != ' ' && *name != *closed++)
            return FALSE;
    return !*closed;
}

/* 0 to 20, written as one word. */
static int small_number(const struct language *language, const struct value_language *row, const char *closed)
{
    for (int i = 0; i <= 20; i++)
        if (equal_closed_up(language->numbers[i], closed))
            return i;
    return value_pair(row->numbers, closed);
}

/* Units behind tens: 1 to 9, and in French up to 19 behind sixty and eighty. */
static int number_behind(const struct language *language, const struct value_language *row, int tens, const char *closed)
{
    int most = g_str_equal(row->code, "fr") && (tens == 60 || tens == 80) ? 19 : 9;
    gsize joiner = strlen(row->joiner);
    int units = small_number(language, row, closed);
    if (units < 0 && joiner && strncmp(closed, row->joiner, joiner) == 0)
        units = small_number(language, row, closed + joiner);
    return units >= 1 && units <= most ? tens + units : -1;
}

/* "einundzwanzig": units, "und", tens. */
static int units_first(const struct language *language, const struct value_language *row, const char *closed)
{
    for (const char *p = strstr(closed, row->joiner); p; p = strstr(p + 1, row->joiner)) {
        g_autofree char *before = g_strndup(closed, (gsize)(p - closed));
        int units = small_number(language, row, before), tens = value_pair(row->tens, p + strlen(row->joiner));
        if (units >= 1 && units <= 9 && tens > 0)
            return tens + units;
    }
    return -1;
}

static int number_in(const struct value_language *row, const char *key)
{
    const struct language *language = language_find(row->code);
    g_autofree char *closed = closed_up(key);
    gsize length;
    int number = small_number(language, row, closed);
    if (number < 0)
        number = value_pair(row->numbers, key);
    if (number < 0)
        number = value_pair(row->tens, closed);
    if (number >= 0)
        return number;
    if (row->units_first)
        return units_first(language, row, closed);
    int tens = value_pair_prefix(row->tens, closed, &length);
    return tens > 0 && closed[length] ? number_behind(language, row, tens, closed + length) : -1;
}

int number_word(const char *key, const char *language, const struct read_context *context)
{
    const struct value_language *row;
    int found = -1;
    for (guint i = 0; *key && strlen(key) <= KEY_LONGEST && (row = value_language(i, language, context)); i++) {
        int here = number_in(row, key);
        if (here >= 0 && found >= 0 && here != found)
            return -1;
        found = here >= 0 ? here : found;
        if (found >= 0 && g_strcmp0(row->code, language) == 0)
            return found;
    }
    return found;
}

/* --- halves and dozens ------------------------------------------------------------------------------------------------------- */

struct spelled {
    int halves;       /* twice the number; -1: none */
    gsize length;     /* bytes of the key that say it */
    const char *unit; /* a word of the key between its parts, which follows it: "metro" of "metro y medio" */
    gsize unit_length;
};

static const char *behind(const char *key, gsize length)
{
    return key + length + (key[length] == ' ');
}

/* How many bytes at the start of the key name a unit; 0: none. */
static gsize unit_prefix(const char *key)
{
    gsize length = 0;
    return unit_at(key, &length) ? length : 0;
}

/* Behind a number: a dozen, "and a half", or a unit and then "and a half". */
static void spelled_extend(struct spelled *spelled, const struct value_language *row, const char *key)
{
    const char *next = behind(key, spelled->length);
    gsize dozen = value_word_prefix(row, VALUE_DOZEN, next), half = value_word_prefix(row, VALUE_AND_HALF, next), unit = unit_prefix(next);
    if (dozen) {
        spelled->halves *= 12;
        spelled->length = (gsize)(next - key) + dozen;
    } else if (half) {
        spelled->halves++;
        spelled->length = (gsize)(next - key) + half;
    } else if (unit) {
        const char *after = behind(next, unit);
        half = value_word_prefix(row, VALUE_AND_HALF, after);
        if (!half)
            return;
        *spelled = (struct spelled){spelled->halves + 1, (gsize)(after - key) + half, next, unit};
    }
}

static gsize words_prefix(const char *key, guint words)
{
    const char *p = key;
    for (guint i = 0; i < words; i++) {
        p += strcspn(p, " ");
        if (!*p)
            return i + 1 == words ? (gsize)(p - key) : 0;
        p++;
    }
    return (gsize)(p - 1 - key);
}

/* The longest number, in digits or words. */
static struct spelled spelled_number(const char *key, const char *language, const struct read_context *context)
{
    gsize digits = strspn(key, "0123456789");
    if (digits > 0 && digits < 9 && (key[digits] == ' ' || !key[digits]))
        return (struct spelled){.halves = 2 * (int)g_ascii_strtoll(key, NULL, 10), .length = digits};
    for (guint words = WORDS_MOST; words > 0; words--) {
        gsize length = words_prefix(key, words);
        g_autofree char *front = g_strndup(key, length);
        int number = length ? number_word(front, language, context) : -1;
        if (number >= 0)
            return (struct spelled){.halves = 2 * number, .length = length};
    }
    return (struct spelled){.halves = -1};
}

/* "half a dozen", "half a metre", "полметра". */
static struct spelled spelled_half(const char *key, const struct value_language *row)
{
    gsize half = value_word_prefix(row, VALUE_HALF, key);
    const char *next = behind(key, half);
    gsize dozen = half ? value_word_prefix(row, VALUE_DOZEN, next) : 0;
    if (dozen)
        return (struct spelled){.halves = 12, .length = (gsize)(next - key) + dozen};
    if (half && unit_prefix(next))
        return (struct spelled){.halves = 1, .length = half};
    gsize glued = strlen("пол"); /* Russian alone joins it */
    if (g_str_equal(row->code, "ru") && g_str_has_prefix(key, "пол")) {
        dozen = value_word_prefix(row, VALUE_DOZEN, key + glued);
        gsize unit = unit_prefix(key + glued);
        if (dozen || unit)
            return (struct spelled){dozen ? 12 : 1, glued + (dozen ? dozen : unit), unit ? key + glued : NULL, unit};
    }
    return (struct spelled){.halves = -1};
}

/* "zweieinhalb": a number and a half in one word. */
static struct spelled spelled_joined(const char *key, const struct value_language *row, const char *language, const struct read_context *context)
{
    gsize length = strcspn(key, " ");
    for (gsize at = 1; length < KEY_LONGEST && at < length; at++) {
        g_autofree char *half = g_strndup(key + at, length - at), *front = g_strndup(key, at);
        int number = value_word_is(row, VALUE_AND_HALF, half) ? number_word(front, language, context) : -1;
        if (number > 0)
            return (struct spelled){.halves = 2 * number + 1, .length = length};
    }
    return (struct spelled){.halves = -1};
}

static struct spelled spelled_in(const char *key, const struct value_language *row, const char *language, const struct read_context *context)
{
    struct spelled spelled = spelled_half(key, row);
    gsize fixed = value_word_prefix(row, VALUE_ONE_AND_HALF, key), dozen = value_word_prefix(row, VALUE_DOZEN, key), unit = unit_prefix(key);
    gsize half = unit ? value_word_prefix(row, VALUE_AND_HALF, behind(key, unit)) : 0;
    if (spelled.halves > 0)
        return spelled;
    if (fixed)
        return (struct spelled){.halves = 3, .length = fixed};
    if (dozen)
        return (struct spelled){.halves = 24, .length = dozen};
    if (half) /* "metro y medio" */
        return (struct spelled){3, (gsize)(behind(key, unit) - key) + half, key, unit};
    spelled = spelled_joined(key, row, language, context);
    if (spelled.halves < 0)
        spelled = spelled_number(key, language, context);
    if (spelled.halves > 0)
        spelled_extend(&spelled, row, key);
    return spelled;
}

/* The longest reading of any language that counts. */
static struct spelled spelled_at(const char *key, const char *language, const struct read_context *context)
{
    struct spelled best = {.halves = -1};
    const struct value_language *row;
    for (guint i = 0; (row = value_language(i, language, context)); i++) {
        struct spelled here = spelled_in(key, row, language, context);
        if (here.halves >= 0 && here.length > best.length)
            best = here;
    }
    return best;
}

static void spelled_write(GString *text, const struct spelled *spelled)
{
    g_string_append_printf(text, "%d", spelled->halves / 2);
    if (spelled->halves % 2)
        g_string_append_printf(text, "%c5", NUMERAL_POINT);
    if (spelled->unit)
        g_string_append_printf(text, " %.*s", (int)spelled->unit_length, spelled->unit);
}

/* Whether words may say the number of a text: it holds no digits, or is a whole number and words behind it. */
static gboolean may_be_spelled(const char *prepared)
{
    gsize digits = strspn(prepared, "0123456789");
    return digits == 0 || prepared[digits] == ' ' ? strpbrk(prepared + digits, "0123456789") == NULL : FALSE;
}

#define SPELLED_LONGEST 200 /* a longer text is no number */

char *number_spelled(const char *prepared, const char *language, const struct read_context *context)
{
    if (strlen(prepared) > SPELLED_LONGEST || !may_be_spelled(prepared))
        return NULL;
    g_autofree char *key = text_match_key(prepared);
    g_autoptr(GString) text = g_string_new(strpbrk(prepared, "<>~") || strstr(prepared, "±") ? "~" : NULL);
    gboolean found = FALSE;
    if (words_in(WORDS_NEGATED, key) || value_in(VALUE_NOT, key, language, context))
        return NULL;
    for (const char *p = key; *p;) {
        gboolean digits = g_ascii_isdigit(*key); /* then words can only add to them: "2 (two)" stays as it is */
        struct spelled spelled = {.halves = -1};
        if (!digits || p == key)
            spelled = spelled_at(p, language, context);
        if (spelled.halves < 0)
            spelled.length = strcspn(p, " ");
        else
            found |= !digits || spelled.length > strspn(p, "0123456789");
        if (text->len)
            g_string_append_c(text, ' ');
        if (spelled.halves < 0)
            g_string_append_len(text, p, (gssize)spelled.length);
        else
            spelled_write(text, &spelled);
        p = behind(p, spelled.length);
    }
    return found ? g_strdup(text->str) : NULL;
}

/* --- fractions --------------------------------------------------------------------------------------------------------------- */

/* Halves, quarters and so on down to an inch's parts, whose decimals end. */
static void fraction_write(GString *text, guint part, guint whole)
{
    char decimals[8];
    gsize length = (gsize)g_snprintf(decimals, sizeof decimals, "%05u", part * 100000 / whole);
    while (length > 1 && decimals[length - 1] == '0')
        length--;
    g_string_append_c(text, NUMERAL_POINT);
    g_string_append_len(text, decimals, (gssize)length);
}

static gboolean fraction_sign(gunichar c, guint *ret_part, guint *ret_whole)
{
    static const struct {
        gunichar sign;
        guint part, whole;
    } signs[] = {{0xbd, 1, 2}, {0xbc, 1, 4}, {0xbe, 3, 4}, {0x215b, 1, 8}, {0x215c, 3, 8}, {0x215d, 5, 8}, {0x215e, 7, 8}};
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        if (signs[i].sign == c) {
            *ret_part = signs[i].part;
            *ret_whole = signs[i].whole;
            return TRUE;
        }
    return FALSE;
}

/* "1/2" at `p`: its length, 0 when it is none whose decimals end. */
static gsize fraction_at(const char *p, guint *ret_part, guint *ret_whole)
{
    gsize part = strspn(p, "0123456789"), whole = p[part] == '/' ? strspn(p + part + 1, "0123456789") : 0;
    if (!part || part > 2 || !whole || whole > 2 || p[part + 1 + whole] == '/')
        return 0;
    *ret_part = (guint)g_ascii_strtoull(p, NULL, 10);
    *ret_whole = (guint)g_ascii_strtoull(p + part + 1, NULL, 10);
    if (!*ret_part || *ret_part >= *ret_whole || *ret_whole > 32 || (*ret_whole & (*ret_whole - 1)))
        return 0;
    return part + 1 + whole;
}

/* Whether the text ends in a whole number that a fraction may follow, and maybe a space or hyphen behind it, which is cut off. */
static gboolean cut_behind_whole(GString *text)
{
    gsize end = text->len;
    if (end > 1 && strchr(" -\x1f", text->str[end - 1]))
        end--;
    gsize start = end;
    while (start > 0 && g_ascii_isdigit(text->str[start - 1]))
        start--;
    if (start == end || (start > 0 && strchr(".,/:'" NUMERAL_POINT_TEXT, text->str[start - 1]) &&
                         !(text->str[start - 1] == '\'' && end < text->len)))
        return FALSE;
    g_string_truncate(text, end);
    return TRUE;
}

char *fractions_written(const char *prepared)
{
    GString *text = g_string_new(NULL);
    for (const char *p = prepared; *p;) {
        guint part, whole;
        gboolean sign = fraction_sign(g_utf8_get_char(p), &part, &whole), starts = p == prepared || !g_ascii_isdigit(p[-1]);
        gsize length = sign ? (gsize)(g_utf8_next_char(p) - p) : starts ? fraction_at(p, &part, &whole) : 0;
        gsize ignored;
        gboolean alone = length && !cut_behind_whole(text);
        if (length && alone && (text->len == 0 || !strchr("/.,", text->str[text->len - 1])) && (sign || p[length] == '"' || unit_at(p + length, &ignored)))
            g_string_append_c(text, '0');
        else if (alone)
            length = 0; /* "2/3": two or three */
        if (length)
            fraction_write(text, part, whole);
        gsize step = length ? length : (gsize)(g_utf8_next_char(p) - p);
        if (!length)
            g_string_append_len(text, p, (gssize)step);
        p += step;
    }
    return g_string_free(text, FALSE);
}
