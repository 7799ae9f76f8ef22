/* One written value, read by the kind of its field. What every kind has in common stands here: cleaning, placeholders,
 * words that point elsewhere, and what a sending system has cut. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/value-words.h"
#include "parsers/read/words.h"

#define CUT_LEAST      15 /* some cut at a word's end */
#define CUT_CHARACTERS 22 /* OpenCart cuts at 20 characters and writes two points */

static gboolean field_is_text(const struct field *field)
{
    return field->type == FIELD_TEXT || field->type == FIELD_ADDRESS;
}

static gboolean field_runs_over_lines(const struct field *field)
{
    return field->multiline || field->type == FIELD_ADDRESS;
}

/* Marks that stand around a value and are no part of it: quotation marks, emphasis, the dots or lines of a blank. */
static char *value_unwrap(char *text)
{
    static const char *const pairs[][2] = {{"\"", "\""}, {"“", "”"}, {"„", "“"}, {"«", "»"},
                                           {"**", "**"}, {"*", "*"}, {"`", "`"}, {"<", ">"}};
    g_strstrip(text);
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        gsize open = strlen(pairs[i][0]), close = strlen(pairs[i][1]), length = strlen(text);
        if (length > open + close && g_str_has_prefix(text, pairs[i][0]) && g_str_has_suffix(text, pairs[i][1]) &&
            !strstr(text + open, pairs[i][0])) {
            memmove(text, text + open, length - open - close);
            text[length - open - close] = '\0';
        }
    }
    gsize blank = strspn(text, "_");
    if (blank >= 2)
        memmove(text, text + blank, strlen(text + blank) + 1);
    for (gsize length = strlen(text); length >= 2 && text[length - 1] == '_' && text[length - 2] == '_';
         length = strlen(text))
        while (length > 0 && text[length - 1] == '_')
            text[--length] = '\0';
    return g_strstrip(text);
}

#define STRIKE "\u0336" /* the line through a character before it */

/* "Ja / ~~Nein~~", "Yes / N\u0336o\u0336": what is struck out is not said. A text keeps what it is written with. */
static char *value_without_struck(const char *text)
{
    GString *kept = g_string_new(NULL);
    gboolean struck = FALSE;
    for (const char *p = text; *p;) {
        const char *next = g_utf8_next_char(p);
        if (g_str_has_prefix(p, "~~") && (struck || strstr(p + 2, "~~"))) {
            struck = !struck;
            next = p + 2;
        } else if (g_str_has_prefix(next, STRIKE)) {
            next += strlen(STRIKE);
        } else if (!struck && !g_str_has_prefix(p, STRIKE)) {
            g_string_append_len(kept, p, next - p);
        }
        p = next;
    }
    return g_string_free(kept, FALSE);
}

/* "020 7946 0123<tel:02079460123>": what mail programs put behind what they take for a number, a place or a link. */
static gboolean is_added_link(const char *text)
{
    static const char *const links[] = {"<tel:", "<callto:", "<http://", "<https://", "<geo:", "<x-apple-data-detectors:"};
    for (guint i = 0; i < G_N_ELEMENTS(links); i++)
        if (g_str_has_prefix(text, links[i]))
            return TRUE;
    return FALSE;
}

/* In a text somebody may have typed them, and the reader of e-mail addresses knows its own. Takes `text`. */
static char *value_without_links(const struct field *field, char *text)
{
    if (field->type == FIELD_TEXT || field->type == FIELD_EMAIL || !strchr(text, '<'))
        return text;
    GString *kept = g_string_new(NULL);
    for (const char *p = text; *p; p++) {
        const gboolean link = *p == '<' && p > text && is_added_link(p);
        const char *close = link ? strchr(p, '>') : NULL;
        if (link && !close) { /* nor does another link end */
            g_string_append(kept, p);
            break;
        }
        if (!link)
            g_string_append_c(kept, *p);
        p = link ? close : p;
    }
    g_free(text);
    return g_string_free(kept, FALSE);
}

static char *value_clean(const struct field *field, const char *written)
{
    g_autofree char *text = value_without_links(field, field_is_text(field) ? g_strdup(written) : value_without_struck(written));
    if (field_runs_over_lines(field))
        return value_unwrap(text_lines(text, BOUND_VALUE_SIZE));
    if (field->type != FIELD_CHOICE)
        return value_unwrap(text_one_line(text, BOUND_VALUE_SIZE));
    /* Lines of a choice are a choice and what is remarked, or several: a mark stays between them. */
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *joined = g_strjoinv(", ", lines);
    return value_unwrap(text_one_line(joined, BOUND_VALUE_SIZE));
}

