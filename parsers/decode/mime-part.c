#include "parsers/decode/mime-part.h"

#include <gmime/gmime.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/headers.h"
#include "parsers/decode/words.h"

static char *lowered(const char *text)
{
    return g_ascii_strdown(text ? text : "", -1);
}

gboolean mime_part_is(const struct mime_part *part, const char *media_type)
{
    return strcmp(part->media_type, media_type) == 0;
}

gboolean mime_part_is_multipart(const struct mime_part *part)
{
    return g_str_has_prefix(part->media_type, "multipart/");
}

gboolean mime_part_is_message(const struct mime_part *part)
{
    return mime_part_is(part, "message/rfc822") || mime_part_is(part, "message/global") ||
           mime_part_is(part, "message/news");
}

gboolean mime_part_is_returned_header(const struct mime_part *part)
{
    return mime_part_is(part, "text/rfc822-headers") || mime_part_is(part, "message/global-headers");
}

gboolean mime_part_is_of_report(const struct mime_part *part)
{
    return mime_part_is_returned_header(part) || mime_part_is(part, "message/delivery-status") ||
           mime_part_is(part, "message/global-delivery-status") || mime_part_is(part, "message/disposition-notification") ||
           mime_part_is(part, "message/global-disposition-notification");
}

static const char *default_type(const struct mime_part *parent)
{
    return parent && mime_part_is(parent, "multipart/digest") ? "message/rfc822" : "text/plain";
}

/* A type is a token, a slash and a token; what is not gets the name of plain bytes. */
static char *type_name(GMimeContentType *type)
{
    g_autofree char *written = type ? g_mime_content_type_get_mime_type(type) : NULL;
    char *name = lowered(written);
    for (const char *p = name; *p; p++) {
        if ((!g_ascii_isalnum(*p) && !strchr("/!#$&-^_.+", *p)) || p - name >= (gssize)BOUND_FILE_NAME) {
            g_free(name);
            return g_strdup("application/octet-stream");
        }
    }
    return name;
}

static char *type_parameter(GMimeContentType *type, const char *name)
{
    return lowered(g_mime_content_type_get_parameter(type, name));
}

static void part_read_type(struct mime_part *part, const char *value, gboolean *ret_against)
{
    g_autofree char *joined = words_join(value, ret_against);
    GMimeContentType *type = g_mime_content_type_parse(NULL, joined);
    g_autofree char *format = type_parameter(type, "format");
    g_autofree char *delete_space = type_parameter(type, "delsp");
    const char *name = g_mime_content_type_get_parameter(type, "name");
    const char *boundary = g_mime_content_type_get_parameter(type, "boundary");
    g_free(part->media_type);
    part->media_type = type_name(type);
    part->charset = type_parameter(type, "charset");
    part->protocol = type_parameter(type, "protocol");
    if (!*part->protocol) {
        g_free(part->protocol);
        part->protocol = type_parameter(type, "smime-type");
    }
    part->boundary = g_strdup(boundary ? boundary : "");
    part->name = g_utf8_make_valid(name ? name : "", -1);
    part->flowed = strcmp(format, "flowed") == 0;
    part->delete_space = strcmp(delete_space, "yes") == 0;
    g_object_unref(type);
}

static void part_read_disposition(struct mime_part *part, const char *value, gboolean *ret_against)
{
    g_autofree char *joined = words_join(value, ret_against);
    GMimeContentDisposition *disposition = g_mime_content_disposition_parse(NULL, joined);
    const char *name = g_mime_content_disposition_get_parameter(disposition, "filename");
    part->disposition = g_mime_content_disposition_is_attachment(disposition) ? MIME_ATTACHMENT : MIME_INLINE;
    if (name && *name) {
        g_free(part->name);
        part->name = g_utf8_make_valid(name, -1);
    }
    g_object_unref(disposition);
}

static char *content_id(const char *value)
{
    g_autofree char *id = value ? g_mime_utils_decode_message_id(value) : NULL;
    return g_utf8_make_valid(id ? id : "", -1);
}

static void fill_empty(char **place)
{
    if (!*place)
        *place = g_strdup("");
}

struct mime_part *mime_part_new(struct mime_part *parent, const struct fields *fields, gboolean *ret_against)
{
    struct mime_part *part = g_new0(struct mime_part, 1);
    const char *type = fields_get(fields, "content-type");
    const char *disposition = fields_get(fields, "content-disposition");
    part->parent = parent;
    part->children = g_ptr_array_new();
    part->media_type = g_strdup(default_type(parent));
    part->leaf = MIME_NOT_A_LEAF;
    part->in_message = parent && (parent->in_message || mime_part_is_message(parent));
    if (type && *type)
        part_read_type(part, type, ret_against);
    if (disposition && *disposition)
        part_read_disposition(part, disposition, ret_against);
    const char *message_id = parent && mime_part_is_message(parent) ? fields_get(fields, "message-id") : NULL;
    part->message_id = message_id ? headers_message_id(message_id) : NULL;
    part->from = parent && mime_part_is_message(parent) ? g_strdup(fields_get(fields, "from")) : NULL;
    part->encoding = lowered(fields_get(fields, "content-transfer-encoding"));
    part->content_id = content_id(fields_get(fields, "content-id"));
    fill_empty(&part->charset);
    fill_empty(&part->boundary);
    fill_empty(&part->name);
    fill_empty(&part->protocol);
    return part;
}

void mime_part_free(struct mime_part *part)
{
    g_ptr_array_unref(part->children);
    g_free(part->media_type);
    g_free(part->charset);
    g_free(part->boundary);
    g_free(part->name);
    g_free(part->content_id);
    g_free(part->message_id);
    g_free(part->from);
    g_free(part->encoding);
    g_free(part->protocol);
    g_free(part);
}
