/* cXML OrderRequest (versions 1.0 to 1.2). The Header, with its SharedSecret, is never looked at, nor is the DTD. */
#include <string.h>

#include "parsers/decode/xml.h"

/* A date with its time is told by the day alone. */
static char *day_of(char *instant)
{
    char *day = g_strndup(instant, strcspn(instant, "T "));
    g_free(instant);
    return day;
}

static char *phone_of(const xmlNode *address)
{
    const xmlNode *number = xml_at(address, "Phone/TelephoneNumber");
    g_autofree char *country = xml_text(number, "CountryCode");
    GString *phone = g_string_new(NULL);
    xml_add(phone, *country ? g_strdup_printf("+%s", country) : g_strdup(""), " ");
    xml_add(phone, xml_text(number, "AreaOrCityCode"), " ");
    xml_add(phone, xml_text(number, "Number"), " ");
    return g_string_free(phone, FALSE);
}

/* Street, code and city, state, country: DeliverTo is a name, and stands elsewhere. */
static char *lines_of(const xmlNode *postal)
{
    GString *lines = g_string_new(NULL), *city = g_string_new(NULL);
    for (const xmlNode *street = xml_child(postal, "Street"); street; street = xml_next(street, "Street"))
        xml_add(lines, xml_text_of(street), "\n");
    xml_add(city, xml_text(postal, "PostalCode"), " ");
    xml_add(city, xml_text(postal, "City"), " ");
    xml_add(lines, g_string_free(city, FALSE), "\n");
    xml_add(lines, xml_text(postal, "State"), "\n");
    xml_add(lines, xml_text(postal, "Country"), "\n");
    return g_string_free(lines, FALSE);
}

static char *deliver_to(const xmlNode *postal)
{
    GString *names = g_string_new(NULL);
    for (const xmlNode *one = xml_child(postal, "DeliverTo"); one; one = xml_next(one, "DeliverTo"))
        xml_add(names, xml_text_of(one), ", ");
    return g_string_free(names, FALSE);
}

static void read_ship_to(struct business_order *order, const xmlNode *address)
{
    const xmlNode *postal = xml_child(address, "PostalAddress");
    business_order_take(order, ORDER_SHIP_TO_NAME, xml_text(address, "Name"));
    business_order_take(order, ORDER_SHIP_TO_CONTACT, deliver_to(postal));
    business_order_take(order, ORDER_SHIP_TO_ADDRESS, lines_of(postal));
    business_order_take(order, ORDER_SHIP_TO_EMAIL, xml_text(address, "Email"));
    business_order_take(order, ORDER_SHIP_TO_PHONE, phone_of(address));
    business_order_take(order, ORDER_SHIP_TO_ID, xml_attribute(address, "addressID"));
}

/* Who pays is who buys, unless a contact says more. */
static void read_buyer(struct business_order *order, const xmlNode *header)
{
    const xmlNode *address = xml_at(header, "BillTo/Address"), *contact = xml_child(header, "Contact");
    business_order_take(order, ORDER_BILL_TO_NAME, xml_text(address, "Name"));
    business_order_take(order, ORDER_BILL_TO_ADDRESS, lines_of(xml_child(address, "PostalAddress")));
    business_order_take(order, ORDER_BUYER_NAME, xml_text(address, "Name"));
    business_order_take(order, ORDER_BUYER_ADDRESS, lines_of(xml_child(address, "PostalAddress")));
    business_order_take(order, ORDER_BUYER_EMAIL, xml_text(address, "Email"));
    business_order_take(order, ORDER_BUYER_PHONE, phone_of(address));
    business_order_take(order, ORDER_BUYER_CONTACT, xml_text(contact, "Name"));
    business_order_take(order, ORDER_BUYER_EMAIL, xml_text(contact, "Email"));
    business_order_take(order, ORDER_BUYER_PHONE, phone_of(contact));
}

/* Extrinsics are the buyer's own fields. */
static void read_extrinsics(GPtrArray *properties, const xmlNode *node)
{
    for (const xmlNode *one = xml_child(node, "Extrinsic"); one; one = xml_next(one, "Extrinsic")) {
        g_autofree char *name = xml_attribute(one, "name"), *value = xml_text_of(one);
        business_property_add(properties, name, value);
    }
}

