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


/* Loads what the C library needs for every charset that mail is written in, and keeps it: for a process that can open no file later. One that
 * is not among them is then an unknown one. */
void charset_load_all(void);

#endif
