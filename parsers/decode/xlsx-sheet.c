/* One sheet as a table, as a reader sees it: without what is hidden, with the value of a merged cell where it stands. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/decode/xlsx.h"

struct cell {
    char *text;      /* NULL: nothing */
    char *problem;   /* NULL: none */
    gboolean number; /* a number or date: said once, even where its cell is merged over several rows */
    gboolean merged; /* another cell of the row reaches over it */
    guint span;      /* visible columns; 0 is 1 */
};

struct row {
    guint number; /* as the sheet counts */
    gboolean hidden;
    struct cell cells[BOUND_TABLE_COLUMNS];
};

struct grid {
    struct document *document;
    struct table_budget *budget;
    const struct book *book;
    const struct sheet *sheet;
    const char *file; /* its name */
    GPtrArray *rows;  /* struct row: those that hold something */
    gboolean hidden[BOUND_TABLE_COLUMNS];
    guint visits;     /* cells looked at for merging: overlapping ones would multiply */
};

static void row_free(void *data)
{
    struct row *row = data;
    for (guint i = 0; i < BOUND_TABLE_COLUMNS; i++) {
        g_free(row->cells[i].text);
        g_free(row->cells[i].problem);
    }
    g_free(row);
}

static gboolean is_true(const xmlNode *node, const char *name)
{
    g_autofree char *text = xml_attribute(node, name);
    return strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
}

static guint number_of(const xmlNode *node, const char *name, guint otherwise)
{
    g_autofree char *text = xml_attribute(node, name);
    gint64 number = g_ascii_strtoll(text, NULL, 10);
    return number > 0 && number <= G_MAXINT ? (guint)number : otherwise;
}

/* --- places -------------------------------------------------------------------------------------------------------------------------- */

/* "AB12" is column 28 and row 12; what is missing is 0. Returns what follows. */
static const char *read_place(const char *text, guint *ret_column, guint *ret_row)
{
    *ret_column = *ret_row = 0;
    for (; *text == '$' || (g_ascii_isalpha(*text) && *ret_column < 100000); text++)
        if (*text != '$')
            *ret_column = *ret_column * 26 + (guint)(g_ascii_toupper(*text) - 'A' + 1);
    for (; *text == '$' || (g_ascii_isdigit(*text) && *ret_row < 100000000); text++)
        if (*text != '$')
            *ret_row = *ret_row * 10 + (guint)(*text - '0');
    return text;
}

static char *column_name(guint column)
{
    if (column <= 26)
        return g_strdup_printf("%c", (char)('A' + column - 1));
    return g_strdup_printf("%c%c", (char)('A' + (column - 1) / 26 - 1), (char)('A' + (column - 1) % 26));
}

/* --- values -------------------------------------------------------------------------------------------------------------------------- */

static void set_problem(const struct grid *grid, struct cell *cell, guint row, guint column, const char *rule, const char *found, const char *wanted)
{
    g_autofree char *name = column_name(column), *raw = g_strdup_printf("%s, sheet %s, cell %s%u", grid->file, grid->sheet->name, name, row);
    g_autofree char *place = text_one_line(raw, BOUND_SUBJECT), *clean = text_one_line(found, BOUND_SUBJECT);
    struct business_problem problem = {place, (char *)rule, clean, (char *)wanted, TRUE, 0};
    g_free(cell->problem);
    cell->problem = business_problem_line(&problem);
}

static void set_text(struct cell *cell, const char *text)
{
    g_autofree char *lines = text_lines(text, BOUND_VALUE_SIZE), *clean = g_strdup(g_strstrip(lines));
    g_free(cell->text);
    cell->text = *clean ? g_steal_pointer(&clean) : NULL;
}

/* "2026-12-03T00:00:00" is a day. */
static void set_iso_date(struct cell *cell, const char *raw)
{
    g_autofree char *text = g_strdup(raw);
    char *time = strchr(text, 'T');
    if (time && (strncmp(time, "T00:00", 6) == 0 || strlen(time) < 6))
        *time = '\0';
    else if (time)
        time[0] = ' ', time[6] = '\0';
    set_text(cell, text);
    cell->number = TRUE;
}

