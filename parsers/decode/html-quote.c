/* How mail programs mark what they quote, where it is not a plain <blockquote>. */
#include <string.h>

#include "parsers/decode/html-walk.h"

#define HEADER_TEXT_BYTES 2000
#define HEADER_LABELS     3 /* From, Sent, To, Subject: at least so many colons */

static gboolean has_class(const xmlNode *node, const char *prefix)
{
    const char *classes = html_attribute(node, "class");
    for (const char *p = classes; p && *p; p += strspn(p, " \t\r\n")) {
        if (g_str_has_prefix(p, prefix))
            return TRUE;
        p += strcspn(p, " \t\r\n");
    }
    return FALSE;
}

/* Ids get prefixes ("x_", "m_123") on their way through web mail. */
static gboolean has_id(const xmlNode *node, const char *ending)
{
    const char *id = html_attribute(node, "id");
    return id && g_str_has_suffix(id, ending);
}

/* A blockquote, but for those that only indent. */
static gboolean is_quoting_blockquote(const xmlNode *node, guint look)
{
    if (!html_node_is(node, "blockquote"))
        return FALSE;
    return has_class(node, "gmail_quote") || html_attribute(node, "type") || !(look & LOOK_BORDER_NONE) ||
           (look & LOOK_BORDER_LEFT);
}

static const xmlNode *find_blockquote(const xmlNode *node, guint depth)
{
    for (const xmlNode *child = node->children; child && depth < 4; child = child->next) {
        const xmlNode *found = html_node_is(child, "blockquote") ? child : find_blockquote(child, depth + 1);
        if (found)
            return found;
    }
    return NULL;
}

static void first_text(const xmlNode *node, GString *text, guint depth)
{
    for (const xmlNode *child = node->children; child && depth < 10 && text->len < HEADER_TEXT_BYTES;
         child = child->next) {
        if (child->type == XML_TEXT_NODE && child->content)
            g_string_append_len(text, (const char *)child->content,
                                MIN((gssize)strlen((const char *)child->content), HEADER_TEXT_BYTES));
        first_text(child, text, depth + 1);
    }
}

/* Gmail and Yahoo put a reply's attribution and its blockquote into one element, which then adds nothing to the
 * blockquote; a forwarded mail has no blockquote, and is what its sender wants read. */
static gboolean container_quotes(const xmlNode *node)
{
    if (find_blockquote(node, 0))
        return FALSE;
    g_autoptr(GString) text = g_string_new(NULL);
    first_text(node, text, 0);
    g_strchug(text->str);
    return !g_str_has_prefix(text->str, "---");
}

static gboolean is_quoting_container(const xmlNode *node, guint look)
{
    const char *name = html_attribute(node, "name");
    if (has_class(node, "gmail_quote") || has_class(node, "yahoo_quoted") || has_class(node, "protonmail_quote") ||
        (name && strcmp(name, "quote") == 0 && (look & LOOK_BORDER_LEFT)))
        return container_quotes(node);
    return has_id(node, "mail-editor-reference-message-container");
}

/* The rule and the From, Sent, To, Subject that Outlook writes above the mail it answers. */
static gboolean is_outlook_header(const xmlNode *node, guint look)
{
    if (has_id(node, "divRplyFwdMsg") || has_id(node, "ms-outlook-mobile-reference-message"))
        return TRUE;
    if (!html_node_is(node, "div") || !(look & LOOK_BORDER_TOP) || !(look & LOOK_BORDER_NONE))
        return FALSE;
    g_autoptr(GString) text = g_string_new(NULL);
    first_text(node, text, 0);
    guint colons = 0;
    for (const char *p = text->str; (p = strchr(p, ':')); p++)
        colons++;
    return colons >= HEADER_LABELS;
}

void html_quote_marks(const xmlNode *node, guint look, guint *ret_inside, guint *ret_rest)
{
    *ret_inside = is_quoting_blockquote(node, look) || is_quoting_container(node, look) ? 1 : 0;
    *ret_rest = is_outlook_header(node, look) ? 1 : 0;
}
