#include "parsers/decode/html.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/html-clean.h"
#include "parsers/decode/html-style.h"
#include "parsers/decode/html-walk.h"

#define META_BYTES 1024

enum element_kind {
    ELEMENT_INLINE,
    ELEMENT_BLOCK,
    ELEMENT_PARAGRAPH,
    ELEMENT_ITEM,
    ELEMENT_LINE_BREAK,
    ELEMENT_PREFORMATTED,
    ELEMENT_STRUCK,
    ELEMENT_SKIPPED,
    ELEMENT_TABLE,
    ELEMENT_CELL,
    ELEMENT_DEFINITIONS,
    ELEMENT_IMAGE,
    ELEMENT_INPUT,
};

static const struct {
    const char *name;
    enum element_kind kind;
} elements[] = {
    {"div", ELEMENT_BLOCK},        {"p", ELEMENT_PARAGRAPH},
    {"br", ELEMENT_LINE_BREAK},    {"table", ELEMENT_TABLE},
    {"td", ELEMENT_CELL},          {"th", ELEMENT_CELL},
    {"tr", ELEMENT_BLOCK},         {"li", ELEMENT_ITEM},
    {"ul", ELEMENT_BLOCK},         {"ol", ELEMENT_BLOCK},
    {"dl", ELEMENT_DEFINITIONS},   {"dt", ELEMENT_BLOCK},
    {"dd", ELEMENT_BLOCK},         {"blockquote", ELEMENT_BLOCK},
    {"pre", ELEMENT_PREFORMATTED}, {"textarea", ELEMENT_PREFORMATTED},
    {"xmp", ELEMENT_PREFORMATTED}, {"h1", ELEMENT_PARAGRAPH},
    {"h2", ELEMENT_PARAGRAPH},     {"h3", ELEMENT_PARAGRAPH},
    {"h4", ELEMENT_PARAGRAPH},     {"h5", ELEMENT_PARAGRAPH},
    {"h6", ELEMENT_PARAGRAPH},     {"hr", ELEMENT_BLOCK},
    {"section", ELEMENT_BLOCK},    {"article", ELEMENT_BLOCK},
    {"header", ELEMENT_BLOCK},     {"footer", ELEMENT_BLOCK},
    {"main", ELEMENT_BLOCK},       {"address", ELEMENT_BLOCK},
    {"center", ELEMENT_BLOCK},     {"form", ELEMENT_BLOCK},
    {"fieldset", ELEMENT_BLOCK},   {"legend", ELEMENT_BLOCK},
    {"caption", ELEMENT_BLOCK},    {"option", ELEMENT_SKIPPED},
    {"body", ELEMENT_BLOCK},       {"thead", ELEMENT_BLOCK},
    {"tbody", ELEMENT_BLOCK},      {"tfoot", ELEMENT_BLOCK},
    {"del", ELEMENT_STRUCK},       {"s", ELEMENT_STRUCK},
    {"strike", ELEMENT_STRUCK},    {"head", ELEMENT_SKIPPED},
    {"script", ELEMENT_SKIPPED},   {"style", ELEMENT_SKIPPED},
    {"title", ELEMENT_SKIPPED},    {"template", ELEMENT_SKIPPED},
    {"iframe", ELEMENT_SKIPPED},   {"object", ELEMENT_SKIPPED},
    {"img", ELEMENT_IMAGE},        {"input", ELEMENT_INPUT},
};

gboolean html_node_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

const char *html_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attribute = node->type == XML_ELEMENT_NODE ? node->properties : NULL; attribute;
         attribute = attribute->next) {
        if (strcmp((const char *)attribute->name, name) == 0)
            return attribute->children && attribute->children->content ? (const char *)attribute->children->content
                                                                       : "";
    }
    return NULL;
}

guint html_look(const struct html_walk *walk, const xmlNode *node)
{
    guint look = html_styles_look(walk->styles, html_attribute(node, "class"), html_attribute(node, "id"),
                                  html_attribute(node, "style"));
    return html_attribute(node, "hidden") ? look | LOOK_HIDDEN : look;
}

/* --- lines */

