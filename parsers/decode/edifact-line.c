/* The lines of an EDIFACT order. */
#include <string.h>

#include "daemon/base/decimal.h"
#include "parsers/decode/edifact-message.h"

#define TEXT_AT 3     /* of C273: its code and who keeps the list stand before the text */
#define LANGUAGE_AT 5 /* data element 3453 */

static void set_article(struct business_item *item, const char *id, const char *kind)
{
    if (edifact_one_of(kind, "SA VN VP MF"))
        business_item_set(item, ITEM_PART_SKU, id);
    else if (edifact_one_of(kind, "IN BP"))
        business_item_set(item, ITEM_PART_BUYER_SKU, id);
    else if (edifact_one_of(kind, "EN SRV UP EAN GTIN"))
        business_item_set(item, ITEM_PART_GTIN, id);
}

/* Data element 1229: nothing, added, without a change. A line that is taken back or changed stands in an order that is a change. */
static void check_action(struct edifact_message *message, const struct edi_segment *s)
{
    const char *action = edi_get(s, 2, 0);
    if (*action && !edifact_one_of(action, "1 4 5 11"))
        edifact_problem(message, TRUE, "LIN/1229", action, "1, a line that is ordered: a change is asked for by answering our mail", s);
}

static void read_lin(struct edifact_message *message, const struct edi_segment *s)
{
    message->items++;
    message->item_wanted = 0;
    message->item_counted = FALSE;
    check_action(message, s);
    message->item = business_order_add_item(message->order);
    if (!message->item)
        return;
    business_item_set(message->item, ITEM_PART_NUMBER, edi_get(s, 1, 0));
    set_article(message->item, edi_get(s, 3, 0), edi_get(s, 3, 1));
}

static void read_pia(struct edifact_message *message, const struct edi_segment *s)
{
    for (guint i = 2; message->item && i < s->elements->len; i++)
        set_article(message->item, edi_get(s, i, 0), edi_get(s, i, 1));
}

/* The text of C273. One with a separator in it that nobody released is put together again. */
static char *description(const struct edi_segment *s)
{
    GString *text = g_string_new(edi_get(s, 3, TEXT_AT));
    const char *second = edi_get(s, 3, TEXT_AT + 1), *rest = edi_get(s, 3, LANGUAGE_AT);
    gboolean broken = strlen(rest) > 3 || *edi_get(s, 3, LANGUAGE_AT + 1) || (*rest && !g_ascii_isalpha(*rest));
    if (*second)
        g_string_append_printf(text, "%s%s", text->len ? " " : "", second);
    for (guint i = LANGUAGE_AT; broken && i < LANGUAGE_AT + 4 && *edi_get(s, 3, i); i++)
        g_string_append_printf(text, ":%s", edi_get(s, 3, i));
    return g_string_free(text, FALSE);
}

/* Data element 7081: what is described. Without one it is the article's name; a code alone is none. */
static void read_imd(struct edifact_message *message, const struct edi_segment *s)
{
    static const struct {
        const char *code, *name;
    } kinds[] = {{"35", "Color"}, {"98", "Size"}, {"91", "Quality"}, {"MAT", "Material"}, {"38", "Grade"}, {"38B", "Finish"}};
    const char *code = edi_get(s, 2, 0), *name = NULL;
    g_autofree char *text = description(s), *label = g_strdup_printf("IMD %s", code);
    if (!message->item)
        return;
    if (!*code || edifact_one_of(code, "8 ANM DSC IN 81 79 78")) {
        if (*text && !*message->item->parts[ITEM_PART_NAME])
            business_item_set(message->item, ITEM_PART_NAME, text);
        else
            edifact_property(message, "IMD", *text ? text : edi_get(s, 3, 0));
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].code, code))
            name = kinds[i].name;
    edifact_property(message, name ? name : label, *text ? text : edi_get(s, 3, 0));
}

