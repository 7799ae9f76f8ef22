/* What the checks over the whole configuration share: where everything is, and how a mistake is said at its line. */
#ifndef MO_CONFIG_CROSS_H
#define MO_CONFIG_CROSS_H

#include "daemon/config/sections.h"

struct cross {
    const struct config *config;
    const struct files *files;
    const char *main_file;
    struct diagnostics *errors, *warnings;
    gboolean complete; /* every form could be parsed; else what is not there may stand in one that could not */
};

/* `setting` is a path in the main file, "departments.warehouse.address"; the nearest group around it that is there
 * gives the line. */
void cross_main_error(const struct cross *cross, const char *setting, const char *format, ...) G_GNUC_PRINTF(3, 4);
void cross_main_warning(const struct cross *cross, const char *setting, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The same in a form's file; `key` is a path within the form, "fields.fabric.en". */
void cross_form_error(const struct cross *cross, const struct form *form, const char *key, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
void cross_form_warning(const struct cross *cross, const struct form *form, const char *key, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* cross-forms.c */
void cross_check_forms(const struct cross *cross);

#endif
