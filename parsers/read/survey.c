#include "parsers/read/survey.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/arrival.h"
#include "parsers/read/mark.h"
#include "parsers/read/said.h"
#include "parsers/read/typed.h"
#include "parsers/read/words.h"

#define COMMENT_SIZE   4000
#define GREETING_BYTES 40

static void answer_free(gpointer data)
{
    struct survey_answer *answer = data;
    g_free(answer->question);
    g_free(answer->text);
    g_free(answer);
}

struct survey_reading *survey_reading_new(void)
{
    struct survey_reading *reading = g_new0(struct survey_reading, 1);
    reading->recommend = -1;
    reading->answers = g_ptr_array_new_with_free_func(answer_free);
    return reading;
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
    static const char *const marks[] = {"mark 1 to 5", "mark", "rating", "your mark", "puan 1 5", "puan", "puaniniz", "notunuz", NULL};
    static const char *const recommends[] = {"would you recommend us 0 to 10", "would you recommend us", "recommend", "recommendation",
                                             "bizi tavsiye eder misiniz 0 10", "bizi tavsiye eder misiniz", "tavsiye", "nps", NULL};
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

/* --- arrival and opting out --------------------------------------------------------------------------------------------------------- */

static void note_arrival(struct survey_reading *reading, enum arrival arrival)
{
    reading->arrived = arrival == ARRIVAL_YES;
    reading->not_arrived = arrival == ARRIVAL_NO;
}

static GPtrArray *sentences_of(const char *line)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(lines, g_strdup(line));
    return said_sentences(lines);
}

static void read_arrival(struct survey_reading *reading, const char *text)
{
    g_autoptr(GPtrArray) sentences = sentences_of(text);
    note_arrival(reading, arrival_read(sentences, TRUE));
}

/* A question, or a wish that a mark does not answer. */
static gboolean wants_person(const GPtrArray *sentences)
{
    static const char *const wishes[] = {"call me", "call us", "ring me", "phone me", "contact me", "get in touch", "refund", "money back", "replace*", "exchange", "send me", "send us", "please send", "repair", "invoice", "return it", "return the", "missing", "arayin", "arar misin*",
                                         "aramanizi", "ulasin", "iade*", "degisim", "degistir*", "fatura*", "para*", "eksik", "gonderin", "gonderir misin*", "ruckruf", "rechnung", "umtausch*", "anrufen", NULL};
    for (guint i = 0; i < sentences->len; i++) {
        const struct sentence *sentence = sentences->pdata[i];
        if ((sentence->asks && sentence->words->len > 2) || said_has(sentence, wishes))
            return TRUE;
    }
    return FALSE;
}

static gboolean opts_out(const char *line)
{
    g_autoptr(GPtrArray) sentences = sentences_of(line);
    return opt_out_read(sentences);
}

/* --- lines --------------------------------------------------------------------------------------------------------------------------- */

