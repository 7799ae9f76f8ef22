#include "parsers/read/survey.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "parsers/read/typed.h"
#include "parsers/read/words.h"

#define COMMENT_SIZE 4000

static void answer_free(gpointer data)
{
    struct survey_answer *answer = data;
    g_free(answer->question);
    g_free(answer->text);
    g_free(answer);
}

void survey_reading_free(struct survey_reading *reading)
{
    if (!reading)
        return;
    g_ptr_array_unref(reading->answers);
    g_free(reading->comment);
    g_free(reading->words);
    g_free(reading);
}

/* --- the form ------------------------------------------------------------------------------------------------------------------ */

enum slot { SLOT_NONE, SLOT_MARK, SLOT_RECOMMEND, SLOT_ARRIVED, SLOT_QUESTION };

static gboolean is_one_of(const char *key, const char *const *words)
{
    return g_strv_contains(words, key);
}

static enum slot slot_of(const char *key, const struct survey_context *context, const struct question **ret_question)
{
    static const char *const marks[] = {"mark 1 to 5", "mark", "rating", "your mark", "puan 1 5", "puan", "puaniniz", "notunuz", "note", NULL};
    static const char *const recommends[] = {"would you recommend us 0 to 10", "would you recommend us", "recommend", "recommendation",
                                             "bizi tavsiye eder misiniz 0 10", "bizi tavsiye eder misiniz", "tavsiye", NULL};
    static const char *const arrivals[] = {"has it arrived yes or no", "has it arrived", "arrived", "elinize ulasti mi evet ya da hayir",
                                           "elinize ulasti mi", "ulasti mi", NULL};
    if (is_one_of(key, marks))
        return SLOT_MARK;
    if (is_one_of(key, recommends))
        return SLOT_RECOMMEND;
    if (is_one_of(key, arrivals))
        return SLOT_ARRIVED;
    for (guint i = 0; context->questions && i < context->questions->len; i++) {
        const struct question *question = context->questions->pdata[i];
        for (guint n = 0; n < phrases_count(question->labels); n++) {
            g_autofree char *label = text_match_key(phrases_get(question->labels, n)->text);
            if (*label && g_str_equal(label, key)) {
                *ret_question = question;
                return SLOT_QUESTION;
            }
        }
    }
    return SLOT_NONE;
}

static gboolean is_label(const char *key, gconstpointer data)
{
    const struct question *question;
    return slot_of(key, data, &question) != SLOT_NONE;
}

/* --- marks ----------------------------------------------------------------------------------------------------------------------- */

/* Stars in a row count; empty ones don't. */
static guint stars_in(const char *text)
{
    guint full = 0;
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        full += c == 0x2605 || c == 0x2b50 || c == 0x1f31f;
    }
    return full;
}

/* The number from `low` to `high` that the word spells; -1 none. */
static gint spelled(const char *word, gint low, gint high)
{
    for (guint l = 0; l < language_count(); l++)
        for (gint n = low; n <= high; n++)
            if (g_strcmp0(language_get(l)->numbers[n], word) == 0)
                return n;
    return -1;
}

/* What may stand behind a mark: "5 stars", "4 but …". Anything else counted by it: "2 legs are scratched". */
static gboolean may_follow(const char *word)
{
    static const char *const words[] = {
        "but", "and", "very", "great", "good", "ok", "okay", "star", "stars", "point", "points", "out", "of", "from", "thanks", "thank", "perfect",
        "excellent", "happy", "bad", "poor", "well", "super", "nice", "because", "since", "only", "just", "really", "all", "everything", "fine",
        "satisfied", "disappointed", "terrible", "awful", "love", "we", "i", "the", "it", "was", "is", "not", "no", "although", "though", "except",
        "ama", "fakat", "cok", "yildiz", "puan", "harika", "guzel", "iyi", "kotu", "memnun", "memnunum", "memnunuz", "tesekkur", "tesekkurler",
        "mukemmel", "hic", "uzerinden", "veriyorum", "veriyoruz", "cunku", "ancak", "ve", "her", "gayet", "berbat", "super", "sadece", "biraz", "maalesef",
        "sterne", "stern", "punkte", "von", "aber", "und", "sehr", "gut", "schlecht", NULL};
    return is_one_of(word, words);
}

static gboolean is_scale_word(const char *key)
{
    return g_str_has_prefix(key, "5 uzerinden") || g_str_has_prefix(key, "bes uzerinden");
}

