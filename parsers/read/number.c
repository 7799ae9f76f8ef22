/* Numbers as ten languages write them. What can be read in two ways is never guessed: "1.234" is a thousand in German
 * and a little more than one in English. */
#include <stdlib.h>
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "daemon/orders/money.h"
#include "parsers/read/kinds.h"
#include "parsers/read/unit.h"
#include "parsers/read/value-words.h"
#include "parsers/read/words.h"

#define GROUP_SPACE    '\x1f' /* stands for the spaces that typesetters put between groups of digits */
#define NUMERAL_DIGITS 18     /* more digits than a 64-bit decimal holds are no quantity */
#define WHOLE_DIGITS   12     /* exact decimals reach nine million millions */

static char numeral_plain(gunichar c)
{
    switch (c) {
    case 0xa0:
    case 0x2007:
    case 0x2008:
    case 0x2009:
    case 0x202f:
        return GROUP_SPACE;
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
        return '-';
    case 0x2018:
    case 0x2019:
    case 0x2032:
        return '\'';
    case 0x201c:
    case 0x201d:
    case 0x2033:
        return '"';
    case 0x66b:
        return NUMERAL_POINT;
    case 0x66c:
        return '\'';
    case 0xff0c:
        return ',';
    case 0xff0e:
        return '.';
    }
    return '\0';
}

char *numeral_prepare(const char *text)
{
    GString *prepared = g_string_sized_new(strlen(text));
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        char plain = numeral_plain(c);
        if (plain)
            g_string_append_c(prepared, plain);
        else if (g_unichar_isdigit(c))
            g_string_append_c(prepared, (char)('0' + g_unichar_digit_value(c)));
        else
            g_string_append_unichar(prepared, c);
    }
    return g_string_free(prepared, FALSE);
}

/* --- one numeral -----------------------------------------------------------------------------------------------------
 */

#define GROUPS_MOST 8

/* A numeral taken apart at its separators. */
struct groups {
    guint count;
    gsize start[GROUPS_MOST], length[GROUPS_MOST];
    char separator[GROUPS_MOST]; /* behind group i */
    gsize digits;
    gboolean broken;
};

static gboolean groups_by_spaces(const char *language)
{
    const struct language *row = language_find(language);
    return row && strchr(".,'", *row->group_separator) == NULL;
}

/* Whether the separator at `p` belongs to the numeral: a point or comma before any digit, the others only before three.
 */
static gboolean separator_holds(const char *p, const char *language)
{
    gsize digits = strspn(p + 1, "0123456789");
    if (*p == '.' || *p == ',' || *p == NUMERAL_POINT)
        return digits > 0;
    if (*p == GROUP_SPACE || *p == '\'' || (*p == ' ' && groups_by_spaces(language)))
        return digits == 3;
    return FALSE;
}

static gsize groups_scan(const char *text, gsize start, const char *language, struct groups *groups)
{
    gsize at = start;
    *groups = (struct groups){0};
    for (;;) {
        gsize length = strspn(text + at, "0123456789");
        if (groups->count == GROUPS_MOST) {
            groups->broken = TRUE;
            groups->count--;
        }
        groups->start[groups->count] = at;
        groups->length[groups->count] = length;
        groups->digits += length;
        at += length;
        char separator = text[at];
        gboolean more = separator && separator_holds(text + at, language);
        groups->separator[groups->count++] = more ? (separator == ' ' ? GROUP_SPACE : separator) : '\0';
        if (!more)
            return at - start;
        at++;
    }
}

/* Whether groups 0..last are a whole number written in groups of three. */
static gboolean groups_grouped(const struct groups *groups, guint last)
{
    if (groups->length[0] == 0 || groups->length[0] > 3)
        return last == 0 && groups->length[0] > 3;
    for (guint i = 1; i <= last; i++)
        if (groups->length[i] != 3 || groups->separator[i - 1] != groups->separator[0])
            return FALSE;
    return TRUE;
}