static void read_slot(struct survey_reading *reading, enum slot slot, const struct question *question, const char *value)
{
    struct survey_answer *answer;
    struct mark_reading mark;
    switch (slot) {
    case SLOT_MARK:
        mark = mark_read_value(value);
        reading->mark = mark.mark;
        reading->mark_unclear = mark.unclear;
        break;
    case SLOT_RECOMMEND:
        reading->recommend = mark_read_recommendation(value);
        reading->unread = reading->unread || reading->recommend < 0;
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

gboolean survey_take(struct survey_reading *reading, const char *label, const char *text, const struct survey_context *context)
{
    const struct question *question = NULL;
    g_autofree char *key = text_match_key(label);
    g_autofree char *value = text_one_line(text, BOUND_VALUE_SIZE);
    enum slot slot = slot_of(key, context, &question);
    if (slot != SLOT_NONE && *value)
        read_slot(reading, slot, question, value);
    return slot != SLOT_NONE;
}

/* "Mark (1 to 5): 4"; TRUE when the line is one of the form's. */
static gboolean read_form_line(struct survey_reading *reading, const char *line, const struct survey_context *context)
{
    const char *colon = strchr(line, ':');
    g_autofree char *label = colon ? g_strndup(line, (gsize)(colon - line)) : NULL;
    return label && survey_take(reading, label, colon + 1, context);
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

/* Whether nothing but the mark, or a number that is none, stands in the line. */
static gboolean is_bare(const char *line)
{
    g_autoptr(GPtrArray) sentences = sentences_of(line);
    for (guint s = 0; s < sentences->len; s++) {
        const struct sentence *sentence = sentences->pdata[s];
        for (guint i = 0; i < sentence->words->len; i++) {
            const struct said_word *word = said_word(sentence, i);
            gboolean number = word->number >= 0 && (!word->spelled || (s == 0 && sentence->words->len == 1));
            if (!number && !word->odd && !word->stars)
                return FALSE;
        }
    }
    return TRUE;
}

static void read_comment(struct survey_reading *reading, const GPtrArray *lines, gboolean opens)
{
    g_autoptr(GString) comment = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const char *line = lines->pdata[i], *words = i == 0 && opens && reading->mark ? behind_mark(line) : line;
        if (!*words || (is_bare(line) && (reading->mark || reading->mark_unclear)) || (reading->opts_out && opts_out(line)))
            continue;
        if (comment->len)
            g_string_append_c(comment, '\n');
        g_string_append(comment, words);
    }
    if (comment->len)
        reading->comment = text_lines(comment->str, COMMENT_SIZE);
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

static GPtrArray *without_points(const GPtrArray *lines)
{
    g_autoptr(GPtrArray) bare = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < lines->len; i++) {
        const char *line = lines->pdata[i];
        gboolean point = g_ascii_isdigit(*line) && begins_point(line, *line);
        g_ptr_array_add(bare, g_strdup(point ? line + 3 : line));
    }
    return said_sentences(bare);
}

/* "Hi,", "Hello Anna,": what follows is the first thing they say. */
static gboolean is_greeting(const char *line)
{
    static const char *const words[] = {"hi", "hello", "dear", "hey", "good morning", "good afternoon", "good evening", "merhaba", "merhabalar", "selam", "iyi gunler", "sayin", "hallo", "guten tag", "liebe", NULL};
    g_autofree char *key = text_match_key(line);
    gsize length = strlen(line);
    for (guint i = 0; words[i] && length < GREETING_BYTES; i++)
        if (words_find(key, words[i]) == key && (strchr(",!", line[length - 1]) || g_str_equal(key, words[i])))
            return TRUE;
    return FALSE;
}

/* The lines that are none of the form's; those are read. */
static GPtrArray *read_form(struct survey_reading *reading, const GPtrArray *lines, const struct survey_context *context)
{
    GPtrArray *own = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < lines->len; i++) {
        const char *line = lines->pdata[i];
        if (*line && !read_form_line(reading, line, context) && !(own->len == 0 && is_greeting(line)))
            g_ptr_array_add(own, g_strdup(line));
    }
    return own;
}

/* What stands in the form counts before what is said around it. */
static void read_own(struct survey_reading *reading, const GPtrArray *own, const struct survey_context *context)
{
    gboolean list = is_list(own), opens = !list, in_form = reading->mark || reading->mark_unclear;
    g_autoptr(GPtrArray) sentences = list ? without_points(own) : said_sentences(own);
    struct mark_reading mark = mark_read(sentences, opens);
    if (!reading->arrived && !reading->not_arrived)
        note_arrival(reading, arrival_read(sentences, context->asks_arrival));
    reading->arrived = reading->arrived && context->asks_arrival; /* else they only speak of it */
    if (!in_form) {
        reading->mark = mark.mark;
        reading->mark_unclear = mark.unclear && !(mark.weak && (reading->arrived || reading->not_arrived));
    }
    if (reading->recommend < 0)
        reading->recommend = mark.recommend;
    reading->opts_out = opt_out_read(sentences);
    reading->says_more = !arrival_is_all(sentences);
    reading->wants_person = wants_person(sentences);
    read_comment(reading, own, opens);
}

struct survey_reading *survey_read(const struct document *document, const struct survey_context *context)
{
    struct survey_reading *reading = survey_reading_new();
    struct typed typed;
    typed_init(&typed, document, context->sent_text, is_label, context);
    g_autoptr(GPtrArray) own = read_form(reading, typed.lines, context);
    read_own(reading, own, context);
    reading->words = typed_words(&typed, COMMENT_SIZE);
    typed_clear(&typed);
    reading->opts_out = reading->opts_out || opts_out(document->subject);
    return reading;
}
