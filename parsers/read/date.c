/* Dates as ten languages write them. An order of day and month that the language leaves open is asked about. */
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/value-words.h"
#include "parsers/read/words.h"

#define PARTS_MOST 24 /* words and numbers of a value that is a date */

enum part_kind { PART_NUMBER, PART_MONTH, PART_WEEKDAY, PART_RELATIVE, PART_FILLER, PART_STRANGE };

struct part {
    enum part_kind kind;
    guint number; /* a number's value, a month 1..12, a weekday 1..7 (Monday first) */
    guint digits;
    char separator;  /* behind a number: '.', '/', '-', ':', ' ', 0 for anything else */
    gboolean joined; /* the separator stands between two numbers, without a word */
    gboolean guessed;
    gboolean of; /* a filler that joins month and year: "de" */
};

struct parts {
    struct part all[PARTS_MOST];
    guint count;
    gboolean too_many;
};

/* --- words -----------------------------------------------------------------------------------------------------------
 */

/* Month names that stand alone, where the table has the form that follows a day; and spellings beside the usual one. */
static const struct {
    const char *key;
    guint month;
} other_months[] = {
    {"styczen", 1}, {"luty", 2},     {"marzec", 3},   {"kwiecien", 4},     {"maj", 5},       {"czerwiec", 6},
    {"lipiec", 7},  {"sierpien", 8}, {"wrzesien", 9}, {"pazdziernik", 10}, {"listopad", 11}, {"grudzien", 12},
    {"январь", 1},  {"февраль", 2},  {"март", 3},     {"апрель", 4},       {"маи", 5},       {"июнь", 6},
    {"июль", 7},    {"август", 8},   {"сентябрь", 9}, {"октябрь", 10},     {"ноябрь", 11},   {"декабрь", 12},
    {"janner", 1},  {"maerz", 3},    {"sept", 9},     {"setiembre", 9},
};

static guint month_in(const struct language_keys *names, const char *key)
{
    for (guint m = 0; m < 12; m++)
        if (g_str_equal(names->months[m], key) || g_str_equal(names->month_short[m], key))
            return m + 1;
    return 0;
}

static guint month_exact(const char *key)
{
    guint month = 0;
    for (guint i = 0; i < language_count() && !month; i++)
        month = month_in(language_keys_get(language_get(i)), key);
    for (guint i = 0; i < G_N_ELEMENTS(other_months) && !month; i++)
        if (g_str_equal(other_months[i].key, key))
            month = other_months[i].month;
    return month;
}

/* A month's name with a typing error, in the languages in use; 0 when none or two months are as near. */
static guint month_near(const char *key, const struct read_context *context)
{
    guint allowance = MIN(text_typo_allowance(key), 1), found = 0;
    for (guint i = 0; allowance && context->languages && context->languages[i]; i++) {
        const struct language *language = language_find(context->languages[i]);
        for (guint m = 0; language && m < 12; m++) {
            const char *name = language_keys_get(language)->months[m];
            if (text_typo_allowance(name) == 0 || text_distance(key, name, allowance) > allowance)
                continue;
            if (found && found != m + 1)
                return 0;
            found = m + 1;
        }
    }
    return found;
}

