/* Rich Text Format as plain text: what a reader would see, without its looks. */
#ifndef MO_DECODE_RTF_H
#define MO_DECODE_RTF_H

#include <glib.h>

/* UTF-8; to be freed. Cells are divided by TAB, rows and paragraphs by LF. Stops at `most` bytes. Linear in `length`. */
char *rtf_text(const char *bytes, gsize length, gsize most);

/* The name for iconv of a Windows code page; to be freed. */
char *rtf_charset(guint code_page);

#endif
