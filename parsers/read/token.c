/* The tokens by which an answer is known: in the reference line of our mails, and in the plus part of our addresses. */
#include "parsers/read/read.h"

#include <string.h>

#include "parsers/read/quote.h"

#define TOKEN_CHARS    26
#define TOKENS_MOST    20 /* a mail that quotes more of ours is no answer to one */
#define TOKEN_ALPHABET "abcdefghijklmnopqrstuvwxyz234567"

struct tokens {
    GStrvBuilder *builder;
    GHashTable *seen;
};

static void tokens_add(struct tokens *tokens, const char *text)
{
    g_autofree char *token = g_ascii_strdown(text, TOKEN_CHARS);
    if (strspn(token, TOKEN_ALPHABET) != TOKEN_CHARS || g_hash_table_size(tokens->seen) >= TOKENS_MOST)
        return;
    if (g_hash_table_contains(tokens->seen, token))
        return;
    g_strv_builder_add(tokens->builder, token);
    g_hash_table_add(tokens->seen, g_steal_pointer(&token));
}

/* "[ref: TOKEN]"; a mail client may have wrapped it after the colon. */
static void tokens_in_text(struct tokens *tokens, const char *text)
{
    for (const char *p = text; (p = strchr(p, '[')) != NULL; p++) {
        const char *at = p + 1;
        if (g_ascii_strncasecmp(at, "ref:", 4) != 0)
            continue;
        at += 4;
        while (g_ascii_isspace(*at))
            at++;
        if (strlen(at) > TOKEN_CHARS && at[TOKEN_CHARS] == ']')
            tokens_add(tokens, at);
    }
}

static void tokens_in_block(struct tokens *tokens, const struct document_block *block)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < block->lines->len; i++) {
        g_string_append(text, ((const struct document_line *)block->lines->pdata[i])->text);
        g_string_append_c(text, '\n');
    }
    tokens_in_text(tokens, text->str);
}

/* "orders+TOKEN@shop.example" */
static void tokens_in_address(struct tokens *tokens, const char *address)
{
    const char *plus = strchr(address, '+');
    const char *at = strrchr(address, '@');
    if (plus && at && at - plus == TOKEN_CHARS + 1)
        tokens_add(tokens, plus + 1);
}

static void tokens_in_addresses(struct tokens *tokens, const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++)
        tokens_in_address(tokens, ((const struct document_address *)addresses->pdata[i])->address);
}

static struct tokens tokens_new(void)
{
    return (struct tokens){g_strv_builder_new(), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
}

static GStrv tokens_end(struct tokens *tokens)
{
    GStrv found = g_strv_builder_end(tokens->builder);
    g_strv_builder_unref(tokens->builder);
    g_hash_table_unref(tokens->seen);
    return found;
}

GStrv read_tokens(const struct document *document)
{
    struct tokens tokens = tokens_new();
    tokens_in_addresses(&tokens, document->to);
    tokens_in_addresses(&tokens, document->cc);
    for (guint i = 0; i < document->delivered_to->len; i++)
        tokens_in_address(&tokens, document->delivered_to->pdata[i]);
    tokens_in_text(&tokens, document->subject);
    for (guint i = 0; i < document->blocks->len; i++)
        tokens_in_block(&tokens, document->blocks->pdata[i]);
    return tokens_end(&tokens);
}

/* A line that begins with a reference line's bracket: without one, nobody needs to know whose the lines are. */
static gboolean may_have_tokens(const struct document_block *block)
{
    for (guint i = 0; i < block->lines->len; i++)
        if (((const struct document_line *)block->lines->pdata[i])->text[0] == '[')
            return TRUE;
    return FALSE;
}

GStrv read_own_tokens(const struct document *document)
{
    struct tokens tokens = tokens_new();
    for (guint i = 0; i < document->blocks->len; i++) {
        const struct document_block *block = document->blocks->pdata[i];
        struct written body;
        if (block->returned || block->attached || !may_have_tokens(block))
            continue;
        g_autoptr(GString) text = g_string_new(NULL);
        written_init(&body, block);
        for (guint k = 0; k < body.lines->len; k++) {
            const struct body_line *line = &g_array_index(body.lines, struct body_line, k);
            gboolean begins_with_it = line->text[0] == '['; /* what stands behind a label is a value */
            if (begins_with_it && line->part != LINE_QUOTED && line->part != LINE_HEADER)
                g_string_append_printf(text, "%s\n", line->text);
        }
        tokens_in_text(&tokens, text->str);
        written_clear(&body);
    }
    return tokens_end(&tokens);
}
