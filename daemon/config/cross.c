/* What only shows when everything has been read: names that lead nowhere, labels that cannot be told apart, languages without
 * words. */
#include <string.h>

#include "daemon/base/text.h"
#include "daemon/config/sections.h"

struct cross {
    struct config *config;
    const char *main_file;
    struct diagnostics *errors;
};

static void form_error(struct cross *cross, const struct form *form, const char *text)
{
    diagnostics_add(cross->errors, form->file, form->line, "%s", text);
}

static void field_error(struct cross *cross, const struct field *field, char *text)
{
    diagnostics_add(cross->errors, field->file, field->line, "%s", text);
    g_free(text);
}

/* --- labels ------------------------------------------------------------------------------------------------------------------------ */

/* Reports a label of `field` that some earlier field of the table has too, then adds the field's labels to the table. */
static void check_labels_of(struct cross *cross, const struct field *field, GHashTable *by_key)
{
    for (guint i = 0; i < phrases_count(field->labels); i++) {
        const struct phrase *label = phrases_get(field->labels, i);
        char *key = text_match_key(label->text);
        const struct field *other = g_hash_table_lookup(by_key, key);
        if (*key == '\0')
            field_error(cross, field, g_strdup_printf("the label \"%s\" has no letter or digit", label->text));
        else if (other && other != field)
            field_error(cross, field, g_strdup_printf("the label \"%s\" is read like a label of field '%s' (%s:%d)", label->text,
                                                      other->id, other->file, other->line));
        g_hash_table_replace(by_key, key, (gpointer)(other ? other : field));
    }
}

static void check_field_labels(struct cross *cross, const struct form *form)
{
    g_autoptr(GHashTable) by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < form->fields->len; i++)
        check_labels_of(cross, form->fields->pdata[i], by_key);
}

static gboolean has_language(const struct phrases *phrases, const char *language)
{
    for (guint i = 0; i < phrases_count(phrases); i++)
        if (g_str_equal(phrases_get(phrases, i)->language, language))
            return TRUE;
    return FALSE;
}

static void check_languages(struct cross *cross, const struct field *field)
{
    char **languages = cross->config->business->languages;
    for (guint i = 0; languages[i]; i++) {
        if (!has_language(field->labels, languages[i]))
            field_error(cross, field, g_strdup_printf("field '%s' has no label in '%s', which is in languages", field->id, languages[i]));
        for (guint c = 0; c < field->choices->len; c++) {
            const struct choice *choice = field->choices->pdata[c];
            if (!has_language(choice->names, languages[i]))
                field_error(cross, field, g_strdup_printf("the choice '%s' of field '%s' has no name in '%s', which is in languages",
                                                          choice->id, field->id, languages[i]));
        }
    }
}

/* --- choices ----------------------------------------------------------------------------------------------------------------------- */

static void check_choices(struct cross *cross, const struct field *field)
{
    g_autoptr(GHashTable) by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint c = 0; c < field->choices->len; c++) {
        const struct choice *choice = field->choices->pdata[c];
        for (guint i = 0; i < phrases_count(choice->names); i++) {
            const char *text = phrases_get(choice->names, i)->text;
            char *key = text_match_key(text);
            const struct choice *other = g_hash_table_lookup(by_key, key);
            if (other && other != choice)
                field_error(cross, field, g_strdup_printf("\"%s\" names two choices of field '%s': '%s' and '%s'", text, field->id,
                                                          other->id, choice->id));
            g_hash_table_replace(by_key, key, (gpointer)choice);
        }
    }
}

static void check_condition(struct cross *cross, const struct form *form, const struct field *field)
{
    const struct condition *condition = field->required_if;
    if (!condition)
        return;
    const struct field *other = form_field(form, condition->field);
    if (!other || other == field) {
        field_error(cross, field, g_strdup_printf("required_if of '%s' names '%s', which is no other field of this form", field->id,
                                                  condition->field));
        return;
    }
    for (guint i = 0; condition->values[i]; i++)
        if (other->type == FIELD_CHOICE && !field_choice(other, condition->values[i]))
            field_error(cross, field, g_strdup_printf("required_if of '%s' names '%s', which is none of the choices of '%s'", field->id,
                                                      condition->values[i], other->id));
}

