#include "daemon/orders/validate.h"

#include <stdio.h>

#include "daemon/orders/money.h"

void problem_free(struct problem *problem)
{
    if (!problem)
        return;
    g_free(problem->field);
    g_free(problem->text);
    g_free(problem);
}

static void problems_add(GPtrArray *problems, enum fault fault, guint item, const char *field, const char *text)
{
    struct problem *problem = g_new0(struct problem, 1);
    problem->fault = fault;
    problem->item = item;
    problem->field = g_strdup(field);
    problem->text = g_strdup(text);
    g_ptr_array_add(problems, problem);
}

const struct problem *problems_find(const GPtrArray *problems, guint item, const char *field)
{
    for (guint i = 0; i < problems->len; i++) {
        const struct problem *problem = problems->pdata[i];
        if (problem->item == item && g_strcmp0(problem->field, field) == 0)
            return problem;
    }
    return NULL;
}

static gboolean condition_holds(const struct condition *condition, const GPtrArray *values)
{
    const struct value *value = values_find(values, condition->field);
    gboolean usable = value_usable(value);
    gboolean among = usable && g_strv_contains((const char *const *)condition->values, value->canonical);
    switch (condition->test) {
    case CONDITION_HAS:
        return usable;
    case CONDITION_IS:
        return among;
    case CONDITION_IS_NOT:
        return usable && !among;
    }
    return FALSE;
}

gboolean field_is_required(const struct field *field, const GPtrArray *values)
{
    return field->required || (field->required_if && condition_holds(field->required_if, values));
}

/* --- bounds ------------------------------------------------------------------------------------------------------------ */

static enum fault number_fault(const struct field *field, const char *canonical)
{
    if (field->min && decimal_compare(canonical, field->min) < 0)
        return FAULT_TOO_SMALL;
    if (field->max && decimal_compare(canonical, field->max) > 0)
        return FAULT_TOO_LARGE;
    return FAULT_NONE;
}

static enum fault money_fault(const struct field *field, const char *canonical)
{
    g_auto(GStrv) words = g_strsplit(canonical, " ", 2);
    return number_fault(field, words[0] ? words[0] : "0");
}

static enum fault text_fault(const struct field *field, const char *canonical)
{
    g_autofree char *length = g_strdup_printf("%ld", g_utf8_strlen(canonical, -1));
    if (field->min && decimal_compare(length, field->min) < 0)
        return FAULT_TOO_SHORT;
    if (field->max && decimal_compare(length, field->max) > 0)
        return FAULT_TOO_LONG;
    return FAULT_NONE;
}

