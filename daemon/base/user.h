/* Whose process this is: root's, which starts the daemon, or the daemon's own user's. */
#ifndef MO_BASE_USER_H
#define MO_BASE_USER_H

#include <glib.h>

/* Becomes the user `name` for good, with that user's groups. `folder`, where the program keeps its state, is made for it when missing and must
 * be its own otherwise; NULL: none is looked at. Does nothing when `name` is NULL or this is not root's process. FALSE with `error` (G_FILE_ERROR), which
 * says what would be right. */
gboolean user_become(const char *name, const char *folder, GError **error);

/* Whether this is root's process. */
gboolean user_is_root(void);

#endif