/* Groups 0..whole as the whole part, the next one (where there is one) as the fraction, without needless zeros. */
static void groups_join(const char *text, const struct groups *groups, guint whole, char *ret_canonical)
{
    char digits[NUMERAL_DIGITS + 1];
    gsize length = 0;
    for (guint i = 0; i <= whole; i++)
        for (gsize d = 0; d < groups->length[i]; d++)
            digits[length++] = text[groups->start[i] + d];
    digits[length] = '\0';
    gsize zeros = strspn(digits, "0");
    const char *begin = digits + zeros;
    gsize places = whole + 1 < groups->count ? groups->length[whole + 1] : 0;
    const char *fraction = places ? text + groups->start[whole + 1] : "";
    while (places > 0 && fraction[places - 1] == '0')
        places--;
    g_snprintf(ret_canonical, 48, "%s%s%.*s", *begin ? begin : "0", places ? "." : "", (int)places, fraction);
}

/* One separator before three digits: a thousand or a fraction, as the language has it. */
static void groups_read_single(const char *text, const struct groups *groups, const char *language,
                               struct numeral *numeral)
{
    const struct language *row = language_find(language);
    char separator = groups->separator[0];
    gboolean could_group = separator != NUMERAL_POINT && groups_grouped(groups, 1) && text[groups->start[0]] != '0';
    gboolean grouped = could_group, could_point = separator == '.' || separator == ',' || separator == NUMERAL_POINT;
    if (row && row->separators_vary)
        row = NULL;
    if (could_group && could_point && row && *row->decimal_point == separator)
        could_group = FALSE;
    else if (could_group && could_point && row && *row->group_separator == separator)
        could_point = FALSE;
    if (could_group)
        groups_join(text, groups, 1, numeral->canonical);
    if (could_point)
        groups_join(text, groups, 0, could_group ? numeral->other : numeral->canonical);
    numeral->odd = grouped && could_point && !could_group;
}

static void groups_read(const char *text, const struct groups *groups, const char *language, struct numeral *numeral)
{
    guint last = groups->count - 1;
    if (groups->broken || groups->digits > NUMERAL_DIGITS)
        return;
    if (groups->count == 1)
        groups_join(text, groups, 0, numeral->canonical);
    else if (groups->count == 2)
        groups_read_single(text, groups, language, numeral);
    else if (groups_grouped(groups, last))
        groups_join(text, groups, last, numeral->canonical);
    else if (strchr(".," NUMERAL_POINT_TEXT, groups->separator[last - 1]) && groups->separator[last - 1] != groups->separator[0] &&
             groups_grouped(groups, last - 1))
        groups_join(text, groups, last - 1, numeral->canonical);
}

gboolean numeral_next(const char *prepared, gsize from, const char *language, struct numeral *ret_numeral)
{
    struct numeral numeral = {0};
    struct groups groups;
    gsize at = from + strcspn(prepared + from, "0123456789");
    if (!prepared[at])
        return FALSE;
    numeral.start = at;
    if (at > from && (prepared[at - 1] == '.' || prepared[at - 1] == ',') &&
        (at - 1 == from || !g_ascii_isalnum(prepared[at - 2])))
        numeral.start--; /* ".5" */
    numeral.length = groups_scan(prepared, numeral.start, language, &groups);
    groups_read(prepared, &groups, language, &numeral);
    gsize before = numeral.start;
    numeral.negative =
        before > 0 && prepared[before - 1] == '-' && (before == 1 || !g_ascii_isalnum(prepared[before - 2])) &&
        !(before > 1 && prepared[before - 2] == ' ' && before > 2 && g_ascii_isdigit(prepared[before - 3]));
    *ret_numeral = numeral;
    return TRUE;
}

/* --- a field's number -------------------------------------------------------------------------------------------- */

static char *words_around(const char *prepared, const struct numeral *numeral)
{
    g_autofree char *rest =
        g_strdup_printf("%.*s %s", (int)numeral->start, prepared, prepared + numeral->start + numeral->length);
    return text_match_key(rest);
}

