#include "parsers/decode/edifact-message.h"

#include <string.h>

#include "daemon/base/decimal.h"

void edifact_problem(struct edifact_message *message, gboolean fatal, const char *rule, const char *found, const char *wanted,
                     const struct edi_segment *segment)
{
    edi_problem_add(message->order, fatal, rule, found, wanted, message->file, segment);
}

gboolean edifact_one_of(const char *text, const char *list)
{
    g_auto(GStrv) words = g_strsplit(list, " ", -1);
    return *text && g_strv_contains((const char *const *)words, text);
}

char *edifact_number(struct edifact_message *message, const char *text, const char *rule, const struct edi_segment *segment)
{
    char *number = decimal_read(text, message->syntax->mark);
    if (!number)
        number = decimal_read(text, ','); /* ISO 9735: the comma is always right */
    if (!number)
        edifact_problem(message, TRUE, rule, text, "a number like 12 or 12.5", segment);
    return number;
}

void edifact_property(struct edifact_message *message, const char *name, const char *text)
{
    if (*text)
        business_property_add(message->item ? message->item->properties : message->order->properties, name, text);
}

/* --- the order as a whole -------------------------------------------------------------------------------------------------------- */

/* Data element 1225: 9 is an original, 7 the same sent again. */
static void read_bgm(struct edifact_message *message, const struct edi_segment *s)
{
    const char *function = edi_get(s, 3, 0);
    business_order_set(message->order, ORDER_NUMBER, edi_get(s, 2, 0));
    if (edifact_one_of(edi_get(s, 1, 0), "221 230 231"))
        edifact_problem(message, TRUE, "BGM/1001", edi_get(s, 1, 0), "220: an order to be delivered, not an agreement, a change or an answer", s);
    if (*function && !edifact_one_of(function, "9 46"))
        edifact_problem(message, !g_str_equal(function, "7"), "BGM/1225", function, "9: a change is asked for by answering our mail", s);
}

/* Formats 2, 4 and 5 begin with the day, 3 with the month. */
static char *from_day_first(const char *text, const char *format)
{
    gsize digits = strspn(text, "0123456789"), year = g_str_equal(format, "4") || g_str_equal(format, "5") ? 4 : 2;
    gboolean month = g_str_equal(format, "3");
    if (digits < 4 + year)
        return NULL;
    g_autofree char *turned = g_strdup_printf("%.*s%.2s%.2s", (int)year, text + 4, text + (month ? 0 : 2), text + (month ? 2 : 0));
    return edi_date(turned);
}

/* A period (format 718) is over at its end. */
static char *day_of(const struct edi_segment *s)
{
    const char *text = edi_get(s, 1, 1), *format = edi_get(s, 1, 2), *end = g_str_equal(format, "718") ? strchr(text, '-') : NULL;
    char *last = end ? edi_date(end + 1) : NULL;
    if (edifact_one_of(format, "2 3 4 5"))
        return from_day_first(text, format);
    return last ? last : edi_date(text);
}

/* When it is wanted; the surest thing said of it counts: asked for before promised or estimated, that before the last day and the first. */
static void read_dtm(struct edifact_message *message, const struct edi_segment *s)
{
    static const struct {
        const char *code, *name;
        guint sure;
    } kinds[] = {{"2", NULL, 6}, {"69", NULL, 5}, {"17", NULL, 4}, {"10", NULL, 3}, {"63", "Deliver not after", 2}, {"64", "Deliver not before", 1},
                 {"61", "Cancel after", 0}};
    const char *code = edi_get(s, 1, 0);
    guint k = 0, *sure = message->item ? &message->item_wanted : &message->wanted;
    gboolean issued = edifact_one_of(code, "137 4");
    g_autofree char *date = day_of(s);
    while (k < G_N_ELEMENTS(kinds) && !g_str_equal(kinds[k].code, code))
        k++;
    gboolean wanted = k < G_N_ELEMENTS(kinds);
    if (!date && (wanted || issued))
        edifact_problem(message, wanted, "C507/2380", edi_get(s, 1, 1), "a date like 20261231", s);
    if (!date)
        return;
    if (issued && !message->item)
        business_order_set(message->order, ORDER_ISSUED, date);
    if (wanted && kinds[k].sure > *sure) {
        *sure = kinds[k].sure;
        if (message->item)
            business_item_set(message->item, ITEM_PART_NEEDED_BY, date);
        else
            business_order_set(message->order, ORDER_NEEDED_BY, date);
    }
    if (wanted && kinds[k].name)
        edifact_property(message, kinds[k].name, date);
}

