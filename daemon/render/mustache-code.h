/* A compiled template, for those who make, run and check it; nobody else. */
#ifndef MO_RENDER_MUSTACHE_CODE_H
#define MO_RENDER_MUSTACHE_CODE_H

#include <glib.h>

enum mustache_kind {
    MUSTACHE_LITERAL,
    MUSTACHE_VALUE, /* escaped */
    MUSTACHE_RAW,   /* {{{x}}}, {{&x}} */
    MUSTACHE_SECTION,
    MUSTACHE_INVERTED,
    MUSTACHE_END,
    MUSTACHE_PARTIAL,
};

struct mustache_step {
    enum mustache_kind kind;
    gboolean
        starts_line; /* first of what remains of a source line: an enclosing partial's indentation goes before it */
    guint line;      /* in the file, from 1 */
    char *text;      /* the literal, or the name as written */
    gsize length;    /* of the literal */
    char **path;     /* the name split at its dots, one piece of memory; empty for "."; NULL for literals, ends and partials */
    guint hash;      /* of the path's first part (tree_hash) */
    guint end;       /* SECTION, INVERTED: index of its END */
    char *indent;    /* PARTIAL alone on its line: the white space before it; else NULL */
};

struct mustache {
    char *file;
    GArray *steps; /* struct mustache_step */
};

static inline const struct mustache_step *mustache_step(const struct mustache *mustache, guint index)
{
    return &g_array_index(mustache->steps, struct mustache_step, index);
}

#endif
