/* A mail in the page cache: what is not looked at any more costs no memory. */
#ifndef MO_DECODE_MAPPING_H
#define MO_DECODE_MAPPING_H

#include <glib.h>

struct mapping {
    const char *bytes; /* never NULL once open */
    gsize length;
};

/* Maps the file in `fd`, which stays the caller's. Errors are of DECODE_ERROR. */
gboolean mapping_open(struct mapping *mapping, int fd, GError **error);
void mapping_close(struct mapping *mapping);
typedef struct mapping mapping_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(mapping_auto, mapping_close)

#endif
