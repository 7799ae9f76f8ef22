/* "Sofa: 2 pcs, linen": an item whose name is written as if it were a label. */
#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/kinds.h"

#define PARTS 20

/* Whether the part is a choice of the product's. */
static gboolean is_choice(const struct form *form, const char *part)
{
    g_autofree char *key = text_match_key(part);
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (field->type == FIELD_CHOICE && choice_exact(field, key, NULL))
            return TRUE;
    }
    return FALSE;
}

/* The count among the parts, which it is taken from. Without one, or with a number that does not say what it counts ("one of them, 180"),
 * nothing but choices and measures may stand there. */
static gboolean parts_order(const struct form *form, GStrv parts, char **ret_count)
{
    gboolean chosen = FALSE, known = TRUE, sure = FALSE;
    for (guint i = 0; parts[i]; i++) {
        char *count = is_choice(form, parts[i]) ? NULL : heading_count(parts[i]);
        chosen = chosen || is_choice(form, parts[i]);
        known = known && (count || is_choice(form, parts[i]) || g_ascii_isdigit(*parts[i]));
        sure = sure || (count && parts[i][strspn(parts[i], "0123456789 ")]);
        if (count && *ret_count) { /* two counts: of what? */
            g_free(count);
            return FALSE;
        }
        if (count) {
            *ret_count = count;
            *parts[i] = '\0';
        }
    }
    return *ret_count ? sure || known : chosen && known;
}

char *heading_of_colon(const struct label_index *index, const char *line)
{
    gboolean bullet;
    const char *start = line_without_bullet(line, &bullet), *colon = strchr(start, ':');
    if (!colon || !colon[strspn(colon, ": ")])
        return NULL;
    g_autofree char *name = g_strstrip(g_strndup(start, (gsize)(colon - start))), *key = text_match_key(name), *count = NULL;
    struct product_match match = product_exact(index, key, name);
    g_auto(GStrv) parts = match.form ? g_strsplit(colon + 1, ", ", PARTS) : NULL;
    for (guint i = 0; parts && parts[i]; i++) {
        g_strstrip(parts[i]);
        if (*parts[i] && strchr(".;,", parts[i][strlen(parts[i]) - 1]))
            parts[i][strlen(parts[i]) - 1] = '\0';
    }
    if (!parts || !parts_order(match.form, parts, &count))
        return NULL;
    GString *heading = g_string_new(NULL);
    g_string_append_printf(heading, "%s%s%s", count ? count : "", count ? " x " : "", name);
    for (guint i = 0; parts[i]; i++)
        if (*parts[i])
            g_string_append_printf(heading, ", %s", parts[i]);
    return g_string_free(heading, FALSE);
}
