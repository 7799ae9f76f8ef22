#include "parsers/decode/html-style.h"

#include <string.h>

#define STYLE_BYTES     2000u
#define STYLE_SELECTORS 2000u
#define FAR_AWAY        (-500.0) /* pixels off the left edge: a trick to hide */
#define FONT_INVISIBLE  1.0      /* pixels or points; smaller is dust */

struct html_styles {
    GHashTable *looks; /* selector to guint */
};

/* What one declaration says; several together may hide what none hides alone. */
struct box {
    gboolean flat;    /* no height or width */
    gboolean clipped; /* overflow: hidden */
};

struct html_styles *html_styles_new(void)
{
    struct html_styles *styles = g_new0(struct html_styles, 1);
    styles->looks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return styles;
}

void html_styles_free(struct html_styles *styles)
{
    if (!styles)
        return;
    g_hash_table_unref(styles->looks);
    g_free(styles);
}

static gboolean value_is_zero(const char *value)
{
    char *end = NULL;
    return g_ascii_strtod(value, &end) == 0.0 && end != value;
}

static guint look_of_font_size(const char *value)
{
    char *end = NULL;
    gdouble size = g_ascii_strtod(value, &end);
    if (end == value)
        return LOOK_FONT_SIZED;
    gboolean absolute = g_str_has_prefix(end, "px") || g_str_has_prefix(end, "pt") || !*end;
    return size == 0.0 || (absolute && size <= FONT_INVISIBLE) ? LOOK_FONT_ZERO : LOOK_FONT_SIZED;
}

static guint look_of_display(const char *value)
{
    return g_str_has_prefix(value, "none") ? LOOK_HIDDEN : LOOK_SHOWN;
}

static guint look_of_visibility(const char *value)
{
    return g_str_has_prefix(value, "hidden") || g_str_has_prefix(value, "collapse") ? LOOK_HIDDEN : 0;
}

static guint look_of_opacity(const char *value)
{
    return value_is_zero(value) ? LOOK_HIDDEN : 0;
}

static guint look_of_color(const char *value)
{
    return g_str_has_prefix(value, "transparent") ? LOOK_HIDDEN : 0;
}

static guint look_of_offset(const char *value)
{
    return g_ascii_strtod(value, NULL) < FAR_AWAY ? LOOK_HIDDEN : 0;
}

static guint look_of_decoration(const char *value)
{
    return strstr(value, "line-through") ? LOOK_STRUCK : 0;
}

static guint look_of_white_space(const char *value)
{
    return g_str_has_prefix(value, "pre") || g_str_has_prefix(value, "break-spaces") ? LOOK_PREFORMATTED : 0;
}

static guint look_of_weight(const char *value)
{
    return g_str_has_prefix(value, "bold") || g_ascii_strtod(value, NULL) >= 600.0 ? LOOK_BOLD : 0;
}

static guint look_of_border(const char *value)
{
    return g_str_has_prefix(value, "none") || value_is_zero(value) ? LOOK_BORDER_NONE : 0;
}

static guint look_of_border_top(const char *value)
{
    return strstr(value, "solid") ? LOOK_BORDER_TOP : 0;
}

static guint look_of_border_left(const char *value)
{
    return strstr(value, "solid") ? LOOK_BORDER_LEFT : 0;
}

static guint look_of_margin(const char *value)
{
    return value_is_zero(value) ? LOOK_NO_MARGIN : 0;
}

static guint look_of_font(const char *value)
{
    return value_is_zero(value) ? LOOK_FONT_ZERO : 0;
}

static const struct {
    const char *property;
    guint (*look)(const char *value);
} look_readers[] = {
    {"display", look_of_display},
    {"visibility", look_of_visibility},
    {"opacity", look_of_opacity},
    {"color", look_of_color},
    {"font-size", look_of_font_size},
    {"font", look_of_font},
    {"text-indent", look_of_offset},
    {"left", look_of_offset},
    {"text-decoration", look_of_decoration},
    {"text-decoration-line", look_of_decoration},
    {"white-space", look_of_white_space},
    {"font-weight", look_of_weight},
    {"margin", look_of_margin},
    {"border", look_of_border},
    {"border-top", look_of_border_top},
    {"border-left", look_of_border_left},
};

static guint look_of_declaration(const char *property, const char *value, struct box *box)
{
    if (strcmp(property, "overflow") == 0)
        box->clipped |= g_str_has_prefix(value, "hidden");
    if (strcmp(property, "max-height") == 0 || strcmp(property, "height") == 0 || strcmp(property, "max-width") == 0 ||
        strcmp(property, "width") == 0)
        box->flat |= value_is_zero(value);
    for (guint i = 0; i < G_N_ELEMENTS(look_readers); i++) {
        if (strcmp(property, look_readers[i].property) == 0)
            return look_readers[i].look(value);
    }
    return 0;
}

