/* Between compose.c and the files it is made of; nobody else. */
#ifndef MO_RENDER_COMPOSE_INTERNAL_H
#define MO_RENDER_COMPOSE_INTERNAL_H

#include "daemon/render/compose.h"

/* Whether an id can be written between <>: RFC 5322 section 3.6.4, a little wider, since strangers' ids are repeated. */
gboolean compose_id_is_writable(const char *id);

/* Appends the message's headers, from From to MIME-Version, of what compose.c has checked. */
void compose_append_headers(GString *out, const struct outgoing *outgoing);

/* Appends the headers of an attachment's part. */
void compose_append_file_headers(GString *out, const struct compose_attachment *attachment);

/* Appends the text, its lines ended by LF, in quoted-printable (RFC 2045 section 6.7), with CRLF; CRs are left out. */
void compose_append_quoted(GString *out, const char *text);

/* Appends the bytes in base64 (RFC 2045 section 6.8), lines of 76 and CRLF. */
void compose_append_base64(GString *out, const guchar *bytes, gsize size);

#endif
