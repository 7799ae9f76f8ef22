/* Who may see what of an order. One place, so that letters and exports can't differ. */
#include "daemon/render/view.h"

gboolean view_may_see_item(const struct line_item *item, const struct forms *forms, const struct department *department)
{
    if (!department)
        return TRUE;
    const struct form *form = forms_product(forms, item->form);
    return form && g_strv_contains((const char *const *)form->departments, department->id);
}

gboolean view_may_see_prices(const struct department *department)
{
    return !department || department->sees_prices;
}

gboolean view_may_see_field(const struct field *field, gboolean order_level, const struct department *department)
{
    if (!department)
        return TRUE;
    switch (field->role) {
    case ROLE_UNIT_PRICE:
        return department->sees_prices;
    case ROLE_BILLING:
    case ROLE_BILLING_DETAIL:
        return department->sees_billing;
    case ROLE_NAME:
    case ROLE_PHONE:
    case ROLE_DELIVERY:
        return TRUE;
    case ROLE_NONE:
    case ROLE_QUANTITY:
    case ROLE_SKU:
    case ROLE_EMAIL:
    case ROLE_NEEDED_BY:
    case ROLE_NOTE:
    case ROLE_REFERENCE:
        if (field->type == FIELD_MONEY && !department->sees_prices)
            return FALSE;
        return !(order_level && department->third_party);
    }
    return FALSE;
}

const char *view_expected(const struct order *order, const struct forms *forms, const struct department *department)
{
    const char *latest = NULL;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (item->expected && item->state != ITEM_CANCELLED && view_may_see_item(item, forms, department) &&
            g_strcmp0(item->expected, latest) > 0)
            latest = item->expected;
    }
    return latest ? latest : order->expected;
}
