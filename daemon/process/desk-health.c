#include "daemon/base/clock.h"
#include "daemon/process/desk.h"

static guint32 seconds_since(gint64 then_ms)
{
    return (guint32)CLAMP((clock_monotonic_ms() - then_ms) / 1000, 0, G_MAXUINT32);
}

static guint32 age(gint64 then, gint64 now)
{
    return then ? (guint32)CLAMP(now - then, 1, G_MAXUINT32) : 0;
}

void desk_note_store(struct desk *desk, const GError *error)
{
    desk->store_state = STORE_WELL;
    if (error)
        desk->store_state = g_error_matches(error, STORE_ERROR, STORE_ERROR_FULL)      ? STORE_FULL
                            : g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT) ? STORE_DAMAGED
                                                                                       : STORE_FAILING;
    g_free(desk->store_words);
    desk->store_words = error ? g_strndup(error->message, MESSAGE_TEXT_BYTES) : NULL;
}

/* A mail that is tried in vain while others go out is its own trouble, not the way's. */
static guint32 send_waits(const struct desk *desk, const struct store_waiting *waiting, gint64 now)
{
    return MIN(age(waiting->out_since, now), waiting->out_since ? seconds_since(desk->sent_ms) : 0);
}

void desk_tell_health(struct desk *desk)
{
    g_autoptr(health_auto) health = health_new();
    struct store_waiting waiting = {0};
    gint64 now = clock_now();
    if (!desk_in_trouble(desk) && !store_waiting(desk->store, now, &waiting, NULL))
        waiting = (struct store_waiting){0};
    health->send_waits = send_waits(desk, &waiting, now);
    health->mail_waits = age(waiting.mail_since, now);
    if (desk->flow) /* not while the store is waited for at the start */
        health->breaker = age(flow_answers_stopped(desk->flow), now);
    health->store = desk->store_state;
    if (desk->store_words) {
        g_free(health->store_words);
        health->store_words = g_utf8_make_valid(desk->store_words, -1);
    }
    for (guint i = 0; i < desk->peers->len; i++) {
        const struct peer *peer = desk->peers->pdata[i];
        if (peer->role == ROLE_MAILBOX)
            health_add_mailbox(health, peer->mailbox->name, seconds_since(peer->looked_ms), peer->trouble);
    }
    channel_send(desk->supervisor, MESSAGE_HEALTH, health_pack(health));
}
