/* One line: which labels split it. Only known labels do, so that "12:30", "https://…" and "I need: 2 sofas" stay whole.
 */
#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/line-more.h"

#define LABEL_WORDS     6  /* of a label that begins in the middle of a line */
#define SEPARATORS_MOST 40 /* looked at in one line */
#define BANNER_BYTES    120
#define LEADER_DOTS     4 /* that lead the eye from a label to its value; three are a pause */

gboolean line_is_blank(const char *line)
{
    for (; *line; line = g_utf8_next_char(line))
        if (!g_unichar_isspace(g_utf8_get_char(line)) && g_utf8_get_char(line) != 0x200b)
            return FALSE;
    return TRUE;
}

const char *line_verbatim(const char *line)
{
    if (*line != ':' || (line[1] && line[1] != ' '))
        return NULL;
    return line[1] ? line + 2 : line + 1;
}

gboolean line_is_rule(const char *line)
{
    guint marks = 0;
    for (; *line; line = g_utf8_next_char(line)) {
        gunichar c = g_utf8_get_char(line);
        if (g_unichar_isspace(c))
            continue;
        if ((c >= 0x80 || !strchr("-=_*~#+", (char)c)) && c != 0x2014 && c != 0x2500 && c != 0x2501)
            return FALSE;
        marks++;
    }
    return marks >= 3;
}

const char *line_without_bullet(const char *line, gboolean *ret_bullet)
{
    static const char *const bullets[] = {"- ", "* ", "• ", "– ",      "— ",      "· ",  "+ ", "» ",
                                          "● ", "▪ ", "‣ ", "-\u00a0", "*\u00a0", "•\t", "-\t"};
    *ret_bullet = FALSE;
    for (gboolean more = TRUE; more;) {
        more = FALSE;
        while (*line && g_unichar_isspace(g_utf8_get_char(line)))
            line = g_utf8_next_char(line);
        gboolean marked = *line && !g_ascii_isalnum(*line); /* most lines begin with a letter */
        for (guint i = 0; marked && i < G_N_ELEMENTS(bullets) && !more; i++) {
            if (!g_str_has_prefix(line, bullets[i]))
                continue;
            line += strlen(bullets[i]);
            *ret_bullet = more = TRUE;
        }
    }
    return line;
}

static gboolean is_banner_mark(char c)
{
    return c != '\0' && strchr("-=*_#~", c);
}

char *line_banner(const char *line)
{
    g_autofree char *copy = g_strstrip(g_strndup(line, BANNER_BYTES + 1));
    gsize length = strlen(copy), front = 0, back = 0;
    if (length > BANNER_BYTES)
        return NULL;
    while (is_banner_mark(copy[front]))
        front++;
    while (back < length && is_banner_mark(copy[length - 1 - back]))
        back++;
    if (front < 2 || back < 2 || front + back >= length || (copy[front] != ' ' && *copy != '='))
        return NULL;
    return g_strstrip(g_strndup(copy + front, length - front - back));
}

/* --- separators ------------------------------------------------------------------------------------------------------
 */

enum separator { SEPARATOR_NONE, SEPARATOR_COLON, SEPARATOR_CELL, SEPARATOR_WEAK };

/* Most of a line is letters, and blanks between them: those separate nothing. */
static gboolean may_separate(const char *p)
{
    guchar c = (guchar)*p;
    if (c == ' ')
        return p[1] == '-' || (guchar)p[1] >= 0x80;
    return !g_ascii_isalnum(c) && (c < 0x80 || c == 0xe2 || c == 0xef); /* the first octets of those beyond ASCII */
}

/* What separates a label from its value at `p`, where something may; `ret_length` its bytes. Weak ones split only behind exact labels. */
static enum separator separator_at(const char *line, const char *p, gsize *ret_length)
{
    static const char *const weak[] = {" - ", " – ", " — ", "->", "=>", "→", "="};
    *ret_length = 1;
    if (*p == ':') {
        gboolean time = p > line && g_ascii_isdigit(p[-1]) && g_ascii_isdigit(p[1]);
        return time || g_str_has_prefix(p, "://") ? SEPARATOR_NONE : SEPARATOR_COLON;
    }
    if (g_str_has_prefix(p, "：")) {
        *ret_length = strlen("：");
        return SEPARATOR_COLON;
    }
    gsize dots = p > line && p[-1] == ' ' ? strspn(p, ".") : 0;
    if (dots >= LEADER_DOTS) { /* "Quantity ........ 4" */
        *ret_length = dots;
        return SEPARATOR_COLON;
    }
    if (*p == '\t' || *p == '|')
        return SEPARATOR_CELL;
    if (*p == '?')
        return SEPARATOR_WEAK;
    for (guint i = 0; i < G_N_ELEMENTS(weak); i++) {
        if (!g_str_has_prefix(p, weak[i]))
            continue;
        *ret_length = strlen(weak[i]);
        return SEPARATOR_WEAK;
    }
    return SEPARATOR_NONE;
}

