#include "parsers/read/paragraph.h"

#include <string.h>

#include "daemon/base/text.h"

#define WRAPPED_LEAST   50  /* characters of a line that goes on in the next: clients break at 65 to 78, and the next word was long */
#define PARAGRAPH_BYTES 1000
#define PARAGRAPH_LINES 8

/* Match keys: what makes a condition of a sentence. */
static const char *const conditions[] = {
    "if", "unless", "whether", "provided", "depends", "depending", "eger", "sayet", "ise", "olursa", "olmazsa", "varsa", "yoksa", "mumkunse", "yetisirse", "isterseniz", "takdirde",
    "sartiyla", "wenn", "falls", "sofern", "ob", "vorausgesetzt", "si", "sinon", "condition", "siempre", "cuando", "se", "qualora", "purche", "indien", "als", "mits", "tenzij",
    "jesli", "jezeli", "chyba", "caso", "если", NULL,
};

static gboolean makes_condition(const char *sentence)
{
    g_autofree char *key = text_match_key(sentence);
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    for (guint i = 0; words[i]; i++)
        if (g_strv_contains(conditions, words[i]))
            return TRUE;
    return FALSE;
}

static const struct text_line *line_at(const GArray *lines, guint at)
{
    return at < lines->len ? &g_array_index(lines, struct text_line, at) : NULL;
}

/* Words of the sender's, with no label among them. */
static gboolean is_prose(struct label_index *index, const struct text_line *line)
{
    struct line_piece pieces[LINE_PIECES];
    return line && !line->ours && !line->quoted && !line->printed && !line_is_blank(line->text) && !strchr(line->text, '\t') && !strchr(line->text, '|') &&
           line_pieces(index, line->text, pieces) == 0;
}

/* "… with oak", and the next line goes on. */
static gboolean is_broken(const char *line, const char *next)
{
    gboolean bullet;
    const gsize length = strlen(line);
    return g_utf8_strlen(line, -1) >= WRAPPED_LEAST && !strchr(".!?:;", line[length - 1]) && line_without_bullet(next, &bullet) == next && !bullet;
}

/* "2. Stock", "Dr. Kaya", "St. Ives": no sentence ends there. */
static gboolean is_short(const char *text, const char *dot)
{
    const char *word = dot;
    while (word > text && word[-1] != ' ')
        word--;
    return *dot == '.' && (dot - word < 3 || g_ascii_isdigit(dot[-1]));
}

static const char *end_of(const char *text)
{
    const char *at = text;
    while (*at && !(strchr(".!?", *at) && (at[1] == ' ' || at[1] == '\0') && !is_short(text, at)))
        at++;
    return *at ? at + 1 : at;
}

/* The lines as one, and how many they are. */
static char *joined(struct label_index *index, const GArray *lines, guint at, guint *ret_lines)
{
    GString *text = g_string_new(line_at(lines, at)->text);
    guint count = 1;
    for (const struct text_line *next = line_at(lines, at + 1); count < PARAGRAPH_LINES && is_prose(index, next) && text->len < PARAGRAPH_BYTES &&
                                                                is_broken(line_at(lines, at + count - 1)->text, next->text);
         next = line_at(lines, at + count)) {
        g_string_append_printf(text, " %s", next->text);
        count++;
    }
    *ret_lines = count;
    return g_strstrip(g_string_free(text, FALSE));
}

/* Nearly all paragraphs name none of our products. */
static gboolean may_order(const struct label_index *index, const GArray *lines, guint at)
{
    const struct text_line *line = line_at(lines, at), *before = NULL;
    for (guint i = 1; i <= PARAGRAPH_LINES && line && (!before || is_broken(before->text, line->text)); i++) {
        g_autofree char *key = text_match_key(line->text);
        if (product_may_be_in(index, key))
            return TRUE;
        before = line;
        line = line_at(lines, at + i);
    }
    return FALSE;
}

char **paragraph_sentences(struct label_index *index, const GArray *lines, guint at, guint *ret_lines)
{
    const char *first = line_at(lines, at)->text;
    const gboolean ends = strstr(first, ". ") || strstr(first, "! ");
    if ((!ends && g_utf8_strlen(first, -1) < WRAPPED_LEAST) || !may_order(index, lines, at) || !is_prose(index, line_at(lines, at)))
        return NULL;
    g_autofree char *text = joined(index, lines, at, ret_lines);
    g_autoptr(GStrvBuilder) sentences = g_strv_builder_new();
    guint count = 0;
    if (strchr(text, '?'))
        return NULL;
    for (const char *start = text; *start; count++) {
        const char *end = end_of(start);
        g_autofree char *sentence = g_strstrip(g_strndup(start, (gsize)(end - start)));
        if (makes_condition(sentence))
            return NULL;
        g_strv_builder_add(sentences, sentence);
        start = end + strspn(end, " ");
    }
    return count > 1 || (count == 1 && *ret_lines > 1) ? g_strv_builder_end(sentences) : NULL;
}
