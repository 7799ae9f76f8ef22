#include "parsers/read/calls.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/mark.h"
#include "parsers/read/quote.h"
#include "parsers/read/said.h"

#define WORDS_SIZE 2000

void call_result_free(struct call_result *result)
{
    if (!result)
        return;
    g_free(result->order);
    g_free(result->words);
    g_free(result);
}

static struct call_result *result_of(GPtrArray *results, const char *order)
{
    for (guint i = 0; i < results->len; i++) {
        struct call_result *result = results->pdata[i];
        if (g_str_equal(result->order, order))
            return result;
    }
    struct call_result *result = g_new0(struct call_result, 1);
    result->order = g_strdup(order);
    g_ptr_array_add(results, result);
    return result;
}

/* --- the list as we sent it ------------------------------------------------------------------------------------------------------------ */

struct listed {
    char *order;
    char *name;  /* match key */
    char *first; /* its first word; NULL: another customer has the same */
};

struct list {
    const char *prefix;
    GPtrArray *listed; /* struct listed; NULL: not known */
    GHashTable *lines; /* of the letter, trimmed */
};

static void listed_free(gpointer data)
{
    struct listed *listed = data;
    g_free(listed->order);
    g_free(listed->name);
    g_free(listed->first);
    g_free(listed);
}

/* The order's number that the text begins with, with or without its prefix; NULL none. *ret_rest: behind it. */
static char *number_at(const char *text, const char *prefix, gboolean bare, const char **ret_rest)
{
    gsize length = g_ascii_strncasecmp(text, prefix, strlen(prefix)) == 0 ? strlen(prefix) : 0, digits;
    digits = strspn(text + length, "0123456789");
    if (digits == 0 || digits > 12 || (length == 0 && (!bare || digits < 3 || !*prefix || !strchr(":, \t-", text[digits]))))
        return NULL;
    *ret_rest = text + length + digits;
    g_autofree char *number = g_strndup(text + length, digits);
    return g_strconcat(prefix, number, NULL);
}

static void list_add(struct list *list, const char *line)
{
    const char *rest;
    char *order = number_at(line, list->prefix, FALSE, &rest);
    if (!order || *rest != ' ') {
        g_free(order);
        return;
    }
    struct listed *listed = g_new0(struct listed, 1);
    g_auto(GStrv) columns = g_strsplit(g_strchug((char *)rest), "  ", 2);
    listed->order = order;
    listed->name = text_match_key(columns[0] ? columns[0] : "");
    g_auto(GStrv) words = g_strsplit(listed->name, " ", 2);
    listed->first = words[0] && words[1] ? g_strdup(words[0]) : NULL;
    for (guint i = 0; i < list->listed->len; i++) {
        struct listed *other = list->listed->pdata[i];
        if (listed->first && g_strcmp0(other->first, listed->first) == 0) {
            g_clear_pointer(&listed->first, g_free);
            g_clear_pointer(&other->first, g_free);
        }
    }
    g_ptr_array_add(list->listed, listed);
}

static void list_init(struct list *list, const char *prefix, const char *sent_text)
{
    g_auto(GStrv) lines = g_strsplit(sent_text ? sent_text : "", "\n", -1);
    list->prefix = prefix;
    list->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    list->listed = sent_text ? g_ptr_array_new_with_free_func(listed_free) : NULL;
    for (guint i = 0; lines[i]; i++) {
        g_hash_table_add(list->lines, text_one_line(lines[i], BOUND_VALUE_SIZE));
        if (sent_text)
            list_add(list, lines[i]);
    }
}

static void list_clear(struct list *list)
{
    g_hash_table_unref(list->lines);
    if (list->listed)
        g_ptr_array_unref(list->listed);
}

/* --- who a line is about --------------------------------------------------------------------------------------------------------------- */

/* How many bytes of the text have this match key; 0: it does not begin so, or a word goes on. */
static gsize begins_with_key(const char *text, const char *key)
{
    glong words = 1;
    for (const char *p = key; *p; p++)
        words += *p == ' ';
    const char *end = text;
    for (glong i = 0; i < words; i++) {
        end += strspn(end, " \t");
        end += strcspn(end, " \t:,;-");
    }
    g_autofree char *part = g_strndup(text, (gsize)(end - text));
    g_autofree char *part_key = text_match_key(part);
    return *key && g_str_equal(part_key, key) ? (gsize)(end - text) : 0;
}

