/* A ZIP file made of its parts, so that a fuzzer may change what stands in them and the checksums are right all the same. */
#ifndef MO_TESTS_PACK_ZIP_H
#define MO_TESTS_PACK_ZIP_H

#include <glib.h>

/* `text`: each part after a line "=== NAME"; what stands before the first such line counts for nothing. The caller frees. */
GByteArray *pack_zip(const char *text, gsize length);

#endif