/* A digit at the beginning, with all that may make another number of it. Returns the mark; 0 none, -1 a number that is none. */
static gint mark_digit(const char *text)
{
    while (*text == ' ' || *text == '+' || *text == '(' || *text == '"' || *text == '*')
        text++;
    if (!g_ascii_isdigit(*text))
        return 0;
    const char *end = text;
    guint64 number = g_ascii_strtoull(text, (char **)&end, 10);
    if (end - text > 2)
        return 0; /* a phone number, a year, an order number */
    const char *rest = end;
    if ((*rest == '.' || *rest == ',') && g_ascii_isdigit(rest[1]))
        return -1;
    while (*rest == ' ')
        rest++;
    if (*rest == '/') {
        guint64 whole = g_ascii_strtoull(rest + 1, (char **)&end, 10);
        return whole == 5 && end > rest + 1 && number >= 1 && number <= 5 && *end != '/' && *end != '.' ? (gint)number : -1;
    }
    g_autofree char *key = text_match_key(rest);
    gboolean range = (*rest == '-' || g_str_has_prefix(rest, "–")) && g_ascii_isdigit(rest[strspn(rest, "- –")]);
    g_auto(GStrv) words = g_strsplit(key, " ", 3);
    gboolean either = words[0] && words[1] && (g_str_equal(words[0], "or") || g_str_equal(words[0], "to") || g_str_equal(words[0], "ya") || g_str_equal(words[0], "veya"));
    if (range || either || number < 1 || number > 5)
        return -1;
    gboolean stops = !*rest || strchr(".,;:!?-()\"*", *rest) || (guchar)*rest >= 0x80;
    if (!stops && words[0] && *words[0] && !may_follow(words[0]))
        return -1;
    return (gint)number;
}

/* "dört", "five stars". */
static guint mark_word(const char *key)
{
    g_auto(GStrv) words = g_strsplit(key, " ", 3);
    gint number = words[0] ? spelled(words[0], 1, 5) : -1;
    if (number < 1 || (words[1] && *words[1] && !may_follow(words[1])))
        return 0;
    return (guint)number;
}

/* "4/5" or "4 stars" somewhere in a sentence. */
static guint mark_within(const char *text)
{
    guint found = 0;
    g_autoptr(GRegex) regex = g_regex_new("(?<![\\d/.,-])([1-5])\\s*(?:/\\s*5(?![\\d/.,])|(?:stars?|yildiz|yıldız|puan|points?|out of 5|Sterne)\\b)", G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_autofree char *digit = g_match_info_fetch(match, 1);
        guint mark = (guint)(*digit - '0');
        if (found && found != mark)
            return 0;
        found = mark;
    }
    return found;
}

/* The mark in a line that may be more than that. *ret_unclear: a number that is none. */
static guint mark_in(const char *text, gboolean first, gboolean *ret_unclear)
{
    g_autofree char *key = text_match_key(text);
    guint stars = stars_in(text);
    if (stars >= 1 && stars <= 5)
        return stars;
    if (is_scale_word(key)) {
        g_auto(GStrv) words = g_strsplit(key, " ", 4);
        gint number = words[2] ? spelled(words[2], 1, 5) : -1;
        if (words[2] && strlen(words[2]) == 1 && *words[2] >= '1' && *words[2] <= '5')
            number = *words[2] - '0';
        return number > 0 ? (guint)number : 0;
    }
    gint digit = first ? mark_digit(text) : 0;
    if (digit > 0)
        return (guint)digit;
    guint within = mark_within(text);
    if (within)
        return within;
    *ret_unclear = *ret_unclear || digit < 0;
    return first ? mark_word(key) : 0;
}

/* --- yes, no, stop ------------------------------------------------------------------------------------------------------------------ */

static gboolean says(const char *key, const char *const *phrases)
{
    for (guint i = 0; phrases[i]; i++)
        if (words_find(key, phrases[i]))
            return TRUE;
    return FALSE;
}

static void read_arrival(struct survey_reading *reading, const char *text)
{
    static const char *const no[] = {"no", "nope", "not arrived", "not yet", "has not", "hasn t", "didn t", "did not", "never", "nothing arrived", "hayir", "gelmedi",
                                     "ulasmadi", "hala gelmedi", "almadim", "almadik", "teslim edilmedi", "henuz", "yok", "nein", NULL};
    static const char *const yes[] = {"yes", "yep", "yeah", "arrived", "received", "got it", "it is here", "it has", "evet", "geldi", "ulasti", "aldim", "aldik", "teslim aldim",
                                      "elime ulasti", "elimize ulasti", "ja", NULL};
    g_autofree char *key = text_match_key(text);
    if (strlen(key) > 200)
        return;
    if (says(key, no))
        reading->not_arrived = TRUE;
    else if (says(key, yes))
        reading->arrived = TRUE;
}

static gboolean is_opt_out(const char *text)
{
    static const char *const phrases[] = {
        "unsubscribe", "no more surveys", "no more survey", "no more mails", "no more emails", "stop sending", "do not send me", "don t send me", "opt out",
        "remove me", "anket istemiyorum", "anket istemiyoruz", "anket gondermeyin", "bana anket gondermeyin", "listeden cik", "listeden cikar", "listenizden cikar",
        "mail gondermeyin", "eposta gondermeyin", "e posta gondermeyin", "uyelikten cik", "aboneligi iptal", "keine umfragen", "abmelden", NULL};
    static const char *const alone[] = {"stop", "dur", "istemiyorum", "istemiyoruz", "remove", NULL};
    g_autofree char *key = text_match_key(text);
    return says(key, phrases) || is_one_of(key, alone);
}

/* --- lines --------------------------------------------------------------------------------------------------------------------------- */

