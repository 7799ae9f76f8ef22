#include "daemon/orders/form.h"

#include "daemon/base/text.h"

static const char *const type_names[] = {
    [FIELD_TEXT] = "text",   [FIELD_INTEGER] = "integer", [FIELD_DECIMAL] = "decimal", [FIELD_MONEY] = "money",
    [FIELD_DATE] = "date",   [FIELD_CHOICE] = "choice",   [FIELD_EMAIL] = "email",     [FIELD_PHONE] = "phone",
    [FIELD_ADDRESS] = "address", [FIELD_LENGTH] = "length", [FIELD_YESNO] = "yesno",
};

static const char *const role_names[] = {
    [ROLE_NONE] = "none",           [ROLE_QUANTITY] = "quantity",
    [ROLE_SKU] = "sku",             [ROLE_UNIT_PRICE] = "unit_price",
    [ROLE_NAME] = "name",           [ROLE_EMAIL] = "email",
    [ROLE_PHONE] = "phone",         [ROLE_DELIVERY] = "delivery",
    [ROLE_BILLING] = "billing",     [ROLE_BILLING_DETAIL] = "billing_detail",
    [ROLE_NEEDED_BY] = "needed_by", [ROLE_NOTE] = "note",
    [ROLE_REFERENCE] = "reference",
};

const char *field_type_name(enum field_type type)
{
    return type_names[type];
}

gboolean field_type_parse(const char *name, enum field_type *ret_type)
{
    for (guint i = 0; i < G_N_ELEMENTS(type_names); i++) {
        if (g_strcmp0(type_names[i], name) == 0) {
            *ret_type = (enum field_type)i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *field_role_name(enum field_role role)
{
    return role_names[role];
}

gboolean field_role_parse(const char *name, enum field_role *ret_role)
{
    for (guint i = 0; i < G_N_ELEMENTS(role_names); i++) {
        if (g_strcmp0(role_names[i], name) == 0) {
            *ret_role = (enum field_role)i;
            return TRUE;
        }
    }
    return FALSE;
}

/* --- life ------------------------------------------------------------------------------------------------------------------ */

struct choice *choice_new(const char *id)
{
    struct choice *choice = g_new0(struct choice, 1);
    choice->id = g_strdup(id);
    choice->names = phrases_new();
    return choice;
}

void choice_free(struct choice *choice)
{
    if (!choice)
        return;
    g_free(choice->id);
    phrases_free(choice->names);
    g_free(choice);
}

struct condition *condition_new(const char *field, enum condition_test test)
{
    struct condition *condition = g_new0(struct condition, 1);
    condition->field = g_strdup(field);
    condition->test = test;
    return condition;
}

void condition_free(struct condition *condition)
{
    if (!condition)
        return;
    g_free(condition->field);
    g_strfreev(condition->values);
    g_free(condition);
}

struct field *field_new(const char *id, enum field_type type)
{
    struct field *field = g_new0(struct field, 1);
    field->id = g_strdup(id);
    field->type = type;
    field->multiline = type == FIELD_ADDRESS;
    field->labels = phrases_new();
    field->hints = phrases_new();
    field->choices = g_ptr_array_new_with_free_func((GDestroyNotify)choice_free);
    return field;
}

void field_free(struct field *field)
{
    if (!field)
        return;
    g_free(field->id);
    condition_free(field->required_if);
    phrases_free(field->labels);
    phrases_free(field->hints);
    g_ptr_array_unref(field->choices);
    g_free(field->min);
    g_free(field->max);
    g_free(field->unit);
    g_free(field->currency);
    g_free(field->standard);
    g_free(field->file);
    g_free(field);
}

void price_free(struct price *price)
{
    if (!price)
        return;
    g_free(price->sku);
    g_free(price->amount);
    g_free(price->currency);
    g_free(price->tax_percent);
    g_free(price);
}

struct form *form_new(const char *id)
{
    struct form *form = g_new0(struct form, 1);
    form->id = g_strdup(id);
    form->names = phrases_new();
    form->skus = g_new0(char *, 1);
    form->departments = g_new0(char *, 1);
    form->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    form->prices = g_ptr_array_new_with_free_func((GDestroyNotify)price_free);
    return form;
}

void form_free(struct form *form)
{
    if (!form)
        return;
    g_free(form->id);
    phrases_free(form->names);
    g_strfreev(form->skus);
    g_strfreev(form->departments);
    g_ptr_array_unref(form->fields);
    g_ptr_array_unref(form->prices);
    g_free(form->file);
    g_free(form);
}

struct forms *forms_new(void)
{
    struct forms *forms = g_new0(struct forms, 1);
    forms->order = form_new(ORDER_FORM_ID);
    forms->products = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    return forms;
}

void forms_free(struct forms *forms)
{
    if (!forms)
        return;
    form_free(forms->order);
    g_ptr_array_unref(forms->products);
    g_free(forms);
}

/* --- units of length ------------------------------------------------------------------------------------------------------ */

static const struct length_unit length_units[] = {
    {"mm", 1, 10}, {"cm", 1, 1}, {"dm", 10, 1}, {"m", 100, 1}, {"in", 254, 100}, {"ft", 3048, 100}, {"yd", 9144, 100},
};

const struct length_unit *length_unit_get(guint index)
{
    return index < G_N_ELEMENTS(length_units) ? &length_units[index] : NULL;
}

const struct length_unit *length_unit_find(const char *id)
{
    for (guint i = 0; i < G_N_ELEMENTS(length_units); i++)
        if (g_strcmp0(id, length_units[i].id) == 0)
            return &length_units[i];
    return NULL;
}

/* --- look-ups -------------------------------------------------------------------------------------------------------------- */

const struct form *forms_product(const struct forms *forms, const char *id)
{
    for (guint i = 0; id && i < forms->products->len; i++) {
        const struct form *form = forms->products->pdata[i];
        if (g_str_equal(form->id, id))
            return form;
    }
    return NULL;
}

static gboolean form_has_sku_key(const struct form *form, const char *key)
{
    for (guint i = 0; form->skus[i]; i++) {
        g_autofree char *other = text_match_key(form->skus[i]);
        if (g_str_equal(other, key))
            return TRUE;
    }
    return FALSE;
}

const struct form *forms_product_by_sku(const struct forms *forms, const char *sku)
{
    g_autofree char *key = sku ? text_match_key(sku) : NULL;
    for (guint i = 0; key && *key && i < forms->products->len; i++)
        if (form_has_sku_key(forms->products->pdata[i], key))
            return forms->products->pdata[i];
    return NULL;
}

const struct field *form_field(const struct form *form, const char *id)
{
    for (guint i = 0; id && i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (g_str_equal(field->id, id))
            return field;
    }
    return NULL;
}

const struct field *form_field_by_role(const struct form *form, enum field_role role)
{
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (field->role == role)
            return field;
    }
    return NULL;
}

const struct choice *field_choice(const struct field *field, const char *id)
{
    for (guint i = 0; id && i < field->choices->len; i++) {
        const struct choice *choice = field->choices->pdata[i];
        if (g_str_equal(choice->id, id))
            return choice;
    }
    return NULL;
}

const struct price *form_price(const struct form *form, const char *sku)
{
    const struct price *any = NULL;
    for (guint i = 0; i < form->prices->len; i++) {
        const struct price *price = form->prices->pdata[i];
        if (!price->sku)
            any = price;
        else if (sku && g_str_equal(price->sku, sku))
            return price;
    }
    return any;
}
