/* Source text to steps. Tags are found one by one; what stands around a tag on its line decides, on the source alone,
 * whether it stands alone, so that its line vanishes with it. */
#include "daemon/render/mustache-code.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/render/mustache.h"

struct compiler {
    const char *source;
    const char *at;      /* what comes before is compiled */
    const char *counted; /* `line` is the line of this place */
    guint line;
    char *open, *close;  /* the delimiters now */
    gboolean line_start; /* nothing of the present line has become a step yet */
    GArray *sections;    /* guint: indices of the sections that are open */
    struct mustache *mustache;
    struct diagnostics *diagnostics;
    gboolean failed;
};

struct tag {
    const char *start, *end; /* of the whole tag, delimiters included */
    char sigil;              /* '\0' for a plain name */
    char *content;           /* trimmed, without the sigil */
};

static void step_clear(void *data)
{
    struct mustache_step *step = data;
    g_free(step->text);
    g_free(step->path);
    g_free(step->indent);
}

static guint compiler_line(struct compiler *compiler, const char *place)
{
    for (; compiler->counted < place; compiler->counted++)
        compiler->line += *compiler->counted == '\n';
    return compiler->line;
}

G_GNUC_PRINTF(3, 4)
static void compiler_fail(struct compiler *compiler, guint line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_add(compiler->diagnostics, compiler->mustache->file, (int)line, "%s", text);
    compiler->failed = TRUE;
}

static struct mustache_step *compiler_add(struct compiler *compiler, enum mustache_kind kind, char *text, guint line)
{
    struct mustache_step step = {.kind = kind, .text = text, .line = line, .starts_line = compiler->line_start};
    compiler->line_start = FALSE;
    g_array_append_val(compiler->mustache->steps, step);
    return &g_array_index(compiler->mustache->steps, struct mustache_step, compiler->mustache->steps->len - 1);
}

/* One literal a line, since an indentation may go before each. */
static void compile_text(struct compiler *compiler, const char *end)
{
    while (compiler->at < end) {
        const char *newline = memchr(compiler->at, '\n', (gsize)(end - compiler->at));
        const char *stop = newline ? newline + 1 : end;
        guint line = compiler_line(compiler, compiler->at);
        gsize length = (gsize)(stop - compiler->at);
        compiler_add(compiler, MUSTACHE_LITERAL, g_strndup(compiler->at, length), line)->length = length;
        compiler->line_start = newline != NULL;
        compiler->at = stop;
    }
}

/* Start of the white space before the tag when nothing else stands on its line, else NULL; `ret_next` is then where the
 * next line begins. */
static const char *tag_alone(const struct compiler *compiler, const struct tag *tag, const char **ret_next)
{
    const char *before = tag->start, *after = tag->end;
    while (before > compiler->source && (before[-1] == ' ' || before[-1] == '\t'))
        before--;
    if (before > compiler->source && before[-1] != '\n')
        return NULL;
    after += strspn(after, " \t");
    if (after[0] == '\r' && after[1] == '\n')
        after++;
    if (*after != '\n' && *after != '\0')
        return NULL;
    *ret_next = *after ? after + 1 : after;
    return before;
}

static void compile_delimiters(struct compiler *compiler, const struct tag *tag)
{
    g_auto(GStrv) words = g_strsplit_set(tag->content, " \t\r\n", -1);
    const char *found[2] = {NULL, NULL};
    guint count = 0;
    for (guint i = 0; words[i]; i++) {
        if (*words[i] && count < 2)
            found[count] = words[i];
        count += *words[i] != '\0';
    }
    if (count != 2 || strchr(found[0], '=') || strchr(found[1], '=')) {
        compiler_fail(compiler, compiler_line(compiler, tag->start),
                      "delimiters are changed by two words without \"=\", as in {{=<%% %%>=}}; found \"%s\"",
                      tag->content);
        return;
    }
    g_free(compiler->open);
    g_free(compiler->close);
    compiler->open = g_strdup(found[0]);
    compiler->close = g_strdup(found[1]);
}

static void compile_section_end(struct compiler *compiler, const struct tag *tag, guint line)
{
    GArray *sections = compiler->sections;
    if (sections->len == 0) {
        compiler_fail(compiler, line, "section \"%s\" ends here but was never begun", tag->content);
        return;
    }
    guint index = g_array_index(sections, guint, sections->len - 1);
    struct mustache_step *section = &g_array_index(compiler->mustache->steps, struct mustache_step, index);
    if (!g_str_equal(section->text, tag->content))
        compiler_fail(compiler, line, "section \"%s\" ends here, but the one open is \"%s\", begun in line %u",
                      tag->content, section->text, section->line);
    section->end = compiler->mustache->steps->len;
    g_array_set_size(sections, sections->len - 1);
    compiler_add(compiler, MUSTACHE_END, NULL, line);
}

static void compile_section(struct compiler *compiler, guint line)
{
    guint index = compiler->mustache->steps->len - 1;
    g_array_append_val(compiler->sections, index);
    if (compiler->sections->len == BOUND_TEMPLATE_DEPTH + 1)
        compiler_fail(compiler, line, "more than %u sections inside one another", BOUND_TEMPLATE_DEPTH);
}

/* The dotted name as its parts, none for "."; NULL when it is no name. One piece of memory, since a shop's templates have thousands of names. */
static char **name_path(const char *name)
{
    gboolean itself = g_str_equal(name, ".");
    gsize size = strlen(name) + 1, parts = 1;
    for (const char *dot = name; (dot = strchr(dot, '.')); dot++)
        parts++;
    if (!itself && (name[strcspn(name, " \t\r\n")] || *name == '.' || size == 1 || name[size - 2] == '.' || strstr(name, "..")))
        return NULL;
    char **path = g_malloc0((parts + 1) * sizeof *path + size), *part = memcpy(path + parts + 1, name, size);
    for (gsize i = 0; !itself && i < parts; i++)
        path[i] = strsep(&part, ".");
    return path;
}

