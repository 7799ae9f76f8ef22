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

static void read_lin(struct edifact_message *message, const struct edi_segment *s)
{
    message->items++;
    message->item_wanted = 0;
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

/* What is ordered (21); else what else is said of a number of pieces, in words that name no field. */
static void read_qty(struct edifact_message *message, const struct edi_segment *s)
{
    const char *kind = edi_get(s, 1, 0);
    const char *name = g_str_equal(kind, "59") ? "Pieces in one" : g_str_equal(kind, "52") ? "In a pack" : g_str_equal(kind, "192") ? "Free of charge" : NULL;
    g_autofree char *text = g_strdup_printf("%s %s", edi_get(s, 1, 1), edi_get(s, 1, 2));
    if (name)
        edifact_property(message, name, g_strchomp(text));
    if (!message->item || !edifact_one_of(kind, "21 1 12 46") || (*message->item->parts[ITEM_PART_QUANTITY] && !g_str_equal(kind, "21")))
        return;
    g_autofree char *number = edifact_number(message, edi_get(s, 1, 1), "C186/6060", s);
    business_item_set(message->item, ITEM_PART_QUANTITY, number);
    business_item_set(message->item, ITEM_PART_UNIT, edi_get(s, 1, 2));
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
