/* Days as staff write them: also "tomorrow" and "Monday", which a customer is asked about and a colleague means. */
#include <stdio.h>
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "parsers/read/staff-internal.h"

#define LONG_PAST_DAYS 60 /* a day without a year that lies further back than this is meant of the next year */

static const struct staff_token *token_at(const GArray *tokens, guint at)
{
    return at < tokens->len ? &g_array_index(tokens, struct staff_token, at) : NULL;
}

/* `key` is `word`, or it with a Turkish case ending. */
static gboolean is_word(const char *key, const char *word)
{
    static const char *const endings[] = {"", "ta", "te", "da", "de", "tan", "ten", "dan", "den", "a", "e", "ya", "ye", "i", "u", "yi", "nin", "in", "un", "ki", "ina", "inda", "unda", "s"};
    if (*key != *word) /* nearly every word and every name */
        return FALSE;
    gsize length = strlen(word);
    gboolean soft = length > 3 && word[length - 1] == 'k' && strncmp(key, word, length - 1) == 0 && key[length - 1] == 'g'; /* "aralığa" */
    if (!*word || (!soft && !g_str_has_prefix(key, word)))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_equal(key + length, endings[i]))
            return TRUE;
    return FALSE;
}

/* 1 to 12; 0 none. */
static guint month_of(const char *key)
{
    if (g_str_equal(key, "sept"))
        return 9;
    gboolean is_short = strlen(key) <= 5;
    for (guint l = 0; l < language_count(); l++) {
        const struct language_keys *names = language_keys_get(language_get(l));
        for (guint m = 0; m < 12; m++)
            if (is_word(key, names->months[m]) || (is_short && is_word(key, names->month_short[m])))
                return m + 1;
    }
    return 0;
}

/* 1 (Monday) to 7; 0 none. */
static guint weekday_of(const char *key)
{
    static const char *const shorts[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "tues", "weds", "thur", "thurs"};
    static const guint days[] = {1, 2, 3, 4, 5, 6, 7, 2, 3, 4, 4};
    for (guint i = 0; i < G_N_ELEMENTS(shorts); i++)
        if (g_str_equal(key, shorts[i]))
            return days[i];
    for (guint l = 0; l < language_count(); l++)
        for (guint d = 0; d < 7; d++)
            if (is_word(key, language_keys_get(language_get(l))->weekdays[d]))
                return d + 1;
    return 0;
}

/* What Turkish hangs at a number that names a day, with an apostrophe or without: "14'üne", "28inde". `alone`: only what says so without a
 * word beside it, a possessive with a case. */
static gboolean is_day_ending(const char *ending, gboolean alone)
{
    static const char *const cases[] = {"i", "u", "si", "su", "e", "a", "ye", "ya", "de", "da", "te", "ta", "den", "dan", "ten", "tan", NULL};
    static const char *const possessed[] = {"ine", "une", "ina", "una", "sine", "sina", "inde", "unde", "inda", "unda", "sinde", "sinda", "inden", "unden", "indan", "undan",
                                            "sinden", "sindan", NULL};
    return g_strv_contains(possessed, ending) || (!alone && g_strv_contains(cases, ending));
}

/* The one or two digits that a token begins with, and what follows them in it; 0 none. */
static guint leading_number(const struct staff_token *token, const char **ret_ending)
{
    guint number = 0, digits = 0;
    if (!token)
        return 0;
    const char *p = token->text;
    for (; g_ascii_isdigit(*p); p++, digits++)
        number = number * 10 + (guint)(*p - '0');
    if (digits == 0 || digits > 2)
        return 0;
    *ret_ending = *p && strlen(token->key) > digits ? token->key + digits : p;
    return number;
}

static gboolean is_english_ordinal(const char *ending)
{
    static const char *const endings[] = {"st", "nd", "rd", "th", NULL};
    return g_strv_contains(endings, ending);
}