/* Where the value begins behind a separator: a second colon ("Name::", "Upload :*:") belongs to the label. */
static gsize value_start(const char *line, gsize at)
{
    gsize run = strspn(line + at, " \t*:");
    if (memchr(line + at, ':', run) && !g_str_has_prefix(line + at + run, "//"))
        at += run;
    while (line[at] && g_unichar_isspace(g_utf8_get_char(line + at)))
        at = (gsize)(g_utf8_next_char(line + at) - line);
    return at;
}

static gboolean find_in(struct label_index *index, const char *line, gsize from, gsize to, gboolean typos,
                        struct label_match *match)
{
    if (to <= from || to - from > 160)
        return FALSE;
    g_autofree char *text = g_strndup(line + from, to - from);
    return label_find(index, text, typos, match);
}

/* --- labels further on in a line --------------------------------------------------------------------------------- */

/* Where the part behind the last mark that parts a line begins, at or after `from`; G_MAXSIZE when there is no such
 * mark. */
static gsize after_delimiter(const char *line, gsize from, gsize to, gboolean strong)
{
    for (gsize at = to; at > from; at--) {
        char c = line[at - 1];
        if (c == '\t' || c == '|' || (!strong && (c == ',' || c == ';' || c == '(')))
            return at;
        if (at >= from + 2 && c == ' ' && line[at - 2] == ' ')
            return at;
        if (!strong && at >= from + 3 && strncmp(line + at - 3, " - ", 3) == 0)
            return at;
        if (from == 0 && at >= 2 && c == ' ' && strchr(".!", line[at - 2]))
            return at; /* "New order. Name: …" */
    }
    return G_MAXSIZE;
}

/* A label of up to six words that ends at `to`, anywhere behind `from`; the longest. G_MAXSIZE when there is none. */
static gsize label_of_last_words(struct label_index *index, const char *line, gsize from, gsize to,
                                 struct label_match *match)
{
    gsize found = G_MAXSIZE;
    guint words = 0;
    while (to > from && line[to - 1] == ' ')
        to--;
    for (gsize at = to; at > from && words < LABEL_WORDS; at--) {
        struct label_match here;
        if (line[at - 1] != ' ')
            continue;
        words++;
        if (find_in(index, line, at, to, FALSE, &here)) {
            found = at;
            *match = here;
        }
    }
    return found;
}

/* The label before the separator at `to` that cuts the value of `last` (NULL: the beginning of the line) short. */
static gsize inner_label(struct label_index *index, const char *line, gsize from, gsize to, const struct label *last,
                         struct label_match *match)
{
    gboolean whole = last && label_runs_over_lines(last), text = last && label_is_free_text(last);
    gsize at = after_delimiter(line, from, to, whole);
    if (at != G_MAXSIZE && find_in(index, line, at, to, FALSE, match))
        return at;
    if (text || !last)
        return G_MAXSIZE;
    return label_of_last_words(index, line, from, to, match);
}

/* The value ends before the mark that stands between it and the next label. */
static gsize trim_value(const char *line, gsize from, gsize to)
{
    while (to > from && strchr(" \t,;|(", line[to - 1]))
        to--;
    return to;
}

static gboolean add_piece(struct line_piece *pieces, guint *count, const struct label_match *match, const char *line,
                          gsize start, gsize value)
{
    if (*count == LINE_PIECES)
        return FALSE;
    if (*count > 0)
        pieces[*count - 1].end = trim_value(line, pieces[*count - 1].value, start);
    gsize end = strlen(line), before = start;
    while (before > 0 && line[before - 1] == ' ')
        before--;
    const char *close = before > 0 && line[before - 1] == '(' ? strchr(line + value, ')') : NULL;
    if (close)
        end = (gsize)(close - line);
    pieces[(*count)++] = (struct line_piece){*match, start, value, end};
    return TRUE;
}

