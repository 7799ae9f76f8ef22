#include "parsers/read/business.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/orders/money.h"

/* --- the order as a whole ------------------------------------------------------------------------------------------------- */

static gboolean put_role(struct draft *draft, const struct reader *reader, enum field_role role, const char *text)
{
    const struct field *field = form_field_by_role(reader->context->forms->order, role);
    return field && *text && values_put(draft->values, reader, field, text, NULL, FALSE);
}

/* The first of these parts that is said. */
static const char *said(const struct business_order *order, const enum order_part *parts, guint count)
{
    for (guint i = 0; i < count; i++)
        if (*order->parts[parts[i]])
            return order->parts[parts[i]];
    return "";
}
#define SAID(order, ...) said(order, (const enum order_part[]){__VA_ARGS__}, G_N_ELEMENTS(((const enum order_part[]){__VA_ARGS__})))

/* Of the details of a bill, the one whose label says so. */
static guint put_tax_number(struct draft *draft, const struct reader *reader, const char *text)
{
    static const char *const labels[] = {"VAT number", "Tax number", "VAT ID", "Vergi numarası", "USt-IdNr"};
    struct label_match match;
    for (guint i = 0; *text && i < G_N_ELEMENTS(labels); i++) {
        const struct label_target *target = label_find(reader->index, labels[i], FALSE, &match)
                                                ? label_target_in(match.label, reader->context->forms->order, reader->language)
                                                : NULL;
        if (target && target->field->role == ROLE_BILLING_DETAIL)
            return values_put(draft->values, reader, target->field, text, NULL, FALSE);
    }
    return 0;
}

/* Name above address, as it stands on a parcel. */
static char *postal(const char *name, const char *contact, const char *address)
{
    const char *const parts[] = {name, contact, address};
    GString *lines = g_string_new(NULL);
    if (!*address)
        return g_string_free(lines, FALSE);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (*parts[i] && !(i > 0 && g_str_equal(parts[i], parts[i - 1])))
            g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "", parts[i]);
    return g_string_free(lines, FALSE);
}

/* The day that each item is wanted by, when it is the same; "" otherwise. */
static const char *shared_day(const struct business_order *order)
{
    const char *day = "";
    for (guint i = 0; i < order->items->len; i++) {
        const char *other = ((const struct business_item *)order->items->pdata[i])->parts[ITEM_PART_NEEDED_BY];
        if (!*other || (*day && !g_str_equal(day, other)))
            return "";
        day = other;
    }
    return day;
}

static const char *needed_by(const struct business_order *order)
{
    return *order->parts[ORDER_NEEDED_BY] ? order->parts[ORDER_NEEDED_BY] : shared_day(order);
}

/* Into the field that the business calls so, unless something surer stands there; else it is for people. */
static guint put_other(struct draft *draft, const struct reader *reader, const char *name, const char *text)
{
    struct label_match match;
    const struct form *form = reader->context->forms->order;
    const struct label_target *target =
        *text && label_find(reader->index, name, FALSE, &match) ? label_target_in(match.label, form, reader->language) : NULL;
    if (target && !values_find(draft->values, target->field->id) && values_put(draft->values, reader, target->field, text, match.unit, FALSE))
        return 1;
    g_autofree char *line = g_strdup_printf("%s: %s", name, text);
    if (*text)
        unread_add(draft, line);
    return 0;
}

/* To a place that is told by its name or number alone, and is not the buyer's: then the buyer's address is the wrong one. */
static gboolean ships_elsewhere(const struct business_order *order)
{
    char *const *parts = order->parts;
    const char *name = parts[ORDER_SHIP_TO_NAME], *id = parts[ORDER_SHIP_TO_ID];
    gboolean other_id = *id && !g_str_equal(id, parts[ORDER_BUYER_ID]), other_name = *name && !g_str_equal(name, parts[ORDER_BUYER_NAME]);
    return !*parts[ORDER_SHIP_TO_ADDRESS] && (other_id || (other_name && !(*id && g_str_equal(id, parts[ORDER_BUYER_ID]))));
}

