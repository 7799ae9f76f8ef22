/* UN/EDIFACT ORDERS, directories D.96A and D.01B (ISO 9735 syntax). UNA declares the separators; each message is an order of its own. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/decimal.h"
#include "parsers/decode/edi.h"

static gboolean edifact_matches(const struct file *file)
{
    gsize length;
    const char *p = file_start(file, &length);
    if (length < 20)
        return FALSE;
    return (memcmp(p, "UNA", 3) == 0 && !g_ascii_isalnum(p[3])) || memcmp(p, "UNB+UNO", 7) == 0 || memcmp(p, "UNH+", 4) == 0;
}

static struct edi_syntax syntax_of(const char *text)
{
    if (g_str_has_prefix(text, "UNA") && strlen(text) >= 9)
        return (struct edi_syntax){.component = text[3], .element = text[4], .mark = text[5], .release = text[6] == ' ' ? 0 : text[6], .terminator = text[8]};
    return (struct edi_syntax){.component = ':', .element = '+', .mark = '.', .release = '?', .terminator = '\''};
}

/* Data element 0001 of UNB. */
static const char *charset_of(const struct file *file)
{
    static const struct {
        const char *id, *charset;
    } ids[] = {{"UNOC", "iso-8859-1"}, {"UNOD", "iso-8859-2"}, {"UNOE", "iso-8859-5"}, {"UNOF", "iso-8859-7"}, {"UNOG", "iso-8859-3"},
               {"UNOH", "iso-8859-4"}, {"UNOI", "iso-8859-6"}, {"UNOJ", "iso-8859-8"}, {"UNOK", "iso-8859-9"}, {"UNOY", "utf-8"}};
    g_autofree char *head = g_strndup(file->bytes, MIN(file->length, 100));
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
        if (strstr(head, ids[i].id))
            return ids[i].charset;
    return NULL;
}

/* --- one message --------------------------------------------------------------------------------------------------------------- */

struct reading {
    const struct file *file;
    const struct edi_syntax *syntax;
    struct business_order *order;
    struct business_item *item; /* NULL before the first LIN */
    const char *party;          /* NAD's qualifier; "" before the first */
    GString *note;
    guint items;
};

static void problem(struct reading *reading, gboolean fatal, const char *rule, const char *found, const char *wanted, const struct edi_segment *s)
{
    edi_problem_add(reading->order, fatal, rule, found, wanted, reading->file, s);
}

static gboolean one_of(const char *text, const char *list)
{
    g_auto(GStrv) words = g_strsplit(list, " ", -1);
    return *text && g_strv_contains((const char *const *)words, text);
}

static void read_bgm(struct reading *reading, const struct edi_segment *s)
{
    business_order_set(reading->order, ORDER_NUMBER, edi_get(s, 2, 0));
}

static void read_dtm(struct reading *reading, const struct edi_segment *s)
{
    const char *code = edi_get(s, 1, 0), *text = edi_get(s, 1, 1);
    gboolean wanted = one_of(code, "2 64 69 10 17"), issued = g_str_equal(code, "137") || g_str_equal(code, "4");
    g_autofree char *date = edi_date(text);
    if (!wanted && !issued)
        return;
    if (!date)
        problem(reading, wanted, "C507/2380", text, "a date like 20261231", s);
    else if (issued && !reading->item)
        business_order_set(reading->order, ORDER_ISSUED, date);
    else if (wanted && reading->item)
        business_item_set(reading->item, ITEM_PART_NEEDED_BY, date);
    else if (wanted)
        business_order_set(reading->order, ORDER_NEEDED_BY, date);
}

