/* Lengths with their units, and amounts of money with their currencies. */
#include <string.h>

#include "daemon/base/text.h"
#include "daemon/orders/money.h"
#include "parsers/read/kinds.h"
#include "parsers/read/unit.h"
#include "parsers/read/value-words.h"
#include "parsers/read/words.h"

#define MONEY_ODD_PLACES 3

const char *length_unit(const char *text)
{
    g_autofree char *key = text_match_key(text);
    const struct unit *unit = unit_find_length(key);
    return unit ? unit->id : NULL;
}

/* --- lengths ----------------------------------------------------------------------------------------------------- */

#define PARTS_MOST 2 /* 3'11", 1 m 20 */

struct length_part {
    struct numeral numeral;
    const struct unit *unit;
};

struct length {
    struct length_part parts[PARTS_MOST];
    guint count;
    const struct unit *unit_before; /* "cm 120" */
    gboolean too_many, strange, vague;
};

/* The unit behind a numeral, from its sign or word; moves `at` behind it. */
static const struct unit *length_unit_at(const char *text, gsize *at)
{
    gsize p = *at;
    while (text[p] == ' ' || text[p] == '\x1f')
        p++;
    gsize quotes = strspn(text + p, "'");
    if (text[p] == '"' || quotes == 2) {
        *at = p + (quotes == 2 ? 2 : 1);
        return unit_find_length("in");
    }
    if (quotes == 1) {
        *at = p + 1;
        return unit_find_length("ft");
    }
    const char *end = text + p;
    while (*end && g_unichar_isalpha(g_utf8_get_char(end)))
        end = g_utf8_next_char(end);
    g_autofree char *word = g_strndup(text + p, (gsize)(end - text) - p);
    g_autofree char *key = text_match_key(word);
    const struct unit *unit = unit_find_length(key);
    if (unit)
        *at = (gsize)(end - text);
    return unit;
}

/* Whether a word says which side of a thing is measured, and it is the one that the field asks for: "120 cm wide" for its width. */
static gboolean side_fits(const char *key, const struct value_request *request)
{
    static const char *const ids[] = {"width", "length", "height", "depth"};
    for (guint side = 0; side < G_N_ELEMENTS(ids); side++) {
        enum value_kind kind = (enum value_kind)(VALUE_WIDE + side);
        gboolean asked = g_str_equal(request->field->id, ids[side]);
        if (!value_is(kind, key, request->language, request->context))
            continue;
        for (guint i = 0; !asked && i < phrases_count(request->field->labels); i++) {
            const struct phrase *label = phrases_get(request->field->labels, i);
            g_autofree char *label_key = text_match_key(label->text);
            asked = value_in(kind, label_key, label->language, request->context);
        }
        if (asked)
            return TRUE;
    }
    return FALSE;
}

/* Words before, between and behind the parts; polite ones don't matter. */
static void length_note_words(struct length *length, const char *text, gsize from, gsize to, const struct value_request *request)
{
    g_autofree char *between = g_strndup(text + from, to - from);
    g_autofree char *key = text_match_key(between);
    g_autofree char *rest = words_without(WORDS_POLITE, key);
    gboolean joins = length->count == 1 && to < strlen(text) && value_is(VALUE_AND, key, request->language, request->context);
    length->vague |= words_in(WORDS_VAGUE, key) || strpbrk(between, "<>~+") != NULL || strstr(between, "±") ||
                     value_in_own(VALUE_VAGUE, key, request->language, request->context);
    if (length->count == 0 && to < strlen(text))
        length->vague |= value_in_own(VALUE_VAGUE_BEFORE, key, request->language, request->context);
    if (length->count == 0 && unit_find_length(rest))
        length->unit_before = unit_find_length(rest);
    else
        length->strange |= *rest && !joins && !side_fits(key, request) && !side_fits(rest, request);
}

static void length_scan(struct length *length, const char *text, const struct value_request *request)
{
    gsize at = 0;
    struct numeral numeral;
    while (numeral_next(text, at, request->language, &numeral)) {
        length_note_words(length, text, at, numeral.start, request);
        at = numeral.start + numeral.length;
        const struct unit *unit = length_unit_at(text, &at);
        if (length->count == PARTS_MOST) {
            length->too_many = TRUE;
            return;
        }
        length->parts[length->count++] = (struct length_part){numeral, unit};
    }
    length_note_words(length, text, at, strlen(text), request);
}

