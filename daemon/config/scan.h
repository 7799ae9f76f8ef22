/* What libconfig does not say, or says too late, found in the text of a file itself. */
#ifndef MO_CONFIG_SCAN_H
#define MO_CONFIG_SCAN_H

#include <glib.h>

#include "daemon/base/diagnostics.h"

/* Reports the first mistake of grammar in words a person can act on, at the line where the hand has to be put; whole
 * numbers that libconfig would silently read as others; texts it would silently join ("a" "b"); and @include, which
 * would bring in text that nobody checked. FALSE when the text is not to be parsed. */
gboolean scan_text(const char *path, const char *text, struct diagnostics *errors);

#endif
