/* Authentication-Results (RFC 8601): what servers that the admin trusts found out about the From domain. Only the topmost run of fields is
 * asked (parsers/decode/headers.c keeps no other), and of what one server says of a method the topmost: what stands below, the sender may
 * have written. When in doubt nobody is vouched for. */
#include "parsers/read/read.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/auth-results.h"

/* --- domains ----------------------------------------------------------------------------------------------------------------------- */

/* The domain of an address, or a domain as it is, as it stands in the DNS: "xn--…", small letters, no dot at the end. NULL: it is none. */
static char *domain_of(const char *value)
{
    const char *at = value ? strrchr(value, '@') : NULL;
    g_autofree char *domain = g_strdup(at ? at + 1 : value);
    if (domain && g_str_has_suffix(domain, "."))
        domain[strlen(domain) - 1] = '\0';
    g_autofree char *ascii = domain && *domain ? g_hostname_to_ascii(domain) : NULL;
    return ascii ? g_ascii_strdown(ascii, -1) : NULL;
}

static gboolean is_domain(const char *value, const char *domain)
{
    g_autofree char *told = domain_of(value);
    return told && g_str_equal(told, domain);
}

/* `signer` speaks for `domain`: it is the domain itself, or a parent of it that has a dot. */
static gboolean speaks_for(const char *value, const char *domain)
{
    g_autofree char *signer = domain_of(value);
    if (!signer)
        return FALSE;
    gsize longer = strlen(domain), shorter = strlen(signer);
    return g_str_equal(signer, domain) || (strchr(signer, '.') && longer > shorter && g_str_has_suffix(domain, signer) &&
                                           domain[longer - shorter - 1] == '.');
}

/* --- one result -------------------------------------------------------------------------------------------------------------------- */

static gboolean tells(const struct auth_result *result, enum auth_ptype type, const char *name)
{
    for (guint i = 0; i < result->properties->len; i++) {
        const struct auth_property *property = result->properties->pdata[i];
        if (property->type == type && g_str_equal(property->name, name))
            return TRUE;
    }
    return FALSE;
}

/* Its header.d; some servers write header.i instead, whose domain is that or lies below it (RFC 6376 section 3.5). */
static const char *signer_of(const struct auth_result *result)
{
    return auth_result_value(result, AUTH_HEADER, tells(result, AUTH_HEADER, "d") ? "d" : "i");
}

/* "smtp.mail" is what it was called before RFC 5451. */
static const char *envelope_of(const struct auth_result *result)
{
    return auth_result_value(result, AUTH_SMTP, tells(result, AUTH_SMTP, "mailfrom") ? "mailfrom" : "mail");
}

/* A failure counts unless it is another domain's; a pass only for the very domain. */
static enum read_auth judge_dmarc(const struct auth_result *result, const char *domain)
{
    const char *from = auth_result_value(result, AUTH_HEADER, "from");
    if (g_str_equal(result->verdict, "fail") && (!from || is_domain(from, domain)))
        return READ_AUTH_FAIL;
    return result->sound && g_str_equal(result->verdict, "pass") && is_domain(from, domain) ? READ_AUTH_PASS : READ_AUTH_NONE;
}

static enum read_auth judge(const struct auth_result *result, const char *domain)
{
    if (result->version != 1)
        return READ_AUTH_NONE;
    if (g_str_equal(result->method, "dmarc"))
        return judge_dmarc(result, domain);
    if (!result->sound || !g_str_equal(result->verdict, "pass"))
        return READ_AUTH_NONE;
    gboolean aligned = (g_str_equal(result->method, "dkim") && speaks_for(signer_of(result), domain)) ||
                       (g_str_equal(result->method, "spf") && is_domain(envelope_of(result), domain));
    return aligned ? READ_AUTH_PASS : READ_AUTH_NONE;
}

/* --- the fields -------------------------------------------------------------------------------------------------------------------- */

static gboolean is_trusted(const char *server, const char *const *trusted)
{
    g_autofree char *told = domain_of(server);
    for (guint i = 0; trusted[i]; i++) {
        g_autofree char *one = domain_of(trusted[i]);
        if (g_ascii_strcasecmp(server, trusted[i]) == 0 || (told && one && g_str_equal(told, one)))
            return TRUE;
    }
    return FALSE;
}

/* FAIL beats PASS beats NONE. What a server has told of a method in a field is not told again in a field below. `told` holds the methods of
 * the fields above. */
static enum read_auth judge_field(const struct auth_results *results, const char *domain, GHashTable *told)
{
    g_autoptr(GPtrArray) methods = g_ptr_array_new();
    enum read_auth verdict = READ_AUTH_NONE;
    for (guint i = 0; i < results->results->len; i++) {
        const struct auth_result *result = results->results->pdata[i];
        char *method = g_strdup_printf("%s %s", results->server, result->method);
        const enum read_auth judged = g_hash_table_contains(told, method) ? READ_AUTH_NONE : judge(result, domain);
        verdict = MAX(verdict, judged);
        g_ptr_array_add(methods, method);
    }
    for (guint i = 0; i < methods->len; i++)
        g_hash_table_add(told, methods->pdata[i]);
    return verdict;
}

enum read_auth read_authentication(const struct document *document, const char *const *trusted_authserv)
{
    enum read_auth verdict = READ_AUTH_NONE;
    if (!trusted_authserv || document->from->len != 1 || (document->flags & DOCUMENT_ODD_FROM))
        return verdict;
    const struct document_address *from = document->from->pdata[0];
    g_autofree char *domain = text_address_valid(from->address) ? domain_of(from->address) : NULL;
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; domain && i < document->authentication->len; i++) {
        g_autoptr(auth_results_auto) results = auth_results_read(document->authentication->pdata[i]);
        if (!results)
            break; /* it may be the trusted server's, with something in it that the sender broke: those below are nobody's then */
        if (!is_trusted(results->server, trusted_authserv))
            continue;
        if (results->version != 1 || results->results->len == 0)
            break; /* the same holds for what we do not understand; and who says that nothing was tried has told no more below */
        const enum read_auth told_here = judge_field(results, domain, told);
        verdict = MAX(verdict, told_here);
    }
    return verdict;
}
