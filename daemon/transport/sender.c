#include "daemon/transport/sender.h"

const struct sender_driver *sender_driver_for(const struct sender_settings *settings)
{
    switch (settings->kind) {
    case SENDER_SMTP:
        return &sender_smtp_driver;
    case SENDER_COMMAND:
        break;
    }
    return &sender_command_driver;
}

void sender_send_once(const struct sender_settings *settings, const char *from, const char *recipient, int fd, struct delivery_result *result)
{
    g_autoptr(GError) error = NULL;
    const struct sender_driver *driver = sender_driver_for(settings);
    const char *const recipients[] = {recipient, NULL};
    struct sender_mail mail = {.envelope = {.from = from, .recipients = recipients}, .fd = fd, .results = result};
    struct sender *sender = driver->open(settings, &error);
    if (sender) {
        driver->send(sender, &mail, NULL);
        driver->close(sender);
        return;
    }
    *result = (struct delivery_result){.delivery = DELIVERY_TEMPORARY, .text = g_strdup(error->message)};
}

void delivery_result_clear(struct delivery_result *result)
{
    g_clear_pointer(&result->text, g_free);
}
