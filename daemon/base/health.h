/* How the daemon is: what the desk tells the supervisor once a second, and the supervisor writes into the small file state_dir/status for
 * `mailorder status`. Durations are seconds by a clock that only goes forward; in the file they are instants of the daemon's clock. */
#ifndef MO_BASE_HEALTH_H
#define MO_BASE_HEALTH_H

#include <glib.h>

enum store_state {
    STORE_WELL,
    STORE_FULL,    /* no room on its disk */
    STORE_FAILING, /* it does not work, for another reason */
    STORE_DAMAGED,
    STORE_STATE_COUNT
};
const char *store_state_name(enum store_state state);

struct mailbox_health {
    char *name;
    guint32 looked;  /* seconds since it was last looked into; since the start when it was not yet */
    char *trouble;   /* why the last try failed; "" it did not */
};

struct health {
    guint32 desk;         /* seconds since the desk last spoke; only the supervisor knows */
    guint32 send_waits;   /* seconds since a mail is due and none was sent; 0 none waits */
    guint32 mail_waits;   /* seconds since the oldest mail that came in waits to be handled; 0 none does */
    guint32 breaker;      /* seconds since automatic answers are stopped by a bound; 0 they are not */
    enum store_state store;
    char *store_words;    /* what it says; "" nothing */
    GPtrArray *mailboxes; /* struct mailbox_health */
};
struct health *health_new(void);
void health_free(struct health *health); /* NULL is fine */
typedef struct health health_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(health_auto, health_free)
void health_add_mailbox(struct health *health, const char *name, guint32 looked, const char *trouble);

/* As a message's payload, HEALTH_TYPE, and back; NULL: it is none. */
#define HEALTH_TYPE "(uuuusa(sus))"
GVariant *health_pack(const struct health *health);
struct health *health_unpack(GVariant *payload);

/* Replaces the file; not synced: it is worth nothing after a crash. FALSE when that failed. */
gboolean health_write(const struct health *health, const char *path, gint64 now);
/* NULL when there is none, or it cannot be read. *ret_now: when it was written, by the daemon's clock. */
struct health *health_read(const char *path, gint64 *ret_now);

#endif