/* A number of one or two digits, "3rd", "3." and "3'üne" too; 0 none. */
static guint small_number(const struct staff_token *token)
{
    const char *ending = "";
    guint number = leading_number(token, &ending);
    return !*ending || g_str_equal(ending, ".") || is_english_ordinal(ending) || is_day_ending(ending, FALSE) ? number : 0;
}

static guint year_of(const struct staff_token *token)
{
    if (!token || strlen(token->key) != 4 || strspn(token->key, "0123456789") != 4)
        return 0;
    guint year = (guint)g_ascii_strtoull(token->key, NULL, 10);
    return year >= 2000 && year < 2200 ? year : 0;
}

/* --- a day found --------------------------------------------------------------------------------------------------------------- */

static void day_set(struct staff_day *day, const GDate *date)
{
    day->iso = g_strdup_printf("%04u-%02u-%02u", g_date_get_year(date), g_date_get_month(date), g_date_get_day(date));
}

/* Without a year (0): the next such day, unless it has just gone by. */
static void day_from(struct staff_day *day, guint d, guint m, guint y, const GDate *today)
{
    GDate date;
    guint year = y ? y : g_date_get_year(today);
    if (d < 1 || d > 31 || m < 1 || m > 12 || !g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)year)) {
        day->doubt = DOUBT_DATE_UNREADABLE;
        return;
    }
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)d, (GDateMonth)m, (GDateYear)year);
    if (!y && g_date_days_between(&date, today) > LONG_PAST_DAYS)
        g_date_set_dmy(&date, (GDateDay)d, (GDateMonth)m, (GDateYear)(year + 1));
    if (!g_date_valid(&date)) {
        day->doubt = DOUBT_DATE_UNREADABLE;
        return;
    }
    day_set(day, &date);
}

static void day_after(struct staff_day *day, const GDate *today, guint days)
{
    GDate date = *today;
    g_date_add_days(&date, days);
    day->spoken = TRUE;
    day_set(day, &date);
}

/* --- 10.12.2026 ------------------------------------------------------------------------------------------------------------------ */

static gboolean month_first(const struct staff_context *context, gboolean *ret_known)
{
    const struct language *language = context->language ? language_find(context->language) : NULL;
    *ret_known = language && language->date_order_known;
    return *ret_known && language->date_order == DATE_ORDER_MDY;
}

static void day_numeric(struct staff_day *day, const guint *parts, guint count, char separator, const struct staff_context *context)
{
    guint d = parts[0], m = parts[1], y = count == 3 ? parts[2] : 0;
    gboolean known;
    gboolean swapped = month_first(context, &known);
    if (parts[0] > 1000) {
        day_from(day, count == 3 ? parts[2] : 0, parts[1], parts[0], &context->today);
        return;
    }
    if (count == 3 && y < 100)
        y += 2000;
    if (separator != '.' && d <= 12 && m <= 12 && d != m && !known) {
        day->doubt = DOUBT_DATE_AMBIGUOUS;
        return;
    }
    if (separator != '.' && (m > 12 || (d <= 12 && swapped))) {
        guint kept = d;
        d = m;
        m = kept;
    }
    day_from(day, d, m, y, &context->today);
}

static gboolean read_numeric(const struct staff_token *token, const struct staff_context *context, struct staff_day *day)
{
    guint parts[3] = {0}, count = 0, digits = 0;
    char separator = 0;
    for (const char *p = token->text;; p++) {
        if (g_ascii_isdigit(*p)) {
            if (count == 3 || ++digits > 4)
                return FALSE;
            parts[count] = parts[count] * 10 + (guint)(*p - '0');
            continue;
        }
        if (digits == 0)
            break;
        count++;
        digits = 0;
        if (!*p)
            break;
        if (!strchr("./-", *p) || (separator && separator != *p))
            return FALSE;
        separator = *p;
    }
    if (count < 2 || !separator || (count == 2 && separator == '-') || (parts[0] > 1000 && count != 3) || parts[0] == 0 || parts[1] == 0)
        return FALSE;
    if (parts[0] > 1000 && (parts[1] > 31 || parts[2] > 31))
        return FALSE; /* "7712-3456-7890" */
    if (parts[0] < 1000 && (parts[0] > 31 || parts[1] > 31 || (parts[0] > 12 && parts[1] > 12)) && count == 2)
        return FALSE;
    if (count == 3 && parts[0] < 1000 && parts[2] > 100 && (parts[2] < 2000 || parts[2] > 2200))
        return FALSE;
    day->length = 1;
    day_numeric(day, parts, count, separator, context);
    return TRUE;
}

