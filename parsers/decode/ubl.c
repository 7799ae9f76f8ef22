/* OASIS UBL 2.x Order, and Peppol BIS Ordering 3 on top of it (transaction T01). */
#include <string.h>

#include "daemon/base/decimal.h"
#include "parsers/decode/edi.h"
#include "parsers/decode/ubl-rules.h"
#include "parsers/decode/xml.h"

/* The first of two places that says something. */
static char *either(const xmlNode *node, const char *first, const char *second)
{
    char *text = xml_text(node, first);
    if (*text)
        return text;
    g_free(text);
    return xml_text(node, second);
}

/* What stands in all elements of a name, one a line. */
static char *texts_of(const xmlNode *node, const char *name)
{
    GString *lines = g_string_new(NULL);
    for (const xmlNode *one = xml_child(node, name); one; one = xml_next(one, name))
        xml_add(lines, xml_text_of(one), "\n");
    return g_string_free(lines, FALSE);
}

static char *address_lines(const xmlNode *address)
{
    static const char *const simple[] = {"AdditionalStreetName", "BuildingName", "Room", "Department", "Postbox"};
    GString *lines = g_string_new(NULL), *street = g_string_new(NULL), *city = g_string_new(NULL);
    xml_add(street, xml_text(address, "StreetName"), " ");
    xml_add(street, xml_text(address, "BuildingNumber"), " ");
    xml_add(city, xml_text(address, "PostalZone"), " ");
    xml_add(city, xml_text(address, "CityName"), " ");
    xml_add(lines, g_string_free(street, FALSE), "\n");
    for (guint i = 0; i < G_N_ELEMENTS(simple); i++)
        xml_add(lines, xml_text(address, simple[i]), "\n");
    for (const xmlNode *line = xml_child(address, "AddressLine"); line; line = xml_next(line, "AddressLine"))
        xml_add(lines, xml_text(line, "Line"), "\n");
    xml_add(lines, xml_text(address, "CitySubdivisionName"), "\n");
    xml_add(lines, g_string_free(city, FALSE), "\n");
    xml_add(lines, xml_text(address, "CountrySubentity"), "\n");
    xml_add(lines, either(address, "Country/IdentificationCode", "Country/Name"), "\n");
    return g_string_free(lines, FALSE);
}

static char *party_name(const xmlNode *party)
{
    return either(party, "PartyName/Name", "PartyLegalEntity/RegistrationName");
}

static char *person_name(const xmlNode *party)
{
    GString *name = g_string_new(NULL);
    xml_add(name, xml_text(party, "Person/FirstName"), " ");
    xml_add(name, xml_text(party, "Person/MiddleName"), " ");
    xml_add(name, xml_text(party, "Person/FamilyName"), " ");
    return g_string_free(name, FALSE);
}

static void read_buyer(struct business_order *order, const xmlNode *root)
{
    const xmlNode *party = xml_at(root, "BuyerCustomerParty/Party");
    business_order_take(order, ORDER_BUYER_NAME, party_name(party));
    business_order_take(order, ORDER_BUYER_CONTACT, person_name(party));
    business_order_take(order, ORDER_BUYER_CONTACT, xml_text(party, "Contact/Name"));
    business_order_take(order, ORDER_BUYER_EMAIL, xml_text(party, "Contact/ElectronicMail"));
    business_order_take(order, ORDER_BUYER_PHONE, xml_text(party, "Contact/Telephone"));
    business_order_take(order, ORDER_BUYER_ADDRESS, address_lines(xml_child(party, "PostalAddress")));
    business_order_take(order, ORDER_BUYER_ID, xml_text(root, "BuyerCustomerParty/SupplierAssignedAccountID"));
    business_order_take(order, ORDER_BUYER_ID, xml_text(party, "PartyIdentification/ID"));
    business_order_take(order, ORDER_BUYER_TAX, xml_text(party, "PartyTaxScheme/CompanyID"));
    business_order_take(order, ORDER_SELLER_NAME, party_name(xml_at(root, "SellerSupplierParty/Party")));
}

/* The end of the time that was asked for. */
static char *needed_by(const xmlNode *delivery)
{
    char *day = either(delivery, "RequestedDeliveryPeriod/EndDate", "RequestedDeliveryPeriod/StartDate");
    if (*day)
        return day;
    g_free(day);
    return xml_text(delivery, "LatestDeliveryDate");
}

