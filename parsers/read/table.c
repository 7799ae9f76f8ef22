/* Pairs and tables to entries: one item a row, below a row of known labels wherever it stands; one a column, when the first column holds
 * them; else a form, a label and its value a row. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/columns.h"
#include "parsers/read/entry.h"
#include "parsers/read/grid.h"
#include "parsers/read/matrix.h"
#include "parsers/read/trimmings.h"
#include "parsers/read/words.h"

#define NAME_BYTES 120 /* of a product's name before the labels in its cell */

/* --- pairs ------------------------------------------------------------------------------------------------------- */

/* "Label: value", for a person; the label may end with a colon of its own. */
static char *pair_text(const char *label, const char *value)
{
    g_autofree char *name = g_strchomp(g_strdup(label));
    gsize length = strlen(name);
    while (length > 0 && strchr(": ", name[length - 1]))
        name[--length] = '\0';
    return length ? g_strdup_printf("%s: %s", name, value) : g_strdup(value);
}

static struct entry *add_labelled(GPtrArray *entries, const struct label_match *match, const char *label,
                                  const char *value)
{
    g_autofree char *raw = pair_text(label, value);
    struct entry *entry = entry_new(match->label->names_product ? ENTRY_PRODUCT : ENTRY_FIELD, raw);
    entry->match = *match;
    entry->index = match->index;
    g_free(entry->text);
    entry->text = g_strstrip(g_strndup(value, BOUND_VALUE_SIZE));
    g_ptr_array_add(entries, entry);
    return entry;
}

void entries_add_pair(GPtrArray *entries, struct label_index *index, const char *label, const char *value)
{
    struct label_match match;
    if (trimming_is_caption(label, value))
        return;
    if (label_find(index, label, TRUE, &match) || label_asks_product(index, label, value, &match)) {
        add_labelled(entries, &match, label, value);
        return;
    }
    g_autofree char *raw = pair_text(label, value);
    struct entry *entry = heading_read(index, raw, FALSE);
    if (!entry) {
        entry = entry_new(ENTRY_TEXT, raw);
        g_free(entry->text);
        entry->text = g_strdup(raw);
    }
    g_ptr_array_add(entries, entry);
}

/* --- rows as text ------------------------------------------------------------------------------------------------ */

/* What is wrong with a cell that counts. */
static void grid_add_problem(GPtrArray *entries, const struct grid *grid, guint row, guint column)
{
    const char *problem = grid_cell(grid, row, column)->problem;
    if (!problem)
        return;
    struct entry *entry = entry_new(ENTRY_PROBLEM, problem);
    g_free(entry->text);
    entry->text = g_strdup(problem);
    g_ptr_array_add(entries, entry);
}

static void grid_add_text(GPtrArray *entries, const struct grid *grid, guint row)
{
    g_autofree char *raw = grid_row_text(grid, row);
    if (!*raw)
        return;
    struct entry *entry = entry_new(ENTRY_TEXT, raw);
    g_free(entry->text);
    entry->text = g_strdup(raw);
    g_ptr_array_add(entries, entry);
}

/* --- rows as labels and values ----------------------------------------------------------------------------------- */

static guint next_filled(const struct grid *grid, guint row, guint from)
{
    while (from < grid->columns && !*grid_text(grid, row, from) && !grid_cell(grid, row, from)->problem)
        from++;
    return from;
}

void grid_add_pairs(GPtrArray *entries, struct label_index *index, const struct grid *grid, guint row)
{
    if (!grid_row_is_pairs(grid, index, row)) {
        grid_add_text(entries, grid, row);
        return;
    }
    for (guint c = next_filled(grid, row, 0); c < grid->columns;) {
        guint value = next_filled(grid, row, c + 1);
        entries_add_pair(entries, index, grid_text(grid, row, c), value < grid->columns ? grid_text(grid, row, value) : "");
        if (value < grid->columns)
            grid_add_problem(entries, grid, row, value);
        c = next_filled(grid, row, value + 1);
    }
}

