#include "parsers/read/posted.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"

#define TOKEN_CHARS    26
#define TOKEN_ALPHABET "abcdefghijklmnopqrstuvwxyz234567"
#define COMMENT_SIZE   4000
#define LABEL_BYTES    120

static void posted_free(gpointer data)
{
    struct posted *posted = data;
    g_free(posted->token);
    survey_reading_free(posted->reading);
    g_free(posted);
}

static struct posted *posted_new(void)
{
    struct posted *posted = g_new0(struct posted, 1);
    posted->reading = survey_reading_new();
    return posted;
}

static gboolean is_empty(const struct posted *posted)
{
    const struct survey_reading *reading = posted->reading;
    return !posted->token && !reading->mark && !reading->mark_unclear && reading->recommend < 0 && !reading->comment && reading->answers->len == 0;
}

static void keep(GPtrArray *found, struct posted *posted)
{
    if (is_empty(posted))
        posted_free(posted);
    else
        g_ptr_array_add(found, posted);
}

/* --- one label and its value ---------------------------------------------------------------------------------------------------------- */

/* The token alone, or in the survey's address; NULL none. */
static char *token_in(const char *value)
{
    for (const char *p = value; *p;) {
        gsize length = 0;
        while (g_ascii_isalnum(p[length]))
            length++;
        g_autofree char *word = g_ascii_strdown(p, (gssize)length);
        if (length == TOKEN_CHARS && strspn(word, TOKEN_ALPHABET) == TOKEN_CHARS)
            return g_steal_pointer(&word);
        p += length ? length : 1;
    }
    return NULL;
}

static void add_comment(struct survey_reading *reading, const char *text)
{
    g_autofree char *more = g_strstrip(text_lines(text, COMMENT_SIZE));
    char *all = reading->comment && *more ? g_strconcat(reading->comment, "\n", more, NULL) : *more ? g_strdup(more) : g_strdup(reading->comment);
    g_free(reading->comment);
    reading->comment = all;
}

static gboolean is_comment(const char *label)
{
    static const char *const labels[] = {"comment", "comments", "your comment", "your comments", "remarks", "words", "yorum", "yorumunuz", "yorumlar", "aciklama", "dusunceleriniz", "kommentar", "bemerkung", NULL};
    g_autofree char *key = text_match_key(label);
    return g_strv_contains(labels, key);
}

static gboolean is_token(const char *label)
{
    static const char *const labels[] = {"token", "order token", "order", "ref", "reference", "order reference", "order ref", "siparis", "siparis kodu", "kod", NULL};
    g_autofree char *key = text_match_key(label);
    return g_strv_contains(labels, key);
}

/* TRUE when the label is one of ours. */
static gboolean take(struct posted *posted, const char *label, const char *value, const struct survey_context *context)
{
    if (is_token(label)) {
        char *token = token_in(value);
        if (token && !posted->token)
            posted->token = token;
        else
            g_free(token);
        return TRUE;
    }
    if (is_comment(label)) {
        add_comment(posted->reading, value);
        return TRUE;
    }
    return survey_take(posted->reading, label, value, context);
}

/* --- where they stand ------------------------------------------------------------------------------------------------------------------- */

/* "Mark: 4" and "Mark = 4" and a tab between them; what no label begins goes on with the comment. */
static void read_lines(struct posted *posted, const struct document_block *block, const struct survey_context *context)
{
    gboolean in_comment = FALSE;
    for (guint i = 0; i < block->lines->len; i++) {
        const char *line = ((const struct document_line *)block->lines->pdata[i])->text;
        gsize length = strcspn(line, ":=\t");
        g_autofree char *label = length < LABEL_BYTES && line[length] ? g_strndup(line, length) : NULL;
        if (label && take(posted, label, line + length + 1, context))
            in_comment = is_comment(label);
        else if (in_comment && *line)
            add_comment(posted->reading, line);
        else
            in_comment = in_comment && *line;
    }
}

static const char *cell_text(const GPtrArray *row, guint column)
{
    return column < row->len ? ((const struct document_cell *)row->pdata[column])->text : "";
}

/* Labels in the first row, an answer in each further one; or labels in the first column. */
static void read_table(GPtrArray *found, const struct document_table *table, const struct survey_context *context)
{
    if (table->rows->len == 0)
        return;
    const GPtrArray *head = table->rows->pdata[0];
    struct posted *probe = posted_new();
    guint known = 0;
    for (guint c = 0; c < head->len; c++)
        known += take(probe, cell_text(head, c), "", context);
    posted_free(probe);
    struct posted *whole = posted_new();
    for (guint r = 0; r < table->rows->len; r++) {
        const GPtrArray *row = table->rows->pdata[r];
        if (known < 2) {
            take(whole, cell_text(row, 0), cell_text(row, 1), context);
            continue;
        }
        struct posted *posted = posted_new();
        for (guint c = 0; r > 0 && c < row->len && found->len < BOUND_ITEMS; c++)
            take(posted, cell_text(head, c), cell_text(row, c), context);
        keep(found, posted);
    }
    keep(found, whole);
}

GPtrArray *posted_read(const struct document *document, const GPtrArray *questions)
{
    const struct survey_context context = {.questions = questions};
    GPtrArray *found = g_ptr_array_new_with_free_func(posted_free);
    for (guint i = 0; i < document->tables->len && found->len < BOUND_ITEMS; i++)
        read_table(found, document->tables->pdata[i], &context);
    struct posted *one = posted_new();
    for (guint i = 0; found->len == 0 && i < document->pairs->len; i++) {
        const struct document_pair *pair = document->pairs->pdata[i];
        take(one, pair->label, pair->value, &context);
    }
    for (guint i = 0; found->len == 0 && i < document->blocks->len && (is_empty(one) || !one->token); i++) {
        posted_free(one);
        one = posted_new();
        read_lines(one, document->blocks->pdata[i], &context);
    }
    if (found->len == 0)
        keep(found, one);
    else
        posted_free(one);
    return found;
}
