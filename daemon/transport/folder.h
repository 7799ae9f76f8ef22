/* Folder names: the admin's, in UTF-8 with '/', and the server's (or the Maildir's), in modified UTF-7 with its
 * own delimiter. */
#ifndef MO_TRANSPORT_FOLDER_H
#define MO_TRANSPORT_FOLDER_H

#include <glib.h>

/* `name` as this server wants it: under `prefix` (the personal namespace's; NULL or "": none), levels parted by
 * `delimiter`
 * ('\0': the server knows no levels, they are joined by '-'), in modified UTF-7 (RFC 3501 section 5.1.3). A delimiter
 * inside a level becomes '_', empty levels are dropped. INBOX, and what begins with the prefix already, is not
 * prefixed. To be freed with g_free; NULL when `name` is empty, is not UTF-8, or holds controls. */
char *folder_wire(const char *name, const char *prefix, char delimiter);

/* As a quoted string. To be freed with g_free. */
char *folder_quoted(const char *wire);

#endif
