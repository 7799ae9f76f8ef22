/* What the files of `mailorder export` share. */
#ifndef MO_CLI_EXPORT_H
#define MO_CLI_EXPORT_H

#include <stdio.h>

#include "daemon/cli/cli.h"

struct export {
    struct cli *cli;
    struct store *store;
    const char *address, *key;
    GHashTable *orders; /* gint64 *: ids of the person's own orders */
    FILE *out;          /* takes the document piece by piece: what is kept of a large buyer need not fit into memory */
    size_t style;       /* of jansson's */
    gboolean first;     /* of its list */
    gboolean broken;    /* an element could not be written */
};

/* RFC 3339, or null for 0. */
json_t *export_instant(gint64 instant);

/* Writes the next element of the list that was begun, and frees it; a failure of writing stays in the stream (ferror). */
void export_element(struct export *export, json_t *element);

/* export-mails.c: each writes its list's elements: what came from them or made their orders; what was written to them. */
gboolean export_mails_in(struct export *export, GError **error);
gboolean export_mails_out(struct export *export, GError **error);

#endif
