#include "parsers/read/calls.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/quote.h"
#include "parsers/read/sent.h"
#include "parsers/read/words.h"

#define WORDS_SIZE 2000

void call_result_free(struct call_result *result)
{
    if (!result)
        return;
    g_free(result->order);
    g_free(result->words);
    g_free(result);
}

static gboolean says(const char *key, const char *const *phrases)
{
    for (guint i = 0; phrases[i]; i++)
        if (words_find(key, phrases[i]))
            return TRUE;
    return FALSE;
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

/* The order's number that the line begins with; NULL none. *ret_rest: behind it. */
static char *number_at(const char *line, const char *prefix, const char **ret_rest)
{
    gsize length = strlen(prefix), digits;
    if (g_ascii_strncasecmp(line, prefix, length) != 0)
        return NULL;
    digits = strspn(line + length, "0123456789");
    if (digits == 0 || digits > 12)
        return NULL;
    *ret_rest = line + length + digits;
    g_autofree char *number = g_strndup(line + length, digits);
    return g_strconcat(prefix, number, NULL);
}

static void add_words(struct call_result *result, const char *text)
{
    g_autofree char *words = text_one_line(text, WORDS_SIZE);
    if (!*words)
        return;
    char *joined = result->words ? g_strconcat(result->words, "; ", words, NULL) : g_strdup(words);
    g_free(result->words);
    result->words = joined;
}

/* 1 to 5 at the beginning, not a bigger number or a fraction; *ret_rest behind it. */
static guint mark_at(const char *text, const char **ret_rest)
{
    const char *p = text + strspn(text, " \t");
    if (*p < '1' || *p > '5' || g_ascii_isdigit(p[1]) || ((p[1] == '.' || p[1] == ',') && g_ascii_isdigit(p[2])))
        return 0;
    *ret_rest = p + 1;
    if (g_str_has_prefix(*ret_rest, "/5"))
        *ret_rest += 2;
    return (guint)(*p - '0');
}

static void read_heard(struct call_result *result, const char *text)
{
    static const char *const again[] = {"call again", "call back", "ring again", "yeniden ara", "yeniden arayin", "yeniden aranacak", "tekrar ara", "tekrar arayin", "tekrar aranacak", NULL};
    static const char *const nobody[] = {"no answer", "not reached", "nobody answered", "did not answer", "voicemail", "cevap yok", "yanit yok", "ulasilamadi", "ulasamadim", "acmadi", NULL};
    const char *rest = text;
    g_autofree char *key = text_match_key(text);
    guint mark = mark_at(text, &rest);
    result->mark = mark ? mark : result->mark;
    result->call_again = result->call_again || says(key, again);
    result->not_reached = result->not_reached || says(key, nobody);
    add_words(result, rest + strspn(rest, " ,;-:."));
}

/* "Mark: 4": a line of the list, filled in. */
static void read_slot(struct call_result *result, const char *line)
{
    static const char *const marks[] = {"mark", "puan", NULL}, *const words[] = {"words", "sozleri", NULL},
                             *const agains[] = {"call again", "yeniden aranacak", NULL}, *const yes[] = {"yes", "y", "evet", "e", "x", "ja", NULL};
    const char *colon = strchr(line, ':'), *rest;
    if (!colon || colon - line > 40)
        return;
    g_autofree char *label = g_strndup(line, (gsize)(colon - line));
    g_autofree char *key = text_match_key(label);
    g_autofree char *value = text_one_line(colon + 1, WORDS_SIZE);
    g_autofree char *value_key = text_match_key(value);
    g_auto(GStrv) first = g_strsplit(value_key, " ", 2);
    if (!*value)
        return;
    if (g_strv_contains(marks, key)) {
        guint mark = mark_at(value, &rest);
        result->mark = mark ? mark : result->mark;
    } else if (g_strv_contains(words, key)) {
        add_words(result, value);
    } else if (g_strv_contains(agains, key)) {
        result->call_again = first[0] && g_strv_contains(yes, first[0]);
    }
}

/* The traces of the list's own lines with an order's number: they begin at the margin, what a customer said does not. */
static GHashTable *headings_of(const char *sent_text, const char *prefix)
{
    GHashTable *headings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit(sent_text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        const char *rest;
        g_autofree char *number = number_at(lines[i], prefix, &rest);
        if (number)
            g_hash_table_add(headings, sent_trace(lines[i]));
    }
    return headings;
}

struct calls {
    const char *prefix;
    GHashTable *headings;
    GPtrArray *results;
    char *current;
};

static void calls_take(struct calls *calls, const char *line, gboolean ours)
{
    const char *rest = NULL;
    char *number = number_at(line, calls->prefix, &rest);
    g_autofree char *trace = ours ? sent_trace(line) : NULL;
    if (ours && !(number && g_hash_table_contains(calls->headings, trace))) {
        g_free(number);
        return;
    }
    if (number) {
        g_free(calls->current);
        calls->current = number;
        const char *said = rest + strspn(rest, " \t");
        if (!ours && (*said == ':' || *said == '-'))
            read_heard(result_of(calls->results, number), said + 1);
    } else if (calls->current) {
        read_slot(result_of(calls->results, calls->current), line);
    }
}

GPtrArray *calls_read(const struct document *document, const char *prefix, const char *sent_text)
{
    GPtrArray *results = g_ptr_array_new_with_free_func((GDestroyNotify)call_result_free);
    struct calls calls = {.prefix = prefix, .headings = headings_of(sent_text, prefix), .results = results};
    g_autoptr(GArray) sent = g_array_new(FALSE, TRUE, sizeof(struct sent_line));
    struct written body = {0};
    if (document->blocks->len > 0)
        written_init(&body, document->blocks->pdata[0]);
    for (guint i = 0; body.lines && i < body.lines->len; i++) {
        struct sent_line line = {.text = g_array_index(body.lines, struct body_line, i).text};
        g_array_append_val(sent, line);
    }
    sent_find(sent_text, sent);
    for (guint i = 0; i < sent->len && results->len < BOUND_ITEMS; i++) {
        const struct sent_line *found = &g_array_index(sent, struct sent_line, i);
        g_autofree char *line = text_one_line(found->text, BOUND_VALUE_SIZE);
        calls_take(&calls, line, found->match != SENT_NOT);
    }
    written_clear(&body);
    g_hash_table_unref(calls.headings);
    g_free(calls.current);
    for (guint i = results->len; i-- > 0;) {
        const struct call_result *result = results->pdata[i];
        if (!result->mark && !result->words && !result->call_again && !result->not_reached)
            g_ptr_array_remove_index(results, i);
    }
    return results;
}
