#include "parsers/decode/html-clean.h"

#include <string.h>

#include "daemon/base/bounds.h"

#define TAG_NAME_BYTES  20u
#define ATTRIBUTE_BYTES 300u
#define STYLE_BYTES     2000u

static const struct {
    const char *name;
    gsize bytes;
} attributes_kept[] = {
    {"style", STYLE_BYTES}, {"class", ATTRIBUTE_BYTES}, {"id", ATTRIBUTE_BYTES},   {"hidden", ATTRIBUTE_BYTES},
    {"colspan", 10},        {"rowspan", 10},            {"type", ATTRIBUTE_BYTES}, {"name", ATTRIBUTE_BYTES},
    {"value", ATTRIBUTE_BYTES},
    {"checked", 10},        {"src", ATTRIBUTE_BYTES},   {"alt", ATTRIBUTE_BYTES},
    /* microdata: */
    {"itemscope", 10},      {"itemtype", ATTRIBUTE_BYTES}, {"itemprop", ATTRIBUTE_BYTES}, {"content", ATTRIBUTE_BYTES},
    {"datetime", 50},       {"href", ATTRIBUTE_BYTES},
};

/* Elements whose content is not markup. */
static const char *const raw_elements[] = {"script",  "style",    "title", "iframe",
                                           "noembed", "noframes", "xmp",   "textarea"};

struct cleaner {
    GString *out;
    struct html_styles *styles;
    guint tags;
};

static gboolean is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void append_escaped(GString *out, const char *text, gsize length)
{
    while (length > 0 && ((guchar)text[length] & 0xc0) == 0x80)
        length--; /* a value cut at its bound must not end in half a character */
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '"')
            g_string_append(out, "&quot;");
        else if (text[i] == '<')
            g_string_append(out, "&lt;");
        else if (text[i] == '>')
            g_string_append(out, "&gt;");
        else
            g_string_append_c(out, text[i]);
    }
}

static void keep_attribute(struct cleaner *cleaner, const char *name, gsize name_bytes, const char *value, gsize bytes,
                           guint *seen)
{
    for (guint i = 0; i < G_N_ELEMENTS(attributes_kept); i++) {
        if (strlen(attributes_kept[i].name) != name_bytes || (*seen & (1u << i)) ||
            g_ascii_strncasecmp(name, attributes_kept[i].name, name_bytes) != 0)
            continue;
        *seen |= 1u << i;
        g_string_append_printf(cleaner->out, " %s=\"", attributes_kept[i].name);
        append_escaped(cleaner->out, value, MIN(bytes, attributes_kept[i].bytes));
        g_string_append_c(cleaner->out, '"');
    }
}

/* Reads the value after "=", quoted or not; returns what follows it. */
static const char *read_value(const char *p, const char **ret_value, gsize *ret_bytes)
{
    while (is_space(*p))
        p++;
    if (*p == '"' || *p == '\'') {
        const char *end = strchr(p + 1, *p);
        *ret_value = p + 1;
        *ret_bytes = end ? (gsize)(end - p - 1) : strlen(p + 1);
        return end ? end + 1 : p + 1 + *ret_bytes;
    }
    *ret_value = p;
    *ret_bytes = strcspn(p, " \t\r\n\f>");
    return p + *ret_bytes;
}

/* Reads the attributes up to and with ">". */
static const char *clean_attributes(struct cleaner *cleaner, const char *p)
{
    guint seen = 0;
    for (;;) {
        while (is_space(*p) || *p == '/')
            p++;
        if (!*p || *p == '>')
            return *p ? p + 1 : p;
        const char *name = p, *value = "";
        gsize bytes = 0;
        p += 1 + strcspn(p + 1, "= \t\r\n\f/>");
        gsize name_bytes = (gsize)(p - name);
        while (is_space(*p))
            p++;
        if (*p == '=')
            p = read_value(p + 1, &value, &bytes);
        keep_attribute(cleaner, name, name_bytes, value, bytes, &seen);
    }
}

