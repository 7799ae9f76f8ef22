#include "parsers/decode/fields.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/charset.h"

#define FIELD_NAME_BYTES 76u

/* All that anybody asks for; the rest is counted and passed over. */
static const char *const fields_wanted[] = {
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "return-path",
    "content-type",
    "content-transfer-encoding",
    "content-disposition",
    "content-id",
    "content-language",
    "auto-submitted",
    "precedence",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "x-failed-recipients",
    "authentication-results",
    "mailing-list",
    "x-mailing-list",
    "x-mailman-version",
    "x-beenthere",
    "x-ml-name",
    "x-google-group-id",
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-auto-reply-from",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-fc-machinegenerated",
    "x-post-messageclass",
    "x-vacation",
    "x-cron-env",
    "x-spam-flag",
    "x-spam-status",
    "x-spam",
    "x-bogosity",
    "x-dspam-result",
    "x-barracuda-spam-status",
    "x-spamd-result",
    "x-forefront-antispam-report",
    "x-ms-exchange-organization-scl",
    "x-rspamd-action",
};
static const char *const fields_wanted_prefixes[] = {"list-", "x-mailorder-"};

static void field_free(struct field *field)
{
    g_free(field->name);
    g_free(field->value);
    g_free(field);
}

struct fields *fields_new(void)
{
    struct fields *fields = g_new0(struct fields, 1);
    fields->known = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    fields->kept = g_hash_table_new(NULL, NULL);
    return fields;
}

void fields_free(struct fields *fields)
{
    if (!fields)
        return;
    g_ptr_array_unref(fields->known);
    g_hash_table_unref(fields->kept);
    g_free(fields);
}

static gboolean name_is(const char *start, gsize length, const char *name)
{
    return strlen(name) == length && g_ascii_strncasecmp(start, name, length) == 0;
}

/* Which of the wanted fields or prefixes it is; NULL none. */
static const char *name_wanted(const char *start, gsize length)
{
    for (guint i = 0; i < G_N_ELEMENTS(fields_wanted_prefixes); i++) {
        gsize prefix = strlen(fields_wanted_prefixes[i]);
        if (length > prefix && length <= FIELD_NAME_BYTES &&
            g_ascii_strncasecmp(start, fields_wanted_prefixes[i], prefix) == 0)
            return fields_wanted_prefixes[i];
    }
    for (guint i = 0; i < G_N_ELEMENTS(fields_wanted); i++) {
        if (name_is(start, length, fields_wanted[i]))
            return fields_wanted[i];
    }
    return NULL;
}

/* So many of each that none can crowd out another: one that is repeated without end must not hide that a machine wrote the mail. */
static gboolean has_room(struct fields *fields, const char *wanted)
{
    guint kept = GPOINTER_TO_UINT(g_hash_table_lookup(fields->kept, wanted));
    if (kept >= BOUND_MARKS)
        return FALSE;
    g_hash_table_insert(fields->kept, (gpointer)wanted, GUINT_TO_POINTER(kept + 1));
    return TRUE;
}

/* The length of the field name at the start of a line, 0 when it is no field. Blanks before the colon are forgiven. */
static gsize name_length(const char *line, const char *end, const char **ret_value)
{
    const char *p = line;
    while (p<end && * p> 0x20 && *p < 0x7f && *p != ':')
        p++;
    gsize length = (gsize)(p - line);
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    if (length == 0 || p == end || *p != ':')
        return 0;
    *ret_value = p + 1;
    return length;
}

static const char *line_end(const char *line, const char *end)
{
    const char *newline = memchr(line, '\n', (gsize)(end - line));
    return newline ? newline + 1 : end;
}

static gboolean line_is_empty(const char *line, const char *next)
{
    return next - line == 0 || line[0] == '\n' || (line[0] == '\r' && (next - line == 1 || line[1] == '\n'));
}

static gboolean line_is_continuation(const char *line, const char *next)
{
    return (line[0] == ' ' || line[0] == '\t') && !line_is_empty(line, next);
}

/* Unfolded; controls and line ends, Unicode's among them, become blanks. */
static char *value_clean(const char *start, const char *end, gboolean *ret_against)
{
    g_autofree char *decoded = charset_decode(start, (gsize)(end - start), NULL, ret_against);
    GString *value = g_string_sized_new(strlen(decoded));
    for (const char *p = decoded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if ((c == '\r' || c == '\n') && p[1] && strchr(" \t\r\n", p[1]))
            continue; /* the blank that follows a fold is all that is left of it */
        gboolean control = c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
        g_string_append_unichar(value, control ? ' ' : c);
    }
    return g_strstrip(g_string_free(value, FALSE));
}

static void fields_add(struct fields *fields, const char *name, gsize name_bytes, const char *start, const char *end)
{
    fields->count++;
    if (name_is(name, name_bytes, "received"))
        fields->received++;
    if (fields->count > BOUND_HEADER_COUNT)
        fields->cut = TRUE;
    const char *wanted = name_wanted(name, name_bytes);
    if (!wanted)
        return;
    if ((gsize)(end - start) > BOUND_HEADER_SIZE) {
        fields->cut = TRUE;
        end = start + BOUND_HEADER_SIZE;
    }
    if (!has_room(fields, wanted) || fields->size + (gsize)(end - start) > BOUND_HEADERS_TOTAL) {
        fields->cut = TRUE;
        return;
    }
    struct field *field = g_new0(struct field, 1);
    field->name = g_ascii_strdown(name, (gssize)name_bytes);
    field->value = value_clean(start, end, &fields->against);
    field->index = fields->count;
    fields->size += (gsize)(end - start);
    g_ptr_array_add(fields->known, field);
}

/* A line among fields that is none: left out when a field follows ("From " of mbox files, a line broken by a program),
 * else the body begins with it. */
static gboolean line_is_stray(const char *line, const char *next, const char *end)
{
    const char *value = NULL;
    if (next >= end || (line[0] == '-' && line[1] == '-'))
        return FALSE;
    const char *after = line_end(next, end);
    return name_length(next, after, &value) > 0;
}

gsize fields_read(struct fields *fields, const char *bytes, gsize length)
{
    const char *end = bytes + length;
    const char *line = bytes;
    while (line < end) {
        const char *next = line_end(line, end);
        const char *value = NULL;
        if (line_is_empty(line, next))
            return (gsize)(next - bytes);
        gsize name_bytes = next - line >= 2 && line[0] == '-' && line[1] == '-' ? 0 : name_length(line, next, &value);
        if (name_bytes == 0 && !line_is_stray(line, next, end))
            return (gsize)(line - bytes);
        while (next < end && line_is_continuation(next, line_end(next, end)))
            next = line_end(next, end);
        if (name_bytes > 0)
            fields_add(fields, line, name_bytes, value, next);
        line = next;
    }
    return length;
}

const char *fields_get(const struct fields *fields, const char *name)
{
    for (guint i = 0; i < fields->known->len; i++) {
        const struct field *field = fields->known->pdata[i];
        if (strcmp(field->name, name) == 0)
            return field->value;
    }
    return NULL;
}
