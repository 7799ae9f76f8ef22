#include "parsers/decode/x12-set.h"

#include "daemon/base/decimal.h"

/* --- parties -------------------------------------------------------------------------------------------------------------------- */

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

static void as_property(struct x12_set *set, const char *name, const char *text)
{
    if (*text)
        business_property_add(set->item ? set->item->properties : set->order->properties, name, text);
}

/* What has no place of its own: a reseller, or who gets one line of it. */
static void tell_party(struct x12_set *set)
{
    g_auto(GStrv) lines = g_strsplit(set->address->str, "\n", -1);
    g_autofree char *whole = g_strjoinv(", ", lines), *label = g_strdup_printf("N1 %s", set->party);
    as_property(set, party_of(set->party) == PARTY_SHIP_TO ? BUSINESS_SHIP_TO : label, whole);
}

static gboolean is_told(const struct x12_set *set)
{
    return set->item || party_of(set->party) == PARTY_OTHER;
}

void x12_party_end(struct x12_set *set)
{
    static const int addresses[] = {[PARTY_BUYER] = ORDER_BUYER_ADDRESS,
                                    [PARTY_SHIP_TO] = ORDER_SHIP_TO_ADDRESS,
                                    [PARTY_BILL_TO] = ORDER_BILL_TO_ADDRESS,
                                    [PARTY_SELLER] = -1,
                                    [PARTY_OTHER] = -1};
    int part = *set->party ? addresses[party_of(set->party)] : -1;
    if (*set->party && is_told(set))
        tell_party(set);
    else if (part >= 0)
        business_order_set(set->order, (enum order_part)part, set->address->str);
    g_string_truncate(set->address, 0);
    set->party = "";
}

static void read_n1(struct x12_set *set, const struct edi_segment *s)
{
    x12_party_end(set);
    set->party = edi_get(s, 1, 0);
    const char *name = edi_get(s, 2, 0), *id = edi_get(s, 4, 0);
    if (is_told(set)) {
        edi_add_line(set->address, *name ? name : id);
        return;
    }
    switch (party_of(set->party)) {
    case PARTY_BUYER:
        business_order_set(set->order, ORDER_BUYER_NAME, name);
        business_order_set(set->order, ORDER_BUYER_ID, id);
        break;
    case PARTY_SHIP_TO:
        business_order_set(set->order, ORDER_SHIP_TO_NAME, name);
        business_order_set(set->order, ORDER_SHIP_TO_ID, id);
        break;
    case PARTY_BILL_TO:
        business_order_set(set->order, ORDER_BILL_TO_NAME, name);
        break;
    case PARTY_SELLER:
        business_order_set(set->order, ORDER_SELLER_NAME, name);
        break;
    case PARTY_OTHER:
        break;
    }
}

static void read_street(struct x12_set *set, const struct edi_segment *s)
{
    edi_add_line(set->address, edi_get(s, 1, 0));
    edi_add_line(set->address, edi_get(s, 2, 0));
}

/* City, region and code on one line, as on a parcel; the country below. */
static void read_n4(struct x12_set *set, const struct edi_segment *s)
{
    g_autoptr(GString) line = g_string_new(edi_get(s, 1, 0));
    for (guint i = 2; i <= 3; i++)
        if (*edi_get(s, i, 0))
            g_string_append_printf(line, "%s%s", line->len ? (i == 2 ? ", " : " ") : "", edi_get(s, i, 0));
    edi_add_line(set->address, line->str);
    edi_add_line(set->address, edi_get(s, 4, 0));
}

/* The number behind a qualifier of PER; "" when there is none. */
static const char *reached_by(const struct edi_segment *s, const char *kind)
{
    for (guint i = 3; i <= 7; i += 2)
        if (g_str_equal(edi_get(s, i, 0), kind))
            return edi_get(s, i + 1, 0);
    return "";
}

/* The first contact of a party is the one to write to; the others are told. */
static void read_per(struct x12_set *set, const struct edi_segment *s)
{
    gboolean ship = party_of(set->party) == PARTY_SHIP_TO, buyer = !*set->party || party_of(set->party) == PARTY_BUYER;
    const enum order_part parts[] = {ship ? ORDER_SHIP_TO_CONTACT : ORDER_BUYER_CONTACT, ship ? ORDER_SHIP_TO_PHONE : ORDER_BUYER_PHONE,
                                     ship ? ORDER_SHIP_TO_EMAIL : ORDER_BUYER_EMAIL};
    const char *texts[] = {edi_get(s, 2, 0), reached_by(s, "TE"), reached_by(s, "EM")};
    g_autofree char *label = g_strdup_printf("PER %s", edi_get(s, 1, 0)), *words = edi_words(texts[0], texts[1], texts[2], NULL);
    gboolean first = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        first = first && !*set->order->parts[parts[i]];
    if (*set->party && is_told(set))
        edi_add_line(set->address, words);
    else if (set->item || !(ship || buyer) || !first)
        as_property(set, label, words);
    else
        for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
            business_order_set(set->order, parts[i], texts[i]);
}

