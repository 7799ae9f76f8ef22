#include "parsers/decode/business.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"

static const char *const source_names[SOURCE_COUNT] = {
    [SOURCE_UBL] = "UBL",         [SOURCE_CXML] = "cXML",           [SOURCE_X12] = "X12",    [SOURCE_EDIFACT] = "EDIFACT",
    [SOURCE_JSON_LD] = "JSON-LD", [SOURCE_MICRODATA] = "microdata", [SOURCE_CARD] = "vCard",
    [SOURCE_TABLE] = "spreadsheet",
};

const char *order_source_name(enum order_source source)
{
    return source_names[source];
}

static const char *const order_part_names[ORDER_PART_COUNT] = {
    [ORDER_NUMBER] = "number",
    [ORDER_REFERENCE] = "reference",
    [ORDER_ISSUED] = "issued",
    [ORDER_NEEDED_BY] = "needed-by",
    [ORDER_CURRENCY] = "currency",
    [ORDER_LANGUAGE] = "language",
    [ORDER_BUYER_NAME] = "buyer-name",
    [ORDER_BUYER_CONTACT] = "buyer-contact",
    [ORDER_BUYER_EMAIL] = "buyer-email",
    [ORDER_BUYER_PHONE] = "buyer-phone",
    [ORDER_BUYER_ADDRESS] = "buyer-address",
    [ORDER_BUYER_ID] = "buyer-id",
    [ORDER_BUYER_TAX] = "buyer-tax",
    [ORDER_SHIP_TO_NAME] = "ship-to-name",
    [ORDER_SHIP_TO_CONTACT] = "ship-to-contact",
    [ORDER_SHIP_TO_EMAIL] = "ship-to-email",
    [ORDER_SHIP_TO_PHONE] = "ship-to-phone",
    [ORDER_SHIP_TO_ADDRESS] = "ship-to-address",
    [ORDER_SHIP_TO_ID] = "ship-to-id",
    [ORDER_BILL_TO_NAME] = "bill-to-name",
    [ORDER_BILL_TO_ADDRESS] = "bill-to-address",
    [ORDER_SELLER_NAME] = "seller-name",
    [ORDER_PAYMENT] = "payment",
    [ORDER_NOTE] = "note",
    [ORDER_TOTAL] = "total",
    [ORDER_ENVELOPE] = "envelope",
};

const char *order_part_name(enum order_part part)
{
    return order_part_names[part];
}

static const char *const item_part_names[ITEM_PART_COUNT] = {
    [ITEM_PART_NUMBER] = "number",       [ITEM_PART_SKU] = "sku",     [ITEM_PART_BUYER_SKU] = "buyer-sku",
    [ITEM_PART_GTIN] = "gtin",           [ITEM_PART_NAME] = "name",   [ITEM_PART_QUANTITY] = "quantity",
    [ITEM_PART_UNIT] = "unit",           [ITEM_PART_UNIT_PRICE] = "unit-price", [ITEM_PART_TOTAL] = "total",
    [ITEM_PART_NEEDED_BY] = "needed-by", [ITEM_PART_NOTE] = "note",
};

const char *item_part_name(enum item_part part)
{
    return item_part_names[part];
}

/* --- made and freed --------------------------------------------------------------------------------------------------- */

static void parts_init(char **parts, guint count)
{
    for (guint i = 0; i < count; i++)
        parts[i] = g_strdup("");
}

static void parts_clear(char **parts, guint count)
{
    for (guint i = 0; i < count; i++)
        g_free(parts[i]);
}

static void property_free(struct business_property *property)
{
    g_free(property->name);
    g_free(property->value);
    g_free(property);
}

static void item_free(struct business_item *item)
{
    parts_clear(item->parts, ITEM_PART_COUNT);
    g_ptr_array_unref(item->properties);
    g_free(item);
}

static void problem_free(struct business_problem *problem)
{
    g_free(problem->place);
    g_free(problem->rule);
    g_free(problem->found);
    g_free(problem->wanted);
    g_free(problem);
}

struct business_order *business_order_new(enum order_source source, const char *where)
{
    struct business_order *order = g_new0(struct business_order, 1);
    order->source = source;
    order->where = text_one_line(where, BOUND_FILE_NAME);
    parts_init(order->parts, ORDER_PART_COUNT);
    order->items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
    order->properties = g_ptr_array_new_with_free_func((GDestroyNotify)property_free);
    order->problems = g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);
    order->envelope = business_rows_new();
    return order;
}

