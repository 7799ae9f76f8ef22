/* What the checkpointer is given to do. */
#include "daemon/base/clock.h"
#include "daemon/process/desk.h"

#define CHECKPOINT_MS 60000 /* some 16 MB; no disk that works takes so long */
#define CHECKPOINTER_STOP_MS 1000

static struct peer *checkpointer(const struct desk *desk)
{
    for (guint i = 0; i < desk->peers->len; i++) {
        struct peer *peer = desk->peers->pdata[i];
        if (peer->role == ROLE_CHECKPOINTER)
            return peer;
    }
    return NULL;
}

void desk_ask_checkpoint(struct desk *desk, gint64 now_ms)
{
    struct peer *peer = checkpointer(desk);
    if (!peer || peer->copying || desk->stop_ms || desk_in_trouble(desk) || !store_wal_is_long(desk->store))
        return;
    if (!peer->channel) {
        desk_peer_wanted(desk, peer);
        return;
    }
    peer->copying = TRUE;
    peer->deadline_ms = now_ms + CHECKPOINT_MS;
    channel_send(peer->channel, MESSAGE_CHECKPOINT, g_variant_new("()"));
}

gboolean desk_hear_checkpointer(struct desk *desk, struct peer *peer, const struct message *message)
{
    guint32 copied;
    if (message->kind != MESSAGE_CHECKPOINTED || !peer->copying)
        return FALSE;
    peer->copying = FALSE;
    peer->deadline_ms = 0;
    g_variant_get(message->payload, "(u)", &copied);
    store_wal_copied(desk->store, copied);
    return TRUE;
}

void desk_stop_checkpointer(struct desk *desk)
{
    const struct peer *peer = checkpointer(desk);
    if (peer && peer->channel)
        channel_send(peer->channel, MESSAGE_STOP, g_variant_new("()"));
}

gboolean desk_has_checkpointer(const struct desk *desk, gint64 stopping_ms)
{
    const struct peer *peer = checkpointer(desk);
    return peer && peer->channel && stopping_ms < CHECKPOINTER_STOP_MS;
}