/* How many are ordered is said once. Deliveries in parts, and two numbers that differ, are for its sender to settle. */
static void set_ordered(struct edifact_message *message, const struct edi_segment *s)
{
    g_autofree char *number = edifact_number(message, edi_get(s, 1, 1), "C186/6060", s);
    const char *before = message->item->parts[ITEM_PART_QUANTITY];
    gboolean ordered = g_str_equal(edi_get(s, 1, 0), "21");
    if (ordered && message->item_counted && number && !g_str_equal(number, before)) {
        g_autofree char *wanted = g_strdup_printf("%s, as said above: one quantity ordered (QTY+21) of a line", before);
        edifact_problem(message, TRUE, "C186/6060", number, wanted, s);
        return;
    }
    message->item_counted = message->item_counted || (ordered && number);
    business_item_set(message->item, ITEM_PART_QUANTITY, number);
    business_item_set(message->item, ITEM_PART_UNIT, edi_get(s, 1, 2));
}

/* What is ordered (21); else what else is said of a number of pieces, in words that name no field. */
static void read_qty(struct edifact_message *message, const struct edi_segment *s)
{
    static const struct {
        const char *code, *name;
    } others[] = {{"59", "Pieces in one"}, {"52", "In a pack"}, {"192", "Free of charge"}, {"11", "Part of them"}, {"113", "To be delivered"}};
    const char *kind = edi_get(s, 1, 0);
    g_autofree char *text = g_strdup_printf("%s %s", edi_get(s, 1, 1), edi_get(s, 1, 2));
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (g_str_equal(others[i].code, kind))
            edifact_property(message, others[i].name, g_strchomp(text));
    if (message->item && (g_str_equal(kind, "21") || (edifact_one_of(kind, "1 12 46") && !*message->item->parts[ITEM_PART_QUANTITY])))
        set_ordered(message, s);
}

/* AAA and AAB are net and gross of one piece, or of the price basis in 5284; INV is what will be invoiced. */
static void read_pri(struct edifact_message *message, const struct edi_segment *s)
{
    const char *basis = edi_get(s, 1, 4), *kind = edi_get(s, 1, 0);
    if (!message->item || !edifact_one_of(kind, "AAA AAB CAL INF INV") || (*message->item->parts[ITEM_PART_UNIT_PRICE] && !g_str_equal(kind, "AAA")))
        return;
    g_autofree char *number = edifact_number(message, edi_get(s, 1, 1), "C509/5118", s);
    g_autofree char *base = *basis ? edifact_number(message, basis, "C509/5284", s) : NULL;
    g_autofree char *one = number && base ? decimal_divide(number, base) : g_strdup(number);
    business_item_set(message->item, ITEM_PART_UNIT_PRICE, one);
}

static void read_mea(struct edifact_message *message, const struct edi_segment *s)
{
    g_autofree char *text = g_strdup_printf("%s %s", edi_get(s, 3, 1), business_unit(edi_get(s, 3, 0)));
    if (message->item && *edi_get(s, 3, 1))
        edifact_property(message, edi_measured(edi_get(s, 2, 0)), g_strchomp(text));
}

/* Behind the lines stands what is said of all of them. */
static void read_uns(struct edifact_message *message, const struct edi_segment *s)
{
    (void)s;
    message->item = NULL;
}

static const struct {
    const char *tag;
    void (*read)(struct edifact_message *message, const struct edi_segment *segment);
} segments_known[] = {
    {"LIN", read_lin}, {"PIA", read_pia}, {"IMD", read_imd}, {"QTY", read_qty}, {"PRI", read_pri}, {"MEA", read_mea}, {"UNS", read_uns},
};

gboolean edifact_line_read(struct edifact_message *message, const struct edi_segment *segment)
{
    for (guint i = 0; i < G_N_ELEMENTS(segments_known); i++)
        if (edi_is(segment, segments_known[i].tag)) {
            segments_known[i].read(message, segment);
            return TRUE;
        }
    return FALSE;
}
