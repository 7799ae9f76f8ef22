/* The workbook: which part holds what, its shared strings, its cell formats. */
#include <stdlib.h>
#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/xlsx.h"
#include "parsers/decode/zip.h"

xmlDoc *book_part(GHashTable *parts, const char *key, char **ret_why)
{
    GBytes *bytes = g_hash_table_lookup(parts, key);
    if (!bytes) {
        *ret_why = g_strdup_printf("%s is missing", *key ? key : "its part");
        return NULL;
    }
    struct file part = {.name = key, .media_type = "", .charset = ""};
    part.bytes = g_bytes_get_data(bytes, &part.length);
    if (!part.bytes)
        part.bytes = "";
    g_autofree char *why = NULL;
    xmlDoc *doc = xml_read(&part, &why);
    if (!doc)
        *ret_why = g_strdup_printf("%s, %s", key, why);
    return doc;
}

/* --- relations --------------------------------------------------------------------------------------------------------------------- */

/* "../x" from "xl/worksheets/" is "xl/x"; "/xl/x" is so from anywhere. A key into the file's parts, whatever it says. */
static char *resolve(const char *folder, const char *target)
{
    g_autofree char *joined = *target == '/' ? g_strdup(target) : g_strconcat(folder, target, NULL);
    g_autofree char *key = zip_key(joined);
    g_auto(GStrv) steps = g_strsplit(key, "/", -1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (guint i = 0; steps[i]; i++) {
        if (strcmp(steps[i], "..") == 0 && kept->len > 0)
            g_ptr_array_set_size(kept, (gint)kept->len - 1);
        else if (*steps[i] && strcmp(steps[i], ".") != 0 && strcmp(steps[i], "..") != 0)
            g_ptr_array_add(kept, steps[i]);
    }
    g_ptr_array_add(kept, NULL);
    return g_strjoinv("/", (char **)kept->pdata);
}

static char *folder_of(const char *key)
{
    const char *slash = strrchr(key, '/');
    return slash ? g_strndup(key, (gsize)(slash - key) + 1) : g_strdup("");
}

/* What a part relates to. */
struct relations {
    xmlDoc *doc; /* NULL: to nothing */
    char *folder;
};

static void relations_open(struct relations *relations, GHashTable *parts, const char *key)
{
    g_autofree char *why = NULL;
    relations->folder = folder_of(key);
    g_autofree char *name = g_strdup_printf("%s_rels/%s.rels", relations->folder, key + strlen(relations->folder));
    relations->doc = book_part(parts, name, &why);
}

static void relations_close(struct relations *relations)
{
    if (relations->doc)
        xmlFreeDoc(relations->doc);
    g_free(relations->folder);
}

/* The key of the related part: by the relation's id, else by how its type ends; NULL. */
static char *related(const struct relations *relations, const char *id, const char *type)
{
    const xmlNode *node = xml_child(relations->doc ? xmlDocGetRootElement(relations->doc) : NULL, "Relationship");
    for (guint i = 0; node && i < BOUND_ARCHIVE_ENTRIES; node = xml_next(node, "Relationship"), i++) {
        g_autofree char *its_id = xml_attribute(node, "Id"), *its_type = xml_attribute(node, "Type");
        if (id ? strcmp(id, its_id) != 0 : !g_str_has_suffix(its_type, type))
            continue;
        g_autofree char *target = xml_attribute(node, "Target");
        return resolve(relations->folder, target);
    }
    return NULL;
}

/* --- shared strings -------------------------------------------------------------------------------------------------------------------- */

/* "_x000D_" stands for a character that XML cannot hold. */
static char *unescaped(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p;) {
        char *end = NULL;
        gulong code = p[0] == '_' && p[1] == 'x' && g_ascii_isxdigit(p[2]) ? strtoul(p + 2, &end, 16) : 0;
        if (code > 0 && end == p + 6 && *end == '_' && g_unichar_validate((gunichar)code)) {
            g_string_append_unichar(out, (gunichar)code);
            p = end + 1;
        } else {
            g_string_append_c(out, *p++);
        }
    }
    return g_string_free(out, FALSE);
}

static void add_text(GString *all, const xmlNode *node)
{
    xmlChar *content = xmlNodeGetContent(node);
    g_string_append(all, content ? (const char *)content : "");
    xmlFree(content);
}

char *book_text(const xmlNode *node)
{
    GString *all = g_string_new(NULL);
    for (const xmlNode *child = node ? node->children : NULL; child; child = child->next) {
        gboolean run = child->type == XML_ELEMENT_NODE && strcmp((const char *)child->name, "r") == 0;
        if (run && xml_child(child, "t"))
            add_text(all, xml_child(child, "t"));
        else if (child->type == XML_ELEMENT_NODE && strcmp((const char *)child->name, "t") == 0)
            add_text(all, child);
    }
    char *text = unescaped(all->str);
    g_string_free(all, TRUE);
    return text;
}

static gboolean read_strings(struct book *book, const char *key, char **ret_why)
{
    xmlDoc *doc = book_part(book->parts, key, ret_why);
    if (!doc)
        return FALSE;
    const xmlNode *node = xml_child(xmlDocGetRootElement(doc), "si");
    for (; node && book->strings->len < BOUND_STRINGS; node = xml_next(node, "si"))
        g_ptr_array_add(book->strings, book_text(node));
    xmlFreeDoc(doc);
    return TRUE;
}

