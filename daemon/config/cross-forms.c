/* Forms compared with one another, and with the departments and languages of the business. */
#include <string.h>

#include "daemon/base/text.h"
#include "daemon/config/cross.h"
#include "daemon/orders/money.h"

/* "fields.fabric.en", to be freed. */
static char *field_key(const struct field *field, const char *key)
{
    return g_strdup_printf("fields.%s.%s", field->id, key);
}

/* --- wordings
 * --------------------------------------------------------------------------------------------------------- */

static gboolean has_language(const struct phrases *phrases, const char *language)
{
    for (guint i = 0; i < phrases_count(phrases); i++)
        if (g_str_equal(phrases_get(phrases, i)->language, language) ||
            g_str_equal(phrases_get(phrases, i)->language, "*"))
            return TRUE;
    return FALSE;
}

/* Every language in use must have a word for what is printed. */
static void check_languages(const struct cross *cross, const struct form *form, const char *key,
                            const struct phrases *phrases, const char *what, const char *id)
{
    char **languages = cross->config->business->languages;
    for (guint i = 0; languages[i]; i++)
        if (!has_language(phrases, languages[i]))
            cross_form_error(cross, form, key, "%s '%s' has no wording in '%s', which is one of business.languages",
                             what, id, languages[i]);
}

/* The key under which people's spelling of a wording is looked up; NULL after saying what is wrong with it. */
static char *wording_key(const struct cross *cross, const struct form *form, const char *setting, const char *text)
{
    g_autofree char *key = text_match_key(text);
    if (*key == '\0')
        cross_form_error(cross, form, setting, "\"%s\" has no letter and no digit", text);
    else if (strchr(text, '\n'))
        cross_form_error(cross, form, setting, "\"%s\" runs over several lines; it should be one", text);
    else
        return g_steal_pointer(&key);
    return NULL;
}

/* --- labels
 * ----------------------------------------------------------------------------------------------------------- */

static void check_labels_of(const struct cross *cross, const struct form *form, const struct field *field,
                            GHashTable *by_key)
{
    for (guint i = 0; i < phrases_count(field->labels); i++) {
        const struct phrase *label = phrases_get(field->labels, i);
        g_autofree char *setting = field_key(field, label->language);
        g_autofree char *key = wording_key(cross, form, setting, label->text);
        const struct field *other = key ? g_hash_table_lookup(by_key, key) : NULL;
        if (other && other != field)
            cross_form_error(cross, form, setting,
                             "the label \"%s\" is also one of field '%s' (line %d); nobody could tell which is meant",
                             label->text, other->id, other->line);
        else if (key && !other)
            g_hash_table_insert(by_key, g_steal_pointer(&key), (gpointer)field);
    }
}

