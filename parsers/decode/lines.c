#include "parsers/decode/lines.h"

#include <string.h>

#include "daemon/base/bounds.h"

#define ENTRY_OVERHEAD 16u /* of an entry on its way between processes: length, offset, depth */

void lines_budget_init(struct lines_budget *budget)
{
    *budget = (struct lines_budget){.text = BOUND_TEXT_SIZE, .lines = BOUND_LINES};
}

gboolean lines_budget_take(struct lines_budget *budget, gsize bytes)
{
    if (budget->text < bytes + ENTRY_OVERHEAD) {
        budget->cut = TRUE;
        return FALSE;
    }
    budget->text -= bytes + ENTRY_OVERHEAD;
    return TRUE;
}

/* What may not stand in a line: controls, what would end it elsewhere, marks of byte order, overrides of direction. */
static gboolean is_dropped(gunichar c)
{
    return (c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0xfeff || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

/* One octet that stays as it is. */
static gboolean is_plain(char c)
{
    return (c >= ' ' && c <= '~') || c == '\t';
}

char *lines_clean(const char *text)
{
    GString *clean = g_string_sized_new(strlen(text));
    gunichar before = 0;
    for (const char *p = text; *p;) {
        const char *plain = p;
        while (is_plain(*p))
            p++;
        if (p > plain) {
            g_string_append_len(clean, plain, p - plain);
            before = (guchar)p[-1];
            continue;
        }
        gunichar c = g_utf8_get_char(p);
        p = g_utf8_next_char(p);
        if (is_dropped(c))
            continue;
        if ((c == 0xa0 || c == 0x202f) && !(g_unichar_isdigit(before) && g_unichar_isdigit(g_utf8_get_char(p))))
            c = ' ';
        g_string_append_unichar(clean, c);
        before = c;
    }
    return g_string_free(clean, FALSE);
}

static void cut_at(char *text, gsize most)
{
    while (most > 0 && ((guchar)text[most] & 0xc0) == 0x80)
        most--;
    text[most] = '\0';
}

void lines_add(struct document_block *block, guint quote, const char *text, struct lines_budget *budget)
{
    g_autofree char *clean = lines_clean(text);
    if (strlen(clean) > BOUND_LINE_SIZE) {
        cut_at(clean, BOUND_LINE_SIZE);
        budget->cut = TRUE;
    }
    if (budget->lines == 0 || !lines_budget_take(budget, strlen(clean))) {
        budget->cut = TRUE;
        return;
    }
    budget->lines--;
    document_add_line(block, quote, clean);
}

/* A line as it was written, and what is to be known of it to join it to the next. */
struct raw_line {
    guint quote;
    const char *text;
    gsize length;
};

/* Flowed text has its quote marks side by side and then one stuffed space; others write "> > ". */
static struct raw_line raw_line_read(const char *line, gsize length, gboolean flowed)
{
    struct raw_line raw = {0, line, length};
    const char *end = line + length;
    const char *p = line;
    while (p < end && *p == '>') {
        raw.quote++;
        p++;
        if (!flowed && p + 1 < end && p[0] == ' ' && p[1] == '>')
            p++;
    }
    if (p < end && *p == ' ' && (flowed || raw.quote > 0))
        p++;
    raw.text = p;
    raw.length = (gsize)(end - p);
    return raw;
}

static gboolean raw_line_is(const struct raw_line *raw, const char *text)
{
    return raw->length == strlen(text) && strncmp(raw->text, text, raw->length) == 0;
}

struct flow {
    GString *text; /* the paragraph so far */
    guint quote;
    gboolean open;
};

static void flow_end(struct flow *flow, struct document_block *block, struct lines_budget *budget)
{
    if (flow->open)
        lines_add(block, flow->quote, flow->text->str, budget);
    g_string_truncate(flow->text, 0);
    flow->open = FALSE;
}

static void flow_add(struct flow *flow, const struct raw_line *raw, gsize length)
{
    if (flow->text->len <= BOUND_LINE_SIZE)
        g_string_append_len(flow->text, raw->text, (gssize)MIN(length, BOUND_LINE_SIZE + 1));
    flow->quote = raw->quote;
    flow->open = TRUE;
}

static void read_flowed_line(struct flow *flow, const struct raw_line *raw, gboolean delete_space,
                             struct document_block *block, struct lines_budget *budget)
{
    gboolean signature = raw_line_is(raw, "-- ");
    gboolean soft = !signature && raw->length > 0 && raw->text[raw->length - 1] == ' ';
    if (flow->open && (flow->quote != raw->quote || signature))
        flow_end(flow, block, budget);
    flow_add(flow, raw, raw->length - (soft && delete_space ? 1 : 0));
    if (!soft)
        flow_end(flow, block, budget);
}

static void read_fixed_line(const struct raw_line *raw, struct document_block *block, struct lines_budget *budget)
{
    g_autofree char *text = g_strndup(raw->text, MIN(raw->length, BOUND_LINE_SIZE + 1));
    if (raw->length > BOUND_LINE_SIZE) {
        text[BOUND_LINE_SIZE + 1] = '\0';
        cut_at(text, BOUND_LINE_SIZE);
        budget->cut = TRUE;
    }
    lines_add(block, raw->quote, text, budget);
}

/* The end of the line: CRLF, LF, CR alone, NEL, LINE SEPARATOR or PARAGRAPH SEPARATOR. */
static const char *find_line_end(const char *line, const char **ret_next)
{
    const char *p = line + strcspn(line, "\r\n\xc2\xe2");
    for (; *p; p += 1 + strcspn(p + 1, "\r\n\xc2\xe2")) {
        gsize mark = 0;
        if (*p == '\n' || *p == '\r')
            mark = p[0] == '\r' && p[1] == '\n' ? 2 : 1;
        else if (strncmp(p, "\xc2\x85", 2) == 0)
            mark = 2;
        else if (strncmp(p, "\xe2\x80\xa8", 3) == 0 || strncmp(p, "\xe2\x80\xa9", 3) == 0)
            mark = 3;
        if (mark) {
            *ret_next = p + mark;
            return p;
        }
    }
    *ret_next = p;
    return p;
}

void lines_read_plain(struct document_block *block, const char *text, gboolean flowed, gboolean delete_space,
                      struct lines_budget *budget)
{
    struct flow flow = {.text = g_string_new(NULL)};
    for (const char *line = text, *next = NULL; *line && !(budget->cut && budget->lines == 0); line = next) {
        const char *end = find_line_end(line, &next);
        struct raw_line raw = raw_line_read(line, (gsize)(end - line), flowed);
        if (flowed)
            read_flowed_line(&flow, &raw, delete_space, block, budget);
        else
            read_fixed_line(&raw, block, budget);
    }
    flow_end(&flow, block, budget);
    g_string_free(flow.text, TRUE);
}

static guint line_substance(const char *text)
{
    guint count = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (g_ascii_strncasecmp(p, "http://", 7) == 0 || g_ascii_strncasecmp(p, "https://", 8) == 0) {
            p += strcspn(p, " \t>)]");
            if (!*p)
                break;
        }
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            count++;
    }
    return count;
}

guint lines_substance(const struct document_block *block)
{
    guint count = 0;
    for (guint i = 0; i < block->lines->len; i++) {
        const struct document_line *line = block->lines->pdata[i];
        count += line_substance(line->text);
    }
    return count;
}
