/* ANSI X12 850, Purchase Order (versions 003040 to 005010). The interchange declares its separators in the fixed places of ISA. */
#include <string.h>

#include "parsers/decode/x12-set.h"

#define ISA_ELEMENTS 16

static gboolean x12_matches(const struct file *file)
{
    gsize length;
    const char *p = file_start(file, &length);
    return length > 106 && memcmp(p, "ISA", 3) == 0 && !g_ascii_isalnum(p[3]) && (guchar)p[3] < 0x80;
}

/* The separators: behind "ISA", in ISA16, and behind that. A line end as terminator may have a blank before it. */
static gboolean find_syntax(const char *text, struct edi_syntax *ret_syntax)
{
    const char *p = text + 3;
    *ret_syntax = (struct edi_syntax){.element = *p, .mark = '.'};
    for (guint i = 0; i < ISA_ELEMENTS; i++) {
        p = p ? strchr(p, ret_syntax->element) : NULL;
        p = p ? p + 1 : NULL;
    }
    if (!p || !p[0] || !p[1])
        return FALSE;
    ret_syntax->component = p[0];
    gboolean line = p[1] == '\r' || p[1] == '\n' || (p[1] == ' ' && (p[2] == '\r' || p[2] == '\n'));
    ret_syntax->terminator = line ? '\n' : p[1];
    return TRUE;
}

/* IBM's machines end segments with NEXT LINE, a control character: a copy of the file with line ends in its place. NULL where something else
 * ends them. */
static char *lines_of(const struct file *file)
{
    gsize length;
    struct edi_syntax syntax;
    const char *start = file_start(file, &length);
    g_autofree char *head = g_strndup(start, MIN(length, FORMAT_HEAD));
    gboolean found = find_syntax(head, &syntax), utf8 = found && syntax.terminator == '\xc2';
    if (!found || !(utf8 || syntax.terminator == '\x85'))
        return NULL;
    char *lines = g_memdup2(file->bytes, file->length);
    for (gsize i = 1; i < file->length; i++) {
        if (lines[i] != '\x85' || (utf8 && lines[i - 1] != '\xc2'))
            continue;
        lines[i] = '\n';
        if (utf8)
            lines[i - 1] = ' ';
    }
    return lines;
}

/* --- the envelope ------------------------------------------------------------------------------------------------------------------ */

/* Segments [from, to] are ST to SE, or to where the set breaks off. */
static void read_set(struct document *document, const struct file *file, const GPtrArray *segments, guint from, guint to, const char *envelope)
{
    const struct edi_segment *begin = segments->pdata[from], *end = segments->pdata[to];
    g_autofree char *where = g_strdup_printf("%s, transaction set %s", file->name, edi_get(begin, 2, 0));
    struct business_order *order = formats_add_order(document, SOURCE_X12, where);
    if (!order)
        return;
    g_autofree char *quoted = g_strdup_printf("%s/%s", envelope, edi_get(begin, 2, 0));
    struct x12_set set;
    x12_set_init(&set, file, order);
    business_order_set(order, ORDER_ENVELOPE, quoted);
    gboolean begun = FALSE;
    for (guint i = from; i <= to; i++) {
        x12_set_read(&set, segments->pdata[i]);
        begun = begun || edi_is(segments->pdata[i], "BEG");
    }
    x12_set_end(&set);
    if (!begun)
        edi_problem_add(order, TRUE, "BEG", "", "the segment that begins a purchase order", file, segments->pdata[MIN(from + 1, to)]);
    if (set.items == 0)
        edi_problem_add(order, TRUE, "PO1", "", "a segment for each line of the order", file, end);
    x12_set_clear(&set);
    if (!edi_is(end, "SE")) {
        business_problem_add(order, TRUE, "SE", "", "the segment that ends the transaction set", "%s, segment %u", file->name, end->number);
        return;
    }
    edi_check_count(order, "SE01", edi_get(end, 1, 0), to - from + 1, "segments from ST to SE", file, end);
    if (!g_str_equal(edi_get(end, 2, 0), edi_get(begin, 2, 0)))
        edi_problem_add(order, TRUE, "SE02", edi_get(end, 2, 0), edi_get(begin, 2, 0), file, end);
}

