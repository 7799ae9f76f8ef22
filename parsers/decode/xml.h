/* XML documents, read without a DTD, without entities of their own and without a network. */
#ifndef MO_DECODE_XML_H
#define MO_DECODE_XML_H

#include <libxml/tree.h>

#include "parsers/decode/formats.h"

/* Whether the file is XML whose head holds `text`. */
gboolean xml_head_has(const struct file *file, const char *text);

/* NULL when it is not well-formed, or declares entities: *ret_why (to be freed) then says what and in which line. Free with xmlFreeDoc. */
xmlDoc *xml_read(const struct file *file, char **ret_why);

/* Elements by local name, whatever their namespace prefix. The first (next) one; NULL. */
xmlNode *xml_child(const xmlNode *node, const char *name);
xmlNode *xml_next(const xmlNode *node, const char *name);
/* The first element at the end of "A/B/C". */
xmlNode *xml_at(const xmlNode *node, const char *path);
/* Its text, trimmed; "" when there is none. To be freed. */
char *xml_text_of(const xmlNode *node);
char *xml_text(const xmlNode *node, const char *path);
char *xml_attribute(const xmlNode *node, const char *name);
char *xml_attribute_anywhere(const xmlNode *node, const char *name); /* in a namespace: "r:id" */

/* Adds `text` and frees it: a line of an address, words of a line. */
void xml_add(GString *target, char *text, const char *glue);

#endif