static void emit_line(struct html_walk *walk, const char *text)
{
    if (walk->flat) {
        if (walk->flat->len > BOUND_TEXT_SIZE)
            return;
        if (walk->started)
            g_string_append_c(walk->flat, '\n');
        g_string_append(walk->flat, text);
    } else {
        lines_add(walk->sink->block, walk->quote + walk->rest_quote, text, walk->sink->budget);
    }
    walk->started = TRUE;
}

/* Trims the line's end; TRUE when it held no-break spaces alone, with which programs write empty lines. */
static gboolean trim_line(GString *line)
{
    gboolean hard = FALSE;
    for (;;) {
        if (line->len > 0 && strchr(" \t", line->str[line->len - 1])) {
            g_string_truncate(line, line->len - 1);
        } else if (g_str_has_suffix(line->str, "\xc2\xa0")) {
            g_string_truncate(line, line->len - 2);
            hard = TRUE;
        } else {
            return hard && line->len == 0;
        }
    }
}

static void end_line(struct html_walk *walk, gboolean even_empty)
{
    gboolean hard = trim_line(walk->line);
    gboolean filled = walk->line->len > 0;
    walk->space = FALSE;
    if (hard && !even_empty)
        walk->blank = TRUE;
    if (!filled && !even_empty)
        return;
    if (strcmp(walk->line->str, "--") == 0)
        g_string_append_c(walk->line, ' '); /* the mark of a signature, whose blank HTML takes away */
    if (walk->blank && walk->started && !walk->flat && filled)
        emit_line(walk, "");
    if (filled || walk->started)
        emit_line(walk, walk->line->str);
    walk->blank = FALSE;
    g_string_truncate(walk->line, 0);
}

void html_break(struct html_walk *walk)
{
    end_line(walk, FALSE);
}

void html_paragraph(struct html_walk *walk)
{
    html_break(walk);
    walk->blank = TRUE;
}

static void append_prefix(struct html_walk *walk)
{
    if (walk->prefix && walk->line->len == 0)
        g_string_append(walk->line, walk->prefix);
    walk->prefix = NULL;
}

static void append_text(struct html_walk *walk, const char *text)
{
    for (const char *p = text; *p;) {
        gsize white = strspn(p, " \t\r\n\f");
        p += white;
        if (white > 0)
            walk->space = TRUE;
        gsize word = strcspn(p, " \t\r\n\f");
        if (word == 0)
            continue;
        append_prefix(walk);
        if (walk->space && walk->line->len > 0 && !strchr(" \t", walk->line->str[walk->line->len - 1]))
            g_string_append_c(walk->line, ' ');
        walk->space = FALSE;
        if (walk->line->len <= BOUND_TEXT_SIZE)
            g_string_append_len(walk->line, p, (gssize)word);
        p += word;
    }
}

static void append_preformatted(struct html_walk *walk, const char *text)
{
    for (const char *p = text; *p;) {
        gsize length = strcspn(p, "\n");
        if (length > 0)
            append_prefix(walk);
        g_string_append_len(walk->line, p, (gssize)length);
        p += length;
        if (*p == '\n') {
            end_line(walk, TRUE);
            p++;
        }
    }
}

void html_write_lines(struct html_walk *walk, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    html_break(walk);
    for (char **p = lines; *p; p++) {
        g_string_append(walk->line, *p);
        end_line(walk, TRUE);
    }
}

/* Cleans lines one by one: their LF would go with the controls. */
static char *clean_lines(const char *text)
{
    GString *clean = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **p = lines; *p; p++) {
        g_autofree char *line = lines_clean(*p);
        if (clean->len > 0)
            g_string_append_c(clean, '\n');
        g_string_append(clean, g_strstrip(line));
    }
    return g_strstrip(g_string_free(clean, FALSE));
}

char *html_flat_text(struct html_walk *walk, const xmlNode *node)
{
    struct html_walk inner = *walk;
    inner.line = g_string_new(NULL);
    inner.flat = g_string_new(NULL);
    inner.prefix = NULL;
    inner.space = inner.blank = inner.started = FALSE;
    html_walk_node(&inner, node);
    html_break(&inner);
    char *text = clean_lines(inner.flat->str);
    g_string_free(inner.line, TRUE);
    g_string_free(inner.flat, TRUE);
    return text;
}

