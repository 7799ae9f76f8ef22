/* Runs a compiled template over a tree. Sections and partials recurse, BOUND_TEMPLATE_DEPTH deep at most. */
#include "daemon/render/mustache.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/render/letter.h"
#include "daemon/render/mustache-code.h"

struct renderer {
    const struct tree *context[BOUND_TEMPLATE_DEPTH + 2]; /* innermost last */
    guint context_depth;
    guint depth; /* sections and partials we are in */
    guint64 steps;
    GHashTable *partials; /* NULL: none */
    mustache_escape escape;
    GString *out;
    GError **error;
};

static const char *html_entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    }
    return "";
}

void mustache_escape_html(GString *out, const char *text)
{
    for (;;) {
        gsize harmless = strcspn(text, "&<>\"'");
        g_string_append_len(out, text, (gssize)harmless);
        text += harmless;
        if (!*text)
            return;
        g_string_append(out, html_entity(*text++));
    }
}

void mustache_escape_none(GString *out, const char *text)
{
    g_string_append(out, text);
}

/* The first part is sought from the innermost context outwards, the others only in what it gave. */
static const struct tree *renderer_find(const struct renderer *renderer, const struct mustache_step *step)
{
    const struct tree *found = NULL;
    char *const *path = step->path;
    if (!path[0])
        return renderer->context[renderer->context_depth - 1];
    for (guint i = renderer->context_depth; i > 0 && !found; i--)
        found = tree_get_hashed(renderer->context[i - 1], path[0], step->hash);
    for (guint i = 1; found && path[i]; i++)
        found = tree_get(found, path[i]);
    return found;
}

static gboolean renderer_fail(struct renderer *renderer, const struct mustache *mustache, guint line, const char *what)
{
    g_set_error(renderer->error, RENDER_ERROR, RENDER_ERROR_SIZE, "%s:%u: %s", mustache->file, line, what);
    return FALSE;
}

static gboolean render_range(struct renderer *renderer, const struct mustache *mustache, guint from, guint to,
                             const char *indent);

static gboolean render_inside(struct renderer *renderer, const struct mustache *mustache, guint index,
                              const struct tree *context, const char *indent)
{
    const struct mustache_step *step = mustache_step(mustache, index);
    if (context)
        renderer->context[renderer->context_depth++] = context;
    /* the END step is run too: it may begin a line */
    gboolean done = render_range(renderer, mustache, index + 1, step->end + 1, indent);
    if (context)
        renderer->context_depth--;
    return done;
}

static gboolean render_section(struct renderer *renderer, const struct mustache *mustache, guint index,
                               const char *indent)
{
    const struct tree *value = renderer_find(renderer, mustache_step(mustache, index));
    if (!tree_is_true(value))
        return TRUE;
    if (!tree_is_list(value))
        return render_inside(renderer, mustache, index, value, indent);
    for (const struct tree *element = tree_first(value); element; element = tree_next(element))
        if (!render_inside(renderer, mustache, index, element, indent))
            return FALSE;
    return TRUE;
}

static gboolean render_partial(struct renderer *renderer, const struct mustache_step *step, const char *indent)
{
    const struct mustache *partial = renderer->partials ? g_hash_table_lookup(renderer->partials, step->text) : NULL;
    if (!partial)
        return TRUE;
    /* A partial within a line goes on in that line; only one that has the line for itself is indented. */
    g_autofree char *joined = step->indent && *indent ? g_strconcat(indent, step->indent, NULL) : NULL;
    const char *inner = joined ? joined : step->indent ? step->indent : "";
    return render_range(renderer, partial, 0, partial->steps->len, inner);
}

/* Runs the step at *index and moves it on. */
static gboolean render_step(struct renderer *renderer, const struct mustache *mustache, guint *index,
                            const char *indent)
{
    const struct mustache_step *step = mustache_step(mustache, *index);
    if (step->starts_line && *indent)
        g_string_append(renderer->out, indent);
    guint next = *index + 1;
    gboolean done = TRUE;
    switch (step->kind) {
    case MUSTACHE_LITERAL:
        g_string_append_len(renderer->out, step->text, (gssize)step->length);
        break;
    case MUSTACHE_VALUE:
        renderer->escape(renderer->out, tree_text(renderer_find(renderer, step)));
        break;
    case MUSTACHE_RAW:
        g_string_append(renderer->out, tree_text(renderer_find(renderer, step)));
        break;
    case MUSTACHE_SECTION:
        done = render_section(renderer, mustache, *index, indent);
        next = step->end + 1;
        break;
    case MUSTACHE_INVERTED:
        if (!tree_is_true(renderer_find(renderer, step)))
            done = render_inside(renderer, mustache, *index, NULL, indent);
        next = step->end + 1;
        break;
    case MUSTACHE_PARTIAL:
        done = render_partial(renderer, step, indent);
        break;
    case MUSTACHE_END:
        break;
    }
    *index = next;
    return done;
}

static gboolean render_range(struct renderer *renderer, const struct mustache *mustache, guint from, guint to,
                             const char *indent)
{
    if (from >= to)
        return TRUE;
    guint line = mustache_step(mustache, from)->line;
    if (renderer->depth == BOUND_TEMPLATE_DEPTH)
        return renderer_fail(renderer, mustache, line, "sections and partials too deep in one another");
    renderer->depth++;
    for (guint i = from; i < to;) {
        line = mustache_step(mustache, i)->line;
        if (!render_step(renderer, mustache, &i, indent))
            return FALSE;
        if (renderer->out->len > (gsize)BOUND_RENDERED)
            return renderer_fail(renderer, mustache, line, "the text becomes too long");
        if (++renderer->steps > BOUND_TEMPLATE_STEPS)
            return renderer_fail(renderer, mustache, line, "too many repetitions");
    }
    renderer->depth--;
    return TRUE;
}

char *mustache_render(const struct mustache *mustache, const struct tree *data, GHashTable *partials,
                      mustache_escape escape, GError **error)
{
    struct renderer renderer = {.context = {data},
                                .context_depth = 1,
                                .partials = partials,
                                .escape = escape,
                                .out = g_string_new(NULL),
                                .error = error};
    gboolean done = render_range(&renderer, mustache, 0, mustache->steps->len, "");
    return g_string_free(renderer.out, !done);
}
