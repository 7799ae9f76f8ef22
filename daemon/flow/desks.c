/* Letters of other order desks that came without the marks of a machine, which relays take off: answered, the two desks would write to each
 * other for ever. They are known by what no person types: the reference line they end with, which is not ours, or, where that is lost, too,
 * the sentences of our letters, unquoted. A letter of ours that comes back has our token in it, and so has an answer to one, or it quotes. */
#include "daemon/flow/internal.h"

#include "daemon/base/text.h"
#include "daemon/render/sentences.h"

#define SENTENCES 2 /* one may be chance */

static GHashTable *sentences(struct flow *flow)
{
    if (!flow->sentences)
        flow->sentences = templates_sentences(flow->setup.templates, (const char *const *)flow->setup.business->languages);
    return flow->sentences;
}

static gboolean unquoted(const struct document_block *block)
{
    return !block->attached && !block->returned;
}

static gboolean holds_sentences(struct flow *flow, const struct document *document)
{
    g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint b = 0; b < document->blocks->len; b++) {
        const struct document_block *block = document->blocks->pdata[b];
        for (guint i = 0; unquoted(block) && i < block->lines->len && g_hash_table_size(found) < SENTENCES; i++) {
            const struct document_line *line = block->lines->pdata[i];
            g_autofree char *key = line->quote == 0 ? text_match_key(line->text) : NULL;
            if (key && g_hash_table_contains(sentences(flow), key))
                g_hash_table_add(found, g_steal_pointer(&key));
        }
    }
    return g_hash_table_size(found) >= SENTENCES;
}

/* *ret_ours, *ret_others: how many of these tokens are ours, and are not. */
static gboolean count(struct flow *flow, const GStrv tokens, guint *ret_ours, guint *ret_others, GError **error)
{
    GError *problem = NULL;
    *ret_ours = *ret_others = 0;
    for (guint i = 0; tokens[i] && !problem; i++) {
        g_autofree char *audience = NULL;
        gint64 order;
        gboolean ours = store_token_find(flow->store, tokens[i], &order, &audience, &problem);
        *ret_ours += ours;
        *ret_others += !ours;
    }
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

/* Our own people write about such mail, and quote as they like. */
static gboolean quotes_as_it_likes(const struct business *business, const char *from)
{
    return business_is_own_address(business, from) || business_is_representative(business, from);
}

gboolean desks_recognise(struct flow *flow, struct understanding *u, GError **error)
{
    const struct business *business = flow->setup.business;
    guint ours, others;
    if (u->from && quotes_as_it_likes(business, u->from))
        return TRUE;
    g_auto(GStrv) own = read_own_tokens(u->document);
    if (!count(flow, own, &ours, &others, error))
        return FALSE;
    u->other_desk = others > 0;
    if (u->other_desk || u->machine || !u->from || business_is_staff_address(business, u->from) || business_source(business, u->from))
        return TRUE;
    g_auto(GStrv) all = read_tokens(u->document);
    if (!count(flow, all, &ours, &others, error))
        return FALSE;
    u->other_desk = ours == 0 && holds_sentences(flow, u->document);
    return TRUE;
}
