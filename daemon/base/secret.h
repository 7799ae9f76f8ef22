/* Passwords and tokens, read at the moment of use, in the process that uses them. */
#ifndef MO_BASE_SECRET_H
#define MO_BASE_SECRET_H

#include <glib.h>

#include "daemon/base/settings.h"

#define SECRET_ERROR (secret_error_quark())
GQuark secret_error_quark(void);
enum secret_error {
    SECRET_ERROR_READ,        /* the file or command failed; may pass */
    SECRET_ERROR_PERMISSIONS, /* the file can be read or written by group or others */
    SECRET_ERROR_EMPTY,       /* nothing in it, or a NUL or line end inside */
};

/* Reads the secret `source` names. Returns it NUL-terminated, to be freed with secret_free, or NULL with `error`, whose
 * text never holds the secret. A command gets 30 seconds and an environment of PATH, HOME and LANG only. */
char *secret_load(const struct secret_source *source, GError **error);

/* Overwrites and frees; NULL is fine. */
void secret_free(char *secret);

#endif
