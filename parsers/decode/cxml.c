/* cXML OrderRequest (versions 1.0 to 1.2). The Header, with its SharedSecret, is never looked at, nor is the DTD. */
#include <string.h>

#include "daemon/base/decimal.h"
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
    xml_add(phone, xml_text(number, "Extension"), " ");
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
    g_autofree char *country = xml_text(postal, "Country");
    xml_add(lines, *country ? g_steal_pointer(&country) : xml_attribute(xml_child(postal, "Country"), "isoCountryCode"), "\n");
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

/* The words of an element without those of elements in it: a comment holds attachments, a description its short form. */
static char *own_words(const xmlNode *node)
{
    GString *text = g_string_new(NULL);
    for (const xmlNode *child = node ? node->children : NULL; child; child = child->next)
        if (child->type == XML_TEXT_NODE && child->content)
            g_string_append(text, (const char *)child->content);
    return g_strstrip(g_string_free(text, FALSE));
}

static char *comments_of(const xmlNode *node)
{
    GString *text = g_string_new(NULL);
    for (const xmlNode *one = xml_child(node, "Comments"); one; one = xml_next(one, "Comments"))
        xml_add(text, own_words(one), "\n");
    return g_string_free(text, FALSE);
}

/* Some write their numbers for people: "1,200.00". */
static char *amount_of(const xmlNode *money)
{
    char *text = xml_text_of(money), *to = text;
    if (strchr(text, '.') && strchr(text, ',') && strchr(text, ',') < strchr(text, '.')) {
        for (const char *from = text; *from; from++)
            if (*from != ',')
                *to++ = *from;
        *to = '\0';
    }
    return text;
}

/* --- what no field of ours asks for, and somebody may have to know ------------------------------------------------------------ */

static void take_property(GPtrArray *properties, const char *name, char *text)
{
    if (*text)
        business_property_add(properties, name, text);
    g_free(text);
}

static void read_attachments(GPtrArray *properties, const xmlNode *node)
{
    for (const xmlNode *one = xml_child(node, "Comments"); one; one = xml_next(one, "Comments"))
        for (const xmlNode *file = xml_child(one, "Attachment"); file; file = xml_next(file, "Attachment"))
            take_property(properties, "Attachment", xml_text(file, "URL"));
}

static void read_charge(GPtrArray *properties, const xmlNode *header, const char *name)
{
    const xmlNode *charge = xml_child(header, name), *money = xml_child(charge, "Money");
    g_autofree char *why = xml_text(charge, "Description"), *amount = amount_of(money), *currency = xml_attribute(money, "currency");
    if (charge)
        take_property(properties, "Charge", g_strdup_printf("%s, %s%s%s %s", name, why, *why ? ", " : "", amount, currency));
}

/* "discount, 400.00 EUR": what a price or the total was changed by. */
static void read_modifications(GPtrArray *properties, const xmlNode *price)
{
    const xmlNode *list = xml_child(price, "Modifications");
    for (const xmlNode *one = xml_child(list, "Modification"); one; one = xml_next(one, "Modification")) {
        const xmlNode *less = xml_child(one, "AdditionalDeduction"), *more = xml_child(one, "AdditionalCost"), *node = less ? less : more;
        const xmlNode *money = less ? xml_at(less, "DeductionAmount/Money") : xml_child(more, "Money");
        const xmlNode *percent = less ? xml_child(less, "DeductionPercent") : xml_child(more, "Percentage");
        GString *words = g_string_new(NULL);
        xml_add(words, xml_text(one, "ModificationDetail/Description"), ", ");
        xml_add(words, xml_attribute(node, "type"), ", ");
        xml_add(words, xml_attribute(percent, "percent"), ", ");
        g_string_append(words, percent ? " %" : "");
        xml_add(words, amount_of(money), ", ");
        xml_add(words, xml_attribute(money, "currency"), " ");
        take_property(properties, less ? "Allowance" : "Charge", g_string_free(words, FALSE));
    }
}

