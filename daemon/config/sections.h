/* The sections of the main file and the forms, each read by its own file. */
#ifndef MO_CONFIG_SECTIONS_H
#define MO_CONFIG_SECTIONS_H

#include "daemon/config/config.h"
#include "daemon/config/keys.h"

/* machine.c: mailboxes, sending, limits, paths, into config->settings. */
void read_mailboxes(struct reader *reader, config_setting_t *setting, void *config);
void read_sending(struct reader *reader, config_setting_t *setting, void *config);
void read_limits(struct reader *reader, config_setting_t *setting, void *config);

/* company.c: business, calendar, departments, sources, into config->business. */
void read_business(struct reader *reader, config_setting_t *setting, void *config);
void read_calendar(struct reader *reader, config_setting_t *setting, void *config);
void read_departments(struct reader *reader, config_setting_t *setting, void *config);
void read_sources(struct reader *reader, config_setting_t *setting, void *config);

/* products.c: one form file into config->forms. */
void read_form(struct reader *reader, config_setting_t *setting, struct config *config);

/* cross.c: what only shows when everything is read. Lines are those of forms and fields; the main file's are told by `main_file`. */
void cross_check(struct config *config, const char *main_file, struct diagnostics *errors);

/* Each section's table, for config_key_names. */
struct key_table {
    const char *section;
    const struct key *keys;
    guint count;
};
extern const struct key_table machine_tables[], company_tables[], product_tables[]; /* end with a NULL section */

#endif