static void read_rff(struct reading *reading, const struct edi_segment *s)
{
    const char *code = edi_get(s, 1, 0), *text = edi_get(s, 1, 1);
    g_autofree char *name = g_strdup_printf("RFF %s", code);
    if (reading->item)
        business_property_add(reading->item->properties, name, text);
    else if (g_str_equal(code, "ON") && !*reading->order->parts[ORDER_NUMBER])
        business_order_set(reading->order, ORDER_NUMBER, text);
    else if (one_of(code, "CR AAN") && !*reading->party)
        business_order_set(reading->order, ORDER_REFERENCE, text);
    else if (g_str_equal(code, "VA") && g_str_equal(reading->party, "BY"))
        business_order_set(reading->order, ORDER_BUYER_TAX, text);
    else if (!g_str_equal(code, "ON"))
        business_property_add(reading->order->properties, name, text);
}

static void read_cux(struct reading *reading, const struct edi_segment *s)
{
    if (!reading->item)
        business_order_set(reading->order, ORDER_CURRENCY, edi_get(s, 1, 1));
}

/* Street, code and city, country. */
static char *nad_address(const struct edi_segment *s)
{
    g_autofree char *street = edi_join(s, 5, "\n");
    g_autofree char *city = g_strdup_printf("%s%s%s", edi_get(s, 8, 0), *edi_get(s, 8, 0) ? " " : "", edi_get(s, 6, 0));
    GString *lines = g_string_new(NULL);
    edi_add_line(lines, street);
    edi_add_line(lines, city);
    edi_add_line(lines, edi_get(s, 7, 0));
    edi_add_line(lines, edi_get(s, 9, 0));
    return g_string_free(lines, FALSE);
}

/* The name stands in C080; some write name and address as free lines of C058. */
static void read_nad(struct reading *reading, const struct edi_segment *s)
{
    g_autofree char *structured = edi_join(s, 4, " "), *free_lines = edi_join(s, 3, "\n"), *address = nad_address(s);
    const char *below = strchr(free_lines, '\n');
    g_autofree char *first = g_strndup(free_lines, below ? (gsize)(below - free_lines) : strlen(free_lines));
    const char *name = *structured ? structured : first, *lines = *address ? address : below ? below + 1 : "", *id = edi_get(s, 2, 0);
    reading->party = edi_get(s, 1, 0);
    if (g_str_equal(reading->party, "BY")) {
        business_order_set(reading->order, ORDER_BUYER_NAME, name);
        business_order_set(reading->order, ORDER_BUYER_ADDRESS, lines);
        business_order_set(reading->order, ORDER_BUYER_ID, id);
    } else if (one_of(reading->party, "DP ST UC")) {
        business_order_set(reading->order, ORDER_SHIP_TO_NAME, name);
        business_order_set(reading->order, ORDER_SHIP_TO_ADDRESS, lines);
        business_order_set(reading->order, ORDER_SHIP_TO_ID, id);
    } else if (one_of(reading->party, "IV BT")) {
        business_order_set(reading->order, ORDER_BILL_TO_NAME, name);
        business_order_set(reading->order, ORDER_BILL_TO_ADDRESS, lines);
    } else if (one_of(reading->party, "SU SE")) {
        business_order_set(reading->order, ORDER_SELLER_NAME, name);
    }
}

/* Contacts belong to the party above them. */
static int contact_part(const struct reading *reading, enum order_part buyer, enum order_part ship_to)
{
    return g_str_equal(reading->party, "BY") ? (int)buyer : one_of(reading->party, "DP ST UC") ? (int)ship_to : -1;
}

static void read_cta(struct reading *reading, const struct edi_segment *s)
{
    int part = contact_part(reading, ORDER_BUYER_CONTACT, ORDER_SHIP_TO_CONTACT);
    if (part >= 0)
        business_order_set(reading->order, (enum order_part)part, *edi_get(s, 2, 1) ? edi_get(s, 2, 1) : edi_get(s, 2, 0));
}