/* The label at the separator `at`: all that stands before it, or, further on, the words behind a mark. */
static gboolean piece_at(struct label_index *index, const char *line, gsize at, enum separator kind, gsize begin,
                         const struct line_piece *last, gsize *ret_start, struct label_match *match)
{
    gboolean typos = kind != SEPARATOR_WEAK && !last;
    gsize from = last ? last->value : begin;
    if (at <= from)
        return FALSE;
    if (!last && find_in(index, line, from, at, typos, match)) {
        *ret_start = from;
        return TRUE;
    }
    if (kind == SEPARATOR_WEAK)
        return FALSE;
    *ret_start = inner_label(index, line, from, at, last ? last->match.label : NULL, match);
    return *ret_start != G_MAXSIZE;
}

/* "value :label", as right-to-left forms are turned round. */
static guint piece_reversed(struct label_index *index, const char *line, struct line_piece *pieces)
{
    const char *colon = strrchr(line, ':');
    gboolean right_to_left = FALSE;
    for (const char *p = line; *p && !right_to_left; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        right_to_left = (c >= 0x590 && c <= 0x8ff) || c == 0x200f;
    }
    if (!right_to_left || !colon ||
        !find_in(index, line, (gsize)(colon + 1 - line), strlen(line), FALSE, &pieces[0].match))
        return 0;
    pieces[0].start = (gsize)(colon - line);
    pieces[0].value = 0;
    pieces[0].end = (gsize)(colon - line);
    return 1;
}

/* Where the first label ends when all that stands before the first colon is one: "Item 1 - Fabric: linen"; else 0. */
static gsize first_colon(struct label_index *index, const char *line, gsize begin)
{
    gsize length, at = begin;
    while (line[at] && (!may_separate(line + at) || separator_at(line, line + at, &length) != SEPARATOR_COLON))
        at++;
    struct label_match match;
    return line[at] && find_in(index, line, begin, at, FALSE, &match) ? at : 0;
}

/* Those behind the commas of each value, between the others. */
static guint add_more(struct label_index *index, const char *line, struct line_piece *pieces, guint count)
{
    struct line_piece more[LINE_PIECES];
    for (guint i = 0; i < count; i++) {
        guint found = line_more(index, line, &pieces[i], more, LINE_PIECES - count);
        memmove(pieces + i + 1 + found, pieces + i + 1, (count - i - 1) * sizeof *pieces);
        memcpy(pieces + i + 1, more, found * sizeof *pieces);
        count += found;
        i += found;
    }
    return count;
}

guint line_pieces(struct label_index *index, const char *line, struct line_piece *ret_pieces)
{
    gboolean bullet;
    guint count = 0, seen = 0;
    gsize begin = (gsize)(line_without_bullet(line, &bullet) - line), length;
    begin += strspn(line + begin, "|# \t");
    gsize colon = first_colon(index, line, begin);
    for (gsize at = colon ? colon : begin; line[at] && seen < SEPARATORS_MOST;) {
        struct label_match match;
        gsize start;
        enum separator kind = may_separate(line + at) ? separator_at(line, line + at, &length) : SEPARATOR_NONE;
        if (kind == SEPARATOR_NONE) {
            at++;
            continue;
        }
        seen++;
        if (!piece_at(index, line, at, kind, begin, count ? &ret_pieces[count - 1] : NULL, &start, &match)) {
            at += kind == SEPARATOR_CELL || kind == SEPARATOR_COLON ? length : 1;
            continue;
        }
        gsize value = value_start(line, at + length);
        if (kind == SEPARATOR_WEAK && !line[value]) {
            at += length;
            continue;
        }
        if (kind == SEPARATOR_WEAK && count == 0 && find_in(index, line, begin, strlen(line), FALSE, &match))
            return 0; /* "Delivery address - street and town", all of it the label of what stands below */
        if (!add_piece(ret_pieces, &count, &match, line, start, value))
            break;
        at = value;
    }
    return count ? add_more(index, line, ret_pieces, count) : piece_reversed(index, line, ret_pieces);
}
