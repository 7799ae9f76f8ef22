/* The lines of an X12 purchase order. */
#include <string.h>

#include "daemon/base/decimal.h"
#include "parsers/decode/x12-set.h"

/* Qualifiers of PO1, the surest first: the seller's own number before what a catalogue or a shop calls it. */
static void read_product_ids(struct business_item *item, const struct edi_segment *s)
{
    static const struct {
        const char *codes;
        enum item_part part;
    } kinds[] = {{"VP VN VC SK VA MG MF", ITEM_PART_SKU}, {"BP IN PI CB", ITEM_PART_BUYER_SKU}, {"UP UK EN UI UA UN", ITEM_PART_GTIN}};
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        const char *best = NULL;
        for (guint i = 6; i + 1 < s->elements->len; i += 2) {
            const char *code = edi_get(s, i, 0), *place = strlen(code) == 2 ? strstr(kinds[k].codes, code) : NULL;
            if (!place || !*edi_get(s, i + 1, 0) || (best && place >= best))
                continue;
            best = place;
            business_item_set(item, kinds[k].part, edi_get(s, i + 1, 0));
        }
    }
}

static void set_number(struct x12_set *set, struct business_item *item, enum item_part part, const char *text, const char *rule,
                       const struct edi_segment *s)
{
    g_autofree char *number = decimal_read(text, '.');
    if (number)
        business_item_set(item, part, number);
    else if (*text || part == ITEM_PART_QUANTITY)
        edi_problem_add(set->order, TRUE, rule, text, "a number like 12 or 12.5", set->file, s);
}

static void read_po1(struct x12_set *set, const struct edi_segment *s)
{
    gint64 micro;
    x12_party_end(set);
    set->items++;
    set->item = business_order_add_item(set->order);
    if (!set->item)
        return;
    business_item_set(set->item, ITEM_PART_NUMBER, edi_get(s, 1, 0));
    set_number(set, set->item, ITEM_PART_QUANTITY, edi_get(s, 2, 0), "PO102", s);
    business_item_set(set->item, ITEM_PART_UNIT, edi_get(s, 3, 0));
    set_number(set, set->item, ITEM_PART_UNIT_PRICE, edi_get(s, 4, 0), "PO104", s);
    read_product_ids(set->item, s);
    if (decimal_parse(set->item->parts[ITEM_PART_QUANTITY], &micro))
        set->quantities += micro;
}

/* X12 element 750: what a description describes. */
static void read_pid(struct x12_set *set, const struct edi_segment *s)
{
    static const struct {
        const char *code, *name;
    } kinds[] = {{"35", "Color"}, {"73", "Color"}, {"75", "Color"}, {"VC", "Color"},    {"74", "Size"},   {"91", "Size"},
                 {"38", "Grade"}, {"37", "Material"}, {"MC", "Material"}, {"FB", "Fabric"}, {"12", "Type"}};
    const char *code = edi_get(s, 2, 0), *text = *edi_get(s, 5, 0) ? edi_get(s, 5, 0) : edi_get(s, 4, 0);
    if (!set->item)
        return;
    if (!*code || g_str_equal(code, "08")) {
        if (!*set->item->parts[ITEM_PART_NAME])
            business_item_set(set->item, ITEM_PART_NAME, text);
        return;
    }
    g_autofree char *name = g_strdup_printf("PID %s", code);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].code, code)) {
            g_free(name);
            name = g_strdup(kinds[i].name);
        }
    business_property_add(set->item->properties, name, text);
}

/* A price of another kind: what the shop sells it for, say. */
static void read_ctp(struct x12_set *set, const struct edi_segment *s)
{
    static const char *const for_others[] = {"RES", "MSR", "RTL", NULL};
    const char *kind = edi_get(s, 2, 0);
    g_autofree char *price = decimal_read(edi_get(s, 3, 0), '.'), *name = g_strdup_printf("CTP %s", kind);
    if (!set->item || !price)
        return;
    if (!*set->item->parts[ITEM_PART_UNIT_PRICE] && !g_strv_contains(for_others, kind))
        business_item_set(set->item, ITEM_PART_UNIT_PRICE, price);
    else
        business_property_add(set->item->properties, name, price);
}

static void read_mea(struct x12_set *set, const struct edi_segment *s)
{
    g_autofree char *text = g_strdup_printf("%s %s", edi_get(s, 3, 0), edi_get(s, 4, 0));
    if (set->item && *edi_get(s, 3, 0))
        business_property_add(set->item->properties, edi_measured(edi_get(s, 2, 0)), g_strchomp(text));
}

/* How many of them go to which shop. */
static void read_sdq(struct x12_set *set, const struct edi_segment *s)
{
    for (guint i = 3; set->item && i + 1 < s->elements->len; i += 2) {
        g_autofree char *name = g_strdup_printf("SDQ %s", edi_get(s, i, 0));
        g_autofree char *text = g_strdup_printf("%s %s", edi_get(s, i + 1, 0), edi_get(s, 1, 0));
        business_property_add(set->item->properties, name, text);
    }
}

/* When how many of them are wanted: the day of all of them is the item's. */
static void read_sch(struct x12_set *set, const struct edi_segment *s)
{
    g_autofree char *count = decimal_read(edi_get(s, 1, 0), '.'), *date = edi_date(edi_get(s, 6, 0));
    if (!set->item)
        return;
    if (count && date && g_str_equal(count, set->item->parts[ITEM_PART_QUANTITY])) {
        business_item_set(set->item, ITEM_PART_NEEDED_BY, date);
        return;
    }
    g_autofree char *words = edi_words(edi_get(s, 1, 0), edi_get(s, 2, 0), date ? date : edi_get(s, 6, 0), NULL);
    business_property_add(set->item->properties, "Schedule", words);
}

/* What a line is made up of. */
static void read_sln(struct x12_set *set, const struct edi_segment *s)
{
    g_autofree char *words = edi_words(edi_get(s, 4, 0), edi_get(s, 5, 0), edi_get(s, 10, 0), edi_get(s, 12, 0), NULL);
    if (set->item)
        business_property_add(set->item->properties, "SLN", words);
}

static const struct {
    const char *tag;
    void (*read)(struct x12_set *set, const struct edi_segment *segment);
} segments_known[] = {
    {"PO1", read_po1}, {"PID", read_pid}, {"CTP", read_ctp}, {"MEA", read_mea}, {"SDQ", read_sdq}, {"SCH", read_sch}, {"SLN", read_sln},
};

gboolean x12_line_read(struct x12_set *set, const struct edi_segment *segment)
{
    for (guint i = 0; i < G_N_ELEMENTS(segments_known); i++)
        if (edi_is(segment, segments_known[i].tag)) {
            segments_known[i].read(set, segment);
            return TRUE;
        }
    return FALSE;
}
