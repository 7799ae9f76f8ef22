/* A ZIP file made in a test: entries are stored as they are. */
#ifndef TESTS_UNIT_ZIP_WRITER_H
#define TESTS_UNIT_ZIP_WRITER_H

#include <glib.h>

struct zip_writer {
    GByteArray *file, *directory;
    guint count;
    gboolean locked; /* entries added from now on say that they are encrypted */
};

void zip_writer_open(struct zip_writer *zip);
void zip_writer_add(struct zip_writer *zip, const char *name, const char *bytes, gsize length);
/* The whole file; to be unreffed. */
GByteArray *zip_writer_close(struct zip_writer *zip);

#endif
