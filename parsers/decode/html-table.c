/* Tables and definition lists: which of them hold labels and values, which are tables, and which only lay out. */
#include <stdlib.h>
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/decode/document-members.h"
#include "parsers/decode/html-walk.h"

#define LABEL_BYTES 200u

struct grid_cell {
    const xmlNode *node;
    char *text;
    guint span;
    guint rows;      /* it reaches down over */
    gboolean nested; /* holds a table, a quoted mail or a list of definitions: more than a text */
    gboolean header; /* th */
    gboolean bold;   /* all of it looks like a label: th, bold, or a class that says so */
};

struct grid {
    GPtrArray *rows; /* GPtrArray of struct grid_cell */
    gboolean nested; /* some cell is */
};

static void grid_cell_free(struct grid_cell *cell)
{
    g_free(cell->text);
    g_free(cell);
}

/* Whether there is something in the cell that plain text would lose. */
static gboolean holds_structure(const xmlNode *node, guint depth)
{
    for (const xmlNode *child = node->children; child && depth < BOUND_HTML_DEPTH; child = child->next) {
        if (html_node_is(child, "table") || html_node_is(child, "blockquote") || html_node_is(child, "dl") ||
            holds_structure(child, depth + 1))
            return TRUE;
    }
    return FALSE;
}

/* The first element with text of its own: what a reader sees as the look of the cell. */
static gboolean begins_bold(const struct html_walk *walk, const xmlNode *node, guint depth)
{
    if (depth > 6)
        return FALSE;
    if (html_node_is(node, "b") || html_node_is(node, "strong") || html_node_is(node, "th") ||
        html_node_is(node, "label") || (html_look(walk, node) & LOOK_BOLD))
        return TRUE;
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE)
            return begins_bold(walk, child, depth + 1);
        if (child->type == XML_TEXT_NODE && !xmlIsBlankNode(child))
            return FALSE;
    }
    return FALSE;
}

static gboolean is_named_label(const xmlNode *node)
{
    const char *name = html_attribute(node, "class");
    return name && (strstr(name, "label") || strstr(name, "field-name") || strstr(name, "field_name"));
}

static guint cell_span(const xmlNode *node, const char *name, guint most)
{
    const char *written = html_attribute(node, name);
    gint64 span = written ? g_ascii_strtoll(written, NULL, 10) : 1;
    return (guint)CLAMP(span, 1, (gint64)most);
}

static void grid_add_row(struct grid *grid, struct html_walk *walk, const xmlNode *tr)
{
    GPtrArray *row = g_ptr_array_new_with_free_func((GDestroyNotify)grid_cell_free);
    for (const xmlNode *node = tr->children; node && row->len < BOUND_TABLE_COLUMNS; node = node->next) {
        gboolean header = html_node_is(node, "th");
        if (!header && !html_node_is(node, "td")) {
            html_walk_node(walk, node); /* what stands where no text may is shown before the table */
            continue;
        }
        if (html_look(walk, node) & LOOK_HIDDEN)
            continue;
        struct grid_cell *cell = g_new0(struct grid_cell, 1);
        cell->node = node;
        cell->span = cell_span(node, "colspan", BOUND_TABLE_COLUMNS);
        cell->rows = cell_span(node, "rowspan", BOUND_TABLE_ROWS);
        cell->header = header;
        cell->bold = header || is_named_label(node) || begins_bold(walk, node, 0);
        cell->nested = holds_structure(node, 0);
        grid->nested |= cell->nested;
        g_ptr_array_add(row, cell);
    }
    g_ptr_array_add(grid->rows, row);
}

/* Collects the rows of the table itself, not of tables within. */
static void grid_collect(struct grid *grid, struct html_walk *walk, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (html_look(walk, child) & (LOOK_HIDDEN | LOOK_STRUCK))
            continue;
        if (grid->rows->len >= BOUND_TABLE_ROWS)
            walk->sink->budget->cut = TRUE;
        else if (html_node_is(child, "tr"))
            grid_add_row(grid, walk, child);
        else if (html_node_is(child, "thead") || html_node_is(child, "tbody") || html_node_is(child, "tfoot"))
            grid_collect(grid, walk, child);
        else
            html_walk_node(walk, child);
    }
}

static gboolean row_is_header(const GPtrArray *row)
{
    for (guint i = 0; i < row->len; i++) {
        const struct grid_cell *cell = row->pdata[i];
        if (!cell->header)
            return FALSE;
    }
    return row->len >= 2;
}

static gboolean row_is_bold(const GPtrArray *row)
{
    for (guint i = 0; i < row->len; i++) {
        const struct grid_cell *cell = row->pdata[i];
        if (!cell->bold || !*cell->text)
            return FALSE;
    }
    return row->len >= 2;
}

