#include "parsers/decode/sole-mailbox.h"

#include <string.h>

/* Where the comment that begins at `open` ends (its closing parenthesis); NULL when it never does. */
static const char *comment_end(const char *open)
{
    guint depth = 0;
    for (const char *p = open; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p;
    }
    return NULL;
}

/* The same of a quoted string. */
static const char *quote_end(const char *open)
{
    for (const char *p = open + 1; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '"')
            return p;
    }
    return NULL;
}

/* Without comments, and with every quoted string that is no local part as one plain letter: what is left has no sign in it that does not
 * mean what it means. NULL when a comment or a quotation is left open. */
static char *bared(const char *value)
{
    g_autoptr(GString) bare = g_string_new(NULL);
    for (const char *p = value; *p; p++) {
        const char *end = *p == '(' ? comment_end(p) : *p == '"' ? quote_end(p) : p;
        if (!end)
            return NULL;
        if (*p == '"' && end[1] == '@')
            g_string_append_len(bare, p, end - p + 1);
        else if (*p == '"')
            g_string_append_c(bare, 'q');
        else
            g_string_append_c(bare, *p == '(' ? ' ' : *p);
        p = end;
    }
    return g_strdup(g_strstrip(bare->str));
}

/* Parsers may hand out a domain's letters for its xn-- form. */
static gboolean same_spec(const char *left, const char *right)
{
    const char *left_at = strrchr(left, '@');
    const char *right_at = strrchr(right, '@');
    if (!left_at || !right_at || left_at - left != right_at - right || strncmp(left, right, (gsize)(left_at - left)) != 0)
        return FALSE;
    g_autofree char *left_domain = g_hostname_to_ascii(left_at + 1);
    g_autofree char *right_domain = g_hostname_to_ascii(right_at + 1);
    return left_domain && right_domain && g_ascii_strcasecmp(left_domain, right_domain) == 0;
}

gboolean sole_mailbox(const char *value, const char *spec)
{
    g_autofree char *bare = bared(value);
    if (!bare || strpbrk(bare, ",;"))
        return FALSE;
    char *open = strchr(bare, '<');
    if (!open)
        return same_spec(bare, spec);
    gsize length = strlen(open);
    if (open[length - 1] != '>')
        return FALSE;
    open[length - 1] = '\0';
    return same_spec(g_strstrip(open + 1), spec);
}
