/* ANSI X12 850, Purchase Order (versions 003040 to 005010). The interchange declares its separators in the fixed places of ISA. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/decimal.h"
#include "parsers/decode/edi.h"

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

/* --- one transaction set ---------------------------------------------------------------------------------------------------- */

struct reading {
    struct document *document;
    const struct file *file;
    struct business_order *order;
    struct business_item *item; /* NULL before the first PO1 */
    GString *address;           /* of the party being read */
    const char *party;          /* N101 of it; "" outside */
    GString *note;
    guint items;
    gint64 quantities; /* millionths, for CTT02 */
};

enum party { PARTY_BUYER, PARTY_SHIP_TO, PARTY_BILL_TO, PARTY_SELLER, PARTY_OTHER };

static enum party party_of(const char *code)
{
    static const struct {
        const char *code;
        enum party party;
    } codes[] = {{"BY", PARTY_BUYER},   {"LW", PARTY_BUYER},  {"OB", PARTY_BUYER},  {"BT", PARTY_BILL_TO}, {"ST", PARTY_SHIP_TO},
                 {"SE", PARTY_SELLER}, {"SF", PARTY_SELLER}, {"VN", PARTY_SELLER}, {"SU", PARTY_SELLER}};
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_str_equal(codes[i].code, code))
            return codes[i].party;
    return PARTY_OTHER;
}

static void flush_party(struct reading *reading)
{
    static const int addresses[] = {[PARTY_BUYER] = ORDER_BUYER_ADDRESS,
                                    [PARTY_SHIP_TO] = ORDER_SHIP_TO_ADDRESS,
                                    [PARTY_BILL_TO] = ORDER_BILL_TO_ADDRESS,
                                    [PARTY_SELLER] = -1,
                                    [PARTY_OTHER] = -1};
    int part = *reading->party ? addresses[party_of(reading->party)] : -1;
    if (part >= 0)
        business_order_set(reading->order, (enum order_part)part, reading->address->str);
    g_string_truncate(reading->address, 0);
    reading->party = "";
}

static void read_n1(struct reading *reading, const struct edi_segment *s)
{
    flush_party(reading);
    if (reading->item)
        return; /* who gets one item of it is for people: it stands in the attachment */
    reading->party = edi_get(s, 1, 0);
    const char *name = edi_get(s, 2, 0), *id = edi_get(s, 4, 0);
    switch (party_of(reading->party)) {
    case PARTY_BUYER:
        business_order_set(reading->order, ORDER_BUYER_NAME, name);
        business_order_set(reading->order, ORDER_BUYER_ID, id);
        break;
    case PARTY_SHIP_TO:
        business_order_set(reading->order, ORDER_SHIP_TO_NAME, name);
        business_order_set(reading->order, ORDER_SHIP_TO_ID, id);
        break;
    case PARTY_BILL_TO:
        business_order_set(reading->order, ORDER_BILL_TO_NAME, name);
        break;
    case PARTY_SELLER:
        business_order_set(reading->order, ORDER_SELLER_NAME, name);
        break;
    case PARTY_OTHER:
        if (*name) {
            g_autofree char *label = g_strdup_printf("N1 %s", reading->party);
            business_property_add(reading->order->properties, label, name);
        }
        break;
    }
}

/* City, region and code on one line, as on a parcel; the country below. */
static void read_n4(struct reading *reading, const struct edi_segment *s)
{
    g_autoptr(GString) line = g_string_new(edi_get(s, 1, 0));
    for (guint i = 2; i <= 3; i++)
        if (*edi_get(s, i, 0))
            g_string_append_printf(line, "%s%s", line->len ? (i == 2 ? ", " : " ") : "", edi_get(s, i, 0));
    edi_add_line(reading->address, line->str);
    edi_add_line(reading->address, edi_get(s, 4, 0));
}

