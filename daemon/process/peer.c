#include "daemon/process/peer.h"

#include <unistd.h>

#include "daemon/base/clock.h"

#define PEER_PAUSE_FIRST_MS 1000
#define PEER_PAUSE_MOST_MS  60000

struct peer *peer_new(enum role role, guint index, const struct settings *settings)
{
    struct peer *peer = g_new0(struct peer, 1);
    peer->role = role;
    peer->index = index;
    peer->scratch = peer->spare = -1;
    g_queue_init(&peer->parcels);
    peer->pause = (struct backoff){PEER_PAUSE_FIRST_MS, PEER_PAUSE_MOST_MS, 0};
    if (role == ROLE_MAILBOX) {
        peer->looked_ms = clock_monotonic_ms();
        peer->trouble = g_strdup("");
        peer->mailbox = settings->mailboxes->pdata[index];
        peer->refused = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    }
    return peer;
}

void peer_push_parcel(struct peer *peer, struct flow_parcel *parcel)
{
    g_clear_pointer(&parcel->message, g_bytes_unref);
    peer->parcel_bytes += parcel->size;
    g_queue_push_tail(&peer->parcels, parcel);
}

struct flow_parcel *peer_pop_parcel(struct peer *peer)
{
    struct flow_parcel *parcel = g_queue_pop_head(&peer->parcels);
    peer->parcel_bytes -= parcel ? parcel->size : 0;
    return parcel;
}

void peer_end_job(struct peer *peer)
{
    mail_free(peer->job);
    peer->job = NULL;
    if (peer->scratch >= 0)
        close(peer->scratch);
    peer->scratch = -1;
    peer->deadline_ms = peer->again_ms = 0;
    peer->tries = 0;
}

void peer_spare_scratch(struct peer *peer)
{
    peer->spare = peer->scratch;
    peer->scratch = -1;
}

int peer_take_spare(struct peer *peer)
{
    int spare = peer->spare;
    peer->spare = -1;
    return spare;
}

void conversion_free(struct conversion *conversion)
{
    if (!conversion)
        return;
    mail_free(conversion->mail);
    document_free(conversion->document);
    if (conversion->parts >= 0)
        close(conversion->parts);
    g_free(conversion);
}

void peer_free(struct peer *peer)
{
    if (!peer)
        return;
    peer_end_job(peer);
    if (peer->spare >= 0)
        close(peer->spare);
    conversion_free(peer->conversion);
    g_queue_clear_full(&peer->parcels, (GDestroyNotify)flow_parcel_free);
    channel_free(peer->channel);
    g_free(peer->trouble);
    g_clear_pointer(&peer->refused, g_hash_table_unref);
    g_free(peer);
}

char *peer_name(const struct peer *peer)
{
    if (peer->role == ROLE_CONVERTER)
        return g_strdup(role_name(peer->role));
    return peer->mailbox ? g_strdup_printf("mailbox %s", peer->mailbox->name)
                         : g_strdup_printf("%s %u", role_name(peer->role), peer->index + 1);
}