static void read_rff(struct edifact_message *message, const struct edi_segment *s)
{
    const char *code = edi_get(s, 1, 0), *text = edi_get(s, 1, 1);
    g_autofree char *name = g_strdup_printf("RFF %s", code);
    if (message->item)
        business_property_add(message->item->properties, name, text);
    else if (g_str_equal(code, "ON") && !*message->order->parts[ORDER_NUMBER])
        business_order_set(message->order, ORDER_NUMBER, text);
    else if (edifact_one_of(code, "CR AAN") && !*message->party)
        business_order_set(message->order, ORDER_REFERENCE, text);
    else if (g_str_equal(code, "VA") && g_str_equal(message->party, "BY"))
        business_order_set(message->order, ORDER_BUYER_TAX, text);
    else if (!g_str_equal(code, "ON"))
        business_property_add(message->order->properties, name, text);
}

static void read_cux(struct edifact_message *message, const struct edi_segment *s)
{
    if (!message->item)
        business_order_set(message->order, ORDER_CURRENCY, edi_get(s, 1, 1));
}

/* --- parties --------------------------------------------------------------------------------------------------------------------- */

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

/* Where it goes. A consignee (CN) is that, unless a place of delivery was named before. */
static gboolean is_ship_to(const struct edifact_message *message)
{
    char *const *parts = message->order->parts;
    gboolean named = *parts[ORDER_SHIP_TO_NAME] || *parts[ORDER_SHIP_TO_ADDRESS] || *parts[ORDER_SHIP_TO_ID];
    return edifact_one_of(message->party, "DP ST UC") || (g_str_equal(message->party, "CN") && !named);
}

/* Who has no place of its own in an order of ours, or gets one line of it. */
static void tell_party(struct edifact_message *message, const char *name, const char *address)
{
    g_auto(GStrv) lines = g_strsplit(address, "\n", -1);
    g_autofree char *whole = g_strjoinv(", ", lines), *words = edi_words(name, whole, NULL), *label = g_strdup_printf("NAD %s", message->party);
    edifact_property(message, edifact_one_of(message->party, "DP ST UC CN") ? BUSINESS_SHIP_TO : label, words);
    message->party = "-"; /* its contacts are not those of the order's parties */
}

/* The name stands in C080; some write name and address as free lines of C058. */
static void read_nad(struct edifact_message *message, const struct edi_segment *s)
{
    g_autofree char *structured = edi_join(s, 4, " "), *free_lines = edi_join(s, 3, "\n"), *address = nad_address(s);
    const char *below = strchr(free_lines, '\n');
    g_autofree char *first = g_strndup(free_lines, below ? (gsize)(below - free_lines) : strlen(free_lines));
    const char *name = *structured ? structured : first, *lines = *address ? address : below ? below + 1 : "", *id = edi_get(s, 2, 0);
    message->party = edi_get(s, 1, 0);
    if (message->item) {
        tell_party(message, *name ? name : id, lines);
    } else if (g_str_equal(message->party, "BY")) {
        business_order_set(message->order, ORDER_BUYER_NAME, name);
        business_order_set(message->order, ORDER_BUYER_ADDRESS, lines);
        business_order_set(message->order, ORDER_BUYER_ID, id);
    } else if (is_ship_to(message)) {
        business_order_set(message->order, ORDER_SHIP_TO_NAME, name);
        business_order_set(message->order, ORDER_SHIP_TO_ADDRESS, lines);
        business_order_set(message->order, ORDER_SHIP_TO_ID, id);
    } else if (edifact_one_of(message->party, "IV BT")) {
        business_order_set(message->order, ORDER_BILL_TO_NAME, name);
        business_order_set(message->order, ORDER_BILL_TO_ADDRESS, lines);
    } else if (edifact_one_of(message->party, "SU SE")) {
        business_order_set(message->order, ORDER_SELLER_NAME, name);
    } else if (!edifact_one_of(message->party, "MR MS")) {
        tell_party(message, *name ? name : id, lines);
    }
}