static void read_com(struct reading *reading, const struct edi_segment *s)
{
    for (guint i = 1; i < s->elements->len; i++) {
        const char *kind = edi_get(s, i, 1);
        int part = g_str_equal(kind, "EM")   ? contact_part(reading, ORDER_BUYER_EMAIL, ORDER_SHIP_TO_EMAIL)
                   : one_of(kind, "TE AL MA") ? contact_part(reading, ORDER_BUYER_PHONE, ORDER_SHIP_TO_PHONE)
                                              : -1;
        if (part >= 0)
            business_order_set(reading->order, (enum order_part)part, edi_get(s, i, 0));
    }
}

/* --- items ------------------------------------------------------------------------------------------------------------------------ */

static void set_article(struct business_item *item, const char *id, const char *kind)
{
    if (one_of(kind, "SA VN VP MF"))
        business_item_set(item, ITEM_PART_SKU, id);
    else if (one_of(kind, "IN BP"))
        business_item_set(item, ITEM_PART_BUYER_SKU, id);
    else if (one_of(kind, "EN SRV UP EAN GTIN"))
        business_item_set(item, ITEM_PART_GTIN, id);
}

static void read_lin(struct reading *reading, const struct edi_segment *s)
{
    reading->items++;
    reading->item = business_order_add_item(reading->order);
    if (!reading->item)
        return;
    business_item_set(reading->item, ITEM_PART_NUMBER, edi_get(s, 1, 0));
    set_article(reading->item, edi_get(s, 3, 0), edi_get(s, 3, 1));
}

static void read_pia(struct reading *reading, const struct edi_segment *s)
{
    for (guint i = 2; reading->item && i < s->elements->len; i++)
        set_article(reading->item, edi_get(s, i, 0), edi_get(s, i, 1));
}

/* Data element 7081: what is described. Without one it is the article's name. */
static void read_imd(struct reading *reading, const struct edi_segment *s)
{
    static const struct {
        const char *code, *name;
    } kinds[] = {{"35", "Color"}, {"98", "Size"}, {"91", "Quality"}, {"MAT", "Material"}, {"38", "Grade"}, {"38B", "Finish"}};
    const char *code = edi_get(s, 2, 0), *first = edi_get(s, 3, 3), *second = edi_get(s, 3, 4);
    g_autofree char *text = g_strdup_printf("%s%s%s", first, *first && *second ? " " : "", second);
    if (!reading->item)
        return;
    if (!*text) {
        g_free(text);
        text = g_strdup(edi_get(s, 3, 0));
    }
    if (!*code || one_of(code, "8 ANM DSC IN 81 79 78")) {
        if (!*reading->item->parts[ITEM_PART_NAME])
            business_item_set(reading->item, ITEM_PART_NAME, text);
        else
            business_property_add(reading->item->properties, "IMD", text);
        return;
    }
    g_autofree char *name = g_strdup_printf("IMD %s", code);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].code, code)) {
            g_free(name);
            name = g_strdup(kinds[i].name);
        }
    business_property_add(reading->item->properties, name, text);
}

static char *number_of(struct reading *reading, const char *text, const char *rule, const struct edi_segment *s)
{
    char *number = decimal_read(text, reading->syntax->mark);
    if (!number)
        number = decimal_read(text, ','); /* ISO 9735: the comma is always right */
    if (!number)
        problem(reading, TRUE, rule, text, "a number like 12 or 12.5", s);
    return number;
}

static void read_qty(struct reading *reading, const struct edi_segment *s)
{
    if (!reading->item || !one_of(edi_get(s, 1, 0), "21 1 12 46"))
        return;
    g_autofree char *number = number_of(reading, edi_get(s, 1, 1), "C186/6060", s);
    business_item_set(reading->item, ITEM_PART_QUANTITY, number);
    business_item_set(reading->item, ITEM_PART_UNIT, edi_get(s, 1, 2));
}