void business_order_free(struct business_order *order)
{
    if (!order)
        return;
    g_free(order->where);
    parts_clear(order->parts, ORDER_PART_COUNT);
    g_ptr_array_unref(order->items);
    g_ptr_array_unref(order->properties);
    g_ptr_array_unref(order->problems);
    g_ptr_array_unref(order->envelope);
    g_free(order);
}

/* --- filled ------------------------------------------------------------------------------------------------------------- */

static void part_set(char **place, const char *text, gboolean lines)
{
    g_autofree char *clean = lines ? text_lines(text ? text : "", BOUND_VALUE_SIZE) : text_one_line(text ? text : "", BOUND_VALUE_SIZE);
    if (!*clean)
        return;
    g_free(*place);
    *place = g_steal_pointer(&clean);
}

static gboolean order_part_has_lines(enum order_part part)
{
    return part == ORDER_NOTE || part == ORDER_BUYER_ADDRESS || part == ORDER_SHIP_TO_ADDRESS || part == ORDER_BILL_TO_ADDRESS;
}

void business_order_set(struct business_order *order, enum order_part part, const char *text)
{
    part_set(&order->parts[part], text, order_part_has_lines(part));
}

static struct business_item *item_new(void)
{
    struct business_item *item = g_new0(struct business_item, 1);
    parts_init(item->parts, ITEM_PART_COUNT);
    item->properties = g_ptr_array_new_with_free_func((GDestroyNotify)property_free);
    return item;
}

struct business_item *business_order_add_item(struct business_order *order)
{
    if (order->items->len >= BOUND_ITEMS)
        return NULL;
    struct business_item *item = item_new();
    g_ptr_array_add(order->items, item);
    return item;
}

void business_item_set(struct business_item *item, enum item_part part, const char *text)
{
    if (item)
        part_set(&item->parts[part], text, part == ITEM_PART_NOTE);
}

void business_order_take(struct business_order *order, enum order_part part, char *text)
{
    business_order_set(order, part, text);
    g_free(text);
}

void business_item_take(struct business_item *item, enum item_part part, char *text)
{
    business_item_set(item, part, text);
    g_free(text);
}

void business_property_add(GPtrArray *properties, const char *name, const char *value)
{
    g_autofree char *clean = text_one_line(name ? name : "", BOUND_SUBJECT);
    if (!*clean || !value || properties->len >= BOUND_PROPERTIES)
        return;
    struct business_property *property = g_new0(struct business_property, 1);
    property->name = g_steal_pointer(&clean);
    property->value = text_lines(value, BOUND_VALUE_SIZE);
    g_ptr_array_add(properties, property);
}

/* UN/ECE recommendation 20, which UBL and EDIFACT follow. */
const char *business_unit(const char *code)
{
    static const struct {
        const char *code, *word;
    } units[] = {{"MMT", "mm"}, {"CMT", "cm"}, {"MTR", "m"}, {"INH", "in"}, {"FOT", "ft"}, {"GRM", "g"}, {"KGM", "kg"}, {"LBR", "lb"}, {"LTR", "l"}};
    for (guint i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_str_equal(units[i].code, code))
            return units[i].word;
    return code;
}

static struct business_problem *problem_take(struct business_order *order, gboolean fatal, const char *place, const char *rule,
                                             const char *found, const char *wanted)
{
    if (order->problems->len >= BOUND_PROBLEMS)
        return NULL;
    struct business_problem *problem = g_new0(struct business_problem, 1);
    problem->place = text_one_line(place, BOUND_SUBJECT);
    problem->rule = text_one_line(rule, BOUND_SUBJECT);
    problem->found = text_one_line(found ? found : "", BOUND_SUBJECT);
    problem->wanted = text_one_line(wanted, BOUND_SUBJECT);
    problem->fatal = fatal;
    g_ptr_array_add(order->problems, problem);
    return problem;
}

char *business_problem_line(const struct business_problem *problem)
{
    g_autofree char *found = *problem->found ? g_strdup_printf(" “%s”,", problem->found) : g_strdup("");
    return g_strdup_printf("%s: %s:%s → %s", problem->place, problem->rule, found, problem->wanted);
}

struct business_problem *business_problem_add(struct business_order *order, gboolean fatal, const char *rule, const char *found,
                                              const char *wanted, const char *place_format, ...)
{
    va_list arguments;
    va_start(arguments, place_format);
    g_autofree char *place = g_strdup_vprintf(place_format, arguments);
    va_end(arguments);
    return problem_take(order, fatal, place, rule, found, wanted);
}

