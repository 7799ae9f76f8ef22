/* Spreadsheets: XLSX as tables, whatever the MIME type says; of what stands in an older or a locked format, only that it does. */
#include "parsers/decode/xlsx.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/zip.h"

#define WANTED "an .xlsx file without a password, or CSV"

/* --- what is a spreadsheet ------------------------------------------------------------------------------------------------------------ */

static gboolean ends_with(const char *name, const char *ending)
{
    gsize length = strlen(name), tail = strlen(ending);
    return length > tail && g_ascii_strcasecmp(name + length - tail, ending) == 0;
}

/* By what the mail says of it. */
static gboolean called_spreadsheet(const struct file *file)
{
    static const char *const types[] = {"application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml",
                                        "application/vnd.oasis.opendocument.spreadsheet", "application/excel", "application/x-excel",
                                        "application/msexcel", "application/x-msexcel"};
    static const char *const endings[] = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".ods", ".ots"};
    for (guint i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_str_has_prefix(file->media_type, types[i]))
            return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (ends_with(file->name, endings[i]))
            return TRUE;
    return FALSE;
}

static gboolean has_bytes(const struct file *file, const char *wanted, gsize length)
{
    for (gsize i = 0; i + length <= file->length; i++) {
        const char *at = memchr(file->bytes + i, wanted[0], file->length - i - length + 1);
        if (!at)
            return FALSE;
        if (memcmp(at, wanted, length) == 0)
            return TRUE;
        i = (gsize)(at - file->bytes);
    }
    return FALSE;
}
#define HAS(file, text) has_bytes(file, text, sizeof(text) - 1)
#define OPEN_DOCUMENT "application/vnd.oasis.opendocument.spreadsheet"

static gboolean is_ole(const struct file *file)
{
    return file->length >= 8 && memcmp(file->bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

/* The head of an Office file names its parts; of an old one, only sometimes. */
static gboolean xlsx_matches(const struct file *file)
{
    if (is_ole(file))
        return called_spreadsheet(file) || HAS(file, "W\0o\0r\0k\0b\0o\0o\0k\0") || HAS(file, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0");
    return zip_begins(file->bytes, file->length) && (called_spreadsheet(file) || HAS(file, "xl/") || HAS(file, "[Content_Types].xml") ||
                                                     HAS(file, "_rels/.rels") || HAS(file, "docProps/") || HAS(file, OPEN_DOCUMENT));
}

/* --- read ------------------------------------------------------------------------------------------------------------------------------- */

static const char *fault_words(const struct file *file, enum zip_fault fault)
{
    switch (fault) {
    case ZIP_ENCRYPTED:
        return "locked with a password";
    case ZIP_TOO_LARGE:
        return "too large when unpacked";
    case ZIP_NO_FAULT:
    case ZIP_DAMAGED:
        break;
    }
    return file->length >= BOUND_STRUCTURED ? "too large" : "damaged or incomplete";
}

static void refuse(struct document *document, const struct file *file, const char *rule, const char *found, const char *wanted)
{
    struct business_order *order = formats_add_order(document, SOURCE_TABLE, file->name);
    if (order)
        business_problem_add(order, TRUE, rule, found, wanted, "%s", order->where);
}

/* Old Excel files and locked new ones are OLE2, as are old Word files, which are nobody's order. */
static void read_ole(struct document *document, const struct file *file)
{
    gboolean locked = HAS(file, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0");
    if (locked && (called_spreadsheet(file) || !strchr(file->name, '.')))
        refuse(document, file, "locked with a password", "", WANTED);
    else if (!locked && (called_spreadsheet(file) || HAS(file, "W\0o\0r\0k\0b\0o\0o\0k\0")))
        refuse(document, file, "an old Excel file", "", WANTED);
}

/* No program lets two sheets share a part: a file that does is small and never ends. */
static gboolean is_read_already(const struct book *book, guint index)
{
    for (guint i = 0; i < index; i++)
        if (strcmp(((const struct sheet *)book->sheets->pdata[i])->part, ((const struct sheet *)book->sheets->pdata[index])->part) == 0)
            return TRUE;
    return FALSE;
}

static void read_sheets(struct document *document, struct business_order *order, const struct book *book)
{
    struct sheet_reader reader = {.document = document, .order = order, .book = book};
    table_budget_init(&reader.budget, document);
    for (guint i = 0; i < book->sheets->len; i++) {
        const struct sheet *sheet = book->sheets->pdata[i];
        g_autofree char *why = NULL;
        if (sheet->hidden)
            business_problem_add(order, FALSE, "hidden sheet was not read", "", "a sheet that is shown", "%s, sheet %s", order->where, sheet->name);
        else if (is_read_already(book, i))
            business_problem_add(order, TRUE, "damaged", "the part of another sheet", WANTED, "%s, sheet %s", order->where, sheet->name);
        else if (!sheet_read(&reader, sheet, &why))
            business_problem_add(order, TRUE, "damaged", why, WANTED, "%s, sheet %s", order->where, sheet->name);
    }
}

/* The order joins the document only when something is to be said: the rows are tables. */
static void read_book(struct document *document, const struct file *file, const struct book *book)
{
    struct business_order *order = business_order_new(SOURCE_TABLE, file->name);
    read_sheets(document, order, book);
    if (order->problems->len > 0 && document->orders->len < BOUND_ORDERS_PER_MAIL)
        g_ptr_array_add(document->orders, order);
    else
        business_order_free(order);
}

/* Other files of Office are ZIP as well: no workbook, no word. */
static void read_parts(struct document *document, const struct file *file, GHashTable *parts)
{
    g_autofree char *why = NULL;
    struct book *book = book_read(parts, &why);
    if (book)
        read_book(document, file, book);
    else if (why)
        refuse(document, file, "damaged", why, WANTED);
    else if (called_spreadsheet(file))
        refuse(document, file, "no workbook that is read", "", WANTED);
    book_free(book);
}

static void xlsx_read(struct document *document, const struct file *file)
{
    enum zip_fault fault;
    const char *detail;
    if (is_ole(file)) {
        read_ole(document, file);
        return;
    }
    GHashTable *parts = zip_unpack(file, &fault, &detail);
    if (parts) {
        read_parts(document, file, parts);
        g_hash_table_unref(parts);
    } else if (called_spreadsheet(file) || HAS(file, "xl/") || HAS(file, OPEN_DOCUMENT)) {
        refuse(document, file, fault_words(file, fault), detail, WANTED);
    }
}

const struct format format_xlsx = {"XLSX", FORMAT_HEAD, xlsx_matches, xlsx_read};
