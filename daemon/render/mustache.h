/* Mustache templates after the public specification (github.com/mustache/spec): comments, delimiters, interpolation,
 * sections, inverted sections and partials; lambdas and inheritance are left out. A template is compiled once and
 * rendered often; a value never becomes a tag.
 *
 * Two rules the specification leaves open: an empty text is false, and a name that nothing holds is found when the
 * template is checked (mustache_check), not when it is rendered. */
#ifndef MO_RENDER_MUSTACHE_H
#define MO_RENDER_MUSTACHE_H

#include <glib.h>

#include "daemon/base/diagnostics.h"
#include "daemon/render/tree.h"

struct mustache;

/* Compiles `source`. Unclosed tags, sections that don't match and nesting deeper than BOUND_TEMPLATE_DEPTH are added to
 * `diagnostics` with `file` and line, and then NULL is returned. */
struct mustache *mustache_compile(const char *file, const char *source, struct diagnostics *diagnostics);
void mustache_free(struct mustache *mustache);
typedef struct mustache mustache_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mustache_auto, mustache_free)

/* Appends `text` to `out` in a way that is harmless where it stands. */
typedef void (*mustache_escape)(GString *out, const char *text);
void mustache_escape_html(GString *out, const char *text); /* & < > " ' */
void mustache_escape_none(GString *out, const char *text);

/* Renders over `data`. `partials` maps names to struct mustache (NULL: none); a partial that is not there is empty.
 * Fails with RENDER_ERROR_SIZE when the result would be longer than BOUND_RENDERED, when sections and partials are
 * deeper in one another than BOUND_TEMPLATE_DEPTH, or after BOUND_TEMPLATE_STEPS steps. NULL on failure. */
char *mustache_render(const struct mustache *mustache, const struct tree *data, GHashTable *partials,
                      mustache_escape escape, GError **error);

/* The names a template may use: a table that ends with a NULL name. `inner` is the table of what is inside a list's
 * elements or a map; NULL: a text or a flag. */
struct mustache_name {
    const char *name;
    const struct mustache_name *inner;
};

/* Adds to `diagnostics` each name that the template, or a partial where it stands in it, uses and that `names` does not
 * hold, and each partial that is not there, with the nearest known name. `told` (a set of strings) keeps one mistake
 * from being told twice. */
void mustache_check(const struct mustache *mustache, const struct mustache_name *names, GHashTable *partials,
                    GHashTable *told, struct diagnostics *diagnostics);

#endif