/* What the fields above have no room for. */
static guint put_rest(struct draft *draft, const struct reader *reader, const struct business_order *order)
{
    char *const *parts = order->parts;
    gboolean contact_used = !*parts[ORDER_BUYER_NAME] || !*parts[ORDER_SHIP_TO_ADDRESS] || g_str_equal(parts[ORDER_BUYER_NAME], parts[ORDER_BUYER_CONTACT]);
    g_autofree char *elsewhere = ships_elsewhere(order) ? g_strstrip(g_strdup_printf("%s %s", parts[ORDER_SHIP_TO_NAME], parts[ORDER_SHIP_TO_ID])) : g_strdup("");
    const struct {
        const char *name, *text, *used;
    } rest[] = {
        {"Reference", parts[ORDER_REFERENCE], *parts[ORDER_NUMBER] ? "" : parts[ORDER_REFERENCE]},
        {"Contact", contact_used ? "" : parts[ORDER_BUYER_CONTACT], ""},
        {"Ship-to phone", parts[ORDER_SHIP_TO_PHONE], *parts[ORDER_BUYER_PHONE] ? parts[ORDER_BUYER_PHONE] : parts[ORDER_SHIP_TO_PHONE]},
        {"Ship-to e-mail", parts[ORDER_SHIP_TO_EMAIL], *parts[ORDER_BUYER_EMAIL] ? parts[ORDER_BUYER_EMAIL] : parts[ORDER_SHIP_TO_EMAIL]},
        {"Payment terms", parts[ORDER_PAYMENT], ""},
        {"Ship-to place", elsewhere, ""},
    };
    guint fields = 0;
    for (guint i = 0; i < G_N_ELEMENTS(rest); i++)
        if (!g_str_equal(rest[i].text, rest[i].used))
            fields += put_other(draft, reader, rest[i].name, rest[i].text);
    for (guint i = 0; i < order->properties->len; i++) {
        const struct business_property *property = order->properties->pdata[i];
        fields += put_other(draft, reader, property->name, property->value);
    }
    return fields;
}

/* Each line goes to a place of its own: then nobody said that the order goes to the buyer's. */
static gboolean ships_apart(const struct business_order *order)
{
    for (guint i = 0; i < order->items->len; i++) {
        const GPtrArray *properties = ((const struct business_item *)order->items->pdata[i])->properties;
        for (guint k = 0; k < properties->len; k++)
            if (g_str_equal(((const struct business_property *)properties->pdata[k])->name, BUSINESS_SHIP_TO))
                return TRUE;
    }
    return FALSE;
}

static guint put_order(struct draft *draft, const struct reader *reader, const struct business_order *order)
{
    char *const *parts = order->parts;
    const struct {
        enum field_role role;
        const char *text;
    } simple[] = {
        {ROLE_NAME, SAID(order, ORDER_BUYER_NAME, ORDER_BUYER_CONTACT, ORDER_SHIP_TO_NAME)},
        {ROLE_EMAIL, order->source == SOURCE_CARD ? "" : SAID(order, ORDER_BUYER_EMAIL, ORDER_SHIP_TO_EMAIL)},
        {ROLE_PHONE, SAID(order, ORDER_BUYER_PHONE, ORDER_SHIP_TO_PHONE)},
        {ROLE_REFERENCE, SAID(order, ORDER_NUMBER, ORDER_REFERENCE)},
        {ROLE_NEEDED_BY, needed_by(order)},
        {ROLE_NOTE, parts[ORDER_NOTE]},
    };
    g_autofree char *delivery = *parts[ORDER_SHIP_TO_ADDRESS]
                                    ? postal(parts[ORDER_SHIP_TO_NAME], parts[ORDER_SHIP_TO_CONTACT], parts[ORDER_SHIP_TO_ADDRESS])
                                : ships_apart(order) || ships_elsewhere(order) ? g_strdup("")
                                                     : postal(parts[ORDER_BUYER_NAME], parts[ORDER_BUYER_CONTACT], parts[ORDER_BUYER_ADDRESS]);
    g_autofree char *billing = *parts[ORDER_BILL_TO_ADDRESS]
                                   ? postal(parts[ORDER_BILL_TO_NAME], "", parts[ORDER_BILL_TO_ADDRESS])
                                   : postal(parts[ORDER_BUYER_NAME], "", parts[ORDER_BUYER_ADDRESS]);
    guint fields = 0;
    for (guint i = 0; i < G_N_ELEMENTS(simple); i++)
        fields += put_role(draft, reader, simple[i].role, simple[i].text);
    return fields + put_tax_number(draft, reader, parts[ORDER_BUYER_TAX]) + put_role(draft, reader, ROLE_DELIVERY, delivery) +
           put_role(draft, reader, ROLE_BILLING, billing);
}

/* --- items ------------------------------------------------------------------------------------------------------------------ */