/* Comments hold names of attachments beside their text. */
static char *comment_of(const xmlNode *node)
{
    GString *text = g_string_new(NULL);
    const xmlNode *comments = xml_child(node, "Comments");
    for (const xmlNode *child = comments ? comments->children : NULL; child; child = child->next)
        if (child->type == XML_TEXT_NODE && child->content)
            g_string_append(text, (const char *)child->content);
    return g_strstrip(g_string_free(text, FALSE));
}

static void read_header(struct business_order *order, const xmlNode *header)
{
    const xmlNode *money = xml_at(header, "Total/Money");
    business_order_take(order, ORDER_NUMBER, xml_attribute(header, "orderID"));
    business_order_take(order, ORDER_ENVELOPE, xml_attribute(header, "orderID"));
    business_order_take(order, ORDER_ISSUED, day_of(xml_attribute(header, "orderDate")));
    business_order_take(order, ORDER_NEEDED_BY, day_of(xml_attribute(header, "requestedDeliveryDate")));
    business_order_take(order, ORDER_CURRENCY, xml_attribute(money, "currency"));
    business_order_take(order, ORDER_TOTAL, xml_text_of(money));
    business_order_take(order, ORDER_NOTE, comment_of(header));
    read_buyer(order, header);
    read_ship_to(order, xml_at(header, "ShipTo/Address"));
    read_extrinsics(order->properties, header);
}

static void read_item(struct business_order *order, const xmlNode *out)
{
    struct business_item *item = business_order_add_item(order);
    const xmlNode *detail = xml_child(out, "ItemDetail"), *money = xml_at(detail, "UnitPrice/Money");
    if (!item)
        return;
    business_item_take(item, ITEM_PART_NUMBER, xml_attribute(out, "lineNumber"));
    business_item_take(item, ITEM_PART_QUANTITY, xml_attribute(out, "quantity"));
    business_item_take(item, ITEM_PART_SKU, xml_text(out, "ItemID/SupplierPartID"));
    business_item_take(item, ITEM_PART_BUYER_SKU, xml_text(out, "ItemID/BuyerPartID"));
    business_item_take(item, ITEM_PART_NAME, xml_text(detail, "Description"));
    business_item_take(item, ITEM_PART_UNIT, xml_text(detail, "UnitOfMeasure"));
    business_item_take(item, ITEM_PART_UNIT_PRICE, xml_text_of(money));
    business_item_take(item, ITEM_PART_NEEDED_BY, day_of(xml_attribute(out, "requestedDeliveryDate")));
    business_item_take(item, ITEM_PART_NOTE, comment_of(out));
    read_extrinsics(item->properties, detail);
    if (!*order->parts[ORDER_CURRENCY])
        business_order_take(order, ORDER_CURRENCY, xml_attribute(money, "currency"));
}

static void check(struct business_order *order, const xmlNode *header, const struct file *file)
{
    g_autofree char *type = xml_attribute(header, "type");
    if (!*order->parts[ORDER_NUMBER])
        business_problem_add(order, FALSE, "OrderRequestHeader/@orderID", "", "the order's number", "%s, line %ld", file->name,
                             xmlGetLineNo(header));
    if (*type && strcmp(type, "new") != 0)
        business_problem_add(order, TRUE, "OrderRequestHeader/@type", type, "new: a change is asked for by answering our mail", "%s, line %ld",
                             file->name, xmlGetLineNo(header));
}

static gboolean cxml_matches(const struct file *file)
{
    return xml_head_has(file, "<cXML");
}

static void cxml_read(struct document *document, const struct file *file)
{
    g_autofree char *why = NULL;
    xmlDoc *doc = xml_read(file, &why);
    const xmlNode *request = doc ? xml_at(xmlDocGetRootElement(doc), "Request/OrderRequest") : NULL;
    const xmlNode *header = xml_child(request, "OrderRequestHeader");
    struct business_order *order = !doc || request ? formats_add_order(document, SOURCE_CXML, file->name) : NULL;
    if (order && !doc) {
        business_problem_add(order, TRUE, "XML 1.0", why, "a well-formed document without entities", "%s", file->name);
    } else if (order) {
        read_header(order, header);
        for (const xmlNode *item = xml_child(request, "ItemOut"); item; item = xml_next(item, "ItemOut"))
            read_item(order, item);
        check(order, header ? header : request, file);
    }
    xmlFreeDoc(doc);
}

const struct format format_cxml = {"cXML", FORMAT_HEAD, cxml_matches, cxml_read};
