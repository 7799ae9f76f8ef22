/* Lines of text that are rows of a table: cells between tabs or bars, or set apart by blanks; below a row of labels, or beside a column of them.
 */
#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/read/cells.h"
#include "parsers/read/columns.h"
#include "parsers/read/form-text.h"

#define COLUMN_ROWS 8 /* looked at ahead */

static void free_row(void *row)
{
    g_strfreev(row);
}

void form_end_table(struct form_text *form)
{
    if (form->rows) {
        g_strfreev(form->head);
        form->head = form->aligned && !form->columns ? g_strdupv(form->rows->pdata[0]) : NULL;
        entries_add_rows(form->entries, form->index, form->rows);
    }
    g_clear_pointer(&form->rows, g_ptr_array_unref);
}

/* "-----", "|---|---|", "+---+---+" */
static gboolean line_is_rule_of_table(const char *line)
{
    return strchr(line, '-') && !line[strspn(line, "-|+: =")];
}

/* A rule below the labels of a table, or between its rows where bars set the cells apart. */
static gboolean form_rule_is_within(const struct form_text *form)
{
    const char *next = form_peek(form, 1);
    return form->rows->len == 1 || (!form->aligned && next && *(next + strspn(next, " ")) == '|');
}

static void form_begin_table(struct form_text *form, GStrv head)
{
    form_close(form);
    form->rows = g_ptr_array_new_with_free_func(free_row);
    g_ptr_array_add(form->rows, head);
    form->columns = FALSE;
}

/* --- an item a column -------------------------------------------------------------------------------------------- */

/* The line's cells; an empty one in front where blanks are set before the others. NULL when they are none. */
static GStrv cells_of_columns(const char *line, gboolean *ret_aligned)
{
    GStrv cells = cells_of_line(line);
    *ret_aligned = !cells && strstr(line, "   ");
    if (!*ret_aligned)
        return cells;
    g_auto(GStrv) found = cells_aligned(line);
    if (!found || !g_str_has_prefix(line, "   "))
        return g_steal_pointer(&found);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add(builder, "");
    g_strv_builder_addv(builder, (const char **)found);
    return g_strv_builder_end(builder);
}

/* Whether the lines below are rows of fields, at least two, as wide as the cells; `named`: those name the items, else a line below does. */
static gboolean form_columns_go_on(const struct form_text *form, guint width, gboolean named, gboolean aligned)
{
    guint fields = 0;
    const char *text;
    for (guint ahead = 1; ahead <= COLUMN_ROWS && (text = form_peek(form, ahead)) && !line_is_blank(text); ahead++) {
        gboolean here;
        g_auto(GStrv) cells = cells_of_columns(text, &here);
        if (line_is_rule_of_table(text))
            continue;
        if (!cells || here != aligned || (!aligned && g_strv_length(cells) > width))
            break;
        fields += columns_have_field(form->index, cells);
        named = named || columns_are_named(form->index, cells);
        if (named && fields >= 2)
            return TRUE;
    }
    return FALSE;
}

/* "Product | Sofa | Table" above rows of fields, or one of those rows above it. */
static gboolean form_begin_columns(struct form_text *form, const struct text_line *line)
{
    gboolean aligned;
    if (!strpbrk(line->text, "\t|") && !strstr(line->text, "   "))
        return FALSE;
    g_auto(GStrv) cells = cells_of_columns(line->text, &aligned);
    guint width = cells ? g_strv_length(cells) : 0;
    gboolean named = width >= 3 && columns_are_named(form->index, cells);
    if (width < 3 || (!named && !columns_have_field(form->index, cells)) || !form_columns_go_on(form, width, named, aligned))
        return FALSE;
    form_begin_table(form, g_steal_pointer(&cells));
    form->aligned = aligned;
    form->columns = TRUE;
    return TRUE;
}

/* "SOFA-3  Sofa  2", and "  Fabric: Linen" below it: a row further below goes on with the table. */
static gboolean form_take_row_again(struct form_text *form, const struct text_line *line)
{
    gboolean margin = !line_is_blank(line->text) && *line->text != ' ' && *line->text != '\t';
    if (!form->head || !margin)
        return FALSE;
    g_auto(GStrv) cells = line->ours || line->quoted ? NULL : cells_aligned(line->text);
    g_auto(GStrv) head = g_steal_pointer(&form->head);
    if (!cells || g_strv_length(cells) != g_strv_length(head) || cells_are_header(form->index, cells))
        return FALSE;
    form_begin_table(form, g_steal_pointer(&head));
    form->aligned = TRUE;
    g_ptr_array_add(form->rows, g_steal_pointer(&cells));
    return TRUE;
}

gboolean form_take_row(struct form_text *form, const struct text_line *line)
{
    gboolean foreign = line->ours || line->quoted;
    gboolean aligned;
    if (form->rows && !foreign && (form->columns ? line_is_rule_of_table(line->text) : line_is_rule(line->text)) && form_rule_is_within(form))
        return TRUE;
    g_auto(GStrv) cells = foreign ? NULL : form->rows && form->columns ? cells_of_columns(line->text, &aligned) : form->rows && form->aligned ? cells_aligned(line->text) : cells_of_line(line->text);
    if (form->rows && cells && form->rows->len < BOUND_TABLE_ROWS) {
        const GStrv head = form->rows->pdata[0];
        if (form->aligned && g_strv_length(cells) != g_strv_length(head)) { /* which one is empty nobody can tell: all but the first are asked for */
            for (guint i = 1; cells[i]; i++)
                *cells[i] = '\0';
            form_add_text(form, line);
        }
        g_ptr_array_add(form->rows, g_steal_pointer(&cells));
        return TRUE;
    }
    form_end_table(form);
    if (form_take_row_again(form, line) || (!foreign && form_begin_columns(form, line)))
        return TRUE;
    gboolean gaps = cells && cells_have_gaps(cells);
    form->aligned = !foreign && (!cells || gaps) && strstr(line->text, gaps ? "\t\t" : "   ");
    if (form->aligned) {
        g_strfreev(cells);
        cells = cells_aligned(line->text);
    }
    if (!cells || !cells_are_header(form->index, cells))
        return FALSE;
    form_begin_table(form, g_steal_pointer(&cells));
    return TRUE;
}