/* A shared string by its number; NULL when there is none of it. */
static const char *shared_string(const struct book *book, const char *raw)
{
    char *end = NULL;
    gint64 index = g_ascii_strtoll(raw, &end, 10);
    return *raw && !*end && index >= 0 && index < book->strings->len ? book->strings->pdata[index] : NULL;
}

static const struct cell_format *format_of(const struct book *book, const xmlNode *node)
{
    guint style = number_of(node, "s", 0);
    return style < book->formats->len ? book->formats->pdata[style] : NULL;
}

/* What was never calculated has no value that anybody saw. */
static gboolean lacks_value(const struct book *book, const xmlNode *node, const char *raw)
{
    return xml_child(node, "f") && (!*raw || (book->uncounted && strcmp(raw, "0") == 0));
}

static void read_number(const struct grid *grid, struct cell *cell, const xmlNode *node, const char *raw, guint row, guint column)
{
    if (lacks_value(grid->book, node, raw)) {
        g_autofree char *formula = xml_text(node, "f"), *found = g_strconcat("=", formula, NULL);
        set_problem(grid, cell, row, column, "formula without a stored value", found, "the value itself, or the file saved once more by a spreadsheet");
        return;
    }
    g_autofree char *text = cell_number(raw, format_of(grid->book, node), grid->book->base_1904);
    if (text)
        set_text(cell, text);
    else if (*raw)
        set_problem(grid, cell, row, column, "no number", raw, "a number");
    cell->number = TRUE;
}

static void read_cell(const struct grid *grid, struct cell *cell, const xmlNode *node, guint row, guint column)
{
    g_autofree char *type = xml_attribute(node, "t"), *raw = xml_text(node, "v");
    if (strcmp(type, "s") == 0) {
        const char *text = shared_string(grid->book, raw);
        if (text)
            set_text(cell, text);
        else if (*raw)
            set_problem(grid, cell, row, column, "shared string", raw, "the number of a string that the file has");
    } else if (strcmp(type, "inlineStr") == 0) {
        g_autofree char *text = book_text(xml_child(node, "is"));
        set_text(cell, text);
    } else if (strcmp(type, "str") == 0) {
        set_text(cell, raw);
    } else if (strcmp(type, "b") == 0) {
        set_text(cell, *raw ? strcmp(raw, "0") == 0 || strcmp(raw, "false") == 0 ? "FALSE" : "TRUE" : "");
    } else if (strcmp(type, "e") == 0) {
        set_problem(grid, cell, row, column, "error in the cell", raw, "a value");
    } else if (strcmp(type, "d") == 0) {
        set_iso_date(cell, raw);
    } else {
        read_number(grid, cell, node, raw, row, column);
    }
}

/* --- rows ------------------------------------------------------------------------------------------------------------------------------ */

static gboolean holds(const struct cell *cell)
{
    return cell->text || cell->problem;
}

/* Cells say where they are, or follow one another. */
static struct row *read_row(const struct grid *grid, const xmlNode *node, guint number)
{
    struct row *row = g_new0(struct row, 1);
    guint column = 0;
    gboolean filled = FALSE;
    row->number = number;
    row->hidden = is_true(node, "hidden");
    for (const xmlNode *child = xml_child(node, "c"); child; child = xml_next(child, "c")) {
        g_autofree char *place = xml_attribute(child, "r");
        guint said, unused;
        read_place(place, &said, &unused);
        column = said ? said : column + 1;
        struct cell ignored = {0}, *cell = column <= BOUND_TABLE_COLUMNS ? &row->cells[column - 1] : &ignored;
        read_cell(grid, cell, child, number, column);
        if (cell == &ignored && holds(cell))
            grid->document->flags |= DOCUMENT_CUT;
        filled = filled || (cell != &ignored && holds(cell));
        g_free(ignored.text);
        g_free(ignored.problem);
    }
    if (filled)
        return row;
    row_free(row);
    return NULL;
}

