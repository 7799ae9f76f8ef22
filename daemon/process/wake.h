/* The socket at which `mailorder` nudges the desk: a datagram, whatever it holds, means that a command waits in the
 * store. */
#ifndef MO_PROCESS_WAKE_H
#define MO_PROCESS_WAKE_H

#include <glib.h>

/* Makes <state_dir>/wake (mode 0600). -1 with `error`: commands are then seen within a second all the same. */
int wake_open(const char *state_dir, GError **error);

/* Reads away all that came. Whether there was any. */
gboolean wake_taken(int fd);

#endif