static gboolean role_fits(enum field_role role, enum field_type type)
{
    switch (role) {
    case ROLE_NONE:
    case ROLE_BILLING_DETAIL:
        return TRUE;
    case ROLE_QUANTITY:
        return type == FIELD_INTEGER;
    case ROLE_SKU:
        return type == FIELD_CHOICE;
    case ROLE_UNIT_PRICE:
        return type == FIELD_MONEY;
    case ROLE_EMAIL:
        return type == FIELD_EMAIL;
    case ROLE_PHONE:
        return type == FIELD_PHONE;
    case ROLE_DELIVERY:
    case ROLE_BILLING:
        return type == FIELD_ADDRESS;
    case ROLE_NEEDED_BY:
        return type == FIELD_DATE;
    case ROLE_NAME:
    case ROLE_NOTE:
    case ROLE_REFERENCE:
        return type == FIELD_TEXT;
    }
    return FALSE;
}

static gboolean role_is_of_order(enum field_role role)
{
    return role != ROLE_NONE && role != ROLE_QUANTITY && role != ROLE_SKU && role != ROLE_UNIT_PRICE;
}

static void check_role(struct cross *cross, const struct form *form, const struct field *field)
{
    gboolean order_level = form == cross->config->forms->order;
    if (!role_fits(field->role, field->type))
        field_error(cross, field, g_strdup_printf("field '%s' has the role \"%s\", which a field of type \"%s\" cannot have", field->id,
                                                  field_role_name(field->role), field_type_name(field->type)));
    if (field->role != ROLE_NONE && role_is_of_order(field->role) != order_level)
        field_error(cross, field, g_strdup_printf("the role \"%s\" belongs into %s form", field_role_name(field->role),
                                                  order_level ? "a product's" : "the order"));
    if (field->role != ROLE_NONE && field->role != ROLE_BILLING_DETAIL && form_field_by_role(form, field->role) != field)
        field_error(cross, field, g_strdup_printf("two fields of this form have the role \"%s\"", field_role_name(field->role)));
}

static void check_sku_choices(struct cross *cross, const struct form *form, const struct field *field)
{
    for (guint i = 0; field->role == ROLE_SKU && i < field->choices->len; i++) {
        const struct choice *choice = field->choices->pdata[i];
        if (!g_strv_contains((const char *const *)form->skus, choice->id))
            field_error(cross, field, g_strdup_printf("the choice '%s' of the SKU field is none of the product's SKUs", choice->id));
    }
}

static void check_form(struct cross *cross, const struct form *form)
{
    check_field_labels(cross, form);
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        check_languages(cross, field);
        check_choices(cross, field);
        check_condition(cross, form, field);
        check_role(cross, form, field);
        check_sku_choices(cross, form, field);
    }
}

/* --- products ---------------------------------------------------------------------------------------------------------------------- */

static void check_product_names(struct cross *cross, const struct form *form, GHashTable *by_key)
{
    char **languages = cross->config->business->languages;
    for (guint i = 0; i < phrases_count(form->names); i++) {
        const char *text = phrases_get(form->names, i)->text;
        char *key = text_match_key(text);
        const struct form *other = g_hash_table_lookup(by_key, key);
        if (other && other != form) {
            g_autofree char *message = g_strdup_printf("\"%s\" is a name of the product '%s' too", text, other->id);
            form_error(cross, form, message);
        }
        g_hash_table_replace(by_key, key, (gpointer)form);
    }
    for (guint i = 0; languages[i]; i++) {
        if (!has_language(form->names, languages[i])) {
            g_autofree char *message = g_strdup_printf("the product '%s' has no name in '%s', which is in languages", form->id, languages[i]);
            form_error(cross, form, message);
        }
    }
}

static void check_product_skus(struct cross *cross, const struct form *form, GHashTable *by_key)
{
    for (guint i = 0; form->skus[i]; i++) {
        char *key = text_match_key(form->skus[i]);
        const struct form *other = g_hash_table_lookup(by_key, key);
        if (other) {
            g_autofree char *message = g_strdup_printf("the SKU '%s' belongs to the product '%s' already", form->skus[i], other->id);
            form_error(cross, form, message);
        }
        g_hash_table_replace(by_key, key, (gpointer)form);
    }
}