/* Contacts belong to the party above them. */
static int contact_part(const struct edifact_message *message, enum order_part buyer, enum order_part ship_to)
{
    if (message->item)
        return -1;
    return g_str_equal(message->party, "BY") ? (int)buyer : edifact_one_of(message->party, "DP ST UC CN") ? (int)ship_to : -1;
}

static void read_cta(struct edifact_message *message, const struct edi_segment *s)
{
    int part = contact_part(message, ORDER_BUYER_CONTACT, ORDER_SHIP_TO_CONTACT);
    if (part >= 0)
        business_order_set(message->order, (enum order_part)part, *edi_get(s, 2, 1) ? edi_get(s, 2, 1) : edi_get(s, 2, 0));
}

static void read_com(struct edifact_message *message, const struct edi_segment *s)
{
    for (guint i = 1; i < s->elements->len; i++) {
        const char *kind = edi_get(s, i, 1);
        int part = g_str_equal(kind, "EM")   ? contact_part(message, ORDER_BUYER_EMAIL, ORDER_SHIP_TO_EMAIL)
                   : edifact_one_of(kind, "TE AL MA") ? contact_part(message, ORDER_BUYER_PHONE, ORDER_SHIP_TO_PHONE)
                                              : -1;
        if (part >= 0)
            business_order_set(message->order, (enum order_part)part, edi_get(s, i, 0));
    }
}

/* --- terms ------------------------------------------------------------------------------------------------------------------------ */

/* "30 days": so many periods of a kind behind the invoice. */
static void read_pat(struct edifact_message *message, const struct edi_segment *s)
{
    const char *kind = edi_get(s, 3, 2), *count = edi_get(s, 3, 3);
    const char *words = g_str_equal(kind, "D") ? "days" : g_str_equal(kind, "W") ? "weeks" : g_str_equal(kind, "M") ? "months" : NULL;
    g_autofree char *text = words && *count ? g_strdup_printf("%s %s", count, words) : edi_join(s, 2, " ");
    if (!message->item && !*message->order->parts[ORDER_PAYMENT])
        business_order_set(message->order, ORDER_PAYMENT, text);
}

static void read_tod(struct edifact_message *message, const struct edi_segment *s)
{
    g_autofree char *text = edi_words(edi_get(s, 3, 0), edi_get(s, 3, 3), edi_get(s, 3, 4), NULL);
    edifact_property(message, "Delivery terms", text);
}

static void read_loc(struct edifact_message *message, const struct edi_segment *s)
{
    g_autofree char *name = g_strdup_printf("LOC %s", edi_get(s, 1, 0));
    edifact_property(message, name, *edi_get(s, 2, 3) ? edi_get(s, 2, 3) : edi_get(s, 2, 0));
}

/* What it is for; percent and amount follow in segments of their own. */
static void read_alc(struct edifact_message *message, const struct edi_segment *s)
{
    const char *kind = edi_get(s, 1, 0), *words = edi_get(s, 5, 3);
    message->charge_name = g_str_equal(kind, "C") ? "Charge" : g_str_equal(kind, "A") ? "Allowance" : "ALC";
    g_string_assign(message->charge, *words ? words : edi_get(s, 5, 0));
}

