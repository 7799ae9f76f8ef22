#include "daemon/render/export.h"

#include <string.h>

#include "daemon/render/csv.h"
#include "daemon/render/view.h"

static const char *value_text(const GPtrArray *values, const char *field)
{
    const struct value *value = values_find(values, field);
    if (!value)
        return "";
    return value->canonical ? value->canonical : value->text;
}

/* --- columns -------------------------------------------------------------------------------------------------- */

struct sheet {
    const struct order *order;
    const struct forms *forms;
    const struct department *department;
    GPtrArray *order_fields; /* char *, ids */
    GPtrArray *item_fields;  /* char *, ids: those of all products that are in it */
};

static gboolean has_id(const GPtrArray *ids, const char *id)
{
    for (guint i = 0; i < ids->len; i++)
        if (g_str_equal(ids->pdata[i], id))
            return TRUE;
    return FALSE;
}

static void add_fields(const struct sheet *sheet, GPtrArray *ids, const struct form *form, gboolean order_level)
{
    for (guint i = 0; form && i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (view_may_see_field(field, order_level, sheet->department) && !has_id(ids, field->id))
            g_ptr_array_add(ids, field->id);
    }
}

static gboolean sheet_shows(const struct sheet *sheet, const struct line_item *item)
{
    return view_may_see_item(item, sheet->forms, sheet->department);
}

static void sheet_find_columns(struct sheet *sheet)
{
    add_fields(sheet, sheet->order_fields, sheet->forms->order, TRUE);
    for (guint i = 0; i < sheet->order->items->len; i++) {
        const struct line_item *item = sheet->order->items->pdata[i];
        if (sheet_shows(sheet, item))
            add_fields(sheet, sheet->item_fields, forms_product(sheet->forms, item->form), FALSE);
    }
}

static const char *const fixed[] = {"order", "item", "product", "sku", "state", "expected", NULL};
static const char *const money[] = {"unit_price", "currency", "tax_percent", "line_total", NULL};

static void csv_name(GString *row, const char *prefix, const char *id)
{
    g_autofree char *name = g_strconcat(prefix, id, NULL);
    csv_cell(row, name);
}

/* No two columns have one name: a field called as one of ours is "item.ID". */
static void csv_header(const struct sheet *sheet, GString *csv, GString *row)
{
    for (guint i = 0; fixed[i]; i++)
        csv_cell(row, fixed[i]);
    for (guint i = 0; i < sheet->item_fields->len; i++) {
        const char *id = sheet->item_fields->pdata[i];
        csv_name(row, g_strv_contains(fixed, id) || g_strv_contains(money, id) ? "item." : "", id);
    }
    for (guint i = 0; view_may_see_prices(sheet->department) && money[i]; i++)
        csv_cell(row, money[i]);
    for (guint i = 0; i < sheet->order_fields->len; i++)
        csv_name(row, "order.", sheet->order_fields->pdata[i]);
    csv_end_row(csv, row);
}

static void csv_item(const struct sheet *sheet, const struct line_item *item, GString *csv, GString *row)
{
    g_autofree char *number = g_strdup_printf("%u", item->number);
    csv_cell(row, sheet->order->number);
    csv_cell(row, number);
    csv_cell(row, item->form ? item->form : item->product_text);
    csv_cell(row, item->sku);
    csv_cell(row, item_state_name(item->state));
    csv_cell(row, item->expected);
    for (guint i = 0; i < sheet->item_fields->len; i++)
        csv_cell(row, value_text(item->values, sheet->item_fields->pdata[i]));
    if (view_may_see_prices(sheet->department)) {
        csv_cell(row, item->unit_price);
        csv_cell(row, item->currency);
        csv_cell(row, item->tax_percent);
        csv_cell(row, item->line_total);
    }
    for (guint i = 0; i < sheet->order_fields->len; i++)
        csv_cell(row, value_text(sheet->order->values, sheet->order_fields->pdata[i]));
    csv_end_row(csv, row);
}

GBytes *export_csv(const struct order *order, const struct forms *forms, const struct department *department)
{
    g_autoptr(GPtrArray) order_fields = g_ptr_array_new();
    g_autoptr(GPtrArray) item_fields = g_ptr_array_new();
    struct sheet sheet = {order, forms, department, order_fields, item_fields};
    sheet_find_columns(&sheet);
    GString *csv = g_string_new("\xEF\xBB\xBF");
    GString *row = g_string_new(NULL);
    csv_header(&sheet, csv, row);
    for (guint i = 0; i < order->items->len; i++)
        if (sheet_shows(&sheet, order->items->pdata[i]))
            csv_item(&sheet, order->items->pdata[i], csv, row);
    g_string_free(row, TRUE);
    return g_string_free_to_bytes(csv);
}
