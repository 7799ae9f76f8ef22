#include "tests/unit/mixed-texts.h"

void mixer_init(struct mixer *mixer, guint32 seed)
{
    mixer->texts = g_ptr_array_new();
    mixer->random = g_rand_new_with_seed(seed);
}

void mixer_clear(struct mixer *mixer)
{
    g_ptr_array_unref(mixer->texts);
    g_rand_free(mixer->random);
}

void mixer_add(struct mixer *mixer, const char *text)
{
    if (*text)
        g_ptr_array_add(mixer->texts, (char *)text);
}

static guint below(struct mixer *mixer, guint bound)
{
    return (guint)g_rand_int_range(mixer->random, 0, (gint32)bound);
}

static char **some_words(struct mixer *mixer)
{
    return g_strsplit(mixer->texts->pdata[below(mixer, mixer->texts->len)], " ", -1);
}

static void add_word(struct mixer *mixer, GString *out, const char *word)
{
    static const char *const glue[] = {" ", " ", " ", " ", " ", " ", " ", " ", ", ", ". ", "\n", "? ", " - ", ": ", " (", "! ", "; ", "…"};
    if (out->len)
        g_string_append(out, glue[below(mixer, G_N_ELEMENTS(glue))]);
    g_string_append(out, word);
}

/* A stretch of one text, most of it as it was. */
static void add_part(struct mixer *mixer, GString *out)
{
    g_auto(GStrv) words = some_words(mixer);
    guint count = g_strv_length(words), from = below(mixer, count), to = from + 1 + below(mixer, count - from);
    g_string_append(out, out->len ? (below(mixer, 2) ? "\n" : " ") : "");
    for (guint i = below(mixer, 3) ? 0 : from; i < to; i++) {
        guint fate = below(mixer, 24);
        if (fate == 0)
            continue;
        if (fate == 1) {
            g_auto(GStrv) others = some_words(mixer);
            add_word(mixer, out, others[below(mixer, g_strv_length(others))]);
        } else if (fate == 2) {
            add_word(mixer, out, words[i]);
        }
        if (fate > 4)
            g_string_append_printf(out, "%s%s", out->len ? " " : "", words[i]);
        else
            add_word(mixer, out, words[i]);
    }
}

char *mixer_next(struct mixer *mixer)
{
    GString *out = g_string_new(NULL);
    for (guint parts = 1 + below(mixer, 3); parts > 0; parts--)
        add_part(mixer, out);
    return g_string_free(out, FALSE);
}

guint mixer_rounds(guint usual)
{
    const char *times = g_getenv("MAILORDER_TEST_ROUNDS");
    return usual * (guint)CLAMP(times ? g_ascii_strtoll(times, NULL, 10) : 1, 1, 10000);
}

char *mixer_same(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *spaced = g_strjoinv("  \n", lines);
    return g_strconcat("\n", spaced, " \n\n", NULL);
}