static gsize tag_name_length(const char *p)
{
    gsize length = 0;
    while (g_ascii_isalnum(p[length]) || (length > 0 && p[length] && strchr(":_-", p[length])))
        length++;
    return length;
}

static void append_name(GString *out, const char *name, gsize length)
{
    g_autofree char *lower = g_ascii_strdown(name, (gssize)MIN(length, TAG_NAME_BYTES));
    g_string_append(out, lower);
}

static const char *find_close(const char *p, const char *element)
{
    gsize length = strlen(element);
    for (; (p = strstr(p, "</")); p += 2) {
        if (g_ascii_strncasecmp(p + 2, element, length) == 0)
            return p;
    }
    return NULL;
}

/* Passes over the content of an element that holds no markup, keeping style sheets and typed text. */
static const char *clean_raw(struct cleaner *cleaner, const char *name, gsize name_bytes, const char *content)
{
    for (guint i = 0; i < G_N_ELEMENTS(raw_elements); i++) {
        const char *element = raw_elements[i];
        if (strlen(element) != name_bytes || g_ascii_strncasecmp(name, element, name_bytes) != 0)
            continue;
        const char *close = find_close(content, element);
        gsize length = close ? (gsize)(close - content) : strlen(content);
        if (strcmp(element, "style") == 0)
            html_styles_add(cleaner->styles, content, length);
        else if (strcmp(element, "textarea") == 0 || strcmp(element, "xmp") == 0)
            append_escaped(cleaner->out, content, length);
        return content + length;
    }
    return content;
}

static const char *clean_tag(struct cleaner *cleaner, const char *p)
{
    gsize length = tag_name_length(p + 1);
    const char *name = p + 1;
    cleaner->tags++;
    g_string_append_c(cleaner->out, '<');
    append_name(cleaner->out, name, length);
    p = clean_attributes(cleaner, name + length);
    g_string_append_c(cleaner->out, '>');
    return clean_raw(cleaner, name, length, p);
}

static const char *after(const char *p, char c)
{
    const char *found = strchr(p, c);
    return found ? found + 1 : p + strlen(p);
}

static const char *clean_end_tag(struct cleaner *cleaner, const char *p)
{
    gsize length = tag_name_length(p + 2);
    cleaner->tags++;
    g_string_append(cleaner->out, "</");
    append_name(cleaner->out, p + 2, length);
    g_string_append_c(cleaner->out, '>');
    return after(p + 2 + length, '>');
}

static const char *skip_comment(const char *p)
{
    p += 4;
    if (*p == '>' || g_str_has_prefix(p, "->"))
        return after(p, '>');
    const char *end = strstr(p, "-->");
    return end ? end + 3 : p + strlen(p);
}

/* What begins with "<". */
static const char *clean_markup(struct cleaner *cleaner, const char *p)
{
    if (g_str_has_prefix(p, "<!--"))
        return skip_comment(p);
    if (p[1] == '!' || p[1] == '?')
        return after(p + 2, '>');
    if (p[1] == '/' && g_ascii_isalpha(p[2]))
        return clean_end_tag(cleaner, p);
    if (g_ascii_isalpha(p[1]))
        return clean_tag(cleaner, p);
    g_string_append(cleaner->out, "&lt;");
    return p + 1;
}

char *html_clean(const char *html, struct html_styles *styles, gboolean *ret_cut)
{
    struct cleaner cleaner = {.out = g_string_sized_new(strlen(html) / 2), .styles = styles};
    g_string_append(cleaner.out, "<html><body>"); /* else libxml2 makes paragraphs of text that stands in none */
    for (const char *p = html; *p;) {
        gsize text = strcspn(p, "<");
        g_string_append_len(cleaner.out, p, (gssize)text);
        p += text;
        if (cleaner.tags >= BOUND_HTML_NODES) {
            *ret_cut = TRUE;
            break;
        }
        if (*p)
            p = clean_markup(&cleaner, p);
    }
    return g_string_free(cleaner.out, FALSE);
}
