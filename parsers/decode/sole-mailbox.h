/* Whether a From field is written so that every reader takes the same mailbox from it. */
#ifndef MO_DECODE_SOLE_MAILBOX_H
#define MO_DECODE_SOLE_MAILBOX_H

#include <glib.h>

/* TRUE when `value`, a From field's body with its lines unfolded, is one mailbox as RFC 5322 section 3.4 writes it, and the one whose
 * addr-spec a parser took to be `spec`: `spec`, or a name and <spec>, with comments anywhere around them. FALSE for what parsers forgive
 * in ways of their own, each another one: a list's rest (";", ",", "<>"), words behind the address, a second @, a route, an open quote. */
gboolean sole_mailbox(const char *value, const char *spec);

#endif
