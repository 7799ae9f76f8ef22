#include "daemon/config/sections.h"

#include <stddef.h>
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/orders/money.h"

/* --- fields ------------------------------------------------------------------------------------------------------------------------ */

/* Keys whose meaning depends on the field's type wait until that is known. */
struct field_draft {
    struct field *field;
    config_setting_t *type, *role, *choices, *min, *max, *standard, *required_if;
};

#define KEEP(name)                                                                                                                  \
    static void keep_##name(struct reader *reader, config_setting_t *setting, void *target)                                         \
    {                                                                                                                               \
        (void)reader;                                                                                                               \
        ((struct field_draft *)target)->name = setting;                                                                             \
    }
KEEP(type)
KEEP(role)
KEEP(choices)
KEEP(min)
KEEP(max)
KEEP(standard)
KEEP(required_if)

static void read_required(struct reader *reader, config_setting_t *setting, void *target)
{
    struct field *field = ((struct field_draft *)target)->field;
    if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
        field->required = config_setting_get_bool(setting);
    else
        reader_error(reader, setting, "required should be true or false, without quotes");
}

static void read_multiline(struct reader *reader, config_setting_t *setting, void *target)
{
    struct field *field = ((struct field_draft *)target)->field;
    if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
        field->multiline = config_setting_get_bool(setting);
    else
        reader_error(reader, setting, "multiline should be true or false, without quotes");
}

static void read_unit(struct reader *reader, config_setting_t *setting, void *target)
{
    static const char *const units[] = {"mm", "cm", "m", "in", "ft", NULL};
    struct field *field = ((struct field_draft *)target)->field;
    const char *text = reader_string(reader, setting);
    if (text && !g_strv_contains(units, text))
        reader_error(reader, setting, "unit is \"%s\"; it should be \"mm\", \"cm\", \"m\", \"in\" or \"ft\"", text);
    else
        field->unit = g_strdup(text);
}

static void read_currency(struct reader *reader, config_setting_t *setting, void *target)
{
    struct field *field = ((struct field_draft *)target)->field;
    const char *text = reader_string(reader, setting);
    if (text && !parse_currency(text))
        reader_error(reader, setting, "currency is \"%s\"; it should be three capitals like \"EUR\"", text);
    else
        field->currency = g_strdup(text);
}

