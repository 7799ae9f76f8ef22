/* A role's first steps: what it may keep of the process it was forked from. Its lasting walls are walls.h's. */
#ifndef MO_PROCESS_CONFINE_H
#define MO_PROCESS_CONFINE_H

#include <glib.h>

#include "daemon/base/bounds.h"
#include "daemon/base/settings.h"
#include "daemon/process/role.h"

#if defined(__SANITIZE_ADDRESS__)
#define CONFINE_SANITIZED 1 /* ASan reserves terabytes of addresses, and its leak check wants to trace */
#else
#define CONFINE_SANITIZED 0
#endif

/* The descriptor at which a confined role finds its channel. */
#define CONFINE_CHANNEL 3

/* The same of desk and senders for the file of slips. */
#define CONFINE_SLIPS 4

/* First thing in a forked child: keeps descriptors 0 to 2, `channel`, which becomes CONFINE_CHANNEL, and `slips` (-1 none), which
 * becomes CONFINE_SLIPS; closes all others. Dies with its parent, ignores SIGTERM, SIGINT, SIGHUP and SIGPIPE (the supervisor ends it), leaves no core,
 * gains no privileges
 * (`may_gain` excepts a sender whose command is set-gid), has an 8 MB stack, umask 077 and its own name in `ps`.
 * FALSE when the parent is gone already. */
gboolean confine_begin(enum role role, int channel, int slips, pid_t parent, gboolean may_gain);

/* Forgets the passwords written in the main file, but those that this role needs. */
void confine_forget_secrets(struct settings *settings, enum role role, guint index);

/* Decoded contents of one mail: an admin may allow mails over the default. */
#define CONFINE_ATTACHMENTS (2ull * BOUND_MAIL_SIZE)

/* The decoder's: `memory` bytes of address space (0 and sanitizer builds: as it is), files of at most `file_bytes`, few
 * descriptors, no process of its own. */
void confine_decoder(guint64 memory, guint64 file_bytes);

/* Of these, what holds for the converter as well, which starts the children that it reads by. */
void confine_files(guint64 file_bytes);

#endif
