/* The admin's files, read and checked whole: every mistake of every file is collected, with its line and what would be
 * right. The only user of libconfig. */
#ifndef MO_CONFIG_CONFIG_H
#define MO_CONFIG_CONFIG_H

#include <glib.h>

#include "daemon/base/diagnostics.h"
#include "daemon/base/settings.h"
#include "daemon/orders/business.h"
#include "daemon/orders/form.h"

struct config {
    struct settings *settings;
    struct business *business;
    struct forms *forms;
};

/* Reads `main_file` and the forms it points to. NULL when anything is wrong; then `errors` says all of it. What is
 * allowed but unwise goes to `warnings`. Relative paths in a file are relative to the folder of that file. Templates
 * are not looked at: that is templates_load's part. */
struct config *config_load(const char *main_file, struct diagnostics *errors, struct diagnostics *warnings);
void config_free(struct config *config);
typedef struct config config_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(config_auto, config_free)

/* All keys there are, as "group.key", sorted, NULL-terminated: what docs/configuration.md must name. */
GStrv config_key_names(void);

#endif
