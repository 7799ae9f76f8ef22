/* A reader of the grammar of RFC 8601 section 2.2, one function a rule:
 *
 *     field   = server [version] (";" "none" / 1*(";" result))
 *     result  = method ["/" version] "=" verdict ["reason" "=" value] *(type "." name "=" value)
 *
 * with comments and white space between all of these words (CFWS, RFC 5322 section 3.2.2). Where servers write otherwise it forgives what
 * changes no meaning: a value with signs that would want quotation marks ("header.b=a/b+c="), a word with "=" that is no property
 * ("action=none"), an empty result. */
#include "parsers/read/auth-results.h"

#include <string.h>

#include "daemon/base/bounds.h"

#define COMMENT_DEPTH 20u /* comments in comments; servers write two at most */

struct cursor {
    const char *p;
    gboolean broken; /* a comment or quoted string has no end: nothing of the field can be told apart */
};

/* --- words ------------------------------------------------------------------------------------------------------------------------- */

static void skip_comment(struct cursor *cursor)
{
    guint depth = 0;
    for (const char *p = cursor->p; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '(' && ++depth > COMMENT_DEPTH)
            break;
        else if (*p == ')' && --depth == 0) {
            cursor->p = p + 1;
            return;
        }
    }
    cursor->broken = TRUE;
}

static void skip_space(struct cursor *cursor)
{
    while (!cursor->broken && (g_ascii_isspace(*cursor->p) || *cursor->p == '(')) {
        if (*cursor->p == '(')
            skip_comment(cursor);
        else
            cursor->p++;
    }
}

static gboolean take(struct cursor *cursor, char mark)
{
    skip_space(cursor);
    if (cursor->broken || *cursor->p != mark)
        return FALSE;
    cursor->p++;
    return TRUE;
}

/* RFC 5321 section 4.1.2: letters, digits and hyphens. NULL: there is none here. */
static char *take_keyword(struct cursor *cursor)
{
    skip_space(cursor);
    const char *start = cursor->p;
    while (!cursor->broken && (g_ascii_isalnum(*cursor->p) || *cursor->p == '-' || *cursor->p == '_'))
        cursor->p++;
    return cursor->p > start ? g_ascii_strdown(start, cursor->p - start) : NULL;
}

/* At most four digits: no version will ever need more. */
static gboolean take_version(struct cursor *cursor, guint *ret_version)
{
    guint version = 0, digits = 0;
    skip_space(cursor);
    for (; !cursor->broken && g_ascii_isdigit(*cursor->p); cursor->p++, digits++)
        version = version * 10 + (guint)(*cursor->p - '0') % 10;
    *ret_version = version;
    return digits > 0 && digits <= 4;
}

static void take_quoted(struct cursor *cursor, GString *value)
{
    const char *p = cursor->p + 1;
    for (; *p && *p != '"'; p++) {
        if (*p == '\\' && p[1])
            p++;
        g_string_append_c(value, *p);
    }
    cursor->broken = *p != '"';
    cursor->p = *p == '"' ? p + 1 : p;
}

/* A token, a quoted string, or an address of which the local part may be one. NULL: none. */
static char *take_value(struct cursor *cursor)
{
    skip_space(cursor);
    g_autoptr(GString) value = g_string_new(NULL);
    const char *start = cursor->p;
    while (!cursor->broken && *cursor->p && !g_ascii_isspace(*cursor->p) && !strchr(";()", *cursor->p)) {
        if (*cursor->p == '"')
            take_quoted(cursor, value);
        else
            g_string_append_c(value, *cursor->p++);
    }
    return cursor->broken || cursor->p == start ? NULL : g_strdup(value->str);
}

/* To the end of this result, past what is not by the grammar. */
static void skip_result(struct cursor *cursor)
{
    while (!cursor->broken && *cursor->p && *cursor->p != ';') {
        if (*cursor->p == '(')
            skip_comment(cursor);
        else if (*cursor->p == '"') {
            g_autoptr(GString) ignored = g_string_new(NULL);
            take_quoted(cursor, ignored);
        } else
            cursor->p++;
    }
}

/* --- properties -------------------------------------------------------------------------------------------------------------------- */

static void property_free(gpointer data)
{
    struct auth_property *property = data;
    g_free(property->name);
    g_free(property->value);
    g_free(property);
}

static enum auth_ptype ptype_of(const char *word)
{
    static const char *const words[] = {[AUTH_SMTP] = "smtp", [AUTH_HEADER] = "header", [AUTH_BODY] = "body", [AUTH_POLICY] = "policy"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(word, words[i]))
            return (enum auth_ptype)i;
    return AUTH_OTHER;
}