/* By the seller's number first: names are for people. */
static struct product_match find_product(const struct reader *reader, const struct business_item *item)
{
    static const enum item_part parts[] = {ITEM_PART_SKU, ITEM_PART_GTIN, ITEM_PART_BUYER_SKU, ITEM_PART_NAME};
    struct product_match match = {0};
    for (guint i = 0; i < G_N_ELEMENTS(parts) && !match.form; i++)
        if (*item->parts[parts[i]])
            match = product_find(reader->index, item->parts[parts[i]], FALSE);
    return match;
}

static guint put_item_role(struct line_item *item, const struct reader *reader, const struct form *form, enum field_role role,
                           const char *text)
{
    const struct field *field = form_field_by_role(form, role);
    return field && *text && values_put(item->values, reader, field, text, NULL, FALSE);
}

/* A canonical decimal as the readers of written values take it for sure, whatever the language. */
static char *plain_number(const char *decimal)
{
    gint64 micro;
    return decimal_parse(decimal, &micro) ? decimal_format(micro, 0) : g_strdup(decimal);
}

/* A feature of the format as a field of the product's form: by its name, else by the choice that its value names. */
static guint put_property(struct line_item *item, const struct reader *reader, const struct form *form,
                          const struct business_property *property)
{
    struct label_match match;
    const struct label_target *target =
        label_find(reader->index, property->name, TRUE, &match) ? label_target_in(match.label, form, reader->language) : NULL;
    const struct field *field = target ? target->field : field_of_choice(form, property->value, reader->language);
    return field && values_put(item->values, reader, field, property->value, target ? match.unit : NULL, target && match.guessed);
}

static char *product_text(const struct business_item *item)
{
    const char *name = item->parts[ITEM_PART_NAME], *sku = item->parts[ITEM_PART_SKU];
    if (!*sku)
        sku = *item->parts[ITEM_PART_BUYER_SKU] ? item->parts[ITEM_PART_BUYER_SKU] : item->parts[ITEM_PART_GTIN];
    if (*name && *sku)
        return g_strdup_printf("%s (%s)", name, sku);
    return g_strdup(*name ? name : sku);
}

/* Units that are not the pieces our forms count: how many are in a dozen, a pair, a box or on a pallet, the sender has to say (UN/ECE recommendations
 * 20 and 21, X12 element 355). What is sold by weight or length is counted in that, and stays as it is. */
static gboolean unit_is_bundle(const char *unit)
{
    static const char *const bundles[] = {"DZ", "DZN", "DZP", "DPC", "GRO", "GRS", "GG", "PR", "NPR", "BX", "XBX", "CA", "CS", "XCS", "CT", "XCT",
                                          "CR", "XCR", "PF", "PX", "XPX", "PL", "PAL", "PLT", "BE", "XBE", "HC", "CEN", "MIL", NULL};
    return g_strv_contains(bundles, unit);
}

static gboolean unit_is_piece(const char *unit)
{
    static const char *const pieces[] = {"", "EA", "PCE", "C62", "H87", "NAR", "NMB", "PC", "PCS", "ST", "STK", NULL};
    return g_strv_contains(pieces, unit);
}

/* What of an item no field was filled with; where there are several, each line names its item. */
struct rest {
    struct draft *draft;
    const char *item; /* "" where there is only one */
};

static void rest_add(const struct rest *rest, const char *name, const char *text)
{
    g_autofree char *line = g_strdup_printf("%s%s%s%s%s", rest->item, *rest->item ? ": " : "", name, *name ? ": " : "", text);
    if (*text)
        unread_add(rest->draft, line);
}

static void add_rest(const struct rest *rest, const struct business_order *order, const struct business_item *from)
{
    if (!g_str_equal(from->parts[ITEM_PART_NEEDED_BY], needed_by(order)))
        rest_add(rest, "Needed by", from->parts[ITEM_PART_NEEDED_BY]);
    if (!unit_is_piece(from->parts[ITEM_PART_UNIT]))
        rest_add(rest, "Unit", from->parts[ITEM_PART_UNIT]);
    rest_add(rest, "", from->parts[ITEM_PART_NOTE]);
}

/* A product that is none of ours, with all that is said of it. */
static void tell_unknown(const struct rest *rest, const struct business_item *from, const char *text, const char *price)
{
    g_autofree char *line = g_strdup_printf("%s × %s", from->parts[ITEM_PART_QUANTITY], text);
    unread_add(rest->draft, line);
    rest_add(rest, "Unit price", price);
    for (guint i = 0; i < from->properties->len; i++) {
        const struct business_property *property = from->properties->pdata[i];
        rest_add(rest, property->name, property->value);
    }
}