static GHashTable *label_table(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void check_labels(const struct cross *cross, const struct form *form)
{
    g_autoptr(GHashTable) by_key = label_table();
    for (guint i = 0; i < form->fields->len; i++)
        check_labels_of(cross, form, form->fields->pdata[i], by_key);
}

static void add_labels(const struct field *field, GHashTable *by_key)
{
    for (guint i = 0; i < phrases_count(field->labels); i++)
        g_hash_table_replace(by_key, text_match_key(phrases_get(field->labels, i)->text), (gpointer)field);
}

/* A label at both levels is the product's wherever a product is open; the order's field can then not be filled there.
 */
static void check_labels_of_order(const struct cross *cross, const struct form *form, const struct field *field,
                                  GHashTable *of_order)
{
    for (guint i = 0; i < phrases_count(field->labels); i++) {
        const struct phrase *label = phrases_get(field->labels, i);
        g_autofree char *setting = field_key(field, label->language);
        g_autofree char *key = text_match_key(label->text);
        const struct field *other = g_hash_table_lookup(of_order, key);
        if (other && (other->required || other->role == ROLE_EMAIL))
            cross_form_error(cross, form, setting,
                             "the label \"%s\" is also one of the order form's field '%s' (%s:%d), which must be "
                             "filled in; change one of them",
                             label->text, other->id, other->file, other->line);
        else if (other)
            cross_form_warning(cross, form, setting,
                               "the label \"%s\" is also one of the order form's field '%s' (%s:%d); below a product "
                               "it is the product's",
                               label->text, other->id, other->file, other->line);
    }
}

/* --- fields
 * ----------------------------------------------------------------------------------------------------------- */

static void check_choices(const struct cross *cross, const struct form *form, const struct field *field)
{
    g_autoptr(GHashTable) by_key = label_table();
    for (guint c = 0; c < field->choices->len; c++) {
        const struct choice *choice = field->choices->pdata[c];
        g_autofree char *path = g_strdup_printf("fields.%s.choices.%s", field->id, choice->id);
        check_languages(cross, form, path, choice->names, "the choice", choice->id);
        for (guint i = 0; i < phrases_count(choice->names); i++) {
            const char *text = phrases_get(choice->names, i)->text;
            g_autofree char *key = wording_key(cross, form, path, text);
            const struct choice *other = key ? g_hash_table_lookup(by_key, key) : NULL;
            if (other && other != choice)
                cross_form_error(cross, form, path, "\"%s\" names two choices of field '%s': '%s' and '%s'", text,
                                 field->id, other->id, choice->id);
            else if (key && !other)
                g_hash_table_insert(by_key, g_steal_pointer(&key), (gpointer)choice);
        }
    }
}

static void check_condition_value(const struct cross *cross, const struct form *form, const struct field *field,
                                  const struct field *other, const char *value)
{
    static const char *const answers[] = {"yes", "no", NULL};
    g_autofree const char **known = g_new0(const char *, other->choices->len + 1);
    for (guint i = 0; i < other->choices->len; i++)
        known[i] = ((const struct choice *)other->choices->pdata[i])->id;
    const char *const *words = other->type == FIELD_YESNO ? answers : other->type == FIELD_CHOICE ? known : NULL;
    if (!words || g_strv_contains(words, value) || *value == '\0')
        return;
    g_autofree char *key = field_key(field, "required_if");
    g_autofree char *hint = nearest_hint(value, words);
    cross_form_error(cross, form, key, "required_if of '%s' names '%s', which is none of the choices of '%s'%s",
                     field->id, value, other->id, hint);
}

static void check_condition(const struct cross *cross, const struct form *form, const struct field *field)
{
    const struct condition *condition = field->required_if;
    const struct field *other = condition ? form_field(form, condition->field) : NULL;
    if (condition && (!other || other == field)) {
        g_autofree const char **known = g_new0(const char *, form->fields->len + 1);
        for (guint i = 0; i < form->fields->len; i++)
            known[i] = ((const struct field *)form->fields->pdata[i])->id;
        g_autofree char *key = field_key(field, "required_if");
        g_autofree char *hint = other ? g_strdup("") : nearest_hint(condition->field, known);
        cross_form_error(cross, form, key, "required_if of '%s' names '%s', which is no other field of this form%s",
                         field->id, condition->field, hint);
    }
    for (guint i = 0; other && condition->values[i]; i++)
        check_condition_value(cross, form, field, other, condition->values[i]);
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
    return role != ROLE_QUANTITY && role != ROLE_SKU && role != ROLE_UNIT_PRICE;
}

static void check_role(const struct cross *cross, const struct form *form, const struct field *field)
{
    g_autofree char *key = field_key(field, "role");
    gboolean order_level = form == cross->config->forms->order;
    const char *role = field_role_name(field->role);
    if (field->role == ROLE_NONE)
        return;
    if (!role_fits(field->role, field->type))
        cross_form_error(cross, form, key, "field '%s' has the role \"%s\", which a field of type \"%s\" cannot have",
                         field->id, role, field_type_name(field->type));
    if (role_is_of_order(field->role) != order_level)
        cross_form_error(cross, form, key, "the role \"%s\" of field '%s' belongs into %s", role, field->id,
                         order_level ? "a product's form" : "the order form");
    const struct field *first = form_field_by_role(form, field->role);
    if (field->role != ROLE_BILLING_DETAIL && first != field)
        cross_form_error(cross, form, key, "two fields have the role \"%s\": '%s' (line %d) and '%s'", role, first->id,
                         first->line, field->id);
}

static void check_quantity(const struct cross *cross, const struct form *form)
{
    const struct field *field = form_field_by_role(form, ROLE_QUANTITY);
    g_autofree char *key = field ? field_key(field, "min") : NULL;
    if (field && field->min && decimal_compare(field->min, "0") <= 0)
        cross_form_warning(cross, form, key, "min of '%s' is %s, and an order of so many would be one of nothing; it should be 1 or more", field->id, field->min);
}

static void check_sku_field(const struct cross *cross, const struct form *form)
{
    const struct field *field = form_field_by_role(form, ROLE_SKU);
    guint skus = g_strv_length(form->skus);
    if (!field && skus > 1 && form->prices->len > 1)
        cross_form_error(
            cross, form, "sku",
            "nothing tells the SKUs of '%s' apart, whose prices differ; give it a field with the role \"sku\"",
            form->id);
    for (guint i = 0; field && i < field->choices->len; i++) {
        const struct choice *choice = field->choices->pdata[i];
        g_autofree char *path = g_strdup_printf("fields.%s.choices.%s", field->id, choice->id);
        g_autofree char *hint = nearest_hint(choice->id, (const char *const *)form->skus);
        if (!g_strv_contains((const char *const *)form->skus, choice->id))
            cross_form_error(cross, form, path, "the choice '%s' of '%s' is none of the product's SKUs%s", choice->id,
                             field->id, hint);
    }
    for (guint i = 0; field && form->skus[i]; i++)
        if (!field_choice(field, form->skus[i]))
            cross_form_warning(cross, form, "sku", "the SKU '%s' is none of the choices of '%s'; nobody can choose it",
                               form->skus[i], field->id);
}

static void check_form(const struct cross *cross, const struct form *form)
{
    check_labels(cross, form);
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        g_autofree char *path = g_strdup_printf("fields.%s", field->id);
        check_languages(cross, form, path, field->labels, "field", field->id);
        check_choices(cross, form, field);
        check_condition(cross, form, field);
        check_role(cross, form, field);
    }
    if (form->fields->len == 0)
        cross_form_error(cross, form, "fields", "the form '%s' has no fields; it should have at least one", form->id);
}

