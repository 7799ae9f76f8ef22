/* Lines to entries: "Label: value", a label over its value, banners, boxes below a label, values that run over lines.
 */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/cells.h"
#include "parsers/read/form-text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/paragraph.h"
#include "parsers/read/tick.h"
#include "parsers/read/trimmings.h"

#define LABEL_LINE  100 /* bytes of a line that is a label alone */
#define LONE_BLANKS 2    /* empty lines between a label that stands alone and its value */
#define UNDERLINE_SLACK 3 /* characters that the rule below "Label:" is longer or shorter; another one ends a part */

/* The text of the line `ahead` of the one being read; NULL behind the last, and where somebody else wrote it. */
const char *form_peek(const struct form_text *form, guint ahead)
{
    const struct text_line *line = form->at + ahead < form->lines->len ? &g_array_index(form->lines, struct text_line, form->at + ahead) : NULL;
    return line && !line->ours && !line->quoted ? line->text : NULL;
}

void form_close(struct form_text *form)
{
    form->under_item = FALSE;
    form->open = NULL;
    form->banner = form->apart = form->bulleted = FALSE;
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

static struct entry *entry_of_words(const char *words)
{
    struct entry *entry = entry_new(ENTRY_TEXT, words);
    g_free(entry->text);
    entry->text = g_strstrip(g_strdup(words));
    return entry;
}

void form_add_text(struct form_text *form, const struct text_line *line)
{
    if (line->ours || line->printed)
        return;
    struct entry *entry = entry_of_words(line->text);
    entry->quoted = line->quoted;
    g_ptr_array_add(form->entries, entry);
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

/* "My products<TAB>Sofa (Quantity: 2, …)": the row of a form whose answer is an item; what stands before it is for a person. */
static struct entry *form_heading_in_cell(const struct form_text *form, const struct text_line *line)
{
    const char *cell = line->ours || line->quoted ? NULL : strrchr(line->text, '\t');
    struct entry *entry = cell ? heading_read(form->index, cell + 1, FALSE) : NULL;
    if (!entry || entry->listed)
        return entry;
    entry_free(entry);
    return NULL;
}

/* "2x Sofa - Linen / Oak (SKU: SOFA-3) for €1,250.00 each": the labels are within the heading's brackets. */
static gboolean is_ordering_heading(const struct form_text *form, const struct text_line *line, const struct line_piece *first)
{
    const char *open = strchr(line->text, '(');
    if (first->value < first->start || !open || (gsize)(open - line->text) >= first->start)
        return FALSE;
    struct entry *heading = heading_read(form->index, line->text, FALSE);
    if (!heading)
        heading = form_heading_in_cell(form, line);
    gboolean ordering = heading && (heading->quantity || heading->listed) && heading->product.form;
    entry_free(heading);
    return ordering;
}

/* "Name<TAB>Value", above a table's rows. */
static gboolean line_is_caption(const char *line)
{
    g_auto(GStrv) cells = cells_of_line(line);
    return cells && g_strv_length(cells) == 2 && trimming_is_caption(cells[0], cells[1]);
}

/* "Which product would you like?<TAB>Sofa". */
static gboolean form_take_question(struct form_text *form, const struct text_line *line)
{
    struct label_match match;
    const char *mark = line->ours ? NULL : strchr(line->text, '?'), *value = mark ? mark + 1 + strspn(mark + 1, " *:\t") : NULL;
    g_autofree char *label = mark ? g_strndup(line->text, (gsize)(mark + 1 - line->text)) : NULL;
    if (!label || !label_asks_product(form->index, label, value, &match))
        return FALSE;
    form_open(form, form_add_labelled(form, line, &match, value, strlen(value)));
    return TRUE;
}

/* "Address: Lindenstr. 5 | App version: 3.2", where other labels stand between bars: what follows is a label too, though none of ours. */
static gsize length_before_bar(const char *value, gsize length)
{
    const char *bar = memchr(value, '|', length);
    if (!bar || !memchr(bar, ':', length - (gsize)(bar - value)))
        return length;
    while (bar > value && bar[-1] == ' ')
        bar--;
    return (gsize)(bar - value);
}

/* "Order no<TAB>1042<TAB>Date<TAB>1 May": a label of somebody else's, and its value, in the cells behind ours. */
static gsize length_before_pair(const char *value, gsize length)
{
    const char *tab = memchr(value, '\t', length), *next = tab ? memchr(tab + 1, '\t', length - (gsize)(tab + 1 - value)) : NULL;
    return next && tab > value && next > tab + 1 ? (gsize)(tab - value) : length;
}

static gboolean form_take_labels(struct form_text *form, const struct text_line *line)
{
    struct line_piece pieces[LINE_PIECES];
    guint count = line_pieces(form->index, line->text, pieces);
    if (count == 0 || is_ordering_heading(form, line, &pieces[0]))
        return FALSE;
    if (line_is_caption(line->text)) {
        form_close(form);
        form_add_text(form, line);
        return TRUE;
    }
    const char *after = line->text;
    if (pieces[0].value > pieces[0].start)
        form_add_prefix(form, line, pieces[0].start);
    for (guint i = 0; i < count; i++) {
        gsize value = skip_emphasis(line->text, &pieces[i]);
        gsize length = pieces[i].end > value ? pieces[i].end - value : 0;
        while (length > 0 && line->text[value + length - 1] == '|')
            length--;
        if (count > 1)
            length = length_before_bar(line->text + value, length);
        if (!label_runs_over_lines(pieces[i].match.label))
            length = length_before_pair(line->text + value, length);
        form_open(form, form_add_labelled(form, line, &pieces[i].match, line->text + value, length));
        line_without_bullet(line->text, &form->bulleted);
        g_free(form->open->raw);
        form->open->raw = piece_text(line->text, &pieces[i]);
        after = line->text + value + length;
    }
    const char *rest = line->text + pieces[count - 1].end;
    if (after < rest && strchr("\t |", *after) && after[strspn(after, "\t |")]) { /* between bars or tabs, below no label of ours */
        struct text_line part = {after + strspn(after, "\t |"), line->ours, line->quoted};
        form_close(form);
        form_add_text(form, &part);
    }
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

static gboolean label_wants_number(const struct label *label)
{
    for (guint i = 0; i < label->targets->len; i++) {
        enum field_type type = g_array_index(label->targets, struct label_target, i).field->type;
        if (type == FIELD_INTEGER || type == FIELD_DECIMAL || type == FIELD_LENGTH || type == FIELD_MONEY)
            return TRUE;
    }
    return FALSE;
}

/* The next line that is not empty, where a value could stand; NULL none. */
static const char *form_peek_value(const struct form_text *form)
{
    guint ahead = 1;
    const char *next = form_peek(form, ahead);
    while (next && line_is_blank(next) && ahead <= LONE_BLANKS)
        next = form_peek(form, ++ahead);
    return next;
}

/* "Quantity 2", and below it no number, nor "Quantity 3": the number is not that of an item, but what is said. */
static gboolean form_take_number(struct form_text *form, const struct text_line *line, const struct label_match *match)
{
    struct label_match said = *match, other;
    const char *next = form_peek_value(form);
    if (!match->index || strpbrk(line->text, ":?") || !label_wants_number(match->label) || (next && g_ascii_isdigit(next[strspn(next, " \t")])) ||
        (next && label_find(form->index, next, FALSE, &other) && other.label == match->label))
        return FALSE;
    g_autofree char *number = g_strdup_printf("%u", match->index);
    said.index = 0;
    form_add_labelled(form, line, &said, number, strlen(number));
    form_close(form);
    form->under_item = TRUE;
    return TRUE;
}

/* "Armrests [x]": what is ticked is wanted. */
static gboolean form_take_ticked_label(struct form_text *form, const struct text_line *line, const struct label_match *match)
{
    gsize box = label_is_yesno(match->label) ? tick_box_behind(line->text) : G_MAXSIZE;
    if (box == G_MAXSIZE)
        return FALSE;
    form_add_labelled(form, line, match, line->text + box, strlen(line->text + box));
    form_close(form);
    form->under_item = TRUE;
    return TRUE;
}

/* "How would you like to pay?", a form's, with its answer below; not "is velvet the same price?", a customer's, with nothing below it. */
static gboolean form_is_answered(const struct form_text *form)
{
    struct line_piece pieces[LINE_PIECES];
    const char *answer = form_peek_value(form);
    return answer && line_pieces(form->index, answer, pieces) == 0;
}

/* A label alone on its line, or between the rules of a banner. */
static gboolean form_take_lone_label(struct form_text *form, const struct text_line *line, const char *text,
                                     gboolean banner)
{
    struct label_match match;
    const char *next = form_peek(form, 1);
    if (strlen(text) > LABEL_LINE || (!label_find(form->index, text, banner, &match) && !(label_of_question(form->index, text, &match) && form_is_answered(form)) &&
                                      !(next && label_asks_product(form->index, text, next, &match))))
        return FALSE;
    if (!banner && !line->ours && (form_take_number(form, line, &match) || form_take_ticked_label(form, line, &match)))
        return TRUE;
    if (!banner && !line->ours && tick_box_behind(text) != G_MAXSIZE) /* "Seats [x]": of a list, not a label that waits for a value */
        return FALSE;
    form_open(form, form_add_labelled(form, line, &match, "", 0));
    form->banner = banner;
    form->apart = !strpbrk(text, ":?");
    return TRUE;
}

/* The "180" of "Length 180 cm" is no item's number: it is the value of what was found without it. */
static gboolean is_value_of(const struct label_match *found, const struct label_match *longer, const char *value)
{
    g_autofree char *key = text_match_key(value);
    return longer->index && !found->index && longer->label == found->label && (label_asks_number(found->label) || label_has_choice(found->label, key));
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
        if (space[1] && label_find(form->index, label, FALSE, &here) && !(cut && is_value_of(&match, &here, cut))) {
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

/* "Fabric Linen" below a product: a choice right behind its label, and nothing else. */
static gboolean form_take_option(struct form_text *form, const struct text_line *line)
{
    struct label_match match;
    const char *text = line->text + strspn(line->text, " \t");
    if (!form->under_item || strlen(text) > LABEL_LINE || strpbrk(text, ":?"))
        return FALSE;
    for (const char *space = text; (space = strchr(space, ' ')); space++) {
        g_autofree char *label = g_strndup(text, (gsize)(space - text)), *key = text_match_key(space);
        if (!label_find(form->index, label, FALSE, &match) || match.label->names_product || !label_has_choice(match.label, key))
            continue;
        form_add_labelled(form, line, &match, space, strlen(space));
        form_close(form);
        form->under_item = TRUE;
        return TRUE;
    }
    return FALSE;
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

static gboolean is_theirs(const struct text_line *line)
{
    return !line->ours && !line->quoted && !line->printed;
}

/* What a sentence orders, appended to `items` (struct entry). FALSE: nothing. */
static gboolean form_items_of_sentence(const struct form_text *form, const char *sentence, gboolean must_wish, GPtrArray *items)
{
    g_auto(GStrv) headings = headings_of_sentence(form->index, sentence, must_wish);
    const guint before = items->len;
    for (guint i = 0; headings && headings[i]; i++) {
        struct entry *entry = heading_read(form->index, headings[i], FALSE);
        if (!entry) {
            g_ptr_array_set_size(items, (gint)before);
            return FALSE;
        }
        g_free(entry->raw);
        entry->raw = g_strdup(sentence);
        g_ptr_array_add(items, entry);
    }
    return items->len > before;
}

/* "… I would like two sofas in linen. They are for our office. …": sentences that order, and others beside them, which are for a person. */
static gboolean form_take_paragraph(struct form_text *form, const struct text_line *line)
{
    guint count = 0;
    g_auto(GStrv) sentences = form_waits_for_value(form) || !is_theirs(line) ? NULL : paragraph_sentences(form->index, form->lines, form->at, &count);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    gboolean orders = FALSE;
    for (guint i = 0; sentences && sentences[i]; i++) {
        if (form_items_of_sentence(form, sentences[i], TRUE, found))
            orders = TRUE;
        else
            g_ptr_array_add(found, entry_of_words(sentences[i]));
    }
    if (!orders)
        return FALSE;
    while (found->len > 0)
        g_ptr_array_add(form->entries, g_ptr_array_steal_index(found, 0));
    form->more = count - 1;
    form_close(form);
    return TRUE;
}

/* A heading ends what was open; a bare product name does not when a value is awaited, or a text is running. */
static gboolean form_take_heading(struct form_text *form, const struct text_line *line)
{
    g_autofree char *named = !is_theirs(line) ? NULL : heading_of_colon(form->index, line->text);
    g_autoptr(GPtrArray) more = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    struct entry *entry = heading_read(form->index, named ? named : line->text, line->ours);
    if (!entry && is_theirs(line) && form_items_of_sentence(form, line->text, FALSE, more))
        entry = g_ptr_array_steal_index(more, 0);
    if (!entry)
        entry = form_heading_in_cell(form, line);
    if (!entry)
        return FALSE;
    gboolean waits = form_waits_for_value(form), product = waits && form->open->kind == ENTRY_PRODUCT;
    gboolean runs =
        form->open && !form->open->ours && *form->open->text && form->blanks == 0 && form_open_runs_over_lines(form);
    if (product || ((waits || runs) && !entry->index)) {
        entry_free(entry);
        return FALSE;
    }
    entry->ours = line->ours;
    entry->quoted = line->quoted;
    g_ptr_array_add(form->entries, entry);
    while (more->len > 0)
        g_ptr_array_add(form->entries, g_ptr_array_steal_index(more, 0));
    form_close(form);
    form->under_item = TRUE;
    return TRUE;
}

/* "Delivery address", and a rule right below it: the heading is underlined, and no part ends. */
static gboolean form_is_underline(const struct form_text *form, const char *rule)
{
    const char *next = form_peek(form, 1);
    glong longer = form->open ? g_utf8_strlen(rule, -1) - g_utf8_strlen(form->open->raw, -1) : 0;
    gboolean fits = ABS(longer) <= UNDERLINE_SLACK && next && !line_is_blank(next);
    return (form->apart || fits) && !form->banner && form->blanks == 0 && form->open && form->open->kind == ENTRY_FIELD &&
           form_waits_for_value(form);
}

static void form_take_break(struct form_text *form, const struct text_line *line)
{
    if (form_is_underline(form, line->text))
        return;
    if (form_waits_for_value(form) && form->banner) {
        form_append_line(&form->open->text, line->text);
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
    if (line->ours && *line->text != ' ' && !form_is_hint(line->text))
        form_add(form, ENTRY_BREAK, line); /* a heading of ours between items and the order's own fields */
    if (line->printed && *line->text != ' ' && !form_is_hint(line->text))
        form_add(form, ENTRY_SECTION, line);
    if (line->ours || !form_has_box(line->text)) {
        form_add_text(form, line);
        return;
    }
    entry = form_add(form, ENTRY_OPTION, line);
    g_free(entry->text);
    entry->text = g_strstrip(g_strdup(line->text));
}

/* Where a value is awaited stands another label, and below that what answers it: the first was left empty. */
static gboolean form_is_next_label(const struct form_text *form, const struct text_line *line)
{
    struct label_match match;
    const char *next = form_peek(form, 1);
    return form->open && form->open->kind == ENTRY_FIELD && !line->ours && form->blanks == 0 && next && !line_is_blank(next) && !line_is_rule(next) &&
           strlen(line->text) <= LABEL_LINE && label_find(form->index, line->text, FALSE, &match) && !match.index && !match.label->names_product &&
           !label_find(form->index, next, FALSE, &match);
}

static void form_take_line(struct form_text *form, const struct text_line *line)
{
    if (form_take_verbatim(form, line) || form_take_indented(form, line) || form_take_box_behind(form, line))
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
    if (form_take_banner(form, line) || form_take_question(form, line) || (!form_is_box(line->text) && form_take_labels(form, line)) ||
        form_take_heading(form, line) || form_take_paragraph(form, line))
        return;
    gboolean numbered = form->open && form->open->kind == ENTRY_PRODUCT && form->open->index; /* "Item 1", and below it "Product" */
    numbered = numbered || form_is_next_label(form, line);
    if ((!form_waits_for_value(form) && (form_take_bullet(form, line) || form_take_option(form, line))) ||
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

static GPtrArray *read_lines(struct label_index *index, const GArray *lines, gboolean under_item)
{
    struct form_text form = {.index = index, .entries = entries_new(), .lines = lines, .under_item = under_item};
    for (guint i = 0; i < lines->len; i++) {
        struct text_line line = g_array_index(lines, struct text_line, i);
        form.at = i;
        g_autofree char *row = form.rows && !line.ours && !line.quoted ? cells_joined_row(lines, i, &i) : NULL;
        if (row)
            line.text = row;
        form_take_line(&form, &line);
        i += form.more;
        form.more = 0;
    }
    form_end_table(&form);
    g_strfreev(form.head);
    form_find_unknown(&form);
    return form.entries;
}

GPtrArray *entries_of_lines(struct label_index *index, const GArray *lines)
{
    return read_lines(index, lines, FALSE);
}

GPtrArray *entries_of_details(struct label_index *index, const GArray *lines)
{
    return read_lines(index, lines, TRUE);
}