/* When how many of them are wanted. */
static void read_schedule(GPtrArray *properties, const xmlNode *out)
{
    for (const xmlNode *one = xml_child(out, "ScheduleLine"); one; one = xml_next(one, "ScheduleLine")) {
        g_autofree char *count = xml_attribute(one, "quantity"), *day = day_of(xml_attribute(one, "requestedDeliveryDate"));
        take_property(properties, "Schedule", g_strdup_printf("%s, %s", count, day));
    }
}

static char *whole_address(const xmlNode *address)
{
    const xmlNode *postal = xml_child(address, "PostalAddress");
    GString *words = g_string_new(NULL);
    g_autofree char *lines = lines_of(postal);
    g_auto(GStrv) each = g_strsplit(lines, "\n", -1);
    xml_add(words, xml_text(address, "Name"), ", ");
    xml_add(words, deliver_to(postal), ", ");
    xml_add(words, g_strjoinv(", ", each), ", ");
    return g_string_free(words, FALSE);
}

static void read_header(struct business_order *order, const xmlNode *header)
{
    const xmlNode *money = xml_at(header, "Total/Money");
    business_order_take(order, ORDER_NUMBER, xml_attribute(header, "orderID"));
    business_order_take(order, ORDER_ENVELOPE, xml_attribute(header, "orderID"));
    business_order_take(order, ORDER_ISSUED, day_of(xml_attribute(header, "orderDate")));
    business_order_take(order, ORDER_NEEDED_BY, day_of(xml_attribute(header, "requestedDeliveryDate")));
    business_order_take(order, ORDER_CURRENCY, xml_attribute(money, "currency"));
    business_order_take(order, ORDER_TOTAL, amount_of(money));
    business_order_take(order, ORDER_NOTE, comments_of(header));
    g_autofree char *days = xml_attribute(xml_child(header, "PaymentTerm"), "payInNumberOfDays");
    if (*days)
        business_order_take(order, ORDER_PAYMENT, g_strdup_printf("%s days", days));
    read_buyer(order, header);
    take_property(order->properties, "Requisition", xml_attribute(header, "requisitionID"));
    read_charge(order->properties, header, "Shipping");
    read_modifications(order->properties, xml_child(header, "Total"));
    read_attachments(order->properties, header);
    read_extrinsics(order->properties, header);
}

/* The header says where to, or each item does: to the same place, or not. Returns it in one line. */
static char *read_ship_to_of(struct business_order *order, const xmlNode *request, const xmlNode *header)
{
    const xmlNode *address = xml_at(header, "ShipTo/Address"), *first = xml_child(request, "ItemOut");
    const xmlNode *shared = address ? NULL : xml_at(first, "ShipTo/Address");
    g_autofree char *whole = whole_address(shared);
    for (const xmlNode *item = first; shared && item; item = xml_next(item, "ItemOut")) {
        g_autofree char *other = whole_address(xml_at(item, "ShipTo/Address"));
        if (strcmp(other, whole) != 0)
            shared = NULL;
    }
    read_ship_to(order, address ? address : shared);
    return whole_address(address ? address : shared);
}

/* Money / PriceBasisQuantity@quantity. */
static char *unit_price(const xmlNode *detail)
{
    g_autofree char *basis = xml_attribute(xml_child(detail, "PriceBasisQuantity"), "quantity");
    char *amount = amount_of(xml_at(detail, "UnitPrice/Money")), *one = *basis ? decimal_divide(amount, basis) : NULL;
    if (!one)
        return amount;
    g_free(amount);
    return one;
}

