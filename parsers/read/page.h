/* Pages whose columns are made of spaces, as entries. */
#ifndef MO_READ_PAGE_H
#define MO_READ_PAGE_H

#include "parsers/read/entry.h"

/* The entries of all blocks of pages of the document; empty when it has none. To be unreffed. */
GPtrArray *entries_of_pages(struct label_index *index, const struct document *document);

#endif
