#include "parsers/decode/document.h"

#include "daemon/base/bounds.h"
#include "parsers/decode/decode.h"
#include "parsers/decode/document-members.h"

#define MEMBER(kind, member, bytes, most)                                                                              \
    {                                                                                                                  \
#member, kind, G_STRUCT_OFFSET(struct document, member), bytes, most                                           \
    }

const struct member document_members[] = {
    MEMBER(MEMBER_ADDRESSES, from, BOUND_ADDRESS, BOUND_ADDRESSES),
    MEMBER(MEMBER_ADDRESSES, sender, BOUND_ADDRESS, BOUND_ADDRESSES),
    MEMBER(MEMBER_ADDRESSES, reply_to, BOUND_ADDRESS, BOUND_ADDRESSES),
    MEMBER(MEMBER_ADDRESSES, to, BOUND_ADDRESS, BOUND_ADDRESSES),
    MEMBER(MEMBER_ADDRESSES, cc, BOUND_ADDRESS, BOUND_ADDRESSES),
    MEMBER(MEMBER_STRING, return_path, BOUND_ADDRESS, 0),
    MEMBER(MEMBER_STRING, subject, BOUND_SUBJECT, 0),
    MEMBER(MEMBER_STRING, message_id, BOUND_MESSAGE_ID, 0),
    MEMBER(MEMBER_STRINGS, in_reply_to, BOUND_MESSAGE_ID, BOUND_REFERENCES),
    MEMBER(MEMBER_STRINGS, references, BOUND_MESSAGE_ID, BOUND_REFERENCES),
    MEMBER(MEMBER_TIME, date, 0, 0),
    MEMBER(MEMBER_STRING, auto_submitted, BOUND_SUBJECT, 0),
    MEMBER(MEMBER_STRING, precedence, BOUND_SUBJECT, 0),
    MEMBER(MEMBER_STRING, content_language, BOUND_SUBJECT, 0),
    MEMBER(MEMBER_FLAG, is_list, 0, 0),
    MEMBER(MEMBER_FLAG, is_auto_marked, 0, 0),
    MEMBER(MEMBER_FLAG, is_spam_marked, 0, 0),
    MEMBER(MEMBER_COUNT, hops, 0, 0),
    MEMBER(MEMBER_STRINGS, delivered_to, BOUND_ADDRESS, BOUND_MARKS),
    MEMBER(MEMBER_STRINGS, failed_recipients, BOUND_ADDRESS, BOUND_MARKS),
    MEMBER(MEMBER_ADDRESSES, attached_from, BOUND_ADDRESS, BOUND_MARKS),
    MEMBER(MEMBER_STRINGS, attached_ids, BOUND_MESSAGE_ID, BOUND_MARKS),
    MEMBER(MEMBER_STRINGS, authentication, BOUND_HEADER_SIZE, BOUND_MARKS),
    MEMBER(MEMBER_STRINGS, own_marks, BOUND_SUBJECT, BOUND_MARKS),
    MEMBER(MEMBER_STRING, digest, 64, 0),
};
const guint document_members_count = G_N_ELEMENTS(document_members);

/* Here and not in decode.c, so that the readers of documents need not link GMime. */
GQuark decode_error_quark(void)
{
    return g_quark_from_static_string("mailorder-decode");
}

static GPtrArray *members_array(GDestroyNotify free_element)
{
    return g_ptr_array_new_with_free_func(free_element);
}

struct document *document_new(void)
{
    struct document *document = g_new0(struct document, 1);
    for (guint i = 0; i < document_members_count; i++) {
        const struct member *member = &document_members[i];
        gpointer *place = G_STRUCT_MEMBER_P(document, member->offset);
        if (member->kind == MEMBER_STRING)
            *place = g_strdup("");
        else if (member->kind == MEMBER_STRINGS)
            *place = members_array(g_free);
        else if (member->kind == MEMBER_ADDRESSES)
            *place = members_array((GDestroyNotify)document_address_free);
    }
    document->blocks = members_array((GDestroyNotify)document_block_free);
    document->pairs = members_array((GDestroyNotify)document_pair_free);
    document->tables = members_array((GDestroyNotify)document_table_free);
    document->attachments = members_array((GDestroyNotify)document_attachment_free);
    document->orders = members_array((GDestroyNotify)business_order_free);
    return document;
}

