#include "daemon/render/document-words.h"

#include <string.h>

/* The signs that business_problem_line sets between the parts. */
#define ARROW        " → "
#define OPEN         ": “"
#define CLOSE        "”,"
#define HOLES        2 /* {1} and {2} */
#define HOLE_PATTERN "(.+?)"

struct saying {
    char *english;
    GRegex *regex; /* matches what the English words say, the holes filled */
    char *words;
};

struct document_words {
    GPtrArray *parts[DOCUMENT_PART_COUNT]; /* struct saying */
};

static const char *const groups[DOCUMENT_PART_COUNT] = {
    [DOCUMENT_PLACE] = "place",
    [DOCUMENT_RULE] = "rule",
    [DOCUMENT_FOUND] = "found",
    [DOCUMENT_WANTED] = "wanted",
};

static void saying_free(struct saying *saying)
{
    g_free(saying->english);
    g_clear_pointer(&saying->regex, g_regex_unref);
    g_free(saying->words);
    g_free(saying);
}

struct document_words *document_words_new(void)
{
    struct document_words *words = g_new0(struct document_words, 1);
    for (guint i = 0; i < DOCUMENT_PART_COUNT; i++)
        words->parts[i] = g_ptr_array_new_with_free_func((GDestroyNotify)saying_free);
    return words;
}

void document_words_free(struct document_words *words)
{
    for (guint i = 0; words && i < DOCUMENT_PART_COUNT; i++)
        g_ptr_array_unref(words->parts[i]);
    g_free(words);
}

/* --- reading ---------------------------------------------------------------------------------------------------------------------- */

static struct saying *find(const struct document_words *words, enum document_part part, const char *english)
{
    for (guint i = 0; i < words->parts[part]->len; i++) {
        struct saying *saying = words->parts[part]->pdata[i];
        if (g_str_equal(saying->english, english))
            return saying;
    }
    return NULL;
}

static char *hole(guint number)
{
    return g_strdup_printf("{%u}", number);
}

static GRegex *regex_for(const char *english)
{
    g_autofree char *escaped = g_regex_escape_string(english, -1);
    g_autoptr(GString) pattern = g_string_new(escaped);
    for (guint i = 1; i <= HOLES; i++) {
        g_autofree char *one = hole(i), *found = g_regex_escape_string(one, -1);
        g_string_replace(pattern, found, HOLE_PATTERN, 0);
    }
    g_string_prepend(pattern, "\\A");
    g_string_append(pattern, "\\z");
    return g_regex_new(pattern->str, G_REGEX_OPTIMIZE, 0, NULL);
}

/* Whether the same holes stand on both sides. */
static gboolean holes_agree(const char *english, const char *words)
{
    for (guint i = 1; i <= HOLES; i++) {
        g_autofree char *one = hole(i);
        if (!strstr(english, one) != !strstr(words, one))
            return FALSE;
    }
    return TRUE;
}

static void take(struct document_words *words, enum document_part part, const char *english, const char *said)
{
    struct saying *saying = find(words, part, english);
    if (!saying) {
        saying = g_new0(struct saying, 1);
        saying->english = g_strdup(english);
        saying->regex = regex_for(english);
        g_ptr_array_add(words->parts[part], saying);
    }
    g_free(saying->words);
    saying->words = g_strdup(said);
}

static void read_group(struct document_words *words, enum document_part part, GKeyFile *file, const char *path, gboolean first,
                       struct diagnostics *diagnostics)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, groups[part], NULL, NULL);
    for (guint i = 0; keys && keys[i]; i++) {
        g_autofree char *said = g_key_file_get_value(file, groups[part], keys[i], NULL);
        if (!first && !find(words, part, keys[i]))
            diagnostics_add(diagnostics, path, 0, "[%s] has “%s”, which the program never says", groups[part], keys[i]);
        else if (!said || !*said)
            diagnostics_add(diagnostics, path, 0, "[%s] has no words for “%s”", groups[part], keys[i]);
        else if (!holes_agree(keys[i], said))
            diagnostics_add(diagnostics, path, 0, "[%s] “%s” and “%s” must have the same {1} and {2}", groups[part], keys[i], said);
        else
            take(words, part, keys[i], said);
    }
}

static gboolean is_empty(const struct document_words *words)
{
    guint count = 0;
    for (guint i = 0; i < DOCUMENT_PART_COUNT; i++)
        count += words->parts[i]->len;
    return count == 0;
}

