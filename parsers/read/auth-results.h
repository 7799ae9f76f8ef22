/* The field Authentication-Results (RFC 8601 section 2.2), read into its parts. It says nothing of who wrote it: that is auth.c's. */
#ifndef MO_READ_AUTH_RESULTS_H
#define MO_READ_AUTH_RESULTS_H

#include <glib.h>

/* What a property is about, RFC 8601 section 2.3. */
enum auth_ptype { AUTH_SMTP, AUTH_HEADER, AUTH_BODY, AUTH_POLICY, AUTH_OTHER };

struct auth_property {
    enum auth_ptype type;
    char *name;   /* lower case: "from", "mailfrom" */
    char *value;  /* as written, without quotation marks, comments and folds */
};

struct auth_result {
    char *method;           /* lower case: "dkim" */
    guint version;          /* of the method; 1 where none is written */
    char *verdict;          /* lower case: "pass" */
    char *reason;           /* NULL none */
    GPtrArray *properties;  /* struct auth_property */
    gboolean sound;         /* all of it is by the grammar; else the properties are what could be read before the mistake */
};

struct auth_results {
    char *server;           /* the authserv-id, lower case */
    guint version;          /* of the field; 1 where none is written */
    GPtrArray *results;     /* struct auth_result, as written; empty: "none" was told */
};

/* The field's text behind its colon, unfolded. NULL when it is not one: no server is named, a comment or a quoted string never ends, or
 * there is more of it than a server writes. A mistake within one result leaves the others as they are. */
struct auth_results *auth_results_read(const char *text);
void auth_results_free(struct auth_results *results);
typedef struct auth_results auth_results_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(auth_results_auto, auth_results_free)

/* The value of the one property of this kind and name; NULL where there is none, or where several differ. */
const char *auth_result_value(const struct auth_result *result, enum auth_ptype type, const char *name);

#endif
