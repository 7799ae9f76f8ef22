#include "daemon/render/export.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/orders/money.h"
#include "daemon/render/view.h"

struct export
{
    const struct order *order;
    const struct forms *forms;
    const struct department *department;
    gboolean whole; /* nothing is kept from the reader */
};

/* null for NULL. */
static json_t *text(const char *value)
{
    g_autofree char *valid = value ? g_utf8_make_valid(value, -1) : NULL;
    return valid ? json_string(valid) : json_null();
}

static json_t *instant(gint64 seconds)
{
    g_autoptr(GDateTime) utc = seconds ? g_date_time_new_from_unix_utc(seconds) : NULL;
    g_autofree char *iso = utc ? g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    return text(iso);
}

static json_t *value_json(const struct value *value)
{
    json_t *json = json_object();
    json_object_set_new(json, "value", text(value->canonical));
    json_object_set_new(json, "text", text(value->text));
    json_object_set_new(json, "status", text(value_status_name(value->status)));
    if (value->fault != FAULT_NONE)
        json_object_set_new(json, "fault", text(fault_name(value->fault)));
    return json;
}

/* Fields in the form's order; those that the form has no more come last, for who may see all. */
static json_t *fields_json(const struct export *export, const struct form *form, const GPtrArray *values,
                           gboolean order_level)
{
    json_t *json = json_object();
    for (guint i = 0; form && i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        const struct value *value = values_find(values, field->id);
        if (value && view_may_see_field(field, order_level, export->department))
            json_object_set_new(json, field->id, value_json(value));
    }
    for (guint i = 0; export->whole && i < values->len; i++) {
        const struct value *value = values->pdata[i];
        if (!form || !form_field(form, value->field))
            json_object_set_new(json, value->field, value_json(value));
    }
    return json;
}

static json_t *price_json(const struct line_item *item)
{
    json_t *json = json_object();
    json_object_set_new(json, "unit", text(item->unit_price));
    json_object_set_new(json, "currency", text(item->currency));
    json_object_set_new(json, "tax_percent", text(item->tax_percent));
    json_object_set_new(json, "tax_included", json_boolean(item->tax_included));
    json_object_set_new(json, "total", text(item->line_total));
    return json;
}

static json_t *item_json(const struct export *export, const struct line_item *item)
{
    json_t *json = json_object();
    json_object_set_new(json, "number", json_integer(item->number));
    json_object_set_new(json, "product", text(item->form));
    json_object_set_new(json, "product_text", text(item->product_text));
    json_object_set_new(json, "sku", text(item->sku));
    json_object_set_new(json, "state", text(item_state_name(item->state)));
    json_object_set_new(json, "expected", text(item->expected));
    json_object_set_new(json, "fields",
                        fields_json(export, forms_product(export->forms, item->form), item->values, FALSE));
    if (item->unit_price && view_may_see_prices(export->department))
        json_object_set_new(json, "price", price_json(item));
    return json;
}

static json_t *items_json(const struct export *export, GPtrArray *ret_shown)
{
    json_t *json = json_array();
    for (guint i = 0; i < export->order->items->len; i++) {
        struct line_item *item = export->order->items->pdata[i];
        if (!view_may_see_item(item, export->forms, export->department))
            continue;
        json_array_append_new(json, item_json(export, item));
        g_ptr_array_add(ret_shown, item);
    }
    return json;
}

static json_t *totals_json(GPtrArray *shown)
{
    json_t *json = json_array();
    const struct order part = {.items = shown};
    g_autoptr(GPtrArray) all = order_totals(&part);
    for (guint i = 0; i < all->len; i++) {
        const struct totals *totals = all->pdata[i];
        json_t *one = json_object();
        json_object_set_new(one, "currency", text(totals->currency));
        json_object_set_new(one, "net", text(totals->net));
        json_object_set_new(one, "tax", text(totals->tax));
        json_object_set_new(one, "gross", text(totals->gross));
        json_array_append_new(json, one);
    }
    return json;
}

static json_t *customer_json(const struct export *export)
{
    json_t *json = json_object();
    json_object_set_new(json, "name", text(export->order->customer_name));
    if (!export->department || !export->department->third_party)
        json_object_set_new(json, "email", text(export->order->customer));
    return json;
}

/* What only the business itself may see. */
static void add_inner(const struct order *order, json_t *json)
{
    json_t *remarks = json_array(), *unread = json_array();
    for (guint i = 0; i < order->remarks->len; i++) {
        const struct remark *remark = order->remarks->pdata[i];
        json_t *one = json_object();
        json_object_set_new(one, "fault", text(fault_name(remark->fault)));
        json_object_set_new(one, "item", json_integer(remark->item));
        json_object_set_new(one, "text", text(remark->text));
        json_array_append_new(remarks, one);
    }
    for (guint i = 0; order->unread && order->unread[i]; i++)
        json_array_append_new(unread, text(order->unread[i]));
    json_object_set_new(json, "phase", text(order_phase_name(order->phase)));
    json_object_set_new(json, "source", text(order->source));
    json_object_set_new(json, "hold_reason", text(order->hold_reason));
    json_object_set_new(json, "asked", json_integer(order->asked));
    json_object_set_new(json, "remarks", remarks);
    json_object_set_new(json, "unread", unread);
}

static json_t *order_json(const struct export *export)
{
    const struct order *order = export->order;
    g_autoptr(GPtrArray) shown = g_ptr_array_new();
    json_t *json = json_object();
    json_object_set_new(json, "order", text(order->number));
    json_object_set_new(json, "state", text(order_state_name(order)));
    json_object_set_new(json, "language", text(order->language));
    json_object_set_new(json, "created", instant(order->created));
    json_object_set_new(json, "accepted", instant(order->accepted));
    json_object_set_new(json, "expected", text(view_expected(order, export->forms, export->department)));
    json_object_set_new(json, "customer", customer_json(export));
    json_object_set_new(json, "fields", fields_json(export, export->forms->order, order->values, TRUE));
    json_object_set_new(json, "items", items_json(export, shown));
    if (view_may_see_prices(export->department))
        json_object_set_new(json, "totals", totals_json(shown));
    if (export->whole)
        add_inner(order, json);
    return json;
}

GBytes *export_json(const struct order *order, const struct forms *forms, const struct department *department)
{
    const struct export export = {order, forms, department, department == NULL};
    json_t *json = order_json(&export);
    char *dump = json_dumps(json, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    json_decref(json);
    GBytes *bytes = g_bytes_new_take(g_strconcat(dump, "\n", NULL), strlen(dump) + 1);
    free(dump);
    return bytes;
}
