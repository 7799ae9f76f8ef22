/* One configuration file, parsed; syntax errors in words a person can act on. */
#ifndef MO_CONFIG_FILE_H
#define MO_CONFIG_FILE_H

#include <libconfig.h>

#include "daemon/base/diagnostics.h"

/* Parses `path` into `config` (initialised here; config_destroy it in any case). FALSE after saying why. */
gboolean file_parse(const char *path, config_t *config, struct diagnostics *errors);

#endif
