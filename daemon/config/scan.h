/* What libconfig does not say, or says too late, found in the text of a file itself. */
#ifndef MO_CONFIG_SCAN_H
#define MO_CONFIG_SCAN_H

#include <glib.h>

#include "daemon/base/diagnostics.h"

/* Reports whole numbers that libconfig would silently read as others, texts that it would silently join ("a" "b"), and
 * @include, which would bring in text that nobody checked. FALSE when the text is not to be parsed. */
gboolean scan_text(const char *path, const char *text, struct diagnostics *errors);

/* What is probably wrong where libconfig found a "syntax error"; `ret_line` is the line where the hand has to be put.
 */
char *scan_guess(const char *text, int line, int *ret_line);

#endif
