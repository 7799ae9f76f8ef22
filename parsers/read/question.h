/* Whether what somebody wrote asks something. */
#ifndef MO_READ_QUESTION_H
#define MO_READ_QUESTION_H

#include <glib.h>

/* TRUE for a text with words and, behind them, a question mark of one of the scripts that ends a word: not the one of a link ("…?id=7"), and not
 * the politeness of "how are you?". */
gboolean question_in(const char *text);

#endif
