#include "parsers/read/typed.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/quote.h"
#include "parsers/read/sent.h"

#define DEPTHS      8  /* quote depths told apart */
#define LABEL_BYTES 80

/* Match keys of what stands above a name at a mail's end. */
static const char *const closings[] = {
    "regards", "best regards", "kind regards", "warm regards", "with kind regards", "many regards", "best", "best wishes", "cheers", "sincerely",
    "yours sincerely", "yours", "thanks and regards", "thanks and best regards", "br", "rgds", "saygilar", "saygilarimla", "saygilarimizla",
    "iyi calismalar", "kolay gelsin", "sevgiler", "sevgilerimle", "selamlar saygilar", "iyi gunler dilerim", "iyi calismalar dilerim", "mfg",
    "viele grusse", "mit freundlichen grussen", "beste grusse", "liebe grusse", "grusse", "gruss", NULL,
};

static gboolean is_closing(const char *text)
{
    g_autofree char *key = text_match_key(text);
    return g_strv_contains(closings, key);
}

/* The quote depth of what we sent, as it stands in the reply; -1 when none of it does. */
static int depth_of_ours(const struct written *body, const GArray *sent)
{
    guint counts[DEPTHS] = {0};
    int best = -1;
    for (guint i = 0; i < body->lines->len; i++)
        if (g_array_index(sent, struct sent_line, i).match != SENT_NOT)
            counts[MIN(g_array_index(body->lines, struct body_line, i).quote, DEPTHS - 1)]++;
    for (int d = 0; d < DEPTHS; d++)
        if (counts[d] > 0 && (best < 0 || counts[d] > counts[best]))
            best = d;
    return best;
}

gboolean typed_is_filled(const char *text, typed_label *is_label, gconstpointer data)
{
    const char *colon = strchr(text, ':');
    if (!colon || colon - text > LABEL_BYTES)
        return FALSE;
    g_autofree char *label = g_strndup(text, (gsize)(colon - text));
    g_autofree char *key = text_match_key(label);
    g_autofree char *value = text_one_line(colon + 1, BOUND_VALUE_SIZE);
    return *value && is_label(key, data);
}

/* The lines of the block that are ours. */
static GArray *find_sent(const struct written *body, const char *sent_text)
{
    GArray *sent = g_array_new(FALSE, TRUE, sizeof(struct sent_line));
    for (guint i = 0; i < body->lines->len; i++) {
        struct sent_line line = {.text = g_array_index(body->lines, struct body_line, i).text};
        g_array_append_val(sent, line);
    }
    if (sent_text)
        sent_find(sent_text, sent);
    return sent;
}

/* Our label with nothing behind it: what was typed on the next line is its value. */
static gboolean is_bare_label(const char *text, typed_label *is_label, gconstpointer data)
{
    gsize length = strlen(text);
    if (length < 2 || length > LABEL_BYTES || text[length - 1] != ':')
        return FALSE;
    g_autofree char *label = g_strndup(text, length - 1);
    g_autofree char *key = text_match_key(label);
    return is_label(key, data);
}

static void collect(struct typed *typed, const struct written *body, const GArray *sent, typed_label *is_label, gconstpointer data)
{
    int ours = depth_of_ours(body, sent);
    guint headers = 0;
    gboolean closed = FALSE;
    g_autofree char *label = NULL;
    for (guint i = 0; i < body->lines->len; i++) {
        const struct body_line *line = &g_array_index(body->lines, struct body_line, i);
        headers += line->part == LINE_HEADER && (i == 0 || line[-1].part != LINE_HEADER);
        g_autofree char *text = text_one_line(line->text, BOUND_VALUE_SIZE);
        if (*text && g_array_index(sent, struct sent_line, i).match != SENT_NOT) {
            g_free(label);
            label = headers <= 1 && line->part == LINE_QUOTED && is_bare_label(text, is_label, data) ? g_strdup(text) : NULL;
            continue;
        }
        gboolean answers = label && *text && headers <= 1 && (line->quote == 0 || (ours >= 0 && (guint)ours == MIN(line->quote, DEPTHS - 1))) && !typed_is_filled(text, is_label, data);
        if (answers) {
            g_ptr_array_add(typed->lines, g_strdup_printf("%s %s", label, text));
            g_clear_pointer(&label, g_free);
            continue;
        }
        gboolean in_our_form = ours >= 0 && (guint)ours == MIN(line->quote, DEPTHS - 1) && headers <= 1 && line->part == LINE_QUOTED &&
                               typed_is_filled(text, is_label, data);
        closed = line->part == LINE_OWN && (closed || is_closing(text));
        if ((line->part == LINE_OWN && !closed) || in_our_form)
            g_ptr_array_add(typed->lines, g_steal_pointer(&text));
        else if (line->part == LINE_QUOTED && *text)
            g_ptr_array_add(typed->quoted, g_steal_pointer(&text));
    }
}

void typed_init(struct typed *typed, const struct document *document, const char *sent_text, typed_label *is_label, gconstpointer data)
{
    struct written body;
    typed->lines = g_ptr_array_new_with_free_func(g_free);
    typed->quoted = g_ptr_array_new_with_free_func(g_free);
    if (document->blocks->len == 0)
        return;
    written_init(&body, document->blocks->pdata[0]);
    g_autoptr(GArray) sent = find_sent(&body, sent_text);
    if (sent_text)
        written_below_ours(&body, sent, sent_text);
    collect(typed, &body, sent, is_label, data);
    written_clear(&body);
}

guint typed_of_ours(const struct document *document, const char *sent_text)
{
    struct written body;
    guint ours = 0;
    if (document->blocks->len == 0)
        return 0;
    written_init(&body, document->blocks->pdata[0]);
    g_autoptr(GArray) sent = find_sent(&body, sent_text);
    for (guint i = 0; i < sent->len; i++) {
        const struct sent_line *line = &g_array_index(sent, struct sent_line, i);
        ours += line->match != SENT_NOT && line->text && *line->text;
    }
    written_clear(&body);
    return ours;
}

void typed_clear(struct typed *typed)
{
    g_ptr_array_unref(typed->lines);
    g_ptr_array_unref(typed->quoted);
}

char *typed_words(const struct typed *typed, gsize bytes)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < typed->lines->len; i++) {
        const char *line = typed->lines->pdata[i];
        if (!*line)
            continue;
        if (words->len)
            g_string_append_c(words, '\n');
        g_string_append(words, line);
    }
    return text_lines(words->str, bytes);
}
