/* ANSI X12 997, Functional Acknowledgment, version 004010. */
#include "daemon/render/acknowledge.h"

#include <string.h>

/* Rows of the envelope, and what stands where in them: parsers/decode/business.h. */
enum isa_part { ISA_FROM_KIND = 1, ISA_FROM, ISA_TO_KIND, ISA_TO, ISA_DATE, ISA_TIME, ISA_CONTROL, ISA_USAGE, ISA_SEPARATORS, ISA_COUNT };
enum gs_part { GS_KIND = 1, GS_FROM, GS_TO, GS_CONTROL, GS_COUNT };
enum st_part { ST_KIND = 1, ST_CONTROL, ST_SEGMENT, ST_ORDER, ST_COUNT };
enum end_part { END_COUNT_OF = 1, END_CONTROL, END_COUNT };

#define BAD_DATA    99  /* characters of AK404 */
#define CONTROL_MAX 999999999u

struct writer {
    GString *out;
    char component, element, terminator;
    guint segments; /* written since ST */
};

/* --- values ------------------------------------------------------------------------------------------------------------------- */

static gboolean usable(int separator)
{
    return separator == '\n' || separator == '\r' || (separator >= 0x1c && separator <= 0x1f) ||
           (separator > ' ' && separator < 0x7f && !g_ascii_isalnum(separator));
}

/* Those of the interchange that came; the customary ones where theirs could not be told from data. */
static void choose_separators(struct writer *writer, const char *hex)
{
    guint64 all = strlen(hex) == 6 ? g_ascii_strtoull(hex, NULL, 16) : 0;
    int component = (int)(all >> 16 & 0xff), element = (int)(all >> 8 & 0xff), terminator = (int)(all & 0xff);
    gboolean good = usable(component) && usable(element) && usable(terminator) && component != element && element != terminator &&
                    component != terminator;
    writer->component = good ? (char)component : ':';
    writer->element = good ? (char)element : '*';
    writer->terminator = good ? (char)terminator : '~';
}

/* X12 has no escape: what would be a separator, and what is not of its character set, becomes a blank. */
static char *quoted(const struct writer *writer, const char *text, gsize most)
{
    GString *value = g_string_new(NULL);
    for (const char *p = text; *p && value->len < most; p = g_utf8_next_char(p)) {
        gboolean plain = *p >= ' ' && *p < 0x7f && *p != writer->component && *p != writer->element && *p != writer->terminator;
        g_string_append_c(value, plain ? *p : ' ');
    }
    return g_strchomp(g_string_free(value, FALSE));
}

/* A segment of these elements, ending with NULL; empty ones at its end are left out. */
static void segment(struct writer *writer, const char *tag, ...) G_GNUC_NULL_TERMINATED;
static void segment(struct writer *writer, const char *tag, ...)
{
    gsize needed;
    va_list arguments;
    g_string_append(writer->out, tag);
    needed = writer->out->len;
    va_start(arguments, tag);
    for (const char *text; (text = va_arg(arguments, const char *));) {
        g_string_append_c(writer->out, writer->element);
        g_string_append(writer->out, text);
        if (*text)
            needed = writer->out->len;
    }
    va_end(arguments);
    g_string_truncate(writer->out, needed);
    g_string_append_c(writer->out, writer->terminator);
    writer->segments++;
}

/* An identifier or number that must be there. */
static char *required(const struct writer *writer, const char *text, gsize most)
{
    char *value = quoted(writer, text, most);
    if (*value)
        return value;
    g_free(value);
    return g_strdup("0");
}

static char *padded(const struct writer *writer, const char *text, int width)
{
    g_autofree char *value = quoted(writer, text, (gsize)width);
    return g_strdup_printf("%-*s", width, value);
}

static char *qualifier(const struct writer *writer, const char *text)
{
    char *value = quoted(writer, text, 2);
    if (strlen(value) == 2)
        return value;
    g_free(value);
    return g_strdup("ZZ");
}

static char *decimal(guint number)
{
    return g_strdup_printf("%u", number);
}

static char *control_number(guint32 control)
{
    return g_strdup_printf("%09u", control % (CONTROL_MAX + 1));
}

/* --- one transaction set ------------------------------------------------------------------------------------------------------- */

/* What our rules are in the standard's codes: the segment, AK304; the element, its number in the dictionary, AK403 when it is wrong and when
 * it is not there; AK502 of the whole set. */
