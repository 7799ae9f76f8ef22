/* Lines to entries: "Label: value", a label over its value, banners, boxes below a label, values that run over lines.
 */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/cells.h"
#include "parsers/read/entry.h"
#include "parsers/read/kinds.h"

#define BLANKS_MOST 2   /* empty lines between a banner and its value */
#define LABEL_LINE  100 /* bytes of a line that is a label alone */

/* What is being read. */
struct form_text {
    struct label_index *index;
    GPtrArray *entries;
    struct entry *open; /* the field or product that the next line may belong to; NULL none */
    gboolean banner;    /* it began with "--- Label ---": it runs to the next banner */
    gboolean apart;     /* it is a heading without a colon: its value may stand apart */
    guint blanks;       /* empty lines since */
    gboolean under_item; /* only options stood since an item's heading */
    gboolean aligned;   /* cells of the table are set apart by runs of tabs or blanks */
    GPtrArray *rows;    /* GStrv: lines of cells of a table that is being read; NULL none */
};

static void form_close(struct form_text *form)
{
    form->under_item = FALSE;
    form->open = NULL;
    form->banner = form->apart = FALSE;
    form->blanks = 0;
}

static struct entry *form_add(struct form_text *form, enum entry_kind kind, const struct text_line *line)
{
    struct entry *entry = entry_new(kind, line->text);
    entry->ours = line->ours;
    entry->quoted = line->quoted;
    g_ptr_array_add(form->entries, entry);
    return entry;
}

static void form_open(struct form_text *form, struct entry *entry)
{
    form_close(form);
    form->open = entry;
}

static void form_add_text(struct form_text *form, const struct text_line *line)
{
    struct entry *entry;
    if (line->ours || line->printed)
        return;
    entry = form_add(form, ENTRY_TEXT, line);
    g_free(entry->text);
    entry->text = g_strstrip(g_strdup(line->text));
}

/* --- labels ------------------------------------------------------------------------------------------------------ */

static struct entry *form_add_labelled(struct form_text *form, const struct text_line *line,
                                       const struct label_match *match, const char *value, gsize length)
{
    struct entry *entry = form_add(form, match->label->names_product ? ENTRY_PRODUCT : ENTRY_FIELD, line);
    entry->match = *match;
    entry->index = match->index;
    g_free(entry->text);
    entry->text = g_strstrip(g_strndup(value, MIN(length, BOUND_VALUE_SIZE)));
    return entry;
}

/* "*Fabric:* linen", "**Fabric:** linen": the emphasis closes behind the label. */
static gsize skip_emphasis(const char *line, const struct line_piece *piece)
{
    gsize marks = strspn(line + piece->start, "*_");
    if (marks == 0 || piece->value >= piece->end || strncmp(line + piece->start, line + piece->value, marks) != 0)
        return piece->value;
    gsize at = piece->value + marks;
    while (at < piece->end && line[at] == ' ')
        at++;
    return at;
}

/* What stands before the first label: the heading of a product, or words. */
static void form_add_prefix(struct form_text *form, const struct text_line *line, gsize length)
{
    gboolean bullet;
    g_autofree char *prefix = g_strndup(line->text, length);
    while (length > 0 && strchr(" ,;|(-:\t", prefix[length - 1]))
        prefix[--length] = '\0';
    if (line_is_blank(line_without_bullet(prefix, &bullet)) || strspn(prefix, "|# \t*") == strlen(prefix))
        return;
    struct text_line part = {.text = prefix, .ours = line->ours, .quoted = line->quoted};
    struct entry *heading = heading_read(form->index, prefix, FALSE);
    if (!heading) {
        form_add_text(form, &part);
        return;
    }
    heading->ours = line->ours;
    heading->quoted = line->quoted;
    g_ptr_array_add(form->entries, heading);
}

/* The label with its value, without the rest of its line. */
static char *piece_text(const char *line, const struct line_piece *piece)
{
    gsize start = MIN(piece->start, piece->value), end = piece->end > piece->value ? piece->end : piece->value;
    return g_strndup(line + start, MAX(end, start) - start);
}

/* "2x Sofa - Linen / Oak (SKU: SOFA-3) for €1,250.00 each": the labels are within the heading's brackets. */
static gboolean is_ordering_heading(const struct form_text *form, const struct text_line *line, const struct line_piece *first)
{
    const char *open = strchr(line->text, '(');
    if (first->value < first->start || !open || (gsize)(open - line->text) >= first->start)
        return FALSE;
    struct entry *heading = heading_read(form->index, line->text, FALSE);
    gboolean ordering = heading && heading->quantity && heading->product.form;
    entry_free(heading);
    return ordering;
}

