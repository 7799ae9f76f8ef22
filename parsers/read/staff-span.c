/* Days counted from the day of writing: "in 3 days", "3 iş günü içinde", "innerhalb von 3 Werktagen". */
#include <string.h>

#include "daemon/base/language.h"
#include "parsers/read/staff-internal.h"

#define WORKING_DAYS_MOST 60 /* more are no delivery */
#define SEARCH_DAYS       400 /* for so many working days */

/* What is counted. */
enum unit { UNIT_NONE, UNIT_DAYS, UNIT_WEEKS, UNIT_WORKING, UNIT_HOURS };

struct span {
    enum unit unit;
    guint count;
    gboolean placed; /* words say where it begins or ends: "in", "içinde" */
    gboolean vague;  /* "2-3", "about", "from Monday": no day can be made of it */
    guint length;    /* tokens */
};

static const char *key_at(const GArray *tokens, guint at)
{
    return at < tokens->len ? g_array_index(tokens, struct staff_token, at).key : "";
}

static gboolean is_one_of(const char *key, const char *const *words)
{
    return *key && g_strv_contains(words, key);
}

/* --- how many --------------------------------------------------------------------------------------------------------------------- */

static guint counted(const char *key)
{
    if (strspn(key, "0123456789") == strlen(key) && *key && strlen(key) <= 2)
        return (guint)g_ascii_strtoull(key, NULL, 10);
    for (guint l = 0; l < language_count(); l++)
        for (guint n = 1; n <= 20; n++)
            if (g_strcmp0(language_get(l)->numbers[n], key) == 0)
                return n;
    return g_str_equal(key, "a") || g_str_equal(key, "one") ? 1 : 0;
}