static const struct code {
    const char *rule, *tag, *segment_code;
    const char *element, *reference, *wrong, *absent;
    const char *set_code;
} codes[] = {
    {"BEG", "BEG", "3", NULL, NULL, NULL, NULL, "5"},      {"PO1", "PO1", "3", NULL, NULL, NULL, NULL, "5"},
    {"BEG01", "BEG", "8", "1", "353", "7", "1", "5"},      {"BEG03", "BEG", "8", "3", "324", "1", "1", "5"},
    {"BEG05", "BEG", "8", "5", "373", "8", "1", "5"},
    {"PO102", "PO1", "8", "2", "330", "6", "2", "5"},      {"PO104", "PO1", "8", "4", "212", "6", "2", "5"},
    {"DTM02", "DTM", "8", "2", "373", "8", "2", "5"},      {"CTT01", "CTT", "8", "1", "354", "7", "1", "5"},
    {"CTT02", "CTT", "8", "2", "347", "7", "2", "5"},      {"SE", NULL, NULL, NULL, NULL, NULL, NULL, "2"},
    {"SE01", NULL, NULL, NULL, NULL, NULL, NULL, "4"},     {"SE02", NULL, NULL, NULL, NULL, NULL, NULL, "3"},
};

static const struct code *code_of(const char *rule)
{
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_str_equal(codes[i].rule, rule))
            return &codes[i];
    return NULL;
}

/* Those of the group and of the interchange are told with every order, and answered where they belong; that it is a test is no fault. */
static gboolean is_of_the_set(const struct acknowledge_problem *problem)
{
    return !g_str_has_prefix(problem->rule, "GE") && !g_str_has_prefix(problem->rule, "IEA") && !g_str_equal(problem->rule, "ISA15");
}

static void write_segment_note(struct writer *writer, const struct code *code, const struct acknowledge_problem *problem, guint first)
{
    g_autofree char *position = decimal(problem->segment >= first ? problem->segment - first + 1 : 1);
    segment(writer, "AK3", code->tag, position, "", code->segment_code, NULL);
}

static void write_element_note(struct writer *writer, const struct code *code, const struct acknowledge_problem *problem)
{
    g_autofree char *bad = quoted(writer, problem->found, BAD_DATA);
    segment(writer, "AK4", code->element, code->reference, *problem->found ? code->wrong : code->absent, bad, NULL);
}

static void write_notes(struct writer *writer, const struct acknowledge_order *order, guint first)
{
    guint told = 0; /* the segment that the last AK3 was about */
    for (guint i = 0; i < order->problem_count; i++) {
        const struct acknowledge_problem *problem = &order->problems[i];
        const struct code *code = code_of(problem->rule);
        if (!code || !code->tag)
            continue;
        if (!code->element || problem->segment != told)
            write_segment_note(writer, code, problem, first);
        told = code->element ? problem->segment : 0;
        if (code->element)
            write_element_note(writer, code, problem);
    }
}

enum verdict { VERDICT_ACCEPTED, VERDICT_FLAWED, VERDICT_REJECTED };
static const char *const verdict_codes[] = {"A", "E", "R"};

/* Writes AK5. */
static enum verdict write_set_verdict(struct writer *writer, const struct acknowledge_order *order)
{
    enum verdict verdict = VERDICT_ACCEPTED;
    const char *told[5] = {"", "", "", "", ""};
    guint count = 0;
    for (guint i = 0; i < order->problem_count; i++) {
        const struct code *code = code_of(order->problems[i].rule);
        const char *set_code = code ? code->set_code : "5";
        gboolean known = count >= G_N_ELEMENTS(told);
        if (!is_of_the_set(&order->problems[i]))
            continue;
        verdict = MAX(verdict, order->problems[i].fatal ? VERDICT_REJECTED : VERDICT_FLAWED);
        for (guint k = 0; k < count; k++)
            known = known || g_str_equal(told[k], set_code);
        if (!known)
            told[count++] = set_code;
    }
    segment(writer, "AK5", verdict_codes[verdict], told[0], told[1], told[2], told[3], told[4], NULL);
    return verdict;
}