/* Whether two parts are one length: feet and inches, metres and centimetres (whose unit the French leave out). */
static gboolean length_is_compound(struct length *length)
{
    struct length_part *first = &length->parts[0], *second = &length->parts[1];
    if (!first->unit || second->numeral.negative)
        return FALSE;
    if (g_str_equal(first->unit->id, "m") && !second->unit)
        second->unit = unit_find_length("cm");
    if (g_str_equal(first->unit->id, "ft") && !second->unit)
        second->unit = unit_find_length("in");
    return second->unit && ((g_str_equal(first->unit->id, "m") && g_str_equal(second->unit->id, "cm")) ||
                            (g_str_equal(first->unit->id, "ft") && g_str_equal(second->unit->id, "in")));
}

/* Centimetres in millionths; FALSE when beyond what decimals hold. */
static gboolean length_to_cm(const char *canonical, const struct unit *unit, gint64 *ret_micro)
{
    gint64 micro;
    const struct length_unit *size = length_unit_find(unit->id);
    if (!size || !decimal_parse(canonical, &micro) || micro > G_MAXINT64 / 10000)
        return FALSE;
    *ret_micro = (micro * size->numerator + size->denominator / 2) / size->denominator;
    return TRUE;
}

static enum fault length_fault(struct length *length)
{
    if (length->too_many || length->vague || (length->count == 2 && !length_is_compound(length)))
        return FAULT_NUMBER_RANGE;
    if (length->count == 0 || length->strange)
        return FAULT_NOT_A_LENGTH;
    for (guint i = 0; i < length->count; i++) {
        if (!*length->parts[i].numeral.canonical || (i > 0 && *length->parts[i].numeral.other))
            return FAULT_NOT_A_LENGTH;
        if (length->parts[i].numeral.negative)
            return FAULT_TOO_SMALL;
        if (!length->parts[i].unit)
            return FAULT_NO_UNIT;
    }
    return FAULT_NONE;
}

static char *length_canonical(const struct length *length, const char *first_reading)
{
    gint64 total = 0;
    for (guint i = 0; i < length->count; i++) {
        gint64 cm;
        if (!length_to_cm(i ? length->parts[i].numeral.canonical : first_reading, length->parts[i].unit, &cm))
            return NULL;
        total += cm;
    }
    return decimal_format(total, 0);
}

static void length_take(struct value *value, const struct length *length)
{
    const struct numeral *numeral = &length->parts[0].numeral;
    g_autofree char *canonical = length_canonical(length, numeral->canonical);
    g_autofree char *other = *numeral->other ? length_canonical(length, numeral->other) : NULL;
    if (!canonical) {
        value_set_fault(value, VALUE_WRONG, FAULT_TOO_LARGE);
        return;
    }
    if (!other) {
        value_set_canonical(value, VALUE_GIVEN, canonical);
        return;
    }
    value_set_fault(value, VALUE_AMBIGUOUS, FAULT_NUMBER_AMBIGUOUS);
    value_add_candidate(value, canonical);
    value_add_candidate(value, other);
}

void length_read(struct value *value, const struct value_request *request)
{
    g_autofree char *plain = numeral_prepare(request->text), *written = fractions_written(plain);
    g_autofree char *spelled = number_spelled(written, request->language, request->context);
    struct length length = {0};
    length_scan(&length, spelled ? spelled : written, request);
    if (spelled && length.unit_before) /* "metr dwadzieścia" is one metre, and twenty centimetres */
        length.strange = TRUE;
    const char *fallback = request->label_unit ? request->label_unit : request->field->unit;
    if (length.count == 1 && !length.parts[0].unit)
        length.parts[0].unit = length.unit_before ? length.unit_before : fallback && !spelled ? unit_find_length(fallback) : NULL;
    else if (length.unit_before)
        length.strange = TRUE;
    enum fault fault = length_fault(&length);
    if (fault != FAULT_NONE)
        value_set_fault(value, VALUE_WRONG, fault);
    else
        length_take(value, &length);
}

