/* Authentication-Results, RFC 8601: what servers that the admin trusts found out about the From domain. */
#include "parsers/read/read.h"

#include <string.h>

#include "daemon/base/text.h"

/* --- the field's syntax
 * ------------------------------------------------------------------------------------------------------------ */

/* The end of the comment that begins at `p` ("(…)", nested, with quoted pairs). */
static const char *skip_comment(const char *p)
{
    guint depth = 0;
    for (; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p + 1;
    }
    return p;
}

/* Whether the white space at `p` may go: it stands beside one of the marks that bind words together. */
static gboolean space_binds(const GString *out, const char *next)
{
    char before = out->len ? out->str[out->len - 1] : ' ';
    return strchr("=/; ", before) || strchr("=/;", *next);
}

/* Characters of a quoted string that would look like syntax are moved out of the way, to controls no domain can hold.
 */
#define QUOTED(c) ((char)((c) == ';' ? 0x01 : (c) == ' ' ? 0x02 : (c) == '=' ? 0x03 : (c)))

static const char *take_quoted(GString *out, const char *p)
{
    for (p++; *p && *p != '"'; p++) {
        if (*p == '\\' && p[1])
            p++;
        g_string_append_c(out, QUOTED(*p));
    }
    return *p ? p + 1 : p;
}

/* The field without comments, quotes and needless white space: "id 1;dkim=pass header.d=a.example;…". */
static char *normalise(const char *field)
{
    GString *out = g_string_new(NULL);
    for (const char *p = field; *p;) {
        if (*p == '(') {
            p = skip_comment(p);
            if (out->len && out->str[out->len - 1] != ' ')
                g_string_append_c(out, ' ');
        } else if (*p == '"') {
            p = take_quoted(out, p);
        } else if (g_ascii_isspace(*p)) {
            while (g_ascii_isspace(*p))
                p++;
            if (!space_binds(out, p))
                g_string_append_c(out, ' ');
        } else {
            if (strchr("=/;", *p) && out->len && out->str[out->len - 1] == ' ')
                g_string_truncate(out, out->len - 1);
            g_string_append_c(out, g_ascii_tolower(*p++));
        }
    }
    return g_string_free(out, FALSE);
}

/* --- one result
 * -----------------------------------------------------------------------------------------------------------------------
 */

struct result {
    char *method, *verdict; /* "dkim", "pass" */
    char *dkim_domain, *mail_from,
        *header_from; /* header.d (or the domain of header.i), smtp.mailfrom's domain, header.from */
};

static void result_clear(struct result *result)
{
    g_free(result->method);
    g_free(result->verdict);
    g_free(result->dkim_domain);
    g_free(result->mail_from);
    g_free(result->header_from);
}

static char *domain_part(const char *value)
{
    const char *at = strrchr(value, '@');
    return g_strdup(at ? at + 1 : value);
}

static void result_property(struct result *result, const char *name, const char *value)
{
    char **target = NULL;
    if (g_str_equal(name, "header.d") || (g_str_equal(name, "header.i") && !result->dkim_domain))
        target = &result->dkim_domain;
    else if (g_str_equal(name, "smtp.mailfrom") || g_str_equal(name, "smtp.mail"))
        target = &result->mail_from;
    else if (g_str_equal(name, "header.from"))
        target = &result->header_from;
    if (!target)
        return;
    g_free(*target);
    *target = domain_part(value);
}

/* "dkim/1=pass reason=… header.d=a.example" */
static gboolean result_parse(const char *segment, struct result *ret_result)
{
    g_auto(GStrv) words = g_strsplit(segment, " ", -1);
    struct result result = {0};
    for (guint i = 0; words[i]; i++) {
        char *equals = strchr(words[i], '=');
        if (!equals)
            continue;
        *equals = '\0';
        if (!result.method) {
            char *version = strchr(words[i], '/');
            if (version)
                *version = '\0';
            result.method = g_strdup(words[i]);
            result.verdict = g_strdup(equals + 1);
        } else {
            result_property(&result, words[i], equals + 1);
        }
    }
    *ret_result = result;
    return result.method != NULL;
}

/* --- what it says of a domain
 * ------------------------------------------------------------------------------------------------------------ */

/* `signer` speaks for `domain`: it is the domain itself, or a parent of it. */
static gboolean speaks_for(const char *signer, const char *domain)
{
    if (!signer || !strchr(signer, '.'))
        return g_strcmp0(signer, domain) == 0;
    gsize longer = strlen(domain), shorter = strlen(signer);
    return g_str_equal(signer, domain) ||
           (longer > shorter && g_str_has_suffix(domain, signer) && domain[longer - shorter - 1] == '.');
}

static enum read_auth result_judge(const struct result *result, const char *domain)
{
    gboolean pass = g_str_equal(result->verdict, "pass");
    if (g_str_equal(result->method, "dmarc")) {
        if (result->header_from && !g_str_equal(result->header_from, domain))
            return READ_AUTH_NONE;
        return pass ? READ_AUTH_PASS : g_str_equal(result->verdict, "fail") ? READ_AUTH_FAIL : READ_AUTH_NONE;
    }
    if (pass && g_str_equal(result->method, "dkim") && speaks_for(result->dkim_domain, domain))
        return READ_AUTH_PASS;
    if (pass && g_str_equal(result->method, "spf") && g_strcmp0(result->mail_from, domain) == 0)
        return READ_AUTH_PASS;
    return READ_AUTH_NONE;
}

static gboolean is_trusted(const char *head, const char *const *trusted)
{
    g_auto(GStrv) words = g_strsplit(head, " ", 2);
    for (guint i = 0; trusted[i]; i++)
        if (words[0] && g_ascii_strcasecmp(words[0], trusted[i]) == 0)
            return TRUE;
    return FALSE;
}

/* FAIL beats PASS beats NONE. */
static enum read_auth stronger(enum read_auth left, enum read_auth right)
{
    return MAX(left, right);
}

/* What a server has told of a method in a field is not told again in a field below: that one the sender may have written. `told`
 * holds the methods of the fields above. */
static enum read_auth judge_field(const char *field, const char *const *trusted, const char *domain, GHashTable *told)
{
    g_autofree char *normal = normalise(field);
    g_auto(GStrv) segments = g_strsplit(normal, ";", -1);
    g_autoptr(GPtrArray) methods = g_ptr_array_new_with_free_func(g_free);
    enum read_auth verdict = READ_AUTH_NONE;
    if (!segments[0] || !is_trusted(segments[0], trusted))
        return verdict;
    for (guint i = 1; segments[i]; i++) {
        struct result result;
        g_autofree char *method =
            result_parse(segments[i], &result) ? g_strdup_printf("%s %s", segments[0], result.method) : NULL;
        if (method && !g_hash_table_contains(told, method))
            verdict = stronger(verdict, result_judge(&result, domain));
        if (method)
            g_ptr_array_add(methods, g_steal_pointer(&method));
        result_clear(&result);
    }
    for (guint i = 0; i < methods->len; i++)
        g_hash_table_add(told, g_strdup(methods->pdata[i]));
    return verdict;
}

enum read_auth read_authentication(const struct document *document, const char *const *trusted_authserv)
{
    enum read_auth verdict = READ_AUTH_NONE;
    if (!trusted_authserv || document->from->len != 1 || (document->flags & DOCUMENT_ODD_FROM))
        return verdict;
    const struct document_address *from = document->from->pdata[0];
    g_autofree char *domain = text_address_domain(from->address);
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; domain && i < document->authentication->len; i++)
        verdict = stronger(verdict, judge_field(document->authentication->pdata[i], trusted_authserv, domain, told));
    return verdict;
}
