/* Bytes of a declared, missing or wrong charset to UTF-8. */
#ifndef MO_DECODE_CHARSET_H
#define MO_DECODE_CHARSET_H

#include <glib.h>

/* Decodes strictly: as declared, then as UTF-8 (with a few faults, each shown as U+FFFD), then as windows-1254, and
 * windows-1252, which never fails. Two usual lies are seen through: UTF-8 declared as an 8-bit charset, and Turkish as
 * Western European. `declared` may be NULL. A character cut off at the end is dropped. NUL characters
 * are dropped, so that the result is a plain string. `ret_against` is set to TRUE (never to FALSE) when something other
 * than what was declared had to be used. */
char *charset_decode(const char *bytes, gsize length, const char *declared, gboolean *ret_against);

#endif