/* What is wrong with the envelope is told with each order in it from number `first` on. */
static void check_envelope(struct document *document, guint first, const char *rule, const struct edi_segment *segment, guint element,
                           const char *wanted, const struct file *file)
{
    const char *written = edi_get(segment, element, 0);
    for (guint i = first; i < document->orders->len && !g_str_equal(written, wanted); i++)
        edi_problem_add(document->orders->pdata[i], TRUE, rule, written, wanted, file, segment);
}

struct envelope {
    const struct edi_segment *isa, *gs;
    guint first, group_first; /* orders of the document that came before */
    guint groups, sets;
    GPtrArray *rows; /* as business.h describes them */
};

static void close_group(struct document *document, struct envelope *envelope, const struct edi_segment *ge, const struct file *file)
{
    g_autofree char *sets = g_strdup_printf("%u", envelope->sets);
    check_envelope(document, envelope->group_first, "GE01", ge, 1, sets, file);
    if (envelope->gs)
        check_envelope(document, envelope->group_first, "GE02", ge, 2, edi_get(envelope->gs, 6, 0), file);
    envelope->gs = NULL;
    business_row_add(envelope->rows, "GE", edi_get(ge, 1, 0), edi_get(ge, 2, 0), NULL);
}

static void close_interchange(struct document *document, struct envelope *envelope, const struct edi_segment *iea, const struct file *file)
{
    g_autofree char *groups = g_strdup_printf("%u", envelope->groups);
    check_envelope(document, envelope->first, "IEA01", iea, 1, groups, file);
    check_envelope(document, envelope->first, "IEA02", iea, 2, edi_get(envelope->isa, 13, 0), file);
    business_row_add(envelope->rows, "IEA", edi_get(iea, 1, 0), edi_get(iea, 2, 0), NULL);
}

static guint set_end(const GPtrArray *segments, guint from)
{
    static const char *const others[] = {"ST", "GE", "IEA", "ISA", NULL};
    return edi_end(segments, from, "SE", others);
}

static void note_interchange(struct envelope *envelope, const struct edi_syntax *syntax)
{
    const struct edi_segment *s = envelope->isa;
    char separators[7];
    g_snprintf(separators, sizeof separators, "%02x%02x%02x", (guchar)syntax->component, (guchar)syntax->element, (guchar)syntax->terminator);
    business_row_add(envelope->rows, "ISA", edi_get(s, 5, 0), edi_get(s, 6, 0), edi_get(s, 7, 0), edi_get(s, 8, 0), edi_get(s, 9, 0),
                     edi_get(s, 10, 0), edi_get(s, 13, 0), edi_get(s, 15, 0), separators, NULL);
}

/* A group that the next one, or the end, finds open. */
static void leave_group(struct document *document, struct envelope *envelope, const struct edi_segment *at, const struct file *file)
{
    for (guint i = envelope->group_first; envelope->gs && i < document->orders->len; i++)
        edi_problem_add(document->orders->pdata[i], TRUE, "GE", "", "the segment that ends the functional group", file, at);
    envelope->gs = NULL;
}

static void open_group(struct document *document, struct envelope *envelope, const struct edi_segment *gs, const struct file *file)
{
    leave_group(document, envelope, gs, file);
    envelope->gs = gs;
    envelope->groups++;
    envelope->sets = 0;
    envelope->group_first = document->orders->len;
    business_row_add(envelope->rows, "GS", edi_get(gs, 1, 0), edi_get(gs, 2, 0), edi_get(gs, 3, 0), edi_get(gs, 6, 0), NULL);
}

