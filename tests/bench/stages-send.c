/* The last stages: out of the outbox and over the wire. */
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/transport/sender.h"
#include "tests/bench/stages.h"

#define GROUP 128u /* mails taken from the outbox for one commit: those of a batch of orders */

/* A parcel in the sender's hand. */
struct handed {
    const char *recipients[2];
    struct delivery_result result;
    struct sender_mail mail;
};

G_NO_INLINE static void stage_hand(const struct flow_parcel *parcel, struct handed *handed)
{
    gsize size;
    const char *octets = g_bytes_get_data(parcel->message, &size);
    stage_enter(STAGE_SEND);
    int fd = memfd_create("mail", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, octets, size) == (gssize)size, NULL);
    *handed = (struct handed){.recipients = {parcel->out->recipient, NULL}};
    handed->mail = (struct sender_mail){.envelope = {parcel->out->sender, handed->recipients}, .fd = fd, .results = &handed->result};
    stage_leave();
}

G_NO_INLINE static void stage_send(struct sender *sender, struct handed *handed, struct handed *next)
{
    stage_enter(STAGE_SEND);
    sender->driver->send(sender, &handed->mail, next ? &next->mail : NULL);
    close(handed->mail.fd);
    stage_leave();
    must(handed->result.delivery == DELIVERY_ACCEPTED, NULL);
    delivery_result_clear(&handed->result);
}

/* Each with the next one known, as the sender's process does. */
static void send_group(struct sender *sender, const GPtrArray *parcels)
{
    g_autofree struct handed *handed = g_new0(struct handed, parcels->len + 1);
    for (guint i = 0; i < parcels->len; i++)
        stage_hand(parcels->pdata[i], &handed[i]);
    for (guint i = 0; i < parcels->len; i++)
        stage_send(sender, &handed[i], i + 1 < parcels->len ? &handed[i + 1] : NULL);
}

G_NO_INLINE static GPtrArray *stage_hand_out(struct flow *flow)
{
    g_autoptr(GError) error = NULL;
    stage_enter(STAGE_HAND_OUT);
    GPtrArray *parcels = flow_send_next(flow, clock_now(), GROUP, G_MAXSIZE, &error);
    stage_leave();
    must(parcels != NULL, error);
    return parcels;
}

G_NO_INLINE static void stage_note_sent(struct flow *flow, const struct flow_parcel *parcel)
{
    g_autoptr(GError) error = NULL;
    stage_enter(STAGE_HAND_OUT);
    must(flow_sent(flow, parcel->out->id, FLOW_DELIVERED, "250 ok", clock_now(), &error), error);
    stage_leave();
}

guint send_all(struct flow *flow, const struct sender_settings *settings)
{
    static struct sender *sender; /* kept from group to group, as the daemon does */
    g_autoptr(GError) error = NULL;
    guint sent = 0;
    if (!sender)
        sender = sender_driver_for(settings)->open(settings, &error);
    must(sender != NULL, error);
    for (;;) {
        GPtrArray *parcels = stage_hand_out(flow);
        guint count = parcels->len;
        must(flow_commit(flow, &error), error);
        send_group(sender, parcels);
        for (guint i = 0; i < count; i++)
            stage_note_sent(flow, parcels->pdata[i]);
        must(flow_commit(flow, &error), error);
        g_ptr_array_unref(parcels);
        sent += count;
        if (count == 0)
            return sent;
    }
}
