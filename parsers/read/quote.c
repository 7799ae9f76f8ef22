#include "parsers/read/quote.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/quote-internal.h"

struct body_line *body_line(const struct written *body, guint index)
{
    return &g_array_index(body->lines, struct body_line, index);
}

void body_mark(struct written *body, guint from, guint to, enum line_part part)
{
    for (guint i = from; i < to; i++)
        body_line(body, i)->part = part;
}

const char *written_key(const struct written *body, guint index)
{
    struct body_line *line = body_line(body, index);
    if (!line->key)
        line->key = text_match_key(line->text);
    return line->key;
}

const char *quote_key(const struct written *body, guint index)
{
    return strlen(body_line(body, index)->text) > KEY_BYTES ? "" : written_key(body, index);
}

/* Behind a header block without quote marks the rest is quoted; where marks follow, they say what is. */
static void body_mark_quotes(struct written *body)
{
    gboolean quoted = FALSE;
    for (guint i = 0; i < body->lines->len;) {
        struct body_line *line = body_line(body, i);
        struct foreign foreign = quote_foreign_at(body, i);
        if (foreign.lines) {
            body_mark(body, i, i + foreign.lines, foreign.doubtful ? LINE_ASIDE : LINE_HEADER);
            quoted |= line->quote == 0 && !quote_marks_follow(body, i + foreign.lines);
            i += foreign.lines;
            continue;
        }
        if (line->quote > 0 || quoted)
            line->part = LINE_QUOTED;
        i++;
    }
}

static void line_clear(void *data)
{
    g_free(((struct body_line *)data)->key);
}

static void add_lines(struct written *body, const struct document_block *block)
{
    body->lines = g_array_sized_new(FALSE, FALSE, sizeof(struct body_line), block->lines->len);
    g_array_set_clear_func(body->lines, line_clear);
    body->forwarded = FALSE;
    for (guint i = 0; i < block->lines->len; i++) {
        const struct document_line *line = block->lines->pdata[i];
        struct body_line added = {line->text, LINE_OWN, line->quote, NULL};
        g_array_append_val(body->lines, added);
    }
}

static void tell_parts(struct written *body)
{
    body_mark_quotes(body);
    for (guint i = 0; i < body->lines->len;) {
        guint end = i;
        while (end < body->lines->len && body_line(body, end)->part == LINE_OWN)
            end++;
        if (end > i)
            quote_sign(body, i, end);
        i = MAX(end, i + 1);
    }
}

void written_init(struct written *body, const struct document_block *block)
{
    add_lines(body, block);
    tell_parts(body);
}

void written_init_answer(struct written *body, const struct document_block *block, const char *sent_text)
{
    add_lines(body, block);
    quote_bars(body, sent_text);
    tell_parts(body);
}

#define END_LINES 3 /* of our letter: mail programs drop a line or two at the end of a quote */

/* Whether the line is one of the last of the text. */
static gboolean is_at_the_end(const char *text, const char *line)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *wanted = sent_trace(line);
    guint seen = 0;
    for (guint i = g_strv_length(lines); i > 0 && seen < END_LINES; i--) {
        g_autofree char *trace = sent_trace(lines[i - 1]);
        if (*trace && *wanted && (g_str_has_prefix(trace, wanted) || g_str_has_suffix(trace, wanted)))
            return TRUE;
        seen += *trace != '\0';
    }
    return FALSE;
}

void written_below_ours(struct written *body, const GArray *found, const char *sent_text)
{
    guint last = body->lines->len;
    while (last > 0 && g_array_index(found, struct sent_line, last - 1).match == SENT_NOT)
        last--;
    const struct body_line *end = last > 0 ? body_line(body, last - 1) : NULL;
    if (!end || end->quote > 0 || end->part != LINE_QUOTED || !is_at_the_end(sent_text, end->text))
        return;
    for (guint i = last; i < body->lines->len; i++)
        if (body_line(body, i)->part != LINE_QUOTED || body_line(body, i)->quote > 0)
            return; /* another mail follows */
    body_mark(body, last, body->lines->len, LINE_OWN);
    quote_sign(body, last, body->lines->len);
}

void written_clear(struct written *body)
{
    g_clear_pointer(&body->lines, g_array_unref);
}

void written_add(const struct written *body, enum line_part part, GStrvBuilder *lines)
{
    for (guint i = 0; i < body->lines->len; i++) {
        const struct body_line *line = body_line(body, i);
        if (line->part == part && !line_is_blank(line->text))
            g_strv_builder_add(lines, line->text);
    }
}

gboolean subject_is_forward(const char *subject)
{
    static const char *const prefixes[] = {"fwd",     "fw",  "wg",     "tr", "rv", "i",     "ilt",
                                           "ynt ilt", "enc", "doorst", "pd", "fs", "пересл"};
    const char *colon = strchr(subject, ':');
    if (!colon || colon - subject > 20)
        return FALSE;
    g_autofree char *prefix = g_strndup(subject, (gsize)(colon - subject));
    g_autofree char *key = text_match_key(prefix);
    for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_equal(prefixes[i], key))
            return TRUE;
    return FALSE;
}

/* --- who wrote what was sent on -------------------------------------------------------------------------------------- */

static char *address_in(const char *text, char **ret_name)
{
    const char *open = strrchr(text, '<'), *close = open ? strchr(open, '>') : NULL;
    if (!close) { /* Outlook: "Ayla Demir [mailto:ayla@example.com]" */
        open = strrchr(text, '[');
        close = open ? strchr(open, ']') : NULL;
    }
    g_autofree char *name = close ? g_strndup(text, (gsize)(open - text)) : NULL;
    char *address = close ? g_strndup(open + 1, (gsize)(close - open - 1)) : text_one_line(text, KEY_BYTES);
    const char *mailto = g_str_has_prefix(address, "mailto:") ? address + 7 : address;
    if (!text_address_valid(mailto)) {
        g_free(address);
        return NULL;
    }
    char *found = g_strdup(mailto);
    g_free(address);
    g_autofree char *plain = name ? text_one_line(name, KEY_BYTES) : NULL;
    if (plain)
        g_strstrip(g_strdelimit(plain, "\"", ' '));
    *ret_name = plain && *plain ? g_strdup(plain) : NULL;
    return found;
}

/* Of the one mail that was attached whole. */
static char *attached_sender(const struct document *document, char **ret_name)
{
    const struct document_address *from = document->attached_from->len == 1 ? document->attached_from->pdata[0] : NULL;
    if (!from || !text_address_valid(from->address))
        return NULL;
    *ret_name = *from->name ? g_strdup(from->name) : NULL;
    return g_strdup(from->address);
}

char *forwarded_sender(const struct document *document, char **ret_name)
{
    struct written body;
    char *found = NULL;
    *ret_name = NULL;
    if (document->blocks->len == 0)
        return NULL;
    written_init(&body, document->blocks->pdata[0]);
    for (guint i = 0; i < body.lines->len && !found; i++) {
        const struct body_line *line = body_line(&body, i);
        if (line->part == LINE_HEADER && quote_is_from_label(line->text))
            found = address_in(strchr(line->text, ':') + 1, ret_name);
    }
    written_clear(&body);
    return found ? found : attached_sender(document, ret_name);
}