/* --- elements */

static enum element_kind element_kind(const xmlNode *node)
{
    for (guint i = 0; i < G_N_ELEMENTS(elements); i++) {
        if (strcmp((const char *)node->name, elements[i].name) == 0)
            return elements[i].kind;
    }
    return ELEMENT_INLINE;
}

static void walk_block(struct html_walk *walk, const xmlNode *node)
{
    html_break(walk);
    html_walk_children(walk, node);
    html_break(walk);
}

/* A shop writes "<li><strong>Fabric:</strong> <p>Linen</p></li>": the paragraph belongs to its label. */
static gboolean continues_label(const struct html_walk *walk)
{
    return walk->in_item && walk->line->len > 0 && walk->line->str[walk->line->len - 1] == ':';
}

/* Whether the paragraph keeps no distance from the next: in lists, and where Outlook means a line. */
static gboolean is_tight(const struct html_walk *walk, const xmlNode *node, guint look)
{
    const char *classes = html_attribute(node, "class");
    return walk->in_item || (look & LOOK_NO_MARGIN) || (classes && g_str_has_prefix(classes, "Mso"));
}

static void walk_paragraph(struct html_walk *walk, const xmlNode *node, guint look)
{
    void (*end)(struct html_walk *) = is_tight(walk, node, look) ? html_break : html_paragraph;
    if (continues_label(walk))
        walk->space = TRUE;
    else
        end(walk);
    html_walk_children(walk, node);
    end(walk);
}

static guint item_number(const xmlNode *node)
{
    guint number = 1;
    for (const xmlNode *before = node->prev; before && number < 1000; before = before->prev)
        number += html_node_is(before, "li");
    return number;
}

static void walk_item(struct html_walk *walk, const xmlNode *node)
{
    gboolean in_item = walk->in_item;
    html_break(walk);
    walk->prefix = "- ";
    if (node->parent && html_node_is(node->parent, "ol")) {
        g_snprintf(walk->number, sizeof walk->number, "%u. ", item_number(node));
        walk->prefix = walk->number;
    }
    walk->in_item = TRUE;
    html_walk_children(walk, node);
    html_break(walk);
    walk->in_item = in_item;
    walk->prefix = NULL;
}

static void walk_preformatted(struct html_walk *walk, const xmlNode *node)
{
    gboolean preformatted = walk->preformatted;
    html_break(walk);
    walk->preformatted = TRUE;
    html_walk_children(walk, node);
    html_break(walk);
    walk->preformatted = preformatted;
}

/* A cell of a table that only lays out, or of one inside of a cell. */
static void walk_cell(struct html_walk *walk, const xmlNode *node)
{
    if (walk->line->len > 0 && walk->flat)
        g_string_append_c(walk->line, '\t');
    else
        html_break(walk);
    html_walk_children(walk, node);
}

static void walk_image(struct html_walk *walk, const xmlNode *node)
{
    const char *source = html_attribute(node, "src");
    const char *alternative = html_attribute(node, "alt");
    if (source && g_ascii_strncasecmp(source, "cid:", 4) == 0 && walk->sink->content_ids)
        g_hash_table_add(walk->sink->content_ids, g_strdup(source + 4));
    if (alternative && (guchar)*alternative >= 0x80 && strlen(alternative) <= 16 && !walk->font_zero)
        append_text(walk, alternative); /* an emoji drawn as an image */
}

static void walk_input(struct html_walk *walk, const xmlNode *node)
{
    const char *type = html_attribute(node, "type");
    const char *value = html_attribute(node, "value");
    gboolean checked = html_attribute(node, "checked") != NULL;
    if (type && g_ascii_strcasecmp(type, "checkbox") == 0)
        append_text(walk, checked ? "[x] " : "[ ] ");
    else if (type && g_ascii_strcasecmp(type, "radio") == 0)
        append_text(walk, checked ? "(x) " : "( ) ");
    else if ((!type || g_ascii_strcasecmp(type, "text") == 0) && value)
        append_text(walk, value);
}

