#include "parsers/decode/xml.h"

#include <libxml/parser.h>
#include <string.h>

#include "daemon/base/bounds.h"

gboolean xml_head_has(const struct file *file, const char *text)
{
    gsize length;
    const char *p = file_start(file, &length);
    return length > 0 && *p == '<' && g_strstr_len(p, (gssize)length, text) != NULL;
}

static char *parse_error(void)
{
    const xmlError *error = xmlGetLastError();
    g_autofree char *words = error && error->message ? g_strstrip(g_strdup(error->message)) : g_strdup("it is not XML");
    return g_strdup_printf("line %d: %s", error ? error->line : 0, words);
}

/* --- what libxml2 would take quadratic time over ----------------------------------------------------------------------------------- */

/* Whether '<', '=' and quotes are in the file the bytes that they are in ASCII, and nothing else is: the count below trusts them. */
static gboolean encoding_is_plain(const struct file *file)
{
    static const char *const plain[] = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-", "iso8859-", "windows-125", "cp125", "koi8-",
                                        "gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc-"};
    gsize length;
    const char *p = file_start(file, &length);
    const char *end = g_strstr_len(p, (gssize)length, "?>"), *name = end ? g_strstr_len(p, end - p, "encoding") : NULL;
    if (length < 5 || strncmp(p, "<?xml", 5) != 0 || !name)
        return TRUE;
    name += strlen("encoding");
    while (name < end && (g_ascii_isspace(*name) || *name == '=' || *name == '"' || *name == '\''))
        name++;
    for (guint i = 0; i < G_N_ELEMENTS(plain); i++)
        if (g_ascii_strncasecmp(name, plain[i], strlen(plain[i])) == 0)
            return TRUE;
    return FALSE;
}

/* A tag holds no '<', so that between two of them are at least as many `="` as the tag has attributes. */
static gboolean has_crowded_tag(const struct file *file)
{
    const char *p = file->bytes, *end = p + file->length;
    guint attributes = 0;
    for (; p < end && attributes <= BOUND_XML_ATTRIBUTES; p++) {
        const char *next = p + 1;
        if (*p == '<')
            attributes = 0;
        if (*p != '=')
            continue;
        while (next < end && g_ascii_isspace(*next))
            next++;
        attributes += next < end && (*next == '"' || *next == '\'');
        p = next - 1;
    }
    return attributes > BOUND_XML_ATTRIBUTES;
}

xmlDoc *xml_read(const struct file *file, char **ret_why)
{
    if (!encoding_is_plain(file) || has_crowded_tag(file)) {
        *ret_why = encoding_is_plain(file) ? g_strdup_printf("an element with more than %u attributes", BOUND_XML_ATTRIBUTES)
                                           : g_strdup("a character encoding that is not read here");
        return NULL;
    }
    xmlResetLastError();
    xmlDoc *doc = xmlReadMemory(file->bytes, (int)MIN(file->length, G_MAXINT), NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
    if (!doc) {
        *ret_why = parse_error();
        return NULL;
    }
    /* An entity of its own is never needed here, and is how a small file becomes a large one. */
    if (doc->intSubset && doc->intSubset->entities) {
        *ret_why = g_strdup("its DOCTYPE declares entities");
        xmlFreeDoc(doc);
        return NULL;
    }
    return doc;
}

static gboolean is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static xmlNode *first_from(xmlNode *node, const char *name)
{
    while (node && !is_named(node, name))
        node = node->next;
    return node;
}

xmlNode *xml_child(const xmlNode *node, const char *name)
{
    return node ? first_from(node->children, name) : NULL;
}

xmlNode *xml_next(const xmlNode *node, const char *name)
{
    return first_from(node->next, name);
}

xmlNode *xml_at(const xmlNode *node, const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    xmlNode *found = (xmlNode *)node;
    for (guint i = 0; found && names[i]; i++)
        found = xml_child(found, names[i]);
    return found;
}

char *xml_text_of(const xmlNode *node)
{
    xmlChar *content = node ? xmlNodeGetContent(node) : NULL;
    char *text = g_strstrip(g_strdup(content ? (const char *)content : ""));
    xmlFree(content);
    return text;
}

char *xml_text(const xmlNode *node, const char *path)
{
    return xml_text_of(xml_at(node, path));
}

char *xml_attribute(const xmlNode *node, const char *name)
{
    xmlChar *value = node ? xmlGetNoNsProp(node, (const xmlChar *)name) : NULL;
    char *text = g_strstrip(g_strdup(value ? (const char *)value : ""));
    xmlFree(value);
    return text;
}

char *xml_attribute_anywhere(const xmlNode *node, const char *name)
{
    const xmlAttr *found = NULL;
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
        if (attribute->ns && strcmp((const char *)attribute->name, name) == 0)
            found = attribute;
    return xml_text_of((const xmlNode *)found);
}

void xml_add(GString *target, char *text, const char *glue)
{
    if (*text)
        g_string_append_printf(target, "%s%s", target->len ? glue : "", text);
    g_free(text);
}
