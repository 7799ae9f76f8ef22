#include "parsers/read/question.h"

#include <string.h>

/* A question mark behind this word; "https://…/tables?" is none. */
static gboolean word_asks(const char *word)
{
    static const char *const marks[] = {"?", "？", "؟"};
    for (guint i = 0; i < G_N_ELEMENTS(marks) && !strstr(word, "://"); i++) {
        const char *mark = strstr(word, marks[i]);
        const char *rest = mark ? mark + strlen(marks[i]) : "x";
        if (!rest[strspn(rest, "?!.)\"'")] || !g_str_is_ascii(rest))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_polite(GStrv words, guint at)
{
    return at >= 2 && g_ascii_strncasecmp(words[at], "you", 3) == 0 && g_ascii_strcasecmp(words[at - 1], "are") == 0 && g_ascii_strcasecmp(words[at - 2], "how") == 0;
}

static gboolean has_letter(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (g_unichar_isalpha(g_utf8_get_char(p)))
            return TRUE;
    return FALSE;
}

gboolean question_in(const char *text)
{
    if (!strchr(text, '?') && g_str_is_ascii(text)) /* nearly all */
        return FALSE;
    g_auto(GStrv) words = g_strsplit_set(text, " \t\n", -1);
    gboolean said = FALSE;
    for (guint i = 0; words[i]; i++) {
        said = said || has_letter(words[i]);
        if (said && word_asks(words[i]) && !is_polite(words, i))
            return TRUE;
    }
    return FALSE;
}