static void walk_element(struct html_walk *walk, const xmlNode *node, guint look)
{
    switch (element_kind(node)) {
    case ELEMENT_INLINE:
        html_walk_children(walk, node);
        return;
    case ELEMENT_BLOCK:
        walk_block(walk, node);
        return;
    case ELEMENT_PARAGRAPH:
        walk_paragraph(walk, node, look);
        return;
    case ELEMENT_ITEM:
        walk_item(walk, node);
        return;
    case ELEMENT_LINE_BREAK:
        end_line(walk, TRUE);
        return;
    case ELEMENT_PREFORMATTED:
        walk_preformatted(walk, node);
        return;
    case ELEMENT_STRUCK:
    case ELEMENT_SKIPPED:
        return;
    case ELEMENT_TABLE:
        html_table(walk, node);
        return;
    case ELEMENT_CELL:
        walk_cell(walk, node);
        return;
    case ELEMENT_DEFINITIONS:
        html_definition_list(walk, node);
        return;
    case ELEMENT_IMAGE:
        walk_image(walk, node);
        return;
    case ELEMENT_INPUT:
        walk_input(walk, node);
        return;
    }
}

/* What surrounds a mark that counts to its end: a quote, or a cell. */
static gboolean is_scope(const xmlNode *node, guint inside)
{
    return inside > 0 || html_node_is(node, "td") || html_node_is(node, "body");
}

static void walk_seen_element(struct html_walk *walk, const xmlNode *node, guint look)
{
    guint inside = 0, rest = 0;
    guint rest_quote = walk->rest_quote;
    gboolean preformatted = walk->preformatted, font_zero = walk->font_zero;
    html_quote_marks(node, look, &inside, &rest);
    if (inside || rest)
        html_break(walk);
    walk->quote += inside;
    walk->rest_quote += rest;
    walk->preformatted |= (look & LOOK_PREFORMATTED) != 0;
    if (look & (LOOK_FONT_ZERO | LOOK_FONT_SIZED))
        walk->font_zero = (look & LOOK_FONT_ZERO) != 0;
    walk_element(walk, node, look);
    if (inside)
        html_break(walk);
    if (is_scope(node, inside))
        walk->rest_quote = rest_quote;
    walk->quote -= inside;
    walk->preformatted = preformatted;
    walk->font_zero = font_zero;
}

void html_walk_node(struct html_walk *walk, const xmlNode *node)
{
    if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content) {
        if (walk->font_zero)
            return;
        if (walk->preformatted)
            append_preformatted(walk, (const char *)node->content);
        else
            append_text(walk, (const char *)node->content);
        return;
    }
    if (node->type != XML_ELEMENT_NODE)
        return;
    guint look = html_look(walk, node);
    if (!(look & (LOOK_HIDDEN | LOOK_STRUCK)))
        walk_seen_element(walk, node, look);
}

void html_walk_children(struct html_walk *walk, const xmlNode *node)
{
    if (walk->depth >= BOUND_HTML_DEPTH) {
        walk->sink->budget->cut = TRUE;
        return;
    }
    walk->depth++;
    for (const xmlNode *child = node->children; child; child = child->next)
        html_walk_node(walk, child);
    walk->depth--;
}

void html_read(const char *html, const struct html_sink *sink)
{
    g_autoptr(html_styles_auto) styles = html_styles_new();
    g_autofree char *clean = html_clean(html, styles, &sink->budget->cut);
    htmlDocPtr tree = htmlReadMemory(clean, (int)strlen(clean), NULL, "UTF-8",
                                     HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                         HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT);
    const xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    struct html_walk walk = {.sink = sink, .styles = styles, .line = g_string_new(NULL)};
    if (root)
        html_walk_children(&walk, root);
    html_break(&walk);
    g_string_free(walk.line, TRUE);
    if (tree)
        xmlFreeDoc(tree);
}

char *html_declared_charset(const char *bytes, gsize length)
{
    g_autofree char *start = g_strndup(bytes, MIN(length, META_BYTES));
    g_autofree char *lower = g_ascii_strdown(start, -1);
    const char *meta = strstr(lower, "<meta");
    const char *charset = meta ? strstr(meta, "charset=") : NULL;
    if (!charset)
        return NULL;
    charset += strlen("charset=");
    charset += strspn(charset, "\"' ");
    return g_strndup(charset, strcspn(charset, "\"' ;/>"));
}
