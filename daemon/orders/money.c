#include "daemon/orders/money.h"

#include <string.h>

#define MICRO DECIMAL_ONE

void totals_free(struct totals *totals)
{
    if (!totals)
        return;
    g_free(totals->currency);
    g_free(totals->net);
    g_free(totals->tax);
    g_free(totals->gross);
    g_free(totals);
}

/* value * factor / divisor, half away from zero, to `unit` (10000 millionths: a cent). */
static gint64 micro_scale(gint64 value, gint64 factor, gint64 divisor, gint64 unit)
{
    __int128 product = (__int128)value * factor;
    __int128 scaled_unit = (__int128)divisor * unit;
    __int128 half = scaled_unit / 2;
    __int128 rounded = (product + (product < 0 ? -half : half)) / scaled_unit;
    return (gint64)(rounded * unit);
}

#define CENT (MICRO / 100)

static gint64 item_quantity(const struct line_item *item, const struct form *form)
{
    const struct field *field = form_field_by_role(form, ROLE_QUANTITY);
    const struct value *value = field ? values_find(item->values, field->id) : NULL;
    gint64 quantity = MICRO;
    if (field && (!value_usable(value) || !decimal_parse(value->canonical, &quantity)))
        return 0;
    return quantity;
}

static void item_price(struct line_item *item, const struct form *form)
{
    g_clear_pointer(&item->unit_price, g_free);
    g_clear_pointer(&item->currency, g_free);
    g_clear_pointer(&item->tax_percent, g_free);
    g_clear_pointer(&item->line_total, g_free);
    const struct price *price = form ? form_price(form, item->sku) : NULL;
    gint64 quantity = price ? item_quantity(item, form) : 0, unit;
    if (quantity <= 0 || !decimal_parse(price->amount, &unit))
        return;
    item->unit_price = decimal_format(unit, 2);
    item->currency = g_strdup(price->currency);
    item->tax_percent = g_strdup(price->tax_percent);
    item->tax_included = price->tax_included;
    item->line_total = decimal_format(micro_scale(unit, quantity, MICRO, CENT), 2);
}

void order_price(struct order *order, const struct forms *forms)
{
    for (guint i = 0; i < order->items->len; i++) {
        struct line_item *item = order->items->pdata[i];
        item_price(item, forms_product(forms, item->form));
    }
}

/* What the items of one currency, rate and way of telling tax sum up to. */
struct bucket {
    const char *currency, *tax_percent;
    gboolean included;
    gint64 sum;
};

static struct bucket *bucket_find(GArray *buckets, const struct line_item *item)
{
    for (guint i = 0; i < buckets->len; i++) {
        struct bucket *bucket = &g_array_index(buckets, struct bucket, i);
        if (g_str_equal(bucket->currency, item->currency) && g_strcmp0(bucket->tax_percent, item->tax_percent) == 0 &&
            bucket->included == item->tax_included)
            return bucket;
    }
    struct bucket fresh = {item->currency, item->tax_percent, item->tax_included, 0};
    g_array_append_val(buckets, fresh);
    return &g_array_index(buckets, struct bucket, buckets->len - 1);
}

struct sums {
    gint64 net, tax;
};

static void bucket_add_to(const struct bucket *bucket, struct sums *sums)
{
    gint64 percent = 0, tax;
    if (bucket->tax_percent)
        decimal_parse(bucket->tax_percent, &percent);
    if (bucket->included)
        tax = micro_scale(bucket->sum, percent, 100 * (gint64)MICRO + percent, CENT);
    else
        tax = micro_scale(bucket->sum, percent, 100 * (gint64)MICRO, CENT);
    sums->net += bucket->included ? bucket->sum - tax : bucket->sum;
    sums->tax += tax;
}

static gboolean totals_has(const GPtrArray *all, const char *currency)
{
    for (guint i = 0; i < all->len; i++)
        if (g_str_equal(((const struct totals *)all->pdata[i])->currency, currency))
            return TRUE;
    return FALSE;
}

static struct totals *totals_of(const GArray *buckets, const char *currency)
{
    struct sums sums = {0, 0};
    for (guint i = 0; i < buckets->len; i++) {
        const struct bucket *bucket = &g_array_index(buckets, struct bucket, i);
        if (g_str_equal(bucket->currency, currency))
            bucket_add_to(bucket, &sums);
    }
    struct totals *totals = g_new0(struct totals, 1);
    totals->currency = g_strdup(currency);
    totals->net = decimal_format(sums.net, 2);
    totals->tax = decimal_format(sums.tax, 2);
    totals->gross = decimal_format(sums.net + sums.tax, 2);
    return totals;
}

GPtrArray *order_totals(const struct order *order)
{
    g_autoptr(GArray) buckets = g_array_new(FALSE, FALSE, sizeof(struct bucket));
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)totals_free);
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        gint64 total;
        if (item->state != ITEM_CANCELLED && item->line_total && decimal_parse(item->line_total, &total))
            bucket_find(buckets, item)->sum += total;
    }
    for (guint i = 0; i < buckets->len; i++) {
        const char *currency = g_array_index(buckets, struct bucket, i).currency;
        if (!totals_has(all, currency))
            g_ptr_array_add(all, totals_of(buckets, currency));
    }
    return all;
}

/* Whether the price a customer wrote ("1234.50 EUR") is another than the list's. */
static gboolean price_is_other(const char *written, const struct price *list)
{
    g_auto(GStrv) words = g_strsplit(written, " ", 2);
    if (!words[0] || decimal_compare(words[0], list->amount) != 0)
        return TRUE;
    return words[1] && !g_str_equal(words[1], list->currency);
}

gboolean order_price_differs(const struct order *order, const struct forms *forms, guint *ret_item)
{
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        const struct form *form = forms_product(forms, item->form);
        const struct field *field = form ? form_field_by_role(form, ROLE_UNIT_PRICE) : NULL;
        const struct value *value = field ? values_find(item->values, field->id) : NULL;
        const struct price *list = form ? form_price(form, item->sku) : NULL;
        if (list && value_usable(value) && price_is_other(value->canonical, list)) {
            *ret_item = item->number;
            return TRUE;
        }
    }
    return FALSE;
}
