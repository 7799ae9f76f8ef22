/* Bytes too large for a message, in a memory file that nobody can change any more. */
#ifndef MO_PROCESS_SEALED_H
#define MO_PROCESS_SEALED_H

#include <glib.h>

/* A sealed memory file with these bytes, at offset 0; the caller closes it. -1 with `error` (G_FILE_ERROR). */
int sealed_new(const char *name, const void *data, gsize length, GError **error);

/* The bytes of a memory file that came from another process: refused when it is not sealed against every change, or is
 * larger than `most`. The descriptor stays the caller's. NULL with `error`. */
GBytes *sealed_bytes(int fd, gsize most, GError **error);

#endif
