/* Values below labels: lines that go on, boxes, what our own mails indent, and where a page's own words begin. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/form-text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/tick.h"
#include "parsers/read/trimmings.h"

#define BLANKS_MOST 2   /* empty lines between a banner and its value */
#define ADDRESS_LINES 8
#define TAIL_LINES  20  /* that a page adds below a message, at most */

gboolean form_is_box(const char *line)
{
    gboolean bullet, ticked;
    return tick_box(line_without_bullet(line, &bullet), &ticked) > 0;
}

gboolean form_has_box(const char *line)
{
    return form_is_box(line) || tick_box_behind(line) != G_MAXSIZE;
}

/* "(Please choose one of these)": our own help, or a form's; never a value's next line. */
gboolean form_is_hint(const char *line)
{
    g_autofree char *text = g_strstrip(g_strdup(line));
    gsize length = strlen(text);
    gboolean ticked;
    return length > 1 && *text == '(' && text[length - 1] == ')' && tick_box(text, &ticked) == 0;
}

/* Our own mails indent what belongs to the line before. */
static gboolean is_continuation(const char *line)
{
    return *line == ' ' && !form_is_hint(line);
}

void form_append_line(char **text, const char *line)
{
    g_autofree char *old = *text ? *text : g_strdup("");
    g_autofree char *stripped = g_strstrip(g_strdup(line));
    gboolean first = !*old;
    if (strlen(old) + strlen(stripped) >= BOUND_VALUE_SIZE)
        *text = g_steal_pointer(&old);
    else
        *text = first ? g_steal_pointer(&stripped) : g_strconcat(old, "\n", stripped, NULL);
}

gboolean form_open_runs_over_lines(const struct form_text *form)
{
    return form->open->match.label && label_runs_over_lines(form->open->match.label);
}

static gboolean is_address(const struct entry *entry)
{
    return entry->match.label && label_is_address(entry->match.label);
}

/* "Deliver to:", an empty line where a company's name could stand, and an address: two lines or more without any label. */
static gboolean form_is_before_address(const struct form_text *form)
{
    guint lines = 0;
    gboolean digits = FALSE;
    if (form->blanks != 1 || !is_address(form->open))
        return FALSE;
    for (const char *text; (text = form_peek(form, lines)) && !line_is_blank(text); lines++) {
        if (strpbrk(text, ":\t") || lines == ADDRESS_LINES)
            return FALSE;
        digits = digits || strpbrk(text, "0123456789");
    }
    return lines >= 2 && digits;
}

/* A banner or a heading may stand apart from its value; below "Label:" an empty line says that nothing was filled in.
 */
gboolean form_waits_for_value(const struct form_text *form)
{
    return form->open && !form->open->ours && !*form->open->text &&
           form->blanks <= (form->banner || form->apart ? BLANKS_MOST : form_is_before_address(form) ? 1 : 0);
}

/* Below a label of ours: the sender's own words are the answer; what changed inside the quote belongs to the value. */
static gboolean form_take_below_ours(struct form_text *form, const struct text_line *line)
{
    struct entry *open = form->open;
    if (line->ours) {
        gboolean more = form_open_runs_over_lines(form) && form->blanks == 0 && is_continuation(line->text);
        if (more)
            form_append_line(&open->text, line->text);
        return more || form_is_hint(line->text);
    }
    gboolean apart = form->blanks > 0 || (is_address(open) && trimming_is_wish(line->text));
    if ((form->blanks > 0 && line->quoted) || (apart && open->below))
        return FALSE;
    if (line->quoted && form_open_runs_over_lines(form) && *open->text && form->blanks == 0) {
        form_append_line(&open->text, line->text);
        open->ours = FALSE;
        return TRUE;
    }
    form_append_line(&open->below, line->text);
    form->blanks = 0;
    return TRUE;
}

/* A marked line is taken as it stands; a mail program may have put an empty line between. */
gboolean form_take_verbatim(struct form_text *form, const struct text_line *line)
{
    const char *words = line_verbatim(line->text);
    struct entry *open = form->open;
    if (!words || !open || open->ours || line->ours || open->kind != ENTRY_FIELD || form->blanks > BLANKS_MOST ||
        (*open->text && !open->verbatim && !form_open_runs_over_lines(form))) /* a line without a label, not more of the value */
        return FALSE;
    g_autofree char *old = open->text;
    if (strlen(old) + strlen(words) < BOUND_VALUE_SIZE)
        open->text = open->verbatim || *old ? g_strconcat(old, "\n", words, NULL) : g_strdup(words);
    else
        open->text = g_steal_pointer(&old);
    open->verbatim = TRUE;
    form->blanks = 0;
    return TRUE;
}

