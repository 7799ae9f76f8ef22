/* The header fields of the mail itself, understood. */
#ifndef MO_DECODE_HEADERS_H
#define MO_DECODE_HEADERS_H

#include "parsers/decode/document.h"
#include "parsers/decode/fields.h"

/* The first Message-ID in a field's value, without <>; NULL when there is none that is sound. */
char *headers_message_id(const char *value);

/* Adds the addresses of a field, up to `most` in all. */
void headers_add_addresses(GPtrArray *addresses, const char *value, guint most);

/* Fills the header's members of `document` and its flags. */
void headers_read(struct document *document, const struct fields *fields);

#endif