static void check_product_departments(struct cross *cross, const struct form *form)
{
    const struct business *business = cross->config->business;
    g_autofree const char **known = g_new0(const char *, business->departments->len + 1);
    for (guint i = 0; i < business->departments->len; i++)
        known[i] = ((const struct department *)business->departments->pdata[i])->id;
    for (guint i = 0; form->departments[i]; i++) {
        if (business_department(business, form->departments[i]))
            continue;
        g_autofree char *hint = nearest_hint(form->departments[i], known);
        g_autofree char *message = g_strdup_printf("there is no department '%s'%s", form->departments[i], hint);
        form_error(cross, form, message);
    }
    if (!form->departments[0])
        form_error(cross, form, "departments is empty: nobody would hear of an order for this product");
}

/* A label at both levels is read as the product's while a product is open; when it is not, nobody could tell. */
static void check_quantity(struct cross *cross, const struct form *form)
{
    if (form->prices->len > 0 && !form_field_by_role(form, ROLE_QUANTITY))
        form_error(cross, form, "the product has a price and no field with the role \"quantity\"");
}

static void check_products(struct cross *cross)
{
    const struct forms *forms = cross->config->forms;
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) skus = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < forms->products->len; i++) {
        const struct form *form = forms->products->pdata[i];
        check_form(cross, form);
        check_product_names(cross, form, names);
        check_product_skus(cross, form, skus);
        check_product_departments(cross, form);
        check_quantity(cross, form);
    }
    if (forms->products->len == 0)
        diagnostics_add(cross->errors, cross->main_file, 0, "there is no product form; at least one is needed beside the order form");
}

/* --- the rest ---------------------------------------------------------------------------------------------------------------------- */

static void check_order_form(struct cross *cross)
{
    const struct form *order = cross->config->forms->order;
    if (!order->file) {
        diagnostics_add(cross->errors, cross->main_file, 0, "there is no order form; one file of the forms folder must hold 'order = { … }'");
        return;
    }
    check_form(cross, order);
    if (!form_field_by_role(order, ROLE_EMAIL))
        form_error(cross, order, "the order form has no field with the role \"email\"");
}

static void check_sources(struct cross *cross)
{
    const struct business *business = cross->config->business;
    for (guint i = 0; i < business->sources->len; i++) {
        const struct source *source = business->sources->pdata[i];
        const struct field *field = source->field ? form_field(cross->config->forms->order, source->field) : NULL;
        if (source->field && (!field || field->type != FIELD_EMAIL))
            diagnostics_add(cross->errors, cross->main_file, 0,
                            "source '%s': customer should be \"reply-to\", or an e-mail field of the order form; '%s' is not", source->name,
                            source->field);
        if (source->require_auth && !business->trusted_authserv[0])
            diagnostics_add(cross->errors, cross->main_file, 0,
                            "source '%s' needs authentication, and business.trusted_servers names no server whose word counts; name it, or "
                            "write require_authentication = false",
                            source->name);
    }
}

static void check_staff(struct cross *cross)
{
    const struct business *business = cross->config->business;
    for (guint i = 0; i < business->departments->len; i++) {
        const struct department *department = business->departments->pdata[i];
        g_autofree char *key = department->address ? text_address_key(department->address) : NULL;
        g_autofree char *own = business->from_address ? text_address_key(business->from_address) : NULL;
        if (key && own && g_str_equal(key, own))
            diagnostics_add(cross->errors, cross->main_file, 0,
                            "department '%s' has the address that orders come to; its mail would come back as an order", department->id);
        if (department->language && !g_strv_contains((const char *const *)business->languages, department->language))
            diagnostics_add(cross->errors, cross->main_file, 0, "department '%s' has the language '%s', which is not in languages",
                            department->id, department->language);
    }
}

void cross_check(struct config *config, const char *main_file, struct diagnostics *errors)
{
    struct cross cross = {config, main_file, errors};
    check_order_form(&cross);
    check_products(&cross);
    check_sources(&cross);
    check_staff(&cross);
}