/* What we have indented below a value of several lines belongs to it, whatever it looks like: a note may hold "Fabric: x". */
gboolean form_take_indented(struct form_text *form, const struct text_line *line)
{
    struct entry *open = form->open;
    if (!line->ours || !open || form->blanks > 0 || !(open->ours || *open->text) || !form_open_runs_over_lines(form) ||
        !is_continuation(line->text) || line_is_blank(line->text))
        return FALSE;
    form_append_line(&open->text, line->text);
    return TRUE;
}

/* "Velvet [x]" below a label that has choices: more of its list, whatever the words could be besides ("3 seats [x]"). */
gboolean form_take_box_behind(struct form_text *form, const struct text_line *line)
{
    struct entry *open = form->open;
    if (!open || open->ours || line->ours || open->kind != ENTRY_FIELD || form->blanks > 0 || strchr(line->text, ':') ||
        tick_box_behind(line->text) == G_MAXSIZE || !label_has_boxes(open->match.label))
        return FALSE;
    g_autofree char *words = g_strndup(line->text, tick_box_behind(line->text)), *key = text_match_key(words);
    if (*open->text && tick_box_behind(open->text) == G_MAXSIZE && !label_has_choice(open->match.label, key)) /* "Fabric: linen", and below it "Armrests [x]" */
        return FALSE;
    form_append_line(&open->text, line->text);
    return TRUE;
}

/* Whether this line and all below it, up to the next that is empty, are what the page added by itself: no more of a message. */
static gboolean form_is_tail(const struct form_text *form)
{
    gboolean sure = FALSE;
    for (guint ahead = 0; form_peek(form, ahead) && !line_is_blank(form_peek(form, ahead)) && !line_is_rule(form_peek(form, ahead)); ahead++) {
        enum trimming trimming = ahead < TAIL_LINES ? trimming_of_line(form_peek(form, ahead)) : TRIMMING_NONE;
        if (trimming == TRIMMING_NONE)
            return FALSE;
        sure = sure || trimming == TRIMMING_SURE;
    }
    return sure;
}

/* "Mobile:", and below it "Fax:": both were left empty. */
static gboolean form_is_empty_pair(const struct form_text *form, const char *line)
{
    g_autofree char *text = g_strchomp(g_strdup(line));
    return !*form->open->text && !form->banner && !form->apart && !form_open_runs_over_lines(form) && g_str_has_suffix(text, ":") &&
           trimming_of_line(text) == TRIMMING_SURE;
}

/* The line as part of the open field's value. FALSE when it is none. */
gboolean form_take_value(struct form_text *form, const struct text_line *line)
{
    struct entry *open = form->open;
    if (!open)
        return FALSE;
    if (open->ours)
        return form_take_below_ours(form, line);
    if (line->ours && !(*open->text && form->blanks == 0 && form_open_runs_over_lines(form) && is_continuation(line->text)))
        return FALSE;
    if (form_is_hint(line->text) && !form->banner &&
        (*open->text || g_ascii_isspace(*line->text) || !form_open_runs_over_lines(form))) {
        form_add_text(form, line);
        return TRUE;
    }
    if (form_is_empty_pair(form, line->text))
        return FALSE;
    if (!*open->text && form_waits_for_value(form)) {
        form_append_line(&open->text, line->text);
        char *raw = g_strdup_printf("%s %s", open->raw, open->text);
        g_free(open->raw);
        open->raw = raw;
        form->blanks = 0;
        return TRUE;
    }
    gboolean boxed = open->kind != ENTRY_FIELD || label_has_boxes(open->match.label) || label_is_free_text(open->match.label);
    if (form_is_box(line->text) && form->blanks == 0 && boxed) { /* below "Quantity: 2" they are another field's */
        form_append_line(&open->text, line->text);
        return TRUE;
    }
    gboolean bullet;
    line_without_bullet(line->text, &bullet);
    /* What is indented below an address is its own, whatever it looks like. */
    gboolean beside = is_address(open) && !g_ascii_isspace(*line->text) &&
                      (trimming_is_beside_address(line->text) || trimming_is_items_heading(line->text) || (*open->text && trimming_is_wish(line->text)));
    gboolean runs = form_open_runs_over_lines(form) && !(form->bulleted && bullet) && !beside && !form_is_tail(form);
    if (form->banner ? form->blanks > 0 && !runs : form->blanks > 0 || !runs)
        return FALSE;
    form_append_line(&open->text, line->text);
    form->blanks = 0;
    return TRUE;
}