static guint put_features(struct line_item *item, const struct reader *reader, const struct form *form, const struct business_item *from,
                          const struct rest *rest)
{
    guint fields = 0;
    for (guint i = 0; i < from->properties->len; i++) {
        const struct business_property *property = from->properties->pdata[i];
        guint taken = put_property(item, reader, form, property);
        fields += taken;
        if (!taken)
            rest_add(rest, property->name, property->value);
    }
    return fields;
}

static guint put_item(struct draft *draft, const struct reader *reader, const struct business_order *order,
                      const struct business_item *from)
{
    struct product_match match = find_product(reader, from);
    struct line_item *item = line_item_new(draft->items->len + 1);
    g_autofree char *amount = plain_number(from->parts[ITEM_PART_UNIT_PRICE]), *number = plain_number(from->parts[ITEM_PART_QUANTITY]);
    g_autofree char *price = *amount ? g_strdup_printf("%s %s", amount, order->parts[ORDER_CURRENCY]) : g_strdup("");
    g_autofree char *quantity =
        unit_is_bundle(from->parts[ITEM_PART_UNIT]) ? g_strdup_printf("%s %s", number, from->parts[ITEM_PART_UNIT]) : g_strdup(number);
    guint fields = 0;
    g_ptr_array_add(draft->items, item);
    item->product_text = product_text(from);
    const struct rest rest = {draft, order->items->len > 1 ? item->product_text : ""};
    if (match.form) {
        item->form = g_strdup(match.form->id);
        item->sku = g_strdup(match.sku);
        fields += 1 + put_item_role(item, reader, match.form, ROLE_QUANTITY, quantity);
        fields += put_item_role(item, reader, match.form, ROLE_SKU, match.sku ? match.sku : "");
        fields += put_item_role(item, reader, match.form, ROLE_UNIT_PRICE, price);
        fields += put_features(item, reader, match.form, from, &rest);
    } else {
        tell_unknown(&rest, from, item->product_text, price);
    }
    add_rest(&rest, order, from);
    return fields;
}

/* --- problems ----------------------------------------------------------------------------------------------------------------- */

/* What is fatal keeps the order from being complete; the rest is for a person's eyes. */
static void put_problems(struct draft *draft, const struct business_order *order)
{
    for (guint i = 0; i < order->problems->len; i++) {
        const struct business_problem *problem = order->problems->pdata[i];
        g_autofree char *line = business_problem_line(problem);
        if (problem->fatal)
            g_ptr_array_add(draft->remarks, remark_new(FAULT_DOCUMENT, 0, line));
        else
            unread_add(draft, line);
    }
}

gboolean business_put_table_problems(struct draft *draft, const struct document *document)
{
    gboolean fatal = FALSE;
    for (guint i = 0; i < document->orders->len; i++) {
        const struct business_order *order = document->orders->pdata[i];
        if (order->source != SOURCE_TABLE)
            continue;
        put_problems(draft, order);
        for (guint p = 0; p < order->problems->len; p++)
            fatal = fatal || ((const struct business_problem *)order->problems->pdata[p])->fatal;
    }
    return fatal;
}