/* "2026-12-31"; FALSE when it is no day. */
static gboolean iso_day(const char *iso, GDate *ret_day)
{
    unsigned year = 0, month = 0, day = 0;
    char rest;
    if (sscanf(iso, "%4u-%2u-%2u%c", &year, &month, &day, &rest) != 3 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    g_date_clear(ret_day, 1);
    g_date_set_dmy(ret_day, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return TRUE;
}

static enum fault date_fault(const struct field *field, const char *canonical, const GDate *today)
{
    GDate day;
    if (!iso_day(canonical, &day))
        return FAULT_NOT_A_DATE;
    g_autofree char *ahead = g_strdup_printf("%d", g_date_days_between(today, &day));
    if (field->min && decimal_compare(ahead, field->min) < 0)
        return FAULT_DATE_TOO_EARLY;
    if (field->max && decimal_compare(ahead, field->max) > 0)
        return FAULT_DATE_TOO_LATE;
    return FAULT_NONE;
}

static enum fault bounds_fault(const struct field *field, const char *canonical, const GDate *today)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_ADDRESS:
        return text_fault(field, canonical);
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
    case FIELD_LENGTH:
        return number_fault(field, canonical);
    case FIELD_MONEY:
        return money_fault(field, canonical);
    case FIELD_DATE:
        return date_fault(field, canonical, today);
    case FIELD_CHOICE:
        return field_choice(field, canonical) ? FAULT_NONE : FAULT_NOT_A_CHOICE;
    case FIELD_EMAIL:
    case FIELD_PHONE:
    case FIELD_YESNO:
        return FAULT_NONE;
    }
    return FAULT_NONE;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------ */

static void validate_field(GPtrArray *problems, const struct field *field, guint item, const GPtrArray *values, const GDate *today)
{
    const struct value *value = values_find(values, field->id);
    enum fault fault = FAULT_NONE;
    if (value_usable(value))
        fault = bounds_fault(field, value->canonical, today);
    else if (value && value->fault != FAULT_NONE && value->fault != FAULT_MISSING)
        fault = value->fault;
    else if (field_is_required(field, values))
        fault = FAULT_MISSING;
    if (fault != FAULT_NONE)
        problems_add(problems, fault, item, field->id, value ? value->text : NULL);
}

static void validate_form(GPtrArray *problems, const struct form *form, guint item, const GPtrArray *values, const GDate *today)
{
    for (guint i = 0; i < form->fields->len; i++)
        validate_field(problems, form->fields->pdata[i], item, values, today);
}

/* A customer without e-mail is served by the representative who orders for them. */
static void forgive_missing_email(GPtrArray *problems, const struct form *form)
{
    const struct field *field = form_field_by_role(form, ROLE_EMAIL);
    for (guint i = problems->len; field && i-- > 0;) {
        const struct problem *problem = problems->pdata[i];
        if (problem->fault == FAULT_MISSING && g_strcmp0(problem->field, field->id) == 0)
            g_ptr_array_remove_index(problems, i);
    }
}

GPtrArray *order_validate(const struct order *order, const struct forms *forms, const GDate *today)
{
    GPtrArray *problems = g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);
    validate_form(problems, forms->order, 0, order->values, today);
    if (order->representative)
        forgive_missing_email(problems, forms->order);
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        const struct form *form = forms_product(forms, item->form);
        if (form)
            validate_form(problems, form, item->number, item->values, today);
        else
            problems_add(problems, FAULT_UNKNOWN_PRODUCT, item->number, NULL, item->product_text);
    }
    if (order->items->len == 0)
        problems_add(problems, FAULT_NO_PRODUCT, 0, NULL, NULL);
    for (guint i = 0; i < order->remarks->len; i++) {
        const struct remark *remark = order->remarks->pdata[i];
        if (remark->fault != FAULT_NO_PRODUCT && remark->fault != FAULT_UNKNOWN_PRODUCT)
            problems_add(problems, remark->fault, remark->item, NULL, remark->text);
    }
    return problems;
}

/* --- settling --------------------------------------------------------------------------------------------------------------- */

static void settle_standards(const struct form *form, GPtrArray *values)
{
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (!field->standard || values_find(values, field->id))
            continue;
        struct value *value = value_new(field->id, "");
        value_set_canonical(value, VALUE_STANDARD, field->standard);
        g_ptr_array_add(values, value);
    }
}

/* The SKU and the field that asks for it say the same: whichever is known fills the other. */
static void settle_sku(struct line_item *item, const struct form *form)
{
    const struct field *field = form_field_by_role(form, ROLE_SKU);
    struct value *value = field ? values_find(item->values, field->id) : NULL;
    if (item->sku && !g_strv_contains((const char *const *)form->skus, item->sku))
        g_clear_pointer(&item->sku, g_free);
    if (value_usable(value)) {
        g_free(item->sku);
        item->sku = g_strdup(value->canonical);
        return;
    }
    if (!item->sku && g_strv_length(form->skus) == 1)
        item->sku = g_strdup(form->skus[0]);
    if (item->sku && field && !value) {
        value = value_new(field->id, item->sku);
        value_set_canonical(value, VALUE_GIVEN, item->sku);
        g_ptr_array_add(item->values, value);
    }
}

void order_settle(struct order *order, const struct forms *forms)
{
    settle_standards(forms->order, order->values);
    for (guint i = 0; i < order->items->len; i++) {
        struct line_item *item = order->items->pdata[i];
        const struct form *form = forms_product(forms, item->form);
        if (!form)
            continue;
        settle_standards(form, item->values);
        settle_sku(item, form);
    }
}
