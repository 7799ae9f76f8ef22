#include "daemon/render/sentences.h"

#include "daemon/base/text.h"
#include "daemon/render/load.h"
#include "daemon/render/mustache-code.h"

#define SENTENCE_CHARS 30 /* shorter ones people write, too */

/* The lines that are whole within this literal: `first` and last may go on in a value. */
static void add_lines(GHashTable *keys, const char *literal, gboolean first)
{
    g_auto(GStrv) lines = g_strsplit(literal, "\n", -1);
    guint count = g_strv_length(lines);
    for (guint i = first ? 0 : 1; i + 1 < count; i++) {
        g_autofree char *key = text_match_key(lines[i]);
        if (g_utf8_strlen(key, -1) >= SENTENCE_CHARS)
            g_hash_table_add(keys, g_steal_pointer(&key));
    }
}

static void add_template(GHashTable *keys, const struct mustache *mustache)
{
    for (guint i = 0; mustache && i < mustache->steps->len; i++) {
        const struct mustache_step *step = mustache_step(mustache, i);
        if (step->kind == MUSTACHE_LITERAL)
            add_lines(keys, step->text, step->starts_line);
    }
}

GHashTable *templates_sentences(const struct templates *templates, const char *const *languages)
{
    GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; languages[i]; i++) {
        const struct language_templates *all = templates_in(templates, languages[i]);
        for (guint l = 0; all && l < LETTER_COUNT; l++)
            add_template(keys, all->letters[l].text);
        if (all)
            add_template(keys, g_hash_table_lookup(all->text_partials, "reference"));
    }
    return keys;
}
