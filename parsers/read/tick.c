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

/* "[yes] Linen [no] Velvet": in square brackets alone, for round ones hold remarks. */
static gboolean tick_word(const char *inside, gboolean *ret_ticked)
{
    static const char *const yes[] = {"yes", "y", "ok", "evet", "ja", "oui", "si", "sim", "tak", "да"};
    static const char *const no[] = {"no", "n", "hayir", "nein", "nee", "non", "nao", "nie", "нет"};
    g_autofree char *key = text_match_key(inside);
    for (guint i = 0; i < G_N_ELEMENTS(yes); i++)
        if (g_str_equal(yes[i], key))
            return *ret_ticked = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(no); i++)
        if (g_str_equal(no[i], key))
            return TRUE;
    return g_str_equal(inside, "-") || g_str_equal(inside, "–");
}

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
    return content[-1] == '[' && tick_word(inside, ret_ticked);
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

gboolean tick_any(const char *text)
{
    gboolean ticked = FALSE;
    for (const char *p = text; *p && !ticked; p = g_utf8_next_char(p))
        if (!tick_box(p, &ticked))
            ticked = FALSE;
    return ticked;
}

gsize tick_box_behind(const char *line)
{
    gsize end = strlen(line);
    gboolean ticked;
    while (end > 0 && strchr(" \t.,;/|", line[end - 1]))
        end--;
    if (end == 0 || (g_ascii_isalnum(line[end - 1])))
        return G_MAXSIZE;
    char open = line[end - 1] == ')' ? '(' : line[end - 1] == ']' ? '[' : '\0';
    gsize start = end - 1;
    if (open)
        while (start > 0 && line[start] != open)
            start--;
    else
        for (start = (gsize)(g_utf8_find_prev_char(line, line + end) - line); start > 0 && g_str_has_prefix(line + start, "\ufe0f");)
            start = (gsize)(g_utf8_prev_char(line + start) - line);
    return tick_box(line + start, &ticked) == end - start ? start : G_MAXSIZE;
}

/* --- which side of its box a label stands on ------------------------------------------------------------------------- */

static gboolean is_blank(const char *text, gsize length)
{
    g_autofree char *part = g_strndup(text, length);
    g_autofree char *key = text_match_key(part);
    return !*key;
}

gsize option_separator(const char *text)
{
    if (*text == ' ' && text[1] == ' ')
        return strspn(text, " ");
    return *text && strchr(",;/|\n\t", *text) ? 1 : 0;
}

/* The part of `text` up to the first mark that parts options; behind the last one, with `last`. As a copy. */
static char *part_beside_box(const char *text, gsize length, gboolean last)
{
    gsize from = 0, to = length, step;
    for (gsize at = 0; at < length; at += step) {
        gsize mark = option_separator(text + at);
        step = MAX(mark, 1);
        if (mark && last)
            from = MIN(at + mark, length);
        else if (mark) {
            to = at;
            break;
        }
    }
    return g_strndup(text + from, to - from);
}

struct boxes {
    const char *text;
    gsize starts[OPTIONS_MOST], ends[OPTIONS_MOST];
    guint count;
};

/* What stands between the box and its neighbour on that side, or the text's end; *ret_length its length. */
static const char *beside_box(const struct boxes *boxes, guint i, gboolean before, gsize *ret_length)
{
    gsize from = !before ? boxes->ends[i] : i ? boxes->ends[i - 1] : 0;
    gsize to = before ? boxes->starts[i] : i + 1 < boxes->count ? boxes->starts[i + 1] : strlen(boxes->text);
    *ret_length = to - from;
    return boxes->text + from;
}

/* Whether right beside each box, on that side, something is named: up to a mark that parts options, if there is one. */
static gboolean all_named(const struct boxes *boxes, gboolean before, option_named named, const void *data)
{
    for (guint i = 0; i < boxes->count; i++) {
        gsize length;
        const char *text = beside_box(boxes, i, before, &length);
        g_autofree char *whole = g_strndup(text, length), *part = part_beside_box(text, length, before);
        g_strstrip(whole);
        g_strstrip(part);
        if (is_blank(part, strlen(part)) || !(named(part, before, data) || named(whole, before, data)))
            return FALSE;
    }
    return TRUE;
}

/* "Oak[x] Walnut[ ] Steel": each box touches what stands before it, and nothing behind. */
static gboolean all_touch(const struct boxes *boxes, gboolean before)
{
    for (guint i = 0; i < boxes->count; i++) {
        char front = boxes->starts[i] ? boxes->text[boxes->starts[i] - 1] : ' ', back = boxes->text[boxes->ends[i]];
        gboolean touches_front = !g_ascii_isspace(front), touches_back = back && !g_ascii_isspace(back);
        if (before ? !touches_front || touches_back : touches_front || !touches_back)
            return FALSE;
    }
    return TRUE;
}

/* Sets before and unsure. */
static void find_side(struct options *options, const struct boxes *boxes, option_named named, const void *data)
{
    gsize length = strlen(boxes->text), last = boxes->ends[boxes->count - 1];
    gboolean before = all_named(boxes, TRUE, named, data), behind = all_named(boxes, FALSE, named, data);
    options->before = !is_blank(boxes->text, boxes->starts[0]) && is_blank(boxes->text + last, length - last);
    if (before != behind)
        options->before = before;
    else if (before && (all_touch(boxes, TRUE) || all_touch(boxes, FALSE)))
        options->before = all_touch(boxes, TRUE);
    else
        options->unsure = before;
}

/* "(choose one) Oak [x]", "Which one? Oak [x]": where the first label begins behind what is only said about the list. */
static gsize hint_length(const char *text, gsize length, option_named named, const void *data)
{
    for (gsize at = length; at > 0; at--) {
        if (!strchr("?:)", text[at - 1]))
            continue;
        g_autofree char *rest = g_strndup(text + at, length - at);
        return named(g_strstrip(rest), TRUE, data) ? at : 0;
    }
    return 0;
}

static void find_boxes(struct options *options, struct boxes *boxes)
{
    for (const char *p = boxes->text; *p && boxes->count < OPTIONS_MOST;) {
        gboolean ticked;
        gsize box = tick_box(p, &ticked);
        if (box) {
            boxes->starts[boxes->count] = (gsize)(p - boxes->text);
            boxes->ends[boxes->count] = boxes->starts[boxes->count] + box;
            options->all[boxes->count++].ticked = ticked;
        }
        p = box ? p + box : g_utf8_next_char(p);
    }
    options->count = boxes->count;
}

void options_scan(struct options *options, const char *text, option_named named, const void *data)
{
    struct boxes boxes = {.text = text};
    options->before = options->unsure = FALSE;
    find_boxes(options, &boxes);
    if (boxes.count == 0)
        return;
    find_side(options, &boxes, named, data);
    for (guint i = 0; i < boxes.count; i++)
        options->all[i].label = beside_box(&boxes, i, options->before, &options->all[i].length);
    gsize hint = options->before ? hint_length(text, options->all[0].length, named, data) : 0;
    options->all[0].label += hint;
    options->all[0].length -= hint;
    options->first = options->before ? 0 : boxes.starts[0];
    options->tail = options->before ? text + boxes.ends[boxes.count - 1] : text + strlen(text);
}

char *option_key(const struct option *option)
{
    g_autofree char *label = g_strndup(option->label, option->length);
    return text_match_key(label);
}
