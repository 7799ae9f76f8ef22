/* Errors that mailboxes and senders share: the caller decides by the code, a person reads the text. */
#ifndef MO_TRANSPORT_TRANSPORT_H
#define MO_TRANSPORT_TRANSPORT_H

#include <glib.h>

#define TRANSPORT_ERROR (transport_error_quark())
GQuark transport_error_quark(void);
enum transport_error {
    TRANSPORT_ERROR_NETWORK,  /* cannot reach, connection lost, deadline passed: try again later, with backoff */
    TRANSPORT_ERROR_TLS,      /* certificate, host name or handshake refused: say so loudly; try again slowly */
    TRANSPORT_ERROR_LOGIN,    /* refused login or no usable secret: say so loudly; try again slowly */
    TRANSPORT_ERROR_PROTOCOL, /* the server said what it must not, or passed a byte budget: reconnect */
    TRANSPORT_ERROR_SERVER,   /* a NO, or a 4xx/5xx to a command: the text quotes it */
    TRANSPORT_ERROR_LOCAL,    /* our own file or command failed */
    TRANSPORT_ERROR_DISK,     /* our own disk takes no mail: it is full, most likely. Whatever is fetched would fail: wait */
};

/* What a server said, made fit to stand inside an error text or a log line: valid UTF-8, one line, no controls, at most
 * 200 bytes. `text` may be NULL. To be freed with g_free. */
char *transport_quote(const char *text);

#endif
