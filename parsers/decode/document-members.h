/* The simple members of a document as one table, from which it is made, freed, sent, checked and shown. */
#ifndef MO_DECODE_DOCUMENT_MEMBERS_H
#define MO_DECODE_DOCUMENT_MEMBERS_H

#include <glib.h>

#include "parsers/decode/document.h"

enum member_kind { MEMBER_STRING, MEMBER_STRINGS, MEMBER_ADDRESSES, MEMBER_FLAG, MEMBER_COUNT, MEMBER_TIME };

struct member {
    const char *name;
    enum member_kind kind;
    glong offset; /* in struct document */
    gsize bytes;  /* the most a string may hold */
    guint most;   /* the most entries a list may hold */
};

extern const struct member document_members[];
extern const guint document_members_count;

void document_address_free(struct document_address *address);
void document_line_free(struct document_line *line);
void document_block_free(struct document_block *block);
void document_pair_free(struct document_pair *pair);
void document_cell_free(struct document_cell *cell);
void document_table_free(struct document_table *table);
void document_attachment_free(struct document_attachment *attachment);
struct document_block *document_block_new(enum block_origin origin);
struct document_pair *document_pair_new(const char *label, const char *value, guint quote);
struct document_table *document_table_new(guint quote);

#endif