/* --- 3 December, December 3 ---------------------------------------------------------------------------------------------------- */

static gboolean read_named(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *day)
{
    const struct staff_token *token = token_at(tokens, at), *next = token_at(tokens, at + 1);
    guint d = small_number(token), m = 0, length = 2;
    if (!next || next->sign == SIGN_BRAND || token->sign == SIGN_BRAND) /* "Aras" is no month */
        return FALSE;
    if (d) {
        if (g_str_equal(next->key, "of"))
            next = token_at(tokens, at + length++);
        m = next ? month_of(next->key) : 0;
    } else {
        m = month_of(token->key);
        d = m ? small_number(next) : 0;
        if (d == 0 && m && (g_str_equal(next->key, "the") || g_str_equal(next->key, "ayinin"))) {
            d = small_number(token_at(tokens, at + 2));
            length = 3;
        }
    }
    if (!d || !m)
        return FALSE;
    guint year = year_of(token_at(tokens, at + length));
    day->length = length + (year != 0);
    day_from(day, d, m, year, &context->today);
    return TRUE;
}

static gboolean is_next(const char *key)
{
    return g_str_equal(key, "next") || g_str_equal(key, "coming") || g_str_equal(key, "gelecek") || g_str_equal(key, "onumuzdeki") ||
           g_str_equal(key, "haftaya") || g_str_equal(key, "nachsten");
}

/* The next day of that number; `later`: of the next month. */
static void day_of_number(struct staff_day *day, guint d, gboolean later, const GDate *today)
{
    GDate date = *today;
    if (later) {
        g_date_set_day(&date, 1);
        g_date_add_months(&date, 1);
    }
    while (g_date_get_day(&date) != d)
        g_date_add_days(&date, 1);
    day->spoken = TRUE;
    day_set(day, &date);
}

/* "14'üne ertelendi": a day, if what is said of it needs one. */
static gboolean needs_day(const GArray *tokens, guint at)
{
    for (guint i = at + 1; i < tokens->len && i <= at + 3 && !g_array_index(tokens, struct staff_token, i - 1).stop; i++) {
        enum staff_sign sign = g_array_index(tokens, struct staff_token, i).sign;
        if (sign == SIGN_DELAYED || sign == SIGN_ARRIVES || sign == SIGN_UNTIL)
            return TRUE;
    }
    return FALSE;
}

/* "eta 27th", "delayed to 10th": words behind which an ordinal is a day. */
static gboolean leads_to_day(const GArray *tokens, guint at)
{
    static const char *const leads[] = {"on", "by", "to", "until", "till", "til", "eta", NULL};
    const struct staff_token *before = at > 0 ? token_at(tokens, at - 1) : NULL, *after = token_at(tokens, at + 1);
    gboolean alone = token_at(tokens, at)->stop || !after || after->sign != SIGN_NONE || after->used; /* but "to 5th street" */
    return alone && before && !before->stop && (before->sign == SIGN_ARRIVES || g_strv_contains(leads, before->key));
}

