/* What a customer wants otherwise in an accepted order, in a sentence of their own: "can you make the fabric velvet, please?". Pure. */
#ifndef MO_READ_WISH_H
#define MO_READ_WISH_H

#include "parsers/read/read.h"

/* The values asked for, as a draft with the order's item numbers; NULL: none, or one that a person must read. Every word of the mail
 * must belong to the wish or to manners. */
struct draft *wish_read(const struct document *document, const struct read_context *context);

#endif