static gboolean form_take_labels(struct form_text *form, const struct text_line *line)
{
    struct line_piece pieces[LINE_PIECES];
    guint count = line_pieces(form->index, line->text, pieces);
    if (count == 0 || is_ordering_heading(form, line, &pieces[0]))
        return FALSE;
    if (pieces[0].value > pieces[0].start)
        form_add_prefix(form, line, pieces[0].start);
    for (guint i = 0; i < count; i++) {
        gsize value = skip_emphasis(line->text, &pieces[i]);
        gsize length = pieces[i].end > value ? pieces[i].end - value : 0;
        while (length > 0 && line->text[value + length - 1] == '|')
            length--;
        form_open(form, form_add_labelled(form, line, &pieces[i].match, line->text + value, length));
        g_free(form->open->raw);
        form->open->raw = piece_text(line->text, &pieces[i]);
    }
    const char *rest = line->text + pieces[count - 1].end;
    if (*rest == ')' && pieces[count - 1].value > pieces[count - 1].start) {
        struct text_line part = {rest + strspn(rest, ").,; "), line->ours, line->quoted};
        if (*part.text && !line_is_blank(part.text)) {
            form_close(form);
            form_add_text(form, &part);
        }
    }
    return TRUE;
}

/* "What's your name?", "Which fabric?": the label that the question ends with. */
static gboolean label_of_question(struct label_index *index, const char *text, struct label_match *match)
{
    if (!g_str_has_suffix(text, "?"))
        return FALSE;
    for (const char *word = strchr(text, ' '); word; word = strchr(word + 1, ' '))
        if (label_find(index, word + 1, FALSE, match)) {
            match->guessed = TRUE;
            return TRUE;
        }
    return FALSE;
}

/* A label alone on its line, or between the rules of a banner. */
static gboolean form_take_lone_label(struct form_text *form, const struct text_line *line, const char *text,
                                     gboolean banner)
{
    struct label_match match;
    if (strlen(text) > LABEL_LINE || (!label_find(form->index, text, banner, &match) && !label_of_question(form->index, text, &match)))
        return FALSE;
    form_open(form, form_add_labelled(form, line, &match, "", 0));
    form->banner = banner;
    form->apart = !strpbrk(text, ":?");
    return TRUE;
}

/* "- Fabric Linen" below a product: the longest label that the line begins with. */
static gboolean form_take_bullet(struct form_text *form, const struct text_line *line)
{
    gboolean bullet;
    const char *text = line_without_bullet(line->text, &bullet);
    const char *cut = NULL;
    struct label_match match, here;
    guint words = 0;
    if (!bullet || strlen(text) > 2 * LABEL_LINE)
        return FALSE;
    for (const char *space = text; (space = strchr(space, ' ')) && words < 6; space++, words++) {
        g_autofree char *label = g_strndup(text, (gsize)(space - text));
        if (space[1] && label_find(form->index, label, FALSE, &here)) {
            match = here;
            cut = space + 1;
        }
    }
    if (!cut || (label_is_free_text(match.label) && (!form->under_item || label_runs_over_lines(match.label))))
        return FALSE;
    form_add_labelled(form, line, &match, cut, strlen(cut));
    form_close(form);
    form->under_item = TRUE;
    return TRUE;
}

/* --- values below labels ----------------------------------------------------------------------------------------- */

static gboolean begins_with_box(const char *line)
{
    gboolean bullet, ticked;
    return tick_box(line_without_bullet(line, &bullet), &ticked) > 0;
}

/* "(Please choose one of these)": our own help, or a form's; never a value's next line. */
static gboolean is_hint(const char *line)
{
    g_autofree char *text = g_strstrip(g_strdup(line));
    gsize length = strlen(text);
    gboolean ticked;
    return length > 1 && *text == '(' && text[length - 1] == ')' && tick_box(text, &ticked) == 0;
}

/* Our own mails indent what belongs to the line before. */
static gboolean is_continuation(const char *line)
{
    return *line == ' ' && !is_hint(line);
}

static void append_line(char **text, const char *line)
{
    g_autofree char *old = *text ? *text : g_strdup("");
    g_autofree char *stripped = g_strstrip(g_strdup(line));
    gboolean first = !*old;
    if (strlen(old) + strlen(stripped) >= BOUND_VALUE_SIZE)
        *text = g_steal_pointer(&old);
    else
        *text = first ? g_steal_pointer(&stripped) : g_strconcat(old, "\n", stripped, NULL);
}

static gboolean open_runs_over_lines(const struct form_text *form)
{
    return form->open->match.label && label_runs_over_lines(form->open->match.label);
}

/* A banner or a heading may stand apart from its value; below "Label:" an empty line says that nothing was filled in.
 */
static gboolean form_waits_for_value(const struct form_text *form)
{
    return form->open && !form->open->ours && !*form->open->text &&
           form->blanks <= (form->banner || form->apart ? BLANKS_MOST : 0);
}

