/* Boxes with their labels: "[x] Oak [ ] Walnut", "Oak ☑ Walnut ☐". Internal to the readers of choices, of yes and no, and of lines with boxes. */
#ifndef MO_READ_TICK_H
#define MO_READ_TICK_H

#include <glib.h>

#define OPTIONS_MOST 100

struct option {
    gboolean ticked;
    const char *label; /* into the text; between this box and the next, or the one before and this */
    gsize length;
};

struct options {
    struct option all[OPTIONS_MOST];
    guint count;
    gsize first;      /* where the first box, or the first label of boxes that stand behind, begins */
    gboolean before;  /* the labels stand before their boxes */
    gboolean unsure;  /* they could as well stand on the other side: "Oak [x] Walnut [ ] Steel" */
    const char *tail; /* what stands behind the last label and its box */
};

/* Whether a part of the text begins, or ends, with the name of something that can be ticked. */
typedef gboolean (*option_named)(const char *part, gboolean at_end, const void *data);

/* The boxes of a text with their labels. On which side of its box each stands is told by where something is named; where nothing is, they
 * stand behind the boxes, or, when text stands before the first and none after the last, before them. */
void options_scan(struct options *options, const char *text, option_named named, const void *data);

/* A mark that parts an option from the next, at `text`: its length; else 0. */
gsize option_separator(const char *text);

/* Whether a box in the text is ticked. */
gboolean tick_any(const char *text);

/* Where the line ends with a tick box: its place; else G_MAXSIZE. */
gsize tick_box_behind(const char *line);

/* The match key of a label. Free it. */
char *option_key(const struct option *option);

#endif
