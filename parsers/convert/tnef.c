#include "parsers/convert/tnef.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <ytnef.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/decode/charset.h"
#include "parsers/decode/document-members.h"
#include "parsers/decode/formats.h"
#include "parsers/decode/html.h"
#include "parsers/decode/lines.h"
#include "parsers/decode/rtf.h"

/* An object's data begins with the name of its interface (MS-OXTNEF section 2.1.3.4.1); what follows is TNEF again in a mail that is attached. */
#define INTERFACE_BYTES 16
#define RTF_HEADER      16

struct reading_tnef {
    struct document *document;
    TNEFStruct *tnef;
    int parts;
    guint64 parts_end, parts_size;
};

/* NULL when nothing is in it. */
static const variableLength *filled(const variableLength *bytes)
{
    return bytes != MAPI_UNDEFINED && bytes->data && bytes->size > 0 ? bytes : NULL;
}

/* The property under any of the types that texts and bytes have; NULL. */
static const variableLength *property(MAPIProps *properties, ULONG id)
{
    static const ULONG types[] = {PT_UNICODE, PT_STRING8, PT_BINARY, 13 /* PT_OBJECT */};
    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        const variableLength *found = filled(MAPIFindProperty(properties, PROP_TAG(types[i], id)));
        if (found)
            return found;
    }
    return NULL;
}

/* --- the body ------------------------------------------------------------------------------------------------------------------- */

/* Of the 8-bit texts. */
static char *charset_of(const TNEFStruct *tnef)
{
    const variableLength *page = &tnef->CodePage;
    guint number = filled(page) && page->size >= 2 ? page->data[0] | (guint)page->data[1] << 8 : 0;
    return rtf_charset(number);
}

/* Up to the NUL: of a text that was UTF-16, libytnef tells the size that it had before, and what lies behind was never written. */
static char *decoded(const struct reading_tnef *reading, const variableLength *bytes)
{
    gboolean against = FALSE;
    const char *text = (const char *)bytes->data;
    gsize length = strnlen(text, (gsize)bytes->size);
    g_autofree char *charset = charset_of(reading->tnef);
    return charset_decode(text, length, g_utf8_validate(text, (gssize)length, NULL) ? "utf-8" : charset, &against);
}

static gboolean says_something(struct document_block *block)
{
    return lines_substance(block) > 0;
}

static gboolean add_plain(struct reading_tnef *reading, const char *text)
{
    struct lines_budget budget;
    struct document_block *block = document_add_block(reading->document, BLOCK_PLAIN);
    lines_budget_init(&budget);
    lines_read_plain(block, text, FALSE, FALSE, &budget);
    if (budget.cut)
        reading->document->flags |= DOCUMENT_CUT;
    if (says_something(block))
        return TRUE;
    g_ptr_array_remove(reading->document->blocks, block);
    return FALSE;
}

static gboolean read_plain(struct reading_tnef *reading)
{
    const variableLength *found = property(&reading->tnef->MapiProperties, PR_BODY);
    if (!found)
        found = filled(&reading->tnef->body);
    g_autofree char *text = found ? decoded(reading, found) : NULL;
    return text && add_plain(reading, text);
}

static gboolean read_html(struct reading_tnef *reading)
{
    struct lines_budget budget;
    const variableLength *found = property(&reading->tnef->MapiProperties, PR_BODY_HTML);
    g_autofree char *html = found && found->size <= (int)BOUND_HTML_SIZE ? decoded(reading, found) : NULL;
    if (!html)
        return FALSE;
    lines_budget_init(&budget);
    struct document_block *block = document_add_block(reading->document, BLOCK_HTML);
    struct html_sink sink = {.block = block, .pairs = reading->document->pairs, .tables = reading->document->tables, .budget = &budget};
    html_read(html, &sink);
    return says_something(block);
}

/* RTF may stand in its envelope without being compressed (MS-OXRTFCP section 2.1.3.1.1), which libytnef 2.0 takes from the wrong place. */
static char *rtf_stored(const variableLength *envelope)
{
    static const char mark[] = {'M', 'E', 'L', 'A'};
    if (envelope->size <= RTF_HEADER || memcmp(envelope->data + 8, mark, sizeof mark) != 0)
        return NULL;
    return rtf_text((const char *)envelope->data + RTF_HEADER, (gsize)envelope->size - RTF_HEADER, BOUND_TEXT_SIZE);
}