/* Below a label of ours: the sender's own words are the answer; what changed inside the quote belongs to the value. */
static gboolean form_take_below_ours(struct form_text *form, const struct text_line *line)
{
    struct entry *open = form->open;
    if (line->ours) {
        gboolean more = open_runs_over_lines(form) && form->blanks == 0 && is_continuation(line->text);
        if (more)
            append_line(&open->text, line->text);
        return more || is_hint(line->text);
    }
    if (form->blanks > 0 && (open->below || line->quoted))
        return FALSE;
    if (line->quoted && open_runs_over_lines(form) && *open->text && form->blanks == 0) {
        append_line(&open->text, line->text);
        open->ours = FALSE;
        return TRUE;
    }
    append_line(&open->below, line->text);
    form->blanks = 0;
    return TRUE;
}

/* A marked line is taken as it stands; a mail program may have put an empty line between. */
static gboolean form_take_verbatim(struct form_text *form, const struct text_line *line)
{
    const char *words = line_verbatim(line->text);
    struct entry *open = form->open;
    if (!words || !open || open->ours || line->ours || open->kind != ENTRY_FIELD || form->blanks > BLANKS_MOST ||
        (*open->text && !open->verbatim && !open_runs_over_lines(form))) /* a line without a label, not more of the value */
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
static gboolean form_take_indented(struct form_text *form, const struct text_line *line)
{
    struct entry *open = form->open;
    if (!line->ours || !open || form->blanks > 0 || !(open->ours || *open->text) || !open_runs_over_lines(form) ||
        !is_continuation(line->text) || line_is_blank(line->text))
        return FALSE;
    append_line(&open->text, line->text);
    return TRUE;
}

/* The line as part of the open field's value. FALSE when it is none. */
static gboolean form_take_value(struct form_text *form, const struct text_line *line)
{
    struct entry *open = form->open;
    if (!open)
        return FALSE;
    if (open->ours)
        return form_take_below_ours(form, line);
    if (line->ours && !(*open->text && form->blanks == 0 && open_runs_over_lines(form) && is_continuation(line->text)))
        return FALSE;
    if (is_hint(line->text) && !form->banner &&
        (*open->text || g_ascii_isspace(*line->text) || !open_runs_over_lines(form))) {
        form_add_text(form, line);
        return TRUE;
    }
    if (!*open->text && form_waits_for_value(form)) {
        append_line(&open->text, line->text);
        char *raw = g_strdup_printf("%s %s", open->raw, open->text);
        g_free(open->raw);
        open->raw = raw;
        form->blanks = 0;
        return TRUE;
    }
    if (begins_with_box(line->text) && form->blanks == 0) {
        append_line(&open->text, line->text);
        return TRUE;
    }
    gboolean runs = open_runs_over_lines(form);
    if (form->banner ? form->blanks > 0 && !runs : form->blanks > 0 || !runs)
        return FALSE;
    append_line(&open->text, line->text);
    form->blanks = 0;
    return TRUE;
}

/* --- tables of cells between tabs or bars ------------------------------------------------------------------------ */

static void free_row(void *row)
{
    g_strfreev(row);
}

static void form_end_table(struct form_text *form)
{
    if (form->rows)
        entries_add_rows(form->entries, form->index, form->rows);
    g_clear_pointer(&form->rows, g_ptr_array_unref);
}

static gboolean form_take_row(struct form_text *form, const struct text_line *line)
{
    gboolean foreign = line->ours || line->quoted;
    g_auto(GStrv) cells = foreign ? NULL : form->rows && form->aligned ? cells_aligned(line->text) : cells_of_line(line->text);
    if (form->rows && cells && form->rows->len < BOUND_TABLE_ROWS) {
        const GStrv head = form->rows->pdata[0];
        if (form->aligned && g_strv_length(cells) != g_strv_length(head)) { /* which one is empty nobody can tell: all but the first are asked for */
            for (guint i = 1; cells[i]; i++)
                *cells[i] = '\0';
            form_add_text(form, line);
        }
        g_ptr_array_add(form->rows, g_steal_pointer(&cells));
        return TRUE;
    }
    form_end_table(form);
    gboolean gaps = cells && cells_have_gaps(cells);
    form->aligned = !foreign && (!cells || gaps) && strstr(line->text, gaps ? "\t\t" : "   ");
    if (form->aligned) {
        g_strfreev(cells);
        cells = cells_aligned(line->text);
    }
    if (!cells || !cells_are_header(form->index, cells))
        return FALSE;
    form_close(form);
    form->rows = g_ptr_array_new_with_free_func(free_row);
    g_ptr_array_add(form->rows, g_steal_pointer(&cells));
    return TRUE;
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

/* A heading ends what was open; a bare product name does not when a value is awaited, or a text is running. */
static gboolean form_take_heading(struct form_text *form, const struct text_line *line)
{
    struct entry *entry = heading_read(form->index, line->text, line->ours);
    if (!entry)
        return FALSE;
    gboolean waits = form_waits_for_value(form), product = waits && form->open->kind == ENTRY_PRODUCT;
    gboolean runs =
        form->open && !form->open->ours && *form->open->text && form->blanks == 0 && open_runs_over_lines(form);
    if (product || ((waits || runs) && !entry->index)) {
        entry_free(entry);
        return FALSE;
    }
    entry->ours = line->ours;
    entry->quoted = line->quoted;
    g_ptr_array_add(form->entries, entry);
    form_close(form);
    form->under_item = TRUE;
    return TRUE;
}

static void form_take_break(struct form_text *form, const struct text_line *line)
{
    if (form_waits_for_value(form) && form->banner) {
        append_line(&form->open->text, line->text);
        return;
    }
    form_close(form);
    form_add(form, ENTRY_BREAK, line);
}

static gboolean form_take_banner(struct form_text *form, const struct text_line *line)
{
    g_autofree char *banner = line_banner(line->text);
    if (!banner)
        return FALSE;
    if (form_take_lone_label(form, line, banner, TRUE) || form_take_heading(form, line))
        return TRUE;
    form_close(form);
    if (heading_is_order(banner))
        form_add(form, ENTRY_BREAK, line);
    else
        form_add_text(form, line);
    return TRUE;
}

static void form_take_rest(struct form_text *form, const struct text_line *line)
{
    struct entry *entry;
    if (form_take_value(form, line))
        return;
    form_close(form);
    if (line->ours && *line->text != ' ' && !is_hint(line->text))
        form_add(form, ENTRY_BREAK, line); /* a heading of ours between items and the order's own fields */
    if (line->printed && *line->text != ' ' && !is_hint(line->text))
        form_add(form, ENTRY_SECTION, line);
    if (line->ours || !begins_with_box(line->text)) {
        form_add_text(form, line);
        return;
    }
    entry = form_add(form, ENTRY_OPTION, line);
    g_free(entry->text);
    entry->text = g_strstrip(g_strdup(line->text));
}

static void form_take_line(struct form_text *form, const struct text_line *line)
{
    if (form_take_verbatim(form, line) || form_take_indented(form, line))
        return;
    if (form_take_row(form, line))
        return;
    if (line_is_blank(line->text)) {
        form->blanks += form->open != NULL;
        return;
    }
    if (line_is_rule(line->text)) {
        form_take_break(form, line);
        return;
    }
    if (heading_is_order(line->text) && !form_waits_for_value(form)) {
        form_take_break(form, line);
        return;
    }
    if (form_take_banner(form, line) || (!begins_with_box(line->text) && form_take_labels(form, line)) ||
        form_take_heading(form, line))
        return;
    gboolean numbered = form->open && form->open->kind == ENTRY_PRODUCT && form->open->index; /* "Item 1", and below it "Product" */
    if ((!form_waits_for_value(form) && form_take_bullet(form, line)) ||
        ((!form_waits_for_value(form) || numbered) && form_take_lone_label(form, line, line->text, FALSE)))
        return;
    form_take_rest(form, line);
}

/* "2) Wardrobe" between numbered products, with fields below it, is an item that we do not know; not more of the last
 * one. */
static void form_find_unknown(struct form_text *form)
{
    const struct entry *last = NULL;
    for (guint i = 0; i + 1 < form->entries->len; i++) {
        struct entry *entry = form->entries->pdata[i];
        const struct entry *next = form->entries->pdata[i + 1];
        const char *rest = NULL;
        if (entry->kind == ENTRY_PRODUCT)
            last = entry;
        guint number =
            entry->kind == ENTRY_TEXT && strlen(entry->text) <= LABEL_LINE ? heading_number(entry->text, &rest) : 0;
        if (!number || next->kind != ENTRY_FIELD || !((last && last->index) || number == 1))
            continue;
        entry->kind = ENTRY_PRODUCT;
        entry->index = number;
        char *text = g_strdup(rest);
        g_free(entry->text);
        entry->text = text;
        last = entry;
    }
}

GPtrArray *entries_of_lines(struct label_index *index, const GArray *lines)
{
    struct form_text form = {.index = index, .entries = entries_new()};
    for (guint i = 0; i < lines->len; i++) {
        struct text_line line = g_array_index(lines, struct text_line, i);
        g_autofree char *row = form.rows && !line.ours && !line.quoted ? cells_joined_row(lines, i, &i) : NULL;
        if (row)
            line.text = row;
        form_take_line(&form, &line);
    }
    form_end_table(&form);
    form_find_unknown(&form);
    return form.entries;
}
