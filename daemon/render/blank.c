#include "daemon/render/blank.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/orders/validate.h"
#include "daemon/render/load.h"
#include "daemon/render/view.h"

/* An order for the product, or one of each, as it is before anybody has written anything: our standards stand in it. */
static struct order *blank_order(const struct blank_facts *facts)
{
    struct order *order = order_new();
    for (guint i = 0; i < facts->forms->products->len; i++) {
        const struct form *form = facts->forms->products->pdata[i];
        if (facts->product && facts->product != form)
            continue;
        struct line_item *item = line_item_new(order->items->len + 1);
        item->form = g_strdup(form->id);
        g_ptr_array_add(order->items, item);
    }
    order->number = g_strdup("");
    order->token = g_strdup("");
    order->created = facts->now;
    order_settle(order, facts->forms);
    return order;
}

/* RFC 6068 section 2: all but RFC 3986's unreserved characters is percent-encoded, a line break is %0D%0A. */
static void add_encoded(GString *link, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (g_ascii_isalnum(*p) || strchr("-._~", *p))
            g_string_append_c(link, *p);
        else if (*p == '\n')
            g_string_append(link, "%0D%0A");
        else
            g_string_append_printf(link, "%%%02X", (guchar)*p);
    }
}

/* The address keeps its @, so that a person can read it in the link. */
static void add_address(GString *link, const char *address)
{
    const char *at = strrchr(address, '@');
    g_autofree char *local = at ? g_strndup(address, (gsize)(at - address)) : g_strdup(address);
    add_encoded(link, local);
    if (at) {
        g_string_append_c(link, '@');
        add_encoded(link, at + 1);
    }
}

char *blank_mailto(const char *address, const char *subject, const char *text)
{
    GString *link = g_string_new("mailto:");
    add_address(link, address);
    g_string_append(link, "?subject=");
    add_encoded(link, subject);
    g_string_append(link, "&body=");
    add_encoded(link, text);
    return g_string_free(link, FALSE);
}

/* What a Content-Security-Policy names an inline script or style by: no other may run. */
static char *policy_hash(const char *text)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize length = sizeof digest;
    g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text));
    g_checksum_get_digest(checksum, digest, &length);
    g_autofree char *base64 = g_base64_encode(digest, length);
    return g_strconcat("sha256-", base64, NULL);
}

static void set_page(struct tree *page, const struct templates *templates, const struct blank_facts *facts, const struct rendered *blank)
{
    g_autofree char *mailto = blank_mailto(facts->business->from_address, blank->subject, blank->text);
    g_autofree char *script_hash = policy_hash(templates_script(templates));
    g_autofree char *style_hash = policy_hash(templates_style(templates));
    tree_set_text(page, "subject", blank->subject);
    tree_set_text(page, "text", blank->text);
    tree_set_text(page, "mailto", mailto);
    tree_set_text(page, "script", templates_script(templates));
    tree_set_text(page, "script_hash", script_hash);
    tree_set_text(page, "style", templates_style(templates));
    tree_set_text(page, "style_hash", style_hash);
}

/* A space at the end of a line would tell some mail programs that the next one belongs to it (RFC 3676). */
static char *without_trailing_spaces(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        g_strchomp(lines[i]);
    return g_strjoinv("\n", lines);
}

static gboolean render_mail(const struct language_templates *all, const struct tree *view, struct rendered *blank, GError **error)
{
    g_autofree char *subject = mustache_render(all->blank.subject, view, all->text_partials, mustache_escape_none, error);
    if (!subject)
        return FALSE;
    g_autofree char *text = mustache_render(all->blank.text, view, all->text_partials, mustache_escape_none, error);
    if (!text)
        return FALSE;
    blank->text = without_trailing_spaces(text);
    rendered_join_lines(blank->text);
    blank->subject = g_strstrip(text_one_line(subject, BOUND_SUBJECT));
    return TRUE;
}

gboolean blank_render(const struct templates *templates, const char *language, const struct blank_facts *facts,
                      struct rendered *ret_rendered, GError **error)
{
    const struct language_templates *all = templates_in(templates, language);
    if (!all) {
        g_set_error(error, RENDER_ERROR, RENDER_ERROR_TEMPLATE, "no templates are loaded for the language \"%s\"", language);
        return FALSE;
    }
    g_autoptr(order_auto) order = blank_order(facts);
    const struct letter_facts letter = {.business = facts->business, .forms = facts->forms, .order = order, .now = facts->now};
    struct tree *page;
    g_autoptr(tree_auto) view = view_blank(language, &letter, facts->product, &page);
    struct rendered blank = {0};
    if (render_mail(all, view, &blank, error)) {
        set_page(page, templates, facts, &blank);
        blank.html = mustache_render(all->blank.html, view, all->html_partials, mustache_escape_html, error);
    }
    if (!blank.html) {
        rendered_clear(&blank);
        return FALSE;
    }
    *ret_rendered = blank;
    return TRUE;
}

GHashTable *blank_lines(const struct templates *templates, const char *const *languages, const struct blank_facts *facts)
{
    GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; languages[i]; i++) {
        struct rendered blank = {0};
        if (!blank_render(templates, languages[i], facts, &blank, NULL))
            continue; /* a template that cannot be rendered is told where it is used */
        g_auto(GStrv) lines = g_strsplit(blank.text, "\n", -1);
        for (guint n = 0; lines[n]; n++)
            g_hash_table_add(keys, text_match_key(lines[n]));
        rendered_clear(&blank);
    }
    return keys;
}