/* `order` NULL: a kind of set that nobody here reads. */
static enum verdict write_set(struct writer *writer, GStrv st, const struct acknowledge_order *order)
{
    g_autofree char *kind = required(writer, st[ST_KIND], 3), *control = required(writer, st[ST_CONTROL], 9);
    segment(writer, "AK2", kind, control, NULL);
    if (!order) {
        segment(writer, "AK5", "R", "1", NULL);
        return VERDICT_REJECTED;
    }
    write_notes(writer, order, (guint)g_ascii_strtoull(st[ST_SEGMENT], NULL, 10));
    return write_set_verdict(writer, order);
}

/* --- groups ---------------------------------------------------------------------------------------------------------------------- */

struct group {
    GStrv gs, ge;             /* NULL when not there */
    guint from, to;           /* its rows, without them */
    guint sets, accepted, flawed, ours;
};

struct back {
    struct writer writer;
    const struct acknowledge_file *file;
    GStrv isa, iea;           /* NULL when there is no IEA */
    const char *fault;        /* of the interchange: TA105; NULL none */
    guint groups, order;      /* the next order */
    guint32 control;
};

static gboolean is_row(const GPtrArray *rows, guint i, const char *name, guint count)
{
    return i < rows->len && g_str_equal(((GStrv)rows->pdata[i])[0], name) && g_strv_length(rows->pdata[i]) == count;
}

static void write_sets(struct back *back, struct group *group)
{
    const GPtrArray *rows = back->file->envelope;
    for (guint i = group->from; i < group->to; i++) {
        if (!is_row(rows, i, "ST", ST_COUNT))
            continue;
        GStrv st = rows->pdata[i];
        gboolean read = *st[ST_ORDER] && back->order < back->file->order_count;
        enum verdict verdict = write_set(&back->writer, st, read ? &back->file->orders[back->order++] : NULL);
        group->sets++;
        group->ours += read;
        group->accepted += verdict != VERDICT_REJECTED;
        group->flawed += verdict == VERDICT_FLAWED;
    }
}

/* AK905: what is wrong with the group itself. */
static const char *group_fault(const struct group *group)
{
    g_autofree char *sets = decimal(group->sets);
    if (group->ours == 0 && !g_str_equal(group->gs[GS_KIND], "PO"))
        return "1";
    if (!group->ge)
        return "3";
    if (!g_str_equal(group->ge[END_CONTROL], group->gs[GS_CONTROL]))
        return "4";
    return g_str_equal(group->ge[END_COUNT_OF], sets) ? "" : "5";
}

static void write_group_verdict(struct back *back, const struct group *group)
{
    const char *fault = group_fault(group), *code = "P";
    gboolean refused = *fault || back->fault || group->accepted == 0;
    g_autofree char *received = decimal(group->sets), *accepted = decimal(refused ? 0 : group->accepted);
    g_autofree char *included = group->ge ? required(&back->writer, group->ge[END_COUNT_OF], 6) : g_strdup(received);
    if (refused)
        code = "R";
    else if (group->accepted == group->sets)
        code = group->flawed ? "E" : "A";
    segment(&back->writer, "AK9", code, included, received, accepted, fault, NULL);
}

static void stamp(gint64 now, const char *format, char *buffer, gsize size)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
    g_autofree char *text = g_date_time_format(utc, format);
    g_strlcpy(buffer, text, size);
}

static void write_group(struct back *back, struct group *group, gint64 now)
{
    struct writer *writer = &back->writer;
    char day[9], time[5];
    g_autofree char *control = decimal(back->control++ % (CONTROL_MAX + 1));
    g_autofree char *from = required(writer, group->gs[GS_TO], 15), *to = required(writer, group->gs[GS_FROM], 15);
    g_autofree char *kind = required(writer, group->gs[GS_KIND], 2), *theirs = required(writer, group->gs[GS_CONTROL], 9);
    stamp(now, "%Y%m%d", day, sizeof day);
    stamp(now, "%H%M", time, sizeof time);
    segment(writer, "GS", "FA", from, to, day, time, control, "X", "004010", NULL);
    writer->segments = 0;
    segment(writer, "ST", "997", "0001", NULL);
    segment(writer, "AK1", kind, theirs, NULL);
    write_sets(back, group);
    write_group_verdict(back, group);
    g_autofree char *segments = decimal(writer->segments + 1);
    segment(writer, "SE", segments, "0001", NULL);
    segment(writer, "GE", "1", control, NULL);
}

