/* Spreadsheets for the benchmark: a part of any size in a workbook that is otherwise as small as can be. Nothing is compressed: rows that repeat
 * themselves pack so well that they would be taken for a bomb. */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "tests/bench/linear.h"

#define MAIN   "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define LINKS  "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define HEAD                                                                                                                          \
    "From: Anna <anna@customer.example>\nTo: orders@shop.example\nSubject: order\nMIME-Version: 1.0\n"                                 \
    "Content-Type: application/octet-stream; name=\"order.xlsx\"\nContent-Transfer-Encoding: base64\n\n"
#define LINE 57 /* bytes that make 76 characters of base64 */

static la_ssize_t keep(struct archive *archive, void *data, const void *bytes, size_t length)
{
    (void)archive;
    g_byte_array_append(data, bytes, (guint)length);
    return (la_ssize_t)length;
}

static void add_part(struct archive *archive, const char *name, const char *bytes, gsize length)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)length);
    g_assert(archive_write_header(archive, entry) == ARCHIVE_OK);
    g_assert(archive_write_data(archive, bytes, length) == (la_ssize_t)length);
    archive_entry_free(entry);
}

static GByteArray *workbook_of(const GString *text, gboolean strings)
{
    static const char *const parts[][2] = {
        {"_rels/.rels", LINKS "<Relationship Id=\"r1\" Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
        {"xl/workbook.xml", "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", LINKS "<Relationship Id=\"r1\" Type=\"" OFFICE "/worksheet\" Target=\"sheet.xml\"/><Relationship Id=\"r2\" Type=\"" OFFICE
                                             "/sharedStrings\" Target=\"strings.xml\"/></Relationships>"}};
    static const char little_sheet[] = "<worksheet xmlns=\"" MAIN "\"><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    static const char no_strings[] = "<sst xmlns=\"" MAIN "\"><si><t>SKU</t></si></sst>";
    GByteArray *bytes = g_byte_array_new();
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    g_assert(archive_write_set_options(archive, "zip:compression=store") == ARCHIVE_OK);
    g_assert(archive_write_open(archive, bytes, NULL, keep, NULL) == ARCHIVE_OK);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        add_part(archive, parts[i][0], parts[i][1], strlen(parts[i][1]));
    add_part(archive, "xl/sheet.xml", strings ? little_sheet : text->str, strings ? sizeof little_sheet - 1 : text->len);
    add_part(archive, "xl/strings.xml", strings ? text->str : no_strings, strings ? text->len : sizeof no_strings - 1);
    archive_write_close(archive);
    archive_write_free(archive);
    return bytes;
}

GString *workbook_mail(const GString *text, gboolean strings)
{
    g_autoptr(GByteArray) bytes = workbook_of(text, strings);
    GString *mail = g_string_new(HEAD);
    for (guint at = 0; at < bytes->len; at += LINE) {
        g_autofree char *line = g_base64_encode(bytes->data + at, MIN(LINE, bytes->len - at));
        g_string_append_printf(mail, "%s\n", line);
    }
    return mail;
}