/* --- rows as items ----------------------------------------------------------------------------------------------- */

/* A table, or the part of one below a row of labels. */
struct part {
    struct label_index *index;
    const struct grid *grid;
    struct label_match *matches; /* one a column */
    guint header;                /* its row */
    guint end;                   /* the row behind its last */
    guint product;               /* the column that names the product; grid->columns when none does */
    gboolean by_content;         /* its label does not say so: what stands below does */
};

/* By a product's label, else the SKU's. */
static guint product_column(const struct grid *grid, const struct label_match *matches)
{
    guint sku = grid->columns;
    for (guint c = 0; c < grid->columns; c++) {
        if (!matches[c].label)
            continue;
        if (matches[c].label->names_product)
            return c;
        if (label_has_role(matches[c].label, ROLE_SKU))
            sku = c;
    }
    return sku;
}

/* Whether a row below the header has a product of ours for the first line of this cell. */
static gboolean column_holds_products(const struct part *part, guint column)
{
    for (guint r = part->header + 1; r < part->end; r++) {
        const char *cell = grid_text(part->grid, r, column);
        g_autofree char *line = g_strndup(cell, strcspn(cell, "\n"));
        g_autoptr(entry_auto) heading = *line ? heading_read(part->index, line, FALSE) : NULL;
        if (heading && heading->product.form)
            return TRUE;
    }
    return FALSE;
}

/* "Name", "Description", or nothing at all stands above the products, beside a label that only items have. */
static void find_product_column(struct part *part)
{
    gboolean items = FALSE;
    part->product = product_column(part->grid, part->matches);
    part->by_content = FALSE;
    for (guint c = 0; c < part->grid->columns; c++)
        items |= label_has_role(part->matches[c].label, ROLE_QUANTITY) || label_has_role(part->matches[c].label, ROLE_UNIT_PRICE);
    for (guint c = 0; items && part->product >= part->grid->columns && c < part->grid->columns; c++)
        if (column_holds_products(part, c)) {
            part->product = c;
            part->by_content = TRUE;
        }
}

/* "Bill to | Ship to": the row below holds the addresses, whatever stands below that. */
static gboolean header_is_of_addresses(const struct part *part)
{
    gboolean found = FALSE;
    for (guint c = 0; c < part->grid->columns; c++) {
        const struct label *label = part->matches[c].label;
        if (!*grid_text(part->grid, part->header, c))
            continue;
        if (!label_has_role(label, ROLE_DELIVERY) && !label_has_role(label, ROLE_BILLING))
            return FALSE;
        found = TRUE;
    }
    return found;
}

/* The first row below the header with something in it. */
static guint first_row_below(const struct part *part)
{
    guint row = part->header + 1, first;
    while (row < part->end && grid_filled(part->grid, row, &first) == 0)
        row++;
    return row;
}

/* Whether the row orders something: not a sum, and its product is ours or it has values besides. */
static gboolean row_is_item(const struct part *part, guint row)
{
    guint first;
    if (part->product >= part->grid->columns || !*grid_text(part->grid, row, part->product))
        return FALSE;
    const char *text = grid_text(part->grid, row, part->product);
    if (heading_is_amount(text))
        return FALSE;
    g_autofree char *key = text_match_key(text);
    if (!*key || grid_row_is_sum(part->grid, part->header, row))
        return FALSE;
    struct product_match match = product_find(part->index, text, TRUE);
    return match.form || match.several || (grid_filled(part->grid, row, &first) >= 2 && !grid_row_is_pairs(part->grid, part->index, row));
}

