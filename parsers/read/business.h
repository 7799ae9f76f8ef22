/* Orders that other programs wrote, as drafts. */
#ifndef MO_READ_BUSINESS_H
#define MO_READ_BUSINESS_H

#include "parsers/read/items.h"

/* What a business document says, field by field of our forms: never NULL. *ret_fields: how many were recognised. */
struct draft *business_draft(const struct reader *reader, const struct business_order *order, guint *ret_fields);

/* The orders that the document holds: where it holds both, business documents before what the markup of a mail says of itself, which fills
 * gaps. Array of struct assembled, best source first; empty when there are none. To be unreffed. */
GArray *business_assemble(const struct reader *reader, const struct document *document);

/* The same of the business documents alone. */
GArray *business_assemble_documents(const struct reader *reader, const struct document *document);

/* Adds what is wrong with the spreadsheets of the mail; whether one of them could not be read: then it may have been the order. */
gboolean business_put_table_problems(struct draft *draft, const struct document *document);

/* What contact cards say fills the gaps of each order, and contradicts nothing; whom we answer is not among it. */
void business_fill_contacts(const struct reader *reader, const struct document *document, GArray *orders);

#endif