static gint number_of(const char *text, gint most)
{
    while (*text == ' ')
        text++;
    const char *end = text;
    guint64 number = g_ascii_strtoull(text, (char **)&end, 10);
    if (end > text && number <= (guint64)most && !g_ascii_isdigit(*end) && !((*end == '.' || *end == ',' || *end == '-') && g_ascii_isdigit(end[1])))
        return (gint)number;
    g_autofree char *key = text_match_key(text);
    return end > text ? -1 : spelled(key, 0, most);
}

static void read_slot(struct survey_reading *reading, enum slot slot, const struct question *question, const char *value)
{
    struct survey_answer *answer;
    gboolean unclear = FALSE;
    switch (slot) {
    case SLOT_MARK:
        reading->mark = mark_in(value, TRUE, &unclear);
        reading->mark_unclear = reading->mark == 0;
        break;
    case SLOT_RECOMMEND:
        reading->recommend = number_of(value, 10);
        break;
    case SLOT_ARRIVED:
        read_arrival(reading, value);
        break;
    case SLOT_QUESTION:
        answer = g_new0(struct survey_answer, 1);
        answer->question = g_strdup(question->id);
        answer->text = g_strdup(value);
        g_ptr_array_add(reading->answers, answer);
        break;
    case SLOT_NONE:
        break;
    }
}

/* "Mark (1 to 5): 4"; TRUE when the line is one of the form's. */
static gboolean read_form_line(struct survey_reading *reading, const char *line, const struct survey_context *context)
{
    const struct question *question = NULL;
    const char *colon = strchr(line, ':');
    if (!colon)
        return FALSE;
    g_autofree char *label = g_strndup(line, (gsize)(colon - line));
    g_autofree char *key = text_match_key(label);
    enum slot slot = slot_of(key, context, &question);
    g_autofree char *value = text_one_line(colon + 1, BOUND_VALUE_SIZE);
    if (slot == SLOT_NONE)
        return FALSE;
    if (*value)
        read_slot(reading, slot, question, value);
    return TRUE;
}

/* The comment of a line that begins with its mark: "5 - great" is "great". */
static const char *behind_mark(const char *line)
{
    const char *rest = line + strspn(line, "+( ");
    rest += strspn(rest, "0123456789/");
    rest += *rest == ')';
    for (gunichar c; *rest && ((c = g_utf8_get_char(rest)) == 0x2605 || c == 0x2606 || c == 0x2b50 || c == 0x1f31f || c == 0xfe0f || c == 0x2013 || c == '-' ||
                               c == ' ' || c == ',' || c == '.' || c == '!' || c == ':');)
        rest = g_utf8_next_char(rest);
    return rest;
}

static void read_line(struct survey_reading *reading, const char *line, gboolean first, const struct survey_context *context, GString *comment)
{
    gboolean unclear = FALSE, had = reading->mark > 0;
    g_autofree char *key = text_match_key(line);
    if (is_opt_out(line)) {
        reading->opts_out = TRUE;
        return;
    }
    if (first && context->asks_arrival)
        read_arrival(reading, line);
    guint mark = had ? 0 : mark_in(line, first, &unclear);
    reading->mark = mark ? mark : reading->mark;
    reading->mark_unclear = reading->mark_unclear || unclear;
    const char *words = mark && first ? behind_mark(line) : line;
    gboolean alone = (mark && first && spelled(key, 1, 5) > 0) || (unclear && strspn(line, "0123456789.,/-– ") == strlen(line));
    if (!*words || alone)
        return;
    if (comment->len)
        g_string_append_c(comment, '\n');
    g_string_append(comment, words);
}

static gboolean begins_point(const char *line, char digit)
{
    return line[0] == digit && (line[1] == '.' || line[1] == ')') && line[2] == ' ';
}

/* "1. the legs", "2. the price": points of a list, not a mark. */
static gboolean is_list(const GPtrArray *lines)
{
    gboolean first = FALSE, second = FALSE;
    for (guint i = 0; i < lines->len; i++) {
        first = first || begins_point(lines->pdata[i], '1');
        second = second || begins_point(lines->pdata[i], '2');
    }
    return first && second;
}

struct survey_reading *survey_read(const struct document *document, const struct survey_context *context)
{
    struct survey_reading *reading = g_new0(struct survey_reading, 1);
    g_autoptr(GString) comment = g_string_new(NULL);
    struct typed typed;
    gboolean first = TRUE;
    reading->recommend = -1;
    reading->answers = g_ptr_array_new_with_free_func(answer_free);
    typed_init(&typed, document, context->sent_text, is_label, context);
    first = !is_list(typed.lines);
    for (guint i = 0; i < typed.lines->len; i++) {
        const char *line = typed.lines->pdata[i];
        if (!*line || read_form_line(reading, line, context))
            continue;
        read_line(reading, line, first, context, comment);
        first = FALSE;
    }
    reading->words = typed_words(&typed, COMMENT_SIZE);
    typed_clear(&typed);
    reading->opts_out = reading->opts_out || is_opt_out(document->subject);
    if (reading->mark)
        reading->mark_unclear = FALSE;
    if (comment->len)
        reading->comment = text_lines(comment->str, COMMENT_SIZE);
    return reading;
}