/* --- money ------------------------------------------------------------------------------------------------------- */

/* A sign that several countries use fits each of their currencies. */
static const struct {
    const char *word, *codes;
} currency_words[] = {
    {"€", "EUR"},
    {"eur", "EUR"},
    {"euro", "EUR"},
    {"euros", "EUR"},
    {"avro", "EUR"},
    {"евро", "EUR"},
    {"₺", "TRY"},
    {"tl", "TRY"},
    {"try", "TRY"},
    {"lira", "TRY"},
    {"turk lirasi", "TRY"},
    {"£", "GBP"},
    {"gbp", "GBP"},
    {"pound", "GBP"},
    {"pounds", "GBP"},
    {"sterlin", "GBP"},
    {"$", "USD CAD AUD NZD SGD HKD MXN"},
    {"us$", "USD"},
    {"usd", "USD"},
    {"dollar", "USD CAD AUD NZD SGD HKD"},
    {"dollars", "USD CAD AUD NZD SGD HKD"},
    {"dolar", "USD CAD AUD"},
    {"chf", "CHF"},
    {"fr", "CHF"},
    {"sfr", "CHF"},
    {"franken", "CHF"},
    {"zł", "PLN"},
    {"zl", "PLN"},
    {"pln", "PLN"},
    {"zloty", "PLN"},
    {"zlotych", "PLN"},
    {"zlote", "PLN"},
    {"₽", "RUB"},
    {"rub", "RUB"},
    {"руб", "RUB"},
    {"рублеи", "RUB"},
    {"рубля", "RUB"},
    {"рубль", "RUB"},
    {"¥", "JPY CNY"},
    {"jpy", "JPY"},
    {"cny", "CNY"},
    {"yen", "JPY"},
    {"kr", "SEK NOK DKK ISK"},
    {"sek", "SEK"},
    {"nok", "NOK"},
    {"dkk", "DKK"},
    {"kc", "CZK"},
    {"czk", "CZK"},
    {"ft", "HUF"},
    {"huf", "HUF"},
    {"r$", "BRL"},
    {"brl", "BRL"},
    {"₹", "INR"},
    {"inr", "INR"},
    {"cad", "CAD"},
    {"aud", "AUD"},
    {"nzd", "NZD"},
    {"cents", ""},
    {"cent", ""},
    {"kurus", ""},
};

/* The currencies that a word may mean; NULL when it names none. */
static const char *currency_codes(const char *word)
{
    g_autofree char *key = text_match_key(word);
    for (guint i = 0; i < G_N_ELEMENTS(currency_words); i++)
        if (g_str_equal(currency_words[i].word, *key && !strchr(word, '$') ? key : word))
            return currency_words[i].codes;
    return NULL;
}

/* What stands around the amount. FALSE when it holds more than a currency and polite words; `ret_codes` the currencies
 * it may mean, NULL when none is named. */
static gboolean money_words(const char *text, const char **ret_codes)
{
    static const char *const fillers[] = {"each",  "per",  "piece", "stk",  "st",  "stuck", "pro",
                                          "je",    "adet", "adedi", "unit", "a",   "incl",  "inkl",
                                          "dahil", "vat",  "mwst",  "kdv",  "tax", "of",    "only"};
    g_autofree char *lower = g_utf8_strdown(text, -1);
    g_auto(GStrv) words = g_strsplit_set(lower, " \x1f\t\n/()+:;=", -1);
    for (guint i = 0; words[i]; i++) {
        g_autofree char *word = g_strdup(g_strstrip(words[i]));
        while (*word && strchr(".,-", word[strlen(word) - 1]))
            word[strlen(word) - 1] = '\0';
        if (!*word)
            continue;
        const char *codes = currency_codes(word);
        if (codes && *ret_codes && !g_str_equal(codes, *ret_codes))
            return FALSE;
        g_autofree char *key = text_match_key(word);
        gboolean filler = FALSE;
        for (guint f = 0; f < G_N_ELEMENTS(fillers); f++)
            filler |= g_str_equal(fillers[f], key);
        if (!codes && !filler && !words_is(WORDS_POLITE, key))
            return FALSE;
        *ret_codes = codes ? codes : *ret_codes;
    }
    return TRUE;
}

