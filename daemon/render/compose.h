/* A rendered letter to RFC 5322 octets: 7-bit, CRLF, lines of 78 at most where they can be, no header that a value could
 * have made. With compose-headers.c the only user of GMime outside parsers/decode. */
#ifndef MO_RENDER_COMPOSE_H
#define MO_RENDER_COMPOSE_H

#include <glib.h>

#include "daemon/render/letter.h"

struct compose_attachment {
    const char *name;        /* file name as shown; UTF-8 */
    const char *media_type;  /* "text/csv; charset=utf-8" */
    GBytes *bytes;           /* the content, or NULL and then */
    int fd;                  /* a file, of which it is `size` bytes from `at`; the caller's. -1 with bytes */
    gsize at, size;
};

struct outgoing {
    const char *from_name, *from_address;
    const char *to_name, *to_address;   /* name may be NULL */
    const char *reply_to;               /* NULL: none */
    const char *message_id;             /* without <>, made by the caller (compose_message_id) */
    const char *in_reply_to;            /* without <>; NULL */
    const char *const *references;      /* without <>, oldest first; NULL */
    const char *auto_submitted;         /* "auto-replied", "auto-generated" */
    const char *unsubscribe;            /* a mailto: address for List-Unsubscribe (RFC 2369 section 3.2); NULL: none */
    gint64 date;                        /* seconds UTC */
    const char *zone;                   /* IANA zone in which Date is written */
    const struct rendered *rendered;
    const char *language;               /* Content-Language */
    const struct compose_attachment *attachments;
    guint attachment_count;
};

/* Once a process. */
void compose_init(void);

/* "<time>.<random>@domain" without <>, unguessable; `now` in seconds UTC, `domain` that of the sending address. The time stands first, in as many
 * digits each: so an index of such names grows at its end. */
char *compose_message_id(const char *domain, gint64 now);

/* A message, its files' contents not yet in it: they are read when it is given away, and never all in memory. */
struct composed;

/* Refuses (NULL, RENDER_ERROR_COMPOSE, naming the field) controls in any header's source, addresses that text_address_valid refuses, and a file that
 * is too short. The attachments' files must stay open. */
struct composed *compose_begin(const struct outgoing *outgoing, GError **error);
gsize composed_size(const struct composed *composed);

/* Takes the next bytes of a message. */
typedef gboolean compose_sink(gpointer context, const char *bytes, gsize size, GError **error);

/* The whole message in order, to `sink`, in pieces of some kilobytes. FALSE with `error`: the sink's, or RENDER_ERROR_COMPOSE when a file cannot
 * be read. */
gboolean composed_give(const struct composed *composed, compose_sink *sink, gpointer context, GError **error);

/* The whole message in memory; NULL with RENDER_ERROR_COMPOSE when a file cannot be read. Nothing is left in `composed`, but to be freed. */
GBytes *composed_bytes(struct composed *composed, GError **error);

void composed_free(struct composed *composed);
typedef struct composed composed_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(composed_auto, composed_free)

/* compose_begin and composed_bytes. */
GBytes *compose_message(const struct outgoing *outgoing, GError **error);

/* Writes what compose_message makes to `fd`. */
gboolean compose_write(const struct outgoing *outgoing, int fd, GError **error);

#endif