/* What stands around a count and leaves it one: "pcs", "please", the product's own name, the number once more as a
 * word. */
static char *number_remainder(const char *prepared, const struct numeral *numeral, const struct value_request *request)
{
    g_autofree char *key = words_around(prepared, numeral);
    g_autofree char *fewer = words_without(WORDS_PIECES, key);
    g_autofree char *fewest = value_without(VALUE_PIECES, fewer, request->language, request->context);
    return words_without(WORDS_POLITE, fewest);
}

static gboolean is_name_of(const struct phrases *names, const char *key)
{
    for (guint i = 0; i < phrases_count(names); i++) {
        g_autofree char *name = text_match_key(phrases_get(names, i)->text);
        gsize length = strlen(name);
        if (length && g_str_has_prefix(key, name) && strlen(key) - length <= 3 && !strchr(key + length, ' '))
            return TRUE; /* with an ending: "sofas", "kanepeler" */
    }
    return FALSE;
}

static gboolean is_product_name(const char *key, const struct read_context *context)
{
    for (guint i = 0; context->forms && i < context->forms->products->len; i++)
        if (is_name_of(((const struct form *)context->forms->products->pdata[i])->names, key))
            return TRUE;
    return FALSE;
}

/* No digits, and no number in words: an article, or words that leave it open. */
static void number_read_word(struct value *value, const struct value_request *request)
{
    g_autofree char *fewer = words_without(WORDS_PIECES, request->key);
    if (words_is(WORDS_ONE, request->key) || words_is(WORDS_ONE, fewer)) {
        value_set_canonical(value, VALUE_GIVEN, "1");
        return;
    }
    gboolean open = words_in(WORDS_VAGUE, request->key) || value_in(VALUE_VAGUE, request->key, request->language, request->context);
    value_set_fault(value, VALUE_WRONG, open ? FAULT_NUMBER_RANGE : FAULT_NOT_A_NUMBER);
}

/* Why this numeral, alone in its text, is no value for the field; FAULT_NONE when it is one. */
static enum fault numeral_fault(const struct numeral *numeral, const struct field *field)
{
    const char *point = strchr(numeral->canonical, '.');
    gsize whole = point ? (gsize)(point - numeral->canonical) : strlen(numeral->canonical);
    if (!*numeral->canonical)
        return FAULT_NOT_A_NUMBER;
    if (whole > WHOLE_DIGITS)
        return FAULT_TOO_LARGE;
    if (field->role == ROLE_QUANTITY && (numeral->negative || g_str_equal(numeral->canonical, "0")))
        return FAULT_TOO_SMALL;
    if (field->type == FIELD_INTEGER && point && !*numeral->other)
        return FAULT_NOT_WHOLE;
    if (point && strlen(point + 1) > 6)
        return FAULT_NOT_A_NUMBER;
    return FAULT_NONE;
}

static void number_take(struct value *value, const struct numeral *numeral)
{
    gboolean minus = numeral->negative && !g_str_equal(numeral->canonical, "0");
    g_autofree char *canonical = g_strconcat(minus ? "-" : "", numeral->canonical, NULL);
    if (!*numeral->other) {
        value_set_canonical(value, VALUE_GIVEN, canonical);
        return;
    }
    g_autofree char *other = g_strconcat(minus ? "-" : "", numeral->other, NULL);
    value_set_fault(value, VALUE_AMBIGUOUS, FAULT_NUMBER_AMBIGUOUS);
    value_add_candidate(value, canonical);
    value_add_candidate(value, other);
}

/* "5²": a part of a number that its digits do not show. "m²" is a unit. */
static gboolean has_odd_digits(const char *text)
{
    gunichar last = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_type(c) == G_UNICODE_OTHER_NUMBER && !g_unichar_isalpha(last))
            return TRUE;
        last = c;
    }
    return FALSE;
}

