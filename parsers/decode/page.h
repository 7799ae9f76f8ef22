/* The text of pages, as a program drew them with spaces. */
#ifndef MO_DECODE_PAGE_H
#define MO_DECODE_PAGE_H

#include "parsers/decode/document.h"

/* Adds the pages as one attached BLOCK_PAGE; nothing, and FALSE, where they hold no letter and no digit. */
gboolean page_read(struct document *document, const char *bytes, gsize length);

#endif