/* --- products
 * --------------------------------------------------------------------------------------------------------- */

static void check_product_names(const struct cross *cross, const struct form *form, GHashTable *by_key)
{
    check_languages(cross, form, "names", form->names, "the product", form->id);
    for (guint i = 0; i < phrases_count(form->names); i++) {
        const char *text = phrases_get(form->names, i)->text;
        g_autofree char *key = wording_key(cross, form, "names", text);
        const struct form *other = key ? g_hash_table_lookup(by_key, key) : NULL;
        if (other && other != form)
            cross_form_error(cross, form, "names", "\"%s\" is a name of the product '%s' (%s:%d) too", text, other->id,
                             other->file, other->line);
        else if (key && !other)
            g_hash_table_insert(by_key, g_steal_pointer(&key), (gpointer)form);
    }
}

static void check_product_skus(const struct cross *cross, const struct form *form, GHashTable *by_key)
{
    for (guint i = 0; form->skus[i]; i++) {
        char *key = text_match_key(form->skus[i]);
        const struct form *other = g_hash_table_lookup(by_key, key);
        if (other)
            cross_form_error(cross, form, "sku",
                             "the SKU '%s' is read like one that the product '%s' (%s:%d) has already", form->skus[i],
                             other->id, other->file, other->line);
        g_hash_table_replace(by_key, key, (gpointer)form);
    }
}

/* "Sofa: 2" could be a product or a field. */
static void check_product_labels(const struct cross *cross, const struct form *form, GHashTable *products)
{
    for (guint f = 0; f < form->fields->len; f++) {
        const struct field *field = form->fields->pdata[f];
        for (guint i = 0; i < phrases_count(field->labels); i++) {
            const struct phrase *label = phrases_get(field->labels, i);
            g_autofree char *path = field_key(field, label->language);
            g_autofree char *key = text_match_key(label->text);
            const struct form *product = g_hash_table_lookup(products, key);
            if (product)
                cross_form_error(
                    cross, form, path,
                    "the label \"%s\" is also a name of the product '%s' (%s:%d); nobody could tell which is meant",
                    label->text, product->id, product->file, product->line);
        }
    }
}

static void check_product_departments(const struct cross *cross, const struct form *form)
{
    const struct business *business = cross->config->business;
    g_autofree const char **known = g_new0(const char *, business->departments->len + 1);
    for (guint i = 0; i < business->departments->len; i++)
        known[i] = ((const struct department *)business->departments->pdata[i])->id;
    for (guint i = 0; business->departments->len > 0 && form->departments[i]; i++) { /* that there are none at all is told already */
        g_autofree char *hint = nearest_hint(form->departments[i], known);
        if (!business_department(business, form->departments[i]))
            cross_form_error(cross, form, "departments", "there is no department '%s'%s", form->departments[i], hint);
        for (guint before = 0; before < i; before++)
            if (g_str_equal(form->departments[before], form->departments[i]))
                cross_form_error(cross, form, "departments", "the department '%s' stands here twice",
                                 form->departments[i]);
    }
    if (!form->departments[0])
        cross_form_error(cross, form, "departments", "no department hears of an order for '%s'; name at least one",
                         form->id);
}

static void check_prices(const struct cross *cross, const struct form *form)
{
    if (form->prices->len == 0)
        return;
    for (guint i = 0; form->skus[i]; i++)
        if (!form_price(form, form->skus[i]))
            cross_form_error(cross, form, "price", "the SKU '%s' has no price, though others have", form->skus[i]);
    if (!form_field_by_role(form, ROLE_QUANTITY))
        cross_form_warning(cross, form, "price",
                           "'%s' has a price and no field with the role \"quantity\"; one piece is charged", form->id);
}

void cross_check_forms(const struct cross *cross)
{
    const struct forms *forms = cross->config->forms;
    g_autoptr(GHashTable) names = label_table(), skus = label_table(), of_order = label_table();
    for (guint i = 0; i < forms->order->fields->len; i++)
        add_labels(forms->order->fields->pdata[i], of_order);
    for (guint i = 0; i < forms->products->len; i++) {
        const struct form *form = forms->products->pdata[i];
        check_form(cross, form);
        check_product_names(cross, form, names);
        check_product_skus(cross, form, skus);
        check_product_departments(cross, form);
        check_prices(cross, form);
        check_sku_field(cross, form);
        check_quantity(cross, form);
        for (guint f = 0; f < form->fields->len; f++)
            check_labels_of_order(cross, form, form->fields->pdata[f], of_order);
    }
    for (guint i = 0; i < forms->products->len; i++)
        check_product_labels(cross, forms->products->pdata[i], names);
    if (forms->order->file) {
        check_form(cross, forms->order);
        check_product_labels(cross, forms->order, names);
    }
}