/* The group that begins at row `i`. */
static struct group group_at(const GPtrArray *rows, guint i)
{
    struct group group = {.gs = rows->pdata[i], .from = i + 1, .to = i + 1};
    while (is_row(rows, group.to, "ST", ST_COUNT))
        group.to++;
    if (is_row(rows, group.to, "GE", END_COUNT))
        group.ge = rows->pdata[group.to];
    return group;
}

/* --- the interchange --------------------------------------------------------------------------------------------------------------- */

/* TA105: what is wrong with the interchange itself. */
static const char *interchange_fault(const struct back *back)
{
    const GPtrArray *rows = back->file->envelope;
    g_autofree char *groups = decimal(back->groups);
    for (guint i = 1; i < rows->len; i++)
        if (is_row(rows, i, "ST", ST_COUNT) && !is_row(rows, i - 1, "ST", ST_COUNT) && !is_row(rows, i - 1, "GS", GS_COUNT))
            return "024"; /* a set outside of any group */
    if (!back->iea)
        return "023";
    if (!g_str_equal(back->iea[END_CONTROL], back->isa[ISA_CONTROL]))
        return "001";
    return g_str_equal(back->iea[END_COUNT_OF], groups) ? NULL : "021";
}

static void write_isa(struct back *back, gint64 now)
{
    struct writer *writer = &back->writer;
    char day[7], time[5];
    const char component[] = {writer->component, '\0'};
    g_autofree char *from_kind = qualifier(writer, back->isa[ISA_TO_KIND]), *from = padded(writer, back->isa[ISA_TO], 15);
    g_autofree char *to_kind = qualifier(writer, back->isa[ISA_FROM_KIND]), *to = padded(writer, back->isa[ISA_FROM], 15);
    g_autofree char *control = control_number(back->control), *nothing = padded(writer, "", 10);
    stamp(now, "%y%m%d", day, sizeof day);
    stamp(now, "%H%M", time, sizeof time);
    segment(writer, "ISA", "00", nothing, "00", nothing, from_kind, from, to_kind, to, day, time, "U", "00401", control, "0",
            g_str_equal(back->isa[ISA_USAGE], "T") ? "T" : "P", component, NULL);
}

static void write_ta1(struct back *back)
{
    struct writer *writer = &back->writer;
    g_autofree char *theirs = required(writer, back->isa[ISA_CONTROL], 9);
    g_autofree char *day = required(writer, back->isa[ISA_DATE], 6), *time = required(writer, back->isa[ISA_TIME], 4);
    segment(writer, "TA1", theirs, day, time, "R", back->fault, NULL);
}

static void look_over(struct back *back)
{
    const GPtrArray *rows = back->file->envelope;
    back->isa = rows->pdata[0];
    for (guint i = 0; i < rows->len; i++) {
        back->groups += is_row(rows, i, "GS", GS_COUNT);
        if (is_row(rows, i, "IEA", END_COUNT))
            back->iea = rows->pdata[i];
    }
    back->fault = interchange_fault(back);
    choose_separators(&back->writer, back->isa[ISA_SEPARATORS]);
}

GBytes *acknowledge_x12(const struct acknowledge_file *file, guint32 control, gint64 now, guint *ret_used)
{
    struct back back = {.file = file, .control = control, .writer = {.out = g_string_new(NULL)}};
    if (!is_row(file->envelope, 0, "ISA", ISA_COUNT)) {
        g_string_free(back.writer.out, TRUE);
        return NULL;
    }
    look_over(&back);
    g_autofree char *ours = control_number(control), *groups = decimal(back.groups);
    write_isa(&back, now);
    if (back.fault)
        write_ta1(&back);
    for (guint i = 1; i < file->envelope->len; i++) {
        if (is_row(file->envelope, i, "ST", ST_COUNT) && *((GStrv)file->envelope->pdata[i])[ST_ORDER])
            back.order++; /* outside of any group: the TA1 speaks of it */
        if (!is_row(file->envelope, i, "GS", GS_COUNT))
            continue;
        struct group group = group_at(file->envelope, i);
        write_group(&back, &group, now);
        i = group.to - 1;
    }
    segment(&back.writer, "IEA", groups, ours, NULL);
    *ret_used = MAX(back.groups, 1);
    return g_string_free_to_bytes(back.writer.out);
}
