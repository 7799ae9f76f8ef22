/* What an HTML mail says of its order in schema.org's words: JSON-LD in a script, or microdata in its elements. */
#ifndef MO_DECODE_SCHEMA_H
#define MO_DECODE_SCHEMA_H

#include <jansson.h>

#include "parsers/decode/document.h"

/* Adds the orders that `html`, valid UTF-8, describes. */
void schema_read_html(struct document *document, const char *html);

/* One thing as JSON-LD has it, or the things in a list or "@graph": orders among them are added. */
void schema_read_thing(struct document *document, const json_t *thing, enum order_source source);

#endif
