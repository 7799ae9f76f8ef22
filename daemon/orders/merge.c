#include "daemon/orders/merge.h"

#include "daemon/base/bounds.h"

static void merge_value(GPtrArray *values, const struct value *value)
{
    for (guint i = 0; i < values->len; i++) {
        struct value *old = values->pdata[i];
        if (g_str_equal(old->field, value->field)) {
            values->pdata[i] = value_copy(value);
            value_free(old);
            return;
        }
    }
    g_ptr_array_add(values, value_copy(value));
}

static void merge_values(GPtrArray *values, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++)
        merge_value(values, from->pdata[i]);
}

static void merge_text(char **target, const char *text)
{
    if (!text)
        return;
    g_free(*target);
    *target = g_strdup(text);
}

static guint next_number(const struct order *order)
{
    guint most = 0;
    for (guint i = 0; i < order->items->len; i++)
        most = MAX(most, ((const struct line_item *)order->items->pdata[i])->number);
    return most + 1;
}

static void merge_item(struct order *order, const struct line_item *from)
{
    struct line_item *item = from->number ? order_item(order, from->number) : NULL;
    if (!item && order->items->len >= BOUND_ITEMS)
        return;
    if (!item) {
        item = line_item_new(from->number ? from->number : next_number(order));
        g_ptr_array_add(order->items, item);
    }
    if (from->form && g_strcmp0(from->form, item->form) != 0) {
        g_ptr_array_set_size(item->values, 0);
        g_clear_pointer(&item->sku, g_free);
        merge_text(&item->form, from->form);
    }
    merge_text(&item->product_text, from->product_text);
    merge_text(&item->sku, from->sku);
    merge_values(item->values, from->values);
}

static void unread_add(struct order *order, GPtrArray *lines, const char *line)
{
    if (line && *line && lines->len < BOUND_PAIRS && !g_strv_contains((const char *const *)order->unread, line))
        g_ptr_array_add(lines, g_strdup(line));
}

static void merge_unread(struct order *order, const struct draft *draft)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    for (guint i = 0; order->unread[i]; i++)
        g_ptr_array_add(lines, g_strdup(order->unread[i]));
    for (guint i = 0; i < order->remarks->len; i++)
        unread_add(order, lines, ((const struct remark *)order->remarks->pdata[i])->text);
    for (guint i = 0; draft->unread[i]; i++)
        unread_add(order, lines, draft->unread[i]);
    g_ptr_array_add(lines, NULL);
    g_strfreev(order->unread);
    order->unread = (GStrv)g_ptr_array_steal(lines, NULL);
}

void order_merge(struct order *order, const struct draft *draft)
{
    merge_unread(order, draft);
    g_ptr_array_set_size(order->remarks, 0);
    for (guint i = 0; i < draft->remarks->len; i++) {
        const struct remark *remark = draft->remarks->pdata[i];
        g_ptr_array_add(order->remarks, remark_new(remark->fault, remark->item, remark->text));
    }
    merge_values(order->values, draft->values);
    for (guint i = 0; i < draft->items->len; i++)
        merge_item(order, draft->items->pdata[i]);
}

/* --- digest ------------------------------------------------------------------------------------------------------------ */

static int compare_strings(const void *left, const void *right)
{
    return g_strcmp0(*(char *const *)left, *(char *const *)right);
}

static void digest_values(GPtrArray *lines, const char *prefix, const GPtrArray *values)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i];
        g_ptr_array_add(lines, g_strdup_printf("%s\x1f%s\x1f%s", prefix, value->field,
                                               value->canonical ? value->canonical : value->text));
    }
}

static char *digest_lines(GPtrArray *lines)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_ptr_array_sort(lines, compare_strings);
    for (guint i = 0; i < lines->len; i++) {
        g_checksum_update(checksum, lines->pdata[i], -1);
        g_checksum_update(checksum, (const guchar *)"\x1e", 1);
    }
    return g_strdup(g_checksum_get_string(checksum));
}

static char *digest_item(const struct line_item *item)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(lines, g_strdup_printf("form\x1f%s\x1f%s", item->form ? item->form : "", item->sku ? item->sku : ""));
    digest_values(lines, "value", item->values);
    return digest_lines(lines);
}

char *order_digest(const struct order *order)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    digest_values(lines, "order", order->values);
    for (guint i = 0; i < order->items->len; i++)
        g_ptr_array_add(lines, digest_item(order->items->pdata[i]));
    return digest_lines(lines);
}