/* "(empty)", "N/A", a row of dots: the place of a value that is not there. Free text may be a dash. */
static gboolean is_placeholder(const struct value_request *request)
{
    const struct field *field = request->field;
    const char *text = request->text, *key = request->key;
    if (!*text || strspn(text, "._ ") == strlen(text) || g_str_equal(text, "…"))
        return TRUE;
    if (!*key)
        return !field_is_text(field) && strspn(text, "-–—/?. ") == strlen(text);
    if (field->type == FIELD_YESNO && yesno_says(key, request)) /* "yok" */
        return FALSE;
    return words_is(WORDS_NOTHING, key) &&
           (!field_is_text(field) || *text == '(' || *text == '[' || g_str_equal(key, "n a"));
}

/* A whole value that sends the reader elsewhere. A note may say what it likes. */
static gboolean points_elsewhere(const struct value_request *request)
{
    const struct field *field = request->field;
    const char *key = request->key;
    g_autofree char *plain = NULL;
    if (field->type == FIELD_TEXT && (field->multiline || field->role == ROLE_NOTE))
        return FALSE;
    plain = words_without(WORDS_POLITE, key);
    if (words_is(WORDS_ELSEWHERE, key) || words_is(WORDS_ELSEWHERE, plain) ||
        value_is(VALUE_ELSEWHERE, key, request->language, request->context))
        return TRUE;
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    return field->type != FIELD_TEXT && g_strv_length(words) <= 8 &&
           (words_in(WORDS_ELSEWHERE, key) || value_in(VALUE_ELSEWHERE, key, request->language, request->context));
}

/* People end a note with two points, too; what shops cut has one length, and is no note. */
static gboolean is_truncated(const struct field *field, const char *text)
{
    gsize length = strlen(text);
    glong characters = g_utf8_strlen(text, -1);
    return length > 2 && g_str_has_suffix(text, "..") && text[length - 3] != '.' && text[length - 3] != ' ' &&
           (characters == CUT_CHARACTERS || (!field_runs_over_lines(field) && characters >= CUT_LEAST && characters < CUT_CHARACTERS));
}

static void value_dispatch(struct value *value, const struct value_request *request)
{
    switch (request->field->type) {
    case FIELD_TEXT:
    case FIELD_ADDRESS:
        value_set_canonical(value, VALUE_GIVEN, request->text);
        return;
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
        number_read(value, request);
        return;
    case FIELD_MONEY:
        money_read(value, request);
        return;
    case FIELD_DATE:
        date_read(value, request);
        return;
    case FIELD_CHOICE:
        choice_read(value, request);
        return;
    case FIELD_EMAIL:
        email_read(value, request);
        return;
    case FIELD_PHONE:
        phone_read(value, request);
        return;
    case FIELD_LENGTH:
        length_read(value, request);
        return;
    case FIELD_YESNO:
        yesno_read(value, request);
        return;
    }
}

/* Choices that are no match may have lost their end: "Dark bro…". */
static void value_mark_cut(struct value *value, const struct field *field, const char *text)
{
    if (!value->canonical && !field_is_text(field) && (g_str_has_suffix(text, "…") || g_str_has_suffix(text, "..")))
        value_set_fault(value, VALUE_WRONG, FAULT_TRUNCATED);
}

/* "Velvet?", "2?": who asks has not chosen yet. */
static void value_mark_asked(struct value *value, const struct field *field, const char *text)
{
    gboolean chosen = field->type == FIELD_CHOICE || field->type == FIELD_INTEGER || field->type == FIELD_DATE || field->type == FIELD_LENGTH;
    if (!value->canonical || !chosen || !g_str_has_suffix(text, "?"))
        return;
    g_autofree char *canonical = g_strdup(value->canonical);
    value_set_fault(value, VALUE_AMBIGUOUS, field->type == FIELD_CHOICE ? FAULT_CHOICE_AMBIGUOUS : field->type == FIELD_DATE ? FAULT_DATE_AMBIGUOUS : FAULT_NUMBER_AMBIGUOUS);
    value_add_candidate(value, canonical);
}

void read_value(struct value *value, const struct field *field, const char *language, const char *label_unit,
                const struct read_context *context)
{
    g_autofree char *text = value_clean(field, value->text);
    g_autofree char *key = text_match_key(text);
    struct value_request request = {field, text, key, language, label_unit, context};
    g_clear_pointer(&value->candidates, g_strfreev);
    if (is_placeholder(&request)) {
        value_set_fault(value, VALUE_WRONG, FAULT_MISSING);
        return;
    }
    if (is_truncated(field, text)) {
        value_set_fault(value, VALUE_WRONG, FAULT_TRUNCATED);
        return;
    }
    const struct choice *choice = field->type == FIELD_CHOICE ? choice_exact(field, key, language) : NULL;
    if (choice) {
        value_set_canonical(value, VALUE_GIVEN, choice->id);
        value_mark_asked(value, field, text);
        return;
    }
    if (points_elsewhere(&request)) {
        value_set_fault(value, VALUE_WRONG, FAULT_REFERS_ELSEWHERE);
        return;
    }
    value_dispatch(value, &request);
    value_mark_cut(value, field, text);
    value_mark_asked(value, field, text);
}