/* AAA and AAB are net and gross of one piece, or of the price basis in 5284. */
static void read_pri(struct reading *reading, const struct edi_segment *s)
{
    const char *basis = edi_get(s, 1, 4), *kind = edi_get(s, 1, 0);
    if (!reading->item || !one_of(kind, "AAA AAB CAL INF") || (*reading->item->parts[ITEM_PART_UNIT_PRICE] && !g_str_equal(kind, "AAA")))
        return;
    g_autofree char *number = number_of(reading, edi_get(s, 1, 1), "C509/5118", s);
    g_autofree char *base = *basis ? number_of(reading, basis, "C509/5284", s) : NULL;
    g_autofree char *one = number && base ? decimal_divide(number, base) : g_strdup(number);
    business_item_set(reading->item, ITEM_PART_UNIT_PRICE, one);
}

static void read_moa(struct reading *reading, const struct edi_segment *s)
{
    const char *kind = edi_get(s, 1, 0);
    gboolean line = reading->item && one_of(kind, "203 66"), whole = !reading->item && one_of(kind, "86 79 128 9");
    if (!line && !whole)
        return;
    g_autofree char *number = number_of(reading, edi_get(s, 1, 1), "C516/5004", s);
    if (line)
        business_item_set(reading->item, ITEM_PART_TOTAL, number);
    else
        business_order_set(reading->order, ORDER_TOTAL, number);
}

static void read_ftx(struct reading *reading, const struct edi_segment *s)
{
    g_autofree char *text = edi_join(s, 4, " ");
    if (reading->item)
        business_item_set(reading->item, ITEM_PART_NOTE, text);
    else
        edi_add_line(reading->note, text);
}

static void read_uns(struct reading *reading, const struct edi_segment *s)
{
    (void)s;
    reading->item = NULL;
}

static void read_cnt(struct reading *reading, const struct edi_segment *s)
{
    if (g_str_equal(edi_get(s, 1, 0), "2"))
        edi_check_count(reading->order, "CNT/6066", edi_get(s, 1, 1), reading->items, "LIN segments", reading->file, s);
}

static const struct {
    const char *tag;
    void (*read)(struct reading *reading, const struct edi_segment *segment);
} segments_known[] = {
    {"BGM", read_bgm}, {"DTM", read_dtm}, {"RFF", read_rff}, {"CUX", read_cux}, {"NAD", read_nad}, {"CTA", read_cta},
    {"COM", read_com}, {"LIN", read_lin}, {"PIA", read_pia}, {"IMD", read_imd}, {"QTY", read_qty}, {"PRI", read_pri},
    {"MOA", read_moa}, {"FTX", read_ftx}, {"UNS", read_uns}, {"CNT", read_cnt},
};

/* --- messages and interchange --------------------------------------------------------------------------------------------------------- */

static void check_end(struct reading *reading, const struct edi_segment *begin, const struct edi_segment *end, guint segments)
{
    if (!edi_is(end, "UNT")) {
        problem(reading, TRUE, "UNT", "", "the segment that ends the message", end);
        return;
    }
    edi_check_count(reading->order, "UNT/0074", edi_get(end, 1, 0), segments, "segments from UNH to UNT", reading->file, end);
    if (!g_str_equal(edi_get(end, 2, 0), edi_get(begin, 1, 0)))
        problem(reading, TRUE, "UNT/0062", edi_get(end, 2, 0), edi_get(begin, 1, 0), end);
}

/* Each item of an order names its article and how many; an order has a number. */
static void check_content(struct reading *reading, const struct edi_segment *begin)
{
    if (!*reading->order->parts[ORDER_NUMBER])
        problem(reading, TRUE, "BGM/1004", "", "the order's number", begin);
    for (guint i = 0; i < reading->order->items->len; i++) {
        const struct business_item *item = reading->order->items->pdata[i];
        if (!*item->parts[ITEM_PART_QUANTITY])
            business_problem_add(reading->order, TRUE, "QTY", "", "a quantity ordered (QTY+21)", "%s, line item %s", reading->file->name,
                                 item->parts[ITEM_PART_NUMBER]);
    }
}