/* What stands below the product's name in its cell: "- Fabric: Linen". */
static void add_details(GPtrArray *entries, struct label_index *index, const char *details)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(struct text_line));
    g_auto(GStrv) texts = g_strsplit(details, "\n", -1);
    for (guint i = 0; texts[i]; i++) {
        struct text_line line = {.text = texts[i]};
        g_array_append_val(lines, line);
    }
    g_autoptr(GPtrArray) below = entries_of_details(index, lines);
    for (guint i = 0; i < below->len; i++) {
        struct entry *entry = below->pdata[i];
        entry->bound = entry->kind == ENTRY_FIELD;
        if (entry->kind == ENTRY_TEXT && heading_is_amount(entry->text))
            entry->kind = ENTRY_PRICE;
        if (entry->kind == ENTRY_PRODUCT || entry->kind == ENTRY_BREAK)
            continue;
        g_ptr_array_add(entries, entry);
        below->pdata[i] = NULL;
    }
}

/* "Kanepe Kumaş: Keten": where the labels behind the product's name begin, and what they are; 0 when there are none. */
static gsize name_before_labels(struct label_index *index, const char *line, struct line_piece *pieces, guint *ret_count)
{
    for (const char *space = strchr(line, ':') ? strchr(line, ' ') : NULL; space; space = strchr(space + 1, ' ')) {
        gsize at = (gsize)(space + 1 - line);
        if (at > NAME_BYTES)
            break;
        g_autofree char *name = g_strndup(line, at);
        g_autoptr(entry_auto) heading = heading_read(index, name, FALSE);
        guint count = heading ? line_pieces(index, line + at, pieces) : 0;
        if (!count || pieces[0].start > 0)
            continue;
        for (guint i = 0; i < count; i++) {
            pieces[i].start += at;
            pieces[i].value += at;
            pieces[i].end += at;
        }
        *ret_count = count;
        return at;
    }
    return 0;
}

/* The product's own line: "Sofa", or "Sofa - Fabric : Linen, Legs : Oak", whose labels are fields of the item. */
static void grid_add_name(GPtrArray *entries, struct label_index *index, struct entry *product, const char *line)
{
    struct line_piece pieces[LINE_PIECES];
    guint count = line_pieces(index, line, pieces);
    gsize start = count ? pieces[0].start : name_before_labels(index, line, pieces, &count);
    g_autofree char *name = g_strndup(line, start);
    while (start > 0 && strchr(" ,;|(-:\t", name[start - 1]))
        name[--start] = '\0';
    struct entry *heading = start ? heading_read(index, name, FALSE) : NULL;
    g_free(product->text);
    product->text = g_strdup(heading ? name : line);
    g_ptr_array_add(entries, product);
    for (guint i = 0; heading && i < count; i++) {
        g_autofree char *label = g_strndup(line + pieces[i].start, pieces[i].value - pieces[i].start);
        g_autofree char *value = g_strndup(line + pieces[i].value, pieces[i].end - pieces[i].value);
        add_labelled(entries, &pieces[i].match, label, value)->bound = TRUE;
    }
    entry_free(heading);
}

static void grid_add_price(GPtrArray *entries, const char *text, enum price_meaning meaning)
{
    struct entry *entry = entry_new(ENTRY_PRICE, text);
    g_free(entry->text);
    entry->text = g_strdup(text);
    entry->meaning = meaning;
    g_ptr_array_add(entries, entry);
}

/* The SKU of an item in a cell of its own, whatever stands above it. FALSE when the cell is none. */
static gboolean grid_add_sku(GPtrArray *entries, struct label_index *index, const char *cell)
{
    g_autofree char *key = text_match_key(cell);
    struct product_match match = product_exact(index, key, cell);
    struct entry *entry = match.sku ? heading_read(index, cell, FALSE) : NULL;
    if (!entry)
        return FALSE;
    entry->bound = TRUE;
    g_ptr_array_add(entries, entry);
    return TRUE;
}

