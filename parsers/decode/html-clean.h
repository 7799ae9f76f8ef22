/* HTML made harmless for libxml2, whose parser takes quadratic time over many attributes: only the attributes that are
 * asked for remain, no comments, scripts or style sheets. */
#ifndef MO_DECODE_HTML_CLEAN_H
#define MO_DECODE_HTML_CLEAN_H

#include <glib.h>

#include "parsers/decode/html-style.h"

/* The cleaned markup; the style sheets in it go to `styles`. `ret_cut` is set to TRUE when there was too much of it. */
char *html_clean(const char *html, struct html_styles *styles, gboolean *ret_cut);

#endif
