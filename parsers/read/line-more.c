/* Labels with their values behind the commas of a value: "Quantity: 2, width 200 cm, legs oak". Nothing but a comma says that they begin, so
 * that each must be followed by what can only be its value. */
#include "parsers/read/line-more.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/words.h"

#define LABEL_WORDS  4
#define PART_BYTES   120 /* a longer part is a sentence */
#define PHONE_DIGITS 7
#define TEXT_WORDS   2   /* of a value in words */
#define DATE_WORDS   4

/* --- what can only be a value of the field -------------------------------------------------------------------------------------- */

static guint words_of(const char *text)
{
    g_autofree char *key = text_match_key(text);
    guint words = *key != '\0';
    for (const char *p = key; *p; p++)
        words += *p == ' ';
    return words;
}

static gboolean is_count(const char *text)
{
    g_autofree char *count = heading_count(text);
    return count != NULL;
}

static gboolean is_length(const char *text)
{
    const char *unit = text + strspn(text, "0123456789.,");
    return unit > text && (!*unit || length_unit(unit));
}

static gboolean is_phone(const char *text)
{
    guint digits = 0;
    for (const char *p = text; *p; p++) {
        if (!strchr("0123456789+ -/().", *p))
            return FALSE;
        digits += g_ascii_isdigit(*p) != 0;
    }
    return digits >= PHONE_DIGITS;
}

static gboolean fits(const struct field *field, const char *text)
{
    g_autofree char *key = text_match_key(text);
    switch (field->type) {
    case FIELD_INTEGER:
        return is_count(text);
    case FIELD_LENGTH:
        return is_length(text);
    case FIELD_CHOICE:
        return *key && choice_exact(field, key, NULL);
    case FIELD_PHONE:
        return is_phone(text);
    case FIELD_EMAIL:
        return text_address_valid(text);
    case FIELD_DATE:
        return g_ascii_isdigit(*text) && words_of(text) <= DATE_WORDS;
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_YESNO:
    case FIELD_TEXT:
    case FIELD_ADDRESS:
        return FALSE;
    }
    return FALSE;
}

static gboolean label_fits(const struct label *label, const char *text)
{
    for (guint i = 0; i < label->targets->len; i++)
        if (fits(g_array_index(label->targets, struct label_target, i).field, text))
            return TRUE;
    return FALSE;
}

/* --- one part -------------------------------------------------------------------------------------------------------------------- */

struct scan {
    struct label_index *index;
    const char *line;
    const struct label *label; /* of the value before */
    gboolean text; /* the value before is free text, in which numbers and words mean anything */
};

/* "number 5" of a chart, of a house. */
static gboolean is_vague_label(const struct scan *scan, const char *label)
{
    static const char *const vague[] = {"number", "numbers", "no", "nr", "nummer", "numara", "numero", "numer", "code", "kod", NULL};
    g_autofree char *key = text_match_key(label);
    return scan->text && g_strv_contains(vague, key);
}

/* "Phone: home 0117 …, mobile 0770 …": two values of one field. */
static gboolean is_same_field(const struct label *left, const struct label *right)
{
    for (guint l = 0; l < left->targets->len; l++)
        for (guint r = 0; r < right->targets->len; r++)
            if (g_array_index(left->targets, struct label_target, l).field == g_array_index(right->targets, struct label_target, r).field)
                return TRUE;
    return FALSE;
}

/* "legs oak": a label, and behind it nothing but its value; "colour blue", where the value before is no free text, is shown as guessed. */
static gboolean part_begins_with_label(const struct scan *scan, const char *part, gsize *ret_value, struct label_match *match)
{
    guint words = 0;
    for (const char *space = part; (space = strchr(space, ' ')) && words < LABEL_WORDS; space++, words++) {
        g_autofree char *label = g_strndup(part, (gsize)(space - part));
        const char *value = space + 1;
        if (!label_find(scan->index, label, FALSE, match) || match->index || match->label->names_product || is_same_field(scan->label, match->label) ||
            is_vague_label(scan, label))
            continue;
        gboolean words_alone = !scan->text && label_is_free_text(match->label) && !label_runs_over_lines(match->label) && words_of(value) <= TEXT_WORDS;
        if (!label_fits(match->label, value) && !words_alone)
            continue;
        match->guessed = (scan->text && !is_phone(value) && !text_address_valid(value)) || words_alone;
        *ret_value = (gsize)(value - part);
        return TRUE;
    }
    return FALSE;
}

/* "2 adet": the count before its label. */
static gboolean part_ends_with_label(const struct scan *scan, const char *part, struct label_match *match)
{
    const char *unit = part + strspn(part, "0123456789");
    return !scan->text && unit > part && *unit == ' ' && label_find(scan->index, unit, FALSE, match) && !match->index &&
           label_has_role(match->label, ROLE_QUANTITY) && is_count(part);
}

static gboolean part_is_polite(const char *part)
{
    g_autofree char *key = text_match_key(part), *rest = words_without(WORDS_POLITE, key);
    return !*rest;
}

/* Where the part that begins at `from` ends: before the next comma with a blank behind it, or semicolon. */
static gsize part_end(const char *line, gsize from, gsize to)
{
    while (from < to && line[from] != ';' && !(line[from] == ',' && line[from + 1] == ' '))
        from++;
    return from;
}

/* The part as a piece. FALSE when it is no label with its value. */
static gboolean take_part(const struct scan *scan, gsize from, gsize to, struct line_piece *ret_piece)
{
    g_autofree char *part = g_strndup(scan->line + from, to - from);
    gsize value = 0, length = to - from;
    while (length > 0 && strchr(". ", part[length - 1]))
        part[--length] = '\0';
    if (length > PART_BYTES || !(part_begins_with_label(scan, part, &value, &ret_piece->match) || part_ends_with_label(scan, part, &ret_piece->match)))
        return FALSE;
    ret_piece->start = from;
    ret_piece->value = from + value;
    ret_piece->end = from + length;
    return TRUE;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------- */

guint line_more(struct label_index *index, const char *line, struct line_piece *piece, struct line_piece *ret_more, guint room)
{
    const struct label *label = piece->match.label;
    if (piece->end <= piece->value || label->names_product || label_runs_over_lines(label) || !strpbrk(line + piece->value, ",;"))
        return 0;
    const struct scan scan = {index, line, label, label_is_free_text(label)};
    gsize own = part_end(line, piece->value, piece->end);
    guint count = 0;
    gboolean guessed = FALSE; /* then so is what was cut from */
    for (gsize from = own, to; from < piece->end; from = to) {
        from += 1 + strspn(line + from + 1, " ");
        to = part_end(line, from, piece->end);
        g_autofree char *part = g_strndup(line + from, to > from ? to - from : 0);
        if (count < room && take_part(&scan, from, to, &ret_more[count]))
            guessed = ret_more[count++].match.guessed || guessed;
        else if (count == 0)
            own = to;
        else if (!part_is_polite(part))
            return 0;
    }
    piece->end = count ? own : piece->end;
    piece->match.guessed = piece->match.guessed || (scan.text && guessed);
    return count;
}