/* A cell under a label that is none of ours. */
static void grid_add_unknown(GPtrArray *entries, struct label_index *index, const char *label, const char *cell)
{
    g_autofree char *key = text_match_key(label);
    if (!*cell || grid_add_sku(entries, index, cell))
        return;
    struct entry *heading = strpbrk(cell, "(:\n,") ? heading_read(index, cell, FALSE) : NULL;
    if (heading) { /* the product's name with its options, where its number stands in a column of its own */
        heading->bound = TRUE;
        g_ptr_array_add(entries, heading);
        return;
    }
    g_autofree char *count = words_is(WORDS_ITEM, key) ? heading_count(cell) : NULL;
    if (count)
        return; /* "Pos. 1" */
    if (words_in(WORDS_SUM, key) || (words_is(WORDS_EACH, key) && heading_is_amount(cell))) {
        grid_add_price(entries, cell, words_in(WORDS_SUM, key) ? PRICE_LINE : PRICE_EACH);
        return;
    }
    g_autofree char *raw = pair_text(label, cell);
    struct entry *entry = entry_new(ENTRY_TEXT, raw);
    g_free(entry->text);
    entry->text = g_strdup(raw);
    g_ptr_array_add(entries, entry);
}

/* Whether the words above a column of prices say of what. */
static enum price_meaning meaning_of(const char *label)
{
    g_autofree char *key = text_match_key(label);
    return words_in(WORDS_EACH, key) ? PRICE_EACH : words_in(WORDS_SUM, key) ? PRICE_LINE : PRICE_OPEN;
}

static void add_item_cells(GPtrArray *entries, const struct part *part, guint row)
{
    const struct grid *grid = part->grid;
    for (guint c = 0; c < grid->columns; c++) {
        const struct label_match *match = &part->matches[c];
        const char *label = grid_text(grid, part->header, c), *text = grid_text(grid, row, c);
        if (!match->label && part->by_content && c == part->product)
            continue;
        if (!match->label) {
            grid_add_unknown(entries, part->index, label, text);
            continue;
        }
        grid_add_problem(entries, grid, row, c);
        if (!*text || match->label->names_product || (part->by_content && c == part->product))
            continue;
        struct entry *field = add_labelled(entries, match, label, text);
        field->bound = TRUE;
        field->meaning = meaning_of(label);
    }
}

static void add_item(GPtrArray *entries, const struct part *part, guint row)
{
    g_autofree char *raw = grid_row_text(part->grid, row);
    struct entry *entry = entry_new(ENTRY_PRODUCT, raw);
    if (!part->by_content && part->matches[part->product].label->names_product)
        entry->match = part->matches[part->product];
    else /* told at once: other columns may stand before the SKU's */
        entry->product = product_find(part->index, grid_text(part->grid, row, part->product), TRUE);
    const char *cell = grid_text(part->grid, row, part->product), *below = strchr(cell, '\n');
    g_autofree char *first = below ? g_strndup(cell, (gsize)(below - cell)) : g_strdup(cell);
    grid_add_name(entries, part->index, entry, first);
    if (below)
        add_details(entries, part->index, below + 1);
    add_item_cells(entries, part, row);
}

/* Without a product column, one row is values of one item, in the product the mail names. */
static void add_fields(GPtrArray *entries, const struct part *part, guint row)
{
    const struct grid *grid = part->grid;
    for (guint c = 0; c < grid->columns; c++) {
        if (!part->matches[c].label)
            continue;
        grid_add_problem(entries, grid, row, c);
        if (*grid_text(grid, row, c))
            add_labelled(entries, &part->matches[c], grid_text(grid, part->header, c), grid_text(grid, row, c));
    }
}

static void add_part(GPtrArray *entries, const struct part *part)
{
    gboolean alone = part->end == part->header + 2;
    guint values = header_is_of_addresses(part) ? first_row_below(part) : part->header + 1;
    for (guint r = part->header + 1; r < part->end; r++) {
        if (row_is_item(part, r))
            add_item(entries, part, r);
        else if (part->product >= part->grid->columns && (alone || (r == values && header_is_of_addresses(part))) &&
                 !grid_row_is_sum(part->grid, part->header, r))
            add_fields(entries, part, r);
        else
            grid_add_pairs(entries, part->index, part->grid, r);
    }
}

