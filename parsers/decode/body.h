/* What a person reads of a mail: its bodies, best first, and the flags that its structure tells. */
#ifndef MO_DECODE_BODY_H
#define MO_DECODE_BODY_H

#include "parsers/decode/document.h"
#include "parsers/decode/mime.h"

struct body {
    GHashTable *shown;       /* set of struct mime_part: read as a body, so no attachment */
    GHashTable *content_ids; /* set of char *: parts that the HTML shows as images */
};

void body_init(struct body *body);
void body_clear(struct body *body);

/* Fills blocks, pairs, tables and flags of `document`. */
void body_read(struct body *body, struct document *document, const struct mime *mime);

#endif
