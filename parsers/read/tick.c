/* Boxes that people tick, in brackets or as signs, before or behind what they stand for. */
#include "parsers/read/tick.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/kinds.h"

static const struct {
    const char *sign;
    gboolean ticked;
} tick_signs[] = {
    {"☑", TRUE}, {"☒", TRUE}, {"✓", TRUE},  {"✔", TRUE},  {"✅", TRUE},  {"🗹", TRUE}, {"🗸", TRUE}, {"■", TRUE},
    {"●", TRUE}, {"◉", TRUE}, {"☐", FALSE}, {"□", FALSE}, {"○", FALSE}, {"◯", FALSE},   {"⬜", FALSE},
};

/* What may stand between brackets that are a box; `ret_ticked` what it means. */
static gboolean tick_content(const char *content, gsize length, gboolean *ret_ticked)
{
    static const char *const marks[] = {"x", "X", "✓", "✔", "✗", "✘", "•", "●", "*", "v", "V", "+", "×", "х", "Х"};
    g_autofree char *inside = g_strndup(content, length);
    g_strstrip(inside);
    *ret_ticked = FALSE;
    if (strspn(inside, " _.") == strlen(inside) || g_str_equal(inside, "\u00a0"))
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (g_str_equal(marks[i], inside))
            return *ret_ticked = TRUE;
    return FALSE;
}

gsize tick_box(const char *text, gboolean *ret_ticked)
{
    char close = *text == '[' ? ']' : *text == '(' ? ')' : '\0';
    for (guint i = 0; (guchar)*text >= 0x80 && i < G_N_ELEMENTS(tick_signs); i++) { /* none of them is ASCII */
        if (g_str_has_prefix(text, tick_signs[i].sign)) {
            gsize length = strlen(tick_signs[i].sign);
            *ret_ticked = tick_signs[i].ticked;
            return length + (g_str_has_prefix(text + length, "\ufe0f") ? strlen("\ufe0f") : 0);
        }
    }
    for (gsize i = 1; close && i <= 9 && text[i]; i++)
        if (text[i] == close)
            return tick_content(text + 1, i - 1, ret_ticked) ? i + 1 : 0;
    return 0;
}

static gboolean is_blank(const char *text, gsize length)
{
    g_autofree char *part = g_strndup(text, length);
    g_autofree char *key = text_match_key(part);
    return !*key;
}

/* The boxes of a text with their labels: behind each box, or, when text stands before the first and none after the
 * last, before each. */
void options_scan(struct options *options, const char *text)
{
    gsize starts[OPTIONS_MOST], ends[OPTIONS_MOST], length = strlen(text);
    options->count = 0;
    for (const char *p = text; *p && options->count < OPTIONS_MOST;) {
        gboolean ticked;
        gsize box = tick_box(p, &ticked);
        if (box) {
            starts[options->count] = (gsize)(p - text);
            ends[options->count] = starts[options->count] + box;
            options->all[options->count++].ticked = ticked;
        }
        p = box ? p + box : g_utf8_next_char(p);
    }
    guint count = options->count;
    if (count == 0)
        return;
    gboolean behind = is_blank(text, starts[0]) || !is_blank(text + ends[count - 1], length - ends[count - 1]);
    for (guint i = 0; i < count; i++) {
        gsize from = behind ? ends[i] : i ? ends[i - 1] : 0;
        gsize to = !behind ? starts[i] : i + 1 < count ? starts[i + 1] : length;
        options->all[i].label = text + from;
        options->all[i].length = to - from;
    }
    options->first = behind ? starts[0] : 0;
}

char *option_key(const struct option *option)
{
    g_autofree char *label = g_strndup(option->label, option->length);
    return text_match_key(label);
}