/* --- tables of items without a row of labels --------------------------------------------------------------------- */

/* The cell that names a product of ours, with a count or an amount beside it or in it; as a new entry, NULL when the row orders nothing. */
static struct entry *plain_heading(const struct grid *grid, struct label_index *index, guint row, guint *ret_column)
{
    struct entry *found = NULL;
    gboolean ordered = FALSE;
    if (grid_row_is_pairs(grid, index, row))
        return NULL;
    for (guint c = 0; c < grid->columns; c++) {
        const char *cell = grid_text(grid, row, c), *end = strchr(cell, '\n');
        g_autofree char *line = end ? g_strndup(cell, (gsize)(end - cell)) : g_strdup(cell), *amount = NULL;
        g_autofree char *count = heading_count(cell), *times = heading_count_of_price(cell, &amount);
        ordered = ordered || count || times || heading_is_amount(cell);
        if (found || count || times || !*line)
            continue;
        found = heading_read(index, line, FALSE);
        *ret_column = c;
    }
    if (found && (ordered || found->quantity || found->amount) && !grid_row_is_sum(grid, 0, row))
        return found;
    entry_free(found);
    return NULL;
}

static void plain_add_cell(GPtrArray *entries, struct label_index *index, struct entry *product, const char *cell, enum price_meaning meaning)
{
    g_autofree char *amount = NULL;
    char *count = heading_count(cell), *times = count ? NULL : heading_count_of_price(cell, &amount);
    if (count && !product->quantity)
        product->quantity = g_steal_pointer(&count);
    else if (times && !product->quantity) {
        product->quantity = g_steal_pointer(&times);
        grid_add_price(entries, amount, PRICE_EACH);
    } else if (heading_is_amount(cell))
        grid_add_price(entries, cell, meaning);
    else if (*cell && !grid_add_sku(entries, index, cell))
        add_details(entries, index, cell);
    g_free(count);
    g_free(times);
}

static gboolean plain_add_row(GPtrArray *entries, struct label_index *index, const struct grid *grid, guint row)
{
    guint column = 0, amounts = 0;
    struct entry *product = plain_heading(grid, index, row, &column);
    if (!product)
        return FALSE;
    const char *below = strchr(grid_text(grid, row, column), '\n');
    g_free(product->raw);
    product->raw = grid_row_text(grid, row);
    g_ptr_array_add(entries, product);
    if (below)
        add_details(entries, index, below + 1);
    for (guint c = 0; c < grid->columns; c++)
        amounts += heading_is_amount(grid_text(grid, row, c));
    for (guint c = 0; c < grid->columns; c++)
        if (c != column)
            plain_add_cell(entries, index, product, grid_text(grid, row, c), amounts == 1 ? PRICE_LINE : PRICE_OPEN);
    return TRUE;
}

/* A row of two cells beside items: a label and its value, "Subtotal" and a sum. */
static void plain_add_other(GPtrArray *entries, struct label_index *index, const struct grid *grid, guint row)
{
    const char *filled[2] = {NULL, NULL};
    guint count = 0;
    for (guint c = 0; c < grid->columns; c++)
        if (*grid_text(grid, row, c) && count++ < 2)
            filled[count - 1] = grid_text(grid, row, c);
    if (count == 2 && !grid_row_is_pairs(grid, index, row))
        entries_add_pair(entries, index, filled[0], filled[1]);
    else
        grid_add_pairs(entries, index, grid, row);
}

