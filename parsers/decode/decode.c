#include "parsers/decode/decode.h"

#include <gmime/gmime.h>
#include <jansson.h>
#include <libxml/parser.h>

#include "parsers/decode/attachments.h"
#include "parsers/decode/body.h"
#include "parsers/decode/formats.h"
#include "parsers/decode/headers.h"
#include "parsers/decode/mapping.h"
#include "parsers/decode/mime.h"

void decode_init(void)
{
    g_mime_init();
    xmlInitParser();
    json_object_seed(0); /* from the system's random numbers, which a confined process cannot open later */
}

static struct document *decode_mapping(const struct mapping *source, GError **error)
{
    g_autoptr(mime_auto) mime = mime_scan(source);
    if (mime->header->count == 0) {
        g_set_error_literal(error, DECODE_ERROR, DECODE_ERROR_NOT_A_MAIL, "not a mail: it has no header");
        return NULL;
    }
    struct document *document = document_new();
    struct body body;
    body_init(&body);
    headers_read(document, mime->header);
    formats_read(document, mime, body.shown);
    body_read(&body, document, mime);
    attachments_read(document, mime, &body);
    if (mime->cut)
        document->flags |= DOCUMENT_CUT;
    if (mime->header->cut)
        document->flags |= DOCUMENT_CUT_HEADER;
    if (mime->against)
        document->flags |= DOCUMENT_BAD_CHARSET;
    body_clear(&body);
    return document;
}

struct document *decode_bytes(const void *bytes, gsize length, GError **error)
{
    struct mapping source = {length > 0 ? bytes : "", length, FALSE, NULL};
    return decode_mapping(&source, error);
}

struct document *decode_mail(int fd, GError **error)
{
    g_auto(mapping_auto) mapping = {NULL, 0, FALSE};
    return mapping_open(&mapping, fd, error) ? decode_mapping(&mapping, error) : NULL;
}
