/* The document as a GVariant, for the way from the decoder to the desk. What comes back may have been written by a
 * decoder that a mail has taken over, so that every string and every number is checked again. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/decode.h"
#include "parsers/decode/document-members.h"
#include "parsers/decode/document.h"

/* flags; the members of the table in its order; blocks; pairs; tables; attachments; orders */
#define DOCUMENT_TYPE "(uava" BLOCK_TYPE "a(ssu)a(ubba" ROW_TYPE ")a(ssttubu)a" BUSINESS_ORDER_TYPE ")"
#define ROW_TYPE      "a(sus)"
#define BLOCK_TYPE    "(ubbaus)" /* how deep each line is quoted, and the lines, which a line end parts: a value for each of them costs more than all else */

const GVariantType *document_type(void)
{
    return G_VARIANT_TYPE(DOCUMENT_TYPE);
}

static GVariant *strings_variant(const GPtrArray *strings)
{
    return g_variant_new_strv((const char *const *)strings->pdata, strings->len);
}

static GVariant *addresses_variant(const GPtrArray *addresses)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ss)"));
    for (guint i = 0; i < addresses->len; i++) {
        const struct document_address *address = addresses->pdata[i];
        g_variant_builder_add(&builder, "(ss)", address->name, address->address);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *member_variant(const struct document *document, const struct member *member)
{
    gconstpointer place = G_STRUCT_MEMBER_P(document, member->offset);
    switch (member->kind) {
    case MEMBER_STRING:
        return g_variant_new_string(*(const char *const *)place);
    case MEMBER_STRINGS:
        return strings_variant(*(GPtrArray *const *)place);
    case MEMBER_ADDRESSES:
        return addresses_variant(*(GPtrArray *const *)place);
    case MEMBER_FLAG:
        return g_variant_new_boolean(*(const gboolean *)place);
    case MEMBER_COUNT:
        return g_variant_new_uint32(*(const guint *)place);
    case MEMBER_TIME:
        return g_variant_new_int64(*(const gint64 *)place);
    }
    g_assert_not_reached();
}

static GVariant *block_variant(const struct document_block *block)
{
    g_autofree guint32 *quotes = g_new(guint32, block->lines->len);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < block->lines->len; i++) {
        const struct document_line *line = block->lines->pdata[i];
        quotes[i] = line->quote;
        if (i > 0)
            g_string_append_c(text, '\n');
        g_string_append(text, line->text);
    }
    return g_variant_new("(ubb@aus)", (guint32)block->origin, block->attached, block->returned,
                         g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, quotes, block->lines->len, sizeof *quotes), text->str);
}

static void add_blocks(GVariantBuilder *builder, const GPtrArray *blocks)
{
    g_variant_builder_open(builder, G_VARIANT_TYPE("a" BLOCK_TYPE));
    for (guint i = 0; i < blocks->len; i++)
        g_variant_builder_add_value(builder, block_variant(blocks->pdata[i]));
    g_variant_builder_close(builder);
}

static void add_pairs(GVariantBuilder *builder, const GPtrArray *pairs)
{
    g_variant_builder_open(builder, G_VARIANT_TYPE("a(ssu)"));
    for (guint i = 0; i < pairs->len; i++) {
        const struct document_pair *pair = pairs->pdata[i];
        g_variant_builder_add(builder, "(ssu)", pair->label, pair->value, pair->quote);
    }
    g_variant_builder_close(builder);
}

static void add_row(GVariantBuilder *builder, const GPtrArray *row)
{
    g_variant_builder_open(builder, G_VARIANT_TYPE(ROW_TYPE));
    for (guint i = 0; i < row->len; i++) {
        const struct document_cell *cell = row->pdata[i];
        g_variant_builder_add(builder, "(sus)", cell->text, cell->column_span, cell->problem ? cell->problem : "");
    }
    g_variant_builder_close(builder);
}

