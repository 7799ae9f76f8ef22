#include "parsers/decode/ubl-rules.h"

#include <string.h>

#include "daemon/base/decimal.h"
#include "parsers/decode/xml.h"

#define SLACK (DECIMAL_ONE / 50) /* 0.02: what R024 allows for rounding */

struct rules {
    struct business_order *order;
    const char *name;
    gboolean peppol;
    GHashTable *line_ids; /* char * -> char *: seen so far */
    gint64 lines;         /* sum of the line amounts, millionths */
};

static void broken(struct rules *rules, gboolean fatal, const char *rule, const xmlNode *node, const char *found, const char *wanted)
{
    g_autofree char *id = g_strdup_printf("PEPPOL-T01-%s", rule);
    business_problem_add(rules->order, fatal && rules->peppol, id, found, wanted, "%s, line %ld (%s)", rules->name, xmlGetLineNo(node),
                         (const char *)node->name);
}

/* The number of an element, in millionths; FALSE with R000 noted when it is none. An element that is not there is 0. */
static gboolean number_of(const xmlNode *node, gint64 *ret_micro)
{
    g_autofree char *text = xml_text_of(node);
    *ret_micro = 0;
    return decimal_parse(*text == '+' ? text + 1 : text, ret_micro);
}

/* --- amounts: one currency, two places but in prices ---------------------------------------------------------------------------- */

static gboolean is_amount(const xmlNode *node)
{
    static const char *const names[] = {"Amount", "TaxAmount", "LineExtensionAmount", "PriceAmount", "BaseAmount"};
    if (node->parent && strcmp((const char *)node->parent->name, "AnticipatedMonetaryTotal") == 0)
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp((const char *)node->name, names[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_in_price(const xmlNode *node)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent)
        if (strcmp((const char *)node->name, "Price") == 0)
            return TRUE;
    return FALSE;
}

static void check_amount(struct rules *rules, const xmlNode *node)
{
    g_autofree char *currency = xml_attribute(node, "currencyID"), *text = xml_text_of(node);
    const char *wanted = rules->order->parts[ORDER_CURRENCY], *point = strchr(text, '.');
    if (*currency && strcmp(currency, wanted) != 0)
        broken(rules, TRUE, "R003", node, currency, wanted);
    if (point && strlen(point + 1) > 2 && !is_in_price(node))
        broken(rules, TRUE, "R028", node, text, "an amount with two decimals at most");
}

/* Elements nest no deeper than the parser allowed. */
static void check_amounts(struct rules *rules, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        if (is_amount(child))
            check_amount(rules, child);
        check_amounts(rules, child);
    }
}

/* --- lines ------------------------------------------------------------------------------------------------------------------------- */

static gint64 sum_of(const xmlNode *line, const char *indicator)
{
    gint64 sum = 0, micro;
    for (const xmlNode *one = xml_child(line, "AllowanceCharge"); one; one = xml_next(one, "AllowanceCharge")) {
        g_autofree char *charge = xml_text(one, "ChargeIndicator");
        if (strcmp(charge, indicator) == 0 && number_of(xml_child(one, "Amount"), &micro))
            sum += micro;
    }
    return sum;
}

/* Quantity times price for its base quantity, plus charges, less allowances. */
static void check_line_amount(struct rules *rules, const xmlNode *line)
{
    const xmlNode *amount = xml_child(line, "LineExtensionAmount"), *price = xml_at(line, "Price/PriceAmount");
    const xmlNode *quantity = xml_child(line, "Quantity");
    gint64 told, each, count, base;
    if (!amount || !price || !number_of(amount, &told) || !number_of(price, &each))
        return;
    if (!quantity || !number_of(quantity, &count))
        count = DECIMAL_ONE;
    if (!number_of(xml_at(line, "Price/BaseQuantity"), &base) || base <= 0)
        base = DECIMAL_ONE;
    gint64 due = (gint64)((__int128)count * each / base) + sum_of(line, "true") - sum_of(line, "false");
    if (ABS(due - told) <= SLACK)
        return;
    g_autofree char *found = decimal_format(told, 2), *wanted = decimal_format(due, 2);
    broken(rules, TRUE, "R024", amount, found, wanted);
}