static void read_per(struct reading *reading, const struct edi_segment *s)
{
    gboolean ship = party_of(reading->party) == PARTY_SHIP_TO;
    if (reading->item || (*reading->party && !ship && party_of(reading->party) != PARTY_BUYER))
        return;
    business_order_set(reading->order, ship ? ORDER_SHIP_TO_CONTACT : ORDER_BUYER_CONTACT, edi_get(s, 2, 0));
    for (guint i = 3; i <= 7; i += 2) {
        const char *kind = edi_get(s, i, 0), *number = edi_get(s, i + 1, 0);
        if (g_str_equal(kind, "TE"))
            business_order_set(reading->order, ship ? ORDER_SHIP_TO_PHONE : ORDER_BUYER_PHONE, number);
        if (g_str_equal(kind, "EM"))
            business_order_set(reading->order, ship ? ORDER_SHIP_TO_EMAIL : ORDER_BUYER_EMAIL, number);
    }
}

/* --- items --------------------------------------------------------------------------------------------------------------------- */

static void read_product_ids(struct business_item *item, const struct edi_segment *s)
{
    static const struct {
        const char *codes;
        enum item_part part;
    } kinds[] = {{"VP VN SK VC VA", ITEM_PART_SKU}, {"BP IN PI CB", ITEM_PART_BUYER_SKU}, {"UP UK EN UI UA UN", ITEM_PART_GTIN}};
    const char *maker = "";
    for (guint i = 6; i + 1 < s->elements->len; i += 2) {
        const char *code = edi_get(s, i, 0), *id = edi_get(s, i + 1, 0);
        if (strlen(code) != 2)
            continue;
        for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
            if (strstr(kinds[k].codes, code))
                business_item_set(item, kinds[k].part, id);
        if (g_str_equal(code, "MG") || g_str_equal(code, "MF"))
            maker = id;
    }
    if (!*item->parts[ITEM_PART_SKU])
        business_item_set(item, ITEM_PART_SKU, maker);
}

static void set_number(struct reading *reading, struct business_item *item, enum item_part part, const char *text, const char *rule,
                       const struct edi_segment *s)
{
    g_autofree char *number = decimal_read(text, '.');
    if (number)
        business_item_set(item, part, number);
    else if (*text || part == ITEM_PART_QUANTITY)
        edi_problem_add(reading->order, TRUE, rule, text, "a number like 12 or 12.5", reading->file, s);
}

static void read_po1(struct reading *reading, const struct edi_segment *s)
{
    gint64 micro;
    flush_party(reading);
    reading->items++;
    reading->item = business_order_add_item(reading->order);
    if (!reading->item)
        return;
    business_item_set(reading->item, ITEM_PART_NUMBER, edi_get(s, 1, 0));
    set_number(reading, reading->item, ITEM_PART_QUANTITY, edi_get(s, 2, 0), "PO102", s);
    business_item_set(reading->item, ITEM_PART_UNIT, edi_get(s, 3, 0));
    set_number(reading, reading->item, ITEM_PART_UNIT_PRICE, edi_get(s, 4, 0), "PO104", s);
    read_product_ids(reading->item, s);
    if (decimal_parse(reading->item->parts[ITEM_PART_QUANTITY], &micro))
        reading->quantities += micro;
}

/* X12 element 750: what a description describes. */
static void read_pid(struct reading *reading, const struct edi_segment *s)
{
    static const struct {
        const char *code, *name;
    } kinds[] = {{"35", "Color"}, {"73", "Color"}, {"75", "Color"}, {"VC", "Color"},    {"74", "Size"},   {"91", "Size"},
                 {"38", "Grade"}, {"37", "Material"}, {"MC", "Material"}, {"FB", "Fabric"}, {"12", "Type"}};
    const char *code = edi_get(s, 2, 0), *text = edi_get(s, 5, 0);
    if (!reading->item)
        return;
    if (!*code || g_str_equal(code, "08")) {
        if (!*reading->item->parts[ITEM_PART_NAME])
            business_item_set(reading->item, ITEM_PART_NAME, text);
        return;
    }
    g_autofree char *name = g_strdup_printf("PID %s", code);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].code, code)) {
            g_free(name);
            name = g_strdup(kinds[i].name);
        }
    business_property_add(reading->item->properties, name, text);
}

