/* The blank form as its templates see it. For the page each field has its rule, as JSON made from the field itself: the page
 * reads rules and knows none of its own. */
#include <jansson.h>
#include <stdlib.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/view.h"

/* Longer links are cut or refused by some mail programs and systems. */
#define LINK_MOST 2000

/* --- rules ----------------------------------------------------------------------------------------------------- */

static const char *test_name(enum condition_test test)
{
    switch (test) {
    case CONDITION_IS:
        return "is";
    case CONDITION_IS_NOT:
        return "is-not";
    case CONDITION_HAS:
        return "has";
    }
    return NULL;
}

static json_t *condition_json(const struct condition *condition)
{
    json_t *values = json_array();
    for (guint i = 0; condition->values && condition->values[i]; i++)
        json_array_append_new(values, json_string(condition->values[i]));
    return json_pack("{s:s, s:s, s:o}", "field", condition->field, "test", test_name(condition->test), "values", values);
}

static void set_string(json_t *rule, const char *name, const char *text)
{
    if (text)
        json_object_set_new(rule, name, json_string(text));
}

static void set_shape(json_t *rule, const struct field *field)
{
    switch (field->type) {
    case FIELD_EMAIL:
        set_string(rule, "pattern", TEXT_ADDRESS_PATTERN);
        return;
    case FIELD_PHONE:
        set_string(rule, "marks", TEXT_PHONE_MARKS);
        json_object_set_new(rule, "least", json_integer(BOUND_PHONE_LEAST));
        json_object_set_new(rule, "most", json_integer(BOUND_PHONE_MOST));
        return;
    case FIELD_LENGTH: {
        json_t *units = json_object();
        const struct length_unit *unit;
        for (guint i = 0; (unit = length_unit_get(i)); i++)
            json_object_set_new(units, unit->id, json_real((double)unit->numerator / (double)unit->denominator));
        json_object_set_new(rule, "units", units);
        return;
    }
    case FIELD_TEXT:
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_DATE:
    case FIELD_CHOICE:
    case FIELD_ADDRESS:
    case FIELD_YESNO:
        return;
    }
}

/* To be freed. */
static char *rule_text(const struct field *field)
{
    json_t *rule = json_pack("{s:s, s:s, s:b, s:i}", "id", field->id, "type", field_type_name(field->type), "required",
                             field->required, "bytes", (int)BOUND_VALUE_SIZE);
    if (field->required_if)
        json_object_set_new(rule, "if", condition_json(field->required_if));
    set_string(rule, "min", field->min);
    set_string(rule, "max", field->max);
    set_string(rule, "currency", field->currency);
    set_string(rule, "unit", field->unit);
    set_string(rule, "standard", field->standard);
    set_shape(rule, field);
    char *dumped = json_dumps(rule, JSON_COMPACT | JSON_SORT_KEYS), *text = g_strdup(dumped);
    free(dumped);
    json_decref(rule);
    return text;
}

/* --- what the page can find wrong --------------------------------------------------------------------------------- */

#define FAULTS_MOST 6

/* Ends with FAULT_NONE. */
static const enum fault *faults_of(enum field_type type)
{
    static const enum fault text[FAULTS_MOST] = {FAULT_MISSING, FAULT_TOO_SHORT, FAULT_TOO_LONG};
    static const enum fault integer[FAULTS_MOST] = {FAULT_MISSING, FAULT_NOT_A_NUMBER, FAULT_NOT_WHOLE, FAULT_TOO_SMALL, FAULT_TOO_LARGE};
    static const enum fault decimal[FAULTS_MOST] = {FAULT_MISSING, FAULT_NOT_A_NUMBER, FAULT_TOO_SMALL, FAULT_TOO_LARGE};
    static const enum fault money[FAULTS_MOST] = {FAULT_MISSING, FAULT_NOT_MONEY, FAULT_TOO_SMALL, FAULT_TOO_LARGE};
    static const enum fault date[FAULTS_MOST] = {FAULT_MISSING, FAULT_NOT_A_DATE, FAULT_DATE_PAST, FAULT_DATE_TOO_EARLY, FAULT_DATE_TOO_LATE};
    static const enum fault length[FAULTS_MOST] = {FAULT_MISSING, FAULT_NOT_A_LENGTH, FAULT_NO_UNIT, FAULT_TOO_SMALL, FAULT_TOO_LARGE};
    static const enum fault email[FAULTS_MOST] = {FAULT_MISSING, FAULT_NOT_AN_EMAIL};
    static const enum fault phone[FAULTS_MOST] = {FAULT_MISSING, FAULT_NOT_A_PHONE};
    static const enum fault pick[FAULTS_MOST] = {FAULT_MISSING};
    switch (type) {
    case FIELD_TEXT:
    case FIELD_ADDRESS:
        return text;
    case FIELD_INTEGER:
        return integer;
    case FIELD_DECIMAL:
        return decimal;
    case FIELD_MONEY:
        return money;
    case FIELD_DATE:
        return date;
    case FIELD_LENGTH:
        return length;
    case FIELD_EMAIL:
        return email;
    case FIELD_PHONE:
        return phone;
    case FIELD_CHOICE:
    case FIELD_YESNO:
        return pick;
    }
    return pick;
}

