#include "parsers/read/said.h"

#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"

#define WRAPPED_BYTES 55 /* a line as long as this may go on in the next one */
#define NUMBERS       6  /* spelled 0 to 5: more than a mark needs are prepositions elsewhere ("on" is ten in Turkish) */

static void word_clear(gpointer data)
{
    g_free(((struct said_word *)data)->key);
}

static void sentence_free(gpointer data)
{
    struct sentence *sentence = data;
    g_array_unref(sentence->words);
    g_free(sentence);
}

const struct said_word *said_word(const struct sentence *sentence, guint index)
{
    return &g_array_index(sentence->words, struct said_word, index);
}

/* --- words -------------------------------------------------------------------------------------------------------------------------- */

static gboolean is_star(gunichar c)
{
    return c == 0x2605 || c == 0x2b50 || c == 0x1f31f;
}

static gboolean is_picture(gunichar c)
{
    return (c >= 0x2600 && c <= 0x27bf && c != 0x2605 && c != 0x2606) || (c >= 0x1f300 && c <= 0x1faff && c != 0x1f31f);
}

/* Stars, or as many asterisks as make no list and no bold word. Returns whether the chunk is nothing else. */
static gboolean read_stars(const char *chunk, struct said_word *word)
{
    guint asterisks = 0, others = 0, stars = 0, hollow = 0;
    for (const char *p = chunk; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        asterisks += c == '*';
        stars += is_star(c);
        hollow += c == 0x2606;
        word->picture = word->picture || is_picture(c);
        others += !(c == '*' || is_star(c) || c == 0x2606 || c == 0xfe0f || g_unichar_ispunct(c));
    }
    if (others == 0 && stars == 0 && asterisks >= 2)
        stars = asterisks;
    word->stars = stars;
    word->odd = word->odd || (hollow > 0 && stars == 0);
    return others == 0 && (stars > 0 || hollow > 0);
}

static gint spelled_number(const char *key)
{
    for (guint l = 0; l < language_count(); l++)
        for (gint n = 0; n < NUMBERS; n++)
            if (g_strcmp0(language_get(l)->numbers[n], key) == 0)
                return n;
    return -1;
}

/* "4", "4/5", "3.5", "3-4", "+5", "5'ten", "5" in a keycap: the number and what it is of. What has more to it is a word. */
static void read_number(const char *chunk, struct said_word *word)
{
    const char *p = chunk + strspn(chunk, "+=<*#");
    gsize digits = strspn(p, "0123456789");
    if (digits < 1 || digits > 2)
        return;
    gint number = (gint)g_ascii_strtoll(p, NULL, 10);
    const char *rest = p + digits;
    gsize more = *rest ? strspn(rest + 1, "0123456789") : 0;
    if ((*rest == '.' || *rest == ',' || *rest == '-') && more >= 1 && more <= 2 && !rest[1 + more]) {
        word->odd = TRUE;
        word->number = number;
        return;
    }
    if (*rest == '/' && more >= 1 && more <= 2 && !strchr("/.-", rest[1 + more] ? rest[1 + more] : ' ')) {
        word->of = (guint)g_ascii_strtoull(rest + 1, NULL, 10);
        word->number = number;
        return;
    }
    gboolean ends = !*rest || strchr("+>*", *rest) || *rest == '\'' || g_str_has_prefix(rest, "\u2019") || g_str_has_prefix(rest, "\ufe0f") || g_str_has_prefix(rest, "\u20e3");
    if (ends)
        word->number = number;
}

static void add_word(struct sentence *sentence, const char *chunk, char stop)
{
    struct said_word word = {.number = -1};
    g_autofree char *key = text_match_key(chunk);
    read_stars(chunk, &word);
    read_number(chunk, &word);
    if (!*key && !word.stars && !word.picture && !word.odd && word.number < 0) {
        if (sentence->words->len > 0 && stop)
            g_array_index(sentence->words, struct said_word, sentence->words->len - 1).stop = stop;
        return;
    }
    g_auto(GStrv) parts = g_strsplit(*key && word.number < 0 ? key : "", " ", -1);
    if (!parts[0] || !parts[1]) {
        word.key = g_steal_pointer(&key);
        gint spelled = word.number < 0 ? spelled_number(word.key) : -1;
        word.spelled = spelled >= 0;
        word.number = spelled >= 0 ? spelled : word.number;
        word.stop = stop;
        g_array_append_val(sentence->words, word);
        return;
    }
    for (guint i = 0; parts[i]; i++) { /* "don't", "5-seater" */
        struct said_word part = {.key = g_strdup(parts[i]), .number = -1, .stop = parts[i + 1] ? 0 : stop, .picture = word.picture};
        part.number = spelled_number(part.key);
        part.spelled = part.number >= 0;
        g_array_append_val(sentence->words, part);
    }
}

/* --- sentences ------------------------------------------------------------------------------------------------------------------------- */

static struct sentence *sentence_new(void)
{
    struct sentence *sentence = g_new0(struct sentence, 1);
    sentence->words = g_array_new(FALSE, TRUE, sizeof(struct said_word));
    g_array_set_clear_func(sentence->words, word_clear);
    return sentence;
}

static struct sentence *finish(GPtrArray *sentences, struct sentence *sentence)
{
    if (sentence->words->len == 0) {
        sentence_free(sentence);
        return sentence_new();
    }
    g_ptr_array_add(sentences, sentence);
    return sentence_new();
}