static void read_dtm(struct reading *reading, const struct edi_segment *s)
{
    const char *code = edi_get(s, 1, 0);
    g_autofree char *date = edi_date(edi_get(s, 2, 0));
    gboolean surely = g_str_equal(code, "002") || g_str_equal(code, "106"), perhaps = g_str_equal(code, "010") || g_str_equal(code, "074");
    if (!surely && !perhaps)
        return;
    if (!date)
        edi_problem_add(reading->order, TRUE, "DTM02", edi_get(s, 2, 0), "a date like 20261231", reading->file, s);
    else if (reading->item && (surely || !*reading->item->parts[ITEM_PART_NEEDED_BY]))
        business_item_set(reading->item, ITEM_PART_NEEDED_BY, date);
    else if (!reading->item && (surely || !*reading->order->parts[ORDER_NEEDED_BY]))
        business_order_set(reading->order, ORDER_NEEDED_BY, date);
}

static void read_ref(struct reading *reading, const struct edi_segment *s)
{
    const char *code = edi_get(s, 1, 0), *text = *edi_get(s, 2, 0) ? edi_get(s, 2, 0) : edi_get(s, 3, 0);
    g_autofree char *name = g_strdup_printf("REF %s", code);
    if (reading->item)
        business_property_add(reading->item->properties, name, text);
    else if (!*reading->party && g_str_equal(code, "CR"))
        business_order_set(reading->order, ORDER_REFERENCE, text);
    else if (!*reading->party)
        business_property_add(reading->order->properties, name, text);
}

static void read_msg(struct reading *reading, const struct edi_segment *s)
{
    const char *text = edi_get(s, 1, 0);
    if (!reading->item) {
        edi_add_line(reading->note, text);
        return;
    }
    g_autoptr(GString) lines = g_string_new(reading->item->parts[ITEM_PART_NOTE]);
    edi_add_line(lines, text);
    business_item_set(reading->item, ITEM_PART_NOTE, lines->str);
}

static void read_ctt(struct reading *reading, const struct edi_segment *s)
{
    g_autofree char *hash = decimal_read(edi_get(s, 2, 0), '.');
    gint64 micro;
    edi_check_count(reading->order, "CTT01", edi_get(s, 1, 0), reading->items, "PO1 segments", reading->file, s);
    if (hash && decimal_parse(hash, &micro) && micro != reading->quantities) {
        g_autofree char *sum = decimal_format(reading->quantities, 0);
        g_autofree char *wanted = g_strdup_printf("%s, the sum of PO102", sum);
        edi_problem_add(reading->order, TRUE, "CTT02", hash, wanted, reading->file, s);
    }
    reading->item = NULL;
}

static void read_beg(struct reading *reading, const struct edi_segment *s)
{
    g_autofree char *date = edi_date(edi_get(s, 5, 0));
    business_order_set(reading->order, ORDER_NUMBER, edi_get(s, 3, 0));
    business_order_set(reading->order, ORDER_ISSUED, date);
    if (!*edi_get(s, 3, 0))
        edi_problem_add(reading->order, TRUE, "BEG03", "", "the purchase order number", reading->file, s);
    if (!date)
        edi_problem_add(reading->order, FALSE, "BEG05", edi_get(s, 5, 0), "a date like 20261231", reading->file, s);
}

static void read_amt(struct reading *reading, const struct edi_segment *s)
{
    g_autofree char *amount = decimal_read(edi_get(s, 2, 0), '.');
    if (g_str_equal(edi_get(s, 1, 0), "TT"))
        business_order_set(reading->order, ORDER_TOTAL, amount);
}

