/* Starts, watches and restarts the roles; parses nothing from outside, opens no password. */
#ifndef MO_PROCESS_SUPERVISOR_H
#define MO_PROCESS_SUPERVISOR_H

#include "daemon/base/diagnostics.h"
#include "daemon/process/role.h"

struct supervisor_options {
    void *context;
    /* Loads configuration, forms and templates, and makes the folders. NULL with its mistakes in `diagnostics`. */
    const struct flow_setup *(*load)(void *context, struct diagnostics *diagnostics);
    void (*release)(void *context, const struct flow_setup *setup);
    /* Called once, when all is ready for work. May be NULL. */
    void (*ready)(void *context);
    role_main mains[ROLE_COUNT];
    enum log_target log_target;
    enum log_level log_level;
};

/* Runs until SIGTERM or SIGINT; SIGHUP loads anew: with a mistake nothing changes and the log says which. Takes
 * `setup`, the first load's. Returns an exit status (sysexits.h). */
int supervisor_run(const struct supervisor_options *options, const struct flow_setup *setup);

#endif
