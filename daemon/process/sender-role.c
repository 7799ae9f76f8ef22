/* The sender: one mail at a time from the desk to the way out, over a connection that is kept. */
#include <poll.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/base/fault.h"
#include "daemon/process/channel.h"
#include "daemon/process/role.h"
#include "daemon/process/walls.h"
#include "daemon/transport/sender.h"

#define SENDER_IDLE_MS 30000

struct sender_role {
    const struct sender_settings *settings;
    const struct sender_driver *driver;
    struct sender *sender; /* NULL until first needed */
    struct channel *desk;
    gboolean troubled; /* the server is not reached, and the log says so */
};

static enum flow_delivery flow_delivery(enum delivery delivery)
{
    switch (delivery) {
    case DELIVERY_ACCEPTED:
        return FLOW_DELIVERED;
    case DELIVERY_TEMPORARY:
        return FLOW_TEMPORARY;
    case DELIVERY_PERMANENT:
        return FLOW_PERMANENT;
    case DELIVERY_UNKNOWN:
        break;
    }
    return FLOW_UNKNOWN;
}

static void send_mail(struct sender_role *role, struct sender_mail *mail)
{
    g_autoptr(GError) error = NULL;
    if (!role->sender)
        role->sender = role->driver->open(role->settings, &error);
    if (role->sender) {
        role->driver->send(role->sender, mail, NULL);
        return;
    }
    mail->results[0] = (struct delivery_result){.delivery = DELIVERY_TEMPORARY, .text = g_strdup(error->message)};
}

/* Once when it begins, and once when it is over. */
static void note_trouble(struct sender_role *role, gboolean reached, const char *text)
{
    if (!reached && !role->troubled)
        log_error("mail cannot be sent: %s; trying again until it works", text);
    if (reached && role->troubled)
        log_info("mail can be sent again");
    role->troubled = !reached;
}

static void answer(struct sender_role *role, gint64 out, const struct delivery_result *result)
{
    /* A temporary failure with no reply's code is one of the way, not of this mail. */
    gboolean reached = result->delivery != DELIVERY_TEMPORARY || result->code != 0;
    g_autofree char *cut = g_strndup(result->text ? result->text : "", MESSAGE_TEXT_BYTES);
    g_autofree char *valid = g_utf8_make_valid(cut, -1);
    note_trouble(role, reached, valid);
    channel_send(role->desk, MESSAGE_SENT,
                 g_variant_new("(xubs)", out, (guint32)flow_delivery(result->delivery), reached, valid));
}

static void handle_send(struct sender_role *role, const struct message *message)
{
    gint64 out;
    const char *from, *recipient;
    struct delivery_result result = {0};
    g_variant_get(message->payload, "(x&s&s)", &out, &from, &recipient);
    const char *const recipients[] = {recipient, NULL};
    struct sender_mail mail = {.envelope = {.from = from, .recipients = recipients}, .fd = message->fds[0], .results = &result};
    FAULT_POINT("sender:taken");
    send_mail(role, &mail);
    answer(role, out, &result);
    FAULT_POINT("sender:told");
    delivery_result_clear(&result);
}

static int idle_fd(const struct sender_role *role)
{
    return role->sender ? role->driver->idle_fd(role->sender) : -1;
}

/* FALSE: the desk is gone. */
static gboolean take_message(struct sender_role *role)
{
    g_auto(message_auto) message = {0};
    enum channel_input input = channel_receive(role->desk, &message);
    if (input == CHANNEL_NOTHING)
        return TRUE;
    if (input != CHANNEL_MESSAGE || message.kind != MESSAGE_SEND)
        return FALSE;
    handle_send(role, &message);
    return channel_drain(role->desk);
}

/* The exit status. */
static int serve(struct sender_role *role)
{
    for (;;) {
        struct pollfd pollers[2] = {{.fd = channel_fd(role->desk), .events = POLLIN},
                                    {.fd = idle_fd(role), .events = POLLIN}};
        FAULT_POINT("sender:waiting");
        int ready = poll(pollers, 2, pollers[1].fd >= 0 ? SENDER_IDLE_MS : -1);
        if (ready > 0 && pollers[0].revents) {
            if (!take_message(role))
                return EX_OK;
            if (role->troubled && walls_outdated())
                return ROLE_EXIT_ANEW;
        } else if (ready >= 0 && role->sender) {
            role->driver->idle(role->sender);
        }
    }
}

int sender_main(const struct role_start *start)
{
    struct sender_role role = {.settings = &start->setup->settings->sender, .desk = channel_new(start->channel)};
    role.driver = sender_driver_for(role.settings);
    if (!walls_set(ROLE_SENDER, start->setup->settings, 0))
        return EX_OSERR;
    int status = serve(&role);
    if (role.sender)
        role.driver->close(role.sender);
    channel_free(role.desk);
    return status;
}
