/* Exact arithmetic on canonical decimals ("1234.5", "-0.75"). No floating point. */
#ifndef MO_BASE_DECIMAL_H
#define MO_BASE_DECIMAL_H

#include <glib.h>

#define DECIMAL_ONE 1000000 /* millionths */

/* A decimal as a whole number of millionths. FALSE when `canonical` is no decimal of at most 6 places, or beyond ±9e12. */
gboolean decimal_parse(const char *canonical, gint64 *ret_micro);
char *decimal_format(gint64 micro, guint places); /* at least `places` places, no needless zeros beyond: "1234.50" */
int decimal_compare(const char *left, const char *right); /* both canonical; a bad one sorts as 0 */

/* The quotient, to six places, half away from zero; NULL when either is no decimal, or the divisor is zero. */
char *decimal_divide(const char *canonical, const char *divisor);

/* A number of a data format, with `mark` before its fraction ('.' too is taken) and perhaps a sign, as a canonical decimal; NULL when it
 * is none. */
char *decimal_read(const char *text, char mark);

#endif