/* Cells that only keep a distance: empty, or a colon in a column of its own. */
static gboolean cell_is_spacer(const struct grid_cell *cell)
{
    return !*cell->text || strcmp(cell->text, ":") == 0;
}

static guint row_filled(const GPtrArray *row, const struct grid_cell **ret_first, const struct grid_cell **ret_last)
{
    guint filled = 0;
    for (guint i = 0; i < row->len; i++) {
        const struct grid_cell *cell = row->pdata[i];
        if (cell_is_spacer(cell))
            continue;
        if (filled++ == 0)
            *ret_first = cell;
        *ret_last = cell;
    }
    return filled;
}

static guint grid_most_filled(const struct grid *grid)
{
    guint most = 0;
    for (guint i = 0; i < grid->rows->len; i++) {
        const struct grid_cell *first = NULL, *last = NULL;
        most = MAX(most, row_filled(grid->rows->pdata[i], &first, &last));
    }
    return most;
}

static gboolean row_is_nested(const GPtrArray *row)
{
    for (guint i = 0; i < row->len; i++) {
        const struct grid_cell *cell = row->pdata[i];
        if (cell->nested)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_label(const char *text)
{
    return *text && strlen(text) <= LABEL_BYTES && !strchr(text, '\n');
}

void html_add_pair(struct html_walk *walk, const char *label, const char *value)
{
    const struct html_sink *sink = walk->sink;
    if (!sink->pairs || walk->flat || !is_label(label))
        return;
    g_autofree char *clean = text_one_line(label, LABEL_BYTES);
    if (sink->pairs->len >= BOUND_PAIRS)
        sink->budget->cut = TRUE;
    else if (lines_budget_take(sink->budget, strlen(label) + strlen(value)))
        g_ptr_array_add(sink->pairs, document_pair_new(clean, value, walk->quote + walk->rest_quote));
}

/* A label, and nothing in the cells behind it. */
static gboolean row_is_unanswered(const GPtrArray *row)
{
    const struct grid_cell *first = NULL, *last = NULL;
    return row->len > 1 && row_filled(row, &first, &last) == 1 && first == row->pdata[0] && is_label(first->text);
}

/* One line when each cell is one; else the cells below one another, but a label stays with its value's first line. */
static void write_row(struct html_walk *walk, const GPtrArray *row, gboolean labelled)
{
    GString *line = g_string_new(NULL);
    gboolean joined = labelled;
    for (guint i = 0, several = 0; i < row->len && !joined; i++) {
        const struct grid_cell *cell = row->pdata[i];
        several += strchr(cell->text, '\n') != NULL;
        joined = i + 1 == row->len && several == 0;
    }
    for (guint i = 0; i < row->len; i++) {
        const struct grid_cell *cell = row->pdata[i];
        if (labelled && cell_is_spacer(cell))
            continue;
        if (i > 0 && line->len > 0)
            g_string_append_c(line, joined ? '\t' : '\n');
        g_string_append(line, cell->text);
    }
    gboolean empty = (labelled || row->len == 2) && row_is_unanswered(row);
    if (empty)
        g_string_truncate(line, strcspn(line->str, "\t"));
    if (empty && !strchr(":?", line->str[line->len - 1]))
        g_string_append_c(line, ':');
    if (line->len > 0)
        html_write_lines(walk, line->str);
    if (empty)
        html_paragraph(walk); /* an answer left empty: the next row is none of it */
    g_string_free(line, TRUE);
}

/* A row of one label above a row of one value: the value is indented, or the label stands out. */
static gboolean row_labels_next(const struct grid *grid, guint index, const struct grid_cell *label,
                                const struct grid_cell **ret_value)
{
    if (index + 1 >= grid->rows->len || !is_label(label->text))
        return FALSE;
    const GPtrArray *next = grid->rows->pdata[index + 1];
    const struct grid_cell *value = NULL, *last = NULL;
    if (row_is_nested(next) || row_filled(next, &value, &last) != 1 || (value->bold && next->len == 1))
        return FALSE;
    const struct grid_cell *start = next->pdata[0];
    gboolean indented = next->len > 1 && cell_is_spacer(start) && value != start;
    if (!indented && !label->bold)
        return FALSE;
    *ret_value = value;
    return TRUE;
}

/* Whether the row reads label, value, label, value: every other cell looks like a label, or ends with a colon. */
static gboolean row_alternates(const GPtrArray *row)
{
    for (guint i = 0; i < row->len; i++) {
        const struct grid_cell *cell = row->pdata[i];
        gboolean label = cell->bold || g_str_has_suffix(cell->text, ":");
        if (label != (i % 2 == 0) || (label && !is_label(cell->text)))
            return FALSE;
    }
    return row->len >= 2 && row->len % 2 == 0;
}

static gboolean grid_alternates(const struct grid *grid)
{
    guint most = 0;
    for (guint i = 0; i < grid->rows->len; i++) {
        const GPtrArray *row = grid->rows->pdata[i];
        if (!row_alternates(row))
            return FALSE;
        most = MAX(most, row->len);
    }
    return most >= 4;
}

static void write_alternating(struct html_walk *walk, const struct grid *grid)
{
    for (guint i = 0; i < grid->rows->len; i++) {
        const GPtrArray *row = grid->rows->pdata[i];
        for (guint j = 0; j + 1 < row->len; j += 2) {
            const struct grid_cell *label = row->pdata[j], *value = row->pdata[j + 1];
            g_autofree char *line = g_strdup_printf("%s\t%s", label->text, value->text);
            html_add_pair(walk, label->text, value->text);
            html_write_lines(walk, line);
        }
    }
}

/* Cells that hold more than a text, or no label: as they stand. */
static void walk_row(struct html_walk *walk, const GPtrArray *row)
{
    for (guint i = 0; i < row->len; i++) {
        const struct grid_cell *cell = row->pdata[i];
        html_break(walk);
        html_walk_node(walk, cell->node);
    }
    html_break(walk);
}

/* A row of a table of labels and values, or of one that only lays out. Returns how many rows were written. */
static guint write_pair_row(struct html_walk *walk, const struct grid *grid, guint index)
{
    const GPtrArray *row = grid->rows->pdata[index];
    const struct grid_cell *first = NULL, *last = NULL, *value = NULL;
    guint filled = row_filled(row, &first, &last);
    if (row_is_nested(row) || filled > 2 || (filled > 0 && row->len > 1 && !is_label(first->text))) {
        walk_row(walk, row);
        return 1;
    }
    if (filled == 1 && row->len == 1 && row_labels_next(grid, index, first, &value)) {
        html_add_pair(walk, first->text, value->text);
        write_row(walk, row, TRUE);
        write_row(walk, grid->rows->pdata[index + 1], TRUE);
        return 2;
    }
    if (filled == 1 && row->len == 1) {
        walk_row(walk, row);
        return 1;
    }
    if (filled == 2 || (filled == 1 && first == row->pdata[0]))
        html_add_pair(walk, first->text, filled == 2 ? last->text : "");
    write_row(walk, row, TRUE);
    return 1;
}

static void write_pairs(struct html_walk *walk, const struct grid *grid)
{
    for (guint i = 0; i < grid->rows->len;)
        i += write_pair_row(walk, grid, i);
}

/* What reaches down into a row from above it, one a column. */
struct above {
    const struct grid_cell *cell;
    guint rows; /* that it still reaches over */
};

/* A count or price is said once, where its cell begins: nobody meant it twice. */
static gboolean is_number(const char *text)
{
    return *text && strspn(text, "0123456789.,-+ ") == strlen(text);
}

static void add_copy(GPtrArray *row, const struct grid_cell *from, const char *text)
{
    struct grid_cell *cell = g_memdup2(from, sizeof *from);
    cell->text = g_strdup(text);
    g_ptr_array_add(row, cell);
}

/* Adds the cells from above that stand at `column`; the column behind them. */
static guint add_from_above(GPtrArray *row, struct above *above, guint column)
{
    while (column < BOUND_TABLE_COLUMNS && above[column].rows > 0) {
        const struct grid_cell *cell = above[column].cell;
        above[column].rows--;
        add_copy(row, cell, is_number(cell->text) || strlen(cell->text) > BOUND_VALUE_SIZE ? "" : cell->text);
        column += cell->span;
    }
    return column;
}

/* The row with a cell in each of its columns. */
static GPtrArray *whole_row(const GPtrArray *row, struct above *above)
{
    GPtrArray *whole = g_ptr_array_new_with_free_func((GDestroyNotify)grid_cell_free);
    guint column = add_from_above(whole, above, 0);
    for (guint i = 0; i < row->len && column < BOUND_TABLE_COLUMNS; i++) {
        const struct grid_cell *cell = row->pdata[i];
        add_copy(whole, cell, cell->text);
        if (cell->rows > 1)
            above[column] = (struct above){cell, cell->rows - 1};
        column = add_from_above(whole, above, column + cell->span);
    }
    return whole;
}

/* A header over two columns of which the rows have both: as text, the second is there as well. Never more than the rows have, however
 * wide a header says it is. */
static void split_header(GPtrArray *row, const struct grid *grid)
{
    const GPtrArray *next = grid->rows->len > 1 ? grid->rows->pdata[1] : NULL;
    for (guint i = 0; next && i < row->len; i++) {
        struct grid_cell *cell = row->pdata[i];
        for (; cell->span > 1 && row->len < next->len; cell->span--) {
            struct grid_cell *empty = g_memdup2(cell, sizeof *cell);
            empty->text = g_strdup("");
            empty->span = 1;
            g_ptr_array_insert(row, (gint)i + 1, empty);
        }
    }
}

static void write_table(struct html_walk *walk, const struct grid *grid, gboolean has_header)
{
    struct above above[BOUND_TABLE_COLUMNS] = {0};
    const struct html_sink *sink = walk->sink;
    struct document_table *table = NULL;
    if (sink->tables && sink->tables->len < BOUND_TABLES) {
        table = document_table_new(walk->quote + walk->rest_quote);
        table->has_header = has_header;
        g_ptr_array_add(sink->tables, table);
    } else if (sink->tables) {
        sink->budget->cut = TRUE;
    }
    for (guint i = 0; i < grid->rows->len; i++) {
        g_autoptr(GPtrArray) row = whole_row(grid->rows->pdata[i], above);
        if (i == 0)
            split_header(row, grid);
        write_row(walk, row, FALSE);
        GPtrArray *cells = table ? document_table_add_row(table) : NULL;
        for (guint j = 0; cells && j < row->len; j++) {
            const struct grid_cell *cell = row->pdata[j];
            if (lines_budget_take(sink->budget, strlen(cell->text)))
                document_row_add_cell(cells, cell->text, cell->span);
        }
    }
}

static gboolean grid_has_header(const struct grid *grid)
{
    return grid->rows->len >= 2 && row_is_header(grid->rows->pdata[0]);
}

static void grid_read_texts(struct grid *grid, struct html_walk *walk)
{
    for (guint i = 0; i < grid->rows->len; i++) {
        const GPtrArray *row = grid->rows->pdata[i];
        for (guint j = 0; j < row->len; j++) {
            struct grid_cell *cell = row->pdata[j];
            cell->text = cell->nested && !grid_has_header(grid) ? g_strdup("") : html_flat_text(walk, cell->node);
        }
    }
}

static void write_grid(struct html_walk *walk, const struct grid *grid)
{
    gboolean bold = grid->rows->len >= 2 && row_is_bold(grid->rows->pdata[0]) && !row_is_bold(grid->rows->pdata[1]);
    if (grid_has_header(grid))
        write_table(walk, grid, TRUE);
    else if (grid->nested)
        write_pairs(walk, grid);
    else if (grid_alternates(grid))
        write_alternating(walk, grid);
    else if (bold || grid_most_filled(grid) > 2)
        write_table(walk, grid, FALSE);
    else
        write_pairs(walk, grid);
}

void html_table(struct html_walk *walk, const xmlNode *node)
{
    html_break(walk);
    if (walk->flat) {
        html_walk_children(walk, node);
        html_break(walk);
        return;
    }
    struct grid grid = {.rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref)};
    grid_collect(&grid, walk, node);
    html_break(walk);
    grid_read_texts(&grid, walk);
    if (grid.rows->len > 0)
        write_grid(walk, &grid);
    g_ptr_array_unref(grid.rows);
}

/* Adds the value's text to what its label already has. */
static char *joined_value(char *value, const char *more)
{
    g_autofree char *before = value;
    return *before ? g_strconcat(before, "\n", more, NULL) : g_strdup(more);
}

static void write_definition(struct html_walk *walk, const char *label, const char *value)
{
    gsize length = strlen(label);
    const char *colon = length > 0 && label[length - 1] != ':' ? ": " : " ";
    g_autofree char *text = g_strconcat(label, length > 0 ? colon : "", value, NULL);
    html_add_pair(walk, label, value);
    html_write_lines(walk, g_strchomp(text));
}

/* Collects dt and dd, also those grouped in divs. */
static void collect_definitions(struct html_walk *walk, const xmlNode *list, char **label, char **value)
{
    for (const xmlNode *child = list->children; child; child = child->next) {
        if (html_node_is(child, "div")) {
            collect_definitions(walk, child, label, value);
        } else if (html_node_is(child, "dt")) {
            if (*label)
                write_definition(walk, *label, *value);
            g_free(*label);
            g_free(*value);
            *label = html_flat_text(walk, child);
            *value = g_strdup("");
        } else if (html_node_is(child, "dd")) {
            g_autofree char *text = html_flat_text(walk, child);
            if (*label)
                *value = joined_value(*value, text);
            else
                html_write_lines(walk, text);
        }
    }
}

void html_definition_list(struct html_walk *walk, const xmlNode *list)
{
    g_autofree char *label = NULL, *value = NULL;
    html_break(walk);
    collect_definitions(walk, list, &label, &value);
    if (label)
        write_definition(walk, label, value);
}