/* The order that the text begins with the number or the customer's name of; NULL none. Borrowed from the list, or from *keep. */
static const char *order_at(const struct list *list, const char *text, char **keep, const char **ret_rest)
{
    g_free(*keep);
    *keep = number_at(text, list->prefix, list->listed != NULL, ret_rest);
    for (guint i = 0; list->listed && i < list->listed->len; i++) {
        const struct listed *listed = list->listed->pdata[i];
        if (*keep) {
            if (g_str_equal(listed->order, *keep))
                return listed->order;
            continue;
        }
        gsize length = begins_with_key(text, listed->name);
        length = length || !listed->first ? length : begins_with_key(text, listed->first);
        if (length) {
            *ret_rest = text + length;
            return listed->order;
        }
    }
    return list->listed ? NULL : *keep;
}

static const char *skip_between(const char *text)
{
    text += strspn(text, " \t,&+/");
    if (g_str_has_prefix(text, "and ") || g_str_has_prefix(text, "und "))
        text += 4;
    if (g_str_has_prefix(text, "ve "))
        text += 3;
    return text + strspn(text, " \t");
}

/* Adds the results that "EH-1001, EH-1002: …" is about to `heads`. Returns what stands behind them; NULL: it is about none. */
static const char *heads_of(const struct list *list, const char *line, GPtrArray *results, GPtrArray *heads)
{
    g_autofree char *keep = NULL;
    const char *text = line, *rest = NULL, *order;
    g_ptr_array_set_size(heads, 0);
    while ((order = order_at(list, text, &keep, &rest))) {
        struct call_result *result = result_of(results, order);
        if (!g_ptr_array_find(heads, result, NULL)) /* its number, then its customer's name */
            g_ptr_array_add(heads, result);
        text = skip_between(rest);
    }
    return heads->len ? rest : NULL;
}

/* --- what was heard ----------------------------------------------------------------------------------------------------------------------- */

static void add_words(struct call_result *result, const char *text)
{
    g_autofree char *words = text_one_line(text, WORDS_SIZE);
    if (!*words)
        return;
    char *joined = result->words ? g_strconcat(result->words, "; ", words, NULL) : g_strdup(words);
    g_free(result->words);
    result->words = joined;
}

static GPtrArray *sentences_of(const char *text)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(lines, g_strdup(text));
    return said_sentences(lines);
}

/* "do not call again"; "no answer, call again" is none. */
static gboolean is_denied(const struct sentence *sentence, guint at)
{
    static const char *const denials[] = {"not", "t", "dont", "never", "no need to", "no", "nicht", NULL};
    guint from, to;
    said_clause(sentence, at, &from, &to);
    return said_find(sentence, at > from + 2 ? at - 2 : from, at, denials) >= 0;
}

/* One of the phrases, and no denial just before it: "do not call again". */
static gboolean says(const GPtrArray *sentences, const char *const *phrases)
{
    for (guint s = 0; s < sentences->len; s++) {
        const struct sentence *sentence = sentences->pdata[s];
        gint at = said_find(sentence, 0, sentence->words->len, phrases);
        if (at >= 0 && !is_denied(sentence, (guint)at))
            return TRUE;
    }
    return FALSE;
}

static void read_heard(struct call_result *result, const char *text)
{
    static const char *const again[] = {"call again", "call back", "calling back", "calling again", "call her again", "call him again", "call them again", "callback", "call me back", "ring again", "ring back", "try again", "will call", "call later", "call tomorrow", "yeniden ara*", "tekrar ara*", "sonra ara*", "yarin ara*",
                                        "aranacak", "aranmasini", "nochmal", "noch einmal", "wieder anrufen", "zuruckrufen", NULL};
    static const char *const nobody[] = {"no answer", "no reply", "not reached", "nobody answered", "nobody picked up", "did not answer", "didn t answer", "does not answer", "did not pick up", "didn t pick up", "left a message", "left message", "voicemail", "voice mail", "answering machine", "mailbox", "busy", "wrong number",
                                         "number does not exist", "not available", "unreachable", "could not reach", "couldn t reach", "cevap yok", "cevap vermedi", "cevaplamadi", "yanit yok", "yanit vermedi", "ulasilamadi", "ulasamadim", "ulasilamiyor", "acmadi", "acmiyor", "mesgul", "kapali",
                                         "yanlis numara", "nicht erreicht", "besetzt", "anrufbeantworter", NULL};
    g_autoptr(GPtrArray) sentences = sentences_of(text);
    struct mark_reading mark = mark_read(sentences, TRUE);
    text += strspn(text, " ,;-:.=\t");
    const char *rest = text + strspn(text, "0123456789/");
    result->mark = mark.mark ? mark.mark : result->mark;
    result->call_again = result->call_again || says(sentences, again);
    result->not_reached = result->not_reached || (says(sentences, nobody) && !mark.mark);
    if (mark.mark && rest > text)
        text = rest + strspn(rest, " ,;-:.");
    if (!result->not_reached) /* "no answer" are not the customer's words */
        add_words(result, text);
}

