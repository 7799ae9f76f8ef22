/* One part, made from its header. Used by mime.c alone. */
#ifndef MO_DECODE_MIME_PART_H
#define MO_DECODE_MIME_PART_H

#include "parsers/decode/mime.h"

struct mime_part *mime_part_new(struct mime_part *parent, const struct fields *fields, gboolean *ret_against);
void mime_part_free(struct mime_part *part);

#endif
