#include "tests/unit/answer-desk.h"

#include "tests/unit/shop.h"

void give(GPtrArray *values, const char *field, const char *text, const char *canonical)
{
    struct value *value = value_new(field, text);
    value_set_canonical(value, VALUE_GIVEN, canonical);
    g_ptr_array_add(values, value);
}

struct line_item *order_add(struct order *order, guint number, const char *form)
{
    struct line_item *item = line_item_new(number);
    item->form = g_strdup(form);
    g_ptr_array_add(order->items, item);
    return item;
}

int open_desk(void **state)
{
    struct desk *desk = g_new0(struct desk, 1);
    desk->forms = shop_forms();
    desk->order = order_new();
    desk->order->language = g_strdup("en");
    struct line_item *sofa = order_add(desk->order, 1, "sofa"), *table = order_add(desk->order, 2, "table");
    give(sofa->values, "qty", "2", "2");
    give(sofa->values, "width", "120", "120");
    give(table->values, "qty", "1", "1");
    give(desk->order->values, "name", "Ayla Demir", "Ayla Demir");
    give(desk->order->values, "email", "ayla@example.com", "ayla@example.com");
    *state = desk;
    return 0;
}

int close_desk(void **state)
{
    struct desk *desk = *state;
    forms_free(desk->forms);
    order_free(desk->order);
    g_free(desk);
    return 0;
}
