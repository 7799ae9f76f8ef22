#include "parsers/read/answer-again.h"

/* The only item of the product among those; NULL none, or several. */
static struct line_item *only_of(const GPtrArray *items, const char *form)
{
    struct line_item *found = NULL;
    for (guint i = 0; i < items->len; i++) {
        struct line_item *item = items->pdata[i];
        if (g_strcmp0(item->form, form) != 0)
            continue;
        if (found)
            return NULL;
        found = item;
    }
    return found;
}

static gboolean is_said_of(const struct draft *draft, guint number)
{
    for (guint i = 0; i < draft->items->len; i++)
        if (((const struct line_item *)draft->items->pdata[i])->number == number)
            return TRUE;
    return FALSE;
}

/* Without a count of its own it adds nothing. */
static gboolean has_count(const struct answer *answer, const struct line_item *item)
{
    const struct field *quantity = form_field_by_role(forms_product(answer->reader.context->forms, item->form), ROLE_QUANTITY);
    return quantity && values_find(item->values, quantity->id);
}

/* No value of it differs; and some are the same, unless it only fills gaps. */
static gboolean is_the_same(const struct answer *answer, const struct line_item *known, const struct line_item *again)
{
    guint same = 0;
    if (known->sku && again->sku && !g_str_equal(known->sku, again->sku))
        return FALSE;
    for (guint i = 0; i < again->values->len; i++) {
        const struct value *value = again->values->pdata[i], *before = values_find(known->values, value->field);
        if (!value_usable(before))
            continue;
        if (!value_usable(value) || !g_str_equal(value->canonical, before->canonical))
            return FALSE;
        same++;
    }
    return same > 0 || !has_count(answer, again);
}

void answer_fold_again(struct answer *answer)
{
    const struct order *order = answer->reader.context->answers;
    for (guint i = 0; order->phase == PHASE_INCOMPLETE && i < answer->draft->items->len; i++) {
        struct line_item *again = answer->draft->items->pdata[i];
        const struct line_item *known = again->form && !order_item(order, again->number) ? only_of(order->items, again->form) : NULL;
        if (known && only_of(answer->draft->items, again->form) == again && !is_said_of(answer->draft, known->number) && is_the_same(answer, known, again))
            again->number = known->number;
    }
}
