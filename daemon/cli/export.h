/* What the files of `mailorder export` share. */
#ifndef MO_CLI_EXPORT_H
#define MO_CLI_EXPORT_H

#include "daemon/cli/cli.h"

struct export {
    struct cli *cli;
    struct store *store;
    const char *address, *key;
    GHashTable *orders; /* gint64 *: ids of the person's own orders */
};

/* RFC 3339, or null for 0. */
json_t *export_instant(gint64 instant);

/* export-mails.c: what came from them or made their orders; what was written to them. NULL with `error`. */
json_t *export_mails_in(struct export *export, GError **error);
json_t *export_mails_out(struct export *export, GError **error);

#endif
