#include "daemon/process/message.h"

#include <string.h>
#include <unistd.h>

#include "daemon/base/health.h"

struct message_head {
    guint32 kind;
    guint32 length; /* of the payload that follows */
    guint32 octets; /* how many follow on it */
    guint32 zero;   /* so that the payload is aligned as GVariant wants it */
};

struct message_form {
    const char *name, *type;
    guint fds;
    gboolean octets;
};

static const struct message_form message_forms[] = {
    [MESSAGE_PEER] = {"peer", "(uuui)", 1},
    [MESSAGE_STOP] = {"stop", "()", 0},
    [MESSAGE_READY] = {"ready", "()", 0},
    [MESSAGE_ALIVE] = {"alive", "(s)", 0},
    [MESSAGE_HEALTH] = {"health", HEALTH_TYPE, 0},
    [MESSAGE_ALERT] = {"alert", "(uubssxx)", 0},
    [MESSAGE_ALERTED] = {"alerted", "(ub)", 0},
    [MESSAGE_LOOKED] = {"looked", "(s)", 0},
    [MESSAGE_KILL_PEER] = {"kill peer", "(uuu)", 0},
    [MESSAGE_WANT_PEER] = {"want peer", "(u)", 0},
    [MESSAGE_MAILBOX_OPENED] = {"mailbox opened", "(u)", 0},
    [MESSAGE_POSITION] = {"position", "(xuuu)", 0},
    [MESSAGE_FETCHING] = {"fetching", "(u)", 0},
    [MESSAGE_LEFT_ALONE] = {"left alone", "(uu)", 0},
    [MESSAGE_MAIL_ARRIVED] = {"mail arrived", "(uxtb)", 0},
    [MESSAGE_REPORTS_TAKEN] = {"reports taken", "(u)", 0},
    [MESSAGE_FILE_MAILS] = {"file mails", "(ba(xu))", 0},
    [MESSAGE_MAIL_FILED] = {"mail filed", "(xb)", 0},
    [MESSAGE_FILING_REFUSED] = {"filing refused", "(xs)", 0},
    [MESSAGE_APPEND_COPY] = {"append copy", "(x)", 1},
    [MESSAGE_COPY_APPENDED] = {"copy appended", "(x)", 0},
    [MESSAGE_COPY_REFUSED] = {"copy refused", "(xs)", 0},
    [MESSAGE_REMOVE_MAILS] = {"remove mails", "(a(xbsxt))", 0},
    [MESSAGE_MAIL_REMOVED] = {"mail removed", "(xu)", 0},
    [MESSAGE_REMOVAL_REFUSED] = {"removal refused", "(xs)", 0},
    [MESSAGE_DECODE] = {"decode", "(x)", 2},
    [MESSAGE_DOCUMENT] = {"document", "(xv)", 0},
    [MESSAGE_DOCUMENT_SEALED] = {"document, sealed", "(x)", 1},
    [MESSAGE_UNREADABLE] = {"unreadable", "(xs)", 0},
    [MESSAGE_NOT_DECODED] = {"not decoded", "(xs)", 0},
    [MESSAGE_CONVERT] = {"convert", "(xbusstt)", 1},
    [MESSAGE_CONVERTED] = {"converted", "(xu)", 1},
    [MESSAGE_SEND] = {"send", "(xss)", 0, TRUE},
    [MESSAGE_SEND_FILE] = {"send, from a file", "(xss)", 1},
    [MESSAGE_SENT] = {"sent", "(xubs)", 0},
    [MESSAGE_GIVE_BACK] = {"give back", "()", 0},
    [MESSAGE_GIVEN_BACK] = {"given back", "()", 0},
    [MESSAGE_TAKEN_BACK] = {"taken back", "()", 0},
};
G_STATIC_ASSERT(G_N_ELEMENTS(message_forms) == MESSAGE_COUNT);

const char *message_name(enum message_kind kind)
{
    return message_forms[kind].name;
}

const GVariantType *message_type(enum message_kind kind)
{
    return G_VARIANT_TYPE(message_forms[kind].type);
}

guint message_fds(enum message_kind kind)
{
    return message_forms[kind].fds;
}

gboolean message_has_octets(enum message_kind kind)
{
    return message_forms[kind].octets;
}

void message_clear(struct message *message)
{
    g_clear_pointer(&message->payload, g_variant_unref);
    g_clear_pointer(&message->octets, g_bytes_unref);
    for (guint i = 0; i < message->fd_count; i++)
        if (message->fds[i] >= 0)
            close(message->fds[i]);
    message->fd_count = 0;
}

int message_take_fd(struct message *message, guint index)
{
    g_assert(index < message->fd_count);
    int fd = message->fds[index];
    message->fds[index] = -1;
    return fd;
}

GBytes *message_pack(enum message_kind kind, GVariant *payload, GBytes *octets)
{
    g_autoptr(GVariant) owned = g_variant_ref_sink(payload);
    g_assert(g_variant_is_of_type(owned, message_type(kind)));
    g_assert(message_has_octets(kind) == (octets != NULL));
    gsize length = g_variant_get_size(owned), more = 0;
    const void *tail = octets ? g_bytes_get_data(octets, &more) : NULL;
    g_assert(length + more <= MESSAGE_PACKET - sizeof(struct message_head));
    struct message_head head = {(guint32)kind, (guint32)length, (guint32)more, 0};
    guint8 *packet = g_malloc(sizeof(head) + length + more);
    memcpy(packet, &head, sizeof(head));
    g_variant_store(owned, packet + sizeof(head));
    if (more)
        memcpy(packet + sizeof(head) + length, tail, more);
    return g_bytes_new_take(packet, sizeof(head) + length + more);
}

static gboolean head_is_right(const struct message_head *head, gsize length, guint fd_count)
{
    gsize rest = length - sizeof(*head);
    return head->kind < MESSAGE_COUNT && head->zero == 0 && head->length <= rest && head->octets == rest - head->length &&
           (head->octets == 0 || message_forms[head->kind].octets) && fd_count == message_forms[head->kind].fds;
}

gboolean message_unpack(const void *packet, gsize length, const int *fds, guint fd_count, struct message *ret_message)
{
    struct message_head head;
    if (length < sizeof(head) || length > MESSAGE_PACKET)
        return FALSE;
    memcpy(&head, packet, sizeof(head));
    if (!head_is_right(&head, length, fd_count))
        return FALSE;
    /* A copy: GVariant wants its bytes unchanging. */
    g_autoptr(GBytes) whole = g_bytes_new(packet, length), bytes = g_bytes_new_from_bytes(whole, sizeof(head), head.length);
    g_autoptr(GVariant) payload =
        g_variant_ref_sink(g_variant_new_from_bytes(message_type((enum message_kind)head.kind), bytes, FALSE));
    if (!g_variant_is_normal_form(payload))
        return FALSE;
    *ret_message = (struct message){.kind = (enum message_kind)head.kind, .payload = g_steal_pointer(&payload)};
    if (message_has_octets(ret_message->kind))
        ret_message->octets = g_bytes_new_from_bytes(whole, sizeof(head) + head.length, head.octets);
    for (guint i = 0; i < fd_count; i++)
        ret_message->fds[i] = fds[i];
    ret_message->fd_count = fd_count;
    return TRUE;
}
