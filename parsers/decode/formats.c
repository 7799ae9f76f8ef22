#include "parsers/decode/formats.h"
#include "parsers/decode/mime.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/decode/charset.h"
#include "parsers/decode/transfer.h"

/* In the order in which they are asked. */
static const struct format *const formats[] = {
    &format_ubl,
    &format_cxml,
    &format_x12,
    &format_edifact,
    &format_xlsx,
    &format_vcard,
    &format_csv,
    NULL,
};

const char *file_start(const struct file *file, gsize *ret_length)
{
    const char *p = file->bytes, *end = p + file->length;
    if (file->length >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
        p += 3;
    while (p < end && g_ascii_isspace(*p))
        p++;
    *ret_length = (gsize)(end - p);
    return p;
}

struct business_order *formats_add_order(struct document *document, enum order_source source, const char *where)
{
    if (document->orders->len >= BOUND_ORDERS_PER_MAIL) {
        document->flags |= DOCUMENT_CUT;
        return NULL;
    }
    struct business_order *order = business_order_new(source, where);
    g_ptr_array_add(document->orders, order);
    return order;
}

void table_budget_init(struct table_budget *budget, const struct document *document)
{
    *budget = (struct table_budget){0, 0};
    for (guint t = 0; t < document->tables->len; t++) {
        const struct document_table *table = document->tables->pdata[t];
        for (guint r = 0; r < table->rows->len; r++) {
            const GPtrArray *row = table->rows->pdata[r];
            budget->cells += row->len;
            for (guint c = 0; c < row->len; c++)
                budget->bytes += strlen(((const struct document_cell *)row->pdata[c])->text);
        }
    }
}

gboolean table_budget_take(struct table_budget *budget, struct document *document, const char *text)
{
    gsize bytes = text ? strlen(text) : 0;
    if (budget->cells >= BOUND_TABLE_CELLS || budget->bytes + bytes > BOUND_TEXT_SIZE) {
        document->flags |= DOCUMENT_CUT;
        return FALSE;
    }
    budget->cells++;
    budget->bytes += bytes;
    return TRUE;
}

/* --- 16-bit text ----------------------------------------------------------------------------------------------------------- */

/* Marked as such, or beginning with the first sign of XML in 16 bits. */
static const char *wide_charset(const struct file *file)
{
    const char *p = file->bytes;
    if (file->length < 4)
        return NULL;
    if (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "<\0", 2) == 0)
        return "utf-16le";
    return memcmp(p, "\xfe\xff", 2) == 0 || memcmp(p, "\0<", 2) == 0 ? "utf-16be" : NULL;
}

/* What an XML declaration says of its encoding is no longer so. */
static void declare_utf8(char *text)
{
    char *end = g_str_has_prefix(text, "<?xml") ? strstr(text, "?>") : NULL;
    char *name = end ? g_strstr_len(text, end - text, "encoding") : NULL;
    char *from = name ? name + strcspn(name, "\"'") : NULL;
    char *to = from && from < end ? strchr(from + 1, *from) : NULL;
    if (to && to < end)
        memset(name, ' ', (gsize)(to + 1 - name));
}

/* The same file in 8 bits, whose text is *ret_text; itself where it is not in 16. */
static struct file narrow(const struct file *file, char **ret_text)
{
    struct file same = *file;
    const char *charset = wide_charset(file);
    gboolean against = FALSE;
    *ret_text = charset ? charset_decode(file->bytes, file->length, charset, &against) : NULL;
    if (!*ret_text)
        return same;
    char *start = *ret_text + (g_str_has_prefix(*ret_text, "\xef\xbb\xbf") ? 3 : 0);
    declare_utf8(start);
    same.bytes = start;
    same.length = strlen(start);
    same.charset = "utf-8";
    return same;
}

/* --- one file ------------------------------------------------------------------------------------------------------------- */

static const struct format *format_of(const struct file *given)
{
    g_autofree char *text = NULL;
    const struct file narrowed = narrow(given, &text), *file = &narrowed;
    for (guint i = 0; formats[i]; i++) {
        struct file head = *file;
        head.length = MIN(file->length, formats[i]->head);
        if (formats[i]->matches(&head))
            return formats[i];
    }
    return NULL;
}

gboolean formats_read_file(struct document *document, const struct file *file)
{
    g_autofree char *text = NULL;
    const struct file narrowed = narrow(file, &text);
    const struct format *format = format_of(file);
    if (format)
        format->read(document, &narrowed);
    return format != NULL;
}

/* --- parts of a mail ---------------------------------------------------------------------------------------------------- */

/* Decoded content of a part as far as `most` bytes go; *ret_cut: there is more. */
static GString *part_bytes(const struct mime_part *part, gsize most, gboolean *ret_cut)
{
    g_autoptr(transfer_auto) transfer = transfer_new(part);
    GString *bytes = g_string_new(NULL);
    gsize length = 0;
    *ret_cut = FALSE;
    for (const char *piece; !*ret_cut && (piece = transfer_next(transfer, &length));) {
        gsize room = most - bytes->len;
        g_string_append_len(bytes, piece, (gssize)MIN(length, room));
        *ret_cut = length > room;
    }
    return bytes;
}

static char *file_name(const struct mime_part *part)
{
    g_autofree char *line = text_one_line(part->name, BOUND_FILE_NAME);
    const char *slash = strrchr(line, '/'), *backslash = strrchr(line, '\\');
    const char *name = MAX(slash ? slash + 1 : line, backslash ? backslash + 1 : line);
    return g_strdup(*name ? name : part->parent ? "attachment" : "the mail's text");
}

static gboolean may_be_a_file(const struct mime_part *part)
{
    static const char *const never[] = {"image/", "audio/", "video/", "text/html", "text/calendar", "application/pgp", "message/"};
    if (part->children->len > 0 || mime_part_is_multipart(part))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(never); i++)
        if (g_str_has_prefix(part->media_type, never[i]))
            return FALSE;
    return TRUE;
}

static void read_part(struct document *document, const struct mime_part *part, GHashTable *shown)
{
    gboolean cut;
    g_autofree char *name = file_name(part);
    g_autoptr(GString) head = part_bytes(part, FORMAT_HEAD, &cut);
    struct file file = {name, part->media_type, part->charset, head->str, head->len};
    const struct format *format = format_of(&file);
    if (!format)
        return;
    g_autoptr(GString) whole = part_bytes(part, BOUND_STRUCTURED, &cut);
    file.bytes = whole->str;
    file.length = whole->len;
    if (cut)
        document->flags |= DOCUMENT_CUT;
    guint before = document->orders->len + document->tables->len;
    g_autofree char *text = NULL;
    const struct file narrowed = narrow(&file, &text);
    format->read(document, &narrowed);
    if (document->orders->len + document->tables->len > before)
        g_hash_table_add(shown, (gpointer)part);
}

void formats_read(struct document *document, const struct mime *mime, GHashTable *shown)
{
    for (guint i = 0; i < mime->parts->len; i++)
        if (may_be_a_file(mime->parts->pdata[i]))
            read_part(document, mime->parts->pdata[i], shown);
}
