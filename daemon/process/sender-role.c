/* The sender: what the desk hands it goes out in that order, over a connection that is kept. The desk is told what came of a mail before
 * any of the next one's message is sent: so when this process ends, only the first that it has in hand is in doubt. */
#include <poll.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/base/fault.h"
#include "daemon/process/channel.h"
#include "daemon/process/role.h"
#include "daemon/process/walls.h"
#include "daemon/transport/sender.h"

#define SENDER_IDLE_MS 30000

/* A mail in hand. */
struct parcel {
    struct message message; /* owns the words that the envelope points to, the octets, and the descriptor */
    gint64 out;
    const char *recipients[2];
    struct delivery_result result;
    struct sender_mail mail;
};

struct sender_role {
    const struct sender_settings *settings;
    const struct sender_driver *driver;
    struct sender *sender; /* NULL until first needed */
    struct channel *desk;
    GQueue parcels;    /* struct parcel, in the desk's order */
    struct slip_writer slips;
    gboolean troubled; /* the server is not reached, and the log says so */
    gboolean halted;   /* it was not just now: the desk takes back what else was handed over */
};

static void parcel_free(struct parcel *parcel)
{
    message_clear(&parcel->message);
    delivery_result_clear(&parcel->result);
    g_free(parcel);
}

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

static void send_mail(struct sender_role *role, struct parcel *parcel, struct parcel *next)
{
    g_autoptr(GError) error = NULL;
    if (!role->sender)
        role->sender = role->driver->open(role->settings, &error);
    if (role->sender) {
        role->driver->send(role->sender, &parcel->mail, next ? &next->mail : NULL);
        return;
    }
    parcel->result = (struct delivery_result){.delivery = DELIVERY_TEMPORARY, .text = g_strdup(error->message)};
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
    role->halted = !reached;
    channel_send(role->desk, MESSAGE_SENT,
                 g_variant_new("(xubs)", out, (guint32)flow_delivery(result->delivery), reached, valid));
}

/* FALSE: the desk is gone. */
static gboolean send_first(struct sender_role *role)
{
    struct parcel *parcel = g_queue_peek_head(&role->parcels);
    FAULT_POINT("sender:taken");
    send_mail(role, parcel, g_queue_peek_nth(&role->parcels, 1));
    FAULT_POINT("sender:answered");
    if (parcel->result.delivery == DELIVERY_ACCEPTED)
        slips_note(&role->slips, parcel->out);
    FAULT_POINT("sender:noted");
    answer(role, parcel->out, &parcel->result);
    FAULT_POINT("sender:told");
    g_queue_pop_head(&role->parcels);
    parcel_free(parcel);
    return channel_drain(role->desk);
}

static int idle_fd(const struct sender_role *role)
{
    return role->sender ? role->driver->idle_fd(role->sender) : -1;
}

/* Takes the message over. */
static void take_parcel(struct sender_role *role, struct message *message)
{
    struct parcel *parcel = g_new0(struct parcel, 1);
    struct sender_mail *mail = &parcel->mail;
    parcel->message = *message;
    *message = (struct message){0};
    *mail = (struct sender_mail){.envelope.recipients = parcel->recipients, .results = &parcel->result, .fd = -1};
    g_variant_get(parcel->message.payload, "(x&s&s)", &parcel->out, &mail->envelope.from, &parcel->recipients[0]);
    const char *octets = parcel->message.octets ? g_bytes_get_data(parcel->message.octets, &mail->size) : NULL;
    if (parcel->message.octets)
        mail->message = octets ? octets : "";
    else
        mail->fd = parcel->message.fds[0];
    g_queue_push_tail(&role->parcels, parcel);
}

/* The driver may have announced the first of them. */
static void drop_parcels(struct sender_role *role)
{
    if (role->sender)
        role->driver->idle(role->sender);
    g_queue_clear_full(&role->parcels, (GDestroyNotify)parcel_free);
}

/* FALSE: nonsense. */
static gboolean hear(struct sender_role *role, struct message *message)
{
    if (message->kind == MESSAGE_SEND || message->kind == MESSAGE_SEND_FILE) {
        take_parcel(role, message);
        return TRUE;
    }
    if (message->kind != MESSAGE_GIVE_BACK && !(message->kind == MESSAGE_TAKEN_BACK && role->halted))
        return FALSE;
    drop_parcels(role);
    if (message->kind == MESSAGE_GIVE_BACK)
        channel_send(role->desk, MESSAGE_GIVEN_BACK, g_variant_new("()"));
    else
        role->halted = FALSE;
    return channel_drain(role->desk);
}

/* All there is to read now: the desk may want the mails back. FALSE: the desk is gone. */
static gboolean take_messages(struct sender_role *role)
{
    for (;;) {
        g_auto(message_auto) message = {0};
        enum channel_input input = channel_receive(role->desk, &message);
        if (input == CHANNEL_NOTHING)
            return TRUE;
        if (input != CHANNEL_MESSAGE || !hear(role, &message))
            return FALSE;
    }
}

/* Until the desk or the server says something. */
static void rest(struct sender_role *role)
{
    struct pollfd pollers[2] = {{.fd = channel_fd(role->desk), .events = POLLIN}, {.fd = idle_fd(role), .events = POLLIN}};
    FAULT_POINT("sender:waiting");
    int ready = poll(pollers, 2, pollers[1].fd >= 0 ? SENDER_IDLE_MS : -1);
    if (ready >= 0 && !pollers[0].revents && role->sender)
        role->driver->idle(role->sender);
}

/* The exit status. */
static int serve(struct sender_role *role)
{
    while (take_messages(role)) {
        if (role->parcels.length > 0 && !role->halted) {
            if (!send_first(role))
                break;
        } else if (role->troubled && !role->halted && walls_outdated()) {
            return ROLE_EXIT_ANEW;
        } else {
            rest(role);
        }
    }
    return EX_OK;
}

int sender_main(const struct role_start *start)
{
    struct sender_role role = {.settings = &start->setup->settings->sender, .desk = channel_new(start->channel),
                               .slips = {.fd = start->slips, .sender = start->index}};
    role.driver = sender_driver_for(role.settings);
    g_queue_init(&role.parcels);
    if (!walls_set(ROLE_SENDER, start->setup->settings, 0))
        return EX_OSERR;
    int status = serve(&role);
    drop_parcels(&role);
    if (role.sender)
        role.driver->close(role.sender);
    channel_free(role.desk);
    return status;
}
