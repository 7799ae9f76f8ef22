/* One end of a socket pair between two of our processes: messages out through a queue, messages in whole and checked.
 * Never blocks, but for channel_drain and channel_wait. */
#ifndef MO_PROCESS_CHANNEL_H
#define MO_PROCESS_CHANNEL_H

#include <glib.h>

#include "daemon/process/message.h"

struct channel;

/* Two connected descriptors, close-on-exec. FALSE with errno. */
gboolean channel_pair(int ret_ends[2]);

/* Takes `fd`. */
struct channel *channel_new(int fd);
void channel_free(struct channel *channel); /* NULL is fine; closes */
typedef struct channel channel_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(channel_auto, channel_free)

int channel_fd(const struct channel *channel);

/* Puts one message into the queue and sends what can be sent. `payload` may be floating. Takes the `fds`, closing them
 * when they are on their way. A queue that the peer lets grow beyond CHANNEL_QUEUE marks it as broken. */
void channel_send(struct channel *channel, enum message_kind kind, GVariant *payload);
void channel_send_fds(struct channel *channel, enum message_kind kind, GVariant *payload, const int *fds,
                      guint fd_count);
void channel_send_octets(struct channel *channel, enum message_kind kind, GVariant *payload, GBytes *octets);
#define CHANNEL_QUEUE 4096u /* messages; back-pressure keeps a well peer far below */

/* Whether messages wait to be sent: poll for writing, then flush. */
gboolean channel_waiting(const struct channel *channel);
void channel_flush(struct channel *channel);

enum channel_input {
    CHANNEL_MESSAGE, /* *ret_message is filled */
    CHANNEL_NOTHING, /* none now */
    CHANNEL_CLOSED,  /* the peer is gone, or broken */
    CHANNEL_GARBAGE, /* the peer sent what it must not: treat it as dead */
};
enum channel_input channel_receive(struct channel *channel, struct message *ret_message);

/* For a role that serves one channel: sends all that is queued, however long it takes; FALSE when the peer is gone. */
gboolean channel_drain(struct channel *channel);

/* Waits until a message can be read or `timeout_ms` (-1: for ever) passed. */
void channel_wait(struct channel *channel, int timeout_ms);

#endif
