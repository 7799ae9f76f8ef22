/* A TCP connection by name, bounded in time over all of the name's addresses. */
#ifndef MO_TRANSPORT_CONNECT_H
#define MO_TRANSPORT_CONNECT_H

#include <glib.h>

/* Connects to `host` (a name or a numeric address) and `port` within `timeout_ms` over all its addresses: each gets an
 * even share of the time that is left, so that one dead address does not use up the others' share. The resolver's own
 * time is bounded by resolv.conf, not by us. Returns a non-blocking, close-on-exec socket with TCP_NODELAY (without it
 * bodies go out at 22 a second), or -1 with TRANSPORT_ERROR_NETWORK. */
int connect_tcp(const char *host, guint16 port, gint64 timeout_ms, GError **error);

#endif