/* --- formats ----------------------------------------------------------------------------------------------------------------------------- */

static guint number_of(const xmlNode *node, const char *name)
{
    g_autofree char *text = xml_attribute(node, name);
    return (guint)CLAMP(g_ascii_strtoll(text, NULL, 10), 0, G_MAXINT);
}

static GHashTable *format_codes(const xmlNode *root)
{
    GHashTable *codes = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    const xmlNode *node = xml_at(root, "numFmts/numFmt");
    for (guint i = 0; node && i < BOUND_FORMATS; node = xml_next(node, "numFmt"), i++)
        g_hash_table_insert(codes, GUINT_TO_POINTER(number_of(node, "numFmtId")), xml_attribute(node, "formatCode"));
    return codes;
}

static gboolean read_formats(struct book *book, const char *key, char **ret_why)
{
    xmlDoc *doc = book_part(book->parts, key, ret_why);
    if (!doc)
        return FALSE;
    const xmlNode *root = xmlDocGetRootElement(doc), *node = xml_at(root, "cellXfs/xf");
    g_autoptr(GHashTable) codes = format_codes(root);
    for (; node && book->formats->len < BOUND_FORMATS; node = xml_next(node, "xf")) {
        guint id = number_of(node, "numFmtId");
        g_ptr_array_add(book->formats, id ? cell_format_new(g_hash_table_lookup(codes, GUINT_TO_POINTER(id)), id) : NULL);
    }
    xmlFreeDoc(doc);
    return TRUE;
}

/* --- sheets -------------------------------------------------------------------------------------------------------------------------------- */

static gboolean is_true(const xmlNode *node, const char *name)
{
    g_autofree char *text = xml_attribute(node, name);
    return strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
}

static void sheet_free(struct sheet *sheet)
{
    g_free(sheet->name);
    g_free(sheet->part);
    g_free(sheet);
}

static void read_sheets(struct book *book, const xmlNode *root, const struct relations *relations)
{
    const xmlNode *node = xml_at(root, "sheets/sheet");
    for (; node && book->sheets->len < BOUND_SHEETS; node = xml_next(node, "sheet")) {
        g_autofree char *id = xml_attribute_anywhere(node, "id"), *state = xml_attribute(node, "state");
        char *part = related(relations, id, NULL);
        struct sheet *sheet = g_new0(struct sheet, 1);
        sheet->name = xml_attribute(node, "name");
        sheet->part = part ? part : g_strdup("");
        sheet->hidden = strcmp(state, "hidden") == 0 || strcmp(state, "veryHidden") == 0;
        g_ptr_array_add(book->sheets, sheet);
    }
}

/* What the workbook needs beside its sheets; a file may do without either. */
static gboolean read_beside(struct book *book, const struct relations *relations, char **ret_why)
{
    g_autofree char *strings = related(relations, NULL, "/sharedStrings"), *styles = related(relations, NULL, "/styles");
    return (!strings || read_strings(book, strings, ret_why)) && (!styles || read_formats(book, styles, ret_why));
}

static struct book *book_new(GHashTable *parts)
{
    struct book *book = g_new0(struct book, 1);
    book->parts = parts;
    book->sheets = g_ptr_array_new_with_free_func((GDestroyNotify)sheet_free);
    book->strings = g_ptr_array_new_with_free_func(g_free);
    book->formats = g_ptr_array_new_with_free_func((GDestroyNotify)cell_format_free);
    return book;
}

void book_free(struct book *book)
{
    if (!book)
        return;
    g_ptr_array_unref(book->sheets);
    g_ptr_array_unref(book->strings);
    g_ptr_array_unref(book->formats);
    g_free(book);
}

/* The part that the file's own relations name; else where all programs put it. */
static char *book_key(GHashTable *parts)
{
    struct relations relations;
    relations_open(&relations, parts, "");
    char *key = related(&relations, NULL, "/officeDocument");
    relations_close(&relations);
    if (key && g_hash_table_contains(parts, key))
        return key;
    g_free(key);
    return g_strdup("xl/workbook.xml");
}

static struct book *read_workbook(GHashTable *parts, const char *key, const xmlNode *root, char **ret_why)
{
    struct relations relations;
    struct book *book = book_new(parts);
    book->base_1904 = is_true(xml_child(root, "workbookPr"), "date1904");
    book->uncounted = is_true(xml_child(root, "calcPr"), "fullCalcOnLoad");
    relations_open(&relations, parts, key);
    read_sheets(book, root, &relations);
    gboolean whole = read_beside(book, &relations, ret_why);
    relations_close(&relations);
    if (whole)
        return book;
    book_free(book);
    return NULL;
}

struct book *book_read(GHashTable *parts, char **ret_why)
{
    g_autofree char *key = book_key(parts);
    *ret_why = NULL;
    xmlDoc *doc = g_hash_table_contains(parts, key) ? book_part(parts, key, ret_why) : NULL;
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    struct book *book = root && strcmp((const char *)root->name, "workbook") == 0 ? read_workbook(parts, key, root, ret_why) : NULL;
    if (doc)
        xmlFreeDoc(doc);
    return book;
}
