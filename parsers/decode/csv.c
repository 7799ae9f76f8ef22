/* CSV and TSV files as tables (RFC 4180, and what spreadsheets really write): the delimiter, a byte order mark, "sep=;" and the decimal comma
 * are found by themselves. */
#include <csv.h>
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/decimal.h"
#include "daemon/base/text.h"
#include "parsers/decode/charset.h"
#include "parsers/decode/document-members.h"
#include "parsers/decode/formats.h"

#define LOOK_LINES 30 /* by which the delimiter is told */

static gboolean ends_with(const char *name, const char *ending)
{
    gsize length = strlen(name), tail = strlen(ending);
    return length > tail && g_ascii_strcasecmp(name + length - tail, ending) == 0;
}

static gboolean csv_matches(const struct file *file)
{
    static const char *const types[] = {"text/csv", "application/csv", "text/x-csv", "text/comma-separated-values", "text/tab-separated-values"};
    static const char *const endings[] = {".csv", ".tsv", ".tab"};
    if (memchr(file->bytes, '\0', file->length))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_str_equal(file->media_type, types[i]))
            return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (ends_with(file->name, endings[i]))
            return TRUE;
    return FALSE;
}

/* UTF-8 without a byte order mark. */
static char *csv_text(const struct file *file)
{
    gboolean against = FALSE;
    gboolean utf8 = g_utf8_validate(file->bytes, (gssize)file->length, NULL);
    char *text = charset_decode(file->bytes, file->length, utf8 ? "utf-8" : file->charset, &against);
    if (!g_str_has_prefix(text, "\xef\xbb\xbf"))
        return text;
    char *bare = g_strdup(text + 3);
    g_free(text);
    return bare;
}

/* --- the delimiter ------------------------------------------------------------------------------------------------------------------ */

/* How often `delimiter` stands in each of the first lines, outside quotes: the count that most lines share; 0 when none does. */
static guint usual_count(const char *text, char delimiter, guint *ret_lines)
{
    guint seen[64] = {0}, in_line = 0, lines = 0;
    gboolean quoted = FALSE, blank = TRUE;
    for (const char *p = text; lines < LOOK_LINES; p++) {
        quoted ^= *p == '"';
        if (*p == delimiter && !quoted)
            in_line++;
        blank = blank && (!*p || *p == '\n' || *p == '\r');
        if (!*p || (*p == '\n' && !quoted)) {
            if (!blank)
                seen[MIN(in_line, 63)]++;
            lines += !blank;
            in_line = 0;
            blank = TRUE;
        }
        if (!*p)
            break;
    }
    guint best = 0;
    for (guint count = 1; count < 64; count++)
        if (seen[count] > (best ? seen[best] : 0))
            best = count;
    *ret_lines = best ? seen[best] : 0;
    return best;
}

/* The one that divides the most lines alike. *ret_start is behind a line "sep=;". */
static char find_delimiter(const char *text, const char **ret_start)
{
    static const char candidates[] = "\t;,|";
    guint best_lines = 0, best_count = 0;
    char best = ',';
    *ret_start = text;
    if (g_ascii_strncasecmp(text, "sep=", 4) == 0 && text[4] && (text[5] == '\r' || text[5] == '\n')) {
        *ret_start = text + 5 + strspn(text + 5, "\r\n");
        return text[4];
    }
    for (guint i = 0; candidates[i]; i++) {
        guint lines = 0, count = usual_count(text, candidates[i], &lines);
        if (lines > best_lines || (lines == best_lines && count > best_count)) {
            best = candidates[i];
            best_lines = lines;
            best_count = count;
        }
    }
    return best;
}

/* --- rows -------------------------------------------------------------------------------------------------------------------------------- */

struct rows {
    struct document *document;
    struct document_table *table;
    struct table_budget budget;
    GPtrArray *row; /* being read; NULL between rows */
    gboolean cut;
};

static void take_cell(void *bytes, size_t length, void *data)
{
    struct rows *rows = data;
    if (rows->table->rows->len >= BOUND_TABLE_ROWS && !rows->row) {
        rows->cut = TRUE;
        return;
    }
    if (!rows->row)
        rows->row = document_table_add_row(rows->table);
    if (rows->row->len >= BOUND_TABLE_COLUMNS) {
        rows->cut = TRUE;
        return;
    }
    g_autofree char *raw = g_strndup(bytes ? bytes : "", length);
    g_autofree char *text = text_lines(raw, BOUND_VALUE_SIZE);
    g_strstrip(text);
    if (table_budget_take(&rows->budget, rows->document, text))
        document_row_add_cell(rows->row, text, 1);
}

/* Rows of which all cells are empty say nothing. */
static void end_row(int ended_by, void *data)
{
    struct rows *rows = data;
    gboolean empty = TRUE;
    (void)ended_by;
    for (guint i = 0; rows->row && i < rows->row->len; i++)
        empty = empty && !*((struct document_cell *)rows->row->pdata[i])->text;
    if (rows->row && empty)
        g_ptr_array_remove_index(rows->table->rows, rows->table->rows->len - 1);
    rows->row = NULL;
}

/* --- numbers ------------------------------------------------------------------------------------------------------------------------------ */

/* What the marks in a number say of it. */
enum number_shape {
    SHAPE_OTHER,     /* no number, or a whole one */
    SHAPE_COMMA,     /* "1.250,5", "99,50": a comma before its fraction */
    SHAPE_POINT,     /* "1,250.5", "99.50" */
    SHAPE_COMMA_MAY, /* "1,250": a fraction, or thousands */
    SHAPE_POINT_MAY, /* "1.250" */
};

