/* Configuration files, parsed and kept until every check is done, so that each check can name the line it speaks of. */
#ifndef MO_CONFIG_FILE_H
#define MO_CONFIG_FILE_H

#include <libconfig.h>

#include "daemon/base/diagnostics.h"

struct files;

struct files *files_new(void);
void files_free(struct files *files);

/* Parses `path`; its root group, owned by `files`, or NULL after saying why, in words a person can act on. */
config_setting_t *files_parse(struct files *files, const char *path, struct diagnostics *errors);

/* The line of a setting of a parsed file, by its path ("departments.warehouse.address"), or that of the nearest setting
 * around it which is there; 0 when there is none. */
int files_line(const struct files *files, const char *path, const char *setting);

#endif
