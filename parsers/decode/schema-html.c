/* Where schema.org's words stand in HTML. Microdata is brought into the shape of JSON-LD first (HTML Living Standard, section 5). */
#include <libxml/HTMLparser.h>
#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/html-clean.h"
#include "parsers/decode/schema.h"

#define SCRIPTS_MOST 20
#define DEPTH_MOST   100 /* elements in one another that are walked */

/* --- JSON-LD ---------------------------------------------------------------------------------------------------------------------- */

static const char *find_fold(const char *text, const char *what)
{
    gsize length = strlen(what);
    for (; (text = strchr(text, what[0])) != NULL; text++)
        if (g_ascii_strncasecmp(text, what, length) == 0)
            return text;
    return NULL;
}

static void read_script(struct document *document, const char *from, const char *to)
{
    json_t *thing = json_loadb(from, (size_t)(to - from), 0, NULL);
    if (thing)
        schema_read_thing(document, thing, SOURCE_JSON_LD);
    json_decref(thing);
}

static void read_scripts(struct document *document, const char *html)
{
    const char *p = html;
    for (guint i = 0; i < SCRIPTS_MOST && (p = find_fold(p, "<script")) != NULL; i++) {
        const char *open = strchr(p, '>'), *close = open ? find_fold(open, "</script") : NULL;
        if (!close)
            return;
        g_autofree char *tag = g_strndup(p, (gsize)(open - p));
        if (find_fold(tag, "application/ld+json"))
            read_script(document, open + 1, close);
        p = close;
    }
}

/* --- microdata ---------------------------------------------------------------------------------------------------------------------- */

static char *attribute(const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
    char *text = value ? g_strdup((const char *)value) : NULL;
    xmlFree(value);
    return text;
}

static gboolean has(const xmlNode *node, const char *name)
{
    return xmlHasProp(node, (const xmlChar *)name) != NULL;
}

/* What an element without a scope of its own says. */
static char *plain_value(const xmlNode *node)
{
    static const char *const attributes[] = {"content", "datetime", "value", "href", "src"};
    for (guint i = 0; i < G_N_ELEMENTS(attributes); i++)
        if (has(node, attributes[i]))
            return attribute(node, attributes[i]);
    xmlChar *content = xmlNodeGetContent(node);
    char *text = g_strstrip(g_strdup(content ? (const char *)content : ""));
    xmlFree(content);
    return text;
}

/* A second value of the same name makes a list. */
static void put(json_t *thing, const char *name, json_t *value)
{
    json_t *before = json_object_get(thing, name);
    if (json_is_array(before)) {
        json_array_append_new(before, value);
    } else if (before) {
        json_object_set_new(thing, name, json_pack("[O, o]", before, value));
    } else {
        json_object_set_new(thing, name, value);
    }
}

static void read_properties(json_t *thing, const xmlNode *node, guint depth);

static json_t *scope_value(const xmlNode *node, guint depth)
{
    json_t *thing = json_object();
    g_autofree char *type = attribute(node, "itemtype");
    if (type && g_utf8_validate(type, -1, NULL))
        json_object_set_new(thing, "@type", json_string(type));
    read_properties(thing, node, depth);
    return thing;
}

static void read_properties(json_t *thing, const xmlNode *node, guint depth)
{
    for (const xmlNode *child = node->children; child && depth < DEPTH_MOST; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        g_autofree char *name = attribute(child, "itemprop");
        gboolean scope = has(child, "itemscope");
        if (name && *name) {
            g_autofree char *text = scope ? NULL : plain_value(child);
            json_t *value = scope ? scope_value(child, depth + 1) : json_string(text);
            if (value)
                put(thing, name, value);
        }
        if (!scope)
            read_properties(thing, child, depth + 1);
    }
}

static void find_scopes(struct document *document, const xmlNode *node, guint depth)
{
    for (const xmlNode *child = node->children; child && depth < DEPTH_MOST; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        if (has(child, "itemscope")) {
            json_t *thing = scope_value(child, depth);
            schema_read_thing(document, thing, SOURCE_MICRODATA);
            json_decref(thing);
        } else {
            find_scopes(document, child, depth + 1);
        }
    }
}

static void read_microdata(struct document *document, const char *html)
{
    gboolean cut = FALSE; /* who reads the same HTML as text says so */
    g_autoptr(html_styles_auto) styles = html_styles_new();
    g_autofree char *clean = html_clean(html, styles, &cut);
    htmlDocPtr tree = htmlReadMemory(clean, (int)strlen(clean), NULL, "UTF-8",
                                     HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT);
    const xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    if (root)
        find_scopes(document, root, 0);
    xmlFreeDoc(tree);
}

void schema_read_html(struct document *document, const char *html)
{
    read_scripts(document, html);
    if (find_fold(html, "itemscope") && strstr(html, "schema.org/Order"))
        read_microdata(document, html);
}