static void read_hint(struct reader *reader, config_setting_t *setting, void *target)
{
    struct field *field = ((struct field_draft *)target)->field;
    if (!reader_group(reader, setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *wording = config_setting_get_elem(setting, (unsigned)i);
        if (language_find(config_setting_name(wording)))
            reader_wordings(reader, wording, config_setting_name(wording), field->hints);
        else
            reader_error(reader, wording, "'%s' is not a language code that mailorder knows", config_setting_name(wording));
    }
}

static const struct key field_keys[] = {
    {"type", KEY_OTHER, .required = TRUE, .function = keep_type},
    {"role", KEY_OTHER, .function = keep_role},
    {"required", KEY_OTHER, .function = read_required},
    {"required_if", KEY_OTHER, .function = keep_required_if},
    {"choices", KEY_OTHER, .function = keep_choices},
    {"multiline", KEY_OTHER, .function = read_multiline},
    {"min", KEY_OTHER, .function = keep_min},
    {"max", KEY_OTHER, .function = keep_max},
    {"unit", KEY_OTHER, .function = read_unit},
    {"currency", KEY_OTHER, .function = read_currency},
    {"standard", KEY_OTHER, .function = keep_standard},
    {"hint", KEY_OTHER, .function = read_hint},
};

static gboolean is_language_key(const char *name)
{
    return language_find(name) != NULL;
}

static void read_type(struct reader *reader, struct field_draft *draft)
{
    static const char *const known[] = {"text", "integer", "decimal", "money", "date", "choice", "email", "phone", "address", "length", "yesno", NULL};
    const char *text = draft->type ? reader_string(reader, draft->type) : NULL;
    if (text && !field_type_parse(text, &draft->field->type)) {
        g_autofree char *hint = nearest_hint(text, known);
        g_autofree char *all = g_strjoinv(", ", (char **)known);
        reader_error(reader, draft->type, "type '%s' is not known%s; it should be one of %s", text, hint, all);
    }
    if (draft->field->type == FIELD_ADDRESS)
        draft->field->multiline = TRUE;
}

/* A field called like a role has it, unless another is written. */
static void read_role(struct reader *reader, struct field_draft *draft)
{
    static const struct {
        const char *id;
        enum field_role role;
        enum field_type type;
    } by_name[] = {
        {"qty", ROLE_QUANTITY, FIELD_INTEGER}, {"quantity", ROLE_QUANTITY, FIELD_INTEGER}, {"sku", ROLE_SKU, FIELD_CHOICE},
        {"unit_price", ROLE_UNIT_PRICE, FIELD_MONEY}, {"name", ROLE_NAME, FIELD_TEXT}, {"email", ROLE_EMAIL, FIELD_EMAIL},
        {"phone", ROLE_PHONE, FIELD_PHONE}, {"delivery", ROLE_DELIVERY, FIELD_ADDRESS}, {"delivery_address", ROLE_DELIVERY, FIELD_ADDRESS},
        {"billing", ROLE_BILLING, FIELD_ADDRESS}, {"billing_address", ROLE_BILLING, FIELD_ADDRESS}, {"needed_by", ROLE_NEEDED_BY, FIELD_DATE},
        {"note", ROLE_NOTE, FIELD_TEXT}, {"reference", ROLE_REFERENCE, FIELD_TEXT},
    };
    struct field *field = draft->field;
    const char *text = draft->role ? reader_string(reader, draft->role) : NULL;
    if (text && !field_role_parse(text, &field->role))
        reader_error(reader, draft->role, "role '%s' is not known; see docs/configuration.md for the roles", text);
    for (guint i = 0; !text && i < G_N_ELEMENTS(by_name); i++)
        if (g_str_equal(by_name[i].id, field->id) && by_name[i].type == field->type)
            field->role = by_name[i].role;
}

static void read_choice(struct reader *reader, config_setting_t *setting, struct field *field)
{
    struct choice *choice = choice_new(config_setting_name(setting));
    g_ptr_array_add(field->choices, choice);
    if (!reader_group(reader, setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *wording = config_setting_get_elem(setting, (unsigned)i);
        if (is_language_key(config_setting_name(wording)))
            reader_wordings(reader, wording, config_setting_name(wording), choice->names);
        else
            reader_error(reader, wording, "'%s' is not a language code that mailorder knows", config_setting_name(wording));
    }
    if (phrases_count(choice->names) == 0)
        reader_error(reader, setting, "the choice '%s' has no name in any language", choice->id);
}

static void read_choices(struct reader *reader, struct field_draft *draft, config_setting_t *group)
{
    struct field *field = draft->field;
    if (field->type != FIELD_CHOICE) {
        if (draft->choices)
            reader_error(reader, draft->choices, "only fields of type \"choice\" have choices");
        return;
    }
    if (!draft->choices) {
        reader_error(reader, group, "field '%s' is a choice and lacks 'choices'", field->id);
        return;
    }
    if (!reader_group(reader, draft->choices))
        return;
    for (int i = 0; i < config_setting_length(draft->choices); i++)
        read_choice(reader, config_setting_get_elem(draft->choices, (unsigned)i), field);
    if (field->choices->len == 0)
        reader_error(reader, draft->choices, "field '%s' has an empty list of choices", field->id);
}

/* A bound in the field's canonical form: a number, for lengths also with a unit. */
static char *read_bound(struct reader *reader, config_setting_t *setting, const struct field *field)
{
    if (!setting)
        return NULL;
    char *bound = NULL;
    if (field->type == FIELD_LENGTH) {
        g_autofree char *text = config_setting_type(setting) == CONFIG_TYPE_STRING ? g_strdup(config_setting_get_string(setting))
                                                                                   : parse_number_setting(setting);
        bound = text ? parse_length(text, field->unit) : NULL;
    } else if (field->type == FIELD_CHOICE || field->type == FIELD_EMAIL || field->type == FIELD_PHONE || field->type == FIELD_YESNO) {
        reader_error(reader, setting, "a field of type \"%s\" has no %s", field_type_name(field->type), config_setting_name(setting));
        return NULL;
    } else {
        bound = parse_number_setting(setting);
    }
    if (!bound)
        reader_error(reader, setting, "%s should be a number%s", config_setting_name(setting),
                     field->type == FIELD_LENGTH ? ", or a length like \"40 cm\"" : "");
    return bound;
}

static void read_bounds(struct reader *reader, struct field_draft *draft)
{
    struct field *field = draft->field;
    field->min = read_bound(reader, draft->min, field);
    field->max = read_bound(reader, draft->max, field);
    if (field->min && field->max && decimal_compare(field->min, field->max) > 0)
        reader_error(reader, draft->min, "min is more than max");
}

static void read_standard(struct reader *reader, struct field_draft *draft)
{
    struct field *field = draft->field;
    if (!draft->standard)
        return;
    gboolean number = field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL;
    const char *text = number ? NULL : reader_string(reader, draft->standard);
    field->standard = number ? parse_number_setting(draft->standard) : g_strdup(text);
    if (number && !field->standard)
        reader_error(reader, draft->standard, "standard should be a number");
    if (field->standard && field->type == FIELD_CHOICE && !field_choice(field, field->standard))
        reader_error(reader, draft->standard, "standard is '%s', which is none of the choices", field->standard);
    if (field->standard && field->type == FIELD_YESNO && !g_str_equal(field->standard, "yes") && !g_str_equal(field->standard, "no"))
        reader_error(reader, draft->standard, "standard should be \"yes\" or \"no\"");
    if (field->type == FIELD_DATE || field->type == FIELD_MONEY || field->type == FIELD_LENGTH)
        reader_error(reader, draft->standard, "a field of type \"%s\" cannot have a standard", field_type_name(field->type));
}

/* "fabric = velvet, linen", "fabric != leather", "fabric" */
static void read_condition(struct reader *reader, struct field_draft *draft)
{
    const char *text = draft->required_if ? reader_string(reader, draft->required_if) : NULL;
    if (!text)
        return;
    const char *equals = strchr(text, '=');
    gboolean differs = equals && equals > text && equals[-1] == '!';
    g_autofree char *name = equals ? g_strndup(text, (gsize)(equals - text - differs)) : g_strdup(text);
    struct condition *condition = condition_new(g_strstrip(name), !equals ? CONDITION_HAS : differs ? CONDITION_IS_NOT : CONDITION_IS);
    condition->values = g_strsplit(equals ? equals + 1 : "", ",", -1);
    for (guint i = 0; condition->values[i]; i++)
        g_strstrip(condition->values[i]);
    draft->field->required_if = condition;
}

static void read_labels(struct reader *reader, config_setting_t *group, struct field *field)
{
    for (int i = 0; i < config_setting_length(group); i++) {
        config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        if (is_language_key(config_setting_name(setting)))
            reader_wordings(reader, setting, config_setting_name(setting), field->labels);
    }
}

static void read_field(struct reader *reader, config_setting_t *group, struct form *form)
{
    struct field_draft draft = {.field = field_new(config_setting_name(group), FIELD_TEXT)};
    struct field *field = draft.field;
    field->file = g_strdup(reader->file);
    field->line = (int)config_setting_source_line(group);
    g_ptr_array_add(form->fields, field);
    if (!reader_group(reader, group))
        return;
    keys_read(reader, group, field_keys, G_N_ELEMENTS(field_keys), &draft, is_language_key);
    read_type(reader, &draft);
    read_role(reader, &draft);
    read_labels(reader, group, field);
    read_choices(reader, &draft, group);
    read_bounds(reader, &draft);
    read_standard(reader, &draft);
    read_condition(reader, &draft);
}

/* --- prices ------------------------------------------------------------------------------------------------------------------------- */

struct price_draft {
    struct price *price;
};

static void read_amount(struct reader *reader, config_setting_t *setting, void *target)
{
    struct price *price = ((struct price_draft *)target)->price;
    const char *text = reader_string(reader, setting);
    if (text && !parse_money(text, &price->amount, &price->currency))
        reader_error(reader, setting, "amount: '%s' should be like \"1250.00 EUR\"", text);
}

static void read_price_sku(struct reader *reader, config_setting_t *setting, void *target)
{
    ((struct price_draft *)target)->price->sku = g_strdup(reader_string(reader, setting));
}

static void read_tax(struct reader *reader, config_setting_t *setting, void *target)
{
    struct price *price = ((struct price_draft *)target)->price;
    const char *text = reader_string(reader, setting);
    price->tax_percent = text ? parse_percent(text) : NULL;
    if (text && !price->tax_percent)
        reader_error(reader, setting, "tax: '%s' should be a percentage like \"20%%\"", text);
}

static void read_tax_included(struct reader *reader, config_setting_t *setting, void *target)
{
    if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
        ((struct price_draft *)target)->price->tax_included = config_setting_get_bool(setting);
    else
        reader_error(reader, setting, "tax_included should be true or false, without quotes");
}

static const struct key price_keys[] = {
    {"sku", KEY_OTHER, .function = read_price_sku},
    {"amount", KEY_OTHER, .required = TRUE, .function = read_amount},
    {"tax", KEY_OTHER, .function = read_tax},
    {"tax_included", KEY_OTHER, .function = read_tax_included},
};

static void read_one_price(struct reader *reader, config_setting_t *group, struct form *form)
{
    struct price_draft draft = {g_new0(struct price, 1)};
    if (reader_group(reader, group))
        keys_read(reader, group, price_keys, G_N_ELEMENTS(price_keys), &draft, NULL);
    if (!draft.price->amount) {
        price_free(draft.price);
        return;
    }
    if (draft.price->sku && !g_strv_contains((const char *const *)form->skus, draft.price->sku))
        reader_error(reader, group, "there is a price for SKU '%s', which this product does not have", draft.price->sku);
    g_ptr_array_add(form->prices, draft.price);
}

/* --- forms ------------------------------------------------------------------------------------------------------------------------- */

struct form_draft {
    struct form *form;
    config_setting_t *prices, *fields;
};

static void read_skus(struct reader *reader, config_setting_t *setting, void *target)
{
    struct form *form = ((struct form_draft *)target)->form;
    g_strfreev(form->skus);
    form->skus = reader_strings(reader, setting);
}

static void read_form_departments(struct reader *reader, config_setting_t *setting, void *target)
{
    struct form *form = ((struct form_draft *)target)->form;
    g_strfreev(form->departments);
    form->departments = reader_strings(reader, setting);
}

static void read_lead_days(struct reader *reader, config_setting_t *setting, void *target)
{
    struct form *form = ((struct form_draft *)target)->form;
    int type = config_setting_type(setting), days = config_setting_get_int(setting);
    if (type != CONFIG_TYPE_INT || days < 0 || days > 1000)
        reader_error(reader, setting, "lead_days should be a whole number of working days from 0 to 1000");
    else
        form->lead_days = (guint)days;
}

static void read_names(struct reader *reader, config_setting_t *setting, void *target)
{
    struct form *form = ((struct form_draft *)target)->form;
    if (!reader_group(reader, setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *wording = config_setting_get_elem(setting, (unsigned)i);
        if (is_language_key(config_setting_name(wording)))
            reader_wordings(reader, wording, config_setting_name(wording), form->names);
        else
            reader_error(reader, wording, "'%s' is not a language code that mailorder knows", config_setting_name(wording));
    }
}

static void keep_prices(struct reader *reader, config_setting_t *setting, void *target)
{
    (void)reader;
    ((struct form_draft *)target)->prices = setting;
}

static void keep_fields(struct reader *reader, config_setting_t *setting, void *target)
{
    (void)reader;
    ((struct form_draft *)target)->fields = setting;
}

static const struct key product_keys[] = {
    {"names", KEY_OTHER, .required = TRUE, .function = read_names},
    {"sku", KEY_OTHER, .function = read_skus},
    {"lead_days", KEY_OTHER, .required = TRUE, .function = read_lead_days},
    {"departments", KEY_OTHER, .required = TRUE, .function = read_form_departments},
    {"price", KEY_OTHER, .function = keep_prices},
    {"fields", KEY_OTHER, .required = TRUE, .function = keep_fields},
};

static const struct key order_keys[] = {
    {"fields", KEY_OTHER, .required = TRUE, .function = keep_fields},
};

/* One price { }, or several ( { }, { } ). */
static void read_prices(struct reader *reader, struct form_draft *draft)
{
    if (!draft->prices)
        return;
    if (!config_setting_is_list(draft->prices)) {
        read_one_price(reader, draft->prices, draft->form);
        return;
    }
    for (int i = 0; i < config_setting_length(draft->prices); i++)
        read_one_price(reader, config_setting_get_elem(draft->prices, (unsigned)i), draft->form);
}

static void read_fields(struct reader *reader, struct form_draft *draft)
{
    if (!draft->fields || !reader_group(reader, draft->fields))
        return;
    for (int i = 0; i < config_setting_length(draft->fields); i++)
        read_field(reader, config_setting_get_elem(draft->fields, (unsigned)i), draft->form);
}

void read_form(struct reader *reader, config_setting_t *setting, struct config *config)
{
    const char *id = config_setting_name(setting);
    gboolean order_level = g_str_equal(id, ORDER_FORM_ID);
    struct form *form = order_level ? config->forms->order : form_new(id);
    struct form_draft draft = {.form = form};
    if (order_level && form->file)
        reader_error(reader, setting, "the order form stands in %s already", form->file);
    if (!order_level && forms_product(config->forms, id))
        reader_error(reader, setting, "the product '%s' stands in %s already", id, forms_product(config->forms, id)->file);
    g_free(form->file);
    form->file = g_strdup(reader->file);
    form->line = (int)config_setting_source_line(setting);
    if (!order_level)
        g_ptr_array_add(config->forms->products, form);
    if (!reader_group(reader, setting))
        return;
    if (order_level)
        keys_read(reader, setting, order_keys, G_N_ELEMENTS(order_keys), &draft, NULL);
    else
        keys_read(reader, setting, product_keys, G_N_ELEMENTS(product_keys), &draft, NULL);
    read_prices(reader, &draft);
    read_fields(reader, &draft);
}

const struct key_table product_tables[] = {
    {"PRODUCT", product_keys, G_N_ELEMENTS(product_keys)},
    {"PRODUCT.price", price_keys, G_N_ELEMENTS(price_keys)},
    {"PRODUCT.fields.FIELD", field_keys, G_N_ELEMENTS(field_keys)},
    {NULL, NULL, 0},
};