/* What an order of ours has no room for and a confirmation without it would deny: something off the price, deliveries in parts, or elsewhere. */
static gboolean names_terms(const GPtrArray *properties)
{
    static const char *const terms[] = {"Allowance", "Schedule", "Part of them", BUSINESS_SHIP_TO, NULL};
    for (guint i = 0; i < properties->len; i++) {
        const char *name = ((const struct business_property *)properties->pdata[i])->name;
        if (g_strv_contains(terms, name) || g_str_has_prefix(name, "SDQ "))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_terms(const struct business_order *order)
{
    gboolean found = names_terms(order->properties);
    for (guint i = 0; i < order->items->len && !found; i++)
        found = names_terms(((const struct business_item *)order->items->pdata[i])->properties);
    return found;
}

struct draft *business_draft(const struct reader *reader, const struct business_order *order, guint *ret_fields)
{
    struct draft *draft = draft_new();
    guint fields = put_order(draft, reader, order);
    for (guint i = 0; i < order->items->len; i++)
        fields += put_item(draft, reader, order, order->items->pdata[i]);
    fields += put_rest(draft, reader, order);
    draft->doubted = has_terms(order);
    put_problems(draft, order);
    *ret_fields = fields;
    return draft;
}

/* --- several in one mail -------------------------------------------------------------------------------------------------------- */

static gboolean is_document(const struct business_order *order)
{
    return order->source < SOURCE_JSON_LD;
}

static gboolean is_table(const struct business_order *order)
{
    return order->source == SOURCE_TABLE;
}

/* The same order a second time. Documents say so by their number; markup may leave it out, but two numbers of one kind of markup are two orders. */
static gboolean is_same(const struct business_order *one, const struct business_order *other, gboolean alone)
{
    const char *left = one->parts[ORDER_NUMBER], *right = other->parts[ORDER_NUMBER];
    gboolean numbered = *left && *right, equal = numbered && g_str_equal(left, right);
    if (is_document(one) && is_document(other))
        return equal;
    return equal || (one->source == other->source ? !numbered : alone);
}

static struct assembled *same_order(GArray *found, const GPtrArray *sources, const struct business_order *order)
{
    for (guint i = 0; i < found->len; i++)
        if (is_same(order, sources->pdata[i], found->len == 1))
            return &g_array_index(found, struct assembled, i);
    return NULL;
}

static gint compare_sources(gconstpointer left, gconstpointer right)
{
    const struct business_order *a = *(struct business_order *const *)left, *b = *(struct business_order *const *)right;
    return (a->source > b->source) - (a->source < b->source);
}

/* A business document was sent to us on purpose. What a mail says of its order in markup may be of anybody's shop, unless it names what is
 * ours. */
static gboolean is_ours(const struct business_order *order, const struct draft *draft)
{
    gboolean named = FALSE;
    for (guint i = 0; i < draft->items->len; i++)
        named = named || ((const struct line_item *)draft->items->pdata[i])->form;
    return is_document(order) || named;
}

static GArray *assemble(const struct reader *reader, const struct document *document, gboolean with_markup)
{
    GArray *found = g_array_new(FALSE, TRUE, sizeof(struct assembled));
    g_autoptr(GPtrArray) sorted = g_ptr_array_new(), sources = g_ptr_array_new();
    for (guint i = 0; i < document->orders->len; i++)
        if (is_document(document->orders->pdata[i]) || (with_markup && !is_table(document->orders->pdata[i])))
            g_ptr_array_add(sorted, document->orders->pdata[i]);
    g_ptr_array_sort(sorted, compare_sources);
    for (guint i = 0; i < sorted->len; i++) {
        const struct business_order *order = sorted->pdata[i];
        struct assembled next = {0};
        if (order->source == SOURCE_CARD)
            continue;
        next.draft = business_draft(reader, order, &next.fields);
        next.is_order = is_ours(order, next.draft);
        struct assembled *same = same_order(found, sources, order);
        if (same) {
            draft_merge_text(same->draft, next.draft, reader->context->forms);
            draft_free(next.draft);
            continue;
        }
        g_array_append_val(found, next);
        g_ptr_array_add(sources, sorted->pdata[i]);
    }
    return found;
}

GArray *business_assemble(const struct reader *reader, const struct document *document)
{
    return assemble(reader, document, TRUE);
}

GArray *business_assemble_documents(const struct reader *reader, const struct document *document)
{
    return assemble(reader, document, FALSE);
}

/* The name that the mail's own header tells is a better one. */
static gboolean header_tells(const struct reader *reader, const struct document *document, const struct value *value)
{
    const struct field *name = form_field_by_role(reader->context->forms->order, ROLE_NAME);
    const struct document_address *from = document->from->len ? document->from->pdata[0] : NULL;
    return name && g_str_equal(name->id, value->field) && from && *from->name;
}

static void fill_values(GPtrArray *values, const struct reader *reader, const struct document *document, const GPtrArray *contact)
{
    for (guint i = 0; i < contact->len; i++) {
        const struct value *value = contact->pdata[i];
        if (value_usable(value) && !values_find(values, value->field) && !header_tells(reader, document, value))
            g_ptr_array_add(values, value_copy(value));
    }
}

void business_fill_contacts(const struct reader *reader, const struct document *document, GArray *orders)
{
    for (guint i = 0; i < document->orders->len; i++) {
        const struct business_order *card = document->orders->pdata[i];
        if (card->source != SOURCE_CARD)
            continue;
        guint fields;
        g_autoptr(draft_auto) contact = business_draft(reader, card, &fields);
        for (guint o = 0; o < orders->len; o++)
            fill_values(g_array_index(orders, struct assembled, o).draft->values, reader, document, contact->values);
    }
}
