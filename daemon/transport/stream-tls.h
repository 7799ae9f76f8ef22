/* The TLS client under a stream: whom we trust, the handshake, and why one was refused, in words. */
#ifndef MO_TRANSPORT_STREAM_TLS_H
#define MO_TRANSPORT_STREAM_TLS_H

#include <glib.h>

struct stream_tls;

/* A TLS 1.2 or 1.3 client over the non-blocking `fd` that will accept only a certificate for `host`, issued by one in
 * the PEM file `ca_file` (NULL: the system's). `peer` begins the error texts. NULL with TRANSPORT_ERROR_TLS. */
struct stream_tls *stream_tls_new(int fd, const char *host, const char *ca_file, const char *peer, GError **error);
void stream_tls_free(struct stream_tls *tls);
typedef struct stream_tls stream_tls_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(stream_tls_auto, stream_tls_free)

/* What one step of the session came to. */
enum stream_tls_step {
    STREAM_TLS_DONE,
    STREAM_TLS_WANTS_READ,  /* poll for input, then again */
    STREAM_TLS_WANTS_WRITE, /* poll for output, then again */
    STREAM_TLS_CLOSED,      /* the peer closed, orderly or not */
    STREAM_TLS_FAILED,      /* with `error` */
};
enum stream_tls_step stream_tls_handshake(struct stream_tls *tls, GError **error);
enum stream_tls_step stream_tls_read(struct stream_tls *tls, void *bytes, gsize count, gsize *ret_count,
                                     GError **error);
enum stream_tls_step stream_tls_write(struct stream_tls *tls, const void *bytes, gsize count, gsize *ret_count,
                                      GError **error);

/* Whether plain text is waiting that poll on the descriptor would not tell of. */
gboolean stream_tls_pending(struct stream_tls *tls);

/* Says goodbye if that does not block. */
void stream_tls_bye(struct stream_tls *tls);

#endif
