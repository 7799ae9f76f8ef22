/* When something has stalled, and whom to tell by which other way. */
#include <stddef.h>

#include "daemon/config/sections.h"

static const struct key watch_keys[] = {
    {"fetch_stalled", KEY_DURATION, offsetof(struct watch_settings, fetch_stalled), .least = 1, .most = 7 * 86400},
    {"send_stalled", KEY_DURATION, offsetof(struct watch_settings, send_stalled), .least = 1, .most = 7 * 86400},
    {"mail_stalled", KEY_DURATION, offsetof(struct watch_settings, mail_stalled), .least = 1, .most = 7 * 86400},
    {"disk_free", KEY_SIZE, offsetof(struct watch_settings, disk_free)},
    {"failed", KEY_COUNT, offsetof(struct watch_settings, failed), .least = 0, .most = 1000000},
    {"held", KEY_COUNT, offsetof(struct watch_settings, held), .least = 0, .most = 1000000},
    {"quarantined", KEY_COUNT, offsetof(struct watch_settings, quarantined), .least = 0, .most = 1000000},
};

void read_watch(struct reader *reader, config_setting_t *setting, void *config)
{
    if (reader_group(reader, setting))
        keys_read(reader, setting, watch_keys, G_N_ELEMENTS(watch_keys), &((struct config *)config)->settings->watch, NULL);
}

static const struct key alert_keys[] = {
    {"to", KEY_ADDRESS, offsetof(struct alert_settings, to), .required = TRUE},
    {"from", KEY_ADDRESS, offsetof(struct alert_settings, from)},
    {"language", KEY_STRING, offsetof(struct alert_settings, language)},
    {"way", KEY_OTHER, .required = TRUE, .function = read_alert_way},
};

void read_alerts(struct reader *reader, config_setting_t *setting, void *config)
{
    struct alert_settings *alerts = &((struct config *)config)->settings->alerts;
    if (!reader_group(reader, setting))
        return;
    keys_read(reader, setting, alert_keys, G_N_ELEMENTS(alert_keys), alerts, NULL);
    alerts->wanted = TRUE;
}

const struct key_table watch_tables[] = {
    {"watch", watch_keys, G_N_ELEMENTS(watch_keys)},
    {"alerts", alert_keys, G_N_ELEMENTS(alert_keys)},
    {NULL, NULL, 0},
};