/* "Mark: 4": a line of the list, filled in or not. */
static gboolean read_slot(struct call_result *result, const char *line)
{
    static const char *const marks[] = {"mark", "puan", NULL}, *const words[] = {"words", "sozleri", NULL},
                             *const agains[] = {"call again", "yeniden aranacak", NULL}, *const yes[] = {"yes", "y", "evet", "e", "x", "ja", NULL};
    const char *colon = strchr(line, ':');
    if (!colon || colon - line > 40)
        return FALSE;
    g_autofree char *label = g_strndup(line, (gsize)(colon - line));
    g_autofree char *key = text_match_key(label);
    g_autofree char *value = text_one_line(colon + 1, WORDS_SIZE);
    g_autofree char *value_key = text_match_key(value);
    g_auto(GStrv) first = g_strsplit(value_key, " ", 2);
    if (!*value)
        return g_strv_contains(marks, key) || g_strv_contains(words, key) || g_strv_contains(agains, key);
    if (g_strv_contains(marks, key)) {
        struct mark_reading mark = mark_read_value(value);
        result->mark = mark.mark ? mark.mark : result->mark;
    } else if (g_strv_contains(words, key)) {
        add_words(result, value);
    } else if (g_strv_contains(agains, key)) {
        result->call_again = first[0] && g_strv_contains(yes, first[0]);
    } else {
        return FALSE;
    }
    return TRUE;
}

/* Whether the line says something behind the order: its own words, not the list's line. */
static gboolean is_told(const struct list *list, const char *line, const char *rest)
{
    const char *said = rest + strspn(rest, " \t");
    gboolean parted = *said == ':' || *said == '-' || *said == ',' || *said == '=' || g_str_has_prefix(said, "–");
    return *said && !g_hash_table_contains(list->lines, line) && (parted || list->listed || g_ascii_isdigit(*said));
}

/* A line of the answer, of the representative's own (`own`) or within what is quoted. `heads`: the orders that it is about go on from
 * the line before; *open: nothing was said of them yet. */
static void read_line(const struct list *list, const char *line, gboolean own, GPtrArray *results, GPtrArray *heads, gboolean *open)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    const char *rest = heads_of(list, line, results, found);
    gboolean told = rest && is_told(list, line, rest);
    if (rest) {
        g_ptr_array_set_size(heads, 0);
        g_ptr_array_extend(heads, found, NULL, NULL);
        *open = !told;
        for (guint i = 0; told && i < heads->len; i++)
            read_heard(heads->pdata[i], rest);
        return;
    }
    *open = *open && *line; /* what follows a blank line is about no order in particular */
    for (guint i = 0; i < heads->len; i++)
        if (!read_slot(heads->pdata[i], line) && own && *open && *line && !g_hash_table_contains(list->lines, line))
            read_heard(heads->pdata[i], line);
}

static gboolean is_empty(const struct call_result *result)
{
    return !result->mark && !result->words && !result->call_again && !result->not_reached;
}

GPtrArray *calls_read(const struct document *document, const char *prefix, const char *sent_text)
{
    GPtrArray *results = g_ptr_array_new_with_free_func((GDestroyNotify)call_result_free);
    g_autoptr(GPtrArray) heads = g_ptr_array_new();
    gboolean open = FALSE;
    struct written body;
    struct list list;
    if (document->blocks->len == 0)
        return results;
    written_init(&body, document->blocks->pdata[0]);
    list_init(&list, prefix, sent_text);
    for (guint i = 0; i < body.lines->len && results->len < BOUND_ITEMS; i++) {
        const struct body_line *one = &g_array_index(body.lines, struct body_line, i);
        g_autofree char *line = text_one_line(one->text, BOUND_VALUE_SIZE);
        if (one->part != LINE_ASIDE && one->part != LINE_HEADER)
            read_line(&list, line, one->part == LINE_OWN, results, heads, &open);
    }
    list_clear(&list);
    written_clear(&body);
    for (guint i = results->len; i-- > 0;)
        if (is_empty(results->pdata[i]))
            g_ptr_array_remove_index(results, i);
    return results;
}
