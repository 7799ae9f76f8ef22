/* The sections of the main file and the forms, each read by its own file. */
#ifndef MO_CONFIG_SECTIONS_H
#define MO_CONFIG_SECTIONS_H

#include "daemon/config/config.h"
#include "daemon/config/file.h"
#include "daemon/config/keys.h"

/* machine.c: mailboxes, sending, limits, paths, into config->settings. */
void read_mailboxes(struct reader *reader, config_setting_t *setting, void *config);
void read_sending(struct reader *reader, config_setting_t *setting, void *config);
void read_limits(struct reader *reader, config_setting_t *setting, void *config);

void read_alert_way(struct reader *reader, config_setting_t *setting, void *alerts);

/* watch.c: watch, alerts, into config->settings. */
void read_watch(struct reader *reader, config_setting_t *setting, void *config);
void read_alerts(struct reader *reader, config_setting_t *setting, void *config);

/* company.c: business, calendar, departments, sources, into config->business. */
void read_business(struct reader *reader, config_setting_t *setting, void *config);
void read_calendar(struct reader *reader, config_setting_t *setting, void *config);
void read_departments(struct reader *reader, config_setting_t *setting, void *config);
void read_sources(struct reader *reader, config_setting_t *setting, void *config);

/* rules.c: what happens when, into config->business->rules. */
void read_staff(struct reader *reader, config_setting_t *setting, void *config);
void read_incomplete(struct reader *reader, config_setting_t *setting, void *config);
void read_survey_rules(struct reader *reader, config_setting_t *setting, void *config);
void read_calls(struct reader *reader, config_setting_t *setting, void *config);
void read_digest(struct reader *reader, config_setting_t *setting, void *config);
void read_retention(struct reader *reader, config_setting_t *setting, void *config);

/* carriers.c: one carrier into business->carriers. */
void read_carrier(struct reader *reader, config_setting_t *setting, struct business *business);

/* products.c: one form file into config->forms. */
void read_form(struct reader *reader, config_setting_t *setting, struct config *config);

/* fields.c: one field into form->fields; the form's SKUs are known. */
void read_field(struct reader *reader, config_setting_t *group, struct form *form);

/* cross.c: what only shows when everything is read. `complete`: no form is missing because it could not be parsed. */
void cross_check(const struct config *config, const struct files *files, const char *main_file,
                 struct diagnostics *errors, struct diagnostics *warnings, gboolean complete);

/* Each section's table, for config_key_names. */
struct key_table {
    const char *section;
    const struct key *keys;
    guint count;
};
extern const struct key_table machine_tables[], watch_tables[], company_tables[], rules_tables[], carrier_tables[], product_tables[],
    field_tables[]; /* end with a NULL section */

#endif