static char *rtf_compressed(const variableLength *envelope)
{
    int size = 0;
    BYTE *rtf = DecompressRTF((variableLength *)envelope, &size);
    char *text = rtf && size > 0 ? rtf_text((const char *)rtf, (gsize)size, BOUND_TEXT_SIZE) : NULL;
    free(rtf);
    return text;
}

static gboolean read_rtf(struct reading_tnef *reading)
{
    const variableLength *found = property(&reading->tnef->MapiProperties, PR_RTF_COMPRESSED);
    g_autofree char *text = found ? rtf_stored(found) : NULL;
    if (found && !text)
        text = rtf_compressed(found);
    return text && add_plain(reading, text);
}

/* --- files ---------------------------------------------------------------------------------------------------------------------- */

/* The long name, where there is one; without a path or the dot that hides a file. */
static char *file_name(const struct reading_tnef *reading, Attachment *attachment, guint number)
{
    const variableLength *found = property(&attachment->MAPI, PR_ATTACH_LONG_FILENAME);
    if (!found)
        found = property(&attachment->MAPI, PR_DISPLAY_NAME);
    if (!found)
        found = filled(&attachment->Title);
    g_autofree char *written = found ? decoded(reading, found) : g_strdup("");
    g_autofree char *line = text_one_line(written, BOUND_FILE_NAME);
    const char *slash = strrchr(line, '/'), *backslash = strrchr(line, '\\');
    const char *name = MAX(slash ? slash + 1 : line, backslash ? backslash + 1 : line);
    name += strspn(name, ". ");
    return *name ? g_strdup(name) : g_strdup_printf("attachment-%u", number);
}

static gboolean append(struct reading_tnef *reading, const char *bytes, gsize length)
{
    for (gsize done = 0; done < length;) {
        ssize_t written = pwrite(reading->parts, bytes + done, length - done, (off_t)(reading->parts_end + done));
        if (written <= 0)
            return FALSE;
        done += (gsize)written;
    }
    reading->parts_end += length;
    return TRUE;
}

static void add_file(struct reading_tnef *reading, const char *name, const char *bytes, gsize length)
{
    struct document *document = reading->document;
    guint64 offset = reading->parts_end;
    if (document->attachments->len >= BOUND_ATTACHMENTS || length > reading->parts_size - offset || !append(reading, bytes, length)) {
        document->flags |= DOCUMENT_CUT;
        return;
    }
    struct document_attachment *added = g_new0(struct document_attachment, 1);
    added->name = g_strdup(name);
    added->media_type = g_strdup("application/octet-stream");
    added->size = length;
    added->offset = offset;
    added->part = ATTACHMENT_INNER;
    added->reading = attachment_reading_of(bytes, length);
    g_ptr_array_add(document->attachments, added);
    struct file file = {added->name, added->media_type, "", bytes, length};
    if (added->reading == READING_OTHER && length <= BOUND_STRUCTURED)
        formats_read_file(document, &file);
}

static void read_file(struct reading_tnef *reading, Attachment *attachment, guint number)
{
    const variableLength *object = property(&attachment->MAPI, PR_ATTACH_DATA_OBJ);
    const variableLength *data = filled(&attachment->FileData);
    g_autofree char *name = file_name(reading, attachment, number);
    if (data)
        add_file(reading, name, (const char *)data->data, (gsize)data->size);
    else if (object && object->size > INTERFACE_BYTES)
        add_file(reading, name, (const char *)object->data + INTERFACE_BYTES, (gsize)object->size - INTERFACE_BYTES);
}

static void read_files(struct reading_tnef *reading)
{
    guint number = 0;
    for (Attachment *at = reading->tnef->starting_attach.next; at && number < BOUND_ATTACHMENTS; at = at->next)
        read_file(reading, at, ++number);
}

gboolean tnef_read(struct document *document, const char *bytes, gsize length, gboolean wants_body, int parts, guint64 parts_size)
{
    TNEFStruct tnef;
    struct stat status;
    if (length > G_MAXINT || fstat(parts, &status) < 0)
        return FALSE;
    g_autofree char *copy = g_memdup2(bytes, length); /* it may write into what it reads */
    TNEFInitialize(&tnef);
    tnef.Debug = 0;
    gboolean whole = TNEFParseMemory((BYTE *)copy, (long)length, &tnef) == 0;
    struct reading_tnef reading = {document, &tnef, parts, (guint64)status.st_size, parts_size};
    if (whole && reading.parts_end <= parts_size) {
        if (wants_body && !read_plain(&reading) && !read_rtf(&reading))
            read_html(&reading);
        read_files(&reading);
    }
    TNEFFree(&tnef);
    return whole;
}
