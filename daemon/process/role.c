#include "daemon/process/role.h"

const char *role_name(enum role role)
{
    static const char *const names[] = {"desk", "mailbox", "decoder", "sender"};
    return names[role];
}

guint role_wanted(enum role role, const struct settings *settings)
{
    switch (role) {
    case ROLE_DESK:
        return 1;
    case ROLE_MAILBOX:
        return settings->mailboxes->len;
    case ROLE_DECODER:
        return CLAMP(settings->limits.decoders, 1, 2);
    case ROLE_SENDER:
        return CLAMP(settings->sender.connections, 1, 4);
    case ROLE_COUNT:
        break;
    }
    return 0;
}
