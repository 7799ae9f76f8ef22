/* HTML to lines, label-value pairs and tables, as a reader of the mail would see them. */
#ifndef MO_DECODE_HTML_H
#define MO_DECODE_HTML_H

#include "parsers/decode/document.h"
#include "parsers/decode/lines.h"

/* Where an HTML body's content goes. Nothing is owned. */
struct html_sink {
    struct document_block *block;
    GPtrArray *pairs;        /* struct document_pair; NULL: not wanted */
    GPtrArray *tables;       /* struct document_table; NULL: not wanted */
    GHashTable *content_ids; /* set of owned strings: the parts that images refer to; NULL: not wanted */
    struct lines_budget *budget;
};

/* Reads `html`, valid UTF-8. Hidden and struck-out content is left out; what quotes another mail gets its depth:
 * blockquotes, and the marks of Gmail, Outlook, Yahoo and others. Memory and time are bounded whatever it holds. */
void html_read(const char *html, const struct html_sink *sink);

/* The charset that a <meta> at the start of undecoded HTML declares, or NULL. */
char *html_declared_charset(const char *bytes, gsize length);

#endif