static void read_rows(struct grid *grid, const xmlNode *data)
{
    guint number = 0;
    for (const xmlNode *node = xml_child(data, "row"); node; node = xml_next(node, "row")) {
        number = number_of(node, "r", number + 1);
        struct row *row = read_row(grid, node, number);
        if (row && grid->rows->len >= BOUND_TABLE_ROWS) {
            grid->document->flags |= DOCUMENT_CUT;
            row_free(row);
            return;
        }
        if (row)
            g_ptr_array_add(grid->rows, row);
    }
}

static void read_columns(struct grid *grid, const xmlNode *root)
{
    const xmlNode *node = xml_at(root, "cols/col");
    for (guint i = 0; node && i < BOUND_TABLE_COLUMNS; node = xml_next(node, "col"), i++) {
        guint last = MIN(number_of(node, "max", 0), BOUND_TABLE_COLUMNS);
        for (guint column = number_of(node, "min", 1); is_true(node, "hidden") && column <= last; column++)
            grid->hidden[column - 1] = TRUE;
    }
}

/* --- merged cells ------------------------------------------------------------------------------------------------------------------------ */

struct area {
    guint left, top, right, bottom; /* from 1 */
};

static const struct cell *corner(const struct grid *grid, const struct area *area)
{
    for (guint i = 0; i < grid->rows->len; i++) {
        const struct row *row = grid->rows->pdata[i];
        if (row->number == area->top)
            return &row->cells[area->left - 1];
    }
    return NULL;
}

/* The first visible cell of the area's part in this row takes the value, and reaches over the others. */
static void merge_row(struct grid *grid, struct row *row, const struct area *area, const struct cell *from, gboolean again)
{
    struct cell *first = NULL;
    for (guint column = area->left; column <= area->right; column++, grid->visits++) {
        struct cell *cell = &row->cells[column - 1];
        if (grid->hidden[column - 1])
            continue;
        cell->merged = first != NULL;
        if (first)
            first->span++;
        else
            first = cell;
        if (cell == first)
            cell->span = 1;
    }
    if (!first || !from || first == from || (again && from->number))
        return;
    g_free(first->text);
    g_free(first->problem);
    first->text = g_strdup(from->text);
    first->problem = g_strdup(from->problem);
    first->number = from->number;
}

static void merge_area(struct grid *grid, const struct area *area)
{
    const struct cell *from = corner(grid, area);
    gboolean again = FALSE;
    for (guint i = 0; i < grid->rows->len && grid->visits < BOUND_TABLE_ROWS * BOUND_TABLE_COLUMNS; i++) {
        struct row *row = grid->rows->pdata[i];
        if (row->number < area->top || row->number > area->bottom || row->hidden)
            continue;
        merge_row(grid, row, area, from, again);
        again = TRUE;
    }
}

static void merge_cells(struct grid *grid, const xmlNode *root)
{
    const xmlNode *node = xml_at(root, "mergeCells/mergeCell");
    for (guint i = 0; node && i < BOUND_TABLE_ROWS; node = xml_next(node, "mergeCell"), i++) {
        g_autofree char *ref = xml_attribute(node, "ref");
        struct area area;
        const char *rest = read_place(ref, &area.left, &area.top);
        if (*rest == ':')
            read_place(rest + 1, &area.right, &area.bottom);
        if (*rest != ':' || !area.left || !area.top || area.right < area.left || area.bottom < area.top || area.left > BOUND_TABLE_COLUMNS)
            continue;
        area.right = MIN(area.right, BOUND_TABLE_COLUMNS);
        merge_area(grid, &area);
    }
}

/* --- the table ----------------------------------------------------------------------------------------------------------------------------- */

/* The last column that shows something. */
static guint last_column(const struct grid *grid)
{
    guint last = 0;
    for (guint i = 0; i < grid->rows->len; i++) {
        const struct row *row = grid->rows->pdata[i];
        for (guint column = BOUND_TABLE_COLUMNS; !row->hidden && column > last; column--)
            if (!grid->hidden[column - 1] && holds(&row->cells[column - 1]))
                last = column;
    }
    return last;
}

static gboolean row_shows(const struct grid *grid, const struct row *row)
{
    for (guint i = 0; i < BOUND_TABLE_COLUMNS && !row->hidden; i++)
        if (!grid->hidden[i] && !row->cells[i].merged && holds(&row->cells[i]))
            return TRUE;
    return FALSE;
}