void document_free(struct document *document)
{
    if (!document)
        return;
    for (guint i = 0; i < document_members_count; i++) {
        const struct member *member = &document_members[i];
        gpointer *place = G_STRUCT_MEMBER_P(document, member->offset);
        if (member->kind == MEMBER_STRING)
            g_free(*place);
        else if (member->kind == MEMBER_STRINGS || member->kind == MEMBER_ADDRESSES)
            g_ptr_array_unref(*place);
    }
    g_ptr_array_unref(document->blocks);
    g_ptr_array_unref(document->pairs);
    g_ptr_array_unref(document->tables);
    g_ptr_array_unref(document->attachments);
    g_ptr_array_unref(document->orders);
    g_free(document);
}

void document_address_free(struct document_address *address)
{
    g_free(address->name);
    g_free(address->address);
    g_free(address);
}

void document_line_free(struct document_line *line)
{
    g_free(line->text);
    g_free(line);
}

void document_block_free(struct document_block *block)
{
    if (!block)
        return;
    g_ptr_array_unref(block->lines);
    g_free(block);
}

void document_pair_free(struct document_pair *pair)
{
    g_free(pair->label);
    g_free(pair->value);
    g_free(pair);
}

void document_cell_free(struct document_cell *cell)
{
    g_free(cell->text);
    g_free(cell->problem);
    g_free(cell);
}

void document_table_free(struct document_table *table)
{
    g_ptr_array_unref(table->rows);
    g_free(table);
}

void document_attachment_free(struct document_attachment *attachment)
{
    g_free(attachment->name);
    g_free(attachment->media_type);
    g_free(attachment);
}

void document_add_address(GPtrArray *addresses, const char *name, const char *address)
{
    struct document_address *added = g_new0(struct document_address, 1);
    added->name = g_strdup(name);
    added->address = g_strdup(address);
    g_ptr_array_add(addresses, added);
}

struct document_block *document_block_new(enum block_origin origin)
{
    struct document_block *block = g_new0(struct document_block, 1);
    block->origin = origin;
    block->lines = members_array((GDestroyNotify)document_line_free);
    return block;
}

struct document_block *document_add_block(struct document *document, enum block_origin origin)
{
    struct document_block *block = document_block_new(origin);
    g_ptr_array_add(document->blocks, block);
    return block;
}

void document_add_line(struct document_block *block, guint quote, const char *text)
{
    struct document_line *line = g_new0(struct document_line, 1);
    line->quote = quote;
    line->text = g_strdup(text);
    g_ptr_array_add(block->lines, line);
}

struct document_pair *document_pair_new(const char *label, const char *value, guint quote)
{
    struct document_pair *pair = g_new0(struct document_pair, 1);
    pair->label = g_strdup(label);
    pair->value = g_strdup(value);
    pair->quote = quote;
    return pair;
}

struct document_pair *document_add_pair(struct document *document, const char *label, const char *value)
{
    struct document_pair *pair = document_pair_new(label, value, 0);
    g_ptr_array_add(document->pairs, pair);
    return pair;
}

struct document_table *document_table_new(guint quote)
{
    struct document_table *table = g_new0(struct document_table, 1);
    table->rows = members_array((GDestroyNotify)g_ptr_array_unref);
    table->quote = quote;
    return table;
}

struct document_table *document_add_table(struct document *document)
{
    struct document_table *table = document_table_new(0);
    g_ptr_array_add(document->tables, table);
    return table;
}

GPtrArray *document_table_add_row(struct document_table *table)
{
    GPtrArray *row = members_array((GDestroyNotify)document_cell_free);
    g_ptr_array_add(table->rows, row);
    return row;
}

struct document_cell *document_row_add_cell(GPtrArray *row, const char *text, guint column_span)
{
    struct document_cell *cell = g_new0(struct document_cell, 1);
    cell->text = g_strdup(text);
    cell->column_span = column_span;
    g_ptr_array_add(row, cell);
    return cell;
}
