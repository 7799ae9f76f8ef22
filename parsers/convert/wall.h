/* Walls around a process that reads what strangers made with programs we do not trust: none of them can be climbed again, and all are
 * inherited by what it starts. */
#ifndef MO_CONVERT_WALL_H
#define MO_CONVERT_WALL_H

#include <glib.h>

/* No socket is made, connected or listened at, and no other process is looked into. FALSE: this machine cannot. Sockets that are open
 * already go on. */
gboolean wall_off_network(void);

/* By name, no file is written, made or removed anywhere, and only the system's programs and their data are read. FALSE: this kernel
 * cannot (Landlock, from Linux 5.13 on). Files that are open already go on. */
gboolean wall_off_files(void);

#endif