/* The one currency meant, by what is written and what the field expects; NULL with the fault. */
static char *money_currency(const char *codes, const struct field *field, enum fault *ret_fault)
{
    if (!codes && field->currency)
        return g_strdup(field->currency);
    if (codes && *codes && field->currency) {
        if (words_find(codes, field->currency))
            return g_strdup(field->currency);
        *ret_fault = FAULT_WRONG_CURRENCY;
        return NULL;
    }
    if (codes && strlen(codes) == 3)
        return g_strdup(codes);
    *ret_fault = FAULT_NOT_MONEY;
    return NULL;
}

static char *money_canonical(const struct numeral *numeral, const char *reading, const char *currency)
{
    gint64 micro;
    if (!decimal_parse(reading, &micro))
        return NULL;
    g_autofree char *amount = decimal_format(numeral->negative ? -micro : micro, 2);
    return g_strdup_printf("%s %s", amount, currency);
}

/* Prices have at most two decimals: three behind one separator are a thousand or a slip, and asked about. */
static gboolean money_is_odd(const struct numeral *numeral)
{
    const char *point = strchr(numeral->canonical, '.');
    return *numeral->other || numeral->odd || (point && strlen(point + 1) == MONEY_ODD_PLACES);
}

/* "1.6", written as "1.600": 1600. */
static char *money_thousand(const struct numeral *numeral)
{
    g_auto(GStrv) digits = g_strsplit(numeral->canonical, ".", 2);
    const char *fraction = digits[1] ? digits[1] : "";
    return g_strdup_printf("%s%s%.*s", digits[0], fraction, MONEY_ODD_PLACES - (int)strlen(fraction), "000");
}

/* `whole`: "1.600,-", no decimals can stand before that. */
static void money_take(struct value *value, const struct numeral *numeral, const char *currency, gboolean whole)
{
    gboolean odd = money_is_odd(numeral);
    g_autofree char *thousand = odd && !*numeral->other ? money_thousand(numeral) : NULL;
    g_autofree char *canonical = money_canonical(numeral, whole && thousand ? thousand : numeral->canonical, currency);
    if (!canonical) {
        value_set_fault(value, VALUE_WRONG, FAULT_NOT_MONEY);
        return;
    }
    if (!odd || whole) {
        value_set_canonical(value, VALUE_GIVEN, canonical);
        return;
    }
    g_autofree char *other = money_canonical(numeral, thousand ? thousand : numeral->other, currency);
    value_set_fault(value, VALUE_AMBIGUOUS, FAULT_NUMBER_AMBIGUOUS);
    value_add_candidate(value, canonical);
    if (other)
        value_add_candidate(value, other);
}

/* ",-" behind the amount. */
static gboolean ends_whole(const char *rest)
{
    return (*rest == ',' || *rest == '.') && (rest[1] == '-' || g_str_has_prefix(rest + 1, "–") || g_str_has_prefix(rest + 1, "—"));
}

void money_read(struct value *value, const struct value_request *request)
{
    g_autofree char *prepared = numeral_prepare(request->text);
    struct numeral numeral, second;
    const char *codes = NULL;
    enum fault fault = FAULT_NONE;
    if (!numeral_next(prepared, 0, request->language, &numeral) || !*numeral.canonical)
        fault = FAULT_NOT_MONEY;
    else if (numeral_next(prepared, numeral.start + numeral.length, request->language, &second))
        fault = FAULT_NUMBER_RANGE;
    if (fault == FAULT_NONE) {
        g_autofree char *around =
            g_strdup_printf("%.*s %s", (int)numeral.start, prepared, prepared + numeral.start + numeral.length);
        g_autofree char *key = text_match_key(around);
        if (!money_words(around, &codes))
            fault = words_in(WORDS_VAGUE, key) || value_in(VALUE_VAGUE, key, request->language, request->context) ? FAULT_NUMBER_RANGE
                                                                                                                  : FAULT_NOT_MONEY;
    }
    g_autofree char *currency = fault == FAULT_NONE ? money_currency(codes, request->field, &fault) : NULL;
    if (currency)
        money_take(value, &numeral, currency, ends_whole(prepared + numeral.start + numeral.length));
    else
        value_set_fault(value, VALUE_WRONG, fault);
}
