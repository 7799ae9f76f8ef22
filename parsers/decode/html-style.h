/* What style sheets and style attributes say about whether text is seen. */
#ifndef MO_DECODE_HTML_STYLE_H
#define MO_DECODE_HTML_STYLE_H

#include <glib.h>

enum html_look {
    LOOK_HIDDEN = 1 << 0,
    LOOK_SHOWN = 1 << 1, /* display: something else than none */
    LOOK_STRUCK = 1 << 2,
    LOOK_FONT_ZERO = 1 << 3, /* inherited, until LOOK_FONT_SIZED */
    LOOK_FONT_SIZED = 1 << 4,
    LOOK_PREFORMATTED = 1 << 5,
    LOOK_BOLD = 1 << 6,
    LOOK_BORDER_NONE = 1 << 7,
    LOOK_BORDER_TOP = 1 << 8,
    LOOK_BORDER_LEFT = 1 << 9,
    LOOK_NO_MARGIN = 1 << 10,
};

/* Looks by simple selector, ".class" or "#id". */
struct html_styles;

struct html_styles *html_styles_new(void);
void html_styles_free(struct html_styles *styles);
typedef struct html_styles html_styles_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(html_styles_auto, html_styles_free)

/* Adds the rules of a <style> element. Rules within @-blocks (media queries) and selectors that are not one class or
 * id, with or without an element's name, are passed over. */
void html_styles_add(struct html_styles *styles, const char *css, gsize length);

/* The looks of an element with these attributes, each of which may be NULL; the style attribute beats the sheet. */
guint html_styles_look(const struct html_styles *styles, const char *classes, const char *id, const char *style);

#endif
