/* Boxes with their labels: "[x] Oak [ ] Walnut", "Oak ☑ Walnut ☐". Internal to choice.c and yesno.c. */
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
    gsize first; /* where the first box, or the first label of boxes that stand behind, begins */
};

/* The boxes of a text with their labels: behind each box, or, when text stands before the first and none after the
 * last, before each. */
void options_scan(struct options *options, const char *text);

/* The match key of a label. Free it. */
char *option_key(const struct option *option);

#endif