/* `ship_to`: where the order goes as a whole. */
static void read_features(struct business_item *item, const xmlNode *out, const xmlNode *detail, const char *ship_to)
{
    take_property(item->properties, "SupplierPartAuxiliaryID", xml_text(out, "ItemID/SupplierPartAuxiliaryID"));
    for (const xmlNode *one = xml_child(detail, "Classification"); one; one = xml_next(one, "Classification")) {
        g_autofree char *domain = xml_attribute(one, "domain");
        take_property(item->properties, *domain ? domain : "Classification", xml_text_of(one));
    }
    take_property(item->properties, "ManufacturerPartID", xml_text(detail, "ManufacturerPartID"));
    read_extrinsics(item->properties, detail);
    read_extrinsics(item->properties, out);
    read_modifications(item->properties, xml_child(detail, "UnitPrice"));
    read_schedule(item->properties, out);
    read_attachments(item->properties, out);
    g_autofree char *own = whole_address(xml_at(out, "ShipTo/Address"));
    if (strcmp(own, ship_to) != 0)
        take_property(item->properties, BUSINESS_SHIP_TO, g_steal_pointer(&own));
}

static void read_item(struct business_order *order, const xmlNode *out, const char *ship_to)
{
    struct business_item *item = business_order_add_item(order);
    const xmlNode *detail = xml_child(out, "ItemDetail"), *money = xml_at(detail, "UnitPrice/Money");
    if (!item)
        return;
    business_item_take(item, ITEM_PART_NUMBER, xml_attribute(out, "lineNumber"));
    business_item_take(item, ITEM_PART_QUANTITY, xml_attribute(out, "quantity"));
    business_item_take(item, ITEM_PART_SKU, xml_text(out, "ItemID/SupplierPartID"));
    business_item_take(item, ITEM_PART_BUYER_SKU, xml_text(out, "ItemID/BuyerPartID"));
    business_item_take(item, ITEM_PART_NAME, xml_text(detail, "Description/ShortName"));
    business_item_take(item, ITEM_PART_NAME, own_words(xml_child(detail, "Description")));
    business_item_take(item, ITEM_PART_UNIT, xml_text(detail, "UnitOfMeasure"));
    business_item_take(item, ITEM_PART_UNIT_PRICE, unit_price(detail));
    business_item_take(item, ITEM_PART_NEEDED_BY, day_of(xml_attribute(out, "requestedShipmentDate")));
    business_item_take(item, ITEM_PART_NEEDED_BY, day_of(xml_attribute(out, "requestedDeliveryDate")));
    business_item_take(item, ITEM_PART_NOTE, comments_of(out));
    read_features(item, out, detail, ship_to);
    if (!*order->parts[ORDER_CURRENCY])
        business_order_take(order, ORDER_CURRENCY, xml_attribute(money, "currency"));
}

static void check(struct business_order *order, const xmlNode *request, const xmlNode *header, const struct file *file)
{
    g_autofree char *type = xml_attribute(header, "type"), *mode = xml_attribute(request->parent, "deploymentMode");
    g_autofree char *kind = xml_attribute(header, "orderType");
    if (!*order->parts[ORDER_NUMBER])
        business_problem_add(order, FALSE, "OrderRequestHeader/@orderID", "", "the order's number", "%s, line %ld", file->name,
                             xmlGetLineNo(header));
    if (*type && strcmp(type, "new") != 0)
        business_problem_add(order, TRUE, "OrderRequestHeader/@type", type, "new: a change is asked for by answering our mail", "%s, line %ld",
                             file->name, xmlGetLineNo(header));
    if (strcmp(kind, "blanket") == 0)
        business_problem_add(order, TRUE, "OrderRequestHeader/@orderType", kind, "regular: an order to be delivered, not an agreement", "%s, line %ld",
                             file->name, xmlGetLineNo(header));
    if (strcmp(mode, "test") == 0)
        business_problem_add(order, FALSE, "Request/@deploymentMode", mode, "production: this is marked as a test", "%s, line %ld", file->name,
                             xmlGetLineNo(request->parent));
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
        g_autofree char *ship_to = read_ship_to_of(order, request, header);
        for (const xmlNode *item = xml_child(request, "ItemOut"); item; item = xml_next(item, "ItemOut"))
            read_item(order, item, ship_to);
        check(order, request, header ? header : request, file);
    }
    xmlFreeDoc(doc);
}

const struct format format_cxml = {"cXML", FORMAT_HEAD, cxml_matches, cxml_read};
