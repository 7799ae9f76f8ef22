/* The state of a walk over an HTML tree, shared by html.c, html-quote.c and html-table.c alone. */
#ifndef MO_DECODE_HTML_WALK_H
#define MO_DECODE_HTML_WALK_H

#include <libxml/tree.h>

#include "parsers/decode/html-style.h"
#include "parsers/decode/html.h"

struct html_walk {
    const struct html_sink *sink;
    struct html_styles *styles;
    GString *line;      /* the line being written */
    GString *flat;      /* when a table's cell is read: its lines go here, and nothing is recorded; else NULL */
    const char *prefix; /* of a list item, before its first text; NULL */
    char number[16];    /* prefix of a numbered item */
    gboolean space;     /* white space seen, to be written before more text */
    gboolean blank;     /* a paragraph ended: an empty line before the next */
    gboolean started;   /* a line was written in this block or cell */
    gboolean preformatted;
    gboolean font_zero;
    gboolean in_item; /* inside of a list item */
    guint quote;      /* blockquotes around */
    guint rest_quote; /* what began at a mark and lasts to the end of what surrounds it */
    guint depth;
};

gboolean html_node_is(const xmlNode *node, const char *name);

/* The attribute's value, or NULL; owned by the tree. */
const char *html_attribute(const xmlNode *node, const char *name);

guint html_look(const struct html_walk *walk, const xmlNode *node);

void html_walk_node(struct html_walk *walk, const xmlNode *node);
void html_walk_children(struct html_walk *walk, const xmlNode *node);

/* Ends the line, if there is one. */
void html_break(struct html_walk *walk);

/* Ends the line and wants an empty one before the next. */
void html_paragraph(struct html_walk *walk);

/* Writes lines of ready text, at the present quote. */
void html_write_lines(struct html_walk *walk, const char *text);

/* The text of an element on its own, several lines joined by LF; trimmed. */
char *html_flat_text(struct html_walk *walk, const xmlNode *node);

/* The depth by which the element quotes another mail: of itself (`ret_inside`), and from it on to the end of what
 * surrounds it
 * (`ret_rest`). */
void html_quote_marks(const xmlNode *node, guint look, guint *ret_inside, guint *ret_rest);

void html_table(struct html_walk *walk, const xmlNode *table);

void html_definition_list(struct html_walk *walk, const xmlNode *list);

/* Records a pair, if pairs are wanted here and there is room. */
void html_add_pair(struct html_walk *walk, const char *label, const char *value);

#endif
