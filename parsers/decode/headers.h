/* The header fields of the mail itself, understood. */
#ifndef MO_DECODE_HEADERS_H
#define MO_DECODE_HEADERS_H

#include "parsers/decode/document.h"
#include "parsers/decode/fields.h"

/* Fills the header's members of `document` and its flags. */
void headers_read(struct document *document, const struct fields *fields);

#endif