static void read_cur(struct reading *reading, const struct edi_segment *s)
{
    if (!reading->item)
        business_order_set(reading->order, ORDER_CURRENCY, edi_get(s, 2, 0));
}

static void read_street(struct reading *reading, const struct edi_segment *s)
{
    edi_add_line(reading->address, edi_get(s, 1, 0));
    edi_add_line(reading->address, edi_get(s, 2, 0));
}

static const struct {
    const char *tag;
    void (*read)(struct reading *reading, const struct edi_segment *segment);
} segments_known[] = {
    {"BEG", read_beg}, {"CUR", read_cur}, {"REF", read_ref}, {"PER", read_per},    {"DTM", read_dtm},    {"N1", read_n1},
    {"N4", read_n4},   {"N2", read_street}, {"N3", read_street}, {"PO1", read_po1}, {"PID", read_pid}, {"MSG", read_msg},
    {"CTT", read_ctt}, {"AMT", read_amt},
};

static void read_segment(struct reading *reading, const struct edi_segment *s)
{
    for (guint i = 0; i < G_N_ELEMENTS(segments_known); i++)
        if (edi_is(s, segments_known[i].tag))
            segments_known[i].read(reading, s);
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
    struct reading reading = {document, file, order, NULL, g_string_new(NULL), "", g_string_new(NULL), 0, 0};
    business_order_set(order, ORDER_ENVELOPE, quoted);
    gboolean begun = FALSE;
    for (guint i = from; i <= to; i++) {
        read_segment(&reading, segments->pdata[i]);
        begun = begun || edi_is(segments->pdata[i], "BEG");
    }
    flush_party(&reading);
    if (!begun)
        edi_problem_add(order, TRUE, "BEG", "", "the segment that begins a purchase order", file, segments->pdata[MIN(from + 1, to)]);
    if (reading.items == 0)
        edi_problem_add(order, TRUE, "PO1", "", "a segment for each line of the order", file, end);
    business_order_set(order, ORDER_NOTE, reading.note->str);
    g_string_free(reading.address, TRUE);
    g_string_free(reading.note, TRUE);
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
    static const char *const others[] = {"ST", "GE", "IEA", NULL};
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

static void end_interchange(struct document *document, struct envelope *envelope, const struct edi_segment *last, const struct file *file)
{
    leave_group(document, envelope, last, file);
    for (guint i = envelope->first; i < document->orders->len && !edi_is(last, "IEA"); i++)
        business_problem_add(document->orders->pdata[i], TRUE, "IEA", "", "the segment that ends the interchange", "%s, segment %u", file->name,
                             last->number);
    if (document->orders->len > envelope->first && !(document->flags & DOCUMENT_CUT))
        business_order_take_envelope(document->orders->pdata[envelope->first], envelope->rows);
    else
        g_ptr_array_unref(envelope->rows);
}

static void read_interchange(struct document *document, const struct file *file, const GPtrArray *segments, const struct edi_syntax *syntax)
{
    struct envelope envelope = {.isa = segments->pdata[0], .first = document->orders->len, .rows = business_rows_new()};
    note_interchange(&envelope, syntax);
    for (guint i = 0; i < segments->len; i++) {
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
    end_interchange(document, &envelope, segments->pdata[segments->len - 1], file);
}

static void x12_read(struct document *document, const struct file *file)
{
    struct edi_syntax syntax;
    gboolean cut = FALSE;
    g_autofree char *text = edi_text(file, NULL);
    if (!find_syntax(text, &syntax))
        return;
    g_autoptr(GPtrArray) segments = edi_segments(text, &syntax, &cut);
    if (cut)
        document->flags |= DOCUMENT_CUT;
    if (segments->len > 0)
        read_interchange(document, file, segments, &syntax);
}

const struct format format_x12 = {"X12", 512, x12_matches, x12_read};