/* "the 5th", "ayın 3'ünde", "14'üne" */
static gboolean read_ordinal(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *day)
{
    const char *key = token_at(tokens, at)->key, *ending = "";
    gboolean later = is_next(key) && token_at(tokens, at + 1) && g_str_equal(token_at(tokens, at + 1)->key, "ayin");
    guint place = later ? at + 1 : at;
    gboolean turkish = g_str_equal(token_at(tokens, place)->key, "ayin"), english = g_str_equal(key, "the");
    const struct staff_token *number = token_at(tokens, turkish || english ? place + 1 : place);
    guint d = leading_number(number, &ending);
    if (d == 0 || d > 31)
        return FALSE;
    if (number->hung)
        ending = number->hung;
    gboolean named = turkish ? is_day_ending(ending, FALSE) : english ? is_english_ordinal(ending) : is_english_ordinal(ending) ? leads_to_day(tokens, at) : is_day_ending(ending, TRUE) && needs_day(tokens, at);
    if (!named)
        return FALSE;
    day->length = 1u + (turkish || english) + later;
    day_of_number(day, d, later, &context->today);
    return TRUE;
}

/* --- Monday, tomorrow ------------------------------------------------------------------------------------------------------------ */

static gboolean read_weekday(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *day)
{
    const struct staff_token *token = token_at(tokens, at);
    gboolean next = is_next(token->key);
    const struct staff_token *named = next ? token_at(tokens, at + 1) : token;
    guint weekday = named ? weekday_of(named->key) : 0;
    if (!weekday)
        return FALSE;
    guint today = (guint)g_date_get_weekday(&context->today);
    guint ahead = (weekday + 7 - today) % 7;
    const struct staff_token *after = token_at(tokens, at + next + 1);
    day->length = next + 1u + (after && (g_str_equal(after->key, "gunu") || g_str_equal(after->key, "gunune")));
    if (after && g_str_equal(after->key, "week")) { /* "Monday week": not the next one */
        day->length++;
        day->doubt = DOUBT_DATE_AMBIGUOUS;
        return TRUE;
    }
    if (g_str_equal(token->key, "haftaya"))
        ahead = 7 - today + weekday;
    else if (ahead == 0 && next)
        ahead = 7;
    else if (ahead == 0 || (next && today + ahead <= 7)) {
        day->doubt = DOUBT_DATE_AMBIGUOUS; /* "next Friday" on a Tuesday: this week's, or the one after? */
        return TRUE;
    }
    day_after(day, &context->today, ahead);
    return TRUE;
}

