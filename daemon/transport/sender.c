#include "daemon/transport/sender.h"

const struct sender_driver *sender_driver_for(const struct sender_settings *settings)
{
    switch (settings->kind) {
    case SENDER_SMTP:
        return &sender_smtp_driver;
    case SENDER_COMMAND:
        return &sender_command_driver;
    }
    return NULL;
}

void delivery_result_clear(struct delivery_result *result)
{
    g_clear_pointer(&result->text, g_free);
}