static void add_tables(GVariantBuilder *builder, const GPtrArray *tables)
{
    g_variant_builder_open(builder, G_VARIANT_TYPE("a(ubba" ROW_TYPE ")"));
    for (guint i = 0; i < tables->len; i++) {
        const struct document_table *table = tables->pdata[i];
        g_variant_builder_open(builder, G_VARIANT_TYPE("(ubba" ROW_TYPE ")"));
        g_variant_builder_add(builder, "u", table->quote);
        g_variant_builder_add(builder, "b", table->has_header);
        g_variant_builder_add(builder, "b", table->attached);
        g_variant_builder_open(builder, G_VARIANT_TYPE("a" ROW_TYPE));
        for (guint j = 0; j < table->rows->len; j++)
            add_row(builder, table->rows->pdata[j]);
        g_variant_builder_close(builder);
        g_variant_builder_close(builder);
    }
    g_variant_builder_close(builder);
}

static void add_attachments(GVariantBuilder *builder, const GPtrArray *attachments)
{
    g_variant_builder_open(builder, G_VARIANT_TYPE("a(ssttubu)"));
    for (guint i = 0; i < attachments->len; i++) {
        const struct document_attachment *attachment = attachments->pdata[i];
        g_variant_builder_add(builder, "(ssttubu)", attachment->name, attachment->media_type, attachment->size,
                              attachment->offset, attachment->part, attachment->inlined, (guint32)attachment->reading);
    }
    g_variant_builder_close(builder);
}

static void add_orders(GVariantBuilder *builder, const GPtrArray *orders)
{
    g_variant_builder_open(builder, G_VARIANT_TYPE("a" BUSINESS_ORDER_TYPE));
    for (guint i = 0; i < orders->len; i++)
        g_variant_builder_add_value(builder, business_order_to_variant(orders->pdata[i]));
    g_variant_builder_close(builder);
}

GVariant *document_to_variant(const struct document *document)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE(DOCUMENT_TYPE));
    g_variant_builder_add(&builder, "u", document->flags);
    g_variant_builder_open(&builder, G_VARIANT_TYPE("av"));
    for (guint i = 0; i < document_members_count; i++)
        g_variant_builder_add(&builder, "v", member_variant(document, &document_members[i]));
    g_variant_builder_close(&builder);
    add_blocks(&builder, document->blocks);
    add_pairs(&builder, document->pairs);
    add_tables(&builder, document->tables);
    add_attachments(&builder, document->attachments);
    add_orders(&builder, document->orders);
    return g_variant_builder_end(&builder);
}

/* Whether a string is within its bound and holds no control, but TAB (and LF) where it is text. */
static gboolean string_fits(const char *text, gsize most, const char *allowed)
{
    if (strlen(text) > most)
        return FALSE;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (*p >= ' ' && *p <= '~')
            continue;
        gunichar c = g_utf8_get_char(p);
        if ((c < 0x20 && !strchr(allowed, (int)c)) || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
            return FALSE;
    }
    return TRUE;
}

static gboolean read_strings(GPtrArray *strings, GVariant *value, const struct member *member)
{
    if (!g_variant_is_of_type(value, G_VARIANT_TYPE("as")) || g_variant_n_children(value) > member->most)
        return FALSE;
    GVariantIter iter;
    const char *text = NULL;
    g_variant_iter_init(&iter, value);
    while (g_variant_iter_next(&iter, "&s", &text)) {
        if (!string_fits(text, member->bytes, ""))
            return FALSE;
        g_ptr_array_add(strings, g_strdup(text));
    }
    return TRUE;
}

static gboolean read_addresses(GPtrArray *addresses, GVariant *value, const struct member *member)
{
    if (!g_variant_is_of_type(value, G_VARIANT_TYPE("a(ss)")) || g_variant_n_children(value) > member->most)
        return FALSE;
    GVariantIter iter;
    const char *name = NULL, *address = NULL;
    g_variant_iter_init(&iter, value);
    while (g_variant_iter_next(&iter, "(&s&s)", &name, &address)) {
        if (!string_fits(name, BOUND_SUBJECT, "") || !string_fits(address, member->bytes, ""))
            return FALSE;
        document_add_address(addresses, name, address);
    }
    return TRUE;
}

static gboolean read_string(char **place, GVariant *value, const struct member *member)
{
    if (!g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) ||
        !string_fits(g_variant_get_string(value, NULL), member->bytes, ""))
        return FALSE;
    g_free(*place);
    *place = g_variant_dup_string(value, NULL);
    return TRUE;
}

