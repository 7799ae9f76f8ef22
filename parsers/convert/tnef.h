/* What Outlook packs into winmail.dat (MS-OXTNEF). libytnef has had faults of memory again and again: only in a process apart. */
#ifndef MO_CONVERT_TNEF_H
#define MO_CONVERT_TNEF_H

#include "parsers/decode/document.h"

/* Adds what is in it to the document: the body, when `wants_body`, and the files, whose contents are appended to `parts` (at most up to
 * `parts_size` bytes of it); files that are orders are read as such. FALSE: it is no TNEF that can be read. */
gboolean tnef_read(struct document *document, const char *bytes, gsize length, gboolean wants_body, int parts, guint64 parts_size);

#endif
