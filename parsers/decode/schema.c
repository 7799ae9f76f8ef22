/* schema.org Order, as shops and Gmail's markup use it. */
#include "parsers/decode/schema.h"

#include <string.h>

#include "daemon/base/decimal.h"
#include "parsers/decode/formats.h"

#define DEPTH_MOST 8 /* lists and graphs in one another */

/* --- JSON ------------------------------------------------------------------------------------------------------------------------- */

static const char *last_segment(const char *type)
{
    const char *slash = strrchr(type, '/'), *hash = strrchr(type, '#');
    return slash || hash ? MAX(slash, hash) + 1 : type;
}

static gboolean is_a(const json_t *thing, const char *type)
{
    const json_t *is = json_object_get(thing, "@type");
    if (json_is_string(is))
        return strcmp(last_segment(json_string_value(is)), type) == 0;
    for (size_t i = 0; i < json_array_size(is); i++)
        if (json_is_string(json_array_get(is, i)) && strcmp(last_segment(json_string_value(json_array_get(is, i))), type) == 0)
            return TRUE;
    return FALSE;
}

/* A list's first member stands for the list. */
static const json_t *one(const json_t *value)
{
    return json_is_array(value) ? json_array_get(value, 0) : value;
}

/* The value at the end of "customer/name"; NULL. */
static const json_t *at(const json_t *thing, const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    const json_t *found = thing;
    for (guint i = 0; found && names[i]; i++)
        found = one(json_object_get(one(found), names[i]));
    return found;
}

/* A string or number as text; the name of a thing that has one. "" when there is none. */
static char *text_of(const json_t *value)
{
    if (json_is_string(value))
        return g_strdup(json_string_value(value));
    if (json_is_integer(value))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_real(value)) {
        char digits[G_ASCII_DTOSTR_BUF_SIZE];
        return g_strdup(g_ascii_formatd(digits, sizeof digits, "%.6f", json_real_value(value)));
    }
    if (json_is_object(value) && json_is_string(json_object_get(value, "name")))
        return g_strdup(json_string_value(json_object_get(value, "name")));
    return g_strdup("");
}

static char *text_at(const json_t *thing, const char *path)
{
    return text_of(at(thing, path));
}

static char *number_at(const json_t *thing, const char *path)
{
    g_autofree char *text = text_at(thing, path);
    return decimal_read(text, '.');
}

static void set_order(struct business_order *order, enum order_part part, const json_t *thing, const char *path)
{
    g_autofree char *text = text_at(thing, path);
    business_order_set(order, part, text);
}

static void set_item(struct business_item *item, enum item_part part, const json_t *thing, const char *path)
{
    g_autofree char *text = text_at(thing, path);
    business_item_set(item, part, text);
}

/* --- people and places ------------------------------------------------------------------------------------------------------------ */

static char *address_of(const json_t *address)
{
    GString *lines = g_string_new(NULL);
    g_autofree char *street = text_at(address, "streetAddress"), *code = text_at(address, "postalCode"), *city = text_at(address, "addressLocality");
    g_autofree char *region = text_at(address, "addressRegion"), *country = text_at(address, "addressCountry");
    g_autofree char *place = g_strdup_printf("%s%s%s", code, *code && *city ? " " : "", city);
    const char *const parts[] = {street, place, region, country};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (*parts[i])
            g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "", parts[i]);
    return g_string_free(lines, FALSE);
}

