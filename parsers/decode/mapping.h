/* The bytes of a mail: memory of the caller's; a small file, read; or a large one in the page cache, of which what is not looked at any more
 * costs no memory. */
#ifndef MO_DECODE_MAPPING_H
#define MO_DECODE_MAPPING_H

#include <glib.h>

struct mapping {
    const char *bytes; /* never NULL once open */
    gsize length;
    gboolean mapped; /* from a file */
    char *read;      /* these bytes, when they are to be freed; else NULL */
};

/* How far reading goes between two calls of mapping_release. */
#define MAPPING_STEP (4u * 1024 * 1024)

/* Maps or reads the file in `fd`, which stays the caller's. Errors are of DECODE_ERROR. */
gboolean mapping_open(struct mapping *mapping, int fd, GError **error);

/* Lets go of the pages between two places that were read; they can be read again, from the file. */
void mapping_release(const struct mapping *mapping, const char *from, const char *to);

void mapping_close(struct mapping *mapping);
typedef struct mapping mapping_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(mapping_auto, mapping_close)

#endif