static void end_charge(struct edifact_message *message)
{
    if (*message->charge_name)
        edifact_property(message, message->charge_name, message->charge->str);
    message->charge_name = "";
    g_string_truncate(message->charge, 0);
}

/* TRUE when the segment belongs to the allowance or charge begun. */
static gboolean charge_goes_on(struct edifact_message *message, const struct edi_segment *s)
{
    gboolean percent = edi_is(s, "PCD"), amount = edi_is(s, "MOA") && edifact_one_of(edi_get(s, 1, 0), "8 23 204 25");
    if (!*message->charge_name || !(percent || amount || edi_is(s, "QTY") || edi_is(s, "RNG") || edi_is(s, "TAX")))
        return FALSE;
    if (percent || amount)
        g_string_append_printf(message->charge, "%s%s%s", message->charge->len ? ", " : "", edi_get(s, 1, 1), percent ? " %" : "");
    return TRUE;
}

static void read_moa(struct edifact_message *message, const struct edi_segment *s)
{
    const char *kind = edi_get(s, 1, 0);
    gboolean line = message->item && edifact_one_of(kind, "203 66"), whole = !message->item && edifact_one_of(kind, "86 79 128 9");
    if (!line && !whole)
        return;
    g_autofree char *number = edifact_number(message, edi_get(s, 1, 1), "C516/5004", s);
    if (line)
        business_item_set(message->item, ITEM_PART_TOTAL, number);
    else
        business_order_set(message->order, ORDER_TOTAL, number);
}

static void read_ftx(struct edifact_message *message, const struct edi_segment *s)
{
    g_autofree char *text = edi_join(s, 4, " ");
    if (!message->item) {
        edi_add_line(message->note, text);
        return;
    }
    g_autoptr(GString) lines = g_string_new(message->item->parts[ITEM_PART_NOTE]);
    edi_add_line(lines, text);
    business_item_set(message->item, ITEM_PART_NOTE, lines->str);
}

static void read_cnt(struct edifact_message *message, const struct edi_segment *s)
{
    if (g_str_equal(edi_get(s, 1, 0), "2"))
        edi_check_count(message->order, "CNT/6066", edi_get(s, 1, 1), message->items, "LIN segments", message->file, s);
}

static const struct {
    const char *tag;
    void (*read)(struct edifact_message *message, const struct edi_segment *segment);
} segments_known[] = {
    {"BGM", read_bgm}, {"DTM", read_dtm}, {"RFF", read_rff}, {"CUX", read_cux}, {"NAD", read_nad}, {"CTA", read_cta}, {"COM", read_com},
    {"PAT", read_pat}, {"TOD", read_tod}, {"LOC", read_loc}, {"ALC", read_alc}, {"MOA", read_moa}, {"FTX", read_ftx}, {"CNT", read_cnt},
};

/* --- the message ------------------------------------------------------------------------------------------------------------------- */

void edifact_message_init(struct edifact_message *message, const struct file *file, const struct edi_syntax *syntax, struct business_order *order)
{
    *message = (struct edifact_message){file, syntax, order, NULL, "", g_string_new(NULL), 0, 0, 0, g_string_new(NULL), "", FALSE};
}

void edifact_message_read(struct edifact_message *message, const struct edi_segment *segment)
{
    if (charge_goes_on(message, segment))
        return;
    end_charge(message);
    if (edifact_line_read(message, segment))
        return;
    for (guint k = 0; k < G_N_ELEMENTS(segments_known); k++)
        if (edi_is(segment, segments_known[k].tag))
            segments_known[k].read(message, segment);
}

void edifact_message_end(struct edifact_message *message)
{
    end_charge(message);
    business_order_set(message->order, ORDER_NOTE, message->note->str);
    g_string_free(message->note, TRUE);
    g_string_free(message->charge, TRUE);
}