static void read_delivery(struct business_order *order, const xmlNode *root)
{
    const xmlNode *delivery = xml_child(root, "Delivery"), *party = xml_child(delivery, "DeliveryParty");
    const xmlNode *contact = xml_child(party, "Contact");
    const xmlNode *address = xml_at(delivery, "DeliveryLocation/Address");
    if (!contact)
        contact = xml_at(root, "BuyerCustomerParty/DeliveryContact");
    if (!address)
        address = xml_child(delivery, "DeliveryAddress");
    if (!address)
        address = xml_child(party, "PostalAddress");
    GString *lines = g_string_new(NULL);
    g_autofree char *place = xml_text(delivery, "DeliveryLocation/Name"), *name = party_name(party);
    if (*name && strcmp(name, place) != 0)
        xml_add(lines, g_strdup(place), "\n");
    xml_add(lines, address_lines(address), "\n");
    business_order_set(order, ORDER_SHIP_TO_NAME, *name ? name : place);
    business_order_take(order, ORDER_SHIP_TO_ID, xml_text(delivery, "DeliveryLocation/ID"));
    business_order_take(order, ORDER_SHIP_TO_ID, xml_text(party, "PartyIdentification/ID"));
    business_order_take(order, ORDER_SHIP_TO_CONTACT, xml_text(contact, "Name"));
    business_order_take(order, ORDER_SHIP_TO_EMAIL, xml_text(contact, "ElectronicMail"));
    business_order_take(order, ORDER_SHIP_TO_PHONE, xml_text(contact, "Telephone"));
    business_order_take(order, ORDER_SHIP_TO_ADDRESS, g_string_free(lines, FALSE));
    business_order_take(order, ORDER_NEEDED_BY, needed_by(delivery));
}

/* Who it is from and to, as an answer must name them, and by whose rules it is written. */
static void note_envelope(struct business_order *order, const xmlNode *root)
{
    static const struct {
        const char *name, *party;
    } parties[] = {{"seller", "SellerSupplierParty/Party"}, {"buyer", "BuyerCustomerParty/Party"}};
    g_autofree char *rules = xml_text(root, "CustomizationID");
    GPtrArray *rows = business_rows_new();
    for (guint i = 0; i < G_N_ELEMENTS(parties); i++) {
        const xmlNode *party = xml_at(root, parties[i].party), *endpoint = xml_child(party, "EndpointID");
        g_autofree char *id = xml_text_of(endpoint), *scheme = xml_attribute(endpoint, "schemeID"), *name = party_name(party);
        business_row_add(rows, parties[i].name, id, scheme, name, NULL);
    }
    business_row_add(rows, "rules", rules, NULL);
    business_order_take_envelope(order, rows);
}

static void read_head(struct business_order *order, const xmlNode *root)
{
    const xmlNode *payer = xml_at(root, "AccountingCustomerParty/Party");
    business_order_take(order, ORDER_NOTE, texts_of(root, "Note"));
    business_order_take(order, ORDER_NUMBER, xml_text(root, "ID"));
    business_order_take(order, ORDER_ENVELOPE, xml_text(root, "ID"));
    business_order_take(order, ORDER_ISSUED, xml_text(root, "IssueDate"));
    business_order_take(order, ORDER_REFERENCE, xml_text(root, "CustomerReference"));
    business_order_take(order, ORDER_CURRENCY, xml_text(root, "DocumentCurrencyCode"));
    business_order_take(order, ORDER_PAYMENT, xml_text(root, "PaymentTerms/Note"));
    business_order_take(order, ORDER_TOTAL, xml_text(root, "AnticipatedMonetaryTotal/PayableAmount"));
    business_order_take(order, ORDER_BILL_TO_NAME, party_name(payer));
    business_order_take(order, ORDER_BILL_TO_ADDRESS, address_lines(xml_child(payer, "PostalAddress")));
}

/* --- what no field of ours asks for, and somebody may have to know ------------------------------------------------------------- */

static char *joined(const xmlNode *node, const char *const *paths, guint count)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        xml_add(words, xml_text(node, paths[i]), ", ");
    return g_string_free(words, FALSE);
}
#define JOINED(node, ...) joined(node, (const char *const[]){__VA_ARGS__}, G_N_ELEMENTS(((const char *const[]){__VA_ARGS__})))

static void take_property(GPtrArray *properties, const char *name, char *text)
{
    if (*text)
        business_property_add(properties, name, text);
    g_free(text);
}

static void read_charges(GPtrArray *properties, const xmlNode *of)
{
    for (const xmlNode *one = xml_child(of, "AllowanceCharge"); one; one = xml_next(one, "AllowanceCharge")) {
        g_autofree char *charge = xml_text(one, "ChargeIndicator"), *currency = xml_attribute(xml_child(one, "Amount"), "currencyID");
        g_autofree char *amount = JOINED(one, "AllowanceChargeReason", "Amount");
        take_property(properties, strcmp(charge, "true") == 0 ? "Charge" : "Allowance",
                      g_strdup_printf("%s%s%s", amount, *amount && *currency ? " " : "", currency));
    }
}

