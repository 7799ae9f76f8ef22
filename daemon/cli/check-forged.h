/* A test mail with a forged Authentication-Results, and what became of it on its way. Pure. */
#ifndef MO_CLI_CHECK_FORGED_H
#define MO_CLI_CHECK_FORGED_H

#include <glib.h>

#include "daemon/orders/business.h"

enum forged {
    FORGED_REMOVED,  /* the server took it out */
    FORGED_RENAMED,  /* it stands there under another name */
    FORGED_BELOW,    /* it is left, where it is not believed */
    FORGED_BELIEVED, /* it is left, and mailorder would believe it */
};

/* The whole mail, CRLF: from us to us, marked as ours and automatic, so that a running daemon files it in silence. `token` makes it
 * known again; it stands in the Subject ("mailorder check TOKEN") and in the domain that is forged. */
GBytes *forged_mail(const struct business *business, const char *const *servers, const char *token, gint64 now);

/* What became of it. *ret_server: the name under which a server told results of its own at the top; NULL none did. To be freed. */
enum forged forged_judge(GBytes *mail, const char *const *servers, const char *token, char **ret_server);

#endif
