/* The checkpointer: when the desk asks for it, copies what is committed from the write-ahead log into the database, so that the desk need not stop
 * for it. Where it does not answer, the desk copies. It is started when it is first needed. */
#include <sysexits.h>

#include "daemon/process/role.h"
#include "daemon/process/walls.h"

struct checkpointer {
    struct store *store;
    gboolean *troubled; /* its failure was told, and not yet that it works again */
};

static void note(const struct checkpointer *self, const GError *error)
{
    if (error && !*self->troubled)
        log_warning("the log of the database cannot be copied into it, and grows: %s", error->message);
    if (!error && *self->troubled)
        log_info("the log of the database is copied into it again");
    *self->troubled = error != NULL;
}

static gboolean copy(struct channel *desk, const struct message *message, const void *context)
{
    const struct checkpointer *self = context;
    g_autoptr(GError) error = NULL;
    guint32 copied;
    (void)message;
    store_checkpoint(self->store, &copied, &error);
    note(self, error);
    channel_send(desk, MESSAGE_CHECKPOINTED, g_variant_new("(u)", copied));
    return TRUE;
}

int checkpointer_main(const struct role_start *start)
{
    g_autoptr(channel_auto) desk = channel_new(start->channel);
    g_autoptr(GError) error = NULL;
    if (!walls_set(ROLE_CHECKPOINTER, start->setup->settings, 0))
        return EX_OSERR;
    gboolean troubled = FALSE;
    struct checkpointer self = {store_open(start->setup->settings->paths.database, STORE_CHECKPOINT, &error), &troubled};
    if (!self.store) {
        log_warning("%s", error->message);
        return EX_IOERR;
    }
    int code = role_serve(desk, MESSAGE_CHECKPOINT, copy, &self);
    store_close(self.store);
    return code;
}