/* "1", "1.250", "1.250.000" with `mark` between thousands: how many bytes; 0 when groups are not of three. */
static gsize whole_part(const char *text, char mark, guint *ret_groups)
{
    const char *p = text + (*text == '-');
    gsize digits = strspn(p, "0123456789");
    *ret_groups = 0;
    if (digits == 0)
        return 0;
    for (p += digits; *p == mark && digits <= 3 && strspn(p + 1, "0123456789") == 3; p += 4)
        ++*ret_groups;
    return (gsize)(p - text);
}

static enum number_shape shape_with(const char *text, char decimal, char thousands)
{
    guint groups;
    gsize whole = whole_part(text, thousands, &groups);
    const char *rest = text + whole;
    gsize fraction = *rest == decimal ? strspn(rest + 1, "0123456789") : 0;
    if (whole == 0 || (*rest && (fraction == 0 || rest[1 + fraction])))
        return SHAPE_OTHER;
    if (fraction == 0)
        return groups == 0 ? SHAPE_OTHER : groups > 1 ? (decimal == ',' ? SHAPE_COMMA : SHAPE_POINT) : decimal == ',' ? SHAPE_POINT_MAY : SHAPE_COMMA_MAY;
    if (groups == 0 && fraction == 3)
        return decimal == ',' ? SHAPE_COMMA_MAY : SHAPE_POINT_MAY;
    return decimal == ',' ? SHAPE_COMMA : SHAPE_POINT;
}

static enum number_shape shape_of(const char *text)
{
    enum number_shape shape = shape_with(text, ',', '.');
    return shape == SHAPE_OTHER ? shape_with(text, '.', ',') : shape;
}

/* The number with its decimal mark, written so that no language reads it otherwise: without thousands, and with a fourth digit where three
 * behind the point would be thousands somewhere. NULL when it is none. */
static char *plain_number(const char *text, char mark)
{
    GString *digits = g_string_new(NULL);
    for (const char *p = text; *p; p++)
        if (*p == mark || (*p != '.' && *p != ','))
            g_string_append_c(digits, *p);
    g_autofree char *number = decimal_read(digits->str, mark);
    g_string_free(digits, TRUE);
    const char *point = number ? strchr(number, '.') : NULL;
    return point && strlen(point) == 4 ? g_strconcat(number, "0", NULL) : g_steal_pointer(&number);
}

static struct document_cell *cell_at(const struct document_table *table, guint row, guint column)
{
    const GPtrArray *cells = table->rows->pdata[row];
    return column < cells->len ? cells->pdata[column] : NULL;
}

/* The decimal mark of a column, as its numbers show it; 0 when they do not. */
static char column_mark(const struct document_table *table, guint column)
{
    gboolean comma = FALSE, point = FALSE;
    for (guint r = 0; r < table->rows->len; r++) {
        const struct document_cell *cell = cell_at(table, r, column);
        enum number_shape shape = cell ? shape_of(cell->text) : SHAPE_OTHER;
        comma = comma || shape == SHAPE_COMMA;
        point = point || shape == SHAPE_POINT;
    }
    return comma == point ? '\0' : comma ? ',' : '.';
}

/* A column whose numbers do not show their mark has the one of the file: whoever parts fields by commas has points in numbers, and the
 * other way round. There, "1.250" under a comma stays as it is: it may be a number of an article. */
static void write_numbers(const struct document_table *table, char mark)
{
    for (guint column = 0; column < BOUND_TABLE_COLUMNS; column++) {
        char shown = column_mark(table, column);
        for (guint r = 0; r < table->rows->len; r++) {
            struct document_cell *cell = cell_at(table, r, column);
            enum number_shape shape = cell ? shape_of(cell->text) : SHAPE_OTHER;
            gboolean sure = shape == SHAPE_COMMA || shape == SHAPE_POINT;
            if (shape == SHAPE_OTHER || (!sure && !shown && !(mark == ',' && shape == SHAPE_COMMA_MAY)))
                continue;
            char own = sure ? (shape == SHAPE_COMMA ? ',' : '.') : shown ? shown : mark;
            gboolean plain = shape == SHAPE_POINT && !strchr(cell->text, ',');
            char *number = plain ? NULL : plain_number(cell->text, own);
            if (!number)
                continue;
            g_free(cell->text);
            cell->text = number;
        }
    }
}

static void csv_read(struct document *document, const struct file *file)
{
    struct csv_parser parser;
    g_autofree char *text = csv_text(file);
    const char *start;
    char delimiter = find_delimiter(text, &start);
    if (document->tables->len >= BOUND_TABLES || csv_init(&parser, CSV_APPEND_NULL) != 0) {
        document->flags |= DOCUMENT_CUT;
        return;
    }
    struct rows rows = {.document = document};
    table_budget_init(&rows.budget, document);
    rows.table = document_add_table(document);
    csv_set_delim(&parser, (unsigned char)delimiter);
    csv_parse(&parser, start, strlen(start), take_cell, end_row, &rows);
    csv_fini(&parser, take_cell, end_row, &rows);
    csv_free(&parser);
    write_numbers(rows.table, delimiter == ',' ? '.' : ',');
    rows.table->has_header = rows.table->rows->len > 1;
    rows.table->attached = TRUE;
    if (rows.cut)
        document->flags |= DOCUMENT_CUT;
    if (rows.table->rows->len == 0)
        g_ptr_array_remove_index(document->tables, document->tables->len - 1);
}

const struct format format_csv = {"CSV", FORMAT_HEAD, csv_matches, csv_read};