/* "delivery on weekdays" counts nothing: some numbers of one language are small words of another. */
static gboolean counts_before(const char *number, const char *unit)
{
    static const char *const words[][6] = {
        {"on", "gun", "is", "hafta", "saat", NULL}, {"due", "giorn", "settiman", "ore", NULL}, {"once", "dia", "semana", "hora", NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        gboolean fits = !g_str_equal(number, words[i][0]);
        for (guint u = 1; !fits && words[i][u]; u++)
            fits = g_str_has_prefix(unit, words[i][u]);
        if (!fits)
            return FALSE;
    }
    return TRUE;
}

/* "2-3", "24h", "3-day": a count, and what follows it in the same word. */
static guint leading_count(const char *key, const char **ret_rest)
{
    gsize digits = strspn(key, "0123456789");
    *ret_rest = key + digits + strspn(key + digits, " ");
    return digits > 0 && digits <= 2 ? (guint)g_ascii_strtoull(key, NULL, 10) : 0;
}

/* --- of what ---------------------------------------------------------------------------------------------------------------------- */

static enum unit unit_of(const char *key)
{
    static const char *const days[] = {"day", "days", "gun", "gune", "gunde", "gunu", "gunluk", "tag", "tage", "tagen", "jour", "jours", "dia", "dias", "giorno", "giorni", "dag", "dagen",
                                       "dzien", "dni", "день", "дня", "днеи", NULL};
    static const char *const weeks[] = {"week", "weeks", "hafta", "haftaya", "haftada", "woche", "wochen", "semaine", "semaines", "semana", "semanas", "settimana", "settimane", "weken",
                                        "tydzien", "tygodnie", "tygodni", NULL};
    static const char *const working[] = {"workday", "workdays", "weekday", "weekdays", "isgunu", "isgununde", "isgunune", "werktag", "werktage", "werktagen", "arbeitstag", "arbeitstage",
                                          "arbeitstagen", "werkdag", "werkdagen", NULL};
    static const char *const hours[] = {"hour", "hours", "hr", "hrs", "h", "saat", "saatte", "stunde", "stunden", "heures", "horas", "ore", "uur", NULL};
    return is_one_of(key, days) ? UNIT_DAYS : is_one_of(key, weeks) ? UNIT_WEEKS : is_one_of(key, working) ? UNIT_WORKING : is_one_of(key, hours) ? UNIT_HOURS : UNIT_NONE;
}

/* The unit whose words begin at `at`: "working days", "iş günü", "jours ouvrés". */
static enum unit unit_at(const GArray *tokens, guint at, guint *ret_length)
{
    static const char *const before[] = {"working", "business", "work", "week", "is", NULL};
    static const char *const behind[] = {"ouvres", "ouvrables", "habiles", "laborables", "lavorativi", "robocze", "roboczych", "uteis", NULL};
    static const char *const turkish[] = {"gun", "gunu", "gunune", "gununde", "gunde", "gune", "gunluk", NULL};
    gboolean split = is_one_of(key_at(tokens, at), before) && (unit_of(key_at(tokens, at + 1)) == UNIT_DAYS || is_one_of(key_at(tokens, at + 1), turkish));
    enum unit unit = split ? UNIT_WORKING : unit_of(key_at(tokens, at));
    gboolean named = unit == UNIT_DAYS && is_one_of(key_at(tokens, at + 1), behind);
    *ret_length = 1u + (split || named);
    return named ? UNIT_WORKING : unit;
}

/* --- where it begins and ends ------------------------------------------------------------------------------------------------------ */

/* "in", "within", "innerhalb von": how many words. */
static guint lead_at(const GArray *tokens, guint at)
{
    static const char *const leads[] = {"in", "within", "innerhalb", "binnen", "dans", "sous", "entro", "dentro", "через", NULL};
    static const char *const ofs[] = {"von", "de", "the", "next", "den", "nachsten", NULL};
    guint length = is_one_of(key_at(tokens, at), leads);
    while (length > 0 && length < 3 && is_one_of(key_at(tokens, at + length), ofs))
        length++;
    return length;
}

static gboolean is_about(const char *key)
{
    static const char *const abouts[] = {"about", "around", "approx", "approximately", "circa", "ca", "roughly", "some", "another", "further", "least", "than", "minimum", "min", "over", "yaklasik",
                                         "ortalama", "asagi", "az", "asgari", "etwa", "ungefahr", "mindestens", "environ", "moins", NULL};
    return is_one_of(key, abouts);
}

/* "2 to 3", "2 ila 3", "2-3": the tokens of the count; *ret_range: it is no single number. */
static guint count_at(const GArray *tokens, guint at, struct span *span, gboolean *ret_range)
{
    static const char *const tos[] = {"to", "or", "ila", "veya", "bis", "oder", "a", "ou", "o", NULL};
    const char *key = key_at(tokens, at), *rest;
    span->count = counted(key);
    *ret_range = FALSE;
    if (span->count > 0) {
        *ret_range = is_one_of(key_at(tokens, at + 1), tos) && counted(key_at(tokens, at + 2)) > 0;
        return *ret_range ? 3 : 1;
    }
    span->count = leading_count(key, &rest);
    if (span->count == 0 || !*rest)
        return 0;
    span->unit = unit_of(rest);
    *ret_range = strspn(rest, "0123456789") == strlen(rest) && strlen(rest) <= 2;
    return span->unit || *ret_range ? 1 : 0;
}

/* Behind it: "sonra", "içinde", "time"; *ret_vague: it is counted from something else. */
static guint trail_at(const GArray *tokens, guint at, gboolean *ret_vague)
{
    static const char *const ends[] = {"sonra", "sonraya", "icinde", "icerisinde", "zarfinda", NULL};
    static const char *const relative[] = {"later", "sonrasina", "sonrasinda", "from", "after", "of", "ab", "nach", "spater", "today", "or", "veya", "oder", "ou", NULL};
    const char *key = key_at(tokens, at), *next = key_at(tokens, at + 1);
    gboolean now = (g_str_equal(key, "from") && (g_str_equal(next, "now") || g_str_equal(next, "today"))) || (g_str_equal(key, "ab") && g_str_equal(next, "heute"));
    *ret_vague = !now && is_one_of(key, relative);
    return now ? 2 : *ret_vague || is_one_of(key, ends) ? 1 : 0;
}

static gboolean span_at(const GArray *tokens, guint at, struct span *ret_span)
{
    struct span span = {0};
    gboolean range, elsewhere = FALSE;
    guint length = lead_at(tokens, at), more = 1;
    span.placed = length > 0;
    span.vague = is_about(key_at(tokens, at + length));
    length += span.vague;
    guint count = count_at(tokens, at + length, &span, &range);
    if (count == 0)
        return FALSE;
    if (!counts_before(key_at(tokens, at + length), key_at(tokens, at + length + count)))
        return FALSE;
    length += count;
    if (span.unit == UNIT_NONE) {
        span.unit = unit_at(tokens, at + length, &more);
        length += more;
    }
    if (span.unit == UNIT_NONE || at + length > tokens->len)
        return FALSE;
    gboolean ended = g_array_index(tokens, struct staff_token, at + length - 1).stop != 0;
    guint trail = ended ? 0 : trail_at(tokens, at + length, &elsewhere);
    span.placed = span.placed || trail > 0;
    span.vague = span.vague || range || elsewhere || span.unit == UNIT_HOURS;
    length += trail + (!ended && g_str_equal(key_at(tokens, at + length + trail), "time"));
    for (guint i = at; i + 1 < at + length; i++) /* a sentence ends within it */
        if (g_array_index(tokens, struct staff_token, i).stop)
            return FALSE;
    span.length = length;
    *ret_span = span;
    return TRUE;
}

/* --- the day ---------------------------------------------------------------------------------------------------------------------- */

static gboolean add_working_days(const struct calendar *calendar, guint count, GDate *day)
{
    for (guint i = 0; calendar && count <= WORKING_DAYS_MOST && i < SEARCH_DAYS && count > 0; i++) {
        g_date_add_days(day, 1);
        count -= calendar_is_working_day(calendar, day);
    }
    return count == 0;
}

static void day_of(const struct span *span, const struct staff_context *context, struct staff_day *ret_day)
{
    GDate day = context->today;
    gboolean told = !span->vague;
    if (told && span->unit == UNIT_WORKING)
        told = add_working_days(context->calendar, span->count, &day);
    else
        g_date_add_days(&day, span->count * (span->unit == UNIT_WEEKS ? 7 : 1));
    *ret_day = (struct staff_day){.doubt = told ? DOUBT_NONE : DOUBT_DATE_AMBIGUOUS, .spoken = TRUE, .counted = TRUE, .working = span->unit == UNIT_WORKING, .length = span->length};
    if (told)
        ret_day->iso = g_strdup_printf("%04u-%02u-%02u", g_date_get_year(&day), g_date_get_month(&day), g_date_get_day(&day));
}

gboolean staff_span_at(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *ret_day)
{
    struct span span;
    if (!span_at(tokens, at, &span) || !span.placed)
        return FALSE;
    day_of(&span, context, ret_day);
    return TRUE;
}

/* What may follow a count of days that stands for a day: its end, the word that says what for, a courtesy. */
static gboolean ends_well(const struct staff_clause *clause, guint at)
{
    const struct staff_token *last = staff_token_at(clause, at - 1), *next = staff_token_at(clause, at);
    return !next || last->stop || next->sign == SIGN_ARRIVES || next->sign == SIGN_POLITE || next->topic || next->inside;
}

gboolean staff_bare_span_at(const struct staff_clause *clause, guint at, const struct staff_context *context, struct staff_day *ret_day)
{
    struct span span;
    if (!span_at(clause->tokens, at, &span) || span.placed || at + span.length > clause->end)
        return FALSE;
    span.vague = span.vague || !ends_well(clause, at + span.length);
    for (guint i = clause->first; i < clause->end; i++)
        span.vague = span.vague || staff_token_at(clause, i)->sign == SIGN_DELAYED;
    day_of(&span, context, ret_day);
    return TRUE;
}

/* --- from one day to another ------------------------------------------------------------------------------------------------------ */

#define DAY_TOKENS 4 /* "Thursday, December 10, 2026" */

/* A day that ends where the clause does, as ISO; NULL: none does. */
static char *last_day(const struct staff_clause *clause, const struct staff_context *context)
{
    for (guint back = MIN(clause->end - clause->first, DAY_TOKENS); back > 0; back--) {
        struct staff_day day;
        if (!staff_day_at(clause->tokens, clause->end - back, context, &day))
            continue;
        if (day.length == back)
            return day.iso;
        g_free(day.iso);
    }
    return NULL;
}

/* "eta 3", "delayed to 3": a number with which the clause ends, and of which a word before it says that it is a day's. */
static gboolean ends_with_number(const struct staff_clause *clause)
{
    const struct staff_token *last = staff_token_at(clause, clause->end - 1), *before = clause->end > clause->first + 1 ? staff_token_at(clause, clause->end - 2) : NULL;
    gboolean led = before ? before->sign == SIGN_ARRIVES || before->sign == SIGN_UNTIL || before->sign == SIGN_NEW_DATE || before->sign == SIGN_DELAYED
                          : clause->slot == SLOT_ARRIVAL || clause->slot == SLOT_NEW_DATE;
    return led && !last->used && strlen(last->text) <= 3 && strspn(last->text, "0123456789") >= MAX(strlen(last->text), 2) - 1;
}

gboolean staff_ends_in_range(const struct staff_clause *clause, const char *line, const struct staff_context *context)
{
    const GArray *tokens = clause->tokens;
    struct staff_day day;
    if (clause->end <= clause->first || clause->end >= tokens->len || g_array_index(tokens, struct staff_token, clause->end - 1).stop != ',')
        return FALSE;
    gsize end = g_array_index(tokens, struct staff_token, clause->end - 1).end, start = g_array_index(tokens, struct staff_token, clause->end).start;
    g_autofree char *between = start > end ? g_strndup(line + end, start - end) : g_strdup("");
    g_strstrip(between);
    if ((!g_str_equal(between, "-") && !g_str_equal(between, "–")) || !staff_day_at(tokens, clause->end, context, &day))
        return FALSE;
    g_autofree char *last = day.iso, *first = last_day(clause, context);
    if (!last || !staff_is_to_come(last, context))
        return FALSE;
    return first ? !g_str_equal(last, first) && staff_is_to_come(first, context) : ends_with_number(clause);
}
