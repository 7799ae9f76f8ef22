#include "daemon/transport/mailbox.h"

const struct mailbox_driver *mailbox_driver_for(const struct mailbox_settings *settings)
{
    switch (settings->kind) {
    case MAILBOX_IMAP:
        return &mailbox_imap_driver;
    case MAILBOX_MAILDIR:
        return &mailbox_maildir_driver;
    }
    return NULL;
}