static void read_people(struct business_order *order, const json_t *thing)
{
    const json_t *billing = at(thing, "billingAddress"), *delivery = at(thing, "orderDelivery/deliveryAddress");
    g_autofree char *billed = address_of(billing), *delivered = address_of(delivery);
    static const struct {
        enum order_part part;
        const char *path;
    } parts[] = {
        {ORDER_BUYER_NAME, "billingAddress/name"},       {ORDER_BUYER_EMAIL, "billingAddress/email"},
        {ORDER_BUYER_PHONE, "billingAddress/telephone"}, {ORDER_BUYER_NAME, "customer/name"},
        {ORDER_BUYER_EMAIL, "customer/email"},           {ORDER_BUYER_PHONE, "customer/telephone"},
        {ORDER_BILL_TO_NAME, "billingAddress/name"},     {ORDER_SHIP_TO_NAME, "orderDelivery/deliveryAddress/name"},
        {ORDER_SELLER_NAME, "merchant"},                 {ORDER_SELLER_NAME, "seller"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        set_order(order, parts[i].part, thing, parts[i].path);
    business_order_set(order, ORDER_BILL_TO_ADDRESS, billed);
    business_order_set(order, ORDER_SHIP_TO_ADDRESS, delivered);
    business_order_set(order, ORDER_BUYER_ADDRESS, billed);
}

/* --- items ----------------------------------------------------------------------------------------------------------------------------- */

static void read_property(struct business_item *item, const json_t *property)
{
    g_autofree char *name = text_at(property, "name"), *value = text_at(property, "value");
    business_property_add(item->properties, name, value);
}

static void read_product(struct business_item *item, const json_t *product)
{
    static const char *const features[] = {"color", "material", "size", "pattern", "model"};
    const json_t *more = json_object_get(product, "additionalProperty");
    set_item(item, ITEM_PART_SKU, product, "mpn");
    set_item(item, ITEM_PART_SKU, product, "productID");
    set_item(item, ITEM_PART_SKU, product, "sku");
    set_item(item, ITEM_PART_GTIN, product, "gtin");
    set_item(item, ITEM_PART_GTIN, product, "gtin13");
    set_item(item, ITEM_PART_NAME, product, "name");
    for (guint i = 0; i < G_N_ELEMENTS(features); i++) {
        g_autofree char *value = text_at(product, features[i]);
        if (*value)
            business_property_add(item->properties, features[i], value);
    }
    if (json_is_object(more))
        read_property(item, more);
    for (size_t i = 0; i < json_array_size(more); i++)
        read_property(item, json_array_get(more, i));
}

static char *quantity_of(const json_t *offer)
{
    static const char *const paths[] = {"eligibleQuantity/value", "eligibleQuantity", "priceSpecification/eligibleQuantity/value", "orderQuantity",
                                        "orderQuantity/value", "quantity", "quantity/value"};
    char *quantity = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(paths) && !quantity; i++)
        quantity = number_at(offer, paths[i]);
    return quantity ? quantity : g_strdup("");
}

/* An offer, or an ordered item, with its product inside; or the product itself. */
static void read_item(struct business_order *order, const json_t *offer)
{
    struct business_item *item = json_is_object(offer) ? business_order_add_item(order) : NULL;
    const json_t *product = at(offer, "itemOffered");
    if (!item)
        return;
    if (!product)
        product = at(offer, "orderedItem");
    g_autofree char *quantity = quantity_of(offer), *price = number_at(offer, "price");
    set_item(item, ITEM_PART_SKU, offer, "orderItemNumber");
    read_product(item, product ? product : offer);
    business_item_set(item, ITEM_PART_QUANTITY, quantity);
    business_item_set(item, ITEM_PART_TOTAL, price); /* for now: see settle_prices */
    if (!*order->parts[ORDER_CURRENCY])
        set_order(order, ORDER_CURRENCY, offer, "priceCurrency");
}

static void read_items(struct business_order *order, const json_t *offers)
{
    if (json_is_object(offers))
        read_item(order, offers);
    for (size_t i = 0; i < json_array_size(offers); i++)
        read_item(order, json_array_get(offers, i));
}

/* Some write the price of one, some that of the line. The order's total tells which; where it does not, and the count is not one, no price
 * of one is known. */
static void settle_prices(struct business_order *order)
{
    gint64 ones = 0, lines = 0, total = 0, price, count;
    gboolean known = decimal_parse(order->parts[ORDER_TOTAL], &total);
    for (guint i = 0; i < order->items->len; i++) {
        const struct business_item *item = order->items->pdata[i];
        if (!decimal_parse(item->parts[ITEM_PART_TOTAL], &price) || !decimal_parse(item->parts[ITEM_PART_QUANTITY], &count))
            continue;
        lines += price;
        ones += (gint64)((__int128)price * count / DECIMAL_ONE);
    }
    for (guint i = 0; i < order->items->len; i++) {
        struct business_item *item = order->items->pdata[i];
        const char *written = item->parts[ITEM_PART_TOTAL], *quantity = item->parts[ITEM_PART_QUANTITY];
        g_autofree char *each = known && lines == total ? decimal_divide(written, quantity) : NULL;
        if (each || !*written || g_str_equal(quantity, "1") || (known && ones == total))
            business_item_set(item, ITEM_PART_UNIT_PRICE, each ? each : written);
        if (!each) {
            g_free(item->parts[ITEM_PART_TOTAL]);
            item->parts[ITEM_PART_TOTAL] = g_strdup("");
        }
    }
}

/* --- the order ------------------------------------------------------------------------------------------------------------------------- */

/* An order that is over, or was called off: what mails of shops say of it later. */
static void read_status(struct business_order *order, const json_t *thing)
{
    static const char *const later[] = {"OrderCancelled", "OrderReturned", "OrderProblem", "OrderDelivered", "OrderInTransit", "OrderPickupAvailable", NULL};
    g_autofree char *status = text_at(thing, "orderStatus");
    const char *kind = last_segment(status);
    if (g_strv_contains(later, kind))
        business_property_add(order->properties, "Order status", kind + strlen("Order"));
}

static void read_order(struct document *document, const json_t *thing, enum order_source source)
{
    struct business_order *order = formats_add_order(document, source, source == SOURCE_JSON_LD ? "the mail's JSON-LD" : "the mail's microdata");
    if (!order)
        return;
    g_autofree char *date = text_at(thing, "orderDate"), *total = number_at(thing, "price");
    g_autofree char *day = g_strndup(date, strcspn(date, "T "));
    set_order(order, ORDER_NUMBER, thing, "orderNumber");
    set_order(order, ORDER_CURRENCY, thing, "priceCurrency");
    business_order_set(order, ORDER_ISSUED, day);
    business_order_set(order, ORDER_TOTAL, total);
    read_people(order, thing);
    read_status(order, thing);
    read_items(order, json_object_get(thing, "acceptedOffer"));
    read_items(order, json_object_get(thing, "orderedItem"));
    settle_prices(order);
}

static void read_things(struct document *document, const json_t *thing, enum order_source source, guint depth)
{
    if (depth > DEPTH_MOST)
        return;
    for (size_t i = 0; i < json_array_size(thing); i++)
        read_things(document, json_array_get(thing, i), source, depth + 1);
    if (!json_is_object(thing))
        return;
    if (is_a(thing, "Order"))
        read_order(document, thing, source);
    else
        read_things(document, json_object_get(thing, "@graph"), source, depth + 1);
}

void schema_read_thing(struct document *document, const json_t *thing, enum order_source source)
{
    read_things(document, thing, source, 0);
}
