#include "parsers/decode/armor.h"

#include <string.h>

enum armor_state { ARMOR_OUTSIDE, ARMOR_HEADER, ARMOR_TEXT, ARMOR_SIGNATURE };

static gboolean line_is(const struct document_line *line, const char *mark)
{
    return line->quote == 0 && g_str_has_prefix(line->text, mark);
}

/* Whether the line is part of the signed text; moves the state on. */
static gboolean armor_keeps(enum armor_state *state, struct document_line *line)
{
    switch (*state) {
    case ARMOR_OUTSIDE:
        if (!line_is(line, "-----BEGIN PGP SIGNED MESSAGE-----"))
            return TRUE;
        *state = ARMOR_HEADER;
        return FALSE;
    case ARMOR_HEADER:
        if (!*line->text)
            *state = ARMOR_TEXT;
        return FALSE;
    case ARMOR_TEXT:
        if (line_is(line, "-----BEGIN PGP SIGNATURE-----")) {
            *state = ARMOR_SIGNATURE;
            return FALSE;
        }
        if (g_str_has_prefix(line->text, "- ")) /* RFC 4880 section 7.1 */
            memmove(line->text, line->text + 2, strlen(line->text + 2) + 1);
        return TRUE;
    case ARMOR_SIGNATURE:
        if (line_is(line, "-----END PGP SIGNATURE-----"))
            *state = ARMOR_OUTSIDE;
        return FALSE;
    }
    return TRUE;
}

static guint32 armor_flags(const struct document_block *block)
{
    guint32 flags = 0;
    for (guint i = 0; i < block->lines->len; i++) {
        const struct document_line *line = block->lines->pdata[i];
        if (line_is(line, "-----BEGIN PGP MESSAGE-----"))
            flags |= DOCUMENT_ENCRYPTED;
        else if (line_is(line, "-----BEGIN PGP SIGNED MESSAGE-----"))
            flags |= DOCUMENT_SIGNED;
    }
    return flags;
}

guint32 armor_strip(struct document_block *block)
{
    guint32 flags = armor_flags(block);
    if (!(flags & DOCUMENT_SIGNED))
        return flags;
    enum armor_state state = ARMOR_OUTSIDE;
    GPtrArray *lines = block->lines;
    guint kept = 0;
    for (guint i = 0; i < lines->len; i++) {
        if (!armor_keeps(&state, lines->pdata[i]))
            continue;
        gpointer line = lines->pdata[i];
        lines->pdata[i] = lines->pdata[kept];
        lines->pdata[kept++] = line;
    }
    g_ptr_array_set_size(lines, (gint)kept);
    return flags;
}