/* Punctuation around the chunk is taken off it. Returns the one behind it that counts: a question mark before all others. */
static char trim(char *chunk, gboolean *ret_opens)
{
    static const char around[] = "\"'()[]{}.,;:!?";
    char stop = 0;
    gsize length = strlen(chunk), skip = strspn(chunk, "\"'([{");
    *ret_opens = strcspn(chunk, "([{") < skip;
    while (length > skip && strchr(around, chunk[length - 1])) {
        char c = chunk[--length];
        if (strchr(".,;:!?)", c) && stop != '?')
            stop = c;
    }
    memmove(chunk, chunk + skip, length - skip);
    chunk[length - skip] = 0;
    return stop;
}

/* "4 / 5" and "3 - 4" are one chunk each; dashes and quotation marks of all kinds are the plain ones. */
static char *smooth(const char *line)
{
    static const char *const pairs[][2] = {{"–", "-"}, {"—", "-"}, {"“", "\""}, {"”", "\""}, {"„", "\""}, {"…", ". "}, {"’", "'"}, {"‘", "'"}, {"¿", ""}};
    g_autoptr(GString) text = g_string_new(line);
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
        g_string_replace(text, pairs[i][0], pairs[i][1], 0);
    g_autoptr(GRegex) joint = g_regex_new("(?<=\\d)\\s*([/-])\\s*(?=\\d)", 0, 0, NULL);
    g_autoptr(GRegex) crowded = g_regex_new("(?<=\\p{L}{2})([,;:!?])(?=\\p{L})|(?<=\\d)([,;:!?])(?=\\p{L})", 0, 0, NULL);
    g_autofree char *joined = g_regex_replace(joint, text->str, -1, 0, "\\1", 0, NULL);
    char *spaced = joined ? g_regex_replace(crowded, joined, -1, 0, "\\1\\2 ", 0, NULL) : NULL;
    return spaced ? spaced : g_string_free(g_steal_pointer(&text), FALSE);
}

static void set_stop(struct sentence *sentence, char stop)
{
    if (sentence->words->len > 0 && !g_array_index(sentence->words, struct said_word, sentence->words->len - 1).stop)
        g_array_index(sentence->words, struct said_word, sentence->words->len - 1).stop = stop;
}

static void read_line(GPtrArray *sentences, struct sentence **sentence, const char *line)
{
    g_autofree char *text = smooth(line);
    g_auto(GStrv) chunks = g_strsplit_set(text, " \t", -1);
    for (guint i = 0; chunks[i]; i++) {
        gboolean opens, dash = g_str_equal(chunks[i], "-");
        char stop = trim(chunks[i], &opens);
        if (opens)
            set_stop(*sentence, '(');
        if (dash)
            set_stop(*sentence, '-');
        else
            add_word(*sentence, chunks[i], stop);
        (*sentence)->asks = (*sentence)->asks || (stop == '?' && (*sentence)->words->len > 0);
        if (stop == '.' || stop == '!' || stop == '?')
            *sentence = finish(sentences, *sentence);
    }
}

static gboolean goes_on(const char *line, const char *next)
{
    gsize length = strlen(line);
    return length >= WRAPPED_BYTES && next && *next && !strchr(".!?:;", line[length - 1]) && !strchr("-*", *next);
}

GPtrArray *said_sentences(const GPtrArray *lines)
{
    GPtrArray *sentences = g_ptr_array_new_with_free_func(sentence_free);
    struct sentence *sentence = sentence_new();
    for (guint i = 0; i < lines->len; i++) {
        read_line(sentences, &sentence, lines->pdata[i]);
        if (!goes_on(lines->pdata[i], i + 1 < lines->len ? lines->pdata[i + 1] : NULL))
            sentence = finish(sentences, sentence);
    }
    sentence = finish(sentences, sentence);
    sentence_free(sentence);
    return sentences;
}

/* --- looking -------------------------------------------------------------------------------------------------------------------------- */

guint said_at(const struct sentence *sentence, guint index, const char *pattern)
{
    guint count = 0;
    for (const char *p = pattern; *p; count++) {
        gsize length = strcspn(p, " ");
        if (index + count >= sentence->words->len)
            return 0;
        if (count > 0 && said_word(sentence, index + count - 1)->stop)
            return 0;
        const char *key = said_word(sentence, index + count)->key;
        gboolean prefix = length > 0 && p[length - 1] == '*';
        if (prefix ? strncmp(key, p, length - 1) != 0 : (strlen(key) != length || strncmp(key, p, length) != 0))
            return 0;
        p += length + (p[length] == ' ');
    }
    return count;
}

gint said_find(const struct sentence *sentence, guint from, guint to, const char *const *patterns)
{
    for (guint i = from; i < to && i < sentence->words->len; i++) {
        for (guint n = 0; patterns[n]; n++) {
            guint length = said_at(sentence, i, patterns[n]);
            if (length > 0 && i + length <= to)
                return (gint)i;
        }
    }
    return -1;
}

gboolean said_has(const struct sentence *sentence, const char *const *patterns)
{
    return said_find(sentence, 0, sentence->words->len, patterns) >= 0;
}

void said_clause(const struct sentence *sentence, guint index, guint *ret_from, guint *ret_to)
{
    guint from = index, to = index;
    while (from > 0 && !said_word(sentence, from - 1)->stop)
        from--;
    while (to < sentence->words->len && !said_word(sentence, to)->stop)
        to++;
    *ret_from = from;
    *ret_to = MIN(to + 1, sentence->words->len);
}
