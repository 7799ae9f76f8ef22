/* The last stages: out of the outbox and over the wire. */
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/transport/sender.h"
#include "tests/bench/stages.h"

#define GROUP 100u /* mails taken from the outbox for one commit */

G_NO_INLINE static void stage_send(struct sender *sender, const struct flow_parcel *parcel)
{
    gsize size;
    const char *octets = g_bytes_get_data(parcel->message, &size);
    const char *const recipients[] = {parcel->out->recipient, NULL};
    const struct envelope envelope = {parcel->out->sender, recipients};
    struct delivery_result result = {0};
    stage_enter(STAGE_SEND);
    int fd = memfd_create("mail", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, octets, size) == (gssize)size, NULL);
    sender->driver->send(sender, &envelope, fd, &result);
    close(fd);
    stage_leave();
    must(result.delivery == DELIVERY_ACCEPTED, NULL);
    delivery_result_clear(&result);
}

G_NO_INLINE static GPtrArray *stage_hand_out(struct flow *flow)
{
    g_autoptr(GError) error = NULL;
    stage_enter(STAGE_HAND_OUT);
    GPtrArray *parcels = flow_send_next(flow, clock_now(), GROUP, &error);
    stage_leave();
    must(parcels != NULL, error);
    must(flow_commit(flow, &error), error);
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
        for (guint i = 0; i < count; i++)
            stage_send(sender, parcels->pdata[i]);
        for (guint i = 0; i < count; i++)
            stage_note_sent(flow, parcels->pdata[i]);
        must(flow_commit(flow, &error), error);
        g_ptr_array_unref(parcels);
        sent += count;
        if (count == 0)
            return sent;
    }
}