/* --- the order as a whole ----------------------------------------------------------------------------------------------------------- */

static void read_beg(struct x12_set *set, const struct edi_segment *s)
{
    static const char *const agreements[] = {"BK", "BE", "IN", NULL};
    const char *purpose = edi_get(s, 1, 0);
    g_autofree char *date = edi_date(edi_get(s, 5, 0));
    business_order_set(set->order, ORDER_NUMBER, edi_get(s, 3, 0));
    business_order_set(set->order, ORDER_ISSUED, date);
    if (g_strv_contains(agreements, edi_get(s, 2, 0)))
        edi_problem_add(set->order, TRUE, "BEG02", edi_get(s, 2, 0), "SA or NE: an order to be delivered, not an agreement or a copy", set->file, s);
    if (*purpose && !g_str_equal(purpose, "00"))
        edi_problem_add(set->order, !g_str_equal(purpose, "07"), "BEG01", purpose, "00: a change is asked for by answering our mail", set->file, s);
    if (!*edi_get(s, 3, 0))
        edi_problem_add(set->order, TRUE, "BEG03", "", "the purchase order number", set->file, s);
    if (!date)
        edi_problem_add(set->order, FALSE, "BEG05", edi_get(s, 5, 0), "a date like 20261231", set->file, s);
}

/* When it is wanted: for sure, or where nothing surer is said; what else is said of days is told. */
static void read_dtm(struct x12_set *set, const struct edi_segment *s)
{
    static const struct {
        const char *code, *name;
        gboolean surely, perhaps;
    } kinds[] = {{"002", NULL, TRUE, FALSE},
                 {"106", NULL, TRUE, FALSE},
                 {"010", NULL, FALSE, TRUE},
                 {"074", NULL, FALSE, TRUE},
                 {"063", "Deliver not after", FALSE, TRUE},
                 {"064", "Deliver not before", FALSE, FALSE},
                 {"037", "Ship not before", FALSE, FALSE},
                 {"038", "Ship not after", FALSE, FALSE},
                 {"001", "Cancel after", FALSE, FALSE}};
    g_autofree char *date = edi_date(edi_get(s, 2, 0));
    guint k = 0;
    while (k < G_N_ELEMENTS(kinds) && !g_str_equal(kinds[k].code, edi_get(s, 1, 0)))
        k++;
    if (k == G_N_ELEMENTS(kinds))
        return;
    const char *known = set->item ? set->item->parts[ITEM_PART_NEEDED_BY] : set->order->parts[ORDER_NEEDED_BY];
    gboolean taken = kinds[k].surely || (kinds[k].perhaps && !*known);
    if (!date)
        edi_problem_add(set->order, TRUE, "DTM02", edi_get(s, 2, 0), "a date like 20261231", set->file, s);
    else if (taken && set->item)
        business_item_set(set->item, ITEM_PART_NEEDED_BY, date);
    else if (taken)
        business_order_set(set->order, ORDER_NEEDED_BY, date);
    if (date && kinds[k].name)
        as_property(set, kinds[k].name, date);
}

static void read_ref(struct x12_set *set, const struct edi_segment *s)
{
    const char *code = edi_get(s, 1, 0), *number = edi_get(s, 2, 0), *words = edi_get(s, 3, 0);
    gboolean both = *number && *words && !g_str_equal(number, words);
    g_autofree char *name = g_strdup_printf("%s%sREF %s", set->party, *set->party ? " " : "", code);
    g_autofree char *text = both ? g_strdup_printf("%s %s", number, words) : g_strdup(*number ? number : words);
    if (*set->party && is_told(set))
        edi_add_line(set->address, text);
    else if (!set->item && !*set->party && g_str_equal(code, "CR"))
        business_order_set(set->order, ORDER_REFERENCE, text);
    else
        as_property(set, name, text);
}

static void add_note(struct x12_set *set, const char *text)
{
    if (!set->item) {
        edi_add_line(set->note, text);
        return;
    }
    g_autoptr(GString) lines = g_string_new(set->item->parts[ITEM_PART_NOTE]);
    edi_add_line(lines, text);
    business_item_set(set->item, ITEM_PART_NOTE, lines->str);
}

static void read_msg(struct x12_set *set, const struct edi_segment *s)
{
    add_note(set, edi_get(s, 1, 0));
}

/* NTE of the old versions, MTX of the new ones: what the note is about stands before it. */
static void read_nte(struct x12_set *set, const struct edi_segment *s)
{
    add_note(set, edi_get(s, 2, 0));
}

static void read_n9(struct x12_set *set, const struct edi_segment *s)
{
    add_note(set, edi_get(s, 3, 0));
}