static gboolean read_member(struct document *document, const struct member *member, GVariant *value)
{
    gpointer place = G_STRUCT_MEMBER_P(document, member->offset);
    switch (member->kind) {
    case MEMBER_STRING:
        return read_string(place, value, member);
    case MEMBER_STRINGS:
        return read_strings(*(GPtrArray **)place, value, member);
    case MEMBER_ADDRESSES:
        return read_addresses(*(GPtrArray **)place, value, member);
    case MEMBER_FLAG:
        if (!g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN))
            return FALSE;
        *(gboolean *)place = g_variant_get_boolean(value);
        return TRUE;
    case MEMBER_COUNT:
        if (!g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32))
            return FALSE;
        *(guint *)place = g_variant_get_uint32(value);
        return TRUE;
    case MEMBER_TIME:
        if (!g_variant_is_of_type(value, G_VARIANT_TYPE_INT64))
            return FALSE;
        *(gint64 *)place = g_variant_get_int64(value);
        return TRUE;
    }
    return FALSE;
}

static gboolean read_members(struct document *document, GVariant *values)
{
    if (g_variant_n_children(values) != document_members_count)
        return FALSE;
    for (guint i = 0; i < document_members_count; i++) {
        g_autoptr(GVariant) boxed = g_variant_get_child_value(values, i);
        g_autoptr(GVariant) value = g_variant_get_variant(boxed);
        if (!read_member(document, &document_members[i], value))
            return FALSE;
    }
    return TRUE;
}

/* As many lines as there are quotes. */
static gboolean read_lines(struct document_block *block, GVariant *quotes, const char *text)
{
    gsize count;
    const guint32 *depths = g_variant_get_fixed_array(quotes, &count, sizeof *depths);
    for (gsize i = 0; i < count; i++) {
        gsize length = strcspn(text, "\n");
        if (length > BOUND_LINE_SIZE || (text[length] == '\n') != (i + 1 < count))
            return FALSE;
        g_autofree char *line = g_strndup(text, length);
        document_add_line(block, depths[i], line);
        text += length + (text[length] == '\n');
    }
    return *text == '\0';
}

static gboolean read_blocks(struct document *document, GVariant *blocks)
{
    gsize left = BOUND_LINES;
    if (g_variant_n_children(blocks) > BOUND_MIME_PARTS)
        return FALSE;
    for (gsize i = 0; i < g_variant_n_children(blocks); i++) {
        guint32 origin = 0;
        gboolean attached = FALSE, returned = FALSE;
        g_autoptr(GVariant) quotes = NULL;
        const char *text = NULL;
        g_variant_get_child(blocks, i, "(ubb@au&s)", &origin, &attached, &returned, &quotes, &text);
        if (origin > BLOCK_PAGE || g_variant_n_children(quotes) > left || !string_fits(text, G_MAXSIZE, "\t\n"))
            return FALSE;
        left -= g_variant_n_children(quotes);
        struct document_block *block = document_add_block(document, origin);
        block->attached = attached;
        block->returned = returned;
        if (!read_lines(block, quotes, text))
            return FALSE;
    }
    return TRUE;
}

static gboolean read_pairs(struct document *document, GVariant *pairs)
{
    GVariantIter iter;
    const char *label = NULL, *value = NULL;
    guint32 quote = 0;
    if (g_variant_n_children(pairs) > BOUND_PAIRS)
        return FALSE;
    g_variant_iter_init(&iter, pairs);
    while (g_variant_iter_next(&iter, "(&s&su)", &label, &value, &quote)) {
        if (!string_fits(label, BOUND_LINE_SIZE, "") || !string_fits(value, BOUND_TEXT_SIZE, "\t\n"))
            return FALSE;
        document_add_pair(document, label, value)->quote = quote;
    }
    return TRUE;
}

static gboolean read_row(GPtrArray *row, GVariant *cells)
{
    GVariantIter iter;
    const char *text = NULL, *problem = NULL;
    guint32 span = 0;
    if (g_variant_n_children(cells) > BOUND_TABLE_COLUMNS)
        return FALSE;
    g_variant_iter_init(&iter, cells);
    while (g_variant_iter_next(&iter, "(&su&s)", &text, &span, &problem)) {
        if (!string_fits(text, BOUND_TEXT_SIZE, "\t\n") || !string_fits(problem, BOUND_LINE_SIZE, "") || span == 0 ||
            span > BOUND_TABLE_COLUMNS)
            return FALSE;
        document_row_add_cell(row, text, span)->problem = *problem ? g_strdup(problem) : NULL;
    }
    return TRUE;
}