static gboolean grid_add_plain(GPtrArray *entries, struct label_index *index, const struct grid *grid)
{
    g_autoptr(GPtrArray) found = entries_new();
    gboolean items = FALSE;
    for (guint r = 0; r < grid->rows; r++) {
        gboolean item = plain_add_row(found, index, grid, r);
        items |= item;
        if (!item)
            plain_add_other(found, index, grid, r);
    }
    for (guint i = 0; items && i < found->len; i++) {
        g_ptr_array_add(entries, found->pdata[i]);
        found->pdata[i] = NULL;
    }
    return items;
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

/* The next row at or behind `from` that is a header; grid->rows when there is none. */
static guint next_header(const struct grid *grid, struct label_index *index, guint from, struct label_match *matches)
{
    while (from < grid->rows && !grid_row_is_header(grid, index, from, matches))
        from++;
    return from;
}

/* A title, a form, items, and what stands below them: each as what it is. FALSE when there is no header. */
static gboolean add_parts(GPtrArray *entries, struct label_index *index, const struct grid *grid)
{
    g_autofree struct label_match *matches = g_new0(struct label_match, grid->columns + 1);
    g_autofree struct label_match *ahead = g_new0(struct label_match, grid->columns + 1);
    struct part part = {.index = index, .grid = grid, .matches = matches};
    part.header = next_header(grid, index, 0, matches);
    if (part.header >= grid->rows)
        return FALSE;
    for (guint r = 0; r < part.header; r++)
        grid_add_pairs(entries, index, grid, r);
    for (; part.header < grid->rows; part.header = part.end) {
        part.end = next_header(grid, index, part.header + 1, ahead);
        find_product_column(&part);
        add_part(entries, &part);
        memcpy(matches, ahead, grid->columns * sizeof *matches);
    }
    return TRUE;
}

/* Some row with more than labels and their values. */
static gboolean grid_is_wide(const struct grid *grid, struct label_index *index)
{
    guint first;
    for (guint r = 0; r < grid->rows; r++)
        if (grid_filled(grid, r, &first) > 2 && !grid_row_is_pairs(grid, index, r))
            return TRUE;
    return FALSE;
}

/* The first column as the header. */
static gboolean add_turned(GPtrArray *entries, struct label_index *index, struct grid *grid)
{
    g_autofree struct label_match *matches = g_new0(struct label_match, grid->rows + 1);
    grid_turn(grid);
    gboolean known = grid_row_is_header(grid, index, 0, matches) && add_parts(entries, index, grid);
    grid_turn(grid);
    return known;
}

/* At least two labels with values are a form. */
static gboolean add_form(GPtrArray *entries, struct label_index *index, const struct grid *grid)
{
    guint pairs = 0, first;
    for (guint r = 0; r < grid->rows; r++)
        pairs += grid_row_is_pairs(grid, index, r) ? grid_filled(grid, r, &first) / 2 : 0;
    for (guint r = 0; pairs >= 2 && r < grid->rows; r++)
        grid_add_pairs(entries, index, grid, r);
    return pairs >= 2;
}

static gboolean grid_add(GPtrArray *entries, struct label_index *index, struct grid *grid)
{
    if (columns_prepare(index, grid) && add_turned(entries, index, grid))
        return TRUE;
    return entries_add_matrix(entries, index, grid) || add_parts(entries, index, grid) || (grid_is_wide(grid, index) && add_turned(entries, index, grid)) || grid_add_plain(entries, index, grid) ||
           add_form(entries, index, grid);
}

gboolean entries_add_rows(GPtrArray *entries, struct label_index *index, const GPtrArray *rows)
{
    struct grid grid;
    grid_init_rows(&grid, rows);
    gboolean known = grid_add(entries, index, &grid);
    for (guint r = 0; !known && r < grid.rows; r++)
        grid_add_text(entries, &grid, r);
    grid_clear(&grid);
    return known;
}

gboolean entries_add_table(GPtrArray *entries, struct label_index *index, const struct document_table *table)
{
    struct grid grid;
    grid_init_table(&grid, table);
    gboolean known = grid_add(entries, index, &grid);
    grid_clear(&grid);
    return known;
}