static void read_amt(struct x12_set *set, const struct edi_segment *s)
{
    g_autofree char *amount = decimal_read(edi_get(s, 2, 0), '.');
    if (g_str_equal(edi_get(s, 1, 0), "TT"))
        business_order_set(set->order, ORDER_TOTAL, amount);
}

static void read_cur(struct x12_set *set, const struct edi_segment *s)
{
    if (!set->item)
        business_order_set(set->order, ORDER_CURRENCY, edi_get(s, 2, 0));
}

/* SAC05 has two places and no mark. */
void x12_charge_read(GPtrArray *properties, const struct edi_segment *s)
{
    const char *kind = edi_get(s, 1, 0), *why = *edi_get(s, 15, 0) ? edi_get(s, 15, 0) : edi_get(s, 2, 0);
    g_autofree char *cents = decimal_read(edi_get(s, 5, 0), '.');
    gint64 micro;
    g_autofree char *amount = cents && decimal_parse(cents, &micro) ? decimal_format(micro / 100, 2) : g_strdup("");
    g_autofree char *percent = *edi_get(s, 7, 0) ? g_strdup_printf("%s %%", edi_get(s, 7, 0)) : g_strdup("");
    g_autofree char *words = edi_words(why, percent, amount, NULL);
    business_property_add(properties, g_str_equal(kind, "C") ? "Charge" : g_str_equal(kind, "A") ? "Allowance" : "SAC", words);
}

static void read_sac(struct x12_set *set, const struct edi_segment *s)
{
    x12_charge_read(set->item ? set->item->properties : set->order->properties, s);
}

static void read_itd(struct x12_set *set, const struct edi_segment *s)
{
    g_autofree char *days = *edi_get(s, 7, 0) ? g_strdup_printf("%s days", edi_get(s, 7, 0)) : g_strdup("");
    if (!set->item)
        business_order_set(set->order, ORDER_PAYMENT, *edi_get(s, 12, 0) ? edi_get(s, 12, 0) : days);
}

static void read_fob(struct x12_set *set, const struct edi_segment *s)
{
    g_autofree char *words = edi_words(edi_get(s, 1, 0), edi_get(s, 3, 0), NULL);
    as_property(set, "Delivery terms", words);
}

static void read_td5(struct x12_set *set, const struct edi_segment *s)
{
    g_autofree char *words = edi_words(edi_get(s, 3, 0), edi_get(s, 5, 0), NULL);
    as_property(set, "Carrier", words);
}

static void read_ctt(struct x12_set *set, const struct edi_segment *s)
{
    g_autofree char *hash = decimal_read(edi_get(s, 2, 0), '.');
    gint64 micro;
    x12_party_end(set);
    edi_check_count(set->order, "CTT01", edi_get(s, 1, 0), set->items, "PO1 segments", set->file, s);
    if (hash && decimal_parse(hash, &micro) && micro != set->quantities) {
        g_autofree char *sum = decimal_format(set->quantities, 0);
        g_autofree char *wanted = g_strdup_printf("%s, the sum of PO102", sum);
        edi_problem_add(set->order, TRUE, "CTT02", hash, wanted, set->file, s);
    }
    set->item = NULL;
}

static const struct {
    const char *tag;
    void (*read)(struct x12_set *set, const struct edi_segment *segment);
} segments_known[] = {
    {"BEG", read_beg}, {"CUR", read_cur}, {"REF", read_ref}, {"PER", read_per},    {"DTM", read_dtm},    {"N1", read_n1},   {"N4", read_n4},
    {"N2", read_street}, {"N3", read_street}, {"MSG", read_msg}, {"CTT", read_ctt}, {"AMT", read_amt}, {"SAC", read_sac}, {"ITD", read_itd},
    {"FOB", read_fob}, {"TD5", read_td5}, {"NTE", read_nte}, {"MTX", read_nte}, {"N9", read_n9},
};

/* --- the set ------------------------------------------------------------------------------------------------------------------------- */

void x12_set_init(struct x12_set *set, const struct file *file, struct business_order *order)
{
    *set = (struct x12_set){file, order, NULL, g_string_new(NULL), "", g_string_new(NULL), 0, 0};
}

void x12_set_clear(struct x12_set *set)
{
    g_string_free(set->address, TRUE);
    g_string_free(set->note, TRUE);
}

void x12_set_read(struct x12_set *set, const struct edi_segment *segment)
{
    if (x12_line_read(set, segment))
        return;
    for (guint i = 0; i < G_N_ELEMENTS(segments_known); i++)
        if (edi_is(segment, segments_known[i].tag))
            segments_known[i].read(set, segment);
}

void x12_set_end(struct x12_set *set)
{
    x12_party_end(set);
    business_order_set(set->order, ORDER_NOTE, set->note->str);
}
