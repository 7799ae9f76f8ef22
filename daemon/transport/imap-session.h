/* An IMAP session as the driver's files share it: one connection, and the way to run one command over it.
 *
 * libetpan parses what the server says; commands are written out here where libetpan's own functions wait for ever or
 * keep too much (FETCH, IDLE, AUTHENTICATE, APPEND). A command is: imap_send; imap_await if the server must say "+"
 * first; imap_finish. Or a function of libetpan's after imap_allow, its result through imap_result. */
#ifndef MO_TRANSPORT_IMAP_SESSION_H
#define MO_TRANSPORT_IMAP_SESSION_H

#include <glib.h>
#include <libetpan/libetpan.h>

#include "daemon/transport/imap-guard.h"
#include "daemon/transport/mailbox.h"
#include "daemon/transport/stream.h"

/* UIDs or sequence numbers in one command: some 5 KB of command line at most, well under the 8 KB servers must take. */
#define IMAP_CHUNK 500u

struct imap {
    struct mailbox base;
    mailimap *session;
    mailstream *stream; /* the session's; valid while `session` is connected */
    struct imap_guard guard;
    char *peer;
    guint timeout; /* seconds without progress */
    guint poll_seconds;
    gsize max_mail;
    char *folders[2]; /* by enum mailbox_place, as they go onto the wire */
    char *sent;       /* the same; NULL: no copies */
    char *inbox;      /* the same: the folder read */
    gboolean can_move, can_uidplus, can_multiappend, can_keyword[2];
    guint32 hint;  /* sequence number of the last mail listed; only a guess */
    gboolean told; /* the server said EXISTS while it was waited for that, and nothing was listed since */
    gboolean by_place; /* it does not list by "UID FETCH n:*" */
    gboolean idling; /* it is in IDLE (imap-wait.c), */
    gint64 idle_until_ms; /* and is to be asked then whether it is still there */
};

/* What one FETCH response told of a mail. */
struct imap_attributes {
    guint32 sequence;
    guint32 uid;    /* 0: not told */
    gint64 size;    /* -1: not told */
    gint64 arrived; /* -1: not told; seconds UTC */
    guint bodies;   /* how often BODY[] was there, and not NIL: more than once is a lie */
};
typedef void imap_attributes_handler(const struct imap_attributes *attributes, void *context);

/* The deadline and byte budget of the next command. */
void imap_allow(struct imap *imap, guint64 bytes);

/* Sends a tag and the command, and nothing of it is kept. FALSE with the stream's failure. */
gboolean imap_send(struct imap *imap, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Reads until the server says "+" (`ret_go` TRUE: go on with the command) or has done it without asking (`ret_go`
 * FALSE: no imap_finish). FALSE as imap_finish. */
gboolean imap_await(struct imap *imap, const char *doing, gboolean *ret_go, GError **error);

/* Reads to the end of the command sent last. FALSE with NETWORK, TLS, PROTOCOL, or SERVER quoting its NO or BAD;
 * `doing` says what for: "listing mails". */
gboolean imap_finish(struct imap *imap, const char *doing, GError **error);

/* Translates what a function of libetpan's returned, as imap_finish does. */
gboolean imap_result(struct imap *imap, int result, const char *doing, GError **error);

/* Runs imap_send and imap_finish with each FETCH response given to `handler` and kept nowhere. */
gboolean imap_fetch_each(struct imap *imap, imap_attributes_handler *handler, void *context, GError **error,
                         const char *format, ...) G_GNUC_PRINTF(5, 6);

/* Whether the session has failed for good, so that no other command can work. */
gboolean imap_is_broken(struct imap *imap);

/* "NO [CODE] text": the response code of the last answer, or NULL. The session's. */
const char *imap_last_code(struct imap *imap);

/* "1:3,7" of `count` ascending numbers. To be freed with g_free. */
char *imap_set_text(const guint32 *numbers, guint count);

/* Takes in an untagged line that libetpan does not get to see: how many mails there are now. TRUE for EXISTS. */
gboolean imap_note(struct imap *imap, const char *line);

/* Whether the server said EXISTS since this was asked last. */
gboolean imap_take_news(struct imap *imap);

struct imap *imap_new(const struct mailbox_settings *settings);
/* Connects and reads the greeting; with STARTTLS, goes on only under TLS. */
gboolean imap_connect(struct imap *imap, const struct server_settings *server, GError **error);
void imap_free(struct imap *imap);
typedef struct imap imap_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(imap_auto, imap_free)

/* The subjects, one file each. */
gboolean imap_login(struct imap *imap, const struct server_settings *server, GError **error);
gboolean imap_open_folders(struct imap *imap, const struct mailbox_settings *settings, GError **error);
gboolean imap_create_folder(struct imap *imap, const char *wire, GError **error);
gboolean imap_list(struct mailbox *mailbox, guint32 after, guint limit, GArray *ret_mails, GError **error);
gboolean imap_fetch(struct mailbox *mailbox, const struct mailbox_mail *mails, guint count, const struct mailbox_sink *sink, GError **error);
gboolean imap_file(struct mailbox *mailbox, const guint32 *uids, guint count, enum mailbox_place place,
                   enum mailbox_filed *ret_filed, GError **error);
/* Marks them as deleted in the selected folder, and removes them where the server can do that to just these (RFC 4315). */
gboolean imap_take_out(struct imap *imap, const char *set, GError **error);
gboolean imap_append_sent(struct mailbox *mailbox, const int *fds, guint count, guint *ret_appended, GError **error);
gboolean imap_remove(struct mailbox *mailbox, const struct mailbox_removal *removals, guint count, enum mailbox_removed *ret_removed,
                     GError **error);
/* Opens the folder read again, after another one. FALSE also when its mails have other UIDs now. */
gboolean imap_select_inbox(struct imap *imap, GError **error);
guint imap_wait(struct mailbox *mailbox, int other_fd, int timeout_ms, GError **error);
/* Ends an IDLE that goes on: before any other command. `at_once`: within the deadline that is set. */
gboolean imap_rise(struct imap *imap, GError **error);
gboolean imap_rise_at_once(struct imap *imap, GError **error);

#endif
