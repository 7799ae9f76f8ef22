/* Folders that nobody but the daemon's user may look into: customers' mails and addresses lie there. */
#ifndef MO_BASE_PRIVATE_H
#define MO_BASE_PRIVATE_H

#include <glib.h>

enum private_found { PRIVATE_WELL, PRIVATE_MENDED, PRIVATE_REFUSED };

/* Looks whether others may read or write the folder or a file right in it, and closes both to them: but only a folder of ours, which is
 * empty or holds `mark` (a file or folder that we make). *ret_line (to be freed): MENDED, what was done; REFUSED, what is wrong and what
 * would mend it. */
enum private_found private_folder(const char *path, const char *mark, char **ret_line);

#endif