static void write_row(const struct grid *grid, struct document_table *table, const struct row *row, guint columns)
{
    GPtrArray *cells = document_table_add_row(table);
    for (guint i = 0; i < columns; i++) {
        const struct cell *cell = &row->cells[i];
        if (grid->hidden[i] || cell->merged)
            continue;
        if (!table_budget_take(grid->budget, grid->document, cell->text))
            return;
        struct document_cell *added = document_row_add_cell(cells, cell->text ? cell->text : "", MAX(cell->span, 1));
        added->problem = g_strdup(cell->problem);
    }
}

static void write_table(const struct grid *grid)
{
    guint columns = last_column(grid);
    if (columns == 0)
        return;
    if (grid->document->tables->len >= BOUND_TABLES) {
        grid->document->flags |= DOCUMENT_CUT;
        return;
    }
    struct document_table *table = document_add_table(grid->document);
    for (guint i = 0; i < grid->rows->len; i++)
        if (row_shows(grid, grid->rows->pdata[i]))
            write_row(grid, table, grid->rows->pdata[i], columns);
    table->has_header = table->rows->len > 1;
    table->attached = TRUE;
}

/* --- what is hidden ------------------------------------------------------------------------------------------------------------------------ */

/* "4–6" and so on, as rows or columns are written. */
static void add_range(GString *all, guint from, guint to, gboolean columns)
{
    g_autofree char *first = columns ? column_name(from) : g_strdup_printf("%u", from);
    g_autofree char *last = columns ? column_name(to) : g_strdup_printf("%u", to);
    g_string_append_printf(all, "%s%s", all->len ? ", " : "", first);
    if (to > from)
        g_string_append_printf(all, "–%s", last);
}

static void tell_hidden(const struct grid *grid, struct business_order *order, const GArray *numbers, gboolean columns)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0, from = 0; i < numbers->len; i++) {
        guint number = g_array_index(numbers, guint, i);
        if (i + 1 < numbers->len && g_array_index(numbers, guint, i + 1) == number + 1)
            continue;
        add_range(all, g_array_index(numbers, guint, from), number, columns);
        from = i + 1;
    }
    if (all->len)
        business_problem_add(order, FALSE, columns ? "hidden columns were not read" : "hidden rows were not read", all->str,
                             "shown ones", "%s, sheet %s", grid->file, grid->sheet->name);
}

/* Only what holds something: forms hide all columns beside them. */
static void tell_what_is_hidden(const struct grid *grid, struct business_order *order)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint)), columns = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < grid->rows->len; i++) {
        const struct row *row = grid->rows->pdata[i];
        if (row->hidden)
            g_array_append_val(rows, row->number);
    }
    for (guint column = 1; column <= BOUND_TABLE_COLUMNS; column++) {
        gboolean filled = FALSE;
        for (guint i = 0; grid->hidden[column - 1] && i < grid->rows->len && !filled; i++)
            filled = holds(&((const struct row *)grid->rows->pdata[i])->cells[column - 1]);
        if (filled)
            g_array_append_val(columns, column);
    }
    tell_hidden(grid, order, rows, FALSE);
    tell_hidden(grid, order, columns, TRUE);
}

gboolean sheet_read(struct sheet_reader *reader, const struct sheet *sheet, char **ret_why)
{
    xmlDoc *doc = book_part(reader->book->parts, sheet->part, ret_why);
    if (!doc)
        return FALSE;
    const xmlNode *root = xmlDocGetRootElement(doc);
    struct grid *grid = g_new0(struct grid, 1);
    *grid = (struct grid){.document = reader->document, .budget = &reader->budget, .book = reader->book, .sheet = sheet};
    grid->file = reader->order->where;
    grid->rows = g_ptr_array_new_with_free_func(row_free);
    read_columns(grid, root);
    read_rows(grid, xml_child(root, "sheetData"));
    merge_cells(grid, root);
    write_table(grid);
    tell_what_is_hidden(grid, reader->order);
    g_ptr_array_unref(grid->rows);
    g_free(grid);
    xmlFreeDoc(doc);
    return TRUE;
}
