/* Looks up each name of a template in the table of what it may use, as rendering would: innermost table first. */
#include "daemon/render/mustache.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/mustache-code.h"

struct checker {
    const struct mustache_name *context[BOUND_TEMPLATE_DEPTH + 2]; /* innermost last; NULL for a text or flag */
    guint context_depth;
    const struct mustache *open[BOUND_TEMPLATE_DEPTH + 2]; /* the partials we are in */
    guint open_context[BOUND_TEMPLATE_DEPTH + 2];          /* context_depth where each begins */
    guint open_depth;
    GHashTable *partials;
    GHashTable *told;
    struct diagnostics *diagnostics;
};

static void checker_tell(struct checker *checker, const struct mustache *mustache, const struct mustache_step *step,
                         const char *what, const char *nearest)
{
    GString *text = g_string_new(what);
    if (nearest)
        g_string_append_printf(text, "; did you mean \"%s\"?", nearest);
    char *key = g_strdup_printf("%s:%u:%s", mustache->file, step->line, text->str);
    if (g_hash_table_add(checker->told, key))
        diagnostics_add(checker->diagnostics, mustache->file, (int)step->line, "%s", text->str);
    g_string_free(text, TRUE);
}

/* The known name closest to `name`, when it is close enough to be meant. */
static void nearest_consider(const char *name, const char *known, guint *distance, const char **nearest)
{
    guint found = text_distance(name, known, *distance);
    if (found < *distance) {
        *distance = found;
        *nearest = known;
    }
}

static guint nearest_limit(const char *name)
{
    return MAX(2, (guint)strlen(name) / 3 + 1);
}

static const struct mustache_name *names_find(const struct mustache_name *names, const char *name)
{
    for (; names && names->name; names++)
        if (names->name[0] == name[0] && g_str_equal(names->name, name))
            return names;
    return NULL;
}

static const char *checker_nearest(const struct checker *checker, const struct mustache_name *only, const char *name)
{
    const char *nearest = NULL;
    guint distance = nearest_limit(name);
    for (const struct mustache_name *known = only; known && known->name; known++)
        nearest_consider(name, known->name, &distance, &nearest);
    for (guint i = only ? 0 : checker->context_depth; i > 0; i--)
        for (const struct mustache_name *known = checker->context[i - 1]; known && known->name; known++)
            nearest_consider(name, known->name, &distance, &nearest);
    return nearest;
}

/* The first `parts` of the step's path lead somewhere, the last of them to the names `inside`; the next does not. */
static void tell_missing(struct checker *checker, const struct mustache *mustache, const struct mustache_step *step,
                         const struct mustache_name *inside, guint parts)
{
    const char *nearest = inside || parts == 0 ? checker_nearest(checker, inside, step->path[parts]) : NULL;
    g_autofree char *what = g_strdup_printf("nothing here is called \"%s\"", step->text);
    g_autoptr(GString) meant = g_string_new(NULL);
    for (guint i = 0; i < parts; i++)
        g_string_append_printf(meant, "%s.", step->path[i]);
    g_string_append(meant, nearest ? nearest : "");
    checker_tell(checker, mustache, step, what, nearest ? meant->str : NULL);
}

/* The table entry a path leads to; NULL when it leads nowhere, which is told. */
static const struct mustache_name *checker_find(struct checker *checker, const struct mustache *mustache,
                                                const struct mustache_step *step)
{
    const struct mustache_name *found = NULL, *inside = NULL;
    for (guint i = checker->context_depth; i > 0 && !found; i--)
        found = names_find(checker->context[i - 1], step->path[0]);
    guint parts = 0; /* of the path, which lead somewhere */
    while (found && step->path[++parts]) {
        inside = found->inner;
        found = names_find(inside, step->path[parts]);
    }
    if (!found)
        tell_missing(checker, mustache, step, inside, parts);
    return found;
}

static void check_range(struct checker *checker, const struct mustache *mustache, guint from, guint to);

/* The place of this partial among those we are in, from 1; 0 when we are not in it. */
static guint checker_is_in(const struct checker *checker, const struct mustache *mustache)
{
    for (guint i = 0; i < checker->open_depth; i++)
        if (checker->open[i] == mustache)
            return i + 1;
    return 0;
}

/* Only a section whose parts have names of their own can come to an end on the way back to a partial we are in. */
static gboolean checker_has_end(const struct checker *checker, guint place)
{
    for (guint i = checker->open_context[place - 1]; i < checker->context_depth; i++)
        if (checker->context[i])
            return TRUE;
    return FALSE;
}

static void check_partial(struct checker *checker, const struct mustache *mustache, const struct mustache_step *step)
{
    const struct mustache *partial = g_hash_table_lookup(checker->partials, step->text);
    if (partial) {
        /* one that includes itself has been checked already; rendering bounds how deep it goes */
        guint place = checker_is_in(checker, partial);
        if (place && !checker_has_end(checker, place)) {
            g_autofree char *endless = g_strdup_printf("the partial \"%s\" includes itself, without an end", step->text);
            checker_tell(checker, mustache, step, endless, NULL);
        }
        if (place || checker->open_depth == G_N_ELEMENTS(checker->open))
            return;
        checker->open_context[checker->open_depth] = checker->context_depth;
        checker->open[checker->open_depth++] = partial;
        check_range(checker, partial, 0, partial->steps->len);
        checker->open_depth--;
        return;
    }
    const char *nearest = NULL;
    guint distance = nearest_limit(step->text);
    GHashTableIter iterator;
    void *name;
    g_hash_table_iter_init(&iterator, checker->partials);
    while (g_hash_table_iter_next(&iterator, &name, NULL))
        nearest_consider(step->text, name, &distance, &nearest);
    g_autofree char *what = g_strdup_printf("there is no partial \"%s\"", step->text);
    checker_tell(checker, mustache, step, what, nearest);
}

static void check_section(struct checker *checker, const struct mustache *mustache, guint index)
{
    const struct mustache_step *step = mustache_step(mustache, index);
    const struct mustache_name *found = step->path[0] ? checker_find(checker, mustache, step) : NULL;
    if (step->path[0] && !found)
        return; /* what is inside can't be judged */
    gboolean push = step->kind == MUSTACHE_SECTION && checker->context_depth < G_N_ELEMENTS(checker->context);
    if (push)
        checker->context[checker->context_depth++] = found ? found->inner : NULL;
    check_range(checker, mustache, index + 1, step->end);
    if (push)
        checker->context_depth--;
}

static void check_range(struct checker *checker, const struct mustache *mustache, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        const struct mustache_step *step = mustache_step(mustache, i);
        switch (step->kind) {
        case MUSTACHE_VALUE:
        case MUSTACHE_RAW:
            if (step->path[0])
                checker_find(checker, mustache, step);
            break;
        case MUSTACHE_SECTION:
        case MUSTACHE_INVERTED:
            check_section(checker, mustache, i);
            i = step->end;
            break;
        case MUSTACHE_PARTIAL:
            check_partial(checker, mustache, step);
            break;
        case MUSTACHE_LITERAL:
        case MUSTACHE_END:
            break;
        }
    }
}

void mustache_check(const struct mustache *mustache, const struct mustache_name *names, GHashTable *partials,
                    GHashTable *told, struct diagnostics *diagnostics)
{
    struct checker checker = {
        .context = {names}, .context_depth = 1, .partials = partials, .told = told, .diagnostics = diagnostics};
    check_range(&checker, mustache, 0, mustache->steps->len);
}