static void set_faults(struct tree *map, const struct field *field)
{
    struct tree *list = tree_set_list(map, "faults");
    for (const enum fault *fault = faults_of(field->type); *fault != FAULT_NONE; fault++) {
        struct tree *one = tree_add_map(list);
        tree_set_text(one, "name", fault_name(*fault));
        view_fault(one, *fault);
    }
}

static void set_units(struct tree *map, const struct field *field)
{
    struct tree *list = tree_set_list(map, "units");
    const struct length_unit *unit;
    for (guint i = 0; field->type == FIELD_LENGTH && (unit = length_unit_get(i)); i++) {
        struct tree *one = tree_add_map(list);
        tree_set_text(one, "id", unit->id);
        tree_set_flag(one, "ours", g_strcmp0(unit->id, field->unit) == 0);
    }
}

/* --- the page ------------------------------------------------------------------------------------------------------ */

/* Days count from the day on which the page is used, and what is wrong is written there: the script puts both in. */
static void set_late(struct tree *map, const struct field *field)
{
    tree_set_text(map, "written", "{written}");
    tree_set_text(map, "example", "{example}");
    if (!field->max && (field->type == FIELD_TEXT || field->type == FIELD_ADDRESS))
        tree_set_number(map, "max", BOUND_VALUE_SIZE);
    if (field->type != FIELD_DATE)
        return;
    tree_set_text(map, "min", "{min}");
    tree_set_text(map, "max", "{max}");
}

/* What a browser may fill in by itself (HTML, section 4.10.18.7); NULL: nothing. */
static const char *autocomplete_of(enum field_role role)
{
    switch (role) {
    case ROLE_NAME:
        return "name";
    case ROLE_EMAIL:
        return "email";
    case ROLE_PHONE:
        return "tel";
    case ROLE_DELIVERY:
        return "shipping street-address";
    case ROLE_BILLING:
        return "billing street-address";
    case ROLE_NONE:
    case ROLE_QUANTITY:
    case ROLE_SKU:
    case ROLE_UNIT_PRICE:
    case ROLE_BILLING_DETAIL:
    case ROLE_NEEDED_BY:
    case ROLE_NOTE:
    case ROLE_REFERENCE:
        return NULL;
    }
    return NULL;
}

static void set_fields(const struct view *view, struct tree *parent, const struct form *form)
{
    struct tree *list = tree_set_list(parent, "fields");
    g_autoptr(GPtrArray) nothing = g_ptr_array_new();
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        g_autofree char *rule = rule_text(field);
        struct tree *map = view_field(view, list, field, nothing, 0);
        tree_set_flag(map, "ask", field->required);
        tree_set_flag(map, "optional", !field->required && !field->required_if);
        tree_set_text(map, "autocomplete", autocomplete_of(field->role));
        tree_set_flag(map, "multiline", field->multiline || field->type == FIELD_ADDRESS);
        tree_set_text(map, "rule", rule);
        set_faults(map, field);
        set_units(map, field);
        set_late(map, field);
    }
}

static const char *form_name(const struct view *view, const struct form *form)
{
    const char *name = phrases_text(form->names, view->code, view->fallback);
    return name ? name : form->id;
}

static void fill_page(const struct view *view, struct tree *page, const struct form *product)
{
    const struct forms *forms = view->facts->forms;
    struct tree *products = tree_set_list(page, "products");
    for (guint i = 0; i < forms->products->len; i++) {
        const struct form *form = forms->products->pdata[i];
        if (product && product != form)
            continue;
        struct tree *map = tree_add_map(products);
        tree_set_text(map, "id", form->id);
        tree_set_text(map, "name", form_name(view, form));
        set_fields(view, map, form);
    }
    tree_set_text(page, "product", product ? form_name(view, product) : NULL);
    set_fields(view, page, forms->order);
    tree_set_text(page, "address", view->facts->business->from_address);
    tree_set_text(page, "decimal", view->language ? view->language->decimal_point : ".");
    tree_set_number(page, "most", LINK_MOST);
}

struct tree *view_blank(const char *language, const struct letter_facts *facts, const struct form *product, struct tree **ret_page)
{
    struct view view;
    view_init(&view, language, facts);
    g_autoptr(GPtrArray) problems = order_validate(facts->order, facts->forms, &view.today);
    view.problems = problems;
    view.blank = TRUE;
    struct tree *root = tree_new_map();
    tree_set_text(root, "language", language);
    tree_set_flag(root, "changed", FALSE);
    tree_set_list(root, "note");
    view_business(&view, root);
    view_order(&view, root);
    view.problems = NULL;
    *ret_page = tree_set_map(root, "page");
    fill_page(&view, *ret_page, product);
    view_clear(&view);
    return root;
}