static void check_line(struct rules *rules, const xmlNode *line)
{
    const xmlNode *quantity = xml_child(line, "Quantity"), *price = xml_at(line, "Price/PriceAmount");
    const xmlNode *base = xml_at(line, "Price/BaseQuantity"), *amount = xml_child(line, "LineExtensionAmount");
    g_autofree char *id = xml_text(line, "ID");
    gint64 micro;
    if (g_hash_table_contains(rules->line_ids, id))
        broken(rules, TRUE, "R001", line, id, "a line identifier that no other line has");
    g_hash_table_add(rules->line_ids, g_steal_pointer(&id));
    g_autofree char *count = xml_text_of(quantity), *each = xml_text_of(price), *basis = xml_text_of(base);
    if (!quantity)
        broken(rules, FALSE, "R013", line, "", "an ordered quantity");
    else if (!number_of(quantity, &micro) || micro < 0)
        broken(rules, TRUE, "R004", quantity, count, "a quantity that is not negative");
    if (price && (!number_of(price, &micro) || micro < 0))
        broken(rules, TRUE, "R005", price, each, "a price that is not negative");
    if (base && (!number_of(base, &micro) || micro <= 0))
        broken(rules, TRUE, "R025", base, basis, "a base quantity above zero");
    if (amount && number_of(amount, &micro))
        rules->lines += micro;
    check_line_amount(rules, line);
}

static void check_total(struct rules *rules, const xmlNode *root)
{
    const xmlNode *total = xml_at(root, "AnticipatedMonetaryTotal/LineExtensionAmount");
    gint64 told;
    if (!total || !number_of(total, &told) || told == rules->lines)
        return;
    g_autofree char *found = decimal_format(told, 2), *wanted = decimal_format(rules->lines, 2);
    broken(rules, TRUE, "R008", total, found, wanted);
}

/* What is no new order to be delivered, whoever's rules it follows. */
static void check_kind(struct business_order *order, const xmlNode *root, const char *name)
{
    g_autofree char *type = xml_text(root, "OrderTypeCode"), *copy = xml_text(root, "CopyIndicator");
    if (strcmp(type, "221") == 0)
        business_problem_add(order, TRUE, "UBL cbc:OrderTypeCode", type, "220: an order to be delivered, not an agreement", "%s, line %ld", name,
                             xmlGetLineNo(root));
    if (strcmp(copy, "true") == 0)
        business_problem_add(order, FALSE, "UBL cbc:CopyIndicator", copy, "false: this is marked as a copy", "%s, line %ld", name, xmlGetLineNo(root));
    for (const xmlNode *line = xml_child(root, "OrderLine"); line; line = xml_next(line, "OrderLine")) {
        g_autofree char *status = xml_text(line, "LineItem/LineStatusCode");
        if (*status && strcmp(status, "NoStatus") != 0 && strcmp(status, "Added") != 0)
            business_problem_add(order, TRUE, "UBL cbc:LineStatusCode", status, "NoStatus: a change is asked for by answering our mail", "%s, line %ld",
                                 name, xmlGetLineNo(line));
    }
}

void ubl_check_rules(struct business_order *order, const xmlNode *root, const char *name)
{
    g_autofree char *customization = xml_text(root, "CustomizationID");
    struct rules rules = {.order = order, .name = name, .peppol = g_str_has_prefix(customization, "urn:fdc:peppol.eu:")};
    rules.line_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!*order->parts[ORDER_NUMBER])
        business_problem_add(order, FALSE, "UBL cbc:ID", "", "the order's number", "%s, line %ld", name, xmlGetLineNo(root));
    check_kind(order, root, name);
    check_amounts(&rules, root);
    for (const xmlNode *line = xml_child(root, "OrderLine"); line; line = xml_next(line, "OrderLine"))
        if (xml_child(line, "LineItem"))
            check_line(&rules, xml_child(line, "LineItem"));
    check_total(&rules, root);
    g_hash_table_unref(rules.line_ids);
}