static gboolean read_table(struct document *document, GVariant *tables, gsize index)
{
    guint32 quote = 0;
    gboolean has_header = FALSE, attached = FALSE;
    g_autoptr(GVariant) rows = NULL;
    g_variant_get_child(tables, index, "(ubb@a" ROW_TYPE ")", &quote, &has_header, &attached, &rows);
    struct document_table *table = document_table_new(quote);
    g_ptr_array_add(document->tables, table);
    table->has_header = has_header;
    table->attached = attached;
    if (g_variant_n_children(rows) > BOUND_TABLE_ROWS)
        return FALSE;
    for (gsize i = 0; i < g_variant_n_children(rows); i++) {
        g_autoptr(GVariant) cells = g_variant_get_child_value(rows, i);
        if (!read_row(document_table_add_row(table), cells))
            return FALSE;
    }
    return TRUE;
}

static gboolean read_tables(struct document *document, GVariant *tables)
{
    if (g_variant_n_children(tables) > BOUND_TABLES)
        return FALSE;
    for (gsize i = 0; i < g_variant_n_children(tables); i++) {
        if (!read_table(document, tables, i))
            return FALSE;
    }
    return TRUE;
}

static gboolean read_attachments(struct document *document, GVariant *attachments)
{
    GVariantIter iter;
    const char *name = NULL, *media_type = NULL;
    struct document_attachment read = {0};
    guint32 reading = 0;
    if (g_variant_n_children(attachments) > BOUND_ATTACHMENTS)
        return FALSE;
    g_variant_iter_init(&iter, attachments);
    while (g_variant_iter_next(&iter, "(&s&sttubu)", &name, &media_type, &read.size, &read.offset, &read.part,
                               &read.inlined, &reading)) {
        if (!*name || strchr(name, '/') || !string_fits(name, BOUND_FILE_NAME, "") ||
            !string_fits(media_type, BOUND_FILE_NAME, "") || reading >= READING_COUNT)
            return FALSE;
        read.reading = (enum attachment_reading)reading;
        struct document_attachment *attachment = g_memdup2(&read, sizeof read);
        attachment->name = g_strdup(name);
        attachment->media_type = g_strdup(media_type);
        g_ptr_array_add(document->attachments, attachment);
    }
    return TRUE;
}

static gboolean read_orders(struct document *document, GVariant *orders)
{
    if (g_variant_n_children(orders) > BOUND_ORDERS_PER_MAIL)
        return FALSE;
    for (gsize i = 0; i < g_variant_n_children(orders); i++) {
        g_autoptr(GVariant) one = g_variant_get_child_value(orders, i);
        struct business_order *order = business_order_from_variant(one);
        if (!order)
            return FALSE;
        g_ptr_array_add(document->orders, order);
    }
    return TRUE;
}

static gboolean read_document_variant(struct document *document, GVariant *variant)
{
    g_autoptr(GVariant) members = NULL, blocks = NULL, pairs = NULL, tables = NULL, attachments = NULL, orders = NULL;
    g_variant_get(variant, "(u@av@a" BLOCK_TYPE "@a(ssu)@a(ubba" ROW_TYPE ")@a(ssttubu)@a" BUSINESS_ORDER_TYPE ")", &document->flags, &members, &blocks,
                  &pairs, &tables, &attachments, &orders);
    return read_members(document, members) && read_blocks(document, blocks) && read_pairs(document, pairs) &&
           read_tables(document, tables) && read_attachments(document, attachments) && read_orders(document, orders);
}

struct document *document_from_variant(GVariant *variant, GError **error)
{
    g_autoptr(document_auto) document = document_new();
    if (!g_variant_is_of_type(variant, G_VARIANT_TYPE(DOCUMENT_TYPE)) || !g_variant_is_normal_form(variant) ||
        !read_document_variant(document, variant)) {
        g_set_error_literal(error, DECODE_ERROR, DECODE_ERROR_NOT_A_DOCUMENT,
                            "what the decoder sent is not a document within its bounds");
        return NULL;
    }
    return g_steal_pointer(&document);
}