static gboolean read_spoken(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *day)
{
    static const struct {
        const char *words;
        guint days;
    } spoken[] = {
        {"the day after tomorrow", 2}, {"day after tomorrow", 2}, {"yarindan sonra", 2}, {"obur gun", 2}, {"ubermorgen", 2},
        {"today", 0}, {"bugun", 0}, {"heute", 0}, {"tomorrow", 1}, {"yarin", 1}, {"yarina", 1}, {"morgen", 1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(spoken); i++) {
        if (*token_at(tokens, at)->key != *spoken[i].words)
            continue;
        g_auto(GStrv) words = g_strsplit(spoken[i].words, " ", -1);
        guint n = 0;
        while (words[n] && token_at(tokens, at + n) && g_str_equal(token_at(tokens, at + n)->key, words[n]))
            n++;
        if (words[n])
            continue;
        day->length = n;
        day_after(day, &context->today, spoken[i].days);
        return TRUE;
    }
    return FALSE;
}

/* --- the whole --------------------------------------------------------------------------------------------------------------------- */

/* A weekday beside a date must be that date's. */
static void check_weekday(struct staff_day *day, guint weekday)
{
    GDate date;
    int y, m, d;
    if (!day->iso || sscanf(day->iso, "%d-%d-%d", &y, &m, &d) != 3)
        return;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
    if ((guint)g_date_get_weekday(&date) == weekday)
        return;
    g_clear_pointer(&day->iso, g_free);
    day->doubt = DOUBT_DATE_AMBIGUOUS;
}

/* "10-Dec-2026", "10dec26": one word, with its year or with its dashes. */
static gboolean read_joined(const struct staff_token *token, const struct staff_context *context, struct staff_day *day)
{
    const char *ending, *letters = token->text + strspn(token->text, "0123456789");
    guint d = leading_number(token, &ending), y = 0;
    if (d == 0)
        return FALSE;
    gboolean dashed = *letters == '-' || *letters == '/';
    letters += dashed;
    const char *stop = letters;
    while (*stop && !g_ascii_isdigit(*stop) && *stop != '-' && *stop != '/')
        stop++;
    g_autofree char *word = g_strndup(letters, (gsize)(stop - letters)), *key = text_match_key(word);
    const char *year = stop + (*stop == '-' || *stop == '/');
    gsize digits = strspn(year, "0123456789");
    if (strlen(key) < 3 || year[digits] || (digits != 0 && digits != 2 && digits != 4) || (digits == 0 && !dashed))
        return FALSE;
    y = digits ? (guint)g_ascii_strtoull(year, NULL, 10) + (digits == 2 ? 2000 : 0) : 0;
    guint m = month_of(key);
    if (m == 0 || (y && (y < 2000 || y >= 2200)))
        return FALSE;
    day->length = 1;
    day_from(day, d, m, y, &context->today);
    return TRUE;
}

/* "3", "3.", "3rd", "3.12", "3.12.2026"; *ret_dated: with its month. */
static gboolean is_end_of_range(const char *text, gboolean *ret_dated)
{
    static const char *const endings[] = {"", ".", "st", "nd", "rd", "th", NULL};
    gsize digits = strspn(text, "0123456789"), more = text[digits] == '.' ? strspn(text + digits + 1, "0123456789.") : 0;
    guint day = (guint)g_ascii_strtoull(text, NULL, 10);
    *ret_dated = more > 0;
    return digits > 0 && digits <= 2 && day > 0 && day <= 31 && (more > 0 ? !text[digits + 1 + more] : g_strv_contains(endings, text + digits));
}

/* "3-5 December", "3.-5.12.", "December 3-5", "3.12.-10.12.": which of these days, nobody can tell. */
static gboolean read_range(const GArray *tokens, guint at, struct staff_day *day)
{
    const struct staff_token *token = token_at(tokens, at), *next = token_at(tokens, at + 1);
    gboolean led = next && !token->stop && token->sign != SIGN_BRAND && month_of(token->key), first_dated, last_dated;
    g_auto(GStrv) ends = g_strsplit(led ? next->text : token->text, "-", -1);
    if (g_strv_length(ends) != 2 || !is_end_of_range(ends[0], &first_dated) || !is_end_of_range(ends[1], &last_dated))
        return FALSE;
    gboolean followed = !led && !token->stop && next && next->sign != SIGN_BRAND && month_of(next->key);
    if (!led && !followed && !last_dated)
        return FALSE;
    *day = (struct staff_day){.doubt = DOUBT_DATE_AMBIGUOUS, .length = 1u + (led || followed)};
    return TRUE;
}

/* "1/2 koli", "parcel 1/2": which of how many, and no day. */
static gboolean is_share_of_parcels(const GArray *tokens, guint at)
{
    const struct staff_token *token = token_at(tokens, at);
    return staff_is_fraction(token) && ((at > 0 && staff_is_parcel(token_at(tokens, at - 1))) || (token_at(tokens, at + 1) && staff_is_parcel(token_at(tokens, at + 1))));
}

/* "12.5 kg", "2.10 m": a measure, and no day. */
static gboolean is_measure(const GArray *tokens, guint at)
{
    static const char *const units[] = {"kg", "kgs", "kilo", "kilos", "g", "gr", "t", "ton", "tons", "lb", "lbs", "m", "m2", "m3", "cm", "mm", "cbm", "desi", "metre", "meter", "litre", "lt", "l", "eur", "euro", "tl", "try", "usd", "gbp", "hours", "saat", "h", NULL};
    const struct staff_token *next = token_at(tokens, at + 1);
    return next && !token_at(tokens, at)->stop && g_strv_contains(units, next->key);
}

static gboolean read_dated(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *day)
{
    const struct staff_token *token = token_at(tokens, at);
    return token && !is_share_of_parcels(tokens, at) && !is_measure(tokens, at) && (read_numeric(token, context, day) || read_joined(token, context, day) || read_named(tokens, at, context, day));
}

/* A date behind a weekday's name: "Tuesday the 8th of December", "Thursday 3rd", "perşembe ayın 3'ü". */
static gboolean read_behind_weekday(const GArray *tokens, guint at, guint weekday, const struct staff_context *context, struct staff_day *day)
{
    const struct staff_token *next = token_at(tokens, at + 1);
    guint article = next && g_str_equal(next->key, "the");
    const char *ending = "";
    guint number = leading_number(token_at(tokens, at + 1 + article), &ending);
    if (read_dated(tokens, at + 1 + article, context, day)) {
        day->length += 1 + article;
    } else if (number > 0 && number <= 31 && is_english_ordinal(ending)) {
        day_of_number(day, number, FALSE, &context->today);
        day->length = 2 + article;
    } else if (next && g_str_equal(next->key, "ayin") && read_ordinal(tokens, at + 1, context, day)) {
        day->length++;
    } else {
        return FALSE;
    }
    check_weekday(day, weekday);
    return TRUE;
}

static gboolean is_key(const struct staff_token *token, const char *const *words)
{
    return token && g_strv_contains(words, token->key);
}

/* "the week of 7 December", "7 Aralık haftası", "two weeks on Monday": a day that names a week, or is counted from. */
static gboolean names_week(const GArray *tokens, guint at, guint length)
{
    static const char *const weeks[] = {"week", "weeks", "fortnight", "w c", "wc", NULL};
    static const char *const links[] = {"of", "on", "from", "commencing", "beginning", "starting", "the", NULL};
    const struct staff_token *after = token_at(tokens, at + length);
    if (after && !token_at(tokens, at + length - 1)->stop && g_str_has_prefix(after->key, "haftas"))
        return TRUE;
    while (at > 0 && is_key(token_at(tokens, at - 1), links) && !token_at(tokens, at - 1)->stop)
        at--;
    return at > 0 && is_key(token_at(tokens, at - 1), weeks) && !token_at(tokens, at - 1)->stop;
}

static gboolean read_day(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *ret_day)
{
    struct staff_day day = {0};
    const struct staff_token *token = token_at(tokens, at);
    guint weekday = token && *token->key ? weekday_of(token->key) : 0;
    if (!token || !*token->key)
        return FALSE;
    if (read_range(tokens, at, &day)) {
        *ret_day = day;
        return TRUE;
    }
    if (weekday && read_behind_weekday(tokens, at, weekday, context, &day)) {
        *ret_day = day;
        return TRUE;
    }
    if (read_dated(tokens, at, context, &day)) {
        const struct staff_token *after = token_at(tokens, at + day.length);
        guint named = after && *after->key ? weekday_of(after->key) : 0;
        char stop = g_array_index(tokens, struct staff_token, at + day.length - 1).stop;
        if (named && (!stop || stop == '(')) {
            check_weekday(&day, named);
            day.length++;
        }
    } else if (!read_ordinal(tokens, at, context, &day) && !read_spoken(tokens, at, context, &day) && !staff_span_at(tokens, at, context, &day) &&
               !read_weekday(tokens, at, context, &day)) {
        return FALSE;
    }
    *ret_day = day;
    return TRUE;
}

gboolean staff_day_at(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *ret_day)
{
    if (!read_day(tokens, at, context, ret_day))
        return FALSE;
    if (ret_day->iso && names_week(tokens, at, ret_day->length)) {
        g_clear_pointer(&ret_day->iso, g_free);
        ret_day->doubt = DOUBT_DATE_AMBIGUOUS;
    }
    return TRUE;
}