/* The first line that is no group, no comment and no saying; 0 when there is none. `*ret_what`: what is wrong with it. */
static int faulty_line(const char *text, const char **ret_what)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean group = FALSE;
    for (int i = 0; lines[i]; i++) {
        const char *line = g_strstrip(lines[i]);
        if (!*line || *line == '#')
            continue;
        group = group || *line == '[';
        *ret_what = !group ? "a line with [place], [rule], [found] or [wanted] should stand above this" : "this should be the program's English words, a sign =, and yours";
        if (!group || (*line == '[' ? !strchr(line, ']') : !strchr(line, '=')))
            return i + 1;
    }
    return 0;
}

void document_words_read(struct document_words *words, const char *path, const char *text, struct diagnostics *diagnostics)
{
    gboolean first = is_empty(words);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) error = NULL;
    if (!g_key_file_load_from_data(file, text, (gsize)-1, G_KEY_FILE_NONE, &error)) {
        const char *what = NULL;
        int line = faulty_line(text, &what);
        diagnostics_add(diagnostics, path, line, "%s", line ? what : error->message);
        return;
    }
    g_auto(GStrv) found = g_key_file_get_groups(file, NULL);
    for (guint i = 0; found[i]; i++) {
        guint part = 0;
        while (part < DOCUMENT_PART_COUNT && !g_str_equal(found[i], groups[part]))
            part++;
        if (part < DOCUMENT_PART_COUNT)
            read_group(words, (enum document_part)part, file, path, first, diagnostics);
        else
            diagnostics_add(diagnostics, path, 0, "[%s] is none of [place], [rule], [found] and [wanted]", found[i]);
    }
}

/* --- saying ------------------------------------------------------------------------------------------------------------------------ */

/* The words with their holes filled from left to right: what fills one is not looked through again. */
static char *fill(const char *words, const GMatchInfo *match)
{
    GString *filled = g_string_new(NULL);
    for (const char *p = words; *p; p++) {
        guint number = p[0] == '{' && p[1] > '0' && p[1] <= '0' + HOLES && p[2] == '}' ? (guint)(p[1] - '0') : 0;
        g_autofree char *value = number ? g_match_info_fetch(match, (gint)number) : NULL;
        if (value)
            g_string_append(filled, value), p += 2;
        else
            g_string_append_c(filled, *p);
    }
    return g_string_free(filled, FALSE);
}

char *document_words_part(const struct document_words *words, enum document_part part, const char *text)
{
    for (guint i = 0; i < words->parts[part]->len; i++) {
        const struct saying *saying = words->parts[part]->pdata[i];
        g_autoptr(GMatchInfo) match = NULL;
        if (g_regex_match(saying->regex, text, 0, &match))
            return fill(saying->words, match);
    }
    return NULL;
}

static char *part_or_itself(const struct document_words *words, enum document_part part, const char *text)
{
    char *said = document_words_part(words, part, text);
    return said ? said : g_strdup(text);
}

/* From the end on, as long as the pieces are ours: before them stands the file's name, which may be anything. */
static char *place_line(const struct document_words *words, const char *place)
{
    g_autofree char *rest = g_strdup(place);
    g_autoptr(GString) said = g_string_new(NULL);
    for (char *comma; (comma = g_strrstr(rest, ", ")); *comma = '\0') {
        g_autofree char *piece = document_words_part(words, DOCUMENT_PLACE, comma + 2);
        if (!piece)
            break;
        g_string_prepend(said, piece);
        g_string_prepend(said, ", ");
    }
    g_string_prepend(said, rest);
    return g_string_free(g_steal_pointer(&said), FALSE);
}

char *document_words_line(const struct document_words *words, const char *line)
{
    g_autofree char *head = g_strdup(line), *found = g_strdup("");
    char *arrow = words ? g_strrstr(head, ARROW) : NULL;
    if (!arrow)
        return g_steal_pointer(&head);
    *arrow = '\0';
    char *open = g_str_has_suffix(head, CLOSE) ? strstr(head, OPEN) : NULL;
    if (open) {
        g_autofree char *quoted = g_strndup(open + strlen(OPEN), strlen(open + strlen(OPEN)) - strlen(CLOSE));
        g_autofree char *said = part_or_itself(words, DOCUMENT_FOUND, quoted);
        g_free(found);
        found = g_strdup_printf(": “%s”,", said);
        *open = '\0';
    } else if (g_str_has_suffix(head, ":")) {
        head[strlen(head) - 1] = '\0';
    }
    char *colon = g_strrstr(head, ": ");
    if (!colon)
        return g_strdup(line);
    *colon = '\0';
    g_autofree char *place = place_line(words, head), *rule = part_or_itself(words, DOCUMENT_RULE, colon + 2);
    g_autofree char *wanted = part_or_itself(words, DOCUMENT_WANTED, arrow + strlen(ARROW));
    return g_strdup_printf("%s: %s%s" ARROW "%s", place, rule, found, wanted);
}