static void take_set(struct document *document, struct envelope *envelope, const GPtrArray *segments, guint from, guint to, const struct file *file)
{
    const struct edi_segment *st = segments->pdata[from];
    guint before = document->orders->len;
    g_autofree char *control = g_strdup_printf("%s/%s", edi_get(envelope->isa, 13, 0), envelope->gs ? edi_get(envelope->gs, 6, 0) : "");
    g_autofree char *number = g_strdup_printf("%u", st->number);
    envelope->sets++;
    if (g_str_equal(edi_get(st, 1, 0), "850"))
        read_set(document, file, segments, from, to, control);
    business_row_add(envelope->rows, "ST", edi_get(st, 1, 0), edi_get(st, 2, 0), number, document->orders->len > before ? "order" : "", NULL);
}

/* Changes of orders (860), behind the orders of their interchange: none of them is an order, nor are their segments words to be read for one; who
 * sent them is told so. */
static void refuse_changes(struct document *document, const struct file *file, const GPtrArray *segments, guint from, guint end)
{
    for (guint i = from; i < end; i++) {
        const struct edi_segment *s = segments->pdata[i];
        if (!edi_is(s, "ST") || !g_str_equal(edi_get(s, 1, 0), "860"))
            continue;
        g_autofree char *where = g_strdup_printf("%s, transaction set %s", file->name, edi_get(s, 2, 0));
        struct business_order *order = formats_add_order(document, SOURCE_X12, where);
        if (order)
            edi_problem_add(order, TRUE, "ST01", "860", "850: a change is asked for by answering our mail", file, s);
    }
}

static void end_interchange(struct document *document, struct envelope *envelope, const struct edi_segment *last, const struct file *file)
{
    gboolean test = g_str_equal(edi_get(envelope->isa, 15, 0), "T");
    leave_group(document, envelope, last, file);
    for (guint i = envelope->first; test && i < document->orders->len; i++)
        edi_problem_add(document->orders->pdata[i], FALSE, "ISA15", "T", "P: this is marked as a test", file, envelope->isa);
    for (guint i = envelope->first; i < document->orders->len && !edi_is(last, "IEA"); i++)
        business_problem_add(document->orders->pdata[i], TRUE, "IEA", "", "the segment that ends the interchange", "%s, segment %u", file->name,
                             last->number);
    if (document->orders->len > envelope->first && !(document->flags & DOCUMENT_CUT))
        business_order_take_envelope(document->orders->pdata[envelope->first], envelope->rows);
    else
        g_ptr_array_unref(envelope->rows);
}

/* Segments [from, end). */
static void read_interchange(struct document *document, const struct file *file, const GPtrArray *segments, const struct edi_syntax *syntax, guint from,
                             guint end)
{
    struct envelope envelope = {.isa = segments->pdata[from], .first = document->orders->len, .rows = business_rows_new()};
    note_interchange(&envelope, syntax);
    for (guint i = from; i < end; i++) {
        const struct edi_segment *s = segments->pdata[i];
        if (edi_is(s, "GS")) {
            open_group(document, &envelope, s, file);
        } else if (edi_is(s, "ST")) {
            guint to = set_end(segments, i);
            take_set(document, &envelope, segments, i, to, file);
            i = to;
        } else if (edi_is(s, "GE")) {
            close_group(document, &envelope, s, file);
        } else if (edi_is(s, "IEA")) {
            close_interchange(document, &envelope, s, file);
        }
    }
    end_interchange(document, &envelope, segments->pdata[end - 1], file);
    refuse_changes(document, file, segments, from, end);
}

static void x12_read(struct document *document, const struct file *file)
{
    struct edi_syntax syntax;
    gboolean cut = FALSE;
    g_autofree char *lines = lines_of(file);
    const struct file as_lines = {file->name, file->media_type, file->charset, lines ? lines : file->bytes, file->length};
    g_autofree char *text = edi_text(&as_lines, NULL);
    if (!find_syntax(text, &syntax))
        return;
    g_autoptr(GPtrArray) segments = edi_segments(text, &syntax, &cut);
    if (cut)
        document->flags |= DOCUMENT_CUT;
    for (guint from = 0, end; from < segments->len; from = end) {
        end = edi_next(segments, from, "ISA");
        read_interchange(document, file, segments, &syntax, from, end);
    }
}

const struct format format_x12 = {"X12", 512, x12_matches, x12_read};