/* The looks of "property: value; property: value". */
static guint look_of_declarations(const char *text, gsize length)
{
    guint look = 0;
    struct box box = {FALSE, FALSE};
    g_autofree char *cut = g_strndup(text, MIN(length, STYLE_BYTES));
    g_autofree char *lower = g_ascii_strdown(cut, -1);
    g_auto(GStrv) declarations = g_strsplit(lower, ";", -1);
    for (char **p = declarations; *p; p++) {
        char *value = strchr(*p, ':');
        if (!value)
            continue;
        *value++ = '\0';
        look |= look_of_declaration(g_strstrip(*p), g_strstrip(value), &box);
    }
    return box.flat && box.clipped ? look | LOOK_HIDDEN : look;
}

/* ".name", "#name" or "element.name"; NULL for what is more than that. */
static char *simple_selector(const char *start, gsize length)
{
    g_autofree char *selector = g_strndup(start, MIN(length, STYLE_BYTES));
    g_strstrip(selector);
    gsize element = strspn(selector, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*");
    const char *mark = selector + element;
    if ((*mark != '.' && *mark != '#') || !mark[1] || strpbrk(mark + 1, ".#:[>+~* \t\r\n"))
        return NULL;
    return g_strdup(mark);
}

static void styles_add_rule(struct html_styles *styles, const char *selectors, gsize length, guint look)
{
    const char *end = selectors + length;
    while (selectors < end) {
        const char *comma = memchr(selectors, ',', (gsize)(end - selectors));
        const char *stop = comma ? comma : end;
        char *selector = simple_selector(selectors, (gsize)(stop - selectors));
        if (selector && g_hash_table_size(styles->looks) < STYLE_SELECTORS) {
            guint both = look | GPOINTER_TO_UINT(g_hash_table_lookup(styles->looks, selector));
            g_hash_table_replace(styles->looks, g_steal_pointer(&selector), GUINT_TO_POINTER(both));
        }
        g_free(selector);
        selectors = stop + 1;
    }
}

static char *without_comments(const char *css, gsize length)
{
    GString *out = g_string_sized_new(length);
    const char *end = css + length;
    while (css < end) {
        const char *open = g_strstr_len(css, end - css, "/*");
        g_string_append_len(out, css, (open ? open : end) - css);
        const char *close = open ? g_strstr_len(open + 2, end - open - 2, "*/") : NULL;
        css = close ? close + 2 : end;
    }
    return g_string_free(out, FALSE);
}

/* The end of an @-rule: after its semicolon or its block with all blocks inside. */
static const char *skip_at_rule(const char *p)
{
    p += strcspn(p, ";{");
    if (*p != '{')
        return *p ? p + 1 : p;
    guint depth = 0;
    do {
        if (*p == '{')
            depth++;
        else if (*p == '}')
            depth--;
        p++;
    } while (*p && depth > 0);
    return p;
}

void html_styles_add(struct html_styles *styles, const char *css, gsize length)
{
    g_autofree char *sheet = without_comments(css, length);
    for (const char *p = sheet; *p;) {
        p += strspn(p, " \t\r\n}");
        if (g_str_has_prefix(p, "<!--") || g_str_has_prefix(p, "-->")) {
            p += *p == '<' ? 4 : 3;
            continue;
        }
        if (*p == '@') {
            p = skip_at_rule(p);
            continue;
        }
        gsize selectors = strcspn(p, "{");
        const char *block = p + selectors;
        if (!*block)
            return;
        gsize declarations = strcspn(block + 1, "}");
        guint look = look_of_declarations(block + 1, declarations);
        if (look)
            styles_add_rule(styles, p, selectors, look);
        p = block + 1 + declarations;
    }
}

static guint look_of_selector(const struct html_styles *styles, char mark, const char *name)
{
    g_autofree char *selector = g_strdup_printf("%c%s", mark, name);
    return GPOINTER_TO_UINT(g_hash_table_lookup(styles->looks, selector));
}

guint html_styles_look(const struct html_styles *styles, const char *classes, const char *id, const char *style)
{
    guint look = 0;
    if (classes && g_hash_table_size(styles->looks) > 0) {
        g_auto(GStrv) names = g_strsplit_set(classes, " \t\r\n", 20);
        for (char **p = names; *p; p++)
            look |= look_of_selector(styles, '.', *p);
    }
    if (id && g_hash_table_size(styles->looks) > 0)
        look |= look_of_selector(styles, '#', id);
    guint own = style ? look_of_declarations(style, strlen(style)) : 0;
    if ((own & LOOK_SHOWN) && !(own & LOOK_HIDDEN))
        look &= ~(guint)LOOK_HIDDEN;
    if (own & (LOOK_FONT_ZERO | LOOK_FONT_SIZED))
        look &= ~(guint)(LOOK_FONT_ZERO | LOOK_FONT_SIZED);
    return look | own;
}