/* --- the envelope ------------------------------------------------------------------------------------------------------- */

GPtrArray *business_rows_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
}

void business_row_add(GPtrArray *rows, const char *name, ...)
{
    GPtrArray *row = g_ptr_array_new();
    va_list arguments;
    va_start(arguments, name);
    for (const char *text = name; text; text = va_arg(arguments, const char *))
        g_ptr_array_add(row, text_one_line(text, BOUND_FILE_NAME));
    va_end(arguments);
    g_ptr_array_add(row, NULL);
    g_ptr_array_add(rows, g_ptr_array_free(row, FALSE));
}

void business_order_take_envelope(struct business_order *order, GPtrArray *rows)
{
    if (rows->len > BOUND_ENVELOPE) {
        g_ptr_array_unref(rows);
        return;
    }
    g_ptr_array_unref(order->envelope);
    order->envelope = rows;
}

/* --- sent and checked ------------------------------------------------------------------------------------------------- */

static GVariant *parts_variant(char *const *parts, guint count)
{
    return g_variant_new_strv((const char *const *)parts, count);
}

static GVariant *properties_variant(const GPtrArray *properties)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ss)"));
    for (guint i = 0; i < properties->len; i++) {
        const struct business_property *property = properties->pdata[i];
        g_variant_builder_add(&builder, "(ss)", property->name, property->value);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *items_variant(const GPtrArray *items)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(asa(ss))"));
    for (guint i = 0; i < items->len; i++) {
        const struct business_item *item = items->pdata[i];
        g_variant_builder_add(&builder, "(@as@a(ss))", parts_variant(item->parts, ITEM_PART_COUNT),
                              properties_variant(item->properties));
    }
    return g_variant_builder_end(&builder);
}

static GVariant *problems_variant(const GPtrArray *problems)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ssssbu)"));
    for (guint i = 0; i < problems->len; i++) {
        const struct business_problem *problem = problems->pdata[i];
        g_variant_builder_add(&builder, "(ssssbu)", problem->place, problem->rule, problem->found, problem->wanted, problem->fatal,
                              problem->segment);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *rows_variant(const GPtrArray *rows)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("aas"));
    for (guint i = 0; i < rows->len; i++)
        g_variant_builder_add_value(&builder, g_variant_new_strv((const char *const *)rows->pdata[i], -1));
    return g_variant_builder_end(&builder);
}

#define BUSINESS_MEMBERS "(us@as@a(asa(ss))@a(ss)@a(ssssbu)@aas)"

GVariant *business_order_to_variant(const struct business_order *order)
{
    return g_variant_new(BUSINESS_MEMBERS, (guint32)order->source, order->where,
                         parts_variant(order->parts, ORDER_PART_COUNT), items_variant(order->items),
                         properties_variant(order->properties), problems_variant(order->problems), rows_variant(order->envelope));
}

/* Strings that cleaning would change were not written by the functions above. */
static gboolean read_parts(char **parts, guint count, GVariant *value)
{
    if (g_variant_n_children(value) != count)
        return FALSE;
    for (guint i = 0; i < count; i++) {
        const char *text;
        g_variant_get_child(value, i, "&s", &text);
        g_autofree char *clean = text_lines(text, BOUND_VALUE_SIZE);
        if (!g_str_equal(clean, text))
            return FALSE;
        g_free(parts[i]);
        parts[i] = g_steal_pointer(&clean);
    }
    return TRUE;
}

static gboolean read_properties(GPtrArray *properties, GVariant *value)
{
    GVariantIter iter;
    const char *name, *text;
    if (g_variant_n_children(value) > BOUND_PROPERTIES)
        return FALSE;
    g_variant_iter_init(&iter, value);
    while (g_variant_iter_next(&iter, "(&s&s)", &name, &text))
        business_property_add(properties, name, text);
    return properties->len == g_variant_n_children(value);
}

static gboolean read_items(struct business_order *order, GVariant *items)
{
    for (gsize i = 0; i < g_variant_n_children(items); i++) {
        g_autoptr(GVariant) parts = NULL, properties = NULL;
        struct business_item *item = business_order_add_item(order);
        if (!item)
            return FALSE;
        g_variant_get_child(items, i, "(@as@a(ss))", &parts, &properties);
        if (!read_parts(item->parts, ITEM_PART_COUNT, parts) || !read_properties(item->properties, properties))
            return FALSE;
    }
    return TRUE;
}

