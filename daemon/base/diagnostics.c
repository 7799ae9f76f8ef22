#include "daemon/base/diagnostics.h"

#include "daemon/base/text.h"

#define DIAGNOSTIC_BYTES 4000

struct diagnostic {
    char *file;
    int line;
    guint order; /* of arrival, so that sorting is stable */
    char *text;  /* "file:line: what" */
};

struct diagnostics {
    GPtrArray *all; /* struct diagnostic */
    gboolean sorted;
};

static void diagnostic_free(void *data)
{
    struct diagnostic *diagnostic = data;
    g_free(diagnostic->file);
    g_free(diagnostic->text);
    g_free(diagnostic);
}

struct diagnostics *diagnostics_new(void)
{
    struct diagnostics *diagnostics = g_new0(struct diagnostics, 1);
    diagnostics->all = g_ptr_array_new_with_free_func(diagnostic_free);
    return diagnostics;
}

void diagnostics_free(struct diagnostics *diagnostics)
{
    if (!diagnostics)
        return;
    g_ptr_array_unref(diagnostics->all);
    g_free(diagnostics);
}

void diagnostics_add(struct diagnostics *diagnostics, const char *file, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    /* It may quote what somebody wrote: never more than a line, never a terminal's commands. */
    g_autofree char *what = text_one_line(raw, DIAGNOSTIC_BYTES);

    struct diagnostic *diagnostic = g_new0(struct diagnostic, 1);
    diagnostic->file = g_strdup(file ? file : "");
    diagnostic->line = line;
    diagnostic->order = diagnostics->all->len;
    if (file && line > 0)
        diagnostic->text = g_strdup_printf("%s:%d: %s", file, line, what);
    else if (file)
        diagnostic->text = g_strdup_printf("%s: %s", file, what);
    else
        diagnostic->text = g_steal_pointer(&what);
    g_ptr_array_add(diagnostics->all, diagnostic);
    diagnostics->sorted = FALSE;
}

guint diagnostics_count(const struct diagnostics *diagnostics)
{
    return diagnostics->all->len;
}

static int diagnostic_compare(const void *left, const void *right)
{
    const struct diagnostic *a = *(struct diagnostic *const *)left;
    const struct diagnostic *b = *(struct diagnostic *const *)right;
    int by_file = g_strcmp0(a->file, b->file);
    if (by_file)
        return by_file;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

const char *diagnostics_line(struct diagnostics *diagnostics, guint index)
{
    if (!diagnostics->sorted) {
        g_ptr_array_sort(diagnostics->all, diagnostic_compare);
        diagnostics->sorted = TRUE;
    }
    g_return_val_if_fail(index < diagnostics->all->len, NULL);
    return ((struct diagnostic *)diagnostics->all->pdata[index])->text;
}
