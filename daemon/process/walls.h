/* The lasting walls of each role (daemon/base/wall.h): what it needs for its work, and nothing beside. docs/SECURITY.md lists them. */
#ifndef MO_PROCESS_WALLS_H
#define MO_PROCESS_WALLS_H

#include "daemon/base/settings.h"
#include "daemon/process/role.h"

/* Set when the role has opened what only its start needs. `settings` and `index` (of a mailbox) are not looked at for decoder and converter.
 * A build with sanitizers, and a role whose password comes from a command or whose mail goes out by one, stay as they are: they start
 * programs of the admin's. FALSE: system calls could not be filtered although this machine can. */
gboolean walls_set(enum role role, const struct settings *settings, guint index);

/* Whether a file that the role may read by its name is another one now: a password or a list of name servers that was replaced. The role must
 * be started anew to see it: ROLE_EXIT_ANEW. */
gboolean walls_outdated(void);

/* At the start, for all roles: says what this machine cannot. FALSE: the roles cannot be confined, and the configuration does not allow that. */
gboolean walls_possible(const struct settings *settings);

#endif