static guint weekday_of(const char *key)
{
    static const char *const english[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (guint d = 0; d < 7; d++)
        if (g_str_equal(english[d], key))
            return d + 1;
    for (guint i = 0; i < language_count(); i++)
        for (guint d = 0; d < 7; d++)
            if (g_str_equal(language_keys_get(language_get(i))->weekdays[d], key))
                return d + 1;
    return 0;
}

/* --- taking the text apart --------------------------------------------------------------------------------------- */

static struct part *parts_add(struct parts *parts)
{
    if (parts->count == PARTS_MOST) {
        parts->too_many = TRUE;
        return NULL;
    }
    struct part *part = &parts->all[parts->count++];
    *part = (struct part){0};
    return part;
}

/* A word of the mail's own language, where it means what it means there alone: "do" is Thursday in Dutch and "by" in Polish. FALSE when
 * it is none. */
static gboolean part_classify_own(struct part *part, const char *key, const struct value_request *request)
{
    const struct value_language *row;
    for (guint i = 0; (row = value_language_own(i, request->language, request->context)); i++) {
        int weekday = value_pair(row->weekdays, key), month = value_pair(row->months, key);
        if (weekday > 0 || month > 0) {
            part->kind = weekday > 0 ? PART_WEEKDAY : PART_MONTH;
            part->number = (guint)MAX(weekday, month);
        } else if (value_word_is(row, VALUE_FIRST, key)) {
            part->kind = PART_NUMBER;
            part->number = part->digits = 1;
        } else if (value_word_is(row, VALUE_BY, key)) {
            part->kind = PART_FILLER;
        } else if (value_word_is(row, VALUE_RELATIVE, key)) {
            part->kind = PART_RELATIVE;
        } else {
            continue;
        }
        return TRUE;
    }
    return FALSE;
}

/* Whether the word stands in the text only as a part of what leaves the day as it is: "before" of "on or before". */
static gboolean is_masked(const char *key, const char *plain, const struct value_request *request)
{
    return words_find(request->key, key) && !words_find(plain, key);
}

static void part_classify(struct part *part, const char *key, const char *plain, const struct value_request *request)
{
    part->kind = PART_STRANGE;
    if ((part->number = month_exact(key)))
        part->kind = PART_MONTH;
    else if ((part->number = weekday_of(key)))
        part->kind = PART_WEEKDAY;
    else if (is_masked(key, plain, request))
        part->kind = PART_FILLER;
    else if (part_classify_own(part, key, request))
        return;
    else if (words_is(WORDS_DATE, key))
        part->kind = PART_FILLER;
    else if (words_is(WORDS_RELATIVE, key))
        part->kind = PART_RELATIVE;
    else if ((part->number = month_near(key, request->context))) {
        part->kind = PART_MONTH;
        part->guessed = TRUE;
    }
}

static const char *parts_add_word(struct parts *parts, const char *p, const char *plain, const struct value_request *request)
{
    const char *end = p;
    while (*end && (g_unichar_isalpha(g_utf8_get_char(end)) || g_unichar_ismark(g_utf8_get_char(end))))
        end = g_utf8_next_char(end);
    g_autofree char *word = g_strndup(p, (gsize)(end - p));
    g_autofree char *key = text_match_key(word);
    struct part *part = parts_add(parts);
    if (part && end - p > 64)
        part->kind = PART_STRANGE;
    else if (part)
        part_classify(part, key, plain, request);
    if (part)
        part->of = g_str_equal(key, "de") || g_str_equal(key, "del") || g_str_equal(key, "of");
    return end;
}

static const char *parts_add_number(struct parts *parts, const char *p)
{
    struct part *part = parts_add(parts);
    gsize digits = strspn(p, "0123456789");
    const char *end = p + digits, *next = end;
    if (!part)
        return end;
    part->kind = PART_NUMBER;
    part->digits = (guint)MIN(digits, 100);
    part->number = digits <= 8 ? (guint)g_ascii_strtoull(p, NULL, 10) : 0;
    while (*next == ' ' || *next == '\x1f')
        next++;
    if (*next && strchr("./-:", *next)) {
        part->separator = *next;
        do
            next++;
        while (*next == ' ' || *next == '\x1f');
    } else if (next > end) {
        part->separator = ' ';
    }
    part->joined = part->separator && g_ascii_isdigit(*next);
    return end;
}

static void parts_scan(struct parts *parts, const char *text, const char *plain, const struct value_request *request)
{
    for (const char *p = text; *p && !parts->too_many;) {
        if (g_ascii_isdigit(*p))
            p = parts_add_number(parts, p);
        else if (g_unichar_isalpha(g_utf8_get_char(p)))
            p = parts_add_word(parts, p, plain, request);
        else
            p = g_utf8_next_char(p);
    }
}

static void parts_remove(struct parts *parts, guint at, guint count)
{
    memmove(&parts->all[at], &parts->all[at + count], (parts->count - at - count) * sizeof(struct part));
    parts->count -= count;
}

/* A time of day stands in no date: "14:30", "10:00:00". */
static void parts_drop_times(struct parts *parts)
{
    for (guint i = 0; i < parts->count;) {
        guint run = 1;
        while (i + run < parts->count && parts->all[i + run - 1].kind == PART_NUMBER &&
               parts->all[i + run - 1].separator == ':' && parts->all[i + run - 1].joined)
            run++;
        if (run == 1) {
            i++;
            continue;
        }
        parts_remove(parts, i, run);
        if (i > 0)
            parts->all[i - 1].joined = FALSE;
    }
}

static guint parts_count(const struct parts *parts, enum part_kind kind)
{
    guint count = 0;
    for (guint i = 0; i < parts->count; i++)
        count += parts->all[i].kind == kind;
    return count;
}

static const struct part *parts_nth(const struct parts *parts, enum part_kind kind, guint nth)
{
    for (guint i = 0; i < parts->count; i++)
        if (parts->all[i].kind == kind && nth-- == 0)
            return &parts->all[i];
    return NULL;
}

/* --- from parts to days ------------------------------------------------------------------------------------------ */

/* Day, month and year as written; year 0 when none is. */
struct written_day {
    guint day, month, year;
};

static guint full_year(const struct part *part)
{
    return part->digits == 2 ? 2000 + part->number : part->number;
}

static gboolean day_exists(const struct written_day *day)
{
    return day->month >= 1 && day->month <= 12 && day->day >= 1 && day->day <= 31 &&
           g_date_valid_dmy((GDateDay)day->day, (GDateMonth)day->month, (GDateYear)day->year);
}

/* The first such day from today on; a 29 February may be up to eight years away. */
static gboolean day_next(struct written_day *day, const GDate *today)
{
    for (guint year = g_date_get_year(today); year <= g_date_get_year(today) + 8u; year++) {
        GDate candidate;
        day->year = year;
        if (!day_exists(day))
            continue;
        g_date_clear(&candidate, 1);
        g_date_set_dmy(&candidate, (GDateDay)day->day, (GDateMonth)day->month, (GDateYear)year);
        if (g_date_compare(&candidate, today) >= 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean day_is_past(const struct written_day *day, const GDate *today)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day->day, (GDateMonth)day->month, (GDateYear)day->year);
    return g_date_compare(&date, today) < 0;
}

static char *day_iso(const struct written_day *day)
{
    return g_strdup_printf("%04u-%02u-%02u", day->year, day->month, day->day);
}

static gboolean weekday_fits(const struct written_day *day, const struct parts *parts)
{
    const struct part *weekday = parts_nth(parts, PART_WEEKDAY, 0);
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day->day, (GDateMonth)day->month, (GDateYear)day->year);
    return !weekday || (guint)g_date_get_weekday(&date) == weekday->number;
}

/* One day as read: exists, is not past, falls on the weekday told. `guessed`: a year was added or a typing error
 * mended. */
static void date_take(struct value *value, struct written_day day, const struct parts *parts, const GDate *today,
                      gboolean guessed)
{
    gboolean open = day.year == 0;
    if (open ? !day_next(&day, today) : !day_exists(&day)) {
        value_set_fault(value, VALUE_WRONG, FAULT_NO_SUCH_DAY);
        return;
    }
    if (day_is_past(&day, today)) {
        value_set_fault(value, VALUE_WRONG, FAULT_DATE_PAST);
        return;
    }
    if (!weekday_fits(&day, parts)) {
        value_set_fault(value, VALUE_WRONG, FAULT_NO_SUCH_DAY);
        return;
    }
    g_autofree char *iso = day_iso(&day);
    value_set_canonical(value, open || guessed ? VALUE_GUESSED : VALUE_GIVEN, iso);
}

/* Two readings of day and month: the only one that exists and is still to come, else both as candidates. */
static void date_take_either(struct value *value, struct written_day day, const struct parts *parts, const GDate *today)
{
    struct written_day other = {day.month, day.day, day.year};
    gboolean open = day.year == 0;
    gboolean first = open ? day_next(&day, today) : day_exists(&day);
    gboolean second = open ? day_next(&other, today) : day_exists(&other);
    if (first != second || (day.day == day.month)) {
        date_take(value, first ? day : other, parts, today, open);
        return;
    }
    if (!first || (day_is_past(&day, today) && day_is_past(&other, today))) {
        value_set_fault(value, VALUE_WRONG, first ? FAULT_DATE_PAST : FAULT_NO_SUCH_DAY);
        return;
    }
    g_autofree char *one = day_iso(&day), *two = day_iso(&other);
    value_set_fault(value, VALUE_AMBIGUOUS, FAULT_DATE_AMBIGUOUS);
    value_add_candidate(value, one);
    value_add_candidate(value, two);
}

/* Which order of day and month the mail's language has; FALSE when it, or the context's languages together, leave it
 * open. */
static gboolean order_known(const struct value_request *request, enum date_order *ret_order)
{
    const struct language *language = language_find(request->language);
    *ret_order = language ? language->date_order : DATE_ORDER_DMY;
    if (language)
        return language->date_order_known;
    if (!request->context->languages || !request->context->languages[0])
        return FALSE;
    for (guint i = 0; request->context->languages[i]; i++) {
        language = language_find(request->context->languages[i]);
        if (!language || !language->date_order_known || (i > 0 && language->date_order != *ret_order))
            return FALSE;
        *ret_order = language->date_order;
    }
    return TRUE;
}

/* Day and month as numbers, in either order. Points between them are used by languages that write the day first alone.
 */
static void date_read_pair(struct value *value, const struct value_request *request, const struct parts *parts,
                           guint first, guint second, guint year, char separator)
{
    enum date_order order = DATE_ORDER_DMY;
    const GDate *today = &request->context->today;
    struct written_day by_day = {first, second, year}, by_month = {second, first, year};
    if (first > 12 || second > 12)
        date_take(value, second > 12 && first <= 12 ? by_month : by_day, parts, today, FALSE);
    else if (separator == '.')
        date_take(value, by_day, parts, today, FALSE);
    else if (!order_known(request, &order))
        date_take_either(value, by_day, parts, today);
    else
        date_take(value, order == DATE_ORDER_MDY ? by_month : by_day, parts, today, FALSE);
}

static void date_read_numeric(struct value *value, const struct value_request *request, const struct parts *parts)
{
    const struct part *a = parts_nth(parts, PART_NUMBER, 0), *b = parts_nth(parts, PART_NUMBER, 1);
    const struct part *c = parts_nth(parts, PART_NUMBER, 2);
    guint count = parts_count(parts, PART_NUMBER);
    const GDate *today = &request->context->today;
    if (count == 1 && a->digits == 8)
        date_take(value, (struct written_day){a->number % 100, a->number / 100 % 100, a->number / 10000}, parts, today,
                  FALSE);
    else if (count == 2 && a->joined && a->digits <= 2 && b->digits <= 2 && a->separator != ' ')
        date_read_pair(value, request, parts, a->number, b->number, 0, a->separator);
    else if (count == 3 && a->joined && b->joined && a->digits == 4 && b->digits <= 2 && c->digits <= 2)
        date_take(value, (struct written_day){c->number, b->number, a->number}, parts, today, FALSE);
    else if (count == 3 && a->joined && b->joined && a->digits <= 2 && b->digits <= 2 &&
             (c->digits == 4 || c->digits == 2))
        date_read_pair(value, request, parts, a->number, b->number, full_year(c), a->separator);
    else
        value_set_fault(value, VALUE_WRONG, FAULT_NOT_A_DATE);
}

/* Whether two digits are the year of a day and month: they stand behind both, joined by "of" at most. "3 to 27 December" is no year. */
static gboolean year_stands_right(const struct parts *parts, const struct part *year, const struct part *day, const struct part *month)
{
    const struct part *last = MAX(day, month);
    if (year->digits != 2)
        return TRUE;
    if (year < last)
        return FALSE;
    for (const struct part *part = last + 1; part < year; part++)
        if (part->kind == PART_FILLER && !part->of)
            return FALSE;
    return year < parts->all + parts->count;
}

/* "31 December 2026", "December 31, 2026", "31 Dec", "31. Dezember 26". */
static void date_read_named(struct value *value, const struct value_request *request, const struct parts *parts)
{
    const struct part *month = parts_nth(parts, PART_MONTH, 0);
    const struct part *a = parts_nth(parts, PART_NUMBER, 0), *b = parts_nth(parts, PART_NUMBER, 1);
    guint count = parts_count(parts, PART_NUMBER);
    struct written_day day = {.month = month->number};
    if (count == 0 || count > 2 || (count == 1 && a->digits > 2) || parts_count(parts, PART_MONTH) > 1) {
        value_set_fault(value, VALUE_WRONG, count == 0 || count == 1 ? FAULT_DATE_RELATIVE : FAULT_NOT_A_DATE);
        return;
    }
    day.day = a->number;
    if (count == 2) {
        const struct part *year = a->digits == 4 ? a : b;
        day.day = (year == a ? b : a)->number;
        day.year = full_year(year);
        if (!year_stands_right(parts, year, year == a ? b : a, month) || year->digits == 1 || year->digits == 3 || year->digits > 4 || (year == a ? b : a)->digits > 2) {
            value_set_fault(value, VALUE_WRONG, FAULT_NOT_A_DATE);
            return;
        }
    }
    date_take(value, day, parts, &request->context->today, month->guessed);
}

/* The key without the phrases of the mail's own language that leave a day as it is, whose words alone mean something else. */
static char *without_by(const struct value_request *request)
{
    char *plain = g_strdup(request->key);
    const struct value_language *row;
    for (guint i = 0; (row = value_language_own(i, request->language, request->context)); i++) {
        char *fewer = value_phrase_without(row, VALUE_BY, plain);
        g_free(plain);
        plain = fewer;
    }
    return plain;
}

/* Whether what stands beside the day makes it another one, or none. */
static gboolean is_relative(const char *plain, const struct value_request *request)
{
    const struct value_language *row;
    for (guint i = 0; (row = value_language_own(i, request->language, request->context)); i++)
        if (value_word_in(row, VALUE_RELATIVE, plain))
            return TRUE;
    return words_in(WORDS_RELATIVE, plain);
}

/* "5ª feira" is a weekday, counted from Sunday on: no number of the date. */
static void parts_join_feira(struct parts *parts, const char *key)
{
    const struct part *first = &parts->all[0];
    if (parts->count < 3 || first->kind != PART_NUMBER || first->number < 2 || first->number > 6 || key[0] != (char)('0' + first->number) ||
        key[1] != 'a' || !g_str_has_prefix(key + 2, " feira"))
        return;
    parts->all[0] = (struct part){.kind = PART_WEEKDAY, .number = first->number - 1};
}

void date_read(struct value *value, const struct value_request *request)
{
    g_autofree char *prepared = numeral_prepare(request->text), *plain = without_by(request);
    struct parts parts = {0};
    parts_scan(&parts, prepared, plain, request);
    parts_drop_times(&parts);
    parts_join_feira(&parts, request->key);
    guint strange = parts_count(&parts, PART_STRANGE) + parts_count(&parts, PART_RELATIVE);
    if (parts.too_many)
        value_set_fault(value, VALUE_WRONG, FAULT_NOT_A_DATE);
    else if (parts_count(&parts, PART_RELATIVE) || is_relative(plain, request) ||
             (parts_count(&parts, PART_WEEKDAY) && parts_count(&parts, PART_NUMBER) == 0))
        value_set_fault(value, VALUE_WRONG, FAULT_DATE_RELATIVE);
    else if (strange || parts_count(&parts, PART_WEEKDAY) > 1)
        value_set_fault(value, VALUE_WRONG, FAULT_NOT_A_DATE);
    else if (parts_count(&parts, PART_MONTH))
        date_read_named(value, request, &parts);
    else
        date_read_numeric(value, request, &parts);
}
