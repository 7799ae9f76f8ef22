/* The XML parts of a ZIP file, unpacked in memory and within bounds. Names of entries are keys, never paths. */
#ifndef MO_DECODE_ZIP_H
#define MO_DECODE_ZIP_H

#include "parsers/decode/formats.h"

enum zip_fault {
    ZIP_NO_FAULT,
    ZIP_DAMAGED,   /* cut off, or bytes that are no ZIP */
    ZIP_ENCRYPTED, /* some entry is */
    ZIP_TOO_LARGE, /* a bound was met: more than a file of honest rows comes to */
};

gboolean zip_begins(const char *bytes, gsize length);

/* Entries whose names end with ".xml" or ".rels", by name in lower case without a slash at its start: GBytes. The first of two of one name
 * counts. NULL when there is a fault: half a file is never read. *ret_detail (static, "" when there is none) says which bound. */
GHashTable *zip_unpack(const struct file *file, enum zip_fault *ret_fault, const char **ret_detail);

/* The key that zip_unpack makes of a name; to be freed. */
char *zip_key(const char *name);

#endif