/* What the words around a numeral make of it: nothing, or no single number. */
static enum fault around_fault(const char *prepared, const struct numeral *numeral, const struct value_request *request)
{
    g_autofree char *rest = number_remainder(prepared, numeral, request);
    g_autofree char *around = words_around(prepared, numeral);
    int word = *rest ? number_word(rest, request->language, request->context) : -1;
    g_autofree char *front = g_strndup(prepared, numeral->start), *before = text_match_key(front);
    gboolean vague = value_in_own(VALUE_VAGUE, around, request->language, request->context) ||
                     value_in_own(VALUE_VAGUE_BEFORE, before, request->language, request->context);
    if (prepared[numeral->start + numeral->length] == '+' || strchr("<>~", prepared[0]))
        return FAULT_NUMBER_RANGE;
    if ((!*rest && !vague) || is_product_name(rest, request->context))
        return FAULT_NONE;
    if (word >= 0) /* "2 (two)" */
        return word == atoi(numeral->canonical) ? FAULT_NONE : FAULT_NUMBER_RANGE;
    return vague || words_in(WORDS_VAGUE, rest) ? FAULT_NUMBER_RANGE : FAULT_NOT_A_NUMBER;
}

/* The unit that the field counts in, as one of its labels or the mail's own says: "Weight (kg)". */
static const struct unit *field_unit(const struct value_request *request)
{
    const struct unit *unit = request->label_unit ? unit_find(request->label_unit) : NULL;
    for (guint i = 0; !unit && i < phrases_count(request->field->labels); i++)
        unit = unit_of_label(phrases_get(request->field->labels, i)->text);
    return unit;
}

/* "500 g" where kilograms are wanted. FALSE when no unit stands behind the numeral, or the field has none of its kind. */
static gboolean number_convert(const char *prepared, struct numeral *numeral, const struct value_request *request)
{
    gsize length = 0, end = numeral->start + numeral->length;
    gint64 micro;
    const struct unit *from = request->field->type == FIELD_DECIMAL ? unit_at(prepared + end, &length) : NULL;
    const struct unit *to = from ? field_unit(request) : NULL;
    if (!to || to->kind != from->kind || *numeral->other || !decimal_parse(numeral->canonical, &micro) ||
        !unit_convert(micro, from, to, &micro))
        return FALSE;
    g_autofree char *before = g_strndup(prepared, numeral->start), *around = g_strconcat(before, " ", prepared + end + length, NULL);
    g_autofree char *key = text_match_key(around), *rest = words_without(WORDS_POLITE, key), *amount = decimal_format(micro, 0);
    if (*rest || strpbrk(around, "<>~+"))
        return FALSE;
    g_strlcpy(numeral->canonical, amount, sizeof numeral->canonical);
    return TRUE;
}

static enum fault number_fault(const char *prepared, struct numeral *numeral, const struct value_request *request)
{
    struct numeral second;
    enum fault fault = FAULT_NONE;
    if (!number_convert(prepared, numeral, request)) {
        if (numeral_next(prepared, numeral->start + numeral->length, request->language, &second))
            return FAULT_NUMBER_RANGE;
        fault = around_fault(prepared, numeral, request);
    }
    return fault == FAULT_NONE ? numeral_fault(numeral, request->field) : fault;
}

void number_read(struct value *value, const struct value_request *request)
{
    g_autofree char *plain = numeral_prepare(request->text), *written = fractions_written(plain);
    g_autofree char *spelled = number_spelled(written, request->language, request->context);
    const char *prepared = spelled ? spelled : written;
    struct numeral numeral;
    enum fault fault = FAULT_NOT_A_NUMBER;
    if (!numeral_next(prepared, 0, request->language, &numeral)) {
        number_read_word(value, request);
        return;
    }
    if (!has_odd_digits(prepared))
        fault = number_fault(prepared, &numeral, request);
    if (fault == FAULT_NONE)
        number_take(value, &numeral);
    else
        value_set_fault(value, VALUE_WRONG, fault);
}