static char *originator(const xmlNode *party)
{
    GString *words = g_string_new(NULL);
    xml_add(words, party_name(party), ", ");
    xml_add(words, person_name(party), ", ");
    xml_add(words, JOINED(xml_child(party, "Contact"), "Name", "Telephone", "ElectronicMail"), ", ");
    return g_string_free(words, FALSE);
}

static void read_rest(struct business_order *order, const xmlNode *root)
{
    static const struct {
        const char *name, *path, *other;
    } simple[] = {{"Accounting cost", "AccountingCost", "AccountingCostCode"},
                  {"Valid until", "ValidityPeriod/EndDate", NULL},
                  {"Quotation", "QuotationDocumentReference/ID", NULL},
                  {"Earlier order", "OrderDocumentReference/ID", NULL},
                  {"Originator's document", "OriginatorDocumentReference/ID", NULL},
                  {"Contract", "Contract/ID", NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(simple); i++)
        take_property(order->properties, simple[i].name, either(root, simple[i].path, simple[i].other ? simple[i].other : simple[i].path));
    for (const xmlNode *one = xml_child(root, "AdditionalDocumentReference"); one; one = xml_next(one, "AdditionalDocumentReference"))
        take_property(order->properties, "Document", JOINED(one, "ID", "DocumentType", "Attachment/ExternalReference/URI"));
    take_property(order->properties, "Originator", originator(xml_at(root, "OriginatorCustomerParty/Party")));
    take_property(order->properties, "Delivery terms", JOINED(xml_child(root, "DeliveryTerms"), "ID", "SpecialTerms", "DeliveryLocation/ID",
                                                              "DeliveryLocation/Description"));
    take_property(order->properties, "Conditions", xml_text(root, "TransactionConditions/Description"));
    read_charges(order->properties, root);
}

/* --- lines -------------------------------------------------------------------------------------------------------------------- */

static void add_measured(struct business_item *item, const char *name, const xmlNode *measure)
{
    g_autofree char *number = xml_text_of(measure), *unit = xml_attribute(measure, "unitCode");
    g_autofree char *text = g_strdup_printf("%s%s%s", number, *unit ? " " : "", business_unit(unit));
    business_property_add(item->properties, name, text);
}

static void read_properties(struct business_item *item, const xmlNode *of)
{
    for (const xmlNode *one = xml_child(of, "AdditionalItemProperty"); one; one = xml_next(one, "AdditionalItemProperty")) {
        g_autofree char *name = xml_text(one, "Name"), *value = xml_text(one, "Value");
        if (*value)
            business_property_add(item->properties, name, value);
        else
            add_measured(item, name, xml_child(one, "ValueQuantity"));
    }
}

/* The item as such, each piece of it that is described by itself, and its measures. */
static void read_item(struct business_item *item, const xmlNode *of)
{
    read_properties(item, of);
    for (const xmlNode *one = xml_child(of, "ItemInstance"); one; one = xml_next(one, "ItemInstance"))
        read_properties(item, one);
    for (const xmlNode *one = xml_child(of, "Dimension"); one; one = xml_next(one, "Dimension")) {
        g_autofree char *code = xml_text(one, "AttributeID");
        add_measured(item, edi_measured(code), xml_child(one, "Measure"));
    }
}

/* Where a line goes that does not go with the others, and when which part of it is wanted. */
static void read_line_deliveries(struct business_item *item, const xmlNode *line, const xmlNode *root)
{
    g_autofree char *whole = address_lines(xml_at(root, "Delivery/DeliveryLocation/Address"));
    const xmlNode *first = xml_child(line, "Delivery");
    gboolean several = first && xml_next(first, "Delivery");
    for (const xmlNode *one = first; one; one = xml_next(one, "Delivery")) {
        g_autofree char *address = address_lines(xml_at(one, "DeliveryLocation/Address")), *day = needed_by(one), *count = xml_text(one, "Quantity");
        g_auto(GStrv) lines = g_strsplit(address, "\n", -1);
        if (*address && strcmp(address, whole) != 0)
            take_property(item->properties, BUSINESS_SHIP_TO, g_strjoinv(", ", lines));
        if (several && (*day || *count))
            take_property(item->properties, "Schedule", g_strdup_printf("%s%s%s", count, *count && *day ? ", " : "", day));
        else
            business_item_set(item, ITEM_PART_NEEDED_BY, day);
    }
}

/* A price is for BaseQuantity pieces. */
static char *unit_price(const xmlNode *line)
{
    g_autofree char *amount = xml_text(line, "Price/PriceAmount"), *base = xml_text(line, "Price/BaseQuantity");
    char *one = *base ? decimal_divide(amount, base) : NULL;
    return one ? one : g_steal_pointer(&amount);
}

static char *line_note(const xmlNode *order_line, const xmlNode *line, const xmlNode *of)
{
    g_autofree char *name = xml_text(of, "Name");
    GString *note = g_string_new(NULL);
    xml_add(note, texts_of(order_line, "Note"), "\n");
    xml_add(note, texts_of(line, "Note"), "\n");
    if (*name)
        xml_add(note, texts_of(of, "Description"), "\n");
    return g_string_free(note, FALSE);
}

static void read_line(struct business_order *order, const xmlNode *order_line, const xmlNode *root)
{
    const xmlNode *line = xml_child(order_line, "LineItem"), *of = xml_child(line, "Item");
    struct business_item *item = line ? business_order_add_item(order) : NULL;
    if (!item)
        return;
    business_item_take(item, ITEM_PART_NUMBER, xml_text(line, "ID"));
    business_item_take(item, ITEM_PART_SKU, xml_text(of, "SellersItemIdentification/ID"));
    business_item_take(item, ITEM_PART_BUYER_SKU, xml_text(of, "BuyersItemIdentification/ID"));
    business_item_take(item, ITEM_PART_GTIN, xml_text(of, "StandardItemIdentification/ID"));
    business_item_take(item, ITEM_PART_NAME, xml_text(of, "Description"));
    business_item_take(item, ITEM_PART_NAME, xml_text(of, "Name"));
    business_item_take(item, ITEM_PART_QUANTITY, xml_text(line, "Quantity"));
    business_item_take(item, ITEM_PART_UNIT, xml_attribute(xml_child(line, "Quantity"), "unitCode"));
    business_item_take(item, ITEM_PART_UNIT_PRICE, unit_price(line));
    business_item_take(item, ITEM_PART_TOTAL, xml_text(line, "LineExtensionAmount"));
    read_line_deliveries(item, line, root);
    business_item_take(item, ITEM_PART_NOTE, line_note(order_line, line, of));
    take_property(item->properties, "Accounting cost", either(line, "AccountingCost", "AccountingCostCode"));
    read_charges(item->properties, line);
    read_item(item, of);
}

/* Where no currency is said for the whole, that of the first price. */
static void find_currency(struct business_order *order, const xmlNode *root)
{
    for (const xmlNode *line = xml_child(root, "OrderLine"); line && !*order->parts[ORDER_CURRENCY]; line = xml_next(line, "OrderLine"))
        business_order_take(order, ORDER_CURRENCY, xml_attribute(xml_at(line, "LineItem/Price/PriceAmount"), "currencyID"));
}

/* Peppol's envelope (SBDH) has the order inside. */
static const xmlNode *order_of(const xmlNode *root)
{
    const xmlNode *inside = root && strcmp((const char *)root->name, "Order") != 0 ? xml_child(root, "Order") : NULL;
    return inside ? inside : root;
}

static gboolean ubl_matches(const struct file *file)
{
    return xml_head_has(file, "urn:oasis:names:specification:ubl:schema:xsd:Order-2\"") ||
           xml_head_has(file, "urn:oasis:names:specification:ubl:schema:xsd:Order-2'");
}

static void ubl_read(struct document *document, const struct file *file)
{
    g_autofree char *why = NULL;
    struct business_order *order = formats_add_order(document, SOURCE_UBL, file->name);
    if (!order)
        return;
    xmlDoc *doc = xml_read(file, &why);
    if (!doc) {
        business_problem_add(order, TRUE, "XML 1.0", why, "a well-formed document without entities", "%s", file->name);
        return;
    }
    const xmlNode *root = order_of(xmlDocGetRootElement(doc));
    read_head(order, root);
    note_envelope(order, root);
    read_buyer(order, root);
    read_delivery(order, root);
    for (const xmlNode *line = xml_child(root, "OrderLine"); line; line = xml_next(line, "OrderLine"))
        read_line(order, line, root);
    read_rest(order, root);
    find_currency(order, root);
    ubl_check_rules(order, root, file->name);
    xmlFreeDoc(doc);
}

const struct format format_ubl = {"UBL", FORMAT_HEAD, ubl_matches, ubl_read};
