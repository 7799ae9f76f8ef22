/* The roles that the supervisor starts, and what each is given. A role's main runs in its own process, behind its
 * walls, and returns the process's exit status. */
#ifndef MO_PROCESS_ROLE_H
#define MO_PROCESS_ROLE_H

#include <glib.h>

#include "daemon/base/log.h"
#include "daemon/flow/flow.h"
#include "daemon/process/channel.h"
#include "daemon/process/slips.h"

enum role {
    ROLE_DESK,    /* the store, core and templates */
    ROLE_MAILBOX, /* one a configured mailbox: the network, its password */
    ROLE_DECODER, /* reads strangers' bytes: no network, no password, no file */
    ROLE_CONVERTER, /* PDF and TNEF of a mail, by programs we do not trust: the decoder's walls, and a child a file */
    ROLE_SENDER,  /* the network, the way out's password */
    ROLE_ALERTER, /* the same for the second way; told by the supervisor what is not well, so that it needs no desk and no store */
    ROLE_CHECKER, /* reads the whole store from end to end after a start and once a day, and ends; nobody talks with it */
    ROLE_COUNT
};
const char *role_name(enum role role);
/* Whether it is started when the desk first asks for it, and not with the others. */
gboolean role_on_demand(enum role role);

struct role_start {
    enum role role;
    guint index; /* which of its kind, from 0 */
    gboolean after_crash; /* its last life ended by itself, or had to be ended: what it worked on may be why */
    const struct flow_setup *setup;
    int slips;   /* slips_open's, of desk and senders; -1 none */
    int channel; /* the desk's and the alerter's lead to the supervisor, any other's to the desk; the role's own */
    enum log_target log_target;
    enum log_level log_level;
};

/* Exit statuses of the desk that no restart mends (sysexits.h), the first of the checker, too: the daemon ends with them. */
#define ROLE_EXIT_DAMAGED 65 /* EX_DATAERR: the store is damaged, or newer than we are */
#define ROLE_EXIT_TAKEN   69 /* EX_UNAVAILABLE: another daemon has the store */
#define ROLE_DAMAGED_WAY_OUT \
    "; nothing is done until it is whole: mailorder restore BACKUP, or save what can be read (mailorder(1), DAMAGE)"
/* The role's walls hide what is new (walls.h): it is started anew, and that is no trouble. */
#define ROLE_EXIT_ANEW    75 /* EX_TEMPFAIL */

typedef int (*role_main)(const struct role_start *start);
int desk_main(const struct role_start *start);
int mailbox_main(const struct role_start *start);
int decoder_main(const struct role_start *start);
int converter_main(const struct role_start *start);
int sender_main(const struct role_start *start);
int alerter_main(const struct role_start *start);
int checker_main(const struct role_start *start);

/* Decoder and converter start our own program anew, so that they share neither memory nor its layout with a process that knows
 * more. mailorderd hands such a start to decoder_program when its first argument is DECODER_ARGUMENT, to converter_program when it is
 * CONVERTER_ARGUMENT. */
#define DECODER_ARGUMENT   "--decoder"
#define CONVERTER_ARGUMENT "--converter"
int decoder_program(int argc, char **argv);
int converter_program(int argc, char **argv);

/* What a role does that answers one kind of message: until the desk is gone, sends what it queued after each. `answer` returns FALSE when this
 * process can answer no more, and is to be started again. Returns the exit status. */
typedef gboolean (*role_answer)(struct channel *desk, const struct message *message, const void *context);
int role_serve(struct channel *desk, enum message_kind kind, role_answer answer, const void *context);

/* Of the environment, what the C library and a build for tests need; to be freed. */
char **role_small_environment(void);

/* The counts of each role that these settings ask for. */
guint role_wanted(enum role role, const struct settings *settings);

#endif