static void add_property(struct auth_result *result, const char *type, const char *name, char *value)
{
    struct auth_property *property = g_new0(struct auth_property, 1);
    property->type = ptype_of(type);
    property->name = g_strdup(name);
    property->value = value;
    g_ptr_array_add(result->properties, property);
}

/* `word` was read. "reason" stands before the properties, but some servers write it behind them. */
static gboolean read_rest(struct cursor *cursor, struct auth_result *result, const char *word)
{
    const gboolean dotted = take(cursor, '.');
    g_autofree char *name = dotted ? take_keyword(cursor) : NULL;
    if ((dotted && !name) || !take(cursor, '='))
        return FALSE;
    char *value = take_value(cursor);
    if (value && name)
        add_property(result, word, name, value);
    else if (value && !result->reason && g_str_equal(word, "reason"))
        result->reason = value;
    else
        g_free(value);
    return value != NULL;
}

static gboolean read_properties(struct cursor *cursor, struct auth_result *result)
{
    for (;;) {
        skip_space(cursor);
        if (cursor->broken || !*cursor->p || *cursor->p == ';')
            return !cursor->broken;
        g_autofree char *word = take_keyword(cursor);
        if (!word || result->properties->len >= BOUND_MARKS || !read_rest(cursor, result, word))
            return FALSE;
    }
}

/* --- results ----------------------------------------------------------------------------------------------------------------------- */

static void result_free(gpointer data)
{
    struct auth_result *result = data;
    if (!result)
        return;
    g_free(result->method);
    g_free(result->verdict);
    g_free(result->reason);
    g_ptr_array_unref(result->properties);
    g_free(result);
}

/* "dkim/1 = pass". What comes behind it is read in any case, so that a mistake in it does not make the method untold. */
static gboolean read_method(struct cursor *cursor, struct auth_result *result)
{
    result->method = take_keyword(cursor);
    result->version = 1;
    if (!result->method || (take(cursor, '/') && !take_version(cursor, &result->version)) || !take(cursor, '='))
        return FALSE;
    result->verdict = take_keyword(cursor);
    return result->verdict != NULL;
}

static void read_result(struct cursor *cursor, struct auth_results *results)
{
    struct auth_result *result = g_new0(struct auth_result, 1);
    result->properties = g_ptr_array_new_with_free_func(property_free);
    gboolean named = read_method(cursor, result);
    result->sound = named && read_properties(cursor, result);
    if (!result->sound)
        skip_result(cursor);
    if (named)
        g_ptr_array_add(results->results, result);
    else
        result_free(result);
}

/* "none" alone says that nothing was tried. */
static gboolean is_none(struct cursor *cursor, const struct auth_results *results)
{
    struct cursor look = *cursor;
    g_autofree char *word = results->results->len == 0 ? take_keyword(&look) : NULL;
    skip_space(&look);
    if (!word || !g_str_equal(word, "none") || look.broken || *look.p)
        return FALSE;
    *cursor = look;
    return TRUE;
}

static gboolean read_results(struct cursor *cursor, struct auth_results *results)
{
    while (take(cursor, ';')) {
        skip_space(cursor);
        if (cursor->broken || results->results->len >= BOUND_MARKS)
            return FALSE;
        if (*cursor->p && *cursor->p != ';' && !is_none(cursor, results))
            read_result(cursor, results);
    }
    return !cursor->broken && !*cursor->p;
}

static gboolean read_server(struct cursor *cursor, struct auth_results *results)
{
    g_autofree char *server = take_value(cursor);
    results->server = server ? g_ascii_strdown(server, -1) : NULL;
    results->version = 1;
    skip_space(cursor);
    if (!server || !*server || cursor->broken)
        return FALSE;
    return !g_ascii_isdigit(*cursor->p) || take_version(cursor, &results->version);
}

struct auth_results *auth_results_read(const char *text)
{
    struct cursor cursor = {.p = text};
    g_autoptr(auth_results_auto) results = g_new0(struct auth_results, 1);
    results->results = g_ptr_array_new_with_free_func(result_free);
    if (!read_server(&cursor, results) || !read_results(&cursor, results))
        return NULL;
    return g_steal_pointer(&results);
}

void auth_results_free(struct auth_results *results)
{
    if (!results)
        return;
    g_free(results->server);
    g_ptr_array_unref(results->results);
    g_free(results);
}

const char *auth_result_value(const struct auth_result *result, enum auth_ptype type, const char *name)
{
    const char *value = NULL;
    for (guint i = 0; i < result->properties->len; i++) {
        const struct auth_property *property = result->properties->pdata[i];
        if (property->type != type || !g_str_equal(property->name, name))
            continue;
        if (value && g_ascii_strcasecmp(value, property->value) != 0)
            return NULL;
        value = property->value;
    }
    return value;
}