static gboolean read_problems(struct business_order *order, GVariant *problems)
{
    GVariantIter iter;
    const char *place, *rule, *found, *wanted;
    gboolean fatal;
    guint32 segment;
    g_variant_iter_init(&iter, problems);
    while (g_variant_iter_next(&iter, "(&s&s&s&sbu)", &place, &rule, &found, &wanted, &fatal, &segment)) {
        struct business_problem *problem = problem_take(order, fatal, place, rule, found, wanted);
        if (!problem)
            return FALSE;
        problem->segment = segment;
    }
    return TRUE;
}

static gboolean read_rows(struct business_order *order, GVariant *rows)
{
    if (g_variant_n_children(rows) > BOUND_ENVELOPE)
        return FALSE;
    for (gsize i = 0; i < g_variant_n_children(rows); i++) {
        g_autoptr(GVariant) row = g_variant_get_child_value(rows, i);
        gsize count = g_variant_n_children(row);
        char **texts = g_new0(char *, count + 1);
        g_ptr_array_add(order->envelope, texts);
        for (gsize k = 0; k < count; k++) {
            const char *text;
            g_variant_get_child(row, k, "&s", &text);
            texts[k] = text_one_line(text, BOUND_FILE_NAME);
            if (!g_str_equal(texts[k], text))
                return FALSE;
        }
        if (count == 0 || count > BOUND_COMPONENTS)
            return FALSE;
    }
    return TRUE;
}

struct business_order *business_order_from_variant(GVariant *variant)
{
    guint32 source;
    const char *where;
    g_autoptr(GVariant) parts = NULL, items = NULL, properties = NULL, problems = NULL, rows = NULL;
    g_variant_get(variant, "(u&s@as@a(asa(ss))@a(ss)@a(ssssbu)@aas)", &source, &where, &parts, &items, &properties, &problems, &rows);
    if (source >= SOURCE_COUNT)
        return NULL;
    struct business_order *order = business_order_new((enum order_source)source, where);
    if (read_parts(order->parts, ORDER_PART_COUNT, parts) && read_items(order, items) && read_properties(order->properties, properties) &&
        read_problems(order, problems) && read_rows(order, rows))
        return order;
    business_order_free(order);
    return NULL;
}

/* --- shown ---------------------------------------------------------------------------------------------------------------- */

static void describe_part(GString *out, const char *indent, const char *name, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *joined = g_strjoinv(" / ", lines);
    if (*text)
        g_string_append_printf(out, "%s%s: %s\n", indent, name, joined);
}

static void describe_properties(GString *out, const char *indent, const GPtrArray *properties)
{
    for (guint i = 0; i < properties->len; i++) {
        const struct business_property *property = properties->pdata[i];
        g_autofree char *name = g_strdup_printf("\"%s\"", property->name);
        describe_part(out, indent, name, property->value);
    }
}

/* "GS: PO / BUYER / SHOP / 11"; empty texts at its end are left out. */
static void describe_row(GString *out, const GStrv row)
{
    gsize before = out->len, needed = before;
    for (guint i = 0; row[i]; i++) {
        g_string_append_printf(out, "%s%s", i == 0 ? "  " : i == 1 ? ": " : " / ", row[i]);
        if (i > 0 && *row[i])
            needed = out->len;
    }
    g_string_truncate(out, needed);
    if (needed > before)
        g_string_append_c(out, '\n');
}

void business_order_describe(const struct business_order *order, GString *out)
{
    g_string_append_printf(out, "%s order in %s:\n", order_source_name(order->source), order->where);
    for (guint i = 0; i < ORDER_PART_COUNT; i++)
        describe_part(out, "  ", order_part_names[i], order->parts[i]);
    describe_properties(out, "  ", order->properties);
    for (guint i = 0; i < order->envelope->len; i++)
        describe_row(out, order->envelope->pdata[i]);
    for (guint i = 0; i < order->items->len; i++) {
        const struct business_item *item = order->items->pdata[i];
        g_string_append(out, "  item:\n");
        for (guint p = 0; p < ITEM_PART_COUNT; p++)
            describe_part(out, "    ", item_part_names[p], item->parts[p]);
        describe_properties(out, "    ", item->properties);
    }
    for (guint i = 0; i < order->problems->len; i++) {
        const struct business_problem *problem = order->problems->pdata[i];
        g_string_append_printf(out, "  problem%s: %s: %s: found \"%s\", wanted %s\n", problem->fatal ? " (fatal)" : "", problem->place,
                               problem->rule, problem->found, problem->wanted);
    }
}