static void compile_name(struct compiler *compiler, const struct tag *tag, enum mustache_kind kind, guint line)
{
    struct mustache_step *step = compiler_add(compiler, kind, g_strdup(tag->content), line);
    step->path = name_path(tag->content);
    if (step->path && step->path[0])
        step->hash = tree_hash(step->path[0]);
    if (!step->path)
        compiler_fail(compiler, line, "\"%s\" is not a name: no spaces, parts joined by single dots", tag->content);
    if (kind == MUSTACHE_SECTION || kind == MUSTACHE_INVERTED)
        compile_section(compiler, line);
}

static void compile_partial(struct compiler *compiler, const struct tag *tag, const char *indent_start, guint line)
{
    if (!*tag->content || strpbrk(tag->content, " \t\r\n")) {
        compiler_fail(compiler, line, "\"%s\" is not the name of a partial", tag->content);
        return;
    }
    struct mustache_step *step = compiler_add(compiler, MUSTACHE_PARTIAL, g_strdup(tag->content), line);
    if (indent_start)
        step->indent = g_strndup(indent_start, (gsize)(tag->start - indent_start));
}

static void compile_tag(struct compiler *compiler, const struct tag *tag)
{
    gboolean may_stand_alone = tag->sigil && strchr("#^/>!=", tag->sigil);
    const char *next = tag->end;
    const char *alone = may_stand_alone ? tag_alone(compiler, tag, &next) : NULL;
    compile_text(compiler, alone ? alone : tag->start);
    compiler->at = next;

    guint line = compiler_line(compiler, tag->start);
    gboolean line_start = compiler->line_start;
    if (alone)
        compiler->line_start = FALSE; /* the line is gone: no step of it may carry an indentation */
    if (tag->sigil == '=')
        compile_delimiters(compiler, tag);
    else if (tag->sigil == '/')
        compile_section_end(compiler, tag, line);
    else if (tag->sigil == '#' || tag->sigil == '^')
        compile_name(compiler, tag, tag->sigil == '#' ? MUSTACHE_SECTION : MUSTACHE_INVERTED, line);
    else if (tag->sigil == '>')
        compile_partial(compiler, tag, alone, line);
    else if (tag->sigil != '!')
        compile_name(compiler, tag, tag->sigil ? MUSTACHE_RAW : MUSTACHE_VALUE, line);
    if (alone)
        compiler->line_start = line_start;
}

/* Reads the tag that begins at `start`. FALSE when it never ends. */
static gboolean tag_read(struct compiler *compiler, const char *start, struct tag *ret_tag)
{
    const char *inside = start + strlen(compiler->open);
    char sigil = '\0';
    if (*inside && strchr("{=#^/>&!", *inside))
        sigil = *inside;
    g_autofree char *ending = g_strconcat(sigil == '{' ? "}" : sigil == '=' ? "=" : "", compiler->close, NULL);
    const char *content = inside + (sigil != '\0');
    const char *end = strstr(content, ending);
    if (!end) {
        compiler_fail(compiler, compiler_line(compiler, start), "a tag begins here and is never closed with \"%s\"",
                      ending);
        return FALSE;
    }
    ret_tag->start = start;
    ret_tag->end = end + strlen(ending);
    ret_tag->sigil = sigil;
    ret_tag->content = g_strstrip(g_strndup(content, (gsize)(end - content)));
    return TRUE;
}

static void compile_all(struct compiler *compiler)
{
    const char *start;
    while ((start = strstr(compiler->at, compiler->open))) {
        struct tag tag;
        if (!tag_read(compiler, start, &tag))
            return;
        compile_tag(compiler, &tag);
        g_free(tag.content);
    }
    compile_text(compiler, compiler->at + strlen(compiler->at));
    for (guint i = 0; i < compiler->sections->len; i++) {
        const struct mustache_step *section =
            mustache_step(compiler->mustache, g_array_index(compiler->sections, guint, i));
        diagnostics_add(compiler->diagnostics, compiler->mustache->file, (int)section->line,
                        "section \"%s\" is never closed with {{/%s}}", section->text, section->text);
    }
    compiler->failed |= compiler->sections->len > 0;
}

struct mustache *mustache_compile(const char *file, const char *source, struct diagnostics *diagnostics)
{
    g_autoptr(mustache_auto) mustache = g_new0(struct mustache, 1);
    mustache->file = g_strdup(file);
    mustache->steps = g_array_new(FALSE, FALSE, sizeof(struct mustache_step));
    g_array_set_clear_func(mustache->steps, step_clear);

    struct compiler compiler = {.source = source,
                                .at = source,
                                .counted = source,
                                .line = 1,
                                .open = g_strdup("{{"),
                                .close = g_strdup("}}"),
                                .line_start = TRUE,
                                .sections = g_array_new(FALSE, FALSE, sizeof(guint)),
                                .mustache = mustache,
                                .diagnostics = diagnostics};
    compile_all(&compiler);
    g_array_unref(compiler.sections);
    g_free(compiler.open);
    g_free(compiler.close);
    if (compiler.failed)
        return NULL;
    return g_steal_pointer(&mustache);
}

void mustache_free(struct mustache *mustache)
{
    if (!mustache)
        return;
    g_free(mustache->file);
    g_array_unref(mustache->steps);
    g_free(mustache);
}
