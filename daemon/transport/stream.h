/* The one connection under IMAP and SMTP: a libetpan stream over our own driver, because libetpan's verifies no
 * certificate, spins on EOF, and knows neither a deadline nor a bound on what a server may send.
 *
 * The order of calls: stream_open; stream_allow before each command; libetpan's calls; after one of them failed
 * stream_check, which says why in words. After any failure the stream stays failed: each read and write returns an
 * error at once. mailstream_close frees all (mailimap_free and mailsmtp_free call it).
 *
 * Reads and writes block in poll, never longer than the settings' timeout without a byte moving, and never past the
 * deadline of stream_allow. The peer's EOF is an error. One thread a stream. */
#ifndef MO_TRANSPORT_STREAM_H
#define MO_TRANSPORT_STREAM_H

#include <glib.h>
#include <libetpan/mailstream.h>

#include "daemon/base/settings.h"
#include "daemon/transport/transport.h"

/* Connects and, with TLS_IMPLICIT, does the handshake; `server` is copied from. The first stream_allow is done: the
 * settings' timeout and STREAM_BYTES_COMMAND, for the greeting. NULL with TRANSPORT_ERROR_NETWORK or _TLS. */
mailstream *stream_open(const struct server_settings *server, GError **error);

/* The same over the connected socket `fd`, which is taken even when this fails. */
mailstream *stream_adopt(int fd, const struct server_settings *server, GError **error);

/* Until the next stream_allow the peer may take `seconds` in all, and one more for each STREAM_RATE_LEAST bytes that
 * move either way, and may send `bytes` (of plain text, not of TLS records). */
void stream_allow(mailstream *stream, guint seconds, guint64 bytes);

#define STREAM_RATE_LEAST 16384u /* bytes a second; a slower line cannot carry attachments in useful time */
/* Replies to one ordinary command; the longest honest ones are lists of folders and of news. */
#define STREAM_BYTES_COMMAND G_GUINT64_CONSTANT(1048576)

/* TLS on the open connection, after the server said go ahead to STARTTLS. Refuses (TLS) when the server has sent
 * anything before the handshake: somebody on the way may have put it there. Ask for the capabilities anew. */
gboolean stream_starttls(mailstream *stream, GError **error);

/* TRUE while the stream has not failed. Otherwise FALSE with a copy of the failure: NETWORK (closed, deadline,
 * stalled), TLS, or PROTOCOL (byte budget, or what `inspect` said). */
gboolean stream_check(mailstream *stream, GError **error);

/* Makes the stream failed, with this reason; takes `failure`. A stream that failed before keeps its first reason. */
void stream_fail(mailstream *stream, GError *failure);

/* Called with all plain text received, before libetpan sees it. FALSE with `error` makes the stream failed. */
typedef gboolean stream_inspect(void *context, const char *bytes, gsize count, GError **error);
void stream_set_inspect(mailstream *stream, stream_inspect *inspect, void *context);

/* Waits until the server has said something (plain text is buffered: a TLS ticket alone does not count), or `other_fd`
 * (-1: none) is readable, or `timeout_ms` passed or a signal came (both count as time-out). Nothing is lost that came
 * before. Returns STREAM_WAIT_ bits; a failed or closed stream counts as input, the next read tells. */
#define STREAM_WAIT_INPUT   1u
#define STREAM_WAIT_OTHER   2u
#define STREAM_WAIT_TIMEOUT 4u
guint stream_wait(mailstream *stream, int other_fd, int timeout_ms);

/* Whether something of the server's is here and not read yet; does not look on the wire. */
gboolean stream_has_unread(mailstream *stream);

/* Bytes of plain text that were handed to the system since the connection was made: what is beyond them, the server has not. */
guint64 stream_written(mailstream *stream);
/* The same with what waits in the buffer: where the next byte will stand. */
guint64 stream_position(mailstream *stream);

int stream_fd(mailstream *stream);           /* for polling */
const char *stream_peer(mailstream *stream); /* "imap.example.com:993", for error texts; the stream's */
gboolean stream_is_tls(mailstream *stream);  /* whether what is sent now is encrypted to a verified server */

#endif
