#include "daemon/cli/check-forged.h"

#include <string.h>

#include "daemon/render/compose.h"
#include "daemon/base/text.h"
#include "parsers/decode/decode.h"
#include "parsers/read/auth-results.h"
#include "parsers/read/read.h"

static char *domain_of(const char *token)
{
    return g_strdup_printf("%s.invalid", token); /* RFC 6761: nobody's */
}

GBytes *forged_mail(const struct business *business, const char *const *servers, const char *token, gint64 now)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(now);
    g_autofree char *when = g_date_time_format(date, "%a, %d %b %Y %H:%M:%S +0000");
    g_autofree char *home = text_address_domain(business->from_address);
    g_autofree char *id = compose_message_id(home, now);
    g_autofree char *domain = domain_of(token);
    GString *mail = g_string_new(NULL);
    for (guint i = 0; servers[i]; i++)
        g_string_append_printf(mail, "Authentication-Results: %s;\r\n dmarc=pass header.from=%s\r\n", servers[i], domain);
    g_string_append_printf(mail, "From: <%s>\r\nTo: <%s>\r\nSubject: mailorder check %s\r\nDate: %s\r\nMessage-ID: <%s>\r\n",
                           business->from_address, business->from_address, token, when, id);
    g_string_append(mail, "Auto-Submitted: auto-generated\r\nX-Mailorder-Check: yes\r\nMIME-Version: 1.0\r\n"
                          "Content-Type: text/plain; charset=us-ascii\r\n\r\n"
                          "A test mail of `mailorder check --connect`. It takes itself away; delete it if it is still here.\r\n");
    return g_string_free_to_bytes(mail);
}

/* A field of another name with the forged domain in it: some servers keep what they do not believe so. */
static gboolean stands_elsewhere(GBytes *mail, const char *domain)
{
    gsize size;
    const char *bytes = g_bytes_get_data(mail, &size);
    g_autofree char *text = g_strndup(bytes, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean results = FALSE;
    for (guint i = 0; lines[i] && lines[i][strspn(lines[i], "\r")]; i++) {
        if (!strchr(" \t", *lines[i]))
            results = g_ascii_strncasecmp(lines[i], "Authentication-Results:", strlen("Authentication-Results:")) == 0;
        if (!results && strstr(lines[i], domain))
            return TRUE;
    }
    return FALSE;
}

/* A field of its own name with the forged domain in it, wherever. */
static gboolean stands(GBytes *mail, const char *domain)
{
    gsize size;
    const char *bytes = g_bytes_get_data(mail, &size);
    return memmem(bytes, size, domain, strlen(domain)) != NULL;
}

/* Who told the topmost results that are not ours; NULL nobody. */
static char *server_above(const struct document *document, const char *domain)
{
    for (guint i = 0; i < document->authentication->len; i++) {
        const char *field = document->authentication->pdata[i];
        g_autoptr(auth_results_auto) results = strstr(field, domain) ? NULL : auth_results_read(field);
        if (results)
            return g_strdup(results->server);
    }
    return NULL;
}

/* Whether whoever writes as the forged domain would be vouched for. */
static gboolean believed(struct document *document, const char *const *servers, const char *domain)
{
    g_autofree char *forger = g_strdup_printf("forger@%s", domain);
    g_ptr_array_set_size(document->from, 0);
    document_add_address(document->from, "", forger);
    document->flags &= ~(guint32)DOCUMENT_ODD_FROM;
    return read_authentication(document, servers) == READ_AUTH_PASS;
}

enum forged forged_judge(GBytes *mail, const char *const *servers, const char *token, char **ret_server)
{
    gsize size;
    const guint8 *bytes = g_bytes_get_data(mail, &size);
    g_autofree char *domain = domain_of(token);
    g_autoptr(document_auto) document = decode_bytes(bytes, size, NULL);
    *ret_server = document ? server_above(document, domain) : NULL;
    if (document && believed(document, servers, domain))
        return FORGED_BELIEVED;
    if (stands_elsewhere(mail, domain))
        return FORGED_RENAMED;
    return stands(mail, domain) ? FORGED_BELOW : FORGED_REMOVED;
}