static void check_characters(struct reading *reading)
{
    for (guint i = 0; i < reading->order->items->len; i++)
        if (strstr(((const struct business_item *)reading->order->items->pdata[i])->parts[ITEM_PART_NAME], "\xef\xbf\xbd")) {
            business_problem_add(reading->order, FALSE, "UNB/0001", "characters that were lost before the file reached us",
                                 "the character set that UNB names", "%s", reading->file->name);
            return;
        }
}

static void read_message(struct document *document, const struct file *file, const struct edi_syntax *syntax, const GPtrArray *segments,
                         guint from, guint to, const char *interchange)
{
    const struct edi_segment *begin = segments->pdata[from];
    g_autofree char *where = g_strdup_printf("%s, message %s", file->name, edi_get(begin, 1, 0));
    g_autofree char *envelope = g_strdup_printf("%s/%s", interchange, edi_get(begin, 1, 0));
    struct business_order *order = formats_add_order(document, SOURCE_EDIFACT, where);
    if (!order)
        return;
    struct reading reading = {file, syntax, order, NULL, "", g_string_new(NULL), 0};
    business_order_set(order, ORDER_ENVELOPE, envelope);
    for (guint i = from; i <= to; i++)
        for (guint k = 0; k < G_N_ELEMENTS(segments_known); k++)
            if (edi_is(segments->pdata[i], segments_known[k].tag))
                segments_known[k].read(&reading, segments->pdata[i]);
    business_order_set(order, ORDER_NOTE, reading.note->str);
    g_string_free(reading.note, TRUE);
    check_end(&reading, begin, segments->pdata[to], to - from + 1);
    check_content(&reading, begin);
    check_characters(&reading);
}

static guint message_end(const GPtrArray *segments, guint from)
{
    static const char *const others[] = {"UNH", "UNZ", "UNE", NULL};
    return edi_end(segments, from, "UNT", others);
}

/* What is wrong with the interchange is told with each order in it. */
static void check_interchange(struct document *document, guint first, const struct edi_segment *unb, const struct edi_segment *unz, guint messages,
                              const struct file *file)
{
    for (guint i = first; unb && i < document->orders->len; i++) {
        struct business_order *order = document->orders->pdata[i];
        if (!unz) {
            business_problem_add(order, TRUE, "UNZ", "", "the segment that ends the interchange", "%s, at its end", file->name);
            continue;
        }
        edi_check_count(order, "UNZ/0036", edi_get(unz, 1, 0), messages, "messages", file, unz);
        if (!g_str_equal(edi_get(unz, 2, 0), edi_get(unb, 5, 0)))
            business_problem_add(order, TRUE, "UNZ/0020", edi_get(unz, 2, 0), edi_get(unb, 5, 0), "%s, segment %u (UNZ)", file->name, unz->number);
    }
}

static void edifact_read(struct document *document, const struct file *file)
{
    gboolean cut = FALSE;
    guint first = document->orders->len, messages = 0;
    const struct edi_segment *unb = NULL, *unz = NULL;
    g_autofree char *text = edi_text(file, charset_of(file));
    struct edi_syntax syntax = syntax_of(text);
    g_autoptr(GPtrArray) segments = edi_segments(g_str_has_prefix(text, "UNA") && strlen(text) >= 9 ? text + 9 : text, &syntax, &cut);
    if (cut)
        document->flags |= DOCUMENT_CUT;
    for (guint i = 0; i < segments->len; i++) {
        const struct edi_segment *s = segments->pdata[i];
        if (edi_is(s, "UNB"))
            unb = s;
        if (edi_is(s, "UNZ"))
            unz = s;
        if (!edi_is(s, "UNH"))
            continue;
        guint to = message_end(segments, i);
        messages++;
        if (g_str_equal(edi_get(s, 2, 0), "ORDERS"))
            read_message(document, file, &syntax, segments, i, to, unb ? edi_get(unb, 5, 0) : "");
        i = to;
    }
    check_interchange(document, first, unb, unz, messages, file);
}

const struct format format_edifact = {"EDIFACT", 512, edifact_matches, edifact_read};
