/* "| Fabric: linen", "│ Fabric: linen", "EH> Fabric: linen": quotes that some mail programs mark otherwise than with ">". The same signs begin the rows
 * of a table: only where our own lines stand behind them do they mark a quote. */
#include <string.h>

#include "parsers/read/quote-internal.h"

#define INITIALS_MOST 4
#define BARRED_LEAST  3 /* lines of ours behind marks: fewer may be the sender's own */

/* The bytes of the mark at the start of the line, and of one blank behind it; 0: there is none. */
static gsize bar_at(const char *text)
{
    static const char *const bars[] = {"|", "│", "┃", "¦", "▏", "❘"};
    const gsize indent = strspn(text, " \t");
    const char *mark = text + indent;
    gsize length = 0;
    for (guint i = 0; i < G_N_ELEMENTS(bars) && !length; i++)
        length = g_str_has_prefix(mark, bars[i]) ? strlen(bars[i]) : 0;
    gsize initials = 0;
    while (indent == 0 && initials < INITIALS_MOST && g_ascii_isalnum(mark[initials]))
        initials++;
    if (initials && mark[initials] == '>')
        length = initials + 1;
    return length ? indent + length + (mark[length] == ' ') : 0;
}

void quote_bars(struct written *body, const char *sent_text)
{
    g_autoptr(GArray) barred = g_array_sized_new(FALSE, TRUE, sizeof(struct sent_line), body->lines->len);
    guint count = 0;
    g_array_set_size(barred, body->lines->len);
    for (guint i = 0; i < body->lines->len; i++) {
        const struct body_line *line = body_line(body, i);
        const gsize bar = line->quote == 0 ? bar_at(line->text) : 0;
        g_array_index(barred, struct sent_line, i).text = bar ? line->text + bar : NULL;
        count += bar > 0;
    }
    if (count < BARRED_LEAST || sent_find(sent_text, barred) < BARRED_LEAST)
        return;
    for (guint i = 0; i < body->lines->len; i++) {
        struct body_line *line = body_line(body, i);
        const char *text = g_array_index(barred, struct sent_line, i).text;
        line->text = text ? text : line->text;
        line->quote = text ? 1 : line->quote;
    }
}
